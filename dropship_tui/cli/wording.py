"""Typer's own words, of usage errors and of help, in the language in use."""

from __future__ import annotations

import re

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
    (re.compile(r"(?<=\[)required(?=\])"), N_("required")),
)


def of_error(message: str) -> str:
    """A usage error, as a person of this shop would say it."""
    for pattern, said in _ERRORS:
        if found := pattern.fullmatch(message):
            return _(said).format(**found.groupdict())
    return message


def of_help(text: str) -> str:
    """A help page with its headings in the language in use."""
    for pattern, said in _HELP:
        text = pattern.sub(_(said), text)
    return text
