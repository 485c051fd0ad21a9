"""Who receives a parcel, and how a pasted text was understood."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final

from dropship_tui.i18n import N_

__all__ = ["CHINA", "DOUBTS", "UNKNOWN", "Ambiguity", "ParsedAddress", "Place", "Receiver"]

CHINA: Final = "CN"

UNKNOWN: Final = "ZZ"
"""The code of a country that nobody has named, though it is not China (CLDR's own code)."""

Place = tuple[str, str, str]
"""Province, city, district: official full names, "" where a level is missing."""


@dataclass(frozen=True, slots=True)
class Receiver:
    """Name, phone and address of one receiver; what is not known is "".

    `phone` is normalised (`services.addresses.phones`), `extension` holds digits only. In a
    municipality `city` is the province's name; a county directly under a province is a `city`
    without `district`. `street` is the town or subdistrict, and `detail` what follows it.
    """

    name: str = ""
    phone: str = ""
    extension: str = ""
    country: str = CHINA
    province: str = ""
    city: str = ""
    district: str = ""
    street: str = ""
    detail: str = ""
    postcode: str = ""

    @property
    def place(self) -> Place:
        return self.province, self.city, self.district

    @property
    def region(self) -> str:
        """The place in one line, each name once, and abroad the country."""
        country = "" if self.country == CHINA else self.country
        return " ".join(dict.fromkeys(filter(None, (*self.place, country))))

    @property
    def written(self) -> str:
        """The whole address in one line, as it is written where it is: abroad from the door up."""
        if self.country == CHINA:
            return " ".join(filter(None, (*self.place, self.street, self.detail)))
        town = f"{self.city} {self.postcode}".strip()
        parts = (self.detail, self.street, self.district, town, self.province, self.country)
        return ", ".join(dict.fromkeys(filter(None, parts)))

    @property
    def can_be_reached(self) -> bool:
        """Whether a courier finds them. Abroad it takes no phone: some platforms tell none."""
        if not self.name or not (self.detail or self.street):
            return False
        return bool(self.phone) if self.country == CHINA else self.country != UNKNOWN

    def as_dict(self) -> dict[str, str]:
        return {field.name: getattr(self, field.name) for field in fields(self)}


@dataclass(frozen=True, slots=True)
class Ambiguity:
    """A place name that fits several places: the customer's word and what it can mean."""

    field: str
    value: str
    candidates: tuple[Place, ...]

    def as_dict(self) -> dict[str, object]:
        return {
            "field": self.field,
            "value": self.value,
            "candidates": [list(place) for place in self.candidates],
        }


DOUBTS: Final = {
    "no_name": N_("Nobody is named."),
    "guessed_name": N_("The name is a guess: it looks like few names do."),
    "no_phone": N_("There is no phone number."),
    "odd_phone": N_("The phone number cannot be called as it stands."),
    "no_place": N_("The place is not known."),
    "guessed_place": N_("The place is a guess: it is named but shortly."),
    "moved_place": N_("The district belongs to another city today."),
    "no_detail": N_("There is no street and no house."),
}
"""What can be unsure about a pasted text, by code."""


@dataclass(frozen=True, slots=True)
class ParsedAddress:
    """A pasted text, split: the receiver, the rest, and how sure we are of it.

    `rest` is what is no part of an address: instructions, goods, an identity number.
    `confidence` runs from 0 to 1, `doubts` are codes of `DOUBTS`: what it is short of 1 for.
    `more` are further receivers of the same paste.
    """

    receiver: Receiver
    rest: str = ""
    confidence: float = 0.0
    doubts: tuple[str, ...] = ()
    ambiguous: tuple[Ambiguity, ...] = ()
    more: tuple[ParsedAddress, ...] = ()

    def as_dict(self) -> dict[str, object]:
        """The answer of `orders parse-address`, as the command line contract has it."""
        return {
            **self.receiver.as_dict(),
            "rest": self.rest,
            "confidence": self.confidence,
            "ambiguous": [ambiguity.as_dict() for ambiguity in self.ambiguous],
            "more": [parsed.as_dict() for parsed in self.more],
        }
