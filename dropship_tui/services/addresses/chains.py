"""Chains of names that lie in one another: 广东 → 深圳市 → 南山区.

Between the names there may be separators, repetitions and administrative filler. A chain is
scored by how surely its names were written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from dropship_tui.services.addresses.divisions import CITY, DISTRICT, Division, Kind, gazetteer
from dropship_tui.services.addresses.towns import skip, town_after
from dropship_tui.services.addresses.vocabulary import (
    PART_OF_LANDSCAPE,
    PART_OF_NAME,
    has_common_surname,
)

__all__ = ["Chain", "find", "read", "settle"]

_FILLER = re.compile(r"市辖区|郊县|(?:省|自治区)?直辖县级?行政(?:区划|单位)|县级市|其[它他]区|市区")
# Between a municipality and its county: 重庆市县城口县, 重庆市 县 城口县.
_COUNTIES = re.compile("(?<=市)县|(?<=市 )县(?= )")
_MOST_STEPS = 12  # three levels, each repeated, with filler; a hostile text has thousands
_ZONE_NAME = re.compile("高新|经济|经开|开发|工业")
_NEW_DISTRICT = "新区"
_WEAK = re.compile("[东西南北城郊矿新中]区")  # real districts, but also everyday words
_EVERYDAY = {"东方"}  # cities and everyday words at once: they need their province
# A name that only begins a longer word: 杭州市民中心, 山区域.
_BEGINS_ANOTHER = re.compile("(?<=市)(?:场|民(?:中心|广场|公园|之家))|(?<=区)域(?!城)")
_GOES_ON = re.compile(
    r"[ ,/]*(?:[\u4e00-\u9fff]{1,3}[ ,/]+)?"
    r"(?:[\u4e00-\u9fff]{4}|[^\s,;|\x1f]*(?:\d|[路街巷村镇乡县道号楼区园苑城厂店院学场厦司]))"
)


@dataclass(frozen=True, slots=True)
class Chain:
    """Names read so far: what the last of them can mean, and where they stood.

    `first` is where the first name ends, `opening` how it was written.
    """

    start: int
    first: int
    opening: Kind
    end: int
    word: str
    kind: Kind
    candidates: tuple[Division, ...]
    score: float
    names: int = 1
    steps: int = 1
    skipped: tuple[tuple[int, int], ...] = ()
    moved: bool = False


def find(text: str) -> Iterator[Chain]:
    """Every credible chain, from left to right; none begins inside a clear name of another."""
    free = 0
    for start in range(len(text)):
        chain = read(text, start) if start >= free else None
        if chain is not None and _credible(text, chain):
            yield chain
            free = chain.first if chain.opening is not Kind.SHORT else free


def read(text: str, start: int) -> Chain | None:
    """The best chain that begins at `start`."""
    found = None
    for end, kind, divisions in _names(text, start):
        if any(_WEAK.fullmatch(division.name) for division in divisions):
            continue
        if kind is Kind.SHORT:  # 闸北 is a place after 上海 only
            divisions = tuple(division for division in divisions if not division.former)
            if not divisions:
                continue
        chain = Chain(start, end, kind, end, text[start:end], kind, divisions, kind)
        found = _better(found, _extend(text, chain))
    return found


def _names(text: str, start: int) -> Iterator[tuple[int, Kind, tuple[Division, ...]]]:
    """Each way to read a name at `start`: where it ends, how it is written, what it can mean."""
    for end, names in gazetteer().at(text, start):
        for kind in {name.kind: None for name in names}:
            divisions = tuple(name.division for name in names if name.kind is kind)
            if kind is Kind.SHORT and _names_new_district(text, end, divisions):
                yield end + len(_NEW_DISTRICT), kind, divisions
            elif kind is Kind.SHORT or not _BEGINS_ANOTHER.match(text, end):
                yield end, kind, divisions


def _names_new_district(text: str, end: int, divisions: tuple[Division, ...]) -> bool:
    """Whether a district is called by the zone that it grew out of: 浑南新区 for 浑南区."""
    return text.startswith(_NEW_DISTRICT, end) and all(
        division.level == DISTRICT and division.name[-1] == "区" for division in divisions
    )


def _extend(text: str, chain: Chain) -> Chain | None:
    """The best chain that begins with `chain`; None when its last word names something else."""
    found = chain if _ends_well(text, chain) else None
    if chain.steps == _MOST_STEPS:
        return found
    chain = replace(chain, steps=chain.steps + 1)
    after = skip(text, chain.end)
    for end, kind, divisions in _names(text, after):
        step = _step(chain, end, text[after:end], kind, divisions)
        if step is not None:
            found = _better(found, _extend(text, step))
    filler = _FILLER.match(text, after)
    if filler:
        filled = replace(chain, end=filler.end(), score=chain.score + 0.1)
        found = _better(found, _extend(text, filled))
    for between in (_COUNTIES.match(text, after), gazetteer().zones.match(text, after)):
        if between:
            skipped = (*chain.skipped, between.span()) if between.group() != "县" else chain.skipped
            inner = _extend(text, replace(chain, end=between.end(), skipped=skipped))
            if inner is not None and inner.names > chain.names:
                found = _better(found, inner)
    return found


def _better(one: Chain | None, other: Chain | None) -> Chain | None:
    return max((c for c in (one, other) if c), key=lambda chain: chain.score, default=None)


def _ends_well(text: str, chain: Chain) -> bool:
    """Whether a short last word stands for the place: 上海 in 上海虹口, not in 上海路."""
    if chain.kind is not Kind.SHORT:
        return True
    if text.endswith(_NEW_DISTRICT, chain.start, chain.end):
        return True
    districts = all(candidate.level == DISTRICT for candidate in chain.candidates)
    if not districts and gazetteer().zones.match(text, chain.end):  # 武汉东湖高新区
        return True
    zone = districts and _ZONE_NAME.match(text, chain.end)
    scenery = districts and PART_OF_LANDSCAPE.match(text, chain.end)
    if zone or scenery or PART_OF_NAME.match(text, chain.end):
        return bool(town_after(text, chain.end, chain.candidates).homes)  # 义乌北苑街道
    return True


def _step(
    chain: Chain, end: int, word: str, kind: Kind, divisions: tuple[Division, ...]
) -> Chain | None:
    inside = tuple(d for d in divisions if any(d.within(c) for c in chain.candidates))
    if inside:
        return replace(
            chain, end=end, word=word, kind=kind, candidates=inside,
            score=chain.score + kind, names=chain.names + 1,
        )  # fmt: skip
    again = tuple(c for c in chain.candidates if any(c is d or c.within(d) for d in divisions))
    if again:
        gain = 0.1 if kind is not Kind.SHORT else -0.5
        return replace(chain, end=end, candidates=again, score=chain.score + gain)
    return _moved(chain, end, word, kind, divisions)


def _moved(
    chain: Chain, end: int, word: str, kind: Kind, divisions: tuple[Division, ...]
) -> Chain | None:
    """A district of another city in the same province: given to that city since (公主岭市)."""
    provinces = {candidate.province for candidate in chain.candidates}
    elsewhere = tuple(d for d in divisions if d.level == DISTRICT and d.province in provinces)
    cities = all(candidate.level == CITY for candidate in chain.candidates)
    if kind is not Kind.EXACT or not cities or len(elsewhere) != 1:
        return None
    return replace(
        chain,
        end=end,
        word=word,
        kind=kind,
        candidates=elsewhere,
        score=chain.score + 2,
        moved=True,
    )


def _credible(text: str, chain: Chain) -> bool:
    """Whether a chain found anywhere is a place, and not a word in a name of something else."""
    if chain.names > 1 or chain.kind is Kind.EXACT:
        return True
    if chain.start and re.match(r"\w", text[chain.start - 1]) and not _after_name(text, chain):
        return False
    if chain.kind is Kind.VARIANT:
        return True
    if not text[chain.end :].strip():
        return chain.start == 0
    if not _GOES_ON.match(text, chain.end):
        return False
    if chain.word in _EVERYDAY:
        return False
    if len(chain.word) > 2 or any(c.level != DISTRICT for c in chain.candidates):
        return True
    following = text[chain.end : chain.end + 1]
    return following in " ,/" or bool(town_after(text, chain.end, settle(chain)).name)


def _after_name(text: str, chain: Chain) -> bool:
    """Whether a person's name is glued before a city: 张小三杭州文三路1号."""
    name = re.search(r"(?<!\w)[\u4e00-\u9fff]{2,4}$", text[: chain.start])
    city = all(candidate.level != DISTRICT for candidate in chain.candidates)
    known = city or chain.kind is Kind.VARIANT
    return known and name is not None and has_common_surname(name.group())


def settle(chain: Chain) -> tuple[Division, ...]:
    """What the last name means, the greater place before a smaller one of the same name.

    A short name that a municipality's district shares with cities elsewhere (朝阳) stays open.
    """
    found = chain.candidates
    if chain.kind is not Kind.SHORT or len(found) == 1:
        return found
    found = tuple(d for d in found if not any(d.within(other) for other in found))
    highest = min(d.level for d in found)
    famous = any(d.level == DISTRICT and d.parent and d.parent.name == d.place[0] for d in found)
    return tuple(d for d in found if d.level == highest or (famous and highest == CITY))
