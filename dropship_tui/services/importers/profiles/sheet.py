"""Anybody's spreadsheet: columns recognised by the names that people give them (FORMATS 1.14)."""

from __future__ import annotations

from typing import Final

from dropship_tui.models.plan import Words

from .base import Meaning, Profile, Quirk

# A field a paragraph: the headers that people give it, the surest first. Case, spaces,
# punctuation and what stands in brackets make no difference.
_COLUMNS: Final = """
order_no: 订单号 | 订单编号 | 单号 | 原始单号 | 平台订单号 | 平台单号 | 外部订单号 | 主订单编号 |
    主订单号 | 客户订单号 | 客户单号 | 销售单号 | 网店订单号 | 订单ID | 订单号码 | 交易编号 |
    交易单号 | 订单 | order no | order number | order num | order id | order | external no |
    external order no | platform order no | reference | po number | 平台订单编号 | 客户订单编号 |
    客户订单 | 分销单号 | 分销订单号 | 下游订单号 | 下家单号 | 下家订单号 | 代发单号 | 代发订单号 |
    第三方订单号 | 第三方单号 | 来源单号 | 店铺订单号 | 商城订单号 | 淘宝订单号 | 天猫订单号 |
    拼多多订单号 | 抖音订单号 | 京东订单号 | 快手订单号 | 小红书订单号 | 参考单号 | 参考号 |
    业务单号 | 业务订单号 | 销售订单号 | 网单号 | 采购单号 | 采购订单号 | 交易号 | GSP订单号 |
    po no | po | purchase order | purchase order number | customer order no |
    customer order number | customer po | ref | ref no | reference no | reference number |
    order ref | order reference | order code | web order number | sales order |
    sales order number | platform order id | marketplace order id | external order id |
    external order number | external id
line_no: 子订单编号 | 子订单号 | 商品单号 | 子单号 | sub order no | sub order id | line no |
    line id | order item id | item id
shop: 店铺名称 | 店铺 | 店名 | 网店 | 网店名称 | 来源店铺 | shop | store | shop name | store name
name: 收件人 | 收货人 | 收件人姓名 | 收货人姓名 | 收件人名称 | 收货人名称 | 收件姓名 | 收货姓名 |
    姓名 | 客户姓名 | 顾客姓名 | 买家姓名 | 收货联系人 | 联系人 | 联系人姓名 | 客户 | receiver |
    receiver name | recipient | recipient name | ship to name | ship to | consignee |
    consignee name | shipping name | customer name | full name | name | customer | 收货方 |
    收件方 | 名字 | 收件名字 | 收货名字 | 客人 | 客人姓名 | 客户名 | 客户名称 | 顾客 | 收货人名 |
    收件人名 | 签收人 | 收件联系人 | 买家名字 | ship name | ship to full name |
    recipient full name | receiver full name | delivery name | deliver to | addressee |
    contact name | contact person | customer full name
mobile: 手机号 | 手机 | 手机号码 | 联系手机 | 收件人手机 | 收货人手机 | 收件人手机号 |
    收货人手机号 | 收件人手机号码 | 收货人手机号码 | 收件手机 | 收货手机 | 收件人手机/电话 |
    手机/电话 | 电话/手机 | 移动电话 | 买家手机 | 客户手机 | mobile | mobile phone | mobile no |
    mobile number | cell | cell phone | phone | phone number | phone no | receiver phone |
    receiver mobile | recipient phone | ship to phone | consignee phone | shipping phone |
    contact phone | contact number | contact | 手机号/电话 | 手机或电话 | 手机号码/电话 |
    收货手机号 | 收货手机号码 | 收件手机号 | 收件手机号码 | 收货人手机/电话 | 收件人手机号/电话 |
    收货人手机号/电话 | 客人手机 | 顾客手机 | tel no | telephone number | ship phone |
    delivery phone | customer phone | receiver tel | recipient tel | recipient mobile |
    recipient phone number | receiver phone number | consignee tel | consignee mobile |
    phone/mobile
phone: 电话 | 电话号码 | 联系电话 | 联系方式 | 收件人电话 | 收货人电话 | 收件电话 | 收货电话 |
    收件人联系方式 | 收货人联系方式 | 收件人联系电话 | 收货人联系电话 | 客户电话 | 固定电话 |
    固话 | 座机 | telephone | tel | landline | 电话号 | 联系号码 | 联络电话 | 联络方式 |
    收货方电话 | 收件方电话 | 联系人电话 | 客人电话 | 顾客电话 | telephone no
country: 国家 | 国家/地区 | 收件国家 | 目的国 | country | ship to country | shipping country |
    国别 | 收货国家 | 国家代码 | 收件人国家 | 收货人国家 | 目的地国家 | country code |
    ship country | destination country | delivery country | ship to country code |
    recipient country | receiver country | consignee country
province: 省 | 省份 | 收货省份 | 收件省份 | 收货省 | 收件省 | 收件人省份 | 收货人省份 | 所在省 |
    目的省份 | 省市区 | 所在地区 | 收货地区 | 收件地区 | province | state | region | 省/州 |
    州/省 | 州 | 收货地址-省 | 地址-省 | 省级 | ship state | ship province | shipping state |
    shipping province | ship to state | ship to province | state/province | province/state |
    delivery state | recipient state | recipient province | receiver province | consignee province
city: 市 | 城市 | 地市 | 收货城市 | 收件城市 | 收货市 | 收件市 | 收件人城市 | 收货人城市 | 所在市 |
    目的城市 | city | ship to city | 收货地址-市 | 地址-市 | 目的市 | 市级 | ship city |
    shipping city | delivery city | town/city | city/town | recipient city | receiver city |
    consignee city
district: 区 | 区县 | 区/县 | 县区 | 县 | 地区 | 收货区县 | 收件区县 | 收货区 | 收件区 |
    收货地区县 | district | county | area | 收货地址-区 | 地址-区 | 行政区 | 区级 |
    receiver district | recipient district
street: 街道 | 镇 | 街道/镇 | 街道/乡镇 | 乡镇 | 乡镇街道 | town | subdistrict | 收货街道 |
    收件街道 | 镇/街道 | 收货地址-街道 | 地址-街道 | 收件人街道 | 收货人街道
address: 详细地址 | 收货地址 | 收件地址 | 地址 | 收件人地址 | 收货人地址 | 收件人详细地址 |
    收货人详细地址 | 收货详细地址 | 收件详细地址 | 完整地址 | 联系地址 | 配送地址 | 送货地址 |
    客户地址 | address | full address | shipping address | delivery address | detail address |
    detailed address | receiver address | recipient address | ship to address | consignee address |
    street address | address 1 | address line 1 | street | 详细住址 | 住址 | 地址详情 | 具体地址 |
    详细收货地址 | 详细收件地址 | 收货地址详情 | 详情地址 | 邮寄地址 | 寄送地址 | 派送地址 |
    快递地址 | 收货详址 | 收件详址 | 详址 | 家庭地址 | 收货地点 | 详细地址1 | 地址1 |
    ship address | ship address 1 | ship to address 1 | ship street | ship to street |
    shipping address 1 | shipping street | shipping street address | delivery street |
    delivery address 1 | addr | address line | street 1 | street name | recipient address 1 |
    receiver address 1
contact: 收货信息 | 收件信息 | 收件人信息 | 收货人信息 | 客户信息 | 地址信息 | receiver info |
    recipient info | shipping info | 收件资料 | 收货资料 | 收货详情 | 收件详情 | 客户资料 |
    收货地址信息 | 收件地址信息 | 姓名电话地址 | 收件人姓名电话地址 | 收货人姓名电话地址 |
    姓名地址电话 | 地址电话姓名 | 收件人资料 | 收货人资料 | 配送信息 | 收货人及电话 |
    收件人及电话 | 收货人及联系方式 | 收件人及联系方式 | 姓名电话 | 姓名及电话 | 收件人姓名电话 |
    收货人姓名电话 | 收件人姓名及电话 | 收货人姓名及电话 | ship to info | ship to details |
    shipping details | recipient details | receiver details | delivery details | delivery info |
    customer info | customer details | contact details
postcode: 邮编 | 邮政编码 | 收件人邮编 | 收货邮编 | zip | postcode | post code | postal code |
    zip code | 邮编号码 | 收件邮编 | 收货人邮编 | 收件人邮政编码 | 收货邮政编码 | ship zip |
    shipping zip | ship to zip | ship postal code | shipping postcode | ship postcode |
    ship to postcode | zip/postal code | zip/postcode | postal | recipient zip | delivery postcode
sku_code: SKU编码 | SKU代码 | SKU编号 | SKU货号 | 规格编码 | 商品规格编码 |
    货品规格编码 | 产品规格编码 | 规格代码 | 规格商家编码 | 单品编码 |
    单品货号 | 外部系统编号 | 商家SKU | 商家SKU编码 | 卖家SKU | 商品SKU | 产品SKU | 货品SKU |
    供应商SKU | SKU | SKU号 | 商家编码 | 商家货号 | 外部编码 | 外部商家编码 | 商家外部编码 |
    条码 | 商品条码 | 条形码 | 商品条形码 | 产品条码 | 货品条码 | 69码 | 国标码 | 国际码 |
    seller sku | sku code | sku no | sku number | item sku | merchant sku | product sku |
    supplier sku | vendor sku | your sku | our sku | variant sku | lineitem sku | barcode | ean |
    upc | gtin | sku id
product_code: 商品编码 | 商品编号 | 货号 | 编码 | 商品货号 | 产品编码 | 产品编号 | 款号 |
    款式编码 | 商品代码 | 物料编号 | item code | item no | product code | product no | style no |
    code | 货品编码 | 货品编号 | 物料编码 | 物料号 | 产品代码 | 产品货号 | 宝贝编码 | 货品代码 |
    款式编号 | 款式货号 | article | article no | article number | part no | part number |
    item number | model no | model number | style code | style number | product number | item ref
title: 商品名称 | 商品标题 | 宝贝标题 | 宝贝名称 | 产品名称 | 货品名称 | 货品标题 | 物品名称 |
    品名 | 商品 | 产品 | 货品 | 宝贝 | 名称 | 标题 | product name | item name | goods name |
    product title | product | item | title | goods | description | 货物名称 | 货物 | 商品名 |
    产品名 | 货品名 | 货名 | 产品标题 | 物品 | 内件 | 内件品名 | 内件名称 | 托寄物 | 寄托物 |
    商品简称 | 产品简称 | 宝贝名 | 商品信息 | 货品信息 | 产品信息 | 宝贝信息 | 商品明细 |
    货品明细 | 商品内容 | 发货商品 | 发货内容 | item description | product description |
    article name | line item | lineitem name
goods: [商品]x数量; | 商品x数量 | 货品x数量 | 宝贝x数量 | 商品*数量 | 货品*数量 | 宝贝*数量 |
    产品*数量 | 商品及数量 | 货品及数量 | 宝贝及数量 | 产品及数量 | 商品和数量 | 商品名称及数量 |
    货品名称及数量 | 品名及数量 | 商品清单 | 货品清单 | 商品明细 | 货品明细 | 商品信息 | 货品信息 |
    产品信息 | 宝贝信息 | 商品内容 | 发货内容 | 发货商品 | goods list | item list | order items |
    line items | items | products
spec: 规格 | 商品规格 | 规格型号 | 规格名称 | 货品规格 | 产品规格 | 颜色尺码 | 颜色/尺码 |
    颜色规格 | 颜色 | 属性 | 商品属性 | 销售属性 | 型号 | 款式 | spec | specification |
    variant | variation | options | option | 颜色及规格 | 颜色分类 | 规格属性 | 颜色和尺码 |
    规格尺码 | 颜色及尺码 | 尺码颜色 | SKU属性 | SKU规格 | SKU名称 | 商品型号 |
    产品型号 | 产品属性 | 货品属性 | colour | color | color/size | size/color | colour/size |
    attributes | variant name | variant title | 尺码 | 尺寸 | 码数 | size
payment: 支付方式 | 付款方式 | payment method | payment type | payment | 结算方式 | 收款方式 |
    pay method | paid by | payment via
remark: 买家留言 | 客户留言 | 留言 | 买家备注 | 客户备注 | 备注 | 买家备注信息 |
    客户备注信息 | 备注1 | 备注2 | 备注3 |
    订单备注 | 备注信息 | 附言 | remark | remarks | buyer note | buyer message | customer note |
    message | note | notes | comment | comments | 买家要求 | 客户要求 | 特殊要求 | 留言/备注 |
    备注/留言 | 备注说明 | 说明 | 订单留言 | 顾客留言 | 客人备注 | 附加说明 | 下单备注 |
    配送备注 | 快递备注 | 发货备注 | instructions | delivery instructions |
    special instructions | shipping instructions | order note | order notes | order remark |
    order comments | customer comments | buyer comments | customer remark
seller_note: 商家备注 | 卖家备注 | 客服备注 | 内部备注 | seller note | merchant note |
    internal note | 店铺备注 | staff note | vendor note
status: 订单状态 | 状态 | 交易状态 | order status | status | 发货状态 | fulfillment status |
    shipping status | state of order
refund_status: 退款状态 | 售后状态 | refund status | after sales status | 售后情况 | return status
quantity: 数量 | 件数 | 购买数量 | 商品数量 | 订购数量 | 货品数量 | 下单数量 | 发货数量 |
    产品数量 | 购买件数 | 个数 | 数目 | quantity | qty | count | pcs | pieces | units | 采购数量 |
    订货数量 | 订单数量 | 需求数量 | 数 | 购买量 | 订购量 | 下单件数 | 商品件数 | 宝贝数量 |
    宝贝件数 | 货品件数 | 产品件数 | 销售数量 | 套数 | 份数 | 代发数量 | 拿货数量 | 要货数量 |
    出货数量 | SKU数量 | 应发数量 | order quantity | order qty | ordered qty | qty ordered |
    quantity ordered | quantity purchased | units ordered | item quantity | item qty |
    lineitem quantity | no of units | number of units | pc
price: 单价 | 商品单价 | 价格 | 售价 | 销售价 | 商品价格 | 供货价 | 结算价 | 分销价 | 成交价 |
    unit price | price | item price | 代发价 | 代发单价 | 拿货价 | 批发价 | 采购价 | 采购单价 |
    协议价 | 结算单价 | 供货单价 | 分销单价 | 产品单价 | 货品单价 | 零售价 | 销售单价 | 成交单价 |
    商品售价 | unit cost | price each | price per unit | price/unit | selling price | sale price |
    unit selling price | item cost | wholesale price | dropship price | lineitem price
line_total: 金额 | 小计 | 商品金额 | 金额小计 | 货款 | 商品总价 | 货品总价 | 商品小计 | amount |
    line total | line amount | subtotal | item total | 总价 | 货值 | 商品合计 | 货品金额 |
    产品金额 | line price | extended price | item subtotal
currency: 币种 | 货币 | 币别 | 货币类型 | currency | currency code | 货币单位 | 币别代码 |
    currency iso | iso currency
freight: 运费 | 邮费 | 快递费 | 物流费 | 配送费 | freight | shipping fee | shipping cost |
    shipping | postage | delivery fee | 快递运费 | 邮资 | 运杂费 | 物流费用 | 快递费用 | 代发运费 |
    配送运费 | 运费金额 | shipping charge | shipping charges | shipping price | shipping amount |
    postage cost | delivery charge | delivery cost | freight cost | freight charge
order_discount: 优惠 | 优惠金额 | 折扣 | 折扣金额 | 商家优惠 | 店铺优惠 | 优惠券 | discount |
    discount amount | seller discount | 折让 | 立减 | 优惠减免 | order discount | coupon discount
paid_at: 付款时间 | 支付时间 | 订单付款时间 | 支付完成时间 | 付款日期 | 支付日期 | paid at |
    paid time | payment time | payment date | date paid | paid on | 付款日 | 支付日 | 收款时间 |
    收款日期 | payment at | payment received | paid
ordered_at: 下单时间 | 订单创建时间 | 创建时间 | 订单时间 | 下单日期 | 订单日期 | 订购时间 |
    拍下时间 | 订单提交时间 | 成交时间 | 日期 | 时间 | ordered at | order time | order date |
    order created | created at | created time | created | purchase date | date | 下单日 |
    订货日期 | 订货时间 | 订单生成时间 | 提交时间 | 录单时间 | 录单日期 | 制单日期 | 销售日期 |
    开单日期 | 交易时间 | 交易日期 | 发单日期 | 拍单时间 | order placed | ordered | ordered on |
    sale date | sold at | date ordered | order created at | order datetime | date/time
ship_by: 应发货时间 | 承诺发货时间 | 最晚发货时间 | 要求发货时间 | 最晚发货日期 | ship by |
    ship by date | latest ship date | 发货截止时间 | 截止发货时间 | 截止发货日期 | 最迟发货时间 |
    最迟发货日期 | 发货时限 | 要求发货日期 | ship before | latest ship by | ship deadline |
    dispatch by | required ship date
"""


