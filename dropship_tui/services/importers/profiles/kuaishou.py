"""Kuaishou: amounts with ￥, a 0 where there is no number (FORMATS 1.8)."""

from __future__ import annotations

from dropship_tui.models.plan import Words

from .base import Profile
from .words import CHINA, REFUNDS, STATUSES, TWO_DAYS

PROFILE = Profile(
    name="kuaishou",
    title=Words("Kuaishou order export", "快手小店订单导出"),
    channel="kuaishou",
    telling=(
        "赠品订单号", "活动订单编号", "订单支付时间", "成交数量", "主播补贴", "订单载体",
        "CPS达人ID", "团长ID", "快赚客ID", "收货地址-省", "预售/承诺发货时间", "直邮类型",
    ),
    columns={
        "order_no": ("订单号",),
        "name": ("收货人姓名",),
        "mobile": ("收货人电话",),
        "province": ("收货地址-省",),
        "city": ("收货地址-市",),
        "district": ("收货地址-区",),
        "street": ("收货地址-街道",),
        "address": ("收货地址",),
        "sku_code": ("SKU编码",),
        "title": ("商品名称",),
        "spec": ("商品规格",),
        "quantity": ("成交数量",),
        "price": ("商品单价",),
        "freight": ("快递费",),
        "discount": ("店铺优惠",),
        "payment": ("支付方式",),
        "paid_at": ("订单支付时间",),
        "ordered_at": ("订单创建时间",),
        "ship_by": ("预售/承诺发货时间",),
        "remark": ("买家留言",),
        "seller_note": ("订单备注",),
        "status": ("订单状态",),
        "refund_status": ("售后状态",),
        "shop": ("店铺名称",),
    },
    statuses=STATUSES,
    refunds=REFUNDS,
    zone=CHINA,
    ship_within_hours=TWO_DAYS,
)  # fmt: skip
