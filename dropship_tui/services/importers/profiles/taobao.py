"""Taobao and Tmall: the order list and its goods, old and new (FORMATS 1.1 to 1.3).

An order list sums up each order in one row; the list of goods that goes with it has the lines.
"""

from __future__ import annotations

from typing import Final

from dropship_tui.models.plan import Words

from .base import Meaning, Profile, Tells
from .words import CHINA, REFUNDS, STATUSES, TWO_DAYS

_STATUSES: Final = {
    **STATUSES,
    "创建成功": Meaning.UNPAID,
    "付款以后用户退款成功": Meaning.CLOSED,
    "退款中": Meaning.REFUND,
}

_ORDER: Final = {
    "order_no": ("订单编号",),
    "name": ("收货人姓名",),
    "address": ("收货地址",),
    "new_address": ("修改后的收货地址",),
    "phone": ("联系电话",),
    "mobile": ("联系手机",),
    "sku_code": ("外部系统编号",),  # the SKU's own; then 商家编码 is the product's
    "product_code": ("商家编码",),
    "spec": ("修改后的sku",),
    "quantity": ("宝贝总数量",),
    "kinds": ("宝贝种类",),
    "line_total": ("买家应付货款",),
    "freight": ("买家应付邮费",),
    "paid_at": ("订单付款时间",),
    "ordered_at": ("订单创建时间",),
    "ship_by": ("应发货时间",),
    "status": ("订单状态",),
    "refund_status": ("退款状态",),
    "shop": ("店铺名称",),
}

ORDER_LIST: Final = Profile(
    name="taobao-order-list",
    title=Words("Taobao order list (ExportOrderList)", "淘宝订单报表 ExportOrderList"),
    channel="taobao",
    telling=("买家会员名", "宝贝标题", "宝贝种类", "宝贝总数量", "返点积分", "是否手机订单"),
    columns={
        **_ORDER,
        "title": ("宝贝标题",),
        "remark": ("买家留言",),
        "seller_note": ("订单备注",),
    },
    statuses=_STATUSES,
    refunds=REFUNDS,
    paid_by="alipay",
    zone=CHINA,
    ship_within_hours=TWO_DAYS,
    tells=Tells.SUMMARY,
    one_row_is_one_order=True,
)

DETAIL_LIST: Final = Profile(
    name="taobao-detail-list",
    title=Words("Taobao detail list (ExportOrderDetailList)", "淘宝宝贝报表 ExportOrderDetailList"),
    channel="taobao",
    telling=("套餐信息", "外部系统编号", "标题", "购买数量", "商品属性"),
    enough=3,
    columns={
        "order_no": ("订单编号",),
        "sku_code": ("外部系统编号",),
        "product_code": ("商家编码",),
        "title": ("标题",),
        "spec": ("商品属性", "套餐信息"),
        "quantity": ("购买数量",),
        "price": ("价格",),
        "seller_note": ("备注",),
        "status": ("订单状态",),
        "refund_status": ("退款状态",),
        "shop": ("店铺名称",),
    },
    statuses=_STATUSES,
    refunds=REFUNDS,
    paid_by="alipay",
    zone=CHINA,
    ship_within_hours=TWO_DAYS,
    tells=Tells.GOODS,
)

QIANNIU_ORDERS: Final = Profile(
    name="qianniu-orders",
    title=Words("Qianniu order export", "千牛订单导出（按订单）"),
    channel="taobao",
    telling=(
        "支付单号", "支付详情", "买家实付金额", "商品标题", "退款金额", "买家应付邮费",
        "主订单买家留言", "商家备注",
    ),
    enough=3,
    columns={
        **_ORDER,
        "title": ("商品标题",),
        "quantity": ("宝贝总数量", "商品总数量", "购买数量", "商品数量"),
        "kinds": ("宝贝种类", "商品种类"),
        "remark": ("主订单买家留言", "买家留言"),
        "seller_note": ("商家备注", "订单备注"),
        "contact": ("联系方式备注",),
    },
    statuses=_STATUSES,
    refunds=REFUNDS,
    paid_by="alipay",
    zone=CHINA,
    ship_within_hours=TWO_DAYS,
    tells=Tells.SUMMARY,
    one_row_is_one_order=True,
)  # fmt: skip

QIANNIU_SUBORDERS: Final = Profile(
    name="qianniu-suborders",
    title=Words("Qianniu sub-order export", "千牛订单导出（按子订单）"),
    channel="taobao",
    telling=(
        "套餐信息", "外部系统编号", "联系方式备注", "支付单号", "应发货时间", "备注标签",
        "主订单买家留言", "是否主动赔付", "主动赔付金额",
    ),
    columns={
        "order_no": ("主订单编号",),
        "line_no": ("子订单编号",),
        "name": ("收货人姓名",),
        "contact": ("联系方式备注",),
        "sku_code": ("外部系统编号",),
        "product_code": ("商家编码",),
        "title": ("商品标题",),
        "spec": ("商品属性", "套餐信息"),
        "quantity": ("购买数量",),
        "price": ("商品价格",),
        "due": ("买家应付货款",),
        "paid_at": ("订单付款时间",),
        "ordered_at": ("订单创建时间",),
        "ship_by": ("应发货时间",),
        "remark": ("主订单买家留言",),
        "seller_note": ("商家备注",),
        "status": ("订单状态",),
        "refund_status": ("退款状态",),
        "shop": ("店铺名称",),
    },
    statuses=_STATUSES,
    refunds=REFUNDS,
    paid_by="alipay",
    zone=CHINA,
    ship_within_hours=TWO_DAYS,
    tells=Tells.GOODS,
)  # fmt: skip
