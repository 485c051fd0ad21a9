"""SQLite: one safe version, durable commits, errors in words."""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pysqlite3.dbapi2 as sqlite

from dropship_tui.i18n import N_
from dropship_tui.services.errors import DatabaseTrouble, ShopError, reason, refuse_constraint

if sys.platform != "win32":
    import fcntl

PATIENCE = 10.0
"""So many seconds a writer waits for the others before it gives up."""

_POLL = 0.0005

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
                f"busy_timeout = {PATIENCE * 1000:.0f}",
                "synchronous = FULL",
                "foreign_keys = ON",
                "secure_delete = ON",
                "cache_size = -16000",
            ):
                connection.execute(f"PRAGMA {pragma}")
        except sqlite.Error as error:
            raise (self.explain(error) or error) from None
        return connection

    def begin(self, connection: Any, *, write: bool) -> None:
        """Writers take their lock at once: a lock taken later fails instead of waiting."""
        if not write:
            connection.execute("BEGIN")
            return
        deadline = time.monotonic() + PATIENCE
        connection.execute("PRAGMA busy_timeout = 0")
        with _turnstile(self.path, deadline):
            _poll(lambda: _begin_now(connection, deadline), deadline)
        connection.execute(f"PRAGMA busy_timeout = {PATIENCE * 1000:.0f}")

    def is_transient(self, error: Exception) -> bool:
        """Whether the same unit may succeed when it is run again."""
        return isinstance(error, sqlite.IntegrityError) and bool(
            re.search(r"UNIQUE constraint failed: \w+\.id$", str(error))
        )

    def explain(self, error: Exception) -> ShopError | None:
        """The driver's error in words; None, when it is a fault of the program."""
        if isinstance(error, sqlite.IntegrityError):
            return refuse_constraint(error)
        trouble = _TROUBLES.get(_result_code(error))
        if trouble is None:
            return None
        code, message, hint = trouble
        return DatabaseTrouble(code, message, hint=hint, path=self.place)

    def version(self, _connection: Any, /) -> str:
        """SQLite's own version."""
        return str(sqlite.sqlite_version)

    def changes(self, connection: Any) -> int:
        """`data_version` moves when another connection has committed."""
        return int(connection.execute("PRAGMA data_version").fetchone()[0])


def _result_code(error: Exception) -> int:
    """SQLite's primary result code; 0 when the driver itself complains."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def _begin_now(connection: Any, deadline: float) -> bool:
    """Take the write lock, if nobody has it; past the deadline, its absence is an error."""
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite.OperationalError as error:
        if _result_code(error) != sqlite.SQLITE_BUSY or time.monotonic() >= deadline:
            raise
        return False
    return True


def _poll(attempt: Callable[[], bool], deadline: float) -> None:
    """Try until it succeeds, or the time is up and the last attempt failed, too."""
    while not attempt() and time.monotonic() < deadline:
        time.sleep(_POLL)


@contextmanager
def _turnstile(path: Path, deadline: float) -> Iterator[None]:
    """Hold the place at the head of the queue for the write lock.

    SQLite lets whoever asks at the right moment have the lock, which is whoever has just given it
    back: of eight writers without a pause, one had it for four seconds. Here a writer holds a lock
    file while it waits, so that the one before it has to queue up again.
    """
    if sys.platform == "win32":
        yield
        return
    gate = os.open(f"{path}-turn", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        _poll(lambda: _pass(gate), deadline)
        yield
    finally:
        os.close(gate)


def _pass(gate: int) -> bool:
    try:
        fcntl.flock(gate, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


_TROUBLES = {
    sqlite.SQLITE_BUSY: (
        "locked",
        N_("Somebody else is writing to {path} and does not finish."),
        N_("Nothing was changed. Try again in a moment."),
    ),
    sqlite.SQLITE_NOTADB: (
        "damaged",
        N_("{path} is not a database."),
        N_("Nothing was changed. Restore a backup with: dropship db restore FILE"),
    ),
    sqlite.SQLITE_CORRUPT: (
        "damaged",
        N_("{path} is damaged."),
        N_("Nothing was changed. Restore a backup with: dropship db restore FILE"),
    ),
    sqlite.SQLITE_FULL: (
        "disk_full",
        N_("The disk is full."),
        N_("Nothing was changed. Make room, then do it again."),
    ),
    sqlite.SQLITE_IOERR: (
        "io_error",
        N_("The disk did not read or write as it should."),
        N_("Nothing was changed. Check the disk, then do it again."),
    ),
    sqlite.SQLITE_READONLY: (
        "read_only",
        N_("{path} cannot be written to."),
        N_("Nothing was changed. Check the owner and rights of the file and its folder."),
    ),
    sqlite.SQLITE_CANTOPEN: (
        "unreadable",
        N_("{path} cannot be opened."),
        N_("Check the owner and rights of the file and its folder."),
    ),
}


def make_folder_of(path: Path) -> None:
    """Make the folder that a database file is to lie in, for its owner only.

    Raises:
        DatabaseTrouble: it cannot be made, or a file stands in its place (`unwritable`).
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        plain = next((place for place in path.parents if place.is_file()), None)
        raise DatabaseTrouble(
            "unwritable",
            N_("{path} is a file, not a folder.") if plain else N_("{path} cannot be made: {why}"),
            path=plain or path.parent,
            why=reason(error),
        ) from error


def create_file(path: Path) -> None:
    """An empty database file that only its owner can read.

    Raises:
        FileExistsError: there is one already.
        DatabaseTrouble: its folder cannot be made.
    """
    make_folder_of(path)
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
    os.close(descriptor)
