"""Orders joined into one and taken apart again, before anything of them is packed.

Lines keep the platform's numbers wherever they go, and an order that was merged keeps its own: a
file that names them again finds them (`importers.changes`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from dropship_tui.i18n import N_
from dropship_tui.models.lifecycle import Document
from dropship_tui.services import search
from dropship_tui.services.database.db import Row, in_list
from dropship_tui.services.errors import Refused, WrongUsage
from dropship_tui.services.events import Birth, Head, born, head, move
from dropship_tui.services.goods import sku_lookup
from dropship_tui.services.ids import new_id
from dropship_tui.services.numbers import next_number
from dropship_tui.services.orders import holds, orders
from dropship_tui.services.orders.intake import RECEIVER_COLUMNS
from dropship_tui.services.work import Tx

_SAME: Final = {
    "receiver": RECEIVER_COLUMNS,
    "reseller": ("reseller_id", "currency"),
    "stage": ("status",),
    "payment": ("is_paid",),
}
"""What orders must have in common to be one, and the columns that say so."""

_COPIED: Final = (
    *RECEIVER_COLUMNS, "address_given", "channel", "shop", "reseller_id", "currency", "paid_by",
    "paid_at", "ordered_at", "ship_by", "remark", "seller_note", "batch_id",
)  # fmt: skip
_PART: Final = "\t#"
_MOST_PARTS: Final = 99
_STAYS: Final = frozenset({"out_of_stock", "unknown_sku", "duplicate_suspect", "incomplete"})
"""Holds that are about the goods: the order keeps them from which others were taken."""


def merge(tx: Tx, numbers: Sequence[str]) -> Head:
    """Put the goods, freight and discounts of orders into the first of them.

    The others are left empty and cancelled; they say where their goods have gone.

    Raises:
        WrongUsage: fewer than two orders (`too_few_orders`).
        Refused: they differ in receiver, reseller, stage or payment (`cannot_merge`), or one is
            on hold, or has gone too far.
    """
    chosen = list(dict.fromkeys(numbers))
    if len(chosen) < 2:
        raise WrongUsage("too_few_orders", N_("Name two orders or more."))
    heads = [head(tx, Document.ORDER, number) for number in chosen]
    kept, *others = heads
    rows = [_row(tx, order) for order in heads]
    _refuse_different(heads, rows)
    _take_lines(tx, kept, [order.id for order in others])
    _add_up(tx, kept, rows)
    said = ", ".join(order.number for order in others)
    kept = move(tx, kept, "edit", reason=f"merged: {said}")
    for order in others:
        _empty(tx, order)
        move(tx, order, "cancel", reason=f"merged_into: {kept.number}")
        search.refresh(tx, order.id)
    search.refresh(tx, kept.id)
    return kept


def _row(tx: Tx, order: Head) -> Row:
    row = tx.one("SELECT *, paid_at IS NOT NULL AS is_paid FROM orders WHERE id = :id", id=order.id)
    if row is None:
        raise LookupError(order.number)
    return row


def _refuse_different(heads: Sequence[Head], rows: Sequence[Row]) -> None:
    for order in heads:
        if order.status not in ("new", "confirmed"):
            raise Refused(
                "order_held" if order.status == "on_hold" else "too_late",
                N_("{number} is on hold: release it first.")
                if order.status == "on_hold"
                else N_("{number} has gone too far for that."),
                number=order.number,
            )
    for order, row in zip(heads[1:], rows[1:], strict=True):
        differs = [
            name
            for name, columns in _SAME.items()
            if any(row[column] != rows[0][column] for column in columns)
        ]
        if differs:
            raise Refused(
                "cannot_merge",
                N_("{number} and {other} cannot be one order: they differ."),
                details={"differs": differs, "number": order.number},
                number=heads[0].number,
                other=order.number,
            )


def _take_lines(tx: Tx, kept: Head, others: Sequence[int]) -> None:
    last = tx.value("SELECT max(position) FROM order_lines WHERE order_id = :id", id=kept.id)
    listed, values = in_list(others)
    lines = tx.all(
        f"SELECT id FROM order_lines WHERE order_id IN {listed} ORDER BY order_id, position",
        **values,
    )
    for position, line in enumerate(lines, (last or 0) + 1):
        tx.run(
            "UPDATE order_lines SET order_id = :order, position = :position WHERE id = :id",
            order=kept.id,
            position=position,
            id=line["id"],
        )


def _add_up(tx: Tx, kept: Head, rows: Sequence[Row]) -> None:
    """The sums of all; what is asked for once stays, and the most urgent day counts."""
    sums = {
        name: sum(row[name] for row in rows)
        for name in ("goods_total", "freight", "discount", "total", "refunded")
    }
    texts = {
        name: "\n".join(dict.fromkeys(filter(None, (row[name] for row in rows))))
        for name in ("remark", "seller_note")
    }
    values: dict[str, Any] = sums | texts | {"ship_by": min(row["ship_by"] for row in rows)}
    tx.run(
        f"UPDATE orders SET {', '.join(f'{name} = :{name}' for name in values)} WHERE id = :id",
        id=kept.id,
        **values,
    )


def _empty(tx: Tx, order: Head) -> None:
    tx.run(
        "UPDATE orders SET goods_total = 0, freight = 0, discount = 0, total = 0, refunded = 0"
        " WHERE id = :id",
        id=order.id,
    )


def split(tx: Tx, number: str, wanted: Sequence[tuple[str, int]]) -> Head:
    """Take so many of some SKUs out of an order into a new one; freight and discount stay.

    What holds the order because of other goods does not hold the new one: what is there can go.

    Raises:
        NotFound: there is no such order or SKU.
        Refused: `too_late`, `no_such_line`, `too_many`, or nothing would be left
            (`nothing_left`), or less than the discount (`discount_too_large`).
    """
    order = head(tx, Document.ORDER, number)
    row = _row(tx, order)
    stage = row["held_from"] or order.status
    if stage not in ("new", "confirmed") or _has_shipped(tx, order):
        raise Refused("too_late", N_("{number} has gone too far for that."), number=number)
    child = _child(tx, row)
    for sku, quantity in wanted:
        _move_pieces(tx, order, child, sku, quantity)
    if not _worth(tx, order.id)[0]:
        raise Refused("nothing_left", N_("{number} would have no goods any more."), number=number)
    for document in (order, child):
        _recount(tx, document)
    order = move(tx, order, "edit", reason=f"split: {child.number}")
    child = _follow(tx, child, order, stage)
    for document in (order, child):
        search.refresh(tx, document.id)
    orders.settle_holds(tx, order)
    return head(tx, Document.ORDER, child.number)


def _has_shipped(tx: Tx, order: Head) -> bool:
    return bool(
        tx.value(
            "SELECT count(*) FROM order_lines WHERE order_id = :id AND shipped > 0", id=order.id
        )
    )


def _child(tx: Tx, row: Row) -> Head:
    order_id = new_id()
    birth = Birth(order_id, next_number(tx, "order"), reason=f"split_from: {row['number']}")
    columns = born(tx, Document.ORDER, "submit", [birth])[0]
    values: dict[str, Any] = {name: row[name] for name in _COPIED}
    values |= columns | {"goods_total": 0, "freight": 0, "discount": 0, "total": 0}
    tx.insert("orders", tuple(values), [tuple(values.values())])
    search.put(tx, [(order_id, "")])
    return head(tx, Document.ORDER, columns["number"])


def _move_pieces(tx: Tx, order: Head, child: Head, sku: str, quantity: int) -> None:
    meant = sku_lookup.find(tx, sku)
    lines = tx.all(
        "SELECT * FROM order_lines WHERE order_id = :id AND sku_id = :sku ORDER BY position",
        id=order.id,
        sku=meant.id,
    )
    if not lines:
        raise Refused(
            "no_such_line", N_("{number} has no {sku}."), number=order.number, sku=meant.code
        )
    there = sum(line["quantity"] for line in lines)
    if quantity > there:
        raise Refused(
            "too_many",
            N_("{number} has {there} of {sku}, not {quantity}."),
            details={"there": there},
            number=order.number,
            there=there,
            sku=meant.code,
            quantity=quantity,
        )
    for line in lines:
        pieces = min(quantity, line["quantity"])
        if pieces == line["quantity"]:
            _move_line(tx, child, line)
        elif pieces:
            _divide_line(tx, child, line, pieces)
        quantity -= pieces


def _move_line(tx: Tx, child: Head, line: Row) -> None:
    tx.run(
        "UPDATE order_lines SET order_id = :child, position = :position WHERE id = :id",
        child=child.id,
        position=_next_position(tx, child),
        id=line["id"],
    )


def _divide_line(tx: Tx, child: Head, line: Row, pieces: int) -> None:
    reserved = pieces if line["reserved"] else 0
    tx.run(
        "UPDATE order_lines SET quantity = quantity - :n, reserved = reserved - :reserved"
        " WHERE id = :id",
        n=pieces,
        reserved=reserved,
        id=line["id"],
    )
    part: dict[str, Any] = {
        name: line[name] for name in ("sku_id", "code", "title", "spec", "price", "channel", "shop")
    }
    part |= {
        "id": new_id(),
        "order_id": child.id,
        "position": _next_position(tx, child),
        "quantity": pieces,
        "reserved": reserved,
        "external_no": _part_name(tx, line) if line["external_no"] else None,
    }
    tx.insert("order_lines", tuple(part), [tuple(part.values())])


def parts_of(whole: str) -> list[str]:
    """The names that parts of a line may have which the platform numbers as one."""
    return [f"{whole}{_PART}{n}" for n in range(2, _MOST_PARTS + 1)]


def _part_name(tx: Tx, line: Row) -> str:
    names = parts_of(line["external_no"].partition(_PART)[0])
    listed, values = in_list(names)
    taken = {
        row["external_no"]
        for row in tx.all(
            "SELECT external_no FROM order_lines WHERE channel = :channel AND shop = :shop"
            f" AND external_no IN {listed}",
            channel=line["channel"],
            shop=line["shop"],
            **values,
        )
    }
    return next(name for name in names if name not in taken)


def _next_position(tx: Tx, order: Head) -> int:
    last = tx.value("SELECT max(position) FROM order_lines WHERE order_id = :id", id=order.id)
    return (last or 0) + 1


def _worth(tx: Tx, order_id: int) -> tuple[int, int]:
    """How many lines an order has, and what they come to."""
    row = tx.one(
        "SELECT count(*) AS n, coalesce(sum(quantity * price), 0) AS worth FROM order_lines"
        " WHERE order_id = :id",
        id=order_id,
    )
    return (row["n"], row["worth"]) if row else (0, 0)


def _recount(tx: Tx, order: Head) -> None:
    row = _row(tx, order)
    _lines, worth = _worth(tx, order.id)
    total = worth + row["freight"] - row["discount"]
    if total < row["refunded"]:
        raise Refused(
            "discount_too_large",
            N_("{number} would be worth less than its discount."),
            number=order.number,
        )
    tx.run(
        "UPDATE orders SET goods_total = :worth, total = :total WHERE id = :id",
        worth=worth,
        total=total,
        id=order.id,
    )


def _follow(tx: Tx, child: Head, order: Head, stage: str) -> Head:
    """Bring the new order to where the old one stands; holds about other goods stay behind."""
    if stage == "confirmed":
        child = move(tx, child, "confirm")
    codes = [code for code in holds.of(tx, order.id) if code not in _STAYS]
    if codes:
        child = move(tx, child, "hold", reason=", ".join(codes))
        for code in codes:
            holds.add(tx, child.id, code)
    return child
