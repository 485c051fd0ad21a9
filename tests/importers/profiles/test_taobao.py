"""Taobao and Tmall: what sums an order up and what lists its goods are one order."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from dropship_tui.models.orders import OrderView
from dropship_tui.services.orders import orders
from dropship_tui.services.upkeep import checkup
from dropship_tui.services.work import Shop
from tests.importers.order_files import (
    codes,
    counts,
    everything,
    order_of,
    take,
    take_rows,
    write_csv,
)
from tests.importers.profiles.chinese import DETAIL_LIST, ORDER_LIST, SUBORDER, Cells
from tests.shop import add_sku

CHINA = ZoneInfo("Asia/Shanghai")
NUMBER = "2994150759339467583"
SHIPPED = "卖家已发货，等待买家确认"
CLOSED = "交易关闭"


@pytest.fixture
def goods(shop: Shop) -> Shop:
    """A shop that has the goods of these orders."""
    add_sku(shop, "CODE-1", title="纯棉T恤", spec="红 M", on_hand=9)
    add_sku(shop, "CODE-2", title="折叠伞", on_hand=9)
    return shop


def in_gb18030(folder: Path, name: str, *rows: Cells) -> Path:
    return write_csv(folder / name, rows, encoding="gb18030")


def is_whole(order: OrderView) -> bool:
    """Whether the order says what both files say."""
    assert (order.status, order.held, order.shop) == ("new", None, "小山家居")
    assert [(line.sku, line.quantity, line.price.amount) for line in order.lines] == [
        ("CODE-1", 2, "500.00"),
        ("CODE-2", 1, "78.00"),
    ]
    assert (order.receiver.name, order.receiver.phone) == ("张三", "13800138000")
    assert (order.receiver.district, order.receiver.postcode) == ("福田区", "518036")
    amounts = (order.goods_total, order.freight, order.discount, order.total)
    assert [amount.amount for amount in amounts] == ["1078.00", "6.00", "8.00", "1076.00"]
    assert order.paid is not None
    assert order.paid.method == "alipay"
    assert order.paid.at == datetime(2026, 11, 20, 10, 6, tzinfo=CHINA)
    assert order.ordered_at == datetime(2026, 11, 20, 10, 5, tzinfo=CHINA)
    assert order.ship_by == datetime(2026, 11, 22, 10, 6, tzinfo=CHINA)
    assert order.remark == "快点"
    return True


def test_an_order_list_alone_does_not_know_its_goods(goods: Shop, tmp_path: Path) -> None:
    answer = take(goods, in_gb18030(tmp_path, "list.csv", ORDER_LIST))
    assert (answer.profile, answer.held) == ("taobao-order-list", 1)
    assert order_of(goods, NUMBER).held == ("unknown_sku",)


def test_a_detail_list_alone_does_not_know_its_receiver(goods: Shop, tmp_path: Path) -> None:
    answer = take(goods, in_gb18030(tmp_path, "detail.csv", *DETAIL_LIST))
    assert (answer.profile, answer.orders, answer.lines) == ("taobao-detail-list", 1, 2)
    assert order_of(goods, NUMBER).held == ("no_receiver",)


@pytest.mark.parametrize("is_list_first", [True, False])
def test_the_two_lists_are_one_order_in_whichever_order_they_come(
    goods: Shop, tmp_path: Path, is_list_first: bool
) -> None:
    files = [
        in_gb18030(tmp_path, "list.csv", ORDER_LIST),
        in_gb18030(tmp_path, "detail.csv", *DETAIL_LIST),
    ]
    first, second = files if is_list_first else files[::-1]
    take(goods, first)
    answer = take(goods, second)
    rows = 2 if is_list_first else 1
    assert (counts(answer), answer.orders, answer.held) == ((0, rows, 0, 0, 0), 0, 0)
    assert is_whole(order_of(goods, NUMBER))
    before = everything(goods)["orders"]
    for file in (*files, *files[::-1]):
        again = take(goods, file)
        assert counts(again) == (0, 0, again.counts.rows, 0, 0)
    assert everything(goods)["orders"] == before
    assert all(result.ok for result in checkup.check(goods))


def test_a_detail_list_with_a_few_columns_is_still_known(goods: Shop, tmp_path: Path) -> None:
    names = ("订单编号", "标题", "购买数量", "商品属性", "商家编码", "价格")
    some = [{name: cells[name] for name in names} for cells in DETAIL_LIST]
    assert take_rows(goods, tmp_path, *some).profile == "taobao-detail-list"


def test_goods_that_nobody_knows_still_hold(goods: Shop, tmp_path: Path) -> None:
    take_rows(goods, tmp_path, ORDER_LIST)
    take_rows(goods, tmp_path, DETAIL_LIST[0], {**DETAIL_LIST[1], "商家编码": "NO-SUCH"})
    order = order_of(goods, NUMBER)
    assert order.held == ("unknown_sku",)
    assert [line.code for line in order.lines] == ["CODE-1", "NO-SUCH"]


def test_an_order_that_goes_on_already_keeps_its_goods(goods: Shop, tmp_path: Path) -> None:
    one = {**ORDER_LIST, "宝贝标题 ": "折叠伞", "宝贝种类 ": "1", "宝贝总数量": "1"}
    take_rows(goods, tmp_path, one)
    goods.write(lambda tx: orders.confirm(tx, order_of(goods, NUMBER).number))
    answer = take_rows(goods, tmp_path, *DETAIL_LIST)
    assert [code for _, _, code in codes(answer)] == ["order_is_closed_to_lines"] * 2
    assert [line.sku for line in order_of(goods, NUMBER).lines] == ["CODE-2"]


def test_a_newer_order_list_still_tells_what_the_platform_did(goods: Shop, tmp_path: Path) -> None:
    take_rows(goods, tmp_path, ORDER_LIST)
    take_rows(goods, tmp_path, *DETAIL_LIST)
    answer = take_rows(goods, tmp_path, {**ORDER_LIST, "订单状态": CLOSED})
    assert counts(answer) == (0, 1, 0, 0, 0)
    assert order_of(goods, NUMBER).status == "cancelled"


@pytest.mark.parametrize("status", [SHIPPED, CLOSED])
def test_what_is_over_is_not_taken(goods: Shop, tmp_path: Path, status: str) -> None:
    for rows in ([ORDER_LIST], DETAIL_LIST):
        over = [{**cells, "订单状态": status} for cells in rows]
        answer = take_rows(goods, tmp_path, *over)
        assert counts(answer) == (0, 0, 0, 0, len(rows))


def test_an_unknown_number_of_rows_may_stand_between(goods: Shop, tmp_path: Path) -> None:
    """A detail list is not sorted by orders."""
    others = [{**cells, "订单编号": '="2994150759339467999"'} for cells in DETAIL_LIST]
    mixed = (DETAIL_LIST[0], *others, DETAIL_LIST[1])
    take_rows(goods, tmp_path, *mixed)
    take_rows(goods, tmp_path, ORDER_LIST)
    assert is_whole(order_of(goods, NUMBER))
    assert order_of(goods, "2994150759339467999").held == ("no_receiver",)


def test_the_corrected_address_wins(goods: Shop, tmp_path: Path) -> None:
    take_rows(
        goods, tmp_path, {**ORDER_LIST, "修改后的收货地址": "浙江省杭州市余杭区文一西路969号"}
    )
    assert order_of(goods, NUMBER).receiver.city == "杭州市"


def test_a_suborder_export_tells_goods_and_receiver(goods: Shop, tmp_path: Path) -> None:
    """The deadline is words, the receiver stands in one cell, no refund is asked for."""
    answer = take_rows(goods, tmp_path, SUBORDER)
    assert (answer.profile, counts(answer), answer.held) == (
        "qianniu-suborders",
        (1, 0, 0, 0, 0),
        0,
    )
    order = order_of(goods, "3304150759339467583")
    assert order.ship_by == datetime(2026, 11, 21, 22, 17, tzinfo=CHINA)
    assert (order.receiver.name, order.receiver.phone) == ("张三", "13800138000")


@pytest.mark.parametrize("is_sum_first", [True, False])
def test_suborders_fill_an_order_that_was_summed_up(
    goods: Shop, tmp_path: Path, is_sum_first: bool
) -> None:
    second = {
        **SUBORDER, "子订单编号": "3304150759339467585", "商品标题": "折叠伞", "商品价格": "78.00",
        "购买数量": "1", "商家编码": "CODE-2", "买家应付货款": "78.00", "商品属性": "",
    }  # fmt: skip
    files = [[{**ORDER_LIST, "订单编号": '="3304150759339467583"'}], [SUBORDER, second]]
    for rows in files if is_sum_first else files[::-1]:
        take_rows(goods, tmp_path, *rows)
    order = order_of(goods, "3304150759339467583")
    assert (order.held, [line.sku for line in order.lines]) == (None, ["CODE-1", "CODE-2"])
    assert order.shop == "小山家居"


def test_an_order_export_without_quantities_waits_for_its_goods(
    goods: Shop, tmp_path: Path
) -> None:
    summed = {
        "订单编号": NUMBER, "支付单号": "2026112022001", "支付详情": "-", "买家应付货款": "1070.00",
        "买家应付邮费": "6.00", "总金额": "1076.00", "买家实付金额": "1076.00",
        "订单状态": "买家已付款，等待卖家发货", "订单创建时间": "2026-11-20 10:05:00",
        "订单付款时间": "2026-11-20 10:06:00", "商品标题": "折叠伞", "退款金额": "无退款申请",
        "收货人姓名": "张三", "联系手机": "13800138000", "店铺名称": "小山家居",
        "收货地址": "广东省 深圳市 福田区 莲花街道月桥东路291号(518036)", "主订单买家留言": "快点",
    }  # fmt: skip
    answer = take_rows(goods, tmp_path, summed)
    assert (answer.profile, answer.held) == ("qianniu-orders", 1)
    assert order_of(goods, NUMBER).held == ("unknown_sku",)
    take_rows(goods, tmp_path, *DETAIL_LIST)
    assert is_whole(order_of(goods, NUMBER))


@pytest.mark.parametrize(
    "refund", ["买家已经申请退款，等待卖家同意", "退款中", "售后完成", "没听说过的话"]
)
def test_whatever_is_said_of_a_refund_holds(goods: Shop, tmp_path: Path, refund: str) -> None:
    assert take_rows(goods, tmp_path, {**SUBORDER, "退款状态": refund}).held == 1


@pytest.mark.parametrize("refund", ["无退款申请", "没有申请退款", "退款关闭", "", "-"])
def test_no_refund_does_not(goods: Shop, tmp_path: Path, refund: str) -> None:
    assert take_rows(goods, tmp_path, {**SUBORDER, "退款状态": refund}).held == 0


@pytest.mark.parametrize(
    ("external", "merchant"),
    [("CODE-1", "SHIRTS"), ("CODE-1", "CODE-1"), ("", "CODE-1"), ("-", "CODE-1")],
)
@pytest.mark.parametrize("lists_goods", [True, False], ids=["detail", "suborders"])
def test_the_code_of_the_sku_comes_before_the_products(
    goods: Shop, tmp_path: Path, external: str, merchant: str, lists_goods: bool
) -> None:
    row = {**(DETAIL_LIST[0] if lists_goods else SUBORDER)}
    row |= {"外部系统编号": external, "商家编码": merchant, "商品属性": ""}
    take(goods, in_gb18030(tmp_path, "goods.csv", row))
    order = order_of(goods, NUMBER if lists_goods else row["主订单编号"])
    assert [line.sku for line in order.lines] == ["CODE-1"]
