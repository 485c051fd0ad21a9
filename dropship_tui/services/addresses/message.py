"""One receiver's text, taken apart step by step.

What can be told by its form goes first (identity numbers, phones, labels, postcodes), then the
place is found, then the name; what is left belongs to the address or to the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain, pairwise

from dropship_tui.models.address import ParsedAddress, Receiver
from dropship_tui.models.text import clean
from dropship_tui.services.addresses import foreign, identity, people, phones, places, towns
from dropship_tui.services.addresses import vocabulary as words
from dropship_tui.services.addresses.characters import BREAK, blank, matching, trimmed
from dropship_tui.services.addresses.people import Naming
from dropship_tui.services.addresses.phones import Found, Phone
from dropship_tui.services.addresses.places import Reading
from dropship_tui.services.addresses.segments import Kind, Segment, split
from dropship_tui.services.addresses.vocabulary import Label

__all__ = ["LONGEST", "Message"]

Span = tuple[int, int]

LONGEST = 4000
"""No message about a parcel is longer, in characters."""

_COSTS = {
    "no_name": 0.2,
    "guessed_name": 0.08,
    "no_phone": 0.15,
    "odd_phone": 0.15,
    "no_place": 0.35,
    "guessed_place": 0.1,
    "moved_place": 0.1,
    "no_detail": 0.12,
}
"""What each doubt (`models.address.DOUBTS`) takes off the confidence."""

_MOBILE_LENGTH = 11
_SURE_NAME, _LIKELY_NAME = 7, 5  # scores of people.choose: surname by the phone, word by the phone
_ADDRESS_LENGTH = 5
_LABELLED = "\x1e"
_EXTENSION = re.compile(r"\[(\d{4})\]")
_POSTCODE = re.compile(
    r"(?:邮政编码|邮编)? ?(?:\(|(?<=[编码])|(?<![\w.#-]))([0-8]\d{5})\)?(?![\w.-])"
)
_GLUED_POSTCODE = re.compile(r"(?<=[\u4e00-\u9fff])([0-8]\d{5})(?=[\s,;\x1f]|$)")
_NUMBER_OF = re.compile(r"(?:[单货款编帐账]号|编?码|qq|微信|sku)[: ]*$", re.IGNORECASE)
_LOCAL_PHONE = re.compile(r" *([2-9]\d{6,7})(?!\d)")
DIALLING_REGIONS = {"香港特别行政区": "HK", "澳门特别行政区": "MO", "台湾省": "TW"}
"""Provinces whose phones are dialled as those of a country."""
_DIALLED = re.compile(r"(?<![\w+-])\d(?:[ -]?\d){7,9}(?![\w-])")
_NO_POSTCODE = "000000"  # what Taobao writes for none
_EDGES = " \t\n,.;|{}，。；、：:·|/\\-—_~+=\"'“”‘’!！?？…"
_ONLY_EDGES = re.compile(rf"[{re.escape(_EDGES)}]*")


class Message:
    """One receiver's text while it is taken apart.

    `shown` is what the customer typed, `text` the same in the form that rules read. What has
    been understood is blanked in `text`; `kept` are spans that go to the rest.
    """

    def __init__(self, shown: str, text: str) -> None:
        self.shown = shown
        self.text = text
        self.kept: list[tuple[int, int]] = []
        self.labels: dict[int, Label] = {}
        self.phone_at: tuple[int, int] | None = None

    def parsed(self) -> ParsedAddress:
        self._take_senders()
        self._take_identity_numbers()
        phone = self._take_extensions(self._take_phones())
        self._take_labels()
        phone = phone if phone.phone else self._take_local_phone()
        abroad = foreign.parse(self.shown, self.text, self.labels, phone)
        if abroad is not None:
            detail, spare = _without_phones(abroad.receiver.detail)
            left = f"{abroad.rest} {self._joined(sorted(self.kept))} {spare}"
            receiver = replace(abroad.receiver, detail=detail)
            return replace(abroad, receiver=receiver, rest=clean(left, limit=LONGEST))
        postcode = self._take_postcode()
        reading = places.best(self.text, self._labelled_parts(Label.ADDRESS))
        phone = phone if phone.phone or not reading else self._take_island_phone(reading)
        name, details, rest = self._sort(reading)
        return self._result(reading, name, phone, postcode, details, rest)

    def cell(self, places_end: int, street_end: int) -> Receiver:
        """The receiver of an address cell: whatever follows the place is its detail.

        The text up to `places_end` are province, city and district from columns of their own,
        from there to `street_end` the street; both are 0 when the cell holds everything.
        """
        self._take_identity_numbers()
        phone = self._take_extensions(self._take_phones())
        postcode = self._take_postcode()
        reading = places.read(self.text) if places_end else places.best(self.text)
        place = reading.place if reading else ("", "", "")
        start, end = (reading.start, reading.end) if reading else (0, 0)
        words_of_their_own = self._unread(end, places_end)
        street = reading.street if reading and reading.street else ""
        detail = f"{self._unread(0, start)} {self._unread(max(end, street_end))}".strip()
        return Receiver(
            phone=phone.phone, extension=phone.extension,
            province=place[0], city=place[1], district=place[2] or words_of_their_own,
            street=street or self._unread(max(end, places_end), street_end),
            detail=_without_phones(detail)[0], postcode=postcode,
        )  # fmt: skip

    def _unread(self, start: int, end: int | None = None) -> str:
        """The customer's words from `start` to `end`, without what was taken out."""
        end = len(self.text) if end is None else end
        left = re.compile(f"[^{BREAK}]+").finditer(self.text, start, max(start, end))
        return self._joined([match.span() for match in left]).strip()

    # Taking out what can be told by its form.

    def _blank(self, start: int, end: int) -> None:
        self.text = blank(self.text, start, end)

    def _take_senders(self) -> None:
        for match in words.SENDER.finditer(self.text):
            self.kept.append(match.span())
            self._blank(*match.span())

    def _take_identity_numbers(self) -> None:
        for span in identity.spans(self.text):
            self.kept.append(span)
            self._blank(*span)

    def _take_phones(self) -> Phone:
        found = phones.find(self.text)
        if not found:
            return Phone("")
        chosen = min(found, key=_phone_rank)
        self.phone_at = (chosen.start, chosen.end)
        for other in found:
            self._blank(other.start, other.end)
            if other.phone.phone != chosen.phone.phone:
                self.kept.append((other.start, other.end))
        return chosen.phone

    def _take_extensions(self, phone: Phone) -> Phone:
        """The [1234] that a platform adds to name, phone and address alike."""
        for match in _EXTENSION.finditer(self.text):
            phone = replace(phone, extension=phone.extension or match[1])
            self._blank(*match.span())
        return phone

    def _take_labels(self) -> None:
        for match in words.LABELS.finditer(self.text):
            self.labels[match.end()] = words.label_kind(match)
            start, end = match.span()
            self.text = self.text[:start] + _LABELLED * (end - start) + self.text[end:]

    def _labelled(self, label: Label) -> list[int]:
        return [position for position, kind in self.labels.items() if kind is label]

    def _labelled_parts(self, label: Label) -> list[range]:
        """From each label of that kind to the next label."""
        ends = [*sorted(self.labels), len(self.text)]
        return [range(start, end) for start, end in pairwise(ends) if self.labels[start] is label]

    def _take_local_phone(self) -> Phone:
        """A number without its area code, which only a label tells from other numbers."""
        for position in self._labelled(Label.PHONE):
            match = _LOCAL_PHONE.match(self.text, position)
            if match:
                self.phone_at = match.span()
                self._blank(*match.span())
                return Phone(match[1])
        return Phone("")

    def _take_island_phone(self, reading: Reading) -> Phone:
        """A number as it is dialled within Hong Kong, Macao or Taiwan."""
        region = DIALLING_REGIONS.get(reading.place[0])
        if region is None:
            return Phone("")
        for match in _DIALLED.finditer(self.text):
            phone = phones.local(match.group(), region)
            if phone.valid:
                self.phone_at = match.span()
                self._blank(*match.span())
                return phone
        return Phone("")

    def _take_postcode(self) -> str:
        for match in chain(_POSTCODE.finditer(self.text), _GLUED_POSTCODE.finditer(self.text)):
            if not _NUMBER_OF.search(self.text[: match.start()]):
                self._blank(*match.span())
                return "" if match[1] == _NO_POSTCODE else match[1]
        return ""

    # Sorting the rest into name, address and what is neither.

    def _sort(self, reading: Reading | None) -> tuple[str, list[Span], list[Span]]:
        """The name, the spans of the detail and the spans of the rest."""
        span = (reading.start, reading.end) if reading else (0, 0)
        before, after = split(self.text, span, self.labels)
        naming, before, after = self._name(before, after)
        chosen = naming.segment if naming else None
        details, rest = self._address(reading, [s for s in after if s is not chosen], chosen)
        for segment in before:
            if segment is chosen:
                continue
            lone = segment.kind is Kind.ADDRESS and (
                not details or words.COMPANY.search(segment.text)
            )
            (details if lone else rest).append((segment.start, segment.end))
        if naming is None or chosen is None:
            return "", details, rest
        name = people.bare(self.shown[chosen.start : chosen.end])
        return name, details, [span for span in rest if not self._repeats(name, span)]

    def _repeats(self, name: str, span: Span) -> bool:
        """Whether `span` says but the name once more."""
        return people.bare(self.shown[slice(*span)]) == name

    def _name(
        self, before: list[Segment], after: list[Segment]
    ) -> tuple[Naming | None, list[Segment], list[Segment]]:
        """The name, and the segments as they are once a name glued to an address is cut off."""
        naming = people.choose([*before, *after], self.phone_at, self.text)
        score = naming.score if naming is not None else 0
        unsure = score < _LIKELY_NAME
        for index, segment in enumerate(after if score < _SURE_NAME else ()):
            beside = self._before_phone(segment)
            if beside or (unsure and index == len(after) - 1):
                parts = self._without_name(segment, beside=beside and unsure)
                if parts is not None:
                    glued = Naming(parts[1], _SURE_NAME)
                    return glued, before, [*after[:index], *parts, *after[index + 1 :]]
        return naming, before, after

    def _without_name(self, segment: Segment, *, beside: bool) -> tuple[Segment, Segment] | None:
        """An address and the name glued to it, if `segment` is one."""
        if segment.kind is not Kind.ADDRESS and len(segment.text) < _ADDRESS_LENGTH:
            return None
        return people.glued_name(segment, phone=self.phone_at is not None, beside=beside)

    def _before_phone(self, segment: Segment) -> bool:
        return self.phone_at is not None and self.phone_at[0] == segment.end

    def _address(
        self, reading: Reading | None, after: list[Segment], name: Segment | None
    ) -> tuple[list[Span], list[Span]]:
        """The detail: what follows the place at once, and later what looks like an address."""
        details = list(reading.skipped) if reading else []
        rest: list[Span] = []
        counting = False
        end = reading.end if reading else -1
        for segment in after:
            goes_on = end >= 0 and self._touching(end, segment.start, name)
            belongs = segment.kind is Kind.ADDRESS or (segment.kind is Kind.OTHER and goes_on)
            belongs = belongs and not (counting and segment.text.isdigit())  # 手机壳 黑 1
            counting = segment.kind is Kind.GOODS
            if segment.label is Label.ADDRESS or (belongs and segment.label is not Label.NOTE):
                details.append((segment.start, segment.end))
                end = segment.end
            else:
                rest.append((segment.start, segment.end))
                end = -1 if segment.kind is not Kind.OTHER else end
        return details, rest

    def _touching(self, end: int, start: int, name: Segment | None) -> bool:
        """Whether nothing was taken out between `end` and `start`."""
        between = self.text[end:start]
        return BREAK not in between and not (name and end <= name.start < start)

    # Putting it together.

    def _result(
        self,
        reading: Reading | None,
        name: str,
        phone: Phone,
        postcode: str,
        details: list[Span],
        rest: list[Span],
    ) -> ParsedAddress:
        place = reading.place if reading else ("", "", "")
        detail, spare = _without_phones(self._joined(details))
        street = reading.street if reading else ""
        if not street and (town := towns.town_of(matching(detail), place)):  # before its district
            street, detail = town, detail[len(town) :].lstrip(_EDGES)
        receiver = Receiver(
            name=clean(name, limit=60), phone=phone.phone, extension=phone.extension,
            country=("" if reading else foreign.country_named(detail)) or "CN",
            province=place[0], city=place[1], district=place[2],
            street=street, detail=detail, postcode=postcode,
        )  # fmt: skip
        remainder = " ".join(filter(None, [self._joined(sorted([*rest, *self.kept])), spare]))
        doubts = tuple(_doubts(receiver, reading, phone))
        return ParsedAddress(
            receiver=receiver, rest=clean(remainder, limit=LONGEST),
            confidence=_confidence(doubts), doubts=doubts,
            ambiguous=reading.ambiguous if reading else (),
        )  # fmt: skip

    def _joined(self, spans: list[Span]) -> str:
        """The customer's own words in `spans`; what stood together stays together."""
        runs: list[Span] = []
        for start, end in spans:
            last = runs[-1][1] if runs else len(self.text)
            if last <= start and _ONLY_EDGES.fullmatch(self.text, last, start):
                runs[-1] = (runs[-1][0], end)
            else:
                runs.append((start, end))
        return " ".join(trimmed(clean(self.shown[start:end]), _EDGES) for start, end in runs)


