"""Couriers' rate sheets, and lists of areas that they do not serve.

Every courier's salesman makes his own sheet, so a column is known by what its name must say, in
Chinese or English, and titles above the header do no harm. A row that cannot be read is reported
by its number and leaves the others alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from dropship_tui.i18n import N_
from dropship_tui.models.checks import Invalid
from dropship_tui.models.couriers import KILOGRAM, RATE, NoService, RateCard, RateRow, short_place
from dropship_tui.models.imports import RowError
from dropship_tui.models.money import digits
from dropship_tui.models.text import clean, fold
from dropship_tui.services.errors import UnusableFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from dropship_tui.services.files.cells import Row

HEADER_WITHIN: Final = 20
"""The header comes within so many rows: titles and notices may stand above it."""

# Above these is a typing error: ten tonnes, a million yuan.
_MOST_GRAMS: Final = 10**7
_MOST: Final = 10**6


@dataclass(frozen=True, slots=True)
class RateSheet:
    """What a rate sheet says, and which of its rows could not be read."""

    card: RateCard
    errors: tuple[RowError, ...]


@dataclass(frozen=True, slots=True)
class NoServiceSheet:
    """The areas of a list, and which of its rows could not be read."""

    areas: tuple[NoService, ...]
    errors: tuple[RowError, ...]


def read_rate_sheet(rows: Iterable[Row], *, courier: str, currency: str = "CNY") -> RateSheet:
    """A courier's card from its sheet, in the tiers or the step form (see `RateRow`).

    Several provinces may share a row (江苏、浙江). Prices have at most two decimals more than
    the currency.

    Raises:
        UnusableFile: no row names a province column and prices.
    """
    lines = iter(rows)
    header = _find_header(lines, lambda header: bool(header.tiers) or "first" in header.titles)
    found: dict[tuple[str, str, str], RateRow] = {}
    errors: list[RowError] = []
    for row in lines:
        cells = header.cells(row)
        if not header.has_prices(cells) and "province" not in cells:
            continue  # a blank row, or a note below the table
        try:
            _add(found, _rate_rows(header, cells, currency))
        except _BadCell as bad:
            errors.append(header.error(row, bad))
    return RateSheet(RateCard(courier, tuple(found.values()), currency), tuple(errors))


def read_no_service(rows: Iterable[Row], *, courier: str) -> NoServiceSheet:
    """The areas that a courier does not serve, from a list with 省份, 城市 and 原因.

    Raises:
        UnusableFile: no row names a province column.
    """
    lines = iter(rows)
    header = _find_header(lines, lambda header: len(header.titles) > 1)
    areas: dict[tuple[str, str], NoService] = {}
    errors: list[RowError] = []
    for row in lines:
        cells = header.cells(row)
        if not cells:
            continue
        try:
            for province, city in _places(cells):
                area = NoService(courier, province, city, cells.get("reason", ""))
                areas[short_place(province), short_place(city)] = area
        except _BadCell as bad:
            errors.append(header.error(row, bad))
    return NoServiceSheet(tuple(areas.values()), tuple(errors))


# The first that a folded column name matches says what the column holds.
_COLUMNS: Final = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("minimum", "最低|min"),
        ("surcharge", "偏远|remote|surcharge"),
        ("divisor", "体积|材积|抛|volum|dim|divisor"),
        ("rounding", "进位|round|increment"),
        ("days", "时效|天数|days?|transit|leadtime"),
        (
            "first",
            r"首重?(单?价|费|金额|\(元|\(\d)|over.*(first|base|\(\d)|(first|base).*(price|fee|charge|rate)",
        ),
        ("first_grams", "首重|(first|base).*(weight|kg)"),
        ("step", r"续重?(单?价|费|金额|\(元|$)|step|additional|extra|each|further|perkg|over.*per"),
        ("service", "产品|服务|product|service"),
        ("reason", "原因|说明|reason"),
        ("city", "^(?!.*省).*市|city"),
        ("province", "省|province|state|目的地|destination$|国家|country"),
    )
)
_WEIGHT = r"(\d+(?:\.\d+)?)(kg|公斤|千克|g|克)"
_TIER = re.compile(
    rf"(?:≤|<=|[\d.]+(?:kg|g)?[-~至]|upto)?{_WEIGHT}(?:以内|以下|及以下|内)?(?:\(元\))?"
)
_GRAMS: Final = {"kg": KILOGRAM, "公斤": KILOGRAM, "千克": KILOGRAM, "g": 1, "克": 1}
_NUMBER = re.compile(
    r"¥?((?:\d{1,3}(?:,\d{3})+|\d{1,9})(?:\.\d+)?)(?:元|cny|rmb)?(?:/(?:kg|公斤|千克|票|件|单))?"
)
_BLANK: Final = frozenset({"", "-", "--", "—", "——", "/", "\\", "无"})
_WHOLE_PROVINCE: Final = frozenset({"全省", "全境", "全部", "其他", "其它", "all"})
_SEPARATORS = re.compile(r"[、,，;；/]")


class _BadCell(Invalid):
    """A cell that cannot be read, by the name of its column in _COLUMNS."""

    def __init__(self, name: str, code: str, message: str, **params: Any) -> None:
        super().__init__(code, message, **params)
        self.name = name


@dataclass(frozen=True, slots=True)
class _Header:
    """Where a sheet has what.

    Attributes:
        names: what each column holds, by its index; tiers are named after their header.
        titles: the columns' own words.
        tiers: (grams, name), lightest first.
        first_grams: what the first price's header says that it pays for, 0 when it does not say.
    """

    names: dict[int, str]
    titles: dict[str, str]
    tiers: tuple[tuple[int, str], ...]
    first_grams: int

    def cells(self, row: Row) -> dict[str, str]:
        """The row's cells that say something."""
        texts = (
            (name, clean(row.cells[index], limit=200))
            for index, name in self.names.items()
            if index < len(row.cells)
        )
        return {name: text for name, text in texts if text not in _BLANK}

    def has_prices(self, cells: dict[str, str]) -> bool:
        return "first" in cells or any(name in cells for _grams, name in self.tiers)

    def error(self, row: Row, bad: _BadCell) -> RowError:
        return RowError(row.number, self.titles.get(bad.name, bad.name), bad.code, str(bad))


