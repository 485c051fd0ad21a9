"""F1: the keys, all of them, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dropship_tui import i18n
from dropship_tui.models import actions
from dropship_tui.screens.help import table
from tests.screens.hands import MakeApp, press, settled, text_of

if TYPE_CHECKING:
    from dropship_tui.services.work import Shop


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_action_has_its_line(language: str) -> None:
    i18n.use(language)
    text = "\n".join(line.plain for line in table("orders"))
    for action in actions.ACTIONS:
        assert any(
            line.strip().startswith(action.key_name) and action.title in line
            for line in text.splitlines()
        ), action.id
        assert action.command in text
    for name in actions.GROUPS.values():
        assert str(name) in text


@pytest.mark.parametrize("key", ["f1", "question_mark"])
async def test_the_keys_of_the_screen_in_sight_come_first_and_esc_goes_back(
    shop: Shop, make_app: MakeApp, key: str
) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        for screen, first in (("f5", "Orders"), ("f8", "Returns")):
            await press(pilot, screen, key)
            lines = [line.strip() for line in text_of(pilot).splitlines()]
            assert lines[3].startswith(first)
            await press(pilot, "escape")
            assert pilot.app.current_mode == first.lower()


async def test_it_scrolls_with_keys_alone(shop: Shop, make_app: MakeApp) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "f1")
        before = text_of(pilot)
        await press(pilot, "pagedown")
        assert text_of(pilot) != before
        await press(pilot, "end")
        assert str(actions.GROUPS[actions.ACTIONS[-1].screen]) in text_of(pilot)
