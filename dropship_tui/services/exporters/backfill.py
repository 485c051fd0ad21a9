"""Giving tracking numbers back: one upload file for each channel and shop, in its own format."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Final

from dropship_tui.i18n import N_
from dropship_tui.models.types import to_ms
from dropship_tui.services.database.db import Row
from dropship_tui.services.errors import UnusableFile, reason
from dropship_tui.services.exporters.tables import write_csv
from dropship_tui.services.printing.files import new_file
from dropship_tui.services.work import Shop, Tx


@dataclass(frozen=True, slots=True)
class Format:
    """A platform's upload file.

    columns: the header of each column, and what stands in it: `order`, `courier` (the full name)
    or `waybill`. one_per_order: a second row for an order would replace the first.
    """

    columns: Mapping[str, str]
    one_per_order: bool = True


FORMATS: Final = {
    # Not verified (FORMATS 2): compare with the template that the platform offers.
    "taobao": Format({"订单编号": "order", "物流公司": "courier", "运单号": "waybill"}),
    "pinduoduo": Format({"订单号": "order", "快递公司": "courier", "快递单号": "waybill"}),
}
GENERIC: Final = Format(
    {"订单号": "order", "快递公司": "courier", "快递单号": "waybill"}, one_per_order=False
)
"""What most malls and resellers read."""

_UNSAFE = re.compile(r"[^\w-]+")


@dataclass(frozen=True, slots=True)
class Written:
    """A file that was written. `shop` is the platform's shop, or the reseller."""

    path: str
    channel: str
    shop: str
    rows: int


def write(
    shop: Shop, folder: Path, *, since: datetime | None = None, channel: str = ""
) -> tuple[Written, ...]:
    """Write what was handed over (since a time, of one channel) into files in `folder`.

    Rows go from the database into the files one by one, however many there are.

    Raises:
        UnusableFile: the folder or a file in it cannot be written.
    """

    def work(tx: Tx) -> tuple[Written, ...]:
        with closing(_shipped(tx, since, channel)) as shipped:
            return tuple(_files(shipped, folder))

    return shop.read(work)


def _files(shipped: Iterable[Row], folder: Path) -> Iterator[Written]:
    """Write the file of each channel and shop."""
    names: set[str] = set()
    for (of_channel, of_shop), rows in groupby(shipped, key=itemgetter("channel", "shop")):
        _make(folder)
        fmt = FORMATS.get(of_channel, GENERIC)
        path = folder / _name(of_channel, of_shop, names)
        with new_file(path) as file:
            written = write_csv(file, tuple(fmt.columns), _cells(fmt, rows))
        yield Written(str(path), of_channel, of_shop, written)


def _shipped(tx: Tx, since: datetime | None, channel: str) -> Generator[Row, None, None]:
    """Orders with their waybills, by channel and shop; an order's first parcel comes first.

    An order that no platform numbered goes by our own number.
    """
    yield from tx.stream(
        'SELECT DISTINCT coalesce(o.external_no, o.number) AS "order", c.name AS courier,'
        " w.number AS waybill, o.channel, coalesce(nullif(o.shop, ''), r.name, '') AS shop,"
        " p.handed_over_at, p.id"
        " FROM parcels p JOIN waybills w ON w.parcel_id = p.id AND w.voided_at IS NULL"
        " JOIN couriers c ON c.id = w.courier_id JOIN parcel_lines l ON l.parcel_id = p.id"
        " JOIN orders o ON o.id = l.order_id LEFT JOIN partners r ON r.id = o.reseller_id"
        " WHERE p.handed_over_at >= :since AND (:channel = '' OR o.channel = :channel)"
        ' ORDER BY o.channel, shop, "order", p.handed_over_at, p.id',
        since=0 if since is None else to_ms(since),
        channel=channel,
    )


def _cells(fmt: Format, rows: Iterable[Row]) -> Iterator[tuple[str, ...]]:
    if fmt.one_per_order:
        rows = (next(parcels) for _, parcels in groupby(rows, key=itemgetter("order")))
    for row in rows:
        yield tuple(row[source] for source in fmt.columns.values())


def _name(channel: str, shop: str, taken: set[str]) -> str:
    """A file name of channel and shop; two shops whose names look alike get two files."""
    stem = _UNSAFE.sub("_", "-".join(filter(None, (channel, shop))))[:80]
    name, again = stem, 1
    while name in taken:
        again += 1
        name = f"{stem}-{again}"
    taken.add(name)
    return f"{name}.csv"


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except (OSError, ValueError) as error:
        raise UnusableFile(
            "unwritable",
            N_("{path} cannot be made: {why}"),
            path=folder,
            why=reason(error),
        ) from error
