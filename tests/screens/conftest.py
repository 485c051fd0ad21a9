"""A shop of the test's own, an App on it whose clock stands still, and a way to wait for both."""

from __future__ import annotations

import logging
import shutil
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from dropship_tui import log
from dropship_tui.app import DropshipApp
from dropship_tui.bootstrap import open_shop
from dropship_tui.models.address import Receiver
from dropship_tui.models.catalog import NewSku
from dropship_tui.models.money import Money
from dropship_tui.models.orders import NewLine, NewOrder, Payment
from dropship_tui.services.goods import catalog, stock
from dropship_tui.services.orders import intake
from dropship_tui.services.upkeep import database
from dropship_tui.settings import Settings
from tests.screens.hands import NOW, MakeApp, Take

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dropship_tui.services.work import Shop, Tx


@pytest.fixture(autouse=True)
def no_fault(request: pytest.FixtureRequest, isolation: None) -> Iterator[None]:
    """A fault of the program fails the test, also when its dialog was never looked at."""
    logger = logging.getLogger("dropship")
    for handler in logger.handlers[:]:  # it writes where an earlier test was at home
        logger.removeHandler(handler)
        handler.close()
    yield
    if "fault_expected" not in request.fixturenames and log.log_file().exists():
        pytest.fail(log.log_file().read_text())


@pytest.fixture
def fault_expected() -> None:
    """This test is about a fault of the program."""


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A furnished shop without goods or orders, made once and copied for each test."""
    path = tmp_path_factory.mktemp("template") / "shop.db"
    database.create(str(path))
    shop = open_shop(Settings(str(path), "tester"), clock=lambda: NOW)
    shop.write(database.furnish)
    # Without a -wal file beside it, so that a copy of the file is a copy of the shop.
    raw = shop.db.raw()
    raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw.close()
    shop.db.close()
    return path


@pytest.fixture
def settings(empty_database: Path, tmp_path: Path) -> Settings:
    """Where the test's shop is."""
    path = tmp_path / "shop.db"
    shutil.copy(empty_database, path)
    return Settings(str(path), "tester", station="bench 1")


@pytest.fixture
def shop(settings: Settings) -> Iterator[Shop]:
    """The shop, from another terminal: it has three SKUs with stock, and no orders."""
    opened = open_shop(settings, clock=lambda: NOW)
    opened.write(_stock_up)
    yield opened
    opened.db.close()


def _stock_up(tx: Tx) -> None:
    for code, title, spec, price, on_hand, shelf in (
        ("TS-RED-M", "纯棉T恤", "红 M", 3900, 14, "A-03"),
        ("CUP-01", "马克杯", "", 1500, 3, "C-11"),
        ("CUP-02", "Mug", "blue", 1600, 0, "C-12"),
    ):
        catalog.save(tx, NewSku(code, title=title, spec=spec, price=Money(price), bin=shelf))
        if on_hand:
            stock.receive(tx, code, on_hand)


@pytest.fixture
def take(shop: Shop) -> Take:
    """Takes down an order and answers its number."""

    def taken(
        name: str = "张三",
        *,
        sku: str = "TS-RED-M",
        quantity: int = 1,
        hours_ago: int = 2,
        paid: bool = True,
        remark: str = "",
        holds: tuple[str, ...] = (),
        channel: str = "manual",
        phone: str = "13800138000",
    ) -> str:
        at = NOW - timedelta(hours=hours_ago)
        order = NewOrder(
            Receiver(
                name,
                phone,
                province="浙江省",
                city="杭州市",
                district="余杭区",
                detail="文一西路969号",
            ),
            (NewLine(quantity, code=sku),),
            at,
            channel=channel,
            shop="小山" if channel != "manual" else "",
            freight=Money(400),
            paid=Payment("alipay", at) if paid else None,
            remark=remark,
            holds=holds,
        )
        return shop.write(lambda tx: intake.create(tx, order)).number

    return taken


@pytest.fixture
def make_app(settings: Settings) -> Iterator[MakeApp]:
    """The App on the test's shop; its clock stands still."""
    made: list[DropshipApp] = []

    def make() -> DropshipApp:
        made.append(DropshipApp(settings, clock=lambda: NOW))
        return made[-1]

    yield make
    for app in made:
        app.finish_writes()
