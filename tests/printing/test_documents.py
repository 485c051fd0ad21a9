"""Printed documents, read back as a scanner and a reader would."""

from __future__ import annotations

import gettext
import os
import re
import stat
import struct
import subprocess
import sys
import zlib
from dataclasses import replace
from datetime import UTC, datetime
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import typst
import zxingcpp
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dropship_tui import i18n
from dropship_tui.models.documents import (
    GoodsLine,
    Manifest,
    ManifestRow,
    ParcelLabel,
    Party,
    PickLine,
    PickList,
    ShippingNote,
)
from dropship_tui.services.errors import Refused, UnusableFile
from dropship_tui.services.printing import fonts, render
from dropship_tui.services.printing.barcodes import DOT_MM, code128
from dropship_tui.services.printing.files import write_new

if TYPE_CHECKING:
    from collections.abc import Iterator

NOW = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)
RECEIVER = Party(
    "张三丰", "13800138000", "浙江省 杭州市 西湖区", "北山街道曙光路122号1幢1203室", "1234"
)
SENDER = Party("好物仓", "0571-88880000", "浙江省 杭州市 余杭区", "文一西路1500号3幢1楼")
LINES = (
    GoodsLine("TS-RED-M", "纯棉圆领短袖T恤", "红色 / M", 2, "A-03-2"),
    GoodsLine("CUP-01", "陶瓷马克杯", "白色", 1, "C-11"),
)
LABEL = ParcelLabel("20261123-0042", "圆通速递", "YT1234567890123", RECEIVER, SENDER, LINES)
NOTE = ShippingNote(
    shop="好物仓",
    parcel="20261123-0042",
    orders=("220501-123456789012345", "4012345678901234567"),
    sold_by="拼多多 小美优选",
    receiver=RECEIVER,
    lines=LINES,
    remark="不要发顺丰",
    printed_at=NOW,
)
PICK = PickList(
    "好物仓",
    (PickLine("A-03-2", "TS-RED-M", "纯棉圆领短袖T恤", "红色 / M", 3, ("P-1", "P-2")),),
    NOW,
)
MANIFEST = Manifest(
    "好物仓",
    "圆通速递",
    NOW,
    (
        ManifestRow("P-1", "YT1234567890123", "张三丰", "13800138000", 1250),
        ManifestRow("P-2", "YT1234567890124", "Lee", "13900139000", 300),
    ),
)
HOSTILE = (
    "# $ \\ * _ ` < @ // /* #panic() #read(\"/etc/hostname\") $x$ [/b] =cmd()|' ' {n} "
    "\x1b[31m \x00 😀👩\u200d👧 𠮷 שלום \u202eevil \ud800 \n \u2028 "
)


def pages(pdf: bytes) -> int:
    """How many pages a document has."""
    return pdf.count(b"/Type/Page/")


def texts(pdf: bytes) -> list[str]:
    """What a reader of each page would copy from it."""
    objects = {int(n): body for n, body in re.findall(rb"\n(\d+) 0 obj\n(.*?)\nendobj", pdf, re.S)}

    def stream(n: int) -> bytes:
        return zlib.decompress(objects[n].split(b"stream\n", 1)[1].rsplit(b"\nendstream", 1)[0])

    unicode = {}
    for to_unicode in set(re.findall(rb"/ToUnicode (\d+) 0 R", pdf)):
        for glyph, text in re.findall(rb"<(\w{4})> <(\w+)>", stream(int(to_unicode))):
            unicode[int(glyph, 16)] = bytes.fromhex(text.decode()).decode("utf-16-be")
    return [
        _shown(stream(int(found[1])), unicode)
        for body in objects.values()
        if (found := re.search(rb"/Type/Page/.*/Contents (\d+) 0 R", body))
    ]


def _shown(content: bytes, unicode: dict[int, str]) -> str:
    glyphs = b"".join(_strings(re.sub(rb"/Span<<.*?>>BDC", b"", content, flags=re.S)))
    return "".join(unicode[code] for (code,) in struct.iter_unpack(">H", glyphs))


