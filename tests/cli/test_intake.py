"""dropship orders import, profiles: what scripts read of an import."""

from __future__ import annotations

from pathlib import Path

import pytest

from dropship_tui.paths import data_dir
from tests.cli.conftest import Cli

ANSWER = {
    "profile", "encoding", "file_sha256", "rows", "imported", "updated", "duplicate", "rejected",
    "skipped", "orders", "lines", "held", "batch", "errors",
}  # fmt: skip
PARTS = ("imported", "updated", "duplicate", "rejected", "skipped")
SAMPLE = data_dir() / "sample" / "taobao-ExportOrderList.csv"


def test_an_import_counts_every_row_and_twice_changes_nothing(cli: Cli) -> None:
    dry = cli.json("orders", "import", SAMPLE, "--dry-run")
    assert cli.json("orders", "list")["items"] == []
    answer = cli.json("orders", "import", SAMPLE)
    for said in (dry, answer):
        assert set(said) >= ANSWER
        assert said["rows"] == sum(said[part] for part in PARTS)
    assert {part: dry[part] for part in PARTS} == {part: answer[part] for part in PARTS}
    assert len(answer["errors"]) == answer["rejected"] > 0
    assert all(set(error) == {"row", "column", "code", "message"} for error in answer["errors"])
    again = cli.json("orders", "import", SAMPLE)
    assert (again["imported"], again["updated"]) == (0, 0)
    assert cli.json("db", "check")["ok"] is True


def test_strict_answers_both_the_counts_and_the_refusal(cli: Cli) -> None:
    answer = cli.json("orders", "import", SAMPLE, "--strict", code=3)
    assert set(answer) >= ANSWER | {"error"}
    assert answer["error"]["code"] == "rows_rejected"
    assert cli.json("orders", "list")["items"] == []


def test_what_a_file_says_is_found_again(cli: Cli) -> None:
    cli.json("orders", "import", SAMPLE)
    item = cli.json("orders", "list", "--channel", "taobao", "--limit", "1")["items"][0]
    order = cli.show("orders", item["number"])
    assert order["source"]["file"] == SAMPLE.name
    assert order["source"]["rows"][0]["row"] > 1
    (found,) = cli.json("orders", "list", "--search", order["external_no"])["items"]
    assert found["number"] == item["number"]


@pytest.mark.parametrize("place", ["none.csv", ".", "/dev/null", "dangling.csv"])
def test_what_is_no_file_is_3(cli: Cli, tmp_path: Path, place: str) -> None:
    (tmp_path / "dangling.csv").symlink_to(tmp_path / "nowhere.csv")
    assert cli("orders", "import", place, "--json").code == 3


def test_unknown_resellers_and_formats(cli: Cli) -> None:
    error = cli.refused("orders", "import", SAMPLE, "--reseller", "nobody")
    assert error["code"] == "unknown_reseller"
    assert cli("orders", "import", SAMPLE, "--profile", "nothing", "--json").code == 2


def test_the_formats_are_listed(cli: Cli) -> None:
    cli.database.unlink()
    names = [item["name"] for item in cli.json("orders", "profiles")["items"]]
    assert len(names) == len(set(names)) >= 3
