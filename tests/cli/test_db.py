"""dropship db …: made, described, checked, kept, put back."""

from __future__ import annotations

from pathlib import Path

import pysqlite3
import pytest

from dropship_tui import i18n
from dropship_tui.__main__ import main
from dropship_tui.models.invariants import INVARIANTS
from tests.cli.conftest import Cli


def test_init_makes_a_database_for_its_owner_only(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "new.db"
    assert main(["--db", str(path), "db", "init", "--json"]) == 0
    assert path.stat().st_mode & 0o777 == 0o600
    capsys.readouterr()
    assert main(["--db", str(path), "db", "init", "--json"]) == 1
    assert '"exists"' in capsys.readouterr().out


def test_the_sample_has_what_the_contract_promises(cli: Cli) -> None:
    cli.database = cli.database.with_name("fresh.db")
    assert cli.json("db", "init", "--sample")["sample"] is True
    assert cli.json("db", "info")["orders"] == 0
    skus = cli.json("catalog", "list", "--limit", "200")["items"]
    assert len(skus) >= 40
    worth = [sku for sku in skus if sku["available"] >= 6 and float(sku["price"]["amount"]) >= 5]
    assert len(worth) >= 14
    couriers = cli.json("setup", "courier", "list")["items"]
    assert [c["code"] for c in couriers if c["rates_from"] and c["waybills_left"]]


def test_info(cli: Cli) -> None:
    cli.parcel()
    info = cli.json("db", "info")
    assert set(info) == {
        "path", "engine", "engine_version", "schema", "orders", "skus", "parcels", "returns",
        "size_bytes",
    }  # fmt: skip
    assert (info["orders"], info["skus"], info["parcels"], info["returns"]) == (1, 60, 1, 0)
    assert info["path"] == str(cli.database)


def test_check_names_what_is_broken_and_exits_4(cli: Cli) -> None:
    number = cli.order()
    answer = cli.json("db", "check")
    assert answer["ok"] is True
    assert all(set(c) == {"name", "ok", "violations", "examples"} for c in answer["checks"])
    connection = pysqlite3.connect(str(cli.database))
    connection.execute("UPDATE orders SET status = 'shipped' WHERE number = ?", [number])
    connection.commit()
    connection.close()
    answer = cli.json("db", "check", code=4)
    assert answer["ok"] is False
    broken = {c["name"]: c["examples"] for c in answer["checks"] if not c["ok"]}
    assert broken["every_change_has_its_event"] == [number]


@pytest.mark.parametrize("lang", ["en", "zh_CN"])
def test_check_says_in_words_what_must_hold(cli: Cli, lang: str) -> None:
    names = [check["name"] for check in cli.json("db", "check")["checks"]]
    assert set(names) == INVARIANTS.keys()
    i18n.use(lang)
    said = cli("db", "check", "--lang", lang)
    assert said.code == 0
    for name in names:
        assert name not in said.out
        assert str(INVARIANTS[name]) in said.out
        assert str(INVARIANTS[name]).isascii() == (lang == "en")


def test_upgrade_of_the_newest_does_nothing(cli: Cli) -> None:
    assert cli.json("db", "upgrade") == {"upgraded": False, "backup": None}


def test_a_backup_can_be_put_back(cli: Cli, tmp_path: Path) -> None:
    number = cli.order()
    copy = tmp_path / "copy.db"
    assert cli.json("db", "backup", copy)["size_bytes"] == copy.stat().st_size
    assert copy.stat().st_mode & 0o777 == 0o600
    cli.done("orders", "cancel", number)
    assert cli.refused("db", "restore", copy)["code"]
    kept = cli.json("db", "restore", copy, "--force")["replaced"]
    assert Path(kept).exists()
    assert cli.show("orders", number)["status"] == "new"
    assert cli.json("db", "check")["ok"] is True


def test_what_is_no_backup_is_not_put_back(cli: Cli, tmp_path: Path) -> None:
    number = cli.order()
    bad = tmp_path / "bad.db"
    bad.write_bytes(b"SQLite format 3\0" + b"\0" * 5000)
    assert cli.refused("db", "restore", bad, "--force", code=3)["code"] == "bad_backup"
    assert cli.show("orders", number)["status"] == "new"
