"""The database: transactions that are whole, errors in words, files that are not ours untouched."""

from __future__ import annotations

import errno
import sqlite3
import stat
import threading
import time
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pysqlite3.dbapi2 as sqlite
import pytest

from dropship_tui import i18n
from dropship_tui.services.database import db, db_sqlite
from dropship_tui.services.database.db import Rows, in_list, open_database, sqlite_path
from dropship_tui.services.database.db_sqlite import is_safe, require_safe_sqlite
from dropship_tui.services.database.migrations import HEAD, runner
from dropship_tui.services.errors import DatabaseTrouble, Refused, reason
from dropship_tui.services.upkeep import database
from dropship_tui.services.work import Shop
from tests.shop import make_shop, open_shop


def setting(shop: Shop, name: str) -> str | None:
    found: str | None = shop.read(
        lambda tx: tx.value("SELECT value FROM shop_settings WHERE name = :name", name=name)
    )
    return found


def put(rows: Rows, name: str, value: str = "x") -> None:
    rows.run(
        "INSERT INTO shop_settings (name, value) VALUES (:name, :value)", name=name, value=value
    )


def test_all_of_it_or_nothing(shop: Shop) -> None:
    def half(rows: Rows) -> None:
        put(rows, "a")
        raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError):
        shop.db.write(half)
    assert setting(shop, "a") is None
    shop.db.write(lambda rows: put(rows, "a"))
    assert setting(shop, "a") == "x"


def test_an_attempt_that_is_refused_undoes_itself_only(shop: Shop) -> None:
    def work(rows: Rows) -> None:
        put(rows, "kept")

        def refused() -> None:
            put(rows, "undone")
            raise Refused("no", "No.")

        for _ in range(2):
            with pytest.raises(Refused):
                rows.attempt(refused)
        rows.attempt(lambda: put(rows, "also kept"))

    shop.db.write(work)
    assert [setting(shop, name) for name in ("kept", "undone", "also kept")] == ["x", None, "x"]


def test_a_read_sees_one_state(shop: Shop, tmp_path: Path) -> None:
    other = open_shop(tmp_path / "shop.db")
    with shop.db.read() as rows:
        assert rows.value("SELECT count(*) FROM shop_settings") == 0
        other.db.write(lambda rows: put(rows, "a"))
        assert rows.value("SELECT count(*) FROM shop_settings") == 0
    assert setting(shop, "a") == "x"
    other.db.close()


def test_a_read_changes_nothing(shop: Shop) -> None:
    with shop.db.read() as rows:
        put(rows, "a")
    assert setting(shop, "a") is None


def test_somebody_elses_changes_are_noticed(shop: Shop, tmp_path: Path) -> None:
    other = open_shop(tmp_path / "shop.db")
    seen = shop.db.changes()
    assert shop.db.changes() == seen
    other.db.write(lambda rows: put(rows, "a"))
    assert shop.db.changes() != seen
    other.db.close()


def test_rows(shop: Shop) -> None:
    def work(rows: Rows) -> None:
        rows.many(
            "INSERT INTO shop_settings (name, value) VALUES (:name, :value)",
            [{"name": str(n), "value": "v"} for n in range(5)],
        )
        rows.many("INSERT INTO nowhere VALUES (:x)", [])
        listed, values = in_list(["1", "3", "9"])
        found = rows.all(f"SELECT name FROM shop_settings WHERE name IN {listed}", **values)
        assert [row["name"] for row in found] == ["1", "3"]
        nothing, _none = in_list([])
        assert rows.one(f"SELECT 1 FROM shop_settings WHERE name IN {nothing}") is None
        assert rows.run("UPDATE shop_settings SET value = 'w' WHERE name < '2'") == 2
        assert len(list(rows.stream("SELECT * FROM shop_settings"))) == 5
        assert rows.value("SELECT value FROM shop_settings WHERE name = 'z'") is None

    shop.db.write(work)


def test_named_parameters_as_psycopg_writes_them() -> None:
    sql = "SELECT :a, ':b', x::int, 'it''s :c' FROM t WHERE y LIKE '5%' AND z = :a_1"
    assert db._psycopg(sql) == (
        "SELECT %(a)s, ':b', x::int, 'it''s :c' FROM t WHERE y LIKE '5%%' AND z = %(a_1)s"
    )


def test_what_a_connection_is_set_to(shop: Shop) -> None:
    with closing(shop.db.raw()) as connection:
        pragmas = {
            name: connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in (
                "journal_mode",
                "synchronous",
                "foreign_keys",
                "secure_delete",
                "mmap_size",
            )
        }
    assert pragmas == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "mmap_size": 0,
    }


