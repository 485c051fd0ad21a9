"""What is to be known about one thing, in lines of the program's and other people's words."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from dropship_tui.screens.widgets.plain import shown

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


class Detail(VerticalScroll):
    """Lines that scroll when they are too many."""

    DEFAULT_CSS = """
    Detail {
        padding: 0 1;
        scrollbar-size-vertical: 1;
        & > Static { width: 1fr; height: auto; }
    }
    """

    def compose(self) -> ComposeResult:
        """One text."""
        yield Static(markup=False)

    def show(self, lines: Sequence[Content]) -> None:
        """Show these lines, from the first one on."""
        self.query_one(Static).update(Content("\n").join(lines))
        self.scroll_home(animate=False)
