"""F5: the queue of orders, one at a time or many at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.content import Content

from dropship_tui.i18n import N_, _, ngettext
from dropship_tui.models.lifecycle import Document
from dropship_tui.models.orders import HOLDS, OrderRow
from dropship_tui.models.text import mask_name
from dropship_tui.models.words import CHANNELS, listed, status_word, word
from dropship_tui.screens.base import background
from dropship_tui.screens.lists import ListScreen
from dropship_tui.screens.order import OrderActions, OrderScreen, goods_line, payment
from dropship_tui.screens.widgets.detail import MUTED, STRONG, line
from dropship_tui.screens.widgets.lines import Column, Look
from dropship_tui.screens.widgets.listing import ALL, Entry, Place, Subject, Wanted, column
from dropship_tui.screens.widgets.places import short_place
from dropship_tui.screens.widgets.status_tabs import Tab
from dropship_tui.screens.widgets.timeline import progress
from dropship_tui.screens.widgets.times import Times
from dropship_tui.services import events, order_queries
from dropship_tui.services.order_queries import OrderQuery

if TYPE_CHECKING:
    from pathlib import Path

    from textual._path import CSSPathType

    from dropship_tui.screens.dialogs.importing import Advance
    from dropship_tui.services.importers.orders import Answer
    from dropship_tui.services.work import Shop, Tx

LATE = "late"


class OrderList:
    """Orders by status: the open ones by urgency, the others newest first."""

    tabs: tuple[Tab, ...] = (
        Tab("new", N_("New")),
        Tab(LATE, N_("Late"), sign="▲", is_extra=True),
        Tab("on_hold", N_("Held")),
        Tab("confirmed", N_("Confirmed")),
        Tab("packing", N_("Packing")),
        Tab("shipped", N_("Shipped")),
        Tab("delivered", N_("Delivered")),
        Tab("completed", N_("Done")),
        Tab("cancelled", N_("Cancelled")),
        Tab(ALL, N_("All")),
    )

    @staticmethod
    def _query(wanted: Wanted) -> OrderQuery:
        if wanted.tab == LATE:
            return OrderQuery(late=True, search=wanted.search)
        return OrderQuery(status="" if wanted.tab == ALL else wanted.tab, search=wanted.search)

    def rows(self, tx: Tx, wanted: Wanted, place: Place) -> Sequence[tuple[str, OrderRow]]:
        """Orders as lists show them."""
        return order_queries.order_rows(tx, self._query(wanted), **place)

    def total(self, tx: Tx, wanted: Wanted) -> int:
        """How many there are."""
        return order_queries.count_orders(tx, self._query(wanted))

    def counts(self, tx: Tx) -> dict[str, int]:
        """By status, from the counters."""
        return events.counts(tx, Document.ORDER)

    def subject(self, view: OrderRow) -> Subject:
        """The order."""
        return Subject(view.number, view.status)

    def empty(self, wanted: Wanted) -> str:
        """Where orders come from."""
        if wanted.search:
            return _("No order fits. Esc ends the search.")
        return _("No orders here.\ni imports a file, n takes one down by hand.")

    def columns(self, times: Times) -> Sequence[Column[Entry[OrderRow]]]:
        """The number is whole at 80 columns."""

        def urgency(row: OrderRow) -> Look:
            return (
                "error"
                if row.status in order_queries.OPEN and times.is_past(row.ship_by)
                else "plain"
            )

        def ship_by(row: OrderRow) -> str:
            if row.status in order_queries.OPEN:
                return times.until(row.ship_by)
            return times.moment(row.ship_by)

        return [
            column(_("NUMBER"), lambda row: row.number, 13),
            column(_("FROM"), _from, 9),
            column(_("RECEIVER"), lambda row: mask_name(row.receiver), 6),
            column(_("TO"), lambda row: short_place(row.province, row.city), 10),
            column(_("GOODS"), _goods, look=lambda row: "warning" if row.held else "plain"),
            column(_("SHIP BY"), ship_by, 9, "right", urgency),
        ]

    def describe(self, tx: Tx, view: OrderRow, times: Times) -> Sequence[Content]:
        """What is in it, and where it stands against its plan."""
        order = order_queries.show(tx, view.number)
        return [
            line(
                (order.number, STRONG),
                f"  {order.external_no}",
                f" · {order.total} · ",
                *payment(order, times),
            ),
            *(goods_line(part) for part in order.lines),
            *([line((_("remark: "), MUTED), order.remark)] if order.remark else []),
            *progress(order.plan, times),
        ]


def _from(row: OrderRow) -> str:
    return "·".join(filter(None, (word(CHANNELS, row.channel), row.shop or row.reseller)))


def _goods(row: OrderRow) -> str:
    if row.held:
        return "✋" + listed(word(HOLDS, code) for code in row.held)
    return ngettext("{n} line", "{n} lines", row.lines).format(n=row.lines)


class OrdersScreen(ListScreen[OrderRow], OrderActions):
    """Confirm, hold, correct, pack: one order or many."""

    CSS_PATH: ClassVar[CSSPathType] = ["lists.tcss", "orders.tcss"]

    def __init__(self) -> None:
        super().__init__(OrderList())

    def opened(self, view: OrderRow) -> None:
        """The order in full."""
        self.app.push_screen(OrderScreen(view.number))

    @background
    async def action_new(self) -> None:
        """Take an order down by hand."""
        from dropship_tui.screens.new_order import NewOrderScreen

        added = await self.app.push_screen_wait(NewOrderScreen())
        if added is not None:
            status = status_word(Document.ORDER, added.status)
            self.hub.say(f"✓ {added.number} · {status}")
            self.show_row(added.number, added.status)

    @background
    async def action_import(self) -> None:
        """Import a file of orders."""
        from dropship_tui.screens.dialogs.importing import import_file

        if await import_file(self, _("Import orders"), _import, _made):
            self.renew()


def _import(shop: Shop, path: Path, dry_run: bool, progress: Advance | None) -> Answer:
    from dropship_tui.services.importers.orders import Request, import_file

    return import_file(shop, Request(path, dry_run=dry_run), progress)


def _made(answer: Answer) -> list[str]:
    """Which format it is, and how many orders come of it."""
    orders = ngettext("{n} order", "{n} orders", answer.orders).format(n=answer.orders)
    profile = word(CHANNELS, answer.profile)
    return [
        _("{profile}, {encoding}: {orders}, {held} on hold.").format(
            profile=profile, encoding=answer.encoding, orders=orders, held=answer.held
        )
    ]
