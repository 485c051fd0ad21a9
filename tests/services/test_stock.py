"""The ledger and the shelf: what moves, what is refused, and what eight stations can promise."""

from __future__ import annotations

from functools import partial
from multiprocessing import get_context
from pathlib import Path

import pytest

from dropship_tui.models.catalog import NewSku
from dropship_tui.models.checks import Invalid
from dropship_tui.models.stock import ADJUSTMENT_REASONS, Place
from dropship_tui.services.errors import NotFound, Refused, WrongUsage
from dropship_tui.services.goods import catalog, stock
from dropship_tui.services.goods.stock_count import import_count
from dropship_tui.services.work import Shop, Tx
from tests.shop import Clock, add_sku, open_shop


def on_hand(shop: Shop, code: str = "CUP") -> int:
    return shop.read(lambda tx: stock.balance(tx, code)).on_hand


def places(tx: Tx, sku_id: int) -> dict[str, int]:
    """Where the SKU's goods are, by the ledger alone."""
    rows = tx.all(
        "SELECT place, sum(n) AS n FROM ("
        "SELECT target AS place, quantity AS n FROM stock_moves WHERE sku_id = :id"
        " UNION ALL SELECT source, -quantity FROM stock_moves WHERE sku_id = :id) GROUP BY place",
        id=sku_id,
    )
    return {row["place"]: row["n"] for row in rows}


def test_a_new_sku_has_an_empty_shelf(shop: Shop) -> None:
    add_sku(shop, "CUP")
    balance = shop.read(lambda tx: stock.balance(tx, "CUP"))
    assert (balance.on_hand, balance.reserved, balance.available) == (0, 0, 0)


def test_received_goods_come_from_the_supplier(shop: Shop) -> None:
    sku_id = add_sku(shop, "CUP")
    balance = shop.write(lambda tx: stock.receive(tx, "cup", 12, note="  from \x1b[31mthe mill "))
    assert balance.on_hand == 12
    (move,) = shop.read(lambda tx: stock.moves(tx, "CUP")).items
    assert (move.quantity, move.source, move.target, move.actor) == (12, "supplier", "shelf", "li")
    assert move.note == "from [31mthe mill"
    assert shop.read(lambda tx: places(tx, sku_id)) == {"supplier": -12, "shelf": 12}


@pytest.mark.parametrize("quantity", [0, -1, 10**6 + 1])
def test_what_is_no_quantity_is_not_received(shop: Shop, quantity: int) -> None:
    add_sku(shop, "CUP", on_hand=3)
    with pytest.raises(Invalid, match="whole number"):
        shop.write(lambda tx: stock.receive(tx, "CUP", quantity))
    assert on_hand(shop) == 3


def test_an_unknown_sku_is_not_found(shop: Shop) -> None:
    with pytest.raises(NotFound) as error:
        shop.write(lambda tx: stock.receive(tx, "NIX", 1))
    assert error.value.code == "not_found"


@pytest.mark.parametrize("reason", ADJUSTMENT_REASONS)
def test_every_reason_takes_goods_off_the_shelf(shop: Shop, reason: str) -> None:
    sku_id = add_sku(shop, "CUP", on_hand=10)
    assert shop.write(lambda tx: stock.adjust(tx, "CUP", -4, reason=reason)).on_hand == 6
    found = shop.read(lambda tx: places(tx, sku_id))
    assert found[ADJUSTMENT_REASONS[reason]] == 4
    assert sum(found.values()) == 0


def test_found_goods_are_added(shop: Shop) -> None:
    add_sku(shop, "CUP", on_hand=10)
    assert shop.write(lambda tx: stock.adjust(tx, "CUP", 2, reason="found")).on_hand == 12


def test_damaged_goods_do_not_come_back(shop: Shop) -> None:
    add_sku(shop, "CUP", on_hand=10)
    with pytest.raises(Invalid) as error:
        shop.write(lambda tx: stock.adjust(tx, "CUP", 2, reason="damage"))
    assert error.value.code == "damage_adds"
    assert on_hand(shop) == 10


def test_an_unknown_reason_is_wrong_usage(shop: Shop) -> None:
    add_sku(shop, "CUP", on_hand=10)
    with pytest.raises(WrongUsage, match="count, damage"):
        shop.write(lambda tx: stock.adjust(tx, "CUP", -1, reason="mood"))


