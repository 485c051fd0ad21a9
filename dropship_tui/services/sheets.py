"""A sheet of the shop's own, catalog or count: rows of values under columns that have names.

A column is known by any of its names, Chinese or English, with or without its unit; what stands
above the header does no harm. Sums and notes below the table are no rows of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from itertools import islice
from pathlib import Path
from typing import Final

from dropship_tui.i18n import N_
from dropship_tui.models.checks import Invalid
from dropship_tui.models.imports import Counts, ImportAnswer, RowError
from dropship_tui.models.text import clean, fold
from dropship_tui.services.errors import Refused, UnusableFile
from dropship_tui.services.files.cells import TOTALS, Row, value_of
from dropship_tui.services.files.readers import open_source
from dropship_tui.services.work import Shop, Tx

HEADER_WITHIN: Final = 20
"""The header comes within so many rows: titles and notices may stand above it."""

UNITS: Final = {
    "g": 1, "克": 1, "斤": 500, "kg": 1000, "千克": 1000, "公斤": 1000,
    "mm": 1, "毫米": 1, "cm": 10, "厘米": 10, "公分": 10, "m": 1000, "米": 1000,
    "元": 1, "¥": 1, "cny": 1, "rmb": 1, "件": 1, "个": 1, "pcs": 1,
}  # fmt: skip
"""What a unit in a column's name makes of its values: whole grams and millimetres."""

_UNIT = "|".join(map(re.escape, sorted(UNITS, key=len, reverse=True)))
_HEADER = re.compile(rf"(?P<name>.+?)[*:：_]*[(\[/]?(?P<unit>{_UNIT})?[)\]]?[*:：]*")


