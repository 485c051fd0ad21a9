"""What a command says: data on stdout, words for people in tables, refusals on stderr."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from dropship_tui.cli import context
from dropship_tui.i18n import _, language
from dropship_tui.models.text import escaped, visible
from dropship_tui.models.types import as_json
from dropship_tui.services.errors import ShopError

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from dropship_tui.models.checks import Invalid
    from dropship_tui.models.lifecycle import Document
    from dropship_tui.services.work import Outcome


def emit(answer: Any, people: Callable[[], object]) -> None:
    """Print `answer` as one JSON document with --json, else let `people` print it."""
    if context.options().json:
        _print_json(answer)
    else:
        people()


def document(answer: Any, people: Callable[[], object]) -> None:
    """Print one document: its own fields, and `items` with it, as lists have them.

    A script that loops over items reads a list and a `show` in the same way.
    """
    shown = as_json(answer)
    emit({**shown, "items": [shown]}, people)


def line(answer: Any) -> None:
    """One line of JSON, out at once: for scans."""
    _print_json(answer)
    sys.stdout.flush()


def _print_json(answer: Any) -> None:
    print(escaped(json.dumps(as_json(answer), ensure_ascii=False)))


def say(text: str) -> None:
    """A sentence for people."""
    print("\n".join(visible(part) for part in text.split("\n")))


def note(text: str) -> None:
    """A sentence beside the data: on stderr."""
    print("\n".join(visible(part) for part in text.split("\n")), file=sys.stderr)


def table(headings: Sequence[str], rows: Iterable[Sequence[Any]], *, empty: str) -> None:
    """A plain table, its columns as wide as terminals show them; `empty` when there is no row."""
    texts = [[visible("" if cell is None else str(cell)) for cell in row] for row in rows]
    if not texts:
        if empty:
            say(empty)
        return
    widths = [max(map(width, column)) for column in zip(headings, *texts, strict=True)]
    for row in ([*headings], *texts):
        padded = [cell + " " * (wide - width(cell)) for cell, wide in zip(row, widths, strict=True)]
        print("  ".join(padded).rstrip())


def facts(values: Mapping[str, Any]) -> None:
    """What is known of one thing, a line for each; what is empty is left out."""
    shown = {name: value for name, value in values.items() if value not in (None, "", ())}
    widest = max(map(width, shown), default=0)
    for name, value in shown.items():
        print(f"{visible(name)}{' ' * (widest - width(name))}  {visible(str(value))}")


def width(text: str) -> int:
    """How many cells a terminal needs for `text`."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1
        for char in text
    )


def more(cursor: str | None) -> None:
    """Tell people how a list goes on."""
    if cursor is not None:
        note(_("There is more: --after {cursor}").format(cursor=cursor))


def action(outcome: Outcome, document: Document, **more: Any) -> int:
    """Print the answer of an action on documents; its exit code."""

    def people() -> None:
        from dropship_tui.models.words import status_word

        for done in outcome.done:
            number = done.get("number") or done.get("unclaimed", "")
            say(f"✓ {number}  {status_word(document, done.get('status', ''))}".rstrip())
        refusals(outcome)
        if not outcome.done and not outcome.refused:
            say(_("Nothing to do."))

    emit(outcome.as_dict() | more, people)
    return outcome.exit_code


def refusals(outcome: Outcome) -> None:
    """Tell people which documents were left as they are, and why."""
    for refused in outcome.refused:
        names_it = refused.number in refused.message
        note(f"✗ {refused.message}" if names_it else f"✗ {refused.number}  {refused.message}")


def refusal(error: ShopError | Invalid) -> int:
    """Why nothing was done: an object on stdout with --json, else a sentence; the exit code."""
    if isinstance(error, ShopError):
        _refuse(error.code, error.message, error.hint, error.details)
        return error.exit_code
    return usage(str(error), code=error.code)


def usage(message: str, hint: str = "", *, code: str = "usage") -> int:
    """The command line itself makes no sense; the exit code."""
    _refuse(code, message, hint, {})
    return 2


def fault(log: Path | None) -> int:
    """The program itself is at fault; where that was noted, if it could be. The exit code."""
    _refuse(
        "fault",
        _("Something went wrong inside dropship. What was saved before is kept."),
        _("Details without customer data are in {path}; --debug shows them.").format(path=log)
        if log
        else _("--debug shows where."),
        {},
    )
    return 4


def _refuse(code: str, message: str, hint: str, details: Mapping[str, Any]) -> None:
    if context.options().json:
        _print_json({"error": {"code": code, "message": message, "hint": hint, "details": details}})
    else:
        note(message)
        if hint:
            note(hint)


def courier(code: str | None) -> str:
    """A courier as people call it: 圆通, or YTO Express; a code of the shop's own stays."""
    from dropship_tui.services.couriers.couriers_data import couriers

    known = couriers().get(code or "")
    if known is None:
        return code or ""
    return known.short if language() == "zh_CN" else known.name_en


def moment(when: datetime | None) -> str:
    """A time as the shop's clock on the wall shows it; empty for none."""
    if when is None:
        return ""
    return when.astimezone(context.zone()).strftime("%Y-%m-%d %H:%M")
