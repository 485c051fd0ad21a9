"""The packing bench: every scan is a transaction of its own, and knows what it means.

What lies on a bench is in the database (`stations`), so that scans may come from any process, and
a crash between two scans loses nothing.
"""

from __future__ import annotations

from dropship_tui.i18n import N_, _
from dropship_tui.models.lifecycle import Document
from dropship_tui.models.packing import Scan, ScanOutcome
from dropship_tui.models.text import clean
from dropship_tui.models.words import status_word
from dropship_tui.services import packing, waybills
from dropship_tui.services.db import Row
from dropship_tui.services.errors import Refused
from dropship_tui.services.events import Head, head_by_id, move
from dropship_tui.services.ids import new_id
from dropship_tui.services.work import Tx

_PACKED = ("packed", "labelled")
_WAYBILL_OUTCOMES = {
    "waybill_duplicate": ScanOutcome.WAYBILL_DUPLICATE,
    "courier_ambiguous": ScanOutcome.COURIER_AMBIGUOUS,
    "order_held": ScanOutcome.ORDER_HELD,
}


def scan(tx: Tx, station: str, raw: str) -> Scan:
    """Take one scan at a bench: a parcel's number, an item's barcode or code, or a waybill."""
    code = clean(raw, limit=200)
    current = _on_bench(tx, station)
    parcel = tx.one("SELECT id FROM parcels WHERE number = :code", code=code.upper())
    if parcel is not None:
        return _scan_parcel(tx, station, code, head_by_id(tx, Document.PARCEL, parcel["id"]))
    sku = tx.one(
        "SELECT id, code, title, spec FROM skus"
        " WHERE barcode = :code OR code = :code OR code = :upper"
        " ORDER BY barcode = :code DESC LIMIT 1",
        code=code,
        upper=code.upper(),
    )
    if sku is not None:
        return _scan_item(tx, station, code, current, sku)
    return _scan_waybill(tx, station, code, current)


def _on_bench(tx: Tx, station: str) -> Head | None:
    parcel_id = tx.value("SELECT parcel_id FROM stations WHERE name = :name", name=station)
    return None if parcel_id is None else head_by_id(tx, Document.PARCEL, parcel_id)


def current_parcel(tx: Tx, station: str) -> str | None:
    """The number of the parcel that lies on this bench."""
    on_bench = _on_bench(tx, station)
    return on_bench.number if on_bench else None


def clear(tx: Tx, station: str) -> None:
    """Put the parcel aside: nothing lies on this bench."""
    tx.run("UPDATE stations SET parcel_id = NULL WHERE name = :name", name=station)


def undo(tx: Tx, station: str) -> Scan:
    """Take back the last right item of the parcel on the bench: the piece is out again.

    Raises:
        Refused: there is none, or the parcel is complete (`nothing_to_undo`).
    """
    parcel = _on_bench(tx, station)
    last = None
    if parcel is not None and parcel.status == "open":
        last = tx.one(
            "SELECT s.id, s.parcel_line_id, k.id AS sku_id, k.code FROM scans s"
            " JOIN parcel_lines l ON l.id = s.parcel_line_id JOIN skus k ON k.id = l.sku_id"
            " WHERE s.parcel_id = :parcel AND s.outcome = 'item_ok' AND NOT EXISTS ("
            "  SELECT 1 FROM scans u WHERE u.parcel_id = s.parcel_id AND u.outcome = 'undone'"
            "  AND u.code = CAST(s.id AS TEXT))"
            " ORDER BY s.id DESC LIMIT 1",
            parcel=parcel.id,
        )
    if parcel is None or last is None:
        raise Refused("nothing_to_undo", N_("There is nothing to take back on this bench."))
    tx.run(
        "UPDATE parcel_lines SET scanned = scanned - 1 WHERE id = :id AND scanned > 0",
        id=last["parcel_line_id"],
    )
    counted = _item_count(tx, parcel.id, last["sku_id"])
    return _answer(
        tx,
        station,
        str(last["id"]),
        ScanOutcome.UNDONE,
        parcel,
        sku=last["code"],
        counted=counted,
        line_id=last["parcel_line_id"],
        message=_("{sku}: {scanned} of {expected}").format(
            sku=last["code"], scanned=counted[0], expected=counted[1]
        ),
    )


