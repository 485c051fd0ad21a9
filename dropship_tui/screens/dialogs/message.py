"""Something is said and waits to be read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from dropship_tui.i18n import _
from dropship_tui.models.checks import Invalid
from dropship_tui.screens.dialogs.base import Dialog
from dropship_tui.screens.widgets.plain import plain
from dropship_tui.services.errors import ShopError


def explained(error: BaseException) -> list[str]:
    """What happened, what was kept, and what to do next. A fault goes to the log."""
    if isinstance(error, ShopError):
        return [error.message, error.hint]
    if isinstance(error, Invalid):
        return [str(error), _("Nothing was changed.")]
    from dropship_tui.log import report_fault

    return [
        _("Something went wrong inside dropship. What was saved before is kept."),
        _("Details without customer data are in {path}; --debug shows them.").format(
            path=report_fault(error)
        ),
    ]


class Message(Dialog[None]):
    """A title and some lines; any way out is the same."""

    KEYS: ClassVar[Mapping[str, str]] = {"close": "leave"}
    OTHER_KEYS: ClassVar[Mapping[str, str]] = {"escape": "leave", "ctrl+s": "leave"}

    def __init__(self, title: str, *lines: str) -> None:
        super().__init__(title)
        self.lines = tuple(line for line in lines if line)

    def says_the_same_as(self, other: Message) -> bool:
        """Whether there is no need to say both."""
        return (self.heading, self.lines) == (other.heading, other.lines)

    def body(self) -> list[Widget]:
        """The lines, each a paragraph."""
        return [VerticalScroll(*(Static(plain(line)) for line in self.lines), id="lines")]

    def action_leave(self) -> None:
        """It has been read."""
        self.dismiss()
