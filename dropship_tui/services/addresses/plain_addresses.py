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

from dropship_tui.models.address import Place
from dropship_tui.services.addresses.divisions import CITY, Division, gazetteer

_POSTCODE = re.compile(r"\(([0-8]\d{5})\)$")
_PLAIN = re.compile(r"[\u4e00-\u9fff](?:[\u4e00-\u9fffA-Za-z\d]|(?<=[A-Za-z\d])-(?=[A-Za-z\d]))*")
# Another place, a phone or postcode, or an identity number may be in it.
_DELICATE = re.compile(r"[省市]|自治|\d{6}|[\d-]{9}")
_TOWN_WORD = re.compile("[镇乡]|街道|办事处|苏木")
_GOES_ON = re.compile("[路街巷弄桥口亲间村办]|大道|镇?人民政府")
_SEPARATORS = " ,，"
_SEPARATOR = re.compile(f"[{_SEPARATORS}]")
_LONGEST_TOWN = 15


class PlainAddress(NamedTuple):
    """A complete address; `postcode` may be "", and `street` where there is no town."""

    province: str
    city: str
    district: str
    street: str
    detail: str
    postcode: str


class _Head(NamedTuple):
    """A place that needs no smaller one to be complete."""

    division: Division
    place: Place


class _Heads(NamedTuple):
    """All of them by their names in a row; how such a row begins, and how long it can be."""

    heads: Mapping[str, _Head]
    openings: frozenset[str]
    lengths: tuple[int, ...]


def read(head: str, street: str, address: str) -> PlainAddress | None:
    """What a plain address says; None when it takes the parser.

    Args:
        head: province, city and district in a row, where they have columns of their own.
        street: the town, where it has one.
        address: the rest, or all of it, without outer spaces.
    """
    given = _heads().heads.get(head) if head else None
    if head and given is None:
        return None
    said, rest = _split(address)
    if said is None and (given is None or _begins_with_name(rest)):
        return None
    if said is not None and given not in (None, said):
        return None
    place = said or given
    return _read(place, street, rest) if place else None


def _split(address: str) -> tuple[_Head | None, str]:
    """The place that the address begins with, if it is complete, and what follows it."""
    heads, openings, lengths = _heads()
    if address[:2] not in openings:
        return None, address
    words = _SEPARATOR.split(address, 3)
    for count in (3, 2):
        if head := heads.get("".join(words[:count])):
            return head, " ".join(words[count:])
    for length in lengths:
        if head := heads.get(address[:length]):
            return head, address[length:].lstrip(_SEPARATORS)
    return None, address


def _begins_with_name(text: str) -> bool:
    return next(gazetteer().at(text, 0), None) is not None


def _read(head: _Head, street: str, rest: str) -> PlainAddress | None:
    division = head.division
    if rest.startswith(division.name) or (street and street not in division.towns):
        return None
    if street:
        town, detail = street, rest.removeprefix(street)
    else:
        town, detail = _town(division, rest)
    detail, postcode = detail.lstrip(_SEPARATORS), ""
    if detail.endswith(")") and (found := _POSTCODE.search(detail)):
        postcode, detail = found[1].replace("000000", ""), detail[: found.start()]
    if not town and (division.level == CITY or _TOWN_WORD.search(detail)):
        return None
    if not _PLAIN.fullmatch(detail) or _DELICATE.search(detail) or _GOES_ON.match(detail):
        return None
    if _begins_with_name(detail) or gazetteer().zones.match(detail):
        return None
    return PlainAddress(*head.place, town, detail, postcode)


def _town(division: Division, text: str) -> tuple[str, str]:
    """The town that the text begins with, if the division has one of that name."""
    for end in range(min(len(text), _LONGEST_TOWN), 1, -1):
        if text[:end] in division.towns:
            return text[:end], text[end:]
    return "", text


@cache
def _heads() -> _Heads:
    heads: dict[str, _Head] = {}
    for division in gazetteer().divisions():
        if _is_complete(division):
            province, city, district = division.place
            head = heads[province + city + district] = _Head(division, division.place)
            if province == city:
                heads[city + district] = heads[f"{city[:-1]}{city}{district}"] = head
    lengths = sorted({len(names) for names in heads}, reverse=True)
    return _Heads(heads, frozenset(names[:2] for names in heads), tuple(lengths))


def _is_complete(division: Division) -> bool:
    """Whether an address in it need not name anything smaller than its towns."""
    if division.former or division.parent is None:
        return False
    return division.level != CITY or bool(division.towns)
