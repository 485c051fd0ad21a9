"""How an import goes about its work beside others: in short portions, without stopping to tidy."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Final

from dropship_tui.services.importers.drafts import Draft
from dropship_tui.services.importers.planning import Read

LOCKED_FOR: Final = 0.08
"""So many seconds a portion should take: a bench that scans meanwhile never waits long."""

_FIRST, _LEAST, _MOST = 200, 20, 1000
_COLLECTION = (50_000, 10, 100)


@contextmanager
def few_collections() -> Iterator[None]:
    """Orders make no cycles of references; looking for some all the time takes a fifth of it."""
    usual = gc.get_threshold()
    gc.set_threshold(*_COLLECTION)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


class Pace:
    """How many rows go into one transaction: as many as this machine writes in `LOCKED_FOR`."""

    def __init__(self) -> None:
        self._rows = _FIRST

    def portions(self, items: Iterable[Read]) -> Iterator[list[Read]]:
        """The items in portions of the size that is right by then."""
        portion: list[Read] = []
        rows = 0
        for item in items:
            portion.append(item)
            rows += item.size if isinstance(item, Draft) else 1
            if rows >= self._rows:
                yield portion
                portion, rows = [], 0
        if portion:
            yield portion

    @contextmanager
    def measured(self) -> Iterator[None]:
        """Learn from how long one portion takes."""
        start = time.monotonic()
        yield
        faster = LOCKED_FOR / max(time.monotonic() - start, LOCKED_FOR / 2)
        self._rows = min(_MOST, max(_LEAST, int(self._rows * faster)))
