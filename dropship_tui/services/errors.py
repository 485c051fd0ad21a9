"""Everything that can go wrong on purpose.

    ShopError                  exit code
    ├── Refused                1  a rule of the trade says no; nothing has changed
    │   └── NotFound           1
    ├── WrongUsage             2  the request makes no sense as it stands
    ├── UnusableFile           3  an input file cannot be used
    └── DatabaseTrouble        4  missing, locked, damaged, newer, or an unsafe SQLite

Each carries a stable English `code`, a message template with its parameters (translated when it
is shown, so an error may be raised before the language is chosen), an optional hint that says
what to do next, and details for programs.
"""

from __future__ import annotations

import errno
from typing import Any, Final

from dropship_tui.i18n import N_, _


class ShopError(Exception):
    """An error with a code for programs and a sentence for people."""

    exit_code = 1

    def __init__(
        self,
        code: str,
        message: str,
        /,
        *,
        hint: str = "",
        details: dict[str, Any] | None = None,
        **params: Any,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.template = message
        self.hint_template = hint
        self.params = params
        self.details = details or {}

    @property
    def message(self) -> str:
        """What happened, in the language in use."""
        return _(self.template).format(**self.params)

    @property
    def hint(self) -> str:
        """What to do next, in the language in use; may be empty."""
        return _(self.hint_template).format(**self.params)

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class Refused(ShopError):
    """A rule of the trade forbids it. Nothing has changed."""


class NotFound(Refused):
    """There is no such document."""

    def __init__(self, message: str, /, **params: Any) -> None:
        super().__init__("not_found", message, **params)


class WrongUsage(ShopError):
    """The request is not a request: a value that cannot be read, say."""

    exit_code = 2


class UnusableFile(ShopError):
    """The input file cannot be used at all."""

    exit_code = 3


class DatabaseTrouble(ShopError):
    """The database is missing, locked, damaged, newer than the program, or unsafe to open."""

    exit_code = 4


def refuse_constraint(error: Exception) -> Refused:
    """What the database's own constraints refuse is a rule of the trade, too."""
    return Refused(
        "constraint",
        N_("The database refused the change: {detail}"),
        hint=N_("Nothing was changed."),
        detail=str(error).splitlines()[0][:200],
    )


_REASONS: Final = {
    errno.ENOENT: N_("there is no such file or folder"),
    errno.ENOTDIR: N_("there is a file where a folder should be"),
    errno.EEXIST: N_("something else is there"),
    errno.EISDIR: N_("it is a folder"),
    errno.EACCES: N_("the rights to it are missing"),
    errno.EPERM: N_("the rights to it are missing"),
    errno.EROFS: N_("the disk can only be read"),
    errno.ENOSPC: N_("the disk is full"),
    errno.ENAMETOOLONG: N_("the name is too long"),
}


def reason(error: OSError | ValueError) -> str:
    """What the system did not like about a file, in the language in use."""
    said = _REASONS.get(getattr(error, "errno", None) or 0)
    return _(said) if said else str(getattr(error, "strerror", None) or error)
