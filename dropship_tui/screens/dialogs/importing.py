"""Importing a file: which one, what would happen, and then, after a yes, for real."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, TypeVar

from textual.suggester import Suggester
from textual.widget import Widget
from textual.widgets import Static

from dropship_tui.i18n import _, ngettext
from dropship_tui.screens.dialogs.base import Dialog
from dropship_tui.screens.dialogs.confirm import Confirm
from dropship_tui.screens.dialogs.form import Field, Form
from dropship_tui.screens.dialogs.message import Message
from dropship_tui.screens.widgets.plain import plain, shown

if TYPE_CHECKING:
    from dropship_tui.models.imports import Counts, RowError
    from dropship_tui.screens.base import Caller
    from dropship_tui.services.work import Shop

_SHOWN_ERRORS = 5
_BAR = 40  # cells

Advance = Callable[[int, int], bool]
"""Told (done, of); answers whether to go on."""


class Answer(Protocol):
    """What every import answers."""

    @property
    def counts(self) -> Counts:
        """How the rows end."""

    @property
    def errors(self) -> Sequence[RowError]:
        """The cells that were wrong."""


AnswerT = TypeVar("AnswerT", bound=Answer)

Import = Callable[["Shop", Path, bool, Advance | None], AnswerT]
"""Imports a file; the third argument says whether it only answers what would happen."""


async def import_file(
    screen: Caller[Any],
    title: str,
    work: Import[AnswerT],
    more: Callable[[AnswerT], Sequence[str]] = lambda _answer: (),
) -> AnswerT | None:
    """Ask for a file, show the plan, import it with progress, say how it went.

    `more` says what this kind of import has to tell beside the rows. None when it was left.
    Await it in a `background` method.
    """
    given = await screen.app.push_screen_wait(Form(title, [file_field()]))
    if given is None:
        return None
    path: Path = given["path"]
    plan = await screen.ask_shop(lambda shop: work(shop, path, True, None))  # noqa: FBT003
    question = _("Import {file}?").format(file=path.name)
    if not await screen.app.push_screen_wait(Confirm(question, *more(plan), *tally(plan))):
        return None
    progress = Progress(_("Importing {file}").format(file=path.name))
    shown = screen.app.push_screen(progress)
    try:
        answer = await screen.save(lambda shop: work(shop, path, False, progress.advance))  # noqa: FBT003
    finally:
        await shown
        progress.dismiss()
    done = _("Imported {file}").format(file=path.name)
    stopped = _("Stopped. What was imported is kept; importing the file again does the rest.")
    lines = [*more(answer), *tally(answer), stopped if progress.is_stopped else ""]
    await screen.app.push_screen_wait(Message(done, *lines))
    return answer


def tally(answer: Answer) -> list[str]:
    """How the rows end, and the first ones that are wrong."""
    counts = answer.counts
    rows = ngettext("{n} row", "{n} rows", counts.rows).format(n=counts.rows)
    said = _(
        "{rows}: {imported} new, {updated} changed, {duplicate} known, {rejected} rejected,"
        " {skipped} passed over."
    ).format(
        rows=rows,
        imported=counts.imported,
        updated=counts.updated,
        duplicate=counts.duplicate,
        rejected=counts.rejected,
        skipped=counts.skipped,
    )
    wrong = [
        _("row {row}, {column}: {message}").format(
            row=error.row, column=error.column or "–", message=error.message
        )
        for error in answer.errors[:_SHOWN_ERRORS]
    ]
    left = len(answer.errors) - len(wrong)
    return [said, *wrong, _("and {n} more").format(n=left) if left > 0 else ""]


def file_field() -> Field:
    """The field that asks for a file, `path`; it completes names, the right arrow takes them."""
    return Field("path", _("File"), check=existing_file, suggester=FileNames())


def existing_file(text: str) -> Path:
    """The file that was typed, pasted or dropped into the terminal.

    Raises:
        ValueError: there is none.
    """
    path = Path(text.strip().strip("'\"").removeprefix("file://")).expanduser()
    if not path.is_file():
        raise ValueError(_("There is no such file."))
    return path


class FileNames(Suggester):
    """Completes the name of a file or folder."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        """The first name that begins so; a folder ends with a slash."""
        return await asyncio.to_thread(lambda: next(_completions(value), None))


def _completions(value: str) -> Iterator[str]:
    folder, _slash, begun = value.rpartition("/")
    place = Path(f"{folder}/" if _slash else ".").expanduser()
    try:
        names = sorted(place.iterdir()) if begun else []
    except OSError:  # no such folder, or not ours to look into
        names = []
    for path in names:
        if path.name.startswith(begun) and shown(path.name) == path.name:
            yield f"{folder}{_slash}{path.name}" + ("/" if path.is_dir() else "")


class Progress(Dialog[None]):
    """How far something long is; Esc stops it at the next good place."""

    KEYS: ClassVar[Mapping[str, str]] = {"stop": "stop"}

    def __init__(self, title: str) -> None:
        super().__init__(title)
        self.is_stopped = False

    def body(self) -> list[Widget]:
        """A bar and numbers."""
        return [Static(plain(_("Reading…")), id="lines", markup=False)]

    def advance(self, done: int, of: int) -> bool:
        """Called in the thread that works: show it, and say whether to go on."""
        self.app.call_from_thread(self._show, done, of)
        return not self.is_stopped

    def _show(self, done: int, of: int) -> None:
        filled = _BAR * done // max(of, 1)
        bar = "█" * filled + "░" * (_BAR - filled)
        self.query_one("#lines", Static).update(plain(f"{bar}  {done:,} / {of:,}"))

    def action_stop(self) -> None:
        """Stop when the batch that is being written is done."""
        self.is_stopped = True
