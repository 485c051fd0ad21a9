"""Refunds: how much may go back, who may send it, and the booking itself."""

from __future__ import annotations

from dropship_tui.i18n import N_
from dropship_tui.models.checks import Invalid
from dropship_tui.models.money import Money
from dropship_tui.services.errors import Refused
from dropship_tui.services.events import Head
from dropship_tui.services.ids import new_id
from dropship_tui.services.work import Tx


def refundable(tx: Tx, case: Head) -> Money:
    """What may still go back for this case without anybody's override.

    The goods at the price paid, less their share of the discount (rounded in the customer's
    favour), plus the freight when the whole order comes back and the supplier pays it; never more
    than is left of what was paid for the order. Goods that were inspected count when they are
    ours and did come back.
    """
    row = tx.one(
        "SELECT o.currency, o.goods_total, o.discount, o.freight, c.freight_payer,"
        " (SELECT sum(l.price * CASE WHEN c.status IN ('inspected', 'settled', 'closed')"
        "  AND c.type <> 'refund_only' THEN cl.good + cl.opened + cl.damaged"
        "  ELSE cl.quantity END) FROM case_lines cl"
        "  JOIN order_lines l ON l.id = cl.order_line_id WHERE cl.case_id = c.id) AS goods,"
        " (SELECT coalesce(sum(r.amount), 0) FROM refunds r WHERE r.case_id = c.id) AS refunded"
        " FROM cases c JOIN orders o ON o.id = c.order_id WHERE c.id = :id",
        id=case.id,
    )
    if row is None:
        raise LookupError(case.id)
    goods = int(row["goods"])
    if row["goods_total"]:
        goods -= row["discount"] * goods // row["goods_total"]
    if row["freight_payer"] == "supplier" and int(row["goods"]) == row["goods_total"]:
        goods += row["freight"]
    left = min(goods - int(row["refunded"]), left_of_order(tx, case).minor)
    return Money(max(0, left), row["currency"])


def left_of_order(tx: Tx, case: Head) -> Money:
    """What was paid for the case's order and has not gone back yet."""
    row = tx.one(
        "SELECT o.currency, CASE WHEN o.paid_at IS NULL THEN 0 ELSE o.total - o.refunded END"
        " AS unreturned FROM cases c JOIN orders o ON o.id = c.order_id WHERE c.id = :id",
        id=case.id,
    )
    if row is None:
        raise LookupError(case.id)
    return Money(row["unreturned"], row["currency"])


def require(tx: Tx, case: Head, amount: Money, *, override: str) -> None:
    """Refuse a refund that is too large, or that one person alone may not send.

    Raises:
        Invalid: not an amount above 0, or another currency than the order's.
        Refused: `refund_too_large`, `second_person`.
    """
    left = left_of_order(tx, case)
    if amount.minor <= 0:
        raise Invalid("not_an_amount", N_("A refund must be above 0."))
    limit = left if override else refundable(tx, case)
    if (limit - amount).minor < 0:
        raise Refused(
            "refund_too_large",
            N_("At most {limit} can be refunded."),
            hint=N_("Up to {left} with --override REASON."),
            details={"refundable": limit.as_dict(), "left": left.as_dict()},
            limit=limit,
            left=left,
        )
    _require_second_person(tx, case, amount)


def _require_second_person(tx: Tx, case: Head, amount: Money) -> None:
    """Above the shop's limit, who refunds is not who approved. Several refunds count together."""
    limit = tx.policies.second_person_above
    before = tx.value(
        "SELECT coalesce(sum(amount), 0) FROM refunds WHERE case_id = :id", id=case.id
    )
    approver = tx.value(
        "SELECT actor FROM events WHERE document = 'case' AND document_id = :id"
        " AND action = 'approve' ORDER BY seq DESC LIMIT 1",
        id=case.id,
    )
    if limit and int(before) + amount.minor > limit and approver == tx.actor:
        raise Refused(
            "second_person",
            N_("Refunds above {limit} need a second person: {actor} approved this case."),
            hint=N_("Let somebody else do it."),
            limit=Money(limit, amount.currency),
            actor=tx.actor,
        )


def book(tx: Tx, case: Head, amount: Money, *, method: str, override: str) -> None:
    """Write the refund down; the guard in the statement holds even if two are booked at once.

    Raises:
        Refused: somebody else has refunded meanwhile (`refund_too_large`).
    """
    booked = tx.run(
        "UPDATE orders SET refunded = refunded + :amount"
        " WHERE id = (SELECT order_id FROM cases WHERE id = :case)"
        " AND paid_at IS NOT NULL AND refunded + :amount <= total",
        amount=amount.minor,
        case=case.id,
    )
    if not booked:
        raise Refused(
            "refund_too_large",
            N_("At most {limit} can be refunded."),
            limit=left_of_order(tx, case),
        )
    tx.run(
        "INSERT INTO refunds (id, case_id, order_id, amount, currency, method, at, actor, override)"
        " SELECT :id, id, order_id, :amount, :currency, :method, :at, :actor, :override"
        " FROM cases WHERE id = :case",
        id=new_id(),
        case=case.id,
        amount=amount.minor,
        currency=amount.currency,
        method=method or "original",
        at=tx.at,
        actor=tx.actor,
        override=override,
    )
