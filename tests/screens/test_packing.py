"""F6, as somebody at the bench lives it: scans, and function keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual import events
from textual.pilot import Pilot

from dropship_tui.models.couriers import Excluded, Quote
from dropship_tui.models.money import Money
from dropship_tui.services.couriers.couriers import Quotes
from dropship_tui.services.packing import bench, packing, packing_queries
from dropship_tui.services.work import Shop
from tests.screens.hands import MakeApp, Take, press, settled, text_of
from tests.screens.stages import many_lines, parcel_of

if TYPE_CHECKING:
    from dropship_tui.models.packing import ParcelView

BENCH = "bench 1"


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
    number = parcel_of(shop, take(quantity=2))
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
    number = parcel_of(shop, take(quantity=12))
    async with make_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "f6")
        await scan(pilot, number, *["TS-RED-M"] * 12)
    assert parcel(shop, number).status == "packed"


async def test_a_wrong_item_is_told_in_big_words_and_changes_nothing(
    shop: Shop, take: Take, make_app: MakeApp
) -> None:
    number = parcel_of(shop, take())
    async with make_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "f6")
        await scan(pilot, number, "CUP-01")
        text = text_of(pilot)
        assert "✗ WRONG ITEM" in text
        assert "Put it back, scan again." in text
    assert parcel(shop, number).scanned == 0


async def test_the_last_item_is_taken_back(shop: Shop, take: Take, make_app: MakeApp) -> None:
    number = parcel_of(shop, take(quantity=3))
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
    number = parcel_of(shop, take())
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
    number = parcel_of(shop, take("[/b]张", remark="[@click=app.quit]x[/] \x1b]0;hi\x07 =cmd()"))
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
    number = parcel_of(shop, take())
    async with make_app().run_test(size=(80, 24), notifications=True) as pilot:
        await settled(pilot)
        await press(pilot, "f6")
        await scan(pilot, number, "TS-RED-M", "YT7700000000001")
        await press(pilot, "ctrl+o", "enter")
        assert "stock goes down" in text_of(pilot)
        await press(pilot, "y")
        assert parcel(shop, number).status == "handed_over"
        assert "M-20261123-0001" in text_of(pilot)


async def test_a_courier_that_the_remark_forbids_needs_a_yes(
    shop: Shop, take: Take, make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    zhongtong = Quote("zhongtong", "标准快递", Money(450), 3, 1000, ())
    against = Excluded("yuantong", "the remark says: 不要发圆通")
    quotes = Quotes((zhongtong,), (against,))
    monkeypatch.setattr(packing, "offers", lambda _tx, _parcel: quotes)
    number = parcel_of(shop, take(remark="不要发圆通"))
    async with make_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "f6")
        await scan(pilot, number)
        await press(pilot, "f11", "down", "enter")
        assert "all the same?" in text_of(pilot)
        await press(pilot, "n")
        assert parcel(shop, number).courier != "yuantong"
        await press(pilot, "f11", "enter")
        assert parcel(shop, number).courier == "zhongtong"
        await press(pilot, "f11", "down", "enter", "y")
    assert parcel(shop, number).courier == "yuantong"


async def test_in_a_shop_without_rate_cards_a_courier_is_chosen_without_a_question(
    shop: Shop, take: Take, make_app: MakeApp
) -> None:
    number = parcel_of(shop, take())
    async with make_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "f6")
        await scan(pilot, number)
        await press(pilot, "f11", "enter")
        assert "all the same?" not in text_of(pilot)
    assert parcel(shop, number).courier


async def test_eight_lines_and_a_remark_are_seen_at_once(shop: Shop, make_app: MakeApp) -> None:
    number = parcel_of(shop, many_lines(shop, 8))
    async with make_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "f6")
        await scan(pilot, number)
        text = text_of(pilot)
        assert text.count("0 / 2") == text.count("红 M") == 8
        assert "不要发顺丰" in text


async def test_who_is_next_is_in_sight_once_a_parcel_is_full(
    shop: Shop, take: Take, make_app: MakeApp
) -> None:
    here, following = parcel_of(shop, take("张三")), parcel_of(shop, take("李四"))
    async with make_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "f6")
        await scan(pilot, here)
        assert following not in text_of(pilot)  # goods are missing: they have all the room
        for code in ("TS-RED-M", "YT7700000000001"):
            await scan(pilot, code)
            assert following in text_of(pilot)
        await press(pilot, "ctrl+o", "enter", "y")
        assert "handed over" in text_of(pilot)
        assert following in text_of(pilot)


async def test_in_a_long_parcel_what_is_next_is_in_sight(shop: Shop, make_app: MakeApp) -> None:
    number = parcel_of(shop, many_lines(shop, 30))
    async with make_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "f6")
        await scan(pilot, number)
        for item in range(20):
            await scan(pilot, f"SKU-{item:02}", f"SKU-{item:02}")
        assert "▸ SKU-20" in text_of(pilot)


async def test_the_field_keeps_the_focus(shop: Shop, take: Take, make_app: MakeApp) -> None:
    number = parcel_of(shop, take())
    async with make_app().run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await press(pilot, "f6", "tab", "shift+tab")
        await pilot.click("#parcel")
        await pilot.click("#waiting")
        await scan(pilot, number)
        await press(pilot, "f10", "escape", "f11", "escape", "f5", "f6", "ctrl+p", "escape")
        await scan(pilot, "TS-RED-M")
        assert "✓ COMPLETE" in text_of(pilot)
        await press(pilot, "ctrl+z")  # refused: a dialog; after it, the field again
        await press(pilot, "enter")
        await scan(pilot, "YT7700000000001")
        assert "✓ WAYBILL OK" in text_of(pilot)


async def test_a_weight_that_cannot_be_stays_to_be_corrected(
    shop: Shop, take: Take, make_app: MakeApp
) -> None:
    number = parcel_of(shop, take())
    async with make_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "f6")
        await scan(pilot, number)
        await press(pilot, "f10", *"420000", "ctrl+s")
        assert "grams must be between 1 and 100000." in text_of(pilot)
        await press(pilot, *["backspace"] * 3, "ctrl+s")
    assert parcel(shop, number).grams == 420


async def test_a_waybill_is_voided_with_a_reason(shop: Shop, take: Take, make_app: MakeApp) -> None:
    number = parcel_of(shop, take())
    async with make_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "f6")
        await scan(pilot, number, "TS-RED-M", "YT7700000000001")
        await press(pilot, "ctrl+t", "ctrl+s")
        assert "This must not be empty." in text_of(pilot)
        await press(pilot, "x", "ctrl+s")
    assert (parcel(shop, number).status, parcel(shop, number).waybill) == ("packed", None)


@pytest.mark.parametrize(("key", "paper"), [("ctrl+l", "label"), ("ctrl+n", "slip")])
async def test_papers_go_to_a_file_and_are_said_where(
    shop: Shop, take: Take, make_app: MakeApp, key: str, paper: str
) -> None:
    number = parcel_of(shop, take())
    async with make_app().run_test(size=(120, 40), notifications=True) as pilot:
        await settled(pilot)
        await press(pilot, "f6", key)
        assert "No parcel on this bench." in text_of(pilot)
        await scan(pilot, number, "TS-RED-M", "YT7700000000001")
        await press(pilot, key)
        assert "PRINTED" in text_of(pilot)
        printed = shop.home / "prints" / f"{paper}-{number}.pdf"
        assert f"prints/{printed.name}" in text_of(pilot)
    assert printed.read_bytes().startswith(b"%PDF")
    assert printed.stat().st_mode & 0o777 == 0o600


async def test_prints_that_cannot_be_written_are_a_sentence(
    shop: Shop, take: Take, make_app: MakeApp
) -> None:
    (shop.home / "prints").write_text("in the way")
    number = parcel_of(shop, take())
    async with make_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "f6")
        await scan(pilot, number)
        await press(pilot, "ctrl+n")
        assert "cannot be made" in text_of(pilot)
        await press(pilot, "enter")
        await scan(pilot, "TS-RED-M")
        assert "✓ COMPLETE" in text_of(pilot)


async def test_another_bench_is_seen(
    shop: Shop, take: Take, make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dropship_tui.app.WATCH", 0.01)
    number = parcel_of(shop, take(quantity=2))
    async with make_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "f6")
        await scan(pilot, number)
        shop.write(lambda tx: bench.scan(tx, "bench 2", number))
        shop.write(lambda tx: bench.scan(tx, "bench 2", "TS-RED-M"))
        while "1 / 2" not in text_of(pilot):
            await settled(pilot)
