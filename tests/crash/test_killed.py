"""Killed in the middle of work: what was answered is done, nothing is half done, work goes on.

A process that does real work is killed with SIGKILL at a moment that its own output names. Then
the database is sound, and whoever goes on ends where an unbroken run ends.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import pytest

from dropship_tui.services.importers.orders import Request, import_file
from dropship_tui.services.packing import bench
from dropship_tui.services.packing.handover import hand_over_all
from dropship_tui.services.work import Shop
from tests import trade
from tests.shop import add_sku, make_shop, open_shop
from tests.trade import do

ROOT = Path(__file__).parents[2]
PARCELS = 5
ORDERS, LINES = 70, 3
"""Of the file: more rows than an import's first transaction takes."""

FACTS = """
SELECT number, status, held_from, version, total, external_no, name, phone FROM orders;
SELECT o.number, l.position, l.code, l.quantity, l.reserved, l.shipped, l.external_no
  FROM order_lines l JOIN orders o ON o.id = l.order_id;
SELECT o.number, h.code FROM order_holds h JOIN orders o ON o.id = h.order_id;
SELECT p.number, p.status, p.version, s.name
  FROM parcels p LEFT JOIN stations s ON s.parcel_id = p.id;
SELECT p.number, k.code, l.quantity, l.scanned
  FROM parcel_lines l JOIN parcels p ON p.id = l.parcel_id JOIN skus k ON k.id = l.sku_id;
SELECT w.number, p.number, w.voided_at FROM waybills w JOIN parcels p ON p.id = w.parcel_id;
SELECT k.code, s.on_hand, s.reserved FROM stock s JOIN skus k ON k.id = s.sku_id;
SELECT k.code, m.source, m.target, m.quantity, m.document
  FROM stock_moves m JOIN skus k ON k.id = m.sku_id;
SELECT e.document, coalesce(o.number, p.number), e.seq, e.action, e.to_status
  FROM events e LEFT JOIN orders o ON o.id = e.document_id
  LEFT JOIN parcels p ON p.id = e.document_id;
SELECT o.number, m.kind, m.recipient, m.body, m.status
  FROM outbox m JOIN orders o ON o.id = m.order_id;
SELECT station, code, outcome FROM scans;
SELECT document, status, n FROM status_counts WHERE n > 0
""".split(";")
"""All that people can know of a shop, without ids and times."""


def facts(shop: Shop) -> list[list[tuple[Any, ...]]]:
    """The shop as people know it."""
    return shop.read(lambda tx: [sorted(map(tuple, tx.all(sql)), key=repr) for sql in FACTS])


def twice(shop: Shop) -> tuple[Shop, Shop]:
    """The same shop two times over, each in a folder of its own."""
    shop.db.close()
    return _copy(shop, "whole"), _copy(shop, "broken")


def _copy(shop: Shop, name: str) -> Shop:
    folder = shop.home / name
    folder.mkdir()
    shutil.copyfile(shop.home / "shop.db", folder / "shop.db")
    return open_shop(folder / "shop.db")


