"""dropship receipts …, notify …: on the way, arrived, confirmed, checked, reviewed, told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Cli

ROW = {
    "parcel", "order", "courier", "waybill", "state", "last_event_at", "days_silent", "alarms",
}  # fmt: skip
COUNTS = {"rows", "imported", "updated", "duplicate", "rejected", "skipped", "errors"}


def test_the_list_has_what_the_contract_says(cli: Cli) -> None:
    number, parcel = cli.shipped()
    (row,) = cli.json("receipts", "list")["items"]
    assert set(row) >= ROW
    assert (row["parcel"], row["order"], row["courier"]) == (parcel, number, "yuantong")
    assert (row["state"], row["days_silent"], row["alarms"]) == ("handed_over", 0, [])


def test_silent_and_overdue_parcels_are_found(cli: Cli) -> None:
    _number, parcel = cli.shipped()
    assert cli.json("receipts", "list", "--stuck")["items"] == []
    cli.travel(days=4)
    (row,) = cli.json("receipts", "list", "--stuck")["items"]
    assert (row["parcel"], row["days_silent"], row["alarms"]) == (parcel, 4, ["silent"])
    assert cli.json("receipts", "list", "--overdue")["items"] == []
    cli.travel(days=4)
    (row,) = cli.json("receipts", "list", "--overdue")["items"]
    assert row["alarms"] == ["silent", "overdue"]
    assert cli.json("receipts", "list", "--undelivered")["items"] == []


def test_deliver_straight_from_the_hand_over(cli: Cli) -> None:
    number, parcel = cli.shipped()
    assert cli.done("receipts", "deliver", parcel, "--signed-by", "locker") == "delivered"
    assert cli.not_done("receipts", "deliver", parcel) == "illegal_transition"
    assert cli.show("orders", number)["status"] == "delivered"
    assert cli.show("packing", parcel)["signed_by"] == "locker"
    assert cli.json("receipts", "list")["items"] == []


def test_deliver_all_that_the_filters_find(cli: Cli) -> None:
    cli.shipped("YT8820000000001")
    cli.travel(days=5)
    _number, fresh = cli.shipped("YT8820000000002")
    assert len(cli.json("receipts", "deliver", "--all", "--stuck")["done"]) == 1
    (left,) = cli.json("receipts", "list")["items"]
    assert left["parcel"] == fresh


def test_how_a_parcel_arrived_is_known(cli: Cli) -> None:
    _number, parcel = cli.shipped()
    error = cli.refused("receipts", "deliver", parcel, "--signed-by", "dog", code=2)
    assert error["code"] == "unknown_signer"
    cli.done("receipts", "deliver", parcel, "--damaged")
    assert cli.show("packing", parcel)["damaged"] is True


def test_a_lost_parcel(cli: Cli) -> None:
    number, parcel = cli.shipped()
    assert cli.done("receipts", "lost", parcel, "--note", "not found") == "lost"
    assert cli.show("orders", number)["status"] == "shipped"
    assert cli.not_done("receipts", "deliver", parcel) == "illegal_transition"


def test_confirm_and_check_in_either_order(cli: Cli) -> None:
    one, _parcel = cli.delivered("YT8820000000001")
    two, _parcel = cli.delivered("YT8820000000002")
    assert cli.done("receipts", "confirm", one) == "completed"
    assert cli.done("receipts", "check", one, "--ok") == "completed"
    assert cli.done("receipts", "check", two, "--differs", "missing") == "delivered"
    assert cli.done("receipts", "confirm", two) == "completed"
    assert cli.not_done("receipts", "check", two, "--ok") == "already_checked"
    assert cli.not_done("receipts", "confirm", two) == "illegal_transition"


def test_nothing_is_confirmed_or_reviewed_before_it_arrived(cli: Cli) -> None:
    number, _parcel = cli.shipped()
    assert cli.not_done("receipts", "confirm", number) == "illegal_transition"
    assert cli.not_done("receipts", "check", number, "--ok") == "illegal_transition"
    review = ("receipts", "review", number, "--goods", "5", "--service", "5")
    assert cli.not_done(*review) == "illegal_transition"


@pytest.mark.parametrize("words", [[], ["--ok", "--differs", "wrong"], ["--differs", "ok"]])
def test_goods_match_or_differ(cli: Cli, words: list[str]) -> None:
    number, _parcel = cli.delivered()
    assert cli.refused("receipts", "check", number, *words, code=2)["code"] == "ok_or_differs"
    error = cli.refused("receipts", "check", number, "--differs", "colour", code=2)
    assert error["code"] == "unknown_result"


def test_a_review_has_two_ratings(cli: Cli) -> None:
    number, _parcel = cli.delivered()
    assert cli("receipts", "review", number, "--goods", "6", "--service", "1").code == 2
    assert cli("receipts", "review", number, "--goods", "5").code == 2
    words = ("receipts", "review", number, "--goods", "5", "--service", "4", "--text", "[/b]不错")
    assert cli.done(*words) == "delivered"
    assert cli.not_done(*words) == "already_reviewed"


def test_auto_confirm_waits_ten_days_and_for_open_returns(cli: Cli) -> None:
    quiet, _parcel = cli.delivered("YT8820000000001")
    asking, _parcel = cli.delivered("YT8820000000002")
    case = cli.json(
        "returns", "request", asking, "--type", "return", "--reason", "size", "--line",
        "TS-RED-M:1",
    )["case"]  # fmt: skip
    nothing = cli.json("receipts", "auto-confirm", "--now", "2026-12-03T00:00:00+08:00")
    assert nothing == {"done": [], "refused": []}
    ahead = "2026-12-04T00:00:00+08:00"
    assert cli.json("receipts", "auto-confirm", "--now", ahead)["done"] == [
        {"number": quiet, "status": "completed"}
    ]
    assert cli.show("orders", quiet)["events"][-1]["reason"] == "auto"
    cli.done("returns", "reject", case)
    cli.travel(days=11)
    at = "2026-12-04T08:00:00+08:00"
    assert cli.json("receipts", "auto-confirm", "--at", at)["done"][0]["number"] == asking
    assert cli.show("orders", asking)["events"][-1]["at"] == "2026-12-04T00:00:00+00:00"
    assert cli.json("receipts", "auto-confirm") == {"done": [], "refused": []}


def test_at_of_a_delivery(cli: Cli) -> None:
    number, parcel = cli.shipped()
    cli.travel(days=2)
    at = "2026-11-24T18:00:00+08:00"
    early = cli.not_done("receipts", "deliver", parcel, "--at", "2026-11-22T18:00:00+08:00")
    assert early == "time_before_last_event"
    late = cli.not_done("receipts", "deliver", parcel, "--at", "2027-11-22T18:00:00+08:00")
    assert late == "time_in_future"
    cli.done("receipts", "deliver", parcel, "--at", at)
    cli.done("receipts", "confirm", number, "--at", "2026-11-25T08:00:00+08:00")
    plan = {row["code"]: row["completed_at"] for row in cli.json("plan", number)["rows"]}
    assert plan["receipt.arrive"] == "2026-11-24T10:00:00+00:00"
    assert plan["receipt.confirm"] == "2026-11-25T00:00:00+00:00"


def track(
    cli: Cli, tmp_path: Path, *rows: str, header: str = "运单号,快递公司,状态,时间,描述"
) -> dict[str, Any]:
    """Import a sheet of states."""
    sheet = tmp_path / "tracking.csv"
    sheet.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    answer = cli.json("receipts", "tracking", "import", sheet)
    assert set(answer) >= COUNTS
    parts = ("imported", "updated", "duplicate", "rejected", "skipped")
    assert answer["rows"] == sum(answer[part] for part in parts)
    return dict(answer)


def test_tracking_moves_a_parcel_on_to_its_end(cli: Cli, tmp_path: Path) -> None:
    number, parcel = cli.shipped()
    cli.travel(days=3)
    rows = [
        "YT8820000000001,圆通,签收,2026-11-25 18:00:00,本人签收",
        "YT8820000000001,圆通,派件,2026-11-25 09:00:00,快递员派送中",
        "YT8820000000001,圆通,在途,2026-11-24 03:00:00,到达[/b]杭州",
        "YT8820000000001,圆通,揽收,2026-11-23 17:00:00,已揽收",
    ]
    answer = track(cli, tmp_path, *rows)
    assert (answer["rows"], answer["imported"]) == (4, 4)
    view = cli.show("packing", parcel)
    assert view["status"] == "delivered"
    assert view["delivered_at"] == "2026-11-25T10:00:00+00:00"
    assert [event["action"] for event in view["events"]][-3:] == ["hand_over", "move", "deliver"]
    assert cli.show("orders", number)["status"] == "delivered"
    again = track(cli, tmp_path, *rows)
    assert (again["imported"], again["duplicate"]) == (0, 4)
    assert len(cli.show("packing", parcel)["events"]) == len(view["events"])
    assert cli.json("db", "check")["ok"] is True


@pytest.mark.parametrize(
    ("state", "status"),
    [
        ("0", "in_transit"),
        ("1", "in_transit"),
        ("5", "in_transit"),
        ("501", "in_transit"),
        ("1002", "in_transit"),
        ("待取件", "in_transit"),
        ("In Transit", "in_transit"),
        ("out_for_delivery", "in_transit"),
        ("2", "exception"),
        ("206", "exception"),
        ("14", "exception"),
        ("派送失败", "exception"),
        ("Delivery Failed", "exception"),
        ("3", "delivered"),
        ("303", "delivered"),
        ("已签收", "delivered"),
        ("Delivered", "delivered"),
        ("6", "returned_to_sender"),
        ("退回", "returned_to_sender"),
        ("return to sender", "returned_to_sender"),
        ("101", "handed_over"),
        ("201", "handed_over"),
        ("210", "handed_over"),
    ],
)
def test_states_by_number_and_by_word(cli: Cli, tmp_path: Path, state: str, status: str) -> None:
    _number, parcel = cli.shipped()
    cli.travel(days=1)
    track(cli, tmp_path, f"YT8820000000001,圆通,{state},2026-11-24 08:00,")
    assert cli.show("packing", parcel)["status"] == status


def test_who_signed_is_read_from_the_state(cli: Cli, tmp_path: Path) -> None:
    _number, parcel = cli.shipped()
    cli.travel(days=1)
    track(cli, tmp_path, "YT8820000000001,圆通,304,2026-11-24 08:00,")
    assert cli.show("packing", parcel)["signed_by"] == "locker"


def test_english_columns_do_too(cli: Cli, tmp_path: Path) -> None:
    _number, parcel = cli.shipped()
    cli.travel(days=1)
    track(
        cli,
        tmp_path,
        "YT8820000000001,yuantong,delivered,2026-11-24T01:00:00+00:00,",
        header="tracking number,courier,status,time,description",
    )
    assert cli.show("packing", parcel)["delivered_at"] == "2026-11-24T01:00:00+00:00"


def test_rows_that_cannot_be_right_say_why(cli: Cli, tmp_path: Path) -> None:
    cli.shipped()
    _number, labelled = cli.labelled("YT8820000000002", line="CUP-01:1")
    cli.travel(days=1)
    answer = track(
        cli,
        tmp_path,
        "YT0000000000000,圆通,签收,2026-11-24 08:00,",
        "YT8820000000001,圆通,飞走了,2026-11-24 08:00,",
        "YT8820000000001,圆通,签收,2026-02-30 08:00,",
        "YT8820000000001,圆通,签收,2030-01-01 08:00,",
        "YT8820000000002,圆通,签收,2026-11-24 08:00,",
    )
    assert answer["rejected"] == 5
    assert [(error["row"], error["column"], error["code"]) for error in answer["errors"]] == [
        (2, "运单号", "unknown_waybill"),
        (3, "状态", "unknown_state"),
        (4, "时间", "impossible_date"),
        (5, "状态", "time_in_future"),
        (6, "状态", "not_handed_over"),
    ]
    assert cli.show("packing", labelled)["status"] == "labelled"


def test_what_is_older_than_what_we_know_moves_nothing(cli: Cli, tmp_path: Path) -> None:
    _number, parcel = cli.shipped()
    cli.travel(days=2)
    track(cli, tmp_path, "YT8820000000001,圆通,在途,2026-11-24 12:00,")
    late = track(cli, tmp_path, "YT8820000000001,圆通,派送失败,2026-11-24 08:00,")
    assert late["imported"] == 1
    assert cli.show("packing", parcel)["status"] == "in_transit"
    assert cli.show("packing", parcel)["events"][-1]["action"] == "move"


def test_a_coarse_clock_is_no_reason_to_refuse(cli: Cli, tmp_path: Path) -> None:
    _number, parcel = cli.shipped()
    cli.travel(minutes=5)
    track(cli, tmp_path, "YT8820000000001,圆通,揽收,2026-11-23 09:25,")
    assert cli.show("packing", parcel)["status"] == "in_transit"


def test_states_without_times_are_of_now(cli: Cli, tmp_path: Path) -> None:
    _number, parcel = cli.shipped()
    cli.travel(hours=5)
    rows = ["YT8820000000001,在途"]
    first = track(cli, tmp_path, *rows, header="运单号,状态")
    cli.travel(hours=5)
    second = track(cli, tmp_path, *rows, header="运单号,状态")
    assert (first["imported"], second["duplicate"]) == (1, 1)
    assert cli.show("packing", parcel)["status"] == "in_transit"


def test_a_file_that_is_no_sheet_of_states_is_3(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("a,b\n1,2\n")
    error = cli.refused("receipts", "tracking", "import", "x.csv", code=3)
    assert error["code"] == "no_header"
    assert cli.refused("receipts", "tracking", "import", ".", code=3)["code"] == "not_a_file"


def test_messages_wait_until_they_are_sent(cli: Cli, tmp_path: Path) -> None:
    assert cli.json("notify", "list") == {"items": [], "next": None}
    number, _parcel = cli.shipped()
    (message,) = cli.json("notify", "list", "--status", "pending")["items"]
    assert message["order"] == number
    assert "YT8820000000001" in message["body"]
    plan = {row["code"]: row["completed_at"] for row in cli.json("plan", number)["rows"]}
    assert plan["fulfil.notify"] is None
    assert cli.done("notify", "send") == "shipped"
    assert cli.json("notify", "send") == {"done": [], "refused": []}
    (file,) = (tmp_path / "messages").glob("*.txt")
    assert "圆通速递 YT8820000000001" in file.read_text(encoding="utf-8")
    plan = {row["code"]: row["completed_at"] for row in cli.json("plan", number)["rows"]}
    assert plan["fulfil.notify"] == "2026-11-23T01:30:00+00:00"
    assert [row["status"] for row in cli.json("notify", "list")["items"]] == ["sent"]


def test_a_message_that_cannot_be_delivered_stays_and_goes_later(cli: Cli, tmp_path: Path) -> None:
    number, _parcel = cli.shipped()
    (tmp_path / "messages").write_text("in the way")
    answer = cli.json("notify", "send", code=1)
    assert answer["refused"][0]["number"] == number
    assert cli.json("notify", "list", "--status", "failed")["items"][0]["order"] == number
    (tmp_path / "messages").unlink()
    assert cli.done("notify", "send") == "shipped"
