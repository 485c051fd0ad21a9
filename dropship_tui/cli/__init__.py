"""The command line: parse, call a service, print. One module per group of commands.

Help texts are translated when a module is imported, which is after the language was chosen.
"""

from __future__ import annotations

import errno
import sys
from collections.abc import Sequence
from io import StringIO, TextIOWrapper
from pathlib import Path
from typing import Protocol

from dropship_tui import i18n, settings
from dropship_tui.cli import context, options, output
from dropship_tui.cli.options import Options
from dropship_tui.i18n import _
from dropship_tui.models.checks import Invalid
from dropship_tui.services.errors import ShopError, WrongUsage, reason
from dropship_tui.settings import Settings


class Screens(Protocol):
    """Opens the screens at a database; the exit code when they are closed again."""

    def __call__(self, where: Settings, *, debug: bool) -> int: ...


def run(arguments: Sequence[str], screens: Screens) -> int:
    """Run one command, or the screens when none is named; the exit code."""
    _prepare_streams()
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
    except BrokenPipeError:
        # Whoever read our output has gone: nothing is left to say, also at exit.
        sys.stdout = None
        return 0
    except OSError as error:
        if error.errno not in _ENDS_OUTPUT:
            raise
        sys.stdout = None
        output.note(_("The answer could not be written: {why}").format(why=reason(error)))
        return 4
    finally:
        context.end()


_ENDS_OUTPUT = {errno.EPIPE, errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF}
"""What the system says when it does not take what is printed."""


def _prepare_streams() -> None:
    """Words are UTF-8 everywhere; a stream that whoever called us has closed is empty."""
    sys.stdin = sys.stdin or StringIO()
    sys.stdout = sys.stdout or StringIO()
    sys.stderr = sys.stderr or StringIO()
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


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
    except Exception as error:
        if given.debug or (isinstance(error, OSError) and error.errno in _ENDS_OUTPUT):
            raise
        return output.fault(_note(error))
    return code


def _note(fault: Exception) -> Path | None:
    """Write down where a fault came from; None where nothing can be written."""
    from dropship_tui.log import report_fault

    try:
        return report_fault(fault)
    except OSError:
        return None
