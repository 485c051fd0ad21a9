"""The exports of China's platforms: every value where it belongs, and the same file only once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dropship_tui.models.address import Receiver
from dropship_tui.services.importers.profiles import BY_NAME, PROFILES
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
    write_xlsx,
)
from tests.importers.profiles import chinese
from tests.importers.profiles.chinese import Cells
from tests.shop import add_sku

CHINA = ZoneInfo("Asia/Shanghai")
ORDERED = datetime(2026, 11, 20, 10, 5, tzinfo=CHINA)
PAID = datetime(2026, 11, 20, 10, 6, tzinfo=CHINA)
PROMISED = datetime(2026, 11, 22, 10, 6, tzinfo=CHINA)
RECEIVER = Receiver(
    "张三", "13800138000", "", "CN", "广东省", "深圳市", "福田区", "莲花街道", "月桥东路291号", ""
)

ALL: dict[str, tuple[Cells, str]] = {
    "pinduoduo": (chinese.PINDUODUO, "261120-500000000000174"),
    "douyin": (chinese.DOUYIN, "6917900000000003751"),
    "jd": (chinese.JD, "290000001741"),
    "kuaishou": (chinese.KUAISHOU, "2632400012345678"),
    "xiaohongshu": (chinese.XIAOHONGSHU, "P800000000000019482"),
    "weixin": (chinese.WEIXIN, "3722200000000001234"),
    "youzan": (chinese.YOUZAN, "E20261120100500000006171"),
    "1688": (chinese.ALIBABA, "2994150759339467583"),
    "qianniu-suborders": (chinese.SUBORDER, "3304150759339467583"),
}
"""A row of each platform, all of the same order, and its number."""

PAID_BY = {
    "douyin": "wechat",
    "xiaohongshu": "wechat",
    "weixin": "wechat",
    "kuaishou": "alipay",
    "1688": "alipay",
    "qianniu-suborders": "alipay",
}
NOT_SAID = {"jd": {"discount": "0.00", "spec": ""}, "qianniu-suborders": {"freight": "0.00"}}
SHIP_BY = {
    "1688": PROMISED,
    "qianniu-suborders": datetime(2026, 11, 21, 22, 17, tzinfo=CHINA),
}


@pytest.fixture
def goods(shop: Shop) -> Shop:
    """A shop that has the goods of these orders."""
    add_sku(shop, "CODE-1", title="纯棉T恤", spec="红 M")
    add_sku(shop, "CODE-2", title="折叠伞")
    return shop


@pytest.mark.parametrize("name", ALL)
def test_every_value_comes_where_it_belongs(goods: Shop, tmp_path: Path, name: str) -> None:
    cells, number = ALL[name]
    answer = take_rows(goods, tmp_path, cells)
    assert (answer.profile, answer.held, codes(answer)) == (name, 0, [])
    assert counts(answer) == (1, 0, 0, 0, 0)
    order = order_of(goods, number)
    assert order.channel == BY_NAME[name].channel
    assert (order.status, order.held) == ("new", None)
    assert order.receiver == Receiver(
        **{**_fields(RECEIVER), "postcode": "518036" if name == "1688" else ""}
    )
    (line,) = order.lines
    silent = NOT_SAID.get(name, {})
    assert (line.sku, line.code, line.title) == ("CODE-1", "CODE-1", "纯棉T恤")
    assert (line.spec, line.quantity, line.price.amount) == (
        silent.get("spec", "红 M"),
        2,
        "539.00",
    )
    assert order.freight.amount == silent.get("freight", "6.00")
    assert order.discount.amount == silent.get("discount", "8.00")
    assert order.paid is not None
    assert (order.paid.method, order.paid.at) == (PAID_BY.get(name, "other"), PAID)
    assert order.ordered_at == ORDERED
    assert order.ship_by == SHIP_BY.get(name, PROMISED)
    assert order.remark == "快点"


def _fields(receiver: Receiver) -> dict[str, str]:
    return {name: getattr(receiver, name) for name in Receiver.__dataclass_fields__}


@pytest.mark.parametrize("name", ALL)
def test_a_file_comes_in_once(goods: Shop, tmp_path: Path, name: str) -> None:
    path = write_csv(tmp_path / "o.csv", [ALL[name][0]], encoding="gb18030")
    take(goods, path)
    before = everything(goods)["orders"]
    again = take(goods, path)
    assert (counts(again)[:2], again.orders) == ((0, 0), 0)
    assert everything(goods)["orders"] == before
    assert all(result.ok for result in checkup.check(goods))


@pytest.mark.parametrize("name", ALL)
def test_it_is_recognised_with_columns_missing_and_added(
    goods: Shop, tmp_path: Path, name: str
) -> None:
    cells = ALL[name][0]
    profile = BY_NAME[name]
    gone = [header for header in cells if header in profile.telling][::2][:3]
    some = {"备用列": "x", **{key: cells[key] for key in cells if key not in gone}, "新列": "y"}
    answer = take_rows(goods, tmp_path, some)
    assert (answer.profile, counts(answer)) == (name, (1, 0, 0, 0, 0))


@pytest.mark.parametrize("name", ALL)
def test_each_status_has_its_meaning(goods: Shop, tmp_path: Path, name: str) -> None:
    cells = ALL[name][0]
    status = BY_NAME[name].columns["status"][0]
    words = {
        "pinduoduo": ("待支付", "已发货，待收货", "已取消"),
        "douyin": ("待支付", "已发货", "已关闭"),
        "jd": ("等待付款", "等待确认收货", "(删除)等待出库"),
        "kuaishou": ("待付款", "已发货", "交易关闭"),
        "xiaohongshu": ("待支付", "已完成", "已取消"),
        "weixin": ("待付款", "已完成", "全部商品售后之后，订单取消"),
        "youzan": ("待付款", "已发货", "交易关闭"),
        "1688": ("等待买家付款", "等待买家确认收货", "交易关闭"),
        "qianniu-suborders": ("等待买家付款", "卖家已发货，等待买家确认", "交易关闭"),
    }[name]
    ends = [counts(take_rows(goods, tmp_path, {**cells, status: word})) for word in words[1:]]
    assert ends == [(0, 0, 0, 0, 1)] * 2
    take_rows(goods, tmp_path, {**cells, status: words[0]})
    order = order_of(goods, ALL[name][1])
    assert (order.held, order.paid) == (("unpaid",), None)


@pytest.mark.parametrize("name", ALL)
def test_a_refund_under_way_holds_and_an_unknown_word_holds_with_its_word(
    goods: Shop, tmp_path: Path, name: str
) -> None:
    cells = ALL[name][0]
    columns = BY_NAME[name].columns
    status, refund = (
        columns["status"][0],
        next((header for header in columns["refund_status"] if header in cells), ""),
    )
    word = {**cells, status: "星际快递中"}
    take_rows(goods, tmp_path, word)
    order = order_of(goods, ALL[name][1])
    assert order.held == ("manual",)
    assert "星际快递中" in [event.reason for event in order.events][-1]
    if refund:
        asked = {**cells, refund: "买家已经申请退款，等待卖家同意"}
        take_rows(goods, tmp_path, asked)
        held = order_of(goods, ALL[name][1]).held
        assert held is not None
        assert "refund_requested" in held


def test_every_profile_lists_what_is_to_be_shipped() -> None:
    """An unlisted word holds an order, so the words for the usual case must be there."""
    for profile in PROFILES:
        if profile.statuses:
            assert {"ship", "paid"} & {meaning.value for meaning in profile.statuses.values()}


def test_a_paid_status_without_a_time_is_paid_when_it_was_ordered(
    goods: Shop, tmp_path: Path
) -> None:
    take_rows(goods, tmp_path, {**chinese.DOUYIN, "支付完成时间": "-"})
    order = order_of(goods, ALL["douyin"][1])
    assert order.paid is not None
    assert order.paid.at == ORDERED


def test_who_pays_the_courier_has_not_paid_yet(goods: Shop, tmp_path: Path) -> None:
    take_rows(goods, tmp_path, {**chinese.JD, "支付方式": "1-货到付款", "付款确认时间": ""})
    assert order_of(goods, ALL["jd"][1]).paid is None


@pytest.mark.parametrize(
    ("cells", "hidden"),
    [
        (
            chinese.DOUYIN,
            {"收件人": "##abCD12==", "收件人手机号": "$$xy34ZZ$$", "详细地址": "##Q=="},
        ),
        (chinese.JD, {"联系电话": "1******6198"}),
        (chinese.PINDUODUO, {"收货人": "张*", "手机": "138****8000", "省": "****"}),
    ],
)
def test_hidden_receivers_wait_for_the_real_ones(
    goods: Shop, tmp_path: Path, cells: Cells, hidden: Cells
) -> None:
    assert take_rows(goods, tmp_path, {**cells, **hidden}).held == 1
    number = next(number for some, number in ALL.values() if some is cells)
    assert order_of(goods, number).held == ("masked_receiver",)


def test_douyin_gifts_are_lines_of_the_order(goods: Shop, tmp_path: Path) -> None:
    gift = {
        **chinese.DOUYIN, "子订单编号": "\t6917900000000003753", "选购商品": "折叠伞",
        "商家编码": "CODE-2", "商品数量": "1", "商品单价": "0.00", "商家优惠": "0.00",
    }  # fmt: skip
    answer = take_rows(goods, tmp_path, chinese.DOUYIN, gift)
    assert (answer.orders, answer.lines) == (1, 2)
    order = order_of(goods, ALL["douyin"][1])
    assert [(line.sku, line.price.amount) for line in order.lines] == [
        ("CODE-1", "539.00"),
        ("CODE-2", "0.00"),
    ]
    assert order.total.amount == "1076.00"


JOINED: Cells = {
    **chinese.DOUYIN,
    "子订单编号": "\t6917900000000003752;6917900000000003753",
    "选购商品": "纯棉T恤;折叠伞",
    "商品规格": "红 M;-",
    "商品数量": "2;1",
    "商家编码": "CODE-1;CODE-2",
    "商品单价": "539.00;0.00",
}
"""A row of Douyin's export by order."""


