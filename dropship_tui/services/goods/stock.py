"""Stock: the ledger of moves, and the shelf's balance that guards every promise.

The balance changes in single guarded statements, so that no two stations promise the same piece;
the ledger gets one line for every move and is never changed.
"""

from __future__ import annotations

from collections.abc import Iterable

from dropship_tui.i18n import N_
from dropship_tui.models import checks
from dropship_tui.models.checks import Invalid
from dropship_tui.models.stock import ADJUSTMENT_REASONS, Balance, LowStock, Place, StockMove
from dropship_tui.models.text import clean
from dropship_tui.models.types import Page, from_ms
from dropship_tui.services.errors import Refused, WrongUsage
from dropship_tui.services.goods.sku_lookup import find
from dropship_tui.services.ids import new_id
from dropship_tui.services.orders import holds
from dropship_tui.services.pages import Keyset, fetch
from dropship_tui.services.work import Tx

_LATEST = Keyset(("m.id",), falling=True)
_EMPTIEST = Keyset(("st.on_hand - st.reserved - s.reorder_point", "s.id"))


def open_shelf(tx: Tx, sku_ids: Iterable[int]) -> None:
    """Give new SKUs their empty place on the shelf."""
    tx.many(
        "INSERT INTO stock (sku_id) VALUES (:sku_id)", [{"sku_id": sku_id} for sku_id in sku_ids]
    )


def move_goods(
    tx: Tx,
    sku_id: int,
    quantity: int,
    source: Place,
    target: Place,
    *,
    reason: str,
    note: str = "",
    document: str = "",
    document_id: int | None = None,
) -> None:
    """Move goods from one place to another, and put it down in the ledger.

    Raises:
        Invalid: not a quantity.
        Refused: the shelf would hold less than is promised to orders (`no_stock`).
    """
    delta = _seen_from_shelf(checks.quantity(quantity), source, target)
    if delta and not tx.run(
        "UPDATE stock SET on_hand = on_hand + :delta"
        " WHERE sku_id = :sku AND on_hand + :delta >= reserved",
        delta=delta,
        sku=sku_id,
    ):
        raise _no_stock(tx, sku_id, quantity)
    _record(tx, sku_id, quantity, source, target, reason, note, document, document_id)
    if delta > 0:
        holds.goods_came(tx, sku_id)


def ship(tx: Tx, sku_id: int, quantity: int, *, document: str, document_id: int) -> None:
    """Goods that were reserved leave the shelf for the customer.

    Raises:
        Refused: they were not reserved (`no_stock`).
    """
    if not tx.run(
        "UPDATE stock SET on_hand = on_hand - :n, reserved = reserved - :n"
        " WHERE sku_id = :sku AND reserved >= :n",
        n=checks.quantity(quantity),
        sku=sku_id,
    ):
        raise _no_stock(tx, sku_id, quantity)
    _record(tx, sku_id, quantity, Place.SHELF, Place.CUSTOMER, "ship", "", document, document_id)


def reserve(tx: Tx, sku_id: int, quantity: int) -> bool:
    """Promise goods that are available; False when there are not enough."""
    return bool(
        tx.run(
            "UPDATE stock SET reserved = reserved + :n"
            " WHERE sku_id = :sku AND on_hand - reserved >= :n",
            n=checks.quantity(quantity),
            sku=sku_id,
        )
    )


def unreserve(tx: Tx, sku_id: int, quantity: int) -> None:
    """Take a promise back.

    Raises:
        Refused: so much was never promised (`not_reserved`).
    """
    if not tx.run(
        "UPDATE stock SET reserved = reserved - :n WHERE sku_id = :sku AND reserved >= :n",
        n=checks.quantity(quantity),
        sku=sku_id,
    ):
        raise Refused(
            "not_reserved",
            N_("{sku}: fewer than {quantity} are reserved."),
            sku=_balance(tx, sku_id).sku,
            quantity=quantity,
        )
    holds.goods_came(tx, sku_id)


def receive(tx: Tx, code: str, quantity: int, *, note: str = "") -> Balance:
    """Goods come from the supplier onto the shelf.

    Raises:
        NotFound: there is no such SKU.
        Invalid: not a quantity.
    """
    sku = find(tx, code)
    move_goods(
        tx, sku.id, quantity, Place.SUPPLIER, Place.SHELF, reason="receive", note=clean(note)
    )
    return _balance(tx, sku.id)


