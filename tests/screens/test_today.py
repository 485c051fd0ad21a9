"""F2: the board, and its doors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dropship_tui.services import today
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


async def test_every_door_leads_somewhere(shop: Shop, take: Take, make_app: MakeApp) -> None:
    take(hours_ago=60)
    stages = shop.read(today.board)
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        for tally in (tally for stage in stages for tally in stage.tallies):
            await app.action_go(tally.screen, tally.filter)
            await settled(pilot)
            assert app.current_mode == tally.screen


async def test_how_many_orders_came_in_each_day(shop: Shop, take: Take, make_app: MakeApp) -> None:
    for hours_ago in (2, 2, 17, 48, 48, 48, 48, 48, 48):  # all of them taken down today
        take(hours_ago=hours_ago)
    assert shop.read(today.orders_a_day)[-3:] == (6, 0, 3)
    async with make_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert "Orders placed a day" in text_of(pilot)
        assert "█ ▅  today 3, at most 6" in text_of(pilot)


async def test_what_was_done_last_fills_the_rest(shop: Shop, take: Take, make_app: MakeApp) -> None:
    number = take()
    for size in ((80, 24), (120, 40)):
        async with make_app().run_test(size=size) as pilot:
            await settled(pilot)
            assert number in text_of(pilot)
