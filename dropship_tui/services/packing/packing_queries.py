"""Parcels as people look at them: in lists, and one on the bench."""

from __future__ import annotations

from dropship_tui.models.lifecycle import Document
from dropship_tui.models.money import Money
from dropship_tui.models.packing import ParcelLine, ParcelRow, ParcelView
from dropship_tui.models.types import Page, from_ms, from_ms_or_none
from dropship_tui.services.database.db import Row, in_list
from dropship_tui.services.events import head, history
from dropship_tui.services.pages import Keyset, fetch
from dropship_tui.services.work import Tx

_URGENT = Keyset(("p.ship_by", "p.id"))
_LATEST = Keyset(("p.ship_by", "p.id"), falling=True)
IN_THE_HOUSE = ("open", "packed", "labelled")


def parcel_rows(
    tx: Tx,
    *,
    status: str = "",
    after: str | None = None,
    before: str | None = None,
    last: bool = False,
    limit: int = 50,
) -> list[tuple[str, ParcelRow]]:
    """Parcels with their cursors: those in the house by urgency, the others newest first."""
    order = _URGENT if status in IN_THE_HOUSE else _LATEST
    rows = fetch(
        tx,
        f"""
        SELECT {order.keys()}, p.id, p.number, p.status, p.province, p.city, p.grams, p.ship_by,
               c.code AS courier,
               (SELECT w.number FROM waybills w WHERE w.parcel_id = p.id
                AND w.voided_at IS NULL) AS waybill
          FROM parcels p LEFT JOIN couriers c ON c.id = p.courier_id""",
        ["p.status = :status"] if status else [],
        {"status": status} if status else {},
        order,
        after=after,
        before=before,
        last=last,
        limit=limit,
    )
    parcel_ids = [row["id"] for row in rows]
    orders, lines = _orders(tx, parcel_ids), _lines(tx, parcel_ids)
    return [(order.cursor(row), _row(row, orders[row["id"]], lines[row["id"]])) for row in rows]


def list_parcels(
    tx: Tx, *, status: str = "", after: str | None = None, limit: int = 50
) -> Page[ParcelRow]:
    """A page of `parcel_rows`."""
    rows = parcel_rows(tx, status=status, after=after, limit=limit + 1)
    shown = rows[:limit]
    return Page(tuple(row for _, row in shown), shown[-1][0] if len(rows) > limit else None)


def _orders(tx: Tx, parcel_ids: list[int]) -> dict[int, list[tuple[str, str]]]:
    """The orders in each parcel, with their receivers, in one query."""
    listed, values = in_list(parcel_ids)
    found: dict[int, list[tuple[str, str]]] = {parcel_id: [] for parcel_id in parcel_ids}
    for row in tx.all(
        "SELECT DISTINCT l.parcel_id, o.id, o.number, o.name FROM parcel_lines l"
        f" JOIN orders o ON o.id = l.order_id WHERE l.parcel_id IN {listed} ORDER BY o.id",
        **values,
    ):
        found[row["parcel_id"]].append((row["number"], row["name"]))
    return found


def _row(row: Row, orders: list[tuple[str, str]], lines: tuple[ParcelLine, ...]) -> ParcelRow:
    return ParcelRow(
        id=row["id"],
        parcel=row["number"],
        status=row["status"],
        orders=tuple(number for number, _ in orders),
        receiver=orders[0][1] if orders else "",
        province=row["province"],
        city=row["city"],
        lines=lines,
        grams=row["grams"],
        courier=row["courier"],
        waybill=row["waybill"],
        ship_by=from_ms(row["ship_by"]),
    )


def show(tx: Tx, number: str) -> ParcelView:
    """A whole parcel.

    Raises:
        NotFound: there is none with this number.
    """
    doc = head(tx, Document.PARCEL, number)
    row = tx.one(
        "SELECT p.*, c.code AS courier, c.name AS courier_name,"
        " (SELECT w.number FROM waybills w WHERE w.parcel_id = p.id AND w.voided_at IS NULL)"
        " AS waybill FROM parcels p LEFT JOIN couriers c ON c.id = p.courier_id WHERE p.id = :id",
        id=doc.id,
    )
    if row is None:
        raise LookupError(number)
    orders = tx.all(
        "SELECT DISTINCT o.id, o.number, o.name, o.remark FROM parcel_lines l"
        " JOIN orders o ON o.id = l.order_id WHERE l.parcel_id = :id ORDER BY o.id",
        id=doc.id,
    )
    return ParcelView(
        id=doc.id,
        parcel=doc.number,
        status=doc.status,
        orders=tuple(order["number"] for order in orders),
        lines=_lines(tx, [doc.id])[doc.id],
        province=row["province"],
        city=row["city"],
        receiver=orders[0]["name"] if orders else "",
        remark="\n".join(order["remark"] for order in orders if order["remark"]),
        grams=row["grams"],
        courier=row["courier"],
        courier_name=row["courier_name"] or "",
        service=row["service"],
        quoted=None if row["quoted"] is None else Money(row["quoted"], tx.policies.currency),
        waybill=row["waybill"],
        ship_by=from_ms(row["ship_by"]),
        opened_at=from_ms(row["opened_at"]),
        handed_over_at=from_ms_or_none(row["handed_over_at"]),
        delivered_at=from_ms_or_none(row["delivered_at"]),
        signed_by=row["signed_by"],
        damaged=bool(row["damaged"]),
        events=history(tx, Document.PARCEL, doc.id),
    )


def _lines(tx: Tx, parcel_ids: list[int]) -> dict[int, tuple[ParcelLine, ...]]:
    """What is in each parcel, in the order of the shelves, in one query."""
    listed, values = in_list(parcel_ids)
    found: dict[int, tuple[ParcelLine, ...]] = dict.fromkeys(parcel_ids, ())
    for row in tx.all(
        "SELECT pl.parcel_id, pl.quantity, pl.scanned, s.code, s.bin, s.barcode, l.title, l.spec,"
        " o.number FROM parcel_lines pl JOIN skus s ON s.id = pl.sku_id"
        " JOIN order_lines l ON l.id = pl.order_line_id JOIN orders o ON o.id = pl.order_id"
        f" WHERE pl.parcel_id IN {listed} ORDER BY s.bin, s.code, pl.id",
        **values,
    ):
        found[row["parcel_id"]] += (
            ParcelLine(
                sku=row["code"],
                title=row["title"],
                spec=row["spec"],
                quantity=row["quantity"],
                scanned=row["scanned"],
                bin=row["bin"],
                barcode=row["barcode"] or "",
                order=row["number"],
            ),
        )
    return found
