"""The command line: parse, call a service, print. One module per group of commands.

Help texts are translated when a module is imported, which is after the language was chosen.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Protocol

from dropship_tui import i18n, settings
from dropship_tui.cli import context, options, output
from dropship_tui.cli.options import Options
from dropship_tui.models.checks import Invalid
from dropship_tui.services.errors import ShopError, WrongUsage
from dropship_tui.settings import Settings

INTERRUPTED = 130
"""The exit code after Ctrl+C, as shells know it."""


class Screens(Protocol):
    """Opens the screens at a database; the exit code when they are closed again."""

    def __call__(self, where: Settings, *, debug: bool) -> int: ...


def run(arguments: Sequence[str], screens: Screens) -> int:
    """Run one command, or the screens when none is named; the exit code."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        given, rest = options.split(arguments)
    except WrongUsage as error:
        i18n.use(i18n.preferred())
        given = Options(json="--json" in arguments)
        context.begin(given, settings.load(), screens)
        return output.refusal(error)
    i18n.use(given.lang or i18n.preferred())
    where = settings.load(database=given.db, actor=given.actor)
    if not rest and not given.json:
        return screens(where, debug=given.debug)
    context.begin(given, where, screens)
    try:
        return _run(rest, given)
    finally:
        context.end()


def _run(arguments: Sequence[str], given: Options) -> int:
    """Run a command. No traceback reaches a user without --debug."""
    from dropship_tui.cli.main import command_line

    try:
        code = command_line(list(arguments))
        sys.stdout.flush()
    except (ShopError, Invalid) as error:
        if given.debug:
            raise
        return output.refusal(error)
    except BrokenPipeError:
        # Whoever read our output has gone: nothing is left to say, also at exit.
        sys.stdout = None
        return 0
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:
        if given.debug:
            raise
        from dropship_tui.log import report_fault

        return output.fault(report_fault(error))
    return code
