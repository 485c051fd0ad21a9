"""Douyin: a row per sub-order, or a row per order with its sub-orders joined (FORMATS 1.6)."""

from __future__ import annotations

from dropship_tui.models.plan import Words

from .base import Profile, Quirk
from .words import CHINA, REFUNDS, STATUSES, TWO_DAYS

PROFILE = Profile(
    name="douyin",
    title=Words("Douyin order export", "抖店订单导出"),
    channel="douyin",
    telling=(
        "选购商品", "订单应付金额", "商家改价", "红包抵扣", "订单提交时间", "支付完成时间",
        "APP渠道", "鲁班落地页ID", "达人ID", "达人昵称", "是否安心购", "流量体裁", "是否修改过地址",
        "商家实际承担优惠金额",
    ),
    columns={
        "order_no": ("主订单编号", "订单编号", "订单号"),
        "line_no": ("子订单编号",),
        "name": ("收件人",),
        "mobile": ("收件人手机号",),
        "province": ("省",),
        "city": ("市",),
        "district": ("区",),
        "street": ("街道",),
        "address": ("详细地址",),
        "sku_code": ("商家编码",),
        "title": ("选购商品",),
        "spec": ("商品规格",),
        "quantity": ("商品数量",),
        "price": ("商品单价",),
        "freight": ("运费",),
        "discount": ("商家优惠",),
        "payment": ("支付方式",),
        "paid_at": ("支付完成时间",),
        "ordered_at": ("订单提交时间",),
        "ship_by": ("承诺发货时间",),
        "remark": ("买家留言",),
        "seller_note": ("商家备注",),
        "status": ("订单状态",),
        "refund_status": ("售后状态",),
        "shop": ("店铺名称",),
    },
    statuses=STATUSES,
    refunds=REFUNDS,
    zone=CHINA,
    ship_within_hours=TWO_DAYS,
    quirks=frozenset({Quirk.JOINED}),
)  # fmt: skip
