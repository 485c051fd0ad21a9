"""The shop's own rules, editable, with the trade's defaults (FORMATS: after-sales rules)."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from zoneinfo import available_timezones

from dropship_tui.i18n import N_
from dropship_tui.models.checks import Invalid
from dropship_tui.services.db import Rows


@dataclass(frozen=True, slots=True)
class Policies:
    """Every rule with its default.

    shop: the shop's name. zone: its time zone; days are civil days there. currency: its money.
    ship_within_hours: from payment (or ordering) to hand-over. auto_confirm_days: from delivery
    to receipt confirmed by itself. return_days: for returns without a reason, counted from the
    day after delivery. return_rule: that rule's name on cases. defect_days: for goods that were
    wrong or damaged. second_person_above: refunds above this, in minor units, need somebody
    other than who approved the case; 0 switches it off. require_weight: 1 when a parcel must be
    weighed before its waybill. opened_to_shelf: 1 when opened goods are sold again.
    """

    shop: str = "dropship"
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


_NAMES = frozenset(field.name for field in fields(Policies))


def load_policies(rows: Rows) -> Policies:
    """The shop's rules; what it did not set has the default."""
    settings = rows.all("SELECT name, value FROM shop_settings")
    stored = {row["name"]: row["value"] for row in settings}
    standard = Policies()
    return replace(
        standard,
        **{
            name: type(getattr(standard, name))(value)
            for name, value in stored.items()
            if name in _NAMES
        },
    )


def set_policy(rows: Rows, name: str, value: str) -> None:
    """Change one rule.

    Raises:
        Invalid: there is no such rule, or the value is not of its kind.
    """
    if name not in _NAMES:
        raise Invalid("unknown_policy", N_("There is no rule “{name}”."), name=name)
    standard = getattr(Policies(), name)
    if isinstance(standard, int) and not re.fullmatch("[0-9]{1,9}", value):
        raise Invalid("bad_policy", N_("{name} must be a whole number."), name=name)
    if name == "zone" and value not in available_timezones():
        raise Invalid("bad_policy", N_("“{value}” is no time zone."), value=value)
    rows.run(
        "INSERT INTO shop_settings (name, value) VALUES (:name, :value)"
        " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        name=name,
        value=value,
    )
