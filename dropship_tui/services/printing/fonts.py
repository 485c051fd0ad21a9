"""The one font of all documents, and which text it can show.

Noto Sans SC comes with the program, so that a document looks the same on every machine. What it
cannot show is replaced by 〓, the printers' mark for a missing character: a reader sees that
something stood there, where an empty box or nothing at all could pass for the text itself.
"""

from __future__ import annotations

import re
import struct
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    import typst

FAMILY = "Noto Sans SC"
MISSING = "〓"

# A run of 24 letters, or of 12 wide ones, may break after them, or it would run off the paper.
# The numbers of the trade are shorter, so each stays one word for who copies it from the PDF.
_LETTER = "!-~\u00a1-\u1fff"
_LONG_RUN = re.compile(f"(?:[@-Z]{{12}}|[{_LETTER}]{{24}})(?=[{_LETTER}])")
_ACCENTED = re.compile(r"LATIN (?P<case>SMALL|CAPITAL) LETTER (?P<letter>[A-Z]) WITH ")
_NEVER_LONG = 12
_BREAK_HERE = "\u200b"


@cache
def collection() -> typst.Fonts:
    """The fonts for typst: ours and no others, whatever the machine has."""
    import typst

    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[_path().parent],
    )


def printable(value: str) -> str:
    """`value` as the font can show it, in one flow that can wrap at every width.

    Characters that show nothing by themselves (joiners, direction marks, stray accents) are left
    out. Of the others that the font lacks, a letter loses its accent, as couriers write it
    (Świątek: Swiatek), and the rest become 〓.
    """
    if len(value) <= _NEVER_LONG and value.isascii() and value.isprintable():
        return value
    shown = unicodedata.normalize("NFC", " ".join(value.split())).translate(_glyphs())
    return _LONG_RUN.sub(rf"\g<0>{_BREAK_HERE}", shown)


class _Glyphs(dict[int, int | str | None]):
    """For str.translate: each character as it is printed, worked out when it is first seen."""

    def __init__(self, covered: frozenset[int]) -> None:
        super().__init__()
        self._covered = covered

    def __missing__(self, code: int) -> int | str | None:
        self[code] = shown = self._shown(code)
        return shown

    def _shown(self, code: int) -> int | str | None:
        category = unicodedata.category(chr(code))
        if category == "Cf":
            return None
        if code in self._covered:
            return code
        if category in {"Mn", "Me"}:
            return None
        return _plain_letter(chr(code)) or MISSING


def _plain_letter(char: str) -> str:
    """The Latin letter under an accent, a stroke or a tail; empty for anything else."""
    match = _ACCENTED.match(unicodedata.name(char, ""))
    if not match:
        return ""
    return match["letter"] if match["case"] == "CAPITAL" else match["letter"].lower()


@cache
def _glyphs() -> _Glyphs:
    return _Glyphs(_covered(_path().read_bytes()))


def _path() -> Path:
    from pylopdf_fonts_zh_cn import sans_path

    return sans_path()


def _covered(font: bytes) -> frozenset[int]:
    """The code points of an OpenType font, read from the full Unicode part of its `cmap` table."""
    cmap = _table(font, b"cmap")
    (count,) = struct.unpack_from(">H", cmap, 2)
    encodings = (struct.unpack_from(">HHI", cmap, 4 + 8 * i) for i in range(count))
    start = next(
        offset for platform, encoding, offset in encodings if (platform, encoding) == (3, 10)
    )
    (groups,) = struct.unpack_from(">I", cmap, start + 12)
    codes: set[int] = set()
    for first, last, _glyph in struct.iter_unpack(
        ">III", cmap[start + 16 : start + 16 + 12 * groups]
    ):
        codes.update(range(first, last + 1))
    return frozenset(codes)


def _table(font: bytes, wanted: bytes) -> bytes:
    (count,) = struct.unpack_from(">H", font, 4)
    for tag, _checksum, offset, length in struct.iter_unpack(">4sIII", font[12 : 12 + 16 * count]):
        if tag == wanted:
            return font[offset : offset + length]
    raise LookupError(wanted)
