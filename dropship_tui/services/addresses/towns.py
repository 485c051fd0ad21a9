"""The town or subdistrict (街道, 镇, 乡) that follows a place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from dropship_tui.models.address import Place
from dropship_tui.services.addresses.divisions import CITY, Division, gazetteer
from dropship_tui.services.addresses.vocabulary import HAN, PART_OF_NAME

__all__ = ["Town", "lone_town", "names_a_road", "skip", "town_after", "town_of"]

_GAP = re.compile(r"[\s,;|/\\.:>_+\-\x1e\"']*")
_STEM = rf"(?:(?![路街巷弄号村区市县省楼栋])[{HAN}])"
_ANY_TOWN = re.compile(
    rf"{_STEM}{{1,7}}?(?:街道办事处|街道办|街道)|{_STEM}{{2,7}}?(?:办事处|[镇乡](?!长)|苏木)"
)
_OFFICE = re.compile("办事处|办(?!公)|镇?人民政府")
_ROAD = re.compile("[路街巷弄桥口亲间]|大道|村(?!委)")
_FARM = re.compile("[农林茶]场")
_LONGEST = 15


@dataclass(frozen=True, slots=True)
class Town:
    """A town in a text: where it ends, what it is called, and the places that have it.

    `homes` are those of the places asked for; empty when the data do not know it there.
    """

    end: int
    name: str = ""
    homes: tuple[Division, ...] = ()


def skip(text: str, position: int) -> int:
    """The first position from `position` on that holds no separator."""
    gap = _GAP.match(text, position)
    return gap.end() if gap else position


def names_a_road(text: str, end: int) -> bool:
    """Whether what ends at `end` is but the beginning of a road's name (高新区大道)."""
    return _ROAD.match(text, end) is not None


def town_after(text: str, end: int, places: tuple[Division, ...]) -> Town:
    """The town that follows `places` at `end`; a nameless one where there is none."""
    start = skip(text, end)
    return (
        _known(text, start, places) or _shortened(text, start, places) or _any(text, start)
        or Town(end)
    )  # fmt: skip


def lone_town(text: str, start: int) -> Town | None:
    """The town that begins at `start`, if there is only one of that name in the country."""
    for stop in _stops(text, start):
        homes = gazetteer().homes(text[start:stop])
        if len(homes) == 1 and not names_a_road(text, stop):
            return Town(_office(text, stop), text[start:stop], tuple(homes))
    return None


def town_of(text: str, place: Place) -> str:
    """The town of `place` that `text` begins with, as it is written there; "" if with none."""
    for stop in _stops(text, 0):
        homes = gazetteer().homes(text[:stop])
        if any(home.place == place for home in homes) and not names_a_road(text, stop):
            return text[:stop]
    return ""


def _stops(text: str, start: int) -> Iterator[int]:
    return iter(range(min(len(text), start + _LONGEST), start + 1, -1))


def _known(text: str, start: int, places: tuple[Division, ...]) -> Town | None:
    """A town that the data know in `places`, or in the city of one that was abolished."""
    cities = [place.parent for place in places if place.former]
    for stop in _stops(text, start):
        for name in (text[start:stop], _full(text[start:stop])):
            homes = gazetteer().homes(name)
            known = tuple(h for h in homes if any(h is p or h.within(p) for p in places))
            after = _office(text, stop)
            nearby = any(home.parent in cities for home in homes)
            if (known or nearby) and not names_a_road(text, after):
                return Town(after, name, known)
    return None


def _shortened(text: str, start: int, places: tuple[Division, ...]) -> Town | None:
    """虎门 or 万江区 for 虎门镇 and 万江街道, in a city whose towns stand where districts do."""
    for name in (name for place in places if place.level == CITY for name in place.towns):
        stem = name.removesuffix("街道").removesuffix("镇").removesuffix("乡")
        stop = start + len(stem)
        if len(stem) < 2 or stem[-1] in "路街" or not text.startswith(stem, start):
            continue
        if not _FARM.match(text, stop) and not PART_OF_NAME.match(text, stop):
            return Town(stop + text.startswith("区", stop), name)
    return None


def _any(text: str, start: int) -> Town | None:
    """What looks like a town, known or not: the data are of one day."""
    word = _ANY_TOWN.match(text, start)
    if word is None or names_a_road(text, word.end()):
        return None
    return Town(word.end(), _full(word.group()))


def _full(word: str) -> str:
    """笔架山办事处 and 民治街道办 as the subdistricts that they are."""
    for office in ("街道办事处", "街道办", "办事处"):
        if word.endswith(office):
            return word.removesuffix(office) + "街道"
    return word


def _office(text: str, end: int) -> int:
    office = _OFFICE.match(text, end)
    return office.end() if office and text[end - 1] in "道镇乡" else end
