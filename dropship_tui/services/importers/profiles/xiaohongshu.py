"""Xiaohongshu: parcels with their SKUs. Identity numbers in it are not kept (FORMATS 1.9)."""

from __future__ import annotations

from dropship_tui.models.plan import Words

from .base import Profile
from .words import CHINA, REFUNDS, STATUSES, TWO_DAYS

PROFILE = Profile(
    name="xiaohongshu",
    title=Words("Xiaohongshu parcel details", "小红书包裹详情导出"),
    channel="xiaohongshu",
    telling=(
        "小红书编码", "SKU件数", "SKU名称", "SKU规格", "是否为赠品", "SKU商家改价(元)",
        "包裹总运费(元)", "包裹备注信息", "大头笔/Paint Marker", "预售订单截止发货时间", "国补模式",
        "订单标记",
    ),
    columns={
        "order_no": ("订单号",),
        "name": ("收件人姓名",),
        "mobile": ("收件人电话",),
        "province": ("省",),
        "city": ("市",),
        "district": ("区",),
        "address": ("收件人地址",),
        "sku_code": ("商家编码", "条形码", "小红书编码"),
        "title": ("SKU名称", "商品名称"),
        "spec": ("SKU规格",),
        "quantity": ("SKU件数",),
        "line_total": ("商品总价(元)",),
        "freight": ("包裹总运费(元)",),
        "discount": ("店铺优惠(元)",),
        "payment": ("支付方式",),
        "paid_at": ("支付时间",),
        "ordered_at": ("订单创建时间",),
        "ship_by": ("承诺发货时间", "预售订单截止发货时间"),
        "remark": ("用户备注",),
        "seller_note": ("包裹备注信息",),
        "status": ("订单状态",),
        "refund_status": ("售后状态",),
        "shop": ("店铺名称",),
    },
    statuses=STATUSES,
    refunds=REFUNDS,
    zone=CHINA,
    ship_within_hours=TWO_DAYS,
)  # fmt: skip
