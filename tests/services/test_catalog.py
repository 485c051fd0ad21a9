"""The catalog: entered by hand and from files, priced, found by any word that means it."""

from __future__ import annotations

import csv
import io
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dropship_tui.models.catalog import MISSING, Alias, NewSku, ResellerPrice
from dropship_tui.models.checks import Invalid
from dropship_tui.models.imports import ImportAnswer
from dropship_tui.models.money import Money
from dropship_tui.models.setup import NewPartner
from dropship_tui.models.types import as_json
from dropship_tui.services import setup
from dropship_tui.services.errors import NotFound, Refused, UnusableFile, WrongUsage
from dropship_tui.services.goods import catalog, stock
from dropship_tui.services.goods.catalog import SkuQuery
from dropship_tui.services.goods.catalog_import import COLUMNS, import_catalog
from dropship_tui.services.goods.sku_lookup import Lookup, suggest
from dropship_tui.services.work import Shop
from tests.shop import add_sku

RED_M = NewSku(
    "TS-RED-M",
    "纯棉T恤",
    "红 M",
    "2000001000014",
    cost=Money(1650),
    price=Money(3900),
    weight_g=210,
    length_mm=280,
    width_mm=220,
    height_mm=25,
    description="圆领短袖",
    bin="A-03",
    reorder_point=20,
    photo="photos/ts-red-m.jpg",
)


def save(shop: Shop, new: NewSku) -> str:
    return shop.write(lambda tx: catalog.save(tx, new))


def codes(shop: Shop, query: SkuQuery) -> list[str]:
    return [row.sku for row in shop.read(lambda tx: catalog.list_skus(tx, query)).items]


# By hand


def test_a_sku_is_kept_as_it_was_entered(shop: Shop) -> None:
    assert save(shop, RED_M) == "imported"
    view = shop.read(lambda tx: catalog.show(tx, "TS-RED-M"))
    for field in ("sku", "title", "spec", "barcode", "cost", "price", "weight_g", "photo", "bin"):
        assert getattr(view, field) == getattr(RED_M, field)
    assert (view.market_price, view.missing) == (None, ("never counted",))
    assert view.created_at == shop.clock()


def test_saying_it_again_changes_nothing(shop: Shop) -> None:
    save(shop, RED_M)
    assert save(shop, RED_M) == "duplicate"
    assert save(shop, NewSku("ts-red-m")) == "duplicate"


def test_a_code_is_the_same_in_any_width_and_case(shop: Shop) -> None:
    save(shop, RED_M)
    assert save(shop, NewSku("ｔｓ-ｒｅｄ-ｍ", bin="B-01")) == "updated"
    view = shop.read(lambda tx: catalog.show(tx, "ts-red-m"))
    assert (view.sku, view.bin, view.title, view.price) == (
        "TS-RED-M", "B-01", "纯棉T恤", Money(3900)
    )  # fmt: skip
    assert len(codes(shop, SkuQuery())) == 1


def test_a_new_title_is_found_and_the_old_one_is_not(shop: Shop) -> None:
    save(shop, RED_M)
    save(shop, NewSku("TS-RED-M", title="法兰绒毯"))
    assert codes(shop, SkuQuery(search="falanrong")) == ["TS-RED-M"]
    assert codes(shop, SkuQuery(search="纯棉")) == []
    assert shop.read(lambda tx: Lookup(tx).by_title([("法兰绒毯", "")]))


def test_a_new_sku_needs_a_title(shop: Shop) -> None:
    with pytest.raises(Invalid) as error:
        save(shop, NewSku("CUP"))
    assert error.value.code == "missing_value"


