"""Orders that we know already: what a newer file changes of them, and what it must not change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dropship_tui.i18n import N_
from dropship_tui.models.checks import Invalid
from dropship_tui.models.imports import RowError
from dropship_tui.models.lifecycle import Document
from dropship_tui.models.types import to_ms
from dropship_tui.services import intake, orders
from dropship_tui.services.db import in_list
from dropship_tui.services.events import head, move
from dropship_tui.services.importers.drafts import Draft, holds_of, new_lines, receiver_of
from dropship_tui.services.importers.layout import Layout
from dropship_tui.services.importers.profiles import Meaning
from dropship_tui.services.importers.rows import Entry
from dropship_tui.services.work import Tx

_NOT_PACKED = ("new", "confirmed", "on_hold")
_GROWING = ("new", "on_hold")
_IN_THE_HOUSE = (*_NOT_PACKED, "packing")


@dataclass(frozen=True, slots=True)
class Known:
    """An order as it is stored; `lines` are quantities by the lines' identities."""

    id: int
    number: str
    status: str
    address_given: str
    is_paid: bool
    holds: frozenset[str]
    lines: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Change:
    """What a draft changes of a known order.

    outcomes: how each of the draft's rows ends, or the error that rejects it.
    """

    known: Known
    draft: Draft
    outcomes: tuple[str | RowError, ...]
    new_keys: frozenset[str] = frozenset()
    cancels: bool = False
    asks_refund: bool = False
    is_paid_now: bool = False
    has_new_receiver: bool = False

    @property
    def is_any(self) -> bool:
        """Whether anything changes at all."""
        return bool(
            self.new_keys
            or self.cancels
            or self.asks_refund
            or self.is_paid_now
            or self.has_new_receiver
        )


def find(tx: Tx, channel: str, drafts: Iterable[Draft]) -> dict[tuple[str, str], Known]:
    """The stored orders among these drafts, by shop and order number: a few queries in all."""
    listed, values = in_list(draft.order_no for draft in drafts)
    rows = tx.all(
        "SELECT id, number, status, shop, external_no, address_given, paid_at FROM orders"
        f" WHERE channel = :channel AND external_no IN {listed}",
        channel=channel,
        **values,
    )
    listed, values = in_list(row["id"] for row in rows)
    lines: dict[int, dict[str, int]] = {row["id"]: {} for row in rows}
    for line in tx.all(
        f"SELECT order_id, external_no, quantity FROM order_lines WHERE order_id IN {listed}",
        **values,
    ):
        lines[line["order_id"]][line["external_no"]] = line["quantity"]
    holds: dict[int, set[str]] = {row["id"]: set() for row in rows}
    for hold in tx.all(
        f"SELECT order_id, code FROM order_holds WHERE order_id IN {listed}", **values
    ):
        holds[hold["order_id"]].add(hold["code"])
    return {
        (row["shop"], row["external_no"]): Known(
            id=row["id"],
            number=row["number"],
            status=row["status"],
            address_given=row["address_given"],
            is_paid=row["paid_at"] is not None,
            holds=frozenset(holds[row["id"]]),
            lines=lines[row["id"]],
        )
        for row in rows
    }


def compare(known: Known, draft: Draft, layout: Layout) -> Change:
    """What the draft changes; a changed quantity is a conflict and changes nothing by itself."""
    meaning = draft.meaning
    closes = meaning is Meaning.CLOSED
    asks_refund = (
        (meaning is Meaning.REFUND or (closes and known.status == "packing"))
        and known.status in _IN_THE_HOUSE
        and "refund_requested" not in known.holds
    )
    change = Change(
        known=known,
        draft=draft,
        outcomes=(),
        cancels=closes and known.status in _NOT_PACKED,
        asks_refund=asks_refund,
        is_paid_now="unpaid" in known.holds and meaning is Meaning.SHIP,
        has_new_receiver=known.status in _NOT_PACKED
        and bool(draft.address_given)
        and draft.address_given != known.address_given,
    )
    outcomes: list[str | RowError] = []
    new_keys = set()
    touched = "updated" if change.is_any else "duplicate"
    for entry, key in zip(draft.entries, draft.keys, strict=True):
        if key not in known.lines:
            if known.status in _GROWING and not closes:
                new_keys.add(key)
                outcomes.append("imported")
            else:
                outcomes.append(_too_late(known, entry, layout))
        elif known.lines[key] != entry.quantity:
            outcomes.append(_conflict(known, entry, known.lines[key], layout))
        else:
            outcomes.append(touched)
    return Change(
        known=known,
        draft=draft,
        outcomes=tuple(outcomes),
        new_keys=frozenset(new_keys),
        cancels=change.cancels,
        asks_refund=change.asks_refund,
        is_paid_now=change.is_paid_now,
        has_new_receiver=change.has_new_receiver,
    )


def _too_late(known: Known, entry: Entry, layout: Layout) -> RowError:
    problem = Invalid(
        "order_is_closed_to_lines",
        N_("Order {number} is {status}: no line can be added to it."),
        number=known.number,
        status=known.status,
    )
    return RowError(entry.row, layout.title_of("order_no"), problem.code, str(problem))


def _conflict(known: Known, entry: Entry, quantity: int, layout: Layout) -> RowError:
    problem = Invalid(
        "conflict",
        N_("Order {number} has the quantity {old} here, this file says {new}."),
        number=known.number,
        old=quantity,
        new=entry.quantity,
    )
    return RowError(entry.row, layout.title_of("quantity"), problem.code, str(problem))


def apply(tx: Tx, change: Change, *, reseller_id: int, channel: str) -> None:
    """Carry a change out, each part with its event."""
    number = change.known.number
    if change.cancels:
        orders.cancel(tx, number, reason="closed by the platform")
        return
    if change.new_keys:
        lines = new_lines(change.draft, only=change.new_keys)
        intake.add_lines(
            tx, number, lines, channel=channel, shop=change.draft.shop, reseller_id=reseller_id
        )
        orders.lift(tx, number, {"incomplete"})
    if change.has_new_receiver:
        _new_receiver(tx, change)
    if change.is_paid_now:
        paid_at = change.draft.paid_at
        tx.run(
            "UPDATE orders SET paid_by = :paid_by, paid_at = :paid_at WHERE id = :id",
            paid_by=change.draft.entries[0].payment,
            paid_at=to_ms(paid_at) if paid_at else tx.at,
            id=change.known.id,
        )
        orders.lift(tx, number, {"unpaid"})
    if change.asks_refund:
        move(tx, head(tx, Document.ORDER, number), "hold", reason="refund_requested")
        orders.add_hold(tx, change.known.id, "refund_requested")


def _new_receiver(tx: Tx, change: Change) -> None:
    receiver = receiver_of(change.draft)
    still_bad = {"masked_receiver", "no_receiver"} & set(holds_of(change.draft, receiver))
    if still_bad and not (change.known.holds & {"masked_receiver", "no_receiver"}):
        return  # a masked copy must not replace a receiver that we know
    tx.run(
        "UPDATE orders SET address_given = :given WHERE id = :id",
        given=change.draft.address_given,
        id=change.known.id,
    )
    orders.edit(tx, change.known.number, receiver=receiver)
