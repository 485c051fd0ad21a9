"""One order in full, and what can be done to it; the list of orders does the same to many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import work
from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content

from dropship_tui.i18n import _, ngettext
from dropship_tui.models.actions import BY_ID, LISTS
from dropship_tui.models.checks import quantity
from dropship_tui.models.lifecycle import Document
from dropship_tui.models.orders import HOLDS, NEWS
from dropship_tui.models.types import from_ms
from dropship_tui.models.words import (
    ACTIONS,
    CHANNELS,
    HOLD_CAUSES,
    PAID_BY,
    listed,
    reason_words,
    status_word,
    word,
)
from dropship_tui.screens.base import ShopScreen
from dropship_tui.screens.caller import background
from dropship_tui.screens.dialogs.choose import Choose
from dropship_tui.screens.dialogs.confirm import Confirm
from dropship_tui.screens.dialogs.form import Field, Form, required
from dropship_tui.screens.widgets.detail import ALARM, MUTED, STRONG, Detail, line
from dropship_tui.screens.widgets.key_bar import KeyBar
from dropship_tui.screens.widgets.listing import Subject
from dropship_tui.screens.widgets.places import whole_place
from dropship_tui.screens.widgets.plain import fit
from dropship_tui.screens.widgets.timeline import timeline
from dropship_tui.screens.widgets.times import Times
from dropship_tui.screens.widgets.title_bar import TitleBar
from dropship_tui.services.addresses import layouts
from dropship_tui.services.goods.sku_lookup import spoken
from dropship_tui.services.orders import merging, news, order_queries, orders, unknown_goods
from dropship_tui.services.packing import packing

if TYPE_CHECKING:
    from dropship_tui.models.actions import Action
    from dropship_tui.models.orders import EventView, OrderLine, OrderView, Suggestion
    from dropship_tui.services.work import Tx

_ANOTHER = ""


class OrderActions(ShopScreen):
    """What the keys do to the orders that `numbers` names."""

    SCREEN = "orders"
    DOCUMENT = Document.ORDER

    def action_confirm(self) -> None:
        """Reserve the stock and make the shipping notes; what is short waits for goods."""
        self.act(orders.confirm_or_hold)

    @background
    async def action_hold(self) -> None:
        """Let them stand still, for a reason."""
        numbers = self.numbers()
        choices = {code: str(text) for code, text in HOLD_CAUSES.items()}
        title = _("Hold {orders}: why?").format(orders=_counted(numbers))
        reason = await self.app.push_screen_wait(Choose(title, choices))
        if reason is not None:
            self.act(lambda tx, number: orders.hold(tx, number, reason=reason), numbers)

    def action_release(self) -> None:
        """Let them go on where they were held."""
        self.act(orders.release)

    @background
    async def action_cancel(self) -> None:
        """Give the stock back, once that is really wanted."""
        numbers = self.numbers()
        question = _("Cancel {orders}?").format(orders=_counted(numbers))
        consequence = _("Stock goes back to the shelf, parcels become void. There is no way back.")
        if await self.app.push_screen_wait(Confirm(question, consequence)):
            self.act(orders.cancel, numbers)

    @background
    async def action_goods(self) -> None:
        """Say which SKU unknown goods are; the words are remembered."""
        subject = self.subject()
        if subject is None:
            return
        order = await self.ask(lambda tx: order_queries.show(tx, subject.number))
        unknown = next((part for part in order.lines if part.sku is None), None)
        if unknown is None:
            self.hub.say(_("{n} has no unknown goods.").format(n=order.number))
            return
        words = spoken(unknown.code, unknown.title, unknown.spec)
        sku = await self.app.push_screen_wait(
            Choose(
                _("{goods}: which SKU is it?").format(goods=words),
                {
                    **{each.sku: _suggested(each) for each in unknown.suggestions},
                    _ANOTHER: _("Another one"),
                },
            )
        )
        if sku == _ANOTHER:
            sku = await self._typed_sku(words)
        if sku is not None:
            self.act(
                lambda tx, number: unknown_goods.name_goods(tx, number, sku, code=words),
                [order.number],
            )

    async def _typed_sku(self, words: str) -> str | None:
        title = _("{goods}: which SKU is it?").format(goods=words)
        field = Field("sku", _("SKU, barcode"), "", required)
        typed = await self.app.push_screen_wait(Form(title, [field]))
        return typed["sku"] if typed else None

    @background
    async def action_merge(self) -> None:
        """Put the selected orders of one receiver together."""
        numbers = self.numbers()
        if len(numbers) < 2:
            self.hub.say(_("Select the orders to merge: Space."))
            return
        question = _("Merge {orders}?").format(orders=_counted(numbers))
        consequence = _("{n} takes all goods; the others are cancelled.").format(n=numbers[0])
        if await self.app.push_screen_wait(Confirm(question, consequence)):
            self.act(lambda tx, _first: merging.merge(tx, numbers), numbers[:1])

    @background
    async def action_split(self) -> None:
        """Take goods out into an order of their own."""
        subject = self.subject()
        if subject is None:
            return
        order = await self.ask(lambda tx: order_queries.show(tx, subject.number))
        there: dict[str, int] = {}
        for part in order.lines:
            if part.sku is not None:
                there[part.sku] = there.get(part.sku, 0) + part.quantity
        fields = [Field(sku, f"{sku} ×{n}", "", _pieces) for sku, n in there.items()]
        title = _("{n}: how many go into a new order?").format(n=order.number)
        wanted = await self.app.push_screen_wait(Form(title, fields))
        lines = [(sku, pieces) for sku, pieces in (wanted or {}).items() if pieces]
        if lines:
            self.act(lambda tx, number: merging.split(tx, number, lines), [order.number])

    @background
    async def action_pay(self) -> None:
        """Note that they are paid, and how."""
        numbers = self.numbers()
        methods = {code: word(PAID_BY, code) for code in PAID_BY}
        title = _("{orders}: how was it paid?").format(orders=_counted(numbers))
        method = await self.app.push_screen_wait(Choose(title, methods))
        if method is not None:
            self.act(lambda tx, number: orders.pay(tx, number, method=method), numbers)

    @background
    async def action_heed(self) -> None:
        """Say what was done about the platform's news of orders that have left."""
        numbers = self.numbers()
        title = _("News of {orders}: what was done?").format(orders=_counted(numbers))
        field = Field("how", _("Done"), "", required)
        told = await self.app.push_screen_wait(Form(title, [field]))
        if told is not None:
            self.act(lambda tx, number: news.heed(tx, number, reason=told["how"]), numbers)

    def action_parcel(self) -> None:
        """Make the parcels that the bench packs."""
        self.act(packing.open_parcel, document=Document.PARCEL)

    @background
    async def action_edit(self) -> None:
        """Correct receiver, goods and sums in the form that orders are taken down with."""
        from dropship_tui.screens.edit_order import EditOrderScreen

        subject = self.subject()
        if subject is None:
            return
        number = subject.number
        if await self.app.push_screen_wait(EditOrderScreen(number)):
            self.hub.say(_("✓ {n} corrected").format(n=number))
            self.renew()


