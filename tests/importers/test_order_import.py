"""Orders from files: what goes in, what is refused by name, and what a second file changes."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from dropship_tui.models.imports import Counts
from dropship_tui.paths import data_dir
from dropship_tui.services import checkup, orders
from dropship_tui.services.errors import Refused, UnusableFile, WrongUsage
from dropship_tui.services.importers import orders as importing
from dropship_tui.services.importers.orders import Request, import_file
from dropship_tui.services.work import Shop
from tests.importers import books
from tests.importers.order_files import (
    PINDUODUO,
    SHEET,
    TAOBAO,
    codes,
    counts,
    everything,
    order_of,
    orders_of,
    said_of,
    table,
    take,
    take_rows,
    write_csv,
    write_xlsx,
)
from tests.shop import add_sku, open_shop
from tests.trade import do, label, open_parcel, pack, ship

SAMPLE = data_dir() / "sample"
EXPECTED: dict[str, Any] = json.loads((SAMPLE / "expected.json").read_text(encoding="utf-8"))
FILES = [(name, "阿美" if "阿美" in name else "") for name in EXPECTED]


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    return folder


def events(shop: Shop, external_no: str) -> list[tuple[str, str, str]]:
    return [(e.action, e.to_status, e.reason) for e in order_of(shop, external_no).events]


# The sample's three files


@pytest.mark.parametrize(("name", "reseller"), FILES)
def test_the_sample_files_answer_what_they_promise(
    sample_shop: Shop, name: str, reseller: str
) -> None:
    expected = EXPECTED[name]
    dry = take(sample_shop, SAMPLE / name, reseller=reseller, dry_run=True).as_dict()
    answer = take(sample_shop, SAMPLE / name, reseller=reseller)
    said = answer.as_dict()
    same = ("rows", "imported", "updated", "duplicate", "rejected", "skipped", "orders", "lines")
    for field in (*same, "held", "encoding"):
        assert said[field] == dry[field] == expected[field], field
    assert codes(answer) == [(e["row"], e["column"], e["reason"]) for e in expected["errors"]]
    assert checkup_is_clean(sample_shop)


@pytest.mark.parametrize(("name", "reseller"), FILES)
def test_every_sampled_order_is_in_the_shop_as_it_should_be(
    sample_shop: Shop, name: str, reseller: str
) -> None:
    take(sample_shop, SAMPLE / name, reseller=reseller)
    held: dict[str, list[str]] = {}
    for code, numbers in EXPECTED[name]["held_by"].items():
        held |= {number: [code] for number in numbers}
    for sample in EXPECTED[name]["samples"]:
        order = order_of(sample_shop, sample["external_no"])
        receiver = order.receiver
        for field in ("name", "phone", "extension", "province", "city", "district"):
            assert getattr(receiver, field) == sample[field], (sample, field)
        assert [[line.sku, line.quantity, line.price.amount] for line in order.lines] == [
            list(line) for line in sample["lines"]
        ], sample
        assert order.total.amount == sample["total"], sample
        assert order.remark == sample["remark"]
        assert order.ordered_at == datetime.fromisoformat(sample["ordered_at"])
    for number, codes_ in held.items():
        assert list(order_of(sample_shop, number).held or ()) == codes_, number


def checkup_is_clean(shop: Shop) -> bool:
    return all(check.ok for check in checkup.check(shop))


# The same orders, however they are written

UMBRELLA = {"商家编码": "UMB-01", "商品名称": "伞", "规格": "", "数量": "1", "单价": "45"}
TOWELS = {"商家编码": "TWL-01", "商品名称": "巾", "规格": "", "数量": "3", "单价": "29.9"}
ROWS = (
    SHEET | {"订单号": "A-1", "买家留言": "请尽快[/b]发货"},
    SHEET | {"订单号": "A-2"} | UMBRELLA,
    SHEET | {"订单号": "A-2"} | TOWELS,
    SHEET | {"订单号": "A-3", "收件人": "王五", "手机号": "13900139000", "数量": "1"},
)
ENGLISH = (
    "Order No.", "Order Date", "Recipient", "Phone Number", "Full Address", "Seller SKU",
    "Product Name", "Variation", "Qty", "Unit Price", "Buyer Note",
)  # fmt: skip
SYNONYMS = (
    "订单编号*", "下单日期", "收货人姓名", "收件人手机/电话", "收件人详细地址（省市区）",
    "规格编码", "宝贝标题", "颜色/尺码", "购买数量（件）", "单价(元)", "备注",
)  # fmt: skip


def _renamed(names: Sequence[str]) -> list[dict[str, Any]]:
    return [dict(zip(names, row.values(), strict=True)) for row in ROWS]


def _shuffled(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    names = list(rows[0])
    random.Random(5).shuffle(names)  # noqa: S311
    return [{name: row[name] for name in names} for row in rows]


def _typed(row: list[Any]) -> list[Any]:
    when = datetime.fromisoformat(row[1])
    return [row[0], when, row[2], int(row[3]), *row[4:8], int(row[8]), float(row[9]), row[10]]


def _html(cells: list[list[Any]]) -> str:
    lines = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in cells)
    return f"<html><meta charset='gbk'><table>{lines}</table></html>"


def _many_ways(folder: Path) -> list[Path]:
    plain = [dict(row) for row in ROWS]
    cells = table(plain)
    padded = [{name: f"\t{value}\t" for name, value in row.items()} for row in plain]
    wrapped = [
        row | {"订单号": f'="{row["订单号"]}"', "手机号": f"'{row['手机号']}"} for row in plain
    ]
    (folder / "old.xls").write_bytes(books.xls(cells))
    (folder / "web.xls").write_bytes(_html(cells).encode("gbk"))
    (folder / "sep.csv").write_text(
        "sep=;\n" + "".join(";".join(map(str, row)) + "\n" for row in cells), encoding="utf-8"
    )
    titled = [["阿美 11月20日订单"], [], *cells, ["合计", "", "", "", "", "", "", "", 7]]
    return [
        folder / "old.xls",
        folder / "web.xls",
        folder / "sep.csv",
        write_csv(folder / "plain.csv", plain),
        write_csv(folder / "gb.csv", plain, encoding="gb18030"),
        write_csv(folder / "bom.csv", plain, encoding="utf-8-sig"),
        write_csv(folder / "paste.tsv", plain, delimiter="\t"),
        write_csv(folder / "tabs.csv", padded),
        write_csv(folder / "wrapped.csv", wrapped),
        write_csv(folder / "shuffled.csv", _shuffled(plain)),
        write_csv(folder / "english.csv", _shuffled(_renamed(ENGLISH))),
        write_csv(folder / "synonyms.csv", _renamed(SYNONYMS)),
        write_xlsx(folder / "typed.xlsx", [cells[0], *map(_typed, cells[1:])]),
        write_xlsx(folder / "titled.xlsx", titled),
    ]


def test_one_and_the_same_orders_in_fourteen_files(sample_shop: Shop, files: Path) -> None:
    ways = _many_ways(files)
    answers = [take(sample_shop, path, shop=path.name) for path in ways]
    for path, answer in zip(ways, answers, strict=True):
        sums = path.name == "titled.xlsx"
        assert counts(answer) == (4, 0, 0, 0, sums), path.name
        assert (answer.orders, answer.lines, answer.held) == (3, 4, 0), path.name
    for number in ("A-1", "A-2", "A-3"):
        first, *others = map(said_of, orders_of(sample_shop, number))
        assert len(others) == len(ways) - 1
        for path, other in zip(ways[1:], others, strict=True):
            assert other == first, path.name
    second = order_of_shop(sample_shop, "A-2", "plain.csv")
    assert [(line.sku, line.quantity) for line in second.lines] == [("UMB-01", 1), ("TWL-01", 3)]
    assert second.total.amount == "134.70"
    assert checkup_is_clean(sample_shop)


def order_of_shop(shop: Shop, external_no: str, name: str) -> Any:
    (order,) = [o for o in orders_of(shop, external_no) if o.shop == name]
    return order


def test_merged_cells_carry_down_inside_their_merge_only(sample_shop: Shop, files: Path) -> None:
    header = ["订单号", "收件人", "手机号", "收货地址", "商家编码", "数量"]
    whole = ["A-1", "张三", "13800138000", "深圳市福田区一路1号"]
    blank = ["", "", "", ""]
    rows = [header, [*whole, "UMB-01", 1.0], [*blank, "TWL-01", 2.0], [*blank, "CUP-01", 1.0]]
    path = files / "merged.xls"
    path.write_bytes(books.xls(rows, merged=[(1, 2, column) for column in range(4)]))
    answer = take(sample_shop, path)
    assert codes(answer) == [(4, "订单号", "missing_order_number")]
    assert [line.sku for line in order_of(sample_shop, "A-1").lines] == ["UMB-01", "TWL-01"]


def test_rows_of_an_order_need_not_stand_together(sample_shop: Shop, files: Path) -> None:
    rows = [
        SHEET | {"订单号": f"A-{n}", "商家编码": code}
        for code in ("UMB-01", "TWL-01", "CUP-01")
        for n in range(30)
    ]
    answer = take_rows(sample_shop, files, *rows)
    assert (answer.orders, answer.lines) == (30, 90)
    assert [line.sku for line in order_of(sample_shop, "A-7").lines] == [
        "UMB-01",
        "TWL-01",
        "CUP-01",
    ]


# What is refused, and by which name


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("订单号", "", "missing_order_number"),
        ("订单号", "1.93E+17", "damaged_order_number"),
        ("订单号", "1.23E15", "damaged_order_number"),
        ("订单号", "193000000000000000.0", "damaged_order_number"),
        ("订单号", "9" * 65, "damaged_order_number"),
        ("数量", "1.5", "bad_quantity"),
        ("数量", "0", "bad_quantity"),
        ("数量", "-1", "bad_quantity"),
        ("数量", "", "bad_quantity"),
        ("数量", "两件", "bad_quantity"),
        ("数量", "1,5", "bad_quantity"),
        ("数量", "1000001", "bad_quantity"),
        ("数量", "9" * 5000, "bad_quantity"),
        ("单价", "abc", "not_an_amount"),
        ("单价", "-3", "negative_amount"),
        ("单价", "1e999999", "not_an_amount"),
        ("单价", "99999999999999", "amount_too_large"),
        ("下单时间", "2026-02-30 10:00", "impossible_date"),
        ("下单时间", "2026/13/01", "impossible_date"),
        ("下单时间", "0001-01-01", "impossible_date"),
        ("下单时间", "yesterday", "impossible_date"),
        ("收件人", "", "no_receiver"),
        ("收货地址", "", "no_receiver"),
    ],
)
def test_one_bad_cell_rejects_its_row_and_no_other(
    sample_shop: Shop, files: Path, column: str, value: str, code: str
) -> None:
    good = SHEET | {"订单号": "A-2", "收件人": "李四"}
    answer = take_rows(sample_shop, files, SHEET | {column: value}, good)
    assert counts(answer) == (1, 0, 0, 1, 0)
    assert codes(answer) == [(2, column, code)]
    assert answer.errors[0].message
    assert order_of(sample_shop, "A-2").held is None


def test_a_number_that_a_workbook_has_rounded_is_refused(sample_shop: Shop, files: Path) -> None:
    cells = table([SHEET, SHEET | {"订单号": 193012345678901234.0}, SHEET | {"订单号": 1002.0}])
    answer = take(sample_shop, write_xlsx(files / "orders.xlsx", cells))
    assert codes(answer) == [(3, "订单号", "damaged_order_number")]
    assert order_of(sample_shop, "1002").lines


def test_what_is_left_of_an_order_waits_until_its_row_comes(sample_shop: Shop, files: Path) -> None:
    rows = [
        SHEET | {"商家编码": "UMB-01"},
        SHEET | {"商家编码": "TWL-01", "数量": "0"},
        SHEET | {"商家编码": "CUP-01"},
    ]
    answer = take_rows(sample_shop, files, *rows)
    assert counts(answer) == (2, 0, 0, 1, 0)
    assert (answer.orders, answer.lines, answer.held) == (1, 2, 1)
    assert order_of(sample_shop, "A-1001").held == ("incomplete",)
    rest = take_rows(sample_shop, files, rows[1] | {"数量": "4"})
    assert counts(rest) == (1, 0, 0, 0, 0)
    order = order_of(sample_shop, "A-1001")
    assert order.held is None
    assert [(line.sku, line.quantity) for line in order.lines] == [
        ("UMB-01", 2),
        ("CUP-01", 2),
        ("TWL-01", 4),
    ]
    assert order.total.minor == 8 * 3900
    assert checkup_is_clean(sample_shop)


def test_the_receiver_may_stand_in_a_row_that_is_rejected(sample_shop: Shop, files: Path) -> None:
    nobody = {"收件人": "", "手机号": "", "收货地址": ""}
    rows = [SHEET | {"数量": "x"}, SHEET | nobody | {"商家编码": "UMB-01"}]
    answer = take_rows(sample_shop, files, *rows)
    assert counts(answer) == (1, 0, 0, 1, 0)
    assert order_of(sample_shop, "A-1001").receiver.name == "张三"


def test_a_file_without_receivers_waits_for_them(sample_shop: Shop, files: Path) -> None:
    bare = {
        name: value for name, value in SHEET.items() if name not in ("收件人", "手机号", "收货地址")
    }
    answer = take_rows(sample_shop, files, bare)
    assert counts(answer) == (1, 0, 0, 0, 0)
    assert order_of(sample_shop, "A-1001").held == ("no_receiver",)
    assert counts(take_rows(sample_shop, files, SHEET)) == (0, 1, 0, 0, 0)
    order = order_of(sample_shop, "A-1001")
    assert (order.held, order.status, order.receiver.city) == (None, "new", "深圳市")


def test_no_phone_is_a_reason_to_wait(sample_shop: Shop, files: Path) -> None:
    take_rows(sample_shop, files, SHEET | {"手机号": ""})
    assert order_of(sample_shop, "A-1001").held == ("no_receiver",)


def test_strict_imports_nothing_when_a_row_is_rejected(sample_shop: Shop, files: Path) -> None:
    before = everything(sample_shop)
    answer = take_rows(
        sample_shop, files, SHEET, SHEET | {"订单号": "A-2", "数量": "x"}, strict=True
    )
    assert (answer.written, len(answer.errors)) == (False, 1)
    assert everything(sample_shop) == before
    fine = take_rows(sample_shop, files, SHEET, strict=True)
    assert (fine.written, fine.counts.imported) == (True, 1)


def test_a_dry_run_answers_the_same_and_writes_nothing(sample_shop: Shop, files: Path) -> None:
    path = write_csv(
        files / "mixed.csv",
        [
            SHEET,
            SHEET,
            SHEET | {"订单号": "A-2", "商家编码": "?"},
            SHEET | {"订单号": "A-3", "数量": "x"},
        ],
    )
    before = everything(sample_shop)
    dry = take(sample_shop, path, dry_run=True)
    assert everything(sample_shop) == before
    real = take(sample_shop, path)
    assert dry.batch is None
    assert {**dry.as_dict(), "batch": real.batch, "written": True} == real.as_dict()


def test_exact_repeats_are_duplicates_wherever_they_stand(sample_shop: Shop, files: Path) -> None:
    other = SHEET | {"订单号": "A-2"}
    assert counts(take_rows(sample_shop, files, SHEET, SHEET, other, SHEET)) == (2, 0, 2, 0, 0)


def test_the_same_goods_twice_are_two_lines_unless_all_is_the_same(
    sample_shop: Shop, files: Path
) -> None:
    answer = take_rows(sample_shop, files, SHEET, SHEET | {"数量": "5"})
    assert (answer.orders, answer.lines) == (1, 2)
    assert [line.quantity for line in order_of(sample_shop, "A-1001").lines] == [2, 5]


def test_a_platform_that_gives_one_row_an_order_says_two_things(
    sample_shop: Shop, files: Path
) -> None:
    answer = take_rows(sample_shop, files, PINDUODUO, PINDUODUO | {"商品数量(件)": "3"})
    assert codes(answer) == [(3, "订单号", "conflict")]
    assert order_of(sample_shop, "261120-500000000000174").held == ("incomplete",)


def test_no_order_is_no_row(sample_shop: Shop, files: Path) -> None:
    cells = table([SHEET])
    required = ["必填", "选填", *["必填"] * 9]
    sums = ["合计：", *[""] * 7, "2", "78.00", ""]
    footers = [["导出时间 2026-11-20"], ["83 record(s) downloaded"], ["", "", "以上共 1 单"]]
    rows = [cells[0], required, cells[1], cells[0], sums, *footers]
    answer = take(sample_shop, write_xlsx(files / "orders.xlsx", rows))
    assert counts(answer) == (1, 0, 0, 0, 6)


# What the platform says of an order

NUMBER = str(PINDUODUO["订单号"])
OVER = ["已发货，待收货", "已收货", "已取消", "未发货，退款成功", "已发货，退款成功"]


@pytest.mark.parametrize("status", OVER)
def test_what_is_over_is_skipped_when_we_do_not_know_it(
    sample_shop: Shop, files: Path, status: str
) -> None:
    assert counts(take_rows(sample_shop, files, PINDUODUO | {"订单状态": status})) == (
        0,
        0,
        0,
        0,
        1,
    )
    assert orders_of(sample_shop, NUMBER) == []


def test_an_unpaid_order_goes_on_when_it_is_paid(sample_shop: Shop, files: Path) -> None:
    number = str(TAOBAO["订单编号"])
    unpaid = TAOBAO | {"订单状态": "等待买家付款", "订单付款时间 ": ""}
    assert take_rows(sample_shop, files, unpaid).held == 1
    order = order_of(sample_shop, number)
    assert (order.held, order.paid) == (("unpaid",), None)
    assert counts(take_rows(sample_shop, files, TAOBAO)) == (0, 1, 0, 0, 0)
    order = order_of(sample_shop, number)
    assert (order.held, order.status) == (None, "new")
    assert order.paid is not None
    assert order.paid.method == "alipay"
    assert order.paid.at.isoformat() == "2026-11-20T02:06:00+00:00"
    assert counts(take_rows(sample_shop, files, unpaid | {"买家留言": "old"})) == (0, 0, 1, 0, 0)
    assert order_of(sample_shop, number).paid is not None


def test_a_refund_under_way_stops_the_order(sample_shop: Shop, files: Path) -> None:
    asked = PINDUODUO | {"售后状态": "售后处理中"}
    take_rows(sample_shop, files, asked)
    assert order_of(sample_shop, NUMBER).held == ("refund_requested",)
    do(sample_shop, orders.release, order_of(sample_shop, NUMBER).number)
    assert counts(take_rows(sample_shop, files, asked, asked)) == (0, 0, 2, 0, 0)
    assert order_of(sample_shop, NUMBER).held is None, "what was decided stands"


def test_a_refund_that_is_asked_for_later_stops_the_order(sample_shop: Shop, files: Path) -> None:
    take_rows(sample_shop, files, PINDUODUO)
    do(sample_shop, orders.confirm, order_of(sample_shop, NUMBER).number)
    asked = take_rows(sample_shop, files, PINDUODUO | {"售后状态": "售后处理中"})
    assert (counts(asked), asked.held) == ((0, 1, 0, 0, 0), 1)
    order = order_of(sample_shop, NUMBER)
    assert (order.status, order.held) == ("on_hold", ("refund_requested",))
    assert counts(take_rows(sample_shop, files, PINDUODUO)) == (0, 0, 1, 0, 0), "old news"
    assert order_of(sample_shop, NUMBER).held == ("refund_requested",)


def test_a_closed_order_is_cancelled_and_its_stock_comes_back(
    sample_shop: Shop, files: Path
) -> None:
    take_rows(sample_shop, files, PINDUODUO)
    do(sample_shop, orders.confirm, order_of(sample_shop, NUMBER).number)
    closed = PINDUODUO | {"订单状态": "已取消"}
    assert counts(take_rows(sample_shop, files, closed)) == (0, 1, 0, 0, 0)
    assert order_of(sample_shop, NUMBER).status == "cancelled"
    assert order_of(sample_shop, NUMBER).lines[0].reserved == 0
    assert counts(take_rows(sample_shop, files, closed | {"买家留言": "x"})) == (0, 0, 1, 0, 0)
    assert counts(take_rows(sample_shop, files, PINDUODUO)) == (0, 0, 1, 0, 0)
    assert checkup_is_clean(sample_shop)


def test_a_closed_order_in_packing_is_stopped_and_not_cancelled(
    sample_shop: Shop, files: Path
) -> None:
    take_rows(sample_shop, files, PINDUODUO)
    number = order_of(sample_shop, NUMBER).number
    do(sample_shop, orders.confirm, number)
    pack(sample_shop, open_parcel(sample_shop, number))
    assert counts(take_rows(sample_shop, files, PINDUODUO | {"订单状态": "已取消"})) == (
        0,
        1,
        0,
        0,
        0,
    )
    order = order_of(sample_shop, NUMBER)
    assert (order.status, order.held) == ("on_hold", ("refund_requested",))


def test_an_order_that_somebody_else_has_shipped_is_stopped(sample_shop: Shop, files: Path) -> None:
    take_rows(sample_shop, files, PINDUODUO)
    shipped = PINDUODUO | {"订单状态": "已发货，待收货"}
    assert counts(take_rows(sample_shop, files, shipped)) == (0, 1, 0, 0, 0)
    assert order_of(sample_shop, NUMBER).held == ("manual",)
    do(sample_shop, orders.release, order_of(sample_shop, NUMBER).number)
    assert counts(take_rows(sample_shop, files, shipped)) == (0, 0, 1, 0, 0)


def test_an_order_that_we_have_shipped_is_no_news(sample_shop: Shop, files: Path) -> None:
    take_rows(sample_shop, files, PINDUODUO)
    number = order_of(sample_shop, NUMBER).number
    do(sample_shop, orders.confirm, number)
    ship(sample_shop, number)
    for status in ("已发货，待收货", "已收货", "已发货，退款成功"):
        answer = take_rows(sample_shop, files, PINDUODUO | {"订单状态": status})
        assert counts(answer) == (0, 0, 1, 0, 0)
    assert order_of(sample_shop, NUMBER).status == "shipped"


# Receivers


def test_a_masked_receiver_is_replaced_when_the_whole_one_comes(
    sample_shop: Shop, files: Path
) -> None:
    masked = PINDUODUO | {
        "收货人": "张*",
        "手机": "138****8000",
        "收货地址": "广东省 深圳市 福田区 ****",
    }
    take_rows(sample_shop, files, masked)
    assert order_of(sample_shop, NUMBER).held == ("masked_receiver",)
    assert counts(take_rows(sample_shop, files, PINDUODUO)) == (0, 1, 0, 0, 0)
    order = order_of(sample_shop, NUMBER)
    assert (order.held, order.status, order.receiver.phone) == (None, "new", "13800138000")
    assert counts(take_rows(sample_shop, files, masked | {"买家留言": "x"})) == (0, 0, 1, 0, 0)
    assert order_of(sample_shop, NUMBER).receiver.phone == "13800138000"


@pytest.mark.parametrize("cipher", ["##xVt0+q3==##", "$$aGVsbG8=$$", "~Zm9v~1~~"])
def test_a_ciphertext_is_no_receiver(sample_shop: Shop, files: Path, cipher: str) -> None:
    take_rows(
        sample_shop, files, PINDUODUO | {"收货人": cipher, "手机": cipher, "收货地址": cipher}
    )
    assert order_of(sample_shop, NUMBER).held == ("masked_receiver",)


def test_a_new_address_counts_until_the_parcel_is_packed(sample_shop: Shop, files: Path) -> None:
    take_rows(sample_shop, files, PINDUODUO)
    moved = PINDUODUO | {"收货地址": "浙江省 杭州市 西湖区 北山街道曙光路122号"}
    assert counts(take_rows(sample_shop, files, moved)) == (0, 1, 0, 0, 0)
    assert order_of(sample_shop, NUMBER).receiver.city == "杭州市"
    assert counts(take_rows(sample_shop, files, PINDUODUO)) == (0, 0, 1, 0, 0), "an older file"
    assert order_of(sample_shop, NUMBER).receiver.city == "杭州市"
    number = order_of(sample_shop, NUMBER).number
    do(sample_shop, orders.confirm, number)
    parcel = open_parcel(sample_shop, number)
    pack(sample_shop, parcel)
    label(sample_shop, parcel)
    again = PINDUODUO | {"收货地址": "上海市 上海市 徐汇区 田林街道青禾路40号"}
    assert counts(take_rows(sample_shop, files, again)) == (0, 1, 0, 0, 0)
    order = order_of(sample_shop, NUMBER)
    assert (order.held, order.receiver.city) == (("manual",), "杭州市")
    assert ("hold", "on_hold", "the platform has another address now") in events(
        sample_shop, NUMBER
    )


def test_the_address_that_was_changed_wins(sample_shop: Shop, files: Path) -> None:
    row = TAOBAO | {"修改后的收货地址": "浙江省 杭州市 西湖区 北山街道曙光路122号(310007)"}
    take_rows(sample_shop, files, row)
    assert order_of(sample_shop, str(TAOBAO["订单编号"])).receiver.postcode == "310007"


@pytest.mark.parametrize(
    ("cells", "country", "city"),
    [
        ({"国家": "中国"}, "CN", "深圳市"),
        ({"国家": "China"}, "CN", "深圳市"),
        ({"国家": "US", "收货地址": "1 Main St", "城市": "Springfield"}, "US", "Springfield"),
        ({"收货地址": "莲花街道一路1号", "省": "广东", "市": "深圳", "区": "福田"}, "CN", "深圳市"),
        ({"收货地址": "一路1号", "所在地区": "广东省 深圳市 福田区"}, "CN", "深圳市"),
    ],
)
def test_places_in_columns_of_their_own(
    sample_shop: Shop, files: Path, cells: dict[str, str], country: str, city: str
) -> None:
    take_rows(sample_shop, files, SHEET | cells)
    receiver = order_of(sample_shop, "A-1001").receiver
    assert (receiver.country, receiver.city) == (country, city)


def test_one_cell_may_hold_the_whole_receiver(sample_shop: Shop, files: Path) -> None:
    row = {
        "订单号": "A-9",
        "收货信息": "张三[7839]，13800138000-7839，广东省 深圳市 福田区，莲花街道一路1号[7839]",
        "商品名称": "晴雨两用折叠伞", "商品数量": "1", "备注信息": "不要发顺丰", "快递单号": "",
    }  # fmt: skip
    path = write_csv(files / "paste.tsv", [row], delimiter="\t")
    assert take(sample_shop, path).held == 0
    order = order_of(sample_shop, "A-9")
    assert order.receiver.as_dict() | {"street": "", "detail": ""} == {
        "name": "张三", "phone": "13800138000", "extension": "7839", "country": "CN",
        "province": "广东省", "city": "深圳市", "district": "福田区", "street": "", "detail": "",
        "postcode": "",
    }  # fmt: skip
    assert (order.remark, order.lines[0].sku) == ("不要发顺丰", "UMB-01")


# Whose order it is


def test_two_shops_may_have_the_same_number(sample_shop: Shop, files: Path) -> None:
    rows = [SHEET | {"店铺名称": "甲店"}, SHEET | {"店铺名称": "乙店"}]
    assert take_rows(sample_shop, files, *rows).orders == 2
    assert {order.shop for order in orders_of(sample_shop, "A-1001")} == {"甲店", "乙店"}
    assert counts(take_rows(sample_shop, files, SHEET, shop="丙店")) == (1, 0, 0, 0, 0)


def test_two_resellers_may_have_the_same_number(sample_shop: Shop, files: Path) -> None:
    path = write_csv(files / "orders.csv", [SHEET | {"单价": ""}])
    for reseller in ("阿美", "小店优选"):
        assert counts(take(sample_shop, path, reseller=reseller)) == (1, 0, 0, 0, 0)
    assert counts(take(sample_shop, path, reseller="amei")) == (0, 0, 1, 0, 0), "by its code"
    first, second = orders_of(sample_shop, "A-1001")
    assert (first.reseller, second.reseller) == ("阿美", "小店优选")
    assert first.total.amount == "58.00", "阿美's own price"
    assert second.total.amount == "78.00"


def test_a_platforms_file_of_a_reseller(sample_shop: Shop, files: Path) -> None:
    take_rows(sample_shop, files, PINDUODUO, reseller="阿美", shop="阿美旗舰店")
    order = order_of(sample_shop, NUMBER)
    assert (order.channel, order.shop, order.reseller) == ("pinduoduo", "阿美旗舰店", "阿美")


def test_one_shop_does_not_belong_to_two_resellers(sample_shop: Shop, files: Path) -> None:
    take_rows(sample_shop, files, PINDUODUO, reseller="阿美", shop="店")
    answer = take_rows(
        sample_shop, files, PINDUODUO | {"买家留言": "x"}, reseller="小店优选", shop="店"
    )
    assert codes(answer) == [(2, "订单号", "conflict")]


def test_an_unknown_reseller_is_refused(sample_shop: Shop, files: Path) -> None:
    with pytest.raises(Refused, match="阿丑") as refused:
        take_rows(sample_shop, files, SHEET, reseller="阿丑")
    assert refused.value.code == "unknown_reseller"


# Conflicts


def test_a_changed_quantity_is_a_conflict_and_changes_nothing(
    sample_shop: Shop, files: Path
) -> None:
    take_rows(sample_shop, files, SHEET)
    changed = SHEET | {"数量": "3"}
    for _ in range(2):
        answer = take_rows(sample_shop, files, changed)
        assert codes(answer) == [(2, "数量", "conflict")]
    assert order_of(sample_shop, "A-1001").lines[0].quantity == 2


def test_a_number_that_comes_again_for_somebody_else_is_a_conflict(
    sample_shop: Shop, files: Path
) -> None:
    take_rows(sample_shop, files, SHEET)
    other = SHEET | {
        "收件人": "李四",
        "手机号": "13900139000",
        "收货地址": "浙江省杭州市西湖区一路2号",
    }
    answer = take_rows(sample_shop, files, other)
    assert codes(answer) == [(2, "订单号", "conflict")]
    assert order_of(sample_shop, "A-1001").receiver.name == "张三"


def test_other_goods_under_a_known_number_are_a_conflict(sample_shop: Shop, files: Path) -> None:
    take_rows(sample_shop, files, SHEET)
    answer = take_rows(sample_shop, files, SHEET | {"商家编码": "UMB-01"})
    assert codes(answer) == [(2, "订单号", "conflict")]


def test_a_later_file_may_add_a_line_to_a_new_order(sample_shop: Shop, files: Path) -> None:
    take_rows(sample_shop, files, SHEET)
    more = SHEET | {"商家编码": "NO-SUCH", "商品名称": "没有的"}
    answer = take_rows(sample_shop, files, SHEET, more)
    assert (counts(answer), answer.lines) == ((1, 0, 1, 0, 0), 1)
    order = order_of(sample_shop, "A-1001")
    assert (len(order.lines), order.held) == (2, ("unknown_sku",))
    assert checkup_is_clean(sample_shop)


def test_a_line_is_not_added_to_an_order_that_is_confirmed(sample_shop: Shop, files: Path) -> None:
    take_rows(sample_shop, files, SHEET)
    do(sample_shop, orders.confirm, order_of(sample_shop, "A-1001").number)
    answer = take_rows(sample_shop, files, SHEET, SHEET | {"商家编码": "UMB-01"})
    assert codes(answer) == [(3, "订单号", "order_is_closed_to_lines")]


def test_a_line_number_belongs_to_one_order(sample_shop: Shop, files: Path) -> None:
    first = SHEET | {"子订单编号": "S-1"}
    second = SHEET | {"订单号": "A-2", "子订单编号": "S-1"}
    assert codes(take_rows(sample_shop, files, first, second)) == [(3, "子订单编号", "conflict")]
    assert codes(take_rows(sample_shop, files, second)) == [(2, "子订单编号", "conflict")]
    damaged = SHEET | {"订单号": "A-3", "子订单编号": "2.99E+18"}
    assert codes(take_rows(sample_shop, files, damaged)) == [
        (2, "子订单编号", "damaged_order_number")
    ]


# Goods and money


def test_a_sku_level_code_wins_over_a_product_level_one(sample_shop: Shop, files: Path) -> None:
    both = SHEET | {"商品编码": "UMB-01", "商家编码": "", "规格编码": "TS-WHT-L"}
    only = SHEET | {"订单号": "A-2", "商品编码": "UMB-01", "商家编码": "", "规格编码": ""}
    none = SHEET | {"订单号": "A-3", "商品编码": "UMB-01", "商家编码": "NO-SUCH", "规格编码": ""}
    take_rows(sample_shop, files, both, only, none)
    assert order_of(sample_shop, "A-1001").lines[0].sku == "TS-WHT-L"
    assert order_of(sample_shop, "A-2").lines[0].sku == "UMB-01"
    assert order_of(sample_shop, "A-3").lines[0].sku is None, "the wrong size is worse than none"


def test_a_title_counts_only_for_one_kind_of_goods(sample_shop: Shop, files: Path) -> None:
    take_rows(
        sample_shop, files, TAOBAO, TAOBAO | {"订单编号": "2994150759339467584", "宝贝种类 ": "2"}
    )
    assert order_of(sample_shop, str(TAOBAO["订单编号"])).lines[0].sku == "UMB-01"
    assert order_of(sample_shop, "2994150759339467584").held == ("unknown_sku",)


@pytest.mark.parametrize(
    ("cells", "total"),
    [
        ({"商品总价(元)": "100.00", "商品数量(件)": "3"}, "100.00"),
        ({"商品总价(元)": "¥1,234.50", "邮费(元)": "6元"}, "1240.50"),
        ({"店铺优惠折扣(元)": "5.00", "平台优惠折扣(元)": "9.00"}, "73.00"),
        ({"店铺优惠折扣(元)": "-5.00"}, "73.00"),
        ({"商品总价(元)": "0.01", "商品数量(件)": "999"}, "0.01"),
        ({"商品总价(元)": "78", "邮费(元)": "", "店铺优惠折扣(元)": "-"}, "78.00"),
    ],
)
def test_the_total_is_the_files_amount_to_the_cent(
    sample_shop: Shop, files: Path, cells: dict[str, str], total: str
) -> None:
    take_rows(sample_shop, files, PINDUODUO | cells)
    order = order_of(sample_shop, NUMBER)
    assert order.total.amount == total
    goods = sum(line.price.minor * line.quantity for line in order.lines)
    assert order.total.minor == goods + order.freight.minor - order.discount.minor
    assert order.goods_total.minor == goods


def test_what_an_order_says_on_every_row_counts_once(sample_shop: Shop, files: Path) -> None:
    of_order = {"运费": "8", "优惠金额": "5"}
    take_rows(sample_shop, files, SHEET | of_order, SHEET | of_order | {"商家编码": "UMB-01"})
    order = order_of(sample_shop, "A-1001")
    assert (order.freight.amount, order.discount.amount) == ("8.00", "5.00")


def test_a_discount_that_eats_the_order_is_refused(sample_shop: Shop, files: Path) -> None:
    answer = take_rows(sample_shop, files, SHEET | {"优惠金额": "78.01"})
    assert codes(answer) == [(2, "订单号", "discount_too_large")]
    too_much = [
        SHEET | {"单价": "99999999999", "商家编码": code, "数量": "999999"} for code in "ab"
    ]
    answer = take_rows(sample_shop, files, *too_much)
    assert {code for _row, _column, code in codes(answer)} <= {"amount_too_large"}


def test_a_sheet_without_prices_has_the_catalogs(sample_shop: Shop, files: Path) -> None:
    take_rows(sample_shop, files, SHEET | {"单价": "", "商品名称": "", "规格": ""})
    line = order_of(sample_shop, "A-1001").lines[0]
    assert (line.price.amount, line.title, line.spec) == ("39.00", "纯棉T恤", "红 M")


# What is kept, and what is not


def test_identity_numbers_are_dropped_and_every_other_column_is_kept(
    sample_shop: Shop, files: Path
) -> None:
    row = SHEET | {"收件人身份证号": "11010519491231002X", "流量来源": "直播间 7", "旗帜颜色": "红"}
    take_rows(sample_shop, files, row)
    stored = json.dumps(
        [[str(cell) for cell in row] for rows in everything(sample_shop).values() for row in rows],
        ensure_ascii=False,
    )
    assert "11010519491231002X" not in stored
    assert "直播间 7" in stored
    assert "流量来源" in stored
    assert "旗帜颜色" in stored


HOSTILE = [
    "[/b]", "[@click=app.quit]x[/]", "=cmd|' /C calc'!A0", "\x1b[2J\x07", "a\u202eb\u200b",
    "\x00nul", "'; DROP TABLE orders; --", "{0.__class__}", "%s%n", "👩‍👩‍👧‍👦", "ﷺ" * 50, "\ud7ff",
    "a\nb\r\nc", "\t", "x" * 30000,
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_in_every_cell(sample_shop: Shop, files: Path, text: str) -> None:
    for kind in (SHEET, PINDUODUO, TAOBAO):
        rows = [kind | {column: f"{text}{kind[column]}"} for column in kind]
        path = write_csv(files / f"{len(kind)}.csv", [kind, *rows])
        answer = take(sample_shop, path)
        assert answer.counts.rows == len(rows) + 1
        again = take(sample_shop, path)
        assert (again.counts.imported, again.counts.updated) == (0, 0)
    for order in (row for name, row in _texts(sample_shop)):
        assert not set(order) & {"\x1b", "\x00", "\u202e", "\u200b", "\x07"}
    assert checkup_is_clean(sample_shop)


def _texts(shop: Shop) -> list[tuple[str, str]]:
    return [
        (name, cell)
        for name, rows in everything(shop).items()
        for row in rows
        for cell in row
        if isinstance(cell, str)
    ]


def test_rows_have_the_numbers_that_the_spreadsheet_shows(sample_shop: Shop, files: Path) -> None:
    path = files / "orders.csv"
    path.write_text(
        "一个标题\n\n订单号,收件人,手机号,地址,商家编码,数量\n"
        'A-1,张三,13800138000,"深圳市福田区\n一路1号",UMB-01,1\n\n'
        "A-2,张三,13800138000,深圳市福田区一路1号,UMB-01,x\n",
        encoding="utf-8",
    )
    assert codes(take(sample_shop, path)) == [(6, "数量", "bad_quantity")]


# Again and again


@pytest.mark.parametrize(("name", "reseller"), FILES)
def test_a_second_import_changes_nothing(sample_shop: Shop, name: str, reseller: str) -> None:
    first = take(sample_shop, SAMPLE / name, reseller=reseller)
    before = everything(sample_shop)
    again = take(sample_shop, SAMPLE / name, reseller=reseller)
    assert everything(sample_shop) == before
    c = first.counts
    assert again.counts == Counts(0, 0, c.imported + c.duplicate, c.rejected, c.skipped)
    assert again.errors == first.errors
    assert (again.orders, again.lines, again.held, again.written) == (0, 0, 0, False)
    assert again.batch == first.batch


def test_overlapping_files_add_up(sample_shop: Shop, files: Path) -> None:
    rows = [SHEET | {"订单号": f"A-{n}"} for n in range(30)]
    assert counts(take_rows(sample_shop, files, *rows[:20])) == (20, 0, 0, 0, 0)
    assert counts(take_rows(sample_shop, files, *rows[10:])) == (10, 0, 10, 0, 0)
    assert counts(take_rows(sample_shop, files, *rows)) == (0, 0, 30, 0, 0)


def test_the_same_file_for_another_shop_is_new(sample_shop: Shop, files: Path) -> None:
    path = write_csv(files / "orders.csv", [SHEET, SHEET | {"订单号": "A-2", "数量": "x"}])
    for shop in ("甲", "乙"):
        assert counts(take(sample_shop, path, shop=shop)) == (1, 0, 0, 1, 0)
    assert counts(take(sample_shop, path, shop="甲")) in {(0, 0, 1, 1, 0)}


def test_what_was_unknown_once_may_be_taken_the_second_time(sample_shop: Shop, files: Path) -> None:
    path = write_csv(
        files / "orders.csv",
        [SHEET | {"商家编码": "", "单价": "", "优惠金额": "1"}, SHEET | {"订单号": "A-2"}],
    )
    unpriced = SHEET | {"商家编码": "NEW-1", "单价": "", "优惠金额": "1.00"}
    path = write_csv(files / "orders.csv", [unpriced, SHEET | {"订单号": "A-2"}])
    assert codes(take(sample_shop, path)) == [(2, "订单号", "discount_too_large")]
    add_sku(sample_shop, "NEW-1", price="5.00")
    assert counts(take(sample_shop, path)) == (1, 0, 1, 0, 0)
    assert order_of(sample_shop, "A-1001").total.amount == "9.00"


def test_importing_can_be_stopped_and_goes_on(
    sample_shop: Shop, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "_FIRST", 10)
    path = write_csv(files / "orders.csv", [SHEET | {"订单号": f"A-{n}"} for n in range(40)])
    told: list[tuple[int, int]] = []

    def stop(done: int, of: int) -> bool:
        told.append((done, of))
        return False

    stopped = import_file(sample_shop, Request(path), stop)
    assert told == [(10, 40)]
    assert stopped.counts.imported == 10
    rest = take(sample_shop, path)
    assert counts(rest) == (30, 0, 10, 0, 0)
    assert counts(take(sample_shop, path)) == (0, 0, 40, 0, 0)
    assert checkup_is_clean(sample_shop)


def test_somebody_else_may_import_the_same_file_meanwhile(
    sample_shop: Shop, files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "_FIRST", 5)
    path = write_csv(files / "orders.csv", [SHEET | {"订单号": f"A-{n}"} for n in range(30)])
    other = open_shop(tmp_path / "shop.db")
    original = importing._Import._settle

    def late(self: Any, planner: Any, items: Any, batch: Any, pace: Any) -> Any:
        read = self._shop.read

        def and_then(work: Any) -> Any:
            plan = read(work)
            if batch is not None and self._shop is sample_shop:
                import_file(other, Request(path))
            return plan

        monkeypatch.setattr(sample_shop, "read", and_then, raising=False)
        try:
            return original(self, planner, items, batch, pace)
        finally:
            monkeypatch.setattr(sample_shop, "read", read, raising=False)

    monkeypatch.setattr(importing._Import, "_settle", late)
    answer = take(sample_shop, path)
    assert counts(answer) == (0, 0, 30, 0, 0)
    assert len({order.number for n in range(30) for order in orders_of(other, f"A-{n}")}) == 30
    assert checkup_is_clean(other)
    other.db.close()


KILLED = """
import sys
from pathlib import Path
from dropship_tui.services.importers import orders
from dropship_tui.services.importers.orders import Request, import_file
from tests.shop import open_shop
orders._FIRST = orders._MOST = 5
def told(done, of):
    print(done, flush=True)
    return True
