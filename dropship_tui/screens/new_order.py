"""n on Orders: the order form, which is the cart. What is typed is kept until it is submitted."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Input, Static

from dropship_tui.i18n import _
from dropship_tui.models.checks import Invalid
from dropship_tui.models.money import Money
from dropship_tui.models.orders import NewLine, NewOrder, Payment
from dropship_tui.models.types import from_ms
from dropship_tui.models.words import PAID_BY, word
from dropship_tui.screens.caller import background
from dropship_tui.screens.dialogs.base import Dialog
from dropship_tui.screens.widgets.cart import Cart, CartLine
from dropship_tui.screens.widgets.choice import Choice
from dropship_tui.screens.widgets.detail import ALARM, GOOD, MUTED, line
from dropship_tui.screens.widgets.goods_field import Goods, GoodsField
from dropship_tui.screens.widgets.key_bar import KeyBar
from dropship_tui.screens.widgets.places import whole_place
from dropship_tui.screens.widgets.plain import plain
from dropship_tui.screens.widgets.text_field import TextField
from dropship_tui.screens.widgets.title_bar import TitleBar
from dropship_tui.services import by_hand, drafts, intake, sku_lookup
from dropship_tui.services.errors import ShopError

if TYPE_CHECKING:
    from textual._path import CSSPathType

    from dropship_tui.models.address import Receiver
    from dropship_tui.services.intake import Added
    from dropship_tui.services.work import Tx

FORM = "new_order"
_RESTING = 0.6  # seconds without a change until the draft is kept
_READING = 0.25  # seconds without a key until an address is read
UNPAID = "unpaid"
PAYMENTS = ("alipay", "wechat", "bank", "cash", "balance", UNPAID)
FIELDS = ("name", "phone", "where", "freight", "remark")


class NewOrderScreen(Dialog["Added | None"]):
    """Answers the order that was taken down; None when the form was left, its draft kept."""

    CSS_PATH: ClassVar[CSSPathType] = "new_order.tcss"
    AUTO_FOCUS = "#paste"
    KEYS: ClassVar[Mapping[str, str]] = {"submit": "accept", "anew": "anew", "leave": "leave"}

    def __init__(self) -> None:
        super().__init__(_("New order"))
        self._kept: dict[str, Any] | None = None
        self._currency = "CNY"

    def compose(self) -> ComposeResult:
        """Paste, goods, cart, receiver, payment, total."""
        yield TitleBar(self.heading)
        with VerticalScroll(id="form", can_focus=False):
            yield from _labelled(
                _("Paste"), TextField(hint=_("a message with receiver and goods"), id="paste")
            )
            yield from _labelled(_("Goods"), GoodsField())
            yield Cart()
            with Horizontal(classes="pair"):
                yield from _labelled(_("Name"), TextField(id="name"))
                yield from _labelled(_("Phone"), TextField(id="phone"))
            yield from _labelled(_("Address"), TextField(id="where"))
            yield Static(id="place", markup=False)
            with Horizontal(classes="field"):
                yield Static(plain(_("Pay")), classes="label")
                yield Choice({code: _payment_word(code) for code in PAYMENTS}, UNPAID)
            with Horizontal(classes="pair"):
                yield from _labelled(_("Freight"), TextField("0", id="freight"))
                yield from _labelled(_("Remark"), TextField(id="remark"))
            yield Static(id="total", markup=False)
            yield Static(id="fault", markup=False)
        yield KeyBar()

    # The draft

    def on_mount(self) -> None:
        """Go on where the form was left."""
        self._restore()

    @background
    async def _restore(self) -> None:
        def look(tx: Tx) -> tuple[drafts.Draft | None, str]:
            return drafts.kept(tx, FORM), tx.policies.currency

        draft, self._currency = await self.ask(look)
        self.query_one(Cart).currency = self._currency
        if draft is not None:
            self._fill(draft.content)
        self._kept = self._content()
        self._recount()

    def _fill(self, content: dict[str, Any]) -> None:
        for name in FIELDS:
            self.query_one(f"#{name}", TextField).fill(content[name])
        self.query_one(Choice).value = content["payment"]
        for kept in content["lines"]:
            self.query_one(Cart).put(CartLine(**kept))

    def _content(self) -> dict[str, Any]:
        typed = {name: self.query_one(f"#{name}", Input).value for name in FIELDS}
        payment = self.query_one(Choice).value
        return typed | {"payment": payment, "lines": self.query_one(Cart).as_content()}

    @on(Input.Changed)
    @on(Cart.Changed)
    @on(Choice.Changed)
    def _changed(self) -> None:
        self._recount()
        if self._kept not in (None, self._content()):
            self._keep()

    @work(exit_on_error=False, exclusive=True, group="draft")
    async def _keep(self) -> None:
        """Keep the draft, once the fingers rest."""
        await asyncio.sleep(_RESTING)
        await self._keep_now()

    async def _keep_now(self) -> None:
        content = self._kept = self._content()
        when, zone = await self.save(
            lambda shop: shop.write(lambda tx: (drafts.keep(tx, FORM, content), tx.zone))
        )
        told = _("draft kept {time}").format(time=f"{when.astimezone(zone):%H:%M:%S}")
        self.query_one(TitleBar).show(self.heading, "", told)

    # Goods and receiver

    @on(GoodsField.Wanted)
    def _look_for(self, event: GoodsField.Wanted) -> None:
        self._suggest(event.text)

    @work(exit_on_error=False, exclusive=True, group="goods")
    async def _suggest(self, text: str) -> None:
        found = await self.ask(lambda tx: sku_lookup.suggest(tx, text, 6))
        self.query_one(GoodsField).show(text, [_goods(sku) for sku in found])

    @on(GoodsField.Taken)
    def _put_into_cart(self, event: GoodsField.Taken) -> None:
        self.query_one(Cart).put(_cart_line(event.goods, event.quantity))

    @on(Input.Submitted, "#paste")
    def _message_given(self, event: Input.Submitted) -> None:
        if event.value.strip():
            self._read_message(event.value)
        else:
            self.focus_next()

    @on(TextField.Lines, "#paste")
    def _message_pasted(self, event: TextField.Lines) -> None:
        self._read_message(event.text)

    @background
    async def _read_message(self, text: str) -> None:
        """Fill the form from a customer's message; what it does not say stays as it was."""
        message, goods, fault = await self.ask(lambda tx: _understood(tx, text))
        self._say(fault)
        for sku, quantity in goods:
            self.query_one(Cart).put(_cart_line(sku, quantity))
        if message is not None:
            receiver = message.receiver
            phone = "-".join(filter(None, (receiver.phone, receiver.extension)))
            for name, value in (
                ("name", receiver.name),
                ("phone", phone),
                ("where", whole_place(receiver)),
                ("remark", message.remark if goods else ""),
            ):
                if value:
                    self.query_one(f"#{name}", TextField).fill(value)
            self.query_one("#paste", Input).value = ""
            self.query_one("GoodsField Input" if not goods else "#name", Input).focus()

    @on(Input.Changed, "#where")
    def _address_typed(self, event: Input.Changed) -> None:
        self._read_place(event.value)

    @work(exit_on_error=False, exclusive=True, group="place")
    async def _read_place(self, where: str) -> None:
        """Say how the address is understood."""
        await asyncio.sleep(_READING)
        told = await asyncio.to_thread(_place, where)
        self.query_one("#place", Static).update(told)

    # Money, and the end

    def _recount(self) -> None:
        """The total as it is now."""
        cart = self.query_one(Cart)
        try:
            total = cart.total + self._freight()
        except Invalid as error:
            self.query_one("#total", Static).update(line((f"✗ {error}", ALARM)))
        else:
            told = _("Total {total}").format(total=total)
            self.query_one("#total", Static).update(line((told, "bold")))

    def _freight(self) -> Money:
        return Money.parse(self.query_one("#freight", Input).value or "0", self._currency)

    def _say(self, fault: str) -> None:
        self.query_one("#fault", Static).update(line((f"✗ {fault}", ALARM) if fault else ""))

    @background
    async def action_accept(self) -> None:
        """Submit; what is wrong is said below the form, and nothing is lost."""
        content = self._content()
        try:
            added = await self.save(lambda shop: shop.write(lambda tx: _submit(tx, content)))
        except (ShopError, Invalid) as error:
            self._say(str(error))
        else:
            self.workers.cancel_group(self, "draft")
            self.dismiss(added)

    @background
    async def action_leave(self) -> None:
        """Leave the form; its draft is kept."""
        self.workers.cancel_group(self, "draft")
        if self._kept not in (None, self._content()):
            await self._keep_now()
        self.dismiss(None)

    @background
    async def action_anew(self) -> None:
        """Forget the draft and begin anew."""
        self.workers.cancel_group(self, "draft")
        blank = dict.fromkeys(FIELDS, "") | {"freight": "0", "payment": UNPAID, "lines": []}
        self._kept = blank
        self.query_one(Cart).empty()
        self._fill(blank)
        self._say("")
        self.query_one(TitleBar).show(self.heading)
        self.query_one("#paste", Input).focus()
        await self.save(lambda shop: shop.write(lambda tx: drafts.drop(tx, FORM)))


