"""dropship catalog …, stock …: SKUs, prices, codes; the shelf and its ledger."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Cli

SKU = {
    "sku", "title", "spec", "barcode", "price", "cost", "weight_g", "on_hand", "reserved",
    "available",
}  # fmt: skip
SHEET = """sku,title,spec,barcode,cost,price,weight_g
NEW-1,新杯子,蓝,2000009000015,5.00,12.00,300
NEW-2,新杯子,绿,2000009000022,5.00,12.00,三百
CUP-01,马克杯,白 350ml,,,19.90,
"""


def test_items_have_what_the_contract_says(cli: Cli) -> None:
    page = cli.json("catalog", "list", "--limit", "2")
    assert page["next"]
    for item in (*page["items"], cli.show("catalog", "TS-RED-M")):
        assert set(item) >= SKU
    assert cli.show("catalog", "2000001000014")["sku"] == "TS-RED-M"
    assert cli.refused("catalog", "show", "NOTHING")["code"] == "not_found"


@pytest.mark.parametrize("query", ["CUP", "马克杯", "mkb", "2000001000014"])
def test_skus_are_found_by_any_word(cli: Cli, query: str) -> None:
    assert cli.json("catalog", "list", "--search", query)["items"]


def test_what_is_missing(cli: Cli) -> None:
    missing = cli.json("catalog", "list", "--missing", "photos")["items"]
    assert [item["sku"] for item in missing] == ["CUP-01", "CUP-02", "STO-RCK-03"]
    assert cli("catalog", "list", "--missing", "teeth").code == 2


def test_an_import_counts_every_row(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "skus.csv").write_text(SHEET, encoding="utf-8")
    dry = cli.json("catalog", "import", "skus.csv", "--dry-run")
    assert cli.refused("catalog", "show", "NEW-1")["code"] == "not_found"
    answer = cli.json("catalog", "import", "skus.csv")
    parts = ("rows", "imported", "updated", "duplicate", "rejected", "skipped")
    assert [answer[part] for part in parts] == [3, 1, 1, 0, 1, 0]
    assert [dry[part] for part in parts] == [answer[part] for part in parts]
    (error,) = answer["errors"]
    assert (error["row"], error["column"], error["code"]) == (3, "weight_g", "bad_number")
    assert cli.show("catalog", "CUP-01")["price"]["amount"] == "19.90"
    again = cli.json("catalog", "import", "skus.csv")
    assert [again[part] for part in parts] == [3, 0, 0, 2, 1, 0]


def test_strict_takes_all_or_nothing(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "skus.csv").write_text(SHEET, encoding="utf-8")
    answer = cli("catalog", "import", "skus.csv", "--strict", "--json")
    assert answer.code == 3
    assert answer.json["rejected"] == 1
    assert cli.refused("catalog", "show", "NEW-1")["code"] == "not_found"


def test_rejected_rows_are_named_for_people(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "skus.csv").write_text(SHEET, encoding="utf-8")
    answer = cli("catalog", "import", "skus.csv", "--lang", "zh_CN")
    assert answer.code == 0
    assert "三百" in answer.err


def test_prices(cli: Cli) -> None:
    sku = cli.json("catalog", "price", "CUP-01", "--price", "16.00", "--cost", "7")
    assert (sku["price"]["amount"], sku["cost"]["amount"]) == ("16.00", "7.00")
    cli.json("catalog", "price", "CUP-01", "--price", "9.90", "--reseller", "阿美")
    assert cli.show("catalog", "CUP-01")["price"]["amount"] == "16.00"
    order = cli.order("--reseller", "阿美", line="CUP-01:1")
    assert cli.show("orders", order)["total"]["amount"] == "9.90"
    assert cli("catalog", "price", "CUP-01", "--price", "-1", "--json").code == 2
    assert cli("catalog", "price", "CUP-01", "--price", "free", "--json").code == 2


def test_other_peoples_codes(cli: Cli) -> None:
    cli.json("catalog", "alias", "CUP-01", "--code", "BEIZI", "--reseller", "阿美")
    order = cli.order("--reseller", "阿美", line="beizi:1")
    line = cli.show("orders", order)["lines"][0]
    assert (line["sku"], line["code"]) == ("CUP-01", "beizi")
    taken = cli.refused("catalog", "alias", "CUP-02", "--code", "BEIZI", "--reseller", "阿美")
    assert taken["code"] == "alias_taken"


def test_the_shelf_and_its_ledger(cli: Cli) -> None:
    before = cli.show("catalog", "CUP-01")["on_hand"]
    balance = cli.json("stock", "receive", "CUP-01", "12", "--note", "from the mill")
    assert balance["on_hand"] == before + 12
    balance = cli.json("stock", "adjust", "CUP-01", "-5", "--reason", "count")
    assert (balance["on_hand"], balance["available"]) == (before + 7, before + 7)
    cli.json("stock", "adjust", "CUP-01", "3", "--reason", "found", "--note", "behind the shelf")
    moves = cli.json("stock", "moves", "CUP-01")["items"]
    assert [move["quantity"] for move in moves[:3]] == [3, -5, 12]
    assert [move["reason"] for move in moves[:3]] == ["found", "count", "receive"]
    assert moves[2]["note"] == "from the mill"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["receive", "CUP-01", "0"], 2),
        (["receive", "CUP-01", "-1"], 2),
        (["receive", "NOTHING", "1"], 1),
        (["adjust", "CUP-01", "0", "--reason", "count"], 2),
        (["adjust", "CUP-01", "-99999", "--reason", "loss"], 1),
        (["adjust", "CUP-01", "-1", "--reason", "hunger"], 2),
        (["adjust", "CUP-01", "-1"], 2),
        (["adjust", "CUP-01", "some", "--reason", "count"], 2),
        (["adjust", "CUP-01", "-1", "--bogus", "--reason", "count"], 2),
    ],
)
def test_what_does_not_move_the_shelf(cli: Cli, words: list[str], code: int) -> None:
    before = cli.show("catalog", "CUP-01")["on_hand"]
    cli.refused("stock", *words, code=code)
    assert cli.show("catalog", "CUP-01")["on_hand"] == before


def test_what_is_promised_stays(cli: Cli) -> None:
    number = cli.order(line="CUP-01:5")
    cli.done("orders", "confirm", number)
    on_hand = cli.show("catalog", "CUP-01")["on_hand"]
    error = cli.refused("stock", "adjust", "CUP-01", str(4 - on_hand), "--reason", "loss")
    assert error["code"] == "no_stock"


def test_a_count_sheet(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "count.csv").write_text("SKU,数量\nCUP-01,50\nNOTHING,1\n", encoding="utf-8")
    answer = cli.json("stock", "count", "count.csv")
    assert (answer["rows"], answer["updated"], answer["rejected"]) == (2, 1, 1)
    assert cli.show("catalog", "CUP-01")["on_hand"] == 50
    assert cli.json("stock", "count", "count.csv")["duplicate"] == 1


def test_what_must_be_ordered_again(cli: Cli) -> None:
    low = [item["sku"] for item in cli.json("stock", "low")["items"]]
    assert {"CUP-02", "KIT-SCL-01", "TS-BLK-L"} <= set(low)
    cli.json("stock", "receive", "CUP-02", "500")
    assert "CUP-02" not in [item["sku"] for item in cli.json("stock", "low")["items"]]


def test_one_sku_is_entered_and_changed_by_hand(cli: Cli) -> None:
    made = cli.json(
        "catalog", "new", "MUG-09", "--title", "搪瓷杯", "--price", "19.90", "--weight", "210",
        "--barcode", "2000009000019",
    )  # fmt: skip
    assert (made["sku"], made["price"]["amount"], made["weight_g"]) == ("MUG-09", "19.90", 210)
    assert cli.refused("catalog", "new", "mug-09", "--title", "别的")["code"] == "exists"
    changed = cli.json("catalog", "edit", "2000009000019", "--price", "21", "--bin", "C-01")
    assert (changed["sku"], changed["title"], changed["bin"]) == ("MUG-09", "搪瓷杯", "C-01")
    assert changed["price"]["amount"] == "21.00"
    assert cli.refused("catalog", "edit", "nothing", "--title", "x")["code"] == "not_found"
    assert cli.refused("catalog", "new", "X", "--title", "x", "--weight", "0", code=2)
