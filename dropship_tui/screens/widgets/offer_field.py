"""A field with what may be meant below it: goods, receivers, places, resellers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from dropship_tui.screens.widgets.text_field import TextField

if TYPE_CHECKING:
    from textual import events


class OfferField(Vertical):
    """Down and up choose one of the offers, Enter takes it, Tab goes on without.

    Down asks for them where nothing is typed yet.
    """

    DEFAULT_CSS = """
    OfferField {
        height: auto;
        & > OptionList { height: auto; max-height: 6; border: none; padding: 0; display: none; }
        &.-open > OptionList { display: block; }
    }
    """

    class Wanted(Message):
        """What may `text` mean? Answer with `show`."""

        def __init__(self, field: OfferField, text: str) -> None:
            super().__init__()
            self.field, self.text = field, text

        @property
        def control(self) -> OfferField:
            """The field, for `@on(…, "#id")`."""
            return self.field

    class Taken(Message):
        """The offer of this key is meant."""

        def __init__(self, field: OfferField, key: str) -> None:
            super().__init__()
            self.field, self.key = field, key

        @property
        def control(self) -> OfferField:
            """The field, for `@on(…, "#id")`."""
            return self.field

    class Done(Message):
        """Enter, and there is nothing to take: on to the next field."""

        def __init__(self, field: OfferField) -> None:
            super().__init__()
            self.field = field

        @property
        def control(self) -> OfferField:
            """The field, for `@on(…, "#id")`."""
            return self.field

    def __init__(self, *, hint: str = "", id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._hint = hint
        self._is_filling = False

    def compose(self) -> ComposeResult:
        """The field and the list."""
        yield TextField(hint=self._hint)
        yield OptionList(markup=False, compact=True)

    @property
    def input(self) -> TextField:
        """Where it is typed."""
        return self.query_one(TextField)

    @property
    def offers(self) -> OptionList:
        """What is offered."""
        return self.query_one(OptionList)

    @property
    def text(self) -> str:
        """What offers are looked for by."""
        return self.input.value.strip()

    def fill(self, value: str) -> None:
        """Show another value, for which nothing is offered."""
        if value != self.input.value:
            self._is_filling = True
            self.input.fill(value)
        self.show(self.text, {})

    def show(self, text: str, offers: Mapping[str, Content]) -> None:
        """Offer these, the likeliest first; dropped when something else is typed by now."""
        if text != self.text:
            return
        self.offers.set_options(Option(label, id=key) for key, label in offers.items())
        self.set_class(bool(offers), "-open")
        if offers:
            self.offers.highlighted = 0

    @on(Input.Changed)
    def _typed(self) -> None:
        if self._is_filling:
            self._is_filling = False
        else:
            self.post_message(self.Wanted(self, self.text))

    async def _on_key(self, event: events.Key) -> None:
        moves = {"down": self.offers.action_cursor_down, "up": self.offers.action_cursor_up}
        move = moves.get(event.key)
        if move is None or not self.input.has_focus:
            return
        event.stop()
        event.prevent_default()
        if self.has_class("-open"):
            move()
        else:
            self.post_message(self.Wanted(self, self.text))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.enter()

    def enter(self) -> None:
        """Take the highlighted offer, or go on."""
        chosen = self.offers.highlighted_option if self.has_class("-open") else None
        if chosen is None:
            self.post_message(self.Done(self))
        else:
            self.take(chosen.id)

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.take(event.option_id)

    def take(self, key: str | None) -> None:
        """This offer is meant."""
        self.remove_class("-open")
        self.post_message(self.Taken(self, key or ""))

    def on_descendant_blur(self) -> None:
        """Whoever has gone on needs the room."""
        if not self.offers.has_focus:
            self.remove_class("-open")
