"""`db check`: every invariant of the house, each with one query that finds what breaks it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby, islice

from dropship_tui.services.db import Row, Rows
from dropship_tui.services.events import HASHED, TABLES, event_hash
from dropship_tui.services.work import Shop

EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One invariant: whether it holds, how often it does not, and a few places where."""

    name: str
    ok: bool
    violations: int
    examples: tuple[str, ...]


# Each query lists violations; its first column says where.
_QUERIES = {
    "stock_balance_is_its_moves": """
        SELECT s.code FROM stock st JOIN skus s ON s.id = st.sku_id
         WHERE st.on_hand <> (SELECT coalesce(sum(CASE WHEN m.target = 'shelf' THEN m.quantity
               WHEN m.source = 'shelf' THEN -m.quantity ELSE 0 END), 0)
               FROM stock_moves m WHERE m.sku_id = st.sku_id)""",
    "stock_is_never_negative": """
        SELECT s.code FROM stock st JOIN skus s ON s.id = st.sku_id
         WHERE st.reserved < 0 OR st.reserved > st.on_hand""",
    "reserved_is_the_sum_of_open_lines": """
        SELECT s.code FROM stock st JOIN skus s ON s.id = st.sku_id
         WHERE st.reserved <> (SELECT coalesce(sum(l.reserved), 0) FROM order_lines l
               WHERE l.sku_id = st.sku_id AND l.reserved > 0)""",
    "only_open_orders_reserve": """
        SELECT o.number FROM orders o JOIN order_lines l ON l.order_id = o.id
         WHERE l.reserved > 0 AND o.status NOT IN ('confirmed', 'packing', 'on_hold')""",
    "quarantine_and_scrap_are_never_negative": """
        SELECT s.code FROM skus s JOIN (
            SELECT sku_id, target AS place, quantity FROM stock_moves
            UNION ALL SELECT sku_id, source, -quantity FROM stock_moves) m ON m.sku_id = s.id
         WHERE m.place IN ('shelf', 'quarantine', 'scrap')
         GROUP BY s.code, m.place HAVING sum(m.quantity) < 0""",
    "a_parcel_has_one_active_waybill": """
        SELECT p.number FROM parcels p JOIN waybills w ON w.parcel_id = p.id
         WHERE w.voided_at IS NULL GROUP BY p.number HAVING count(*) > 1""",
    "an_active_waybill_is_on_one_parcel": """
        SELECT number FROM waybills WHERE voided_at IS NULL GROUP BY number HAVING count(*) > 1""",
    "labelled_parcels_have_a_waybill": """
        SELECT p.number FROM parcels p
         WHERE p.status IN ('labelled', 'handed_over', 'in_transit', 'delivered')
           AND NOT EXISTS (SELECT 1 FROM waybills w
                            WHERE w.parcel_id = p.id AND w.voided_at IS NULL)""",
    "packed_parcels_are_scanned_in_full": """
        SELECT DISTINCT p.number FROM parcels p JOIN parcel_lines l ON l.parcel_id = p.id
         WHERE p.status NOT IN ('open', 'void') AND l.scanned <> l.quantity""",
    "shipped_is_what_parcels_carried": """
        SELECT o.number FROM order_lines l JOIN orders o ON o.id = l.order_id
         WHERE l.shipped <> (SELECT coalesce(sum(pl.quantity), 0) FROM parcel_lines pl
               JOIN parcels p ON p.id = pl.parcel_id
               WHERE pl.order_line_id = l.id AND p.handed_over_at IS NOT NULL)""",
    "shipped_is_at_most_ordered": """
        SELECT o.number FROM order_lines l JOIN orders o ON o.id = l.order_id
         WHERE l.shipped > l.quantity OR l.returned > l.shipped""",
    "returned_is_what_cases_found": """
        SELECT o.number FROM order_lines l JOIN orders o ON o.id = l.order_id
         WHERE l.returned <> (SELECT coalesce(sum(c.good + c.opened + c.damaged), 0)
               FROM case_lines c WHERE c.order_line_id = l.id)""",
    "refunded_is_at_most_paid": """
        SELECT o.number FROM orders o JOIN refunds r ON r.order_id = o.id
         GROUP BY o.number, o.total, o.paid_at, o.refunded
        HAVING sum(r.amount) > o.total OR sum(r.amount) <> o.refunded OR o.paid_at IS NULL""",
    "order_total_adds_up": """
        SELECT o.number FROM orders o WHERE o.total <> o.goods_total + o.freight - o.discount
            OR o.goods_total <> (SELECT coalesce(sum(l.quantity * l.price), 0)
               FROM order_lines l WHERE l.order_id = o.id)""",
    "one_external_number_is_one_line": """
        SELECT channel || '/' || shop || '/' || external_no FROM order_lines
         WHERE external_no IS NOT NULL
         GROUP BY channel, shop, external_no HAVING count(*) > 1""",
    "held_orders_have_a_reason": """
        SELECT o.number FROM orders o WHERE (o.status = 'on_hold') <> EXISTS
               (SELECT 1 FROM order_holds h WHERE h.order_id = o.id)""",
    "imported_rows_add_up": """
        SELECT b.file FROM import_batches b WHERE b.finished_at IS NOT NULL
           AND b.rows <> (SELECT count(*) FROM import_rows r WHERE r.batch_id = b.id)""",
    "shipped_orders_have_their_message": """
        SELECT o.number FROM orders o WHERE o.shipped_at IS NOT NULL
           AND NOT EXISTS (SELECT 1 FROM outbox m WHERE m.order_id = o.id)""",
    "counters_count": """
        SELECT c.document || ' ' || c.status FROM status_counts c JOIN (
            SELECT 'order' AS document, status, count(*) AS n FROM orders GROUP BY status
            UNION ALL SELECT 'parcel', status, count(*) FROM parcels GROUP BY status
            UNION ALL SELECT 'case', status, count(*) FROM cases GROUP BY status
            UNION ALL SELECT 'task', status, count(*) FROM setup_tasks GROUP BY status
         ) real ON real.document = c.document AND real.status = c.status WHERE real.n <> c.n""",
}


