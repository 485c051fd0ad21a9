"""Makes the sample shop: `python scripts/make_sample.py [FOLDER]`, by default data/sample.

The same seed makes the same files. shop.json and noservice.csv are kept by hand and read from
data/sample; all else in the folder is made here: the catalog, the opening count, the rate cards,
three order files with the quirks of their formats (FORMATS 1.1, 1.5, 1.14) and a few rows that an
import must refuse, and what an import must answer: README.md for people, expected.json for tests.
"""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from sample import pinduoduo, reseller, taobao
from sample.orders import SEED, Customers, Shelf, cents, expectation, make_rows
from sample.readme import readme
from sample.tables import (
    GOODS,
    NO_BARCODE,
    NO_PHOTO,
    SHORT_NAMES,
    STEP_RATES,
    STEPS,
    TIER_RATES,
    TIER_TAIL,
    TIERS,
    ZONES,
    table,
)

HOME = Path(__file__).parents[1] / "data" / "sample"
MADE = datetime(2026, 11, 20, 9, 0)  # noqa: DTZ001 - the time that workbooks carry, always the same
BARCODE_START = "2000001"  # a range that GS1 leaves to shops for their own use

Table = list[list[Any]]


def barcode(serial: int) -> str:
    """The EAN-13 of the shop's own `serial`, its check digit included."""
    digits = f"{BARCODE_START}{serial:05}"
    total = sum(int(digit) * (3 if i % 2 else 1) for i, digit in enumerate(digits))
    return digits + str(-total % 10)


def catalog() -> Table:
    header = "sku,title,spec,barcode,cost,price,market_price,weight_g,length_mm,width_mm,height_mm"
    rows: Table = [[*header.split(","), "description", "bin", "reorder_point", "photo"]]
    for serial, goods in enumerate(table(GOODS), 1):
        sku = goods["sku"]
        rows.append(
            [
                *(sku, goods["title"], goods["spec"]),
                "" if sku in NO_BARCODE else barcode(serial),
                *(goods["cost"], goods["price"], goods["market"], goods["grams"]),
                *goods["length×width×height"].split("×"),
                *(goods["description"], goods["bin"], goods["reorder"]),
                "" if sku in NO_PHOTO else f"photos/{sku.lower()}.jpg",
            ]
        )
    return rows


def stock() -> Table:
    return [["sku", "quantity"], *([goods["sku"], goods["on hand"]] for goods in table(GOODS))]


def places(zone: str) -> Iterator[tuple[str, str]]:
    """The (province, city) pairs that a line of a rate table stands for; no city: all of it."""
    if zone in ZONES:
        return ((province, "") for province in ZONES[zone])
    province, city = zone.split()
    return iter([(province, city)])


def tiers_card(courier: str) -> Table:
    """A rate card in the form of weight tiers (CLI.md, couriers and rates)."""
    rows: Table = [["产品", "目的省份", "目的城市", *TIERS, *TIER_TAIL]]
    for rate in (rate for rate in table(TIER_RATES) if rate["courier"] == courier):
        product, zone, tiers, *tail = list(rate.values())[1:]
        rows += ([product, *place, *tiers.split(), *tail] for place in places(zone))
    return rows


def step_card(courier: str) -> Table:
    """A rate card in the form of a first weight and steps."""
    rows: Table = [["产品", "省份", "城市", *STEPS]]
    for rate in (rate for rate in table(STEP_RATES) if rate["courier"] == courier):
        product, zone, *tail = list(rate.values())[1:]
        rows += ([product, *place, *tail] for place in places(zone))
    return rows


def csv_bytes(rows: Table) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def as_numbers(rows: Table) -> Table:
    """`rows` with text that is a number made one, as somebody who types prices has it."""
    return [
        [float(cell) if cell.replace(".", "").isdigit() else cell for cell in row] for row in rows
    ]


def workbook_bytes(rows: Table, *, widths: str) -> bytes:
    """A workbook whose first row is a title over the columns when it has one cell only."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        book.set_properties({"created": MADE})
        sheet = book.add_worksheet("Sheet1")
        date = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        for column, width in enumerate(widths.split()):
            sheet.set_column(column, column, int(width))
        for y, row in enumerate(rows):
            for x, value in enumerate(row):
                if isinstance(value, datetime):
                    sheet.write_datetime(y, x, value, date)
                elif isinstance(value, str):
                    sheet.write_string(y, x, value)
                else:
                    sheet.write_number(y, x, value)
        if len(rows[0]) == 1:
            sheet.merge_range(0, 0, 0, len(rows[1]) - 1, rows[0][0])
    return file.getvalue()


def shop_files() -> dict[str, bytes]:
    """What the shop itself is made of."""
    shunfeng = step_card("shunfeng")
    for row in shunfeng:
        row[1] = SHORT_NAMES.get(row[1], row[1].removesuffix("省").removesuffix("市"))
    title = [["顺丰速运报价单（义乌始发，2026年四季度）"]]
    return {
        "catalog.csv": csv_bytes(catalog()),
        "stock.csv": csv_bytes(stock()),
        "rates/yuantong.csv": csv_bytes(tiers_card("yuantong")),
        "rates/zhongtong.csv": csv_bytes(tiers_card("zhongtong")),
        "rates/youzhengguonei.csv": csv_bytes(step_card("youzhengguonei")),
        "rates/shunfeng.xlsx": workbook_bytes(
            title + as_numbers(shunfeng), widths="12 10 10 9 13 15 13 14 9 13 9"
        ),
    }


def order_files(reseller_prices: dict[str, int]) -> tuple[dict[str, bytes], dict[str, Any]]:
    """The order files, and what an import must answer to each."""
    amei = reseller.format_with(reseller_prices)
    formats = (taobao.FORMAT, pinduoduo.FORMAT, amei)
    customers, shelf = Customers(), Shelf()
    rows = {fmt: make_rows(fmt, customers, shelf) for fmt in formats}
    cells = {fmt: [row.cells for row in rows[fmt]] for fmt in formats}
    files = {
        taobao.FORMAT.file: taobao.written(cells[taobao.FORMAT]),
        pinduoduo.FORMAT.file: pinduoduo.written(cells[pinduoduo.FORMAT]),
        amei.file: workbook_bytes(
            reseller.written(cells[amei]), widths="18 20 12 18 60 14 20 14 6 8 30"
        ),
    }
    return files, {fmt.file: expectation(fmt, rows[fmt]) for fmt in formats}


def main(folder: Path) -> None:
    shop = json.loads((HOME / "shop.json").read_text("utf-8"))
    amei = next(partner for partner in shop["partners"] if partner["name"] == "阿美")
    files, expected = order_files({sku: cents(price) for sku, price in amei["prices"].items()})
    files |= shop_files()
    files["expected.json"] = (json.dumps(expected, ensure_ascii=False, indent=1) + "\n").encode()
    files["README.md"] = readme(expected, SEED).encode()
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HOME)
