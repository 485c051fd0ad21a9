"""Stage 5: a return is asked for, decided by policy, received, inspected, refunded, closed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from dropship_tui.i18n import N_
from dropship_tui.models.lifecycle import Document
from dropship_tui.models.money import Money
from dropship_tui.models.returns import (
    CASE_TYPES,
    GRADES,
    OUTCOMES,
    REASONS,
    SUPPLIERS_FAULT,
    GradedLine,
    ReturnLine,
    Verdict,
)
from dropship_tui.models.stock import Place
from dropship_tui.models.text import clean, clean_lines
from dropship_tui.models.types import HOUR, from_ms
from dropship_tui.services.couriers import waybills
from dropship_tui.services.database.db import Row
from dropship_tui.services.errors import NotFound, Refused, WrongUsage
from dropship_tui.services.events import Birth, Head, born, head, head_by_id, move
from dropship_tui.services.goods import stock
from dropship_tui.services.ids import new_id
from dropship_tui.services.numbers import next_number
from dropship_tui.services.returns import refunds, return_lines
from dropship_tui.services.work import Tx

ANSWER_HOURS = 48
"""A request is answered within two days (plan: aftersales.request)."""
REFUND_HOURS = 7 * 24
"""Money goes back within seven days of the goods (消法 25; FORMATS: unverified default)."""

SUPPORTED = ("return", "refund_only")


def judge(tx: Tx, order: Row, reason: str) -> Verdict:
    """What the shop's policy says of a request that is made now.

    Days are civil days of the shop, counted from the day after delivery.
    """
    fault = reason in SUPPLIERS_FAULT
    days = tx.policies.defect_days if fault else tx.policies.return_days
    rule = f"defect-{days}d" if fault else tx.policies.return_rule
    payer = "supplier" if fault else "customer"
    delivered = from_ms(order["delivered_at"]).astimezone(tx.zone).date()
    deadline = delivered + timedelta(days=days)
    verdict = "allow" if tx.today <= deadline else "refuse"
    return Verdict(verdict, rule, deadline.isoformat(), payer)


def request(
    tx: Tx,
    order_number: str,
    *,
    kind: str,
    reason: str,
    lines: Sequence[ReturnLine],
    note: str = "",
    override: str = "",
) -> tuple[Head, Verdict]:
    """Take down what the customer asks for, if the policy allows it or `override` says why.

    Raises:
        WrongUsage: no such type or reason.
        Refused: not delivered (`not_delivered`), more than was shipped (`too_many`), or the
            policy refuses (`policy`).
    """
    _known(kind, SUPPORTED, CASE_TYPES)
    _known(reason, REASONS, REASONS)
    doc = head(tx, Document.ORDER, order_number)
    if doc.status not in ("delivered", "completed"):
        raise Refused(
            "not_delivered",
            N_("{number} has not been delivered: nothing can come back yet."),
            number=doc.number,
        )
    order = tx.one("SELECT * FROM orders WHERE id = :id", id=doc.id)
    if order is None:
        raise LookupError(doc.id)
    if tx.is_told and tx.at < order["delivered_at"]:
        raise Refused(
            "time_before_last_event",
            N_("{number} was delivered at {at}: nothing can come back before that."),
            number=doc.number,
            at=from_ms(order["delivered_at"]).isoformat(),
        )
    verdict = judge(tx, order, reason)
    if verdict.verdict == "refuse" and not override:
        raise Refused(
            "policy",
            N_("The policy {rule} allowed this until {deadline}."),
            hint=N_("Take it all the same with --override REASON."),
            details={"rule": verdict.rule, "deadline": verdict.deadline},
            rule=verdict.rule,
            deadline=verdict.deadline,
        )
    returning = return_lines.returning(tx, doc, lines)
    case_id = new_id()
    columns = born(
        tx,
        Document.CASE,
        "request",
        [Birth(case_id, next_number(tx, "case"), kind=kind, reason=reason)],
    )[0]
    tx.run(
        "INSERT INTO cases (id, number, status, version, chain, changed_at, order_id, type,"
        " reason, note, verdict, rule, deadline, freight_payer, override, requested_at, due_at,"
        " waiting_for) VALUES (:id, :number, :status, :version, :chain, :changed_at, :order_id,"
        " :type, :reason, :note, :verdict, :rule, :deadline, :payer, :override, :at, :due, 'us')",
        **columns,
        order_id=doc.id,
        type=kind,
        reason=reason,
        note=clean_lines(note),
        verdict=verdict.verdict,
        rule=verdict.rule,
        deadline=verdict.deadline,
        payer=verdict.freight_payer,
        override=clean(override),
        at=tx.at,
        due=tx.at + ANSWER_HOURS * HOUR,
    )
    for row, quantity in returning:
        tx.run(
            "INSERT INTO case_lines (id, case_id, order_line_id, sku_id, quantity)"
            " VALUES (:id, :case, :line, :sku, :quantity)",
            id=new_id(),
            case=case_id,
            line=row["id"],
            sku=row["sku_id"],
            quantity=quantity,
        )
    return head_by_id(tx, Document.CASE, case_id), verdict


def _known(value: str, possible: Sequence[str], named: Sequence[str]) -> None:
    if value not in possible:
        raise WrongUsage(
            "not_possible" if value in named else "unknown_value",
            N_("“{value}” is not possible here. Possible: {known}."),
            value=value,
            known=", ".join(possible),
        )


def _wait(tx: Tx, case: Head, who: str, *, hours: int = 0) -> Head:
    """Whose turn it is now, and until when."""
    tx.run(
        "UPDATE cases SET waiting_for = :who,"
        " due_at = CASE WHEN :hours = 0 THEN due_at ELSE :due END WHERE id = :id",
        who=who,
        hours=hours,
        due=tx.at + hours * HOUR,
        id=case.id,
    )
    return case


def approve(tx: Tx, number: str, *, reason: str = "") -> Head:
    """Grant the request."""
    case = move(tx, head(tx, Document.CASE, number), "approve", reason=clean(reason))
    return _wait(tx, case, "us" if case.kind == "refund_only" else "customer", hours=7 * 24)


def reject(tx: Tx, number: str, *, reason: str = "") -> Head:
    """Refuse the request."""
    case = move(tx, head(tx, Document.CASE, number), "reject", reason=clean(reason))
    tx.run("UPDATE cases SET outcome = 'rejected' WHERE id = :id", id=case.id)
    return _wait(tx, case, "")


def withdraw(tx: Tx, number: str, *, reason: str = "") -> Head:
    """The customer does not want it any more."""
    case = move(tx, head(tx, Document.CASE, number), "withdraw", reason=clean(reason))
    tx.run("UPDATE cases SET outcome = 'withdrawn' WHERE id = :id", id=case.id)
    return _wait(tx, case, "")


def note_waybill(tx: Tx, number: str, waybill: str, courier: str = "") -> Head:
    """The customer sent the goods back with this waybill; whose it is, is noted where it is sure.

    Raises:
        WrongUsage: it is no number.
        Refused: the case waits for no goods.
    """
    bare = _waybill_number(waybill)
    if not courier:
        sure = waybills.best(waybills.identify(bare))
        courier = sure.courier if sure else ""
    case = move(tx, head(tx, Document.CASE, number), "waybill", reason=f"{courier} {bare}".strip())
    tx.run(
        "UPDATE cases SET waybill = :waybill, courier = :courier WHERE id = :id",
        waybill=bare,
        courier=courier,
        id=case.id,
    )
    return _wait(tx, case, "customer")


def _waybill_number(waybill: str) -> str:
    """The bare number; without one, every case whose waybill is not known would be meant."""
    bare = waybills.normalise(waybill)
    if not bare:
        raise WrongUsage("bad_waybill", N_("“{waybill}” is no waybill number."), waybill=waybill)
    return bare


def receive(tx: Tx, number: str) -> Head:
    """The parcel is back: its goods wait in quarantine for inspection."""
    case = move(tx, head(tx, Document.CASE, number), "receive")
    for line in _case_lines(tx, case.id):
        stock.move_goods(
            tx,
            line["sku_id"],
            line["quantity"],
            Place.CUSTOMER,
            Place.QUARANTINE,
            reason="return",
            document=case.number,
            document_id=case.id,
        )
    return _wait(tx, case, "us", hours=REFUND_HOURS)


def receive_waybill(tx: Tx, waybill: str) -> Head | str:
    """A parcel came back with this number: its case is received, or it is booked as unclaimed.

    Returns the case, or the unclaimed parcel's number.

    Raises:
        WrongUsage: it is no number.
    """
    bare = _waybill_number(waybill)
    case = tx.value(
        "SELECT number FROM cases WHERE waybill = :waybill"
        " AND status IN ('approved', 'in_transit') ORDER BY id LIMIT 1",
        waybill=bare,
    )
    if case is not None:
        return receive(tx, case)
    known = tx.value(
        "SELECT number FROM unclaimed WHERE waybill = :waybill AND case_id IS NULL", waybill=bare
    )
    if known is not None:
        return str(known)
    number = next_number(tx, "unclaimed")
    tx.run(
        "INSERT INTO unclaimed (id, number, waybill, received_at, actor)"
        " VALUES (:id, :number, :waybill, :at, :actor)",
        id=new_id(),
        number=number,
        waybill=bare,
        at=tx.at,
        actor=tx.actor,
    )
    return number


def claim(tx: Tx, unclaimed: str, number: str) -> Head:
    """The unclaimed parcel belongs to this case, which is received by that.

    Raises:
        NotFound: no such parcel waits.
    """
    waybill = tx.value(
        f"SELECT waybill FROM unclaimed WHERE number = :number AND case_id IS NULL{tx.for_update}",
        number=unclaimed,
    )
    if waybill is None:
        raise NotFound(N_("No parcel {number} waits for its case."), number=unclaimed)
    case = head(tx, Document.CASE, number)
    if case.status == "approved":
        case = note_waybill(tx, number, waybill)
    tx.run(
        "UPDATE unclaimed SET case_id = :case WHERE number = :number AND case_id IS NULL",
        case=case.id,
        number=unclaimed,
    )
    return receive(tx, number)


def _case_lines(tx: Tx, case_id: int) -> list[Row]:
    return tx.all(
        "SELECT cl.*, s.code AS sku, l.price, l.quantity AS ordered"
        " FROM case_lines cl JOIN skus s ON s.id = cl.sku_id"
        " JOIN order_lines l ON l.id = cl.order_line_id WHERE cl.case_id = :id ORDER BY cl.sku_id",
        id=case_id,
    )


def inspect(tx: Tx, number: str, graded: Sequence[GradedLine]) -> Head:
    """Say in which state each piece came back; only what is good goes to the shelf again.

    Raises:
        WrongUsage: no such grade.
        Refused: the grades do not add up to what was asked for (`not_all_graded`).
    """
    for line in graded:
        _known(line.grade, GRADES, GRADES)
    case = move(tx, head(tx, Document.CASE, number), "inspect")
    for row, grades in return_lines.graded(_case_lines(tx, case.id), graded):
        _put_away(tx, case, row, grades)
    return _wait(tx, case, "us")


def _put_away(tx: Tx, case: Head, row: Row, grades: dict[str, int]) -> None:
    """Move each piece out of quarantine to where its grade belongs."""
    targets = {
        "good": Place.SHELF,
        "opened": Place.SHELF if tx.policies.opened_to_shelf else Place.SCRAP,
        "damaged": Place.SCRAP,
        "wrong": Place.CUSTOMER,
        "missing": Place.CUSTOMER,
    }
    for grade, quantity in grades.items():
        if quantity:
            stock.move_goods(
                tx,
                row["sku_id"],
                quantity,
                Place.QUARANTINE,
                targets[grade],
                reason=f"return_{grade}",
                document=case.number,
                document_id=case.id,
            )
    tx.run(
        f"UPDATE case_lines SET {', '.join(f'{grade} = :{grade}' for grade in GRADES)}"
        " WHERE id = :id",
        **grades,
        id=row["id"],
    )
    tx.run(
        "UPDATE order_lines SET returned = returned + :n WHERE id = :id",
        n=grades["good"] + grades["opened"] + grades["damaged"],
        id=row["order_line_id"],
    )


def refund(
    tx: Tx, number: str, amount: Money, *, method: str = "original", override: str = ""
) -> Head:
    """Pay back, after the goods are received and inspected (or at once, for refund only).

    Raises:
        Refused: more than was paid or than the goods were worth, a second person is needed, or
            the case is not that far.
    """
    case = head(tx, Document.CASE, number)
    refunds.require(tx, case, amount, override=override)
    case = move(tx, case, "refund", reason=f"{amount.amount} {amount.currency}")
    refunds.book(tx, case, amount, method=clean(method), override=clean(override))
    return _wait(tx, case, "")


def close(tx: Tx, number: str, outcome: str) -> Head:
    """The matter is settled.

    Raises:
        WrongUsage: no such outcome.
    """
    _known(outcome, OUTCOMES, OUTCOMES)
    case = head(tx, Document.CASE, number)
    tx.run("UPDATE cases SET outcome = :outcome WHERE id = :id", outcome=outcome, id=case.id)
    case = move(tx, case, "close", reason=outcome)
    return _wait(tx, case, "")


def message(tx: Tx, number: str, body: str, *, sender: str = "us") -> Head:
    """Keep what was said, by the customer or by us; then it is the other's turn.

    Raises:
        WrongUsage: nobody else takes part in the conversation.
    """
    _known(sender, ("us", "customer"), ("us", "customer"))
    case = move(tx, head(tx, Document.CASE, number), "message", reason=sender)
    tx.run(
        "INSERT INTO case_messages (id, case_id, sender, body, at, actor)"
        " VALUES (:id, :case, :sender, :body, :at, :actor)",
        id=new_id(),
        case=case.id,
        sender=sender,
        body=clean_lines(body),
        at=tx.at,
        actor=tx.actor,
    )
    return _wait(tx, case, "us" if sender == "customer" else "customer")
