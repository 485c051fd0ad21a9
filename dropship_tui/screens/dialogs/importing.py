"""Importing a file: which one, what would happen, and then, after a yes, for real."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, TypeVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.suggester import Suggester
from textual.widget import Widget
from textual.widgets import OptionList, Static

from dropship_tui.i18n import _, ngettext
from dropship_tui.screens.dialogs.base import Dialog
from dropship_tui.screens.dialogs.form import Field, Form
from dropship_tui.screens.widgets.plain import plain, shown

if TYPE_CHECKING:
    from dropship_tui.models.imports import Counts, RowError
    from dropship_tui.screens.caller import Caller
    from dropship_tui.services.work import Shop

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

Reject = Callable[["Shop", Path], object]
"""Writes the rejected rows to a file of this name."""


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
    if await plan(screen, path, work, more) != "accept":
        return None
    return await carry_out(screen, path, work, more)


async def plan(
    screen: Caller[Any],
    path: Path,
    work: Import[AnswerT],
    more: Callable[[AnswerT], Sequence[str]],
    *,
    reject: Reject | None = None,
    has_columns: bool = False,
) -> str:
    """Show what an import would do, until it is answered: "accept", "leave" or "columns"."""
    answer = await screen.ask_shop(lambda shop: work(shop, path, True, None))  # noqa: FBT003
    question = _("Import {file}?").format(file=path.name)
    possible = {"rejects": reject is not None, "columns": has_columns}
    offers = {name for name, is_possible in possible.items() if is_possible}
    while True:
        said = await screen.app.push_screen_wait(
            Plan(
                question,
                [*more(answer), tally(answer)],
                answer.errors,
                offers,
            )
        )
        if said != "rejects" or reject is None:
            return said
        await _write_rejects(screen, path, reject)


async def carry_out(
    screen: Caller[Any],
    path: Path,
    work: Import[AnswerT],
    more: Callable[[AnswerT], Sequence[str]],
    *,
    reject: Reject | None = None,
) -> AnswerT:
    """Import a file with progress, and say how it went."""
    progress = Progress(_("Importing {file}").format(file=path.name))
    shown = screen.app.push_screen(progress)
    try:
        answer = await screen.save(lambda shop: work(shop, path, False, progress.advance))  # noqa: FBT003
    finally:
        await shown
        progress.dismiss()
    done = _("Imported {file}").format(file=path.name)
    stopped = _("Stopped. What was imported is kept; importing the file again does the rest.")
    lines = [*more(answer), tally(answer), stopped if progress.is_stopped else ""]
    offers = {"rejects"} if reject else set()
    while await screen.app.push_screen_wait(Report(done, lines, answer.errors, offers)) != "leave":
        if reject:
            await _write_rejects(screen, path, reject)
    return answer


async def _write_rejects(screen: Caller[Any], path: Path, reject: Reject) -> None:
    """Ask where the rejected rows go, and write them there."""
    kind = _("rejected")
    proposed = path.with_name(f"{path.stem}-{kind}.csv")
    field = Field("path", _("File"), value=str(proposed), check=new_file, suggester=FileNames())
    given = await screen.app.push_screen_wait(Form(_("Rejected rows to a file"), [field]))
    if given is not None:
        await screen.ask_shop(lambda shop: reject(shop, given["path"]))
        screen.hub.say(
            _("✓ {file}: correct the rows there and import it.").format(file=given["path"].name)
        )


def tally(answer: Answer) -> str:
    """How the rows end."""
    counts = answer.counts
    rows = ngettext("{n} row", "{n} rows", counts.rows).format(n=counts.rows)
    return _(
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


class Errors(OptionList, inherit_bindings=False):
    """Lines to scroll through; Enter is the dialog's."""

    BINDINGS: ClassVar[list[BindingType]] = [
        binding
        for binding in OptionList.BINDINGS
        if isinstance(binding, Binding) and binding.key != "enter"
    ]


class Report(Dialog[str]):
    """How a file went in, with every cell that was wrong; answers "rejects" or "leave".

    offers: which of the keys beyond the usual ones do something.
    """

    AUTO_FOCUS = "Errors"
    KEYS: ClassVar[Mapping[str, str]] = {"close": "leave", "rejects": "rejects"}
    OTHER_KEYS: ClassVar[Mapping[str, str]] = {"escape": "leave", "ctrl+s": "leave"}

    def __init__(
        self,
        title: str,
        lines: Sequence[str],
        errors: Sequence[RowError],
        offers: Set[str] = frozenset(),
    ) -> None:
        super().__init__(title)
        self._lines = [line for line in lines if line]
        self._errors = errors
        self._offers = offers if errors else offers - {"rejects"}

    def body(self) -> list[Widget]:
        """What is to be said, and below it the errors, to be scrolled through."""
        said: list[Widget] = [
            VerticalScroll(*(Static(plain(line)) for line in self._lines), id="lines")
        ]
        if self._errors:
            wrong = [plain(_wrong(error)) for error in self._errors]
            said.append(Errors(*wrong, markup=False, compact=True))
        return said

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """What is not offered is not in the bar."""
        return action not in ("columns", "rejects") or action in self._offers

    def action_rejects(self) -> None:
        """Have the rejected rows written to a file."""
        self.dismiss("rejects")

    def action_leave(self) -> None:
        """It has been read."""
        self.dismiss("leave")


class Plan(Report):
    """What an import would do; answers "accept", "leave", "columns" or "rejects".

    Enter is the safe answer: no.
    """

    KEYS: ClassVar[Mapping[str, str]] = {
        "yes": "accept",
        "no": "leave",
        "columns": "columns",
        "rejects": "rejects",
    }
    OTHER_KEYS: ClassVar[Mapping[str, str]] = {
        "ctrl+s": "accept",
        "escape": "leave",
        "enter": "leave",
    }

    def action_accept(self) -> None:
        """Import it."""
        self.dismiss("accept")

    def action_columns(self) -> None:
        """Look at the columns first."""
        self.dismiss("columns")


def _wrong(error: RowError) -> str:
    return _("row {row}, {column}: {message}").format(
        row=error.row, column=error.column or "–", message=error.message
    )


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


def new_file(text: str) -> Path:
    """A file that is to be written.

    Raises:
        ValueError: its folder is not there, or it is there already.
    """
    path = Path(text.strip()).expanduser()
    if not path.name or not path.parent.is_dir():
        raise ValueError(_("There is no such folder."))
    if path.exists():
        raise ValueError(_("There is a file of that name already."))
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
