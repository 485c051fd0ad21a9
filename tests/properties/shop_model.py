"""The shop as a few plain numbers: what people who know the trade expect after every deed.

It shares nothing with the program but the words. Each question answers the code with which the
shop must refuse, or "" when it must do it; each deed changes the numbers as it must change them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

PRICE, FREIGHT, DISCOUNT = 1000, 500, 130
"""In minor units: of a piece, and of an order that has any."""

NO = "illegal_transition"
IN_THE_HOUSE = ("new", "confirmed", "packing")
ON_THE_BENCH = ("open", "packed", "labelled")
ON_THE_WAY = ("handed_over", "in_transit", "exception")
ARRIVED = ("delivered", "completed")
SUPPLIERS_FAULT = "quality"


@dataclass
class Shelf:
    """Where the pieces of a SKU are."""

    on_hand: int = 0
    reserved: int = 0
    customer: int = 0
    quarantine: int = 0
    scrap: int = 0

    @property
    def available(self) -> int:
        return self.on_hand - self.reserved


@dataclass
class Doc:
    """A document: where it stands, and how many events brought it there."""

    number: str
    status: str
    events: int = 1

    def move(self, status: str = "") -> None:
        """One event."""
        self.status = status or self.status
        self.events += 1


@dataclass
class Order(Doc):
    lines: Counter[str] = field(default_factory=Counter)
    freight: int = 0
    discount: int = 0
    is_paid: bool = True
    is_imported: bool = False
    held_from: str = ""
    holds: set[str] = field(default_factory=set)
    refunded: int = 0
    is_checked: bool = False
    is_reviewed: bool = False

    @property
    def goods(self) -> int:
        return PRICE * self.lines.total()

    @property
    def total(self) -> int:
        return self.goods + self.freight - self.discount

    @property
    def unreturned(self) -> int:
        """What was paid and has not gone back."""
        return self.total - self.refunded if self.is_paid else 0

    def hold(self, *codes: str) -> None:
        if self.status != "on_hold":
            self.held_from = self.status
        self.holds |= set(codes)
        self.move("on_hold")

    @property
    def is_reserved(self) -> bool:
        return (self.held_from or self.status) in ("confirmed", "packing")

    def lift(self, code: str) -> None:
        """Without its last reason, the order goes on where it was."""
        if self.holds == {code}:
            self.let_go()
        self.holds.discard(code)

    def let_go(self) -> None:
        self.holds.clear()
        self.move(self.held_from)
        self.held_from = ""

    def refuses_edit(self) -> str:
        if self.held_from == "packing":
            return "in_packing"
        return "" if self.status in ("new", "confirmed", "on_hold") else NO

    def edit(self) -> None:
        """A receiver who is known lifts the hold that the masked one brought."""
        self.move()
        self.lift("masked_receiver")

    def refuses_release(self) -> str:
        if self.status != "on_hold":
            return NO
        return "still_held" if "masked_receiver" in self.holds else ""


@dataclass
class Parcel(Doc):
    order: Order = field(kw_only=True)
    scanned: Counter[str] = field(default_factory=Counter)
    has_courier: bool = False
    news: str = ""

    @property
    def is_held(self) -> bool:
        return self.order.status == "on_hold"

    def refuses(self, *statuses: str) -> str:
        """Why nothing can be done that belongs to one of these statuses."""
        if self.is_held:
            return "order_held"
        return "" if self.status in statuses else NO


@dataclass
class Case(Doc):
    order: Order = field(kw_only=True)
    kind: str = "return"
    reason: str = ""
    lines: Counter[str] = field(default_factory=Counter)
    missing: int = 0
    refunded: int = 0

    @property
    def is_void(self) -> bool:
        return self.status in ("rejected", "withdrawn")

    @property
    def refundable(self) -> int:
        """The goods that came back, with their share of the discount and perhaps the freight."""
        pieces = self.lines.total() - self.missing
        goods = PRICE * pieces
        worth = goods - self.order.discount * goods // self.order.goods
        if self.reason == SUPPLIERS_FAULT and goods == self.order.goods:
            worth += self.order.freight
        return max(0, min(worth - self.refunded, self.order.unreturned))

    def refuses_refund(self, amount: int) -> str:
        if amount > self.refundable:
            return "refund_too_large"
        early = ("approved",) if self.kind == "refund_only" else ()
        return "" if self.status in ("inspected", "settled", *early) else NO


class Model:
    """Everything that is in the shop."""

    def __init__(self, skus: tuple[str, ...]) -> None:
        self.shelves = {sku: Shelf() for sku in skus}
        self.orders: list[Order] = []
        self.parcels: list[Parcel] = []
        self.cases: list[Case] = []
        self.bench: Parcel | None = None

    @property
    def docs(self) -> list[Doc]:
        return [*self.orders, *self.parcels, *self.cases]

    def parcel_of(self, order: Order) -> Parcel | None:
        """The order's parcel that was not taken apart."""
        return next((p for p in self.parcels if p.order is order and p.status != "void"), None)

    def receive_goods(self, sku: str, n: int) -> None:
        self.shelves[sku].on_hand += n
        self._goods_came(sku, n)

    def _goods_came(self, sku: str, n: int) -> None:
        """Orders that wait for goods go on, the most urgent first, as far as the goods reach."""
        left = {name: shelf.available for name, shelf in self.shelves.items()}
        waiting = [o for o in self.orders if "out_of_stock" in o.holds and n and o.lines[sku]]
        for order in sorted(waiting, key=lambda order: not order.is_imported):
            missing = Counter[str]() if order.is_reserved else order.lines
            if all(left[name] >= missing[name] for name in order.lines):
                for name in order.lines:
                    left[name] -= missing[name]
                order.lift("out_of_stock")

    def refuses_confirm(self, order: Order) -> str:
        if order.status != "new":
            return NO
        short = any(n > self.shelves[sku].available for sku, n in order.lines.items())
        return "out_of_stock" if short else ""

    def confirm(self, order: Order) -> None:
        order.move("confirmed")
        for sku, n in order.lines.items():
            self.shelves[sku].reserved += n

    def refuses_cancel(self, order: Order) -> str:
        if order.status in ("shipped", *ARRIVED):
            return "already_shipped"
        return NO if order.status == "cancelled" else ""

    def cancel(self, order: Order) -> None:
        if parcel := self.parcel_of(order):
            if parcel.status == "labelled":
                parcel.move("packed")
            parcel.move("void")
        gives_back = order.is_reserved
        order.move("cancelled")
        order.held_from = ""
        order.holds.clear()
        for sku in self.shelves if gives_back else ():
            self.shelves[sku].reserved -= order.lines[sku]
            self._goods_came(sku, order.lines[sku])

    def scan_parcel(self, parcel: Parcel) -> str:
        """The bench's answer."""
        if parcel.is_held:
            return "order_held"
        if parcel.status == "void":
            return "unknown_code"
        if parcel.status in ON_THE_BENCH:
            self.bench = parcel
        return "parcel_opened" if parcel.status == "open" else "already_packed"

    def scan_item(self, sku: str) -> str:
        """The bench's answer."""
        parcel = self.bench
        if parcel is None or parcel.status not in ON_THE_BENCH:
            return "nothing_open"
        lines = parcel.order.lines
        if parcel.scanned[sku] == lines[sku]:
            return "extra_item" if lines[sku] else "wrong_item"
        if parcel.is_held:
            return "order_held"
        parcel.scanned[sku] += 1
        if parcel.scanned != lines:
            return "item_ok"
        parcel.move("packed")
        return "parcel_complete"

    def label(self, parcel: Parcel) -> None:
        if not parcel.has_courier:
            parcel.has_courier = True
            parcel.move()
        parcel.move("labelled")

    def hand_over(self, parcel: Parcel) -> None:
        parcel.move("handed_over")
        parcel.order.move("shipped")
        for sku, n in parcel.order.lines.items():
            shelf = self.shelves[sku]
            shelf.on_hand -= n
            shelf.reserved -= n
            shelf.customer += n

    def deliver(self, parcel: Parcel) -> None:
        parcel.move("delivered")
        parcel.order.move("delivered")

    def refuses_request(self, order: Order, lines: Counter[str]) -> str:
        if order.status not in ARRIVED:
            return "not_delivered"
        left = Counter(order.lines)
        for case in self.cases:
            if case.order is order and not case.is_void:
                left -= case.lines
        return "" if lines <= left else "too_many"

    def receive(self, case: Case) -> None:
        case.move("received")
        for sku, n in case.lines.items():
            self.shelves[sku].customer -= n
            self.shelves[sku].quarantine += n

    def inspect(self, case: Case, grades: dict[str, str]) -> None:
        case.move("inspected")
        for sku, shelf in self.shelves.items():
            n = case.lines[sku]
            shelf.quarantine -= n
            if grades[sku] == "good":
                self.receive_goods(sku, n)
            elif grades[sku] == "damaged":
                shelf.scrap += n
            else:
                shelf.customer += n
                case.missing += n

    def refund(self, case: Case, amount: int) -> None:
        case.move("settled")
        case.refunded += amount
        case.order.refunded += amount
