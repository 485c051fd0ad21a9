"""Text from outside on its way to the terminal, and the cells that it is given there."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from dropship_tui.screens.widgets.lines import Column, widths
from dropship_tui.screens.widgets.plain import fit, plain, shown
from tests.screens.hostile import CONTROL, HOSTILE


def column(width: int, gap: int = 2) -> Column[Any]:
    return Column("x", lambda _: "", width, gap=gap)


@pytest.mark.parametrize(
    ("cells", "columns", "expected"),
    [
        (60, [column(10), column(0), column(5)], [10, 36, 5]),
        (60, [column(2, gap=0), column(10), column(0)], [2, 10, 41]),
        (24, [column(10), column(0), column(5)], [10, 4, 1]),
        (18, [column(10), column(0), column(5)], [7, 1, 1]),
        (40, [column(10), column(5)], [10, 5]),
    ],
)
def test_the_first_column_is_the_last_to_lose_its_width(
    cells: int, columns: list[Column[Any]], expected: list[int]
) -> None:
    assert widths(columns, cells) == expected


@pytest.mark.parametrize(
    ("text", "cells", "expected"),
    [
        ("abc", 5, "abc  "),
        ("abcdef", 5, "abcd…"),
        ("abcde", 5, "abcde"),
        ("中文", 5, "中文 "),
        ("中文字", 5, "中文…"),
        ("中文字", 4, "中… "),
        ("中", 1, "…"),
        ("abc", 1, "…"),
        ("abc", 0, ""),
        ("", 3, "   "),
        ("e\u0301e\u0301e\u0301", 2, "e\u0301…"),
        ("👨\u200d👩\u200d👧", 6, "👨👩👧"),
        ("a\x1bb", 3, "a␛b"),
    ],
)
def test_text_is_cut_and_padded_by_terminal_cells(text: str, cells: int, expected: str) -> None:
    assert fit(text, cells) == expected


def test_numbers_stand_at_the_right() -> None:
    assert fit("7", 3, "right") == "  7"
    assert fit("12345", 3, "right") == "12…"


@given(st.text(), st.integers(0, 40))
def test_fitted_text_fills_its_cells_and_holds_no_control_character(text: str, cells: int) -> None:
    fitted = fit(text, cells)
    assert cell_len(fitted) == cells
    assert not CONTROL.search(fitted)


@given(st.text() | st.sampled_from(HOSTILE))
def test_plain_content_is_the_text_and_nothing_but_the_text(text: str) -> None:
    content = plain(text)
    assert content.plain == shown(text)
    assert content.spans == []
    assert not CONTROL.search(content.plain)


def test_markup_survives_as_text() -> None:
    assert plain("Size [XL] [/b]").plain == "Size [XL] [/b]"
