"""What remarks ask for, and what only looks like it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropship_tui.models.remarks import asks_to_wait, courier_wishes, day_to_ship, ship_by


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


@pytest.mark.parametrize(
    ("today", "remark", "day"),
    [
        ("2026-05-18", "5.22发", "2026-05-22"),
        ("2026-05-18", "麻烦包装好，5月22日以后再发货", "2026-05-22"),
        ("2026-05-18", "22号发", "2026-05-22"),
        ("2026-05-18", "后天发", "2026-05-20"),
        ("2026-05-18", "大后天发货", "2026-05-21"),
        ("2026-05-18", "5.20发；红的5.25发", "2026-05-25"),
        ("2026-05-25", "5.22发", "2026-05-22"),  # it has come
        ("2026-11-23", "5.22发", "2027-05-22"),
        ("2026-12-28", "1.5发", "2027-01-05"),
        ("2026-12-28", "3号发", "2027-01-03"),
        ("2026-01-31", "1号发", "2026-02-01"),
        ("2026-01-31", "30号发", "2026-01-30"),
        ("2026-05-18", "2.30发", None),
        ("2026-05-18", "等通知再发", None),
        ("2026-05-18", "5.22前发", None),
        ("2026-05-18", "", None),
    ],
)
def test_the_day_that_a_remark_names(today: str, remark: str, day: str | None) -> None:
    named = day_to_ship(date.fromisoformat(today), "", remark)
    assert named == (day and date.fromisoformat(day))


@given(st.dates(date(2000, 1, 1), date(2090, 12, 31)), st.integers(0, 99), st.integers(0, 99))
def test_a_named_day_is_near(today: date, month: int, day: int) -> None:
    for remark in (f"{month}.{day}发", f"{day}号发"):
        named = day_to_ship(today, remark)
        assert named is None or timedelta(days=-31) < named - today <= timedelta(days=366)


def test_the_wish_moves_the_end_of_the_plan_only_later() -> None:
    due, today = datetime(2026, 5, 20, 12, tzinfo=UTC), date(2026, 5, 18)
    assert ship_by(due, today, UTC, "5.22发") == datetime(2026, 5, 22, 23, 59, 59, tzinfo=UTC)
    assert ship_by(due, today, UTC, "明天发") == due
    assert ship_by(due, today, UTC, "等通知", "") == due
