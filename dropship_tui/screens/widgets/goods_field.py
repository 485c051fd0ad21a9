"""Find a SKU as you type, and put it into the cart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from dropship_tui.i18n import _
from dropship_tui.models.money import Money
from dropship_tui.screens.widgets.detail import MUTED, line
from dropship_tui.screens.widgets.plain import fit
from dropship_tui.screens.widgets.text_field import TextField

if TYPE_CHECKING:
    from textual import events

_TIMES = re.compile(r"\s*[*×x]\s*(\d{1,6})\s*$")


@dataclass(frozen=True, slots=True)
class Goods:
    """A SKU that was found; its price in minor units, None when it has none."""

    code: str
    title: str
    price: int | None
    available: int


class GoodsField(Vertical):
    """A field; below it what fits. Down and up choose, Enter takes; `*3` takes three."""

    DEFAULT_CSS = """
    GoodsField {
        height: auto;
        & > OptionList { height: auto; max-height: 6; border: none; padding: 0; display: none; }
        &.-open > OptionList { display: block; }
    }
    """

    class Wanted(Message):
        """What fits `text`? Answer with `show`."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Taken(Message):
        """So many of this go into the cart."""

        def __init__(self, goods: Goods, quantity: int) -> None:
            super().__init__()
            self.goods, self.quantity = goods, quantity

    def __init__(self) -> None:
        super().__init__()
        self._found: dict[str, Goods] = {}
        self._answered = ""
        self._is_hasty = False

    def compose(self) -> ComposeResult:
        """The field and the list."""
        yield TextField(hint=_("code, name, pinyin or barcode; *3 for three"))
        yield OptionList(markup=False, compact=True)

    @property
    def _field(self) -> Input:
        return self.query_one(Input)

    @property
    def _list(self) -> OptionList:
        return self.query_one(OptionList)

    @property
    def text(self) -> str:
        """What is looked for, without how many."""
        return _TIMES.sub("", self._field.value).strip()

    def show(self, text: str, found: Sequence[Goods]) -> None:
        """What fits `text`, the likeliest first; dropped when something else is typed by now."""
        if text != self.text:
            return
        self._answered = text
        self._found = {goods.code: goods for goods in found}
        self._list.set_options(Option(_label(goods), id=goods.code) for goods in found)
        self.set_class(bool(text), "-open")
        if found:
            self._list.highlighted = 0
        if self._is_hasty:
            self._is_hasty = False
            self._take(found[0].code if found else None)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        if self.text:
            self.post_message(self.Wanted(self.text))
        else:
            self.show("", ())

    async def _on_key(self, event: events.Key) -> None:
        moves = {"down": self._list.action_cursor_down, "up": self._list.action_cursor_up}
        if self._field.has_focus and self.text and (move := moves.get(event.key)):
            event.stop()
            event.prevent_default()
            move()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if not self.text:
            self.screen.focus_next()
        elif self._answered != self.text:
            self._is_hasty = True  # a scanner presses Enter before anything could be found
        else:
            chosen = self._list.highlighted_option
            self._take(chosen.id if chosen else None)

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._take(event.option_id)

    def _take(self, code: str | None) -> None:
        goods = self._found.get(code or "")
        if goods is None:
            return
        times = _TIMES.search(self._field.value)
        quantity = int(times[1]) if times else 1
        if quantity:
            self._field.value = ""
            self._field.focus()
            self.post_message(self.Taken(goods, quantity))


def _label(goods: Goods) -> Content:
    price = "" if goods.price is None else Money(goods.price).amount
    return line(
        f" {fit(goods.code, 14)} {fit(goods.title, 30)} {fit(price, 9, 'right')}  ",
        (_("have {n}").format(n=goods.available), MUTED),
    )
