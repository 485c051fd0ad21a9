"""What it costs to send goods somewhere: proposed when an order is taken down, and at the bench."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from dropship_tui.i18n import _
from dropship_tui.models.address import CHINA, Receiver
from dropship_tui.models.couriers import Excluded
from dropship_tui.models.money import Money
from dropship_tui.models.remarks import courier_wishes
from dropship_tui.services.couriers import couriers
from dropship_tui.services.couriers.couriers_data import spoken_names
from dropship_tui.services.database.db import rows_in
from dropship_tui.services.work import Tx

UNKNOWN_GRAMS: Final = 1000
"""What a parcel is taken to weigh when nobody knows: couriers' cards begin at a kilogram."""

_SAID: Final = 60
"""So much of a remark stands beside the courier that it rules out."""


@dataclass(frozen=True, slots=True)
class Freight:
    """The cheapest way to send an order: the courier's name, its price, the weight it bills.

    unweighed: codes of goods whose weight nobody knows; they are counted as nothing.
    """

    courier: str
    price: Money
    grams: int
    unweighed: tuple[str, ...] = ()


def offers(tx: Tx, receiver: Receiver, grams: int, remarks: Sequence[str] = ()) -> couriers.Quotes:
    """Who would carry a parcel there for how much, but for couriers that a remark rules out.

    `receiver` needs no more than its place; abroad nobody is known, rate cards have one country.
    """
    if receiver.country != CHINA or not receiver.province:
        return couriers.Quotes((), ())
    quotes = couriers.quote(
        tx, province=receiver.province, city=receiver.city, grams=grams or UNKNOWN_GRAMS
    )
    return _as_asked_for(quotes, [remark for remark in remarks if remark])


def _as_asked_for(quotes: couriers.Quotes, remarks: Sequence[str]) -> couriers.Quotes:
    if not remarks:
        return quotes
    refused, wanted = courier_wishes(remarks, spoken_names())
    against = {
        offer.courier
        for offer in quotes.items
        if offer.courier in refused or (wanted and offer.courier not in wanted)
    }
    said = _("the remark says: {remark}").format(remark=" · ".join(remarks)[:_SAID])
    return couriers.Quotes(
        tuple(offer for offer in quotes.items if offer.courier not in against),
        (*quotes.excluded, *(Excluded(courier, said) for courier in sorted(against))),
    )


def propose(
    tx: Tx, receiver: Receiver, pieces: Mapping[int, int], remark: str = ""
) -> Freight | None:
    """The cheapest courier for so many pieces of these SKUs; None where nobody is known to go.

    pieces: how many of each, by the SKUs' ids.
    """
    weights = list(rows_in(tx, "SELECT id, code, weight_g FROM skus WHERE id IN {listed}", pieces))
    grams = sum((row["weight_g"] or 0) * pieces[row["id"]] for row in weights)
    ours = [
        offer
        for offer in offers(tx, receiver, grams, [remark]).items
        if offer.price.currency == tx.policies.currency
    ]
    if not ours:
        return None
    unweighed = tuple(sorted(row["code"] for row in weights if not row["weight_g"]))
    name = couriers.find(tx, ours[0].courier).name
    return Freight(name, ours[0].price, ours[0].billed_grams, unweighed)
