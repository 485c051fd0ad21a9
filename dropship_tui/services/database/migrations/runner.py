"""The one place that imports Alembic and SQLAlchemy's engines: when a schema is made or changed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, event
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from dropship_tui.services.database.db import in_words, sqlite_path


def schema_engine(url: str) -> Engine:
    """An SQLAlchemy engine for schema work; DDL is transactional on both databases."""
    path = sqlite_path(url)
    if path is None:
        return create_engine(_postgres_url(url), poolclass=NullPool)
    import pysqlite3.dbapi2 as sqlite

    engine = create_engine(f"sqlite:///{path}", module=sqlite, poolclass=NullPool)

    # The driver would commit before DDL; we begin ourselves, so that a migration is all or nothing.
    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = OFF")

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _postgres_url(url: str) -> str:
    return "postgresql+psycopg://" + url.partition("://")[2]


def alembic_config(engine: Engine) -> Config:
    """Alembic's configuration without its ini file."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "os")
    config.attributes["engine"] = engine
    return config


def upgrade(url: str) -> None:
    """Bring the schema at `url` to the newest version, in one transaction.

    Raises:
        DatabaseTrouble: the disk is full or does not take it, or somebody is writing.
    """
    engine = schema_engine(url)
    try:
        command.upgrade(alembic_config(engine), "head")
    except DBAPIError as error:
        raise (in_words(url, error.orig) or error) from error
    finally:
        engine.dispose()