_FURTHER: Final = (
    "address 2", "address line 2", "street 2", "street address 2", "ship address 2",
    "ship to address 2", "shipping address 2", "delivery address 2", "apt", "apartment", "unit no",
    "address 3", "address line 3", "street 3", "详细地址2", "地址2", "详细地址3", "地址3", "门牌号",
)  # fmt: skip


_COLOURS_AND_SIZES: Final = (
    "颜色", "颜色分类", "colour", "color", "尺码", "尺寸", "码数", "size",
)  # fmt: skip


def _read(table: str) -> dict[str, tuple[str, ...]]:
    columns = {}
    for paragraph in table.replace("|\n    ", "| ").strip().splitlines():
        field, _, names = paragraph.partition(":")
        columns[field] = tuple(name.strip() for name in names.split("|"))
    return columns


_TO_SHIP: Final = (
    "正常", "有效", "新", "待处理", "处理中", "未处理", "待审核", "已审核", "待确认", "已确认",
    "待发", "未发", "待配货", "配货中", "待打单", "已打单", "待出库", "未出库", "待揽收", "备货",
    "new", "open", "active", "ok", "normal", "confirmed", "processing", "pending", "ready",
    "to ship", "awaiting shipment", "awaiting fulfillment", "unshipped", "not shipped",
    "unfulfilled",
)  # fmt: skip
_PAID: Final = ("已付款", "已支付", "已收款", "买家已付款", "付款成功", "支付成功", "paid")

