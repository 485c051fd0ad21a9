"""Couriers in the shop: cards that follow each other, areas that close and open, numbers."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from dropship_tui.models.couriers import Excluded
from dropship_tui.models.types import as_json
from dropship_tui.services.couriers import couriers
from dropship_tui.services.couriers.couriers import CourierView, Quotes
from dropship_tui.services.couriers.couriers_data import couriers as known_couriers
from dropship_tui.services.errors import NotFound, UnusableFile
from dropship_tui.services.work import Shop
from tests.shop import Clock

RATES = (
    "产品,省份,城市,首重(kg),首重价格(元),续重价格(元/kg),时效(天)\n标快,浙江省,,1,{price},2,2\n"
)


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "yuantong.csv"
    path.write_text(RATES.format(price=5), encoding="utf-8")
    return path


def yuantong(shop: Shop) -> CourierView:
    return next(c for c in shop.read(couriers.list_couriers) if c.code == "yuantong")


def quote(shop: Shop, province: str = "浙江", city: str = "杭州市", grams: int = 900) -> Quotes:
    return shop.read(lambda tx: couriers.quote(tx, province=province, city=city, grams=grams))


def test_the_usual_couriers_are_there_without_rates(shop: Shop) -> None:
    listed = shop.read(couriers.list_couriers)
    assert [courier.code for courier in listed] == list(known_couriers())
    assert as_json(listed[0]) == {
        "code": "shunfeng", "name": "顺丰速运", "services": ["顺丰标快", "顺丰特快"],
        "rates_from": None, "rates_until": None, "waybills_left": 0,
    }  # fmt: skip
    assert quote(shop) == Quotes((), ())


@pytest.mark.parametrize("name", ["yuantong", "圆通", "圆通速递", "YTO", "ＹＵＡＮＴＯＮＧ"])
def test_a_courier_is_found_by_any_of_its_names(shop: Shop, name: str) -> None:
    assert shop.read(lambda tx: couriers.find(tx, name)).code == "yuantong"


def test_an_unknown_courier_is_not_found(shop: Shop, sheet: Path) -> None:
    with pytest.raises(NotFound):
        couriers.import_rates(shop, sheet, courier="pigeon")


def test_rates_are_in_force_from_today(shop: Shop, sheet: Path) -> None:
    answer = couriers.import_rates(shop, sheet, courier="圆通")
    assert (answer.counts.imported, answer.errors) == (1, ())
    courier = yuantong(shop)
    assert (courier.services, courier.rates_from, courier.rates_until) == (
        ("标快",), date(2026, 11, 23), None
    )  # fmt: skip
    (offer,) = quote(shop).items
    assert (offer.courier, offer.service, offer.price.amount) == ("yuantong", "标快", "5.00")
    assert (offer.days, offer.billed_grams) == (2, 1000)


def test_a_new_card_replaces_the_old_one_and_keeps_it(
    shop: Shop, clock: Clock, sheet: Path
) -> None:
    couriers.import_rates(shop, sheet, courier="yuantong")
    clock.advance(days=9)
    sheet.write_text(RATES.format(price=6), encoding="utf-8")
    couriers.import_rates(shop, sheet, courier="yuantong")
    assert quote(shop).items[0].price.amount == "6.00"
    cards = shop.read(lambda tx: tx.all("SELECT * FROM rate_cards ORDER BY id"))
    assert [(card["valid_from"], card["valid_until"]) for card in cards] == [
        ("2026-11-23", "2026-12-01"),
        ("2026-12-02", ""),
    ]
    assert cards[0]["file"] == "yuantong.csv"


def test_a_card_corrected_on_the_same_day_is_the_one_that_counts(shop: Shop, sheet: Path) -> None:
    for price in (5, 7, 6):
        sheet.write_text(RATES.format(price=price), encoding="utf-8")
        couriers.import_rates(shop, sheet, courier="yuantong")
    assert [offer.price.amount for offer in quote(shop).items] == ["6.00"]
    assert shop.read(lambda tx: tx.value("SELECT count(*) FROM rate_cards")) == 3


def test_rates_that_have_ended_are_a_reason(shop: Shop, clock: Clock, sheet: Path) -> None:
    couriers.import_rates(shop, sheet, courier="yuantong")
    shop.write(lambda tx: tx.run("UPDATE rate_cards SET valid_until = '2026-11-30'"))
    clock.advance(days=7)
    assert quote(shop).items
    clock.advance(days=1)
    ended = Excluded("yuantong", "its rates ended on 2026-11-30")
    assert quote(shop) == Quotes((), (ended,))
    assert yuantong(shop).rates_from is None


def test_the_day_changes_at_midnight_in_the_shop(shop: Shop, clock: Clock, sheet: Path) -> None:
    clock.advance(hours=14.75)  # a quarter past midnight in Shanghai, still the 23rd in UTC
    couriers.import_rates(shop, sheet, courier="yuantong")
    assert yuantong(shop).rates_from == date(2026, 11, 24)


def test_bad_rows_are_named_and_the_others_count(shop: Shop, sheet: Path) -> None:
    sheet.write_text(RATES.format(price=5) + "标快,江苏省,,1,cheap,2,2\n", encoding="utf-8")
    answer = couriers.import_rates(shop, sheet, courier="yuantong")
    assert [(error.row, error.code) for error in answer.errors] == [(3, "bad_number")]
    assert (answer.counts.imported, answer.counts.rejected, answer.counts.rows) == (1, 1, 2)
    assert "江苏" in quote(shop, "江苏", "").excluded[0].reason


def test_a_sheet_without_one_price_replaces_nothing(shop: Shop, sheet: Path) -> None:
    couriers.import_rates(shop, sheet, courier="yuantong")
    sheet.write_text(RATES.format(price="cheap"), encoding="utf-8")
    with pytest.raises(UnusableFile) as error:
        couriers.import_rates(shop, sheet, courier="yuantong")
    assert error.value.code == "no_rates"
    assert quote(shop).items[0].price.amount == "5.00"


def areas(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "areas.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_an_area_is_closed_until_a_day(
    shop: Shop, clock: Clock, sheet: Path, tmp_path: Path
) -> None:
    couriers.import_rates(shop, sheet, courier="yuantong")
    path = areas(tmp_path, "省份,城市,原因\n浙江,杭州,大会期间停收\n")
    answer = couriers.import_areas(shop, path, courier="yuantong", until=date(2026, 11, 25))
    assert answer.counts.imported == 1
    (closed,) = quote(shop).excluded
    assert closed.courier == "yuantong"
    assert "大会期间停收" in closed.reason
    assert quote(shop, city="宁波市").items
    clock.advance(days=2)
    assert not quote(shop).items
    clock.advance(days=1)
    assert quote(shop).items


def test_a_later_list_has_the_last_word(shop: Shop, sheet: Path, tmp_path: Path) -> None:
    couriers.import_rates(shop, sheet, courier="yuantong")
    path = areas(tmp_path, "省份,城市,原因\n浙江省,,大雪\n")
    couriers.import_areas(shop, path, courier="yuantong")
    couriers.import_areas(shop, path, courier="yuantong", until=date(2026, 11, 22))
    assert quote(shop).items
    assert shop.read(lambda tx: tx.value("SELECT count(*) FROM no_service")) == 1


def test_numbers_go_into_the_pool_once(shop: Shop) -> None:
    numbers = ["YT8820000000001", " yt8820000000002 ", "YT8820000000001", ""]
    assert shop.write(lambda tx: couriers.add_waybills(tx, "圆通", numbers)) == 2
    assert shop.write(lambda tx: couriers.add_waybills(tx, "圆通", numbers)) == 0
    assert yuantong(shop).waybills_left == 2
