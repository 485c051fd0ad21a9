"""A receiver from the cells of a file that has columns for name, phone and place."""

from __future__ import annotations

import re
from dataclasses import replace

from dropship_tui.models.address import CHINA, Receiver
from dropship_tui.models.text import clean
from dropship_tui.services.addresses import foreign, phones
from dropship_tui.services.addresses.characters import matching, narrow
from dropship_tui.services.addresses.message import DIALLING_REGIONS, Message

__all__ = ["receiver_from_columns"]

_EXTENSION = re.compile(r" *[\[【［(（](\d{3,6})[\]】］)）]")


def receiver_from_columns(
    *,
    name: str = "",
    phone: str = "",
    province: str = "",
    city: str = "",
    district: str = "",
    street: str = "",
    address: str = "",
    postcode: str = "",
    country: str = CHINA,
) -> Receiver:
    """The receiver that these cells describe; any of them may be missing.

    Mainland divisions get their official names (广东 is 广东省), missing ones are read from
    `address`, and what `address` repeats of them is taken off `detail`. A column that names no
    division stays as it is. The name loses its [1234], which becomes the extension. Nothing of
    this is done to a receiver abroad: see `foreign.receiver`; one is known by the country, or by
    an `address` that names another.
    """
    if country != CHINA:
        return foreign.receiver(
            name=name, phone=phone, country=country, province=province, city=city,
            district=district, street=street, address=address, postcode=postcode,
        )  # fmt: skip
    abroad = None if province or city or district or street else foreign.cell(address)
    if abroad is not None:
        number = foreign.phone_abroad(phone, abroad.country)
        person = clean(name, limit=100)
        return replace(abroad, name=person, phone=number.phone, extension=number.extension)
    bare, extension = _without_extension(narrow(clean(name, limit=100)))
    number = phones.normalise(phone)
    known = _placed(province, city, district, street, address)
    if not number.valid and (region := DIALLING_REGIONS.get(known.province)):
        number = phones.local(phone, region)
    return replace(
        known,
        name=bare,
        phone=number.phone or known.phone,
        extension=number.extension or extension or known.extension,
        postcode=clean(postcode, limit=20) or known.postcode,
    )


def _without_extension(name: str) -> tuple[str, str]:
    found = _EXTENSION.search(name)
    return (_EXTENSION.sub("", name).strip(), found[1]) if found else (name, "")


def _placed(province: str, city: str, district: str, street: str, address: str) -> Receiver:
    cells = [narrow(clean(cell)) for cell in (province, city, district, street, address)]
    parts = [" ".join(filter(None, cells[:3])), cells[3], cells[4]]
    ends = [len(" ".join(filter(None, parts[: count + 1]))) for count in range(2)]
    text = " ".join(filter(None, parts))
    receiver = Message(text, matching(text)).cell(*(ends if parts[0] else (0, 0)))
    if parts[0] and not receiver.province and not receiver.city:  # no division that we know
        return replace(receiver, province=cells[0], city=cells[1], district=cells[2])
    return receiver
