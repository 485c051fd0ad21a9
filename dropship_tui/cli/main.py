"""All commands, put together. Only the group that was asked for is imported."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from importlib import import_module
from io import StringIO
from typing import Annotated, Any

import typer
from typer.main import get_command

from dropship_tui import __version__
from dropship_tui.cli import output, overview, wording
from dropship_tui.i18n import N_, _


@dataclass(frozen=True, slots=True)
class _Group:
    """Commands behind one word. `modules` are those of this package that have them."""

    help: str
    modules: tuple[str, ...]


GROUPS = {
    "db": _Group(N_("Make, describe, check, back up the database."), ("db",)),
    "setup": _Group(
        N_("Before the first order: tasks, partners, couriers and their rates."),
        ("setup", "couriers"),
    ),
    "catalog": _Group(N_("SKUs: what we sell, at which price, by whose code."), ("catalog",)),
    "stock": _Group(N_("What lies on the shelf, and every move of it."), ("stock",)),
    "orders": _Group(
        N_("Orders: import, take down, confirm, hold."), ("orders", "order_entry", "intake")
    ),
    "packing": _Group(
        N_("Parcels: open, scan, give a waybill, hand over, give the numbers back."),
        ("packing", "bench", "paper"),
    ),
    "receipts": _Group(
        N_("Parcels on their way, and what the customer says in the end."), ("receipts",)
    ),
    "returns": _Group(N_("What comes back, and the money for it."), ("returns",)),
    "notify": _Group(N_("Messages to customers."), ("notify",)),
}
_HELP = {"--help", "-h"}


def command_tree(group: str) -> Any:
    """All commands; of the groups, only this one has its own."""
    return get_command(_app(group))


def command_line(arguments: Sequence[str]) -> int:
    """Parse `arguments` and run their command; its exit code."""
    group = next((word for word in arguments if not word.startswith("-")), "")
    command = command_tree(group)
    try:
        if _HELP.isdisjoint(arguments):
            return _invoke(command, arguments)
        with redirect_stdout(StringIO()) as page:
            code = _invoke(command, arguments)
    except typer.TyperException as error:
        return _usage(error, group)
    sys.stdout.write(wording.of_help(page.getvalue()))
    return code


def _invoke(command: Any, arguments: Sequence[str]) -> int:
    """Run without Typer's own handling of interrupts and broken pipes: `cli.run` has it."""
    try:
        with command.make_context("dropship", list(arguments)) as context:
            result = command.invoke(context)
    except typer.Exit as done:
        return done.exit_code
    return result if isinstance(result, int) else 0


def _usage(error: typer.TyperException, group: str) -> int:
    message = error.format_message()
    if message.startswith("Usage: "):  # Typer's answer to a group without a command
        asked = f"dropship {group}".strip()
        return output.usage(
            _("{command} needs a command.").format(command=asked),
            _("See {command} --help.").format(command=asked),
        )
    return output.usage(wording.of_error(message), _("See --help."))


def _app(asked: str) -> typer.Typer:
    """The top command with all groups; only the group that was `asked` for has its commands."""
    app = typer.Typer(
        name="dropship",
        help=_("The back-office of a dropship supplier. Without a command, the screens open."),
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["--help", "-h"]},
        epilog=_("Everywhere: --db PATH_OR_URL, --lang en|zh_CN, --actor NAME, --json, --debug."),
    )
    app.callback(invoke_without_command=True)(_top)
    for name, group in GROUPS.items():
        commands = typer.Typer(no_args_is_help=True)
        for module in group.modules if name == asked else ():
            commands.add_typer(import_module(f"dropship_tui.cli.{module}").app)
        app.add_typer(commands, name=name, help=_(group.help))
    app.add_typer(overview.app)
    return app


def _top(
    version: Annotated[bool, typer.Option("--version", help=_("Print the version."))] = False,
) -> None:
    if version:
        output.emit({"version": __version__}, lambda: output.say(f"dropship {__version__}"))
        raise typer.Exit
