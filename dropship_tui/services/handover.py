"""Handing over: every labelled parcel of a courier, with one manifest (交接单)."""

from __future__ import annotations

from datetime import datetime

from dropship_tui.services import packing
from dropship_tui.services.work import Outcome, Shop, Tx


def waiting(tx: Tx) -> list[tuple[str, str, int]]:
    """Couriers that labelled parcels wait for: code, name, how many."""
    return [
        (row["code"], row["name"], int(row["n"]))
        for row in tx.all(
            "SELECT c.code, c.name, count(*) AS n FROM parcels p"
            " JOIN couriers c ON c.id = p.courier_id WHERE p.status = 'labelled'"
            " GROUP BY c.code, c.name ORDER BY n DESC, c.code"
        )
    ]


def hand_over_all(
    shop: Shop, courier: str, *, at: datetime | None = None
) -> tuple[str | None, Outcome]:
    """Hand over every labelled parcel of `courier`, each in a transaction of its own.

    Returns the manifest's number (None when nothing waited) and what became of each parcel.

    Raises:
        Refused: there is no such courier.
    """
    parcels = shop.read(lambda tx: packing.labelled_parcels(tx, courier))
    if not parcels:
        return None, Outcome()
    manifest = shop.write(lambda tx: packing.open_manifest(tx, courier), at=at)
    outcome = shop.each(lambda tx, number: packing.hand_over(tx, number, manifest), parcels, at=at)
    return manifest, outcome
