"""Backups that restore: made by SQLite's own backup, verified before anybody relies on them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pysqlite3.dbapi2 as sqlite

from dropship_tui.i18n import N_
from dropship_tui.services.db import Database, protect, sqlite_path
from dropship_tui.services.errors import DatabaseTrouble, Refused, UnusableFile
from dropship_tui.services.migrations import HEAD


def backup(database: Database, target: Path) -> None:
    """Write a consistent copy of the database to `target` while others work, and verify it.

    Raises:
        Refused: `target` exists already, or the database is not a file.
        DatabaseTrouble: the copy could not be written, or does not verify.
    """
    if database.dialect != "sqlite":
        raise Refused(
            "not_a_file",
            N_("This shop lives on a PostgreSQL server."),
            hint=N_("Back it up with pg_dump."),
        )
    if target.exists() or target.is_symlink():
        raise Refused(
            "exists", N_("{path} exists already."), hint=N_("Choose another name."), path=target
        )
    part = target.with_name(target.name + ".part")
    try:
        descriptor = os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_NOFOLLOW, 0o600)
        os.close(descriptor)
    except OSError as error:
        raise DatabaseTrouble(
            "unwritable", N_("{path} cannot be made: {why}"), path=part, why=error.strerror
        ) from error
    try:
        _copy(database, part)
        verify(part)
        part.rename(target)
    finally:
        part.unlink(missing_ok=True)


def _copy(database: Database, part: Path) -> None:
    source = database.raw()
    copy = sqlite.connect(str(part))
    try:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
    finally:
        copy.close()
        source.close()


def verify(path: Path) -> None:
    """Read every page of a copy and hold it against its own rules.

    Raises:
        UnusableFile: it is no sound dropship database of this or an older version.
    """
    if not path.is_file():
        raise UnusableFile("file_missing", N_("There is no file {path}."), path=path)
    try:
        copy = sqlite.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
        try:
            problems = [row[0] for row in copy.execute("PRAGMA integrity_check(5)")]
            foreign = copy.execute("PRAGMA foreign_key_check").fetchone()
            version = _version(copy)
        finally:
            copy.close()
    except sqlite.Error as error:
        raise _unsound(path) from error
    if problems != ["ok"] or foreign is not None or version is None or version > HEAD:
        raise _unsound(path)


def _version(copy: Any) -> str | None:
    row = copy.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
    if row is None:
        return None
    found = copy.execute("SELECT version_num FROM alembic_version").fetchone()
    return None if found is None else str(found[0])


def _unsound(path: Path) -> UnusableFile:
    return UnusableFile(
        "bad_backup",
        N_("{path} is not a sound backup of a dropship database."),
        hint=N_("Nothing was changed. Try an older backup."),
        path=path,
    )


def restore(url: str, source: Path, *, force: bool, stamp: str) -> Path | None:
    """Put the verified copy `source` in the database's place; the replaced one is kept.

    Returns where the replaced database went, or None when there was none. `stamp` goes into its
    name.

    Raises:
        Refused: there is a database and `force` was not given, or the shop is on a server.
        UnusableFile: the copy does not verify; nothing was touched.
    """
    path = sqlite_path(url)
    if path is None:
        raise Refused(
            "not_a_file",
            N_("This shop lives on a PostgreSQL server."),
            hint=N_("Restore it with pg_restore."),
        )
    verify(source)
    if path.exists() and not force:
        raise Refused(
            "exists",
            N_("There is already a database at {path}."),
            hint=N_("Add --force to replace it; the replaced one is kept beside it."),
            path=path,
        )
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_name(path.name + ".restoring")
    part.unlink(missing_ok=True)
    _copy_file(source, part)
    verify(part)
    kept = None
    if path.exists():
        kept = path.with_name(f"{path.stem}-replaced-{stamp}.db")
        _set_aside(path, kept)
    part.rename(path)
    protect(path)
    return kept


def _copy_file(source: Path, target: Path) -> None:
    original = sqlite.connect(f"file:{source}?mode=ro&immutable=1", uri=True)
    copy = sqlite.connect(str(target))
    try:
        original.backup(copy)
    finally:
        copy.close()
        original.close()
    protect(target)


def _set_aside(path: Path, kept: Path) -> None:
    """Move a database away whole: its write-ahead log is folded in first, if it can be."""
    try:
        old = sqlite.connect(str(path), timeout=5)
        try:
            old.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            old.execute("PRAGMA journal_mode = DELETE")
        finally:
            old.close()
    except sqlite.OperationalError as error:
        raise DatabaseTrouble(
            "locked",
            N_("Somebody is still working in {path}."),
            hint=N_("Close dropship everywhere, then restore again."),
            path=path,
        ) from error
    except sqlite.DatabaseError:
        # It is damaged: that is why it is being replaced. Its log goes with it.
        for suffix in ("-wal", "-shm"):
            log = path.with_name(path.name + suffix)
            if log.exists():
                log.rename(kept.with_name(kept.name + suffix))
    path.rename(kept)
