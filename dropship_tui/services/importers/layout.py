"""Where a file's header is, whose file it is, and which column means what."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from dropship_tui.i18n import N_
from dropship_tui.models.checks import Invalid
from dropship_tui.models.imports import ColumnMap, Place, RowError
from dropship_tui.models.text import fold
from dropship_tui.services.addresses import phones
from dropship_tui.services.errors import UnusableFile, WrongUsage
from dropship_tui.services.files.merged import filled_rows
from dropship_tui.services.files.readers import Row, Source
from dropship_tui.services.importers.entries import RECEIVER, Cells
from dropship_tui.services.importers.headers import OURS, Headers, header_name, own_columns
from dropship_tui.services.importers.profiles import BY_NAME, PROFILES, Profile, sheet

HEADER_WITHIN: Final = 20
"""How many rows may stand above the header: titles, notes, blank lines."""

PRIVATE: Final = "private"
"""In a column map: a column whose content is not kept, such as identity numbers."""

_PRIVATE_WORDS = ("身份证", "idnumber", "taxid", "税号")
_JOINT: Final = ", "
"""Between the lines of an address."""

_ENOUGH = 3
"""A row with so many known headers, the order number among them, is a header."""

# Without an order number, these say which order a row is. What a reseller may correct later
# (the address beside a name and a phone, a quantity, a remark) is not among them.
_WHOSE = ("name", "mobile", "phone")
_WHOSE_ELSE = ("contact", "address")
_WHAT = ("sku_code", "product_code", "title", "spec", "ordered_at", "paid_at")


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file is read.

    Attributes:
        header: the names of its columns: the file's own, or A, B, C … where it has none.
        header_row: the header's number; the rows below it count. 0: there is none.
        columns: where each field stands. Where it has several columns, the best is the first.
        dropped: columns whose content is not kept: identity numbers, and what we added ourselves.
        map: the name of the column map that says so; "" when the headers speak for themselves.
        is_mapped: whether a column map says so.
        sheet: the sheet of a workbook that had to be chosen; "" for the first.
    """

    profile: Profile
    header: tuple[str, ...]
    header_row: int
    columns: Mapping[str, tuple[int, ...]]
    dropped: frozenset[int]
    map: str = ""
    is_mapped: bool = False
    sheet: str = ""

    @property
    def is_corrected(self) -> bool:
        """Whether this is a file of rejected rows, which somebody has mended."""
        return any(name.startswith(OURS) for name in self.header)

    def own(self, cells: Cells) -> Cells:
        """The cells of the file itself, without what we have added to it before."""
        ours = {at for at, name in enumerate(self.header) if name.startswith(OURS)}
        return tuple(cell for at, cell in enumerate(cells) if at not in ours)

    @property
    def has_header(self) -> bool:
        """Whether the columns have names of their own."""
        own = [self.header[column] for column in own_columns(self.header)]
        return tuple(own) != letters(len(own))

    @property
    def named_by(self) -> tuple[int, ...]:
        """The columns that name a row's order where no column is an order number."""
        if "order_no" in self.columns:
            return ()
        whose = [field for field in _WHOSE if field in self.columns]
        fields = (*(whose if len(whose) > 1 else (*whose, *_WHOSE_ELSE)), *_WHAT)
        return tuple(column for field in fields for column in self.columns.get(field, ()))

    @property
    def reading(self) -> str:
        """What else than the profile decides how the file is read; "" for nothing."""
        said: dict[str, object] = {"columns": self.columns} if self.is_mapped else {}
        if self.sheet:
            said["sheet"] = self.sheet
        return json.dumps(said, ensure_ascii=False, sort_keys=True) if said else ""

    def title_of(self, field: str) -> str:
        """The file's own name for a field; "" where it has no such column."""
        columns = self.columns.get(field)
        return self.header[columns[0]] if columns else ""

    def error(self, row: int, field: str, problem: Invalid) -> RowError:
        """The error of a row, in the column of that field."""
        return RowError(row, self.title_of(field), problem.code, str(problem))


