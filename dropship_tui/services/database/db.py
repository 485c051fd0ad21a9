"""The database: who may write when, what a transaction is, and what its errors mean.

SQLite through `pysqlite3`, because the SQLite that Python ships may corrupt a WAL database that
several processes write (fixed in 3.51.3 and two back-ports); PostgreSQL through psycopg for shops
with several machines. Statements are plain SQL with `:named` parameters, in the subset that both
speak. One function, `Database.write`, owns write transactions: BEGIN IMMEDIATE, the whole unit,
COMMIT, and the whole unit again when another writer was in the way.
"""

from __future__ import annotations

import queue
import random
import re
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import lru_cache
from itertools import chain, islice
from pathlib import Path
from typing import Any, Protocol, TypeVar

from dropship_tui.i18n import N_
from dropship_tui.services.database.migrations import HEAD
from dropship_tui.services.errors import DatabaseTrouble, ShopError, WrongUsage
from dropship_tui.services.ids import new_id

T = TypeVar("T")
_AT_ONCE = 512  # values in one IN list
Row = Any  # sqlite3.Row or a dict: row["column"]
TRIES = 8
_TOGETHER = 100
"""So many new rows go into one statement; SQLite binds no more than 32766 values to one."""


class Rows:
    """A connection inside a transaction: the few ways in which statements are run."""

    def __init__(self, connection: Any, dialect: str, *, writes: bool) -> None:
        self._connection = connection
        self.dialect = dialect
        self.writes = writes

    @property
    def for_update(self) -> str:
        """Ends a SELECT whose row stays ours until the commit.

        SQLite has one writer at a time and needs no lock on a row.
        """
        return " FOR UPDATE" if self.writes and self.dialect == "postgresql" else ""

    def indexed_by(self, index: str) -> str:
        """Follows a table's name: read it by this index.

        For SQLite, which knows nothing of how many rows there are and would rather sort them.
        """
        return f" INDEXED BY {index}" if self.dialect == "sqlite" else ""

    def _execute(self, sql: str, values: Mapping[str, Any]) -> Any:
        if self.dialect == "postgresql":
            return self._connection.execute(_psycopg(sql), values)
        return self._connection.execute(sql, values)

    def all(self, sql: str, **values: Any) -> list[Row]:
        """Every row. For what is short by nature, or has a LIMIT."""
        found: list[Row] = self._execute(sql, values).fetchall()
        return found

    def one(self, sql: str, **values: Any) -> Row | None:
        """The first row, or None."""
        return self._execute(sql, values).fetchone()

    def value(self, sql: str, **values: Any) -> Any:
        """The first column of the first row, or None."""
        row = self._execute(sql, values).fetchone()
        if row is None:
            return None
        return next(iter(row.values())) if isinstance(row, dict) else row[0]

    def run(self, sql: str, **values: Any) -> int:
        """Change something; how many rows were."""
        changed: int = self._execute(sql, values).rowcount
        return changed

    def many(self, sql: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """One statement for many rows."""
        if not rows:
            return
        if self.dialect == "postgresql":
            with self._connection.cursor() as cursor:
                cursor.executemany(_psycopg(sql), rows)
        else:
            self._connection.executemany(sql, rows)

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Many new rows of one table, their values in the order of `columns`.

        By position, and many in a statement: twice as fast as one by one and by name, where a
        file brings a hundred thousand rows.
        """
        head = f"INSERT INTO {table} ({', '.join(columns)}) VALUES "
        if self.dialect == "postgresql":
            if rows:
                with self._connection.cursor() as cursor:
                    cursor.executemany(head + _marks("%s", columns), rows)
            return
        together = len(rows) - len(rows) % _TOGETHER
        many = head + ", ".join([_marks("?", columns)] * _TOGETHER)
        for start in range(0, together, _TOGETHER):
            some = rows[start : start + _TOGETHER]
            self._connection.execute(many, [*chain.from_iterable(some)])
        self._connection.executemany(head + _marks("?", columns), rows[together:])

    def attempt(self, work: Callable[[], T]) -> T:
        """Run `work`; when a rule of the trade refuses it, its changes are undone, and only its."""
        self._execute("SAVEPOINT attempt", {})
        try:
            result = work()
        except ShopError:
            self._execute("ROLLBACK TO SAVEPOINT attempt", {})
            self._execute("RELEASE SAVEPOINT attempt", {})
            raise
        self._execute("RELEASE SAVEPOINT attempt", {})
        return result

    def stream(self, sql: str, **values: Any) -> Iterator[Row]:
        """Rows one by one, for exports and checks of any length."""
        if self.dialect == "postgresql":
            # A cursor on the server: the driver would fetch every row into memory at once.
            with self._connection.cursor(f"stream{new_id()}") as cursor:
                yield from cursor.execute(_psycopg(sql), values)
        else:
            yield from self._execute(sql, values)


def _marks(mark: str, columns: Sequence[str]) -> str:
    """The places of one row's values."""
    return f"({', '.join([mark] * len(columns))})"


@lru_cache(maxsize=1024)
def _psycopg(sql: str) -> str:
    """`:name` as psycopg writes it; texts in quotes and `::` casts stay."""
    return _NAMED.sub(
        lambda match: f"%({match[1]})s" if match[1] else match[0], sql.replace("%", "%%")
    )


_NAMED = re.compile(r"'[^']*'|(?<![:\w]):([a-z_][a-z0-9_]*)")


def in_list(values: Iterable[Any], prefix: str = "v") -> tuple[str, dict[str, Any]]:
    """`(:v0, :v1)` and its parameters, for `IN`. An empty list matches nothing."""
    bound = {f"{prefix}{i}": value for i, value in enumerate(values)}
    return (f"({', '.join(f':{name}' for name in bound)})" if bound else "(NULL)"), bound


def rows_in(rows: Rows, sql: str, values: Iterable[Any], **more: Any) -> Iterator[Row]:
    """The rows of a query on values that are too many for one statement.

    `{listed}` in `sql` stands for them. The list is filled up with NULLs, which match nothing, so
    that there are few different statements and the driver finds nearly every one prepared.
    """
    rest = iter(values)
    while chunk := list(islice(rest, _AT_ONCE)):
        size = 1 << (len(chunk) - 1).bit_length()
        listed, bound = in_list(chunk + [None] * (size - len(chunk)))
        yield from rows.all(sql.format(listed=listed), **bound, **more)


class _Engine(Protocol):
    """What SQLite and PostgreSQL do differently."""

    dialect: str
    place: str
    errors: type[Exception]

    def connect(self) -> Any: ...
    def begin(self, connection: Any, *, write: bool) -> None: ...
    def is_transient(self, error: Exception) -> bool: ...
    def explain(self, error: Exception) -> ShopError | None: ...
    def version(self, connection: Any, /) -> str: ...
    def changes(self, connection: Any) -> int: ...


class Database:
    """A database that exists. Open one with `open_database`; it is safe to use from threads."""

    def __init__(self, engine: _Engine) -> None:
        self._engine = engine
        self._idle: queue.LifoQueue[Any] = queue.LifoQueue()
        self._write_lock = threading.Lock()
        self._watch: Any = None

    @property
    def dialect(self) -> str:
        """sqlite or postgresql."""
        return self._engine.dialect

    @property
    def place(self) -> str:
        """The file, or the URL without its password."""
        return self._engine.place

    @contextmanager
    def _connection(self) -> Iterator[Any]:
        try:
            connection = self._idle.get_nowait()
        except queue.Empty:
            connection = self._engine.connect()
        with ExitStack() as undo:
            undo.callback(connection.close)
            yield connection
            undo.pop_all()
        self._idle.put(connection)

    @contextmanager
    def read(self) -> Iterator[Rows]:
        """A plain read transaction: one consistent state, never in a writer's way.

        Raises:
            DatabaseTrouble: the database cannot be read.
        """
        try:
            with self._connection() as connection:
                self._engine.begin(connection, write=False)
                yield Rows(connection, self.dialect, writes=False)
                connection.rollback()
        except self._engine.errors as error:
            self._explain(error)
            raise

    def write(self, work: Callable[[Rows], T]) -> T:
        """Run `work` in a write transaction and commit it, or leave everything as it was.

        `work` may run more than once: it does nothing but database work.

        Raises:
            DatabaseTrouble: locked for too long, full, read-only or damaged.
            ShopError: whatever `work` raises; nothing has changed then.
        """
        for attempt in range(TRIES):
            try:
                return self._write_once(work)
            except self._engine.errors as error:
                if attempt == TRIES - 1 or not self._engine.is_transient(error):
                    self._explain(error)
                    raise
            time.sleep(min(1.0, 0.005 * 2**attempt) * random.uniform(0.5, 1.5))  # noqa: S311
        raise AssertionError("unreachable")

    def _explain(self, error: Exception) -> None:
        """Raise the driver's error in words; a fault of the program has none, and stays itself."""
        trouble = self._engine.explain(error)
        if trouble is not None:
            raise trouble from error

    def _write_once(self, work: Callable[[Rows], T]) -> T:
        with self._write_lock, self._connection() as connection:
            self._engine.begin(connection, write=True)
            with ExitStack() as undo:
                undo.callback(connection.rollback)
                result = work(Rows(connection, self.dialect, writes=True))
                undo.pop_all()
            connection.commit()
            return result

    def changes(self) -> int:
        """A number that differs when somebody else has changed the database since."""
        if self._watch is None:
            self._watch = self._engine.connect()
        return self._engine.changes(self._watch)

    def version(self) -> str:
        """The version of the engine."""
        with self._connection() as connection:
            return self._engine.version(connection)

    def raw(self) -> Any:
        """A driver connection of its own, for backup and for checks of the file."""
        return self._engine.connect()

    def close(self) -> None:
        """Close every idle connection."""
        if self._watch is not None:
            self._watch.close()
            self._watch = None
        while not self._idle.empty():
            self._idle.get_nowait().close()


def open_database(url: str, *, any_schema: bool = False) -> Database:
    """The database at `url`: a file path, `sqlite:///path`, or a `postgresql://` URL.

    Raises:
        DatabaseTrouble: missing, not ours, older or newer than this program, or unsafe SQLite.
    """
    engine = _engine(url)
    database = Database(engine)
    if not any_schema:
        with ExitStack() as undo:
            undo.callback(database.close)
            check_schema(database)
            undo.pop_all()
    return database


def sqlite_path(url: str) -> Path | None:
    """The file of a SQLite database, or None for another engine."""
    if "://" not in url:
        return Path(url)
    scheme, _, rest = url.partition("://")
    return Path(rest.removeprefix("/")) if scheme.startswith("sqlite") else None


def _engine(url: str) -> _Engine:
    path = sqlite_path(url)
    if path is not None:
        from dropship_tui.services.database.db_sqlite import SqliteEngine

        return SqliteEngine(path)
    scheme = url.partition("://")[0]
    if not scheme.startswith("postgres"):
        raise WrongUsage(
            "unknown_database",
            N_("dropship knows no databases of the kind “{scheme}”."),
            hint=N_("Name a file, sqlite:///FILE, or postgresql://HOST/NAME."),
            scheme=scheme,
        )
    from dropship_tui.services.database.db_postgres import PostgresEngine

    return PostgresEngine(url)


def in_words(url: str, error: BaseException | None) -> ShopError | None:
    """A driver's error that came by another way, in words; None when it is a fault of ours."""
    engine = _engine(url)
    return engine.explain(error) if isinstance(error, engine.errors) else None


def check_schema(database: Database) -> None:
    """Refuse a database whose schema is not this program's.

    Raises:
        DatabaseTrouble: it has none (`not_a_shop`), or another (`older_schema`, `newer_schema`).
    """
    version = schema_version(database)
    if version == HEAD:
        return
    if version is None:
        raise DatabaseTrouble(
            "not_a_shop",
            N_("{path} is not a dropship database."),
            hint=N_("Make one with: dropship db init"),
            path=database.place,
        )
    if version < HEAD:
        raise DatabaseTrouble(
            "older_schema",
            N_("The database was made by an older version of dropship ({version})."),
            hint=N_("Bring it up to date with: dropship db upgrade"),
            version=version,
        )
    raise DatabaseTrouble(
        "newer_schema",
        N_("The database was made by a newer version of dropship ({version})."),
        hint=N_("Update dropship; nothing was changed."),
        version=version,
    )


def schema_version(database: Database) -> str | None:
    """The schema's version, or None when there is no schema of ours."""
    catalogue = (
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'alembic_version'"
        if database.dialect == "sqlite"
        else "SELECT tablename FROM pg_tables WHERE tablename = 'alembic_version'"
    )
    with database.read() as rows:
        if rows.one(catalogue) is None:
            return None
        version: str | None = rows.value("SELECT version_num FROM alembic_version")
        return version
