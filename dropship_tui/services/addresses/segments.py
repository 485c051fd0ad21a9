"""A pasted message in pieces: what stands between separators, and what kind of thing it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum

from dropship_tui.services.addresses import vocabulary as words
from dropship_tui.services.addresses.vocabulary import Label

__all__ = ["Kind", "Segment", "cut", "split"]


class Kind(Enum):
    """What a piece of text looks like by itself."""

    ADDRESS = "address"
    GOODS = "goods"
    REQUEST = "request"
    OTHER = "other"  # a name, a village, a nickname: only its neighbours tell


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of the matching text from `start` to `end`.

    `label`: the label before it. `leads`, `follows`: it touches the place, before or after it;
    `next`: it is the first after the place.
    `receives`: the message says that this one receives (张三收).
    """

    start: int
    end: int
    text: str
    kind: Kind
    label: Label | None = None
    leads: bool = False
    follows: bool = False
    next: bool = False
    receives: bool = False


# Spaces separate, except between Latin words; a slash does, except between numbers; a colon does
# where somebody is told something (地址发你:).
_SEPARATORS = re.compile(
    r"(?:[\s,;|\x1f\x1e\"!?…~]|(?<=[你您下]):|(?<!\d)[/+_]|[/+_](?!\d)|-{2,})+"
)
_LATIN_SPACE = re.compile(r"(?<![A-Za-z0-9])([A-Za-z][A-Za-z.'-]*) (?=[A-Za-z])")
_RECEIVER = re.compile(rf"\((?:[^()]{{1,6}}(?<![拒签代验])收\)|[{words.HAN}]{{2,4}})$")
_NAMED = re.compile(rf"\(([{words.HAN}]{{2,6}})\)$")
_AND_SAID = re.compile(r"([^()]+)\(([^()]+)\)([^()]*)")
_OPEN_BRACKET = re.compile(r"\([^()]*$")
_JOINT = "\x00"
_EDGES = " @-.:()[]<>#_+/\\="


def split(
    text: str, place: tuple[int, int], labels: dict[int, Label]
) -> tuple[list[Segment], list[Segment]]:
    """The pieces before and after `place`; `labels` by the position at which their value begins."""
    start, end = place
    before = [part for piece in _pieces(text, 0, start, labels) for part in _parts(piece)]
    after = [part for piece in _pieces(text, end, len(text), labels) for part in _parts(piece)]
    if before and before[-1].end == start > 0:
        before[-1] = replace(before[-1], leads=True)
    if after and end > start:
        after[0] = replace(after[0], follows=after[0].start == end, next=True)
    return before, after


def _pieces(text: str, start: int, end: int, labels: dict[int, Label]) -> Iterator[Segment]:
    inner = _LATIN_SPACE.sub(rf"\1{_JOINT}", text[start:end])
    position = 0
    previous: Segment | None = None
    for match in [*_SEPARATORS.finditer(words.SPACED_NAME.sub(rf"\1{_JOINT}", inner)), None]:
        stop = match.start() if match else len(inner)
        piece = _piece(text, start + position, start + stop, labels)
        position = match.end() if match else stop
        if piece is None:
            continue
        if words.RECEIVES.fullmatch(piece.text):
            if previous is not None:
                previous = replace(previous, receives=True)
            continue
        if previous is not None:
            yield previous
        previous = piece
    if previous is not None:
        yield previous


def _parts(segment: Segment) -> list[Segment]:
    """A piece without what is asked at its end (302室请放门口, 张飞(微信zf1)) or said at its
    beginning (红色2件:张飞), and that by itself; a firm and its receiver (云朵厂(赵倩收))."""
    text = segment.text
    receiver = _RECEIVER.search(text)
    if receiver and receiver.start():
        return list(cut(segment, receiver.start() + 1))
    named = None if words.HONORIFIC.match(text) else _NAMED.search(text)
    if named and named.start() and words.likely_name(named[1]):
        return list(cut(segment, named.start(1)))
    asked = words.ASKING.search(text)
    bracket = _OPEN_BRACKET.search(text, 0, asked.start()) if asked else None
    at = bracket.start() if bracket else asked.start() if asked else 0
    whose = bracket is not None and words.NAME_SHAPE.fullmatch(text[:at])
    if at > 1 and (whose or words.ADDRESS_PART.search(text[:at])):
        return list(cut(segment, at))
    beside = _AND_SAID.fullmatch(text)
    if beside and _is_apart(beside[1], beside[2]):
        head, tail = cut(segment, beside.end(1))
        length = len(tail.text) - len(beside[3])
        return [head, *(cut(tail, length) if beside[3] else [tail])]
    said, colon, name = text.rpartition(":")
    if colon and segment.label is None and _announces(said) and words.NAME_SHAPE.fullmatch(name):
        return list(cut(segment, len(said) + 1))
    return [segment]


def _announces(text: str) -> bool:
    """Whether goods or a request stand before a colon, and no label of goods (颜色:米白)."""
    return _is_said(text) and not words.GOODS_LABEL.search(text)


def _is_apart(text: str, bracketed: str) -> bool:
    """Whether brackets hold something else than what stands before them: 马三立(清真寺对面)."""
    if kind_of(bracketed) is Kind.ADDRESS:
        return words.likely_name(text)
    return _is_said(bracketed) and _is_whole(text)


def _is_whole(text: str) -> bool:
    """Whether `text` is a name or an address without what a bracket behind it says."""
    return bool(words.NAME_SHAPE.fullmatch(text) or words.ADDRESS_PART.search(text))


def _is_said(text: str) -> bool:
    """Whether `text` is goods or a request."""
    return kind_of(text) in (Kind.GOODS, Kind.REQUEST)


def _piece(text: str, start: int, end: int, labels: dict[int, Label]) -> Segment | None:
    label = next((labels[at] for at in range(start, end) if at in labels), None)
    while start < end and text[start] in _EDGES and not _opens(text, start, end):
        start += 1
    while start < end and text[end - 1] in _EDGES and not _closes(text, end):
        end -= 1
    if start == end:
        return None
    return Segment(start, end, text[start:end], kind_of(text[start:end]), label)


def _opens(text: str, start: int, end: int) -> bool:
    return text[start] == "(" and ")" in text[start:end]


def _closes(text: str, end: int) -> bool:
    """Whether the last character closes what the message opened, or numbers a house (12#)."""
    opened = text.count("(", 0, end) >= text.count(")", 0, end)
    return text[end - 1] == "#" or (text[end - 1] == ")" and opened)


def kind_of(text: str) -> Kind:
    """What `text` looks like by itself."""
    text = text.strip("()")
    address = words.ADDRESS_PART.search(text) or words.ADDRESS_END.search(text)
    if words.ASKING.search(text) or (words.REQUEST.search(text) and not address):
        return Kind.REQUEST
    if words.GOODS.search(text) and not (address and not words.COUNTED.search(text)):
        return Kind.GOODS
    return Kind.ADDRESS if address else Kind.OTHER


def cut(segment: Segment, at: int) -> tuple[Segment, Segment]:
    """`segment` in two, cut `at` characters after its start."""
    text = segment.text
    head = replace(segment, end=segment.start + at, text=text[:at], kind=kind_of(text[:at]))
    tail = Segment(segment.start + at, segment.end, text[at:], kind_of(text[at:]))
    return replace(head, receives=False), replace(tail, receives=segment.receives)