def test_what_is_promised_stays_on_the_shelf(shop: Shop) -> None:
    sku_id = add_sku(shop, "CUP", on_hand=10)
    assert shop.write(lambda tx: stock.reserve(tx, sku_id, 7))
    with pytest.raises(Refused) as error:
        shop.write(lambda tx: stock.adjust(tx, "CUP", -4, reason="loss"))
    assert error.value.code == "no_stock"
    assert error.value.details == {"sku": "CUP", "on_hand": 10, "reserved": 7}
    assert on_hand(shop) == 10
    assert len(shop.read(lambda tx: stock.moves(tx, "CUP")).items) == 1
    assert shop.write(lambda tx: stock.adjust(tx, "CUP", -3, reason="loss")).available == 0


def test_no_more_is_promised_than_there_is(shop: Shop) -> None:
    sku_id = add_sku(shop, "CUP", on_hand=3)
    assert shop.write(lambda tx: stock.reserve(tx, sku_id, 2))
    assert not shop.write(lambda tx: stock.reserve(tx, sku_id, 2))
    assert shop.write(lambda tx: stock.reserve(tx, sku_id, 1))
    shop.write(lambda tx: stock.unreserve(tx, sku_id, 2))
    assert shop.read(lambda tx: stock.balance(tx, "CUP")).available == 2
    with pytest.raises(Refused) as error:
        shop.write(lambda tx: stock.unreserve(tx, sku_id, 2))
    assert error.value.code == "not_reserved"


def test_shipping_uses_up_the_promise(shop: Shop) -> None:
    sku_id = add_sku(shop, "CUP", on_hand=5)
    shop.write(lambda tx: stock.reserve(tx, sku_id, 2))
    with pytest.raises(Refused, match="5 on hand, 2 of them reserved; 3"):
        shop.write(lambda tx: stock.ship(tx, sku_id, 3, document="P1", document_id=1))
    shop.write(lambda tx: stock.ship(tx, sku_id, 2, document="P1", document_id=1))
    balance = shop.read(lambda tx: stock.balance(tx, "CUP"))
    assert (balance.on_hand, balance.reserved) == (3, 0)
    last = shop.read(lambda tx: stock.moves(tx, "CUP")).items[0]
    assert (last.quantity, last.target, last.document) == (-2, "customer", "P1")


def move_two(tx: Tx, *, sku_id: int, source: Place, target: Place) -> None:
    stock.move_goods(tx, sku_id, 2, source, target, reason="return")


def test_moves_are_signed_as_the_shelf_sees_them(shop: Shop) -> None:
    sku_id = add_sku(shop, "CUP", on_hand=8)
    back = (Place.CUSTOMER, Place.QUARANTINE), (Place.QUARANTINE, Place.SHELF)
    shop.write(lambda tx: stock.reserve(tx, sku_id, 3))
    shop.write(lambda tx: stock.ship(tx, sku_id, 3, document="P1", document_id=1))
    for source, target in back:
        shop.write(partial(move_two, sku_id=sku_id, source=source, target=target))
    moves = shop.read(lambda tx: stock.moves(tx, "CUP")).items
    assert [move.quantity for move in moves] == [2, 0, -3, 8]
    assert [move.pieces for move in moves] == [2, 2, 3, 8]
    assert sum(move.quantity for move in moves) == on_hand(shop)


def test_the_ledger_is_read_page_by_page(shop: Shop) -> None:
    add_sku(shop, "CUP")
    add_sku(shop, "BOWL", on_hand=99)
    for n in range(1, 8):
        shop.write(partial(stock.receive, code="CUP", quantity=n))
    seen = []
    page = shop.read(lambda tx: stock.moves(tx, "CUP", limit=3))
    while page.next:
        seen += [move.quantity for move in page.items]
        page = shop.read(partial(stock.moves, code="CUP", limit=3, after=page.next))
    assert [*seen, *(move.quantity for move in page.items)] == [7, 6, 5, 4, 3, 2, 1]


def test_low_is_what_should_be_ordered_again(shop: Shop) -> None:
    for code, there, point in (("A", 10, 5), ("B", 5, 5), ("C", 2, 8), ("D", 0, 0), ("E", 1, 0)):
        add_sku(shop, code, on_hand=there)
        shop.write(partial(catalog.save, new=NewSku(code, reorder_point=point)))
    assert [item.sku for item in shop.read(stock.low).items] == ["C", "B", "D"]
    seen: list[str] = []
    page = shop.read(partial(stock.low, limit=1))
    while page.next:
        seen += [item.sku for item in page.items]
        page = shop.read(partial(stock.low, limit=1, after=page.next))
    assert [*seen, *(item.sku for item in page.items)] == ["C", "B", "D"]


def test_a_move_that_happened_earlier_says_so(shop: Shop, clock: Clock) -> None:
    add_sku(shop, "CUP")
    earlier = clock.now
    clock.advance(hours=5)
    shop.write(lambda tx: stock.receive(tx, "CUP", 1), at=earlier)
    (move,) = shop.read(lambda tx: stock.moves(tx, "CUP")).items
    assert move.at == earlier


