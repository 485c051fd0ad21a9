"""One of a few words in a line: (•) this, ( ) that."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from textual.message import Message
from textual.strip import Strip

from dropship_tui.screens.widgets.painted import Painted
from dropship_tui.screens.widgets.plain import shown

if TYPE_CHECKING:
    from textual import events


class Choice(Painted, can_focus=True):
    """Left and right choose."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"choice--chosen", "choice--here"}
    DEFAULT_CSS = """
    Choice {
        height: 1;
        width: 1fr;
        & > .choice--chosen { text-style: bold; }
        & > .choice--here {
            background: $block-cursor-background; color: $block-cursor-foreground;
        }
    }
    """

    class Changed(Message):
        """Another one is chosen."""

    def __init__(self, choices: Mapping[str, str], chosen: str, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._choices = dict(choices)
        self._chosen = chosen
        self._places: list[tuple[int, int, str]] = []

    @property
    def value(self) -> str:
        """The code of the chosen one."""
        return self._chosen

    @value.setter
    def value(self, code: str) -> None:
        if code in self._choices and code != self._chosen:
            self._chosen = code
            self.paint()
            self.post_message(self.Changed())

    async def _on_key(self, event: events.Key) -> None:
        step = {"left": -1, "right": 1, "space": 1}.get(event.key)
        if step:
            event.stop()
            event.prevent_default()
            codes = list(self._choices)
            self.value = codes[(codes.index(self._chosen) + step) % len(codes)]

    def on_click(self, event: events.Click) -> None:
        """The one under the pointer."""
        for start, end, code in self._places:
            if start <= event.x < end:
                self.value = code

    def draw(self) -> list[Strip]:
        """All in one line."""
        width = self.content_size.width
        segments, self._places, used = [], [], 0
        for code, words in self._choices.items():
            chosen = code == self._chosen
            text = f"{'(•)' if chosen else '( )'} {shown(words)}"
            here = "here" if self.has_focus else "chosen"
            style = self.style_of(f"choice--{here}") if chosen else self.rich_style
            piece = Segment(text, style)
            self._places.append((used, used + piece.cell_length, code))
            segments += [piece, Segment("  ", self.rich_style)]
            used += piece.cell_length + 2
        return [Strip(segments).adjust_cell_length(width, self.rich_style).crop(0, width)]
