"""Files that shops, spreadsheets, transfers and attackers have spoilt, and what must come of them.

Each is made by code when its test runs. Either it is read, every row of it and every cell, or it
is refused with a code. The text files are here, workbooks and web pages in `hostile_documents`.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

Table = tuple[tuple[str, ...], ...]
Content = bytes | str

HEADER = ("订单编号", "收件人", "手机号", "详细地址", "数量")
ZHANG = ("2605010001", "张三", "13800138000", "广东省深圳市福田区一街1号", "2")
LI = ("2605010002", "李四", "13900139000", "上海市徐汇区二路2号", "1")
ORDERS: Table = (HEADER, ZHANG, LI)


@dataclass(frozen=True)
class Hostile:
    """One file.

    Attributes:
        content: its bytes, or how to make them.
        refused: the code of the refusal; "" if the file is read.
        line: the line that the refusal names.
        rows: what is read, without empty rows.
        numbers: the numbers of these rows, if they are not 1, 2, 3 …
        damaged: (row, column) of values that a spreadsheet has spoilt.
    """

    name: str
    content: Content | Callable[[], Content]
    refused: str = ""
    line: int | None = None
    rows: Table = ORDERS
    numbers: tuple[int, ...] = ()
    damaged: frozenset[tuple[int, int]] = frozenset()

    def made(self) -> bytes:
        """The bytes of the file."""
        content = self.content() if callable(self.content) else self.content
        return content.encode() if isinstance(content, str) else content


def text(rows: Table = ORDERS, *, delimiter: str = ",", end: str = "\n") -> str:
    """The rows as the simplest text file that there is."""
    return "".join(delimiter.join(row) + end for row in rows)


def cell(
    name: str, value: str, read: str, *, delimiter: str = ",", damaged: bool = False
) -> Hostile:
    """A file where Zhang's address is `value`, to be read as `read`."""
    return Hostile(
        name,
        text((HEADER, (*ZHANG[:3], value, "2"), LI), delimiter=delimiter),
        rows=(HEADER, (*ZHANG[:3], read, "2"), LI),
        damaged=frozenset({(2, 3)} if damaged else ()),
    )


PLAIN = text()
TAIPEI: Table = (("訂單編號", "收件人"), ("1", "陳大文"), ("2", "台北市信義區松仁路"))
HONG_KONG: Table = (("訂單編號", "收件人"), ("1", "恒生"), ("2", "旺角彌敦道彩虹邨"))
TOKYO: Table = (("order-id", "recipient"), ("1", "山田太郎"), ("2", "東京都渋谷区ハイツ201"))
BERLIN: Table = (("order-id", "recipient"), ("1", "Jürgen Groß"), ("2", "Größe 38, 5 €"))
LATIN: Table = (("order", "name", "sku"), *((str(n), "Ann", "A-1") for n in range(3000)))
RARE: Table = (*LATIN, ("9", "喆", "A-1"))
COMMON: Table = (*LATIN, ("9", "张三", "A-1"))
LUCKY: Table = (("名", "称"), ("联通", "1"))
GIFT: Table = (HEADER, ("1", "张三🎁", "2", "3", "4"))

ENCODINGS = [
    *(
        Hostile(f"{name} with {ends}", text(end=end).encode(name))
        for name in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030")
        for ends, end in (("LF", "\n"), ("CRLF", "\r\n"), ("CR", "\r"))
    ),
    Hostile("utf-32", PLAIN.encode("utf-32")),
    Hostile("Big5 of Taiwan", text(TAIPEI).encode("cp950"), rows=TAIPEI),
    Hostile("Big5 of Hong Kong", text(HONG_KONG).encode("big5hkscs"), rows=HONG_KONG),
    Hostile("Shift-JIS", text(TOKYO).encode("cp932"), rows=TOKYO),
    Hostile("Shift-JIS, TABs", text(TOKYO, delimiter="\t").encode("cp932"), rows=TOKYO),
    Hostile("Windows-1252, TABs", text(BERLIN, delimiter="\t").encode("cp1252"), rows=BERLIN),
    Hostile("one Chinese row, GBK", text(COMMON).encode("gbk"), rows=COMMON),
    Hostile("one rare name, GBK", text(RARE).encode("gbk"), rows=RARE),
    Hostile("GBK that is UTF-8 by chance", text(LUCKY).encode("gbk"), rows=LUCKY),
    Hostile("emoji in GB18030", text(GIFT).encode("gb18030"), rows=GIFT),
    Hostile("GBK after UTF-8", PLAIN.encode() + PLAIN.encode("gbk"), "encoding_unknown", 4),
    Hostile("UTF-8 after GBK", PLAIN.encode("gbk") + PLAIN.encode(), "encoding_unknown", 1),
    Hostile("UTF-8 cut inside 号", PLAIN.encode()[:-5], "encoding_unknown", 3),
    Hostile("lone surrogates", PLAIN.encode() + b"9,\xed\xa0\x80\n", "encoding_unknown", 4),
    Hostile("overlong UTF-8", PLAIN.encode() + b"9,\xc0\xaf\n", "encoding_unknown", 4),
    Hostile("GBK marked as UTF-8", codecs.BOM_UTF8 + PLAIN.encode("gbk"), "encoding_unknown", 1),
    Hostile("UTF-16 cut inside 1", PLAIN.encode("utf-16")[:-3], "encoding_unknown", 3),
    Hostile("bytes of no encoding", bytes(range(128, 256)) * 9, "encoding_unknown", 1),
    Hostile("marks where files meet", f"\ufeff{PLAIN}\ufeff{text((LI,))}", rows=(*ORDERS, LI)),
    Hostile("two marks", f"\ufeff\ufeff{PLAIN}"),
    Hostile(
        "a mark before a quote",
        f'\ufeff{text((HEADER, ZHANG))}\ufeff"{",".join(LI[:1])}",{",".join(LI[1:])}\n',
    ),
]

