"""The first schema"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "couriers",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.CheckConstraint("code <> ''", name=op.f("ck_couriers_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_couriers")),
        sa.UniqueConstraint("code", name=op.f("uq_couriers_code")),
        sqlite_strict=True,
    )
    op.create_table(
        "drafts",
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), server_default="", nullable=False),
        sa.Column("saved_at", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("form", "actor", name=op.f("pk_drafts")),
        sqlite_strict=True,
    )
    op.create_table(
        "events",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column(
            "document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "recorded_at", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("station", sa.Text(), server_default="", nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("from_status", sa.Text(), server_default="", nullable=False),
        sa.Column("to_status", sa.Text(), server_default="", nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("task", sa.Text(), server_default="", nullable=False),
        sa.Column("previous", sa.Text(), server_default="", nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.CheckConstraint("actor <> ''", name=op.f("ck_events_actor")),
        sa.CheckConstraint(
            "document IN ('order', 'parcel', 'case', 'task')", name=op.f("ck_events_document")
        ),
        sa.CheckConstraint("seq >= 1", name=op.f("ck_events_seq")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
        sa.UniqueConstraint(
            "document", "document_id", "seq", name=op.f("uq_events_document_document_id_seq")
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "column_maps",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "reseller_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            server_default="0",
            nullable=False,
        ),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.Column("map", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("substr(map, 1, 1) = '{'", name=op.f("ck_column_maps_map")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_column_maps")),
        sa.UniqueConstraint("name", name=op.f("uq_column_maps_name")),
        sa.UniqueConstraint(
            "reseller_id", "signature", name=op.f("uq_column_maps_reseller_id_signature")
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "import_batches",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("file", sa.Text(), server_default="", nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("profile", sa.Text(), nullable=False),
        sa.Column("encoding", sa.Text(), server_default="", nullable=False),
        sa.Column("header", sa.Text(), server_default="", nullable=False),
        sa.Column("reading", sa.Text(), server_default="", nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column(
            "started_at", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "finished_at", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column(
            "rows",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            server_default="0",
            nullable=False,
        ),
        sa.Column(
            "imported",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            server_default="0",
            nullable=False,
        ),
        sa.Column(
            "updated",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            server_default="0",
            nullable=False,
        ),
        sa.Column(
            "duplicate",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            server_default="0",
            nullable=False,
        ),
        sa.Column(
            "rejected",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            server_default="0",
            nullable=False,
        ),
        sa.Column(
            "skipped",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            server_default="0",
            nullable=False,
        ),
        sa.CheckConstraint(
            "finished_at IS NULL OR rows = imported + updated + duplicate + rejected + skipped",
            name=op.f("ck_import_batches_sum"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batches")),
        sqlite_strict=True,
    )
    op.create_table(
        "partners",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), server_default="", nullable=False),
        sa.Column("phone", sa.Text(), server_default="", nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "created_at", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.CheckConstraint("kind IN ('supplier', 'reseller')", name=op.f("ck_partners_kind")),
        sa.CheckConstraint("name <> ''", name=op.f("ck_partners_name")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partners")),
        sa.UniqueConstraint("code", name=op.f("uq_partners_code")),
        sa.UniqueConstraint("name", name=op.f("uq_partners_name")),
        sqlite_strict=True,
    )
    op.create_table(
        "series",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column(
            "last",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            server_default="0",
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("kind", "day", name=op.f("pk_series")),
        sqlite_strict=True,
    )
    op.create_table(
        "setup_tasks",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("chain", sa.Text(), nullable=False),
        sa.Column(
            "changed_at", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("due_on", sa.Text(), server_default="", nullable=False),
        sa.Column("owner", sa.Text(), server_default="", nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "completed_at", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("completed_by", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "(status = 'done') = (completed_at IS NOT NULL)", name=op.f("ck_setup_tasks_completed")
        ),
        sa.CheckConstraint("status IN ('open', 'done')", name=op.f("ck_setup_tasks_status")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_setup_tasks_version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_setup_tasks")),
        sa.UniqueConstraint("number", name=op.f("uq_setup_tasks_number")),
        sqlite_strict=True,
    )
    op.create_table(
        "shop_settings",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_shop_settings")),
        sqlite_strict=True,
    )
    op.create_table(
        "skus",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("code_key", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("title_key", sa.Text(), nullable=False),
        sa.Column("spec", sa.Text(), server_default="", nullable=False),
        sa.Column("barcode", sa.Text(), nullable=True),
        sa.Column("cost", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("price", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "market_price", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("currency", sa.Text(), server_default="CNY", nullable=False),
        sa.Column("weight_g", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("length_mm", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("width_mm", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("height_mm", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("description", sa.Text(), server_default="", nullable=False),
        sa.Column("bin", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "reorder_point",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            server_default="0",
            nullable=False,
        ),
        sa.Column("photo", sa.Text(), server_default="", nullable=False),
        sa.Column("search", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "created_at", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.CheckConstraint("barcode <> ''", name=op.f("ck_skus_barcode")),
        sa.CheckConstraint("code <> ''", name=op.f("ck_skus_code")),
        sa.CheckConstraint(
            "(cost IS NULL OR cost >= 0) AND (price IS NULL OR price >= 0) AND (market_price IS NULL OR market_price >= 0)",
            name=op.f("ck_skus_prices"),
        ),
        sa.CheckConstraint(
            "(weight_g IS NULL OR weight_g > 0) AND (length_mm IS NULL OR length_mm > 0) AND (width_mm IS NULL OR width_mm > 0) AND (height_mm IS NULL OR height_mm > 0)",
            name=op.f("ck_skus_measures"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_skus")),
        sa.UniqueConstraint("barcode", name=op.f("uq_skus_barcode")),
        sa.UniqueConstraint("code", name=op.f("uq_skus_code")),
        sa.UniqueConstraint("code_key", name=op.f("uq_skus_code_key")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("skus", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_skus_title_key"), ["title_key"], unique=False)

    op.create_table(
        "status_counts",
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column(
            "n",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            server_default="0",
            nullable=False,
        ),
        sa.CheckConstraint("n >= 0", name=op.f("ck_status_counts_n")),
        sa.PrimaryKeyConstraint("document", "status", name=op.f("pk_status_counts")),
        sqlite_strict=True,
    )
    op.create_table(
        "agreements",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "partner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("signed_on", sa.Text(), nullable=False),
        sa.Column("valid_until", sa.Text(), server_default="", nullable=False),
        sa.Column("file", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "valid_until = '' OR valid_until >= signed_on", name=op.f("ck_agreements_dates")
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partners.id"], name=op.f("fk_agreements_partner_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreements")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("agreements", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agreements_partner_id"), ["partner_id"], unique=False)

    op.create_table(
        "manifests",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column(
            "courier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("at", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["courier_id"], ["couriers.id"], name=op.f("fk_manifests_courier_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_manifests")),
        sa.UniqueConstraint("number", name=op.f("uq_manifests_number")),
        sqlite_strict=True,
    )
    op.create_table(
        "no_service",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "courier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("province", sa.Text(), nullable=False),
        sa.Column("city", sa.Text(), server_default="", nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("until", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "created_at", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["courier_id"], ["couriers.id"], name=op.f("fk_no_service_courier_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_no_service")),
        sa.UniqueConstraint(
            "courier_id", "province", "city", name=op.f("uq_no_service_courier_id_province_city")
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "orders",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("chain", sa.Text(), nullable=False),
        sa.Column(
            "changed_at", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("held_from", sa.Text(), server_default="", nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("shop", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "reseller_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("external_no", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("phone", sa.Text(), server_default="", nullable=False),
        sa.Column("extension", sa.Text(), server_default="", nullable=False),
        sa.Column("country", sa.Text(), server_default="CN", nullable=False),
        sa.Column("province", sa.Text(), server_default="", nullable=False),
        sa.Column("city", sa.Text(), server_default="", nullable=False),
        sa.Column("district", sa.Text(), server_default="", nullable=False),
        sa.Column("street", sa.Text(), server_default="", nullable=False),
        sa.Column("detail", sa.Text(), server_default="", nullable=False),
        sa.Column("postcode", sa.Text(), server_default="", nullable=False),
        sa.Column("address_given", sa.Text(), server_default="", nullable=False),
        sa.Column("currency", sa.Text(), server_default="CNY", nullable=False),
        sa.Column(
            "goods_total", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "freight",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            server_default="0",
            nullable=False,
        ),
        sa.Column(
            "discount",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            server_default="0",
            nullable=False,
        ),
        sa.Column("total", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "refunded",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            server_default="0",
            nullable=False,
        ),
        sa.Column("paid_by", sa.Text(), nullable=True),
        sa.Column("paid_at", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "ordered_at", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("ship_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("remark", sa.Text(), server_default="", nullable=False),
        sa.Column("seller_note", sa.Text(), server_default="", nullable=False),
        sa.Column("batch_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "shipped_at", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column(
            "delivered_at", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("news", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "news = '' OR status IN ('shipped', 'delivered', 'completed')",
            name=op.f("ck_orders_news_after_shipping"),
        ),
        sa.CheckConstraint(
            "news IN ('', 'refund_requested', 'new_address')", name=op.f("ck_orders_news")
        ),
        sa.CheckConstraint("(status = 'on_hold') = (held_from <> '')", name=op.f("ck_orders_held")),
        sa.CheckConstraint("external_no <> ''", name=op.f("ck_orders_external_no")),
        sa.CheckConstraint(
            "paid_by IN ('alipay', 'wechat', 'bank', 'cash', 'balance', 'other')",
            name=op.f("ck_orders_paid_by"),
        ),
        sa.CheckConstraint(
            "status IN ('new', 'confirmed', 'packing', 'shipped', 'delivered', 'completed', 'on_hold', 'cancelled')",
            name=op.f("ck_orders_status"),
        ),
        sa.CheckConstraint("(paid_by IS NULL) = (paid_at IS NULL)", name=op.f("ck_orders_paid")),
        sa.CheckConstraint("0 <= refunded AND refunded <= total", name=op.f("ck_orders_refunded")),
        sa.CheckConstraint(
            "goods_total >= 0 AND freight >= 0 AND discount >= 0", name=op.f("ck_orders_amounts")
        ),
        sa.CheckConstraint(
            "refunded = 0 OR paid_at IS NOT NULL", name=op.f("ck_orders_refunded_paid")
        ),
        sa.CheckConstraint(
            "total = goods_total + freight - discount", name=op.f("ck_orders_total")
        ),
        sa.CheckConstraint("version >= 1", name=op.f("ck_orders_version")),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["import_batches.id"], name=op.f("fk_orders_batch_id")
        ),
        sa.ForeignKeyConstraint(
            ["reseller_id"], ["partners.id"], name=op.f("fk_orders_reseller_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders")),
        sa.UniqueConstraint(
            "channel", "external_no", "shop", name=op.f("uq_orders_channel_external_no_shop")
        ),
        sa.UniqueConstraint("number", name=op.f("uq_orders_number")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("orders", schema=None) as batch_op:
        batch_op.create_index("ix_orders_batch_id", ["batch_id"], unique=False)
        batch_op.create_index(
            "ix_orders_channel_ship_by_id", ["channel", "ship_by", "id"], unique=False
        )
        batch_op.create_index(
            "ix_orders_news",
            ["ship_by", "id"],
            unique=False,
            sqlite_where=sa.text("news <> ''"),
            postgresql_where=sa.text("news <> ''"),
        )
        batch_op.create_index(
            "ix_orders_in_the_house",
            ["ship_by", "id"],
            unique=False,
            sqlite_where=sa.text("status IN ('new', 'confirmed', 'packing', 'on_hold')"),
            postgresql_where=sa.text("status IN ('new', 'confirmed', 'packing', 'on_hold')"),
        )
        batch_op.create_index(
            "ix_orders_reseller_id_ship_by_id",
            ["reseller_id", "ship_by", "id"],
            unique=False,
            sqlite_where=sa.text("reseller_id IS NOT NULL"),
            postgresql_where=sa.text("reseller_id IS NOT NULL"),
        )
        batch_op.create_index("ix_orders_ordered_at", ["ordered_at"], unique=False)
        batch_op.create_index("ix_orders_phone_ordered_at", ["phone", "ordered_at"], unique=False)
        batch_op.create_index("ix_orders_ship_by_id", ["ship_by", "id"], unique=False)
        batch_op.create_index(
            "ix_orders_status_ship_by_id", ["status", "ship_by", "id"], unique=False
        )

    op.create_table(
        "parcels",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("chain", sa.Text(), nullable=False),
        sa.Column(
            "changed_at", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "courier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("service", sa.Text(), server_default="", nullable=False),
        sa.Column("quoted", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("grams", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("province", sa.Text(), server_default="", nullable=False),
        sa.Column("city", sa.Text(), server_default="", nullable=False),
        sa.Column("ship_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "opened_at", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "handed_over_at", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column(
            "delivered_at", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column(
            "last_event_at", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("signed_by", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "damaged",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            server_default="0",
            nullable=False,
        ),
        sa.CheckConstraint(
            "status IN ('open', 'packed', 'labelled', 'handed_over', 'in_transit', 'delivered', 'exception', 'returned_to_sender', 'lost', 'void')",
            name=op.f("ck_parcels_status"),
        ),
        sa.CheckConstraint("damaged IN (0, 1)", name=op.f("ck_parcels_damaged")),
        sa.CheckConstraint("grams > 0", name=op.f("ck_parcels_grams")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_parcels_version")),
        sa.ForeignKeyConstraint(
            ["courier_id"], ["couriers.id"], name=op.f("fk_parcels_courier_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parcels")),
        sa.UniqueConstraint("number", name=op.f("uq_parcels_number")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("parcels", schema=None) as batch_op:
        batch_op.create_index(
            "ix_parcels_left",
            ["last_event_at", "id"],
            unique=False,
            sqlite_where=sa.text("handed_over_at IS NOT NULL"),
            postgresql_where=sa.text("handed_over_at IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_parcels_on_the_way",
            ["last_event_at", "id"],
            unique=False,
            sqlite_where=sa.text("status IN ('handed_over', 'in_transit', 'exception')"),
            postgresql_where=sa.text("status IN ('handed_over', 'in_transit', 'exception')"),
        )
        batch_op.create_index("ix_parcels_ship_by_id", ["ship_by", "id"], unique=False)
        batch_op.create_index(
            "ix_parcels_status_ship_by_id", ["status", "ship_by", "id"], unique=False
        )

    op.create_table(
        "rate_cards",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "courier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("valid_from", sa.Text(), nullable=False),
        sa.Column("valid_until", sa.Text(), server_default="", nullable=False),
        sa.Column("file", sa.Text(), server_default="", nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "valid_until = '' OR valid_until >= valid_from", name=op.f("ck_rate_cards_dates")
        ),
        sa.ForeignKeyConstraint(
            ["courier_id"], ["couriers.id"], name=op.f("fk_rate_cards_courier_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rate_cards")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("rate_cards", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rate_cards_courier_id"), ["courier_id"], unique=False)

    op.create_table(
        "reseller_prices",
        sa.Column("sku_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "reseller_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("price", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("price >= 0", name=op.f("ck_reseller_prices_price")),
        sa.ForeignKeyConstraint(
            ["reseller_id"], ["partners.id"], name=op.f("fk_reseller_prices_reseller_id")
        ),
        sa.ForeignKeyConstraint(["sku_id"], ["skus.id"], name=op.f("fk_reseller_prices_sku_id")),
        sa.PrimaryKeyConstraint("sku_id", "reseller_id", name=op.f("pk_reseller_prices")),
        sqlite_strict=True,
    )
    op.create_table(
        "sku_aliases",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("sku_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column(
            "reseller_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            server_default="0",
            nullable=False,
        ),
        sa.Column("channel", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["sku_id"], ["skus.id"], name=op.f("fk_sku_aliases_sku_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sku_aliases")),
        sa.UniqueConstraint(
            "code", "reseller_id", "channel", name=op.f("uq_sku_aliases_code_reseller_id_channel")
        ),
        sqlite_strict=True,
    )
    with op.batch_alter_table("sku_aliases", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sku_aliases_sku_id"), ["sku_id"], unique=False)

    op.create_table(
        "stock",
        sa.Column(
            "sku_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "on_hand",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            server_default="0",
            nullable=False,
        ),
        sa.Column(
            "reserved",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            server_default="0",
            nullable=False,
        ),
        sa.Column(
            "counted_at", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.CheckConstraint("0 <= reserved AND reserved <= on_hand", name=op.f("ck_stock_balance")),
        sa.ForeignKeyConstraint(["sku_id"], ["skus.id"], name=op.f("fk_stock_sku_id")),
        sa.PrimaryKeyConstraint("sku_id", name=op.f("pk_stock")),
        sqlite_strict=True,
    )
    op.create_table(
        "stock_moves",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("sku_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("quantity", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("document", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.CheckConstraint(
            "source IN ('supplier', 'shelf', 'customer', 'quarantine', 'scrap', 'adjustment')",
            name=op.f("ck_stock_moves_source"),
        ),
        sa.CheckConstraint(
            "target IN ('supplier', 'shelf', 'customer', 'quarantine', 'scrap', 'adjustment')",
            name=op.f("ck_stock_moves_target"),
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_stock_moves_quantity")),
        sa.CheckConstraint("source <> target", name=op.f("ck_stock_moves_places")),
        sa.ForeignKeyConstraint(["sku_id"], ["skus.id"], name=op.f("fk_stock_moves_sku_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_moves")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("stock_moves", schema=None) as batch_op:
        batch_op.create_index("ix_stock_moves_sku_id_id", ["sku_id", "id"], unique=False)

    op.create_table(
        "cases",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("chain", sa.Text(), nullable=False),
        sa.Column(
            "changed_at", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("order_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("verdict", sa.Text(), server_default="", nullable=False),
        sa.Column("rule", sa.Text(), server_default="", nullable=False),
        sa.Column("deadline", sa.Text(), server_default="", nullable=False),
        sa.Column("freight_payer", sa.Text(), server_default="", nullable=False),
        sa.Column("override", sa.Text(), server_default="", nullable=False),
        sa.Column("outcome", sa.Text(), server_default="", nullable=False),
        sa.Column("courier", sa.Text(), server_default="", nullable=False),
        sa.Column("waybill", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "requested_at", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("due_at", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("waiting_for", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "outcome IN ('', 'refunded', 'exchanged', 'reshipped', 'intercepted', 'rejected', 'withdrawn', 'settled')",
            name=op.f("ck_cases_outcome"),
        ),
        sa.CheckConstraint(
            "reason IN ('no_reason', 'size', 'quality', 'damaged', 'wrong', 'missing', 'lost', 'late', 'customer', 'other')",
            name=op.f("ck_cases_reason"),
        ),
        sa.CheckConstraint("status <> 'closed' OR outcome <> ''", name=op.f("ck_cases_closed")),
        sa.CheckConstraint(
            "status IN ('requested', 'approved', 'in_transit', 'received', 'inspected', 'settled', 'closed', 'rejected', 'withdrawn')",
            name=op.f("ck_cases_status"),
        ),
        sa.CheckConstraint(
            "type IN ('return', 'exchange', 'refund_only', 'reship', 'intercept')",
            name=op.f("ck_cases_type"),
        ),
        sa.CheckConstraint(
            "waiting_for IN ('us', 'customer', '')", name=op.f("ck_cases_waiting_for")
        ),
        sa.CheckConstraint("version >= 1", name=op.f("ck_cases_version")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_cases_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
        sa.UniqueConstraint("number", name=op.f("uq_cases_number")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.create_index("ix_cases_due_at_id", ["due_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_cases_order_id"), ["order_id"], unique=False)
        batch_op.create_index("ix_cases_status_due_at_id", ["status", "due_at", "id"], unique=False)
        batch_op.create_index(
            "ix_cases_waiting_for_due_at_id", ["waiting_for", "due_at", "id"], unique=False
        )
        batch_op.create_index("ix_cases_waybill", ["waybill"], unique=False)

    op.create_table(
        "goods_checks",
        sa.Column(
            "order_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("at", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "result IN ('ok', 'missing', 'wrong', 'damaged', 'quality')",
            name=op.f("ck_goods_checks_result"),
        ),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_goods_checks_order_id")),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_goods_checks")),
        sqlite_strict=True,
    )
    op.create_table(
        "import_rows",
        sa.Column("batch_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "row",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("order_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("code", sa.Text(), server_default="", nullable=False),
        sa.Column("content", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "outcome <> 'rejected' OR code <> ''", name=op.f("ck_import_rows_reason")
        ),
        sa.CheckConstraint(
            "outcome IN ('imported', 'updated', 'duplicate', 'rejected', 'skipped')",
            name=op.f("ck_import_rows_outcome"),
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["import_batches.id"], name=op.f("fk_import_rows_batch_id")
        ),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_import_rows_order_id")),
        sa.PrimaryKeyConstraint("batch_id", "row", name=op.f("pk_import_rows")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("import_rows", schema=None) as batch_op:
        batch_op.create_index("ix_import_rows_order_id", ["order_id"], unique=False)

    op.create_table(
        "manifest_parcels",
        sa.Column(
            "parcel_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "manifest_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["manifest_id"], ["manifests.id"], name=op.f("fk_manifest_parcels_manifest_id")
        ),
        sa.ForeignKeyConstraint(
            ["parcel_id"], ["parcels.id"], name=op.f("fk_manifest_parcels_parcel_id")
        ),
        sa.PrimaryKeyConstraint("parcel_id", name=op.f("pk_manifest_parcels")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("manifest_parcels", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_manifest_parcels_manifest_id"), ["manifest_id"], unique=False
        )

    op.create_table(
        "order_holds",
        sa.Column("order_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("since", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "code IN ('masked_receiver', 'no_receiver', 'unknown_sku', 'out_of_stock', 'refund_requested', 'no_service', 'duplicate_suspect', 'wait_requested', 'unpaid', 'incomplete', 'manual')",
            name=op.f("ck_order_holds_code"),
        ),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_order_holds_order_id")),
        sa.PrimaryKeyConstraint("order_id", "code", name=op.f("pk_order_holds")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("order_holds", schema=None) as batch_op:
        batch_op.create_index("ix_order_holds_code_order_id", ["code", "order_id"], unique=False)

    op.create_table(
        "order_lines",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("order_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sku_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("code", sa.Text(), server_default="", nullable=False),
        sa.Column("title", sa.Text(), server_default="", nullable=False),
        sa.Column("spec", sa.Text(), server_default="", nullable=False),
        sa.Column("quantity", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("price", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("shop", sa.Text(), server_default="", nullable=False),
        sa.Column("external_no", sa.Text(), nullable=True),
        sa.Column(
            "reserved",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            server_default="0",
            nullable=False,
        ),
        sa.Column(
            "shipped",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            server_default="0",
            nullable=False,
        ),
        sa.Column(
            "returned",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            server_default="0",
            nullable=False,
        ),
        sa.CheckConstraint("external_no <> ''", name=op.f("ck_order_lines_external_no")),
        sa.CheckConstraint(
            "0 <= reserved AND reserved + shipped <= quantity", name=op.f("ck_order_lines_reserved")
        ),
        sa.CheckConstraint(
            "0 <= returned AND returned <= shipped", name=op.f("ck_order_lines_returned")
        ),
        sa.CheckConstraint("price >= 0", name=op.f("ck_order_lines_price")),
        sa.CheckConstraint(
            "quantity > 0 AND quantity <= 1000000", name=op.f("ck_order_lines_quantity")
        ),
        sa.CheckConstraint(
            "reserved = 0 OR sku_id IS NOT NULL", name=op.f("ck_order_lines_reserved_sku")
        ),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_order_lines_order_id")),
        sa.ForeignKeyConstraint(["sku_id"], ["skus.id"], name=op.f("fk_order_lines_sku_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_lines")),
        sa.UniqueConstraint(
            "channel", "external_no", "shop", name=op.f("uq_order_lines_channel_external_no_shop")
        ),
        sa.UniqueConstraint("order_id", "position", name=op.f("uq_order_lines_order_id_position")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("order_lines", schema=None) as batch_op:
        batch_op.create_index(
            "ix_order_lines_sku_id_reserved",
            ["sku_id"],
            unique=False,
            sqlite_where=sa.text("reserved > 0"),
            postgresql_where=sa.text("reserved > 0"),
        )

    op.create_table(
        "outbox",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("order_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("recipient", sa.Text(), server_default="", nullable=False),
        sa.Column("body", sa.Text(), server_default="", nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column(
            "attempts",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            server_default="0",
            nullable=False,
        ),
        sa.Column("error", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "created_at", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("sent_at", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint(
            "(status = 'sent') = (sent_at IS NOT NULL)", name=op.f("ck_outbox_sent")
        ),
        sa.CheckConstraint(
            "status IN ('pending', 'sent', 'failed')", name=op.f("ck_outbox_status")
        ),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_outbox_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("order_id", "kind", name=op.f("uq_outbox_order_id_kind")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outbox_order_id"), ["order_id"], unique=False)
        batch_op.create_index("ix_outbox_status_id", ["status", "id"], unique=False)
        batch_op.create_index(
            "ix_outbox_unsent",
            ["id"],
            unique=False,
            sqlite_where=sa.text("status <> 'sent'"),
            postgresql_where=sa.text("status <> 'sent'"),
        )

    op.create_table(
        "reviews",
        sa.Column(
            "order_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("goods", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("service", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("body", sa.Text(), server_default="", nullable=False),
        sa.Column("at", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "goods BETWEEN 1 AND 5 AND service BETWEEN 1 AND 5", name=op.f("ck_reviews_ratings")
        ),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_reviews_order_id")),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_reviews")),
        sqlite_strict=True,
    )
    op.create_table(
        "stations",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("parcel_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["parcel_id"], ["parcels.id"], name=op.f("fk_stations_parcel_id")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_stations")),
        sqlite_strict=True,
    )
    op.create_table(
        "tracking_events",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "parcel_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "state IN ('pending', 'picked_up', 'in_transit', 'out_for_delivery', 'ready_for_pickup', 'delivered', 'delivery_delayed', 'delivery_failed', 'on_hold', 'return_to_sender', 'cancelled', 'unknown')",
            name=op.f("ck_tracking_events_state"),
        ),
        sa.ForeignKeyConstraint(
            ["parcel_id"], ["parcels.id"], name=op.f("fk_tracking_events_parcel_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tracking_events")),
        sa.UniqueConstraint(
            "parcel_id", "at", "state", name=op.f("uq_tracking_events_parcel_id_at_state")
        ),
        sqlite_strict=True,
    )
    with op.batch_alter_table("tracking_events", schema=None) as batch_op:
        batch_op.create_index("ix_tracking_events_parcel_id_at", ["parcel_id", "at"], unique=False)

    op.create_table(
        "waybill_pool",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "courier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("parcel_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(
            ["courier_id"], ["couriers.id"], name=op.f("fk_waybill_pool_courier_id")
        ),
        sa.ForeignKeyConstraint(
            ["parcel_id"], ["parcels.id"], name=op.f("fk_waybill_pool_parcel_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waybill_pool")),
        sa.UniqueConstraint("courier_id", "number", name=op.f("uq_waybill_pool_courier_id_number")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("waybill_pool", schema=None) as batch_op:
        batch_op.create_index(
            "ix_waybill_pool_courier_id_parcel_id", ["courier_id", "parcel_id"], unique=False
        )

    op.create_table(
        "waybills",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "parcel_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "courier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column(
            "assigned_at", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("voided_at", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("void_reason", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("number <> ''", name=op.f("ck_waybills_number")),
        sa.ForeignKeyConstraint(
            ["courier_id"], ["couriers.id"], name=op.f("fk_waybills_courier_id")
        ),
        sa.ForeignKeyConstraint(["parcel_id"], ["parcels.id"], name=op.f("fk_waybills_parcel_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waybills")),
        sa.UniqueConstraint("courier_id", "number", name=op.f("uq_waybills_courier_id_number")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("waybills", schema=None) as batch_op:
        batch_op.create_index(
            "uq_waybills_active_number",
            ["number"],
            unique=True,
            sqlite_where=sa.text("voided_at IS NULL"),
            postgresql_where=sa.text("voided_at IS NULL"),
        )
        batch_op.create_index(
            "uq_waybills_active_parcel",
            ["parcel_id"],
            unique=True,
            sqlite_where=sa.text("voided_at IS NULL"),
            postgresql_where=sa.text("voided_at IS NULL"),
        )

    op.create_table(
        "case_lines",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "order_line_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("sku_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("quantity", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "good",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            server_default="0",
            nullable=False,
        ),
        sa.Column(
            "opened",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            server_default="0",
            nullable=False,
        ),
        sa.Column(
            "damaged",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            server_default="0",
            nullable=False,
        ),
        sa.Column(
            "wrong",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            server_default="0",
            nullable=False,
        ),
        sa.Column(
            "missing",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            server_default="0",
            nullable=False,
        ),
        sa.CheckConstraint(
            "good + opened + damaged + wrong + missing IN (0, quantity)",
            name=op.f("ck_case_lines_grades"),
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_case_lines_quantity")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_lines_case_id")),
        sa.ForeignKeyConstraint(
            ["order_line_id"], ["order_lines.id"], name=op.f("fk_case_lines_order_line_id")
        ),
        sa.ForeignKeyConstraint(["sku_id"], ["skus.id"], name=op.f("fk_case_lines_sku_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_lines")),
        sa.UniqueConstraint(
            "case_id", "order_line_id", name=op.f("uq_case_lines_case_id_order_line_id")
        ),
        sqlite_strict=True,
    )
    with op.batch_alter_table("case_lines", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_case_lines_order_line_id"), ["order_line_id"], unique=False
        )

    op.create_table(
        "case_messages",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.CheckConstraint("sender IN ('us', 'customer')", name=op.f("ck_case_messages_sender")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_messages_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_messages")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("case_messages", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_messages_case_id"), ["case_id"], unique=False)

    op.create_table(
        "parcel_lines",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "parcel_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "order_line_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("order_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sku_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("quantity", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "scanned",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            server_default="0",
            nullable=False,
        ),
        sa.CheckConstraint(
            "0 <= scanned AND scanned <= quantity", name=op.f("ck_parcel_lines_scanned")
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_parcel_lines_quantity")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_parcel_lines_order_id")),
        sa.ForeignKeyConstraint(
            ["order_line_id"], ["order_lines.id"], name=op.f("fk_parcel_lines_order_line_id")
        ),
        sa.ForeignKeyConstraint(
            ["parcel_id"], ["parcels.id"], name=op.f("fk_parcel_lines_parcel_id")
        ),
        sa.ForeignKeyConstraint(["sku_id"], ["skus.id"], name=op.f("fk_parcel_lines_sku_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parcel_lines")),
        sa.UniqueConstraint(
            "parcel_id", "order_line_id", name=op.f("uq_parcel_lines_parcel_id_order_line_id")
        ),
        sqlite_strict=True,
    )
    with op.batch_alter_table("parcel_lines", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_parcel_lines_order_id"), ["order_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_parcel_lines_order_line_id"), ["order_line_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_parcel_lines_parcel_id"), ["parcel_id"], unique=False)

    op.create_table(
        "refunds",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("order_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("amount", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("currency", sa.Text(), server_default="CNY", nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("override", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_refunds_amount")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_refunds_case_id")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_refunds_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refunds")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("refunds", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_refunds_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_refunds_order_id"), ["order_id"], unique=False)

    op.create_table(
        "unclaimed",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("waybill", sa.Text(), nullable=False),
        sa.Column(
            "received_at", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_unclaimed_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unclaimed")),
        sa.UniqueConstraint("number", name=op.f("uq_unclaimed_number")),
        sqlite_strict=True,
    )
    op.create_table(
        "scans",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("station", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), server_default="", nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("parcel_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "parcel_line_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["parcel_id"], ["parcels.id"], name=op.f("fk_scans_parcel_id")),
        sa.ForeignKeyConstraint(
            ["parcel_line_id"], ["parcel_lines.id"], name=op.f("fk_scans_parcel_line_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scans")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("scans", schema=None) as batch_op:
        batch_op.create_index("ix_scans_parcel_id", ["parcel_id"], unique=False)
    _search_index()


def _search_index() -> None:
    """The words of an order, found by prefix and phrase; the row id is the order's id."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE order_search USING fts5("
            "words, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 0')"
        )
    else:
        op.execute("CREATE TABLE order_search (rowid BIGINT PRIMARY KEY, words TSVECTOR NOT NULL)")
        op.execute("CREATE INDEX ix_order_search_words ON order_search USING gin (words)")
