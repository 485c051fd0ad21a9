"""Drives a program in a pseudo-terminal and measures what the person before it waits for.

Textual's own Pilot waits too much to measure anything by. Here the clock runs from the moment a
key is sent to the moment the terminal has the frame that answers it: terminals that know
synchronized updates (DEC mode 2026) are told where a frame ends, and this one claims to be one.
"""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from pathlib import Path
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

DOWN, UP, PAGE_DOWN, PAGE_UP, HOME, END = (
    b"\x1b[B", b"\x1b[A", b"\x1b[6~", b"\x1b[5~", b"\x1b[H", b"\x1b[F",
)  # fmt: skip

_FRAME_ENDS = b"\x1b[?2026l"
_QUESTION, _ANSWER = b"\x1b[?2026$p", b"\x1b[?2026;2$y"
_QUIET = 0.05  # seconds without output that end a frame of a program without such updates


class Terminal:
    """A program that runs in a terminal of the given size, from its start to `close`."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        columns: int = 120,
        lines: int = 40,
        env: Mapping[str, str] | None = None,
    ) -> None:
        environment = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
        environment.update(env or {})
        self._since = time.perf_counter()
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
            os.execvpe(command[0], list(command), environment)
        self.output = b""  # since the last key, or since the start

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def first_frame(self, showing: bytes = b"", *, timeout: float = 60) -> float:
        """Seconds from the start of the process to the end of the first frame with `showing`."""
        return self._frame(showing, timeout)

    def press(self, key: bytes, showing: bytes = b"", *, timeout: float = 10) -> float:
        """Seconds from sending `key` to the end of the first frame after it with `showing`."""
        self.output = b""
        self._since = time.perf_counter()
        os.write(self._fd, key)
        return self._frame(showing, timeout)

    def settle(self, quiet: float = 0.03) -> int:
        """Wait until nothing has come for `quiet` seconds; how many bytes came since the key."""
        while self._read(quiet):
            pass
        return len(self.output)

    @property
    def rss(self) -> float:
        """Resident memory of the process now, in MiB."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        kib = next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))
        return int(kib) / 1024

    @property
    def cpu(self) -> float:
        """Seconds of processor time that the process has used so far."""
        return _cpu_seconds(self.pid)

    def close(self) -> None:
        """End the process and the terminal."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self._fd)

    def _frame(self, showing: bytes, timeout: float) -> float:
        """Read up to the end of a frame that holds `showing`."""
        seen = 0
        last = self._since
        while last - self._since < timeout:
            came = self._read(_QUIET if seen else timeout)
            if not came and seen and _FRAME_ENDS not in self.output and showing in self.output:
                return last - self._since
            last = time.perf_counter() if came else last
            seen = len(self.output)
            shown = self.output.find(showing)
            if shown >= 0 and _FRAME_ENDS in self.output[shown:]:
                return last - self._since
        msg = f"no frame with {showing!r} within {timeout} s: {self.output[-500:]!r}"
        raise TimeoutError(msg)

    def _read(self, wait: float) -> bool:
        """Read what has come within `wait` seconds; False for nothing."""
        ready, _, _ = select.select([self._fd], [], [], wait)
        if not ready:
            return False
        try:
            data = os.read(self._fd, 1 << 16)
        except OSError as error:  # what Linux says when the program has ended
            msg = f"the program has ended: {self.output[-2000:].decode(errors='replace')}"
            raise EOFError(msg) from error
        if _QUESTION in data:
            os.write(self._fd, _ANSWER)
        self.output += data
        return bool(data)


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
