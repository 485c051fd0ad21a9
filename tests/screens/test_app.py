"""The frame: opening, writing, telling of errors, other terminals, leaving."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from textual.widgets import OptionList

from dropship_tui import log
from dropship_tui.app import DropshipApp
from dropship_tui.models import actions
from dropship_tui.screens.dialogs.choose import Choose
from dropship_tui.screens.dialogs.message import Message
from dropship_tui.services.database.db import Rows
from dropship_tui.services.errors import Refused
from dropship_tui.settings import Settings
from tests.screens.hands import NOW, MakeApp, Take, press, settled, text_of

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from dropship_tui.services.work import Shop


async def test_every_screen_has_its_key(shop: Shop, make_app: MakeApp) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        for number, name in enumerate(actions.SCREENS, 2):
            key = "f1" if name == "help" else f"f{number}"
            await press(pilot, key)
            assert pilot.app.current_mode == name


async def test_no_query_runs_on_the_thread_of_the_screens(
    shop: Shop, take: Take, make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every screen is opened, searched and acted on; each statement ran in another thread."""
    take(remark="slowly")
    mine = threading.get_ident()
    threads: list[int] = []
    execute = Rows._execute

    def watched(self: Rows, sql: str, values: Any) -> Any:
        threads.append(threading.get_ident())
        return execute(self, sql, values)

    monkeypatch.setattr(Rows, "_execute", watched)
    async with make_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "f3", "f4", "f6", "f7", "f8", "f1", "f5")
        await press(pilot, "slash", "张", "enter", "down", "space", "c", "enter", "escape", "]")
    assert len(threads) > 20
    assert mine not in threads


async def test_writes_keep_their_order_and_are_done_when_the_screen_has_gone(
    shop: Shop, make_app: MakeApp
) -> None:
    written: list[int] = []
    gate = threading.Event()
    app = make_app()

    def write(number: int) -> Any:
        def work(_shop: Shop) -> None:
            gate.wait()
            written.append(number)

        return work

    async with app.run_test() as pilot:
        await settled(pilot)
        for number in range(5):
            app.write(write(number), lambda _: None)
        await pilot.press("f5", "ctrl+q")
        gate.set()
    app.finish_writes()
    assert written == [0, 1, 2, 3, 4]


async def test_quitting_waits_for_what_is_being_written(shop: Shop, make_app: MakeApp) -> None:
    gate = threading.Event()
    app = make_app()
    async with app.run_test(notifications=True) as pilot:
        await settled(pilot)
        app.write(lambda _shop: gate.wait(), lambda _: None)
        await pilot.press("ctrl+q")
        await pilot.pause()
        assert app.is_running
        assert "Finishing what was begun" in text_of(pilot)
        gate.set()
        while app.is_running and not app._exit:
            await pilot.pause()
    assert app.return_code == 0


async def test_a_refusal_says_what_happened_and_what_to_do(shop: Shop, make_app: MakeApp) -> None:
    app = make_app()

    def refuse(_shop: Shop) -> None:
        raise Refused("no", "It is [/b] not possible.", hint="Do [@click=app.quit]this[/].")

    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        app.write(refuse, lambda _: None)
        await settled(pilot)
        text = text_of(pilot)
        assert "It is [/b] not possible." in text
        assert "Do [@click=app.quit]this[/]." in text
        await press(pilot, "enter")
        assert not isinstance(app.screen, Message)


@pytest.mark.usefixtures("fault_expected")
async def test_a_fault_is_logged_without_values_and_said_once(
    shop: Shop, make_app: MakeApp
) -> None:
    app = make_app()

    def fail(_shop: Shop) -> None:
        raise RuntimeError("the phone is 13800138000")

    async with app.run_test(size=(100, 24)) as pilot:
        await settled(pilot)
        for _ in range(2):
            app.write(fail, lambda _: None)
        await settled(pilot)
        assert "Something went wrong inside dropship" in text_of(pilot)
        await press(pilot, "enter")
        assert not isinstance(app.screen, Message)
    told = log.log_file().read_text()
    assert "RuntimeError" in told
    assert "13800138000" not in told


@pytest.mark.usefixtures("fault_expected")
def test_a_crash_prints_no_values(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    secret = "13800138000"

    class Crashing(DropshipApp):
        def on_mount(self) -> None:
            number = secret
            raise RuntimeError(number)

    app = Crashing(settings, clock=lambda: NOW)
    app.run(headless=True)
    told = capsys.readouterr()
    assert "Something went wrong inside dropship" in told.err
    assert secret not in told.out + told.err
    assert "Traceback" not in told.out + told.err
    assert app.return_code == 1


async def test_what_others_change_shows_by_itself(
    shop: Shop, take: Take, make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dropship_tui.app.WATCH", 0.01)
    async with make_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "f5")
        assert "No orders here." in text_of(pilot)
        number = take()
        while number not in text_of(pilot):
            await settled(pilot)
        assert "[New 1]" in text_of(pilot)


# The first run


async def test_a_shop_is_made_where_there_is_none(tmp_path: Path) -> None:
    path = tmp_path / "new" / "shop.db"
    app = DropshipApp(Settings(str(path), "tester"), clock=lambda: NOW)
    async with app.run_test(size=(80, 24)) as pilot:
        await _until(pilot, Choose)
        assert "There is no shop here yet" in text_of(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert "0 new" in text_of(pilot)
    assert path.exists()


async def test_nothing_is_made_when_the_first_run_is_left(tmp_path: Path) -> None:
    path = tmp_path / "shop.db"
    app = DropshipApp(Settings(str(path), "tester"), clock=lambda: NOW)
    async with app.run_test(size=(80, 24)) as pilot:
        await _until(pilot, Choose)
        assert pilot.app.screen.query_one(OptionList).option_count == 3
        await pilot.press("escape")
        await _until(pilot, None)
    assert app.return_code == 4
    assert not path.exists()


async def test_a_file_that_is_no_shop_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "shop.db"
    path.write_bytes(b"something else entirely " * 50)
    app = DropshipApp(Settings(str(path), "tester"), clock=lambda: NOW)
    async with app.run_test(size=(80, 24)) as pilot:
        await _until(pilot, Message)
        assert "is not a database" in text_of(pilot)
        await pilot.press("enter")
        await _until(pilot, None)
    assert app.return_code == 4
    assert path.read_bytes().startswith(b"something else")


async def _until(pilot: Pilot[None], screen: type[Any] | None) -> None:
    """Wait for a dialog, or for the end."""
    while not (pilot.app._exit if screen is None else isinstance(pilot.app.screen, screen)):
        await pilot.pause()
    await pilot.pause()


async def test_the_sample_shop_is_made_to_look_around(tmp_path: Path) -> None:
    path = tmp_path / "shop.db"
    app = DropshipApp(Settings(str(path), "tester"), clock=lambda: NOW)
    async with app.run_test(size=(80, 24)) as pilot:
        await _until(pilot, Choose)
        await pilot.press("down", "enter")
        await settled(pilot)
        await press(pilot, "f4")
        assert "TS-RED-M" in text_of(pilot)
    app.finish_writes()
