"""The order form by keys alone, as somebody fills it in while a customer talks."""

from __future__ import annotations

import pytest
from textual.events import Paste
from textual.pilot import Pilot

from dropship_tui.models.catalog import NewSku
from dropship_tui.models.couriers import RateCard, RateRow
from dropship_tui.models.money import Money
from dropship_tui.models.orders import OrderView
from dropship_tui.models.setup import NewPartner
from dropship_tui.screens.new_order import NewOrderScreen
from dropship_tui.services import setup
from dropship_tui.services.couriers import couriers
from dropship_tui.services.couriers.rates import RateSheet
from dropship_tui.services.goods import catalog
from dropship_tui.services.orders import drafts, order_queries
from dropship_tui.services.work import Shop
from tests.screens.hands import MakeApp, Take, press, settled, text_of

WHERE = "浙江省杭州市余杭区文一西路969号"


async def to_form(pilot: Pilot[None]) -> NewOrderScreen:
    await settled(pilot)
    await press(pilot, "f5", "n")
    screen = pilot.app.screen
    assert isinstance(screen, NewOrderScreen)
    return screen


async def paste(pilot: Pilot[None], text: str) -> None:
    assert pilot.app.focused is not None
    pilot.app.focused.post_message(Paste(text))
    await settled(pilot)


def orders(shop: Shop) -> list[OrderView]:
    return shop.read(
        lambda tx: [
            order_queries.show(tx, row["number"])
            for row in tx.all("SELECT number FROM orders ORDER BY number")
        ]
    )


def goods(order: OrderView) -> list[tuple[str | None, int, int]]:
    return [(part.sku, part.quantity, part.price.minor) for part in order.lines]


def has_draft(shop: Shop) -> bool:
    return shop.read(lambda tx: drafts.kept(tx, "new_order")) is not None


def rates(shop: Shop, courier: str, *tiers: tuple[int, int]) -> None:
    """What a courier takes to 浙江: (grams, ten-thousandths of a yuan)."""
    card = RateCard(courier, (RateRow("浙江省", tiers=tiers),))
    shop.write(lambda tx: couriers.book_rates(tx, RateSheet(card, ())))


async def test_a_telephone_order_by_keys_alone(shop: Shop, make_app: MakeApp) -> None:
    async with make_app().run_test(size=(80, 24), notifications=True) as pilot:
        screen = await to_form(pilot)
        await press(pilot, "enter", *"cup*3", "enter", "enter")
        assert "×3" in text_of(pilot)
        await press(pilot, *"13800138000", "enter", *"Zoe", "enter")
        screen.fill_field("where", WHERE)
        await settled(pilot)
        assert "✓ 浙江省 / 杭州市 / 余杭区" in text_of(pilot)
        await press(pilot, "enter", "enter", "left", "enter", "4", "enter", "1", ".", "5")
        assert "Total ¥47.50" in text_of(pilot)
        await press(pilot, "enter", *"fast", "enter")
        assert "[New 1]" in text_of(pilot)
    (order,) = orders(shop)
    assert goods(order) == [("CUP-01", 3, 1500)]
    assert (order.receiver.name, order.receiver.district) == ("Zoe", "余杭区")
    assert order.paid is not None
    assert order.paid.method == "balance"
    assert (order.total.minor, order.freight.minor, order.discount.minor) == (4750, 400, 150)
    assert (order.remark, order.address_given) == ("fast", WHERE)
    assert not has_draft(shop)


@pytest.mark.parametrize("typed", ["tx hm", "cmtxhm", "t恤", "ts-red", "红色M", "6901234567892"])
async def test_goods_are_found_as_they_are_typed(shop: Shop, make_app: MakeApp, typed: str) -> None:
    shop.write(lambda tx: catalog.save(tx, NewSku("TS-RED-M", barcode="6901234567892")))
    async with make_app().run_test(size=(80, 24)) as pilot:
        screen = await to_form(pilot)
        await press(pilot, "enter")
        screen.field("goods").value = typed
        await press(pilot, "enter")
        assert [line.code for line in screen.cart.lines] == ["TS-RED-M"]


async def test_a_price_may_be_agreed(shop: Shop, make_app: MakeApp) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        screen = await to_form(pilot)
        await press(pilot, "enter", *"cup*2@12.5", "enter", *"red", "enter")
        assert "Total ¥64.00" in text_of(pilot)
        await press(pilot, "tab", *"@35.50")
        assert "@35.50" in text_of(pilot)
        assert "Total ¥60.50" in text_of(pilot)
        assert [line.price for line in screen.cart.lines] == [1250, 3550]


