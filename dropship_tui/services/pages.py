"""Lists page by page, by key: the thousandth page costs what the first one does."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dropship_tui.i18n import N_
from dropship_tui.services.database.db import Row
from dropship_tui.services.errors import WrongUsage
from dropship_tui.services.work import Tx


@dataclass(frozen=True, slots=True)
class Keyset:
    """How a list is sorted: columns that together are unique, all rising or all falling."""

    columns: tuple[str, ...]
    falling: bool = False

    def cursor(self, row: Row) -> str:
        """Where `row` stands in the list; its key columns are named k0, k1, …"""
        return ".".join(str(row[f"k{i}"]) for i in range(len(self.columns)))

    def keys(self) -> str:
        """The key columns, for SELECT."""
        return ", ".join(f"{column} AS k{i}" for i, column in enumerate(self.columns))


def fetch(
    tx: Tx,
    select: str,
    where: Sequence[str],
    values: Mapping[str, Any],
    order: Keyset,
    *,
    after: str | None = None,
    before: str | None = None,
    last: bool = False,
    limit: int,
) -> list[Row]:
    """Up to `limit` rows in list order: after a cursor, before one, the first or the last ones.

    `select` ends before WHERE and contains `order.keys()`.

    Raises:
        WrongUsage: the cursor is not one of this list.
    """
    backwards = before is not None or last
    falling = order.falling != backwards
    conditions = list(where)
    bound = dict(values)
    cursor = before if before is not None else after
    if cursor is not None:
        bound |= {f"cursor{i}": part for i, part in enumerate(_parse(cursor, order))}
        marks = ", ".join(f":cursor{i}" for i in range(len(order.columns)))
        conditions.append(f"({', '.join(order.columns)}) {'<' if falling else '>'} ({marks})")
    direction = "DESC" if falling else "ASC"
    sql = (
        select
        + (" WHERE " + " AND ".join(conditions) if conditions else "")
        + " ORDER BY "
        + ", ".join(f"{column} {direction}" for column in order.columns)
        + " LIMIT :limit"
    )
    rows = tx.all(sql, **bound, limit=limit)
    return rows[::-1] if backwards else rows


def _parse(cursor: str, order: Keyset) -> list[int]:
    parts = cursor.split(".")
    if len(parts) != len(order.columns) or not all(map(_KEY.fullmatch, parts)):
        raise WrongUsage(
            "bad_cursor", N_("“{cursor}” is no place in this list."), cursor=cursor[:80]
        )
    return [int(part) for part in parts]


_KEY = re.compile(r"-?[0-9]{1,18}|[0-8][0-9]{18}|9[01][0-9]{17}")
"""A key is an id or a time: it fits the database's integers."""
