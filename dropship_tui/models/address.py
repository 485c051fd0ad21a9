"""Who receives a parcel, and how a pasted text was understood."""

from __future__ import annotations

from dataclasses import dataclass, fields

__all__ = ["Ambiguity", "ParsedAddress", "Place", "Receiver"]

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
    country: str = "CN"
    province: str = ""
    city: str = ""
    district: str = ""
    street: str = ""
    detail: str = ""
    postcode: str = ""

    @property
    def place(self) -> Place:
        return self.province, self.city, self.district

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


@dataclass(frozen=True, slots=True)
class ParsedAddress:
    """A pasted text, split: the receiver, the rest, and how sure we are of it.

    `rest` is what is no part of an address: instructions, goods, an identity number.
    `confidence` runs from 0 to 1. `more` are further receivers of the same paste.
    """

    receiver: Receiver
    rest: str = ""
    confidence: float = 0.0
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
