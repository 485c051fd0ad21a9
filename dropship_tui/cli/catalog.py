"""dropship catalog …: SKUs, their prices, and other people's codes for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from dropship_tui.cli import acting, context, output
from dropship_tui.cli.arguments import After, DryRun, File, Limit, Strict, money, one_of
from dropship_tui.i18n import N_, _
from dropship_tui.models.words import CHANNELS

if TYPE_CHECKING:
    from dropship_tui.models.catalog import SkuView
    from dropship_tui.models.money import Money

app = typer.Typer()

Sku = Annotated[str, typer.Argument(metavar="SKU", help=_("Its code, its barcode, or an alias."))]
Reseller = Annotated[str, typer.Option("--reseller", help=_("Only for this reseller."))]


@app.command("import", help=_("Enter SKUs from a sheet; what it says again changes nothing."))
def import_(file: File, dry_run: DryRun = False, strict: Strict = False) -> int:
    from dropship_tui.services.goods.catalog_import import import_catalog

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
    from dropship_tui.services.goods.catalog import SkuQuery, list_skus

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
    from dropship_tui.services.goods import catalog

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


_ENTRIES = {
    "new": N_("Enter one SKU."),
    "edit": N_("Change what is known of a SKU; what is not named stays."),
}


def _offer(action: str) -> None:
    """Make the command that enters a SKU, or the one that changes it; both say the same of it."""

    @app.command(action, help=_(_ENTRIES[action]))
    def command(
        sku: Annotated[str, typer.Argument(metavar="SKU", help=_("Its code."))],
        title: Annotated[str, typer.Option("--title", help=_("What it is called."))] = "",
        spec: Annotated[str, typer.Option("--spec", help=_("Colour, size and the like."))] = "",
        barcode: Annotated[str, typer.Option("--barcode", help=_("What scanners read."))] = "",
        price: Annotated[str, typer.Option("--price", help=_("What it sells for."))] = "",
        cost: Annotated[str, typer.Option("--cost", help=_("What it costs us."))] = "",
        market_price: Annotated[
            str, typer.Option("--market-price", help=_("What others ask for it."))
        ] = "",
        weight: Annotated[
            int | None, typer.Option("--weight", metavar="G", help=_("What it weighs, in grams."))
        ] = None,
        length: Annotated[
            int | None, typer.Option("--length", metavar="MM", help=_("In millimetres."))
        ] = None,
        width: Annotated[
            int | None, typer.Option("--width", metavar="MM", help=_("In millimetres."))
        ] = None,
        height: Annotated[
            int | None, typer.Option("--height", metavar="MM", help=_("In millimetres."))
        ] = None,
        description: Annotated[
            str, typer.Option("--description", help=_("What customers read of it."))
        ] = "",
        bin_: Annotated[str, typer.Option("--bin", help=_("On which shelf it lies."))] = "",
        reorder_point: Annotated[
            int | None,
            typer.Option("--reorder-point", help=_("Order again when so few are available.")),
        ] = None,
        photo: Annotated[str, typer.Option("--photo", help=_("Where its photo is."))] = "",
    ) -> None:
        from dropship_tui.models.catalog import NewSku
        from dropship_tui.services.goods import catalog_entry

        def amount(text: str, option: str) -> Money | None:
            return money(text, field=option) if text else None

        said = NewSku(
            sku=sku,
            title=title,
            spec=spec,
            barcode=barcode,
            price=amount(price, "--price"),
            cost=amount(cost, "--cost"),
            market_price=amount(market_price, "--market-price"),
            weight_g=weight,
            length_mm=length,
            width_mm=width,
            height_mm=height,
            description=description,
            bin=bin_,
            reorder_point=reorder_point,
            photo=photo,
        )
        work = {"new": catalog_entry.enter, "edit": catalog_entry.change}[action]
        view = context.shop().write(lambda tx: work(tx, said))
        output.document(view, lambda: _print_sku(view))


for _action in _ENTRIES:
    _offer(_action)


@app.command(help=_("Set what a SKU sells for, to everybody or to one reseller."))
def price(
    sku: Sku,
    price: Annotated[str, typer.Option("--price", help=_("What it sells for."))],
    cost: Annotated[str, typer.Option("--cost", help=_("What it costs us."))] = "",
    reseller: Reseller = "",
) -> None:
    from dropship_tui.services.goods import catalog

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
    channel: Annotated[
        str,
        typer.Option("--channel", callback=one_of(CHANNELS), help=_("Only on this channel.")),
    ] = "",
) -> None:
    from dropship_tui.services.goods import catalog

    view = context.shop().write(
        lambda tx: catalog.add_alias(tx, sku, code, reseller=reseller, channel=channel)
    )
    output.document(view, lambda: _print_sku(view))
