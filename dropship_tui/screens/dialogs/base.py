"""A box over the screen: a title, something in it, the keys that end it."""

from __future__ import annotations

from typing import TypeVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Static

from dropship_tui.i18n import _
from dropship_tui.models import actions
from dropship_tui.screens.base import Caller
from dropship_tui.screens.widgets.key_bar import KeyBar
from dropship_tui.screens.widgets.plain import plain

ResultT = TypeVar("ResultT")


class Dialog(Caller[ResultT], ModalScreen[ResultT]):
    """Ctrl+S accepts, Esc leaves; a subclass says what that means, and what is in the box."""

    CSS_PATH = "dialogs.tcss"

    def __init__(self, title: str) -> None:
        super().__init__()
        self._heading = title
        for action in actions.ACTIONS:
            if action.screen == actions.DIALOGS:
                self.bind_key(action.key, action.name, _(action.label), action.key_name)

    def bind_key(self, key: str, action: str, label: str, key_name: str = "") -> None:
        """A key of this dialog."""
        self._bindings.bind(key, action, label, key_display=key_name or key)

    def compose(self) -> ComposeResult:
        """The box."""
        with Vertical(id="box"):
            yield Static(plain(self._heading), id="title")
            yield from self.body()
        yield KeyBar()

    def body(self) -> list[Widget]:
        """What is in the box."""
        return []
