"""What is typed into an order form, and how it is understood: asked in a worker thread."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from textual.content import Content

from dropship_tui.i18n import _
from dropship_tui.models.checks import Invalid
from dropship_tui.models.money import Money
from dropship_tui.models.orders import NewLine
from dropship_tui.screens.widgets.cart import CartLine
from dropship_tui.screens.widgets.detail import ALARM, GOOD, MUTED, line
from dropship_tui.screens.widgets.goods_field import Goods
from dropship_tui.screens.widgets.places import whole_place
from dropship_tui.screens.widgets.plain import fit
from dropship_tui.services.addresses import address
from dropship_tui.services.errors import ShopError
from dropship_tui.services.goods import sku_lookup
from dropship_tui.services.orders import by_hand, order_form

if TYPE_CHECKING:
    from dropship_tui.models.address import Ambiguity, Receiver
    from dropship_tui.services.couriers.freight import Freight
    from dropship_tui.services.goods.sku_lookup import Sku
    from dropship_tui.services.orders.known_receivers import KnownReceiver
    from dropship_tui.services.work import Tx

OFFERED: Final = 6
"""So many are offered below a field."""

UNPAID: Final = "unpaid"
PAYMENTS: Final = ("alipay", "wechat", "bank", "cash", "balance", UNPAID)
FIELDS: Final = ("phone", "name", "where", "reseller", "freight", "discount", "remark")
BLANK: Final[Mapping[str, Any]] = {
    **dict.fromkeys((*FIELDS, "given"), ""),
    "payment": UNPAID,
    "lines": [],
    "waiting": [],
}
"""A form in which nothing has been filled in, as a draft holds it."""


@dataclass(frozen=True, slots=True)
class Look:
    """How the form is understood: the place, the goods at their prices, freight, doubts."""

    place: Content
    places: tuple[Ambiguity, ...] = ()
    lines: Mapping[str, CartLine] | None = None
    freight: Freight | None = None
    came_before: tuple[str, ...] = ()
    fault: str = ""


def amount(typed: str, currency: str) -> Money:
    """The amount that is typed; nothing is 0.

    Raises:
        Invalid: it is none.
    """
    return Money.parse(typed.strip() or "0", currency)


def form_of(tx: Tx, content: Mapping[str, Any], receiver: Receiver) -> order_form.OrderForm:
    """What the form holds, as services know it.

    Raises:
        Invalid: an amount is none.
    """
    currency = tx.policies.currency
    paid_by = content["payment"]
    return order_form.OrderForm(
        receiver,
        tuple(
            NewLine(kept["quantity"], price=Money(kept["price"], currency), code=kept["code"])
            for kept in content["lines"]
        ),
        reseller=content["reseller"].strip(),
        freight=amount(content["freight"], currency) if content["freight"].strip() else None,
        discount=amount(content["discount"], currency),
        paid_by="" if paid_by == UNPAID else paid_by,
        remark=content["remark"],
        given=content["given"] or content["where"],
    )


def receiver_of(content: Mapping[str, Any]) -> Receiver:
    """Whom the form is for.

    Raises:
        Refused: the place may be several (`ambiguous_address`).
    """
    return by_hand.addressed(name=content["name"], phone=content["phone"], where=content["where"])


def look_at(tx: Tx, content: Mapping[str, Any], own: str) -> Look:
    """How a form is understood; `own` is the order that is corrected by it."""
    place = _place(content["where"])
    places: tuple[Ambiguity, ...] = ()
    try:
        receiver = receiver_of(content)
    except ShopError:
        places = address.parse(content["where"]).ambiguous
        receiver = by_hand.addressed(name=content["name"], phone=content["phone"], where="")
    try:
        skus = order_form.priced(
            tx, [kept["code"] for kept in content["lines"]], content["reseller"].strip()
        )
        seen = order_form.look(tx, form_of(tx, content, receiver))
    except (ShopError, Invalid) as error:
        return Look(place, places, fault=str(error))
    lines = {code: cart_line(goods_of(sku), 1, None) for code, sku in skus.items()}
    before = tuple(number for number in seen.came_before if number != own)
    return Look(place, places, lines, seen.freight, before)


def _place(where: str) -> Content:
    """How an address is understood, or why it is not."""
    if not where.strip():
        return line("")
    try:
        receiver = by_hand.addressed(name="", phone="", where=where)
    except (ShopError, Invalid) as error:
        return line((f"? {error}", ALARM))
    names = [name for name in receiver.place if name]
    if not receiver.city:
        return line((_("○ province and city are not known yet"), MUTED))
    known = " / ".join(dict.fromkeys(names))
    return line((f"✓ {known}", GOOD), f"  {receiver.street}{receiver.detail}")


def fitting(tx: Tx, text: str, reseller: str) -> Iterable[Sku]:
    """SKUs for what is typed, else those that are like it, at what they cost this reseller."""
    found = (
        sku_lookup.suggest(tx, text, OFFERED)
        or sku_lookup.suggest(tx, text.replace("色", " "), OFFERED)  # 红色M, where ours is 红 M
        or sku_lookup.nearest(tx, text, text, "")
    )
    try:
        return order_form.priced(tx, [sku.code for sku in found], reseller).values()
    except ShopError:
        return found


def goods_of(sku: Sku) -> Goods:
    title = " ".join(filter(None, (sku.title, sku.spec)))
    return Goods(sku.code, title, sku.price, sku.available)


def cart_line(goods: Goods, quantity: int, price: int | None) -> CartLine:
    usual = goods.price or 0
    return CartLine(
        goods.code,
        goods.title,
        usual if price is None else price,
        goods.available,
        quantity,
        price is not None,
    )


def receiver_label(known: KnownReceiver) -> Content:
    receiver = known.receiver
    return line(
        f" {fit(receiver.name, 8)} {fit(whole_place(receiver), 36)} ",
        (f"{known.reseller} {known.number}".strip(), MUTED),
    )