def test_everything_beside_the_database_is_its_owners(tmp_path: Path) -> None:
    path = tmp_path / "data" / "shop.db"
    database.create(str(path))
    shop = open_shop(path)
    shop.write(database.furnish)
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    assert set(modes.values()) == {0o600}
    assert {"shop.db", "shop.db-wal", "shop.db-shm"} <= set(modes)
    shop.db.close()


def test_a_database_is_made_once_and_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "shop.db"
    database.create(str(path))
    with pytest.raises(Refused, match="already a database") as refused:
        database.create(str(path))
    assert refused.value.code == "exists"

    def fails(_url: str) -> None:
        raise RuntimeError("in the middle of a migration")

    monkeypatch.setattr("dropship_tui.services.database.migrations.runner.upgrade", fails)
    other = tmp_path / "other.db"
    with pytest.raises(RuntimeError):
        database.create(str(other))
    assert not other.exists()
    with pytest.raises(DatabaseTrouble, match="is a file, not a folder"):
        database.create(str(path / "inside" / "a-file.db"))


def test_a_schema_that_cannot_be_written_is_told_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        engine = runner.schema_engine(str(tmp_path / "shop.db"))
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA max_page_count = 1")
            connection.exec_driver_sql("CREATE TABLE one (id INTEGER)")

    monkeypatch.setattr("alembic.command.upgrade", fails)
    with pytest.raises(DatabaseTrouble, match="disk is full") as refused:
        database.create(str(tmp_path / "shop.db"))
    assert refused.value.code == "disk_full"
    assert not (tmp_path / "shop.db").exists()


def test_an_upgrade_of_the_newest_does_nothing(tmp_path: Path) -> None:
    shop = make_shop(tmp_path)
    assert database.upgrade(str(tmp_path / "shop.db")) is None
    shop.db.close()
    assert [file.name for file in tmp_path.iterdir() if file.suffix == ".db"] == ["shop.db"]


def trouble(path: Path | str) -> str:
    with pytest.raises(DatabaseTrouble) as error:
        open_database(str(path))
    assert error.value.exit_code == 4
    assert "{" not in str(error.value)
    return error.value.code


def test_what_is_no_shop_is_said_and_left_alone(tmp_path: Path) -> None:
    assert trouble(tmp_path / "none.db") == "missing"
    assert trouble(tmp_path) == "not_a_shop"
    text = tmp_path / "notes.db"
    text.write_text("not a database, but quite long enough to look like one\n" * 200)
    foreign = tmp_path / "browser.db"
    with closing(sqlite3.connect(foreign)) as connection:
        connection.execute("CREATE TABLE history (url TEXT)")
    empty = tmp_path / "empty.db"
    empty.touch()
    before = {path: path.read_bytes() for path in (text, foreign, empty)}
    assert trouble(text) == "damaged"
    assert trouble(foreign) == trouble(empty) == "not_a_shop"
    assert {path: path.read_bytes() for path in before} == before
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "browser.db",
        "empty.db",
        "notes.db",
    ]


@pytest.mark.parametrize(("version", "code"), [("0000", "older_schema"), ("9999", "newer_schema")])
def test_another_versions_shop_is_not_opened(tmp_path: Path, version: str, code: str) -> None:
    shop = make_shop(tmp_path)
    shop.db.write(lambda rows: rows.run("UPDATE alembic_version SET version_num = :v", v=version))
    shop.db.close()
    assert trouble(tmp_path / "shop.db") == code


def test_a_torn_file_is_damaged_not_a_traceback(tmp_path: Path) -> None:
    shop = make_shop(tmp_path, sample=True)
    shop.db.close()
    path = tmp_path / "shop.db"
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 3])
    with pytest.raises(DatabaseTrouble) as error:
        open_shop(path).read(
            lambda tx: [
                tx.all(f"SELECT * FROM {t}")
                for t in ("skus", "couriers", "events", "stock_moves", "rate_cards")
            ]
        )
    assert error.value.code == "damaged"


def test_a_read_only_file_says_so(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_rows: Rows) -> None:
        with closing(sqlite.connect(f"file:{shop.db.place}?mode=ro", uri=True)) as connection:
            connection.execute("DELETE FROM shop_settings")

    with pytest.raises(DatabaseTrouble, match="cannot be written to") as error:
        shop.db.write(fails)
    assert error.value.code == "read_only"


def test_a_full_disk_says_so_and_keeps_what_was(shop: Shop) -> None:
    def fill(rows: Rows) -> None:
        rows.run("PRAGMA max_page_count = 10")
        put(rows, "big", "x" * 10_000_000)

    with pytest.raises(DatabaseTrouble, match="disk is full") as error:
        shop.db.write(fill)
    assert error.value.code == "disk_full"
    assert setting(shop, "big") is None
    shop.db.write(lambda rows: put(rows, "small"))


