"""Orders as people look at them: page by page in lists, one by one in full."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dropship_tui.models.address import Receiver
from dropship_tui.models.lifecycle import Document
from dropship_tui.models.money import Money
from dropship_tui.models.orders import OrderLine, OrderRow, OrderView, Payment, Suggestion
from dropship_tui.models.text import mask_phone
from dropship_tui.models.types import Page, from_ms
from dropship_tui.services import events, plan, search
from dropship_tui.services.database.db import Row, in_list
from dropship_tui.services.events import head, history
from dropship_tui.services.goods.sku_lookup import nearest
from dropship_tui.services.orders import holds
from dropship_tui.services.orders.intake import RECEIVER_COLUMNS
from dropship_tui.services.pages import Keyset, fetch
from dropship_tui.services.work import Tx

OPEN = ("new", "confirmed", "packing", "on_hold")
"""Orders whose parcel has not left: the ones that can be late."""

_URGENT = Keyset(("o.ship_by", "o.id"))
_LATEST = Keyset(("o.ship_by", "o.id"), falling=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderQuery:
    """What a list of orders shows; every empty field means: all.

    stopped: on hold although the bench has begun to pack them: a parcel lies aside.
    news: the platform has said something since they left, and nobody has heeded it.
    """

    status: str = ""
    search: str = ""
    held: str = ""
    late: bool = False
    stopped: bool = False
    news: bool = False
    reseller: str = ""
    channel: str = ""

    @property
    def order(self) -> Keyset:
        """Open orders by urgency, the others newest first."""
        is_urgent = self.status in OPEN or self.held or self.late or self.stopped or self.news
        return _URGENT if is_urgent else _LATEST


def list_orders(
    tx: Tx,
    query: OrderQuery,
    *,
    after: str | None = None,
    before: str | None = None,
    last: bool = False,
    limit: int = 50,
) -> Page[OrderRow]:
    """A page of orders."""
    rows = order_rows(tx, query, after=after, before=before, last=last, limit=limit + 1)
    more = len(rows) > limit
    rows = rows[:limit]
    return Page(
        tuple(row for _, row in rows),
        rows[-1][0] if more and rows else None,
    )


def order_rows(
    tx: Tx,
    query: OrderQuery,
    *,
    after: str | None = None,
    before: str | None = None,
    last: bool = False,
    limit: int = 50,
) -> list[tuple[str, OrderRow]]:
    """Rows of the list with the cursor of each."""
    where, values = _conditions(tx, query)
    select = f"""
        SELECT {query.order.keys()}, o.id, o.number, o.external_no, o.channel, o.shop, o.status,
               o.name, o.phone, o.province, o.city, o.total, o.currency, o.paid_by, o.paid_at,
               o.ship_by, o.ordered_at, p.name AS reseller,
               (SELECT count(*) FROM order_lines l WHERE l.order_id = o.id) AS lines
          FROM orders o{tx.indexed_by("ix_orders_in_the_house") if query.late else ""}
          LEFT JOIN partners p ON p.id = o.reseller_id"""
    rows = fetch(
        tx, select, where, values, query.order, after=after, before=before, last=last, limit=limit
    )
    held = _held(tx, [row["id"] for row in rows if row["status"] == "on_hold"])
    return [(query.order.cursor(row), _row(row, held.get(row["id"]))) for row in rows]


def _held(tx: Tx, order_ids: list[int]) -> dict[int, tuple[str, ...]]:
    """The reasons of every order that is on hold, in one query."""
    listed, values = in_list(order_ids)
    reasons: dict[int, tuple[str, ...]] = dict.fromkeys(order_ids, ())
    for row in tx.all(
        f"SELECT order_id, code FROM order_holds WHERE order_id IN {listed} ORDER BY since, code",
        **values,
    ):
        reasons[row["order_id"]] += (row["code"],)
    return reasons


def _row(row: Row, held: tuple[str, ...] | None) -> OrderRow:
    return OrderRow(
        id=row["id"],
        number=row["number"],
        external_no=row["external_no"] or "",
        channel=row["channel"],
        shop=row["shop"],
        reseller=row["reseller"] or "",
        status=row["status"],
        held=held,
        receiver=row["name"],
        phone=mask_phone(row["phone"]),
        province=row["province"],
        city=row["city"],
        total=Money(row["total"], row["currency"]),
        paid=_payment(row),
        ship_by=from_ms(row["ship_by"]),
        created_at=from_ms(row["ordered_at"]),
        lines=row["lines"],
    )


def _payment(row: Row) -> Payment | None:
    return Payment(row["paid_by"], from_ms(row["paid_at"])) if row["paid_by"] else None


def _conditions(tx: Tx, query: OrderQuery) -> tuple[list[str], dict[str, object]]:
    where: list[str] = []
    values: dict[str, object] = {}
    if query.status:
        where.append("o.status = :status")
        values["status"] = query.status
    if query.held:
        where.append("o.status = 'on_hold'")
        where.append("o.id IN (SELECT order_id FROM order_holds WHERE code = :held)")
        values["held"] = query.held
    if query.stopped:
        where.append("o.status = 'on_hold' AND o.held_from = 'packing'")
    if query.news:
        where.append("o.news <> ''")
    if query.late:
        where.append("o.ship_by < :now AND o.status IN ('new', 'confirmed', 'packing', 'on_hold')")
        values["now"] = tx.now
    if query.reseller:
        where.append(
            "o.reseller_id IN (SELECT id FROM partners WHERE code = :reseller OR name = :reseller)"
        )
        values["reseller"] = query.reseller
    if query.channel:
        where.append("o.channel = :channel")
        values["channel"] = query.channel
    if query.search:
        condition = search.condition(tx.dialect, query.search)
        where.append(condition[0] if condition else "1 = 0")
        if condition:
            values["query"] = condition[1]
    return where, values


def count_orders(tx: Tx, query: OrderQuery) -> int:
    """How many orders the list has; of one status, or of all, the counters know it."""
    if query == OrderQuery(status=query.status):
        counts = events.counts(tx, Document.ORDER)
        return counts.get(query.status, 0) if query.status else sum(counts.values())
    where, values = _conditions(tx, query)
    return int(tx.value(f"SELECT count(*) FROM orders o WHERE {' AND '.join(where)}", **values))


def held_counts(tx: Tx) -> dict[str, int]:
    """How many orders each reason holds."""
    rows = tx.all("SELECT code, count(*) AS n FROM order_holds GROUP BY code")
    return {row["code"]: int(row["n"]) for row in rows}


def numbers(tx: Tx, query: OrderQuery) -> list[str]:
    """The number of every order that matches, for an action on `--all`."""
    where, values = _conditions(tx, query)
    condition = " WHERE " + " AND ".join(where) if where else ""
    sql = f"SELECT o.number FROM orders o{condition} ORDER BY o.ship_by, o.id"
    return [row["number"] for row in tx.stream(sql, **values)]


def statuses(tx: Tx, numbers: Iterable[str]) -> dict[str, str]:
    """The status of each of these orders, in one query."""
    listed, values = in_list(numbers)
    rows = tx.all(f"SELECT number, status FROM orders WHERE number IN {listed}", **values)
    return {row["number"]: row["status"] for row in rows}


def show(tx: Tx, number: str) -> OrderView:
    """A whole order: receiver, lines, parcels, returns, events, plan.

    Raises:
        NotFound: there is none with this number.
    """
    doc = head(tx, Document.ORDER, number)
    row = tx.one(
        "SELECT o.*, p.name AS reseller, b.file AS batch_file, b.profile AS batch_profile,"
        " b.sha256 AS batch_sha256"
        " FROM orders o LEFT JOIN partners p ON p.id = o.reseller_id"
        " LEFT JOIN import_batches b ON b.id = o.batch_id WHERE o.id = :id",
        id=doc.id,
    )
    if row is None:
        raise LookupError(number)
    currency = row["currency"]
    return OrderView(
        id=doc.id,
        number=doc.number,
        external_no=row["external_no"] or "",
        channel=row["channel"],
        shop=row["shop"],
        reseller=row["reseller"] or "",
        status=doc.status,
        held=holds.of(tx, doc.id) if doc.status == "on_hold" else None,
        receiver=Receiver(**{name: row[name] for name in RECEIVER_COLUMNS}),
        lines=_lines(tx, doc.id, currency),
        goods_total=Money(row["goods_total"], currency),
        freight=Money(row["freight"], currency),
        discount=Money(row["discount"], currency),
        total=Money(row["total"], currency),
        paid=_payment(row),
        remark=row["remark"],
        seller_note=row["seller_note"],
        address_given=row["address_given"],
        ordered_at=from_ms(row["ordered_at"]),
        ship_by=from_ms(row["ship_by"]),
        parcels=_numbers(tx, _PARCELS, doc.id),
        returns=_numbers(tx, _RETURNS, doc.id),
        news=row["news"],
        events=history(tx, Document.ORDER, doc.id),
        plan=plan.of_order(tx, number),
        source=_source(tx, row),
    )


_PARCELS = (
    "SELECT DISTINCT p.number, p.id FROM parcels p JOIN parcel_lines l ON l.parcel_id = p.id"
    " WHERE l.order_id = :id AND p.status <> 'void' ORDER BY p.id"
)
_RETURNS = "SELECT number FROM cases WHERE order_id = :id ORDER BY id"


def _numbers(tx: Tx, sql: str, order_id: int) -> tuple[str, ...]:
    return tuple(row["number"] for row in tx.all(sql, id=order_id))


def _source(tx: Tx, row: Row) -> dict[str, object] | None:
    """The file that the order came from, with every column of its rows."""
    if row["batch_file"] is None:
        return None
    return {
        "file": row["batch_file"],
        "profile": row["batch_profile"],
        "file_sha256": row["batch_sha256"],
        "rows": [
            {"row": kept["row"], "content": kept["content"]}
            for kept in tx.all(
                "SELECT row, content FROM import_rows WHERE order_id = :id ORDER BY batch_id, row",
                id=row["id"],
            )
        ],
    }


def _lines(tx: Tx, order_id: int, currency: str) -> tuple[OrderLine, ...]:
    rows: Iterable[Row] = tx.all(
        "SELECT l.*, s.code AS sku, s.bin, st.on_hand - st.reserved AS available"
        " FROM order_lines l LEFT JOIN skus s ON s.id = l.sku_id"
        " LEFT JOIN stock st ON st.sku_id = l.sku_id"
        " WHERE l.order_id = :id ORDER BY l.position",
        id=order_id,
    )
    return tuple(
        OrderLine(
            sku=row["sku"],
            code=row["code"],
            title=row["title"],
            spec=row["spec"],
            quantity=row["quantity"],
            price=Money(row["price"], currency),
            reserved=row["reserved"],
            shipped=row["shipped"],
            returned=row["returned"],
            bin=row["bin"] or "",
            available=row["available"] or 0,
            suggestions=_suggestions(tx, row) if row["sku_id"] is None else (),
        )
        for row in rows
    )


def _suggestions(tx: Tx, line: Row) -> tuple[Suggestion, ...]:
    skus = nearest(tx, line["code"], line["title"], line["spec"])
    return tuple(Suggestion(sku.code, sku.title, sku.spec) for sku in skus)