def find_layout(
    source: Source, profile_name: str = "", *, maps: Iterable[ColumnMap] = ()
) -> Layout:
    """The layout of a file: of the named profile, else as somebody has said before that files
    with this header are read, else of the profile that knows most of it.

    Raises:
        WrongUsage: there is no profile of that name (`unknown_profile`).
        UnusableFile: no row is a header (`no_header`), or it has no order number
            (`no_order_column`).
    """
    rows = list(islice(filled_rows(source), HEADER_WITHIN))
    if profile_name:
        return _laid_out(_named(profile_name), rows)
    known = [*maps]
    for column_map in known:
        if column_map.has_header and (row := _with_signature(column_map.signature, rows)):
            return _mapped(column_map, row)
    found = [(count, p, row) for p in PROFILES for row in rows if (count := _recognised(p, row))]
    if found:
        _, profile, row = max(found, key=lambda one: one[0])
        return _layout(profile, row)
    try:
        return _laid_out(sheet.PROFILE, rows)
    except UnusableFile:
        for column_map in known:
            if not column_map.has_header and (layout := _headless(column_map, rows)):
                return layout
        raise


def mapped_layout(source: Source, column_map: ColumnMap) -> Layout:
    """The layout of a file by a map that was named for it.

    Raises:
        UnusableFile: the file has not all the columns that the map names (`map_does_not_fit`).
        WrongUsage: the map names a profile that we do not have (`unknown_profile`).
    """
    rows = list(islice(filled_rows(source), HEADER_WITHIN))
    if not column_map.has_header:
        return _mapped(column_map, lettered(rows))
    fitting = max(rows, key=lambda row: len(_found(column_map, row.cells)), default=None)
    cells = fitting.cells if fitting else ()
    wanted = [place for places in column_map.columns.values() for place in places]
    missing = [str(place) for place in wanted if _column(place, cells) is None]
    if fitting is None or missing:
        raise UnusableFile(
            "map_does_not_fit",
            N_("The file has no column {missing}, which the column map names."),
            hint=N_("See what the file has with: dropship orders maps propose FILE"),
            missing=", ".join(missing),
        )
    return _mapped(column_map, fitting)


def signature(cells: Sequence[str], *, has_header: bool) -> str:
    """What tells sheets of one kind: the names of its columns, or how many there are."""
    own = [header_name(cells[column]) for column in own_columns(cells)]
    while own and not own[-1]:
        own.pop()
    return "|".join(own) if has_header else f"#{len(own)}"


def letters(width: int) -> tuple[str, ...]:
    """What a spreadsheet calls its first columns: A, B … Z, AA, AB …"""
    return tuple(_letter(column) for column in range(width))


def _letter(column: int) -> str:
    more, last = divmod(column, 26)
    return (_letter(more - 1) if more else "") + chr(ord("A") + last)


def _with_signature(wanted: str, rows: Iterable[Row]) -> Row | None:
    return next((row for row in rows if signature(row.cells, has_header=True) == wanted), None)


def lettered(rows: Sequence[Row]) -> Row:
    """The header of a file without one; our own file of rejected rows has it written out."""
    for row in rows:
        own = [row.cells[column] for column in own_columns(row.cells)]
        if len(own) < len(row.cells) and tuple(own) == letters(len(own)):
            return row
    return Row(0, letters(max((_used(row.cells) for row in rows), default=0)))


def _used(cells: Sequence[str]) -> int:
    return max((column for column, cell in enumerate(cells, 1) if cell), default=0)


def _headless(column_map: ColumnMap, rows: Sequence[Row]) -> Layout | None:
    """The layout by a map for files without a header, if these rows look like its rows.

    Any two sheets may have as many columns: phones must stand where phones should.
    """
    header = lettered(rows)
    if f"#{len(own_columns(header.cells))}" != column_map.signature:
        return None
    layout = _mapped(column_map, header)
    said = [text for row in rows if row.number > header.number for text in _phones(layout, row)]
    good = sum(phones.is_masked(text) or phones.normalise(text).valid for text in said)
    return layout if said and 2 * good > len(said) else None


def _phones(layout: Layout, row: Row) -> Iterator[str]:
    for field in ("mobile", "phone", "contact"):
        for column in layout.columns.get(field, ()):
            if column < len(row.cells) and row.cells[column]:
                yield row.cells[column]