CONTROLS = [
    Hostile("NUL between letters", PLAIN.replace("张三", "张\0三")),
    Hostile("NUL before a quote", PLAIN.replace("张三", '\0"张三"')),
    Hostile("NUL after the end", PLAIN + "\0" * 5000),
    Hostile("end-of-file mark of DOS", PLAIN + "\x1a"),
    Hostile("page break", PLAIN + "\x0c\n"),
    cell("ESC that sets the title", "\x1b]0;x\x07深圳", "]0;x深圳"),
    cell("C1 that clears the screen", "\x9b2J深圳", "2J深圳"),
    cell("right-to-left override", "深圳\u202e圳深", "深圳圳深"),
    cell("isolates", "\u2066深圳\u2069", "深圳"),
    cell("zero-width spaces", "深\u200b圳\ufeff", "深圳"),
    cell("soft hyphen", "Shen\u00adzhen", "Shenzhen"),
    cell("line separator", "深圳\u2028福田", "深圳福田"),
    cell("next line", "深圳\x85福田", "深圳福田"),
    cell("vertical TAB", "深圳\x0b福田", "深圳福田"),
    cell("tag characters", "深圳\U000e0041", "深圳"),
    cell("joined emoji stay", "👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
    cell("full-width digits stay", "１２３", "１２３"),
    cell("combining accents stay", "e\u0301", "e\u0301"),
    cell("private use stays", "\ue000", "\ue000"),
    cell("markup stays", "[@click=app.quit]x[/b]", "[@click=app.quit]x[/b]"),
    cell("a template stays", "{0.__class__}%s", "{0.__class__}%s"),
    cell("SQL stays", "'); DROP TABLE orders;--", "'); DROP TABLE orders;--"),
]

WRAPPERS = [
    cell("TAB in quotes", '"\t6917900000000003751"', "6917900000000003751"),
    cell("TAB after it", "230530-500000000000174\t", "230530-500000000000174"),
    cell("only a TAB", "\t", ""),
    cell("no-break spaces", "\u00a0深圳\u00a0福田\u00a0", "深圳 福田"),
    cell("ideographic spaces", "\u3000深圳\u3000\u3000福田", "深圳 福田"),
    cell("formula of a text", '="193012345678901234"', "193012345678901234"),
    cell("quoted formula", '"=""193012345678901234"""', "193012345678901234"),
    cell("TAB in a formula", '="\t1930"', "1930"),
    cell("formula with a space", '= "1930"', "1930"),
    cell("apostrophe", "'13800138000", "13800138000"),
    cell("apostrophe, date", "'2026-05-01 10:00:00", "2026-05-01 10:00:00"),
    cell("apostrophe, formula", "'=HYPERLINK(1)", "=HYPERLINK(1)"),
    cell("apostrophe, plus", "'+8613800138000", "+8613800138000"),
    cell("apostrophe, full width", "'＝1", "＝1"),
    cell("apostrophe, both", '\'="1930"', "1930"),
    cell("a word's apostrophe stays", "'Neill", "'Neill"),
    cell("a decade's apostrophe stays", "'80 to '90", "'80 to '90"),
    cell("formulas stay", "=cmd|'/c calc'!A1", "=cmd|'/c calc'!A1"),
    cell("1.23E+15", "1.23E+15", "1.23E+15", damaged=True),
    cell("1.23e+15", "1.23e+15", "1.23e+15", damaged=True),
    cell("1,23E+15", '"1,23E+15"', "1,23E+15", damaged=True),
    cell('="1.93E+17"', '="1.93E+17"', "1.93E+17", damaged=True),
    cell("a SKU like 2E10", "2E10", "2E10"),
    cell("a size like E+20", "SIZE+20", "SIZE+20"),
    cell("amount in thousands", '"1,234.50"', "1,234.50"),
    cell("amount of a billion", "1000000000.00", "1000000000.00"),
    cell("negative quantity", "-5", "-5"),
]

NOTE = "深圳\n福田, 3楼"
QUOTES = [
    cell("line break in a cell", f'"{NOTE}"', NOTE),
    cell("CRLF in a cell", '"深圳\r\n福田"', "深圳\n福田"),
    cell("CR in a cell", '"深圳\r福田"', "深圳\n福田"),
    cell("doubled quotes", '"6""壳"', '6"壳'),
    cell("quotes in a word", '6"壳', '6"壳'),
    cell("text after the quote", '"6寸"壳', "6寸壳"),
    cell("only quotes", '""""', '"'),
    cell("quoted nothing", '""', ""),
    cell("fifty lines", '"' + "a\n" * 50 + '"', "\n".join("a" * 50)),
    Hostile("open to the end", PLAIN.replace("张三", '"张三'), "unclosed_quote", 2),
    Hostile("open in the last line", PLAIN.replace("李四", '"李四'), "unclosed_quote", 3),
    Hostile("open in the header", PLAIN.replace("收件人", '"收件人'), "unclosed_quote", 1),
    Hostile(
        "open after many rows",
        PLAIN + text((LI,) * 5000) + '9,"x,1,1,1\n' + text((LI,) * 99),
        "unclosed_quote",
        5004,
    ),
    Hostile(
        "open until another quote",
        PLAIN.replace("张三", '"张三').replace("李四", '"李四"'),
        "unclosed_quote",
        2,
    ),
    Hostile(
        "open until a quoted nothing",
        PLAIN.replace("张三", '"张三').replace("李四", '""'),
        "unclosed_quote",
        2,
    ),
    Hostile(
        "open until a stray quote",
        PLAIN.replace("张三", '"张三').replace("李四", '李四"'),
        "unclosed_quote",
        2,
    ),
    Hostile(
        "open, everything quoted",
        text(tuple(tuple(f'"{v}"' for v in row) for row in ORDERS)).replace('张三"', "张三"),
        "unclosed_quote",
        2,
    ),
    Hostile(
        "open for a megabyte", lambda: PLAIN + '9,"x\n' + text((LI,) * 20_000), "unclosed_quote", 4
    ),
    Hostile("backslash before a quote", PLAIN.replace("张三", r'"张\"三,1'), "unclosed_quote", 2),
    Hostile(
        "after a note with line breaks",
        PLAIN.replace("张三", '"张\n三"').replace("李四", '"李四'),
        "unclosed_quote",
        4,
    ),
    cell("literal in TSV", '"6寸" 壳', '"6寸" 壳', delimiter="\t"),
    cell("open in TSV", '"6寸壳', '"6寸壳', delimiter="\t"),
    Hostile(
        "twice open in TSV",
        text(delimiter="\t").replace("张三", '"张三').replace("李四", '李四"'),
        rows=(HEADER, (ZHANG[0], '"张三', *ZHANG[2:]), (LI[0], '李四"', *LI[2:])),
    ),
    cell("quoting in TSV", '"a\tb\nc"', "a b\nc", delimiter="\t"),
    cell("single quotes", "'深圳'", "'深圳'"),
]

HUGE = "x" * 131_073
SHAPES = [
    *(
        Hostile(f"delimiter {delimiter!r}", text(delimiter=delimiter))
        for delimiter in ("\t", ";", "|")
    ),
    *(
        Hostile(name, sep + text(delimiter=delimiter))
        for name, sep, delimiter in (
            ("sep=;", "sep=;\n", ";"),
            ("SEP=, CRLF", "SEP=,\r\n", ","),
            ("quoted sep", '"sep=|"\n', "|"),
            ("sep of a TAB", "sep=\t\n", "\t"),
            ("sep that nobody guesses", "sep=^\n", "^"),
            ("sep after a mark", "\ufeffsep=;\n", ";"),
        )
    ),
    Hostile("sep and nothing", "sep=,\n", "empty_file"),
    Hostile(
        "semicolons, commas inside",
        text(tuple((*row[:4], "2,50") for row in ORDERS), delimiter=";"),
        rows=tuple((*row[:4], "2,50") for row in ORDERS),
    ),
    Hostile(
        "pipes inside",
        text((HEADER, *((*ZHANG[:4], "a|b|c|d|e|f|g"),) * 50)),
        rows=(HEADER, *((*ZHANG[:4], "a|b|c|d|e|f|g"),) * 50),
    ),
    Hostile("only a mark", codecs.BOM_UTF8, "empty_file"),
    Hostile("only empty lines", "\r\n" * 9, "empty_file"),
    Hostile("only spaces", " \t \n\u3000\n", "empty_file"),
    Hostile("only NUL", b"\0" * 4096, "empty_file"),
    Hostile("only delimiters", ",,,\n,,,\n", rows=()),
    Hostile("only a header", text((HEADER,)), rows=(HEADER,)),
    Hostile("one column", "订单号\n1\n2\n", rows=(("订单号",), ("1",), ("2",))),
    Hostile("one cell", "1", rows=(("1",),)),
    Hostile("no line end at the end", PLAIN.rstrip("\n")),
    Hostile("empty lines", "\n\n" + PLAIN.replace("\n", "\n\n"), numbers=(3, 5, 7)),
    Hostile("rows of nothing", f",,,,\n{PLAIN} , , ,\t, \n", numbers=(2, 3, 4)),
    Hostile("mixed line ends", PLAIN.replace("\n", "\r\n", 1).replace("2\n", "2\r")),
    Hostile("CR CR LF", text(end="\r\r\n"), numbers=(1, 3, 5)),
    Hostile(
        "preamble and footer",
        f"店铺：一号店;导出\n\n{PLAIN}合计,2\n",
        rows=(("店铺：一号店;导出",), *ORDERS, ("合计", "2")),
        numbers=(1, 3, 4, 5, 6),
    ),
    Hostile(
        "short and long rows", f"{PLAIN}9\n9,9,9,9,9,9,9\n", rows=(*ORDERS, ("9",), ("9",) * 7)
    ),
    Hostile("header twice", PLAIN + PLAIN, rows=ORDERS + ORDERS),
    Hostile(
        "column twice",
        text(tuple(row + row for row in ORDERS)),
        rows=tuple(row + row for row in ORDERS),
    ),
    Hostile("2,000 columns", ",".join("9" * 2000), rows=(tuple("9" * 2000),)),
    Hostile("2,001 columns", ",".join("9" * 2001), "too_many_columns"),
    Hostile("10,000 columns", PLAIN + "," * 9_999, "too_many_columns"),
    Hostile("10,000 columns, TABs", text(delimiter="\t") + "9\t" * 9_999, "too_many_columns"),
    cell("a cell at the limit", HUGE[1:-1], HUGE[1:-1]),
    Hostile("a cell over the limit", lambda: PLAIN + HUGE, "cell_too_large"),
    Hostile("a quoted cell over it", lambda: f'{PLAIN}"{HUGE}"\n', "cell_too_large"),
    Hostile("a literal cell over it", lambda: text(delimiter="\t") + HUGE, "cell_too_large"),
    Hostile("a line of 2 MB", lambda: PLAIN + "x," * 1_000_000, "cell_too_large", 4),
    Hostile("a quoted line of 2 MB", lambda: f'{PLAIN}"{"x," * 1_000_000}"', "cell_too_large", 4),
]

NO_TABLES = [
    Hostile(name, content, "not_a_table")
    for name, content in (
        ("PDF", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"),
        ("PNG", b"\x89PNG\r\n\x1a\n" + bytes(64)),
        ("JPEG", b"\xff\xd8\xff\xe0\0\x10JFIF" + bytes(64)),
        ("GIF", b"GIF89a" + bytes(64)),
        ("gzip", b"\x1f\x8b\x08" + bytes(64)),
        ("RAR", b"Rar!\x1a\x07\x01\0" + bytes(64)),
        ("7z", b"7z\xbc\xaf\x27\x1c" + bytes(64)),
        ("RTF", b"{\\rtf1\\ansi }"),
        ("SQLite", b"SQLite format 3\0" + bytes(64)),
        ("ELF", b"\x7fELF" + bytes(64)),
        ("web archive", b"MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\n"),
        ("JSON object", b'{"orders": [1, 2]}'),
        ("JSON list", b'\n[\n  {"order": 1}\n]'),
        ("XML", b'<?xml version="1.0"?><orders><order/></orders>'),
        ("HTML without a table", b"<!DOCTYPE html><html><body>Please log in</body></html>"),
        ("control characters", bytes(range(1, 32)) * 50),
    )
]

TEXT_FILES = [*ENCODINGS, *CONTROLS, *WRAPPERS, *QUOTES, *SHAPES, *NO_TABLES]
