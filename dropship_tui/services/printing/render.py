"""Documents as PDF: one function for each, from its facts to the bytes of a file.

A template (templates/*.typ) holds layout and no words; what it shows comes as JSON, so customer
text is never markup. Words are translated here, at the time of printing. Rendering reads no file
but our own templates and font, needs no network, and gives the same bytes for the same facts.

Every function raises Refused (`nothing_to_print`) when there is nothing to print.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dropship_tui.i18n import N_, _, ngettext, pgettext
from dropship_tui.models.text import mask_name, mask_phone
from dropship_tui.services.errors import Refused
from dropship_tui.services.printing.barcodes import code128
from dropship_tui.services.printing.fonts import FAMILY, collection, printable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from dropship_tui.models.documents import (
        GoodsLine,
        Manifest,
        ManifestRow,
        ParcelLabel,
        Party,
        PickLine,
        PickList,
        ShippingNote,
    )

_Data = dict[str, Any]

_TEMPLATES = Path(__file__).parent / "templates"
_LABEL_BARS_MM = 92
_NOTE_BARS_MM = 70
_LABEL_LINES = 4  # on one label; the rest are counted
_PARCELS_NAMED = 4  # beside one line of a pick list; the rest are counted


def shipping_notes(notes: Sequence[ShippingNote]) -> bytes:
    """发货单 on A5, each from a page of its own, in one PDF."""
    return _pdf("shipping_notes", _shipping_notes(notes))


def pick_list(pick: PickList) -> bytes:
    """拣货单 on A4."""
    return _pdf("pick_list", _pick_list(pick))


def labels(parcels: Sequence[ParcelLabel]) -> bytes:
    """面单 of 100 × 150 mm, one a page, in one PDF."""
    return _pdf("labels", _labels(parcels))


def manifest(handover: Manifest) -> bytes:
    """交接单 on A4, its receivers masked."""
    return _pdf("manifest", _manifest(handover))


def _shipping_notes(notes: Sequence[ShippingNote]) -> _Data:
    return {
        "words": {
            "title": _("Shipping note"),
            "orders": _("Orders"),
            "sold_by": _("Sold by"),
            "printed_at": _("Printed at"),
            "units": _("Pieces"),
            "receiver": _("Receiver"),
            "remark": _("Remark"),
            **_list_words(),
        },
        "items": [_shipping_note(note) for note in notes],
    }


def _shipping_note(note: ShippingNote) -> _Data:
    return {
        "shop": note.shop,
        "parcel": _code(note.parcel, _NOTE_BARS_MM),
        "orders": ", ".join(note.orders),
        "sold_by": note.sold_by,
        "printed_at": _minute(note.printed_at),
        "units": str(note.units),
        "receiver": _party(note.receiver),
        "remark": note.remark,
        "lines": [_goods(line) for line in note.lines],
    }


def _pick_list(pick: PickList) -> _Data:
    return {
        "words": {"title": _("Pick list"), "parcels": _("For parcels"), **_list_words()},
        "shop": pick.shop,
        "printed_at": _minute(pick.printed_at),
        "summary": f"{_pieces(pick.units)} · {_parcels(pick.parcels)}",
        "items": [_goods(line) | {"parcels": _named(line.parcels)} for line in pick.lines],
    }


def _labels(parcels: Sequence[ParcelLabel]) -> _Data:
    return {
        "words": {
            "title": _("Labels"),
            "to": pgettext("label", "To"),
            "from": pgettext("label", "From"),
        },
        "items": [_label(parcel) for parcel in parcels],
    }


def _label(parcel: ParcelLabel) -> _Data:
    return {
        "courier": parcel.courier,
        "units": _pieces(parcel.units),
        "waybill": _code(parcel.waybill, _LABEL_BARS_MM),
        "parcel": _code(parcel.parcel, _LABEL_BARS_MM),
        "receiver": _party(parcel.receiver),
        "sender": _party(parcel.sender),
        "lines": [_goods(line) for line in parcel.lines[:_LABEL_LINES]],
        "rest": _and_more(len(parcel.lines) - _LABEL_LINES),
    }


def _manifest(handover: Manifest) -> _Data:
    return {
        "words": {
            "title": _("Manifest"),
            "handed_over_at": _("Handed over at"),
            "count": _("Parcels"),
            "weight": _("Total weight"),
            "parcel": _("Parcel"),
            "waybill": _("Waybill"),
            "receiver": _("Receiver"),
            "grams": _("Grams"),
            "handed_over_by": _("Handed over by"),
            "taken_over_by": _("Taken over by"),
            "signature": _("Name, date and signature"),
            "page": _page_words(),
        },
        "shop": handover.shop,
        "courier": handover.courier,
        "handed_over_at": _minute(handover.handed_over_at),
        "count": str(len(handover.rows)),
        "weight": _total_weight(handover),
        "items": [_manifest_row(row) for row in handover.rows],
    }


def _manifest_row(row: ManifestRow) -> _Data:
    return {
        "parcel": row.parcel,
        "waybill": row.waybill,
        "name": mask_name(row.name),
        "phone": mask_phone(row.phone),
        "grams": "—" if row.grams is None else str(row.grams),
    }


def _total_weight(handover: Manifest) -> str:
    weight = f"{handover.grams / 1000:.3f} kg"
    if missing := handover.unweighed:
        weight += " + " + ngettext("{n} not weighed", "{n} not weighed", missing).format(n=missing)
    return weight


def _list_words() -> dict[str, str]:
    return {
        "goods": _("Goods"),
        "bin": _("Bin"),
        "quantity": _("Quantity"),
        "page": _page_words(),
    }


def _page_words() -> str:
    """The template puts the numbers in: only the layout knows them."""
    return _("Page {page} of {pages}")


def _party(party: Party) -> _Data:
    return {
        "name": party.name,
        "phone": _phone(party),
        "region": party.region,
        "address": party.address.splitlines(),
    }


def _phone(party: Party) -> str:
    if not party.extension:
        return party.phone
    return _("{phone} ext. {extension}").format(phone=party.phone, extension=party.extension)


def _goods(line: GoodsLine | PickLine) -> dict[str, str]:
    return {
        "sku": line.sku,
        "title": line.title,
        "spec": line.spec,
        "quantity": str(line.quantity),
        "bin": line.bin,
    }


def _code(text: str, width_mm: float) -> _Data:
    return {"text": text, "bars": code128(text, width_mm)}


def _named(parcels: tuple[str, ...]) -> str:
    named = ", ".join(parcels[:_PARCELS_NAMED])
    return f"{named} {_and_more(len(parcels) - _PARCELS_NAMED)}".rstrip()


def _and_more(n: int) -> str:
    return ngettext("and {n} more", "and {n} more", n).format(n=n) if n > 0 else ""


def _pieces(n: int) -> str:
    return ngettext("{n} piece", "{n} pieces", n).format(n=n)


def _parcels(n: int) -> str:
    return ngettext("{n} parcel", "{n} parcels", n).format(n=n)


def _minute(moment: datetime) -> str:
    """`moment` on the clock of its own zone, which is the shop's."""
    return moment.strftime("%Y-%m-%d %H:%M")


def _pdf(template: str, data: _Data) -> bytes:
    if not data["items"]:
        raise Refused("nothing_to_print", N_("There is nothing to print."))
    import typst

    pdf: bytes = typst.compile(**_job(template, data), format="pdf", pdf_tags=False)
    return pdf


def _job(template: str, data: _Data) -> dict[str, Any]:
    """What typst needs to set `data`, in whatever format."""
    shown = _printable({"font": FAMILY, **data})
    return {
        "input": str(_TEMPLATES / f"{template}.typ"),
        "root": str(_TEMPLATES),
        "font_paths": collection(),
        "ignore_system_fonts": True,
        "sys_inputs": {"data": json.dumps(shown, ensure_ascii=False)},
    }


def _printable(value: Any) -> Any:
    """`value` with each of its texts, wherever it is, as the font can show it."""
    match value:
        case str():
            return printable(value)
        case dict():
            return {key: _printable(item) for key, item in value.items()}
        case list():
            return [_printable(item) for item in value]
        case _:
            return value
