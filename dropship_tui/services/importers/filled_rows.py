"""The rows of a file, with the cells filled that their format leaves empty.

What another row or column says of a row is put into the row itself, so that it can be read, kept,
rejected and corrected alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from dropship_tui.models.text import fold
from dropship_tui.services.files.merged import filled_rows
from dropship_tui.services.files.readers import Row, Source
from dropship_tui.services.importers.entries import RECEIVER, Cells
from dropship_tui.services.importers.layout import Layout
from dropship_tui.services.importers.profiles.base import Quirk

_OF_ORDER: Final = ("currency", "status", "refund_status", "cancelled_at", "shipped_at", "paid_at")
"""What holds for every row of an order when only the first one tells it."""

_RECEIVER, _PAYER = "shipping_", "billing_"


def read_rows(source: Source, layout: Layout) -> Iterator[Row]:
    """The rows below the header that are not empty."""
    rows: Iterator[Row] = (row for row in filled_rows(source) if row.number > layout.header_row)
    quirks = layout.profile.quirks
    if Quirk.FIRST_ROW_TELLS in quirks and "order_no" in layout.columns:
        rows = _told_on(rows, layout)
    if Quirk.PAYER_RECEIVES in quirks:
        rows = _or_payer(rows, layout)
    return rows


def _told_on(rows: Iterable[Row], layout: Layout) -> Iterator[Row]:
    """Rows with what the row before them, of the same order, has said of the whole order."""
    number = layout.columns["order_no"][0]
    columns = [column for field in _OF_ORDER for column in layout.columns.get(field, ())]
    before: Cells = ()
    for row in rows:
        cells = _as_wide(row, layout)
        if before and cells[number] and cells[number] == before[number]:
            for column in columns:
                cells[column] = cells[column] or before[column]
        before = tuple(cells)
        yield row._replace(cells=before)


def _or_payer(rows: Iterable[Row], layout: Layout) -> Iterator[Row]:
    """Rows with the payer's name and address where all of the receiver's cells are empty."""
    named = {fold(name): column for column, name in enumerate(layout.header)}
    receiver = {column for field in RECEIVER for column in layout.columns.get(field, ())}
    payer = {
        column: named[other]
        for name, column in named.items()
        if column in receiver
        and name.startswith(_RECEIVER)
        and (other := name.replace(_RECEIVER, _PAYER, 1)) in named
    }
    for row in rows:
        cells = _as_wide(row, layout)
        if not any(cells[column] for column in payer):
            for column, payers in payer.items():
                cells[column] = cells[payers]
        yield row._replace(cells=tuple(cells))


def _as_wide(row: Row, layout: Layout) -> list[str]:
    """The cells of the row, at least as many as the header has."""
    return [*row.cells, *[""] * (len(layout.header) - len(row.cells))]
