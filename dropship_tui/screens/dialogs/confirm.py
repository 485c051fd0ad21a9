"""A question whose answer cannot be taken back."""

from __future__ import annotations

from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from dropship_tui.i18n import N_
from dropship_tui.screens.dialogs.base import Dialog
from dropship_tui.screens.widgets.plain import plain


class Confirm(Dialog[bool]):
    """A question and its consequence, spelt out. Enter is the safe answer: no."""

    KEYS = (
        ("y", "accept", "y", N_("Yes")),
        ("ctrl+s", "accept", "Ctrl+S", ""),
        ("n", "leave", "n", N_("No")),
        ("escape", "leave", "Esc", ""),
        ("enter", "leave", "Enter", ""),
    )

    def __init__(self, question: str, *consequence: str) -> None:
        super().__init__(question)
        self._consequence = tuple(line for line in consequence if line)

    def body(self) -> list[Widget]:
        """What a yes does."""
        return [VerticalScroll(*(Static(plain(line)) for line in self._consequence), id="lines")]

    def action_accept(self) -> None:
        """Yes."""
        self.dismiss(True)  # noqa: FBT003 - the answer to a question

    def action_leave(self) -> None:
        """No."""
        self.dismiss(False)  # noqa: FBT003 - the answer to a question