def _strings(content: bytes) -> Iterator[bytes]:
    """The string literals of a content stream, in which pairs of parentheses may nest."""
    named = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
    depth, literal = 0, b""
    for token, octal, escaped in re.findall(rb"(\\(\d{3})|\\(.)|.)", content, re.S):
        if depth and octal:
            literal += bytes([int(octal, 8)])
        elif depth and escaped:
            literal += named.get(escaped, escaped)
        else:
            literal += token if depth > 1 or (depth and token != b")") else b""
            depth += {b"(": 1, b")": -1}.get(token, 0)
            if token == b")" and not depth:
                yield literal
                literal = b""


def scanned(template: str, data: dict[str, object]) -> list[str]:
    """What a scanner reads on the first page, printed at 203 dpi."""
    image = typst.compile(**render._job(template, data), format="png", ppi=203)
    page = image[0] if isinstance(image, list) else image
    found = zxingcpp.read_barcodes(_grey(page))
    return [code.text for code in sorted(found, key=lambda code: code.position.top_left.y)]


def _grey(png: bytes) -> memoryview:
    """The red channel of an RGBA picture, which is all there is in black on white."""
    width, height, depth, colour = struct.unpack_from(">IIBB", png, 16)
    assert (depth, colour) == (8, 6)
    packed, at = b"", 8
    while at < len(png):
        length, kind = struct.unpack_from(">I4s", png, at)
        packed += png[at + 8 : at + 8 + length] if kind == b"IDAT" else b""
        at += length + 12
    raw = zlib.decompress(packed)
    rows, above = [], bytes(width)
    for start in range(0, len(raw), 4 * width + 1):
        above = _unfiltered(raw[start], raw[start + 1 : start + 4 * width + 1 : 4], above)
        rows.append(above)
    return memoryview(b"".join(rows)).cast("B", (height, width))


def _unfiltered(kind: int, row: bytes, above: bytes) -> bytes:
    if kind == 0:
        return row
    if kind == 1:
        sums: Iterator[int] = accumulate(row, _added)
        return bytes(sums)
    if kind == 2:
        return bytes((byte + up) & 255 for byte, up in zip(row, above, strict=True))
    out, left, corner = bytearray(), 0, 0
    for byte, up in zip(row, above, strict=True):
        guess = (left + up) // 2 if kind == 3 else _paeth(left, up, corner)
        left, corner = (byte + guess) & 255, up
        out.append(left)
    return bytes(out)


def _added(left: int, byte: int) -> int:
    return (left + byte) & 255


def _paeth(left: int, up: int, corner: int) -> int:
    towards = left + up - corner
    return min((left, up, corner), key=lambda value: abs(towards - value))


# Codes: what is printed is what is scanned.


@pytest.mark.parametrize(
    "waybill",
    ["YT1234567890123", "JDVA01234567890-1-1-", "RR123456789CN", "9400111899223197428490"],
)
def test_a_label_scans_as_its_waybill_and_its_parcel(waybill: str) -> None:
    data = render._labels([replace(LABEL, waybill=waybill)])
    assert scanned("labels", data) == [waybill, "20261123-0042"]


def test_a_label_without_a_waybill_has_one_code() -> None:
    assert scanned("labels", render._labels([replace(LABEL, waybill="")])) == ["20261123-0042"]


