"""A backup restores to a committed state or says that it does not; nothing good is lost."""

from __future__ import annotations

import hashlib
import shutil
import stat
import threading
from contextlib import closing
from functools import partial
from itertools import count
from pathlib import Path

import pysqlite3.dbapi2 as sqlite
import pytest

from dropship_tui.services.database.db import Rows
from dropship_tui.services.errors import DatabaseTrouble, Refused, UnusableFile
from dropship_tui.services.upkeep import backup, database
from dropship_tui.services.upkeep.backup import restore, verify
from dropship_tui.services.work import Shop
from tests import trade
from tests.shop import add_sku, open_shop


@pytest.fixture
def number(shop: Shop) -> str:
    add_sku(shop, "A", on_hand=9)
    return trade.confirmed(shop, ("A", 1))


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_backup_is_the_shop_in_one_file(shop: Shop, number: str, tmp_path: Path) -> None:
    target = tmp_path / "safe" / "copy.db"
    target.parent.mkdir()
    backup.backup(shop.db, target)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert files(target.parent) == ["copy.db"]
    before = digest(target)
    verify(target)
    assert digest(target) == before
    assert files(target.parent) == ["copy.db"]
    copy = open_shop(target)
    assert trade.order(copy, number).status == "confirmed"
    assert trade.broken(copy) == {}
    copy.db.close()


