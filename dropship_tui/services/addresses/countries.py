"""What order files call a country, and its ISO code."""

from __future__ import annotations

import json
from functools import cache

from dropship_tui.models.text import fold
from dropship_tui.paths import data_dir

__all__ = ["code_of"]


@cache
def code_of(name: str) -> str:
    """The ISO code of the country that `name` means in any of the platforms' languages, else ""."""
    return _codes().get(fold(name), "")


@cache
def _codes() -> dict[str, str]:
    names = json.loads((data_dir() / "countries.json").read_text(encoding="utf-8"))["names"]
    return {name: code for code, listed in names.items() for name in listed}
