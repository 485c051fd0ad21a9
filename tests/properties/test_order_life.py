"""Whole lives of orders, in any order of deeds: the shop and a few plain numbers always agree.

The right next step and the wrong one are tried alike; what must be refused is refused with its
code and changes nothing.
"""

from __future__ import annotations

import csv
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from dropship_tui.models.address import Receiver
from dropship_tui.models.lifecycle import Document
from dropship_tui.models.money import NOTHING, Money
from dropship_tui.models.receipts import TrackingState
from dropship_tui.models.returns import GradedLine, ReturnLine
from dropship_tui.services.errors import Refused
from dropship_tui.services.events import head
from dropship_tui.services.goods import stock
from dropship_tui.services.importers.orders import Request, import_file
from dropship_tui.services.orders import orders
from dropship_tui.services.packing import bench, handover, packing
from dropship_tui.services.receipts import receipts, tracking
from dropship_tui.services.returns import returns
from dropship_tui.services.work import Tx
from tests import trade
from tests.properties.shop_model import (
    ARRIVED,
    DISCOUNT,
    FREIGHT,
    IN_THE_HOUSE,
    NO,
    ON_THE_WAY,
    Case,
    Model,
    Order,
    Parcel,
)
from tests.shop import Clock, add_sku, make_shop

T = TypeVar("T")

SKUS = ("CUP", "BOWL")
HEADER = ("订单号", "收件人", "手机号", "收货地址", "商家编码", "数量", "单价", "付款时间")
PLACE = "浙江省杭州市余杭区文一西路969号"
STATION = "bench-1"

any_of = st.integers(0, 10_000)
"""Which document: the rest of dividing by how many there are."""
goods = st.dictionaries(st.sampled_from(SKUS), st.integers(1, 3), min_size=1).map(Counter)
grades = st.sampled_from(["good", "damaged", "missing"])
hold_reasons = st.sampled_from([("manual", "manual"), ("stock", "out_of_stock")])
NEWS: dict[str, tuple[tuple[str, ...], str]] = {
    "in_transit": (("handed_over", "exception"), "in_transit"),
    "delivery_failed": (("handed_over", "in_transit"), "exception"),
    "delivered": (ON_THE_WAY, "delivered"),
    "return_to_sender": (ON_THE_WAY, "returned_to_sender"),
}
"""What couriers say: where it moves a parcel from, and to."""

has_orders = precondition(lambda self: self.model.orders)
has_parcels = precondition(lambda self: self.model.parcels)
has_cases = precondition(lambda self: self.model.cases)


def pick(docs: list[T], which: int) -> T:
    return docs[which % len(docs)]


def neighbour(n: int) -> Receiver:
    """Somebody in the same house."""
    return replace(trade.ZHANG, name=f"张{chr(0x4E00 + n)}", phone=f"1380013{n:04}")