# Counting


def sheet(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "count.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_count_makes_the_book_right(shop: Shop, tmp_path: Path) -> None:
    add_sku(shop, "CUP", on_hand=10, barcode="2000001000311")
    add_sku(shop, "BOWL", on_hand=4)
    add_sku(shop, "PAN")
    path = sheet(
        tmp_path,
        "十一月盘点\n商家编码,实盘数量(件),库位\n2000001000311,7,C-11\nbowl,4,\nPAN,0,\n合计,11,\n",
    )
    answer = import_count(shop, path)
    assert (answer.counts.imported, answer.counts.skipped, answer.counts.rows) == (3, 1, 4)
    assert on_hand(shop) == 7
    last = shop.read(lambda tx: stock.moves(tx, "CUP")).items[0]
    assert (last.quantity, last.reason, last.target) == (-3, "count", "adjustment")
    assert shop.read(lambda tx: catalog.show(tx, "CUP")).bin == "C-11"
    assert shop.read(lambda tx: catalog.show(tx, "PAN")).counted_at == shop.clock()

    again = import_count(shop, path)
    assert (again.counts.imported, again.counts.updated, again.counts.duplicate) == (0, 0, 3)
    assert len(shop.read(lambda tx: stock.moves(tx, "CUP")).items) == 2


def test_what_cannot_be_counted_is_rejected_with_its_cell(shop: Shop, tmp_path: Path) -> None:
    sku_id = add_sku(shop, "CUP", on_hand=10)
    add_sku(shop, "BOWL", on_hand=1)
    shop.write(lambda tx: stock.reserve(tx, sku_id, 5))
    answer = import_count(
        shop,
        sheet(
            tmp_path,
            "sku,quantity\nCUP,4\nNIX,1\nBOWL,1.5\nBOWL,-1\nBOWL,lots\n,7\nBOWL,2\nBOWL,3\n",
        ),
    )
    found = [(error.row, error.column, error.code) for error in answer.errors]
    assert found == [
        (2, "quantity", "no_stock"),
        (3, "sku", "unknown_sku"),
        (4, "quantity", "bad_quantity"),
        (5, "quantity", "bad_quantity"),
        (6, "quantity", "bad_number"),
        (7, "sku", "missing_value"),
        (8, "sku", "counted_twice"),
        (9, "sku", "counted_twice"),
    ]
    assert answer.counts.rows == answer.counts.rejected == 8
    assert on_hand(shop) == 10
    assert on_hand(shop, "BOWL") == 1


@pytest.mark.parametrize(("dry_run", "strict"), [(True, False), (False, True)])
def test_a_count_can_be_tried(shop: Shop, tmp_path: Path, dry_run: bool, strict: bool) -> None:
    add_sku(shop, "CUP", on_hand=10)
    path = sheet(tmp_path, "sku,quantity\nCUP,7\nNIX,1\n")
    answer = import_count(shop, path, dry_run=dry_run, strict=strict)
    assert (answer.counts.imported, answer.counts.rejected, answer.written) == (1, 1, False)
    assert on_hand(shop) == 10
    assert shop.read(lambda tx: catalog.show(tx, "CUP")).counted_at is None


def test_strict_takes_a_sheet_without_faults(shop: Shop, tmp_path: Path) -> None:
    add_sku(shop, "CUP", on_hand=10)
    answer = import_count(shop, sheet(tmp_path, "sku,quantity\nCUP,7\n"), strict=True)
    assert answer.written
    assert on_hand(shop) == 7


# Eight stations at once

STATIONS = 8
TRIES = 25


def promise_one_by_one(place: tuple[str, int]) -> int:
    """One station's work, in a process of its own: how many it could promise."""
    path, sku_id = place
    shop = open_shop(Path(path))
    return sum(shop.write(lambda tx: stock.reserve(tx, sku_id, 1)) for _ in range(TRIES))


def test_eight_processes_promise_the_last_hundred_exactly_once(shop: Shop) -> None:
    sku_id = add_sku(shop, "CUP", on_hand=100)
    with get_context("spawn").Pool(STATIONS) as pool:
        promised = pool.map(promise_one_by_one, [(shop.db.place, sku_id)] * STATIONS, chunksize=1)
    assert STATIONS * TRIES > 100
    assert sum(promised) == 100
    balance = shop.read(lambda tx: stock.balance(tx, "CUP"))
    assert (balance.on_hand, balance.reserved, balance.available) == (100, 100, 0)
