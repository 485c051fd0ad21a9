"""An order corrected before it is packed: its goods, their prices, freight and discount, too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from dropship_tui.i18n import N_
from dropship_tui.models.address import Receiver
from dropship_tui.models.checks import Invalid
from dropship_tui.models.lifecycle import Document
from dropship_tui.models.money import Money
from dropship_tui.models.orders import NewLine
from dropship_tui.services import search
from dropship_tui.services.database.db import Row
from dropship_tui.services.errors import Refused
from dropship_tui.services.events import Head, head
from dropship_tui.services.goods import resellers, stock
from dropship_tui.services.goods.sku_lookup import Lookup, Sku
from dropship_tui.services.ids import new_id
from dropship_tui.services.orders import orders
from dropship_tui.services.work import Tx


@dataclass(frozen=True, slots=True)
class Changes:
    """What an order shall be; None leaves it as it is.

    lines: all its goods that we know. A line without a price keeps the one that the order has
    for this SKU, else costs what it costs this reseller.
    reseller: who sold it, by code or name; "" for nobody. Prices that were agreed stay.
    """

    receiver: Receiver | None = None
    lines: tuple[NewLine, ...] | None = None
    freight: Money | None = None
    discount: Money | None = None
    remark: str | None = None
    reseller: str | None = None


def change(tx: Tx, number: str, wanted: Changes, *, seen: int | None = None) -> Head:
    """Correct an order before it is packed; what is confirmed stays reserved.

    Unknown goods stay as they are (`unknown_goods.name_goods` names them). A platform's line keeps
    its number when other goods are sent for it, and cannot be left out.

    Args:
        seen: the version of the order that the changes were made on.

    Raises:
        Refused: it has gone too far (`too_late`), somebody else was faster (`changed_meanwhile`),
            a SKU is not ours (`unknown_sku`), the shelf is short (`out_of_stock`), a platform's
            line would be lost (`platform_line`), the reseller is unknown, or as `orders.edit`.
        Invalid: no goods, or the discount is larger than the order.
    """
    order = head(tx, Document.ORDER, number)
    if seen is not None and order.version != seen:
        raise Refused(
            "changed_meanwhile",
            N_("{number} was changed by somebody else meanwhile."),
            hint=N_("Look at it again, then correct it."),
            number=number,
        )
    changed = []
    if wanted.reseller is not None and _set_reseller(tx, order, wanted.reseller):
        changed.append("reseller")
    if wanted.lines is not None and _Goods(tx, order).become(wanted.lines):
        changed.append("goods")
    changed += _set_sums(tx, order, wanted)
    return orders.edit(tx, number, receiver=wanted.receiver, remark=wanted.remark, also=changed)


def _set_reseller(tx: Tx, order: Head, name: str) -> bool:
    """Let another have sold it; whether it is another. What the platform calls it stays."""
    reseller_id = resellers.find(tx, name) or None
    return (
        tx.run(
            "UPDATE orders SET reseller_id = :reseller"
            " WHERE id = :id AND coalesce(reseller_id, 0) <> coalesce(:reseller, 0)",
            reseller=reseller_id,
            id=order.id,
        )
        == 1
    )


class _Goods:
    """The lines of one order, while they are changed."""

    def __init__(self, tx: Tx, order: Head) -> None:
        self._tx = tx
        self._order = order
        row = tx.one("SELECT * FROM orders WHERE id = :id", id=order.id)
        if row is None:
            raise LookupError(order.number)
        self._row = row
        stage = row["held_from"] or order.status
        self._lines = tx.all(
            "SELECT * FROM order_lines WHERE order_id = :id ORDER BY position", id=order.id
        )
        if stage not in ("new", "confirmed") or any(line["shipped"] for line in self._lines):
            raise Refused(
                "too_late", N_("{number} has gone too far for that."), number=order.number
            )
        self._is_confirmed = stage == "confirmed"

    def become(self, wanted: Sequence[NewLine]) -> bool:
        """Let these be the goods; whether anything is different."""
        if not wanted:
            raise Invalid("no_lines", N_("An order needs at least one line."))
        skus = self._known(wanted)
        pairs, left, added = self._paired([(line, skus[line.code]) for line in wanted])
        self._refuse_platforms(left)
        before = self._state()
        promised = self._let_go()
        for row, line, sku in pairs:
            self._rewrite(row, line, sku)
        for row in left:
            self._tx.run("DELETE FROM order_lines WHERE id = :id", id=row["id"])
        for line, sku in added:
            self._add(line, sku)
        self._reserve(promised)
        search.refresh(self._tx, self._order.id)
        return self._state() != before

    def _known(self, wanted: Sequence[NewLine]) -> dict[str, Sku]:
        lookup = Lookup(
            self._tx,
            reseller_id=self._row["reseller_id"] or 0,
            channel=self._row["channel"],
        )
        skus = lookup.resolve(dict.fromkeys(line.code for line in wanted))
        for line in wanted:
            if line.code not in skus:
                raise Refused("unknown_sku", N_("There is no SKU “{code}”."), code=line.code)
        return skus

    def _paired(
        self, wanted: Sequence[tuple[NewLine, Sku]]
    ) -> tuple[list[tuple[Row, NewLine, Sku]], list[Row], list[tuple[NewLine, Sku]]]:
        """Lines that become others, those that are left out, and new ones.

        A line stays with its SKU; where other goods are wanted instead, it becomes those.
        """
        left = [row for row in self._lines if row["sku_id"] is not None]
        pairs: list[tuple[Row, NewLine, Sku]] = []
        other: list[tuple[NewLine, Sku]] = []
        for line, sku in wanted:
            row = next((row for row in left if row["sku_id"] == sku.id), None)
            if row is None:
                other.append((line, sku))
            else:
                left.remove(row)
                pairs.append((row, line, sku))
        swapped = [(row, *new) for row, new in zip(left, other, strict=False)]
        return pairs + swapped, left[len(swapped) :], other[len(swapped) :]

    def _refuse_platforms(self, left: Sequence[Row]) -> None:
        for row in left:
            if row["external_no"]:
                raise Refused(
                    "platform_line",
                    N_("{sku} is a line of the platform's order: it cannot be left out."),
                    hint=N_("Choose other goods for it, or hold the order."),
                    sku=row["code"],
                )

    def _state(self) -> list[tuple[int, int, int, int]]:
        return [
            (row["id"], row["sku_id"], row["quantity"], row["price"])
            for row in self._tx.all(
                "SELECT id, sku_id, quantity, price FROM order_lines WHERE order_id = :id"
                " ORDER BY id",
                id=self._order.id,
            )
        ]

    def _rewrite(self, row: Row, line: NewLine, sku: Sku) -> None:
        same = row["sku_id"] == sku.id
        self._tx.run(
            "UPDATE order_lines SET sku_id = :sku, code = :code, title = :title, spec = :spec,"
            " quantity = :quantity, price = :price WHERE id = :id",
            id=row["id"],
            sku=sku.id,
            code=row["code"] if same else sku.code,
            title=row["title"] if same else sku.title,
            spec=row["spec"] if same else sku.spec,
            quantity=line.quantity,
            price=row["price"] if same and line.price is None else self._price(line, sku),
        )

    def _add(self, line: NewLine, sku: Sku) -> None:
        last = self._tx.value(
            "SELECT max(position) FROM order_lines WHERE order_id = :id", id=self._order.id
        )
        values = {
            "id": new_id(),
            "order_id": self._order.id,
            "position": (last or 0) + 1,
            "sku_id": sku.id,
            "code": sku.code,
            "title": sku.title,
            "spec": sku.spec,
            "quantity": line.quantity,
            "price": self._price(line, sku),
            "channel": self._row["channel"],
            "shop": self._row["shop"],
        }
        self._tx.insert("order_lines", tuple(values), [tuple(values.values())])

    def _price(self, line: NewLine, sku: Sku) -> int:
        if line.price is not None:
            return line.price.minor
        agreed = resellers.prices(self._tx, self._row["reseller_id"] or 0)
        return agreed.get(sku.id, sku.price or 0)

    def _let_go(self) -> Counter[int]:
        """Let no line hold goods while the lines change; how many of each SKU they held."""
        promised: Counter[int] = Counter()
        for row in self._lines:
            if row["reserved"]:
                promised[row["sku_id"]] += row["reserved"]
        self._tx.run("UPDATE order_lines SET reserved = 0 WHERE order_id = :id", id=self._order.id)
        return promised

    def _reserve(self, promised: Counter[int]) -> None:
        """Reserve what a confirmed order needs beyond what it was promised; give back the rest.

        What it keeps is never free for a moment, and what comes free comes last: no order that
        waits is let go for goods that are not there.
        """
        if not self._is_confirmed:
            return
        lines = self._tx.all(
            "SELECT l.sku_id, l.quantity, s.code AS sku"
            " FROM order_lines l JOIN skus s ON s.id = l.sku_id WHERE l.order_id = :id",
            id=self._order.id,
        )
        self._tx.run(
            "UPDATE order_lines SET reserved = quantity"
            " WHERE order_id = :id AND sku_id IS NOT NULL",
            id=self._order.id,
        )
        codes = {line["sku_id"]: line["sku"] for line in lines}
        more: Counter[int] = Counter()
        for line in lines:
            more[line["sku_id"]] += line["quantity"]
        more.subtract(promised)
        for sku_id in sorted(+more):
            if not stock.reserve(self._tx, sku_id, more[sku_id]):
                raise Refused(
                    "out_of_stock",
                    N_("{number}: not enough of {sku} on the shelf."),
                    hint=N_("Receive stock, or hold the order with the reason “stock”."),
                    details={"sku": codes[sku_id], "wanted": more[sku_id] + promised[sku_id]},
                    number=self._order.number,
                    sku=codes[sku_id],
                )
        for sku_id in sorted(-more):
            stock.unreserve(self._tx, sku_id, -more[sku_id])


def _set_sums(tx: Tx, order: Head, wanted: Changes) -> list[str]:
    """Count the order anew; which of freight and discount are different."""
    row = tx.one(
        "SELECT o.freight, o.discount, o.refunded, o.currency,"
        " (SELECT coalesce(sum(l.quantity * l.price), 0) FROM order_lines l"
        "  WHERE l.order_id = o.id) AS worth FROM orders o WHERE o.id = :id",
        id=order.id,
    )
    if row is None:
        raise LookupError(order.number)
    nothing = Money(0, row["currency"])
    sums = {"freight": wanted.freight, "discount": wanted.discount}
    new = {
        name: row[name] if money is None else (nothing + money).minor
        for name, money in sums.items()
    }
    if min(new.values()) < 0:
        raise Invalid("negative_amount", N_("Freight and discount must not be below 0."))
    total = row["worth"] + new["freight"] - new["discount"]
    if total < 0:
        raise Invalid("discount_too_large", N_("The discount is larger than the order."))
    if total < row["refunded"]:
        raise Refused(
            "refunded_more",
            N_("More than that was paid back for {number} already."),
            number=order.number,
        )
    tx.run(
        "UPDATE orders SET goods_total = :worth, freight = :freight, discount = :discount,"
        " total = :total WHERE id = :id",
        id=order.id,
        worth=row["worth"],
        total=total,
        **new,
    )
    return [name for name in sums if new[name] != row[name]]
