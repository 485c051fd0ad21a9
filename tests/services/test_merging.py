"""Orders joined into one and taken apart, and what a file says of them afterwards."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dropship_tui.models.money import Money
from dropship_tui.services.errors import Refused, WrongUsage
from dropship_tui.services.goods import stock
from dropship_tui.services.importers.orders import Answer, Request, import_file
from dropship_tui.services.orders import merging, order_queries, orders
from dropship_tui.services.orders.order_queries import OrderQuery
from dropship_tui.services.work import Shop
from tests import trade
from tests.shop import add_sku
from tests.trade import ZHANG, do

HEADER = (
    "订单号",
    "子订单编号",
    "收件人",
    "手机号",
    "收货地址",
    "商家编码",
    "数量",
    "单价",
    "订单状态",
)
PLACE = "浙江省杭州市余杭区文一西路969号"


@pytest.fixture(autouse=True)
def goods(shop: Shop) -> None:
    add_sku(shop, "A", on_hand=10)
    add_sku(shop, "B", on_hand=3)


@pytest.fixture(autouse=True)
def sound(shop: Shop, goods: None) -> Iterator[None]:
    """Whatever a test does, every invariant holds afterwards."""
    yield
    assert trade.broken(shop) == {}


def _take(shop: Shop, path: Path, *rows: tuple[str, str, str, str, str]) -> Answer:
    """Import rows of number, line number, SKU, quantity, status."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [
                HEADER,
                *(
                    (no, line, "张三", "13800138000", PLACE, sku, quantity, "10", status)
                    for no, line, sku, quantity, status in rows
                ),
            ]
        )
    return import_file(shop, Request(path))


def _numbers(shop: Shop) -> dict[str, str]:
    page = shop.read(lambda tx: order_queries.list_orders(tx, OrderQuery()))
    return {row.external_no: row.number for row in page.items}


def _goods(shop: Shop, number: str) -> list[tuple[str | None, int, int]]:
    return [(part.sku, part.quantity, part.reserved) for part in trade.order(shop, number).lines]


def test_merged_orders_keep_their_goods_freight_and_discounts(shop: Shop) -> None:
    one = trade.take_order(shop, ("A", 1), freight=Money(600), discount=Money(100))
    two = trade.take_order(shop, ("B", 2), ("A", 1), freight=Money(400))
    assert do(shop, merging.merge, [one, two, one]).number == one
    kept, empty = trade.order(shop, one), trade.order(shop, two)
    assert _goods(shop, one) == [("A", 1, 0), ("B", 2, 0), ("A", 1, 0)]
    assert (kept.freight, kept.discount, kept.total) == (Money(1000), Money(100), Money(4900))
    assert (empty.status, empty.lines, empty.total) == ("cancelled", (), Money(0))
    assert kept.events[-1].reason == f"merged: {two}"
    assert empty.events[-1].reason == f"merged_into: {one}"


def test_what_was_promised_stays_promised(shop: Shop) -> None:
    one, two = trade.confirmed(shop, ("A", 1)), trade.confirmed(shop, ("A", 2))
    do(shop, merging.merge, [one, two])
    assert trade.stock_of(shop, "A") == (10, 3)
    do(shop, orders.cancel, one)
    assert trade.stock_of(shop, "A") == (10, 0)


def test_only_what_belongs_together_is_merged(shop: Shop) -> None:
    one = trade.take_order(shop, ("A", 1))
    elsewhere = trade.take_order(shop, ("A", 1), receiver=replace(ZHANG, detail="文二路1号"))
    unpaid = trade.take_order(shop, ("A", 1), paid=False)
    confirmed = trade.confirmed(shop, ("A", 1))
    for other, differs in ((elsewhere, "receiver"), (unpaid, "payment"), (confirmed, "stage")):
        with pytest.raises(Refused) as refused:
            do(shop, merging.merge, [one, other])
        assert refused.value.code == "cannot_merge"
        assert refused.value.details["differs"] == [differs]
    held = trade.take_order(shop, ("A", 1))
    do(shop, orders.hold, held)
    with pytest.raises(Refused) as refused:
        do(shop, merging.merge, [one, held])
    assert refused.value.code == "order_held"
    trade.open_parcel(shop, confirmed)
    with pytest.raises(Refused) as refused:
        do(shop, merging.merge, [one, confirmed])
    assert refused.value.code == "too_late"
    with pytest.raises(WrongUsage):
        do(shop, merging.merge, [one, one])


