"""dropship receipts …: parcels on their way, and what the customer says in the end."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from dropship_tui.cli import acting, context, orders, output
from dropship_tui.cli.arguments import After, All, At, File, Limit, Note, Numbers
from dropship_tui.i18n import N_, _
from dropship_tui.models.lifecycle import Document
from dropship_tui.services.errors import WrongUsage

if TYPE_CHECKING:
    from dropship_tui.services.receipts.receipt_queries import ReceiptQuery

app = typer.Typer()
tracking = typer.Typer(no_args_is_help=True)
app.add_typer(tracking, name="tracking", help=_("What couriers and aggregators tell."))

Stuck = Annotated[bool, typer.Option("--stuck", help=_("Nothing was heard for three days."))]
Overdue = Annotated[bool, typer.Option("--overdue", help=_("On the way for a week."))]
Undelivered = Annotated[bool, typer.Option("--undelivered", help=_("Delivery failed."))]
Order = Annotated[str, typer.Argument(metavar="ORDER", help=_("The order's number."))]


@tracking.command("import", help=_("Rows of waybill, state and time move parcels on."))
def import_(file: File) -> int:
    from dropship_tui.services.receipts import tracking

    return acting.imported(tracking.import_tracking(context.shop(), file))


@app.command("list", help=_("Parcels on their way, the oldest first."))
def list_(
    stuck: Stuck = False,
    overdue: Overdue = False,
    undelivered: Undelivered = False,
    limit: Limit = 50,
    after: After = None,
) -> None:
    from dropship_tui.models.words import TALLIES, status_word, word
    from dropship_tui.services.receipts import receipt_queries

    query = receipt_queries.ReceiptQuery(stuck, overdue, undelivered)
    page = context.shop().read(
        lambda tx: receipt_queries.list_on_the_way(tx, query, after=after, limit=limit)
    )

    def people() -> None:
        output.table(
            [
                _("PARCEL"),
                _("ORDER"),
                _("STATUS"),
                _("COURIER"),
                _("WAYBILL"),
                _("TO"),
                _("LAST HEARD"),
                _("ALARMS"),
            ],
            [
                (
                    row.parcel,
                    row.order,
                    status_word(Document.PARCEL, row.state),
                    output.courier(row.courier),
                    row.waybill,
                    f"{row.province} {row.city}".strip(),
                    output.moment(row.last_event_at),
                    " ".join(f"▲ {word(TALLIES, alarm)}" for alarm in row.alarms),
                )
                for row in page.items
            ],
            empty=_("Nothing is on its way."),
        )
        output.more(page.next)

    output.emit(page, people)


def _parcels(numbers: list[str] | None, everything: bool, query: ReceiptQuery) -> list[str]:
    from dropship_tui.services.receipts.receipt_queries import list_on_the_way

    return acting.chosen(
        numbers, everything, lambda: acting.every(partial(list_on_the_way, query=query), "parcel")
    )


@app.command(help=_("Parcels have arrived."))
def deliver(
    numbers: Numbers = None,
    all_: All = False,
    stuck: Stuck = False,
    overdue: Overdue = False,
    undelivered: Undelivered = False,
    signed_by: Annotated[
        str, typer.Option("--signed-by", help=_("Who took it: self, agent, locker."))
    ] = "self",
    damaged: Annotated[bool, typer.Option("--damaged", help=_("It did not arrive whole."))] = False,
    at: At = None,
) -> int:
    from dropship_tui.services.receipts import receipts
    from dropship_tui.services.receipts.receipt_queries import ReceiptQuery

    return acting.act(
        Document.PARCEL,
        _parcels(numbers, all_, ReceiptQuery(stuck, overdue, undelivered)),
        lambda tx, number: receipts.deliver(tx, number, signed_by=signed_by, damaged=damaged),
        at,
    )


@app.command(help=_("Parcels are lost for good."))
def lost(
    numbers: Numbers = None,
    all_: All = False,
    stuck: Stuck = False,
    overdue: Overdue = False,
    undelivered: Undelivered = False,
    note: Note = "",
    at: At = None,
) -> int:
    from dropship_tui.services.receipts import receipts
    from dropship_tui.services.receipts.receipt_queries import ReceiptQuery

    return acting.act(
        Document.PARCEL,
        _parcels(numbers, all_, ReceiptQuery(stuck, overdue, undelivered)),
        lambda tx, number: receipts.lose(tx, number, note=note),
        at,
    )


@app.command(help=_("Customers confirm that they have received their orders."))
def confirm(
    numbers: Numbers = None,
    all_: All = False,
    search: orders.Search = "",
    reseller: orders.Reseller = "",
    channel: orders.Channel = "",
    at: At = None,
) -> int:
    from dropship_tui.services.orders.order_queries import OrderQuery
    from dropship_tui.services.receipts import receipts

    query = OrderQuery(search=search, reseller=reseller, channel=channel)
    chosen = acting.chosen(numbers, all_, lambda: orders.matching(query, "complete"))
    return acting.act(Document.ORDER, chosen, receipts.confirm, at)


@app.command("auto-confirm", help=_("Confirm what was delivered long enough ago."))
def auto_confirm(
    now: Annotated[
        str | None,
        typer.Option("--now", metavar="TIME", help=_("As if it were this time; may lie ahead.")),
    ] = None,
    at: At = None,
) -> int:
    from dropship_tui.services.receipts import receipts

    outcome = receipts.auto_confirm(context.shop(), now=context.moment(now), at=context.moment(at))
    return output.action(outcome, Document.ORDER)


@app.command(help=_("The customer compared the goods with the order."))
def check(
    order: Order,
    ok: Annotated[bool, typer.Option("--ok", help=_("They match."))] = False,
    differs: Annotated[
        str, typer.Option("--differs", help=_("They do not: missing, wrong, damaged, quality."))
    ] = "",
    note: Note = "",
    at: At = None,
) -> int:
    from dropship_tui.services.receipts import receipts

    if ok == bool(differs) or differs == "ok":
        raise WrongUsage("ok_or_differs", N_("Say --ok, or what --differs."))
    return acting.act(
        Document.ORDER,
        [order],
        lambda tx, number: receipts.check_goods(tx, number, differs or "ok", note=note),
        at,
    )


@app.command(help=_("The customer's two ratings, and what they wrote."))
def review(
    order: Order,
    goods: Annotated[int, typer.Option("--goods", min=1, max=5, help=_("Stars for the goods."))],
    service: Annotated[int, typer.Option("--service", min=1, max=5, help=_("Stars for us."))],
    text: Annotated[str, typer.Option("--text", help=_("What they wrote."))] = "",
    at: At = None,
) -> int:
    from dropship_tui.services.receipts import receipts

    return acting.act(
        Document.ORDER,
        [order],
        lambda tx, number: receipts.review(tx, number, goods=goods, service=service, text=text),
        at,
    )
