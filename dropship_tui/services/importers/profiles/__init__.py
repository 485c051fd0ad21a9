"""The formats that we know. A new one is a module with a profile, named here."""

from __future__ import annotations

from . import (
    alibaba,
    amazon,
    douyin,
    ebay,
    etsy,
    jd,
    kuaishou,
    pinduoduo,
    sheet,
    shopify,
    taobao,
    templates,
    temu,
    tiktok,
    weixin,
    woocommerce,
    xiaohongshu,
    youzan,
)
from .base import Meaning, Profile

PROFILES: tuple[Profile, ...] = (
    taobao.ORDER_LIST,
    taobao.DETAIL_LIST,
    taobao.QIANNIU_ORDERS,
    taobao.QIANNIU_SUBORDERS,
    alibaba.PROFILE,
    pinduoduo.PROFILE,
    douyin.PROFILE,
    jd.PROFILE,
    kuaishou.PROFILE,
    xiaohongshu.PROFILE,
    weixin.PROFILE,
    youzan.PROFILE,
    temu.PROFILE,
    shopify.PROFILE,
    woocommerce.PROFILE,
    amazon.PROFILE,
    ebay.PROFILE,
    etsy.PROFILE,
    tiktok.PROFILE,
    templates.WMS,
    templates.CLIPBOARD,
    templates.WANGDIANTONG,
    templates.CAINIAO,
    sheet.PROFILE,
)
"""The generic sheet takes what none of the others recognises."""

BY_NAME = {profile.name: profile for profile in PROFILES}

__all__ = ["BY_NAME", "PROFILES", "Meaning", "Profile"]
