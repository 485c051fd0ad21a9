"""First frame, key to frame and `--help`, next to an empty Textual app in the same run.

    python benchmarks/startup.py [RUNS]

Every figure is a whole process in a real pseudo-terminal: from exec to the end of the first
painted frame, and from a key to the end of the frame that answers it. Processor time is counted
in hundredths of a second; it says more than the clock where the machine has other things to do.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from pty_driver import DOWN, UP, Terminal

PYTHON = sys.executable
EMPTY = """
from textual.app import App
from textual.widgets import Static
class Empty(App):
    def compose(self):
        self.label = Static("ready")
        yield self.label
    def on_key(self, event):
        self.label.update(f"{event.key} {id(event)}")
Empty().run()
"""
DROPSHIP = [PYTHON, "-m", "dropship_tui"]


def main(runs: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        env = os.environ | {"DROPSHIP_DB": str(Path(folder) / "shop.db"), "DROPSHIP_LANG": "en"}
        subprocess.run([*DROPSHIP, "db", "init", "--sample"], env=env, check=True)
        empty = [PYTHON, "-c", EMPTY]
        rows = {
            "first frame: empty Textual app": lambda: _first_frame(empty, env, b"ready"),
            "first frame: dropship": lambda: _first_frame(DROPSHIP, env, b"Today"),
            "first rows: dropship": lambda: _first_frame(DROPSHIP, env, b"Stock"),
            "processor time to it: empty Textual app": lambda: _processor(empty, env, b"ready"),
            "processor time to it: dropship": lambda: _processor(DROPSHIP, env, b"Today"),
            "key to frame: empty Textual app": lambda: _key(empty, env, b"ready"),
            "key to frame: dropship, cursor down": lambda: _key(DROPSHIP, env, b"Stock"),
            "python -c pass": lambda: _command([PYTHON, "-c", "pass"], env),
            "dropship --help": lambda: _command([*DROPSHIP, "--help"], env),
            "dropship orders list": lambda: _command([*DROPSHIP, "orders", "list"], env),
            "dropship today --json": lambda: _command([*DROPSHIP, "today", "--json"], env),
        }
        _report(_measure(rows, runs))


def _measure(rows: Mapping[str, Callable[[], float]], runs: int) -> dict[str, list[float]]:
    """All figures in turn, round by round, so that a slow minute slows all of them."""
    seconds: dict[str, list[float]] = {name: [] for name in rows}
    for measured in range(-1, runs):  # the first round warms up
        for name, measure in rows.items():
            value = measure()
            if measured >= 0:
                seconds[name].append(value)
    return seconds


def _report(seconds: Mapping[str, list[float]]) -> None:
    print(f"{'':40} {'median ms':>10} {'min':>8} {'max':>8}")
    for name, values in seconds.items():
        median, low, high = statistics.median(values), min(values), max(values)
        print(f"{name:40} {median * 1000:10.1f} {low * 1000:8.1f} {high * 1000:8.1f}")
    print()
    for what in ("first frame", "processor time to it"):
        ours = statistics.mean(seconds[f"{what}: dropship"])
        floor = statistics.mean(seconds[f"{what}: empty Textual app"])
        print(f"{what}, dropship / empty app: {ours / floor:.2f}")


def _first_frame(command: list[str], env: Mapping[str, str], showing: bytes) -> float:
    with Terminal(command, env=env) as terminal:
        return terminal.first_frame(showing)


def _processor(command: list[str], env: Mapping[str, str], showing: bytes) -> float:
    with Terminal(command, env=env) as terminal:
        terminal.first_frame(showing)
        return terminal.cpu


def _key(command: list[str], env: Mapping[str, str], showing: bytes) -> float:
    with Terminal(command, env=env) as terminal:
        terminal.first_frame(showing)
        terminal.settle(0.3)
        times = []
        for key in (DOWN, UP) * 10:  # at the end of a list, another step down has no frame
            times.append(terminal.press(key))
            terminal.settle()
        return statistics.median(times)


def _command(command: list[str], env: Mapping[str, str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, env=env, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 9)
