"""Whatever is done with goods, in whatever order: none are made, lost, or sold twice.

A plain dictionary of places plays the shop's part; the shop must agree with it after every step.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from dropship_tui.models.stock import ADJUSTMENT_REASONS, Place
from dropship_tui.services.errors import Refused
from dropship_tui.services.goods import stock
from dropship_tui.services.work import Tx
from tests.shop import add_sku, make_shop

SKUS = ("CUP", "BOWL")
skus = st.sampled_from(SKUS)
pieces = st.integers(1, 9)
both_ways = [reason for reason, place in ADJUSTMENT_REASONS.items() if place is Place.ADJUSTMENT]


class StockMachine(RuleBasedStateMachine):
    """Two SKUs, every way to move them, and the dictionary that knows better."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.shop = make_shop(Path(self.folder.name))
        self.ids = {sku: add_sku(self.shop, sku) for sku in SKUS}
        self.places: dict[str, Counter[Place]] = {sku: Counter() for sku in SKUS}
        self.reserved = dict.fromkeys(SKUS, 0)
        self.moves = dict.fromkeys(SKUS, 0)

    def teardown(self) -> None:
        self.shop.db.close()
        self.folder.cleanup()

    def expect_move(self, sku: str, n: int, source: Place, target: Place) -> None:
        self.places[sku][source] -= n
        self.places[sku][target] += n
        self.moves[sku] += 1

    def available(self, sku: str) -> int:
        return self.places[sku][Place.SHELF] - self.reserved[sku]

    @rule(sku=skus, n=pieces)
    def receive(self, sku: str, n: int) -> None:
        self.shop.write(lambda tx: stock.receive(tx, sku, n))
        self.expect_move(sku, n, Place.SUPPLIER, Place.SHELF)

    @rule(sku=skus, n=pieces, reason=st.sampled_from(list(ADJUSTMENT_REASONS)))
    def take_off(self, sku: str, n: int, reason: str) -> None:
        try:
            self.shop.write(lambda tx: stock.adjust(tx, sku, -n, reason=reason))
        except Refused:
            assert n > self.available(sku)
        else:
            self.expect_move(sku, n, Place.SHELF, ADJUSTMENT_REASONS[reason])

    @rule(sku=skus, n=pieces, reason=st.sampled_from(both_ways))
    def put_on(self, sku: str, n: int, reason: str) -> None:
        self.shop.write(lambda tx: stock.adjust(tx, sku, n, reason=reason))
        self.expect_move(sku, n, Place.ADJUSTMENT, Place.SHELF)

    @rule(sku=skus, n=pieces)
    def promise(self, sku: str, n: int) -> None:
        promised = self.shop.write(lambda tx: stock.reserve(tx, self.ids[sku], n))
        assert promised == (n <= self.available(sku))
        self.reserved[sku] += n * promised

    @rule(sku=skus, n=pieces)
    def take_back_a_promise(self, sku: str, n: int) -> None:
        try:
            self.shop.write(lambda tx: stock.unreserve(tx, self.ids[sku], n))
        except Refused:
            assert n > self.reserved[sku]
        else:
            self.reserved[sku] -= n

    @rule(sku=skus, n=pieces)
    def ship(self, sku: str, n: int) -> None:
        try:
            self.shop.write(
                lambda tx: stock.ship(tx, self.ids[sku], n, document="P1", document_id=1)
            )
        except Refused:
            assert n > self.reserved[sku]
        else:
            self.expect_move(sku, n, Place.SHELF, Place.CUSTOMER)
            self.reserved[sku] -= n

    @rule(sku=skus, to=st.sampled_from([Place.SHELF, Place.SCRAP]), data=st.data())
    def come_back(self, sku: str, to: Place, data: st.DataObject) -> None:
        shipped = self.places[sku][Place.CUSTOMER]
        if shipped:
            n = data.draw(st.integers(1, shipped))
            self.move(sku, n, Place.CUSTOMER, Place.QUARANTINE)
            self.move(sku, n, Place.QUARANTINE, to)

    def move(self, sku: str, n: int, source: Place, target: Place) -> None:
        self.shop.write(
            lambda tx: stock.move_goods(tx, self.ids[sku], n, source, target, reason="return")
        )
        self.expect_move(sku, n, source, target)

    @rule(sku=skus, n=pieces)
    def fail_halfway(self, sku: str, n: int) -> None:
        """A transaction that is refused at its end leaves nothing behind."""

        def work(tx: Tx) -> None:
            stock.receive(tx, sku, n)
            stock.reserve(tx, self.ids[sku], 1)
            raise Refused("changed_mind", "No.")

        with pytest.raises(Refused, match="No"):
            self.shop.write(work)

    @invariant()
    def agrees(self) -> None:
        with self.shop.db.read() as rows:
            for sku, sku_id in self.ids.items():
                ledger = Counter[str]()
                lines = rows.all("SELECT * FROM stock_moves WHERE sku_id = :id", id=sku_id)
                for line in lines:
                    ledger[line["source"]] -= line["quantity"]
                    ledger[line["target"]] += line["quantity"]
                shelf = rows.one("SELECT * FROM stock WHERE sku_id = :id", id=sku_id)
                assert shelf is not None
                assert sum(ledger.values()) == 0
                assert ledger == {place.value: n for place, n in self.places[sku].items()}
                assert shelf["on_hand"] == ledger["shelf"]
                assert shelf["reserved"] == self.reserved[sku]
                assert 0 <= shelf["reserved"] <= shelf["on_hand"]
                assert len(lines) == self.moves[sku]


def test_goods_are_moved_and_never_made() -> None:
    run_state_machine_as_test(
        StockMachine, settings=settings(max_examples=30, stateful_step_count=25, deadline=None)
    )
