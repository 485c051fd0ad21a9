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
_PRONOUNS = re.compile(r"^(?:我|你|他|她|本人|同上|如上|无|没有|默认|地址|电话|这个|那个)")
# A name at the end of an address begins after one of these: 1103室郭靖, 6号楼王芳.
_TERMINATOR = re.compile(
    r"[\d号室楼栋幢座层户单元村组队店房铺院园苑厦区门城场所校库厂司厅部站局行屯庄街路巷弄里坊镇乡A-Za-z)]$"
)


@dataclass(frozen=True, slots=True)
class Naming:
    """The name chosen, the segment that holds it, and how well it fits."""

    segment: Segment
    score: int


def choose(
    segments: Sequence[Segment], phone: tuple[int, int] | None, text: str, *, has_address: bool
) -> Naming | None:
    """The segment that is the name. `phone`: where the phone stood; `has_address`: more than it."""
    scored = [
        Naming(segment, score)
        for index, segment in enumerate(segments)
        if (score := _score(segments, index, phone, text, has_address)) is not None
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
    has_address: bool,
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
    score -= 3 if segment.follows or (_after_place(segments, index) and not has_address) else 0
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


def _after_place(segments: Sequence[Segment], index: int) -> bool:
    return index > 0 and segments[index].follows


def _beside_goods(segments: Sequence[Segment], index: int) -> bool:
    beside = segments[max(0, index - 1) : index + 2]
    return any(other.kind is Kind.GOODS for other in beside)


def glued_name(segment: Segment) -> tuple[Segment, Segment] | None:
    """An address that ends in a name (1103室郭靖), cut before the name; None when it has none."""
    body = words.RECEIVES.sub("", segment.text)
    receives = segment.receives or body != segment.text
    for length in (4, 3, 2, 1):
        at = len(body) - length
        name = body[at:]
        if at < 2 or not re.fullmatch(r"[\u4e00-\u9fff]+", name):
            continue
        if not _TERMINATOR.search(body[:at]) or words.ADDRESS_END.search(name):
            continue
        if _is_name(name, receives=receives):
            head, tail = cut(segment, at)
            return head, replace(tail, receives=True, kind=Kind.OTHER)
    return None


def _is_name(name: str, *, receives: bool) -> bool:
    if words.HONORIFIC.match(name):
        return name[0] in words.SURNAMES or name[0] in "小老阿某"
    return words.has_surname(name) or (receives and 2 <= len(name) <= 3)