def _scan_parcel(tx: Tx, station: str, code: str, parcel: Head) -> Scan:
    try:
        packing.refuse_held(tx, parcel)
    except Refused as error:
        return _answer(tx, station, code, ScanOutcome.ORDER_HELD, parcel, message=str(error))
    if parcel.status == "open":
        _put_on_bench(tx, station, parcel)
        return _answer(
            tx, station, code, ScanOutcome.PARCEL_OPENED, parcel, message=_("Scan the goods.")
        )
    if parcel.status in _PACKED:
        _put_on_bench(tx, station, parcel)
    who = tx.one(
        "SELECT actor FROM events WHERE document = 'parcel' AND document_id = :id"
        " AND action = 'pack'",
        id=parcel.id,
    )
    return _answer(
        tx,
        station,
        code,
        ScanOutcome.ALREADY_PACKED,
        parcel,
        message=_("{parcel} is already {status} (packed by {who}).").format(
            parcel=parcel.number,
            status=status_word(parcel.document, parcel.status),
            who=who["actor"] if who else "—",
        ),
    )


def _put_on_bench(tx: Tx, station: str, parcel: Head) -> None:
    tx.run(
        "INSERT INTO stations (name, parcel_id) VALUES (:name, :parcel)"
        " ON CONFLICT (name) DO UPDATE SET parcel_id = excluded.parcel_id",
        name=station,
        parcel=parcel.id,
    )


def _scan_item(tx: Tx, station: str, code: str, parcel: Head | None, sku: Row) -> Scan:
    if parcel is None or parcel.status not in ("open", *_PACKED):
        return _answer(
            tx,
            station,
            code,
            ScanOutcome.NOTHING_OPEN,
            None,
            sku=sku["code"],
            message=_("Scan a parcel first."),
        )
    line = tx.one(
        "SELECT id FROM parcel_lines WHERE parcel_id = :parcel AND sku_id = :sku"
        " AND scanned < quantity ORDER BY id LIMIT 1",
        parcel=parcel.id,
        sku=sku["id"],
    )
    if line is None:
        return _refuse_item(tx, station, code, parcel, sku)
    try:
        packing.refuse_held(tx, parcel)
    except Refused as error:
        return _answer(
            tx, station, code, ScanOutcome.ORDER_HELD, parcel, sku=sku["code"], message=str(error)
        )
    tx.run(
        "UPDATE parcel_lines SET scanned = scanned + 1 WHERE id = :id AND scanned < quantity",
        id=line["id"],
    )
    scanned, expected = _item_count(tx, parcel.id, sku["id"])
    outcome = ScanOutcome.ITEM_OK
    message = _("{sku}: {scanned} of {expected}").format(
        sku=sku["code"], scanned=scanned, expected=expected
    )
    if _is_complete(tx, parcel.id):
        parcel = move(tx, parcel, "pack")
        outcome = ScanOutcome.PARCEL_COMPLETE
        message = _("{parcel} is complete. Scan its waybill.").format(parcel=parcel.number)
    return _answer(
        tx,
        station,
        code,
        outcome,
        parcel,
        sku=sku["code"],
        counted=(scanned, expected),
        line_id=line["id"],
        message=message,
    )


def _refuse_item(tx: Tx, station: str, code: str, parcel: Head, sku: Row) -> Scan:
    scanned, expected = _item_count(tx, parcel.id, sku["id"])
    if expected:
        outcome = ScanOutcome.EXTRA_ITEM
        message = _("{sku}: all {expected} are in already. Put this one back.")
    else:
        outcome = ScanOutcome.WRONG_ITEM
        message = _("{sku} {title} is not in this parcel. Put it back, scan again.")
    return _answer(
        tx,
        station,
        code,
        outcome,
        parcel,
        sku=sku["code"],
        counted=(scanned, expected),
        message=message.format(
            sku=sku["code"], title=f"{sku['title']} {sku['spec']}".strip(), expected=expected
        ),
    )


