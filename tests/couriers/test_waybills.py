"""Whose waybill is it? Right answers, honest doubts, and no confidence in a wrong check digit."""

from __future__ import annotations

import re
import string
from collections import Counter

import pytest
import tracking_numbers
from hypothesis import given
from hypothesis import strategies as st

from dropship_tui.services.couriers.couriers_data import courier_by_name, couriers, names_of
from dropship_tui.services.couriers.waybills import CHECKS, SURE, best, identify, normalise

LETTERS = string.ascii_uppercase


def sure_of(number: str, preferred: str | None = None) -> str | None:
    """The courier that we would act on."""
    candidate = best(identify(number, preferred=preferred))
    return candidate.courier if candidate else None


def verdicts(number: str) -> dict[str, bool | None]:
    return {candidate.courier: candidate.check_digit for candidate in identify(number)}


@pytest.mark.parametrize(
    ("number", "courier"),
    [
        ("SF1234567890123", "shunfeng"),
        ("75900000000001", "zhongtong"),
        ("73123456789012", "zhongtong"),
        ("76123456789012", "zhongtong"),
        ("78770000000001", "zhongtong"),
        ("YT8820000000001", "yuantong"),
        ("773012345678901", "shentong"),
        ("432012345678901", "yunda"),
        ("462012345678901", "yunda"),
        ("JT3000000000001", "jtexpress"),
        ("JD0012345678901", "jd"),
        ("JDX001234567890", "jd"),
        ("JDVA00123456789", "jd"),
        ("JDKA00123456789", "jd"),
        ("DPK300012345678", "debangwuliu"),
        ("1123456789012", "ems"),
        ("1234567890123", "ems"),
        ("9860000000001", "youzhengguonei"),
        ("YT2229521272164446", "yunexpress"),
        ("4PX3000123456789CN", "disifang"),
        ("GFUS01000000000001", "gofo"),
    ],
)
def test_shapes_that_are_one_couriers_own(number: str, courier: str) -> None:
    assert sure_of(number) == courier
    assert verdicts(number)[courier] is None


@pytest.mark.parametrize(
    ("number", "courier"),
    [
        ("1Z5R89390357567127", "ups"),
        ("K1506235620", "ups"),
        ("986578788855", "fedex"),
        ("041441760228964", "fedex"),
        ("9611020987654312345672", "fedex"),
        ("000123450000000027", "fedex"),
        ("9400111206206406260787", "usps"),
        ("420787459400111206206406260787", "usps"),
        ("3318810025", "dhl"),
        ("RB123456785GB", "royalmail"),
        ("RB123456785US", "usps"),
        ("RB123456785DE", "deutschepost"),
        ("RB123456785JP", "japanposten"),
        ("RB123456785CN", "youzhengguoji"),
        ("LX123456785CN", "youzhengguoji"),
        ("CP123456785CN", "youzhengguoji"),
        ("EE123456785CN", "ems"),
    ],
)
def test_a_right_check_digit_settles_it_and_a_wrong_one_never_does(
    number: str, courier: str
) -> None:
    assert sure_of(number) == courier
    assert verdicts(number)[courier] is True

    last = max(place for place, char in enumerate(number) if char.isdigit())
    for digit in set(string.digits) - {number[last]}:
        misread = number[:last] + digit + number[last + 1 :]
        assert verdicts(misread)[courier] is False
        assert sure_of(misread) != courier
        assert sure_of(misread, preferred=courier) != courier


@pytest.mark.parametrize(
    ("number", "among"),
    [
        ("123456789012", {"fedex", "zhongtong", "shentong"}),
        ("268123456780", {"fedex", "zhongtong", "shentong"}),
        ("5512345678901", {"yunda", "shentong"}),
        ("5012345678901", {"yunda", "ems"}),
        ("JD1234567890123456", {"jd", "yodel"}),
        ("1234567890", {"dhl", "debangwuliu"}),
        ("449044304137821", {"yunda", "fedex"}),
        ("77316523125896", {"shentong", "zhongtong"}),
    ],
)
def test_shapes_that_several_share_are_left_to_a_person(number: str, among: set[str]) -> None:
    assert among <= verdicts(number).keys()
    assert sure_of(number) is None


def test_luck_with_the_check_digit_does_not_make_a_fedex_parcel() -> None:
    assert verdicts("123456789012")["fedex"] is True
    assert sure_of("123456789012") is None


