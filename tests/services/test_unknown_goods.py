"""Goods that nobody knew: what is offered, what is chosen, and what is remembered."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dropship_tui.models.money import Money
from dropship_tui.models.orders import NewLine, NewOrder, OrderView
from dropship_tui.models.setup import NewPartner
from dropship_tui.services import setup
from dropship_tui.services.errors import NotFound, Refused
from dropship_tui.services.goods import catalog, resellers, sku_lookup
from dropship_tui.services.orders import intake, orders, unknown_goods
from dropship_tui.services.work import Shop
from tests import trade
from tests.shop import NOW, add_sku
from tests.trade import ZHANG, do


@pytest.fixture(autouse=True)
def goods(shop: Shop) -> None:
    add_sku(shop, "TS-RED-M", title="纯棉T恤", spec="红色 M", price="39.00", on_hand=9)
    add_sku(shop, "TS-RED-L", title="纯棉T恤", spec="红色 L", price="39.00")
    add_sku(shop, "CUP-02", title="陶瓷马克杯", price="12.00")
    shop.write(lambda tx: setup.add_partner(tx, NewPartner("阿美", "reseller")))


@pytest.fixture(autouse=True)
def sound(shop: Shop, goods: None) -> Iterator[None]:
    """Whatever a test does, every invariant holds afterwards."""
    yield
    assert trade.broken(shop) == {}


def _order(shop: Shop, *lines: NewLine, channel: str = "taobao", reseller: int = 0) -> str:
    new = NewOrder(ZHANG, lines, NOW, channel=channel)
    return shop.write(lambda tx: intake.write(tx, intake.prepare(tx, [new], reseller_id=reseller)))[
        0
    ].number


def _skus(order: OrderView) -> list[str | None]:
    return [line.sku for line in order.lines]


@pytest.mark.parametrize(
    ("code", "title", "spec", "first"),
    [
        ("TS-RED-N", "", "", "TS-RED-L"),
        ("TSREDM", "", "", "TS-RED-M"),
        ("", "夏季纯棉圆领T恤", "红色 M", "TS-RED-M"),
        ("X9", "马克杯 陶瓷", "", "CUP-02"),
    ],
)
def test_the_likest_is_offered_first(
    shop: Shop, code: str, title: str, spec: str, first: str
) -> None:
    found = shop.read(lambda tx: sku_lookup.nearest(tx, code, title, spec))
    assert found[0].code == first


@pytest.mark.parametrize("words", [("", "", ""), ("ZZZ", "洗衣机", ""), ("%", "_", "")])
def test_nothing_like_it_offers_nothing(shop: Shop, words: tuple[str, str, str]) -> None:
    assert shop.read(lambda tx: sku_lookup.nearest(tx, *words)) == ()


def test_an_order_shows_what_its_unknown_goods_may_be(shop: Shop) -> None:
    order = trade.order(shop, _order(shop, NewLine(1, code="TS-RED-Q"), NewLine(1, code="CUP-02")))
    assert [each.sku for each in order.lines[0].suggestions] == ["TS-RED-L", "TS-RED-M"]
    assert order.lines[1].suggestions == ()


def test_what_is_said_once_holds_for_all_who_say_the_same(shop: Shop) -> None:
    first = _order(shop, NewLine(2, code="红t-m"))
    same = _order(shop, NewLine(1, Money(4000), code="红T-M"), NewLine(1, code="CUP-02"))
    worse = _order(shop, NewLine(1, code="红T-M"), NewLine(1, code="谁知道"))
    other = _order(shop, NewLine(1, code="红T-M"), channel="pinduoduo")
    assert do(shop, unknown_goods.name_goods, first, "TS-RED-M").status == "new"
    assert trade.order(shop, first).total == Money(7800)
    assert (trade.order(shop, same).status, trade.order(shop, same).total) == ("new", Money(5200))
    assert _skus(trade.order(shop, worse)) == ["TS-RED-M", None]
    assert trade.order(shop, worse).held == ("unknown_sku",)
    assert _skus(trade.order(shop, other)) == [None]
    assert trade.order(shop, first).events[-2].reason == "红t-m = TS-RED-M"
    assert trade.order(shop, _order(shop, NewLine(1, code="红T-m"))).held is None
    assert do(shop, orders.confirm, first).status == "confirmed"


def test_a_reseller_has_words_and_prices_of_its_own(shop: Shop) -> None:
    reseller = shop.read(lambda tx: resellers.find(tx, "阿美"))
    shop.write(lambda tx: catalog.set_price(tx, "TS-RED-M", Money(3000), reseller="阿美"))
    theirs = _order(shop, NewLine(1, code="爆款1"), reseller=reseller)
    elsewhere = _order(shop, NewLine(1, code="爆款1"))
    do(shop, unknown_goods.name_goods, theirs, "TS-RED-M")
    assert trade.order(shop, theirs).total == Money(3000)
    assert trade.order(shop, elsewhere).held == ("unknown_sku",)


def test_goods_without_a_code_are_remembered_by_their_name(shop: Shop) -> None:
    number = _order(shop, NewLine(1, title="夏季圆领衫", spec="红 M"))
    do(shop, unknown_goods.name_goods, number, "TS-RED-M")
    again = _order(shop, NewLine(1, title="夏季圆领衫", spec="红 M"))
    assert _skus(trade.order(shop, again)) == ["TS-RED-M"]
    summary = _order(shop, NewLine(1, title="夏季圆领衫", spec="红 M", kinds=2))
    assert _skus(trade.order(shop, summary)) == [None]


def test_it_must_be_clear_which_is_meant(shop: Shop) -> None:
    number = _order(shop, NewLine(1, code="甲"), NewLine(1, code="乙"))
    with pytest.raises(Refused) as refused:
        do(shop, unknown_goods.name_goods, number, "CUP-02")
    assert (refused.value.code, refused.value.details) == ("which_line", {"unknown": ["甲", "乙"]})
    with pytest.raises(Refused) as refused:
        do(shop, unknown_goods.name_goods, number, "CUP-02", code="丙")
    assert refused.value.code == "no_unknown_line"
    with pytest.raises(NotFound):
        do(shop, unknown_goods.name_goods, number, "NONE", code="甲")
    do(shop, unknown_goods.name_goods, number, "CUP-02", code="乙")
    assert _skus(trade.order(shop, number)) == [None, "CUP-02"]


def test_words_that_mean_another_sku_already_are_not_changed_in_passing(shop: Shop) -> None:
    number = _order(shop, NewLine(1, code="甲"))
    shop.write(lambda tx: catalog.add_alias(tx, "CUP-02", "甲", channel="taobao"))
    with pytest.raises(Refused) as refused:
        do(shop, unknown_goods.name_goods, number, "TS-RED-M")
    assert refused.value.code == "alias_taken"
    assert do(shop, unknown_goods.name_goods, number, "CUP-02").status == "new"
