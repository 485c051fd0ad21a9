"""How a test presses keys and looks at the screen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from dropship_tui.app import DropshipApp

if TYPE_CHECKING:
    from textual.pilot import Pilot

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
"""Monday, 17:30 in the shop."""

MakeApp = Callable[[], DropshipApp]
"""Makes the App on the test's shop."""

Take = Callable[..., str]
"""Takes down an order and answers its number."""


async def settled(pilot: Pilot[None]) -> None:
    """Wait until nothing is being read or written and nothing waits to be shown."""
    app = pilot.app
    assert isinstance(app, DropshipApp)
    quiet = 0
    while quiet < 2:
        await pilot.pause()
        quiet = 0 if _is_busy(app) else quiet + 1


def _is_busy(app: DropshipApp) -> bool:
    if app._unwritten:
        return True
    working = [worker.name for worker in app.workers if not worker.is_finished]
    if app._shop.done():
        working.remove("_open")  # it has opened the shop, and stays to watch it
    # Who has opened a dialog waits for its answer, and so for the next key.
    answers = [
        callback.future for screen in app.screen_stack for callback in screen._result_callbacks
    ]
    return len(working) > sum(future is not None and not future.done() for future in answers)


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys, one after the other has had its effect."""
    for key in keys:
        await pilot.press(key)
        await settled(pilot)


def text_of(pilot: Pilot[None]) -> str:
    """What is on the screen, line by line."""
    width, height = pilot.app.size
    strips = pilot.app.screen._compositor.render_strips()
    lines = ["".join(segment.text for segment in strip) for strip in strips]
    assert len(lines) == height
    assert width
    return "\n".join(line.rstrip() for line in lines)
