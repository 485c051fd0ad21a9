"""What lets a new order stand still although nothing in it is wrong."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from dropship_tui.models.orders import NewLine, NewOrder
from dropship_tui.services.couriers import couriers
from dropship_tui.services.importers.orders import Answer, Request, import_file
from dropship_tui.services.orders import intake, order_queries, orders
from dropship_tui.services.orders.order_queries import OrderQuery
from dropship_tui.services.today import board
from dropship_tui.services.work import Shop
from tests import trade
from tests.shop import Clock, add_sku, make_shop
from tests.trade import ZHANG, do

HEADER = (
    "店铺名称",
    "订单号",
    "收件人",
    "手机号",
    "收货地址",
    "商家编码",
    "数量",
    "下单时间",
    "买家留言",
)
PLACE = "浙江省杭州市余杭区文一西路969号"
TODAY = "2026-11-23 08:00:00"


@pytest.fixture(autouse=True)
def goods(shop: Shop) -> None:
    add_sku(shop, "A", on_hand=10)
    add_sku(shop, "B", on_hand=10)


@pytest.fixture(autouse=True)
def sound(shop: Shop, goods: None) -> Iterator[None]:
    """Whatever a test does, every invariant holds afterwards."""
    yield
    assert trade.broken(shop) == {}


@pytest.fixture
def furnished(tmp_path: Path) -> Iterator[Shop]:
    """A shop with rate cards, beside the bare one."""
    (tmp_path / "furnished").mkdir()
    made = make_shop(tmp_path / "furnished", sample=True)
    yield made
    made.db.close()


def _row(number: str, **said: str) -> tuple[str, ...]:
    usual = dict(
        zip(
            HEADER, ("小山", number, "张三", "13800138000", PLACE, "A", "1", TODAY, ""), strict=True
        )
    )
    return tuple((usual | said).values())


def _take(shop: Shop, path: Path, *rows: tuple[str, ...], dry_run: bool = False) -> Answer:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADER, *rows])
    return import_file(shop, Request(path, dry_run=dry_run))


def _held(shop: Shop) -> dict[str, tuple[str, ...] | None]:
    page = shop.read(lambda tx: order_queries.list_orders(tx, OrderQuery()))
    return {row.external_no: row.held for row in page.items}


def test_the_same_for_the_same_receiver_within_a_day_waits(shop: Shop, tmp_path: Path) -> None:
    rows = (
        _row("1"),
        _row("2"),
        _row("3", 数量="2"),
        _row("4", 商家编码="B"),
        _row("5", 收件人="李四"),
        _row("6", 手机号="13800138000转12"),
        _row("7", 下单时间="2026-11-21 07:00:00"),
    )
    assert _take(shop, tmp_path / "dry.csv", *rows, dry_run=True).held == 1
    assert _take(shop, tmp_path / "o.csv", *rows).held == 1
    assert {no for no, held in _held(shop).items() if held} == {"2"}
    assert _held(shop)["2"] == ("duplicate_suspect",)


def test_what_came_by_another_way_is_found_too(shop: Shop, tmp_path: Path) -> None:
    trade.take_order(shop, ("A", 1))
    _take(shop, tmp_path / "o.csv", _row("1"))
    assert _held(shop)["1"] == ("duplicate_suspect",)


def test_a_cancelled_order_is_no_first_one(shop: Shop, tmp_path: Path) -> None:
    do(shop, orders.cancel, trade.take_order(shop, ("A", 1)))
    _take(shop, tmp_path / "o.csv", _row("1"))
    assert _held(shop)["1"] is None


def test_goods_are_compared_whatever_lines_they_stand_on(shop: Shop, tmp_path: Path) -> None:
    trade.take_order(shop, ("B", 1), ("A", 2), ("B", 1))
    _take(shop, tmp_path / "o.csv", _row("1", 数量="2"), _row("1", 商家编码="B", 数量="2"))
    assert _held(shop)["1"] == ("duplicate_suspect",)


def test_importing_again_changes_nothing(shop: Shop, tmp_path: Path) -> None:
    _take(shop, tmp_path / "o.csv", _row("1"), _row("2"))
    again = _take(shop, tmp_path / "again.csv", _row("2"), _row("1"), _row("3", 商家编码="B"))
    assert (again.counts.duplicate, again.counts.imported, again.held) == (2, 1, 0)


def test_a_released_duplicate_stays_released(shop: Shop, tmp_path: Path) -> None:
    _take(shop, tmp_path / "o.csv", _row("1"), _row("2"))
    page = shop.read(lambda tx: order_queries.list_orders(tx, OrderQuery(status="on_hold")))
    assert do(shop, orders.release, page.items[0].number).status == "new"


@pytest.mark.parametrize(("first", "second"), [("小山", ""), ("", "小山")])
def test_a_number_that_is_known_without_a_shop_is_looked_at(
    shop: Shop, tmp_path: Path, first: str, second: str
) -> None:
    _take(shop, tmp_path / "o.csv", _row("1", 店铺名称=first))
    _take(shop, tmp_path / "p.csv", _row("1", 店铺名称=second, 数量="3"))
    page = shop.read(lambda tx: order_queries.list_orders(tx, OrderQuery()))
    assert sorted(row.held or () for row in page.items) == [(), ("duplicate_suspect",)]


def test_two_shops_may_have_the_same_number(shop: Shop, tmp_path: Path) -> None:
    _take(shop, tmp_path / "o.csv", _row("1"))
    assert _take(shop, tmp_path / "p.csv", _row("1", 店铺名称="大河", 数量="3")).held == 0


def test_a_remark_that_asks_to_wait_is_obeyed(shop: Shop, tmp_path: Path) -> None:
    _take(
        shop,
        tmp_path / "o.csv",
        _row("1", 买家留言="5.22发"),
        _row("2", 数量="2", 买家留言="尽快发"),
    )
    assert _held(shop) == {"1": ("wait_requested",), "2": None}


def test_an_order_that_waits_for_a_day_comes_back_on_that_day(
    shop: Shop, clock: Clock, tmp_path: Path
) -> None:
    clock.now = clock.now.replace(month=5, day=18)
    ordered = "2026-05-18 08:00:00"
    _take(
        shop,
        tmp_path / "o.csv",
        _row("1", 下单时间=ordered, 买家留言="5.22发"),
        _row("2", 下单时间=ordered, 数量="2", 买家留言="5.18发"),
    )
    assert _held(shop) == {"1": ("wait_requested",), "2": None}
    (waiting,) = shop.read(
        lambda tx: order_queries.list_orders(tx, OrderQuery(held="wait_requested"))
    ).items
    assert waiting.ship_by.astimezone(clock.now.tzinfo).date().isoformat() == "2026-05-22"

    def due() -> int:
        orders = shop.read(board)[0]
        return next(tally.count for tally in orders.tallies if tally.code == "waited")

    assert due() == 0
    clock.now = clock.now.replace(day=22)
    assert due() == 1


def test_where_no_courier_goes_waits_and_without_rates_nobody_knows(
    furnished: Shop, shop: Shop
) -> None:
    hong_kong = replace(ZHANG, province="香港特别行政区", city="九龙", district="")
    number = trade.take_order(furnished, ("TS-RED-M", 1), receiver=hong_kong)
    assert trade.order(furnished, number).held == ("no_service",)
    assert trade.order(furnished, trade.take_order(furnished, ("TS-RED-M", 1))).held is None
    assert trade.order(shop, trade.take_order(shop, ("A", 1), receiver=hong_kong)).held is None


def test_an_area_is_served_while_one_courier_serves_it(furnished: Shop) -> None:
    place = ("新疆维吾尔自治区", "和田地区")
    assert furnished.read(couriers.coverage).reaches(*place)
    furnished.write(
        lambda tx: tx.run(
            "INSERT INTO no_service (id, courier_id, province, created_at)"
            " SELECT id, id, '新疆维吾尔自治区', 0 FROM couriers"
        )
    )
    assert not furnished.read(couriers.coverage).reaches(*place)
    assert furnished.read(couriers.coverage).reaches("浙江省")


def test_by_hand_whoever_takes_it_down_is_told_and_decides(shop: Shop, clock: Clock) -> None:
    number = trade.take_order(shop, ("A", 1))
    order = NewOrder(ZHANG, (NewLine(1, code="A"),), clock())
    assert shop.read(lambda tx: intake.came_before(tx, order)) == (number,)
    assert do(shop, intake.create, order).held == ()
    late = replace(order, ordered_at=clock() - timedelta(hours=25))
    assert shop.read(lambda tx: intake.came_before(tx, late)) == ()
