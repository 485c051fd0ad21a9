"""Mainland identity numbers: recognised in order to be dropped, never stored."""

from __future__ import annotations

import re

from dropship_tui.services.addresses.characters import matching

__all__ = ["has_identity_number", "spans", "without_identity_numbers"]

_MOBILE = r"1[3-9]\d{9}"
# Region, a date of birth that can be, sequence, check character (GB 11643). A mobile may be
# glued before or after it.
_IDENTITY = re.compile(
    rf"(?:(?<!\d)|(?<={_MOBILE}))[1-9]\d{{5}}(?:18|19|20)\d\d(?:0[1-9]|1[0-2])"
    rf"(?:0[1-9]|[12]\d|3[01])\d{{3}}[\dXx](?:(?![\dA-Za-z])|(?={_MOBILE}(?!\d)))"
)


def spans(text: str) -> list[tuple[int, int]]:
    """Where the identity numbers in `text` stand; `text` is as `characters.matching` has it."""
    return [match.span() for match in _IDENTITY.finditer(text)]


def has_identity_number(text: str) -> bool:
    """Whether `text` holds a mainland identity number."""
    return bool(spans(matching(text)))


def without_identity_numbers(text: str) -> str:
    """`text` with every mainland identity number taken out."""
    for start, end in reversed(spans(matching(text))):
        text = text[:start] + text[end:]
    return text
