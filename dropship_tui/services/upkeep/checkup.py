"""`db check`: every invariant of the house, each with one query that finds what breaks it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby, islice
from operator import itemgetter

from dropship_tui.models.lifecycle import TRANSITIONS
from dropship_tui.services.database.db import Row, Rows
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


# Where an order stands when nothing holds it.
_STATUS = "CASE WHEN o.status = 'on_hold' THEN o.held_from ELSE o.status END"

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
    "goods_are_reserved_from_confirmation_to_shipment": f"""
        SELECT o.number FROM orders o JOIN order_lines l ON l.order_id = o.id
         WHERE l.reserved <> CASE WHEN {_STATUS} IN ('confirmed', 'packing')
               THEN l.quantity - l.shipped ELSE 0 END""",
    "customers_have_what_was_shipped_and_not_returned": """
        SELECT s.code FROM skus s JOIN (
            SELECT sku_id, quantity AS n FROM stock_moves WHERE target = 'customer'
            UNION ALL SELECT sku_id, -quantity FROM stock_moves WHERE source = 'customer'
            UNION ALL SELECT sku_id, returned - shipped FROM order_lines WHERE shipped > 0
            UNION ALL SELECT l.sku_id, l.quantity FROM case_lines l
                      JOIN cases c ON c.id = l.case_id WHERE c.status = 'received'
         ) m ON m.sku_id = s.id GROUP BY s.code HAVING sum(m.n) <> 0""",
    "quarantine_is_what_waits_for_inspection": """
        SELECT s.code FROM skus s JOIN (
            SELECT sku_id, quantity AS n FROM stock_moves WHERE target = 'quarantine'
            UNION ALL SELECT sku_id, -quantity FROM stock_moves WHERE source = 'quarantine'
            UNION ALL SELECT l.sku_id, -l.quantity FROM case_lines l
                      JOIN cases c ON c.id = l.case_id WHERE c.status = 'received'
         ) m ON m.sku_id = s.id GROUP BY s.code HAVING sum(m.n) <> 0""",
    "a_parcel_has_one_active_waybill": """
        SELECT p.number FROM parcels p JOIN waybills w ON w.parcel_id = p.id
         WHERE w.voided_at IS NULL GROUP BY p.number HAVING count(*) > 1""",
    "an_active_waybill_is_on_one_parcel": """
        SELECT number FROM waybills WHERE voided_at IS NULL
         GROUP BY number HAVING count(DISTINCT parcel_id) > 1""",
    "labelled_parcels_have_a_waybill_of_their_courier": """
        SELECT p.number FROM parcels p
         WHERE (p.status = 'labelled' OR p.handed_over_at IS NOT NULL)
           AND NOT EXISTS (SELECT 1 FROM waybills w WHERE w.parcel_id = p.id
                            AND w.courier_id = p.courier_id AND w.voided_at IS NULL)""",
    "packed_parcels_are_scanned_in_full": """
        SELECT DISTINCT p.number FROM parcels p JOIN parcel_lines l ON l.parcel_id = p.id
         WHERE p.status NOT IN ('open', 'void') AND l.scanned <> l.quantity""",
    "parcels_hold_at_most_what_was_ordered": """
        SELECT o.number FROM order_lines l JOIN orders o ON o.id = l.order_id
         WHERE l.quantity < (SELECT sum(pl.quantity) FROM parcel_lines pl
               JOIN parcels p ON p.id = pl.parcel_id
               WHERE pl.order_line_id = l.id AND p.status <> 'void')""",
    "orders_in_packing_have_a_parcel": f"""
        SELECT o.number FROM orders o WHERE {_STATUS} = 'packing'
           AND NOT EXISTS (SELECT 1 FROM parcel_lines pl JOIN parcels p ON p.id = pl.parcel_id
                            WHERE pl.order_id = o.id AND p.status <> 'void')""",
    "shipped_is_what_parcels_carried": """
        SELECT o.number FROM order_lines l JOIN orders o ON o.id = l.order_id
         WHERE l.shipped <> (SELECT coalesce(sum(pl.quantity), 0) FROM parcel_lines pl
               JOIN parcels p ON p.id = pl.parcel_id
               WHERE pl.order_line_id = l.id AND p.handed_over_at IS NOT NULL)""",
    "shipped_is_at_most_ordered": """
        SELECT o.number FROM order_lines l JOIN orders o ON o.id = l.order_id
         WHERE l.shipped > l.quantity OR l.returned > l.shipped""",
    "orders_are_shipped_when_all_is_shipped": """
        SELECT o.number FROM orders o
         WHERE o.status <> 'cancelled'
           AND (o.status IN ('shipped', 'delivered', 'completed')) = EXISTS (
               SELECT 1 FROM order_lines l WHERE l.order_id = o.id AND l.shipped < l.quantity)""",
    "returned_is_what_cases_found": """
        SELECT o.number FROM order_lines l JOIN orders o ON o.id = l.order_id
         WHERE l.returned <> (SELECT coalesce(sum(c.good + c.opened + c.damaged), 0)
               FROM case_lines c WHERE c.order_line_id = l.id)""",
    "cases_ask_for_at_most_what_was_shipped": """
        SELECT o.number FROM order_lines l JOIN orders o ON o.id = l.order_id
         WHERE l.shipped < (SELECT sum(cl.quantity) FROM case_lines cl
               JOIN cases c ON c.id = cl.case_id WHERE cl.order_line_id = l.id
               AND c.status NOT IN ('rejected', 'withdrawn'))""",
    "refunded_is_at_most_paid": """
        SELECT o.number FROM orders o LEFT JOIN refunds r ON r.order_id = o.id
         GROUP BY o.number, o.total, o.paid_at, o.refunded
        HAVING o.refunded <> coalesce(sum(r.amount), 0) OR o.refunded > o.total
            OR (o.refunded > 0 AND o.paid_at IS NULL)""",
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
        SELECT b.file FROM import_batches b LEFT JOIN import_rows r ON r.batch_id = b.id
         WHERE b.finished_at IS NOT NULL
         GROUP BY b.id, b.file, b.rows, b.imported, b.updated, b.duplicate, b.rejected, b.skipped
        HAVING b.rows <> count(r.row)
            OR b.imported <> sum(CASE r.outcome WHEN 'imported' THEN 1 ELSE 0 END)
            OR b.updated <> sum(CASE r.outcome WHEN 'updated' THEN 1 ELSE 0 END)
            OR b.duplicate <> sum(CASE r.outcome WHEN 'duplicate' THEN 1 ELSE 0 END)
            OR b.rejected <> sum(CASE r.outcome WHEN 'rejected' THEN 1 ELSE 0 END)
            OR b.skipped <> sum(CASE r.outcome WHEN 'skipped' THEN 1 ELSE 0 END)""",
    "shipped_orders_have_their_message": """
        SELECT o.number FROM orders o WHERE o.shipped_at IS NOT NULL
           AND NOT EXISTS (SELECT 1 FROM outbox m WHERE m.order_id = o.id)""",
    "every_order_can_be_found": """
        SELECT o.number FROM orders o
         WHERE NOT EXISTS (SELECT 1 FROM order_search w WHERE w.rowid = o.id)""",
    "counters_count": """
        SELECT n.document || ' ' || n.status FROM (
            SELECT document, status, n FROM status_counts
            UNION ALL SELECT 'order', status, -1 FROM orders
            UNION ALL SELECT 'parcel', status, -1 FROM parcels
            UNION ALL SELECT 'case', status, -1 FROM cases
            UNION ALL SELECT 'task', status, -1 FROM setup_tasks
         ) n GROUP BY n.document, n.status HAVING sum(n.n) <> 0""",
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
    """Documents whose chain of events has a gap, a wrong hash, an impossible step, or another end
    than the document says.
    """
    columns = ", ".join(f"e.{name}" for name in HASHED)
    for document, table in TABLES.items():
        events = rows.stream(
            f"SELECT {columns}, e.hash, d.number, d.version, d.chain, d.changed_at, d.status"
            f" FROM events e LEFT JOIN {table} d ON d.id = e.document_id"
            " WHERE e.document = :document ORDER BY e.document_id, e.seq",
            document=document.value,
        )
        for (document_id, number), chain in groupby(
            events, key=itemgetter("document_id", "number")
        ):
            if not _is_whole(list(chain)):
                yield str(number or document_id)


def _is_whole(chain: list[Row]) -> bool:
    """Whether a document's events follow each other and end where the document stands."""
    seq, previous, status = 0, "", ""
    for row in chain:
        seq += 1
        follows = (row["seq"], row["previous"], row["from_status"]) == (seq, previous, status)
        is_true = row["hash"] == event_hash({name: row[name] for name in HASHED})
        step = (row["document"], row["from_status"], row["action"], row["to_status"])
        if not (follows and is_true and step in _STEPS):
            return False
        previous, status = row["hash"], row["to_status"]
    end = (row["version"], row["chain"], row["changed_at"], row["status"])
    return bool(end == (seq, previous, row["at"], status))


_STEPS = {(step.document, step.start, step.action, step.end) for step in TRANSITIONS}


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
