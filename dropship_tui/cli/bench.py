"""dropship packing scan, undo, aside, identify: what is done at the bench itself."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from dropship_tui.cli import context, output
from dropship_tui.cli.arguments import At
from dropship_tui.i18n import _

if TYPE_CHECKING:
    from dropship_tui.services.couriers.waybills import Candidate

app = typer.Typer()

DEFAULT_BENCH = "bench-1"

Station = Annotated[str, typer.Option("--station", help=_("At which bench."))]


def _bench(station: str) -> str:
    """The bench that was named, else that of this workplace."""
    return station or context.settings().station or DEFAULT_BENCH


@app.command(help=_("Take scans from the arguments, or line by line from stdin; answers JSON."))
def scan(
    codes: Annotated[
        list[str] | None,
        typer.Argument(metavar="CODE…", show_default=False, help=_("As a scanner sends them.")),
    ] = None,
    station: Station = "",
    at: At = None,
) -> None:
    from dropship_tui.services.packing import bench

    shop, when = context.shop(), context.moment(at)
    for code in codes or _lines():
        output.line(shop.write(partial(bench.scan, station=_bench(station), raw=code), at=when))


def _lines() -> Iterator[str]:
    """What a scanner types: a code and Enter. Each line is yielded as soon as it is there."""
    while line := sys.stdin.readline():
        if code := line.strip():
            yield code


@app.command(help=_("Take back the last right item of the parcel on the bench."))
def undo(station: Station = "", at: At = None) -> None:
    from dropship_tui.services.packing import bench

    scan = context.shop().write(lambda tx: bench.undo(tx, _bench(station)), at=context.moment(at))
    output.emit(scan, lambda: output.say(f"✓ {scan.parcel}  {scan.message}"))


@app.command(help=_("Put the parcel on the bench aside; what was scanned stays scanned."))
def aside(station: Station = "") -> None:
    from dropship_tui.services.packing import bench

    parcel = context.shop().write(lambda tx: bench.clear(tx, _bench(station)))
    output.emit(
        {"station": _bench(station), "parcel": parcel},
        lambda: output.say(f"✓ {parcel}" if parcel else _("No parcel on this bench.")),
    )


@app.command(help=_("Which courier a waybill number belongs to."))
def identify(
    numbers: Annotated[list[str], typer.Argument(metavar="NUMBER…", help=_("Waybill numbers."))],
) -> None:
    from dropship_tui.services.couriers import waybills

    found = {number: waybills.identify(number) for number in numbers}
    output.emit(
        {
            "items": [
                {"number": number, "candidates": candidates} for number, candidates in found.items()
            ]
        },
        lambda: output.table(
            [_("NUMBER"), _("COURIER"), _("SURE"), _("CHECK DIGIT")],
            [
                (number, *row)
                for number, candidates in found.items()
                for row in map(_candidate, candidates)
            ],
            empty=_("No courier has numbers like this."),
        ),
    )


def _candidate(candidate: Candidate) -> tuple[str, str, str]:
    check = {True: _("right"), False: _("wrong"), None: ""}[candidate.check_digit]
    return (output.courier(candidate.courier), f"{candidate.confidence:.0%}", check)
