"""A database's own life: made, described, brought up to date."""

from __future__ import annotations

from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

from dropship_tui.i18n import N_
from dropship_tui.models.lifecycle import Document
from dropship_tui.models.plan import Stage, tasks_of
from dropship_tui.services.couriers import couriers_data
from dropship_tui.services.database.db import (
    check_schema,
    open_database,
    schema_version,
    sqlite_path,
)
from dropship_tui.services.database.migrations import HEAD
from dropship_tui.services.errors import DatabaseTrouble, Refused, reason
from dropship_tui.services.events import Birth, born
from dropship_tui.services.ids import new_id
from dropship_tui.services.upkeep import backup
from dropship_tui.services.work import Shop, Tx


@dataclass(frozen=True, slots=True)
class Info:
    """What `db info` tells."""

    path: str
    engine: str
    engine_version: str
    schema: str | None
    orders: int
    skus: int
    parcels: int
    returns: int
    size_bytes: int


def create(url: str) -> None:
    """Make the database at `url` with the newest schema, empty.

    Raises:
        Refused: there is one already.
        DatabaseTrouble: nothing can be made there.
    """
    from dropship_tui.services.database.db_sqlite import create_file, require_safe_sqlite
    from dropship_tui.services.database.migrations import runner

    path = sqlite_path(url)
    if path is not None:
        require_safe_sqlite()
        try:
            create_file(path)
        except FileExistsError:
            if path.is_dir():
                raise DatabaseTrouble("not_a_shop", N_("{path} is a folder."), path=path) from None
            raise _exists(str(path)) from None
        except OSError as error:
            raise DatabaseTrouble(
                "unwritable", N_("{path} cannot be made: {why}"), path=path, why=reason(error)
            ) from error
    else:
        with closing(open_database(url, any_schema=True)) as database:
            if schema_version(database) is not None:
                raise _exists(database.place)
    with ExitStack() as undo:
        if path is not None:
            undo.callback(path.unlink, missing_ok=True)
        runner.upgrade(url)
        undo.pop_all()


def _exists(place: str) -> Refused:
    return Refused(
        "exists",
        N_("There is already a database at {path}."),
        hint=N_("Nothing was changed. Choose another place with --db."),
        path=place,
    )


def furnish(tx: Tx) -> None:
    """What every shop has from the first moment: the five setup tasks and the usual couriers."""
    tasks = tasks_of(Stage.SETUP)
    births = [Birth(new_id(), task.code) for task in tasks]
    tx.many(
        "INSERT INTO setup_tasks (id, number, status, version, chain, changed_at)"
        " VALUES (:id, :number, :status, :version, :chain, :changed_at)",
        born(tx, Document.TASK, "plan", births),
    )
    tx.many(
        "INSERT INTO couriers (id, code, name) VALUES (:id, :code, :name)",
        [
            {"id": new_id(), "code": courier.code, "name": courier.name}
            for courier in couriers_data.couriers().values()
        ],
    )


def upgrade(url: str) -> Path | None:
    """Bring the schema up to date, after a verified backup beside the database.

    Returns the backup's path; None when nothing was due.

    Raises:
        DatabaseTrouble: not a shop, or newer than this program.
    """
    kept = None
    path = sqlite_path(url)
    with closing(open_database(url, any_schema=True)) as database:
        version = schema_version(database)
        if version == HEAD:
            return None
        if version is None or version > HEAD:
            check_schema(database)
        if path is not None:
            kept = path.with_name(f"{path.stem}-before-{HEAD}-{new_id()}.db")
            backup.backup(database, kept)
    from dropship_tui.services.database.migrations import runner  # costs half a second

    runner.upgrade(url)
    return kept


def info(shop: Shop) -> Info:
    """What is in the database, in numbers."""
    path = sqlite_path(shop.db.place) if shop.db.dialect == "sqlite" else None

    def count(tx: Tx) -> dict[str, int]:
        rows = tx.all(
            "SELECT document, sum(n) AS n FROM status_counts WHERE document <> :task"
            " GROUP BY document",
            task=Document.TASK.value,
        )
        found = {row["document"]: int(row["n"]) for row in rows}
        found["sku"] = tx.value("SELECT count(*) FROM skus")
        return found

    counts = shop.read(count)
    return Info(
        path=shop.db.place,
        engine=shop.db.dialect,
        engine_version=shop.db.version(),
        schema=schema_version(shop.db),
        orders=counts.get("order", 0),
        skus=counts["sku"],
        parcels=counts.get("parcel", 0),
        returns=counts.get("case", 0),
        size_bytes=path.stat().st_size if path else shop.read(_server_size),
    )


def _server_size(tx: Tx) -> int:
    return int(tx.value("SELECT pg_database_size(current_database())"))
