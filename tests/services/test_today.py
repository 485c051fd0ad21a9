"""The board: every number is that of the list behind it."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest

from dropship_tui.models.lifecycle import Document
from dropship_tui.services import notify, today
from dropship_tui.services.events import head, move
from dropship_tui.services.orders import orders
from dropship_tui.services.receipts import receipts
from dropship_tui.services.returns import returns
from dropship_tui.services.work import Shop
from tests import trade
from tests.shop import Clock, add_sku
from tests.trade import do


@pytest.fixture
def clock(shop: Shop) -> Clock:
    assert isinstance(shop.clock, Clock)
    return shop.clock


def board(shop: Shop) -> dict[str, int]:
    """What is waiting: "stage.code" and how many, without the zeros."""
    return {
        f"{stage.stage}.{tally.code}": tally.count
        for stage in shop.read(today.board)
        for tally in stage.tallies
        if tally.count
    }


def test_an_empty_shop_waits_for_nothing(shop: Shop) -> None:
    assert board(shop) == {}


def test_every_stage_counts_what_waits_in_it(shop: Shop, clock: Clock) -> None:
    add_sku(shop, "A", on_hand=20)
    add_sku(shop, "B")
    trade.take_order(shop, ("A", 1))
    do(shop, orders.hold, trade.take_order(shop, ("A", 1)))
    trade.confirmed(shop, ("A", 1))
    trade.open_parcel(shop, trade.confirmed(shop, ("A", 1)))
    packed, labelled = (trade.open_parcel(shop, trade.confirmed(shop, ("A", 1))) for _ in "ab")
    trade.pack(shop, packed)
    trade.pack(shop, labelled)
    trade.label(shop, labelled)
    failed = trade.ship(shop, trade.confirmed(shop, ("A", 1)))
    notify.send_all(shop)
    trade.ship(shop, trade.confirmed(shop, ("A", 1)))
    do(shop, lambda tx: move(tx, head(tx, Document.PARCEL, failed), "fail"))
    number = trade.delivered(shop, ("A", 3))
    trade.ask_back(shop, number, ("A", 1))
    case = trade.ask_back(shop, number, ("A", 1))
    do(shop, returns.approve, case)
    do(shop, returns.receive, case)
    waiting = {
        "orders.new": 1,
        "orders.held": 1,
        "orders.confirmed": 1,
        "packing.open": 1,
        "packing.packed": 1,
        "packing.labelled": 1,
        "receipts.on_the_way": 2,
        "receipts.failed": 1,
        "receipts.to_confirm": 1,
        "returns.ours": 2,
        "returns.received": 1,
        "stock.empty": 1,
        "messages.pending": 2,
    }
    assert board(shop) == waiting
    clock.advance(days=2, seconds=1)
    assert board(shop) == waiting | {"orders.late": 6, "returns.late": 1}
    clock.advance(days=5)
    assert board(shop) == waiting | {
        "orders.late": 6,
        "returns.late": 2,
        "receipts.silent": 2,
        "receipts.overdue": 2,
    }


def test_low_stock_is_told_before_it_is_empty(shop: Shop) -> None:
    add_sku(shop, "A", on_hand=5)
    shop.write(lambda tx: tx.run("UPDATE skus SET reorder_point = 4"))
    assert board(shop) == {}
    trade.confirmed(shop, ("A", 1))
    assert board(shop) == {"stock.low": 1, "orders.confirmed": 1}
    trade.confirmed(shop, ("A", 4))
    assert board(shop) == {"stock.low": 1, "stock.empty": 1, "orders.confirmed": 2}


def test_what_cannot_be_delivered_is_an_alarm(shop: Shop) -> None:
    class Nowhere:
        def deliver(self, message: notify.Message) -> None:
            raise OSError(28, message.order)

    add_sku(shop, "A", on_hand=5)
    parcel = trade.ship(shop, trade.confirmed(shop, ("A", 1)))
    notify.send_all(shop, Nowhere())
    do(shop, receipts.deliver, parcel)
    assert board(shop) == {"receipts.to_confirm": 1, "messages.failed": 1}
    alarms = {
        tally.code for stage in shop.read(today.board) for tally in stage.tallies if tally.is_alarm
    }
    assert alarms == {"late", "waited", "stopped", "news", "silent", "overdue", "failed", "empty"}


def test_orders_of_the_last_days(shop: Shop, clock: Clock) -> None:
    add_sku(shop, "A")
    for n in (2, 0, 1):
        for _ in range(n):
            trade.take_order(shop, ("A", 1))
        clock.now += timedelta(days=1)
    assert shop.read(lambda tx: today.orders_a_day(tx, 5)) == (0, 2, 0, 1, 0)


def test_an_import_counts_on_the_days_on_which_customers_ordered(shop: Shop) -> None:
    add_sku(shop, "A")
    midnight = shop.read(lambda tx: datetime.combine(tx.today, time(), tx.zone))
    for minutes in (-2 * 24 * 60, -1, 0):
        trade.take_order(shop, ("A", 1), at=midnight + timedelta(minutes=minutes))
    assert shop.read(lambda tx: today.orders_a_day(tx, 3)) == (1, 1, 1)


def test_what_was_done_last_is_told_once(shop: Shop, clock: Clock) -> None:
    add_sku(shop, "A", on_hand=9)
    numbers = [trade.take_order(shop, ("A", 1)) for _ in range(3)]
    clock.advance(minutes=5)
    do(shop, orders.confirm, numbers[0])
    confirmed, planned, taken = shop.read(today.lately)
    assert (confirmed.action, confirmed.number, confirmed.count) == ("confirm", numbers[0], 1)
    assert (taken.action, taken.to_status, taken.count) == ("submit", "new", 3)
    assert taken.at < confirmed.at == clock.now
    assert (planned.document, planned.count) == (Document.TASK, 5)
