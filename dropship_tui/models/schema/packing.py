"""Parcels, what is in them, their waybills, and every scan at every bench."""

from sqlalchemy import Column

from dropship_tui.models.lifecycle import ParcelStatus

from .base import (
    ForeignKey,
    Index,
    UniqueConstraint,
    Whole,
    check,
    code,
    count,
    document_columns,
    key,
    only_where,
    refers,
    table,
    text,
    whole,
)

ON_THE_WAY = "status IN ('handed_over', 'in_transit', 'exception')"

parcels = table(
    "parcels",
    key(),
    *document_columns(ParcelStatus),
    refers("courier_id", "couriers.id", null=True),
    text("service"),
    whole("quoted", null=True),
    whole("grams", null=True),
    text("province"),
    text("city"),
    whole("ship_by"),
    whole("opened_at"),
    whole("handed_over_at", null=True),
    whole("delivered_at", null=True),
    whole("last_event_at", null=True),
    text("signed_by"),
    count("damaged"),
    check("grams", "grams > 0"),
    check("damaged", "damaged IN (0, 1)"),
    Index("ix_parcels_status_ship_by_id", "status", "ship_by", "id"),
    Index("ix_parcels_ship_by_id", "ship_by", "id"),
    Index("ix_parcels_on_the_way", "last_event_at", "id", **only_where(ON_THE_WAY)),
    Index("ix_parcels_left", "last_event_at", "id", **only_where("handed_over_at IS NOT NULL")),
)

parcel_lines = table(
    "parcel_lines",
    key(),
    refers("parcel_id", "parcels.id", index=True),
    refers("order_line_id", "order_lines.id", index=True),
    refers("order_id", "orders.id", index=True),
    refers("sku_id", "skus.id"),
    whole("quantity"),
    count("scanned"),
    UniqueConstraint("parcel_id", "order_line_id"),
    check("quantity", "quantity > 0"),
    check("scanned", "0 <= scanned AND scanned <= quantity"),
)

# A number belongs to one parcel for ever; voiding it is an event and does not free it.
waybills = table(
    "waybills",
    key(),
    refers("parcel_id", "parcels.id"),
    refers("courier_id", "couriers.id"),
    code("number"),
    whole("assigned_at"),
    whole("voided_at", null=True),
    text("void_reason"),
    UniqueConstraint("courier_id", "number"),
    check("number", "number <> ''"),
    Index(
        "uq_waybills_active_parcel",
        "parcel_id",
        unique=True,
        **only_where("voided_at IS NULL"),
    ),
    Index(
        "uq_waybills_active_number",
        "number",
        unique=True,
        **only_where("voided_at IS NULL"),
    ),
)

# What lies on each bench, so that a scan may come from any process.
stations = table(
    "stations",
    code("name", primary_key=True),
    refers("parcel_id", "parcels.id", null=True),
)

scans = table(
    "scans",
    key(),
    code("station"),
    text("code"),
    code("outcome"),
    refers("parcel_id", "parcels.id", null=True),
    refers("parcel_line_id", "parcel_lines.id", null=True),
    code("actor"),
    whole("at"),
    Index("ix_scans_parcel_id", "parcel_id"),
)

manifests = table(
    "manifests",
    key(),
    code("number", unique=True),
    refers("courier_id", "couriers.id"),
    whole("at"),
    code("actor"),
)

manifest_parcels = table(
    "manifest_parcels",
    Column("parcel_id", Whole, ForeignKey("parcels.id"), primary_key=True, autoincrement=False),
    refers("manifest_id", "manifests.id", index=True),
)
