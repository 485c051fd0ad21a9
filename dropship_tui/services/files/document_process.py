"""`python -m … PATH ENCODING SHEET`: reads one workbook or web page for `confined`.

Writes one JSON line `[number, cells, damaged columns]` for each row, and last, without a line
feed, what it found out about the document, or why it refuses it.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dropship_tui.services.errors import UnusableFile
from dropship_tui.services.files.encodings import codec
from dropship_tui.services.files.html_tables import table_rows
from dropship_tui.services.files.limits import (
    DOCUMENT_MEMORY,
    DOCUMENT_MERGES,
    DOCUMENT_SECONDS,
    DOCUMENT_TEXT,
)
from dropship_tui.services.files.refusals import empty_file, workbook_bomb
from dropship_tui.services.files.workbooks import workbook_format, workbook_rows

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import BinaryIO

    from dropship_tui.services.files.cells import Merge, Row

if sys.platform != "win32":
    import resource


def main() -> None:
    """Answer on standard output, whatever the file is."""
    _, path, encoding, sheet = sys.argv
    _set_limits()
    out = sys.stdout.buffer
    try:
        last = _read(out, Path(path), encoding, sheet)
    except MemoryError:
        last = _refusal(workbook_bomb())
    except UnusableFile as error:
        last = _refusal(error)
    out.write(json.dumps(last).encode())


def _set_limits() -> None:
    if sys.platform != "win32":
        # No core dump: it would leave customers' addresses behind.
        for kind, limit in (
            (resource.RLIMIT_AS, DOCUMENT_MEMORY),
            (resource.RLIMIT_CPU, DOCUMENT_SECONDS),
            (resource.RLIMIT_CORE, 0),
        ):
            hard = resource.getrlimit(kind)[1]
            allowed = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
            resource.setrlimit(kind, (allowed, hard))


def _read(out: BinaryIO, path: Path, encoding: str, sheet: str) -> dict[str, Any]:
    merges: list[Merge] = []
    if encoding:
        page = path.read_bytes().decode(codec(encoding))
        _write(out, table_rows(page, merges), merges)
        return {"format": "html", "sheets": [], "merges": merges}
    kind = workbook_format(path)
    sheets: list[str] = []
    _write(out, workbook_rows(path, sheet, merges, sheets), merges)
    return {"format": kind, "sheets": sheets, "merges": merges}


def _write(out: BinaryIO, rows: Iterable[Row], merges: list[Merge]) -> None:
    written = 0
    for row in rows:
        line = json.dumps([row.number, row.cells, [*row.damaged]], ensure_ascii=False)
        written += out.write(line.encode() + b"\n")
        if written > DOCUMENT_TEXT or len(merges) > DOCUMENT_MERGES:
            raise workbook_bomb()
    if not written:
        raise empty_file()


def _refusal(error: UnusableFile) -> dict[str, Any]:
    words = {"hint": error.hint_template, "details": error.details, **error.params}
    return {"refusal": error.template, "code": error.code, "words": words}


if __name__ == "__main__":
    main()
