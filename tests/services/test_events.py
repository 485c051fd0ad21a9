"""One door for every change of state: one event each, in a chain that shows any meddling."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dropship_tui.models.lifecycle import Document, Transition
from dropship_tui.services import events
from dropship_tui.services.errors import NotFound, Refused
from dropship_tui.services.events import HASHED, Birth, born, event_hash, head, move, move_many
from dropship_tui.services.orders import holds, orders
from dropship_tui.services.upkeep.checkup import check
from dropship_tui.services.work import Shop, Tx
from tests import trade
from tests.shop import Clock, add_sku
from tests.trade import do


@pytest.fixture
def number(shop: Shop) -> str:
    add_sku(shop, "A", on_hand=9)
    return trade.take_order(shop, ("A", 1))


def chain(shop: Shop, number: str) -> list[dict[str, object]]:
    """The order's events, as they are stored."""
    order_id = trade.order(shop, number).id
    rows = shop.read(
        lambda tx: tx.all("SELECT * FROM events WHERE document_id = :id ORDER BY seq", id=order_id)
    )
    return [dict(row) for row in rows]


def test_who_when_from_to_why(shop: Shop, number: str) -> None:
    assert isinstance(shop.clock, Clock)
    shop.clock.advance(hours=2)
    told = shop.clock()
    shop.clock.advance(hours=1)
    person = replace(shop, actor="zhao", station="bench-2")
    do(person, orders.hold, number, reason="customer", at=told)
    first, last = chain(shop, number)
    assert [last[name] for name in ("actor", "station", "action", "reason")] == [
        "zhao",
        "bench-2",
        "hold",
        "customer",
    ]
    assert (last["from_status"], last["to_status"], last["seq"]) == ("new", "on_hold", 2)
    assert last["at"] == round(told.timestamp() * 1000)
    assert last["recorded_at"] == round(shop.clock().timestamp() * 1000)
    assert (first["previous"], last["previous"]) == ("", first["hash"])
    assert last["hash"] == event_hash({name: last[name] for name in HASHED})


def test_a_document_changes_once_for_what_was_seen(shop: Shop, number: str) -> None:
    def twice(tx: Tx) -> None:
        seen = head(tx, Document.ORDER, number)
        move(tx, seen, "confirm")
        move(tx, seen, "confirm")

    with pytest.raises(Refused) as refused:
        shop.write(twice)
    assert refused.value.code == "changed_meanwhile"
    assert trade.order(shop, number).status == "new"
    assert len(chain(shop, number)) == 1


def test_counters_follow(shop: Shop, number: str) -> None:
    do(shop, orders.confirm, number)
    trade.take_order(shop, ("A", 1))
    counts = shop.read(lambda tx: events.counts(tx, Document.ORDER))
    assert {status: n for status, n in counts.items() if n} == {"confirmed": 1, "new": 1}


def test_many_are_held_as_one_is(shop: Shop, number: str) -> None:
    def hold(tx: Tx) -> None:
        doc = head(tx, Document.ORDER, number)
        move_many(tx, [doc], "hold", reasons=["unpaid"])
        holds.add(tx, doc.id, "unpaid")

    shop.write(hold)
    assert trade.order(shop, number).status == "on_hold"
    assert do(shop, orders.release, number).status == "new"
    assert trade.broken(shop) == {}
    do(shop, move_many, [], "hold", reasons=[])


def test_a_program_that_asks_the_impossible_is_at_fault(shop: Shop, number: str) -> None:
    doc = shop.read(lambda tx: head(tx, Document.ORDER, number))
    with pytest.raises(ValueError, match="does not allow"):
        do(shop, move_many, [doc], "ship", reasons=[""])
    with pytest.raises(ValueError, match="cannot begin with"):
        do(shop, born, Document.ORDER, "ship", [Birth(1, "X")])
    with pytest.raises(LookupError):
        shop.read(lambda tx: events.head_by_id(tx, Document.ORDER, 1))
    with pytest.raises(NotFound):
        shop.read(lambda tx: events.history_of(tx, Document.PARCEL, number))


TAMPERING = {
    "another actor": "UPDATE events SET actor = 'eve' WHERE seq = 2",
    "another reason": "UPDATE events SET reason = 'eve' WHERE seq = 2",
    "another time": "UPDATE events SET at = at - 1 WHERE seq = 2",
    "the last is gone": "DELETE FROM events WHERE document = 'order' AND seq = 3",
    "one is gone": "DELETE FROM events WHERE document = 'order' AND seq = 2",
    "two changed places": "UPDATE events SET seq = 7 - seq WHERE seq IN (2, 3)",
    "the order says something else": "UPDATE orders SET status = 'confirmed', held_from = ''",
    "the order's clock is wrong": "UPDATE orders SET changed_at = changed_at + 1",
}


@pytest.mark.parametrize("how", TAMPERING)
def test_meddling_is_seen(shop: Shop, number: str, how: str) -> None:
    do(shop, orders.confirm, number)
    do(shop, orders.hold, number)
    assert trade.broken(shop) == {}
    shop.write(lambda tx: tx.run(TAMPERING[how]))
    results = {result.name: result for result in check(shop)}
    assert results["every_change_has_its_event"].examples == (number,)


def test_a_step_that_the_lifecycle_does_not_know_is_seen(shop: Shop, number: str) -> None:
    """A well-formed chain, hash and all, of a step that nobody may take."""

    def forge(tx: Tx) -> None:
        doc = head(tx, Document.ORDER, number)
        step = Transition(Document.ORDER, "new", "ship", "shipped")
        event = events._event(tx, doc, step, "", tx.at)
        tx.many(events._INSERT, [event])
        tx.run(
            "UPDATE orders SET status = 'shipped', version = 2, chain = :hash WHERE id = :id",
            hash=event["hash"],
            id=doc.id,
        )

    shop.write(forge)
    assert trade.broken(shop)["every_change_has_its_event"] == (number,)


def test_events_of_nothing_are_seen(shop: Shop, number: str) -> None:
    do(shop, born, Document.PARCEL, "open", [Birth(77, "P-77")])
    assert trade.broken(shop)["every_change_has_its_event"] == ("77",)
