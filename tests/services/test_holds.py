"""What holds an order, and what lets it go by itself."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dropship_tui.services import today
from dropship_tui.services.errors import Refused
from dropship_tui.services.goods import stock
from dropship_tui.services.orders import order_queries, orders
from dropship_tui.services.orders.order_queries import OrderQuery
from dropship_tui.services.work import Shop
from tests import trade
from tests.shop import Clock, add_sku
from tests.trade import do


@pytest.fixture(autouse=True)
def goods(shop: Shop) -> None:
    add_sku(shop, "A", on_hand=3)
    add_sku(shop, "B")


@pytest.fixture(autouse=True)
def sound(shop: Shop, goods: None) -> Iterator[None]:
    """Whatever a test does, every invariant holds afterwards."""
    yield
    assert trade.broken(shop) == {}


def _short(shop: Shop, *lines: tuple[str, int]) -> str:
    number = trade.take_order(shop, *lines)
    assert do(shop, orders.confirm_or_hold, number).status == "on_hold"
    return number


def _statuses(shop: Shop, *numbers: str) -> list[str]:
    return [trade.order(shop, number).status for number in numbers]


def test_what_is_short_is_held_and_nothing_of_it_promised(shop: Shop) -> None:
    number = _short(shop, ("A", 2), ("B", 1))
    assert trade.order(shop, number).held == ("out_of_stock",)
    assert trade.stock_of(shop, "A") == (3, 0)


def test_what_is_there_is_confirmed(shop: Shop) -> None:
    number = trade.take_order(shop, ("A", 3))
    assert do(shop, orders.confirm_or_hold, number).status == "confirmed"


def test_any_other_refusal_stays_one(shop: Shop) -> None:
    number = trade.confirmed(shop, ("A", 1))
    with pytest.raises(Refused, match="is not possible now"):
        do(shop, orders.confirm_or_hold, number)


def test_goods_that_come_let_the_most_urgent_go_and_no_more_than_they_suffice_for(
    shop: Shop, clock: Clock
) -> None:
    first = _short(shop, ("B", 2))
    clock.advance(hours=1)
    large, small = _short(shop, ("B", 5)), _short(shop, ("B", 1), ("A", 3))
    do(shop, stock.receive, "B", 3)
    assert _statuses(shop, first, large, small) == ["new", "on_hold", "new"]
    for number in (first, small):
        assert do(shop, orders.confirm, number).status == "confirmed"
    assert trade.order(shop, first).events[-2].reason == "out_of_stock"


def test_an_order_that_lacks_two_goods_waits_for_both(shop: Shop) -> None:
    number = _short(shop, ("A", 4), ("B", 1))
    do(shop, stock.receive, "B", 1)
    assert _statuses(shop, number) == ["on_hold"]
    do(shop, stock.adjust, "A", 1, reason="found")
    assert _statuses(shop, number) == ["new"]


def test_what_a_cancelled_order_gives_back_counts_as_goods_that_came(shop: Shop) -> None:
    taken = trade.confirmed(shop, ("A", 3))
    waiting = _short(shop, ("A", 1))
    do(shop, orders.cancel, taken)
    assert _statuses(shop, waiting) == ["new"]


def test_goods_lift_no_other_hold(shop: Shop) -> None:
    number = _short(shop, ("B", 1))
    do(shop, orders.hold, number, reason="customer")
    do(shop, stock.receive, "B", 1)
    assert trade.order(shop, number).held == ("manual",)


def test_goods_that_were_received_earlier_than_booked_let_orders_go_all_the_same(
    shop: Shop, clock: Clock
) -> None:
    received = clock()
    clock.advance(hours=2)
    number = _short(shop, ("B", 1))
    do(shop, stock.receive, "B", 1, at=received)
    assert _statuses(shop, number) == ["new"]


def test_what_is_stopped_in_packing_is_an_alarm_with_its_list(shop: Shop) -> None:
    stopped, waiting = trade.confirmed(shop, ("A", 1)), trade.confirmed(shop, ("A", 1))
    trade.open_parcel(shop, stopped)
    for number in (stopped, waiting):
        do(shop, orders.hold, number)
    (tally,) = (
        tally
        for stage in shop.read(today.board)
        for tally in stage.tallies
        if tally.code == "stopped"
    )
    assert (tally.count, tally.filter, tally.is_alarm) == (1, "stopped", True)
    query = OrderQuery(stopped=True)
    rows = shop.read(lambda tx: order_queries.list_orders(tx, query)).items
    assert [row.number for row in rows] == [stopped]
