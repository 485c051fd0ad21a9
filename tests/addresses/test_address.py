"""Pasted addresses: every labelled string, the promises of the contract, and any text at all."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dropship_tui.models.address import ParsedAddress, Receiver
from dropship_tui.services.addresses import address, phones
from dropship_tui.services.addresses.characters import matching, narrow
from dropship_tui.services.addresses.divisions import CITY, gazetteer

HERE = Path(__file__).parent
LABELLED = ("addresses.json", "addresses_chat.json", "addresses_later.json")
FIELDS = (
    "name", "phone", "extension", "country", "province", "city", "district", "street", "detail",
    "postcode", "rest",
)  # fmt: skip
Case = dict[str, Any]


def cases(name: str) -> list[Case]:
    labelled: list[Case] = json.loads((HERE / name).read_text(encoding="utf-8"))
    return labelled


def expected(case: Case) -> dict[str, str]:
    return {field: case.get(field, "CN" if field == "country" else "") for field in FIELDS}


def answered(parsed: ParsedAddress) -> dict[str, Any]:
    answer = parsed.as_dict()
    return {field: answer[field] for field in FIELDS}


@pytest.mark.parametrize(
    "case",
    [case for name in LABELLED for case in cases(name)],
    ids=lambda case: case["text"][:30],
)
def test_a_labelled_string(case: Case) -> None:
    parsed = address.parse(case["text"])
    assert answered(parsed) == expected(case)
    assert [answered(more) for more in parsed.more] == [expected(c) for c in case.get("more", [])]
    found = [[a.value, len(a.candidates)] for a in parsed.ambiguous]
    assert found == case.get("ambiguous", [])


def test_strings_that_were_labelled_before_there_was_a_parser() -> None:
    held_out = cases("addresses_held_out.json")
    wrong = [
        case["text"]
        for case in held_out
        if answered(address.parse(case["text"])) != expected(case)
        or [answered(m) for m in address.parse(case["text"]).more]
        != [expected(c) for c in case.get("more", [])]
    ]
    assert len(wrong) <= 0.07 * len(held_out), wrong


def test_the_labelled_strings_are_enough() -> None:
    labelled = [case for name in LABELLED for case in cases(name)]
    assert len(labelled) >= 500
    assert len({case["text"] for case in labelled}) == len(labelled)


def test_the_answer_has_the_shape_of_the_contract() -> None:
    answer = address.parse("张三[7839] 13800138000 朝阳区建国路88号").as_dict()
    assert answer == {
        "name": "张三", "phone": "13800138000", "extension": "7839", "country": "CN",
        "province": "", "city": "", "district": "朝阳区", "street": "", "detail": "建国路88号",
        "postcode": "", "rest": "", "confidence": answer["confidence"],
        "ambiguous": [
            {
                "field": "district",
                "value": "朝阳区",
                "candidates": [["北京市", "北京市", "朝阳区"], ["吉林省", "长春市", "朝阳区"]],
            }
        ],
        "more": [],
    }  # fmt: skip
    json.dumps(answer)


def test_a_further_receiver_has_the_same_shape() -> None:
    first = address.parse(
        "1、张伟 13811110001 北京市朝阳区建国路88号\n2、李娜 13911110001 上海市徐汇区漕溪北路18号"
    )
    (second,) = first.more
    assert first.as_dict()["more"] == [second.as_dict()]
    assert second.as_dict().keys() == first.as_dict().keys()
    assert second.receiver.name == "李娜"


def test_confidence_falls_with_every_doubt() -> None:
    sure = address.parse("张三 13800138000 北京市朝阳区建国路88号").confidence
    no_city = address.parse("张三 13800138000 朝阳区建国路88号").confidence
    no_name = address.parse("13800138000 朝阳区建国路88号").confidence
    nothing = address.parse("").confidence
    assert 1 >= sure > no_city > no_name > nothing >= 0


@pytest.mark.parametrize(
    ("town", "place"),
    [
        ("深圳市民治街道", ("广东省", "深圳市", "龙华区")),
        ("江苏省昆山市花桥镇", ("江苏省", "苏州市", "昆山市")),
        ("湖北省仙桃市沙嘴街道", ("湖北省", "仙桃市", "")),
    ],
)
def test_a_town_tells_the_district(town: str, place: tuple[str, str, str]) -> None:
    assert address.parse(f"张三 13800138000 {town}1号").receiver.place == place


# Columns.


def columns(**cells: str) -> dict[str, str]:
    receiver = address.receiver_from_columns(**cells)
    return {field: value for field, value in receiver.as_dict().items() if value}


def test_short_names_in_columns_become_official() -> None:
    assert columns(
        name="张三[1234]", phone="13800138000", province="广东", city="深圳", district="南山",
        address="广东省深圳市南山区粤海街道科技园1号[1234]",
    ) == {
        "name": "张三", "phone": "13800138000", "extension": "1234", "country": "CN",
        "province": "广东省", "city": "深圳市", "district": "南山区", "street": "粤海街道",
        "detail": "科技园1号",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "place", "street"),
    [
        (("北京市", "市辖区", "朝阳区"), ("北京市", "北京市", "朝阳区"), ""),
        (("湖北省", "省直辖县级行政区划", "仙桃市"), ("湖北省", "仙桃市", ""), ""),
        (("湖北省", "仙桃市", "仙桃市"), ("湖北省", "仙桃市", ""), ""),
        (("广东省", "东莞市", "虎门镇"), ("广东省", "东莞市", ""), "虎门镇"),
        (("广东省", "东莞市", "其它区"), ("广东省", "东莞市", ""), ""),
        (("四川省", "成都市", "高新区"), ("四川省", "成都市", "高新区"), ""),
        (("江苏省", "苏州市", "某某区"), ("江苏省", "苏州市", "某某区"), ""),
        (("****", "****", "****"), ("****", "****", "****"), ""),
    ],
)
def test_columns_of_platforms(cells: tuple[str, str, str], place: object, street: str) -> None:
    province, city, district = cells
    receiver = address.receiver_from_columns(
        province=province, city=city, district=district, address="幸福路1号"
    )
    assert (receiver.place, receiver.street, receiver.detail) == (place, street, "幸福路1号")


def test_an_address_cell_alone_is_split_and_keeps_its_end() -> None:
    assert columns(address="吉林省 通化市 柳河县 柳河镇振兴大街 王村东(135300)") == {
        "country": "CN", "province": "吉林省", "city": "通化市", "district": "柳河县",
        "street": "柳河镇", "detail": "振兴大街 王村东", "postcode": "135300",
    }  # fmt: skip


def test_an_address_abroad_stays_as_it_is() -> None:
    cells = {"province": "CA", "city": "Los Angeles", "address": "1 Main St", "postcode": "90001"}
    receiver = address.receiver_from_columns(**cells, country="US", phone="+1 415 555 2671")
    assert receiver == Receiver(
        phone="+14155552671", country="US", province="CA", city="Los Angeles", detail="1 Main St",
        postcode="90001",
    )  # fmt: skip


# Identity numbers.


@pytest.mark.parametrize(
    ("text", "place", "detail"),
    [
        ("Ship to:\nSarah O'Connor\n4521 N Clark St\nApt 3B\nChicago, IL 60640-1234\nUnited States",
         ("US", "IL", "Chicago", "60640-1234"), "4521 N Clark St, Apt 3B"),
        ("Joao Silva\nAvenida Paulista 1578\nSão Paulo - SP\n01310-200\nBrazil",
         ("BR", "SP", "São Paulo", "01310-200"), "Avenida Paulista 1578"),
        ("Name: Anna Ek\nAddress: Storgatan 10\nZip: 211 20\nCity: Malmö\nCountry: Sweden",
         ("SE", "", "Malmö", "211 20"), "Storgatan 10"),
        ("Carlos Ramírez\nCalle 10 #43-20\nMedellín, Antioquia 050021\nColombia",
         ("CO", "Antioquia", "Medellín", "050021"), "Calle 10 #43-20"),
        ("Ahmed Ali, Villa 12, Al Wasl Road, Dubai, United Arab Emirates",
         ("AE", "", "Dubai", ""), "Villa 12, Al Wasl Road"),
        ("Alice Brown, Flat 2, 221B Baker Street, London, NW1 6XE",
         ("GB", "", "London", "NW1 6XE"), "Flat 2, 221B Baker Street"),
        ("John Doe, 1 Main St, Austin, 78701, USA",
         ("US", "", "Austin", "78701"), "1 Main St"),
    ],
    ids=lambda value: str(value)[:20],
)  # fmt: skip
def test_a_paste_from_abroad(text: str, place: tuple[str, ...], detail: str) -> None:
    receiver = address.parse(text).receiver
    found = (receiver.country, receiver.province, receiver.city, receiver.postcode)
    assert (found, receiver.detail) == (place, detail)
    assert receiver.name == re.split(r"[\n,]", text.removeprefix("Ship to:\n"))[0].removeprefix(
        "Name: "
    )


def test_an_address_cell_that_names_another_country_is_abroad() -> None:
    given = "1 Main St, Apt 4, AUSTIN, TX 78701, UNITED STATES"
    assert columns(name="Jo Smith", phone="512-555-0142", address=given) == {
        "name": "Jo Smith", "phone": "+15125550142", "country": "US", "province": "TX",
        "city": "AUSTIN", "detail": "1 Main St, Apt 4", "postcode": "78701",
    }  # fmt: skip
    street = columns(name="Jo", address="Apple Street, London SW1A 1AA, UK")
    assert (street["name"], street["detail"], street["country"]) == ("Jo", "Apple Street", "GB")
    assert columns(address="Calle 10 # 43, Medellín, Colombia")["country"] == "CO"
    for home in ("Room 5, 8 Nanjing Road, Shanghai 200001, China", "somewhere", "文三路1号, US"):
        assert columns(address=home)["country"] == "CN"


def test_identity_numbers_are_seen_and_dropped() -> None:
    assert address.has_identity_number("身份证 110101199003070011")
    assert not address.has_identity_number("订单 230530199913070011")  # no thirteenth month
    assert address.without_identity_numbers("陈冲 110101199003070011 北京") == "陈冲  北京"


# Any text.


def parts(parsed: ParsedAddress) -> Iterator[ParsedAddress]:
    yield parsed
    yield from parsed.more


def holds_no_control_characters(value: str) -> bool:
    return all(ord(char) >= 0x20 and not 0x7F <= ord(char) < 0xA0 for char in value)


def keeps_its_promises(parsed: ParsedAddress) -> None:
    for part in parts(parsed):
        receiver = part.receiver
        assert 0 <= part.confidence <= 1
        assert all(
            holds_no_control_characters(v) for v in (*receiver.as_dict().values(), part.rest)
        )
        assert phones.find(matching(receiver.detail)) == []
        assert not address.has_identity_number(receiver.detail)
        assert receiver.extension.isdigit() or receiver.extension == ""
        assert len(receiver.country) == 2


_WORDS = st.sampled_from(
    "张三 李四收 王先生 13800138000 138-0013-8000 [1234] 转1234 110101199003070011 北京市 朝阳区 "
    "广东 深圳市 南山区 桃园路8号 3栋502 红色M*2 请放门口 收货人： 电话: 地址： 350000 东莞 虎门镇 "
    "① 1. ， ; 。 | John 12 Main St Springfield IL 62704 USA 高新区 鼓楼区 138****1234 "
    "+852 9123 4567 0591-22223333 （ ） 【 】 * # 中国 重庆市 县 市辖区 通州 收".split(" ")
)
_MESSAGES = st.lists(_WORDS | st.sampled_from([" ", "\n", "\n\n", "，", "\t"]), max_size=25)


@given(_MESSAGES.map("".join))
@example("13800138000\n\n\n13900139000")
def test_any_message_is_split_and_keeps_the_promises(text: str) -> None:
    keeps_its_promises(address.parse(text))


@given(st.text())
@example("\x00\x1f\u202e[1234]")
@example("1" * 5000)
def test_any_text_is_split(text: str) -> None:
    keeps_its_promises(address.parse(text))


@given(st.fixed_dictionaries({name: st.text(max_size=30) | _WORDS for name in (
    "name", "phone", "province", "city", "district", "street", "address", "postcode",
)}))  # fmt: skip
def test_any_cells_make_a_receiver(cells: dict[str, str]) -> None:
    receiver = address.receiver_from_columns(**cells)
    assert all(holds_no_control_characters(value) for value in receiver.as_dict().values())
    assert phones.find(matching(receiver.detail)) == []


@given(st.text())
def test_matching_keeps_every_position(text: str) -> None:
    assert len(matching(text)) == len(narrow(text)) == len(text)


# The data.


def test_every_division_is_read_back_from_its_own_names() -> None:
    for division in gazetteer().divisions():
        province, city, district = division.place
        read = address.receiver_from_columns(province=province, city=city, district=district)
        assert read.place == (division.place if city else (province, read.city, ""))
        assert (read.street, read.detail) == ("", "")


def test_every_district_and_town_is_read_from_a_paste() -> None:
    for division in gazetteer().divisions():
        town = min(division.towns, default="")
        if division.level < CITY or town == "芒市镇":  # reads as its city 芒市, typed twice
            continue
        parsed = address.parse(f"{''.join(division.place)}{town}幸福路1号 张三 13800138000")
        receiver = parsed.receiver
        assert (receiver.place, receiver.street) == (division.place, town)
        assert (receiver.detail, receiver.name) == ("幸福路1号", "张三")


def test_a_county_of_a_municipality_whose_city_cell_says_only_that() -> None:
    read = address.receiver_from_columns(
        name="张三", phone="13800138000", province="重庆市", city="县", district="城口县",
        street="葛城街道", address="土城路2号",
    )  # fmt: skip
    assert (read.city, read.district, read.street) == ("重庆市", "城口县", "葛城街道")


@pytest.mark.parametrize(
    ("place", "phone", "dialled"),
    [
        ("台灣台北市大安區信義路三段1號", "0912-345-678", "+886912345678"),
        ("香港特别行政区九龙城区太子道西1号", "91234567", "+85291234567"),
    ],
)
def test_a_phone_in_a_column_is_dialled_where_the_address_is(
    place: str, phone: str, dialled: str
) -> None:
    assert address.receiver_from_columns(name="陳一", phone=phone, address=place).phone == dialled
