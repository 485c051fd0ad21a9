"""Text from outside: hostile and messy until it has been through here.

`clean` is for the way in: what is stored holds no control characters. `visible` is for the way
out to a terminal: nothing that it returns can move a cursor, whatever the database holds.
`cell` is for the way out to a spreadsheet, `uncell` for the way back.
"""

from __future__ import annotations

import json
import re
import unicodedata

# Cc: C0 and C1 controls, ESC among them. Zl, Zp: line and paragraph separators. Cs: lone
# surrogates. The format characters that reorder text (bidi) or hide in it are named one by one,
# because ZWJ (U+200D) holds emoji families together and is kept.
_HIDDEN = (
    "\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u2028\u2029\u202a-\u202e"
    "\u2060-\u2069\ufeff\ufff9-\ufffb"
)
_CONTROL = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f{_HIDDEN}\ud800-\udfff\U000e0000-\U000e007f]")
_SPACES = re.compile(r"[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_FORMULA = "=+-@\t\r\n＝＋－＠"


def clean(value: str, *, limit: int = 2000) -> str:
    """One line of text without control characters, its spaces folded, at most `limit` long.

    Line breaks become spaces. The customer's own characters (full width, traditional, emoji)
    stay as they are.
    """
    if not value.isprintable():
        value = value.replace("\r", " ").replace("\n", " ")
    return clean_lines(value, limit=limit)


def clean_lines(value: str, *, limit: int = 20000) -> str:
    """Like `clean`, for a text of several lines: line feeds stay."""
    if value.isprintable() and "  " not in value:  # nearly always: nothing in it to clean
        return value.strip(" ")[:limit]
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    value = _CONTROL.sub("", value)
    value = _SPACES.sub(" ", value)
    return "\n".join(line.strip(" ") for line in value.split("\n")).strip()[:limit]


def visible(value: str) -> str:
    """`value` with every character that could drive a terminal shown as a symbol."""
    return _CONTROL.sub(lambda m: _symbol(m.group()), value.replace("\n", "␊").replace("\t", " "))


def _symbol(char: str) -> str:
    code = ord(char)
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else "�"


def escaped(document: str) -> str:
    """A JSON document in which what could drive a terminal is written as `\\uXXXX`."""
    return _CONTROL.sub(lambda m: json.dumps(m.group())[1:-1], document)


def fold(value: str) -> str:
    """`value` for comparing names of columns, SKUs and places: NFKC, lower case, no spaces."""
    if value.isascii() and value.isprintable():  # codes, mostly
        return value.replace(" ", "").lower()
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", _CONTROL.sub("", value))).casefold()


def cell(value: str) -> str:
    """`value` as a spreadsheet may hold it: `'` before what would be a formula."""
    return "'" + value if value and value[0] in _FORMULA else value


def uncell(value: str) -> str:
    """`value` without the `'` that `cell` put before it."""
    return value[1:] if len(value) > 1 and value[0] == "'" and value[1] in _FORMULA else value


def mask_phone(phone: str) -> str:
    """A phone as lists show it: 138****1234, the area code and the last digits of others."""
    if len(phone) <= 4:
        return phone
    keep = 3 if len(phone) >= 9 else 1
    return phone[:keep] + "*" * max(4, len(phone) - keep - 4) + phone[-4:]


def mask_name(name: str) -> str:
    """A name as lists show it: the first character, the rest starred."""
    return name[:1] + "*" * min(max(len(name) - 1, 0), 3)
