"""How a pasted text was split, for people: each receiver's words, their fields, what is unsure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dropship_tui.cli import output
from dropship_tui.i18n import _
from dropship_tui.models.address import CHINA, DOUBTS, ParsedAddress
from dropship_tui.services.addresses import layouts

__all__ = ["print_parsed"]


def print_parsed(parsed: ParsedAddress, parts: Sequence[str]) -> None:
    """Show every receiver of a text; `parts` are their own words in it, in the same order."""
    found = (parsed, *parsed.more)
    for number, (each, words) in enumerate(zip(found, parts, strict=True), start=1):
        if len(found) > 1:
            title = _("receiver {number} of {count}").format(number=number, count=len(found))
            output.say(title if number == 1 else f"\n{title}")
        _print_one(each, words)


def _print_one(parsed: ParsedAddress, words: str) -> None:
    receiver = parsed.receiver
    abroad = receiver.country != CHINA
    output.facts(
        {
            _("text"): " ⏎ ".join(filter(None, map(str.strip, words.split("\n")))),
            _("name"): receiver.name,
            _("phone"): receiver.phone,
            _("extension"): receiver.extension,
            _("country"): receiver.country,
            _("province"): receiver.province,
            _("city"): receiver.city,
            _("district"): receiver.district,
            _("street"): receiver.street,
            _("address"): receiver.detail,
            _("postcode"): receiver.postcode,
            _("on the label"): layouts.written(receiver) if abroad else "",
            _("rest"): parsed.rest,
            _("sure"): f"{parsed.confidence:.0%}",
        }
    )
    for doubt in _doubts(parsed):
        output.say(f"? {doubt}")


def _doubts(parsed: ParsedAddress) -> Iterator[str]:
    """What is unsure, a line for each."""
    for ambiguity in parsed.ambiguous:
        places = " | ".join("".join(dict.fromkeys(place)) for place in ambiguity.candidates)
        yield f"{ambiguity.value}: {places}"
    open_place = bool(parsed.ambiguous)
    yield from (
        _(DOUBTS[code]) for code in parsed.doubts if not (open_place and code == "no_place")
    )
    yield from map(str, layouts.faults(parsed.receiver))
