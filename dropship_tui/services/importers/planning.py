"""The plan for a few drafts: which become orders, which change one, which are no concern of ours.

A plan reads and never writes; `--dry-run` stops at it. Carrying it out is `carry_out`, which
plans again when somebody else has written in between.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Final

from dropship_tui.i18n import N_
from dropship_tui.models.checks import Invalid
from dropship_tui.models.imports import RowError
from dropship_tui.models.orders import NewOrder
from dropship_tui.models.types import from_ms
from dropship_tui.services.addresses import layouts
from dropship_tui.services.importers import applying, joining, records
from dropship_tui.services.importers.changes import Change, Comparison
from dropship_tui.services.importers.drafts import Draft, new_order
from dropship_tui.services.importers.entries import RECEIVER, Key, Rejected, Skipped
from dropship_tui.services.importers.known import (
    Known,
    are_unchanged,
    find_lines,
    find_orders,
    without_shop,
)
from dropship_tui.services.importers.layout import Layout
from dropship_tui.services.importers.profiles.base import Tells
from dropship_tui.services.importers.records import Ended
from dropship_tui.services.orders import intake
from dropship_tui.services.orders.doubts import Doubts
from dropship_tui.services.orders.intake import Goods
from dropship_tui.services.orders.prepared import Prepared
from dropship_tui.services.work import Tx

Read = Draft | Rejected | Skipped
"""What a file is read into: orders, and rows that belong to none."""

_WHO: Final = frozenset({"name", "contact"})
_WHERE: Final = frozenset({"address", "new_address", "street", "contact"})


@dataclass(slots=True)
class Plan:
    """What will become of a few drafts, and how each of their rows ends."""

    new: list[tuple[Draft, Prepared]] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    ended: list[Ended] = field(default_factory=list)

    @property
    def lines(self) -> int:
        """How many lines will be written."""
        return sum(len(item.lines) for _, item in self.new) + sum(
            len(change.added) for change in self.changes
        )

    @property
    def held(self) -> int:
        """How many orders will stand still that did not before."""
        return sum(bool(item.held) for _, item in self.new) + sum(
            change.stops for change in self.changes
        )

    @property
    def faulty_abroad(self) -> bool:
        """Whether an address abroad lacks what its country asks for."""
        return any(layouts.faults(draft.addressee.receiver) for draft, _ in self.new)


class Planner:
    """Plans for the drafts of one file."""

    def __init__(self, layout: Layout, *, reseller_id: int = 0) -> None:
        self._layout = layout
        self._channel = layout.profile.channel
        self._goods = Goods(channel=self._channel, reseller_id=reseller_id)
        self._doubts = Doubts()
        required = (fields & layout.columns.keys() for fields in (_WHO, _WHERE))
        self._required = [fields for fields in required if fields and _tells_receiver(layout)]

    def plan(self, tx: Tx, items: Sequence[Read]) -> Plan:
        """What is to be done, as the shop stands in `tx`."""
        drafts = [item for item in items if isinstance(item, Draft)]
        found = find_orders(tx, self._channel, drafts)
        known = joining.with_other_parts(self._layout.profile, found, drafts)
        comparison = Comparison(tx, self._layout, self._goods.reseller_id)
        plan = Plan(
            changes=[comparison.change(known[d.key], d) for d in drafts if d.key in known],
            ended=[_end_of(item) for item in items if not isinstance(item, Draft)],
        )
        for change in plan.changes:
            plan.ended += _ends_of_change(change)
        fresh = [draft for draft in drafts if draft.key not in known]
        plan.new = self._new_orders(tx, fresh, self._perhaps_known(fresh, known))
        for draft in fresh:
            plan.ended += _ends_of(draft)
        if self._layout.profile.quirks:
            plan.ended = records.one_end_each(plan.ended)
        return plan

    def _perhaps_known(self, drafts: Sequence[Draft], known: Mapping[Key, Known]) -> set[Key]:
        """Drafts that may be orders which we know, but one of the two files named no shop.

        Where numbers come again, a number says it only together with the phone.
        """
        if not known:
            return set()
        alone = not self._layout.profile.numbers_come_again
        phones = {draft.key: draft.addressee.receiver.phone for draft in drafts}
        return {
            key
            for key, others in without_shop(known, drafts).items()
            if alone or any(other.phone == phones[key] for other in others)
        }

    def _new_orders(
        self, tx: Tx, drafts: Sequence[Draft], suspects: Collection[Key]
    ) -> list[tuple[Draft, Prepared]]:
        """The orders of drafts that we do not know; what cannot be one is refused."""
        self._refuse_lines_of_others(tx, drafts)
        become = self._order_of(tx)
        orders: list[tuple[Draft, NewOrder]] = []
        for draft in drafts:
            if draft.live and (field := self._missing_receiver(draft)):
                self._refuse(draft, field, Invalid("no_receiver", N_("The receiver is missing.")))
            elif draft.live and draft.addressee.is_several:
                self._refuse(draft, "contact", _several_receivers())
            elif draft.live:
                try:
                    orders.append((draft, become(draft)))
                except Invalid as problem:
                    self._refuse(draft, "order_no", problem)
        self._goods.learn(tx, (line for _, order in orders for line in order.lines))
        fit: list[tuple[Draft, NewOrder, Prepared]] = []
        for draft, order in orders:
            try:
                fit.append((draft, order, intake.prepare_one(tx, order, self._goods)))
            except Invalid as problem:
                self._refuse(draft, "order_no", problem)
        held = self._doubts.hold(
            tx,
            [order for _, order, _ in fit],
            [prepared for _, _, prepared in fit],
            suspects={at for at, (draft, _, _) in enumerate(fit) if draft.key in suspects},
        )
        return [(draft, prepared) for (draft, _, _), prepared in zip(fit, held, strict=True)]

    def _order_of(self, tx: Tx) -> Callable[[Draft], NewOrder]:
        """How a draft becomes an order, by the shop's rules of the day."""
        return partial(
            new_order,
            profile=self._layout.profile,
            currency=tx.policies.currency,
            now=from_ms(tx.at).astimezone(tx.zone),
            ship_within=timedelta(hours=tx.policies.ship_within_hours),
        )

    def _refuse(self, draft: Draft, field: str, problem: Invalid) -> None:
        for identity, entry in [*draft.live.items()]:
            draft.refuse(identity, self._layout.error(entry.row, field, problem))

    def _refuse_lines_of_others(self, tx: Tx, drafts: Iterable[Draft]) -> None:
        """A line that stands in another order already cannot stand in a new one."""
        if "line_no" not in self._layout.columns:
            return
        numbered = [(draft.shop, name) for draft in drafts for name in draft.live]
        taken = find_lines(tx, self._channel, numbered)
        for draft in drafts if taken else ():
            for name, entry in [*draft.live.items()]:
                if number := taken.get((draft.shop, name)):
                    problem = Invalid(
                        "conflict", N_("Order {number} has this line already."), number=number
                    )
                    draft.refuse(name, self._layout.error(entry.row, "line_no", problem))

    def _missing_receiver(self, draft: Draft) -> str:
        """What the file has a column for, and the order no value in it: the name, the address."""
        for fields in self._required:
            if fields.isdisjoint(draft.addressee.cells):
                return min(fields, key=RECEIVER.index)
        return ""

    def carry_out(self, tx: Tx, items: Sequence[Read], plan: Plan, batch: int) -> Plan:
        """Write what was planned, and every row with it, in one transaction; what was written.

        When somebody else has written in between, it is planned again.
        """
        if not self._holds_still(tx, plan):
            plan = self.plan(tx, items)
        added = intake.write(tx, [prepared for _, prepared in plan.new], batch_id=batch)
        ids = {draft.key: order.id for (draft, _), order in zip(plan.new, added, strict=True)}
        for change in plan.changes:
            ids[change.draft.key] = change.known.id
            applying.apply(tx, change, layout=self._layout, goods=self._goods)
        records.keep(tx, batch, plan.ended, ids)
        return plan

    def _holds_still(self, tx: Tx, plan: Plan) -> bool:
        changed = [change.known for change in plan.changes if change.is_any]
        new = [draft for draft, _ in plan.new]
        known = find_orders(tx, self._channel, new)
        return are_unchanged(tx, changed) and not any(draft.key in known for draft in new)


