"""Workbooks and web pages are read in a process of their own, within limits.

Whoever reads such a file has to take it whole, and what it expands to is the file's choice: a
parser may ask for more memory than there is, run for minutes, or abort. There it does so alone;
`document_process` is the other end.
"""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import tempfile
from typing import TYPE_CHECKING, NamedTuple

from dropship_tui.services.errors import UnusableFile
from dropship_tui.services.files.cells import Merge, Row
from dropship_tui.services.files.refusals import workbook_bomb, workbook_damaged

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PROCESS = "dropship_tui.services.files.document_process"
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
        lines: as the process wrote them: rows as JSON, one a line, and the rest of the above.
    """

    format: str
    sheets: tuple[str, ...]
    merges: tuple[Merge, ...]
    lines: bytes

    def rows(self) -> Iterator[Row]:
        """The rows that are not empty, in order."""
        for line in io.BytesIO(self.lines):
            if line.startswith(b"["):
                number, cells, damaged = json.loads(line)
                yield Row(number, tuple(cells), frozenset(damaged))


def read_confined(path: Path, *, encoding: str = "", sheet: str = "") -> Document:
    """Read a workbook, or a web page if it has an `encoding`, in a process of its own.

    Raises:
        UnusableFile: what `workbooks` and `html_tables` refuse; `workbook_bomb` when the process
            broke its limits, `workbook_damaged` with its last words when it died otherwise.
    """
    with tempfile.TemporaryFile() as complaints:
        done = subprocess.run(  # noqa: S603 - ourselves, and not through a shell
            [sys.executable, "-P", "-m", _PROCESS, str(path), encoding, sheet],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=complaints,
            env={**os.environ, "RUST_BACKTRACE": "0"},
            check=False,
        )
        if done.returncode in _OUT_OF_BOUNDS:
            raise workbook_bomb()
        if done.returncode:
            complaints.seek(0)
            raise workbook_damaged(complaints.read())
    found = json.loads(done.stdout[done.stdout.rfind(b"\n") + 1 :])
    if "refusal" in found:
        raise UnusableFile(found["code"], found["refusal"], **found["words"])
    return Document(
        format=found["format"],
        sheets=tuple(found["sheets"]),
        merges=tuple(map(Merge._make, found["merges"])),
        lines=done.stdout,
    )
