"""What a command loads: a supplier's staff type hundreds of them a day and wait for none."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from dropship_tui.cli.main import GROUPS

SCREENS = {"textual", "rich"}
DATABASE = {"sqlalchemy", "sqlmodel", "alembic", "pysqlite3", "psycopg"}
HEAVY = SCREENS | {"sqlalchemy", "sqlmodel", "alembic", "typst", "pypinyin", "phonenumbers"}

RUN = """
import contextlib, io, json, sys
from dropship_tui.__main__ import main
said = io.StringIO()
with contextlib.redirect_stdout(said):
    code = main(sys.argv[1:])
print(json.dumps({"code": code, "said": said.getvalue(), "loaded": sorted(sys.modules)}))
"""


def run(*words: str, cwd: Path) -> tuple[int, str, set[str]]:
    """Run a command in a process of its own: its exit code, its stdout, and what it loaded."""
    done = subprocess.run(
        [sys.executable, "-c", RUN, *words], capture_output=True, text=True, check=True, cwd=cwd
    )
    answer = json.loads(done.stdout)
    return answer["code"], answer["said"], set(answer["loaded"])


def packages(loaded: set[str]) -> set[str]:
    return {name.partition(".")[0] for name in loaded}


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["orders", "--help"]])
def test_help_needs_neither_screens_nor_a_database(words: list[str], tmp_path: Path) -> None:
    code, said, loaded = run(*words, cwd=tmp_path)
    assert code == 0
    assert said
    assert not packages(loaded) & (SCREENS | DATABASE)
    services = {name for name in loaded if name.startswith("dropship_tui.services.")}
    assert services == {"dropship_tui.services.errors"}


def test_help_names_every_group_and_imports_none(tmp_path: Path) -> None:
    _code, said, loaded = run("--help", cwd=tmp_path)
    assert all(f"\n  {group} " in said for group in GROUPS)
    modules = {module for group in GROUPS.values() for module in group.modules}
    assert not {f"dropship_tui.cli.{module}" for module in modules} & loaded


def test_a_command_loads_only_what_it_needs(tmp_path: Path) -> None:
    shop = str(tmp_path / "shop.db")
    assert run("--db", shop, "db", "init", cwd=tmp_path)[0] == 0
    code, _said, loaded = run("--db", shop, "orders", "list", "--json", cwd=tmp_path)
    assert code == 0
    assert not packages(loaded) & HEAVY
    assert "dropship_tui.cli.returns" not in loaded


def test_an_address_is_split_without_a_database(tmp_path: Path) -> None:
    text = "张三 13800138000 浙江省杭州市余杭区文一西路969号"
    code, said, loaded = run("orders", "parse-address", text, "--json", cwd=tmp_path)
    assert code == 0
    assert json.loads(said)["city"] == "杭州市"
    assert not packages(loaded) & (SCREENS | DATABASE)
