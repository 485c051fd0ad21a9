"""Orders are found by whatever somebody remembers of them, and by nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropship_tui.models.money import Money
from dropship_tui.models.orders import NewLine, NewOrder
from dropship_tui.services import search
from dropship_tui.services.orders import intake, orders
from dropship_tui.services.orders.order_queries import OrderQuery, list_orders
from dropship_tui.services.packing import packing
from dropship_tui.services.work import Shop
from tests import trade
from tests.shop import add_sku
from tests.trade import ZHANG, do


@pytest.fixture(autouse=True)
def goods(shop: Shop) -> None:
    add_sku(shop, "TS-RED-M", title="纯棉T恤", spec="红 M", on_hand=20)
    add_sku(shop, "CUP-01", title="马克杯", spec="白", on_hand=20)


@pytest.fixture
def zhang(shop: Shop) -> str:
    return trade.take_order(
        shop, ("TS-RED-M", 1), channel="taobao", external_no="193012345678901234"
    )


@pytest.fixture
def li(shop: Shop) -> str:
    receiver = replace(ZHANG, name="李四喜", phone="13900139000")
    return trade.take_order(shop, ("CUP-01", 1), receiver=receiver)


def found(shop: Shop, words: str) -> list[str]:
    query = OrderQuery(search=words)
    return sorted(row.number for row in shop.read(lambda tx: list_orders(tx, query)).items)


@pytest.mark.parametrize(
    "words",
    [
        "张三",
        "张",
        "三",
        "13800138000",
        "1380013",
        "8000",
        "138000",
        "193012345678901234",
        "19301234",
        "901234",
        "TS-RED-M",
        "ts-red",
        "ＴＳ－ＲＥＤ",
        "纯棉",
        "T恤",
        "棉T恤",
        "红 M",
        "张三 8000",
        "  纯棉   张三 ",
    ],
)
def test_what_finds_an_order(shop: Shop, zhang: str, li: str, words: str) -> None:
    assert found(shop, words) == [zhang]


@pytest.mark.parametrize(
    "words",
    [
        "王五",
        "三张",
        "13800138001",
        "7000",
        "张三 9000",
        "--",
        "zzr",
        "张* OR 李",
        "NEAR(张 三)",
        "恤T",
    ],
)
def test_what_finds_nothing(shop: Shop, zhang: str, li: str, words: str) -> None:
    assert found(shop, words) == []


def test_the_number_and_its_end(shop: Shop, zhang: str, li: str) -> None:
    assert found(shop, zhang) == found(shop, zhang[-4:]) == found(shop, zhang.lower()) == [zhang]
    assert found(shop, zhang[:8]) == sorted([zhang, li])


@pytest.mark.parametrize(
    "words", ['"', "'", "*", "a-b", "name:x", "(", "a AND", "^x", "{", "\\", "%", "_"]
)
def test_signs_are_no_language(shop: Shop, zhang: str, words: str) -> None:
    assert found(shop, words) in ([], [zhang])


def test_a_waybill_finds_its_orders(shop: Shop, zhang: str, li: str) -> None:
    for number in (zhang, li):
        do(shop, orders.confirm, number)
    parcels = [trade.open_parcel(shop, number) for number in (zhang, li)]
    trade.join_parcels(shop, *parcels)
    trade.pack(shop, parcels[0])
    waybill = trade.label(shop, parcels[0])
    for words in (waybill, waybill.lower(), waybill[:8], waybill[-6:]):
        assert found(shop, words) == sorted([zhang, li])
    do(shop, packing.void_waybill, parcels[0], "torn")
    second = trade.label(shop, parcels[0])
    assert found(shop, second) == found(shop, waybill) == sorted([zhang, li])


def test_a_correction_is_found_and_what_it_corrected_is_not(shop: Shop, zhang: str) -> None:
    do(shop, orders.edit, zhang, receiver=replace(ZHANG, name="欧阳修", phone="13700137000"))
    assert found(shop, "欧阳修") == found(shop, "7000") == [zhang]
    assert found(shop, "张三") == found(shop, "13800138000") == []
    assert found(shop, "纯棉") == found(shop, "193012345678901234") == [zhang]


def test_our_code_is_found_where_the_file_had_another(shop: Shop) -> None:
    line = NewLine(1, Money(100), code="690123", title="杯子")
    new = NewOrder(ZHANG, (line,), shop.clock())
    added = shop.write(lambda tx: intake.write(tx, intake.prepare(tx, [new])))
    assert found(shop, "690123") == [added[0].number]


def test_two_people_are_told_apart(shop: Shop, zhang: str, li: str) -> None:
    assert found(shop, "李四喜") == found(shop, "四喜") == found(shop, "9000") == [li]
    assert found(shop, "138") == [zhang]
    assert found(shop, "13") == sorted([zhang, li])


@given(st.text(max_size=20))
def test_no_text_is_a_fault(text: str) -> None:
    for dialect in ("sqlite", "postgresql"):
        condition = search.condition(dialect, text)
        assert condition is None or condition[1]


texts = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=12
)


@given(name=texts, code=st.text("0123456789abcXYZ-", min_size=4, max_size=20))
def test_the_words_of_a_query_are_among_the_words_of_the_order(name: str, code: str) -> None:
    kept = search.words(numbers=[code], texts=[name]).split()
    for token in search.words(texts=[name]).split():
        assert token in kept
    bare = code.replace("-", "").lower()
    assert (bare in kept) is bool(bare)
