"""What the courier says of a parcel, and what the customer says of the goods."""

from sqlalchemy import Column

from dropship_tui.models.receipts import CHECK_RESULTS, TrackingState

from .base import (
    ForeignKey,
    Index,
    UniqueConstraint,
    Whole,
    check,
    code,
    key,
    one_of,
    refers,
    table,
    text,
    whole,
)

tracking_events = table(
    "tracking_events",
    key(),
    refers("parcel_id", "parcels.id"),
    code("state"),
    whole("at"),
    text("note"),
    UniqueConstraint("parcel_id", "at", "state"),
    one_of("state", TrackingState),
    Index("ix_tracking_events_parcel_id_at", "parcel_id", "at"),
)

goods_checks = table(
    "goods_checks",
    Column("order_id", Whole, ForeignKey("orders.id"), primary_key=True, autoincrement=False),
    code("result"),
    text("note"),
    whole("at"),
    code("actor"),
    one_of("result", CHECK_RESULTS),
)

reviews = table(
    "reviews",
    Column("order_id", Whole, ForeignKey("orders.id"), primary_key=True, autoincrement=False),
    whole("goods"),
    whole("service"),
    text("body"),
    whole("at"),
    code("actor"),
    check("ratings", "goods BETWEEN 1 AND 5 AND service BETWEEN 1 AND 5"),
)
