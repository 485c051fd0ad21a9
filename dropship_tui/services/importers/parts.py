"""Rows that stand for several lines of an order: the quirks that profiles declare."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from dropship_tui.services.files.readers import Row
from dropship_tui.services.importers.layout import Layout
from dropship_tui.services.importers.profiles.base import Quirk

Split = Callable[[Row], list[Row]]
"""The lines of a row, each as a row of its own; none when its cells contradict each other."""

_COUNTING: Final = ("line_no", "quantity")
_EACH: Final = ("sku_code", "product_code", "title", "spec", "price", "status", "refund_status")
_ONCE: Final = ("line_total", "discount")
"""Amounts of the whole row when they are not joined: they count with its first line."""

_JOINT = re.compile(r"[;；]")
_GOODS = re.compile(
    r"\s*\[?(?P<goods>[^;；\s][^;；]*?)\]?\s*[xX×*]\s*(?P<quantity>\d+)\s*[件个只双条套盒包瓶袋]?\s*"
    r"(?:[;；,，、+\n]|$)"
)
_CODE = re.compile(r"[\w.+/-]+", re.ASCII)
_NAME = re.compile(r"(?:^|\|)\s*([a-z_]+)\s*:")
_LINE_PARTS: Final = {
    "sku": "sku_code",
    "name": "title",
    "quantity": "quantity",
    "total": "line_total",
}
_OF_GOODS: Final = ("sku_code", "title", "quantity")


def lines_of(layout: Layout) -> tuple[Layout, Split | None]:
    """How rows of this layout are split, and the layout of what they are split into."""
    quirks = layout.profile.quirks
    if Quirk.GOODS_CELL in quirks and _tells_goods(layout.columns):
        return _goods_cell(layout)
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