def test_the_courier_that_is_being_packed_for_breaks_a_tie() -> None:
    assert sure_of("5512345678901", preferred="yunda") == "yunda"
    assert sure_of("5512345678901", preferred="shentong") == "shentong"
    assert sure_of("JD1234567890123456", preferred="jd") == "jd"


def test_the_courier_that_is_being_packed_for_does_not_win_over_the_evidence() -> None:
    assert sure_of("SF1234567890123", preferred="zhongtong") == "shunfeng"
    assert sure_of("YT2229521272164446", preferred="yuantong") == "yunexpress"


def test_a_courier_whose_numbers_nobody_knows_takes_any_that_is_nobody_elses() -> None:
    assert not couriers()["annengwuliu"].patterns
    assert sure_of("AN30052747679") is None
    assert sure_of("AN30052747679", preferred="annengwuliu") == "annengwuliu"
    assert sure_of("300527476792", preferred="annengwuliu") == "annengwuliu"
    assert sure_of("SF1234567890123", preferred="annengwuliu") == "shunfeng"


@pytest.mark.parametrize("number", ["", "hello", "13800138000", "6923450657713", "TS-RED-M", "1Z"])
def test_what_is_no_waybill_is_not_taken_for_one(number: str) -> None:
    assert sure_of(number) is None


@given(
    st.text(alphabet=LETTERS + string.digits + "- ", max_size=40), st.sampled_from([*couriers()])
)
def test_confidences_are_shares_best_first(number: str, preferred: str) -> None:
    for candidates in (identify(number), identify(number, preferred=preferred)):
        confidences = [candidate.confidence for candidate in candidates]
        assert confidences == sorted(confidences, reverse=True)
        assert sum(confidences) < 1
        assert all(0 <= confidence < 1 for confidence in confidences)
        codes = [candidate.courier for candidate in candidates]
        assert len(codes) == len(set(codes)) <= len(couriers())


@st.composite
def numbers_with_check_digits(draw: st.DrawFn) -> tuple[str, str, str]:
    """A courier's code, a number of its with a right check digit, and the same with a wrong one."""
    shapes = [
        (code, pattern)
        for code, courier in couriers().items()
        for pattern in courier.patterns
        if pattern.check
    ]
    code, pattern = draw(st.sampled_from(shapes))
    number = draw(st.from_regex(pattern.regex, fullmatch=True))
    match = pattern.regex.fullmatch(number)
    assert match is not None
    right = CHECKS[pattern.check](match[1])
    wrong = draw(st.integers(0, 9).filter(lambda digit: digit != right))
    place = match.start(2)
    return (
        code,
        f"{number[:place]}{right}{number[place + 1 :]}",
        f"{number[:place]}{wrong}{number[place + 1 :]}",
    )


@given(numbers_with_check_digits())
def test_every_check_digit_is_seen_and_a_wrong_one_is_never_confident(
    case: tuple[str, str, str],
) -> None:
    code, right, wrong = case
    assert verdicts(right)[code] is True
    for candidate in [*identify(wrong), *identify(wrong, preferred=code)]:
        if candidate.check_digit is False:
            assert candidate.confidence < SURE


@given(st.text(LETTERS, min_size=2, max_size=2), st.integers(0, 10**8 - 1), st.integers(0, 9))
def test_s10_agrees_with_the_library(kind: str, serial: int, digit: int) -> None:
    number = f"{kind}{serial:08}{digit}GB"
    right = CHECKS["s10"](f"{serial:08}") == digit
    assert verdicts(number)["royalmail"] is right
    definition = tracking_numbers.get_definition("S10")
    assert definition is not None
    errors = definition.test(number).validation_errors
    assert right is ("checksum" not in {error[0] for error in errors})


@pytest.mark.parametrize(
    ("product", "shape", "courier"),
    [
        ("UPS", r"1Z[A-Z0-9]{6}03[0-9]{8}", "ups"),
        ("FedEx Express (12)", r"[0-9]{12}", "fedex"),
        ("FedEx Ground", r"[0-9]{15}", "fedex"),
        ("FedEx Ground 96 (22)", r"96[0-9]{20}", "fedex"),
        ("FedEx Express (34)", r"100[01][0-9]{30}", "fedex"),
        ("USPS 91", r"91[0-9]{20}", "usps"),
        ("DHL Express", r"[0-9]{10}", "dhl"),
    ],
)
def test_check_digits_agree_with_the_library(product: str, shape: str, courier: str) -> None:
    definition = tracking_numbers.get_definition(product)
    assert definition is not None

    @given(st.from_regex(re.compile(shape), fullmatch=True))
    def agree(number: str) -> None:
        errors = definition.test(number).validation_errors
        assert verdicts(number)[courier] is not any(error[0] == "checksum" for error in errors)

    agree()


