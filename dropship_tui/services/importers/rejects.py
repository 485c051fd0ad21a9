"""Rows that were rejected, in a file of their own: to be corrected there and imported again.

It has the columns of the first file, so it is recognised like it, and before them three that say
what is wrong, which an import does not look at.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from dropship_tui.i18n import _
from dropship_tui.models.text import cell
from dropship_tui.services.importers.headers import OURS
from dropship_tui.services.importers.layout import Layout
from dropship_tui.services.importers.records import Ended
from dropship_tui.services.printing.files import new_file

Write = Callable[[Iterable[Ended]], None]

# A spreadsheet would show these as 1.93E+17, or without their zeros, and save them so.
_SPOILABLE = re.compile(r"\d{12,}|0\d+")


@contextmanager
def rejects_file(path: Path | None, layout: Layout) -> Iterator[Write]:
    """A CSV file at `path` when all is done, and what writes the rejected ones of some rows to it.

    Raises:
        UnusableFile: it cannot be written there.
    """
    if path is None:
        yield lambda _rows: None
        return
    with new_file(path) as file:
        text = io.TextIOWrapper(file, "utf-8-sig", newline="")
        writer = csv.writer(text, lineterminator="\r\n")
        reasons = (f"{OURS} {word}" for word in (_("row"), _("column"), _("reason")))
        writer.writerow((*reasons, *layout.own(layout.header)))

        def write(rows: Iterable[Ended]) -> None:
            for row in rows:
                if row.error:
                    why = (str(row.row), row.error.column, row.error.message)
                    writer.writerow(map(_safe, (*why, *layout.own(row.cells))))

        yield write
        text.flush()
        text.detach()


def _safe(text: str) -> str:
    """A cell that no spreadsheet takes for a formula, or for a number that it may round."""
    return f"'{text}" if _SPOILABLE.fullmatch(text) else cell(text)
