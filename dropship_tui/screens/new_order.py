"""n on Orders: an order is taken down by hand. What is typed is kept until it is submitted."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.content import Content
from textual.widgets import Input

from dropship_tui.i18n import _, ngettext
from dropship_tui.models.address import DOUBTS
from dropship_tui.models.checks import Invalid
from dropship_tui.models.words import listed
from dropship_tui.screens.caller import background
from dropship_tui.screens.order_form import OrderForm
from dropship_tui.screens.order_reading import BLANK, cart_line, form_of, goods_of, receiver_of
from dropship_tui.screens.widgets.detail import ALARM, MUTED, line
from dropship_tui.screens.widgets.text_field import TextField
from dropship_tui.screens.widgets.title_bar import TitleBar
from dropship_tui.services.errors import ShopError
from dropship_tui.services.orders import by_hand, drafts, intake, order_form

if TYPE_CHECKING:
    from textual._path import CSSPathType

    from dropship_tui.services.goods.sku_lookup import Sku
    from dropship_tui.services.orders.by_hand import Message
    from dropship_tui.services.orders.intake import Added
    from dropship_tui.services.work import Tx

FORM = "new_order"
_WHO = ("name", "phone", "where")
_DOUBTFUL = {
    "no_name": "name",
    "guessed_name": "name",
    "no_phone": "phone",
    "odd_phone": "phone",
}  # the field that a doubt is about, till somebody changes it; the others are about the address
_RESTING = 0.6  # seconds without a change until the draft is kept


class NewOrderScreen(OrderForm["Added | None"]):
    """Answers the order that was taken down last; None when the form was left, its draft kept."""

    CSS_PATH: ClassVar[CSSPathType] = ["order_form.tcss", "new_order.tcss"]
    AUTO_FOCUS = "#paste"
    KEYS: ClassVar[Mapping[str, str]] = {"submit": "accept", "anew": "anew", "leave": "leave"}

    def __init__(self) -> None:
        super().__init__(_("New order"))
        self._kept: dict[str, Any] | None = None
        self._waiting: list[str] = []
        self._unknown: list[tuple[str, int]] = []
        self._doubts: tuple[str, ...] = ()
        self._filled: dict[str, str] = {}
        self._warned: tuple[str, ...] = ()

    # The draft

    def on_mount(self) -> None:
        """Go on where the form was left."""
        self._restore()

    @background
    async def _restore(self) -> None:
        def look(tx: Tx) -> tuple[drafts.Draft | None, str]:
            return drafts.kept(tx, FORM), tx.policies.currency

        draft, self.currency = await self.ask(look)
        self.cart.currency = self.currency
        if draft is not None:
            self._show({**BLANK, **draft.content})
        self._kept = self.content()
        if self._waiting and not (self.cart.lines or self.field("phone").value):
            self._next_message()
        await self.look_now()

    def _show(self, content: Mapping[str, Any]) -> None:
        self.cart.empty()
        self.fill(content)
        self._waiting = list(content["waiting"])
        self._unknown, self._doubts, self._warned = [], (), ()

    def content(self) -> dict[str, Any]:
        """With the messages that wait for orders of their own."""
        return {**super().content(), "waiting": self._waiting}

    def changed(self) -> None:
        """Keep the draft."""
        if self._kept not in (None, self.content()):
            self._keep()

    @work(exit_on_error=False, exclusive=True, group="draft")
    async def _keep(self) -> None:
        """Keep the draft, once the fingers rest."""
        await asyncio.sleep(_RESTING)
        await self._keep_now()

    async def _keep_now(self) -> None:
        content = self._kept = self.content()
        when, zone = await self.save(
            lambda shop: shop.write(lambda tx: (drafts.keep(tx, FORM, content), tx.zone))
        )
        told = _("draft kept {time}").format(time=f"{when.astimezone(zone):%H:%M:%S}")
        self.query_one(TitleBar).show(self.heading, "", told)

    # A message

    @on(Input.Submitted, "#paste")
    def _message_given(self, event: Input.Submitted) -> None:
        event.stop()
        event.prevent_default()
        if event.value.strip():
            self._read(event.value)
        else:
            self.field("goods").focus()

    @on(TextField.Lines, "#paste")
    def _message_pasted(self, event: TextField.Lines) -> None:
        self._read(event.text)

    @background
    async def _read(self, text: str) -> None:
        """Fill the form from a customer's message; what it does not say stays as it was."""
        reseller = self.field("reseller").value.strip()

        def understand(tx: Tx) -> tuple[tuple[Message, ...], dict[str, Sku]]:
            messages = by_hand.read(tx, text, reseller=reseller)
            codes = [part.code for part in messages[0].lines]
            return messages, order_form.priced(tx, codes, reseller)

        try:
            messages, skus = await self.ask(understand)
        except (ShopError, Invalid) as error:
            self.say(str(error))
            return
        self._waiting += [message.given for message in messages[1:]]
        self._take_over(messages[0], skus)
        await self.look_now()

    def _take_over(self, message: Message, skus: Mapping[str, Sku]) -> None:
        self.say("")
        self.say_given(message.given)
        self.field("paste").value = ""
        self.fill_receiver(message.receiver)
        if message.remark:
            self.fill_field("remark", message.remark)
        for part in message.lines:
            self.cart.put(cart_line(goods_of(skus[part.code]), part.quantity, None))
        self._doubts = message.doubts
        self._filled = {name: self.field(name).value for name in _WHO}
        self._unknown = list(message.unknown)
        is_clear = self.cart.lines and not self._unknown
        self.goods_taken()
        if message.ambiguous:
            self.field("where").focus()
        elif is_clear:
            self.field("name" if message.receiver.phone else "phone").focus()
        else:
            self.field("goods").focus()

    def goods_taken(self) -> None:
        """Look for the next goods of the message that are none of ours."""
        if self._unknown:
            what, pieces = self._unknown.pop(0)
            self.field("goods").value = f"{what}*{pieces}"

    def doubts(self) -> list[Content]:
        """With what the message left open."""
        told = super().doubts()
        typed = {name: self.field(name).value for name in _WHO}
        told += [
            line((f"? {_(DOUBTS[code])}", ALARM))
            for code in self._doubts
            if typed[(field := _DOUBTFUL.get(code, "where"))] == self._filled[field]
        ]
        if self._unknown:
            goods = listed(f"{what}*{pieces}" for what, pieces in self._unknown)
            unknown = _("None of our goods, to be chosen next: {goods}.").format(goods=goods)
            told.append(line((f"? {unknown}", ALARM)))
        if self._waiting:
            more = ngettext(
                "○ {n} more receiver: the order comes after this one",
                "○ {n} more receivers: their orders come after this one",
                len(self._waiting),
            )
            told.append(line((more.format(n=len(self._waiting)), MUTED)))
        return told

    # The end

    @background
    async def action_accept(self) -> None:
        """Submit; what is wrong is said, and nothing is lost. A duplicate takes a second time."""
        await self.look_now()
        if self.look.came_before and self._warned != self.look.came_before:
            self._warned = self.look.came_before
            self.say(_("Ctrl+S once more takes it down all the same."))
            return
        content = self.content()
        try:
            added = await self.save(lambda shop: shop.write(lambda tx: _submit(tx, content)))
        except (ShopError, Invalid) as error:
            self.say(str(error))
            return
        self.workers.cancel_group(self, "draft")
        if self._waiting:
            self._begin_next(added)
        else:
            self.dismiss(added)

    def _begin_next(self, added: Added) -> None:
        self.hub.say(f"✓ {added.number}")
        self._kept = None
        self._show(_for_next(self.content()))
        self._kept = self.content()
        self._next_message()

    def _next_message(self) -> None:
        text, *self._waiting = self._waiting
        self._read(text)

    @background
    async def action_leave(self) -> None:
        """Leave the form; its draft is kept."""
        self.workers.cancel_group(self, "draft")
        if self._kept not in (None, self.content()):
            await self._keep_now()
        self.dismiss(None)

    @background
    async def action_anew(self) -> None:
        """Forget the draft and begin anew."""
        self.workers.cancel_group(self, "draft")
        self._kept = dict(BLANK)
        self._show(BLANK)
        self.say("")
        self.query_one(TitleBar).show(self.heading)
        self.field("paste").focus()
        await self.save(lambda shop: shop.write(lambda tx: drafts.drop(tx, FORM)))


def _submit(tx: Tx, content: Mapping[str, Any]) -> Added:
    """Take the order down and forget the draft, both or neither; the next message is the next."""
    form = form_of(tx, content, receiver_of(content))
    added = intake.create(tx, order_form.order(tx, form))
    if content["waiting"]:
        drafts.keep(tx, FORM, _for_next(content))
    else:
        drafts.drop(tx, FORM)
    return added


def _for_next(content: Mapping[str, Any]) -> dict[str, Any]:
    """The form for the next receiver of the same message."""
    return {**BLANK, "reseller": content["reseller"], "waiting": content["waiting"]}
