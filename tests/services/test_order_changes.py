"""An order's goods and sums, corrected before it is packed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dropship_tui.models.checks import Invalid
from dropship_tui.models.money import Money
from dropship_tui.models.orders import NewLine, NewOrder
from dropship_tui.models.setup import NewPartner
from dropship_tui.models.types import from_ms
from dropship_tui.services import setup
from dropship_tui.services.errors import Refused
from dropship_tui.services.events import Head
from dropship_tui.services.goods import catalog
from dropship_tui.services.orders import intake, order_changes, orders
from dropship_tui.services.orders.order_changes import Changes
from dropship_tui.services.work import Shop
from tests import trade
from tests.shop import add_sku
from tests.trade import do


@pytest.fixture(autouse=True)
def goods(shop: Shop) -> None:
    add_sku(shop, "A", on_hand=5)
    add_sku(shop, "B", on_hand=5, price="7.00")
    add_sku(shop, "C")


@pytest.fixture(autouse=True)
def sound(shop: Shop, goods: None) -> Iterator[None]:
    """Whatever a test does, every invariant holds afterwards."""
    yield
    assert trade.broken(shop) == {}


def change(shop: Shop, number: str, wanted: Changes, seen: int | None = None) -> Head:
    return shop.write(lambda tx: order_changes.change(tx, number, wanted, seen=seen))


def lines(*pieces: tuple[str, int], price: str = "") -> Changes:
    return Changes(
        lines=tuple(
            NewLine(n, code=code, price=Money.parse(price) if price else None) for code, n in pieces
        )
    )


def held(shop: Shop, number: str) -> list[tuple[str | None, int, int, int]]:
    """SKU, quantity, price and reserved of each line."""
    return [
        (line.sku, line.quantity, line.price.minor, line.reserved)
        for line in trade.order(shop, number).lines
    ]


def reserved(shop: Shop, code: str) -> int:
    return shop.read(lambda tx: catalog.show(tx, code)).reserved


def test_goods_are_changed_added_and_left_out(shop: Shop) -> None:
    number = trade.take_order(shop, ("A", 1), ("C", 1))
    change(shop, number, lines(("A", 3), ("B", 1)))
    # C became B at B's price of today; A keeps the price that it was ordered at.
    assert held(shop, number) == [("A", 3, 1000, 0), ("B", 1, 700, 0)]
    order = trade.order(shop, number)
    assert (order.goods_total.minor, order.total.minor) == (3700, 3700)
    assert order.events[-1].reason == "goods"
    change(shop, number, lines(("B", 1)))
    assert held(shop, number) == [("B", 1, 700, 0)]
    change(shop, number, lines(("B", 2), ("C", 1), price="6.50"))
    assert trade.order(shop, number).goods_total.minor == 1950


def test_goods_that_stay_are_nobody_elses_meanwhile(shop: Shop) -> None:
    number = trade.take_order(shop, ("A", 5))
    do(shop, orders.confirm, number)
    waits = trade.take_order(shop, ("A", 2))
    do(shop, orders.confirm_or_hold, waits)
    change(shop, number, lines(("A", 5), price="9.00"))
    change(shop, number, lines(("A", 4), ("B", 1)))
    assert trade.order(shop, waits).held == ("out_of_stock",)
    change(shop, number, lines(("A", 3), ("B", 1)))
    assert trade.order(shop, waits).status == "new"
    assert (reserved(shop, "A"), reserved(shop, "B")) == (3, 1)


def test_what_is_given_back_does_not_promise_what_is_taken(shop: Shop) -> None:
    number = trade.take_order(shop, ("A", 5))
    do(shop, orders.confirm, number)
    waits = trade.take_order(shop, ("A", 1), ("B", 5))
    do(shop, orders.confirm_or_hold, waits)
    change(shop, number, lines(("B", 1)))
    assert trade.order(shop, waits).held == ("out_of_stock",)


def test_freight_and_discount_count_in_the_total(shop: Shop) -> None:
    number = trade.take_order(shop, ("A", 2))
    change(shop, number, Changes(freight=Money(400), discount=Money(150), remark="快"))
    order = trade.order(shop, number)
    assert (order.total.minor, order.remark) == (2250, "快")
    assert order.events[-1].reason == "freight, discount, remark"
    with pytest.raises(Invalid, match="larger than the order"):
        change(shop, number, Changes(discount=Money(99999)))
    assert trade.order(shop, number).total.minor == 2250


def test_what_is_confirmed_stays_reserved(shop: Shop) -> None:
    number = trade.take_order(shop, ("A", 2))
    do(shop, orders.confirm, number)
    change(shop, number, lines(("A", 4), ("B", 1)))
    assert [line[3] for line in held(shop, number)] == [4, 1]
    assert (reserved(shop, "A"), reserved(shop, "B")) == (4, 1)
    change(shop, number, lines(("B", 5)))
    assert (reserved(shop, "A"), reserved(shop, "B")) == (0, 5)
    with pytest.raises(Refused, match="not enough of A"):
        change(shop, number, lines(("A", 6)))
    assert (reserved(shop, "A"), reserved(shop, "B")) == (0, 5)


def test_a_confirmed_order_on_hold_keeps_its_reservation(shop: Shop) -> None:
    number = trade.take_order(shop, ("A", 2))
    do(shop, orders.confirm, number)
    do(shop, orders.hold, number)
    change(shop, number, lines(("A", 1)))
    assert reserved(shop, "A") == 1


def test_whoever_looked_at_an_older_order_is_told(shop: Shop) -> None:
    number = trade.take_order(shop, ("A", 2))
    version = shop.read(lambda tx: tx.value("SELECT version FROM orders"))
    change(shop, number, lines(("A", 1)), version)
    with pytest.raises(Refused, match="somebody else"):
        change(shop, number, lines(("A", 3)), version)
    assert trade.order(shop, number).lines[0].quantity == 1


def test_an_order_that_is_packed_is_left_alone(shop: Shop) -> None:
    number = trade.take_order(shop, ("A", 2))
    do(shop, orders.confirm, number)
    trade.open_parcel(shop, number)
    with pytest.raises(Refused) as refusal:
        change(shop, number, lines(("A", 1)))
    assert refusal.value.code == "too_late"
    assert trade.order(shop, number).lines[0].quantity == 2


@pytest.mark.parametrize(
    ("wanted", "why"),
    [(lines(("NOTHING", 1)), "There is no SKU"), (lines(), "at least one line")],
)
def test_what_makes_no_order_changes_nothing(shop: Shop, wanted: Changes, why: str) -> None:
    number = trade.take_order(shop, ("A", 2))
    with pytest.raises((Refused, Invalid), match=why):
        change(shop, number, wanted)
    assert held(shop, number) == [("A", 2, 1000, 0)]


def platform_order(shop: Shop, *codes: str) -> str:
    made = shop.write(
        lambda tx: intake.write(
            tx,
            intake.prepare(
                tx,
                [
                    NewOrder(
                        trade.ZHANG,
                        tuple(
                            NewLine(1, Money(500), code, external_no=f"sub-{n}")
                            for n, code in enumerate(codes)
                        ),
                        from_ms(tx.at),
                        channel="taobao",
                        external_no="main",
                    )
                ],
            ),
        )
    )
    return made[0].number


def test_a_platforms_line_keeps_its_number_and_stays(shop: Shop) -> None:
    number = platform_order(shop, "A", "B")
    change(shop, number, lines(("A", 1), ("C", 1)))
    numbers = shop.read(
        lambda tx: [r["external_no"] for r in tx.all("SELECT * FROM order_lines ORDER BY position")]
    )
    assert numbers == ["sub-0", "sub-1"]
    with pytest.raises(Refused) as refusal:
        change(shop, number, lines(("A", 1)))
    assert refusal.value.code == "platform_line"


def test_goods_that_nobody_knows_stay_as_they_are(shop: Shop) -> None:
    number = platform_order(shop, "A", "WHAT")
    change(shop, number, lines(("A", 4)))
    order = trade.order(shop, number)
    assert [(line.sku, line.code, line.quantity) for line in order.lines] == [
        ("A", "A", 4),
        (None, "WHAT", 1),
    ]
    assert (order.total.minor, order.held) == (2500, ("unknown_sku",))


def test_another_reseller_sold_it(shop: Shop) -> None:
    for name in ("阿美", "小山"):
        do(shop, setup.add_partner, NewPartner(name, "reseller"))
    number = trade.take_order(shop, ("A", 1))
    assert change(shop, number, Changes(reseller="阿美")).status == "new"
    assert trade.order(shop, number).reseller == "阿美"
    change(shop, number, Changes(reseller="小山"))
    assert trade.order(shop, number).events[-1].reason == "reseller"
    with pytest.raises(Refused) as refused:
        change(shop, number, Changes(reseller="谁"))
    assert refused.value.code == "unknown_reseller"
    assert trade.order(shop, number).reseller == "小山"
    change(shop, number, Changes(reseller=""))
    assert trade.order(shop, number).reseller == ""