@pytest.mark.parametrize(
    "wrong",
    [
        {"sku": " "},
        {"sku": "X" * 65},
        {"price": Money(-1)},
        {"weight_g": 0},
        {"height_mm": -3},
        {"reorder_point": -1},
        {"barcode": "马克杯"},
    ],
)
def test_what_no_goods_can_have_is_invalid(wrong: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        NewSku(**{"sku": "CUP", "title": "马克杯", **wrong})  # type: ignore[arg-type]


def test_a_barcode_belongs_to_one_sku(shop: Shop) -> None:
    save(shop, RED_M)
    with pytest.raises(Refused) as error:
        save(shop, NewSku("CUP", "马克杯", barcode=RED_M.barcode))
    assert (error.value.code, error.value.details) == ("barcode_taken", {"sku": "TS-RED-M"})
    with pytest.raises(NotFound):
        shop.read(lambda tx: catalog.show(tx, "CUP"))


def test_another_currency_is_not_mixed_in(shop: Shop) -> None:
    with pytest.raises(Invalid) as error:
        save(shop, NewSku("CUP", "马克杯", price=Money(100, "USD")))
    assert error.value.code == "two_currencies"


# Lists


def test_the_list_goes_on_page_by_page_both_ways(shop: Shop) -> None:
    for n in range(7):
        add_sku(shop, f"S{n}")
    first = shop.read(lambda tx: catalog.list_skus(tx, SkuQuery(), limit=3))
    second = shop.read(lambda tx: catalog.list_skus(tx, SkuQuery(), limit=3, after=first.next))
    third = shop.read(lambda tx: catalog.list_skus(tx, SkuQuery(), limit=3, after=second.next))
    assert [row.sku for page in (first, second, third) for row in page.items] == [
        f"S{n}" for n in range(7)
    ]
    assert third.next is None
    before = shop.read(lambda tx: catalog.sku_rows(tx, SkuQuery(), before=second.next, limit=2))
    assert [row.sku for _, row in before] == ["S3", "S4"]
    assert shop.read(lambda tx: catalog.count_skus(tx, SkuQuery())) == 7


def test_items_carry_what_the_contract_names(shop: Shop) -> None:
    sku_id = add_sku(shop, "CUP", on_hand=5, price="18.00")
    shop.write(lambda tx: stock.reserve(tx, sku_id, 2))
    (item,) = as_json(shop.read(lambda tx: catalog.list_skus(tx, SkuQuery())))["items"]
    assert item | {"id": 0} == {
        "id": 0,
        "sku": "CUP",
        "title": "商品CUP",
        "spec": "",
        "barcode": "",
        "price": {"amount": "18.00", "currency": "CNY"},
        "cost": None,
        "weight_g": None,
        "on_hand": 5,
        "reserved": 2,
        "available": 3,
        "bin": "",
        "reorder_point": 0,
    }


def test_missing_shows_what_is_left_to_do(shop: Shop) -> None:
    save(shop, RED_M)
    shop.write(lambda tx: stock.receive(tx, "TS-RED-M", 1))
    save(shop, NewSku("CUP", "马克杯", price=Money(1800)))
    for name in MISSING:
        assert codes(shop, SkuQuery(missing=name)) == ["CUP"], name
    shop.write(lambda tx: catalog.set_price(tx, "CUP", Money(1800), cost=Money(650)))
    assert codes(shop, SkuQuery(missing="prices")) == []
    with pytest.raises(WrongUsage, match="prices, photos"):
        SkuQuery(missing="love")


def test_the_tallies_of_today_are_doors(sample_shop: Shop) -> None:
    assert codes(sample_shop, SkuQuery(shelf="empty")) == ["CUP-02", "KIT-SCL-01"]
    assert sorted(codes(sample_shop, SkuQuery(shelf="low"))) == [
        "CLN-LNT-03", "KIT-CHP-10", "KIT-POT-18", "STO-HGR-20", "TS-BLK-L",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("ts-red-m", "TS-RED-M"),
        ("hong m", "TS-RED-M"),
        ("红M", "TS-RED-M"),
        ("cmtx", "TS-BLK-L"),
        ("chunmian", "TS-BLK-L"),
        ("2000001000311", "CUP-01"),
        ("马克杯", "CUP-01"),
        ("ｍｋｂ 蓝", "CUP-02"),
    ],
)
def test_a_sku_is_suggested_as_one_types(sample_shop: Shop, typed: str, found: str) -> None:
    assert sample_shop.read(lambda tx: suggest(tx, typed))[0].code == found


def test_a_suggestion_knows_what_is_available(shop: Shop) -> None:
    sku_id = add_sku(shop, "CUP", on_hand=5, price="18.00")
    shop.write(lambda tx: stock.reserve(tx, sku_id, 2))
    (cup,) = shop.read(lambda tx: suggest(tx, "cup"))
    assert (cup.id, cup.price, cup.available) == (sku_id, 1800, 3)


@pytest.mark.parametrize("typed", ["", "  ", "%", "_", "\\", "'; DROP TABLE skus", "[/b]"])
def test_signs_are_only_signs(shop: Shop, typed: str) -> None:
    add_sku(shop, "CUP")
    assert shop.read(lambda tx: suggest(tx, typed)) == ()


# Prices and other people's codes


