"""dropship notify …: the outbox of messages to customers."""

from __future__ import annotations

from typing import Annotated

import typer

from dropship_tui.cli import context, output
from dropship_tui.cli.arguments import After, At, Limit, one_of
from dropship_tui.i18n import _
from dropship_tui.models.lifecycle import Document
from dropship_tui.models.words import MESSAGES, word

app = typer.Typer()


@app.command("list", help=_("Messages, the oldest first."))
def list_(
    status: Annotated[
        str,
        typer.Option(
            "--status", callback=one_of(MESSAGES), help=_("Only this: pending, sent, failed.")
        ),
    ] = "",
    limit: Limit = 50,
    after: After = None,
) -> None:
    from dropship_tui.services import notify

    page = context.shop().read(
        lambda tx: notify.list_messages(tx, status=status, after=after, limit=limit)
    )

    def people() -> None:
        output.table(
            [_("ORDER"), _("STATUS"), _("PHONE"), _("MESSAGE"), _("SENT")],
            [
                (
                    row.order,
                    word(MESSAGES, row.status),
                    row.recipient,
                    row.body,
                    output.moment(row.sent_at),
                )
                for row in page.items
            ],
            empty=_("No messages."),
        )
        output.more(page.next)

    output.emit(page, people)


@app.command(help=_("Deliver what is pending or failed."))
def send(at: At = None) -> int:
    from dropship_tui.services import notify

    outcome = notify.send_all(context.shop(), at=context.moment(at))
    return output.action(outcome, Document.ORDER)
