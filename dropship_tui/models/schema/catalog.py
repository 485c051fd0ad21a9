"""SKUs, their prices and other people's codes for them; stock as moves between places."""

from sqlalchemy import Column

from dropship_tui.models.stock import Place

from .base import (
    ForeignKey,
    Index,
    UniqueConstraint,
    Whole,
    check,
    code,
    count,
    key,
    one_of,
    refers,
    table,
    text,
    whole,
)

# `code_key` and `title_key` are what codes and titles are compared by (services.goods.sku_lookup).
skus = table(
    "skus",
    key(),
    code("code", unique=True),
    code("code_key", unique=True),
    code("title"),
    code("title_key", index=True),
    text("spec"),
    text("barcode", null=True, unique=True),
    whole("cost", null=True),
    whole("price", null=True),
    whole("market_price", null=True),
    text("currency", server_default="CNY"),
    whole("weight_g", null=True),
    whole("length_mm", null=True),
    whole("width_mm", null=True),
    whole("height_mm", null=True),
    text("description"),
    text("bin"),
    count("reorder_point"),
    text("photo"),
    text("search"),
    whole("created_at"),
    check("code", "code <> ''"),
    check(
        "prices",
        "(cost IS NULL OR cost >= 0) AND (price IS NULL OR price >= 0)"
        " AND (market_price IS NULL OR market_price >= 0)",
    ),
    check(
        "measures",
        "(weight_g IS NULL OR weight_g > 0) AND (length_mm IS NULL OR length_mm > 0)"
        " AND (width_mm IS NULL OR width_mm > 0)"
        " AND (height_mm IS NULL OR height_mm > 0)",
    ),
    check("barcode", "barcode <> ''"),
)

reseller_prices = table(
    "reseller_prices",
    Column("sku_id", Whole, ForeignKey("skus.id"), primary_key=True),
    Column("reseller_id", Whole, ForeignKey("partners.id"), primary_key=True),
    whole("price"),
    check("price", "price >= 0"),
)

# reseller_id 0 and channel '' stand for "everybody's": a NULL would not be unique.
sku_aliases = table(
    "sku_aliases",
    key(),
    refers("sku_id", "skus.id", index=True),
    code("code"),
    count("reseller_id"),
    text("channel"),
    UniqueConstraint("code", "reseller_id", "channel"),
)

# The balance of the shelf. `reserved` belongs to open order lines. `counted_at` is when somebody
# last counted: an empty shelf that was counted has no move that would say so.
stock = table(
    "stock",
    Column("sku_id", Whole, ForeignKey("skus.id"), primary_key=True, autoincrement=False),
    count("on_hand"),
    count("reserved"),
    whole("counted_at", null=True),
    check("balance", "0 <= reserved AND reserved <= on_hand"),
)

# Goods are moved, never made: the ledger is only ever added to.
stock_moves = table(
    "stock_moves",
    key(),
    refers("sku_id", "skus.id"),
    code("source"),
    code("target"),
    whole("quantity"),
    whole("at"),
    code("actor"),
    code("reason"),
    text("note"),
    text("document"),
    whole("document_id", null=True),
    one_of("source", Place),
    one_of("target", Place),
    check("quantity", "quantity > 0"),
    check("places", "source <> target"),
    Index("ix_stock_moves_sku_id_id", "sku_id", "id"),
)
