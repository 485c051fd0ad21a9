"""The shop's rules: each has words and a kind, and what no shop can want is refused."""

from __future__ import annotations

from dataclasses import fields

import pytest

from dropship_tui.models.checks import Invalid
from dropship_tui.services import policies
from dropship_tui.services.errors import Refused
from dropship_tui.services.policies import PER_CHANNEL, RULES, Policies
from dropship_tui.services.work import Shop
from tests.shop import add_sku
from tests.trade import do


def test_every_rule_has_its_words() -> None:
    assert {field.name for field in fields(Policies)} - {"by_channel"} == RULES.keys()
    assert RULES.keys() >= PER_CHANNEL


def test_a_rule_is_changed(shop: Shop) -> None:
    do(shop, policies.set_policy, "return_days", "15")
    do(shop, policies.set_policy, "phone", " 0571-88889999 ")
    do(shop, policies.set_policy, "auto_confirm_days", "15", channel="pinduoduo")
    now = shop.read(lambda tx: tx.policies)
    assert (now.return_days, now.phone) == (15, "0571-88889999")
    assert now.days("auto_confirm_days", "pinduoduo") == 15
    assert now.days("auto_confirm_days", "taobao") == 10
    listed = {(rule.name, rule.channel): rule.value for rule in shop.read(policies.rules)}
    assert listed["return_days", ""] == listed["auto_confirm_days", "pinduoduo"] == 15
    assert listed["auto_confirm_days", ""] == 10


@pytest.mark.parametrize(
    ("name", "value", "channel"),
    [
        ("bogus", "1", ""),
        ("auto_confirm_days/taobao", "1", ""),
        ("by_channel", "1", ""),
        ("return_days", "a week", ""),
        ("return_days", "-1", ""),
        ("return_days", "٧٧", ""),
        ("return_days", "7", "taobao"),
        ("auto_confirm_days", "7", "nowhere"),
        ("zone", "Moon/Base", ""),
        ("currency", "yuan", ""),
        ("shop", " ", ""),
    ],
)
def test_what_is_no_rule_is_refused(shop: Shop, name: str, value: str, channel: str) -> None:
    before = shop.read(lambda tx: tx.policies)
    with pytest.raises(Invalid):
        do(shop, policies.set_policy, name, value, channel=channel)
    assert shop.read(lambda tx: tx.policies) == before


def test_money_is_chosen_before_there_are_prices(shop: Shop) -> None:
    for currency in ("USD", "CNY"):
        do(shop, policies.set_policy, "currency", currency)
    add_sku(shop, "A")
    with pytest.raises(Refused, match="currency stays"):
        do(shop, policies.set_policy, "currency", "USD")
