"""No file, however spoilt, makes more trouble than a refusal; and what is read is read rightly."""

from __future__ import annotations

import contextlib
import csv
import io
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dropship_tui.models.text import clean_lines
from dropship_tui.services.errors import UnusableFile
from dropship_tui.services.files.cells import tidy
from dropship_tui.services.files.limits import MAX_CELL, MAX_COLUMNS
from dropship_tui.services.files.readers import Row, open_source
from tests.files.hostile import HEADER, TEXT_FILES, Hostile, text
from tests.files.hostile_documents import DOCUMENTS, ODS, XLS, XLSX, page

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Literal

CORPUS = [*TEXT_FILES, *DOCUMENTS]


def test_the_corpus_is_what_it_claims_to_be() -> None:
    assert len(CORPUS) >= 150
    assert len({case.name for case in CORPUS}) == len(CORPUS)


@pytest.mark.parametrize("case", CORPUS, ids=lambda case: case.name)
def test_hostile_file(case: Hostile, tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_bytes(case.made())
    if case.refused:
        with pytest.raises(UnusableFile) as refusal:
            read(path)
        assert refusal.value.code == case.refused
        assert refusal.value.message
        assert refusal.value.hint
        assert case.line in (None, refusal.value.details.get("line"))
    else:
        rows = read(path)
        assert tuple(row.cells for row in rows) == case.rows
        assert [row.number for row in rows] == [*(case.numbers or range(1, len(rows) + 1))]
        assert {(row.number, column) for row in rows for column in row.damaged} == case.damaged


# Cells as rude as they may be: everything that quoting, wrapping and cleaning care about.
RUDE = st.text(
    st.sampled_from("aé订单😀0123.,;|\t\r\n\"'=+-@ \u00a0\u3000\u200b\x85\u202eE"),
    max_size=12,
)


@given(
    st.lists(st.lists(RUDE, min_size=5, max_size=5), max_size=12),
    st.sampled_from([(csv.QUOTE_ALL, "\n"), (csv.QUOTE_MINIMAL, "\r\n")]),
)
@settings(max_examples=200)
def test_what_the_csv_module_writes_is_read_cell_by_cell(
    rows: list[list[str]], style: tuple[Literal[0, 1], str]
) -> None:
    table = [list(HEADER), *rows]
    written = [csv_line(row, *style) for row in table]
    assume(not any(map(looks_glued, written)))  # refused: "open until a stray quote"
    expected = [
        (number, tuple(map(tidy, row)))
        for number, row in enumerate(table, 1)
        if any(map(tidy, row))
    ]
    read_back = read_bytes("".join(written).encode())
    assert [(row.number, row.cells) for row in read_back] == expected


@given(st.lists(st.text(st.sampled_from("a订1,'= \u3000\u200b"), max_size=9), max_size=30))
@settings(max_examples=100)
def test_without_quotes_each_line_is_a_row(lines: list[str]) -> None:
    content = "".join(f"{line}\n" for line in [",".join(HEADER), *lines])
    filled = [
        number
        for number, line in enumerate(lines, 2)
        if any(tidy(cell) for cell in line.split(","))
    ]
    assert [row.number for row in read_bytes(content.encode())] == [1, *filled]


@given(st.binary(max_size=2000))
@settings(max_examples=150)
def test_random_bytes_are_read_or_refused(content: bytes) -> None:
    read_or_refuse(content)


@given(st.data())
@settings(max_examples=200)
def test_changed_text_files_are_read_or_refused(data: st.DataObject) -> None:
    read_or_refuse(changed(data, data.draw(st.sampled_from(TEXTS))))


@given(st.data())
@settings(max_examples=30)
def test_changed_documents_are_read_or_refused(data: st.DataObject) -> None:
    read_or_refuse(changed(data, data.draw(st.sampled_from(VALID_DOCUMENTS))))


TEXTS = [
    text(end="\r\n").encode("utf-8-sig"),
    text(delimiter="\t").encode("gb18030"),
    text(delimiter=";").encode("utf-16"),
    'sep=;\n"订单";"a\nb";="1930"\n\'1;\t;""""\n'.encode(),
]
VALID_DOCUMENTS = [XLSX, XLS, ODS, page().encode(), page().encode("gb18030")]


def changed(data: st.DataObject, valid: bytes) -> bytes:
    """The file after a bad transfer: pieces of it overwritten, lost, or sent twice."""
    content = valid
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(content)))
        end = start + data.draw(st.integers(0, 40))
        piece = data.draw(
            st.one_of(
                st.binary(max_size=20),
                st.sampled_from([b"", b'"', b'","', b"\0", b"\n", b"<", b"\xef\xbb\xbf"]),
                st.just(content[start:end] * 2),
            )
        )
        content = content[:start] + piece + content[end:]
    return content


def read(path: Path) -> list[Row]:
    """All rows; and the same once more."""
    source = open_source(path)
    rows = list(source.rows())
    assert list(source.rows()) == rows
    return rows


def read_bytes(content: bytes) -> list[Row]:
    """All rows of a file with this content."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "orders")
        path.write_bytes(content)
        return read(path)


def read_or_refuse(content: bytes) -> None:
    """Nothing comes of the file but clean rows, in order, or a refusal."""
    rows: list[Row] = []
    with contextlib.suppress(UnusableFile):
        rows = read_bytes(content)
    numbers = [row.number for row in rows]
    assert numbers == sorted(set(numbers))
    for row in rows:
        assert any(row.cells)
        assert len(row.cells) <= MAX_COLUMNS
        assert all(cell == clean_lines(cell, limit=MAX_CELL) for cell in row.cells)


def csv_line(cells: Sequence[str], quoting: Literal[0, 1], end: str) -> str:
    """One row as the csv module writes it."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer, quoting=quoting, lineterminator=end).writerow(cells)
    return buffer.getvalue()


def looks_glued(written: str) -> bool:
    """Whether a row has five columns on each of several lines, as if quotes had glued rows."""
    lines = io.StringIO(written, newline="").readlines()
    return len(lines) > 1 and all(line.count(",") == 4 for line in lines)
