"""Etsy's sold order items: a row per item, without phones (FORMATS 1.19)."""

from __future__ import annotations

from dropship_tui.models.address import UNKNOWN
from dropship_tui.models.plan import Words

from .base import Dates, Profile, Quirk

PROFILE = Profile(
    name="etsy",
    title=Words("Etsy sold order items", "Etsy 已售订单商品"),
    channel="etsy",
    telling=(
        "Listing ID",
        "Transaction ID",
        "Coupon Details",
        "Shipping Discount",
        "Order Sales Tax",
        "Order Shipping",
        "Listings Type",
        "InPerson Discount",
        "VAT Paid by Buyer",
        "Ship Zipcode",
    ),
    enough=3,
    columns={
        "order_no": ("Order ID",),
        "line_no": ("Transaction ID",),
        "name": ("Ship Name",),
        "address": ("Ship Address1", "Ship Address2"),
        "city": ("Ship City",),
        "province": ("Ship State",),
        "postcode": ("Ship Zipcode",),
        "country": ("Ship Country",),
        "sku_code": ("SKU",),
        "title": ("Item Name",),
        "spec": ("Variations",),
        "quantity": ("Quantity",),
        "price": ("Price",),
        "discount": ("Discount Amount",),
        "currency": ("Currency",),
        "freight": ("Order Shipping",),
        "order_discount": ("Shipping Discount",),
        "payment": ("Payment Type",),
        "paid_at": ("Date Paid",),
        "ordered_at": ("Sale Date",),
        "shipped_at": ("Date Shipped",),
    },
    dates=Dates.MONTH_FIRST,
    quirks=frozenset({Quirk.ENTITIES}),
    joins={"address": ", "},
    country=UNKNOWN,
)
