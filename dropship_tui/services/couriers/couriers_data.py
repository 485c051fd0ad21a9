"""The usual couriers: who they are, what others call them, and how their waybills look."""

from __future__ import annotations

import json
import re
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from dropship_tui.models.couriers import Courier, WaybillPattern
from dropship_tui.models.text import fold
from dropship_tui.paths import data_dir

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_REMARK = re.compile(r"\([^()]*\)$")


@cache
def couriers() -> Mapping[str, Courier]:
    """Every courier of data/couriers.json by its code, the usual ones first."""
    content = json.loads((data_dir() / "couriers.json").read_text(encoding="utf-8"))
    listed = (_courier(entry) for entry in content["couriers"])
    return MappingProxyType({courier.code: courier for courier in listed})


def courier_by_name(text: str) -> Courier | None:
    """The courier that a file or a person means: 圆通, 圆通快递, YTO, yuantong, 圆通速递（官方）.

    The numbers that platforms give to couriers mean nothing without their platform, and are no
    names.
    """
    folded = fold(text)
    return _by_name().get(folded) or _by_name().get(_REMARK.sub("", folded))


@cache
def spoken_names() -> Mapping[str, str]:
    """The Chinese names that remarks have for couriers (顺丰, 邮政), with their codes."""
    known: dict[str, str] = {}
    for courier in couriers().values():
        for name in names_of(courier):
            if len(name) >= 2 and "\u4e00" <= name[0] <= "\u9fff":
                known.setdefault(name, courier.code)
    return MappingProxyType(known)


@cache
def _by_name() -> Mapping[str, Courier]:
    return {name: courier for courier in couriers().values() for name in names_of(courier)}


def names_of(courier: Courier) -> Iterator[str]:
    """Every name of the courier, folded for comparing."""
    codes = (code for code in courier.codes.values() if not code.isdecimal())
    own = (courier.code, courier.name, courier.short, courier.name_en)
    yield from map(fold, (*own, *courier.aliases, *codes))


def _courier(entry: dict[str, Any]) -> Courier:
    return Courier(
        code=entry["code"],
        name=entry["name"],
        short=entry["short"],
        name_en=entry["name_en"],
        aliases=tuple(entry["aliases"]),
        services=tuple(entry["services"]),
        codes=MappingProxyType(entry["codes"]),
        tracking_url=entry["tracking_url"],
        phone=entry["phone"],
        patterns=tuple(
            WaybillPattern(
                re.compile(shape["regex"], re.ASCII), shape["odds"], shape.get("check", "")
            )
            for shape in entry["patterns"]
        ),
    )
