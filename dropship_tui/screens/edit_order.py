"""e on an order: the order form with what the order has, until it is packed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from textual.content import Content

from dropship_tui.i18n import _
from dropship_tui.models.checks import Invalid
from dropship_tui.models.lifecycle import Document
from dropship_tui.models.money import Money
from dropship_tui.models.words import listed
from dropship_tui.screens.caller import background
from dropship_tui.screens.dialogs.message import explained
from dropship_tui.screens.order_form import OrderForm
from dropship_tui.screens.order_reading import BLANK, amount, form_of
from dropship_tui.screens.widgets.cart import CartLine
from dropship_tui.screens.widgets.detail import MUTED, line
from dropship_tui.screens.widgets.places import whole_place
from dropship_tui.services import events
from dropship_tui.services.errors import ShopError
from dropship_tui.services.orders import by_hand, order_changes, order_queries
from dropship_tui.services.orders.order_changes import Changes

if TYPE_CHECKING:
    from textual._path import CSSPathType

    from dropship_tui.models.orders import OrderLine, OrderView
    from dropship_tui.services.work import Tx

_WHO = ("name", "phone", "where")


class EditOrderScreen(OrderForm[bool]):
    """Answers whether the order was corrected. How it was paid stays."""

    CSS_PATH: ClassVar[CSSPathType] = ["order_form.tcss", "edit_order.tcss"]
    AUTO_FOCUS = "#phone Input"
    KEYS: ClassVar[Mapping[str, str]] = {"accept": "accept", "leave": "leave"}

    def __init__(self, number: str) -> None:
        super().__init__(_("Correct {n}").format(n=number))
        self.number = number
        self._order: OrderView | None = None
        self._unknown: list[OrderLine] = []
        self._reserved: dict[str, int] = {}
        self._version = 0
        self._before: dict[str, Any] = dict(BLANK)

    def on_mount(self) -> None:
        """Show what the order has."""
        self._read()

    @background
    async def _read(self) -> None:
        def look(tx: Tx) -> tuple[OrderView, int]:
            version = events.head(tx, Document.ORDER, self.number).version
            return order_queries.show(tx, self.number), version

        order, self._version = await self.ask(look)
        self._order = order
        self._unknown = [part for part in order.lines if part.sku is None]
        for part in order.lines:
            if part.sku:
                self._reserved[part.sku] = self._reserved.get(part.sku, 0) + part.reserved
        self.currency = self.cart.currency = order.total.currency
        phone = "-".join(filter(None, (order.receiver.phone, order.receiver.extension)))
        self.cart.lines = [_in_cart(part) for part in order.lines if part.sku is not None]
        self.fill(
            {
                **BLANK,
                "name": order.receiver.name,
                "phone": phone,
                "where": whole_place(order.receiver),
                "reseller": order.reseller,
                "freight": order.freight.amount,
                "discount": order.discount.amount,
                "remark": order.remark,
            }
        )
        self.say_given(order.address_given)
        self.cart.paint()
        self.field("phone").select_all()
        self._before = self.content()
        await self.look_now()

    def other_goods(self) -> Money:
        """Goods that are none of ours yet stay in the order."""
        worth = sum(part.price.minor * part.quantity for part in self._unknown)
        return Money(worth, self.currency)

    def goods_now(self) -> dict[str, CartLine]:
        """With what is reserved for this order: it is there for it."""
        return {
            code: replace(now, available=now.available + self._reserved.get(code, 0))
            for code, now in super().goods_now().items()
        }

    def doubts(self) -> list[Content]:
        """With the goods that the cart cannot show."""
        told = super().doubts()
        if self._unknown:
            goods = listed(part.code or part.title for part in self._unknown)
            stay = _("○ stay as they are, until g names them: {goods}").format(goods=goods)
            told.append(line((stay, MUTED)))
        return told

    @background
    async def action_accept(self) -> None:
        """Save what is different; what is refused is said, and nothing typed is lost."""
        content, order = self.content(), self._order
        if order is None or content == self._before:
            self.dismiss(result=False)
            return
        try:
            await self.save(lambda shop: shop.write(lambda tx: self._change(tx, order, content)))
        except (ShopError, Invalid) as error:
            self.say(" ".join(filter(None, explained(error))))
        else:
            self.dismiss(result=True)

    def _change(self, tx: Tx, order: OrderView, content: dict[str, Any]) -> None:
        old = self._before
        said = {name: content[name] for name in _WHO if content[name] != old[name]}
        form = form_of(tx, content, order.receiver)
        wanted = Changes(
            receiver=by_hand.corrected(order.receiver, **said) if said else None,
            lines=form.lines if content["lines"] != old["lines"] else None,
            freight=amount(content["freight"], self.currency)
            if content["freight"] != old["freight"]
            else None,
            discount=form.discount if content["discount"] != old["discount"] else None,
            remark=form.remark if content["remark"] != old["remark"] else None,
            reseller=form.reseller if content["reseller"] != old["reseller"] else None,
        )
        order_changes.change(tx, self.number, wanted, seen=self._version)

    def action_leave(self) -> None:
        """Leave the order as it is."""
        self.dismiss(result=False)


def _in_cart(part: OrderLine) -> CartLine:
    """A line at the price that was agreed."""
    title = " ".join(filter(None, (part.title, part.spec)))
    there = part.available + part.reserved
    return CartLine(part.sku or "", title, part.price.minor, there, part.quantity, is_agreed=True)
