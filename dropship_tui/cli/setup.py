"""dropship setup status, task, partner, agreement: what must be there before the first order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from dropship_tui.cli import context, output
from dropship_tui.cli.arguments import After, At, Limit, one_of
from dropship_tui.cli.orders import Channel
from dropship_tui.i18n import _
from dropship_tui.models.words import CHANNELS, PARTNER_KINDS, word

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dropship_tui.models.setup import PartnerView, TaskView
    from dropship_tui.services.policies import Rule
    from dropship_tui.services.work import Tx

app = typer.Typer()
partner = typer.Typer(no_args_is_help=True)
agreement = typer.Typer(no_args_is_help=True)
app.add_typer(partner, name="partner", help=_("Suppliers and resellers."))
policy = typer.Typer(no_args_is_help=True)
app.add_typer(policy, name="policy", help=_("The shop's own rules: days, limits, the sender."))
app.add_typer(agreement, name="agreement", help=_("Agreements with them."))


@app.command(help=_("The first plan table: what is done, what is missing."))
def status() -> None:
    from dropship_tui.services import setup

    found = context.shop().read(setup.status)

    def people() -> None:
        output.table(
            ["", _("TASK"), _("CODE"), _("DUE"), _("DONE"), _("COMPLETED"), _("OWNER")],
            [_row(task) for task in found.tasks],
            empty="",
        )
        for task in found.tasks:
            if task.missing:
                output.say(f"{task.title}: {'; '.join(task.missing)}")
        output.say(_("The shop is ready.") if found.ready else _("The shop is not ready yet."))

    output.emit(found, people)


def _row(task: TaskView) -> tuple[object, ...]:
    return (
        "✓" if task.completed_at else "○",
        task.title,
        task.code,
        task.due,
        f"{task.progress.done} / {task.progress.of}",
        output.moment(task.completed_at),
        task.owner,
    )


@app.command(help=_("Say when a task is due and who does it; complete it, or open it again."))
def task(
    code: Annotated[str, typer.Argument(metavar="CODE", help=_("Like setup.prices, or prices."))],
    due: Annotated[str | None, typer.Option("--due", metavar="DATE", help=_("Until when."))] = None,
    owner: Annotated[str | None, typer.Option("--owner", help=_("Who does it."))] = None,
    note: Annotated[str | None, typer.Option("--note", help=_("What else is to be said."))] = None,
    complete: Annotated[bool, typer.Option("--complete", help=_("It is done."))] = False,
    reopen: Annotated[bool, typer.Option("--reopen", help=_("It is not done after all."))] = False,
    at: At = None,
) -> None:
    from dropship_tui.services import setup

    until = None if due is None else context.day(due)
    view = context.shop().write(
        lambda tx: setup.update_task(
            tx, code, due=until, owner=owner, note=note, complete=complete, reopen=reopen
        ),
        at=context.moment(at),
    )
    output.emit(
        view,
        lambda: output.table(
            ["", _("TASK"), _("CODE"), _("DUE"), _("DONE"), _("COMPLETED"), _("OWNER")],
            [_row(view)],
            empty="",
        ),
    )


@partner.command("add", help=_("Add a supplier or a reseller."))
def add_partner(
    name: Annotated[str, typer.Option("--name", help=_("What it is called."))],
    kind: Annotated[str, typer.Option("--kind", help=_("supplier, or reseller."))],
    code: Annotated[str, typer.Option("--code", help=_("A short code of its own."))] = "",
    contact: Annotated[str, typer.Option("--contact", help=_("Whom to ask for."))] = "",
    phone: Annotated[str, typer.Option("--phone", help=_("How to call them."))] = "",
    note: Annotated[str, typer.Option("--note", help=_("What else is to be said."))] = "",
) -> None:
    from dropship_tui.models.setup import NewPartner
    from dropship_tui.services import setup

    new = NewPartner(name, kind, code, contact, phone, note)
    view = context.shop().write(lambda tx: setup.add_partner(tx, new))
    output.emit(view, lambda: _print_partners([view]))


@partner.command("list", help=_("Suppliers and resellers, with their agreements."))
def list_partners(
    kind: Annotated[
        str,
        typer.Option(
            "--kind",
            callback=one_of(PARTNER_KINDS),
            help=_("Only supplier, or only reseller."),
        ),
    ] = "",
    limit: Limit = 50,
    after: After = None,
) -> None:
    from dropship_tui.services import setup

    page = context.shop().read(
        lambda tx: setup.list_partners(tx, kind=kind, after=after, limit=limit)
    )

    def people() -> None:
        _print_partners(page.items)
        output.more(page.next)

    output.emit(page, people)


def _print_partners(partners: tuple[PartnerView, ...] | list[PartnerView]) -> None:
    output.table(
        [_("CODE"), _("NAME"), _("KIND"), _("CONTACT"), _("PHONE"), _("AGREEMENT"), _("NOTE")],
        [
            (
                view.code,
                view.name,
                word(PARTNER_KINDS, view.kind),
                view.contact,
                view.phone,
                _agreements(view),
                view.note,
            )
            for view in partners
        ],
        empty=_("No partners yet."),
    )


def _agreements(view: PartnerView) -> str:
    if not view.agreements:
        return "—"
    latest = view.agreements[0]
    return f"{'✓' if view.in_force else '✗'} {latest.signed} – {latest.valid_until or '…'}"


@agreement.command("add", help=_("Note an agreement that was signed."))
def add_agreement(
    partner: Annotated[str, typer.Argument(metavar="PARTNER", help=_("Its code or name."))],
    signed: Annotated[str, typer.Option("--signed", metavar="DATE", help=_("Since when."))],
    valid_until: Annotated[
        str | None, typer.Option("--valid-until", metavar="DATE", help=_("Until when."))
    ] = None,
    file: Annotated[str, typer.Option("--file", metavar="PATH", help=_("Where it lies."))] = "",
) -> None:
    from dropship_tui.models.setup import Agreement
    from dropship_tui.services import setup

    until = None if valid_until is None else context.day(valid_until)
    new = Agreement(context.day(signed), until, file)
    view = context.shop().write(lambda tx: setup.add_agreement(tx, partner, new))
    output.emit(view, lambda: _print_partners([view]))


@policy.command("list", help=_("Every rule with its value; some differ by channel."))
def list_policies() -> None:
    from dropship_tui.services import policies

    _print_rules(context.shop().read(policies.rules))


@policy.command("set", help=_("Change one rule, for every order or for those of one channel."))
def set_policy(
    name: Annotated[str, typer.Argument(metavar="NAME", help=_("As the list names it."))],
    value: Annotated[str, typer.Argument(metavar="VALUE", help=_("What holds from now on."))],
    channel: Channel = "",
) -> None:
    from dropship_tui.services import policies

    def work(tx: Tx) -> tuple[Rule, ...]:
        policies.set_policy(tx, name, value, channel=channel)
        return policies.rules(tx)

    _print_rules(rule for rule in context.shop().write(work) if rule.name == name)


def _print_rules(rules: Iterable[Rule]) -> None:
    items = tuple(rules)
    output.emit(
        {"items": items, "next": None},
        lambda: output.table(
            [_("RULE"), _("CHANNEL"), _("VALUE"), _("WHAT IT MEANS")],
            [
                (rule.name, word(CHANNELS, rule.channel), rule.value, rule.description)
                for rule in items
            ],
            empty="",
        ),
    )
