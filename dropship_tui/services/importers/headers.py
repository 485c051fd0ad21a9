"""The names of a file's columns, for comparing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

from dropship_tui.models.text import fold
from dropship_tui.services.addresses.divisions import traditional

OURS: Final = "⚠"
"""What the headers of the columns that we add to rejected rows begin with."""

_ORNAMENTS = re.compile(r"\(.*?\)|\[.*?\]|【.*?】|[\W_]+")
_BRACKET = re.compile(r"[(\[【]")
_TWO_LANGUAGES = re.compile(
    r"([A-Za-z][^\u4e00-\u9fff]*)[\s/|]*([\u4e00-\u9fff]+)|([\u4e00-\u9fff]+)[\s/|]*([A-Za-z][^\u4e00-\u9fff]*)"
)

_NUMBER_WORDS = re.compile("编号|号码")

_folded = lru_cache(maxsize=4096)(fold)
"""Each row that may be a header is held against every profile: the same names, over and over."""


@lru_cache(maxsize=4096)
def header_name(text: str) -> str:
    """A header for comparing: 收件人*, 數量（件） and Order No. are 收件人, 数量 and orderno;
    订单编号 and 手机号码 are 订单号 and 手机号."""
    return _NUMBER_WORDS.sub("号", _ORNAMENTS.sub("", fold(text)).translate(traditional()))


@lru_cache(maxsize=4096)
def _halves(header: str) -> frozenset[str]:
    """Both names of a header in two languages, such as Qty 数量; none of another header."""
    found = _TWO_LANGUAGES.fullmatch(header.strip())
    return frozenset(header_name(half) for half in found.groups() if half) if found else frozenset()


@lru_cache(maxsize=1024)
def _header_names(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(header_name, names))


@lru_cache(maxsize=1024)
def _spellings(names: tuple[str, ...]) -> frozenset[str]:
    """The names as `Headers` compares them: most rows of a file have none of them."""
    return _header_names(names).union(map(_folded, names))


class Headers:
    """The columns of a file by their headers; of two with the same header, the first counts.

    What stands in brackets makes no difference, but where both names have some:
    商品编码(自定义) is not 商品编码(平台). A name with a star is meant as it stands: 货品*数量.
    """

    def __init__(self, header: Iterable[str]) -> None:
        self._exactly: dict[str, int] = {}
        self._nearly: dict[str, tuple[str, int]] = {}
        self._twice: list[tuple[frozenset[str], int]] = []
        for column, cell in enumerate(header):
            if not cell.startswith(OURS):
                text = _folded(cell)
                self._exactly.setdefault(text, column)
                self._nearly.setdefault(header_name(cell), (text, column))
                if halves := _halves(cell):
                    self._twice.append((halves, column))
        self._spelled = self._exactly.keys() | self._nearly.keys()

    def find(self, name: str) -> int | None:
        """The column of that name."""
        wanted = _folded(name)
        text, near = self._nearly.get(header_name(name), ("", None))
        if wanted in self._exactly:
            return self._exactly[wanted]
        is_another = _BRACKET.search(wanted) and _BRACKET.search(text)
        return None if is_another or "*" in wanted else near

    def tells(self, name: str) -> bool:
        """Whether a column has the name, brackets and all: 商品编码 tells no 商品编码(平台)."""
        is_exact = _BRACKET.search(_folded(name)) is not None
        return _folded(name) in self._exactly if is_exact else self.find(name) is not None

    def find_all(self, names: tuple[str, ...]) -> tuple[int, ...]:
        """The columns of those names that there are, in the order of the names; last, those that
        have two of the names, one in each language."""
        if self._spelled.isdisjoint(_spellings(names)) and not self._twice:
            return ()
        found = [column for name in names if (column := self.find(name)) is not None]
        if self._twice:
            wanted = _header_names(names)
            found += [column for halves, column in self._twice if halves <= wanted]
        return tuple(dict.fromkeys(found))


def own_columns(header: Sequence[str]) -> list[int]:
    """The columns of the file itself, without those that we added to rejected rows."""
    return [column for column, cell in enumerate(header) if not cell.startswith(OURS)]
