"""The bytes of any order file to rows of cells: the one door for tables from outside.

What a file is, its bytes say and not its name: half of this trade's `.xls` files are HTML or text
with TABs. CSV and TSV are streamed; nothing of them is kept in memory.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from dropship_tui.i18n import N_
from dropship_tui.services.errors import UnusableFile
from dropship_tui.services.files import encodings
from dropship_tui.services.files.cells import Merge, Row
from dropship_tui.services.files.confined import read_confined
from dropship_tui.services.files.limits import MAX_DOCUMENT_BYTES, MAX_TEXT_BYTES, MIB
from dropship_tui.services.files.refusals import empty_file, not_a_table
from dropship_tui.services.files.text_files import open_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

__all__ = ["Merge", "Row", "Source", "open_source"]

_HEAD = 4096
# ZIP with entries and without, and OLE: XLSX and ODS, XLS and encrypted XLSX
_WORKBOOKS = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
# PDF, PNG, GIF, JPEG, RAR, 7z, gzip, RTF, SQLite, ELF, and the web archive that Excel can save
_NO_TABLES = (
    b"%PDF",
    b"\x89PNG",
    b"GIF8",
    b"\xff\xd8\xff",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"{\\rtf",
    b"SQLite format 3\0",
    b"\x7fELF",
    b"MIME-Version:",
)
_JSON = re.compile(rb'\s*(\{\s*"|\[\s*[\[{"])')
_HTML = re.compile(rb"[^<\w]*<(!doctype|html|head|meta|title|body|style|table|div|\?xml|!--)", re.I)


@dataclass(frozen=True, slots=True)
class Source:
    """A file that can be read as a table.

    Attributes:
        format: csv, tsv, xlsx, xls, ods or html.
        encoding: what `--encoding` may name: "utf-8-sig", "gb18030" …; "" for workbooks.
        sha256: of the bytes, in hexadecimal digits.
        size: in bytes.
        sheet: the sheet that is read; "" where there is none.
        sheets: the names of the sheets that are not hidden, the one that is read first.
        merges: cells merged over several rows: their value is that of all rows of the merge.
    """

    format: str
    encoding: str
    sha256: str
    size: int
    sheet: str
    sheets: tuple[str, ...]
    merges: tuple[Merge, ...]
    _read: Callable[[], Iterator[Row]] = field(repr=False, compare=False)

    def rows(self) -> Iterator[Row]:
        """The rows that are not empty, in order, with their numbers; from the top at each call.

        Raises:
            UnusableFile: `unclosed_quote`, `cell_too_large`, `too_many_columns`; `file_changed`
                when the file is not the one any more that was opened.
        """
        return self._read()


def open_source(
    path: Path,
    *,
    encoding: str | None = None,
    sheet: str | None = None,
    literal_quotes: bool | None = None,
) -> Source:
    """Find out what the file is and how it is read.

    Args:
        path: the file.
        encoding: read a text in this encoding, whatever it looks like.
        sheet: read this sheet of a workbook, even a hidden one; else the first visible one that
            is not empty.
        literal_quotes: whether quotation marks in CSV and TSV are part of the text; None asks
            the file.

    Raises:
        UnusableFile: the code says why; the hint, what to do about it.
        WrongUsage: `encoding_unknown`: there is no such encoding.
    """
    wanted = encodings.named(encoding) if encoding else ""
    try:
        return _open(path, _status(path), wanted, sheet or "", literal_quotes=literal_quotes)
    except OSError as error:
        raise UnusableFile(
            "unreadable",
            N_("{path} cannot be read: {reason}."),
            hint=N_("Check whether you may read it, or copy it to another place."),
            path=str(path),
            reason=error.strerror,
        ) from error


def _open(
    path: Path, status: os.stat_result, encoding: str, sheet: str, *, literal_quotes: bool | None
) -> Source:
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith(_WORKBOOKS):
        return _document(path, status, sheet=sheet)
    if head.startswith(_NO_TABLES) or _JSON.match(head):
        raise not_a_table()
    _limit(status, MAX_TEXT_BYTES)
    if encoding:
        encodings.prove(path, encoding)
    else:
        encoding = encodings.detect(path)
    if _HTML.match(head.replace(b"\0", b"")):
        return _document(path, status, encoding=encoding)
    table = open_text(path, encoding, literal_quotes=literal_quotes)
    return Source(
        format="tsv" if table.delimiter == "\t" else "csv",
        encoding=encoding,
        sha256=_sha256(path),
        size=status.st_size,
        sheet="",
        sheets=(),
        merges=(),
        _read=partial(_rows_of_same_file, path, status, table.rows),
    )


def _document(path: Path, status: os.stat_result, *, encoding: str = "", sheet: str = "") -> Source:
    _limit(status, MAX_DOCUMENT_BYTES)
    document = read_confined(path, encoding=encoding, sheet=sheet)
    return Source(
        format=document.format,
        encoding=encoding,
        sha256=_sha256(path),
        size=status.st_size,
        sheet=document.sheets[0] if document.sheets else "",
        sheets=document.sheets,
        merges=document.merges,
        _read=document.rows,
    )


def _status(path: Path) -> os.stat_result:
    """What the system knows of a file that is there, is a file, and is not empty."""
    try:
        status = path.stat()
    except PermissionError:
        raise
    except (OSError, ValueError) as error:  # ValueError: a zero byte in the name
        if os.path.islink(path):  # noqa: PTH114 - is_symlink raises where stat does
            raise _not_a_file(path) from error
        raise UnusableFile(
            "file_missing",
            N_("There is no file {path}."),
            hint=N_("Check the name and the folder."),
            path=str(path),
        ) from error
    if not stat.S_ISREG(status.st_mode):
        raise _not_a_file(path)
    if not status.st_size:
        raise empty_file()
    return status


def _not_a_file(path: Path) -> UnusableFile:
    return UnusableFile(
        "not_a_file",
        N_("{path} is not a file: a folder, a device, or a link that leads nowhere."),
        hint=N_("Name the file itself."),
        path=str(path),
    )


def _limit(status: os.stat_result, most: int) -> None:
    if status.st_size > most:
        raise UnusableFile(
            "file_too_large",
            N_("The file has {size} MB; {limit} MB are the most that can be read."),
            hint=N_("Export a shorter period, or save it as CSV and split it."),
            size=status.st_size // MIB,
            limit=most // MIB,
        )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _rows_of_same_file(
    path: Path, opened: os.stat_result, rows: Callable[[], Iterator[Row]]
) -> Iterator[Row]:
    now = _status(path)
    if (now.st_size, now.st_mtime_ns) != (opened.st_size, opened.st_mtime_ns):
        raise UnusableFile(
            "file_changed",
            N_("{path} was changed while it was being read."),
            hint=N_("Import it again."),
            path=str(path),
        )
    yield from rows()
