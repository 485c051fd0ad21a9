"""F1: every key of every screen, those of the screen one comes from first."""

from __future__ import annotations

from itertools import groupby

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.content import Content

from dropship_tui.i18n import _
from dropship_tui.models import actions
from dropship_tui.models.actions import Action
from dropship_tui.screens.base import ShopScreen
from dropship_tui.screens.caller import background
from dropship_tui.screens.widgets.detail import ACCENT, MUTED, STRONG, Detail, line
from dropship_tui.screens.widgets.key_bar import KeyBar
from dropship_tui.screens.widgets.plain import fit
from dropship_tui.screens.widgets.title_bar import TitleBar


class HelpScreen(ShopScreen):
    """The table of keys, as `models.actions` has it."""

    SCREEN = "help"
    CSS_PATH = "help.tcss"
    AUTO_FOCUS = "Detail"

    def compose(self) -> ComposeResult:
        """Title, table, keys."""
        yield TitleBar(_("Keys, and the commands that do the same"))
        yield Detail()
        yield KeyBar()

    def renew(self) -> None:
        """The keys of the screen that was in sight, then all others."""
        self.query_one(Detail).show(table(self.hub.came_from))

    @background
    async def action_back(self) -> None:
        """To where one comes from."""
        await self.hub.action_go(self.hub.came_from)


def table(first: str) -> list[Content]:
    """Lines for every group of keys, those of the screen `first` before the others."""
    ordered = sorted(actions.ACTIONS, key=lambda action: action.screen != first)
    wide = max(cell_len(action.title) for action in ordered)
    lines: list[Content] = []
    for group, members in groupby(ordered, lambda action: action.screen):
        lines += [line((str(actions.GROUPS[group]), STRONG))]
        lines += [_row(action, wide) for action in members] + [Content("")]
    return lines


def _row(action: Action, wide: int) -> Content:
    command = f"dropship {action.command}" if action.command else ""
    return line(
        (f"  {fit(action.key_name, 8)}", ACCENT), fit(action.title, wide + 3), (command, MUTED)
    )
