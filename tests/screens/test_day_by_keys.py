"""A supplier's day with keys alone: from the order form's result to the money that goes back."""

from __future__ import annotations

from dropship_tui.services import plan
from dropship_tui.services.goods import stock
from dropship_tui.services.orders import order_queries
from dropship_tui.services.packing import packing_queries
from dropship_tui.services.returns import return_queries
from dropship_tui.services.upkeep import checkup
from dropship_tui.services.work import Shop
from tests.screens.hands import MakeApp, Take, press, settled, text_of
from tests.screens.test_packing import scan


async def test_a_day(shop: Shop, take: Take, make_app: MakeApp) -> None:
    number = take("张三", quantity=2)
    async with make_app().run_test(size=(80, 24), notifications=True) as pilot:
        await settled(pilot)
        # Orders: confirm, and make the parcel.
        await press(pilot, "f5", "c", "]", "]", "o")
        parcel = shop.read(lambda tx: order_queries.show(tx, number)).parcels[0]
        # Packing: goods, waybill, hand-over.
        await press(pilot, "f6")
        await scan(pilot, parcel, "TS-RED-M", "TS-RED-M", "YT7700000000001")
        await press(pilot, "ctrl+o", "enter", "y")
        assert shop.read(lambda tx: stock.balance(tx, "TS-RED-M")).on_hand == 12
        # Receipts: tell the customer, delivered, confirmed, checked, reviewed.
        await press(pilot, "f7", "u", "d", "enter", "]", "]", "]", "]")
        assert parcel in text_of(pilot)
        await press(pilot, "g", "enter", "s", "5", "tab", "4", "ctrl+s")
        # Returns: asked for, approved, back, inspected, refunded, closed.
        await press(pilot, "f8", "n")
        await press(pilot, *("minus" if c == "-" else c for c in number), "ctrl+s")
        await press(pilot, "enter", "enter", "1", "ctrl+s")
        await press(pilot, "a")
        await press(pilot, "]", "b", "[", "v", "ctrl+s", "f", "ctrl+s", "]", "]", "]", "l", "enter")
        assert "closed" in text_of(pilot)
    case = shop.read(lambda tx: return_queries.list_cases(tx)).items[0]
    assert (case.status, case.order) == ("closed", number)
    assert shop.read(lambda tx: packing_queries.show(tx, parcel)).status == "delivered"
    assert shop.read(lambda tx: stock.balance(tx, "TS-RED-M")).on_hand == 13
    rows = shop.read(lambda tx: plan.of_order(tx, number))
    assert [row.code for row in rows if row.completed_at is None] == ["receipt.confirm"]
    assert all(result.ok for result in checkup.check(shop))
