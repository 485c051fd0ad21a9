"""Amazon's unshipped orders and its older order report: a row per item (FORMATS 1.17)."""

from __future__ import annotations

from dropship_tui.models.address import UNKNOWN
from dropship_tui.models.plan import Words

from .base import Profile, Quirk

PROFILE = Profile(
    name="amazon",
    title=Words("Amazon order report (TAB)", "Amazon 订单报告（TAB）"),
    channel="amazon",
    telling=(
        "order-item-id",
        "quantity-to-ship",
        "quantity-purchased",
        "days-past-promise",
        "ship-service-level",
        "ship-postal-code",
        "ship-address-1",
        "is-business-order",
    ),
    enough=3,
    columns={
        "order_no": ("order-id",),
        "line_no": ("order-item-id",),
        "name": ("recipient-name",),
        "mobile": ("ship-phone-number", "buyer-phone-number"),
        "address": ("ship-address-1", "ship-address-2", "ship-address-3"),
        "city": ("ship-city",),
        "province": ("ship-state",),
        "postcode": ("ship-postal-code",),
        "country": ("ship-country",),
        "sku_code": ("sku",),
        "title": ("product-name",),
        "quantity": ("quantity-to-ship", "quantity-purchased"),
        "line_total": ("item-price",),
        "currency": ("currency",),
        "line_freight": ("shipping-price",),
        "discount": ("item-promotion-discount", "ship-promotion-discount"),
        "paid_at": ("payments-date",),
        "ordered_at": ("purchase-date",),
        "ship_by": ("promise-date", "latest-ship-date"),
        "remark": ("delivery-Instructions",),
    },
    quirks=frozenset({Quirk.LITERAL_QUOTES, Quirk.LEFT_TO_SHIP}),
    joins={"address": ", ", "discount": "+"},
    country=UNKNOWN,
)
