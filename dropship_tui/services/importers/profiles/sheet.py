"""Anybody's spreadsheet: columns recognised by the names that people give them (FORMATS 1.14)."""

from __future__ import annotations

from dropship_tui.models.plan import Words

from .base import Meaning, Profile

# One field a paragraph: the headers that people give it, the surest first.
_COLUMNS = """
order_no: 订单号 | 订单编号 | 单号 | 原始单号 | 平台订单号 | 外部订单号 | 主订单编号 |
    客户订单号 | 订单ID | 交易编号 | 订单 | order no | order number | order id | order_no |
    order | order # | external no | external_no
line_no: 子订单编号 | 子订单号 | 商品单号 | sub order no | line no | line id | order item id
name: 收件人 | 收货人 | 收件人姓名 | 收货人姓名 | 姓名 | 客户姓名 | 收件人名称 | 联系人 |
    顾客姓名 | receiver | recipient | name | receiver name | recipient name | ship to name |
    consignee | customer name | customer
mobile: 手机号 | 手机 | 手机号码 | 联系手机 | 收件人手机 | 收货人手机 | 收件人手机号 |
    收货人手机号 | 收件人手机/电话 | 移动电话 | 收货手机 | mobile | mobile phone | phone |
    phone number | receiver phone | recipient phone | tel | contact
phone: 电话 | 联系电话 | 收件人电话 | 收货人电话 | 固定电话 | 座机 | 联系方式 | 收件人联系方式 |
    telephone
country: 国家 | 国家/地区 | country
province: 省 | 省份 | 收货省份 | 收件省 | 收件人省份 | 所在省 | province | state
city: 市 | 城市 | 收货城市 | 收件市 | 收件人城市 | 所在市 | city
district: 区 | 区县 | 区/县 | 县区 | 收货区县 | 收件区 | 地区 | district | county
street: 街道 | 镇 | 街道/镇 | 乡镇 | street | town
address: 详细地址 | 收货地址 | 收件地址 | 地址 | 收件人地址 | 收货人地址 | 收件人详细地址 |
    收货详细地址 | 完整地址 | address | full address | shipping address | detail address |
    receiver address | address 1 | address1
contact: 收货信息 | 收件信息 | 收件人信息 | 收货人信息 | 客户信息 | receiver info
postcode: 邮编 | 邮政编码 | 收件人邮编 | zip | postcode | postal code | zip code
sku_code: 商家编码 | 规格编码 | SKU编码 | sku | 商品编码 | 货号 | 编码 | 商品货号 | 商家SKU |
    款号 | 商品代码 | 条码 | seller sku | sku code | item code | product code | code | barcode |
    item sku
title: 商品名称 | 商品 | 商品标题 | 宝贝标题 | 品名 | 产品名称 | 货品名称 | 名称 | 货品标题 |
    产品 | title | product | product name | item | item name | goods | description
spec: 规格 | 商品规格 | 颜色尺码 | 属性 | 商品属性 | 型号 | 规格型号 | 销售属性 | 颜色/尺码 |
    款式 | spec | variant | variation | options | specification
quantity: 数量 | 件数 | 购买数量 | 商品数量 | 订购数量 | 货品数量 | 下单数量 | 个数 | quantity |
    qty | count | pcs
price: 单价 | 价格 | 商品单价 | 售价 | 商品价格 | 供货价 | 单价(元) | price | unit price
line_total: 金额 | 小计 | 商品金额 | 货款 | 商品总价 | 货品总价 | amount | line total | subtotal
freight: 运费 | 邮费 | 快递费 | 配送费 | 运费(元) | freight | shipping | shipping fee | postage
discount: 优惠 | 优惠金额 | 折扣 | 商家优惠 | 店铺优惠 | discount | seller discount
paid_at: 付款时间 | 支付时间 | 订单付款时间 | 支付完成时间 | paid at | paid_at | payment time |
    paid
ordered_at: 下单时间 | 订单创建时间 | 创建时间 | 订单时间 | 下单日期 | 日期 | 订单提交时间 |
    ordered at | created at | order date | date | created_at | order time
payment: 支付方式 | 付款方式 | payment method | payment
remark: 买家留言 | 留言 | 备注 | 买家备注 | 客户备注 | 订单备注 | 备注信息 | remark | note |
    notes | message | buyer note | comment
seller_note: 商家备注 | 卖家备注 | 客服备注 | seller note
status: 订单状态 | 状态 | status | order status
refund_status: 退款状态 | 售后状态 | refund status
shop: 店铺名称 | 店铺 | 店名 | shop | store | shop name
"""


def _read(table: str) -> dict[str, tuple[str, ...]]:
    columns = {}
    for paragraph in table.replace("|\n    ", "| ").strip().splitlines():
        field, _, names = paragraph.partition(":")
        columns[field] = tuple(name.strip() for name in names.split("|"))
    return columns


PROFILE = Profile(
    name="sheet",
    title=Words("Any spreadsheet with headers", "普通表格（按表头识别）"),
    channel="sheet",
    signature=(),
    columns=_read(_COLUMNS),
    statuses={
        "待付款": Meaning.UNPAID,
        "等待买家付款": Meaning.UNPAID,
        "未付款": Meaning.UNPAID,
        "unpaid": Meaning.UNPAID,
        "pending payment": Meaning.UNPAID,
        "已发货": Meaning.SHIPPED,
        "卖家已发货": Meaning.SHIPPED,
        "已完成": Meaning.SHIPPED,
        "交易成功": Meaning.SHIPPED,
        "已收货": Meaning.SHIPPED,
        "已签收": Meaning.SHIPPED,
        "shipped": Meaning.SHIPPED,
        "delivered": Meaning.SHIPPED,
        "completed": Meaning.SHIPPED,
        "已关闭": Meaning.CLOSED,
        "交易关闭": Meaning.CLOSED,
        "已取消": Meaning.CLOSED,
        "closed": Meaning.CLOSED,
        "cancelled": Meaning.CLOSED,
        "canceled": Meaning.CLOSED,
        "退款中": Meaning.REFUND,
        "申请退款": Meaning.REFUND,
    },
    refunds={
        "无退款申请": Meaning.SHIP,
        "退款成功": Meaning.CLOSED,
        "退款中": Meaning.REFUND,
        "申请退款": Meaning.REFUND,
        "退款": Meaning.REFUND,
        "售后中": Meaning.REFUND,
        "售后处理中": Meaning.REFUND,
    },
)
