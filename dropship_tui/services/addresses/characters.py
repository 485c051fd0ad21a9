"""One character in, one character out: texts that can be matched and still be cut where they were.

Every function here keeps the length, so a position found in the matching text is a position in
the customer's own text.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from dropship_tui.services.addresses import divisions

__all__ = ["BREAK", "blank", "matching", "narrow", "trimmed"]

BREAK = "\x1f"
"""Stands in a matching text where something was taken out."""

_WIDE = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_WIDE_WORDS = {code: char for code, char in _WIDE.items() if char.isalnum()}
_PUNCTUATION: dict[int, int | str] = {
    **_WIDE,
    **dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212ー—"), "-"),
    **dict.fromkeys(map(ord, "“”‘’「」『』《》〈〉"), '"'),
    **str.maketrans("\u3000。、【】〔〕×✖✕", " ;,[][]***"),
}
_RARE_HAN, _RARE_HAN_END = 0x20000, 0x40000
_OTHER = re.compile(r"[^\x00-\x7f\u4e00-\u9fff]")


@cache
def _table() -> dict[int, int | str]:
    return {**divisions.traditional(), **_PUNCTUATION}


def narrow(text: str) -> str:
    """`text` with every digit and Latin letter as ASCII; everything else stays as typed."""
    text = text.translate(_WIDE_WORDS)
    return text if text.isascii() else _OTHER.sub(_digit, text)


def matching(text: str) -> str:
    """`text` as rules read it: ASCII punctuation, simplified characters, `|` for a picture."""
    return _OTHER.sub(_picture, narrow(text).translate(_table()))


def blank(text: str, start: int, end: int) -> str:
    """`text` with the span from `start` to `end` taken out, its length kept."""
    return text[:start] + BREAK * (end - start) + text[end:]


def trimmed(text: str, edges: str) -> str:
    """`text` without `edges` around it, and without a bracket whose partner is elsewhere."""
    text = text.strip(edges)
    for opening, closing in ("()", "（）", "[]", "【】"):
        text = text.removeprefix(closing).removesuffix(opening)
        text = text.removeprefix(opening) if closing not in text else text
        text = text.removesuffix(closing) if opening not in text else text
    return text.strip(edges)


def _digit(match: re.Match[str]) -> str:
    char = match.group()
    return str(unicodedata.decimal(char)) if unicodedata.category(char) == "Nd" else char


def _picture(match: re.Match[str]) -> str:
    char = match.group()
    if _RARE_HAN <= ord(char) < _RARE_HAN_END:  # in names, and younger than Python's tables
        return char
    return "|" if unicodedata.category(char) in ("So", "Sk", "Cf", "Mn", "Me", "Co", "Cn") else char