@dataclass(frozen=True, slots=True)
class Header:
    """Which column holds which field, what the file calls it, and what its values count by."""

    columns: Mapping[str, int]
    titles: Mapping[str, str]
    factors: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table: its filled cells, by field."""

    row: int
    cells: Mapping[str, str]
    damaged: frozenset[str]
    header: Header

    def text(self, field: str, *, limit: int = 200) -> str:
        """The field on one line, "" where the cell is empty."""
        return clean(self.cells.get(field, ""), limit=limit)

    def code(self, field: str) -> str:
        """A code or number that must have all its digits.

        Raises:
            Invalid: a spreadsheet has made a number of it and lost some (`damaged_code`).
        """
        if field in self.damaged:
            raise Invalid(
                "damaged_code",
                N_("“{text}” has lost digits in a spreadsheet: make its column a text column."),
                text=self.text(field),
                field=field,
            )
        return self.text(field)

    def number(self, field: str) -> Decimal | None:
        """The number in the header's unit, None where the cell is empty.

        Raises:
            Invalid: it is not one (`bad_number`).
        """
        if not (text := self.text(field)):
            return None
        try:
            value = Decimal(fold(text).replace(",", ""))
        except InvalidOperation:
            value = Decimal("NaN")
        if not value.is_finite() or abs(value) > _MOST:
            raise not_a_number(text, field)
        return value * self.header.factors.get(field, 1)

    def measure(self, field: str) -> int | None:
        """Whole grams or millimetres; None where nobody has measured, which 0 says, too."""
        number = self.number(field)
        return int(number.quantize(Decimal(1), ROUND_HALF_UP)) if number else None

    def error(self, bad: Invalid) -> RowError:
        """What is wrong with the row, and in which column, if it names its field."""
        field = bad.params.get("field", "")
        return RowError(self.row, self.header.titles.get(field, field), bad.code, str(bad))


_MOST: Final = 10**9


def not_a_number(text: str, field: str) -> Invalid:
    """A cell that should hold a number, and does not."""
    return Invalid("bad_number", N_("“{text}” is not a number."), text=text, field=field)


def refused_cell(field: str, refused: Refused) -> Invalid:
    """What a rule of the trade forbids to a row, as something wrong with one of its cells."""
    return Invalid(refused.code, refused.template, **refused.params, field=field)


@dataclass(frozen=True, slots=True)
class Table:
    """What was found in a file: its lines, and how many rows below the header are none."""

    lines: tuple[Line, ...]
    notes: int

    def counts(self, outcomes: Mapping[str, int]) -> Counts:
        """The counts of an import in which the lines ended as `outcomes` says."""
        return Counts(**outcomes, skipped=self.notes)


def read_table(path: Path, names: Mapping[str, tuple[str, ...]], *, key: str, also: str) -> Table:
    """The table of the file, whose columns may be called by any of `names`.

    Args:
        path: the file, in any format that can be read.
        names: the names of each field, as people write them.
        key: the field that every line must have.
        also: one more field that the header must name; a row without both is a note.

    Raises:
        UnusableFile: it cannot be read, or no row names `key` and `also` (`no_header`).
    """
    rows = iter(open_source(path).rows())
    header = _find_header(rows, names, {key, also})
    lines = [_line(row, header) for row in rows]
    kept = tuple(line for line in lines if not _is_note(line, key, also))
    return Table(kept, len(lines) - len(kept))


class _TakenBack(Exception):
    def __init__(self, answer: ImportAnswer) -> None:
        super().__init__()
        self.answer = answer


def book(
    shop: Shop,
    work: Callable[[Tx], ImportAnswer],
    *,
    dry_run: bool,
    strict: bool,
    at: datetime | None = None,
) -> ImportAnswer:
    """Book a sheet in one transaction: for good, or not at all.

    Not at all after a dry run, and when `strict` and a row is rejected; the answer is the same.
    """

    def attempt(tx: Tx) -> ImportAnswer:
        answer = work(tx)
        if dry_run or (strict and answer.counts.rejected):
            raise _TakenBack(answer)
        return answer

    try:
        return shop.write(attempt, at=at)
    except _TakenBack as taken_back:
        return replace(taken_back.answer, written=False)


def _find_header(
    rows: Iterator[Row], names: Mapping[str, tuple[str, ...]], needed: set[str]
) -> Header:
    fields = {fold(name): field for field, listed in names.items() for name in listed}
    for row in islice(rows, HEADER_WITHIN):
        header = _header(row, fields)
        if needed <= header.columns.keys():
            return header
    raise UnusableFile(
        "no_header",
        N_("No row names the columns that are needed."),
        hint=N_("The sheet needs a row with the names of its columns, such as: {columns}."),
        columns=", ".join(names[field][0] for field in sorted(needed)),
    )


def _header(row: Row, fields: Mapping[str, str]) -> Header:
    columns: dict[str, int] = {}
    titles: dict[str, str] = {}
    factors: dict[str, int] = {}
    for index, cell in enumerate(row.cells):
        title = fold(cell)
        name, unit = (title, None) if title in fields else _name_and_unit(title)
        field = fields.get(name, "")
        if field and field not in columns:
            columns[field], titles[field] = index, clean(cell, limit=200)
            factors[field] = UNITS[unit] if unit else 1
    return Header(columns, titles, factors)


def _name_and_unit(title: str) -> tuple[str, str | None]:
    match = _HEADER.fullmatch(title)
    return (match["name"], match["unit"]) if match else (title, None)


def _line(row: Row, header: Header) -> Line:
    cells = {
        field: value
        for field, index in header.columns.items()
        if index < len(row.cells) and (value := value_of(row.cells[index]))
    }
    damaged = frozenset(field for field in cells if header.columns[field] in row.damaged)
    return Line(row.number, cells, damaged, header)


def _is_note(line: Line, key: str, also: str) -> bool:
    """A sum, a remark below the table, or the header once more."""
    text = fold(line.cells.get(key, ""))
    if not text:
        return also not in line.cells
    return text.startswith(TOTALS) or text == fold(line.header.titles[key])
