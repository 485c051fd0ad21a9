"""Which lines of an order come back, and which pieces of them in which state."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from dropship_tui.i18n import N_
from dropship_tui.models.returns import GRADES, GradedLine, ReturnLine
from dropship_tui.services.database.db import Row
from dropship_tui.services.errors import Refused, WrongUsage
from dropship_tui.services.events import Head
from dropship_tui.services.work import Tx


def returning(tx: Tx, order: Head, lines: Sequence[ReturnLine]) -> list[tuple[Row, int]]:
    """The order's lines that come back, and how many of each. A SKU may be on several of them.

    Raises:
        WrongUsage: no line at all.
        Refused: more than was shipped and is not on its way back already (`too_many`).
    """
    if not lines:
        raise WrongUsage("no_lines", N_("Say which goods: SKU:QTY."))
    wanted: Counter[str] = Counter()
    for line in lines:
        wanted[line.sku] += line.quantity
    found = []
    for sku, quantity in wanted.items():
        rows = _shipped(tx, order, sku)
        missing = quantity
        for row in rows:
            taken = min(missing, int(row["remaining"]))
            if taken > 0:
                found.append((row, taken))
                missing -= taken
        if missing:
            raise Refused(
                "too_many",
                N_("{number}: only {left} of {sku} can come back."),
                number=order.number,
                left=quantity - missing,
                sku=sku,
            )
    return found


def _shipped(tx: Tx, order: Head, sku: str) -> list[Row]:
    """The order's lines of this SKU, with what of them was shipped and not asked back yet."""
    return tx.all(
        "SELECT l.id, l.sku_id, l.shipped - (SELECT coalesce(sum(cl.quantity), 0)"
        " FROM case_lines cl JOIN cases c ON c.id = cl.case_id WHERE cl.order_line_id = l.id"
        " AND c.status NOT IN ('rejected', 'withdrawn')) AS remaining"
        " FROM order_lines l JOIN skus s ON s.id = l.sku_id"
        " WHERE l.order_id = :order_id AND s.code = :sku ORDER BY l.position",
        order_id=order.id,
        sku=sku,
    )


def graded(
    rows: Sequence[Row], lines: Sequence[GradedLine]
) -> Iterator[tuple[Row, dict[str, int]]]:
    """Each line of the case with how many of its pieces are in which state.

    Raises:
        Refused: the pieces that are graded are not those that came back (`not_all_graded`).
    """
    pools: dict[str, Counter[str]] = defaultdict(Counter)
    for line in lines:
        pools[line.sku][line.grade] += line.quantity
    wanted: Counter[str] = Counter()
    for row in rows:
        wanted[row["sku"]] += row["quantity"]
    for sku in dict.fromkeys((*wanted, *pools)):
        if wanted[sku] != pools[sku].total():
            raise Refused(
                "not_all_graded",
                N_("{sku}: {wanted} came back, {graded} are graded."),
                details={"sku": sku},
                sku=sku,
                wanted=wanted[sku],
                graded=pools[sku].total(),
            )
    for row in rows:
        yield row, _take(pools[row["sku"]], row["quantity"])


def _take(pool: Counter[str], quantity: int) -> dict[str, int]:
    """So many pieces out of the pool, by grade."""
    grades = dict.fromkeys(GRADES, 0)
    for grade in GRADES:
        grades[grade] = min(pool[grade], quantity)
        pool[grade] -= grades[grade]
        quantity -= grades[grade]
    return grades
