"""Numbers for people are counted per day of the shop; ids are made without asking anybody."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest

from dropship_tui.services import policies
from dropship_tui.services.errors import Refused
from dropship_tui.services.ids import new_id, new_ids
from dropship_tui.services.numbers import next_number, next_numbers
from dropship_tui.services.work import Shop, Tx
from tests.shop import Clock
from tests.trade import do


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        ("order", "20261123-0001"),
        ("parcel", "P20261123-0001"),
        ("case", "R-20261123-0001"),
        ("unclaimed", "U-20261123-0001"),
        ("manifest", "M-20261123-0001"),
    ],
)
def test_each_kind_has_its_own(shop: Shop, kind: str, number: str) -> None:
    assert do(shop, next_number, kind) == number


def test_numbers_have_no_gaps_and_no_end(shop: Shop) -> None:
    assert do(shop, next_numbers, "order", 3) == [f"20261123-000{n}" for n in (1, 2, 3)]
    assert do(shop, next_numbers, "order", 9998)[-2:] == ["20261123-10000", "20261123-10001"]


def test_a_number_that_was_not_used_is_given_again(shop: Shop) -> None:
    def refused(tx: Tx) -> None:
        next_number(tx, "order")
        raise Refused("no", "no")

    with pytest.raises(Refused):
        shop.write(refused)
    assert do(shop, next_number, "order") == "20261123-0001"


def test_the_day_is_the_shops_and_that_of_the_deed(shop: Shop) -> None:
    assert isinstance(shop.clock, Clock)
    shop.clock.now = datetime(2026, 11, 23, 16, 30, tzinfo=UTC)  # half past midnight in Shanghai
    assert do(shop, next_number, "order") == "20261124-0001"
    before_midnight = datetime(2026, 11, 23, 15, 59, tzinfo=UTC)
    assert do(shop, next_number, "order", at=before_midnight) == "20261123-0001"
    do(shop, policies.set_policy, "zone", "America/New_York")
    assert do(shop, next_number, "order") == "20261123-0002"


def test_ids_rise_and_fit_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    made = [new_id() for _ in range(10_000)]
    assert made == sorted(set(made))
    block = new_ids(5000)
    assert len(block) == 5000
    assert block[0] > made[-1]
    assert new_id() > block[-1]
    assert list(new_ids(0)) == []
    year_2088 = int(datetime(2088, 1, 1, tzinfo=UTC).timestamp() * 1e9)
    monkeypatch.setattr("time.time_ns", lambda: year_2088)
    assert block[-1] < new_id() < 2**63


def test_a_clock_set_back_makes_no_id_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    last = new_id()
    past = int(datetime(2025, 1, 1, tzinfo=UTC).timestamp() * 1e9)
    monkeypatch.setattr("time.time_ns", lambda: past)
    assert last < new_id() < new_id()


def test_threads_make_no_id_twice() -> None:
    made: list[int] = []

    def work() -> None:
        mine = [new_id() for _ in range(2000)]
        made.extend(mine)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == 16_000
