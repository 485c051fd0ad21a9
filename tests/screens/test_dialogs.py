"""Dialogs: typed answers, safe defaults, faults in words, keys and mouse."""

from __future__ import annotations

import threading
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from textual.screen import Screen

from dropship_tui.models.checks import quantity
from dropship_tui.screens.dialogs.choose import Choose
from dropship_tui.screens.dialogs.confirm import Confirm
from dropship_tui.screens.dialogs.form import Field, Form, required
from dropship_tui.screens.dialogs.importing import FileNames, Progress, existing_file
from dropship_tui.screens.dialogs.message import Message
from dropship_tui.screens.dialogs.saving import SavingForm
from dropship_tui.screens.new_order import NewOrderScreen
from dropship_tui.services.orders import order_queries
from tests.screens.hands import MakeApp, Take, press, settled, text_of

if TYPE_CHECKING:
    from dropship_tui.services.work import Shop

NOTHING = object()


async def answer(make_app: MakeApp, dialog: Screen[Any], *keys: str) -> Any:
    """What `dialog` answers to these keys; NOTHING while it is open."""
    answers: list[Any] = []
    async with make_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        pilot.app.push_screen(dialog, answers.append)
        await settled(pilot)
        await press(pilot, *keys)
    return answers[0] if answers else NOTHING


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        (("y",), True),
        (("ctrl+s",), True),
        (("n",), False),
        (("escape",), False),
        (("enter",), False),
        (("x", "space", "f5"), NOTHING),
    ],
)
async def test_a_question_is_answered_no_unless_one_says_yes(
    shop: Shop, make_app: MakeApp, keys: tuple[str, ...], said: object
) -> None:
    assert await answer(make_app, Confirm("Sure?", "It is gone then."), *keys) is said


@pytest.mark.parametrize(
    ("keys", "chosen"),
    [
        (("enter",), "a"),
        (("down", "enter"), "b"),
        (("down", "ctrl+s"), "b"),
        (("escape",), None),
    ],
)
async def test_one_of_a_few_is_chosen(
    shop: Shop, make_app: MakeApp, keys: tuple[str, ...], chosen: str | None
) -> None:
    assert await answer(make_app, Choose("Which?", {"a": "One", "b": "Two"}), *keys) == chosen


async def test_the_key_that_chooses_is_in_the_bar(shop: Shop, make_app: MakeApp) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        pilot.app.push_screen(Choose("Which?", {"a": "One", "b": "Two"}))
        await settled(pilot)
        assert text_of(pilot).splitlines()[-1] == " Enter Choose  Esc Leave"


def _form() -> Form:
    return Form(
        "Fill in",
        [Field("name", "Name", "old", required), Field("n", "How many", check=quantity)],
    )


async def test_a_form_answers_what_its_checks_made_of_it(shop: Shop, make_app: MakeApp) -> None:
    # Enter goes to the next field, and at the last one accepts.
    keys = ("Z", "o", "enter", "3", "enter")
    assert await answer(make_app, _form(), *keys) == {"name": "Zo", "n": 3}


async def test_a_form_that_is_left_answers_nothing(shop: Shop, make_app: MakeApp) -> None:
    assert await answer(make_app, _form(), "Z", "escape") is None


async def test_a_long_label_is_whole(shop: Shop, make_app: MakeApp) -> None:
    question = "Why is it taken all the same?"
    async with make_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        for form in (Form, partial(SavingForm, save=_never)):
            pilot.app.push_screen(form("Title", [Field("a", question), Field("b", "B", "answer")]))
            await settled(pilot)
            text = text_of(pilot)
            assert question in text
            assert "B".ljust(len(question) + 1) + "answer" in text
            await press(pilot, "escape")


async def _never(_given: dict[str, Any]) -> str | None:
    raise AssertionError


async def test_what_is_wrong_is_said_below_its_field(shop: Shop, make_app: MakeApp) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        pilot.app.push_screen(_form())
        await settled(pilot)
        await press(pilot, "delete", "backspace", "tab", "0", "ctrl+s")
        text = text_of(pilot)
        assert "✗ This must not be empty." in text
        assert "✗ “0” is not a whole number above 0." in text
        await press(pilot, "x", "tab", "backspace", "2", "ctrl+s")
        assert not isinstance(pilot.app.screen, Form)


