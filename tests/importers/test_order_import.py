"""Importing orders: every row ends in one way, and importing again changes nothing."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dropship_tui.models.imports import FAULTY_ABROAD
from dropship_tui.paths import data_dir
from dropship_tui.services.addresses import layouts
from dropship_tui.services.errors import ShopError, UnusableFile
from dropship_tui.services.importers.orders import Request, import_file
from dropship_tui.services.orders import order_queries
from dropship_tui.services.orders.order_queries import OrderQuery
from dropship_tui.services.upkeep import checkup
from dropship_tui.services.work import Shop
from tests.shop import add_sku, make_shop

EXPECTED = json.loads((data_dir() / "sample" / "expected.json").read_text(encoding="utf-8"))
SAMPLES = list(EXPECTED)
COUNTS = ("rows", "imported", "updated", "duplicate", "rejected", "skipped")
HEADER = ("订单号", "收件人", "手机号", "收货地址", "商家编码", "数量", "单价", "运费", "买家留言")
PLACE = "浙江省杭州市余杭区文一西路969号"


def write(path: Path, *rows: Sequence[str], header: Sequence[str] = HEADER) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def take(shop: Shop, path: Path, **options: Any) -> dict[str, Any]:
    answer = import_file(shop, Request(path, **options)).as_dict()
    assert answer["rows"] == sum(int(str(answer[name])) for name in COUNTS[1:])
    return answer


def orders(shop: Shop, **query: Any) -> list[Any]:
    page = shop.read(lambda tx: order_queries.list_orders(tx, OrderQuery(**query), limit=500))
    return shop.read(lambda tx: [order_queries.show(tx, row.number) for row in page.items])


@pytest.mark.parametrize("name", SAMPLES)
def test_the_sample_files_come_in_as_promised(sample_shop: Shop, name: str) -> None:
    expected = EXPECTED[name]
    path = data_dir() / "sample" / name
    answer = take(sample_shop, path)
    for count in (*COUNTS, "orders", "lines"):
        assert answer[count] == expected[count], count
    assert answer["held"] == expected["held"] + len(expected["no_service"])
    wrong = {(error["row"], error["reason"]) for error in expected["errors"]}
    assert {(error.row, error.code) for error in answer["errors"]} == wrong
    again = take(sample_shop, path)
    assert (again["imported"], again["updated"], again["orders"]) == (0, 0, 0)
    assert all(result.ok for result in checkup.check(sample_shop))


def test_rows_with_one_number_are_one_order_and_its_total_is_exact(
    shop: Shop, tmp_path: Path
) -> None:
    add_sku(shop, "A", price="1.00")
    add_sku(shop, "B", price="1.00")
    path = write(
        tmp_path / "o.csv",
        ("N1", "张三", "13800138000", PLACE, "A", "2", "19.90", "5", "快点"),
        ("N1", "", "", "", "B", "1", "0.35", "", ""),
    )
    assert take(shop, path)["orders"] == 1
    (order,) = orders(shop)
    assert order.total.amount == "45.15"
    assert [(line.sku, line.quantity) for line in order.lines] == [("A", 2), ("B", 1)]
    assert (order.receiver.province, order.receiver.district) == ("浙江省", "余杭区")


def test_bad_rows_are_rejected_with_their_reason_and_the_rest_waits(
    shop: Shop, tmp_path: Path
) -> None:
    add_sku(shop, "A")
    good = ("张三", "13800138000", PLACE, "A")
    path = write(
        tmp_path / "o.csv",
        ("", *good, "1", "1", "", ""),
        ("1.93E+17", *good, "1", "1", "", ""),
        ("N1", *good, "1.5", "1", "", ""),
        ("N1", *good, "1", "1", "", ""),
        ("N2", "李四", "13900139000", "北京市朝阳区建国路1号", "A", "0", "1", "", ""),
        ("N3", "", "", "", "A", "1", "1", "", ""),
    )
    answer = take(shop, path)
    assert [(error.row, error.code) for error in answer["errors"]] == [
        (2, "missing_order_number"),
        (3, "damaged_order_number"),
        (4, "bad_quantity"),
        (6, "bad_quantity"),
        (7, "no_receiver"),
    ]
    (order,) = orders(shop)
    assert (order.external_no, order.held) == ("N1", ("incomplete",))


def test_one_order_does_not_go_to_two_people(shop: Shop, tmp_path: Path) -> None:
    add_sku(shop, "A")
    path = write(
        tmp_path / "o.csv",
        ("N1", "王一", "13800138000", PLACE, "A", "1", "1", "", ""),
        ("N1", "李二", "13900139000", "北京市朝阳区建国路1号", "A", "2", "1", "", ""),
    )
    answer = take(shop, path)
    assert [(error.row, error.code) for error in answer["errors"]] == [(3, "conflict")]
    (order,) = orders(shop)
    assert (order.receiver.name, order.held) == ("王一", ("incomplete",))


def test_what_cannot_be_shipped_stands_still(shop: Shop, tmp_path: Path) -> None:
    add_sku(shop, "A")
    path = write(
        tmp_path / "o.csv",
        ("N1", "张*", "138****1234", PLACE, "A", "1", "1", "", ""),
        ("N2", "张三", "13800138000", PLACE, "NO-SUCH", "1", "1", "", ""),
    )
    assert take(shop, path)["held"] == 2
    held = {order.external_no: order.held for order in orders(shop)}
    assert held == {"N1": ("masked_receiver",), "N2": ("unknown_sku",)}


def test_a_dry_run_answers_the_same_and_writes_nothing(shop: Shop, tmp_path: Path) -> None:
    add_sku(shop, "A")
    path = write(tmp_path / "o.csv", ("N1", "张三", "13800138000", PLACE, "A", "1", "1", "", ""))
    plan = take(shop, path, dry_run=True)
    assert orders(shop) == []
    done = take(shop, path)
    assert {**plan, "batch": None, "written": None} == {**done, "batch": None, "written": None}


def test_strict_imports_all_or_nothing(shop: Shop, tmp_path: Path) -> None:
    path = write(
        tmp_path / "o.csv",
        ("N1", "张三", "13800138000", PLACE, "A", "1", "1", "", ""),
        ("N2", "张三", "13800138000", PLACE, "A", "x", "1", "", ""),
    )
    import_file(shop, Request(path, strict=True))
    assert orders(shop) == []


def test_a_changed_quantity_is_a_conflict_and_changes_nothing(shop: Shop, tmp_path: Path) -> None:
    add_sku(shop, "A")
    row = ("N1", "张三", "13800138000", PLACE, "A", "1", "1", "", "")
    take(shop, write(tmp_path / "o.csv", row))
    answer = take(shop, write(tmp_path / "p.csv", (*row[:5], "3", *row[6:])))
    assert [error.code for error in answer["errors"]] == ["conflict"]
    (order,) = orders(shop)
    assert order.lines[0].quantity == 1


def test_hostile_cells_lose_their_teeth_and_nothing_else(shop: Shop, tmp_path: Path) -> None:
    add_sku(shop, "A")
    remark = "[/b] [@click=app.quit]x[/] =cmd() \x1b]0;hi\x07\u202e 好"
    row = ("N1", "张三", "13800138000", PLACE, "A", "1", "1", "", remark)
    take(shop, write(tmp_path / "o.csv", row))
    (order,) = orders(shop)
    assert order.remark == "[/b] [@click=app.quit]x[/] =cmd() ]0;hi 好"


def test_a_file_without_a_header_is_refused(shop: Shop, tmp_path: Path) -> None:
    path = tmp_path / "o.csv"
    path.write_text("张三,13800138000\n李四,13900139000\n", encoding="utf-8")
    with pytest.raises(UnusableFile) as refusal:
        import_file(shop, Request(path))
    assert refusal.value.code == "no_header"


_CELLS = st.one_of(
    st.sampled_from(["", "N1", "N2", "张三", "13800138000", PLACE, "A", "1", "-1", "2.0", "¥3.5"]),
    st.text(max_size=12),
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(_CELLS, min_size=9, max_size=9), max_size=8))
def test_any_table_is_accounted_for_and_comes_in_once(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    folder = tmp_path_factory.mktemp("any")
    shop = make_shop(folder)
    path = write(folder / "o.csv", *rows)
    try:
        first = take(shop, path)
        again = take(shop, path)
    except ShopError:
        return
    finally:
        shop.db.close()
    assert again["rows"] == first["rows"]
    assert (again["imported"], again["updated"]) == (0, 0)


def test_an_address_abroad_that_lacks_something_is_told_and_comes_in(
    shop: Shop, tmp_path: Path
) -> None:
    header = (
        "订单号",
        "收件人",
        "手机号",
        "收货地址",
        "市",
        "省",
        "邮编",
        "国家",
        "商家编码",
        "数量",
    )
    person = ("Jo Smith", "+15125550142", "1 Main St", "Austin", "TX")
    whole = ("1", *person, "78701", "US", "A", "1")
    lacking = ("2", *person, "", "US", "A", "1")
    sound = take(shop, write(tmp_path / "sound.csv", whole, header=header), dry_run=True)
    assert sound["warnings"] == ()
    told = take(shop, write(tmp_path / "lacking.csv", whole, lacking, header=header))
    assert told["warnings"] == (FAULTY_ABROAD,)
    assert (told["imported"], told["rejected"]) == (2, 0)
    (order,) = (order for order in orders(shop) if order.external_no == "2")
    assert [fault.field for fault in layouts.faults(order.receiver)] == ["postcode"]
