"""What holds for every command: one JSON document, exit codes, both languages, no traceback."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from dropship_tui import i18n
from dropship_tui.__main__ import main
from dropship_tui.cli.main import GROUPS
from dropship_tui.cli.output import width
from dropship_tui.cli.wording import of_help
from dropship_tui.models.actions import ACTIONS
from dropship_tui.models.lifecycle import CaseStatus, OrderStatus, ParcelStatus
from dropship_tui.models.orders import HOLDS
from dropship_tui.models.words import CHANNELS
from dropship_tui.services.importers.profiles import PROFILES
from tests.cli.conftest import Cli


def process(*words: str, cwd: Path, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run `dropship` in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "dropship_tui", *words],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        check=False,
        **options,
    )


USAGE = [
    (["orders", "lst"], "There is no command “lst”. Did you mean 'list'?"),
    (["ordrs", "list"], "There is no command “ordrs”. Did you mean 'orders'?"),
    (["orders", "list", "--bogus"], "There is no option --bogus."),
    (["orders", "show"], "NUMBER… is missing."),
    (["orders", "list", "--limit"], "--limit needs a value."),
    (["orders", "list", "--limit", "x"], "--limit must be a number."),
    (["orders", "list", "--limit", "0"], "--limit must be at least 1."),
    (["orders", "list", "more"], "Nobody expects “more” here."),
    (["orders"], "dropship orders needs a command."),
    ([], "dropship needs a command."),
    (["orders", "list", "--db"], "--db needs a value."),
    (["orders", "list", "--lang", "fr"], "There is no language “fr”. Known: en, zh_CN."),
]


@pytest.mark.parametrize(("words", "message"), USAGE)
def test_wrong_usage_is_one_json_document_too(
    words: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--json", *words]) == 2
    said = capsys.readouterr()
    error = json.loads(said.out)["error"]
    assert (error["code"], error["message"]) == ("usage", message)
    assert said.err == ""


@pytest.mark.parametrize(("words", "message"), [pair for pair in USAGE if pair[0]])
def test_wrong_usage_says_why_on_stderr(
    words: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.splitlines()[0] == message


def test_without_a_command_the_screens_open(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = []

    def screens(where: object, *, debug: bool) -> int:
        opened.append((where, debug))
        return 7

    monkeypatch.setattr("dropship_tui.__main__._open_screens", screens)
    assert main(["--db", "shop.db", "--actor", "li", "--debug"]) == 7
    ((where, debug),) = opened
    assert (where.database, where.actor, debug) == ("shop.db", "li", True)  # type: ignore[attr-defined]
    assert capsys.readouterr().out == ""


def test_global_options_stand_anywhere(cli: Cli, capsys: pytest.CaptureFixture[str]) -> None:
    path = str(cli.database)
    for words in (
        ["--json", "--db", path, "orders", "list"],
        ["orders", "--db=" + path, "--json", "list"],
        ["orders", "list", "--json", "--db", path],
    ):
        assert main(words) == 0
        assert json.loads(capsys.readouterr().out) == {"items": [], "next": None}


def test_options_may_come_from_the_environment(
    cli: Cli, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DROPSHIP_DB", str(cli.database))
    monkeypatch.setenv("DROPSHIP_ACTOR", "夜班")
    monkeypatch.setenv("DROPSHIP_LANG", "zh_CN")
    assert main(["orders", "new", "--name", "张三", "--phone", "13800138000", "--address",
                 "广东省东莞市东城街道1号", "--line", "CUP-01:1", "--json"]) == 0  # fmt: skip
    assert json.loads(capsys.readouterr().out)["events"][0]["actor"] == "夜班"
    assert main(["orders", "show", "nothing", "--json"]) == 1
    assert "nothing" in json.loads(capsys.readouterr().out)["error"]["message"]


def test_who_did_it_is_cleaned(cli: Cli) -> None:
    number = cli.order("--actor", "li\x1b[31m\u202e wang ")
    assert cli.show("orders", number)["events"][0]["actor"] == "li[31m wang"


def test_a_missing_database_is_4(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["--db", str(tmp_path / "none.db"), "orders", "list", "--json"]) == 4
    assert json.loads(capsys.readouterr().out)["error"]["hint"]


def test_a_fault_shows_no_traceback_and_no_customer(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("张三 13800138000")

    monkeypatch.setattr("dropship_tui.services.orders.order_queries.list_orders", broken)
    answer = cli("orders", "list", "--json")
    assert answer.code == 4
    assert answer.error["code"] == "fault"
    assert "张三" not in answer.out + answer.err
    log = Path(answer.error["hint"].split(" are in ")[1].split(";")[0])
    assert "RuntimeError" in log.read_text(encoding="utf-8")
    assert "张三" not in log.read_text(encoding="utf-8")
    with pytest.raises(RuntimeError):
        cli("orders", "list", "--debug")


def test_refusals_are_in_the_users_language(cli: Cli) -> None:
    answer = cli("orders", "list", "--after", "nonsense", "--lang", "zh_CN", "--json")
    assert answer.code == 2
    assert "列表" in answer.error["message"]


def test_help_is_in_the_users_language(tmp_path: Path) -> None:
    english = process("orders", "confirm", "--help", cwd=tmp_path).stdout
    assert english.startswith("Usage: dropship orders confirm")
    assert "Options:" in english
    assert "--at TIME" in english
    assert "--search TEXT" in english
    assert not set(english) & {"<", ">"}
    chinese = process("--lang", "zh_CN", "--help", cwd=tmp_path).stdout
    assert chinese.startswith("用法：dropship")
    assert "\n命令：\n" in chinese
    assert "Options" not in chinese


@pytest.mark.parametrize("lang", ["en", "zh_CN"])
def test_hostile_text_never_drives_the_terminal(cli: Cli, lang: str) -> None:
    nasty = "[/b]\x1b[2J\u202e[@click=app.quit]x[/]\x07"
    number = cli.json(
        "orders", "new", "--name", nasty, "--phone", "13800138000", "--address",
        f"浙江省杭州市余杭区文一西路{nasty}9号", "--line", "CUP-01:1", "--remark", nasty,
    )["number"]  # fmt: skip
    for words in (["orders", "list"], ["orders", "show", number], ["plan", number], ["today"]):
        answer = cli(*words, "--lang", lang)
        assert answer.code == 0
        assert not set(answer.out) & {"\x1b", "\x07", "\u202e"}
    assert "[/b]" in cli("orders", "list").out


def test_tables_line_up_whatever_the_width_of_the_characters(cli: Cli) -> None:
    cli.order()
    lines = cli("catalog", "list", "--limit", "4").out.splitlines()
    heading, *rows = lines
    assert len(rows) == 4
    at = heading.index("PRICE")
    for row in rows:
        cells = 0
        before = ""
        for char in row:
            if cells >= at:
                break
            cells += 2 if ord(char) > 0x2E80 else 1
            before += char
        assert row[len(before) :].startswith("¥")


def test_lists_page_with_cursors(cli: Cli) -> None:
    seen: list[str] = []
    after: list[str] = []
    while True:
        page = cli.json("catalog", "list", "--limit", "25", *after)
        seen += [item["sku"] for item in page["items"]]
        if page["next"] is None:
            break
        after = ["--after", page["next"]]
    assert len(seen) == len(set(seen)) == 60


def shell(cli: Cli, line: str) -> subprocess.CompletedProcess[str]:
    """Run a line of bash in which `$D` is dropship on the test's shop."""
    program = f"{sys.executable} -m dropship_tui --db {cli.database}"
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", line.replace("$D", program)],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
        check=False,
    )


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("$D catalog list --limit 100 --json | true", 0),
        ("$D --help | true", 0),
        ("$D orders show nothing --json | true", 0),
        ("$D today >&-", 0),
        ("$D today --json >&-", 0),
        ("$D --help >&-", 0),
        ("$D orders show nothing >&- 2>&-", 1),
        ("$D packing scan <&-", 0),
        ("$D orders parse-address - <&-", 0),
        ("$D today > /dev/full", 4),
        ("$D today --json > /dev/full", 4),
        ("$D orders show nothing 2> /dev/full", 1),
        ("HOME= $D today", 0),
        ("HOME=/nonexistent $D today", 0),
    ],
)
def test_streams_may_be_closed_or_full(cli: Cli, line: str, code: int) -> None:
    done = shell(cli, line)
    assert done.returncode == code
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr
    assert "went wrong" not in done.stderr


