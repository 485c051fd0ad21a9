"""How the five screens of the day's work look: empty, on a usual day, refused, in Chinese.

After a change that is meant, look at the report and accept it with `--snapshot-update`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from dropship_tui import i18n
from dropship_tui.bootstrap import open_shop
from dropship_tui.models.setup import Agreement, NewPartner
from dropship_tui.services import setup
from dropship_tui.services.returns import returns
from tests.screens.hands import NOW, MakeApp, Take, press, settled
from tests.screens.stages import (
    asked_back,
    delivered,
    inspected,
    labelled,
    many_lines,
    parcel_of,
    shipped,
)
from tests.screens.test_packing import scan

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from dropship_tui.services.work import Shop
    from dropship_tui.settings import Settings

SIZES = [(80, 24), (120, 40)]
EIGHT = "P20261123-0006"

VIEWS: dict[str, tuple[str, ...]] = {
    "setup": ("f3",),
    "catalog": ("f4", "down"),
    "packing": ("f6",),
    "receipts": ("f7",),
    "returns": ("f8",),
}
"""Keys that lead to each screen."""

DIALOGS: dict[str, tuple[str, ...]] = {
    "agreement": ("f3", "a", "enter"),
    "sku": ("f4", "e"),
    "arrived": ("f7", "d"),
    "inspect": ("f8", "]", "]", "v"),
}
"""Keys that lead to their dialogs."""

REFUSED: dict[str, tuple[str, ...]] = {
    "setup": ("f3", "a", "enter", *"2026-11-01", "tab", *"2026-10-01", "ctrl+s"),
    "catalog": ("f4", "n", *"CUP-01", "tab", "C", "u", "p", "ctrl+s"),
    "receipts": ("f7", "i", *"states.csv", "ctrl+s"),
    "returns": ("f8", "]", "]", "v", "backspace", "3", "ctrl+s"),
}
"""Keys that lead to what the shop refuses."""

SCANS: dict[str, tuple[str, ...]] = {
    "opened": (EIGHT,),
    "right": (EIGHT, "SKU-00"),
    "wrong": (EIGHT, "SKU-00", "TS-RED-M"),
}

Compare = Callable[..., bool]


@pytest.fixture
def usual_day(shop: Shop, take: Take, settings: Settings) -> None:
    """Something at every stage, from partners to returns; some of it late."""
    shop.write(lambda tx: setup.add_partner(tx, NewPartner("青禾针织有限公司", "supplier")))
    shop.write(lambda tx: setup.add_partner(tx, NewPartner("阿美", "reseller")))
    agreement = Agreement(date(2026, 1, 1), date(2026, 12, 31))
    shop.write(lambda tx: setup.add_agreement(tx, "青禾针织有限公司", agreement))
    shop.write(lambda tx: setup.update_task(tx, "partners", owner="王", due=date(2026, 11, 10)))
    earlier = open_shop(settings, clock=lambda: NOW - timedelta(days=6))
    shipped(earlier, take("张三", hours_ago=150), "YT7700000000001")
    earlier.db.close()
    shipped(shop, take("李小四", channel="taobao"), "YT7700000000002")
    for number, name in enumerate(("欧阳娜娜", "Zoe Miller"), 3):
        order = take(name, quantity=2, channel="pinduoduo")
        delivered(shop, order, f"YT770000000000{number}")
        case = asked_back(shop, order, quantity=2, reason="size")
        if number == 3:
            inspected(shop, case, quantity=2)
    arrived = asked_back(shop, _delivered(shop, take("王五")), reason="damaged")
    shop.write(lambda tx: returns.approve(tx, arrived))
    shop.write(lambda tx: returns.receive(tx, arrived))
    labelled(shop, take("赵六"), "YT7700000000006")
    assert parcel_of(shop, many_lines(shop, 8)) == EIGHT
    parcel_of(shop, take("钱七", hours_ago=60, quantity=2))


def _delivered(shop: Shop, order: str) -> str:
    delivered(shop, order, "YT7700000000005")
    return order


def _shot(
    compare: Compare,
    make_app: MakeApp,
    size: tuple[int, int],
    keys: tuple[str, ...],
    scans: tuple[str, ...] = (),
) -> bool:
    async def drive(pilot: Pilot[Any]) -> None:
        await settled(pilot)
        await press(pilot, *keys)
        await scan(pilot, *scans)

    return compare(make_app(), terminal_size=size, run_before=drive)


@pytest.fixture(params=SIZES, ids=str)
def size(request: pytest.FixtureRequest) -> tuple[int, int]:
    """The terminal."""
    wide, high = request.param
    return wide, high


@pytest.fixture(params=i18n.LANGUAGES)
def language(request: pytest.FixtureRequest) -> None:
    """Each language in turn."""
    i18n.use(request.param)


@pytest.mark.parametrize("view", VIEWS)
def test_empty(
    shop: Shop, make_app: MakeApp, snap_compare: Compare, view: str, size: tuple[int, int]
) -> None:
    assert _shot(snap_compare, make_app, size, VIEWS[view])


@pytest.mark.usefixtures("usual_day", "language")
@pytest.mark.parametrize("view", VIEWS)
def test_usual(make_app: MakeApp, snap_compare: Compare, view: str, size: tuple[int, int]) -> None:
    assert _shot(snap_compare, make_app, size, VIEWS[view])


@pytest.mark.usefixtures("usual_day", "language")
@pytest.mark.parametrize("scans", SCANS)
def test_scans(make_app: MakeApp, snap_compare: Compare, scans: str, size: tuple[int, int]) -> None:
    assert _shot(snap_compare, make_app, size, ("f6",), SCANS[scans])


@pytest.mark.usefixtures("usual_day", "language")
@pytest.mark.parametrize("dialog", DIALOGS)
def test_dialogs(
    make_app: MakeApp, snap_compare: Compare, dialog: str, size: tuple[int, int]
) -> None:
    assert _shot(snap_compare, make_app, size, DIALOGS[dialog])


@pytest.mark.usefixtures("usual_day")
@pytest.mark.parametrize("view", REFUSED)
def test_refused(
    make_app: MakeApp, snap_compare: Compare, view: str, size: tuple[int, int]
) -> None:
    assert _shot(snap_compare, make_app, size, REFUSED[view])
