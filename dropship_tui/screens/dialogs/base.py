"""A box over the screen: a title, something in it, the keys that end it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, TypeVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Static

from dropship_tui.i18n import N_, _
from dropship_tui.screens.base import Caller
from dropship_tui.screens.widgets.key_bar import KeyBar
from dropship_tui.screens.widgets.plain import plain

ResultT = TypeVar("ResultT")

ACCEPT = ("ctrl+s", "accept", "Ctrl+S", N_("Accept"))
LEAVE = ("escape", "leave", "Esc", N_("Leave"))
QUIT = ("ctrl+q", "app.quit", "Ctrl+Q", "")
"""Not one of the App's keys here: those do not reach a dialog. Nor one with priority: it would
overtake the keys that were typed before it, and what they do would not be done."""


class Dialog(ModalScreen[ResultT], Caller[ResultT]):
    """Ctrl+S accepts, Esc leaves; a subclass says what that means, and what is in the box."""

    CSS_PATH = "dialogs.tcss"
    KEYS: ClassVar[tuple[tuple[str, str, str, str], ...]] = (ACCEPT, LEAVE)
    """(Textual's key, the action, the key and its label for the bar; no label: not in it)."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.heading = title
        for key, action, name, label in (*self.KEYS, QUIT):
            self._bindings.bind(key, action, _(label), key_display=name)

    def compose(self) -> ComposeResult:
        """The box."""
        with Vertical(id="box"):
            yield Static(plain(self.heading), id="title")
            yield from self.body()
        yield KeyBar()

    def body(self) -> Iterable[Widget]:
        """What is in the box."""
        return ()
