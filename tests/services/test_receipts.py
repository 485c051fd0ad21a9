"""On the way, delivered, lost, confirmed by the customer or by time, checked and reviewed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from dropship_tui.models.checks import Invalid
from dropship_tui.models.lifecycle import Document
from dropship_tui.models.receipts import OnTheWay
from dropship_tui.services import plan as plans
from dropship_tui.services import policies
from dropship_tui.services.errors import Refused, WrongUsage
from dropship_tui.services.events import head, move
from dropship_tui.services.receipts import receipts, tracking
from dropship_tui.services.receipts.receipt_queries import (
    ReceiptQuery,
    count_receipts,
    list_on_the_way,
    receipt_rows,
)
from dropship_tui.services.returns import returns
from dropship_tui.services.work import Shop
from tests import trade
from tests.shop import Clock, add_sku
from tests.trade import do


@pytest.fixture(autouse=True)
def goods(shop: Shop) -> Iterator[None]:
    """Goods; whatever a test does, every invariant holds afterwards."""
    add_sku(shop, "A", on_hand=50)
    yield
    assert trade.broken(shop) == {}


@pytest.fixture
def clock(shop: Shop) -> Clock:
    assert isinstance(shop.clock, Clock)
    return shop.clock


@pytest.fixture
def shipped(shop: Shop) -> tuple[str, str]:
    """An order on its way, and its parcel."""
    number = trade.confirmed(shop, ("A", 2))
    return number, trade.ship(shop, number)


@pytest.fixture
def twice(shop: Shop) -> tuple[str, str, str]:
    """An order on its way in two parcels."""
    number = trade.confirmed(shop, ("A", 2))
    first = trade.open_parcel(shop, number)
    second = trade.split_parcel(shop, first, ("A", 1))
    for parcel in (first, second):
        trade.pack(shop, parcel)
        trade.label(shop, parcel)
    trade.hand_over(shop, first, second)
    return number, first, second


def done(shop: Shop, number: str) -> set[str]:
    return {row.code for row in trade.order(shop, number).plan if row.completed_at}


def test_a_parcel_arrives(shop: Shop, shipped: tuple[str, str]) -> None:
    number, parcel = shipped
    do(shop, receipts.deliver, parcel, signed_by="agent", damaged=True)
    view = trade.parcel(shop, parcel)
    assert (view.status, view.signed_by, view.damaged) == ("delivered", "agent", True)
    assert view.events[-1].reason == "agent, damaged"
    assert trade.order(shop, number).status == "delivered"
    assert "receipt.arrive" in done(shop, number)
    with pytest.raises(Refused, match="not possible now"):
        do(shop, receipts.deliver, parcel)
    with pytest.raises(WrongUsage, match="Known: self, agent, locker"):
        do(shop, receipts.deliver, parcel, signed_by="the cat")


def test_an_order_arrives_with_its_last_parcel(
    shop: Shop, twice: tuple[str, str, str], clock: Clock
) -> None:
    number, first, second = twice
    do(shop, receipts.deliver, second)
    assert trade.order(shop, number).status == "shipped"
    assert "receipt.arrive" not in done(shop, number)
    clock.advance(days=1)
    do(shop, receipts.deliver, first)
    assert trade.order(shop, number).status == "delivered"
    assert "receipt.arrive" in done(shop, number)


def test_what_is_lost_is_not_waited_for(
    shop: Shop, twice: tuple[str, str, str], clock: Clock
) -> None:
    number, first, second = twice
    do(shop, receipts.deliver, first)
    arrived = clock()
    clock.advance(days=9)
    do(shop, receipts.lose, second, note="warehouse fire")
    assert trade.parcel(shop, second).status == "lost"
    assert trade.order(shop, number).status == "delivered"
    outcome = receipts.auto_confirm(shop, now=arrived + timedelta(days=10))
    assert [row["number"] for row in outcome.done] == [number]


def test_an_order_of_which_nothing_arrived_is_not_delivered(
    shop: Shop, twice: tuple[str, str, str]
) -> None:
    number, first, second = twice
    do(shop, receipts.lose, first)
    do(shop, receipts.send_back, second)
    assert trade.order(shop, number).status == "shipped"


def test_a_parcel_of_two_orders_delivers_both(shop: Shop) -> None:
    numbers = [trade.confirmed(shop, ("A", 1)) for _ in range(2)]
    parcels = [trade.open_parcel(shop, number) for number in numbers]
    trade.join_parcels(shop, *parcels)
    trade.pack(shop, parcels[0])
    trade.label(shop, parcels[0])
    trade.hand_over(shop, parcels[0])
    do(shop, receipts.deliver, parcels[0])
    assert {trade.order(shop, number).status for number in numbers} == {"delivered"}


def test_the_customer_checks_confirms_and_reviews_in_any_order(shop: Shop) -> None:
    one, other = (trade.delivered(shop, ("A", 1)) for _ in range(2))
    do(shop, receipts.check_goods, one, "ok")
    do(shop, receipts.confirm, one)
    do(shop, receipts.confirm, other)
    do(shop, receipts.check_goods, other, "missing", note="no lid")
    for number in (one, other):
        do(shop, receipts.review, number, goods=4, service=5, text="还行")
        assert {"receipt.confirm", "receipt.check", "receipt.review"} <= done(shop, number)
        assert trade.order(shop, number).status == "completed"
    assert trade.order(shop, other).events[-2].reason == "missing"


def test_goods_are_checked_and_reviewed_once(shop: Shop, shipped: tuple[str, str]) -> None:
    number, parcel = shipped
    with pytest.raises(Refused, match="is not possible now"):
        do(shop, receipts.check_goods, number, "ok")
    do(shop, receipts.deliver, parcel)
    do(shop, receipts.check_goods, number, "ok")
    do(shop, receipts.review, number, goods=5, service=5)
    with pytest.raises(Refused, match="was checked before"):
        do(shop, receipts.check_goods, number, "wrong")
    with pytest.raises(Refused, match="was reviewed before"):
        do(shop, receipts.review, number, goods=1, service=1)
    with pytest.raises(Invalid):
        do(shop, receipts.review, number, goods=6, service=1)
    with pytest.raises(WrongUsage):
        do(shop, receipts.check_goods, number, "meh")


def test_time_confirms_what_the_customer_does_not(shop: Shop, clock: Clock) -> None:
    early = trade.delivered(shop, ("A", 1))
    clock.advance(days=2)
    late = trade.delivered(shop, ("A", 1))
    disputed = trade.delivered(shop, ("A", 1))
    settled = trade.delivered(shop, ("A", 1))
    do(shop, receipts.confirm, trade.delivered(shop, ("A", 1)))
    trade.ask_back(shop, disputed, ("A", 1))
    do(shop, returns.reject, trade.ask_back(shop, settled, ("A", 1)))
    assert receipts.auto_confirm(shop).done == []
    clock.advance(days=8)
    assert [row["number"] for row in receipts.auto_confirm(shop).done] == [early]
    ahead = receipts.auto_confirm(shop, now=clock() + timedelta(days=2))
    assert [row["number"] for row in ahead.done] == [late, settled]
    assert trade.order(shop, disputed).status == "delivered"
    event = trade.order(shop, late).events[-1]
    assert (event.action, event.reason, event.at) == ("complete", "auto", clock())


def test_a_platform_has_its_own_patience(shop: Shop, clock: Clock) -> None:
    do(shop, policies.set_policy, "auto_confirm_days", "15", channel="pinduoduo")
    there = trade.delivered(shop, ("A", 1), channel="pinduoduo", external_no="P-1")
    here = trade.delivered(shop, ("A", 1))
    plan = {row.code: row for row in shop.read(lambda tx: plans.of_order(tx, there))}
    assert plan["receipt.confirm"].due == clock() + timedelta(days=15)
    clock.advance(days=10)
    assert [row["number"] for row in receipts.auto_confirm(shop).done] == [here]
    clock.advance(days=4, hours=23)
    assert receipts.auto_confirm(shop).done == []
    clock.advance(hours=1)
    assert [row["number"] for row in receipts.auto_confirm(shop).done] == [there]


def on_the_way(shop: Shop, **filters: Any) -> tuple[OnTheWay, ...]:
    return shop.read(lambda tx: list_on_the_way(tx, ReceiptQuery(**filters))).items


def test_parcels_on_the_way_grow_silent_and_overdue(
    shop: Shop, shipped: tuple[str, str], clock: Clock
) -> None:
    number, parcel = shipped
    (row,) = on_the_way(shop)
    assert (row.parcel, row.order, row.courier, row.alarms) == (parcel, number, "yuantong", ())
    clock.advance(days=3)
    (row,) = on_the_way(shop, stuck=True)
    assert (row.days_silent, row.alarms) == (3, ("silent",))
    assert on_the_way(shop, overdue=True) == ()
    clock.advance(days=4)
    (row,) = on_the_way(shop, overdue=True)
    assert row.alarms == ("silent", "overdue")
    do(shop, lambda tx: move(tx, head(tx, Document.PARCEL, parcel), "fail"))
    (row,) = on_the_way(shop, undelivered=True)
    assert row.alarms == ("silent", "overdue", "failed")
    assert shop.read(lambda tx: count_receipts(tx, ReceiptQuery(undelivered=True))) == 1
    do(shop, receipts.deliver, parcel)
    assert on_the_way(shop) == ()
    (row,) = on_the_way(shop, arrived=True)
    assert row.alarms == ()
    do(shop, receipts.confirm, number)
    assert on_the_way(shop, arrived=True) == ()
    assert len(on_the_way(shop, everything=True)) == 1


def test_what_nothing_was_heard_of_longest_comes_first(
    shop: Shop, clock: Clock, tmp_path: Path
) -> None:
    add_sku(shop, "A", on_hand=5)
    parcels = [trade.ship(shop, trade.confirmed(shop, ("A", 1))) for _ in range(2)]
    assert [row.parcel for row in on_the_way(shop)] == parcels
    clock.advance(hours=1)
    sheet = tmp_path / "news.csv"
    waybill = trade.parcel(shop, parcels[0]).waybill
    sheet.write_text(f"运单号,状态\n{waybill},运输中\n", encoding="utf-8")
    assert tracking.import_tracking(shop, sheet).counts.imported == 1
    assert [row.parcel for row in on_the_way(shop)] == parcels[::-1]


def test_the_list_goes_both_ways(shop: Shop) -> None:
    parcels = [trade.ship(shop, trade.confirmed(shop, ("A", 1))) for _ in range(5)]

    def page(**place: Any) -> list[str]:
        rows = shop.read(lambda tx: receipt_rows(tx, ReceiptQuery(), limit=2, **place))
        return [row.parcel for _cursor, row in rows]

    cursors = {
        row.parcel: cursor for cursor, row in shop.read(lambda tx: receipt_rows(tx, ReceiptQuery()))
    }
    assert page() == parcels[:2]
    assert page(after=cursors[parcels[1]]) == parcels[2:4]
    assert page(before=cursors[parcels[2]]) == parcels[:2]
    assert page(last=True) == parcels[3:]


def test_orders_are_found_wherever_they_are(shop: Shop, shipped: tuple[str, str]) -> None:
    number, parcel = shipped
    waybill = trade.parcel(shop, parcel).waybill
    assert waybill is not None
    for words in (waybill, waybill[-5:], number, "张三"):
        (row,) = on_the_way(shop, search=words)
        assert row.parcel == parcel
    assert on_the_way(shop, search="李四") == ()


def test_what_a_customer_confirms_with_is_cleaned(shop: Shop) -> None:
    add_sku(shop, "Z", on_hand=1)
    number = trade.delivered(shop, ("Z", 1))
    do(shop, receipts.confirm, number, reason="by\x1b[2J phone")
    assert trade.order(shop, number).events[-1].reason == "by[2J phone"
