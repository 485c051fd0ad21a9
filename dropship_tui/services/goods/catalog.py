"""The catalog: SKUs are entered, priced, found, and looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from dropship_tui.i18n import N_
from dropship_tui.models.catalog import (
    GAPS,
    MISSING,
    Alias,
    NewSku,
    ResellerPrice,
    SkuRow,
    SkuView,
    barcode_of,
    match_key,
)
from dropship_tui.models.checks import require
from dropship_tui.models.money import Money
from dropship_tui.models.text import clean
from dropship_tui.models.types import Page, from_ms, from_ms_or_none
from dropship_tui.services.database.db import Row
from dropship_tui.services.errors import Refused, WrongUsage
from dropship_tui.services.goods import resellers, stock
from dropship_tui.services.goods.sku_lookup import find, search_condition, search_text
from dropship_tui.services.ids import new_id
from dropship_tui.services.pages import Keyset, fetch
from dropship_tui.services.work import Tx

GAP_SQL: Final = {
    "photo": "s.photo = ''",
    "weight": "s.weight_g IS NULL",
    "size": "(s.length_mm IS NULL OR s.width_mm IS NULL OR s.height_mm IS NULL)",
    "description": "s.description = ''",
    "cost": "s.cost IS NULL",
    "price": "s.price IS NULL",
    "margin": "coalesce(s.price <= s.cost, false)",
    "stock": "(st.counted_at IS NULL"
    " AND NOT EXISTS (SELECT 1 FROM stock_moves m WHERE m.sku_id = s.id))",
}
"""Each gap of GAPS as a condition on `skus s` and its shelf `stock st`."""

# What the tallies of Today lead to; `services.today` counts by the same conditions.
_SHELVES: Final = {
    "low": "st.on_hand - st.reserved <= s.reorder_point AND s.reorder_point > 0 AND st.on_hand > 0",
    "empty": "st.on_hand - st.reserved <= 0",
}
_IN_ORDER = Keyset(("s.id",))
_FROM = "FROM skus s JOIN stock st ON st.sku_id = s.id"
_TEXTS = ("title", "spec", "description", "bin", "photo")
_PRICES = ("cost", "price", "market_price")
_NUMBERS = ("weight_g", "length_mm", "width_mm", "height_mm", "reorder_point")
_COLUMNS = (
    "id", "code", "code_key", "title_key", "barcode", "search", "currency", "created_at",
    *_TEXTS, *_PRICES, *_NUMBERS,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SkuQuery:
    """What a list of SKUs shows; every empty field means: all.

    missing: a filter of MISSING. shelf: `low` or `empty`.

    Raises:
        WrongUsage: there is no such filter.
    """

    search: str = ""
    missing: str = ""
    shelf: str = ""

    def __post_init__(self) -> None:
        for value, known in ((self.missing, MISSING), (self.shelf, _SHELVES)):
            if value and value not in known:
                raise WrongUsage(
                    "unknown_filter",
                    N_("“{value}” is no filter. Known: {known}."),
                    value=value,
                    known=", ".join(known),
                )


def save(tx: Tx, new: NewSku) -> str:
    """Enter a SKU, or change what `new` says of one that is there.

    Returns how the row of an import ends: imported, updated, or duplicate when nothing changed.

    Raises:
        Invalid: a new SKU has no title, or a price is in another currency than the shop's.
        Refused: the barcode is another SKU's (`barcode_taken`).
    """
    known = tx.one("SELECT * FROM skus WHERE code_key = :key", key=match_key(new.sku))
    said = _said(tx, new)
    if known is None:
        require(new.title, "title")
        _guard_barcode(tx, said.get("barcode"), 0)
        _insert(tx, new.sku, said)
        return "imported"
    changes = {name: value for name, value in said.items() if value != known[name]}
    if not changes:
        return "duplicate"
    _guard_barcode(tx, changes.get("barcode"), known["id"])
    _update(tx, known, changes)
    return "updated"


def _said(tx: Tx, new: NewSku) -> dict[str, Any]:
    """The columns that `new` says something of."""
    nothing = Money(0, tx.policies.currency)
    said: dict[str, Any] = {name: getattr(new, name) for name in _TEXTS}
    said["barcode"] = barcode_of(new.barcode)
    said |= {name: getattr(new, name) for name in _NUMBERS}
    for name in _PRICES:
        money: Money | None = getattr(new, name)
        said[name] = None if money is None else (nothing + money).minor
    return {name: value for name, value in said.items() if value not in ("", None)}


def _insert(tx: Tx, code: str, said: dict[str, Any]) -> None:
    blank = dict.fromkeys(_TEXTS, "") | dict.fromkeys((*_PRICES, *_NUMBERS, "barcode"))
    sku_id = new_id()
    row = blank | {"reorder_point": 0} | said
    row |= {
        "id": sku_id,
        "code": code,
        "code_key": match_key(code),
        "currency": tx.policies.currency,
        "created_at": tx.at,
    }
    row |= _derived(row)
    tx.run(
        f"INSERT INTO skus ({', '.join(_COLUMNS)})"
        f" VALUES ({', '.join(':' + column for column in _COLUMNS)})",
        **row,
    )
    stock.open_shelf(tx, [sku_id])


def _update(tx: Tx, known: Row, changes: dict[str, Any]) -> None:
    if changes.keys() & {"title", "spec", "barcode"}:
        changes = changes | _derived({column: known[column] for column in _COLUMNS} | changes)
    tx.run(
        f"UPDATE skus SET {', '.join(f'{name} = :{name}' for name in changes)} WHERE id = :sku_id",
        **changes,
        sku_id=known["id"],
    )


def _derived(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "title_key": match_key(row["title"]),
        "search": search_text(row["code"], row["title"], row["spec"], row["barcode"] or ""),
    }


def _guard_barcode(tx: Tx, barcode: str | None, sku_id: int) -> None:
    owner = barcode and tx.value(
        "SELECT code FROM skus WHERE barcode = :barcode AND id <> :id", barcode=barcode, id=sku_id
    )
    if owner:
        raise Refused(
            "barcode_taken",
            N_("The barcode {barcode} is already on {owner}."),
            details={"sku": owner},
            barcode=barcode,
            owner=owner,
        )


def set_price(
    tx: Tx, code: str, price: Money, *, cost: Money | None = None, reseller: str = ""
) -> SkuView:
    """Set what a SKU sells for, to everybody or to one reseller, and perhaps what it costs us.

    Raises:
        NotFound: there is no such SKU.
        Invalid: below 0, or in another currency than the shop's.
        Refused: there is no such reseller (`unknown_reseller`).
    """
    sku = find(tx, code)
    if not reseller:
        save(tx, NewSku(sku.code, price=price, cost=cost))
        return show(tx, sku.code)
    said = _said(tx, NewSku(sku.code, price=price))
    tx.run(
        "INSERT INTO reseller_prices (sku_id, reseller_id, price) VALUES (:sku, :reseller, :price)"
        " ON CONFLICT (sku_id, reseller_id) DO UPDATE SET price = excluded.price",
        sku=sku.id,
        reseller=resellers.find(tx, reseller),
        price=said["price"],
    )
    save(tx, NewSku(sku.code, cost=cost))
    return show(tx, sku.code)


def add_alias(tx: Tx, code: str, alias: str, *, reseller: str = "", channel: str = "") -> SkuView:
    """Remember somebody else's code for our SKU: a reseller's, a channel's, or everybody's.

    Raises:
        NotFound: there is no such SKU.
        Invalid: the alias is empty.
        Refused: it means another SKU there already (`alias_taken`), or there is no such reseller.
    """
    sku = find(tx, code)
    key = require(match_key(clean(alias, limit=200)), "code")
    scope = {"reseller": resellers.find(tx, reseller), "channel": clean(channel, limit=60)}
    owner = _owner_of_alias(tx, key, scope)
    if owner is None:
        tx.run(
            "INSERT INTO sku_aliases (id, sku_id, code, reseller_id, channel)"
            " VALUES (:id, :sku, :key, :reseller, :channel)",
            id=new_id(),
            sku=sku.id,
            key=key,
            **scope,
        )
    elif owner != sku.code:
        raise Refused(
            "alias_taken",
            N_("The code {alias} means {owner} already."),
            details={"sku": owner},
            alias=key,
            owner=owner,
        )
    return show(tx, sku.code)


def _owner_of_alias(tx: Tx, key: str, scope: dict[str, Any]) -> str | None:
    """The SKU that this code means there: everybody's codes are our own and barcodes, too."""
    owner: str | None = tx.value(
        "SELECT s.code FROM sku_aliases a JOIN skus s ON s.id = a.sku_id WHERE a.code = :key"
        " AND a.reseller_id = :reseller AND a.channel = :channel",
        key=key,
        **scope,
    )
    if owner is None and not any(scope.values()):
        owner = tx.value("SELECT code FROM skus WHERE code_key = :key OR barcode = :key", key=key)
    return owner


