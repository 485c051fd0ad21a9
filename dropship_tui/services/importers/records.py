"""What is kept of every import: the file, and each of its rows with all columns, as it ended."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Set
from typing import Final, NamedTuple

from dropship_tui.models.imports import Counts, RowError
from dropship_tui.models.text import clean
from dropship_tui.services.files.readers import Source
from dropship_tui.services.ids import new_id
from dropship_tui.services.importers.entries import Cells, Key
from dropship_tui.services.importers.layout import Layout
from dropship_tui.services.work import Tx

_COLUMNS = ("batch_id", "row", "outcome", "order_id", "code", "content")
_SEPARATOR = "\t"
"""Between the cells of a row: readers leave no TAB in any."""


class Ended(NamedTuple):
    """How a row of the file ended: imported, updated, duplicate, rejected or skipped.

    `order` is the order that it is about, if we know or make one of that name.
    """

    row: int
    cells: Cells
    outcome: str
    order: Key | None = None
    error: RowError | None = None


_FOREMOST: Final = ("rejected", "updated", "imported", "duplicate", "skipped")


def one_end_each(ended: Iterable[Ended]) -> list[Ended]:
    """One end for every row: of a row with several lines, what matters most of theirs."""
    by_row: dict[int, Ended] = {}
    for end in sorted(ended, key=lambda end: _FOREMOST.index(end.outcome)):
        by_row.setdefault(end.row, end)
    return [by_row[row] for row in sorted(by_row)]


def begin(tx: Tx, *, file: str, source: Source, layout: Layout) -> int:
    """Note that this file is being imported; the batch's id."""
    batch = new_id()
    tx.run(
        "INSERT INTO import_batches (id, file, sha256, profile, encoding, header, reading, actor,"
        " started_at) VALUES (:id, :file, :sha256, :profile, :encoding, :header, :reading,"
        " :actor, :at)",
        id=batch,
        file=clean(file),
        sha256=source.sha256,
        profile=layout.profile.name,
        encoding=source.encoding,
        header=json.dumps(layout.header, ensure_ascii=False),
        reading=layout.reading,
        actor=tx.actor,
        at=tx.at,
    )
    return batch


def keep(tx: Tx, batch: int, rows: Iterable[Ended], orders: Mapping[Key, int]) -> None:
    """Keep rows as they stood in the file."""
    tx.insert(
        "import_rows",
        _COLUMNS,
        [
            (
                batch,
                ended.row,
                ended.outcome,
                orders.get(ended.order) if ended.order else None,
                ended.error.code if ended.error else "",
                content(ended.cells),
            )
            for ended in rows
        ],
    )


def content(cells: Cells) -> str:
    """A row's cells as they are kept."""
    return _SEPARATOR.join(cells)


def finish(tx: Tx, batch: int, counts: Counts) -> None:
    """Note that every row of the file has been seen to."""
    tx.run(
        "UPDATE import_batches SET finished_at = :at, rows = :rows, imported = :imported,"
        " updated = :updated, duplicate = :duplicate, rejected = :rejected,"
        " skipped = :skipped WHERE id = :id",
        at=tx.at,
        rows=counts.rows,
        imported=counts.imported,
        updated=counts.updated,
        duplicate=counts.duplicate,
        rejected=counts.rejected,
        skipped=counts.skipped,
        id=batch,
    )


class Earlier(NamedTuple):
    """An import of the very same file, read in the same way, that came to its end."""

    batch: int
    rows: int
    skipped: int
    rejected: frozenset[int]


def finished_before(
    tx: Tx, source: Source, layout: Layout, *, shops: Set[str], reseller_id: int
) -> Earlier | None:
    """The last import of this file with this profile, into these shops, for this reseller."""
    batch = tx.one(
        "SELECT id, rows, skipped FROM import_batches WHERE sha256 = :sha256"
        " AND profile = :profile AND encoding = :encoding AND reading = :reading"
        " AND finished_at IS NOT NULL"
        " ORDER BY id DESC LIMIT 1",
        sha256=source.sha256,
        profile=layout.profile.name,
        encoding=source.encoding,
        reading=layout.reading,
    )
    if batch is None:
        return None
    made = tx.all(
        "SELECT DISTINCT shop, coalesce(reseller_id, 0) AS reseller FROM orders"
        " WHERE batch_id = :batch",
        batch=batch["id"],
    )
    if not made or any(o["shop"] not in shops or o["reseller"] != reseller_id for o in made):
        return None
    rejected = tx.all(
        "SELECT row FROM import_rows WHERE batch_id = :batch AND outcome = 'rejected'",
        batch=batch["id"],
    )
    return Earlier(
        batch["id"], batch["rows"], batch["skipped"], frozenset(row["row"] for row in rejected)
    )


def rejected_before(tx: Tx, order_id: int) -> frozenset[str]:
    """The rows of the order that were rejected, as `content` has them."""
    rows = tx.all(
        "SELECT content FROM import_rows WHERE order_id = :id AND outcome = 'rejected'",
        id=order_id,
    )
    return frozenset(row["content"] for row in rows)


def told_before(tx: Tx, order_id: int) -> frozenset[str]:
    """What earlier files' rows have said of the order already, as `content` has it."""
    rows = tx.all(
        "SELECT content FROM import_rows WHERE order_id = :id AND outcome <> 'rejected'",
        id=order_id,
    )
    return frozenset(row["content"] for row in rows)
