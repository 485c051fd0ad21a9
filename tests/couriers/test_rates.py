"""What a parcel costs: the sheets that couriers send, and the prices that follow from them."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dropship_tui.models.couriers import (
    Excluded,
    NoService,
    Quote,
    RateCard,
    RateRow,
    dump_card,
    load_card,
    price,
    quote,
    rate_text,
    short_place,
)
from dropship_tui.models.imports import RowError
from dropship_tui.models.money import Money
from dropship_tui.services.couriers.rates import RateSheet, read_no_service, read_rate_sheet
from dropship_tui.services.errors import UnusableFile
from dropship_tui.services.files.cells import Row

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

TIERS = """
中通快递 2026 年价格表
产品,目的省份,目的城市,0.3kg,0.5kg,1kg,2kg,3kg,超重首重价(3kg),超重续重(元/kg),最低收费(元),偏远附加费(元),体积系数,时效(天)
标准快递,广东省,,8,9,11,15,19,19,4,0,0,6000,2-3
标准快递,广东省,深圳市,6,7,8,10,12,12,3,,,6000,1
标准快递,新疆,,10,12,15,25,35,35,12,20,5,6000,7
标准快递,浙江、江苏,,2.1,2.3,2.6,3.8,5,5,0.8,2,0,,2
"""
STEPS = """
产品,省份,城市,首重(kg),首重价格(元),续重价格(元/kg),最低收费(元),偏远附加费(元),体积系数,计费进位(kg),时效(天)
标快,广东,,1,12,2,,,6000,0.5,1
标快,北京,,1,15,8,18,3,6000,1,2
特快,北京,,1,20,13,,,6000,1,1
合同,上海,,3,4.9608,0.901,,,,1,2
"""


def rows(text: str) -> Iterator[Row]:
    """The rows of a sheet, numbered as a spreadsheet numbers them."""
    for number, line in enumerate(text.strip("\n").split("\n"), 1):
        yield Row(number, tuple(line.split(",")))


def sheet(text: str, courier: str = "zhongtong") -> RateSheet:
    return read_rate_sheet(rows(text), courier=courier)


def card(text: str, courier: str = "zhongtong") -> RateCard:
    read = sheet(text, courier)
    assert read.errors == ()
    return read.card


def cost(text: str, province: str, city: str = "", grams: int = 500, **sides: int) -> str:
    """The price of the only product that the sheet offers there, as text."""
    quotes, _excluded = quote([card(text)], [], province=province, city=city, grams=grams, **sides)
    (only,) = quotes
    return only.price.amount


@pytest.mark.parametrize(
    ("grams", "amount"),
    [
        (1, "8.00"),
        (300, "8.00"),
        (301, "9.00"),
        (500, "9.00"),
        (501, "11.00"),
        (3000, "19.00"),
        (3001, "23.00"),
        (4000, "23.00"),
        (4001, "27.00"),
    ],
)
def test_tiers_hold_up_to_their_weight_then_each_kilogram_begun_counts(
    grams: int, amount: str
) -> None:
    assert cost(TIERS, "广东省", "广州市", grams) == amount


def test_the_steps_above_the_tiers_are_explained() -> None:
    (offer,), _excluded = quote([card(TIERS)], [], province="广东", grams=4500)
    assert offer.explain == ("weight 4.5 kg", "first 3 kg 19.00 + 2 kg × 4.00 = 27.00")


def test_the_rounding_of_the_step_form_is_explained() -> None:
    (offer,), _excluded = quote([card(STEPS)], [], province="广东", grams=1200)
    assert offer.explain == (
        "weight 1.2 kg",
        "rounded up to 1.5 kg",
        "first 1 kg 12.00 + 0.5 kg × 2.00 = 13.00",
    )


@pytest.mark.parametrize(
    ("grams", "amount", "billed"),
    [
        (1, "12.00", 500),
        (1000, "12.00", 1000),
        (1001, "13.00", 1500),
        (1500, "13.00", 1500),
        (1600, "14.00", 2000),
    ],
)
def test_steps_follow_the_rounded_weight(grams: int, amount: str, billed: int) -> None:
    quotes, _excluded = quote([card(STEPS)], [], province="广东省", city="深圳市", grams=grams)
    assert [(offer.price.amount, offer.billed_grams) for offer in quotes] == [(amount, billed)]


def test_the_volume_counts_when_it_stands_for_more_than_the_scales_say() -> None:
    box = {"length_mm": 300, "width_mm": 200, "height_mm": 200}  # 12000 cm³ ÷ 6000 = 2 kg
    (offer,), _excluded = quote([card(TIERS)], [], province="广东", city="", grams=400, **box)
    assert (offer.price, offer.billed_grams) == (Money(1500), 2000)
    assert offer.explain == (
        "volume 30 × 20 × 20 cm ÷ 6000 = 2 kg",
        "up to 2 kg: 15.00",
    )
    (heavy,), _excluded = quote([card(TIERS)], [], province="广东", city="", grams=2500, **box)
    assert (heavy.price, heavy.billed_grams) == (Money(1900), 2500)


def test_a_cubic_millimetre_too_much_is_the_next_tier() -> None:
    row = RateRow("广东", tiers=((2000, 1500_00), (3000, 1900_00)), divisor=6000)
    exact = price(
        RateCard("sf", (row,)), row, grams=1, length_mm=12_000_000, width_mm=1, height_mm=1
    )
    above = price(
        RateCard("sf", (row,)), row, grams=1, length_mm=12_000_001, width_mm=1, height_mm=1
    )
    assert isinstance(exact, Quote)
    assert isinstance(above, Quote)
    assert (exact.price, above.price) == (Money(1500), Money(1900))


def test_no_divisor_means_that_the_volume_does_not_count() -> None:
    assert cost(TIERS, "浙江", grams=400, length_mm=900, width_mm=900, height_mm=900) == "2.30"


def test_the_minimum_is_for_the_freight_and_the_surcharge_comes_on_top() -> None:
    (offer,), _excluded = quote([card(TIERS)], [], province="新疆维吾尔自治区", grams=900)
    assert offer.price == Money(2500)  # 15.00 raised to 20.00, and 5.00
    assert offer.explain == (
        "weight 0.9 kg",
        "up to 1 kg: 15.00",
        "at least 20.00",
        "remote area + 5.00",
    )


def test_a_contract_counts_in_hundredths_of_a_fen_and_rounds_once() -> None:
    # 4.9608 + 7 × 0.901 = 11.2678
    assert cost(STEPS, "上海市", "上海市", 10_000) == "11.27"
    (offer,), _excluded = quote([card(STEPS)], [], province="上海", grams=10_000)
    assert offer.explain[-1] == "first 3 kg 4.9608 + 7 kg × 0.901 = 11.2678"


def test_a_city_of_its_own_price_pays_that_alone() -> None:
    assert cost(TIERS, "广东省", "深圳市") == "7.00"
    assert cost(TIERS, "广东", "深圳") == "7.00"
    assert cost(TIERS, "广东省", "佛山市") == "9.00"
    assert cost(TIERS, "广东省") == "9.00"


def test_the_cheapest_comes_first_and_each_product_is_an_offer() -> None:
    cards = [card(TIERS), card(STEPS, "shunfeng")]
    quotes, excluded = quote(cards, [], province="广东省", grams=1000)
    assert [(offer.courier, offer.service, offer.price.amount, offer.days) for offer in quotes] == [
        ("zhongtong", "标准快递", "11.00", 3),
        ("shunfeng", "标快", "12.00", 1),
    ]
    assert excluded == []

    quotes, excluded = quote(cards, [], province="北京市", city="北京市", grams=1000)
    assert [(offer.service, offer.price.amount) for offer in quotes] == [
        ("特快", "20.00"),
        ("标快", "21.00"),
    ]
    assert excluded == [Excluded("zhongtong", "has no price for 北京市 北京市")]


def test_the_same_price_goes_to_the_faster() -> None:
    def offers(days: int | None) -> RateRow:
        return RateRow("浙江", service=str(days), tiers=((1000, 5_00_00),), days=days)

    both = RateCard("yunda", (offers(None), offers(4), offers(2)))
    quotes, _excluded = quote([both], [], province="浙江省", grams=100)
    assert [offer.days for offer in quotes] == [2, 4, None]


def test_nobody_serves_the_place() -> None:
    quotes, excluded = quote([card(TIERS)], [], province="西藏自治区", city="拉萨市", grams=1)
    assert quotes == []
    assert excluded == [Excluded("zhongtong", "has no price for 西藏自治区 拉萨市")]
    assert quote([], [], province="西藏自治区", grams=1) == ([], [])


def test_an_area_without_service_is_excluded_with_its_reason() -> None:
    closed = [
        NoService("zhongtong", "广东省", "深圳市", "台风"),
        NoService("zhongtong", "新疆", reason=""),
        NoService("yunda", "浙江省"),
    ]
    cards = [card(TIERS)]
    assert quote(cards, closed, province="广东", city="深圳", grams=1) == (
        [],
        [Excluded("zhongtong", "does not serve 广东省 深圳市 now: 台风")],
    )
    assert quote(cards, closed, province="新疆维吾尔自治区", city="喀什地区", grams=1)[1] == [
        Excluded("zhongtong", "does not serve 新疆 now")
    ]
    for province, city in (("广东省", "广州市"), ("广东省", ""), ("浙江省", "杭州市")):
        assert quote(cards, closed, province=province, city=city, grams=1)[0]


def test_a_row_without_steps_takes_nothing_heavier() -> None:
    light = card("产品,省份,0.5kg,1kg\n小包,浙江,2,3")
    assert cost("产品,省份,0.5kg,1kg\n小包,浙江,2,3", "浙江", grams=1000) == "3.00"
    assert quote([light], [], province="浙江", grams=1001) == (
        [],
        [Excluded("zhongtong", "takes at most 1 kg")],
    )


def test_above_the_tiers_steps_start_from_the_last_unless_the_sheet_says_otherwise() -> None:
    assert cost("省份,1kg,2kg,续重(元/kg)\n浙江,3,5,1.5", "浙江", grams=2001) == "6.50"
    separate = (
        "Province,1kg,2kg,Overweight first price (2kg),Overweight step (per kg)\n浙江,3,5,6,1"
    )
    assert cost(separate, "浙江", grams=2001) == "7.00"


@pytest.mark.parametrize(
    "header",
    [
        (
            "Product,Destination province,Destination city,0.5kg,1 kg,Overweight first price (1kg),"
            "Overweight step (CNY/kg),Minimum charge,Remote surcharge,Volume divisor,Days"
        ),
        (
            "service,province,city,500g,≤1KG,over_first_price(1kg),over_step_per_kg,min_charge,"
            "remote_fee,volumetric_factor,transit_days"
        ),
        (
            "服务,到达省份,到达城市,0.5公斤,1千克以内,超重首重价（1kg）,超重续重（元/kg）,最低消费,"
            "偏远加收,抛比,时效"
        ),
    ],
)
def test_columns_are_known_by_chinese_and_english_names(header: str) -> None:
    assert card(f"{header}\n快,浙江,杭州,2,3,4,1,2.5,1,1:8000,3天").rows == (
        RateRow(
            "浙江",
            "杭州",
            "快",
            ((500, 2_00_00), (1000, 3_00_00)),
            first_grams=1000,
            first=4_00_00,
            step=1_00_00,
            minimum=2_50_00,
            surcharge=1_00_00,
            divisor=8000,
            days=3,
        ),
    )


@pytest.mark.parametrize(
    "header",
    [
        (
            "产品,省份,城市,首重(kg),首重价格(元),续重价格(元/kg),最低收费(元),偏远附加费(元),体积系数,"
            "计费进位(kg),时效(天)"
        ),
        (
            "Product,Province,City,First weight (kg),First price,Step price (per kg),Minimum,"
            "Remote,Volume divisor,Round up to (kg),Days"
        ),
        (
            "product,province,city,first_weight_kg,first_price,additional_price_per_kg,min_charge,"
            "remote_surcharge,dim_factor,rounding_kg,days"
        ),
    ],
)
def test_the_step_form_too(header: str) -> None:
    assert card(f"{header}\n快,浙江,,1,￥3.5,1.25元,-,0,6000,0.5,2").rows == (
        RateRow(
            "浙江",
            service="快",
            first_grams=1000,
            first=3_50_00,
            step=1_25_00,
            divisor=6000,
            rounding=500,
            days=2,
        ),
    )


def test_titles_blank_rows_and_notes_do_no_harm_and_rows_keep_their_numbers() -> None:
    above = "中通快递,,\n浙江省 价格表,,\n,,"
    below = ",,,,\n备注：以合同为准,,\n标快,天津,,1,2,x"
    text = f"{above}\n{STEPS.strip()}\n{below}"
    read = sheet(text)
    assert len(read.card.rows) == 4
    assert read.errors == (RowError(11, "续重价格(元/kg)", "bad_number", "“x” is not a number."),)


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        ("浙江,,1,abc,1,1", "首重价格(元)", "bad_number"),
        ("浙江,,1,-3,1,1", "首重价格(元)", "bad_number"),
        ("浙江,,1,1e3,1,1", "首重价格(元)", "bad_number"),
        ("浙江,,1,1000001,1,1", "首重价格(元)", "bad_number"),
        ("浙江,,1,0,1,1", "首重价格(元)", "bad_price"),
        ("浙江,,1,,1,1", "首重价格(元)", "no_price"),
        ("浙江,,1,3.00001,1,1", "首重价格(元)", "too_exact"),
        ("浙江,,1,3,1.5.5,1", "续重价格(元/kg)", "bad_number"),
        ("浙江,,0,3,1,1", "首重(kg)", "bad_weight"),
        ("浙江,,0.0005,3,1,1", "首重(kg)", "bad_weight"),
        ("浙江,,,3,1,1", "首重(kg)", "no_weight"),
        ("浙江,,1,3,1,0", "计费进位(kg)", "bad_weight"),
        (",杭州,1,3,1,1", "省份", "no_province"),
        ("浙江；江苏,杭州,1,3,1,1", "城市", "whose_city"),
        ("安徽省,,1,3,1,1", "省份", "listed_twice"),
        ("江苏、安徽,,1,3,1,1", "省份", "listed_twice"),
    ],
)
def test_a_bad_row_is_reported_and_leaves_the_others_alone(
    cells: str, column: str, code: str
) -> None:
    read = sheet(
        "省份,城市,首重(kg),首重价格(元),续重价格(元/kg),计费进位(kg)\n"
        f"安徽,,1,3,1,1\n{cells}\n福建,,1,4,1,1"
    )
    assert [row.province for row in read.card.rows] == ["安徽", "福建"]
    (error,) = read.errors
    assert (error.row, error.column, error.code) == (3, column, code)
    assert error.message


@pytest.mark.parametrize("text", ["", "浙江,3,1", "省份,城市,备注\n浙江,,", "价格,首重价\n3,4"])
def test_a_sheet_without_a_header_is_unusable(text: str) -> None:
    with pytest.raises(UnusableFile) as failure:
        sheet(text)
    assert failure.value.code == "no_header"


def test_several_cities_may_share_a_row() -> None:
    read = card("省份,城市,1kg\n浙江,杭州、宁波,3\n浙江,全省,4")
    assert [(row.city, row.tiers) for row in read.rows] == [
        ("杭州", ((1000, 3_00_00),)),
        ("宁波", ((1000, 3_00_00),)),
        ("", ((1000, 4_00_00),)),
    ]


def test_areas_without_service() -> None:
    read = read_no_service(
        rows("停发通知\n省份,城市,原因\n西藏自治区,阿里地区,大雪封路\n新疆,,\n,和田,沙尘\n,,"),
        courier="yunda",
    )
    assert read.areas == (
        NoService("yunda", "西藏自治区", "阿里地区", "大雪封路"),
        NoService("yunda", "新疆"),
    )
    assert [(error.row, error.column, error.code) for error in read.errors] == [
        (5, "省份", "no_province")
    ]


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("浙江省", "浙江"),
        ("浙江", "浙江"),
        ("内蒙古自治区", "内蒙古"),
        ("内蒙", "内蒙古"),
        ("广西壮族自治区", "广西"),
        ("新疆维吾尔自治区", "新疆"),
        ("香港特别行政区", "香港"),
        ("北京市", "北京"),
        ("杭州市", "杭州"),
        ("杭州", "杭州"),
        ("达州", "达州"),
        ("恩施土家族苗族自治州", "恩施"),
        ("恩施州", "恩施"),
        ("巴音郭楞蒙古自治州", "巴音郭楞"),
        ("海西蒙古族藏族自治州", "海西"),
        ("克孜勒苏柯尔克孜自治州", "克孜勒苏"),
        ("阿里地区", "阿里"),
        ("锡林郭勒盟", "锡林郭勒"),
        (" 浙 江 省 ", "浙江"),
        ("", ""),
    ],
)
def test_places_are_compared_by_their_short_names(name: str, short: str) -> None:
    assert short_place(name) == short


def test_rates_are_written_as_people_write_prices() -> None:
    assert [rate_text(rate) for rate in (3_50_00, 10_00_00, 9010, 49608, 1)] == [
        "3.50",
        "10.00",
        "0.901",
        "4.9608",
        "0.0001",
    ]
    assert rate_text(1200_00, "JPY") == "1200"


RATES = st.integers(1, 10**7)
SIDES = st.integers(0, 2000)


@st.composite
def fair_rows(draw: st.DrawFn) -> RateRow:
    """Rows in which no heavier weight has a lower price."""
    weights = sorted(draw(st.sets(st.integers(1, 5000), max_size=5)))
    rates = sorted(draw(st.lists(RATES, min_size=len(weights), max_size=len(weights))))
    tiers = tuple(zip(weights, rates, strict=True))
    # The first price begins where the tiers end, or it would be a gift to heavier parcels.
    return RateRow(
        province="浙江",
        tiers=tiers,
        first_grams=weights[-1] if weights else draw(st.integers(1, 3000)),
        first=draw(st.integers(rates[-1], 2 * 10**7)) if rates else draw(RATES),
        step=draw(st.integers(0, 10**6)),
        minimum=draw(st.integers(0, 10**6)),
        surcharge=draw(st.integers(0, 10**6)),
        divisor=draw(st.sampled_from([0, 5000, 6000, 8000])),
        rounding=draw(st.sampled_from([1, 100, 500, 1000])),
    )


def asked(row: RateRow, grams: int, sides: Sequence[int] = (0, 0, 0)) -> Quote:
    length, width, height = sides
    card = RateCard("yunda", (row,))
    answer = price(card, row, grams=grams, length_mm=length, width_mm=width, height_mm=height)
    assert isinstance(answer, Quote)
    return answer


@given(fair_rows(), st.integers(1, 30_000), st.integers(0, 30_000), st.tuples(SIDES, SIDES, SIDES))
def test_a_heavier_parcel_never_costs_less(
    row: RateRow, grams: int, more: int, sides: tuple[int, int, int]
) -> None:
    assert asked(row, grams, sides).price <= asked(row, grams + more, sides).price


@given(fair_rows(), st.integers(1, 30_000), st.tuples(SIDES, SIDES, SIDES), st.integers(0, 500))
def test_a_larger_parcel_never_costs_less(
    row: RateRow, grams: int, sides: tuple[int, int, int], more: int
) -> None:
    length, width, height = sides
    larger = (length + more, width + more, height + more)
    assert asked(row, grams, (length, width, height)).price <= asked(row, grams, larger).price


@given(fair_rows(), st.integers(1, 30_000))
def test_nothing_costs_less_than_the_minimum_and_the_surcharge(row: RateRow, grams: int) -> None:
    least = Fraction(row.minimum + row.surcharge, 100)
    assert asked(row, grams).price.minor >= least - Fraction(1, 2)


@given(
    st.integers(1, 3000), RATES, st.integers(0, 10**6), st.integers(1, 2000), st.integers(1, 50_000)
)
def test_the_step_form_is_exact_to_half_a_fen(
    first_grams: int, first: int, step: int, rounding: int, grams: int
) -> None:
    row = RateRow("浙江", first_grams=first_grams, first=first, step=step, rounding=rounding)
    billed = asked(row, grams).billed_grams
    assert billed % rounding == 0
    assert grams <= billed < grams + rounding
    exact = (first + Fraction(step * max(billed - first_grams, 0), 1000)) / 100
    assert abs(asked(row, grams).price.minor - exact) <= Fraction(1, 2)


@given(st.lists(fair_rows(), max_size=3), st.sampled_from(["CNY", "USD"]))
def test_a_card_comes_back_from_the_database_as_it_was(rows: list[RateRow], currency: str) -> None:
    stored = RateCard("yunda", tuple(rows), currency)
    assert load_card(dump_card(stored)) == stored


@given(st.decimals("0.0001", 999_999, places=4), st.integers(1, 20_000))
def test_a_price_is_read_to_the_last_digit(amount: Decimal, grams: int) -> None:
    (row,) = card(f"省份,首重,首重价格,续重价格\n浙江,{Decimal(grams) / 1000}kg,{amount},0").rows
    assert Decimal(row.first) / 10_000 == amount
    assert row.first_grams == grams


@given(
    st.lists(st.lists(st.text("省城市首重价续kg0123.-、 a", max_size=12), max_size=6), max_size=8)
)
def test_no_sheet_breaks_the_reader(cells: list[list[str]]) -> None:
    numbered = [Row(number, tuple(row)) for number, row in enumerate(cells, 1)]
    header = Row(0, ("省份", "城市", "0.5kg", "首重价格", "首重(kg)", "续重价格"))
    read = read_rate_sheet([header, *numbered], courier="yunda")
    assume(read.card.rows or read.errors)
    reported = {error.row for error in read.errors}
    assert len(reported) == len(read.errors)
    assert reported <= {row.number for row in numbered}
    for row in read.card.rows:
        assert row.province
        assert row.tiers or row.first_grams
