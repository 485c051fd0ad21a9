"""Find the place in a text: province, city, district and town, in whatever shape they were typed.

Of all chains of names in the text the surest is the place. What it leaves open is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from dropship_tui.models.address import Ambiguity, Place
from dropship_tui.services.addresses import chains
from dropship_tui.services.addresses.chains import Chain
from dropship_tui.services.addresses.divisions import CITY, DISTRICT, Division, Kind, gazetteer
from dropship_tui.services.addresses.towns import lone_town, names_a_road, skip, town_after
from dropship_tui.services.addresses.vocabulary import has_common_surname

__all__ = ["Reading", "best", "every", "read"]

_FAVOUR = 20
_FIRM = re.compile(r"[\u4e00-\u9fff]{2,12}(?:公司|[厂店]|商行|工作室|经营部)")
_COUNTRY = "中国"
_ANY_DISTRICT = re.compile(r"[\u4e00-\u9fff]{1,3}?[区市镇乡]")


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
    found = [
        replace(chain, score=chain.score + _FAVOUR * any(chain.start in part for part in favoured))
        for chain in chains.find(text)
    ]
    found = [chain for chain in found if not _begins_firm(text, chain)] or found
    if not found:
        return _by_town(text)
    surest = max(found, key=lambda chain: (chain.score, -chain.start))
    return _finish(text, next(chain for chain in found if _as_good(chain, surest)))


def every(text: str) -> Iterator[Reading]:
    """The places in `text` that are written clearly, from left to right."""
    end = 0
    for chain in chains.find(text):
        if chain.start >= end and (chain.score >= Kind.EXACT or chain.names > 1):
            reading = _finish(text, chain)
            yield reading
            end = reading.end


def read(text: str) -> Reading | None:
    """The place that `text` begins with, however shortly it is written."""
    chain = chains.read(text, 0)
    return None if chain is None else _finish(text, chain)


def _begins_firm(text: str, chain: Chain) -> bool:
    """Whether it is but the beginning of a firm's name: 义乌市云朵饰品厂."""
    return chain.names == 1 and _FIRM.match(text, chain.end) is not None


def _as_good(chain: Chain, surest: Chain) -> bool:
    """Whether an earlier `chain` is taken: it says the same, or it names a district as clearly."""
    if chain.candidates == surest.candidates:
        return True
    named = chain.names > 1 and all(c.level == DISTRICT for c in chain.candidates)
    return named and chain.score + Kind.EXACT >= surest.score


def _finish(text: str, chain: Chain) -> Reading:
    """From the chain to the place: what its last name means, and what follows it."""
    candidates = chains.settle(chain)
    end = _repeated(text, chain.end, candidates)
    end, zone = _zone(text, end, candidates)
    town = town_after(text, end, candidates)
    if town.homes and not zone:
        candidates = town.homes
    start = chain.start - len(_COUNTRY) if text.endswith(_COUNTRY, 0, chain.start) else chain.start
    province, city, district = _common(candidates, chain.word)
    return Reading(
        start, _repeated(text, town.end, candidates, town.name),
        place=(province, city, zone or district), street=town.name, score=chain.score,
        sure=chain.names > 1 or chain.kind is not Kind.SHORT, moved=chain.moved,
        skipped=chain.skipped, ambiguous=() if zone else _open(candidates, chain.word, town.name),
    )  # fmt: skip


def _open(candidates: tuple[Division, ...], word: str, town: str) -> tuple[Ambiguity, ...]:
    """What the name leaves open: nothing when it can mean one place only."""
    if len(candidates) == 1:
        return ()
    names = {division.name for division in candidates}
    value = names.pop() if len(names) == 1 else (town or word)
    field = "city" if all(division.level == CITY for division in candidates) else "district"
    return (Ambiguity(field, value, tuple(division.place for division in candidates)),)


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
    start = skip(text, end)
    if gazetteer().unlisted(city):
        return _unlisted(text, end)
    if len(candidates) > 1 or city.level == DISTRICT or not gazetteer().districts(city):
        return end, ""
    zones = gazetteer().zones
    match = zones.match(text, start)
    if match is None and city.level == CITY and text.startswith(city.name[:-1], start):
        match = zones.match(text, start + len(city.name) - 1)
    if not match or names_a_road(text, match.end()):
        return end, ""
    return match.end(), text[skip(text, end) : match.end()]


def _unlisted(text: str, end: int) -> tuple[int, str]:
    """A district that the data do not know: in a city whose districts they do not list."""
    district = _ANY_DISTRICT.match(text, skip(text, end))
    return (district.end(), district.group()) if district else (end, "")


def _repeated(text: str, end: int, candidates: tuple[Division, ...], street: str = "") -> int:
    """Where the address really goes on, when the place or its town was typed twice."""
    start = skip(text, end)
    chain = chains.read(text, start)
    if chain is not None and chain.names > 1 and set(chain.candidates) & set(candidates):
        end = chain.end
        start = skip(text, end)
    return start + len(street) if street and text.startswith(street, start) else end


def _by_town(text: str) -> Reading | None:
    """A place known by nothing but a town that exists once in the country."""
    for match in re.finditer(r"(?<!\w)[\u4e00-\u9fff]+", text):
        names = [n for n in (0, 2, 3, 4) if n == 0 or has_common_surname(match.group()[:n])]
        for start in (match.start() + length for length in names):
            town = lone_town(text, start)
            if town is not None:
                return Reading(start, town.end, town.homes[0].place, town.name, 1, sure=False)
    return None
