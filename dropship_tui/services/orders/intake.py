"""Stage 2: orders are taken down, one from a form or thousands from a file, in the same way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import count
from operator import attrgetter
from typing import Any, Final, NamedTuple

from dropship_tui.i18n import N_
from dropship_tui.models.checks import Invalid
from dropship_tui.models.lifecycle import Document
from dropship_tui.models.money import Money
from dropship_tui.models.orders import NewLine, NewOrder
from dropship_tui.models.remarks import ship_by
from dropship_tui.models.text import clean, clean_lines
from dropship_tui.models.types import HOUR, from_ms, to_ms
from dropship_tui.services import search
from dropship_tui.services.errors import Refused
from dropship_tui.services.events import Birth, Head, born, head, move, move_many
from dropship_tui.services.goods import resellers
from dropship_tui.services.goods.sku_lookup import Lookup, Sku, spoken
from dropship_tui.services.ids import new_ids
from dropship_tui.services.numbers import next_numbers
from dropship_tui.services.orders.doubts import Doubts, same_as
from dropship_tui.services.orders.prepared import LINE_COLUMNS, PRICE, QUANTITY, SKU, Prepared
from dropship_tui.services.work import Tx

RECEIVER_COLUMNS: Final = (
    "name", "phone", "extension", "country", "province", "city", "district", "street", "detail",
    "postcode",
)  # fmt: skip
_DOCUMENT_COLUMNS: Final = ("id", "number", "status", "version", "chain", "changed_at", "batch_id")
_ORDER_COLUMNS: Final = (
    *RECEIVER_COLUMNS, "address_given", "channel", "shop", "reseller_id", "external_no",
    "currency", "goods_total", "freight", "discount", "total", "paid_by", "paid_at", "ordered_at",
    "ship_by", "remark", "seller_note",
)  # fmt: skip
_MOST_REMEMBERED: Final = 50_000
_receiver_row = attrgetter(*RECEIVER_COLUMNS)


class Added(NamedTuple):
    """An order that was just taken down."""

    id: int
    number: str
    status: str
    held: tuple[str, ...]


class Named(NamedTuple):
    """What a line's words come to: the SKU, how the line will stay, and what it is found by.

    `price` is that of a line that has none itself: the reseller's, else the catalog's.
    """

    sku_id: int | None
    code: str
    title: str
    spec: str
    price: int
    words: str


class Goods:
    """Which SKU an incoming line means and what it costs, as one channel and reseller have it.

    What was looked up is remembered: an import asks once for each article of its file.
    """

    def __init__(self, *, channel: str, reseller_id: int = 0) -> None:
        self.reseller_id = reseller_id
        self.channel = channel
        self._named: dict[_Words, Named] = {}
        self._prices: dict[int, int] | None = None

    def learn(self, tx: Tx, lines: Iterable[NewLine]) -> None:
        """Look up, in bulk, what these lines name and what is not known yet."""
        if self._prices is None:
            self._prices = resellers.prices(tx, self.reseller_id)
        if len(self._named) > _MOST_REMEMBERED:
            self._named.clear()
        new = {words for line in lines if (words := _words_of(line)) not in self._named}
        lookup = Lookup(tx, reseller_id=self.reseller_id, channel=self.channel)
        by_code = lookup.resolve({spoken(*words[:3]) for words in new if words[0] or words[3] == 1})
        by_title = lookup.by_title(
            {(title, spec) for code, title, spec, kinds in new if title and not code and kinds == 1}
        )
        for words in new:
            code, title, spec, kinds = words
            sku = by_code.get(spoken(code, title, spec)) if code or kinds == 1 else None
            if not code:
                sku = by_title.get((title, spec)) or sku
            self._named[words] = self._name(code, title, spec, sku)

    def of(self, line: NewLine) -> Named:
        """What the line's words come to: by its code; by its title when it has no code.

        A title that was once said to be a SKU's (`unknown_goods`) is as good as a code.
        """
        return self._named[_words_of(line)]

    def _name(self, code: str, title: str, spec: str, sku: Sku | None) -> Named:
        """What the file says of the goods, else what the catalog says today."""
        code = clean(code) or (sku.code if sku else "")
        title, spec = clean(title), clean(spec)
        if sku:
            title, spec = title or sku.title, spec or ("" if title else sku.spec)
        return Named(
            sku_id=sku.id if sku else None,
            code=code,
            title=title,
            spec=spec,
            price=(self._prices or {}).get(sku.id, sku.price or 0) if sku else 0,
            words=search.words(
                codes=dict.fromkeys([code, sku.code if sku else code]), texts=[f"{title} {spec}"]
            ),
        )


_Words = tuple[str, str, str, int]
_words_of = attrgetter("code", "title", "spec", "kinds")
_external_no, _words = attrgetter("external_no"), attrgetter("words")


def create(tx: Tx, order: NewOrder) -> Added:
    """Take down an order by hand.

    Raises:
        Refused: a line's SKU is not ours (`unknown_sku`), or the reseller is unknown.
        Invalid: its discount is larger than the order.
    """
    prepared = prepare(tx, [order], reseller_id=resellers.find(tx, order.reseller))
    for line, row in zip(order.lines, prepared[0].lines, strict=True):
        if row[SKU] is None:
            raise Refused(
                "unknown_sku",
                N_("There is no SKU “{code}”."),
                hint=N_("Look in the catalog: dropship catalog list --search …"),
                code=line.code or line.title,
            )
    return write(tx, [Doubts().hold_one(tx, order, prepared[0])])[0]


def came_before(tx: Tx, order: NewOrder) -> tuple[str, ...]:
    """The orders of the last day that want the same for the same receiver: perhaps this one.

    Raises:
        Invalid: its discount is larger than the order.
    """
    prepared = prepare(tx, [order], reseller_id=resellers.find(tx, order.reseller))
    return same_as(tx, order, prepared[0])


def prepare(tx: Tx, orders: Sequence[NewOrder], *, reseller_id: int = 0) -> list[Prepared]:
    """Look up the goods of orders of one channel, and see what holds each order.

    A line whose SKU is not found holds its order (`unknown_sku`). Nothing is written.

    Raises:
        Invalid: a discount is larger than its order.
    """
    goods = Goods(channel=orders[0].channel, reseller_id=reseller_id)
    goods.learn(tx, (line for order in orders for line in order.lines))
    return [prepare_one(tx, order, goods) for order in orders]


def prepare_one(tx: Tx, order: NewOrder, goods: Goods) -> Prepared:
    """An order whose goods were learnt, ready to be written.

    Raises:
        Invalid: its discount is larger than the order (`discount_too_large`), or an amount is
            no order's (`amount_too_large`).
    """
    shop = clean(order.shop)
    named = list(map(goods.of, order.lines))
    lines = _line_rows(order.lines, named, channel=order.channel, shop=shop)
    held = order.holds
    if any(name.sku_id is None for name in named):
        held = (*held, "unknown_sku")
    numbers = [order.external_no, order.receiver.phone, *map(_external_no, order.lines)]
    words = search.words(numbers=dict.fromkeys(numbers), texts=[order.receiver.name])
    ordered_at = to_ms(order.ordered_at)
    return Prepared(
        ordered_at=ordered_at,
        row=_order_row(tx, order, ordered_at, shop, goods.reseller_id, _goods_total(lines)),
        lines=lines,
        held=held,
        held_because=clean(order.held_because),
        words=" ".join([words, *map(_words, named)]),
    )


def _line_rows(
    lines: Iterable[NewLine], named: Iterable[Named], *, channel: str, shop: str, after: int = 0
) -> tuple[tuple[Any, ...], ...]:
    """Lines as they will stay, in the order of their columns."""
    rows = [
        (
            position,
            sku_id,
            code,
            title,
            spec,
            line.quantity,
            price if line.price is None else line.price.minor,
            channel,
            shop,
            line.external_no or None,
        )
        for position, line, (sku_id, code, title, spec, price, _) in zip(
            count(after + 1), lines, named, strict=False
        )
    ]
    return tuple(rows)


def _goods_total(lines: Iterable[tuple[Any, ...]]) -> int:
    return sum([line[PRICE] * line[QUANTITY] for line in lines])


def _order_row(
    tx: Tx, order: NewOrder, ordered_at: int, shop: str, reseller_id: int, worth: int
) -> tuple[Any, ...]:
    total = (Money(worth, order.freight.currency) + order.freight - order.discount).minor
    if total < 0:
        raise Invalid("discount_too_large", N_("The discount is larger than the order."))
    paid_at = to_ms(order.paid.at) if order.paid else None
    within = tx.policies.ship_within_hours * HOUR
    return (
        *_receiver_row(order.receiver),
        clean_lines(order.address_given),
        order.channel,
        shop,
        reseller_id or None,
        order.external_no or None,
        order.freight.currency,
        worth,
        order.freight.minor,
        order.discount.minor,
        total,
        order.paid.method if order.paid else None,
        paid_at,
        ordered_at,
        to_ms(order.ship_by or _due(tx, order, (paid_at or ordered_at) + within)),
        clean_lines(order.remark),
        clean_lines(order.seller_note),
    )


def _due(tx: Tx, order: NewOrder, due: int) -> datetime:
    """When an order must leave that is `due`, in epoch milliseconds, by the shop's rule."""
    return ship_by(from_ms(due), tx.today, tx.zone, order.remark, order.seller_note)


