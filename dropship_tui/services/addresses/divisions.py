"""China's administrative divisions, and how customers write them.

The data are `data/divisions.json` (official, made by scripts/make_divisions.py) and
`data/division_aliases.json` (by hand: what was renamed, abolished or is usually shortened).
They are read when first needed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from typing import Any

from dropship_tui.models.address import Place
from dropship_tui.paths import data_dir

__all__ = ["CITY", "DISTRICT", "Division", "Gazetteer", "Kind", "Name", "gazetteer", "traditional"]

PROVINCE, CITY, DISTRICT = 1, 2, 3


class Kind(IntEnum):
    """How a division was written; a higher kind is the surer one."""

    SHORT = 2  # 海淀, 恩施, 广东
    VARIANT = 5  # 密云县 for 密云区, 恩施州, 广西省
    EXACT = 6  # the official name, a former one, or a name that was abolished


@dataclass(frozen=True, slots=True, eq=False)
class Division:
    """A province, a city or a district. `former`: abolished, known for the letters' sake."""

    name: str
    level: int
    parent: Division | None = None
    towns: frozenset[str] = frozenset()
    former: bool = False

    @property
    def place(self) -> Place:
        """Its province, city and district, as receivers carry them."""
        if self.parent is None:
            return self.name, "", ""
        province, city, _ = self.parent.place
        return (province, self.name, "") if self.level == CITY else (province, city, self.name)

    @property
    def province(self) -> Division:
        return self if self.parent is None else self.parent.province

    def within(self, other: Division) -> bool:
        """Whether it lies in `other` and is not `other` itself."""
        return self.parent is not None and (self.parent is other or self.parent.within(other))


@dataclass(frozen=True, slots=True)
class Name:
    """A way to write `division`."""

    division: Division
    kind: Kind


_PEOPLES = (
    "蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 拉祜 "
    "水 东乡 纳西 景颇 柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 "
    "怒 鄂温克 德昂 保安 裕固 独龙 鄂伦春 各"
).split()
_PEOPLE = "|".join(sorted((f"{name}族" for name in _PEOPLES), key=len, reverse=True))
_BARE_PEOPLE = "维吾尔|蒙古|哈萨克|柯尔克孜|塔吉克|锡伯"
_AUTONOMOUS = re.compile(
    f"(?P<stem>.{{2,}}?)(?:(?:{_PEOPLE}|{_BARE_PEOPLE})*自治[区州县旗]|(?:{_PEOPLE})区)"
)
_KINDS_OF_DIVISION = tuple("省市区县旗盟州岛")
_SUFFIX = {
    PROVINCE: re.compile("特别行政区$|省$|市$"),
    CITY: re.compile("地区$|林区$|市$|盟$|县$"),
    DISTRICT: re.compile("(?<=..)新区$|[市县区旗]$"),
}
# What customers still write after the stem, by the official ending: yesterday's kind of division.
_ENDINGS = {
    PROVINCE: {"省": "", "市": "", "治区": "省 自治区", "政区": "特区 特别行政区"},
    CITY: {
        "市": "地区 盟 县",
        "地区": "市",
        "盟": "市",
        "治州": "州 自治州 地区",
        "治县": "县 自治县",
    },
    DISTRICT: {
        "区": "县 市 区",
        "市": "县 区",
        "县": "市 区",
        "治县": "县 自治县 区",
        "治旗": "旗 自治旗",
    },
}


def _stem(division: Division) -> str:
    autonomous = _AUTONOMOUS.fullmatch(division.name)
    if autonomous:
        return autonomous["stem"].removesuffix("族")
    return _SUFFIX[division.level].sub("", division.name, count=1)


def _names(division: Division) -> Iterator[tuple[str, Kind]]:
    clear = division.name.endswith(_KINDS_OF_DIVISION)
    yield division.name, Kind.EXACT if clear else Kind.SHORT  # 九龙 also begins 九龙湾
    stem = _stem(division)
    if len(stem) < 2:
        return
    yield stem, Kind.SHORT
    if division.former:
        return
    for official, endings in _ENDINGS[division.level].items():
        if division.name.endswith(official):
            yield from ((stem + ending, Kind.VARIANT) for ending in endings.split())


