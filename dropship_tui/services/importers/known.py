"""Orders and lines that we know already, found in bulk among those that a file names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dropship_tui.services.database.db import Row, rows_in
from dropship_tui.services.importers.drafts import Draft
from dropship_tui.services.importers.entries import Key
from dropship_tui.services.orders.merging import parts_of
from dropship_tui.services.work import Tx


@dataclass(frozen=True, slots=True)
class Known:
    """An order as it is stored.

    Attributes:
        stage: its status, or the one that it was held from.
        lines: how many pieces of each line, by the lines' identities.
    """

    id: int
    number: str
    status: str
    stage: str
    version: int
    name: str
    phone: str
    address_given: str
    is_paid: bool
    news: str
    currency: str
    reseller_id: int
    holds: frozenset[str]
    lines: Mapping[str, int]


def find_orders(tx: Tx, channel: str, drafts: Iterable[Draft]) -> dict[Key, Known]:
    """The stored orders among these drafts, and those with the same number in a shop without a
    name: a few queries in all.
    """
    found: list[Row] = []
    for shop, numbers in _by_shop(draft.key for draft in drafts).items():
        found += rows_in(
            tx,
            "SELECT id, number, status, held_from, version, shop, external_no, name, phone,"
            " address_given, paid_at, news, currency, reseller_id FROM orders"
            " WHERE channel = :channel AND external_no IN {listed}"
            " AND (shop = :shop OR shop = '' OR :shop = '')",
            numbers,
            channel=channel,
            shop=shop,
        )
    found = list({row["id"]: row for row in found}.values())
    ids = [row["id"] for row in found]
    lines: dict[int, dict[str, int]] = {order_id: {} for order_id in ids}
    for line in rows_in(
        tx,
        "SELECT order_id, external_no, quantity FROM order_lines"
        " WHERE order_id IN {listed} AND external_no IS NOT NULL",
        ids,
    ):
        lines[line["order_id"]][line["external_no"]] = line["quantity"]
    holds: dict[int, set[str]] = {order_id: set() for order_id in ids}
    for hold in rows_in(
        tx, "SELECT order_id, code FROM order_holds WHERE order_id IN {listed}", ids
    ):
        holds[hold["order_id"]].add(hold["code"])
    return {
        (row["shop"], row["external_no"]): _known(row, lines[row["id"]], holds[row["id"]])
        for row in found
    }


def _known(row: Row, lines: Mapping[str, int], holds: Iterable[str]) -> Known:
    return Known(
        id=row["id"],
        number=row["number"],
        status=row["status"],
        stage=row["held_from"] or row["status"],
        version=row["version"],
        name=row["name"],
        phone=row["phone"],
        address_given=row["address_given"],
        is_paid=row["paid_at"] is not None,
        news=row["news"],
        currency=row["currency"],
        reseller_id=row["reseller_id"] or 0,
        holds=frozenset(holds),
        lines=lines,
    )


def without_shop(known: Mapping[Key, Known], drafts: Iterable[Draft]) -> dict[Key, list[Known]]:
    """New drafts whose number another order has, where one of the two names no shop."""
    by_number = defaultdict(list)
    for (shop, number), order in known.items():
        by_number[number].append((shop, order))
    return {
        draft.key: others
        for draft in drafts
        if draft.key not in known
        and (
            others := [
                order
                for shop, order in by_number.get(draft.order_no, ())
                if not (shop and draft.shop)
            ]
        )
    }


def find_lines(tx: Tx, channel: str, lines: Iterable[Key]) -> dict[Key, str]:
    """Which lines (shop and identity) are stored, each with the number of its order."""
    found: dict[Key, str] = {}
    for shop, identities in _by_shop(lines).items():
        for row in rows_in(
            tx,
            "SELECT l.external_no, o.number FROM order_lines l JOIN orders o ON o.id = l.order_id"
            " WHERE l.channel = :channel AND l.shop = :shop AND l.external_no IN {listed}",
            identities,
            channel=channel,
            shop=shop,
        ):
            found[shop, row["external_no"]] = row["number"]
    return found


def find_parts(tx: Tx, channel: str, line: Key) -> int:
    """How many pieces of a line went into other orders when its own was split."""
    shop, identity = line
    rows = rows_in(
        tx,
        "SELECT quantity FROM order_lines"
        " WHERE channel = :channel AND shop = :shop AND external_no IN {listed}",
        parts_of(identity),
        channel=channel,
        shop=shop,
    )
    return sum(row["quantity"] for row in rows)


def are_unchanged(tx: Tx, orders: Iterable[Known]) -> bool:
    """Whether nobody has touched these orders since they were found."""
    versions = {order.id: order.version for order in orders}
    rows = rows_in(tx, "SELECT id, version FROM orders WHERE id IN {listed}", versions)
    return all(row["version"] == versions[row["id"]] for row in rows)


def _by_shop(keys: Iterable[Key]) -> dict[str, list[str]]:
    shops: dict[str, list[str]] = {}
    for shop, name in keys:
        shops.setdefault(shop, []).append(name)
    return shops
