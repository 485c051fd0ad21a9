"""Phone numbers as people type them, brought to one form.

A mainland mobile is 11 digits, a landline `0591-22223333`, a 400 or 800 number its 10 digits, a
foreign number E.164. An extension (转1234, -1234, #1234, [1234]) is kept apart, digits only:
platforms sell privacy numbers that reach nobody without it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from dropship_tui.models.text import clean
from dropship_tui.services.addresses.characters import matching

__all__ = ["Found", "Phone", "find", "is_masked", "is_miscounted", "local", "normalise"]


@dataclass(frozen=True, slots=True)
class Phone:
    """A number in its normal form. `valid`: it can be called as it stands."""

    phone: str
    extension: str = ""
    valid: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A phone number in a text, from `start` to `end`, its extension included."""

    start: int
    end: int
    phone: Phone


_HAN = "\u4e00-\u9fff"
_GAP = "[ .·-]?"
_CHINA = r"(?:(?:\(?(?:\+|00)86\)?|\(86\)|(?<!\d)86)[ -]{0,2})"
_SPOKEN = r" ?(?:转接?(?:分机)?|分机号?|ext\.?|x(?=\d)|\#) ?:? ?"
_BRACKETED = r" ?\[(\d{3,6})\]|\((?:转)?(\d{4})\)"
_AFTER = rf"(?![\d-]|[{_HAN}]*[室号楼栋幢座层户单])"
_EXTENSION = (
    rf"(?:{_SPOKEN}(\d{{1,6}})\#?|-(\d{{3,6}}){_AFTER}|{_BRACKETED}|,(\d{{4}})(?:\#|(?![\w-])))"
)
_DESK = rf"(?:{_SPOKEN}(\d{{1,6}})\#?|-(\d{{1,6}}){_AFTER}|{_BRACKETED})"

# The groupings people use: 138 0013 8000, 1380 013 8000, 138 001 38000, 13800 138000, 1 3 8 0 …
_MOBILE_DIGITS = (
    rf"1[3-9]\d{_GAP}\d{{4}}{_GAP}\d{{4}}|1[3-9]\d\d[ .-]\d{{3}}[ .-]\d{{4}}"
    r"|1[3-9]\d\d[ .-]\d{4}[ .-]\d{3}|1[3-9]\d[ .-]\d{3}[ .-]\d{5}|1[3-9]\d{3}[ .-]\d{6}"
    r"|(?<!\d )1 [3-9](?: \d){9}(?! \d(?!\d))"
)
# What may be glued to a mobile: a room before it, an identity number, postcode or room after it.
_ROOM_BEFORE = (
    rf"(?<=[{_HAN}A-Za-z#)-])(?<!单号)(?<!编号)(?<!货号)(?<!号码)"
    r"(?P<room>\d{1,4})(?=1[3-9]\d{9}(?!\d))"
)
_GLUED_AFTER = r"(?=\d{17}[\dXx](?![\dXx])|[0-8]\d{5}(?!\d)|\d{1,4}[室号栋幢楼层单座])"

_NUMBERS = re.compile(
    rf"(?P<mobile>(?:(?<!\d)|{_ROOM_BEFORE}){_CHINA}?(?P<m>{_MOBILE_DIGITS})"
    rf"(?:(?!\d)|{_GLUED_AFTER}))(?P<mx>{_EXTENSION})?"
    rf"|(?P<service>(?<!\d)(?P<s>[48]00[ -]?\d{{3,4}}[ -]?\d{{3,4}})(?!\d))(?P<sx>{_DESK})?"
    rf"|(?P<desk>(?<!\d){_CHINA}?\(?(?P<area>0(?:10|2\d|[3-9]\d\d))\)?[ -]{{0,2}}"
    r"(?P<d>[2-9]\d{3}[ -]?\d{3,4})(?!\d))"
    rf"(?P<dx>{_DESK})?"
    r"|(?P<desk86>(?:\+|00)86[ -]?\(?(?P<area86>10|2\d|[3-9]\d\d)\)?[ -]?"
    r"(?P<d86>[2-9]\d{3}[ -]?\d{3,4})(?!\d))"
    rf"(?P<d86x>{_DESK})?"
    r"|(?P<foreign>(?<![\d+])(?:\+ ?|00)(?!86|0)(?P<f>[1-9][\d ().-]{6,20}\d)(?!\d))"
    rf"(?P<fx>{_DESK})?"
    r"|(?P<neighbour>(?<![\d+-])\(?(?P<n>85[23]\)?[ -]\d{4}[ -]?\d{4}"
    r"|886\)?[ -]0?9\d{2}[ -]?\d{3}[ -]?\d{3}))(?!\d)"
    r"|(?P<masked>(?<![\d*])1\d{0,2}\*{3,8}\d{0,4}(?!\d))(?P<maskedx>" + _EXTENSION + ")?",
    re.IGNORECASE,
)
_MISCOUNTED = re.compile(r"1[3-9](?:\d{7,8}|\d{10,13})", re.ASCII)
_NOT_DIGITS = re.compile(r"\D+")
_MASK = re.compile(rf"^(?:##|\$\$|~.+~$)|\d[*xX●•]{{3,}}|[*●•]{{2,}}|^\*|(?<=[{_HAN}])\*|^[●•]+$")