class Gazetteer:
    """Every division under every name that it is written with."""

    def __init__(self, official: dict[str, Any], aliases: dict[str, Any]) -> None:
        self._names: dict[str, list[Name]] = {}
        self._lengths: dict[str, list[int]] = {}
        self.zones: re.Pattern[str] = _zones(aliases["zones"])
        self._children: dict[Division, list[Division]] = {}
        self._by_place: dict[Place, Division] = {}
        for province, cities in {**official["provinces"], **aliases["supplement"]}.items():
            self._add_province(province, cities)
        for province, city, *districts in aliases["abolished"]:
            parent = self._by_place[province, city, ""]
            for name in districts:
                self._add(Division(name, DISTRICT, parent, former=True))
        for province, old, today in aliases["renamed"]:
            self._call(old, Name(self._in(province, today), Kind.EXACT))
        for province, short, official_name in aliases["shortened"]:
            kind = Kind.VARIANT if short[-1] in "市县旗盟州" else Kind.SHORT
            self._call(short, Name(self._in(province, official_name), kind))
        for head, lengths in self._lengths.items():
            self._lengths[head] = sorted(set(lengths), reverse=True)

    def _add_province(self, name: str, cities: dict[str, dict[str, str]]) -> None:
        province = Division(name, PROVINCE)
        self._by_place[province.place] = province
        self._children[province] = []
        if name not in cities:  # a municipality is its own city, and is found as that
            self._index(province)
        for city_name, districts in cities.items():
            own = frozenset(districts.get("", "").split())
            city = self._add(Division(city_name, CITY, province, own))
            for district, towns in districts.items():
                if district:
                    self._add(Division(district, DISTRICT, city, frozenset(towns.split())))

    def _add(self, division: Division) -> Division:
        self._by_place.setdefault(division.place, division)
        self._children[division] = []
        if division.parent is not None:
            self._children[division.parent].append(division)
        self._index(division)
        return division

    def _index(self, division: Division) -> None:
        for text, kind in _names(division):
            self._call(text, Name(division, kind))

    def _call(self, text: str, name: Name) -> None:
        names = self._names.setdefault(text, [])
        known = next((n for n in names if n.division is name.division), None)
        if known is None or known.kind < name.kind:
            names[:] = [*(n for n in names if n is not known), name]
            self._lengths.setdefault(text[:2], []).append(len(text))

    def _in(self, province: str, name: str) -> Division:
        """The division of today called `name` in `province`; a city before its districts."""
        found = [n.division for n in self._names[name] if n.division.province.name == province]
        return min((d for d in found if d.name == name), key=lambda d: d.level)

    def at(self, text: str, start: int) -> Iterator[tuple[int, list[Name]]]:
        """The names that begin at `start`, the longest first: (end, what it can mean)."""
        for length in self._lengths.get(text[start : start + 2], ()):
            names = self._names.get(text[start : start + length])
            if names:
                yield start + length, names

    def districts(self, city: Division) -> list[Division]:
        """The districts of today in `city`."""
        return [district for district in self._children[city] if not district.former]

    def unlisted(self, city: Division) -> bool:
        """Whether the data stop at `city` (台北市): no districts, no towns."""
        return city.level == CITY and not city.towns and not self._children[city]

    def homes(self, town: str) -> list[Division]:
        """The districts and cities that have a town called exactly `town`."""
        return _homes(self).get(town, [])

    def divisions(self) -> Iterator[Division]:
        return iter(self._children)


@cache
def _homes(of: Gazetteer) -> dict[str, list[Division]]:
    homes: dict[str, list[Division]] = {}
    for division in of.divisions():
        for town in division.towns:
            homes.setdefault(town, []).append(division)
    return homes


def _zones(zones: dict[str, list[str]]) -> re.Pattern[str]:
    """Development zones: no divisions, but written where a district stands (成都市高新区)."""
    return re.compile(f"{'|'.join(zones['named'])}|(?:国家级?)?(?:{'|'.join(zones['kinds'])})")


@cache
def _aliases() -> dict[str, Any]:
    content = (data_dir() / "division_aliases.json").read_text(encoding="utf-8")
    aliases: dict[str, Any] = json.loads(content)
    return aliases


@cache
def traditional() -> dict[int, int]:
    """Traditional characters to simplified ones, one to one, as `str.translate` takes them."""
    table = _aliases()["traditional"]
    return str.maketrans(table["from"], table["to"])


@cache
def gazetteer() -> Gazetteer:
    """The divisions of today; read once, in some tens of milliseconds."""
    official = json.loads((data_dir() / "divisions.json").read_text(encoding="utf-8"))
    return Gazetteer(official, _aliases())
