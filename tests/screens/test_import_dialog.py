"""Files that nobody knows are imported by keys: columns are said once, and then known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import xlsxwriter
from textual.widgets import Input

from dropship_tui.models.setup import NewPartner
from dropship_tui.services.importers import mapping
from dropship_tui.services.orders import order_queries
from dropship_tui.services.orders.order_queries import OrderQuery
from dropship_tui.services.setup import add_partner
from tests.screens.hands import MakeApp, press, settled, text_of

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot

    from dropship_tui.models.imports import ColumnMap
    from dropship_tui.services.work import Shop

SIZE = (80, 24)
PLACE = "浙江省杭州市余杭区文一西路969号"
BARE = (
    f"20260501001,王小明,13800138000,{PLACE}3幢,TS-RED-M,1\n"
    "20260501002,李娜,13900139000,广东省深圳市福田区深南大道100号,红色大号T恤,2\n"
    "20260501003,欧阳娜娜,0571-22223333,北京市朝阳区建国路88号,CUP-01,1\n"
)
KNOWN = "订单号,收件人,手机号,收货地址,商家编码,数量\n"


async def choose_file(pilot: Pilot[None], path: Path, reseller: str = "") -> None:
    """To the orders, and the file into its field."""
    await settled(pilot)
    await press(pilot, "f5", "i")
    fields = pilot.app.screen.query(Input)
    fields[0].value = str(path)
    if reseller:
        fields[1].value = reseller
    await press(pilot, "ctrl+s")


def maps(shop: Shop) -> list[ColumnMap]:
    return shop.read(mapping.all_maps)


def numbers(shop: Shop) -> set[str]:
    page = shop.read(lambda tx: order_queries.list_orders(tx, OrderQuery(), limit=100))
    return {row.external_no for row in page.items}


async def test_columns_are_said_once_and_the_next_file_is_known(
    shop: Shop, make_app: MakeApp, tmp_path: Path
) -> None:
    may, june = tmp_path / "may.csv", tmp_path / "june.csv"
    may.write_text(BARE, encoding="utf-8")
    june.write_text(f"N3,赵六,13800138009,{PLACE},CUP-01,1\n", encoding="utf-8")
    async with make_app().run_test(size=SIZE, notifications=True) as pilot:
        await choose_file(pilot, may)
        text = text_of(pilot)
        assert "Which column of may.csv is what?" in text
        assert "no header" in text
        assert "◂ Order number ▸" in text
        assert "王小明  13800138000  浙江省 杭州市 余杭区" in text
        assert "TS-RED-M × 1 → TS-RED-M" in text
        assert "红色大号T恤 × 2 → not in the catalog" in text
        await press(pilot, "ctrl+s")
        text = text_of(pilot)
        assert "Import may.csv?" in text
        assert "column map “may”" in text
        assert numbers(shop) == set(), "the map is kept, the orders are not in yet"
        await press(pilot, "y", "enter")
        await choose_file(pilot, june)
        assert "Import june.csv?" in text_of(pilot)
        assert "column map “may”" in text_of(pilot)
        await press(pilot, "y", "enter")
    assert numbers(shop) == {"20260501001", "20260501002", "20260501003", "N3"}


async def test_a_wrong_guess_is_corrected_by_arrows_and_by_letters(
    shop: Shop, make_app: MakeApp, tmp_path: Path
) -> None:
    path = tmp_path / "odd.csv"
    path.write_text("流水,要啥,几个,话\nF1,TS-RED-M,2,[/b] 快\n", encoding="utf-8")
    async with make_app().run_test(size=SIZE, notifications=True) as pilot:
        await choose_file(pilot, path)
        assert "◂ Order number ▸" in text_of(pilot)
        await press(pilot, "backspace")
        assert "Say first which column is the order number" in text_of(pilot)
        await press(pilot, "ctrl+s")
        assert maps(shop) == [], "nothing says what an order would be"
        await press(pilot, *"order", "end", *"rema")
        text = text_of(pilot)
        assert "Order number" in text
        assert "◂ Remark ▸" in text
        await press(pilot, "backspace")
        assert "◂ – ▸" in text_of(pilot)
        await press(pilot, "right")
        assert "◂ Receiver ▸" in text_of(pilot), "the order number is another column's"
        await press(pilot, "left", *"rem", "ctrl+s", "y", "enter")
    (kept,) = maps(shop)
    assert kept.columns["order_no"] == ("流水",)
    assert kept.columns["remark"] == ("话",)
    assert numbers(shop) == {"F1"}


async def test_leaving_keeps_and_imports_nothing(
    shop: Shop, make_app: MakeApp, tmp_path: Path
) -> None:
    path = tmp_path / "bare.csv"
    path.write_text(BARE, encoding="utf-8")
    async with make_app().run_test(size=SIZE) as pilot:
        await choose_file(pilot, path)
        await press(pilot, "escape")
        assert "No orders here." in text_of(pilot)
    assert maps(shop) == []
    assert numbers(shop) == set()


async def test_what_is_said_of_a_resellers_sheet_is_kept_for_that_reseller(
    shop: Shop, make_app: MakeApp, tmp_path: Path
) -> None:
    shop.write(lambda tx: add_partner(tx, NewPartner(name="阿里代发", kind="reseller")))
    path = tmp_path / "bare.csv"
    path.write_text(BARE, encoding="utf-8")
    async with make_app().run_test(size=SIZE) as pilot:
        await choose_file(pilot, path, reseller="nobody")
        assert "There is no such reseller." in text_of(pilot)
        pilot.app.screen.query(Input)[1].value = "阿里代发"
        await press(pilot, "ctrl+s", "ctrl+s", "y", "enter")
    (kept,) = maps(shop)
    assert (kept.name, kept.reseller) == ("阿里代发", "阿里代发")


async def test_a_sheet_without_order_numbers_says_what_that_means(
    shop: Shop, make_app: MakeApp, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"收件人,手机,地址,商家编码\n张三,13800138000,{PLACE},CUP-01\n", "utf-8")
    async with make_app().run_test(size=SIZE) as pilot:
        await choose_file(pilot, path)
        assert "No order numbers: a row is known again by its receiver" in text_of(pilot)
        await press(pilot, "ctrl+s", "y", "enter")
    (number,) = numbers(shop)
    assert number.startswith("ROW-")


async def test_the_columns_of_a_known_file_can_be_looked_at_and_nothing_is_kept_for_that(
    shop: Shop, make_app: MakeApp, tmp_path: Path
) -> None:
    path = tmp_path / "known.csv"
    path.write_text(f"{KNOWN}A-1,张三,13800138000,{PLACE},TS-RED-M,1\n", encoding="utf-8")
    async with make_app().run_test(size=SIZE) as pilot:
        await choose_file(pilot, path)
        assert "Import known.csv?" in text_of(pilot)
        await press(pilot, "m")
        assert "Which column of known.csv is what?" in text_of(pilot)
        await press(pilot, "ctrl+s")
        assert "Import known.csv?" in text_of(pilot)
        assert maps(shop) == []
        await press(pilot, "m", "end", "backspace", "ctrl+s")
        assert "column map “known”" in text_of(pilot)
        await press(pilot, "n")
    (kept,) = maps(shop)
    assert "quantity" not in kept.columns


async def test_the_header_can_be_said_to_be_none(
    shop: Shop, make_app: MakeApp, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("阿甲,张三,杭州市\n阿乙,李四,宁波市\n", encoding="utf-8")
    async with make_app().run_test(size=SIZE) as pilot:
        await choose_file(pilot, path)
        assert "no header" not in text_of(pilot)
        await press(pilot, "ctrl+t")
        assert "no header" in text_of(pilot)
        await press(pilot, "ctrl+t")
        assert "no header" not in text_of(pilot)


async def test_another_encoding_is_chosen_by_what_can_be_read_in_it(
    shop: Shop, make_app: MakeApp, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("F1,阿明\nF2,阿芳\n", encoding="gb18030")
    async with make_app().run_test(size=SIZE) as pilot:
        await choose_file(pilot, path)
        assert "gb18030" in text_of(pilot)
        await press(pilot, "ctrl+e")
        text = text_of(pilot)
        assert "gb18030  阿明" in text
        assert "big5" in text
        await press(pilot, "down", "enter")
        assert "CSV · big5" in text_of(pilot)


async def test_another_sheet_of_a_workbook_is_chosen(
    shop: Shop, make_app: MakeApp, tmp_path: Path
) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        for name, row in (("甲", ("F1", "x")), ("乙", ("F2", "张三", "13800138000", PLACE))):
            workbook.add_worksheet(name).write_row(0, 0, row)
    async with make_app().run_test(size=SIZE) as pilot:
        await choose_file(pilot, path)
        assert "XLSX · 乙" in text_of(pilot), "the one that looks most like orders"
        await press(pilot, "ctrl+o", "down", "enter")
        assert "XLSX · 甲" in text_of(pilot)


async def test_every_error_of_a_plan_is_read_and_written_to_a_file(
    shop: Shop, make_app: MakeApp, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    wrong = [f"A-{n},张三,13800138000,{PLACE},TS-RED-M,zero\n" for n in range(60)]
    path.write_text(KNOWN + "".join(wrong), encoding="utf-8")
    async with make_app().run_test(size=SIZE, notifications=True) as pilot:
        await choose_file(pilot, path)
        text = text_of(pilot)
        assert "60 rejected" in text
        assert "row 2, 数量" in text
        assert "row 61, 数量" not in text
        await press(pilot, "end")
        assert "row 61, 数量" in text_of(pilot)
        await press(pilot, "w", "ctrl+s")
        assert "a-rejected.csv" in text_of(pilot)
        await press(pilot, "enter")
        assert "No orders here." in text_of(pilot), "Enter is no"
    rejected = (tmp_path / "a-rejected.csv").read_text("utf-8-sig").splitlines()
    assert len(rejected) == 61
    assert numbers(shop) == set()
