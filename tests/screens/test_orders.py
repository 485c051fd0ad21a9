"""F5, as somebody at the keys lives it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.screens.hands import MakeApp, Take, press, settled, text_of

if TYPE_CHECKING:
    from dropship_tui.services.work import Shop


async def test_an_order_is_confirmed(shop: Shop, take: Take, make_app: MakeApp) -> None:
    number = take()
    async with make_app().run_test(size=(80, 24), notifications=True) as pilot:
        await settled(pilot)
        await press(pilot, "f5")
        assert number in text_of(pilot)
        await press(pilot, "c")
        text = text_of(pilot)
        assert f"✓ {number} · confirmed" in text
        await press(pilot, "]", "]")
        assert number in text_of(pilot)