def _labelled(label: str, *fields: Any) -> ComposeResult:
    with Horizontal(classes="field"):
        yield Static(plain(label), classes="label")
        yield from fields


def _payment_word(code: str) -> str:
    return _("later") if code == UNPAID else word(PAID_BY, code)


def _goods(sku: sku_lookup.Sku) -> Goods:
    title = " ".join(filter(None, (sku.title, sku.spec)))
    return Goods(sku.code, title, sku.price, sku.available)


def _cart_line(goods: Goods, quantity: int) -> CartLine:
    return CartLine(goods.code, goods.title, goods.price or 0, goods.available, quantity)


def _understood(tx: Tx, text: str) -> tuple[by_hand.Message | None, list[tuple[Goods, int]], str]:
    """What a message says, its goods, and what of it is not clear."""
    fault = ""
    for with_goods in (True, False):
        try:
            message = by_hand.read_message(tx, text, with_goods=with_goods)
        except (ShopError, Invalid) as error:
            fault = fault or str(error)
        else:
            skus = sku_lookup.Lookup(tx).resolve([part.code for part in message.lines])
            return message, [(_goods(skus[p.code]), p.quantity) for p in message.lines], fault
    return None, [], fault


def _place(where: str) -> Any:
    """How an address is understood, or why it is not."""
    if not where.strip():
        return line("")
    try:
        receiver: Receiver = by_hand.addressed(name="", phone="", where=where)
    except (ShopError, Invalid) as error:
        return line((f"✗ {error}", ALARM))
    names = [name for name in (receiver.province, receiver.city, receiver.district) if name]
    known = " / ".join(dict.fromkeys(names))
    if not receiver.city:
        return line((_("○ province and city are not known yet"), MUTED))
    return line((f"✓ {known}", GOOD), f"  {receiver.street}{receiver.detail}")


def _submit(tx: Tx, content: dict[str, Any]) -> Added:
    """Take the order down and forget the draft, both or neither."""
    now: datetime = from_ms(tx.at)
    receiver = by_hand.addressed(
        name=content["name"], phone=content["phone"], where=content["where"]
    )
    order = NewOrder(
        receiver,
        tuple(NewLine(part["quantity"], code=part["code"]) for part in content["lines"]),
        now,
        freight=Money.parse(content["freight"] or "0", tx.policies.currency),
        paid=None if content["payment"] == UNPAID else Payment(content["payment"], now),
        remark=content["remark"],
        address_given=content["where"],
        holds=by_hand.holds_of(receiver),
    )
    added = intake.create(tx, order)
    drafts.drop(tx, FORM)
    return added
