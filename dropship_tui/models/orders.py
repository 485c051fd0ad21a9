"""Orders: what comes in, what a line keeps for ever, and why an order may stand still."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from dropship_tui.i18n import N_
from dropship_tui.models.address import Receiver
from dropship_tui.models.checks import Invalid, quantity
from dropship_tui.models.money import NOTHING, Money
from dropship_tui.models.plan import Words
from dropship_tui.models.text import mask_phone

HOLDS: Final = {
    "masked_receiver": Words("the receiver is masked", "收件人信息已脱敏"),
    "no_receiver": Words("no receiver yet", "缺收件人"),
    "unknown_sku": Words("unknown SKU", "商品编码不认识"),
    "out_of_stock": Words("out of stock", "缺货"),
    "refund_requested": Words("refund asked for", "买家申请退款"),
    "no_service": Words("no courier serves the area", "快递不到"),
    "duplicate_suspect": Words("perhaps a duplicate", "疑似重复下单"),
    "wait_requested": Words("asked to wait", "要求延后发货"),
    "unpaid": Words("not paid", "未付款"),
    "incomplete": Words("a row of it was rejected", "部分行被拒"),
    "manual": Words("held by hand", "人工暂缓"),
}
"""Every reason that holds an order, with its words."""

FACTS: Final = frozenset({"masked_receiver", "no_receiver", "unknown_sku"})
"""Holds that no decision lifts: the parcel could not be packed or would not arrive."""

NEWS: Final = {
    "refund_requested": Words("money is wanted back", "平台申请退款"),
    "new_address": Words("another address on the platform", "平台地址已变更"),
}
"""What a platform can say of an order that has left."""

HOLD_REASONS: Final = {
    "manual": "manual",
    "customer": "manual",
    "stock": "out_of_stock",
    "address": "manual",
    "other": "manual",
}
"""The reasons that staff may give, and the hold that each becomes."""

PAID_BY: Final = ("alipay", "wechat", "bank", "cash", "balance", "other")
"""How an order was paid; files say it in many words, `other` stands for those unknown."""


@dataclass(frozen=True, slots=True)
class Payment:
    """How and when an order was paid."""

    method: str
    at: datetime

    def __post_init__(self) -> None:
        if self.method not in PAID_BY:
            raise Invalid("bad_payment", N_("“{method}” is no way to pay."), method=self.method)


@dataclass(frozen=True, slots=True)
class NewLine:
    """A line as it comes in. `code` is the customer's word for the SKU, or ours.

    Without a price, the reseller's or the catalog's applies. A line of several `kinds` of goods
    (a platform's summary of an order) is no single SKU's.
    """

    quantity: int
    price: Money | None = None
    code: str = ""
    title: str = ""
    spec: str = ""
    kinds: int = 1
    external_no: str = ""

    def __post_init__(self) -> None:
        quantity(self.quantity)
        if self.price is not None and self.price.minor < 0:
            raise Invalid("negative_price", N_("A price must not be below 0."))


@dataclass(frozen=True, slots=True)
class NewOrder:
    """An order as it comes in, from a form, a file or a chat message.

    `held_because` says what the codes in `holds` leave open, for the event.
    """

    receiver: Receiver
    lines: tuple[NewLine, ...]
    ordered_at: datetime
    channel: str = "manual"
    shop: str = ""
    reseller: str = ""
    external_no: str = ""
    freight: Money = NOTHING
    discount: Money = NOTHING
    paid: Payment | None = None
    ship_by: datetime | None = None
    remark: str = ""
    seller_note: str = ""
    address_given: str = ""
    holds: tuple[str, ...] = ()
    held_because: str = ""

    def __post_init__(self) -> None:
        if not self.lines:
            raise Invalid("no_lines", N_("An order needs at least one line."))
        if self.freight.minor < 0 or self.discount.minor < 0:
            raise Invalid("negative_amount", N_("Freight and discount must not be below 0."))


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order as lists show it. The phone is masked."""

    id: int
    number: str
    external_no: str
    channel: str
    shop: str
    reseller: str
    status: str
    held: tuple[str, ...] | None
    receiver: str
    phone: str
    province: str
    city: str
    total: Money
    paid: Payment | None
    ship_by: datetime
    created_at: datetime
    lines: int


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A SKU that unknown goods may be."""

    sku: str
    title: str
    spec: str


@dataclass(frozen=True, slots=True)
class OrderLine:
    """A line of an order; `short` is how much the shelf cannot give.

    suggestions: what an unknown SKU may be, the likeliest first.
    """

    sku: str | None
    code: str
    title: str
    spec: str
    quantity: int
    price: Money
    reserved: int
    shipped: int
    returned: int
    bin: str
    available: int
    suggestions: tuple[Suggestion, ...] = ()

    @property
    def short(self) -> int:
        """How many are missing: neither promised to this line yet nor available."""
        return max(0, self.quantity - self.shipped - self.reserved - self.available)


@dataclass(frozen=True, slots=True)
class EventView:
    """One event of a document's life."""

    at: datetime
    actor: str
    action: str
    from_status: str
    to_status: str
    reason: str

    def as_dict(self) -> dict[str, Any]:
        """The contract's names: from, to."""
        return {
            "at": self.at,
            "actor": self.actor,
            "action": self.action,
            "from": self.from_status,
            "to": self.to_status,
            "reason": self.reason,
        }


@dataclass(frozen=True, slots=True)
class OrderView:
    """A whole order."""

    id: int
    number: str
    external_no: str
    channel: str
    shop: str
    reseller: str
    status: str
    held: tuple[str, ...] | None
    receiver: Receiver
    lines: tuple[OrderLine, ...]
    goods_total: Money
    freight: Money
    discount: Money
    total: Money
    paid: Payment | None
    remark: str
    seller_note: str
    address_given: str
    ordered_at: datetime
    ship_by: datetime
    parcels: tuple[str, ...]
    returns: tuple[str, ...]
    news: str
    events: tuple[EventView, ...]
    plan: tuple[Any, ...]
    source: Mapping[str, Any] | None = field(default=None)

    def masked(self) -> OrderView:
        """The same order as anybody may see it: the phone starred, the raw address left out."""
        receiver = replace(self.receiver, phone=mask_phone(self.receiver.phone))
        return replace(self, address_given="", receiver=receiver)
