"""Pasted contact text and address cells, split into receivers.

`parse` takes whatever a customer sends: a chat message with name, phone, address, goods and
requests in any order. `receiver_from_columns` takes the cells of a file that are split already.
Neither guesses: what could mean several places is left open and listed, and what is no part of
an address is kept in `rest`.
"""

from __future__ import annotations

from dataclasses import replace

from dropship_tui.models.address import ParsedAddress
from dropship_tui.models.text import clean_lines
from dropship_tui.services.addresses import pastes
from dropship_tui.services.addresses.characters import matching, narrow
from dropship_tui.services.addresses.identity import has_identity_number, without_identity_numbers
from dropship_tui.services.addresses.message import LONGEST, Message
from dropship_tui.services.addresses.receiver_cells import receiver_from_columns

__all__ = [
    "has_identity_number",
    "parse",
    "parts",
    "receiver_from_columns",
    "without_identity_numbers",
]


def parse(text: str) -> ParsedAddress:
    """Split a pasted message or one address cell; never raises, whatever the text."""
    shown = narrow(clean_lines(text, limit=LONGEST))
    read = matching(shown)
    first, *more = (Message(shown[a:b], read[a:b]).parsed() for a, b in pastes.receivers(read))
    return replace(first, more=tuple(more))


def parts(text: str) -> list[str]:
    """The part of a pasted message that each of its receivers has; at least one."""
    shown = narrow(clean_lines(text, limit=LONGEST))
    return [shown[a:b].strip() for a, b in pastes.receivers(matching(shown))]
