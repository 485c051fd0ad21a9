"""What is to be known about one thing, in lines of the program's and other people's words."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from dropship_tui.screens.widgets.plain import shown

Lay = Callable[[int, int], Sequence[Content]]
"""Makes lines for so many cells and rows."""

MUTED, STRONG, ALARM, GOOD, ACCENT = (
    "$foreground 65%",
    "bold",
    "bold $text-error",
    "$text-success",
    "$text-accent",
)


def line(*parts: str | tuple[str, str]) -> Content:
    """A line of `text` and `(text, style)`; text from outside is safe in it."""
    return Content.assemble(
        *(
            shown(part) if isinstance(part, str) else (shown(part[0]), part[1])
            for part in parts
            if part
        )
    )


def hanging(text: Content, width: int) -> list[Content]:
    """The line cut for so many cells, what goes on below standing as far in as its beginning."""
    indent = len(text.plain) - len(text.plain.lstrip(" "))
    if text.cell_length <= width or not 0 < indent < width // 2:
        return [text]
    margin, body = text.divide([indent])
    return [margin + part for part in body.wrap(width - indent)]


class Detail(VerticalScroll):
    """Lines that scroll when they are too many."""

    DEFAULT_CSS = """
    Detail {
        padding: 0 1;
        scrollbar-size-vertical: 1;
        & > Static { width: 1fr; height: auto; }
    }
    """

    def __init__(self, *, id: str | None = None, can_focus: bool = True) -> None:  # noqa: A002
        super().__init__(id=id, can_focus=can_focus)
        self._lines: list[Content] = []
        self._lay: Lay | None = None

    def compose(self) -> ComposeResult:
        """One text."""
        yield Static(markup=False)

    def lay(self, lay: Lay) -> None:
        """Show the lines that `lay` makes for as many cells and rows as there are, now and later.

        How much room there is, is known once the screen has been laid out, and changes with it.
        """
        self._lay = lay
        self._lay_out()

    def on_resize(self) -> None:
        """Make the lines anew for the new room."""
        self._lay_out()
        self._draw()

    def _lay_out(self) -> None:
        if self._lay is not None:
            self.show(self._lay(*self.scrollable_content_region.size))

    def show(self, lines: Sequence[Content]) -> None:
        """Show these lines. The first one names the thing: while it stays, so does the place."""
        is_another = self._lines[:1] != list(lines[:1])
        if self._lines != list(lines):
            self._lines = list(lines)
            self._draw()
        if is_another:
            self.scroll_home(animate=False)

    def _draw(self) -> None:
        width = self.scrollable_content_region.width
        drawn = [part for each in self._lines for part in hanging(each, width)]
        self.query_one(Static).update(Content("\n").join(drawn))
