"""The day by commands and the day by keys leave the same database, apart from times and ids."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import time_machine

from dropship_tui.__main__ import main
from dropship_tui.bootstrap import open_shop
from dropship_tui.services.orders import order_queries
from dropship_tui.services.work import Shop, Tx
from dropship_tui.settings import Settings
from tests.screens.hands import NOW, MakeApp, Take, press, settled
from tests.screens.test_packing import scan

# What the trade would compare: everything but ids, times, hashes and where somebody sat.
_COMPARED = {
    "orders": "number, status, name, phone, total, refunded, paid_by, currency",
    "order_lines": "position, code, quantity, price, reserved, shipped, returned",
    "events": "document, seq, actor, action, from_status, to_status, reason, task",
    "parcels": "number, status, service, quoted, grams, signed_by, damaged",
    "parcel_lines": "quantity, scanned",
    "waybills": "number, void_reason",
    "scans": "code, outcome, actor",
    "stock": "on_hand, reserved",
    "stock_moves": "source, target, quantity, actor, reason, note, document",
    "manifests": "number, actor",
    "outbox": "kind, recipient, body, status, attempts",
    "goods_checks": "result, note, actor",
    "reviews": "goods, service, body, actor",
    "cases": "number, status, type, reason, note, verdict, rule, outcome, waiting_for",
    "case_lines": "quantity, good, opened, damaged, wrong, missing",
    "refunds": "amount, currency, method, actor, override",
    "status_counts": "document, status, n",
}


def contents(shop: Shop) -> dict[str, list[tuple[Any, ...]]]:
    """Every compared column of every row, in an order that does not depend on ids."""

    def read(tx: Tx) -> dict[str, list[tuple[Any, ...]]]:
        return {
            table: sorted(
                (tuple(row) for row in tx.all(f"SELECT {columns} FROM {table}")),
                key=lambda row: tuple(map(str, row)),
            )
            for table, columns in _COMPARED.items()
        }

    return shop.read(read)


def by_commands(database: Path, number: str, parcel: str) -> None:
    """The day, typed as commands."""
    case = f"R-{number[:8]}-0001"
    for line in (
        f"orders confirm {number}",
        f"packing open {number}",
        f"packing scan --station bench-1 {parcel} TS-RED-M TS-RED-M YT7700000000001",
        "packing handover --courier yuantong",
        "notify send",
        f"receipts deliver {parcel}",
        f"receipts check {number} --ok",
        f"receipts review {number} --goods 5 --service 4",
        f"returns request {number} --type return --reason no_reason --line TS-RED-M:1",
        f"returns approve {case}",
        f"returns receive {case}",
        f"returns inspect {case} --line TS-RED-M:1:good",
        f"returns refund {case} --amount 39.00",
        f"returns close {case} --outcome refunded",
    ):
        assert main(["--db", str(database), "--actor", "tester", "--json", *line.split()]) == 0


async def test_commands_and_keys_leave_the_same_database(
    shop: Shop,
    take: Take,
    make_app: MakeApp,
    settings: Settings,
    tmp_path: Path,
) -> None:
    number = take("张三", quantity=2)
    other = tmp_path / "commands" / "shop.db"
    other.parent.mkdir()
    raw = shop.db.raw()
    raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw.close()
    shutil.copyfile(settings.database, other)

    async with make_app().run_test(size=(80, 24), notifications=True) as pilot:
        await settled(pilot)
        await press(pilot, "f5", "c", "]", "]", "o", "f6")
        parcel = shop.read(lambda tx: order_queries.show(tx, number)).parcels[0]
        await scan(pilot, parcel, "TS-RED-M", "TS-RED-M", "YT7700000000001")
        await press(pilot, "ctrl+o", "enter", "y")
        await press(pilot, "f7", "u", "d", "enter", "]", "]", "]", "]")
        await press(pilot, "g", "enter", "s", "5", "tab", "4", "ctrl+s", "f8", "n")
        await press(pilot, *("minus" if c == "-" else c for c in number), "ctrl+s")
        await press(pilot, "enter", "enter", "1", "ctrl+s", "a", "]")
        await press(pilot, "b", "[", "v", "ctrl+s", "f", "ctrl+s", "]", "]", "]", "l", "enter")
    with time_machine.travel(NOW, tick=False):
        by_commands(other, number, parcel)
    typed = open_shop(replace(settings, database=str(other)), clock=lambda: NOW)
    try:
        here, there = contents(shop), contents(typed)
        for table in _COMPARED:
            assert here[table] == there[table], table
    finally:
        typed.db.close()