@pytest.mark.parametrize(
    "where", ["dropship_tui.cli.options.split", "dropship_tui.services.today.board"]
)
def test_ctrl_c_is_an_end_and_no_fault(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(where, interrupted)
    answer = cli("today")
    assert (answer.code, answer.out, answer.err) == (130, "", "")


def test_a_fault_is_told_where_no_log_can_be_written(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError

    def read_only(_error: Exception) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr("dropship_tui.services.orders.order_queries.list_orders", broken)
    monkeypatch.setattr("dropship_tui.log.report_fault", read_only)
    assert cli.refused("orders", "list", code=4)["code"] == "fault"


def test_keys_are_the_screens_own_and_their_commands_exist(cli: Cli) -> None:
    items = cli.json("keys")["items"]
    assert len(items) == len(ACTIONS)
    assert all(set(item) == {"screen", "action", "key", "label", "command"} for item in items)
    commands = {item["command"] for item in items if item["command"]}
    assert {command.split()[0] for command in commands} <= {*GROUPS, "plan", "today", "keys"}
    for command in sorted(commands):
        answer = cli(*command.split(), "--help")
        assert answer.code == 0, command
        assert answer.out.startswith(f"Usage: dropship {command}"), command


@pytest.mark.parametrize(
    ("words", "key"), [(("stock", "low"), "sku"), (("setup", "courier", "list"), "code")]
)
def test_short_lists_page_too(cli: Cli, words: tuple[str, ...], key: str) -> None:
    whole = [item[key] for item in cli.json(*words)["items"]]
    first = cli.json(*words, "--limit", "3")
    rest = cli.json(*words, "--after", first["next"])
    assert [item[key] for item in (*first["items"], *rest["items"])] == whole
    assert rest["next"] is None
    assert cli.refused(*words, "--after", "nonsense", code=2)["code"] == "bad_cursor"


@pytest.mark.parametrize(
    ("words", "known"),
    [
        (("orders", "list", "--status"), [*OrderStatus]),
        (("orders", "confirm", "--all", "--status"), [*OrderStatus]),
        (("orders", "list", "--held"), [*HOLDS]),
        (("orders", "list", "--channel"), [*CHANNELS]),
        (("packing", "list", "--status"), [*ParcelStatus]),
        (("packing", "slip", "--all", "--out", "x.pdf", "--status"), [*ParcelStatus]),
        (("returns", "list", "--status"), [*CaseStatus]),
        (("returns", "list", "--waiting"), ["us", "customer"]),
        (("notify", "list", "--status"), ["pending", "sent", "failed"]),
        (("setup", "partner", "list", "--kind"), ["supplier", "reseller"]),
        (("catalog", "list", "--missing"), ["prices", "photos"]),
        (("plan", "--stage"), ["1", "setup"]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_filter_that_can_find_nothing_is_wrong_usage(
    cli: Cli, words: tuple[str, ...], known: list[str]
) -> None:
    error = cli.refused(*words, "bogus", code=2)
    assert "bogus" in error["message"]
    assert all(word in error["message"] for word in known)
    said = cli(*words, "bogus")
    assert (said.code, said.out) == (2, "")
    assert error["message"] in said.err


def test_every_format_has_a_channel_that_lists_know() -> None:
    assert {profile.channel for profile in PROFILES} <= CHANNELS.keys()


def test_a_help_row_keeps_its_column_whatever_stands_for_the_value() -> None:
    i18n.use("zh_CN")
    page = of_help("Options:\n  --out FILE       Where.\n  --line SKU:QTY   What.\n")
    _heading, out, line, _end = page.split("\n")
    assert out.startswith("  --out 文件  ")
    assert width(out[: out.index("Where")]) == width(line[: line.index("What")]) == 19
    text = "Usage: dropship x [OPTIONS] {FILE}\n\n  FILE is a word of prose.\n"
    assert of_help(text).endswith("\n\n  FILE is a word of prose.\n")
