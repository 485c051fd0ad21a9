"""WooCommerce through WebToffee: a row per order, each of its lines in one cell (FORMATS 1.16)."""

from __future__ import annotations

from dropship_tui.models.address import UNKNOWN
from dropship_tui.models.plan import Words

from .base import Dates, Meaning, Profile, Quirk

PROFILE = Profile(
    name="woocommerce",
    title=Words("WooCommerce order export (WebToffee)", "WooCommerce 订单导出（WebToffee）"),
    channel="woocommerce",
    telling=(
        "wt_import_key",
        "order_currency",
        "order_subtotal",
        "cart_discount",
        "line_item_1",
        "shipping_first_name",
        "shipping_last_name",
        "shipping_address_1",
        "billing_first_name",
    ),
    columns={
        "order_no": ("order_number", "order_id"),
        "name": ("shipping_first_name", "shipping_last_name"),
        "mobile": ("shipping_phone", "billing_phone"),
        "address": ("shipping_company", "shipping_address_1", "shipping_address_2"),
        "city": ("shipping_city",),
        "province": ("shipping_state",),
        "postcode": ("shipping_postcode",),
        "country": ("shipping_country",),
        "line_cells": tuple(f"line_item_{number}" for number in range(1, 101)),
        "currency": ("order_currency",),
        "freight": ("shipping_total",),
        "payment": ("payment_method_title", "payment_method"),
        "paid_at": ("paid_date",),
        "ordered_at": ("order_date",),
        "remark": ("customer_note",),
        "status": ("status",),
    },
    statuses={
        "processing": Meaning.SHIP,
        "completed": Meaning.SHIPPED,
        "pending": Meaning.UNPAID,
        "on-hold": Meaning.UNPAID,
        "failed": Meaning.UNPAID,
        "checkout-draft": Meaning.UNPAID,
        "cancelled": Meaning.CLOSED,
        "refunded": Meaning.CLOSED,
        "trash": Meaning.CLOSED,
        "wc-processing": Meaning.SHIP,
        "wc-completed": Meaning.SHIPPED,
        "wc-pending": Meaning.UNPAID,
        "wc-on-hold": Meaning.UNPAID,
        "wc-failed": Meaning.UNPAID,
        "wc-cancelled": Meaning.CLOSED,
        "wc-refunded": Meaning.CLOSED,
    },
    dates=Dates.MONTH_FIRST,
    quirks=frozenset({Quirk.LINE_CELLS, Quirk.ENTITIES, Quirk.PAYER_RECEIVES}),
    joins={"name": " ", "address": ", "},
    country=UNKNOWN,
)
