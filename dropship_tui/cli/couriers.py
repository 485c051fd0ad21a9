"""dropship setup courier, noservice: who carries parcels, for how much, and where to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from dropship_tui.cli import acting, context, output
from dropship_tui.cli.arguments import After, At, File, Limit
from dropship_tui.i18n import _

if TYPE_CHECKING:
    from dropship_tui.services.couriers.couriers import Quotes

app = typer.Typer()
courier = typer.Typer(no_args_is_help=True)
rates = typer.Typer(no_args_is_help=True)
noservice = typer.Typer(no_args_is_help=True)
app.add_typer(courier, name="courier", help=_("Couriers, their rates, and quotes."))
app.add_typer(noservice, name="noservice", help=_("Areas that a courier does not serve."))
pool = typer.Typer(no_args_is_help=True)
courier.add_typer(rates, name="rates", help=_("Rate cards."))
courier.add_typer(pool, name="waybills", help=_("Waybill numbers kept for parcels to come."))

Whose = Annotated[
    str, typer.Option("--courier", metavar="CODE", help=_("The courier: code or name."))
]


@courier.command("list", help=_("Couriers, with their rates and their waybill numbers."))
def list_(limit: Limit = 200, after: After = None) -> None:
    from dropship_tui.services.couriers import couriers

    items = context.shop().read(couriers.list_couriers)
    page = acting.page_of(items, lambda row: row.code, after=after, limit=limit)

    def people() -> None:
        output.table(
            [_("CODE"), _("NAME"), _("SERVICES"), _("RATES FROM"), _("UNTIL"), _("WAYBILLS LEFT")],
            [
                (
                    row.code,
                    row.name,
                    ", ".join(row.services),
                    row.rates_from,
                    row.rates_until,
                    row.waybills_left or "",
                )
                for row in page.items
            ],
            empty="",
        )
        output.more(page.next)

    output.emit(page, people)


@rates.command("import", help=_("Let a rate sheet be a courier's card from today on."))
def import_rates(file: File, courier: Whose) -> int:
    from dropship_tui.services.couriers import couriers

    return acting.imported(couriers.import_rates(context.shop(), file, courier=courier))


@pool.command("import", help=_("Put the numbers of a sheet into a courier's pool."))
def import_pool(file: File, courier: Whose, at: At = None) -> int:
    from dropship_tui.services.packing import waybill_pool

    when = context.moment(at)
    return acting.imported(waybill_pool.import_pool(context.shop(), file, courier=courier, at=when))


@pool.command("add", help=_("Put numbers into a courier's pool, from the first to the last."))
def add_range(
    first: Annotated[str, typer.Argument(metavar="FIRST", help=_("The first number."))],
    courier: Whose,
    last: Annotated[
        str, typer.Argument(metavar="LAST", help=_("The last number, if there are several."))
    ] = "",
    at: At = None,
) -> int:
    from dropship_tui.services.packing import waybill_pool

    when = context.moment(at)
    return acting.imported(
        waybill_pool.add_range(context.shop(), courier, first, last or first, at=when)
    )


@noservice.command("import", help=_("Areas that a courier does not serve now."))
def import_areas(
    file: File,
    courier: Whose,
    until: Annotated[
        str | None,
        typer.Option("--until", metavar="DATE", help=_("Past this day they are served again.")),
    ] = None,
) -> int:
    from dropship_tui.services.couriers import couriers

    day = None if until is None else context.day(until)
    return acting.imported(couriers.import_areas(context.shop(), file, courier=courier, until=day))


@courier.command(help=_("What a parcel costs with each courier, cheapest first."))
def quote(
    province: Annotated[str, typer.Option("--province", help=_("Where it goes."))],
    weight: Annotated[
        int, typer.Option("--weight", metavar="G", min=1, help=_("What it weighs, in grams."))
    ],
    city: Annotated[str, typer.Option("--city", help=_("Where in the province."))] = "",
    length: Annotated[int, typer.Option("--length", metavar="MM", min=0)] = 0,
    width: Annotated[int, typer.Option("--width", metavar="MM", min=0)] = 0,
    height: Annotated[int, typer.Option("--height", metavar="MM", min=0)] = 0,
) -> None:
    from dropship_tui.services.couriers import couriers

    quotes = context.shop().read(
        lambda tx: couriers.quote(
            tx,
            province=province,
            city=city,
            grams=weight,
            length_mm=length,
            width_mm=width,
            height_mm=height,
        )
    )
    output.emit(quotes, lambda: _print_quotes(quotes))


def _print_quotes(quotes: Quotes) -> None:
    output.table(
        [_("COURIER"), _("SERVICE"), _("PRICE"), _("DAYS"), _("WHY")],
        [
            (
                output.courier(offer.courier),
                offer.service,
                offer.price,
                offer.days,
                "; ".join(offer.explain),
            )
            for offer in quotes.items
        ],
        empty=_("Nobody takes it there."),
    )
    for excluded in quotes.excluded:
        output.say(f"✗ {output.courier(excluded.courier)}: {excluded.reason}")