def test_a_backup_replaces_nothing(shop: Shop, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    target.write_text("mine")
    link = tmp_path / "link.db"
    link.symlink_to(tmp_path / "elsewhere.db")
    for path in (target, link):
        with pytest.raises(Refused, match="exists already"):
            backup.backup(shop.db, path)
    assert target.read_text() == "mine"
    assert not (tmp_path / "elsewhere.db").exists()
    with pytest.raises(DatabaseTrouble, match="cannot be written"):
        backup.backup(shop.db, tmp_path / "no-folder" / "copy.db")


def test_a_backup_that_fails_leaves_nothing(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "safe"
    folder.mkdir()

    def fails(_source: object, part: Path) -> None:
        part.with_name(f"{part.name}-journal").touch()
        raise sqlite.OperationalError("database or disk is full")

    monkeypatch.setattr(backup, "_copy", fails)
    with pytest.raises(DatabaseTrouble, match="disk is full"):
        backup.backup(shop.db, folder / "copy.db")
    assert files(folder) == []


def test_a_backup_under_fire_is_a_committed_state(shop: Shop, tmp_path: Path) -> None:
    """Four writers move money between accounts; every copy adds up."""
    shop.db.write(
        lambda rows: rows.many(
            "INSERT INTO series (kind, day, last) VALUES ('account', :day, 100)",
            [{"day": str(n)} for n in range(10)],
        )
    )
    stop = threading.Event()

    def transfer(rows: Rows, payer: int, payee: int) -> None:
        rows.run("UPDATE series SET last = last - 1 WHERE day = :day", day=str(payer))
        rows.run("UPDATE series SET last = last + 1 WHERE day = :day", day=str(payee))

    def pay() -> None:
        mine = open_shop(tmp_path / "shop.db")
        for n in count():
            if stop.is_set():
                break
            mine.db.write(partial(transfer, payer=n % 10, payee=(n * 7 + 1) % 10))
        mine.db.close()

    payers = [threading.Thread(target=pay) for _ in range(4)]
    for payer in payers:
        payer.start()
    sums = set()
    for n in range(10):
        target = tmp_path / f"copy{n}.db"
        backup.backup(shop.db, target)
        with closing(sqlite.connect(str(target))) as copy:
            sums.add(copy.execute("SELECT sum(last), count(*) FROM series").fetchone())
    stop.set()
    for payer in payers:
        payer.join()
    assert sums == {(1000, 10)}


def test_restored_and_the_replaced_one_is_kept(shop: Shop, number: str, tmp_path: Path) -> None:
    path, copy = tmp_path / "shop.db", tmp_path / "copy.db"
    backup.backup(shop.db, copy)
    later = trade.take_order(shop, ("A", 1))
    shop.db.close()
    with pytest.raises(Refused, match="already a database"):
        restore(str(path), copy, force=False, stamp="now")
    kept = restore(str(path), copy, force=True, stamp="now")
    assert kept == tmp_path / "shop-replaced-now.db"
    restored, replaced = open_shop(path), open_shop(kept)
    with pytest.raises(Refused):
        trade.order(restored, later)
    assert trade.order(restored, number).status == "confirmed"
    assert trade.order(replaced, later).status == "new"
    for each in (restored, replaced):
        with closing(each.db.raw()) as connection:
            assert connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
        each.db.close()
    assert stat.S_IMODE(path.stat().st_mode) == stat.S_IMODE(kept.stat().st_mode) == 0o600
    with pytest.raises(Refused, match="exists already"):
        restore(str(path), copy, force=True, stamp="now")


def test_restored_where_there_was_nothing(shop: Shop, number: str, tmp_path: Path) -> None:
    copy, path = tmp_path / "copy.db", tmp_path / "new" / "shop.db"
    backup.backup(shop.db, copy)
    assert restore(str(path), copy, force=False, stamp="x") is None
    restored = open_shop(path)
    assert trade.order(restored, number).status == "confirmed"
    restored.db.close()


def test_nothing_is_replaced_while_somebody_works_in_it(
    shop: Shop, number: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy, path = tmp_path / "copy.db", tmp_path / "shop.db"
    backup.backup(shop.db, copy)
    before = files(tmp_path)
    with shop.db.read() as rows:
        assert rows.value("SELECT count(*) FROM orders") == 1
        with pytest.raises(DatabaseTrouble, match="still working") as error:
            restore(str(path), copy, force=True, stamp="x")
    assert error.value.code == "locked"
    assert files(tmp_path) == before
    assert trade.order(shop, number).status == "confirmed"


def test_a_damaged_database_is_replaced_and_kept(shop: Shop, number: str, tmp_path: Path) -> None:
    copy, path = tmp_path / "copy.db", tmp_path / "shop.db"
    backup.backup(shop.db, copy)
    shop.db.close()
    path.write_bytes(b"x" * 5000)
    kept = restore(str(path), copy, force=True, stamp="x")
    assert kept is not None
    assert kept.read_bytes() == b"x" * 5000
    restored = open_shop(path)
    assert trade.order(restored, number).status == "confirmed"
    restored.db.close()


def test_a_copy_in_use_counts_with_its_log(shop: Shop, number: str, tmp_path: Path) -> None:
    """Somebody copied the files of a shop that was open, log and all."""
    folder = tmp_path / "copied"
    folder.mkdir()
    for suffix in ("", "-wal"):
        shutil.copyfile(tmp_path / f"shop.db{suffix}", folder / f"old.db{suffix}")
    path = tmp_path / "new" / "shop.db"
    restore(str(path), folder / "old.db", force=False, stamp="x")
    restored = open_shop(path)
    assert trade.order(restored, number).status == "confirmed"
    restored.db.close()


@pytest.mark.parametrize(
    "damage", ["text", "torn", "zeroed", "foreign", "newer", "empty", "folder"]
)
def test_a_bad_copy_touches_nothing(shop: Shop, number: str, tmp_path: Path, damage: str) -> None:
    copy, path = tmp_path / "copy.db", tmp_path / "shop.db"
    backup.backup(shop.db, copy)
    shop.db.close()
    whole = copy.read_bytes()
    if damage == "text":
        copy.write_text("all my orders")
    elif damage == "torn":
        copy.write_bytes(whole[: len(whole) // 2])
    elif damage == "zeroed":
        copy.write_bytes(whole[:8192] + bytes(8192) + whole[16384:])
    elif damage == "empty":
        copy.write_bytes(b"")
    elif damage == "folder":
        copy.unlink()
        copy.mkdir()
    else:
        with closing(sqlite.connect(str(copy))) as connection:
            connection.execute(
                "DROP TABLE alembic_version"
                if damage == "foreign"
                else "UPDATE alembic_version SET version_num = '9999'"
            )
            connection.commit()
    before = digest(path)
    with pytest.raises(UnusableFile) as error:
        restore(str(path), copy, force=True, stamp="x")
    assert error.value.exit_code == 3
    assert digest(path) == before
    assert not [name for name in files(tmp_path) if "replaced" in name or "part" in name]


def test_names_with_signs_of_a_url(shop: Shop, number: str, tmp_path: Path) -> None:
    copy = tmp_path / "备份 50%?mode=rw#1.db"
    backup.backup(shop.db, copy)
    verify(copy)
    path = tmp_path / "new" / "shop.db"
    restore(str(path), copy, force=False, stamp="x")
    assert path.exists()


def test_an_upgrade_keeps_a_verified_copy_first(
    shop: Shop, number: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.db.write(lambda rows: rows.run("UPDATE alembic_version SET version_num = '0000'"))
    shop.db.close()
    upgraded: list[str] = []
    monkeypatch.setattr("dropship_tui.services.database.migrations.runner.upgrade", upgraded.append)
    kept = database.upgrade(str(tmp_path / "shop.db"))
    assert kept is not None
    assert upgraded == [str(tmp_path / "shop.db")]
    with closing(sqlite.connect(str(kept))) as copy:
        assert copy.execute("SELECT number FROM orders").fetchone() == (number,)


def test_a_server_has_backups_of_its_own(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="pg_restore"):
        restore("postgresql://app@host/shop", tmp_path / "copy.db", force=True, stamp="x")