def test_a_reseller_has_a_price_of_its_own(shop: Shop) -> None:
    add_sku(shop, "CUP", price="18.00")
    shop.write(lambda tx: setup.add_partner(tx, NewPartner("阿美", "reseller", "amei")))
    view = shop.write(lambda tx: catalog.set_price(tx, "CUP", Money(1250), reseller="amei"))
    assert (view.price, view.reseller_prices) == (
        Money(1800),
        (ResellerPrice("阿美", Money(1250)),),
    )
    view = shop.write(
        lambda tx: catalog.set_price(tx, "CUP", Money(1300), cost=Money(650), reseller="阿美")
    )
    assert (view.cost, view.reseller_prices) == (Money(650), (ResellerPrice("阿美", Money(1300)),))
    with pytest.raises(Refused) as error:
        shop.write(lambda tx: catalog.set_price(tx, "CUP", Money(1), reseller="nobody"))
    assert error.value.code == "unknown_reseller"


def test_a_price_may_be_nothing_but_not_less(shop: Shop) -> None:
    add_sku(shop, "CUP")
    assert shop.write(lambda tx: catalog.set_price(tx, "CUP", Money(0))).price == Money(0)
    with pytest.raises(Invalid, match="below 0"):
        shop.write(lambda tx: catalog.set_price(tx, "CUP", Money(-1)))


@pytest.fixture
def amei(shop: Shop) -> int:
    """A reseller's id."""
    partner = shop.write(lambda tx: setup.add_partner(tx, NewPartner("阿美", "reseller", "amei")))
    return partner.id


def test_the_most_specific_word_wins(shop: Shop, amei: int) -> None:
    for code in ("X-1", "BOTH", "RESELLER", "CHANNEL", "ALL"):
        add_sku(shop, code)
    add_sku(shop, "BAR", barcode="6900000000001")
    for sku, alias, reseller, channel in (
        ("ALL", "am-1", "", ""),
        ("CHANNEL", "am-1", "", "taobao"),
        ("RESELLER", "am-1", "amei", ""),
        ("BOTH", "ＡＭ-1", "amei", "taobao"),
        ("RESELLER", "X-1", "amei", ""),
    ):
        shop.write(
            partial(catalog.add_alias, code=sku, alias=alias, reseller=reseller, channel=channel)
        )

    def meant(code: str, reseller_id: int = 0, channel: str = "") -> str:
        lookup = shop.read(
            lambda tx: Lookup(tx, reseller_id=reseller_id, channel=channel).resolve([code])
        )
        return lookup[code].code if lookup else ""

    assert meant("AM-1") == "ALL"
    assert meant("AM-1", channel="taobao") == "CHANNEL"
    assert meant(" am-1 ", amei) == "RESELLER"
    assert meant("AM-1", amei, "taobao") == "BOTH"
    assert meant("AM-1", amei, "pinduoduo") == "RESELLER"
    assert (meant("x-1"), meant("x-1", amei)) == ("X-1", "RESELLER")
    assert meant("６９００００００００００１") == "BAR"
    assert meant("nobody's") == ""
    aliases = shop.read(lambda tx: catalog.show(tx, "BOTH")).aliases
    assert aliases == (Alias("AM-1", "阿美", "taobao"),)


def test_a_code_means_one_sku_there(shop: Shop, amei: int) -> None:
    add_sku(shop, "CUP", barcode="6900000000001")
    add_sku(shop, "BOWL")
    shop.write(lambda tx: catalog.add_alias(tx, "CUP", "am-1", reseller="amei"))
    shop.write(lambda tx: catalog.add_alias(tx, "CUP", "AM-1", reseller="amei"))
    assert len(shop.read(lambda tx: catalog.show(tx, "CUP")).aliases) == 1
    for alias, reseller in (("am-1", "amei"), ("cup", ""), ("6900000000001", "")):
        with pytest.raises(Refused) as error:
            shop.write(partial(catalog.add_alias, code="BOWL", alias=alias, reseller=reseller))
        assert (error.value.code, error.value.details) == ("alias_taken", {"sku": "CUP"})


def test_a_thousand_codes_are_found_in_bulk(shop: Shop) -> None:
    for n in range(3):
        add_sku(shop, f"S{n}")
    wanted = {f"s{n}" for n in range(1200)}
    found = shop.read(lambda tx: Lookup(tx).resolve(wanted))
    assert {given: sku.code for given, sku in found.items()} == {
        "s0": "S0", "s1": "S1", "s2": "S2"
    }  # fmt: skip


