"""F5, as somebody at the keys lives it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widgets import Input

from dropship_tui.models.lifecycle import Document
from dropship_tui.screens.dialogs.confirm import Confirm
from dropship_tui.services import events
from dropship_tui.services.orders import news, order_queries, orders
from dropship_tui.services.upkeep import checkup
from tests.screens import stages
from tests.screens.hands import MakeApp, Take, press, settled, text_of

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot

    from dropship_tui.models.orders import OrderView
    from dropship_tui.services.work import Shop


def show(shop: Shop, number: str) -> OrderView:
    return shop.read(lambda tx: order_queries.show(tx, number))


async def to_orders(pilot: Pilot[None]) -> None:
    await settled(pilot)
    await press(pilot, "f5")


# The list


async def test_an_order_is_confirmed(shop: Shop, take: Take, make_app: MakeApp) -> None:
    number = take()
    async with make_app().run_test(size=(80, 24), notifications=True) as pilot:
        await to_orders(pilot)
        assert f"{number} · " in text_of(pilot)  # no platform's number stands between
        await press(pilot, "c")
        text = text_of(pilot)
        assert f"✓ {number} · confirmed" in text
        assert "[New]" in text
        await press(pilot, "]", "]")
        assert "[Confirmed 1]" in text_of(pilot)
        assert number in text_of(pilot)
    assert show(shop, number).lines[0].reserved == 1


async def test_selected_orders_are_confirmed_together_and_what_is_short_waits_for_goods(
    shop: Shop, take: Take, make_app: MakeApp
) -> None:
    fine, short, other = take(hours_ago=9), take(sku="CUP-02", hours_ago=8), take(hours_ago=7)
    async with make_app().run_test(size=(80, 24), notifications=True) as pilot:
        await to_orders(pilot)
        await press(pilot, "space", "down", "space", "c")
        text = text_of(pilot)
        assert "✓ 1 · confirmed, 1 · on hold" in text
    assert [show(shop, number).status for number in (fine, short, other)] == [
        "confirmed", "on_hold", "new",
    ]  # fmt: skip
    assert show(shop, short).held == ("out_of_stock",)


async def test_many_refusals_are_listed(shop: Shop, take: Take, make_app: MakeApp) -> None:
    numbers = [take(holds=("no_receiver",)) for _ in range(2)]
    shop.write(lambda tx: tx.run("UPDATE orders SET name = ''"))
    async with make_app().run_test(size=(80, 24)) as pilot:
        await to_orders(pilot)
        await press(pilot, "]", "space", "down", "space", "R")
        text = text_of(pilot)
        assert "2 of 2 could not be done" in text
        for number in numbers:
            assert f"✗ {number}" in text


async def test_the_cursor_stays_on_its_order_when_the_list_changes(
    shop: Shop, take: Take, make_app: MakeApp
) -> None:
    take(hours_ago=9)
    mine = take(hours_ago=5)
    async with make_app().run_test(size=(80, 24)) as pilot:
        await to_orders(pilot)
        await press(pilot, "down")
        for hours in (20, 12, 3):
            take(hours_ago=hours)
        await press(pilot, "f2", "f5")
        assert any(line.startswith(f"▸  {mine}") for line in text_of(pilot).splitlines())


async def test_late_orders_come_first_and_say_so(shop: Shop, take: Take, make_app: MakeApp) -> None:
    fresh, late = take(hours_ago=1), take(hours_ago=50)
    async with make_app().run_test(size=(80, 24)) as pilot:
        await to_orders(pilot)
        lines = text_of(pilot).splitlines()
        assert late in lines[2]
        assert "▲ 2 h" in lines[2]
        assert fresh in lines[3]
        assert "47 h" in lines[3]


async def test_keys_that_the_status_does_not_allow_do_nothing(
    shop: Shop, take: Take, make_app: MakeApp
) -> None:
    number = take()
    async with make_app().run_test(size=(80, 24)) as pilot:
        await to_orders(pilot)
        await press(pilot, "R", "o")
        assert "R Release" not in text_of(pilot)
        assert show(shop, number).status == "new"


# Search


async def test_a_search_goes_through_all_statuses_and_esc_comes_back(
    shop: Shop, take: Take, make_app: MakeApp
) -> None:
    confirmed, new = take("李四"), take("张三")
    shop.write(lambda tx: orders.confirm(tx, confirmed))
    async with make_app().run_test(size=(80, 24)) as pilot:
        await to_orders(pilot)
        assert confirmed not in text_of(pilot)
        await press(pilot, "slash", "李")
        text = text_of(pilot)
        assert "[All]" in text
        assert confirmed in text
        assert new not in text
        # Letters are letters while a field has the focus.
        await press(pilot, "c", "h")
        assert show(shop, confirmed).status == "confirmed"
        assert "No order fits." in text_of(pilot)
        await press(pilot, "escape")
        text = text_of(pilot)
        assert "[New 1]" in text
        assert new in text


async def test_enter_goes_from_the_search_to_the_list(
    shop: Shop, take: Take, make_app: MakeApp
) -> None:
    take("李四")
    number = take("张三")
    async with make_app().run_test(size=(80, 24)) as pilot:
        await to_orders(pilot)
        await press(pilot, "slash", "张", "enter", "c")
    assert show(shop, number).status == "confirmed"


# Holding, cancelling, correcting


async def test_an_order_is_held_for_a_reason_and_released(
    shop: Shop, take: Take, make_app: MakeApp
) -> None:
    number = take()
    async with make_app().run_test(size=(80, 24)) as pilot:
        await to_orders(pilot)
        await press(pilot, "h")
        assert f"Hold {number}: why?" in text_of(pilot)
        await press(pilot, "down", "down", "enter")
        assert show(shop, number).held == ("out_of_stock",)
        await press(pilot, "]")
        assert "✋out of stock" in text_of(pilot)
        await press(pilot, "R")
    assert show(shop, number).status == "new"


async def test_cancelling_asks_and_enter_means_no(
    shop: Shop, take: Take, make_app: MakeApp
) -> None:
    number = take()
    async with make_app().run_test(size=(80, 24)) as pilot:
        await to_orders(pilot)
        await press(pilot, "x")
        assert isinstance(pilot.app.screen, Confirm)
        assert "There is no way" in text_of(pilot)
        await press(pilot, "enter")
        assert show(shop, number).status == "new"
        await press(pilot, "x", "y")
    assert show(shop, number).status == "cancelled"
    assert all(check.ok for check in checkup.check(shop))


async def test_the_receiver_is_corrected(shop: Shop, take: Take, make_app: MakeApp) -> None:
    number = take(remark="轻放")
    async with make_app().run_test(size=(80, 24)) as pilot:
        await to_orders(pilot)
        await press(pilot, "e", *"13900139000", "ctrl+s")
    order = show(shop, number)
    assert order.receiver.phone == "13900139000"
    assert (order.receiver.name, order.receiver.city) == ("张三", "杭州市")
    assert order.remark == "轻放"


async def test_nothing_is_written_when_nothing_was_corrected(
    shop: Shop, take: Take, make_app: MakeApp
) -> None:
    number = take()
    before = show(shop, number)
    async with make_app().run_test(size=(80, 24)) as pilot:
        await to_orders(pilot)
        await press(pilot, "e", "ctrl+s")
    assert show(shop, number) == before


async def test_a_confirmed_order_becomes_a_parcel(
    shop: Shop, take: Take, make_app: MakeApp
) -> None:
    number = take()
    shop.write(lambda tx: orders.confirm(tx, number))
    async with make_app().run_test(size=(80, 24), notifications=True) as pilot:
        await to_orders(pilot)
        await press(pilot, "]", "]", "o")
        parcel = show(shop, number).parcels[0]
        assert f"✓ {parcel} · to pack" in text_of(pilot) or f"✓ {parcel} · open" in text_of(pilot)


# One order


async def test_an_order_in_full_with_its_timeline(
    shop: Shop, take: Take, make_app: MakeApp
) -> None:
    number = take(remark="不要发顺丰")
    async with make_app().run_test(size=(120, 40)) as pilot:
        await to_orders(pilot)
        await press(pilot, "enter")
        text = text_of(pilot)
        assert "138****8000" in text
        assert "浙江省杭州市余杭区文一西路969号" in text
        assert "remark    不要发顺丰" in text
        assert "✓ Submit the order" in text
        assert "○ Confirm, make the shipping note" in text
        await press(pilot, "c")
        assert "✓ Confirm, make the shipping note" in text_of(pilot)
        await press(pilot, "escape")
        assert "Orders" in text_of(pilot).splitlines()[0]
    assert show(shop, number).status == "confirmed"


# Import


async def test_a_file_is_imported_after_a_look_at_the_plan(
    shop: Shop, make_app: MakeApp, tmp_path: Path
) -> None:
    path = tmp_path / "orders.csv"
    path.write_text(
        "订单号,收件人,手机号,收货地址,商家编码,数量\n"
        "A-1,张三,13800138000,浙江省杭州市余杭区文一西路969号,TS-RED-M,1\n"
        "A-2,李四,13900139000,浙江省杭州市余杭区文一西路970号,CUP-01,zero\n",
        encoding="utf-8",
    )
    async with make_app().run_test(size=(100, 30)) as pilot:
        await to_orders(pilot)
        await press(pilot, "i")
        await press(pilot, "x", "ctrl+s")
        assert "✗ There is no such file." in text_of(pilot)
        await press(pilot, "backspace")
        pilot.app.screen.query_one(Input).value = str(path)
        await press(pilot, "ctrl+s")
        text = text_of(pilot)
        assert "Import orders.csv?" in text
        assert "2 rows: 1 new, 0 changed, 0 known, 1 rejected, 0 passed over." in text
        assert "row 3, 数量" in text
        await press(pilot, "n")
        assert shop.read(lambda tx: tx.value("SELECT count(*) FROM orders")) == 0
        await press(pilot, "i")
        pilot.app.screen.query_one(Input).value = str(path)
        await press(pilot, "ctrl+s", "y")
        assert "Imported orders.csv" in text_of(pilot)
        await press(pilot, "enter")
        assert "[New 1]" in text_of(pilot)


async def test_a_file_that_is_no_table_is_refused_in_words(
    shop: Shop, make_app: MakeApp, tmp_path: Path
) -> None:
    path = tmp_path / "orders.xlsx"
    path.write_bytes(b"%PDF-1.7 not a table at all")
    async with make_app().run_test(size=(80, 24)) as pilot:
        await to_orders(pilot)
        await press(pilot, "i")
        pilot.app.screen.query_one(Input).value = str(path)
        await press(pilot, "ctrl+s")
        assert "This is not a table" in text_of(pilot)


# Small terminals


async def test_a_very_small_terminal_is_no_trouble(
    shop: Shop, take: Take, make_app: MakeApp
) -> None:
    number = take()
    async with make_app().run_test(size=(40, 10)) as pilot:
        await to_orders(pilot)
        assert number in text_of(pilot)
        await press(pilot, "enter", "escape", "n", "escape", "x", "escape", "f1", "f2")


async def test_unknown_goods_are_named_by_key(shop: Shop, take: Take, make_app: MakeApp) -> None:
    number = take(holds=("unknown_sku",))
    shop.write(
        lambda tx: tx.run("UPDATE order_lines SET sku_id = NULL, code = 'TS-RED-N', title = ''")
    )
    async with make_app().run_test(size=(80, 24), notifications=True) as pilot:
        await to_orders(pilot)
        await press(pilot, "]", "G")
        assert "TS-RED-N: which SKU is it?" in text_of(pilot)
        await press(pilot, "enter")
    assert [line.sku for line in show(shop, number).lines] == ["TS-RED-M"]
    assert show(shop, number).status == "new"


async def test_orders_are_merged_and_split_by_keys(
    shop: Shop, take: Take, make_app: MakeApp
) -> None:
    one, two = take(hours_ago=2, quantity=2), take(hours_ago=1)
    async with make_app().run_test(size=(80, 24), notifications=True) as pilot:
        await to_orders(pilot)
        await press(pilot, "space", "down", "space", "m", "y")
        assert show(shop, two).status == "cancelled"
        assert sum(line.quantity for line in show(shop, one).lines) == 3
        await press(pilot, "S", "1", "ctrl+s")
    assert sum(line.quantity for line in show(shop, one).lines) == 2


async def test_a_payment_is_noted(shop: Shop, take: Take, make_app: MakeApp) -> None:
    number = take(paid=False)
    async with make_app().run_test(size=(80, 24), notifications=True) as pilot:
        await to_orders(pilot)
        await press(pilot, "P", "down", "enter")
        assert "paid WeChat" in text_of(pilot)
    order = show(shop, number)
    assert order.paid is not None
    assert order.paid.method == "wechat"


async def test_news_after_shipping_are_a_list_that_is_worked_through(
    shop: Shop, take: Take, make_app: MakeApp
) -> None:
    number = take()
    stages.shipped(shop, number, "YT2000000000017")
    shop.write(
        lambda tx: news.tell(tx, events.head(tx, Document.ORDER, number), "refund_requested")
    )
    async with make_app().run_test(size=(80, 24), notifications=True) as pilot:
        await settled(pilot)
        assert "1 news after shipping" in text_of(pilot)
        await pilot.app.run_action("app.go('orders', 'news')")
        await settled(pilot)
        assert "money is wanted back" in text_of(pilot)
        await press(pilot, "N", *"stopped by the courier".replace(" ", "_"), "ctrl+s")
        assert number not in text_of(pilot).splitlines()[2]
    assert show(shop, number).news == ""


async def test_each_reason_that_holds_orders_is_a_list_with_the_keys_that_deal_with_it(
    shop: Shop, take: Take, make_app: MakeApp
) -> None:
    masked, suspect = take(holds=("masked_receiver",)), take(holds=("duplicate_suspect",))
    async with make_app().run_test(size=(80, 24), notifications=True) as pilot:
        await to_orders(pilot)
        await press(pilot, "H", "enter")
        text = text_of(pilot)
        assert "[the receiver is masked 1]" in text
        assert "✋ the receiver is masked  e Edit" in text
        assert suspect not in text
        await press(pilot, "H", "down", "enter")
        text = text_of(pilot)
        assert "✋ perhaps a duplicate  m Merge  x Cancel  R Release" in text
        assert masked not in text
        await press(pilot, "R")
        assert "No orders here." in text_of(pilot)
    assert show(shop, suspect).status == "new"
