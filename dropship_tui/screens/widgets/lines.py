"""How the lines of a `RecordTable` are drawn: columns, a cursor, a scroll bar, a rule."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, Literal

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from dropship_tui.screens.widgets.plain import Align, fit
from dropship_tui.screens.widgets.window import RowT

Look = Literal["plain", "muted", "strong", "accent", "success", "warning", "error"]
"""How a cell looks. Never the only sign of what it means: the text says it too."""

CURSOR, SELECTED = "▸", "*"
GUTTER = 3  # cells for the two signs and a space
_EDGE = 2  # cells for a space and the scroll bar
_LEAST = 4  # cells of a flexible column when there is no room for it
_REMEMBERED = 256  # drawn rows


@dataclass(frozen=True, slots=True)
class Column(Generic[RowT]):
    """A column: its title in the user's language, and what a row says in it.

    `width` is in terminal cells; a column of width 0 takes what the others leave. `gap` is the
    number of cells before the next column.
    """

    title: str
    text: Callable[[RowT], str]
    width: int = 0
    align: Align = "left"
    look: Callable[[RowT], Look] | None = None
    gap: int = 2


def widths(columns: Sequence[Column[Any]], cells: int) -> list[int]:
    """How wide each column is in a table of `cells`; where room is short, the last ones lose."""
    room = cells - GUTTER - _EDGE
    room -= sum(column.width for column in columns) + sum(column.gap for column in columns[:-1])
    flexible = sum(column.width == 0 for column in columns)
    share = max(_LEAST, room // flexible) if flexible else 0
    wide = [column.width or share for column in columns]
    lacking = share * flexible - room
    for index in reversed(range(len(wide))):
        lost = max(0, min(lacking, wide[index] - 1))
        wide[index] -= lost
        lacking -= lost
    return wide


class Pen(Generic[RowT]):
    """Draws the lines of one table at one width, in the styles that its CSS gives.

    It remembers the rows that it has drawn: get a new one when they may say something else.
    """

    def __init__(
        self, columns: Sequence[Column[RowT]], cells: int, styles: Mapping[str, Style]
    ) -> None:
        self._columns = columns
        self.cells = cells
        self._widths = widths(columns, cells)
        self._styles = styles
        self._drawn: dict[tuple[Hashable, bool, bool, bool], tuple[RowT, Strip]] = {}

    @cached_property
    def header(self) -> Strip:
        """The titles of the columns."""
        titles = [
            fit(column.title, width, column.align) + " " * column.gap
            for column, width in zip(self._columns, self._widths, strict=True)
        ]
        return self.note(" " * GUTTER + "".join(titles).rstrip(), "header")

    def row(self, row: RowT, *, cursor: bool, selected: bool, thumb: bool) -> Strip:
        """A row of the list, with the signs of the cursor and of the selection before it.

        `thumb` says whether the scroll bar's thumb is on this line.
        """
        state = (row.key, cursor, selected, thumb)
        drawn, strip = self._drawn.get(state, (None, None))
        if strip is None or drawn is not row:
            strip = self._draw(row, cursor=cursor, selected=selected, thumb=thumb)
            if len(self._drawn) >= _REMEMBERED:
                self._drawn.clear()
            self._drawn[state] = (row, strip)
        return strip

    def _draw(self, row: RowT, *, cursor: bool, selected: bool, thumb: bool) -> Strip:
        whole = "cursor" if cursor else "selected" if selected else ""
        between = whole or "plain"
        pieces = [(f"{CURSOR if cursor else ' '}{SELECTED if selected else ' '} ", between)]
        for column, width in zip(self._columns, self._widths, strict=True):
            look = whole or (column.look(row) if column.look else "plain")
            pieces.append((fit(column.text(row), width, column.align), look))
            pieces.append((" " * column.gap, between))
        pieces[-1] = (" ", between)
        pieces.append(("█", "bar") if thumb else (" ", between))
        return self._strip(pieces)

    def note(self, text: str, style: str = "note") -> Strip:
        """A line of the program's own words."""
        return self._strip([(fit(text, self.cells), style)])

    def rule(self, *words: str) -> Strip:
        """The line under the list, with what is known about it at its right end."""
        said = "".join(f" {word} ─" for word in words if word)
        line = "─" * max(0, self.cells - cell_len(said))
        return self._strip([(line, "rule"), (fit(said, self.cells - len(line)), "rule-text")])

    def _strip(self, pieces: Sequence[tuple[str, str]]) -> Strip:
        """Neighbours of one style in one segment: fewer bytes to the terminal."""
        segments: list[Segment] = []
        text, style = "", pieces[0][1]
        for piece, piece_style in pieces:
            if piece_style == style:
                text += piece
                continue
            segments.append(Segment(text, self._styles[style]))
            text, style = piece, piece_style
        segments.append(Segment(text, self._styles[style]))
        drawn = Strip(segment for segment in segments if segment.text)
        return drawn.adjust_cell_length(self.cells, self._styles["plain"])
