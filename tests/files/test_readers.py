"""What a file is, and what a person would read in it."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import sys
import tempfile
import tracemalloc
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import xlsxwriter
from hypothesis import assume, given
from hypothesis import strategies as st

from dropship_tui.services.errors import UnusableFile, WrongUsage
from dropship_tui.services.files import confined, limits
from dropship_tui.services.files.cells import Merge, Row, shown, text_row, tidy
from dropship_tui.services.files.readers import open_source
from tests.files import books
from tests.files.hostile import BERLIN, HEADER, LI, ORDERS, PLAIN, TAIPEI, TOKYO, ZHANG, text
from tests.files.hostile_documents import ODS, XLS, XLSX, page

if TYPE_CHECKING:
    from dropship_tui.services.files.cells import Value
    from dropship_tui.services.files.readers import Source


def cells(source: Source) -> list[tuple[str, ...]]:
    """The cells of all rows."""
    return [row.cells for row in source.rows()]


@pytest.fixture
def orders(tmp_path: Path) -> Path:
    """A plain CSV file of two orders."""
    path = tmp_path / "orders.csv"
    path.write_text(PLAIN, encoding="utf-8")
    return path


# What it is


@pytest.mark.parametrize(
    ("content", "format_", "encoding", "sheet"),
    [
        (PLAIN.encode(), "csv", "utf-8", ""),
        (PLAIN.encode("utf-8-sig"), "csv", "utf-8-sig", ""),
        (PLAIN.encode("utf-16"), "csv", "utf-16", ""),
        (PLAIN.encode("gbk"), "csv", "gb18030", ""),
        (text(TAIPEI).encode("big5"), "csv", "big5", ""),
        (text(TOKYO, delimiter="\t").encode("cp932"), "tsv", "cp932", ""),
        (text(BERLIN, delimiter="\t").encode("cp1252"), "tsv", "cp1252", ""),
        (page().encode("gbk"), "html", "gb18030", ""),
        (XLSX, "xlsx", "", "订单"),
        (XLS, "xls", "", "订单"),
        (ODS, "ods", "", "订单"),
    ],
)
@pytest.mark.parametrize("name", ["orders.csv", "orders.xls"])
def test_the_bytes_say_what_it_is_and_not_the_name(
    content: bytes, format_: str, encoding: str, sheet: str, name: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    source = open_source(path)
    assert (source.format, source.encoding, source.sheet) == (format_, encoding, sheet)
    assert source.sha256 == hashlib.sha256(content).hexdigest()
    assert source.size == len(content)


def test_rows_can_be_read_again(orders: Path) -> None:
    source = open_source(orders)
    halfway = source.rows()
    next(halfway)
    assert cells(source) == [*ORDERS]
    assert [row.cells for row in halfway] == [ZHANG, LI]


def test_a_file_that_changes_is_refused(orders: Path) -> None:
    source = open_source(orders)
    orders.write_text(PLAIN + PLAIN, encoding="utf-8")
    with pytest.raises(UnusableFile) as refusal:
        list(source.rows())
    assert refusal.value.code == "file_changed"


# Encodings


# The 3,755 characters of GB 2312 level 1, by their code table: what Chinese is written in.
DAILY = [bytes([lead, trail]) for lead in range(0xB0, 0xD7) for trail in range(0xA1, 0xFF)]


@given(st.lists(st.sampled_from(DAILY), min_size=1, max_size=9).map(b"".join))
def test_one_chinese_cell_makes_an_ascii_file_gb18030(chinese: bytes) -> None:
    assume(not is_utf8(chinese))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "orders.csv")
        path.write_bytes(b"order,name,sku\n" + b"1,Ann,A-1\n" * 50 + b"2," + chinese + b",T\n")
        source = open_source(path)
        assert source.encoding == "gb18030"
        assert cells(source)[-1] == ("2", chinese.decode("gb18030"), "T")


def is_utf8(content: bytes) -> bool:
    """Whether these bytes are UTF-8, too, by chance."""
    return content.decode(errors="ignore").encode() == content


@pytest.mark.parametrize(
    ("wanted", "read_as"),
    [("gbk", "gb18030"), ("GB2312", "gb18030"), ("cp936", "gb18030"), ("gb18030", "gb18030")],
)
def test_the_wanted_encoding_wins(wanted: str, read_as: str, tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_bytes("名,稱\n張三,1\n".encode("big5"))
    source = open_source(path, encoding=wanted)
    assert source.encoding == read_as
    assert cells(source)[0] != ("名", "稱")
    assert cells(open_source(path, encoding="Big5"))[0] == ("名", "稱")


def test_a_wanted_encoding_that_does_not_fit_is_refused_with_its_line(orders: Path) -> None:
    orders.write_bytes(b"a,b\n1,2\n" + "张三,1\n".encode("gbk"))
    with pytest.raises(UnusableFile) as refusal:
        open_source(orders, encoding="utf-8")
    assert refusal.value.code == "encoding_unknown"
    assert refusal.value.details == {"line": 3}
    assert "utf-8" in refusal.value.message


@pytest.mark.parametrize("wanted", ["klingon", "hex", "rot13", "punycode", "../utf-8", "\udcff"])
def test_a_wanted_encoding_has_to_exist(wanted: str, orders: Path) -> None:
    with pytest.raises(WrongUsage) as refusal:
        open_source(orders, encoding=wanted)
    assert refusal.value.code == "encoding_unknown"
    assert "gb18030" in refusal.value.hint


def test_a_mark_is_no_part_of_the_header_whatever_encoding_is_wanted(orders: Path) -> None:
    orders.write_text(PLAIN, encoding="utf-8-sig")
    assert cells(open_source(orders, encoding="utf-8")) == [*ORDERS]


# Quotation marks


def test_the_caller_knows_better_whether_quotes_are_literal(orders: Path) -> None:
    orders.write_text('sku\ttitle\nA\t"Big" dog\nB\t"Small dog"\n', encoding="utf-8")
    assert cells(open_source(orders))[1:] == [("A", '"Big" dog'), ("B", '"Small dog"')]
    read_as_csv = open_source(orders, literal_quotes=False)
    assert cells(read_as_csv)[1:] == [("A", "Big dog"), ("B", "Small dog")]
    orders.write_text('sku,title\nA,"Big, dog"\n', encoding="utf-8")
    assert cells(open_source(orders))[1:] == [("A", "Big, dog")]
    assert cells(open_source(orders, literal_quotes=True))[1:] == [("A", '"Big', 'dog"')]


def test_an_open_quote_names_its_row_and_its_line(orders: Path) -> None:
    orders.write_text(f'sep=,\n{",".join(HEADER)}\n1,"a\nb",1,1,1\n2,"c,1,1,1\n', encoding="utf-8")
    source = open_source(orders)
    rows = source.rows()
    assert [next(rows).number, next(rows).number] == [1, 2]
    with pytest.raises(UnusableFile) as refusal:
        next(rows)
    assert refusal.value.details == {"row": 3, "line": 5}
    assert "row 3 (line 5)" in refusal.value.message


# Workbooks


def workbook(path: Path) -> xlsxwriter.Workbook:
    return xlsxwriter.Workbook(path, {"constant_memory": False})


def test_typed_cells_are_read_as_a_person_reads_them(tmp_path: Path) -> None:
    path = tmp_path / "orders.xlsx"
    with workbook(path) as book:
        sheet = book.add_worksheet()
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        clock = book.add_format({"num_format": "hh:mm"})
        sheet.write_number(0, 0, 13800138000)
        sheet.write_number(0, 1, 39.0)
        sheet.write_number(0, 2, 0.1 + 0.2)
        sheet.write_datetime(0, 3, dt.datetime(2026, 5, 1, 22, 2, 59), moment)  # noqa: DTZ001
        sheet.write_datetime(0, 4, dt.datetime(2026, 5, 1), day)  # noqa: DTZ001
        sheet.write_number(0, 5, 0.75, clock)
        sheet.write_boolean(0, 6, True)  # noqa: FBT003
        sheet.write_formula(0, 7, "=1/0", None, "#DIV/0!")
        sheet.write_formula(0, 8, '="1930"', None, "1930")
        sheet.write_string(0, 9, "深圳\n福田")
    assert cells(open_source(path)) == [
        (
            "13800138000",
            "39",
            "0.3",
            "2026-05-01 22:02:59",
            "2026-05-01 00:00:00",
            "18:00:00",
            "TRUE",
            "",
            "1930",
            "深圳\n福田",
        )
    ]


def test_the_first_visible_sheet_that_is_not_empty_is_read(tmp_path: Path) -> None:
    path = tmp_path / "orders.xlsx"
    with workbook(path) as book:
        book.add_worksheet("空")
        hidden = book.add_worksheet("隐藏")
        hidden.hide()
        hidden.write_string(0, 0, "hidden")
        book.add_worksheet("订单").write_string(0, 0, "visible")
        book.add_worksheet("编码").write_string(0, 0, "later")
    source = open_source(path)
    assert cells(source) == [("visible",)]
    assert source.sheet == "订单"
    assert source.sheets == ("订单", "空", "编码")
    assert cells(open_source(path, sheet="隐藏")) == [("hidden",)]
    with pytest.raises(UnusableFile) as refusal:
        open_source(path, sheet="订单2")
    assert refusal.value.code == "sheet_unknown"
    assert "编码" in refusal.value.hint
    with pytest.raises(UnusableFile) as refusal:
        open_source(path, sheet="空")
    assert refusal.value.code == "empty_file"


def test_merges_over_rows_are_told_in_the_numbers_of_the_rows(tmp_path: Path) -> None:
    xlsx = tmp_path / "orders.xlsx"
    with workbook(xlsx) as book:
        sheet = book.add_worksheet()
        sheet.write_row(2, 1, ["订单编号", "货号"])
        sheet.merge_range(3, 1, 4, 1, "1001")
        sheet.write_string(3, 2, "A")
        sheet.write_string(4, 2, "B")
        sheet.merge_range(5, 1, 5, 2, "合计")
    source = open_source(xlsx)
    assert [*source.rows()] == [
        Row(3, ("", "订单编号", "货号")),
        Row(4, ("", "1001", "A")),
        Row(5, ("", "", "B")),
        Row(6, ("", "合计", "")),
    ]
    assert source.merges == (Merge(first_row=4, last_row=5, column=1),)

    xls = tmp_path / "orders.xls"
    xls.write_bytes(books.xls([["单号", "货号"], ["1", "A"], ["", "B"]], merged=[(1, 2, 0)]))
    assert open_source(xls).merges == (Merge(2, 3, 0),)

    html = tmp_path / "orders.html"
    rows = (("单号", "货号"), ("1", "A"), ("B",))
    html.write_text(page(rows).replace("<td>1", '<td rowspan="2">1'), encoding="utf-8")
    assert open_source(html).merges == (Merge(2, 3, 0),)
    assert cells(open_source(html)) == [("单号", "货号"), ("1", "A"), ("", "B")]


def test_columns_are_those_of_the_sheet(tmp_path: Path) -> None:
    path = tmp_path / "orders.ods"
    blank = "<table:table-row><table:table-cell/></table:table-row>"
    row = f"<table:table-row><table:table-cell/>{books.ods_text('x')}</table:table-row>"
    path.write_bytes(books.ods(blank + row))
    assert [*open_source(path).rows()] == [Row(2, ("", "x"))]


def test_a_workbook_is_read_where_a_module_of_the_same_name_lies_in_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit('run from a download folder')")
    (tmp_path / "orders.xlsx").write_bytes(XLSX)
    monkeypatch.chdir(tmp_path)
    assert cells(open_source(tmp_path / "orders.xlsx")) == [*ORDERS]


def test_a_reader_that_dies_leaves_its_last_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "orders.xlsx").write_bytes(XLSX)
    monkeypatch.setattr(confined, "_PROCESS", "dropship_tui.no_such_module")
    with pytest.raises(UnusableFile) as refusal:
        open_source(tmp_path / "orders.xlsx")
    assert refusal.value.code == "workbook_damaged"
    assert "no_such_module" in refusal.value.details["cause"]


# Files that are none


def refusal_of(path: Path) -> str:
    with pytest.raises(UnusableFile) as refusal:
        open_source(path)
    assert refusal.value.hint
    assert refusal.value.message
    return refusal.value.code


def test_files_that_are_none(tmp_path: Path) -> None:
    assert refusal_of(tmp_path / "nothing.csv") == "file_missing"
    assert refusal_of(tmp_path / "nothing" / "orders.csv") == "file_missing"
    assert refusal_of(tmp_path / "orders\0.csv") == "file_missing"
    assert refusal_of(tmp_path / ("x" * 300)) == "file_missing"
    assert refusal_of(tmp_path) == "not_a_file"
    (tmp_path / "empty.csv").touch()
    assert refusal_of(tmp_path / "empty.csv") == "empty_file"


@pytest.mark.skipif(sys.platform == "win32", reason="no such files there")
def test_devices_pipes_and_links(orders: Path, tmp_path: Path) -> None:
    device, pipe, dangling, loop, link = (tmp_path / name for name in "dplon")
    device.symlink_to(os.devnull)
    os.mkfifo(pipe)
    dangling.symlink_to(tmp_path / "nothing")
    loop.symlink_to(loop)
    link.symlink_to(orders)
    assert {refusal_of(path) for path in (device, pipe, dangling, loop)} == {"not_a_file"}
    assert cells(open_source(link)) == [*ORDERS]


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may read it")
def test_a_file_that_may_not_be_read(orders: Path) -> None:
    orders.chmod(0)
    assert refusal_of(orders) == "unreadable"


def test_an_unreadable_disk(orders: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("dropship_tui.services.files.encodings.detect", fail)
    assert refusal_of(orders) == "unreadable"


@pytest.mark.parametrize(
    ("head", "size"),
    [(PLAIN.encode(), 10**9), (XLSX[:99], limits.MAX_DOCUMENT_BYTES + 1), (page().encode(), 10**8)],
)
def test_a_file_that_is_too_large_is_refused_unread(head: bytes, size: int, tmp_path: Path) -> None:
    path = tmp_path / "huge"
    path.write_bytes(head)
    os.truncate(path, size)  # sparse: it takes no room
    assert refusal_of(path) == "file_too_large"


def test_a_text_file_is_never_held_in_memory(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text(PLAIN + text((ZHANG, LI)) * 40_000, encoding="gb18030")
    tracemalloc.start()
    try:
        count = sum(1 for _ in open_source(path).rows())
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert count == 80_003
    assert 2 * peak < path.stat().st_size


# Cells


@pytest.mark.parametrize(
    ("value", "read"),
    [
        (39.0, "39"),
        (-0.0, "0"),
        (1e15, "1000000000000000"),
        (1e-7, "0.0000001"),
        (36.900000000000006, "36.9"),
        (7, "7"),
        (False, "FALSE"),
        (dt.datetime(2026, 5, 1, 23, 59, 59, 999_997), "2026-05-02 00:00:00"),  # noqa: DTZ001
        (dt.datetime(2026, 5, 1, 23, 59, 59, 3), "2026-05-01 23:59:59"),  # noqa: DTZ001
        (dt.time(9, 5), "09:05:00"),
        (dt.timedelta(hours=36, seconds=1), "36:00:01"),
    ],
)
def test_values(value: Value, read: str) -> None:
    assert shown(value) == read


def test_a_row_is_cleaned_wherever_the_dirt_is() -> None:
    for dirty, clean in [(" a", "a"), ("a ", "a"), ("a  b", "a b"), ("'1", "1"), ('="1"', "1")]:
        assert tidy(dirty) == clean
        for row in ([dirty, "x", "x"], ["x", dirty, "x"], ["x", "x", dirty], [dirty]):
            assert text_row(1, row).cells == tuple(clean if c == dirty else c for c in row)