def _pieces(text: str) -> int:
    """How many; nothing is none."""
    return quantity(text) if text else 0


def _suggested(each: Suggestion) -> str:
    return f"{fit(each.sku, 14)} {each.title} {each.spec}".rstrip()


def _counted(numbers: Sequence[str]) -> str:
    """The number of one order, else how many they are."""
    if len(numbers) == 1:
        return numbers[0]
    return ngettext("{n} order", "{n} orders", len(numbers)).format(n=len(numbers))


class OrderScreen(OrderActions):
    """Receiver, goods, money and history of one order, against its plan."""

    CSS_PATH = "order.tcss"
    AUTO_FOCUS = "#facts"

    def __init__(self, number: str) -> None:
        super().__init__()
        self._number = number
        self._order: OrderView | None = None

    @classmethod
    def own_actions(cls) -> list[Action]:
        """Those that are about an order, and the way back."""
        return [
            action
            for action in super().own_actions()
            if action.document or (action.screen, action.name) == (LISTS, "back")
        ]

    def compose(self) -> ComposeResult:
        """Title, facts, timeline, keys."""
        yield TitleBar(self._number)
        with Container(id="body"):
            yield Detail(id="facts")
            yield Detail(id="timeline")
        yield KeyBar()

    def renew(self) -> None:
        """Read the order again."""
        self._show()

    @work(exit_on_error=False, exclusive=True)
    async def _show(self) -> None:
        def look(tx: Tx) -> tuple[OrderView, Times]:
            now = from_ms(tx.now)
            return order_queries.show(tx, self._number), Times(tx.zone, lambda: now)

        order, times = await self.ask(look)
        order = order.masked()
        self._order = order
        status = status_word(Document.ORDER, order.status)
        self.query_one(TitleBar).show(order.number, status, str(order.total))
        self.query_one("#facts", Detail).show(facts(order, times))
        self.query_one("#timeline", Detail).show(
            [*timeline(order.plan, times), *past(order, times)]
        )
        self.refresh_bindings()

    def subject(self) -> Subject | None:
        """The order."""
        return Subject(self._number, self._order.status) if self._order else None

    def action_back(self) -> None:
        """Back to the list."""
        self.dismiss()