def adjust(tx: Tx, code: str, delta: int, *, reason: str, note: str = "") -> Balance:
    """Correct what the shelf holds by `delta`, with a reason (ADJUSTMENT_REASONS).

    Raises:
        NotFound: there is no such SKU.
        WrongUsage: no such reason.
        Invalid: `delta` is 0 or too large, or damaged goods would come back to the shelf.
        Refused: the shelf would hold less than is promised to orders (`no_stock`).
    """
    if reason not in ADJUSTMENT_REASONS:
        raise WrongUsage(
            "unknown_reason",
            N_("“{reason}” is no reason. Known: {known}."),
            reason=reason,
            known=", ".join(ADJUSTMENT_REASONS),
        )
    place = ADJUSTMENT_REASONS[reason]
    if delta > 0 and place is Place.SCRAP:
        raise Invalid("damage_adds", N_("Damaged goods leave the shelf: write -{n}."), n=delta)
    sku = find(tx, code)
    source, target = (place, Place.SHELF) if delta > 0 else (Place.SHELF, place)
    move_goods(tx, sku.id, abs(delta), source, target, reason=reason, note=clean(note))
    if reason == "count":
        mark_counted(tx, sku.id)
    return _balance(tx, sku.id)


def mark_counted(tx: Tx, sku_id: int) -> None:
    """Somebody has counted this SKU now, whatever came of it."""
    tx.run("UPDATE stock SET counted_at = :at WHERE sku_id = :sku", at=tx.at, sku=sku_id)


def balance(tx: Tx, code: str) -> Balance:
    """What the shelf holds of a SKU.

    Raises:
        NotFound: there is no such SKU.
    """
    return _balance(tx, find(tx, code).id)


def moves(tx: Tx, code: str, *, limit: int = 50, after: str | None = None) -> Page[StockMove]:
    """A page of a SKU's ledger, the latest move first.

    Raises:
        NotFound: there is no such SKU.
    """
    rows = fetch(
        tx,
        f"SELECT {_LATEST.keys()}, m.* FROM stock_moves m",
        ["m.sku_id = :sku"],
        {"sku": find(tx, code).id},
        _LATEST,
        after=after,
        limit=limit + 1,
    )
    shown = rows[:limit]
    return Page(
        tuple(
            StockMove(
                at=from_ms(row["at"]),
                quantity=_seen_from_shelf(row["quantity"], row["source"], row["target"]),
                pieces=row["quantity"],
                source=row["source"],
                target=row["target"],
                reason=row["reason"],
                note=row["note"],
                actor=row["actor"],
                document=row["document"],
            )
            for row in shown
        ),
        _LATEST.cursor(shown[-1]) if len(rows) > limit else None,
    )


def low(tx: Tx, *, limit: int = 50, after: str | None = None) -> Page[LowStock]:
    """SKUs to order again: no more available than their reorder point, the emptiest first."""
    rows = fetch(
        tx,
        f"SELECT {_EMPTIEST.keys()}, s.code, s.title, s.spec, s.bin, s.reorder_point, st.on_hand,"
        " st.reserved FROM stock st JOIN skus s ON s.id = st.sku_id",
        ["st.on_hand - st.reserved <= s.reorder_point"],
        {},
        _EMPTIEST,
        after=after,
        limit=limit + 1,
    )
    shown = rows[:limit]
    return Page(
        tuple(
            LowStock(
                sku=row["code"],
                title=row["title"],
                spec=row["spec"],
                bin=row["bin"],
                on_hand=row["on_hand"],
                reserved=row["reserved"],
                available=row["on_hand"] - row["reserved"],
                reorder_point=row["reorder_point"],
            )
            for row in shown
        ),
        _EMPTIEST.cursor(shown[-1]) if len(rows) > limit else None,
    )


def _seen_from_shelf(quantity: int, source: str, target: str) -> int:
    return quantity * ((target == Place.SHELF) - (source == Place.SHELF))


def _record(
    tx: Tx,
    sku_id: int,
    quantity: int,
    source: Place,
    target: Place,
    reason: str,
    note: str,
    document: str,
    document_id: int | None,
) -> None:
    tx.run(
        "INSERT INTO stock_moves (id, sku_id, source, target, quantity, at, actor, reason, note,"
        " document, document_id) VALUES (:id, :sku_id, :source, :target, :quantity, :at, :actor,"
        " :reason, :note, :document, :document_id)",
        id=new_id(),
        sku_id=sku_id,
        source=source.value,
        target=target.value,
        quantity=quantity,
        at=tx.at,
        actor=tx.actor,
        reason=reason,
        note=note,
        document=document,
        document_id=document_id,
    )


def _balance(tx: Tx, sku_id: int) -> Balance:
    row = tx.one(
        "SELECT s.code, st.on_hand, st.reserved FROM stock st JOIN skus s ON s.id = st.sku_id"
        " WHERE st.sku_id = :sku",
        sku=sku_id,
    )
    if row is None:
        raise LookupError(sku_id)
    return Balance(row["code"], row["on_hand"], row["reserved"])


def _no_stock(tx: Tx, sku_id: int, quantity: int) -> Refused:
    shelf = _balance(tx, sku_id)
    return Refused(
        "no_stock",
        N_("{sku}: {on_hand} on hand, {reserved} of them reserved; {quantity} cannot go."),
        hint=N_("Nothing was moved."),
        details={"sku": shelf.sku, "on_hand": shelf.on_hand, "reserved": shelf.reserved},
        sku=shelf.sku,
        on_hand=shelf.on_hand,
        reserved=shelf.reserved,
        quantity=quantity,
    )
