"""One SKU by hand: entered anew, or changed."""

from __future__ import annotations

from dataclasses import replace

from dropship_tui.i18n import N_
from dropship_tui.models.catalog import NewSku, SkuView, match_key
from dropship_tui.services.errors import Refused
from dropship_tui.services.goods.catalog import save, show
from dropship_tui.services.goods.sku_lookup import find
from dropship_tui.services.work import Tx


def enter(tx: Tx, new: NewSku) -> SkuView:
    """Enter a SKU that is not there yet.

    Raises:
        Refused: there is one with this code (`exists`), or as `save`.
        Invalid: as `save`.
    """
    if tx.value("SELECT 1 FROM skus WHERE code_key = :key", key=match_key(new.sku)):
        raise Refused("exists", N_("There is a SKU {sku} already."), sku=new.sku)
    save(tx, new)
    return show(tx, new.sku)


def change(tx: Tx, said: NewSku) -> SkuView:
    """Change what `said` says of the SKU that its code, barcode or alias names.

    Raises:
        NotFound: there is no such SKU.
        Refused: as `save`.
        Invalid: as `save`.
    """
    code = find(tx, said.sku).code
    save(tx, replace(said, sku=code))
    return show(tx, code)