def _phone_rank(found: Found) -> tuple[int, int]:
    """Mobiles first, then other numbers that work, then the order in which they stand."""
    mobile = len(found.phone.phone) == _MOBILE_LENGTH and found.phone.valid
    return (0 if mobile else 1 if found.phone.valid else 2, found.start)


def _without_phones(detail: str) -> tuple[str, str]:
    """`detail` without a phone number that arose by joining its parts, and that number."""
    spare: list[str] = []
    while found := phones.find(matching(detail)):
        start, end = found[0].start, found[0].end
        spare.append(detail[start:end])
        detail = clean(f"{detail[:start]} {detail[end:]}").strip(_EDGES)
    return detail, " ".join(spare)


def _doubts(receiver: Receiver, reading: Reading | None, phone: Phone) -> Iterator[str]:
    """Every field that is missing or was guessed."""
    if not words.likely_name(receiver.name):
        yield "guessed_name" if receiver.name else "no_name"
    if not phone.valid:
        yield "odd_phone" if phone.phone else "no_phone"
    if not receiver.province:
        yield "no_place"
    if reading is not None and (reading.moved or not reading.sure):
        yield "moved_place" if reading.moved else "guessed_place"
    if not receiver.detail:
        yield "no_detail"


def _confidence(doubts: Iterable[str]) -> float:
    """How sure we are, from 0 to 1."""
    return round(max(0.0, 1 - sum(map(_COSTS.__getitem__, doubts))), 2)
