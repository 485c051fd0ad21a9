"""How an import ended, in lines."""

from __future__ import annotations

from dropship_tui.i18n import _
from dropship_tui.models.imports import ImportAnswer

_NAMED = 5
"""How many wrong cells are named."""


def tally(answer: ImportAnswer) -> list[str]:
    """How the rows end, in a line; then a line for each of the first cells that are wrong."""
    counts = answer.counts
    words = _("{new} new, {updated} changed, {same} the same, {rejected} rejected").format(
        new=counts.imported,
        updated=counts.updated,
        same=counts.duplicate,
        rejected=counts.rejected,
    )
    wrong = [
        _("row {row}, {column}: {message}").format(
            row=error.row, column=error.column, message=error.message
        )
        for error in answer.errors[:_NAMED]
    ]
    more = len(answer.errors) - _NAMED
    return [words, *wrong, *([_("and {n} more").format(n=more)] if more > 0 else [])]
