"""RecordTable over 1,000 and 1,000,000 rows next to an empty Textual app, in a real terminal.

    python benchmarks/table.py [--rounds N] [--keys N]

Prints the time to the first frame with rows, from key to frame, memory, and bytes sent to the
terminal. The programs take turns in one run, so that the ratios can be trusted where the
milliseconds cannot. Goals: a key at most 1.3 x the empty app's, a page at most 3.5 x, p99 at
most 16.7 ms, and 1,000,000 rows within 1.3 x of 1,000.
"""

from __future__ import annotations

import argparse
import gc
import sqlite3
import statistics
import sys
import tempfile
import threading
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pty_driver import Terminal

    Figures = dict[str, list[float]]

SIZES = (1_000, 1_000_000)
MOVES = ("cursor down", "scroll a row", "page down")
_FIRST_ROW = "20261123-0000000"
_SCHEMA = """
CREATE TABLE orders (id INTEGER PRIMARY KEY, due INTEGER, number TEXT, shop TEXT, name TEXT,
                     place TEXT, goods TEXT);
CREATE INDEX queue ON orders (due, id);
CREATE TABLE counters (n INTEGER);
"""


@dataclass(frozen=True, slots=True)
class Order:
    """A row of the queue: what is due first comes first."""

    key: int
    due: int
    number: str
    shop: str
    name: str
    place: str
    goods: str


