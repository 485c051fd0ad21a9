"""Returns: asked for within the policy, received, graded, and where each piece goes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest

from dropship_tui.models.checks import Invalid
from dropship_tui.models.returns import GradedLine, ReturnLine
from dropship_tui.models.stock import Place
from dropship_tui.services import policies
from dropship_tui.services.errors import NotFound, Refused, WrongUsage
from dropship_tui.services.goods import stock
from dropship_tui.services.orders import orders
from dropship_tui.services.receipts import receipts
from dropship_tui.services.returns import returns
from dropship_tui.services.returns.return_queries import case_rows, count_cases, list_cases
from dropship_tui.services.work import Shop
from tests import trade
from tests.shop import Clock, add_sku
from tests.trade import do


@pytest.fixture(autouse=True)
def goods(shop: Shop) -> Iterator[None]:
    """Twenty A and B; whatever a test does, every invariant holds afterwards."""
    add_sku(shop, "A", on_hand=20)
    add_sku(shop, "B", on_hand=20)
    yield
    assert trade.broken(shop) == {}


@pytest.fixture
def clock(shop: Shop) -> Clock:
    assert isinstance(shop.clock, Clock)
    return shop.clock


@pytest.fixture
def number(shop: Shop) -> str:
    """A delivered order of three A and one B."""
    return trade.delivered(shop, ("A", 3), ("B", 1))


def refusal(shop: Shop, *work: Any, **said: Any) -> Refused:
    with pytest.raises(Refused) as refused:
        do(shop, *work, **said)
    return refused.value


def places(shop: Shop, sku: str) -> dict[str, int]:
    """Where the pieces of the SKU are, but for the supplier's."""
    rows = shop.read(
        lambda tx: tx.all(
            "SELECT place, sum(n) AS n FROM (SELECT target AS place, quantity AS n, sku_id"
            " FROM stock_moves UNION ALL SELECT source, -quantity, sku_id FROM stock_moves)"
            " JOIN skus s ON s.id = sku_id WHERE s.code = :sku GROUP BY place",
            sku=sku,
        )
    )
    return {row["place"]: row["n"] for row in rows if row["n"] and row["place"] != Place.SUPPLIER}


GRADES = {
    "good": ({"shelf": 18, "customer": 2}, 1, 10),
    "opened": ({"shelf": 17, "customer": 2, "scrap": 1}, 1, 10),
    "damaged": ({"shelf": 17, "customer": 2, "scrap": 1}, 1, 10),
    "wrong": ({"shelf": 17, "customer": 3}, 0, 0),
    "missing": ({"shelf": 17, "customer": 3}, 0, 0),
}


@pytest.mark.parametrize("grade", GRADES)
def test_each_piece_goes_where_its_grade_belongs(shop: Shop, number: str, grade: str) -> None:
    where, returned, yuan = GRADES[grade]
    case = trade.ask_back(shop, number, ("A", 1))
    do(shop, returns.approve, case)
    do(shop, returns.receive, case)
    assert places(shop, "A") == {"shelf": 17, "customer": 2, "quarantine": 1}
    trade.inspect(shop, case, ("A", 1, grade))
    assert places(shop, "A") == where
    assert trade.order(shop, number).lines[0].returned == returned
    assert trade.case(shop, case).lines[0]["grades"] == {grade: 1}
    assert trade.case(shop, case).refundable.minor == 100 * yuan


def test_a_shop_may_sell_opened_goods_again(shop: Shop, number: str) -> None:
    do(shop, policies.set_policy, "opened_to_shelf", "1")
    trade.inspected(shop, trade.ask_back(shop, number, ("A", 1)), ("A", 1, "opened"))
    assert places(shop, "A") == {"shelf": 18, "customer": 2}


def test_every_grade_in_one_parcel(shop: Shop) -> None:
    number = trade.delivered(shop, ("A", 3), ("B", 2), ("A", 4))
    case = trade.ask_back(shop, number, ("A", 6), ("B", 1))
    trade.inspected(
        shop,
        case,
        ("A", 2, "good"),
        ("A", 1, "opened"),
        ("A", 1, "damaged"),
        ("A", 1, "wrong"),
        ("A", 1, "missing"),
        ("B", 1, "good"),
    )
    assert places(shop, "A") == {"shelf": 15, "customer": 3, "scrap": 2}
    lines = trade.order(shop, number).lines
    assert sum(line.returned for line in lines if line.sku == "A") == 4
    assert trade.case(shop, case).refundable.minor == 5000


