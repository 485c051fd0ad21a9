"""How every table is written: strict types, named constraints, and the columns of a document."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy import text as condition
from sqlalchemy.schema import SchemaItem

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Whole = BigInteger().with_variant(Integer, "sqlite")
"""A 64-bit integer: ids, minor units of money, grams, epoch milliseconds."""

__all__ = ["ForeignKey", "Index", "UniqueConstraint", "metadata"]


def table(name: str, *items: SchemaItem) -> Table:
    """A STRICT table: SQLite refuses 'abc' in an integer column."""
    return Table(name, metadata, *items, sqlite_strict=True)


def key() -> "Column[int]":
    """The client-made id (services.ids), the row id of SQLite."""
    return Column("id", Whole, primary_key=True, autoincrement=False)


def whole(name: str, *items: SchemaItem, null: bool = False, **options: Any) -> "Column[int]":
    """An integer column."""
    return Column(name, Whole, *items, nullable=null, **options)


def text(name: str, *items: SchemaItem, null: bool = False, **options: Any) -> "Column[str]":
    """A text column; empty text, not NULL, when there is nothing to say, unless `null`."""
    if not null and not options.get("primary_key") and "server_default" not in options:
        options["server_default"] = ""
    return Column(name, Text, *items, nullable=null, **options)


def code(name: str, *items: SchemaItem, **options: Any) -> "Column[str]":
    """A text column that must be given and not be empty."""
    return Column(name, Text, *items, nullable=False, **options)


def count(name: str, *items: SchemaItem) -> "Column[int]":
    """An integer column that starts at 0."""
    return Column(name, Whole, *items, nullable=False, server_default="0")


def refers(name: str, target: str, *, null: bool = False, index: bool = False) -> "Column[int]":
    """A foreign key by id."""
    return Column(name, Whole, ForeignKey(target), nullable=null, index=index)


def check(name: str, sql: str) -> CheckConstraint:
    """A named CHECK."""
    return CheckConstraint(sql, name=name)


def only_where(sql: str) -> dict[str, Any]:
    """The options of an index of a few rows among many."""
    return {"sqlite_where": condition(sql), "postgresql_where": condition(sql)}


def one_of(column: str, values: Any) -> CheckConstraint:
    """A CHECK that `column` holds one of `values`."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def document_columns(statuses: Any) -> tuple[SchemaItem, ...]:
    """What every document has: its number, its status, and the head of its chain of events.

    `version` counts its events, `chain` is the hash of the last one, `changed_at` its time.
    """
    return (
        code("number", unique=True),
        code("status"),
        whole("version"),
        code("chain"),
        whole("changed_at"),
        one_of("status", statuses),
        check("version", "version >= 1"),
    )