class Orders:
    """Pages of the queue by key, with a connection for each thread."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._local = threading.local()

    def after(self, row: Order | None, limit: int) -> list[Order]:
        """Rows that follow."""
        return self._read(">", "ASC", row, limit)

    def before(self, row: Order | None, limit: int) -> list[Order]:
        """Rows that precede."""
        return self._read("<", "DESC", row, limit)[::-1]

    def total(self) -> int:
        """A counter, as the program keeps them."""
        return int(self._connection.execute("SELECT n FROM counters").fetchone()[0])

    def _read(self, side: str, way: str, row: Order | None, limit: int) -> list[Order]:
        where = f"WHERE (due, id) {side} (?, ?)" if row else ""
        place = (row.due, row.key) if row else ()
        found = self._connection.execute(
            "SELECT id, due, number, shop, name, place, goods FROM orders "
            f"{where} ORDER BY due {way}, id {way} LIMIT ?",
            (*place, limit),
        )
        return [Order(*values) for values in found]

    @property
    def _connection(self) -> sqlite3.Connection:
        if not hasattr(self._local, "connection"):
            self._local.connection = sqlite3.connect(self._path)
        connection: sqlite3.Connection = self._local.connection
        return connection


def build(path: Path, rows: int) -> None:
    """A queue of `rows` orders."""
    with sqlite3.connect(path) as connection:
        connection.executescript(_SCHEMA)
        connection.execute("INSERT INTO counters VALUES (?)", (rows,))
        connection.executemany("INSERT INTO orders VALUES (?, ?, ?, ?, ?, ?, ?)", _values(rows))


def _values(rows: int) -> Iterator[tuple[object, ...]]:
    shops, names = ("淘宝·小山", "拼多多", "表格·阿美"), ("张*", "李**", "王*")
    for n in range(rows):
        place = "浙江 杭州" if n % 2 else "广东 东莞"
        yield n + 1, n // 3, f"20261123-{n:07d}", shops[n % 3], names[n % 3], place, str(n % 9 + 1)


def run_empty() -> None:
    """The floor: a key changes one line of text."""
    from textual.app import App, ComposeResult
    from textual.events import Key
    from textual.widgets import Static

    class Empty(App[None]):
        count = 0

        def compose(self) -> ComposeResult:
            yield Static(_FIRST_ROW)

        def on_key(self, event: Key) -> None:
            self.count += 1
            self.query_one(Static).update(f"{event.key} {self.count}")

        def on_ready(self) -> None:
            gc.freeze()

    Empty().run()


def run_table(path: str) -> None:
    """The table, alone on its screen."""
    from textual.app import App, ComposeResult

    from dropship_tui.screens.widgets.lines import Column
    from dropship_tui.screens.widgets.record_table import RecordTable

    columns: list[Column[Order]] = [
        Column("NUMBER", lambda row: row.number, 17),
        Column("FROM", lambda row: row.shop, 12),
        Column("RECEIVER", lambda row: row.name, 12),
        Column("TO", lambda row: row.place),
        Column("GOODS", lambda row: row.goods, 8, "right"),
        Column(
            "SHIP BY",
            lambda row: f"{row.due} min" if row.due % 7 else f"▲ {row.due} min",
            14,
            "right",
            lambda row: "plain" if row.due % 7 else "warning",
        ),
    ]

    class Queue(App[None]):
        def compose(self) -> ComposeResult:
            table: RecordTable[Order] = RecordTable()
            table.set_pager(Orders(path), columns)
            yield table

        def on_ready(self) -> None:
            gc.freeze()

    Queue().run()


def measure(programs: dict[str, list[str]], rounds: int, keys: int) -> dict[str, Figures]:
    """Milliseconds, MiB and bytes of each program, by what was measured."""
    from pty_driver import Terminal

    seen: dict[str, Figures] = {name: defaultdict(list) for name in programs}
    for turn in range(rounds + 1):
        for name, arguments in programs.items():
            with Terminal([sys.executable, __file__, *arguments]) as terminal:
                first = terminal.first_frame(_FIRST_ROW.encode())
                terminal.settle(0.3)
                if turn == 0:
                    continue  # it has warmed the caches of the machine
                seen[name]["first frame"].append(first * 1000)
                seen[name]["RSS"].append(terminal.rss)
                press_keys(terminal, seen[name], keys)
                seen[name]["RSS after"].append(terminal.rss)
    return seen


def press_keys(terminal: Terminal, figures: Figures, keys: int) -> None:
    """Move in the view, over its edge, and by pages; all on the first 500 rows."""
    from pty_driver import DOWN, PAGE_DOWN, PAGE_UP, UP

    plans: dict[str, Sequence[bytes]] = {
        "cursor down": (DOWN, UP) * (keys // 2),
        "scroll a row": (DOWN,) * keys,
        "page down": ((PAGE_DOWN,) * 5 + (PAGE_UP,) * 5) * (keys // 10),
    }
    to_the_last_line = {"scroll a row": (DOWN,) * 45}
    for what, plan in plans.items():
        for key in to_the_last_line.get(what, ()):
            terminal.press(key)
            terminal.settle()
        for key in plan:
            figures[what].append(terminal.press(key) * 1000)
            figures[f"bytes, {what}"].append(terminal.settle())


def report(seen: dict[str, Figures]) -> None:
    """Medians and tails, with ratios to the first program."""
    floor = next(iter(seen.values()))
    print_row("", [*seen])
    for what in ("first frame", *MOVES):
        base = statistics.median(floor[what])
        print_row(f"{what}, ms: p50 / p99 (x empty)", [
            f"{p50:.1f} / {percentile(figures[what], 99):.1f} ({p50 / base:.2f})"
            for figures in seen.values()
            for p50 in [statistics.median(figures[what])]
        ])  # fmt: skip
    for what in ("RSS", "RSS after"):
        medians = [statistics.median(figures[what]) for figures in seen.values()]
        print_row(f"{what}, MiB", [f"{median:.1f}" for median in medians])
    for what in MOVES:
        medians = [statistics.median(figures[f"bytes, {what}"]) for figures in seen.values()]
        print_row(f"{what}, bytes", [f"{median:.0f}" for median in medians])


def print_row(title: str, cells: Sequence[str]) -> None:
    """One line of the report."""
    print(f"{title:<40}" + "".join(f"{cell:>24}" for cell in cells))


def percentile(values: Sequence[float], percent: int) -> float:
    """The value that `percent` of all values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


def main() -> None:
    """Build the databases, measure, report; with `empty` or `table PATH`, be what is measured."""
    if sys.argv[1:2] == ["empty"]:
        run_empty()
    elif sys.argv[1:2] == ["table"]:
        run_table(sys.argv[2])
    else:
        parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
        parser.add_argument("--rounds", type=int, default=5)
        parser.add_argument("--keys", type=int, default=100)
        options = parser.parse_args()
        with tempfile.TemporaryDirectory() as folder:
            programs = {"empty app": ["empty"]}
            for size in SIZES:
                path = Path(folder) / f"{size}.db"
                build(path, size)
                programs[f"{size:,} rows"] = ["table", str(path)]
            report(measure(programs, options.rounds, options.keys))


if __name__ == "__main__":
    main()
