"""The door: one command, or the screens when there is none.

What is imported depends on what was asked for: `--help` needs neither Textual nor a database, a
command needs no screen.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence

from dropship_tui.settings import Settings

INTERRUPTED = 130
"""The exit code after Ctrl+C, as shells know it: also when it comes while we are being loaded."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run `dropship` and return its exit code."""
    try:
        from dropship_tui.cli import run

        return run(list(sys.argv[1:] if argv is None else argv), _open_screens)
    except KeyboardInterrupt:
        return INTERRUPTED


def _open_screens(where: Settings, *, debug: bool) -> int:
    gc.disable()  # what is loaded now stays: looking for cycles in it is for nothing, now and later
    from dropship_tui.app import open_screens

    gc.freeze()
    gc.enable()
    return open_screens(where, debug=debug)


if __name__ == "__main__":
    sys.exit(main())
