"""Keys are done in the order in which they are typed, however fast they come.

In Textual the focused widget does the keys that it knows at once. Others travel up to the app
and are done there, and meanwhile the widget goes on with the keys behind them. On a slow line,
where keys come in bursts, that is dangerous: "c, down" would confirm the row below, and "/hold"
would hold an order before the search field has the focus.
"""

from __future__ import annotations

import asyncio
from collections import deque
from copy import copy
from functools import partial
from typing import TYPE_CHECKING

from textual.widget import Widget

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual import events
    from textual.dom import DOMNode
    from textual.message import Message


class InOrder(Widget):
    """A widget in which each key waits until those before it are done, here or above."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._typed: deque[tuple[Callable[[], bool], events.Key | None]] = deque()
        self._above = False  # whether a key is being done above this widget

    def own(self, key: str) -> Callable[[], bool] | None:
        """What `key` does in this widget, if anything; it says False when it has to wait."""

    def go_on(self) -> None:
        """Do what has been typed, as far as nothing has to wait. Called after each key."""
        while self._typed and not self._above and self._typed[0][0]():
            self._typed.popleft()

    def in_turn(self, act: Callable[[], bool], key: events.Key | None = None) -> None:
        """Do `act` when all that has been typed before is done."""
        self._typed.append((act, key))
        self.go_on()

    async def _on_key(self, event: events.Key) -> None:
        event.stop()
        event.prevent_default()
        self.in_turn(self.own(event.key) or partial(self._hand_up, event), event)

    def _hand_up(self, event: events.Key) -> bool:
        """Let the key go its way up, and wait until the app is done with it."""
        self._above = True
        above = self.ancestors
        above[0].post_message(_once_more(event))
        self._follow(above)
        return True

    def _follow(self, above: list[DOMNode]) -> None:
        """Come behind the key through each queue on its way; then through the app's again.

        There a change of the focus may wait that the key has asked for.
        """
        if above:
            above[0].call_later(self._follow, above[1:])
        else:
            self.app.call_later(self._done_above)

    async def _done_above(self) -> None:
        if self.app.focused is not self:
            caught_up = asyncio.Event()
            if self.call_later(caught_up.set):
                await caught_up.wait()
            self._hand_over()
        self._above = False
        self.call_later(self.go_on)

    def _hand_over(self) -> None:
        """What has been typed since is meant for what has the focus now."""
        target = self.app.focused or self.app.screen
        while self._typed:
            _, key = self._typed.popleft()
            if key:
                target.post_message(_once_more(key))


def _once_more(event: events.Key) -> Message:
    """The key as it was before this widget took it."""
    return copy(event).stop(stop=False).prevent_default(prevent=False)
