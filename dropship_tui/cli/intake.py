"""dropship orders import, profiles: orders from files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dropship_tui.cli import acting, context, output
from dropship_tui.cli.arguments import DryRun, File, Strict
from dropship_tui.i18n import _

if TYPE_CHECKING:
    from dropship_tui.services.importers.orders import Answer

app = typer.Typer()


@app.command("import", help=_("Take orders from a file; what it says again changes nothing."))
def import_(
    file: File,
    profile: Annotated[
        str, typer.Option("--profile", metavar="NAME", help=_("The format, if it is not seen."))
    ] = "",
    encoding: Annotated[
        str, typer.Option("--encoding", help=_("utf-8, gb18030 …, if it is not seen."))
    ] = "",
    reseller: Annotated[str, typer.Option("--reseller", help=_("Who sold them."))] = "",
    shop: Annotated[str, typer.Option("--shop", help=_("The shop on the platform."))] = "",
    dry_run: DryRun = False,
    strict: Strict = False,
    rejects: Annotated[
        Path | None,
        typer.Option(
            "--rejects", metavar="OUT.csv", help=_("Write the rejected rows there, with reasons.")
        ),
    ] = None,
) -> int:
    from dropship_tui.services.importers.orders import Request, import_file

    request = Request(
        path=file, profile=profile, encoding=encoding, reseller=reseller, shop=shop,
        dry_run=dry_run, strict=strict, rejects=rejects,
    )  # fmt: skip
    answer = import_file(context.shop(), request)
    return acting.counted(answer, lambda: _print(answer), errors=answer.errors, strict=strict)


def _print(answer: Answer) -> None:
    from dropship_tui.services.importers.profiles import BY_NAME

    output.facts(
        {
            _("format"): BY_NAME[answer.profile].title,
            _("encoding"): answer.encoding,
            _("rows"): answer.counts.rows,
            _("new"): answer.counts.imported,
            _("changed"): answer.counts.updated,
            _("known"): answer.counts.duplicate,
            _("skipped"): answer.counts.skipped,
            _("rejected"): answer.counts.rejected,
            _("orders"): answer.orders,
            _("lines"): answer.lines,
            _("on hold"): answer.held,
        }
    )
    acting.print_rejected(answer.errors, written=answer.written)


@app.command(help=_("The formats that are recognised, and by what."))
def profiles() -> None:
    from dropship_tui.services.importers.profiles import PROFILES

    items = [
        {
            "name": profile.name,
            "title": str(profile.title),
            "channel": profile.channel,
            "recognised_by": profile.signature or _("the names of its columns"),
        }
        for profile in PROFILES
    ]
    output.emit(
        {"items": items, "next": None},
        lambda: output.table(
            [_("NAME"), _("FORMAT"), _("RECOGNISED BY")],
            [(item["name"], item["title"], item["recognised_by"]) for item in items],
            empty="",
        ),
    )
