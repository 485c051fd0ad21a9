"""Stock: goods are moved between places, never made, and the ledger is only ever added to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final


class Place(StrEnum):
    """Where goods can be. All places together always sum to zero."""

    SUPPLIER = "supplier"
    SHELF = "shelf"
    CUSTOMER = "customer"
    QUARANTINE = "quarantine"
    SCRAP = "scrap"
    ADJUSTMENT = "adjustment"


ADJUSTMENT_REASONS: Final = {
    "count": Place.ADJUSTMENT,
    "damage": Place.SCRAP,
    "loss": Place.ADJUSTMENT,
    "found": Place.ADJUSTMENT,
    "sample": Place.ADJUSTMENT,
    "other": Place.ADJUSTMENT,
}
"""Why somebody corrects the shelf by hand, and where the difference goes to or comes from.

A sample is not at a customer's: that place holds what parcels carried, and nothing else.
"""


@dataclass(frozen=True, slots=True)
class StockMove:
    """A line of the ledger.

    `quantity` is signed as the shelf sees it, and 0 when the goods passed it by; `pieces` is how
    many were moved.
    """

    at: datetime
    quantity: int
    pieces: int
    source: str
    target: str
    reason: str
    note: str
    actor: str
    document: str


@dataclass(frozen=True, slots=True)
class Balance:
    """What lies on the shelf of a SKU, and how much of it is promised."""

    sku: str
    on_hand: int
    reserved: int

    @property
    def available(self) -> int:
        """What may still be promised."""
        return self.on_hand - self.reserved

    def as_dict(self) -> dict[str, object]:
        """With `available`, which is no field."""
        return {
            "sku": self.sku,
            "on_hand": self.on_hand,
            "reserved": self.reserved,
            "available": self.available,
        }


@dataclass(frozen=True, slots=True)
class LowStock:
    """A SKU of which no more is available than its reorder point."""

    sku: str
    title: str
    spec: str
    bin: str
    on_hand: int
    reserved: int
    available: int
    reorder_point: int
