"""dropship stock …: what lies on the shelf, and every move of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from dropship_tui.cli import acting, context, output
from dropship_tui.cli.arguments import After, At, DryRun, File, Limit, Note, Strict
from dropship_tui.cli.catalog import Sku
from dropship_tui.i18n import _

if TYPE_CHECKING:
    from dropship_tui.models.stock import Balance

app = typer.Typer()


@app.command(help=_("Goods have come from the supplier."))
def receive(
    sku: Sku,
    quantity: Annotated[str, typer.Argument(metavar="QTY", help=_("How many."))],
    note: Note = "",
    at: At = None,
) -> None:
    from dropship_tui.models import checks
    from dropship_tui.services.goods import stock

    pieces = checks.quantity(quantity)
    _emit(
        context.shop().write(
            lambda tx: stock.receive(tx, sku, pieces, note=note), at=context.moment(at)
        )
    )


# A correction of -5 is a number here, not an option.
@app.command(
    help=_("Correct what the shelf holds."), context_settings={"ignore_unknown_options": True}
)
def adjust(
    sku: Sku,
    delta: Annotated[int, typer.Argument(metavar="DELTA", help=_("How many more, or fewer: -5."))],
    reason: Annotated[
        str, typer.Option("--reason", help=_("count, damage, loss, found, sample, other."))
    ],
    note: Note = "",
    at: At = None,
) -> None:
    from dropship_tui.services.goods import stock

    _emit(
        context.shop().write(
            lambda tx: stock.adjust(tx, sku, delta, reason=reason, note=note),
            at=context.moment(at),
        )
    )


def _emit(balance: Balance) -> None:
    output.emit(
        balance,
        lambda: output.facts(
            {
                "SKU": balance.sku,
                _("on hand"): balance.on_hand,
                _("reserved"): balance.reserved,
                _("available"): balance.available,
            }
        ),
    )


@app.command(help=_("Make the shelf hold what a count sheet says: SKU and quantity."))
def count(file: File, dry_run: DryRun = False, strict: Strict = False, at: At = None) -> int:
    from dropship_tui.services.goods.stock_count import import_count

    answer = import_count(
        context.shop(), file, dry_run=dry_run, strict=strict, at=context.moment(at)
    )
    return acting.imported(answer, strict=strict)


@app.command(help=_("The ledger of a SKU, the latest move first."))
def moves(sku: Sku, limit: Limit = 50, after: After = None) -> None:
    from dropship_tui.models.words import MOVE_REASONS, PLACES, word
    from dropship_tui.services.goods import stock

    page = context.shop().read(lambda tx: stock.moves(tx, sku, after=after, limit=limit))

    def people() -> None:
        output.table(
            [
                _("WHEN"),
                _("QTY"),
                _("FROM"),
                _("TO"),
                _("REASON"),
                _("DOCUMENT"),
                _("BY"),
                _("NOTE"),
            ],
            [
                (
                    output.moment(row.at),
                    f"{row.quantity:+d}",
                    word(PLACES, row.source),
                    word(PLACES, row.target),
                    word(MOVE_REASONS, row.reason),
                    row.document,
                    row.actor,
                    row.note,
                )
                for row in page.items
            ],
            empty=_("Nothing has moved yet."),
        )
        output.more(page.next)

    output.emit(page, people)


@app.command(help=_("What must be ordered again, the emptiest first."))
def low(limit: Limit = 50, after: After = None) -> None:
    from dropship_tui.services.goods import stock

    page = context.shop().read(lambda tx: stock.low(tx, after=after, limit=limit))

    def people() -> None:
        output.table(
            [_("SKU"), _("TITLE"), _("SPEC"), _("AVAILABLE"), _("ORDER AGAIN AT")],
            [
                (row.sku, row.title, row.spec, row.available, row.reorder_point)
                for row in page.items
            ],
            empty=_("Enough of everything."),
        )
        output.more(page.next)

    output.emit(page, people)
