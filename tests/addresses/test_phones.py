"""Phones: whatever people type comes out in one form, and never as something it was not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropship_tui.services.addresses import phones
from dropship_tui.services.addresses.characters import matching
from dropship_tui.services.addresses.phones import Phone

MOBILES = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
EXTENSIONS = st.from_regex(r"[0-9]{4}", fullmatch=True)


@pytest.mark.parametrize(
    ("typed", "phone", "extension"),
    [
        ("13800138000", "13800138000", ""),
        ("'13800138000", "13800138000", ""),
        ("138-0013-8000", "13800138000", ""),
        ("138 001 38000", "13800138000", ""),
        ("１３８００１３８０００", "13800138000", ""),
        ("+86 138 0013 8000", "13800138000", ""),
        ("0086-13800138000", "13800138000", ""),
        ("86-13900139000", "13900139000", ""),
        ("8613900139000", "13900139000", ""),
        ("13800138001-7804", "13800138001", "7804"),
        ("13800000000转1234", "13800000000", "1234"),
        ("13800000000 转分机 1234", "13800000000", "1234"),
        ("13800000000,1234#", "13800000000", "1234"),
        ("13800000000#1234", "13800000000", "1234"),
        ("13800000000【1234】", "13800000000", "1234"),
        ("0591-22223333", "0591-22223333", ""),
        ("(0591) 22223333", "0591-22223333", ""),
        ("059122223333", "0591-22223333", ""),
        ("+86 591 2222 3333", "0591-22223333", ""),
        ("02122223333", "021-22223333", ""),
        ("0760-22123456-8012", "0760-22123456", "8012"),
        ("400-820-8820", "4008208820", ""),
        ("4008208820转1", "4008208820", "1"),
        ("+852 9123 4567", "+85291234567", ""),
        ("852-91234567", "+85291234567", ""),
        ("+1 (415) 555-2671 ext 12", "+14155552671", "12"),
        ("0044 20 7946 0958", "+442079460958", ""),
    ],
)
def test_one_form(typed: str, phone: str, extension: str) -> None:
    assert phones.normalise(typed) == Phone(phone, extension, valid=True)


@pytest.mark.parametrize("typed", ["", "22223333", "138****1234", "1380013800", "abc", "##x##"])
def test_what_is_no_number_is_kept_and_said_to_be_none(typed: str) -> None:
    assert phones.normalise(typed) == Phone(typed, "", valid=False)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("三单元30115800001111 某某", ["15800001111"]),
        ("13611112222110101199003070011", ["13611112222"]),
        ("15000000000350000", ["15000000000"]),
        ("13800138000/13900139000", ["13800138000", "13900139000"]),
        ("13800138000,2024年", ["13800138000"]),
        ("110101199003070011", []),
        ("订单号20231513800138000", []),
        ("230530-500000000000174", []),
        ("2024-01-02 13:00", []),
        ("人民路1203室", []),
    ],
)
def test_numbers_in_a_text(text: str, expected: list[str]) -> None:
    assert [found.phone.phone for found in phones.find(text)] == expected


@pytest.mark.parametrize("value", ["138****1234", "1******6198", "张**", "张*", "##abc##", "$$x"])
def test_what_a_platform_hid(value: str) -> None:
    assert phones.is_masked(value)


@pytest.mark.parametrize("value", ["13800138000", "张三", "广东省深圳市南山区桃园路8号", "", "A*"])
def test_what_nobody_hid(value: str) -> None:
    assert not phones.is_masked(value)


@given(MOBILES, EXTENSIONS)
def test_an_extension_is_never_lost(mobile: str, extension: str) -> None:
    for joint in ("-", "转", "#", " 分机 "):
        phone = phones.normalise(f"{mobile}{joint}{extension}")
        assert phone == Phone(mobile, extension, valid=True)


@given(st.text())
def test_any_text_has_an_answer(text: str) -> None:
    phones.is_masked(text)
    phone = phones.normalise(text)
    assert phone.extension.isdigit() or phone.extension == ""
    if phone.valid:
        assert phones.normalise(phone.phone) == Phone(phone.phone, "", valid=True)


@given(st.text(alphabet="0123456789+-() 转#,[]*张", max_size=60))
def test_found_numbers_stand_where_they_are_said_to(text: str) -> None:
    read = matching(text)
    end = 0
    for found in phones.find(read):
        assert end <= found.start < found.end <= len(read)
        assert read[found.start : found.end].strip()
        end = found.end


@pytest.mark.parametrize("phone", ["138001380", "1380013800", "138001380001"])
def test_a_mobile_with_a_wrong_number_of_digits(phone: str) -> None:
    assert phones.is_miscounted(phone)


@pytest.mark.parametrize("phone", ["13800138000", "0755-22281234", "22281234", "4001234567", ""])
def test_what_may_be_a_number_is_none(phone: str) -> None:
    assert not phones.is_miscounted(phone)
