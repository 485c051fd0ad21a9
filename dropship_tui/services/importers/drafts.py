"""Entries to orders: rows with the same order number are one order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from dropship_tui.models.address import Receiver
from dropship_tui.models.money import NOTHING
from dropship_tui.models.orders import NewLine, NewOrder, Payment
from dropship_tui.models.text import fold
from dropship_tui.services.importers import address
from dropship_tui.services.importers.phones import is_masked
from dropship_tui.services.importers.profiles import Meaning, Profile
from dropship_tui.services.importers.rows import Entry

_RECEIVER_FIELDS = frozenset({"name", "address", "contact", "mobile", "phone"})


@dataclass(slots=True)
class Draft:
    """An order as a file tells it. `keys` are its lines' identities, beside `entries`.

    is_incomplete: a row of it was rejected.
    """

    order_no: str
    shop: str
    entries: list[Entry] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    is_incomplete: bool = False

    @property
    def meaning(self) -> Meaning:
        """What its rows' statuses mean together: one that may ship keeps the order alive."""
        meanings = {entry.meaning for entry in self.entries}
        for meaning in (Meaning.REFUND, Meaning.UNPAID, Meaning.SHIP, Meaning.SHIPPED):
            if meaning in meanings:
                return meaning
        return Meaning.CLOSED

    @property
    def receiver_cells(self) -> dict[str, str]:
        """The receiver's cells of the first row that has any."""
        for entry in self.entries:
            if any(name in _RECEIVER_FIELDS for name, _ in entry.receiver):
                return dict(entry.receiver)
        return {}

    @property
    def address_given(self) -> str:
        """The receiver as the file writes it, for comparing with the next file."""
        return " ".join(self.receiver_cells.values())

    @property
    def paid_at(self) -> datetime | None:
        """When it was paid, if the file says so."""
        return _first(entry.paid_at for entry in self.entries)


def _first(values: Iterable[datetime | None]) -> datetime | None:
    return next((value for value in values if value is not None), None)


class Gathering:
    """Gathers entries into drafts, and tells an exact repeat from a second line."""

    def __init__(self, profile: Profile, shop: str) -> None:
        self._profile = profile
        self._shop = shop
        self.drafts: dict[tuple[str, str], Draft] = {}
        self._seen: set[tuple[str, ...]] = set()
        self._positions: Counter[tuple[str, str, str]] = Counter()

    def add(self, entry: Entry) -> bool:
        """Take one entry; False when the same row stood in the file before."""
        if entry.cells in self._seen:
            return False
        self._seen.add(entry.cells)
        shop = entry.shop or self._shop
        draft = self.drafts.setdefault((shop, entry.order_no), Draft(entry.order_no, shop))
        draft.entries.append(entry)
        draft.keys.append(self._key(shop, entry))
        return True

    def _key(self, shop: str, entry: Entry) -> str:
        """The line's identity: the platform's, else order and goods, counted within the order.

        The quantity is no part of it: a changed quantity is a change, not another line.
        """
        if entry.line_no:
            return entry.line_no
        if self._profile.one_row_is_one_order:
            goods = ""
        else:
            goods = ":" + fold(entry.code or f"{entry.title} {entry.spec}")[:80]
        key = (shop, entry.order_no, goods)
        self._positions[key] += 1
        again = self._positions[key]
        return f"{entry.order_no}{goods}" + (f"#{again}" if again > 1 else "")

    def spoil(self, order_no: str) -> None:
        """A row of this order was rejected: what is left of it is incomplete."""
        for (_shop, number), draft in self.drafts.items():
            if number == order_no:
                draft.is_incomplete = True


def receiver_of(draft: Draft) -> Receiver:
    """The receiver, split and normalised."""
    cells = draft.receiver_cells
    if cells.get("contact") and not cells.get("address"):
        return address.parse(cells["contact"]).receiver
    return address.receiver_from_columns(
        name=cells.get("name", ""),
        phone=cells.get("mobile") or cells.get("phone", ""),
        country=cells.get("country", "CN"),
        province=cells.get("province", ""),
        city=cells.get("city", ""),
        district=cells.get("district", ""),
        street=cells.get("street", ""),
        address=cells.get("new_address") or cells.get("address", ""),
        postcode=cells.get("postcode", ""),
    )


def holds_of(draft: Draft, receiver: Receiver) -> tuple[str, ...]:
    """Why the order must stand still, as far as the file itself says."""
    cells = draft.receiver_cells
    held = []
    if any(is_masked(value) for name, value in cells.items() if name in _RECEIVER_FIELDS):
        held.append("masked_receiver")
    elif not (receiver.name and receiver.phone and (receiver.detail or receiver.street)):
        held.append("no_receiver")
    if draft.meaning is Meaning.UNPAID:
        held.append("unpaid")
    if draft.meaning is Meaning.REFUND:
        held.append("refund_requested")
    if draft.is_incomplete:
        held.append("incomplete")
    return tuple(held)


def new_order(draft: Draft, profile: Profile, *, reseller: str, now: datetime) -> NewOrder:
    """The order that a draft becomes."""
    receiver = receiver_of(draft)
    first = draft.entries[0]
    ordered_at = _first(entry.ordered_at for entry in draft.entries)
    paid_at = draft.paid_at
    discount = NOTHING
    for entry in draft.entries:
        discount = discount + entry.discount
    return NewOrder(
        receiver=receiver,
        lines=new_lines(draft),
        ordered_at=ordered_at or paid_at or now,
        channel=profile.channel,
        shop=draft.shop,
        reseller=reseller,
        external_no=draft.order_no,
        freight=max(entry.freight for entry in draft.entries),
        discount=discount,
        paid=Payment(first.payment, paid_at)
        if paid_at and draft.meaning is not Meaning.UNPAID
        else None,
        ship_by=_first(entry.ship_by for entry in draft.entries),
        remark=_joined(entry.remark for entry in draft.entries),
        seller_note=_joined(entry.seller_note for entry in draft.entries),
        address_given=draft.address_given,
        holds=holds_of(draft, receiver),
    )


def new_lines(draft: Draft, *, only: frozenset[str] | None = None) -> tuple[NewLine, ...]:
    """The draft's lines; with `only`, those of these identities."""
    return tuple(
        NewLine(
            quantity=entry.quantity,
            price=entry.price,
            code=entry.code,
            title=entry.title,
            spec=entry.spec,
            external_no=key,
        )
        for entry, key in zip(draft.entries, draft.keys, strict=True)
        if only is None or key in only
    )


def _joined(texts: Iterable[str]) -> str:
    return "\n".join(dict.fromkeys(text for text in texts if text))
