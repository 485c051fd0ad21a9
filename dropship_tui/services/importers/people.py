"""Which piece of a pasted message is the receiver's name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from dropship_tui.services.importers import vocabulary as words
from dropship_tui.services.importers.segments import Kind, Segment, cut
from dropship_tui.services.importers.vocabulary import Label

__all__ = ["Naming", "bare", "choose", "glued_name"]

_LEAST = 2
_LONG = 3
_HAN = re.compile("[\u4e00-\u9fff]+")
_PRONOUNS = re.compile(r"^(?:我|你|他|她|本人|同上|如上|无|没有|默认|地址|电话|这个|那个)")
# A name at the end of an address begins after one of these: 1103室郭靖, 6号楼王芳. After a number
# with its unit nothing else can follow, so that even a nickname is one there.
_TERMINATOR = re.compile(
    r"[\d号室楼栋幢座层户单元村组队店房铺院园苑厦区门城场所校库厂司厅部站局行屯庄街路巷弄里坊镇乡旁面口侧心际A-Za-z)]$"
)
_UNIT = re.compile(r"(?:\d|[\d一二三四五六七八九十A-Z](?:号楼|单元|[号室楼栋幢座层户组门]))$")
_NO_NICKNAME = re.compile("[内外旁边侧口前后东西南北上下里间楼室门铺店厅院区栋号路街村站]|单元|对面|物业|收发|快递")
_LATIN_TAIL = re.compile(r"(?<=[号室楼栋层座户村店街路])[A-Za-z]{2,}(?: [A-Za-z]{2,})?$")


@dataclass(frozen=True, slots=True)
class Naming:
    """The name chosen, the segment that holds it, and how well it fits."""

    segment: Segment
    score: int


def choose(
    segments: Sequence[Segment], phone: tuple[int, int] | None, text: str
) -> Naming | None:
    """The segment that is the name. `phone`: where the phone stood."""
    scored = [
        Naming(segment, score)
        for index, segment in enumerate(segments)
        if (score := _score(segments, index, phone, text)) is not None
    ]
    best = max(scored, key=lambda naming: naming.score, default=None)
    return best if best is not None and best.score >= _LEAST else None


def bare(name: str) -> str:
    """A name without 收 and brackets around it."""
    return words.RECEIVES.sub("", name).strip(" ()[]:-.,;#\"'") if name else ""


def _score(
    segments: Sequence[Segment],
    index: int,
    phone: tuple[int, int] | None,
    text: str,
) -> int | None:
    segment = segments[index]
    name = words.RECEIVES.sub("", segment.text)
    if segment.label is Label.NAME:
        return 100
    if segment.label is Label.NOTE or not words.NAME_SHAPE.fullmatch(name):
        return None
    if segment.kind in (Kind.GOODS, Kind.REQUEST) and not segment.receives:
        return None
    if _PRONOUNS.match(name):
        return None
    score = _likeness(name)
    score += 5 if segment.receives or name != segment.text else 0
    score += 3 if _touches(segment, phone, text) else 0
    score += 1 if index in (0, len(segments) - 1) else 0
    score += 1 if segment.leads else 0
    score -= 4 if segment.kind is Kind.ADDRESS else 0
    score -= 6 if segment.follows else 0
    score -= 5 if text[segment.end : segment.end + 1] == ":" else 0
    score -= 1 if phone is None and len(name) > _LONG else 0
    score -= 2 if _beside_goods(segments, index) else 0
    return score


def _likeness(name: str) -> int:
    """How much `name` looks like one by itself."""
    if words.HONORIFIC.match(name):
        return 5
    if re.search("[·•・‧]", name):
        return 4
    if words.has_surname(name):
        return 4
    if "*" in name:
        return 3
    return 1 if len(name) > 1 else 0


def _touches(segment: Segment, phone: tuple[int, int] | None, text: str) -> bool:
    """Whether nothing but separators stands between the segment and the phone."""
    if phone is None:
        return False
    start, end = phone
    between = text[segment.end : start] if segment.end <= start else text[end : segment.start]
    return not re.search(r"[^\s,;|:\x1e\x1f\"()\[\]收.+/-]", between)


def _beside_goods(segments: Sequence[Segment], index: int) -> bool:
    beside = segments[max(0, index - 1) : index + 2]
    return any(other.kind is Kind.GOODS for other in beside)


def glued_name(segment: Segment, *, phone: bool) -> tuple[Segment, Segment] | None:
    """An address that ends in a name (1103室郭靖), cut before the name; None when it has none.

    Without a `phone` after it, only a title (李女士) or 收 tells a name from a place.
    """
    body = words.RECEIVES.sub("", segment.text)
    receives = segment.receives or body != segment.text
    latin = _LATIN_TAIL.search(body) if phone else None
    at = latin.start() if latin else _name_at(body, phone=phone, receives=receives)
    if at is None:
        return None
    head, tail = cut(segment, at)
    return head, replace(tail, receives=True, kind=Kind.OTHER)


def _name_at(body: str, *, phone: bool, receives: bool) -> int | None:
    """Where the Chinese name begins that `body` ends in: the surest reading first."""
    tails = [(body[:-length], body[-length:]) for length in (4, 3, 2, 1) if len(body) > length + 1]
    tails = [(head, name) for head, name in tails if _HAN.fullmatch(name)]
    titled = (h for h, n in tails if words.HONORIFIC.match(n) and _titled(n, phone=phone))
    named = (h for h, n in tails if words.has_common_surname(n) and _may_end(h, n)) if phone else ()
    received = (h for h, n in tails if receives and 2 <= len(n) <= _LONG and _TERMINATOR.search(h))
    nicknamed = (
        h for h, n in tails
        if phone and 2 <= len(n) <= _LONG and _UNIT.search(h) and not _NO_NICKNAME.search(n)
    )  # fmt: skip
    unmarked = (h for h, n in tails if words.has_common_surname(n) and not _in_place(n)) if phone else ()
    for heads in (titled, named, received, nicknamed, unmarked):
        head = next(iter(heads), None)
        if head is not None:
            return len(head)
    return None


def _titled(name: str, *, phone: bool) -> bool:
    return words.has_surname(name[:2]) or (phone and name[0] in "小老阿某")


def _may_end(head: str, name: str) -> bool:
    """Whether `name` can follow `head`: after a unit any surname counts, else it must look like none."""
    if _UNIT.search(head):
        return True
    return bool(_TERMINATOR.search(head)) and not words.ADDRESS_END.search(name)


def _in_place(name: str) -> bool:
    return bool(words.ADDRESS_END.search(name) or _NO_NICKNAME.search(name))
