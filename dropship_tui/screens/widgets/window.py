"""The few screens of a long list that are in memory, and the cursor in them.

A list of a million rows is never loaded, and never counted off from its start. A `Window` holds
a run of neighbouring rows, keeps the cursor on the row that it stands on while the list changes
around it, and says what it needs to have read next. It reads nothing itself: it knows neither
threads nor Textual.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Generic, Protocol, TypeVar


class Record(Protocol):
    """A row of a list: frozen, compared by its values, told from the others by its key."""

    @property
    def key(self) -> Hashable:
        """What stays the same while the row changes: its id."""


RowT = TypeVar("RowT", bound=Record)

_SCREEN = 20  # rows in a screen until the real height is known, and at least
_BATCH = 2  # screens in one read
_AHEAD = 1  # screens that are held beyond each edge of the view, before they are needed
_HELD = 6  # screens that are held at most


class Pager(Protocol[RowT]):
    """One list in one order, read by key.

    Called in worker threads, never on the thread of the screen; a page and the total may be
    asked for at the same time. A row is named by its place in the order, so it serves as an
    anchor also after it has changed or gone.
    """

    def after(self, row: RowT | None, limit: int) -> Sequence[RowT]:
        """Up to `limit` rows that follow the place of `row`; the first ones for None.

        Fewer than `limit` rows mean that the list ends there.
        """

    def before(self, row: RowT | None, limit: int) -> Sequence[RowT]:
        """Up to `limit` rows that precede the place of `row`; the last ones for None.

        In the order of the list, as all rows are.
        """

    def total(self) -> int:
        """How many rows the list has."""


class Reach(Enum):
    """Which rows a read asks for."""

    START = auto()
    END = auto()
    UP = auto()
    DOWN = auto()
    AROUND = auto()


@dataclass(frozen=True, slots=True)
class Found(Generic[RowT]):
    """Neighbouring rows: those above the place that was asked for, and those from it on."""

    above: list[RowT]
    below: list[RowT]
    at_start: bool
    at_end: bool
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Read(Generic[RowT]):
    """Rows that a window needs: `limit` of them on each side that is asked for."""

    reach: Reach
    limit: int
    anchor: RowT | None = None

    def run(self, pager: Pager[RowT]) -> Found[RowT]:
        """Ask `pager`. Raises what the pager raises."""
        above: list[RowT] = []
        below: list[RowT] = []
        total: int | None = None
        at_start, at_end = self.reach is Reach.START, self.reach is Reach.END
        if self.reach in (Reach.UP, Reach.END, Reach.AROUND):
            above = list(pager.before(self.anchor, self.limit))
            at_start = len(above) < self.limit
        if self.reach in (Reach.DOWN, Reach.START):
            below = list(pager.after(self.anchor, self.limit))
            at_end = len(below) < self.limit
        if self.reach is Reach.AROUND:
            # From the row above on, and not from the anchor on, which may have gone.
            below = list(pager.after(above[-1] if above else None, self.limit))
            at_end = len(below) < self.limit
            total = pager.total()
        return Found(above, below, at_start, at_end, total)


class Window(Generic[RowT]):
    """A run of rows, a view on it of `height` rows, and a cursor in the view."""

    def __init__(self, height: int = 1, at: RowT | None = None) -> None:
        self.height = max(1, height)
        self.rows: list[RowT] = [] if at is None else [at]
        self.top = 0
        self.cursor = 0
        self.at_start = False
        self.at_end = False
        self.total: int | None = None
        self.exact = True
        # How many rows of the list are before the first one held.
        self._above: int | None = 0 if at is None else None

    @property
    def unread(self) -> bool:
        """Whether nothing is known of the list yet."""
        return not (self.rows or self.at_end)

    @property
    def row(self) -> RowT | None:
        """The row under the cursor."""
        return self.rows[self.cursor] if self.rows else None

    @property
    def view(self) -> list[RowT]:
        """The rows to be seen."""
        return self.rows[self.top : self.top + self.height]

    @property
    def position(self) -> int | None:
        """Where the cursor is in the whole list, from 1; None while it cannot be known.

        Not `exact` when the list has grown or shrunk and it is not known on which side.
        """
        if self._above is None or not self.rows:
            return None
        return self._above + self.cursor + 1

    @property
    def thumb(self) -> range | None:
        """The lines of the view that a scroll bar fills; None when the list needs no bar."""
        if self._above is None or not self.total or self.total <= self.height:
            return None
        size = max(1, self.height * self.height // self.total)
        hidden = max(1, self.total - self.height)
        start = (self.height - size) * min(self._above + self.top, hidden) // hidden
        return range(start, start + size)

    def resize(self, height: int) -> None:
        """See `height` rows from now on, the cursor's among them."""
        self.height = max(1, height)
        self._place(self.cursor, max(self.top, self.cursor - self.height + 1))

    def move(self, rows: int, view: int = 0) -> Read[RowT] | None:
        """Move the cursor by `rows` and the view by `view`, up to the ends of the list.

        None when that is done; otherwise nothing has moved, and this has to be read first.
        """
        if self.unread:
            return self._first()
        cursor, top = self.cursor + rows, self.top + view
        if rows:
            top = _between(top, cursor - self.height + 1, cursor)
        if min(cursor, top) < 0 and not self.at_start:
            return self._more(Reach.UP)
        if max(cursor, top + self.height - 1) >= len(self.rows) and not self.at_end:
            return self._more(Reach.DOWN)
        self._place(cursor, top)
        return None

    def start(self) -> Read[RowT] | None:
        """Go to the first row; what has to be read before, or None when that is done."""
        if not self.at_start:
            return self._first()
        self._place(0, 0)
        return None

    def end(self) -> Read[RowT] | None:
        """Go to the last row; what has to be read before, or None when that is done."""
        if not self.at_end:
            return Read(Reach.END, self._screens(_BATCH))
        self._place(len(self.rows) - 1, len(self.rows) - self.height)
        return None

    def point(self, line: int) -> bool:
        """Put the cursor on the row at `line` of the view; False when there is none."""
        if not 0 <= line < len(self.view):
            return False
        self.cursor = self.top + line
        return True

    def wanted(self) -> Read[RowT] | None:
        """What should be read now, before the view comes to an edge of the rows held."""
        if self.unread:
            return self._first()
        ahead = self._screens(_AHEAD)
        if len(self.rows) - self.top - self.height < ahead and not self.at_end:
            return self._more(Reach.DOWN)
        if self.top < ahead and not self.at_start:
            return self._more(Reach.UP)
        return None

    def again(self) -> Read[RowT]:
        """What has to be read to see the same place as it is now."""
        return self._around(self.row) if self.rows else self._first()

    def take(self, read: Read[RowT], found: Found[RowT]) -> Read[RowT] | None:
        """Hold what `read` has found.

        None when that is done; otherwise the cursor has meanwhile left the place that was
        read, nothing has changed, and this has to be read instead.
        """
        if read.reach is Reach.AROUND:
            return self._renew(read, found)
        if read.reach is Reach.DOWN:
            self._append(found)
        elif read.reach is Reach.UP:
            self._prepend(found)
        else:
            self._replace(found)
        return None

    def count(self, total: int) -> None:
        """Note how many rows the list has."""
        if self.total not in (None, total):
            self.exact = False
        self.total = total
        self._locate()

    def _replace(self, found: Found[RowT]) -> None:
        self.rows = found.above + found.below
        self.at_start, self.at_end = found.at_start, found.at_end
        self._above = None
        if found.above:
            self._place(len(self.rows) - 1, len(self.rows) - self.height)
        else:
            self._place(0, 0)
        self._locate()

    def _append(self, found: Found[RowT]) -> None:
        self.rows += found.below
        self.at_end = found.at_end
        drop = min(len(self.rows) - self._screens(_HELD), self.top)
        if drop > 0:
            del self.rows[:drop]
            self.at_start = False
            self._shift(-drop)
        self._locate()

    def _prepend(self, found: Found[RowT]) -> None:
        self.rows[:0] = found.above
        self.at_start = found.at_start
        self._shift(len(found.above))
        seen = self.top + self.height
        if len(self.rows) > max(seen, self._screens(_HELD)):
            del self.rows[max(seen, self._screens(_HELD)) :]
            self.at_end = False
        self._locate()

    def _renew(self, read: Read[RowT], found: Found[RowT]) -> Read[RowT] | None:
        rows = found.above + found.below
        places = {row.key: index for index, row in enumerate(rows)}
        stood_on = _key(self.row)
        cursor = place = len(found.above)
        if stood_on in places:
            cursor = places[stood_on]
        if stood_on != _key(read.anchor):
            if stood_on not in places:
                return self._around(self.row)
            place = cursor
        elif read.anchor != self.row:
            self.exact = False  # the row has been found elsewhere, and was then looked for there
        top = cursor - (self.cursor - self.top)
        if (top < 0 and not found.at_start) or (top + self.height > len(rows) and not found.at_end):
            return self._around(rows[min(cursor, len(rows) - 1)])
        if self._above is not None:
            # As many rows as before precede the place; the row itself may have come among them.
            self._above += self.cursor - (place - (cursor < place))
        self.rows, self.at_start, self.at_end = rows, found.at_start, found.at_end
        self._place(cursor, top)
        if found.total is not None:
            self.count(found.total)
        return None

    def _shift(self, rows: int) -> None:
        self.top += rows
        self.cursor += rows
        if self._above is not None:
            self._above -= rows

    def _place(self, cursor: int, top: int) -> None:
        last = max(0, len(self.rows) - 1)
        self.top = _between(top, 0, max(0, len(self.rows) - self.height))
        lowest = min(last, self.top + self.height - 1)
        self.cursor = _between(cursor, self.top, lowest)

    def _locate(self) -> None:
        """Know the position again where an end of the list tells it."""
        if self.at_start:
            self._above, self.exact = 0, True
        elif self.at_end and self.total is not None:
            self._above, self.exact = max(0, self.total - len(self.rows)), True

    def _screens(self, screens: int) -> int:
        return screens * max(self.height, _SCREEN)

    def _first(self) -> Read[RowT]:
        return Read(Reach.START, self._screens(_BATCH))

    def _more(self, reach: Reach) -> Read[RowT]:
        edge = self.rows[0] if reach is Reach.UP else self.rows[-1]
        return Read(reach, self._screens(_BATCH), edge)

    def _around(self, row: RowT | None) -> Read[RowT]:
        return Read(Reach.AROUND, self._screens(_BATCH), row)


def _key(row: Record | None) -> Hashable:
    return None if row is None else row.key


def _between(value: int, lowest: int, highest: int) -> int:
    return max(lowest, min(value, highest))
