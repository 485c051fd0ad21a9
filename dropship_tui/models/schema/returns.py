"""Return cases, what came back and how it was, refunds, and the conversation."""

from dropship_tui.models.lifecycle import CaseStatus
from dropship_tui.models.returns import CASE_TYPES, GRADES, OUTCOMES, REASONS

from .base import (
    Index,
    UniqueConstraint,
    check,
    code,
    count,
    document_columns,
    key,
    one_of,
    refers,
    table,
    text,
    whole,
)

cases = table(
    "cases",
    key(),
    *document_columns(CaseStatus),
    refers("order_id", "orders.id", index=True),
    code("type"),
    code("reason"),
    text("note"),
    text("verdict"),
    text("rule"),
    text("deadline"),
    text("freight_payer"),
    text("override"),
    text("outcome"),
    text("courier"),
    text("waybill"),
    whole("requested_at"),
    whole("due_at"),
    text("waiting_for"),
    one_of("type", CASE_TYPES),
    one_of("reason", REASONS),
    one_of("outcome", ("", *OUTCOMES)),
    one_of("waiting_for", ("us", "customer", "")),
    check("closed", "status <> 'closed' OR outcome <> ''"),
    Index("ix_cases_status_due_at_id", "status", "due_at", "id"),
    Index("ix_cases_due_at_id", "due_at", "id"),
    Index("ix_cases_waiting_for_due_at_id", "waiting_for", "due_at", "id"),
    Index("ix_cases_waybill", "waybill"),
)

case_lines = table(
    "case_lines",
    key(),
    refers("case_id", "cases.id"),
    refers("order_line_id", "order_lines.id", index=True),
    refers("sku_id", "skus.id"),
    whole("quantity"),
    *(count(grade) for grade in GRADES),
    UniqueConstraint("case_id", "order_line_id"),
    check("quantity", "quantity > 0"),
    check("grades", " + ".join(GRADES) + " IN (0, quantity)"),
)

refunds = table(
    "refunds",
    key(),
    refers("case_id", "cases.id", index=True),
    refers("order_id", "orders.id", index=True),
    whole("amount"),
    text("currency", server_default="CNY"),
    code("method"),
    whole("at"),
    code("actor"),
    text("override"),
    check("amount", "amount > 0"),
)

case_messages = table(
    "case_messages",
    key(),
    refers("case_id", "cases.id", index=True),
    code("sender"),
    code("body"),
    whole("at"),
    code("actor"),
    one_of("sender", ("us", "customer")),
)

# A parcel that came back with a waybill that no case knows.
unclaimed = table(
    "unclaimed",
    key(),
    code("number", unique=True),
    code("waybill"),
    whole("received_at"),
    code("actor"),
    refers("case_id", "cases.id", null=True),
)
