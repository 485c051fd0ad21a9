"""Youzan: a row per item of an order; some headers come twice (FORMATS 1.11)."""

from __future__ import annotations

from dropship_tui.models.plan import Words

from .base import Meaning, Profile
from .words import CHINA, REFUNDS, STATUSES

PROFILE = Profile(
    name="youzan",
    title=Words("Youzan item export", "有赞订单商品导出"),
    channel="youzan",
    telling=(
        "订单商品状态", "商品优惠后价格", "商品金额小计", "店铺优惠（分摊）", "商品实际成交金额",
        "商品抵用积分数", "收货人/提货人", "收货人手机号/提货人手机号", "详细收货地址/提货地址",
        "商品发货状态", "商品退款状态", "商家订单备注",
    ),
    columns={
        "order_no": ("订单号",),
        "name": ("收货人/提货人",),
        "mobile": ("收货人手机号/提货人手机号",),
        "province": ("收货人省份",),
        "city": ("收货人城市",),
        "district": ("收货人地区",),
        "address": ("详细收货地址/提货地址",),
        "sku_code": ("规格编码",),
        "product_code": ("商品编码",),
        "title": ("商品名称",),
        "spec": ("商品规格",),
        "quantity": ("商品数量",),
        "price": ("商品优惠后价格", "商品单价"),
        "freight": ("运费", "邮费"),
        "discount": ("店铺优惠（分摊）",),
        "payment": ("支付方式", "付款方式"),
        "paid_at": ("买家付款时间", "付款时间"),
        "ordered_at": ("订单创建时间", "下单时间"),
        "remark": ("买家备注", "商品留言"),
        "seller_note": ("商家订单备注",),
        "status": ("订单商品状态", "订单状态", "商品发货状态"),
        "refund_status": ("商品退款状态",),
        "shop": ("店铺名称", "归属店铺"),
    },
    statuses={
        **STATUSES,
        "待接单": Meaning.PAID,
        "退款中": Meaning.REFUND,
    },
    refunds=REFUNDS,
    zone=CHINA,
)  # fmt: skip
