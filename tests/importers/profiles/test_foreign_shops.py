"""Shopify and WooCommerce: orders of shops of one's own abroad."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from dropship_tui.models.address import Receiver
from dropship_tui.models.money import Money
from dropship_tui.services.orders import orders
from dropship_tui.services.packing import packing
from dropship_tui.services.work import Shop
from tests.importers.order_files import (
    codes,
    counts,
    everything,
    order_of,
    orders_of,
    take,
    write_csv,
)
from tests.shop import add_sku

SHOPIFY: dict[str, Any] = {
    "Name": "#1001",
    "Email": "ada@example.com",
    "Financial Status": "paid",
    "Paid at": "2026-11-20 09:58:12 +0000",
    "Fulfillment Status": "unfulfilled",
    "Fulfilled at": "",
    "Currency": "USD",
    "Subtotal": "45.00",
    "Shipping": "5.00",
    "Taxes": "0.00",
    "Total": "47.50",
    "Discount Code": "HELLO",
    "Discount Amount": "2.50",
    "Created at": "2026-11-20 09:57:40 +0000",
    "Lineitem quantity": "2",
    "Lineitem name": "Mug - Blue",
    "Lineitem price": "15.00",
    "Lineitem sku": "MUG-B",
    "Lineitem requires shipping": "true",
    "Lineitem fulfillment status": "pending",
    "Billing Name": "Ada Payer",
    "Billing Street": "9 Other St",
    "Billing Phone": "",
    "Shipping Name": "Ada Invented",
    "Shipping Street": "12 Elm St, Apt 4",
    "Shipping Address1": "12 Elm St",
    "Shipping Address2": "Apt 4",
    "Shipping Company": "Invented Ltd",
    "Shipping City": "Springfield",
    "Shipping Zip": "'62701",
    "Shipping Province": "IL",
    "Shipping Country": "US",
    "Shipping Phone": "(217) 555-0132",
    "Notes": "Leave it\nat the door",
    "Cancelled at": "",
    "Payment Method": "Shopify Payments",
    "Vendor": "Invented",
    "Id": "5001002003004",
    "Tags": "",
    "Phone": "",
}
SECOND: dict[str, Any] = {
    "Name": "#1001",
    "Email": "ada@example.com",
    "Lineitem quantity": "1",
    "Lineitem name": 'Plate 10"',
    "Lineitem price": "15.00",
    "Lineitem sku": "PLATE",
    "Lineitem requires shipping": "true",
    "Lineitem fulfillment status": "pending",
    "Vendor": "Invented",
}
ADA = Receiver(
    name="Ada Invented", phone="+12175550132", country="US", province="IL", city="Springfield",
    detail="Invented Ltd, 12 Elm St, Apt 4", postcode="62701",
)  # fmt: skip

WOO: dict[str, Any] = {
    "order_id": "731",
    "order_number": "731",
    "order_date": "2026-11-20 09:57:40",
    "paid_date": "2026-11-20 09:58:12",
    "status": "processing",
    "shipping_total": "4.90",
    "cart_discount": "0.00",
    "discount_total": "0.00",
    "order_total": "34.70",
    "order_subtotal": "29.80",
    "order_currency": "EUR",
    "payment_method": "stripe",
    "customer_email": "jean@example.com",
    "billing_first_name": "Other",
    "billing_last_name": "Payer",
    "billing_country": "FR",
    "shipping_first_name": "Jean",
    "shipping_last_name": "Invent&eacute;",
    "shipping_company": "",
    "shipping_phone": "06 12 34 56 78",
    "shipping_address_1": "5 rue de l&#39;Exemple",
    "shipping_address_2": "Bât. B",
    "shipping_postcode": "69001",
    "shipping_city": "Lyon",
    "shipping_state": "",
    "shipping_country": "FR",
    "customer_note": "Merci",
    "wt_import_key": "731",
    "refund_items": "",
    "line_item_1": "name:Tasse &amp; soucoupe|product_id:11|sku:TAS|quantity:2|total:19.80"
    "|sub_total:19.80",
    "line_item_2": "name:Bol|product_id:12|sku:|quantity:1|total:10.00|sub_total:10.00",
}  # fmt: skip


def goods(shop: Shop) -> None:
    for code in ("MUG-B", "PLATE", "TAS"):
        add_sku(shop, code, on_hand=50)
    add_sku(shop, "BOWL", title="Bol", on_hand=50)


def test_shopify_tells_the_order_on_its_first_row_only(shop: Shop, tmp_path: Path) -> None:
    goods(shop)
    answer = take(shop, write_csv(tmp_path / "orders_export.csv", [SHOPIFY, SECOND]))
    assert (answer.profile, counts(answer), answer.orders) == ("shopify", (2, 0, 0, 0, 0), 1)
    order = order_of(shop, "#1001")
    assert order.receiver == ADA
    assert [(line.sku, line.title, line.quantity, line.price) for line in order.lines] == [
        ("MUG-B", "Mug - Blue", 2, Money(1500, "USD")),
        ("PLATE", 'Plate 10"', 1, Money(1500, "USD")),
    ]
    assert (order.freight, order.discount) == (Money(500, "USD"), Money(250, "USD"))
    assert order.total == Money(4750, "USD")
    assert order.ordered_at == datetime(2026, 11, 20, 9, 57, 40, tzinfo=UTC)
    assert order.paid is not None
    assert order.paid.at == datetime(2026, 11, 20, 9, 58, 12, tzinfo=UTC)
    assert (order.remark, order.held) == ("Leave it at the door", None)


@pytest.mark.parametrize(
    ("cells", "held", "skipped"),
    [
        ({"Financial Status": "pending", "Paid at": ""}, ("unpaid",), 0),
        ({"Financial Status": "partially_refunded"}, ("refund_requested",), 0),
        ({"Financial Status": "refunded"}, None, 2),
        ({"Financial Status": "voided"}, None, 2),
        ({"Cancelled at": "2026-11-20 11:00:00 +0000"}, None, 2),
        ({"Lineitem fulfillment status": "fulfilled"}, None, 1),
        ({"Lineitem fulfillment status": "on its way by owl"}, ("manual",), 0),
    ],
)
def test_what_shopify_says_of_an_order_holds_for_all_its_items(
    shop: Shop, tmp_path: Path, cells: dict[str, str], held: tuple[str, ...] | None, skipped: int
) -> None:
    goods(shop)
    answer = take(shop, write_csv(tmp_path / "o.csv", [{**SHOPIFY, **cells}, SECOND]))
    assert counts(answer) == (2 - skipped, 0, 0, 0, skipped)
    assert [order.held for order in orders_of(shop, "#1001")] == [held] * (skipped < 2)


def test_shopify_without_phones_is_no_obstacle_abroad(shop: Shop, tmp_path: Path) -> None:
    goods(shop)
    row = {name: cell for name, cell in SHOPIFY.items() if "Phone" not in name}
    take(shop, write_csv(tmp_path / "o.csv", [row]))
    order = order_of(shop, "#1001")
    assert (order.receiver.phone, order.held) == ("", None)


def test_a_chinese_receiver_in_a_foreign_file_is_read_as_chinese(
    shop: Shop, tmp_path: Path
) -> None:
    goods(shop)
    place = {
        "Shipping Name": "张三", "Shipping Address1": "莲花街道月桥东路291号",
        "Shipping Address2": "", "Shipping Company": "", "Shipping City": "深圳市福田区",
        "Shipping Province": "广东", "Shipping Zip": "518000", "Shipping Country": "CN",
        "Shipping Phone": "+86 138 0013 8000",
    }  # fmt: skip
    take(shop, write_csv(tmp_path / "o.csv", [{**SHOPIFY, **place}]))
    receiver = order_of(shop, "#1001").receiver
    assert (receiver.phone, receiver.province, receiver.city, receiver.district) == (
        "13800138000", "广东省", "深圳市", "福田区",
    )  # fmt: skip


def test_woocommerce_has_its_lines_in_cells(shop: Shop, tmp_path: Path) -> None:
    goods(shop)
    answer = take(shop, write_csv(tmp_path / "order_export.csv", [WOO]))
    assert (answer.profile, counts(answer)) == ("woocommerce", (1, 0, 0, 0, 0))
    assert (answer.orders, answer.lines) == (1, 2)
    order = order_of(shop, "731")
    assert order.receiver == Receiver(
        name="Jean Inventé", phone="+33612345678", country="FR", city="Lyon",
        detail="5 rue de l'Exemple, Bât. B", postcode="69001",
    )  # fmt: skip
    assert [(line.sku, line.title, line.quantity, line.price) for line in order.lines] == [
        ("TAS", "Tasse & soucoupe", 2, Money(990, "EUR")),
        ("BOWL", "Bol", 1, Money(1000, "EUR")),
    ]
    assert (order.freight, order.total) == (Money(490, "EUR"), Money(3470, "EUR"))
    assert (order.remark, order.held) == ("Merci", None)


def test_who_pays_receives_where_nobody_else_is_named(shop: Shop, tmp_path: Path) -> None:
    goods(shop)
    moved = {
        name.replace("shipping_", "billing_"): cell
        for name, cell in WOO.items()
        if not name.startswith("billing_")
    }
    nobody = {name: "" for name in WOO if name.startswith("shipping_")}
    row = {**moved, **nobody, "shipping_total": "4.90", "order_date": "11/20/2026 09:57:40"}
    take(shop, write_csv(tmp_path / "o.csv", [row]))
    order = order_of(shop, "731")
    assert (order.receiver.name, order.receiver.city) == ("Jean Inventé", "Lyon")
    assert (order.receiver.phone, order.receiver.country) == ("+33612345678", "FR")
    assert (order.freight, order.ordered_at.day) == (Money(490, "EUR"), 20)


@pytest.mark.parametrize(
    ("status", "held", "skipped"),
    [
        ("wc-processing", None, 0),
        ("on-hold", ("unpaid",), 0),
        ("completed", None, 1),
        ("wc-cancelled", None, 1),
    ],
)
def test_the_statuses_of_woocommerce(
    shop: Shop, tmp_path: Path, status: str, held: tuple[str, ...] | None, skipped: int
) -> None:
    goods(shop)
    answer = take(shop, write_csv(tmp_path / "o.csv", [{**WOO, "status": status}]))
    assert counts(answer) == (1 - skipped, 0, 0, 0, skipped)
    assert [order.held for order in orders_of(shop, "731")] == [held] * (1 - skipped)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("two mugs, please", "goods_unclear"),
        ("name:Bol|sku:BOWL|quantity:none|total:1.00", "bad_quantity"),
    ],
)
def test_a_line_cell_that_makes_no_sense_is_rejected(
    shop: Shop, tmp_path: Path, cell: str, code: str
) -> None:
    goods(shop)
    answer = take(shop, write_csv(tmp_path / "o.csv", [{**WOO, "line_item_2": cell}]))
    assert codes(answer) == [(2, "line_item_1", code)]
    assert orders_of(shop, "731") == []


@pytest.mark.parametrize("rows", [[SHOPIFY, SECOND], [WOO]], ids=["shopify", "woocommerce"])
def test_importing_twice_changes_nothing(
    shop: Shop, tmp_path: Path, rows: list[dict[str, Any]]
) -> None:
    goods(shop)
    take(shop, write_csv(tmp_path / "o.csv", rows))
    before = everything(shop)
    again = take(shop, write_csv(tmp_path / "p.csv", [*rows, {**rows[0]}]))
    assert counts(again) == (0, 0, len(rows) + 1, 0, 0)
    kept = {"orders", "order_lines", "order_holds", "events", "stock"}
    after = everything(shop)
    assert {name: after[name] for name in kept} == {name: before[name] for name in kept}


@pytest.mark.parametrize("profile", ["shopify", "woocommerce"])
def test_it_is_known_with_columns_missing_and_added(
    shop: Shop, tmp_path: Path, profile: str
) -> None:
    goods(shop)
    row = {"shopify": SHOPIFY, "woocommerce": WOO}[profile]
    cut = {
        name: cell
        for name, cell in row.items()
        if name not in ("Email", "Fulfillment Status", "Id", "wt_import_key", "order_subtotal")
    }
    path = write_csv(tmp_path / "o.csv", [{"my own": "x", **cut, "meta:_gift": "yes"}])
    assert take(shop, path).profile == profile


def test_an_order_has_one_currency(shop: Shop, tmp_path: Path) -> None:
    goods(shop)
    rows = [SHOPIFY, {**SECOND, "Currency": "EUR"}, {**SHOPIFY, "Name": "#1002"}]
    answer = take(shop, write_csv(tmp_path / "o.csv", rows))
    assert [code for _, _, code in codes(answer)] == ["two_currencies", "two_currencies"]
    assert (answer.orders, order_of(shop, "#1002").total.currency) == (1, "USD")


def test_an_unknown_currency_is_named(shop: Shop, tmp_path: Path) -> None:
    goods(shop)
    answer = take(shop, write_csv(tmp_path / "o.csv", [{**SHOPIFY, "Currency": "shells"}]))
    assert codes(answer) == [(2, "Currency", "unknown_currency")]


def test_a_line_without_price_costs_nothing_in_another_currency(shop: Shop, tmp_path: Path) -> None:
    goods(shop)
    rows = [SHOPIFY, {**SECOND, "Lineitem price": ""}]
    take(shop, write_csv(tmp_path / "o.csv", rows))
    assert [line.price for line in order_of(shop, "#1001").lines] == [
        Money(1500, "USD"),
        Money(0, "USD"),
    ]


def test_the_rejected_rows_can_be_corrected_and_imported(shop: Shop, tmp_path: Path) -> None:
    goods(shop)
    rejects = tmp_path / "rejects.csv"
    rows = [SHOPIFY, {**SECOND, "Lineitem quantity": "one"}]
    take(shop, write_csv(tmp_path / "o.csv", rows), rejects=rejects)
    assert order_of(shop, "#1001").held == ("incomplete",)
    with rejects.open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    answer = take(shop, write_csv(tmp_path / "fixed.csv", [{**row, "Lineitem quantity": "1"}]))
    assert counts(answer) == (1, 0, 0, 0, 0)
    order = order_of(shop, "#1001")
    assert (order.held, order.total) == (None, Money(4750, "USD"))


def test_a_known_order_takes_no_line_in_another_currency(shop: Shop, tmp_path: Path) -> None:
    goods(shop)
    take(shop, write_csv(tmp_path / "o.csv", [SHOPIFY]))
    euros = [{**SHOPIFY, "Currency": "EUR"}, SECOND]
    answer = take(shop, write_csv(tmp_path / "p.csv", euros))
    assert codes(answer) == [(3, "Name", "two_currencies")]
    assert order_of(shop, "#1001").total == Money(3250, "USD")
    assert counts(take(shop, write_csv(tmp_path / "q.csv", [SHOPIFY, SECOND])))[0] == 1
    assert order_of(shop, "#1001").total == Money(4750, "USD")


def test_no_rate_card_of_the_country_quotes_a_parcel_abroad(
    sample_shop: Shop, tmp_path: Path
) -> None:
    add_sku(sample_shop, "MUG-B", on_hand=50)
    take(sample_shop, write_csv(tmp_path / "o.csv", [{**SHOPIFY, "Shipping Province": "广东省"}]))
    order = order_of(sample_shop, "#1001")
    sample_shop.write(lambda tx: orders.confirm(tx, order.number))
    parcel = sample_shop.write(lambda tx: packing.open_parcel(tx, order.number)).number
    quotes = sample_shop.read(lambda tx: packing.offers(tx, parcel))
    assert (quotes.items, quotes.excluded) == ((), ())
