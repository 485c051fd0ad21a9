"""What the columns of an unknown sheet may mean: by their names, else by what stands in them.

A guess is a proposal. Nothing is imported by it until a person has confirmed it as a column map.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from statistics import fmean
from typing import Final

from dropship_tui.models.imports import ColumnMap, Place
from dropship_tui.services.addresses import address, phones
from dropship_tui.services.addresses.vocabulary import has_surname
from dropship_tui.services.files.cells import NOTHING
from dropship_tui.services.files.merged import filled_rows
from dropship_tui.services.files.readers import Row, Source
from dropship_tui.services.goods.sku_lookup import Lookup
from dropship_tui.services.importers.entries import FIELDS
from dropship_tui.services.importers.headers import header_name, own_columns
from dropship_tui.services.importers.layout import (
    HEADER_WITHIN,
    PRIVATE,
    Layout,
    best_layout,
    lettered,
    signature,
)
from dropship_tui.services.importers.profiles import Profile, sheet
from dropship_tui.services.work import Tx

_LOOKED_AT: Final = 60
"""So many rows are looked at."""

_PARSED: Final = 12
"""So many cells of a column are given to the address parser, 1 ms each."""

_MOST: Final = 0.6
"""A column means what so many of its cells look like."""

_NUMBER = re.compile(r"[A-Za-z]{1,6}-?\d[\w-]{0,56}|\d[\w-]{5,63}")
_SMALL = re.compile(r"[1-9]\d{0,2}")
_TIME = re.compile(r"20\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}.*")
_DIGIT = re.compile(r"\d")
_DIGITS = re.compile(r"\d{3}")
_NAME = re.compile(r"[\u4e00-\u9fff·]{2,6}")
_FOREIGN_NAME = re.compile(r"[A-Z][a-z'-]+(?: [A-Z][a-z'.-]*){1,3}")
_STREET = re.compile(r"[路街道巷弄村镇乡].*\d|\d[号栋幢室楼弄]")
_WORDS = re.compile(r"[\u4e00-\u9fff]{2}|[A-Za-z]{3}")

_SHORTEST_CONTACT = 18  # characters: a phone, a name and a place

_INSTEAD: Final = {
    "title": frozenset({"sku_code", "product_code"}),
    "name": frozenset({"contact"}),
    "phone": frozenset({"contact"}),
    "mobile": frozenset({"contact", "phone"}),
    "contact": frozenset({"address"}),
    "address": frozenset({"contact"}),
}
"""Where one of these is known, the field is not looked for."""

_NEVER_UNNAMED: Final = frozenset({"order_no", "ordered_at"})
"""Where columns have names, a column of numbers with another name is no order number."""

_SERIAL: Final = frozenset(map(header_name, ("序号", "行号", "编号", "no", "sn", "index", "row")))
"""Columns of these names only count the rows."""

Cells = Sequence[str]
"""What stands in a column, without the empty cells."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an unknown sheet.

    Attributes:
        number: from 1, as the file itself has it.
        title: its header, or its letter.
        samples: its first two values.
        fields: what it is thought to mean.
    """

    number: int
    title: str
    samples: tuple[str, ...]
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """How a sheet may be read.

    Attributes:
        has_header: whether its columns have names.
        signature: what tells sheets of this kind.
        profile: the format whose statuses and habits apply.
        best: of fields with several columns, the numbers of these, the best first.
    """

    columns: tuple[Column, ...]
    has_header: bool
    signature: str
    profile: str
    best: Mapping[str, Sequence[int]]

    @property
    def map(self) -> ColumnMap:
        """The proposal as a column map without a name."""
        return self.with_fields({column.number: column.fields for column in self.columns})

    def with_fields(self, fields: Mapping[int, Sequence[str]]) -> ColumnMap:
        """The column map in which these columns (by number) mean these fields."""
        titles = Counter(header_name(column.title) for column in self.columns)
        places: dict[int, Place] = {
            column.number: column.title
            if titles[header_name(column.title)] == 1 and header_name(column.title)
            else column.number
            for column in self.columns
        }
        where: dict[str, list[int]] = {}
        for number, meant in fields.items():
            for field in meant:
                where.setdefault(field, []).append(number)
        for field, best in self.best.items():
            where[field] = sorted(where.get(field, ()), key=partial(_rank, best))
        return ColumnMap(
            columns={
                field: tuple(places[number] for number in where[field])
                for field in dict.fromkeys((*FIELDS, *where))
                if where.get(field)
            },
            has_header=self.has_header,
            signature=self.signature,
            profile=self.profile,
        )


def _rank(best: Sequence[int], number: int) -> int:
    return best.index(number) if number in best else len(best) + number


def propose(
    tx: Tx, source: Source, *, reseller_id: int = 0, has_header: bool | None = None
) -> Proposal:
    """What the columns of an unknown sheet may mean.

    `has_header` is what a person says of it; None looks.
    """
    rows = list(islice(filled_rows(source), HEADER_WITHIN + _LOOKED_AT))
    tops = rows[:HEADER_WITHIN]
    known = None if has_header is False else best_layout(sheet.PROFILE, tops)
    header = _header(tops, known, has_header=has_header)
    columns = _Columns(rows, header or lettered(tops))
    fields = dict(known.columns) if known else {}
    _guess(tx, columns, fields, reseller_id, but=_NEVER_UNNAMED if known else frozenset())
    dropped = known.dropped if known else frozenset()
    return columns.proposal(fields, dropped, sheet.PROFILE, has_header=header is not None)


def as_read(source: Source, layout: Layout) -> Proposal:
    """How a file is read by a layout, for somebody to correct it."""
    rows = list(islice(filled_rows(source), HEADER_WITHIN + _LOOKED_AT))
    columns = _Columns(rows, Row(layout.header_row, layout.header))
    return columns.proposal(
        layout.columns, layout.dropped, layout.profile, has_header=layout.has_header
    )


def _header(tops: Sequence[Row], known: Layout | None, *, has_header: bool | None) -> Row | None:
    """The row of names: the one that we know, else words side by side without a number in them."""
    if has_header is False:
        return None
    if known:
        return Row(known.header_row, known.header)
    for row in tops:
        filled = [cell for cell in row.cells if cell]
        if len(filled) > 1:
            is_names = not any(_DIGITS.search(cell) for cell in filled)
            return row if has_header or is_names else None
    return None


class _Columns:
    """The columns of a sheet, with what stands in them below its header."""

    def __init__(self, rows: Sequence[Row], header: Row) -> None:
        self._titles = header.cells
        self._own = own_columns(header.cells)
        below = [row.cells for row in rows if row.number > header.number]
        self.cells = {
            column: [
                text
                for cells in below
                if column < len(cells) and (text := cells[column]) and text not in NOTHING
            ]
            for column in self._own
        }

    def name_of(self, column: int) -> str:
        """Its header, for comparing."""
        return header_name(self._titles[column])

    def proposal(
        self,
        fields: Mapping[str, Sequence[int]],
        dropped: frozenset[int],
        profile: Profile,
        *,
        has_header: bool,
    ) -> Proposal:
        """The columns with what they mean."""
        columns = []
        for number, column in enumerate(self._own, 1):
            meant = [field for field, where in fields.items() if column in where]
            if column in dropped or column in fields.get(PRIVATE, ()):
                meant = [PRIVATE]
            samples = tuple(self.cells[column][:2])
            columns.append(Column(number, self._titles[column], samples, tuple(meant)))
        return Proposal(
            columns=tuple(columns),
            has_header=has_header,
            signature=signature(self._titles, has_header=has_header),
            profile=profile.name,
            best={
                field: [self._own.index(column) + 1 for column in where if column in self._own]
                for field, where in fields.items()
            },
        )


def _guess(
    tx: Tx,
    columns: _Columns,
    fields: dict[str, tuple[int, ...]],
    reseller_id: int,
    *,
    but: frozenset[str],
) -> None:
    """Add what the contents of the columns say, where the names say nothing.

    The surest come first; a column that was given a meaning is looked at no more.
    """
    free = {
        column: cells
        for column, cells in columns.cells.items()
        if cells and columns.name_of(column) not in _SERIAL
    }
    for taken in fields.values():
        for column in taken:
            free.pop(column, None)
    goods = Lookup(tx, reseller_id=reseller_id, channel=sheet.PROFILE.channel)
    looks: tuple[tuple[str, Callable[[Cells], float]], ...] = (
        (PRIVATE, _identity_numbers),
        ("contact", _contacts),
        ("mobile", _phones),
        ("phone", _phones),
        ("address", partial(_places, level="detail")),
        ("province", partial(_places, level="province")),
        ("city", partial(_places, level="city")),
        ("district", partial(_places, level="district")),
        ("sku_code", partial(_codes, goods)),
        ("ordered_at", _share(_TIME.fullmatch)),
        ("order_no", _numbers),
        ("quantity", _quantities),
        ("title", partial(_titles, goods)),
        ("name", _names),
        ("title", _words),
    )
    for field, look in looks:
        if field in fields or field in but or fields.keys() & _INSTEAD.get(field, frozenset()):
            continue
        likely = {column: look(cells) for column, cells in free.items()}
        best = max(likely, key=lambda column: likely[column], default=None)
        if best is not None and likely[best] >= _MOST:
            fields[field] = (best,)
            del free[best]


def _share(test: Callable[[str], object]) -> Callable[[Cells], float]:
    """How many of the cells pass a test, from 0 to 1."""
    return lambda cells: fmean(bool(test(cell)) for cell in cells)


_identity_numbers = _share(address.has_identity_number)


def _is_phone(text: str) -> bool:
    return phones.is_masked(text) or (
        phones.normalise(text).valid and len(_DIGIT.findall(text)) * 2 > len(text)
    )


_phones = _share(_is_phone)


def _contacts(cells: Cells) -> float:
    return _share(_is_contact)(cells[:_PARSED])


def _is_contact(text: str) -> bool:
    """Name, phone and address in one cell."""
    if len(text) < _SHORTEST_CONTACT or not _WORDS.search(text):
        return False
    receiver = address.parse(text).receiver
    return bool(receiver.phone and receiver.province and receiver.detail)


def _places(cells: Cells, *, level: str) -> float:
    return _share(lambda text: _level(text) == level)(cells[:_PARSED])


def _level(text: str) -> str:
    """Down to where a cell describes a place: "detail", or a single level that it names."""
    if len(text) < 2 or not _WORDS.search(text):
        return ""
    found = address.parse(text).receiver
    if _STREET.search(text) or (found.province and (found.detail or found.street)):
        return "detail"
    levels = (("district", found.district), ("city", found.city), ("province", found.province))
    return next((level for level, name in levels if name and name[:2] == text[:2]), "")


def _codes(goods: Lookup, cells: Cells) -> float:
    known = goods.resolve(set(cells))
    return fmean(cell in known for cell in cells)


def _titles(goods: Lookup, cells: Cells) -> float:
    known = goods.by_title({(cell, "") for cell in cells})
    return fmean((cell, "") in known for cell in cells)


def _numbers(cells: Cells) -> float:
    """Order numbers: long, and hardly any twice."""
    return _share(_NUMBER.fullmatch)(cells) * len(set(cells)) / len(cells)


def _quantities(cells: Cells) -> float:
    """Whole small numbers, the smaller the likelier; 1, 2, 3 … only counts the rows."""
    small = [int(cell) for cell in cells if _SMALL.fullmatch(cell)]
    counts_rows = len(small) > 2 and small == [*range(small[0], small[0] + len(small))]
    if len(small) < _MOST * len(cells) or counts_rows:
        return 0.0
    return _MOST + (1 - _MOST) / fmean(small)


def _names(cells: Cells) -> float:
    return fmean(
        1.0
        if _FOREIGN_NAME.fullmatch(cell)
        else (bool(_NAME.fullmatch(cell)) + has_surname(cell)) / 2
        for cell in cells
    )


def _words(cells: Cells) -> float:
    """What is left and says something."""
    return _share(_WORDS.search)(cells)
