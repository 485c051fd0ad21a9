"""The command line: parse, call a service, print. One module per group of commands.

Help texts are translated when a module is imported, which is after the language was chosen.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from dropship_tui.cli.options import Options
from dropship_tui.settings import Settings


def run(arguments: Sequence[str], given: Options, where: Settings) -> int:
    """Run one command and return its exit code. No traceback reaches a user without --debug."""
    from dropship_tui.cli import context, output
    from dropship_tui.cli.main import command_line
    from dropship_tui.models.checks import Invalid
    from dropship_tui.services.errors import ShopError

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    context.begin(given, where)
    try:
        return command_line(list(arguments))
    except ShopError as error:
        if given.debug:
            raise
        output.error(error.code, error.message, error.hint, error.details)
        return error.exit_code
    except Invalid as error:
        if given.debug:
            raise
        output.error(error.code, str(error), "", {})
        return 2
    except BrokenPipeError:
        # Whoever read our output has gone: nothing is left to say, also at exit.
        sys.stdout = None  # type: ignore[assignment]
        return 0
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        if given.debug:
            raise
        from dropship_tui.log import report_fault

        place = report_fault(error)
        output.fault(place)
        return 4
    finally:
        context.end()