def test_a_title_counts_when_it_is_exactly_one_skus(shop: Shop) -> None:
    add_sku(shop, "T-RED", title="纯棉T恤", spec="红 M")
    add_sku(shop, "T-BLUE", title="纯棉T恤", spec="蓝 M")
    add_sku(shop, "CUP", title="马克杯", spec="白 350ml")
    wanted = [
        ("马克杯", ""),
        ("马克 杯", "白350ML"),
        ("纯棉T恤", ""),
        ("纯棉Ｔ恤", "红M"),
        ("纯棉T恤", "M码，红色"),
        ("纯棉T恤", "颜色分类:红色;尺码:M"),
        ("纯棉T恤", "绿 M"),
        ("纯棉T恤", "M"),
        ("围巾", ""),
    ]
    found = shop.read(lambda tx: Lookup(tx).by_title(wanted))
    assert {given: sku.code for given, sku in found.items()} == {
        ("纯棉T恤", "M码，红色"): "T-RED",
        ("纯棉T恤", "颜色分类:红色;尺码:M"): "T-RED",
        ("马克杯", ""): "CUP",
        ("马克 杯", "白350ML"): "CUP",
        ("纯棉Ｔ恤", "红M"): "T-RED",
    }


@pytest.mark.parametrize(
    "said",
    ["蓝色 L", "蓝色,L", "蓝色，L", "蓝色/L", "L 蓝色", "颜色分类:蓝色;尺码:L",
     "尺码：L；颜色：蓝色", "蓝色l", "颜色:蓝色 L", "蓝色 L, 蓝色, L"],
)  # fmt: skip
def test_a_spec_may_be_written_in_many_ways(shop: Shop, said: str) -> None:
    add_sku(shop, "T-RED-L", title="纯棉T恤", spec="红色 L")
    add_sku(shop, "T-BLUE-L", title="纯棉T恤", spec="蓝色 L")
    add_sku(shop, "T-BLUE-M", title="纯棉T恤", spec="蓝色 M")
    found = shop.read(lambda tx: Lookup(tx).by_title([("纯棉T恤", said)]))
    assert [sku.code for sku in found.values()] == ["T-BLUE-L"]


@pytest.mark.parametrize("said", ["蓝色", "L", "蓝色 L 加绒", "蓝色 XL", "", "颜色:;尺码:"])
def test_a_spec_that_says_less_or_more_is_another(shop: Shop, said: str) -> None:
    add_sku(shop, "T-RED-L", title="纯棉T恤", spec="红色 L")
    add_sku(shop, "T-BLUE-L", title="纯棉T恤", spec="蓝色 L")
    assert not shop.read(lambda tx: Lookup(tx).by_title([("纯棉T恤", said)]))


# From files


def write(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "catalog.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_columns_are_known_by_their_chinese_names(shop: Shop, tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "小山家居商品资料,,,,,,,,,\n"
        "商家编码*,商品名称,规格,条形码,成本价(元),售价,重量(kg),长(cm),宽cm,高（mm）,补货点,备用\n"
        'CUP-01,马克杯,白 350ml,\'2000001000311,¥6.5,"1,018.00",0.34,12.5,9.5,105,30,x\n'
        "PAN,平底锅,,,,,,,,,,\n"
        "合计,2个,,,,,,,,,,\n",
        "gb18030",
    )
    answer = import_catalog(shop, path)
    assert as_json(answer) == {
        "rows": 3, "imported": 2, "updated": 0, "duplicate": 0, "rejected": 0, "skipped": 1,
        "errors": [], "written": True,
    }  # fmt: skip
    cup = shop.read(lambda tx: catalog.show(tx, "CUP-01"))
    assert (cup.title, cup.spec, cup.barcode) == ("马克杯", "白 350ml", "2000001000311")
    assert (cup.cost, cup.price, cup.weight_g) == (Money(650), Money(101800), 340)
    assert (cup.length_mm, cup.width_mm, cup.height_mm) == (125, 95, 105)
    assert cup.reorder_point == 30


