"""dropship orders …: listed, shown, confirmed, held, released, cancelled."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Cli

ITEM = {
    "number", "external_no", "channel", "reseller", "status", "held", "receiver", "phone",
    "province", "city", "total", "paid", "ship_by", "created_at", "lines",
}  # fmt: skip
WHOLE = {
    "number", "external_no", "channel", "shop", "reseller", "status", "held", "receiver", "lines",
    "goods_total", "freight", "discount", "total", "paid", "remark", "parcels", "returns",
    "events", "plan", "source",
}  # fmt: skip
RECEIVER = {
    "name", "phone", "extension", "country", "province", "city", "district", "street", "detail",
    "postcode",
}  # fmt: skip
EVENT = {"at", "actor", "action", "from", "to", "reason"}


def test_a_list_has_what_the_contract_says(cli: Cli) -> None:
    number = cli.order()
    (item,) = cli.json("orders", "list")["items"]
    assert set(item) >= ITEM
    assert item["number"] == number
    assert item["phone"] == "138****8000"
    assert item["lines"] == 1
    assert item["held"] is None
    assert item["total"] == {"amount": "78.00", "currency": "CNY"}
    assert set(item["paid"]) == {"method", "at"}


def test_show_has_what_the_contract_says(cli: Cli) -> None:
    number = cli.order("--remark", "周末送")
    order = cli.show("orders", number)
    assert set(order) >= WHOLE
    assert set(order["receiver"]) == RECEIVER
    assert set(order["lines"][0]) >= {"sku", "code", "title", "quantity", "price"}
    assert [set(event) for event in order["events"]] == [EVENT]
    assert order["receiver"]["phone"] == "138****8000"
    assert order["receiver"]["extension"] == "1234"
    assert order["remark"] == "周末送"
    whole = cli.json("orders", "show", number, "--unmask")["items"][0]
    assert whole["receiver"]["phone"] == "13800138000"


def test_several_are_shown_in_the_order_asked_for(cli: Cli) -> None:
    one, two = cli.order(), cli.order()
    items = cli.json("orders", "show", two, one)["items"]
    assert [item["number"] for item in items] == [two, one]
    assert cli.refused("orders", "show", one, "nothing")["code"] == "not_found"


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (["--status", "new"], 2),
        (["--status", "confirmed"], 1),
        (["--search", "张三"], 3),
        (["--search", "8000"], 3),
        (["--search", "CUP-01"], 1),
        (["--search", "nobody"], 0),
        (["--channel", "manual"], 3),
        (["--channel", "taobao"], 0),
        (["--reseller", "阿美"], 1),
        (["--reseller", "amei"], 1),
        (["--late"], 0),
        (["--held", "manual"], 0),
    ],
)
def test_filters(cli: Cli, filters: list[str], found: int) -> None:
    cli.done("orders", "confirm", cli.order())
    cli.order(line="CUP-01:1")
    cli.order("--reseller", "阿美")
    assert len(cli.json("orders", "list", *filters)["items"]) == found


def test_late_are_those_whose_time_is_over(cli: Cli) -> None:
    number = cli.order()
    cli.travel(hours=49)
    (item,) = cli.json("orders", "list", "--late")["items"]
    assert item["number"] == number


def test_confirm_reserves_and_says_who(cli: Cli) -> None:
    number = cli.order()
    before = cli.show("catalog", "TS-RED-M")["available"]
    assert cli.done("orders", "confirm", number, "--actor", "li") == "confirmed"
    sku = cli.show("catalog", "TS-RED-M")
    assert (sku["reserved"], sku["available"]) == (2, before - 2)
    event = cli.show("orders", number)["events"][-1]
    assert (event["actor"], event["action"], event["from"], event["to"]) == (
        "li",
        "confirm",
        "new",
        "confirmed",
    )


def test_twice_is_refused_and_changes_nothing(cli: Cli) -> None:
    number = cli.order()
    cli.done("orders", "confirm", number)
    assert cli.not_done("orders", "confirm", number) == "illegal_transition"
    assert cli.show("catalog", "TS-RED-M")["reserved"] == 2


def test_what_can_be_done_is_done(cli: Cli) -> None:
    good, short = cli.order(), cli.order(line="CUP-02:1")
    answer = cli.json("orders", "confirm", good, short, "nothing", code=1)
    assert answer["done"] == [{"number": good, "status": "confirmed"}]
    assert [(row["number"], row["code"]) for row in answer["refused"]] == [
        (short, "out_of_stock"),
        ("nothing", "not_found"),
    ]


def test_what_is_short_can_wait_for_goods(cli: Cli) -> None:
    short = cli.order(line="CUP-02:1")
    assert cli.done("orders", "confirm", short, "--hold-short") == "on_hold"
    assert cli.show("orders", short)["held"] == ["out_of_stock"]
    cli.json("stock", "receive", "CUP-02", 1)
    assert cli.show("orders", short)["status"] == "new"


def test_hold_and_release_go_back_to_where_it_was(cli: Cli) -> None:
    number = cli.order()
    cli.done("orders", "confirm", number)
    assert cli.done("orders", "hold", number, "--reason", "stock") == "on_hold"
    assert cli.show("orders", number)["held"] == ["out_of_stock"]
    assert cli.json("orders", "list", "--held", "out_of_stock")["items"][0]["number"] == number
    assert cli.done("orders", "release", number) == "confirmed"
    order = cli.show("orders", number)
    assert order["held"] is None
    assert [event["action"] for event in order["events"]] == [
        "submit",
        "confirm",
        "hold",
        "release",
    ]


def test_a_reason_that_is_none_is_wrong_usage(cli: Cli) -> None:
    error = cli.refused("orders", "hold", cli.order(), "--reason", "weather", code=2)
    assert error["code"] == "unknown_reason"


def test_cancel_gives_the_stock_back(cli: Cli) -> None:
    number, parcel = cli.parcel()
    assert cli.done("orders", "cancel", number, "--reason", "customer") == "cancelled"
    assert cli.show("catalog", "TS-RED-M")["reserved"] == 0
    assert cli.show("packing", parcel)["status"] == "void"
    assert cli.show("orders", number)["events"][-1]["reason"] == "customer"


def test_nothing_that_has_left_is_cancelled(cli: Cli) -> None:
    number, _parcel = cli.shipped()
    assert cli.not_done("orders", "cancel", number) == "already_shipped"


def test_all_means_what_the_filters_find_and_the_action_allows(cli: Cli) -> None:
    one, two = cli.order(), cli.order("--reseller", "阿美")
    answer = cli.json("orders", "confirm", "--all", "--reseller", "阿美")
    assert answer["done"] == [{"number": two, "status": "confirmed"}]
    answer = cli.json("orders", "hold", "--all")
    assert {row["number"] for row in answer["done"]} == {one, two}
    answer = cli.json("orders", "release", "--all")
    assert sorted(row["status"] for row in answer["done"]) == ["confirmed", "new"]
    assert cli.json("orders", "release", "--all") == {"done": [], "refused": []}


@pytest.mark.parametrize("words", [[], ["20261123-0001", "--all"]])
def test_numbers_or_all_but_not_neither_and_not_both(cli: Cli, words: list[str]) -> None:
    assert cli.refused("orders", "confirm", *words, code=2)["code"] == "which_documents"


def test_a_number_named_twice_is_done_once(cli: Cli) -> None:
    number = cli.order()
    assert len(cli.json("orders", "confirm", number, number)["done"]) == 1


AT = "2026-11-23T08:00:00+08:00"


def test_at_says_when_it_really_happened(cli: Cli) -> None:
    number = cli.order("--at", AT)
    order = cli.show("orders", number)
    assert order["events"][0]["at"] == "2026-11-23T00:00:00+00:00"
    assert order["paid"]["at"] == "2026-11-23T00:00:00+00:00"
    assert order["ship_by"] == "2026-11-25T00:00:00+00:00"
    cli.done("orders", "confirm", number, "--at", "2026-11-23T08:30:00")  # the shop's own time
    assert cli.show("orders", number)["events"][1]["at"] == "2026-11-23T00:30:00+00:00"


@pytest.mark.parametrize("action", ["confirm", "hold", "cancel"])
def test_at_lies_neither_in_the_future_nor_before_the_last_event(cli: Cli, action: str) -> None:
    number = cli.order("--at", AT)
    late = cli.not_done("orders", action, number, "--at", "2026-11-23T23:00:00+08:00")
    assert late == "time_in_future"
    early = cli.not_done("orders", action, number, "--at", "2026-11-23T07:59:59+08:00")
    assert early == "time_before_last_event"
    assert cli.refused("orders", action, number, "--at", "yesterday", code=2)["code"] == "bad_time"
    assert len(cli.show("orders", number)["events"]) == 1


def test_an_order_from_the_future_is_refused(cli: Cli) -> None:
    error = cli.refused(
        "orders", "new", "--name", "张三", "--phone", "13800138000", "--address",
        "浙江省杭州市余杭区文一西路969号", "--line", "CUP-01:1", "--at", "2030-01-01T00:00:00Z",
    )  # fmt: skip
    assert error["code"] == "time_in_future"


def test_what_is_paid_later_is_noted(cli: Cli) -> None:
    number = cli.order("--paid", "none")
    assert cli.json("orders", "show", number)["items"][0]["paid"] is None
    answer = cli.json("orders", "pay", number, "--method", "wechat")
    assert answer["done"] == [{"number": number, "status": "new"}]
    assert cli.json("orders", "show", number)["items"][0]["paid"]["method"] == "wechat"
