"""`db check` names exactly the invariant that is broken: each is broken here, one at a time."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from dropship_tui.paths import data_dir
from dropship_tui.services.importers.orders import Request, import_file
from dropship_tui.services.orders import orders
from dropship_tui.services.returns import returns
from dropship_tui.services.upkeep import checkup
from dropship_tui.services.work import Shop
from tests import trade
from tests.shop import add_sku, make_shop, open_shop
from tests.trade import do


@pytest.fixture(scope="module")
def lived_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop with an order at every stage, made once: its database is copied for each test."""
    shop = make_shop(tmp_path_factory.mktemp("lived"))
    add_sku(shop, "A", on_hand=50)
    add_sku(shop, "B", on_hand=50)
    trade.take_order(shop, ("A", 1))
    do(shop, orders.hold, trade.take_order(shop, ("A", 1)))
    trade.confirmed(shop, ("A", 1), ("B", 2))
    trade.open_parcel(shop, trade.confirmed(shop, ("A", 2)))
    packed = trade.open_parcel(shop, trade.confirmed(shop, ("A", 2)))
    trade.pack(shop, packed)
    labelled = trade.open_parcel(shop, trade.confirmed(shop, ("B", 2)))
    trade.pack(shop, labelled)
    trade.label(shop, labelled)
    trade.ship(shop, trade.confirmed(shop, ("A", 1)))
    refunded = trade.delivered(shop, ("A", 3), external_no="T-1", channel="taobao")
    case = trade.ask_back(shop, refunded, ("A", 2))
    trade.inspected(shop, case, ("A", 1, "good"), ("A", 1, "damaged"))
    do(shop, returns.refund, case, trade.case(shop, case).refundable)
    waits = trade.ask_back(shop, trade.delivered(shop, ("B", 1)), ("B", 1))
    do(shop, returns.approve, waits)
    do(shop, returns.receive, waits)
    import_file(shop, Request(data_dir() / "sample" / "pinduoduo-orders.csv"))
    shop.db.close()
    return shop.home / "shop.db"


@pytest.fixture
def shop(lived_in: Path, tmp_path: Path) -> Shop:
    (tmp_path / "shop.db").write_bytes(lived_in.read_bytes())
    return open_shop(tmp_path / "shop.db")


ORDER = "(SELECT id FROM orders WHERE status = '{}' AND channel = 'manual' ORDER BY id LIMIT 1)"
SHIPPED, NEW, CONFIRMED, HELD = map(ORDER.format, ("shipped", "new", "confirmed", "on_hold"))
REFUNDED = "(SELECT order_id FROM refunds)"
PACKED, LABELLED, OPEN = (
    f"(SELECT id FROM parcels WHERE status = '{status}')"
    for status in ("packed", "labelled", "open")
)
SKU = "(SELECT id FROM skus WHERE code = 'A')"
JD = "(SELECT id FROM couriers WHERE code = 'jd')"
OF_A, OF_LABELLED = f"sku_id = {SKU}", f"parcel_id = {LABELLED}"
MOVE = "INSERT INTO stock_moves (id, sku_id, source, target, quantity, at, actor, reason)"
WAYBILL = "INSERT INTO waybills (id, parcel_id, courier_id, number, assigned_at)"
LINE = "INSERT INTO order_lines (id, order_id, position, quantity, price, channel)"

