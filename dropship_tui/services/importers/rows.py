"""Rows to entries: every cell is read and checked; a row passes, or says which cell is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from dropship_tui.i18n import N_
from dropship_tui.models.checks import Invalid, quantity
from dropship_tui.models.imports import RowError
from dropship_tui.models.money import NOTHING, Money
from dropship_tui.services.importers.layout import Layout
from dropship_tui.services.importers.profiles import Meaning
from dropship_tui.services.importers.profiles.base import TOTALS
from dropship_tui.services.importers.readers import Row, Source
from dropship_tui.services.importers.values import parse_time, payment_method, value_of

T = TypeVar("T")
_DAMAGED = re.compile(r"\d(\.\d+)?[eE]\+?\d+|\d{15,}\.0*[1-9]\d*")
_MAX_NUMBER = 64
_RECEIVER = (
    "name", "phone", "mobile", "country", "province", "city", "district", "street", "address",
    "new_address", "contact", "postcode",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """One row that makes sense: a line of an order, with what it says of the whole order.

    receiver: the receiver's cells as they stand, by field, without the empty ones.
    price: of one piece; None when the file has no prices.
    """

    row: int
    cells: tuple[str, ...]
    order_no: str
    line_no: str
    receiver: tuple[tuple[str, str], ...]
    code: str
    title: str
    spec: str
    quantity: int
    kinds: int
    price: Money | None
    freight: Money
    discount: Money
    ordered_at: datetime | None
    paid_at: datetime | None
    ship_by: datetime | None
    payment: str
    remark: str
    seller_note: str
    meaning: Meaning
    shop: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row with a cell that cannot be right. `order_no` is "" when that is what is missing."""

    row: int
    cells: tuple[str, ...]
    error: RowError
    order_no: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that is no order: a description, a footer, a sum."""

    row: int
    cells: tuple[str, ...]


Checked = Entry | Rejected | Skipped


class _Bad(Exception):
    def __init__(self, field: str, error: Invalid) -> None:
        super().__init__(field)
        self.field = field
        self.error = error


def check_rows(source: Source, layout: Layout, zone: ZoneInfo) -> Iterator[Checked]:
    """Every row below the header, checked, in the file's order. Blank rows do not count."""
    reader = _Reader(layout, zone)
    for row in _carried(source):
        if row.number > layout.header_row and any(row.cells):
            yield reader.check(row)


def _carried(source: Source) -> Iterator[Row]:
    """Rows with merged cells filled, inside each merge and nowhere else."""
    merges = {(m.first_row, m.column): m.last_row for m in source.merges}
    carried: dict[int, tuple[str, int]] = {}
    for row in source.rows():
        cells = list(row.cells)
        for column, (value, last_row) in carried.items():
            if row.number <= last_row and column < len(cells) and not cells[column]:
                cells[column] = value
        for column, cell in enumerate(row.cells):
            if cell and (last := merges.get((row.number, column))):
                carried[column] = (cell, last)
        yield row._replace(cells=tuple(cells)) if carried else row


