"""Orders, their lines and holds, and the files that they came from."""

from sqlalchemy import Column

from dropship_tui.models.lifecycle import OrderStatus
from dropship_tui.models.orders import HOLDS, NEWS, PAID_BY

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
    one_of,
    only_where,
    refers,
    table,
    text,
    whole,
)

import_batches = table(
    "import_batches",
    key(),
    text("file"),
    code("sha256"),
    code("profile"),
    text("encoding"),
    text("header"),
    text("reading"),
    code("actor"),
    whole("started_at"),
    whole("finished_at", null=True),
    *(count(name) for name in ("rows", "imported", "updated", "duplicate", "rejected", "skipped")),
    check(
        "sum", "finished_at IS NULL OR rows = imported + updated + duplicate + rejected + skipped"
    ),
)

# How the columns of a reseller's sheets are read; reseller 0 is everybody's.
column_maps = table(
    "column_maps",
    key(),
    code("name", unique=True),
    count("reseller_id"),
    code("signature"),
    code("map"),
    code("actor"),
    whole("saved_at"),
    UniqueConstraint("reseller_id", "signature"),
    check("map", "substr(map, 1, 1) = '{'"),
)

IN_THE_HOUSE = "status IN ('new', 'confirmed', 'packing', 'on_hold')"

orders = table(
    "orders",
    key(),
    *document_columns(OrderStatus),
    text("held_from"),
    code("channel"),
    text("shop"),
    refers("reseller_id", "partners.id", null=True),
    text("external_no", null=True),
    text("name"),
    text("phone"),
    text("extension"),
    text("country", server_default="CN"),
    text("province"),
    text("city"),
    text("district"),
    text("street"),
    text("detail"),
    text("postcode"),
    text("address_given"),
    text("currency", server_default="CNY"),
    whole("goods_total"),
    count("freight"),
    count("discount"),
    whole("total"),
    count("refunded"),
    text("paid_by", null=True),
    whole("paid_at", null=True),
    whole("ordered_at"),
    whole("ship_by"),
    text("remark"),
    text("seller_note"),
    refers("batch_id", "import_batches.id", null=True),
    whole("shipped_at", null=True),
    whole("delivered_at", null=True),
    text("news"),
    UniqueConstraint("channel", "external_no", "shop"),
    check("total", "total = goods_total + freight - discount"),
    check("amounts", "goods_total >= 0 AND freight >= 0 AND discount >= 0"),
    check("refunded", "0 <= refunded AND refunded <= total"),
    check("refunded_paid", "refunded = 0 OR paid_at IS NOT NULL"),
    check("held", "(status = 'on_hold') = (held_from <> '')"),
    check("news_after_shipping", "news = '' OR status IN ('shipped', 'delivered', 'completed')"),
    check("paid", "(paid_by IS NULL) = (paid_at IS NULL)"),
    check("external_no", "external_no <> ''"),
    one_of("paid_by", PAID_BY),
    one_of("news", ("", *NEWS)),
    Index("ix_orders_status_ship_by_id", "status", "ship_by", "id"),
    Index("ix_orders_ship_by_id", "ship_by", "id"),
    Index("ix_orders_batch_id", "batch_id"),
    # How many were ordered on each of the last days.
    Index("ix_orders_ordered_at", "ordered_at"),
    # What this phone has ordered lately: duplicates, and the receivers that a form proposes.
    Index("ix_orders_phone_ordered_at", "phone", "ordered_at"),
    Index("ix_orders_channel_ship_by_id", "channel", "ship_by", "id"),
    Index(
        "ix_orders_reseller_id_ship_by_id",
        "reseller_id",
        "ship_by",
        "id",
        **only_where("reseller_id IS NOT NULL"),
    ),
    # Those that can be late: a handful, however many there were.
    Index("ix_orders_in_the_house", "ship_by", "id", **only_where(IN_THE_HOUSE)),
    Index("ix_orders_news", "ship_by", "id", **only_where("news <> ''")),
)

# Why an order stands still. The rows go when it is released; its events remember them.
order_holds = table(
    "order_holds",
    Column("order_id", Whole, ForeignKey("orders.id"), primary_key=True),
    code("code", primary_key=True),
    whole("since"),
    one_of("code", HOLDS),
    Index("ix_order_holds_code_order_id", "code", "order_id"),
)

# `title`, `spec`, `code` and `price` are those of the moment of ordering: the catalog never
# changes them, only somebody who corrects the order.
order_lines = table(
    "order_lines",
    key(),
    refers("order_id", "orders.id"),
    whole("position"),
    refers("sku_id", "skus.id", null=True),
    text("code"),
    text("title"),
    text("spec"),
    whole("quantity"),
    whole("price"),
    code("channel"),
    text("shop"),
    text("external_no", null=True),
    count("reserved"),
    count("shipped"),
    count("returned"),
    UniqueConstraint("order_id", "position"),
    UniqueConstraint("channel", "external_no", "shop"),
    check("quantity", "quantity > 0 AND quantity <= 1000000"),
    check("price", "price >= 0"),
    check("returned", "0 <= returned AND returned <= shipped"),
    check("reserved", "0 <= reserved AND reserved + shipped <= quantity"),
    check("reserved_sku", "reserved = 0 OR sku_id IS NOT NULL"),
    check("external_no", "external_no <> ''"),
    Index("ix_order_lines_sku_id_reserved", "sku_id", **only_where("reserved > 0")),
)

# Every row of every file, as it ended: nothing imported is lost. `content` keeps all columns.
import_rows = table(
    "import_rows",
    Column("batch_id", Whole, ForeignKey("import_batches.id"), primary_key=True),
    Column("row", Whole, primary_key=True, autoincrement=False),
    code("outcome"),
    refers("order_id", "orders.id", null=True),
    text("code"),
    text("content"),
    one_of("outcome", ("imported", "updated", "duplicate", "rejected", "skipped")),
    check("reason", "outcome <> 'rejected' OR code <> ''"),
    Index("ix_import_rows_order_id", "order_id"),
)
