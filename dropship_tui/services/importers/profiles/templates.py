"""Sheets that resellers fill in, in the shapes of common programs (FORMATS 1.14).

They may have any column that the generic sheet knows, under any of its names.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from dropship_tui.models.plan import Words

from . import sheet

WMS: Final = replace(
    sheet.PROFILE,
    name="wms",
    title=Words("Warehouse template for dropshipping", "WMS 一件代发模板"),
    telling=("收件人手机/电话", "收件人详细地址"),
)

CLIPBOARD: Final = replace(
    sheet.PROFILE,
    name="clipboard",
    title=Words("Orders copied with their receivers in one cell", "收货信息粘贴表"),
    telling=("收货信息", "备注信息", "快递单号"),
)

WANGDIANTONG: Final = replace(
    sheet.PROFILE,
    name="wangdiantong",
    title=Words("Wangdiantong order template", "旺店通建单模板"),
    telling=("原始单号", "发货条件", "应收合计", "货品总价"),
    enough=3,
)

CAINIAO: Final = replace(
    sheet.PROFILE,
    name="cainiao",
    title=Words("Cainiao dropshipping template", "菜鸟代发模板"),
    telling=("[商品]x数量;",),
    enough=1,
    columns={
        **sheet.PROFILE.columns,
        "remark": (*sheet.PROFILE.columns["remark"], "其他"),
    },
)
