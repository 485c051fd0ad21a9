"""The goods that a message names, as people order: TS-RED-M 两件, 来2件黑色M的纯棉T恤, 货号×3.

The catalog is what tells goods from addresses: a code of ours or somebody's, a barcode, or a title
with its spec. How many stands behind the goods or before them. What is not sure is not taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from dropship_tui.models.orders import NewLine
from dropship_tui.services.addresses.characters import matching
from dropship_tui.services.goods import specs
from dropship_tui.services.goods.sku_lookup import Lookup, Sku, of_titles_in

EDGES: Final = " ,，;；、。:："

_NUMERALS: Final = {char: n for n, char in enumerate("零一二三四五六七八九十")} | {"两": 2}
_N = "[0-9]{1,5}|[一二两三四五六七八九十]"
_UNIT = "(?:[件个双套盒箱包瓶斤只条支袋份台本把对罐桶提串枚片张块床]|pcs?)"
_UNITS = rf"(?:{_UNIT}|[ \t]+{_UNIT}(?![\u4e00-\u9fff]))"  # 2 张, but not of 2 张三
# Behind the goods: *2, x3件, 2件, 数量：2, 各两件, and a number by itself.
_BEHIND = re.compile(
    rf"[\s,;:(]*(?P<each>各)?\s*(?:[*x]\s*(?P<signed>[0-9]{{1,5}}){_UNITS}?(?![\w*])"
    rf"|(?P<counted>{_N}){_UNITS}(?!装)"
    rf"|数量\s*[:=]?\s*(?P<said>{_N}){_UNITS}?"
    r"|(?:(?<=各)|(?<=\s))(?P<bare>[0-9]{1,3})(?=\s|$|[,;]))\)?",
    re.IGNORECASE,
)
_BELOW = re.compile(r"\n(?:[^\n]{0,16}\n)?\s*数量")
_BEFORE = re.compile(
    rf"(?:[来要买拿加订发])?\s*(?<![0-9A-Za-z*])(?P<n>{_N})\s*(?:{_UNIT}|[*x])\s*(?P<spec>[^\s,;]{{0,12}}?)的?\s*$",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?:(?:^|(?<=\s))\d{1,2}[.;)]\s*)?(?:货号|款号|款式|商家编码|编码|sku|商品|货品|型号|赠送?|送|另?加|要)?\s*[:=]?\s*$",
    re.IGNORECASE,
)
_CODE = re.compile(r"(?<![A-Za-z0-9])[A-Za-z0-9][A-Za-z0-9._/#-]*[A-Za-z0-9]")
_CODE_AND_SIGN = re.compile(r"(.+?)x\d{1,5}$", re.IGNORECASE)
_UNIT_OF_A_HOUSE = re.compile("[室号楼栋幢座层单]")
_IN_AN_ADDRESS = re.compile("[省市区县镇乡村路街巷道号楼室幢栋]")
_SHORTEST_BARCODE, _LONGEST_SPEC = 8, 24
_JOINTS = " \t,;+和"
_SEPARATED = re.compile(r"(?:^|[\s,;:.(\[*])$")

# 红色M*2, TS-RED-M × 3, 毛巾x2条: what stands before the sign, back to the last separator.
_SIGNED = re.compile(
    r"(?P<what>[^,，;；、。\n]+?)\s*[*×✕xX]\s*(?P<n>\d{1,6})[件个条套双只箱盒包]?(?![^\s,，;；、。])"
)

# T恤黑M一件: what has a number and a unit at its end.
_COUNTED = re.compile(rf"(?P<what>.*\S)\s*(?P<n>{_N})\s*{_UNIT}", re.IGNORECASE)
_PIECES = re.compile(r"[,，;；、。\n]+")


class Taken(NamedTuple):
    """What was found in a text: lines, goods that are none of ours and how many, what is left."""

    lines: tuple[NewLine, ...]
    unknown: tuple[tuple[str, int], ...]
    rest: str


@dataclass(slots=True)
class _Named:
    """Goods that a text names from `start` to `end`: one SKU, or several that it may be.

    words: what they are called there, from and to.
    pieces: None where the text does not say how many.
    """

    start: int
    end: int
    words: tuple[int, int]
    skus: Sequence[Sku]
    pieces: int | None = None
    is_each: bool = False

    @property
    def sku(self) -> Sku | None:
        return self.skus[0] if len(self.skus) == 1 else None


class ToldGoods:
    """Finds the goods of one reseller's messages."""

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup

    def named_in(self, text: str) -> Taken:
        """The goods that a message names anywhere, and the message without them.

        Of what has no number there is one piece; 各 gives its number to all before it.
        """
        read = matching(text)
        lines: list[NewLine] = []
        unknown: list[tuple[str, int]] = []
        uncounted: list[_Named] = []
        cuts: list[tuple[int, int]] = []

        def settle(pieces: int) -> None:
            lines.extend(
                NewLine(quantity=pieces, code=named.sku.code) for named in uncounted if named.sku
            )
            uncounted.clear()

        for named in self._all(read):
            if uncounted and _is_same(uncounted[-1], named):
                uncounted.pop()
            elif named.pieces is not None and not named.is_each:
                settle(1)
            if named.sku is None and named.pieces is None:
                continue
            cuts.append((named.start, named.end))
            if named.sku is None or named.pieces == 0:
                unknown.append((text[slice(*named.words)].strip(), named.pieces or 0))
                continue
            uncounted.append(named)
            if named.pieces is not None:
                settle(named.pieces)
        settle(1)
        return Taken(tuple(lines), tuple(unknown), _without(text, cuts))

    def signed_in(self, text: str) -> Taken:
        """What stands before a sign and a number (红色M*2), by any word that is remembered."""
        lines: list[NewLine] = []
        unknown: list[tuple[str, int]] = []

        def take(match: re.Match[str]) -> str:
            sku, before = self._find(match["what"])
            pieces = int(match["n"])
            if sku is None or not pieces:
                unknown.append((match["what"].strip(EDGES), pieces))
            else:
                lines.append(NewLine(quantity=pieces, code=sku.code))
            return f"{before} "

        rest = _SIGNED.sub(take, text).strip(f"{EDGES}\n")
        return Taken(tuple(lines), tuple(unknown), rest)

    def counted_in(self, text: str) -> Taken:
        """What is counted at the end of a piece (T恤黑M一件), and is none of ours."""
        unknown: list[tuple[str, int]] = []
        rest = []
        for piece in _PIECES.split(text):
            counted = _COUNTED.fullmatch(matching(piece))
            if counted:
                unknown.append((piece[: counted.end("what")], _pieces(counted["n"])))
            else:
                rest.append(piece)
        return Taken((), tuple(unknown), "，".join(rest)) if unknown else Taken((), (), text)

    def are_all_of(self, line: str) -> bool:
        """Whether a line of a message is goods of ours and nothing else."""
        named = [self._find(match["what"]) for match in _SIGNED.finditer(line)]
        if not named or _SIGNED.sub("", line).strip(EDGES):
            return False
        return all(sku and not before for sku, before in named)

    def _find(self, what: str) -> tuple[Sku | None, str]:
        """The SKU that the end of `what` means, and the words before it.

        The longest wording that means one wins.
        """
        wordings = list(_wordings(what))
        names = [(title, spec) for _before, title, spec in wordings]
        by_code = self._lookup.resolve({f"{title} {spec}".strip() for title, spec in names})
        by_title = self._lookup.by_title(names)
        for before, title, spec in wordings:
            if sku := by_code.get(f"{title} {spec}".strip()) or by_title.get((title, spec)):
                return sku, before
        return None, ""

    # By the catalog's codes and titles, wherever they stand

    def _all(self, text: str) -> Iterator[_Named]:
        """All goods that are named, from left to right."""
        anchors = sorted([*self._codes(text), *self._titles(text)], key=lambda a: (a[0], -a[1]))
        taken = 0
        for place, (start, end, skus) in enumerate(anchors):
            if start < taken:
                continue
            limit = next((a[0] for a in anchors[place + 1 :] if a[0] >= end), len(text))
            for named in _read(text, start, end, limit, skus, after=taken):
                yield named
                taken = named.end

    def _codes(self, text: str) -> Iterator[tuple[int, int, Sequence[Sku]]]:
        """Where a code or a barcode stands that is known."""
        spans: dict[tuple[int, int], str] = {}
        for match in _CODE.finditer(text):
            whole = match.group()
            glued = _CODE_AND_SIGN.fullmatch(whole)
            for code in (whole, *(glued.groups() if glued else ())):
                if not code.isdigit() or len(code) >= _SHORTEST_BARCODE:
                    spans[match.start(), match.start() + len(code)] = code
        known = self._lookup.resolve(set(spans.values()))
        for (start, end), code in spans.items():
            if code in known and not _UNIT_OF_A_HOUSE.match(text, end):
                yield start, end, [known[code]]

    def _titles(self, text: str) -> Iterator[tuple[int, int, Sequence[Sku]]]:
        """Where a title of the catalog stands."""
        squeezed, places = _squeezed(text)
        for title, skus in of_titles_in(self._lookup.tx, text).items():
            wanted, _places = _squeezed(matching(title))
            at = squeezed.find(wanted)
            while wanted and at >= 0:
                yield places[at], places[at + len(wanted) - 1] + 1, skus
                at = squeezed.find(wanted, at + len(wanted))


