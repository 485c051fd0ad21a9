"""Ids made by the client: 63 bits, in order of time, without asking the database.

41 bits of milliseconds since 2020, 12 of a counter, 10 drawn once per process. They fit a BIGINT
and SQLite's row id, so a bulk import knows every id before it writes.
"""

from __future__ import annotations

import secrets
import threading
import time

_EPOCH_MS = 1_577_836_800_000  # 2020-01-01
_SALT = secrets.randbits(10)
_lock = threading.Lock()
_last = 0


def new_id() -> int:
    """An id that is larger than every one this process has made before."""
    return new_ids(1)[0]


def new_ids(count: int) -> range:
    """`count` ids in ascending order."""
    global _last
    ticks = (time.time_ns() // 1_000_000 - _EPOCH_MS) << 12
    with _lock:
        first = max(ticks, _last + 1)
        _last = first + count - 1
    return range(first << 10 | _SALT, (first + count) << 10, 1 << 10)