class _Reader:
    """Reads rows of one layout."""

    def __init__(self, layout: Layout, zone: ZoneInfo) -> None:
        self._layout = layout
        self._columns = layout.columns
        self._profile = layout.profile
        self._zone = zone

    def check(self, row: Row) -> Checked:
        order_no = self._text(row, "order_no")
        cells = self._kept(row.cells)
        if self._is_no_order(row, order_no):
            return Skipped(row.number, cells)
        try:
            return self._entry(row, order_no, cells)
        except _Bad as bad:
            error = RowError(
                row.number, self._layout.title_of(bad.field), bad.error.code, str(bad.error)
            )
            usable = "" if bad.field == "order_no" else order_no
            return Rejected(row.number, cells, error, usable)

    def _kept(self, cells: Sequence[str]) -> tuple[str, ...]:
        if not self._layout.private:
            return tuple(cells)
        return tuple(
            "" if column in self._layout.private else cell for column, cell in enumerate(cells)
        )

    def _is_no_order(self, row: Row, order_no: str) -> bool:
        filled = [cell for cell in row.cells if cell]
        if order_no and order_no == self._layout.title_of("order_no"):
            return True  # the header again, as files that were put together have it
        begins = filled[0].lower().startswith(TOTALS)
        return begins or (not order_no and len(filled) == 1)

    def _entry(self, row: Row, order_no: str, cells: tuple[str, ...]) -> Entry:
        self._require_number(row, order_no)
        pieces = self._read(row, "quantity", quantity) if "quantity" in self._columns else 1
        price, rounding = self._price(row, pieces)
        status = self._text(row, "status")
        text = self._text
        return Entry(
            row=row.number,
            cells=cells,
            order_no=order_no,
            line_no=text(row, "line_no"),
            receiver=tuple((field, value) for field in _RECEIVER if (value := text(row, field))),
            code=text(row, "sku_code") or text(row, "product_code"),
            title=text(row, "title"),
            spec=text(row, "spec"),
            quantity=pieces,
            kinds=self._kinds(row),
            price=price,
            freight=self._money(row, "freight") or NOTHING,
            discount=(self._money(row, "discount") or NOTHING) + rounding,
            ordered_at=self._time(row, "ordered_at"),
            paid_at=self._time(row, "paid_at"),
            ship_by=self._time(row, "ship_by"),
            payment=payment_method(text(row, "payment"), self._profile.paid_by),
            remark=text(row, "remark"),
            seller_note=text(row, "seller_note"),
            meaning=self._profile.meaning(status, text(row, "refund_status")),
            shop=text(row, "shop"),
        )

    def _text(self, row: Row, field: str) -> str:
        column = self._columns.get(field)
        if column is None or column >= len(row.cells):
            return ""
        return value_of(row.cells[column])

    def _read(self, row: Row, field: str, parse: Callable[[str], T]) -> T:
        try:
            return parse(self._text(row, field))
        except Invalid as error:
            raise _Bad(field, error) from error

    def _require_number(self, row: Row, order_no: str) -> None:
        column = self._columns["order_no"]
        if not order_no:
            raise _Bad("order_no", Invalid("missing_order_number", N_("The order number is missing.")))
        if column in row.damaged or _DAMAGED.fullmatch(order_no) or len(order_no) > _MAX_NUMBER:
            raise _Bad(
                "order_no",
                Invalid(
                    "damaged_order_number",
                    N_("The order number “{text}” has lost digits in a spreadsheet."),
                    text=order_no[:_MAX_NUMBER],
                ),
            )

    def _kinds(self, row: Row) -> int:
        text = self._text(row, "kinds")
        return int(text) if text.isdecimal() else 1

    def _time(self, row: Row, field: str) -> datetime | None:
        return self._read(row, field, lambda text: parse_time(text, self._zone))

    def _money(self, row: Row, field: str) -> Money | None:
        if not self._text(row, field):
            return None
        value = self._read(row, field, Money.parse)
        return Money(abs(value.minor)) if field == "discount" else self._not_negative(field, value)

    def _not_negative(self, field: str, value: Money) -> Money:
        if value.minor < 0:
            raise _Bad(
                field, Invalid("negative_amount", N_("“{amount}” is below 0."), amount=value)
            )
        return value

    def _price(self, row: Row, pieces: int) -> tuple[Money | None, Money]:
        """The price of a piece, and the discount that makes the row's amount exact.

        Where a file gives only the amount of a row, a price that does not divide evenly is
        rounded up and the rest is a discount, so that the total stays what the file says.
        """
        price = self._money(row, "price")
        if price is not None:
            return price, NOTHING
        amount = self._money(row, "line_total") or self._money(row, "goods_total")
        if amount is None:
            return None, NOTHING
        each = Money(-(-amount.minor // pieces))
        return each, each * pieces - amount
