"""dropship orders import, profiles: what scripts read of an import."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dropship_tui.paths import data_dir
from tests.cli.conftest import Cli

ANSWER = {
    "profile", "encoding", "file_sha256", "rows", "imported", "updated", "duplicate", "rejected",
    "skipped", "orders", "lines", "held", "batch", "errors", "map", "sheets",
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


# Column maps

SHEET = """流水,买主,联系法,送到哪,要啥,几个
F1,张三,13800138000,浙江省杭州市余杭区文一西路969号,TS-RED-M,2
"""
BARE = """N1,张三,13800138000,浙江省杭州市余杭区文一西路969号,TS-RED-M,2
N2,李四,13900139000,广东省深圳市福田区深南大道100号,TS-RED-M,1
"""
MAP = {
    "order_no": "流水", "收件人": "买主", "手机号": "联系法", "地址": "送到哪", "sku": 5,
    "qty": "几个",
}  # fmt: skip


def files(folder: Path) -> tuple[Path, Path]:
    """A sheet whose header nobody knows, and the map for it."""
    sheet, column_map = folder / "sheet.csv", folder / "map.json"
    sheet.write_text(SHEET, encoding="utf-8")
    column_map.write_text(json.dumps({"columns": MAP, "header": True}), encoding="utf-8")
    return sheet, column_map


def test_a_map_from_a_file_is_used_and_named_in_the_answer(cli: Cli, tmp_path: Path) -> None:
    sheet, column_map = files(tmp_path)
    refused = cli.refused("orders", "import", sheet, code=3)
    assert refused["code"] == "no_header"
    assert "orders maps propose" in refused["hint"]
    answer = cli.json("orders", "import", sheet, "--map", column_map)
    assert (answer["map"], answer["imported"]) == ("map", 1)
    (item,) = cli.json("orders", "list")["items"]
    order = cli.show("orders", item["number"])
    assert order["external_no"] == "F1"
    assert (order["receiver"]["district"], order["lines"][0]["quantity"]) == ("余杭区", 2)


def test_a_saved_map_is_listed_shown_used_by_itself_and_forgotten(cli: Cli, tmp_path: Path) -> None:
    sheet, column_map = files(tmp_path)
    cli.json("setup", "partner", "add", "--name", "阿里代发", "--kind", "reseller")
    saved = cli.json(
        "orders", "maps", "save", sheet, "--map", column_map, "--name", "阿里表",
        "--reseller", "阿里代发",
    )  # fmt: skip
    assert (saved["name"], saved["reseller"], saved["header"]) == ("阿里表", "阿里代发", True)
    (listed,) = cli.json("orders", "maps", "list")["items"]
    shown = cli.json("orders", "maps", "show", "阿里表")
    assert listed["columns"] == shown["columns"] == saved["columns"]
    assert shown["columns"]["name"] == "买主"
    answer = cli.json("orders", "import", sheet, "--reseller", "阿里代发")
    assert (answer["map"], answer["imported"]) == ("阿里表", 1)
    assert cli("orders", "import", sheet, "--json").code == 3
    assert cli.json("orders", "maps", "forget", "阿里表")["done"] == [{"name": "阿里表"}]
    assert cli.json("orders", "maps", "list")["items"] == []
    assert cli("orders", "import", sheet, "--reseller", "阿里代发", "--json").code == 3


def test_a_proposal_is_a_map_that_import_takes_once_it_is_confirmed(
    cli: Cli, tmp_path: Path
) -> None:
    bare, column_map = tmp_path / "bare.csv", tmp_path / "bare.json"
    bare.write_text(BARE, encoding="utf-8")
    answer = cli("orders", "maps", "propose", bare, "--json")
    proposal = answer.json
    assert not proposal["header"]
    assert not proposal["known"]
    assert [column["fields"] for column in proposal["file_columns"]] == [
        ["order_no"], ["name"], ["mobile"], ["address"], ["sku_code"], ["quantity"],
    ]  # fmt: skip
    assert proposal["rows"][0]["sku"] == "TS-RED-M"
    assert proposal["rows"][0]["receiver"]["city"] == "杭州市"
    column_map.write_text(answer.out, encoding="utf-8")
    assert cli.json("orders", "import", bare, "--map", column_map)["imported"] == 2
    words = cli("orders", "maps", "propose", bare)
    assert "李四" in words.out
    assert "confirmed" in words.err


def test_what_is_no_map_is_refused(cli: Cli, tmp_path: Path) -> None:
    sheet, column_map = files(tmp_path)
    unknown = cli.refused("orders", "import", sheet, "--map", "nothing")
    assert unknown["code"] == "unknown_map"
    assert unknown["hint"]
    for command in ("show", "forget"):
        assert cli.refused("orders", "maps", command, "nothing")["code"] == "unknown_map"
    column_map.write_text("{}", encoding="utf-8")
    bad = cli.refused("orders", "import", sheet, "--map", column_map, code=2)
    assert bad["code"] == "bad_map"
    column_map.write_text('{"columns": {"order_no": "别的"}}', encoding="utf-8")
    misfit = cli.refused("orders", "import", sheet, "--map", column_map, code=3)
    assert misfit["code"] == "map_does_not_fit"


def test_people_read_maps_in_words(cli: Cli, tmp_path: Path) -> None:
    sheet, column_map = files(tmp_path)
    assert "No column map" in cli("orders", "maps", "list").out
    cli("orders", "maps", "save", sheet, "--map", column_map, "--name", "表")
    assert "表" in cli("orders", "maps", "list").out
    shown = cli("orders", "maps", "show", "表").out
    assert "Order number" in shown
    assert "流水" in shown
    assert "订单号" in cli("orders", "maps", "show", "表", "--lang", "zh_CN").out


def test_an_address_abroad_that_lacks_something_says_what(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "abroad.csv"
    path.write_text(
        "订单号,收件人,手机号,收货地址,市,省,邮编,国家,商家编码,数量\n"
        "X1,Jo Smith,+15125550142,1 Main St,Austin,Texas,,US,A,1\n",
        encoding="utf-8",
    )
    taken = cli("orders", "import", path)
    assert "Addresses abroad lack something" in taken.err
    (row,) = cli.json("orders", "list")["items"]
    shown = cli("orders", "show", row["number"]).out
    assert "1 Main St, AUSTIN, TX, UNITED STATES" in shown
    assert "US: the postcode is missing." in shown
