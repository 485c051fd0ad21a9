"""dropship plan, today, demo: the shop at a glance."""

from __future__ import annotations

import csv
import json
import stat
from pathlib import Path

import pytest
import python_calamine

from dropship_tui.models.plan import TASKS
from tests.cli.conftest import Cli

ROW = {"stage", "code", "title", "description", "due", "completed_at", "by"}


def test_the_shops_plan_is_stage_one(cli: Cli) -> None:
    rows = cli.json("plan")["rows"]
    assert [row["code"] for row in rows] == [task.code for task in TASKS if task.stage == 1]
    assert all(set(row) == ROW for row in rows)


def test_an_orders_plan_has_the_other_stages(cli: Cli) -> None:
    rows = cli.json("plan", cli.order())["rows"]
    assert [row["code"] for row in rows] == [task.code for task in TASKS if task.stage > 1]
    assert all(set(row) >= ROW for row in rows)
    assert cli.refused("plan", "nothing")["code"] == "not_found"


def test_the_last_stage_repeats_for_each_return(cli: Cli) -> None:
    number, _parcel = cli.delivered()
    for _ in range(2):
        cli.json("returns", "request", number, "--type", "return", "--reason", "size", "--line",
                 "TS-RED-M:1")  # fmt: skip
    rows = cli.json("plan", number, "--stage", "5")["rows"]
    assert len({row["case"] for row in rows}) == 2
    assert [row["code"] for row in rows[:4]] == [task.code for task in TASKS if task.stage == 5]


@pytest.mark.parametrize(("stage", "count"), [("3", 5), ("fulfil", 5), ("4", 4), ("2", 5)])
def test_one_stage_by_number_or_name(cli: Cli, stage: str, count: int) -> None:
    rows = cli.json("plan", cli.order(), "--stage", stage)["rows"]
    assert len(rows) == count
    assert len({row["stage"] for row in rows}) == 1


@pytest.mark.parametrize("words", [["--stage", "9"], ["--format", "pdf"], ["--format", "xlsx"]])
def test_what_makes_no_plan(cli: Cli, words: list[str]) -> None:
    answer = cli("plan", *words)
    assert answer.code == 2
    assert answer.out == ""


def test_a_plan_as_a_file_in_every_format(cli: Cli, tmp_path: Path) -> None:
    number = cli.json(
        "orders", "new", "--name", "=cmd()|x", "--phone", "13800138000", "--address",
        "浙江省杭州市余杭区文一西路969号", "--line", "CUP-01:1",
    )["number"]  # fmt: skip
    for fmt in ("json", "csv", "md", "xlsx"):
        answer = cli.json("plan", number, "--format", fmt, "--out", f"plan.{fmt}")
        assert answer["path"] == f"plan.{fmt}"
        assert len(answer["rows"]) == 18
        assert stat.S_IMODE((tmp_path / f"plan.{fmt}").stat().st_mode) == 0o600
    with (tmp_path / "plan.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["stage", "task", "description", "due", "completed at", "by", "code"]
    assert rows[1][5] == "'=cmd()|x"
    sheet = python_calamine.CalamineWorkbook.from_path(str(tmp_path / "plan.xlsx"))
    cells = sheet.get_sheet_by_index(0).to_python()
    assert cells[1][5] == "=cmd()|x"  # a text cell: no program takes it for a formula
    assert "=cmd()\\|x" in (tmp_path / "plan.md").read_text(encoding="utf-8")
    assert len(json.loads((tmp_path / "plan.json").read_text(encoding="utf-8"))["rows"]) == 18


def test_the_name_of_the_file_says_the_format_too(cli: Cli, tmp_path: Path) -> None:
    cli.json("plan", "--out", "plan.csv")
    assert (tmp_path / "plan.csv").read_bytes().startswith(b"\xef\xbb\xbfstage,")
    assert cli("plan", "--out", "plan.pdf", "--json").code == 2
    (tmp_path / "link.csv").symlink_to(tmp_path / "else.csv")
    assert cli.refused("plan", "--out", "link.csv", code=3)["code"] == "not_a_file"


def test_a_plan_on_stdout(cli: Cli) -> None:
    assert cli("plan", "--format", "csv").out.startswith("stage,task,description")
    assert cli("plan", "--format", "md").out.startswith("| stage | task |")
    assert len(json.loads(cli("plan", "--format", "json").out)["rows"]) == 5
    table = cli("plan", "--lang", "zh_CN").out
    assert "建立库存管理系统" in table


def test_today_counts_what_waits(cli: Cli) -> None:
    cli.order()
    cli.done("orders", "hold", cli.order())
    cli.shipped()
    stages = {stage["stage"]: stage["tallies"] for stage in cli.json("today")["stages"]}
    counts = {
        (stage, tally["code"]): tally["count"]
        for stage, listed in stages.items()
        for tally in listed
    }
    assert counts["orders", "new"] == 1
    assert counts["orders", "held"] == 1
    assert counts["receipts", "on_the_way"] == 1
    assert counts["messages", "pending"] == 1
    assert counts["orders", "late"] == 0
    cli.travel(days=4)
    stages = {stage["stage"]: stage["tallies"] for stage in cli.json("today")["stages"]}
    late = next(tally for tally in stages["orders"] if tally["code"] == "late")
    assert (late["count"], late["is_alarm"]) == (2, True)
    assert "▲ 2" in cli("today").out


def test_the_demo_is_made_once_and_kept(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = []

    def screens(where: object, *, debug: bool) -> int:
        opened.append(where)
        return 0

    monkeypatch.setattr("dropship_tui.__main__._open_screens", screens)
    assert cli("demo", "--dir", "demo").code == 0
    cli.database = tmp_path / "demo" / "dropship.db"
    assert opened[0].database == "demo/dropship.db"  # type: ignore[attr-defined]
    assert [path.name for path in sorted((tmp_path / "demo").glob("*.db*"))] == ["dropship.db"]
    info = cli.json("db", "info")
    assert info["orders"] > 250
    assert cli.json("db", "check")["ok"] is True
    for status in (
        "new", "confirmed", "packing", "shipped", "delivered", "completed", "on_hold", "cancelled",
    ):  # fmt: skip
        assert cli.json("orders", "list", "--status", status)["items"], status
    for status in ("open", "packed", "labelled", "handed_over", "in_transit", "delivered"):
        assert cli.json("packing", "list", "--status", status)["items"], status
    assert len({row["status"] for row in cli.json("returns", "list")["items"]}) >= 4
    number = cli.order()
    assert cli.json("demo", "--dir", "demo") == {"path": "demo/dropship.db", "made": False}
    assert cli.show("orders", number)["status"] == "new"


@pytest.mark.parametrize("place", ["file/demo", "file"])
def test_a_demo_that_cannot_be_made(cli: Cli, tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("in the way")
    assert cli.refused("demo", "--dir", place, code=4)["code"] == "unwritable"
