"""The five plan tables (计划表) as data: 23 tasks, who does them, and when they are due.

This is the one place that lists them. A row of an order's plan completes by the events of the
order, its parcels and its return cases (`models.lifecycle` says which event completes which
task); stage 2 completes by the times that the order brings along.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from dropship_tui.i18n import language


@dataclass(frozen=True, slots=True)
class Words:
    """The same words in both languages."""

    en: str
    zh: str

    def __str__(self) -> str:
        return self.zh if language() == "zh_CN" else self.en


class Stage(IntEnum):
    """The five tables, in the trade's order."""

    SETUP = 1
    ORDER = 2
    FULFIL = 3
    RECEIPT = 4
    AFTERSALES = 5

    @property
    def title(self) -> Words:
        """The name of the table."""
        return _STAGES[self]


_STAGES: Final = {
    Stage.SETUP: Words("Setup", "供应商准备"),
    Stage.ORDER: Words("Order", "顾客下单"),
    Stage.FULFIL: Words("Fulfilment", "供应商处理订单"),
    Stage.RECEIPT: Words("Receipt", "顾客收货"),
    Stage.AFTERSALES: Words("After-sales", "售后服务"),
}


@dataclass(frozen=True, slots=True)
class Due:
    """Due `hours` after the time `anchor`; `policy` names a shop policy in days that adds to it.

    Anchors are times of the order (ship_by, shipped, delivered) or of its return case
    (requested, approved, received).
    """

    anchor: str
    hours: int = 0
    policy: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """One row of a plan table. `who`: supplier or customer."""

    code: str
    stage: Stage
    who: str
    title: Words
    description: Words
    due: Due | None = None


