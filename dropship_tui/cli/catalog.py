"""dropship catalog …: SKUs, their prices, and other people's codes for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from dropship_tui.cli import acting, context, output
from dropship_tui.cli.arguments import After, DryRun, File, Limit, Strict, money
from dropship_tui.i18n import _

if TYPE_CHECKING:
    from dropship_tui.models.catalog import SkuView

app = typer.Typer()

Sku = Annotated[str, typer.Argument(metavar="SKU", help=_("Its code, its barcode, or an alias."))]
Reseller = Annotated[str, typer.Option("--reseller", help=_("Only for this reseller."))]


@app.command("import", help=_("Enter SKUs from a sheet; what it says again changes nothing."))
def import_(file: File, dry_run: DryRun = False, strict: Strict = False) -> int:
    from dropship_tui.services.catalog_import import import_catalog

    answer = import_catalog(context.shop(), file, dry_run=dry_run, strict=strict)
    return acting.imported(answer, strict=strict)


@app.command("list", help=_("SKUs, in the order in which they were entered."))
def list_(
    search: Annotated[
        str, typer.Option("--search", help=_("Code, title, barcode, pinyin or its initials."))
    ] = "",
    missing: Annotated[
        str,
        typer.Option(
            "--missing", help=_("What they lack: prices, photos, measures, description, stock.")
        ),
    ] = "",
    limit: Limit = 50,
    after: After = None,
) -> None:
    from dropship_tui.services.catalog import SkuQuery, list_skus

    query = SkuQuery(search, missing)
    page = context.shop().read(lambda tx: list_skus(tx, query, after=after, limit=limit))

    def people() -> None:
        output.table(
            [
                _("SKU"),
                _("TITLE"),
                _("SPEC"),
                _("PRICE"),
                _("BIN"),
                _("ON HAND"),
                _("RESERVED"),
                _("AVAILABLE"),
            ],
            [
                (
                    row.sku,
                    row.title,
                    row.spec,
                    row.price,
                    row.bin,
                    row.on_hand,
                    row.reserved,
                    row.available,
                )
                for row in page.items
            ],
            empty=_("No SKUs. Enter some with: dropship catalog import FILE"),
        )
        output.more(page.next)

    output.emit(page, people)


@app.command(help=_("One SKU in full."))
def show(sku: Sku) -> None:
    from dropship_tui.services import catalog

    view = context.shop().read(lambda tx: catalog.show(tx, sku))
    output.document(view, lambda: _print_sku(view))


def _print_sku(view: SkuView) -> None:
    sides = (view.length_mm, view.width_mm, view.height_mm)
    output.say(f"{view.sku}  {view.title} {view.spec}".rstrip())
    output.facts(
        {
            _("barcode"): view.barcode,
            _("cost"): view.cost,
            _("price"): view.price,
            _("market price"): view.market_price,
            _("weight"): f"{view.weight_g} g" if view.weight_g else "",
            _("size"): " × ".join(map(str, sides)) + " mm" if all(sides) else "",
            _("description"): view.description,
            _("photo"): view.photo,
            _("bin"): view.bin,
            _("on hand"): view.on_hand,
            _("reserved"): view.reserved,
            _("available"): view.available,
            _("missing"): ", ".join(view.missing),
        }
    )
    for price in view.reseller_prices:
        output.say(f"{price.reseller}: {price.price}")
    for alias in view.aliases:
        output.say(f"{alias.code} ← {alias.reseller} {alias.channel}".rstrip(" ←"))


@app.command(help=_("Set what a SKU sells for, to everybody or to one reseller."))
def price(
    sku: Sku,
    price: Annotated[str, typer.Option("--price", help=_("What it sells for."))],
    cost: Annotated[str, typer.Option("--cost", help=_("What it costs us."))] = "",
    reseller: Reseller = "",
) -> None:
    from dropship_tui.services import catalog

    amount = money(price, field="--price")
    ours = money(cost, field="--cost") if cost else None
    view = context.shop().write(
        lambda tx: catalog.set_price(tx, sku, amount, cost=ours, reseller=reseller)
    )
    output.document(view, lambda: _print_sku(view))


@app.command(help=_("Remember somebody else's code for a SKU of ours."))
def alias(
    sku: Sku,
    code: Annotated[str, typer.Option("--code", help=_("Their code."))],
    reseller: Reseller = "",
    channel: Annotated[str, typer.Option("--channel", help=_("Only on this channel."))] = "",
) -> None:
    from dropship_tui.services import catalog

    view = context.shop().write(
        lambda tx: catalog.add_alias(tx, sku, code, reseller=reseller, channel=channel)
    )
    output.document(view, lambda: _print_sku(view))
