"""The field that a barcode scanner types into."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from textual.message import Message
from textual.widgets import Input

from dropship_tui.models.text import clean

if TYPE_CHECKING:
    from textual import events

_ENDS = ("enter", "ctrl+j")  # what scanners send after a code: CR or LF; after CR LF, both
_KEPT = ("up", "down", "pageup", "pagedown")  # the others that move are Input's own
_LINE_END = re.compile(r"\r\n?|\n")  # not splitlines: it would cut a GS1 code at its separator


class ScanInput(Input):
    """Yields every code that is scanned, in order, at any speed.

    A scanner is a keyboard that types faster than a screen can answer. So the end of a code is
    handled where its characters are, in this widget's own queue: as a binding, Enter would be
    overtaken by the characters of the next code.
    """

    class Scanned(Message):
        """`code` has been scanned, typed or pasted: one line, without its noise, never empty."""

        def __init__(self, scan_input: ScanInput, code: str) -> None:
            super().__init__()
            self.scan_input = scan_input
            self.code = code

        @property
        def control(self) -> ScanInput:
            """The field, for `@on(…, "#id")`."""
            return self.scan_input

    def on_mount(self) -> None:
        """The cursor stays still: a screen that waits for a scan should not repaint itself."""
        self.cursor_blink = False

    async def _on_key(self, event: events.Key) -> None:
        # Textual calls the handler of Input after this one, unless its default is prevented.
        if event.key in _ENDS:
            event.stop()
            event.prevent_default()
            self._scan([self.value])
        elif event.key in _KEPT:
            event.stop()

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        self._paste(event.text)

    def action_paste(self) -> None:
        """Paste what was copied inside the program."""
        self._paste(self.app.clipboard)

    def _paste(self, text: str) -> None:
        """Each line of several is a scan; a single one waits in the field for Enter."""
        start, end = sorted(self.selection)
        lines = _LINE_END.split(self.value[:start] + text + self.value[end:])
        if len(lines) > 1:
            self._scan(lines)
        else:
            self.replace(clean(text), start, end)

    def _scan(self, lines: list[str]) -> None:
        self.clear()
        for line in lines:
            if code := code_of(line):
                self.post_message(self.Scanned(self, code))


def code_of(text: str) -> str:
    """The code in what a scanner or a hand has typed.

    Full-width letters and digits of a Chinese input method become plain ones; control
    characters and the spaces around the code go.
    """
    return clean(unicodedata.normalize("NFKC", text))
