"""Couriers, their rate cards, and what a parcel costs with each of them.

Prices on a card are *rates*: whole hundredths of a minor unit, because contracts say 4.9608 yuan
for the first weight and 0.901 for each kilogram after it. What a parcel costs is rounded once, at
the end, half up, to minor units.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from itertools import groupby
from typing import Final, NamedTuple

from dropship_tui.i18n import _
from dropship_tui.models.money import Money, digits
from dropship_tui.models.text import fold
from dropship_tui.models.types import as_json

RATE: Final = 100
"""Rates per minor unit of money: 3.50 yuan is 350 fen and a rate of 35000."""

KILOGRAM: Final = 1000


@dataclass(frozen=True, slots=True)
class WaybillPattern:
    """One shape of a courier's waybill numbers.

    Attributes:
        regex: matches the whole number; where there is a check digit, group 1 is what it checks
            and group 2 the digit itself.
        odds: how much likelier a number of this shape is this courier's than nobody's known.
        check: the name of the check digit's rule (services.couriers.waybills), "" for none.
    """

    regex: re.Pattern[str]
    odds: float
    check: str = ""


@dataclass(frozen=True, slots=True)
class Courier:
    """A courier as the trade knows it.

    Attributes:
        code: ours, which is kuaidi100's.
        name: the full name that uploads to platforms ask for (圆通速递).
        short: as people say it (圆通).
        codes: what others call it, by platform ("taobao": "YTO", "taobao_id": "101", …).
        tracking_url: with {number} in it.
    """

    code: str
    name: str
    short: str
    name_en: str
    aliases: tuple[str, ...]
    services: tuple[str, ...]
    codes: Mapping[str, str]
    tracking_url: str
    phone: str
    patterns: tuple[WaybillPattern, ...]


@dataclass(frozen=True, slots=True)
class RateRow:
    """What one product costs to one province, or to one city of it.

    A row has tiers, first and step prices, or both: up to its last tier a parcel costs what the
    first tier that holds it costs; above, the first price and a step for each kilogram begun.
    Without tiers the weight is rounded up to `rounding` first, and steps count parts of kilograms.

    Attributes:
        city: "" for the whole province; a city's row holds the city's whole price.
        tiers: (grams, rate), lightest first.
        first_grams: the weight that `first` pays for.
        first: the rate up to `first_grams`.
        step: the rate of each further kilogram; None when nothing heavier is taken.
        minimum: the least freight, before the surcharge.
        surcharge: what a remote area costs on top.
        divisor: cubic centimetres to a kilogram; 0 where only the scales count.
        rounding: grams.
        days: the longest that it takes, None when the courier does not say.
    """

    province: str
    city: str = ""
    service: str = ""
    tiers: tuple[tuple[int, int], ...] = ()
    first_grams: int = 0
    first: int = 0
    step: int | None = None
    minimum: int = 0
    surcharge: int = 0
    divisor: int = 0
    rounding: int = KILOGRAM
    days: int | None = None


@dataclass(frozen=True, slots=True)
class RateCard:
    """A courier's prices, all in one currency."""

    courier: str
    rows: tuple[RateRow, ...]
    currency: str = "CNY"


@dataclass(frozen=True, slots=True)
class NoService:
    """An area that a courier does not serve now; without a city, the whole province."""

    courier: str
    province: str
    city: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """What a parcel costs with one product of one courier, and how that came about."""

    courier: str
    service: str
    price: Money
    days: int | None
    billed_grams: int
    explain: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Excluded:
    """Why a courier gives no quote."""

    courier: str
    reason: str


class _Charge(NamedTuple):
    """What the row asks for the freight, at which weight, and why."""

    grams: int
    freight: Decimal
    because: str


