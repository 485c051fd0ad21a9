"""Refunds: never more than was paid, nor than the goods were worth, nor alone above the limit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from dropship_tui.models.checks import Invalid
from dropship_tui.models.lifecycle import Document
from dropship_tui.models.money import Money
from dropship_tui.services import policies
from dropship_tui.services.errors import Refused
from dropship_tui.services.events import head
from dropship_tui.services.returns import refunds, returns
from dropship_tui.services.work import Shop
from tests import trade
from tests.shop import add_sku
from tests.trade import do


@pytest.fixture(autouse=True)
def goods(shop: Shop) -> Iterator[None]:
    """Goods; whatever a test does, every invariant holds afterwards."""
    add_sku(shop, "A", on_hand=20)
    add_sku(shop, "B", on_hand=20)
    yield
    assert trade.broken(shop) == {}


def back(shop: Shop, number: str, *lines: tuple[str, int], reason: str = "size") -> str:
    """A case whose goods came back well."""
    case = trade.ask_back(shop, number, *lines, reason=reason)
    trade.inspected(shop, case, *((sku, quantity, "good") for sku, quantity in lines))
    return case


def refundable(shop: Shop, case: str) -> str:
    return trade.case(shop, case).refundable.amount


def test_what_the_goods_cost_less_their_share_of_the_discount(shop: Shop) -> None:
    number = trade.delivered(
        shop, ("A", 2), ("B", 1), price="20.00", freight=Money(500), discount=Money(1000)
    )
    case = back(shop, number, ("A", 1))
    assert refundable(shop, case) == "16.67"
    do(shop, returns.refund, case, Money(1000), method="alipay")
    assert refundable(shop, case) == "6.67"
    view = trade.case(shop, case)
    assert (view.status, view.refunded.amount) == ("settled", "10.00")
    assert [(refund.method, refund.actor) for refund in view.refunds] == [("alipay", "li")]


def test_the_freight_goes_back_when_it_was_our_fault_and_all_comes_back(shop: Shop) -> None:
    fault = trade.delivered(shop, ("A", 2), freight=Money(500))
    assert refundable(shop, back(shop, fault, ("A", 2), reason="wrong")) == "25.00"
    wish = trade.delivered(shop, ("A", 2), freight=Money(500))
    assert refundable(shop, back(shop, wish, ("A", 2), reason="size")) == "20.00"
    half = trade.delivered(shop, ("A", 2), freight=Money(500))
    assert refundable(shop, back(shop, half, ("A", 1), reason="wrong")) == "10.00"


def test_never_more_than_the_goods_were_worth_without_a_reason(shop: Shop) -> None:
    number = trade.delivered(shop, ("A", 2), freight=Money(500))
    case = back(shop, number, ("A", 1))
    with pytest.raises(Refused, match=r"At most ¥10\.00") as refused:
        do(shop, returns.refund, case, Money(1001))
    assert refused.value.code == "refund_too_large"
    assert refused.value.details["refundable"] == {"amount": "10.00", "currency": "CNY"}
    assert refused.value.details["left"] == {"amount": "25.00", "currency": "CNY"}
    do(shop, returns.refund, case, Money(1001), override="for the trouble")
    with pytest.raises(Refused, match=r"At most ¥14\.99"):
        do(shop, returns.refund, case, Money(1500), override="all of it")
    do(shop, returns.refund, case, Money(1499), override="all of it")
    assert refundable(shop, case) == "0.00"


def test_two_cases_of_an_order_share_what_was_paid(shop: Shop) -> None:
    number = trade.delivered(shop, ("A", 2))
    one, other = back(shop, number, ("A", 1)), back(shop, number, ("A", 1))
    do(shop, returns.refund, one, Money(1500), override="sorry")
    assert refundable(shop, other) == "5.00"
    with pytest.raises(Refused):
        do(shop, returns.refund, other, Money(501), override="sorry")
    do(shop, returns.refund, other, Money(500))


def test_the_booking_itself_holds_the_limit(shop: Shop) -> None:
    """Whoever asked before: what counts is what is left when the money goes."""
    number = trade.delivered(shop, ("A", 1))
    case = back(shop, number, ("A", 1))
    booked = shop.read(lambda tx: head(tx, Document.CASE, case))
    with pytest.raises(Refused, match=r"At most ¥10\.00"):
        do(shop, refunds.book, booked, Money(1001), method="", override="")


def test_what_was_not_paid_is_not_paid_back(shop: Shop) -> None:
    number = trade.delivered(shop, ("A", 1), paid=False)
    case = back(shop, number, ("A", 1))
    assert refundable(shop, case) == "0.00"
    with pytest.raises(Refused, match=r"At most ¥0\.00"):
        do(shop, returns.refund, case, Money(1), override="please")


@pytest.mark.parametrize("amount", [Money(0), Money(-100), Money(100, "USD")])
def test_a_refund_is_money_of_the_order(shop: Shop, amount: Money) -> None:
    case = back(shop, trade.delivered(shop, ("A", 1)), ("A", 1))
    with pytest.raises(Invalid):
        do(shop, returns.refund, case, amount)


@pytest.mark.parametrize("stage", ["requested", "approved", "received", "closed"])
def test_money_goes_back_after_the_goods(shop: Shop, stage: str) -> None:
    case = trade.ask_back(shop, trade.delivered(shop, ("A", 1)), ("A", 1))
    if stage != "requested":
        do(shop, returns.approve, case)
    if stage in ("received", "closed"):
        do(shop, returns.receive, case)
    if stage == "closed":
        trade.inspect(shop, case, ("A", 1, "good"))
        do(shop, returns.close, case, "settled")
    with pytest.raises(Refused) as refused:
        do(shop, returns.refund, case, Money(100))
    assert refused.value.code == "illegal_transition"


def test_above_the_limit_a_second_person_refunds(shop: Shop) -> None:
    do(shop, policies.set_policy, "second_person_above", "3000")
    number = trade.delivered(shop, ("A", 4))
    case = back(shop, number, ("A", 4))
    do(shop, returns.refund, case, Money(3000))
    with pytest.raises(Refused, match="li approved this case") as refused:
        do(shop, returns.refund, case, Money(1))
    assert refused.value.code == "second_person"
    second = replace(shop, actor="zhao")
    do(second, returns.refund, case, Money(1000))
    assert [refund.actor for refund in trade.case(shop, case).refunds] == ["li", "zhao"]


def test_the_limit_can_be_switched_off(shop: Shop) -> None:
    do(shop, policies.set_policy, "second_person_above", "0")
    number = trade.delivered(shop, ("A", 10), price="999.00")
    case = back(shop, number, ("A", 10))
    do(shop, returns.refund, case, Money(999_000))
    assert refundable(shop, case) == "0.00"
