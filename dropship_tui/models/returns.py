"""After-sales: what may be asked for, why, and how it can end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from dropship_tui.models.checks import quantity
from dropship_tui.models.money import Money

CASE_TYPES: Final = ("return", "exchange", "refund_only", "reship", "intercept")
REASONS: Final = (
    "no_reason", "size", "quality", "damaged", "wrong", "missing", "lost", "late", "customer",
    "other",
)  # fmt: skip
OUTCOMES: Final = (
    "refunded", "exchanged", "reshipped", "intercepted", "rejected", "withdrawn", "settled",
)  # fmt: skip
GRADES: Final = ("good", "opened", "damaged", "wrong", "missing")
SUPPLIERS_FAULT: Final = frozenset({"quality", "damaged", "wrong", "missing", "lost", "late"})
"""Reasons for which the supplier bears the freight (消法 24)."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the policy says of a request: allow, refuse or ask; by which rule; until which day.

    `deadline` is an ISO date, the last day on which the rule allows it.
    """

    verdict: str
    rule: str
    deadline: str
    freight_payer: str


@dataclass(frozen=True, slots=True)
class ReturnLine:
    """So many of a SKU, of one order."""

    sku: str
    quantity: int

    def __post_init__(self) -> None:
        quantity(self.quantity)


@dataclass(frozen=True, slots=True)
class GradedLine:
    """So many of a SKU came back in this state."""

    sku: str
    quantity: int
    grade: str

    def __post_init__(self) -> None:
        quantity(self.quantity)


@dataclass(frozen=True, slots=True)
class Refund:
    """Money given back."""

    amount: Money
    method: str
    at: datetime
    actor: str


@dataclass(frozen=True, slots=True)
class CaseMessage:
    """One message of the conversation."""

    sender: str
    body: str
    at: datetime
    actor: str


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A return case as lists show it."""

    id: int
    case: str
    type: str
    status: str
    reason: str
    order: str
    receiver: str
    waiting_for: str
    requested_at: datetime
    due_at: datetime
    waybill: str
