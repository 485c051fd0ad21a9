"""A reseller's own sheet (FORMATS 1.14): one row per line of an order, and some mess."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from .orders import ABROAD, FORMULA, MARKUP, Case, Cells, Format, Order, Place, bad
from .tables import SHORT_NAMES

COLUMNS = "订单号,下单时间,收件人,手机号,收货地址,商家编码,商品名称,规格,数量,单价,买家留言".split(
    ","
)


def whole_name(place: Place) -> str:
    """Province and city, once in a municipality."""
    return place.province if place.province == place.city else place.province + place.city


def short_name(place: Place) -> str:
    """Province and city as people write them: 浙江杭州, 上海; a city without districts keeps 市."""
    province = SHORT_NAMES.get(place.province, place.province.rstrip("省市"))
    if place.province == place.city:
        return province
    return province + (place.city.removesuffix("市") if place.district else place.city)


ADDRESS_STYLES: tuple[Callable[[Place], str], ...] = (
    lambda place: f"{place.province} {place.city} {place.district} {place.town}",
    lambda place: whole_name(place) + place.district + place.town,
    lambda place: f"{whole_name(place)}，{place.district}，{place.town}",
    lambda place: short_name(place) + place.district + place.town,
)


def rows(order: Order) -> list[Cells]:
    phone: str | int = int(order.phone) if order.style % 2 else order.phone
    if order.extension:
        phone = f"{order.phone}-{order.extension}"
    address = ADDRESS_STYLES[order.style % len(ADDRESS_STYLES)](order.place)
    return [
        {
            "订单号": order.number,
            "下单时间": order.at if order.style % 3 else str(order.at),
            "收件人": order.name + order.suffix,
            "手机号": phone,
            "收货地址": address + order.detail + order.suffix,
            "商家编码": line.sku.code,
            "商品名称": line.sku.title,
            "规格": line.sku.spec,
            "数量": line.quantity,
            "单价": line.price / 100,
            "买家留言": order.remark,
        }
        for line in order.lines
    ]


FULL_WIDTH = {ord(digit): ord(digit) - ord("0") + ord("０") for digit in "0123456789"}

CASES = (
    Case("as it should be", 90),
    Case("several rows", 8, lines=4),
    Case(
        "the receiver only in the first row",
        3,
        dict.fromkeys(("收件人", "手机号", "收货地址"), ""),
        lines=3,
        rows=slice(1, None),
    ),
    Case("a courier that the customer does not want", 3, order={"remark": "不要发顺丰"}),
    Case("markup in the remark", 1, order={"remark": MARKUP}),
    Case("a formula in the remark", 1, order={"remark": FORMULA}),
    Case("an extension after a dash", 4, order={"extension": "7839"}),
    Case(
        "an extension after 转",
        3,
        {"手机号": lambda row: row["手机号"].replace("-", "转")},
        {"extension": "1234"},
    ),
    Case("full-width digits", 2, {"手机号": lambda row: str(row["手机号"]).translate(FULL_WIDTH)}),
    Case("an apostrophe before the phone", 3, {"手机号": lambda row: f"'{row['手机号']}"}),
    Case("a landline", 2, order={"phone": "0579-22223333", "style": 0}),
    Case(
        "codes in small letters with spaces around",
        4,
        {"商家编码": lambda row: f" {row['商家编码'].lower()} "},
    ),
    Case("no code, but the title of one SKU only", 3, {"商家编码": ""}, goods="one title", lines=1),
    Case(
        "the reseller's own code",
        4,
        {"商家编码": "AM-0117", "商品名称": "阿美严选纯棉短袖", "规格": "红色中码"},
        holds="unknown_sku",
        goods="TS-RED-M",
        lines=1,
    ),
    Case("goods of which the shelf has none", 2, goods="CUP-02", lines=1),
    Case("an area that no rate card has", 1, order={"place": ABROAD}),
    bad("missing_order_number", "no order number", "订单号", "", lines=1),
    bad(
        "damaged_order_number",
        "a number that a spreadsheet rounded, as text",
        "订单号",
        "1.93E+17",
        lines=1,
    ),
    bad(
        "damaged_order_number",
        "a number that a spreadsheet rounded, as a number",
        "订单号",
        1.93e17,
        lines=1,
    ),
    bad(
        "bad_quantity",
        "quantity 0 in an order of three rows: the rest waits",
        "数量",
        0,
        lines=3,
        holds="incomplete",
    ),
    bad("bad_quantity", "quantity 1.5", "数量", 1.5, lines=1),
    bad("impossible_date", "31 November", "下单时间", "2026-11-31 08:30:00", lines=1),
    bad(
        "no_receiver",
        "neither name, address nor phone",
        "收件人",
        "",
        lines=1,
        also={"手机号": "", "收货地址": ""},
    ),
    Case("the same row again", 1, outcome="duplicate"),
)


def format_with(prices: dict[str, int]) -> Format:
    """The sheet of a reseller who pays `prices`, in cents by SKU, and else the catalog's."""
    return Format(
        "reseller-阿美.xlsx",
        "",
        CASES,
        rows,
        lambda _rng, at, n: f"AM{at:%Y%m%d}-{n + 1:03}",
        lines=(1, 1, 1, 2, 2, 3),
        prices=prices,
        first_row=3,
        footers=1,
    )


def written(lines: Iterable[Cells]) -> list[list[Any]]:
    """The rows of the sheet, from the title to the total."""
    table: list[list[Any]] = [[line[column] for column in COLUMNS] for line in lines]
    quantity = COLUMNS.index("数量")
    total: list[Any] = ["合计", *[""] * (len(COLUMNS) - 1)]
    total[quantity] = sum(line[quantity] for line in table)
    return [["阿美家居 一件代发订单 11月16日-19日"], COLUMNS, *table, total]
