"""The composition root: settings become a shop that services can work in."""

from __future__ import annotations

from dropship_tui.models.text import clean
from dropship_tui.services.database.db import open_database
from dropship_tui.services.ports import Clock, system_clock
from dropship_tui.services.work import Shop
from dropship_tui.settings import Settings


def open_shop(settings: Settings, *, clock: Clock = system_clock) -> Shop:
    """The shop at the settings' database.

    Raises:
        DatabaseTrouble: missing, locked, damaged, of another version, or unsafe SQLite.
    """
    return Shop(
        db=open_database(settings.database),
        home=settings.home,
        actor=clean(settings.actor, limit=60) or "unknown",
        station=settings.station,
        clock=clock,
    )
