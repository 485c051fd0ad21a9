"""Find the place in a text: province, city, district and town, in whatever shape they were typed.

A reading is a chain of names that lie in one another (广东 → 深圳市 → 南山区), with separators,
repetitions and administrative filler between them. Every chain in the text is scored by how
surely its names were written; the best one is the place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from dropship_tui.models.address import Ambiguity, Place
from dropship_tui.services.importers.divisions import CITY, DISTRICT, Division, Kind, gazetteer
from dropship_tui.services.importers.vocabulary import has_common_surname

__all__ = ["Reading", "best", "every", "read", "resolve"]

_GAP = re.compile(r"[\s,;|/\\.:>_+\-\x1e\"']*")
_FILLER = re.compile(r"市辖区|(?:省|自治区)?直辖县级?行政(?:区划|单位)|县级市|其[它他]区|市区")
_COUNTIES = re.compile("(?<=市)县")  # between a municipality and its county: 重庆市县城口县
_FAVOUR = 20
_MOST_STEPS = 12  # three levels, each repeated, with filler; a hostile text has thousands
_DIRECTION = "[东西南北中上下前后内外新老大小]?[一二三四五六七八九十0-9]{0,2}"
# What makes a bare word (上海, 西湖) part of another name: 上海路, 西湖大道, 南京东路.
_PART_OF_NAME = re.compile(
    rf"{_DIRECTION}(?:里(?!屯)|[路街巷弄村庄屯镇乡桥站山湖河江海港湾园苑府寺庙塔坊]|大道|大街|胡同|道(?!外|里)"
    "|广场|大厦|大楼|小区|花园|公寓|国际|中心|酒店|宾馆|饭店|公馆|家园|人家|风情|印象|名邸|银行|机场"
    "|火车|高铁|地铁|大学|学院|中学|小学|医院|书店|超市|公园|新村|新城)"
)
_ZONE_NAME = re.compile("高新|经济|经开|开发|工业")
_WEAK = re.compile("[东西南北城郊矿新中]区")  # real districts, but also everyday words
_EVERYDAY = {"东方"}  # cities and everyday words at once: they need their province
_MARKET = re.compile("(?<=市)(?:场|民(?:中心|广场|公园|之家))|(?<=区)域(?!城)")
_GOES_ON = re.compile(
    r"[ ,/]*(?:[\u4e00-\u9fff]{4}|[^\s,;|\x1f]*(?:\d|[路街巷村镇乡道号楼区园苑城厂店院学场厦司]))"
)
_TOWN_STEM = r"(?:(?![路街巷弄号村区市县省楼栋])[\u4e00-\u9fff])"
_TOWN_WORD = re.compile(
    rf"{_TOWN_STEM}{{1,7}}?(?:街道办事处|街道办|街道)|{_TOWN_STEM}{{2,7}}?(?:办事处|[镇乡](?!长)|苏木)"
)
_ANY_DISTRICT = re.compile(r"[\u4e00-\u9fff]{1,3}?[区市镇乡]")
_OFFICE = re.compile("办事处|办(?!公)|镇?人民政府")
_NOT_TOWN = re.compile("[路街巷弄桥口亲间]|大道|村(?!委)")
_LONGEST_TOWN = 15


@dataclass(frozen=True, slots=True)
class _Chain:
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


@dataclass(frozen=True, slots=True)
class Reading:
    """A place in a text: where it stood, what it is, and what is unsure about it.

    `skipped` are spans inside that are no part of the place (a development zone before the
    district). `moved` says that the city named is not the district's city of today.
    """

    start: int
    end: int
    place: Place
    street: str = ""
    score: float = 0.0
    sure: bool = True
    moved: bool = False
    skipped: tuple[tuple[int, int], ...] = ()
    ambiguous: tuple[Ambiguity, ...] = ()


def best(text: str, favoured: Sequence[range] = ()) -> Reading | None:
    """The place in `text`, or None. Places that begin in a `favoured` range come first."""
    chains = [
        replace(chain, score=chain.score + _FAVOUR * any(chain.start in part for part in favoured))
        for chain in _chains(text)
    ]
    if not chains:
        return _by_town(text)
    surest = max(chains, key=lambda chain: (chain.score, -chain.start))
    return _finish(text, next(c for c in chains if _as_good(c, surest)))


def _chains(text: str) -> Iterator[_Chain]:
    """Every credible chain, from left to right; none begins inside a clear name of another."""
    free = 0
    for start in range(len(text)):
        chain = _chain(text, start) if start >= free else None
        if chain is not None and _credible(text, chain):
            yield chain
            free = chain.first if chain.opening is not Kind.SHORT else free


def _as_good(chain: _Chain, surest: _Chain) -> bool:
    """Whether an earlier `chain` is taken: it says the same, or it names a district as clearly."""
    if chain.candidates == surest.candidates:
        return True
    named = chain.names > 1 and all(c.level == DISTRICT for c in chain.candidates)
    return named and chain.score + Kind.EXACT >= surest.score


def every(text: str) -> Iterator[Reading]:
    """The places in `text` that are written clearly, from left to right."""
    end = 0
    for chain in _chains(text):
        if chain.start >= end and (chain.score >= Kind.EXACT or chain.names > 1):
            reading = _finish(text, chain)
            yield reading
            end = reading.end


def read(text: str, start: int = 0) -> Reading | None:
    """The place that begins exactly at `start`, however shortly it is written."""
    chain = _chain(text, start)
    return None if chain is None else _finish(text, chain)


def resolve(names: Iterable[str]) -> Reading | None:
    """The place of names that stand in columns of their own, from province to district."""
    text = " ".join(name for name in names if name)
    return read(text)


# Reading a chain of names.


def _chain(text: str, start: int) -> _Chain | None:
    """The best chain that begins at `start`."""
    found = None
    for end, kind, divisions in _names(text, start):
        if any(_WEAK.fullmatch(division.name) for division in divisions):
            continue
        chain = _Chain(start, end, kind, end, text[start:end], kind, divisions, kind)
        found = _better(found, _extend(text, chain))
    return found


def _names(text: str, start: int) -> Iterator[tuple[int, Kind, tuple[Division, ...]]]:
    """Each way to read a name at `start`: where it ends, how it is written, what it can mean."""
    for end, names in gazetteer().at(text, start):
        for kind in {name.kind: None for name in names}:
            if kind is Kind.SHORT or not _MARKET.match(text, end):
                yield end, kind, tuple(name.division for name in names if name.kind is kind)


def _extend(text: str, chain: _Chain) -> _Chain | None:
    """The best chain that begins with `chain`; None when its last word names something else."""
    found = chain if _ends_well(text, chain) else None
    if chain.steps == _MOST_STEPS:
        return found
    chain = replace(chain, steps=chain.steps + 1)
    after = _skip(text, chain.end)
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


def _better(one: _Chain | None, other: _Chain | None) -> _Chain | None:
    return max((c for c in (one, other) if c), key=lambda chain: chain.score, default=None)


def _ends_well(text: str, chain: _Chain) -> bool:
    """Whether a short last word stands for the place: 上海 in 上海虹口, not in 上海路."""
    if chain.kind is not Kind.SHORT:
        return True
    districts = all(candidate.level == DISTRICT for candidate in chain.candidates)
    zone = districts and _ZONE_NAME.match(text, chain.end)
    return not zone and not _PART_OF_NAME.match(text, chain.end)


def _step(
    chain: _Chain, end: int, word: str, kind: Kind, divisions: tuple[Division, ...]
) -> _Chain | None:
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
    chain: _Chain, end: int, word: str, kind: Kind, divisions: tuple[Division, ...]
) -> _Chain | None:
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


def _skip(text: str, position: int) -> int:
    gap = _GAP.match(text, position)
    return gap.end() if gap else position


def _credible(text: str, chain: _Chain) -> bool:
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
    return following in " ,/" or bool(_town(text, chain.end, _settle(chain))[1])


def _after_name(text: str, chain: _Chain) -> bool:
    """Whether a person's name is glued before a city: 张小三杭州文三路1号."""
    name = re.search(r"(?<!\w)[\u4e00-\u9fff]{2,4}$", text[: chain.start])
    city = all(candidate.level != DISTRICT for candidate in chain.candidates)
    known = city or chain.kind is Kind.VARIANT
    return known and name is not None and has_common_surname(name.group())


