"""F6: the bench. Big, and blind to everything but the scan.

Every scan goes through the App's queue of writes, so that scans are kept in order however fast
they come, and none is lost when somebody leaves the screen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from dropship_tui.i18n import _
from dropship_tui.models import actions
from dropship_tui.models.lifecycle import Document
from dropship_tui.models.packing import ParcelRow, ParcelView, Scan
from dropship_tui.models.text import mask_name
from dropship_tui.models.words import status_word
from dropship_tui.screens.base import ShopScreen, background
from dropship_tui.screens.dialogs.choose import Choose
from dropship_tui.screens.dialogs.confirm import Confirm
from dropship_tui.screens.dialogs.form import Field, Form, required
from dropship_tui.screens.widgets.detail import ACCENT, ALARM, GOOD, MUTED, STRONG, Detail, line
from dropship_tui.screens.widgets.key_bar import KeyBar
from dropship_tui.screens.widgets.listing import Subject
from dropship_tui.screens.widgets.plain import fit
from dropship_tui.screens.widgets.scan_input import ScanInput
from dropship_tui.screens.widgets.times import Times

if TYPE_CHECKING:
    from dropship_tui.services.work import Shop, Tx

_QUEUE = 12
"""How many of the waiting parcels are in sight."""


@dataclass(frozen=True, slots=True)
class Bench:
    """What is to be seen at a bench: its parcel, who waits next, and how much there is."""

    parcel: ParcelView | None
    waiting: tuple[ParcelRow, ...]
    counts: dict[str, int]


def look(tx: Tx, station: str) -> Bench:
    """The bench as it is now."""
    from dropship_tui.services import bench, events, packing_queries

    number = bench.current_parcel(tx, station)
    return Bench(
        parcel=packing_queries.show(tx, number) if number else None,
        waiting=packing_queries.list_parcels(tx, status="open", limit=_QUEUE).items,
        counts=events.counts(tx, Document.PARCEL),
    )


class PackingScreen(ShopScreen):
    """The parcel on the bench, the answer to the last scan, and the field that scans go to."""

    SCREEN = "packing"
    DOCUMENT = Document.PARCEL
    CSS_PATH = "packing.tcss"
    AUTO_FOCUS = "#scan"

    def __init__(self) -> None:
        super().__init__()
        self._parcel: ParcelView | None = None
        self._times: Times | None = None
        self._station = "bench-1"

    def compose(self) -> ComposeResult:
        """Heading; the parcel and who waits; the answer; the field."""
        yield Static(id="heading", markup=False)
        with Horizontal(id="body"):
            yield Detail(id="parcel")
            yield Detail(id="waiting")
        with Vertical(id="answer"):
            yield Static(id="outcome", markup=False)
            yield Static(id="message", markup=False)
        with Horizontal(id="entry"):
            yield Static(_("scan"), id="prompt")
            yield ScanInput(id="scan", compact=True)
        yield KeyBar()

    def on_mount(self) -> None:
        """Be ready for the first scan as soon as the shop is open."""
        self.query_one(ScanInput).cursor_blink = False
        self._begin()

    @background
    async def _begin(self) -> None:
        shop = await self.hub.ready()
        self._station = shop.station or self._station
        self._times = Times(await self.ask(lambda tx: tx.zone), shop.clock)
        self.renew()

    # What is shown

    def renew(self) -> None:
        """Read the bench again."""
        if self._times is not None:
            self._look(self._times)

    @work(exit_on_error=False, exclusive=True, group="bench")
    async def _look(self, times: Times) -> None:
        bench = await self.ask(lambda tx: look(tx, self._station))
        self._parcel = bench.parcel
        self.query_one("#heading", Static).update(_heading(self._station, bench))
        self.query_one("#parcel", Detail).show(_parcel_lines(bench, times))
        self.query_one("#waiting", Detail).show(_waiting_lines(bench, times))
        self.set_class(bench.parcel is None, "-empty")
        self.refresh_bindings()

    @on(ScanInput.Scanned)
    def _take(self, event: ScanInput.Scanned) -> None:
        code, station = event.code, self._station

        def scan(shop: Shop) -> Scan:
            from dropship_tui.services import bench

            return shop.write(lambda tx: bench.scan(tx, station, code))

        self.hub.write(scan, self._answer)

    def _answer(self, scan: Scan) -> None:
        """Say it so that it can be read from two metres away."""
        if not self.is_mounted:
            return
        right = scan.outcome.is_right
        sign = "✓" if right else "✗"
        self.query_one("#outcome", Static).update(line(f"{sign} {_title(scan)}  ", scan.code))
        self.query_one("#message", Static).update(line(scan.message))
        answer = self.query_one("#answer")
        answer.set_class(right, "-right")
        answer.set_class(not right, "-wrong")
        if not right:
            self.app.bell()
        self.renew()

    # Actions

    def subject(self) -> Subject | None:
        """The parcel on the bench."""
        parcel = self._parcel
        return None if parcel is None else Subject(parcel.parcel, parcel.status)

    def action_skip(self) -> None:
        """Put the parcel aside; what was scanned stays scanned."""
        station = self._station

        def skip(shop: Shop) -> None:
            from dropship_tui.services import bench

            shop.write(lambda tx: bench.clear(tx, station))

        self.hub.write(skip, lambda _nothing: self.renew())

    def action_undo(self) -> None:
        """Take back the last right item of this parcel."""
        station = self._station

        def undo(shop: Shop) -> Scan:
            from dropship_tui.services import bench

            return shop.write(lambda tx: bench.undo(tx, station))

        self.hub.write(undo, self._answer)

    @background
    async def action_weigh(self) -> None:
        """Note what the parcel weighs."""
        from dropship_tui.services import packing

        parcel = self._parcel
        if parcel is None:
            return
        given = await self.app.push_screen_wait(
            Form(_("Weight of {parcel}").format(parcel=parcel.parcel), [_grams_field(parcel)])
        )
        if given is not None:
            self.act(lambda tx, number: packing.weigh(tx, number, given["grams"]))

    @background
    async def action_courier(self) -> None:
        """Choose who carries it; the cheapest that serves the place is the first."""
        from dropship_tui.services import packing

        parcel = self._parcel
        if parcel is None:
            return
        offers = await self.ask(lambda tx: packing.offers(tx, parcel.parcel))
        choices = {
            offer.courier: f"{offer.courier}  {offer.price}  {offer.service}"
            for offer in offers.items
        }
        choices |= {
            excluded.courier: f"{excluded.courier}  ✗ {excluded.reason}"
            for excluded in offers.excluded
        }
        code = await self.app.push_screen_wait(
            Choose(_("Who carries {parcel}?").format(parcel=parcel.parcel), choices)
        )
        if code is not None:
            self.act(lambda tx, number: packing.choose_courier(tx, number, code))

    @background
    async def action_void_waybill(self) -> None:
        """Take the waybill off again, with a reason."""
        from dropship_tui.services import packing

        parcel = self._parcel
        if parcel is None:
            return
        given = await self.app.push_screen_wait(
            Form(
                _("Void the waybill {waybill}?").format(waybill=parcel.waybill),
                [Field("reason", _("Reason"), check=required)],
                remark=_("The number stays used and will not go onto another parcel."),
            )
        )
        if given is not None:
            self.act(lambda tx, number: packing.void_waybill(tx, number, given["reason"]))

    def action_hold(self) -> None:
        """Hold the orders in this parcel."""
        from dropship_tui.services import orders

        if self._parcel is not None:
            self.act(orders.hold, self._parcel.orders)

    @background
    async def action_hand_over(self) -> None:
        """Hand over every labelled parcel of one courier, with a manifest."""
        from dropship_tui.services import handover

        waiting = await self.ask(handover.waiting)
        if not waiting:
            self.hub.say(_("No parcel has its waybill yet."), alarm=True)
            return
        choices = {
            code: _("{courier}: {n} parcels").format(courier=name, n=n) for code, name, n in waiting
        }
        code = await self.app.push_screen_wait(Choose(_("Hand over to whom?"), choices))
        if code is None:
            return
        sure = await self.app.push_screen_wait(
            Confirm(
                choices[code],
                _("They leave the house: stock goes down and the customers will be told."),
            )
        )
        if sure:
            manifest, outcome = await self.save(lambda shop: handover.hand_over_all(shop, code))
            self._acted(outcome)
            if outcome.done:
                self.hub.say(_("Manifest {number}").format(number=manifest))


def _grams_field(parcel: ParcelView) -> Field:
    from dropship_tui.models.checks import quantity

    value = "" if parcel.grams is None else str(parcel.grams)
    return Field("grams", _("Grams"), value=value, check=quantity)


def _title(scan: Scan) -> str:
    """The outcome in big words."""
    titles = {
        "parcel_opened": _("PARCEL {parcel}"),
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
    return titles[scan.outcome.value].format(parcel=scan.parcel or "")


def _heading(station: str, bench: Bench) -> Content:
    counted = [
        (f"   {status_word(Document.PARCEL, status)} {bench.counts.get(status, 0)}", MUTED)
        for status in ("open", "packed", "labelled")
    ]
    name = str(actions.SCREENS["packing"])
    return line((name, f"{STRONG} $primary"), (f" · {station}", MUTED), *counted)


def _parcel_lines(bench: Bench, times: Times) -> Sequence[Content]:
    parcel = bench.parcel
    if parcel is None:
        return [
            line((_("No parcel on this bench."), STRONG)),
            line(_("Scan a parcel's number, from its slip or from the list.")),
            line(""),
        ] + ([] if bench.waiting else [line((_no_work(), MUTED))])
    head = line(
        (parcel.parcel, f"{STRONG} $primary"),
        f"  {mask_name(parcel.receiver)}  {parcel.province} {parcel.city}  ",
        (status_word(Document.PARCEL, parcel.status), ACCENT),
        "  ",
        _due(parcel, times),
    )
    lines = [head, line("")]
    current = next((item.sku for item in parcel.lines if item.scanned < item.quantity), "")
    for item in parcel.lines:
        full = item.scanned == item.quantity
        sign = "✓" if full else "▸" if item.sku == current else "○"
        text = f"{sign} {fit(item.sku, 13)} {fit(f'{item.title} {item.spec}', 30)} "
        count = f"{item.scanned:>3} / {item.quantity:<3}"
        style = GOOD if full else STRONG if item.sku == current else ""
        lines.append(line((text + count, style), (f" {item.bin}", MUTED)))
    if parcel.remark:
        lines += [line(""), line((_("remark: {text}").format(text=parcel.remark), ALARM))]
    lines += [line(""), _carriage(parcel)]
    return lines


def _due(parcel: ParcelView, times: Times) -> tuple[str, str]:
    if parcel.handed_over_at is not None:
        return ("", "")
    style = ALARM if times.is_past(parcel.ship_by) else MUTED
    return (_("ship by {when}").format(when=times.until(parcel.ship_by)), style)


def _carriage(parcel: ParcelView) -> Content:
    """What the scales and the courier say."""
    parts = [
        f"{parcel.grams} g" if parcel.grams else "",
        parcel.courier_name,
        str(parcel.quoted) if parcel.quoted else "",
        parcel.waybill or "",
    ]
    known = "  ".join(part for part in parts if part)
    return line((known or _("no courier yet"), MUTED))


def _no_work() -> str:
    return _("Nothing waits to be packed. Confirm orders (F5), then open their parcels.")


def _waiting_lines(bench: Bench, times: Times) -> Sequence[Content]:
    if not bench.waiting:
        return []
    lines = [line((_("Next"), STRONG))]
    for row in bench.waiting:
        style = ALARM if times.is_past(row.ship_by) else MUTED
        lines.append(
            line(
                (fit(row.parcel, 15), STRONG),
                f" {fit(f'{row.scanned}/{row.pieces}', 7)} ",
                (fit(times.until(row.ship_by), 9), style),
                fit(f"{mask_name(row.receiver)} {row.province}", 18),
            )
        )
    return lines
