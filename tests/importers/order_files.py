"""Order files for tests: rows as they are said in one line each, written in any format."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import xlsxwriter

from dropship_tui.models.orders import OrderView
from dropship_tui.services.importers.orders import Answer, Request, import_file
from dropship_tui.services.orders import order_queries
from dropship_tui.services.work import Shop

Cells = Mapping[str, Any]

SHEET: Cells = {
    "订单号": "A-1001",
    "下单时间": "2026-11-20 10:05:00",
    "收件人": "张三",
    "手机号": "13800138000",
    "收货地址": "广东省深圳市福田区莲花街道月桥东路291号",
    "商家编码": "TS-RED-M",
    "商品名称": "纯棉T恤",
    "规格": "红 M",
    "数量": "2",
    "单价": "39.00",
    "买家留言": "",
}
"""A row of a reseller's own sheet."""

PINDUODUO: Cells = {
    "商品": "纯棉T恤",
    "订单号": "261120-500000000000174",
    "订单状态": "待发货",
    "商品总价(元)": "78.00",
    "邮费(元)": "0.00",
    "店铺优惠折扣(元)": "0.00",
    "平台优惠折扣(元)": "0.00",
    "用户实付金额(元)": "78.00",
    "商品数量(件)": "2",
    "商品规格": "红 M",
    "商家编码-规格维度": "TS-RED-M",
    "商家编码-商品维度": "TS",
    "售后状态": "无售后或售后取消",
    "订单成交时间": "2026-11-20 10:05:00",
    "支付时间": "2026-11-20 10:06:00",
    "收货人": "张三",
    "手机": "13800138000",
    "收货地址": "广东省 深圳市 福田区 莲花街道月桥东路291号",
    "买家留言": "",
}
"""A row of Pinduoduo's export."""

TAOBAO: Cells = {
    "订单编号": "2994150759339467583",
    "买家会员名": "tb9467583",
    "买家应付货款": "78.00",
    "买家应付邮费": "0.00",
    "总金额": "78.00",
    "买家实际支付金额": "78.00",
    "订单状态": "买家已付款，等待卖家发货",
    "买家留言": "",
    "收货人姓名": "张三",
    "收货地址 ": "广东省 深圳市 福田区 莲花街道月桥东路291号(518036)",
    "联系电话 ": "'",
    "联系手机": "'13800138000",
    "订单创建时间": "2026-11-20 10:05:00",
    "订单付款时间 ": "2026-11-20 10:06:00",
    "宝贝标题 ": "晴雨两用折叠伞",
    "宝贝种类 ": "1",
    "宝贝总数量": "2",
    "店铺名称": "小山家居",
    "修改后的收货地址": "",
}
"""A row of Taobao's order list."""


def table(rows: Iterable[Cells]) -> list[list[Any]]:
    """The rows under a header with every column that one of them has."""
    listed = list(rows)
    header = list(dict.fromkeys(name for row in listed for name in row))
    return [header, *([row.get(name, "") for name in header] for row in listed)]


def write_csv(
    path: Path, rows: Iterable[Cells], *, encoding: str = "utf-8", delimiter: str = ","
) -> Path:
    """A text file of these rows."""
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(table(rows))
    return path


def write_xlsx(
    path: Path,
    cells: Sequence[Sequence[Any]],
    *,
    merges: Iterable[tuple[int, int, int, int]] = (),
) -> Path:
    """A workbook with these cells, typed as they are; `merges` are first and last row and column
    as (row, column, row, column), from 0."""
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd hh:mm:ss"}) as book:
        sheet = book.add_worksheet("订单")
        for number, row in enumerate(cells):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(number, column, value)
                else:
                    sheet.write(number, column, value)
        for first_row, first_column, last_row, last_column in merges:
            value = cells[first_row][first_column]
            sheet.merge_range(first_row, first_column, last_row, last_column, value)
    return path


def take(shop: Shop, path: Path, /, **said: Any) -> Answer:
    """Import the file; its rows must all be accounted for."""
    answer = import_file(shop, Request(path, **said))
    counts = answer.counts
    assert len(answer.errors) == counts.rejected
    assert counts.rows == sum(1 for _ in _rows_of(shop, answer)) or not answer.written
    return answer


def _rows_of(shop: Shop, answer: Answer) -> list[Any]:
    return shop.read(
        lambda tx: tx.all(
            "SELECT row, outcome FROM import_rows WHERE batch_id = :batch",
            batch=int(answer.batch or 0),
        )
    )


def take_rows(into: Shop, folder: Path, /, *rows: Cells, **said: Any) -> Answer:
    """Import a file of these rows."""
    return take(into, write_csv(folder / f"orders{len(list(folder.iterdir()))}.csv", rows), **said)


def counts(answer: Answer) -> tuple[int, int, int, int, int]:
    """imported, updated, duplicate, rejected, skipped."""
    c = answer.counts
    return c.imported, c.updated, c.duplicate, c.rejected, c.skipped


def codes(answer: Answer) -> list[tuple[int, str, str]]:
    """Row, column and code of every rejected row."""
    return [(error.row, error.column, error.code) for error in answer.errors]


def orders_of(shop: Shop, external_no: str) -> list[OrderView]:
    """Every order with the platform's number."""

    def find(tx: Any) -> list[OrderView]:
        rows = tx.all(
            "SELECT number FROM orders WHERE external_no = :no ORDER BY id", no=external_no
        )
        return [order_queries.show(tx, row["number"]) for row in rows]

    return shop.read(find)


def order_of(shop: Shop, external_no: str) -> OrderView:
    """The one order with the platform's number."""
    (order,) = orders_of(shop, external_no)
    return order


def said_of(order: OrderView) -> OrderView:
    """The order without what every import makes anew: for comparing two of them."""
    return replace(
        order, id=0, number="", events=(), plan=(), source=None, address_given="", channel="",
        shop="", external_no="",
    )  # fmt: skip


def everything(shop: Shop) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table that an import can change."""
    tables = (
        "orders", "order_lines", "order_holds", "events", "import_batches", "import_rows",
        "status_counts", "series", "stock",
    )  # fmt: skip
    return shop.read(
        lambda tx: {
            name: [tuple(row) for row in tx.all(f"SELECT * FROM {name}")] for name in tables
        }
    )
