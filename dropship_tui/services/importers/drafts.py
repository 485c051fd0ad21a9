"""A draft: an order as a file tells it, before it is an order of the shop."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from operator import attrgetter
from typing import Any

from dropship_tui.i18n import N_
from dropship_tui.models.checks import Invalid
from dropship_tui.models.imports import RowError
from dropship_tui.models.money import Money
from dropship_tui.models.orders import NewLine, NewOrder, Payment
from dropship_tui.models.remarks import ship_by
from dropship_tui.services.importers.entries import Cells, Entry, Key, Rejected
from dropship_tui.services.importers.profiles import Meaning, Profile
from dropship_tui.services.importers.receivers import Addressee
from dropship_tui.services.importers.values import payment_method, pays_on_delivery

_minor, _meaning, _asks_refund, _paid_at, _ordered_at, _ship_by, _payment = map(
    attrgetter,
    ("minor", "meaning", "asks_refund", "paid_at", "ordered_at", "ship_by", "payment"),
)
_remark, _seller_note, _freight, _order_discount, _adjustment = map(
    attrgetter, ("remark", "seller_note", "freight", "order_discount", "adjustment")
)


@dataclass(slots=True)
class Draft:
    """An order as a file tells it.

    Attributes:
        lines: its rows that make sense, by the lines' identities.
        live: those of them that are still to be shipped.
        summaries: rows that name no goods and tell only of the whole.
        repeats: exact repeats of rows that stood before them.
        rejected: rows of it that cannot be right.
        last_row: the number of its last row so far.
        seen, times: what its rows have said so far, and how often the same goods.
    """

    key: Key
    lines: dict[str, Entry] = field(default_factory=dict)
    live: dict[str, Entry] = field(default_factory=dict)
    summaries: list[Entry] = field(default_factory=list)
    repeats: list[Entry] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    last_row: int = 0
    seen: set[Cells] = field(default_factory=set)
    times: dict[str, int] = field(default_factory=dict)
    _addressee: Addressee | None = None

    @property
    def shop(self) -> str:
        """Whose order it is, within its channel."""
        return self.key[0]

    @property
    def order_no(self) -> str:
        """The platform's number."""
        return self.key[1]

    @property
    def size(self) -> int:
        """How many rows it has."""
        others = len(self.summaries) + len(self.repeats) + len(self.rejected)
        return len(self.lines) + others

    @property
    def rows(self) -> Iterable[Entry]:
        """Everything that tells something of the order."""
        return (*self.summaries, *self.lines.values()) if self.summaries else self.lines.values()

    def add(self, identity: str, entry: Entry) -> None:
        """Take a line."""
        self.lines[identity] = entry
        if not entry.is_over:
            self.live[identity] = entry

    def refuse(self, identity: str, error: RowError) -> None:
        """Let a line go that cannot be right in this shop."""
        self.rejected.append(Rejected(self.lines.pop(identity), error, belongs=True))
        self.live.pop(identity, None)

    @property
    def meanings(self) -> set[Meaning]:
        """What the platform says of its lines."""
        return set(map(_meaning, self.lines.values()))

    @property
    def unknown_words(self) -> str:
        """The platform's words that nobody has listed."""
        unknown = (e for e in self.lines.values() if e.meaning is Meaning.UNKNOWN)
        return ", ".join(dict.fromkeys(f"{e.status} {e.refund_status}".strip() for e in unknown))

    @property
    def asks_refund(self) -> bool:
        """Whether a refund is under way for a line of it."""
        return any(map(_asks_refund, self.lines.values()))

    @property
    def paid_at(self) -> datetime | None:
        """When it was paid, if the file says so; a bare status says: when it was ordered."""
        rows = self.rows
        said: datetime | None = _said(rows, _paid_at)
        return said or (_said(rows, _ordered_at) if self.says_paid else None)

    @property
    def says_paid(self) -> bool:
        """Whether the platform's status says that it is paid, with a time or without."""
        if Meaning.PAID not in self.meanings:
            return False
        return not pays_on_delivery(_said(self.rows, _payment) or "")

    @property
    def addressee(self) -> Addressee:
        """Who receives it: the first row that names somebody tells, a rejected one if need be."""
        if self._addressee is None:
            rows = (*self.rows, *(row.entry for row in self.rejected))
            self._addressee = next(filter(None, map(Addressee.of, rows)), Addressee({}))
        return self._addressee


def _said(entries: Iterable[Entry], field: Callable[[Entry], Any]) -> Any:
    """The first of what the entries say in a field; None when none of them says anything."""
    return next(filter(None, map(field, entries)), None)


