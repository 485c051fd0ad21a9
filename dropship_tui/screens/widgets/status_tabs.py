"""The first line of a list: its name, and its tabs with how much is in each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual.message import Message
from textual.strip import Strip

from dropship_tui.models.plan import Words
from dropship_tui.screens.widgets.painted import Painted

if TYPE_CHECKING:
    from textual import events

_STYLES = ("name", "tab", "chosen", "more")


@dataclass(frozen=True, slots=True)
class Tab:
    """One list behind the same columns. Its `sign` is shown while there is something in it.

    `is_extra` tabs are in sight only while they are chosen: the doors of Today lead there.
    """

    code: str
    title: Words
    sign: str = ""
    is_extra: bool = False


class StatusTabs(Painted):
    """Tabs in one line; what does not fit beside the chosen one is a `‹` or `›` away."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"status-tabs--{name}" for name in _STYLES}
    DEFAULT_CSS = """
    StatusTabs {
        height: 1;
        background: $background;
        & > .status-tabs--name { text-style: bold; color: $primary; }
        & > .status-tabs--tab { color: $text-muted; }
        & > .status-tabs--chosen { text-style: bold; color: $text-primary; }
        & > .status-tabs--more { color: $text-muted; }
    }
    """

    class Chosen(Message):
        """Another tab is in sight."""

        def __init__(self, tab: Tab) -> None:
            super().__init__()
            self.tab = tab

    def __init__(self, name: str, tabs: Sequence[Tab], *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._title = name
        self._tabs = tuple(tabs)
        self._counts: Mapping[str, int] = {}
        self._places: list[tuple[int, int, Tab]] = []
        self.chosen = self._tabs[0]

    def count(self, counts: Mapping[str, int]) -> None:
        """Show how much is in each tab, by its code; nothing is shown as nothing."""
        self._counts = counts
        self.paint()

    def choose(self, code: str) -> None:
        """Show the tab with this code.

        Raises:
            LookupError: there is none.
        """
        tab = next((tab for tab in self._tabs if tab.code == code), None)
        if tab is None:
            raise LookupError(code)
        if tab != self.chosen:
            self.chosen = tab
            self.paint()
            self.post_message(self.Chosen(tab))

    def step(self, tabs: int) -> None:
        """Go so many tabs to the right, round and round."""
        shown = self._in_sight()
        self.choose(shown[(shown.index(self.chosen) + tabs) % len(shown)].code)

    def _in_sight(self) -> list[Tab]:
        return [tab for tab in self._tabs if not tab.is_extra or tab == self.chosen]

    def _label(self, tab: Tab) -> str:
        count = self._counts.get(tab.code)
        words = (tab.sign if count else "", str(tab.title), f"{count:,}" if count else "")
        told = " ".join(word for word in words if word)
        return f"[{told}]" if tab == self.chosen else f" {told} "

    def draw(self) -> list[Strip]:
        """The one line, and where its tabs are, for the mouse."""
        width = self.content_size.width
        name = f" {self._title}  "
        tabs = self._in_sight()
        labels = [self._label(tab) for tab in tabs]
        first = self._first(labels, tabs.index(self.chosen), width - cell_len(name) - 4)
        segments = [self._segment(name, "name"), self._segment("‹ " if first else "", "more")]
        used, self._places = sum(segment.cell_length for segment in segments), []
        for tab, label in list(zip(tabs, labels, strict=True))[first:]:
            if used + cell_len(label) > width - 2:
                segments.append(self._segment(" ›", "more"))
                break
            self._places.append((used, used + cell_len(label), tab))
            segments.append(self._segment(label, "chosen" if tab == self.chosen else "tab"))
            used += cell_len(label)
        strip = Strip([segment for segment in segments if segment.text])
        return [strip.adjust_cell_length(width, self.rich_style)]

    @staticmethod
    def _first(labels: list[str], chosen: int, room: int) -> int:
        """The first tab to show, so that the chosen one is in sight."""
        first = 0
        while first < chosen and sum(map(cell_len, labels[first : chosen + 1])) > room:
            first += 1
        return first

    def _segment(self, text: str, style: str) -> Segment:
        return Segment(text, self.style_of(f"status-tabs--{style}"))

    def on_click(self, event: events.Click) -> None:
        """Choose the tab under the pointer."""
        for start, end, tab in self._places:
            if start <= event.x < end:
                self.choose(tab.code)
