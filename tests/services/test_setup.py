"""Stage 1: partners, agreements, and what stands between a shop and its opening day."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path

import pytest

from dropship_tui.models.catalog import NewSku
from dropship_tui.models.checks import Invalid
from dropship_tui.models.lifecycle import Document
from dropship_tui.models.money import Money
from dropship_tui.models.setup import Agreement, NewPartner, Progress, TaskView
from dropship_tui.models.types import as_json
from dropship_tui.services import setup
from dropship_tui.services.couriers import couriers
from dropship_tui.services.errors import NotFound, Refused, UnusableFile
from dropship_tui.services.events import head, history
from dropship_tui.services.goods import catalog, stock
from dropship_tui.services.upkeep import checkup
from dropship_tui.services.work import Shop
from tests.shop import Clock, add_sku

YEAR = Agreement(date(2026, 1, 8), date(2027, 1, 7))


def task(shop: Shop, code: str) -> TaskView:
    return shop.read(lambda tx: setup.show_task(tx, code))


def add_partner(shop: Shop, name: str = "青禾针织", kind: str = "supplier") -> None:
    shop.write(lambda tx: setup.add_partner(tx, NewPartner(name, kind)))


# Partners


def test_a_partner_is_found_by_code_and_name(shop: Shop) -> None:
    new = NewPartner(" 阿美\x1b[0m ", "reseller", "amei", "林海燕", "13900139031", "每天发表格")
    shop.write(lambda tx: setup.add_partner(tx, new))
    by_code = shop.read(lambda tx: setup.show_partner(tx, "amei"))
    assert (by_code.name, by_code.kind, by_code.phone) == ("阿美[0m", "reseller", "13900139031")
    assert shop.read(lambda tx: setup.show_partner(tx, "阿美[0m")) == by_code


def test_without_a_code_the_name_is_the_code(shop: Shop) -> None:
    add_partner(shop)
    assert shop.read(lambda tx: setup.show_partner(tx, "青禾针织")).code == "青禾针织"


@pytest.mark.parametrize(
    "new", [NewPartner("阿美", "supplier"), NewPartner("别人", "reseller", "阿美")]
)
def test_two_partners_never_share_a_word(shop: Shop, new: NewPartner) -> None:
    add_partner(shop, "阿美", "reseller")
    with pytest.raises(Refused) as error:
        shop.write(lambda tx: setup.add_partner(tx, new))
    assert error.value.code == "exists"


@pytest.mark.parametrize(("name", "kind"), [("", "reseller"), ("阿美", "friend")])
def test_what_is_no_partner_is_invalid(name: str, kind: str) -> None:
    with pytest.raises(Invalid):
        NewPartner(name, kind)


def test_partners_are_listed_page_by_page(shop: Shop) -> None:
    for name, kind in (
        ("一", "supplier"),
        ("二", "reseller"),
        ("三", "supplier"),
        ("四", "reseller"),
    ):
        add_partner(shop, name, kind)
    first = shop.read(lambda tx: setup.list_partners(tx, limit=3))
    rest = shop.read(lambda tx: setup.list_partners(tx, limit=3, after=first.next))
    assert [partner.name for partner in (*first.items, *rest.items)] == ["一", "二", "三", "四"]
    assert rest.next is None
    resellers = shop.read(lambda tx: setup.list_partners(tx, kind="reseller")).items
    assert [partner.name for partner in resellers] == ["二", "四"]


def test_an_agreement_holds_until_its_last_day(shop: Shop, clock: Clock) -> None:
    add_partner(shop)
    partner = shop.write(
        lambda tx: setup.add_agreement(tx, "青禾针织", Agreement(YEAR.signed, date(2026, 11, 23)))
    )
    assert partner.in_force
    clock.advance(days=1)
    assert not shop.read(lambda tx: setup.show_partner(tx, "青禾针织")).in_force


def test_an_agreement_keeps_its_paper(shop: Shop, tmp_path: Path) -> None:
    add_partner(shop)
    paper = tmp_path / "agreement.pdf"
    with_paper = Agreement(YEAR.signed, file=str(paper))
    with pytest.raises(UnusableFile) as error:
        shop.write(lambda tx: setup.add_agreement(tx, "青禾针织", with_paper))
    assert error.value.code == "file_missing"
    paper.touch()
    partner = shop.write(lambda tx: setup.add_agreement(tx, "青禾针织", with_paper))
    assert partner.agreements == (with_paper,)
    with pytest.raises(NotFound):
        shop.write(lambda tx: setup.add_agreement(tx, "nobody", YEAR))


def test_an_agreement_does_not_end_before_it_begins() -> None:
    with pytest.raises(Invalid, match="ends before"):
        Agreement(date(2026, 2, 1), date(2026, 1, 31))


# Tasks


def test_a_new_shop_has_five_open_tasks(shop: Shop) -> None:
    status = shop.read(setup.status)
    assert [row.code for row in status.tasks] == [
        "setup.partners", "setup.products", "setup.prices", "setup.stock", "setup.couriers",
    ]  # fmt: skip
    assert all(row.missing and row.progress == Progress(0, 0) for row in status.tasks)
    assert not status.ready


def test_the_table_is_what_the_contract_names(shop: Shop) -> None:
    shop.write(
        lambda tx: setup.update_task(tx, "setup.stock", due=date(2026, 11, 30), owner="赵大山")
    )
    table = as_json(shop.read(setup.status))
    assert table["ready"] is False
    row = table["tasks"][3]
    assert (row["code"], row["due"], row["owner"]) == ("setup.stock", "2026-11-30", "赵大山")
    assert (row["progress"], row["completed_at"]) == ({"done": 0, "of": 0}, None)
    assert row["missing"] == ["no SKU yet"]


def test_products_say_what_each_sku_lacks(shop: Shop) -> None:
    add_sku(shop, "CUP-01")
    new = NewSku(
        "MAT-07",
        "地垫",
        length_mm=470,
        width_mm=90,
        height_mm=90,
        photo="m.jpg",
        description="耐脏",
    )
    shop.write(lambda tx: catalog.save(tx, new))
    products = task(shop, "products")
    assert products.progress == Progress(0, 2)
    assert products.missing == (
        "CUP-01: no photo, no weight, no size, no description",
        "MAT-07: no weight",
    )
    shop.write(lambda tx: catalog.save(tx, NewSku("MAT-07", weight_g=620)))
    assert task(shop, "products").progress == Progress(1, 2)


def test_prices_want_a_margin(shop: Shop) -> None:
    for code, cost, price in (("A", 5, 9), ("B", 9, 9), ("C", None, 9), ("D", None, None)):
        new = NewSku(
            code,
            f"商品{code}",
            cost=None if cost is None else Money(cost),
            price=None if price is None else Money(price),
        )
        shop.write(partial(catalog.save, new=new))
    prices = task(shop, "prices")
    assert prices.progress == Progress(1, 4)
    assert prices.missing == ("B: no margin", "C: no cost", "D: no cost, no price")


def test_stock_is_known_when_it_was_counted_or_moved(shop: Shop) -> None:
    add_sku(shop, "MOVED", on_hand=3)
    add_sku(shop, "EMPTY")
    assert task(shop, "stock").missing == ("EMPTY: never counted",)
    sku = shop.read(lambda tx: catalog.show(tx, "EMPTY"))
    shop.write(lambda tx: stock.mark_counted(tx, sku.id))
    assert task(shop, "stock").progress == Progress(2, 2)


def test_a_thousand_gaps_are_counted_but_not_all_named(shop: Shop) -> None:
    for n in range(setup.MOST_MISSING + 5):
        new = NewSku(f"S{n:03}", "商品")
        shop.write(partial(catalog.save, new=new))
    prices = task(shop, "prices")
    assert prices.progress == Progress(0, setup.MOST_MISSING + 5)
    assert len(prices.missing) == setup.MOST_MISSING


def test_partners_want_an_agreement_in_force(shop: Shop) -> None:
    for name in ("一", "二", "三", "四"):
        add_partner(shop, name)
    for name, agreement in (
        ("一", YEAR),
        ("二", Agreement(date(2025, 1, 1), date(2025, 12, 31))),
        ("三", Agreement(date(2026, 12, 1))),
    ):
        shop.write(partial(setup.add_agreement, partner=name, agreement=agreement))
    partners = task(shop, "partners")
    assert partners.progress == Progress(1, 4)
    assert partners.missing == (
        "二: the agreement ended on 2025-12-31",
        "三: no agreement in force",
        "四: no agreement in force",
    )


def test_couriers_want_rates_and_numbers(shop: Shop, clock: Clock) -> None:
    shop.write(lambda tx: couriers.add_waybills(tx, "yuantong", ["YT8820000000001"]))
    assert task(shop, "couriers").missing == ("圆通速递: no rates in force",)
    assert task(shop, "couriers").progress == Progress(0, 1)


def test_a_task_is_completed_when_nothing_is_missing(shop: Shop, clock: Clock) -> None:
    add_partner(shop)
    with pytest.raises(Refused) as error:
        shop.write(lambda tx: setup.update_task(tx, "setup.partners", complete=True))
    assert error.value.code == "not_finished"
    assert error.value.details["missing"] == ("青禾针织: no agreement in force",)
    assert "0 of 1" in error.value.message

    shop.write(lambda tx: setup.add_agreement(tx, "青禾针织", YEAR))
    clock.advance(hours=3)
    done = shop.write(lambda tx: setup.update_task(tx, "setup.partners", complete=True))
    assert (done.status, done.completed_at, done.completed_by) == ("done", clock.now, "li")


def test_new_gaps_do_not_undo_what_was_completed(shop: Shop, clock: Clock) -> None:
    add_partner(shop)
    shop.write(lambda tx: setup.add_agreement(tx, "青禾针织", YEAR))
    done = shop.write(lambda tx: setup.update_task(tx, "partners", complete=True))
    clock.advance(days=1)
    add_partner(shop, "云栖家纺")
    edited = shop.write(lambda tx: setup.update_task(tx, "partners", note="云栖 in talks"))
    assert (edited.completed_at, edited.completed_by) == (done.completed_at, "li")
    assert edited.progress == Progress(1, 2)


def test_a_completed_task_can_be_opened_again(shop: Shop) -> None:
    add_partner(shop)
    shop.write(lambda tx: setup.add_agreement(tx, "青禾针织", YEAR))
    shop.write(lambda tx: setup.update_task(tx, "partners", complete=True))
    with pytest.raises(Refused) as error:
        shop.write(lambda tx: setup.update_task(tx, "partners", complete=True))
    assert error.value.code == "illegal_transition"
    opened = shop.write(lambda tx: setup.update_task(tx, "partners", reopen=True))
    assert (opened.status, opened.completed_at, opened.completed_by) == ("open", None, "")
    with pytest.raises(Refused, match="reopen"):
        shop.write(lambda tx: setup.update_task(tx, "partners", reopen=True))


def test_every_change_of_a_task_is_an_event(shop: Shop) -> None:
    shop.write(lambda tx: setup.update_task(tx, "partners", owner="王", note="x"))
    add_partner(shop)
    shop.write(lambda tx: setup.add_agreement(tx, "青禾针织", YEAR))
    shop.write(lambda tx: setup.update_task(tx, "partners", complete=True))
    shop.write(lambda tx: setup.update_task(tx, "partners", reopen=True))
    doc = shop.read(lambda tx: head(tx, Document.TASK, "setup.partners"))
    events = shop.read(lambda tx: history(tx, Document.TASK, doc.id))
    assert [(event.action, event.reason) for event in events] == [
        ("plan", ""),
        ("edit", "owner, note"),
        ("complete", ""),
        ("reopen", ""),
    ]
    assert all(check.ok for check in checkup.check(shop))


def test_looking_at_a_task_changes_nothing(shop: Shop) -> None:
    shop.write(lambda tx: setup.update_task(tx, "partners"))
    doc = shop.read(lambda tx: head(tx, Document.TASK, "setup.partners"))
    assert doc.version == 1
    with pytest.raises(NotFound):
        shop.write(lambda tx: setup.update_task(tx, "setup.lunch"))


def test_ready_is_when_all_five_are_completed(sample_shop: Shop) -> None:
    shop = sample_shop
    for code in ("CUP-01", "CUP-02", "STO-RCK-03"):
        shop.write(partial(catalog.save, new=NewSku(code, photo="p.jpg")))
    shop.write(lambda tx: catalog.save(tx, NewSku("MAT-07", weight_g=620)))
    shop.write(lambda tx: catalog.save(tx, NewSku("LGT-NGT-02", description="人来灯亮")))
    shop.write(lambda tx: setup.add_agreement(tx, "chaoba", YEAR))
    for row in shop.read(setup.status).tasks:
        assert not shop.read(setup.status).ready
        shop.write(partial(setup.update_task, code=row.code, complete=True))
    assert shop.read(setup.status).ready
