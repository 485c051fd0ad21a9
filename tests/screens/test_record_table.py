"""The table as a person meets it: keys, what stands on its lines, what it tells its screen."""

from __future__ import annotations

import threading
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

import pytest
from rich.cells import cell_len
from textual import events
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.screen import ModalScreen
from textual.widgets import Button, Input

from dropship_tui.screens.widgets.lines import Column
from dropship_tui.screens.widgets.record_table import RecordTable
from tests.screens.hostile import CONTROL, HOSTILE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    from textual.message import Message
    from textual.pilot import Pilot


@dataclass(frozen=True)
class Order:
    """A row that is sorted by its key."""

    key: int
    name: str = ""
    late: bool = False


class Orders:
    """A pager over a list that can be slow, and can fail."""

    def __init__(self, rows: Iterable[Order]) -> None:
        self.rows = list(rows)
        self.open = threading.Event()
        self.open.set()
        self.error: Exception | None = None
        self.threads: set[int] = set()
        self.reads = 0

    def after(self, row: Order | None, limit: int) -> list[Order]:
        self._read()
        return [r for r in self.rows if row is None or r.key > row.key][:limit]

    def before(self, row: Order | None, limit: int) -> list[Order]:
        self._read()
        return [r for r in self.rows if row is None or r.key < row.key][-limit:]

    def total(self) -> int:
        self.threads.add(threading.get_ident())
        return len(self.rows)

    def _read(self) -> None:
        self.reads += 1
        self.threads.add(threading.get_ident())
        assert self.open.wait(10)
        if self.error:
            raise self.error


COLUMNS: list[Column[Order]] = [
    Column("No", lambda row: f"{row.key:04d}", 6),
    Column("Name", lambda row: row.name),
    Column("Due", lambda row: "▲ late" if row.late else "-", 6, "right",
           lambda row: "warning" if row.late else "plain"),
]  # fmt: skip


def orders(count: int) -> Orders:
    return Orders(Order(n, f"name {n}") for n in range(count))


class Bench(App[None]):
    """A table, alone, whose messages are noted down."""

    def __init__(self, pager: Orders, columns: list[Column[Order]] | None = None) -> None:
        super().__init__()
        self.pager = pager
        self.columns = columns or COLUMNS
        self.heard: list[Message] = []

    def compose(self) -> ComposeResult:
        table: RecordTable[Order] = RecordTable()
        table.set_pager(self.pager, self.columns, empty="Nothing here.\nPress i to import.")
        yield table
        yield Input()

    def on_record_table_opened(self, event: RecordTable.Opened[Order]) -> None:
        self.heard.append(event)

    def on_record_table_highlighted(self, event: RecordTable.Highlighted[Order]) -> None:
        self.heard.append(event)

    def on_record_table_selection_changed(self, event: RecordTable.SelectionChanged[Order]) -> None:
        self.heard.append(event)

    def on_record_table_failed(self, event: RecordTable.Failed[Order]) -> None:
        self.heard.append(event)

    @property
    def table(self) -> RecordTable[Order]:
        return self.query_one(RecordTable)

    def all_heard(self, kind: type[Message]) -> list[Any]:
        return [message for message in self.heard if isinstance(message, kind)]


@asynccontextmanager
async def bench(
    pager: Orders, columns: list[Column[Order]] | None = None, *, height: int = 15, width: int = 60
) -> AsyncIterator[tuple[Bench, Pilot[None]]]:
    """A table of `height` lines, of which two are not rows."""
    app = Bench(pager, columns)
    async with app.run_test(size=(width, height + 3)) as pilot:
        await settled(app, pilot)
        yield app, pilot


async def settled(app: Bench, pilot: Pilot[None]) -> None:
    """Wait for workers and for what they lead to, not for time."""
    await pilot.pause()
    while app.workers._workers:
        await app.workers.wait_for_complete()
        await pilot.pause()


async def type_at_once(app: Bench, pilot: Pilot[None], *keys: str) -> None:
    """All keys in one burst, as a held key or a slow line brings them."""
    for key in keys:
        app.post_message(events.Key(key, None))
    await settled(app, pilot)


def lines(app: Bench) -> list[str]:
    return [app.table.render_line(y).text for y in range(app.table.size.height)]


