"""Backups that restore: made by SQLite's own backup, verified before anybody relies on them."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pysqlite3.dbapi2 as sqlite

from dropship_tui.i18n import N_
from dropship_tui.services.database.db import Database, sqlite_path
from dropship_tui.services.database.db_sqlite import make_folder_of
from dropship_tui.services.database.migrations import HEAD
from dropship_tui.services.errors import DatabaseTrouble, Refused, UnusableFile, reason


def backup(database: Database, target: Path) -> None:
    """Write a consistent copy of the database to `target` while others work, and verify it.

    Raises:
        Refused: `target` exists already, or the database is not a file.
        DatabaseTrouble: the copy could not be written.
        UnusableFile: the copy does not verify.
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
    with closing(database.raw()) as source, _part_of(target) as part:
        _copy(source, part)
        verify(part)
        part.rename(target)


@contextmanager
def _part_of(target: Path) -> Iterator[Path]:
    """A new file beside `target`, its owner's only; gone in the end, if it was not renamed.

    Raises:
        DatabaseTrouble: it cannot be made, or not be written to the end.
    """
    try:
        descriptor, name = tempfile.mkstemp(".part", f"{target.name}-", target.parent)
    except OSError as error:
        raise _unwritable(target, reason(error)) from error
    os.close(descriptor)
    part = Path(name)
    try:
        yield part
    except sqlite.Error as error:
        raise _unwritable(target, str(error)) from error
    finally:
        for left in ("", "-journal", "-wal", "-shm"):
            part.with_name(part.name + left).unlink(missing_ok=True)


def _unwritable(path: Path, why: str) -> DatabaseTrouble:
    return DatabaseTrouble("unwritable", N_("{path} cannot be written: {why}"), path=path, why=why)


def _copy(source: Any, part: Path) -> None:
    with closing(sqlite.connect(str(part))) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = WAL")


def verify(path: Path) -> None:
    """Read every page of a copy and hold it against its own rules.

    Raises:
        UnusableFile: there is no such file (`file_missing`), it is no database
            (`not_a_database`), one of another program (`not_a_shop`), of a newer dropship
            (`newer_schema`), or `damaged`.
    """
    if not path.is_file():
        raise UnusableFile("file_missing", N_("There is no file {path}."), path=path)
    try:
        with closing(_open_copy(path)) as copy:
            version = _version(copy)
            problems = [row[0] for row in copy.execute("PRAGMA integrity_check(5)")]
            foreign = copy.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite.Error as error:
        raise _unusable(path, _CAUSES.get(error.sqlite_errorcode & 0xFF, "damaged")) from error
    if version is None:
        raise _unusable(path, "not_a_shop")
    if version > HEAD:
        raise _unusable(path, "newer_schema")
    if problems != ["ok"] or foreign is not None:
        raise _unusable(path, "damaged")


_CAUSES = {sqlite.SQLITE_NOTADB: "not_a_database", sqlite.SQLITE_CANTOPEN: "unreadable"}
_UNUSABLE = {
    "not_a_database": N_("{path} is not a database."),
    "unreadable": N_("{path} cannot be opened."),
    "not_a_shop": N_("{path} is a database, but none of dropship's."),
    "newer_schema": N_("{path} was made by a newer version of dropship."),
    "damaged": N_("{path} is damaged."),
}


def _unusable(path: Path, code: str) -> UnusableFile:
    hint = (
        N_("Nothing was changed. Update dropship, then restore again.")
        if code == "newer_schema"
        else N_("Nothing was changed. Try an older backup.")
    )
    return UnusableFile(code, _UNUSABLE[code], hint=hint, path=path)


def _open_copy(path: Path) -> Any:
    """Open a database file for reading, without leaving a trace beside it.

    One that was in use when it was copied has its last changes in a log, which counts.
    """
    mode = "ro" if path.with_name(f"{path.name}-wal").exists() else "ro&immutable=1"
    return sqlite.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True)


def _version(copy: Any) -> str | None:
    """The schema's version; None when there is none of ours (others use Alembic, too)."""
    ours = copy.execute(
        "SELECT count(*) FROM sqlite_master WHERE name IN ('alembic_version', 'parcels', 'events')"
    ).fetchone()
    if ours[0] < 3:
        return None
    found = copy.execute("SELECT version_num FROM alembic_version").fetchone()
    return None if found is None else str(found[0])


def restore(url: str, source: Path, *, force: bool, stamp: str) -> Path | None:
    """Put the verified copy `source` in the database's place; the replaced one is kept.

    Whenever this is cut off, there is a whole database: the old one or the new one. Returns where
    the replaced database went, or None when there was none. `stamp` goes into its name.

    Raises:
        Refused: there is a database and `force` was not given, or the shop is on a server.
        UnusableFile: the copy does not verify; nothing was touched.
        DatabaseTrouble: somebody works in the database, or the disk does not take the copy.
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
    make_folder_of(path)
    with closing(_open_copy(source)) as original, _part_of(path) as part:
        _copy(original, part)
        verify(part)
        kept = _keep(path, stamp) if path.exists() else None
        part.replace(path)
    return kept


def _keep(path: Path, stamp: str) -> Path:
    """Keep a database that is about to be replaced, whole, under another name."""
    kept = path.with_name(f"{path.stem}-replaced-{stamp}.db")
    try:
        with closing(sqlite.connect(str(path), timeout=5)) as old:
            # Only who is alone may leave this mode: its log is folded in, and nobody is in there.
            old.execute("PRAGMA journal_mode = DELETE")
            old.execute("PRAGMA journal_mode = WAL")
    except sqlite.OperationalError as error:
        raise DatabaseTrouble(
            "locked",
            N_("Somebody is still working in {path}."),
            hint=N_("Close dropship everywhere, then restore again."),
            path=path,
        ) from error
    except sqlite.DatabaseError:
        _keep_log(path, kept)  # it is damaged: that is why it is being replaced
    if kept.exists():
        raise Refused("exists", N_("{path} exists already."), path=kept)
    try:
        os.link(path, kept)
    except OSError:  # a file system without links
        shutil.copyfile(path, kept)
    kept.chmod(0o600)
    return kept


def _keep_log(path: Path, kept: Path) -> None:
    for suffix in ("-wal", "-shm"):
        log = path.with_name(path.name + suffix)
        if log.exists():
            log.rename(kept.with_name(kept.name + suffix))
