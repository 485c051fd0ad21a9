"""What no table of columns can say: rows of several lines, deadlines in words, odd headers."""

from __future__ import annotations

import contextlib
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropship_tui.models.checks import Invalid
from dropship_tui.models.money import Money
from dropship_tui.services.files.readers import Row
from dropship_tui.services.importers.headers import Headers
from dropship_tui.services.importers.layout import Layout
from dropship_tui.services.importers.parts import lines_of
from dropship_tui.services.importers.profiles import BY_NAME, PROFILES
from dropship_tui.services.importers.profiles.base import Dates
from dropship_tui.services.importers.values import (
    read_amount,
    read_deadline,
    read_quantity,
    read_time,
)

CHINA = ZoneInfo("Asia/Shanghai")
_WORD = st.text("纯棉T恤折叠伞 红蓝ABC0129-_.()", min_size=1, max_size=12).map(str.strip)
_GOODS = _WORD.filter(lambda word: word.strip("x0123456789 ") != "")


def _lines(profile: str, header: tuple[str, ...], cells: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The lines of a row, each as code, title and quantity."""
    known, named = BY_NAME[profile], Headers(header)
    columns = {
        field: (column,)
        for field, names in known.columns.items()
        for name in names
        if (column := named.find(name)) is not None
    }
    layout, split = lines_of(Layout(known, header, 1, columns, frozenset()))
    assert split is not None
    wanted = [layout.columns[field][0] for field in ("sku_code", "title", "quantity")]
    return [tuple(line.cells[column] for column in wanted) for line in split(Row(2, cells))]


@given(st.lists(st.tuples(_GOODS, st.integers(1, 9999)), min_size=1, max_size=6))
def test_goods_in_one_cell_are_found_again(goods: list[tuple[str, int]]) -> None:
    cell = "".join(f"[{name}]x{quantity};" for name, quantity in goods)
    lines = _lines("cainiao", ("订单号", "[商品]x数量;"), ("A-1", cell))
    assert [(code or title, quantity) for code, title, quantity in lines] == [
        (name, str(quantity)) for name, quantity in goods
    ]


@given(st.text("[]x×*;；商品A12 ", max_size=24))
def test_any_cell_of_goods_is_read_whole_or_not_at_all(cell: str) -> None:
    lines = _lines("cainiao", ("订单号", "[商品]x数量;"), ("A-1", cell))
    assert all(quantity.isdecimal() and (code or title) for code, title, quantity in lines)


@given(st.lists(st.tuples(_WORD.filter(bool), st.integers(1, 99)), min_size=1, max_size=5))
def test_joined_cells_are_taken_apart_together(goods: list[tuple[str, int]]) -> None:
    header = ("主订单编号", "选购商品", "商家编码", "商品数量")
    names = ";".join(name for name, _ in goods)
    cells = ("1", names, names, ";".join(str(quantity) for _, quantity in goods))
    assert _lines("douyin", header, cells) == [
        (name, name, str(quantity)) for name, quantity in goods
    ]


@given(st.text(max_size=40), st.sampled_from(Dates))
def test_any_deadline_is_a_time_or_is_refused(text: str, dates: Dates) -> None:
    with contextlib.suppress(Invalid):
        assert isinstance(read_deadline(text, CHINA, dates), datetime | None)


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("子订单3304150759339467584： 2026-06-11 22:17前; ", "2026-06-11T22:17"),
        ("子订单1： 2026-06-12 08:00前; 子订单2： 2026-06-11 22:17前; ", "2026-06-11T22:17"),
        ("2026年6月11日22:17前", "2026-06-11T22:17"),
        ("2026-06-11 22:17:00", "2026-06-11T22:17"),
    ],
)
def test_of_several_deadlines_the_first_counts(text: str, when: str) -> None:
    assert read_deadline(text, CHINA) == datetime.fromisoformat(when).replace(tzinfo=CHINA)


@pytest.mark.parametrize(
    ("dates", "text", "day"),
    [
        (Dates.DAY_FIRST, "03/04/2026 10:00:00", (2026, 4, 3)),
        (Dates.MONTH_FIRST, "03/04/2026", (2026, 3, 4)),
        (Dates.MONTH_FIRST, "3/4/26", (2026, 3, 4)),
        (Dates.DAY_FIRST, "2026-04-03", (2026, 4, 3)),
    ],
)
def test_a_platform_says_which_number_is_the_month(
    dates: Dates, text: str, day: tuple[int, int, int]
) -> None:
    moment = read_time(text, CHINA, dates)
    assert moment is not None
    assert (moment.year, moment.month, moment.day) == day


def test_headers_that_differ_in_brackets_only_are_two() -> None:
    headers = Headers(["商品编码(平台)", "数量（件）", "金额"])
    assert headers.find("商品编码(平台)") == 0
    assert headers.find("商品编码(自定义)") is None
    assert headers.find("商品编码") == 0
    assert headers.find("数量") == 1
    assert headers.find("金额(元)") == 2


@pytest.mark.parametrize("profile", [p for p in PROFILES if p.telling], ids=lambda p: p.name)
def test_no_format_is_taken_for_another(profile: object) -> None:
    """Headers that tell one format are not enough for any other that asks for the same number."""
    assert isinstance(profile, type(PROFILES[0]))
    own = {*profile.telling}
    for other in PROFILES:
        if other is not profile and other.telling and other.channel != profile.channel:
            shared = own & {*other.telling}
            assert len(shared) < other.enough, (other.name, shared)


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("46346.5", "2026-11-20T12:00"),
        ("46346", "2026-11-20T00:00"),
        ("46346.4166666667", "2026-11-20T10:00"),
    ],
)
def test_days_as_a_spreadsheet_counts_them(text: str, when: str) -> None:
    assert read_time(text, CHINA) == datetime.fromisoformat(when).replace(tzinfo=CHINA)


@pytest.mark.parametrize("text", ["12345", "99999", "46346.5.1", "4634"])
def test_any_other_number_is_no_time(text: str) -> None:
    with pytest.raises(Invalid):
        read_time(text, CHINA)


@pytest.mark.parametrize("text", ["2件", "２个", "2 双", "2pcs", "2"])
def test_pieces_are_counted_in_many_words(text: str) -> None:
    assert read_quantity(text) == 2


@pytest.mark.parametrize("text", ["2箱", "2打", "0双", "双", "-2件"])
def test_what_is_no_number_of_pieces_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        read_quantity(text)


def test_amounts_may_be_written_in_full_width() -> None:
    assert read_amount("１９．９０元", "CNY") == Money(1990, "CNY")