class OrderLife(RuleBasedStateMachine):
    """A shop, and the numbers that know better."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.shop = make_shop(Path(self.folder.name))
        self.model = Model(SKUS)
        self.files: list[Path] = []
        self.waybills: list[str] = []
        for sku in SKUS:
            add_sku(self.shop, sku)

    def teardown(self) -> None:
        try:
            assert trade.broken(self.shop) == {}
            events = self.shop.read(
                lambda tx: tx.value("SELECT count(*) FROM events WHERE document <> 'task'")
            )
            assert events == sum(doc.events for doc in self.model.docs)
        finally:
            self.shop.db.close()
            self.folder.cleanup()

    def do(self, refusal: str, service: Callable[..., T], *args: Any, **named: Any) -> T | None:
        """One deed, a minute after the last one; None when it is refused, as it must be."""
        assert isinstance(self.shop.clock, Clock)
        self.shop.clock.advance(minutes=1)
        if not refusal:
            return trade.do(self.shop, service, *args, **named)
        with pytest.raises(Refused) as refused:
            trade.do(self.shop, service, *args, **named)
        assert refused.value.code == refusal
        return None

    @initialize(
        lives=st.lists(
            st.tuples(goods, st.booleans(), st.sampled_from([1, 3, 5, 7, 9, 10, 11])),
            min_size=1,
            max_size=3,
        ),
        data=st.data(),
    )
    def some_years_later(
        self, lives: list[tuple[Counter[str], bool, int]], data: st.DataObject
    ) -> None:
        """The shop is in the middle of its work, with a few pieces left of each SKU."""
        for sku in SKUS:
            self.buy(sku, 10)
        for lines, is_dear, steps in lives:
            self.take_down(lines, is_paid=True, is_dear=is_dear)
            self.go_on(-1, steps, data)

    @rule(sku=st.sampled_from(SKUS), n=st.integers(1, 5))
    def buy(self, sku: str, n: int) -> None:
        self.do("", stock.receive, sku, n)
        self.model.receive_goods(sku, n)

    @rule(lines=goods, is_paid=st.booleans(), is_dear=st.booleans())
    def take_down(self, lines: Counter[str], *, is_paid: bool, is_dear: bool) -> None:
        number = trade.take_order(
            self.shop,
            *lines.items(),
            receiver=neighbour(len(self.model.orders)),
            paid=is_paid,
            freight=Money(FREIGHT) if is_dear else NOTHING,
            discount=Money(DISCOUNT) if is_dear else NOTHING,
        )
        self.model.orders.append(
            Order(
                number,
                "new",
                lines=lines,
                is_paid=is_paid,
                freight=FREIGHT * is_dear,
                discount=DISCOUNT * is_dear,
            )
        )

    @rule(sheet=st.lists(st.tuples(goods, st.booleans()), min_size=1, max_size=2))
    def import_a_file(self, sheet: list[tuple[Counter[str], bool]]) -> None:
        path = self.shop.home / f"orders-{len(self.files)}.csv"
        made: list[tuple[str, Counter[str], bool]] = []
        with path.open("w", encoding="utf-8", newline="") as file:
            table = csv.writer(file)
            table.writerow(HEADER)
            for lines, is_masked in sheet:
                n = len(self.model.orders) + len(made)
                receiver = neighbour(n)
                phone = "138****1234" if is_masked else receiver.phone
                who = (f"N{n}", receiver.name, phone, PLACE)
                for sku, quantity in lines.items():
                    table.writerow((*who, sku, quantity, "10.00", "2026-11-22 10:00"))
                made.append((f"N{n}", lines, is_masked))
        answer = import_file(self.shop, Request(path))
        assert (answer.counts.imported, answer.orders) == (answer.counts.rows, len(made))
        self.files.append(path)
        numbers = self.shop.read(lambda tx: tx.all("SELECT external_no, number FROM orders"))
        number_of = {row["external_no"]: row["number"] for row in numbers}
        for external_no, lines, is_masked in made:
            order = Order(number_of[external_no], "new", lines=lines, is_imported=True)
            if is_masked:
                order.hold("masked_receiver")
            self.model.orders.append(order)

    @precondition(lambda self: self.files)
    @rule(which=any_of)
    def import_a_file_again(self, which: int) -> None:
        """Whatever has become of its orders since: the file is no news."""
        answer = import_file(self.shop, Request(pick(self.files, which)))
        assert answer.counts.duplicate == answer.counts.rows

    @has_orders
    @rule(which=any_of)
    def confirm(self, which: int) -> None:
        order = pick(self.model.orders, which)
        refusal = self.model.refuses_confirm(order)
        if self.do(refusal, orders.confirm, order.number):
            self.model.confirm(order)

    @has_orders
    @rule(which=any_of, reason=hold_reasons)
    def hold(self, which: int, reason: tuple[str, str]) -> None:
        order = pick(self.model.orders, which)
        refusal = "" if order.status in (*IN_THE_HOUSE, "on_hold") else NO
        if self.do(refusal, orders.hold, order.number, reason=reason[0]):
            order.hold(reason[1])

    @has_orders
    @rule(which=any_of)
    def release(self, which: int) -> None:
        order = pick(self.model.orders, which)
        if self.do(order.refuses_release(), orders.release, order.number):
            order.let_go()

    @has_orders
    @rule(which=any_of)
    def correct_the_receiver(self, which: int) -> None:
        order = pick(self.model.orders, which)
        if self.do(order.refuses_edit(), orders.edit, order.number, receiver=trade.ZHANG):
            order.edit()

    @has_orders
    @rule(which=any_of)
    def cancel(self, which: int) -> None:
        order = pick(self.model.orders, which)
        if self.do(self.model.refuses_cancel(order), orders.cancel, order.number):
            self.model.cancel(order)

    @has_orders
    @rule(which=any_of)
    def open_a_parcel(self, which: int) -> None:
        order = pick(self.model.orders, which)
        refusal = "" if order.status == "confirmed" else NO
        if parcel := self.do(refusal, packing.open_parcel, order.number):
            order.move("packing")
            self.model.parcels.append(Parcel(parcel.number, "open", order=order))

    @has_parcels
    @rule(which=any_of)
    def scan_a_parcel(self, which: int) -> None:
        parcel = pick(self.model.parcels, which)
        answer = self.do("", bench.scan, STATION, parcel.number)
        assert answer is not None
        assert answer.outcome == self.model.scan_parcel(parcel)

    @has_parcels
    @rule(sku=st.sampled_from(SKUS))
    def scan_an_item(self, sku: str) -> None:
        answer = self.do("", bench.scan, STATION, sku)
        assert answer is not None
        assert answer.outcome == self.model.scan_item(sku)

    @has_parcels
    @rule(which=any_of, is_used=st.booleans())
    def label(self, which: int, *, is_used: bool) -> None:
        parcel = pick(self.model.parcels, which)
        is_used = is_used and bool(self.waybills)
        waybill = pick(self.waybills, which) if is_used else trade.yuantong()
        refusal = parcel.refuses("packed") or ("waybill_duplicate" if is_used else "")
        if self.do(refusal, packing.assign_waybill, parcel.number, waybill, "yuantong"):
            self.waybills.append(waybill)
            self.model.label(parcel)

    @has_parcels
    @rule(which=any_of)
    def void_the_waybill(self, which: int) -> None:
        parcel = pick(self.model.parcels, which)
        refusal = "" if parcel.status == "labelled" else NO
        if self.do(refusal, packing.void_waybill, parcel.number, "misprint"):
            parcel.move("packed")

    @has_parcels
    @rule(which=any_of)
    def hand_over(self, which: int) -> None:
        parcel = pick(self.model.parcels, which)

        def work(tx: Tx) -> object:
            return handover.hand_over(tx, parcel.number, handover.open_manifest(tx, "yuantong"))

        if self.do(parcel.refuses("labelled"), work):
            self.model.hand_over(parcel)

    @has_parcels
    @rule(which=any_of)
    def deliver(self, which: int) -> None:
        parcel = pick(self.model.parcels, which)
        refusal = "" if parcel.status in ON_THE_WAY else NO
        if self.do(refusal, receipts.deliver, parcel.number):
            self.model.deliver(parcel)

    @has_parcels
    @rule(which=any_of)
    def lose(self, which: int) -> None:
        parcel = pick(self.model.parcels, which)
        if self.do("" if parcel.status in ON_THE_WAY else NO, receipts.lose, parcel.number):
            parcel.move("lost")

    @has_parcels
    @rule(which=any_of, news=st.sampled_from(sorted(NEWS)))
    def hear_from_the_courier(self, which: int, news: str) -> None:
        parcel = pick(self.model.parcels, which)

        def work(tx: Tx) -> bool:
            return tracking.take(tx, head(tx, Document.PARCEL, parcel.number), TrackingState(news))

        self.do("", work)
        starts, end = NEWS[news]
        if news != parcel.news and parcel.status in starts:
            if end == "delivered":
                self.model.deliver(parcel)
            else:
                parcel.move(end)
        parcel.news = news

    @has_orders
    @rule(which=any_of)
    def complete(self, which: int) -> None:
        order = pick(self.model.orders, which)
        refusal = "" if order.status == "delivered" else NO
        if self.do(refusal, receipts.confirm, order.number):
            order.move("completed")

    @has_orders
    @rule(which=any_of)
    def check_the_goods(self, which: int) -> None:
        order = pick(self.model.orders, which)
        refusal = "already_checked" if order.is_checked else ""
        if order.status not in ARRIVED:
            refusal = NO
        if self.do(refusal, receipts.check_goods, order.number, "ok"):
            order.is_checked = True
            order.move()

    @has_orders
    @rule(
        which=any_of,
        lines=goods,
        kind=st.sampled_from(["return", "refund_only"]),
        reason=st.sampled_from(["no_reason", "quality"]),
    )
    def ask_back(self, which: int, lines: Counter[str], kind: str, reason: str) -> None:
        order = pick(self.model.orders, which)
        opened = self.do(
            self.model.refuses_request(order, lines),
            returns.request,
            order.number,
            kind=kind,
            reason=reason,
            lines=[ReturnLine(sku, n) for sku, n in lines.items()],
        )
        if opened:
            number = opened[0].number
            case = Case(number, "requested", order=order, kind=kind, reason=reason, lines=lines)
            self.model.cases.append(case)

    @has_cases
    @rule(which=any_of)
    def approve(self, which: int) -> None:
        self._decide(pick(self.model.cases, which), returns.approve, "approved", "requested")

    @has_cases
    @rule(which=any_of)
    def reject(self, which: int) -> None:
        self._decide(pick(self.model.cases, which), returns.reject, "rejected", "requested")

    @has_cases
    @rule(which=any_of)
    def withdraw(self, which: int) -> None:
        case = pick(self.model.cases, which)
        self._decide(case, returns.withdraw, "withdrawn", "requested", "approved")

    def _decide(self, case: Case, service: Callable[..., object], end: str, *starts: str) -> None:
        if self.do("" if case.status in starts else NO, service, case.number):
            case.move(end)

    @has_cases
    @rule(which=any_of)
    def receive_back(self, which: int) -> None:
        case = pick(self.model.cases, which)
        refusal = "" if (case.kind, case.status) == ("return", "approved") else NO
        if self.do(refusal, returns.receive, case.number):
            self.model.receive(case)

    @has_cases
    @rule(which=any_of, graded=st.fixed_dictionaries(dict.fromkeys(SKUS, grades)))
    def inspect(self, which: int, graded: dict[str, str]) -> None:
        case = pick(self.model.cases, which)
        pieces = [GradedLine(sku, n, graded[sku]) for sku, n in case.lines.items()]
        refusal = "" if case.status == "received" else NO
        if self.do(refusal, returns.inspect, case.number, pieces):
            self.model.inspect(case, graded)

    @has_cases
    @rule(which=any_of, share=st.sampled_from([0.5, 1, 1.01]))
    def refund(self, which: int, share: float) -> None:
        case = pick(self.model.cases, which)
        amount = max(1, int(case.refundable * share))
        if self.do(case.refuses_refund(amount), returns.refund, case.number, Money(amount)):
            self.model.refund(case, amount)

    @has_cases
    @rule(which=any_of)
    def close(self, which: int) -> None:
        case = pick(self.model.cases, which)
        refusal = "" if case.status in ("inspected", "settled") else NO
        if self.do(refusal, returns.close, case.number, "settled"):
            case.move("closed")

    @has_orders
    @rule(which=any_of, steps=st.integers(1, 9), data=st.data())
    def go_on(self, which: int, steps: int, data: st.DataObject) -> None:
        """What people do most of the time: the right thing, again and again."""
        order = pick(self.model.orders, which)
        for _ in range(steps):
            self._next(order, data)

    def _next(self, order: Order, data: st.DataObject) -> None:
        """The next step of an order's life."""
        model = self.model
        which = model.orders.index(order)
        parcel = model.parcel_of(order)
        of_it = [case for case in model.cases if case.order is order]
        if "masked_receiver" in order.holds:
            self.correct_the_receiver(which)
        elif order.status == "on_hold":
            self.release(which)
        elif order.status == "new":
            self.confirm(which)
        elif order.status == "confirmed":
            self.open_a_parcel(which)
        elif parcel and order.status in ("packing", "shipped"):
            self._next_of_parcel(parcel)
        elif order.status in ARRIVED and of_it:
            self._next_of_case(of_it[-1], data)
        elif order.status in ARRIVED:
            self.ask_back(which, Counter(order.lines), "return", "quality")

    def _next_of_parcel(self, parcel: Parcel) -> None:
        which = self.model.parcels.index(parcel)
        if parcel.status == "open":
            self.scan_a_parcel(which)
            for sku in (parcel.order.lines - parcel.scanned).elements():
                self.scan_an_item(sku)
        elif parcel.status == "packed":
            self.label(which, is_used=False)
        elif parcel.status == "labelled":
            self.hand_over(which)
        elif parcel.status in ON_THE_WAY:
            self.deliver(which)

    def _next_of_case(self, case: Case, data: st.DataObject) -> None:
        which = self.model.cases.index(case)
        if case.status == "requested":
            self.approve(which)
        elif case.status == "approved" and case.kind == "return":
            self.receive_back(which)
        elif case.status == "received":
            self.inspect(which, {sku: data.draw(grades) for sku in SKUS})
        elif case.status == "inspected" and case.refundable:
            self.refund(which, 1)

    @invariant()
    def agrees(self) -> None:
        """The database holds what the numbers say: nothing more, nothing less."""
        model = self.model
        with self.shop.db.read() as rows:
            for sku, shelf in model.shelves.items():
                row = rows.one(
                    "SELECT * FROM stock JOIN skus ON id = sku_id WHERE code = :sku", sku=sku
                )
                assert row is not None
                assert (row["on_hand"], row["reserved"]) == (shelf.on_hand, shelf.reserved)
                places = Counter[str]()
                for move in rows.all("SELECT * FROM stock_moves WHERE sku_id = :id", id=row["id"]):
                    places[move["source"]] -= move["quantity"]
                    places[move["target"]] += move["quantity"]
                for place in ("customer", "quarantine", "scrap"):
                    assert places[place] == getattr(shelf, place)
            stored = rows.all("SELECT number, status, held_from, refunded, version FROM orders")
            assert {tuple(row) for row in stored} == {
                (order.number, order.status, order.held_from, order.refunded, order.events)
                for order in model.orders
            }
            for table, docs in (("parcels", model.parcels), ("cases", model.cases)):
                heads = rows.all(f"SELECT number, status, version FROM {table}")
                assert {tuple(row) for row in heads} == {
                    (doc.number, doc.status, doc.events) for doc in docs
                }


def test_an_order_lives_as_the_numbers_say() -> None:
    run_state_machine_as_test(
        OrderLife, settings=settings(max_examples=40, stateful_step_count=30, deadline=None)
    )
