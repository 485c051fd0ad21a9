"""Currencies, dates, phones and countries as files from abroad write them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropship_tui.models.address import UNKNOWN, Receiver
from dropship_tui.models.checks import Invalid
from dropship_tui.models.money import Money
from dropship_tui.models.text import clean
from dropship_tui.services.addresses import countries, foreign
from dropship_tui.services.addresses.phones import Phone
from dropship_tui.services.importers.profiles import PROFILES
from dropship_tui.services.importers.profiles.base import Dates
from dropship_tui.services.importers.values import (
    read_amount,
    read_currency,
    read_discount,
    read_time,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")


def _refusal(read: Callable[..., Any], *said: Any) -> str:
    """The code with which it refuses what is said, "" when it does not."""
    try:
        read(*said)
    except Invalid as refusal:
        return refusal.code
    return ""


@pytest.mark.parametrize(
    ("text", "shop", "amount"),
    [
        ("45.99", "CNY", Money(4599)),
        ("¥45.99", "CNY", Money(4599)),
        ("45.99元", "CNY", Money(4599)),
        ("$45.99", "CNY", Money(4599, "USD")),
        ("$1,234.50", "CNY", Money(123450, "USD")),
        ("US $45.99", "CNY", Money(4599, "USD")),
        ("AU $45.99", "CNY", Money(4599, "AUD")),
        ("£3", "CNY", Money(300, "GBP")),
        ("EUR 5.00", "CNY", Money(500, "EUR")),
        ("5.00 EUR", "CNY", Money(500, "EUR")),
        ("¥500", "JPY", Money(500, "JPY")),
        ("$5", "CAD", Money(500, "CAD")),
        ("€5", "EUR", Money(500, "EUR")),
    ],
)
def test_an_amount_may_say_its_currency(text: str, shop: str, amount: Money) -> None:
    assert read_amount(text, shop) == amount


@pytest.mark.parametrize("text", ["-$2.40", "$2.40", "- $2.40", "$-2.40"])
def test_a_discount_is_written_with_and_without_a_minus(text: str) -> None:
    assert read_discount(text, "CNY") == Money(240, "USD")


@pytest.mark.parametrize("text", ["five", "5 apples", "$", "$5$6", "5,5 EUR", "1.2.3"])
def test_what_is_no_amount_is_none_in_any_currency(text: str) -> None:
    assert _refusal(read_amount, text, "CNY") == "not_an_amount"


@pytest.mark.parametrize(
    ("text", "code"), [("usd", "USD"), ("GBP", "GBP"), ("美元", "USD"), ("US$", "USD")]
)
def test_currencies_have_names(text: str, code: str) -> None:
    assert read_currency(text) == code


@pytest.mark.parametrize(
    ("text", "dates", "moment"),
    [
        ("Jul-21-25", Dates.MONTH_FIRST, "2025-07-21T00:00:00+08:00"),
        ("21-Jul-25", Dates.MONTH_FIRST, "2025-07-21T00:00:00+08:00"),
        ("Sept 2, 2025 5:04 PM", Dates.YEAR_FIRST, "2025-09-02T17:04:00+08:00"),
        ("07/21/25", Dates.MONTH_FIRST, "2025-07-21T00:00:00+08:00"),
        ("08/07/2025 10:05:06", Dates.DAY_FIRST, "2025-07-08T10:05:06+08:00"),
        ("07/08/2025 8:05:11 PM", Dates.DAY_FIRST, "2025-07-08T20:05:11+08:00"),
    ],
)
def test_dates_are_read_as_their_platform_writes_them(text: str, dates: Dates, moment: str) -> None:
    assert read_time(text, SHANGHAI, dates) == datetime.fromisoformat(moment)


@pytest.mark.parametrize("text", ["Jul-32-25", "Foo-21-25", "13/13/2025", "31/02/2025"])
def test_impossible_days_are_refused_in_any_order(text: str) -> None:
    for dates in Dates:
        assert _refusal(read_time, text, SHANGHAI, dates) == "impossible_date"


@given(st.text(max_size=30), st.sampled_from(Dates))
def test_any_text_is_a_time_or_refused(text: str, dates: Dates) -> None:
    if _refusal(read_time, text, SHANGHAI, dates) != "impossible_date":
        moment = read_time(text, SHANGHAI, dates)
        assert moment is None or moment.tzinfo is not None


@given(st.text(alphabet="0123456789.,-+ $£€¥元USDEURabc", max_size=12))
def test_any_text_is_an_amount_or_refused(text: str) -> None:
    refusal = _refusal(read_amount, text, "CNY")
    if not refusal:
        amount = read_amount(text, "CNY")
        assert amount is None or amount.minor >= 0
    assert refusal in ("", "not_an_amount", "negative_amount", "amount_too_large")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("US", "US"), ("USA", "US"), ("United States", "US"), ("美国", "US"), ("états-unis", "US"),
        ("UK", "GB"), ("United Kingdom", "GB"), ("Deutschland", "DE"), ("GERMANY", "DE"),
        ("哥伦比亚", "CO"), ("日本", "JP"), ("ประเทศไทย", ""), ("ไทย", "TH"), ("Viet Nam", "VN"),
        ("中国", "CN"), ("中国大陆", "CN"), ("China", "CN"), ("中国香港", "HK"), ("台湾", "TW"),
        ("ZZ", ""), ("Atlantis", ""), ("", ""),
    ],
)  # fmt: skip
def test_countries_have_names(name: str, code: str) -> None:
    assert countries.code_of(name) == code


@pytest.mark.parametrize(
    ("text", "country", "phone"),
    [
        ("(217) 555-0132", "US", Phone("+12175550132", valid=True)),
        ("12175550132", "US", Phone("+12175550132", valid=True)),
        ("+1 217-555-0132 ext. 01234", "US", Phone("+12175550132", "01234", valid=True)),
        ("07700 900123", "GB", Phone("+447700900123", valid=False)),
        ("447700900123.0", "GB", Phone("+447700900123", valid=False)),
        ("+57 300 1234567", "ZZ", Phone("+573001234567", valid=True)),
        ("300 1234567", "ZZ", Phone("300 1234567")),
        ("(+66)81*****78", "TH", Phone("(+66)81*****78")),
        ("none of your business", "US", Phone("none of your business")),
        ("", "US", Phone("")),
    ],
)
def test_phones_abroad(text: str, country: str, phone: Phone) -> None:
    found = foreign.phone_abroad(text, country)
    assert (found.phone, found.extension) == (phone.phone, phone.extension)


@given(st.text(max_size=40), st.text(max_size=80), st.sampled_from(["US", "GB", "ZZ", "JP", "?"]))
def test_any_receiver_abroad_keeps_its_words(phone: str, address: str, country: str) -> None:
    receiver = foreign.receiver(phone=phone, country=country, address=address)
    assert receiver.detail == clean(address)


def test_a_phone_tells_the_country_where_nothing_else_does() -> None:
    assert foreign.receiver(phone="+57 300 1234567", country=UNKNOWN).country == "CO"
    assert foreign.receiver(phone="300 1234567", country=UNKNOWN).country == "ZZ"


def test_no_two_formats_have_one_name_and_every_one_says_how_it_is_known() -> None:
    names = [profile.name for profile in PROFILES]
    assert len({*names}) == len(names)
    assert {"temu", "shopify", "woocommerce", "amazon", "ebay", "etsy", "tiktok"} <= {*names}
    assert [profile.name for profile in PROFILES if not profile.signature] == ["sheet"]


def test_an_address_is_written_as_where_it_is() -> None:
    ada = Receiver(
        name="Ada Invented", country="GB", province="West Yorkshire", city="Leeds",
        detail="1 Invented Row", postcode="LS1 1AA",
    )  # fmt: skip
    assert ada.written == "1 Invented Row, Leeds LS1 1AA, West Yorkshire, GB"
    assert (ada.region, ada.can_be_reached) == ("West Yorkshire Leeds GB", True)
    assert not replace(ada, country="ZZ").can_be_reached
    home = replace(ada, country="CN", province="广东省", city="深圳市", district="福田区")
    assert home.written == "广东省 深圳市 福田区 1 Invented Row"
    assert (home.region, home.can_be_reached) == ("广东省 深圳市 福田区", False)
