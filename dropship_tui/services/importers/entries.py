"""What a row of an order file is, once read: a line, a mistake, or no order at all."""

from __future__ import annotations

from datetime import datetime
from operator import attrgetter
from typing import Final, NamedTuple

from dropship_tui.models.imports import RowError
from dropship_tui.models.money import Money
from dropship_tui.services.importers.profiles.base import Meaning

Cells = tuple[str, ...]
Key = tuple[str, str]
"""What names an order within its channel: shop and order number."""


class Entry(NamedTuple):
    """A line of an order, with what its row says of the whole order; "" and None: nothing.

    Attributes:
        row: its number, as a spreadsheet shows it.
        cells: everything that stood in it, but for what is private.
        shop: whose order it is, within its channel.
        order_no, line_no: the platform's numbers of the order and of the line.
        contact: name, phone and address in one cell.
        new_address: wins over `address`.
        quantity: pieces; 1 in a file that has no such column.
        kinds: how many different goods the row stands for.
        price: of one piece.
        line_total: of the row, before freight and discounts.
        due: what the buyer has to pay for the row once the seller's discounts are taken off.
        discount: the seller's, on this row.
        order_discount: the seller's, on the order; every row of it may repeat it.
        adjustment: what the seller has added to the order or, below 0, taken off.
        line_freight: of this row alone.
        currency: of the row's amounts.
        cancelled_at, shipped_at: that there is a time tells, whatever the status says.
        meaning, asks_refund: what `status` and `refund_status` say together.
        more: the further lines of a row that stands for several.
    """

    row: int
    cells: Cells
    shop: str
    order_no: str
    line_no: str = ""
    name: str = ""
    mobile: str = ""
    phone: str = ""
    country: str = ""
    province: str = ""
    city: str = ""
    district: str = ""
    street: str = ""
    address: str = ""
    new_address: str = ""
    contact: str = ""
    postcode: str = ""
    sku_code: str = ""
    product_code: str = ""
    title: str = ""
    spec: str = ""
    payment: str = ""
    remark: str = ""
    seller_note: str = ""
    status: str = ""
    refund_status: str = ""
    cancelled_at: str = ""
    shipped_at: str = ""
    currency: str = ""
    quantity: int = 1
    kinds: int = 1
    price: Money | None = None
    line_total: Money | None = None
    due: Money | None = None
    freight: Money | None = None
    line_freight: Money | None = None
    discount: Money | None = None
    order_discount: Money | None = None
    adjustment: Money | None = None
    ordered_at: datetime | None = None
    paid_at: datetime | None = None
    ship_by: datetime | None = None
    meaning: Meaning = Meaning.SHIP
    asks_refund: bool = False
    more: tuple[Entry, ...] = ()

    @property
    def key(self) -> Key:
        """The order that it belongs to."""
        return self.shop, self.order_no

    @property
    def code(self) -> str:
        """What the file calls the SKU: a SKU-level code wins over a product-level one."""
        return self.sku_code or self.product_code

    @property
    def amounts(self) -> tuple[Money | None, ...]:
        """All that is money."""
        return _amounts(self)

    @property
    def is_over(self) -> bool:
        """Whether the platform has nothing left to ship here."""
        return self.meaning in (Meaning.CLOSED, Meaning.SHIPPED)


_amounts = attrgetter(
    "price", "line_total", "due", "freight", "line_freight", "discount", "order_discount",
    "adjustment",
)  # fmt: skip

FIELDS: Final = Entry._fields[2:-3]
"""Everything that a column of a file can hold: the names that profiles use."""

TEXTS: Final = FIELDS[FIELDS.index("line_no") : FIELDS.index("quantity")]
"""The fields that are kept as they stand. The ones after them are read and checked."""

RECEIVER: Final = (
    "name", "mobile", "phone", "country", "province", "city", "district", "street", "address",
    "new_address", "contact", "postcode",
)  # fmt: skip
"""The fields that say who receives an order."""


class Rejected(NamedTuple):
    """A row with a cell that cannot be right; the other cells are in `entry`.

    `belongs` says whether its order number is good.
    """

    entry: Entry
    error: RowError
    belongs: bool


class Skipped(NamedTuple):
    """A row that is no order: a description, a footer, a sum."""

    row: int
    cells: Cells


Checked = Entry | Rejected | Skipped
