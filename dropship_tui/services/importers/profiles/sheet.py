"""Anybody's spreadsheet: columns recognised by the names that people give them (FORMATS 1.14)."""

from __future__ import annotations

from typing import Final

from dropship_tui.models.plan import Words

from .base import Meaning, Profile

# A field a paragraph: the headers that people give it, the surest first. Case, spaces,
# punctuation and what stands in brackets make no difference.
_COLUMNS: Final = """
order_no: 订单号 | 订单编号 | 单号 | 原始单号 | 平台订单号 | 平台单号 | 外部订单号 | 主订单编号 |
    主订单号 | 客户订单号 | 客户单号 | 销售单号 | 网店订单号 | 订单ID | 订单号码 | 交易编号 |
    交易单号 | 订单 | order no | order number | order num | order id | order | external no |
    external order no | platform order no | reference | po number
line_no: 子订单编号 | 子订单号 | 商品单号 | 子单号 | sub order no | sub order id | line no |
    line id | order item id | item id
shop: 店铺名称 | 店铺 | 店名 | 网店 | 网店名称 | 来源店铺 | shop | store | shop name | store name
name: 收件人 | 收货人 | 收件人姓名 | 收货人姓名 | 收件人名称 | 收货人名称 | 收件姓名 | 收货姓名 |
    姓名 | 客户姓名 | 顾客姓名 | 买家姓名 | 收货联系人 | 联系人 | 联系人姓名 | 客户 | receiver |
    receiver name | recipient | recipient name | ship to name | ship to | consignee |
    consignee name | shipping name | customer name | full name | name | customer
mobile: 手机号 | 手机 | 手机号码 | 联系手机 | 收件人手机 | 收货人手机 | 收件人手机号 |
    收货人手机号 | 收件人手机号码 | 收货人手机号码 | 收件手机 | 收货手机 | 收件人手机/电话 |
    手机/电话 | 电话/手机 | 移动电话 | 买家手机 | 客户手机 | mobile | mobile phone | mobile no |
    mobile number | cell | cell phone | phone | phone number | phone no | receiver phone |
    receiver mobile | recipient phone | ship to phone | consignee phone | shipping phone |
    contact phone | contact number | contact
phone: 电话 | 电话号码 | 联系电话 | 联系方式 | 收件人电话 | 收货人电话 | 收件电话 | 收货电话 |
    收件人联系方式 | 收货人联系方式 | 收件人联系电话 | 收货人联系电话 | 客户电话 | 固定电话 |
    固话 | 座机 | telephone | tel | landline
country: 国家 | 国家/地区 | 收件国家 | 目的国 | country | ship to country | shipping country
province: 省 | 省份 | 收货省份 | 收件省份 | 收货省 | 收件省 | 收件人省份 | 收货人省份 | 所在省 |
    目的省份 | 省市区 | 所在地区 | 收货地区 | 收件地区 | province | state | region
city: 市 | 城市 | 地市 | 收货城市 | 收件城市 | 收货市 | 收件市 | 收件人城市 | 收货人城市 |
    所在市 | 目的城市 | city | ship to city
district: 区 | 区县 | 区/县 | 县区 | 县 | 地区 | 收货区县 | 收件区县 | 收货区 | 收件区 |
    收货地区县 | district | county | area
street: 街道 | 镇 | 街道/镇 | 街道/乡镇 | 乡镇 | 乡镇街道 | town | subdistrict
address: 详细地址 | 收货地址 | 收件地址 | 地址 | 收件人地址 | 收货人地址 | 收件人详细地址 |
    收货人详细地址 | 收货详细地址 | 收件详细地址 | 完整地址 | 联系地址 | 配送地址 | 送货地址 |
    客户地址 | address | full address | shipping address | delivery address | detail address |
    detailed address | receiver address | recipient address | ship to address |
    consignee address | street address | address 1 | address line 1 | street
contact: 收货信息 | 收件信息 | 收件人信息 | 收货人信息 | 客户信息 | 地址信息 | receiver info |
    recipient info | shipping info
postcode: 邮编 | 邮政编码 | 收件人邮编 | 收货邮编 | zip | postcode | post code | postal code |
    zip code
sku_code: 商家编码 | 商家SKU | 商家SKU编码 | 规格编码 | SKU编码 | SKU货号 | SKU | 单品编码 |
    单品货号 | 条码 | 商品条码 | 条形码 | seller sku | sku code | sku no | sku id | item sku |
    merchant sku | barcode
product_code: 商品编码 | 商品编号 | 货号 | 编码 | 商品货号 | 产品编码 | 产品编号 | 款号 |
    款式编码 | 商品代码 | 物料编号 | item code | item no | product code | product no | style no |
    code
title: 商品名称 | 商品标题 | 宝贝标题 | 宝贝名称 | 产品名称 | 货品名称 | 货品标题 | 物品名称 |
    品名 | 商品 | 产品 | 货品 | 宝贝 | 名称 | 标题 | product name | item name | goods name |
    product title | product | item | title | goods | description
spec: 规格 | 商品规格 | 规格型号 | 规格名称 | 货品规格 | 产品规格 | 颜色尺码 | 颜色/尺码 |
    颜色规格 | 尺码 | 颜色 | 属性 | 商品属性 | 销售属性 | 型号 | 款式 | spec | specification |
    variant | variation | options | option | size
payment: 支付方式 | 付款方式 | payment method | payment type | payment
remark: 买家留言 | 客户留言 | 留言 | 买家备注 | 客户备注 | 备注 | 订单备注 | 备注信息 | 附言 |
    remark | remarks | buyer note | buyer message | customer note | message | note | notes |
    comment | comments
seller_note: 商家备注 | 卖家备注 | 客服备注 | 内部备注 | seller note | merchant note |
    internal note
status: 订单状态 | 状态 | 交易状态 | order status | status
refund_status: 退款状态 | 售后状态 | refund status | after sales status
quantity: 数量 | 件数 | 购买数量 | 商品数量 | 订购数量 | 货品数量 | 下单数量 | 发货数量 |
    产品数量 | 购买件数 | 个数 | 数目 | quantity | qty | count | pcs | pieces | units
price: 单价 | 商品单价 | 价格 | 售价 | 销售价 | 商品价格 | 供货价 | 结算价 | 分销价 | 成交价 |
    unit price | price | item price
line_total: 金额 | 小计 | 商品金额 | 金额小计 | 货款 | 商品总价 | 货品总价 | 商品小计 | amount |
    line total | line amount | subtotal | item total
currency: 币种 | 货币 | 币别 | 货币类型 | currency | currency code
freight: 运费 | 邮费 | 快递费 | 物流费 | 配送费 | freight | shipping fee | shipping cost |
    shipping | postage | delivery fee
order_discount: 优惠 | 优惠金额 | 折扣 | 折扣金额 | 商家优惠 | 店铺优惠 | 优惠券 | discount |
    discount amount | seller discount
paid_at: 付款时间 | 支付时间 | 订单付款时间 | 支付完成时间 | 付款日期 | 支付日期 | paid at |
    paid time | payment time | payment date | date paid | paid on
ordered_at: 下单时间 | 订单创建时间 | 创建时间 | 订单时间 | 下单日期 | 订单日期 | 订购时间 |
    拍下时间 | 订单提交时间 | 成交时间 | 日期 | 时间 | ordered at | order time | order date |
    order created | created at | created time | created | purchase date | date
ship_by: 应发货时间 | 承诺发货时间 | 最晚发货时间 | 要求发货时间 | 最晚发货日期 | ship by |
    ship by date | latest ship date
"""


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
)
