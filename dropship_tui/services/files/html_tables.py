"""Tables of an HTML page: what many shop systems hand out under the name of .xls.

The page is cut at its tags by one regular expression that looks at each character once or twice.
html.parser would be the natural tool, but it needs seven minutes for a megabyte of `<a<a<a…`.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from dropship_tui.services.files.cells import Merge, text_row
from dropship_tui.services.files.limits import MAX_CELL, MAX_COLUMNS
from dropship_tui.services.files.refusals import cell_too_large, not_a_table, too_many_columns

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dropship_tui.services.files.cells import Row

_TOKEN = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|<(?P<raw>script|style)\b.*?(?:</(?P=raw)|\Z)"
    r"|<(?P<close>/?)(?P<tag>[a-z]++)\b(?P<attributes>[^<>]*+)>"
    r"|<[!?/][^<>]*+>?|<[a-z][^<>]*+\Z"  # declarations, conditions, what was cut off
    r"|(?P<text>[^<]++|<)",
    re.DOTALL | re.IGNORECASE,
)
_SPAN = re.compile(r"""\b(row|col)span\s*=\s*["']?\s*(\d{1,5})""", re.IGNORECASE)
_SPACE = re.compile(r"\s+")
_CELLS = frozenset({"td", "th"})
_BREAKS = frozenset({"br", "p", "div", "li"})


def table_rows(page: str, merges: list[Merge]) -> Iterator[Row]:
    """The rows of all tables of the page, numbered on from table to table as a spreadsheet does.

    A table inside a cell is text of that cell. Cells merged over rows are put down in `merges`.

    Raises:
        UnusableFile: `not_a_table`, `too_many_columns`, `cell_too_large`.
    """
    grid = _Grid(merges)
    inner = 0  # tables that are open inside the cell at hand
    tables = False
    for token in _TOKEN.finditer(page):
        tag, opens = (token["tag"] or "").lower(), not token["close"]
        if text := token["text"]:
            grid.write(_SPACE.sub(" ", text))
        elif tag in _BREAKS:
            grid.write("\n")
        elif tag == "table" and grid.in_cell and (opens or inner):
            inner += 1 if opens else -1
        elif tag in _CELLS and not inner:
            grid.end_cell()
            if opens:
                grid.begin_cell(token["attributes"])
        elif tag in {"table", "tr"} and not inner:
            tables = True
            if row := grid.end_row():
                yield row
            if tag == "tr" and opens:
                grid.begin_row()
    if row := grid.end_row():
        yield row
    if not tables:
        raise not_a_table()


class _Grid:
    """Puts cells into their columns, past those that a merged cell above still covers."""

    def __init__(self, merges: list[Merge]) -> None:
        self._merges = merges
        self._covered: dict[int, int] = {}  # column: for how many rows, this one included
        self._number = 0
        self._cells: list[str] | None = None
        self._text: list[str] | None = None
        self._spans = {"row": 1, "col": 1}

    @property
    def in_cell(self) -> bool:
        return self._text is not None

    def begin_row(self) -> None:
        self._number += 1
        self._cells = []

    def begin_cell(self, attributes: str) -> None:
        if self._cells is None:
            self.begin_row()
        self._text = []
        self._spans = {"row": 1, "col": 1}
        for axis, span in _SPAN.findall(attributes):
            self._spans[axis.lower()] = max(1, int(span))

    def write(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def end_cell(self) -> None:
        if self._text is None or self._cells is None:
            return
        text = html.unescape("".join(self._text))
        if len(text) > MAX_CELL:
            raise cell_too_large(self._number)
        self._text = None
        while len(self._cells) in self._covered:
            self._cells.append("")
        column, rows, columns = len(self._cells), self._spans["row"], self._spans["col"]
        self._cells += [text] + [""] * (columns - 1)
        if len(self._cells) > MAX_COLUMNS:
            raise too_many_columns(self._number, len(self._cells))
        if rows > 1:
            self._merges.append(Merge(self._number, self._number + rows - 1, column))
            self._covered |= dict.fromkeys(range(column, column + columns), rows)

    def end_row(self) -> Row | None:
        """The row at hand, or None if there is none or nothing in it."""
        self.end_cell()
        if self._cells is None:
            return None
        row = text_row(self._number, self._cells)
        self._cells = None
        self._covered = {column: rows - 1 for column, rows in self._covered.items() if rows > 1}
        return row if any(row.cells) else None
