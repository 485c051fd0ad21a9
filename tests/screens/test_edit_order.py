"""e on an order: goods, prices and sums corrected by keys, until it is packed."""

from __future__ import annotations

from textual.pilot import Pilot

from dropship_tui.models.orders import OrderView
from dropship_tui.models.setup import NewPartner
from dropship_tui.screens.edit_order import EditOrderScreen
from dropship_tui.services import setup
from dropship_tui.services.orders import order_queries, orders
from dropship_tui.services.work import Shop
from tests.screens.hands import MakeApp, Take, press, settled, text_of


def show(shop: Shop, number: str) -> OrderView:
    return shop.read(lambda tx: order_queries.show(tx, number))


def goods(order: OrderView) -> list[tuple[str | None, int, int]]:
    return [(part.sku, part.quantity, part.price.minor) for part in order.lines]


async def to_form(pilot: Pilot[None], *keys: str) -> EditOrderScreen:
    await settled(pilot)
    await press(pilot, "f5", *keys, "e")
    screen = pilot.app.screen
    assert isinstance(screen, EditOrderScreen)
    return screen


async def test_goods_prices_and_sums_are_corrected(
    shop: Shop, take: Take, make_app: MakeApp
) -> None:
    number = take()
    async with make_app().run_test(size=(80, 24), notifications=True) as pilot:
        screen = await to_form(pilot)
        text = text_of(pilot)
        assert "纯棉T恤" in text
        assert "Total ¥43.00" in text
        screen.cart.focus()
        await press(pilot, "2", *"@30")
        screen.field("goods").focus()
        await press(pilot, *"cup-01", "enter")
        assert "Total ¥79.00" in text_of(pilot)
        screen.field("discount").focus()
        await press(pilot, "9", "ctrl+s")
        assert f"✓ {number} corrected" in text_of(pilot)
    order = show(shop, number)
    assert goods(order) == [("TS-RED-M", 2, 3000), ("CUP-01", 1, 1500)]
    assert (order.freight.minor, order.discount.minor, order.total.minor) == (400, 900, 7000)
    assert order.receiver.name == "张三"


async def test_a_confirmed_order_keeps_its_goods_reserved(
    shop: Shop, take: Take, make_app: MakeApp
) -> None:
    number = take(sku="CUP-01")
    shop.write(lambda tx: orders.confirm(tx, number))
    async with make_app().run_test(size=(80, 24)) as pilot:
        screen = await to_form(pilot, "]", "]")
        assert "have 3" in text_of(pilot)
        screen.cart.focus()
        await press(pilot, "4", "ctrl+s")
        assert "not enough of CUP-01" in text_of(pilot)
        screen.cart.focus()
        await press(pilot, "minus", "ctrl+s")
    assert [part.reserved for part in show(shop, number).lines] == [3]


async def test_somebody_else_was_faster(shop: Shop, take: Take, make_app: MakeApp) -> None:
    number = take()
    async with make_app().run_test(size=(80, 24)) as pilot:
        screen = await to_form(pilot)
        shop.write(lambda tx: orders.edit(tx, number, remark="theirs"))
        screen.field("remark").focus()
        await press(pilot, *"ours", "ctrl+s")
        assert "was changed by somebody else meanwhile" in text_of(pilot)
        assert "ours" in text_of(pilot)
    assert show(shop, number).remark == "theirs"


async def test_unknown_goods_stay_in_the_order(shop: Shop, take: Take, make_app: MakeApp) -> None:
    number = take(holds=("unknown_sku",))
    shop.write(lambda tx: tx.run("UPDATE order_lines SET sku_id = NULL, code = 'WHAT'"))
    async with make_app().run_test(size=(80, 24)) as pilot:
        screen = await to_form(pilot, "]")
        assert "until g names them: WHAT" in text_of(pilot)
        assert "Total ¥43.00" in text_of(pilot)
        screen.field("name").value = "李四"
        await press(pilot, "ctrl+s")
    order = show(shop, number)
    assert (order.receiver.name, order.total.minor, order.held) == ("李四", 4300, ("unknown_sku",))


async def test_who_sold_it_is_corrected_in_the_same_form(
    shop: Shop, take: Take, make_app: MakeApp
) -> None:
    shop.write(lambda tx: setup.add_partner(tx, NewPartner("小山", "reseller")))
    number = take()
    async with make_app().run_test(size=(80, 24), notifications=True) as pilot:
        screen = await to_form(pilot)
        screen.field("reseller").focus()
        await press(pilot, *"小山", "ctrl+s")
        assert f"✓ {number} corrected" in text_of(pilot)
    assert show(shop, number).reseller == "小山"
