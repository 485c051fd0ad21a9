"""A field to type into: what is pasted or was stored cannot drive the terminal from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message
from textual.widgets import Input

from dropship_tui.models.text import clean, clean_lines
from dropship_tui.screens.widgets.plain import shown

if TYPE_CHECKING:
    from textual import events
    from textual.suggester import Suggester


class TextField(Input):
    """One line; several lines that are pasted become one, where Textual would drop all but one."""

    def __init__(
        self,
        value: str = "",
        *,
        hint: str = "",
        suggester: Suggester | None = None,
        id: str | None = None,  # noqa: A002
    ) -> None:
        super().__init__(shown(value), placeholder=hint, suggester=suggester, compact=True, id=id)
        # A blinking cursor repaints for ever, over slow lines, too.
        self.cursor_blink = False

    class Lines(Message):
        """Several lines were pasted; the field shows them as one."""

        def __init__(self, field: TextField, text: str) -> None:
            super().__init__()
            self.field, self.text = field, text

        @property
        def control(self) -> TextField:
            """The field, for `@on(…, "#id")`."""
            return self.field

    def fill(self, value: str) -> None:
        """Show another value."""
        self.value = shown(value)

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        self._insert(event.text)

    def action_paste(self) -> None:
        """Paste what was copied inside the program."""
        self._insert(self.app.clipboard)

    def _insert(self, text: str) -> None:
        start, end = sorted(self.selection)
        self.replace(clean(text), start, end)
        if len(clean_lines(text).splitlines()) > 1:
            self.post_message(self.Lines(self, clean_lines(text)))
