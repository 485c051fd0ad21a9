"""The App: one mode per screen, one queue of writes, one place where errors are shown."""

from __future__ import annotations

import asyncio
import sys
import traceback
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from rich.text import Text
from textual import work
from textual.app import App
from textual.message import Message
from textual.screen import Screen
from textual.worker import Worker, WorkerState

from dropship_tui import terminal
from dropship_tui.i18n import _
from dropship_tui.models import actions
from dropship_tui.screens.base import ShopScreen
from dropship_tui.screens.widgets.plain import shown
from dropship_tui.services.ports import Clock, system_clock
from dropship_tui.theme import THEME

if TYPE_CHECKING:
    from rich.console import RenderableType
    from textual._path import CSSPathType
    from textual.command import Provider

    from dropship_tui.services.work import Shop
    from dropship_tui.settings import Settings

T = TypeVar("T")

WATCH = 0.8  # seconds between two looks for what others have changed
NO_TERMINAL, DATABASE_TROUBLE = 2, 4  # exit codes


def _mode(name: str) -> Callable[[], Screen[Any]]:
    """The screen called `name`, imported when somebody goes there."""

    def make() -> Screen[Any]:
        module = import_module(f"dropship_tui.screens.{name}")
        screen: Screen[Any] = getattr(module, f"{name.capitalize()}Screen")()
        return screen

    return make


def _palette() -> type[Provider]:
    from dropship_tui.screens.dialogs.palette import Actions

    return Actions


class Written(Message):
    """The queue has done one write, or could not."""

    def __init__(
        self,
        result: Future[Any],
        done: Callable[[Any], object],
        failed: Callable[[BaseException], None],
    ) -> None:
        super().__init__()
        self.result, self.done, self.failed = result, done, failed


