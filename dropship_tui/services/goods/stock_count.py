"""A count sheet: what somebody found on the shelf becomes what the shelf holds."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from dropship_tui.i18n import N_
from dropship_tui.models.checks import MAX_QUANTITY, Invalid, require
from dropship_tui.models.imports import ImportAnswer, RowError
from dropship_tui.models.stock import Place
from dropship_tui.services import sheets
from dropship_tui.services.errors import Refused
from dropship_tui.services.goods.sku_lookup import Lookup, Sku
from dropship_tui.services.goods.stock import mark_counted, move_goods
from dropship_tui.services.sheets import Line, Table, read_table
from dropship_tui.services.work import Shop, Tx

COLUMNS = {
    "sku": (
        "sku", "商家编码", "SKU编码", "规格编码", "商品编码", "货号", "编码", "条码", "条形码",
        "sku code", "code", "barcode", "item",
    ),
    "quantity": (
        "quantity", "数量", "实盘数量", "盘点数量", "实盘", "盘点数", "实际数量", "实存", "库存",
        "库存数量", "counted", "count", "qty", "on hand", "on_hand", "stock",
    ),
    "bin": ("bin", "货位", "库位", "货架", "仓位", "location", "shelf"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Counted:
    """What one line of the sheet says."""

    line: Line
    code: str
    quantity: int
    bin: str


@dataclass(frozen=True, slots=True)
class CountSheet:
    """A count sheet that was read, and which of its lines could not be."""

    table: Table
    lines: tuple[Counted, ...]
    errors: tuple[RowError, ...]


def read_count(path: Path) -> CountSheet:
    """Read a count sheet: a SKU's code or barcode, how many are there, perhaps the bin.

    Raises:
        UnusableFile: it cannot be read, or has no such columns.
    """
    table = read_table(path, COLUMNS, key="sku", also="quantity")
    lines = []
    errors = []
    for line in table.lines:
        try:
            code = require(line.code("sku"), "sku")
            lines.append(Counted(line, code, _counted(line), line.text("bin")))
        except Invalid as bad:
            errors.append(line.error(bad))
    return CountSheet(table, tuple(lines), tuple(errors))


def _counted(line: Line) -> int:
    number = line.number("quantity")
    if number is None or number != int(number) or not 0 <= number <= MAX_QUANTITY:
        raise Invalid(
            "bad_quantity",
            N_("“{text}” is not how many there are."),
            text=line.text("quantity"),
            field="quantity",
        )
    return int(number)


def import_count(
    shop: Shop,
    path: Path,
    *,
    dry_run: bool = False,
    strict: bool = False,
    at: datetime | None = None,
) -> ImportAnswer:
    """Book the count sheet at `path` (see `book_count`).

    Raises:
        UnusableFile: it cannot be read.
    """
    sheet = read_count(path)
    return sheets.book(
        shop, lambda tx: book_count(tx, sheet), dry_run=dry_run, strict=strict, at=at
    )


def book_count(tx: Tx, sheet: CountSheet) -> ImportAnswer:
    """Make the shelf hold what was counted. Its rows end as:

    imported, when the SKU was counted for the first time; updated, when the count or the bin
    differs from the book; duplicate, when it does not. Rejected: an unknown SKU, fewer than are
    promised to orders, a SKU that is counted twice and differently.
    """
    errors = list(sheet.errors)
    outcomes: Counter[str] = Counter()
    skus = Lookup(tx).resolve({counted.code for counted in sheet.lines})
    listed: dict[int, list[Counted]] = defaultdict(list)
    for counted in sheet.lines:
        if sku := skus.get(counted.code):
            listed[sku.id].append(counted)
        else:
            errors.append(counted.line.error(_unknown(counted.code)))
    for same in listed.values():
        try:
            outcomes[_book(tx, skus[same[0].code], same)] += 1
            outcomes["duplicate"] += len(same) - 1
        except Invalid as bad:
            errors += [counted.line.error(bad) for counted in same]
    outcomes["rejected"] = len(errors)
    return ImportAnswer(sheet.table.counts(outcomes), tuple(sorted(errors, key=_by_row)))


def _unknown(code: str) -> Invalid:
    return Invalid("unknown_sku", N_("There is no SKU “{code}”."), code=code, field="sku")


def _book(tx: Tx, sku: Sku, same: Sequence[Counted]) -> str:
    """Book one SKU's count; how its row ends."""
    counted = same[0]
    if any((other.quantity, other.bin) != (counted.quantity, counted.bin) for other in same):
        raise Invalid(
            "counted_twice",
            N_("{sku} is counted in several rows: add them up in one."),
            sku=sku.code,
            field="sku",
        )
    row = tx.one(
        "SELECT st.on_hand, st.counted_at, s.bin FROM stock st JOIN skus s ON s.id = st.sku_id"
        " WHERE st.sku_id = :sku",
        sku=sku.id,
    )
    if row is None:
        raise LookupError(sku.code)
    moved = _correct(tx, sku, counted.quantity - row["on_hand"])
    placed = bool(counted.bin) and counted.bin != row["bin"]
    if placed:
        tx.run("UPDATE skus SET bin = :bin WHERE id = :sku", bin=counted.bin, sku=sku.id)
    mark_counted(tx, sku.id)
    if row["counted_at"] is None:
        return "imported"
    return "updated" if moved or placed else "duplicate"


def _correct(tx: Tx, sku: Sku, delta: int) -> bool:
    """Move the difference between the count and the book, if there is one."""
    if not delta:
        return False
    source, target = (
        (Place.ADJUSTMENT, Place.SHELF) if delta > 0 else (Place.SHELF, Place.ADJUSTMENT)
    )
    try:
        move_goods(tx, sku.id, abs(delta), source, target, reason="count")
    except Refused as error:
        raise Invalid(error.code, error.template, **error.params, field="quantity") from error
    return True


def _by_row(error: RowError) -> int:
    return error.row
