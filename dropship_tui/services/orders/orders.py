"""Stage 3, the order: confirmed, held, released, cancelled, corrected."""

from __future__ import annotations

from collections.abc import Sequence

from dropship_tui.i18n import N_
from dropship_tui.models.address import Receiver
from dropship_tui.models.lifecycle import Document
from dropship_tui.models.orders import FACTS, HOLD_REASONS, HOLDS
from dropship_tui.models.text import clean, clean_lines
from dropship_tui.models.types import HOUR
from dropship_tui.services import search
from dropship_tui.services.addresses.phones import is_masked, is_miscounted
from dropship_tui.services.database.db import Row
from dropship_tui.services.errors import Refused, WrongUsage
from dropship_tui.services.events import Head, head, move
from dropship_tui.services.goods import stock
from dropship_tui.services.orders import holds
from dropship_tui.services.orders.intake import RECEIVER_COLUMNS
from dropship_tui.services.packing import packing
from dropship_tui.services.work import Tx


def confirm(tx: Tx, number: str, *, reason: str = "") -> Head:
    """Check the order, reserve its stock, make its shipping note.

    Raises:
        Refused: a line is short (`out_of_stock`), or the order is not new.
    """
    order = move(tx, head(tx, Document.ORDER, number), "confirm", reason=clean(reason))
    for line in _lines(tx, order.id):
        if line["sku_id"] is None:
            raise Refused("unknown_sku", N_("There is no SKU “{code}”."), code=line["code"])
        if not stock.reserve(tx, line["sku_id"], line["quantity"]):
            raise Refused(
                "out_of_stock",
                N_("{number}: not enough of {sku} on the shelf."),
                hint=N_("Receive stock, or hold the order with the reason “stock”."),
                details={"sku": line["sku"], "wanted": line["quantity"]},
                number=number,
                sku=line["sku"],
            )
        tx.run(
            "UPDATE order_lines SET reserved = quantity WHERE id = :id AND reserved = 0",
            id=line["id"],
        )
    return order


def confirm_or_hold(tx: Tx, number: str, *, reason: str = "") -> Head:
    """Confirm the order; when the shelf is short, hold it until the goods come.

    Such orders are a list to work through, and it shortens by itself (`holds.goods_came`).

    Raises:
        Refused: the order is not new.
    """
    try:
        return tx.attempt(lambda: confirm(tx, number, reason=reason))
    except Refused as refusal:
        if refusal.code != "out_of_stock":
            raise
        return hold(tx, number, reason="stock")


def hold(tx: Tx, number: str, *, reason: str = "manual") -> Head:
    """Let the order stand still, with a reason.

    Raises:
        WrongUsage: no such reason.
        Refused: the order is past packing.
    """
    if reason not in HOLD_REASONS:
        raise WrongUsage(
            "unknown_reason",
            N_("“{reason}” is no reason. Known: {known}."),
            reason=reason,
            known=", ".join(HOLD_REASONS),
        )
    order = move(tx, head(tx, Document.ORDER, number), "hold", reason=reason)
    holds.add(tx, order.id, HOLD_REASONS[reason])
    return order


def release(tx: Tx, number: str, *, reason: str = "") -> Head:
    """Let the order go on where it was held.

    Raises:
        Refused: it cannot go on, because its receiver or one of its SKUs is still not known
            (`still_held`), or it is not on hold.
    """
    order = head(tx, Document.ORDER, number)
    facts = FACTS.intersection(holds.of(tx, order.id))
    standing = [code for code in HOLDS if code in facts and _stands(tx, order, code)]
    if standing and order.status == "on_hold":
        raise Refused(
            "still_held",
            N_("{number} cannot go on: {reasons}."),
            hint=N_("Correct the receiver or the goods first."),
            details={"held": standing},
            number=number,
            reasons=", ".join(standing),
        )
    return holds.let_go(tx, order, clean(reason))


def _stands(tx: Tx, order: Head, code: str) -> bool:
    """Whether a hold that is a fact, not a decision, is still one."""
    if code == "unknown_sku":
        return bool(
            tx.value(
                "SELECT count(*) FROM order_lines WHERE order_id = :id AND sku_id IS NULL",
                id=order.id,
            )
        )
    receiver = receiver_of(tx, order.id)
    if code == "no_receiver":
        return not receiver.can_be_reached or is_miscounted(receiver.phone)
    return any(is_masked(value) for value in (receiver.name, receiver.phone, receiver.detail))


