"""Actions on documents: on those that are named, or on all that a list's filters find."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from dropship_tui.cli import context, output
from dropship_tui.i18n import N_, _, ngettext
from dropship_tui.models.types import as_json
from dropship_tui.services.errors import WrongUsage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from dropship_tui.models.imports import ImportAnswer, RowError
    from dropship_tui.models.lifecycle import Document
    from dropship_tui.models.types import Page
    from dropship_tui.services.work import Tx

T = TypeVar("T")
_PAGE = 500
UNUSABLE = 3
"""The exit code of an input that cannot be used as it is."""


class Listing(Protocol):
    """A list of a service, with its filters filled in."""

    def __call__(self, tx: Tx, *, after: str | None, limit: int) -> Page[Any]: ...


def chosen(
    numbers: Sequence[str] | None, everything: bool, find: Callable[[], Iterable[str]]
) -> list[str]:
    """The documents that are named, or with --all those that `find` finds; each of them once.

    Raises:
        WrongUsage: neither or both.
    """
    if bool(numbers) == everything:
        raise WrongUsage(
            "which_documents",
            N_("Name what you mean, or say --all (with filters if you like)."),
        )
    return list(dict.fromkeys(numbers or find()))


def every(listing: Listing, name: str) -> list[str]:
    """The attribute `name` of every item of a list, read page by page."""
    found: list[str] = []
    after = None
    while True:
        page = context.shop().read(partial(listing, after=after, limit=_PAGE))
        found += [getattr(item, name) for item in page.items]
        after = page.next
        if after is None:
            return found


def page_of(
    items: Sequence[T], key: Callable[[T], str], *, after: str | None, limit: int
) -> Page[T]:
    """A page of a list that is short by nature; its cursors are the keys themselves.

    Raises:
        WrongUsage: the cursor is none of this list.
    """
    from dropship_tui.models.types import Page

    keys = [key(item) for item in items]
    if after is not None and after not in keys:
        raise WrongUsage("bad_cursor", N_("“{cursor}” is no place in this list."), cursor=after)
    start = 0 if after is None else keys.index(after) + 1
    shown = tuple(items[start : start + limit])
    return Page(shown, key(shown[-1]) if len(items) > start + limit else None)


def act(
    document: Document,
    numbers: Iterable[str],
    work: Callable[[Tx, str], Any],
    at: str | None,
) -> int:
    """Run `work` on each document in a transaction of its own; what can be done is done."""
    outcome = context.shop().each(work, numbers, at=context.moment(at))
    return output.action(outcome, document)


def imported(answer: ImportAnswer, *, strict: bool = False) -> int:
    """Print the counts of an import, and every row that was rejected; its exit code."""

    def people() -> None:
        counts = answer.counts
        output.facts(
            {
                _("rows"): counts.rows,
                _("new"): counts.imported,
                _("changed"): counts.updated,
                _("known"): counts.duplicate,
                _("skipped"): counts.skipped,
                _("rejected"): counts.rejected,
            }
        )
        print_rejected(answer.errors, written=answer.written)

    return counted(answer, people, errors=answer.errors, strict=strict)


def counted(
    answer: Any, people: Callable[[], None], *, errors: Sequence[RowError], strict: bool
) -> int:
    """Print what an import answers. With --strict, a rejected row makes it a refusal, too."""
    if not (strict and errors):
        output.emit(answer, people)
        return 0
    message = ngettext(
        "{n} row is rejected, and --strict allows none.",
        "{n} rows are rejected, and --strict allows none.",
        len(errors),
    ).format(n=len(errors))
    refusal = {
        "code": "rows_rejected",
        "message": message,
        "hint": _("Nothing was written."),
        "details": {},
    }
    output.emit(as_json(answer) | {"error": refusal}, people)
    return UNUSABLE


def print_rejected(errors: Sequence[RowError], *, written: bool) -> None:
    """Tell people which rows were rejected, and why."""
    if not written:
        output.note(_("Nothing was written."))
    for error in errors:
        row = _("Row {row}").format(row=error.row)
        output.note(f"✗ {row} {error.column}: {error.message}")
