"""How the screens look: empty, on a usual day, and in Chinese, in two sizes of terminal.

After a change that is meant, look at the report and accept it with `--snapshot-update`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from dropship_tui import i18n
from dropship_tui.services.orders import orders
from dropship_tui.services.packing import packing
from tests.screens.hands import MakeApp, Take, press, settled

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from dropship_tui.services.work import Shop

SIZES = [(80, 24), (120, 40)]

VIEWS: dict[str, tuple[str, ...]] = {
    "today": (),
    "orders": ("f5",),
    "held": ("f5", "]", "down"),
    "order": ("f5", "enter"),
    "search": ("f5", "slash", "三"),
    "hold": ("f5", "h"),
    "cancel": ("f5", "space", "down", "space", "x"),
    "edit": ("f5", "e"),
    "new_order": ("f5", "n", "tab", "c", "u", "p"),
    "help": ("f5", "f1"),
    "palette": ("f5", "ctrl+p"),
}
"""Keys that lead to each view."""

EMPTY = ("today", "orders", "new_order")

Compare = Callable[..., bool]


@pytest.fixture
def usual_day(shop: Shop, take: Take) -> None:
    """Some orders are new, two of them late; some wait, some are on their way to the bench."""
    take("张三", hours_ago=60, quantity=2, channel="taobao", remark="不要发顺丰")
    take("李小四", hours_ago=49, channel="pinduoduo", sku="CUP-01")
    take("欧阳娜娜", hours_ago=5, channel="taobao", sku="CUP-02", paid=False)
    take("Zoe Miller", hours_ago=1, sku="CUP-01")
    take("王五", hours_ago=30, holds=("no_service",), channel="sheet")
    take("赵六", hours_ago=20, holds=("masked_receiver", "unpaid"), channel="pinduoduo")
    confirmed = [take(name, hours_ago=8, channel="taobao") for name in ("钱七", "孙八", "周九")]
    shop.each(orders.confirm, confirmed)
    shop.each(packing.open_parcel, confirmed[:1])


def _shot(compare: Compare, make_app: MakeApp, view: str, size: tuple[int, int]) -> bool:
    async def drive(pilot: Pilot[Any]) -> None:
        await settled(pilot)
        await press(pilot, *VIEWS[view])

    return compare(make_app(), terminal_size=size, run_before=drive)


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("view", EMPTY)
def test_empty(
    shop: Shop, make_app: MakeApp, snap_compare: Compare, view: str, size: tuple[int, int]
) -> None:
    assert _shot(snap_compare, make_app, view, size)


@pytest.mark.usefixtures("usual_day")
@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("view", VIEWS)
def test_usual(make_app: MakeApp, snap_compare: Compare, view: str, size: tuple[int, int]) -> None:
    assert _shot(snap_compare, make_app, view, size)


@pytest.mark.usefixtures("usual_day")
@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("view", VIEWS)
def test_chinese(
    make_app: MakeApp, snap_compare: Compare, view: str, size: tuple[int, int]
) -> None:
    i18n.use("zh_CN")
    assert _shot(snap_compare, make_app, view, size)
