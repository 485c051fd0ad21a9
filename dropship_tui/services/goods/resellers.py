"""The resellers whose orders we send: who is meant, and what our goods cost them."""

from __future__ import annotations

from dropship_tui.i18n import N_
from dropship_tui.models.text import fold
from dropship_tui.services.errors import Refused
from dropship_tui.services.work import Tx


def find(tx: Tx, name: str) -> int:
    """The id of a reseller by code or name; 0 for none.

    Raises:
        Refused: there is no such reseller (`unknown_reseller`).
    """
    if not name:
        return 0
    found = tx.value(
        "SELECT id FROM partners WHERE kind = 'reseller' AND (code = :name OR name = :name)",
        name=name,
    )
    if found is None:
        raise Refused(
            "unknown_reseller",
            N_("There is no reseller “{name}”."),
            hint=N_("Add one with: dropship setup partner add --kind reseller --name …"),
            name=name,
        )
    return int(found)


def suggest(tx: Tx, typed: str, limit: int = 6) -> dict[str, str]:
    """Names by codes of the resellers whose code or name has what is typed."""
    wanted = fold(typed)
    rows = tx.all("SELECT code, name FROM partners WHERE kind = 'reseller' ORDER BY name, id")
    fitting = {
        row["code"]: row["name"]
        for row in rows
        if wanted in fold(row["code"]) or wanted in fold(row["name"])
    }
    return dict(list(fitting.items())[:limit])


def name_of(tx: Tx, reseller_id: int) -> str:
    """The name of a reseller; "" for 0, which is none."""
    return str(tx.value("SELECT name FROM partners WHERE id = :id", id=reseller_id) or "")


def prices(tx: Tx, reseller_id: int) -> dict[int, int]:
    """What SKUs cost this reseller, in minor units, where it is not the catalog's price."""
    if not reseller_id:
        return {}
    rows = tx.all(
        "SELECT sku_id, price FROM reseller_prices WHERE reseller_id = :id", id=reseller_id
    )
    return {row["sku_id"]: row["price"] for row in rows}
