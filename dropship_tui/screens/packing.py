"""F6: the bench. Big, and blind to everything but the scan.

Every scan goes through the App's queue of writes, so that scans are kept in order however fast
they come, and none is lost when somebody leaves the screen.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Container, Horizontal
from textual.widgets import Static

from dropship_tui.i18n import _, ngettext
from dropship_tui.models.lifecycle import Document
from dropship_tui.models.packing import ParcelView, Scan
from dropship_tui.screens.caller import background
from dropship_tui.screens.dialogs.choose import Choose
from dropship_tui.screens.dialogs.confirm import Confirm
from dropship_tui.screens.dialogs.form import Field, required
from dropship_tui.screens.dialogs.saving import Asking
from dropship_tui.screens.widgets import bench as view
from dropship_tui.screens.widgets.answer import Answer
from dropship_tui.screens.widgets.bench import Bench
from dropship_tui.screens.widgets.detail import Detail
from dropship_tui.screens.widgets.key_bar import KeyBar
from dropship_tui.screens.widgets.listing import Subject
from dropship_tui.screens.widgets.plain import fit, plain
from dropship_tui.screens.widgets.scan_input import ScanInput
from dropship_tui.screens.widgets.times import Times

if TYPE_CHECKING:
    from dropship_tui.services.work import Shop, Tx


class PackingScreen(Asking):
    """The parcel on the bench, the answer to the last scan, and the field that scans go to."""

    SCREEN = "packing"
    DOCUMENT = Document.PARCEL
    CSS_PATH = "packing.tcss"
    AUTO_FOCUS = "#scan"

    def __init__(self) -> None:
        super().__init__()
        self._bench: Bench | None = None
        self._times: Times | None = None
        self._station = "bench-1"

    def compose(self) -> ComposeResult:
        """Heading; the parcel and who waits; the answer; the field."""
        yield Static(id="heading", markup=False)
        with Container(id="body"):
            yield Detail(id="parcel", can_focus=False)
            yield Detail(id="waiting", can_focus=False)
        yield Answer(id="answer")
        with Horizontal(id="entry"):
            yield Static(plain(_("scan")), id="prompt")
            yield ScanInput(id="scan", compact=True)
        yield KeyBar()

    def on_mount(self) -> None:
        """Be ready for the first scan as soon as the shop is open."""
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
            self._look()

    @work(exit_on_error=False, exclusive=True, group="bench")
    async def _look(self) -> None:
        self._bench = await self.ask(lambda tx: view.look(tx, self._station))
        self._show()
        self.refresh_bindings()

    def _show(self) -> None:
        bench, times = self._bench, self._times
        if bench is None or times is None:
            return
        self.query_one("#heading", Static).update(view.heading(bench))
        parcel, waiting = self.query_one("#parcel", Detail), self.query_one("#waiting", Detail)
        if bench.parcel is None:
            parcel.border_title = parcel.border_subtitle = None
            parcel.lay(lambda _cells, _rows: view.nothing_here(bench))
        else:
            parcel.border_title = view.title(bench.parcel)
            parcel.border_subtitle = view.standing(bench.parcel, times)
            parcel.lay(partial(view.parcel_lines, bench.parcel))
            self.call_after_refresh(_keep_in_sight, parcel, view.current(bench.parcel))
        waiting.lay(partial(view.waiting_lines, bench, times))
        self.set_class(bench.parcel is None, "-empty")
        self.set_class(bench.is_free, "-free")

    def on_descendant_blur(self) -> None:
        """Scans go nowhere but into the field, whatever was clicked."""
        if self.is_active:
            self.query_one(ScanInput).focus()

    @on(ScanInput.Scanned)
    def _take(self, event: ScanInput.Scanned) -> None:
        code, station = event.code, self._station

        def scan(shop: Shop) -> Scan:
            from dropship_tui.services.packing import bench

            return shop.write(lambda tx: bench.scan(tx, station, code))

        self.hub.write(scan, self._answer)

    def _tell(self, how: str, title: str, message: str) -> None:
        """Say it where answers are: a toast would lie over the next one."""
        if self.is_mounted:
            self.query_one(Answer).say(how, plain(title), message)

    def _answer(self, scan: Scan) -> None:
        if not self.is_mounted:
            return
        self.query_one(Answer).show(scan)
        if not scan.outcome.is_right:
            self.app.bell()
        self.renew()

    # Actions

    @property
    def _parcel(self) -> ParcelView | None:
        return self._bench.parcel if self._bench else None

    def subject(self) -> Subject | None:
        """The parcel on the bench."""
        parcel = self._parcel
        return None if parcel is None else Subject(parcel.parcel, parcel.status)

    def action_skip(self) -> None:
        """Put the parcel aside; what was scanned stays scanned."""
        station, parcel = self._station, self._parcel

        def skip(shop: Shop) -> None:
            from dropship_tui.services.packing import bench

            shop.write(lambda tx: bench.clear(tx, station))

        def done(_nothing: None) -> None:
            self._tell("ready", _("PUT ASIDE"), parcel.parcel if parcel else "")
            if self.is_mounted:
                self.renew()

        self.hub.write(skip, done)

    def action_undo(self) -> None:
        """Take back the last right item of this parcel."""
        station = self._station

        def undo(shop: Shop) -> Scan:
            from dropship_tui.services.packing import bench

            return shop.write(lambda tx: bench.undo(tx, station))

        self.hub.write(undo, self._answer)

    @background
    async def action_weigh(self) -> None:
        """Note what the parcel weighs."""
        from dropship_tui.models.checks import quantity
        from dropship_tui.services.packing import packing

        parcel = self._parcel
        if parcel is not None:
            grams = "" if parcel.grams is None else str(parcel.grams)
            await self.fill_to_act(
                _("Weight of {parcel}").format(parcel=parcel.parcel),
                [Field("grams", _("Grams"), grams, quantity)],
                packing.weigh,
                [parcel.parcel],
            )

    @background
    async def action_courier(self) -> None:
        """Choose who carries it; the cheapest that serves the place is the first."""
        from dropship_tui.services.packing import packing

        parcel = self._parcel
        if parcel is None:
            return
        number = parcel.parcel
        choices, refusals = await self.ask(lambda tx: _offers(tx, number))
        code = await self.app.push_screen_wait(
            Choose(_("Who carries {parcel}?").format(parcel=number), choices)
        )
        if code is not None and await self._is_sure(number, refusals.get(code, "")):
            self.act(lambda tx, number: packing.choose_courier(tx, number, code), [number])

    async def _is_sure(self, parcel: str, refusal: str) -> bool:
        """Whether somebody knows better than what speaks against the courier: a remark, a map."""
        if not refusal:
            return True
        question = _("Give {parcel} to this courier all the same?").format(parcel=parcel)
        return await self.app.push_screen_wait(Confirm(question, refusal))

    @background
    async def action_void_waybill(self) -> None:
        """Take the waybill off again, with a reason."""
        from dropship_tui.services.packing import packing

        parcel = self._parcel
        if parcel is not None:
            await self.fill_to_act(
                _("Void the waybill {waybill}?").format(waybill=parcel.waybill),
                [Field("reason", _("Reason"), check=required)],
                packing.void_waybill,
                [parcel.parcel],
                remark=_("The number stays used and will not go onto another parcel."),
            )

    def action_hold(self) -> None:
        """Hold the orders in this parcel."""
        from dropship_tui.services.orders import orders

        if self._parcel is not None:
            self.act(orders.hold, self._parcel.orders, document=Document.ORDER)

    @background
    async def action_hand_over(self) -> None:
        """Hand over every labelled parcel of one courier, with a manifest."""
        from dropship_tui.services.packing import handover

        waiting = await self.ask(handover.waiting)
        if not waiting:
            self._tell("wrong", _("NOTHING TO HAND OVER"), _("No parcel has its waybill yet."))
            return
        choices = {
            code: ngettext("{courier}: {n} parcel", "{courier}: {n} parcels", n).format(
                courier=name, n=n
            )
            for code, name, n in waiting
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
                self._tell(
                    "right", _("HANDED OVER"), _("Manifest {number}").format(number=manifest)
                )

    @background
    async def action_print_label(self) -> None:
        """Put the parcel's label (面单) into a file for the printer."""
        await self._print("label")

    @background
    async def action_print_slip(self) -> None:
        """Put the parcel's shipping note (发货单) into a file for the printer."""
        await self._print("slip")

    async def _print(self, paper: str) -> None:
        parcel = self._parcel
        if parcel is None:
            self._tell("wrong", _("NO PARCEL YET"), _("No parcel on this bench."))
            return
        shop = await self.hub.ready()
        path = await asyncio.to_thread(_print, shop, paper, parcel.parcel)
        self._tell("right", _("PRINTED"), str(path))


