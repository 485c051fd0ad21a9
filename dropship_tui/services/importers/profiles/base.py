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


FIELDS: Final = (
    "order_no", "line_no", "name", "phone", "mobile", "country", "province", "city", "district",
    "street", "address", "new_address", "contact", "postcode", "sku_code", "product_code", "title",
    "spec", "quantity", "price", "line_total", "goods_total", "freight", "discount", "paid_at",
    "ordered_at", "ship_by", "payment", "remark", "seller_note", "status", "refund_status", "shop",
    "kinds",
)  # fmt: skip
"""Everything that a row can say. `contact` is one cell with name, phone and address;
`new_address` wins over `address`; `line_total` is the amount of a row, `goods_total` of an order;
`kinds` counts the different goods that one row stands for."""


@dataclass(frozen=True, slots=True)
class Profile:
    """One format.

    signature: headers that a file of this kind always has, and that no other kind has all of.
    columns: for each of FIELDS, the headers that mean it, the best first.
    statuses, refunds: the platform's words (or their beginnings) and what they mean.
    paid_by: how orders of this channel are paid when the file does not say.
    one_row_is_one_order: whether the order number alone names the line.
    """

    name: str
    title: Words
    channel: str
    signature: tuple[str, ...]
    columns: Mapping[str, tuple[str, ...]]
    statuses: Mapping[str, Meaning] = field(default_factory=dict)
    refunds: Mapping[str, Meaning] = field(default_factory=dict)
    paid_by: str = "other"
    one_row_is_one_order: bool = False

    def recognises(self, header: frozenset[str]) -> bool:
        """Whether a header (folded names) is of this kind."""
        return all(fold(name) in header for name in self.signature)

    def meaning(self, status: str, refund: str) -> Meaning:
        """What the row's two statuses mean together; an unknown word means: ship it."""
        if refund and (found := _starting(self.refunds, refund)):
            return found
        return _starting(self.statuses, status) or Meaning.SHIP


def _starting(table: Mapping[str, Meaning], text: str) -> Meaning | None:
    folded = fold(text)
    best = max((word for word in table if folded.startswith(fold(word))), key=len, default=None)
    return None if best is None else table[best]


EMPTY: Final = frozenset({"", "-", "--", "——", "—", "null", "none", "无", "n/a", "\\n"})
"""What files write where there is nothing."""

PRIVATE: Final = ("身份证", "idnumber", "taxid", "税号")
"""Headers with a word of these hold what we do not keep."""

TOTALS: Final = ("合计", "总计", "总数", "小计", "共计", "total", "sum")
"""A row that begins with one of these is no order."""
