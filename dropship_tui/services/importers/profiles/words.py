"""What China's platforms have in common: their clock, and how they speak of refunds."""

from __future__ import annotations

from typing import Final

from .base import Meaning

CHINA: Final = "Asia/Shanghai"
"""Where the clock of every Chinese platform stands."""

TWO_DAYS: Final = 48
"""Hours from payment to shipping, the rule of most platforms for goods in stock."""

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
