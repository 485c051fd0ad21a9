"""CSV and TSV: lines of text to rows of cells, one line at a time, whatever the size of the file.

Rows are numbered as a spreadsheet shows them: a cell with line breaks does not make a new row, an
empty line does, and the line `sep=;` at the top, which spreadsheets obey and hide, is not a row.
Inside one cell quotes are read as leniently as spreadsheets read them. A quote that goes on over
the end of its cell or line must be closed by the book, or else it would swallow what follows.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from dropship_tui.i18n import N_
from dropship_tui.services.errors import UnusableFile
from dropship_tui.services.files.cells import text_row
from dropship_tui.services.files.encodings import codec
from dropship_tui.services.files.limits import MAX_COLUMNS, MAX_LINE
from dropship_tui.services.files.refusals import (
    cell_too_large,
    empty_file,
    not_a_table,
    too_many_columns,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Literal, TextIO

    from dropship_tui.services.files.cells import Row

_DELIMITERS = ",\t;|"  # the likelier first
_SEP_LINE = re.compile(r'"?sep=([^\w\s"]|\t)"?\r?\n?', re.IGNORECASE)
# Control characters that no text has, but for the odd one: TAB, line ends, the page break and
# the end-of-file mark of DOS are left out.
_BINARY = re.compile("[\x01-\x08\x0b\x0e-\x19\x1b-\x1f\x7f]")
_SAMPLE = 64 * 1024
# In a narrower file a note may well have as many commas on each line as the rows have.
_TELLING_WIDTH = 4


@dataclass(frozen=True, slots=True)
class TextTable:
    """How the text file at `path` is cut into cells.

    Attributes:
        width: how many columns most of its rows have.
        headless: the first line is `sep=…`.
        literal: a quotation mark is a character like any other, as in Amazon's reports.
    """

    path: Path
    encoding: str
    delimiter: str
    width: int
    headless: bool
    literal: bool

    def rows(self) -> Iterator[Row]:
        """The rows that are not empty, in order.

        Raises:
            UnusableFile: `unclosed_quote`, `cell_too_large`, `too_many_columns`.
        """
        for number, cells in enumerate(self._records(), 1):
            if len(cells) > MAX_COLUMNS:
                raise too_many_columns(number, len(cells))
            if any(cells):
                row = text_row(number, cells)
                if any(row.cells):
                    yield row

    def quotes_make_sense(self) -> bool:
        """Whether the quotation marks of the whole file are the quoting of CSV."""
        taken: list[str] = []
        with _open(self.path, self.encoding) as file:
            try:
                for _ in csv.reader(_lines(file, taken), delimiter=self.delimiter, strict=True):
                    if self._are_rows(taken):
                        return False
                    taken.clear()
            except csv.Error:
                return False
        return True

    def _records(self) -> Iterator[list[str]]:
        taken: list[str] = []  # the lines that the record at hand is made of
        quoting: Literal[0, 3] = csv.QUOTE_NONE if self.literal else csv.QUOTE_MINIMAL
        row = 0
        with _open(self.path, self.encoding) as file:
            lines = _lines(file, taken)
            if self.headless:
                next(lines)
                taken.clear()
            reader = csv.reader(lines, delimiter=self.delimiter, quoting=quoting)
            try:
                for row, cells in enumerate(reader, 1):
                    # A row on one line, as wide as the others, cannot have swallowed anything.
                    if (len(taken) > 1 or len(cells) != self.width) and not self._closes(taken):
                        raise _unclosed(row, reader.line_num + self.headless, taken)
                    taken.clear()
                    yield cells
            except csv.Error as error:
                if len(taken) > 1:
                    raise _unclosed(row + 1, reader.line_num + self.headless, taken) from error
                raise cell_too_large(row + 1) from error

    def _closes(self, lines: list[str]) -> bool:
        """Whether every quotation mark that opens a cell of this row closes it, too."""
        if self.literal:
            return True
        try:
            next(csv.reader(lines, delimiter=self.delimiter, strict=True))
        except csv.Error:
            return False
        return not self._are_rows(lines)

    def _are_rows(self, lines: list[str]) -> bool:
        """Whether these lines look like rows that stray quotes have glued together."""
        return (
            len(lines) > 1
            and self.width >= _TELLING_WIDTH
            and all(line.count(self.delimiter) == self.width - 1 for line in lines)
        )


def open_text(path: Path, encoding: str, *, literal_quotes: bool | None) -> TextTable:
    """Find out how the file is cut into cells.

    Quotation marks are literal if the caller says so, or if a TAB file makes no sense otherwise.

    Raises:
        UnusableFile: `empty_file`, `not_a_table`.
    """
    with _open(path, encoding) as file:
        sample = _without_noise(file.read(_SAMPLE))
        more = file.read(1)
    sep = _SEP_LINE.match(sample)
    if sep:
        sample = sample[sep.end() :]
    if more:
        sample = sample[: sample.rfind("\n") + 1] or sample
    elif not sample.strip():
        raise empty_file()
    if 10 * len(_BINARY.findall(sample)) > len(sample):
        raise not_a_table()
    fits = {delimiter: _fit(sample, delimiter) for delimiter in (sep[1] if sep else _DELIMITERS)}
    delimiter = max(fits, key=fits.__getitem__)
    width, headless = fits[delimiter].width, sep is not None
    table = TextTable(path, encoding, delimiter, width, headless, literal=False)
    if literal_quotes is None:
        literal_quotes = delimiter == "\t" and not table.quotes_make_sense()
    return replace(table, literal=literal_quotes)


def _unclosed(row: int, last_line: int, taken: list[str]) -> UnusableFile:
    line = last_line - sum(map(bool, taken)) + 1
    return UnusableFile(
        "unclosed_quote",
        N_("A quotation mark that opens in row {row} (line {line}) is not closed in its cell."),
        hint=N_("Correct that row in a text editor, or save the file as .xlsx and import that."),
        details={"row": row, "line": line},
        row=row,
        line=line,
    )


def _open(path: Path, encoding: str) -> TextIO:
    return path.open(encoding=codec(encoding), newline="")


def _lines(file: TextIO, taken: list[str]) -> Iterator[str]:
    """The lines of the file, each put down in `taken` as it is handed out.

    Whoever asks for more than there is, finds an empty line in `taken`: a quote was open.
    """
    number = 0
    while line := file.readline(MAX_LINE):
        number += 1
        if len(line) == MAX_LINE:
            raise UnusableFile(
                "cell_too_large",
                N_("Line {line} has more than {limit} characters."),
                hint=N_("Check that this is an order file."),
                details={"line": number},
                line=number,
                limit=MAX_LINE,
            )
        if "\0" in line or "\ufeff" in line:
            line = _without_noise(line)
        taken.append(line)
        yield line
    taken.append("")


def _without_noise(text: str) -> str:
    """No zero bytes, and no byte order marks (files that were glued together have more)."""
    return text.replace("\0", "").replace("\ufeff", "")


class _Fit(NamedTuple):
    """How well a delimiter cuts a sample into rows of one width; the greatest is the best.

    The cells of a file may hold more semicolons than it has commas, but its header does not: of
    two delimiters that cut most rows alike, the one that does so from an earlier row is right.
    """

    most_rows: bool
    rows_before: int  # negative; no matter unless it fits most rows
    cuts: int
    width: int


def _fit(sample: str, delimiter: str) -> _Fit:
    rows = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    lengths = [len(row) for row in rows if any(map(str.strip, row))]
    widths = Counter(length for length in lengths if length > 1)
    width = max(widths, key=lambda width: (width - 1) * widths[width], default=1)
    most_rows = 0 < len(lengths) <= 2 * widths[width]
    return _Fit(
        most_rows=most_rows,
        rows_before=-lengths.index(width) if most_rows else 0,
        cuts=(width - 1) * widths[width],
        width=width,
    )
