"""Every key of every screen, once: what it is called, what it does, and its command.

Bindings, the key bar, the palette, the Help screen, `dropship keys` and the README's table are
all made from this table. Whether an action is possible now is not said here: the lifecycle says.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from dropship_tui.i18n import N_, _
from dropship_tui.models import lifecycle
from dropship_tui.models.lifecycle import Document
from dropship_tui.models.plan import Words

EVERYWHERE: Final = "everywhere"
LISTS: Final = "lists"
DIALOGS: Final = "dialogs"

SCREENS: Final = {
    "today": Words("Today", "今日"),
    "setup": Words("Setup", "供应商准备"),
    "catalog": Words("Catalog", "商品"),
    "orders": Words("Orders", "订单"),
    "packing": Words("Packing", "打包"),
    "receipts": Words("Receipts", "收货"),
    "returns": Words("Returns", "售后"),
    "help": Words("Help", "帮助"),
}
"""The screens with their names, in the order of their keys."""

GROUPS: Final = {
    EVERYWHERE: Words("Everywhere", "所有界面"),
    LISTS: Words("Lists", "列表"),
    DIALOGS: Words("Dialogs and forms", "对话框和表单"),
    **SCREENS,
}
"""Where keys belong: all screens, all lists, all dialogs, one screen."""

WITH_LISTS: Final = frozenset({"setup", "catalog", "orders", "receipts", "returns"})
"""The screens that are a list with tabs, a search and a detail."""


@dataclass(frozen=True, slots=True)
class Action:
    """Something that a key does. `label` is marked with N_, and empty for the door to a screen.

    `key` is Textual's name of the key. `command` is the command that does the same. With a
    `document`, the action is possible when the lifecycle allows `step` (its own name, unless
    the trade's table calls it otherwise) to a document of that kind.
    """

    screen: str
    name: str
    key: str
    label: str
    command: str = ""
    document: Document | None = None
    step: str = ""
    in_bar: bool = True

    @property
    def id(self) -> str:
        """Unique in the whole program."""
        return f"{self.screen}.{self.name}"

    @property
    def title(self) -> str:
        """What it is called, in the language in use."""
        return str(SCREENS[self.name]) if self._is_door else _(self.label)

    @property
    def call(self) -> str:
        """What Textual runs: a method of the screen or the App, or a change of screen."""
        return f"app.go('{self.name}')" if self._is_door else self.name

    @property
    def _is_door(self) -> bool:
        return self.screen == EVERYWHERE and self.name in SCREENS

    @property
    def key_name(self) -> str:
        """The key as people write it: Ctrl+P, F2, Esc, /."""
        *others, key = self.key.split("+")
        return "+".join([*map(_spelt, others), key.upper() if others else _spelt(key)])

    def is_possible(self, status: str, kind: str = "") -> bool:
        """Whether a document of this status (and case type) may take this action."""
        if self.document is None:
            return True
        step = self.step or self.name
        return lifecycle.find(self.document, status, step, kind=kind) is not None


_KEYS: Final = {
    "slash": "/",
    "question_mark": "?",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "escape": "Esc",
}


def _spelt(part: str) -> str:
    """Letters stay as they are typed: r and R are two keys."""
    return _KEYS.get(part) or (part if len(part) == 1 else part.capitalize())


_ORDER, _PARCEL, _CASE, _TASK = Document.ORDER, Document.PARCEL, Document.CASE, Document.TASK

ACTIONS: Final = (
    Action(EVERYWHERE, "help", "f1", "", "keys"),
    Action(EVERYWHERE, "today", "f2", "", "today", in_bar=False),
    Action(EVERYWHERE, "setup", "f3", "", "setup status", in_bar=False),
    Action(EVERYWHERE, "catalog", "f4", "", "catalog list", in_bar=False),
    Action(EVERYWHERE, "orders", "f5", "", "orders list", in_bar=False),
    Action(EVERYWHERE, "packing", "f6", "", "packing list", in_bar=False),
    Action(EVERYWHERE, "receipts", "f7", "", "receipts list", in_bar=False),
    Action(EVERYWHERE, "returns", "f8", "", "returns list", in_bar=False),
    Action(EVERYWHERE, "keys", "question_mark", N_("Keys of this screen"), "keys", in_bar=False),
    Action(EVERYWHERE, "command_palette", "ctrl+p", N_("Find an action"), in_bar=False),
    Action(EVERYWHERE, "quit", "ctrl+q", N_("Quit"), in_bar=False),
    Action(LISTS, "open", "enter", N_("Open"), in_bar=False),
    Action(LISTS, "select", "space", N_("Select"), in_bar=False),
    Action(LISTS, "search", "slash", N_("Search")),
    Action(LISTS, "next_tab", "right_square_bracket", N_("Next tab"), in_bar=False),
    Action(LISTS, "previous_tab", "left_square_bracket", N_("Previous tab"), in_bar=False),
    Action(LISTS, "back", "escape", N_("Back"), in_bar=False),
    Action(DIALOGS, "accept", "ctrl+s", N_("Accept")),
    Action(DIALOGS, "submit", "ctrl+s", N_("Submit")),
    Action(DIALOGS, "yes", "y", N_("Yes")),
    Action(DIALOGS, "no", "n", N_("No")),
    Action(DIALOGS, "choose", "enter", N_("Choose")),
    Action(DIALOGS, "close", "enter", N_("Close")),
    Action(DIALOGS, "leave", "escape", N_("Leave")),
    Action(DIALOGS, "stop", "escape", N_("Stop")),
    Action(DIALOGS, "anew", "ctrl+n", N_("Start anew")),
    Action(DIALOGS, "columns", "m", N_("Columns"), "orders maps propose"),
    Action(DIALOGS, "rejects", "w", N_("Rejected rows to a file"), "orders import"),
    Action(DIALOGS, "header", "ctrl+t", N_("Header")),
    Action(DIALOGS, "encoding", "ctrl+e", N_("Encoding")),
    Action(DIALOGS, "sheet", "ctrl+o", N_("Sheet")),
    Action("help", "back", "escape", N_("Back")),
    Action("today", "open", "enter", N_("Open the list"), "today"),
    Action("orders", "confirm", "c", N_("Confirm"), "orders confirm", _ORDER),
    Action("orders", "hold", "h", N_("Hold"), "orders hold", _ORDER),
    Action("orders", "why", "H", N_("Held why"), "orders list", in_bar=False),
    Action("orders", "release", "R", N_("Release"), "orders release", _ORDER),
    Action("orders", "edit", "e", N_("Edit"), "orders edit", _ORDER),
    Action("orders", "goods", "G", N_("Goods"), "orders goods", _ORDER, step="edit", in_bar=False),
    Action("orders", "merge", "m", N_("Merge"), "orders merge", _ORDER, step="edit", in_bar=False),
    Action("orders", "split", "S", N_("Split"), "orders split", _ORDER, step="edit", in_bar=False),
    Action("orders", "parcel", "o", N_("Parcel"), "packing open", _ORDER, step="open"),
    Action("orders", "cancel", "x", N_("Cancel"), "orders cancel", _ORDER),
    Action("orders", "pay", "P", N_("Paid"), "orders pay", _ORDER, step="update", in_bar=False),
    Action("orders", "heed", "N", N_("News dealt with"), "orders heed", _ORDER, in_bar=False),
    Action("orders", "import", "i", N_("Import"), "orders import"),
    Action("orders", "new", "n", N_("New"), "orders new"),
    Action("packing", "undo", "ctrl+z", N_("Undo"), "packing undo"),
    Action("packing", "hold", "f9", N_("Hold"), "orders hold"),
    Action("packing", "weigh", "f10", N_("Weight"), "packing weigh", _PARCEL),
    Action("packing", "courier", "f11", N_("Courier"), "packing courier", _PARCEL),
    Action("packing", "skip", "f12", N_("Aside"), "packing aside"),
    Action("packing", "hand_over", "ctrl+o", N_("Hand over"), "packing handover"),
    Action("packing", "print_label", "ctrl+l", N_("Label"), "packing label"),
    Action("packing", "print_slip", "ctrl+n", N_("Slip"), "packing slip"),
    Action(
        "packing", "void_waybill", "ctrl+t", N_("Void waybill"), "packing void-waybill", _PARCEL
    ),
    Action("receipts", "deliver", "d", N_("Delivered"), "receipts deliver", _PARCEL),
    Action("receipts", "confirm", "c", N_("Confirm"), "receipts confirm", _ORDER, step="complete"),
    Action("receipts", "check", "g", N_("Check goods"), "receipts check", _ORDER),
    Action("receipts", "review", "s", N_("Review"), "receipts review", _ORDER),
    Action("receipts", "lose", "L", N_("Lost"), "receipts lost", _PARCEL),
    Action("receipts", "auto_confirm", "A", N_("Auto-confirm"), "receipts auto-confirm"),
    Action("receipts", "tell", "u", N_("Tell customers"), "notify send"),
    Action("receipts", "import", "i", N_("Import"), "receipts tracking import"),
    Action("returns", "new", "n", N_("New"), "returns request"),
    Action("returns", "approve", "a", N_("Approve"), "returns approve", _CASE),
    Action("returns", "receive", "b", N_("Came back"), "returns receive", _CASE),
    Action("returns", "inspect", "v", N_("Inspect"), "returns inspect", _CASE),
    Action("returns", "refund", "f", N_("Refund"), "returns refund", _CASE),
    Action("returns", "close", "l", N_("Close case"), "returns close", _CASE),
    Action("returns", "message", "t", N_("Message"), "returns message", _CASE),
    Action("returns", "waybill", "w", N_("Waybill"), "returns waybill", _CASE),
    Action("returns", "reject", "r", N_("Reject"), "returns reject", _CASE),
    Action("returns", "withdraw", "W", N_("Withdrawn"), "returns withdraw", _CASE),
    Action("setup", "complete", "c", N_("Complete"), "setup task", _TASK),
    Action("setup", "edit", "e", N_("Edit"), "setup task", _TASK),
    Action("setup", "reopen", "R", N_("Reopen"), "setup task", _TASK),
    Action("setup", "new", "n", N_("New partner"), "setup partner add"),
    Action("setup", "agreement", "a", N_("Agreement"), "setup agreement add"),
    Action("catalog", "receive", "b", N_("Receive"), "stock receive"),
    Action("catalog", "adjust", "k", N_("Correct"), "stock adjust"),
    Action("catalog", "edit", "e", N_("Edit"), "catalog edit"),
    Action("catalog", "new", "n", N_("New"), "catalog new"),
    Action("catalog", "import", "i", N_("Import"), "catalog import"),
)
"""All of them, in the order in which bars and help show them."""

BY_ID: Final = {action.id: action for action in ACTIONS}


def of(screen: str) -> tuple[Action, ...]:
    """What can be done on `screen`: its own actions, those of lists, those of everywhere."""
    groups = (screen, LISTS, EVERYWHERE) if screen in WITH_LISTS else (screen, EVERYWHERE)
    return tuple(action for group in groups for action in ACTIONS if action.screen == group)
