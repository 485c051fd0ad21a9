"""F8, as somebody at the keys lives it: asked for, judged, received, inspected, refunded."""

from __future__ import annotations

from datetime import timedelta

import pytest
from textual import events
from textual.pilot import Pilot

from dropship_tui.services.returns import return_queries, returns
from dropship_tui.services.work import Shop
from tests.screens.hands import NOW, MakeApp, Take, press, settled, text_of
from tests.screens.stages import asked_back, delivered, inspected

WAYBILL = "YT7700000000001"


@pytest.fixture
def order(shop: Shop, take: Take) -> str:
    """A delivered order of two shirts."""
    number = take(quantity=2)
    delivered(shop, number, WAYBILL)
    return number


async def typed(pilot: Pilot[None], text: str) -> None:
    for char in text:
        pilot.app.post_message(events.Key(char, char))
    await settled(pilot)


def status(shop: Shop, case: str) -> str:
    return shop.read(lambda tx: return_queries.show(tx, case)).status


async def test_a_request_is_taken_down(shop: Shop, order: str, make_app: MakeApp) -> None:
    async with make_app().run_test(size=(80, 24), notifications=True) as pilot:
        await settled(pilot)
        await press(pilot, "f8", "n")
        await typed(pilot, order)
        await press(pilot, "ctrl+s", "down", "enter", "enter")
        assert "0 to 2  纯棉T恤 红 M" in text_of(pilot)
        await press(pilot, "2", "tab")
        await typed(pilot, "too-small")
        await press(pilot, "ctrl+s")
        assert "✓ case R-20261123-0001" in text_of(pilot)
        assert "[Ours 1]" in text_of(pilot)
    case = shop.read(lambda tx: return_queries.show(tx, "R-20261123-0001"))
    assert (case.order, case.reason, case.note) == (order, "size", "too-small")
    assert case.lines[0]["quantity"] == 2


async def test_the_cursor_goes_to_the_new_case(
    shop: Shop, take: Take, order: str, make_app: MakeApp
) -> None:
    for number in range(12):
        other = take(f"张{number}")
        delivered(shop, other, f"YT88000000000{number:02}")
        asked_back(shop, other)
    async with make_app().run_test(size=(80, 24), notifications=True) as pilot:
        await settled(pilot)
        await press(pilot, "f8", "right_square_bracket", "n")
        await typed(pilot, order)
        await press(pilot, "ctrl+s", "enter", "enter", "1", "ctrl+s")
        seen = text_of(pilot)
        assert "[Ours 13]" in seen
        assert "▸  R-20261123-0013" in seen
        assert "13 of 13" in seen


async def test_what_was_typed_stays_when_it_is_refused(
    shop: Shop, order: str, make_app: MakeApp
) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "f8", "n")
        await typed(pilot, order.replace("0001", "9999"))
        await press(pilot, "ctrl+s")
        assert "There is no order" in text_of(pilot)
        await press(pilot, "backspace", "backspace", "backspace", "backspace")
        await typed(pilot, "0001")
        await press(pilot, "ctrl+s", "enter", "enter", "3", "ctrl+s")
        assert "only 2 of TS-RED-M can come back." in text_of(pilot)
        await press(pilot, "backspace", "2", "ctrl+s")
    assert shop.read(lambda tx: return_queries.count_cases(tx)) == 1


