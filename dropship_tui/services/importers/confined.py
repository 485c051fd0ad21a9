"""Workbooks and web pages are read in a process of their own, within limits.

Whoever reads such a file has to take it whole, and what it expands to is the file's choice: a
parser may ask for more memory than there is, run for minutes, or abort. There it does so alone;
`document_process` is the other end.
"""

from __future__ import annotations

import io
import json
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, NamedTuple

from dropship_tui.services.errors import UnusableFile
from dropship_tui.services.importers.cells import Merge, Row
from dropship_tui.services.importers.limits import DOCUMENT_SECONDS
from dropship_tui.services.importers.refusals import workbook_bomb, workbook_damaged

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PROCESS = "dropship_tui.services.importers.document_process"
# A parser that runs out of memory aborts, one that runs out of time is killed.
_OUT_OF_BOUNDS = {
    -getattr(signal, name) for name in ("SIGABRT", "SIGKILL", "SIGXCPU") if hasattr(signal, name)
}


class Document(NamedTuple):
    """What the process has read.

    Attributes:
        format: xlsx, xls, ods or html.
        sheets: their names, first that of the sheet which was read; none for html.
        merges: only merges over several rows.
        lines: rows as JSON, one a line.
    """

    format: str
    sheets: tuple[str, ...]
    merges: tuple[Merge, ...]
    lines: bytes

    def rows(self) -> Iterator[Row]:
        """The rows that are not empty, in order."""
        for line in io.BytesIO(self.lines):
            number, cells, damaged = json.loads(line)
            yield Row(number, tuple(cells), frozenset(damaged))


def read_confined(path: Path, *, encoding: str = "", sheet: str = "") -> Document:
    """Read a workbook, or a web page if it has an `encoding`, in a process of its own.

    Raises:
        UnusableFile: what `workbooks` and `html_tables` refuse; `workbook_bomb` when the process
            broke its limits, `workbook_damaged` when it died otherwise.
    """
    try:
        done = subprocess.run(  # noqa: S603 - ourselves, and not through a shell
            [sys.executable, "-P", "-m", _PROCESS, str(path), encoding, sheet],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=2 * DOCUMENT_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise workbook_bomb() from error
    if done.returncode:
        raise workbook_bomb() if done.returncode in _OUT_OF_BOUNDS else workbook_damaged()
    lines, _, last = done.stdout.rpartition(b"\n")
    found = json.loads(last)
    if "refusal" in found:
        raise UnusableFile(found["code"], found["refusal"], **found["words"])
    return Document(
        format=found["format"],
        sheets=tuple(found["sheets"]),
        merges=tuple(map(Merge._make, found["merges"])),
        lines=lines,
    )
