"""Papers of the house: gathered from the shop, printed, and put where they were asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from dropship_tui.i18n import N_
from dropship_tui.models.address import CHINA, Receiver
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
from dropship_tui.models.packing import ParcelView
from dropship_tui.models.types import from_ms
from dropship_tui.models.words import CHANNELS, word
from dropship_tui.services.addresses import layouts
from dropship_tui.services.errors import NotFound
from dropship_tui.services.orders import orders
from dropship_tui.services.packing import packing_queries
from dropship_tui.services.printing import render
from dropship_tui.services.printing.files import write_new
from dropship_tui.services.work import Shop, Tx


def shipping_notes(tx: Tx, parcels: Sequence[str]) -> tuple[ShippingNote, ...]:
    """发货单: one for each parcel.

    Raises:
        NotFound: there is no such parcel.
    """
    return tuple(_shipping_note(tx, packing_queries.show(tx, number)) for number in parcels)


def _shipping_note(tx: Tx, parcel: ParcelView) -> ShippingNote:
    return ShippingNote(
        shop=tx.policies.shop,
        parcel=parcel.parcel,
        orders=parcel.orders,
        sold_by=_sold_by(tx, parcel),
        receiver=_receiver(tx, parcel),
        lines=_goods(parcel),
        remark=parcel.remark,
        printed_at=from_ms(tx.now).astimezone(tx.zone),
    )


def _sold_by(tx: Tx, parcel: ParcelView) -> str:
    """Whom the customers bought from: the reseller, else the channel and its shop."""
    sellers = tx.all(
        "SELECT DISTINCT o.channel, o.shop, r.name AS reseller FROM parcel_lines l"
        " JOIN orders o ON o.id = l.order_id LEFT JOIN partners r ON r.id = o.reseller_id"
        " WHERE l.parcel_id = :id ORDER BY o.channel, o.shop, r.name",
        id=parcel.id,
    )
    return ", ".join(
        row["reseller"] or f"{word(CHANNELS, row['channel'])} {row['shop']}".strip()
        for row in sellers
    )


def _receiver(tx: Tx, parcel: ParcelView) -> Party:
    """All orders of a parcel go to the same receiver: any of them tells."""
    order = tx.value("SELECT min(order_id) FROM parcel_lines WHERE parcel_id = :id", id=parcel.id)
    return _party(orders.receiver_of(tx, order))


def _party(receiver: Receiver) -> Party:
    """At home the region apart and the rest in a row; abroad line by line, as they write it."""
    at_home = receiver.country == CHINA
    inland = " ".join(filter(None, (receiver.street, receiver.detail, receiver.postcode)))
    return Party(
        name=receiver.name,
        phone=receiver.phone,
        extension=receiver.extension,
        region=receiver.region if at_home else "",
        address=inland if at_home else "\n".join(layouts.lines(receiver)),
    )


def _goods(parcel: ParcelView) -> tuple[GoodsLine, ...]:
    return tuple(
        GoodsLine(line.sku, line.title, line.spec, line.quantity, line.bin) for line in parcel.lines
    )


def pick_list(tx: Tx, parcels: Sequence[str]) -> PickList:
    """拣货单: what all the parcels want, bin by bin.

    Raises:
        NotFound: there is no such parcel.
    """
    wanted: dict[tuple[str, str, str, str], dict[str, int]] = defaultdict(dict)
    for number in parcels:
        for line in packing_queries.show(tx, number).lines:
            places = wanted[line.bin, line.sku, line.title, line.spec]
            places[number] = places.get(number, 0) + line.quantity
    return PickList(
        shop=tx.policies.shop,
        lines=tuple(
            PickLine(*goods, quantity=sum(places.values()), parcels=tuple(places))
            for goods, places in sorted(wanted.items())
        ),
        printed_at=from_ms(tx.now).astimezone(tx.zone),
    )


def labels(tx: Tx, parcels: Sequence[str]) -> tuple[ParcelLabel, ...]:
    """面单: one for each parcel.

    Raises:
        NotFound: there is no such parcel.
    """
    shop = tx.policies
    sender = Party(name=shop.shop, phone=shop.phone, region="", address=shop.address)
    views = [packing_queries.show(tx, number) for number in parcels]
    return tuple(
        ParcelLabel(
            parcel=view.parcel,
            courier=view.courier_name,
            waybill=view.waybill or "",
            receiver=_receiver(tx, view),
            sender=sender,
            lines=_goods(view),
        )
        for view in views
    )


def manifest(tx: Tx, number: str) -> Manifest:
    """交接单: what one courier took at one time.

    Raises:
        NotFound: there is no such manifest.
    """
    row = tx.one(
        "SELECT m.id, m.at, c.name FROM manifests m JOIN couriers c ON c.id = m.courier_id"
        " WHERE m.number = :number",
        number=number,
    )
    if row is None:
        raise NotFound(N_("There is no manifest “{number}”."), number=number[:80])
    return Manifest(
        shop=tx.policies.shop,
        courier=row["name"],
        handed_over_at=from_ms(row["at"]).astimezone(tx.zone),
        rows=tuple(
            ManifestRow(
                parcel["number"],
                parcel["waybill"] or "",
                parcel["name"],
                parcel["phone"],
                parcel["grams"],
            )
            for parcel in tx.all(
                "SELECT p.number, p.grams, w.number AS waybill, o.name, o.phone"
                " FROM manifest_parcels mp JOIN parcels p ON p.id = mp.parcel_id"
                " LEFT JOIN waybills w ON w.parcel_id = p.id AND w.voided_at IS NULL"
                " JOIN orders o ON o.id = (SELECT min(l.order_id) FROM parcel_lines l"
                " WHERE l.parcel_id = p.id) WHERE mp.manifest_id = :id ORDER BY p.id",
                id=row["id"],
            )
        ),
    )


class _Paper(NamedTuple):
    gather: Callable[[Tx, Any], Any]
    render: Callable[[Any], bytes]


PAPERS: Final = {
    "slip": _Paper(shipping_notes, render.shipping_notes),
    "picklist": _Paper(pick_list, render.pick_list),
    "label": _Paper(labels, render.labels),
    "manifest": _Paper(manifest, render.manifest),
}
"""Every paper: how its facts are gathered, and how it is set."""


def put(shop: Shop, paper: str, what: Sequence[str] | str, path: Path) -> None:
    """Print a paper of PAPERS for these parcels, or of this manifest, into the file at `path`.

    Raises:
        NotFound: there is no such parcel or manifest.
        Refused: there is nothing to print.
        UnusableFile: the file cannot be written.
    """
    gather, render_it = PAPERS[paper]
    write_new(path, render_it(shop.read(lambda tx: gather(tx, what))))
