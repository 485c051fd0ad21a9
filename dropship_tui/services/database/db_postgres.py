"""PostgreSQL, for shops with several machines (the extra `postgres`)."""

from __future__ import annotations

import re
from typing import Any

from dropship_tui.i18n import N_
from dropship_tui.services.errors import DatabaseTrouble, ShopError, refuse_constraint

# serialization_failure, deadlock_detected, lock_not_available
_IN_THE_WAY = {"40001", "40P01", "55P03"}


class PostgresEngine:
    """A database on a server. READ COMMITTED: guards and constraints keep the invariants."""

    dialect = "postgresql"

    def __init__(self, url: str) -> None:
        try:
            import psycopg
        except ImportError as error:
            raise DatabaseTrouble(
                "no_driver",
                N_("PostgreSQL needs the driver psycopg."),
                hint=N_("Install it with: pip install 'dropship-tui[postgres]'"),
            ) from error
        self._psycopg = psycopg
        self.errors: type[Exception] = psycopg.Error
        self._url = re.sub(r"^postgresql\+\w+://", "postgresql://", url)
        self.place = re.sub(r":[^:@/]*@", ":…@", self._url)

    def connect(self) -> Any:
        """A connection whose rows are dicts; transactions are begun by us."""
        from psycopg.rows import dict_row

        try:
            connection = self._psycopg.connect(self._url, autocommit=True, row_factory=dict_row)
        except self._psycopg.Error as error:
            raise (self.explain(error) or error) from None
        return _PostgresConnection(connection)

    def begin(self, connection: Any, *, write: bool) -> None:
        """One snapshot for a read; row locks and guards for a write."""
        connection.execute(
            "BEGIN" if write else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", None
        )

    def is_transient(self, error: Exception) -> bool:
        """Serialization failures, deadlocks, and ids that two clients made alike."""
        if isinstance(error, self._psycopg.errors.UniqueViolation):
            return (error.diag.constraint_name or "").startswith("pk_")
        return getattr(error, "sqlstate", None) in _IN_THE_WAY

    def explain(self, error: Exception) -> ShopError | None:
        """The driver's error in words; None, when it is a fault of the program."""
        if isinstance(error, self._psycopg.IntegrityError):
            return refuse_constraint(error)
        if self.is_transient(error):
            return DatabaseTrouble(
                "locked",
                N_("Somebody else is writing to {path} and does not finish."),
                hint=N_("Nothing was changed. Try again in a moment."),
                path=self.place,
            )
        if isinstance(error, self._psycopg.OperationalError):
            return DatabaseTrouble(
                "unreachable",
                N_("The database server at {path} does not answer."),
                hint=N_("Check the network and the server, then try again."),
                path=self.place,
            )
        return None

    def version(self, connection: Any, /) -> str:
        """The server's version."""
        return str(connection.execute("SHOW server_version", None).fetchone()["server_version"])

    def changes(self, connection: Any) -> int:
        """The sum of what was ever written to the tables that screens show."""
        row = connection.execute(
            "SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0)::bigint AS n"
            " FROM pg_stat_user_tables",
            None,
        ).fetchone()
        return int(row["n"])


class _PostgresConnection:
    """psycopg's connection with commit and rollback as statements, since we begin ourselves."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def execute(self, sql: str, values: Any) -> Any:
        return self._connection.execute(sql, values)

    def cursor(self, name: str = "") -> Any:
        return self._connection.cursor(name)

    def commit(self) -> None:
        self._connection.execute("COMMIT")

    def rollback(self) -> None:
        self._connection.execute("ROLLBACK")

    def close(self) -> None:
        self._connection.close()
