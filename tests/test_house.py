"""The rules of the house hold here, and each can fail."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts import check_house

ROOT = Path(__file__).parent.parent

PIN = "rich==15.0.0 \\\n    --hash=sha256:" + "0" * 64 + "\n    # via textual\n"
PROJECT = '[build-system]\nrequires = []\n[project]\nname = "shop"\ndependencies = ["rich>=15"]\n'


def house(root: Path, files: dict[str, str]) -> Path:
    """A small house with `files` in it."""
    for name, text in {"constraints.txt": PIN, "pyproject.toml": PROJECT, **files}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


def faults(root: Path) -> list[str]:
    return [fault for rule in check_house.RULES for fault in rule(root)]


@pytest.mark.parametrize("rule", check_house.RULES, ids=lambda rule: rule.__name__)
def test_the_house_keeps_its_rules(rule: check_house.Rule) -> None:
    broken = "\n".join(rule(ROOT))
    assert not broken, broken


def test_a_good_house_has_no_faults(tmp_path: Path) -> None:
    good = {
        "dropship_tui/services/orders.py": (
            '"""No OFFSET 10 here."""\n'
            "from x import N_, Refused, _\n"
            "SQL = 'SELECT id FROM orders WHERE id > :after ORDER BY id LIMIT :n'\n"
            "TITLE = N_('Orders')\n"
            "def total(n: int) -> str:\n"
            "    if n < 0:\n"
            "        raise Refused('below_zero', N_('{n} is below 0.'), hint=N_('Try {n}.'), n=n)\n"
            "    return _('{n} orders').format(n=n)\n"
        ),
        "dropship_tui/cli/main.py": "HELP = _('The back-office of a supplier.')\n",
        "dropship_tui/screens/orders.py": "",
        "dropship_tui/screens/orders.tcss": "",
        "dropship_tui/screens/base.py": "try:\n    pass\nexcept Exception:\n    pass\n",
        "dropship_tui/app.py": "x = 1\n" * 300,
        "dropship_tui/models/long.py": "x = 1\n" * 400,
        "dropship_tui/services/database/migrations/versions/0001.py": "x = 1\n" * 500,
        "tests/test_x.py": "x = 1  # type: ignore[assignment]\n",
    }
    assert faults(house(tmp_path, good)) == []


BROKEN = {
    "a long module": ("models/long.py", "x = 1\n" * 401, "401 lines"),
    "a long app": ("app.py", "x = 1\n" * 301, "301 lines"),
    "a broad except": ("services/x.py", "try:\n    f()\nexcept Exception:\n    pass\n", ":3: "),
    "a bare except": ("services/x.py", "try:\n    f()\nexcept:\n    pass\n", "catches everything"),
    "a broad one among others": (
        "services/x.py",
        "try:\n    f()\nexcept (ValueError, BaseException):\n    pass\n",
        "catches everything",
    ),
    "a broad suppress": ("services/x.py", "contextlib.suppress(Exception)\n", "catches everything"),
    "too many broad excepts": (
        "cli/x.py",
        "try:\n    f()\nexcept Exception:\n    pass\n" * 4,
        "4 places catch everything",
    ),
    "an ignore without its code": ("models/x.py", "x = 1  # type: ignore\n", "without the code"),
    "too many ignores": ("models/x.py", "x = 1  # type: ignore[misc]\n" * 13, "13 of"),
    "a plan": ("models/x.py", "x = 1  # TODO: later\n", ":1: TODO"),
    "a repair to come": ("models/x.py", "\nx = 1  # FIXME\n", ":2: FIXME"),
    "a stub": ("models/x.py", "raise NotImplementedError\n", "NotImplementedError"),
    "an offset": ("services/x.py", "SQL = 'SELECT 1 LIMIT 5 OFFSET :n'\n", "page by key"),
    "an offset put together": ("services/x.py", "SQL = f'SELECT 1 offset {n}'\n", "page by key"),
    "the short form of an offset": ("services/x.py", "SQL = '… LIMIT :skip, :n'\n", "page by key"),
    "a screen without its looks": ("screens/orders.py", "", "has no orders.tcss"),
    "an unmarked message": ("x.py", "def f():\n    raise Refused('no', 'No.')\n", "not marked"),
    "an unmarked hint": (
        "x.py",
        "def f():\n    raise errors.NotFound(N_('No.'), hint='Look again.')\n",
        "not marked",
    ),
    "an f-string": ("x.py", "def f(n):\n    return _(f'{n} orders')\n", "f-string"),
    "translated at import": ("x.py", "TITLE = _('Orders')\n", "translated at import"),
    "translated in a class": (
        "x.py",
        "class X:\n    title = _('Orders')\n",
        "translated at import",
    ),
    "words inside an f-string": (
        "x.py",
        "def f(n): return f\"▲ {_('short {n}').format(n=n)}\"\n",
        "are not collected",
    ),
    "translated in a default": ("x.py", "def f(x=_('Orders')): ...\n", "translated at import"),
    "a value that is missing": (
        "x.py",
        "def f():\n    raise Refused('no', N_('{n} is too much.'), m=1)\n",
        "nothing fills {n}",
    ),
    "a value that format misses": (
        "x.py",
        "def f(n):\n    return ngettext('{n} of {m}', '{n} of {m}', n).format(n=n)\n",
        "nothing fills {m}",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_rule_can_fail(name: str, tmp_path: Path) -> None:
    path, text, what = BROKEN[name]
    found = faults(house(tmp_path, {f"dropship_tui/{path}": text}))
    assert found
    assert all(fault.startswith(f"dropship_tui/{path}:") for fault in found)
    assert any(what in fault for fault in found)


@pytest.mark.parametrize(
    "line",
    [
        "--index-url https://example.org/simple",
        "--find-links /somewhere",
        "# compiled from https://example.org",
        "    # from https://example.org/simple",
        "rich @ https://example.org/rich.whl \\",
        "rich>=15",
    ],
)
def test_constraints_name_no_place(line: str, tmp_path: Path) -> None:
    root = house(tmp_path, {"constraints.txt": PIN + line + "\n"})
    assert faults(root) == ["constraints.txt:4: neither a pin, a hash nor a remark"]


def test_a_dependency_without_a_pin_is_found(tmp_path: Path) -> None:
    wants_more = PROJECT.replace('"rich>=15"', '"rich>=15", "SQLAlchemy[asyncio]>=2"')
    root = house(tmp_path, {"pyproject.toml": wants_more})
    assert faults(root) == ["pyproject.toml:1: sqlalchemy is not pinned; run `make lock`"]


def test_the_script_says_what_it_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = house(tmp_path, {"dropship_tui/x.py": "# TODO\n"})
    monkeypatch.setattr(check_house, "ROOT", root)
    assert check_house.main() == 1
    assert capsys.readouterr().out == "dropship_tui/x.py:1: TODO\n"
