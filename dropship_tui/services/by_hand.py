"""An order by hand: receiver and goods as somebody types them, or as a customer's message has them.

What a message does not say is never guessed: an ambiguous place or goods that are none of ours
are refused with what to add.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from dropship_tui.i18n import N_
from dropship_tui.models.address import ParsedAddress, Receiver
from dropship_tui.models.checks import quantity
from dropship_tui.models.orders import NewLine
from dropship_tui.models.text import clean_lines
from dropship_tui.services import resellers
from dropship_tui.services.addresses import address
from dropship_tui.services.addresses.phones import is_masked
from dropship_tui.services.errors import Refused
from dropship_tui.services.sku_lookup import Lookup, Sku
from dropship_tui.services.work import Tx

# 红色M*2, TS-RED-M × 3, 毛巾x2条: what stands before the sign, back to the last separator.
_GOODS = re.compile(
    r"(?P<what>[^,，;；、。\n]+?)\s*[*×✕xX]\s*(?P<n>\d{1,6})[件个条套双只箱盒包]?(?![^\s,，;；、。])"
)
_EDGES = " ,，;；、。:："


@dataclass(frozen=True, slots=True)
class Message:
    """What a customer's message says: for whom, which goods, and what else."""

    receiver: Receiver
    lines: tuple[NewLine, ...]
    remark: str
    given: str


def read_message(tx: Tx, text: str, *, with_goods: bool = True, reseller: str = "") -> Message:
    """Read a pasted message; `with_goods` takes the goods from it, too.

    Identity numbers are left out.

    Raises:
        Refused: several receivers (`several_receivers`), a place that may be several
            (`ambiguous_address`), no goods (`no_goods`), or goods that are none of ours
            (`unknown_sku`).
    """
    given = clean_lines(address.without_identity_numbers(text))
    goods = _Goods(tx, reseller)
    written = given.split("\n")
    apart = [line for line in written if with_goods and goods.are_all_of(line)]
    parsed = address.parse("\n".join(line for line in written if line not in apart))
    if parsed.more:
        raise Refused(
            "several_receivers",
            N_("The text has {count} receivers."),
            hint=N_("Take their orders down one by one."),
            details={"receivers": [parsed.receiver.name, *(m.receiver.name for m in parsed.more)]},
            count=1 + len(parsed.more),
        )
    _refuse_ambiguous(parsed)
    if not with_goods:
        return Message(parsed.receiver, (), parsed.rest, given)
    lines, rest = goods.taken_from("\n".join([*apart, parsed.rest]))
    return Message(parsed.receiver, lines, rest, given)


def addressed(*, name: str, phone: str, where: str) -> Receiver:
    """The receiver of typed fields.

    Raises:
        Refused: the place may be several (`ambiguous_address`).
    """
    receiver = address.receiver_from_columns(name=name, phone=phone, address=where)
    if not receiver.city:
        _refuse_ambiguous(address.parse(where))
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


def _refuse_ambiguous(parsed: ParsedAddress) -> None:
    if parsed.ambiguous:
        words = ", ".join(ambiguity.value for ambiguity in parsed.ambiguous)
        raise Refused(
            "ambiguous_address",
            N_("“{words}” may be several places."),
            hint=N_("Write the city before it."),
            details={"ambiguous": [ambiguity.as_dict() for ambiguity in parsed.ambiguous]},
            words=words,
        )


class _Goods:
    """Finds the goods that a text names: by our code or somebody's, or by title and spec."""

    def __init__(self, tx: Tx, reseller: str) -> None:
        self._lookup = Lookup(tx, reseller_id=resellers.find(tx, reseller), channel="manual")

    def are_all_of(self, line: str) -> bool:
        """Whether a line of a message is goods of ours and nothing else."""
        named = list(_GOODS.finditer(line))
        if not named or _GOODS.sub("", line).strip(_EDGES):
            return False
        return all(self._find(match["what"]) for match in named)

    def taken_from(self, text: str) -> tuple[tuple[NewLine, ...], str]:
        """The lines that `text` names, and what is left of it.

        Raises:
            Refused: it names none (`no_goods`), or some that are none of ours (`unknown_sku`).
        """
        lines = []
        for match in _GOODS.finditer(text):
            sku = self._find(match["what"])
            if sku is None:
                raise Refused(
                    "unknown_sku",
                    N_("“{what}” is none of our goods."),
                    hint=N_("Name the goods with --line SKU:QTY."),
                    what=match["what"].strip(_EDGES),
                )
            lines.append(NewLine(quantity=quantity(match["n"]), code=sku.code))
        if not lines:
            raise Refused(
                "no_goods",
                N_("The text names no goods."),
                hint=N_("Write them like TS-RED-M*2, or name them with --line SKU:QTY."),
            )
        return tuple(lines), _GOODS.sub(" ", text).strip(f"{_EDGES}\n")

    def _find(self, what: str) -> Sku | None:
        """The SKU that the end of `what` means; the longest wording that means one wins."""
        wordings = list(_wordings(what))
        by_code = self._lookup.resolve({f"{title} {spec}".strip() for title, spec in wordings})
        by_title = self._lookup.by_title(wordings)
        for title, spec in wordings:
            if sku := by_code.get(f"{title} {spec}".strip()) or by_title.get((title, spec)):
                return sku
        return None


def _wordings(what: str) -> Iterator[tuple[str, str]]:
    """What goods may be called at the end of `what`, as (title, spec), the longest name first."""
    words = what.strip(_EDGES).split()
    for start in range(len(words)):
        for end in range(len(words), start, -1):
            yield " ".join(words[start:end]), " ".join(words[end:])