def _find_header(rows: Iterator[Row], enough: Callable[[_Header], bool]) -> _Header:
    """The first row that names a province and `enough` else; `rows` goes on below it."""
    for row in islice(rows, HEADER_WITHIN):
        header = _read_header(row)
        if "province" in header.titles and enough(header):
            return header
    raise UnusableFile(
        "no_header",
        N_("No row names the columns that are needed."),
        hint=N_("The sheet needs a row with the names of its columns, 省份 among them."),
    )


def _read_header(row: Row) -> _Header:
    names: dict[int, str] = {}
    titles: dict[str, str] = {}
    tiers: list[tuple[int, str]] = []
    for index, title in enumerate(row.cells):
        folded = fold(title)
        tier = _TIER.fullmatch(folded)
        name = folded if tier else next((n for n, known in _COLUMNS if known.search(folded)), "")
        if not name or name in titles:
            continue
        names[index], titles[name] = name, clean(title, limit=200)
        if tier:
            tiers.append((int(Decimal(tier[1]) * _GRAMS[tier[2]]), name))
    weight = re.search(_WEIGHT, fold(titles.get("first", "")))
    first_grams = int(Decimal(weight[1]) * _GRAMS[weight[2]]) if weight else 0
    return _Header(names, titles, tuple(sorted(tiers)), first_grams)


def _add(found: dict[tuple[str, str, str], RateRow], rates: Iterable[RateRow]) -> None:
    """Take all that a row says, or nothing of it."""
    new = {
        (rate.service, short_place(rate.province), short_place(rate.city)): rate for rate in rates
    }
    if found.keys() & new.keys():
        raise _BadCell("province", "listed_twice", N_("A row above has this place already."))
    found |= new


