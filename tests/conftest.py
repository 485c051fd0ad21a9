"""What every test starts from: nothing of the machine, of its user, or of the test before."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from dropship_tui import i18n
from tests.shop import Clock, make_shop

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from dropship_tui.services.work import Shop

settings.register_profile("default", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "default")

_CLEARED = ("DROPSHIP_", "XDG_", "LC_", "LANGUAGE", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES")
_FIXED = {
    "TZ": "UTC",
    "LANG": "C.UTF-8",
    "LC_ALL": "C.UTF-8",
    "LOGNAME": "tester",
    "TERM": "xterm-256color",
    "COLORTERM": "truecolor",
    "TEXTUAL_ANIMATIONS": "none",
}


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Bytes name no test: a workbook holds the time when it was made, and workers would differ."""
    return argname if isinstance(val, bytes) else None


@pytest.fixture(autouse=True)
def isolation(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """A home, a current folder, a locale, a zone and a language of the test's own."""
    for name in [name for name in os.environ if name.startswith(_CLEARED)]:
        monkeypatch.delenv(name)
    for name, value in _FIXED.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("HOME", str(tmp_path_factory.mktemp("home")))
    monkeypatch.chdir(tmp_path)
    # The snapshot plugin imports Textual before this, and Textual reads its environment once.
    monkeypatch.setattr("textual.constants.TEXTUAL_ANIMATIONS", "none")
    time.tzset()
    i18n.use("en")
    yield
    i18n.use("en")
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """An empty shop as `db init` leaves it."""
    made = make_shop(tmp_path)
    yield made
    made.db.close()


@pytest.fixture
def sample_shop(tmp_path: Path) -> Iterator[Shop]:
    """The sample shop as `db init --sample` leaves it."""
    made = make_shop(tmp_path, sample=True)
    yield made
    made.db.close()


@pytest.fixture
def clock(shop: Shop) -> Clock:
    """The shop's clock, to be moved on."""
    assert isinstance(shop.clock, Clock)
    return shop.clock