async def test_a_reseller_pays_what_was_agreed(shop: Shop, make_app: MakeApp) -> None:
    shop.write(lambda tx: setup.add_partner(tx, NewPartner("阿美", "reseller", "amei")))
    shop.write(lambda tx: catalog.set_price(tx, "CUP-01", Money(1250), reseller="阿美"))
    async with make_app().run_test(size=(80, 24)) as pilot:
        screen = await to_form(pilot)
        await press(pilot, "enter", *"cup", "enter", *"red@30", "enter")
        assert "Total ¥45.00" in text_of(pilot)
        screen.field("reseller").focus()
        await press(pilot, *"am", "enter")
        assert screen.field("reseller").value == "阿美"
        assert "Total ¥42.50" in text_of(pilot)
        screen.field("reseller").value = "nobody"
        await settled(pilot)
        assert "There is no reseller “nobody”." in text_of(pilot)


async def test_who_has_ordered_before_is_offered_by_phone(
    shop: Shop, take: Take, make_app: MakeApp
) -> None:
    take("张三", hours_ago=30)
    take("李四", hours_ago=40, phone="13800138001")
    async with make_app().run_test(size=(80, 24)) as pilot:
        screen = await to_form(pilot)
        await press(pilot, "enter", *"cup", "enter", "enter", *"13800")
        text = text_of(pilot)
        assert text.index("张三") < text.index("李四")
        await press(pilot, "down", "enter")
        assert screen.field("phone").value == "13800138001"
        assert screen.field("name").value == "李四"
        assert screen.field("where").value == WHERE
        await press(pilot, "ctrl+s")
    assert [order.receiver.name for order in orders(shop)][-1] == "李四"


async def test_freight_is_proposed_until_somebody_says_another(
    shop: Shop, take: Take, make_app: MakeApp
) -> None:
    take(hours_ago=30)
    rates(shop, "zhongtong", (1000, 35000), (3000, 50000))
    rates(shop, "yuantong", (3000, 60000))
    shop.write(lambda tx: catalog.save(tx, NewSku("CUP-01", weight_g=600)))
    async with make_app().run_test(size=(80, 24)) as pilot:
        screen = await to_form(pilot)
        await press(pilot, "enter", *"cup-01", "enter", "enter", *"13800", "enter")
        assert "3.50 中通快递, 0.6 kg" in text_of(pilot)
        assert "Total ¥18.50" in text_of(pilot)
        screen.cart.focus()
        await press(pilot, "plus")
        assert "5.00 中通快递, 1.2 kg" in text_of(pilot)
        assert "Total ¥35.00" in text_of(pilot)
        screen.field("remark").focus()
        screen.field("remark").value = "不要发中通"
        await settled(pilot)
        assert "6.00 圆通速递, 1.2 kg" in text_of(pilot)
        screen.field("freight").focus()
        await press(pilot, "4")
        assert "Total ¥34.00" in text_of(pilot)
        await press(pilot, "backspace", "ctrl+s")
    order = orders(shop)[-1]
    assert (order.freight.minor, order.total.minor) == (600, 3600)


async def test_a_draft_is_kept_while_the_form_is_open(shop: Shop, make_app: MakeApp) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        await to_form(pilot)
        await press(pilot, "enter", *"cup-01*2", "enter", "enter", *"13800138000")
        # Whatever kills the program now, this is in the database already.
        draft = shop.read(lambda tx: drafts.kept(tx, "new_order"))
        assert draft is not None
        assert draft.content["phone"] == "13800138000"
        assert [kept["quantity"] for kept in draft.content["lines"]] == [2]


async def test_the_same_again_is_said_before_it_is_saved(
    shop: Shop, take: Take, make_app: MakeApp
) -> None:
    number = take(hours_ago=3)
    async with make_app().run_test(size=(80, 24)) as pilot:
        await to_form(pilot)
        await press(pilot, "enter", *"red", "enter", "enter", *"13800138000", "enter")
        assert f"Perhaps a duplicate of {number}." in text_of(pilot)
        await press(pilot, "ctrl+s")
        assert "Ctrl+S once more takes it down all the same." in text_of(pilot)
        assert len(orders(shop)) == 1
        await press(pilot, "ctrl+s")
    assert len(orders(shop)) == 2


