"""Taobao and Tmall, the classic order list: one row per order (FORMATS 1.1)."""

from __future__ import annotations

from dropship_tui.models.plan import Words

from .base import Meaning, Profile

PROFILE = Profile(
    name="taobao-order-list",
    title=Words("Taobao order list (ExportOrderList)", "淘宝订单报表 ExportOrderList"),
    channel="taobao",
    telling=("买家会员名", "宝贝标题", "宝贝种类", "宝贝总数量", "返点积分", "是否手机订单"),
    columns={
        "order_no": ("订单编号",),
        "name": ("收货人姓名",),
        "address": ("收货地址",),
        "new_address": ("修改后的收货地址",),
        "phone": ("联系电话",),
        "mobile": ("联系手机",),
        "sku_code": ("商家编码", "外部系统编号"),
        "title": ("宝贝标题",),
        "spec": ("修改后的sku",),
        "quantity": ("宝贝总数量",),
        "kinds": ("宝贝种类",),
        "line_total": ("买家应付货款",),
        "freight": ("买家应付邮费",),
        "paid_at": ("订单付款时间",),
        "ordered_at": ("订单创建时间",),
        "remark": ("买家留言",),
        "seller_note": ("订单备注",),
        "status": ("订单状态",),
        "shop": ("店铺名称",),
    },
    statuses={
        "等待买家付款": Meaning.UNPAID,
        "买家已付款": Meaning.PAID,
        "卖家已发货": Meaning.SHIPPED,
        "交易成功": Meaning.SHIPPED,
        "交易关闭": Meaning.CLOSED,
        "退款": Meaning.REFUND,
        "申请退款": Meaning.REFUND,
    },
    paid_by="alipay",
    one_row_is_one_order=True,
)
