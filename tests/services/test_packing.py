"""Parcels: opened, weighed, given to a courier, labelled, handed over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from dropship_tui.models.checks import Invalid
from dropship_tui.models.couriers import RateCard, RateRow
from dropship_tui.services import notify, policies
from dropship_tui.services.couriers import couriers
from dropship_tui.services.couriers.rates import RateSheet
from dropship_tui.services.errors import NotFound, Refused
from dropship_tui.services.orders import orders
from dropship_tui.services.packing import handover, packing, packing_queries
from dropship_tui.services.work import Shop
from tests import trade
from tests.shop import add_sku
from tests.trade import ZHANG, do


@pytest.fixture(autouse=True)
def goods(shop: Shop) -> Iterator[None]:
    """Twenty A, ten B; whatever a test does, every invariant holds afterwards."""
    add_sku(shop, "A", on_hand=20)
    add_sku(shop, "B", on_hand=10)
    yield
    assert trade.broken(shop) == {}


@pytest.fixture
def packed(shop: Shop) -> str:
    """A parcel that waits for its waybill."""
    parcel = trade.open_parcel(shop, trade.confirmed(shop, ("A", 1)))
    trade.pack(shop, parcel)
    return parcel


def rates(shop: Shop, courier: str, yuan: int, *provinces: str) -> None:
    """A rate card with one price."""
    rows = tuple(
        RateRow(province, service="标快", first_grams=1000, first=yuan * 10_000, step=10_000)
        for province in provinces
    )
    do(shop, couriers.book_rates, RateSheet(RateCard(courier, rows), ()))


def refusal(shop: Shop, *work: Any, **said: Any) -> str:
    """The code with which something is refused."""
    with pytest.raises(Refused) as refused:
        do(shop, *work, **said)
    return refused.value.code


def test_a_parcel_holds_what_was_ordered(shop: Shop) -> None:
    number = trade.confirmed(shop, ("A", 2), ("B", 1))
    view = trade.parcel(shop, trade.open_parcel(shop, number))
    assert [(line.sku, line.quantity, line.scanned) for line in view.lines] == [
        ("A", 2, 0),
        ("B", 1, 0),
    ]
    assert (view.orders, view.province, view.city, view.pieces) == (
        (number,),
        "浙江省",
        "杭州市",
        3,
    )
    assert trade.order(shop, number).status == "packing"
    assert trade.order(shop, number).parcels == (view.parcel,)


@pytest.mark.parametrize("stage", ["new", "on_hold", "cancelled", "packing"])
def test_only_confirmed_orders_are_packed(shop: Shop, stage: str) -> None:
    number = trade.take_order(shop, ("A", 1))
    if stage == "packing":
        do(shop, orders.confirm, number)
        trade.open_parcel(shop, number)
    elif stage != "new":
        do(shop, orders.hold if stage == "on_hold" else orders.cancel, number)
    assert refusal(shop, packing.open_parcel, number) == "illegal_transition"


def test_a_weight_is_one_that_a_parcel_can_have(shop: Shop, packed: str) -> None:
    do(shop, packing.weigh, packed, 640)
    assert trade.parcel(shop, packed).grams == 640
    for grams in (0, -5, 100_001):
        with pytest.raises(Invalid):
            do(shop, packing.weigh, packed, grams)


def test_the_cheapest_courier_that_goes_there_is_proposed(shop: Shop, packed: str) -> None:
    rates(shop, "yuantong", 5, "浙江省", "新疆维吾尔自治区")
    rates(shop, "zhongtong", 4, "浙江省")
    rates(shop, "shentong", 3, "广东省")
    do(shop, packing.choose_courier, packed)
    view = trade.parcel(shop, packed)
    assert (view.courier, view.service, str(view.quoted)) == ("zhongtong", "标快", "¥4.00")
    do(shop, packing.choose_courier, packed, "圆通")
    view = trade.parcel(shop, packed)
    assert (view.courier, str(view.quoted)) == ("yuantong", "¥5.00")


def test_nobody_goes_there(shop: Shop, packed: str) -> None:
    rates(shop, "yuantong", 5, "广东省")
    assert refusal(shop, packing.choose_courier, packed) == "no_service"
    do(shop, packing.choose_courier, packed, "yuantong")
    view = trade.parcel(shop, packed)
    assert (view.courier, view.quoted) == ("yuantong", None)


def test_a_parcel_abroad_has_no_quotes_and_takes_the_courier_that_is_named(shop: Shop) -> None:
    abroad = replace(ZHANG, country="US", province="", city="Springfield", detail="1 Main St")
    parcel = trade.open_parcel(shop, trade.confirmed(shop, ("A", 1), receiver=abroad))
    assert refusal(shop, packing.choose_courier, parcel) == "no_service"
    do(shop, packing.choose_courier, parcel, "dhl")
    assert trade.parcel(shop, parcel).courier == "dhl"


def test_a_waybill_says_whose_it_is_and_stamps_the_choice_of_courier(
    shop: Shop, packed: str
) -> None:
    do(shop, packing.assign_waybill, packed, " yt1234567890123 ")
    view = trade.parcel(shop, packed)
    assert (view.status, view.courier, view.waybill) == ("labelled", "yuantong", "YT1234567890123")
    (order,) = view.orders
    done = {row.code for row in trade.order(shop, order).plan if row.completed_at}
    assert {"fulfil.pack", "fulfil.courier"} <= done
    assert "fulfil.ship" not in done


@pytest.mark.parametrize(
    ("waybill", "courier", "code"),
    [
        ("HELLO", "", "waybill_invalid"),
        ("", "yuantong", "waybill_invalid"),
        ("12", "yuantong", "waybill_invalid"),
        ("1Z999AA10123456785", "ups", "waybill_invalid"),  # its check digit is 4
        ("RB123456786CN", "", "waybill_invalid"),  # its check digit is 5
        ("7712345678901", "", "courier_ambiguous"),
        ("YT1234567890123", "shunfeng express", "not_found"),
    ],
)
def test_what_is_no_waybill(shop: Shop, packed: str, waybill: str, courier: str, code: str) -> None:
    assert refusal(shop, packing.assign_waybill, packed, waybill, courier) == code
    assert trade.parcel(shop, packed).status == "packed"


def test_the_courier_that_was_chosen_breaks_ties_and_refuses_others(
    shop: Shop, packed: str
) -> None:
    do(shop, packing.choose_courier, packed, "yunda")
    assert refusal(shop, packing.assign_waybill, packed, "YT1234567890123") == "waybill_invalid"
    do(shop, packing.assign_waybill, packed, "4312345678901")
    assert trade.parcel(shop, packed).courier == "yunda"


def test_who_names_the_courier_knows_better(shop: Shop, packed: str) -> None:
    do(shop, packing.assign_waybill, packed, "BENDIWULIU2026", "jd")
    view = trade.parcel(shop, packed)
    assert (view.courier, view.waybill) == ("jd", "BENDIWULIU2026")


def test_a_waybill_is_on_one_parcel_for_ever(shop: Shop, packed: str) -> None:
    waybill = trade.label(shop, packed)
    other = trade.open_parcel(shop, trade.confirmed(shop, ("B", 1)))
    trade.pack(shop, other)
    with pytest.raises(Refused, match=f"{waybill} is already on parcel {packed}"):
        do(shop, packing.assign_waybill, other, waybill)
    do(shop, packing.void_waybill, packed, "torn")
    assert trade.parcel(shop, packed).waybill is None
    assert trade.parcel(shop, packed).events[-1].reason == "torn"
    for parcel in (other, packed):
        assert refusal(shop, packing.assign_waybill, parcel, waybill) == "waybill_duplicate"
    trade.label(shop, packed)


def test_a_waybill_of_the_pool_is_taken_from_it(shop: Shop, packed: str) -> None:
    waybill = trade.yuantong()
    do(shop, couriers.add_waybills, "yuantong", [waybill, trade.yuantong()])
    trade.label(shop, packed, waybill)
    left = {row.code: row.waybills_left for row in shop.read(couriers.list_couriers)}
    assert left["yuantong"] == 1


def test_no_waybill_before_the_goods_are_in(shop: Shop) -> None:
    parcel = trade.open_parcel(shop, trade.confirmed(shop, ("A", 1)))
    code = refusal(shop, packing.assign_waybill, parcel, trade.yuantong())
    assert code == "illegal_transition"


def test_a_shop_may_ask_for_the_scales_first(shop: Shop, packed: str) -> None:
    do(shop, policies.set_policy, "require_weight", "1")
    assert refusal(shop, packing.assign_waybill, packed, trade.yuantong()) == "weigh_first"
    do(shop, packing.weigh, packed, 300)
    trade.label(shop, packed)


def test_a_held_order_is_not_labelled_and_does_not_leave(shop: Shop, packed: str) -> None:
    (number,) = trade.parcel(shop, packed).orders
    do(shop, orders.hold, number)
    assert refusal(shop, packing.assign_waybill, packed, trade.yuantong()) == "order_held"
    do(shop, orders.release, number)
    trade.label(shop, packed)
    do(shop, orders.hold, number)
    manifest, outcome = handover.hand_over_all(shop, "yuantong")
    assert [refused.code for refused in outcome.refused] == ["order_held"]
    assert manifest
    assert trade.parcel(shop, packed).status == "labelled"
    do(shop, orders.release, number)
    trade.hand_over(shop, packed)


def test_the_van_takes_what_is_its_own(shop: Shop) -> None:
    parcels = []
    for _ in range(3):
        parcels.append(trade.open_parcel(shop, trade.confirmed(shop, ("A", 1))))
        trade.pack(shop, parcels[-1])
    trade.label(shop, parcels[0])
    trade.label(shop, parcels[1])
    do(shop, packing.assign_waybill, parcels[2], "SF1234567890123")
    assert shop.read(handover.waiting) == [("yuantong", "圆通速递", 2), ("shunfeng", "顺丰速运", 1)]
    manifest, outcome = handover.hand_over_all(shop, "圆通")
    assert [row["number"] for row in outcome.done] == parcels[:2]
    assert trade.stock_of(shop, "A") == (18, 1)
    assert handover.hand_over_all(shop, "圆通") == (None, type(outcome)())
    with pytest.raises(NotFound, match="no manifest"):
        do(shop, handover.hand_over, parcels[2], manifest)
    assert trade.parcel(shop, parcels[2]).status == "labelled"


def test_a_parcel_leaves_once(shop: Shop, packed: str) -> None:
    trade.label(shop, packed)
    trade.hand_over(shop, packed)
    manifest = do(shop, handover.open_manifest, "yuantong")
    assert refusal(shop, handover.hand_over, packed, manifest) == "illegal_transition"
    assert trade.stock_of(shop, "A") == (19, 0)
    assert refusal(shop, packing.void_waybill, packed, "late") == "illegal_transition"


def test_an_order_in_two_parcels_is_shipped_with_the_second(shop: Shop) -> None:
    number = trade.confirmed(shop, ("A", 2), ("B", 1))
    first = trade.open_parcel(shop, number)
    second = trade.split_parcel(shop, first, ("A", 1), ("B", 1))
    for parcel in (first, second):
        trade.pack(shop, parcel)
    waybills = [trade.label(shop, parcel) for parcel in (first, second)]
    done = {row.code for row in trade.order(shop, number).plan if row.completed_at}
    assert "fulfil.pack" in done
    trade.hand_over(shop, first)
    assert trade.order(shop, number).status == "packing"
    assert [line.shipped for line in trade.order(shop, number).lines] == [1, 0]
    assert shop.read(lambda tx: notify.list_messages(tx)).items == ()
    trade.hand_over(shop, second)
    assert trade.order(shop, number).status == "shipped"
    (message,) = shop.read(lambda tx: notify.list_messages(tx)).items
    assert all(waybill in message.body for waybill in waybills)


def test_packing_is_done_when_every_parcel_is(shop: Shop) -> None:
    number = trade.confirmed(shop, ("A", 2))
    first = trade.open_parcel(shop, number)
    second = trade.split_parcel(shop, first, ("A", 1))
    for parcel, is_done in ((first, False), (second, True)):
        trade.pack(shop, parcel)
        done = {row.code for row in trade.order(shop, number).plan if row.completed_at}
        assert ("fulfil.pack" in done) is is_done


def test_a_parcel_of_two_orders_ships_both(shop: Shop) -> None:
    numbers = [trade.confirmed(shop, ("A", 1)), trade.confirmed(shop, ("A", 2), ("B", 1))]
    parcels = [trade.open_parcel(shop, number) for number in numbers]
    trade.join_parcels(shop, *parcels)
    trade.pack(shop, parcels[0])
    waybill = trade.label(shop, parcels[0])
    trade.hand_over(shop, parcels[0])
    assert {trade.order(shop, number).status for number in numbers} == {"shipped"}
    bodies = [m.body for m in shop.read(lambda tx: notify.list_messages(tx)).items]
    assert len(bodies) == 2
    assert all(waybill in body for body in bodies)
    assert trade.stock_of(shop, "A") == (17, 0)


def test_lists_show_what_is_urgent_first(shop: Shop) -> None:
    numbers = [trade.confirmed(shop, ("A", 1)) for _ in range(3)]
    shop.write(
        lambda tx: tx.run(
            "UPDATE orders SET ship_by = ship_by - 1000 WHERE number = :n", n=numbers[2]
        )
    )
    parcels = [trade.open_parcel(shop, number) for number in numbers]
    page = shop.read(lambda tx: packing_queries.list_parcels(tx, status="open", limit=2))
    assert [row.parcel for row in page.items] == [parcels[2], parcels[0]]
    rest = shop.read(
        lambda tx: packing_queries.list_parcels(tx, status="open", after=page.next, limit=2)
    )
    assert ([row.parcel for row in rest.items], rest.next) == ([parcels[1]], None)
    every = shop.read(packing_queries.list_parcels).items
    assert [row.parcel for row in every] == [parcels[1], parcels[0], parcels[2]]