@pytest.mark.parametrize("key", ["enter", "escape", "ctrl+s"])
async def test_a_message_is_read_and_gone(shop: Shop, make_app: MakeApp, key: str) -> None:
    assert await answer(make_app, Message("Title", "Line"), key) is None


@pytest.mark.parametrize("dialog", [Confirm("?", "!"), Message("!"), _form(), NewOrderScreen()])
async def test_ctrl_q_quits_from_everywhere(
    shop: Shop, make_app: MakeApp, dialog: Screen[Any]
) -> None:
    app = make_app()
    async with app.run_test() as pilot:
        await settled(pilot)
        app.push_screen(dialog)
        await settled(pilot)
        await pilot.press("ctrl+q")
        assert app._exit


# Files


async def test_names_of_files_are_completed(tmp_path: Path, monkeypatch: Any) -> None:
    (tmp_path / "orders.csv").touch()
    (tmp_path / "old").mkdir()
    (tmp_path / "evil\x1b[2J.csv").touch()
    names = FileNames()
    assert await names.get_suggestion(f"{tmp_path}/or") == f"{tmp_path}/orders.csv"
    assert await names.get_suggestion(f"{tmp_path}/ol") == f"{tmp_path}/old/"
    assert await names.get_suggestion(f"{tmp_path}/ev") is None
    assert await names.get_suggestion(f"{tmp_path}/none/x") is None
    monkeypatch.chdir(tmp_path)
    assert await names.get_suggestion("ord") == "orders.csv"
    assert await names.get_suggestion("") is None


def test_a_file_is_found_as_it_is_typed_dropped_or_quoted(tmp_path: Path) -> None:
    path = tmp_path / "my orders.csv"
    path.touch()
    for typed in (f"{path}", f" '{path}' ", f'"{path}"', f"file://{path}"):
        assert existing_file(typed) == path
    with pytest.raises(ValueError, match="no such file"):
        existing_file(str(tmp_path))


async def test_long_work_shows_how_far_it_is_and_can_be_stopped(
    shop: Shop, make_app: MakeApp
) -> None:
    progress = Progress("Working")
    answers: list[bool] = []
    stepped, stopped = threading.Event(), threading.Event()

    def work(_shop: Shop) -> None:
        answers.append(progress.advance(1, 4))
        stepped.set()
        stopped.wait()
        answers.append(progress.advance(2, 4))

    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await app.push_screen(progress)
        app.write(work, lambda _: progress.dismiss())
        while not stepped.is_set():
            await pilot.pause()
        await pilot.pause()
        assert "██████████░░░░" in text_of(pilot)
        assert "1 / 4" in text_of(pilot)
        await pilot.press("escape")
        stopped.set()
        await settled(pilot)
        assert app.screen is not progress
    assert answers == [True, False]


# The palette, and the mouse


async def test_the_palette_finds_what_is_possible_here(
    shop: Shop, take: Take, make_app: MakeApp
) -> None:
    number = take()
    async with make_app().run_test(size=(80, 30)) as pilot:
        await settled(pilot)
        await press(pilot, "f5", "ctrl+p")
        text = text_of(pilot)
        assert "Confirm  c" in text
        assert "Release" not in text
        for leak in ("Screenshot", "Maximize", "Theme"):
            assert leak not in text
        await press(pilot, *"confirm", "enter")
        # The palette lets its choice be seen for a moment before it acts.
        while shop.read(lambda tx: order_queries.show(tx, number)).status != "confirmed":
            await settled(pilot)


async def test_the_mouse_works(shop: Shop, take: Take, make_app: MakeApp) -> None:
    number = take(holds=("no_service",))
    async with make_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        lines = text_of(pilot).splitlines()
        board = next(y for y, line in enumerate(lines) if "1 held" in line)
        await pilot.click(offset=(lines[board].index("1 held"), board))
        await settled(pilot)
        assert "[Held 1]" in text_of(pilot)
        tabs = text_of(pilot).splitlines()[0]
        await pilot.click(offset=(tabs.index("New"), 0))
        await settled(pilot)
        assert "[New]" in text_of(pilot)
        await pilot.click(offset=(text_of(pilot).splitlines()[0].index("Held"), 0))
        await settled(pilot)
        keys = text_of(pilot).splitlines()[-1]
        await pilot.click(offset=(keys.index("Release"), 23))
        await settled(pilot)
        assert shop.read(lambda tx: order_queries.show(tx, number)).status == "new"