def price(
    card: RateCard,
    row: RateRow,
    *,
    grams: int,
    length_mm: int = 0,
    width_mm: int = 0,
    height_mm: int = 0,
) -> Quote | Excluded:
    """What the parcel costs by `row`; excluded when it is heavier than the row goes.

    A side of 0 is one that nobody has measured: the volume does not count then.
    """
    currency = card.currency
    sides = (length_mm, width_mm, height_mm)
    weight = max(grams, _volume_weight(row, sides))
    charge = _by_tier(row, weight, currency) or _by_steps(row, weight, currency)
    if charge is None:
        most = _kg(max([row.first_grams, *(tier for tier, _rate in row.tiers)]))
        return Excluded(card.courier, _("takes at most {kilograms} kg").format(kilograms=most))
    explain = [_weighing(row, grams, weight, sides)]
    if charge.grams > weight:
        explain.append(_("rounded up to {kilograms} kg").format(kilograms=_kg(charge.grams)))
    explain.append(charge.because)
    if charge.freight < row.minimum:
        explain.append(_("at least {price}").format(price=rate_text(row.minimum, currency)))
    if row.surcharge:
        surcharge = rate_text(row.surcharge, currency)
        explain.append(_("remote area + {price}").format(price=surcharge))
    total = max(charge.freight, Decimal(row.minimum)) + row.surcharge
    return Quote(
        courier=card.courier,
        service=row.service,
        price=Money(int((total / RATE).quantize(Decimal(1), ROUND_HALF_UP)), currency),
        days=row.days,
        billed_grams=charge.grams,
        explain=tuple(explain),
    )


def quote(
    cards: Iterable[RateCard],
    no_service: Iterable[NoService],
    *,
    province: str,
    city: str = "",
    grams: int,
    length_mm: int = 0,
    width_mm: int = 0,
    height_mm: int = 0,
) -> tuple[list[Quote], list[Excluded]]:
    """Every product that takes the parcel there, cheapest first, and who does not take it.

    Args:
        cards: the cards in force, one a courier.
        no_service: the areas that are not served on the day.
        province: its full or its short name (浙江省, 浙江); so is `city`, which may be unknown.

    A courier is excluded, with its first reason, when none of its products takes the parcel.
    """
    quotes: list[Quote] = []
    excluded: list[Excluded] = []
    where = (short_place(province), short_place(city))
    areas = tuple(no_service)
    for card in cards:
        closed = [area for area in areas if area.courier == card.courier and _covers(area, where)]
        if closed:
            excluded.append(_not_served(closed[0]))
            continue
        answers = [
            price(
                card,
                row,
                grams=grams,
                length_mm=length_mm,
                width_mm=width_mm,
                height_mm=height_mm,
            )
            for row in _rows_for(card, where)
        ]
        offered = [answer for answer in answers if isinstance(answer, Quote)]
        quotes += offered
        if not offered:
            refusals = [answer for answer in answers if isinstance(answer, Excluded)]
            excluded += refusals[:1] or [_no_row(card, province, city)]
    return sorted(quotes, key=_cheapness), excluded


def serves(card: RateCard, areas: Iterable[NoService], *, province: str, city: str = "") -> bool:
    """Whether the courier takes parcels there at all, of whatever weight.

    Where the city is not known, any of the province will do.
    """
    where = (short_place(province), short_place(city))
    if any(area.courier == card.courier and _covers(area, where) for area in areas):
        return False
    cities = {"", where[1]}
    return any(
        short_place(row.province) == where[0] and (not city or short_place(row.city) in cities)
        for row in card.rows
    )


def dump_card(card: RateCard) -> str:
    """A card as the database keeps it."""
    return json.dumps(as_json(card), ensure_ascii=False, separators=(",", ":"))


def load_card(content: str) -> RateCard:
    """The card that `dump_card` wrote."""
    card = json.loads(content)
    rows = tuple(
        RateRow(**{**row, "tiers": tuple((grams, rate) for grams, rate in row["tiers"])})
        for row in card["rows"]
    )
    return RateCard(card["courier"], rows, card["currency"])


@lru_cache(maxsize=4096)
def short_place(name: str) -> str:
    """A province or a city as people shorten it: 浙江 of 浙江省, 恩施 of 恩施土家族苗族自治州."""
    folded = fold(name)
    short = _PLACE.fullmatch(folded)
    return _NICKNAMES.get(folded, short[1] if short else folded)


def rate_text(rate: int | Decimal, currency: str = "CNY") -> str:
    """A rate as a person writes it: 3.50, 0.901."""
    places = digits(currency)
    amount = (rate / Decimal(RATE)).scaleb(-places)
    exact = f"{amount.normalize():f}"
    return exact if len(exact.partition(".")[2]) > places else f"{amount:.{places}f}"


