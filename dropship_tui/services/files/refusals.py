"""What is said of a file that cannot be used, where more than one kind of file may be at fault."""

from __future__ import annotations

from dropship_tui.i18n import N_
from dropship_tui.models.text import clean
from dropship_tui.services.errors import UnusableFile
from dropship_tui.services.files.limits import MAX_CELL, MAX_COLUMNS


def not_a_table() -> UnusableFile:
    """A picture, a PDF, a letter, an archive."""
    return UnusableFile(
        "not_a_table",
        N_("This is not a table: CSV, TSV, XLSX, XLS, ODS and HTML tables can be read."),
        hint=N_("Unpack an archive first; save anything else as .xlsx or .csv."),
    )


def empty_file() -> UnusableFile:
    """Not one cell has anything in it."""
    return UnusableFile(
        "empty_file",
        N_("The file is empty."),
        hint=N_("Export it again, and look at it before you import it."),
    )


def too_many_columns(row: int, columns: int) -> UnusableFile:
    """No order file is that wide."""
    return UnusableFile(
        "too_many_columns",
        N_("Row {row} has {columns} columns; {limit} are the most that can be read."),
        hint=N_("Delete the columns that are not needed, or check that this is an order file."),
        details={"row": row},
        row=row,
        columns=columns,
        limit=MAX_COLUMNS,
    )


def cell_too_large(row: int) -> UnusableFile:
    """No cell of an order file is that long."""
    return UnusableFile(
        "cell_too_large",
        N_("A cell of row {row} has more than {limit} characters."),
        hint=N_("Shorten it in a spreadsheet, or check that this is an order file."),
        details={"row": row},
        row=row,
        limit=MAX_CELL,
    )


def workbook_damaged(last_words: bytes = b"") -> UnusableFile:
    """Cut off, or written by something that does not know the format."""
    *_, cause = last_words.decode(errors="replace").splitlines() or [""]
    return UnusableFile(
        "workbook_damaged",
        N_("The workbook is damaged, or is not a workbook at all."),
        hint=N_("Open it in a spreadsheet, save it as .xlsx under a new name, and import that."),
        details={"cause": clean(cause, limit=200)} if cause else {},
    )


def workbook_bomb() -> UnusableFile:
    """Small on the disk, huge when it is read: by intent, or by a stray cell in the last row."""
    return UnusableFile(
        "workbook_bomb",
        N_("The workbook is far larger inside than an order file can be."),
        hint=N_(
            "Copy the rows that matter into a new workbook, without the empty rows and columns"
            " after them, and import that."
        ),
    )


def workbook_locked() -> UnusableFile:
    """Encrypted."""
    return UnusableFile(
        "workbook_locked",
        N_("The workbook is protected by a password."),
        hint=N_("Open it in a spreadsheet, save it without a password, and import that."),
    )
