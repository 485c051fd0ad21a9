"""A courier's pool: waybill numbers that it gave us before there is a parcel for them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

from dropship_tui.i18n import N_
from dropship_tui.models.checks import Invalid
from dropship_tui.models.imports import Counts, ImportAnswer, RowError
from dropship_tui.services import sheets
from dropship_tui.services.couriers import couriers
from dropship_tui.services.couriers.waybills import normalise
from dropship_tui.services.errors import Refused
from dropship_tui.services.packing import packing
from dropship_tui.services.packing.waybill_sheet import COLUMNS
from dropship_tui.services.sheets import Table, read_table
from dropship_tui.services.work import Shop, Tx

MOST: Final = 100_000
"""No courier gives out more numbers in one piece: more is a typing error."""

_RANGE_END = re.compile(r"(.*?)([0-9]{1,18})")


def between(first: str, last: str) -> Iterator[str]:
    """Numbers as couriers give them out: from the first to the last, both included.

    Raises:
        Invalid: these two are no such range, or it has more than MOST numbers (`bad_range`).
    """
    start, end = (_RANGE_END.fullmatch(normalise(number)) for number in (first, last))
    if not start or not end or start[1] != end[1] or len(start[2]) != len(end[2]):
        raise _bad_range(first, last)
    if not 0 <= int(end[2]) - int(start[2]) < MOST:
        raise _bad_range(first, last)
    for number in range(int(start[2]), int(end[2]) + 1):
        yield f"{start[1]}{number:0{len(start[2])}}"


def _bad_range(first: str, last: str) -> Invalid:
    return Invalid(
        "bad_range",
        N_("“{first}” to “{last}” is no range of waybill numbers."),
        first=first[:60],
        last=last[:60],
    )


def add_range(
    shop: Shop, courier: str, first: str, last: str, *, at: datetime | None = None
) -> ImportAnswer:
    """Put the numbers from the first to the last into the courier's pool: all, or none.

    Raises:
        NotFound: there is no such courier.
        Invalid: no such range.
        Refused: a number cannot be this courier's (`waybill_invalid`).
    """
    numbers = list(between(first, last))

    def work(tx: Tx) -> ImportAnswer:
        code = couriers.find(tx, courier).code
        for number in numbers:
            packing.refuse_impossible(number, code)
        new = couriers.add_waybills(tx, code, numbers)
        return ImportAnswer(Counts(imported=new, duplicate=len(numbers) - new))

    return shop.write(work, at=at)


def import_pool(
    shop: Shop, path: Path, *, courier: str, at: datetime | None = None
) -> ImportAnswer:
    """Put the numbers of the sheet at `path` into the courier's pool.

    Rows end as: imported; duplicate, when the pool has the number already; rejected, when it
    cannot be one of this courier's.

    Raises:
        NotFound: there is no such courier.
        UnusableFile: the sheet cannot be read, or no row names the waybills.
    """
    code = shop.read(lambda tx: couriers.find(tx, courier).code)
    columns = {"waybill": COLUMNS["waybill"]}
    table = read_table(path, columns, key="waybill", also="waybill")
    return shop.write(lambda tx: _book(tx, code, table), at=at)


def _book(tx: Tx, code: str, table: Table) -> ImportAnswer:
    numbers: list[str] = []
    errors: list[RowError] = []
    for line in table.lines:
        try:
            number = normalise(line.code("waybill"))
            packing.refuse_impossible(number, code)
            numbers.append(number)
        except Refused as refused:
            errors.append(line.error(sheets.refused_cell("waybill", refused)))
        except Invalid as bad:
            errors.append(line.error(bad))
    new = couriers.add_waybills(tx, code, numbers)
    outcomes = {"imported": new, "duplicate": len(numbers) - new, "rejected": len(errors)}
    return ImportAnswer(table.counts(outcomes), tuple(errors))
