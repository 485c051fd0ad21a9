"""A box over the screen: a title, something in it, the keys that end it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Static

from dropship_tui.models import actions
from dropship_tui.screens.caller import Caller
from dropship_tui.screens.widgets.key_bar import KeyBar
from dropship_tui.screens.widgets.plain import plain

if TYPE_CHECKING:
    from textual._path import CSSPathType

ResultT = TypeVar("ResultT")


class Dialog(ModalScreen[ResultT], Caller[ResultT]):
    """Ctrl+S accepts, Esc leaves; a subclass says what that means, and what is in the box."""

    CSS_PATH: ClassVar[CSSPathType] = "dialogs.tcss"
    KEYS: ClassVar[Mapping[str, str]] = {"accept": "accept", "leave": "leave"}
    """The dialogs' actions in `models.actions` that it has, and the method that does each."""
    OTHER_KEYS: ClassVar[Mapping[str, str]] = {}
    """Further keys for these methods, which the bar does not show."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.heading = title
        for name, method in self.KEYS.items():
            action = actions.BY_ID[f"{actions.DIALOGS}.{name}"]
            self._bindings.bind(action.key, method, action.title, key_display=action.key_name)
        # Quitting is not one of the App's keys here: those do not reach a dialog. Nor has it
        # priority: it would overtake the keys that were typed before it.
        for key, method in {**self.OTHER_KEYS, "ctrl+q": "app.quit"}.items():
            self._bindings.bind(key, method, show=False)

    def compose(self) -> ComposeResult:
        """The box."""
        with Vertical(id="box"):
            yield Static(plain(self.heading), id="title")
            yield from self.body()
        yield KeyBar()

    def on_mount(self) -> None:
        """Nothing that was said before may lie over the question."""
        self.app.clear_notifications()

    def body(self) -> Iterable[Widget]:
        """What is in the box."""
        return ()
