"""The database says no by itself: the newest migration is the models, and their rules bite."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pysqlite3.dbapi2 as sqlite
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from dropship_tui.models.schema import metadata
from dropship_tui.services.database.migrations import HEAD
from dropship_tui.services.database.migrations.runner import alembic_config, schema_engine, upgrade

TABLES = sorted(metadata.tables)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("schema") / "shop.db"
    path.touch()
    upgrade(str(path))
    return path


@pytest.fixture
def connection(database: Path) -> Iterator[Any]:
    """A connection whose changes are never kept; references are not looked at."""
    connection = sqlite.connect(str(database), isolation_level=None)
    connection.execute("BEGIN")
    yield connection
    connection.rollback()
    connection.close()


def test_head_is_the_newest_migration(database: Path) -> None:
    engine = schema_engine(str(database))
    script = ScriptDirectory.from_config(alembic_config(engine))
    assert script.get_heads() == [HEAD]
    engine.dispose()


def ours(name: str | None, kind: str, _parent: Any) -> bool:
    return kind != "table" or not (name or "").startswith("order_search")


def test_a_migrated_database_is_what_the_models_say(database: Path) -> None:
    engine = schema_engine(str(database))
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_name": ours, "compare_type": True}
        )
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_checks_and_partial_indexes_are_what_the_models_say(connection: Any) -> None:
    """What Alembic does not compare: the text of CHECKs and of the conditions of indexes."""
    made = dict(
        connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    )
    for table in metadata.sorted_tables:
        checks = {
            str(rule.sqltext) for rule in table.constraints if isinstance(rule, sa.CheckConstraint)
        }
        sql = " ".join(made[table.name].split())
        assert {check for check in checks if check not in sql} == set(), table.name
        assert sql.endswith("STRICT"), table.name
        for index in table.indexes:
            condition = index.dialect_options["sqlite"]["where"]
            if condition is not None:
                assert made[str(index.name)].endswith(f"WHERE {condition}"), index.name


def value_for(column: sa.Column[Any]) -> object:
    return 1 if isinstance(column.type, sa.BigInteger) else "x"


def insert(connection: Any, table: str, row: dict[str, object]) -> None:
    connection.execute(
        f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join(':' + name for name in row)})",
        row,
    )


@pytest.mark.parametrize("name", TABLES)
def test_no_text_gets_into_a_number(connection: Any, name: str) -> None:
    table = metadata.tables[name]
    connection.execute("PRAGMA ignore_check_constraints = ON")
    row = {column.name: value_for(column) for column in table.columns}
    for column in table.columns:
        if isinstance(column.type, sa.BigInteger):
            with pytest.raises(sqlite.IntegrityError, match=r"cannot store TEXT|datatype mismatch"):
                insert(connection, name, row | {column.name: "twelve"})
    connection.execute("PRAGMA ignore_check_constraints = OFF")


@pytest.mark.parametrize("name", TABLES)
def test_what_must_be_said_must_be_said(connection: Any, name: str) -> None:
    table = metadata.tables[name]
    connection.execute("PRAGMA ignore_check_constraints = ON")
    row = {column.name: value_for(column) for column in table.columns}
    keys = [column.name for column in table.primary_key]
    rowid = keys[0] if len(keys) == 1 and row[keys[0]] == 1 else ""  # SQLite makes one up
    for column in table.columns:
        if not column.nullable and column.name != rowid:
            with pytest.raises(sqlite.IntegrityError, match=r"NOT NULL|datatype mismatch"):
                insert(connection, name, row | {column.name: None})
    connection.execute("PRAGMA ignore_check_constraints = OFF")


UNIQUES = [
    (table.name, tuple(column.name for column in rule.columns))
    for table in metadata.sorted_tables
    for rule in table.constraints
    if isinstance(rule, sa.UniqueConstraint | sa.PrimaryKeyConstraint)
]


@pytest.mark.parametrize(("name", "columns"), UNIQUES)
def test_what_is_unique_is_there_once(connection: Any, name: str, columns: tuple[str, ...]) -> None:
    table = metadata.tables[name]
    connection.execute("PRAGMA ignore_check_constraints = ON")
    first = {column.name: value_for(column) for column in table.columns}
    second = {
        column.name: value if column.name in columns else 2 if value == 1 else "y"
        for column, value in zip(table.columns, first.values(), strict=True)
    }
    insert(connection, name, first)
    with pytest.raises(sqlite.IntegrityError, match="UNIQUE constraint failed"):
        insert(connection, name, second)
    connection.execute("PRAGMA ignore_check_constraints = OFF")


DOCUMENT: dict[str, Any] = {
    "id": 1, "number": "N", "status": "new", "version": 1, "chain": "c", "changed_at": 1,
}  # fmt: skip
SOUND: dict[str, dict[str, Any]] = {
    "orders": DOCUMENT
    | {"channel": "manual", "goods_total": 900, "freight": 100, "discount": 0, "total": 1000}
    | {"ordered_at": 1, "ship_by": 2, "paid_by": "cash", "paid_at": 1, "external_no": "E"},
    "order_lines": {"id": 1, "order_id": 1, "position": 1, "sku_id": 1, "quantity": 3, "price": 1}
    | {"channel": "manual", "external_no": "E", "reserved": 1, "shipped": 2, "returned": 1},
    "order_holds": {"order_id": 1, "code": "manual", "since": 1},
    "parcels": DOCUMENT | {"status": "open", "ship_by": 1, "opened_at": 1, "grams": 100},
    "parcel_lines": {"id": 1, "parcel_id": 1, "order_line_id": 1, "order_id": 1, "sku_id": 1}
    | {"quantity": 2, "scanned": 1},
    "waybills": {"id": 1, "parcel_id": 1, "courier_id": 1, "number": "YT1", "assigned_at": 1},
    "cases": DOCUMENT
    | {"status": "requested", "order_id": 1, "type": "return", "reason": "size"}
    | {"requested_at": 1, "due_at": 1},
    "case_lines": {"id": 1, "case_id": 1, "order_line_id": 1, "sku_id": 1, "quantity": 2},
    "refunds": {"id": 1, "case_id": 1, "order_id": 1, "amount": 1, "method": "cash", "at": 1}
    | {"actor": "li"},
    "case_messages": {"id": 1, "case_id": 1, "sender": "us", "body": "x", "at": 1, "actor": "li"},
    "skus": {"id": 1, "code": "A", "code_key": "A", "title": "t", "title_key": "t"}
    | {"created_at": 1, "barcode": "69", "cost": 1, "price": 2, "market_price": 3}
    | {"weight_g": 1, "length_mm": 1, "width_mm": 1, "height_mm": 1},
    "stock": {"sku_id": 1, "on_hand": 3, "reserved": 3},
    "stock_moves": {"id": 1, "sku_id": 1, "source": "supplier", "target": "shelf", "quantity": 1}
    | {"at": 1, "actor": "li", "reason": "receive"},
    "reseller_prices": {"sku_id": 1, "reseller_id": 1, "price": 1},
    "couriers": {"id": 1, "code": "c", "name": "n"},
    "rate_cards": {"id": 1, "courier_id": 1, "valid_from": "2026-01-02", "content": "{}"}
    | {"valid_until": "2026-01-02"},
    "events": {"id": 1, "document": "order", "document_id": 1, "seq": 1, "at": 1, "actor": "li"}
    | {"recorded_at": 1, "action": "submit", "hash": "h"},
    "status_counts": {"document": "order", "status": "new", "n": 0},
    "outbox": {"id": 1, "order_id": 1, "kind": "shipped", "status": "pending", "created_at": 1},
    "goods_checks": {"order_id": 1, "result": "ok", "at": 1, "actor": "li"},
    "reviews": {"order_id": 1, "goods": 5, "service": 1, "at": 1, "actor": "li"},
    "tracking_events": {"id": 1, "parcel_id": 1, "state": "delivered", "at": 1},
    "partners": {"id": 1, "code": "p", "name": "n", "kind": "supplier", "created_at": 1},
    "agreements": {"id": 1, "partner_id": 1, "signed_on": "2026-01-02"}
    | {"valid_until": "2026-01-02"},
    "setup_tasks": DOCUMENT | {"status": "open"},
    "import_batches": {"id": 1, "sha256": "s", "profile": "p", "actor": "li", "started_at": 1}
    | {"finished_at": 2, "rows": 3, "imported": 1, "rejected": 2},
    "import_rows": {"batch_id": 1, "row": 1, "outcome": "rejected", "code": "why"},
    "column_maps": {"id": 1, "name": "n", "signature": "s", "map": "{}", "actor": "li"}
    | {"saved_at": 1},
}
"""A row of each table that has rules, just inside all of them."""

BREACHES: list[tuple[str, str, dict[str, object]]] = [
    ("column_maps", "map", {"map": "[]"}),
    ("orders", "status", {"status": "packed"}),
    ("orders", "version", {"version": 0}),
    ("orders", "total", {"total": 999}),
    ("orders", "amounts", {"freight": -1, "goods_total": 1001}),
    ("orders", "amounts", {"discount": -1, "total": 1001}),
    ("orders", "refunded", {"discount": 1001, "total": -1}),
    ("orders", "refunded", {"refunded": 1001}),
    ("orders", "refunded", {"refunded": -1}),
    ("orders", "news", {"status": "shipped", "news": "x"}),
    ("orders", "news_after_shipping", {"news": "refund_requested"}),
    ("orders", "refunded_paid", {"refunded": 1, "paid_by": None, "paid_at": None}),
    ("orders", "held", {"status": "on_hold"}),
    ("orders", "held", {"held_from": "new"}),
    ("orders", "paid", {"paid_at": None}),
    ("orders", "paid", {"paid_by": None}),
    ("orders", "paid_by", {"paid_by": "shells"}),
    ("orders", "external_no", {"external_no": ""}),
    ("order_lines", "quantity", {"quantity": 0, "reserved": 0, "shipped": 0, "returned": 0}),
    ("order_lines", "quantity", {"quantity": 1_000_001}),
    ("order_lines", "price", {"price": -1}),
    ("order_lines", "reserved", {"shipped": 4, "reserved": 0}),
    ("order_lines", "returned", {"returned": 3}),
    ("order_lines", "returned", {"returned": -1}),
    ("order_lines", "reserved", {"reserved": 2}),
    ("order_lines", "reserved", {"reserved": -1}),
    ("order_lines", "reserved_sku", {"sku_id": None}),
    ("order_lines", "external_no", {"external_no": ""}),
    ("order_holds", "code", {"code": "mood"}),
    ("parcels", "status", {"status": "new"}),
    ("parcels", "version", {"version": 0}),
    ("parcels", "grams", {"grams": 0}),
    ("parcels", "damaged", {"damaged": 2}),
    ("parcel_lines", "quantity", {"quantity": 0, "scanned": 0}),
    ("parcel_lines", "scanned", {"scanned": 3}),
    ("parcel_lines", "scanned", {"scanned": -1}),
    ("waybills", "number", {"number": ""}),
    ("cases", "status", {"status": "open"}),
    ("cases", "version", {"version": 0}),
    ("cases", "type", {"type": "swap"}),
    ("cases", "reason", {"reason": "mood"}),
    ("cases", "outcome", {"outcome": "happy"}),
    ("cases", "waiting_for", {"waiting_for": "godot"}),
    ("cases", "closed", {"status": "closed"}),
    ("case_lines", "quantity", {"quantity": 0}),
    ("case_lines", "grades", {"good": 1}),
    ("case_lines", "grades", {"good": 2, "damaged": 1}),
    ("refunds", "amount", {"amount": 0}),
    ("case_messages", "sender", {"sender": "fate"}),
    ("skus", "code", {"code": ""}),
    ("skus", "prices", {"price": -1}),
    ("skus", "prices", {"cost": -1}),
    ("skus", "measures", {"weight_g": 0}),
    ("skus", "barcode", {"barcode": ""}),
    ("stock", "balance", {"reserved": 4}),
    ("stock", "balance", {"reserved": -1}),
    ("stock_moves", "quantity", {"quantity": 0}),
    ("stock_moves", "places", {"target": "supplier"}),
    ("stock_moves", "source", {"source": "moon"}),
    ("stock_moves", "target", {"target": "moon"}),
    ("reseller_prices", "price", {"price": -1}),
    ("couriers", "code", {"code": ""}),
    ("rate_cards", "dates", {"valid_until": "2026-01-01"}),
    ("events", "document", {"document": "letter"}),
    ("events", "seq", {"seq": 0}),
    ("events", "actor", {"actor": ""}),
    ("status_counts", "n", {"n": -1}),
    ("outbox", "status", {"status": "lost"}),
    ("outbox", "sent", {"status": "sent"}),
    ("goods_checks", "result", {"result": "meh"}),
    ("reviews", "ratings", {"goods": 6}),
    ("reviews", "ratings", {"service": 0}),
    ("tracking_events", "state", {"state": "flying"}),
    ("partners", "kind", {"kind": "friend"}),
    ("partners", "name", {"name": ""}),
    ("agreements", "dates", {"valid_until": "2026-01-01"}),
    ("setup_tasks", "status", {"status": "half"}),
    ("setup_tasks", "version", {"version": 0}),
    ("setup_tasks", "completed", {"status": "done"}),
    ("import_batches", "sum", {"imported": 2}),
    ("import_rows", "outcome", {"outcome": "lost"}),
    ("import_rows", "reason", {"code": ""}),
]


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_row_is_taken(connection: Any, name: str) -> None:
    insert(connection, name, SOUND[name])


@pytest.mark.parametrize(("name", "rule", "breach"), BREACHES)
def test_each_check_bites(connection: Any, name: str, rule: str, breach: dict[str, object]) -> None:
    with pytest.raises(sqlite.IntegrityError, match=f"CHECK constraint failed: ck_{name}_{rule}$"):
        insert(connection, name, SOUND[name] | breach)


def test_every_check_is_tried() -> None:
    checks = {
        (table.name, str(rule.name).removeprefix(f"ck_{table.name}_"))
        for table in metadata.sorted_tables
        for rule in table.constraints
        if isinstance(rule, sa.CheckConstraint)
    }
    assert {(name, rule) for name, rule, _breach in BREACHES} == checks


def test_a_parcel_has_one_active_waybill_and_a_number_one_parcel(connection: Any) -> None:
    waybill = SOUND["waybills"]
    insert(connection, "waybills", waybill)
    for second in ({"parcel_id": 2, "courier_id": 2}, {"number": "YT2"}):
        with pytest.raises(sqlite.IntegrityError, match="UNIQUE constraint failed: waybills"):
            insert(connection, "waybills", waybill | {"id": 2} | second)
    insert(connection, "waybills", waybill | {"id": 2, "number": "YT2", "voided_at": 5})


def test_references_are_kept(database: Path) -> None:
    connection = sqlite.connect(str(database), isolation_level=None)
    connection.execute("PRAGMA foreign_keys = ON")
    with pytest.raises(sqlite.IntegrityError, match="FOREIGN KEY"):
        insert(connection, "order_lines", SOUND["order_lines"])
    connection.close()
