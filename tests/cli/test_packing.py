"""dropship packing …: opened, scanned, weighed, given a waybill, printed, handed over."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Cli

SCAN = {"code", "outcome", "parcel", "sku", "scanned", "expected", "message"}
PARCEL = {"parcel", "status", "orders", "lines", "grams", "courier", "waybill"}


def scans(cli: Cli, *words: str, stdin: str = "") -> list[dict[str, object]]:
    """The answers to some scans; each is a line of JSON, and nothing else is said."""
    answer = cli("packing", "scan", *words, stdin=stdin)
    assert answer.code == 0
    assert answer.err == ""
    return [json.loads(line) for line in answer.out.splitlines()]


def outcomes(cli: Cli, *words: str, stdin: str = "") -> list[object]:
    return [scan["outcome"] for scan in scans(cli, *words, stdin=stdin)]


def test_open_makes_a_parcel_an_order(cli: Cli) -> None:
    one, two, raw = cli.order(), cli.order(line="CUP-01:1"), cli.order()
    cli.json("orders", "confirm", one, two)
    answer = cli.json("packing", "open", one, two, raw, code=1)
    assert [item["orders"] for item in answer["items"]] == [[one], [two]]
    assert set(answer["items"][0]) >= {"parcel", "orders", "lines", "province"}
    assert answer["items"][0]["lines"][0]["sku"] == "TS-RED-M"
    assert {"sku", "quantity", "bin"} <= set(answer["items"][0]["lines"][0])
    assert answer["items"][0]["province"] == "浙江省"
    assert [row["code"] for row in answer["refused"]] == ["illegal_transition"]
    again = cli.json("packing", "open", one, code=1)
    assert again["items"] == []


def test_open_all_takes_the_confirmed(cli: Cli) -> None:
    one, two = cli.order(), cli.order()
    cli.json("orders", "confirm", one, two)
    cli.order()
    assert len(cli.json("packing", "open", "--all")["items"]) == 2
    assert cli.json("packing", "open", "--all") == {"items": [], "refused": []}


def test_show_and_list_have_what_the_contract_says(cli: Cli) -> None:
    number, parcel = cli.parcel(line="TS-RED-M:2")
    view = cli.show("packing", parcel)
    (item,) = cli.json("packing", "list")["items"]
    for shown in (view, item):
        assert set(shown) >= PARCEL
        assert (shown["parcel"], shown["status"], shown["orders"]) == (parcel, "open", [number])
        (line,) = shown["lines"]
        assert {"sku", "quantity", "scanned", "bin"} <= set(line)
        assert (line["sku"], line["quantity"], line["scanned"], line["bin"]) == (
            "TS-RED-M",
            2,
            0,
            "A-03",
        )
        assert (shown["grams"], shown["courier"], shown["waybill"]) == (None, None, None)
    assert cli.json("packing", "list", "--status", "packed")["items"] == []
    assert cli.refused("packing", "show", "P-none")["code"] == "not_found"


def test_a_parcel_is_verified_by_scan(cli: Cli) -> None:
    _number, parcel = cli.parcel(line="TS-RED-M:2")
    said = scans(cli, parcel, "CUP-01", "2000001000014", "nonsense", "TS-RED-M")
    assert all(set(scan) == SCAN for scan in said)
    assert [scan["outcome"] for scan in said] == [
        "parcel_opened",
        "wrong_item",
        "item_ok",
        "unknown_code",
        "parcel_complete",
    ]
    assert (said[0]["scanned"], said[0]["expected"]) == (0, 2)
    assert (said[2]["sku"], said[2]["scanned"], said[2]["expected"]) == ("TS-RED-M", 1, 2)
    assert cli.show("packing", parcel)["status"] == "packed"
    assert outcomes(cli, "TS-RED-M") == ["extra_item"]


def test_scans_come_line_by_line_from_stdin(cli: Cli) -> None:
    _number, parcel = cli.parcel(line="TS-RED-M:2")
    said = outcomes(cli, stdin=f"\n{parcel}\r\n  TS-RED-M \n\nTS-RED-M\nYT8820000000001")
    assert said == ["parcel_opened", "item_ok", "parcel_complete", "waybill_ok"]
    view = cli.show("packing", parcel)
    assert (view["status"], view["courier"], view["waybill"]) == (
        "labelled",
        "yuantong",
        "YT8820000000001",
    )


def test_nothing_lies_on_another_bench(cli: Cli) -> None:
    _number, parcel = cli.parcel()
    assert outcomes(cli, "--station", "bench-2", parcel) == ["parcel_opened"]
    assert outcomes(cli, "TS-RED-M") == ["nothing_open"]
    assert outcomes(cli, "--station", "bench-2", "TS-RED-M") == ["item_ok"]


def test_the_bench_may_be_named_by_the_environment(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    _number, parcel = cli.parcel()
    monkeypatch.setenv("DROPSHIP_STATION", "window")
    assert outcomes(cli, parcel) == ["parcel_opened"]
    assert outcomes(cli, "--station", "window", "TS-RED-M") == ["item_ok"]


def test_a_packed_parcel_takes_the_next_waybill(cli: Cli) -> None:
    _n, first = cli.packed()
    _n, second = cli.packed(line="CUP-01:1")
    assert outcomes(cli, first, "YT8820000000001", second, "YT8820000000001") == [
        "already_packed",
        "waybill_ok",
        "already_packed",
        "waybill_duplicate",
    ]
    assert cli.show("packing", second)["waybill"] is None


def test_a_held_order_is_put_aside(cli: Cli) -> None:
    number, parcel = cli.parcel()
    cli.done("orders", "hold", number)
    assert outcomes(cli, parcel) == ["order_held"]


def test_hostile_scans_are_only_unknown(cli: Cli) -> None:
    _number, parcel = cli.parcel()
    nasty = ["[/b]", "\x1b[31m", "=1+1", "'; DROP TABLE scans", "é" * 5000, "\u202e"]
    assert outcomes(cli, parcel, *nasty) == ["parcel_opened"] + ["unknown_code"] * len(nasty)


def test_each_scan_is_there_before_its_line_is_printed(cli: Cli) -> None:
    _number, parcel = cli.parcel(line="TS-RED-M:2")
    command = [sys.executable, "-m", "dropship_tui", "--db", str(cli.database), "packing", "scan"]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for code, outcome in ((parcel, "parcel_opened"), ("TS-RED-M", "item_ok")):
            process.stdin.write(code + "\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["outcome"] == outcome
        process.kill()
    assert cli.show("packing", parcel)["lines"][0]["scanned"] == 1


def test_thirty_of_the_same_are_thirty(cli: Cli) -> None:
    _number, parcel = cli.parcel(line="TS-RED-M:30")
    said = outcomes(cli, parcel, *["TS-RED-M"] * 30)
    assert said == ["parcel_opened", *["item_ok"] * 29, "parcel_complete"]


def test_weight_and_courier(cli: Cli) -> None:
    _number, parcel = cli.parcel()
    cli.done("packing", "weigh", parcel, 1350)
    assert cli.show("packing", parcel)["grams"] == 1350
    assert cli.not_done("packing", "weigh", parcel, 0) == "out_of_range"
    cheapest = cli.json(
        "setup", "courier", "quote", "--province", "浙江省", "--city", "杭州市", "--weight", "1350"
    )["items"][0]
    cli.done("packing", "courier", parcel)
    assert cli.show("packing", parcel)["courier"] == cheapest["courier"]
    assert cli.show("packing", parcel)["quoted"] == cheapest["price"]
    cli.done("packing", "courier", parcel, "--courier", "顺丰")
    assert cli.show("packing", parcel)["courier"] == "shunfeng"
    assert cli.not_done("packing", "courier", parcel, "--courier", "nobody") == "not_found"


def test_what_speaks_against_a_courier_is_said_beside_the_answer(cli: Cli) -> None:
    _number, parcel = cli.packed("--remark", "不要发圆通")
    told = cli("packing", "courier", parcel, "--courier", "圆通", "--json")
    assert told.code == 0
    assert told.json["refused"] == []
    assert "the remark says: 不要发圆通" in told.err
    assert "不要发圆通" in cli("packing", "waybill", parcel, "YT8820000000009").err
    _number, other = cli.packed()
    assert cli("packing", "courier", other, "--courier", "圆通").err == ""


def test_waybills(cli: Cli) -> None:
    _number, parcel = cli.parcel()
    assert cli.not_done("packing", "waybill", parcel, "YT8820000000001") == "illegal_transition"
    _number, packed = cli.packed()
    assert cli.not_done("packing", "waybill", packed, "hello") == "waybill_invalid"
    assert cli.done("packing", "waybill", packed, "yt8820000000001 ") == "labelled"
    assert cli.show("packing", packed)["waybill"] == "YT8820000000001"
    assert cli.not_done("packing", "waybill", packed, "YT8820000000002") == "illegal_transition"
    assert cli.done("packing", "void-waybill", packed, "--reason", "torn") == "packed"
    assert cli.show("packing", packed)["waybill"] is None
    assert cli.show("packing", packed)["events"][-1]["reason"] == "torn"
    assert cli.not_done("packing", "waybill", packed, "YT8820000000001") == "waybill_duplicate"
    assert cli.done("packing", "waybill", packed, "YT8820000000002") == "labelled"


def test_identify_ranks_couriers(cli: Cli) -> None:
    cli.database.unlink()
    items = cli.json("packing", "identify", "SF1234567890123", "1Z5R89390357567127", "hello")[
        "items"
    ]
    assert [item["number"] for item in items] == ["SF1234567890123", "1Z5R89390357567127", "hello"]
    best = items[0]["candidates"][0]
    assert set(best) == {"courier", "confidence", "check_digit"}
    assert (best["courier"], best["check_digit"]) == ("shunfeng", None)
    assert best["confidence"] >= 0.5
    assert (items[1]["candidates"][0]["courier"], items[1]["candidates"][0]["check_digit"]) == (
        "ups",
        True,
    )
    assert items[2]["candidates"] == []


def test_handover_takes_all_of_one_courier(cli: Cli, tmp_path: Path) -> None:
    one, first = cli.labelled("YT8820000000001")
    _two, second = cli.labelled("YT8820000000002", line="CUP-01:1")
    held, third = cli.labelled("YT8820000000003")
    _other, sf = cli.labelled("SF3100000000001")
    cli.done("orders", "hold", held)
    before = cli.show("catalog", "TS-RED-M")["on_hand"]
    answer = cli.json("packing", "handover", "--courier", "圆通", "--out", "manifest.pdf", code=1)
    assert answer["done"] == [
        {"number": first, "status": "handed_over"},
        {"number": second, "status": "handed_over"},
    ]
    assert [(row["number"], row["code"]) for row in answer["refused"]] == [(third, "order_held")]
    assert answer["manifest"].startswith("M-")
    assert (tmp_path / "manifest.pdf").read_bytes().startswith(b"%PDF")
    assert cli.show("packing", sf)["status"] == "labelled"
    assert cli.show("orders", one)["status"] == "shipped"
    assert cli.show("catalog", "TS-RED-M")["on_hand"] == before - 2
    cli.done("orders", "release", held)
    assert len(cli.json("packing", "handover", "--courier", "yuantong")["done"]) == 1
    nothing = cli.json("packing", "handover", "--courier", "yuantong")
    assert nothing == {"done": [], "refused": [], "manifest": None}


def test_a_manifest_that_cannot_be_written_hands_nothing_over(cli: Cli, tmp_path: Path) -> None:
    _number, parcel = cli.labelled()
    (tmp_path / "link.pdf").symlink_to(tmp_path / "elsewhere.pdf")
    for place in ("none/manifest.pdf", "link.pdf", "."):
        assert cli("packing", "handover", "--courier", "yuantong", "--out", place).code == 3
    assert cli.show("packing", parcel)["status"] == "labelled"


@pytest.mark.parametrize("paper", ["slip", "picklist", "label"])
def test_papers(cli: Cli, tmp_path: Path, paper: str) -> None:
    _n, one = cli.labelled("YT8820000000001")
    _n, two = cli.parcel(line="CUP-01:1")
    answer = cli.json("packing", paper, one, two, "--out", "paper.pdf")
    assert answer["path"] == "paper.pdf"
    file = tmp_path / "paper.pdf"
    assert file.read_bytes().startswith(b"%PDF")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert cli.refused("packing", paper, "P-none", "--out", "paper.pdf")["code"] == "not_found"
    assert cli.refused("packing", paper, one, "--out", "none/x.pdf", code=3)["code"] == "unwritable"
    assert cli.refused("packing", paper, "--out", "x.pdf", code=2)["code"] == "which_documents"
    assert len(cli.json("packing", paper, "--all", "--out", "paper.pdf")["parcels"]) == 1


def test_no_paper_without_a_parcel(cli: Cli) -> None:
    assert cli.refused("packing", "slip", "--all", "--out", "x.pdf")["code"] == "nothing_to_print"


def test_a_manifest_is_printed_again(cli: Cli, tmp_path: Path) -> None:
    cli.labelled()
    manifest = cli.json("packing", "handover", "--courier", "yuantong")["manifest"]
    cli.json("packing", "manifest", manifest, "--out", "again.pdf")
    assert (tmp_path / "again.pdf").read_bytes().startswith(b"%PDF")
    assert cli.refused("packing", "manifest", "M-none", "--out", "x.pdf")["code"] == "not_found"


def test_waybills_come_as_a_sheet(cli: Cli, tmp_path: Path) -> None:
    number, first = cli.packed()
    _n, second = cli.packed(line="CUP-01:1")
    _n, third = cli.parcel()
    (tmp_path / "waybills.csv").write_text(
        "包裹号,快递公司,运单号\n"
        f"{number},圆通,YT8820000000001\n"
        f"{second},,SF3100000000001\n"
        f"{third},圆通,YT8820000000002\n"
        f"{second},圆通,YT8820000000003\n"
        "P-none,圆通,YT8820000000004\n"
        "合计,,5\n",
        encoding="utf-8",
    )
    answer = cli.json("packing", "waybills", "import", "waybills.csv")
    assert set(answer) >= {
        "rows", "imported", "updated", "duplicate", "rejected", "skipped", "errors",
    }  # fmt: skip
    assert [answer[name] for name in ("rows", "imported", "rejected", "skipped")] == [6, 2, 3, 1]
    assert [(error["row"], error["code"]) for error in answer["errors"]] == [
        (4, "illegal_transition"),
        (5, "waybill_invalid"),
        (6, "no_parcel"),
    ]
    assert answer["errors"][2]["column"] == "包裹号"
    assert cli.show("packing", first)["waybill"] == "YT8820000000001"
    assert cli.show("packing", second)["courier"] == "shunfeng"
    again = cli.json("packing", "waybills", "import", "waybills.csv")
    assert (again["imported"], again["duplicate"]) == (0, 2)
    assert cli.refused("packing", "waybills", "import", "none.csv", code=3)["code"]


def test_backfill_writes_one_file_a_channel_and_shop(cli: Cli, tmp_path: Path) -> None:
    assert cli.json("packing", "backfill", "--out", "back") == {"files": []}
    assert not (tmp_path / "back").exists()
    number, _parcel = cli.shipped()
    (file,) = cli.json("packing", "backfill", "--out", "back")["files"]
    assert set(file) == {"path", "channel", "shop", "rows"}
    assert (file["channel"], file["shop"], file["rows"]) == ("manual", "", 1)
    written = tmp_path / file["path"]
    assert written.read_text(encoding="utf-8-sig").splitlines() == [
        "订单号,快递公司,快递单号",
        f"{number},圆通速递,YT8820000000001",
    ]
    assert stat.S_IMODE(written.stat().st_mode) == 0o600
    assert cli.json("packing", "backfill", "--out", "back", "--channel", "taobao")["files"] == []
    cli.travel(hours=1)
    since = cli.json("packing", "backfill", "--out", "back", "--since", "2026-11-23T10:00:00")
    assert since["files"] == []


def test_at_says_when_it_was_packed_and_handed_over(cli: Cli) -> None:
    number, parcel = cli.parcel(line="TS-RED-M:1")
    cli.travel(hours=3)
    packed = "2026-11-23T09:45:00+08:00"
    assert cli("packing", "scan", parcel, "TS-RED-M", "--at", packed).code == 0
    assert cli.show("packing", parcel)["events"][-1]["at"] == "2026-11-23T01:45:00+00:00"
    error = cli.refused("packing", "scan", parcel, "--at", "2030-01-01T00:00:00Z")
    assert error["code"] == "time_in_future"
    assert (
        cli.not_done(
            "packing", "waybill", parcel, "YT8820000000001", "--at", "2026-11-23T09:00:00+08:00"
        )
        == "time_before_last_event"
    )
    at = "2026-11-23T10:30:00+08:00"
    cli.done("packing", "waybill", parcel, "YT8820000000001", "--at", at)
    assert (
        cli.not_done(
            "packing", "handover", "--courier", "yuantong", "--at", "2026-11-23T10:00:00+08:00"
        )
        == "time_before_last_event"
    )
    cli.done("packing", "handover", "--courier", "yuantong", "--at", "2026-11-23T11:00:00+08:00")
    plan = {row["code"]: row["completed_at"] for row in cli.json("plan", number)["rows"]}
    assert plan["fulfil.courier"] == "2026-11-23T02:30:00+00:00"
    assert plan["fulfil.ship"] == "2026-11-23T03:00:00+00:00"


def test_what_was_scanned_by_mistake_is_taken_back(cli: Cli) -> None:
    _number, parcel = cli.parcel(line="TS-RED-M:2")
    assert cli.refused("packing", "undo")["code"] == "nothing_to_undo"
    scans(cli, parcel, "TS-RED-M", "--station", "left")
    assert cli.refused("packing", "undo", "--station", "right")["code"] == "nothing_to_undo"
    taken = cli.json("packing", "undo", "--station", "left")
    assert set(taken) == SCAN
    assert (taken["outcome"], taken["parcel"], taken["scanned"]) == ("undone", parcel, 0)
    assert cli.show("packing", parcel)["lines"][0]["scanned"] == 0


def test_a_parcel_is_put_aside_with_what_is_in_it(cli: Cli) -> None:
    _number, parcel = cli.parcel(line="TS-RED-M:2")
    scans(cli, parcel, "TS-RED-M")
    assert cli.json("packing", "aside") == {"station": "bench-1", "parcel": parcel}
    assert cli.json("packing", "aside") == {"station": "bench-1", "parcel": None}
    assert outcomes(cli, "TS-RED-M") == ["nothing_open"]
    assert cli.show("packing", parcel)["lines"][0]["scanned"] == 1


def test_an_unknown_code_says_what_to_do_next(cli: Cli) -> None:
    _number, parcel = cli.parcel()
    _opened, unknown = scans(cli, parcel, "hello")
    assert unknown["outcome"] == "unknown_code"
    assert "Scan again" in str(unknown["message"])
