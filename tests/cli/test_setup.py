"""dropship setup …: the gate, partners, agreements, couriers, rates and quotes."""

from __future__ import annotations

from pathlib import Path

import pytest

from dropship_tui.services import documents
from tests.cli.conftest import Cli
from tests.shop import open_shop

TASK = {"code", "title", "due", "completed_at", "owner", "progress", "missing"}
COURIER = {"code", "name", "services", "rates_from", "rates_until", "waybills_left"}
QUOTE = {"courier", "service", "price", "days", "billed_grams", "explain"}


def test_status_has_what_the_contract_says(cli: Cli) -> None:
    status = cli.json("setup", "status")
    assert set(status) == {"tasks", "ready"}
    assert status["ready"] is False
    assert [task["code"] for task in status["tasks"]] == [
        "setup.partners",
        "setup.products",
        "setup.prices",
        "setup.stock",
        "setup.couriers",
    ]
    assert all(set(task) >= TASK for task in status["tasks"])
    assert status["tasks"][2]["progress"] == {"done": 60, "of": 60}
    assert any("CUP-01" in missing for missing in status["tasks"][1]["missing"])


def test_a_task_is_planned_completed_and_opened_again(cli: Cli) -> None:
    task = cli.json("setup", "task", "prices", "--due", "2026-11-30", "--owner", "王", "--complete")
    assert (task["due"], task["owner"]) == ("2026-11-30", "王")
    assert task["completed_at"] == "2026-11-23T01:30:00+00:00"
    assert cli.refused("setup", "task", "setup.prices", "--complete")["code"]
    assert cli.json("setup", "task", "prices", "--reopen")["completed_at"] is None
    plan = {row["code"]: row for row in cli.json("plan")["rows"]}
    assert plan["setup.prices"]["due"] == "2026-11-30T23:59:59+08:00"


def test_a_task_is_not_completed_while_something_is_missing(cli: Cli) -> None:
    error = cli.refused("setup", "task", "products", "--complete")
    assert error["code"] == "not_finished"
    assert error["details"]["missing"]
    assert cli.refused("setup", "task", "setup.nothing")["code"] == "not_found"
    assert cli.refused("setup", "task", "prices", "--due", "soon", code=2)["code"] == "bad_day"


def test_the_shop_becomes_ready(cli: Cli, tmp_path: Path) -> None:
    cli.json("setup", "agreement", "add", "潮巴生活馆", "--signed", "2026-11-20")
    (tmp_path / "rest.csv").write_text(
        "sku,title,photo,description,weight_g\nCUP-01,马克杯,a.jpg,,\nCUP-02,马克杯,b.jpg,,\n"
        "STO-RCK-03,收纳架,c.jpg,,\nMAT-07,地垫,,,800\nLGT-NGT-02,小夜灯,,暖光，插电,\n",
        encoding="utf-8",
    )
    cli.json("catalog", "import", "rest.csv")
    for task in ("partners", "products", "prices", "stock", "couriers"):
        cli.json("setup", "task", task, "--complete")
    assert cli.json("setup", "status")["ready"] is True


def test_partners_and_agreements(cli: Cli) -> None:
    words = ("setup", "partner", "add", "--name", "新分销商", "--kind", "reseller", "--code", "xin")
    partner = cli.json(*words)
    assert (partner["name"], partner["kind"], partner["code"]) == ("新分销商", "reseller", "xin")
    assert cli.refused(*words)["code"] == "exists"
    error = cli.refused("setup", "partner", "add", "--name", "x", "--kind", "friend", code=2)
    assert error["code"] == "unknown_kind"
    agreed = cli.json(
        "setup", "agreement", "add", "xin", "--signed", "2026-11-01", "--valid-until", "2027-10-31"
    )
    assert agreed["in_force"] is True
    assert agreed["agreements"][0]["valid_until"] == "2027-10-31"
    assert cli.refused("setup", "agreement", "add", "x", "--signed", "2026-11-01")["code"]
    assert cli("setup", "agreement", "add", "xin", "--signed", "1.11.2026").code == 2
    resellers = cli.json("setup", "partner", "list", "--kind", "reseller")["items"]
    assert "新分销商" in [item["name"] for item in resellers]
    assert cli.json("orders", "list", "--reseller", "xin")["items"] == []


def test_couriers(cli: Cli) -> None:
    items = {item["code"]: item for item in cli.json("setup", "courier", "list")["items"]}
    assert all(set(item) >= COURIER for item in items.values())
    assert items["yuantong"]["waybills_left"] == 300
    assert items["yuantong"]["rates_from"] == "2026-11-23"
    assert items["ups"]["rates_from"] is None


def test_a_quote_is_cheapest_first_and_says_who_does_not_go_there(cli: Cli) -> None:
    words = ("setup", "courier", "quote", "--weight", "900", "--province")
    quote = cli.json(*words, "浙江省", "--city", "杭州市")
    assert set(quote) == {"items", "excluded"}
    assert all(set(item) >= QUOTE for item in quote["items"])
    prices = [float(item["price"]["amount"]) for item in quote["items"]]
    assert prices == sorted(prices)
    far = cli.json(*words, "西藏自治区", "--city", "阿里地区")
    reasons = {item["courier"]: item["reason"] for item in far["excluded"]}
    assert "大雪封路" in reasons["yuantong"]
    nowhere = cli.json(*words, "Atlantis")
    assert nowhere["items"] == []
    assert len(nowhere["excluded"]) == 4
    assert cli("setup", "courier", "quote", "--province", "浙江", "--weight", "0").code == 2


