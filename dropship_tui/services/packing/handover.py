"""Handing over: every labelled parcel of a courier, with one manifest (交接单)."""

from __future__ import annotations

from datetime import datetime

from dropship_tui.i18n import N_
from dropship_tui.models.lifecycle import Document
from dropship_tui.services import notify
from dropship_tui.services.couriers import couriers
from dropship_tui.services.errors import NotFound
from dropship_tui.services.events import Head, head, head_by_id, move
from dropship_tui.services.goods import stock
from dropship_tui.services.ids import new_id
from dropship_tui.services.numbers import next_number
from dropship_tui.services.packing.packing import orders_of, refuse_held
from dropship_tui.services.work import Outcome, Shop, Tx


def waiting(tx: Tx) -> list[tuple[str, str, int]]:
    """Couriers that labelled parcels wait for: code, name, how many."""
    return [
        (row["code"], row["name"], int(row["n"]))
        for row in tx.all(
            "SELECT c.code, c.name, count(*) AS n FROM parcels p"
            " JOIN couriers c ON c.id = p.courier_id WHERE p.status = 'labelled'"
            " GROUP BY c.code, c.name ORDER BY n DESC, c.code"
        )
    ]


def labelled_parcels(tx: Tx, courier: str) -> list[str]:
    """The numbers of the parcels that wait for this courier, in the order they were packed."""
    chosen = couriers.find(tx, courier)
    return [
        row["number"]
        for row in tx.all(
            "SELECT number FROM parcels WHERE status = 'labelled' AND courier_id = :courier"
            " ORDER BY changed_at, id",
            courier=chosen.id,
        )
    ]


def open_manifest(tx: Tx, courier: str) -> str:
    """A new manifest (交接单) for this courier; its number."""
    number = next_number(tx, "manifest")
    tx.run(
        "INSERT INTO manifests (id, number, courier_id, at, actor)"
        " VALUES (:id, :number, :courier, :at, :actor)",
        id=new_id(),
        number=number,
        courier=couriers.find(tx, courier).id,
        at=tx.at,
        actor=tx.actor,
    )
    return number


def hand_over(tx: Tx, number: str, manifest: str) -> Head:
    """Hand one labelled parcel over to its courier: the goods leave the shelf now.

    An order whose last parcel this was is shipped, and its customer will be told.

    Raises:
        Refused: it has no waybill, or an order in it is on hold.
    """
    parcel = head(tx, Document.PARCEL, number)
    refuse_held(tx, parcel)
    parcel = move(tx, parcel, "hand_over", reason=manifest)
    tx.run(
        "UPDATE parcels SET handed_over_at = :at, last_event_at = :at WHERE id = :id",
        at=tx.at,
        id=parcel.id,
    )
    listed = tx.run(
        "INSERT INTO manifest_parcels (manifest_id, parcel_id) SELECT m.id, p.id"
        " FROM manifests m JOIN parcels p ON p.courier_id = m.courier_id"
        " WHERE m.number = :manifest AND p.id = :parcel",
        parcel=parcel.id,
        manifest=manifest,
    )
    if not listed:
        raise NotFound(N_("There is no manifest “{number}” of its courier."), number=manifest)
    for line in tx.all(
        "SELECT order_line_id, sku_id, quantity FROM parcel_lines WHERE parcel_id = :id"
        " ORDER BY sku_id",
        id=parcel.id,
    ):
        stock.ship(
            tx, line["sku_id"], line["quantity"], document=parcel.number, document_id=parcel.id
        )
        tx.run(
            "UPDATE order_lines SET reserved = reserved - :n, shipped = shipped + :n"
            " WHERE id = :id",
            n=line["quantity"],
            id=line["order_line_id"],
        )
    for order in orders_of(tx, parcel.id):
        _ship_order(tx, head_by_id(tx, Document.ORDER, order["id"]))
    return parcel


def _ship_order(tx: Tx, order: Head) -> None:
    """The order is shipped when nothing of it is left in the house."""
    waiting = tx.value(
        "SELECT count(*) FROM order_lines WHERE order_id = :id AND shipped < quantity",
        id=order.id,
    )
    if waiting:
        return
    move(tx, order, "ship", follows=True)
    tx.run("UPDATE orders SET shipped_at = :at WHERE id = :id", at=tx.at, id=order.id)
    notify.queue_shipped(tx, order.id)


def hand_over_all(
    shop: Shop, courier: str, *, at: datetime | None = None
) -> tuple[str | None, Outcome]:
    """Hand over every labelled parcel of `courier`, each in a transaction of its own.

    Returns the manifest's number (None when nothing waited) and what became of each parcel.

    Raises:
        Refused: there is no such courier.
    """
    parcels = shop.read(lambda tx: labelled_parcels(tx, courier))
    if not parcels:
        return None, Outcome()
    manifest = shop.write(lambda tx: open_manifest(tx, courier), at=at)
    outcome = shop.each(lambda tx, number: hand_over(tx, number, manifest), parcels, at=at)
    return manifest, outcome
