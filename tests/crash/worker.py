"""A process that works and can be killed at a moment of one's choice.

    python -m tests.crash.worker hand-over DATABASE COURIER
    python -m tests.crash.worker import DATABASE FILE

It says "N before" when its Nth transaction has done its work and is not committed, and "N after"
when it is, and each time waits for a line before it goes on.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from dropship_tui.services.importers.orders import Request, import_file
from dropship_tui.services.packing.handover import hand_over_all
from dropship_tui.services.work import Shop, Tx
from tests.shop import open_shop

T = TypeVar("T")


@dataclass
class SteppingShop(Shop):
    """A shop that waits to be told before and after each commit."""

    commits: int = 0

    def write(self, work: Callable[[Tx], T], *, at: datetime | None = None) -> T:
        """Do the work as ever, in steps."""
        self.commits += 1

        def step(tx: Tx) -> T:
            result = work(tx)
            self._wait("before")
            return result

        done = super().write(step, at=at)
        self._wait("after")
        return done

    def _wait(self, moment: str) -> None:
        sys.stdout.write(f"{self.commits} {moment}\n")
        sys.stdout.flush()
        sys.stdin.readline()


WORK: dict[str, Callable[[Shop, str], object]] = {
    "hand-over": hand_over_all,
    "import": lambda shop, path: import_file(shop, Request(Path(path))),
}

if __name__ == "__main__":
    name, database, what = sys.argv[1:]
    opened = open_shop(Path(database))
    WORK[name](SteppingShop(opened.db, opened.home, opened.actor, clock=opened.clock), what)
