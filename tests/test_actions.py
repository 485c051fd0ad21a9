"""The one table of keys holds together: with the screens, the lifecycle and the command line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest

from dropship_tui.app import DropshipApp
from dropship_tui.cli import run
from dropship_tui.cli.main import command_tree
from dropship_tui.models import actions, lifecycle
from dropship_tui.models.actions import ACTIONS, EVERYWHERE, SCREENS, WITH_LISTS, Action
from dropship_tui.settings import Settings


def _refuse(where: Settings, *, debug: bool) -> int:
    raise AssertionError("no screen is wanted")


@pytest.mark.parametrize("screen", SCREENS)
def test_a_key_means_one_thing_on_a_screen(screen: str) -> None:
    keys = Counter(action.key for action in actions.of(screen))
    assert [key for key, count in keys.items() if count > 1] == []


@pytest.mark.parametrize("screen", SCREENS)
def test_every_action_is_done_by_its_screen_or_by_the_app(screen: str) -> None:
    module = import_module(f"dropship_tui.screens.{screen}")
    makes = getattr(module, f"{screen.capitalize()}Screen")
    for action in actions.of(screen):
        if action.call == action.name:
            owner = DropshipApp if action.screen == EVERYWHERE else makes
            # What tables and forms do themselves has no method of the screen.
            by_table = screen in WITH_LISTS and action.name in ("open", "select")
            assert by_table or hasattr(owner, f"action_{action.name}"), action.id


@pytest.mark.parametrize("action", [a for a in ACTIONS if a.document], ids=lambda a: a.id)
def test_an_action_on_a_document_is_one_of_its_lifecycle(action: Action) -> None:
    assert action.document is not None
    assert lifecycle.starts(action.document, action.step or action.name)


@pytest.mark.parametrize("action", [a for a in ACTIONS if a.command], ids=lambda a: a.id)
def test_the_command_of_a_key_is_one_of_the_tree(action: Action) -> None:
    assert action.command in set(_commands(command_tree(action.command.split()[0])))


def _commands(group: Any, *path: str) -> Iterator[str]:
    """Every command that does something, as it is typed."""
    for name, command in getattr(group, "commands", {}).items():
        yield from _commands(command, *path, name)
    if path and not hasattr(group, "commands"):
        yield " ".join(path)


_LOOKS = {"help.back"}
"""What changes nothing and shows nothing new has no command."""


def test_whatever_a_key_changes_a_command_changes_too() -> None:
    for action in ACTIONS:
        if action.screen in SCREENS and action.id not in _LOOKS:
            assert action.command, action.id


@pytest.mark.parametrize("command", sorted({a.command for a in ACTIONS if a.command}))
def test_every_key_has_a_command_that_does_the_same(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*command.split(), "--help"], _refuse) == 0
    assert command.split()[-1] in capsys.readouterr().out


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("ctrl+p", "Ctrl+P"),
        ("f2", "F2"),
        ("escape", "Esc"),
        ("space", "Space"),
        ("slash", "/"),
        ("question_mark", "?"),
        ("right_square_bracket", "]"),
        ("r", "r"),
        ("R", "R"),
    ],
)
def test_keys_are_spelt_as_people_write_them(key: str, name: str) -> None:
    assert Action("orders", "x", key, "X").key_name == name