def test_douyin_by_order_is_the_same_order(goods: Shop, tmp_path: Path) -> None:
    answer = take_rows(goods, tmp_path, JOINED)
    assert counts(answer) == (1, 0, 0, 0, 0)
    assert (answer.orders, answer.lines, answer.held) == (1, 2, 0)
    order = order_of(goods, ALL["douyin"][1])
    assert [(line.sku, line.quantity, line.spec) for line in order.lines] == [
        ("CODE-1", 2, "红 M"),
        ("CODE-2", 1, ""),
    ]
    assert order.total.amount == "1076.00"
    assert counts(take_rows(goods, tmp_path, {**JOINED, "新列": ""}))[:2] == (0, 0)


def test_joined_cells_that_contradict_each_other_are_refused(goods: Shop, tmp_path: Path) -> None:
    answer = take_rows(goods, tmp_path, {**JOINED, "商品数量": "2;1;1"})
    assert codes(answer) == [(2, "商品数量", "goods_unclear")]
    assert answer.orders == 0


def test_a_gift_that_comes_along_is_told_to_the_packer(goods: Shop, tmp_path: Path) -> None:
    take_rows(goods, tmp_path, chinese.PINDUODUO)
    assert order_of(goods, ALL["pinduoduo"][1]).seller_note == "贴纸 1"


