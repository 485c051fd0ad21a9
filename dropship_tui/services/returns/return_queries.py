"""Return cases as people look at them: whose turn it is, and one case in full."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dropship_tui.models.lifecycle import Document
from dropship_tui.models.money import Money
from dropship_tui.models.orders import EventView
from dropship_tui.models.returns import GRADES, CaseMessage, CaseRow, Refund, Verdict
from dropship_tui.models.types import Page, from_ms
from dropship_tui.services import events
from dropship_tui.services import search as order_search
from dropship_tui.services.database.db import Row
from dropship_tui.services.events import head, history
from dropship_tui.services.pages import Keyset, fetch
from dropship_tui.services.returns import refunds
from dropship_tui.services.work import Tx

_MESSAGES = "SELECT * FROM case_messages WHERE case_id = :id ORDER BY id"
_URGENT = Keyset(("c.due_at", "c.id"))
_LATEST = Keyset(("c.due_at", "c.id"), falling=True)
_OPEN = ("requested", "approved", "in_transit", "received", "inspected")


@dataclass(frozen=True, slots=True)
class CaseView:
    """A whole return case."""

    case: str
    type: str
    status: str
    reason: str
    note: str
    order: str
    receiver: str
    lines: tuple[dict[str, Any], ...]
    policy: Verdict
    override: str
    waybill: str
    courier: str
    outcome: str
    waiting_for: str
    refunds: tuple[Refund, ...]
    refunded: Money
    refundable: Money
    exchange_order: str | None
    messages: tuple[CaseMessage, ...]
    events: tuple[EventView, ...]


def case_rows(
    tx: Tx,
    *,
    status: str = "",
    waiting: str = "",
    search: str = "",
    after: str | None = None,
    before: str | None = None,
    last: bool = False,
    limit: int = 50,
) -> list[tuple[str, CaseRow]]:
    """Cases with their cursors: those to work on by urgency, the others latest first."""
    where, values = _conditions(tx, status, waiting, search)
    order = _URGENT if waiting or status in _OPEN else _LATEST
    rows = fetch(
        tx,
        f"SELECT {order.keys()}, c.*, o.number AS order_number, o.name AS receiver"
        " FROM cases c JOIN orders o ON o.id = c.order_id",
        where,
        values,
        order,
        after=after,
        before=before,
        last=last,
        limit=limit,
    )
    return [(order.cursor(row), _row(row)) for row in rows]


def _conditions(
    tx: Tx, status: str, waiting: str, text: str
) -> tuple[list[str], dict[str, object]]:
    where: list[str] = []
    values: dict[str, object] = {}
    if status:
        where.append("c.status = :status")
        values["status"] = status
    if waiting:
        where.append("c.waiting_for = :waiting")
        values["waiting"] = waiting
    if text:
        found = order_search.condition(tx.dialect, text)
        conditions = ["c.number = :number", "c.waybill = :number"]
        if found:
            # By the case's own column, so that each condition has an index.
            conditions.append(f"c.order_id IN (SELECT o.id FROM orders o WHERE {found[0]})")
        where.append(f"({' OR '.join(conditions)})")
        values |= {"number": text.strip().upper(), **({"query": found[1]} if found else {})}
    return where, values


def count_cases(tx: Tx, *, status: str = "", waiting: str = "", search: str = "") -> int:
    """How many cases the filter finds; of one status, or of all, the counters know it."""
    if not waiting and not search:
        counts = events.counts(tx, Document.CASE)
        return counts.get(status, 0) if status else sum(counts.values())
    where, values = _conditions(tx, status, waiting, search)
    return int(
        tx.value(
            "SELECT count(*) FROM cases c JOIN orders o ON o.id = c.order_id"
            + (f" WHERE {' AND '.join(where)}" if where else ""),
            **values,
        )
    )


def list_cases(
    tx: Tx, *, status: str = "", waiting: str = "", after: str | None = None, limit: int = 50
) -> Page[CaseRow]:
    """A page of `case_rows`."""
    rows = case_rows(tx, status=status, waiting=waiting, after=after, limit=limit + 1)
    shown = rows[:limit]
    return Page(tuple(row for _, row in shown), shown[-1][0] if len(rows) > limit else None)


def _row(row: Row) -> CaseRow:
    return CaseRow(
        id=row["id"],
        case=row["number"],
        type=row["type"],
        status=row["status"],
        reason=row["reason"],
        order=row["order_number"],
        receiver=row["receiver"],
        waiting_for=row["waiting_for"],
        requested_at=from_ms(row["requested_at"]),
        due_at=from_ms(row["due_at"]),
        waybill=row["waybill"],
    )


def show(tx: Tx, number: str) -> CaseView:
    """A whole case.

    Raises:
        NotFound: there is none with this number.
    """
    doc = head(tx, Document.CASE, number)
    row = tx.one(
        "SELECT c.*, o.number AS order_number, o.name AS receiver, o.currency"
        " FROM cases c JOIN orders o ON o.id = c.order_id WHERE c.id = :id",
        id=doc.id,
    )
    if row is None:
        raise LookupError(number)
    paid_back = tx.all("SELECT * FROM refunds WHERE case_id = :id ORDER BY id", id=doc.id)
    return CaseView(
        case=doc.number,
        type=row["type"],
        status=doc.status,
        reason=row["reason"],
        note=row["note"],
        order=row["order_number"],
        receiver=row["receiver"],
        lines=_lines(tx, doc.id),
        policy=Verdict(row["verdict"], row["rule"], row["deadline"], row["freight_payer"]),
        override=row["override"],
        waybill=row["waybill"],
        courier=row["courier"],
        outcome=row["outcome"],
        waiting_for=row["waiting_for"],
        refunds=tuple(
            Refund(Money(r["amount"], r["currency"]), r["method"], from_ms(r["at"]), r["actor"])
            for r in paid_back
        ),
        refunded=Money(sum(r["amount"] for r in paid_back), row["currency"]),
        refundable=refunds.refundable(tx, doc),
        exchange_order=None,
        messages=tuple(
            CaseMessage(m["sender"], m["body"], from_ms(m["at"]), m["actor"])
            for m in tx.all(_MESSAGES, id=doc.id)
        ),
        events=history(tx, Document.CASE, doc.id),
    )


def _lines(tx: Tx, case_id: int) -> tuple[dict[str, Any], ...]:
    rows = tx.all(
        "SELECT cl.*, s.code AS sku, l.title, l.spec FROM case_lines cl"
        " JOIN skus s ON s.id = cl.sku_id JOIN order_lines l ON l.id = cl.order_line_id"
        " WHERE cl.case_id = :id ORDER BY cl.id",
        id=case_id,
    )
    return tuple(
        {
            "sku": row["sku"],
            "title": row["title"],
            "spec": row["spec"],
            "quantity": row["quantity"],
            "grades": {grade: row[grade] for grade in GRADES if row[grade]},
        }
        for row in rows
    )
