"""dropship packing …: parcels, from the order to the courier's van."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dropship_tui.cli import acting, context, orders, output
from dropship_tui.cli.arguments import After, All, At, Courier, Limit, Numbers, Reason, one_of
from dropship_tui.i18n import _
from dropship_tui.models.lifecycle import Document, ParcelStatus

if TYPE_CHECKING:
    from dropship_tui.models.packing import ParcelView

app = typer.Typer()

Status = Annotated[
    str, typer.Option("--status", callback=one_of(ParcelStatus), help=_("Only this status."))
]
Parcel = Annotated[str, typer.Argument(metavar="PARCEL", help=_("The parcel's number."))]
Waybill = Annotated[str, typer.Argument(metavar="NUMBER", help=_("The waybill's number."))]


@app.command("open", help=_("Make the parcels of confirmed orders."))
def open_(
    numbers: Numbers = None,
    all_: All = False,
    status: orders.Status = "",
    search: orders.Search = "",
    late: orders.Late = False,
    reseller: orders.Reseller = "",
    channel: orders.Channel = "",
    at: At = None,
) -> int:
    from dropship_tui.services.orders.order_queries import OrderQuery
    from dropship_tui.services.packing import packing, packing_queries

    query = OrderQuery(status=status, search=search, late=late, reseller=reseller, channel=channel)
    chosen = acting.chosen(numbers, all_, lambda: orders.matching(query, "open"))
    outcome = context.shop().each(packing.open_parcel, chosen, at=context.moment(at))
    parcels = [row["number"] for row in outcome.done]
    views = context.shop().read(lambda tx: [packing_queries.show(tx, number) for number in parcels])

    def people() -> None:
        output.table(
            [_("PARCEL"), _("ORDERS"), _("GOODS"), _("TO")],
            [(view.parcel, ", ".join(view.orders), _goods(view), view.province) for view in views],
            empty="" if outcome.refused else _("Nothing to do."),
        )
        output.refusals(outcome)

    output.emit({"items": views, "refused": outcome.refused}, people)
    return outcome.exit_code


def _goods(view: ParcelView) -> str:
    return ", ".join(f"{line.sku} ×{line.quantity}" for line in view.lines)


@app.command("list", help=_("Parcels, page by page."))
def list_(status: Status = "", limit: Limit = 50, after: After = None) -> None:
    from dropship_tui.models.words import status_word
    from dropship_tui.services.packing import packing_queries

    page = context.shop().read(
        lambda tx: packing_queries.list_parcels(tx, status=status, after=after, limit=limit)
    )

    def people() -> None:
        output.table(
            [
                _("PARCEL"),
                _("STATUS"),
                _("ORDERS"),
                _("RECEIVER"),
                _("TO"),
                _("SCANNED"),
                _("COURIER"),
                _("WAYBILL"),
                _("SHIP BY"),
            ],
            [
                (
                    row.parcel,
                    status_word(Document.PARCEL, row.status),
                    ", ".join(row.orders),
                    row.receiver,
                    f"{row.province} {row.city}".strip(),
                    f"{row.scanned}/{row.pieces}",
                    output.courier(row.courier),
                    row.waybill,
                    output.moment(row.ship_by),
                )
                for row in page.items
            ],
            empty=_("No parcels. Open some with: dropship packing open --all"),
        )
        output.more(page.next)

    output.emit(page, people)


@app.command(help=_("One parcel in full."))
def show(parcel: Parcel) -> None:
    from dropship_tui.services.packing import packing_queries

    view = context.shop().read(lambda tx: packing_queries.show(tx, parcel))
    output.document(view, lambda: _print_parcel(view))


def _print_parcel(view: ParcelView) -> None:
    from dropship_tui.models.words import status_word

    output.say(f"{view.parcel}  {status_word(Document.PARCEL, view.status)}")
    output.facts(
        {
            _("orders"): ", ".join(view.orders),
            _("receiver"): f"{view.receiver}  {view.province} {view.city}",
            _("remark"): view.remark,
            _("weight"): f"{view.grams} g" if view.grams else "",
            _("courier"): f"{view.courier_name} {view.service}".strip(),
            _("price"): view.quoted,
            _("waybill"): view.waybill,
            _("ship by"): output.moment(view.ship_by),
            _("handed over"): output.moment(view.handed_over_at),
            _("delivered"): output.moment(view.delivered_at),
        }
    )
    output.table(
        [_("BIN"), _("SKU"), _("TITLE"), _("SPEC"), _("SCANNED")],
        [
            (line.bin, line.sku, line.title, line.spec, f"{line.scanned}/{line.quantity}")
            for line in view.lines
        ],
        empty="",
    )


def matching(status: str) -> list[str]:
    """Every parcel of this status; of all statuses when it is empty."""
    from dropship_tui.services.packing.packing_queries import list_parcels

    return acting.every(partial(list_parcels, status=status), "parcel")


@app.command(help=_("Note what a parcel weighs, in grams."))
def weigh(
    parcel: Parcel,
    grams: Annotated[int, typer.Argument(metavar="GRAMS", help=_("How heavy it is."))],
    at: At = None,
) -> int:
    from dropship_tui.services.packing import packing

    return _act(parcel, lambda tx, number: packing.weigh(tx, number, grams), at)


@app.command(help=_("Choose who carries a parcel; without --courier, the cheapest that does."))
def courier(parcel: Parcel, courier: Courier = "", at: At = None) -> int:
    from dropship_tui.services.packing import packing

    done = _act(parcel, lambda tx, number: packing.choose_courier(tx, number, courier), at)
    return done or _mind(parcel)


@app.command(help=_("Put a waybill on a packed parcel."))
def waybill(parcel: Parcel, number: Waybill, courier: Courier = "", at: At = None) -> int:
    from dropship_tui.services.packing import packing

    done = _act(parcel, lambda tx, name: packing.assign_waybill(tx, name, number, courier), at)
    return done or _mind(parcel)


@app.command("void-waybill", help=_("Take a waybill off its parcel; the number stays used."))
def void_waybill(parcel: Parcel, reason: Reason, at: At = None) -> int:
    from dropship_tui.services.packing import packing

    return _act(parcel, lambda tx, number: packing.void_waybill(tx, number, reason), at)


def _mind(parcel: str) -> int:
    """Say what speaks against the courier that was named: whoever named it may know better."""
    from dropship_tui.services.packing import packing

    reason = context.shop().read(lambda tx: packing.speaks_against(tx, parcel))
    if reason:
        output.note(f"⚠ {reason}")
    return 0


def _act(parcel: str, work: Any, at: str | None) -> int:
    return acting.act(Document.PARCEL, [parcel], work, at)


@app.command("handover", help=_("Hand over every labelled parcel of a courier, on one manifest."))
def hand_over(
    courier: Annotated[str, typer.Option("--courier", metavar="CODE", help=_("Who takes them."))],
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help=_("Write the manifest as a PDF, too.")),
    ] = None,
    at: At = None,
) -> int:
    from dropship_tui.services import documents
    from dropship_tui.services.packing import handover
    from dropship_tui.services.printing.files import require_writable

    if out is not None:
        require_writable(out)
    shop = context.shop()
    manifest, outcome = handover.hand_over_all(shop, courier, at=context.moment(at))
    if not outcome.done:
        return output.action(outcome, Document.PARCEL, manifest=None)
    if out is not None and manifest is not None:
        documents.put(shop, "manifest", manifest, out)
    return output.action(outcome, Document.PARCEL, manifest=manifest)
