"""No code of the program's own is shown where people read words."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from dropship_tui.models import words
from dropship_tui.models.lifecycle import Document
from dropship_tui.models.orders import HOLD_REASONS, HOLDS
from dropship_tui.models.receipts import CHECK_RESULTS, SIGNED_BY, TrackingState
from dropship_tui.services.orders import order_queries, orders
from dropship_tui.services.orders.intake import RECEIVER_COLUMNS
from dropship_tui.services.receipts import receipts, tracking
from dropship_tui.services.work import Shop
from tests.screens.hands import MakeApp, Take, press, settled, text_of
from tests.screens.stages import asked_back, delivered, shipped

WAYBILL = "YT7700000000001"
NAMES = {"yuantong": "圆通速递"}


def test_every_code_has_its_words() -> None:
    assert set(HOLD_REASONS) == set(words.HOLD_CAUSES)
    assert {*SIGNED_BY, "damaged"} == set(words.SIGNED_BY)
    assert set(CHECK_RESULTS) == set(words.CHECK_RESULTS)
    assert set(TrackingState) == set(words.TRACKING)
    assert {*RECEIVER_COLUMNS, "remark"} <= set(words.FIELDS)


@pytest.mark.parametrize(
    ("document", "action", "reason", "told"),
    [
        (Document.ORDER, "hold", "out_of_stock", "out of stock"),
        (Document.ORDER, "hold", "unpaid, no_service", "not paid, no courier serves the area"),
        (Document.ORDER, "release", "unpaid: 老顾客", "not paid: 老顾客"),
        (Document.ORDER, "edit", "name, phone", "name, phone"),
        (Document.ORDER, "check", "ok", "The goods are right"),
        (Document.ORDER, "review", "5/4", "goods 5, service 4"),
        (Document.ORDER, "cancel", "买家不要了: 改天", "买家不要了: 改天"),
        (Document.ORDER, "hold", "买家: later", "买家: later"),
        (Document.PARCEL, "label", f"yuantong {WAYBILL}", f"圆通速递 {WAYBILL}"),
        (Document.PARCEL, "courier", "zhongtong", "zhongtong"),
        (Document.PARCEL, "deliver", "self, damaged", "The receiver signed, It arrived damaged"),
        (Document.PARCEL, "fail", "delivery_failed", "delivery failed"),
    ],
)
def test_reasons(document: Document, action: str, reason: str, told: str) -> None:
    assert words.reason_words(document, action, reason, NAMES) == told


@pytest.mark.parametrize("code", HOLDS)
def test_a_hold_is_told_in_words(code: str) -> None:
    assert words.reason_words(Document.ORDER, "release", code) == HOLDS[code].en


@pytest.mark.parametrize(
    ("rule", "name"),
    [
        ("taobao-7d", "7 days without reason"),
        ("defect-30d", "30 days for defects"),
        ("自定规则", "自定规则"),
    ],
)
def test_rules(rule: str, name: str) -> None:
    assert words.rule_words(rule) == name


async def test_an_orders_story_in_words(shop: Shop, take: Take, make_app: MakeApp) -> None:
    order = take()
    shop.write(lambda tx: orders.hold(tx, order, reason="stock"))
    shop.write(lambda tx: orders.release(tx, order))
    shop.write(lambda tx: orders.edit(tx, order, remark="快点"))
    delivered(shop, order, WAYBILL)
    shop.write(lambda tx: receipts.check_goods(tx, order, "missing"))
    async with make_app().run_test(size=(140, 70)) as pilot:
        await settled(pilot)
        await press(pilot, "f5", "slash", *order[-4:], "enter", "enter")
        seen = text_of(pilot)
    for told in (
        "hold → on hold  Out of stock",
        "release → new  out of stock",
        "edit  remark",
        "check the goods  Something is missing",
    ):
        assert told in seen
    history = shop.read(partial(order_queries.show, number=order)).events
    assert "out_of_stock" in {event.reason for event in history}
    assert "out_of_stock" not in seen


async def test_a_parcels_story_in_words(
    shop: Shop, take: Take, make_app: MakeApp, tmp_path: Path
) -> None:
    shipped(shop, take(), WAYBILL)
    sheet = tmp_path / "states.csv"
    sheet.write_text(f"运单号,状态\n{WAYBILL},派送失败\n", encoding="utf-8")
    assert not tracking.import_tracking(shop, sheet).errors
    async with make_app().run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await press(pilot, "f7")
        seen = text_of(pilot)
    assert f"圆通速递 {WAYBILL}" in " ".join(seen.replace("▏", "").split())
    assert "delivery_failed" not in seen
    assert "yuantong" not in seen


async def test_a_case_names_its_rule_and_courier(shop: Shop, take: Take, make_app: MakeApp) -> None:
    order = take()
    delivered(shop, order, WAYBILL)
    asked_back(shop, order, reason="quality")
    async with make_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "f8")
        assert "policy: 30 days for defects, until" in text_of(pilot)
        await press(pilot, "a", "right_square_bracket", "w", *"YT7700000000009", "ctrl+s")
        assert "waybill 圆通速递 YT7700000000009" in text_of(pilot)
