"""The plan tables fill in by themselves, and know what is late."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from dropship_tui import i18n
from dropship_tui.models.plan import TASKS, Stage, tasks_of
from dropship_tui.models.types import as_json
from dropship_tui.services import notify, plan, policies, setup
from dropship_tui.services.errors import NotFound
from dropship_tui.services.orders import orders
from dropship_tui.services.packing import packing
from dropship_tui.services.plan import PlanRow
from dropship_tui.services.receipts import receipts
from dropship_tui.services.returns import returns
from dropship_tui.services.work import Shop
from tests import trade
from tests.shop import Clock, add_sku
from tests.trade import do


@pytest.fixture(autouse=True)
def goods(shop: Shop) -> None:
    add_sku(shop, "A", on_hand=20)


@pytest.fixture
def clock(shop: Shop) -> Clock:
    assert isinstance(shop.clock, Clock)
    return shop.clock


def rows(shop: Shop, number: str) -> dict[str, PlanRow]:
    return {row.code: row for row in shop.read(lambda tx: plan.of_order(tx, number))}


def test_an_orders_table_has_every_task_from_the_first_moment(shop: Shop) -> None:
    table = shop.read(lambda tx: plan.of_order(tx, trade.take_order(shop, ("A", 1))))
    wanted = [task.code for task in TASKS if task.stage is not Stage.SETUP]
    assert [row.code for row in table] == wanted
    assert [row.stage for row in table] == [2] * 5 + [3] * 5 + [4] * 4 + [5] * 4
    with pytest.raises(NotFound):
        shop.read(lambda tx: plan.of_order(tx, "X-1"))


def test_what_the_customer_did_has_the_customers_times(shop: Shop, clock: Clock) -> None:
    ordered = clock() - timedelta(days=1)
    number = trade.take_order(shop, ("A", 1), at=ordered)
    table = rows(shop, number)
    stage = [table[task.code] for task in tasks_of(Stage.ORDER)]
    assert {(row.completed_at, row.by) for row in stage} == {(ordered, "张三")}
    unpaid = rows(shop, trade.take_order(shop, ("A", 1), paid=False))
    assert unpaid["order.payment"].completed_at is None


def test_due_times_follow_the_rules(shop: Shop, clock: Clock) -> None:
    """Shipped 48 hours after payment; told 2 hours later; confirmed within 10 days of delivery."""
    paid = clock()
    number = trade.confirmed(shop, ("A", 1))
    due = {code: row.due for code, row in rows(shop, number).items()}
    assert due["fulfil.confirm"] == paid + timedelta(hours=24)
    assert due["fulfil.pack"] == paid + timedelta(hours=44)
    assert due["fulfil.courier"] == paid + timedelta(hours=46)
    assert due["fulfil.ship"] == paid + timedelta(hours=48)
    assert due["fulfil.notify"] is due["receipt.arrive"] is due["receipt.confirm"] is None
    clock.advance(hours=1)
    parcel = trade.ship(shop, number)
    left = clock()
    clock.advance(days=2)
    do(shop, receipts.deliver, parcel)
    due = {code: row.due for code, row in rows(shop, number).items()}
    assert due["fulfil.notify"] == left + timedelta(hours=2)
    assert due["receipt.arrive"] == left + timedelta(days=7)
    assert due["receipt.confirm"] == clock() + timedelta(days=10)
    do(shop, policies.set_policy, "auto_confirm_days", "15")
    assert rows(shop, number)["receipt.confirm"].due == clock() + timedelta(days=15)


def test_what_is_due_and_not_done_is_late(shop: Shop, clock: Clock) -> None:
    number = trade.take_order(shop, ("A", 1))

    def late() -> set[str]:
        return {code for code, row in rows(shop, number).items() if row.is_late(clock())}

    assert late() == set()
    clock.advance(hours=25)
    assert late() == {"fulfil.confirm"}
    do(shop, orders.confirm, number)
    assert late() == set()
    clock.advance(days=2)
    assert late() == {"fulfil.pack", "fulfil.courier", "fulfil.ship"}
    do(shop, orders.cancel, number)
    assert late() == set()


def test_who_did_it(shop: Shop) -> None:
    number = trade.confirmed(shop, ("A", 1))
    parcel = trade.open_parcel(shop, number)
    trade.pack(shop, parcel)
    shop.actor = "zhao"
    trade.label(shop, parcel)
    trade.hand_over(shop, parcel)
    notify.send_all(shop)
    by = {code: row.by for code, row in rows(shop, number).items() if code.startswith("fulfil")}
    assert by == {
        "fulfil.confirm": "li",
        "fulfil.pack": "li",
        "fulfil.courier": "zhao",
        "fulfil.ship": "zhao",
        "fulfil.notify": "zhao",
    }


def test_choosing_a_courier_again_counts_as_the_last_choice(shop: Shop, clock: Clock) -> None:
    number = trade.confirmed(shop, ("A", 1))
    parcel = trade.open_parcel(shop, number)
    do(shop, packing.choose_courier, parcel, "yuantong")
    clock.advance(hours=1)
    do(shop, packing.choose_courier, parcel, "zhongtong")
    assert rows(shop, number)["fulfil.courier"].completed_at == clock()


def test_a_parcel_that_was_taken_apart_counts_no_more(shop: Shop) -> None:
    kept, gone = trade.confirmed(shop, ("A", 1)), trade.confirmed(shop, ("A", 1))
    parcels = [trade.open_parcel(shop, number) for number in (kept, gone)]
    trade.join_parcels(shop, *parcels)
    trade.pack(shop, parcels[0])
    assert rows(shop, kept)["fulfil.pack"].completed_at is not None
    do(shop, orders.cancel, gone)
    assert rows(shop, kept)["fulfil.pack"].completed_at is None


def test_each_case_has_its_own_table(shop: Shop, clock: Clock) -> None:
    number = trade.delivered(shop, ("A", 2))
    one = trade.ask_back(shop, number, ("A", 1))
    do(shop, returns.reject, one)
    clock.advance(hours=1)
    other = trade.ask_back(shop, number, ("A", 1))
    do(shop, returns.approve, other)
    table = [row for row in shop.read(lambda tx: plan.of_order(tx, number)) if row.case]
    assert [(row.case, row.code.partition(".")[2], row.due, row.completed_at) for row in table] == [
        (one, "request", clock() + timedelta(hours=47), clock() - timedelta(hours=1)),
        (one, "parcel", None, None),
        (one, "refund", None, None),
        (one, "resolve", None, None),
        (other, "request", clock() + timedelta(hours=48), clock()),
        (other, "parcel", clock() + timedelta(days=7), None),
        (other, "refund", None, None),
        (other, "resolve", clock() + timedelta(days=15), None),
    ]


def test_the_shops_own_table(shop: Shop, clock: Clock) -> None:
    do(shop, setup.update_task, "setup.prices", due=clock().date())
    table = {row.code: row for row in shop.read(plan.of_shop)}
    assert list(table) == [task.code for task in tasks_of(Stage.SETUP)]
    due = table["setup.prices"].due
    assert due is not None
    assert due.astimezone(UTC) == datetime(2026, 11, 23, 15, 59, 59, tzinfo=UTC)
    assert not table["setup.prices"].is_late(clock())
    clock.advance(hours=15)
    assert table["setup.prices"].is_late(clock())


def test_both_languages(shop: Shop) -> None:
    i18n.use("zh_CN")
    table = rows(shop, trade.take_order(shop, ("A", 1)))
    assert table["fulfil.confirm"].title == "确认订单并生成发货单"


def test_a_row_as_exports_write_it(shop: Shop) -> None:
    row = rows(shop, trade.take_order(shop, ("A", 1)))["order.submit"]
    record = as_json(plan.as_record(row))
    assert record["completed_at"] == "2026-11-23T01:30:00+00:00"
    assert set(record) == {"stage", "code", "title", "description", "due", "completed_at", "by"}
