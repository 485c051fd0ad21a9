"""F4, as somebody at the keys lives it: entered, corrected, received, counted, imported."""

from __future__ import annotations

from pathlib import Path

from dropship_tui.services.goods import catalog, stock
from dropship_tui.services.orders import orders
from dropship_tui.services.work import Shop
from tests.screens.hands import MakeApp, Take, press, settled, text_of
from tests.screens.test_returns import typed


async def test_a_sku_is_entered_and_corrected(shop: Shop, make_app: MakeApp) -> None:
    async with make_app().run_test(size=(80, 24), notifications=True) as pilot:
        await settled(pilot)
        await press(pilot, "f4", "n")
        await typed(pilot, "CUP-03")
        await press(pilot, "tab", "C", "u", "p", "tab", "tab", "tab", "9", "ctrl+s")
        assert "✓ CUP-03" in text_of(pilot)
        assert "[All 4]" in text_of(pilot)
        await press(pilot, "end", "e", "tab", "r", "e", "d", "ctrl+s")
        assert "Cup red" in text_of(pilot)
    sku = shop.read(lambda tx: catalog.show(tx, "CUP-03"))
    assert (sku.title, sku.spec, str(sku.price)) == ("Cup", "red", "¥9.00")


async def test_what_was_typed_stays_when_the_code_is_taken(shop: Shop, make_app: MakeApp) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "f4", "n")
        await typed(pilot, "CUP-01")
        await press(pilot, "tab", "C", "u", "p", "ctrl+s")
        assert "There is a SKU CUP-01 already." in text_of(pilot)
        await press(pilot, "shift+tab", "end", "X", "ctrl+s")
    assert shop.read(lambda tx: catalog.show(tx, "CUP-01")).title == "马克杯"
    assert shop.read(lambda tx: catalog.show(tx, "CUP-01X")).title == "Cup"


async def test_a_value_is_not_silently_kept_when_it_is_emptied(
    shop: Shop, make_app: MakeApp
) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "f4", "e", "tab", "ctrl+u", "ctrl+s")
        assert "It can be changed, but not emptied." in text_of(pilot)


async def test_goods_are_received(shop: Shop, make_app: MakeApp) -> None:
    async with make_app().run_test(size=(80, 24), notifications=True) as pilot:
        await settled(pilot)
        await press(pilot, "f4", "b", "x", "ctrl+s")
        assert "is not a whole number above 0." in text_of(pilot)
        await press(pilot, "backspace", "6", "ctrl+s")
        assert "✓ TS-RED-M: have 20" in text_of(pilot)
    assert shop.read(lambda tx: stock.balance(tx, "TS-RED-M")).on_hand == 20


async def test_the_shelf_never_holds_less_than_is_promised(
    shop: Shop, take: Take, make_app: MakeApp
) -> None:
    promised = take(quantity=10)
    shop.write(lambda tx: orders.confirm(tx, promised))
    async with make_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "f4", "k", "enter")
        await typed(pilot, "-9")
        await press(pilot, "ctrl+s")
        assert "TS-RED-M" in text_of(pilot)
        assert "✗" in text_of(pilot)
        assert "-9" in text_of(pilot)
        await press(pilot, "backspace", "2", "ctrl+s")
    assert shop.read(lambda tx: stock.balance(tx, "TS-RED-M")).on_hand == 12


async def test_a_list_is_imported_after_a_yes(
    shop: Shop, make_app: MakeApp, tmp_path: Path
) -> None:
    path = tmp_path / "goods.csv"
    path.write_text("编码,名称,售价\nA-1,甲,1.00\nA-2,乙,free\n", encoding="utf-8")
    async with make_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "f4", "i")
        await typed(pilot, str(path))
        await press(pilot, "ctrl+s")
        assert "Import goods.csv?" in text_of(pilot)
        assert "1 rejected" in text_of(pilot)
        assert "row 3" in text_of(pilot)
        await press(pilot, "enter")  # no: back to the path
        assert shop.read(lambda tx: catalog.count_skus(tx, catalog.SkuQuery())) == 3
        await press(pilot, "ctrl+s", "y")
        assert "[All 4]" in text_of(pilot)


async def test_the_tabs_show_what_is_missing(shop: Shop, make_app: MakeApp) -> None:
    async with make_app().run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await press(pilot, "f4", "]", "]")
        text = text_of(pilot)
        assert "CUP-02" in text
        assert "CUP-01 " not in text
        await press(pilot, "slash", "c", "u", "p", "-", "0", "1", "enter")
        assert "CUP-01" in text_of(pilot)
