"""An order form as it is filled in: what it comes to so far, and the order that it makes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from dropship_tui.models.address import Receiver
from dropship_tui.models.checks import Invalid
from dropship_tui.models.money import Money
from dropship_tui.models.orders import NewLine, NewOrder, Payment
from dropship_tui.models.types import from_ms
from dropship_tui.services.couriers import freight
from dropship_tui.services.couriers.freight import Freight
from dropship_tui.services.goods import resellers
from dropship_tui.services.goods.sku_lookup import Lookup, Sku
from dropship_tui.services.orders import by_hand, intake
from dropship_tui.services.work import Tx


@dataclass(frozen=True, slots=True)
class OrderForm:
    """What a form holds.

    freight: what the customer pays; None is what the rate card says. discount: None is nothing.
    paid_by: "" is not paid. given: the customer's own words, kept with the order.
    """

    receiver: Receiver
    lines: tuple[NewLine, ...] = ()
    reseller: str = ""
    freight: Money | None = None
    discount: Money | None = None
    paid_by: str = ""
    remark: str = ""
    given: str = ""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a form comes to.

    freight: the cheapest courier's, whatever the form says; None where nobody is known to go.
    came_before: orders of the last day with the same receiver and goods.
    """

    freight: Freight | None
    came_before: tuple[str, ...]


def order(tx: Tx, form: OrderForm) -> NewOrder:
    """The order that the form makes, as of now.

    Raises:
        Refused: there is no such reseller (`unknown_reseller`).
        Invalid: no lines, or an amount below 0.
    """
    nothing = Money(0, tx.policies.currency)
    proposed = _freight(tx, form) if form.freight is None else None
    return NewOrder(
        receiver=form.receiver,
        lines=form.lines,
        ordered_at=from_ms(tx.at),
        reseller=form.reseller,
        freight=form.freight or (proposed.price if proposed else nothing),
        discount=form.discount or nothing,
        paid=Payment(form.paid_by, from_ms(tx.at)) if form.paid_by else None,
        remark=form.remark,
        address_given=form.given,
        holds=by_hand.holds_of(form.receiver),
    )


def look(tx: Tx, form: OrderForm) -> Outlook:
    """What the form comes to so far; nothing is written.

    Raises:
        Refused: there is no such reseller (`unknown_reseller`).
    """
    if not form.lines:
        return Outlook(None, ())
    proposed = _freight(tx, form)
    try:
        free = Money(0, tx.policies.currency)
        asked = order(tx, replace(form, freight=free, discount=None))
        before = intake.came_before(tx, asked) if form.receiver.phone else ()
    except Invalid:
        before = ()  # it is no order yet; whoever submits it is told why
    return Outlook(proposed, before)


def _freight(tx: Tx, form: OrderForm) -> Freight | None:
    """The rate card's proposal for the goods that are ours."""
    skus = _lookup(tx, form.reseller).resolve({line.code for line in form.lines})
    pieces: dict[int, int] = {}
    for line in form.lines:
        if sku := skus.get(line.code):
            pieces[sku.id] = pieces.get(sku.id, 0) + line.quantity
    return freight.propose(tx, form.receiver, pieces, form.remark) if pieces else None


def priced(tx: Tx, codes: Iterable[str], reseller: str = "") -> dict[str, Sku]:
    """The SKU of each code, in their order, at what it costs this reseller.

    That is by the reseller's own list, else by the catalog.

    Raises:
        Refused: there is no such reseller (`unknown_reseller`).
    """
    agreed = resellers.prices(tx, resellers.find(tx, reseller))
    return {
        code: replace(sku, price=agreed.get(sku.id, sku.price))
        for code, sku in _lookup(tx, reseller).resolve(dict.fromkeys(codes)).items()
    }


def _lookup(tx: Tx, reseller: str) -> Lookup:
    return Lookup(tx, reseller_id=resellers.find(tx, reseller), channel="manual")