def list_skus(
    tx: Tx, query: SkuQuery, *, after: str | None = None, limit: int = 50
) -> Page[SkuRow]:
    """A page of SKUs, in the order in which they were entered."""
    rows = sku_rows(tx, query, after=after, limit=limit + 1)
    shown = rows[:limit]
    return Page(tuple(row for _, row in shown), shown[-1][0] if len(rows) > limit else None)


def sku_rows(
    tx: Tx,
    query: SkuQuery,
    *,
    after: str | None = None,
    before: str | None = None,
    last: bool = False,
    limit: int = 50,
) -> list[tuple[str, SkuRow]]:
    """Rows of the list with the cursor of each."""
    where, values = _conditions(query)
    rows = fetch(
        tx,
        f"SELECT {_IN_ORDER.keys()}, s.*, st.on_hand, st.reserved {_FROM}",
        where,
        values,
        _IN_ORDER,
        after=after,
        before=before,
        last=last,
        limit=limit,
    )
    return [(_IN_ORDER.cursor(row), _row(row)) for row in rows]


def count_skus(tx: Tx, query: SkuQuery) -> int:
    """How many SKUs the list has."""
    where, values = _conditions(query)
    condition = " WHERE " + " AND ".join(where) if where else ""
    return int(tx.value(f"SELECT count(*) {_FROM}{condition}", **values))


