"""eBay's Orders Report, in the words of its American and British sites (FORMATS 1.18).

An order of several items has a row that sums it up before the rows of its items.
"""

from __future__ import annotations

from dropship_tui.models.address import UNKNOWN
from dropship_tui.models.plan import Words

from .base import Dates, Profile, Quirk

PROFILE = Profile(
    name="ebay",
    title=Words("eBay orders report", "eBay 订单报告"),
    channel="ebay",
    telling=(
        "Sales Record Number",
        "Buyer Username",
        "Custom Label",
        "Sold For",
        "Sold Via Promoted Listings",
        "Variation Details",
        "Global Shipping Program",
        "eBay Plus",
        "Ship To Name",
        "Post To Name",
    ),
    enough=3,
    columns={
        "order_no": ("Order Number", "Sales Record Number"),
        "name": ("Ship To Name", "Post To Name"),
        "mobile": ("Ship To Phone", "Post To Phone"),
        "address": (
            "Ship To Address 1",
            "Ship To Address 2",
            "Post To Address 1",
            "Post To Address 2",
        ),
        "city": ("Ship To City", "Post To City"),
        "province": ("Ship To State", "Post To State", "Post To County"),
        "postcode": ("Ship To Zip", "Post To Postcode", "Post To Zip"),
        "country": ("Ship To Country", "Post To Country"),
        "sku_code": ("Custom Label", "Custom Label (SKU)"),
        "title": ("Item Title",),
        "spec": ("Variation Details",),
        "quantity": ("Quantity",),
        "price": ("Sold For",),
        "freight": ("Shipping And Handling", "Postage And Packaging", "Postage And Handling"),
        "payment": ("Payment Method",),
        "paid_at": ("Paid On Date",),
        "ordered_at": ("Sale Date",),
        "ship_by": ("Ship By Date", "Post By Date", "Dispatch By Date"),
        "shipped_at": ("Shipped On Date", "Posted On Date", "Dispatched On Date"),
        "remark": ("Buyer Note",),
        "seller_note": ("My Item Note",),
    },
    dates=Dates.MONTH_FIRST,
    quirks=frozenset(
        {Quirk.SUMMARY_ROWS, Quirk.FIRST_ROW_TELLS, Quirk.ENTITIES, Quirk.PAID_WHEN_DATED}
    ),
    joins={"address": ", "},
    country=UNKNOWN,
)
