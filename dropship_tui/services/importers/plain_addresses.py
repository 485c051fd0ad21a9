"""Addresses by the book, read without the parser: 广东省 深圳市 福田区 莲花街道月桥东路291号.

Nine of ten addresses in platforms' files are of this kind, and the parser takes twenty times as
long for them. Whatever could be read in a second way is left to it: for every address that is
read here, the answer is the parser's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from dropship_tui.models.address import Receiver
from dropship_tui.services.importers.divisions import CITY, Division, gazetteer

_POSTCODE = re.compile(r"\(([0-8]\d{5})\)$")
_PLAIN = re.compile(r"[\u4e00-\u9fff](?:[\u4e00-\u9fffA-Za-z\d]|(?<=[A-Za-z\d])-(?=[A-Za-z\d]))*")
# Another place, a phone or postcode, or an identity number may be in it.
_DELICATE = re.compile(r"[省市]|自治|\d{6}|[\d-]{9}")
_TOWN_WORD = re.compile("[镇乡]|街道|办事处|苏木")
_GOES_ON = re.compile("[路街巷弄桥口亲间村办]|大道|镇?人民政府")
_SEPARATORS = " ,，"
_SEPARATOR = re.compile(f"[{_SEPARATORS}]")
_LONGEST_TOWN = 15


class _Heads(NamedTuple):
    """Places that are complete, by their names in a row; and how long such a row can be."""

    places: Mapping[str, Division]
    lengths: tuple[int, ...]


def read(head: str, street: str, address: str) -> Receiver | None:
    """The place, detail and postcode of an address; None when it takes the parser.

    Args:
        head: province, city and district in a row, where they have columns of their own.
        street: the town, where it has one.
        address: the rest, or all of it, without outer spaces.
    """
    division = _heads().places.get(head) if head else None
    if head and division is None:
        return None
    repeated, rest = _split(address)
    if repeated is None and (division is None or _begins_with_name(rest)):
        return None
    if repeated is not None and division not in (None, repeated):
        return None
    return _receiver(repeated or division, street, rest)


def _split(address: str) -> tuple[Division | None, str]:
    """The place that the address begins with, if it is complete, and what follows it."""
    places, lengths = _heads()
    words = _SEPARATOR.split(address, 3)
    for count in (3, 2):
        if division := places.get("".join(words[:count])):
            return division, " ".join(words[count:])
    for length in lengths:
        if division := places.get(address[:length]):
            return division, address[length:].lstrip(_SEPARATORS)
    return None, address


def _begins_with_name(text: str) -> bool:
    return next(gazetteer().at(text, 0), None) is not None


def _receiver(division: Division | None, street: str, rest: str) -> Receiver | None:
    if division is None or (street and street not in division.towns):
        return None
    if rest.startswith(division.name):
        return None
    if street:
        town, detail = street, rest.removeprefix(street)
    else:
        town, detail = _town(division, rest)
    detail = detail.lstrip(_SEPARATORS)
    postcode = ""
    if found := _POSTCODE.search(detail):
        postcode, detail = found[1].replace("000000", ""), detail[: found.start()]
    if not town and (division.level == CITY or _TOWN_WORD.search(detail)):
        return None
    if not _PLAIN.fullmatch(detail) or _DELICATE.search(detail) or _GOES_ON.match(detail):
        return None
    if _begins_with_name(detail) or gazetteer().zones.match(detail):
        return None
    province, city, district = division.place
    return Receiver(
        province=province,
        city=city,
        district=district,
        street=town,
        detail=detail,
        postcode=postcode,
    )


def _town(division: Division, text: str) -> tuple[str, str]:
    """The town that the text begins with, if the division has one of that name."""
    for end in range(min(len(text), _LONGEST_TOWN), 1, -1):
        if text[:end] in division.towns:
            return text[:end], text[end:]
    return "", text


@cache
def _heads() -> _Heads:
    places: dict[str, Division] = {}
    for division in gazetteer().divisions():
        if _is_complete(division):
            province, city, district = division.place
            places[province + city + district] = division
            if province == city:
                places[city + district] = places[f"{city[:-1]}{city}{district}"] = division
    return _Heads(places, tuple(sorted({len(names) for names in places}, reverse=True)))


def _is_complete(division: Division) -> bool:
    """Whether an address in it need not name anything smaller than its towns."""
    if division.former or division.parent is None:
        return False
    return division.level != CITY or bool(division.towns)
