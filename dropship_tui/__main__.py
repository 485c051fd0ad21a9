"""The door: global options first, then either the screens or one command.

Global options may stand anywhere on the line. What is imported depends on what was asked for:
`--help` needs neither Textual nor a database, a command needs no screen.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from dropship_tui import i18n, settings


def main(argv: Sequence[str] | None = None) -> int:
    """Run `dropship` and return its exit code."""
    from dropship_tui.cli import options

    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        given, rest = options.split(arguments)
    except options.BadOption as error:
        print(error, file=sys.stderr)  # noqa: T201 - there is no output layer yet
        return 2
    i18n.use(given.lang or i18n.preferred())
    where = settings.load(database=given.db, actor=given.actor)
    if rest or given.help:
        from dropship_tui.cli import run

        return run(rest, given, where)
    from dropship_tui.app import open_screens

    return open_screens(where, debug=given.debug)


if __name__ == "__main__":
    sys.exit(main())
