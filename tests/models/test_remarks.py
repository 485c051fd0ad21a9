"""What remarks ask for, and what only looks like it."""

from __future__ import annotations

import pytest

from dropship_tui.models.remarks import asks_to_wait, courier_wishes


@pytest.mark.parametrize(
    "remark",
    [
        "5.22发",
        "５．２２发",
        "5月22日发货",
        "5月22号以后发",
        "22号再发",
        "5/22发货，谢谢",
        "5-22 之后发",
        "等通知再发",
        "等我通知",
        "等客户通知发货",
        "听通知发货",
        "先别发",
        "先不要发货",
        "暂不发货",
        "暂时别发",
        "暂缓发货",
        "延后几天发",
        "推迟发货",
        "月底发",
        "月底再发货哦",
        "下周一发",
        "下周发货",
        "周五发",
        "下个月再发",
        "后天发",
        "过几天再发吧",
        "节后发",
        "国庆后再发",
        "麻烦包装好，5.22发",
        "尽快发货\n改了：先别发",
        "please wait for my call",
        "ship after May 22",
    ],
)
def test_asks_to_wait(remark: str) -> None:
    assert asks_to_wait("", remark)


@pytest.mark.parametrize(
    "remark",
    [
        "",
        "请尽快发货，谢谢",
        "今天发",
        "当天发货",
        "月底前发",
        "5.22前发货",
        "22号之前发",
        "周五前一定发",
        "不用等通知，直接发",
        "不要发顺丰",
        "先别发顺丰",
        "不要发错",
        "不要发票",
        "检查好再发",
        "周末再送",
        "周末也可以派送",
        "发货前电话联系",
        "送货前等电话通知单",
        "5.22发的货少了一件",
        "v5.2发光款",
        "红色5.5码",
        "放门卫室",
        "48小时内发货",
    ],
)
def test_asks_for_no_wait(remark: str) -> None:
    assert not asks_to_wait(remark, "")


NAMES = {"顺丰": "shunfeng", "中通": "zhongtong", "邮政": "youzheng", "圆通": "yuantong"}


@pytest.mark.parametrize(
    ("remark", "refused", "wanted"),
    [
        ("不要发顺丰", {"shunfeng"}, set()),
        ("别发顺丰，谢谢", {"shunfeng"}, set()),
        ("顺丰不到", {"shunfeng"}, set()),
        ("不要顺丰和圆通快递", {"shunfeng", "yuantong"}, set()),
        ("发邮政", set(), {"youzheng"}),
        ("只发中通", set(), {"zhongtong"}),
        ("请发中通或圆通", set(), {"zhongtong", "yuantong"}),
        ("不要发顺丰，发邮政", {"shunfeng"}, {"youzheng"}),
        ("放中通快递柜旁边", set(), set()),
        ("尽快发", set(), set()),
        ("", set(), set()),
    ],
)
def test_couriers_that_are_asked_for(remark: str, refused: set[str], wanted: set[str]) -> None:
    assert [set(found) for found in courier_wishes([remark], NAMES)] == [refused, wanted]