@pytest.mark.parametrize(
    ("text", "number"),
    [
        (" sf1234567890123\r\n", "SF1234567890123"),
        ("ｓｆ１２３４５６７８９０１２３", "SF1234567890123"),
        ("1 Z 5R8 939 03 5756 712 7", "1Z5R89390357567127"),
        ("9400-1112-0620-6406-2607-87", "9400111206206406260787"),
        ("9400–1112–0620–6406–2607–87", "9400111206206406260787"),
        ("]C1SF1234567890123", "SF1234567890123"),
        ("圆通 YT8820000000001", "YT8820000000001"),
        ("运单号：78123456789012。", "78123456789012"),
        ('="78123456789012"', "78123456789012"),
        ("'78123456789012", "78123456789012"),
        ("https://www.kuaidi100.com/chaxun?com=jd&nu=JDVA00123456789", "JDVA00123456789"),
        ("MMM={'k1':'755WE','k3':'055','k5':'SF1234567890123','k7':'abc'}", "SF1234567890123"),
        ("JDVA00123456789-1-1-", "JDVA00123456789"),
        ("JDVA00123456789-2-3-", "JDVA00123456789-2-3-"),
        ("SF1234567890123,SF1234567890124", "SF1234567890123,SF1234567890124"),
        ("\u202eSF12345\x00\u200b67890123\x1d", "SF1234567890123"),
        ("", ""),
    ],
)
def test_the_number_is_found_in_what_a_scanner_or_a_clipboard_gives(text: str, number: str) -> None:
    assert normalise(text) == number


def test_the_boxes_of_one_waybill_stay_apart() -> None:
    assert sure_of("JDVA00123456789-2-3-") == "jd"
    assert normalise("JDVA00123456789-2-3-") != normalise("JDVA00123456789-3-3-")


@given(st.text(string.printable + "：，－—１Ａ圆通\u202e", max_size=60))
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("圆通", "yuantong"),
        ("圆通速递", "yuantong"),
        ("圆通快递", "yuantong"),
        ("圆通速递（官方）", "yuantong"),
        (" yto ", "yuantong"),
        ("韵达速递", "yunda"),
        ("韵达快运", "yundakuaiyun"),
        ("中通快运", "zhongtongkuaiyun"),
        ("京东物流", "jd"),
        ("POSTB", "youzhengguonei"),
        ("HTKY", "jtexpress"),
        ("debangkuaidi", "debangwuliu"),
        ("Royal Mail", "royalmail"),
        ("联邦快递", "fedex"),
    ],
)
def test_a_courier_is_known_by_every_name_that_platforms_use(name: str, code: str) -> None:
    courier = courier_by_name(name)
    assert courier is not None
    assert courier.code == code


@pytest.mark.parametrize("name", ["", "（官方）", "101", "某某快递"])
def test_what_names_no_courier_finds_none(name: str) -> None:
    assert courier_by_name(name) is None


def test_no_name_means_two_couriers() -> None:
    counts = Counter(name for courier in couriers().values() for name in {*names_of(courier)})
    assert [name for name, count in counts.items() if count > 1] == []
    assert "" not in counts


def test_the_couriers_of_the_contract_are_there_and_complete() -> None:
    contract = """shunfeng zhongtong yuantong shentong yunda jtexpress ems youzhengguonei jd
        debangwuliu ups fedex usps dhl royalmail deutschepost youzhengguoji yunexpress yodel"""
    assert set(contract.split()) <= couriers().keys()
    for courier in couriers().values():
        assert courier.services
        assert courier.tracking_url.count("{number}") == 1
        for pattern in courier.patterns:
            # Such odds let a wrong check digit stay below SURE, whoever is being packed for.
            assert 0 < pattern.odds <= 50
            assert pattern.regex.groups == (2 if pattern.check else 0)
            assert not pattern.check or pattern.check in CHECKS
