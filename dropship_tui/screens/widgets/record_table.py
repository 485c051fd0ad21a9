"""One virtual table for every long list: a million rows open as fast as ten.

The table holds a few screens of rows (`window.py`), which a `Pager` reads by key in worker
threads, draws the lines that it shows itself (`lines.py`), has only those painted that have
changed (`painted.py`), and does keys in the order in which they are typed (`in_order.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from textual.message import Message
from textual.worker import Worker, WorkerState

from dropship_tui.i18n import _
from dropship_tui.screens.widgets.in_order import InOrder
from dropship_tui.screens.widgets.lines import GUTTER, Column, Pen
from dropship_tui.screens.widgets.painted import Painted
from dropship_tui.screens.widgets.plain import plain
from dropship_tui.screens.widgets.window import Found, Pager, Reach, Read, Record, RowT, Window

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

    from textual import events
    from textual.strip import Strip
    from textual.timer import Timer

_PATIENCE = 0.15  # seconds until a read that is under way is worth a word on the screen
_WHEEL = 3  # rows that one step of the mouse wheel scrolls
_AROUND_ROWS = 2  # lines of the table that are not rows: the header and the rule

AnyRow = TypeVar("AnyRow", bound=Record)
ResultT = TypeVar("ResultT")

_STYLES = (
    *("header", "cursor", "selected", "bar", "rule", "rule-text", "note"),
    *("muted", "strong", "accent", "success", "warning", "error"),
)


class RecordTable(Painted, InOrder, Generic[RowT], can_focus=True):
    """A list of any length, with a cursor, a selection, and its place in the whole.

    Keys: up, down, page up, page down, home, end; Enter opens; Space selects. They are done in
    the order in which they are typed, however fast: a key that needs rows which are not read
    yet waits for them, and so do the keys after it.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"record-table--{name}" for name in _STYLES}
    DEFAULT_CSS = """
    RecordTable {
        width: 1fr;
        height: 1fr;
        background: $background;
        color: $foreground;

        & > .record-table--header { color: $text-muted; text-style: bold; }
        & > .record-table--cursor {
            background: $block-cursor-blurred-background;
            color: $block-cursor-blurred-foreground;
        }
        &:focus > .record-table--cursor {
            background: $block-cursor-background;
            color: $block-cursor-foreground;
            text-style: $block-cursor-text-style;
        }
        & > .record-table--selected { color: $text-primary; text-style: bold; }
        & > .record-table--bar { color: $primary; }
        & > .record-table--rule { color: $text-muted; }
        & > .record-table--rule-text { color: $text-muted; }
        & > .record-table--note { color: $text-muted; }
        & > .record-table--muted { color: $text-muted; }
        & > .record-table--strong { text-style: bold; }
        & > .record-table--accent { color: $text-accent; }
        & > .record-table--success { color: $text-success; }
        & > .record-table--warning { color: $text-warning; }
        & > .record-table--error { color: $text-error; text-style: bold; }
    }
    """

    class Said(Message, Generic[AnyRow]):
        """What all messages of a table have in common."""

        def __init__(self, table: RecordTable[AnyRow]) -> None:
            super().__init__()
            self.table = table

        @property
        def control(self) -> RecordTable[AnyRow]:
            """The table, for `@on(…, "#id")`."""
            return self.table

    class Opened(Said[AnyRow]):
        """Enter or a double click on `row`."""

        def __init__(self, table: RecordTable[AnyRow], row: AnyRow) -> None:
            super().__init__(table)
            self.row = row

    class Highlighted(Said[AnyRow]):
        """The cursor stands on another `row`, or the row has changed; None in an empty list."""

        def __init__(self, table: RecordTable[AnyRow], row: AnyRow | None) -> None:
            super().__init__(table)
            self.row = row

    class SelectionChanged(Said[AnyRow]):
        """`selected` are the keys of the rows that are selected now."""

        def __init__(self, table: RecordTable[AnyRow], selected: frozenset[Hashable]) -> None:
            super().__init__(table)
            self.selected = selected

    class Failed(Said[AnyRow]):
        """The pager raised `error`; the table shows what it had."""

        def __init__(self, table: RecordTable[AnyRow], error: BaseException) -> None:
            super().__init__(table)
            self.error = error

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._pager: Pager[RowT] | None = None
        self._columns: Sequence[Column[RowT]] = ()
        self._empty = ""
        self._selected: set[Hashable] = set()
        self._window: Window[RowT] = Window()
        self._needed: Read[RowT] | None = None
        self._refresh_due = False
        self._reading: Worker[tuple[Read[RowT], Found[RowT]]] | None = None
        self._counting: Worker[int] | None = None
        self._patience: Timer | None = None
        self._slow = False
        self._failed = False
        self._announced: tuple[RowT | None] | None = None
        self._pen: Pen[RowT] | None = None
        self._keys: dict[str, Callable[[], bool]] = {
            "up": lambda: self._done(self._window.move(-1)),
            "down": lambda: self._done(self._window.move(1)),
            "pageup": lambda: self._move_page(-1),
            "pagedown": lambda: self._move_page(1),
            "home": lambda: self._done(self._window.start()),
            "end": lambda: self._done(self._window.end()),
            "enter": self._open,
            "space": self._toggle,
        }

    # What screens call

    @property
    def highlighted(self) -> RowT | None:
        """The row under the cursor; None in an empty list, and before its first rows are read."""
        return self._window.row

    @property
    def selected(self) -> frozenset[Hashable]:
        """The keys of the selected rows, also of those that are not in memory."""
        return frozenset(self._selected)

    def set_pager(
        self,
        pager: Pager[RowT],
        columns: Sequence[Column[RowT]],
        *,
        empty: str = "",
        at: RowT | None = None,
    ) -> None:
        """Show another list from its start, or around `at`; nothing in it is selected.

        `empty` says, when it has no rows, what to do next. What an older pager still reads is
        dropped. The old rows stay in sight until the new ones come or take too long. They are
        read at once: a screen that calls this in `compose` has them in its first frames.
        """
        self._pager, self._columns, self._empty = pager, tuple(columns), empty
        self._window = Window(self._window.height, at)
        self._pen = self._announced = self._counting = None
        self._refresh_due, self._failed = at is not None, False
        self._typed.clear()
        self._stop_reading()
        self.clear_selection()
        self.go_on()

    def refresh_rows(self) -> None:
        """Read again what is shown: the cursor stays on its row, the row stays on its line."""
        self._refresh_due = True
        self.go_on()

    def clear_selection(self) -> None:
        """Select nothing."""
        if self._selected:
            self._select(set())

    # Keys and mouse

    def on_resize(self) -> None:
        """Show as many rows as there is room for now."""
        self._window.resize(self.content_size.height - _AROUND_ROWS)
        self.go_on()

    def own(self, key: str) -> Callable[[], bool] | None:
        """What `key` does in a table."""
        return self._keys.get(key)

    def _on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        event.prevent_default()
        self.in_turn(lambda: self._done(self._window.move(0, view=_WHEEL)))

    def _on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        event.prevent_default()
        self.in_turn(lambda: self._done(self._window.move(0, view=-_WHEEL)))

    def on_click(self, event: events.Click) -> None:
        """Point at a row; in the gutter select it; twice, open it; on the bar, turn pages."""
        x, y = event.get_content_offset_capture(self)
        line = y - 1
        thumb = self._window.thumb
        if x == self.content_size.width - 1 and thumb:
            if line not in thumb:
                self.in_turn(lambda: self._move_page(-1 if line < thumb.start else 1))
        elif self._window.point(line):
            if x < GUTTER:
                self.in_turn(self._toggle)
            elif event.chain == 2:
                self.in_turn(self._open)
            else:
                self.go_on()

    def _done(self, needed: Read[RowT] | None) -> bool:
        self._needed = needed
        return needed is None

    def _move_page(self, pages: int) -> bool:
        rows = pages * max(1, self._window.height - 1)
        return self._done(self._window.move(rows, view=rows))

    def _open(self) -> bool:
        if (row := self._window.row) is None:
            return self._done(self._window.wanted())
        self.post_message(self.Opened(self, row))
        return True

    def _toggle(self) -> bool:
        if (row := self._window.row) is None:
            return self._done(self._window.wanted())
        self._select(self._selected ^ {row.key})
        return True

    def _select(self, keys: set[Hashable]) -> None:
        self._selected = keys
        self.post_message(self.SelectionChanged(self, self.selected))
        self.paint()

    # Reading

    def go_on(self) -> None:
        """Do what was typed as far as the rows held allow, show it, and read what is needed."""
        self._needed = None
        super().go_on()
        self._announce()
        self.paint()
        if self._reading is None and (read := self._next_read()):
            self._read(read)
        if self._reading and not self._slow and (self._typed or self._window.unread):
            self._patience = self._patience or self.set_timer(_PATIENCE, self._lose_patience)

    def _next_read(self) -> Read[RowT] | None:
        """What a key needs comes first; nothing is read ahead from a pager that failed."""
        if self._needed is None and self._refresh_due:
            self._refresh_due = False
            return self._window.again()
        return self._needed or (None if self._failed else self._window.wanted())

    def _read(self, read: Read[RowT]) -> None:
        if (pager := self._pager) is not None:
            self._reading = self._in_thread("rows", lambda: (read, read.run(pager)))

    def _count(self) -> None:
        if self._pager is not None:
            self._counting = self._in_thread("total", self._pager.total)

    def _in_thread(self, what: str, work: Callable[[], ResultT]) -> Worker[ResultT]:
        return self.run_worker(
            work, group=what, description=what, exit_on_error=False, exclusive=True, thread=True
        )

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Take what a worker has read, unless another list has been set since."""
        if event.worker is self._reading:
            if event.state is WorkerState.SUCCESS and self._reading.result is not None:
                self._take(*self._reading.result)
            elif event.state is WorkerState.ERROR and self._reading.error is not None:
                self._fail(self._reading.error)
        elif event.worker is self._counting:
            if event.state is WorkerState.SUCCESS and self._counting.result is not None:
                self._window.count(self._counting.result)
                self.paint()
            elif event.state is WorkerState.ERROR and self._counting.error is not None:
                self.post_message(self.Failed(self, self._counting.error))

    def _take(self, read: Read[RowT], found: Found[RowT]) -> None:
        self._stop_reading()
        self._failed = False
        instead = self._window.take(read, found)
        if instead:
            self._read(instead)
        if read.reach is Reach.START:
            self._count()
        if read.reach is Reach.AROUND:
            self._pen = None  # what a row says may depend on the time: draw all rows anew
        self.go_on()

    def _fail(self, error: BaseException) -> None:
        self._stop_reading()
        self._typed.clear()
        self._failed = True
        self.post_message(self.Failed(self, error))
        self.paint()

    def _stop_reading(self) -> None:
        self._reading = None
        self._slow = False
        if self._patience:
            self._patience.stop()
            self._patience = None

    def _lose_patience(self) -> None:
        self._patience = None
        self._slow = True
        self.paint()

    def _announce(self) -> None:
        if not self._window.unread and self._announced != (self._window.row,):
            self._announced = (self._window.row,)
            self.post_message(self.Highlighted(self, self._window.row))

    # Painting

    def paint(self) -> None:
        """Show what has changed; old rows stay while there is hope for new ones."""
        if not self._window.unread or self._slow or self._failed:
            super().paint()

    def notify_style_update(self) -> None:
        """The theme or the focus has changed: draw everything anew."""
        super().notify_style_update()
        self._pen = None

    def draw(self) -> list[Strip]:
        """The header, the rows in view or a note in their place, and the rule under them."""
        width, height = self.content_size
        window = self._window
        window.resize(height - _AROUND_ROWS)
        pen = self._pen
        if pen is None or pen.cells != width:
            styles = {name: self.style_of(f"record-table--{name}") for name in _STYLES}
            pen = self._pen = Pen(self._columns, width, {**styles, "plain": self.rich_style})
        thumb = window.thumb or ()
        rows = [
            pen.row(
                row,
                cursor=window.top + line == window.cursor,
                selected=row.key in self._selected,
                thumb=line in thumb,
            )
            for line, row in enumerate(window.view)
        ]
        notes = [] if rows else [pen.note(text) for text in self._notes()]
        blank = [pen.note("")] * (window.height - len(rows) - len(notes))
        return [pen.header, *rows, *notes, *blank, pen.rule(*self._known())]

    def _notes(self) -> list[str]:
        """What is said in the place of rows, in lines that fit."""
        if not self._window.unread:
            text = self._empty
        elif self._failed:
            text = _("The list could not be read.")
        else:
            text = _("Loading…") if self._slow else ""
        room = max(1, self.content_size.width - 2 * GUTTER)
        lines = [line for part in text.splitlines() for line in plain(part).wrap(room)]
        return ["", *(" " * GUTTER + line.plain for line in lines)][: self._window.height]

    def _known(self) -> list[str]:
        """What the rule says: that rows are awaited, how many are selected, where the cursor is."""
        words = ["…"] if self._slow and self._window.rows else []
        if self._selected:
            words.append(_("{n} selected").format(n=f"{len(self._selected):,}"))
        if (position := self._window.position) is not None:
            place = f"{position:,}" if self._window.exact else f"≈{position:,}"
            total = self._window.total
            words.append(
                place
                if total is None
                else _("{position} of {total}").format(position=place, total=f"{total:,}")
            )
        return words