def cursor_line(app: Bench) -> str:
    (line,) = [line for line in lines(app) if line.startswith("▸")]
    return line


def at(app: Bench) -> int:
    assert app.table.highlighted is not None
    return app.table.highlighted.key


async def test_the_first_rows_stand_under_the_header_and_over_the_position() -> None:
    async with bench(orders(1000)) as (app, _):
        seen = lines(app)
        assert seen[0].split() == ["No", "Name", "Due"]
        assert seen[1].split()[:4] == ["▸", "0000", "name", "0"]
        assert seen[13].split()[:3] == ["0012", "name", "12"]
        assert seen[14].endswith("─ 1 of 1,000 ─")
        assert all(cell_len(line) == 60 for line in seen)


async def test_no_row_is_read_on_the_thread_of_the_screen() -> None:
    pager = orders(1000)
    async with bench(pager) as (app, pilot):
        await type_at_once(app, pilot, "end", "home", *["pagedown"] * 9)
        app.table.refresh_rows()
        await settled(app, pilot)
        assert pager.reads > 4
        assert threading.get_ident() not in pager.threads


async def test_keys_move_the_cursor() -> None:
    async with bench(orders(1000)) as (app, pilot):
        for keys, key in [
            (["down", "down", "up"], 1),
            (["pagedown"], 13),
            (["pageup"], 1),
            (["end"], 999),
            (["up"], 998),
            (["home"], 0),
            (["up"], 0),
            (["pagedown"] * 3, 36),
        ]:
            await type_at_once(app, pilot, *keys)
            assert at(app) == key
            assert f"{key:04d}" in cursor_line(app)
        assert lines(app)[-1].endswith("─ 37 of 1,000 ─")


@pytest.mark.parametrize("delayed", [False, True], ids=["quick", "slow"])
async def test_a_burst_of_keys_over_the_edge_of_what_is_read_loses_none(*, delayed: bool) -> None:
    pager = orders(1000)
    async with bench(pager) as (app, pilot):
        if delayed:
            pager.open.clear()
            app.call_later(app.set_timer, 0.05, pager.open.set)
        await type_at_once(app, pilot, *["down"] * 300, *["up"] * 7, "space", "down", "enter")
        assert at(app) == 294
        assert app.table.selected == {293}
        (opened,) = app.all_heard(RecordTable.Opened)
        assert opened.row.key == 294
        highlighted = [event.row.key for event in app.all_heard(RecordTable.Highlighted)]
        assert highlighted[-1] == 294
        assert set(highlighted) <= set(range(301))


async def test_keys_that_are_typed_before_the_first_rows_wait_for_them() -> None:
    pager = orders(1000)
    pager.open.clear()
    app = Bench(pager)
    async with app.run_test(size=(60, 18)) as pilot:
        await pilot.pause()
        assert app.table.highlighted is None
        for key in ("down", "space", "down", "end", "up", "enter"):
            app.post_message(events.Key(key, None))
        await pilot.pause()
        pager.open.set()
        await settled(app, pilot)
        assert app.table.selected == {1}
        assert [event.row.key for event in app.all_heard(RecordTable.Opened)] == [998]


async def test_memory_holds_a_few_screens_of_a_long_list() -> None:
    pager = orders(100_000)
    async with bench(pager) as (app, pilot):
        await type_at_once(app, pilot, *["pagedown"] * 200)
        assert at(app) == 2400
        assert len(app.table._window.rows) <= 6 * 20
        await type_at_once(app, pilot, "end")
        assert len(app.table._window.rows) <= 6 * 20


