"""The shop's own rules, editable, with the trade's defaults (FORMATS: after-sales rules)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final
from zoneinfo import available_timezones

from dropship_tui.i18n import N_
from dropship_tui.models.checks import Invalid, require
from dropship_tui.models.plan import Words
from dropship_tui.models.text import clean
from dropship_tui.models.words import CHANNELS
from dropship_tui.services.database.db import Rows
from dropship_tui.services.errors import Refused

RULES: Final = {
    "shop": Words("the shop's name", "店铺名称"),
    "phone": Words("the sender's phone on labels", "面单上的寄件电话"),
    "address": Words("the sender's address on labels", "面单上的寄件地址"),
    "zone": Words("the shop's time zone", "店铺所在时区"),
    "currency": Words("the shop's money", "店铺币种"),
    "ship_within_hours": Words("hours from payment to hand-over", "付款后几小时内发货"),
    "auto_confirm_days": Words(
        "days from delivery until receipt confirms itself", "签收后几天自动确认收货"
    ),
    "return_days": Words("days to return goods without a reason", "无理由退货天数"),
    "return_rule": Words("that rule's name on return cases", "售后单上该规则的名称"),
    "defect_days": Words("days to return wrong or damaged goods", "错发、破损的退货天数"),
    "second_person_above": Words(
        "refunds above this, in cents, need a second person; 0: none do",
        "退款超过此数（分）须第二人办理，0 为不限",
    ),
    "require_weight": Words("1: weigh a parcel before its waybill", "1：贴单前必须称重"),
    "opened_to_shelf": Words("1: opened goods are sold again", "1：已拆封退货可再上架"),
}
"""Every rule of `Policies` in words."""

PER_CHANNEL: Final = frozenset({"auto_confirm_days"})
"""Rules that a platform sets for the orders of its own channel."""


@dataclass(frozen=True, slots=True)
class Policies:
    """Every rule (RULES) with its default.

    Days are civil days in `zone`; those of `return_days` count from the day after delivery.
    `second_person_above` is in minor units: such a refund is made by somebody other than who
    approved the case. `by_channel` holds what differs for the orders of one channel.
    """

    shop: str = "dropship"
    phone: str = ""
    address: str = ""
    zone: str = "Asia/Shanghai"
    currency: str = "CNY"
    ship_within_hours: int = 48
    auto_confirm_days: int = 10
    return_days: int = 7
    return_rule: str = "taobao-7d"
    defect_days: int = 30
    second_person_above: int = 50_000
    require_weight: int = 0
    opened_to_shelf: int = 0
    by_channel: Mapping[tuple[str, str], int] = field(default_factory=dict)

    def days(self, rule: str, channel: str) -> int:
        """A rule that counts days, for the orders of a channel."""
        return self.by_channel.get((rule, channel), int(getattr(self, rule)))


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as lists show it; without a channel it is everybody's."""

    name: str
    channel: str
    value: str | int
    description: str


def load_policies(rows: Rows) -> Policies:
    """The shop's rules; what it did not set has the default."""
    standard = Policies()
    shops_own = {}
    by_channel = {}
    for row in rows.all("SELECT name, value FROM shop_settings"):
        name, _, channel = row["name"].partition("/")
        if name in PER_CHANNEL and channel:
            by_channel[name, channel] = int(row["value"])
        elif name in RULES:
            shops_own[name] = type(getattr(standard, name))(row["value"])
    return replace(standard, **shops_own, by_channel=by_channel)


def rules(rows: Rows) -> tuple[Rule, ...]:
    """Every rule in force, with what differs for a channel."""
    policies = load_policies(rows)
    everybodys = [(name, "", getattr(policies, name)) for name in RULES]
    differing = [(*key, value) for key, value in sorted(policies.by_channel.items())]
    return tuple(
        Rule(name, channel, value, str(RULES[name]))
        for name, channel, value in everybodys + differing
    )


def set_policy(rows: Rows, name: str, value: str, *, channel: str = "") -> None:
    """Change one rule, for everybody or for the orders of one channel.

    Raises:
        Invalid: there is no such rule or channel, the rule is the same for every channel, or the
            value is not of its kind.
        Refused: the currency, once there are goods with prices (`has_prices`).
    """
    if name not in RULES:
        raise Invalid("unknown_policy", N_("There is no rule “{name}”."), name=name)
    if channel and (name not in PER_CHANNEL or channel not in CHANNELS):
        raise Invalid(
            "bad_policy",
            N_("{name} has no value of its own for the channel “{channel}”."),
            name=name,
            channel=channel,
        )
    text = clean(value, limit=200)
    _check(name, text)
    if name == "currency" and rows.value("SELECT 1 FROM skus LIMIT 1"):
        raise Refused("has_prices", N_("The currency stays: there are goods with prices."))
    rows.run(
        "INSERT INTO shop_settings (name, value) VALUES (:name, :value)"
        " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        name=f"{name}/{channel}" if channel else name,
        value=text,
    )


def _check(name: str, value: str) -> None:
    standard = getattr(Policies(), name)
    if isinstance(standard, int) and not re.fullmatch("[0-9]{1,9}", value):
        raise Invalid("bad_policy", N_("{name} must be a whole number."), name=name)
    if standard:
        require(value, name)
    if name == "zone" and value not in available_timezones():
        raise Invalid("bad_policy", N_("“{value}” is no time zone."), value=value)
    if name == "currency" and not re.fullmatch("[A-Z]{3}", value):
        raise Invalid("bad_policy", N_("“{value}” is no currency."), value=value)
