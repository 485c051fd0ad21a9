"""Taobao's order list, ExportOrderList (FORMATS 1.1): GB18030, one row per order."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from .orders import FORMULA, FREIGHT, MARKUP, Case, Cells, Format, Order, bad, cents, yuan

CONTROLS = "\x1b[31m加急\x1b[0m \u202e货发快请\u202c"
CLEANED = "[31m加急[0m 货发快请"

COLUMNS = (
    "订单编号,买家会员名,买家支付宝账号,买家应付货款,买家应付邮费,买家支付积分,总金额,返点积分,"
    "买家实际支付金额,买家实际支付积分,订单状态,买家留言,收货人姓名,收货地址 ,运送方式,联系电话 ,"
    "联系手机,订单创建时间,订单付款时间 ,宝贝标题 ,宝贝种类 ,物流单号 ,物流公司,订单备注,"
    "宝贝总数量,店铺Id,店铺名称,订单关闭原因,卖家服务费,买家服务费 ,发票抬头,是否手机订单,"
    "分阶段订单信息,特权订金订单id,定金排名,修改后的sku,修改后的收货地址,异常信息,天猫卡券抵扣,集分宝抵扣,"
    "是否是O2O交易"
).split(",")


def taobao_address(order: Order) -> str:
    place = order.place
    province = place.province.removesuffix("市")
    return (
        f"{province} {place.city} {place.district} {place.town}{order.detail}{order.suffix}"
        f"({place.postcode})"
    )


def rows(order: Order) -> list[Cells]:
    mobile, landline = (order.phone, "") if order.phone[0] == "1" else ("", order.phone)
    extension = f"-{order.extension}" if order.extension else ""
    total = order.goods + order.freight
    row = dict.fromkeys(COLUMNS, "") | {
        "订单编号": f'="{order.number}"',
        "买家会员名": f"tb{order.number[-7:]}",
        "买家应付货款": yuan(order.goods),
        "买家应付邮费": yuan(order.freight),
        "买家支付积分": "0",
        "总金额": yuan(total),
        "返点积分": "0",
        "买家实际支付金额": yuan(total),
        "买家实际支付积分": "0",
        "订单状态": "买家已付款，等待卖家发货",
        "买家留言": order.remark,
        "收货人姓名": order.name + order.suffix,
        "收货地址 ": taobao_address(order),
        "运送方式": "快递",
        "联系电话 ": f"'{landline}",
        "联系手机": f"'{mobile}{extension}",
        "订单创建时间": str(order.at),
        "订单付款时间 ": str(order.paid_at),
        "宝贝标题 ": "，".join(line.sku.title for line in order.lines),
        "宝贝种类 ": str(len(order.lines)),
        "宝贝总数量": str(sum(line.quantity for line in order.lines)),
        "店铺Id": "0",
        "店铺名称": "小山家居",
        "卖家服务费": "0元",
        "买家服务费 ": "0元",
        "是否手机订单": "手机订单",
    }
    return [row]


CASES = (
    Case("to be shipped", 84),
    Case(
        "times with slashes, as a spreadsheet saves them",
        3,
        {"订单创建时间": "2026/11/18 9:05", "订单付款时间 ": "2026/11/18 9:07"},
        {"at": datetime(2026, 11, 18, 9, 5)},  # noqa: DTZ001
    ),
    Case("markup in the remark", 1, order={"remark": MARKUP}),
    Case("a formula in the remark", 1, order={"remark": FORMULA}),
    Case("control characters in the remark", 1, {"买家留言": CONTROLS}, {"remark": CLEANED}),
    Case("a landline and no mobile", 3, order={"phone": "0571-22223333"}),
    Case("a privacy number with an extension", 5, order={"extension": "7839"}),
    Case(
        "the address was changed after the order: the new one counts",
        4,
        {
            "修改后的收货地址": lambda row: row["收货地址 "],
            "收货地址 ": "湖北省 武汉市 洪山区 关山街道旧桥路1号(430074)",
        },
    ),
    Case(
        "paid in part with a coupon of the platform: the total stays",
        5,
        {
            "天猫卡券抵扣": "3.00",
            "买家实际支付金额": lambda row: yuan(cents(row["总金额"]) - 300),
        },
    ),
    Case("goods of which the shelf has none", 2, goods="KIT-SCL-01"),
    Case("a title that several SKUs share", 5, holds="unknown_sku", goods="shared title"),
    Case(
        "a title that the catalog does not have",
        2,
        {"宝贝标题 ": "秋款灯芯绒抱枕"},
        holds="unknown_sku",
    ),
    Case("several titles in one cell", 5, holds="unknown_sku", lines=2, quantity=2),
    Case(
        "not paid",
        5,
        {"订单状态": "等待买家付款", "订单付款时间 ": "", "买家实际支付金额": "0.00"},
        holds="unpaid",
    ),
    Case(
        "shipped",
        6,
        {
            "订单状态": "卖家已发货，等待买家确认",
            "物流单号 ": "No:YT8819999990001",
            "物流公司": "圆通速递",
        },
        outcome="skipped",
    ),
    Case(
        "completed",
        5,
        {"订单状态": "交易成功", "物流单号 ": "No:75899999990001", "物流公司": "中通快递"},
        outcome="skipped",
    ),
    Case("closed", 5, {"订单状态": "交易关闭", "订单关闭原因": "买家不想买了"}, outcome="skipped"),
    bad("missing_order_number", "no order number", "订单编号", '=""'),
    bad("damaged_order_number", "a number that a spreadsheet rounded", "订单编号", "1.93E+17"),
    bad("bad_quantity", "quantity 0", "宝贝总数量", "0"),
    bad("bad_quantity", "quantity 1.5", "宝贝总数量", "1.5"),
    bad("impossible_date", "30 February", "订单创建时间", "2026-02-30 09:15:00"),
    bad(
        "no_receiver",
        "neither name, address nor phone",
        "收货人姓名",
        "",
        also={"收货地址 ": "", "联系手机": "'", "联系电话 ": "'"},
    ),
    Case("the same row again", 1, outcome="duplicate"),
)


FORMAT = Format(
    "taobao-ExportOrderList.csv",
    "gb18030",
    CASES,
    rows,
    lambda rng, _at, _n: f"29{rng.randrange(10**16, 10**17)}",
    goods="one title",
    freight=FREIGHT,
)


def written(lines: Iterable[Cells]) -> bytes:
    """The file as the platform writes it: no quotes around `="…"`."""
    table = [COLUMNS, *([line[column] for column in COLUMNS] for line in lines)]
    return "".join(",".join(map(cell, line)) + "\r\n" for line in table).encode("gb18030")


def cell(value: str) -> str:
    quoted = value.startswith('"') or any(char in value for char in ",\r\n")
    return '"' + value.replace('"', '""') + '"' if quoted else value
