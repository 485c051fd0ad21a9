"""Where this run of the program looks and who is at the keys: options, environment, defaults."""

from __future__ import annotations

import getpass
import os
from dataclasses import dataclass
from pathlib import Path

from dropship_tui import paths


@dataclass(frozen=True, slots=True)
class Settings:
    """database: a file path or a URL. actor: the name on every event. station: this bench."""

    database: str
    actor: str
    station: str = ""

    @property
    def home(self) -> Path:
        """The folder for what is written beside the database: messages, exports, logs."""
        if "://" in self.database:
            return paths.user_data_dir()
        return Path(self.database).absolute().parent


def load(*, database: str = "", actor: str = "") -> Settings:
    """Settings of this run: what was given, else DROPSHIP_DB and DROPSHIP_ACTOR, else defaults."""
    return Settings(
        database=database
        or os.environ.get("DROPSHIP_DB", "")
        or str(paths.user_data_dir() / "dropship.db"),
        actor=actor or os.environ.get("DROPSHIP_ACTOR", "") or _login(),
        station=os.environ.get("DROPSHIP_STATION", ""),
    )


def _login() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown"  # a container without a user database
