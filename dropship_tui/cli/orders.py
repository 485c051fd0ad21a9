"""dropship orders …: looked at, moved on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from dropship_tui.cli import acting, context, output
from dropship_tui.cli.arguments import After, All, At, Limit, Numbers, Reason, one_of
from dropship_tui.i18n import N_, _
from dropship_tui.models.lifecycle import Document, OrderStatus, starts
from dropship_tui.models.orders import HOLDS, NEWS
from dropship_tui.models.words import CHANNELS, PAID_BY, status_word, word

if TYPE_CHECKING:
    from dropship_tui.models.orders import OrderView
    from dropship_tui.services.orders.order_queries import OrderQuery

app = typer.Typer()

Status = Annotated[
    str, typer.Option("--status", callback=one_of(OrderStatus), help=_("Only this status."))
]
Search = Annotated[str, typer.Option("--search", help=_("Number, name, phone, waybill, goods."))]
Held = Annotated[
    str,
    typer.Option("--held", metavar="CODE", callback=one_of(HOLDS), help=_("Held for this reason.")),
]
Late = Annotated[bool, typer.Option("--late", help=_("Should have left by now."))]
News = Annotated[
    bool, typer.Option("--news", help=_("The platform has said something since they left."))
]
Reseller = Annotated[str, typer.Option("--reseller", help=_("Only this reseller's."))]
Channel = Annotated[
    str,
    typer.Option("--channel", callback=one_of(CHANNELS), help=_("Only from this channel.")),
]


@app.command("list", help=_("Orders, page by page."))
def list_(
    status: Status = "",
    search: Search = "",
    held: Held = "",
    late: Late = False,
    news: News = False,
    reseller: Reseller = "",
    channel: Channel = "",
    limit: Limit = 50,
    after: After = None,
) -> None:
    from dropship_tui.services.orders import order_queries

    query = order_queries.OrderQuery(
        status=status,
        search=search,
        held=held,
        late=late,
        news=news,
        reseller=reseller,
        channel=channel,
    )
    page = context.shop().read(
        lambda tx: order_queries.list_orders(tx, query, after=after, limit=limit)
    )

    def people() -> None:
        output.table(
            [
                _("NUMBER"),
                _("FROM"),
                _("STATUS"),
                _("RECEIVER"),
                _("PHONE"),
                _("TO"),
                _("TOTAL"),
                _("SHIP BY"),
            ],
            [
                (
                    row.number,
                    f"{word(CHANNELS, row.channel)} {row.shop}".strip(),
                    status_word(Document.ORDER, row.status) + _reasons(row.held),
                    row.receiver,
                    row.phone,
                    f"{row.province} {row.city}".strip(),
                    row.total,
                    output.moment(row.ship_by),
                )
                for row in page.items
            ],
            empty=_("No orders. Import some with: dropship orders import FILE"),
        )
        output.more(page.next)

    output.emit(page, people)


def _reasons(held: tuple[str, ...] | None) -> str:
    return f" ({', '.join(word(HOLDS, code) for code in held)})" if held else ""


@app.command(help=_("One or more orders in full."))
def show(
    numbers: Annotated[list[str], typer.Argument(metavar="NUMBER…", help=_("Which ones."))],
    unmask: Annotated[bool, typer.Option("--unmask", help=_("With the whole phone."))] = False,
) -> None:
    from dropship_tui.services.orders import order_queries

    views = context.shop().read(lambda tx: [order_queries.show(tx, number) for number in numbers])
    shown = views if unmask else [view.masked() for view in views]

    def people() -> None:
        for view in shown:
            print_order(view)

    output.emit({"items": shown}, people)


def print_order(view: OrderView) -> None:
    """An order for people: what, for whom, and where it stands."""
    from dropship_tui.cli.overview import print_plan
    from dropship_tui.services.addresses import layouts

    receiver = view.receiver
    output.say(f"{view.number}  {status_word(Document.ORDER, view.status)}{_reasons(view.held)}")
    output.facts(
        {
            _("from"): f"{word(CHANNELS, view.channel)} {view.shop} {view.external_no}".strip(),
            _("reseller"): view.reseller,
            _("receiver"): f"{receiver.name}  {receiver.phone} {receiver.extension}".strip(),
            _("address"): layouts.written(receiver),
            _("news"): word(NEWS, view.news) if view.news else "",
            _("check"): " ".join(map(str, layouts.faults(receiver))),
            _("total"): view.total,
            _("paid"): word(PAID_BY, view.paid.method) if view.paid else "",
            _("remark"): view.remark,
            _("parcels"): ", ".join(view.parcels),
            _("returns"): ", ".join(view.returns),
        }
    )
    output.table(
        [_("SKU"), _("TITLE"), _("SPEC"), _("QTY"), _("PRICE")],
        [
            (line.sku or f"? {line.code}", line.title, line.spec, line.quantity, line.price)
            for line in view.lines
        ],
        empty="",
    )
    for line in view.lines:
        if line.suggestions:
            words = f"{line.code} {line.title} {line.spec}".strip()
            perhaps = ", ".join(each.sku for each in line.suggestions)
            output.say(_("? {goods}: perhaps {skus}").format(goods=words, skus=perhaps))
    print_plan(view.plan)


def matching(query: OrderQuery, action: str) -> list[str]:
    """Every order that the filters find; without a status, those that `action` is possible for."""
    from dropship_tui.services.orders import order_queries

    statuses = [query.status] if query.status else starts(Document.ORDER, action)
    wanted = [replace(query, status=status) for status in statuses]
    return context.shop().read(
        lambda tx: [number for each in wanted for number in order_queries.numbers(tx, each)]
    )


_ACTIONS = {
    "hold": N_("Let orders stand still, with a reason: manual, customer, stock, address, other."),
    "release": N_("Let held orders go on where they were."),
    "heed": N_("Say that news after shipping are dealt with; --reason says how."),
    "cancel": N_("Cancel orders that have not left the house; their stock comes back."),
}


@app.command(help=_("Check orders, reserve their stock, make their shipping notes."))
def confirm(
    numbers: Numbers = None,
    all_: All = False,
    reason: Reason = "",
    hold_short: Annotated[
        bool,
        typer.Option("--hold-short", help=_("Hold what the shelf is short of, until goods come.")),
    ] = False,
    status: Status = "",
    search: Search = "",
    held: Held = "",
    late: Late = False,
    reseller: Reseller = "",
    channel: Channel = "",
    at: At = None,
) -> int:
    from dropship_tui.services.orders import orders
    from dropship_tui.services.orders.order_queries import OrderQuery

    query = OrderQuery(
        status=status, search=search, held=held, late=late, reseller=reseller, channel=channel
    )
    chosen = acting.chosen(numbers, all_, lambda: matching(query, "confirm"))
    work = orders.confirm_or_hold if hold_short else orders.confirm
    return acting.act(
        Document.ORDER, chosen, lambda tx, number: work(tx, number, reason=reason), at
    )


@app.command(help=_("Note that orders are paid; what only waited for it goes on."))
def pay(
    numbers: Annotated[list[str], typer.Argument(metavar="NUMBER…", help=_("Which ones."))],
    method: Annotated[
        str,
        typer.Option(
            "--method",
            callback=one_of(PAID_BY),
            help=_("alipay, wechat, bank, cash, balance or other."),
        ),
    ],
    at: At = None,
) -> int:
    from dropship_tui.services.orders import orders

    return acting.act(
        Document.ORDER, numbers, lambda tx, number: orders.pay(tx, number, method=method), at
    )


def _offer(action: str) -> None:
    """Make the command of one action; all have the same arguments."""

    @app.command(action, help=_(_ACTIONS[action]))
    def command(
        numbers: Numbers = None,
        all_: All = False,
        reason: Reason = "",
        status: Status = "",
        search: Search = "",
        held: Held = "",
        late: Late = False,
        reseller: Reseller = "",
        channel: Channel = "",
        at: At = None,
    ) -> int:
        from dropship_tui.services.orders import news, orders
        from dropship_tui.services.orders.order_queries import OrderQuery

        work = {
            "hold": orders.hold,
            "release": orders.release,
            "heed": news.heed,
            "cancel": orders.cancel,
        }[action]
        why = {"reason": reason} if reason else {}
        query = OrderQuery(
            status=status,
            search=search,
            held=held,
            late=late,
            news=action == "heed",
            reseller=reseller,
            channel=channel,
        )
        chosen = acting.chosen(numbers, all_, lambda: matching(query, action))
        return acting.act(Document.ORDER, chosen, lambda tx, number: work(tx, number, **why), at)


for _action in _ACTIONS:
    _offer(_action)
