"""dropship packing slip, picklist, label, waybills, backfill: what leaves as paper or as a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dropship_tui.cli import acting, context, output
from dropship_tui.cli.arguments import All, At, File, Numbers, Out
from dropship_tui.cli.orders import Channel
from dropship_tui.cli.packing import Status, matching
from dropship_tui.i18n import N_, _

app = typer.Typer()
waybills = typer.Typer(no_args_is_help=True)
app.add_typer(waybills, name="waybills", help=_("Waybill numbers that couriers send as a sheet."))

_PAPERS = {
    "slip": (N_("Print shipping notes (发货单), one for each parcel."), "open"),
    "picklist": (N_("Print one pick list (拣货单) for many parcels, bin by bin."), "open"),
    "label": (N_("Print labels (面单), one for each parcel."), "labelled"),
}
"""Each paper with its help, and the parcels that it is usually printed for."""


def _offer(paper: str) -> None:
    """Make the command of one paper; all have the same arguments."""
    about, usual = _PAPERS[paper]

    @app.command(paper, help=_(about))
    def command(out: Out, numbers: Numbers = None, all_: All = False, status: Status = "") -> None:
        from dropship_tui.services import documents

        parcels = acting.chosen(numbers, all_, lambda: matching(status or usual))
        documents.put(context.shop(), paper, parcels, out)
        output.emit({"path": str(out), "parcels": parcels}, lambda: output.say(str(out)))


for _paper in _PAPERS:
    _offer(_paper)


@app.command(help=_("Print the manifest (交接单) of a hand-over again."))
def manifest(
    number: Annotated[str, typer.Argument(metavar="MANIFEST", help=_("The manifest's number."))],
    out: Out,
) -> None:
    from dropship_tui.services import documents

    documents.put(context.shop(), "manifest", number, out)
    output.emit({"path": str(out), "manifest": number}, lambda: output.say(str(out)))


@waybills.command("import", help=_("Rows of parcel or order number, courier and waybill number."))
def import_waybills(file: File, at: At = None) -> int:
    from dropship_tui.services.packing import waybill_sheet

    shop = context.shop()
    return acting.imported(waybill_sheet.import_waybills(shop, file, at=context.moment(at)))


@app.command(help=_("Give the numbers back: one upload file for each channel and shop."))
def backfill(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help=_("The folder to write to."))],
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="TIME", help=_("Only what was handed over since.")),
    ] = None,
    channel: Channel = "",
) -> None:
    from dropship_tui.services.exporters import backfill as backfills

    files = backfills.write(context.shop(), out, since=context.moment(since), channel=channel)
    output.emit(
        {"files": files},
        lambda: output.table(
            [_("FILE"), _("CHANNEL"), _("SHOP"), _("ROWS")],
            [(file.path, file.channel, file.shop, file.rows) for file in files],
            empty=_("Nothing was handed over."),
        ),
    )
