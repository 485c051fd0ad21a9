"""The cart of an order form: what is in it, and keys to change how many."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

from rich.segment import Segment
from textual.message import Message
from textual.strip import Strip

from dropship_tui.i18n import _
from dropship_tui.models.checks import MAX_QUANTITY, Invalid
from dropship_tui.models.money import Money
from dropship_tui.screens.widgets.painted import Painted
from dropship_tui.screens.widgets.plain import fit

if TYPE_CHECKING:
    from textual import events

_STYLES = ("row", "cursor", "note", "short")


@dataclass(frozen=True, slots=True)
class CartLine:
    """So many of a SKU at a price in minor units of the shop's currency.

    is_agreed: somebody typed the price; it does not follow the list any more.
    """

    code: str
    title: str
    price: int
    available: int
    quantity: int = 1
    is_agreed: bool = False

    @property
    def total(self) -> int:
        """What the line costs."""
        return self.price * self.quantity


class Cart(Painted, can_focus=True):
    """Up and down choose a line; + and - and digits say how many, @ and digits at which price.

    Delete takes it out.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"cart--{name}" for name in _STYLES}
    DEFAULT_CSS = """
    Cart {
        height: 1fr;
        min-height: 2;
        & > .cart--cursor {
            background: $block-cursor-background; color: $block-cursor-foreground;
        }
        & > .cart--note { color: $text-muted; }
        & > .cart--short { color: $text-error; }
    }
    """

    class Changed(Message):
        """Something else is in it now."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[CartLine] = []
        self.currency = "CNY"
        self._cursor = 0
        self._typed = ""

    @property
    def total(self) -> Money:
        """What everything in it costs."""
        return Money(sum(line.total for line in self.lines), self.currency)

    def put(self, line: CartLine) -> None:
        """Put so many more of a SKU into it; the cursor goes there."""
        for index, known in enumerate(self.lines):
            if known.code == line.code:
                more = min(known.quantity + line.quantity, MAX_QUANTITY)
                agreed = known if known.is_agreed and not line.is_agreed else line
                self._change(index, replace(agreed, quantity=more))
                return
        self.lines.append(line)
        self._change(len(self.lines) - 1, line)

    def renew(self, lines: dict[str, CartLine]) -> None:
        """What lines of these codes cost and have by now; quantities and agreed prices stay."""
        renewed = [_renewed(line, lines.get(line.code)) for line in self.lines]
        if renewed != self.lines:
            self.lines = renewed
            self.paint()
            self.post_message(self.Changed())

    def empty(self) -> None:
        """Take everything out."""
        self.lines, self._cursor, self._typed = [], 0, ""
        self.paint()
        self.post_message(self.Changed())

    def as_content(self) -> list[dict[str, Any]]:
        """What is in it, for a draft."""
        return [asdict(line) for line in self.lines]

    def _change(self, index: int, line: CartLine | None) -> None:
        if line is None:
            del self.lines[index]
        else:
            self.lines[index] = line
        self._cursor = max(0, min(index, len(self.lines) - 1))
        self.paint()
        self.post_message(self.Changed())

    async def _on_key(self, event: events.Key) -> None:
        if not self.lines:
            return
        line = self.lines[self._cursor]
        step = {"up": -1, "down": 1}.get(event.key)
        change = {"plus": 1, "minus": -1}.get(event.key)
        if step:
            self._typed = ""
            self._cursor = max(0, min(self._cursor + step, len(self.lines) - 1))
            self.paint()
        elif change:
            self._typed = ""
            self._say(max(1, line.quantity + change))
        elif event.character and event.character in "@0123456789.":
            self._type(event.character)
        elif event.key in ("delete", "backspace"):
            self._typed = ""
            self._change(self._cursor, None)
        else:
            return
        event.stop()
        event.prevent_default()

    def _type(self, character: str) -> None:
        if character == "@":
            self._typed = "@"
        elif self._typed.startswith("@"):
            self._typed += character
            self._agree(self._typed[1:])
        elif character != ".":
            self._typed += character
            self._say(int(self._typed))

    def _agree(self, price: str) -> None:
        try:
            minor = Money.parse(price, self.currency).minor
        except Invalid:
            self._typed = self._typed[:-1]
        else:
            line = self.lines[self._cursor]
            self._change(self._cursor, replace(line, price=minor, is_agreed=True))

    def _say(self, quantity: int) -> None:
        if not 0 < quantity <= MAX_QUANTITY:
            self._typed = ""
            return
        self._change(self._cursor, replace(self.lines[self._cursor], quantity=quantity))

    def draw(self) -> list[Strip]:
        """A line for each SKU; what to do when there is none."""
        width, height = self.content_size
        top = max(0, self._cursor - height + 1)
        rows = [
            self._row(index, line, width)
            for index, line in enumerate(self.lines[top : top + height], top)
        ]
        if not rows:
            rows = [self._strip(_("   The cart is empty: type goods above."), "note", width)]
        return [*rows, *[Strip.blank(width, self.rich_style)] * (height - len(rows))][:height]

    def _row(self, index: int, line: CartLine, width: int) -> Strip:
        here = self.has_focus and index == self._cursor
        room = max(8, width - 60)
        short = line.quantity > line.available
        stock = ("▲ " if short else "") + _("have {n}").format(n=line.available)
        text = (
            f" {'▸' if here else ' '} {fit(line.code, 14)} {fit(line.title, room)}"
            f" ×{fit(str(line.quantity), 6)} {fit(self._price(line), 9, 'right')}"
            f" {fit(self._amount(line.total), 10, 'right')}  {fit(stock, 11)}"
        )
        return self._strip(text, "cursor" if here else "short" if short else "row", width)

    def _strip(self, text: str, style: str, width: int) -> Strip:
        return Strip([Segment(fit(text, width), self.style_of(f"cart--{style}"))], width)

    def _price(self, line: CartLine) -> str:
        return ("@" if line.is_agreed else "") + self._amount(line.price)

    def _amount(self, minor: int) -> str:
        return Money(minor, self.currency).amount


def _renewed(line: CartLine, now: CartLine | None) -> CartLine:
    if now is None:
        return line
    price = line.price if line.is_agreed else now.price
    return replace(line, title=now.title, price=price, available=now.available)
