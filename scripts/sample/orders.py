"""Customers' orders, the peculiarities of files, and what an import must make of them."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from .tables import (
    COMPOUNDS,
    GIVEN,
    GOODS,
    PLACES,
    REMARKS,
    ROADS,
    SURNAMES,
    ZONES,
    table,
)

SEED = 20261120
FIRST_DAY = datetime(2026, 11, 16)  # noqa: DTZ001 - the shop's own wall clock, as files write it
MINUTES = 4 * 24 * 60
MARKUP = "[/b]请尽快发货[@click=app.quit]谢谢[/]"
FORMULA = "=cmd|' /C calc'!A0"
FREIGHT = {"remote": 1200, "outer": 600}
QUANTITIES = {1: 70, 2: 20, 3: 8, 6: 2}

Cells = dict[str, Any]


def cents(amount: str) -> int:
    return round(float(amount) * 100)


def yuan(amount: int) -> str:
    return f"{amount / 100:.2f}"


@dataclass(frozen=True)
class Sku:
    """One thing that the shop sells; `price` in cents."""

    code: str
    title: str
    spec: str
    price: int
    on_hand: int


@dataclass(frozen=True)
class Place:
    """Where a receiver lives; a level that the place does not have is empty."""

    province: str
    city: str
    district: str
    town: str
    postcode: str


@dataclass(frozen=True)
class Line:
    sku: Sku
    quantity: int
    price: int


@dataclass(frozen=True)
class Order:
    """What a customer ordered, before a platform turns it into rows. Amounts in cents."""

    number: str
    at: datetime
    name: str
    phone: str
    place: Place
    detail: str
    lines: tuple[Line, ...]
    remark: str
    freight: int = 0
    discount: int = 0
    extension: str = ""
    style: int = 0

    @property
    def paid_at(self) -> datetime:
        return self.at + timedelta(minutes=2)

    @property
    def goods(self) -> int:
        return sum(line.quantity * line.price for line in self.lines)

    @property
    def short(self) -> bool:
        """Whether the shelf has none of something that it needs."""
        return any(not line.sku.on_hand for line in self.lines)

    @property
    def suffix(self) -> str:
        """The privacy extension as platforms add it to names and addresses."""
        return f"[{self.extension}]" if self.extension else ""


@dataclass(frozen=True, eq=False)
class Case:
    """`count` orders with the same peculiarity, and what an import must make of them.

    goods: an SKU, or `one title` / `shared title` for any SKU whose title is (not) its alone.
    lines, quantity: 0 leaves them to chance. order: other values for fields of the Order.
    edits: other values for cells, or functions of the row; only in the rows that `rows` selects,
    and only those rows have `outcome`, the others are imported. holds: of the whole order.
    """

    why: str
    count: int
    edits: Cells = field(default_factory=dict)
    order: Cells = field(default_factory=dict)
    outcome: str = "imported"
    reason: str = ""
    holds: str = ""
    goods: str = ""
    lines: int = 0
    quantity: int = 0
    rows: slice = field(default_factory=lambda: slice(None))


@dataclass(frozen=True)
class Row:
    """A row of an order file, and what must become of it."""

    cells: Cells
    order: Order
    case: Case
    outcome: str


@dataclass(frozen=True, eq=False)
class Format:
    """An order file: how its rows are made, and which peculiarities it has.

    number: the platform's, of chance, time and position. goods: as in Case. lines: how many an
    order may have. prices: those that are not the catalog's, by SKU; freight: by zone; in cents.
    first_row: of the data, as a spreadsheet counts. footers: rows below the data.
    """

    file: str
    encoding: str
    cases: tuple[Case, ...]
    rows: Callable[[Order], list[Cells]]
    number: Callable[[random.Random, datetime, int], str]
    goods: str = ""
    lines: Sequence[int] = (1,)
    prices: dict[str, int] = field(default_factory=dict)
    freight: dict[str, int] = field(default_factory=dict)
    footers: int = 0
    first_row: int = 2


def bad(reason: str, why: str, column: str, value: Any, **more: Any) -> Case:
    """A case of one row that must be rejected for what stands in `column`."""
    return Case(
        why,
        1,
        {column: value, **more.pop("also", {})},
        outcome="rejected",
        reason=reason,
        rows=slice(-1, None),
        **more,
    )


ZONE_OF = {province: zone for zone, named in ZONES.items() for province in named}
SKUS = [
    Sku(g["sku"], g["title"], g["spec"], cents(g["price"]), int(g["on hand"])) for g in table(GOODS)
]
SKU = {sku.code: sku for sku in SKUS}
MAINLAND = [place for row in table(PLACES) if (place := Place(**row)).province in ZONE_OF]
ABROAD = next(place for row in table(PLACES) if (place := Place(**row)).province not in ZONE_OF)
TITLES = Counter(sku.title for sku in SKUS)


class Customers:
    """People who order, in every place in turn, each with a phone of their own."""

    def __init__(self) -> None:
        self._rng = random.Random(SEED)
        numbers = [f"1300000{n:04}" for n in range(10000)]
        numbers += [f"{start}{n:02}" for start in ("138001380", "139001390") for n in range(100)]
        self._phones = self._rng.sample(numbers, len(numbers))
        self._places: list[Place] = []

    def next(self) -> dict[str, Any]:
        rng = self._rng
        if not self._places:
            self._places = rng.sample(MAINLAND, len(MAINLAND))
        house = f"{rng.randint(1, 399)}号{rng.choice(COMPOUNDS)}{rng.randint(1, 28)}幢"
        room = f"{rng.randint(1, 4)}单元{rng.randint(1, 18)}0{rng.randint(1, 4)}室"
        return {
            "name": rng.choice(SURNAMES) + rng.choice(GIVEN),
            "phone": self._phones.pop(),
            "place": self._places.pop(),
            "detail": rng.choice(ROADS) + house + room,
        }


class Shelf:
    """What is left to order, so that the shop can ship every order of the sample."""

    def __init__(self) -> None:
        self._left = {sku.code: sku.on_hand for sku in SKUS}

    def take(self, rng: random.Random, wanted: str, quantity: int, besides: Container[Sku]) -> Sku:
        if wanted in SKU:
            self._left[wanted] -= quantity
            return SKU[wanted]
        fit = [
            sku
            for sku in SKUS
            if self._left[sku.code] >= quantity + 6
            and sku not in besides
            and (not wanted or (TITLES[sku.title] == 1) == (wanted == "one title"))
        ]
        (sku,) = rng.choices(fit, [self._left[sku.code] for sku in fit])
        self._left[sku.code] -= quantity
        return sku


def make_rows(fmt: Format, customers: Customers, shelf: Shelf) -> list[Row]:
    """The rows of one order file, newest first, its peculiarities spread by chance."""
    rng = random.Random(f"{SEED} {fmt.file}")
    plan = [case for case in fmt.cases if case.outcome != "duplicate" for _ in range(case.count)]
    rng.shuffle(plan)
    minutes = sorted(rng.sample(range(MINUTES), len(plan)), reverse=True)
    rows: list[Row] = []
    for n, (case, minute) in enumerate(zip(plan, minutes, strict=True)):
        at = FIRST_DAY + timedelta(minutes=minute, seconds=rng.randrange(60))
        order = draft(
            fmt, case, rng, shelf, {"number": fmt.number(rng, at, n), "at": at} | customers.next()
        )
        cells = fmt.rows(order)
        edited = range(len(cells))[case.rows]
        for i, row in enumerate(cells):
            if i in edited:
                edit(row, case.edits)
            rows.append(Row(row, order, case, case.outcome if i in edited else "imported"))
    return with_repeat(fmt, rows)


def edit(row: Cells, edits: Cells) -> None:
    for column, value in edits.items():
        row[column] = value(row) if callable(value) else value


def draft(fmt: Format, case: Case, rng: random.Random, shelf: Shelf, given: Cells) -> Order:
    """An order of what is `given`, with the goods and the peculiarity of `case`."""
    lines: list[Line] = []
    for _ in range(case.lines or rng.choice(fmt.lines)):
        quantity = case.quantity or rng.choices(list(QUANTITIES), list(QUANTITIES.values()))[0]
        sku = shelf.take(rng, case.goods or fmt.goods, quantity, [line.sku for line in lines])
        lines.append(Line(sku, quantity, fmt.prices.get(sku.code, sku.price)))
    chosen = {
        "lines": tuple(lines),
        "remark": rng.choice(REMARKS) if rng.random() < 0.15 else "",
        "freight": fmt.freight.get(ZONE_OF[given["place"].province], 0),
        "style": rng.randrange(12),
    }
    return Order(**(given | chosen | case.order))


def with_repeat(fmt: Format, rows: list[Row]) -> list[Row]:
    """`rows` with the first ordinary one once more, further down."""
    again = next(case for case in fmt.cases if case.outcome == "duplicate")
    at = next(i for i, row in enumerate(rows) if row.case is fmt.cases[0])
    copy = Row(rows[at].cells, rows[at].order, again, "duplicate")
    return [*rows[: at + 20], copy, *rows[at + 20 :]]


def expectation(fmt: Format, rows: list[Row]) -> dict[str, Any]:
    """What importing the file into the fresh sample shop must answer.

    `held` counts the orders that the file and the catalog alone hold. Those that only the shelf
    or the couriers can stop are listed apart.
    """
    kept = [row for row in rows if row.outcome == "imported"]
    orders = {row.order.number: row for row in kept}
    held: dict[str, list[str]] = {}
    for number, row in orders.items():
        if row.case.holds:
            held.setdefault(row.case.holds, []).append(number)
    count = Counter(row.outcome for row in rows)
    return {
        "encoding": fmt.encoding,
        "rows": len(rows) + fmt.footers,
        "imported": len(kept),
        "updated": 0,
        "duplicate": count["duplicate"],
        "rejected": count["rejected"],
        "skipped": count["skipped"] + fmt.footers,
        "orders": len(orders),
        "lines": len(kept),
        "held": sum(map(len, held.values())),
        "held_by": dict(sorted(held.items())),
        "out_of_stock": [number for number, row in orders.items() if row.order.short],
        "no_service": [number for number, row in orders.items() if row.order.place == ABROAD],
        "errors": [
            error(i, row) for i, row in enumerate(rows, fmt.first_row) if row.outcome == "rejected"
        ],
        "samples": [sample(row) for i, row in enumerate(orders.values()) if worth_a_look(i, row)],
    }


def error(number: int, row: Row) -> dict[str, Any]:
    """What the import must say of a rejected row: the first edited cell is the culprit."""
    column = next(iter(row.case.edits)).strip()
    return {"row": number, "column": column, "reason": row.case.reason, "why": row.case.why}


def worth_a_look(i: int, row: Row) -> bool:
    """Whether expected.json shows an order whole: every peculiar one, some of the others."""
    if row.case.holds or row.order.place == ABROAD:
        return False
    return bool(row.case.edits or row.case.order) or i % 5 == 0


def sample(row: Row) -> dict[str, Any]:
    """An order as it must be in the shop afterwards, by the conventions of `parse-address`."""
    order = row.order
    place = order.place
    return {
        "external_no": order.number,
        "why": row.case.why,
        "name": order.name,
        "phone": order.phone,
        "extension": order.extension,
        "province": place.province,
        "city": place.city,
        "district": place.district,
        "lines": [[line.sku.code, line.quantity, yuan(line.price)] for line in order.lines],
        "total": yuan(order.goods + order.freight - order.discount),
        "remark": order.remark,
        "ordered_at": f"{order.at.isoformat()}+08:00",
    }
