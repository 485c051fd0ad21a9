"""The words for states, actions and the like: the same on screens, prints and command lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from dropship_tui.i18n import _, ngettext, pgettext
from dropship_tui.models.lifecycle import Document
from dropship_tui.models.orders import HOLDS, NEWS
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

DOCUMENTS: Final = {
    "order": Words("order", "订单"),
    "parcel": Words("parcel", "包裹"),
    "case": Words("return case", "售后单"),
    "task": Words("task", "任务"),
}

ACTIONS: Final = {
    "submit": Words("submit", "提交"),
    "confirm": Words("confirm", "确认"),
    "open": Words("open a parcel", "开包裹"),
    "reopen": Words("reopen", "重新打开"),
    "ship": Words("ship", "发货"),
    "deliver": Words("deliver", "签收"),
    "complete": Words("complete", "完成"),
    "hold": Words("hold", "暂缓"),
    "release": Words("release", "放行"),
    "cancel": Words("cancel", "取消"),
    "edit": Words("edit", "修改"),
    "update": Words("update", "更新"),
    "heed": Words("deal with the news", "处理变更"),
    "notify": Words("notify", "通知顾客"),
    "check": Words("check the goods", "核对商品"),
    "review": Words("review", "评价"),
    "pack": Words("pack", "打包"),
    "courier": Words("choose a courier", "选快递"),
    "weigh": Words("weigh", "称重"),
    "label": Words("put a waybill on", "绑运单号"),
    "void_waybill": Words("void the waybill", "作废运单号"),
    "hand_over": Words("hand over", "交接"),
    "move": Words("move on", "运输"),
    "fail": Words("fail", "派送失败"),
    "return_to_sender": Words("return to sender", "退回"),
    "lose": Words("lose", "丢件"),
    "void": Words("take apart", "作废"),
    "request": Words("request", "申请"),
    "approve": Words("approve", "同意"),
    "reject": Words("reject", "拒绝"),
    "withdraw": Words("withdraw", "撤销"),
    "waybill": Words("note the waybill", "登记退货运单"),
    "receive": Words("receive", "收退货"),
    "inspect": Words("inspect", "验货"),
    "refund": Words("refund", "退款"),
    "close": Words("close", "结案"),
    "message": Words("write a message", "留言"),
    "plan": Words("plan", "计划"),
}
"""What may happen to a document (models.lifecycle)."""

CHANNELS: Final = {
    "manual": Words("by hand", "手工"),
    "taobao": Words("Taobao", "淘宝"),
    "1688": Words("1688", "1688"),
    "pinduoduo": Words("Pinduoduo", "拼多多"),
    "douyin": Words("Douyin", "抖音"),
    "jd": Words("JD", "京东"),
    "kuaishou": Words("Kuaishou", "快手"),
    "xiaohongshu": Words("Xiaohongshu", "小红书"),
    "weixin": Words("WeChat shop", "微信小店"),
    "youzan": Words("Youzan", "有赞"),
    "temu": Words("Temu", "Temu"),
    "shopify": Words("Shopify", "Shopify"),
    "woocommerce": Words("WooCommerce", "WooCommerce"),
    "amazon": Words("Amazon", "亚马逊"),
    "ebay": Words("eBay", "eBay"),
    "etsy": Words("Etsy", "Etsy"),
    "tiktok": Words("TikTok Shop", "TikTok Shop"),
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
    "waited": Words("wait is over", "约定日已到"),
    "stopped": Words("stopped in packing", "打包中叫停"),
    "news": Words("news after shipping", "发货后变更"),
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

MESSAGES: Final = {
    "pending": Words("to send", "待发送"),
    "sent": Words("sent", "已发送"),
    "failed": Words("failed", "失败"),
}
"""How a message to a customer stands."""

SENDERS: Final = {"us": Words("we", "我方"), "customer": Words("customer", "顾客")}

PLACES: Final = {
    "supplier": Words("supplier", "供应商"),
    "shelf": Words("shelf", "货架"),
    "customer": Words("customer", "顾客"),
    "quarantine": Words("quarantine", "待检区"),
    "scrap": Words("scrap", "报废"),
    "adjustment": Words("adjustment", "盘点调整"),
}

MOVE_REASONS: Final = {
    "receive": Words("received", "采购入库"),
    "ship": Words("shipped", "发货出库"),
    "count": Words("counted", "盘点"),
    "damage": Words("damaged", "破损"),
    "loss": Words("lost", "丢失"),
    "found": Words("found", "盘盈"),
    "sample": Words("sample", "样品"),
    "other": Words("other", "其他"),
    "return": Words("came back", "退货收件"),
    "return_good": Words("came back, good", "退货，完好"),
    "return_opened": Words("came back, opened", "退货，已拆封"),
    "return_damaged": Words("came back, damaged", "退货，破损"),
    "return_wrong": Words("came back, not ours", "退货，非我方商品"),
    "return_missing": Words("did not come back", "退货，缺失"),
}
"""Why goods were moved (the ledger's codes)."""

HOLD_CAUSES: Final = {
    "manual": Words("Just wait", "先等一等"),
    "customer": Words("The customer asked for it", "顾客要求"),
    "stock": Words("Out of stock", "缺货"),
    "address": Words("The address is not right", "地址有误"),
    "other": Words("Another reason", "其他原因"),
}
"""Why staff may hold an order (models.orders.HOLD_REASONS)."""

SIGNED_BY: Final = {
    "self": Words("The receiver signed", "本人签收"),
    "agent": Words("Somebody signed for the receiver", "他人代签"),
    "locker": Words("It lies in a locker or at a pick-up point", "放在快递柜或驿站"),
    "damaged": Words("It arrived damaged", "到货破损"),
}
"""How a parcel arrived (models.receipts.SIGNED_BY, and whether it was damaged)."""

CHECK_RESULTS: Final = {
    "ok": Words("The goods are right", "商品无误"),
    "missing": Words("Something is missing", "少件"),
    "wrong": Words("Something else was in it", "发错货"),
    "damaged": Words("Something is damaged", "有破损"),
    "quality": Words("The quality is not right", "质量问题"),
}
"""What the customer finds (models.receipts.CHECK_RESULTS)."""

TRACKING: Final = {
    "pending": Words("not collected yet", "待揽收"),
    "picked_up": Words("collected", "已揽收"),
    "in_transit": Words("in transit", "运输中"),
    "out_for_delivery": Words("out for delivery", "派送中"),
    "ready_for_pickup": Words("waits at a pick-up point", "待取件"),
    "delivered": Words("delivered", "已签收"),
    "delivery_delayed": Words("delayed", "延误"),
    "delivery_failed": Words("delivery failed", "派送失败"),
    "on_hold": Words("held by the courier", "快递滞留"),
    "return_to_sender": Words("on its way back to us", "退回途中"),
    "cancelled": Words("cancelled", "已取消"),
    "unknown": Words("unknown", "未知"),
}
"""Where couriers say that a parcel is (models.receipts.TrackingState)."""

FIELDS: Final = {
    "name": Words("name", "姓名"),
    "phone": Words("phone", "电话"),
    "extension": Words("extension", "分机号"),
    "country": Words("country", "国家"),
    "province": Words("province", "省份"),
    "city": Words("city", "城市"),
    "district": Words("district", "区县"),
    "street": Words("street", "街道"),
    "detail": Words("address", "详细地址"),
    "postcode": Words("postcode", "邮编"),
    "remark": Words("remark", "备注"),
    "goods": Words("goods", "商品"),
    "freight": Words("freight", "运费"),
    "discount": Words("discount", "优惠"),
    "reseller": Words("reseller", "分销商"),
}
"""What can be corrected in an order."""

RULES: Final = {
    "taobao-7d": Words("7 days without reason", "七天无理由退货"),
}
"""The names of rules of after-sales that the program brings along."""

_HOLD_REASONS: Final = {
    **HOLD_CAUSES,
    **HOLDS,
    "platform_shipped": Words(
        "shipped by somebody else, says the platform", "平台显示已由他人发货"
    ),
    "platform_status": Words("the platform says what nobody here knows", "平台状态无法识别"),
    "platform_address": Words("the platform has another address now", "平台上的地址已变更"),
}

_REASONS: Final[Mapping[tuple[Document, str], Mapping[str, Words]]] = {
    (Document.ORDER, "hold"): _HOLD_REASONS,
    (Document.ORDER, "release"): HOLDS,
    (Document.ORDER, "cancel"): {
        "platform_closed": Words("closed by the platform", "平台已关闭"),
        "merged_into": Words("merged into", "已合并到"),
    },
    (Document.ORDER, "submit"): {"split_from": Words("split from", "拆自")},
    (Document.ORDER, "edit"): {
        **FIELDS,
        "merged": Words("merged with", "合并了"),
        "split": Words("split into", "拆出"),
    },
    (Document.ORDER, "update"): {
        "lines": Words("goods added", "增加商品"),
        "order": Words("the rest of the order", "补充整单信息"),
        "paid": Words("paid", "已付款"),
        **NEWS,
    },
    (Document.ORDER, "notify"): {"shipped": Words("that it was shipped", "发货通知")},
    (Document.ORDER, "complete"): {"auto": Words("by itself", "自动确认")},
    (Document.ORDER, "check"): CHECK_RESULTS,
    (Document.PARCEL, "deliver"): SIGNED_BY,
    (Document.PARCEL, "move"): TRACKING,
    (Document.PARCEL, "fail"): TRACKING,
    (Document.PARCEL, "return_to_sender"): TRACKING,
}
"""The codes that events keep as their reasons; anything else is told as it was written."""

_NO_NAMES: Final[Mapping[str, str]] = {}


def listed(things: Iterable[str]) -> str:
    """A few things in a line, as the language in use lists them."""
    return pgettext("between the things of a list", ", ").join(things)


def caption(name: str) -> str:
    """What stands before something to say what it is: "Remark: "."""
    return _("{name}: ").format(name=name)


def reason_words(
    document: Document, action: str, reason: str, couriers: Mapping[str, str] = _NO_NAMES
) -> str:
    """An event's reason as people say it. `couriers` are the couriers' names by their codes."""
    if (document, action) == (Document.ORDER, "review"):
        goods, _slash, service = reason.partition("/")
        return _("goods {goods}, service {service}").format(goods=goods, service=service)
    if action in ("courier", "label"):
        code, space, waybill = reason.partition(" ")
        return f"{couriers.get(code, code)}{space}{waybill}"
    codes = _REASONS.get((document, action))
    if codes is None or reason in codes:
        return word(codes or {}, reason)
    known, _colon, said = reason.partition(": ")
    if any(code not in codes for code in known.split(", ")):
        return reason
    told = listed(word(codes, code) for code in known.split(", "))
    return f"{caption(told)}{said}" if said else told


def rule_words(rule: str) -> str:
    """The name of a rule of after-sales; a name that the shop gave stands for itself."""
    defect = re.fullmatch("defect-([0-9]+)d", rule)
    if defect:
        days = int(defect[1])
        return ngettext("{n} day for defects", "{n} days for defects", days).format(n=days)
    return word(RULES, rule)


def status_word(document: Document, status: str) -> str:
    """The word for a document's status, in the language in use."""
    return str(_STATUS[document].get(status, status))


def word(table: Mapping[str, Words], code: str) -> str:
    """The word for `code`; a code of somebody's own stands for itself."""
    return str(table.get(code, code))
