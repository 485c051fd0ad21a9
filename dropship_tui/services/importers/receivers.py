"""The receiver of an order from the cells of a file."""

from __future__ import annotations

from collections.abc import Mapping

from dropship_tui.models.address import Receiver
from dropship_tui.services.importers import address


def receiver_of(cells: Mapping[str, str]) -> Receiver:
    """The receiver that these cells describe, by their fields."""
    where = cells.get("new_address") or cells.get("address", "")
    if cells.get("contact") and not where:
        return address.parse(cells["contact"]).receiver
    return address.receiver_from_columns(
        name=cells.get("name", ""),
        phone=cells.get("mobile") or cells.get("phone", ""),
        country=cells.get("country", "CN"),
        province=cells.get("province", ""),
        city=cells.get("city", ""),
        district=cells.get("district", ""),
        street=cells.get("street", ""),
        address=where,
        postcode=cells.get("postcode", ""),
    )
