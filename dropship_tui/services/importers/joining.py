"""Orders that two files tell: one sums each up in a row, the other has its goods.

The two come in whichever order. Goods replace the row that stood for them, as long as nothing
was confirmed; what is said of the whole order joins the goods that we know.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from dropship_tui.models.lifecycle import Document
from dropship_tui.models.orders import NewLine, NewOrder
from dropship_tui.models.text import clean, clean_lines
from dropship_tui.models.types import to_ms
from dropship_tui.services import search
from dropship_tui.services.database.db import Row, in_list
from dropship_tui.services.events import head, move
from dropship_tui.services.importers.drafts import Draft
from dropship_tui.services.importers.entries import Key
from dropship_tui.services.importers.known import Known, without_shop
from dropship_tui.services.importers.profiles import PROFILES, Profile
from dropship_tui.services.importers.profiles.base import Tells
from dropship_tui.services.orders import holds, intake, orders
from dropship_tui.services.orders.intake import Goods
from dropship_tui.services.work import Tx


def with_other_parts(
    profile: Profile, known: Mapping[Key, Known], drafts: Iterable[Draft]
) -> dict[Key, Known]:
    """The known orders, with those whose other part was told by a file that names no shop."""
    if profile.tells is Tells.ALL:
        return dict(known)
    parts = without_shop(known, drafts)
    return {**known, **{key: orders[0] for key, orders in parts.items() if len(orders) == 1}}


def joins(profile: Profile, known: Known, draft: Draft) -> bool:
    """Whether the file tells another part of the order than we know."""
    if profile.tells is Tells.ALL or known.lines.keys() & draft.lines.keys():
        return False
    return (
        profile.tells is Tells.SUMMARY
        or fills(profile, known, draft)
        or sorted(known.lines.values()) == sorted(line.quantity for line in draft.lines.values())
    )


def fills(profile: Profile, known: Known, draft: Draft) -> bool:
    """Whether the file has the goods of an order that was only summed up: its one line has the
    order's own number."""
    return profile.tells is Tells.GOODS and known.lines.keys() == {draft.order_no}


def completes(tx: Tx, profile: Profile, known: Known) -> bool:
    """Whether the file is the first that sums the order up."""
    if profile.tells is not Tells.SUMMARY:
        return False
    names = [p.name for p in PROFILES if p.tells is Tells.SUMMARY and p.channel == profile.channel]
    listed, values = in_list(names)
    return not tx.value(
        "SELECT 1 FROM import_rows r JOIN import_batches b ON b.id = r.batch_id"
        f" WHERE r.order_id = :id AND r.outcome <> 'rejected' AND b.profile IN {listed} LIMIT 1",
        id=known.id,
        **values,
    )


def fill(tx: Tx, known: Known, lines: Sequence[NewLine], goods: Goods) -> None:
    """Put the goods where the row stood that summed the order up. What is due stays as it was:
    the platform has taken its discounts off there already."""
    was = _amounts(tx, known.id)
    tx.run("DELETE FROM order_lines WHERE order_id = :id", id=known.id)
    _set_amounts(tx, known.id, worth=0, freight=was["freight"], discount=0)
    order = intake.add_lines(tx, known.number, lines, goods, shop=was["shop"])
    worth = _amounts(tx, known.id)["goods_total"]
    beyond = max(worth + was["freight"] - was["total"], 0) if was["goods_total"] else 0
    _set_amounts(tx, known.id, worth=worth, freight=was["freight"], discount=beyond)
    search.refresh(tx, known.id)
    if any(goods.of(line).sku_id is None for line in lines):
        move(tx, order, "hold", reason="unknown_sku")
        holds.add(tx, known.id, "unknown_sku")
    else:
        orders.settle_holds(tx, order)


def complete(tx: Tx, known: Known, order: NewOrder) -> None:
    """Add what the file says of the whole order: shop, times, amounts, payment and remarks."""
    move(tx, head(tx, Document.ORDER, known.number), "update", reason="order")
    worth = _amounts(tx, known.id)["goods_total"]
    due = sum(line.price.minor * line.quantity for line in order.lines if line.price)
    beyond = worth - due if due else 0
    discount = min(max(order.discount.minor + beyond, 0), worth + order.freight.minor)
    _set_amounts(tx, known.id, worth=worth, freight=order.freight.minor, discount=discount)
    tx.run(
        "UPDATE orders SET shop = CASE WHEN shop = '' THEN :shop ELSE shop END,"
        " ordered_at = :ordered_at, ship_by = :ship_by,"
        " paid_by = coalesce(:paid_by, paid_by), paid_at = coalesce(:paid_at, paid_at),"
        " remark = CASE WHEN remark = '' THEN :remark ELSE remark END,"
        " seller_note = CASE WHEN seller_note = '' THEN :seller_note ELSE seller_note END"
        " WHERE id = :id",
        shop=clean(order.shop),
        ordered_at=to_ms(order.ordered_at),
        ship_by=to_ms(order.ship_by or order.ordered_at),
        paid_by=order.paid.method if order.paid else None,
        paid_at=to_ms(order.paid.at) if order.paid else None,
        remark=clean_lines(order.remark),
        seller_note=clean_lines(order.seller_note),
        id=known.id,
    )
    tx.run(
        "UPDATE order_lines SET shop = (SELECT shop FROM orders WHERE id = :id)"
        " WHERE order_id = :id",
        id=known.id,
    )


def _amounts(tx: Tx, order_id: int) -> Row:
    row = tx.one("SELECT shop, goods_total, freight, total FROM orders WHERE id = :id", id=order_id)
    if row is None:
        raise LookupError(order_id)
    return row


def _set_amounts(tx: Tx, order_id: int, *, worth: int, freight: int, discount: int) -> None:
    tx.run(
        "UPDATE orders SET goods_total = :worth, freight = :freight, discount = :discount,"
        " total = :total WHERE id = :id",
        worth=worth,
        freight=freight,
        discount=discount,
        total=worth + freight - discount,
        id=order_id,
    )
