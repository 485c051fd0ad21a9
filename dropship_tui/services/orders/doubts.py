"""What lets a new order stand still although nothing in it is wrong.

Somebody asks to wait, no courier goes there today, or the same was ordered a moment ago. Each is
asked of many orders at once: an import costs a query for each portion of its file, not one each.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Final, NamedTuple

from dropship_tui.models.address import CHINA, Receiver
from dropship_tui.models.orders import NewOrder
from dropship_tui.models.remarks import asks_to_wait, day_to_ship
from dropship_tui.services.addresses.phones import is_masked
from dropship_tui.services.couriers import couriers
from dropship_tui.services.database.db import rows_in
from dropship_tui.services.orders.prepared import Prepared
from dropship_tui.services.work import Tx

WITHIN: Final = timedelta(hours=24)
"""The same receiver and goods within this time are perhaps one order that came twice."""

_WITHIN_MS: Final = int(WITHIN.total_seconds() * 1000)
_MOST_REMEMBERED: Final = 50_000

Who = tuple[str, str, str]
"""Phone, extension and name: one number may stand for many people."""

Goods = tuple[tuple[int | str, int], ...]
"""What an order holds: SKUs, or codes of unknown ones, and how many of each."""


class _Wish(NamedTuple):
    """Who orders what, and when; `name` tells one order from another."""

    who: Who
    goods: Goods
    at: int
    name: tuple[str, str, str]


class Doubts:
    """Looks at the new orders of one file, or at one that was taken down by hand.

    A file's orders are remembered, so that a dry run sees those that it did not write; of a very
    long file, the latest.
    """

    def __init__(self) -> None:
        self._coverage: couriers.Coverage | None = None
        self._reached: dict[tuple[str, str], bool] = {}
        self._seen: dict[tuple[Who, Goods], _Wish] = {}

    def hold(
        self,
        tx: Tx,
        orders: Sequence[NewOrder],
        prepared: Sequence[Prepared],
        suspects: Collection[int] = (),
    ) -> list[Prepared]:
        """The prepared orders, each with the holds that a look at it and at the shop adds.

        suspects: the places of those that are perhaps duplicates, as the caller knows.
        """
        twice = self._twice(tx, orders, prepared).union(suspects)
        return [
            _held(item, (*self._reasons(tx, order), *(["duplicate_suspect"] * (at in twice))))
            for at, (order, item) in enumerate(zip(orders, prepared, strict=True))
        ]

    def hold_one(self, tx: Tx, order: NewOrder, prepared: Prepared) -> Prepared:
        """Like `hold`, for an order by hand: whoever takes it down knows whether it came twice."""
        return _held(prepared, tuple(self._reasons(tx, order)))

    def _reasons(self, tx: Tx, order: NewOrder) -> Iterator[str]:
        if (order.remark or order.seller_note) and _must_wait(tx, order):
            yield "wait_requested"
        if not self._is_reached(tx, order.receiver):
            yield "no_service"

    def _is_reached(self, tx: Tx, receiver: Receiver) -> bool:
        """Whether a courier goes there, as far as we know; abroad we do not."""
        if receiver.country != CHINA:
            return True
        place = (receiver.province, receiver.city)
        reached = self._reached.get(place)
        if reached is None:
            reached = self._reached[place] = self._goes_to(tx, *place)
        return reached

    def _goes_to(self, tx: Tx, province: str, city: str) -> bool:
        if not province or is_masked(province):
            return True
        if self._coverage is None:
            self._coverage = couriers.coverage(tx)
        return self._coverage.reaches(province, city)

    def _twice(self, tx: Tx, orders: Sequence[NewOrder], prepared: Sequence[Prepared]) -> set[int]:
        """Which of the orders were perhaps placed before, by their places in the sequence."""
        wishes = {
            at: _wish(order, item)
            for at, (order, item) in enumerate(zip(orders, prepared, strict=True))
            if (phone := order.receiver.phone) and (phone.isdecimal() or not is_masked(phone))
        }
        times: dict[tuple[Who, Goods], list[int]] = {}
        for who, goods, when, _number in _known(tx, wishes.values()):
            times.setdefault((who, goods), []).append(when)
        return {
            at
            for at, wish in wishes.items()
            if any(_is_near(wish.at, other) for other in times.get((wish.who, wish.goods), ()))
            or self._came_before(wish)
        }

    def _came_before(self, wish: _Wish) -> bool:
        """Whether another order of the file wants the same; the first of them is remembered."""
        if len(self._seen) > _MOST_REMEMBERED:
            self._seen.clear()
        first = self._seen.setdefault((wish.who, wish.goods), wish)
        if first.name == wish.name:
            return False
        if _is_near(first.at, wish.at):
            return True
        self._seen[wish.who, wish.goods] = wish
        return False


def _must_wait(tx: Tx, order: NewOrder) -> bool:
    """Whether a remark asks to wait; not when it names a day that has come."""
    remarks = (order.remark, order.seller_note)
    day = day_to_ship(tx.today, *remarks)
    return asks_to_wait(*remarks) and (day is None or day > tx.today)


def same_as(tx: Tx, order: NewOrder, prepared: Prepared) -> tuple[str, ...]:
    """The numbers of orders of the last day that want the same for the same phone."""
    wish = _wish(order, prepared)
    return tuple(
        number
        for who, goods, at, number in _known(tx, [wish])
        if (who, goods) == (wish.who, wish.goods) and _is_near(at, wish.at)
    )


def _held(item: Prepared, more: Collection[str]) -> Prepared:
    return item._replace(held=tuple(dict.fromkeys((*item.held, *more)))) if more else item


def _wish(order: NewOrder, item: Prepared) -> _Wish:
    return _Wish(
        who=(order.receiver.phone, order.receiver.extension, order.receiver.name),
        goods=_goods(item.pieces()),
        at=item.ordered_at,
        name=(order.channel, order.shop, order.external_no),
    )


def _goods(pieces: Iterable[tuple[int | None, str, int]]) -> Goods:
    counted: dict[int | str, int] = {}
    for sku_id, code, quantity in pieces:
        thing = code if sku_id is None else sku_id
        counted[thing] = counted.get(thing, 0) + quantity
    return tuple(sorted(counted.items(), key=str))


def _is_near(one: int, other: int) -> bool:
    return abs(one - other) <= _WITHIN_MS


def _known(tx: Tx, wishes: Collection[_Wish]) -> list[tuple[Who, Goods, int, str]]:
    """Receiver, goods, time and number of what was ordered for these phones at about the time."""
    if not wishes:
        return []
    times = [wish.at for wish in wishes]
    found = {
        row["id"]: row
        for row in rows_in(
            tx,
            "SELECT id, number, phone, extension, name, ordered_at FROM orders"
            " WHERE phone IN {listed} AND ordered_at BETWEEN :since AND :until"
            " AND status <> 'cancelled'",
            {wish.who[0] for wish in wishes},
            since=min(times) - _WITHIN_MS,
            until=max(times) + _WITHIN_MS,
        )
    }
    pieces: dict[int, list[tuple[int | None, str, int]]] = {order_id: [] for order_id in found}
    for line in rows_in(
        tx,
        "SELECT order_id, sku_id, code, quantity FROM order_lines WHERE order_id IN {listed}",
        found,
    ):
        pieces[line["order_id"]].append((line["sku_id"], line["code"], line["quantity"]))
    return [
        (
            (row["phone"], row["extension"], row["name"]),
            _goods(pieces[order_id]),
            row["ordered_at"],
            row["number"],
        )
        for order_id, row in found.items()
    ]
