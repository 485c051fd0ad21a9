"""The words for states, actions and the like: the same on screens, prints and command lines."""

from __future__ import annotations

from typing import Final

from dropship_tui.models.lifecycle import Document
from dropship_tui.models.plan import Words

_STATUS: Final = {
    Document.ORDER: {
        "new": Words("new", "待确认"),
        "confirmed": Words("confirmed", "已确认"),
        "packing": Words("packing", "打包中"),
        "shipped": Words("shipped", "已发货"),
        "delivered": Words("delivered", "已签收"),
        "completed": Words("completed", "已完成"),
        "on_hold": Words("on hold", "暂缓"),
        "cancelled": Words("cancelled", "已取消"),
    },
    Document.PARCEL: {
        "open": Words("open", "待打包"),
        "packed": Words("packed", "已打包"),
        "labelled": Words("labelled", "已贴单"),
        "handed_over": Words("handed over", "已交接"),
        "in_transit": Words("in transit", "运输中"),
        "delivered": Words("delivered", "已签收"),
        "exception": Words("exception", "异常件"),
        "returned_to_sender": Words("returned to sender", "退回"),
        "lost": Words("lost", "丢件"),
        "void": Words("void", "作废"),
    },
    Document.CASE: {
        "requested": Words("requested", "待审核"),
        "approved": Words("approved", "已同意"),
        "in_transit": Words("on its way back", "退回途中"),
        "received": Words("received", "已收到退货"),
        "inspected": Words("inspected", "已验货"),
        "settled": Words("settled", "已处理"),
        "closed": Words("closed", "已结案"),
        "rejected": Words("rejected", "已拒绝"),
        "withdrawn": Words("withdrawn", "已撤销"),
    },
    Document.TASK: {
        "open": Words("open", "未完成"),
        "done": Words("done", "已完成"),
    },
}

CHANNELS: Final = {
    "manual": Words("by hand", "手工"),
    "taobao": Words("Taobao", "淘宝"),
    "pinduoduo": Words("Pinduoduo", "拼多多"),
    "sheet": Words("spreadsheet", "表格"),
}

CASE_TYPES: Final = {
    "return": Words("return", "退货退款"),
    "exchange": Words("exchange", "换货"),
    "refund_only": Words("refund only", "仅退款"),
    "reship": Words("reship", "补发"),
    "intercept": Words("intercept", "拦截"),
}

CASE_REASONS: Final = {
    "no_reason": Words("no reason", "七天无理由"),
    "size": Words("size does not fit", "尺寸不合适"),
    "quality": Words("poor quality", "质量问题"),
    "damaged": Words("arrived damaged", "收到破损"),
    "wrong": Words("wrong goods", "发错货"),
    "missing": Words("goods missing", "少件漏发"),
    "lost": Words("lost on the way", "快递丢失"),
    "late": Words("too late", "发货太慢"),
    "customer": Words("customer's wish", "顾客原因"),
    "other": Words("other", "其他"),
}

GRADES: Final = {
    "good": Words("good", "完好"),
    "opened": Words("opened", "已拆封"),
    "damaged": Words("damaged", "破损"),
    "wrong": Words("not ours", "非我方商品"),
    "missing": Words("missing", "缺失"),
}

PARTNER_KINDS: Final = {
    "supplier": Words("supplier", "供应商"),
    "reseller": Words("reseller", "分销商"),
}

PAID_BY: Final = {
    "alipay": Words("Alipay", "支付宝"),
    "wechat": Words("WeChat", "微信"),
    "bank": Words("bank", "银行转账"),
    "cash": Words("cash", "现金"),
    "balance": Words("prepaid", "预存款"),
    "other": Words("other", "其他"),
}

TODAY: Final = {
    "orders": Words("Orders", "订单"),
    "packing": Words("Packing", "打包"),
    "receipts": Words("On the way", "在途"),
    "returns": Words("Returns", "售后"),
    "stock": Words("Stock", "库存"),
    "messages": Words("Messages", "通知"),
}
"""The lines of the Today board (services.today)."""

TALLIES: Final = {
    "new": Words("new", "待确认"),
    "confirmed": Words("confirmed", "待开包裹"),
    "held": Words("held", "暂缓"),
    "open": Words("to pack", "待打包"),
    "packed": Words("no waybill", "已打包，无面单"),
    "labelled": Words("to hand over", "待交接"),
    "on_the_way": Words("on the way", "运输中"),
    "silent": Words("silent", "无更新"),
    "overdue": Words("overdue", "超时未到"),
    "to_confirm": Words("to confirm", "待确认收货"),
    "ours": Words("our turn", "待我方处理"),
    "received": Words("to inspect", "已到，待验货"),
    "late": Words("late", "已超时"),
    "low": Words("low", "库存偏低"),
    "empty": Words("empty", "缺货"),
    "pending": Words("to send", "待发送"),
    "failed": Words("failed", "失败"),
}
"""What the Today board counts."""


def status_word(document: Document, status: str) -> str:
    """The word for a document's status, in the language in use."""
    return str(_STATUS[document].get(status, status))


def word(table: dict[str, Words], code: str) -> str:
    """The word for `code`; a code of somebody's own stands for itself."""
    return str(table.get(code, code))
