"""A shop to look around in: two weeks of work, done by the very services that people use.

The calendar of the demo is its own: it starts two weeks ago and is moved on from hour to hour, so
that every time in the shop is as if it had been lived.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, time, timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Final

from dropship_tui.i18n import N_
from dropship_tui.models.lifecycle import Document
from dropship_tui.models.receipts import TrackingState
from dropship_tui.models.returns import GradedLine, ReturnLine
from dropship_tui.services import notify
from dropship_tui.services.database.db import open_database
from dropship_tui.services.errors import DatabaseTrouble, Refused, reason
from dropship_tui.services.events import head
from dropship_tui.services.goods import resellers
from dropship_tui.services.ids import new_id
from dropship_tui.services.orders import intake, order_queries, orders
from dropship_tui.services.orders.order_queries import OrderQuery
from dropship_tui.services.packing import bench, handover, packing, packing_queries
from dropship_tui.services.ports import Clock, system_clock
from dropship_tui.services.receipts import receipts, tracking
from dropship_tui.services.returns import return_queries, returns
from dropship_tui.services.samples import demo_orders
from dropship_tui.services.samples.sample import load_sample
from dropship_tui.services.upkeep import database
from dropship_tui.services.work import Shop, Tx

DAYS: Final = 14
ORDERS_A_DAY: Final = 22
SEED: Final = 20261120
CLERK, PACKER, OWNER = "李文静", "赵大山", "王店长"


def database_in(home: Path) -> Path:
    """Where the demo's database is, in its folder."""
    return home / "dropship.db"


def make(home: Path, *, clock: Clock = system_clock) -> bool:
    """Make the demo in `home`; False when there is one, which is left as it is.

    Raises:
        DatabaseTrouble: it cannot be made there.
    """
    if database_in(home).exists():
        return False
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise DatabaseTrouble(
            "unwritable", N_("{path} cannot be made: {why}"), path=home, why=reason(error)
        ) from error
    part = home / f".{new_id()}.db"
    try:
        _Story(part, home, clock()).live()
        part.replace(database_in(home))
    finally:
        for left in home.glob(f"{part.name}*"):
            left.unlink()
    return True


