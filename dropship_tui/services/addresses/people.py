"""Which piece of a pasted message is the receiver's name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from dropship_tui.services.addresses import vocabulary as words
from dropship_tui.services.addresses.characters import matching, trimmed
from dropship_tui.services.addresses.segments import Kind, Segment, cut
from dropship_tui.services.addresses.vocabulary import Label

__all__ = ["Naming", "bare", "choose", "glued_name"]

_LEAST = 2
_LONG = 3
_HAN = re.compile(f"[{words.HAN}]+")
_HAN_CHAR = re.compile(f"[{words.HAN}]")
_INNER_SPACE = re.compile("(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")
_AROUND = " :：-.,，;；#\"'"
_BRACKETED = re.compile(r"[(（\[【]([^)）\]】]*)[)）\]】]")
_NO_NAMES = re.compile(
    r"^(?:我|你|他|她|本人|同上|如上|无|没有|默认|地址|电话|这个|那个|(?:中国|日本|韩国|美国|英国)$)"
)
# A name at the end of an address begins after one of these: 1103室郭靖, 6号楼王芳. After a number
# with its unit nothing else can follow, so that even a nickname is one there.
_TERMINATOR = re.compile(
    r"[\d号室楼栋幢座层户单元村组队店房铺院园苑厦区门城场所校库厂司厅部站局行屯庄街路巷弄里坊镇乡旁面口侧心际A-Za-z)]-?$"
)
_UNIT = re.compile(r"(?:\d|[\d一二三四五六七八九十A-Z](?:号楼|单元|[号室楼栋幢座层户组门]))-?$")
_NO_NICKNAME = re.compile(
    "^[层期座幢户弄组排区米]|[内外旁边侧口前后东西南北上下里间楼室门铺店厅院区栋号路街村站]"
    "|单元|对面|物业|收发|快递"
)
_LATIN_TAIL = re.compile(
    r"(?:(?<=[\u4e00-\u9fff])(?!soho|mall|cbd|wework|ktv|ifc|app)[A-Za-z]{2,}|(?<=\d)[A-Za-z]{3,})"
    r"(?: [A-Za-z]{2,})?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Naming:
    """The name chosen, the segment that holds it, and how well it fits."""

    segment: Segment
    score: int


def choose(segments: Sequence[Segment], phone: tuple[int, int] | None, text: str) -> Naming | None:
    """The segment that is the name. `phone`: where the phone stood."""
    scored = [
        Naming(segment, score)
        for index, segment in enumerate(segments)
        if (score := _score(segments, index, phone, text)) is not None
    ]
    best = max(scored, key=lambda naming: naming.score, default=None)
    return best if best is not None and best.score >= _LEAST else _firm(segments, phone, text)


def _firm(segments: Sequence[Segment], phone: tuple[int, int] | None, text: str) -> Naming | None:
    """A firm by the phone, where no person is named."""
    for segment in segments:
        named = words.FIRM.fullmatch(segment.text) and not segment.next
        if named and _touches(segment, phone, text):
            return Naming(segment, _LEAST)
    return None


def bare(name: str) -> str:
    """A name as typed, without 收 and brackets around it."""
    name = name[: len(words.RECEIVES.sub("", matching(name)))]
    name = _INNER_SPACE.sub("", trimmed(name, _AROUND))
    bracketed = _BRACKETED.fullmatch(name)
    return bracketed[1] if bracketed else name


def _score(
    segments: Sequence[Segment],
    index: int,
    phone: tuple[int, int] | None,
    text: str,
) -> int | None:
    segment = segments[index]
    if segment.label is Label.NAME:
        return 100
    body = words.RECEIVES.sub("", segment.text)
    name = _unwrapped(body)
    if segment.label is Label.NOTE or not words.NAME_SHAPE.fullmatch(name):
        return None
    if _NO_NAMES.match(name):
        return None
    touches = _touches(segment, phone, text)
    if segment.kind in (Kind.GOODS, Kind.REQUEST) and not segment.receives:
        letter = len(name) == 1 and touches and not _beside_goods(segments, index)
        return _LEAST if letter and name.isascii() else None
    score = _likeness(name)
    score += 5 if segment.receives or body != segment.text else 0
    score += 3 if touches else 0
    score += 1 if index in (0, len(segments) - 1) else 0
    score -= 1 if segment.next else 0
    score += 1 if segment.leads else 0
    score -= _address_cost(segments, index)
    glued = touches and segment.kind is Kind.OTHER and words.has_surname(name)
    score -= (3 if glued else 6) if segment.follows else 0
    score -= 5 if text[segment.end : segment.end + 1] == ":" else 0
    score -= 1 if len(_HAN_CHAR.findall(name)) > (_LONG if phone is None else _LONG + 1) else 0
    score -= 2 if _beside_goods(segments, index) else 0
    return score


def _unwrapped(text: str) -> str:
    """(陈先生) without its brackets; what else stands in brackets explains the address."""
    inner = text.strip("()")
    return inner if words.likely_name(inner) else text


def _address_cost(segments: Sequence[Segment], index: int) -> int:
    """What it costs a name to look like an address: little for 白艳园 beside a real one."""
    segment = segments[index]
    if segment.kind is not Kind.ADDRESS:
        return 0
    only = not any(s.kind is Kind.ADDRESS for s in segments if s is not segment)
    return (4 if words.ADDRESS_PART.search(segment.text) else 2) + (3 if only else 0)


def _likeness(name: str) -> int:
    """How much `name` looks like one by itself."""
    if words.HONORIFIC.match(name):
        return 5
    if re.search("[·•・‧]", name):
        return 4
    if words.has_surname(_INNER_SPACE.sub("", name)):
        return 4
    if "*" in name:
        return 3
    return 1


def _touches(segment: Segment, phone: tuple[int, int] | None, text: str) -> bool:
    """Whether nothing but separators stands between the segment and the phone."""
    if phone is None:
        return False
    start, end = phone
    between = text[segment.end : start] if segment.end <= start else text[end : segment.start]
    return not re.search(r"[^\s,;|:\x1e\x1f\"()\[\]收.+/-]", between)


def _beside_goods(segments: Sequence[Segment], index: int) -> bool:
    beside = [*segments[max(0, index - 1) : index], *segments[index + 1 : index + 2]]
    return any(other.kind is Kind.GOODS for other in beside)


def glued_name(segment: Segment, *, phone: bool, beside: bool) -> tuple[Segment, Segment] | None:
    """An address that ends in a name (1103室郭靖), cut before the name; None when it has none.

    Without a `phone` in the message, only a title (李女士) or 收 tells a name from a place; with
    one right `beside` the address, a nickname or a foreign name is believed too.
    """
    body = words.RECEIVES.sub("", segment.text)
    receives = segment.receives or body != segment.text
    latin = _LATIN_TAIL.search(body) if beside else None
    at = latin.start() if latin else _name_at(body, phone=phone, beside=beside, receives=receives)
    if at is None:
        return None
    head, tail = cut(segment, at)
    return head, replace(tail, receives=True, kind=Kind.OTHER)


def _name_at(body: str, *, phone: bool, beside: bool, receives: bool) -> int | None:
    """Where the Chinese name begins that `body` ends in: the surest way to tell comes first."""
    tails = [(body[:-length], body[-length:]) for length in (4, 3, 2, 1) if len(body) > length + 1]
    tails = [(head, name) for head, name in tails if _HAN.fullmatch(name)]
    ways = [_is_titled_stranger if phone else _is_titled]
    ways += [_is_named] if phone else []
    ways += [_receives] if receives else []
    ways += [_is_nickname, _is_unmarked] if beside else []
    for fits in ways:
        for head, name in tails:
            if fits(head, name):
                return len(head)
    return None


def _is_titled(_head: str, name: str) -> bool:
    return bool(words.HONORIFIC.match(name)) and words.has_common_surname(name[:2])


def _is_titled_stranger(head: str, name: str) -> bool:
    """小李, 阿杰: only with a phone, because so do shops call themselves."""
    nicknamed = words.HONORIFIC.match(name) and name[0] in "小老阿某"
    whole = head[-1:] + name  # 王小虎 is no 小虎
    return _is_titled(head, name) or (bool(nicknamed) and not _is_named(head[:-1], whole))


def _is_named(head: str, name: str) -> bool:
    """A common surname: after a unit any, elsewhere one that does not end like a place."""
    if not words.has_common_surname(name):
        return False
    ends = _TERMINATOR.search(head) and not words.ADDRESS_END.search(name)
    return bool(_UNIT.search(head) or ends)


def _receives(head: str, name: str) -> bool:
    return 2 <= len(name) <= _LONG and _TERMINATOR.search(head) is not None


def _is_unmarked(_head: str, name: str) -> bool:
    """A common surname after a house or firm that ends in no unit, if it looks like no place."""
    looks = words.ADDRESS_END.search(name) or _NO_NICKNAME.search(name)
    return words.has_common_surname(name) and not looks


def _is_nickname(head: str, name: str) -> bool:
    lone = 2 <= len(name) <= _LONG and not _NO_NICKNAME.search(name)
    return lone and _UNIT.search(head) is not None
