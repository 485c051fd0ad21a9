"""Where a file's header is, whose file it is, and which column means what."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Final

from dropship_tui.i18n import N_
from dropship_tui.models.checks import Invalid
from dropship_tui.models.imports import RowError
from dropship_tui.models.text import fold
from dropship_tui.services.errors import UnusableFile, WrongUsage
from dropship_tui.services.files.readers import Row, Source
from dropship_tui.services.importers.entries import RECEIVER
from dropship_tui.services.importers.profiles import BY_NAME, PROFILES, Profile, sheet

HEADER_WITHIN: Final = 20
"""How many rows may stand above the header: titles, notes, blank lines."""

OURS: Final = "⚠"
"""What the headers of the columns that we add to rejected rows begin with."""

_PRIVATE = ("身份证", "idnumber", "taxid", "税号")
_ORNAMENTS = re.compile(r"\(.*?\)|\[.*?\]|【.*?】|[\W_]+")
_ENOUGH = 3
"""A row with so many known headers, the order number among them, is a header."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file is read.

    Attributes:
        header: the file's own names of its columns.
        header_row: the header's number; the rows below it count.
        columns: where each field stands. Where it has several columns, the best is the first.
        dropped: columns whose content is not kept: identity numbers, and what we added ourselves.
    """

    profile: Profile
    header: tuple[str, ...]
    header_row: int
    columns: Mapping[str, tuple[int, ...]]
    dropped: frozenset[int]

    def title_of(self, field: str) -> str:
        """The file's own name for a field; "" where it has no such column."""
        columns = self.columns.get(field)
        return self.header[columns[0]] if columns else ""

    def error(self, row: int, field: str, problem: Invalid) -> RowError:
        """The error of a row, in the column of that field."""
        return RowError(row, self.title_of(field), problem.code, str(problem))


def header_name(text: str) -> str:
    """A header for comparing: 收件人*, 数量（件） and Order No. are 收件人, 数量 and orderno."""
    return _ORNAMENTS.sub("", fold(text))


def find_layout(source: Source, profile_name: str = "") -> Layout:
    """The layout of a file: of the named profile, else of the one that knows most of it.

    Raises:
        WrongUsage: there is no profile of that name (`unknown_profile`).
        UnusableFile: no row is a header (`no_header`), or it has no order number
            (`no_order_column`).
    """
    rows = list(islice(source.rows(), HEADER_WITHIN))
    if profile_name:
        return _laid_out(_named(profile_name), rows)
    found = [(known, p, row) for p in PROFILES for row in rows if (known := _recognised(p, row))]
    if found:
        _, profile, row = max(found, key=lambda one: one[0])
        return _layout(profile, row)
    return _laid_out(sheet.PROFILE, rows)


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
    names = {header_name(cell) for cell in row.cells}
    telling = sum(header_name(name) in names for name in profile.telling)
    numbered = any(header_name(name) in names for name in profile.columns["order_no"])
    return telling if numbered and telling >= profile.enough else 0


def _laid_out(profile: Profile, rows: Iterable[Row]) -> Layout:
    """The layout by whichever row names most of the profile's columns."""
    layouts = [_layout(profile, row) for row in rows]
    best = max(layouts, key=lambda layout: len(layout.columns), default=None)
    if best is None or len(best.columns) < _ENOUGH:
        raise UnusableFile(
            "no_header",
            N_("This file has no header that we know."),
            hint=N_("Its first rows must name the columns, such as 订单号, 收件人, 数量."),
        )
    if "order_no" not in best.columns:
        raise UnusableFile(
            "no_order_column",
            N_("No column of this file is an order number."),
            hint=N_("Name one of its columns 订单号 or “order no”."),
            details={"header": list(best.header)},
        )
    return best


def _layout(profile: Profile, row: Row) -> Layout:
    return Layout(
        profile=profile,
        header=row.cells,
        header_row=row.number,
        columns=_columns(profile, row.cells),
        dropped=frozenset(column for column, cell in enumerate(row.cells) if _is_dropped(cell)),
    )


def _is_dropped(header: str) -> bool:
    return header.startswith(OURS) or any(word in fold(header) for word in _PRIVATE)


def _columns(profile: Profile, header: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """The columns of each field; of two with the same header, the first counts.

    Receivers are pasted into any platform's file by hand, under any of their usual names.
    """
    where: dict[str, int] = {}
    for column, cell in enumerate(header):
        if not cell.startswith(OURS):
            where.setdefault(header_name(cell), column)
    found = {}
    for field in dict.fromkeys((*profile.columns, *RECEIVER)):
        names = profile.columns.get(field, ())
        if field in RECEIVER:
            names += sheet.PROFILE.columns.get(field, ())
        columns = [where[known] for name in names if (known := header_name(name)) in where]
        if columns:
            found[field] = tuple(dict.fromkeys(columns))
    return found