def _item_count(tx: Tx, parcel_id: int, sku_id: int) -> tuple[int, int]:
    row = tx.one(
        "SELECT coalesce(sum(scanned), 0) AS scanned, coalesce(sum(quantity), 0) AS quantity"
        " FROM parcel_lines WHERE parcel_id = :parcel AND sku_id = :sku",
        parcel=parcel_id,
        sku=sku_id,
    )
    return (0, 0) if row is None else (int(row["scanned"]), int(row["quantity"]))


def _totals(tx: Tx, parcel_id: int) -> tuple[int, int]:
    row = tx.one(
        "SELECT sum(scanned) AS scanned, sum(quantity) AS quantity FROM parcel_lines"
        " WHERE parcel_id = :parcel",
        parcel=parcel_id,
    )
    return (0, 0) if row is None else (int(row["scanned"]), int(row["quantity"]))


def _is_complete(tx: Tx, parcel_id: int) -> bool:
    scanned, quantity = _totals(tx, parcel_id)
    return scanned == quantity


def _scan_waybill(tx: Tx, station: str, code: str, parcel: Head | None) -> Scan:
    if not _may_be_waybill(code):
        return _answer(
            tx,
            station,
            code,
            ScanOutcome.UNKNOWN_CODE,
            parcel,
            message=_("Nobody knows the code {code}.").format(code=code),
        )
    if parcel is None or parcel.status not in ("open", *_PACKED):
        return _answer(
            tx,
            station,
            code,
            ScanOutcome.NOTHING_OPEN,
            None,
            message=_("Scan a parcel first."),
        )
    if parcel.status == "open":
        return _answer(
            tx,
            station,
            code,
            ScanOutcome.UNKNOWN_CODE,
            parcel,
            message=_("{code} is no item of ours. Scan all goods before the waybill.").format(
                code=code
            ),
        )
    bare = waybills.normalise(code)
    present = tx.value(
        "SELECT number FROM waybills WHERE parcel_id = :id AND voided_at IS NULL", id=parcel.id
    )
    if present == bare:
        return _answer(
            tx, station, code, ScanOutcome.WAYBILL_OK, parcel, message=_("Waybill noted.")
        )
    if present is not None:
        return _answer(
            tx,
            station,
            code,
            ScanOutcome.WAYBILL_INVALID,
            parcel,
            message=_("{parcel} has the waybill {present} already. Void it first.").format(
                parcel=parcel.number, present=present
            ),
        )
    return _assign(tx, station, code, parcel)


def _may_be_waybill(code: str) -> bool:
    """Whether a code that is no item of ours could be a courier's number at all."""
    bare = waybills.normalise(code)
    digits = sum(char.isdigit() for char in bare)
    return bool(waybills.identify(bare)) or (len(bare) >= 8 and digits >= 6)


def _assign(tx: Tx, station: str, code: str, parcel: Head) -> Scan:
    """Try the waybill; when a rule says no, only the scan itself is kept."""
    try:
        parcel = tx.attempt(lambda: packing.assign_waybill(tx, parcel.number, code))
    except Refused as error:
        outcome = _WAYBILL_OUTCOMES.get(error.code, ScanOutcome.WAYBILL_INVALID)
        return _answer(tx, station, code, outcome, parcel, message=str(error))
    return _answer(tx, station, code, ScanOutcome.WAYBILL_OK, parcel, message=_("Waybill noted."))


def _answer(
    tx: Tx,
    station: str,
    code: str,
    outcome: ScanOutcome,
    parcel: Head | None,
    *,
    message: str,
    sku: str | None = None,
    counted: tuple[int, int] | None = None,
    line_id: int | None = None,
) -> Scan:
    """Write the scan down and answer it."""
    tx.run(
        "INSERT INTO scans (id, station, code, outcome, parcel_id, parcel_line_id, actor, at)"
        " VALUES (:id, :station, :code, :outcome, :parcel, :line, :actor, :at)",
        id=new_id(),
        station=station,
        code=code,
        outcome=outcome.value,
        parcel=parcel.id if parcel else None,
        line=line_id,
        actor=tx.actor,
        at=tx.at,
    )
    if counted is None:
        counted = _totals(tx, parcel.id) if parcel else (0, 0)
    return Scan(code, outcome, parcel.number if parcel else None, sku, *counted, message)
