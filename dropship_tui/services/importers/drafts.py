"""A draft: an order as a file tells it, before it is an order of the shop."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from dropship_tui.i18n import N_
from dropship_tui.models.checks import Invalid
from dropship_tui.models.imports import RowError
from dropship_tui.models.money import Money
from dropship_tui.models.orders import NewLine, NewOrder, Payment
from dropship_tui.services.importers.entries import Cells, Entry, Key, Rejected
from dropship_tui.services.importers.profiles import Meaning, Profile
from dropship_tui.services.importers.receivers import Addressee
from dropship_tui.services.importers.values import payment_method, pays_on_delivery


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
        return {entry.meaning for entry in self.lines.values()}

    @property
    def unknown_words(self) -> str:
        """The platform's words that nobody has listed."""
        unknown = (e for e in self.lines.values() if e.meaning is Meaning.UNKNOWN)
        return ", ".join(dict.fromkeys(f"{e.status} {e.refund_status}".strip() for e in unknown))

    @property
    def asks_refund(self) -> bool:
        """Whether a refund is under way for a line of it."""
        return any(entry.asks_refund for entry in self.lines.values())

    @property
    def paid_at(self) -> datetime | None:
        """When it was paid, if the file says so; a bare status says: when it was ordered."""
        rows = self.rows
        said: datetime | None = _said(rows, "paid_at")
        return said or (_said(rows, "ordered_at") if self.says_paid else None)

    @property
    def says_paid(self) -> bool:
        """Whether the platform's status says that it is paid, with a time or without."""
        return Meaning.PAID in self.meanings and not pays_on_delivery(_payment(self.rows))

    @property
    def addressee(self) -> Addressee:
        """Who receives it: the first row that names somebody tells, a rejected one if need be."""
        if self._addressee is None:
            rows = (*self.rows, *(row.entry for row in self.rejected))
            self._addressee = next(filter(None, map(Addressee.of, rows)), Addressee({}))
        return self._addressee


def _said(entries: Iterable[Entry], name: str) -> Any:
    """The first of what the entries say in a field; None when none of them says anything."""
    for entry in entries:
        if value := getattr(entry, name):
            return value
    return None


def _payment(entries: Iterable[Entry]) -> str:
    return _said(entries, "payment") or ""


def new_order(
    draft: Draft, profile: Profile, *, currency: str, now: datetime, ship_within: timedelta
) -> NewOrder:
    """The order that a draft becomes: its live lines, and what its rows say of the whole.

    `ship_within` is the shop's own rule; the platform's counts when it is stricter.

    Raises:
        Invalid: its amounts are no order's.
    """
    lines, addressee = draft.live.values(), draft.addressee
    rows = (*draft.summaries, *lines)
    usual, currency = currency, currency_of(rows, currency)
    unpaid = Meaning.UNPAID in draft.meanings
    paid_at = draft.paid_at
    ordered_at = _said(rows, "ordered_at") or paid_at or now
    if draft.says_paid:
        paid_at = paid_at or ordered_at
    if profile.ship_within_hours:
        ship_within = min(ship_within, timedelta(hours=profile.ship_within_hours))
    paid = None
    if paid_at and not unpaid:
        paid = Payment(payment_method(_payment(rows), profile.paid_by), paid_at)
    adjustment = _adjustment(rows)
    return NewOrder(
        receiver=addressee.receiver,
        lines=new_lines(draft.live, unpriced=None if currency == usual else Money(0, currency)),
        ordered_at=ordered_at,
        channel=profile.channel,
        shop=draft.shop,
        external_no=draft.order_no,
        freight=Money(_freight(rows, lines) + max(adjustment, 0), currency),
        discount=Money(_discount(rows, lines) - min(adjustment, 0), currency),
        paid=paid,
        ship_by=_said(rows, "ship_by") or (paid_at or ordered_at) + ship_within,
        remark=_joined([entry.remark for entry in rows]),
        seller_note=_joined([entry.seller_note for entry in rows]),
        address_given=addressee.given,
        holds=(*addressee.holds, *_holds(draft, unpaid=unpaid)),
        held_because=draft.unknown_words,
    )


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
    return tuple(
        NewLine(
            quantity=entry.quantity,
            price=_price(entry) or unpriced,
            code=entry.code,
            title=entry.title,
            spec=entry.spec,
            kinds=entry.kinds,
            external_no=identity,
        )
        for identity, entry in entries.items()
    )


def _price(entry: Entry) -> Money | None:
    """Of one piece. An amount that does not divide evenly is rounded up; see `_discount`."""
    if entry.price is not None or entry.line_total is None:
        return entry.price
    return Money(-(-entry.line_total.minor // entry.quantity), entry.line_total.currency)


def _freight(rows: Iterable[Entry], lines: Iterable[Entry]) -> int:
    """Of the order, which any row of it may tell, and of its lines; in minor units."""
    of_order = max((row.freight.minor for row in rows if row.freight), default=0)
    return of_order + sum(line.line_freight.minor for line in lines if line.line_freight)


def _discount(rows: Iterable[Entry], lines: Iterable[Entry]) -> int:
    """The seller's discounts, with what rounding prices up has added: the total stays exact."""
    total = max((row.order_discount.minor for row in rows if row.order_discount), default=0)
    for line in lines:
        if line.discount:
            total += line.discount.minor
        if line.due is not None and line.price:
            total += max(line.price.minor * line.quantity - line.due.minor, 0)
        if line.price is None and line.line_total is not None and (price := _price(line)):
            total += price.minor * line.quantity - line.line_total.minor
    return total


def _adjustment(rows: Iterable[Entry]) -> int:
    """What the seller has added to the order or, below 0, taken off: its rows repeat it.

    What was added counts with the freight, as no line's price contains it.
    """
    by: Money | None = _said(rows, "adjustment")
    return by.minor if by else 0


def _holds(draft: Draft, *, unpaid: bool) -> Iterator[str]:
    """Why the order must stand still, as far as the file itself says."""
    if unpaid:
        yield "unpaid"
    if draft.asks_refund:
        yield "refund_requested"
    if draft.rejected:
        yield "incomplete"
    if Meaning.UNKNOWN in draft.meanings:
        yield "manual"


def _joined(texts: list[str]) -> str:
    """What the rows say, a line for each that says something new."""
    return "\n".join(dict.fromkeys(text.replace("\n", " ") for text in texts if text))
