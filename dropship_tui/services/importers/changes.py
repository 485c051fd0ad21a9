"""What a newer file changes of an order that we know, and what it must not change.

A row that an earlier file held, cell for cell, is no news: files overlap, old ones are imported
again, and what was decided since (a hold released, an address corrected) must stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from dropship_tui.i18n import N_
from dropship_tui.models.checks import Invalid
from dropship_tui.models.imports import RowError
from dropship_tui.services.importers import joining, records
from dropship_tui.services.importers.drafts import (
    Draft,
    currency_of,
    two_currencies,
)
from dropship_tui.services.importers.entries import Entry
from dropship_tui.services.importers.gathering import next_identity
from dropship_tui.services.importers.known import Known, find_lines, find_parts
from dropship_tui.services.importers.layout import Layout
from dropship_tui.services.importers.profiles import Meaning
from dropship_tui.services.orders import orders
from dropship_tui.services.orders.merging import parts_of
from dropship_tui.services.orders.news import AFTER_SHIPPING, is_in_hand
from dropship_tui.services.work import Tx

_NOT_PACKED = ("new", "confirmed")
_IN_THE_HOUSE = (*_NOT_PACKED, "packing")


class Step(Enum):
    """What a file may do to an order as a whole. `CANCEL` leaves nothing else to do."""

    CANCEL = auto()
    COMPLETE = auto()
    PAY = auto()
    READDRESS = auto()
    STOP_FOR_REFUND = auto()
    STOP_AS_SHIPPED = auto()
    STOP_FOR_STATUS = auto()
    STOP_FOR_ADDRESS = auto()
    TELL_OF_REFUND = auto()
    TELL_OF_ADDRESS = auto()


STOPS: Final = {
    Step.STOP_FOR_REFUND: ("refund_requested", "refund_requested"),
    Step.STOP_AS_SHIPPED: ("manual", "platform_shipped"),
    Step.STOP_FOR_STATUS: ("manual", "platform_status"),
    Step.STOP_FOR_ADDRESS: ("manual", "platform_address"),
}
"""The hold of each step that lets an order stand still, and the reason on its event."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a draft changes of a known order.

    Attributes:
        outcomes: how each of the draft's lines ends, by identity: a word, or what rejects it.
        added: the lines that are new.
        steps: what happens to the order besides.
        elsewhere: orders that goods of this one went to, which must stand still as well.
    """

    known: Known
    draft: Draft
    outcomes: Mapping[str, str | RowError]
    added: Mapping[str, Entry]
    steps: tuple[Step, ...]
    elsewhere: tuple[str, ...] = ()

    @property
    def is_any(self) -> bool:
        """Whether the order will be another than it was."""
        return bool(self.added or self.steps or self.elsewhere)

    @property
    def has_errors(self) -> bool:
        """Whether a line contradicts what we know."""
        return any(isinstance(outcome, RowError) for outcome in self.outcomes.values())

    @property
    def stops(self) -> bool:
        """Whether an order that went on will stand still."""
        return self.known.status != "on_hold" and any(step in STOPS for step in self.steps)


class Comparison:
    """Holds drafts against the orders that we know."""

    def __init__(self, tx: Tx, layout: Layout, reseller_id: int) -> None:
        self._tx = tx
        self._layout = layout
        self._reseller_id = reseller_id

    def change(self, known: Known, draft: Draft) -> Change:
        """What the draft changes: of its rows only those count that no earlier file held."""
        change = self._change(known, draft, draft.lines)
        if not change.is_any and not change.has_errors:
            return change
        told = records.told_before(self._tx, known.id)
        if any(records.content(entry.cells) not in told for entry in draft.summaries):
            return change
        news = {
            identity: entry
            for identity, entry in draft.lines.items()
            if records.content(entry.cells) not in told
        }
        return self._change(known, draft, news)

    def _change(self, known: Known, draft: Draft, news: Mapping[str, Entry]) -> Change:
        outcomes: dict[str, str | RowError] = dict.fromkeys(draft.lines, "duplicate")
        if not news:
            return Change(known, draft, outcomes, {}, ())
        if problem := self._another_order(known, draft):
            for identity, entry in news.items():
                outcomes[identity] = self._layout.error(entry.row, "order_no", problem)
            return Change(known, draft, outcomes, {}, ())
        steps = tuple(self._steps(known, draft, news))
        if joining.joins(self._layout.profile, known, draft):
            return self._joined(known, draft, news, steps)
        added: dict[str, Entry] = {}
        mended = self._mended(known, news)
        for identity, entry in news.items():
            if identity in mended and _is_one_more(known, identity, entry):
                outcomes[identity] = "imported"
                added[next_identity(identity, {*known.lines, *added})] = entry
            elif identity in known.lines:
                outcomes[identity] = self._of_line(known, draft, identity, steps)
            elif entry.is_over:
                outcomes[identity] = "skipped"
            elif identity in self._moved(draft, news.keys() - known.lines.keys()):
                outcomes[identity] = "duplicate"
            elif problem := self._refusal(known, draft, is_mended=identity in mended):
                outcomes[identity] = self._layout.error(entry.row, "order_no", problem)
            else:
                outcomes[identity] = "imported"
                added[identity] = entry
        return Change(known, draft, outcomes, added, steps, self._elsewhere(known, draft, news))

    def _mended(self, known: Known, news: Mapping[str, Entry]) -> set[str]:
        """Which of these rows were rejected, and are another now: they complete the order."""
        if not self._layout.is_corrected:
            return set()
        own = {
            identity: records.content(self._layout.own(entry.cells))
            for identity, entry in news.items()
        }
        rejected = records.rejected_before(self._tx, known.id)
        return {identity for identity, content in own.items() if content not in rejected}

    def _joined(
        self, known: Known, draft: Draft, news: Mapping[str, Entry], steps: tuple[Step, ...]
    ) -> Change:
        """What changes when the file tells another part of the order than we know."""
        profile = self._layout.profile
        added: Mapping[str, Entry] = {}
        outcomes: dict[str, str | RowError] = dict.fromkeys(draft.lines, "duplicate")
        if Step.CANCEL not in steps and draft.live:
            if joining.fills(profile, known, draft):
                if problem := self._refusal(known, draft, replaced=True):
                    for identity, entry in news.items():
                        outcomes[identity] = self._layout.error(entry.row, "order_no", problem)
                    return Change(known, draft, outcomes, {}, steps)
                added = draft.live
            elif joining.completes(self._tx, profile, known) and known.stage in _NOT_PACKED:
                steps = (Step.COMPLETE, *steps)
        for identity, entry in news.items():
            if steps or identity in added:
                outcomes[identity] = "updated"
            elif entry.is_over:
                outcomes[identity] = "skipped"
        return Change(known, draft, outcomes, added, steps)

    def _another_order(self, known: Known, draft: Draft) -> Invalid | None:
        """Why this is not the order that we know by this number, if it is not.

        Resellers who number orders by hand begin again every month.
        """
        others = self._reseller_id and known.reseller_id not in (0, self._reseller_id)
        if others or (self._layout.profile.numbers_come_again and _is_for_another(known, draft)):
            return Invalid(
                "conflict",
                N_("Order {number} has this number, and is for somebody else."),
                number=known.number,
            )
        return None

    def _moved(self, draft: Draft, identities: Iterable[str]) -> set[str]:
        """Which of these lines stand in another order now: somebody has split this one."""
        keys = [(draft.shop, identity) for identity in identities]
        return {name for _shop, name in find_lines(self._tx, self._layout.profile.channel, keys)}

    def _elsewhere(self, known: Known, draft: Draft, news: Mapping[str, Entry]) -> tuple[str, ...]:
        """Other orders that hold goods of this one, for which the platform wants money back."""
        asked = [
            (draft.shop, name)
            for identity, entry in news.items()
            if entry.asks_refund or entry.meaning is Meaning.CLOSED
            for name in (identity, *parts_of(identity))
        ]
        holders = find_lines(self._tx, self._layout.profile.channel, asked).values()
        return tuple(sorted({*holders} - {known.number}))

    def _of_line(
        self, known: Known, draft: Draft, identity: str, steps: tuple[Step, ...]
    ) -> str | RowError:
        entry, quantity = draft.lines[identity], known.lines[identity]
        if not entry.is_over and entry.quantity != quantity:
            quantity += find_parts(self._tx, self._layout.profile.channel, (draft.shop, identity))
        if not entry.is_over and entry.quantity != quantity:
            problem = Invalid(
                "conflict",
                N_("Order {number} has the quantity {old} here, this file says {new}."),
                number=known.number,
                old=quantity,
                new=entry.quantity,
            )
            return self._layout.error(entry.row, "quantity", problem)
        return "updated" if steps else "duplicate"

    def _refusal(
        self, known: Known, draft: Draft, *, replaced: bool = False, is_mended: bool = False
    ) -> Invalid | None:
        """Why the order takes no more lines, or no `replaced` ones, if it does not.

        One that lacks a rejected row takes it, and a row that was rejected and `is_mended` goes
        where it says; any other only comes from a file that has all lines of the order: a line
        that was replaced must not be shipped beside the old one.
        """
        if known.status not in ("new", "on_hold") or known.stage != "new":
            return Invalid(
                "order_is_closed_to_lines",
                N_("Order {number} is {status}: no line can be added to it."),
                number=known.number,
                status=known.status,
            )
        if problem := _another_currency(known, draft):
            return problem
        is_whole = known.lines.keys() <= draft.lines.keys()
        if replaced or is_mended or is_whole or "incomplete" in known.holds:
            return None
        return Invalid("conflict", N_("Order {number} has other goods."), number=known.number)

    def _steps(self, known: Known, draft: Draft, news: Mapping[str, Entry]) -> Iterator[Step]:
        closed = Meaning.CLOSED in draft.meanings
        if closed and self._is_closed(known, draft) and known.stage in _NOT_PACKED:
            yield Step.CANCEL
            return
        if known.status == "cancelled":
            return
        if not known.is_paid and not closed and _is_paid(known, draft):
            yield Step.PAY
        if self._has_new_receiver(known, draft):
            yield from _readdressing(known)
        refund = closed or any(entry.asks_refund for entry in news.values())
        if refund and known.stage in _IN_THE_HOUSE:
            if "refund_requested" not in known.holds:
                yield Step.STOP_FOR_REFUND
        elif refund and self._is_news(known):
            yield Step.TELL_OF_REFUND
        elif not draft.live and known.stage in _NOT_PACKED and "manual" not in known.holds:
            yield Step.STOP_AS_SHIPPED
        elif _says_unknown(news) and known.stage in _IN_THE_HOUSE and "manual" not in known.holds:
            yield Step.STOP_FOR_STATUS

    def _is_news(self, known: Known) -> bool:
        """Whether nobody here knows yet that money is wanted back for goods that have left."""
        has_left = known.stage in AFTER_SHIPPING and known.news != "refund_requested"
        return has_left and not is_in_hand(self._tx, known.id)

    def _is_closed(self, known: Known, draft: Draft) -> bool:
        """Whether the platform has closed every line that the order has."""
        closed = {key for key, entry in draft.lines.items() if entry.meaning is Meaning.CLOSED}
        if closed != draft.lines.keys():
            return False
        return closed >= known.lines.keys() or joining.joins(self._layout.profile, known, draft)

    def _has_new_receiver(self, known: Known, draft: Draft) -> bool:
        """Whether the file has another receiver than the order. A masked one is none."""
        given = draft.addressee.given
        if not given or given == known.address_given or draft.addressee.holds:
            return False
        return draft.addressee.receiver != orders.receiver_of(self._tx, known.id)


def _is_one_more(known: Known, identity: str, entry: Entry) -> bool:
    """Whether the order lacks this row, though it has a line of the same goods already."""
    is_named_by_goods = not entry.line_no and identity != entry.order_no
    return "incomplete" in known.holds and identity in known.lines and is_named_by_goods


def _readdressing(known: Known) -> Iterator[Step]:
    """What another receiver means, by how far the order has come."""
    if known.stage in _NOT_PACKED:
        yield Step.READDRESS
    elif known.stage == "packing" and "manual" not in known.holds:
        yield Step.STOP_FOR_ADDRESS
    elif known.stage == "shipped" and not known.news:
        yield Step.TELL_OF_ADDRESS


def _another_currency(known: Known, draft: Draft) -> Invalid | None:
    """Why the draft's amounts cannot be added to the order's, if they cannot."""
    try:
        currency = currency_of(draft.rows, known.currency)
    except Invalid as problem:
        return problem
    return None if currency == known.currency else two_currencies(known.currency, currency)


def _is_for_another(known: Known, draft: Draft) -> bool:
    if draft.addressee.given == known.address_given:
        return False
    if draft.addressee.holds or known.holds & {"masked_receiver", "no_receiver"}:
        return False
    return (
        known.name != draft.addressee.receiver.name
        and known.phone != draft.addressee.receiver.phone
    )


def _says_unknown(news: Mapping[str, Entry]) -> bool:
    return any(entry.meaning is Meaning.UNKNOWN for entry in news.values())


def _is_paid(known: Known, draft: Draft) -> bool:
    if Meaning.UNPAID in draft.meanings:
        return False
    return draft.paid_at is not None or draft.says_paid or "unpaid" in known.holds
