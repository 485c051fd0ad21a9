"""F2: the board, and its doors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.screens.hands import MakeApp, Take, press, settled, text_of

if TYPE_CHECKING:
    from dropship_tui.services.work import Shop


async def test_a_number_is_a_door(shop: Shop, take: Take, make_app: MakeApp) -> None:
    late = take(hours_ago=60)
    fresh = take(hours_ago=1)
    async with make_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert "2 new" in text_of(pilot)
        assert "▲ 1 late" in text_of(pilot)
        await press(pilot, "right", "right", "enter")
        text = text_of(pilot)
        assert late in text
        assert fresh not in text
