"""F5: the queue of orders, one at a time or many at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.content import Content

from dropship_tui.i18n import N_, _, ngettext
from dropship_tui.models.lifecycle import Document
from dropship_tui.models.orders import HOLDS, OrderRow
from dropship_tui.models.text import mask_name
from dropship_tui.models.words import CHANNELS, PAID_BY, word
from dropship_tui.screens.base import background
from dropship_tui.screens.lists import ListScreen
from dropship_tui.screens.widgets.detail import ALARM, MUTED, STRONG, line
from dropship_tui.screens.widgets.lines import Column, Look
from dropship_tui.screens.widgets.listing import ALL, Entry, Place, Subject, Wanted, column
from dropship_tui.screens.widgets.places import short_place
from dropship_tui.screens.widgets.plain import fit
from dropship_tui.screens.widgets.status_tabs import Tab
from dropship_tui.screens.widgets.timeline import progress
from dropship_tui.screens.widgets.times import Times
from dropship_tui.services import events, order_queries, orders, packing
from dropship_tui.services.order_queries import OrderQuery

if TYPE_CHECKING:
    from textual._path import CSSPathType

    from dropship_tui.models.orders import OrderLine, OrderView
    from dropship_tui.services.work import Tx

LATE = "late"

HOLD_REASONS = {
    "manual": N_("Just wait"),
    "customer": N_("The customer asked for it"),
    "stock": N_("Out of stock"),
    "address": N_("The address is not right"),
    "other": N_("Another reason"),
}


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
            column(_("FROM"), _from, 12),
            column(_("RECEIVER"), lambda row: mask_name(row.receiver), 8),
            column(_("TO"), lambda row: short_place(row.province, row.city)),
            column(_("GOODS"), _goods, look=lambda row: "warning" if row.held else "plain"),
            column(_("SHIP BY"), ship_by, 9, "right", urgency),
        ]

    def describe(self, tx: Tx, view: OrderRow, times: Times) -> Sequence[Content]:
        """What is in it, and where it stands against its plan."""
        order = order_queries.show(tx, view.number)
        return [
            line((order.number, STRONG), f"  {order.external_no}", *_payment(order, times)),
            *(goods_line(part) for part in order.lines),
            *([line((_("remark: "), MUTED), order.remark)] if order.remark else []),
            *progress(order.plan, times),
        ]


def _from(row: OrderRow) -> str:
    return "·".join(filter(None, (word(CHANNELS, row.channel), row.shop or row.reseller)))


def _goods(row: OrderRow) -> str:
    if row.held:
        return "✋" + ", ".join(word(HOLDS, code) for code in row.held)
    return ngettext("{n} line", "{n} lines", row.lines).format(n=row.lines)


def _payment(order: OrderView, times: Times) -> list[str | tuple[str, str]]:
    if order.paid is None:
        return [f" · {order.total} · ", (_("not paid"), ALARM)]
    how, when = word(PAID_BY, order.paid.method), times.moment(order.paid.at)
    return [f" · {order.total} · ", _("paid {how} {when}").format(how=how, when=when)]


def goods_line(part: OrderLine) -> Content:
    """A line of an order: what, how many, where it lies, what is missing."""
    what = " ".join(filter(None, (part.title, part.spec)))
    return line(
        "  " + fit(part.sku or part.code, 12),
        fit(f" {what}", 26),
        f" ×{part.quantity}".ljust(6),
        *(
            [(_("unknown SKU"), ALARM)]
            if part.sku is None
            else [
                (_("shelf {bin}  ").format(bin=part.bin or "?"), MUTED),
                _("have {n}").format(n=part.available + part.reserved),
                (_("  ▲ short {n}").format(n=part.short) if part.short else "", ALARM),
            ]
        ),
    )


class OrdersScreen(ListScreen[OrderRow]):
    """Confirm, hold, correct, pack."""

    SCREEN = "orders"
    DOCUMENT = Document.ORDER
    CSS_PATH: ClassVar[CSSPathType] = ["lists.tcss", "orders.tcss"]

    def __init__(self) -> None:
        super().__init__(OrderList())

    def action_confirm(self) -> None:
        """Reserve the stock and make the shipping notes."""
        self.act(orders.confirm)

    @background
    async def action_hold(self) -> None:
        """Let them stand still, for a reason."""
        from dropship_tui.screens.dialogs.choose import Choose

        numbers = self.numbers()
        choices = {code: _(text) for code, text in HOLD_REASONS.items()}
        reason = await self.app.push_screen_wait(Choose(_("Hold: why?"), choices))
        if reason is not None:
            self.act(lambda tx, number: orders.hold(tx, number, reason=reason), numbers)

    def action_release(self) -> None:
        """Let them go on where they were held."""
        self.act(orders.release)

    @background
    async def action_cancel(self) -> None:
        """Give the stock back; there is no way back."""
        from dropship_tui.screens.dialogs.confirm import Confirm

        numbers = self.numbers()
        question = ngettext("Cancel {n} order?", "Cancel {n} orders?", len(numbers))
        consequence = _("Stock goes back to the shelf, parcels become void. There is no way back.")
        if await self.app.push_screen_wait(Confirm(question.format(n=len(numbers)), consequence)):
            self.act(orders.cancel, numbers)

    def action_parcel(self) -> None:
        """Make the parcels that the bench packs."""
        self.act(packing.open_parcel, document=Document.PARCEL)
