"""Where a file's header is, whose file it is, and which column means what."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from dropship_tui.i18n import N_
from dropship_tui.models.text import fold
from dropship_tui.services.errors import UnusableFile, WrongUsage
from dropship_tui.services.importers.profiles import BY_NAME, PROFILES, Profile, sheet
from dropship_tui.services.importers.profiles.base import PRIVATE
from dropship_tui.services.importers.readers import Row, Source

HEADER_WITHIN = 20
"""How many rows may stand above the header: titles, notes, blank lines."""

_ORNAMENT = re.compile(r"\(.*?\)|[*:：\"']")
_ENOUGH = 3
"""A row with so many known headers, the order number among them, is a header."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file is read: its profile, its header, and the column of each field.

    private: columns whose content is not kept (identity numbers).
    """

    profile: Profile
    header: tuple[str, ...]
    header_row: int
    columns: Mapping[str, int]
    private: frozenset[int]

    def title_of(self, field: str) -> str:
        """The file's own name for a field."""
        column = self.columns.get(field)
        return self.header[column] if column is not None else ""


def header_name(text: str) -> str:
    """A header for comparing: 收件人* and 数量（件） are 收件人 and 数量."""
    return _ORNAMENT.sub("", fold(text))


def find_layout(source: Source, profile_name: str = "") -> Layout:
    """The layout of a file.

    Raises:
        WrongUsage: there is no profile of that name.
        UnusableFile: no header was found (`no_header`), or it has no order number.
    """
    if profile_name and profile_name not in BY_NAME:
        raise WrongUsage(
            "unknown_profile",
            N_("There is no format “{name}”."),
            hint=N_("See them all with: dropship orders profiles"),
            name=profile_name,
        )
    candidates = list(_head(source))
    profiles = [BY_NAME[profile_name]] if profile_name else list(PROFILES)
    for profile in profiles:
        for row in candidates:
            if profile.signature and profile.recognises(_folded(row)):
                return _layout(profile, row)
    if sheet.PROFILE in profiles or profile_name:
        best = max(candidates, key=lambda row: _known(profiles[-1], row), default=None)
        if best is not None and _known(profiles[-1], best) >= _ENOUGH:
            layout = _layout(profiles[-1], best)
            if "order_no" in layout.columns:
                return layout
            raise UnusableFile(
                "no_order_column",
                N_("No column of this file is an order number."),
                hint=N_("Name one of its columns 订单号 or “order no”."),
                details={"header": list(best.cells)},
            )
    raise UnusableFile(
        "no_header",
        N_("This file has no header that we know."),
        hint=N_("Its first rows must name the columns, such as 订单号, 收件人, 数量."),
    )


def _head(source: Source) -> Iterator[Row]:
    for position, row in enumerate(source.rows()):
        if position >= HEADER_WITHIN:
            return
        yield row


def _folded(row: Row) -> frozenset[str]:
    return frozenset(fold(cell) for cell in row.cells if cell)


def _known(profile: Profile, row: Row) -> int:
    return len(_columns(profile, row.cells))


def _columns(profile: Profile, header: Iterable[str]) -> dict[str, int]:
    """The column of each field; a header that stands twice counts where it stands first."""
    where: dict[str, int] = {}
    for column, cell in enumerate(header):
        if cell:
            where.setdefault(header_name(cell), column)
    found: dict[str, int] = {}
    for field, names in profile.columns.items():
        for name in names:
            if (column := where.get(header_name(name), -1)) >= 0:
                found[field] = column
                break
    return found


def _layout(profile: Profile, row: Row) -> Layout:
    private = frozenset(
        column
        for column, cell in enumerate(row.cells)
        if any(word in fold(cell) for word in PRIVATE)
    )
    return Layout(profile, row.cells, row.number, _columns(profile, row.cells), private)
