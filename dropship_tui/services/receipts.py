"""Stage 4: parcels on their way, delivered, confirmed, checked and reviewed."""

from __future__ import annotations

from datetime import datetime, timedelta

from dropship_tui.i18n import N_
from dropship_tui.models.checks import between
from dropship_tui.models.lifecycle import Document
from dropship_tui.models.receipts import CHECK_RESULTS, SIGNED_BY
from dropship_tui.models.text import clean, clean_lines
from dropship_tui.models.types import from_ms, to_ms
from dropship_tui.services.errors import Refused, WrongUsage
from dropship_tui.services.events import Head, head, move
from dropship_tui.services.work import Outcome, Shop, Tx


def deliver(tx: Tx, number: str, *, signed_by: str = "self", damaged: bool = False) -> Head:
    """The parcel arrived. An order whose last parcel this was is delivered.

    Raises:
        WrongUsage: `signed_by` is none of SIGNED_BY.
        Refused: the parcel is not on its way.
    """
    if signed_by not in SIGNED_BY:
        raise WrongUsage(
            "unknown_signer",
            N_("“{value}” is not possible. Known: {known}."),
            value=signed_by,
            known=", ".join(SIGNED_BY),
        )
    reason = f"{signed_by}, damaged" if damaged else signed_by
    parcel = move(tx, head(tx, Document.PARCEL, number), "deliver", reason=reason)
    tx.run(
        "UPDATE parcels SET delivered_at = :at, last_event_at = :at, signed_by = :by,"
        " damaged = :damaged WHERE id = :id",
        at=tx.at,
        by=signed_by,
        damaged=int(damaged),
        id=parcel.id,
    )
    _deliver_orders(tx, parcel)
    return parcel


def _deliver_orders(tx: Tx, parcel: Head) -> None:
    """Orders all of whose goods have arrived, or are lost, are delivered."""
    for row in tx.all(
        "SELECT DISTINCT o.id, o.number FROM parcel_lines l JOIN orders o ON o.id = l.order_id"
        " WHERE l.parcel_id = :id AND o.status = 'shipped' ORDER BY o.id",
        id=parcel.id,
    ):
        states = {
            state["status"]
            for state in tx.all(
                "SELECT DISTINCT p.status FROM parcels p JOIN parcel_lines l ON l.parcel_id = p.id"
                " WHERE l.order_id = :id AND p.status <> 'void'",
                id=row["id"],
            )
        }
        if "delivered" in states and states <= {"delivered", "lost", "returned_to_sender"}:
            move(tx, head(tx, Document.ORDER, row["number"]), "deliver")
            tx.run("UPDATE orders SET delivered_at = :at WHERE id = :id", at=tx.at, id=row["id"])


def lose(tx: Tx, number: str, *, note: str = "") -> Head:
    """The parcel is lost for good.

    Raises:
        Refused: it is not on its way.
    """
    parcel = move(tx, head(tx, Document.PARCEL, number), "lose", reason=clean(note))
    _deliver_orders(tx, parcel)
    return parcel


def send_back(tx: Tx, number: str, *, reason: str = "") -> Head:
    """The courier brings the parcel back to us.

    Raises:
        Refused: it is not on its way.
    """
    parcel = move(tx, head(tx, Document.PARCEL, number), "return_to_sender", reason=clean(reason))
    _deliver_orders(tx, parcel)
    return parcel


def confirm(tx: Tx, number: str, *, reason: str = "") -> Head:
    """The customer confirms receipt: the order is completed.

    Raises:
        Refused: it has not been delivered.
    """
    return move(tx, head(tx, Document.ORDER, number), "complete", reason=reason)


def auto_confirm(shop: Shop, *, now: datetime | None = None) -> Outcome:
    """Confirm what was delivered long enough ago and has no open return.

    `now` may lie ahead: it asks what would be due then, and confirms it today.
    """
    moment = to_ms(now or shop.clock())

    def due(tx: Tx) -> list[str]:
        limit = from_ms(moment) - timedelta(days=tx.policies.auto_confirm_days)
        return [
            row["number"]
            for row in tx.all(
                "SELECT o.number FROM orders o WHERE o.status = 'delivered'"
                " AND o.delivered_at <= :limit AND NOT EXISTS ("
                "  SELECT 1 FROM cases c WHERE c.order_id = o.id"
                "  AND c.status NOT IN ('closed', 'rejected', 'withdrawn'))"
                " ORDER BY o.delivered_at, o.id",
                limit=to_ms(limit),
            )
        ]

    return shop.each(lambda tx, number: confirm(tx, number, reason="auto"), shop.read(due))


def check_goods(tx: Tx, number: str, result: str, *, note: str = "") -> Head:
    """The customer compared the goods with the order: `ok`, or what differs.

    Raises:
        WrongUsage: no such result.
        Refused: not delivered yet, or checked before (`already_checked`).
    """
    if result not in CHECK_RESULTS:
        raise WrongUsage(
            "unknown_result",
            N_("“{value}” is not possible. Known: {known}."),
            value=result,
            known=", ".join(CHECK_RESULTS),
        )
    order = move(tx, head(tx, Document.ORDER, number), "check", reason=result)
    noted = tx.run(
        "INSERT INTO goods_checks (order_id, result, note, at, actor)"
        " VALUES (:id, :result, :note, :at, :actor) ON CONFLICT DO NOTHING",
        id=order.id,
        result=result,
        note=clean_lines(note),
        at=tx.at,
        actor=tx.actor,
    )
    if not noted:
        raise Refused("already_checked", N_("{number} was checked before."), number=number)
    return order


def review(tx: Tx, number: str, *, goods: int, service: int, text: str = "") -> Head:
    """The customer's two ratings, 1 to 5, and what they wrote.

    Raises:
        Invalid: a rating outside 1 to 5.
        Refused: not delivered yet, or reviewed before (`already_reviewed`).
    """
    between(goods, 1, 5, "goods")
    between(service, 1, 5, "service")
    order = move(tx, head(tx, Document.ORDER, number), "review", reason=f"{goods}/{service}")
    noted = tx.run(
        "INSERT INTO reviews (order_id, goods, service, body, at, actor)"
        " VALUES (:id, :goods, :service, :body, :at, :actor) ON CONFLICT DO NOTHING",
        id=order.id,
        goods=goods,
        service=service,
        body=clean_lines(text),
        at=tx.at,
        actor=tx.actor,
    )
    if not noted:
        raise Refused("already_reviewed", N_("{number} was reviewed before."), number=number)
    return order
