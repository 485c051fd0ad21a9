"""This run of the program: its options, and the shop, opened when a command first needs it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dropship_tui.i18n import N_
from dropship_tui.services.errors import WrongUsage

if TYPE_CHECKING:
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

    from dropship_tui.cli import Screens
    from dropship_tui.cli.options import Options
    from dropship_tui.services.work import Shop
    from dropship_tui.settings import Settings


@dataclass
class _Run:
    options: Options
    settings: Settings
    screens: Screens
    shop: Shop | None = None
    zone: ZoneInfo | None = None


_run: _Run | None = None


def begin(options: Options, where: Settings, screens: Screens) -> None:
    """Start a run."""
    global _run
    _run = _Run(options, where, screens)


def end() -> None:
    """Close what the run opened."""
    global _run
    if _run is not None and _run.shop is not None:
        _run.shop.db.close()
    _run = None


def _current() -> _Run:
    if _run is None:
        raise RuntimeError("no command is running")
    return _run


def options() -> Options:
    """The global options of this run."""
    return _current().options


def settings() -> Settings:
    """Where this run looks, and who is at the keys."""
    return _current().settings


def screens() -> Screens:
    """What opens the screens."""
    return _current().screens


def shop() -> Shop:
    """The shop of this run.

    Raises:
        DatabaseTrouble: it cannot be opened.
    """
    run = _current()
    if run.shop is None:
        from dropship_tui.bootstrap import open_shop

        run.shop = open_shop(run.settings)
    return run.shop


def moment(text: str | None) -> datetime | None:
    """A time as typed: ISO 8601; without an offset it is the shop's own time. None stays None.

    Raises:
        WrongUsage: it is no time.
    """
    if text is None:
        return None
    from datetime import UTC, datetime

    try:
        value = datetime.fromisoformat(text)
        moment = value if value.tzinfo else value.replace(tzinfo=zone())
        moment.astimezone(UTC)  # the first and the last day of the calendar are not days everywhere
    except (ValueError, OverflowError):
        raise WrongUsage(
            "bad_time",
            N_("“{text}” is not a time."),
            hint=N_("Write it like 2026-11-23T17:30:00+08:00."),
            text=text,
        ) from None
    return moment


def day(text: str) -> date:
    """A day as typed: YYYY-MM-DD.

    Raises:
        WrongUsage: it is no day.
    """
    from datetime import date

    try:
        return date.fromisoformat(text)
    except ValueError:
        raise WrongUsage(
            "bad_day",
            N_("“{text}” is not a day."),
            hint=N_("Write it like 2026-11-23."),
            text=text,
        ) from None


def zone() -> ZoneInfo:
    """The shop's time zone."""
    run = _current()
    if run.zone is None:
        run.zone = shop().read(lambda tx: tx.zone)
    return run.zone