async def test_the_policy_is_overruled_with_a_reason_only(
    shop: Shop, order: str, make_app: MakeApp
) -> None:
    long_ago = NOW - timedelta(days=20)
    shop.write(
        lambda tx: tx.run(
            "UPDATE orders SET delivered_at = :at", at=int(long_ago.timestamp() * 1000)
        )
    )
    async with make_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "f8", "n")
        await typed(pilot, order)
        await press(pilot, "ctrl+s", "enter", "enter", "1", "ctrl+s")
        assert "The policy refuses it" in text_of(pilot)
        assert "allowed this until 2026-11-10." in text_of(pilot)
        assert "Why all the same?" in text_of(pilot)
        await press(pilot, "ctrl+s")
        assert "This must not be empty." in text_of(pilot)
        await press(pilot, "escape")  # back to the goods, nothing lost
        assert "What comes back of" in text_of(pilot)
        await press(pilot, "ctrl+s")
        await typed(pilot, "goodwill")
        await press(pilot, "ctrl+s")
    case = shop.read(lambda tx: return_queries.list_cases(tx)).items[0]
    assert shop.read(lambda tx: return_queries.show(tx, case.case)).override == "goodwill"


async def test_pieces_that_do_not_add_up_are_counted_again(
    shop: Shop, order: str, make_app: MakeApp
) -> None:
    case = asked_back(shop, order, quantity=2)
    shop.write(lambda tx: returns.approve(tx, case))
    shop.write(lambda tx: returns.receive(tx, case))
    async with make_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "f8", "v", "backspace", "1", "ctrl+s")
        assert "TS-RED-M: 2 came back, 1 are graded." in text_of(pilot)
        await press(pilot, "enter", "enter", "backspace", "1", "ctrl+s")
        assert status(shop, case) == "inspected"
    lines = shop.read(lambda tx: return_queries.show(tx, case)).lines
    assert lines[0]["grades"] == {"good": 1, "damaged": 1}


async def test_more_than_is_left_needs_a_reason_and_keeps_the_amount(
    shop: Shop, order: str, make_app: MakeApp
) -> None:
    case = asked_back(shop, order)
    inspected(shop, case)
    async with make_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "f8", "f", *["backspace"] * 5)
        await typed(pilot, "50.00")
        await press(pilot, "ctrl+s")
        assert "At most ¥39.00 can be refunded." in text_of(pilot)
        assert "50.00" in text_of(pilot)
        await press(pilot, "tab", "tab")
        await typed(pilot, "goodwill")
        await press(pilot, "ctrl+s")
        assert "No cases here." in text_of(pilot)  # nobody waits for us any more
        await press(pilot, *["right_square_bracket"] * 3)
        assert "[Settled 1]" in text_of(pilot)
        assert "refunded ¥50.00" in text_of(pilot)
    assert status(shop, case) == "settled"


async def test_a_second_person_is_asked_for(shop: Shop, order: str, make_app: MakeApp) -> None:
    shop.write(
        lambda tx: tx.run("INSERT INTO shop_settings VALUES ('second_person_above', '1000')")
    )
    case = asked_back(shop, order)
    inspected(shop, case)
    async with make_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "f8", "f", "ctrl+s")
        text = text_of(pilot)
        assert "need a second person: tester approved this" in text
        assert "Let somebody else do it." in text
        await press(pilot, "escape")
    assert status(shop, case) == "inspected"


async def test_a_case_is_rejected_and_the_other_one_withdrawn(
    shop: Shop, take: Take, order: str, make_app: MakeApp
) -> None:
    first = asked_back(shop, order)
    second = asked_back(shop, order)
    async with make_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "f8", "r", "n", "o", "ctrl+s")
        assert status(shop, first) == "rejected"
        await press(pilot, "W", "o", "k", "ctrl+s")
        assert status(shop, second) == "withdrawn"
        assert "No cases here." in text_of(pilot)


async def test_the_conversation_and_the_waybill_are_kept(
    shop: Shop, order: str, make_app: MakeApp
) -> None:
    case = asked_back(shop, order)
    async with make_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "f8", "t", "down", "enter", "h", "i", "ctrl+s")
        assert "customer: hi" in text_of(pilot)
        await press(pilot, "a", "]", "w")
        await typed(pilot, "SF1234567890123")
        await press(pilot, "ctrl+s")
        assert "SF1234567890123" in text_of(pilot)
    assert status(shop, case) == "in_transit"
