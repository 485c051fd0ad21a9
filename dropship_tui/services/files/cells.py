"""The rows of a spreadsheet, and what a person would read in their cells."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Final, NamedTuple

from dropship_tui.models.text import clean_lines, uncell
from dropship_tui.services.files.limits import MAX_CELL

if TYPE_CHECKING:
    from collections.abc import Sequence

    Value = int | float | str | bool | dt.date | dt.time | dt.timedelta

_NO_WORDS = ("-", "--", "——", "—", "'", "null", "none", "无", "n/a", "\\n")
NOTHING: Final = frozenset(way for word in _NO_WORDS for way in (word, word.upper(), word.title()))
"""What files write where there is nothing, beside writing nothing."""

TOTALS: Final = ("合计", "总计", "总数", "小计", "共计", "total", "sum")
"""What a row of sums begins with."""

# ="193012345678901234" keeps a spreadsheet from making a number of it (Taobao does so);
# '13800138000 does the same by hand. A word that begins with an apostrophe is left alone.
_FORMULA_TEXT = re.compile(r'=\s*"(.*)"', re.DOTALL)
_TEXT_MARK = re.compile(r"'(?=\d(?:\S*|[\d\s:./+()-]*)$)")
_SCIENTIFIC = re.compile(r"[+-]?\d(?:[.,]\d+)?E\+\d{2,3}", re.IGNORECASE)
# A spreadsheet keeps 15 significant digits of a number; a longer one has lost the rest.
_EXACT_BELOW = 10**15
_UNHARMED: frozenset[int] = frozenset()


class Row(NamedTuple):
    """One row as a spreadsheet shows it.

    Attributes:
        number: from 1, the header included; a cell with line breaks is still one row.
        cells: text, unwrapped and trimmed, "" where empty; the index is the sheet's column.
        damaged: columns whose value a spreadsheet has already spoilt (1.23E+15, or a number of
            16 digits or more): the digits that are missing cannot be found again.
    """

    number: int
    cells: tuple[str, ...]
    damaged: frozenset[int] = _UNHARMED


class Merge(NamedTuple):
    """Cells merged over several rows of one column; only `first_row` holds their value."""

    first_row: int
    last_row: int
    column: int


def text_row(number: int, raw: Sequence[str]) -> Row:
    """The row of a text file. Most rows are clean, and one look at all cells together tells."""
    line = "|".join(raw)
    if (
        line.isprintable()
        and "  " not in line
        and "| " not in line
        and " |" not in line
        and ("'" not in line or "|'" not in line)  # one character is found ten times faster
        and ("=" not in line or "|=" not in line)
        and line[:1] not in " '="
        and line[-1:] != " "
    ):
        cells = tuple(raw)
    else:
        cells = tuple(map(tidy, raw))
    if "+" in line and ("E+" in line or "e+" in line):
        return Row(number, cells, _damaged_texts(cells))
    return Row(number, cells)


def value_row(number: int, values: Sequence[Value]) -> Row:
    """The row of a workbook, whose cells have types."""
    row = text_row(number, [value if isinstance(value, str) else shown(value) for value in values])
    lost = {
        column
        for column, value in enumerate(values)
        if isinstance(value, float) and abs(value) >= _EXACT_BELOW
    }
    return row._replace(damaged=row.damaged | lost) if lost else row


def tidy(text: str) -> str:
    """The text that was meant: no wrapper, no control characters, no outer or double spaces."""
    text = text.strip()
    if not text.isprintable() or "  " in text:
        text = clean_lines(text, limit=MAX_CELL)
    if text[:1] in ("'", "="):
        text = _unwrap(text)
    return text


def shown(value: Value) -> str:
    """A typed cell as a person reads it: 39.0 is 39, a date is YYYY-MM-DD HH:MM:SS."""
    match value:
        case str():
            return tidy(value)
        case bool():
            return "TRUE" if value else "FALSE"
        case int():
            return str(value)
        case float():
            return format(Decimal(f"{value:.15g}").normalize() + 0, "f")
        case dt.datetime():
            return _to_second(value).strftime("%Y-%m-%d %H:%M:%S")
        case dt.date():
            return f"{value.isoformat()} 00:00:00"
        case dt.time():
            return value.strftime("%H:%M:%S")
        case dt.timedelta():
            minutes, seconds = divmod(round(value.total_seconds()), 60)
            return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}"


def value_of(cell: str) -> str:
    """The cell's text; "" for the many ways in which files write nothing."""
    text = cell.strip()
    return "" if text in NOTHING else text


def _unwrap(text: str) -> str:
    text = uncell(text)
    if _TEXT_MARK.match(text):
        text = text[1:]
    if quoted := _FORMULA_TEXT.fullmatch(text):
        text = quoted[1].replace('""', '"')
    return text.strip()


def _damaged_texts(cells: Sequence[str]) -> frozenset[int]:
    return frozenset(i for i, cell in enumerate(cells) if _SCIENTIFIC.fullmatch(cell))


def _to_second(moment: dt.datetime) -> dt.datetime:
    """Serial numbers of days are floats: 22:02:59 may come as 22:02:58.999997."""
    if moment.microsecond < 500_000:
        return moment.replace(microsecond=0)
    return moment.replace(microsecond=0) + dt.timedelta(seconds=1)
