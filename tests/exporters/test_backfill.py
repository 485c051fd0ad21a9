"""Numbers given back: a file for each channel and shop, whatever the shops are called."""

from __future__ import annotations

import csv
from datetime import timedelta
from pathlib import Path

import pytest

from dropship_tui.services.exporters import backfill
from dropship_tui.services.work import Shop
from tests import trade
from tests.shop import Clock, add_sku


@pytest.fixture(autouse=True)
def goods(shop: Shop) -> None:
    add_sku(shop, "A", on_hand=90)


def shipped(shop: Shop, number: str, channel: str, of_shop: str) -> None:
    trade.ship(
        shop,
        trade.confirmed(shop, ("A", 1), external_no=number, channel=channel, sold_in=of_shop),
    )


def rows(path: str) -> list[list[str]]:
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_each_shop_of_each_channel_has_its_file(shop: Shop, tmp_path: Path) -> None:
    for number, channel, of_shop in (
        ("T-2", "taobao", "一店"), ("P-1", "pinduoduo", "一店"), ("T-1", "taobao", "一店"),
        ("T-3", "taobao", "a/b"), ("T-4", "taobao", "a:b"),
    ):  # fmt: skip
        shipped(shop, number, channel, of_shop)
    files = backfill.write(shop, tmp_path / "out")
    assert [(file.channel, file.shop, file.rows) for file in files] == [
        ("pinduoduo", "一店", 1),
        ("taobao", "a/b", 1),
        ("taobao", "a:b", 1),
        ("taobao", "一店", 2),
    ]
    assert len({file.path for file in files}) == 4
    header, *told = rows(files[-1].path)
    assert header == ["订单编号", "物流公司", "运单号"]
    assert [row[0] for row in told] == ["T-1", "T-2"]
    assert len(backfill.write(shop, tmp_path / "out", channel="pinduoduo")) == 1


def test_nothing_is_written_when_nothing_has_left(shop: Shop, tmp_path: Path, clock: Clock) -> None:
    assert backfill.write(shop, tmp_path / "out") == ()
    shipped(shop, "T-1", "taobao", "")
    assert backfill.write(shop, tmp_path / "out", since=clock() + timedelta(seconds=1)) == ()
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(("channel", "told"), [("taobao", 1), ("sheet", 2)])
def test_an_order_of_two_parcels_has_a_row_where_a_second_would_replace_it(
    shop: Shop, tmp_path: Path, clock: Clock, channel: str, told: int
) -> None:
    number = trade.confirmed(shop, ("A", 2), external_no="T-1", channel=channel)
    first = trade.open_parcel(shop, number)
    second = trade.split_parcel(shop, first, ("A", 1))
    for parcel in (first, second):
        trade.pack(shop, parcel)
        trade.label(shop, parcel)
        trade.hand_over(shop, parcel)
        clock.advance(hours=1)
    (file,) = backfill.write(shop, tmp_path / "out")
    assert file.rows == told
    waybills = [row[2] for row in rows(file.path)[1:]]
    assert waybills[0] == trade.parcel(shop, first).waybill
