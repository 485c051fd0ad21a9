"""`db init --sample`: what the contract promises of the sample shop."""

from __future__ import annotations

import pytest

from dropship_tui.models.money import Money
from dropship_tui.models.setup import NewPartner
from dropship_tui.models.types import as_json
from dropship_tui.services import setup
from dropship_tui.services.couriers import couriers
from dropship_tui.services.errors import Refused
from dropship_tui.services.goods import catalog, stock
from dropship_tui.services.goods.catalog import SkuQuery
from dropship_tui.services.samples.sample import load_sample
from dropship_tui.services.upkeep import checkup, database
from dropship_tui.services.work import Shop


def test_there_is_enough_to_sell(sample_shop: Shop) -> None:
    rows = sample_shop.read(lambda tx: catalog.list_skus(tx, SkuQuery(), limit=500)).items
    assert len(rows) >= 40
    worth = [row for row in rows if row.price and row.price >= Money(500) and row.on_hand >= 6]
    assert len(worth) >= 14
    assert all(row.title and row.cost and row.reserved == 0 for row in rows)


def test_the_shelf_holds_what_was_counted(sample_shop: Shop) -> None:
    assert sample_shop.read(lambda tx: stock.balance(tx, "TS-RED-M")).on_hand == 140
    assert sample_shop.read(lambda tx: stock.balance(tx, "CUP-02")).on_hand == 0
    (opening,) = sample_shop.read(lambda tx: stock.moves(tx, "TS-RED-M")).items
    assert (opening.quantity, opening.reason) == (140, "count")


def test_couriers_have_rates_and_numbers(sample_shop: Shop) -> None:
    working = [c for c in sample_shop.read(couriers.list_couriers) if c.rates_from]
    assert {c.code: c.waybills_left for c in working} == {
        "shunfeng": 200, "zhongtong": 400, "yuantong": 300, "youzhengguonei": 250,
    }  # fmt: skip
    offers = sample_shop.read(
        lambda tx: couriers.quote(tx, province="浙江省", city="杭州市", grams=800)
    )
    assert [offer.courier for offer in offers.items][:2] == ["yuantong", "zhongtong"]
    closed = sample_shop.read(
        lambda tx: couriers.quote(tx, province="西藏自治区", city="那曲市", grams=800)
    )
    assert {excluded.courier for excluded in closed.excluded} == {"yuantong", "zhongtong"}
    assert "大雪" in closed.excluded[0].reason


def test_the_rules_are_the_contracts(sample_shop: Shop) -> None:
    policies = sample_shop.read(lambda tx: tx.policies)
    assert (policies.return_days, policies.second_person_above) == (7, 50_000)
    assert policies.shop == "小山家居"


def test_partners_have_their_terms(sample_shop: Shop) -> None:
    partners = sample_shop.read(setup.list_partners).items
    assert {partner.kind for partner in partners} == {"supplier", "reseller"}
    cup = sample_shop.read(lambda tx: catalog.show(tx, "CUP-01"))
    assert as_json(cup.reseller_prices) == [
        {"reseller": "阿美", "price": {"amount": "12.50", "currency": "CNY"}}
    ]


def test_there_is_something_left_to_do(sample_shop: Shop) -> None:
    status = sample_shop.read(setup.status)
    missing = {row.code: row.missing for row in status.tasks if row.missing}
    assert missing == {
        "setup.partners": ("潮巴生活馆: no agreement in force",),
        "setup.products": (
            "CUP-01: no photo",
            "CUP-02: no photo",
            "STO-RCK-03: no photo",
            "MAT-07: no weight",
            "LGT-NGT-02: no description",
        ),
    }
    assert all(row.due and row.owner for row in status.tasks)


def test_there_are_no_orders_and_nothing_is_broken(sample_shop: Shop) -> None:
    info = database.info(sample_shop)
    assert (info.orders, info.parcels, info.returns) == (0, 0, 0)
    assert [check for check in checkup.check(sample_shop) if not check.ok] == []


def test_nobody_of_the_staff_is_in_it(sample_shop: Shop) -> None:
    actors = sample_shop.read(
        lambda tx: tx.all("SELECT actor FROM events UNION SELECT actor FROM stock_moves")
    )
    assert {row["actor"] for row in actors} == {sample_shop.actor}


def test_it_is_loaded_whole_or_not_at_all(shop: Shop) -> None:
    shop.write(lambda tx: setup.add_partner(tx, NewPartner("潮巴生活馆", "reseller")))
    with pytest.raises(Refused, match="潮巴生活馆"):
        load_sample(shop)
    assert shop.read(lambda tx: catalog.count_skus(tx, SkuQuery())) == 0
    assert shop.read(lambda tx: tx.policies.shop) == "dropship"
