"""A supplier's day, on the database that nearly every shop has."""

from __future__ import annotations

from pathlib import Path

from tests.scenarios.story import live_a_day
from tests.shop import Clock, make_shop


def test_a_day(tmp_path: Path) -> None:
    shop = make_shop(tmp_path, sample=True)
    assert isinstance(shop.clock, Clock)
    live_a_day(shop, shop.clock)
    shop.db.close()
