"""What the words of a message mean of the SKUs that share a title: 黑色M码 is 黑 M."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Generic, NamedTuple, Protocol, TypeVar

from dropship_tui.services.addresses.characters import matching


class _HasSpec(Protocol):
    @property
    def spec(self) -> str: ...


SkuT = TypeVar("SkuT", bound=_HasSpec)

Span = tuple[int, int]

_LEFT_OUT = re.compile(r"(?<=.)色$|(?<=[A-Z0-9])码$")
_NAMES = "颜色分类|颜色|尺码|尺寸|规格|款式|型号|套餐"
_NAMED = re.compile(f"(?:{_NAMES}) ?[:=]")  # 颜色:红;尺码:M
_LABEL = re.compile(f"{_NAMES}|[:=的]")
_BETWEEN = re.compile(r"[\s,;/|+()\[\]]+")


class Told(NamedTuple, Generic[SkuT]):
    """What some words mean of the SKUs of one title.

    skus: the one, or all that it may be. whole: those whose spec is there in full, one by one.
    """

    skus: Sequence[SkuT]
    end: int
    whole: Sequence[Sequence[SkuT]] = ()

    @property
    def is_open(self) -> bool:
        return len(self.skus) > 1


def told(skus: Sequence[SkuT], text: str, start: int, end: int) -> Told[SkuT]:
    """What the words from `start` to `end` mean: 黑色M码 is 黑 M, and 白色 is 白 350ml.

    The longest spec of which all words are there wins. Where none is, the most of one will do,
    if nothing else is said beside it.
    """
    said = [(sku, _said(sku.spec, text, start, end)) for sku in skus]
    if len(skus) == 1:
        return Told(skus, max((stop for _, stop in said[0][1]), default=start))
    whole = [(sku, spans) for sku, spans in said if spans and len(spans) == len(words(sku.spec))]
    likest = _likest(whole or said)
    spans = likest[0][1]
    if not spans or (not whole and _left(text, start, end, spans)):
        return Told(skus, start)
    end = max(stop for _, spans in likest for _, stop in spans)
    one_by_one = [[sku] for sku, spans in whole if _is_together(text, spans)]
    return Told([sku for sku, _ in likest], end, one_by_one)


def _said(spec: str, text: str, start: int, end: int) -> list[Span]:
    """Where the words of a spec stand, of those that are said."""
    return [span for word in words(spec) if (span := _at(word, text, start, end))]


def _likest(said: Sequence[tuple[SkuT, list[Span]]]) -> list[tuple[SkuT, list[Span]]]:
    """Those of which the most is said."""
    lengths = [sum(stop - start for start, stop in spans) for _, spans in said]
    return [each for each, length in zip(said, lengths, strict=True) if length == max(lengths)]


def _is_together(text: str, spans: list[Span]) -> bool:
    """Whether they follow one another: in 黑M 白L, neither 黑 and L do nor 白 and M."""
    return spans == sorted(spans) and not _left(text, spans[0][0], spans[-1][1], spans)


def _left(text: str, start: int, end: int, spans: Sequence[Span]) -> str:
    """What else is said between `start` and `end`."""
    for begins, stops in spans:
        text = text[:begins] + " " * (stops - begins) + text[stops:]
    return _BETWEEN.sub("", _LABEL.sub("", text[start:end]))


def words(spec: str) -> list[str]:
    """The words of a spec without what people leave out: 黑色 is 黑, M码 is M."""
    said = filter(None, _BETWEEN.split(_NAMED.sub(" ", matching(spec)).upper()))
    return [_LEFT_OUT.sub("", word) for word in said]


def is_same(one: str, other: str) -> bool:
    """Whether two specs say the same, in whatever order: 黑 M and M码，黑色."""
    return {*words(one)} == {*words(other)}


def _at(word: str, text: str, start: int, end: int) -> Span | None:
    """Where the word of a spec stands in the text, if it does by itself: L is not in XL."""
    before = "(?<![A-Z0-9])" if word[0].isascii() else ""
    behind = "(?![A-Z0-9])" if word[-1].isascii() else ""
    found = re.compile(f"{before}{re.escape(word)}{behind}[色码]?", re.IGNORECASE)
    match = found.search(text, start, end)
    return match.span() if match else None
