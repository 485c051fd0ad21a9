"""Merged cells: what stands in the first one holds for all of them."""

from __future__ import annotations

from collections.abc import Iterator

from dropship_tui.services.files.cells import Row
from dropship_tui.services.files.readers import Source


def filled_rows(source: Source) -> Iterator[Row]:
    """The rows with merged cells filled downwards, inside each merge and nowhere else.

    Raises:
        UnusableFile: as `Source.rows`.
    """
    return _filled(source) if source.merges else source.rows()


def _filled(source: Source) -> Iterator[Row]:
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