def test_a_shipping_note_scans_as_its_parcel() -> None:
    assert scanned("shipping_notes", render._shipping_notes([NOTE])) == ["20261123-0042"]


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=24))
def test_bars_fit_stand_on_dots_and_read_back(text: str) -> None:
    bars = code128(text, 92)
    assert bars
    module = bars["module_mm"]
    quiet = 10 * module
    width = sum(bars["modules"]) * module
    assert bars["start_mm"] >= quiet
    assert bars["start_mm"] + width + quiet <= 92
    assert all(mm / DOT_MM == mm // DOT_MM for mm in (module, bars["start_mm"]))
    row = bytearray(b"\xff" * 20)
    for i, n in enumerate(bars["modules"]):
        row += (b"\xff" if i % 2 else b"\x00") * n * 2
    row += b"\xff" * 20
    found = zxingcpp.read_barcodes(memoryview(bytes(row) * 40).cast("B", (40, len(row))))
    assert [code.text for code in found] == [text]


@pytest.mark.parametrize("text", ["", "运单", "A\x1bB", "Ñ", "X" * 40, "9" * 5000])
def test_what_a_scanner_could_not_read_has_no_bars(text: str) -> None:
    assert code128(text, 92) is None


def test_a_number_without_bars_is_printed_all_the_same() -> None:
    number = "X" * 40
    (page,) = texts(render.labels([replace(LABEL, waybill=number)]))
    assert number in page.replace("\u200b", "")


# Contents.


def test_a_label_tells_the_courier_everything() -> None:
    (page,) = texts(render.labels([LABEL]))
    for said in (
        "圆通速递", "YT1234567890123", "20261123-0042", "张三丰", "13800138000 ext. 1234",
        "浙江省 杭州市 西湖区", "北山街道曙光路122号1幢1203室", "好物仓", "0571-88880000",
        "TS-RED-M", "红色 / M", "3 pieces",
    ):  # fmt: skip
        assert said in page.replace("\n", ""), said


def test_a_long_address_is_whole_on_one_label() -> None:
    address = "".join(f"第{n}街{n}号" for n in range(40)) + "终"
    pages = texts(render.labels([replace(LABEL, receiver=replace(RECEIVER, address=address))]))
    assert len(pages) == 1
    assert address in pages[0]


def test_an_address_abroad_stands_line_by_line() -> None:
    abroad = replace(RECEIVER, region="", address="1 Main St\nAUSTIN, TX 78701\nUNITED STATES")
    (label,) = texts(render.labels([replace(LABEL, receiver=abroad)]))
    assert "1 Main StAUSTIN, TX 78701UNITED STATES" in label  # on one line there would be spaces
    many = replace(abroad, address="\n".join(f"Line {n} of the address" for n in range(12)))
    (crowded,) = texts(render.labels([replace(LABEL, receiver=many)]))
    assert "Line 11 of the address" in crowded


def test_a_label_counts_the_lines_that_it_has_no_room_for() -> None:
    (page,) = texts(render.labels([replace(LABEL, lines=LINES * 5)]))
    assert page.count("TS-RED-M") == 2
    assert "and 6 more" in page
    assert "15 pieces" in page


def test_a_shipping_note_says_what_is_in_the_parcel_and_for_whom() -> None:
    (page,) = texts(render.shipping_notes([NOTE]))
    for said in (
        *NOTE.orders, "拼多多 小美优选", "张三丰", "13800138000 ext. 1234", "不要发顺丰",
        "2026-11-23 14:05", "A-03-2", "陶瓷马克杯", "Page 1 of 1",
    ):  # fmt: skip
        assert said in page, said


def test_every_shipping_note_has_its_own_pages() -> None:
    long = replace(NOTE, parcel="20261123-0043", lines=LINES * 20)
    pages = texts(render.shipping_notes([NOTE, long, NOTE]))
    numbers = [re.findall(r"Page \d+ of \d+", page) for page in pages]
    assert numbers == [
        ["Page 1 of 1"], ["Page 1 of 3"], ["Page 2 of 3"], ["Page 3 of 3"], ["Page 1 of 1"],
    ]  # fmt: skip
    assert ["20261123-0043" in page for page in pages] == [False, True, True, True, False]


def test_a_long_pick_list_repeats_its_heads_and_numbers_its_pages() -> None:
    lines = tuple(replace(PICK.lines[0], sku=f"SKU-{n:03}") for n in range(200))
    pages = texts(render.pick_list(replace(PICK, lines=lines)))
    assert len(pages) > 3
    for n, page in enumerate(pages, start=1):
        assert page.count("For parcels") == 1
        assert f"Page {n} of {len(pages)}" in page
    assert re.findall(r"SKU-\d{3}", "".join(pages)) == [line.sku for line in lines]
    assert "600 pieces · 2 parcels" in pages[0]


def test_a_pick_line_names_a_few_parcels_and_counts_the_rest() -> None:
    line = replace(PICK.lines[0], parcels=tuple(f"P-{n}" for n in range(1, 10)))
    (page,) = texts(render.pick_list(replace(PICK, lines=(line,))))
    assert "P-1, P-2, P-3, P-4 and 5 more" in page


def test_a_manifest_masks_its_receivers_and_adds_up() -> None:
    (page,) = texts(render.manifest(MANIFEST))
    assert "张三丰" not in page
    assert "13800138000" not in page
    assert "张**138****8000" in page.replace(" ", "")
    assert "1.550 kg" in page
    assert "not weighed" not in page


def test_a_manifest_says_what_was_not_weighed() -> None:
    rows = (*MANIFEST.rows, replace(MANIFEST.rows[0], grams=None))
    (page,) = texts(render.manifest(replace(MANIFEST, rows=rows)))
    assert "1.550 kg + 1 not weighed" in page


def test_a_manifest_of_many_pages_is_signed_once() -> None:
    pages = texts(render.manifest(replace(MANIFEST, rows=MANIFEST.rows * 50)))
    assert [page.count("Waybill") for page in pages] == [1] * len(pages)
    assert "".join(pages).count("Handed over by") == 1
    assert "Handed over by" in pages[-1]


ALL = {
    "labels": lambda: render.labels([LABEL]),
    "shipping_notes": lambda: render.shipping_notes([NOTE]),
    "pick_list": lambda: render.pick_list(PICK),
    "manifest": lambda: render.manifest(MANIFEST),
}


@pytest.mark.parametrize("name", ALL)
def test_a_document_embeds_its_only_font(name: str) -> None:
    pdf = ALL[name]()
    descriptors = re.findall(rb"/Type/FontDescriptor/FontName/\w+\+([\w-]+).*?endobj", pdf, re.S)
    assert descriptors == [b"NotoSansSC-Regular"]
    assert pdf.count(b"/FontFile3") == 1


@pytest.mark.parametrize("name", ALL)
def test_the_same_facts_give_the_same_bytes(name: str) -> None:
    assert ALL[name]() == ALL[name]()


class _Marking(gettext.NullTranslations):
    """A language in which every word starts with 译."""

    def gettext(self, message: str) -> str:
        return "译" + message

    def ngettext(self, one: str, many: str, n: int) -> str:
        return "译" + (one if n == 1 else many)

    def pgettext(self, context: str, message: str) -> str:
        assert context
        return "译" + message


@pytest.mark.parametrize("name", ALL)
def test_every_word_of_a_document_is_translated(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    english = texts(ALL[name]())[0]
    monkeypatch.setattr(i18n, "_translations", _Marking())
    translated = texts(ALL[name]())[0]
    words = re.findall(r"译([A-Z][a-z]+)", translated)
    assert len(words) >= 2
    assert all(word in english for word in words)
    untranslated = re.findall(r"(?<![译\w ])(?:[A-Z][a-z]+)(?: [a-z]+)*", translated)
    assert set(untranslated) <= {"Lee"}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("labels", "13800138000 转 1234"),
        ("shipping_notes", "发货单"),
        ("pick_list", "拣货单"),
        ("manifest", "交接单"),
    ],
)
def test_documents_are_in_the_language_in_use(name: str, said: str) -> None:
    assert said not in texts(ALL[name]())[0]
    i18n.use("zh_CN")
    assert said in texts(ALL[name]())[0]


