"""Typer's own words, of usage errors and of help, in the language in use."""

from __future__ import annotations

import re

from dropship_tui.cli.output import width
from dropship_tui.i18n import N_, _

_ERRORS = tuple(
    (re.compile(pattern, re.DOTALL), said)
    for pattern, said in (
        (
            r"No such command '(?P<what>.*?)'\. Did you mean (?P<near>.*)\?",
            N_("There is no command “{what}”. Did you mean {near}?"),
        ),
        (r"No such command '(?P<what>.*)'\.", N_("There is no command “{what}”.")),
        (r"No such option: (?P<what>\S+).*", N_("There is no option {what}.")),
        (r"Missing \w+ '(?P<what>.*?)'.*", N_("{what} is missing.")),
        (r"Option '(?P<what>.*?)' requires .*", N_("{what} needs a value.")),
        (r"Option '(?P<what>.*?)' does not take a value\.", N_("{what} takes no value.")),
        (r"Got unexpected extra argument.*? \((?P<what>.*)\)", N_("Nobody expects “{what}” here.")),
        (
            r"Invalid value for '(?P<what>.*?)': Input should be a valid (?:integer|number).*",
            N_("{what} must be a number."),
        ),
        (
            r"Invalid value for '(?P<what>.*?)': .* greater than or equal to (?P<n>.*)",
            N_("{what} must be at least {n}."),
        ),
        (
            r"Invalid value for '(?P<what>.*?)': .* less than or equal to (?P<n>.*)",
            N_("{what} must be at most {n}."),
        ),
        (r"Invalid value for '(?P<what>.*?)'.*", N_("{what}: this value is not possible.")),
    )
)

_HELP = (
    (re.compile("^Usage: ", re.MULTILINE), N_("Usage: ")),
    (re.compile("^Options:$", re.MULTILINE), N_("Options:")),
    (re.compile("^Arguments:$", re.MULTILINE), N_("Arguments:")),
    (re.compile("^Commands:$", re.MULTILINE), N_("Commands:")),
    (re.compile(r"Show this message and exit\."), N_("Show this message and exit.")),
    (re.compile(r"(?<=\[)default: "), N_("default: ")),
    (re.compile(r"(?<=[\[ ])required(?=\])"), N_("required")),
)

_PLACES = frozenset(
    {
        N_("ARGS"), N_("CASE"), N_("CODE"), N_("COMMAND"), N_("CURSOR"), N_("DATE"), N_("DELTA"),
        N_("DIR"), N_("FILE"), N_("FIRST"), N_("G"), N_("GRAMS"), N_("LAST"), N_("MANIFEST"),
        N_("MM"), N_("N"), N_("NAME"), N_("NUMBER"), N_("OPTIONS"), N_("ORDER"), N_("PARCEL"),
        N_("PARTNER"), N_("QTY"), N_("REASON"), N_("TEXT"), N_("TIME"), N_("UNCLAIMED"),
        N_("VALUE"),
    }
)  # fmt: skip
"""What stands for a value."""

_TYPES = {"<str>": "TEXT", "<int>": "N", "<int range>": "N", "<path>": "FILE"}
"""What Typer writes where an option has no such word of its own."""

_ROW = re.compile(r"  (?P<first>\S.*?)(?P<gap>  +)(?P<rest>\S.*)?|  (?P<alone>\S.*)")
_SECTIONS = {"Options:", "Arguments:"}


def of_error(message: str) -> str:
    """A usage error, as a person of this shop would say it."""
    for pattern, said in _ERRORS:
        if found := pattern.fullmatch(message):
            words = found.groupdict()
            return _(said).format(**words | {"what": _place(words["what"])})
    return message


def of_help(text: str) -> str:
    """A help page in the language in use: its headings, and what stands for values."""
    page = []
    section = ""
    for line in text.split("\n"):
        if not line.startswith(" "):
            section = line
        if section.startswith("Usage: "):
            line = re.sub(r"[A-Z]+", lambda word: _place(word[0]), line)
            line = re.sub(r"(…[\]}])\.\.\.", r"\1", line)
        elif section in _SECTIONS:
            line = _of_row(line)
        page.append(line)
    said = "\n".join(page)
    for pattern, words in _HELP:
        said = pattern.sub(_(words), said)
    return said


def _of_row(line: str) -> str:
    """An option or an argument, with the word for its value; its text stays in its column."""
    row = _ROW.fullmatch(line)
    if row is None:
        return line
    name, _space, place = (row["first"] or row["alone"]).partition(" ")
    # An argument's type says nothing more.
    said = f"{name} {_place(place)}".rstrip() if name.startswith("-") else _place(name)
    before = len(row["first"] or "") + len(row["gap"] or "")
    return f"  {said}{' ' * max(1, before - width(said))}{row['rest'] or ''}".rstrip()


def _place(word: str) -> str:
    """The word for a value; names of our own stay."""
    bare = _TYPES.get(word, word.removesuffix("…"))
    return _(bare) + "…" * word.endswith("…") if bare in _PLACES else word
