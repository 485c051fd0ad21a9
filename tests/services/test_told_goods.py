"""Goods in a customer's message: every way in which people order, and what is none of ours."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dropship_tui.models.catalog import NewSku
from dropship_tui.models.money import Money
from dropship_tui.services.goods import catalog
from dropship_tui.services.orders import by_hand
from dropship_tui.services.orders.by_hand import Message
from dropship_tui.services.work import Shop, Tx

RECEIVER = "张三 13800138000 浙江省杭州市西湖区文三路100号1幢201"
GOODS = {
    "TS-BLK-M": ("纯棉T恤", "黑 M", "2000001000052"),
    "TS-BLK-L": ("纯棉T恤", "黑 L", ""),
    "TS-WHT-M": ("纯棉T恤", "白 M", ""),
    "TS-WHT-L": ("纯棉T恤", "白 L", ""),
    "HD-GRY-M": ("连帽卫衣", "灰 M", ""),
    "HD-NVY-L": ("连帽卫衣", "藏青 L", ""),
    "PJ-L": ("家居服", "雾蓝 L", ""),
    "PJ-XL": ("家居服", "雾蓝 XL", ""),
    "SOCK-M": ("中筒袜", "男 5双", ""),
    "SOCK-W": ("中筒袜", "女 5双", ""),
    "SLP-38": ("居家拖鞋", "灰 38-39", ""),
    "SLP-42": ("居家拖鞋", "灰 42-43", ""),
    "TWL-01": ("毛巾", "三条装", ""),
    "CUP-01": ("马克杯", "白 350ml", ""),
    "CUP-02": ("马克杯", "蓝 350ml", ""),
    "UMB-01": ("折叠伞", "黑胶 八骨", ""),
}


@pytest.fixture
def stocked(shop: Shop) -> Shop:
    """A shop that knows these goods."""

    def fill(tx: Tx) -> None:
        for code, (title, spec, barcode) in GOODS.items():
            catalog.save(tx, NewSku(code, title, spec, barcode=barcode, price=Money(100)))

    shop.write(fill)
    return shop


def read(shop: Shop, text: str) -> Message:
    (message,) = shop.read(lambda tx: by_hand.read(tx, text))
    return message


def lines(message: Message) -> dict[str, int]:
    return {line.code: line.quantity for line in message.lines}


@pytest.mark.parametrize("goods_first", [False, True], ids=["behind", "before"])
@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("TS-BLK-M", {"TS-BLK-M": 1}),
        ("TS-BLK-M*2", {"TS-BLK-M": 2}),
        ("ts-blk-m × 2", {"TS-BLK-M": 2}),
        ("TS-BLK-Mx2", {"TS-BLK-M": 2}),
        ("TS-BLK-M 两件", {"TS-BLK-M": 2}),
        ("2件TS-BLK-M", {"TS-BLK-M": 2}),
        ("2000001000052*2", {"TS-BLK-M": 2}),
        ("货号TS-BLK-M，数量2", {"TS-BLK-M": 2}),
        ("货号：TS-BLK-M 数量：2", {"TS-BLK-M": 2}),
        ("TS-BLK-M 2 TS-WHT-L 3", {"TS-BLK-M": 2, "TS-WHT-L": 3}),
        ("TS-BLK-M+TS-WHT-L各一件", {"TS-BLK-M": 1, "TS-WHT-L": 1}),
        ("TS-BLK-M、TS-WHT-L各2", {"TS-BLK-M": 2, "TS-WHT-L": 2}),
        ("CUP-01, CUP-02", {"CUP-01": 1, "CUP-02": 1}),
        ("5个CUP-01 10个CUP-02", {"CUP-01": 5, "CUP-02": 10}),
        ("TS-BLK-M*1 赠SOCK-M*1", {"TS-BLK-M": 1, "SOCK-M": 1}),
        ("纯棉T恤 黑 M*2", {"TS-BLK-M": 2}),
        ("纯棉T恤黑色M码2件", {"TS-BLK-M": 2}),
        ("纯棉T恤（黑，M）x3", {"TS-BLK-M": 3}),
        ("来2件黑色M的纯棉T恤", {"TS-BLK-M": 2}),
        ("纯棉T恤 黑M*1 白L*2", {"TS-BLK-M": 1, "TS-WHT-L": 2}),
        ("纯棉T恤 黑M 白L 各2件", {"TS-BLK-M": 2, "TS-WHT-L": 2}),
        ("TS-BLK-M 纯棉T恤 黑 M 2件", {"TS-BLK-M": 2}),
        ("纯棉T恤 黑 M TS-BLK-M 2件", {"TS-BLK-M": 2}),
        ("商品：纯棉T恤 规格：黑 M 数量：2", {"TS-BLK-M": 2}),
        ("纯棉T恤\n黑色 M\n数量 2", {"TS-BLK-M": 2}),
        ("连帽卫衣藏青L 1件", {"HD-NVY-L": 1}),
        ("家居服 XL码 雾蓝色 1套", {"PJ-XL": 1}),
        ("马克杯白色 两个", {"CUP-01": 2}),
        ("中筒袜 男 5双 *2", {"SOCK-M": 2}),
        ("中筒袜 女 3份", {"SOCK-W": 3}),
        ("居家拖鞋38-39码2双", {"SLP-38": 2}),
        ("毛巾三条装 2份", {"TWL-01": 2}),
        ("折叠伞 3把 马克杯 蓝 1个", {"UMB-01": 3, "CUP-02": 1}),
        ("1. TS-BLK-M 2件\n2. TS-WHT-L 1件", {"TS-BLK-M": 2, "TS-WHT-L": 1}),
    ],
)
def test_goods_as_people_order_them(
    stocked: Shop, said: str, meant: dict[str, int], goods_first: bool
) -> None:
    message = read(stocked, f"{said}\n{RECEIVER}" if goods_first else f"{RECEIVER} {said}")
    assert lines(message) == meant
    assert message.unknown == ()
    assert message.remark == ""
    assert (message.receiver.name, message.receiver.detail) == ("张三", "文三路100号1幢201")


@pytest.mark.parametrize(
    ("said", "unknown"),
    [
        ("纯棉T恤 2件", ("纯棉T恤", 2)),  # which of four?
        ("连帽卫衣 绿 M 1件", ("连帽卫衣 绿 M", 1)),  # there is no green one
        ("T恤黑M一件", ("T恤黑M", 1)),
        ("红色M*2", ("红色M", 2)),
        ("TS-BLK-M*0", ("TS-BLK-M", 0)),
    ],
)
def test_what_is_not_sure_is_asked(stocked: Shop, said: str, unknown: tuple[str, int]) -> None:
    message = read(stocked, f"{RECEIVER}\n{said}")
    assert message.lines == ()
    assert message.unknown == (unknown,)


@pytest.mark.parametrize(
    ("text", "meant", "detail"),
    [
        ("张三 13800138000 浙江省杭州市西湖区文三路毛巾厂宿舍2幢 CUP-01*2", {"CUP-01": 2},
         "文三路毛巾厂宿舍2幢"),
        ("李四 13900139000 广东省广州市天河区马克杯专卖店 CUP-01 x1", {"CUP-01": 1},
         "马克杯专卖店"),
        ("CUP-01 幸福路5张家 王五 13700137000 江苏省南京市玄武区幸福路5号", {"CUP-01": 1},
         "幸福路5号"),
    ],
)  # fmt: skip
def test_an_address_is_no_goods(
    stocked: Shop, text: str, meant: dict[str, int], detail: str
) -> None:
    message = read(stocked, text)
    assert lines(message) == meant
    assert message.receiver.detail == detail


def test_each_receiver_has_goods_of_their_own(stocked: Shop) -> None:
    text = f"{RECEIVER} CUP-01*2\n李四 13900139000 广东省广州市天河区体育西路1号 TS-WHT-L 一件"
    messages = stocked.read(lambda tx: by_hand.read(tx, text))
    assert [lines(message) for message in messages] == [{"CUP-01": 2}, {"TS-WHT-L": 1}]


def test_what_is_asked_besides_stays_the_remark(stocked: Shop) -> None:
    message = read(stocked, f"{RECEIVER}\nTS-BLK-M 一件，CUP-01 两个，不要发邮政")
    assert lines(message) == {"TS-BLK-M": 1, "CUP-01": 2}
    assert message.remark == "不要发邮政"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # it is only read
@given(
    text=st.lists(
        st.sampled_from([*GOODS, "纯棉T恤", "黑", "M", "2件", "*3", "各", "数量", "\n", "，", " "])
        | st.text(max_size=4),
        max_size=12,
    ).map("".join)
)
def test_any_text_names_only_our_goods(stocked: Shop, text: str) -> None:
    for message in stocked.read(lambda tx: by_hand.read(tx, text)):
        assert all(line.code in GOODS and line.quantity > 0 for line in message.lines)