async def test_moving_in_the_view_paints_two_rows_and_the_position(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with bench(orders(1000)) as (app, pilot):
        painted: list[Region] = []
        refresh = app.table.refresh

        def note(*regions: Region) -> None:
            painted.extend(regions or [Region()])
            refresh(*regions)

        monkeypatch.setattr(app.table, "refresh", note)
        await type_at_once(app, pilot, "down")
        assert sorted({region.y for region in painted}) == [1, 2, 14]
        assert all(region.height == 1 for region in painted)
        painted.clear()
        app.table.refresh_rows()
        await settled(app, pilot)
        assert painted == []


async def test_highlighted_is_told_when_the_row_or_what_it_says_changes() -> None:
    pager = orders(3)
    async with bench(pager) as (app, pilot):
        await type_at_once(app, pilot, "down", "end", "down")
        app.table.refresh_rows()
        await settled(app, pilot)
        pager.rows[2] = replace(pager.rows[2], name="new")
        app.table.refresh_rows()
        await settled(app, pilot)
        pager.rows.clear()
        app.table.refresh_rows()
        await settled(app, pilot)
        heard = [event.row for event in app.all_heard(RecordTable.Highlighted)]
        assert [row and (row.key, row.name) for row in heard] == [
            (0, "name 0"),
            (1, "name 1"),
            (2, "name 2"),
            (2, "new"),
            None,
        ]


async def test_space_selects_and_the_selection_outlives_refreshes_and_scrolling() -> None:
    pager = orders(1000)
    async with bench(pager) as (app, pilot):
        await type_at_once(app, pilot, "space", "down", "down", "space", "up", "space", "space")
        assert app.table.selected == {0, 2}
        assert [line[:2] for line in lines(app)[1:4]] == [" *", "▸ ", " *"]
        assert "─ 2 selected ─" in lines(app)[-1]
        await type_at_once(app, pilot, "end", "home")
        app.table.refresh_rows()
        await settled(app, pilot)
        assert app.table.selected == {0, 2}
        assert [event.selected for event in app.all_heard(RecordTable.SelectionChanged)] == [
            {0}, {0, 2}, {0, 1, 2}, {0, 2},
        ]  # fmt: skip
        app.table.clear_selection()
        await pilot.pause()
        assert app.table.selected == frozenset()
        assert "selected" not in lines(app)[-1]


async def test_a_refresh_keeps_the_cursor_on_its_row_and_the_row_on_its_line() -> None:
    pager = Orders(Order(n) for n in range(0, 1000, 10))
    async with bench(pager) as (app, pilot):
        await type_at_once(app, pilot, *["down"] * 20)
        before = lines(app)
        pager.rows = sorted([*pager.rows, *(Order(n) for n in (1, 2, 3))], key=lambda row: row.key)
        app.table.refresh_rows()
        await settled(app, pilot)
        assert lines(app)[1:-2] == before[1:-2]
        assert at(app) == 200
        assert lines(app)[-1].endswith("─ 24 of 103 ─")


async def test_a_refresh_shows_the_next_row_where_a_row_has_gone() -> None:
    pager = orders(100)
    async with bench(pager) as (app, pilot):
        await type_at_once(app, pilot, *["down"] * 5)
        del pager.rows[5]
        app.table.refresh_rows()
        await settled(app, pilot)
        assert at(app) == 6
        assert lines(app).index(cursor_line(app)) == 6


async def test_a_refresh_draws_what_depends_on_the_time_anew() -> None:
    minutes = ["5 min"]
    columns: list[Column[Order]] = [Column("Due", lambda _: minutes[0])]
    async with bench(orders(3), columns) as (app, pilot):
        minutes[0] = "4 min"
        app.table.refresh_rows()
        await settled(app, pilot)
        assert [line.split()[-1] for line in lines(app)[1:4]] == ["min"] * 3
        assert all("4 min" in line for line in lines(app)[1:4])


async def test_a_row_that_is_read_again_says_what_it_says_now() -> None:
    pager = orders(1000)
    async with bench(pager) as (app, pilot):
        await type_at_once(app, pilot, "end")
        pager.rows[0] = replace(pager.rows[0], name="new")
        await type_at_once(app, pilot, "home")
        assert "new" in cursor_line(app)


async def test_refreshes_during_a_read_become_one_more() -> None:
    pager = orders(10)
    async with bench(pager) as (app, pilot):
        pager.open.clear()
        reads = pager.reads
        app.table.refresh_rows()
        await pilot.pause()
        for _ in range(5):
            app.table.refresh_rows()
        pager.open.set()
        await settled(app, pilot)
        assert pager.reads == reads + 4  # two reads, each above the cursor and from it on


async def test_what_an_older_pager_still_reads_is_dropped() -> None:
    slow, quick = orders(1000), Orders([Order(7, "seven")])
    async with bench(orders(5)) as (app, pilot):
        slow.open.clear()
        app.table.set_pager(slow, COLUMNS)
        await pilot.pause()
        app.table.set_pager(quick, [Column("Only", lambda row: row.name)])
        await pilot.pause()
        slow.open.set()
        await settled(app, pilot)
        assert at(app) == 7
        assert lines(app)[0].split() == ["Only"]
        assert lines(app)[-1].endswith("─ 1 of 1 ─")


async def test_another_list_starts_at_its_first_row_with_nothing_selected() -> None:
    async with bench(orders(1000)) as (app, pilot):
        await type_at_once(app, pilot, "end", "space")
        app.table.set_pager(orders(500), COLUMNS)
        assert app.table.highlighted is None
        await settled(app, pilot)
        assert (at(app), app.table.selected) == (0, frozenset())
        assert lines(app)[-1].endswith("─ 1 of 500 ─")


@pytest.mark.parametrize("place", [0, 250, 499])
async def test_another_list_is_shown_around_a_row_of_it(place: int) -> None:
    async with bench(orders(1000)) as (app, pilot):
        app.table.set_pager(orders(500), COLUMNS, at=Order(place, "as it was"))
        await settled(app, pilot)
        assert at(app) == place
        assert any(line.startswith("▸") and f"name {place}" in line for line in lines(app))
        await type_at_once(app, pilot, "home")
        assert lines(app)[-1].endswith("─ 1 of 500 ─")


async def test_the_old_rows_stay_in_sight_until_the_wait_is_worth_a_word() -> None:
    slow = orders(10)
    slow.open.clear()
    async with bench(orders(5)) as (app, pilot):
        before = lines(app)
        app.table.set_pager(slow, COLUMNS)
        await pilot.pause()
        assert lines(app) == before
        app.table._lose_patience()
        await pilot.pause()
        assert [line.strip() for line in lines(app)[1:4]] == ["", "Loading…", ""]
        slow.open.set()
        await settled(app, pilot)
        assert "name 9" in lines(app)[10]


async def test_a_key_that_waits_for_long_is_answered_with_a_word() -> None:
    pager = orders(1000)
    async with bench(pager) as (app, pilot):
        pager.open.clear()
        app.table.refresh_rows()
        app.post_message(events.Key("end", None))
        await pilot.pause()
        assert app.table._patience is not None
        app.table._lose_patience()
        assert "─ … ─ 1 of 1,000 ─" in lines(app)[-1]
        pager.open.set()
        await settled(app, pilot)
        assert lines(app)[-1].endswith("─── 1,000 of 1,000 ─")
        assert app.table._patience is None


async def test_an_empty_list_says_what_to_do_next() -> None:
    async with bench(orders(0)) as (app, pilot):
        assert [line.strip() for line in lines(app)[1:5]] == [
            "", "Nothing here.", "Press i to import.", "",
        ]  # fmt: skip
        await type_at_once(app, pilot, "down", "enter", "space", "end", "pageup")
        assert app.table.highlighted is None
        assert app.table.selected == frozenset()
        assert not app.all_heard(RecordTable.Opened)
        assert [event.row for event in app.all_heard(RecordTable.Highlighted)] == [None]


async def test_a_long_note_is_wrapped_and_holds_no_markup() -> None:
    async with bench(orders(1)) as (app, pilot):
        app.table.set_pager(orders(0), COLUMNS, empty="Nothing matches [/b] 张三. " + "word " * 20)
        await settled(app, pilot)
        assert "Nothing matches [/b] 张三." in lines(app)[2]
        assert " ".join(lines(app)[1:-1]).split().count("word") == 20


async def test_an_error_of_the_pager_is_told_and_the_rows_stay() -> None:
    pager = orders(1000)
    async with bench(pager) as (app, pilot):
        before = lines(app)
        pager.error = OSError("the disk is gone")
        app.table.refresh_rows()
        await settled(app, pilot)
        assert [event.error for event in app.all_heard(RecordTable.Failed)] == [pager.error]
        assert lines(app) == before
        pager.error = None
        await type_at_once(app, pilot, "end")
        assert at(app) == 999


async def test_a_list_that_cannot_be_read_says_so_and_is_read_by_the_next_refresh() -> None:
    pager = orders(5)
    pager.error = OSError("locked")
    async with bench(pager) as (app, pilot):
        assert "The list could not be read." in lines(app)[2]
        assert len(app.all_heard(RecordTable.Failed)) == 1
        pager.error = None
        app.table.refresh_rows()
        await settled(app, pilot)
        assert at(app) == 0
        assert lines(app)[-1].endswith("─ 1 of 5 ─")


async def test_keys_that_wait_for_rows_go_when_the_rows_cannot_be_read() -> None:
    pager = orders(1000)
    async with bench(pager) as (app, pilot):
        pager.error = OSError("locked")
        await type_at_once(app, pilot, "end", "space")
        pager.error = None
        await type_at_once(app, pilot, "down")
        assert (at(app), app.table.selected) == (1, frozenset())


async def test_the_mouse_points_selects_opens_and_scrolls() -> None:
    async with bench(orders(1000)) as (app, pilot):
        await pilot.click(RecordTable, offset=(10, 4))
        assert at(app) == 3
        await pilot.click(RecordTable, offset=(1, 6))
        assert app.table.selected == {5}
        await pilot.click(RecordTable, offset=(10, 3), times=2)
        assert [event.row.key for event in app.all_heard(RecordTable.Opened)] == [2]
        table = app.table
        for kind in (events.MouseScrollDown, events.MouseScrollDown, events.MouseScrollUp):
            table.post_message(kind(table, 9, 5, 0, 0, 0, False, False, False))  # noqa: FBT003
        await settled(app, pilot)
        assert "0003" in lines(app)[1]
        assert at(app) == 6
        await pilot.click(RecordTable, offset=(59, 13))
        await settled(app, pilot)
        assert at(app) == 18
        await type_at_once(app, pilot, "end")
        await pilot.click(RecordTable, offset=(59, 1))
        await settled(app, pilot)
        assert at(app) == 987
        await pilot.click(RecordTable, offset=(59, 13))
        await settled(app, pilot)
        assert at(app) == 999


class Commands(Bench):
    """A screen with keys of its own: one acts on the row, others take the focus elsewhere."""

    BINDINGS: ClassVar = [("c", "act"), ("h", "act"), ("slash", "search"), ("d", "ask")]

    def __init__(self, pager: Orders) -> None:
        super().__init__(pager)
        self.acted: list[int] = []

    def action_act(self) -> None:
        self.acted.append(at(self))

    def action_search(self) -> None:
        self.query_one(Input).focus()

    def action_ask(self) -> None:
        self.push_screen(Question())


class Question(ModalScreen[None]):
    """A dialog that notes what it is answered."""

    BINDINGS: ClassVar = [("c", "answer"), ("y", "answer")]
    answers = 0

    def compose(self) -> ComposeResult:
        yield Button("Yes")

    def action_answer(self) -> None:
        self.answers += 1


async def in_a_burst(app: Bench, pilot: Pilot[None], keys: str) -> None:
    for key in keys:
        app.post_message(
            events.Key("down", None) if key == "↓"
            else events.Key("slash", "/") if key == "/"
            else events.Key(key, key)
        )  # fmt: skip
    await settled(app, pilot)
    await pilot.pause()


@pytest.mark.parametrize("slow", [False, True])
async def test_an_action_of_the_screen_meets_the_row_that_it_was_typed_on(*, slow: bool) -> None:
    pager = orders(1000)
    app = Commands(pager)
    async with app.run_test(size=(60, 18)) as pilot:
        await settled(app, pilot)
        if slow:
            pager.open.clear()
            app.set_timer(0.05, pager.open.set)
        await in_a_burst(app, pilot, "c↓c↓↓c" + "↓" * 60 + "c↓")
        assert app.acted == [0, 1, 3, 63]
        assert at(app) == 64


async def test_letters_behind_the_search_key_are_no_commands() -> None:
    app = Commands(orders(10))
    async with app.run_test(size=(60, 18)) as pilot:
        await settled(app, pilot)
        await in_a_burst(app, pilot, "↓c/" + "hatch" * 50)
        assert app.query_one(Input).value == "hatch" * 50
        assert (app.acted, at(app)) == ([1], 1)


async def test_a_key_that_comes_while_the_focus_changes_is_for_the_new_focus() -> None:
    class Typing(Commands):
        def action_search(self) -> None:
            self.post_message(events.Key("h", "h"))
            super().action_search()

    app = Typing(orders(10))
    async with app.run_test(size=(60, 18)) as pilot:
        await settled(app, pilot)
        await in_a_burst(app, pilot, "/")
        assert (app.query_one(Input).value, app.acted) == ("h", [])


async def test_keys_behind_one_that_opens_a_dialog_are_for_the_dialog() -> None:
    app = Commands(orders(10))
    async with app.run_test(size=(60, 18)) as pilot:
        await settled(app, pilot)
        await in_a_burst(app, pilot, "cdcy↓")
        assert isinstance(app.screen, Question)
        assert app.screen.answers == 2
        await pilot.pause()
        app.pop_screen()
        await pilot.pause()
        assert (app.acted, at(app)) == ([0], 0)


async def test_keys_that_nobody_knows_go_their_way() -> None:
    app = Commands(orders(10))
    async with app.run_test(size=(60, 18)) as pilot:
        await settled(app, pilot)
        await in_a_burst(app, pilot, "x↓xc")
        await pilot.press("tab")
        assert (app.acted, app.table.has_focus) == ([1], False)


async def test_a_click_under_the_last_row_does_nothing() -> None:
    async with bench(orders(2)) as (app, pilot):
        await pilot.click(RecordTable, offset=(10, 9))
        assert at(app) == 0


async def test_the_cursor_can_be_told_without_colour_and_without_focus() -> None:
    async with bench(orders(5)) as (app, pilot):
        focused = app.table.render_line(1)
        assert focused.text.startswith("▸")
        app.query_one(Input).focus()
        await pilot.pause()
        blurred = app.table.render_line(1)
        assert blurred.text == focused.text
        assert list(blurred) != list(focused)


async def test_another_size_shows_as_many_rows_as_fit() -> None:
    async with bench(orders(1000)) as (app, pilot):
        await type_at_once(app, pilot, *["down"] * 12)
        await pilot.resize_terminal(100, 33)
        await settled(app, pilot)
        assert len(lines(app)) == 30
        assert all(cell_len(line) == 100 for line in lines(app))
        assert "0027" in lines(app)[28]
        await pilot.resize_terminal(40, 8)
        await settled(app, pilot)
        assert at(app) == 12
        assert "0012" in cursor_line(app)
        await pilot.resize_terminal(5, 5)
        await settled(app, pilot)
        assert all(cell_len(line) == 5 for line in lines(app))


async def test_text_from_outside_is_shown_and_never_obeyed() -> None:
    pager = Orders(Order(n, text) for n, text in enumerate(HOSTILE))
    async with bench(pager, height=20, width=80) as (app, pilot):
        strips = [app.table.render_line(y) for y in range(app.table.size.height)]
        text = "\n".join(strip.text for strip in strips)
        assert not CONTROL.search(text.replace("\n", ""))
        assert all(cell_len(strip.text) == 80 for strip in strips)
        assert all(
            not (segment.style and segment.style.meta) for strip in strips for segment in strip
        )
        for part in ("a [/b] c", "[@click=app.quit]x[/]", "[bold", "Size [XL]", "␛[31mred␛[0m"):
            assert part in text
        for y in range(1, len(HOSTILE) + 1):
            await pilot.click(RecordTable, offset=(12, y))
        assert app.is_running
        assert at(app) == len(HOSTILE) - 1


async def test_a_status_keeps_its_word_where_the_cursor_takes_its_colour() -> None:
    pager = Orders(Order(n, late=n < 2) for n in range(3))
    async with bench(pager) as (app, _):
        cursor, late, calm = (app.table.render_line(y) for y in (1, 2, 3))
        assert "▲ late" in cursor.text
        assert "▲ late" in late.text
        assert len({segment.style for segment in calm if segment.text.strip()}) == 1
        assert len({segment.style for segment in late if segment.text.strip()}) == 2
        assert len({segment.style for segment in cursor}) == 1