def check(shop: Shop) -> tuple[CheckResult, ...]:
    """Evaluate every invariant on one consistent state of the database."""

    def work(rows: Rows) -> tuple[CheckResult, ...]:
        results = [_result(name, _found(rows, sql)) for name, sql in _QUERIES.items()]
        results += [_result(name, find(rows)) for name, find in _SCANS.items()]
        return tuple(results)

    return shop.read(work)


def _found(rows: Rows, sql: str) -> Iterator[str]:
    for row in rows.stream(sql):
        yield str(next(iter(row.values())) if isinstance(row, dict) else row[0])


def _result(name: str, violations: Iterator[str]) -> CheckResult:
    examples = tuple(islice(violations, EXAMPLES))
    more = sum(1 for _ in violations)
    return CheckResult(name, not examples, len(examples) + more, examples)


def _chains(rows: Rows) -> Iterator[str]:
    """Documents whose chain of events has a gap, a wrong hash, or another head than they say."""
    columns = ", ".join(f"e.{name}" for name in HASHED)
    for document, table in TABLES.items():
        events = rows.stream(
            f"SELECT {columns}, e.hash, d.number, d.version, d.chain, d.status FROM events e"
            f" JOIN {table} d ON d.id = e.document_id WHERE e.document = :document"
            " ORDER BY e.document_id, e.seq",
            document=document.value,
        )
        for number, chain in groupby(events, key=lambda row: row["number"]):
            if not _is_whole(chain):
                yield str(number)


def _is_whole(chain: Iterator[Row]) -> bool:
    """Whether a document's events follow each other and end where the document stands."""
    seq, previous, row = 0, "", None
    for row in chain:
        expected = event_hash({name: row[name] for name in HASHED})
        if row["seq"] != seq + 1 or row["previous"] != previous or row["hash"] != expected:
            return False
        seq, previous = row["seq"], row["hash"]
    return row is not None and (row["version"], row["chain"], row["status"]) == (
        seq,
        previous,
        row["to_status"],
    )


def _without_events(rows: Rows) -> Iterator[str]:
    """Documents that no event brought about."""
    for document, table in TABLES.items():
        yield from _found(
            rows,
            f"SELECT d.number FROM {table} d WHERE NOT EXISTS (SELECT 1 FROM events e"
            f" WHERE e.document = '{document.value}' AND e.document_id = d.id AND e.seq = 1)",
        )


def _file(rows: Rows) -> Iterator[str]:
    """What SQLite itself finds wrong with its file."""
    if rows.dialect != "sqlite":
        return
    for row in rows.stream("PRAGMA integrity_check(20)"):
        if row[0] != "ok":
            yield str(row[0])
    for row in rows.stream("PRAGMA foreign_key_check"):
        yield f"{row[0]} {row[1]}"


_SCANS: dict[str, Callable[[Rows], Iterator[str]]] = {
    "every_change_has_its_event": _chains,
    "every_document_has_a_first_event": _without_events,
    "the_file_is_sound": _file,
}
