"""Stage 2: orders are taken down, one from a form or thousands from a file, in the same way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dropship_tui.i18n import N_
from dropship_tui.models.checks import Invalid
from dropship_tui.models.lifecycle import Document
from dropship_tui.models.orders import NewLine, NewOrder
from dropship_tui.models.text import clean, clean_lines
from dropship_tui.models.types import to_ms
from dropship_tui.services import search
from dropship_tui.services.errors import Refused
from dropship_tui.services.events import Birth, Head, born, head, move, move_many
from dropship_tui.services.ids import new_ids
from dropship_tui.services.numbers import next_numbers
from dropship_tui.services.sku_lookup import Lookup, Sku
from dropship_tui.services.work import Tx

RECEIVER_COLUMNS = (
    "name", "phone", "extension", "country", "province", "city", "district", "street", "detail",
    "postcode",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Added:
    """An order that was just taken down."""

    id: int
    number: str
    status: str
    held: tuple[str, ...]


def create(tx: Tx, order: NewOrder) -> Added:
    """Take down an order by hand.

    Raises:
        Refused: a line's SKU is not ours (`unknown_sku`), or the reseller is unknown.
    """
    reseller_id = find_reseller(tx, order.reseller)
    prepared = prepare(tx, [order], reseller_id=reseller_id)
    for line in prepared[0].lines:
        if line["sku_id"] is None:
            raise Refused(
                "unknown_sku",
                N_("There is no SKU “{code}”."),
                hint=N_("Look in the catalog: dropship catalog list --search …"),
                code=line["code"] or line["title"],
            )
    return write(tx, prepared)[0]


def find_reseller(tx: Tx, name: str) -> int:
    """The id of a reseller by code or name; 0 for none.

    Raises:
        Refused: there is no such reseller (`unknown_reseller`).
    """
    if not name:
        return 0
    found = tx.value(
        "SELECT id FROM partners WHERE kind = 'reseller' AND (code = :name OR name = :name)",
        name=name,
    )
    if found is None:
        raise Refused(
            "unknown_reseller",
            N_("There is no reseller “{name}”."),
            hint=N_("Add one with: dropship setup partner add --kind reseller --name …"),
            name=name,
        )
    return int(found)


@dataclass(frozen=True, slots=True)
class Prepared:
    """An order that is ready to be written: its row, its lines, and why it will stand still."""

    order: NewOrder
    row: dict[str, Any]
    lines: tuple[dict[str, Any], ...]
    held: tuple[str, ...]


def prepare(tx: Tx, orders: Sequence[NewOrder], *, reseller_id: int = 0) -> list[Prepared]:
    """Look up the goods of orders of one channel, in bulk, and see what holds each order.

    A line whose SKU is not found holds its order (`unknown_sku`). Nothing is written.
    """
    if not orders:
        return []
    lines = [line for order in orders for line in order.lines]
    skus = _Skus(tx, lines, orders[0].channel, reseller_id)
    prepared = []
    for order in orders:
        rows = tuple(
            _line_row(order.channel, order.shop, position, line, skus)
            for position, line in enumerate(order.lines, 1)
        )
        row = _order_row(tx, order, rows, reseller_id)
        prepared.append(Prepared(order, row, rows, _holds(order, rows)))
    return prepared


def write(tx: Tx, prepared: Sequence[Prepared], *, batch_id: int | None = None) -> list[Added]:
    """Write orders in bulk: a handful of statements, however many there are."""
    if not prepared:
        return []
    ids = list(new_ids(len(prepared)))
    numbers = next_numbers(tx, "order", len(prepared))
    births = [
        Birth(order_id, number, at=to_ms(item.order.ordered_at))
        for order_id, number, item in zip(ids, numbers, prepared, strict=True)
    ]
    heads = born(tx, Document.ORDER, "submit", births)
    line_ids = iter(new_ids(sum(len(item.lines) for item in prepared)))
    order_rows, line_rows, hold_rows, entries, added = [], [], [], [], []
    for document, item in zip(heads, prepared, strict=True):
        order_id = document["id"]
        order_rows.append(document | item.row | {"batch_id": batch_id})
        line_rows += [line | {"id": next(line_ids), "order_id": order_id} for line in item.lines]
        hold_rows += [{"order_id": order_id, "code": code, "since": tx.at} for code in item.held]
        entries.append((order_id, _words(document["number"], item)))
        status = "on_hold" if item.held else "new"
        added.append(Added(order_id, document["number"], status, item.held))
    _insert(tx, "orders", order_rows)
    _insert(tx, "order_lines", line_rows)
    _insert(tx, "order_holds", hold_rows)
    search.put(tx, entries)
    _hold_new(tx, heads, added)
    return added


def add_lines(
    tx: Tx,
    number: str,
    lines: Sequence[NewLine],
    *,
    channel: str,
    shop: str,
    reseller_id: int = 0,
) -> Head:
    """Add lines to an order that is known already and not confirmed yet.

    Raises:
        Refused: it has gone on since.
    """
    order = move(tx, head(tx, Document.ORDER, number), "update", reason="lines")
    skus = _Skus(tx, lines, channel, reseller_id)
    last = tx.value("SELECT max(position) FROM order_lines WHERE order_id = :id", id=order.id)
    rows = [
        _line_row(channel, shop, position, line, skus) | {"id": line_id, "order_id": order.id}
        for position, line, line_id in zip(
            range(last + 1, last + 1 + len(lines)), lines, new_ids(len(lines)), strict=True
        )
    ]
    _insert(tx, "order_lines", rows)
    more = sum(row["price"] * row["quantity"] for row in rows)
    tx.run(
        "UPDATE orders SET goods_total = goods_total + :more, total = total + :more WHERE id = :id",
        more=more,
        id=order.id,
    )
    return order


def _insert(tx: Tx, table: str, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        columns = list(rows[0])
        tx.many(
            f"INSERT INTO {table} ({', '.join(columns)})"
            f" VALUES ({', '.join(':' + column for column in columns)})",
            rows,
        )


def _hold_new(tx: Tx, heads: Sequence[dict[str, Any]], added: Sequence[Added]) -> None:
    held = [
        (
            Head(
                Document.ORDER,
                document["id"],
                document["number"],
                document["status"],
                document["version"],
                document["chain"],
                document["changed_at"],
            ),
            ", ".join(order.held),
        )
        for document, order in zip(heads, added, strict=True)
        if order.held
    ]
    move_many(tx, [doc for doc, _ in held], "hold", reasons=[reason for _, reason in held])


def _holds(order: NewOrder, lines: Sequence[dict[str, Any]]) -> tuple[str, ...]:
    unknown = any(line["sku_id"] is None for line in lines)
    return tuple(dict.fromkeys((*order.holds, *(["unknown_sku"] if unknown else []))))


class _Skus:
    """Which SKU each incoming line means, and what it costs this reseller: looked up in bulk."""

    def __init__(self, tx: Tx, lines: Sequence[NewLine], channel: str, reseller_id: int) -> None:
        lookup = Lookup(tx, reseller_id=reseller_id, channel=channel)
        self._by_code = lookup.resolve({line.code for line in lines if line.code})
        self._by_title = lookup.by_title(
            {(line.title, line.spec) for line in lines if not line.code and line.title}
        )
        self._prices: Mapping[int, int] = _reseller_prices(tx, reseller_id)

    def of(self, line: NewLine) -> Sku | None:
        """The SKU: by its code; by its title only when the line has no code."""
        if line.code:
            return self._by_code.get(line.code)
        return self._by_title.get((line.title, line.spec))

    def price(self, line: NewLine, sku: Sku | None) -> int:
        """What the line says, else the reseller's price, else the catalog's."""
        if line.price is not None:
            return line.price.minor
        if sku is None:
            return 0
        return self._prices.get(sku.id, sku.price or 0)


def _reseller_prices(tx: Tx, reseller_id: int) -> dict[int, int]:
    if not reseller_id:
        return {}
    rows = tx.all(
        "SELECT sku_id, price FROM reseller_prices WHERE reseller_id = :id", id=reseller_id
    )
    return {row["sku_id"]: row["price"] for row in rows}


def _line_row(channel: str, shop: str, position: int, line: NewLine, skus: _Skus) -> dict[str, Any]:
    """A line as it will stay: what the file says of it, else what the catalog says today."""
    sku = skus.of(line)
    return {
        "position": position,
        "sku_id": sku.id if sku else None,
        "code": line.code or (sku.code if sku else ""),
        "title": clean(line.title) or (sku.title if sku else ""),
        "spec": clean(line.spec) or (sku.spec if sku and not line.title else ""),
        "quantity": line.quantity,
        "price": skus.price(line, sku),
        "channel": channel,
        "shop": clean(shop),
        "external_no": line.external_no or None,
    }


def _order_row(
    tx: Tx, order: NewOrder, lines: Sequence[dict[str, Any]], reseller_id: int
) -> dict[str, Any]:
    goods = sum(line["price"] * line["quantity"] for line in lines)
    total = goods + order.freight.minor - order.discount.minor
    if total < 0:
        raise Invalid("discount_too_large", N_("The discount is larger than the order."))
    paid_at = to_ms(order.paid.at) if order.paid else None
    ordered_at = to_ms(order.ordered_at)
    return {
        **{name: getattr(order.receiver, name) for name in RECEIVER_COLUMNS},
        "address_given": clean_lines(order.address_given),
        "held_from": "",
        "channel": order.channel,
        "shop": clean(order.shop),
        "reseller_id": reseller_id or None,
        "external_no": order.external_no or None,
        "currency": order.freight.currency,
        "goods_total": goods,
        "freight": order.freight.minor,
        "discount": order.discount.minor,
        "total": total,
        "paid_by": order.paid.method if order.paid else None,
        "paid_at": paid_at,
        "ordered_at": ordered_at,
        "ship_by": to_ms(order.ship_by)
        if order.ship_by
        else (paid_at or ordered_at) + tx.policies.ship_within_hours * 3_600_000,
        "remark": clean_lines(order.remark),
        "seller_note": clean_lines(order.seller_note),
    }


def _words(number: str, item: Prepared) -> str:
    return search.words(
        codes=[
            number,
            item.order.external_no,
            item.order.receiver.phone,
            *(line["external_no"] or "" for line in item.lines),
            *(line["code"] for line in item.lines),
        ],
        texts=[
            item.order.receiver.name,
            *(f"{line['title']} {line['spec']}" for line in item.lines),
        ],
    )
