"""The one door through which a document changes its state.

`move` guards the state with a single conditional UPDATE, writes exactly one event with the hash
of the one before it, and keeps the counters. Nothing else in the program sets a status.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from dropship_tui.i18n import N_
from dropship_tui.models import lifecycle
from dropship_tui.models.lifecycle import Document
from dropship_tui.models.orders import EventView
from dropship_tui.models.types import from_ms
from dropship_tui.models.words import ACTIONS, DOCUMENTS, status_word, word
from dropship_tui.services.errors import NotFound, Refused
from dropship_tui.services.ids import new_id, new_ids
from dropship_tui.services.work import Tx

TABLES = {
    Document.ORDER: "orders",
    Document.PARCEL: "parcels",
    Document.CASE: "cases",
    Document.TASK: "setup_tasks",
}
HASHED = (
    "document", "document_id", "seq", "at", "recorded_at", "actor", "station", "action",
    "from_status", "to_status", "reason", "task", "previous",
)  # fmt: skip
_INSERT = (
    f"INSERT INTO events (id, {', '.join(HASHED)}, hash)"
    f" VALUES (:id, {', '.join(':' + name for name in HASHED)}, :hash)"
)


@dataclass(frozen=True, slots=True)
class Head:
    """A document as its chain of events sees it: number, status, and the last event."""

    document: Document
    id: int
    number: str
    status: str
    version: int
    chain: str
    changed_at: int
    kind: str = ""


def head(tx: Tx, document: Document, number: str) -> Head:
    """The document with this number; in a write it stays ours until the commit.

    Raises:
        NotFound: there is none.
    """
    found = _head(tx, document, "number", number)
    if found is None:
        raise NotFound(
            N_("There is no {document} “{number}”."),
            document=word(DOCUMENTS, document),
            number=number,
        )
    return found


def head_by_id(tx: Tx, document: Document, document_id: int) -> Head:
    """Like `head`, for a document that exists."""
    found = _head(tx, document, "id", document_id)
    if found is None:
        raise LookupError(f"{document} {document_id}")
    return found


def _head(tx: Tx, document: Document, column: str, value: int | str) -> Head | None:
    kind = "type" if document is Document.CASE else "''"
    row = tx.one(
        f"SELECT id, number, status, version, chain, changed_at, {kind} AS kind"
        f" FROM {TABLES[document]} WHERE {column} = :value{tx.for_update}",
        value=value,
    )
    return row and Head(document, *(row[name] for name in (
        "id", "number", "status", "version", "chain", "changed_at", "kind")))  # fmt: skip


def move(
    tx: Tx, doc: Head, action: str, *, reason: str = "", to: str = "", follows: bool = False
) -> Head:
    """Take `doc` through `action`, once, with its event. `to` chooses where a release goes.

    follows: this happens because something happened to another document, at the time of that.

    Raises:
        Refused: the status does not allow it, somebody else was faster, or somebody says that it
            happened before the document's last event.
    """
    step = lifecycle.find(doc.document, doc.status, action, end=to, kind=doc.kind)
    if step is None:
        raise Refused(
            "illegal_transition",
            N_("{number} is {status}: “{action}” is not possible now."),
            details={
                "status": doc.status,
                "allowed": sorted(
                    {row.action for row in lifecycle.allowed(doc.document, doc.status, doc.kind)}
                ),
            },
            number=doc.number,
            status=status_word(doc.document, doc.status),
            action=word(ACTIONS, action),
        )
    at = _time_of(tx, doc, follows=follows)
    event = _event(tx, doc, step, reason, at)
    changed = tx.run(
        f"UPDATE {TABLES[doc.document]}"
        " SET status = :status, version = :version, chain = :chain, changed_at = :at"
        f"{_WITH_STATUS[doc.document]} WHERE id = :id AND version = :seen",
        status=step.end,
        version=doc.version + 1,
        chain=event["hash"],
        at=at,
        id=doc.id,
        seen=doc.version,
        held_from=_held_from(doc, step),
        actor=tx.actor,
    )
    if not changed:
        raise Refused(
            "changed_meanwhile",
            N_("Somebody else has just changed {number}."),
            hint=N_("Look at it again."),
            number=doc.number,
        )
    tx.many(_INSERT, [event])
    if step.start != step.end:
        count(tx, doc.document, step.start, -1)
        count(tx, doc.document, step.end, 1)
    return Head(
        doc.document, doc.id, doc.number, step.end, doc.version + 1, event["hash"], at, doc.kind
    )


def _time_of(tx: Tx, doc: Head, *, follows: bool) -> int:
    """When the next event of `doc` happened: when somebody says, else now.

    A clock that was set back does not stop the work: the event is put right after the last one.
    """
    if not tx.is_told:
        return max(tx.at, doc.changed_at)
    if tx.at < doc.changed_at and not follows:
        raise Refused(
            "time_before_last_event",
            N_("{number} was last changed at {at}: nothing can have happened before that."),
            number=doc.number,
            at=from_ms(doc.changed_at).isoformat(),
        )
    return tx.at


# What a status says of other columns, too, changes in the same statement: CHECKs tie them together.
_WITH_STATUS = dict.fromkeys(Document, "") | {
    Document.ORDER: ", held_from = CASE WHEN :status = 'on_hold' THEN"
    " CASE WHEN held_from = '' THEN :held_from ELSE held_from END ELSE '' END",
    Document.TASK: ", completed_at = CASE WHEN :status = 'done' THEN coalesce(completed_at, :at)"
    " END, completed_by = CASE WHEN :status <> 'done' THEN '' WHEN completed_at IS NULL"
    " THEN :actor ELSE completed_by END",
}


def _held_from(doc: Head, step: lifecycle.Transition) -> str:
    return doc.status if step.end == "on_hold" and doc.status != "on_hold" else ""


class Birth(NamedTuple):
    """The first event of a document that a service is about to insert."""

    id: int
    number: str
    kind: str = ""
    reason: str = ""
    at: int | None = None


def born(tx: Tx, document: Document, action: str, births: Sequence[Birth]) -> list[dict[str, Any]]:
    """Write the first event of each new document; returns its document columns for the INSERT.

    Bulk by nature: an import makes thousands in one statement. `at` of a birth may lie before
    `tx.at` (a file says when the customer ordered), never after it.
    """
    step = lifecycle.find(document, "", action)
    if step is None:
        raise ValueError(f"{document} cannot begin with {action}")
    columns = []
    events = []
    for birth, event_id in zip(births, new_ids(len(births)), strict=True):
        at = tx.at if birth.at is None else min(birth.at, tx.at)
        event = (
            document.value, birth.id, 1, at, tx.now, tx.actor, tx.station, step.action, "",
            step.end, birth.reason, step.task, "",
        )  # fmt: skip
        digest = _hash(event)
        events.append((event_id, *event, digest))
        columns.append(
            {
                "id": birth.id,
                "number": birth.number,
                "status": step.end,
                "version": 1,
                "chain": digest,
                "changed_at": at,
            }
        )
    tx.insert("events", ("id", *HASHED, "hash"), events)
    count(tx, document, step.end, len(events))
    return columns


def move_many(tx: Tx, docs: Sequence[Head], action: str, *, reasons: Sequence[str]) -> None:
    """`move` for many documents that this transaction has made: no guard is needed for them."""
    events = []
    steps: Counter[tuple[str, str]] = Counter()
    for doc, reason in zip(docs, reasons, strict=True):
        step = lifecycle.find(doc.document, doc.status, action)
        if step is None:
            raise ValueError(f"{doc.status} does not allow {action}")
        event = _event(tx, doc, step, reason, tx.at)
        events.append(
            event | {"held_from": _held_from(doc, step), "doc": doc.id, "status": step.end}
        )
        steps[step.start, step.end] += 1
    if not events:
        return
    document = docs[0].document
    tx.many(
        f"UPDATE {TABLES[document]} SET status = :status, version = :seq, chain = :hash,"
        f" changed_at = :at{_WITH_STATUS[document]} WHERE id = :doc",
        events,
    )
    tx.many(_INSERT, events)
    for (start, end), n in steps.items():
        count(tx, document, start, -n)
        count(tx, document, end, n)


def count(tx: Tx, document: Document, status: str, n: int) -> None:
    """Keep the number of documents in `status`, so that no list ever counts them."""
    if status and n:
        tx.run(
            "INSERT INTO status_counts (document, status, n) VALUES (:document, :status, :n)"
            " ON CONFLICT (document, status) DO UPDATE SET n = status_counts.n + :n"
            if n > 0
            else "UPDATE status_counts SET n = n + :n"
            " WHERE document = :document AND status = :status",
            document=document.value,
            status=status,
            n=n,
        )


def counts(tx: Tx, document: Document) -> dict[str, int]:
    """How many documents are in each status."""
    return {
        row["status"]: row["n"]
        for row in tx.all(
            "SELECT status, n FROM status_counts WHERE document = :document",
            document=document.value,
        )
    }


def history(tx: Tx, document: Document, document_id: int) -> tuple[EventView, ...]:
    """The document's events, oldest first."""
    return tuple(
        EventView(
            from_ms(row["at"]),
            row["actor"],
            row["action"],
            row["from_status"],
            row["to_status"],
            row["reason"],
        )
        for row in tx.all(
            "SELECT at, actor, action, from_status, to_status, reason FROM events"
            " WHERE document = :document AND document_id = :id ORDER BY at, seq",
            document=document.value,
            id=document_id,
        )
    )


def history_of(tx: Tx, document: Document, number: str) -> tuple[EventView, ...]:
    """The events of the document with this number, oldest first."""
    return history(tx, document, head(tx, document, number).id)


def _event(tx: Tx, doc: Head, step: lifecycle.Transition, reason: str, at: int) -> dict[str, Any]:
    event: dict[str, Any] = {
        "document": doc.document.value,
        "document_id": doc.id,
        "seq": doc.version + 1,
        "at": at,
        "recorded_at": tx.now,
        "actor": tx.actor,
        "station": tx.station,
        "action": step.action,
        "from_status": step.start,
        "to_status": step.end,
        "reason": reason,
        "task": step.task,
        "previous": doc.chain,
    }
    event["hash"] = event_hash(event)
    event["id"] = new_id()
    return event


def event_hash(event: dict[str, Any]) -> str:
    """The hash of an event's columns, the previous hash among them."""
    return _hash([event[name] for name in HASHED])


def _hash(values: Sequence[Any]) -> str:
    return hashlib.sha256(_canonical(values).encode()).hexdigest()


_canonical = json.JSONEncoder(ensure_ascii=False).encode
