"""F7: parcels on their way, what has arrived, and what the customer says of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual.content import Content

from dropship_tui.i18n import N_, _, ngettext
from dropship_tui.models.checks import Invalid
from dropship_tui.models.lifecycle import Document
from dropship_tui.models.plan import Words
from dropship_tui.models.receipts import OnTheWay
from dropship_tui.models.text import mask_name
from dropship_tui.models.words import (
    CHECK_RESULTS,
    SIGNED_BY,
    listed,
    reason_words,
    status_word,
)
from dropship_tui.screens.caller import background
from dropship_tui.screens.dialogs.choose import Choose
from dropship_tui.screens.dialogs.form import Field, required
from dropship_tui.screens.dialogs.message import Message
from dropship_tui.screens.dialogs.saving import Asking
from dropship_tui.screens.lists import ListScreen
from dropship_tui.screens.widgets.detail import ALARM, MUTED, STRONG, line
from dropship_tui.screens.widgets.lines import Column, Look
from dropship_tui.screens.widgets.listing import ALL, Entry, Place, Subject, Wanted, column
from dropship_tui.screens.widgets.places import short_place
from dropship_tui.screens.widgets.status_tabs import Tab
from dropship_tui.screens.widgets.tally import tally
from dropship_tui.screens.widgets.timeline import progress
from dropship_tui.screens.widgets.times import Times
from dropship_tui.services import events, notify
from dropship_tui.services.couriers import couriers
from dropship_tui.services.orders import order_queries
from dropship_tui.services.receipts import receipt_queries, receipts, tracking
from dropship_tui.services.receipts.receipt_queries import ReceiptQuery

if TYPE_CHECKING:
    from textual._path import CSSPathType

    from dropship_tui.models.orders import EventView
    from dropship_tui.services.work import Outcome, Tx

ALARMS = {
    "silent": Words("silent", "无更新"),
    "overdue": Words("overdue", "超时未到"),
    "failed": Words("failed", "派送失败"),
}


@dataclass(frozen=True, slots=True)
class Leg:
    """A row: the parcel, and how its order stands."""

    parcel: OnTheWay
    order_status: str


class ReceiptList:
    """Parcels that have left; of which nothing was heard longest, first."""

    tabs: tuple[Tab, ...] = (
        Tab("on_the_way", Words("On the way", "运输中")),
        Tab("stuck", Words("Silent", "无更新"), sign="▲"),
        Tab("overdue", Words("Overdue", "超时未到"), sign="▲"),
        Tab("undelivered", Words("Failed", "派送失败"), sign="▲"),
        Tab("arrived", Words("Arrived", "已到")),
        Tab(ALL, Words("All", "全部")),
    )

    @staticmethod
    def _query(wanted: Wanted) -> ReceiptQuery:
        tab = wanted.tab
        return ReceiptQuery(
            stuck=tab == "stuck",
            overdue=tab == "overdue",
            undelivered=tab == "undelivered",
            arrived=tab == "arrived",
            everything=tab == ALL,
            search=wanted.search,
        )

    def rows(self, tx: Tx, wanted: Wanted, place: Place) -> Sequence[tuple[str, Leg]]:
        """Parcels with how their orders stand."""
        rows = receipt_queries.receipt_rows(tx, self._query(wanted), **place)
        standing = order_queries.statuses(tx, [row.order for _, row in rows])
        return [(cursor, Leg(row, standing.get(row.order, ""))) for cursor, row in rows]

    def total(self, tx: Tx, wanted: Wanted) -> int:
        """How many there are."""
        return receipt_queries.count_receipts(tx, self._query(wanted))

    def counts(self, tx: Tx) -> dict[str, int]:
        """What is open is counted; all that ever left is not."""
        return {
            tab.code: receipt_queries.count_receipts(tx, self._query(Wanted(tab.code)))
            for tab in self.tabs
            if tab.code != ALL
        }

    def subject(self, view: Leg) -> Subject:
        """The parcel."""
        return Subject(view.parcel.parcel, view.parcel.state)

    def empty(self, wanted: Wanted) -> str:
        """Where parcels come from."""
        if wanted.search:
            return _("No parcel fits. Esc ends the search.")
        return _("No parcels here.\nThey come when the bench (F6) hands them over to a courier.")

    def columns(self, times: Times) -> Sequence[Column[Entry[Leg]]]:
        """Parcel and waybill, where it goes, since when nothing was heard."""

        def state(row: Leg) -> str:
            alarms = listed(str(ALARMS[alarm]) for alarm in row.parcel.alarms)
            word = status_word(Document.PARCEL, row.parcel.state)
            return f"▲ {alarms}" if alarms else word

        def look(row: Leg) -> Look:
            return "error" if row.parcel.alarms else "plain"

        def heard(row: Leg) -> str:
            return times.moment(row.parcel.last_event_at) if row.parcel.last_event_at else ""

        return [
            column(_("PARCEL"), lambda row: row.parcel.parcel, 14),
            column(_("WAYBILL"), lambda row: row.parcel.waybill or "", 15),
            column(_("TO"), lambda row: short_place(row.parcel.province, row.parcel.city)),
            column(_("STATE"), state, look=look),
            column(_("LAST"), heard, 11, "right"),
        ]

    def describe(self, tx: Tx, view: Leg, times: Times) -> Sequence[Content]:
        """The parcel's story, and the order's plan."""
        parcel = view.parcel
        order = order_queries.show(tx, parcel.order)
        names = couriers.names(tx)
        carried = (names.get(parcel.courier or ""), parcel.waybill)
        told = [
            line(
                (f"  {times.moment(event.at)}  ", MUTED),
                f"{status_word(Document.PARCEL, event.to_status)}  ",
                (_why(event, names), MUTED),
            )
            for event in events.history_of(tx, Document.PARCEL, parcel.parcel)[-3:]
        ]
        silence = [line((_silence(parcel.days_silent), ALARM))] if "silent" in parcel.alarms else []
        return [
            line(
                (parcel.parcel, STRONG),
                f"  {parcel.order}  {mask_name(order.receiver.name)}  ",
                (" ".join(filter(None, carried)), MUTED),
            ),
            *silence,
            *told,
            *progress(order.plan, times),
        ]


def _silence(days: int) -> str:
    return ngettext(
        "Nothing was heard for {n} day.", "Nothing was heard for {n} days.", days
    ).format(n=days)


def _why(event: EventView, names: Mapping[str, str]) -> str:
    """What is known of an event beyond the state that it led to."""
    if event.reason == event.to_status:
        return ""
    return reason_words(Document.PARCEL, event.action, event.reason, names)


class ReceiptsScreen(ListScreen[Leg], Asking):
    """Delivered, confirmed, checked, reviewed."""

    SCREEN = "receipts"
    DOCUMENT = Document.PARCEL
    CSS_PATH: ClassVar[CSSPathType] = ["lists.tcss", "receipts.tcss"]

    def __init__(self) -> None:
        super().__init__(ReceiptList())

    def subject_of(self, document: Document) -> Subject | None:
        """The highlighted parcel, or its order."""
        entry = self.table.highlighted
        if entry is None or document is Document.PARCEL:
            return self.subject()
        return Subject(entry.view.parcel.order, entry.view.order_status)

    def _orders(self) -> list[str]:
        subject = self.subject_of(Document.ORDER)
        return [subject.number] if subject else []

    async def _choose(self, question: str, choices: Mapping[str, Words]) -> str | None:
        spelt = {code: str(text) for code, text in choices.items()}
        return await self.app.push_screen_wait(Choose(question, spelt))

    @background
    async def action_deliver(self) -> None:
        """They arrived."""
        numbers = self.numbers()
        answer = await self._choose(_("How did it arrive?"), SIGNED_BY)
        if answer is not None:
            damaged = answer == "damaged"
            signed_by = "self" if damaged else answer
            self.act(
                lambda tx, number: receipts.deliver(
                    tx, number, signed_by=signed_by, damaged=damaged
                ),
                numbers,
            )

    @background
    async def action_lose(self) -> None:
        """They are lost for good."""
        await self.fill_to_act(
            _("Lost for good?"),
            [Field("note", _("Note"))],
            receipts.lose,
            remark=_("There is no way back. The customer will want a refund."),
        )

    def action_confirm(self) -> None:
        """The customer has confirmed receipt."""
        self.act(receipts.confirm, self._orders(), document=Document.ORDER)

    @background
    async def action_check(self) -> None:
        """What the customer says of the goods."""
        numbers = await self._unsaid("check")
        result = await self._choose(_("Do the goods match the order?"), CHECK_RESULTS)
        if result is not None:
            self.act(
                lambda tx, number: receipts.check_goods(tx, number, result),
                numbers,
                document=Document.ORDER,
            )

    async def _unsaid(self, action: str) -> list[str]:
        """The order that a question is about; refused before it is asked for the second time."""
        numbers = self._orders()
        for number in numbers:
            await self.ask(partial(receipts.require_first, number=number, action=action))
        return numbers

    @background
    async def action_review(self) -> None:
        """The customer's two ratings."""
        numbers = await self._unsaid("review")
        await self.fill_to_act(
            _("The customer's review"),
            [
                Field("goods", _("Goods 1-5"), check=_rating),
                Field("service", _("Service 1-5"), check=_rating),
                Field("text", _("Text")),
            ],
            receipts.review,
            numbers,
            document=Document.ORDER,
        )

    def action_auto_confirm(self) -> None:
        """Confirm what was delivered long enough ago."""
        self._run(receipts.auto_confirm)

    def action_tell(self) -> None:
        """Send the messages that wait."""
        self._run(notify.send_all)

    @background
    async def action_import(self) -> None:
        """Let a sheet of states, as couriers send it, move the parcels on."""

        async def save(given: dict[str, Any]) -> None:
            path = Path(given["path"]).expanduser()
            answer = await self.save(lambda shop: tracking.import_tracking(shop, path))
            self.renew()
            if answer.errors:
                title = _("{file}: some rows were rejected").format(file=path.name)
                await self.app.push_screen_wait(Message(title, *tally(answer)))
            else:
                self.hub.say(f"✓ {tally(answer)[0]}")

        path = Field("path", _("File"), check=required, hint="~/tracking.csv")
        await self.fill(_("Import states of parcels"), [path], save)

    def _run(self, work: Callable[..., Outcome]) -> None:
        def done(outcome: Outcome) -> None:
            if outcome.done or outcome.refused:
                self._acted(outcome, Document.ORDER)
            else:
                self.hub.say(_("Nothing to do."))

        self.hub.write(work, done)


def _rating(text: str) -> int:
    if text not in ("1", "2", "3", "4", "5"):
        raise Invalid("bad_rating", N_("A rating is a number from 1 to 5."))
    return int(text)
