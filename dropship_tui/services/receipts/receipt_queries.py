"""Parcels on their way, as people look at them: which are silent, late, or have arrived."""

from __future__ import annotations

from dataclasses import dataclass

from dropship_tui.models.receipts import OnTheWay
from dropship_tui.models.types import DAY, Page, from_ms_or_none
from dropship_tui.services import search
from dropship_tui.services.database.db import Row
from dropship_tui.services.pages import Keyset, fetch
from dropship_tui.services.work import Tx

SILENT_DAYS = 3
"""A parcel of which nothing was heard for so long is stuck (couriers' own alarm, 3 days)."""

OVERDUE_DAYS = 7
"""A parcel that is on its way for longer is overdue."""

_BY_SILENCE = Keyset(("p.last_event_at", "p.id"))
_MOVING = "p.status IN ('handed_over', 'in_transit', 'exception')"
_ARRIVED = (
    "p.delivered_at IS NOT NULL AND p.id IN (SELECT l.parcel_id FROM orders o"
    " JOIN parcel_lines l ON l.order_id = o.id WHERE o.status = 'delivered')"
)
_LEFT = "p.handed_over_at IS NOT NULL"


@dataclass(frozen=True, slots=True)
class ReceiptQuery:
    """What a list of parcels that have left shows; without anything, those on their way.

    stuck: nothing was heard for SILENT_DAYS. overdue: on the way for OVERDUE_DAYS. undelivered:
    delivery failed. arrived: delivered, and the order not confirmed yet. everything: whatever
    became of them.
    """

    stuck: bool = False
    overdue: bool = False
    undelivered: bool = False
    arrived: bool = False
    everything: bool = False
    search: str = ""


def _conditions(tx: Tx, query: ReceiptQuery) -> tuple[list[str], dict[str, object]]:
    where = [_LEFT if query.everything else _ARRIVED if query.arrived else _MOVING]
    values: dict[str, object] = {}
    if query.stuck:
        where.append("p.last_event_at <= :silent")
        values["silent"] = tx.now - SILENT_DAYS * DAY
    if query.overdue:
        where.append("p.handed_over_at <= :overdue")
        values["overdue"] = tx.now - OVERDUE_DAYS * DAY
    if query.undelivered:
        where.append("p.status = 'exception'")
    if query.search:
        found = search.condition(tx.dialect, query.search)
        where.append(
            "p.id IN (SELECT l.parcel_id FROM parcel_lines l JOIN orders o ON o.id = l.order_id"
            f" WHERE {found[0]})"
            if found
            else "1 = 0"
        )
        if found:
            values["query"] = found[1]
    return where, values


def receipt_rows(
    tx: Tx,
    query: ReceiptQuery,
    *,
    after: str | None = None,
    before: str | None = None,
    last: bool = False,
    limit: int = 50,
) -> list[tuple[str, OnTheWay]]:
    """Parcels that have left, with their cursors; of which nothing was heard longest, first."""
    where, values = _conditions(tx, query)
    index = tx.indexed_by("ix_parcels_on_the_way") if _MOVING in where else ""
    rows = fetch(
        tx,
        f"""
        SELECT {_BY_SILENCE.keys()}, p.id, p.number, p.status, p.province, p.city, p.last_event_at,
               p.handed_over_at, p.delivered_at, c.code AS courier, c.name AS courier_name,
               (SELECT w.number FROM waybills w WHERE w.parcel_id = p.id
                AND w.voided_at IS NULL) AS waybill,
               (SELECT min(o.number) FROM parcel_lines l JOIN orders o ON o.id = l.order_id
                WHERE l.parcel_id = p.id) AS order_number
          FROM parcels p{index} LEFT JOIN couriers c ON c.id = p.courier_id""",
        where,
        values,
        _BY_SILENCE,
        after=after,
        before=before,
        last=last,
        limit=limit,
    )
    return [(_BY_SILENCE.cursor(row), _row(tx, row)) for row in rows]


def list_on_the_way(
    tx: Tx, query: ReceiptQuery, *, after: str | None = None, limit: int = 50
) -> Page[OnTheWay]:
    """A page of `receipt_rows`."""
    rows = receipt_rows(tx, query, after=after, limit=limit + 1)
    shown = rows[:limit]
    return Page(tuple(row for _, row in shown), shown[-1][0] if len(rows) > limit else None)


def count_receipts(tx: Tx, query: ReceiptQuery) -> int:
    """How many parcels the query finds."""
    where, values = _conditions(tx, query)
    return int(tx.value(f"SELECT count(*) FROM parcels p WHERE {' AND '.join(where)}", **values))


def _row(tx: Tx, row: Row) -> OnTheWay:
    heard = row["last_event_at"] or row["handed_over_at"]
    is_moving = row["status"] in ("handed_over", "in_transit", "exception")
    silent = max(0, (tx.now - heard) // DAY) if is_moving else 0
    alarms = []
    if silent >= SILENT_DAYS:
        alarms.append("silent")
    if is_moving and tx.now - row["handed_over_at"] >= OVERDUE_DAYS * DAY:
        alarms.append("overdue")
    if row["status"] == "exception":
        alarms.append("failed")
    return OnTheWay(
        parcel=row["number"],
        order=row["order_number"],
        courier=row["courier"],
        waybill=row["waybill"],
        state=row["status"],
        province=row["province"],
        city=row["city"],
        handed_over_at=from_ms_or_none(row["handed_over_at"]),
        delivered_at=from_ms_or_none(row["delivered_at"]),
        last_event_at=from_ms_or_none(row["last_event_at"]),
        days_silent=silent,
        alarms=tuple(alarms),
    )
