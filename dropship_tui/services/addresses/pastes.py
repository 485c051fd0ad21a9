"""Several receivers in one paste: where one ends and the next begins."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from dropship_tui.services.addresses import people, phones, places
from dropship_tui.services.addresses import vocabulary as words
from dropship_tui.services.addresses.characters import BREAK
from dropship_tui.services.addresses.segments import split
from dropship_tui.services.addresses.vocabulary import Label

__all__ = ["receivers"]

Span = tuple[int, int]

_PARAGRAPH = re.compile(r"\n[ \t]*\n\s*|\n?[-=*_]{3,}\n")
_LINE = re.compile(r"\n")
_NUMBERED = re.compile(
    r"(?:^|(?<=[\s;,])) *(?:\(?(?P<plain>\d{1,2}) ?[.,):](?!\d)|(?P<ring>[①-⑳])"
    r"|第[一二三四五六七八九十\d]{1,3}[单个件份位] ?[:,]?"
    r"|(?:^|(?<=\n))(?P<bare>\d{1,2})(?=[\u4e00-\u9fff])(?![号栋楼室单座层幢区期院组弄个件])) *"
    r"|\[(?P<boxed>\d{1,2})\] *"
)


def receivers(text: str) -> list[Span]:
    """The spans of `text` that hold one receiver each; at least one.

    A further receiver needs a phone and a place of its own. The writer's own division is
    followed where there is one: numbers, paragraphs, lines, labels; else the order in which
    phone and place of the first receiver come is expected of the others.
    """
    text = words.SENDER.sub(lambda match: BREAK * len(match.group()), text)
    whole = (0, len(text))
    if len(_phones(text)) < 2:
        return [_unnumbered(text, whole)]
    for cuts in _divisions(text):
        spans = _spans(text, cuts)
        if len(spans) > 1:
            return [_unnumbered(text, span) for span in spans]
    return [whole]


def _phones(text: str) -> list[phones.Found]:
    """The phones that differ: the same one twice is one receiver."""
    seen: dict[str, phones.Found] = {}
    for found in phones.find(text):
        seen.setdefault(found.phone.phone, found)
    return list(seen.values())


def _divisions(text: str) -> Iterator[list[int]]:
    """Ways to divide the text, the writer's own first: where each part begins."""
    yield _numbers(text)
    yield [0, *(match.end() for match in _PARAGRAPH.finditer(text))]
    yield _lines(text)
    yield _labels(text)
    yield _order(text)


def _spans(text: str, cuts: list[int]) -> list[Span]:
    """The parts that begin at `cuts`, if each of at least two is a receiver; else none.

    A part without a phone belongs to the one before it (before the first: to the first).
    """
    found = _phones(text)
    starts = sorted({cut for cut in cuts if cut < len(text)})
    parts = [(a, b) for a, b in _between(starts, text) if any(a <= f.start < b for f in found)]
    if len(parts) < 2 or not all(_has_place(text[a:b]) for a, b in parts):
        return []
    return _between([0, *(start for start, _ in parts[1:])], text)


def _between(starts: list[int], text: str) -> list[Span]:
    """The spans from each start to the next."""
    return [(a, b) for a, b in pairwise([*starts, len(text)])]


def _has_place(text: str) -> bool:
    return places.best(text) is not None


def _numbers(text: str) -> list[int]:
    """Where 1, 2, 3 … stand before the parts."""
    cuts: list[int] = []
    for match in _NUMBERED.finditer(text):
        if _number(match, len(cuts) + 1) == len(cuts) + 1:
            cuts.append(match.start())
    return cuts


def _number(match: re.Match[str], expected: int) -> int:
    digits = match["plain"] or match["bare"] or match["boxed"]
    if digits:
        return int(digits)
    return ord(match["ring"]) - ord("①") + 1 if match["ring"] else expected


def _lines(text: str) -> list[int]:
    """Lines that hold a phone and a place each."""
    starts = [0, *(match.end() for match in _LINE.finditer(text))]
    lines = [(start, end) for start, end in _between(starts, text) if phones.find(text[start:end])]
    alone = all(_has_place(text[start:end]) for start, end in lines)
    return [start for start, _ in lines] if alone else []


def _labels(text: str) -> list[int]:
    """Every place where the label stands that the first receiver begins with."""
    labels = [(match.start(), words.label_kind(match)) for match in words.LABELS.finditer(text)]
    kinds = (Label.NAME, Label.PHONE, Label.ADDRESS)
    first = next((kind for _, kind in labels if kind in kinds), None)
    return [start for start, kind in labels if kind is first]


def _order(text: str) -> list[int]:
    """Cuts by the order of phone, place and name in the first receiver."""
    numbers = [(found.start, found.end) for found in _phones(text)]
    bare = text
    for start, end in numbers:
        bare = bare[:start] + "\x1f" * (end - start) + bare[end:]
    spots = [(reading.start, reading.end) for reading in places.every(bare)]
    if len(spots) < 2:
        return []
    leaders, others = (numbers, spots) if numbers[0] < spots[0] else (spots, numbers)
    name_first = _name_start(bare, 0, leaders[0][0]) is not None
    cuts = [0]
    for start, _ in leaders[1:]:
        last = max((end for begin, end in others if cuts[-1] <= begin < start), default=None)
        if last is not None:
            previous = max(end for _, end in [*numbers, *spots] if end <= start)
            named = _name_start(bare, previous, start) if name_first else None
            cuts.append(start if named is None else named)
    return cuts


def _name_start(text: str, start: int, end: int) -> int | None:
    """Where the name begins that stands right before `end`, if one does."""
    pieces, _ = split(text[:end], (end, end), {})
    last = next((piece for piece in reversed(pieces) if piece.end > start), None)
    if last is None:
        return None
    glued = people.glued_name(last, phone=True, beside=True)
    if glued is not None:
        return glued[1].start
    if last.start >= start and words.NAME_SHAPE.fullmatch(words.RECEIVES.sub("", last.text)):
        return last.start
    return None


def _unnumbered(text: str, span: Span) -> Span:
    """`span` without the number that the writer gave this receiver."""
    number = _NUMBERED.match(text, *span)
    lone = span == (0, len(text)) and (number is None or _number(number, 1) != 1 or number["bare"])
    return span if number is None or lone else (number.end(), span[1])
