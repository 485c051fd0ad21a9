"""Messages to customers: written with the change that causes them, delivered afterwards.

The outbox never loses a message and never sends one twice on purpose: a row is pending, sent or
failed. What is delivered where is a port; by default a message becomes a file.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from dropship_tui.models.address import CHINA
from dropship_tui.models.lifecycle import Document
from dropship_tui.models.plan import Words
from dropship_tui.models.types import Page, from_ms, from_ms_or_none
from dropship_tui.services.database.db import Row
from dropship_tui.services.errors import Refused, reason
from dropship_tui.services.events import head_by_id, move
from dropship_tui.services.ids import new_id
from dropship_tui.services.pages import Keyset, fetch
from dropship_tui.services.work import Outcome, Refusal, Shop, Tx

BATCH = 200
"""So many messages are looked up at a time."""

_SHIPPED = Words(
    "{name}, your order {number} is on its way: {waybills}. — {shop}",
    "{name} 您好，您的订单 {number} 已发货：{waybills}。{shop}",
)


@dataclass(frozen=True, slots=True)
class Message:
    """A message of the outbox."""

    id: int
    order: str
    kind: str
    recipient: str
    body: str
    status: str
    attempts: int
    error: str
    created_at: datetime
    sent_at: datetime | None


class Mailbox(Protocol):
    """Where messages go. `deliver` may be called again for the same message after a crash."""

    def deliver(self, message: Message) -> None:
        """Deliver it.

        Raises:
            OSError: it could not be delivered now.
        """


class FolderMailbox:
    """The default: each message is a file in a folder of the shop, for its owner only."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def deliver(self, message: Message) -> None:
        """Write the file; a second delivery replaces the first, so that there is one."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        name = re.sub(r"[^0-9A-Za-z-]", "_", f"{message.order}-{message.kind}")
        part = self.folder / f".{name}.part"
        descriptor = os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(f"{message.recipient}\n\n{message.body}\n")
            file.flush()
            os.fsync(file.fileno())
        part.replace(self.folder / f"{name}.txt")


def queue_shipped(tx: Tx, order_id: int) -> None:
    """Put the message that an order is on its way into the outbox, once."""
    order = tx.one("SELECT number, name, phone, country FROM orders WHERE id = :id", id=order_id)
    if order is None:
        raise LookupError(order_id)
    waybills = tx.all(
        "SELECT DISTINCT c.name, w.number FROM parcel_lines l"
        " JOIN waybills w ON w.parcel_id = l.parcel_id AND w.voided_at IS NULL"
        " JOIN couriers c ON c.id = w.courier_id WHERE l.order_id = :id ORDER BY w.number",
        id=order_id,
    )
    text = _SHIPPED.zh if order["country"] == CHINA else _SHIPPED.en
    tx.run(
        "INSERT INTO outbox (id, order_id, kind, recipient, body, status, created_at)"
        " VALUES (:id, :order_id, 'shipped', :recipient, :body, 'pending', :at)"
        " ON CONFLICT (order_id, kind) DO NOTHING",
        id=new_id(),
        order_id=order_id,
        recipient=order["phone"],
        body=text.format(
            name=order["name"],
            number=order["number"],
            waybills="，".join(f"{row['name']} {row['number']}" for row in waybills),
            shop=tx.policies.shop,
        ),
        at=tx.at,
    )


_BY_ID = Keyset(("m.id",))


def list_messages(
    tx: Tx, *, status: str = "", after: str | None = None, limit: int = 50
) -> Page[Message]:
    """The outbox, oldest first."""
    rows = fetch(
        tx,
        f"SELECT {_BY_ID.keys()}, m.*, o.number AS order_number"
        " FROM outbox m JOIN orders o ON o.id = m.order_id",
        ["m.status = :status"] if status else [],
        {"status": status} if status else {},
        _BY_ID,
        after=after,
        limit=limit + 1,
    )
    shown = rows[:limit]
    return Page(
        tuple(_message(row) for row in shown),
        _BY_ID.cursor(shown[-1]) if len(rows) > limit else None,
    )


def _message(row: Row) -> Message:
    return Message(
        id=row["id"],
        order=row["order_number"],
        kind=row["kind"],
        recipient=row["recipient"],
        body=row["body"],
        status=row["status"],
        attempts=row["attempts"],
        error=row["error"],
        created_at=from_ms(row["created_at"]),
        sent_at=from_ms_or_none(row["sent_at"]),
    )


def send_all(shop: Shop, mailbox: Mailbox | None = None, *, at: datetime | None = None) -> Outcome:
    """Deliver what is pending or failed; each delivery completes `fulfil.notify` of its order.

    A message is delivered outside any transaction, then noted as sent. A crash between the two
    delivers it once more.
    """
    mailbox = mailbox or FolderMailbox(shop.home / "messages")
    outcome = Outcome()
    after: str | None = None
    while True:
        page = shop.read(partial(_waiting, after=after))
        for message in page.items:
            _send(shop, mailbox, message, outcome, at)
        after = page.next
        if after is None:
            return outcome


def _waiting(tx: Tx, after: str | None) -> Page[Message]:
    rows = fetch(
        tx,
        f"SELECT {_BY_ID.keys()}, m.*, o.number AS order_number"
        " FROM outbox m JOIN orders o ON o.id = m.order_id",
        ["m.status <> 'sent'"],
        {},
        _BY_ID,
        after=after,
        limit=BATCH,
    )
    messages = tuple(_message(row) for row in rows)
    return Page(messages, _BY_ID.cursor(rows[-1]) if len(rows) == BATCH else None)


def _send(
    shop: Shop, mailbox: Mailbox, message: Message, outcome: Outcome, at: datetime | None
) -> None:
    try:
        mailbox.deliver(message)
    except OSError as error:
        why = error.strerror or type(error).__name__
        shop.write(lambda tx: _note_failure(tx, message.id, why))
        outcome.refused.append(Refusal(message.order, "not_delivered", reason(error)))
        return
    try:
        outcome.done.append(shop.write(lambda tx: _note_sent(tx, message), at=at))
    except Refused as error:
        outcome.refused.append(Refusal(message.order, error.code, str(error)))


def _note_failure(tx: Tx, message_id: int, reason: str) -> None:
    tx.run(
        "UPDATE outbox SET status = 'failed', attempts = attempts + 1, error = :error"
        " WHERE id = :id AND status <> 'sent'",
        error=reason,
        id=message_id,
    )


def _note_sent(tx: Tx, message: Message) -> dict[str, Any]:
    changed = tx.run(
        "UPDATE outbox SET status = 'sent', sent_at = :at, attempts = attempts + 1, error = ''"
        " WHERE id = :id AND status <> 'sent'",
        at=tx.at,
        id=message.id,
    )
    order_id = tx.value("SELECT order_id FROM outbox WHERE id = :id", id=message.id)
    order = head_by_id(tx, Document.ORDER, order_id)
    if changed:
        order = move(tx, order, "notify", reason=message.kind)
    return {"number": order.number, "status": order.status}
