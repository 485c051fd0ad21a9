"""Times as people read them: how long still, how long ago, what the shop's clock said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from dropship_tui.i18n import _, pgettext

LATE = "▲"
_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


@dataclass(frozen=True, slots=True)
class Times:
    """The shop's zone, and what time it is."""

    zone: tzinfo
    now: Callable[[], datetime]

    def is_past(self, when: datetime) -> bool:
        """Whether `when` is over."""
        return when < self.now()

    def until(self, when: datetime) -> str:
        """How long until `when`: "5 h"; "▲ 12 min" when it was so long ago."""
        seconds = int((when - self.now()).total_seconds())
        return span(seconds) if seconds >= 0 else f"{LATE} {span(-seconds)}"

    def moment(self, when: datetime) -> str:
        """Day and time in the shop; the time alone when it is today."""
        local, today = when.astimezone(self.zone), self.now().astimezone(self.zone)
        if local.date() == today.date():
            return f"{local:%H:%M}"
        return f"{local:%m-%d %H:%M}" if local.year == today.year else f"{local:%Y-%m-%d}"


def span(seconds: int) -> str:
    """A length of time in one unit: "12 min", "5 h", "3 d"."""
    if seconds < _HOUR:
        return _("{n} min").format(n=seconds // _MINUTE)
    if seconds < 2 * _DAY:
        return _("{n} h").format(n=seconds // _HOUR)
    return pgettext("time", "{n} d").format(n=seconds // _DAY)


def utc_now() -> datetime:
    """The machine's clock, while no shop is open."""
    return datetime.now(UTC)