async def test_a_pasted_message_fills_the_form(shop: Shop, make_app: MakeApp) -> None:
    said = "张三 13800138000转1234\n浙江省杭州市余杭区文一西路969号\nCUP-01*2\n不要发顺丰"
    async with make_app().run_test(size=(80, 24)) as pilot:
        await to_form(pilot)
        await paste(pilot, said)
        text = text_of(pilot)
        for shown in ("CUP-01", "×2", "张三", "13800138000-1234", "✓ 浙江省 / 杭州市 / 余杭区"):
            assert shown in text
        await press(pilot, "ctrl+s")
    (order,) = orders(shop)
    assert (order.receiver.phone, order.receiver.extension) == ("13800138000", "1234")
    assert order.receiver.detail == "文一西路969号"
    assert order.remark == "不要发顺丰"
    assert order.address_given == said


async def test_what_a_message_leaves_open_is_asked(shop: Shop, make_app: MakeApp) -> None:
    async with make_app().run_test(size=(100, 30)) as pilot:
        screen = await to_form(pilot)
        await paste(pilot, "13800138000 朝阳区建国路1号\n棉T恤红M*2")
        text = text_of(pilot)
        assert "? Nobody is named." in text
        assert "北京市  朝阳区" in text
        await press(pilot, "enter")
        assert screen.field("where").value == "北京市朝阳区建国路1号"
        assert "✓ 北京市 / 朝阳区" in text_of(pilot)
        assert screen.field("goods").value == "棉T恤红M*2"
        await press(pilot, "down", "enter")
        assert [(line.code, line.quantity) for line in screen.cart.lines] == [("TS-RED-M", 2)]
        screen.field("name").value = "Zoe"
        await settled(pilot)
        assert "Nobody is named." not in text_of(pilot)


async def test_each_receiver_of_a_message_is_the_next_order(shop: Shop, make_app: MakeApp) -> None:
    async with make_app().run_test(size=(80, 24), notifications=True) as pilot:
        await to_form(pilot)
        await paste(
            pilot,
            f"张三 13800138000 {WHERE}\nCUP-01*1\n\n李四 13900139000 {WHERE}\nTS-RED-M*2",
        )
        assert "1 more receiver" in text_of(pilot)
        await press(pilot, "ctrl+s")
        assert "李四" in text_of(pilot)
    # The program was closed before the second one was taken down: it waits.
    async with make_app().run_test(size=(80, 24)) as pilot:
        await to_form(pilot)
        assert "李四" in text_of(pilot)
        await press(pilot, "ctrl+s")
        assert "[New 2]" in text_of(pilot)
    assert [(order.receiver.name, goods(order)) for order in orders(shop)] == [
        ("张三", [("CUP-01", 1, 1500)]),
        ("李四", [("TS-RED-M", 2, 3900)]),
    ]
    assert not has_draft(shop)


async def test_what_is_missing_is_said_and_the_draft_stays(shop: Shop, make_app: MakeApp) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        screen = await to_form(pilot)
        screen.field("name").focus()
        await press(pilot, *"Zoe", "ctrl+s")
        assert "✗ An order needs at least one line." in text_of(pilot)
        await press(pilot, "escape", "n")
        assert "Zoe" in text_of(pilot)
        await press(pilot, "ctrl+n")
        assert "Zoe" not in text_of(pilot)
    assert not has_draft(shop)
    # And a later start of the program finds it, too.
    async with make_app().run_test(size=(80, 24)) as pilot:
        await to_form(pilot)
        await press(pilot, "enter", *"cup", "enter", "escape")
    async with make_app().run_test(size=(80, 24)) as pilot:
        await to_form(pilot)
        assert "CUP-01" in text_of(pilot)


async def test_a_failed_save_keeps_everything(shop: Shop, make_app: MakeApp) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        screen = await to_form(pilot)
        await press(pilot, "enter", *"cup", "enter", "enter", *"13800138000", "enter", *"Zoe")
        screen.field("discount").value = "99999"
        await press(pilot, "ctrl+s")
        assert "The discount is larger than the order." in text_of(pilot)
        assert "Zoe" in text_of(pilot)
        assert has_draft(shop)
        assert orders(shop) == []
        screen.field("discount").value = "1"
        await press(pilot, "ctrl+s")
    assert [order.total.minor for order in orders(shop)] == [1400]
    assert not has_draft(shop)
