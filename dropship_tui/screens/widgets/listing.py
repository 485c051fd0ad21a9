"""A list of the shop, as a `ListScreen` shows it and a `RecordTable` reads it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Generic, Protocol, TypedDict, TypeVar

from dropship_tui.screens.widgets.lines import Column, Look
from dropship_tui.screens.widgets.plain import Align

if TYPE_CHECKING:
    from textual.content import Content

    from dropship_tui.screens.widgets.status_tabs import Tab
    from dropship_tui.screens.widgets.times import Times
    from dropship_tui.services.work import Shop, Tx

ViewT = TypeVar("ViewT")

ALL = "all"
"""The code of the tab that shows everything: every list has one, a search shows it."""


_FOUND = 20
"""How many rows are looked at for one: others may name its number."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of a list is shown: a tab, by its code, and what is searched for."""

    tab: str
    search: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """The document that actions are about: its number, its status, and a case's type."""

    number: str
    status: str
    kind: str = ""


class Place(TypedDict):
    """Which rows are wanted: those after a cursor, those before one, or the last ones."""

    after: str | None
    before: str | None
    last: bool
    limit: int


@dataclass(frozen=True, slots=True)
class Entry(Generic[ViewT]):
    """A row: its number, its place in the list, and what the service said of it."""

    key: str
    cursor: str
    view: ViewT


class Listing(Protocol[ViewT]):
    """What a list holds. All that takes a `tx` runs in worker threads."""

    tabs: tuple[Tab, ...]

    def rows(self, tx: Tx, wanted: Wanted, place: Place) -> Sequence[tuple[str, ViewT]]:
        """Rows in the list's order, each with its cursor."""

    def total(self, tx: Tx, wanted: Wanted) -> int:
        """How many rows there are."""

    def counts(self, tx: Tx) -> dict[str, int]:
        """How much is in each tab; a tab that is missing shows no count."""

    def describe(self, tx: Tx, view: ViewT, times: Times) -> Sequence[Content]:
        """The detail of a row: what is in it, where it stands."""

    def columns(self, times: Times) -> Sequence[Column[Entry[ViewT]]]:
        """The columns of the table."""

    def subject(self, view: ViewT) -> Subject:
        """What actions do something to, when this row is highlighted; its number names the row."""

    def empty(self, wanted: Wanted) -> str:
        """What to do next when there are no rows."""


@dataclass(frozen=True, slots=True)
class ListPager(Generic[ViewT]):
    """Reads what is wanted of a list, by cursor."""

    shop: Shop
    listing: Listing[ViewT]
    wanted: Wanted

    def after(self, row: Entry[ViewT] | None, limit: int) -> list[Entry[ViewT]]:
        """The rows that follow `row`."""
        cursor = row.cursor if row else None
        return self._read(Place(after=cursor, before=None, last=False, limit=limit))

    def before(self, row: Entry[ViewT] | None, limit: int) -> list[Entry[ViewT]]:
        """The rows that precede `row`."""
        cursor = row.cursor if row else None
        return self._read(Place(after=None, before=cursor, last=row is None, limit=limit))

    def total(self) -> int:
        """How many rows there are."""
        return self.shop.read(lambda tx: self.listing.total(tx, self.wanted))

    def find(self, number: str) -> Entry[ViewT] | None:
        """The row of this number, if it is in the list."""
        sought = replace(self, wanted=replace(self.wanted, search=number))
        return next((row for row in sought.after(None, _FOUND) if row.key == number), None)

    def _read(self, place: Place) -> list[Entry[ViewT]]:
        rows = self.shop.read(lambda tx: self.listing.rows(tx, self.wanted, place))
        return [Entry(self.listing.subject(view).number, cursor, view) for cursor, view in rows]


def column(
    title: str,
    text: Callable[[ViewT], str],
    width: int = 0,
    align: Align = "left",
    look: Callable[[ViewT], Look] | None = None,
) -> Column[Entry[ViewT]]:
    """A column that says something of a row's view."""
    return Column(
        title,
        lambda entry: text(entry.view),
        width,
        align,
        None if look is None else lambda entry: look(entry.view),
    )
