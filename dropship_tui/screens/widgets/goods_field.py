"""Find a SKU as you type, and put it into the cart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content
from textual.message import Message

from dropship_tui.i18n import _
from dropship_tui.models.money import Money
from dropship_tui.screens.widgets.detail import MUTED, line
from dropship_tui.screens.widgets.offer_field import OfferField
from dropship_tui.screens.widgets.plain import fit

_HOW = re.compile(r"(?:\s*[*×x]\s*(?P<n>\d{1,6}))?(?:\s*@\s*(?P<price>\d+(?:\.\d*)?))?\s*$")


@dataclass(frozen=True, slots=True)
class Goods:
    """A SKU that was found; its price in minor units, None when it has none."""

    code: str
    title: str
    price: int | None
    available: int


class GoodsField(OfferField):
    """`*3` after what is looked for takes three, `@35` at another price than usual."""

    class Chosen(Message):
        """So many of this go into the cart; `price` is as typed, "" for the usual one."""

        def __init__(self, goods: Goods, quantity: int, price: str) -> None:
            super().__init__()
            self.goods, self.quantity, self.price = goods, quantity, price

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(hint=_("code, name, pinyin or barcode; *3 for three, @35 at 35.00"), id=id)
        self._found: dict[str, Goods] = {}
        self._answered = ""
        self._is_hasty = False

    @property
    def text(self) -> str:
        """What is looked for, without how many and how much."""
        return _HOW.sub("", self.input.value, count=1).strip()

    def show_goods(self, text: str, found: Sequence[Goods]) -> None:
        """What fits `text`, the likeliest first; dropped when something else is typed by now."""
        if text != self.text:
            return
        self._answered = text
        self._found = {goods.code: goods for goods in found}
        self.show(text, {goods.code: _label(goods) for goods in found})
        if self._is_hasty:
            self._is_hasty = False
            self.enter()

    def enter(self) -> None:
        """Take what is highlighted; a scanner presses Enter before anything could be found."""
        if self.text and self._answered != self.text:
            self._is_hasty = True
        elif self._found or not self.text:
            super().enter()

    def take(self, key: str | None) -> None:
        """So many of these goods."""
        goods = self._found.get(key or "")
        how = _HOW.search(self.input.value)
        quantity = int(how["n"] or 1) if how else 1
        if goods is not None and quantity:
            price = how["price"] or "" if how else ""
            self._found, self._answered = {}, ""
            self.fill("")
            self.input.focus()
            self.post_message(self.Chosen(goods, quantity, price))


def _label(goods: Goods) -> Content:
    price = "" if goods.price is None else Money(goods.price).amount
    return line(
        f" {fit(goods.code, 14)} {fit(goods.title, 30)} {fit(price, 9, 'right')}  ",
        (_("have {n}").format(n=goods.available), MUTED),
    )
