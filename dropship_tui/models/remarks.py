"""What buyers and sellers ask for in their remarks, as far as the house must obey it.

The vocabulary is data: shapes that ask, and shapes that look alike and do not. A remark is read
in clauses; what one clause denies is not asked for by another.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final

from dropship_tui.models.text import fold

_DAY = r"(?:\d{1,2}[./\-月]\d{1,2}[日号]?|\d{1,2}[日号])"
_LATER = (
    r"(?:大?后天|明天|明日|过几天|过两天|晚[一两几]天|晚点|晚些|月底|月初|月中|年底|下下?周[一二三四五六日天末]?"
    r"|下下?个?(?:星期|礼拜)[一二三四五六日天]?|下个?月|(?:本|这)?周[一二三四五六日天末]|(?:星期|礼拜)[一二三四五六日天])"
)
_AFTER = r"(?:以后|之后|过后|后|左右|当天)?(?:再|才|统一|一起)?"
_END = r"(?:货|出|走|件|快递)?(?:$|[吧哦噢喔啊呀哈嗷嘛谢请亲即可\s])"

WAITS: Final = (
    r"等(?:我|买家|客户|客人|电话|微信)?(?:的)?(?:通知|消息|电话|指令)(?!单)",
    r"(?:听|待|另行|收到)通知(?:后)?(?:再|才)?(?:发|安排|寄)",
    r"(?:先|暂|暂时|暂且|现在|目前)(?:不要|不用|不|别|勿|停)(?:发|寄|出货)(?!票|错|漏|混|顺丰|中通|圆通|韵达|申通|极兔|邮政)",
    r"(?:暂缓|延后|推迟|延迟|延期|缓)(?:几天|一下)?(?:再)?(?:发|寄|出货)",
    rf"{_DAY}{_AFTER}(?:发|寄){_END}",
    rf"{_LATER}{_AFTER}(?:发|寄){_END}",
    rf"(?:节|年|国庆|中秋|春节|五一|十一|元旦|双十一|放假|假期|收假|开学)(?:以|之|过)?后(?:再|才)?(?:发|寄){_END}",
    r"waitfor|hold(?:un)?til|(?:don't|donot)shipbefore|ship(?:on|after)",
)
"""What asks to wait, or to ship on a day to come; as folded text has it, without spaces."""

NO_WAITS: Final = (
    rf"(?:{_DAY}|{_LATER})(?:之|以)?前",
    r"(?:不用|不必|无需|不要|别|不)等",
    r"(?:送货|派送|派件|配送)之?前",
    r"(?:今天|今日|当天|立即|马上|尽快|现在)(?:就)?(?:发|寄)",
)
"""What names a day or the waiting, and asks for haste or for nothing."""

_CLAUSE = re.compile(r"[,，;；。!！?？\n]|(?<!\d)\.|\.(?!\d)")
_WAITS = re.compile("|".join(WAITS))
_NO_WAITS = re.compile("|".join(NO_WAITS))


# 5.22发, 5月22日后再发, 22号发, 后天发货.
_WISHED = re.compile(
    r"(?:(?P<month>\d{1,2})[./\-月](?P<day>\d{1,2})[日号]?|(?P<only>\d{1,2})[日号]"
    rf"|(?P<soon>大后天|后天|明天|明日)){_AFTER}(?:发|寄)"
)
_SOON: Final = {"明天": 1, "明日": 1, "后天": 2, "大后天": 3}
_A_MONTH: Final = timedelta(days=30)
_HALF_A_MONTH: Final = timedelta(days=15)


def asks_to_wait(*remarks: str) -> bool:
    """Whether one of the remarks asks to ship later: when told, or on a day."""
    return any(_waiting(remarks))


def day_to_ship(today: date, *remarks: str) -> date | None:
    """The day on which the remarks ask to ship, the last if there are several; None without one.

    A day that is more than a month back is next year's (1.5 in December), and a day of the month
    alone that is more than half a month back is next month's.
    """
    days = [_day(match, today) for clause in _waiting(remarks) if (match := _WISHED.search(clause))]
    return max(filter(None, days), default=None)


def ship_by(due: datetime, today: date, zone: tzinfo, *remarks: str) -> datetime:
    """When an order must leave that is `due` by the shop's rule: later if a remark says so."""
    day = day_to_ship(today, *remarks)
    return max(due, datetime.combine(day, time(23, 59, 59), zone)) if day else due


def _waiting(remarks: Iterable[str]) -> Iterator[str]:
    """The clauses that ask to wait."""
    for remark in filter(None, remarks):
        for clause in clauses(remark):
            if _WAITS.search(clause) and not _NO_WAITS.search(clause):
                yield clause


def _day(match: re.Match[str], today: date) -> date | None:
    """None for a day that no calendar has."""
    if match["soon"]:
        return today + timedelta(days=_SOON[match["soon"]])
    try:
        if match["month"]:
            day = today.replace(month=int(match["month"]), day=int(match["day"]))
            return day.replace(year=day.year + 1) if today - day > _A_MONTH else day
        day = today.replace(day=int(match["only"]))
        if today - day <= _HALF_A_MONTH:
            return day
        return (today.replace(day=1) + timedelta(days=32)).replace(day=day.day)
    except ValueError:
        return None


def clauses(remark: str) -> list[str]:
    """The parts of a remark, folded for comparing; a dot between digits is a date's."""
    parts = _CLAUSE.split(unicodedata.normalize("NFKC", remark))
    return [folded for part in parts if (folded := fold(part))]


_NO: Final = r"(?:不要|不用|不能|不可|不想|不|别|勿|拒绝|除了)(?:再|给我)?(?:发|走|用|寄|选|收)?"
_YES: Final = r"(?:发|走|用|寄|选|指定|只要|只收|只到|要)"
_NOT_THERE: Final = (
    r"(?:快递|速递|速运)?(?:不到|到不了|不送|送不到|不派送|别发|勿发|不要|不行|除外)"
)


def courier_wishes(
    remarks: Iterable[str], names: Mapping[str, str]
) -> tuple[frozenset[str], frozenset[str]]:
    """The couriers that remarks rule out, and those that alone may come; by `names` -> code.

    不要发顺丰 rules one out, 只发中通 and 发邮政 leave one; several may stand side by side.
    """
    one = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    several = rf"((?:{one})(?:快递|速递|速运)?(?:[、和或及/](?:{one})(?:快递|速递|速运)?)*)"
    refused: set[str] = set()
    wanted: set[str] = set()
    for remark in remarks:
        for clause in clauses(remark):
            no = re.findall(_NO + several, clause) + re.findall(several + _NOT_THERE, clause)
            yes = [] if no else re.findall(_YES + several, clause)
            refused.update(names[name] for said in no for name in re.findall(one, said))
            wanted.update(names[name] for said in yes for name in re.findall(one, said))
    return frozenset(refused), frozenset(wanted - refused)
