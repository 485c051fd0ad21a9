"""Pinduoduo, short and full: one row is one order is one SKU (FORMATS 1.5)."""

from __future__ import annotations

from dropship_tui.models.plan import Words

from .base import Meaning, Profile
from .words import CHINA, REFUNDS, STATUSES, TWO_DAYS

PROFILE = Profile(
    name="pinduoduo",
    title=Words("Pinduoduo order export", "拼多多订单导出"),
    channel="pinduoduo",
    telling=(
        "商家编码-规格维度",
        "商家编码-商品维度",
        "样式ID",
        "店铺优惠折扣(元)",
        "平台优惠折扣(元)",
        "多多支付立减金额(元)",
        "用户实付金额(元)",
        "商家实收金额(元)",
    ),
    columns={
        "order_no": ("订单号",),
        "name": ("收货人", "收件人", "收货人姓名"),
        "mobile": ("手机", "手机号", "收货人手机", "联系电话"),
        "province": ("省",),
        "city": ("市",),
        "district": ("区",),
        "street": ("街道/镇", "街道"),
        "address": ("收货地址", "详细地址", "收货人地址"),
        "sku_code": ("商家编码-规格维度",),
        "product_code": ("商家编码-商品维度",),
        "title": ("商品",),
        "spec": ("商品规格",),
        "quantity": ("商品数量(件)",),
        "line_total": ("商品总价(元)",),
        "freight": ("邮费(元)",),
        "discount": ("店铺优惠折扣(元)",),
        "paid_at": ("支付时间", "订单成交时间"),
        "ordered_at": ("订单成交时间", "支付时间"),
        "ship_by": ("承诺发货时间",),
        "remark": ("买家留言",),
        "seller_note": ("商家备注", "赠品名称", "赠品规格", "赠品数量"),
        "status": ("订单状态",),
        "refund_status": ("售后状态",),
        "shop": ("店铺名称", "店铺"),
    },
    statuses={
        **STATUSES,
        "未发货，退款成功": Meaning.CLOSED,
        "已发货，退款成功": Meaning.CLOSED,
        "已收货，退款成功": Meaning.CLOSED,
    },
    refunds=REFUNDS,
    zone=CHINA,
    ship_within_hours=TWO_DAYS,
    one_row_is_one_order=True,
)
