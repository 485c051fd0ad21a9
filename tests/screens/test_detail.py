"""Lines of the detail: what is too long for one goes on under its beginning."""

from __future__ import annotations

import pytest

from dropship_tui.screens.widgets.detail import hanging, line


@pytest.mark.parametrize(
    ("text", "width", "drawn"),
    [
        ("  short", 20, ["  short"]),
        ("no margin, so it wraps by itself", 20, ["no margin, so it wraps by itself"]),
        ("  a line that is long", 12, ["  a line", "  that is", "  long"]),
        ("  已签收 由门卫代收", 14, ["  已签收", "  由门卫代收"]),
        ("          deep", 12, ["          deep"]),  # no room beside such a margin
    ],
)
def test_what_goes_on_stands_under_the_beginning(text: str, width: int, drawn: list[str]) -> None:
    parts = hanging(line(text), width)
    assert [part.plain.rstrip() for part in parts] == drawn


def test_styles_go_on_too() -> None:
    parts = hanging(line("  ", ("a line that is long", "bold")), 12)
    assert [span.style for part in parts for span in part.spans] == ["bold"] * len(parts)