# From the chain to the place.


def _settle(chain: _Chain) -> tuple[Division, ...]:
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


def _finish(text: str, chain: _Chain) -> Reading:
    candidates = _settle(chain)
    end = _repeated(text, chain.end, candidates)
    end, zone = _zone(text, end, candidates)
    if not zone and all(gazetteer().unlisted(division) for division in candidates):
        end, zone = _unlisted(text, end)
    end, street, homes = _town(text, end, candidates)
    if homes and not zone:
        candidates = homes
    end = _repeated(text, end, candidates, street)
    start = chain.start - len("中国") if text[: chain.start].endswith("中国") else chain.start
    reading = Reading(
        start, end, _common(candidates, chain.word), street, chain.score,
        chain.names > 1 or chain.kind is not Kind.SHORT, chain.moved, chain.skipped,
    )  # fmt: skip
    if zone:
        province, city, _ = reading.place
        return replace(reading, place=(province, city, zone))
    if len(candidates) > 1:
        same = len({d.name for d in candidates}) == 1
        value = street if homes else (candidates[0].name if same else chain.word)
        level = "city" if all(d.level == CITY for d in candidates) else "district"
        places = tuple(d.place for d in candidates)
        return replace(reading, ambiguous=(Ambiguity(level, value, places),))
    return reading


