"""dropship orders new, parse-address, edit: taken down by hand, and corrected."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dropship_tui.cli import acting, context, output
from dropship_tui.cli.arguments import At, Limit, money, sku_and_rest
from dropship_tui.i18n import N_, _
from dropship_tui.models.lifecycle import Document
from dropship_tui.services.errors import UnusableFile, WrongUsage

if TYPE_CHECKING:
    from dropship_tui.models.orders import NewLine, OrderView
    from dropship_tui.services.events import Head
    from dropship_tui.services.orders.by_hand import Message
    from dropship_tui.services.work import Tx

app = typer.Typer()
_STDIN = "-"
_MOST = 1_000_000
_AUTO = "auto"


@app.command(help=_("Take down an order by hand, or from a pasted message."))
def new(
    name: Annotated[str, typer.Option("--name", help=_("The receiver's name."))] = "",
    phone: Annotated[str, typer.Option("--phone", help=_("Phone; 转1234 is an extension."))] = "",
    address: Annotated[str, typer.Option("--address", help=_("Where it goes, in one line."))] = "",
    line: Annotated[
        list[str] | None,
        typer.Option(
            "--line", metavar="SKU:QTY[@PRICE]", help=_("So many of a SKU; may be repeated.")
        ),
    ] = None,
    paste: Annotated[
        str,
        typer.Option(
            "--paste", metavar="FILE", help=_("A message with receiver and goods; - reads stdin.")
        ),
    ] = "",
    paid: Annotated[
        str,
        typer.Option("--paid", help=_("alipay, wechat, bank, cash, balance, or none.")),
    ] = "none",
    reseller: Annotated[str, typer.Option("--reseller", help=_("Who sold it."))] = "",
    freight: Annotated[
        str,
        typer.Option("--freight", help=_("What the customer pays; auto: by the rate card.")),
    ] = "0",
    discount: Annotated[str, typer.Option("--discount", help=_("Taken off the price."))] = "0",
    remark: Annotated[str, typer.Option("--remark", help=_("What the customer asks for."))] = "",
    each: Annotated[
        bool, typer.Option("--each", help=_("An order for each receiver of the message."))
    ] = False,
    at: At = None,
) -> None:
    from dropship_tui.cli.orders import print_order
    from dropship_tui.models.types import as_json
    from dropship_tui.services.orders import by_hand, intake, order_form, order_queries

    lines = tuple(_line(text) for text in line or ())
    _require_enough(name=name, phone=phone, address=address, lines=lines, paste=paste)
    pasted = _read(paste) if paste else ""
    costs = None if freight == _AUTO else money(freight, field="--freight")
    less = money(discount, field="--discount")

    def messages(tx: Tx) -> tuple[Message, ...]:
        if not paste:
            receiver = by_hand.addressed(name=name, phone=phone, where=address)
            return (by_hand.Message(receiver, (), "", address),)
        if each:
            return by_hand.read_messages(tx, pasted, with_goods=not lines, reseller=reseller)
        return (by_hand.read_message(tx, pasted, with_goods=not lines, reseller=reseller),)

    def taken(tx: Tx, said: Message) -> tuple[OrderView, tuple[str, ...]]:
        form = order_form.OrderForm(
            receiver=said.receiver,
            lines=lines or said.lines,
            reseller=reseller,
            freight=costs,
            discount=less,
            paid_by="" if paid == "none" else paid,
            remark="\n".join(filter(None, (remark, said.remark))),
            given=said.given,
        )
        asked = order_form.order(tx, form)
        before = intake.came_before(tx, asked)
        return order_queries.show(tx, intake.create(tx, asked).number).masked(), before

    answers = context.shop().write(
        lambda tx: [taken(tx, said) for said in messages(tx)], at=context.moment(at)
    )
    items = [as_json(view) | {"same_as": before} for view, before in answers]

    def people() -> None:
        for view, _before in answers:
            print_order(view)

    output.emit({"items": items} if each else items[0], people)
    for _view, before in answers:
        if before:
            output.note(_("Perhaps a duplicate of {numbers}.").format(numbers=", ".join(before)))


def _require_enough(
    *, name: str, phone: str, address: str, lines: tuple[NewLine, ...], paste: str
) -> None:
    if paste and (name or phone or address):
        raise WrongUsage(
            "paste_or_fields", N_("Give --paste or --name, --phone and --address, not both.")
        )
    needed = {"--name": name, "--phone": phone, "--address": address, "--line": lines}
    missing = [option for option, value in needed.items() if not value]
    if missing and not paste:
        raise WrongUsage(
            "missing_value",
            N_("{options}: missing."),
            hint=N_("A message with receiver and goods can be given with --paste."),
            options=", ".join(missing),
        )


def _line(text: str) -> NewLine:
    """A line as typed: SKU:QTY, or SKU:QTY@PRICE."""
    from dropship_tui.models.checks import quantity
    from dropship_tui.models.orders import NewLine

    sku, rest = sku_and_rest(text)
    pieces, _at, price = rest.partition("@")
    return NewLine(
        quantity=quantity(pieces),
        price=money(price, field="--line") if price else None,
        code=sku,
    )


def _read(source: str) -> str:
    """The text of a file, or of stdin for `-`.

    Raises:
        UnusableFile: it cannot be read.
    """
    if source == _STDIN:
        return sys.stdin.read(_MOST)
    try:
        with Path(source).open("rb") as file:
            content = file.read(_MOST)
    except (OSError, ValueError) as error:  # ValueError: NUL in the name
        raise UnusableFile(
            "unreadable",
            N_("{path} cannot be read: {reason}."),
            path=source,
            reason=getattr(error, "strerror", error),
        ) from error
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030", errors="replace")


@app.command(help=_("Who has ordered with a phone before, the newest first."))
def receivers(
    phone: Annotated[str, typer.Argument(metavar="PHONE", help=_("Whole, or how it begins."))],
    unmask: Annotated[bool, typer.Option("--unmask", help=_("With the whole phone."))] = False,
    limit: Limit = 6,
) -> None:
    from dropship_tui.services.orders import known_receivers

    found = context.shop().read(lambda tx: known_receivers.by_phone(tx, phone, limit))
    known = found if unmask else tuple(each.masked() for each in found)

    def people() -> None:
        output.table(
            [_("RECEIVER"), _("PHONE"), _("ADDRESS"), _("RESELLER"), _("LAST ORDER")],
            [
                (
                    each.receiver.name,
                    "-".join(filter(None, (each.receiver.phone, each.receiver.extension))),
                    each.receiver.written,
                    each.reseller,
                    each.number,
                )
                for each in known
            ],
            empty=_("Nobody has ordered with this phone."),
        )

    output.emit({"items": known}, people)


@app.command("parse-address", help=_("Split a pasted address; needs no database."))
def parse_address(
    text: Annotated[str, typer.Argument(metavar="TEXT", help=_("The text; - reads stdin."))],
) -> None:
    from dropship_tui.cli.parsed_address import print_parsed
    from dropship_tui.services.addresses import address

    given = _read(text) if text == _STDIN else text
    parsed = address.parse(given)
    output.emit(parsed, lambda: print_parsed(parsed, address.parts(given)))


@app.command(help=_("Correct an order before it is packed."))
def edit(
    number: Annotated[str, typer.Argument(metavar="NUMBER", help=_("The order's number."))],
    name: Annotated[str | None, typer.Option("--name", help=_("The receiver's name."))] = None,
    phone: Annotated[
        str | None, typer.Option("--phone", help=_("Phone; 转1234 is an extension."))
    ] = None,
    address: Annotated[
        str | None, typer.Option("--address", help=_("Where it goes, in one line."))
    ] = None,
    line: Annotated[
        list[str] | None,
        typer.Option(
            "--line",
            metavar="SKU:QTY[@PRICE]",
            help=_("All goods that it shall have; may be repeated."),
        ),
    ] = None,
    freight: Annotated[
        str | None, typer.Option("--freight", help=_("What the customer pays."))
    ] = None,
    discount: Annotated[
        str | None, typer.Option("--discount", help=_("Taken off the price."))
    ] = None,
    remark: Annotated[
        str | None, typer.Option("--remark", help=_("What the customer asks for."))
    ] = None,
    reseller: Annotated[
        str | None, typer.Option("--reseller", help=_("Who sold it; “” for nobody."))
    ] = None,
    at: At = None,
) -> int:
    from dropship_tui.services import events
    from dropship_tui.services.orders import by_hand, order_changes, orders

    who = (name, phone, address)
    if all(said is None for said in (*who, freight, discount, remark, reseller)) and not line:
        raise WrongUsage(
            "nothing_to_change",
            N_(
                "Say what to change: --name, --phone, --address, --line, --freight, --discount,"
                " --remark, --reseller."
            ),
        )
    lines = tuple(_line(text) for text in line) if line else None
    costs = None if freight is None else money(freight, field="--freight")
    less = None if discount is None else money(discount, field="--discount")

    def work(tx: Tx, number: str) -> Head:
        receiver = None
        if who != (None, None, None):
            present = orders.receiver_of(tx, events.head(tx, Document.ORDER, number).id)
            receiver = by_hand.corrected(present, name=name, phone=phone, where=address)
        wanted = order_changes.Changes(receiver, lines, costs, less, remark, reseller)
        return order_changes.change(tx, number, wanted)

    return acting.act(Document.ORDER, [number], work, at)


@app.command(help=_("Say which SKU an order's unknown goods are; the words are remembered."))
def goods(
    number: Annotated[str, typer.Argument(metavar="NUMBER")],
    sku: Annotated[str, typer.Argument(metavar="SKU")],
    code: Annotated[
        str, typer.Option("--code", help=_("The file's code; needed where several are unknown."))
    ] = "",
    at: At = None,
) -> int:
    from dropship_tui.services.orders import unknown_goods

    return acting.act(
        Document.ORDER,
        [number],
        lambda tx, order: unknown_goods.name_goods(tx, order, sku, code=code),
        at,
    )


@app.command(help=_("Put orders of one receiver together; the first takes the goods of all."))
def merge(
    numbers: Annotated[list[str], typer.Argument(metavar="NUMBER…")],
    at: At = None,
) -> int:
    from dropship_tui.services.orders import merging

    return acting.act(
        Document.ORDER, numbers[:1], lambda tx, _first: merging.merge(tx, numbers), at
    )


@app.command(help=_("Take goods out of an order into a new one; answers the new one."))
def split(
    number: Annotated[str, typer.Argument(metavar="NUMBER")],
    line: Annotated[
        list[str],
        typer.Option("--line", metavar="SKU:QTY", help=_("So many of a SKU; may be repeated.")),
    ],
    at: At = None,
) -> int:
    from dropship_tui.models.checks import quantity
    from dropship_tui.services.orders import merging

    wanted = [(sku, quantity(pieces)) for sku, pieces in map(sku_and_rest, line)]
    return acting.act(
        Document.ORDER, [number], lambda tx, order: merging.split(tx, order, wanted), at
    )
