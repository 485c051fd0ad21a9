"""Times, pages and the one way from a view to JSON."""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any, Final, Generic, TypeVar

from dropship_tui.models.money import Money

T = TypeVar("T")

HOUR: Final = 3_600_000
DAY: Final = 24 * HOUR
"""In milliseconds, as times are counted."""


def from_ms(ms: int) -> datetime:
    """The UTC time of epoch milliseconds."""
    return datetime.fromtimestamp(ms / 1000, UTC)


def from_ms_or_none(ms: int | None) -> datetime | None:
    """Like `from_ms`; None stays None."""
    return None if ms is None else from_ms(ms)


def to_ms(moment: datetime) -> int:
    """Epoch milliseconds of an aware time.

    Raises:
        ValueError: the time is naive; nobody knows when it was.
    """
    if moment.tzinfo is None:
        raise ValueError(f"naive time {moment!r}")
    return round(moment.timestamp() * 1000)


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A few items of a list, and the cursor to go on from (None: this was the end)."""

    items: tuple[T, ...]
    next: str | None = None


def as_json(value: Any) -> Any:
    """`value` as JSON can hold it: views become objects, times ISO 8601, money amounts.

    A view that knows better says so with `as_dict`.
    """
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, str):
        return value
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Money):
        return value.as_dict()
    if hasattr(value, "as_dict"):
        return as_json(value.as_dict())
    if is_dataclass(value):
        return {field.name: as_json(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, dict):
        return {str(key): as_json(item) for key, item in value.items()}
    return [as_json(item) for item in value]
