"""Whose waybill a number is.

Many couriers' numbers look alike (12 digits: FedEx, ZTO, STO; 13: Yunda, EMS, STO), so the answer
is a ranking. Each shape that a number has gives its courier odds against "somebody else's number",
which stands at 1; a right check digit multiplies them, a wrong one leaves next to nothing, and the
courier whose parcels are being packed gets a lead. The odds' shares of the sum are the
confidences: they add up to less than 1, so at most one courier is ever at 0.5 or above.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from dropship_tui.models.couriers import WaybillPattern
from dropship_tui.models.text import fold
from dropship_tui.services.couriers.couriers_data import couriers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from dropship_tui.models.couriers import Courier

SURE: Final = 0.5
"""From this confidence on, the program acts on a candidate without asking."""

RIGHT: Final = 10.0  # one number in ten has a right check digit by chance
WRONG: Final = 0.01  # a misread digit, or another courier's number
PREFERRED: Final = 10.0

# A courier whose numbers nobody has described takes any when it is the one being packed for.
_ANY: Final = WaybillPattern(re.compile(r"[A-Z0-9]{8,24}"), 0.3)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A courier that the number may belong to.

    Attributes:
        confidence: from 0 to 1; from SURE on we would act on it.
        check_digit: right or wrong; None where the courier's numbers have none.
    """

    courier: str
    confidence: float
    check_digit: bool | None = None


def identify(number: str, *, preferred: str | None = None) -> list[Candidate]:
    """The couriers that `number` may belong to, best first; empty when it looks like nobody's.

    Args:
        number: as scanned or typed; it is normalised first.
        preferred: the code of the courier that is being packed for, which breaks ties.
    """
    bare = normalise(number)
    found: list[tuple[str, _Match]] = []
    for courier in couriers().values():
        matches = list(_matches(courier, bare, ours=courier.code == preferred))
        if matches:
            found.append((courier.code, max(matches, key=_strength)))
    found.sort(key=lambda claim: -claim[1].odds)
    everything = 1 + sum(match.odds for _code, match in found)
    # Rounded down: 0.4999 is not 0.5.
    return [
        Candidate(code, math.floor(100 * match.odds / everything) / 100, match.check_digit)
        for code, match in found
    ]


def best(candidates: list[Candidate]) -> Candidate | None:
    """The candidate that we would act on, None when a person has to say."""
    return candidates[0] if candidates and candidates[0].confidence >= SURE else None


def normalise(text: str) -> str:
    """The number in what a scanner or a clipboard gives: upper case, no spaces, no ornaments.

    A link, a label's QR code or a sentence that holds exactly one long number gives that number.
    A box's suffix goes when the parcel is the only box (JDVA00012345678-1-1-) and stays when
    there are more, because then it tells them apart.
    """
    folded = _SYMBOLOGY.sub("", _DASHES.sub("-", fold(text).upper()))
    if not _PLAIN.fullmatch(folded):
        numbers = {token for token in _TOKEN.findall(folded) if sum(map(str.isdigit, token)) >= 8}
        if len(numbers) != 1:
            return folded
        folded = numbers.pop()
    if box := _BOX.fullmatch(folded):
        return box["number"] if box["of"] == "1" else folded
    return folded.replace("-", "")


_SYMBOLOGY = re.compile(r"^\][A-Z]\d")  # what some scanners say of the bar code's kind: ]C1
_DASHES = re.compile(r"[‐‑‒–—―−]")
_PLAIN = re.compile(r"[A-Z0-9-]*")
_TOKEN = re.compile(r"[A-Z0-9][A-Z0-9-]{8,38}[A-Z0-9]-?")
_BOX = re.compile(r"(?P<number>[A-Z][A-Z0-9]{9,})-(?:\d{1,3})-(?P<of>\d{1,3})-?")


class _Match(NamedTuple):
    odds: float
    check_digit: bool | None


def _strength(match: _Match) -> float:
    return match.odds


def _matches(courier: Courier, number: str, *, ours: bool) -> Iterator[_Match]:
    lead = PREFERRED if ours else 1
    for pattern in courier.patterns or ((_ANY,) if ours else ()):
        match = pattern.regex.fullmatch(number)
        if match and not pattern.check:
            yield _Match(pattern.odds * lead, check_digit=None)
        elif match and CHECKS[pattern.check](match[1]) == int(match[2]):
            yield _Match(pattern.odds * RIGHT * lead, check_digit=True)
        elif match:
            yield _Match(pattern.odds * WRONG, check_digit=False)


def _total(body: str, weights: tuple[int, ...]) -> int:
    """The digits times their weights, which start again when they run out."""
    return sum(_value(char) * weights[place % len(weights)] for place, char in enumerate(body))


def _value(char: str) -> int:
    """A digit's value; UPS counts letters too: A is 2, and after 9 comes 0."""
    return int(char) if char.isdigit() else (ord(char) - 3) % 10


def _mod10(*weights: int) -> Callable[[str], int]:
    return lambda body: -_total(body, weights) % 10


def _mod11(*weights: int) -> Callable[[str], int]:
    return lambda body: _total(body, weights) % 11 % 10


def _s10(body: str) -> int:
    """Universal Postal Union, standard S10."""
    rest = _total(body, (8, 6, 4, 2, 3, 5, 9, 7)) % 11
    return {0: 5, 1: 0}.get(rest, 11 - rest)


CHECKS: Final[Mapping[str, Callable[[str], int]]] = {
    "s10": _s10,
    "mod7": lambda body: int(body) % 7,
    "mod10_12": _mod10(1, 2),
    "mod10_13": _mod10(1, 3),
    "mod10_31": _mod10(3, 1),
    # The printed 20 digits leave out the 91 that the bar code starts with.
    "usps20": lambda body: _mod10(3, 1)("91" + body),
    "mod11_317": _mod11(3, 1, 7),
    "mod11_173": _mod11(1, 7, 3),
}
"""The check digit that a number's body asks for, by the rule's name in data/couriers.json."""
