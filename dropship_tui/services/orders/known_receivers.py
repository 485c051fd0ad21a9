"""Who has ordered before: offered while a phone is typed."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from dropship_tui.models.address import Receiver
from dropship_tui.models.text import mask_phone
from dropship_tui.models.types import from_ms
from dropship_tui.services.addresses import phones
from dropship_tui.services.orders.intake import RECEIVER_COLUMNS
from dropship_tui.services.work import Tx

LEAST_DIGITS: Final = 5
"""So much of a phone is typed before anybody is offered: fewer digits are half a city's."""

_LOOKED_AT: Final = 200
_LAST: Final = "z"  # comes after every digit, in every collation


@dataclass(frozen=True, slots=True)
class KnownReceiver:
    """Somebody who has ordered before, through whom, and when last."""

    receiver: Receiver
    reseller: str
    number: str
    ordered_at: datetime

    def masked(self) -> KnownReceiver:
        """The same as anybody may see it: the phone starred."""
        phone = mask_phone(self.receiver.phone)
        return replace(self, receiver=replace(self.receiver, phone=phone))


def by_phone(tx: Tx, typed: str, limit: int = 6) -> tuple[KnownReceiver, ...]:
    """Those whose phone is or begins with what is typed, each once, the newest order first.

    The same person at another address, or through another reseller, is offered apart.
    """
    begins = _beginning(typed)
    if not begins:
        return ()
    columns = ", ".join(f"o.{name}" for name in RECEIVER_COLUMNS)
    rows = tx.all(
        f"SELECT {columns}, o.number, o.ordered_at, coalesce(p.name, '') AS reseller"
        " FROM orders o LEFT JOIN partners p ON p.id = o.reseller_id"
        " WHERE o.phone >= :begins AND o.phone < :beyond"
        " ORDER BY o.ordered_at DESC, o.id DESC LIMIT :most",
        begins=begins,
        beyond=begins + _LAST,
        most=_LOOKED_AT,
    )
    known: dict[tuple[Receiver, str], KnownReceiver] = {}
    for row in rows:
        receiver = Receiver(**{name: row[name] for name in RECEIVER_COLUMNS})
        known.setdefault(
            (receiver, row["reseller"]),
            KnownReceiver(receiver, row["reseller"], row["number"], from_ms(row["ordered_at"])),
        )
    return tuple(known.values())[:limit]


def _beginning(typed: str) -> str:
    """What stored phones begin with, of a phone that may not be typed to its end; "" if too short.

    Mobiles are stored as digits, a landline with a dash after its area code.
    """
    whole = phones.normalise(typed)
    if whole.valid:
        return whole.phone
    bare = re.sub(r"[^\d+-]", "", typed).removeprefix("+86")
    bare = bare if bare.startswith("0") else bare.replace("-", "")
    return bare if sum(map(str.isdigit, bare)) >= LEAST_DIGITS else ""
