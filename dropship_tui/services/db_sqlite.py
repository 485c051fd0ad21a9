"""SQLite: one safe version, durable commits, errors in words."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pysqlite3.dbapi2 as sqlite

from dropship_tui.i18n import N_
from dropship_tui.services.db import BUSY_MS, protect, refuse_constraint
from dropship_tui.services.errors import DatabaseTrouble

# The WAL-reset corruption was fixed in 3.51.3, and in 3.50.7 and 3.44.6 of their branches.
_SAFE_BRANCHES = {(3, 50): 7, (3, 44): 6}


def is_safe(version: tuple[int, int, int]) -> bool:
    """Whether this SQLite may share a WAL database among several connections."""
    if version >= (3, 51, 3):
        return True
    patch = _SAFE_BRANCHES.get(version[:2])
    return patch is not None and version[2] >= patch


def require_safe_sqlite() -> None:
    """Refuse to work with a SQLite that may corrupt the shop.

    Raises:
        DatabaseTrouble: the version that Python really got is unsafe.
    """
    if not is_safe(sqlite.sqlite_version_info):
        raise DatabaseTrouble(
            "unsafe_sqlite",
            N_("SQLite {version} can damage a database that several programs write."),
            hint=N_("Install pysqlite3 0.6.1 or newer (SQLite 3.51.3 or newer)."),
            version=sqlite.sqlite_version,
        )


class SqliteEngine:
    """A database file."""

    dialect = "sqlite"
    errors: type[Exception] = sqlite.Error

    def __init__(self, path: Path) -> None:
        require_safe_sqlite()
        self.path = path
        self.place = str(path)
        if path.is_dir():
            raise DatabaseTrouble("not_a_shop", N_("{path} is a folder."), path=path)
        if not path.exists():
            raise DatabaseTrouble(
                "missing",
                N_("There is no database at {path}."),
                hint=N_("Make one with: dropship db init"),
                path=path,
            )

    def connect(self) -> Any:
        """A connection with everything switched on that SQLite leaves off."""
        try:
            connection = sqlite.connect(
                str(self.path), isolation_level=None, check_same_thread=False
            )
            connection.row_factory = sqlite.Row
            for pragma in (
                f"busy_timeout = {BUSY_MS}",
                "journal_mode = WAL",
                "synchronous = FULL",
                "foreign_keys = ON",
                "secure_delete = ON",
                "cache_size = -16000",
            ):
                connection.execute(f"PRAGMA {pragma}")
        except sqlite.Error as error:
            raise self.explain(error) from error
        return connection

    def begin(self, connection: Any, *, write: bool) -> None:
        """Writers take their lock at once: a lock taken later fails instead of waiting."""
        connection.execute("BEGIN IMMEDIATE" if write else "BEGIN")

    def is_transient(self, error: Exception) -> bool:
        """Whether the same unit may succeed when it is run again."""
        return isinstance(error, sqlite.IntegrityError) and bool(
            re.search(r"UNIQUE constraint failed: \w+\.id$", str(error))
        )

    def explain(self, error: Exception) -> Exception:
        """The driver's error in words; itself, when it is a fault of the program."""
        if isinstance(error, sqlite.IntegrityError):
            return refuse_constraint(error)
        text = str(error).lower()
        for word, (code, message, hint) in _TROUBLES.items():
            if word in text:
                return DatabaseTrouble(code, message, hint=hint, path=self.place)
        return error

    def version(self, _connection: Any, /) -> str:
        """SQLite's own version."""
        return str(sqlite.sqlite_version)

    def changes(self, connection: Any) -> int:
        """`data_version` moves when another connection has committed."""
        return int(connection.execute("PRAGMA data_version").fetchone()[0])


_TROUBLES = {
    "locked": (
        "locked",
        N_("Somebody else is writing to {path} and does not finish."),
        N_("Nothing was changed. Try again in a moment."),
    ),
    "not a database": (
        "damaged",
        N_("{path} is not a database."),
        N_("Nothing was changed. Restore a backup with: dropship db restore FILE"),
    ),
    "malformed": (
        "damaged",
        N_("{path} is damaged."),
        N_("Nothing was changed. Restore a backup with: dropship db restore FILE"),
    ),
    "full": (
        "disk_full",
        N_("The disk is full."),
        N_("Nothing was changed. Make room, then do it again."),
    ),
    "disk i/o": (
        "io_error",
        N_("The disk did not read or write as it should."),
        N_("Nothing was changed. Check the disk, then do it again."),
    ),
    "readonly": (
        "read_only",
        N_("{path} cannot be written to."),
        N_("Nothing was changed. Check the owner and rights of the file and its folder."),
    ),
    "unable to open": (
        "unreadable",
        N_("{path} cannot be opened."),
        N_("Check the owner and rights of the file and its folder."),
    ),
}


def create_file(path: Path) -> None:
    """An empty database file that only its owner can read.

    Raises:
        FileExistsError: there is one already.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
    os.close(descriptor)
    protect(path)
