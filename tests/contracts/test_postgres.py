"""The same models and the same services on PostgreSQL: the same day, and the same races."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest

from dropship_tui.models.packing import ScanOutcome
from dropship_tui.services.database.db import open_database, schema_version
from dropship_tui.services.database.migrations import HEAD
from dropship_tui.services.errors import DatabaseTrouble, Refused
from dropship_tui.services.events import Head
from dropship_tui.services.orders import orders
from dropship_tui.services.packing import bench, handover
from dropship_tui.services.receipts import receipts
from dropship_tui.services.returns import returns
from dropship_tui.services.samples.sample import load_sample
from dropship_tui.services.upkeep import checkup
from dropship_tui.services.upkeep.database import create, furnish, info
from dropship_tui.services.work import Shop
from tests import trade
from tests.contracts import postgres
from tests.scenarios.story import live_a_day
from tests.shop import NOW, Clock, add_sku

pytestmark = pytest.mark.skipif(bool(postgres.why_not()), reason=postgres.why_not())
_names = count(1)


@pytest.fixture(scope="session")
def socket() -> Iterator[str]:
    with postgres.server() as folder:
        yield folder


@pytest.fixture
def url(socket: str) -> str:
    """A database of its own, without any schema."""
    name = f"shop{next(_names)}"
    with psycopg.connect(f"host={socket} user=app dbname=postgres", autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
    return f"postgresql://app@/{name}?host={socket}"


@pytest.fixture
def shop(url: str, tmp_path: Path) -> Iterator[Shop]:
    """A shop as `db init` leaves it, on the server."""
    create(url)
    shop = Shop(open_database(url), tmp_path, "li", clock=Clock(NOW))
    shop.write(furnish)
    yield shop
    shop.db.close()


def test_a_day(shop: Shop) -> None:
    assert isinstance(shop.clock, Clock)
    load_sample(shop)
    live_a_day(shop, shop.clock)
    told = info(shop)
    assert (told.engine, told.returns) == ("postgresql", 1)
    assert told.size_bytes > 1_000_000


def test_a_database_is_made_once_and_told_apart(url: str) -> None:
    with pytest.raises(DatabaseTrouble, match="not a dropship database"):
        open_database(url)
    create(url)
    with closing(open_database(url)) as database:
        assert schema_version(database) == HEAD
    with pytest.raises(Refused, match="already a database"):
        create(url)


def test_a_server_that_is_not_there_is_said_in_words(socket: str) -> None:
    with pytest.raises(DatabaseTrouble) as trouble:
        open_database(f"postgresql://app:geheim@/nothing?host={socket}")
    assert trouble.value.code == "unreachable"
    assert "geheim" not in str(trouble.value)


def at_once(*jobs: Callable[[], Any]) -> list[Any]:
    """Run every job in a thread, all from the same moment; their results or refusals."""
    gate = threading.Barrier(len(jobs))
    results: list[Any] = [None] * len(jobs)

    def run(index: int, job: Callable[[], Any]) -> None:
        gate.wait()
        try:
            results[index] = job()
        except Refused as refused:
            results[index] = refused.code

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def _end(result: Head | str) -> str:
    return result if isinstance(result, str) else result.status


@pytest.fixture
def staff(shop: Shop, url: str) -> Iterator[list[Shop]]:
    """Six people at six terminals, each with connections of their own."""
    people = [Shop(open_database(url), shop.home, f"p{n}", clock=Clock(NOW)) for n in range(6)]
    yield people
    for person in people:
        person.db.close()


def test_the_last_stock_is_promised_once(shop: Shop, staff: list[Shop]) -> None:
    add_sku(shop, "A", on_hand=4)
    numbers = [trade.take_order(shop, ("A", 1)) for _ in staff]
    ends = at_once(
        *(
            partial(trade.do, person, orders.confirm, number)
            for person, number in zip(staff, numbers, strict=True)
        )
    )
    assert Counter(map(_end, ends)) == {"confirmed": 4, "out_of_stock": 2}
    assert trade.broken(shop) == {}


def test_two_benches_complete_one_parcel_once(shop: Shop, staff: list[Shop]) -> None:
    for sku in "ABCDEF":
        add_sku(shop, sku, on_hand=20)
    for _ in range(5):
        number = trade.confirmed(shop, *((sku, 1) for sku in "ABCDEF"))
        parcel = trade.open_parcel(shop, number)
        for person in staff:
            trade.do(person, bench.scan, person.actor, parcel)
        scans = at_once(
            *(
                partial(trade.do, person, bench.scan, person.actor, sku)
                for person, sku in zip(staff, "ABCDEF", strict=True)
            )
        )
        outcomes = Counter(scan.outcome for scan in scans)
        assert outcomes == {ScanOutcome.ITEM_OK: 5, ScanOutcome.PARCEL_COMPLETE: 1}
    assert trade.broken(shop) == {}


def test_an_order_in_two_parcels_ships_and_arrives_once(shop: Shop, staff: list[Shop]) -> None:
    add_sku(shop, "A", on_hand=50)
    for _ in range(5):
        number = trade.confirmed(shop, ("A", 2))
        first = trade.open_parcel(shop, number)
        parcels = (first, trade.split_parcel(shop, first, ("A", 1)))
        for parcel in parcels:
            trade.pack(shop, parcel)
            trade.label(shop, parcel)
        manifest = trade.do(shop, handover.open_manifest, "yuantong")
        at_once(
            *(
                partial(trade.do, person, handover.hand_over, parcel, manifest)
                for person, parcel in zip(staff, parcels, strict=False)
            )
        )
        assert trade.order(shop, number).status == "shipped"
        at_once(
            *(
                partial(trade.do, person, receipts.deliver, parcel)
                for person, parcel in zip(staff, parcels, strict=False)
            )
        )
        assert trade.order(shop, number).status == "delivered"
    assert trade.broken(shop) == {}


def test_the_same_goods_are_asked_back_once(shop: Shop, staff: list[Shop]) -> None:
    add_sku(shop, "A", on_hand=9)
    number = trade.delivered(shop, ("A", 2))
    ends = at_once(*(partial(trade.ask_back, person, number, ("A", 1)) for person in staff))
    assert Counter("too_many" if end == "too_many" else "asked" for end in ends) == {
        "asked": 2,
        "too_many": 4,
    }


def test_money_goes_back_once(shop: Shop, staff: list[Shop]) -> None:
    add_sku(shop, "A", on_hand=9)
    number = trade.delivered(shop, ("A", 1), price="10.00")
    case = trade.ask_back(shop, number, ("A", 1))
    trade.inspected(shop, case, ("A", 1, "good"))
    amount = trade.case(shop, case).refundable
    ends = at_once(*(partial(trade.do, person, returns.refund, case, amount) for person in staff))
    assert Counter(map(_end, ends)) == {"settled": 1, "refund_too_large": 5}
    assert trade.broken(shop) == {}


def test_db_check_finds_what_is_broken_there_too(shop: Shop) -> None:
    add_sku(shop, "A", on_hand=9)
    number = trade.confirmed(shop, ("A", 1))
    shop.write(lambda tx: tx.run("UPDATE stock SET on_hand = 8"))
    shop.write(lambda tx: tx.run("UPDATE events SET reason = 'x' WHERE action = 'confirm'"))
    assert trade.broken(shop) == {
        "stock_balance_is_its_moves": ("A",),
        "every_change_has_its_event": (number,),
    }
    assert all(check.ok for check in checkup.check(shop) if check.name == "the_file_is_sound")
