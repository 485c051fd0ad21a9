"""What a command says: data on stdout, words for people on stderr or in tables."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from dropship_tui.cli import context
from dropship_tui.i18n import _
from dropship_tui.models.text import visible
from dropship_tui.models.types import as_json
from dropship_tui.services.work import Outcome


def emit(answer: Any, people: Callable[[], None]) -> None:
    """Print `answer` as one JSON document with --json, else let `people` print it."""
    if context.options().json:
        print(json.dumps(as_json(answer), ensure_ascii=False))
    else:
        people()


def line(answer: Any) -> None:
    """One line of JSON, out at once: for scans."""
    print(json.dumps(as_json(answer), ensure_ascii=False), flush=True)


def say(text: str) -> None:
    """A sentence for people."""
    print("\n".join(visible(part) for part in text.split("\n")))


def table(headings: Sequence[str], rows: Iterable[Sequence[Any]], *, empty: str) -> None:
    """A plain table, its columns as wide as terminals show them; `empty` when there is no row."""
    texts = [[visible("" if cell is None else str(cell)) for cell in row] for row in rows]
    if not texts:
        say(empty)
        return
    widths = [max(map(width, column)) for column in zip(headings, *texts, strict=True)]
    for row in ([*headings], *texts):
        padded = [cell + " " * (wide - width(cell)) for cell, wide in zip(row, widths, strict=True)]
        print("  ".join(padded).rstrip())


def width(text: str) -> int:
    """How many cells a terminal needs for `text`."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1
        for char in text
    )


def action(outcome: Outcome, **more: Any) -> int:
    """Print the answer of an action on documents; its exit code."""
    answer = outcome.as_dict() | more

    def people() -> None:
        for done in outcome.done:
            say(
                f"✓ {done.get('number') or done.get('unclaimed')}  {done.get('status', '')}".rstrip()
            )
        for refused in outcome.refused:
            print(f"✗ {visible(refused.number)}  {visible(refused.message)}", file=sys.stderr)
        if not outcome.done and not outcome.refused:
            say(_("Nothing to do."))

    emit(answer, people)
    return outcome.exit_code


def error(code: str, message: str, hint: str, details: dict[str, Any]) -> None:
    """A refusal: an object on stdout with --json, else a sentence on stderr."""
    if context.options().json:
        answer = {"code": code, "message": message, "hint": hint, "details": details}
        print(json.dumps({"error": as_json(answer)}, ensure_ascii=False))
    else:
        print(visible(message), *([visible(hint)] if hint else []), sep="\n", file=sys.stderr)


def fault(log: Path) -> None:
    """The program itself is at fault; where it was noted."""
    error(
        "fault",
        _("Something went wrong inside dropship. What was saved before is kept."),
        _("Details without customer data are in {path}; --debug shows them.").format(path=log),
        {},
    )


def moment(when: datetime | None) -> str:
    """A time as the shop's clock on the wall shows it; empty for none."""
    if when is None:
        return ""
    return when.astimezone(context.zone()).strftime("%Y-%m-%d %H:%M")
