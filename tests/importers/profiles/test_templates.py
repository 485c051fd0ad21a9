"""The templates that resellers fill in, and sheets with holes in them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dropship_tui.models.imports import NO_QUANTITY
from dropship_tui.services.work import Shop
from tests.importers.order_files import (
    SHEET,
    codes,
    counts,
    order_of,
    orders_of,
    take,
    take_rows,
    write_csv,
    write_xlsx,
)
from tests.shop import add_sku

PLACE = "广东省深圳市福田区莲花街道月桥东路291号"


@pytest.fixture
def goods(shop: Shop) -> Shop:
    """A shop that has the goods of these orders."""
    add_sku(shop, "TS-RED-M", title="纯棉T恤", spec="红 M", price="39.00")
    add_sku(shop, "UM-1", title="折叠伞", price="20.00")
    return shop


def test_the_warehouse_template(goods: Shop, tmp_path: Path) -> None:
    header = ["订单编号", "收件人姓名", "收件人手机/电话", "收件人详细地址", "数量", "商家编码"]
    path = write_xlsx(
        tmp_path / "一件代发模板.xlsx",
        [header, ["A-1", "张三", "'13800138000", PLACE, 2, "TS-RED-M"]],
    )
    answer = take(goods, path)
    assert (answer.profile, counts(answer), answer.held) == ("wms", (1, 0, 0, 0, 0), 0)
    order = order_of(goods, "A-1")
    assert (order.receiver.phone, order.receiver.city) == ("13800138000", "深圳市")
    assert [(line.sku, line.quantity) for line in order.lines] == [("TS-RED-M", 2)]
    assert counts(take(goods, path)) == (0, 0, 1, 0, 0)


def test_the_clipboard_with_the_receiver_in_one_cell(goods: Shop, tmp_path: Path) -> None:
    row = {
        "订单号": "A-2",
        "收货信息": "张三[7839]，13800138000-7839，广东省 深圳市 福田区，"
        "莲花街道月桥东路291号[7839]",
        "商品名称": "折叠伞",
        "商品数量": "2",
        "备注信息": "不要发顺丰",
        "快递单号": "",
    }
    answer = take(goods, write_csv(tmp_path / "clip.txt", [row], delimiter="\t"))
    assert (answer.profile, counts(answer), answer.held) == ("clipboard", (1, 0, 0, 0, 0), 0)
    order = order_of(goods, "A-2")
    assert (order.receiver.name, order.receiver.phone) == ("张三", "13800138000")
    assert (order.receiver.extension, order.receiver.street) == ("7839", "莲花街道")
    assert [(line.sku, line.quantity) for line in order.lines] == [("UM-1", 2)]
    assert order.remark == "不要发顺丰"


def test_wangdiantong(goods: Shop, tmp_path: Path) -> None:
    row = {
        "店铺名称": "小山家居", "原始单号": "A-3", "收件人": "张三", "手机": "13800138000",
        "地址": PLACE, "发货条件": "款到发货", "应收合计": "79.00", "邮费": "6.00",
        "优惠金额": "5.00", "商家编码": "TS-RED-M", "货品数量": "2", "货品总价": "78.00",
    }  # fmt: skip
    answer = take_rows(goods, tmp_path, row)
    assert (answer.profile, counts(answer), answer.held) == ("wangdiantong", (1, 0, 0, 0, 0), 0)
    order = order_of(goods, "A-3")
    assert (order.shop, order.total.amount) == ("小山家居", "79.00")
    assert [(line.sku, line.quantity, line.price.amount) for line in order.lines] == [
        ("TS-RED-M", 2, "39.00")
    ]


CAINIAO = {
    "序号": "1", "收件人": "张三", "手机": "13800138000", "地址": PLACE, "其他": "快点",
    "[商品]x数量;": "[TS-RED-M]x2;[折叠伞]x1;", "订单号": "A-4",
}  # fmt: skip


def test_goods_in_one_cell(goods: Shop, tmp_path: Path) -> None:
    answer = take_rows(goods, tmp_path, CAINIAO)
    assert (answer.profile, counts(answer)) == ("cainiao", (1, 0, 0, 0, 0))
    assert (answer.orders, answer.lines, answer.held) == (1, 2, 0)
    order = order_of(goods, "A-4")
    assert [(line.sku, line.quantity) for line in order.lines] == [("TS-RED-M", 2), ("UM-1", 1)]
    assert order.remark == "快点"
    assert counts(take_rows(goods, tmp_path, CAINIAO)) == (0, 0, 1, 0, 0)


@pytest.mark.parametrize("cell", ["一些东西", "[TS-RED-M]x;", "[TS-RED-M]x2;再来一个", ""])
def test_goods_that_cannot_be_counted_are_refused(goods: Shop, tmp_path: Path, cell: str) -> None:
    answer = take_rows(goods, tmp_path, {**CAINIAO, "[商品]x数量;": cell})
    assert codes(answer) == [(2, "[商品]x数量;", "goods_unclear")]


def test_nought_of_something_is_refused(goods: Shop, tmp_path: Path) -> None:
    answer = take_rows(goods, tmp_path, {**CAINIAO, "[商品]x数量;": "[TS-RED-M]x0;"})
    assert codes(answer) == [(2, "[商品]x数量;", "bad_quantity")]


@pytest.mark.parametrize("tail", [".0", ".00"])
@pytest.mark.parametrize("number", ["841234", "261120841234", "PO-211-0000000841234"])
def test_a_number_with_a_tail_is_the_same_order(
    goods: Shop, tmp_path: Path, number: str, tail: str
) -> None:
    take_rows(goods, tmp_path, {**SHEET, "订单号": number})
    again = take_rows(goods, tmp_path, {**SHEET, "订单号": number + tail})
    assert counts(again)[:2] == (0, 0)
    assert len(orders_of(goods, number)) == 1
    assert orders_of(goods, number + tail) == []


def test_a_long_number_with_a_tail_has_lost_digits(goods: Shop, tmp_path: Path) -> None:
    answer = take_rows(goods, tmp_path, {**SHEET, "订单号": "2994150759339841234.0"})
    assert codes(answer) == [(2, "订单号", "damaged_order_number")]


@pytest.mark.parametrize("word", ["已付款", "paid"])
def test_a_status_that_says_paid_is_paid(goods: Shop, tmp_path: Path, word: str) -> None:
    take_rows(goods, tmp_path, {**SHEET, "状态": word})
    order = order_of(goods, "A-1001")
    assert order.paid is not None
    assert order.paid.at == order.ordered_at


@pytest.mark.parametrize("word", ["待发货", "未发货", "正常", "", "processing"])
def test_what_is_to_be_shipped_is_not_held(goods: Shop, tmp_path: Path, word: str) -> None:
    assert take_rows(goods, tmp_path, {**SHEET, "状态": word}).held == 0


def test_a_status_that_nobody_knows_holds(goods: Shop, tmp_path: Path) -> None:
    assert take_rows(goods, tmp_path, {**SHEET, "状态": "客户说再看看"}).held == 1
    order = order_of(goods, "A-1001")
    assert order.held == ("manual",)
    assert "客户说再看看" in order.events[-1].reason


def test_a_sheet_that_does_not_say_how_many_says_so_before_it_is_taken(
    goods: Shop, tmp_path: Path
) -> None:
    without = {name: cell for name, cell in SHEET.items() if name != "数量"}
    plan = take_rows(goods, tmp_path, without, dry_run=True)
    assert plan.warnings == (NO_QUANTITY,)
    assert plan.as_dict()["warnings"] == (NO_QUANTITY,)
    take_rows(goods, tmp_path, without)
    assert [line.quantity for line in order_of(goods, "A-1001").lines] == [1]


def test_a_sheet_that_does_say_so_needs_no_warning(goods: Shop, tmp_path: Path) -> None:
    assert take_rows(goods, tmp_path, SHEET).warnings == ()
    assert take_rows(goods, tmp_path, CAINIAO).warnings == ()


@pytest.mark.parametrize(
    "told",
    [
        {"颜色": "红色", "尺码": "M"},
        {"尺码": "M码", "颜色": "红"},
        {"规格": "M", "颜色": "红色"},
        {"规格": "红色 M", "颜色": "红色", "尺码": "M"},
        {"Color": "红", "Size": "M"},
    ],
    ids=lambda told: "+".join(told),
)
def test_colour_and_size_in_columns_of_their_own_are_one_spec(
    goods: Shop, tmp_path: Path, told: dict[str, str]
) -> None:
    add_sku(goods, "TS-RED-L", title="纯棉T恤", spec="红 L")
    row = {"单号": "C-1", "收货人": "张三", "电话": "13800138000", "地址": PLACE, "品名": "纯棉T恤"}
    path = write_csv(tmp_path / "clothes.csv", [{**row, **told, "数量": "2"}], encoding="gbk")
    assert take(goods, path).held == 0
    assert [(line.sku, line.quantity) for line in order_of(goods, "C-1").lines] == [("TS-RED-M", 2)]


def without(*names: str, **more: str) -> dict[str, str]:
    """The row of a sheet without these columns, with others."""
    return {name: text for name, text in SHEET.items() if name not in names} | more


@pytest.mark.parametrize(
    ("cells", "lines"),
    [
        ({"商品名称": "折叠伞*2"}, [("UM-1", 2)]),
        ({"商品名称": "折叠伞×2把"}, [("UM-1", 2)]),
        ({"商品名称": "折叠伞*1+纯棉T恤 红M*3"}, [("UM-1", 1), ("TS-RED-M", 3)]),
        ({"商品名称": "UM-1*2"}, [("UM-1", 2)]),
        ({"商品名称": "纯棉T恤", "规格": "红M*2"}, [("TS-RED-M", 2)]),
        ({"商家编码": "UM-1*4"}, [("UM-1", 4)]),
        ({"商家编码": "UM-1", "商品名称": "折叠伞*4"}, [("UM-1", 4)]),
        ({"商品名称": "UM-1x2"}, [("UM-1", 2)]),
        ({"商品名称": "折叠伞 x2"}, [("UM-1", 2)]),
        ({"商品名称": "折叠伞X2"}, [("UM-1", 2)]),
        ({"商品名称": "BOX2"}, [(None, 1)]),
        ({"商品名称": "Case X 2"}, [(None, 1)]),
        ({"商品名称": "折叠伞"}, [("UM-1", 1)]),
        ({"商品名称": "毛巾30*60"}, [(None, 1)]),
        ({"商品名称": "折叠伞", "规格": "30*60"}, [("UM-1", 1)]),
    ],
)
def test_where_no_column_counts_the_goods_may(
    goods: Shop, tmp_path: Path, cells: dict[str, str], lines: list[tuple[str | None, int]]
) -> None:
    row = without("商家编码", "商品名称", "规格", "数量", "单价", **cells)
    take_rows(goods, tmp_path, row)
    assert [(line.sku, line.quantity) for line in order_of(goods, "A-1001").lines] == lines


def test_several_goods_beside_a_code_of_one_are_not_guessed(goods: Shop, tmp_path: Path) -> None:
    row = without("商品名称", "规格", "数量", 商家编码="UM-1", 商品名称="折叠伞*1+纯棉T恤*2")
    answer = take_rows(goods, tmp_path, row)
    assert [code for _, _, code in codes(answer)] == ["goods_unclear"]


def test_a_column_that_counts_is_believed(goods: Shop, tmp_path: Path) -> None:
    take_rows(goods, tmp_path, without("商家编码", 商品名称="折叠伞*3", 数量="2"))
    assert [line.quantity for line in order_of(goods, "A-1001").lines] == [2]


def test_a_header_over_two_rows_with_merged_names(goods: Shop, tmp_path: Path) -> None:
    """订单号 and 备注 are merged downwards; 收货信息 and 货品 stand above names of their own."""
    rows: list[list[Any]] = [
        ["订单号", "收货信息", "", "", "货品", "", "备注"],
        ["", "姓名", "手机", "地址", "货号", "数量", ""],
        ["A-1", "张三", "13800138000", PLACE, "UM-1", 2, "急"],
    ]
    path = write_xlsx(
        tmp_path / "two.xlsx", rows, merges=[(0, 0, 1, 0), (0, 1, 0, 3), (0, 6, 1, 6)]
    )
    assert counts(take(goods, path)) == (1, 0, 0, 0, 0)
    order = order_of(goods, "A-1")
    assert (order.receiver.name, order.remark) == ("张三", "急")
    assert [(line.sku, line.quantity) for line in order.lines] == [("UM-1", 2)]


def test_a_plain_sheet_is_not_taken_for_a_platforms(goods: Shop, tmp_path: Path) -> None:
    """商品编码 and 商品价格 are WeChat's only with what WeChat writes in brackets."""
    row = without("商家编码", "单价", 商品编码="UM-1", 商品价格="20.00")
    answer = take_rows(goods, tmp_path, row)
    assert answer.profile == "sheet"
    assert [(line.sku, line.quantity) for line in order_of(goods, "A-1001").lines] == [("UM-1", 2)]


@pytest.mark.parametrize("header", ["店铺订单编号\n(必填)", "*平台订单编号", "客户订单号码"])
def test_numbers_are_called_by_many_words(goods: Shop, tmp_path: Path, header: str) -> None:
    take_rows(goods, tmp_path, without("订单号", **{header: "A-9"}))
    assert order_of(goods, "A-9").receiver.name == "张三"


@pytest.mark.parametrize("phone", ["1380013800", "138001380001"])
def test_a_mobile_that_lost_or_won_a_digit_holds(goods: Shop, tmp_path: Path, phone: str) -> None:
    take_rows(goods, tmp_path, {**SHEET, "手机号": phone})
    assert order_of(goods, "A-1001").held == ("no_receiver",)


@pytest.mark.parametrize("phone", ["13800138000", "0755-22281234", "22281234", "4001234567"])
def test_a_number_that_may_ring_does_not(goods: Shop, tmp_path: Path, phone: str) -> None:
    take_rows(goods, tmp_path, {**SHEET, "手机号": phone})
    assert order_of(goods, "A-1001").held is None
