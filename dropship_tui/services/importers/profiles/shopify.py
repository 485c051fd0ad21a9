"""Shopify's orders_export: a row per item, the order told on its first row (FORMATS 1.15)."""

from __future__ import annotations

from dropship_tui.models.address import UNKNOWN
from dropship_tui.models.plan import Words

from .base import Meaning, Profile, Quirk

PROFILE = Profile(
    name="shopify",
    title=Words("Shopify orders export", "Shopify 订单导出"),
    channel="shopify",
    telling=(
        "Lineitem quantity",
        "Lineitem name",
        "Lineitem sku",
        "Lineitem price",
        "Lineitem fulfillment status",
        "Lineitem requires shipping",
        "Financial Status",
        "Shipping Address1",
    ),
    columns={
        "order_no": ("Name",),
        "name": ("Shipping Name",),
        "mobile": ("Shipping Phone", "Phone", "Billing Phone"),
        "address": ("Shipping Company", "Shipping Address1", "Shipping Address2"),
        "city": ("Shipping City",),
        "province": ("Shipping Province", "Shipping Province Name"),
        "postcode": ("Shipping Zip",),
        "country": ("Shipping Country",),
        "sku_code": ("Lineitem sku",),
        "title": ("Lineitem name",),
        "quantity": ("Lineitem quantity",),
        "price": ("Lineitem price",),
        "currency": ("Currency",),
        "freight": ("Shipping",),
        "order_discount": ("Discount Amount",),
        "payment": ("Payment Method",),
        "paid_at": ("Paid at",),
        "ordered_at": ("Created at",),
        "cancelled_at": ("Cancelled at",),
        "remark": ("Notes",),
        "status": ("Lineitem fulfillment status", "Fulfillment Status"),
        "refund_status": ("Financial Status",),
    },
    statuses={
        "pending": Meaning.SHIP,
        "unfulfilled": Meaning.SHIP,
        "partial": Meaning.SHIP,
        "fulfilled": Meaning.SHIPPED,
        "restocked": Meaning.CLOSED,
    },
    refunds={
        "paid": Meaning.PAID,
        "pending": Meaning.UNPAID,
        "authorized": Meaning.UNPAID,
        "partially_paid": Meaning.UNPAID,
        "expired": Meaning.UNPAID,
        "partially_refunded": Meaning.REFUND,
        "refunded": Meaning.CLOSED,
        "voided": Meaning.CLOSED,
    },
    quirks=frozenset({Quirk.FIRST_ROW_TELLS}),
    joins={"address": ", "},
    country=UNKNOWN,
)
