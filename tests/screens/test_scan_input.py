"""Nothing that a scanner sends may be lost, merged or put in another order."""

from __future__ import annotations

import asyncio
import time
import unicodedata
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events
from textual.app import App, ComposeResult

from dropship_tui.screens.widgets.scan_input import ScanInput, code_of

CODES = [f"69{n:011d}" for n in range(40)] + ["CUP-01", "a b", "TS_RED.M/2", "Y" * 60]


class Station(App[None]):
    """A screen that answers each scan by keeping the loop busy for `busy` seconds."""

    BINDINGS: ClassVar = [(key, "act") for key in ("up", "s", "enter", "f9")]

    def __init__(self, busy: float = 0) -> None:
        super().__init__()
        self.busy = busy
        self.scanned: list[str] = []
        self.actions = 0

    def compose(self) -> ComposeResult:
        yield ScanInput()

    def on_scan_input_scanned(self, event: ScanInput.Scanned) -> None:
        time.sleep(self.busy)
        self.scanned.append(event.code)

    def action_act(self) -> None:
        self.actions += 1

    def on_input_submitted(self) -> None:
        self.actions += 1

    def type(self, text: str, end: str = "enter") -> None:
        for char in text:
            self.post_message(events.Key("space" if char == " " else char, char))
        self.post_message(events.Key(end, "\r" if end == "enter" else None))

    @property
    def field(self) -> ScanInput:
        return self.query_one(ScanInput)


@pytest.mark.parametrize("between", [None, 0, 0.001, 0.01], ids=["at once", "0", "1 ms", "10 ms"])
@pytest.mark.parametrize("busy", [0, 0.015], ids=["free", "blocked"])
async def test_every_code_arrives_in_order(between: float | None, busy: float) -> None:
    """Also when codes come faster than the screen can answer them."""
    app = Station(busy)
    async with app.run_test() as pilot:
        for code in CODES:
            app.type(code)
            if between is not None:
                await asyncio.sleep(between)
        await pilot.pause()
        assert app.scanned == CODES
        assert app.field.value == ""
        assert app.actions == 0


async def test_a_slow_consumer_gets_every_code_from_a_queue() -> None:
    taken: list[str] = []
    waiting: asyncio.Queue[str] = asyncio.Queue()

    class Queued(Station):
        def on_scan_input_scanned(self, event: ScanInput.Scanned) -> None:
            waiting.put_nowait(event.code)

    async def consume() -> None:
        while len(taken) < len(CODES):
            code = await waiting.get()
            await asyncio.sleep(0.002)
            taken.append(code)

    app = Queued()
    async with app.run_test() as pilot:
        app.run_worker(consume())
        for code in CODES:
            app.type(code)
        await app.workers.wait_for_complete()
        await pilot.pause()
    assert taken == CODES


async def test_the_field_is_clear_before_the_screen_answers() -> None:
    seen: list[str] = []

    class Looking(Station):
        def on_scan_input_scanned(self, event: ScanInput.Scanned) -> None:
            seen.append(f"{event.control.value}|{event.code}")

    app = Looking()
    async with app.run_test() as pilot:
        app.type("A1")
        await pilot.pause()
    assert seen == ["|A1"]


@pytest.mark.parametrize(
    "ends", [["enter"], ["ctrl+j"], ["enter", "ctrl+j"]], ids=["CR", "LF", "CR LF"]
)
async def test_each_end_that_scanners_send_ends_a_code_once(ends: list[str]) -> None:
    app = Station()
    async with app.run_test() as pilot:
        for code in ("A1", "B2"):
            app.type(code, ends[0])
            for end in ends[1:]:
                app.post_message(events.Key(end, None))
        await pilot.pause()
        assert app.scanned == ["A1", "B2"]


@pytest.mark.parametrize(
    ("pasted", "scanned", "left"),
    [
        ("A1\nB2\r\nC3", ["A1", "B2", "C3"], ""),
        ("A1\n", ["A1"], ""),
        ("A1", [], "A1"),
        ("\n\n  \nA1\n\n", ["A1"], ""),
        ("\n", [], ""),
        ("", [], ""),
        ("\x1b[31mA1\u202e", [], "[31mA1"),
        ("0169012345\x1d10ABC\n", ["016901234510ABC"], ""),
    ],
)
async def test_each_line_of_a_paste_is_a_scan(pasted: str, scanned: list[str], left: str) -> None:
    app = Station()
    async with app.run_test() as pilot:
        app.post_message(events.Paste(pasted))
        await pilot.pause()
        assert (app.scanned, app.field.value) == (scanned, left)


async def test_a_paste_goes_where_the_cursor_is() -> None:
    app = Station()
    async with app.run_test() as pilot:
        await pilot.press("A", "C", "left")
        app.post_message(events.Paste("B"))
        await pilot.pause()
        assert (app.scanned, app.field.value) == ([], "ABC")
        app.post_message(events.Paste("1\n2"))
        await pilot.pause()
        assert app.scanned == ["AB1", "2C"]


async def test_what_was_copied_inside_the_program_is_pasted_alike() -> None:
    app = Station()
    async with app.run_test() as pilot:
        app.copy_to_clipboard("A1\nB2")
        await pilot.press("ctrl+v")
        assert (app.scanned, app.field.value) == (["A1", "B2"], "")


async def test_fifty_pasted_numbers_are_fifty_scans() -> None:
    app = Station()
    numbers = [f"YT{n:013d}" for n in range(50)]
    async with app.run_test() as pilot:
        app.post_message(events.Paste("\n".join(numbers)))
        await pilot.pause()
        assert app.scanned == numbers


async def test_letters_and_arrows_stay_in_the_field_and_function_keys_do_not() -> None:
    app = Station()
    async with app.run_test() as pilot:
        await pilot.press("s", "up", "down", "pageup", "left", "a")
        assert (app.actions, app.field.value) == (0, "as")
        await pilot.press("f9")
        assert app.actions == 1


async def test_the_cursor_does_not_blink() -> None:
    async with Station().run_test() as pilot:
        field = pilot.app.query_one(ScanInput)
        assert field.has_focus
        assert not field.cursor_blink


async def test_enter_on_an_empty_field_is_no_scan() -> None:
    app = Station()
    async with app.run_test() as pilot:
        await pilot.press("enter", "space", "enter")
        assert (app.scanned, app.actions, app.field.value) == ([], 0, "")


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("６９０１２３４５", "69012345"),
        ("ＴＳ－ＲＥＤ", "TS-RED"),
        (" 690\u3000", "690"),
        ("\x02690\x1d\x03", "690"),
        ("69\u200b01\u202e", "6901"),
        ("TS-红-M", "TS-红-M"),
        ("  ", ""),
    ],
)
def test_the_noise_of_input_methods_and_scanners_goes(typed: str, code: str) -> None:
    assert code_of(typed) == code


@given(st.text())
def test_a_code_is_one_clean_line(typed: str) -> None:
    code = code_of(typed)
    assert code == code.strip()
    assert not any(unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") for char in code)
