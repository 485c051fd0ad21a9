"""F2: what is waiting, what is late, and the way there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

from textual import on, work
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from dropship_tui.i18n import _
from dropship_tui.models import actions
from dropship_tui.models.words import ACTIONS, TALLIES, TODAY, status_word, word
from dropship_tui.screens.base import ShopScreen
from dropship_tui.screens.widgets.board import Board, Door, Stage
from dropship_tui.screens.widgets.detail import MUTED, line
from dropship_tui.screens.widgets.key_bar import KeyBar
from dropship_tui.screens.widgets.plain import fit, plain
from dropship_tui.screens.widgets.times import Times
from dropship_tui.screens.widgets.title_bar import TitleBar

if TYPE_CHECKING:
    from datetime import tzinfo

    from dropship_tui.services.today import Deed, Tally, TodayStage
    from dropship_tui.services.work import Tx

_BARS = "▁▂▃▄▅▆▇█"
_Seen: TypeAlias = (
    "tuple[str, str, tuple[TodayStage, ...], tuple[int, ...], tuple[Deed, ...], tzinfo]"
)


class TodayScreen(ShopScreen):
    """The first screen of the day."""

    SCREEN = "today"
    CSS_PATH = "today.tcss"
    AUTO_FOCUS = "Board"

    def compose(self) -> ComposeResult:
        """Name and day, the board, how it goes, keys."""
        yield TitleBar(str(actions.SCREENS["today"]))
        yield Board()
        yield Static(id="trend", markup=False)
        yield Static(id="lately", markup=False)
        yield Static(plain(_("Every number is a door: Enter opens its list.")), id="note")
        yield KeyBar()

    def renew(self) -> None:
        """Count again."""
        self._show()

    @work(exit_on_error=False, exclusive=True)
    async def _show(self) -> None:
        from dropship_tui.services import today

        def look(tx: Tx) -> _Seen:
            days, deeds = today.orders_a_day(tx), today.lately(tx)
            return tx.policies.shop, _now(tx), today.board(tx), days, deeds, tx.zone

        shop, now, stages, days, deeds, zone = await self.ask(look)
        times = Times(zone, (await self.hub.ready()).clock)
        at_end = _("shop: {name}").format(name=shop)
        self.query_one(TitleBar).show(str(actions.SCREENS["today"]), now, at_end)
        self.query_one(Board).show([_stage(stage) for stage in stages])
        self.query_one("#trend", Static).update(trend(days))
        self.query_one("#lately", Static).update(Content("\n").join(lately(deeds, times)))

    def action_open(self) -> None:
        """Go through the door under the cursor."""
        self.query_one(Board).open()

    @on(Board.Opened)
    async def _go(self, event: Board.Opened) -> None:
        await self.hub.action_go(event.door.screen, event.door.wanted)


def _now(tx: Tx) -> str:
    from dropship_tui.models.types import from_ms

    return f"{from_ms(tx.now).astimezone(tx.zone):%Y-%m-%d %H:%M}"


def _stage(stage: TodayStage) -> Stage:
    return Stage(word(TODAY, stage.stage), tuple(_door(tally) for tally in stage.tallies))


def _door(tally: Tally) -> Door:
    return Door(tally.count, word(TALLIES, tally.code), tally.screen, tally.filter, tally.is_alarm)


def lately(deeds: Sequence[Deed], times: Times) -> list[Content]:
    """What was done last, by whom, to what."""
    return [
        line(
            (fit(f"  {times.moment(deed.at)}", 14), MUTED),
            fit(deed.actor, 10),
            f"  {fit(word(ACTIONS, deed.action), 16)} ",
            fit(deed.number if deed.count == 1 else f"× {deed.count}", 15),
            (f" {status_word(deed.document, deed.to_status)}", MUTED),
        )
        for deed in deeds
    ]


def trend(days: Sequence[int]) -> Content:
    """How many orders were placed on each of the last days, as bars: today's is the last."""
    most = max(days, default=0)
    if not most:
        return Content("")
    bars = "".join(_BARS[-(-count * (len(_BARS) - 1) // most)] if count else " " for count in days)
    told = _("today {today}, at most {most}").format(today=days[-1], most=most)
    return line((_("Orders placed a day  "), MUTED), (bars, "$primary"), (f"  {told}", MUTED))
