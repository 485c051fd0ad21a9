"""What China's platforms have in common: their clock, and how they speak of refunds."""

from __future__ import annotations

from typing import Final

from .base import Meaning

CHINA: Final = "Asia/Shanghai"
"""Where the clock of every Chinese platform stands."""

TWO_DAYS: Final = 48
"""Hours from payment to shipping, the rule of most platforms for goods in stock."""

STATUSES: Final = {
    **dict.fromkeys(
        (
            "待付款", "待支付", "等待付款", "等待买家付款", "未付款", "未支付", "待成团",
        ),
        Meaning.UNPAID,
    ),
    **dict.fromkeys(
        (
            "已付款", "已支付", "买家已付款", "待发货", "未发货", "等待发货", "等待卖家发货",
            "等待商家发货", "备货中", "待配货", "配货中", "拣货中", "待出库", "等待出库",
        ),
        Meaning.PAID,
    ),
    **dict.fromkeys(
        (
            "已发货", "卖家已发货", "商家已发货", "已出库", "待收货", "等待收货", "等待确认收货",
            "等待买家确认", "等待买家收货", "已收货", "已签收", "买家已签收", "交易成功",
            "交易完成", "已完成", "完成",
        ),
        Meaning.SHIPPED,
    ),
    **dict.fromkeys(
        (
            "已关闭", "已取消", "交易关闭", "交易取消", "交易失败", "订单关闭",
            "订单取消", "退款成功",
        ),
        Meaning.CLOSED,
    ),
    **dict.fromkeys(
        (
            "退款", "申请退款", "申请取消", "售后中",
        ),
        Meaning.REFUND,
    ),
}  # fmt: skip
"""What every platform says of an order. 部分发货 is not among them: what is left to ship, only a
person can tell, so it holds."""

REFUNDS: Final = {
    **dict.fromkeys(
        (
            "退款", "申请退款", "待退款", "同意退款", "仅退款", "部分退款", "退货", "换货", "补寄",
            "维修", "售后", "待商家", "待卖家", "待买家", "商家处理", "商家已同意", "等待商家",
            "等待卖家", "等待买家", "买家申请", "买家已经申请", "买家已申请", "买家已退货",
            "买家已经退货", "卖家已经同意", "卖家拒绝", "用户申请", "待审核", "待处理", "处理中",
            "平台处理中", "平台介入", "待平台",
        ),
        Meaning.REFUND,
    ),
    **dict.fromkeys(
        (
            "退款成功", "退款完成", "已退款", "全额退款", "已全额退款", "已退货退款",
        ),
        Meaning.CLOSED,
    ),
}  # fmt: skip
"""Words of a column about refunds and other claims. 售后完成 may be an exchange, too: it holds."""
