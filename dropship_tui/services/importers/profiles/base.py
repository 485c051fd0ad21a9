"""What a profile is: how a file is recognised, which column means what, which status means what.

A profile is data. The code that reads a file by it is `services.importers.rows`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from dropship_tui.models.plan import Words
from dropship_tui.models.text import fold


class Meaning(StrEnum):
    """What a platform's status means to a supplier."""

    SHIP = "ship"
    UNPAID = "unpaid"
    REFUND = "refund"
    CLOSED = "closed"
    SHIPPED = "shipped"


@dataclass(frozen=True, slots=True)
class Profile:
    """One format.

    Attributes:
        name: what `--profile` calls it.
        title: what people call it.
        channel: where its orders come from; part of their identity.
        columns: for each field of `entries.Entry`, the headers that mean it, the best first.
        telling: headers that no other format has. A file is of this format when it has the
            header of the order number and `enough` of these; platforms let sellers choose their
            columns, so none of them is a must.
        statuses, refunds: the beginnings of the platform's words and what they mean. What is
            not listed is to be shipped.
        paid_by: how orders of this channel are paid when the file does not say.
        one_row_is_one_order: whether the order number alone names the line.
        numbers_come_again: whether people number these orders by hand, so that an old number
            may be another order's today.
    """

    name: str
    title: Words
    channel: str
    columns: Mapping[str, tuple[str, ...]]
    telling: tuple[str, ...] = ()
    enough: int = 2
    statuses: Mapping[str, Meaning] = field(default_factory=dict)
    refunds: Mapping[str, Meaning] = field(default_factory=dict)
    paid_by: str = "other"
    one_row_is_one_order: bool = False
    numbers_come_again: bool = False

    @property
    def signature(self) -> str:
        """How it is recognised, in headers."""
        if not self.telling:
            return ""
        return f"{self.columns['order_no'][0]} + {self.enough} × {', '.join(self.telling)}"

    def standing(self, status: str, refund: str) -> tuple[Meaning, bool]:
        """What a row's two statuses mean together, and whether a refund is asked for."""
        found = {_starting(self.statuses, status), _starting(self.refunds, refund)}
        for meaning in (Meaning.CLOSED, Meaning.SHIPPED, Meaning.UNPAID):
            if meaning in found:
                return meaning, Meaning.REFUND in found
        return Meaning.SHIP, Meaning.REFUND in found


def _starting(table: Mapping[str, Meaning], text: str) -> Meaning | None:
    folded = fold(text)
    best = max((word for word in table if folded.startswith(fold(word))), key=len, default=None)
    return None if best is None else table[best]


TOTALS: Final = ("合计", "总计", "总数", "小计", "共计", "total", "sum")
"""What a row of sums begins with."""
