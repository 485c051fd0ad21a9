"""Whatever stands in the database is shown as text: nothing runs, crashes or moves the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from textual.events import Paste

from dropship_tui.screens.dialogs.choose import Choose
from dropship_tui.screens.dialogs.confirm import Confirm
from dropship_tui.screens.dialogs.form import Field, Form
from dropship_tui.screens.dialogs.message import Message
from tests.screens.hands import MakeApp, Take, press, settled, text_of
from tests.screens.hostile import CONTROL, HOSTILE

if TYPE_CHECKING:
    from textual.pilot import Pilot
    from textual.screen import Screen

    from dropship_tui.services.work import Shop

EVIL = " ".join(text for text in HOSTILE if "\n" not in text)[:200]


def _poison(shop: Shop, evil: str) -> None:
    """Write `evil` where only a fault of ours, or somebody else's hand, could have put it."""
    shop.write(
        lambda tx: tx.run(
            "UPDATE orders SET name = :x, remark = :x, shop = :x,"
            " external_no = :x, city = :x, detail = :x, seller_note = :x, address_given = :x",
            x=evil,
        )
    )
    shop.write(lambda tx: tx.run("UPDATE order_lines SET title = :x, spec = :x", x=evil))
    shop.write(lambda tx: tx.run("UPDATE skus SET title = :x, spec = :x, bin = :x", x=evil))
    shop.write(lambda tx: tx.run("INSERT INTO shop_settings VALUES ('shop', :x)", x=evil))
    shop.write(lambda tx: tx.run("UPDATE series SET last = last + 1"))


def _calm(pilot: Pilot[None]) -> str:
    text = text_of(pilot)
    assert not CONTROL.search(text.replace("\n", ""))
    return text


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_evil_words_are_only_words(
    shop: Shop, take: Take, make_app: MakeApp, size: tuple[int, int]
) -> None:
    number = take(sku="CUP-02", quantity=1)
    _poison(shop, EVIL)
    async with make_app().run_test(size=size, notifications=True) as pilot:
        await settled(pilot)
        assert "a [/b] c" in _calm(pilot)
        await press(pilot, "f5")
        assert "a [/b] c" in _calm(pilot)
        await press(pilot, "c")
        assert number in _calm(pilot)  # held for want of goods, in a line that names the order
        await press(pilot, "]", "enter")
        assert "[@click=app.quit]x[/]" in _calm(pilot)
        await press(pilot, "e")
        assert "a [/b] c" in _calm(pilot)
        await press(pilot, "escape", "x")
        _calm(pilot)
        await press(pilot, "escape", "escape", "ctrl+p")
        _calm(pilot)
        await press(pilot, "escape", "n", "tab", "c", "u", "p")
        assert "a [/b] c" in _calm(pilot)
        await press(pilot, "enter", "escape", "n")
        assert "a [/b] c" in _calm(pilot)
        for key in ("escape", "f3", "f4", "f6", "f7", "f8", "f1"):
            await press(pilot, key)
            _calm(pilot)


@pytest.mark.parametrize("evil", HOSTILE)
async def test_dialogs_and_lines_show_any_text(shop: Shop, make_app: MakeApp, evil: str) -> None:
    dialogs: list[Screen[Any]] = [
        Message(evil, evil),
        Confirm(evil, evil),
        Choose(evil, {"a": evil}, remark=evil),
        Form(evil, [Field("a", evil, evil, hint=evil)], remark=evil),
    ]
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settled(pilot)
        app.say(evil or "-", alarm=True)
        for dialog in dialogs:
            app.push_screen(dialog)
            await settled(pilot)
            _calm(pilot)
            await press(pilot, "escape")


async def test_what_is_pasted_into_a_field_is_cleaned(shop: Shop, make_app: MakeApp) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "f5", "slash")
        assert pilot.app.focused is not None
        pilot.app.focused.post_message(Paste("张\x1b[31m三\r\n\u202eabc"))
        await settled(pilot)
        assert "张[31m三 abc" in _calm(pilot)