import_file(open_shop(Path(sys.argv[1])), Request(Path(sys.argv[2])), told)
"""


def test_a_kill_in_the_middle_loses_and_doubles_nothing(
    sample_shop: Shop, files: Path, tmp_path: Path
) -> None:
    path = write_csv(files / "orders.csv", [SHEET | {"订单号": f"A-{n}"} for n in range(400)])
    command = [sys.executable, "-c", KILLED, str(tmp_path / "shop.db"), str(path)]
    root = Path(__file__).parents[2]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        done = 0
        while done < 50:
            done = int(child.stdout.readline())
        os.kill(child.pid, signal.SIGKILL)
    answer = take(sample_shop, path)
    assert 50 <= answer.counts.duplicate < 400
    assert answer.counts.imported == 400 - answer.counts.duplicate
    numbers = sample_shop.read(
        lambda tx: [row["external_no"] for row in tx.all("SELECT external_no FROM orders")]
    )
    assert sorted(numbers) == sorted(f"A-{n}" for n in range(400))
    assert checkup_is_clean(sample_shop)


# What is no order file


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("a,b,c\n1,2,3\n", "no_header"),
        ("收件人,手机号,地址,数量\n张三,13800138000,x,1\n", "no_order_column"),
        ("%PDF-1.7\n", "not_a_table"),
    ],
)
def test_what_is_no_order_file_is_said(
    sample_shop: Shop, files: Path, content: str, code: str
) -> None:
    path = files / "x.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(UnusableFile) as refused:
        take(sample_shop, path)
    assert refused.value.code == code


def test_a_file_that_breaks_off_leaves_the_shop_alone(sample_shop: Shop, files: Path) -> None:
    path = write_csv(files / "x.csv", [SHEET | {"订单号": f"A-{n}"} for n in range(3000)])
    with path.open("a", encoding="utf-8") as file:
        file.write('A-9999,"2026-11-20')
    before = everything(sample_shop)
    with pytest.raises(UnusableFile):
        take(sample_shop, path)
    assert everything(sample_shop) == before


def test_a_format_may_be_named(sample_shop: Shop, files: Path) -> None:
    few = {
        name: PINDUODUO[name]
        for name in ("订单号", "商品", "商品数量(件)", "收货人", "手机", "收货地址")
    }
    path = write_csv(files / "x.csv", [few])
    assert take(sample_shop, path).profile == "sheet"
    assert take(sample_shop, path, profile="pinduoduo").profile == "pinduoduo"
    with pytest.raises(WrongUsage) as refused:
        take(sample_shop, path, profile="nothing")
    assert refused.value.code == "unknown_profile"


def test_the_lock_is_never_held_for_long(
    sample_shop: Shop, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A machine that takes a second for a portion gets smaller ones."""
    monkeypatch.setattr(importing, "_FIRST", 100)
    ticks = iter(range(10_000))
    monkeypatch.setattr(time, "monotonic", lambda: float(next(ticks)))
    path = write_csv(files / "x.csv", [SHEET | {"订单号": f"A-{n}"} for n in range(300)])
    sizes: list[int] = []
    import_file(sample_shop, Request(path), lambda done, _of: sizes.append(done) or True)  # type: ignore[func-returns-value]
    portions = [b - a for a, b in zip([0, *sizes], sizes, strict=False)]
    assert portions[0] == 100
    assert set(portions[1:]) == {20}
