"""The field that a barcode scanner types into."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from textual.message import Message
from textual.widgets import Input

from dropship_tui.models.text import clean

if TYPE_CHECKING:
    from textual import events

_ENDS = ("enter", "ctrl+j")  # what scanners send after a code: CR or LF; after CR LF, both
_KEPT = ("up", "down", "pageup", "pagedown")  # keys that mean nothing here and must not mean
# anything to the screen either, because a code may hold them as control characters


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

    async def _on_key(self, event: events.Key) -> None:
        # Textual calls the handler of Input after this one, unless its default is prevented.
        if event.key in _ENDS:
            event.stop()
            event.prevent_default()
            self._scan([self.value])
        elif event.key in _KEPT:
            event.stop()

    def _on_paste(self, event: events.Paste) -> None:
        """Each line of several is a scan; a single one waits in the field for Enter."""
        event.stop()
        event.prevent_default()
        start, end = sorted(self.selection)
        text = self.value[:start] + event.text + self.value[end:]
        lines = text.splitlines()
        if len(lines) > 1 or text != lines[0]:
            self._scan(lines)
        else:
            self.replace(event.text, start, end)

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