@pytest.mark.parametrize(
    "graded",
    [
        [("A", 1, "good")],
        [("A", 3, "good")],
        [("A", 2, "good"), ("B", 1, "good")],
        [],
    ],
)
def test_what_came_back_is_graded_exactly(
    shop: Shop, number: str, graded: list[tuple[str, int, str]]
) -> None:
    case = trade.ask_back(shop, number, ("A", 2))
    do(shop, returns.approve, case)
    do(shop, returns.receive, case)
    lines = [GradedLine(*piece) for piece in graded]
    assert refusal(shop, returns.inspect, case, lines).code == "not_all_graded"
    assert trade.case(shop, case).status == "received"


def test_a_grade_is_one_of_five_and_a_quantity_one_piece_or_more(shop: Shop) -> None:
    with pytest.raises(WrongUsage, match="good, opened, damaged, wrong, missing"):
        do(shop, returns.inspect, "R-1", [GradedLine("A", 1, "dusty")])
    with pytest.raises(Invalid):
        GradedLine("A", 0, "good")


def test_no_more_comes_back_than_was_shipped(shop: Shop, number: str) -> None:
    trade.ask_back(shop, number, ("A", 2))
    for lines in ([("A", 2)], [("A", 1), ("A", 1)], [("B", 2)], [("C", 1)]):
        with pytest.raises(Refused) as refused:
            trade.ask_back(shop, number, *lines)
        assert refused.value.code in ("too_many", "not_found")
    with pytest.raises(WrongUsage, match="Say which goods"):
        trade.ask_back(shop, number)
    trade.ask_back(shop, number, ("A", 1), ("B", 1))


def test_what_was_rejected_or_withdrawn_can_be_asked_for_again(shop: Shop, number: str) -> None:
    do(shop, returns.reject, trade.ask_back(shop, number, ("A", 3)), reason="used")
    withdrawn = trade.ask_back(shop, number, ("A", 3))
    do(shop, returns.approve, withdrawn)
    do(shop, returns.withdraw, withdrawn)
    assert trade.case(shop, withdrawn).outcome == "withdrawn"
    trade.ask_back(shop, number, ("A", 3))


@pytest.mark.parametrize("stage", ["new", "confirmed", "shipped", "cancelled"])
def test_only_what_arrived_can_come_back(shop: Shop, stage: str) -> None:
    number = trade.take_order(shop, ("A", 1))
    if stage in ("confirmed", "shipped"):
        do(shop, orders.confirm, number)
    if stage == "shipped":
        trade.ship(shop, number)
    if stage == "cancelled":
        do(shop, orders.cancel, number)
    with pytest.raises(Refused) as refused:
        trade.ask_back(shop, number, ("A", 1))
    assert refused.value.code == "not_delivered"


def test_seven_civil_days_of_the_shop_from_the_day_after_delivery(shop: Shop, clock: Clock) -> None:
    """Delivered at 23:50 on the 23rd in Shanghai: the 30th is the last day, to its last minute."""
    clock.now = datetime(2026, 11, 23, 23, 50, tzinfo=clock.now.tzinfo)
    number = trade.delivered(shop, ("A", 3))
    clock.now = datetime(2026, 11, 30, 23, 59, 59, tzinfo=clock.now.tzinfo)
    case = trade.ask_back(shop, number, ("A", 1))
    policy = trade.case(shop, case).policy
    assert (policy.verdict, policy.rule, policy.deadline, policy.freight_payer) == (
        "allow",
        "taobao-7d",
        "2026-11-30",
        "customer",
    )
    clock.advance(seconds=1)
    with pytest.raises(Refused) as refused:
        trade.ask_back(shop, number, ("A", 1))
    assert refused.value.code == "policy"
    assert refused.value.details == {"rule": "taobao-7d", "deadline": "2026-11-30"}
    fault = trade.case(shop, trade.ask_back(shop, number, ("A", 1), reason="damaged"))
    assert (fault.policy.rule, fault.policy.deadline) == ("defect-30d", "2026-12-23")
    assert fault.policy.freight_payer == "supplier"
    late = trade.case(shop, trade.ask_back(shop, number, ("A", 1), override="a good customer"))
    assert (late.policy.verdict, late.override) == ("refuse", "a good customer")