def write(tx: Tx, prepared: Sequence[Prepared], *, batch_id: int | None = None) -> list[Added]:
    """Write orders in bulk: a handful of statements, however many there are."""
    if not prepared:
        return []
    ids = new_ids(len(prepared))
    numbers = next_numbers(tx, "order", len(prepared))
    births = [
        Birth(order_id, number, at=item.ordered_at)
        for order_id, number, item in zip(ids, numbers, prepared, strict=True)
    ]
    heads = born(tx, Document.ORDER, "submit", births)
    line_ids = iter(new_ids(sum(len(item.lines) for item in prepared)))
    orders, lines, holds, words, added = [], [], [], [], []
    for document, item in zip(heads, prepared, strict=True):
        order_id, number = document["id"], document["number"]
        orders.append((*document.values(), batch_id, *item.row))
        lines += [(next(line_ids), order_id, *line) for line in item.lines]
        holds += [(order_id, code, tx.at) for code in item.held]
        words.append((order_id, f"{search.words(numbers=[number])} {item.words}"))
        added.append(Added(order_id, number, "on_hold" if item.held else "new", item.held))
    tx.insert("orders", (*_DOCUMENT_COLUMNS, *_ORDER_COLUMNS), orders)
    tx.insert("order_lines", ("id", "order_id", *LINE_COLUMNS), lines)
    tx.insert("order_holds", ("order_id", "code", "since"), holds)
    search.add(tx, words)
    _hold(tx, heads, prepared)
    return added


