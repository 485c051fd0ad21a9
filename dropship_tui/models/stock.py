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


ADJUSTMENT_REASONS: Final = ("count", "damage", "loss", "found", "sample", "other")
"""Why somebody corrects the shelf by hand."""


@dataclass(frozen=True, slots=True)
class StockMove:
    """A line of the ledger. `quantity` is signed as the shelf sees it."""

    at: datetime
    quantity: int
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
