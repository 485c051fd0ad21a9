"""The order form, which is the cart: what taking down an order and correcting one share."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from dropship_tui.i18n import _
from dropship_tui.models.checks import Invalid
from dropship_tui.models.money import Money
from dropship_tui.models.words import PAID_BY, listed, word
from dropship_tui.screens.dialogs.base import Dialog, ResultT
from dropship_tui.screens.order_reading import (
    BLANK,
    FIELDS,
    OFFERED,
    PAYMENTS,
    UNPAID,
    Look,
    amount,
    cart_line,
    fitting,
    goods_of,
    look_at,
    receiver_label,
)
from dropship_tui.screens.widgets.cart import Cart, CartLine
from dropship_tui.screens.widgets.choice import Choice
from dropship_tui.screens.widgets.detail import ALARM, MUTED, line
from dropship_tui.screens.widgets.goods_field import GoodsField
from dropship_tui.screens.widgets.key_bar import KeyBar
from dropship_tui.screens.widgets.offer_field import OfferField
from dropship_tui.screens.widgets.places import whole_place
from dropship_tui.screens.widgets.plain import fit, plain, shown
from dropship_tui.screens.widgets.text_field import TextField
from dropship_tui.screens.widgets.title_bar import TitleBar
from dropship_tui.services.goods import resellers
from dropship_tui.services.orders import known_receivers

if TYPE_CHECKING:
    from textual._path import CSSPathType

    from dropship_tui.models.address import Receiver
    from dropship_tui.services.orders.known_receivers import KnownReceiver

_READING: Final = 0.15  # seconds without a change until the form is looked at as a whole


class OrderForm(Dialog[ResultT]):
    """Goods, receiver, money; what it comes to is always in sight."""

    CSS_PATH: ClassVar[CSSPathType] = "order_form.tcss"
    OTHER_KEYS: ClassVar[Mapping[str, str]] = {"enter": "next"}

    def __init__(self, title: str) -> None:
        super().__init__(title)
        self.given = ""
        self.currency = "CNY"
        self.number = ""
        self.look = Look(line(""))
        self._known: dict[str, KnownReceiver] = {}

    def compose(self) -> ComposeResult:
        """Paste, goods, cart, receiver, money; below them the doubts and the total."""
        yield TitleBar(self.heading)
        with VerticalScroll(id="form", can_focus=False):
            yield from _labelled(
                _("Paste"),
                TextField(hint=_("a message with receiver and goods"), id="paste"),
                classes="field new",
            )
            yield Static(id="given", markup=False)
            yield from _labelled(_("Goods"), GoodsField(id="goods"))
            yield Cart()
            yield from _labelled(
                _("Phone"), OfferField(hint=_("offers who has ordered before"), id="phone")
            )
            yield from _labelled(_("Name"), TextField(id="name"))
            yield from _labelled(_("Address"), OfferField(id="where"))
            yield Static(id="place", markup=False)
            yield from _labelled(
                _("Reseller"),
                OfferField(hint=_("name or code"), id="reseller"),
            )
            yield from _labelled(
                _("Pay"),
                Choice({code: _payment_word(code) for code in PAYMENTS}, UNPAID),
                classes="field new",
            )
            with Horizontal(classes="pair"):
                yield from _labelled(_("Freight"), TextField(id="freight"))
                yield from _labelled(_("Discount"), TextField(hint="0", id="discount"))
            yield from _labelled(_("Remark"), TextField(id="remark"))
        with Vertical(id="foot"):
            yield Static(id="doubts", markup=False)
            yield Static(id="fault", markup=False)
            yield Static(id="total", markup=False)
        yield KeyBar()

    @property
    def cart(self) -> Cart:
        """What is ordered."""
        return self.query_one(Cart)

    def field(self, name: str) -> Input:
        """The field of this name, where it is typed."""
        widget = self.query_one(f"#{name}")
        return widget.input if isinstance(widget, OfferField) else self.query_one(f"#{name}", Input)

    # What it holds

    def content(self) -> dict[str, Any]:
        """What is filled in, as a draft holds it."""
        typed = {name: self.field(name).value for name in FIELDS}
        payment = self.query_one(Choice).value
        return {
            **BLANK,
            **typed,
            "given": self.given,
            "payment": payment,
            "lines": self.cart.as_content(),
        }

    def fill(self, content: Mapping[str, Any]) -> None:
        """Show what a draft or an order holds, besides what is in the cart."""
        for name in FIELDS:
            self.fill_field(name, content[name])
        self.query_one(Choice).value = content["payment"]
        for kept in content["lines"]:
            self.cart.put(CartLine(**kept))
        self.say_given(content["given"])

    def fill_field(self, name: str, value: str) -> None:
        """Show another value in a field."""
        widget = self.query_one(f"#{name}")
        if isinstance(widget, OfferField | TextField):
            widget.fill(value)

    def say_given(self, given: str) -> None:
        """The customer's own words, which the order keeps."""
        self.given = given
        told = fit(given.replace("\n", " · "), max(0, self.app.size.width - 14)).rstrip()
        widget = self.query_one("#given", Static)
        widget.update(line((f"“{told}”", MUTED)))
        widget.set_class(bool(given), "-said")

    def say(self, fault: str) -> None:
        """What is wrong; nothing when all is well."""
        widget = self.query_one("#fault", Static)
        widget.update(line((f"✗ {fault}", ALARM)))
        widget.set_class(bool(fault), "-said")

    # As it is typed

    @on(Input.Changed)
    @on(Cart.Changed)
    @on(Choice.Changed)
    def _changed(self) -> None:
        self.recount()
        self._look_soon()
        self.changed()

    def changed(self) -> None:
        """Something else is filled in now."""

    @work(exit_on_error=False, exclusive=True, group="look")
    async def _look_soon(self) -> None:
        await asyncio.sleep(_READING)
        await self.look_now()

    async def look_now(self) -> None:
        """Understand the form as it is now, and say how."""
        content = self.content()
        self.look = await self.ask(lambda tx: look_at(tx, content, self.number))
        self.query_one("#place", Static).update(self.look.place)
        self.cart.renew(self.goods_now())
        freight = self.look.freight
        hint = (
            _("{price} {courier}, {kg} kg").format(
                price=freight.price.amount, courier=freight.courier, kg=f"{freight.grams / 1000:g}"
            )
            if freight
            else "0"
        )
        self.query_one("#freight", TextField).placeholder = shown(hint)
        self._offer_places(content["where"])
        self.query_one("#doubts", Static).update(Content("\n").join(self.doubts()))
        self.recount()

    def goods_now(self) -> dict[str, CartLine]:
        """What is in the cart, by its codes, as it costs and is there now."""
        return dict(self.look.lines or {})

    def doubts(self) -> list[Content]:
        """What somebody should look at before the order is taken down."""
        look, told = self.look, []
        if look.fault:
            told.append(line((f"✗ {look.fault}", ALARM)))
        if look.came_before:
            same = _("Perhaps a duplicate of {numbers}.").format(numbers=listed(look.came_before))
            told.append(line((f"▲ {same}", ALARM)))
        if look.freight and look.freight.unweighed:
            codes = listed(look.freight.unweighed)
            told.append(line((_("○ nobody knows the weight of {sku}").format(sku=codes), MUTED)))
        return told

    @on(OfferField.Wanted, "#goods")
    def _goods_wanted(self, event: OfferField.Wanted) -> None:
        self._offer_goods(event.text)

    @work(exit_on_error=False, exclusive=True, group="goods")
    async def _offer_goods(self, text: str) -> None:
        reseller = self.field("reseller").value.strip()
        found = await self.ask(lambda tx: fitting(tx, text, reseller)) if text else ()
        self.query_one(GoodsField).show_goods(text, [goods_of(sku) for sku in found])

    @on(GoodsField.Chosen)
    def _put_into_cart(self, event: GoodsField.Chosen) -> None:
        try:
            price = Money.parse(event.price, self.currency).minor if event.price else None
        except Invalid as error:
            self.say(str(error))
            return
        self.cart.put(cart_line(event.goods, event.quantity, price))
        self.goods_taken()

    def goods_taken(self) -> None:
        """Something was put into the cart."""

    @on(OfferField.Wanted, "#phone")
    def _phone_typed(self, event: OfferField.Wanted) -> None:
        self._offer_receivers(event.text)

    @work(exit_on_error=False, exclusive=True, group="phone")
    async def _offer_receivers(self, typed: str) -> None:
        known = await self.ask(lambda tx: known_receivers.by_phone(tx, typed, OFFERED))
        self._known = {f"{n}": each for n, each in enumerate(known)}
        offers = {key: receiver_label(each) for key, each in self._known.items()}
        self.query_one("#phone", OfferField).show(typed, offers)

    @on(OfferField.Taken, "#phone")
    def _receiver_taken(self, event: OfferField.Taken) -> None:
        known = self._known[event.key]
        self.fill_receiver(known.receiver)
        if known.reseller:
            self.fill_field("reseller", known.reseller)
        self.query_one(Choice).focus() if self.cart.lines else self.field("goods").focus()

    def fill_receiver(self, receiver: Receiver) -> None:
        """Show whom it is for; what is not known of them stays as it was."""
        phone = "-".join(filter(None, (receiver.phone, receiver.extension)))
        said = {"name": receiver.name, "phone": phone, "where": whole_place(receiver)}
        for name, value in said.items():
            if value:
                self.fill_field(name, value)

    def _offer_places(self, where: str) -> None:
        field = self.query_one("#where", OfferField)
        if not (self.look.places or field.has_class("-open")):
            return
        field.show(
            where.strip(),
            {
                f"{nth} {at}": plain(f" {'  '.join(dict.fromkeys(filter(None, place)))}")
                for nth, ambiguity in enumerate(self.look.places)
                for at, place in enumerate(ambiguity.candidates)
            },
        )

    @on(OfferField.Taken, "#where")
    def _place_taken(self, event: OfferField.Taken) -> None:
        nth, at = map(int, event.key.split())
        ambiguity = self.look.places[nth]
        meant = "".join(dict.fromkeys(filter(None, ambiguity.candidates[at])))
        where = self.field("where").value
        self.fill_field("where", where.replace(ambiguity.value, meant, 1))
        if self.field("goods").value:
            self.field("goods").focus()

    @on(OfferField.Wanted, "#reseller")
    def _reseller_typed(self, event: OfferField.Wanted) -> None:
        self._offer_resellers(event.text)

    @work(exit_on_error=False, exclusive=True, group="reseller")
    async def _offer_resellers(self, typed: str) -> None:
        found = await self.ask(lambda tx: resellers.suggest(tx, typed, OFFERED))
        offers = {name: line(f" {fit(name, 20)}", (code, MUTED)) for code, name in found.items()}
        self.query_one("#reseller", OfferField).show(typed, offers)

    @on(OfferField.Taken, "#reseller")
    def _reseller_taken(self, event: OfferField.Taken) -> None:
        self.fill_field("reseller", event.key)
        self.focus_next("Input, Choice")

    # On to the next field

    @on(OfferField.Done)
    @on(Input.Submitted)
    def action_next(self) -> None:
        """Enter goes on; from the last field, to the end."""
        if self.focused is self.field("remark"):
            self.action_accept()
        elif self.focused is self.field("goods"):
            self.field("phone").focus()
        else:
            self.focus_next("Input, Choice")

    def action_accept(self) -> object:
        """Save it."""

    # Money

    def other_goods(self) -> Money:
        """What is ordered besides the cart."""
        return Money(0, self.currency)

    def recount(self) -> None:
        """The total as it is now."""
        try:
            freight, discount = self.freight(), amount(self.field("discount").value, self.currency)
            goods = self.cart.total + self.other_goods()
            total = goods + freight - discount
        except Invalid as error:
            self.query_one("#total", Static).update(line((f"✗ {error}", ALARM)))
            return
        told = _("Total {total}").format(total=total)
        parts = _("goods {goods} + freight {freight} − discount {discount}").format(
            goods=goods.amount, freight=freight.amount, discount=discount.amount
        )
        look = ALARM if total.minor < 0 else "bold"
        self.query_one("#total", Static).update(line((told, look), (f"   {parts}", MUTED)))

    def freight(self) -> Money:
        """What is typed, else what the rate card says.

        Raises:
            Invalid: it is no amount.
        """
        typed = self.field("freight").value
        if typed.strip() or self.look.freight is None:
            return amount(typed, self.currency)
        return self.look.freight.price


def _labelled(label: str, field: Widget, *, classes: str = "field") -> ComposeResult:
    with Horizontal(classes=classes):
        yield Static(plain(label), classes="label")
        yield field


def _payment_word(code: str) -> str:
    return _("later") if code == UNPAID else word(PAID_BY, code)
