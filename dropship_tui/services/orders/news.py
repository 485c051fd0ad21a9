"""What the platform says of orders that have left: nothing changes by itself, somebody heeds it.

A courier can be asked to stop or turn a parcel, a return can be expected: which, a person knows.
"""

from __future__ import annotations

from typing import Final

from dropship_tui.i18n import N_
from dropship_tui.models.lifecycle import Document
from dropship_tui.models.text import clean
from dropship_tui.services.errors import Refused
from dropship_tui.services.events import Head, head, move
from dropship_tui.services.work import Tx

AFTER_SHIPPING: Final = ("shipped", "delivered", "completed")


def tell(tx: Tx, order: Head, code: str) -> Head:
    """Note what came too late (a code of `models.orders.NEWS`), until somebody heeds it."""
    told = move(tx, order, "update", reason=code)
    tx.run("UPDATE orders SET news = :code WHERE id = :id", code=code, id=order.id)
    return told


def is_in_hand(tx: Tx, order_id: int) -> bool:
    """Whether a return case deals with the order already."""
    return bool(tx.value("SELECT count(*) FROM cases WHERE order_id = :id", id=order_id))


def heed(tx: Tx, number: str, *, reason: str = "") -> Head:
    """Somebody has dealt with the news; `reason` says how.

    Raises:
        Refused: there is none (`no_news`), or the order has not left.
    """
    order = move(tx, head(tx, Document.ORDER, number), "heed", reason=clean(reason))
    if not tx.run("UPDATE orders SET news = '' WHERE id = :id AND news <> ''", id=order.id):
        raise Refused(
            "no_news",
            N_("The platform has said nothing new of {number} since it left."),
            number=number,
        )
    return order
