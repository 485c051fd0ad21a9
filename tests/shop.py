"""A shop for tests: a copy of a database that is made once, with a clock that obeys.

`make_shop(tmp_path)` is an empty shop as `db init` leaves it; with `sample=True` it is the sample
shop as `db init --sample` leaves it. Every test has a copy of its own.
"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from dropship_tui.models.catalog import NewSku
from dropship_tui.models.money import Money
from dropship_tui.services.database.db import open_database
from dropship_tui.services.goods import catalog, stock
from dropship_tui.services.samples.sample import load_sample
from dropship_tui.services.upkeep.database import create, furnish
from dropship_tui.services.work import Shop

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
"""A Monday morning in the shop."""

_TEMPLATES = tempfile.TemporaryDirectory(prefix="dropship-tests-")


@dataclass
class Clock:
    """A clock that stands still until it is told to move."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **steps: float) -> None:
        """Move on by days=, hours=, minutes= …"""
        self.now += timedelta(**steps)


def make_shop(
    tmp_path: Path, *, now: datetime = NOW, sample: bool = False, actor: str = "li"
) -> Shop:
    """A shop of its own in `tmp_path`; its `clock` is a Clock that stands at `now`."""
    path = tmp_path / "shop.db"
    shutil.copyfile(_template(sample=sample), path)
    return open_shop(path, now=now, actor=actor)


def open_shop(path: Path, *, now: datetime = NOW, actor: str = "li") -> Shop:
    """The shop at `path`, as another process would open it."""
    return Shop(open_database(str(path)), path.parent, actor, clock=Clock(now))


@cache
def _template(*, sample: bool) -> Path:
    path = Path(tempfile.mkdtemp(dir=_TEMPLATES.name)) / "shop.db"
    if sample:
        shutil.copyfile(_template(sample=False), path)
    else:
        create(str(path))
    shop = open_shop(path)
    if sample:
        load_sample(shop)
    else:
        shop.write(furnish)
    shop.db.close()
    return path


def add_sku(
    shop: Shop,
    code: str,
    *,
    title: str = "",
    spec: str = "",
    price: str = "10.00",
    on_hand: int = 0,
    barcode: str = "",
) -> int:
    """Enter a SKU, receive `on_hand` of it, and return its id."""
    new = NewSku(code, title or f"商品{code}", spec, barcode, price=Money.parse(price))
    shop.write(lambda tx: catalog.save(tx, new))
    if on_hand:
        shop.write(lambda tx: stock.receive(tx, code, on_hand))
    return shop.read(lambda tx: catalog.show(tx, code)).id