def test_the_databases_own_rules_refuse_in_words(shop: Shop) -> None:
    def twice(rows: Rows) -> None:
        put(rows, "a")
        put(rows, "a")

    with pytest.raises(Refused, match=r"UNIQUE constraint failed: shop_settings\.name") as error:
        shop.db.write(twice)
    assert error.value.code == "constraint"


def test_a_fault_of_the_program_stays_what_it_is(shop: Shop) -> None:
    with pytest.raises(sqlite.OperationalError, match="near") as error:
        shop.read(lambda tx: tx.all("SELEKT full"))
    assert error.value.__cause__ is None
    with pytest.raises(sqlite.OperationalError, match="no such column"):
        shop.write(lambda tx: tx.run("UPDATE stock SET locked = 1"))


def test_an_id_that_two_made_alike_is_made_again(shop: Shop) -> None:
    ids = iter([1, 1, 2])

    def work(rows: Rows) -> None:
        rows.run("INSERT INTO couriers (id, code, name) VALUES (:id, :c, 'n')", id=next(ids), c="x")

    shop.db.write(work)
    shop.db.write(lambda rows: rows.run("UPDATE couriers SET code = 'y' WHERE id = 1"))
    shop.db.write(work)
    assert shop.read(lambda tx: tx.value("SELECT code FROM couriers WHERE id = 2")) == "x"


def test_who_waits_too_long_is_told(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db_sqlite, "PATIENCE", 0.2)
    other = open_shop(tmp_path / "shop.db")
    is_in, may_go = threading.Event(), threading.Event()

    def slow(rows: Rows) -> None:
        put(rows, "slow")
        is_in.set()
        assert may_go.wait(20)

    writer = threading.Thread(target=other.db.write, args=(slow,))
    writer.start()
    assert is_in.wait(20)
    with pytest.raises(DatabaseTrouble, match="does not finish") as error:
        shop.db.write(lambda rows: put(rows, "fast"))
    assert error.value.code == "locked"
    assert setting(shop, "slow") is None  # readers do not wait
    may_go.set()
    writer.join()
    shop.db.write(lambda rows: put(rows, "fast"))
    assert setting(shop, "slow") == setting(shop, "fast") == "x"
    other.db.close()


def test_threads_of_one_program_take_turns(shop: Shop) -> None:
    def add(rows: Rows) -> None:
        seen = int(rows.value("SELECT count(*) FROM shop_settings"))
        time.sleep(0.001)
        put(rows, f"n{seen}")

    def work() -> None:
        for _ in range(10):
            shop.db.write(add)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert shop.read(lambda tx: tx.value("SELECT count(*) FROM shop_settings")) == 40


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 0), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 53, 4), True),
        ((4, 0, 0), True),
    ],
)
def test_versions_of_sqlite(version: tuple[int, int, int], *, safe: bool) -> None:
    assert is_safe(version) is safe


def test_an_unsafe_sqlite_is_refused_with_the_fix(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    require_safe_sqlite()
    old = SimpleNamespace(sqlite_version_info=(3, 40, 1), sqlite_version="3.40.1")
    monkeypatch.setattr(db_sqlite, "sqlite", old)
    with pytest.raises(DatabaseTrouble, match=r"3\.40\.1 can damage.*pysqlite3 0\.6\.1"):
        open_database(str(tmp_path / "shop.db"))
    with pytest.raises(DatabaseTrouble, match="can damage"):
        database.create(str(tmp_path / "new.db"))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("shop.db", Path("shop.db")),
        ("/a/shop.db", Path("/a/shop.db")),
        ("sqlite:///shop.db", Path("shop.db")),
        ("sqlite:////a/shop.db", Path("/a/shop.db")),
        ("sqlite+pysqlite:////a/shop.db", Path("/a/shop.db")),
        ("postgresql://app@host/shop", None),
    ],
)
def test_where_a_url_points(url: str, path: Path | None) -> None:
    assert sqlite_path(url) == path


def test_what_a_shop_tells_of_itself(tmp_path: Path) -> None:
    shop = make_shop(tmp_path, sample=True)
    told = database.info(shop)
    assert (told.path, told.engine, told.schema) == (str(tmp_path / "shop.db"), "sqlite", HEAD)
    assert (told.orders, told.parcels, told.returns) == (0, 0, 0)
    assert told.skus >= 40
    assert told.size_bytes > 100_000
    assert told.engine_version == sqlite.sqlite_version
    shop.db.close()


@pytest.mark.parametrize("lang", ["en", "zh_CN"])
def test_what_the_system_refuses_has_words(lang: str) -> None:
    i18n.use(lang)
    assert reason(OSError(errno.EOWNERDEAD, "Owner died")) == "Owner died"
    assert reason(ValueError("embedded null byte")) == "embedded null byte"
    i18n.use("en")
    assert reason(PermissionError(errno.EACCES, "Permission denied")).startswith("the rights")
