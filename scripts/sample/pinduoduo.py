"""Pinduoduo's long order export (FORMATS 1.5): one row is one order of one SKU."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import timedelta

from .orders import FORMULA, FREIGHT, MARKUP, SKU, Case, Cells, Format, Order, bad, yuan

MASK = "****"
NOWHERE = dict.fromkeys(("收货人", "手机", "收货地址", "省", "市", "区", "街道/镇"), "")

COLUMNS = (
    "商品,订单号,订单状态,商品总价(元),邮费(元),店铺优惠折扣(元),平台优惠折扣(元),多多支付立减金额(元),用户实付金额(元),"
    "商家实收金额(元),商品数量(件),发货时间,确认收货时间,商品id,商品规格,样式ID,商家编码-规格维度,商家编码-商品维度,商家备注,"
    "售后状态,快递单号,快递公司,订单成交时间,是否分期,分期期数,手续费承担方,分期方式,是否审核中,支付时间,承诺发货时间,"
    "承诺送达时间,商品一级类目,商品二级类目,商品三级类目,商品四级类目,买家留言,消费者资料,消费者资料上传时间,赠品名称,赠品id,"
    "赠品规格,赠品数量,团ID,团身份,是否已开始配送,配送员是否已送达,配送状态,同城是否普通快递,上门安装费(元),"
    "送货入户费(元),送货入户并安装费(元),收货人,手机,省,市,区,街道/镇,收货地址,配送员手机号,是否抽奖或0元试用,"
    "是否顺丰加价,用户购买手机号"
).split(",")


def rows(order: Order) -> list[Cells]:
    (line,) = order.lines
    place = order.place
    received = order.goods + order.freight - order.discount
    row = dict.fromkeys(COLUMNS, "") | {
        "商品": f"【小山家居】{line.sku.title} 48小时发货",
        "订单号": order.number,
        "订单状态": "待发货",
        "商品总价(元)": f"{order.goods / 100:,.2f}",
        "邮费(元)": yuan(order.freight),
        "店铺优惠折扣(元)": yuan(order.discount),
        "平台优惠折扣(元)": "0.00",
        "多多支付立减金额(元)": "0.00",
        "用户实付金额(元)": f"{received / 100:,.2f}",
        "商家实收金额(元)": f"{received / 100:,.2f}",
        "商品数量(件)": str(line.quantity),
        "商品id": f"5{order.number[-11:]}",
        "商品规格": line.sku.spec,
        "样式ID": f"12{order.number[-9:]}",
        "商家编码-规格维度": line.sku.code,
        "商家编码-商品维度": line.sku.code.split("-")[0],
        "售后状态": "无售后或售后取消",
        "订单成交时间": str(order.at),
        "是否分期": "否",
        "是否审核中": "否",
        "支付时间": str(order.paid_at),
        "承诺发货时间": str(order.paid_at + timedelta(hours=48)),
        "商品一级类目": "家居生活",
        "买家留言": order.remark,
        "收货人": order.name,
        "手机": order.phone,
        "省": place.province,
        "市": place.city,
        "区": place.district,
        "街道/镇": place.town,
        "收货地址": f"{place.province} {place.city} {place.district} {place.town} {order.detail}",
        "是否抽奖或0元试用": "否",
        "是否顺丰加价": "否",
    }
    return [row]


CASES = (
    Case("to be shipped", 82),
    Case(
        "a line break in the remark",
        1,
        {"买家留言": "请发顺丰到付\n谢谢老板"},
        {"remark": "请发顺丰到付 谢谢老板"},
    ),
    Case("markup in the remark", 1, order={"remark": MARKUP}),
    Case("a formula in the remark", 1, order={"remark": FORMULA}),
    Case("amounts with a thousands separator", 3, goods="BED-DWN-22", quantity=2),
    Case("the shop's own discount lowers the total", 5, order={"discount": 300}),
    Case(
        "a discount of the platform: the total stays",
        6,
        {
            "平台优惠折扣(元)": "2.00",
            "用户实付金额(元)": lambda row: (
                f"{float(row['商家实收金额(元)'].replace(',', '')) - 2:,.2f}"
            ),
        },
    ),
    Case(
        "name, phone and address starred",
        10,
        {
            "收货人": lambda row: row["收货人"][0] + "**",
            "手机": lambda row: f"{row['手机'][:3]}{MASK}{row['手机'][-4:]}",
            "收货地址": lambda row: f"{row['省']} {row['市']} {row['区']} {MASK}",
        },
        holds="masked_receiver",
    ),
    Case(
        "everything starred, the province too",
        4,
        dict.fromkeys(NOWHERE, MASK),
        holds="masked_receiver",
    ),
    Case(
        "no code, but the title of one SKU only",
        3,
        {
            "商品": lambda row: SKU[row["商家编码-规格维度"]].title,
            "商家编码-商品维度": "",
            "商家编码-规格维度": "",
        },
        goods="one title",
    ),
    Case(
        "the SKU's code wins over the product's",
        2,
        {"商家编码-商品维度": "CUP-01"},
        goods="TS-RED-M",
    ),
    Case(
        "only a product's code, and a title that several SKUs share",
        3,
        {
            "商品": lambda row: SKU[row["商家编码-规格维度"]].title,
            "商品规格": "",
            "商家编码-规格维度": "",
        },
        holds="unknown_sku",
        goods="shared title",
    ),
    Case(
        "a code that the catalog does not have",
        2,
        {
            "商家编码-规格维度": "OLD-88",
            "商家编码-商品维度": "OLD",
            "商品": "去年的灯芯绒抱枕",
            "商品规格": "均码",
        },
        holds="unknown_sku",
    ),
    Case("a refund is under way", 6, {"售后状态": "售后处理中"}, holds="refund_requested"),
    Case("goods of which the shelf has none", 1, goods="KIT-SCL-01"),
    Case("goods of which the shelf has none, another colour there", 2, goods="CUP-02"),
    Case("shipped", 6, {"订单状态": "已发货，待收货", "快递公司": "圆通快递"}, outcome="skipped"),
    Case("received", 5, {"订单状态": "已收货", "快递公司": "中通快递"}, outcome="skipped"),
    Case("cancelled", 4, {"订单状态": "已取消"}, outcome="skipped"),
    Case(
        "refunded unshipped",
        4,
        {"订单状态": "未发货，退款成功", "售后状态": "退款成功"},
        outcome="skipped",
    ),
    Case(
        "refunded on the way",
        1,
        {"订单状态": "已发货，退款成功", "售后状态": "退款成功"},
        outcome="skipped",
    ),
    Case(
        "refunded after receipt",
        1,
        {"订单状态": "已收货，退款成功", "售后状态": "退款成功"},
        outcome="skipped",
    ),
    bad("missing_order_number", "no order number", "订单号", ""),
    bad("damaged_order_number", "a number that a spreadsheet rounded", "订单号", "1.93E+17"),
    bad("bad_quantity", "quantity 0", "商品数量(件)", "0"),
    bad("bad_quantity", "quantity 1.5", "商品数量(件)", "1.5"),
    bad("impossible_date", "31 November", "支付时间", "2026-11-31 10:20:30"),
    bad("no_receiver", "neither name, address nor phone", "收货人", "", also=NOWHERE),
    Case("the same row again", 1, outcome="duplicate"),
)


FORMAT = Format(
    "pinduoduo-orders.csv",
    "utf-8-sig",
    CASES,
    rows,
    lambda rng, at, _n: f"{at:%y%m%d}-{rng.randrange(10**14, 10**15)}",
    freight=FREIGHT,
)


def written(lines: Iterable[Cells]) -> bytes:
    """The file as the platform writes it: a tab behind every value, empty ones too."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows([line[column] + "\t" for column in COLUMNS] for line in lines)
    return text.getvalue().encode("utf-8-sig")
