"""What may happen next: one table for every document.

Footer keys, the palette, the command line's refusals, the docs' diagram and the property tests
read this table, and nothing else decides what a status allows.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Document(StrEnum):
    """What has a life of its own: each has states, and each change is an event."""

    ORDER = "order"
    PARCEL = "parcel"
    CASE = "case"
    TASK = "task"


class OrderStatus(StrEnum):
    NEW = "new"
    CONFIRMED = "confirmed"
    PACKING = "packing"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    COMPLETED = "completed"
    ON_HOLD = "on_hold"
    CANCELLED = "cancelled"


class ParcelStatus(StrEnum):
    OPEN = "open"
    PACKED = "packed"
    LABELLED = "labelled"
    HANDED_OVER = "handed_over"
    IN_TRANSIT = "in_transit"
    DELIVERED = "delivered"
    EXCEPTION = "exception"
    RETURNED_TO_SENDER = "returned_to_sender"
    LOST = "lost"
    VOID = "void"


class CaseStatus(StrEnum):
    REQUESTED = "requested"
    APPROVED = "approved"
    IN_TRANSIT = "in_transit"
    RECEIVED = "received"
    INSPECTED = "inspected"
    SETTLED = "settled"
    CLOSED = "closed"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class TaskStatus(StrEnum):
    OPEN = "open"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Transition:
    """`action` takes a document from `start` to `end` and completes the plan's `task`.

    A document that does not exist yet starts at "". `kinds` restricts the row to some types of
    return case; empty means all.
    """

    document: Document
    start: str
    action: str
    end: str
    task: str = ""
    kinds: tuple[str, ...] = ()


def _rows(
    document: Document,
    *rows: tuple[str, str, str] | tuple[str, str, str, str],
    kinds: tuple[str, ...] = (),
) -> tuple[Transition, ...]:
    """Spell out rows of (starts, action, end, task); "=" as the end means: stays as it is."""
    table = []
    for starts, action, end, *task in rows:
        for start in starts.split("|"):
            target = start if end == "=" else end
            table.append(Transition(document, start, action, target, "".join(task), kinds))
    return tuple(table)


ORDER: Final = _rows(
    Document.ORDER,
    ("", "submit", "new", "order.submit"),
    ("new", "confirm", "confirmed", "fulfil.confirm"),
    ("confirmed", "open", "packing"),
    ("packing", "reopen", "confirmed"),
    ("packing", "ship", "shipped", "fulfil.ship"),
    ("shipped", "deliver", "delivered", "receipt.arrive"),
    ("delivered", "complete", "completed", "receipt.confirm"),
    ("new|confirmed|packing", "hold", "on_hold"),
    ("on_hold", "hold", "on_hold"),
    ("on_hold", "release", "new"),
    ("on_hold", "release", "confirmed"),
    ("on_hold", "release", "packing"),
    ("new|confirmed|packing|on_hold", "cancel", "cancelled"),
    ("new|confirmed|on_hold", "edit", "="),
    ("new|confirmed|packing|shipped|delivered|completed|on_hold", "update", "="),
    ("shipped|delivered|completed", "notify", "=", "fulfil.notify"),
    ("shipped|delivered|completed", "heed", "="),
    ("delivered|completed", "check", "=", "receipt.check"),
    ("delivered|completed", "review", "=", "receipt.review"),
)

PARCEL: Final = _rows(
    Document.PARCEL,
    ("", "open", "open"),
    ("open", "pack", "packed", "fulfil.pack"),
    ("open|packed", "courier", "=", "fulfil.courier"),
    ("open|packed|labelled", "weigh", "="),
    ("packed", "label", "labelled"),
    ("labelled", "void_waybill", "packed"),
    ("labelled", "hand_over", "handed_over", "fulfil.ship"),
    ("handed_over|exception", "move", "in_transit"),
    ("handed_over|in_transit", "fail", "exception"),
    ("handed_over|in_transit|exception", "deliver", "delivered", "receipt.arrive"),
    ("handed_over|in_transit|exception", "return_to_sender", "returned_to_sender"),
    ("handed_over|in_transit|exception", "lose", "lost"),
    ("open|packed", "void", "void"),
)

CASE: Final = (
    *_rows(
        Document.CASE,
        ("", "request", "requested"),
        ("requested", "approve", "approved", "aftersales.request"),
        ("requested", "reject", "rejected", "aftersales.request"),
        ("requested|approved", "withdraw", "withdrawn"),
        ("inspected", "refund", "settled", "aftersales.refund"),
        ("settled", "refund", "settled", "aftersales.refund"),
        ("inspected|settled", "close", "closed", "aftersales.resolve"),
        ("requested|approved|in_transit|received|inspected|settled", "message", "="),
    ),
    *_rows(
        Document.CASE,
        ("approved", "waybill", "in_transit", "aftersales.parcel"),
        ("approved|in_transit", "receive", "received", "aftersales.parcel"),
        ("received", "inspect", "inspected"),
        kinds=("return", "exchange", "intercept"),
    ),
    *_rows(
        Document.CASE,
        ("approved", "refund", "settled", "aftersales.refund"),
        kinds=("refund_only",),
    ),
)

TASK: Final = _rows(
    Document.TASK,
    ("", "plan", "open"),
    ("open", "complete", "done"),
    ("done", "reopen", "open"),
    ("open|done", "edit", "="),
)

TRANSITIONS: Final = (*ORDER, *PARCEL, *CASE, *TASK)
_BY_START: Final[dict[tuple[Document, str], list[Transition]]] = {}
for _row in TRANSITIONS:
    _BY_START.setdefault((_row.document, _row.start), []).append(_row)


def allowed(document: Document, status: str, kind: str = "") -> tuple[Transition, ...]:
    """Every transition that a document of this status (and case type) may take."""
    return tuple(
        row for row in _BY_START.get((document, status), ()) if not row.kinds or kind in row.kinds
    )


def find(
    document: Document, status: str, action: str, *, end: str = "", kind: str = ""
) -> Transition | None:
    """The transition for `action`, or None when the status does not allow it.

    `end` chooses where an action leads to several states (a release goes back to where the
    order was held).
    """
    for row in allowed(document, status, kind):
        if row.action == action and (not end or row.end == end):
            return row
    return None


def starts(document: Document, action: str) -> tuple[str, ...]:
    """The statuses from which `action` is allowed."""
    return tuple(
        dict.fromkeys(r.start for r in TRANSITIONS if r.document is document and r.action == action)
    )
