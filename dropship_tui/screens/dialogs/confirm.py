"""A question whose answer cannot be taken back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from dropship_tui.screens.dialogs.base import Dialog
from dropship_tui.screens.widgets.plain import plain


class Confirm(Dialog[bool]):
    """A question and its consequence, spelt out. Enter is the safe answer: no."""

    KEYS: ClassVar[Mapping[str, str]] = {"yes": "accept", "no": "leave"}
    OTHER_KEYS: ClassVar[Mapping[str, str]] = {
        "ctrl+s": "accept",
        "escape": "leave",
        "enter": "leave",
    }

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
