"""The receiver of an order, from the cells of a file."""

from __future__ import annotations

import re
from collections.abc import Mapping

from dropship_tui.models.address import CHINA, Receiver
from dropship_tui.services.addresses import address, countries, plain_addresses
from dropship_tui.services.addresses.phones import is_masked, is_miscounted
from dropship_tui.services.importers.entries import RECEIVER, Entry

# Where none of these is, nothing is masked: 138****1234, 138xxxx1234, ##…, $$…, ~…~.
_PERHAPS_MASKED = re.compile(r"[*＊●•#$~]|\d[xX]")
_TELLING = frozenset({"name", "contact", "mobile", "phone", "address", "new_address"})
_FIRST, _LAST = (Entry._fields.index(RECEIVER[place]) for place in (0, -1))
_ALONE = frozenset({"address", "new_address", "postcode"})
_NUMBER = re.compile(r"\d[\d -]{5,}\d")
_PLAIN_NAME = re.compile(r"[\u4e00-\u9fff]{1,8}")
_PLAIN_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)


class Addressee:
    """The receiver of an order as its file writes it, cell by cell, and as it is understood."""

    def __init__(self, cells: Mapping[str, str]) -> None:
        self.cells = cells
        self._receiver: Receiver | None = None

    @classmethod
    def of(cls, entry: Entry) -> Addressee | None:
        """Whom the row names, if anybody."""
        texts = zip(RECEIVER, entry[_FIRST : _LAST + 1], strict=True)
        cells = {field: str(text) for field, text in texts if text}
        return None if _TELLING.isdisjoint(cells) else cls(cells)

    @property
    def given(self) -> str:
        """Everything that the file writes, for comparing with the next file."""
        return " ".join(self.cells.values())

    @property
    def receiver(self) -> Receiver:
        """The receiver, split and normalised."""
        if self._receiver is None:
            self._receiver = receiver_of(self.cells)
        return self._receiver

    @property
    def is_several(self) -> bool:
        """Whether one cell names several people: no parcel can go to all of them."""
        whole = _whole(self.cells)
        if len(_NUMBER.findall(whole)) < 2:
            return False
        return any(other.receiver.can_be_reached for other in address.parse(whole).more)

    @property
    def holds(self) -> tuple[str, ...]:
        """Why a parcel could not reach them as it stands."""
        if self._is_masked():
            return ("masked_receiver",)
        receiver = self.receiver
        is_good = receiver.can_be_reached and not is_miscounted(receiver.phone)
        return () if is_good else ("no_receiver",)

    def _is_masked(self) -> bool:
        if not _PERHAPS_MASKED.search(self.given):
            return False
        return any(is_masked(self.cells.get(field, "")) for field in _TELLING)


def receiver_of(cells: Mapping[str, str]) -> Receiver:
    """The receiver that these cells describe, by their fields."""
    whole = _whole(cells)
    told = address.parse(whole).receiver if whole else None
    if told and (told.phone or "contact" in cells):
        return told
    where = _where(cells)
    name = cells.get("name", "")
    phone = cells.get("mobile") or cells.get("phone", "")
    if contact := cells.get("contact"):  # beside an address it tells the name and the phone
        beside = address.parse(contact).receiver
        extension = f"-{beside.extension}" if beside.extension else ""
        name, phone = name or beside.name, phone or beside.phone + extension
    country = _country(cells.get("country", ""))
    if country == CHINA and _PLAIN_NAME.fullmatch(name) and _PLAIN_MOBILE.fullmatch(phone):
        head = "".join(cells.get(level, "") for level in ("province", "city", "district"))
        plain = plain_addresses.read(head, cells.get("street", ""), where)
        if plain is not None:
            province, city, district, street, detail, postcode = plain
            postcode = cells.get("postcode", postcode)
            return Receiver(
                name, phone, "", country, province, city, district, street, detail, postcode
            )
    return address.receiver_from_columns(
        name=name,
        phone=phone,
        country=country,
        province=cells.get("province", ""),
        city=cells.get("city", ""),
        district=cells.get("district", ""),
        street=cells.get("street", ""),
        address=where,
        postcode=cells.get("postcode", ""),
    )


def _where(cells: Mapping[str, str]) -> str:
    return cells.get("new_address") or cells.get("address", "")


def _whole(cells: Mapping[str, str]) -> str:
    """The cell that tells everything: one that is for it, or an address with nothing beside it."""
    where = _where(cells)
    if not where:
        return cells.get("contact", "")
    return where if cells.keys() <= _ALONE else ""


def _country(text: str) -> str:
    """The code of a country; mainland China where the file does not say."""
    return countries.code_of(text) or text.upper() if text else CHINA
