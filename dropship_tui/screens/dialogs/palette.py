"""The palette: what can be done here, found by its name."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from dropship_tui.models import actions
from dropship_tui.models.actions import Action
from dropship_tui.screens.base import ShopScreen


class Palette(CommandPalette):
    """Textual's, with our way out."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+q", "app.quit", show=False)]


class Actions(Provider):
    """The actions of the screen that are possible now."""

    async def discover(self) -> Hits:
        """All of them."""
        for action in self._possible():
            run = partial(self.app.run_action, action.call, self.screen)
            yield DiscoveryHit(Content(self._title(action)), run)

    async def search(self, query: str) -> Hits:
        """Those whose title matches."""
        matcher = self.matcher(query)
        for action in self._possible():
            title = self._title(action)
            if score := matcher.match(title):
                run = partial(self.app.run_action, action.call, self.screen)
                yield Hit(score, matcher.highlight(title), run, text=title)

    def _possible(self) -> Iterator[Action]:
        if isinstance(self.screen, ShopScreen):
            for action in actions.of(self.screen.SCREEN):
                if self.screen.check_action(action.name, ()):
                    yield action

    @staticmethod
    def _title(action: Action) -> str:
        return f"{action.title}  {action.key_name}"
