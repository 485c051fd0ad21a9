"""The tables of a file that hold orders: a text file has one, a workbook one or more sheets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from dropship_tui.i18n import N_
from dropship_tui.models.imports import ColumnMap
from dropship_tui.services.errors import UnusableFile
from dropship_tui.services.files.readers import Source, open_source
from dropship_tui.services.importers.entries import RECEIVER
from dropship_tui.services.importers.layout import Layout, find_layout, mapped_layout
from dropship_tui.services.importers.profiles import sheet as any_sheet
from dropship_tui.services.importers.profiles.base import Quirk

RECEIVERS: Final = frozenset(RECEIVER)
"""The fields of which a sheet of orders has some, if any sheet of the workbook has."""

MOST_SHEETS: Final = 40
"""So many sheets are looked at: each is read in a process of its own, 0.1 s and more."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How a file is to be read, as far as somebody has said.

    Attributes:
        sheet: the only sheet to read; "" for all that hold orders.
        profile: the format; "" for the one that fits.
        column_map: the map that was named for this file.
        maps: those that count when a file looks like theirs, the best first.
    """

    encoding: str = ""
    sheet: str = ""
    profile: str = ""
    column_map: ColumnMap | None = None
    maps: tuple[ColumnMap, ...] = ()

    def layout(self, source: Source) -> Layout:
        """How the source is read.

        Raises:
            UnusableFile: it does not look like orders.
            WrongUsage: there is no such profile.
        """
        if self.column_map:
            return mapped_layout(source, self.column_map)
        return find_layout(source, self.profile, maps=self.maps)


@dataclass(frozen=True, slots=True)
class Table:
    """One table of orders."""

    source: Source
    layout: Layout


def order_tables(path: Path, reading: Reading) -> list[Table]:
    """All tables of orders in a file: at least one, in the order in which a workbook has them.

    A sheet of notes, a cover, a list of couriers is none.

    Raises:
        UnusableFile: the file cannot be read, or no table of it holds orders.
        WrongUsage: there is no such profile or encoding.
    """
    first = open_source(path, encoding=reading.encoding or None, sheet=reading.sheet or None)
    if reading.sheet or len(first.sheets) < 2:
        layout = reading.layout(first)
        if Quirk.LITERAL_QUOTES in layout.profile.quirks and first.format == "tsv":
            first = open_source(path, encoding=first.encoding, literal_quotes=True)
        return [Table(first, replace(layout, sheet=first.sheet if reading.sheet else ""))]
    if len(first.sheets) > MOST_SHEETS:
        raise UnusableFile(
            "too_many_sheets",
            N_("The workbook has {sheets} sheets; {limit} are the most that are looked through."),
            hint=N_("Name the one with the orders: --sheet NAME."),
            sheets=len(first.sheets),
            limit=MOST_SHEETS,
        )
    found: list[Table] = []
    refusal: UnusableFile | None = None
    for name in first.sheets:
        try:
            source = first if name == first.sheet else open_source(path, sheet=name)
            layout = reading.layout(source)
        except UnusableFile as error:  # a diagram, an empty sheet, a cover
            refusal = refusal or error
        else:
            found.append(Table(source, layout))
    if refusal and not found:
        raise refusal
    return list(_named(_orders(found), first.sheet))


def _orders(tables: list[Table]) -> list[Table]:
    """Without sums and lists that repeat order numbers beside a sheet that has the receivers."""
    with_receivers = [table for table in tables if not RECEIVERS.isdisjoint(table.layout.columns)]
    if not with_receivers:
        return tables
    return [
        table
        for table in tables
        if table in with_receivers or table.layout.profile is not any_sheet.PROFILE
    ]


def _named(tables: list[Table], first: str) -> Iterator[Table]:
    """With the names of the sheets, where it is not simply the first that is read."""
    for table in tables:
        if len(tables) > 1 or table.source.sheet != first:
            yield Table(table.source, replace(table.layout, sheet=table.source.sheet))
        else:
            yield table
