"""dropship returns …: what comes back, decided, received, inspected, refunded, closed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from dropship_tui.cli import acting, context, output
from dropship_tui.cli.arguments import (
    After,
    All,
    At,
    Courier,
    Limit,
    Lines,
    Note,
    Numbers,
    Override,
    Reason,
    money,
    one_of,
    sku_and_rest,
)
from dropship_tui.i18n import N_, _
from dropship_tui.models.lifecycle import CaseStatus, Document, starts
from dropship_tui.models.words import SENDERS
from dropship_tui.services.errors import WrongUsage

if TYPE_CHECKING:
    from collections.abc import Callable

    from dropship_tui.services.events import Head
    from dropship_tui.services.returns.return_queries import CaseView
    from dropship_tui.services.work import Tx

app = typer.Typer()

Case = Annotated[str, typer.Argument(metavar="CASE", help=_("The case's number."))]
Status = Annotated[
    str, typer.Option("--status", callback=one_of(CaseStatus), help=_("Only this status."))
]
Waiting = Annotated[
    str,
    typer.Option("--waiting", callback=one_of(SENDERS), help=_("Whose turn it is: us, customer.")),
]


@app.command(help=_("Take down what a customer asks for; the policy decides."))
def request(
    order: Annotated[str, typer.Argument(metavar="ORDER", help=_("The order's number."))],
    kind: Annotated[str, typer.Option("--type", help=_("return, or refund_only."))],
    reason: Annotated[
        str,
        typer.Option(
            "--reason",
            help=_(
                "no_reason, size, quality, damaged, wrong, missing, lost, late, customer, other."
            ),
        ),
    ],
    line: Lines = None,
    note: Note = "",
    override: Override = "",
    at: At = None,
) -> None:
    from dropship_tui.models.returns import ReturnLine
    from dropship_tui.models.words import rule_words, status_word
    from dropship_tui.services.returns import returns

    if not line:
        raise WrongUsage(
            "missing_value",
            N_("Say what comes back: --line SKU:QTY."),
        )
    pieces = [(sku, _count(count)) for sku, count in map(sku_and_rest, line)]
    case, policy = context.shop().write(
        lambda tx: returns.request(
            tx,
            order,
            kind=kind,
            reason=reason,
            lines=[ReturnLine(sku, count) for sku, count in pieces],
            note=note,
            override=override,
        ),
        at=context.moment(at),
    )
    output.emit(
        {"case": case.number, "status": case.status, "policy": policy},
        lambda: output.say(
            f"✓ {case.number}  {status_word(Document.CASE, case.status)}  {rule_words(policy.rule)}"
        ),
    )


def _count(text: str) -> int:
    from dropship_tui.models.checks import quantity

    return quantity(text)


@app.command("list", help=_("Return cases, the most urgent first."))
def list_(
    status: Status = "", waiting: Waiting = "", limit: Limit = 50, after: After = None
) -> None:
    from dropship_tui.models.words import CASE_REASONS, CASE_TYPES, status_word, word
    from dropship_tui.services.returns import return_queries

    page = context.shop().read(
        lambda tx: return_queries.list_cases(
            tx, status=status, waiting=waiting, after=after, limit=limit
        )
    )

    def people() -> None:
        output.table(
            [
                _("CASE"),
                _("TYPE"),
                _("STATUS"),
                _("ORDER"),
                _("RECEIVER"),
                _("REASON"),
                _("WAYBILL"),
                _("DUE"),
            ],
            [
                (
                    row.case,
                    word(CASE_TYPES, row.type),
                    status_word(Document.CASE, row.status),
                    row.order,
                    row.receiver,
                    word(CASE_REASONS, row.reason),
                    row.waybill,
                    output.moment(row.due_at),
                )
                for row in page.items
            ],
            empty=_("No returns."),
        )
        output.more(page.next)

    output.emit(page, people)


@app.command(help=_("One return case in full."))
def show(case: Case) -> None:
    from dropship_tui.services.returns import return_queries

    view = context.shop().read(lambda tx: return_queries.show(tx, case))
    output.document(view, lambda: _print_case(view))


def _print_case(view: CaseView) -> None:
    from dropship_tui.models.words import (
        CASE_REASONS,
        CASE_TYPES,
        GRADES,
        listed,
        rule_words,
        status_word,
        word,
    )

    output.say(f"{view.case}  {status_word(Document.CASE, view.status)}")
    output.facts(
        {
            _("type"): word(CASE_TYPES, view.type),
            _("reason"): word(CASE_REASONS, view.reason),
            _("note"): view.note,
            _("order"): f"{view.order}  {view.receiver}",
            _("policy"): listed((rule_words(view.policy.rule), view.policy.deadline)),
            _("against the rule"): view.override,
            _("waybill"): f"{view.courier} {view.waybill}".strip(),
            _("refunded"): view.refunded,
            _("refundable"): view.refundable,
        }
    )
    output.table(
        [_("SKU"), _("TITLE"), _("SPEC"), _("QTY"), _("STATE")],
        [
            (
                line["sku"],
                line["title"],
                line["spec"],
                line["quantity"],
                ", ".join(f"{word(GRADES, grade)} ×{n}" for grade, n in line["grades"].items()),
            )
            for line in view.lines
        ],
        empty="",
    )
    for message in view.messages:
        sender = word(SENDERS, message.sender)
        output.say(f"{output.moment(message.at)}  {sender}: {message.body}")


def _cases(
    numbers: list[str] | None, everything: bool, action: str, status: str, waiting: str
) -> list[str]:
    """The cases that are named, or all of the filters; without a status, those that can."""
    from dropship_tui.services.returns.return_queries import list_cases

    def find() -> list[str]:
        return [
            number
            for one in ([status] if status else starts(Document.CASE, action))
            for number in acting.every(partial(list_cases, status=one, waiting=waiting), "case")
        ]

    return acting.chosen(numbers, everything, find)


_ANSWERS = {
    "approve": N_("Grant requests."),
    "reject": N_("Refuse requests."),
    "withdraw": N_("Customers do not want it any more."),
}


def _offer(action: str) -> None:
    """Make the command of one answer; all have the same arguments."""

    @app.command(action, help=_(_ANSWERS[action]))
    def command(
        numbers: Numbers = None,
        all_: All = False,
        reason: Reason = "",
        status: Status = "",
        waiting: Waiting = "",
        at: At = None,
    ) -> int:
        from dropship_tui.services.returns import returns

        work = {
            "approve": returns.approve,
            "reject": returns.reject,
            "withdraw": returns.withdraw,
        }[action]
        cases = _cases(numbers, all_, action, status, waiting)
        return acting.act(
            Document.CASE, cases, lambda tx, number: work(tx, number, reason=reason), at
        )


for _action in _ANSWERS:
    _offer(_action)


@app.command(help=_("The customer sent the goods with this waybill."))
def waybill(
    case: Case,
    number: Annotated[str, typer.Argument(metavar="NUMBER", help=_("The waybill's number."))],
    courier: Courier = "",
    at: At = None,
) -> int:
    from dropship_tui.services.returns import returns

    return _act(case, lambda tx, name: returns.note_waybill(tx, name, number, courier), at)


@app.command(help=_("Parcels are back: by their case, or by the waybill that is on them."))
def receive(
    numbers: Numbers = None,
    all_: All = False,
    waybill: Annotated[
        str, typer.Option("--waybill", metavar="NUMBER", help=_("What is on the parcel."))
    ] = "",
    status: Status = "",
    waiting: Waiting = "",
    at: At = None,
) -> int:
    from dropship_tui.services.returns import returns

    if not waybill:
        cases = _cases(numbers, all_, "receive", status, waiting)
        return acting.act(Document.CASE, cases, returns.receive, at)
    if numbers or all_:
        raise WrongUsage("case_or_waybill", N_("Name cases, or one --waybill, not both."))
    outcome = context.shop().each(_receive_waybill, [waybill], at=context.moment(at))
    booked = [row for row in outcome.done if "unclaimed" in row]
    return output.action(outcome, Document.CASE, **(booked[0] if booked else {}))


def _receive_waybill(tx: Tx, waybill: str) -> Head | dict[str, str]:
    from dropship_tui.services.returns import returns

    received = returns.receive_waybill(tx, waybill)
    return {"unclaimed": received} if isinstance(received, str) else received


@app.command(help=_("Tie a parcel that belonged to no case to its case."))
def claim(
    unclaimed: Annotated[str, typer.Argument(metavar="UNCLAIMED", help=_("Its number: U-…."))],
    case: Case,
    at: At = None,
) -> int:
    from dropship_tui.services.returns import returns

    return _act(case, lambda tx, number: returns.claim(tx, unclaimed, number), at)


@app.command(help=_("Say in which state the pieces came back."))
def inspect(
    case: Case,
    line: Annotated[
        list[str] | None,
        typer.Option(
            "--line",
            metavar="SKU:QTY:GRADE",
            help=_("good, opened, damaged, wrong, missing; may be repeated."),
        ),
    ] = None,
    at: At = None,
) -> int:
    from dropship_tui.models.returns import GradedLine
    from dropship_tui.services.returns import returns

    graded = []
    for text in line or ():
        rest, grade = sku_and_rest(text)
        sku, count = sku_and_rest(rest)
        graded.append(GradedLine(sku, _count(count), grade))
    return _act(case, lambda tx, number: returns.inspect(tx, number, graded), at)


@app.command(help=_("Pay back."))
def refund(
    case: Case,
    amount: Annotated[str, typer.Option("--amount", help=_("How much."))],
    method: Annotated[
        str, typer.Option("--method", help=_("How: original, or another way to pay."))
    ] = "original",
    override: Override = "",
    at: At = None,
) -> int:
    from dropship_tui.services.returns import returns

    sum_ = money(amount, field="--amount")
    return _act(
        case,
        lambda tx, number: returns.refund(tx, number, sum_, method=method, override=override),
        at,
    )


@app.command(help=_("Keep what was said."))
def message(
    case: Case,
    text: Annotated[str, typer.Option("--text", help=_("What was said."))],
    sender: Annotated[str, typer.Option("--from", help=_("By whom: us, customer."))] = "us",
    at: At = None,
) -> int:
    from dropship_tui.services.returns import returns

    return _act(case, lambda tx, number: returns.message(tx, number, text, sender=sender), at)


@app.command(help=_("The matter is settled."))
def close(
    case: Case,
    outcome: Annotated[
        str,
        typer.Option(
            "--outcome",
            help=_("refunded, exchanged, reshipped, intercepted, rejected, withdrawn, settled."),
        ),
    ],
    at: At = None,
) -> int:
    from dropship_tui.services.returns import returns

    return _act(case, lambda tx, number: returns.close(tx, number, outcome), at)


def _act(case: str, work: Callable[[Tx, str], object], at: str | None) -> int:
    return acting.act(Document.CASE, [case], work, at)