def facts(order: OrderView, times: Times) -> list[Content]:
    """Who gets what, from whom, and what it costs."""
    receiver = order.receiver
    phone = "-".join(filter(None, (receiver.phone, receiver.extension)))
    source = "·".join(filter(None, (word(CHANNELS, order.channel), order.shop, order.reseller)))
    rows: list[tuple[str, str]] = [
        (_("from"), f"{source} {order.external_no}"),
        (_("ordered"), times.moment(order.ordered_at)),
        (_("ship by"), times.moment(order.ship_by)),
        (_("to"), f"{receiver.name} {phone}"),
        ("", whole_place(receiver)),
        (_("check"), " ".join(map(str, layouts.faults(receiver)))),
        (_("remark"), order.remark),
        (_("our note"), order.seller_note),
        (_("parcels"), listed(order.parcels)),
        (_("returns"), listed(order.returns)),
    ]
    lines = [line((fit(name, 10), MUTED), text) for name, text in rows if text.strip()]
    sums = _("goods {goods} · freight {freight} · discount {discount} · total {total}").format(
        goods=order.goods_total, freight=order.freight, discount=order.discount, total=order.total
    )
    return [
        *told_since(order),
        *held_because(order),
        *lines,
        Content(""),
        *(goods_line(part) for part in order.lines),
        Content(""),
        line(sums),
        line(*payment(order, times)),
    ]


def past(order: OrderView, times: Times) -> list[Content]:
    """The order's events, oldest first."""
    return [
        Content(""),
        line((_("What happened"), STRONG)),
        *(
            line(
                (fit(f" {times.moment(event.at)}", 14), MUTED),
                fit(event.actor, 10),
                f"  {_step(event)}",
                (f"  {reason_words(Document.ORDER, event.action, event.reason)}", MUTED),
            )
            for event in order.events
        ),
    ]


def _step(event: EventView) -> str:
    """What was done, and what the order has become by it."""
    done = word(ACTIONS, event.action)
    if event.to_status == event.from_status:
        return done
    return f"{done} → {status_word(Document.ORDER, event.to_status)}"


def payment(order: OrderView, times: Times) -> list[str | tuple[str, str]]:
    """How and when it was paid."""
    if order.paid is None:
        return [(_("not paid"), ALARM)]
    how, when = word(PAID_BY, order.paid.method), times.moment(order.paid.at)
    return [_("paid {how} {when}").format(how=how, when=when)]


_REMEDIES = {
    "masked_receiver": ("edit",),
    "no_receiver": ("edit",),
    "unknown_sku": ("goods",),
    "refund_requested": ("cancel", "release"),
    "no_service": ("edit", "release"),
    "duplicate_suspect": ("merge", "cancel", "release"),
    "unpaid": ("pay",),
}
"""The keys that deal with what holds an order; anything else is only let go."""


def held_because(order: OrderView) -> list[Content]:
    """Each reason that holds the order, and the keys that deal with it."""
    told = []
    for code in order.held or ():
        keys = [BY_ID[f"orders.{name}"] for name in _REMEDIES.get(code, ("release",))]
        dealt = "  ".join(f"{key.key_name} {key.title}" for key in keys)
        told.append(line((f"✋ {word(HOLDS, code)}", ALARM), (f"  {dealt}", MUTED)))
    return told


def told_since(order: OrderView) -> list[Content]:
    """What the platform has said since the order left, and nobody has heeded."""
    if not order.news:
        return []
    said = _("▲ {news}. N says that it is dealt with.").format(news=word(NEWS, order.news))
    return [line((said, ALARM))]


def goods_line(part: OrderLine) -> Content:
    """A line of an order: what, how many, where it lies, what is missing."""
    what = " ".join(filter(None, (part.title, part.spec)))
    head = f"  {fit(part.sku or part.code, 12)} ×{fit(str(part.quantity), 5)}"
    if part.sku is None:
        perhaps = ", ".join(each.sku for each in part.suggestions)
        return line(
            head, (_("unknown SKU"), ALARM), f"  {what}", (f"  ≈ {perhaps}" * bool(perhaps), MUTED)
        )
    return line(
        head,
        (fit(part.bin or "–", 7), MUTED),
        fit(_("have {n}").format(n=part.available + part.reserved), 10),
        (_("▲ short {n}").format(n=part.short) + "  " if part.short else "", ALARM),
        what,
    )
