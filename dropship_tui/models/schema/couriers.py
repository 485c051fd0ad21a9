"""Couriers, their rate cards, waybill pools and the areas that they do not serve."""

from .base import Index, UniqueConstraint, check, code, key, refers, table, text, whole

couriers = table(
    "couriers",
    key(),
    code("code", unique=True),
    code("name"),
    check("code", "code <> ''"),
)

# A new card ends the one before it; parcels already quoted keep theirs.
rate_cards = table(
    "rate_cards",
    key(),
    refers("courier_id", "couriers.id", index=True),
    code("valid_from"),
    text("valid_until"),
    text("file"),
    code("content"),
    check("dates", "valid_until = '' OR valid_until >= valid_from"),
)

waybill_pool = table(
    "waybill_pool",
    key(),
    refers("courier_id", "couriers.id"),
    code("number"),
    refers("parcel_id", "parcels.id", null=True),
    UniqueConstraint("courier_id", "number"),
    Index("ix_waybill_pool_courier_id_parcel_id", "courier_id", "parcel_id"),
)

no_service = table(
    "no_service",
    key(),
    refers("courier_id", "couriers.id"),
    code("province"),
    text("city"),
    text("reason"),
    text("until"),
    whole("created_at"),
    UniqueConstraint("courier_id", "province", "city"),
)
