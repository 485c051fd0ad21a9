"""No query runs on the thread of the screens: there it fails at once, and with it the test."""

from __future__ import annotations

import threading
from functools import partial
from typing import Any

import pysqlite3.dbapi2 as sqlite
import pytest

from dropship_tui.bootstrap import open_shop
from dropship_tui.models import actions
from dropship_tui.services.returns import returns
from dropship_tui.services.work import Shop
from dropship_tui.settings import Settings
from tests.screens.hands import NOW, MakeApp, Take, press, settled, text_of
from tests.screens.stages import asked_back, delivered, labelled, parcel_of, shipped
from tests.screens.test_packing import scan

EVERYWHERE = {action.name: action.key for action in actions.of(actions.EVERYWHERE)}


class Watch:
    """Fails every query of the thread that it was made on, and remembers it."""

    def __init__(self) -> None:
        self._screens = threading.get_ident()
        self.seen = 0
        self.caught: list[str] = []

    def __call__(self, sql: str) -> None:
        self.seen += 1
        if threading.get_ident() == self._screens:
            self.caught.append(sql)
            raise AssertionError(f"on the screens' thread: {sql}")


@pytest.fixture
def stages(shop: Shop, take: Take) -> str:
    """A document at every stage; the number of a parcel to pack."""
    shipped(shop, take(), "YT7700000000001")
    order = take()
    delivered(shop, order, "YT7700000000002")
    case = asked_back(shop, order)
    shop.write(lambda tx: returns.message(tx, case, "hello", sender="customer"))
    labelled(shop, take(), "YT7700000000005")
    take("李四")
    return parcel_of(shop, take(quantity=2))


@pytest.fixture
def watch(stages: str, monkeypatch: pytest.MonkeyPatch) -> Watch:
    """Watches all connections that are opened from now on, and that they are opened elsewhere."""
    watch = Watch()

    class Watched(sqlite.Connection):  # type: ignore[misc]  # the driver has no types
        def execute(self, sql: str, *values: Any) -> Any:
            watch(sql)
            return super().execute(sql, *values)

        def executemany(self, sql: str, *values: Any) -> Any:
            watch(sql)
            return super().executemany(sql, *values)

    opened = partial(sqlite.connect, factory=Watched)
    monkeypatch.setattr(sqlite, "connect", opened)
    return watch


def test_a_query_of_this_thread_is_caught(watch: Watch, settings: Settings) -> None:
    with pytest.raises(AssertionError, match="on the screens' thread"):
        open_shop(settings, clock=lambda: NOW)
    assert watch.caught


@pytest.mark.parametrize("screen", actions.SCREENS)
async def test_nothing_that_a_key_does_asks_on_the_screens_thread(
    watch: Watch, make_app: MakeApp, screen: str
) -> None:
    async with make_app().run_test(size=(80, 24), notifications=True) as pilot:
        await settled(pilot)
        await press(pilot, EVERYWHERE[screen])
        for action in actions.of(screen):
            if action.screen == screen:
                await press(pilot, action.key, "escape")
    assert watch.seen
    assert watch.caught == []


async def test_no_scan_asks_on_the_screens_thread(
    watch: Watch, stages: str, make_app: MakeApp
) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "f6")
        await scan(pilot, stages, "CUP-01", "TS-RED-M", "TS-RED-M", "YT7700000000009")
        await press(pilot, "f10", "escape", "f11", "escape", "ctrl+t", "escape", "ctrl+o", "enter")
        await press(pilot, "y")
        assert "HANDED OVER" in text_of(pilot)
    assert watch.caught == []


async def test_no_search_form_or_full_order_asks_on_the_screens_thread(
    watch: Watch, make_app: MakeApp
) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "f5", "slash", *"TS", "enter", "enter", "e", "ctrl+s", "escape")
        await press(pilot, "escape", "escape", "n", *"TS", "down", "enter", "escape")
        await press(pilot, "f8", "a", "f7", "d", "enter", "f4", "b", "2", "ctrl+s")
    assert watch.caught == []
