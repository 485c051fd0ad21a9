"""Whatever a sheet of orders looks like: every row is accounted for, and nothing comes in twice.

Sheets are made as people make them: columns in any order, rows that stand there twice, cells that
cannot be right, and remarks that are anything at all.
"""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Any
from unicodedata import category

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dropship_tui.services.errors import UnusableFile
from dropship_tui.services.importers.orders import Answer, Request, import_file
from dropship_tui.services.orders import order_queries
from dropship_tui.services.orders.order_queries import OrderQuery
from dropship_tui.services.work import Shop, Tx
from tests import trade
from tests.shop import add_sku, make_shop

COLUMNS = (
    "订单号",
    "收件人",
    "手机号",
    "收货地址",
    "商家编码",
    "数量",
    "单价",
    "付款时间",
    "买家留言",
)
ORDER_NO, NAME, PHONE, ADDRESS, CODE, QUANTITY, PRICE, PAID_AT, REMARK = COLUMNS
FIRST_ROW = 2
"""The row below the header, as a spreadsheet counts."""

BAD = {
    QUANTITY: ("x", "0", "-1", "2.5", "", "1e3", "9999999999"),
    PRICE: ("abc", "-3", "1.2.3", "99999999999999999"),
    PAID_AT: ("2026-13-45", "yesterday", "1899-01-01"),
}
"""Cells that cannot be right."""
DAMAGED = ("1.93E+17", "123456789012345678.0")
"""Numbers that a spreadsheet has made of order numbers."""

hostile = st.one_of(
    st.sampled_from(
        ["[/b]", "=cmd()", "@click", "\x1b]0;hi\x07", "a\u202eb", '"', "'", "\t", "，"]
    ),
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20),
)


@dataclass(frozen=True)
class Row:
    """A row as it ought to be, and the one cell of it that is not."""

    cells: dict[str, str]
    wrong: tuple[str, str] | None = None

    def given(self, columns: Sequence[str]) -> list[str]:
        """As the file has it."""
        cells = self.cells | dict([self.wrong] if self.wrong else [])
        return [cells[column] for column in columns]

    def right(self, columns: Sequence[str]) -> list[str]:
        """As it ought to be."""
        return [self.cells[column] for column in columns]


@dataclass(frozen=True)
class Sheet:
    """A file of orders."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def wrong(self) -> set[int]:
        """The numbers of the rows with a cell that cannot be right."""
        return {n for n, row in enumerate(self.rows, FIRST_ROW) if row.wrong}

    def written(self, path: Path) -> Path:
        """The file."""
        return write(path, self.columns, [row.given(self.columns) for row in self.rows])


def write(path: Path, header: Sequence[str], rows: Sequence[Sequence[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


@st.composite
def orders_of(draw: st.DrawFn, number: int) -> list[Row]:
    """The rows of one order, one for each of its goods; the first at least names the receiver."""
    codes = draw(st.lists(st.sampled_from(["A", "B", "NO-SUCH"]), min_size=1, unique=True))
    who = {NAME: f"张{chr(0x4E00 + number)}", PHONE: f"1380013800{number}"}
    who[ADDRESS] = f"浙江省杭州市余杭区文一西路{number + 1}号"
    about = {ORDER_NO: f"N{number}", PAID_AT: "2026-11-22 10:00", REMARK: draw(hostile)}
    rows = []
    for n, code in enumerate(codes):
        goods = {CODE: code, QUANTITY: str(draw(st.integers(1, 9))), PRICE: draw(prices)}
        named = n == 0 or draw(st.booleans())
        cells = about | (who if named else dict.fromkeys(who, "")) | goods
        wrong = draw(st.sampled_from(BAD_CELLS)) if draw(st.integers(0, 3)) == 0 else None
        rows.append(Row(cells, wrong))
    if len(rows) == 1 and draw(st.integers(0, 5)) == 0:
        rows[0] = replace(rows[0], wrong=(ORDER_NO, draw(st.sampled_from(DAMAGED))))
    return rows


prices = st.sampled_from(["1", "9.90", "¥1,234.50", "19.9元"])
BAD_CELLS = [cell for column, texts in BAD.items() for cell in product([column], texts)]


@st.composite
def sheets(draw: st.DrawFn) -> Sheet:
    """A few orders, some of whose rows stand there twice."""
    rows: list[Row] = []
    for number in range(draw(st.integers(1, 4))):
        order = draw(orders_of(number))
        rows += order
        if draw(st.booleans()):
            rows.append(draw(st.sampled_from(order)))
    return Sheet(tuple(draw(st.permutations(COLUMNS))), tuple(rows))


@contextmanager
def a_shop() -> Iterator[Shop]:
    """A shop of its own that knows two SKUs."""
    with tempfile.TemporaryDirectory() as folder:
        shop = make_shop(Path(folder))
        add_sku(shop, "A", on_hand=9)
        add_sku(shop, "B")
        try:
            yield shop
        finally:
            shop.db.close()


def everything(shop: Shop, *, but: str = "") -> dict[str, list[tuple[Any, ...]]]:
    """All that is in the database; `but`: how the tables begin that do not count."""

    def work(tx: Tx) -> dict[str, list[tuple[Any, ...]]]:
        tables = tx.all("SELECT name FROM sqlite_master WHERE type = 'table'")
        return {
            row["name"]: sorted(map(tuple, tx.all(f"SELECT * FROM {row['name']}")), key=repr)
            for row in tables
            if not but or not row["name"].startswith(but)
        }

    return shop.read(work)


def told(answer: Answer) -> dict[str, object]:
    """What an import says of a file, whether it writes or not."""
    return {**answer.as_dict(), "batch": None, "written": None}


def orders(shop: Shop) -> dict[str, tuple[Any, ...]]:
    """The orders as the files told them, by the files' numbers."""
    page = shop.read(lambda tx: order_queries.list_orders(tx, OrderQuery(), limit=100))
    views = shop.read(lambda tx: [order_queries.show(tx, row.number) for row in page.items])
    return {
        view.external_no: (
            view.receiver,
            view.held,
            view.total,
            view.paid,
            sorted((line.code, line.quantity, line.price) for line in view.lines),
        )
        for view in views
    }