TIERS = """产品,目的省份,目的城市,0.5kg,1kg,超重首重价(3kg),超重续重,最低收费,体积系数,时效(天)
标快,浙江省,,2.50,3.00,6.00,1.00,0,6000,2
"""


def test_a_new_card_replaces_the_old_one(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "rates.csv").write_text(TIERS, encoding="utf-8")
    answer = cli.json("setup", "courier", "rates", "import", "rates.csv", "--courier", "圆通")
    assert (answer["imported"], answer["rejected"]) == (1, 0)
    items = cli.json("setup", "courier", "quote", "--province", "浙江", "--weight", "800")["items"]
    ours = next(item for item in items if item["courier"] == "yuantong")
    assert ours["price"] == {"amount": "3.00", "currency": "CNY"}
    assert ours["days"] == 2
    excluded = cli.json("setup", "courier", "quote", "--province", "江苏", "--weight", "800")
    assert "yuantong" in {item["courier"] for item in excluded["excluded"]}


def test_areas_without_service(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "areas.csv").write_text("省份,城市,原因\n浙江省,杭州市,台风\n", encoding="utf-8")
    words = ("setup", "noservice", "import", "areas.csv", "--courier", "yuantong")
    assert cli.json(*words, "--until", "2026-11-25")["imported"] == 1
    quote = ("setup", "courier", "quote", "--province", "浙江", "--city", "杭州", "--weight", "500")
    reasons = {item["courier"]: item["reason"] for item in cli.json(*quote)["excluded"]}
    assert "台风" in reasons["yuantong"]
    cli.travel(days=3)
    assert "yuantong" in {item["courier"] for item in cli.json(*quote)["items"]}


@pytest.mark.parametrize("file", ["none.csv", "."])
def test_rates_that_cannot_be_read_are_3(cli: Cli, file: str) -> None:
    words = ("setup", "courier", "rates", "import", file, "--courier", "yuantong")
    assert cli(*words, "--json").code == 3


def test_a_courier_that_nobody_knows(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "rates.csv").write_text(TIERS, encoding="utf-8")
    words = ("setup", "courier", "rates", "import", "rates.csv", "--courier", "nobody")
    assert cli.refused(*words)["code"] == "not_found"


def test_the_shops_rules_are_read_and_changed(cli: Cli) -> None:
    rules = cli.json("setup", "policy", "list")["items"]
    assert all(set(rule) == {"name", "channel", "value", "description"} for rule in rules)
    values = {(rule["name"], rule["channel"]): rule["value"] for rule in rules}
    assert values["auto_confirm_days", "taobao"] == 10
    assert values["auto_confirm_days", "pinduoduo"] == 15
    changed = cli.json("setup", "policy", "set", "auto_confirm_days", "20", "--channel", "taobao")
    assert {rule["channel"]: rule["value"] for rule in changed["items"]} == {
        "": 10, "pinduoduo": 15, "taobao": 20,
    }  # fmt: skip
    assert cli.refused("setup", "policy", "set", "bogus", "1", code=2)["code"] == "unknown_policy"
    said = cli("setup", "policy", "list", "--lang", "zh_CN")
    assert "拼多多" in said.out


def test_the_sender_on_a_label_is_the_shops_own(cli: Cli, tmp_path: Path) -> None:
    _number, parcel = cli.labelled()
    cli.json("setup", "policy", "set", "phone", "0571-88889999")
    cli.json("setup", "policy", "set", "address", "浙江省杭州市余杭区仓前街道12号")
    (label,) = open_shop(cli.database).read(lambda tx: documents.labels(tx, [parcel]))
    assert (label.sender.name, label.sender.phone) == ("小山家居", "0571-88889999")
    assert label.sender.address == "浙江省杭州市余杭区仓前街道12号"
    assert cli.json("packing", "label", parcel, "--out", tmp_path / "label.pdf")["parcels"]


def left(cli: Cli, courier: str) -> int:
    items = cli.json("setup", "courier", "list")["items"]
    return next(int(item["waybills_left"]) for item in items if item["code"] == courier)


def test_a_couriers_pool_is_filled_from_a_sheet(cli: Cli, tmp_path: Path) -> None:
    before = left(cli, "yuantong")
    (tmp_path / "pool.csv").write_text(
        "运单号\nYT9990000000001\nyt 9990000000002\nYT9990000000001\n圆通\n合计,2\n",
        encoding="utf-8",
    )
    words = ("setup", "courier", "waybills", "import", tmp_path / "pool.csv", "--courier", "圆通")
    answer = cli.json(*words)
    assert {name: answer[name] for name in ("rows", "imported", "duplicate", "rejected")} == {
        "rows": 5, "imported": 2, "duplicate": 1, "rejected": 1,
    }  # fmt: skip
    assert [(bad["row"], bad["code"]) for bad in answer["errors"]] == [(5, "waybill_invalid")]
    assert left(cli, "yuantong") == before + 2
    assert cli.json(*words)["imported"] == 0
    cli.labelled("YT9990000000001")
    assert left(cli, "yuantong") == before + 1


def test_a_couriers_pool_is_filled_with_a_range(cli: Cli) -> None:
    before = left(cli, "yuantong")
    words = ("setup", "courier", "waybills", "add", "--courier", "yuantong")
    assert cli.json(*words, "YT9990000000098", "YT9990000000101")["imported"] == 4
    assert cli.json(*words, "YT9990000000101")["duplicate"] == 1
    assert left(cli, "yuantong") == before + 4
    for last in ("YT9990000000097", "SF9990000000101", "YT999", "YT9999999999999"):
        error = cli.refused(*words, "YT9990000000098", last, code=2)
        assert error["code"] == "bad_range"
    assert cli.refused(*words[:-1], "nobody", "YT9990000000098")["code"] == "not_found"
