"""dropship db …: the database's own life."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dropship_tui.cli import context, output
from dropship_tui.i18n import _

if TYPE_CHECKING:
    from dropship_tui.services.upkeep.checkup import CheckResult

app = typer.Typer()


@app.command(help=_("Make the database, empty or with the sample shop."))
def init(
    sample: Annotated[bool, typer.Option("--sample", help=_("Load the sample shop."))] = False,
) -> None:
    from dropship_tui.services.upkeep import database

    database.create(context.settings().database)
    shop = context.shop()
    shop.write(database.furnish)
    if sample:
        from dropship_tui.services.samples.sample import load_sample

        load_sample(shop)
    output.emit(
        {"path": shop.db.place, "sample": sample},
        lambda: output.say(_("The database {path} is ready.").format(path=shop.db.place)),
    )


@app.command(help=_("What is in the database, in numbers."))
def info() -> None:
    from dropship_tui.services.upkeep import database

    found = database.info(context.shop())
    output.emit(
        found,
        lambda: output.table(
            [_("WHAT"), _("VALUE")],
            [
                (_("place"), found.path),
                (_("engine"), f"{found.engine} {found.engine_version}"),
                (_("schema"), found.schema),
                (_("orders"), found.orders),
                (_("SKUs"), found.skus),
                (_("parcels"), found.parcels),
                (_("returns"), found.returns),
                (_("size"), f"{found.size_bytes / 1_048_576:.1f} MiB"),
            ],
            empty="",
        ),
    )


@app.command(help=_("Hold every invariant against what is stored."))
def check() -> int:
    from dropship_tui.services.upkeep import checkup

    checks = checkup.check(context.shop())
    ok = all(result.ok for result in checks)
    output.emit({"ok": ok, "checks": checks}, lambda: _print_checks(checks, ok=ok))
    return 0 if ok else 4


def _print_checks(checks: Sequence[CheckResult], *, ok: bool) -> None:
    from dropship_tui.models.invariants import INVARIANTS
    from dropship_tui.models.words import word

    output.table(
        ["", _("CHECK"), _("VIOLATIONS"), _("EXAMPLES")],
        [
            (
                "✓" if check.ok else "✗",
                word(INVARIANTS, check.name),
                check.violations or "",
                ", ".join(check.examples),
            )
            for check in checks
        ],
        empty="",
    )
    output.note(
        _("Everything holds.")
        if ok
        else _("Not everything holds. Keep this file, and restore a backup from before.")
    )


@app.command(help=_("Bring the schema up to date, after a verified backup beside the database."))
def upgrade() -> None:
    from dropship_tui.services.upkeep import database

    kept = database.upgrade(context.settings().database)
    output.emit(
        {"upgraded": kept is not None, "backup": str(kept) if kept else None},
        lambda: output.say(
            _("Up to date. The database as it was: {path}").format(path=kept)
            if kept
            else _("The database is up to date.")
        ),
    )


@app.command(help=_("Write a consistent copy while others work, and verify it."))
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_("The file to write."))],
) -> None:
    from dropship_tui.services.upkeep import backup as backups

    backups.backup(context.shop().db, file)
    output.emit(
        {"path": str(file), "size_bytes": file.stat().st_size},
        lambda: output.say(_("Backed up to {path}, and verified.").format(path=file)),
    )


@app.command(help=_("Verify a copy and put it in the database's place."))
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_("The copy."))],
    force: Annotated[
        bool, typer.Option("--force", help=_("Replace a database; it is kept."))
    ] = False,
) -> None:
    from dropship_tui.services.ports import system_clock
    from dropship_tui.services.upkeep import backup as backups

    stamp = system_clock().strftime("%Y%m%dT%H%M%S")
    kept = backups.restore(context.settings().database, file, force=force, stamp=stamp)
    output.emit(
        {"path": context.settings().database, "replaced": str(kept) if kept else None},
        lambda: output.say(
            _("Restored. The database as it was: {path}").format(path=kept)
            if kept
            else _("Restored.")
        ),
    )
