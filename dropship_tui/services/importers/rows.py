"""Rows to entries: every cell is read and checked; a row passes, or says which cell is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from dropship_tui.i18n import N_
from dropship_tui.models.checks import Invalid
from dropship_tui.models.imports import RowError
from dropship_tui.models.text import clean, fold
from dropship_tui.services.importers.entries import Cells, Checked, Entry, Key, Rejected, Skipped
from dropship_tui.services.importers.layout import Layout
from dropship_tui.services.importers.profiles.base import TOTALS
from dropship_tui.services.importers.readers import Row, Source
from dropship_tui.services.importers.values import (
    EMPTY,
    read_amount,
    read_count,
    read_discount,
    read_quantity,
    read_time,
)

MAX_NUMBER: Final = 64
"""No order number is longer, in characters."""

MAX_SHOP: Final = 100
"""No shop's name is longer, in characters."""

_DEFAULTS: Final = tuple(Entry._field_defaults.values())
_STATUS, _REFUND = Entry._fields.index("status"), Entry._fields.index("refund_status")
_REMARKS: Final = ("remark", "seller_note")

# 1.93E+17, and what a float makes of a longer number than it can hold.
_DAMAGED = re.compile(r"\d+(?:\.\d+)?[eE]\+?\d+|\d{16,}\.\d*")
_FLOAT = re.compile(r"(\d{1,15})\.0+")
_PLAIN_NUMBER = re.compile(r"[A-Za-z]{0,6}-?\d[\w-]*")
_SUM = re.compile(rf"(?:{'|'.join(TOTALS)})[:\d.,¥元单件条行共]*")


class _Column(NamedTuple):
    """Where a field of an entry stands: its best column, and others that may have it instead."""

    place: int
    first: int
    others: tuple[int, ...]


def read_rows(source: Source, layout: Layout) -> Iterator[Row]:
    """The rows below the header that are not empty, with merged cells filled in their merges."""
    rows = _carried(source) if source.merges else source.rows()
    return (row for row in rows if row.number > layout.header_row)


def _carried(source: Source) -> Iterator[Row]:
    """Rows with merged cells filled, inside each merge and nowhere else."""
    merges = {(merge.first_row, merge.column): merge.last_row for merge in source.merges}
    carried: dict[int, tuple[str, int]] = {}
    for row in source.rows():
        cells = list(row.cells)
        for column, (value, last_row) in carried.items():
            if row.number <= last_row and column < len(cells) and not cells[column]:
                cells[column] = value
        for column, cell in enumerate(row.cells):
            if cell and (last := merges.get((row.number, column))):
                carried[column] = (cell, last)
        yield row._replace(cells=tuple(cells))


