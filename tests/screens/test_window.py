"""The paging buffer: what it holds, where its cursor is, and what it asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropship_tui.screens.widgets.window import Reach, Read, Window

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

HEIGHT = 7
MOST_HELD = 6 * 20  # rows: six screens, and a screen counts as at least 20


@dataclass(frozen=True)
class Row:
    """A row that is sorted by `place` and known by `key`."""

    key: int
    place: int
    text: str = ""


class Listing:
    """A pager over a Python list."""

    def __init__(self, places: Iterable[int]) -> None:
        self.rows = [Row(place, place) for place in places]
        self.most_asked = 0

    def after(self, row: Row | None, limit: int) -> list[Row]:
        self.most_asked = max(self.most_asked, limit)
        return [r for r in self.rows if row is None or r.place > row.place][:limit]

    def before(self, row: Row | None, limit: int) -> list[Row]:
        self.most_asked = max(self.most_asked, limit)
        return [r for r in self.rows if row is None or r.place < row.place][-limit:]

    def total(self) -> int:
        return len(self.rows)

    def remove(self, *places: int) -> None:
        self.rows = [row for row in self.rows if row.place not in places]

    def add(self, *places: int) -> None:
        self.rows = sorted(
            [*self.rows, *(Row(place, place) for place in places)], key=lambda row: row.place
        )

    def move(self, key: int, place: int) -> None:
        self.rows = [row for row in self.rows if row.key != key]
        self.rows = sorted([*self.rows, Row(key, place)], key=lambda row: row.place)


def opened(listing: Listing, height: int = HEIGHT) -> Window[Row]:
    window: Window[Row] = Window(height)
    read_ahead(window, listing)
    window.count(listing.total())
    return window


def read_ahead(window: Window[Row], listing: Listing) -> None:
    while wanted := window.wanted():
        assert window.take(wanted, wanted.run(listing)) is None


def do(window: Window[Row], listing: Listing, act: Callable[[], Read[Row] | None]) -> None:
    """Do `act` as the table does: read what it needs, do it, read ahead."""
    while needed := act():
        assert window.take(needed, needed.run(listing)) is None
    read_ahead(window, listing)


def refresh(window: Window[Row], listing: Listing) -> None:
    read: Read[Row] | None = window.again()
    while read:
        read = window.take(read, read.run(listing))
    read_ahead(window, listing)


def line(window: Window[Row]) -> int:
    return window.cursor - window.top


def key(window: Window[Row]) -> int:
    assert window.row is not None
    return window.row.key


def test_a_list_opens_at_its_first_row() -> None:
    window = opened(Listing(range(1000)))
    assert [row.key for row in window.view] == list(range(HEIGHT))
    assert (key(window), window.position, window.total) == (0, 1, 1000)


def test_an_empty_list_has_no_row_and_no_position() -> None:
    window = opened(Listing([]))
    do(window, Listing([]), lambda: window.move(1))
    assert (window.row, window.view, window.position, window.thumb) == (None, [], None, None)
    assert not window.unread


def test_every_row_is_met_on_the_way_down_up_and_down_again() -> None:
    listing = Listing(range(400))
    window = opened(listing)
    for step, way in ((1, range(1, 400)), (-1, reversed(range(399))), (1, range(1, 400))):
        for expected in way:
            do(window, listing, lambda step=step: window.move(step))  # type: ignore[misc]
            assert (key(window), window.position) == (expected, expected + 1)
            assert len(window.rows) <= MOST_HELD


@pytest.mark.parametrize("count", [0, 1, HEIGHT, 39, 40, 41, 80, 300])
def test_the_ends_are_reached_and_not_passed(count: int) -> None:
    listing = Listing(range(count))
    window = opened(listing)
    do(window, listing, window.end)
    do(window, listing, lambda: window.move(1))
    assert [row.key for row in window.view] == list(range(count))[-HEIGHT:]
    assert window.position == (count or None)
    do(window, listing, window.start)
    do(window, listing, lambda: window.move(-1))
    assert [row.key for row in window.view] == list(range(count))[:HEIGHT]


def test_no_read_asks_for_more_than_two_screens() -> None:
    listing = Listing(range(5000))
    window = opened(listing, 50)
    for _ in range(30):
        do(window, listing, lambda: window.move(50, view=50))
    do(window, listing, window.end)
    refresh(window, listing)
    assert listing.most_asked == 100
    assert len(window.rows) <= 300


def test_rows_are_read_before_the_cursor_needs_them() -> None:
    listing = Listing(range(1000))
    window = opened(listing)
    for _ in range(200):
        assert window.move(1) is None
        read_ahead(window, listing)


def test_a_step_over_the_edge_moves_nothing_until_its_rows_are_there() -> None:
    listing = Listing(range(1000))
    window = opened(listing)
    for _ in range(39):
        assert window.move(1) is None
    needed = window.move(1)
    assert needed is not None
    assert needed.reach is Reach.DOWN
    assert key(window) == 39
    window.take(needed, needed.run(listing))
    assert window.move(1) is None
    assert key(window) == 40


Step = tuple[int, int]
STEPS: dict[str, Step] = {
    "down": (1, 0),
    "up": (-1, 0),
    "page down": (HEIGHT - 1, HEIGHT - 1),
    "page up": (1 - HEIGHT, 1 - HEIGHT),
}


@given(
    count=st.integers(0, 200),
    steps=st.lists(st.sampled_from([*STEPS, "home", "end"]), max_size=60),
)
def test_any_steps_end_on_the_row_that_counting_gives(count: int, steps: list[str]) -> None:
    listing = Listing(range(count))
    window = opened(listing)
    expected = 0
    for step in steps:
        if step in STEPS:
            rows, view = STEPS[step]
            do(window, listing, lambda rows=rows, view=view: window.move(rows, view))  # type: ignore[misc]
            expected = min(max(0, expected + rows), max(0, count - 1))
        else:
            do(window, listing, window.start if step == "home" else window.end)
            expected = 0 if step == "home" else max(0, count - 1)
        if count:
            assert (key(window), window.position) == (expected, expected + 1)
        assert 0 <= line(window) < HEIGHT
        keys = [row.key for row in window.view]
        assert len(keys) == min(HEIGHT, count)
        assert keys == list(range(keys[0], keys[0] + len(keys))) if keys else count == 0
        assert len(window.rows) <= MOST_HELD


def test_the_wheel_moves_the_view_and_keeps_the_cursor_in_it() -> None:
    listing = Listing(range(100))
    window = opened(listing)
    do(window, listing, lambda: window.move(0, view=3))
    assert (window.top, key(window), line(window)) == (3, 3, 0)
    do(window, listing, lambda: window.move(0, view=-1))
    assert (window.top, key(window)) == (2, 3)


def test_rows_added_above_move_nothing_on_the_screen() -> None:
    listing = Listing(range(0, 1000, 10))
    window = opened(listing)
    for _ in range(12):
        do(window, listing, lambda: window.move(1))
    seen, where = window.view, line(window)
    listing.add(-3, -2, -1, 5)
    refresh(window, listing)
    assert (window.view, line(window), key(window)) == (seen, where, 120)
    assert (window.position, window.total, window.exact) == (17, 104, True)


def test_in_place_of_a_row_that_is_gone_stands_the_next_one() -> None:
    listing = Listing(range(100))
    window = opened(listing)
    for _ in range(10):
        do(window, listing, lambda: window.move(1))
    where, above = line(window), window.view[: line(window)]
    listing.remove(10, 11)
    refresh(window, listing)
    assert (key(window), line(window), window.position) == (12, where, 11)
    assert window.view[:where] == above


def test_in_place_of_the_last_row_stands_the_one_before() -> None:
    listing = Listing(range(100))
    window = opened(listing)
    do(window, listing, window.end)
    listing.remove(99)
    refresh(window, listing)
    assert (key(window), line(window), window.position) == (98, HEIGHT - 1, 99)


def test_a_list_can_become_empty_and_full_again() -> None:
    listing = Listing(range(100))
    window = opened(listing)
    listing.remove(*range(100))
    refresh(window, listing)
    assert (window.row, window.total) == (None, 0)
    listing.add(*range(100))
    refresh(window, listing)
    assert key(window) == 0
    assert len(window.view) == HEIGHT


@pytest.mark.parametrize("place", [85, 255, 545])
def test_the_cursor_goes_with_its_row_to_another_place_nearby(place: int) -> None:
    """545 is at the edge of what is read again, so that it has to be read around anew."""
    listing = Listing(range(0, 40_000, 10))
    window = opened(listing)
    do(window, listing, lambda: window.move(18))
    do(window, listing, lambda: window.move(-3))
    where = line(window)
    listing.move(150, place)
    refresh(window, listing)
    assert window.row == Row(150, place)
    assert line(window) == where
    assert window.exact == (place != 545)
    if window.exact:
        assert window.position == listing.rows.index(window.row) + 1


@pytest.mark.parametrize("by", [-95, -15, 15, 95])
def test_far_from_the_ends_the_position_follows_too(by: int) -> None:
    listing = Listing(range(0, 40_000, 10))
    window = opened(listing)
    for _ in range(100):
        do(window, listing, lambda: window.move(HEIGHT, view=HEIGHT))
    listing.move(7000, 7000 + by)
    refresh(window, listing)
    assert window.row == Row(7000, 7000 + by)
    assert window.position == listing.rows.index(window.row) + 1


def test_a_row_that_went_far_away_is_not_followed() -> None:
    listing = Listing(range(0, 40_000, 10))
    window = opened(listing)
    for _ in range(15):
        do(window, listing, lambda: window.move(1))
    where = line(window)
    listing.move(150, 30_005)
    refresh(window, listing)
    assert (key(window), line(window)) == (160, where)


def test_a_refresh_that_comes_too_late_is_asked_for_again() -> None:
    listing = Listing(range(1000))
    window = opened(listing)
    asked = window.again()
    found = asked.run(listing)
    for _ in range(20):
        do(window, listing, lambda: window.move(HEIGHT, view=HEIGHT))
    before = window.view
    instead = window.take(asked, found)
    assert instead is not None
    assert instead.anchor == window.row
    assert window.view == before
    assert window.take(instead, instead.run(listing)) is None
    assert window.view == before


@given(
    start=st.sets(st.integers(0, 400), min_size=1, max_size=150),
    steps=st.integers(0, 150),
    added=st.sets(st.integers(-20, 420), max_size=30),
    removed=st.sets(st.integers(0, 400), max_size=80),
)
def test_a_refresh_keeps_the_row_or_its_place(
    start: set[int], steps: int, added: set[int], removed: set[int]
) -> None:
    listing = Listing(sorted(start))
    window = opened(listing)
    for _ in range(steps):
        do(window, listing, lambda: window.move(1))
    stood_on, where = key(window), line(window)
    listing.remove(*removed)
    listing.add(*(added - start))
    refresh(window, listing)
    left = [row.key for row in listing.rows]
    if not left:
        assert window.row is None
        return
    following = [place for place in left if place >= stood_on]
    assert key(window) == (following[0] if following else left[-1])
    index = left.index(key(window))
    assert [row.key for row in window.view] == left[index - line(window) :][:HEIGHT]
    if where <= index and index + HEIGHT - where <= len(left):
        assert line(window) == where
    if window.exact:
        assert window.total == len(left)


def test_the_position_is_marked_when_the_list_has_changed_out_of_sight() -> None:
    listing = Listing(range(0, 10_000, 10))
    window = opened(listing)
    for _ in range(40):
        do(window, listing, lambda: window.move(HEIGHT, view=HEIGHT))
    assert (window.position, window.exact) == (281, True)
    listing.add(1, 2, 3)
    refresh(window, listing)
    assert (key(window), window.total, window.exact) == (2800, 1003, False)
    do(window, listing, window.end)
    assert (window.position, window.exact) == (1003, True)


def test_after_the_jump_to_the_end_the_position_waits_for_the_total() -> None:
    listing = Listing(range(100))
    window: Window[Row] = Window(HEIGHT)
    do(window, listing, window.end)
    assert window.position is None
    window.count(100)
    assert window.position == 100


def test_a_taller_view_shows_more_rows_and_a_lower_one_keeps_the_cursor() -> None:
    listing = Listing(range(100))
    window = opened(listing)
    do(window, listing, window.end)
    window.resize(20)
    assert [row.key for row in window.view] == list(range(80, 100))
    window.resize(3)
    assert (key(window), len(window.view)) == (99, 3)
    window.resize(0)
    assert [row.key for row in window.view] == [99]


def test_the_thumb_is_at_an_end_of_the_bar_only_at_that_end_of_the_list() -> None:
    listing = Listing(range(1000))
    window = opened(listing, 20)
    assert window.thumb == range(1)
    do(window, listing, lambda: window.move(0, view=60))
    assert window.thumb == range(1, 2)
    do(window, listing, window.end)
    assert window.thumb == range(19, 20)
    do(window, listing, lambda: window.move(0, view=-1))
    assert window.thumb == range(18, 19)
    assert opened(Listing(range(20)), 20).thumb is None


def test_only_a_line_with_a_row_can_be_pointed_at() -> None:
    window = opened(Listing(range(3)))
    assert window.point(2)
    assert key(window) == 2
    assert not window.point(3)
    assert not window.point(-1)
    assert key(window) == 2
