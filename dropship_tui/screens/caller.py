"""Asking services without stopping, and writing through the App's one queue.

A `Caller` is any screen or dialog that talks to services.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, ParamSpec, Protocol, TypeVar, cast

from textual import work
from textual.screen import Screen
from textual.worker import Worker, WorkerState

if TYPE_CHECKING:
    from dropship_tui.services.work import Shop, Tx

P = ParamSpec("P")
T = TypeVar("T")
ResultT = TypeVar("ResultT")


class Hub(Protocol):
    """What screens know of the App."""

    came_from: str
    """The screen before this one."""

    async def ready(self) -> Shop:
        """The shop, once it is open."""

    def write(
        self,
        work: Callable[[Shop], T],
        done: Callable[[T], object],
        failed: Callable[[BaseException], None] | None = None,
    ) -> None:
        """Run `work` after everything that was asked for before; then `done` or `failed`.

        It is done also when the screen has gone. Without `failed`, errors become a dialog.
        """

    def report(self, error: BaseException) -> None:
        """Say in a dialog what went wrong, what was kept, and what to do next."""

    def say(self, message: str, *, alarm: bool = False) -> None:
        """A line of plain text that goes away by itself."""

    async def action_go(self, screen: str, wanted: str = "") -> None:
        """Change to another screen; `wanted` is the code of the tab to show there."""


def background(method: Callable[P, Coroutine[Any, Any, T]]) -> Callable[P, Worker[T]]:
    """A method that may wait for services and dialogs; its errors become a dialog."""
    return work(exit_on_error=False)(method)


class Caller(Screen[ResultT]):
    """A screen or a dialog that asks services."""

    @property
    def hub(self) -> Hub:
        """The App, as screens know it."""
        return cast("Hub", self.app)

    async def ask(self, read: Callable[[Tx], T]) -> T:
        """What `read` finds in the shop. It runs in a thread: it must not touch the screen.

        Await it in a `background` method, never in a message handler: keys would have to wait.
        """
        shop = await self.hub.ready()
        return await asyncio.to_thread(shop.read, read)

    async def ask_shop(self, look: Callable[[Shop], T]) -> T:
        """Like `ask`, for what opens its own transactions; nothing may be changed by it."""
        return await asyncio.to_thread(look, await self.hub.ready())

    async def save(self, work: Callable[[Shop], T]) -> T:
        """Run `work` in the App's queue of writes and wait for it; it raises what `work` raises.

        When this screen goes meanwhile, the write is done all the same.
        """
        result: asyncio.Future[T] = asyncio.get_running_loop().create_future()

        def done(value: T) -> None:
            if not result.cancelled():
                result.set_result(value)

        def failed(error: BaseException) -> None:
            if result.cancelled():
                self.hub.report(error)
            else:
                result.set_exception(error)

        self.hub.write(work, done, failed)
        return await result

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """No error of a worker vanishes."""
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            self.hub.report(event.worker.error)