TASKS: Final = (
    Task(
        "setup.partners",
        Stage.SETUP,
        "supplier",
        Words("Find suitable partners", "寻找合适的供应商"),
        Words(
            "Talk with suppliers and resellers, agree on terms, sign the agreement.",
            "与供应商、分销商洽谈，谈妥合作条件并签订协议。",
        ),
    ),
    Task(
        "setup.products",
        Stage.SETUP,
        "supplier",
        Words("Complete the product information", "完善商品信息"),
        Words(
            "Photograph and measure every SKU and describe it accurately.",
            "为每个商品拍照、测量并写好准确的描述。",
        ),
    ),
    Task(
        "setup.prices",
        Stage.SETUP,
        "supplier",
        Words("Set the prices", "设置产品价格"),
        Words(
            "Set cost, market and selling price so that each SKU has a margin.",
            "定好成本价、市场价和供货价，保证每个商品有利润。",
        ),
    ),
    Task(
        "setup.stock",
        Stage.SETUP,
        "supplier",
        Words("Set up stock keeping", "建立库存管理系统"),
        Words(
            "Count what is there once; from then on every move is recorded.",
            "完成初始盘点，此后每次出入库都有记录。",
        ),
    ),
    Task(
        "setup.couriers",
        Stage.SETUP,
        "supplier",
        Words("Arrange couriers", "准备快递物流资源"),
        Words(
            "Choose couriers, load their rate cards and waybill numbers.",
            "选定快递公司，导入价格表和面单号。",
        ),
    ),
    Task(
        "order.choose",
        Stage.ORDER,
        "customer",
        Words("Browse and choose", "浏览商品并选择"),
        Words("The customer looks around and chooses goods.", "顾客浏览并挑选商品。"),
    ),
    Task(
        "order.cart",
        Stage.ORDER,
        "customer",
        Words("Put into the cart", "添加至购物车"),
        Words("The chosen goods and quantities go into the cart.", "选好的商品和数量放进购物车。"),
    ),
    Task(
        "order.address",
        Stage.ORDER,
        "customer",
        Words("Fill in address and contact", "填写收货地址和联系方式"),
        Words("The receiver's name, phone and address are known.", "收件人姓名、电话、地址齐全。"),
    ),
    Task(
        "order.payment",
        Stage.ORDER,
        "customer",
        Words("Choose how to pay, and pay", "选择支付方式"),
        Words("A way to pay is chosen and the order is paid.", "选定支付方式并完成付款。"),
    ),
    Task(
        "order.submit",
        Stage.ORDER,
        "customer",
        Words("Submit the order", "提交订单"),
        Words("The customer checks the order and submits it.", "顾客核对无误后提交订单。"),
    ),
    Task(
        "fulfil.confirm",
        Stage.FULFIL,
        "supplier",
        Words("Confirm, make the shipping note", "确认订单并生成发货单"),
        Words(
            "Check the order, reserve its stock, make the shipping note.",
            "核对订单，预留库存，生成发货单。",
        ),
        Due("ship_by", -24),
    ),
    Task(
        "fulfil.pack",
        Stage.FULFIL,
        "supplier",
        Words("Pick and pack", "准备商品并进行包装"),
        Words(
            "Pick the goods, verify each by scan, pack and weigh them.",
            "拣货，逐件扫码核对，打包称重。",
        ),
        Due("ship_by", -4),
    ),
    Task(
        "fulfil.courier",
        Stage.FULFIL,
        "supplier",
        Words("Choose courier and service", "选择物流公司及配送方式"),
        Words(
            "Compare the quotes and choose who carries the parcel.",
            "比较报价，选定承运的快递和服务。",
        ),
        Due("ship_by", -2),
    ),
    Task(
        "fulfil.ship",
        Stage.FULFIL,
        "supplier",
        Words("Ship", "发货"),
        Words(
            "Put the waybill on the parcel and hand it over to the courier.",
            "贴好面单，交接给快递公司。",
        ),
        Due("ship_by"),
    ),
    Task(
        "fulfil.notify",
        Stage.FULFIL,
        "supplier",
        Words("Update the order's status", "更新订单状态"),
        Words(
            "Tell the customer that it is on the way and give the number back.",
            "通知顾客已发货并回传运单号。",
        ),
        Due("shipped", 2),
    ),
    Task(
        "receipt.arrive",
        Stage.RECEIPT,
        "customer",
        Words("Receive the parcel", "收到包裹"),
        Words("The parcel arrives, and is intact or not.", "收到包裹，验看包装是否完好。"),
        Due("shipped", 7 * 24),
    ),
    Task(
        "receipt.confirm",
        Stage.RECEIPT,
        "customer",
        Words("Confirm receipt", "确认收货"),
        Words(
            "The customer confirms, or time does so after some days.",
            "顾客确认收货，或到期自动确认。",
        ),
        Due("delivered", policy="auto_confirm_days"),
    ),
    Task(
        "receipt.check",
        Stage.RECEIPT,
        "customer",
        Words("Check the goods", "检查商品信息"),
        Words("The goods are compared with the order.", "核对收到的商品与订单是否一致。"),
        Due("delivered", 48),
    ),
    Task(
        "receipt.review",
        Stage.RECEIPT,
        "customer",
        Words("Review goods and supplier", "评价商品与供应商"),
        Words("The customer rates the goods and the service.", "顾客对商品和服务打分评价。"),
        Due("delivered", 15 * 24),
    ),
    Task(
        "aftersales.request",
        Stage.AFTERSALES,
        "supplier",
        Words("Decide on the request", "处理顾客退换货申请"),
        Words(
            "Decide by the policy whether the goods may come back.", "按退换货政策审核顾客的申请。"
        ),
        Due("requested", 48),
    ),
    Task(
        "aftersales.parcel",
        Stage.AFTERSALES,
        "supplier",
        Words("Return and exchange parcels", "发出退换货快递"),
        Words(
            "The goods come back with a waybill; the replacement goes out.",
            "退货寄回并登记运单，换货寄出。",
        ),
        Due("approved", 7 * 24),
    ),
    Task(
        "aftersales.refund",
        Stage.AFTERSALES,
        "supplier",
        Words("Refund", "退款处理"),
        Words("Pay back once the goods are back and inspected.", "退货验收后退款。"),
        Due("received", 7 * 24),
    ),
    Task(
        "aftersales.resolve",
        Stage.AFTERSALES,
        "supplier",
        Words("Talk and settle", "售后沟通与解决问题"),
        Words("Talk with the customer until the matter is settled.", "与顾客沟通，直到问题解决。"),
        Due("requested", 15 * 24),
    ),
)


def tasks_of(*stages: Stage) -> tuple[Task, ...]:
    """The tasks of these stages, in the trade's order."""
    return tuple(task for task in TASKS if task.stage in stages)
