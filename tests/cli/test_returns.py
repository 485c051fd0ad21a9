"""dropship returns …: asked for, decided, received, inspected, refunded, closed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cli.conftest import Cli

CASE = {
    "case", "type", "status", "order", "lines", "policy", "refunds", "refunded", "refundable",
    "exchange_order", "messages", "events",
}  # fmt: skip


def ask(cli: Cli, order: str, *more: object, code: int = 0, **said: str) -> Any:
    """Ask for a return of one T-shirt."""
    words = {"type": "return", "reason": "size", "line": "TS-RED-M:1"} | said
    options = [part for name, value in words.items() for part in (f"--{name}", value)]
    return cli.json("returns", "request", order, *options, *more, code=code)


def test_a_request_is_decided_by_policy(cli: Cli) -> None:
    number, _parcel = cli.delivered()
    answer = ask(cli, number)
    assert answer["status"] == "requested"
    assert answer["policy"] == {
        "verdict": "allow",
        "rule": "taobao-7d",
        "deadline": "2026-11-30",
        "freight_payer": "customer",
    }
    assert ask(cli, number, reason="quality")["policy"]["freight_payer"] == "supplier"


def test_the_seventh_day_is_the_last(cli: Cli) -> None:
    number, _parcel = cli.delivered()
    cli.travel(days=7)
    assert ask(cli, number)["policy"]["verdict"] == "allow"
    cli.travel(days=1)
    error = ask(cli, number, code=1)["error"]
    assert error["code"] == "policy"
    assert error["details"] == {"rule": "taobao-7d", "deadline": "2026-11-30"}
    taken = ask(cli, number, "--override", "loyal customer")
    assert taken["policy"]["verdict"] == "refuse"
    assert cli.show("returns", taken["case"])["override"] == "loyal customer"


@pytest.mark.parametrize(
    ("said", "code", "error"),
    [
        ({"type": "swap"}, 2, "unknown_value"),
        ({"reason": "weather"}, 2, "unknown_value"),
        ({"line": "TS-RED-M"}, 2, "bad_line"),
        ({"line": "TS-RED-M:0"}, 2, "bad_quantity"),
        ({"line": "TS-RED-M:3"}, 1, "too_many"),
        ({"line": "CUP-01:1"}, 1, "too_many"),
    ],
)
def test_what_is_no_request(cli: Cli, said: dict[str, str], code: int, error: str) -> None:
    number, _parcel = cli.delivered()
    assert ask(cli, number, code=code, **said)["error"]["code"] == error
    assert cli.json("returns", "list")["items"] == []


def test_nothing_comes_back_before_it_arrived(cli: Cli) -> None:
    number, _parcel = cli.shipped()
    assert ask(cli, number, code=1)["error"]["code"] == "not_delivered"
    assert ask(cli, "nothing", code=1)["error"]["code"] == "not_found"


def test_nothing_comes_back_before_the_day_it_arrived(cli: Cli) -> None:
    number, _parcel = cli.delivered()
    cli.travel(hours=1)
    answer = ask(cli, number, "--at", "2026-11-23T09:00:00+08:00", code=1)
    assert answer["error"]["code"] == "time_before_last_event"


def test_no_more_comes_back_than_was_sent(cli: Cli) -> None:
    number, _parcel = cli.delivered()
    first = ask(cli, number)["case"]
    error = ask(cli, number, line="TS-RED-M:2", code=1)["error"]
    assert error["code"] == "too_many"
    ask(cli, number)
    assert ask(cli, number, code=1)["error"]["code"] == "too_many"
    cli.done("returns", "reject", first)
    ask(cli, number)


def test_a_sku_on_two_lines_comes_back_whole(cli: Cli) -> None:
    number, _parcel = cli.delivered("YT8820000000001", line="TWL-01:1")
    order = cli.json(
        "orders", "new", "--name", "张三", "--phone", "13800138000", "--address",
        "浙江省杭州市余杭区文一西路969号", "--line", "TWL-01:1", "--line", "TWL-01:2",
        "--paid", "wechat",
    )["number"]  # fmt: skip
    cli.done("orders", "confirm", order)
    parcel = cli.json("packing", "open", order)["items"][0]["parcel"]
    cli("packing", "scan", parcel, *["TWL-01"] * 3, "YT8820000000002")
    cli.json("packing", "handover", "--courier", "yuantong")
    cli.done("receipts", "deliver", parcel)
    case = ask(cli, order, line="TWL-01:3")["case"]
    cli.done("returns", "approve", case)
    cli.done("returns", "receive", case)
    words = ("returns", "inspect", case, "--line", "TWL-01:2:good", "--line", "TWL-01:1:damaged")
    assert cli.done(*words) == "inspected"
    assert cli.json("db", "check")["ok"] is True
    assert number != order


def test_show_has_what_the_contract_says(cli: Cli) -> None:
    case = cli.case("--note", "有点小")
    view = cli.show("returns", case)
    assert set(view) >= CASE
    assert (view["case"], view["type"], view["status"]) == (case, "return", "requested")
    assert view["lines"][0]["sku"] == "TS-RED-M"
    assert view["refundable"] == {"amount": "39.00", "currency": "CNY"}
    assert view["refunded"] == {"amount": "0.00", "currency": "CNY"}
    assert view["exchange_order"] is None
    assert view["note"] == "有点小"
    assert cli.json("orders", "show", view["order"])["items"][0]["returns"] == [case]


def test_lists_say_whose_turn_it_is(cli: Cli) -> None:
    case = cli.case()
    assert [row["case"] for row in cli.json("returns", "list", "--waiting", "us")["items"]] == [
        case
    ]
    cli.done("returns", "approve", case)
    assert cli.json("returns", "list", "--waiting", "us")["items"] == []
    (row,) = cli.json("returns", "list", "--status", "approved")["items"]
    assert row["case"] == case


def test_goods_come_back_to_the_shelf_and_money_to_the_customer(cli: Cli) -> None:
    case = cli.case()
    before = cli.show("catalog", "TS-RED-M")["on_hand"]
    assert cli.not_done("returns", "receive", case) == "illegal_transition"
    assert cli.done("returns", "approve", case) == "approved"
    assert cli.done("returns", "waybill", case, "YT9990000000001") == "in_transit"
    assert cli.done("returns", "receive", case) == "received"
    assert cli.not_done("returns", "refund", case, "--amount", "39") == "illegal_transition"
    assert cli.show("catalog", "TS-RED-M")["on_hand"] == before
    assert cli.done("returns", "inspect", case, "--line", "TS-RED-M:1:good") == "inspected"
    assert cli.show("catalog", "TS-RED-M")["on_hand"] == before + 1
    assert cli.not_done("returns", "refund", case, "--amount", "39.01") == "refund_too_large"
    assert cli.done("returns", "refund", case, "--amount", "39.00") == "settled"
    assert cli.not_done("returns", "refund", case, "--amount", "0.01") == "refund_too_large"
    view = cli.show("returns", case)
    assert view["refunded"]["amount"] == "39.00"
    assert view["refunds"][0]["method"] == "original"
    assert cli.done("returns", "close", case, "--outcome", "refunded") == "closed"
    assert cli.json("db", "check")["ok"] is True


@pytest.mark.parametrize(
    ("grades", "code"),
    [
        ([], "not_all_graded"),
        (["TS-RED-M:2:good"], "not_all_graded"),
        (["TS-RED-M:1:good", "CUP-01:1:good"], "not_all_graded"),
    ],
)
def test_every_piece_that_came_back_is_graded(cli: Cli, grades: list[str], code: str) -> None:
    case = cli.case()
    cli.done("returns", "approve", case)
    cli.done("returns", "receive", case)
    lines = [part for grade in grades for part in ("--line", grade)]
    assert cli.not_done("returns", "inspect", case, *lines) == code
    assert cli.show("returns", case)["status"] == "received"


def test_a_grade_that_is_none_is_wrong_usage(cli: Cli) -> None:
    case = cli.case()
    for line, code in (("TS-RED-M:1:shiny", "unknown_value"), ("TS-RED-M:good", "bad_line")):
        assert cli.refused("returns", "inspect", case, "--line", line, code=2)["code"] == code


def test_money_alone_goes_back_at_once(cli: Cli) -> None:
    number, _parcel = cli.delivered()
    case = ask(cli, number, type="refund_only", reason="missing")["case"]
    cli.done("returns", "approve", case)
    assert cli.done("returns", "refund", case, "--amount", "20", "--method", "wechat") == "settled"


def test_large_refunds_need_a_second_person(cli: Cli) -> None:
    number, _parcel = cli.delivered(line="TS-RED-M:20")
    case = ask(cli, number, line="TS-RED-M:20")["case"]
    cli.json("returns", "approve", case, "--actor", "li")
    cli.done("returns", "receive", case)
    cli.done("returns", "inspect", case, "--line", "TS-RED-M:20:good")
    refund = ("returns", "refund", case, "--amount", "780")
    assert cli.not_done(*refund, "--actor", "li") == "second_person"
    assert cli.done(*refund, "--actor", "wang") == "settled"


def test_an_unpaid_order_gives_nothing_back(cli: Cli) -> None:
    number, _parcel = cli.delivered(paid="none")
    case = ask(cli, number, type="refund_only")["case"]
    cli.done("returns", "approve", case)
    assert cli.not_done("returns", "refund", case, "--amount", "1") == "refund_too_large"


@pytest.mark.parametrize("action", ["approve", "reject", "withdraw"])
def test_answers_take_many_or_all(cli: Cli, action: str) -> None:
    number, _parcel = cli.delivered()
    one, two = ask(cli, number)["case"], ask(cli, number)["case"]
    answer = cli.json("returns", action, one, "none", "--reason", "checked", code=1)
    assert [row["number"] for row in answer["done"]] == [one]
    assert [row["code"] for row in answer["refused"]] == ["not_found"]
    assert cli.show("returns", one)["events"][-1]["reason"] == "checked"
    assert [row["number"] for row in cli.json("returns", action, "--all")["done"]][-1:] == [two]


def test_a_parcel_is_received_by_its_waybill(cli: Cli) -> None:
    case = cli.case()
    cli.done("returns", "approve", case)
    cli.done("returns", "waybill", case, "YT9990000000001", "--courier", "圆通")
    answer = cli.json("returns", "receive", "--waybill", "yt9990000000001")
    assert answer["done"] == [{"number": case, "status": "received"}]
    error = cli.refused("returns", "receive", case, "--waybill", "YT1", code=2)
    assert error["code"] == "case_or_waybill"


def test_a_parcel_of_nobody_is_claimed_later(cli: Cli) -> None:
    answer = cli.json("returns", "receive", "--waybill", "YT9990000000009")
    unclaimed = answer["unclaimed"]
    assert unclaimed.startswith("U-")
    assert cli.json("returns", "receive", "--waybill", "YT9990000000009")["unclaimed"] == unclaimed
    case = cli.case()
    cli.done("returns", "approve", case)
    assert cli.not_done("returns", "claim", "U-none", case) == "not_found"
    assert cli.done("returns", "claim", unclaimed, case) == "received"
    assert cli.show("returns", case)["waybill"] == "YT9990000000009"
    assert cli.not_done("returns", "claim", unclaimed, case) == "not_found"


def test_the_conversation_is_kept(cli: Cli) -> None:
    case = cli.case()
    cli.done("returns", "message", case, "--text", "哪里小了？")
    assert cli.show("returns", case)["waiting_for"] == "customer"
    cli.done("returns", "message", case, "--text", "肩膀[/b]", "--from", "customer")
    view = cli.show("returns", case)
    assert [(m["sender"], m["body"]) for m in view["messages"]] == [
        ("us", "哪里小了？"),
        ("customer", "肩膀[/b]"),
    ]
    assert view["waiting_for"] == "us"
    error = cli.refused("returns", "message", case, "--text", "x", "--from", "cat", code=2)
    assert error["code"] == "unknown_value"


def test_only_known_outcomes_close_a_case(cli: Cli) -> None:
    case = cli.case()
    error = cli.refused("returns", "close", case, "--outcome", "forgotten", code=2)
    assert error["code"] == "unknown_value"
    assert cli.not_done("returns", "close", case, "--outcome", "refunded") == "illegal_transition"


def test_at_on_a_case(cli: Cli) -> None:
    case = cli.case()
    cli.travel(hours=4)
    early = cli.not_done("returns", "approve", case, "--at", "2026-11-23T09:00:00+08:00")
    assert early == "time_before_last_event"
    cli.done("returns", "approve", case, "--at", "2026-11-23T11:00:00+08:00")
    order = cli.show("returns", case)["order"]
    plan = {row["code"]: row["completed_at"] for row in cli.json("plan", order)["rows"]}
    assert plan["aftersales.request"] == "2026-11-23T03:00:00+00:00"