def _read(
    text: str, start: int, end: int, limit: int, skus: Sequence[Sku], *, after: int
) -> Iterator[_Named]:
    """The goods whose code or title stands from `start` to `end`, and more specs of that title."""
    line_end = text.find("\n", end, limit)
    limit = limit if line_end < 0 or _BELOW.match(text, line_end) else line_end
    before = _BEFORE.search(text, max(after, start - _LONGEST_SPEC), start)
    behind = None if before else _behind(text, end, limit, skus)
    spec_end = behind.start() if behind else min(limit, end + _LONGEST_SPEC)
    told = specs.told(skus, text, end, spec_end)
    if before and told.is_open:
        told = specs.told(skus, before["spec"], 0, len(before["spec"]))._replace(end=end)
    pieces = _pieces(before["n"]) if before else _count(behind) if behind else None
    told_to = behind.end() if behind else told.end
    if pieces is None:
        by_itself = _SEPARATED.search(text, 0, start) and not re.match(r"\w", text[told_to:limit])
        if not by_itself:
            return
    label = _LABEL.search(text, after, before.start() if before else start)
    begins = label.start() if label else start
    is_each = behind is not None and behind["each"] is not None
    words = (start, behind.start() if behind else end)
    for named in told.whole if is_each and told.whole else [told.skus]:
        yield _Named(begins, told_to, words, named, pieces, is_each=is_each)
        begins = told_to
    while len(skus) > 1 and pieces is not None:  # 纯棉T恤 黑M*1 白L*2
        begins = told_to + _joint(text[told_to:limit])
        more = _behind(text, begins, limit, skus)
        if more is None or more.start() == begins:
            return
        told = specs.told(skus, text, begins, more.start())
        if told.is_open:
            return
        told_to = more.end()
        yield _Named(begins, told_to, (begins, more.start()), told.skus, _count(more))


