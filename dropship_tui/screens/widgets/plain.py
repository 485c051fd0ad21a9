"""Text from outside on its way to the terminal: shown as it is, never as markup.

What people type and files bring may hold markup, escape sequences and emoji. Everything that
a screen shows of it goes through here.
"""

from __future__ import annotations

import re
from typing import Literal

from rich.cells import cell_len, get_character_cell_size
from textual.content import Content

from dropship_tui.models.text import visible

Align = Literal["left", "right"]

# Joiners, variation selectors and skin tones: some terminals draw 👨 + joiner + 👩 in two cells,
# others in four, and the rest of the line moves. Without them all terminals count alike.
_UNEVEN = re.compile("[\u200d\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]")


def plain(value: str) -> Content:
    """`value` for any widget that takes content: one line, its markup shown and not obeyed."""
    return Content(shown(value))


def shown(value: str) -> str:
    """`value` in one line of characters that every terminal draws equally wide."""
    if value.isascii() and value.isprintable():
        return value
    return _UNEVEN.sub("", visible(value))


def fit(value: str, cells: int, align: Align = "left") -> str:
    """`value` in exactly `cells` terminal cells: cut with `…`, or padded with spaces.

    A Chinese character takes two cells and is never cut in half.
    """
    if cells <= 0:
        return ""
    text = shown(value)
    room = cells - cell_len(text)
    if room < 0:
        text = _cut(text, cells - 1) + "…"
        room = cells - cell_len(text)
    return " " * room + text if align == "right" else text + " " * room


def _cut(text: str, cells: int) -> str:
    used = 0
    for index, char in enumerate(text):
        used += get_character_cell_size(char)
        if used > cells:
            return text[:index]
    return text
