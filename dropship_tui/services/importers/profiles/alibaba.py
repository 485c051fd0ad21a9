"""1688: the seller's order export; the cells of an order are merged over its rows (FORMATS 1.4)."""

from __future__ import annotations

from dropship_tui.models.plan import Words

from .base import Meaning, Profile
from .words import CHINA, REFUNDS, STATUSES

PROFILE = Profile(
    name="1688",
    title=Words("1688 order export", "1688 订单导出"),
    channel="1688",
    telling=(
        "买家公司名", "卖家公司名", "卖家会员名", "涨价或折扣(元)", "货品总价(元)", "货品标题",
        "单品货号", "Offer ID", "货品种类", "下游订单号", "是否代发订单",
    ),
    columns={
        "order_no": ("订单编号",),
        "name": ("收货人姓名",),
        "address": ("收货地址",),
        "phone": ("联系电话",),
        "mobile": ("联系手机",),
        "postcode": ("邮编",),
        "sku_code": ("单品货号", "物料编号"),
        "product_code": ("货号",),
        "title": ("货品标题",),
        "spec": ("型号",),
        "quantity": ("数量",),
        "price": ("单价(元)",),
        "freight": ("运费(元)",),
        "adjustment": ("涨价或折扣(元)",),
        "paid_at": ("订单付款时间",),
        "ordered_at": ("订单创建时间",),
        "remark": ("买家留言",),
        "status": ("订单状态",),
        "refund_status": ("退款状态", "售后状态"),
        "shop": ("卖家会员名",),
    },
    statuses={
        **STATUSES,
        "退款中": Meaning.REFUND,
    },
    refunds=REFUNDS,
    paid_by="alipay",
    zone=CHINA,
)  # fmt: skip
