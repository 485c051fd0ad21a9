"""Small checks that stand in front of every table: a value passes, or says what is wrong."""

from __future__ import annotations

import re
from typing import Any

from dropship_tui.i18n import N_, _

MAX_QUANTITY = 10**6
"""No order line, parcel or stock move is larger: more is a typing error."""

_WHOLE = re.compile(r"(\d{1,3}(?:,\d{3})+|\d{1,9})(?:\.0*)?")  # 1,000 but not 1,5


class Invalid(ValueError):
    """A value that nothing in the trade can have: a code for programs, a sentence for people."""

    def __init__(self, code: str, message: str, /, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.template = message
        self.params = params

    def __str__(self) -> str:
        return _(self.template).format(**self.params)


def require(value: str, field: str) -> str:
    """`value`, which must not be empty.

    Raises:
        Invalid: it is.
    """
    if not value.strip():
        raise Invalid("missing_value", N_("{field} must not be empty."), field=field)
    return value


def quantity(text: str | int) -> int:
    """A quantity: a whole number above 0 ("2", "2.0" as spreadsheets write it, "２").

    Raises:
        Invalid: it is not one, or it is above MAX_QUANTITY.
    """
    if isinstance(text, str):
        match = _WHOLE.fullmatch(text.strip())
        number = int(match[1].replace(",", "")) if match else 0
    else:
        number = text
    if not 0 < number <= MAX_QUANTITY:
        raise Invalid(
            "bad_quantity", N_("“{text}” is not a whole number above 0."), text=str(text)[:60]
        )
    return number


def between(value: int, low: int, high: int, field: str) -> int:
    """`value`, which must lie between `low` and `high`, both included.

    Raises:
        Invalid: it does not.
    """
    if not low <= value <= high:
        raise Invalid(
            "out_of_range",
            N_("{field} must be between {low} and {high}."),
            field=field,
            low=low,
            high=high,
        )
    return value