def new_order(
    draft: Draft, profile: Profile, *, currency: str, now: datetime, ship_within: timedelta
) -> NewOrder:
    """The order that a draft becomes: its live lines, and what its rows say of the whole.

    `now` is in the shop's time zone. `ship_within` is its own rule; the platform's counts when it
    is stricter.

    Raises:
        Invalid: its amounts are no order's.
    """
    lines, addressee = draft.live.values(), draft.addressee
    rows = (*draft.summaries, *lines)
    usual, currency = currency, currency_of(rows, currency)
    meanings, paid_at = draft.meanings, draft.paid_at
    unpaid = Meaning.UNPAID in meanings
    ordered_at = _said(rows, _ordered_at) or paid_at or now
    if not paid_at and draft.says_paid:
        paid_at = ordered_at
    if profile.ship_within_hours:
        ship_within = min(ship_within, timedelta(hours=profile.ship_within_hours))
    paid = None
    if paid_at and not unpaid:
        paid = Payment(payment_method(_said(rows, _payment) or "", profile.paid_by), paid_at)
    adjustment = _added(rows)
    remarks = _joined(map(_remark, rows)), _joined(map(_seller_note, rows))
    return NewOrder(
        receiver=addressee.receiver,
        lines=new_lines(draft.live, unpriced=None if currency == usual else Money(0, currency)),
        ordered_at=ordered_at,
        channel=profile.channel,
        shop=draft.shop,
        external_no=draft.order_no,
        freight=Money(_freight_of(rows, lines) + max(adjustment, 0), currency),
        discount=Money(_discount_of(rows, lines) - min(adjustment, 0), currency),
        paid=paid,
        ship_by=_said(rows, _ship_by) or _due((paid_at or ordered_at) + ship_within, now, *remarks),
        remark=remarks[0],
        seller_note=remarks[1],
        address_given=addressee.given,
        holds=(*addressee.holds, *_holds(draft, meanings)),
        held_because=draft.unknown_words if Meaning.UNKNOWN in meanings else "",
    )


def _due(due: datetime, now: datetime, *remarks: str) -> datetime:
    """When it must leave by our own rule, or on the day that a remark asks for."""
    return ship_by(due, now.date(), now.tzinfo or UTC, *remarks) if any(remarks) else due


def currency_of(entries: Iterable[Entry], usual: str) -> str:
    """The currency of an order with these rows; `usual` where they name no amount.

    Raises:
        Invalid: they are in several (`two_currencies`).
    """
    amounts = [amount for entry in entries for amount in entry.amounts if amount is not None]
    said = sorted({amount.currency for amount in amounts if amount.minor})
    if len(said) > 1:
        raise two_currencies(*said[:2])
    return said[0] if said else next((amount.currency for amount in amounts), usual)


def two_currencies(one: str, other: str) -> Invalid:
    """What is wrong with an order in two currencies."""
    return Invalid(
        "two_currencies", N_("{one} and {other} cannot be added up."), one=one, other=other
    )


def new_lines(
    entries: Mapping[str, Entry], *, unpriced: Money | None = None
) -> tuple[NewLine, ...]:
    """The lines that these entries become, by their identities.

    `unpriced` is the price of a line that has none; None leaves it to the catalog, whose prices
    are in the shop's own currency.
    """
    lines = [
        NewLine(
            quantity=entry.quantity,
            price=entry.price or _price(entry) or unpriced,
            code=entry.sku_code or entry.product_code,
            title=entry.title,
            spec=entry.spec,
            kinds=entry.kinds,
            external_no=identity,
        )
        for identity, entry in entries.items()
    ]
    return tuple(lines)


def _price(entry: Entry) -> Money | None:
    """Of one piece. An amount that does not divide evenly is rounded up; see `_discount_of`."""
    if entry.price is not None or entry.line_total is None:
        return entry.price
    return Money(-(-entry.line_total.minor // entry.quantity), entry.line_total.currency)


def _freight_of(rows: Iterable[Entry], lines: Iterable[Entry]) -> int:
    """Of the order, which any row of it may tell, and of its lines; in minor units."""
    total = _most(map(_freight, rows))
    for line in lines:
        if line.line_freight:
            total += line.line_freight.minor
    return total


def _most(amounts: Iterable[Money | None]) -> int:
    """The largest of what rows repeat, in minor units; 0 when they say nothing."""
    return max(map(_minor, filter(None, amounts)), default=0)


def _discount_of(rows: Iterable[Entry], lines: Iterable[Entry]) -> int:
    """The seller's discounts, with what rounding prices up has added: the total stays exact."""
    total = _most(map(_order_discount, rows))
    for line in lines:
        if line.discount:
            total += line.discount.minor
        if line.due is not None and line.price:
            total += max(line.price.minor * line.quantity - line.due.minor, 0)
        if line.price is None and line.line_total is not None and (price := _price(line)):
            total += price.minor * line.quantity - line.line_total.minor
    return total


def _added(rows: Iterable[Entry]) -> int:
    """What the seller has added to the order or, below 0, taken off: its rows repeat it.

    What was added counts with the freight, as no line's price contains it.
    """
    by: Money | None = _said(rows, _adjustment)
    return by.minor if by else 0


def _holds(draft: Draft, meanings: Set[Meaning]) -> Iterator[str]:
    """Why the order must stand still, as far as the file itself says."""
    if Meaning.UNPAID in meanings:
        yield "unpaid"
    if draft.asks_refund:
        yield "refund_requested"
    if draft.rejected:
        yield "incomplete"
    if Meaning.UNKNOWN in meanings:
        yield "manual"


def _joined(texts: Iterable[str]) -> str:
    """What the rows say, a line for each that says something new."""
    return "\n".join(dict.fromkeys([text.replace("\n", " ") for text in texts if text]))
