"""An order form while it is filled in, and who is offered when a phone is typed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dropship_tui.models.address import Receiver
from dropship_tui.models.money import Money
from dropship_tui.models.orders import NewLine
from dropship_tui.services.couriers import couriers
from dropship_tui.services.errors import Refused
from dropship_tui.services.goods import catalog
from dropship_tui.services.orders import intake, known_receivers, order_form
from dropship_tui.services.orders.order_form import OrderForm
from dropship_tui.services.work import Shop
from tests import trade
from tests.shop import Clock

TWO = (NewLine(2, code="TS-RED-M"),)
FORM = OrderForm(trade.ZHANG, TWO)


def test_freight_is_the_cheapest_courier_s_for_the_weight_of_the_goods(sample_shop: Shop) -> None:
    freight = sample_shop.read(lambda tx: order_form.look(tx, FORM)).freight
    grams = sample_shop.read(lambda tx: catalog.show(tx, "TS-RED-M")).weight_g
    assert freight is not None
    assert grams is not None
    cheapest = sample_shop.read(
        lambda tx: couriers.quote(tx, province="浙江省", city="杭州市", grams=2 * grams)
    ).items[0]
    assert (freight.price, freight.grams) == (cheapest.price, cheapest.billed_grams)
    assert freight.unweighed == ()
    # And the order that the form makes costs exactly that.
    assert sample_shop.read(lambda tx: order_form.order(tx, FORM)).freight == cheapest.price


def test_a_remark_about_couriers_changes_the_proposal(sample_shop: Shop) -> None:
    first = sample_shop.read(lambda tx: order_form.look(tx, FORM)).freight
    assert first is not None
    form = replace(FORM, remark=f"不要发{first.courier}")
    other = sample_shop.read(lambda tx: order_form.look(tx, form)).freight
    assert other is not None
    assert other.courier != first.courier


def test_where_nobody_goes_freight_is_nothing(sample_shop: Shop) -> None:
    nowhere = replace(FORM, receiver=replace(trade.ZHANG, province="", city="", district=""))
    assert sample_shop.read(lambda tx: order_form.look(tx, nowhere)).freight is None
    assert sample_shop.read(lambda tx: order_form.order(tx, nowhere)).freight == Money(0)


def test_a_form_without_goods_comes_to_nothing_yet(sample_shop: Shop) -> None:
    empty = replace(FORM, lines=())
    assert sample_shop.read(lambda tx: order_form.look(tx, empty)) == order_form.Outlook(None, ())


def test_what_came_before_is_told_while_the_form_is_open(sample_shop: Shop) -> None:
    number = take_down(sample_shop, FORM)
    assert sample_shop.read(lambda tx: order_form.look(tx, FORM)).came_before == (number,)
    more = replace(FORM, lines=(NewLine(3, code="TS-RED-M"),))
    assert sample_shop.read(lambda tx: order_form.look(tx, more)).came_before == ()


def test_goods_cost_a_reseller_what_was_agreed(sample_shop: Shop) -> None:
    sample_shop.write(lambda tx: catalog.set_price(tx, "TS-RED-M", Money(2750), reseller="阿美"))
    agreed = sample_shop.read(lambda tx: order_form.priced(tx, ["TS-RED-M", "NOTHING"], "阿美"))
    assert {code: sku.price for code, sku in agreed.items()} == {"TS-RED-M": 2750}
    usual = sample_shop.read(lambda tx: order_form.priced(tx, ["TS-RED-M"]))
    assert usual["TS-RED-M"].price != 2750
    with pytest.raises(Refused, match="nobody"):
        sample_shop.read(lambda tx: order_form.priced(tx, ["TS-RED-M"], "nobody"))


def take_down(shop: Shop, form: OrderForm) -> str:
    return shop.write(lambda tx: intake.create(tx, order_form.order(tx, form))).number


def found(shop: Shop, typed: str) -> list[Receiver]:
    return [known.receiver for known in shop.read(lambda tx: known_receivers.by_phone(tx, typed))]


def test_known_receivers_come_newest_first_and_each_once(sample_shop: Shop) -> None:
    clock = sample_shop.clock
    assert isinstance(clock, Clock)
    moved = replace(trade.ZHANG, detail="文三路1号")
    for receiver in (trade.ZHANG, moved, trade.ZHANG):
        clock.advance(days=1)
        take_down(sample_shop, replace(FORM, receiver=receiver))
    take_down(sample_shop, replace(FORM, receiver=replace(trade.ZHANG, phone="13912345678")))
    for typed in ("13800", "138-0013", "138 0013 8000", "+8613800138000", "13800138000转1234"):
        assert found(sample_shop, typed) == [trade.ZHANG, moved], typed


@pytest.mark.parametrize("typed", ["", "138", "1380", "abc", "%", "13801", "010"])
def test_few_digits_and_other_phones_offer_nobody(sample_shop: Shop, typed: str) -> None:
    take_down(sample_shop, FORM)
    assert found(sample_shop, typed) == []


def test_a_landline_is_found_before_it_is_whole(sample_shop: Shop) -> None:
    office = replace(trade.ZHANG, phone="0591-22223333")
    take_down(sample_shop, replace(FORM, receiver=office))
    for typed in ("0591-22", "059122223333", "0591 2222 3333"):
        assert found(sample_shop, typed) == [office], typed
