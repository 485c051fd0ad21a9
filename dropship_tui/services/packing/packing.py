"""Stage 3, the parcel: opened, given to a courier, labelled.

Scanning (`bench`) and handing over (`handover`) have modules of their own.
"""

from __future__ import annotations

import re

from dropship_tui.i18n import N_
from dropship_tui.models.address import CHINA, Receiver
from dropship_tui.models.checks import between
from dropship_tui.models.lifecycle import Document
from dropship_tui.models.text import clean
from dropship_tui.services import search
from dropship_tui.services.couriers import couriers, freight, waybills
from dropship_tui.services.database.db import Row
from dropship_tui.services.errors import Refused
from dropship_tui.services.events import Birth, Head, born, head, head_by_id, move
from dropship_tui.services.ids import new_id, new_ids
from dropship_tui.services.numbers import next_number
from dropship_tui.services.work import Tx

MAX_GRAMS = 100_000
"""No parcel of this trade is heavier: more is a typing error (or kilograms meant as grams)."""

_WAYBILL = re.compile(r"[A-Z0-9]{6,32}")


def open_parcel(tx: Tx, number: str) -> Head:
    """Make the parcel of a confirmed order: all its goods, to be packed by scan.

    Raises:
        Refused: the order is not confirmed.
    """
    order = move(tx, head(tx, Document.ORDER, number), "open")
    parcel_id = new_id()
    columns = born(tx, Document.PARCEL, "open", [Birth(parcel_id, next_number(tx, "parcel"))])[0]
    tx.run(
        "INSERT INTO parcels (id, number, status, version, chain, changed_at, province, city,"
        " ship_by, opened_at)"
        " SELECT :id, :number, :status, :version, :chain, :changed_at, o.province, o.city,"
        " o.ship_by, :at FROM orders o WHERE o.id = :order_id",
        **columns,
        at=tx.at,
        order_id=order.id,
    )
    lines = tx.all(
        "SELECT id, sku_id, quantity - shipped AS quantity FROM order_lines"
        " WHERE order_id = :id AND quantity > shipped ORDER BY position",
        id=order.id,
    )
    tx.many(
        "INSERT INTO parcel_lines (id, parcel_id, order_line_id, order_id, sku_id, quantity)"
        " VALUES (:id, :parcel_id, :line_id, :order_id, :sku_id, :quantity)",
        [
            {
                "id": line_id,
                "parcel_id": parcel_id,
                "line_id": line["id"],
                "order_id": order.id,
                "sku_id": line["sku_id"],
                "quantity": line["quantity"],
            }
            for line_id, line in zip(new_ids(len(lines)), lines, strict=True)
        ],
    )
    return head_by_id(tx, Document.PARCEL, parcel_id)


def orders_of(tx: Tx, parcel_id: int) -> list[Row]:
    """The orders in a parcel."""
    return tx.all(
        "SELECT DISTINCT o.id, o.number, o.status, o.name, o.province, o.city, o.country, o.remark"
        " FROM parcel_lines l JOIN orders o ON o.id = l.order_id"
        " WHERE l.parcel_id = :id ORDER BY o.id",
        id=parcel_id,
    )


def refuse_held(tx: Tx, parcel: Head) -> None:
    """Nothing is done to a parcel while an order in it is on hold.

    Raises:
        Refused: one is (`order_held`).
    """
    for order in orders_of(tx, parcel.id):
        if order["status"] == "on_hold":
            raise Refused(
                "order_held",
                N_("Order {number} is on hold. Put the parcel aside."),
                number=order["number"],
            )


def weigh(tx: Tx, number: str, grams: int) -> Head:
    """Note what the parcel weighs, in grams.

    Raises:
        Invalid: not a weight that a parcel can have.
        Refused: it was handed over already.
    """
    between(grams, 1, MAX_GRAMS, "grams")
    parcel = move(tx, head(tx, Document.PARCEL, number), "weigh", reason=f"{grams} g")
    tx.run("UPDATE parcels SET grams = :grams WHERE id = :id", grams=grams, id=parcel.id)
    return parcel


def choose_courier(tx: Tx, number: str, code: str = "") -> Head:
    """Give the parcel to a courier: the one named, else the cheapest that serves the place.

    Raises:
        Refused: there is no such courier, or none serves the place (`no_service`).
    """
    parcel = head(tx, Document.PARCEL, number)
    chosen = couriers.find(tx, code) if code else None
    quotes = _quotes(tx, parcel.id)
    offer = next((o for o in quotes.items if chosen is None or o.courier == chosen.code), None)
    if chosen is None:
        if offer is None:
            raise Refused(
                "no_service",
                N_("No courier serves {number}'s address."),
                hint=N_("Choose one by hand: dropship packing courier {number} --courier CODE"),
                number=number,
            )
        chosen = couriers.find(tx, offer.courier)
    parcel = move(tx, parcel, "courier", reason=chosen.code)
    tx.run(
        "UPDATE parcels SET courier_id = :courier, service = :service, quoted = :quoted"
        " WHERE id = :id",
        courier=chosen.id,
        service=offer.service if offer else "",
        quoted=offer.price.minor if offer else None,
        id=parcel.id,
    )
    return parcel


