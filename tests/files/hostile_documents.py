"""Workbooks and web pages that are spoilt, and what must come of them."""

from __future__ import annotations

import struct
from functools import partial
from typing import TYPE_CHECKING

from tests.files import books
from tests.files.hostile import HEADER, LI, ORDERS, PLAIN, ZHANG, Hostile, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

_SHEET = "xl/worksheets/sheet1.xml"


def xlsx_rows(rows: Sequence[Sequence[str]] = ORDERS) -> str:
    """Rows of text for `books.xlsx`."""
    return "".join(
        f'<row r="{number}">'
        + "".join(books.xlsx_text(f"{chr(65 + n)}{number}", cell) for n, cell in enumerate(row))
        + "</row>"
        for number, row in enumerate(rows, 1)
    )


def ods_rows(rows: Sequence[Sequence[str]] = ORDERS) -> str:
    """Rows of text for `books.ods`."""
    return "".join(
        f"<table:table-row>{''.join(map(books.ods_text, row))}</table:table-row>" for row in rows
    )


def page(rows: Sequence[Sequence[str]] = ORDERS) -> str:
    """The rows as a web page."""
    lines = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"<html><body><table>{lines}</table></body></html>"


XLSX = books.xlsx(xlsx_rows())
XLS = books.xls(ORDERS)
ODS = books.ods(ods_rows())


def stored(*values: str) -> bytes:
    """A workbook with these numbers in its first row, as the file writes them."""
    cells = (f'<c r="{chr(65 + n)}1"><v>{value}</v></c>' for n, value in enumerate(values))
    return books.xlsx(f'<row r="1">{"".join(cells)}</row>')


def without(name: str) -> bytes:
    """A workbook that lacks a part."""
    return books.archive({k: v for k, v in books.xlsx_parts(xlsx_rows()).items() if k != name})


def spoilt(name: str, content: str | bytes) -> bytes:
    """A workbook with one part replaced or added."""
    return books.archive(books.xlsx_parts(xlsx_rows()) | {name: content})


def patched(data: bytes, local: int, central: int, value: bytes) -> bytes:
    """A ZIP file with the same bytes put into all its local and central headers."""
    patch = bytearray(data)
    for signature, offset in ((b"PK\x03\x04", local), (b"PK\x01\x02", central)):
        start = patch.find(signature)
        while start >= 0:
            patch[start + offset : start + offset + len(value)] = value
            start = patch.find(signature, start + 4)
    return bytes(patch)


def flipped(data: bytes) -> bytes:
    """The file with a part of its middle inverted."""
    middle = len(data) // 2
    return (
        data[:middle] + bytes(~byte & 255 for byte in data[middle : middle + 64]) + data[-middle:]
    )


def shared_text() -> bytes:
    """A workbook that shows one text of 32,000 characters in 10,000 cells."""
    parts = books.xlsx_parts(
        "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 10_001))
    )
    relations = "xl/_rels/workbook.xml.rels"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    shared = f'<Relationship Id="r2" Type="{kind}" Target="sharedStrings.xml"/></Relationships>'
    parts[relations] = str(parts[relations]).replace("</Relationships>", shared)
    parts["xl/sharedStrings.xml"] = (
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<si><t>{'x' * 32_000}</t></si></sst>"
    )
    return books.archive(parts)


BLANK_ROWS = (
    '<table:table-row table:number-rows-repeated="1048570"><table:table-cell'
    ' table:number-columns-repeated="16384"/></table:table-row>'
)
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
DEEP = "<a>" * 100_000
SHEET_HEAD = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'