def test_identity_numbers_are_not_kept(goods: Shop, tmp_path: Path) -> None:
    take_rows(goods, tmp_path, chinese.XIAOHONGSHU)
    assert "11010519491231002X" not in str(everything(goods))


def test_youzan_may_repeat_a_header(goods: Shop, tmp_path: Path) -> None:
    cells: Sequence[Sequence[Any]] = [
        [*chinese.YOUZAN, "分销员", "分销员"],
        [*chinese.YOUZAN.values(), "小王", "小李"],
    ]
    answer = take(goods, write_xlsx(tmp_path / "o.xlsx", cells))
    assert (answer.profile, counts(answer)) == ("youzan", (1, 0, 0, 0, 0))
    kept = everything(goods)["import_rows"][0][-1]
    assert "小王" in kept
    assert "小李" in kept


def test_the_short_pinduoduo_export_has_no_receivers(goods: Shop, tmp_path: Path) -> None:
    short = {key: chinese.PINDUODUO[key] for key in list(chinese.PINDUODUO)[:27]}
    answer = take_rows(goods, tmp_path, short)
    assert (answer.profile, answer.held) == ("pinduoduo", 1)
    order = order_of(goods, ALL["pinduoduo"][1])
    assert order.held == ("no_receiver",)
    assert order.ship_by == datetime(2026, 11, 22, 10, 5, tzinfo=CHINA)


