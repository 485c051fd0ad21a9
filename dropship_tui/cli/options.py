"""The options that every command has: they may stand before or after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dropship_tui.i18n import LANGUAGES, N_
from dropship_tui.services.errors import WrongUsage

_VALUES = {"--db": "db", "--lang": "lang", "--actor": "actor"}
_FLAGS = {"--json": "json", "--debug": "debug"}


@dataclass(frozen=True, slots=True)
class Options:
    """What was given on the command line."""

    db: str = ""
    lang: str = ""
    actor: str = ""
    json: bool = False
    debug: bool = False


def split(arguments: Sequence[str]) -> tuple[Options, list[str]]:
    """The global options, and what is left for the command.

    Raises:
        WrongUsage: an option lacks its value, or the language is none of ours.
    """
    given: dict[str, Any] = {}
    rest: list[str] = []
    waiting = iter(arguments)
    for argument in waiting:
        name, equals, value = argument.partition("=")
        if argument == "--":
            rest += [argument, *waiting]
        elif argument in _FLAGS:
            given[_FLAGS[argument]] = True
        elif name in _VALUES:
            value = value if equals else next(waiting, "")
            if not value:
                raise WrongUsage("usage", N_("{option} needs a value."), option=name)
            given[_VALUES[name]] = value
        else:
            rest.append(argument)
    found = Options(**given)
    if found.lang and found.lang not in LANGUAGES:
        raise WrongUsage(
            "usage",
            N_("There is no language “{name}”. Known: {known}."),
            name=found.lang,
            known=", ".join(LANGUAGES),
        )
    return found, rest