def pay(tx: Tx, number: str, *, method: str, paid_at: int | None = None) -> Head:
    """Note that the order is paid; one that only waited for it goes on.

    It is due from its payment on, if it was due from the day on which it was placed.

    paid_at: in epoch milliseconds, when it is known; else now.

    Raises:
        Refused: it is paid already (`already_paid`), or cancelled.
    """
    order = move(tx, head(tx, Document.ORDER, number), "update", reason="paid")
    paid = tx.run(
        "UPDATE orders SET paid_by = :method, paid_at = :at, ship_by = CASE"
        " WHEN ship_by = ordered_at + :within AND ordered_at < :at THEN :at + :within"
        " ELSE ship_by END WHERE id = :id AND paid_at IS NULL",
        method=method,
        at=tx.at if paid_at is None else paid_at,
        within=tx.policies.ship_within_hours * HOUR,
        id=order.id,
    )
    if not paid:
        raise Refused("already_paid", N_("{number} is paid already."), number=number)
    return holds.lift(tx, number, {"unpaid"})


def cancel(tx: Tx, number: str, *, reason: str = "") -> Head:
    """Cancel the order and give its stock back. Nothing may have left the house.

    Raises:
        Refused: a parcel was handed over (`already_shipped`), or the order is past packing.
    """
    order = head(tx, Document.ORDER, number)
    packing.take_apart(tx, order)
    cancelled = move(tx, order, "cancel", reason=clean(reason))
    tx.run("DELETE FROM order_holds WHERE order_id = :id", id=order.id)
    for line in _lines(tx, order.id):
        if line["reserved"]:
            stock.unreserve(tx, line["sku_id"], line["reserved"])
    tx.run("UPDATE order_lines SET reserved = 0 WHERE order_id = :id", id=order.id)
    return cancelled


def _lines(tx: Tx, order_id: int) -> list[Row]:
    """The lines by SKU, so that two orders never wait for each other's stock rows."""
    return tx.all(
        "SELECT l.id, l.sku_id, l.code, l.quantity, l.reserved, s.code AS sku"
        " FROM order_lines l LEFT JOIN skus s ON s.id = l.sku_id"
        " WHERE l.order_id = :id ORDER BY l.sku_id",
        id=order_id,
    )


def receiver_of(tx: Tx, order_id: int) -> Receiver:
    """Who gets the order."""
    row = tx.one(f"SELECT {', '.join(RECEIVER_COLUMNS)} FROM orders WHERE id = :id", id=order_id)
    if row is None:
        raise LookupError(order_id)
    return Receiver(**{name: row[name] for name in RECEIVER_COLUMNS})


def edit(
    tx: Tx,
    number: str,
    *,
    receiver: Receiver | None = None,
    remark: str | None = None,
    also: Sequence[str] = (),
) -> Head:
    """Correct an order before it is packed. Holds that the correction mends are lifted.

    also: what else was corrected (`order_changes`), for the event.

    Raises:
        Refused: it is being packed or further, or was held while it was packed (`in_packing`).
    """
    order = head(tx, Document.ORDER, number)
    if tx.value("SELECT held_from FROM orders WHERE id = :id", id=order.id) == "packing":
        raise Refused(
            "in_packing",
            N_("{number} was being packed when it was held: it cannot be corrected any more."),
            hint=N_("Cancel it and take it down again, or release it."),
            number=number,
        )
    changed = [*also]
    if receiver is not None:
        old = receiver_of(tx, order.id)
        changed += [
            name for name in RECEIVER_COLUMNS if getattr(old, name) != getattr(receiver, name)
        ]
        _set_receiver(tx, order, receiver)
    if remark is not None:
        changed.append("remark")
        tx.run(
            "UPDATE orders SET remark = :remark WHERE id = :id",
            remark=clean_lines(remark),
            id=order.id,
        )
    order = move(tx, order, "edit", reason=", ".join(changed))
    return settle_holds(tx, order)


def _set_receiver(tx: Tx, order: Head, receiver: Receiver) -> None:
    values = {name: clean(getattr(receiver, name)) for name in RECEIVER_COLUMNS}
    tx.run(
        f"UPDATE orders SET {', '.join(f'{name} = :{name}' for name in RECEIVER_COLUMNS)}"
        " WHERE id = :id",
        id=order.id,
        **values,
    )
    search.refresh(tx, order.id)


def settle_holds(tx: Tx, order: Head) -> Head:
    """Lift the factual holds that no longer stand; with none left, the order goes on."""
    if order.status != "on_hold":
        return order
    codes = holds.of(tx, order.id)
    mended = {code for code in codes if code in FACTS and not _stands(tx, order, code)}
    return holds.lift(tx, order.number, mended)
