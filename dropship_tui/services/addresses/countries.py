"""What order files call a country, and its ISO code."""

from __future__ import annotations

import json
from functools import cache
from typing import Final

from dropship_tui.models.text import fold
from dropship_tui.paths import data_dir

__all__ = ["CHINA", "UNKNOWN", "code_of"]

CHINA: Final = "CN"

UNKNOWN: Final = "ZZ"
"""The code of a country that a file does not name, though it is not China (CLDR's own code)."""


@cache
def code_of(name: str) -> str:
    """The ISO code of the country that `name` means in any of the platforms' languages, else ""."""
    return _codes().get(fold(name), "")


@cache
def _codes() -> dict[str, str]:
    names = json.loads((data_dir() / "countries.json").read_text(encoding="utf-8"))["names"]
    return {name: code for code, listed in names.items() for name in listed}
