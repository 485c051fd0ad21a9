"""Stage 4: parcels on their way, delivered, confirmed, checked and reviewed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from dropship_tui.i18n import N_
from dropship_tui.models.checks import between
from dropship_tui.models.lifecycle import Document
from dropship_tui.models.receipts import CHECK_RESULTS, SIGNED_BY
from dropship_tui.models.text import clean, clean_lines
from dropship_tui.models.types import to_ms
from dropship_tui.models.words import CHANNELS
from dropship_tui.services.errors import Refused, WrongUsage
from dropship_tui.services.events import Head, head, head_by_id, move
from dropship_tui.services.work import Outcome, Shop, Tx

_ENDS = ("delivered", "lost", "returned_to_sender")
"""A parcel in one of these states is on its way no more."""


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
    """Orders of which something has arrived and nothing is on its way any more are delivered."""
    for row in tx.all(
        "SELECT DISTINCT order_id FROM parcel_lines WHERE parcel_id = :id ORDER BY order_id",
        id=parcel.id,
    ):
        order = head_by_id(tx, Document.ORDER, row["order_id"])
        parcels = tx.all(
            "SELECT status, delivered_at FROM parcels WHERE status <> 'void'"
            " AND id IN (SELECT parcel_id FROM parcel_lines WHERE order_id = :id)",
            id=order.id,
        )
        arrived = [row["delivered_at"] for row in parcels if row["status"] == "delivered"]
        is_over = all(row["status"] in _ENDS for row in parcels)
        if order.status == "shipped" and arrived and is_over:
            move(tx, order, "deliver", follows=True)
            tx.run(
                "UPDATE orders SET delivered_at = :at WHERE id = :id", at=max(arrived), id=order.id
            )


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
    return move(tx, head(tx, Document.ORDER, number), "complete", reason=clean(reason))


def auto_confirm(shop: Shop, *, now: datetime | None = None, at: datetime | None = None) -> Outcome:
    """Confirm what was delivered long enough ago and has no open return.

    `now` may lie ahead: it asks what would be due then. `at` is when it is confirmed; now, if
    nothing is said.
    """
    moment = now or at or shop.clock()
    return shop.each(_confirm_by_time, shop.read(lambda tx: _due(tx, moment)), at=at)


_OPEN_CASE = (
    "EXISTS (SELECT 1 FROM cases c WHERE c.order_id = o.id"
    " AND c.status NOT IN ('closed', 'rejected', 'withdrawn'))"
)


def _due(tx: Tx, moment: datetime) -> list[str]:
    """Orders that have waited as long as their channel grants, the longest waiting first."""

    def before(channel: str) -> int:
        return to_ms(moment - timedelta(days=tx.policies.days("auto_confirm_days", channel)))

    limits = {channel: before(channel) for channel in ("", *CHANNELS)}
    rows = tx.all(
        "SELECT o.number, o.channel, o.delivered_at FROM orders o WHERE o.status = 'delivered'"
        f" AND o.delivered_at <= :limit AND NOT {_OPEN_CASE} ORDER BY o.delivered_at, o.id",
        limit=max(limits.values()),
    )
    return [
        row["number"]
        for row in rows
        if row["delivered_at"] <= limits.get(row["channel"], limits[""])
    ]


def _confirm_by_time(tx: Tx, number: str) -> Head:
    """Confirm an order, unless a return was asked for since it was looked up."""
    order = head(tx, Document.ORDER, number)
    if tx.value(f"SELECT 1 FROM orders o WHERE o.id = :id AND {_OPEN_CASE}", id=order.id):
        raise Refused("open_return", N_("{number} has an open return."), number=number)
    return move(tx, order, "complete", reason="auto")


_SAID: Final = {
    "check": ("goods_checks", "already_checked", N_("{number} was checked before.")),
    "review": ("reviews", "already_reviewed", N_("{number} was reviewed before.")),
}
"""What a customer says of an order but once: where it is kept, and how a second time is refused."""


def require_first(tx: Tx, number: str, action: str) -> None:
    """Know before anybody is asked whether `check_goods` or `review` ("check", "review") may be.

    Raises:
        Refused: the customer has said it before.
    """
    table, code, message = _SAID[action]
    order = head(tx, Document.ORDER, number)
    if tx.value(f"SELECT 1 FROM {table} WHERE order_id = :id", id=order.id):
        raise Refused(code, message, number=number)


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
    require_first(tx, number, "check")
    order = move(tx, head(tx, Document.ORDER, number), "check", reason=result)
    tx.run(
        "INSERT INTO goods_checks (order_id, result, note, at, actor)"
        " VALUES (:id, :result, :note, :at, :actor)",
        id=order.id,
        result=result,
        note=clean_lines(note),
        at=tx.at,
        actor=tx.actor,
    )
    return order


def review(tx: Tx, number: str, *, goods: int, service: int, text: str = "") -> Head:
    """The customer's two ratings, 1 to 5, and what they wrote.

    Raises:
        Invalid: a rating outside 1 to 5.
        Refused: not delivered yet, or reviewed before (`already_reviewed`).
    """
    between(goods, 1, 5, "goods")
    between(service, 1, 5, "service")
    require_first(tx, number, "review")
    order = move(tx, head(tx, Document.ORDER, number), "review", reason=f"{goods}/{service}")
    tx.run(
        "INSERT INTO reviews (order_id, goods, service, body, at, actor)"
        " VALUES (:id, :goods, :service, :body, :at, :actor)",
        id=order.id,
        goods=goods,
        service=service,
        body=clean_lines(text),
        at=tx.at,
        actor=tx.actor,
    )
    return order
