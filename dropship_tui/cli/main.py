"""All commands, put together."""

from __future__ import annotations

import typer
from typer.main import get_command

from dropship_tui import __version__
from dropship_tui.cli import db, orders, output
from dropship_tui.i18n import _

app = typer.Typer(
    name="dropship",
    help=_("The back-office of a dropship supplier. Without a command, the screens open."),
    no_args_is_help=False,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"]},
    epilog=_("Everywhere: --db PATH_OR_URL, --lang en|zh_CN, --actor NAME, --json, --debug."),
)
for name, group in {
    "db": db.app,
    "orders": orders.app,
}.items():
    app.add_typer(group, name=name)


@app.callback(invoke_without_command=True)
def _top(
    version: bool = typer.Option(False, "--version", help=_("Print the version.")),
) -> None:
    if version:
        output.emit({"version": __version__}, lambda: output.say(f"dropship {__version__}"))
        raise typer.Exit


def command_line(arguments: list[str]) -> int:
    """Parse `arguments` and run their command; its exit code."""
    try:
        result = get_command(app).main(arguments, prog_name="dropship", standalone_mode=False)
    except typer.TyperException as error:
        output.error("usage", error.format_message(), _("See --help."), {})
        return error.exit_code
    return result if isinstance(result, int) else 0
