"""F6, as somebody at the bench lives it: scans, and function keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events
from textual.pilot import Pilot

from dropship_tui.services import bench, orders, packing, packing_queries
from dropship_tui.services.work import Shop
from tests.screens.hands import MakeApp, Take, press, settled, text_of

if TYPE_CHECKING:
    from dropship_tui.models.packing import ParcelView

BENCH = "bench 1"


def opened(shop: Shop, number: str) -> str:
    """Confirm an order and make its parcel; the parcel's number."""
    shop.write(lambda tx: orders.confirm(tx, number))
    return shop.write(lambda tx: packing.open_parcel(tx, number)).number


def parcel(shop: Shop, number: str) -> ParcelView:
    return shop.read(lambda tx: packing_queries.show(tx, number))


async def scan(pilot: Pilot[None], *codes: str) -> None:
    """Scan codes as fast as a scanner can: no pause between the keys."""
    for code in codes:
        for char in code:
            pilot.app.post_message(events.Key(char, char))
        pilot.app.post_message(events.Key("enter", "\r"))
    await settled(pilot)


async def test_an_empty_bench_says_what_to_do(shop: Shop, make_app: MakeApp) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "f6")
        text = text_of(pilot)
        assert "No parcel on this bench." in text
        assert "Confirm orders (F5), then open their parcels." in text


async def test_a_parcel_is_packed_and_labelled_by_scans_alone(
    shop: Shop, take: Take, make_app: MakeApp
) -> None:
    number = opened(shop, take(quantity=2))
    async with make_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "f6")
        await scan(pilot, number, "TS-RED-M")
        text = text_of(pilot)
        assert "✓ RIGHT" in text
        assert "1 / 2" in text
        await scan(pilot, "TS-RED-M")
        assert "✓ COMPLETE" in text_of(pilot)
        await scan(pilot, "YT7700000000001")
        assert "✓ WAYBILL OK" in text_of(pilot)
    packed = parcel(shop, number)
    assert packed.status == "labelled"
    assert (packed.courier, packed.waybill) == ("yuantong", "YT7700000000001")


async def test_a_burst_of_scans_counts_every_one(shop: Shop, take: Take, make_app: MakeApp) -> None:
    number = opened(shop, take(quantity=12))
    async with make_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "f6")
        await scan(pilot, number, *["TS-RED-M"] * 12)
    assert parcel(shop, number).status == "packed"


async def test_a_wrong_item_is_told_in_big_words_and_changes_nothing(
    shop: Shop, take: Take, make_app: MakeApp
) -> None:
    number = opened(shop, take())
    async with make_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "f6")
        await scan(pilot, number, "CUP-01")
        text = text_of(pilot)
        assert "✗ WRONG ITEM" in text
        assert "Put it back, scan again." in text
    assert parcel(shop, number).scanned == 0


async def test_the_last_item_is_taken_back(shop: Shop, take: Take, make_app: MakeApp) -> None:
    number = opened(shop, take(quantity=3))
    async with make_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "f6")
        await scan(pilot, number, "TS-RED-M", "TS-RED-M")
        await press(pilot, "ctrl+z")
        assert "✓ TAKEN BACK" in text_of(pilot)
        assert parcel(shop, number).scanned == 1
        await press(pilot, "ctrl+z")
        assert parcel(shop, number).scanned == 0
        await press(pilot, "ctrl+z")
        assert "nothing to take back" in text_of(pilot)


async def test_a_parcel_is_weighed_and_put_aside(shop: Shop, take: Take, make_app: MakeApp) -> None:
    number = opened(shop, take())
    async with make_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "f6")
        await scan(pilot, number)
        await press(pilot, "f10", "4", "2", "0", "ctrl+s")
        assert parcel(shop, number).grams == 420
        assert "420 g" in text_of(pilot)
        await press(pilot, "f12")
        assert shop.read(lambda tx: bench.current_parcel(tx, BENCH)) is None
        assert pilot.app.focused is not None
        assert pilot.app.focused.id == "scan"


async def test_hostile_words_are_shown_and_not_obeyed(
    shop: Shop, take: Take, make_app: MakeApp
) -> None:
    number = opened(shop, take("[/b]张", remark="[@click=app.quit]x[/] \x1b]0;hi\x07 =cmd()"))
    async with make_app().run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await press(pilot, "f6")
        await scan(pilot, number, "TS-RED-M[/b]")
        text = text_of(pilot)
        assert "[@click=app.quit]x[/]" in text
        assert "\x1b" not in text
        assert pilot.app.is_running


async def test_labelled_parcels_are_handed_over_to_their_courier(
    shop: Shop, take: Take, make_app: MakeApp
) -> None:
    number = opened(shop, take())
    async with make_app().run_test(size=(80, 24), notifications=True) as pilot:
        await settled(pilot)
        await press(pilot, "f6")
        await scan(pilot, number, "TS-RED-M", "YT7700000000001")
        await press(pilot, "ctrl+o", "enter")
        assert "stock goes down" in text_of(pilot)
        await press(pilot, "y")
        assert parcel(shop, number).status == "handed_over"
        assert "M-20261123-0001" in text_of(pilot)