BREAKS = {
    "stock_balance_is_its_moves": [f"UPDATE stock SET on_hand = on_hand + 1 WHERE {OF_A}"],
    "stock_is_never_negative": [
        f"{MOVE} SELECT 1, sku_id, 'shelf', 'scrap', on_hand, 0, 'x', 'x' FROM stock WHERE {OF_A}",
        f"UPDATE stock SET on_hand = 0 WHERE {OF_A}",
    ],
    "reserved_is_the_sum_of_open_lines": [f"UPDATE stock SET reserved = reserved + 1 WHERE {OF_A}"],
    "goods_are_reserved_from_confirmation_to_shipment": [
        f"UPDATE stock SET reserved = reserved - 1 WHERE {OF_A}",
        f"UPDATE order_lines SET reserved = 0 WHERE order_id = {CONFIRMED} AND {OF_A}",
    ],
    "customers_have_what_was_shipped_and_not_returned": [
        f"{MOVE} VALUES (1, {SKU}, 'supplier', 'customer', 1, 0, 'x', 'x')"
    ],
    "quarantine_is_what_waits_for_inspection": [
        f"{MOVE} VALUES (1, {SKU}, 'supplier', 'quarantine', 1, 0, 'x', 'x')"
    ],
    "a_parcel_has_one_active_waybill": [
        "DROP INDEX uq_waybills_active_parcel",
        f"{WAYBILL} SELECT 1, parcel_id, courier_id, 'YT9', 0 FROM waybills WHERE {OF_LABELLED}",
    ],
    "an_active_waybill_is_on_one_parcel": [
        "DROP INDEX uq_waybills_active_number",
        f"{WAYBILL} SELECT 1, {PACKED}, {JD}, number, 0 FROM waybills WHERE {OF_LABELLED}",
    ],
    "labelled_parcels_have_a_waybill_of_their_courier": [
        f"UPDATE waybills SET voided_at = 1 WHERE parcel_id = {LABELLED}"
    ],
    "packed_parcels_are_scanned_in_full": [
        f"UPDATE parcel_lines SET scanned = scanned - 1 WHERE parcel_id = {PACKED}"
    ],
    "parcels_hold_at_most_what_was_ordered": [
        f"UPDATE parcel_lines SET quantity = quantity + 1 WHERE parcel_id = {OPEN}"
    ],
    "orders_in_packing_have_a_parcel": [f"DELETE FROM parcel_lines WHERE parcel_id = {OPEN}"],
    "shipped_is_what_parcels_carried": [
        f"UPDATE order_lines SET reserved = 0 WHERE order_id = {CONFIRMED} AND {OF_A}",
        f"UPDATE order_lines SET shipped = 1 WHERE order_id = {CONFIRMED} AND {OF_A}",
        f"UPDATE stock SET reserved = reserved - 1 WHERE {OF_A}",
        f"{MOVE} VALUES (1, {SKU}, 'supplier', 'customer', 1, 0, 'x', 'x')",
    ],
    "shipped_is_at_most_ordered": [
        f"UPDATE order_lines SET shipped = shipped + 1 WHERE order_id = {SHIPPED}"
    ],
    "orders_are_shipped_when_all_is_shipped": [f"{LINE} VALUES (1, {SHIPPED}, 99, 1, 0, 'manual')"],
    "returned_is_what_cases_found": [
        "UPDATE case_lines SET good = 0, missing = missing + 1 WHERE good = 1"
    ],
    "cases_ask_for_at_most_what_was_shipped": [
        "UPDATE case_lines SET quantity = 9, missing = 7 WHERE damaged = 1"
    ],
    "refunded_is_at_most_paid": [
        f"UPDATE orders SET refunded = refunded - 1 WHERE id = {REFUNDED}"
    ],
    "order_total_adds_up": [
        f"UPDATE orders SET goods_total = goods_total + 1, total = total + 1 WHERE id = {NEW}"
    ],
    "one_external_number_is_one_line": [
        "DROP CONSTRAINT uq_order_lines_channel_external_no_shop",
        f"UPDATE order_lines SET external_no = 'X', channel = 'x' WHERE order_id = {CONFIRMED}",
    ],
    "held_orders_have_a_reason": [f"DELETE FROM order_holds WHERE order_id = {HELD}"],
    "imported_rows_add_up": [
        "UPDATE import_batches SET imported = imported - 1, skipped = skipped + 1"
    ],
    "shipped_orders_have_their_message": [f"DELETE FROM outbox WHERE order_id = {SHIPPED}"],
    "every_order_can_be_found": [f"DELETE FROM order_search WHERE rowid = {NEW}"],
    "counters_count": ["INSERT INTO status_counts VALUES ('case', 'closed', 3)"],
    "every_change_has_its_event": [f"UPDATE events SET actor = 'x' WHERE document_id = {NEW}"],
    "every_document_has_a_first_event": [f"DELETE FROM events WHERE document_id = {NEW}"],
    "the_file_is_sound": ["DELETE FROM couriers WHERE code = 'yuantong'"],
}
"""How each invariant is broken, past every constraint, and no other with it."""

ALSO = {
    "stock_is_never_negative": {"the_file_is_sound"},
    "shipped_is_at_most_ordered": {
        "shipped_is_what_parcels_carried",
        "customers_have_what_was_shipped_and_not_returned",
        "the_file_is_sound",
    },
}
"""What cannot be broken without breaking these, too: SQLite itself sees a CHECK that fails."""


def break_it(shop: Shop, statements: list[str]) -> None:
    with closing(shop.db.raw()) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("PRAGMA ignore_check_constraints = ON")
        for statement in statements:
            if statement.startswith("DROP CONSTRAINT"):
                _drop_constraint(connection, "order_lines", statement.split()[-1])
            else:
                connection.execute(statement)


def _drop_constraint(connection: Any, table: str, name: str) -> None:
    """What SQLite has no statement for: the same table without one constraint."""
    (sql,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    kept = [line for line in sql.splitlines() if name not in line]
    assert len(kept) < len(sql.splitlines())
    for statement in (
        "PRAGMA legacy_alter_table = ON",
        f"ALTER TABLE {table} RENAME TO old",
        "\n".join(kept),
        f"INSERT INTO {table} SELECT * FROM old",
        "DROP TABLE old",
    ):
        connection.execute(statement)


def test_a_shop_that_nobody_broke_is_sound(shop: Shop) -> None:
    assert trade.broken(shop) == {}
    assert {check.violations for check in checkup.check(shop)} == {0}
    shop.db.close()


@pytest.mark.parametrize("name", BREAKS)
def test_each_invariant_is_seen_when_it_breaks(shop: Shop, name: str) -> None:
    break_it(shop, BREAKS[name])
    assert set(trade.broken(shop)) == {name} | ALSO.get(name, set())
    shop.db.close()


def test_every_check_has_its_control(shop: Shop) -> None:
    assert {check.name for check in checkup.check(shop)} == set(BREAKS)
    shop.db.close()
