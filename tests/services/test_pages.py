"""Lists cost the same in a shop of any size: each reads an index, in order, and stops."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from dropship_tui.services import notify, plan, today
from dropship_tui.services.orders.order_queries import OrderQuery, list_orders
from dropship_tui.services.packing import handover
from dropship_tui.services.packing.packing_queries import list_parcels
from dropship_tui.services.receipts.receipt_queries import ReceiptQuery, list_on_the_way
from dropship_tui.services.receipts.receipts import _due
from dropship_tui.services.returns.return_queries import list_cases
from dropship_tui.services.work import Shop, Tx
from tests import trade
from tests.shop import NOW, add_sku

# The tables that grow with every order.
GROWING = ("orders", "order_lines", "order_holds", "parcels", "parcel_lines", "waybills", "scans",
           "events", "cases", "case_lines", "stock_moves", "outbox", "import_rows")  # fmt: skip
ALIASES = {"o": "orders", "p": "parcels", "c": "cases", "m": "outbox", "l": "parcel_lines"}

READS: dict[str, Callable[[Tx], Any]] = {
    "all orders": lambda tx: list_orders(tx, OrderQuery()),
    "a status": lambda tx: list_orders(tx, OrderQuery(status="shipped")),
    "late": lambda tx: list_orders(tx, OrderQuery(late=True)),
    "held": lambda tx: list_orders(tx, OrderQuery(held="manual")),
    "a channel": lambda tx: list_orders(tx, OrderQuery(channel="taobao")),
    "further down": lambda tx: list_orders(tx, OrderQuery(status="new"), after="1.1"),
    "all parcels": lambda tx: list_parcels(tx),
    "parcels of a status": lambda tx: list_parcels(tx, status="open"),
    "on the way": lambda tx: list_on_the_way(tx, ReceiptQuery()),
    "silent": lambda tx: list_on_the_way(tx, ReceiptQuery(stuck=True)),
    "failed": lambda tx: list_on_the_way(tx, ReceiptQuery(undelivered=True)),
    "left": lambda tx: list_on_the_way(tx, ReceiptQuery(everything=True)),
    "arrived": lambda tx: list_on_the_way(tx, ReceiptQuery(arrived=True)),
    "all cases": lambda tx: list_cases(tx),
    "cases of a status": lambda tx: list_cases(tx, status="approved"),
    "our turn": lambda tx: list_cases(tx, waiting="us"),
    "messages": lambda tx: notify.list_messages(tx),
    "failed messages": lambda tx: notify.list_messages(tx, status="failed"),
    "unsent messages": lambda tx: notify._waiting(tx, None),
    "the board": today.board,
    "lately": today.lately,
    "a plan": lambda tx: plan.of_order(tx, "20261123-0001"),
    "the van": handover.waiting,
    "due": lambda tx: _due(tx, NOW),
}
SMALL = ("ix_orders_in_the_house", "ix_parcels_on_the_way", "ix_outbox_unsent", "ix_orders_news")
"""Indexes of what is open: they may be read to their end."""
SORTED = ("arrived",)
"""What has to be sorted: as many as wait for their customers' word, however large the shop."""


def explained(shop: Shop, read: Callable[[Tx], Any]) -> list[tuple[str, str]]:
    """Each query of a read, with each step in which SQLite answers it."""
    queries: list[str] = []

    def traced(tx: Tx) -> None:
        tx._connection.set_trace_callback(queries.append)
        read(tx)
        tx._connection.set_trace_callback(None)

    shop.read(traced)
    return [(query, step) for query in queries for step in shop.read(partial(_steps, query=query))]


def _steps(tx: Tx, query: str) -> list[str]:
    return [row["detail"] for row in tx.all(f"EXPLAIN QUERY PLAN {query}")]


@pytest.mark.parametrize("name", READS)
def test_no_read_goes_through_a_whole_table(shop: Shop, name: str) -> None:
    add_sku(shop, "A", on_hand=9)
    trade.delivered(shop, ("A", 1))
    for query, step in explained(shop, READS[name]):
        how, table, *by = step.split()
        stops = "LIMIT" in query
        if how == "SCAN" and ALIASES.get(table, table) in GROWING:
            assert stops or (by[-1:] and by[-1] in SMALL), f"{step} in {query}"
        if stops and name not in SORTED:
            assert "TEMP B-TREE" not in step, f"{step} in {query}"