def add_lines(tx: Tx, number: str, lines: Sequence[NewLine], goods: Goods, *, shop: str) -> Head:
    """Add lines to an order that is known already and not confirmed yet.

    Raises:
        Refused: it has gone on since.
    """
    order = move(tx, head(tx, Document.ORDER, number), "update", reason="lines")
    goods.learn(tx, lines)
    last = tx.value(
        "SELECT coalesce(max(position), 0) FROM order_lines WHERE order_id = :id", id=order.id
    )
    named = [goods.of(line) for line in lines]
    rows = _line_rows(lines, named, channel=goods.channel, shop=shop, after=last)
    ids = new_ids(len(rows))
    tx.insert(
        "order_lines",
        ("id", "order_id", *LINE_COLUMNS),
        [(line_id, order.id, *row) for line_id, row in zip(ids, rows, strict=True)],
    )
    tx.run(
        "UPDATE orders SET goods_total = goods_total + :more, total = total + :more WHERE id = :id",
        more=_goods_total(rows),
        id=order.id,
    )
    return order


def _hold(tx: Tx, heads: Sequence[dict[str, Any]], prepared: Sequence[Prepared]) -> None:
    held = [
        (
            Head(Document.ORDER, **document),
            ": ".join(filter(None, (", ".join(item.held), item.held_because))),
        )
        for document, item in zip(heads, prepared, strict=True)
        if item.held
    ]
    move_many(tx, [doc for doc, _ in held], "hold", reasons=[reason for _, reason in held])