# The peoples that the names of autonomous regions and prefectures carry.
_PEOPLES = (
    "蒙古族?|回族|藏族|维吾尔|哈萨克|柯尔克孜|壮族|苗族|侗族|布依族|土家族|彝族|羌族|白族|傣族|"
    "哈尼族|景颇族|傈僳族|朝鲜族"
)
_PLACE = re.compile(rf"(.{{2,}}?)(?:省|市|盟|州|地区|特别行政区|(?:{_PEOPLES})*自治[区州])")
_NICKNAMES = {"内蒙": "内蒙古"}


def _volume_weight(row: RateRow, sides: tuple[int, int, int]) -> int:
    """The grams that the volume stands for: cm³ ÷ divisor are kilograms, so mm³ ÷ divisor grams."""
    length, width, height = sides
    return -(-length * width * height // row.divisor) if row.divisor else 0


def _weighing(row: RateRow, grams: int, weight: int, sides: tuple[int, int, int]) -> str:
    if weight == grams:
        return _("weight {kilograms} kg").format(kilograms=_kg(grams))
    length, width, height = map(_cm, sides)
    return _("volume {length} × {width} × {height} cm ÷ {divisor} = {kilograms} kg").format(
        length=length, width=width, height=height, divisor=row.divisor, kilograms=_kg(weight)
    )


def _by_tier(row: RateRow, grams: int, currency: str) -> _Charge | None:
    for tier, rate in row.tiers:
        if grams <= tier:
            because = _("up to {kilograms} kg: {price}")
            said = because.format(kilograms=_kg(tier), price=rate_text(rate, currency))
            return _Charge(grams, Decimal(rate), said)
    return None


def _by_steps(row: RateRow, grams: int, currency: str) -> _Charge | None:
    if row.tiers:
        further = _round_up(max(grams - row.first_grams, 0), KILOGRAM)
    else:
        grams = _round_up(grams, row.rounding)
        further = max(grams - row.first_grams, 0)
    first = {"first": _kg(row.first_grams), "price": rate_text(row.first, currency)}
    if not further:
        said = _("first {first} kg: {price}").format(**first)
        return _Charge(grams, Decimal(row.first), said)
    if row.step is None:
        return None
    freight = row.first + row.step * Decimal(further) / KILOGRAM
    said = _("first {first} kg {price} + {further} kg × {step} = {freight}").format(
        **first,
        further=_kg(further),
        step=rate_text(row.step, currency),
        freight=rate_text(freight, currency),
    )
    return _Charge(grams, freight, said)


def _rows_for(card: RateCard, where: tuple[str, str]) -> list[RateRow]:
    """For each product the city's row, else the province's."""
    province, city = where
    rows = sorted(
        (
            row
            for row in card.rows
            if short_place(row.province) == province and short_place(row.city) in {"", city}
        ),
        key=lambda row: (row.service, not row.city),
    )
    return [next(group) for _service, group in groupby(rows, key=lambda row: row.service)]


def _covers(area: NoService, where: tuple[str, str]) -> bool:
    province, city = where
    return short_place(area.province) == province and short_place(area.city) in {"", city}


def _not_served(area: NoService) -> Excluded:
    place = f"{area.province} {area.city}".strip()
    if not area.reason:
        return Excluded(area.courier, _("does not serve {place} now").format(place=place))
    said = _("does not serve {place} now: {reason}").format(place=place, reason=area.reason)
    return Excluded(area.courier, said)


def _no_row(card: RateCard, province: str, city: str) -> Excluded:
    place = f"{province} {city}".strip()
    return Excluded(card.courier, _("has no price for {place}").format(place=place))


def _cheapness(offer: Quote) -> tuple[str, int, int, str, str]:
    days = 10**6 if offer.days is None else offer.days
    return (offer.price.currency, offer.price.minor, days, offer.courier, offer.service)


def _round_up(grams: int, to: int) -> int:
    return -(-grams // to) * to


def _kg(grams: int) -> str:
    return f"{Decimal(grams).scaleb(-3).normalize():f}"


def _cm(millimetres: int) -> str:
    return f"{Decimal(millimetres).scaleb(-1).normalize():f}"
