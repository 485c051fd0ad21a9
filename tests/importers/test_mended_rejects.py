"""Rows that were rejected, mended in their own file: orders become what they should have been."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from dropship_tui.services.importers.orders import Answer
from dropship_tui.services.orders import order_queries, orders
from dropship_tui.services.orders.order_queries import OrderQuery
from dropship_tui.services.work import Shop
from tests import trade
from tests.importers.order_files import SHEET, Cells, codes, counts, take_rows
from tests.shop import add_sku

ROW: Cells = {**SHEET, "规格": "红 M", "单价": "39.00", "数量": "2"}


@pytest.fixture(autouse=True)
def goods(shop: Shop) -> None:
    for code in ("TS-RED-M", "CUP-01"):
        add_sku(shop, code, on_hand=9)


def _mended(shop: Shop, rejects: Path, mend: Callable[[dict[str, str]], object]) -> Answer:
    """Import the file of rejects again, after `mend` has seen to each row of it."""
    with rejects.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        mend(row)
    return take_rows(shop, rejects.parent, *rows)


def _lines(shop: Shop) -> list[list[tuple[str, int]]]:
    page = shop.read(lambda tx: order_queries.list_orders(tx, OrderQuery())).items
    views = [trade.order(shop, row.number) for row in page]
    assert trade.broken(shop) == {}
    assert all(order.held is None for order in views)
    return [sorted((line.code, line.quantity) for line in order.lines) for order in views]


def test_a_second_line_of_the_same_goods_joins_the_first(shop: Shop, tmp_path: Path) -> None:
    rejects = tmp_path / "rejects.csv"
    answer = take_rows(shop, tmp_path, ROW, {**ROW, "数量": "three"}, rejects=rejects)
    assert (counts(answer), answer.held) == ((1, 0, 0, 1, 0), 1)
    mended = _mended(shop, rejects, lambda row: row.update(数量="3"))
    assert counts(mended) == (1, 0, 0, 0, 0)
    assert _lines(shop) == [[("TS-RED-M", 2), ("TS-RED-M", 3)]]


def test_the_mended_file_comes_in_once_and_so_does_the_whole_file_mended(
    shop: Shop, tmp_path: Path
) -> None:
    rejects = tmp_path / "rejects.csv"
    take_rows(shop, tmp_path, ROW, {**ROW, "数量": "three"}, rejects=rejects)
    _mended(shop, rejects, lambda row: row.update(数量="3"))
    again = _mended(shop, rejects, lambda row: row.update(数量="3"))
    assert counts(again)[:2] == (0, 0)
    whole = take_rows(shop, tmp_path, ROW, {**ROW, "数量": "3"})
    assert counts(whole)[:2] == (0, 0)
    assert _lines(shop) == [[("TS-RED-M", 2), ("TS-RED-M", 3)]]


def test_a_row_whose_order_number_was_damaged_finds_its_order(shop: Shop, tmp_path: Path) -> None:
    rejects = tmp_path / "rejects.csv"
    damaged = {**ROW, "订单号": "1.0E+15", "商家编码": "CUP-01"}
    answer = take_rows(shop, tmp_path, ROW, damaged, rejects=rejects)
    assert counts(answer) == (1, 0, 0, 1, 0)
    mended = _mended(shop, rejects, lambda row: row.update(订单号=ROW["订单号"]))
    assert counts(mended) == (1, 0, 0, 0, 0)
    assert _lines(shop) == [[("CUP-01", 2), ("TS-RED-M", 2)]]


def test_what_comes_too_late_for_its_order_says_so(shop: Shop, tmp_path: Path) -> None:
    rejects = tmp_path / "rejects.csv"
    damaged = {**ROW, "订单号": "1.0E+15", "商家编码": "CUP-01"}
    take_rows(shop, tmp_path, ROW, damaged, rejects=rejects)
    (order,) = shop.read(lambda tx: order_queries.list_orders(tx, OrderQuery())).items
    trade.do(shop, orders.confirm, order.number)
    mended = _mended(shop, rejects, lambda row: row.update(订单号=ROW["订单号"]))
    assert [code for _, _, code in codes(mended)] == ["order_is_closed_to_lines"]
    assert _lines(shop) == [[("TS-RED-M", 2)]]


def test_a_row_that_contradicts_its_order_is_not_let_in_by_coming_again_unmended(
    shop: Shop, tmp_path: Path
) -> None:
    take_rows(shop, tmp_path, ROW)
    rejects = tmp_path / "rejects.csv"
    other = {**ROW, "商家编码": "CUP-01"}
    first = take_rows(shop, tmp_path, other, rejects=rejects)
    again = _mended(shop, rejects, lambda row: row)
    assert [code for _, _, code in codes(first)] == ["conflict"]
    assert [code for _, _, code in codes(again)] == ["conflict"]
    assert _lines(shop) == [[("TS-RED-M", 2)]]