class DropshipApp(App[None], inherit_bindings=False):
    """What `dropship` opens."""

    TITLE = "dropship"
    # The first screen's among them: each file that is read later makes Textual read all again.
    CSS_PATH: ClassVar[CSSPathType | None] = ["app.tcss", "screens/today.tcss"]
    MODES: ClassVar[dict[str, str | Callable[[], Screen[Any]]]] = {
        name: _mode(name) for name in actions.SCREENS
    }
    DEFAULT_MODE = "today"
    # Without Textual's own commands: a screenshot would write customers' data to the disk.
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {_palette}

    def __init__(
        self, settings: Settings, *, clock: Clock = system_clock, debug: bool = False
    ) -> None:
        super().__init__()
        self.settings = settings
        self._clock = clock
        self.came_from = self.DEFAULT_MODE
        self._shows_faults = debug
        self._writer = ThreadPoolExecutor(1, "writer")
        self._unwritten = 0
        self._is_leaving = False
        for action in actions.ACTIONS:
            if action.screen == actions.EVERYWHERE:
                self._bindings.bind(
                    action.key,
                    action.call,
                    action.title,
                    show=action.in_bar,
                    key_display=action.key_name,
                )
        self._bindings.bind("ctrl+c", "help_quit", show=False)

    def on_load(self) -> None:
        """Before the terminal changes: know its colours, and how to leave it clean."""
        self.register_theme(THEME)
        self.theme = THEME.name
        loop = asyncio.get_running_loop()
        self._shop: asyncio.Future[Shop] = loop.create_future()
        for number, code in terminal.signals():
            loop.add_signal_handler(number, self._leave, code)

    def on_mount(self) -> None:
        """The first frame is on its way: now look for the data."""
        self._open()

    # The shop

    @work(exit_on_error=False)
    async def _open(self) -> None:
        from dropship_tui.screens.dialogs.first_run import opened

        shop = await opened(self, self.settings, self._clock)
        if shop is None:
            self.exit(return_code=DATABASE_TROUBLE)
            return
        self._shop.set_result(shop)
        self._warm_up()
        await self._watch(shop)

    @work(thread=True, exit_on_error=False)
    def _warm_up(self) -> None:
        """Import the other screens behind the first one, so that none is waited for."""
        for name in self.MODES:
            import_module(f"dropship_tui.screens.{name}")

    async def _watch(self, shop: Shop) -> None:
        """Show what others change. `changes` moves with our own writes, too."""
        seen = await asyncio.to_thread(shop.db.changes)
        while True:
            await asyncio.sleep(WATCH)
            now = await asyncio.to_thread(shop.db.changes)
            if now != seen:
                seen = now
                for screen in self.screen_stack:
                    if isinstance(screen, ShopScreen):
                        screen.renew()

    async def ready(self) -> Shop:
        """The shop, once it is open."""
        return await asyncio.shield(self._shop)

    # Writes: in one thread, in order, and none is dropped

    def write(
        self,
        work: Callable[[Shop], T],
        done: Callable[[T], object],
        failed: Callable[[BaseException], None] | None = None,
    ) -> None:
        """Run `work` after everything that was asked for before; then `done` or `failed`.

        It is done also when the screen has gone, or the App is leaving. Without `failed`,
        errors become a dialog.
        """
        self._unwritten += 1
        shop = self._shop.result()
        result = self._writer.submit(work, shop)
        result.add_done_callback(
            lambda result: self.post_message(Written(result, done, failed or self.report))
        )

    def on_written(self, event: Written) -> None:
        """Tell whoever asked for it; leave when this was the last one awaited."""
        self._unwritten -= 1
        error = event.result.exception()
        if error is None:
            event.done(event.result.result())
        else:
            event.failed(error)
        if self._is_leaving and not self._unwritten:
            self.exit()

    def finish_writes(self) -> None:
        """Wait for what is still being written."""
        self._writer.shutdown()

    # Words

    def say(self, message: str, *, alarm: bool = False) -> None:
        """A line of plain text that goes away by itself, or with the next one."""
        self.clear_notifications()
        self.notify(
            shown(message),
            severity="warning" if alarm else "information",
            timeout=10 if alarm else 4,
            markup=False,
        )

    def report(self, error: BaseException) -> None:
        """Say in a dialog what went wrong, what was kept, and what to do next."""
        from dropship_tui.screens.dialogs.message import Message, explained

        title, *lines = explained(error)
        message = Message(title, *lines)
        if not (isinstance(self.screen, Message) and self.screen.says_the_same_as(message)):
            self.push_screen(message)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """No error of a worker vanishes."""
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            self.report(event.worker.error)

    # Keys that work everywhere

    async def action_go(self, screen: str, wanted: str = "") -> None:
        """Change to another screen; `wanted` is the tab to show there."""
        if screen != self.current_mode:
            self.came_from = self.current_mode
            await self.switch_mode(screen)
        base = self.screen_stack[0]
        if isinstance(base, ShopScreen):
            base.come(wanted)

    async def action_keys(self) -> None:
        """The keys of this screen."""
        await self.action_go("help")

    def action_command_palette(self) -> None:
        """Find an action by its name."""
        from dropship_tui.screens.dialogs.palette import Palette

        self.push_screen(Palette(placeholder=_("Find an action")))

    def action_help_quit(self) -> None:
        """Ctrl+C is pressed by habit; it must not cost anybody's work."""
        self.say(_("Ctrl+Q quits."))

    async def action_quit(self) -> None:
        """Leave when everything is written."""
        self._is_leaving = True
        if self._unwritten:
            self.say(_("Finishing what was begun…"))
        else:
            self.exit()

    # Ends

    def _leave(self, code: int) -> None:
        """A signal wants us gone: soon, but with the terminal as it was and no write torn."""
        terminal.leave_at_last(code)
        self.exit(return_code=code)

    def _handle_exception(self, error: Exception) -> None:
        """While all is torn down, a widget may miss another one: that is no fault."""
        if not self._exit:
            super()._handle_exception(error)

    def panic(self, *renderables: RenderableType) -> None:  # noqa: ARG002 - they may quote data
        """A fault of the program: say so without anybody's data."""
        self._fatal_error()

    def _fatal_error(self) -> None:
        from dropship_tui.log import report_fault

        error = self._exception or RuntimeError()
        place = report_fault(error)
        told = [
            _("Something went wrong inside dropship. What was saved before is kept."),
            _("Details without customer data are in {path}; --debug shows them.").format(
                path=place
            ),
        ]
        if self._shows_faults:
            told += traceback.format_exception(error)
        self._exit_renderables.append(Text("\n".join(told)))
        self._close_messages_no_wait()


def open_screens(settings: Settings, *, debug: bool = False) -> int:
    """Open the screens and return the exit code when they are left."""
    if not terminal.can_draw():
        words = [
            _("The screens need a terminal that can draw them, and this is none."),
            _("Everything works without them, too: dropship --help lists the commands."),
        ]
        print(*words, sep="\n", file=sys.stderr)  # noqa: T201 - the one thing said without screens
        return NO_TERMINAL
    app = DropshipApp(settings, debug=debug)
    try:
        app.run()
    finally:
        app.finish_writes()
    return app.return_code or 0
