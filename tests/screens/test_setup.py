"""F3, as somebody at the keys lives it: the gate."""

from __future__ import annotations

from datetime import date

from dropship_tui.services import setup
from dropship_tui.services.work import Shop
from tests.screens.hands import MakeApp, press, settled, text_of
from tests.screens.test_returns import typed


async def test_a_partner_and_its_agreement_complete_the_first_task(
    shop: Shop, make_app: MakeApp
) -> None:
    async with make_app().run_test(size=(80, 24), notifications=True) as pilot:
        await settled(pilot)
        await press(pilot, "f3", "c")
        assert "is not finished" in text_of(pilot)
        assert "no partner yet" in text_of(pilot)
        await press(pilot, "n", "enter")
        await typed(pilot, "Linen-Co")
        await press(pilot, "ctrl+s")
        assert "○ Linen-Co" in text_of(pilot)
        await press(pilot, "a", "enter")
        await typed(pilot, "2026-13-01")
        await press(pilot, "ctrl+s")
        assert "Write a day like 2026-11-23." in text_of(pilot)
        await press(pilot, "ctrl+u")
        await typed(pilot, "2026-11-01")
        await press(pilot, "ctrl+s")
        assert "Nothing is missing: c completes it." in text_of(pilot)
        await press(pilot, "c")
        assert "✓ completed 17:30 by tester" in text_of(pilot)
        await press(pilot, "R")
        assert "completed 17:30" not in text_of(pilot)
    task = shop.read(lambda tx: setup.show_task(tx, "partners"))
    assert (task.status, task.progress.done) == ("open", 1)


async def test_what_was_typed_stays_when_the_name_is_taken(shop: Shop, make_app: MakeApp) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        for expected in ("○ Linen", "There is a partner “Linen” already."):
            await press(pilot, "f3", "n", "enter")
            await typed(pilot, "Linen")
            await press(pilot, "ctrl+s")
            assert expected in text_of(pilot)
        await press(pilot, "2", "ctrl+s")
        assert "○ Linen2" in text_of(pilot)


async def test_an_agreement_that_ends_before_it_begins_is_refused(
    shop: Shop, make_app: MakeApp
) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "f3", "a")
        await press(pilot, "n", "enter", "L", "ctrl+s", "a", "enter")
        await typed(pilot, "2026-11-01")
        await press(pilot, "tab")
        await typed(pilot, "2026-10-01")
        await press(pilot, "ctrl+s")
        assert "The agreement ends before it was signed." in text_of(pilot)
        assert "2026-10-01" in text_of(pilot)


async def test_who_does_it_and_until_when(shop: Shop, make_app: MakeApp) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "f3", "e")
        await press(pilot, "L", "i", "tab", "ctrl+u")
        await typed(pilot, "2026-11-20")
        await press(pilot, "ctrl+s")
        assert "2026-11-20 ▲" in text_of(pilot)
        await press(pilot, "e", "tab", "ctrl+u", "ctrl+s")
        assert "It can be changed, but not emptied." in text_of(pilot)
        await press(pilot, "escape")
    task = shop.read(lambda tx: setup.show_task(tx, "partners"))
    assert (task.owner, task.due) == ("Li", date(2026, 11, 20))


async def test_enter_goes_to_what_is_missing(shop: Shop, make_app: MakeApp) -> None:
    async with make_app().run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await press(pilot, "f3", "down", "enter")
        assert pilot.app.current_mode == "catalog"
        assert "[No photo 3]" in text_of(pilot)
