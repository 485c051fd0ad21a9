"""Rows that stand for several lines of an order: the quirks that profiles declare."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from dropship_tui.services.files.readers import Row
from dropship_tui.services.importers.layout import Layout
from dropship_tui.services.importers.profiles.base import Quirk
from dropship_tui.services.importers.values import COUNTED

Split = Callable[[Row], list[Row]]
"""The lines of a row, each as a row of its own; none when its cells contradict each other."""

_COUNTING: Final = ("line_no", "quantity")
_EACH: Final = ("sku_code", "product_code", "title", "spec", "price", "status", "refund_status")
_ONCE: Final = ("line_total", "discount")
"""Amounts of the whole row when they are not joined: they count with its first line."""

_JOINT = re.compile(r"[;；]")
_GOODS = re.compile(
    rf"\s*\[?(?P<goods>[^;；\s][^;；]*?)\]?\s*(?P<sign>[xX×*])\s*(?P<quantity>\d+)\s*{COUNTED}?\s*"
    r"(?:[;；,，、+\n]|$)"
)
_NAME_OF_X = re.compile(r"[A-Za-z][xX]$|[\w\s]X$", re.ASCII)
_CODE = re.compile(r"[\w.+/-]+", re.ASCII)
_NAME = re.compile(r"(?:^|\|)\s*([a-z_]+)\s*:")
_LINE_PARTS: Final = {
    "sku": "sku_code",
    "name": "title",
    "quantity": "quantity",
    "total": "line_total",
}
_NAMING: Final = ("spec", "title", "sku_code", "product_code")
"""The fields that may count the goods; a spec may list several of one title."""
_OF_GOODS: Final = ("sku_code", "title", "quantity")


def lines_of(layout: Layout) -> tuple[Layout, Split | None]:
    """How rows of this layout are split, and the layout of what they are split into."""
    quirks = layout.profile.quirks
    if Quirk.GOODS_CELL in quirks and _tells_goods(layout.columns):
        return _goods_cell(layout)
    if Quirk.GOODS_CELL in quirks and "quantity" not in layout.columns:
        return _counted(layout)
    if Quirk.LINE_CELLS in quirks and "line_cells" in layout.columns:
        return _line_cells(layout)
    if Quirk.JOINED in quirks:
        return layout, _joined(layout.columns)
    return layout, None


def _tells_goods(columns: Mapping[str, tuple[int, ...]]) -> bool:
    """Whether the goods of a row stand in one cell: no other says how many of what."""
    elsewhere = ("quantity", "sku_code", "product_code")
    others = (column for field in elsewhere for column in columns.get(field, ()))
    return "goods" in columns and {*others} <= {*columns["goods"]}


def _goods_cell(layout: Layout) -> tuple[Layout, Split]:
    """`[goods]x2;[goods]x1;` goes into columns that are put behind the file's own."""
    at, width = layout.columns["goods"][0], len(layout.header)
    behind = {field: (width + place,) for place, field in enumerate(_OF_GOODS)}
    header = (*layout.header, *(layout.header[at] for _ in _OF_GOODS))

    def split(row: Row) -> list[Row]:
        cells = row.cells[:width] + ("",) * (width - len(row.cells))
        text, end, rows = cells[at], 0, []
        while match := _GOODS.match(text, end):
            goods, end = match["goods"].strip(), match.end()
            code, title = (goods, "") if _CODE.fullmatch(goods) else ("", goods)
            rows.append(row._replace(cells=(*cells, code, title, match["quantity"])))
        return [] if text[end:].strip() else rows

    return replace(layout, header=header, columns={**layout.columns, **behind}), split


