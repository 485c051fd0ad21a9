"""What is waiting and what is late, per stage: the first screen of the day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import groupby, pairwise
from operator import itemgetter
from typing import Final

from dropship_tui.models.lifecycle import Document
from dropship_tui.models.types import from_ms, to_ms
from dropship_tui.services import events
from dropship_tui.services.database.db import rows_in
from dropship_tui.services.receipts.receipt_queries import ReceiptQuery, count_receipts
from dropship_tui.services.work import Tx

_LOOKED_AT: Final = 200
"""So many of the newest events are looked at for what was done lately."""


@dataclass(frozen=True, slots=True)
class Tally:
    """A number and the list behind it: `screen` and the `filter` that shows it."""

    code: str
    count: int
    screen: str
    filter: str
    is_alarm: bool = False


@dataclass(frozen=True, slots=True)
class TodayStage:
    """One line of the board."""

    stage: str
    tallies: tuple[Tally, ...]


def board(tx: Tx) -> tuple[TodayStage, ...]:
    """Every line of the board. Only what is open is counted, by index or by counter."""
    orders = events.counts(tx, Document.ORDER)
    parcels = events.counts(tx, Document.PARCEL)
    cases = events.counts(tx, Document.CASE)
    outbox = {
        row["status"]: int(row["n"])
        for row in tx.all(
            "SELECT status, count(*) AS n FROM outbox WHERE status IN ('pending', 'failed')"
            " GROUP BY status"
        )
    }
    late = _count(
        tx,
        "SELECT count(*) FROM orders WHERE ship_by < :limit"
        " AND status IN ('new', 'confirmed', 'packing', 'on_hold')",
        tx.now,
    )
    return (
        TodayStage(
            "orders",
            (
                Tally("new", orders.get("new", 0), "orders", "new"),
                Tally("confirmed", orders.get("confirmed", 0), "orders", "confirmed"),
                Tally("late", late, "orders", "late", is_alarm=True),
                Tally("held", orders.get("on_hold", 0), "orders", "on_hold"),
                Tally("waited", _waited(tx), "orders", "held.wait_requested", is_alarm=True),
                Tally("stopped", _stopped(tx), "orders", "stopped", is_alarm=True),
                Tally("news", _news(tx), "orders", "news", is_alarm=True),
            ),
        ),
        TodayStage(
            "packing",
            (
                Tally("open", parcels.get("open", 0), "packing", "open"),
                Tally("packed", parcels.get("packed", 0), "packing", "packed"),
                Tally("labelled", parcels.get("labelled", 0), "packing", "labelled"),
            ),
        ),
        _receipts(tx, orders, parcels),
        TodayStage(
            "returns",
            (
                Tally(
                    "ours",
                    _count(tx, "SELECT count(*) FROM cases WHERE waiting_for = 'us'"),
                    "returns",
                    "us",
                ),
                Tally("received", cases.get("received", 0), "returns", "received"),
                Tally(
                    "late",
                    _count(
                        tx,
                        "SELECT count(*) FROM cases WHERE waiting_for = 'us' AND due_at < :limit",
                        tx.now,
                    ),
                    "returns",
                    "us",
                    is_alarm=True,
                ),
            ),
        ),
        _stock(tx),
        TodayStage(
            "messages",
            (
                Tally("pending", outbox.get("pending", 0), "receipts", "on_the_way"),
                Tally("failed", outbox.get("failed", 0), "receipts", "on_the_way", is_alarm=True),
            ),
        ),
    )


def _waited(tx: Tx) -> int:
    """Orders that were asked to wait, and whose day has come."""
    return _count(
        tx,
        "SELECT count(*) FROM order_holds h JOIN orders o ON o.id = h.order_id"
        " WHERE h.code = 'wait_requested' AND o.ship_by < :limit",
        to_ms(datetime.combine(tx.today, time(), tx.zone) + timedelta(days=1)),
    )


@dataclass(frozen=True, slots=True)
class Deed:
    """What somebody did lately, to one document or to `count` of them in a row."""

    at: datetime
    actor: str
    document: Document
    action: str
    to_status: str
    number: str
    count: int


def lately(tx: Tx) -> tuple[Deed, ...]:
    """What was done last, the newest first; the same thing done many times is one deed."""
    rows = tx.all(
        "SELECT at, actor, document, document_id, action, to_status FROM events"
        " ORDER BY id DESC LIMIT :most",
        most=_LOOKED_AT,
    )
    same = itemgetter("actor", "document", "action", "to_status")
    rows.sort(key=lambda row: (row["at"], same(row)), reverse=True)
    runs = [(run[0], len(run)) for _key, each in groupby(rows, same) if (run := list(each))]
    numbers = {
        (document, row["id"]): row["number"]
        for document, table in events.TABLES.items()
        for row in rows_in(
            tx,
            f"SELECT id, number FROM {table} WHERE id IN {{listed}}",
            [row["document_id"] for row, _count in runs if row["document"] == document],
        )
    }
    return tuple(
        Deed(
            from_ms(row["at"]),
            row["actor"],
            Document(row["document"]),
            row["action"],
            row["to_status"],
            numbers[row["document"], row["document_id"]],
            count,
        )
        for row, count in runs
    )


def _stopped(tx: Tx) -> int:
    """Orders that were held after the bench had begun to pack them."""
    return _count(
        tx, "SELECT count(*) FROM orders WHERE status = 'on_hold' AND held_from = 'packing'"
    )


def _news(tx: Tx) -> int:
    """Orders of which the platform has said something since they left."""
    return _count(tx, "SELECT count(*) FROM orders WHERE news <> ''")


def _receipts(tx: Tx, orders: dict[str, int], parcels: dict[str, int]) -> TodayStage:
    silent = count_receipts(tx, ReceiptQuery(stuck=True))
    overdue = count_receipts(tx, ReceiptQuery(overdue=True))
    moving = sum(parcels.get(status, 0) for status in ("handed_over", "in_transit", "exception"))
    return TodayStage(
        "receipts",
        (
            Tally("on_the_way", moving, "receipts", "on_the_way"),
            Tally("silent", silent, "receipts", "stuck", is_alarm=True),
            Tally("overdue", overdue, "receipts", "overdue", is_alarm=True),
            Tally("failed", parcels.get("exception", 0), "receipts", "undelivered", is_alarm=True),
            Tally("to_confirm", orders.get("delivered", 0), "orders", "delivered"),
        ),
    )


def _stock(tx: Tx) -> TodayStage:
    low = _count(
        tx,
        "SELECT count(*) FROM stock st JOIN skus s ON s.id = st.sku_id"
        " WHERE st.on_hand - st.reserved <= s.reorder_point AND s.reorder_point > 0"
        " AND st.on_hand > 0",
    )
    empty = _count(tx, "SELECT count(*) FROM stock WHERE on_hand - reserved <= 0")
    return TodayStage(
        "stock",
        (
            Tally("low", low, "catalog", "low"),
            Tally("empty", empty, "catalog", "empty", is_alarm=True),
        ),
    )


def _count(tx: Tx, sql: str, limit: int | None = None) -> int:
    return int(tx.value(sql, **({} if limit is None else {"limit": limit})))


def orders_a_day(tx: Tx, days: int = 14) -> tuple[int, ...]:
    """How many orders customers placed on each of the last days, today's the last.

    By when they were placed: the day on which a file of a week's orders is imported is a day as
    any other. Only these days are read, by index, however many orders the shop has.
    """
    passed = [tx.today - timedelta(days=back) for back in range(days - 1, -2, -1)]
    starts = [to_ms(datetime.combine(day, time(), tx.zone)) for day in passed]
    return tuple(
        int(
            tx.value(
                "SELECT count(*) FROM orders WHERE ordered_at >= :start AND ordered_at < :end",
                start=start,
                end=end,
            )
        )
        for start, end in pairwise(starts)
    )
