"""A screen that is a list: tabs with counts, a search, a table, the highlighted row's detail."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Container, Horizontal
from textual.content import Content
from textual.widgets import Input, Static

from dropship_tui.i18n import _
from dropship_tui.models import actions
from dropship_tui.screens.base import ShopScreen
from dropship_tui.screens.caller import background
from dropship_tui.screens.widgets.detail import Detail
from dropship_tui.screens.widgets.key_bar import KeyBar
from dropship_tui.screens.widgets.listing import ALL, Entry, Listing, ListPager, Subject, Wanted
from dropship_tui.screens.widgets.record_table import RecordTable
from dropship_tui.screens.widgets.status_tabs import StatusTabs
from dropship_tui.screens.widgets.text_field import TextField
from dropship_tui.screens.widgets.times import Times, utc_now

if TYPE_CHECKING:
    from textual._path import CSSPathType

    from dropship_tui.models.lifecycle import Document
    from dropship_tui.services.work import Outcome

ViewT = TypeVar("ViewT")

_TYPING = 0.15  # seconds without a key until a search is read
_RESTING = 0.04  # seconds on a row until its detail is read


class ListScreen(ShopScreen, Generic[ViewT]):
    """Tabs with counts, a search, a table, and the highlighted row's detail.

    What is in them, its `listing` says.
    """

    CSS_PATH: ClassVar[CSSPathType] = "lists.tcss"
    AUTO_FOCUS = "#table"

    def __init__(self, listing: Listing[ViewT]) -> None:
        super().__init__()
        self.listing = listing
        self._times = Times(UTC, utc_now)
        self._shown: Wanted | None = None
        self._tab_before_search = ""
        self._sought = ""

    def compose(self) -> ComposeResult:
        """Tabs, search, table, detail, keys."""
        yield StatusTabs(str(actions.SCREENS[self.SCREEN]), self.listing.tabs, id="tabs")
        with Horizontal(id="search"):
            yield Static("/", id="slash")
            yield TextField(hint=_("Search"), id="needle")
        with Container(id="body"):
            yield RecordTable[Entry[ViewT]](id="table")
            yield Detail(id="detail")
        yield KeyBar()

    @property
    def tabs(self) -> StatusTabs:
        """The tabs."""
        return self.query_one(StatusTabs)

    @property
    def table(self) -> RecordTable[Entry[ViewT]]:
        """The list."""
        return self.query_one("#table", RecordTable)

    @property
    def _needle(self) -> Input:
        return self.query_one("#needle", Input)

    # What is shown

    def on_mount(self) -> None:
        """Show the first tab as soon as the shop is open."""
        self._begin()

    @background
    async def _begin(self) -> None:
        shop = await self.hub.ready()
        self._times = Times(await self.ask(lambda tx: tx.zone), shop.clock)
        self._show()
        self._count()

    def come(self, wanted: str = "") -> None:
        """Show the tab that is wanted, without a search."""
        if wanted:
            self._end_search()
            self.tabs.choose(wanted)
        super().come()

    @work(exit_on_error=False, exclusive=True, group="list")
    async def _show(self) -> None:
        """Show what the tab and the search say now."""
        wanted = Wanted(self.tabs.chosen.code, self._needle.value.strip())
        if wanted != self._shown or self._sought:
            pager = ListPager(await self.hub.ready(), self.listing, wanted)
            row = await asyncio.to_thread(pager.find, self._sought) if self._sought else None
            self._shown, self._sought = wanted, ""
            columns = self.listing.columns(self._times)
            self.table.set_pager(pager, columns, empty=self.listing.empty(wanted), at=row)

    def show_row(self, number: str, tab: str) -> None:
        """Go to the row of this number in a tab, without a search."""
        self._sought = number
        self._end_search()
        self.tabs.choose(tab)
        self._count()

    def renew(self) -> None:
        """Read rows, counts and detail again; the cursor stays on its row."""
        if self._shown is not None:
            self.table.refresh_rows()
            self._count()
            self._describe()

    @work(exit_on_error=False, exclusive=True, group="counts")
    async def _count(self) -> None:
        self.tabs.count(await self.ask(self.listing.counts))

    @work(exit_on_error=False, exclusive=True, group="detail")
    async def _describe(self) -> None:
        """The detail of the row that the cursor rests on."""
        await asyncio.sleep(_RESTING)
        entry = self.table.highlighted
        lines: Sequence[Content] = ()
        if entry is not None:
            view = entry.view
            lines = await self.ask(lambda tx: self.listing.describe(tx, view, self._times))
        self.query_one(Detail).show(lines)

    @on(RecordTable.Highlighted)
    def _follow(self) -> None:
        self._describe()
        self.refresh_bindings()

    @on(RecordTable.SelectionChanged)
    def _selection_changed(self) -> None:
        self.refresh_bindings()

    @on(RecordTable.Failed)
    def _could_not_read(self, event: RecordTable.Failed[Any]) -> None:
        self.hub.report(event.error)

    @on(RecordTable.Opened)
    def _open_row(self, event: RecordTable.Opened[Entry[ViewT]]) -> None:
        self.opened(event.row.view)

    def opened(self, view: ViewT) -> None:
        """Enter on a row: nothing more is to be seen, unless a subclass shows it."""

    # What actions are about

    def subject(self) -> Subject | None:
        """The highlighted row."""
        entry = self.table.highlighted
        return None if entry is None else self.listing.subject(entry.view)

    def numbers(self) -> list[str]:
        """The selected rows, else the highlighted one."""
        selected = sorted(str(key) for key in self.table.selected)
        return selected or super().numbers()

    def _acted(self, outcome: Outcome, document: Document | None = None) -> None:
        if self.is_mounted and not outcome.refused:
            self.table.clear_selection()
        super()._acted(outcome, document)

    # Tabs and search

    def action_next_tab(self) -> None:
        """The tab to the right."""
        self.tabs.step(1)

    def action_previous_tab(self) -> None:
        """The tab to the left."""
        self.tabs.step(-1)

    @on(StatusTabs.Chosen)
    def _tab_chosen(self) -> None:
        self._show()

    def action_search(self) -> None:
        """Type what to look for, in all tabs."""
        self.add_class("-searching")
        self._needle.focus()

    @on(Input.Changed, "#needle")
    def _typed(self) -> None:
        self._search()

    @work(exit_on_error=False, exclusive=True, group="search")
    async def _search(self) -> None:
        """Show what is typed, once the fingers rest."""
        await asyncio.sleep(_TYPING)
        if self._needle.value.strip() and not self._tab_before_search:
            self._tab_before_search = self.tabs.chosen.code
            self.tabs.choose(ALL)
        self._show()

    @on(Input.Submitted, "#needle")
    def _to_the_list(self) -> None:
        self.table.focus()
        if not self._needle.value.strip():
            self._end_search()

    def action_back(self) -> None:
        """Leave the search; without one, select nothing."""
        if self.has_class("-searching"):
            self._end_search()
        else:
            self.table.clear_selection()

    def _end_search(self) -> None:
        self.remove_class("-searching")
        self._needle.value = ""
        self.table.focus()
        before, self._tab_before_search = self._tab_before_search, ""
        if before and self.tabs.chosen.code == ALL:
            self.tabs.choose(before)
        self._show()