OLDER_1688 = (
    "订单编号,买家公司名,买家会员名,卖家公司名,卖家会员名,货品总价(元),运费(元),涨价或折扣(元),实付款(元),"
    "订单状态,订单创建时间,订单付款时间,收货人姓名,收货地址,邮编,联系电话,联系手机,货品标题,单价(元),数量,"
    "单位,货号,型号,单品货号,货品种类,买家留言,下游订单号"
).split(",")


@pytest.mark.parametrize("header", [list(chinese.ALIBABA), OLDER_1688])
def test_1688_merges_the_cells_of_an_order(goods: Shop, tmp_path: Path, header: list[str]) -> None:
    import xlsxwriter

    of_line = {"货品标题", "单价(元)", "数量", "货号", "型号", "单品货号"}
    second = {"货品标题": "折叠伞", "单价(元)": "78.00", "数量": "1", "单品货号": "CODE-2"}
    other = {**chinese.ALIBABA, "订单编号": "2994150759339467599", "收货人姓名": "李四"}
    path = tmp_path / "1688.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("sheet1")
        for column, name in enumerate(header):
            page.write_string(0, column, name)
            if name in of_line:
                page.write_string(1, column, str(chinese.ALIBABA[name]))
                page.write_string(2, column, second.get(name, ""))
            else:
                page.merge_range(1, column, 2, column, chinese.ALIBABA[name])
            page.write_string(3, column, str(other[name]))
    answer = take(goods, path)
    assert (answer.profile, counts(answer)) == ("1688", (3, 0, 0, 0, 0))
    order = order_of(goods, "2994150759339467583")
    assert [(line.sku, line.quantity) for line in order.lines] == [("CODE-1", 2), ("CODE-2", 1)]
    assert order.total.amount == "1154.00"
    assert order_of(goods, "2994150759339467599").receiver.name == "李四"


def test_what_1688_adds_to_a_price_is_no_discount(goods: Shop, tmp_path: Path) -> None:
    take_rows(goods, tmp_path, {**chinese.ALIBABA, "涨价或折扣(元)": "10.00"})
    order = order_of(goods, "2994150759339467583")
    assert (order.discount.amount, order.total.amount) == ("0.00", "1094.00")


@pytest.mark.parametrize("word", ["待发货（退款中）", "待发货,买家申请取消"])
def test_a_status_that_asks_for_a_refund_in_brackets_holds(
    goods: Shop, tmp_path: Path, word: str
) -> None:
    take_rows(goods, tmp_path, {**chinese.DOUYIN, "订单状态": word})
    assert order_of(goods, ALL["douyin"][1]).held == ("refund_requested",)


def test_what_was_shipped_in_part_waits_for_a_person(goods: Shop, tmp_path: Path) -> None:
    take_rows(goods, tmp_path, {**chinese.WEIXIN, "订单状态": "部分发货"})
    assert order_of(goods, ALL["weixin"][1]).held == ("manual",)


def test_a_new_word_stops_an_order_that_went_on(goods: Shop, tmp_path: Path) -> None:
    take_rows(goods, tmp_path, chinese.WEIXIN)
    answer = take_rows(goods, tmp_path, {**chinese.WEIXIN, "订单状态": "星际快递中"})
    assert (counts(answer), answer.held) == ((0, 1, 0, 0, 0), 1)
    order = order_of(goods, ALL["weixin"][1])
    assert (order.status, order.held) == ("on_hold", ("manual",))
    assert order.events[-1].reason == "platform_status: 星际快递中"
