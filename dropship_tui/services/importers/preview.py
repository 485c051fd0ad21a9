"""The first rows of a file as they would be read, before anybody says yes."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import Final

from dropship_tui.models.address import Receiver
from dropship_tui.services.files.readers import Source
from dropship_tui.services.goods.sku_lookup import Lookup, spoken
from dropship_tui.services.importers.entries import Entry, Rejected
from dropship_tui.services.importers.filled_rows import read_rows
from dropship_tui.services.importers.layout import Layout
from dropship_tui.services.importers.receivers import Addressee
from dropship_tui.services.importers.rows import OWN_NUMBER, RowReader
from dropship_tui.services.work import Tx

ROWS: Final = 5
"""So many rows are shown."""


@dataclass(frozen=True, slots=True)
class RowRead:
    """A row as it would be read.

    Attributes:
        row: its number, as a spreadsheet shows it.
        order_no: the file's; "" where it has none.
        goods: what the file calls them.
        sku: our code for them; None when they are not found.
        problem: what is wrong with it; "" for nothing.
    """

    row: int
    order_no: str
    receiver: Receiver
    goods: str
    quantity: int
    sku: str | None
    problem: str


def preview(
    tx: Tx, source: Source, layout: Layout, *, reseller_id: int = 0, limit: int = ROWS
) -> list[RowRead]:
    """The first rows that are orders, or that are wrong."""
    reader = RowReader(layout, zone=tx.zone, currency=tx.policies.currency)
    rows = (reader.check(row) for row in read_rows(source, layout))
    orders = list(islice((row for row in rows if isinstance(row, Entry | Rejected)), limit))
    goods = Lookup(tx, reseller_id=reseller_id, channel=layout.profile.channel)
    return [_read(row, goods) for row in orders]


def _read(row: Entry | Rejected, goods: Lookup) -> RowRead:
    entry, problem = (row.entry, row.error.message) if isinstance(row, Rejected) else (row, "")
    addressee = Addressee.of(entry)
    said, named = spoken(entry.code, entry.title, entry.spec), (entry.title, entry.spec)
    sku = goods.resolve([said]).get(said)
    if not entry.code and entry.title:
        sku = goods.by_title([named]).get(named) or sku
    return RowRead(
        row=entry.row,
        order_no="" if entry.order_no.startswith(OWN_NUMBER) else entry.order_no,
        receiver=addressee.receiver if addressee else Receiver(),
        goods=entry.code or f"{entry.title} {entry.spec}".strip(),
        quantity=entry.quantity,
        sku=sku.code if sku else None,
        problem=problem,
    )