class _Story:
    """The two weeks, hour by hour."""

    def __init__(self, file: Path, home: Path, now: datetime) -> None:
        database.create(str(file))
        self._now = now
        self._moment = now - timedelta(days=DAYS)
        self._chance = Random(SEED)  # noqa: S311 - a demo is to be the same every time
        self._shop = Shop(open_database(str(file)), home, OWNER, clock=lambda: self._moment)
        self._zone = self._shop.read(lambda tx: tx.zone)

    def live(self) -> None:
        """Open the shop, work for two weeks, and stop in the middle of the last day."""
        self._shop.write(database.furnish)
        load_sample(self._shop)
        for days_left in range(DAYS - 1, -1, -1):
            self._day(days_left)
        self._shop.db.close()

    def _day(self, days_left: int) -> None:
        day = (self._now.astimezone(self._zone) - timedelta(days=days_left)).date()
        is_last = not days_left
        for hour, work in (
            (9, self._take_orders),
            (10, self._confirm),
            (11, self._open),
            (13, self._pack),
            (14, self._track),
            (15, self._listen),
            (16, self._settle_returns),
            (18, self._hand_over),
        ):
            at = datetime.combine(day, time(hour), self._zone)
            self._moment = min(self._now, max(at, self._moment))
            work(is_last)

    def _as(self, actor: str, work: Callable[[Tx], object]) -> None:
        replace(self._shop, actor=actor).write(work)

    def _each(self, actor: str, numbers: Sequence[str], work: Callable[[Tx, str], object]) -> None:
        """Do something to many documents; what a rule forbids is left."""

        def all_of_them(tx: Tx) -> None:
            for number in numbers:
                with suppress(Refused):
                    tx.attempt(partial(work, tx, number))

        self._as(actor, all_of_them)

    def _orders(self, status: str) -> list[str]:
        return self._shop.read(lambda tx: order_queries.numbers(tx, OrderQuery(status=status)))

    def _parcels(self, status: str) -> list[str]:
        rows = self._shop.read(
            lambda tx: packing_queries.list_parcels(tx, status=status, limit=10_000)
        )
        return [row.parcel for row in rows.items]

    def _cases(self, status: str) -> list[str]:
        rows = self._shop.read(
            lambda tx: return_queries.list_cases(tx, status=status, limit=10_000)
        )
        return [row.case for row in rows.items]

    def _some(self, numbers: Sequence[str], share: float) -> list[str]:
        return [number for number in numbers if self._chance.random() < share]

    def _take_orders(self, _is_last: bool) -> None:
        skus = self._shop.read(
            lambda tx: [
                row["code"]
                for row in tx.all("SELECT code FROM skus WHERE price IS NOT NULL ORDER BY id")
            ]
        )

        def take(tx: Tx) -> None:
            for _ in range(ORDERS_A_DAY):
                source = self._chance.choice(demo_orders.SOURCES)
                order = demo_orders.invent(self._chance, source, skus, by=self._moment)
                reseller = resellers.find(tx, source.reseller)
                intake.write(tx, intake.prepare(tx, [order], reseller_id=reseller))

        self._as(CLERK, take)

    def _confirm(self, is_last: bool) -> None:
        new = self._orders("new")
        self._each(CLERK, new[:-8] if is_last else new, self._confirm_or_hold)
        self._each(CLERK, self._some(self._orders("on_hold"), 0.15), orders.cancel)

    def _confirm_or_hold(self, tx: Tx, number: str) -> None:
        try:
            tx.attempt(lambda: orders.confirm(tx, number))
        except Refused:
            orders.hold(tx, number, reason="stock")

    def _open(self, is_last: bool) -> None:
        confirmed = self._orders("confirmed")
        self._each(PACKER, confirmed[:-3] if is_last else confirmed, packing.open_parcel)

    def _pack(self, is_last: bool) -> None:
        waiting = self._parcels("open")
        self._each(PACKER, waiting[: 2 * len(waiting) // 3] if is_last else waiting, self._pack_one)
        packed = self._parcels("packed")
        self._each(PACKER, packed[:-3] if is_last else packed, self._label)

    def _pack_one(self, tx: Tx, number: str) -> None:
        bench.scan(tx, "bench-1", number)
        for line in packing_queries.show(tx, number).lines:
            for _ in range(line.quantity):
                bench.scan(tx, "bench-1", line.barcode or line.sku)
        packing.weigh(tx, number, self._chance.randrange(180, 2600))

    def _label(self, tx: Tx, number: str) -> None:
        """The cheapest courier, and the next number of its pool."""
        packing.choose_courier(tx, number)
        waybill = tx.value(
            "SELECT w.number FROM waybill_pool w JOIN parcels p ON p.courier_id = w.courier_id"
            " WHERE p.number = :parcel AND w.parcel_id IS NULL ORDER BY w.id LIMIT 1",
            parcel=number,
        )
        packing.assign_waybill(tx, number, waybill)

    def _hand_over(self, is_last: bool) -> None:
        if not is_last:
            shop = replace(self._shop, actor=PACKER)
            for code, _name, _count in shop.read(handover.waiting):
                handover.hand_over_all(shop, code)
            notify.send_all(replace(self._shop, actor=CLERK))

    def _track(self, _is_last: bool) -> None:
        """Parcels move on a day after they have left, and arrive two to four days later."""
        self._tell(self._some(self._parcels("handed_over"), 0.9), TrackingState.IN_TRANSIT)
        moving = self._parcels("in_transit")
        arrived = self._some(moving, 0.4)
        self._tell(arrived, TrackingState.DELIVERED)
        self._tell(self._some(moving, 0.03), TrackingState.DELIVERY_FAILED)
        failed = self._parcels("exception")
        self._tell(self._some(failed, 0.3), TrackingState.DELIVERED)
        self._tell(self._some(failed, 0.1), TrackingState.RETURN_TO_SENDER)
        self._each(CLERK, self._some(self._parcels("exception"), 0.05), receipts.lose)

    def _tell(self, parcels: Sequence[str], state: TrackingState) -> None:
        self._each(
            CLERK,
            parcels,
            lambda tx, number: tracking.take(tx, head(tx, Document.PARCEL, number), state),
        )

    def _listen(self, _is_last: bool) -> None:
        """What customers say of what they got; some send it back."""
        delivered = self._orders("delivered")
        self._each(CLERK, self._some(delivered, 0.3), self._check)
        self._each(CLERK, self._some(delivered, 0.2), self._review)
        self._each(CLERK, self._some(delivered, 0.05), self._ask)
        self._each(CLERK, self._some(self._orders("delivered"), 0.25), receipts.confirm)
        receipts.auto_confirm(self._shop)

    def _check(self, tx: Tx, number: str) -> None:
        receipts.check_goods(tx, number, self._chance.choice(("ok",) * 8 + ("missing", "damaged")))

    def _review(self, tx: Tx, number: str) -> None:
        goods, service = self._chance.choice((5, 5, 5, 4, 3, 1)), self._chance.choice((5, 5, 4, 2))
        receipts.review(tx, number, goods=goods, service=service)

    def _ask(self, tx: Tx, number: str) -> None:
        line = order_queries.show(tx, number).lines[0]
        if line.sku is not None:
            returns.request(
                tx,
                number,
                kind=self._chance.choice(("return", "return", "return", "refund_only")),
                reason=self._chance.choice(("no_reason", "size", "quality", "damaged")),
                lines=[ReturnLine(line.sku, 1)],
            )

    def _settle_returns(self, _is_last: bool) -> None:
        """Each case goes one step on, on most days."""
        steps: tuple[tuple[str, str, Callable[[Tx, str], object]], ...] = (
            ("settled", CLERK, self._close),
            ("inspected", OWNER, self._refund),
            ("received", PACKER, self._inspect),
            ("in_transit", PACKER, returns.receive),
            ("approved", CLERK, self._send_back),
            ("requested", CLERK, self._answer),
        )
        for status, actor, work in steps:
            self._each(actor, self._some(self._cases(status), 0.6), work)

    def _answer(self, tx: Tx, number: str) -> None:
        returns.message(tx, number, "您好，请把商品寄回，运单号告诉我们。")
        if self._chance.random() < 0.85:
            returns.approve(tx, number)
        else:
            returns.reject(tx, number, reason="已拆封使用")

    def _send_back(self, tx: Tx, number: str) -> None:
        """Money alone is paid at once; goods come back with a number first."""
        if return_queries.show(tx, number).type == "refund_only":
            self._refund(tx, number)
        else:
            returns.note_waybill(tx, number, f"YT{self._chance.randrange(10**13):013d}")

    def _inspect(self, tx: Tx, number: str) -> None:
        grade = self._chance.choice(("good", "good", "good", "opened", "damaged"))
        lines = return_queries.show(tx, number).lines
        returns.inspect(
            tx, number, [GradedLine(line["sku"], line["quantity"], grade) for line in lines]
        )

    def _refund(self, tx: Tx, number: str) -> None:
        returns.refund(tx, number, return_queries.show(tx, number).refundable)

    def _close(self, tx: Tx, number: str) -> None:
        returns.close(tx, number, "refunded")