def find(text: str) -> list[Found]:
    """The phone numbers in `text`, from left to right. `text` is as `characters.matching` has it.

    A masked mobile (138****1234) is found too, as it stands.
    """
    return [found for match in _NUMBERS.finditer(text) if (found := _read(match)) is not None]


def normalise(text: str) -> Phone:
    """The phone number that a cell holds, in its normal form; what is none stays as it was.

    A local number without its area code, and a masked one, are kept but not `valid`.
    """
    shown = clean(text, limit=100).strip("'\"` ")
    found = next(iter(find(matching(shown))), None)
    return found.phone if found else Phone(shown)


def local(text: str, country: str) -> Phone:
    """The number that `text` is when dialled within `country` (an ISO code), as E.164."""
    import phonenumbers  # 20 ms, and most pastes never need it

    try:
        parsed = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return Phone(text)
    if not phonenumbers.is_valid_number(parsed):
        return Phone(text)
    normal = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return Phone(normal, valid=True)


def is_masked(text: str) -> bool:
    """Whether a platform hid the value: 138****1234, 张**, or its ciphertext (##…, $$…)."""
    return bool(_MASK.search(text.strip().replace("＊", "*")))


def is_miscounted(phone: str) -> bool:
    """Whether a mainland mobile has a digit too few or too many: it rings nobody, or a stranger."""
    return _MISCOUNTED.fullmatch(phone) is not None


def _read(match: re.Match[str]) -> Found | None:
    start = match.end("room") if match["room"] else match.start()
    if match["foreign"]:
        return _read_foreign(match)
    phone = _phone(match)
    return Found(start, match.end(), phone) if phone else None


def _read_foreign(match: re.Match[str]) -> Found | None:
    """The longest number that is one: what follows after a space may be a postcode."""
    digits, extension = match["f"], _extension(match["fx"])
    end = match.end()
    while digits:
        phone = _foreign(_digits(digits), extension)
        if phone is not None:
            return Found(match.start(), end, phone)
        digits, _, _ = digits.rpartition(" ")
        end, extension = match.start("f") + len(digits), ""
    return None


def _phone(match: re.Match[str]) -> Phone | None:
    if match["mobile"]:
        return Phone(_digits(match["m"]), _extension(match["mx"]), valid=True)
    if match["service"]:
        number = _digits(match["s"])
        return Phone(number, _extension(match["sx"]), valid=True) if len(number) == 10 else None
    if match["desk"]:
        return Phone(f"{match['area']}-{_digits(match['d'])}", _extension(match["dx"]), valid=True)
    if match["desk86"]:
        number = f"0{match['area86']}-{_digits(match['d86'])}"
        return Phone(number, _extension(match["d86x"]), valid=True)
    if match["masked"]:
        return Phone(match["masked"], _extension(match["maskedx"]))
    return _foreign(_digits(match["n"]), "")


def _foreign(number: str, extension: str) -> Phone | None:
    """E.164, if the plan of that country has such a number."""
    import phonenumbers  # 20 ms, and most pastes never need it

    try:
        parsed = phonenumbers.parse(f"+{number}")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(parsed):
        return None
    normal = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return Phone(normal, extension, valid=phonenumbers.is_valid_number(parsed))


def _digits(text: str) -> str:
    return _NOT_DIGITS.sub("", text)


def _extension(text: str | None) -> str:
    return _digits(text or "")
