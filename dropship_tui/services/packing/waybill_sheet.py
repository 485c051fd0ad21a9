"""Waybill numbers that a courier sends as a sheet: each goes onto its packed parcel."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

from dropship_tui.i18n import N_
from dropship_tui.models.checks import Invalid
from dropship_tui.models.imports import ImportAnswer, RowError
from dropship_tui.services import search, sheets
from dropship_tui.services.couriers import waybills
from dropship_tui.services.database.db import Row
from dropship_tui.services.errors import Refused
from dropship_tui.services.packing import packing
from dropship_tui.services.sheets import Line, read_table
from dropship_tui.services.work import Shop, Tx

COLUMNS: Final = {
    "document": (
        "包裹号", "包裹编号", "订单号", "订单编号", "系统订单号", "平台订单号", "parcel",
        "parcel no", "parcel number", "order", "order no", "order number", "number",
    ),
    "courier": (
        "快递公司", "物流公司", "快递", "承运商", "快递公司编码", "courier", "carrier",
        "shipping company",
    ),
    "waybill": (
        "运单号", "快递单号", "物流单号", "面单号", "运单编号", "waybill", "waybill no",
        "tracking number", "tracking no", "tracking",
    ),
}  # fmt: skip


def import_waybills(shop: Shop, path: Path, *, at: datetime | None = None) -> ImportAnswer:
    """Put each number of the sheet onto its parcel, each in a transaction of its own.

    A parcel is named by its number or by its order's, ours or the platform's. Rows end as:
    imported; duplicate, when the parcel has this number already; rejected, with what is wrong.

    Raises:
        UnusableFile: it cannot be read, or no row names parcels and waybills.
    """
    table = read_table(path, COLUMNS, key="document", also="waybill")
    errors: list[RowError] = []
    outcomes: Counter[str] = Counter()
    for line in table.lines:
        try:
            outcomes[shop.write(partial(_assign, line=line), at=at)] += 1
        except Refused as refused:
            errors.append(line.error(sheets.refused_cell("waybill", refused)))
        except Invalid as bad:
            errors.append(line.error(bad))
    outcomes["rejected"] = len(errors)
    return ImportAnswer(table.counts(outcomes), tuple(errors))


def _assign(tx: Tx, line: Line) -> str:
    """Put the row's number onto its parcel; how the row ends."""
    number = _parcel(tx, line.code("document"))
    waybill = waybills.normalise(line.code("waybill"))
    if not waybill:
        raise Invalid("missing_value", N_("The waybill number is missing."), field="waybill")
    present = tx.value(
        "SELECT w.number FROM waybills w JOIN parcels p ON p.id = w.parcel_id"
        " WHERE p.number = :parcel AND w.voided_at IS NULL",
        parcel=number,
    )
    if present == waybill:
        return "duplicate"
    if present is not None:
        raise Invalid(
            "waybill_invalid",
            N_("{parcel} has the waybill {present} already. Void it first."),
            field="waybill",
            parcel=number,
            present=present,
        )
    packing.assign_waybill(tx, number, waybill, line.text("courier"))
    return "imported"


def _parcel(tx: Tx, named: str) -> str:
    """The number of the parcel that is meant: by its own number, or as its order's only one."""
    found = tx.all("SELECT number FROM parcels WHERE number = :named", named=named)
    found = found or _parcels_of_order(tx, named)
    if not found:
        raise Invalid(
            "no_parcel", N_("There is no parcel for “{named}”."), field="document", named=named
        )
    if len(found) > 1:
        raise Invalid(
            "several_parcels",
            N_("“{named}” has several parcels: name the parcel."),
            field="document",
            named=named,
        )
    return str(found[0]["number"])


def _parcels_of_order(tx: Tx, named: str) -> list[Row]:
    """The parcels of the order with this number, ours or the platform's."""
    condition = search.condition(tx.dialect, named)
    if condition is None:
        return []
    return tx.all(
        "SELECT DISTINCT p.number FROM orders o JOIN parcel_lines l ON l.order_id = o.id"
        " JOIN parcels p ON p.id = l.parcel_id AND p.status <> 'void'"
        f" WHERE {condition[0]} AND :named IN (o.number, o.external_no)",
        query=condition[1],
        named=named,
    )
