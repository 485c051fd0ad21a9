"""Arguments and options that several commands share."""

from __future__ import annotations

from typing import Annotated

import typer

from dropship_tui.i18n import _

At = Annotated[
    str | None,
    typer.Option("--at", metavar="TIME", help=_("When it really happened (ISO 8601).")),
]
Limit = Annotated[int, typer.Option("--limit", min=1, max=10_000, help=_("How many at the most."))]
After = Annotated[
    str | None, typer.Option("--after", metavar="CURSOR", help=_("Go on after this cursor."))
]
All = Annotated[bool, typer.Option("--all", help=_("Every one that the filters find."))]
Reason = Annotated[str, typer.Option("--reason", help=_("Why."))]
