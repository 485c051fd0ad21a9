"""Cells to values: amounts, times, payment methods, and what counts as empty.

The same few prices, quantities and statuses fill a file of a hundred thousand rows, so what was
read once is remembered.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from dropship_tui.i18n import N_
from dropship_tui.models.checks import Invalid, quantity
from dropship_tui.models.money import Money
from dropship_tui.models.text import fold
from dropship_tui.services.importers.profiles.base import Dates

_YEARS = range(2000, 2100)
_TIME = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
    r"(?:[ T]*(上午|下午)?(\d{1,2})[:时：](\d{1,2})(?:[:分：](\d{1,2})(?:\.\d+)?)?[分秒]?)?"
    r" ?([AP]M)? ?(Z|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)
_IN_TEXT = re.compile(
    r"(?<!\d)\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:[ T]*\d{1,2}[:时：]\d{1,2}(?:[:分：]\d{1,2})?)?"
    r"(?=前|之前|;|；)"
)
_SHORT_DATE = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?!\d)")
_MONTH = "(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_NAMED_MONTH = re.compile(
    rf"(?:{_MONTH}[-. ]+(\d{{1,2}})|(\d{{1,2}})[-. ]+{_MONTH})[-., ]+(\d{{4}}|\d{{2}})(?!\d)",
    re.IGNORECASE,
)
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_SERIALS: Final = range(36526, 73051)
_DAY_0: Final = datetime(1899, 12, 30)  # noqa: DTZ001
"""Spreadsheets count days from here: 46346.5 is noon of 2026-11-20."""
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?")
_HALF_DAY = re.compile(r"\d ?[AP]M", re.IGNORECASE)
"""Who counts hours to twelve writes the month first, too: 11/23/2026 5:04:00 PM."""
_MARKS = {"上午": "am", "下午": "pm"}

_PAYMENTS: Final = {
    "支付宝": "alipay",
    "alipay": "alipay",
    "花呗": "alipay",
    "微信": "wechat",
    "wechat": "wechat",
    "weixin": "wechat",
    "财付通": "wechat",
    "银行": "bank",
    "网银": "bank",
    "转账": "bank",
    "bank": "bank",
    "现金": "cash",
    "cash": "cash",
    "余额": "balance",
    "预存": "balance",
    "balance": "balance",
}

_SIGNS: Final = {
    "$": "USD", "us$": "USD", "£": "GBP", "€": "EUR", "¥": "CNY", "元": "CNY", "rmb": "CNY",
    "人民币": "CNY", "美元": "USD", "英镑": "GBP", "欧元": "EUR", "日元": "JPY", "円": "JPY",
    "港币": "HKD", "hk$": "HKD", "au$": "AUD", "c$": "CAD", "ca$": "CAD", "s$": "SGD",
    "nz$": "NZD", "nt$": "TWD", "r$": "BRL", "rm": "MYR", "rp": "IDR", "฿": "THB", "₱": "PHP",
    "₫": "VND", "₩": "KRW", "₹": "INR", "zł": "PLN",
}  # fmt: skip
_SHARED: Final = {"$": "USD CAD AUD NZD SGD HKD TWD MXN", "¥": "CNY JPY"}
"""Signs of several currencies: a file in one of them means its own."""
_NUMBER: Final = re.compile(r"[\d.,+\s-]+")
_CODE: Final = re.compile(r"[a-z]{3}")

COUNTED: Final = "[件个只双条套盒包瓶袋份支张本把块台]"
"""What one piece of goods is called beside its number. 箱 and 打 are several."""

_PIECES = re.compile(rf"(\d+) ?(?:{COUNTED}|pcs?)", re.IGNORECASE)


@lru_cache(maxsize=1024)
def read_quantity(text: str) -> int:
    """How many pieces: a whole number above 0; 2件 and 3双 say so, too.

    Raises:
        Invalid: it is not one (`bad_quantity`).
    """
    pieces = _PIECES.fullmatch(text)
    return quantity(pieces[1] if pieces else text)


@lru_cache(maxsize=256)
def read_currency(text: str) -> str:
    """The ISO code of the currency that a file calls "USD", "US $" or 美元.

    Raises:
        Invalid: it is none that we know (`unknown_currency`).
    """
    mark = fold(text)
    code = _SIGNS.get(mark) or (mark.upper() if _CODE.fullmatch(mark) else "")
    if not code:
        raise Invalid("unknown_currency", N_("“{text}” is not a currency."), text=text[:60])
    return code


def _money(text: str, currency: str) -> Money:
    """An amount, in `currency` unless its sign says otherwise: "$45.99", "EUR 5.00"."""
    if text.isascii() and text.replace(".", "", 1).isdecimal():
        return Money.parse(text, currency)
    text = unicodedata.normalize("NFKC", text)
    parts = _NUMBER.findall(text)
    mark = fold(_NUMBER.sub("", text))
    if sum(any(map(str.isdigit, part)) for part in parts) > 1:
        raise Invalid("not_an_amount", N_("“{text}” is not an amount."), text=text[:60])
    if currency not in _SHARED.get(mark, "").split() and (mark in _SIGNS or _CODE.fullmatch(mark)):
        return Money.parse("".join(parts), read_currency(mark))
    return Money.parse(text, currency)


@lru_cache(maxsize=4096)
def read_amount(text: str, currency: str) -> Money | None:
    """An amount that must not be below 0; None where there is none.

    Raises:
        Invalid: `not_an_amount`, `amount_too_large`, `negative_amount`.
    """
    if not text:
        return None
    amount = _money(text, currency)
    if amount.minor < 0:
        raise Invalid("negative_amount", N_("“{amount}” is below 0."), amount=amount)
    return amount


_FREE: Final = frozenset({"包邮", "免邮", "免邮费", "免运费", "free", "freeshipping"})


@lru_cache(maxsize=4096)
def read_freight(text: str, currency: str) -> Money | None:
    """What the freight costs; 包邮 is nothing.

    Raises:
        Invalid: as `read_amount`.
    """
    return Money(0, currency) if fold(text) in _FREE else read_amount(text, currency)


@lru_cache(maxsize=4096)
def read_discount(text: str, currency: str) -> Money | None:
    """A discount, which files write with and without a minus.

    Raises:
        Invalid: `not_an_amount`, `amount_too_large`.
    """
    if not text:
        return None
    amount = _money(text, currency)
    return Money(abs(amount.minor), amount.currency)


@lru_cache(maxsize=4096)
def read_adjustment(text: str, currency: str) -> Money | None:
    """What a seller has added to an order, or, below 0, taken off.

    Raises:
        Invalid: `not_an_amount`, `amount_too_large`.
    """
    return _money(text, currency) if text else None


def read_count(text: str) -> int:
    """How many; 1 when the file does not say so in digits."""
    return int(text) if text.isdecimal() and len(text) <= 4 else 1


def read_time(text: str, zone: ZoneInfo, dates: Dates = Dates.YEAR_FIRST) -> datetime | None:
    """A time as files write it, in `zone` unless it says otherwise; None for no text.

    `dates` tells what 03/04/2026 means; where the year comes first, it says so itself.

    Raises:
        Invalid: there is text, but it is no possible time (`impossible_date`).
    """
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text) if text[4] == "-" else _read_time(text, dates)
    except (ValueError, IndexError):
        moment = _read_time(text, dates)
    if moment.year not in _YEARS:
        raise _bad_time(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


@lru_cache(maxsize=4096)
def read_deadline(text: str, zone: ZoneInfo, dates: Dates = Dates.YEAR_FIRST) -> datetime | None:
    """The earliest time in a text such as 子订单3304…： 2026-06-11 22:17前; 子订单….

    Raises:
        Invalid: there is text, but no possible time in it (`impossible_date`).
    """
    found = [match[0].strip() for match in _IN_TEXT.finditer(text)] or [text]
    return min(filter(None, (read_time(one, zone, dates) for one in found)), default=None)


def _read_time(text: str, dates: Dates) -> datetime:
    if _SERIAL.fullmatch(text) and int(text[:5]) in _SERIALS:
        return _DAY_0 + timedelta(seconds=round(float(text) * 24 * 60 * 60))
    text = _year_first(text, dates)
    try:
        if match := _COMPACT.fullmatch(text):
            return datetime(*(int(part) for part in match.groups("0")))  # type: ignore[arg-type] # noqa: DTZ001
        if match := _TIME.fullmatch(text):
            return _moment(*match.groups(""))
    except ValueError:
        pass
    raise _bad_time(text)


def _year_first(text: str, dates: Dates) -> str:
    """11/23/2026 5:04 and 11/23/26 as 2026/11/23, where months come first; Nov-23-26 always."""
    if match := _NAMED_MONTH.match(text):
        name, day, year = match[1] or match[4], match[2] or match[3], match[5]
        month = str(_MONTH.index(name[:3].lower()) // 4 + 1)
    elif dates is not Dates.YEAR_FIRST and (match := _SHORT_DATE.match(text)):
        day, month, year = match.groups()
        if dates is Dates.MONTH_FIRST or _HALF_DAY.search(text):
            day, month = month, day
    else:
        return text
    return f"{year if len(year) == 4 else f'20{year}'}/{month}/{day}{text[match.end() :]}"


def _moment(
    year: str, month: str, day: str, half: str, hour: str, minute: str, second: str,
    mark: str, offset: str,
) -> datetime:  # fmt: skip
    number = int(hour or 0)
    mark = _MARKS.get(half, mark.lower())
    if mark and not 1 <= number <= 12:
        mark = ""  # 下午15:05 is said, too
    if mark:
        number = number % 12 + (12 if mark == "pm" else 0)
    text = f"{year}-{month:0>2}-{day:0>2}T{number:02}:{minute or 0:0>2}:{second or 0:0>2}{offset}"
    return datetime.fromisoformat(text)


def _bad_time(text: str) -> Invalid:
    return Invalid("impossible_date", N_("“{text}” is not a possible time."), text=text[:60])


_ON_DELIVERY = re.compile(r"货到付款|cash on delivery|\bcod\b", re.IGNORECASE)


def pays_on_delivery(text: str) -> bool:
    """Whether the customer pays the courier, so that nothing is paid yet."""
    return _ON_DELIVERY.search(text) is not None


@lru_cache(maxsize=256)
def payment_method(text: str, default: str) -> str:
    """The way to pay that a file's word means."""
    folded = text.lower()
    return next((method for word, method in _PAYMENTS.items() if word in folded), default)