def test_split_goods_have_an_order_of_their_own(shop: Shop) -> None:
    number = trade.take_order(shop, ("A", 3), ("B", 1), freight=Money(600), discount=Money(100))
    do(shop, orders.confirm, number)
    child = do(shop, merging.split, number, [("A", 1), ("B", 1)])
    assert child.status == "confirmed"
    assert _goods(shop, number) == [("A", 2, 2)]
    assert _goods(shop, child.number) == [("A", 1, 1), ("B", 1, 1)]
    parent, new = trade.order(shop, number), trade.order(shop, child.number)
    assert (parent.total, parent.freight) == (Money(2500), Money(600))
    assert (new.total, new.freight, new.receiver) == (Money(2000), Money(0), parent.receiver)
    assert new.paid == parent.paid
    trade.ship(shop, child.number)
    assert trade.order(shop, number).status == "confirmed"


def test_what_is_there_goes_and_what_is_short_waits(shop: Shop) -> None:
    number = trade.take_order(shop, ("A", 1), ("B", 5))
    do(shop, orders.confirm_or_hold, number)
    child = do(shop, merging.split, number, [("A", 1)])
    assert (child.status, trade.order(shop, number).held) == ("new", ("out_of_stock",))
    do(shop, stock.receive, "B", 2)
    assert trade.order(shop, number).status == "new"


def test_a_decision_about_the_order_holds_both_parts(shop: Shop) -> None:
    number = trade.take_order(shop, ("A", 2), holds=("refund_requested",))
    assert do(shop, merging.split, number, [("A", 1)]).status == "on_hold"


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ([("B", 1)], "no_such_line"),
        ([("A", 4)], "too_many"),
        ([("A", 3)], "nothing_left"),
        ([("A", 2), ("A", 2)], "too_many"),
    ],
)
def test_no_more_is_split_than_is_there(
    shop: Shop, lines: list[tuple[str, int]], code: str
) -> None:
    number = trade.take_order(shop, ("A", 3))
    with pytest.raises(Refused) as refused:
        do(shop, merging.split, number, lines)
    assert refused.value.code == code
    assert _goods(shop, number) == [("A", 3, 0)]


def test_a_discount_needs_goods_to_be_taken_from(shop: Shop) -> None:
    number = trade.take_order(shop, ("A", 1), ("B", 1), discount=Money(1500))
    with pytest.raises(Refused) as refused:
        do(shop, merging.split, number, [("B", 1)])
    assert refused.value.code == "discount_too_large"


def test_nothing_is_split_that_is_being_packed(shop: Shop) -> None:
    number = trade.confirmed(shop, ("A", 2))
    trade.open_parcel(shop, number)
    with pytest.raises(Refused) as refused:
        do(shop, merging.split, number, [("A", 1)])
    assert refused.value.code == "too_late"


ROWS = (
    ("N1", "S1", "A", "3", "待发货"),
    ("N1", "S2", "B", "1", "待发货"),
    ("N2", "S3", "B", "1", "待发货"),
)


def test_files_find_what_was_merged_and_split(shop: Shop, tmp_path: Path) -> None:
    _take(shop, tmp_path / "o.csv", *ROWS)
    numbers = _numbers(shop)
    child = do(shop, merging.split, numbers["N1"], [("A", 1), ("B", 1)]).number
    do(shop, merging.merge, [child, numbers["N2"]])
    for name, rows in (("again", ROWS), ("turned", tuple(reversed(ROWS)))):
        answer = _take(shop, tmp_path / f"{name}.csv", *rows)
        assert answer.errors == ()
        assert (answer.counts.duplicate, answer.orders, answer.held) == (3, 0, 0)
    later = tuple((*row[:4], "等待发货") for row in ROWS)
    answer = _take(shop, tmp_path / "later.csv", *later)
    assert (answer.errors, answer.counts.imported, answer.orders) == ((), 0, 0)
    assert _goods(shop, child) == [("A", 1, 0), ("B", 1, 0), ("B", 1, 0)]


def test_a_refund_stops_the_order_that_the_goods_went_to(shop: Shop, tmp_path: Path) -> None:
    _take(shop, tmp_path / "o.csv", *ROWS)
    numbers = _numbers(shop)
    child = do(shop, merging.split, numbers["N1"], [("A", 1)]).number
    do(shop, merging.merge, [child, numbers["N2"]])
    do(shop, orders.confirm, child)
    _take(shop, tmp_path / "r.csv", ("N2", "S3", "B", "1", "交易关闭"))
    assert trade.order(shop, child).held == ("refund_requested",)
    assert trade.order(shop, numbers["N1"]).held is None
