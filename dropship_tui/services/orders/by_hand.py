"""An order by hand: receiver and goods as somebody types them, or as a customer's message has them.

What a message does not say is never guessed: an ambiguous place or goods that are none of ours
are said by `read`, for somebody who looks at it, and refused by the others with what to add.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from dropship_tui.i18n import N_
from dropship_tui.models.address import Ambiguity, Receiver
from dropship_tui.models.orders import NewLine
from dropship_tui.models.text import clean_lines
from dropship_tui.services.addresses import address
from dropship_tui.services.addresses.phones import is_masked
from dropship_tui.services.errors import Refused
from dropship_tui.services.goods import resellers
from dropship_tui.services.goods.sku_lookup import Lookup
from dropship_tui.services.orders.told_goods import ToldGoods
from dropship_tui.services.work import Tx


@dataclass(frozen=True, slots=True)
class Message:
    """What a customer's message says: for whom, which goods, and what else.

    given: their own words. unknown: goods that are none of ours, as they are called, and how
    many. ambiguous: words for a place that may be several. doubts: codes of
    `models.address.DOUBTS`.
    """

    receiver: Receiver
    lines: tuple[NewLine, ...]
    remark: str
    given: str
    unknown: tuple[tuple[str, int], ...] = ()
    ambiguous: tuple[Ambiguity, ...] = ()
    doubts: tuple[str, ...] = ()


def read(tx: Tx, text: str, *, with_goods: bool = True, reseller: str = "") -> tuple[Message, ...]:
    """Read a pasted message, one for each receiver; what is not sure in it is said, not guessed.

    `with_goods` takes the goods from it, too. Identity numbers are left out.

    Raises:
        Refused: there is no such reseller (`unknown_reseller`).
    """
    given = clean_lines(address.without_identity_numbers(text))
    lookup = Lookup(tx, reseller_id=resellers.find(tx, reseller), channel="manual")
    goods = ToldGoods(lookup) if with_goods else None
    return tuple(_read(part, goods) for part in address.parts(given))


def _read(given: str, goods: ToldGoods | None) -> Message:
    if goods is None:
        parsed = address.parse(given)
        return Message(parsed.receiver, (), parsed.rest, given, (), parsed.ambiguous, parsed.doubts)
    named = goods.named_in(given)
    written = named.rest.split("\n")
    apart = [line for line in written if goods.are_all_of(line)]
    parsed = address.parse("\n".join(line for line in written if line not in apart))
    signed = goods.signed_in("\n".join([*apart, parsed.rest]))
    if not named.lines + signed.lines + named.unknown + signed.unknown:
        signed = goods.counted_in(signed.rest)
    return Message(
        receiver=parsed.receiver,
        lines=named.lines + signed.lines,
        remark=signed.rest,
        given=given,
        unknown=named.unknown + signed.unknown,
        ambiguous=parsed.ambiguous,
        doubts=parsed.doubts,
    )


def read_message(tx: Tx, text: str, *, with_goods: bool = True, reseller: str = "") -> Message:
    """Read a pasted message that must be clear, and for one receiver.

    Raises:
        Refused: several receivers (`several_receivers`), or as `read_messages`.
    """
    messages = read(tx, text, with_goods=with_goods, reseller=reseller)
    if len(messages) > 1:
        raise Refused(
            "several_receivers",
            N_("The text has {count} receivers."),
            hint=N_("Take down an order for each of them with --each."),
            details={"receivers": [message.receiver.name for message in messages]},
            count=len(messages),
        )
    _refuse_unclear(messages[0], with_goods=with_goods)
    return messages[0]


def read_messages(
    tx: Tx, text: str, *, with_goods: bool = True, reseller: str = ""
) -> tuple[Message, ...]:
    """Read a pasted message that must be clear, one for each receiver.

    Raises:
        Refused: a place that may be several (`ambiguous_address`), no goods (`no_goods`), goods
            that are none of ours (`unknown_sku`), or no such reseller (`unknown_reseller`).
    """
    messages = read(tx, text, with_goods=with_goods, reseller=reseller)
    for message in messages:
        _refuse_unclear(message, with_goods=with_goods)
    return messages


def _refuse_unclear(message: Message, *, with_goods: bool) -> None:
    _refuse_ambiguous(message.ambiguous)
    if message.unknown:
        raise Refused(
            "unknown_sku",
            N_("“{what}” is none of our goods."),
            hint=N_("Name the goods with --line SKU:QTY."),
            what=message.unknown[0][0],
        )
    if with_goods and not message.lines:
        raise Refused(
            "no_goods",
            N_("The text names no goods."),
            hint=N_("Write them like TS-RED-M*2, or name them with --line SKU:QTY."),
        )


def addressed(*, name: str, phone: str, where: str) -> Receiver:
    """The receiver of typed fields.

    Raises:
        Refused: the place may be several (`ambiguous_address`).
    """
    receiver = address.receiver_from_columns(name=name, phone=phone, address=where)
    if not receiver.city:
        _refuse_ambiguous(address.parse(where).ambiguous)
    return receiver


def corrected(
    receiver: Receiver,
    *,
    name: str | None = None,
    phone: str | None = None,
    where: str | None = None,
) -> Receiver:
    """`receiver` with the fields that are given; a new phone brings its own extension, or none.

    Raises:
        Refused: the place may be several (`ambiguous_address`).
    """
    typed = addressed(
        name=receiver.name if name is None else name, phone=phone or "", where=where or ""
    )
    if name is not None:
        receiver = replace(receiver, name=typed.name)
    if phone is not None:
        receiver = replace(receiver, phone=typed.phone, extension=typed.extension)
    if where is None:
        return receiver
    return replace(typed, name=receiver.name, phone=receiver.phone, extension=receiver.extension)


def holds_of(receiver: Receiver) -> tuple[str, ...]:
    """Why a parcel for this receiver could not leave."""
    if any(is_masked(value) for value in (receiver.name, receiver.phone, receiver.detail)):
        return ("masked_receiver",)
    return () if receiver.can_be_reached else ("no_receiver",)


def _refuse_ambiguous(ambiguous: Collection[Ambiguity]) -> None:
    if ambiguous:
        words = ", ".join(ambiguity.value for ambiguity in ambiguous)
        raise Refused(
            "ambiguous_address",
            N_("“{words}” may be several places."),
            hint=N_("Write the city before it."),
            details={"ambiguous": [ambiguity.as_dict() for ambiguity in ambiguous]},
            words=words,
        )