def _several_receivers() -> Invalid:
    return Invalid("several_receivers", N_("Several receivers: each of them needs a row."))


def _tells_receiver(layout: Layout) -> bool:
    """Whether a row without a receiver is wrong: a list of goods leaves them to another file."""
    return layout.profile.tells is not Tells.GOODS


def _end_of(item: Rejected | Skipped) -> Ended:
    if isinstance(item, Skipped):
        return Ended(item.row, item.cells, "skipped")
    entry = item.entry
    order = entry.key if item.belongs else None
    return Ended(entry.row, entry.cells, "rejected", order, item.error)


def _ends_of(draft: Draft) -> list[Ended]:
    """How the rows of an order end that we did not know."""
    key = draft.key
    ends = [
        Ended(entry.row, entry.cells, "skipped" if entry.is_over else "imported", key)
        for entry in draft.lines.values()
    ]
    if draft.size > len(ends):
        ends += _ends_of_others(draft)
    return ends


def _ends_of_change(change: Change) -> Iterator[Ended]:
    draft = change.draft
    for identity, entry in draft.lines.items():
        outcome = change.outcomes[identity]
        if isinstance(outcome, RowError):
            yield Ended(entry.row, entry.cells, "rejected", draft.key, outcome)
        else:
            yield Ended(entry.row, entry.cells, outcome, draft.key)
    yield from _ends_of_others(draft)


def _ends_of_others(draft: Draft) -> Iterator[Ended]:
    for entry in draft.summaries:
        yield Ended(entry.row, entry.cells, "skipped", draft.key)
    for entry in draft.repeats:
        yield Ended(entry.row, entry.cells, "duplicate", draft.key)
    for rejected in draft.rejected:
        yield _end_of(rejected)
