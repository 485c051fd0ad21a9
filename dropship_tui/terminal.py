"""The terminal: whether it can show screens, and how it is left when the program has to go."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from contextlib import suppress

PATIENCE = 1.7  # seconds that a signal leaves for what is being written
_CODES = {"SIGTERM": 143, "SIGHUP": 129}
# Mouse, focus and pasting as they were, the first screen, and the cursor.
_RESTORE = b"\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?1004l\x1b[?2004l\x1b[?1049l\x1b[?25h"


def can_draw() -> bool:
    """Whether keys and screen are a terminal that knows more than lines of text."""
    streams = (sys.__stdin__, sys.__stdout__, sys.__stderr__)
    known = os.environ.get("TERM", "") not in ("", "dumb") or sys.platform == "win32"
    return known and all(stream is not None and stream.isatty() for stream in streams)


def signals() -> list[tuple[int, int]]:
    """The signals that want the program gone, with its exit code after each.

    None on Windows, whose event loops know no signals.
    """
    if os.name != "posix":
        return []
    return [(int(getattr(signal, name)), code) for name, code in _CODES.items()]


def leave_at_last(code: int) -> None:
    """End the process soon, even if a terminal that has gone or a long read holds it."""
    threading.Thread(target=_leave, args=(code,), daemon=True).start()


def _leave(code: int) -> None:
    time.sleep(PATIENCE)
    with suppress(OSError):
        os.write(sys.__stderr__.fileno() if sys.__stderr__ else 2, _RESTORE)
    os._exit(code)
