"""Temu, Amazon, eBay, Etsy and TikTok Shop: files as these marketplaces write them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dropship_tui.models.address import Receiver
from dropship_tui.models.money import Money
from dropship_tui.services.work import Shop
from tests.importers.order_files import (
    Cells,
    codes,
    counts,
    everything,
    order_of,
    orders_of,
    table,
    take,
    write_csv,
    write_xlsx,
)
from tests.shop import add_sku

SHANGHAI = ZoneInfo("Asia/Shanghai")

TEMU: Cells = {
    "订单号": "PO-045-11223344556677889",
    "站点": "哥伦比亚站",
    "订单状态": "待发货",
    "子订单号": "045-11223344556677001",
    "应履约件数": "3",
    "商品名称": "Tazón de cerámica",
    "SKUID": "17592186044417",
    "SKCID": "17592186044418",
    "SPUID": "17592186044419",
    "SKU货号": "BOWL",
    "商品属性": "Azul",
    "收货人姓名": "Ana Inventada",
    "收货人联系方式": "+57 300 1234567",
    "备用联系方式": "--",
    "邮箱": "ana@example.com",
    "身份证号": "1020304050",
    "税号": "--",
    "详细地址1": "Calle 10 # 20-30",
    "详细地址2": "Apto 5",
    "详细地址3": "--",
    "区县": "Chapinero",
    "城市": "Bogotá",
    "省份": "Bogotá D.C.",
    "收货地址邮编": "110231",
    "国家": "哥伦比亚",
    "运单号": "--",
    "物流商": "--",
    "发货仓": "义乌仓",
    "订单创建时间": "2026-11-20 10:05:00",
    "要求最晚发货时间": "2026-11-24 23:59:59",
    "实际发货时间": "--",
    "预计送达时间": "--",
    "实际签收时间": "--",
}
RECEIVER_OF_TEMU = [
    "收货人姓名", "收货人联系方式", "备用联系方式", "邮箱", "身份证号", "税号", "详细地址1",
    "详细地址2", "详细地址3", "区县", "城市", "省份", "收货地址邮编", "国家",
]  # fmt: skip

AMAZON: Cells = {
    "order-id": "111-1234567-1234567",
    "order-item-id": "12345678901234",
    "purchase-date": "2026-11-20T02:05:00+00:00",
    "payments-date": "2026-11-20T02:06:00+00:00",
    "reporting-date": "2026-11-20T03:00:00+00:00",
    "promise-date": "2026-11-24T07:59:59+00:00",
    "days-past-promise": "-3",
    "buyer-email": "x@example.com",
    "buyer-name": "Some Payer",
    "buyer-phone-number": "+1 217-555-0132 ext. 01234",
    "sku": "MUG-B",
    "product-name": '"Big" mug, 5" high',
    "quantity-purchased": "3",
    "quantity-shipped": "1",
    "quantity-to-ship": "2",
    "ship-service-level": "Standard",
    "recipient-name": "Ada Invented",
    "ship-address-1": "12 Elm St",
    "ship-address-2": '"The Barn"',
    "ship-address-3": "",
    "ship-city": "Springfield",
    "ship-state": "IL",
    "ship-postal-code": "62701-0001",
    "ship-country": "US",
    "is-business-order": "false",
    "verge-of-cancellation": "false",
}
AMAZON_PRICES: Cells = {
    "currency": "USD",
    "item-price": "39.98",
    "item-tax": "2.40",
    "shipping-price": "4.99",
    "shipping-tax": "0.30",
    "item-promotion-discount": "-2.00",
    "ship-promotion-discount": "-1.00",
    "ship-phone-number": "",
    "delivery-Instructions": "Ring twice",
}

EBAY: Cells = {
    "Sales Record Number": "4711",
    "Order Number": "12-34567-89012",
    "Buyer Username": "ada_i",
    "Buyer Name": "Ada Payer",
    "Buyer Email": "ada@example.com",
    "Buyer Note": "Thanks &amp; bye",
    "Ship To Name": "Ada Invented",
    "Ship To Phone": "+1 217-555-0132",
    "Ship To Address 1": "12 Elm St",
    "Ship To Address 2": "Apt 4",
    "Ship To City": "Springfield",
    "Ship To State": "IL",
    "Ship To Zip": "62701",
    "Ship To Country": "United States",
    "Item Number": "",
    "Item Title": "",
    "Custom Label": "",
    "Sold Via Promoted Listings": "",
    "Quantity": "3",
    "Sold For": "$37.00",
    "Shipping And Handling": "$4.50",
    "Seller Collected Tax": "$0.00",
    "Total Price": "$41.50",
    "Payment Method": "Other",
    "Sale Date": "Nov-19-26",
    "Paid On Date": "Nov-20-26",
    "Ship By Date": "Nov-24-26",
    "Shipped On Date": "",
    "My Item Note": "",
    "Transaction ID": "",
    "Variation Details": "",
    "Global Shipping Program": "No",
    "eBay Plus": "No",
}
EBAY_ITEMS: list[Cells] = [
    {
        "Sales Record Number": "4712", "Order Number": "12-34567-89012", "Item Number": "110001",
        "Item Title": "Mug &quot;Blue&quot;", "Custom Label": "MUG-B", "Quantity": "2",
        "Sold For": "$11.00", "Transaction ID": "0", "Variation Details": "[Colour:Blue]",
    },
    {
        "Sales Record Number": "4713", "Order Number": "12-34567-89012", "Item Number": "110002",
        "Item Title": "Plate", "Custom Label": "PLATE", "Quantity": "1", "Sold For": "$15.00",
        "Transaction ID": "0",
    },
]  # fmt: skip
BRITISH = {
    "Ship To Name": "Post To Name",
    "Ship To Phone": "Post To Phone",
    "Ship To Address 1": "Post To Address 1",
    "Ship To Address 2": "Post To Address 2",
    "Ship To City": "Post To City",
    "Ship To State": "Post To County",
    "Ship To Zip": "Post To Postcode",
    "Ship To Country": "Post To Country",
    "Shipping And Handling": "Postage And Packaging",
    "Ship By Date": "Post By Date",
    "Shipped On Date": "Posted On Date",
}

ETSY: Cells = {
    "Sale Date": "11/19/26",
    "Item Name": "Nan&#39;s mug &amp; saucer",
    "Buyer": "ada",
    "Quantity": "2",
    "Price": "12.00",
    "Coupon Code": "TEN",
    "Coupon Details": "10% off",
    "Discount Amount": "2.40",
    "Shipping Discount": "1.00",
    "Order Shipping": "6.00",
    "Order Sales Tax": "0",
    "Item Total": "24.00",
    "Currency": "GBP",
    "Transaction ID": "3456789012",
    "Listing ID": "1234567890",
    "Date Paid": "11/20/26",
    "Date Shipped": "",
    "Ship Name": "Ada Invented",
    "Ship Address1": "1 Invented Row",
    "Ship Address2": "Flat 2",
    "Ship City": "Leeds",
    "Ship State": "West Yorkshire",
    "Ship Zipcode": "LS1 1AA",
    "Ship Country": "United Kingdom",
    "Order ID": "2233445566",
    "Variations": "Colour:Blue,Size:Large",
    "Order Type": "online",
    "Listings Type": "listing",
    "Payment Type": "online_cc",
    "InPerson Discount": "",
    "InPerson Location": "",
    "VAT Paid by Buyer": "0",
    "SKU": "MUG-B",
}

TIKTOK: Cells = {
    "Order ID": "576461413038785752\t",
    "Order Status": "To ship",
    "Order Substatus": "Awaiting shipment",
    "Cancelation/Return Type": "",
    "Normal or Pre-order": "Normal",
    "SKU ID": "1729382476852921560\t",
    "Seller SKU": "MUG-B",
    "Product Name": "Mug",
    "Variation": "Blue",
    "Quantity": "2.0",
    "Sku Quantity of return": "0",
    "SKU Unit Original Price": "199.00",
    "SKU Subtotal Before Discount": "398.00",
    "SKU Platform Discount": "10.00",
    "SKU Seller Discount": "20.00",
    "SKU Subtotal After Discount": "368.00",
    "Shipping Fee After Discount": "25.00",
    "Order Amount": "393.00",
    "Created Time": "09/11/2026 10:05:06\t",
    "Paid Time": "09/11/2026 10:06:07\t",
    "RTS Time": "\t",
    "Shipped Time": "\t",
    "Delivered Time": "\t",
    "Cancelled Time": "\t",
    "Tracking ID": "\t",
    "Shipping Provider Name": "",
    "Buyer Message": "",
    "Buyer Username": "somchai",
    "Recipient": "สมชาย",
    "Phone #": "(+66)812345678\t",
    "Zipcode": "10110.0",
    "Country": "Thailand",
    "Province": "Bangkok",
    "District": "Khlong Toei",
    "Detail Address": "99/1 Soi 5",
    "Additional address information": "Gate 2",
    "Payment Method": "Cash on delivery",
}
EXPLAINED = {
    "Order ID": "Platform unique order ID.",
    "Order Status": "Current order status.",
    "Quantity": "SKU sold quantity in the order.",
    "SKU Unit Original Price": "SKU price before 1 discount.",
    "Created Time": "Order created time.",
}

EVERY: Mapping[str, Sequence[Cells]] = {
    "temu": [TEMU],
    "amazon": [AMAZON],
    "ebay": [EBAY, *EBAY_ITEMS],
    "etsy": [ETSY],
    "tiktok": [TIKTOK],
}


def goods(shop: Shop) -> None:
    for code in ("MUG-B", "PLATE", "BOWL"):
        add_sku(shop, code, price="10.00", on_hand=50)


def write_tabs(path: Path, rows: Sequence[Cells], *, encoding: str = "utf-8") -> Path:
    """A report as Amazon writes it: nothing is quoted."""
    lines = ["\t".join(map(str, row)) for row in table(rows)]
    path.write_bytes(("\r\n".join(lines) + "\r\n").encode(encoding))
    return path


def lines_of(shop: Shop, order: str) -> list[tuple[Any, ...]]:
    view = order_of(shop, order)
    return [(line.sku, line.title, line.spec, line.quantity, line.price) for line in view.lines]


def test_temu_with_receivers(shop: Shop, tmp_path: Path) -> None:
    goods(shop)
    second = {**TEMU, "子订单号": "045-11223344556677002", "SKU货号": "PLATE", "应履约件数": "1"}
    answer = take(shop, write_xlsx(tmp_path / "订单导出.xlsx", table([TEMU, second])))
    assert (answer.profile, counts(answer), answer.orders) == ("temu", (2, 0, 0, 0, 0), 1)
    order = order_of(shop, "PO-045-11223344556677889")
    assert order.receiver == Receiver(
        name="Ana Inventada", phone="+573001234567", country="CO", province="Bogotá D.C.",
        city="Bogotá", district="Chapinero", detail="Calle 10 # 20-30, Apto 5", postcode="110231",
    )  # fmt: skip
    assert lines_of(shop, "PO-045-11223344556677889") == [
        ("BOWL", "Tazón de cerámica", "Azul", 3, Money(1000)),
        ("PLATE", "Tazón de cerámica", "Azul", 1, Money(1000)),
    ]
    assert order.ordered_at == datetime(2026, 11, 20, 10, 5, tzinfo=SHANGHAI)
    assert order.ship_by == datetime(2026, 11, 24, 23, 59, 59, tzinfo=SHANGHAI)
    assert order.held is None
    assert "1020304050" not in str(everything(shop)["import_rows"])


def test_temu_without_receivers_waits(shop: Shop, tmp_path: Path) -> None:
    goods(shop)
    row = {name: cell for name, cell in TEMU.items() if name not in RECEIVER_OF_TEMU}
    assert len(row) == 19
    answer = take(shop, write_xlsx(tmp_path / "o.xlsx", table([row])))
    assert (answer.profile, counts(answer)) == ("temu", (1, 0, 0, 0, 0))
    assert order_of(shop, "PO-045-11223344556677889").held == ("no_receiver",)


@pytest.mark.parametrize(
    ("cells", "held", "skipped"),
    [
        ({"订单状态": "平台处理中"}, ("unpaid",), 0),
        ({"订单状态": "已取消"}, None, 1),
        ({"订单状态": "已发货", "实际发货时间": "2026-11-21 08:00:00"}, None, 1),
    ],
)
def test_the_statuses_of_temu(
    shop: Shop, tmp_path: Path, cells: Cells, held: tuple[str, ...] | None, skipped: int
) -> None:
    goods(shop)
    answer = take(shop, write_csv(tmp_path / "o.csv", [{**TEMU, **cells}]))
    assert counts(answer) == (1 - skipped, 0, 0, 0, skipped)
    found = orders_of(shop, "PO-045-11223344556677889")
    assert [order.held for order in found] == [held] * (1 - skipped)


def test_amazon_quotes_are_letters(shop: Shop, tmp_path: Path) -> None:
    goods(shop)
    answer = take(shop, write_tabs(tmp_path / "unshipped.txt", [AMAZON]))
    assert (answer.profile, counts(answer)) == ("amazon", (1, 0, 0, 0, 0))
    order = order_of(shop, "111-1234567-1234567")
    assert order.receiver == Receiver(
        name="Ada Invented", phone="+12175550132", extension="01234", country="US", province="IL",
        city="Springfield", detail='12 Elm St, "The Barn"', postcode="62701-0001",
    )  # fmt: skip
    assert lines_of(shop, "111-1234567-1234567") == [
        ("MUG-B", '"Big" mug, 5" high', "", 2, Money(1000))
    ]
    assert order.ordered_at == datetime(2026, 11, 20, 2, 5, tzinfo=UTC)
    assert order.ship_by == datetime(2026, 11, 24, 7, 59, 59, tzinfo=UTC)
    assert order.paid is not None
    assert order.paid.at == datetime(2026, 11, 20, 2, 6, tzinfo=UTC)


def test_the_older_amazon_report_has_prices_of_lines(shop: Shop, tmp_path: Path) -> None:
    goods(shop)
    first = {**AMAZON, **AMAZON_PRICES}
    second = {
        **first, "order-item-id": "12345678901235", "sku": "PLATE", "quantity-to-ship": "1",
        "item-price": "7.50", "shipping-price": "1.00", "item-promotion-discount": "0.00",
        "ship-promotion-discount": "0.00",
    }  # fmt: skip
    take(shop, write_tabs(tmp_path / "orders.txt", [first, second]))
    order = order_of(shop, "111-1234567-1234567")
    assert [line.price for line in order.lines] == [Money(1999, "USD"), Money(750, "USD")]
    assert (order.freight, order.discount) == (Money(599, "USD"), Money(300, "USD"))
    assert (order.total, order.remark) == (Money(5047, "USD"), "Ring twice")


def test_what_amazon_has_nothing_left_of_is_shipped(shop: Shop, tmp_path: Path) -> None:
    goods(shop)
    done = {**AMAZON, "quantity-shipped": "3", "quantity-to-ship": "0"}
    answer = take(shop, write_tabs(tmp_path / "unshipped.txt", [done]))
    assert (counts(answer), answer.orders) == ((0, 0, 0, 0, 1), 0)


@pytest.mark.parametrize(
    ("encoding", "cells", "receiver"),
    [
        (
            "cp932",
            {
                "recipient-name": "架空 花子", "ship-address-1": "架空町1-2-3",
                "ship-address-2": "サンプルマンション 405号室", "ship-city": "千代田区",
                "ship-state": "東京都", "ship-postal-code": "100-0001", "ship-country": "JP",
                "buyer-phone-number": "090-1234-5678", "product-name": "青いマグカップ",
            },
            Receiver(
                name="架空 花子", phone="+819012345678", country="JP", province="東京都",
                city="千代田区", detail="架空町1-2-3, サンプルマンション 405号室",
                postcode="100-0001",
            ),
        ),
        (
            "cp1252",
            {
                "recipient-name": "Jörg Erdacht", "ship-address-1": "Müßige Straße 5",
                "ship-address-2": "", "ship-city": "München", "ship-state": "",
                "ship-postal-code": "80331", "ship-country": "DE",
                "buyer-phone-number": "089 123456", "product-name": "Große Tasse – blau",
            },
            Receiver(
                name="Jörg Erdacht", phone="+4989123456", country="DE", city="München",
                detail="Müßige Straße 5", postcode="80331",
            ),
        ),
        (
            "cp1252",
            {
                "recipient-name": "Zoë Invented", "ship-address-1": "1 Invented Row",
                "ship-address-2": "", "ship-city": "Leeds", "ship-state": "West Yorkshire",
                "ship-postal-code": "LS1 1AA", "ship-country": "GB",
                "buyer-phone-number": "0113 496 0123", "product-name": "Mug £5",
            },
            Receiver(
                name="Zoë Invented", phone="+441134960123", country="GB",
                province="West Yorkshire", city="Leeds", detail="1 Invented Row",
                postcode="LS1 1AA",
            ),
        ),
    ],
    ids=["jp", "de", "uk"],
)  # fmt: skip
def test_amazon_writes_in_the_encoding_of_its_site(
    shop: Shop, tmp_path: Path, encoding: str, cells: Cells, receiver: Receiver
) -> None:
    goods(shop)
    answer = take(shop, write_tabs(tmp_path / "o.txt", [{**AMAZON, **cells}], encoding=encoding))
    assert (answer.profile, answer.encoding) == ("amazon", encoding)
    order = order_of(shop, "111-1234567-1234567")
    assert order.receiver == receiver
    assert order.lines[0].title == cells["product-name"]


def ebay_file(path: Path, rows: Sequence[Cells], *, british: bool = False) -> Path:
    """A report with everything that eBay puts around it."""
    header, *cells = table(rows)
    if british:
        header = [BRITISH.get(name, name) for name in header]
    lines = [",".join(f'"{str(cell).replace(chr(34), chr(34) * 2)}"' for cell in row) for row in
             (header, *cells)]  # fmt: skip
    footer = ["", f'"{len(cells)}","record(s) downloaded"', '"Seller ID : invented_seller"']
    text = "\r\n".join(["sep=,", "", "", lines[0], "", *lines[1:], *footer])
    path.write_text(text, encoding="utf-8-sig", newline="")
    return path


def test_ebay_sums_an_order_up_before_its_items(shop: Shop, tmp_path: Path) -> None:
    goods(shop)
    answer = take(shop, ebay_file(tmp_path / "eBay-OrdersReport.csv", [EBAY, *EBAY_ITEMS]))
    assert (answer.profile, counts(answer)) == ("ebay", (2, 0, 0, 0, 3))
    order = order_of(shop, "12-34567-89012")
    assert order.receiver == Receiver(
        name="Ada Invented", phone="+12175550132", country="US", province="IL", city="Springfield",
        detail="12 Elm St, Apt 4", postcode="62701",
    )  # fmt: skip
    assert lines_of(shop, "12-34567-89012") == [
        ("MUG-B", 'Mug "Blue"', "[Colour:Blue]", 2, Money(1100, "USD")),
        ("PLATE", "Plate", "", 1, Money(1500, "USD")),
    ]
    assert (order.freight, order.total) == (Money(450, "USD"), Money(4150, "USD"))
    assert order.ordered_at == datetime(2026, 11, 19, tzinfo=SHANGHAI)
    assert order.paid is not None
    assert (order.remark, order.held) == ("Thanks & bye", None)


def test_an_ebay_order_of_one_item_is_one_row(shop: Shop, tmp_path: Path) -> None:
    goods(shop)
    row = {**EBAY, **EBAY_ITEMS[1]}
    answer = take(shop, ebay_file(tmp_path / "o.csv", [row]))
    assert counts(answer) == (1, 0, 0, 0, 2)
    assert order_of(shop, "12-34567-89012").total == Money(1950, "USD")


def test_a_sum_of_nothing_waits_for_somebody_to_look(shop: Shop, tmp_path: Path) -> None:
    goods(shop)
    answer = take(shop, ebay_file(tmp_path / "o.csv", [EBAY]))
    assert (counts(answer), answer.orders) == ((1, 0, 0, 0, 2), 1)
    assert order_of(shop, "12-34567-89012").held == ("unknown_sku",)


def test_what_ebay_says_is_shipped_is_shipped_with_all_its_items(
    shop: Shop, tmp_path: Path
) -> None:
    goods(shop)
    rows = [{**EBAY, "Shipped On Date": "Nov-21-26"}, *EBAY_ITEMS]
    answer = take(shop, ebay_file(tmp_path / "o.csv", rows))
    assert (counts(answer), answer.orders) == ((0, 0, 0, 0, 5), 0)


def test_ebay_in_british_words_and_pounds(shop: Shop, tmp_path: Path) -> None:
    goods(shop)
    row = {
        **EBAY, **EBAY_ITEMS[1], "Sold For": "£15.00", "Shipping And Handling": "£3.20",
        "Seller Collected Tax": "£0.00", "Sale Date": "19-Nov-26", "Paid On Date": "20-Nov-26",
        "Ship By Date": "24-Nov-26", "Ship To State": "West Yorkshire", "Ship To Zip": "LS1 1AA",
        "Ship To City": "Leeds", "Ship To Country": "United Kingdom",
        "Ship To Phone": "0113 496 0123",
    }  # fmt: skip
    answer = take(shop, ebay_file(tmp_path / "o.csv", [row], british=True))
    assert answer.profile == "ebay"
    order = order_of(shop, "12-34567-89012")
    assert order.receiver == Receiver(
        name="Ada Invented", phone="+441134960123", country="GB", province="West Yorkshire",
        city="Leeds", detail="12 Elm St, Apt 4", postcode="LS1 1AA",
    )  # fmt: skip
    assert order.total == Money(1820, "GBP")
    assert order.ordered_at == datetime(2026, 11, 19, tzinfo=SHANGHAI)


def test_etsy(shop: Shop, tmp_path: Path) -> None:
    goods(shop)
    second = {
        **ETSY, "Transaction ID": "3456789013", "SKU": "PLATE", "Item Name": "Plate",
        "Quantity": "1", "Price": "5.00", "Discount Amount": "0", "Variations": "",
    }  # fmt: skip
    answer = take(shop, write_csv(tmp_path / "EtsySoldOrderItems2026.csv", [ETSY, second]))
    assert (answer.profile, counts(answer), answer.orders) == ("etsy", (2, 0, 0, 0, 0), 1)
    order = order_of(shop, "2233445566")
    assert order.receiver == Receiver(
        name="Ada Invented", country="GB", province="West Yorkshire", city="Leeds",
        detail="1 Invented Row, Flat 2", postcode="LS1 1AA",
    )  # fmt: skip
    assert lines_of(shop, "2233445566") == [
        ("MUG-B", "Nan's mug & saucer", "Colour:Blue,Size:Large", 2, Money(1200, "GBP")),
        ("PLATE", "Plate", "", 1, Money(500, "GBP")),
    ]
    assert (order.freight, order.discount) == (Money(600, "GBP"), Money(340, "GBP"))
    assert (order.total, order.held) == (Money(3160, "GBP"), None)
    assert order.ordered_at == datetime(2026, 11, 19, tzinfo=SHANGHAI)


def test_what_etsy_has_shipped_is_skipped(shop: Shop, tmp_path: Path) -> None:
    answer = take(shop, write_csv(tmp_path / "o.csv", [{**ETSY, "Date Shipped": "11/21/26"}]))
    assert (counts(answer), answer.orders) == ((0, 0, 0, 0, 1), 0)


def test_tiktok_explains_its_columns_before_the_orders(shop: Shop, tmp_path: Path) -> None:
    goods(shop)
    path = write_csv(tmp_path / "o.csv", [EXPLAINED, TIKTOK], encoding="utf-8-sig")
    answer = take(shop, path)
    assert (answer.profile, counts(answer)) == ("tiktok", (1, 0, 0, 0, 1))
    order = order_of(shop, "576461413038785752")
    assert order.receiver == Receiver(
        name="สมชาย", phone="+66812345678", country="TH", province="Bangkok",
        district="Khlong Toei", detail="99/1 Soi 5, Gate 2", postcode="10110",
    )  # fmt: skip
    assert lines_of(shop, "576461413038785752") == [("MUG-B", "Mug", "Blue", 2, Money(19900))]
    assert (order.freight, order.discount) == (Money(2500), Money(2000))
    assert order.ordered_at == datetime(2026, 11, 9, 10, 5, 6, tzinfo=SHANGHAI)
    assert order.held is None


@pytest.mark.parametrize(
    ("cells", "held", "skipped"),
    [
        ({"Order Status": "待发货"}, None, 0),
        ({"Order Status": "ที่จะจัดส่ง"}, None, 0),
        ({"Order Status": "Perlu dikirim"}, None, 0),
        ({"Order Status": "Unpaid", "Paid Time": ""}, ("unpaid",), 0),
        ({"Order Status": "Belum dibayar", "Paid Time": ""}, ("unpaid",), 0),
        ({"Cancelation/Return Type": "Return/Refund"}, ("refund_requested",), 0),
        ({"Order Status": "จัดส่งแล้ว"}, None, 1),
        ({"Order Status": "Dibatalkan"}, None, 1),
        ({"Order Status": "已完成"}, None, 1),
        ({"Order Status": "Canceled", "Cancelation/Return Type": "Cancel"}, None, 1),
        ({"Order Status": "niemals gesehen"}, ("manual",), 0),
        ({"Order Status": "niemals gesehen", "Shipped Time": "10/11/2026 09:00:00"}, None, 1),
    ],
)
def test_the_statuses_of_tiktok_in_any_language(
    shop: Shop, tmp_path: Path, cells: Cells, held: tuple[str, ...] | None, skipped: int
) -> None:
    goods(shop)
    answer = take(shop, write_csv(tmp_path / "o.csv", [{**TIKTOK, **cells}]))
    assert counts(answer) == (1 - skipped, 0, 0, 0, skipped)
    found = orders_of(shop, "576461413038785752")
    assert [order.held for order in found] == [held] * (1 - skipped)


def test_an_order_number_that_a_float_has_spoilt_is_refused(shop: Shop, tmp_path: Path) -> None:
    answer = take(
        shop, write_csv(tmp_path / "o.csv", [{**TIKTOK, "Order ID": "576461413038785790.0"}])
    )
    assert codes(answer) == [(2, "Order ID", "damaged_order_number")]


@pytest.mark.parametrize("profile", EVERY)
def test_importing_twice_changes_nothing(shop: Shop, tmp_path: Path, profile: str) -> None:
    goods(shop)
    rows = EVERY[profile]
    first = take(shop, write_csv(tmp_path / "o.csv", rows))
    before = everything(shop)
    again = take(shop, write_csv(tmp_path / "p.csv", [*rows, rows[-1]]))
    assert again.profile == first.profile == profile
    assert (again.counts.imported, again.counts.updated, again.counts.rejected) == (0, 0, 0)
    kept = {"orders", "order_lines", "order_holds", "events", "stock"}
    after = everything(shop)
    assert {name: after[name] for name in kept} == {name: before[name] for name in kept}


@pytest.mark.parametrize("missing", range(3))
@pytest.mark.parametrize("profile", EVERY)
def test_it_is_known_with_columns_missing_and_added(
    shop: Shop, tmp_path: Path, profile: str, missing: int
) -> None:
    goods(shop)
    needed = {"订单号", "order-id", "Order Number", "Order ID"}
    rows = [
        {"my own": "x", **{
            name: cell
            for at, (name, cell) in enumerate(row.items())
            if name in needed or at % 3 != missing
        }}
        for row in EVERY[profile]
    ]  # fmt: skip
    assert take(shop, write_csv(tmp_path / "o.csv", rows), dry_run=True).profile == profile


def test_a_receiver_without_country_is_no_chinese(shop: Shop, tmp_path: Path) -> None:
    goods(shop)
    row = {name: cell for name, cell in ETSY.items() if name != "Ship Country"}
    take(shop, write_csv(tmp_path / "o.csv", [row]))
    order = order_of(shop, "2233445566")
    assert (order.receiver.country, order.held) == ("ZZ", ("no_receiver",))
    assert (order.receiver.city, order.receiver.detail) == ("Leeds", "1 Invented Row, Flat 2")


def test_a_new_address_in_the_sum_of_an_order_is_seen(shop: Shop, tmp_path: Path) -> None:
    goods(shop)
    take(shop, ebay_file(tmp_path / "o.csv", [EBAY, *EBAY_ITEMS]))
    moved = {**EBAY, "Ship To Address 1": "99 Oak Ave"}
    take(shop, ebay_file(tmp_path / "p.csv", [moved, *EBAY_ITEMS]))
    assert order_of(shop, "12-34567-89012").receiver.detail == "99 Oak Ave, Apt 4"