def test_every_bad_row_names_its_cell(shop: Shop, tmp_path: Path) -> None:
    add_sku(shop, "OLD", barcode="6900000000001")
    path = write(
        tmp_path,
        "sku,title,barcode,price,weight_g\n"
        "A,甲,,12.345,\n"
        "B,乙,,-1,\n"
        "C,丙,,,heavy\n"
        ",丁,,,\n"
        "E,,,,\n"
        "F,己,6.93E+12,,\n"
        "G,庚,6900000000001,,\n"
        "H,辛,,1,0\n"
        "h,辛,,1,0\n"
        "H,辛,,2,0\n"
        "OLD,,,9.90,\n",
    )
    answer = import_catalog(shop, path)
    found = [(error.row, error.column, error.code) for error in answer.errors]
    assert found == [
        (2, "price", "not_an_amount"),
        (3, "price", "negative_price"),
        (4, "weight_g", "bad_number"),
        (5, "sku", "missing_value"),
        (6, "title", "missing_value"),
        (7, "barcode", "damaged_code"),
        (8, "barcode", "barcode_taken"),
        (11, "sku", "listed_twice"),
    ]
    counts = answer.counts
    assert (counts.rows, counts.imported, counts.updated, counts.duplicate) == (11, 1, 1, 1)
    assert codes(shop, SkuQuery()) == ["OLD", "H"]
    assert shop.read(lambda tx: catalog.show(tx, "OLD")).price == Money(990)
    assert shop.read(lambda tx: catalog.show(tx, "H")).weight_g is None


def test_a_second_import_changes_nothing(shop: Shop, tmp_path: Path) -> None:
    path = write(tmp_path, "sku,title,price\nA,甲,1\nB,乙,2\n")
    assert import_catalog(shop, path).counts.imported == 2
    before = shop.read(lambda tx: [tuple(row) for row in tx.all("SELECT * FROM skus")])
    again = import_catalog(shop, path).counts
    assert (again.imported, again.updated, again.duplicate) == (0, 0, 2)
    assert shop.read(lambda tx: [tuple(row) for row in tx.all("SELECT * FROM skus")]) == before


def test_a_barcode_may_move_within_a_file(shop: Shop, tmp_path: Path) -> None:
    add_sku(shop, "OLD", barcode="690")
    path = write(tmp_path, "sku,title,barcode\nNEW,新,690\nOLD,旧,691\n")
    answer = import_catalog(shop, path)
    assert (answer.counts.imported, answer.counts.updated, answer.errors) == (1, 1, ())
    assert shop.read(lambda tx: catalog.show(tx, "690")).sku == "NEW"
    assert import_catalog(shop, path).counts.duplicate == 2


def test_an_empty_cell_erases_nothing(shop: Shop, tmp_path: Path) -> None:
    save(shop, RED_M)
    answer = import_catalog(shop, write(tmp_path, "sku,title,price,bin\nTS-RED-M,,45,-\n"))
    assert answer.counts.updated == 1
    view = shop.read(lambda tx: catalog.show(tx, "TS-RED-M"))
    assert (view.title, view.price, view.bin) == ("纯棉T恤", Money(4500), "A-03")


@pytest.mark.parametrize("dry_run", [True, False])
def test_an_import_can_be_tried(shop: Shop, tmp_path: Path, dry_run: bool) -> None:
    path = write(tmp_path, "sku,title,price\nA,甲,1\nB,乙,cheap\n")
    tried = import_catalog(shop, path, dry_run=dry_run, strict=not dry_run)
    assert codes(shop, SkuQuery()) == []
    assert not tried.written
    assert import_catalog(shop, path) == ImportAnswer(tried.counts, tried.errors, written=True)


def test_a_file_that_is_no_catalog_says_what_it_needs(shop: Shop, tmp_path: Path) -> None:
    with pytest.raises(UnusableFile) as error:
        import_catalog(shop, write(tmp_path, "姓名,电话\n张三,13800138000\n"))
    assert error.value.code == "no_header"
    assert "sku, title" in error.value.hint


def test_no_name_means_two_columns() -> None:
    names = [name for listed in COLUMNS.values() for name in listed]
    assert len(names) == len({name.casefold() for name in names})


CELLS = st.one_of(
    st.sampled_from(
        ["A", "b", "Ａ", "红 M", "1", "0", "-3", "1.5", "1e9", "6900000000001", "合计"]
    ),
    st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0"), max_size=8),
)
FIELDS = ("sku", "title", "barcode", "price", "weight_g", "reorder_point")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(*[CELLS] * len(FIELDS)), min_size=1, max_size=6))
def test_whatever_the_cells_hold_every_row_is_accounted_for(
    shop: Shop, tmp_path: Path, rows: list[tuple[str, ...]]
) -> None:
    text = io.StringIO()
    csv.writer(text).writerows([FIELDS, *rows])
    path = write(tmp_path, text.getvalue(), "utf-8-sig")
    try:
        answer = import_catalog(shop, path)
    except UnusableFile:
        return
    assert answer.counts.rejected == len(answer.errors)
    assert answer.counts.rows <= len(rows)
    again = import_catalog(shop, path).counts
    assert (again.imported, again.updated, again.rejected) == (0, 0, answer.counts.rejected)
