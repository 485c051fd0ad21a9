"""Goods that a file names in words that nobody here knew: what is meant, and remembering it."""

from __future__ import annotations

from collections.abc import Iterable

from dropship_tui.i18n import N_
from dropship_tui.models.catalog import match_key
from dropship_tui.models.lifecycle import Document
from dropship_tui.services import search
from dropship_tui.services.database.db import Row, in_list
from dropship_tui.services.errors import Refused
from dropship_tui.services.events import Head, head, head_by_id, move
from dropship_tui.services.goods import catalog, resellers, sku_lookup
from dropship_tui.services.goods.sku_lookup import Sku, spoken
from dropship_tui.services.orders import orders
from dropship_tui.services.work import Tx


def name_goods(tx: Tx, number: str, sku: str, *, code: str = "") -> Head:
    """Say which SKU the order's unknown goods are, for it and whoever says the same.

    The words are remembered for the order's reseller, else for its channel. Every other held
    order of theirs that says the same gets the SKU, too; what nothing else holds goes on. A line
    without a price gets ours.

    Args:
        code: the line's code, or its title and spec where it has none; "" where only one is
            unknown.

    Raises:
        NotFound: there is no such order or SKU.
        Refused: the order has no such unknown line (`no_unknown_line`), several without one being
            named (`which_line`), or the words mean another SKU already (`alias_taken`).
    """
    order = head(tx, Document.ORDER, number)
    meant = sku_lookup.find(tx, sku)
    words = _words(tx, order, code)
    source = tx.one("SELECT channel, reseller_id FROM orders WHERE id = :id", id=order.id)
    if source is None:
        raise LookupError(number)
    reseller = resellers.name_of(tx, source["reseller_id"] or 0)
    channel = "" if reseller else source["channel"]
    catalog.add_alias(tx, meant.code, words, reseller=reseller, channel=channel)
    price = resellers.prices(tx, source["reseller_id"] or 0).get(meant.id, meant.price or 0)
    waiting = _waiting(tx, source, order.id)
    for order_id in dict.fromkeys([order.id, *(line["order_id"] for line in waiting)]):
        lines = [line for line in waiting if line["order_id"] == order_id]
        same = [line["id"] for line in lines if match_key(_said(line)) == match_key(words)]
        if same:
            _settle(tx, head_by_id(tx, Document.ORDER, order_id), same, meant, price, words)
    return head(tx, Document.ORDER, number)


def _words(tx: Tx, order: Head, code: str) -> str:
    said = [
        _said(line)
        for line in tx.all(
            "SELECT code, title, spec FROM order_lines WHERE order_id = :id AND sku_id IS NULL"
            " ORDER BY position",
            id=order.id,
        )
    ]
    meant = [words for words in said if not code or match_key(words) == match_key(code)]
    if not meant:
        raise Refused(
            "no_unknown_line",
            N_("{number} has no unknown goods “{code}”."),
            details={"unknown": said},
            number=order.number,
            code=code,
        )
    if len({match_key(words) for words in meant}) > 1:
        raise Refused(
            "which_line",
            N_("{number} has several unknown goods: {goods}."),
            hint=N_("Name the one that you mean with --code."),
            details={"unknown": said},
            number=order.number,
            goods=", ".join(said),
        )
    return meant[0]


def _said(line: Row) -> str:
    return spoken(line["code"], line["title"], line["spec"])


def _waiting(tx: Tx, source: Row, order_id: int) -> list[Row]:
    """The unknown lines of this order and of the held ones of the same reseller or channel."""
    mine = "o.reseller_id = :reseller" if source["reseller_id"] else "o.channel = :channel"
    return tx.all(
        "SELECT l.id, l.order_id, l.code, l.title, l.spec FROM order_lines l"
        " JOIN orders o ON o.id = l.order_id"
        " WHERE l.sku_id IS NULL AND (l.order_id = :id OR l.order_id IN ("
        f"  SELECT h.order_id FROM order_holds h WHERE h.code = 'unknown_sku') AND {mine})"
        " ORDER BY o.ship_by, o.id",
        id=order_id,
        **(
            {"reseller": source["reseller_id"]}
            if source["reseller_id"]
            else {"channel": source["channel"]}
        ),
    )


def _settle(tx: Tx, order: Head, line_ids: Iterable[int], sku: Sku, price: int, words: str) -> None:
    listed, values = in_list(line_ids)
    tx.run(
        "UPDATE order_lines SET sku_id = :sku,"
        " price = CASE WHEN price = 0 THEN :price ELSE price END"
        f" WHERE id IN {listed}",
        sku=sku.id,
        price=price,
        **values,
    )
    worth = tx.value(
        "SELECT sum(quantity * price) FROM order_lines WHERE order_id = :id", id=order.id
    )
    tx.run(
        "UPDATE orders SET goods_total = :worth, total = :worth + freight - discount"
        " WHERE id = :id",
        worth=worth,
        id=order.id,
    )
    order = move(tx, order, "edit", reason=f"{words} = {sku.code}")
    search.refresh(tx, order.id)
    orders.settle_holds(tx, order)