def _rate_rows(header: _Header, cells: dict[str, str], currency: str) -> Iterator[RateRow]:
    tiers = tuple(
        (grams, _price(cells, name, currency)) for grams, name in header.tiers if name in cells
    )
    step = _rate(cells, "step", currency)
    first_grams, first = _first(header, cells, tiers, currency)
    for province, city in _places(cells):
        yield RateRow(
            province=province,
            city=city,
            service=cells.get("service", ""),
            tiers=tiers,
            first_grams=first_grams,
            first=first,
            step=step,
            minimum=_rate(cells, "minimum", currency) or 0,
            surcharge=_rate(cells, "surcharge", currency) or 0,
            divisor=_divisor(cells),
            rounding=_grams(cells, "rounding") or KILOGRAM,
            days=_days(cells),
        )


def _first(
    header: _Header, cells: dict[str, str], tiers: tuple[tuple[int, int], ...], currency: str
) -> tuple[int, int]:
    """The first weight and its price; above tiers without one, steps start from the last tier."""
    if "first" not in cells:
        if not tiers:
            raise _BadCell("first", "no_price", N_("The row has no price."))
        return tiers[-1]
    last_tier = header.tiers[-1][0] if header.tiers else 0
    grams = _grams(cells, "first_grams") or header.first_grams or last_tier
    if not grams:
        raise _BadCell("first_grams", "no_weight", N_("The row has no first weight."))
    return grams, _price(cells, "first", currency)


def _places(cells: dict[str, str]) -> list[tuple[str, str]]:
    """The provinces, or the cities of one province, that the row is about."""
    provinces = _listed(cells.get("province", ""))
    cities = [city for city in _listed(cells.get("city", "")) if fold(city) not in _WHOLE_PROVINCE]
    if not provinces:
        raise _BadCell("province", "no_province", N_("The row has no province."))
    if cities and len(provinces) > 1:
        raise _BadCell("city", "whose_city", N_("The row has a city and several provinces."))
    return [(province, city) for province in provinces for city in cities or [""]]


def _listed(text: str) -> list[str]:
    return [part.strip() for part in _SEPARATORS.split(text) if part.strip()]


def _number(cells: dict[str, str], name: str) -> Decimal | None:
    """The cell's number, None where the cell is empty."""
    if name not in cells:
        return None
    number = _NUMBER.fullmatch(fold(cells[name]))
    value = Decimal(number[1].replace(",", "")) if number else None
    if value is None or value > _MOST:
        raise _BadCell(name, "bad_number", N_("“{text}” is not a number."), text=cells[name])
    return value


def _rate(cells: dict[str, str], name: str, currency: str) -> int | None:
    number = _number(cells, name)
    if number is None:
        return None
    rate = number.scaleb(digits(currency)) * RATE
    if rate != int(rate):
        raise _BadCell(
            name, "too_exact", N_("“{text}” has too many decimal places."), text=cells[name]
        )
    return int(rate)


def _price(cells: dict[str, str], name: str, currency: str) -> int:
    """A rate above 0: nobody carries a parcel for nothing, and a 0 would be the cheapest."""
    rate = _rate(cells, name, currency)
    if not rate:
        raise _BadCell(name, "bad_price", N_("The price must be above 0."))
    return rate


def _grams(cells: dict[str, str], name: str) -> int:
    """A weight in grams, written in kilograms where it does not say; 0 where it is empty."""
    if name not in cells:
        return 0
    text = fold(cells[name])
    weight = re.fullmatch(_WEIGHT, text) or re.fullmatch(_WEIGHT, text + "kg")
    grams = Decimal(weight[1]) * _GRAMS[weight[2]] if weight else Decimal(0)
    if not 0 < grams <= _MOST_GRAMS or grams != int(grams):
        raise _BadCell(name, "bad_weight", N_("“{text}” is not a weight."), text=cells[name])
    return int(grams)


def _divisor(cells: dict[str, str]) -> int:
    """6000, or 1:6000 as some write it; 0 where the volume does not count."""
    text = fold(cells.get("divisor", "0"))
    if not (divisor := re.fullmatch(r"(?:1[:/])?(\d{1,6})(?:\.0+)?", text)):
        raise _BadCell(
            "divisor", "bad_number", N_("“{text}” is not a number."), text=cells["divisor"]
        )
    return int(divisor[1])


def _days(cells: dict[str, str]) -> int | None:
    """The longest that it takes: 3 of “2-3天”; None where no number is said (次日达)."""
    return max(
        (int(number) for number in re.findall(r"\d{1,3}", cells.get("days", ""))), default=None
    )
