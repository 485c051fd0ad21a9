"""The packing bench: every scan is a transaction of its own, and knows what it means.

What lies on a bench is in the database (`stations`), so that scans may come from any process, and
a crash between two scans loses nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from dropship_tui.i18n import N_, _
from dropship_tui.models.catalog import match_key
from dropship_tui.models.lifecycle import Document
from dropship_tui.models.packing import Scan, ScanOutcome
from dropship_tui.models.text import clean
from dropship_tui.models.types import from_ms
from dropship_tui.models.words import status_word
from dropship_tui.services.couriers import waybills
from dropship_tui.services.errors import Refused
from dropship_tui.services.events import Head, head_by_id, move
from dropship_tui.services.goods.sku_lookup import Lookup, Sku
from dropship_tui.services.ids import new_id
from dropship_tui.services.packing import packing
from dropship_tui.services.work import Tx

_PACKED = ("packed", "labelled")
_ON_BENCH = ("open", *_PACKED)
_WAYBILL_OUTCOMES = {
    "waybill_duplicate": ScanOutcome.WAYBILL_DUPLICATE,
    "courier_ambiguous": ScanOutcome.COURIER_AMBIGUOUS,
    "order_held": ScanOutcome.ORDER_HELD,
}


def scan(tx: Tx, station: str, raw: str) -> Scan:
    """Take one scan at a bench: a parcel's number, an item's barcode or code, or a waybill."""
    code = clean(raw, limit=200)
    bench = _Bench(tx, station, code)
    parcel_id = tx.value("SELECT id FROM parcels WHERE number = :code", code=match_key(code))
    if parcel_id is not None:
        return _scan_parcel(bench, head_by_id(tx, Document.PARCEL, parcel_id))
    sku = Lookup(tx).resolve([code]).get(code)
    if sku is not None:
        return _scan_item(bench, sku)
    return _scan_waybill(bench)


def current_parcel(tx: Tx, station: str) -> str | None:
    """The number of the parcel that lies on this bench."""
    parcel = _parcel_on(tx, station)
    return parcel.number if parcel else None


def _parcel_on(tx: Tx, station: str) -> Head | None:
    parcel_id = tx.value("SELECT parcel_id FROM stations WHERE name = :name", name=station)
    return None if parcel_id is None else head_by_id(tx, Document.PARCEL, parcel_id)


def clear(tx: Tx, station: str) -> str | None:
    """Put the parcel aside: nothing lies on this bench. The number of what lay there."""
    parcel = current_parcel(tx, station)
    tx.run("UPDATE stations SET parcel_id = NULL WHERE name = :name", name=station)
    return parcel


def undo(tx: Tx, station: str) -> Scan:
    """Take back the last right item of the parcel on the bench: the piece is out again.

    Raises:
        Refused: there is none, or the parcel is complete (`nothing_to_undo`).
    """
    parcel = _parcel_on(tx, station)
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
    return _Bench(tx, station, str(last["id"])).answer(
        ScanOutcome.UNDONE,
        parcel,
        _of(last["code"], counted),
        sku=last["code"],
        counted=counted,
        line_id=last["parcel_line_id"],
    )


@dataclass(frozen=True, slots=True)
class _Bench:
    """A bench at the moment of a scan."""

    tx: Tx
    station: str
    code: str

    def parcel(self) -> Head | None:
        """The parcel that is being packed here, if it has not gone on since."""
        parcel = _parcel_on(self.tx, self.station)
        return parcel if parcel and parcel.status in _ON_BENCH else None

    def put(self, parcel: Head) -> None:
        """Let the parcel lie on this bench."""
        self.tx.run(
            "INSERT INTO stations (name, parcel_id) VALUES (:name, :parcel)"
            " ON CONFLICT (name) DO UPDATE SET parcel_id = excluded.parcel_id",
            name=self.station,
            parcel=parcel.id,
        )

    def answer(
        self,
        outcome: ScanOutcome,
        parcel: Head | None,
        message: str,
        *,
        sku: str | None = None,
        counted: tuple[int, int] | None = None,
        line_id: int | None = None,
    ) -> Scan:
        """Write the scan down and answer it; without an item's count, with the parcel's."""
        self.tx.run(
            "INSERT INTO scans (id, station, code, outcome, parcel_id, parcel_line_id, actor, at)"
            " VALUES (:id, :station, :code, :outcome, :parcel, :line, :actor, :at)",
            id=new_id(),
            station=self.station,
            code=self.code,
            outcome=outcome.value,
            parcel=parcel.id if parcel else None,
            line=line_id,
            actor=self.tx.actor,
            at=self.tx.at,
        )
        if counted is None:
            counted = _totals(self.tx, parcel.id) if parcel else (0, 0)
        number = parcel.number if parcel else None
        return Scan(self.code, outcome, number, sku, *counted, message)


def _scan_parcel(bench: _Bench, parcel: Head) -> Scan:
    try:
        packing.refuse_held(bench.tx, parcel)
    except Refused as error:
        return bench.answer(ScanOutcome.ORDER_HELD, parcel, str(error))
    if parcel.status == "void":
        return bench.answer(
            ScanOutcome.UNKNOWN_CODE,
            parcel,
            _("{parcel} was taken apart: put its goods back.").format(parcel=parcel.number),
        )
    if parcel.status in _ON_BENCH:
        bench.put(parcel)
    if parcel.status == "open":
        return bench.answer(ScanOutcome.PARCEL_OPENED, parcel, _("Scan the goods."))
    return bench.answer(ScanOutcome.ALREADY_PACKED, parcel, _who_packed(bench.tx, parcel))


def _who_packed(tx: Tx, parcel: Head) -> str:
    packed = tx.one(
        "SELECT actor, at FROM events WHERE document = 'parcel' AND document_id = :id"
        " AND action = 'pack'",
        id=parcel.id,
    )
    if packed is None:
        raise LookupError(parcel.number)
    return _("{parcel} is already {status} (packed by {who} at {time}).").format(
        parcel=parcel.number,
        status=status_word(parcel.document, parcel.status),
        who=packed["actor"],
        time=f"{from_ms(packed['at']).astimezone(tx.zone):%m-%d %H:%M}",
    )


def _scan_item(bench: _Bench, sku: Sku) -> Scan:
    tx, parcel = bench.tx, bench.parcel()
    if parcel is None:
        return bench.answer(ScanOutcome.NOTHING_OPEN, None, _("Scan a parcel first."), sku=sku.code)
    line_id = tx.value(
        "SELECT id FROM parcel_lines WHERE parcel_id = :parcel AND sku_id = :sku"
        " AND scanned < quantity ORDER BY id LIMIT 1",
        parcel=parcel.id,
        sku=sku.id,
    )
    if line_id is None:
        return _refuse_item(bench, parcel, sku)
    try:
        packing.refuse_held(tx, parcel)
    except Refused as error:
        return bench.answer(ScanOutcome.ORDER_HELD, parcel, str(error), sku=sku.code)
    tx.run("UPDATE parcel_lines SET scanned = scanned + 1 WHERE id = :id", id=line_id)
    counted = _item_count(tx, parcel.id, sku.id)
    outcome, message = ScanOutcome.ITEM_OK, _of(sku.code, counted)
    scanned, expected = _totals(tx, parcel.id)
    if scanned == expected:
        move(tx, parcel, "pack")
        outcome = ScanOutcome.PARCEL_COMPLETE
        message = _("{parcel} is complete. Scan its waybill.").format(parcel=parcel.number)
    return bench.answer(outcome, parcel, message, sku=sku.code, counted=counted, line_id=line_id)


def _refuse_item(bench: _Bench, parcel: Head, sku: Sku) -> Scan:
    counted = _item_count(bench.tx, parcel.id, sku.id)
    if counted[1]:
        outcome = ScanOutcome.EXTRA_ITEM
        message = _("{sku}: all {expected} are in already. Put this one back.")
    else:
        outcome = ScanOutcome.WRONG_ITEM
        message = _("{sku} {title} is not in this parcel. Put it back, scan again.")
    message = message.format(
        sku=sku.code, title=f"{sku.title} {sku.spec}".strip(), expected=counted[1]
    )
    return bench.answer(outcome, parcel, message, sku=sku.code, counted=counted)


def _of(sku: str, counted: tuple[int, int]) -> str:
    scanned, expected = counted
    return _("{sku}: {scanned} of {expected}").format(sku=sku, scanned=scanned, expected=expected)


def _item_count(tx: Tx, parcel_id: int, sku_id: int) -> tuple[int, int]:
    """How many of a SKU are in the parcel by now, and how many belong in it."""
    return _count(tx, "parcel_id = :parcel AND sku_id = :sku", parcel=parcel_id, sku=sku_id)


def _totals(tx: Tx, parcel_id: int) -> tuple[int, int]:
    """The same, of everything in the parcel."""
    return _count(tx, "parcel_id = :parcel", parcel=parcel_id)


def _count(tx: Tx, condition: str, **values: int) -> tuple[int, int]:
    lines = tx.all(f"SELECT scanned, quantity FROM parcel_lines WHERE {condition}", **values)
    return sum(line["scanned"] for line in lines), sum(line["quantity"] for line in lines)


def _scan_waybill(bench: _Bench) -> Scan:
    tx, parcel = bench.tx, bench.parcel()
    bare = waybills.normalise(bench.code)
    if not _may_be_waybill(bare):
        return bench.answer(
            ScanOutcome.UNKNOWN_CODE,
            parcel,
            _("Nobody knows this code. Scan again; if it is ours, give it to its SKU first."),
        )
    if parcel is None:
        return bench.answer(ScanOutcome.NOTHING_OPEN, None, _("Scan a parcel first."))
    if parcel.status == "open":
        message = _("{code} is no item of ours. Scan all goods before the waybill.")
        return bench.answer(ScanOutcome.UNKNOWN_CODE, parcel, message.format(code=bench.code))
    present = tx.value(
        "SELECT number FROM waybills WHERE parcel_id = :id AND voided_at IS NULL", id=parcel.id
    )
    if present is not None and present != bare:
        message = _("{parcel} has the waybill {present} already. Void it first.")
        return bench.answer(
            ScanOutcome.WAYBILL_INVALID,
            parcel,
            message.format(parcel=parcel.number, present=present),
        )
    if present is not None:
        return bench.answer(ScanOutcome.WAYBILL_OK, parcel, _("Waybill noted."))
    chosen = tx.value("SELECT courier_id FROM parcels WHERE id = :id", id=parcel.id)
    try:
        tx.attempt(lambda: packing.assign_waybill(tx, parcel.number, bare))
    except Refused as error:  # only the scan itself is kept
        outcome = _WAYBILL_OUTCOMES.get(error.code, ScanOutcome.WAYBILL_INVALID)
        return bench.answer(outcome, parcel, str(error))
    against = "" if chosen else packing.speaks_against(tx, parcel.number)
    message = _("Waybill noted, but mind: {reason}. It can be voided.") if against else ""
    return bench.answer(
        ScanOutcome.WAYBILL_OK, parcel, message.format(reason=against) or _("Waybill noted.")
    )


def _may_be_waybill(bare: str) -> bool:
    """Whether a code that is no item of ours could be a courier's number at all."""
    digits = sum(char.isdigit() for char in bare)
    return bool(waybills.identify(bare)) or (len(bare) >= 8 and digits >= 6)
