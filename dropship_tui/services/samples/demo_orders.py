"""The demo's customers and what they order: everybody is invented, only the places are real."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Final

from dropship_tui.models.address import Receiver
from dropship_tui.models.money import Money
from dropship_tui.models.orders import NewLine, NewOrder, Payment

FAMILY_NAMES: Final = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜"
GIVEN_NAMES: Final = (
    "晓雨", "子涵", "建国", "秀英", "海燕", "志强", "文静", "雅婷", "浩然", "思琪", "明轩", "桂兰",
    "俊杰", "诗涵", "国栋", "丽华", "梓萱", "天佑", "春生", "若水",
)  # fmt: skip
STREETS: Final = ("青禾路", "听松街", "橘林路", "白沙大道", "望湖路", "枫桥巷", "云栖路", "桂花街")
PLACES: Final = (
    ("浙江省", "杭州市", "余杭区"),
    ("浙江省", "宁波市", "鄞州区"),
    ("江苏省", "苏州市", "吴中区"),
    ("江苏省", "南京市", "江宁区"),
    ("上海市", "上海市", "浦东新区"),
    ("北京市", "北京市", "朝阳区"),
    ("广东省", "广州市", "天河区"),
    ("广东省", "深圳市", "福田区"),
    ("广东省", "东莞市", ""),
    ("福建省", "福州市", "鼓楼区"),
    ("四川省", "成都市", "武侯区"),
    ("重庆市", "重庆市", "渝北区"),
    ("湖北省", "武汉市", "洪山区"),
    ("湖南省", "长沙市", "岳麓区"),
    ("山东省", "青岛市", "市南区"),
    ("河南省", "郑州市", "金水区"),
    ("陕西省", "西安市", "雁塔区"),
    ("辽宁省", "沈阳市", "和平区"),
    ("黑龙江省", "哈尔滨市", "南岗区"),
    ("云南省", "昆明市", "五华区"),
    ("广西壮族自治区", "桂林市", "恭城瑶族自治县"),
    ("新疆维吾尔自治区", "乌鲁木齐市", "天山区"),
    ("西藏自治区", "阿里地区", "噶尔县"),
)
REMARKS: Final = (
    "不要发顺丰",
    "放门卫室，谢谢",
    "送礼用，请不要放价格单",
    "周末再送",
    "[/b]尽快发货",
    "=1+1 包装好一点",
)


@dataclass(frozen=True, slots=True)
class Source:
    """Where orders come from. `digits` is the length of the order numbers that are given there."""

    channel: str
    shop: str
    reseller: str
    paid_by: str
    digits: int


SOURCES: Final = (
    Source("taobao", "小山家居旗舰店", "", "alipay", 19),
    Source("taobao", "小山家居旗舰店", "", "alipay", 19),
    Source("pinduoduo", "小山日用", "", "wechat", 15),
    Source("sheet", "", "阿美", "balance", 10),
    Source("manual", "", "小店优选", "wechat", 0),
    Source("manual", "", "", "cash", 0),
)


def invent(chance: Random, source: Source, skus: Sequence[str], *, by: datetime) -> NewOrder:
    """An order that somebody has placed in the fifteen hours before `by`."""
    ordered_at = by - timedelta(minutes=chance.randrange(10, 15 * 60))
    number = "".join(chance.choices("123456789", k=source.digits))
    chosen = chance.sample(skus, chance.choice((1, 1, 1, 2, 3)))
    is_paid = chance.random() > 0.03
    return NewOrder(
        receiver=_somebody(chance),
        lines=tuple(
            NewLine(
                quantity=chance.choice((1, 1, 1, 2, 3)),
                code=sku,
                external_no=f"{number}:{sku}" if number else "",
            )
            for sku in chosen
        ),
        ordered_at=ordered_at,
        channel=source.channel,
        shop=source.shop,
        reseller=source.reseller,
        external_no=number,
        freight=Money(chance.choice((0, 0, 400, 600))),
        paid=Payment(source.paid_by, ordered_at + timedelta(minutes=2)) if is_paid else None,
        remark=chance.choice(REMARKS) if chance.random() < 0.15 else "",
        holds=_holds(chance, is_paid=is_paid),
    )


def _somebody(chance: Random) -> Receiver:
    province, city, district = chance.choice(PLACES)
    house, room = chance.randrange(1, 300), chance.randrange(101, 2400)
    return Receiver(
        name=chance.choice(FAMILY_NAMES) + chance.choice(GIVEN_NAMES),
        phone=f"1390013{chance.randrange(10_000):04d}",
        extension=f"{chance.randrange(10_000):04d}" if chance.random() < 0.1 else "",
        province=province,
        city=city,
        district=district,
        detail=f"{chance.choice(STREETS)}{house}号{room}室",
    )


def _holds(chance: Random, *, is_paid: bool) -> tuple[str, ...]:
    if not is_paid:
        return ("unpaid",)
    return ("refund_requested",) if chance.random() < 0.02 else ()
