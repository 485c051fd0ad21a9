"""dropship plan, today, keys, demo: the shop at a glance."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dropship_tui.cli import context, output
from dropship_tui.i18n import N_, _
from dropship_tui.services.errors import WrongUsage

if TYPE_CHECKING:
    from dropship_tui.models.plan import Stage
    from dropship_tui.services.exporters.tables import Table
    from dropship_tui.services.plan import PlanRow

app = typer.Typer()
_FORMATS = ("table", "json", "csv", "md", "xlsx")


@app.command(help=_("The plan tables: what is due, what is done, when and by whom."))
def plan(
    order: Annotated[
        str, typer.Argument(metavar="ORDER", help=_("An order; without one, the shop itself."))
    ] = "",
    stage: Annotated[
        str,
        typer.Option(
            "--stage", help=_("1 setup, 2 order, 3 fulfil, 4 receipt, 5 aftersales: only this.")
        ),
    ] = "",
    fmt: Annotated[
        str, typer.Option("--format", help=_("How it is written: table, json, csv, md, xlsx."))
    ] = "table",
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help=_("The file to write."))
    ] = None,
) -> None:
    from dropship_tui.services import plan as plans

    if fmt not in _FORMATS:
        raise WrongUsage(
            "unknown_format",
            N_("There is no format “{format}”. Known: {known}."),
            format=fmt,
            known=", ".join(_FORMATS),
        )
    wanted = _stage(stage)
    rows = context.shop().read(lambda tx: plans.of_order(tx, order) if order else plans.of_shop(tx))
    rows = tuple(row for row in rows if wanted is None or row.stage == wanted)
    answer = {"rows": [plans.as_record(row) for row in rows]}
    if out is not None:
        _write(rows, answer, fmt, out)
        output.emit(answer | {"path": str(out)}, lambda: output.say(str(out)))
    elif fmt == "json":
        output.line(answer)
    elif fmt == "xlsx" and not context.options().json:
        raise WrongUsage("no_file", N_("A workbook needs a file: --out FILE.xlsx"))
    else:
        output.emit(answer, lambda: _print(rows, fmt))


def _stage(text: str) -> Stage | None:
    """A stage by its number or its name; None for all."""
    from dropship_tui.models.plan import Stage

    known = {str(int(stage)): stage for stage in Stage}
    known |= {stage.name.lower(): stage for stage in Stage}
    if text and text.lower() not in known:
        raise WrongUsage(
            "unknown_stage",
            N_("There is no stage “{stage}”. Known: {known}."),
            stage=text,
            known=", ".join(known),
        )
    return known.get(text.lower())


def _write(rows: Sequence[PlanRow], answer: object, fmt: str, out: Path) -> None:
    """Write the file in the format that was named, else in the one that its name says."""
    from dropship_tui.models.types import as_json
    from dropship_tui.services.exporters import tables
    from dropship_tui.services.printing.files import write_new

    if fmt == "table":
        fmt = out.suffix.removeprefix(".").lower()
    if fmt == "json":
        content = json.dumps(as_json(answer), ensure_ascii=False, indent=2).encode()
    elif fmt in tables.FORMATS:
        content = tables.render(_table(rows), fmt)
    else:
        raise WrongUsage(
            "unknown_format",
            N_("There is no format “{format}”. Known: {known}."),
            format=fmt,
            known=", ".join(_FORMATS[1:]),
        )
    write_new(out, content)


def _print(rows: Sequence[PlanRow], fmt: str) -> None:
    from dropship_tui.services.exporters import tables

    if fmt == "table":
        print_plan(rows)
    else:
        sys.stdout.write(tables.render(_table(rows), fmt).decode("utf-8-sig"))


def _table(rows: Sequence[PlanRow]) -> Table:
    from dropship_tui.models.plan import Stage
    from dropship_tui.services.exporters.tables import Table

    return Table(
        (
            _("stage"),
            _("task"),
            _("description"),
            _("due"),
            _("completed at"),
            _("by"),
            _("code"),
        ),
        tuple(
            (
                str(Stage(row.stage).title),
                f"{row.title} {row.case}".strip(),
                row.description,
                output.moment(row.due),
                output.moment(row.completed_at),
                row.by,
                row.code,
            )
            for row in rows
        ),
    )


def print_plan(rows: Sequence[PlanRow]) -> None:
    """A plan table for people."""
    from dropship_tui.models.plan import Stage

    output.table(
        ["", _("STAGE"), _("TASK"), _("DUE"), _("COMPLETED"), _("BY")],
        [
            (
                _sign(row),
                Stage(row.stage).title,
                f"{row.title} {row.case}".strip(),
                output.moment(row.due),
                output.moment(row.completed_at),
                row.by,
            )
            for row in rows
        ],
        empty=_("No task."),
    )


def _sign(row: PlanRow) -> str:
    """Done, late or open, as screens show it."""
    if row.completed_at is not None:
        return "✓"
    return "▲" if row.is_late(context.shop().clock()) else "○"


@app.command(help=_("What is waiting and what is late."))
def today() -> None:
    from dropship_tui.models.words import TALLIES, TODAY, word
    from dropship_tui.services.today import board

    stages = context.shop().read(board)
    output.emit(
        {"stages": stages},
        lambda: output.table(
            [_("STAGE"), _("WAITING"), _("LATE")],
            [
                (
                    word(TODAY, stage.stage),
                    "   ".join(
                        f"{tally.count} {word(TALLIES, tally.code)}"
                        for tally in stage.tallies
                        if not tally.is_alarm
                    ),
                    "   ".join(
                        f"▲ {tally.count} {word(TALLIES, tally.code)}"
                        for tally in stage.tallies
                        if tally.is_alarm and tally.count
                    ),
                )
                for stage in stages
            ],
            empty="",
        ),
    )


@app.command(help=_("Every key of every screen, and the command that does the same."))
def keys() -> None:
    from dropship_tui.models.actions import ACTIONS, GROUPS

    output.emit(
        {
            "items": [
                {
                    "screen": action.screen,
                    "action": action.name,
                    "key": action.key_name,
                    "label": action.title,
                    "command": action.command,
                }
                for action in ACTIONS
            ]
        },
        lambda: output.table(
            [_("SCREEN"), _("KEY"), _("WHAT IT DOES"), _("COMMAND")],
            [
                (
                    GROUPS[action.screen],
                    action.key_name,
                    action.title,
                    f"dropship {action.command}" if action.command else "",
                )
                for action in ACTIONS
            ],
            empty="",
        ),
    )


@app.command(help=_("Make the sample shop with a few hundred orders, and open it."))
def demo(
    folder: Annotated[
        Path | None,
        typer.Option("--dir", metavar="DIR", help=_("Where it is kept between two visits.")),
    ] = None,
) -> int:
    from dropship_tui.paths import user_data_dir
    from dropship_tui.services.samples import demo as demos

    home = folder or user_data_dir() / "demo"
    made = demos.make(home)
    where = replace(context.settings(), database=str(demos.database_in(home)))
    if context.options().json:
        output.line({"path": where.database, "made": made})
        return 0
    return context.screens()(where, debug=context.options().debug)
