"""XLSX, XLS and ODS: sheets to rows. Runs only where `confined` has set limits to memory and time.

calamine is fast, but it trusts the file: a cell in the last row and column makes it ask for 549 GB
and abort the process. The archive is therefore looked at first, and the rest is done apart.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from typing import TYPE_CHECKING

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from dropship_tui.i18n import N_
from dropship_tui.services.errors import UnusableFile
from dropship_tui.services.files.cells import Merge, value_row
from dropship_tui.services.files.limits import (
    MAX_CELL,
    MAX_COLUMNS,
    MAX_UNZIPPED_BYTES,
    MAX_ZIP_ENTRIES,
    MAX_ZIP_RATIO,
    MIN_BOMB_BYTES,
)
from dropship_tui.services.files.refusals import (
    cell_too_large,
    empty_file,
    not_a_table,
    too_many_columns,
    workbook_bomb,
    workbook_damaged,
    workbook_locked,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from python_calamine import CalamineSheet

    from dropship_tui.services.files.cells import Row, Value

_MAIN_PARTS = (("xl/workbook.xml", "xlsx"), ("xl/workbook.bin", "xlsx"), ("content.xml", "ods"))
_ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
_ENCRYPTED_ODS = b"encryption-data"
_ENCRYPTED_ENTRY = 0x1
# The stream of an encrypted XLSX, or the record FILEPASS right after the first of an XLS.
_ENCRYPTED_OLE = re.compile(
    re.escape("EncryptedPackage".encode("utf-16-le"))
    + rb"|\x09\x08\x10\x00.{16}(?:\x86\x00\x00\x00)?\x2f\x00",
    re.DOTALL,
)
_PROLOGUE = 4096  # bytes in which an XML document has to declare its entities


def workbook_format(path: Path) -> str:
    """xlsx, ods or xls, after a look at what the file would expand to.

    Raises:
        UnusableFile: `workbook_bomb`, `workbook_locked`, `workbook_damaged`, `not_a_table`.
    """
    if not zipfile.is_zipfile(path):
        if _ENCRYPTED_OLE.search(path.read_bytes()):
            raise workbook_locked()
        return "xls"
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            _refuse_bombs(parts)
            if any(part.flag_bits & _ENCRYPTED_ENTRY for part in parts):
                raise workbook_locked()
            names = {part.filename.lower() for part in parts}
            kind = next((kind for name, kind in _MAIN_PARTS if name in names), "")
            if not kind or (kind == "ods" and _ODS_TYPE not in archive.read("mimetype")):
                raise not_a_table()
            if kind == "ods" and _ENCRYPTED_ODS in archive.read("META-INF/manifest.xml"):
                raise workbook_locked()
            for part in parts:
                _refuse_entities(archive, part)
    except (zipfile.BadZipFile, zlib.error, KeyError, RuntimeError, EOFError) as error:
        raise workbook_damaged() from error
    return kind


def workbook_rows(path: Path, wanted: str, merges: list[Merge], sheets: list[str]) -> Iterator[Row]:
    """The rows of the sheet `wanted`, or of the first visible one that is not empty.

    `sheets` receives the names of the visible sheets, the one that is read first; `merges` the
    cells that are merged over rows.

    Raises:
        UnusableFile: `workbook_locked`, `workbook_damaged`, `sheet_unknown`, `empty_file`,
            `too_many_columns`, `cell_too_large`.
    """
    try:
        # Not from_path, which believes the name, and half of what is called .xls is not.
        with path.open("rb") as file, CalamineWorkbook.from_filelike(file) as book:
            for name in _candidates(book, wanted):
                sheet = book.get_sheet_by_name(name)
                rows = _rows(sheet)
                if first := next(rows, None):
                    sheets += [name, *(other for other in _candidates(book, "") if other != name)]
                    merges += _merges(sheet)
                    yield first
                    yield from rows
                    return
    except CalamineError as error:
        raise workbook_damaged() from error
    raise empty_file()


def _refuse_bombs(parts: list[zipfile.ZipInfo]) -> None:
    read = [part for part in parts if "/media/" not in part.filename]
    size = sum(part.file_size for part in read)
    packed = sum(part.compress_size for part in read)
    if (
        len(parts) > MAX_ZIP_ENTRIES
        or size > MAX_UNZIPPED_BYTES
        or (size > MIN_BOMB_BYTES and size > packed * MAX_ZIP_RATIO)
    ):
        raise workbook_bomb()


def _refuse_entities(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """No spreadsheet writes a document type; who does, wants entities that multiply."""
    if not part.filename.endswith((".xml", ".rels")) or part.filename.startswith("META-INF/"):
        return
    with archive.open(part) as file:
        if b"<!DOCTYPE" in file.read(_PROLOGUE).replace(b"\0", b""):
            raise workbook_bomb()


def _candidates(book: CalamineWorkbook, wanted: str) -> list[str]:
    if wanted:
        if wanted not in book.sheet_names:
            raise UnusableFile(
                "sheet_unknown",
                N_("The workbook has no sheet “{sheet}”."),
                hint=N_("It has these: {sheets}."),
                sheet=wanted,
                sheets=", ".join(book.sheet_names),
            )
        return [wanted]
    return [
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
    ]


def _rows(sheet: CalamineSheet) -> Iterator[Row]:
    # calamine leaves out the columns before the first that is used, but not the rows.
    left: list[Value] = [""] * (sheet.start[1] if sheet.start else 0)
    for number, values in enumerate(sheet.iter_rows(), 1):
        if len(left) + len(values) > MAX_COLUMNS:
            raise too_many_columns(number, len(left) + len(values))
        row = value_row(number, [*left, *values])
        if any(row.cells):
            if max(map(len, row.cells)) >= MAX_CELL:
                raise cell_too_large(number)
            yield row


def _merges(sheet: CalamineSheet) -> Iterator[Merge]:
    for (top, column), (bottom, _) in sheet.merged_cell_ranges or ():
        if bottom > top:
            yield Merge(top + 1, bottom + 1, column)
