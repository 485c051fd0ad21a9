"""Temu, self-shipped and half-managed: a row per sub-order, without prices (FORMATS 1.12)."""

from __future__ import annotations

from dropship_tui.models.address import UNKNOWN
from dropship_tui.models.plan import Words

from .base import Meaning, Profile

PROFILE = Profile(
    name="temu",
    title=Words("Temu order export", "Temu 订单导出"),
    channel="temu",
    telling=("应履约件数", "SKCID", "SPUID", "SKU货号", "站点", "要求最晚发货时间"),
    columns={
        "order_no": ("订单号",),
        "line_no": ("子订单号",),
        "name": ("收货人姓名",),
        "mobile": ("收货人联系方式",),
        "phone": ("备用联系方式",),
        "address": ("详细地址1", "详细地址2", "详细地址3"),
        "district": ("区县",),
        "city": ("城市",),
        "province": ("省份",),
        "postcode": ("收货地址邮编",),
        "country": ("国家",),
        "sku_code": ("SKU货号",),
        "title": ("商品名称",),
        "spec": ("商品属性",),
        "quantity": ("应履约件数",),
        "ordered_at": ("订单创建时间",),
        "ship_by": ("要求最晚发货时间",),
        "shipped_at": ("实际发货时间",),
        "status": ("订单状态",),
    },
    statuses={
        "平台处理中": Meaning.UNPAID,
        "待处理": Meaning.UNPAID,
        "待发货": Meaning.PAID,
        "未发货": Meaning.PAID,
        "部分发货": Meaning.PAID,
        "部分取消": Meaning.PAID,
        "已发货": Meaning.SHIPPED,
        "部分签收": Meaning.SHIPPED,
        "已签收": Meaning.SHIPPED,
        "已收货": Meaning.SHIPPED,
        "已完成": Meaning.SHIPPED,
        "已取消": Meaning.CLOSED,
    },
    zone="Asia/Shanghai",
    joins={"address": ", "},
    country=UNKNOWN,
)