def _behind(text: str, start: int, limit: int, skus: Sequence[Sku]) -> re.Match[str] | None:
    """The first number that counts something behind `start`, and is no part of a spec (5双)."""
    packs = {word for sku in skus for word in specs.words(sku.spec)}
    elsewhere = _IN_AN_ADDRESS.search(text, start, limit)
    limit = elsewhere.start() if elsewhere else limit
    for at in range(start, min(limit, start + _LONGEST_SPEC) + 1):
        match = _BEHIND.match(text, at, limit)
        if match and match.group().strip().upper() not in packs:
            return match
    return None


def _joint(text: str) -> int:
    """How much of the text only joins goods to the next: 黑M*1，白L*2."""
    return len(text) - len(text.lstrip(_JOINTS))


def _count(match: re.Match[str]) -> int:
    return _pieces(match["signed"] or match["counted"] or match["said"] or match["bare"])


def _pieces(text: str) -> int:
    return int(text) if text.isdigit() else _NUMERALS[text]


def _is_same(one: _Named, other: _Named) -> bool:
    """Whether goods are named twice, by code and by title: TS-BLK-M 纯棉T恤 黑 M 2件."""
    codes = {sku.code for sku in other.skus}
    return one.pieces is None and any(sku.code in codes for sku in one.skus)


def _squeezed(text: str) -> tuple[str, list[int]]:
    """The text in capitals and without spaces, and where each character of it stood."""
    places = [at for at, char in enumerate(text) if not char.isspace()]
    capitals = ((text[at], text[at].upper()) for at in places)
    return "".join(large if len(large) == 1 else char for char, large in capitals), places


def _without(text: str, cuts: Iterable[tuple[int, int]]) -> str:
    """The text with a comma in place of what was cut out."""
    parts, last = [], 0
    for start, end in cuts:
        parts.append(text[last:start].rstrip(EDGES))
        last = end
    parts.append(text[last:].lstrip(EDGES) if last else text)
    return "，".join(filter(None, parts))


def _wordings(what: str) -> Iterator[tuple[str, str, str]]:
    """What goods may be called at the end of `what`, the longest name first.

    What stands before the name, the title, the spec.
    """
    words = what.strip(EDGES).split()
    for start in range(len(words)):
        for end in range(len(words), start, -1):
            yield " ".join(words[:start]), " ".join(words[start:end]), " ".join(words[end:])
