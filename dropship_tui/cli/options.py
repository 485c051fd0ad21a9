"""The options that every command has: they may stand before or after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dropship_tui.i18n import LANGUAGES

_VALUES = {"--db": "db", "--lang": "lang", "--actor": "actor"}
_FLAGS = {"--json": "json", "--debug": "debug"}


class BadOption(ValueError):
    """A global option without its value, or with an impossible one."""


@dataclass(frozen=True, slots=True)
class Options:
    """What was given on the command line."""

    db: str = ""
    lang: str = ""
    actor: str = ""
    json: bool = False
    debug: bool = False
    help: bool = False


def split(arguments: Sequence[str]) -> tuple[Options, list[str]]:
    """The global options, and what is left for the command.

    Raises:
        BadOption: an option lacks its value, or the language is none of ours.
    """
    given = Options()
    rest: list[str] = []
    waiting = iter(arguments)
    for argument in waiting:
        name, equals, value = argument.partition("=")
        if argument == "--":
            rest += [argument, *waiting]
        elif argument in _FLAGS:
            given = replace(given, **{_FLAGS[argument]: True})
        elif name in _VALUES and (equals or argument in _VALUES):
            if not equals:
                value = next(waiting, "")
            if not value:
                raise BadOption(f"{name} needs a value.")
            given = replace(given, **{_VALUES[name]: value})
        else:
            rest.append(argument)
    if given.lang and given.lang not in LANGUAGES:
        raise BadOption(f"--lang: {' | '.join(LANGUAGES)}")
    return replace(given, help=bool({"--help", "--version"} & set(rest))), rest