class RowReader:
    """Reads the rows of one layout. Times without an offset are in `zone`, amounts in `currency`.

    shop: whose orders these are, whatever the rows say; "" lets them say it.
    otherwise: whose they are when the rows say nothing.
    """

    def __init__(
        self, layout: Layout, *, zone: ZoneInfo, currency: str, shop: str = "", otherwise: str = ""
    ) -> None:
        self._layout = layout
        self._standing = lru_cache(maxsize=1024)(layout.profile.standing)
        self._given_shop, self._usual_shop = shop, otherwise
        time = partial(read_time, zone=zone)
        amount = partial(read_amount, currency=currency)
        discount = partial(read_discount, currency=currency)
        checks: dict[str, Callable[[str], Any]] = {
            "quantity": read_quantity, "kinds": read_count, "price": amount, "line_total": amount,
            "freight": amount, "discount": discount, "order_discount": discount,
            "ordered_at": time, "paid_at": time, "ship_by": time,
        }  # fmt: skip
        columns = {
            field: _Column(Entry._fields.index(field), where[0], where[1:])
            for field, where in layout.columns.items()
        }
        self._order_no, self._shop = columns.pop("order_no"), columns.pop("shop", None)
        self._line_no = columns.get("line_no")
        self._checked = [(c, checks[field]) for field, c in columns.items() if field in checks]
        self._texts = [column for field, column in columns.items() if field not in checks]
        self._remarks = [c for field, c in columns.items() if field in _REMARKS and c.others]

    def key(self, row: Row) -> Key:
        """The order that the row names, whatever else is wrong with it."""
        cells = self._padded(row.cells)
        number = _whole(_one_line(_text(cells, self._order_no), 2 * MAX_NUMBER))
        if self._given_shop or self._shop is None:
            return self._given_shop or self._usual_shop, number
        return _one_line(_text(cells, self._shop), MAX_SHOP) or self._usual_shop, number

    def check(self, row: Row) -> Checked:
        """What the row is."""
        shop, order_no = self.key(row)
        kept = self._kept(row)
        if not _PLAIN_NUMBER.fullmatch(order_no) and self._is_no_order(row, order_no):
            return Skipped(row.number, kept)
        cells = self._padded(row.cells)
        values: list[Any] = [row.number, kept, shop, order_no, *_DEFAULTS]
        for column in self._texts:
            values[column.place] = _text(cells, column)
        for column in self._remarks:
            values[column.place] = _joined(cells, column)
        values[-2:] = self._standing(values[_STATUS], values[_REFUND])
        column = self._order_no
        try:
            _require_number(order_no, damaged=column.first in row.damaged)
            if self._line_no:
                column = self._line_no
                values[column.place] = _line_number(
                    values[column.place], damaged=column.first in row.damaged
                )
            for column, read in self._checked:
                values[column.place] = read(_text(cells, column))
        except Invalid as error:
            return self._rejected(values, column, error)
        return Entry._make(values)

    def _rejected(self, values: list[Any], column: _Column, error: Invalid) -> Rejected:
        return Rejected(
            Entry._make(values),
            RowError(values[0], self._layout.header[column.first], error.code, str(error)),
            belongs=column is not self._order_no,
        )

    def _padded(self, cells: Cells) -> Cells:
        missing = len(self._layout.header) - len(cells)
        return cells + ("",) * missing if missing > 0 else cells

    def _kept(self, row: Row) -> Cells:
        """The cells as they are kept. A number that lost digits shows only those that are left."""
        dropped = self._layout.dropped
        if not dropped and not row.damaged:
            return row.cells
        cells = ("" if column in dropped else cell for column, cell in enumerate(row.cells))
        return tuple(
            f"{float(cell):.15G}" if column in row.damaged and cell.isdecimal() else cell
            for column, cell in enumerate(cells)
        )

    def _is_no_order(self, row: Row, order_no: str) -> bool:
        """Whether the row is a sum, a footer, a description or the header again."""
        filled = [cell for cell in row.cells if cell]
        if not order_no:
            return len(filled) == 1 or any(_SUM.fullmatch(fold(cell)) for cell in filled)
        return (
            len(filled) == 1
            or order_no == self._layout.header[self._order_no.first]
            or not any(char.isdigit() for cell in filled for char in cell)
            or _SUM.fullmatch(fold(order_no)) is not None
        )


def _text(cells: Cells, column: _Column) -> str:
    """The first of the column's cells that says something."""
    text = cells[column.first]
    if text not in EMPTY:
        return text
    return next((cells[other] for other in column.others if cells[other] not in EMPTY), "")


def _joined(cells: Cells, column: _Column) -> str:
    texts = (cells[at] for at in (column.first, *column.others))
    return "\n".join(dict.fromkeys(text for text in texts if text not in EMPTY))


def _one_line(text: str, limit: int) -> str:
    """Readers have cleaned the text, but left its line breaks."""
    return clean(text, limit=limit) if "\n" in text or len(text) > limit else text


def _whole(number: str) -> str:
    """1001.0 is what a float made of 1001."""
    return _FLOAT.sub(r"\1", number) if number.endswith("0") and "." in number else number


def _require_number(number: str, *, damaged: bool) -> None:
    """Refuse an order number that is missing or that a spreadsheet has spoilt.

    Raises:
        Invalid: `missing_order_number`, `damaged_order_number`.
    """
    if not number:
        raise Invalid("missing_order_number", N_("The order number is missing."))
    if damaged or _DAMAGED.fullmatch(number) or len(number) > MAX_NUMBER:
        raise Invalid(
            "damaged_order_number",
            N_("The order number “{text}” has lost digits in a spreadsheet."),
            text=number[:MAX_NUMBER],
        )


def _line_number(text: str, *, damaged: bool) -> str:
    number = _whole(_one_line(text, 2 * MAX_NUMBER))
    if number:
        _require_number(number, damaged=damaged)
    return number
