"""The screens of the day's work, with evil in every field and an eye on the threads."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from textual.pilot import Pilot

from dropship_tui.models.catalog import NewSku
from dropship_tui.models.setup import NewPartner
from dropship_tui.services import setup
from dropship_tui.services.database.db import Rows
from dropship_tui.services.goods import catalog
from dropship_tui.services.returns import returns
from dropship_tui.services.work import Shop, Tx
from tests.screens.hands import MakeApp, Take, press, settled, text_of
from tests.screens.hostile import CONTROL, HOSTILE
from tests.screens.stages import asked_back, delivered, labelled, parcel_of, shipped
from tests.screens.test_packing import scan

EVIL = " ".join(text for text in HOSTILE if "\n" not in text)[:150]
SHOWN = "a [/b] c"

# Texts that people or files bring, table by table; SKU codes apart, which the test types.
POISONED = {
    "orders": ("name", "remark", "shop", "city", "province", "detail"),
    "order_lines": ("title", "spec"),
    "skus": ("title", "spec", "bin", "description", "photo"),
    "stock_moves": ("note",),
    "parcels": ("province", "city", "service"),
    "couriers": ("name",),
    "partners": ("name", "contact", "phone", "note"),
    "setup_tasks": ("owner", "note", "completed_by"),
    "cases": ("note", "waybill", "rule", "override"),
    "case_messages": ("body",),
    "waybills": ("void_reason",),
}


@pytest.fixture
def stages(shop: Shop, take: Take) -> dict[str, str]:
    """A document at every stage, and one thing of each kind."""
    shop.write(lambda tx: setup.add_partner(tx, NewPartner("Linen Co", "supplier")))
    shop.write(lambda tx: catalog.save(tx, NewSku("CUP-09", title="Cup")))
    shipped(shop, take(), "YT7700000000001")
    order = take()
    delivered(shop, order, "YT7700000000002")
    case = asked_back(shop, order)
    shop.write(lambda tx: returns.message(tx, case, "hello", sender="customer"))
    labelled(shop, take(), "YT7700000000005")
    return {"open": parcel_of(shop, take(quantity=2)), "order": order, "case": case}


def _poison(shop: Shop) -> None:
    def write(tx: Tx) -> None:
        for table, columns in POISONED.items():
            assigned = ", ".join(f"{column} = :evil" for column in columns)
            tx.run(f"UPDATE {table} SET {assigned}", evil=EVIL)

    shop.write(write)


def _calm(pilot: Pilot[None]) -> str:
    text = text_of(pilot)
    assert not CONTROL.search(text.replace("\n", ""))
    assert pilot.app.is_running
    return text


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_evil_words_are_only_words(
    shop: Shop, stages: dict[str, str], make_app: MakeApp, size: tuple[int, int]
) -> None:
    _poison(shop)
    async with make_app().run_test(size=size, notifications=True) as pilot:
        await settled(pilot)
        for keys, is_evil in (
            # Setup: the list, its forms, their refusals
            (("f3",), True),
            (("e",), True),
            (("ctrl+s",), True),
            (("a",), True),
            (("enter", *"[/b]", "ctrl+s"), True),
            (("escape", "n", "enter", *"[/b]", "ctrl+s"), False),
            # Catalog: the detail, the edit form
            (("f4",), True),
            (("e",), True),
            (("ctrl+s",), True),
            (("b", *"[/b]", "ctrl+s"), False),
            (("escape", "i", *"[/b]", "ctrl+s"), False),
            # Receipts
            (("escape", "f7"), True),
            (("L", *"[/b]", "ctrl+s"), False),
            (("i", *"[/b]", "ctrl+s"), False),
            (("escape", "]", "]", "]", "]", "s", "1", "tab", "1", "tab", *"[/b]", "ctrl+s"), True),
            # Returns: the detail, a message, the goods of a new case
            (("f8",), True),
            (("t", "enter", *"[/b]", "ctrl+s"), False),
            (("]",), True),
            (("r", *"[/b]", "ctrl+s"), False),
            # Packing: the queue, the hand-over, who carries it
            (("f6",), True),
            (("ctrl+o",), True),
            (("escape",), True),
        ):
            await press(pilot, *keys)
            assert (SHOWN in _calm(pilot)) or not is_evil, keys
        await scan(pilot, stages["open"], "[/b]", "TS-RED-M", "[@click=app.quit]x[/]")
        assert SHOWN in _calm(pilot)
        await press(pilot, "f10", *"[/b]", "ctrl+s")
        assert "“[/b]”" in _calm(pilot)
        await press(pilot, "escape", "f11", "escape", "ctrl+n", "f9")
        _calm(pilot)


async def test_no_query_runs_on_the_thread_of_the_screens(
    shop: Shop, stages: dict[str, str], make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each of the five screens is acted on, its dialogs are opened and answered."""
    mine = threading.get_ident()
    threads: list[int] = []
    execute = Rows._execute

    def watched(self: Rows, sql: str, values: Any) -> Any:
        threads.append(threading.get_ident())
        return execute(self, sql, values)

    async with make_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        monkeypatch.setattr(Rows, "_execute", watched)
        await press(pilot, "f3", "c", "e", "ctrl+s", "a", "enter", "escape", "down", "enter")
        await press(pilot, "f4", "e", "ctrl+s", "b", "1", "ctrl+s", "k", "enter", "1", "ctrl+s")
        await press(pilot, "f7", "d", "enter", "]", "]", "]", "]", "g", "enter", "u", "A")
        await press(pilot, "f8", "a", "]", "b", "[", "v", "ctrl+s", "f", "ctrl+s", "t", "enter")
        await press(pilot, "x", "ctrl+s", "f6")
        await scan(pilot, stages["open"], "TS-RED-M", "TS-RED-M", "YT7700000000009")
        await press(pilot, "f10", "9", "ctrl+s", "ctrl+l", "ctrl+o", "enter", "y")
    assert len(threads) > 100
    assert mine not in threads