def _keep_in_sight(parcel: Detail, row: int) -> None:
    parcel.scroll_to(y=max(0, row - parcel.content_size.height // 2), animate=False)


def _offers(tx: Tx, parcel: str) -> tuple[dict[str, str], dict[str, str]]:
    """All couriers: who would carry the parcel for how much, or why not; and the reasons."""
    from dropship_tui.services.couriers import couriers
    from dropship_tui.services.packing import packing

    names = couriers.names(tx)
    offers = packing.offers(tx, parcel)
    said = {
        offer.courier: f"{fit(names[offer.courier], 12)} {offer.price}  {offer.service}"
        for offer in offers.items
    }
    refused = {
        excluded.courier: f"{fit(names[excluded.courier], 12)} ✗ {excluded.reason}"
        for excluded in offers.excluded
    }
    unknown = {code: name for code, name in names.items() if code not in {**said, **refused}}
    return {**said, **refused, **unknown}, offers.against()


def _print(shop: Shop, paper: str, parcel: str) -> Path:
    """Write a paper of this parcel into the shop's folder of prints."""
    from dropship_tui.services import documents

    folder = shop.home / "prints"
    with suppress(OSError):  # `put` says what is wrong with the folder
        folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / f"{paper}-{parcel}.pdf"
    documents.put(shop, paper, [parcel], path)
    return path
