"""JD for sellers (POP): phones masked, addresses without 省, a row per SKU (FORMATS 1.7)."""

from __future__ import annotations

from dropship_tui.models.plan import Words

from .base import Meaning, Profile
from .words import CHINA, REFUNDS, STATUSES, TWO_DAYS

PROFILE = Profile(
    name="jd",
    title=Words("JD order export (POP)", "京东商家订单导出"),
    channel="jd",
    telling=(
        "订购数量", "京东价", "结算金额", "余额支付", "下单帐号", "客户姓名", "客户地址",
        "付款确认时间", "商家备注等级（等级1-5为由高到低）", "增值税发票",
    ),
    columns={
        "order_no": ("订单号",),
        "name": ("客户姓名",),
        "mobile": ("联系电话",),
        "address": ("客户地址",),
        "sku_code": ("商家SKUID", "商家SKU"),
        "product_code": ("货号",),
        "title": ("商品名称",),
        "quantity": ("订购数量",),
        "price": ("京东价",),
        "freight": ("运费金额",),
        "payment": ("支付方式",),
        "paid_at": ("付款确认时间",),
        "ordered_at": ("下单时间",),
        "remark": ("订单备注",),
        "seller_note": ("商家备注",),
        "status": ("订单状态",),
        "refund_status": ("售后状态",),
        "shop": ("店铺名称",),
    },
    statuses={
        **STATUSES,
        "(删除)": Meaning.CLOSED,
        "已删除": Meaning.CLOSED,
    },
    refunds=REFUNDS,
    zone=CHINA,
    ship_within_hours=TWO_DAYS,
)  # fmt: skip