PROFILE = Profile(
    name="sheet",
    title=Words("Any spreadsheet with headers", "普通表格（按表头识别）"),
    channel="sheet",
    columns=_read(_COLUMNS),
    statuses={
        **dict.fromkeys(_TO_SHIP, Meaning.SHIP),
        **dict.fromkeys(_PAID, Meaning.PAID),
        "待付款": Meaning.UNPAID,
        "待支付": Meaning.UNPAID,
        "等待买家付款": Meaning.UNPAID,
        "未付款": Meaning.UNPAID,
        "未支付": Meaning.UNPAID,
        "unpaid": Meaning.UNPAID,
        "pending payment": Meaning.UNPAID,
        "awaiting payment": Meaning.UNPAID,
        "已发货": Meaning.SHIPPED,
        "卖家已发货": Meaning.SHIPPED,
        "待收货": Meaning.SHIPPED,
        "已完成": Meaning.SHIPPED,
        "交易成功": Meaning.SHIPPED,
        "交易完成": Meaning.SHIPPED,
        "已收货": Meaning.SHIPPED,
        "已签收": Meaning.SHIPPED,
        "shipped": Meaning.SHIPPED,
        "delivered": Meaning.SHIPPED,
        "completed": Meaning.SHIPPED,
        "fulfilled": Meaning.SHIPPED,
        "已关闭": Meaning.CLOSED,
        "交易关闭": Meaning.CLOSED,
        "已取消": Meaning.CLOSED,
        "已退款": Meaning.CLOSED,
        "退款成功": Meaning.CLOSED,
        "退款完成": Meaning.CLOSED,
        "closed": Meaning.CLOSED,
        "cancelled": Meaning.CLOSED,
        "canceled": Meaning.CLOSED,
        "refunded": Meaning.CLOSED,
        "退款": Meaning.REFUND,
        "申请退款": Meaning.REFUND,
        "refund requested": Meaning.REFUND,
    },
    refunds={
        "退款成功": Meaning.CLOSED,
        "退款完成": Meaning.CLOSED,
        "已退款": Meaning.CLOSED,
        "refunded": Meaning.CLOSED,
        "退款": Meaning.REFUND,
        "申请退款": Meaning.REFUND,
        "待退款": Meaning.REFUND,
        "售后中": Meaning.REFUND,
        "售后处理中": Meaning.REFUND,
        "待商家处理": Meaning.REFUND,
        "待买家退货": Meaning.REFUND,
        "refund": Meaning.REFUND,
    },
    numbers_come_again=True,
    quirks=frozenset({Quirk.GOODS_CELL}),
    further={"address": _FURTHER, "spec": _COLOURS_AND_SIZES},
)
