"""The first lines of a screen that is no list: its name, what else is to be known, a rule."""

from __future__ import annotations

from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual.strip import Strip

from dropship_tui.screens.widgets.painted import Painted
from dropship_tui.screens.widgets.plain import fit, shown


class TitleBar(Painted):
    """A name at the left, a remark after it, another one at the right end."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"title-bar--name", "title-bar--remark"}
    DEFAULT_CSS = """
    TitleBar {
        height: 2;
        & > .title-bar--name { color: $primary; text-style: bold; }
        & > .title-bar--remark { color: $text-muted; }
    }
    """

    def __init__(self, name: str, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._words = (name, "", "")

    def show(self, name: str, remark: str = "", at_end: str = "") -> None:
        """Show other words."""
        self._words = (name, remark, at_end)
        self.paint()

    def draw(self) -> list[Strip]:
        """The words, and the rule below them."""
        name, remark, at_end = map(shown, self._words)
        width = self.content_size.width
        room = max(0, width - cell_len(name) - cell_len(at_end) - 4)
        bold, muted = self.style_of("title-bar--name"), self.style_of("title-bar--remark")
        words = [
            Segment(f" {name}  ", bold),
            Segment(fit(remark, room), muted),
            Segment(f"{at_end} ", muted),
        ]
        return [
            Strip(words).adjust_cell_length(width, self.rich_style),
            Strip([Segment("─" * width, muted)], width),
        ]
