"""One of a few."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual import on
from textual.binding import Binding
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from dropship_tui.models import actions
from dropship_tui.screens.dialogs.base import Dialog
from dropship_tui.screens.widgets.plain import plain


class Choices(OptionList):
    """A few texts from outside; its Enter is in the key bar."""

    def __init__(self, choices: Mapping[str, str]) -> None:
        options = [Option(plain(text), id=code) for code, text in choices.items()]
        super().__init__(*options, markup=False, compact=True)
        # Its own Enter, that OptionList hides, stands before the dialog's.
        choose = actions.BY_ID[f"{actions.DIALOGS}.choose"]
        self._bindings.key_to_bindings[choose.key] = [
            Binding(choose.key, "select", choose.title, key_display=choose.key_name)
        ]


class Choose(Dialog[str | None]):
    """Answers the code of what was chosen; None when the question was left."""

    AUTO_FOCUS = "OptionList"
    KEYS: ClassVar[Mapping[str, str]] = {"choose": "accept", "leave": "leave"}
    OTHER_KEYS: ClassVar[Mapping[str, str]] = {"ctrl+s": "accept"}

    def __init__(self, question: str, choices: Mapping[str, str], *, remark: str = "") -> None:
        super().__init__(question)
        self.choices = dict(choices)
        self._remark = remark

    def body(self) -> list[Widget]:
        """The choices, one a line."""
        remark = [Static(plain(self._remark), id="lines")] if self._remark else []
        return [*remark, Choices(self.choices)]

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option_id)

    def action_accept(self) -> None:
        """The highlighted one."""
        self.query_one(OptionList).action_select()

    def action_leave(self) -> None:
        """None of them."""
        self.dismiss(None)
