"""A table as CSV, XLSX or Markdown: every cell is text that no program takes for a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from typing import BinaryIO, Final

from dropship_tui.models.text import cell, visible

FORMATS: Final = ("csv", "md", "xlsx")


@dataclass(frozen=True, slots=True)
class Table:
    """Column names, and rows of texts as they are to be read."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def render(table: Table, fmt: str) -> bytes:
    """The table as a file of one of FORMATS."""
    return {"csv": _csv, "md": _markdown, "xlsx": _xlsx}[fmt](table)


def _csv(table: Table) -> bytes:
    """UTF-8 with a byte order mark, which spreadsheets need to believe that it is."""
    content = BytesIO()
    write_csv(content, table.header, table.rows)
    return content.getvalue()


def write_csv(file: BinaryIO, header: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
    """Write a table of any length into a file, as `render` has it; how many rows it has."""
    text = TextIOWrapper(file, "utf-8-sig", newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    count = 0
    for row in rows:
        writer.writerow(_safe(row))
        count += 1
    text.detach()
    return count


def _xlsx(table: Table) -> bytes:
    """Every cell is text: long numbers keep their digits, and nothing is a formula."""
    from xlsxwriter import Workbook

    content = BytesIO()
    with Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        text = book.add_format({"num_format": "@"})
        bold = book.add_format({"num_format": "@", "bold": True})
        sheet.freeze_panes(1, 0)
        for number, row in enumerate((table.header, *table.rows)):
            for column, value in enumerate(row):
                sheet.write_string(number, column, value, text if number else bold)
        sheet.autofit(max_width=400)
    return content.getvalue()


def _markdown(table: Table) -> bytes:
    lines = [table.header, tuple("---" for _ in table.header), *table.rows]
    return "".join(f"| {' | '.join(map(_plain, line))} |\n" for line in lines).encode()


def _safe(row: Sequence[str]) -> list[str]:
    return [cell(value) for value in row]


def _plain(value: str) -> str:
    """Text that is no markup and stays in its cell."""
    escaped = visible(value).replace("\\", "\\\\").replace("|", "\\|")
    return escaped.replace("<", "&lt;").replace("[", "\\[").replace("`", "\\`")