def _counted(layout: Layout) -> tuple[Layout, Split]:
    """No column says how many: whatever names the goods may, as 蓝色L*2. A row whose goods are
    not counted has one piece of them."""
    places = [layout.columns[field][0] for field in _NAMING if field in layout.columns]
    specs, width = layout.columns.get("spec", ())[:1], len(layout.header)
    named = {"sku_code": (*layout.columns.get("sku_code", ()), width), "quantity": (width + 1,)}
    header = (*layout.header, *(layout.header[at] for at in (places * 2)[:2]))

    def split(row: Row) -> list[Row]:
        cells = row.cells[:width] + ("",) * (width - len(row.cells))
        at, goods = next(((at, goods) for at in places if (goods := _goods(cells[at]))), (0, []))
        others = [cells[place] for place in places if place != at and cells[place]]
        if len(goods) > 1 and others and at not in specs:
            return []
        rows = []
        for name, quantity in goods:
            code = name if not others and _CODE.fullmatch(name) else ""
            told = (*cells[:at], "" if code else name, *cells[at + 1 :], code, quantity)
            rows.append(row._replace(cells=told))
        return rows or [row._replace(cells=(*cells, "", "1"))]

    if not places:
        return layout, lambda row: [row]
    return replace(layout, header=header, columns={**layout.columns, **named}), split


def _goods(text: str) -> list[tuple[str, str]]:
    """The goods that a cell counts, with their numbers; none where it may say something else.

    30*60 is a size, not sixty pieces; BOX2 and iPhone X 2 are names.
    """
    end, goods = 0, []
    while match := _GOODS.match(text, end):
        if not _is_counted(match["goods"].strip()) or _NAME_OF_X.search(text[: match.end("sign")]):
            return []
        goods.append((match["goods"].strip(), match["quantity"]))
        end = match.end()
    return [] if text[end:].strip() else goods


def _is_counted(name: str) -> bool:
    if _CODE.fullmatch(name):
        return not name.replace(".", "").isdecimal()
    return not name[-1].isdigit()


def _line_cells(layout: Layout) -> tuple[Layout, Split]:
    """`name:Mug|sku:A1|quantity:2|total:9.80`, a cell for each line."""
    at, width = layout.columns["line_cells"], len(layout.header)
    behind = {field: (width + place,) for place, field in enumerate(_LINE_PARTS.values())}
    header = (*layout.header, *(layout.header[at[0]] for _ in behind))

    def split(row: Row) -> list[Row]:
        cells = row.cells[:width] + ("",) * (width - len(row.cells))
        lines = [_line_parts(cells[column]) for column in at if cells[column]]
        if not all(lines):
            return []
        behind = [tuple(line.get(name, "") for name in _LINE_PARTS) for line in lines]
        return [row._replace(cells=cells + values) for values in behind] or [row]

    return replace(layout, header=header, columns={**layout.columns, **behind}), split


def _line_parts(text: str) -> dict[str, str]:
    names = [*_NAME.finditer(text)]
    ends = [name.start() for name in names[1:]] + [len(text)]
    parts = zip(names, ends, strict=False)
    return {name[1]: text[name.end() : end].strip() for name, end in parts}


def _joined(columns: Mapping[str, tuple[int, ...]]) -> Split:
    """Cells joined by `;` where a row is a whole order: as many lines as they count."""
    counting = [columns[field][0] for field in _COUNTING if field in columns]
    each = [column for field in _EACH for column in columns.get(field, ())]
    once = [column for field in _ONCE for column in columns.get(field, ())]

    def split(row: Row) -> list[Row]:
        cells = row.cells
        counted = [_parts(cells[column]) for column in counting if column < len(cells)]
        sizes = {len(parts) for parts in counted}
        if sizes <= {0, 1}:
            return [row]
        if len(sizes) > 1:
            return []
        (size,) = sizes
        lines = [[*cells] for _ in range(size)]
        for column in (*counting, *each, *once):
            parts = _parts(cells[column]) if column < len(cells) else []
            if len(parts) != size:
                if column in once:
                    parts = [cells[column], *[""] * (size - 1)]
                else:
                    continue
            for line, part in zip(lines, parts, strict=True):
                line[column] = part
        return [row._replace(cells=tuple(line)) for line in lines]

    return split


def _parts(text: str) -> list[str]:
    parts = [part.strip() for part in _JOINT.split(text)]
    return parts[:-1] if parts and not parts[-1] else parts
