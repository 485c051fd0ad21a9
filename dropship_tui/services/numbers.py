"""Human numbers: 20261123-0042, counted per kind and day in the shop's zone."""

from __future__ import annotations

from dropship_tui.services.work import Tx

PREFIXES = {"order": "", "parcel": "P", "case": "R-", "unclaimed": "U-", "manifest": "M-"}


def next_number(tx: Tx, kind: str) -> str:
    """The next number of this kind."""
    return next_numbers(tx, kind, 1)[0]


def next_numbers(tx: Tx, kind: str, count: int) -> list[str]:
    """The next `count` numbers of this kind: one statement, no gaps within the transaction."""
    day = tx.today.strftime("%Y%m%d")
    last = tx.value(
        "INSERT INTO series (kind, day, last) VALUES (:kind, :day, :count)"
        " ON CONFLICT (kind, day) DO UPDATE SET last = series.last + :count RETURNING last",
        kind=kind,
        day=day,
        count=count,
    )
    return [f"{PREFIXES[kind]}{day}-{n:04d}" for n in range(last - count + 1, last + 1)]