def test_days_are_the_shops_wherever_it_is(shop: Shop, clock: Clock) -> None:
    """The same moment is the 23rd in New York: one day more."""
    do(shop, policies.set_policy, "zone", "America/New_York")
    clock.now = datetime(2026, 11, 24, 9, 0, tzinfo=clock.now.tzinfo)
    case = trade.ask_back(shop, trade.delivered(shop, ("A", 1)), ("A", 1))
    assert trade.case(shop, case).policy.deadline == "2026-11-30"
    with pytest.raises(Invalid):
        do(shop, policies.set_policy, "zone", "Moon/Base")


def test_a_request_is_not_older_than_the_delivery(shop: Shop, clock: Clock) -> None:
    clock.advance(days=1)
    number = trade.delivered(shop, ("A", 1))
    with pytest.raises(Refused) as refused:
        do(
            shop,
            returns.request,
            number,
            kind="return",
            reason="size",
            lines=[ReturnLine("A", 1)],
            at=clock() - timedelta(hours=1),
        )
    assert refused.value.code == "time_before_last_event"


def test_the_goods_come_back_by_their_waybill(shop: Shop, number: str) -> None:
    case = trade.ask_back(shop, number, ("A", 1))
    do(shop, returns.approve, case)
    do(shop, returns.note_waybill, case, "yt 1234567890123")
    view = trade.case(shop, case)
    assert (view.status, view.waybill, view.courier) == (
        "in_transit",
        "YT1234567890123",
        "yuantong",
    )
    received = do(shop, returns.receive_waybill, "YT1234567890123")
    assert not isinstance(received, str)
    assert (received.number, received.status) == (case, "received")


def test_a_parcel_that_nobody_announced_waits_for_its_case(shop: Shop, number: str) -> None:
    unclaimed = do(shop, returns.receive_waybill, "YT9999999999999")
    assert isinstance(unclaimed, str)
    assert unclaimed.startswith("U-")
    assert do(shop, returns.receive_waybill, "YT9999999999999") == unclaimed
    case = trade.ask_back(shop, number, ("A", 1))
    assert refusal(shop, returns.claim, unclaimed, case).code == "illegal_transition"
    do(shop, returns.approve, case)
    assert do(shop, returns.claim, unclaimed, case).status == "received"
    assert trade.case(shop, case).waybill == "YT9999999999999"
    with pytest.raises(NotFound):
        do(shop, returns.claim, unclaimed, case)


@pytest.mark.parametrize("scanned", ["", "  ", "---"])
def test_what_is_no_number_receives_nobodys_case(shop: Shop, number: str, scanned: str) -> None:
    case = trade.ask_back(shop, number, ("A", 1))
    do(shop, returns.approve, case)
    with pytest.raises(WrongUsage):
        do(shop, returns.receive_waybill, scanned)
    assert trade.case(shop, case).status == "approved"


def test_a_waybill_that_may_be_several_couriers_names_none(shop: Shop, number: str) -> None:
    case = trade.ask_back(shop, number, ("A", 1))
    do(shop, returns.approve, case)
    do(shop, returns.note_waybill, case, "123456789012")
    assert trade.case(shop, case).courier == ""


def test_a_refund_only_sends_nothing_back(shop: Shop, number: str) -> None:
    case = trade.ask_back(shop, number, ("A", 1), kind="refund_only", reason="missing")
    do(shop, returns.approve, case)
    assert refusal(shop, returns.receive, case).code == "illegal_transition"
    assert refusal(shop, returns.note_waybill, case, "YT1").code == "illegal_transition"
    do(shop, returns.refund, case, trade.case(shop, case).refundable)
    do(shop, returns.close, case, "refunded")
    assert places(shop, "A") == {"shelf": 17, "customer": 3}
    assert trade.order(shop, number).lines[0].returned == 0


