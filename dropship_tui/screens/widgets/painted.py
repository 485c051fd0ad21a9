"""A widget that draws its lines itself, and has only those painted that have changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

if TYPE_CHECKING:
    from rich.style import Style

_NOWHERE = Size(-1, -1)


class Painted(Widget):
    """Draws all its lines after each change, and compares them with those on the screen.

    A subclass says how its lines look now in `draw`, and calls `paint` after each change.
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._painted: list[Strip] = []
        self._painted_size = _NOWHERE
        self._styles_by_name: dict[str, Style] = {}

    def draw(self) -> list[Strip]:
        """The lines from top to bottom, as wide as the content."""
        return []

    def paint(self) -> None:
        """Show what has changed."""
        if self._painted_size != self.content_size:
            self.refresh()
            return
        lines = self.draw()
        spans = [changed(old, new) for old, new in zip(self._painted, lines, strict=True)]
        self._painted = lines
        regions = [Region(span[0], y, span[1], 1) for y, span in enumerate(spans) if span]
        if regions:
            self.refresh(*regions)

    def render_line(self, y: int) -> Strip:
        """The line that Textual asks for."""
        if self._painted_size != self.content_size:
            self._painted, self._painted_size = self.draw(), self.content_size
        return self._painted[y] if y < len(self._painted) else Strip.blank(self.content_size.width)

    def notify_style_update(self) -> None:
        """The theme or the focus has changed: draw everything anew."""
        super().notify_style_update()
        self._styles_by_name = {}
        self._painted_size = _NOWHERE

    def style_of(self, component: str) -> Style:
        """The style that the CSS gives to a component of this widget."""
        if component not in self._styles_by_name:
            self._styles_by_name[component] = self.get_component_rich_style(component)
        return self._styles_by_name[component]


def changed(old: Strip, new: Strip) -> tuple[int, int] | None:
    """The first cell and the number of cells that have to be painted anew; None for no cell."""
    if old is new:
        return None
    before, after = list(old), list(new)
    start = end = 0
    while before and after and before[0] == after[0]:
        start += after.pop(0).cell_length
        before.pop(0)
    while before and after and before[-1] == after[-1]:
        end += after.pop().cell_length
        before.pop()
    return (start, new.cell_length - end - start) if after or before else None
