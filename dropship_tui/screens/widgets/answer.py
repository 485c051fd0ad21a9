"""The bench's answer to a scan: a block of colour, a big sign, big figures and a few words."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Digits, Static

from dropship_tui.i18n import _
from dropship_tui.models.packing import Scan, ScanOutcome
from dropship_tui.screens.widgets.detail import line
from dropship_tui.screens.widgets.plain import plain

_RIGHT = "     ▄▀\n▀▄ ▄▀  \n  ▀    "
_WRONG = "▀▄ ▄▀  \n  █    \n▄▀ ▀▄  "
_READY = " ▄▄▄   \n █ █   \n ▀▀▀   "

_COUNTED = {
    ScanOutcome.PARCEL_OPENED,
    ScanOutcome.ITEM_OK,
    ScanOutcome.PARCEL_COMPLETE,
    ScanOutcome.UNDONE,
    ScanOutcome.EXTRA_ITEM,
}


class Answer(Horizontal):
    """Right or wrong is seen from two metres away, by its colour and by its shape."""

    DEFAULT_CSS = """
    Answer {
        height: 5;
        padding: 1 2;
        background: $panel;
        & > Static { width: 9; height: 3; }
        & > Vertical { width: 1fr; height: 3; }
        & #outcome { height: 1; text-style: bold; text-wrap: nowrap; text-overflow: ellipsis; }
        & #message { height: 2; }
        & > Digits { width: auto; min-width: 0; margin: 0 1; text-style: bold; }
        &.-ready { color: $text-muted; }
        &.-right { background: $success; color: $text; }
        &.-wrong { background: $error; color: $text; }
    }
    """

    def compose(self) -> ComposeResult:
        """Sign, words, figures."""
        yield Static(id="sign", markup=False)
        with Vertical():
            yield Static(id="outcome", markup=False)
            yield Static(id="message", markup=False)
        yield Digits(id="count")

    def on_mount(self) -> None:
        """Nothing was scanned yet."""
        self.say("ready", plain(_("READY")), _("Scan a parcel, then its goods, then its waybill."))

    def show(self, scan: Scan) -> None:
        """Answer a scan. What it counts is the item's pieces, or all of the parcel's."""
        is_right = scan.outcome.is_right
        title = line(f"{'✓' if is_right else '✗'} {_title(scan)}", f"   {scan.code}")
        count = f"{scan.scanned}/{scan.expected}" if scan.outcome in _COUNTED else ""
        self.say("right" if is_right else "wrong", title, scan.message, count)

    def say(self, how: str, title: Content, message: str, count: str = "") -> None:
        """Show this, `how` being "ready", "right" or "wrong"."""
        sign = {"ready": _READY, "right": _RIGHT, "wrong": _WRONG}[how]
        self.query_one("#sign", Static).update(Content(sign))
        self.query_one("#outcome", Static).update(title)
        self.query_one("#message", Static).update(plain(message))
        self.query_one(Digits).update(count)
        for name in ("ready", "right", "wrong"):
            self.set_class(name == how, f"-{name}")


def _title(scan: Scan) -> str:
    """The outcome in big words."""
    titles = {
        "parcel_opened": _("PARCEL"),
        "item_ok": _("RIGHT"),
        "parcel_complete": _("COMPLETE"),
        "wrong_item": _("WRONG ITEM"),
        "extra_item": _("ONE TOO MANY"),
        "unknown_code": _("UNKNOWN CODE"),
        "already_packed": _("ALREADY PACKED"),
        "order_held": _("ORDER ON HOLD"),
        "waybill_ok": _("WAYBILL OK"),
        "waybill_duplicate": _("WAYBILL USED BEFORE"),
        "waybill_invalid": _("NO GOOD WAYBILL"),
        "courier_ambiguous": _("WHICH COURIER?"),
        "nothing_open": _("NO PARCEL YET"),
        "undone": _("TAKEN BACK"),
    }
    return titles[scan.outcome.value]