def offers(tx: Tx, number: str) -> couriers.Quotes:
    """Who would carry the parcel for how much, and who does not and why."""
    return _quotes(tx, head(tx, Document.PARCEL, number).id)


def speaks_against(tx: Tx, number: str) -> str:
    """Why the parcel's courier is none that we would have proposed: a remark, an area; else ""."""
    parcel = head(tx, Document.PARCEL, number)
    code = tx.value(
        "SELECT c.code FROM parcels p JOIN couriers c ON c.id = p.courier_id WHERE p.id = :id",
        id=parcel.id,
    )
    return _quotes(tx, parcel.id).against().get(code, "")


def _quotes(tx: Tx, parcel_id: int) -> couriers.Quotes:
    """Quotes for where the parcel goes and what it weighs: on the scales, else by its goods."""
    row = tx.one(
        "SELECT p.province, p.city, p.grams, sum(l.quantity * coalesce(s.weight_g, 0)) AS goods"
        " FROM parcels p JOIN parcel_lines l ON l.parcel_id = p.id JOIN skus s ON s.id = l.sku_id"
        " WHERE p.id = :id GROUP BY p.id, p.province, p.city, p.grams",
        id=parcel_id,
    )
    if row is None:
        raise LookupError(parcel_id)
    orders = orders_of(tx, parcel_id)
    where = Receiver(
        country=next((o["country"] for o in orders if o["country"] != CHINA), CHINA),
        province=row["province"],
        city=row["city"],
    )
    return freight.offers(tx, where, row["grams"] or int(row["goods"]), _remarks(tx, parcel_id))


def _remarks(tx: Tx, parcel_id: int) -> list[str]:
    """What the customers and we have said about the parcel's orders."""
    return [
        text
        for row in tx.all(
            "SELECT DISTINCT o.id, o.remark, o.seller_note FROM parcel_lines l"
            " JOIN orders o ON o.id = l.order_id WHERE l.parcel_id = :id ORDER BY o.id",
            id=parcel_id,
        )
        for text in (row["remark"], row["seller_note"])
    ]


def assign_waybill(tx: Tx, number: str, waybill: str, courier: str = "") -> Head:
    """Put a waybill on a packed parcel.

    Raises:
        Refused: `waybill_invalid`, `courier_ambiguous`, `waybill_duplicate`, `weigh_first`,
            `order_held`, or the parcel is not packed.
    """
    parcel = head(tx, Document.PARCEL, number)
    refuse_held(tx, parcel)
    row = tx.one(
        "SELECT p.courier_id, p.grams, c.code FROM parcels p"
        " LEFT JOIN couriers c ON c.id = p.courier_id WHERE p.id = :id",
        id=parcel.id,
    )
    if row is None:
        raise LookupError(number)
    bare = waybills.normalise(waybill)
    chosen = couriers.find(tx, courier or _courier_of(bare, row["code"] or ""))
    if courier:
        refuse_impossible(bare, chosen.code)
    if tx.policies.require_weight and row["grams"] is None:
        raise Refused(
            "weigh_first", N_("{number} must be weighed before its waybill."), number=number
        )
    if row["courier_id"] != chosen.id and parcel.status == "packed":
        parcel = choose_courier(tx, number, chosen.code)
    labelled = move(tx, parcel, "label", reason=f"{chosen.code} {bare}")
    _claim(tx, labelled, chosen.id, bare)
    return labelled


def _courier_of(waybill: str, chosen: str) -> str:
    """The courier that a number belongs to: the chosen one if it may be, else a sure one."""
    candidates = waybills.identify(waybill, preferred=chosen or None)
    possible = [c for c in candidates if c.check_digit is not False]
    if any(c.courier == chosen for c in possible):
        return chosen
    sure = waybills.best(possible)
    if chosen:
        raise Refused(
            "waybill_invalid",
            N_("{waybill} is a number of {courier}; the parcel goes with {chosen}.")
            if sure
            else N_("{waybill} is no number of {chosen}, which the parcel goes with."),
            hint=N_("Choose the courier again, or name it with the number."),
            waybill=waybill,
            courier=sure.courier if sure else "",
            chosen=chosen,
        )
    if sure:
        return sure.courier
    if possible:
        raise Refused(
            "courier_ambiguous",
            N_("{waybill} may belong to {couriers}."),
            hint=N_("Choose the courier first."),
            details={"candidates": [c.courier for c in possible]},
            waybill=waybill,
            couriers=", ".join(c.courier for c in possible),
        )
    raise _no_waybill(waybill)


