"""Tables as files: what was written is what is read, and no cell is a formula."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO

import python_calamine
from hypothesis import given
from hypothesis import strategies as st

from dropship_tui.models.text import clean, uncell
from dropship_tui.services.exporters.tables import Table, render

HOSTILE = [
    "=cmd()|' /C calc'!A0", "+1", "-1", "@SUM(1)", "＝1", "'=1", "[/b]", "a|b", "<script>", "`x`",
    "193012345678901234", "00123", "1E5", "", "张三",
]  # fmt: skip
TEXTS = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=30)).map(clean)
TABLES = st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=8).map(
    lambda rows: Table(("one", "two"), tuple(rows))
)


@given(TABLES)
def test_csv_is_read_back_whole_and_holds_no_formula(table: Table) -> None:
    content = render(table, "csv")
    assert content.startswith(b"\xef\xbb\xbf")
    header, *rows = csv.reader(StringIO(content.decode("utf-8-sig"), newline=""))
    assert tuple(header) == table.header
    assert [tuple(map(uncell, row)) for row in rows] == [
        tuple(map(uncell, row)) for row in table.rows
    ]
    assert not any(value[:1] in {*"=+-@＝＋－＠"} and value for row in rows for value in row)


@given(TABLES)
def test_a_workbook_holds_text_and_nothing_else(table: Table) -> None:
    book = python_calamine.CalamineWorkbook.from_filelike(BytesIO(render(table, "xlsx")))
    header, *rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    assert tuple(header) == table.header
    for read, written in zip(rows, table.rows, strict=False):
        assert all(isinstance(value, str) for value in read)
        assert tuple(str(value).strip() for value in read) == written


@given(TABLES)
def test_markdown_has_a_line_a_row_and_two_cells_a_line(table: Table) -> None:
    lines = render(table, "md").decode().splitlines()
    assert len(lines) == 2 + len(table.rows)
    for line in lines:
        assert line.replace("\\\\", "").replace("\\|", "").count("|") == 3
