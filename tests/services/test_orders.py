"""Orders move on only as the table allows, and give back what they do not need."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from dropship_tui.models.address import Receiver
from dropship_tui.models.checks import Invalid
from dropship_tui.models.lifecycle import Document
from dropship_tui.models.money import Money
from dropship_tui.models.types import to_ms
from dropship_tui.services import events, notify
from dropship_tui.services.errors import NotFound, Refused, WrongUsage
from dropship_tui.services.orders import orders
from dropship_tui.services.receipts import receipts
from dropship_tui.services.work import Shop
from tests import trade
from tests.shop import Clock, add_sku
from tests.trade import ZHANG, do


@pytest.fixture(autouse=True)
def goods(shop: Shop) -> None:
    add_sku(shop, "A", on_hand=10)
    add_sku(shop, "B", on_hand=3)


@pytest.fixture(autouse=True)
def sound(shop: Shop, goods: None) -> Iterator[None]:
    """Whatever a test does, every invariant holds afterwards."""
    yield
    assert trade.broken(shop) == {}


def test_confirming_promises_stock_and_nothing_leaves_the_shelf(shop: Shop) -> None:
    number = trade.take_order(shop, ("A", 4), ("B", 1), ("A", 2))
    assert do(shop, orders.confirm, number).status == "confirmed"
    assert (trade.stock_of(shop, "A"), trade.stock_of(shop, "B")) == ((10, 6), (3, 1))
    assert [line.reserved for line in trade.order(shop, number).lines] == [4, 1, 2]


def test_an_order_is_promised_whole_or_not_at_all(shop: Shop) -> None:
    number = trade.take_order(shop, ("A", 2), ("B", 4))
    with pytest.raises(Refused, match="not enough of B") as refused:
        do(shop, orders.confirm, number)
    assert refused.value.code == "out_of_stock"
    assert refused.value.details == {"sku": "B", "wanted": 4}
    assert trade.order(shop, number).status == "new"
    assert trade.stock_of(shop, "A") == (10, 0)
    assert [line.short for line in trade.order(shop, number).lines] == [0, 1]


def test_an_order_is_confirmed_once(shop: Shop) -> None:
    number = trade.confirmed(shop, ("A", 1))
    with pytest.raises(Refused) as refused:
        do(shop, orders.confirm, number)
    assert refused.value.code == "illegal_transition"
    assert refused.value.details["status"] == "confirmed"
    assert trade.stock_of(shop, "A") == (10, 1)


def test_there_is_no_such_order(shop: Shop) -> None:
    with pytest.raises(NotFound, match="There is no order “X-1”"):
        do(shop, orders.confirm, "X-1")


def test_a_held_order_is_not_confirmed_and_goes_on_where_it_was(shop: Shop) -> None:
    number = trade.take_order(shop, ("A", 1))
    do(shop, orders.hold, number, reason="customer")
    do(shop, orders.hold, number, reason="stock")
    order = trade.order(shop, number)
    assert (order.status, order.held) == ("on_hold", ("manual", "out_of_stock"))
    with pytest.raises(Refused, match="is not possible now"):
        do(shop, orders.confirm, number)
    assert do(shop, orders.release, number, reason="he called").status == "new"
    order = trade.order(shop, number)
    assert (order.held, order.events[-1].reason) == (None, "manual, out_of_stock: he called")


@pytest.mark.parametrize("stage", ["new", "confirmed", "packing"])
def test_a_hold_ends_where_it_began(shop: Shop, stage: str) -> None:
    number = _at(shop, stage)
    reserved = trade.stock_of(shop, "A")
    do(shop, orders.hold, number)
    assert trade.stock_of(shop, "A") == reserved
    assert do(shop, orders.release, number).status == stage


def test_what_is_not_held_is_not_released(shop: Shop) -> None:
    with pytest.raises(Refused, match="is not possible now"):
        do(shop, orders.release, trade.take_order(shop, ("A", 1)))


def test_only_known_reasons_hold(shop: Shop) -> None:
    with pytest.raises(WrongUsage, match="Known: manual, customer"):
        do(shop, orders.hold, trade.take_order(shop, ("A", 1)), reason="mood")


@pytest.mark.parametrize(
    ("receiver", "code"),
    [
        (replace(ZHANG, phone="138****8000"), "masked_receiver"),
        (replace(ZHANG, name="张**"), "masked_receiver"),
        (Receiver(), "no_receiver"),
    ],
)
def test_a_fact_is_not_released_away_but_corrected(
    shop: Shop, receiver: Receiver, code: str
) -> None:
    number = trade.take_order(shop, ("A", 1), receiver=receiver, holds=(code,))
    with pytest.raises(Refused) as refused:
        do(shop, orders.release, number)
    assert (refused.value.code, refused.value.details) == ("still_held", {"held": [code]})
    assert do(shop, orders.edit, number, receiver=ZHANG).status == "new"
    assert trade.order(shop, number).receiver == ZHANG


def test_correcting_lifts_only_what_it_mends(shop: Shop) -> None:
    masked = replace(ZHANG, phone="138****8000")
    number = trade.take_order(
        shop, ("A", 1), receiver=masked, holds=("masked_receiver", "refund_requested")
    )
    assert do(shop, orders.edit, number, receiver=ZHANG).status == "on_hold"
    do(shop, orders.settle_holds, shop.read(lambda tx: events.head(tx, Document.ORDER, number)))
    assert trade.order(shop, number).held == ("refund_requested",)


def test_a_correction_says_what_it_changed(shop: Shop) -> None:
    number = trade.take_order(shop, ("A", 1))
    do(shop, orders.edit, number, receiver=replace(ZHANG, detail="文二路1号"), remark="轻放\x1b")
    order = trade.order(shop, number)
    assert (order.receiver.detail, order.remark) == ("文二路1号", "轻放")
    assert (order.events[-1].action, order.events[-1].reason) == ("edit", "detail, remark")


def test_a_parcel_that_is_being_packed_keeps_its_address(shop: Shop) -> None:
    number = _at(shop, "packing")
    with pytest.raises(Refused, match="is not possible now"):
        do(shop, orders.edit, number, receiver=ZHANG)
    do(shop, orders.hold, number)
    with pytest.raises(Refused) as refused:
        do(shop, orders.edit, number, receiver=replace(ZHANG, province="新疆维吾尔自治区"))
    assert refused.value.code == "in_packing"


def _at(shop: Shop, stage: str) -> str:
    """An order of two A that has come so far."""
    number = trade.take_order(shop, ("A", 2))
    if stage != "new":
        do(shop, orders.confirm, number)
    if stage in ("packing", "packed", "labelled"):
        parcel = trade.open_parcel(shop, number)
        if stage != "packing":
            trade.pack(shop, parcel)
        if stage == "labelled":
            trade.label(shop, parcel)
    return number


@pytest.mark.parametrize("is_held", [False, True])
@pytest.mark.parametrize("stage", ["new", "confirmed", "packing", "packed", "labelled"])
def test_cancelling_gives_the_stock_back(shop: Shop, stage: str, *, is_held: bool) -> None:
    number = _at(shop, stage)
    parcels = trade.order(shop, number).parcels
    if is_held:
        do(shop, orders.hold, number)
    assert do(shop, orders.cancel, number, reason="changed her mind").status == "cancelled"
    assert trade.stock_of(shop, "A") == (10, 0)
    order = trade.order(shop, number)
    assert (order.parcels, order.held) == ((), None)
    for parcel in parcels:
        view = trade.parcel(shop, parcel)
        assert (view.status, view.waybill) == ("void", None)


def test_what_has_left_the_house_is_not_cancelled(shop: Shop) -> None:
    number = trade.confirmed(shop, ("A", 2))
    parcel = trade.ship(shop, number)
    with pytest.raises(Refused, match=f"Parcel {parcel} of {number} has been handed over") as no:
        do(shop, orders.cancel, number)
    assert no.value.code == "already_shipped"
    assert trade.stock_of(shop, "A") == (8, 0)


def test_half_an_order_that_has_left_is_not_cancelled(shop: Shop) -> None:
    number = trade.confirmed(shop, ("A", 2))
    first = trade.open_parcel(shop, number)
    second = trade.split_parcel(shop, first, ("A", 1))
    trade.pack(shop, second)
    trade.label(shop, second)
    trade.hand_over(shop, second)
    with pytest.raises(Refused, match="has been handed over"):
        do(shop, orders.cancel, number)
    assert trade.parcel(shop, first).status == "open"
    assert trade.order(shop, number).status == "packing"


def test_cancelling_one_order_of_a_joined_parcel_lets_the_other_wait_again(shop: Shop) -> None:
    kept, held, gone = (trade.confirmed(shop, ("A", 1)) for _ in range(3))
    parcels = [trade.open_parcel(shop, number) for number in (kept, held, gone)]
    trade.join_parcels(shop, *parcels)
    do(shop, orders.hold, held)
    do(shop, orders.cancel, gone)
    assert trade.order(shop, kept).status == "confirmed"
    assert do(shop, orders.release, held).status == "confirmed"
    assert trade.stock_of(shop, "A") == (10, 2)
    trade.ship(shop, kept)
    trade.ship(shop, held)


@pytest.mark.parametrize(("promised", "due"), [(None, 48 + 72), (timedelta(hours=50), 50)])
def test_an_order_that_is_paid_later_is_due_from_its_payment(
    shop: Shop, promised: timedelta | None, due: int
) -> None:
    number = trade.take_order(shop, ("A", 1), paid=False)
    placed = trade.order(shop, number).ordered_at
    if promised:  # by the platform: paying does not change that
        at = to_ms(placed + promised)
        shop.write(lambda tx: tx.run("UPDATE orders SET ship_by = :at", at=at))
    assert isinstance(shop.clock, Clock)
    shop.clock.now += timedelta(hours=72)
    do(shop, orders.pay, number, method="alipay")
    assert trade.order(shop, number).ship_by == placed + timedelta(hours=due)


def test_an_order_that_was_to_be_paid_later_is_paid_once(shop: Shop) -> None:
    number = trade.take_order(shop, ("A", 1), paid=False)
    do(shop, orders.pay, number, method="alipay")
    order = trade.order(shop, number)
    assert order.paid is not None
    assert (order.paid.method, order.status, order.events[-1].reason) == ("alipay", "new", "paid")
    with pytest.raises(Refused) as refusal:
        do(shop, orders.pay, number, method="cash")
    assert refusal.value.code == "already_paid"
    assert trade.order(shop, number) == order


def test_a_discount_is_never_larger_than_the_order(shop: Shop) -> None:
    with pytest.raises(Invalid, match="larger than the order"):
        trade.take_order(shop, ("A", 1), price="5.00", discount=Money(501))


def test_lines_keep_what_they_said_when_they_were_ordered(shop: Shop) -> None:
    number = trade.take_order(shop, ("A", 1), price="7.00")
    shop.write(lambda tx: tx.run("UPDATE skus SET title = 'else', price = 1 WHERE code = 'A'"))
    (line,) = trade.order(shop, number).lines
    assert (line.title, str(line.price)) == ("商品A", "¥7.00")


def test_when_it_really_happened(shop: Shop) -> None:
    assert isinstance(shop.clock, Clock)
    taken = shop.clock()
    number = trade.take_order(shop, ("A", 1))
    shop.clock.advance(days=2)
    shop.clock.now, later = taken, shop.clock.now
    with pytest.raises(Refused) as refused:
        do(shop, orders.confirm, number, at=later)
    assert refused.value.code == "time_in_future"
    shop.clock.now = later
    shop.clock.advance(minutes=-1)
    do(shop, orders.confirm, number, at=shop.clock())
    with pytest.raises(Refused) as refused:
        do(shop, orders.hold, number, at=taken)
    assert refused.value.code == "time_before_last_event"
    assert [event.at for event in trade.order(shop, number).events] == [taken, shop.clock()]


def test_a_clock_that_was_set_back_stops_nobody(shop: Shop) -> None:
    assert isinstance(shop.clock, Clock)
    number = trade.take_order(shop, ("A", 1))
    taken = shop.clock()
    shop.clock.advance(hours=-1)
    do(shop, orders.confirm, number)
    assert trade.order(shop, number).events[-1].at == taken


def test_what_follows_from_another_document_is_never_too_early(shop: Shop) -> None:
    """Yesterday's delivery is noted today, after the order's message went out."""
    assert isinstance(shop.clock, Clock)
    number = trade.confirmed(shop, ("A", 1))
    parcel = trade.ship(shop, number)
    handed_over = shop.clock()
    shop.clock.advance(days=3)
    notify.send_all(shop)
    shop.clock.advance(minutes=5)
    arrived = handed_over.replace(hour=20)
    do(shop, receipts.deliver, parcel, at=arrived)
    order = trade.order(shop, number)
    assert order.status == "delivered"
    times = {row.code: row.completed_at for row in order.plan}
    assert times["receipt.arrive"] == arrived
    assert [event.at for event in order.events] == sorted(event.at for event in order.events)