@settings(max_examples=40)
@given(sheets())
def test_every_row_is_accounted_for_and_comes_in_once(sheet: Sheet) -> None:
    with a_shop() as shop:
        path = sheet.written(shop.home / "orders.csv")
        before = everything(shop)
        plan = import_file(shop, Request(path, dry_run=True))
        assert everything(shop) == before

        done = import_file(shop, Request(path))
        assert told(done) == told(plan)
        assert done.counts.rows == len(sheet.rows)
        assert done.counts.rejected == len(done.errors)
        assert {error.row for error in done.errors} == sheet.wrong
        for error in done.errors:
            wrong = sheet.rows[error.row - FIRST_ROW].wrong
            assert wrong is not None
            assert (error.column, bool(error.message)) == (wrong[0], True)
        kept = shop.read(lambda tx: tx.all("SELECT row, outcome FROM import_rows ORDER BY row"))
        assert [row["row"] for row in kept] == [*range(FIRST_ROW, FIRST_ROW + len(sheet.rows))]
        assert {row["row"] for row in kept if row["outcome"] == "rejected"} == sheet.wrong
        assert trade.broken(shop) == {}

        after = everything(shop, but="import_")
        again = import_file(shop, Request(path))
        assert (again.counts.imported, again.counts.updated) == (0, 0)
        assert (again.counts.rows, again.errors) == (done.counts.rows, done.errors)
        assert everything(shop, but="import_") == after


@settings(max_examples=25)
@given(sheets())
def test_what_was_rejected_is_corrected_and_comes_in(sheet: Sheet) -> None:
    """The file of rejects, mended, completes the orders: as if nothing had ever been wrong."""
    assume(sheet.wrong)
    right = Sheet(sheet.columns, tuple(Row(row.cells) for row in sheet.rows))
    with a_shop() as shop, a_shop() as other:
        rejects = shop.home / "rejects.csv"
        import_file(shop, Request(sheet.written(shop.home / "orders.csv"), rejects=rejects))
        with rejects.open(encoding="utf-8-sig", newline="") as file:
            header, *rows = csv.reader(file)
        assert {int(row[0]) for row in rows} == sheet.wrong
        assert header[-len(COLUMNS) :] == list(sheet.columns)
        mended = [
            row[: -len(COLUMNS)] + sheet.rows[int(row[0]) - FIRST_ROW].right(sheet.columns)
            for row in rows
        ]
        answer = import_file(shop, Request(write(shop.home / "mended.csv", header, mended)))
        assert answer.errors == ()

        import_file(other, Request(right.written(other.home / "right.csv")))
        assert orders(shop) == orders(other)
        assert trade.broken(shop) == {}


def rows_or_refusal(shop: Shop, file: Path) -> int | str:
    """How many rows came in, or the code of why the file cannot be used."""
    try:
        return import_file(shop, Request(file)).counts.rows
    except UnusableFile as refusal:
        return refusal.code


@settings(max_examples=30)
@given(st.lists(hostile, min_size=len(COLUMNS), max_size=len(COLUMNS)), st.permutations(COLUMNS))
def test_no_control_character_gets_in(texts: list[str], columns: list[str]) -> None:
    usual = {ORDER_NO: "N1", NAME: "张三", PHONE: "13800138000", QUANTITY: "1", PRICE: "1"}
    row = [f"{usual.get(column, '')}{text}" for column, text in zip(columns, texts, strict=True)]
    with a_shop() as shop:
        file = write(shop.home / "orders.csv", columns, [row])
        assert rows_or_refusal(shop, file) in (1, "not_a_table")
        for table, rows in everything(shop).items():
            for cell in (cell for row in rows for cell in row if isinstance(cell, str)):
                bad = [char for char in cell if category(char) == "Cc" and char not in "\n\t"]
                assert not bad, (table, cell)
