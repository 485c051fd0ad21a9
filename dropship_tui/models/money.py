"""Money: integer minor units with a currency. Never a float, never across currencies."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from dropship_tui.i18n import N_
from dropship_tui.models.checks import Invalid

LIMIT: Final = 10**13
"""No amount in the trade is larger, in minor units: more is a typing error."""

# ISO 4217 minor units that are not two.
_DIGITS: Final = {"JPY": 0, "KRW": 0, "VND": 0, "CLP": 0, "KWD": 3, "BHD": 3, "OMR": 3, "TND": 3}
_SYMBOLS: Final = {"CNY": "¥", "USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "HKD": "HK$"}

_ORNAMENTS = re.compile("[￥¥$€£元 ]|RMB|CNY", re.IGNORECASE)
_AMOUNT = re.compile(r"([+-]?)(\d{1,3}(?:,\d{3})+|\d{0,15})(?:\.(\d*))?")  # 1,234.50 but not 1,5


def digits(currency: str) -> int:
    """How many decimal places `currency` has (ISO 4217)."""
    return _DIGITS.get(currency, 2)


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in minor units of a currency: Money(1230, "CNY") is 12.30 yuan."""

    minor: int
    currency: str = "CNY"

    def __post_init__(self) -> None:
        if abs(self.minor) > LIMIT:
            raise Invalid(
                "amount_too_large", N_("An amount of {amount} is not possible."), amount=self.minor
            )

    @classmethod
    def parse(cls, text: str, currency: str = "CNY") -> Money:
        """Read "12.3", "¥1,234.50", "0元".

        Raises:
            Invalid: not an amount, more decimal places than the currency has, or too large.
        """
        match = _AMOUNT.fullmatch(_ORNAMENTS.sub("", text.strip()))
        sign, whole, rest = match.groups("") if match else ("", "", "")
        places = digits(currency)
        fraction = rest.rstrip("0")
        if not (whole or rest) or len(fraction) > places:
            raise Invalid("not_an_amount", N_("“{text}” is not an amount."), text=text[:60])
        minor = int(whole.replace(",", "") + fraction.ljust(places, "0") or "0")
        return cls(-minor if sign == "-" else minor, currency)

    def __add__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor - other.minor, self.currency)

    def __mul__(self, factor: int) -> Money:
        return Money(self.minor * factor, self.currency)

    def _same(self, other: Money) -> None:
        if self.currency != other.currency:
            raise Invalid(
                "two_currencies",
                N_("{one} and {other} cannot be added up."),
                one=self.currency,
                other=other.currency,
            )

    @property
    def amount(self) -> str:
        """The amount as a decimal string: "12.30"."""
        places = digits(self.currency)
        return f"{Decimal(self.minor).scaleb(-places):.{places}f}"

    def as_dict(self) -> dict[str, str]:
        """The shape of money in JSON."""
        return {"amount": self.amount, "currency": self.currency}

    def __str__(self) -> str:
        symbol = _SYMBOLS.get(self.currency, self.currency + " ")
        return f"-{symbol}{self.amount[1:]}" if self.minor < 0 else f"{symbol}{self.amount}"


NOTHING: Final = Money(0)
"""No money at all, in the shop's usual currency."""