def test_it_is_somebodys_turn(shop: Shop, number: str, clock: Clock) -> None:
    def turn() -> tuple[str, timedelta]:
        ((_cursor, row),) = shop.read(case_rows)
        return row.waiting_for, row.due_at - clock()

    case = trade.ask_back(shop, number, ("A", 1))
    assert turn() == ("us", timedelta(days=2))
    do(shop, returns.approve, case)
    assert turn() == ("customer", timedelta(days=7))
    do(shop, returns.message, case, "请寄回", sender="us")
    do(shop, returns.message, case, "寄了\x1b[2J", sender="customer")
    assert turn()[0] == "us"
    do(shop, returns.note_waybill, case, "YT1234567890123")
    assert turn()[0] == "customer"
    do(shop, returns.receive, case)
    assert turn() == ("us", timedelta(days=7))
    trade.inspect(shop, case, ("A", 1, "good"))
    do(shop, returns.refund, case, trade.case(shop, case).refundable)
    assert turn()[0] == ""
    do(shop, returns.message, case, "还没收到", sender="customer")
    assert turn()[0] == "us"
    do(shop, returns.close, case, "refunded")
    assert turn()[0] == ""
    view = trade.case(shop, case)
    assert [(m.sender, m.body) for m in view.messages] == [
        ("us", "请寄回"),
        ("customer", "寄了[2J"),
        ("customer", "还没收到"),
    ]
    with pytest.raises(WrongUsage):
        do(shop, returns.message, case, "?", sender="fate")


def test_a_matter_ends_once_and_in_a_known_way(shop: Shop, number: str) -> None:
    case = trade.ask_back(shop, number, ("A", 1))
    with pytest.raises(WrongUsage):
        do(shop, returns.close, case, "happily")
    assert refusal(shop, returns.close, case, "settled").code == "illegal_transition"
    assert trade.case(shop, case).outcome == ""
    trade.inspected(shop, case, ("A", 1, "good"))
    do(shop, returns.close, case, "settled")
    assert refusal(shop, returns.message, case, "one more thing").code == "illegal_transition"


@pytest.mark.parametrize("kind", ["exchange", "reship", "intercept", "swap"])
def test_kinds_that_we_do_not_do(shop: Shop, number: str, kind: str) -> None:
    with pytest.raises(WrongUsage, match="Possible: return, refund_only"):
        trade.ask_back(shop, number, ("A", 1), kind=kind)


def test_goods_that_came_back_are_sold_again(shop: Shop) -> None:
    do(shop, stock.adjust, "B", -20, reason="count")
    do(shop, stock.receive, "B", 1)
    number = trade.delivered(shop, ("B", 1))
    trade.inspected(shop, trade.ask_back(shop, number, ("B", 1)), ("B", 1, "good"))
    again = trade.delivered(shop, ("B", 1))
    do(shop, receipts.confirm, again)
    assert places(shop, "B") == {"customer": 1, "adjustment": 20}


def test_lists_show_whose_turn_it_is(shop: Shop, number: str, clock: Clock) -> None:
    ours = trade.ask_back(shop, number, ("A", 1))
    clock.advance(hours=1)
    theirs = trade.ask_back(shop, number, ("A", 1))
    do(shop, returns.approve, theirs)
    over = trade.ask_back(shop, number, ("B", 1))
    do(shop, returns.reject, over)

    def cases(**filters: Any) -> list[str]:
        return [row.case for row in shop.read(lambda tx: list_cases(tx, **filters)).items]

    assert cases(waiting="us") == [ours]
    assert cases(waiting="customer") == [theirs]
    assert cases(status="rejected") == [over]
    assert cases() == [theirs, over, ours]
    filters: list[dict[str, Any]] = [{}, {"status": "approved"}, {"waiting": "us"}]
    counts = [shop.read(partial(count_cases, **each)) for each in filters]
    assert counts == [3, 1, 1]
    page = shop.read(lambda tx: list_cases(tx, limit=2))
    assert page.next is not None
    rest = shop.read(lambda tx: list_cases(tx, limit=2, after=page.next))
    assert ([row.case for row in rest.items], rest.next) == ([ours], None)
