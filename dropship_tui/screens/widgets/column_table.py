"""The columns of an unknown file, each with what it means: chosen with left and right, or typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from textual.message import Message
from textual.strip import Strip

from dropship_tui.i18n import _
from dropship_tui.models.imports import MEANINGS
from dropship_tui.models.text import fold
from dropship_tui.screens.widgets.painted import Painted
from dropship_tui.screens.widgets.plain import fit

if TYPE_CHECKING:
    from textual import events

    from dropship_tui.services.importers.guessing import Column

_NOTHING = ""
_JOINED = frozenset({"remark", "seller_note", "private"})
"""What several columns may be. Any other field moves to the column that is given it."""


class ColumnTable(Painted, can_focus=True):
    """Up and down go to a column; left, right and letters say what it is; Backspace: nothing."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"column-table--{name}" for name in ("header", "cursor", "unused")
    }
    DEFAULT_CSS = """
    ColumnTable {
        height: 1fr;
        & > .column-table--header { color: $text-muted; text-style: bold; }
        & > .column-table--cursor {
            background: $block-cursor-background; color: $block-cursor-foreground;
        }
        & > .column-table--unused { color: $text-muted; }
    }
    """

    class Changed(Message):
        """A column means something else."""

    def __init__(self) -> None:
        super().__init__()
        self._columns: Sequence[Column] = ()
        self._fields: dict[int, tuple[str, ...]] = {}
        self._at = self._top = 0
        self._typed = ""

    def show(self, columns: Sequence[Column]) -> None:
        """Show these columns with what they are thought to mean."""
        self._columns = columns
        self._fields = {column.number: column.fields for column in columns}
        self._at, self._top, self._typed = 0, 0, ""
        self.paint()

    @property
    def fields(self) -> Mapping[int, Sequence[str]]:
        """What each column means, by its number."""
        return self._fields

    async def _on_key(self, event: events.Key) -> None:
        if event.key in ("up", "down", "pageup", "pagedown", "home", "end"):
            self._go(event.key)
        elif event.key in ("left", "right"):
            self._turn(1 if event.key == "right" else -1)
        elif event.key in ("backspace", "delete"):
            self._mean(_NOTHING)
            self._typed = ""
        elif event.is_printable and event.character and event.character.strip():
            self._type(event.character)
        else:
            return
        event.stop()
        event.prevent_default()

    def _go(self, key: str) -> None:
        page, last = max(1, self.content_size.height - 1), max(0, len(self._columns) - 1)
        steps = {"up": -1, "down": 1, "pageup": -page, "pagedown": page}
        wanted = {"home": 0, "end": last}.get(key, self._at + steps.get(key, 0))
        self._at, self._typed = min(max(wanted, 0), last), ""
        self.paint()

    def _turn(self, step: int) -> None:
        """The next field that no other column has: what is passed on the way stays where it is."""
        if not self._columns:
            return
        own = self._fields[self._column.number]
        taken = {field for fields in self._fields.values() for field in fields} - {*own, *_JOINED}
        choices = [_NOTHING, *(field for field in MEANINGS if field not in taken)]
        place = choices.index(own[0]) if own and own[0] in choices else 0
        self._typed = ""
        self._mean(choices[(place + step) % len(choices)])

    def _type(self, character: str) -> None:
        """The first field whose name begins with what was typed, or has it in it."""
        for typed in (self._typed + character, character):
            wanted = fold(typed)
            words = {field: fold(str(word)) for field, word in MEANINGS.items()}
            found = [field for field, word in words.items() if word.startswith(wanted)]
            found += [field for field, word in words.items() if wanted in word]
            if found:
                self._typed = typed
                self._mean(found[0])
                return

    @property
    def _column(self) -> Column:
        return self._columns[self._at]

    def _mean(self, field: str) -> None:
        if not self._columns:
            return
        if field not in _JOINED:
            for number, fields in self._fields.items():
                self._fields[number] = tuple(other for other in fields if other != field)
        self._fields[self._column.number] = (field,) if field else ()
        self.paint()
        self.post_message(self.Changed())

    def draw(self) -> list[Strip]:
        """A header, and as many columns as there is room for."""
        width, height = self.content_size
        title, field = max(10, width // 4), max(16, width // 3)
        samples = max(1, width - title - field - 6)
        room = max(1, height - 1)
        self._top = max(0, min(self._top, self._at), self._at - room + 1)

        def line(first: str, second: str, third: str, mark: str = " ") -> str:
            return f"{mark} {fit(first, title)}  {fit(second, samples)}  {fit(third, field)}"

        texts = [(line(_("COLUMN"), _("FIRST VALUES"), _("READ AS")), "header")]
        for index, column in enumerate(self._columns[self._top : self._top + room], self._top):
            fields = self._fields[column.number]
            meant = " + ".join(str(MEANINGS.get(one, one)) for one in fields) or "–"
            here = index == self._at
            said = f"◂ {meant} ▸" if here else f"  {meant}"
            style = "cursor" if here else "" if fields else "unused"
            samples_said = " · ".join(column.samples)
            texts.append((line(column.title, samples_said, said, "▸" if here else " "), style))
        strips = [self._strip(text, style, width) for text, style in texts]
        return [*strips, *[Strip.blank(width, self.rich_style)] * (height - len(strips))][:height]

    def _strip(self, text: str, style: str, width: int) -> Strip:
        drawn = self.style_of(f"column-table--{style}") if style else self.rich_style
        return Strip([Segment(fit(text, width), drawn)], width)
