"""dropship orders …: taken down, looked at, moved on."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from dropship_tui.cli import context, output
from dropship_tui.cli.arguments import After, All, At, Limit, Reason
from dropship_tui.i18n import N_, _
from dropship_tui.models.lifecycle import Document
from dropship_tui.models.orders import OrderView
from dropship_tui.models.words import CHANNELS, status_word, word
from dropship_tui.services.errors import WrongUsage
from dropship_tui.services.work import Tx

app = typer.Typer(help=_("Orders: import, take down, confirm, hold."), no_args_is_help=True)

Numbers = Annotated[list[str] | None, typer.Argument(metavar="NUMBER…", show_default=False)]
Status = Annotated[str, typer.Option("--status", help=_("Only this status."))]
Search = Annotated[str, typer.Option("--search", help=_("Number, name, phone, waybill, goods."))]
Held = Annotated[str, typer.Option("--held", metavar="CODE", help=_("Held for this reason."))]
Late = Annotated[bool, typer.Option("--late", help=_("Should have left by now."))]
Reseller = Annotated[str, typer.Option("--reseller", help=_("Only this reseller's."))]
Channel = Annotated[str, typer.Option("--channel", help=_("Only from this channel."))]


@app.command("list", help=_("Orders, page by page."))
def list_(
    status: Status = "",
    search: Search = "",
    held: Held = "",
    late: Late = False,
    reseller: Reseller = "",
    channel: Channel = "",
    limit: Limit = 50,
    after: After = None,
) -> None:
    from dropship_tui.services import order_queries

    query = order_queries.OrderQuery(status, search, held, late, reseller, channel)
    page = context.shop().read(
        lambda tx: order_queries.list_orders(tx, query, after=after, limit=limit)
    )
    output.emit(
        page,
        lambda: output.table(
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
                    " ".join(filter(None, (word(CHANNELS, row.channel), row.shop))),
                    status_word(Document.ORDER, row.status)
                    + (f" ({', '.join(row.held)})" if row.held else ""),
                    row.receiver,
                    row.phone,
                    f"{row.province} {row.city}".strip(),
                    row.total,
                    output.moment(row.ship_by),
                )
                for row in page.items
            ],
            empty=_("No orders. Import some with: dropship orders import FILE"),
        ),
    )


@app.command(help=_("One or more orders in full."))
def show(
    numbers: Annotated[list[str], typer.Argument(metavar="NUMBER…")],
    unmask: Annotated[bool, typer.Option("--unmask", help=_("With the whole phone."))] = False,
) -> None:
    from dropship_tui.services import order_queries

    views = context.shop().read(lambda tx: [order_queries.show(tx, number) for number in numbers])
    shown = views if unmask else [view.masked() for view in views]
    output.emit({"items": shown}, lambda: [_print_order(view) for view in shown])


def _print_order(view: OrderView) -> None:
    receiver = view.receiver
    held = f" ({', '.join(view.held)})" if view.held else ""
    output.say(f"{view.number}  {status_word(Document.ORDER, view.status)}{held}  {view.total}")
    output.say(
        " ".join(
            filter(
                None,
                (
                    receiver.name,
                    receiver.phone,
                    receiver.extension,
                    receiver.province,
                    receiver.city,
                    receiver.district,
                    receiver.street,
                    receiver.detail,
                ),
            )
        )
    )
    output.table(
        [_("SKU"), _("TITLE"), _("SPEC"), _("QTY"), _("PRICE")],
        [(l.sku or f"? {l.code}", l.title, l.spec, l.quantity, l.price) for l in view.lines],
        empty="",
    )
    output.table(
        [_("TASK"), _("DUE"), _("COMPLETED"), _("BY")],
        [
            (row.title, output.moment(row.due), output.moment(row.completed_at), row.by)
            for row in view.plan
        ],
        empty="",
    )


def _act(
    numbers: list[str] | None,
    everything: bool,
    query: dict[str, Any],
    work: Callable[[Tx, str], Any],
    at: str | None,
) -> int:
    """Run `work` on the orders that were named, or on all that the filters find."""
    from dropship_tui.services.order_queries import OrderQuery
    from dropship_tui.services.order_queries import numbers as find

    if bool(numbers) == everything:
        raise WrongUsage(
            "which_orders", N_("Name the orders, or say --all (with filters if you like).")
        )
    shop = context.shop()
    chosen = numbers or shop.read(lambda tx: find(tx, OrderQuery(**query)))
    return output.action(shop.each(work, chosen, at=context.moment(at)))


@app.command(help=_("Check orders, reserve their stock, make their shipping notes."))
def confirm(
    numbers: Numbers = None,
    all_: All = False,
    status: Status = "new",
    search: Search = "",
    held: Held = "",
    late: Late = False,
    reseller: Reseller = "",
    channel: Channel = "",
    at: At = None,
) -> int:
    from dropship_tui.services import orders

    query = {
        "status": status,
        "search": search,
        "held": held,
        "late": late,
        "reseller": reseller,
        "channel": channel,
    }
    return _act(numbers, all_, query, orders.confirm, at)


@app.command(
    help=_("Let orders stand still, with a reason: manual, customer, stock, address, other.")
)
def hold(
    numbers: Numbers = None,
    all_: All = False,
    reason: Reason = "manual",
    status: Status = "",
    search: Search = "",
    late: Late = False,
    reseller: Reseller = "",
    channel: Channel = "",
    at: At = None,
) -> int:
    from dropship_tui.services import orders

    query = {
        "status": status,
        "search": search,
        "late": late,
        "reseller": reseller,
        "channel": channel,
    }
    return _act(numbers, all_, query, lambda tx, n: orders.hold(tx, n, reason=reason), at)


@app.command(help=_("Let held orders go on where they were."))
def release(
    numbers: Numbers = None,
    all_: All = False,
    reason: Reason = "",
    search: Search = "",
    held: Held = "",
    late: Late = False,
    reseller: Reseller = "",
    channel: Channel = "",
    at: At = None,
) -> int:
    from dropship_tui.services import orders

    query = {
        "status": "on_hold",
        "search": search,
        "held": held,
        "late": late,
        "reseller": reseller,
        "channel": channel,
    }
    return _act(numbers, all_, query, lambda tx, n: orders.release(tx, n, reason=reason), at)


@app.command(help=_("Cancel orders that have not left the house; their stock comes back."))
def cancel(
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
    from dropship_tui.services import orders

    query = {
        "status": status,
        "search": search,
        "held": held,
        "late": late,
        "reseller": reseller,
        "channel": channel,
    }
    return _act(numbers, all_, query, lambda tx, n: orders.cancel(tx, n, reason=reason), at)


def read_text(source: str) -> str:
    """The text of a file, or of stdin for `-`."""
    if source == "-":
        return sys.stdin.read()
    path = Path(source)
    if path.is_file():
        return path.read_text(encoding="utf-8", errors="replace")
    return source
