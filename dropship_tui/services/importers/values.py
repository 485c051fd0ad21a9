"""Cells to values: times, payment methods, and what counts as empty."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from dropship_tui.i18n import N_
from dropship_tui.models.checks import Invalid
from dropship_tui.services.importers.profiles.base import EMPTY

_TIME = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
    r"(?:[ T]*(\d{1,2})[:时：](\d{1,2})(?:[:分：](\d{1,2})(?:\.\d+)?)?秒?)?"
    r" ?(Z|[+-]\d{2}:?\d{2})?"
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?")

_PAYMENTS = {
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


def value_of(cell: str) -> str:
    """The cell's text; "" for the many ways in which files write nothing."""
    return "" if cell.strip().lower() in EMPTY else cell.strip()


def parse_time(text: str, zone: ZoneInfo) -> datetime | None:
    """A time as Chinese files write it, in the shop's zone unless it says otherwise.

    Raises:
        Invalid: there is text, but it is no possible time (`impossible_date`).
    """
    bare = value_of(text)
    if not bare:
        return None
    match = _TIME.fullmatch(bare) or _COMPACT.fullmatch(bare)
    if match is None:
        raise _bad_time(text)
    year, month, day, hour, minute, second, *offset = match.groups()
    try:
        moment = datetime(
            int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0),
            tzinfo=zone,
        )  # fmt: skip
        if offset and offset[0]:
            moment = datetime.fromisoformat(
                moment.replace(tzinfo=None).isoformat() + offset[0].replace("Z", "+00:00")
            )
    except ValueError:
        raise _bad_time(text) from None
    return moment


def _bad_time(text: str) -> Invalid:
    return Invalid("impossible_date", N_("“{text}” is not a possible time."), text=text[:60])


def payment_method(text: str, default: str) -> str:
    """The way to pay that a file's word means."""
    folded = text.lower()
    return next((method for word, method in _PAYMENTS.items() if word in folded), default)
