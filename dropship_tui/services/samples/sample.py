"""The sample shop: data/sample goes in through the very services that people use."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from dropship_tui.models.imports import ImportAnswer
from dropship_tui.models.money import Money
from dropship_tui.models.setup import Agreement, NewPartner
from dropship_tui.paths import data_dir
from dropship_tui.services import setup
from dropship_tui.services.couriers import couriers
from dropship_tui.services.couriers.rates import NoServiceSheet, RateSheet
from dropship_tui.services.goods import catalog
from dropship_tui.services.goods.catalog_import import CatalogSheet, book_catalog, read_catalog
from dropship_tui.services.goods.stock_count import CountSheet, book_count, read_count
from dropship_tui.services.packing.waybill_pool import between
from dropship_tui.services.policies import set_policy
from dropship_tui.services.work import Shop, Tx


@dataclass(frozen=True, slots=True)
class _Courier:
    """A courier's part of the sample: its card, its numbers, and where it does not go."""

    code: str
    rates: RateSheet
    waybills: tuple[str, ...]
    areas: NoServiceSheet | None
    until: date | None


def load_sample(shop: Shop) -> None:
    """Load the sample shop's setup into an empty shop: all of it, or nothing. No orders.

    Raises:
        Refused: the shop has partners or SKUs of these names already.
        UnusableFile: a file of the sample is missing or damaged.
    """
    folder = data_dir() / "sample"
    plan = json.loads((folder / "shop.json").read_text(encoding="utf-8"))
    goods = read_catalog(folder / "catalog.csv", currency=plan["currency"])
    count = read_count(folder / "stock.csv")
    carriers = [_courier(folder, entry, plan["currency"]) for entry in plan["couriers"]]
    shop.write(lambda tx: _load(tx, plan, goods, count, carriers))


def _load(
    tx: Tx,
    plan: Mapping[str, Any],
    goods: CatalogSheet,
    count: CountSheet,
    carriers: list[_Courier],
) -> None:
    rules = {name: plan[name] for name in ("shop", "zone", "currency")} | plan["policies"]
    for name, value in rules.items():
        set_policy(tx, name, str(value))
    for channel, days in plan["auto_confirm_days"].items():
        set_policy(tx, "auto_confirm_days", str(days), channel=channel)
    _whole(book_catalog(tx, goods))
    _whole(book_count(tx, count))
    for partner in plan["partners"]:
        _add_partner(tx, partner, plan["currency"])
    for courier in carriers:
        _add_courier(tx, courier)
    for task in plan["tasks"]:
        setup.update_task(
            tx, task["code"], due=date.fromisoformat(task["due"]), owner=task["owner"]
        )


def _whole(answer: ImportAnswer) -> None:
    """The sample is ours: a row of it that is rejected is a fault of the program."""
    if answer.errors:
        raise ValueError(f"the sample shop is damaged: {answer.errors[0]}")


def _add_partner(tx: Tx, entry: Mapping[str, Any], currency: str) -> None:
    facts = {name: entry[name] for name in ("name", "kind", "code", "contact", "phone", "note")}
    setup.add_partner(tx, NewPartner(**facts))
    for agreement in entry["agreements"]:
        setup.add_agreement(
            tx,
            entry["code"],
            Agreement(
                date.fromisoformat(agreement["signed"]),
                date.fromisoformat(agreement["valid_until"]),
            ),
        )
    for sku, price in entry.get("prices", {}).items():
        catalog.set_price(tx, sku, Money.parse(price, currency), reseller=entry["code"])


def _courier(folder: Path, entry: Mapping[str, Any], currency: str) -> _Courier:
    code = entry["code"]
    closed = entry.get("no_service")
    return _Courier(
        code=code,
        rates=couriers.read_rates(folder / entry["rates"], courier=code, currency=currency),
        waybills=tuple(
            number
            for numbers in entry["waybills"]
            for number in between(numbers["first"], numbers["last"])
        ),
        areas=couriers.read_areas(folder / closed["file"], courier=code) if closed else None,
        until=date.fromisoformat(closed["until"]) if closed else None,
    )


def _add_courier(tx: Tx, courier: _Courier) -> None:
    _whole(couriers.book_rates(tx, courier.rates))
    couriers.add_waybills(tx, courier.code, courier.waybills)
    if courier.areas:
        _whole(couriers.book_areas(tx, courier.code, courier.areas, until=courier.until))
