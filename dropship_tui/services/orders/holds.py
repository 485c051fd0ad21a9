"""Why an order stands still: reasons are noted and lifted; with none left, it goes on."""

from __future__ import annotations

from collections.abc import Collection

from dropship_tui.models.lifecycle import Document
from dropship_tui.services.database.db import Row, in_list
from dropship_tui.services.events import Head, head, move
from dropship_tui.services.work import Tx


def add(tx: Tx, order_id: int, code: str) -> None:
    """Note one more reason on an order that is on hold."""
    tx.run(
        "INSERT INTO order_holds (order_id, code, since) VALUES (:id, :code, :at)"
        " ON CONFLICT DO NOTHING",
        id=order_id,
        code=code,
        at=tx.at,
    )


def of(tx: Tx, order_id: int) -> tuple[str, ...]:
    """The reasons that hold the order."""
    rows = tx.all(
        "SELECT code FROM order_holds WHERE order_id = :id ORDER BY since, code", id=order_id
    )
    return tuple(row["code"] for row in rows)


def lift(tx: Tx, number: str, codes: Collection[str], *, follows: bool = False) -> Head:
    """Take some reasons off a held order; with none left, it goes on where it was.

    follows: it is lifted because something happened to something else, at the time of that.
    """
    order = head(tx, Document.ORDER, number)
    present = set(of(tx, order.id))
    if order.status != "on_hold" or present.isdisjoint(codes):
        return order
    if present <= set(codes):
        return let_go(tx, order, follows=follows)
    listed, values = in_list(sorted(codes))
    tx.run(
        f"DELETE FROM order_holds WHERE order_id = :id AND code IN {listed}",
        id=order.id,
        **values,
    )
    return order


def let_go(tx: Tx, order: Head, reason: str = "", *, follows: bool = False) -> Head:
    """Let a held order go on where it was; its event remembers what held it.

    Raises:
        Refused: it is not on hold.
    """
    back_to = tx.value("SELECT held_from FROM orders WHERE id = :id", id=order.id)
    codes = ", ".join(of(tx, order.id))
    tx.run("DELETE FROM order_holds WHERE order_id = :id", id=order.id)
    why = f"{codes}: {reason}" if reason else codes
    return move(tx, order, "release", to=back_to, reason=why, follows=follows)


def goods_came(tx: Tx, sku_id: int) -> None:
    """Lift `out_of_stock` where the shelf gives enough now: the most urgent orders first.

    What one order needs is not there for the next: no more are let go than can be confirmed.
    """
    waiting = tx.all(
        "SELECT o.id, o.number FROM order_holds h JOIN orders o ON o.id = h.order_id"
        " WHERE h.code = 'out_of_stock' AND EXISTS (SELECT 1 FROM order_lines l"
        "  WHERE l.order_id = o.id AND l.sku_id = :sku) ORDER BY o.ship_by, o.id",
        sku=sku_id,
    )
    left: dict[int, int] = {}
    for order in waiting:
        wanted = _wanted(tx, order["id"], left)
        if all(left[sku] >= row["missing"] for sku, row in wanted.items()):
            for sku, row in wanted.items():
                left[sku] -= row["missing"]
            lift(tx, order["number"], {"out_of_stock"}, follows=True)


def _wanted(tx: Tx, order_id: int, left: dict[int, int]) -> dict[int, Row]:
    """What the order still needs of each SKU; `left` learns what the shelf has of it."""
    rows = tx.all(
        "SELECT l.sku_id, sum(l.quantity - l.shipped - l.reserved) AS missing,"
        " min(st.on_hand - st.reserved) AS available"
        " FROM order_lines l JOIN stock st ON st.sku_id = l.sku_id"
        " WHERE l.order_id = :id GROUP BY l.sku_id",
        id=order_id,
    )
    for row in rows:
        left.setdefault(row["sku_id"], row["available"])
    return {row["sku_id"]: row for row in rows}