@pytest.mark.parametrize(
    "nothing",
    [
        lambda: render.labels([]),
        lambda: render.shipping_notes([]),
        lambda: render.pick_list(replace(PICK, lines=())),
        lambda: render.manifest(replace(MANIFEST, rows=())),
    ],
)
def test_there_is_no_document_of_nothing(nothing: object) -> None:
    assert callable(nothing)
    with pytest.raises(Refused) as refused:
        nothing()
    assert refused.value.code == "nothing_to_print"


# Hostile text.


def labelled(text: str) -> ParcelLabel:
    """A label with `text` wherever somebody outside could have put it."""
    party = Party(text, text, text, text, text)
    return ParcelLabel(text, text, text, party, party, (GoodsLine(text, text, text, 1, text),) * 9)


@given(st.text(max_size=300) | st.text(st.sampled_from("W#$\\[]*_ \n中😀"), max_size=3000))
@settings(max_examples=25)
@example("W" * 3000)
@example("长" * 3000)
@example("word " * 600)
def test_a_label_is_one_page_whatever_is_on_it(text: str) -> None:
    assert pages(render.labels([labelled(text), LABEL])) == 2


def test_hostile_text_is_printed_as_it_is() -> None:
    note = replace(NOTE, remark=HOSTILE, sold_by=HOSTILE, lines=(replace(LINES[0], title=HOSTILE),))
    said = "".join(texts(render.shipping_notes([note])))
    for literal in ("#panic()", '#read("/etc/hostname")', "$x$", "[/b]", "=cmd()|", "{n}", "/*"):
        assert said.count(literal) == 3, literal
    assert "〓[31m" in said
    assert "\x1b" not in said


