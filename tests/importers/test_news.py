"""What the platform says of an order that has left: told to somebody, changed by nobody."""

from __future__ import annotations

from pathlib import Path

import pytest

from dropship_tui.services import today
from dropship_tui.services.errors import Refused
from dropship_tui.services.importers.orders import Answer
from dropship_tui.services.orders import news, order_queries, orders
from dropship_tui.services.orders.order_queries import OrderQuery
from dropship_tui.services.receipts import receipts
from dropship_tui.services.work import Shop
from tests import trade
from tests.importers.order_files import PINDUODUO, SHEET, Cells, counts, take_rows
from tests.shop import add_sku


@pytest.fixture
def left(shop: Shop, tmp_path: Path) -> str:
    """An order of Pinduoduo whose parcel has left."""
    add_sku(shop, "TS-RED-M", on_hand=9)
    return _shipped(shop, tmp_path, PINDUODUO)


def _shipped(shop: Shop, folder: Path, row: Cells) -> str:
    take_rows(shop, folder, row)
    (order,) = shop.read(lambda tx: order_queries.list_orders(tx, OrderQuery())).items
    trade.do(shop, orders.confirm, order.number)
    trade.ship(shop, order.number)
    return order.number


def _again(shop: Shop, folder: Path, **said: str) -> Answer:
    return take_rows(shop, folder, {**PINDUODUO, **said})


def _alarm(shop: Shop) -> int:
    tallies = (tally for stage in shop.read(today.board) for tally in stage.tallies)
    return next(tally.count for tally in tallies if tally.code == "news")


def _listed(shop: Shop) -> list[str]:
    page = shop.read(lambda tx: order_queries.list_orders(tx, OrderQuery(news=True)))
    return [row.number for row in page.items]


def test_a_refund_after_shipping_is_an_alarm_and_changes_nothing(
    shop: Shop, tmp_path: Path, left: str
) -> None:
    before = trade.order(shop, left)
    answer = _again(shop, tmp_path, 售后状态="退款中")
    assert (counts(answer), answer.held) == ((0, 1, 0, 0, 0), 0)
    after = trade.order(shop, left)
    assert (after.status, after.news) == ("shipped", "refund_requested")
    assert (after.total, after.lines, after.receiver) == (
        before.total,
        before.lines,
        before.receiver,
    )
    assert (after.events[-1].action, after.events[-1].reason) == ("update", "refund_requested")
    assert (_alarm(shop), _listed(shop)) == (1, [left])


def test_the_same_news_is_told_once(shop: Shop, tmp_path: Path, left: str) -> None:
    _again(shop, tmp_path, 售后状态="退款中")
    events = len(trade.order(shop, left).events)
    again = _again(shop, tmp_path, 售后状态="退款中", 订单状态="已发货")
    assert counts(again)[:2] == (0, 0)
    assert len(trade.order(shop, left).events) == events


def test_news_that_somebody_has_dealt_with_are_gone(shop: Shop, tmp_path: Path, left: str) -> None:
    _again(shop, tmp_path, 售后状态="退款中")
    trade.do(shop, news.heed, left, reason="圆通已拦截")
    order = trade.order(shop, left)
    assert (order.news, order.events[-1].reason) == ("", "圆通已拦截")
    assert (_alarm(shop), _listed(shop)) == (0, [])
    with pytest.raises(Refused) as refusal:
        trade.do(shop, news.heed, left)
    assert refusal.value.code == "no_news"
    assert len(trade.order(shop, left).events) == len(order.events)
    assert trade.broken(shop) == {}


def test_an_order_whose_return_is_in_hand_needs_no_alarm(
    shop: Shop, tmp_path: Path, left: str
) -> None:
    trade.do(shop, receipts.deliver, trade.order(shop, left).parcels[0])
    trade.ask_back(shop, left, ("TS-RED-M", 1))
    _again(shop, tmp_path, 售后状态="退款成功")
    assert (trade.order(shop, left).news, _alarm(shop)) == ("", 0)


def test_another_address_after_shipping_is_an_alarm(shop: Shop, tmp_path: Path) -> None:
    add_sku(shop, "TS-RED-M", on_hand=9)
    number = _shipped(shop, tmp_path, SHEET)
    old = trade.order(shop, number).receiver
    take_rows(shop, tmp_path, {**SHEET, "收货地址": "广东省深圳市南山区粤海街道科苑路15号"})
    order = trade.order(shop, number)
    assert (order.status, order.news, order.receiver) == ("shipped", "new_address", old)
    assert (_alarm(shop), _listed(shop)) == (1, [number])
