"""The plan tables, filled in: every row's due and completion time, from the events themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from dropship_tui.models.lifecycle import Document
from dropship_tui.models.plan import Stage, Task, tasks_of
from dropship_tui.models.types import HOUR, from_ms, from_ms_or_none
from dropship_tui.services.database.db import Row
from dropship_tui.services.events import head
from dropship_tui.services.orders import orders
from dropship_tui.services.work import Tx


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A row of a plan table. A row of stage 5 repeats per return case, which `case` names.

    due: None where no rule gives a time, or where the matter ended without this row.
    """

    stage: int
    code: str
    title: str
    description: str
    due: datetime | None
    completed_at: datetime | None
    by: str
    case: str = ""

    def is_late(self, now: datetime) -> bool:
        """Whether it should have been done by now."""
        return self.completed_at is None and self.due is not None and self.due < now


@dataclass(frozen=True, slots=True)
class _Stamp:
    at: int
    by: str


def of_shop(tx: Tx) -> tuple[PlanRow, ...]:
    """Stage 1: the shop's own table."""
    rows = {row["number"]: row for row in tx.all("SELECT * FROM setup_tasks")}
    table = []
    for task in tasks_of(Stage.SETUP):
        row = rows[task.code]
        table.append(
            PlanRow(
                stage=int(task.stage),
                code=task.code,
                title=str(task.title),
                description=str(task.description),
                due=_end_of_day(tx, row["due_on"]),
                completed_at=from_ms_or_none(row["completed_at"]),
                by=row["completed_by"],
            )
        )
    return tuple(table)


def _end_of_day(tx: Tx, day: str) -> datetime | None:
    """What is due on a day is late when the day is over, in the shop."""
    if not day:
        return None
    return datetime.combine(date.fromisoformat(day), time(23, 59, 59), tx.zone)


def of_order(tx: Tx, number: str) -> tuple[PlanRow, ...]:
    """Stages 2 to 5 of one order.

    A task of a parcel is complete when it is so for every parcel of the order.

    Raises:
        NotFound: there is no such order.
    """
    doc = head(tx, Document.ORDER, number)
    order = tx.one("SELECT * FROM orders WHERE id = :id", id=doc.id)
    if order is None:
        raise LookupError(number)
    stamps = _order_stamps(tx, order) | _parcel_stamps(tx, doc.id)
    anchors = {
        "ship_by": order["ship_by"],
        "shipped": order["shipped_at"],
        "delivered": order["delivered_at"],
    }
    stages = (Stage.ORDER, Stage.FULFIL, Stage.RECEIPT)
    table = _table(
        tx,
        stages,
        stamps,
        anchors,
        channel=order["channel"],
        is_over=doc.status == "cancelled",
    )
    cases = tx.all("SELECT * FROM cases WHERE order_id = :id ORDER BY id", id=doc.id)
    for case in cases:
        table += _case_table(tx, case)
    if not cases:
        table += _table(tx, (Stage.AFTERSALES,), {}, {})
    return tuple(table)


def _table(
    tx: Tx,
    stages: tuple[Stage, ...],
    stamps: Mapping[str, _Stamp],
    anchors: Mapping[str, int | None],
    *,
    channel: str = "",
    case: str = "",
    is_over: bool = False,
) -> list[PlanRow]:
    """The rows of these stages; once the matter is over, what was not done is not due any more."""
    rows = []
    for task in tasks_of(*stages):
        stamp = stamps.get(task.code)
        due = None if is_over and stamp is None else _due(tx, task, anchors, channel)
        rows.append(_plan_row(task, due, stamp, case))
    return rows


def _due(tx: Tx, task: Task, anchors: Mapping[str, int | None], channel: str) -> datetime | None:
    anchor = anchors.get(task.due.anchor) if task.due else None
    if task.due is None or anchor is None:
        return None
    days = tx.policies.days(task.due.policy, channel) if task.due.policy else 0
    return from_ms(anchor + (task.due.hours + 24 * days) * HOUR)


def _plan_row(task: Task, due: datetime | None, stamp: _Stamp | None, case: str) -> PlanRow:
    return PlanRow(
        stage=int(task.stage),
        code=task.code,
        title=str(task.title),
        description=str(task.description),
        due=due,
        completed_at=from_ms(stamp.at) if stamp else None,
        by=stamp.by if stamp else "",
        case=case,
    )


def _order_stamps(tx: Tx, order: Row) -> dict[str, _Stamp]:
    """Stage 2 by the times that the order brought along; the rest by the order's events."""
    ordered = _Stamp(order["ordered_at"], order["name"] or order["channel"])
    stamps = dict.fromkeys(("order.choose", "order.cart", "order.submit"), ordered)
    if orders.receiver_of(tx, order["id"]).can_be_reached:
        stamps["order.address"] = ordered
    if order["paid_at"] is not None:
        stamps["order.payment"] = _Stamp(order["paid_at"], ordered.by)
    return _completions(tx, Document.ORDER, order["id"]) | stamps


def _completions(tx: Tx, document: Document, document_id: int) -> dict[str, _Stamp]:
    """The event that completed each task of one document: the last one of its kind counts."""
    return {
        row["task"]: _Stamp(row["at"], row["actor"])
        for row in tx.all(
            "SELECT task, at, actor FROM events WHERE document = :document"
            " AND document_id = :id AND task <> '' ORDER BY seq",
            document=document.value,
            id=document_id,
        )
    }


_PARCEL_TASKS = ("fulfil.pack", "fulfil.courier")


def _parcel_stamps(tx: Tx, order_id: int) -> dict[str, _Stamp]:
    parcels = tx.all(
        "SELECT DISTINCT p.id FROM parcels p JOIN parcel_lines l ON l.parcel_id = p.id"
        " WHERE l.order_id = :id AND p.status <> 'void'",
        id=order_id,
    )
    done = [_completions(tx, Document.PARCEL, parcel["id"]) for parcel in parcels]
    return {
        task: max((stamps[task] for stamps in done), key=lambda stamp: stamp.at)
        for task in _PARCEL_TASKS
        if done and all(task in stamps for stamps in done)
    }


_OVER = ("closed", "rejected", "withdrawn")


def _case_table(tx: Tx, case: Row) -> list[PlanRow]:
    events = tx.all(
        "SELECT action, at FROM events WHERE document = 'case' AND document_id = :id ORDER BY seq",
        id=case["id"],
    )
    at = {row["action"]: row["at"] for row in events}
    anchors = {
        "requested": case["requested_at"],
        "approved": at.get("approve"),
        "received": at.get("receive"),
    }
    return _table(
        tx,
        (Stage.AFTERSALES,),
        _completions(tx, Document.CASE, case["id"]),
        anchors,
        case=case["number"],
        is_over=case["status"] in _OVER,
    )


def as_record(row: PlanRow) -> dict[str, Any]:
    """A row as exports write it."""
    return {
        "stage": row.stage,
        "code": row.code,
        "title": row.title,
        "description": row.description,
        "due": row.due,
        "completed_at": row.completed_at,
        "by": row.by,
        **({"case": row.case} if row.case else {}),
    }