def _common(candidates: tuple[Division, ...], word: str) -> Place:
    """What all candidates agree on, with the name that was given in its place."""
    places = [division.place for division in candidates]
    province, city, district = (
        names.pop() if len(names := set(level)) == 1 else "" for level in zip(*places, strict=True)
    )
    if len(places) > 1 and not district and all(d.level == DISTRICT for d in candidates):
        district = word
    return province, city, district


def _zone(text: str, end: int, candidates: tuple[Division, ...]) -> tuple[int, str]:
    """A development zone where the district should stand: the customer's own word."""
    city = candidates[0]
    start = _skip(text, end)
    if len(candidates) > 1 or city.level == DISTRICT or not gazetteer().districts(city):
        return end, ""
    if city.level == CITY and text.startswith(city.name[:-1], start):
        start += len(city.name) - 1
    match = gazetteer().zones.match(text, start)
    if not match or _NOT_TOWN.match(text, match.end()):
        return end, ""
    return match.end(), text[_skip(text, end) : match.end()]


def _unlisted(text: str, end: int) -> tuple[int, str]:
    """A district that the data do not know: in a city whose districts they do not list."""
    district = _ANY_DISTRICT.match(text, _skip(text, end))
    return (district.end(), district.group()) if district else (end, "")


def _town(
    text: str, end: int, candidates: tuple[Division, ...]
) -> tuple[int, str, tuple[Division, ...]]:
    """The town that follows: where it ends, its name, and which candidates it tells apart."""
    start = _skip(text, end)
    for stop in range(min(len(text), start + _LONGEST_TOWN), start + 1, -1):
        for name in (text[start:stop], _full(text[start:stop])):
            homes = gazetteer().homes(name)
            known = tuple(h for h in homes if any(h is c or h.within(c) for c in candidates))
            after = _office(text, stop)
            if known and not _NOT_TOWN.match(text, after):
                return after, name, known
    for division in candidates:
        for name in division.towns if division.level == CITY else ():
            stem = name.removesuffix("街道").removesuffix("镇").removesuffix("乡")
            stop = start + len(stem)
            if stem[-1] in "路街" or len(stem) < 2:
                continue
            if text.startswith(stem, start) and not _PART_OF_NAME.match(text, stop):
                return stop + text.startswith("区", stop), name, ()  # 万江区 is 万江街道
    word = _TOWN_WORD.match(text, start)
    if word and not _NOT_TOWN.match(text, word.end()):
        return word.end(), _full(word.group()), ()
    return end, "", ()


def _full(word: str) -> str:
    """笔架山办事处 and 民治街道办 as the subdistricts that they are."""
    for office in ("街道办事处", "街道办", "办事处"):
        if word.endswith(office):
            return word.removesuffix(office) + "街道"
    return word


def _office(text: str, end: int) -> int:
    office = _OFFICE.match(text, end)
    return office.end() if office and text[end - 1] in "道镇乡" else end


def _repeated(text: str, end: int, candidates: tuple[Division, ...], street: str = "") -> int:
    """Where the address really goes on, when the place or its town was typed twice."""
    start = _skip(text, end)
    chain = _chain(text, start)
    if chain is not None and chain.names > 1 and set(chain.candidates) & set(candidates):
        end = chain.end
        start = _skip(text, end)
    return start + len(street) if street and text.startswith(street, start) else end


def _by_town(text: str) -> Reading | None:
    """A place known by nothing but a town that exists once in the country."""
    for match in re.finditer(r"(?<!\w)[\u4e00-\u9fff]+", text):
        names = [n for n in (0, 2, 3, 4) if n == 0 or has_common_surname(match.group()[:n])]
        for start in (match.start() + length for length in names):
            for stop in range(min(len(text), start + _LONGEST_TOWN), start + 2, -1):
                homes = gazetteer().homes(text[start:stop])
                if len(homes) == 1 and not _NOT_TOWN.match(text, stop):
                    end = _office(text, stop)
                    return Reading(start, end, homes[0].place, text[start:stop], 1, sure=False)
    return None