def refuse_impossible(waybill: str, courier: str) -> None:
    """A person who names the courier knows better than we do, except where a digit is wrong.

    Raises:
        Refused: the normalised number cannot be this courier's (`waybill_invalid`).
    """
    claims = waybills.identify(waybill, preferred=courier)
    is_misread = any(c.courier == courier and c.check_digit is False for c in claims)
    if is_misread or not _WAYBILL.fullmatch(waybill):
        raise _no_waybill(waybill)


def _no_waybill(waybill: str) -> Refused:
    return Refused(
        "waybill_invalid", N_("{waybill} is no waybill number that we know."), waybill=waybill
    )


def _claim(tx: Tx, parcel: Head, courier_id: int, waybill: str) -> None:
    """Bind the number to the parcel for ever: the unique constraints decide, not a look before."""
    claimed = tx.run(
        "INSERT INTO waybills (id, parcel_id, courier_id, number, assigned_at)"
        " VALUES (:id, :parcel, :courier, :number, :at) ON CONFLICT DO NOTHING",
        id=new_id(),
        parcel=parcel.id,
        courier=courier_id,
        number=waybill,
        at=tx.at,
    )
    if not claimed:
        owner = tx.value(
            "SELECT p.number FROM waybills w JOIN parcels p ON p.id = w.parcel_id"
            " WHERE w.number = :number ORDER BY w.voided_at IS NOT NULL, w.id LIMIT 1",
            number=waybill,
        )
        raise Refused(
            "waybill_duplicate",
            N_("{waybill} is already on parcel {owner}."),
            details={"parcel": owner},
            waybill=waybill,
            owner=owner,
        )
    tx.run(
        "UPDATE waybill_pool SET parcel_id = :parcel"
        " WHERE courier_id = :courier AND number = :number AND parcel_id IS NULL",
        parcel=parcel.id,
        courier=courier_id,
        number=waybill,
    )
    for order in orders_of(tx, parcel.id):
        search.refresh(tx, order["id"])


def void_waybill(tx: Tx, number: str, reason: str) -> Head:
    """Take the waybill off again: the number stays used, the reason stays known.

    Raises:
        Refused: the parcel has none, or was handed over.
    """
    return _void_waybill(tx, head(tx, Document.PARCEL, number), clean(reason))


def _void_waybill(tx: Tx, parcel: Head, reason: str, *, follows: bool = False) -> Head:
    parcel = move(tx, parcel, "void_waybill", reason=reason, follows=follows)
    tx.run(
        "UPDATE waybills SET voided_at = :at, void_reason = :reason"
        " WHERE parcel_id = :id AND voided_at IS NULL",
        at=tx.at,
        reason=reason,
        id=parcel.id,
    )
    return parcel


def take_apart(tx: Tx, order: Head) -> None:
    """Void every parcel of an order that has not left the house; its other orders wait again.

    Raises:
        Refused: one has left (`already_shipped`).
    """
    rows = tx.all(
        "SELECT DISTINCT p.id, p.number, p.handed_over_at FROM parcels p"
        " JOIN parcel_lines l ON l.parcel_id = p.id"
        " WHERE l.order_id = :id AND p.status <> 'void'",
        id=order.id,
    )
    for row in rows:
        if row["handed_over_at"] is not None:
            raise Refused(
                "already_shipped",
                N_("Parcel {parcel} of {number} has been handed over."),
                hint=N_("Ask the courier to intercept it."),
                parcel=row["number"],
                number=order.number,
            )
        parcel = head_by_id(tx, Document.PARCEL, row["id"])
        if parcel.status == "labelled":
            parcel = _void_waybill(tx, parcel, order.number, follows=True)
        move(tx, parcel, "void", reason=order.number, follows=True)
        for other in orders_of(tx, parcel.id):
            if other["id"] != order.id:
                _wait_again(tx, head_by_id(tx, Document.ORDER, other["id"]))


def _wait_again(tx: Tx, order: Head) -> None:
    """An order whose parcel was taken apart waits for a new one, unless it has another."""
    has_parcel = tx.value(
        "SELECT 1 FROM parcel_lines l JOIN parcels p ON p.id = l.parcel_id"
        " WHERE l.order_id = :id AND p.status <> 'void' LIMIT 1",
        id=order.id,
    )
    if has_parcel:
        return
    if order.status == "packing":
        move(tx, order, "reopen", follows=True)
    else:
        tx.run(
            "UPDATE orders SET held_from = 'confirmed' WHERE id = :id AND held_from = 'packing'",
            id=order.id,
        )
