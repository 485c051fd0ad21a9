"""What happens to a parcel on its way, and what the customer says in the end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final


class TrackingState(StrEnum):
    """Where a parcel is, in the words that all couriers' states are translated to."""

    PENDING = "pending"
    PICKED_UP = "picked_up"
    IN_TRANSIT = "in_transit"
    OUT_FOR_DELIVERY = "out_for_delivery"
    READY_FOR_PICKUP = "ready_for_pickup"
    DELIVERED = "delivered"
    DELIVERY_DELAYED = "delivery_delayed"
    DELIVERY_FAILED = "delivery_failed"
    ON_HOLD = "on_hold"
    RETURN_TO_SENDER = "return_to_sender"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


CHECK_RESULTS: Final = ("ok", "missing", "wrong", "damaged", "quality")
SIGNED_BY: Final = ("self", "agent", "locker")


@dataclass(frozen=True, slots=True)
class OnTheWay:
    """A parcel that has left the house, as the Receipts list shows it."""

    parcel: str
    order: str
    courier: str | None
    waybill: str | None
    state: str
    province: str
    city: str
    handed_over_at: datetime | None
    delivered_at: datetime | None
    last_event_at: datetime | None
    days_silent: int
    alarms: tuple[str, ...]
