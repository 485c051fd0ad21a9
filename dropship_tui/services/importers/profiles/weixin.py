"""WeChat shops (微信小店, 视频号小店): a row per item (FORMATS 1.10)."""

from __future__ import annotations

from dropship_tui.models.plan import Words

from .base import Meaning, Profile
from .words import CHINA, REFUNDS, STATUSES, TWO_DAYS

PROFILE = Profile(
    name="weixin",
    title=Words("WeChat shop order export", "微信小店订单导出"),
    channel="weixin",
    telling=(
        "订单下单时间", "订单实际支付金额", "订单实际收款金额", "跨店优惠", "商品编码(平台)",
        "商品编码(自定义)", "SKU编码(自定义)", "商品价格(单件)", "带货方式", "带货账号昵称",
        "打标颜色", "礼物单号", "商品售后",
    ),
    columns={
        "order_no": ("订单号",),
        "name": ("收件人姓名",),
        "mobile": ("收件人手机",),
        "province": ("省",),
        "city": ("市",),
        "district": ("区",),
        "address": ("收件人地址",),
        "sku_code": ("SKU编码(自定义)",),
        "product_code": ("商品编码(自定义)", "商品编码(平台)"),
        "title": ("商品名称",),
        "spec": ("商品属性",),
        "quantity": ("商品数量",),
        "price": ("商品价格(单件)",),
        "freight": ("订单运费",),
        "order_discount": ("商品优惠",),
        "payment": ("支付方式",),
        "paid_at": ("支付时间",),
        "ordered_at": ("订单下单时间",),
        "ship_by": ("承诺发货时间",),
        "remark": ("买家备注", "定制信息"),
        "seller_note": ("商家备注",),
        "status": ("订单状态",),
        "refund_status": ("商品售后",),
        "shop": ("店铺名称",),
    },
    statuses={
        **STATUSES,
        "全部商品售后": Meaning.CLOSED,
        "未付款用户主动取消": Meaning.CLOSED,
        "未付款取消": Meaning.CLOSED,
    },
    refunds=REFUNDS,
    paid_by="wechat",
    zone=CHINA,
    ship_within_hours=TWO_DAYS,
)  # fmt: skip
