"""What a profile is: how a file is recognised, which column means what, which status means what.

A profile is data. The code that reads a file by it is `services.importers.rows`; what no table
can say is a `Quirk`, implemented once in `services.importers.parts`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from dropship_tui.models.address import CHINA
from dropship_tui.models.plan import Words
from dropship_tui.models.text import fold


class Meaning(StrEnum):
    """What a platform's status means to a supplier.

    SHIP is to be shipped, PAID is so too and says that it is paid. UNKNOWN is a word that nobody
    has listed: its order waits until somebody has looked.
    """

    SHIP = "ship"
    PAID = "paid"
    UNPAID = "unpaid"
    REFUND = "refund"
    CLOSED = "closed"
    SHIPPED = "shipped"
    UNKNOWN = "unknown"


class Quirk(StrEnum):
    """What a format does that no table of columns can say.

    JOINED: a row is a whole order, and the cells of its lines are joined by `;`.
    GOODS_CELL: a column `goods`, where no other column says what or how many, holds all goods of
        the row, as `[goods]x2;[goods]x1;`.
    DESCRIBED: the row under the header explains the columns.
    ENTITIES: texts come as on a web page: `Tom &amp; Jerry`, `5&#39;`.
    FIRST_ROW_TELLS: what is said of the whole order stands in its first row only.
    LEFT_TO_SHIP: the quantity is what is left to ship; 0 is a line that was shipped.
    LINE_CELLS: each of the columns `line_cells` holds a line, as `sku:A1|quantity:2|total:9.80`.
    LITERAL_QUOTES: a quotation mark in a TAB file is a character like any other.
    PAID_WHEN_DATED: no status says whether an order is paid: it is when there is a time of payment.
    PAYER_RECEIVES: where no `shipping_…` column says who receives, the `billing_…` ones do.
    SUMMARY_ROWS: a row that names no goods sums up the order whose goods other rows name.
    """

    JOINED = "joined"
    GOODS_CELL = "goods_cell"
    DESCRIBED = "described"
    ENTITIES = "entities"
    FIRST_ROW_TELLS = "first_row_tells"
    LEFT_TO_SHIP = "left_to_ship"
    LINE_CELLS = "line_cells"
    LITERAL_QUOTES = "literal_quotes"
    PAID_WHEN_DATED = "paid_when_dated"
    PAYER_RECEIVES = "payer_receives"
    SUMMARY_ROWS = "summary_rows"


class Dates(StrEnum):
    """In which order a date of bare numbers is written."""

    YEAR_FIRST = "ymd"
    DAY_FIRST = "dmy"
    MONTH_FIRST = "mdy"


class Tells(StrEnum):
    """Which part of an order a format tells, when another format tells the rest.

    SUMMARY: a row sums up the order; its goods stand in one cell or are only counted.
    GOODS: a row is one of the goods; who receives them stands elsewhere, or here too.
    """

    ALL = "all"
    SUMMARY = "summary"
    GOODS = "goods"


NO_REFUND: Final = dict.fromkeys(
    (
        "无", "没有", "未申请", "未退款", "不退款", "正常", "none",
        "退款关闭", "退款取消", "退款失败", "退款驳回", "退款已关闭", "退款已取消", "拒绝退款",
        "售后关闭", "售后取消", "售后已关闭", "售后已取消", "售后失败", "售后拒绝",
        "已撤销", "已拒绝", "撤销",
    ),
    Meaning.SHIP,
)  # fmt: skip
"""What every platform says where no refund is under way, or none any more."""


@dataclass(frozen=True, slots=True)
class Profile:
    """One format.

    Attributes:
        name: what `--profile` calls it.
        title: what people call it.
        channel: where its orders come from; part of their identity.
        columns: for each field of `entries.Entry` (and `goods`, see `Quirk`), the headers that
            mean it, the best first.
        telling: headers that no other format has. A file is of this format when it has the
            header of the order number and `enough` of these; platforms let sellers choose their
            columns, so none of them is a must.
        statuses, refunds: the beginnings of the platform's words and what they mean; the longest
            that fits counts. A word that is not listed holds its order. `NO_REFUND` is known to
            all.
        paid_by: how orders of this channel are paid when the file does not say.
        zone: where the platform's clock stands; "" is the shop's own.
        dates: how it writes dates of bare numbers.
        ship_within_hours: how soon after payment the platform wants the goods shipped when the
            file does not say; 0 leaves it to the shop's own rule, which may also be stricter.
        tells: which part of an order it tells.
        quirks: what it does that no table can say.
        joins: the fields whose columns are parts of one value (address lines, first and last
            name) instead of several names for it, each with what goes between the parts.
        further: for a field, the headers of columns that go on where its best one ends.
        country: where receivers live whose row does not say.
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
    zone: str = ""
    dates: Dates = Dates.YEAR_FIRST
    ship_within_hours: int = 0
    tells: Tells = Tells.ALL
    quirks: frozenset[Quirk] = frozenset()
    joins: Mapping[str, str] = field(default_factory=dict)
    further: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    country: str = CHINA
    one_row_is_one_order: bool = False
    numbers_come_again: bool = False

    @property
    def signature(self) -> str:
        """How it is recognised, in headers."""
        if not self.telling:
            return ""
        return f"{self.columns['order_no'][0]} + {self.enough} × {', '.join(self.telling)}"

    def standing(
        self,
        status: str,
        refund: str,
        is_cancelled: bool = False,
        is_shipped: bool = False,
        is_unpaid: bool = False,
    ) -> tuple[Meaning, bool]:
        """What a row's two statuses mean together, and whether a refund is asked for.

        `is_cancelled` and `is_shipped` say that the row tells when that was; `is_unpaid`, that
        it does not tell when it was paid, though it should.
        """
        dates = (
            (is_cancelled, Meaning.CLOSED),
            (is_shipped, Meaning.SHIPPED),
            (is_unpaid, Meaning.UNPAID),
        )
        found = {_standing(self.statuses, status), _meaning({**NO_REFUND, **self.refunds}, refund)}
        found |= {meaning for said, meaning in dates if said}
        asks_refund = Meaning.REFUND in found
        return next((m for m in _GRAVEST_FIRST if m in found), Meaning.SHIP), asks_refund


_GRAVEST_FIRST: Final = (
    Meaning.CLOSED, Meaning.SHIPPED, Meaning.UNPAID, Meaning.UNKNOWN, Meaning.PAID,
)  # fmt: skip


_BUT: Final = ("退款", "退货", "取消", "关闭", "refund", "cancel")


def _standing(statuses: Mapping[str, Meaning], text: str) -> Meaning:
    """What a status means. 待发货（退款中） begins like one to ship, but asks for a refund."""
    meaning = _meaning(statuses, text)
    is_to_ship = text and meaning in (Meaning.SHIP, Meaning.PAID)
    return Meaning.REFUND if is_to_ship and any(word in fold(text) for word in _BUT) else meaning


def _meaning(table: Mapping[str, Meaning], text: str) -> Meaning:
    """What the text means by the longest word of the table that it begins with."""
    if not text:
        return Meaning.SHIP
    folded = fold(text)
    best = max((word for word in table if folded.startswith(fold(word))), key=len, default=None)
    return Meaning.UNKNOWN if best is None else table[best]


FOOTERS: Final = (
    "record(s)downloaded", "sellerid:", "制表", "制单人", "审核", "经办", "导出时间", "打印时间",
)  # fmt: skip
"""What only a row below the orders says, folded."""