def _mapped(column_map: ColumnMap, header: Row) -> Layout:
    columns = _found(column_map, header.cells)
    private = columns.pop(PRIVATE, ())
    return Layout(
        profile=_named(column_map.profile),
        header=header.cells,
        header_row=header.number,
        columns=columns,
        dropped=_dropped(header.cells) | {*private},
        map=column_map.name,
        is_mapped=True,
    )


def _found(column_map: ColumnMap, header: Sequence[str]) -> dict[str, tuple[int, ...]]:
    found = {}
    for field, places in column_map.columns.items():
        columns = [_column(place, header) for place in places]
        if present := tuple(column for column in columns if column is not None):
            found[field] = present
    return found


def _column(place: Place, header: Sequence[str]) -> int | None:
    """Where a column is; of two with the same header, the first."""
    own = own_columns(header)
    if isinstance(place, int):
        return own[place - 1] if 0 < place <= len(own) else None
    wanted = header_name(place)
    return next((column for column in own if header_name(header[column]) == wanted), None)


def _named(name: str) -> Profile:
    if name not in BY_NAME:
        raise WrongUsage(
            "unknown_profile",
            N_("There is no format “{name}”."),
            hint=N_("See them all with: dropship orders profiles"),
            name=name,
        )
    return BY_NAME[name]


def _recognised(profile: Profile, row: Row) -> int:
    """How many headers of the row only this format has; 0 when that is too few."""
    named = Headers(row.cells)
    telling = sum(map(named.tells, profile.telling))
    numbered = any(named.find(name) is not None for name in profile.columns["order_no"])
    return telling if numbered and telling >= profile.enough else 0


def _laid_out(profile: Profile, rows: Iterable[Row]) -> Layout:
    """The layout by whichever row names most of the profile's columns."""
    best = best_layout(profile, rows)
    if best is None:
        raise UnusableFile(
            "no_header",
            N_("This file has no header that we know."),
            hint=N_(
                "Say once which column means what: in the program with i, or with"
                " dropship orders maps propose FILE"
            ),
        )
    if "order_no" not in best.columns:
        raise UnusableFile(
            "no_order_column",
            N_("No column of this file is an order number."),
            hint=N_(
                "Name one of its columns 订单号, or confirm that it has none: in the program"
                " with i, or with dropship orders maps propose FILE"
            ),
            details={"header": list(best.header)},
        )
    return best


def best_layout(profile: Profile, rows: Iterable[Row]) -> Layout | None:
    """The layout by the row that names most of the profile's columns, if it names enough."""
    layouts = [_layout(profile, row) for row in rows]
    best = max(layouts, key=lambda layout: len(layout.columns), default=None)
    return None if best is None or len(best.columns) < _ENOUGH else best


def _layout(profile: Profile, row: Row) -> Layout:
    columns = _columns(profile, row.cells)
    named = Headers(row.cells) if profile.further else None
    for field, names in profile.further.items():
        best = columns.get(field, ())[:1]
        if named and best and {*(further := named.find_all(names))} - {*best}:
            columns[field] = tuple(dict.fromkeys((*best, *further)))
            profile = replace(profile, joins={**profile.joins, field: _JOINT})
    return Layout(
        profile=profile,
        header=row.cells,
        header_row=row.number,
        columns=columns,
        dropped=_dropped(row.cells),
    )


def _dropped(header: Iterable[str]) -> frozenset[int]:
    return frozenset(column for column, cell in enumerate(header) if _is_dropped(cell))


def _is_dropped(header: str) -> bool:
    return header.startswith(OURS) or any(word in fold(header) for word in _PRIVATE_WORDS)


def _columns(profile: Profile, header: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """The columns of each field; of two with the same header, the first counts.

    Receivers are pasted into any platform's file by hand, under any of their usual names.
    """
    named = Headers(header)
    found = {}
    for field, names in profile.columns.items():
        if columns := named.find_all(names):
            found[field] = columns
    taken = {column for columns in found.values() for column in columns}
    for field in RECEIVER:
        own = found.get(field, ())
        if own and field in profile.joins:
            continue  # they are parts, and another name for the whole is none
        usual = named.find_all(sheet.PROFILE.columns.get(field, ()))
        if columns := (*own, *(column for column in usual if column not in taken)):
            found[field] = columns
    return found