def _conditions(query: SkuQuery) -> tuple[list[str], dict[str, str]]:
    searched, values = search_condition(query.search)
    gaps = " OR ".join(GAP_SQL[gap] for gap in MISSING.get(query.missing, ()))
    where = [searched, f"({gaps})" if gaps else "", _SHELVES.get(query.shelf, "")]
    return [condition for condition in where if condition], values


def _row(row: Row) -> SkuRow:
    return SkuRow(
        id=row["id"],
        sku=row["code"],
        title=row["title"],
        spec=row["spec"],
        barcode=row["barcode"] or "",
        price=_money(row, "price"),
        cost=_money(row, "cost"),
        weight_g=row["weight_g"],
        on_hand=row["on_hand"],
        reserved=row["reserved"],
        available=row["on_hand"] - row["reserved"],
        bin=row["bin"],
        reorder_point=row["reorder_point"],
    )


def _money(row: Row, column: str) -> Money | None:
    return None if row[column] is None else Money(row[column], row["currency"])


def show(tx: Tx, code: str) -> SkuView:
    """A whole SKU, by its code, its barcode or an alias.

    Raises:
        NotFound: there is none.
    """
    sku = find(tx, code)
    gaps = ", ".join(f"{sql} AS no_{gap}" for gap, sql in GAP_SQL.items())
    row = tx.one(
        f"SELECT s.*, st.on_hand, st.reserved, st.counted_at, {gaps} {_FROM} WHERE s.id = :id",
        id=sku.id,
    )
    if row is None:
        raise LookupError(code)
    return SkuView(
        id=sku.id,
        sku=sku.code,
        title=row["title"],
        spec=row["spec"],
        barcode=row["barcode"] or "",
        price=_money(row, "price"),
        cost=_money(row, "cost"),
        market_price=_money(row, "market_price"),
        weight_g=row["weight_g"],
        length_mm=row["length_mm"],
        width_mm=row["width_mm"],
        height_mm=row["height_mm"],
        description=row["description"],
        photo=row["photo"],
        bin=row["bin"],
        reorder_point=row["reorder_point"],
        on_hand=row["on_hand"],
        reserved=row["reserved"],
        available=row["on_hand"] - row["reserved"],
        counted_at=from_ms_or_none(row["counted_at"]),
        created_at=from_ms(row["created_at"]),
        aliases=_aliases(tx, sku.id),
        reseller_prices=_reseller_prices(tx, sku.id, row["currency"]),
        missing=words(row),
    )


def words(row: Row, gaps: Sequence[str] = tuple(GAPS)) -> tuple[str, ...]:
    """The words for the gaps of a row that has a column no_… for each."""
    return tuple(str(GAPS[gap]) for gap in gaps if row[f"no_{gap}"])


def _aliases(tx: Tx, sku_id: int) -> tuple[Alias, ...]:
    return tuple(
        Alias(row["code"], row["reseller"] or "", row["channel"])
        for row in tx.all(
            "SELECT a.code, a.channel, p.name AS reseller FROM sku_aliases a"
            " LEFT JOIN partners p ON p.id = a.reseller_id WHERE a.sku_id = :id ORDER BY a.id",
            id=sku_id,
        )
    )


def _reseller_prices(tx: Tx, sku_id: int, currency: str) -> tuple[ResellerPrice, ...]:
    return tuple(
        ResellerPrice(row["name"], Money(row["price"], currency))
        for row in tx.all(
            "SELECT p.name, r.price FROM reseller_prices r JOIN partners p ON p.id = r.reseller_id"
            " WHERE r.sku_id = :id ORDER BY p.name",
            id=sku_id,
        )
    )
