"""The bench: what each scan means, counted once, kept for ever, at any number of benches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from dropship_tui.models.packing import Scan, ScanOutcome
from dropship_tui.services.errors import Refused
from dropship_tui.services.goods import catalog
from dropship_tui.services.orders import orders
from dropship_tui.services.packing import bench
from dropship_tui.services.receipts import receipts
from dropship_tui.services.work import Shop
from tests import trade
from tests.shop import add_sku
from tests.trade import do, scan


@pytest.fixture(autouse=True)
def goods(shop: Shop) -> Iterator[None]:
    """Two SKUs with barcodes; whatever is scanned, every invariant holds afterwards."""
    add_sku(shop, "CUP", on_hand=50, barcode="6901234567892")
    add_sku(shop, "BOWL", on_hand=50, barcode="6909876543210")
    yield
    assert trade.broken(shop) == {}


@pytest.fixture
def parcel(shop: Shop) -> str:
    """Two cups and a bowl, not packed yet."""
    return trade.open_parcel(shop, trade.confirmed(shop, ("CUP", 2), ("BOWL", 1)))


def told(answer: Scan) -> tuple[str, str | None, str | None, int, int]:
    return (
        answer.outcome.value,
        answer.parcel,
        answer.sku,
        answer.scanned,
        answer.expected,
    )


def scans(shop: Shop, *codes: str) -> list[str]:
    return [scan(shop, code).outcome.value for code in codes]


def test_a_parcel_is_packed_piece_by_piece(shop: Shop, parcel: str) -> None:
    assert told(scan(shop, parcel)) == ("parcel_opened", parcel, None, 0, 3)
    assert told(scan(shop, "6901234567892")) == ("item_ok", parcel, "CUP", 1, 2)
    assert told(scan(shop, "cup")) == ("item_ok", parcel, "CUP", 2, 2)
    assert told(scan(shop, parcel)) == ("parcel_opened", parcel, None, 2, 3)
    assert trade.parcel(shop, parcel).status == "open"
    assert told(scan(shop, "6909876543210")) == ("parcel_complete", parcel, "BOWL", 1, 1)
    assert trade.parcel(shop, parcel).status == "packed"
    assert trade.parcel(shop, parcel).scanned == 3


def test_a_wrong_scan_changes_nothing_and_the_next_right_one_goes_on(
    shop: Shop, parcel: str
) -> None:
    add_sku(shop, "SPOON", on_hand=1)
    scan(shop, parcel)
    assert told(scan(shop, "SPOON")) == ("wrong_item", parcel, "SPOON", 0, 0)
    assert told(scan(shop, "hello")) == ("unknown_code", parcel, None, 0, 3)
    scan(shop, "BOWL")
    assert told(scan(shop, "BOWL")) == ("extra_item", parcel, "BOWL", 1, 1)
    assert told(scan(shop, "YT1234567890123")) == ("unknown_code", parcel, None, 1, 3)
    assert scans(shop, "CUP", "CUP") == ["item_ok", "parcel_complete"]


def test_thirty_of_the_same_are_thirty(shop: Shop) -> None:
    big = trade.open_parcel(shop, trade.confirmed(shop, ("CUP", 30)))
    scan(shop, big)
    answers = [scan(shop, "CUP") for _ in range(31)]
    assert [answer.scanned for answer in answers] == [*range(1, 31), 30]
    assert Counter(answer.outcome for answer in answers) == {
        ScanOutcome.ITEM_OK: 29,
        ScanOutcome.PARCEL_COMPLETE: 1,
        ScanOutcome.EXTRA_ITEM: 1,
    }


def test_nothing_lies_on_the_bench(shop: Shop, parcel: str) -> None:
    assert scans(shop, "CUP", "YT1234567890123") == ["nothing_open", "nothing_open"]
    assert told(scan(shop, "CUP")) == ("nothing_open", None, "CUP", 0, 0)
    scan(shop, parcel)
    assert do(shop, bench.clear, trade.BENCH) == parcel
    assert do(shop, bench.clear, trade.BENCH) is None
    assert scans(shop, "CUP") == ["nothing_open"]


def test_the_waybill_is_the_last_scan(shop: Shop, parcel: str) -> None:
    scans(shop, parcel, "CUP", "CUP", "BOWL")
    assert told(scan(shop, "yt1234567890123")) == ("waybill_ok", parcel, None, 3, 3)
    assert scans(shop, "YT1234567890123", "YT1234567890129", "CUP") == [
        "waybill_ok",
        "waybill_invalid",
        "extra_item",
    ]
    assert trade.parcel(shop, parcel).waybill == "YT1234567890123"


def test_what_is_wrong_with_a_waybill(shop: Shop, parcel: str) -> None:
    used = trade.open_parcel(shop, trade.confirmed(shop, ("CUP", 1)))
    trade.pack(shop, used)
    waybill = trade.label(shop, used)
    trade.pack(shop, parcel)
    assert scans(shop, waybill, "7712345678901", "1Z999AA10123456785") == [
        "waybill_duplicate",
        "courier_ambiguous",
        "waybill_invalid",
    ]
    assert waybill in scan(shop, waybill).message
    assert trade.parcel(shop, parcel).status == "packed"
    assert trade.parcel(shop, parcel).courier is None
    (number,) = trade.parcel(shop, parcel).orders
    do(shop, orders.hold, number)
    assert scans(shop, "YT1234567890123") == ["order_held"]


def test_a_packed_parcel_comes_back_for_its_waybill(shop: Shop, parcel: str) -> None:
    trade.pack(shop, parcel)
    scan(shop, trade.open_parcel(shop, trade.confirmed(shop, ("CUP", 1))))
    answer = scan(shop, parcel)
    assert told(answer) == ("already_packed", parcel, None, 3, 3)
    assert "packed by li at 11-23 09:30" in answer.message
    assert scans(shop, "YT1234567890123") == ["waybill_ok"]
    assert trade.parcel(shop, parcel).status == "labelled"


def test_a_parcel_that_has_left_does_not_come_back(shop: Shop, parcel: str) -> None:
    other = trade.open_parcel(shop, trade.confirmed(shop, ("CUP", 1)))
    trade.pack(shop, parcel)
    trade.label(shop, parcel)
    trade.hand_over(shop, parcel)
    scan(shop, other)
    assert scans(shop, parcel) == ["already_packed"]
    assert shop.read(lambda tx: bench.current_parcel(tx, trade.BENCH)) == other
    do(shop, receipts.deliver, parcel)
    assert "delivered" in scan(shop, parcel).message


def test_what_lies_on_the_bench_may_leave_behind_its_back(shop: Shop, parcel: str) -> None:
    trade.pack(shop, parcel)
    trade.label(shop, parcel)
    trade.hand_over(shop, parcel)
    assert scans(shop, "CUP", "YT1234567890123") == ["nothing_open", "nothing_open"]


def test_a_held_order_is_put_aside(shop: Shop, parcel: str) -> None:
    scans(shop, parcel, "CUP")
    (number,) = trade.parcel(shop, parcel).orders
    do(shop, orders.hold, number)
    assert scans(shop, "CUP", parcel) == ["order_held", "order_held"]
    assert trade.parcel(shop, parcel).scanned == 1
    do(shop, orders.release, number)
    assert scans(shop, "CUP", "BOWL") == ["item_ok", "parcel_complete"]


def test_a_parcel_that_was_taken_apart_is_nothing_to_pack(shop: Shop, parcel: str) -> None:
    scan(shop, parcel)
    do(shop, orders.cancel, *trade.parcel(shop, parcel).orders)
    answer = scan(shop, parcel)
    assert (answer.outcome, "put its goods back" in answer.message) == ("unknown_code", True)
    assert scans(shop, "CUP") == ["nothing_open"]


def test_somebody_elses_code_for_an_item_is_known(shop: Shop, parcel: str) -> None:
    do(shop, catalog.add_alias, "CUP", "MUG-9")
    assert scans(shop, parcel, "mug-9") == ["parcel_opened", "item_ok"]


def test_two_orders_in_a_parcel_count_together(shop: Shop) -> None:
    parcels = [trade.open_parcel(shop, trade.confirmed(shop, ("CUP", n))) for n in (1, 2)]
    trade.join_parcels(shop, *parcels)
    assert told(scan(shop, parcels[0])) == ("parcel_opened", parcels[0], None, 0, 3)
    assert [told(scan(shop, "CUP"))[3:] for _ in range(3)] == [(1, 3), (2, 3), (3, 3)]
    assert [line.scanned for line in trade.parcel(shop, parcels[0]).lines] == [1, 2]


def test_the_last_piece_can_be_taken_out_again(shop: Shop, parcel: str) -> None:
    with pytest.raises(Refused, match="nothing to take back"):
        do(shop, bench.undo, trade.BENCH)
    scans(shop, parcel, "CUP", "BOWL")
    undone = [do(shop, bench.undo, trade.BENCH) for _ in range(2)]
    assert [(answer.sku, answer.scanned) for answer in undone] == [("BOWL", 0), ("CUP", 0)]
    with pytest.raises(Refused, match="nothing to take back"):
        do(shop, bench.undo, trade.BENCH)
    trade.pack(shop, parcel)
    with pytest.raises(Refused, match="nothing to take back"):
        do(shop, bench.undo, trade.BENCH)


def test_benches_do_not_mix(shop: Shop, parcel: str) -> None:
    other = trade.open_parcel(shop, trade.confirmed(shop, ("BOWL", 1)))
    scan(shop, parcel, "bench-1")
    scan(shop, other, "bench-2")
    assert scan(shop, "BOWL", "bench-2").parcel == other
    assert scan(shop, "BOWL", "bench-1").parcel == parcel


def test_every_scan_is_written_down(shop: Shop, parcel: str) -> None:
    scans(shop, parcel, "CUP", "hello\x1b[31m", "CUP")
    rows = shop.read(lambda tx: tx.all("SELECT code, outcome, station, actor FROM scans"))
    assert [tuple(row) for row in rows] == [
        (parcel, "parcel_opened", "bench-1", "li"),
        ("CUP", "item_ok", "bench-1", "li"),
        ("hello[31m", "unknown_code", "bench-1", "li"),
        ("CUP", "item_ok", "bench-1", "li"),
    ]