@contextmanager
def process(*words: object) -> Iterator[tuple[IO[str], IO[str], Callable[[], str]]]:
    """A process of ours: what it hears, what it says, and killing it, which gives the rest of it.

    It is dead at the end, whatever happens.
    """
    with subprocess.Popen(
        [sys.executable, "-m", *map(str, words)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        out = child.stdout

        def kill() -> str:
            child.kill()
            return out.read()

        try:
            yield child.stdin, out, kill
        finally:
            child.kill()


def kill_at(moment: str, *words: object) -> None:
    """Let the worker go on until it says `moment`, and kill it then."""
    with process("tests.crash.worker", *words) as (tell, said, kill):
        for line in said:
            if line.strip() == moment:
                kill()
                return
            tell.write("\n")
            tell.flush()
    pytest.fail(f"it never came to: {moment}")


def done_by(moment: str) -> int:
    """How many transactions were committed at that moment."""
    number, when = moment.split()
    return int(number) - (when == "before")


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    """A shop with bowls and cups, and the parcels of five orders."""
    shop = make_shop(tmp_path)
    add_sku(shop, "CUP", on_hand=50)
    add_sku(shop, "BOWL", on_hand=50)
    for _ in range(PARCELS):
        trade.open_parcel(shop, trade.confirmed(shop, ("CUP", 2), ("BOWL", 1)))
    return shop


@pytest.mark.parametrize("answered", [1, 4, 11])
def test_scans_at_a_bench(shop: Shop, answered: int) -> None:
    """Killed after some answers, while it works on: the packer scans on where the bench stands."""
    parcels = shop.read(lambda tx: [row["number"] for row in tx.all("SELECT number FROM parcels")])
    codes = [
        code
        for n, parcel in enumerate(sorted(parcels)[:4])
        for code in (parcel, "CUP", "BOWL", "CUP", f"YT200000000000{n}")
    ]
    whole, broken = twice(shop)
    for code in codes:
        trade.scan(whole, code)

    path = broken.home / "shop.db"
    words = ("dropship_tui", "--db", path, "packing", "scan", "--station", trade.BENCH, *codes)
    with process(*words) as (_, said, kill):
        lines = [said.readline() for _ in range(answered)]
        lines += kill().splitlines(keepends=True)
    answers = [json.loads(line) for line in lines if line.endswith("\n")]

    assert trade.broken(broken) == {}
    kept = broken.read(lambda tx: tx.all("SELECT code, outcome FROM scans ORDER BY id"))
    scanned = [tuple(row) for row in kept]
    assert scanned[: len(answers)] == [(one["code"], one["outcome"]) for one in answers]
    assert len(scanned) - len(answers) in (0, 1)
    for code in codes[len(scanned) :]:
        do(broken, bench.scan, trade.BENCH, code)
    assert trade.broken(broken) == {}
    assert facts(broken) == facts(whole)


@pytest.mark.parametrize("moment", ["1 before", "1 after", "3 before", "3 after", "6 before"])
def test_a_hand_over(shop: Shop, moment: str) -> None:
    """Killed between or inside the parcels' transactions: the rest is handed over afterwards."""
    for row in shop.read(lambda tx: tx.all("SELECT number FROM parcels ORDER BY id")):
        trade.pack(shop, row["number"])
        trade.label(shop, row["number"])
    whole, broken = twice(shop)
    hand_over_all(whole, "yuantong")

    kill_at(moment, "hand-over", broken.home / "shop.db", "yuantong")
    assert trade.broken(broken) == {}
    gone = broken.read(
        lambda tx: tx.value("SELECT count(*) FROM parcels WHERE status = 'handed_over'")
    )
    assert gone == max(0, done_by(moment) - 1)
    _manifest, outcome = hand_over_all(broken, "yuantong")
    assert (len(outcome.done), outcome.refused) == (PARCELS - gone, [])
    assert trade.broken(broken) == {}
    assert facts(broken) == facts(whole)


@pytest.mark.parametrize("moment", ["1 after", "2 before", "2 after", "3 before", "4 before"])
def test_an_import(shop: Shop, tmp_path: Path, moment: str) -> None:
    """Killed at any commit: the same file again brings in the rest, and nothing twice."""
    path = tmp_path / "orders.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["订单号", "收件人", "手机号", "收货地址", "商家编码", "数量", "单价"])
        for n in range(ORDERS):
            who = (
                f"N{n}",
                f"张{chr(0x4E00 + n)}",
                f"1380013{n:04}",
                "浙江省杭州市余杭区文一西路1号",
            )
            table.writerows((*who, sku, 1, "9.90") for sku in ("CUP", "BOWL", "PLATE"))
    whole, broken = twice(shop)
    import_file(whole, Request(path))

    kill_at(moment, "import", broken.home / "shop.db", path)
    assert trade.broken(broken) == {}
    kept = broken.read(lambda tx: tx.value("SELECT count(*) FROM import_rows"))
    assert (kept == 0) == (done_by(moment) < 2)
    assert (kept == ORDERS * LINES) == (done_by(moment) >= 3)
    counts = import_file(broken, Request(path)).counts
    assert (counts.imported, counts.duplicate) == (ORDERS * LINES - kept, kept)
    assert trade.broken(broken) == {}
    assert facts(broken) == facts(whole)
    again = import_file(broken, Request(path)).counts
    assert (again.imported, again.updated, again.duplicate) == (0, 0, ORDERS * LINES)