@pytest.mark.parametrize(
    "text",
    [HOSTILE, "W" * 1000, "长" * 1000, "{page}", "", " \n "],
    ids=["hostile", "one long word", "no spaces", "a placeholder", "empty", "blank"],
)
def test_hostile_text_breaks_no_document(text: str) -> None:
    label = labelled(text)
    note = ShippingNote(text, text, (text,) * 9, text, label.receiver, label.lines, text, NOW)
    pick = PickList(text, (PickLine(text, text, text, text, 10**6, (text,) * 9),) * 3, NOW)
    rows = (ManifestRow(text, text, text, text, 1),) * 3
    assert pages(render.shipping_notes([note])) >= 1
    assert pages(render.pick_list(pick)) >= 1
    assert pages(render.manifest(Manifest(text, text, NOW, rows))) >= 1


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("𠮷野家", "〓野家"),
        ("堃赟喆龘", "堃赟喆龘"),
        ("Świątek, Łódź", "Swiatek, Lódz"),
        ("Zoe\u0308", "Zoë"),
        ("👩\u200d👧", "〓〓"),
        ("שלום", "〓〓〓〓"),
        ("a\u202eb\u200f", "ab"),
        ("a\x1b[31m\x00", "a〓[31m〓"),
        ("一\n二\t三", "一 二 三"),
        ("\ud800", "〓"),
        ("£5 №3 ①", "£5 №3 ①"),
        ("220501-123456789012345", "220501-123456789012345"),
    ],
)
def test_text_is_shown_as_the_font_can(text: str, shown: str) -> None:
    assert fonts.printable(text) == shown


@given(st.text(st.characters(exclude_categories=()), max_size=60))
def test_what_is_printed_is_in_the_font_and_never_runs_on(text: str) -> None:
    shown = fonts.printable(text)
    assert {ord(char) for char in shown} <= fonts._covered(_FONT) | {0x200B}
    assert not re.search(r"[!-~]{25}", shown)
    assert fonts.printable(shown.replace("\u200b", "")) == shown


_FONT = fonts._path().read_bytes()


# Files.


def test_a_document_is_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "labels.pdf"
    path.write_bytes(b"old")
    path.chmod(0o644)
    write_new(path, b"new")
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    target = tmp_path / "precious"
    target.write_bytes(b"precious")
    for name, to in (("link.pdf", target), ("dangling.pdf", tmp_path / "nowhere")):
        (tmp_path / name).symlink_to(to)
        with pytest.raises(UnusableFile) as refused:
            write_new(tmp_path / name, b"new")
        assert refused.value.code == "not_a_file"
    assert target.read_bytes() == b"precious"
    assert not (tmp_path / "nowhere").exists()


def test_folders_and_devices_are_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe"):
        with pytest.raises(UnusableFile) as refused:
            write_new(path, b"new")
        assert refused.value.code == "not_a_file"


@pytest.mark.parametrize("name", ["no/such/folder.pdf", "x" * 300 + ".pdf", "a\0b.pdf"])
def test_an_impossible_name_is_refused_and_leaves_nothing(name: str, tmp_path: Path) -> None:
    with pytest.raises(UnusableFile) as refused:
        write_new(tmp_path / name, b"new")
    assert refused.value.code == "unwritable"
    assert refused.value.message
    assert list(tmp_path.iterdir()) == []


def test_nothing_heavy_is_loaded_before_something_is_printed() -> None:
    heavy = "{'typst', 'zxingcpp', 'pylopdf_fonts_zh_cn'}"
    code = (
        "import sys; from dropship_tui.services.printing import files, render; "
        f"print({heavy} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=_ROOT
    )
    assert done.stdout == "set()\n"


_ROOT = Path(__file__).parents[2]
