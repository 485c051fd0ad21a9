"""Places as short as the trade says them: 浙江 杭州."""

from __future__ import annotations

import re

from dropship_tui.models.address import CHINA, Receiver
from dropship_tui.services.addresses import layouts

# 延边朝鲜族自治州 is 延边 to everybody; 市区 and the like keep at least two characters.
_ENDING = re.compile(
    "(?<=..)(?:特别行政区|(?:[\u4e00-\u9fff]{1,3}族|维吾尔)*(?:自治区|自治州|自治县)|省|市|地区|盟)$"
)


def short_place(province: str, city: str) -> str:
    """Province and city without what kind of division they are; a municipality once."""
    names = [_ENDING.sub("", name) for name in (province, city)]
    return " ".join(dict.fromkeys(name for name in names if name))


def whole_place(receiver: Receiver) -> str:
    """The whole address in one line, as it is written where it is; a municipality once."""
    if receiver.country != CHINA:
        return layouts.written(receiver)
    names = (receiver.province, receiver.city, receiver.district, receiver.street)
    return "".join([*dict.fromkeys(filter(None, names)), receiver.detail])
