"""Unknown sheets: their columns are proposed, confirmed once, and known from then on."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from dropship_tui.models.imports import MEANINGS, ColumnMap
from dropship_tui.models.setup import NewPartner
from dropship_tui.services.errors import Refused, UnusableFile, WrongUsage
from dropship_tui.services.files.readers import open_source
from dropship_tui.services.importers import mapping
from dropship_tui.services.importers.entries import FIELDS
from dropship_tui.services.importers.examining import Examined, examine, rows_read, signed
from dropship_tui.services.importers.layout import PRIVATE, letters
from dropship_tui.services.importers.mapping import read_map
from dropship_tui.services.importers.orders import Answer, Request, import_file
from dropship_tui.services.orders import order_queries
from dropship_tui.services.orders.order_queries import OrderQuery
from dropship_tui.services.setup import add_partner
from dropship_tui.services.work import Shop
from tests.shop import add_sku, make_shop

PLACE = "浙江省杭州市余杭区文一西路969号"
ODD = ("流水", "买主", "联系法", "送到哪", "要啥", "几个")
ODD_MAP = {
    "columns": {
        "order_no": "流水", "name": "买主", "mobile": "联系法", "address": "送到哪",
        "sku_code": "要啥", "quantity": "几个",
    }
}  # fmt: skip
BARE = (
    ("1", "20260501001", "王小明", "13800138000", f"{PLACE}3幢", "CUP", "1"),
    ("2", "20260501002", "李娜", "13900139000", "广东省深圳市福田区深南大道100号", "CUP", "2"),
    ("3", "20260501003", "欧阳娜娜", "0571-22223333", "北京市朝阳区建国路88号", "TEE", "1"),
)
NUMBERLESS = ("收件人", "手机", "地址", "商家编码", "数量", "备注")


@pytest.fixture
def shop(shop: Shop) -> Shop:
    add_sku(shop, "CUP", price="9.90")
    add_sku(shop, "TEE", price="39.00")
    for name in ("阿里代发", "小红铺"):
        shop.write(partial(add_partner, new=NewPartner(name=name, kind="reseller")))
    return shop


def write(path: Path, *rows: Sequence[str], encoding: str = "utf-8") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def odd(path: Path, *numbers: str) -> Path:
    return write(
        path, ODD, *((number, "张三", "13800138000", PLACE, "CUP", "2") for number in numbers)
    )


def take(shop: Shop, path: Path, **said: Any) -> Answer:
    return import_file(shop, Request(path, **said))


def kept(shop: Shop, path: Path, said: dict[str, Any], **more: str) -> ColumnMap:
    """The map, saved for sheets like the one at `path`."""
    column_map = signed(read_map(json.dumps(said | more)), open_source(path))
    return shop.write(lambda tx: mapping.save(tx, column_map))


def orders(shop: Shop) -> list[Any]:
    page = shop.read(lambda tx: order_queries.list_orders(tx, OrderQuery(), limit=500))
    return shop.read(lambda tx: [order_queries.show(tx, row.number) for row in page.items])


def look(shop: Shop, path: Path, **said: Any) -> Examined:
    return examine(shop, Request(path, **said))


def meant(found: Examined) -> dict[str, str]:
    """Which field each column is thought to be."""
    return {column.title: "+".join(column.fields) for column in found.proposal.columns}


# Maps as people write them


def test_a_map_calls_columns_by_name_by_letter_or_by_number() -> None:
    said = read_map('{"columns": {"order_no": "订单", "收件人": 2, "remark": ["备注", 7]}}')
    assert said.columns == {"order_no": ("订单",), "name": (2,), "remark": ("备注", 7)}
    assert said.has_header
    assert not read_map('{"columns": {"order_no": 1}}').has_header
    assert read_map('{"columns": {"order_no": 1}, "header": true}').has_header


def test_what_was_written_is_read_again() -> None:
    said = read_map(json.dumps(ODD_MAP | {"name": "甲", "reseller": "乙"}))
    assert read_map(json.dumps(said.as_dict())) == said


@pytest.mark.parametrize(
    "text",
    [
        "", "[]", "{}", "nothing", '{"columns": {}}', '{"columns": {"order_no": 0}}',
        '{"columns": {"order_no": true}}', '{"columns": {"order_no": []}}',
        '{"columns": {"order_no": "!"}}', '{"columns": {"nonsense": "A"}}',
        '{"columns": {"quantity": "数量"}}', '{"columns": {"order_no": 1.5}}',
        '{"columns": {"order_no": "A"}, "profile": "nothing"}',
    ],
)  # fmt: skip
def test_what_is_no_map_is_refused_in_words(text: str) -> None:
    with pytest.raises(WrongUsage) as refusal:
        read_map(text)
    assert refusal.value.code == "bad_map"
    assert refusal.value.message


@given(st.text(max_size=60) | st.recursive(st.none() | st.text() | st.integers(), lambda inner: (
    st.lists(inner) | st.dictionaries(st.sampled_from(["columns", "order_no", "header"]), inner)
)).map(json.dumps))  # fmt: skip
def test_any_text_is_a_map_or_is_refused(text: str) -> None:
    with suppress(WrongUsage):
        assert read_map(text).columns


def test_every_field_that_people_can_choose_exists() -> None:
    assert MEANINGS.keys() <= {*FIELDS, PRIVATE}


def test_columns_without_names_are_called_as_spreadsheets_call_them() -> None:
    assert letters(28)[:2] == ("A", "B")
    assert letters(28)[-3:] == ("Z", "AA", "AB")


# Kept maps


def test_a_kept_map_is_used_by_itself_and_the_answer_says_so(shop: Shop, tmp_path: Path) -> None:
    path = odd(tmp_path / "may.csv", "F1")
    with pytest.raises(UnusableFile) as refusal:
        take(shop, path, reseller="阿里代发")
    assert refusal.value.code == "no_header"
    kept(shop, path, ODD_MAP, name="阿里表", reseller="阿里代发")
    answer = take(shop, odd(tmp_path / "june.csv", "F1", "F2"), reseller="阿里代发")
    assert (answer.map, answer.counts.imported) == ("阿里表", 2)
    first = orders(shop)[-1]
    assert first.receiver.district == "余杭区"
    assert [(line.sku, line.quantity) for line in first.lines] == [("CUP", 2)]
    again = take(shop, tmp_path / "june.csv", reseller="阿里代发")
    assert (again.counts.imported, again.counts.duplicate) == (0, 2)


def test_one_resellers_map_is_not_anothers_but_nobodys_is_everybodys(
    shop: Shop, tmp_path: Path
) -> None:
    path = odd(tmp_path / "a.csv", "F1")
    kept(shop, path, ODD_MAP, name="阿里表", reseller="阿里代发")
    for said in ({"reseller": "小红铺"}, {}):
        with pytest.raises(UnusableFile):
            take(shop, path, **said)
    kept(shop, path, ODD_MAP, name="大家的")
    assert take(shop, path, reseller="小红铺", dry_run=True).map == "大家的"
    assert take(shop, path, reseller="阿里代发", dry_run=True).map == "阿里表"


def test_another_header_is_another_sheet(shop: Shop, tmp_path: Path) -> None:
    kept(shop, odd(tmp_path / "a.csv", "F1"), ODD_MAP, name="大家的")
    wider = write(tmp_path / "b.csv", (*ODD, "新列"), ("F1", "张三", "", PLACE, "CUP", "1", "x"))
    with pytest.raises(UnusableFile):
        take(shop, wider)
    assert take(shop, wider, map="大家的").counts.imported == 1


def test_a_map_replaces_the_one_for_the_same_sheets(shop: Shop, tmp_path: Path) -> None:
    path = odd(tmp_path / "a.csv", "F1")
    kept(shop, path, ODD_MAP, name="一", reseller="阿里代发")
    kept(shop, path, ODD_MAP, name="二", reseller="阿里代发")
    assert [one.name for one in shop.read(mapping.all_maps)] == ["二"]
    with pytest.raises(Refused) as refusal:
        kept(shop, path, ODD_MAP, name="二", reseller="小红铺")
    assert refusal.value.code == "name_taken"
    shop.write(lambda tx: mapping.forget(tx, "二"))
    assert shop.read(mapping.all_maps) == []
    with pytest.raises(Refused):
        shop.write(lambda tx: mapping.forget(tx, "二"))


def test_a_corrected_map_doubles_nothing_that_is_in_already(shop: Shop, tmp_path: Path) -> None:
    path = odd(tmp_path / "a.csv", "F1")
    columns = {field: column for field, column in ODD_MAP["columns"].items() if field != "mobile"}
    kept(shop, path, {"columns": columns}, name="表")
    assert take(shop, path).held == 1
    kept(shop, path, ODD_MAP, name="表")
    answer = take(shop, path)
    assert answer.written, "read in another way, it is looked at anew"
    assert answer.counts.rows == answer.counts.duplicate == 1


def test_a_map_is_named_or_given_as_a_file(shop: Shop, tmp_path: Path) -> None:
    path = odd(tmp_path / "a.csv", "F1")
    file = tmp_path / "odd.json"
    file.write_text(json.dumps(ODD_MAP), encoding="utf-8")
    answer = take(shop, path, map=str(file))
    assert (answer.map, answer.counts.imported) == ("odd", 1)
    with pytest.raises(Refused) as refusal:
        take(shop, path, map="nothing")
    assert refusal.value.code == "unknown_map"
    file.write_text('{"columns": {"order_no": "没有这列"}}', encoding="utf-8")
    with pytest.raises(UnusableFile) as misfit:
        take(shop, path, map=str(file))
    assert misfit.value.code == "map_does_not_fit"
    assert "没有这列" in misfit.value.message


# Files without a header


def test_a_headless_file_is_proposed_by_its_contents_and_never_imported_unasked(
    shop: Shop, tmp_path: Path
) -> None:
    path = write(tmp_path / "bare.csv", *BARE)
    with pytest.raises(UnusableFile):
        take(shop, path)
    found = look(shop, path)
    assert not found.is_known
    assert meant(found) == {
        "A": "", "B": "order_no", "C": "name", "D": "mobile", "E": "address", "F": "sku_code",
        "G": "quantity",
    }  # fmt: skip
    first, second, _third = rows_read(shop, found.source, found.proposal.map)
    assert (first.order_no, first.sku, first.quantity) == ("20260501001", "CUP", 1)
    assert (second.receiver.name, second.receiver.district) == ("李娜", "福田区")
    answer = take(shop, path, columns=found.proposal.map)
    assert answer.counts.imported == 3, "its first row counts"


def test_a_confirmed_headless_map_is_used_only_where_phones_stand_in_its_column(
    shop: Shop, tmp_path: Path
) -> None:
    path = write(tmp_path / "bare.csv", *BARE)
    said = look(shop, path).proposal.map.as_dict()
    kept(shop, path, said, name="无表头", reseller="阿里代发")
    newer = write(tmp_path / "newer.csv", ("1", "N9", "赵六", "13800138009", PLACE, "TEE", "1"))
    answer = take(shop, newer, reseller="阿里代发")
    assert (answer.map, answer.counts.imported) == ("无表头", 1)
    other = write(tmp_path / "other.csv", ("a", "b", "c", "d", "e", "f", "g"))
    with pytest.raises(UnusableFile):
        take(shop, other, reseller="阿里代发")


def test_rejects_of_a_headless_file_are_recognised_when_they_come_back(
    shop: Shop, tmp_path: Path
) -> None:
    wrong = ("4", "N4", "孙七", "13800138007", PLACE, "CUP", "zero")
    path = write(tmp_path / "bare.csv", *BARE, wrong)
    kept(shop, path, look(shop, path).proposal.map.as_dict(), name="无表头")
    rejects = tmp_path / "rejects.csv"
    answer = take(shop, path, rejects=rejects)
    assert [(error.row, error.column) for error in answer.errors] == [(4, "G")]
    text = rejects.read_text("utf-8-sig").replace("zero", "5")
    rejects.write_text(text, encoding="utf-8-sig")
    again = take(shop, rejects)
    assert (again.map, again.counts.imported, again.counts.rejected) == ("无表头", 1, 0)


def test_identity_numbers_are_found_and_not_kept(shop: Shop, tmp_path: Path) -> None:
    rows = [(*row, f"11010119900307{7700 + n}") for n, row in enumerate(BARE)]
    path = write(tmp_path / "bare.csv", *rows)
    found = look(shop, path)
    assert meant(found)["H"] == PRIVATE
    take(shop, path, columns=found.proposal.map)
    stored = shop.read(lambda tx: [r["content"] for r in tx.all("SELECT content FROM import_rows")])
    assert stored
    assert not any("11010119900307" in content for content in stored)


def test_an_address_in_parts_and_names_from_abroad_are_seen(shop: Shop, tmp_path: Path) -> None:
    parts = write(
        tmp_path / "a.csv",
        ("张三", "13800138000", "浙江", "杭州", "余杭区", "文一西路969号", "CUP", "1"),
        ("李四", "13900139000", "广东", "深圳", "福田区", "深南大道100号", "TEE", "2"),
    )
    assert [*meant(look(shop, parts)).values()] == [
        "name", "mobile", "province", "city", "district", "address", "sku_code", "quantity",
    ]  # fmt: skip
    abroad = write(
        tmp_path / "b.csv",
        ("Jane Doe", "+1 415 555 2671", "1 Market St, San Francisco, CA 94105", "CUP"),
    )
    assert list(meant(look(shop, abroad)).values())[:2] == ["name", "mobile"]


def test_a_column_that_counts_the_rows_is_no_quantity(shop: Shop, tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", ("序号", *NUMBERLESS[:4]), ("1", *ANNA[:4]))
    assert meant(look(shop, path))["序号"] == ""


def test_one_cell_with_everything_of_the_receiver(shop: Shop, tmp_path: Path) -> None:
    path = write(
        tmp_path / "c.csv",
        (f"王小明 13800138000 {PLACE}", "CUP", "3"),
        ("李娜，13900139000，广东省深圳市福田区深南大道100号", "TEE", "1"),
    )
    found = look(shop, path)
    assert list(meant(found).values()) == ["contact", "sku_code", "quantity"]
    rows = rows_read(shop, found.source, found.proposal.map)
    assert [row.receiver.phone for row in rows] == ["13800138000", "13900139000"]


def test_goods_are_shown_as_the_import_will_find_them(shop: Shop, tmp_path: Path) -> None:
    """Who calls the column 宝贝 and writes our codes into it means our goods."""
    header = ("收货信息", "宝贝", "数目", "备注", "备注2")
    person = f"王小明 13800138000 {PLACE}"
    path = write(tmp_path / "c.csv", header, (person, "CUP", "3", "急", "不要发顺丰"))
    found = look(shop, path)
    (row,) = rows_read(shop, found.source, found.proposal.map)
    assert (row.goods, row.sku) == ("CUP", "CUP")
    confirmed(shop, path)
    import_file(shop, Request(path))
    (order,) = shop.read(lambda tx: order_queries.list_orders(tx, OrderQuery())).items
    whole = shop.read(lambda tx: order_queries.show(tx, order.number))
    assert [line.sku for line in whole.lines] == ["CUP"]
    assert whole.remark == "急 不要发顺丰"


# Sheets without order numbers


def numberless(path: Path, *rows: Sequence[str]) -> Path:
    return write(path, NUMBERLESS, *rows)


ANNA = ("王小明", "13800138000", PLACE, "CUP", "1", "")
BERT = ("李娜", "13900139000", "广东省深圳市福田区深南大道100号", "TEE", "2", "快点")


def confirmed(shop: Shop, path: Path) -> None:
    kept(shop, path, look(shop, path).proposal.map.as_dict(), name="无单号")


def test_a_sheet_without_order_numbers_waits_for_a_yes(shop: Shop, tmp_path: Path) -> None:
    path = numberless(tmp_path / "a.csv", ANNA, BERT)
    with pytest.raises(UnusableFile) as refusal:
        take(shop, path)
    assert refusal.value.code == "no_order_column"
    found = look(shop, path)
    assert not found.is_known
    assert "order_no" not in found.proposal.map.columns
    confirmed(shop, path)
    answer = take(shop, path)
    assert (answer.counts.imported, answer.orders) == (2, 2)
    assert all(order.external_no.startswith("ROW-") for order in orders(shop))


def test_a_numberless_sheet_comes_again_edited_and_nothing_doubles(
    shop: Shop, tmp_path: Path
) -> None:
    path = numberless(tmp_path / "a.csv", ANNA, BERT)
    confirmed(shop, path)
    assert take(shop, path).orders == 2
    assert take(shop, path).counts.duplicate == 2
    zoe = ("赵六", "13800138009", PLACE, "CUP", "1", "")
    moved = (*BERT[:2], "广东省深圳市福田区深南大道200号", *BERT[3:])
    edited = numberless(tmp_path / "b.csv", zoe, moved, ANNA)
    answer = take(shop, edited)
    assert (answer.counts.imported, answer.counts.updated, answer.counts.duplicate) == (1, 1, 1)
    assert len(orders(shop)) == 3
    more = numberless(tmp_path / "c.csv", (*ANNA[:4], "5", ""))
    (error,) = take(shop, more).errors
    assert error.code == "conflict", "another quantity is no second order"


def test_sums_and_repeated_headers_of_a_numberless_sheet_are_no_orders(
    shop: Shop, tmp_path: Path
) -> None:
    path = numberless(tmp_path / "a.csv", ANNA, NUMBERLESS, BERT, ("合计", "", "", "", "3", ""))
    confirmed(shop, path)
    answer = take(shop, path)
    assert (answer.counts.imported, answer.counts.skipped) == (2, 2)


# Workbooks


def book(path: Path, **sheets: Sequence[Sequence[str]]) -> Path:
    with xlsxwriter.Workbook(str(path)) as workbook:
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return path


HEADER = ("订单号", "收件人", "手机号", "收货地址", "商家编码", "数量")


def order(number: str, quantity: str = "1") -> tuple[str, ...]:
    return (number, "张三", "13800138000", PLACE, "CUP", quantity)


def test_orders_behind_a_cover_are_found(shop: Shop, tmp_path: Path) -> None:
    path = book(
        tmp_path / "a.xlsx",
        说明=[("请按时发货",), ("谢谢",)],
        订单=[HEADER, order("N1"), order("N2")],
        快递=[("编码", "名称"), ("yt", "圆通")],
    )
    answer = take(shop, path)
    assert (answer.sheets, answer.counts.imported) == (("订单",), 2)
    assert take(shop, path).counts.duplicate == 2


def test_all_sheets_of_orders_are_read_and_errors_name_their_sheet(
    shop: Shop, tmp_path: Path
) -> None:
    path = book(
        tmp_path / "a.xlsx",
        五月=[HEADER, order("N1"), order("N2", "zero")],
        六月=[("六月的订单",), HEADER, order("N3", "none at all"), order("N4")],
        汇总=[("订单号", "数量", "金额"), ("N1", "1", "9.90")],
    )
    dry = take(shop, path, dry_run=True)
    rejects = tmp_path / "rejects.csv"
    answer = take(shop, path, rejects=rejects)
    for said in (dry, answer):
        assert said.sheets == ("五月", "六月")
        assert (said.counts.rows, said.counts.imported, said.counts.rejected) == (4, 2, 2)
        assert [(e.row, e.column) for e in said.errors] == [(3, "五月!数量"), (3, "六月!数量")]
    assert rejects.exists()
    assert (tmp_path / "rejects-2.csv").exists()
    assert take(shop, path).counts.imported == 0
    assert take(shop, path, sheet="六月", dry_run=True).counts.rows == 2
    with pytest.raises(UnusableFile) as refusal:
        take(shop, path, sheet="七月")
    assert refusal.value.code == "sheet_unknown"


def test_strict_looks_at_all_sheets_before_it_writes_one(shop: Shop, tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", 五月=[HEADER, order("N1")], 六月=[HEADER, order("N2", "x")])
    answer = take(shop, path, strict=True)
    assert not answer.written
    assert len(answer.errors) == 1
    assert orders(shop) == []


def test_the_unknown_sheet_that_looks_most_like_orders_is_proposed(
    shop: Shop, tmp_path: Path
) -> None:
    path = book(tmp_path / "a.xlsx", 说明=[("请", "按时", "发货")], 数据=BARE)
    found = look(shop, path)
    assert found.source.sheet == "数据"
    assert not found.is_known


def test_a_known_file_is_shown_as_it_is_read(shop: Shop, tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", HEADER, order("N1"))
    found = look(shop, path)
    assert found.is_known
    assert meant(found)["收货地址"] == "address"
    corrected = found.proposal.with_fields({1: ["order_no"], 2: ["name"], 5: ["title"]})
    assert corrected.columns == {
        "order_no": ("订单号",),
        "name": ("收件人",),
        "title": ("商家编码",),
    }


ANY_CELL = st.sampled_from(
    [
        "",
        "1",
        "13800138000",
        PLACE,
        "张三",
        "CUP",
        "N1",
        "合计",
        "2026-05-01",
        "x" * 40,
        "⚠ row",
        "A",
    ]
) | st.text(max_size=8)


@pytest.fixture(scope="module")
def onlooker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """A shop for all examples: looking changes nothing."""
    shop = make_shop(tmp_path_factory.mktemp("onlooker"))
    yield shop
    shop.db.close()


@settings(max_examples=60)
@given(rows=st.lists(st.lists(ANY_CELL, min_size=1, max_size=5), min_size=1, max_size=6))
def test_any_table_can_be_looked_at(onlooker: Shop, rows: list[list[str]]) -> None:
    path = write(onlooker.home / "any.csv", *rows, encoding="utf-8-sig")
    with suppress(UnusableFile):
        found = look(onlooker, path)
        read = rows_read(onlooker, found.source, found.proposal.map)
        assert all(row.row >= 1 for row in read)
