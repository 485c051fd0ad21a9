"""Catalogs from spreadsheets: every row becomes a SKU, changes one, or says why not."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from dropship_tui.i18n import N_
from dropship_tui.models.catalog import NewSku, barcode_of, match_key
from dropship_tui.models.checks import Invalid
from dropship_tui.models.imports import ImportAnswer, RowError
from dropship_tui.models.money import Money
from dropship_tui.models.text import clean_lines
from dropship_tui.services import sheets
from dropship_tui.services.errors import Refused
from dropship_tui.services.goods import catalog
from dropship_tui.services.goods.sku_lookup import search_text
from dropship_tui.services.sheets import Line, Table, not_a_number, read_table
from dropship_tui.services.work import Shop, Tx

COLUMNS = {
    "sku": (
        "sku", "商家编码", "SKU编码", "规格编码", "商品编码", "货号", "编码", "款号", "商品货号",
        "商家SKU", "商品代码", "sku code", "sku_code", "code", "item code", "product code",
    ),
    "title": (
        "title", "商品名称", "商品标题", "名称", "品名", "标题", "产品名称", "货品名称", "宝贝标题",
        "商品", "name", "product", "product name", "item name",
    ),
    "spec": (
        "spec", "规格", "商品规格", "规格型号", "颜色尺码", "颜色/尺码", "属性", "型号", "款式",
        "variant", "variation", "specification", "options",
    ),
    "barcode": ("barcode", "条码", "条形码", "商品条码", "国际条码", "69码", "ean", "upc", "gtin"),
    "cost": ("cost", "成本", "成本价", "进价", "进货价", "采购价", "cost price", "purchase price"),
    "price": (
        "price", "价格", "售价", "销售价", "供货价", "批发价", "代发价", "单价", "selling price",
        "unit price", "wholesale price",
    ),
    "market_price": (
        "market_price", "市场价", "吊牌价", "原价", "零售价", "建议零售价", "划线价",
        "market price", "list price", "retail price", "msrp",
    ),
    "weight_g": ("weight_g", "重量", "毛重", "净重", "克重", "weight", "gross weight"),
    "length_mm": ("length_mm", "长", "长度", "包装长", "length"),
    "width_mm": ("width_mm", "宽", "宽度", "包装宽", "width"),
    "height_mm": ("height_mm", "高", "高度", "包装高", "height"),
    "description": ("description", "描述", "商品描述", "详情", "说明", "卖点", "details"),
    "bin": ("bin", "货位", "库位", "货架", "仓位", "location", "shelf"),
    "reorder_point": (
        "reorder_point", "补货点", "安全库存", "预警库存", "库存预警", "最低库存", "警戒库存",
        "reorder point", "safety stock", "min stock",
    ),
    "photo": ("photo", "图片", "照片", "主图", "商品图片", "图片地址", "picture", "image"),
}  # fmt: skip
"""What people call the columns of a catalog. A unit may follow: 重量(kg), 长cm, 成本价(元)."""


@dataclass(frozen=True, slots=True)
class CatalogSheet:
    """A catalog that was read, and which of its lines could not be."""

    table: Table
    skus: tuple[tuple[Line, NewSku], ...]
    errors: tuple[RowError, ...]


def import_catalog(
    shop: Shop,
    path: Path,
    *,
    dry_run: bool = False,
    strict: bool = False,
    at: datetime | None = None,
) -> ImportAnswer:
    """Book the catalog at `path` (see `book_catalog`), in one transaction.

    Raises:
        UnusableFile: it cannot be read, or no row names a SKU's code and title.
    """
    sheet = read_catalog(path, currency=shop.read(lambda tx: tx.policies.currency))
    return sheets.book(
        shop, lambda tx: book_catalog(tx, sheet), dry_run=dry_run, strict=strict, at=at
    )


def read_catalog(path: Path, *, currency: str) -> CatalogSheet:
    """Read a catalog; amounts without a currency are in `currency`.

    Raises:
        UnusableFile: it cannot be read, or no row names a SKU's code and title.
    """
    search_text("", "", "", "")  # loads the dictionary while nobody waits for the database
    table = read_table(path, COLUMNS, key="sku", also="title")
    skus = []
    errors = []
    seen: dict[str, tuple[Line, NewSku]] = {}
    for line in table.lines:
        try:
            new = _new_sku(line, currency)
            _refuse_second(seen.setdefault(match_key(new.sku), (line, new)), new)
            skus.append((line, new))
        except Invalid as bad:
            errors.append(line.error(bad))
    return CatalogSheet(table, tuple(skus), tuple(errors))


def _refuse_second(first: tuple[Line, NewSku], new: NewSku) -> None:
    """A SKU may stand twice in a file, but not say two things."""
    if first[1] != replace(new, sku=first[1].sku):
        raise Invalid(
            "listed_twice",
            N_("Row {row} says something else of {sku}."),
            row=first[0].row,
            sku=new.sku,
            field="sku",
        )


def _new_sku(line: Line, currency: str) -> NewSku:
    return NewSku(
        sku=line.code("sku"),
        title=line.text("title"),
        spec=line.text("spec"),
        barcode=barcode_of(line.code("barcode")),
        cost=_money(line, "cost", currency),
        price=_money(line, "price", currency),
        market_price=_money(line, "market_price", currency),
        weight_g=line.measure("weight_g"),
        length_mm=line.measure("length_mm"),
        width_mm=line.measure("width_mm"),
        height_mm=line.measure("height_mm"),
        description=clean_lines(line.cells.get("description", ""), limit=5000),
        bin=line.text("bin"),
        reorder_point=_whole(line, "reorder_point"),
        photo=line.text("photo", limit=500),
    )


def _money(line: Line, field: str, currency: str) -> Money | None:
    if not (text := line.text(field)):
        return None
    try:
        return Money.parse(text, currency)
    except Invalid as bad:
        raise Invalid(bad.code, bad.template, **bad.params, field=field) from bad


def _whole(line: Line, field: str) -> int | None:
    number = line.number(field)
    if number is not None and number != int(number):
        raise not_a_number(line.text(field), field)
    return None if number is None else int(number)


def book_catalog(tx: Tx, sheet: CatalogSheet) -> ImportAnswer:
    """Enter what the sheet says. An empty cell says nothing, and so erases nothing.

    Rows end as: imported, a new SKU; updated, when they change one; duplicate, when they say
    what is known; rejected, with what is wrong.
    """
    errors = list(sheet.errors)
    outcomes: Counter[str] = Counter()
    waiting = sheet.skus
    while waiting:
        taken: list[tuple[Line, NewSku, Refused]] = []
        for line, new in waiting:
            try:
                outcomes[catalog.save(tx, new)] += 1
            except Refused as error:
                taken.append((line, new, error))
            except Invalid as bad:
                errors.append(line.error(bad))
        if len(taken) == len(waiting):
            errors += [line.error(_barcode_taken(error)) for line, _new, error in taken]
            break
        # A barcode may have become free: another row has given its SKU a new one.
        waiting = tuple((line, new) for line, new, _error in taken)
    outcomes["rejected"] = len(errors)
    return ImportAnswer(
        sheet.table.counts(outcomes), tuple(sorted(errors, key=lambda error: error.row))
    )


def _barcode_taken(error: Refused) -> Invalid:
    return Invalid(error.code, error.template, **error.params, field="barcode")
