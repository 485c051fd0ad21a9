"""Packing: parcels, what is in them, and what a scan can mean."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dropship_tui.models.money import Money
from dropship_tui.models.orders import EventView


class ScanOutcome(StrEnum):
    """Every answer that the bench can give to a scan."""

    PARCEL_OPENED = "parcel_opened"
    ITEM_OK = "item_ok"
    PARCEL_COMPLETE = "parcel_complete"
    WRONG_ITEM = "wrong_item"
    EXTRA_ITEM = "extra_item"
    UNKNOWN_CODE = "unknown_code"
    ALREADY_PACKED = "already_packed"
    ORDER_HELD = "order_held"
    WAYBILL_OK = "waybill_ok"
    WAYBILL_DUPLICATE = "waybill_duplicate"
    WAYBILL_INVALID = "waybill_invalid"
    COURIER_AMBIGUOUS = "courier_ambiguous"
    NOTHING_OPEN = "nothing_open"
    UNDONE = "undone"

    @property
    def is_right(self) -> bool:
        """Whether the hands did the right thing."""
        return self in _RIGHT


_RIGHT = {
    ScanOutcome.PARCEL_OPENED,
    ScanOutcome.ITEM_OK,
    ScanOutcome.PARCEL_COMPLETE,
    ScanOutcome.WAYBILL_OK,
    ScanOutcome.UNDONE,
}


@dataclass(frozen=True, slots=True)
class Scan:
    """The answer to one scan. `scanned` and `expected` count the item, or the whole parcel."""

    code: str
    outcome: ScanOutcome
    parcel: str | None
    sku: str | None
    scanned: int
    expected: int
    message: str


@dataclass(frozen=True, slots=True)
class ParcelLine:
    """So many of a SKU in a parcel, and how many of them have been scanned."""

    sku: str
    title: str
    spec: str
    quantity: int
    scanned: int
    bin: str
    barcode: str
    order: str


class _Contents:
    """What can be counted of a parcel's lines."""

    __slots__ = ()
    lines: tuple[ParcelLine, ...]

    @property
    def scanned(self) -> int:
        """Pieces scanned so far."""
        return sum(line.scanned for line in self.lines)

    @property
    def pieces(self) -> int:
        """Pieces that belong in it."""
        return sum(line.quantity for line in self.lines)


@dataclass(frozen=True, slots=True)
class ParcelRow(_Contents):
    """A parcel as lists show it."""

    id: int
    parcel: str
    status: str
    orders: tuple[str, ...]
    receiver: str
    province: str
    city: str
    lines: tuple[ParcelLine, ...]
    grams: int | None
    courier: str | None
    waybill: str | None
    ship_by: datetime


@dataclass(frozen=True, slots=True)
class ParcelView(_Contents):
    """A whole parcel."""

    id: int
    parcel: str
    status: str
    orders: tuple[str, ...]
    lines: tuple[ParcelLine, ...]
    province: str
    city: str
    receiver: str
    remark: str
    grams: int | None
    courier: str | None
    courier_name: str
    service: str
    quoted: Money | None
    waybill: str | None
    ship_by: datetime
    opened_at: datetime
    handed_over_at: datetime | None
    delivered_at: datetime | None
    signed_by: str
    damaged: bool
    events: tuple[EventView, ...]
