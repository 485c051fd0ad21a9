"""The board of Today: a line for each stage, and in it numbers that are doors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, zip_longest
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual.message import Message
from textual.strip import Strip

from dropship_tui.screens.widgets.painted import Painted
from dropship_tui.screens.widgets.plain import fit

if TYPE_CHECKING:
    from textual import events

_STYLES = ("stage", "count", "nothing", "alarm", "cursor")
_STAGE = 12  # cells for the name of a stage


@dataclass(frozen=True, slots=True)
class Door:
    """A number, what it counts, and where it leads. An alarm that counts something is loud."""

    count: int
    words: str
    screen: str
    wanted: str
    is_alarm: bool = False

    @property
    def text(self) -> str:
        """As the board shows it."""
        sign = "▲ " if self.is_alarm and self.count else ""
        return f" {sign}{self.count:,} {self.words} "

    @property
    def style(self) -> str:
        """How it looks while the cursor is elsewhere."""
        if not self.count:
            return "nothing"
        return "alarm" if self.is_alarm else "count"


@dataclass(frozen=True, slots=True)
class Stage:
    """A line of the board."""

    name: str
    doors: tuple[Door, ...]


class Board(Painted, can_focus=True):
    """Arrow keys go from door to door, Enter goes through."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"board--{name}" for name in _STYLES}
    DEFAULT_CSS = """
    Board {
        height: auto;
        & > .board--stage { text-style: bold; }
        & > .board--nothing { color: $text-disabled; }
        & > .board--alarm { color: $text-error; text-style: bold; }
        & > .board--cursor {
            background: $block-cursor-background;
            color: $block-cursor-foreground;
            text-style: bold;
        }
    }
    """

    class Opened(Message):
        """Somebody goes through a door."""

        def __init__(self, door: Door) -> None:
            super().__init__()
            self.door = door

    def __init__(self) -> None:
        super().__init__()
        self._stages: tuple[Stage, ...] = ()
        self._line, self._place = 0, 0
        self._doors: list[tuple[int, int, int, int]] = []

    def show(self, stages: Sequence[Stage]) -> None:
        """Show these lines; the cursor stays where it is."""
        self._stages = tuple(stages)
        if len(self._lay_out(self.content_size.width)) != self.content_size.height:
            self.refresh(layout=True)
        self.paint()

    def get_content_height(self, container: object, viewport: object, width: int) -> int:  # noqa: ARG002
        """As many lines as it takes."""
        return max(1, len(self._lay_out(width)))

    def _lay_out(self, width: int) -> list[list[tuple[int, int, int]]]:
        """Lines of (stage, door, x), in columns; a stage that needs more goes on below itself."""
        columns = zip_longest(*(map(_cells, stage.doors) for stage in self._stages), fillvalue=0)
        starts = list(accumulate(map(max, columns), initial=_STAGE))
        lines: list[list[tuple[int, int, int]]] = []
        for number, stage in enumerate(self._stages):
            lines.append([])
            end = 0
            for place, door in enumerate(stage.doors):
                x = starts[place] if end <= starts[place] else end
                if x + _cells(door) > width and lines[-1]:
                    lines.append([])
                    x = _STAGE
                lines[-1].append((number, place, x))
                end = x + _cells(door)
        return lines

    def draw(self) -> list[Strip]:
        """The lines, and where their doors are, for the mouse."""
        width, self._doors, seen = self.content_size.width, [], set[int]()
        strips = []
        for y, line in enumerate(self._lay_out(width)):
            number = line[0][0] if line else y
            name = "" if number in seen else self._stages[number].name
            seen.add(number)
            segments = [Segment(fit(f" {name}", _STAGE), self.style_of("board--stage"))]
            used = _STAGE
            for _, place, x in line:
                door = self._stages[number].doors[place]
                here = self.has_focus and (number, place) == (self._line, self._place)
                style = self.style_of("board--cursor" if here else f"board--{door.style}")
                text = fit(door.text, min(_cells(door), width - x))
                segments += [Segment(" " * (x - used), self.rich_style), Segment(text, style)]
                self._doors.append((y, x, number, place))
                used = x + cell_len(text)
            strip = Strip([segment for segment in segments if segment.text])
            strips.append(strip.adjust_cell_length(width, self.rich_style))
        height = self.content_size.height
        return [*strips, *[Strip.blank(width, self.rich_style)] * (height - len(strips))][:height]

    async def _on_key(self, event: events.Key) -> None:
        moves = {"up": (-1, 0), "down": (1, 0), "left": (0, -1), "right": (0, 1)}
        if step := moves.get(event.key):
            event.stop()
            event.prevent_default()
            self._move(*step)

    def _move(self, lines: int, places: int) -> None:
        self._line = max(0, min(self._line + lines, len(self._stages) - 1))
        last = len(self._stages[self._line].doors) - 1 if self._stages else 0
        self._place = max(0, min(self._place + places, last))
        self.paint()

    def open(self) -> None:
        """Go through the door under the cursor."""
        if self._stages:
            self.post_message(self.Opened(self._stages[self._line].doors[self._place]))

    def on_click(self, event: events.Click) -> None:
        """Go through the door under the pointer."""
        for y, x, number, place in self._doors:
            if event.y == y and x <= event.x < x + _cells(self._stages[number].doors[place]):
                self._line, self._place = number, place
                self.paint()
                self.open()


def _cells(door: Door) -> int:
    return cell_len(door.text)
