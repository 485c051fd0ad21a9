"""What a newer file changes of known orders is carried out, each part with its event."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Final

from dropship_tui.models.lifecycle import Document
from dropship_tui.models.money import Money
from dropship_tui.models.text import clean_lines
from dropship_tui.models.types import from_ms, to_ms
from dropship_tui.services import search
from dropship_tui.services.events import head, move
from dropship_tui.services.importers import joining
from dropship_tui.services.importers.changes import STOPS, Change, Step
from dropship_tui.services.importers.drafts import new_lines, new_order
from dropship_tui.services.importers.layout import Layout
from dropship_tui.services.importers.values import payment_method
from dropship_tui.services.orders import holds, intake, news, orders
from dropship_tui.services.orders.intake import Goods
from dropship_tui.services.work import Tx


def apply(tx: Tx, change: Change, *, layout: Layout, goods: Goods) -> None:
    """Carry a change out."""
    if change.added:
        _add_lines(tx, change, layout, goods)
    for step in change.steps:
        _ACTIONS[step](tx, change, layout)
    for number in change.elsewhere:
        _stop_for_refund(tx, number)


def _add_lines(tx: Tx, change: Change, layout: Layout, goods: Goods) -> None:
    known, draft = change.known, change.draft
    usual = known.currency == tx.policies.currency
    lines = new_lines(change.added, unpriced=None if usual else Money(0, known.currency))
    if joining.fills(layout.profile, known, draft):
        joining.fill(tx, known, lines, goods)
        return
    intake.add_lines(tx, known.number, lines, goods, shop=draft.shop)
    search.refresh(tx, known.id)
    if any(goods.of(line).sku_id is None for line in lines):
        _stop(tx, change, "unknown_sku", "unknown_sku")
    if not draft.rejected:
        holds.lift(tx, known.number, {"incomplete"})


def _cancel(tx: Tx, change: Change, _layout: Layout) -> None:
    orders.cancel(tx, change.known.number, reason="platform_closed")


def _complete(tx: Tx, change: Change, layout: Layout) -> None:
    order = new_order(
        change.draft,
        layout.profile,
        currency=tx.policies.currency,
        now=from_ms(tx.at),
        ship_within=timedelta(hours=tx.policies.ship_within_hours),
    )
    joining.complete(tx, change.known, order)


def _pay(tx: Tx, change: Change, layout: Layout) -> None:
    draft = change.draft
    said = next((entry.payment for entry in draft.lines.values() if entry.payment), "")
    orders.pay(
        tx,
        change.known.number,
        method=payment_method(said, layout.profile.paid_by),
        paid_at=to_ms(draft.paid_at) if draft.paid_at else None,
    )


def _readdress(tx: Tx, change: Change, _layout: Layout) -> None:
    tx.run(
        "UPDATE orders SET address_given = :given WHERE id = :id",
        given=clean_lines(change.draft.addressee.given),
        id=change.known.id,
    )
    orders.edit(tx, change.known.number, receiver=change.draft.addressee.receiver)


def _stop(tx: Tx, change: Change, code: str, reason: str) -> None:
    move(tx, head(tx, Document.ORDER, change.known.number), "hold", reason=reason)
    holds.add(tx, change.known.id, code)


def _stop_for_refund(tx: Tx, number: str) -> None:
    """Let an order stand still that goods of another went to; one that has left has news."""
    order = head(tx, Document.ORDER, number)
    if order.status in news.AFTER_SHIPPING:
        news.tell(tx, order, "refund_requested")
    elif order.status != "cancelled" and "refund_requested" not in holds.of(tx, order.id):
        move(tx, order, "hold", reason="refund_requested")
        holds.add(tx, order.id, "refund_requested")


def _stop_for(step: Step) -> Callable[[Tx, Change, Layout], None]:
    code, reason = STOPS[step]

    def stop(tx: Tx, change: Change, _layout: Layout) -> None:
        said = change.draft.unknown_words if step is Step.STOP_FOR_STATUS else ""
        _stop(tx, change, code, f"{reason}: {said}" if said else reason)

    return stop


def _tell(code: str) -> Callable[[Tx, Change, Layout], None]:
    def tell(tx: Tx, change: Change, _layout: Layout) -> None:
        news.tell(tx, head(tx, Document.ORDER, change.known.number), code)

    return tell


_ACTIONS: Final[Mapping[Step, Callable[[Tx, Change, Layout], None]]] = {
    Step.CANCEL: _cancel,
    Step.COMPLETE: _complete,
    Step.PAY: _pay,
    Step.READDRESS: _readdress,
    Step.TELL_OF_REFUND: _tell("refund_requested"),
    Step.TELL_OF_ADDRESS: _tell("new_address"),
    **{step: _stop_for(step) for step in STOPS},
}