WORKBOOKS = [
    Hostile("XLSX", XLSX),
    Hostile("XLS", XLS),
    Hostile("ODS", ODS),
    Hostile("ODS with a million blank rows", books.ods(ods_rows() + BLANK_ROWS)),
    Hostile(
        "numbers",
        stored("13800138000", "39.0", "0.30000000000000004", "-0", "1E-7", "1E3"),
        rows=(("13800138000", "39", "0.3", "0", "0.0000001", "1000"),),
    ),
    Hostile(
        "numbers that have lost digits",
        stored("193012345678901234", "1.23E+15", "999999999999999"),
        rows=(("193012345678901000", "1230000000000000", "999999999999999"),),
        damaged=frozenset({(1, 0), (1, 1)}),
    ),
    Hostile(
        "XLS number that has lost digits",
        books.xls([["单号", 1.93012345678901e17]]),
        rows=(("单号", "193012345678901000"),),
        damaged=frozenset({(1, 1)}),
    ),
    Hostile(
        "text that was a number",
        books.xlsx(xlsx_rows((("1.93E+17", "'138"),))),
        rows=(("1.93E+17", "138"),),
        damaged=frozenset({(1, 0)}),
    ),
    Hostile(
        "infinity", stored("1E999", "NaN"), rows=(("Infinity", "NaN"),), damaged=frozenset({(1, 0)})
    ),
    Hostile(
        "starts at C3",
        books.xlsx('<row r="3">' + books.xlsx_text("C3", "x") + "</row>"),
        rows=(("", "", "x"),),
        numbers=(3,),
    ),
    Hostile(
        "escape sequences in XLSX",
        books.xlsx(xlsx_rows((("_x001B_[2J深圳_x000D_", "a\u202eb"),))),
        rows=(("[2J深圳", "ab"),),
    ),
    Hostile("no cells", books.xlsx(""), "empty_file"),
    Hostile("empty cells", books.xlsx(xlsx_rows((("", " "), ("\t", "\u00a0")))), "empty_file"),
    Hostile(
        "a cell in the last corner",
        books.xlsx(
            xlsx_rows() + '<row r="1048576">' + books.xlsx_text("XFD1048576", "x") + "</row>"
        ),
        "workbook_bomb",
    ),
    Hostile(
        "XLS with a cell in the last corner",
        books.xls([*ORDERS, *[()] * 65_532, ("",) * 255 + ("x",)]),
        "workbook_bomb",
    ),
    Hostile(
        "5,000 columns",
        books.xlsx('<row r="1">' + books.xlsx_text("GJH1", "x") + "</row>"),
        "too_many_columns",
    ),
    Hostile(
        "ODS column repeated",
        books.ods("<table:table-row>" + books.ods_text("x", 10_000) + "</table:table-row>"),
        "too_many_columns",
    ),
    Hostile(
        "ODS repeated to the end",
        books.ods(
            '<table:table-row table:number-rows-repeated="1048576">'
            + books.ods_text("x", 16_384)
            + "</table:table-row>"
        ),
        "workbook_damaged",
    ),
    Hostile(
        "ODS rows repeated",
        books.ods(
            '<table:table-row table:number-rows-repeated="1048576">'
            + books.ods_text("x" * 99)
            + "</table:table-row>"
        ),
        "workbook_bomb",
    ),
    Hostile(
        "a cell of 200,000 characters", books.xlsx(xlsx_rows((("x" * 200_000,),))), "cell_too_large"
    ),
    Hostile("one text in 10,000 cells", shared_text, "workbook_bomb"),
    Hostile("11 MB of spaces", partial(books.xlsx, " " * 11_000_000), "workbook_bomb"),
    Hostile(
        "200 MB that are only claimed",
        patched(XLSX, 22, 24, struct.pack("<I", 200_000_000)),
        "workbook_bomb",
    ),
    Hostile(
        "4 MB of spaces that claim to be 10 bytes",
        lambda: patched(books.xlsx(xlsx_rows() + " " * 4_000_000), 22, 24, struct.pack("<I", 10)),
        "workbook_damaged",
    ),
    Hostile(
        "10,000 entries",
        lambda: books.archive(
            books.xlsx_parts(xlsx_rows()) | {f"xl/{n}.xml": b"" for n in range(10_000)}, 0
        ),
        "workbook_bomb",
    ),
    Hostile(
        "500 pictures",
        lambda: books.archive(
            books.xlsx_parts(xlsx_rows()) | {f"xl/media/{n}.png": bytes(50_000) for n in range(500)}
        ),
    ),
    Hostile(
        "a billion laughs",
        spoilt(_SHEET, LAUGHS + SHEET_HEAD + "<x>&b;</x></worksheet>"),
        "workbook_bomb",
    ),
    Hostile(
        "an entity of another file",
        spoilt("xl/workbook.xml", '<!DOCTYPE x SYSTEM "file:///etc/passwd"><workbook/>'),
        "workbook_bomb",
    ),
    Hostile("laughs in UTF-16", spoilt(_SHEET, LAUGHS.encode("utf-16")), "workbook_bomb"),
    Hostile("elements 100,000 deep", spoilt(_SHEET, SHEET_HEAD + DEEP), "empty_file"),
    Hostile("a sheet that is no XML", spoilt(_SHEET, bytes(range(256))), "workbook_damaged"),
    Hostile(
        "a sheet cut off",
        spoilt(_SHEET, SHEET_HEAD + "<sheetData>" + xlsx_rows()[:-30]),
        "workbook_damaged",
    ),
    Hostile("a row 0", books.xlsx('<row r="0"><c r="A0"><v>1</v></c></row>'), "workbook_damaged"),
    Hostile(
        "a reference out of all bounds",
        books.xlsx('<row r="1"><c r="ZZZZZZZ1"><v>1</v></c></row>'),
        "workbook_bomb",
    ),
    Hostile("no sheet", without(_SHEET), "workbook_damaged"),
    Hostile("no workbook", without("xl/workbook.xml"), "not_a_table"),
    Hostile("no relations", without("xl/_rels/workbook.xml.rels"), "workbook_damaged"),
    Hostile("an entry twice", spoilt(_SHEET.upper(), "x"), "workbook_damaged"),
    Hostile("a path that climbs", spoilt("../../etc/x.xml", "<x/>")),
    Hostile("encrypted entries", patched(XLSX, 6, 8, b"\x01\x00"), "workbook_locked"),
    Hostile("an unknown compression", patched(XLSX, 8, 10, b"\x63\x00"), "workbook_damaged"),
    Hostile(
        "encrypted XLSX",
        books.ole({"EncryptedPackage": b"x", "EncryptionInfo": b"x"}),
        "workbook_locked",
    ),
    Hostile("encrypted XLS", books.xls(ORDERS, locked=True), "workbook_locked"),
    Hostile(
        "encrypted ODS",
        books.ods(ods_rows(), manifest="<manifest:encryption-data/>"),
        "workbook_locked",
    ),
    Hostile("Word", books.ole({"WordDocument": b"x"}), "workbook_damaged"),
    Hostile(
        "DOCX",
        books.archive({"[Content_Types].xml": "<x/>", "word/document.xml": "<x/>"}),
        "not_a_table",
    ),
    Hostile("ODT", books.ods("", "application/vnd.oasis.opendocument.text"), "not_a_table"),
    Hostile("ODS without a type", books.archive({"content.xml": "<x/>"}), "workbook_damaged"),
    Hostile("ZIP of CSV", books.archive({"orders.csv": PLAIN}), "not_a_table"),
    Hostile("empty ZIP", books.archive({}), "not_a_table"),
    *(
        Hostile(
            f"{kind} cut at {percent} %", data[: len(data) * percent // 100], "workbook_damaged"
        )
        for kind, data in (("XLSX", XLSX), ("ODS", ODS))
        for percent in (1, 50, 99)
    ),
    Hostile("XLS cut at 1 %", XLS[: len(XLS) // 100], "workbook_damaged"),
    Hostile("XLS cut at 50 %", XLS[: len(XLS) // 2], "workbook_damaged"),
    Hostile("XLSX with flipped bits", flipped(XLSX), "workbook_damaged"),
    Hostile("only the mark of XLS", XLS[:8], "workbook_damaged"),
    Hostile("only the mark of ZIP", XLSX[:4], "workbook_damaged"),
]

MERGED: Table = (("单号", "收件人", "货号"), ("1", "张三", "A"), ("", "", "B"))
PAGES = [
    Hostile("HTML", page()),
    Hostile("HTML, GBK", page().encode("gbk")),
    Hostile("HTML, UTF-16", page().encode("utf-16")),
    Hostile("HTML with a mark", page().encode("utf-8-sig")),
    Hostile("HTML in capitals", page().upper()),
    Hostile(
        "HTML with attributes",
        page().replace("<td>", "<td class=x style=\"mso-number-format:'\\@'\">"),
    ),
    Hostile("HTML without end tags", page().replace("</td>", "").replace("</tr>", "")),
    Hostile("HTML without rows' tags", "<table>" + "<td>1<td>2" + "</table>", rows=(("1", "2"),)),
    Hostile("HTML without end", page().replace("</table></body></html>", "")),
    Hostile("HTML cut inside a tag", page()[: -len("></tr></table></body></html>")]),
    Hostile(
        "HTML with a head",
        page().replace(
            "<body>",
            "<head><style>td{color:red}</style>"
            "<script>x='<td>1</td>'</script><title>订单</title></head><body><h1>订单</h1>",
        ),
    ),
    Hostile("HTML comment with cells", page().replace("<tr>", "<!-- <tr><td>0</td> --><tr>", 1)),
    Hostile(
        "HTML entities",
        page((HEADER, ("1", "&#24352;三&nbsp;&amp; &lt;b&gt;", "&#0;&#27;"))),
        rows=(HEADER, ("1", "张三 & <b>", "�")),
    ),
    Hostile(
        "HTML breaks",
        page((HEADER, ("深圳<br>福田<br/>3楼", "a<b>b</b>\n c"))),
        rows=(HEADER, ("深圳\n福田\n3楼", "ab c")),
    ),
    Hostile(
        "HTML formula",
        page((HEADER, ('="1930"', "1.93E+17"))),
        rows=(HEADER, ("1930", "1.93E+17")),
        damaged=frozenset({(2, 1)}),
    ),
    Hostile(
        "HTML merged over rows",
        page(MERGED)
        .replace("<td>1", "<td rowspan=2>1")
        .replace("<td>张三", "<TD ROWSPAN='2'>张三")
        .replace("<td></td>", ""),
        rows=MERGED,
    ),
    Hostile(
        "HTML merged over columns",
        page((("a", "b"), ("1", "2"))).replace("<td>a", '<td colspan="2">a'),
        rows=(("a", "", "b"), ("1", "2")),
    ),
    Hostile(
        "HTML with absurd spans",
        page().replace("<td>张三", "<td rowspan=99999 colspan=0>张三"),
        rows=(HEADER, ZHANG, (LI[0], "", *LI[1:])),
    ),
    Hostile(
        "HTML table in a cell",
        page((HEADER, ("1", "<table><tr><td>a</td></tr></table>b"))),
        rows=(HEADER, ("1", "ab")),
    ),
    Hostile(
        "HTML with two tables",
        page(((("店铺", "一号店")),)) + page(),
        rows=(("店铺", "一号店"), *ORDERS),
    ),
    Hostile("HTML of 10,000 columns", page((("x",) * 10_000,)), "too_many_columns"),
    Hostile(
        "HTML column merged over 99,999",
        page().replace("<td>", "<td colspan=99999>", 1),
        "too_many_columns",
    ),
    Hostile("HTML cell of 200,000 characters", page((("x" * 200_000,),)), "cell_too_large"),
    Hostile(
        "HTML rows that swell", "<table>" + "<tr><td colspan=1999><td>x" * 20_000, "workbook_bomb"
    ),
    Hostile("HTML of nothing but tags", "<table>" + "<a" * 400_000, "empty_file"),
    Hostile("HTML comments that never end", page() + "<!--" * 200_000),
    Hostile("HTML scripts that never end", page() + "<script>" * 200_000),
    Hostile("HTML attribute that never ends", page() + '<td a="' + "x" * 2_000_000),
    Hostile("HTML tables in cells, 20,000 deep", page() + "<table><tr><td>" * 20_000),
    Hostile("HTML without rows", "<html><table></table></html>", "empty_file"),
    Hostile("HTML table that is empty", page((("", " "),)), "empty_file"),
]

DOCUMENTS = [*WORKBOOKS, *PAGES]
