"""Lists of orders: filters, both directions by key, and an order in full."""

from __future__ import annotations

import json
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from dropship_tui.models.money import Money
from dropship_tui.models.setup import NewPartner
from dropship_tui.models.types import as_json
from dropship_tui.services import setup
from dropship_tui.services.errors import NotFound, WrongUsage
from dropship_tui.services.orders import order_queries, orders
from dropship_tui.services.orders.order_queries import (
    OrderQuery,
    count_orders,
    list_orders,
    order_rows,
)
from dropship_tui.services.work import Shop
from tests import trade
from tests.shop import Clock, add_sku
from tests.trade import do


@pytest.fixture(autouse=True)
def goods(shop: Shop) -> None:
    add_sku(shop, "A", on_hand=50)


def numbers(shop: Shop, query: OrderQuery, **place: Any) -> list[str]:
    return [row.number for _cursor, row in shop.read(lambda tx: order_rows(tx, query, **place))]


@pytest.fixture
def many(shop: Shop) -> list[str]:
    """Seven new orders, the most urgent first."""
    assert isinstance(shop.clock, Clock)
    taken = []
    for _ in range(7):
        taken.append(trade.take_order(shop, ("A", 1)))
        shop.clock.advance(hours=1)
    return taken


@pytest.mark.parametrize("status", ["new", ""])
def test_a_list_goes_both_ways_without_gaps(shop: Shop, many: list[str], status: str) -> None:
    """Open orders by urgency; all of them newest first."""
    query = OrderQuery(status=status)
    wanted = many if status else many[::-1]
    assert numbers(shop, query) == wanted
    rows = shop.read(lambda tx: order_rows(tx, query))
    cursors = {row.number: cursor for cursor, row in rows}
    for i, number in enumerate(wanted):
        here = cursors[number]
        assert numbers(shop, query, after=here, limit=3) == wanted[i + 1 : i + 4]
        assert numbers(shop, query, before=here, limit=3) == wanted[max(0, i - 3) : i]
    assert numbers(shop, query, last=True, limit=3) == wanted[-3:]


def test_orders_of_the_same_moment_have_their_order(shop: Shop) -> None:
    taken = [trade.take_order(shop, ("A", 1)) for _ in range(5)]
    query = OrderQuery(status="new")
    seen: list[str] = []
    cursor: str | None = None
    while True:
        page = shop.read(partial(list_orders, query=query, after=cursor, limit=2))
        seen += [row.number for row in page.items]
        cursor = page.next
        if cursor is None:
            break
    assert seen == taken


def test_an_order_that_goes_on_leaves_no_gap(shop: Shop, many: list[str]) -> None:
    query = OrderQuery(status="new")
    page = shop.read(lambda tx: list_orders(tx, query, limit=3))
    do(shop, orders.confirm, many[2])
    rest = shop.read(lambda tx: list_orders(tx, query, after=page.next, limit=9))
    assert [row.number for row in rest.items] == many[3:]


@pytest.mark.parametrize(
    "cursor",
    ["", "x", "1", "1.2.3", "1.5e3", "１.２", "99999999999999999999.1", "1.-", " 1.2", "--1.2"],
)
def test_a_cursor_is_a_place_in_this_list(shop: Shop, cursor: str) -> None:
    with pytest.raises(WrongUsage, match="no place in this list"):
        shop.read(lambda tx: list_orders(tx, OrderQuery(), after=cursor))


def test_filters(shop: Shop, many: list[str]) -> None:
    assert isinstance(shop.clock, Clock)
    do(shop, setup.add_partner, NewPartner(name="阿美", kind="reseller", code="amei"))
    shop.write(
        lambda tx: tx.run(
            "UPDATE orders SET reseller_id = (SELECT id FROM partners), channel = 'sheet'"
            " WHERE number = :n",
            n=many[0],
        )
    )
    do(shop, orders.hold, many[1])
    do(shop, orders.hold, many[1], reason="stock")
    do(shop, orders.hold, many[2], reason="stock")
    do(shop, orders.confirm, many[3])
    for query, wanted in (
        (OrderQuery(reseller="amei"), [many[0]]),
        (OrderQuery(reseller="阿美"), [many[0]]),
        (OrderQuery(reseller="nobody"), []),
        (OrderQuery(channel="sheet"), [many[0]]),
        (OrderQuery(channel="manual"), many[:0:-1]),
        (OrderQuery(status="on_hold"), [many[1], many[2]]),
        (OrderQuery(held="out_of_stock"), [many[1], many[2]]),
        (OrderQuery(held="manual"), [many[1]]),
        (OrderQuery(status="confirmed"), [many[3]]),
        (OrderQuery(search=many[4][-4:]), [many[4]]),
        (OrderQuery(status="new", search="张三"), [many[0], *many[4:]]),
        (OrderQuery(late=True), []),
    ):
        assert numbers(shop, query) == wanted, query
        assert shop.read(partial(count_orders, query=query)) == len(wanted)
    shop.clock.advance(hours=41, minutes=30)
    assert numbers(shop, OrderQuery(late=True)) == [many[0]]
    do(shop, orders.cancel, many[0])
    assert numbers(shop, OrderQuery(late=True)) == []
    held = {
        row.number: row.held for row in shop.read(lambda tx: list_orders(tx, OrderQuery())).items
    }
    assert held[many[1]] == ("manual", "out_of_stock")
    assert held[many[4]] is None
    every = shop.read(lambda tx: order_queries.numbers(tx, OrderQuery(status="new")))
    assert every == many[4:]


def test_a_row_shows_no_whole_phone(shop: Shop) -> None:
    number = trade.take_order(shop, ("A", 1), ("A", 2), freight=Money(300))
    (row,) = shop.read(lambda tx: list_orders(tx, OrderQuery())).items
    assert (row.number, row.receiver, row.phone, row.lines) == (number, "张三", "138****8000", 2)
    assert (str(row.total), row.status, row.held) == ("¥33.00", "new", None)
    assert row.ship_by - row.created_at == timedelta(hours=48)
    assert "13800138000" not in json.dumps(as_json(row))


def test_an_order_in_full(shop: Shop) -> None:
    number = trade.delivered(shop, ("A", 2), freight=Money(400), discount=Money(150))
    case = trade.ask_back(shop, number, ("A", 1))
    view = trade.order(shop, number)
    assert (view.goods_total.amount, view.freight.amount, view.discount.amount) == (
        "20.00",
        "4.00",
        "1.50",
    )
    assert (view.total.amount, view.returns, len(view.parcels)) == ("22.50", (case,), 1)
    assert [event.action for event in view.events] == [
        "submit",
        "confirm",
        "open",
        "ship",
        "deliver",
    ]
    assert view.events[0].as_dict() == {
        "at": shop.clock(),
        "actor": "li",
        "action": "submit",
        "from": "",
        "to": "new",
        "reason": "",
    }
    masked = view.masked()
    assert (masked.receiver.phone, masked.address_given) == ("138****8000", "")
    with pytest.raises(NotFound):
        shop.read(lambda tx: order_queries.show(tx, "X-1"))
