"""The wheel alone is the program: installed away from the checkout, it runs."""

from __future__ import annotations

import fnmatch
import json
import re
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path
from typing import Any

import pytest

from dropship_tui import __version__

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    python("-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder), cwd=ROOT)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def programs(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bin folder of an empty environment with the wheel in it.

    Its dependencies are those of the environment that runs the tests, so that no network is
    needed; the checkout is not among them, because Python follows no .pth file of theirs.
    """
    home = tmp_path_factory.mktemp("away")
    venv.create(home, symlinks=True)
    paths = sysconfig.get_paths(vars={"base": str(home), "platbase": str(home)})
    theirs = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    Path(paths["purelib"], "dependencies.pth").write_text("\n".join(sorted(theirs)))
    programs = Path(paths["scripts"])
    into_it = ("--python", str(programs / "python"), "--quiet")
    python("-m", "pip", *into_it, "install", "--no-index", "--no-deps", str(wheel), cwd=home)
    return programs


def python(*args: str, cwd: Path) -> None:
    subprocess.run([sys.executable, *args], cwd=cwd, check=True, capture_output=True)


def dropship(programs: Path, *args: str, exit_code: int = 0) -> str:
    """What the installed command prints."""
    done = subprocess.run([programs / "dropship", *args], capture_output=True, text=True)
    assert done.returncode == exit_code, done.stderr
    return done.stdout


def answer(programs: Path, *args: str, exit_code: int = 0) -> Any:
    return json.loads(dropship(programs, *args, "--json", exit_code=exit_code))


def test_every_file_of_the_program_and_its_data_is_in_the_wheel(wheel: Path) -> None:
    files = {
        path.relative_to(ROOT if folder == "dropship_tui" else ROOT / folder).as_posix()
        for folder in ("dropship_tui", "data")
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    held = {name.removeprefix("dropship_tui/data/") for name in zipfile.ZipFile(wheel).namelist()}
    assert files - held == set()


@pytest.mark.parametrize(
    "kind",
    [
        "dropship_tui/data/*",
        "dropship_tui/locale/zh_CN/LC_MESSAGES/dropship.mo",
        "dropship_tui/screens/*.tcss",
        "dropship_tui/services/database/migrations/versions/*.py",
        "dropship_tui/services/printing/templates/*.typ",
    ],
)
def test_the_wheel_holds(wheel: Path, kind: str) -> None:
    assert fnmatch.filter(zipfile.ZipFile(wheel).namelist(), kind)


def test_the_wheel_holds_nothing_else(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert tops == {"dropship_tui", f"dropship_tui-{__version__}.dist-info"}


def test_the_installed_package_is_not_the_checkout(programs: Path) -> None:
    where = "import dropship_tui; print(dropship_tui.__file__)"
    found = subprocess.run(
        [programs / "python", "-c", where], capture_output=True, text=True, check=True
    )
    assert Path(found.stdout.strip()).is_relative_to(programs.parent)


def test_version(programs: Path) -> None:
    assert __version__ in dropship(programs, "--version")


def test_help(programs: Path) -> None:
    assert "orders" in dropship(programs, "--help")


def test_the_sample_shop(programs: Path) -> None:
    dropship(programs, "--db", "shop.db", "db", "init", "--sample")
    assert answer(programs, "--db", "shop.db", "db", "info")["skus"] >= 40
    assert answer(programs, "--db", "shop.db", "db", "check")["ok"]


def test_the_order_formats(programs: Path) -> None:
    assert len(answer(programs, "orders", "profiles")["items"]) >= 3


def test_chinese(programs: Path) -> None:
    error = answer(programs, "--db", "none.db", "--lang", "zh_CN", "db", "info", exit_code=4)
    assert re.search("[一-鿿]", error["error"]["message"])
