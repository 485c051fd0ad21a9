"""Workbooks made by hand, byte by byte, so that they can be made wrong on purpose."""

from __future__ import annotations

import io
import struct
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Cells = Sequence[Sequence[str | float]]

_OFFICE = "http://schemas.openxmlformats.org"
_RELATIONS = f"{_OFFICE}/officeDocument/2006/relationships"
_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def archive(parts: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP file of these parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return buffer.getvalue()


def xlsx(sheet_data: str, merges: str = "") -> bytes:
    """A workbook of one sheet, 订单, with the inside of its <sheetData>."""
    return archive(xlsx_parts(sheet_data, merges))


def xlsx_parts(sheet_data: str, merges: str = "") -> dict[str, str | bytes]:
    """The parts of `xlsx`, to be spoilt one by one."""
    main = f'xmlns="{_OFFICE}/spreadsheetml/2006/main"'
    packages = f'xmlns="{_OFFICE}/package/2006/relationships"'
    return {
        "[Content_Types].xml": f'<Types xmlns="{_OFFICE}/package/2006/content-types"/>',
        "_rels/.rels": f"<Relationships {packages}>"
        f'<Relationship Id="r1" Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/>'
        "</Relationships>",
        "xl/workbook.xml": f'<workbook {main} xmlns:r="{_RELATIONS}"><sheets>'
        '<sheet name="订单" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f"<Relationships {packages}>"
        f'<Relationship Id="r1" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
        "</Relationships>",
        "xl/worksheets/sheet1.xml": f"<worksheet {main}><sheetData>{sheet_data}</sheetData>"
        f"{merges}</worksheet>",
    }


def xlsx_text(reference: str, text: str) -> str:
    """One cell of `xlsx` with text in it."""
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


def ods(
    rows: str,
    mimetype: str = "application/vnd.oasis.opendocument.spreadsheet",
    manifest: str = "<manifest/>",
) -> bytes:
    """A workbook of one sheet, 订单, with the inside of its <table:table>."""
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    return archive(
        {
            "mimetype": mimetype,
            "content.xml": f"<office:document-content {spaces}><office:body><office:spreadsheet>"
            f'<table:table table:name="订单">{rows}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
            "META-INF/manifest.xml": manifest,
        }
    )


def ods_text(text: str, repeated: int = 1) -> str:
    """One cell of `ods` with text in it, or several of the same."""
    return (
        f'<table:table-cell office:value-type="string" table:number-columns-repeated="{repeated}">'
        f"<text:p>{text}</text:p></table:table-cell>"
    )


def xls(rows: Cells, *, merged: Sequence[tuple[int, int, int]] = (), locked: bool = False) -> bytes:
    """An Excel 97 workbook of one sheet, 订单; `merged` from row to row, in a column."""
    sheet = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
    for number, cells in enumerate(rows):
        for column, value in enumerate(cells):
            place = struct.pack("<HHH", number, column, 0)
            if isinstance(value, str):
                sheet += _record(0x0204, place + _text(value, "<H"))
            else:
                sheet += _record(0x0203, place + struct.pack("<d", value))
    for first, last, column in merged:
        sheet += _record(0x00E5, struct.pack("<HHHHH", 1, first, last, column, column))
    sheet += _record(0x000A, b"")
    start = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    if locked:
        start += _record(0x002F, struct.pack("<HHH48x", 1, 1, 1))
    end = _record(0x000A, b"")
    name = _text("订单", "<B")
    where = len(start) + 4 + 6 + len(name) + len(end)
    bound = _record(0x0085, struct.pack("<IH", where, 0) + name)
    return ole({"Workbook": start + bound + end + sheet})


def ole(streams: Mapping[str, bytes]) -> bytes:
    """A compound file, the box that XLS, DOC and encrypted XLSX come in."""
    fat: list[int] = [_FAT, _END]  # sector 0 is the FAT itself, sector 1 the directory
    entries = [_entry("Root Entry", 5, _END, 0, child=1)]
    body = b""
    for name, content in streams.items():
        padded = content.ljust(4096, b"\0")  # shorter streams would need a second FAT
        padded += b"\0" * (-len(padded) % _SECTOR)
        first, count = len(fat), len(padded) // _SECTOR
        fat += [*range(first + 1, first + count), _END]
        entries.append(_entry(name, 2, first, len(padded)))
        body += padded
    assert len(fat) <= _SECTOR // 4
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        *(0x3E, 3, 0xFFFE, 9, 6),
        *(0, 1, 1, 0, 4096, _END, 0, _END, 0),
    )
    fats = [0] + [_FREE] * 108
    fat += [_FREE] * (_SECTOR // 4 - len(fat))
    return (
        header
        + struct.pack("<109I", *fats)
        + struct.pack("<128I", *fat)
        + b"".join(entries).ljust(_SECTOR, b"\0")
        + body
    )


def _entry(name: str, kind: int, first: int, size: int, child: int = _FREE) -> bytes:
    title = (name + "\0").encode("utf-16-le")
    return struct.pack(
        "<64sHBBIII16xI16xIII",
        *(title, len(title), kind, 1, _FREE, _FREE, child),
        *(0, first, size, 0),
    )


def _record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _text(value: str, length: str) -> bytes:
    return struct.pack(length, len(value)) + b"\x01" + value.encode("utf-16-le")
