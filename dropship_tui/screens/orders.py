"""F5: the queue of orders, one at a time or many at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.content import Content

from dropship_tui.i18n import _, ngettext, pgettext
from dropship_tui.models.lifecycle import Document
from dropship_tui.models.orders import HOLDS, OrderRow
from dropship_tui.models.plan import Words
from dropship_tui.models.text import mask_name
from dropship_tui.models.words import CHANNELS, listed, status_word, word
from dropship_tui.screens.caller import background
from dropship_tui.screens.lists import ListScreen
from dropship_tui.screens.order import (
    OrderActions,
    OrderScreen,
    goods_line,
    held_because,
    payment,
    told_since,
)
from dropship_tui.screens.widgets.detail import MUTED, STRONG, line
from dropship_tui.screens.widgets.lines import Column, Look
from dropship_tui.screens.widgets.listing import ALL, Entry, Place, Subject, Wanted, column
from dropship_tui.screens.widgets.places import short_place
from dropship_tui.screens.widgets.status_tabs import Tab
from dropship_tui.screens.widgets.timeline import progress
from dropship_tui.screens.widgets.times import Times
from dropship_tui.services import events
from dropship_tui.services.orders import order_queries
from dropship_tui.services.orders.order_queries import OrderQuery

if TYPE_CHECKING:
    from textual._path import CSSPathType

    from dropship_tui.services.work import Tx

LATE = "late"
STOPPED = "stopped"
NEWS = "news"
HELD_FOR = "held."
"""Before the code of a reason: the tab of the orders that it holds."""


class OrderList:
    """Orders by status: the open ones by urgency, the others newest first."""

    tabs: tuple[Tab, ...] = (
        Tab("new", Words("New", "待确认")),
        Tab(LATE, Words("Late", "已超时"), sign="▲", is_extra=True),
        Tab("on_hold", Words("Held", "暂缓")),
        *(Tab(f"{HELD_FOR}{code}", reason, is_extra=True) for code, reason in HOLDS.items()),
        Tab(STOPPED, Words("Stopped", "打包中叫停"), sign="▲", is_extra=True),
        Tab(NEWS, Words("After shipping", "发货后变更"), sign="▲", is_extra=True),
        Tab("confirmed", Words("Confirmed", "已确认")),
        Tab("packing", Words("Packing", "打包中")),
        Tab("shipped", Words("Shipped", "已发货")),
        Tab("delivered", Words("Delivered", "已签收")),
        Tab("completed", Words("Done", "已完成")),
        Tab("cancelled", Words("Cancelled", "已取消")),
        Tab(ALL, Words("All", "全部")),
    )

    @staticmethod
    def _query(wanted: Wanted) -> OrderQuery:
        if wanted.tab.startswith(HELD_FOR):
            return OrderQuery(held=wanted.tab.removeprefix(HELD_FOR), search=wanted.search)
        if wanted.tab == STOPPED:
            return OrderQuery(stopped=True, search=wanted.search)
        if wanted.tab == NEWS:
            return OrderQuery(news=True, search=wanted.search)
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
        """By status, from the counters, and by what holds them."""
        held = order_queries.held_counts(tx)
        return {
            **events.counts(tx, Document.ORDER),
            **{f"{HELD_FOR}{code}": n for code, n in held.items()},
        }

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
            column(pgettext("receiver", "NAME"), lambda row: mask_name(row.receiver), 6),
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
                f"  {order.external_no}" if order.external_no else "",
                f" · {order.total} · ",
                *payment(order, times),
            ),
            *told_since(order),
            *held_because(order),
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
    async def action_why(self) -> None:
        """Show only the orders that one reason holds."""
        from dropship_tui.screens.dialogs.choose import Choose

        held = await self.ask(order_queries.held_counts)
        if not held:
            self.hub.say(_("No order is held."))
            return
        reasons = {
            code: f"{held[code]:>4}  {words}" for code, words in HOLDS.items() if code in held
        }
        code = await self.app.push_screen_wait(Choose(_("Held why?"), reasons))
        if code is not None:
            self.come(f"{HELD_FOR}{code}")

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
        from dropship_tui.screens.dialogs.order_import import import_orders

        if await import_orders(self):
            self.renew()
