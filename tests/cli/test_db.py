"""dropship db …: made, described, checked, kept, put back."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
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


def _zeros(path: Path) -> None:
    path.write_bytes(b"SQLite format 3\0" + b"\0" * 5000)


def _letter(path: Path) -> None:
    path.write_text("Dear Sirs, " * 1000)


def _of_another_program(path: Path) -> None:
    with closing(pysqlite3.connect(str(path))) as other:
        other.executescript(
            "CREATE TABLE alembic_version (version_num TEXT);"
            "INSERT INTO alembic_version VALUES ('f00d'); CREATE TABLE recipes (id INTEGER);"
        )


def _change(path: Path, sql: str) -> None:
    with closing(pysqlite3.connect(str(path))) as copy:
        copy.executescript(sql)


def _of_a_newer_dropship(path: Path) -> None:
    _change(path, "UPDATE alembic_version SET version_num = '9999'")


def _with_a_loose_end(path: Path) -> None:
    _change(path, "PRAGMA foreign_keys = OFF; DELETE FROM orders")


def _scribbled_on(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 4 : 3 * len(content) // 4] = bytes(len(content) // 2)
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("spoil", "code", "says"),
    [
        (Path.unlink, "file_missing", "There is no file"),
        (_letter, "not_a_database", "is not a database"),
        (_zeros, "not_a_database", "is not a database"),
        (Path.mkdir, "file_missing", "There is no file"),
        (_of_another_program, "not_a_shop", "none of dropship's"),
        (Path.touch, "not_a_shop", "none of dropship's"),
        (_of_a_newer_dropship, "newer_schema", "newer version"),
        (_with_a_loose_end, "damaged", "is damaged"),
        (_scribbled_on, "damaged", "is damaged"),
    ],
)
def test_what_is_no_backup_is_not_put_back(
    cli: Cli, tmp_path: Path, spoil: Callable[[Path], None], code: str, says: str
) -> None:
    number = cli.order()
    bad = tmp_path / "bad.db"
    if spoil in (Path.unlink, _of_a_newer_dropship, _with_a_loose_end, _scribbled_on):
        cli.json("db", "backup", bad)
    spoil(bad)
    error = cli.refused("db", "restore", bad, "--force", code=3)
    assert error["code"] == code
    assert says in error["message"]
    assert cli.show("orders", number)["status"] == "new"


def test_a_database_below_a_file_is_no_place(cli: Cli, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    cli.json("db", "backup", copy)
    (tmp_path / "plain").write_text("mine")
    for place in ("plain/shop.db", "plain/a/b/shop.db"):
        cli.database = tmp_path / place
        for words in (("db", "init"), ("db", "restore", copy)):
            error = cli.refused(*words, code=4)
            assert error["code"] == "unwritable"
            assert error["message"] == f"{tmp_path / 'plain'} is a file, not a folder."


def test_what_is_no_place_for_a_database_is_said(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    cli.database = tmp_path / "folder"
    error = cli.refused("db", "init", code=4)
    assert error["message"] == f"{tmp_path / 'folder'} is a folder."
    for words in (("db", "init"), ("db", "info")):
        error = cli.refused(*words, "--db", "mysql://li:secret@host/shop", code=2)
        assert error["code"] == "unknown_database"
        assert "secret" not in str(error)
