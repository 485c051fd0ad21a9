"""Arguments and options that several commands share, and what they mean."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dropship_tui.i18n import N_, _
from dropship_tui.services.errors import WrongUsage

if TYPE_CHECKING:
    from dropship_tui.models.money import Money

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
Note = Annotated[str, typer.Option("--note", metavar="TEXT", help=_("What else is to be said."))]
Override = Annotated[
    str,
    typer.Option("--override", metavar="REASON", help=_("Do it against the rule, and say why.")),
]
Courier = Annotated[
    str, typer.Option("--courier", metavar="CODE", help=_("The courier: code or name."))
]
Numbers = Annotated[
    list[str] | None,
    typer.Argument(metavar="NUMBER…", show_default=False, help=_("Which ones.")),
]
Lines = Annotated[
    list[str] | None,
    typer.Option("--line", metavar="SKU:QTY", help=_("So many of a SKU; may be repeated.")),
]
File = Annotated[Path, typer.Argument(metavar="FILE", help=_("CSV or a workbook."))]
DryRun = Annotated[bool, typer.Option("--dry-run", help=_("Write nothing, answer the same."))]
Strict = Annotated[
    bool, typer.Option("--strict", help=_("Write nothing when one row must be rejected."))
]
Out = Annotated[Path, typer.Option("--out", metavar="FILE", help=_("The file to write."))]


def one_of(known: Iterable[str]) -> Callable[[typer.CallbackParam, str], str]:
    """The check of an option that takes one of `known`, and without one means: any.

    The check raises WrongUsage (`unknown_value`), which names what is known.
    """
    words = tuple(known)

    def check(option: typer.CallbackParam, value: str) -> str:
        if value and value not in words:
            raise WrongUsage(
                "unknown_value",
                N_("{option}: “{value}” is not possible. Known: {known}."),
                details={"option": option.opts[0], "known": words},
                option=option.opts[0],
                value=value,
                known=", ".join(words),
            )
        return value

    return check


def money(text: str, *, field: str) -> Money:
    """An amount in the shop's currency, not below 0.

    Raises:
        WrongUsage: it is none.
    """
    from dropship_tui.cli import context
    from dropship_tui.models.checks import Invalid
    from dropship_tui.models.money import Money

    try:
        amount = Money.parse(text, context.shop().read(lambda tx: tx.policies.currency))
    except Invalid:
        amount = None
    if amount is None or amount.minor < 0:
        raise WrongUsage(
            "bad_amount", N_("{field}: “{text}” is not an amount."), field=field, text=text
        )
    return amount


def sku_and_rest(text: str) -> tuple[str, str]:
    """`SKU:REST` at its last colon.

    Raises:
        WrongUsage: one of the two is missing.
    """
    sku, colon, rest = text.rpartition(":")
    if not (sku and colon and rest):
        raise WrongUsage(
            "bad_line",
            N_("“{text}” is not a line."),
            hint=N_("Write it like TS-RED-M:2."),
            text=text,
        )
    return sku, rest
