"""F7, as somebody at the keys lives it: on the way, delivered, confirmed, and what was said."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from textual import events

from dropship_tui.models.lifecycle import Document
from dropship_tui.services.events import head, move
from dropship_tui.services.orders import order_queries
from dropship_tui.services.packing import packing_queries
from dropship_tui.services.work import Shop
from tests.screens.hands import MakeApp, Take, press, settled, text_of
from tests.screens.stages import delivered, shipped

WAYBILL = "YT7700000000001"


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """What a courier tells: one of its states nobody knows."""
    path = tmp_path / "states.csv"
    path.write_text(f"运单号,状态\n{WAYBILL},已签收\nYT7700000000009,已签收\n", encoding="utf-8")
    return path


async def test_delivered_by_an_agent(shop: Shop, take: Take, make_app: MakeApp) -> None:
    parcel = shipped(shop, take(), WAYBILL)
    async with make_app().run_test(size=(80, 24), notifications=True) as pilot:
        await settled(pilot)
        await press(pilot, "f7")
        assert WAYBILL in text_of(pilot)
        await press(pilot, "d", "down", "enter")
        assert f"✓ {parcel} · delivered" in text_of(pilot)
    view = shop.read(lambda tx: packing_queries.show(tx, parcel))
    assert (view.status, view.signed_by) == ("delivered", "agent")


async def test_several_arrive_at_once(shop: Shop, take: Take, make_app: MakeApp) -> None:
    parcels = [shipped(shop, take(), f"YT770000000000{n}") for n in (1, 2, 3)]
    async with make_app().run_test(size=(80, 24), notifications=True) as pilot:
        await settled(pilot)
        await press(pilot, "f7", "space", "down", "space", "d", "enter")
        assert "✓ 2 · delivered" in text_of(pilot)
    stand = [shop.read(partial(packing_queries.show, number=number)).status for number in parcels]
    assert stand == ["delivered", "delivered", "handed_over"]


async def test_the_customer_confirms_and_reviews(shop: Shop, take: Take, make_app: MakeApp) -> None:
    order = take()
    delivered(shop, order, WAYBILL)
    async with make_app().run_test(size=(80, 24), notifications=True) as pilot:
        await settled(pilot)
        await press(pilot, "f7", "]", "]", "]", "]", "s", "9", "ctrl+s")
        assert "A rating is a number from 1 to 5." in text_of(pilot)
        await press(pilot, "backspace", "5", "tab", "4", "ctrl+s")
        assert f"✓ {order} · delivered" in text_of(pilot)
        await press(pilot, "s")
        assert f"{order} was reviewed before." in text_of(pilot)  # before anything is typed
        await press(pilot, "escape", "c")
        assert "No parcels here." in text_of(pilot)
    assert shop.read(lambda tx: order_queries.show(tx, order)).status == "completed"


async def test_nobody_is_asked_what_is_not_possible(
    shop: Shop, take: Take, make_app: MakeApp
) -> None:
    on_the_way, arrived = take("李四"), take()
    shipped(shop, on_the_way, "YT7700000000002")
    delivered(shop, arrived, WAYBILL)
    async with make_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "f7", "g", "s")
        assert "Do the goods match" not in text_of(pilot)  # grey: it is still on its way
        assert "review" not in text_of(pilot)
        await press(pilot, "]", "]", "]", "]", "g", "enter", "g")
        assert f"{arrived} was checked before." in text_of(pilot)
        assert "Do the goods match" not in text_of(pilot)


async def test_a_tab_warns_of_something_only(shop: Shop, take: Take, make_app: MakeApp) -> None:
    parcel = shipped(shop, take(), WAYBILL)
    async with make_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "f7")
        assert "Failed" in text_of(pilot)
        assert "▲" not in text_of(pilot)
        shop.write(lambda tx: move(tx, head(tx, Document.PARCEL, parcel), "fail"))
        await press(pilot, "f5", "f7")
        assert "▲ Failed 1" in text_of(pilot)


async def test_a_lost_parcel_has_no_way_back(shop: Shop, take: Take, make_app: MakeApp) -> None:
    parcel = shipped(shop, take(), WAYBILL)
    async with make_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "f7", "L")
        assert "There is no way back." in text_of(pilot)
        await press(pilot, "escape")
        assert shop.read(lambda tx: packing_queries.show(tx, parcel)).status == "handed_over"
        await press(pilot, "L", "ctrl+s")
    assert shop.read(lambda tx: packing_queries.show(tx, parcel)).status == "lost"


async def test_a_sheet_of_states_moves_parcels_on(
    shop: Shop, take: Take, make_app: MakeApp, sheet: Path
) -> None:
    parcel = shipped(shop, take(), WAYBILL)
    async with make_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "f7", "i")
        for char in f"{sheet}x":
            pilot.app.post_message(events.Key(char, char))
        await press(pilot, "ctrl+s")
        assert "states.csvx" in text_of(pilot)  # there is no such file, and the path is kept
        await press(pilot, "backspace", "ctrl+s")
        text = text_of(pilot)
        assert "states.csv: some rows were rejected" in text
        assert "1 new, 0 changed, 0 the same, 1 rejected" in text
        assert "No parcel has the waybill YT7700000000009." in text
    assert shop.read(lambda tx: packing_queries.show(tx, parcel)).status == "delivered"


async def test_what_others_write_is_seen(
    shop: Shop, take: Take, make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dropship_tui.app.WATCH", 0.01)
    async with make_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "f7")
        assert "No parcels here." in text_of(pilot)
        parcel = shipped(shop, take(), WAYBILL)
        while parcel not in text_of(pilot):
            await settled(pilot)
