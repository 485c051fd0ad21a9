"""dropship orders import, profiles, maps: orders from files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dropship_tui.cli import acting, context, output
from dropship_tui.cli.arguments import DryRun, File, Strict
from dropship_tui.i18n import _

if TYPE_CHECKING:
    from dropship_tui.models.imports import ColumnMap
    from dropship_tui.services.importers.examining import Examined
    from dropship_tui.services.importers.orders import Answer
    from dropship_tui.services.importers.preview import RowRead

app = typer.Typer()
maps = typer.Typer(no_args_is_help=True)
app.add_typer(maps, name="maps", help=_("Which column of a reseller's sheets means what."))

Encoding = Annotated[
    str, typer.Option("--encoding", help=_("utf-8, gb18030 …, if it is not seen."))
]
Map = Annotated[
    str,
    typer.Option(
        "--map", metavar="NAME_or_FILE", help=_("A column map: a saved one, or a JSON file.")
    ),
]
Sheet = Annotated[
    str, typer.Option("--sheet", help=_("Only this sheet; else all that hold orders."))
]
Seller = Annotated[str, typer.Option("--reseller", help=_("Who sold them."))]
Header = Annotated[
    bool | None,
    typer.Option("--header/--no-header", help=_("Whether it has a header, if it is not seen.")),
]
Name = Annotated[str, typer.Argument(metavar="NAME")]


@app.command("import", help=_("Take orders from a file; what it says again changes nothing."))
def import_(
    file: File,
    profile: Annotated[
        str, typer.Option("--profile", metavar="NAME", help=_("The format, if it is not seen."))
    ] = "",
    encoding: Encoding = "",
    map_: Map = "",
    sheet: Sheet = "",
    reseller: Seller = "",
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
        path=file, profile=profile, encoding=encoding, map=map_, sheet=sheet,
        reseller=reseller, shop=shop,
        dry_run=dry_run, strict=strict, rejects=rejects,
    )  # fmt: skip
    answer = import_file(context.shop(), request)
    return acting.counted(answer, lambda: _print(answer), errors=answer.errors, strict=strict)


def _print(answer: Answer) -> None:
    from dropship_tui.models.imports import WARNINGS
    from dropship_tui.services.importers.profiles import BY_NAME

    output.facts(
        {
            _("format"): BY_NAME[answer.profile].title,
            _("column map"): answer.map,
            _("sheets"): ", ".join(answer.sheets),
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
    for code in answer.warnings:
        output.note(_(WARNINGS[code]))
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


@maps.command("list", help=_("Every saved column map."))
def maps_list() -> None:
    from dropship_tui.services.importers.mapping import all_maps

    found = context.shop().read(all_maps)
    output.emit(
        {"items": [column_map.as_dict() for column_map in found], "next": None},
        lambda: output.table(
            [_("NAME"), _("RESELLER"), _("COLUMNS")],
            [(one.name, one.reseller or "–", len(one.columns)) for one in found],
            empty=_("No column map is saved yet."),
        ),
    )


@maps.command("show", help=_("Which column it reads as what."))
def maps_show(name: Name) -> None:
    from dropship_tui.services.importers.mapping import saved_map

    _print_map(context.shop().read(lambda tx: saved_map(tx, name)))


@maps.command("propose", help=_("What the columns of a file may mean, as a map for --map."))
def maps_propose(
    file: File,
    encoding: Encoding = "",
    sheet: Sheet = "",
    reseller: Seller = "",
    header: Header = None,
) -> None:
    from dropship_tui.services.importers.examining import examine, rows_read
    from dropship_tui.services.importers.orders import Request

    shop = context.shop()
    request = Request(path=file, encoding=encoding, sheet=sheet, reseller=reseller)
    found = examine(shop, request, has_header=header)
    rows = rows_read(shop, found.source, found.proposal.map, reseller=reseller)
    answer = {
        **found.proposal.map.as_dict(),
        "known": found.is_known,
        "encoding": found.source.encoding,
        "sheet": found.source.sheet,
        "sheets": found.source.sheets,
        "file_columns": found.proposal.columns,
        "rows": rows,
    }
    output.emit(answer, lambda: _print_proposal(found, rows))


@maps.command("save", help=_("Keep a column map for sheets like FILE, and use it by itself."))
def maps_save(
    file: File,
    map_: Map,
    name: Annotated[str, typer.Option("--name", help=_("What it is called."))] = "",
    encoding: Encoding = "",
    sheet: Sheet = "",
    reseller: Seller = "",
) -> None:
    from dataclasses import replace

    from dropship_tui.services.files.readers import open_source
    from dropship_tui.services.importers.examining import signed
    from dropship_tui.services.importers.mapping import find_map, save

    shop = context.shop()
    given = shop.read(lambda tx: find_map(tx, map_))
    source = open_source(file, encoding=encoding or None, sheet=sheet or None)
    wanted = replace(
        signed(given, source), name=name or given.name, reseller=reseller or given.reseller
    )
    _print_map(shop.write(lambda tx: save(tx, wanted)))


@maps.command("forget", help=_("Drop a saved column map; orders that came by it stay."))
def maps_forget(name: Name) -> None:
    from dropship_tui.services.importers.mapping import forget

    context.shop().write(lambda tx: forget(tx, name))
    output.emit({"done": [{"name": name}], "refused": []}, lambda: output.say(f"✓ {name}"))


def _print_map(column_map: ColumnMap) -> None:
    from dropship_tui.models.imports import MEANINGS

    def people() -> None:
        output.facts(
            {
                _("name"): column_map.name,
                _("reseller"): column_map.reseller,
                _("header"): _("yes") if column_map.has_header else _("no"),
            }
        )
        output.table(
            [_("FIELD"), _("COLUMN")],
            [
                (MEANINGS.get(field, field), ", ".join(map(str, places)))
                for field, places in column_map.columns.items()
            ],
            empty="",
        )

    output.document(column_map.as_dict(), people)


def _print_proposal(found: Examined, rows: list[RowRead]) -> None:
    from dropship_tui.models.imports import MEANINGS

    output.table(
        [_("COLUMN"), _("HEADER"), _("FIRST VALUES"), _("FIELD")],
        [
            (
                column.number,
                column.title,
                " · ".join(column.samples),
                ", ".join(str(MEANINGS.get(field, field)) for field in column.fields) or "–",
            )
            for column in found.proposal.columns
        ],
        empty="",
    )
    for row in rows:
        receiver = row.receiver
        where = "".join((*receiver.place, receiver.street, receiver.detail))
        goods = f"{row.goods} → {row.sku or '?'} × {row.quantity}"
        output.say(f"{row.row}  {row.order_no or '–'}  {receiver.name}  {receiver.phone}  {where}")
        output.say(f"   {row.problem or goods}")
    if not found.is_known:
        output.note(
            _(
                "Nothing is imported by this until it is confirmed: save its JSON (--json) and"
                " name it with --map."
            )
        )
