"""In a real terminal: left as it was found, whatever ends the program."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dropship_tui.services.work import Shop
    from dropship_tui.settings import Settings
    from tests.screens.hands import Take

LEFT_CLEAN = (b"\x1b[?1049l", b"\x1b[?1000l", b"\x1b[?2004l", b"\x1b[?25h")
PATIENCE = 30  # seconds until a test gives up; it is never waited for otherwise


class Terminal:
    """A terminal of 80×24 with the program in it."""

    def __init__(self, database: str) -> None:
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            os.environ["PYTHONPATH"] = str(Path(__file__).parents[2])
            os.execv(sys.executable, [sys.executable, "-m", "dropship_tui", "--db", database])  # noqa: S606
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.shown = b""

    def wait_for(self, text: str) -> None:
        """Read until `text` has been shown since the last key."""
        while text.encode() not in self.shown:
            assert self._read(), self.shown[-2000:]

    def type(self, keys: str) -> None:
        """Press keys."""
        self.shown = b""
        os.write(self._fd, keys.encode())

    def _read(self) -> bool:
        if not select.select([self._fd], [], [], PATIENCE)[0]:
            return False
        try:
            more = os.read(self._fd, 65536)
        except OSError:  # the other end is closed
            return False
        self.shown += more
        return bool(more)

    def hang_up(self) -> None:
        """Close the terminal's window."""
        os.close(self._fd)

    def exit_code(self) -> int:
        """Read to the end, and wait for the process."""
        while self._read():
            pass
        return self.wait()

    def wait(self) -> int:
        """Wait for the process."""
        _, status = os.waitpid(self.pid, 0)
        self.pid = 0
        return os.waitstatus_to_exitcode(status)

    def end(self) -> None:
        """Leave no process behind."""
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)


Open = Callable[[], Terminal]


@pytest.fixture
def open_terminal(shop: Shop, settings: Settings) -> Iterator[Open]:
    """Opens the screens on the test's shop."""
    opened: list[Terminal] = []

    def new() -> Terminal:
        opened.append(Terminal(settings.database))
        opened[-1].wait_for("to pack")
        return opened[-1]

    yield new
    for terminal in opened:
        terminal.end()


@pytest.mark.parametrize(("name", "code"), [("SIGTERM", 143), ("SIGHUP", 129)])
@pytest.mark.parametrize("keys", ["", "\x1b[15~n", "\x1b[17~"], ids=["today", "form", "packing"])
def test_a_signal_leaves_the_terminal_clean(
    open_terminal: Open, name: str, code: int, keys: str
) -> None:
    terminal = open_terminal()
    if keys:
        terminal.type(keys)
        terminal.wait_for("F1" if "17" in keys else "Ctrl+S")
    terminal.shown = b""
    os.kill(terminal.pid, getattr(signal, name))
    assert terminal.exit_code() == code
    for sequence in LEFT_CLEAN:
        assert sequence in terminal.shown


def test_a_closed_window_ends_the_program(open_terminal: Open) -> None:
    terminal = open_terminal()
    terminal.hang_up()
    assert terminal.wait() == 129


def test_a_signal_waits_for_no_lock(open_terminal: Open, shop: Shop, take: Take) -> None:
    """Somebody else holds the database; what was asked for is not half done."""
    take()
    terminal = open_terminal()
    terminal.type("\x1b[15~")
    terminal.wait_for("Fulfilment")  # the order under the cursor is shown
    holder = shop.db.raw()
    holder.execute("BEGIN IMMEDIATE")
    terminal.type("c]")
    terminal.wait_for("[Held]")  # so c is done with, and its write waits for the lock
    began = time.monotonic()
    os.kill(terminal.pid, signal.SIGTERM)
    assert terminal.exit_code() == 143
    assert time.monotonic() - began < 5  # SQLite would wait for ten seconds
    holder.execute("ROLLBACK")
    holder.close()
    for sequence in LEFT_CLEAN:
        assert sequence in terminal.shown


def test_ctrl_q_writes_what_was_asked_for(open_terminal: Open, shop: Shop, take: Take) -> None:
    take()
    terminal = open_terminal()
    terminal.type("\x1b[15~")
    terminal.wait_for("Fulfilment")  # the order under the cursor is shown
    terminal.type("c\x11")
    assert terminal.exit_code() == 0
    status = shop.read(lambda tx: tx.value("SELECT status FROM orders"))
    assert status == "confirmed"


@pytest.mark.parametrize("term", ["dumb", "", None])
def test_without_a_terminal_the_commands_are_named(settings: Settings, term: str | None) -> None:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    environment |= {} if term is None else {"TERM": term}
    ended = subprocess.run(
        [sys.executable, "-m", "dropship_tui", "--db", settings.database],
        capture_output=True,
        env=environment,
        check=False,
    )
    assert ended.returncode == 2
    assert b"dropship --help" in ended.stderr
    assert b"\x1b" not in ended.stdout + ended.stderr
