"""Rows to entries: every cell is read and checked; a row passes, or says which cell is wrong."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache, partial, reduce
from hashlib import sha256
from operator import add, itemgetter
from typing import Any, Final
from zoneinfo import ZoneInfo

from dropship_tui.i18n import N_
from dropship_tui.models.address import CHINA
from dropship_tui.models.checks import Invalid
from dropship_tui.models.imports import RowError
from dropship_tui.models.money import Money
from dropship_tui.models.text import clean, clean_lines, fold
from dropship_tui.services.files.cells import NOTHING, TOTALS
from dropship_tui.services.files.readers import Row
from dropship_tui.services.importers.entries import (
    FIELDS,
    TEXTS,
    Cells,
    Checked,
    Entry,
    Key,
    Rejected,
    Skipped,
)
from dropship_tui.services.importers.layout import Layout
from dropship_tui.services.importers.parts import lines_of
from dropship_tui.services.importers.profiles.base import FOOTERS, Quirk, Tells
from dropship_tui.services.importers.values import (
    read_adjustment,
    read_amount,
    read_count,
    read_currency,
    read_deadline,
    read_discount,
    read_freight,
    read_quantity,
    read_time,
)

MAX_NUMBER: Final = 64
"""No order number is longer, in characters."""

MAX_SHOP: Final = 100
"""No shop's name is longer, in characters."""

OWN_NUMBER: Final = "ROW-"
"""What the numbers begin with that we give to rows of sheets without order numbers."""

_STATUS, _REFUND = TEXTS.index("status"), TEXTS.index("refund_status")
_CHECKED: Final = FIELDS[FIELDS.index(TEXTS[-1]) + 1 :]
_DEFAULTS: Final = tuple(Entry._field_defaults[field] for field in _CHECKED)
_CANCELLED, _SHIPPED = TEXTS.index("cancelled_at"), TEXTS.index("shipped_at")
_COUNTRY, _CURRENCY = TEXTS.index("country"), TEXTS.index("currency")
_JOINED: Final = {"remark": " ", "seller_note": " "}
_KINDS, _SEVERAL = _CHECKED.index("kinds"), 2
_BLANK: Final = ("",)
_NOWHERE: Final = -1
"""The column of a field that the file does not have: the blank that every row is given."""

# 1.93E+17, and what a float makes of a longer number than it can hold.
_DAMAGED = re.compile(r"\d+(?:\.\d+)?[eE]\+?\d+|\d{16,}\.\d*")
_FLOAT = re.compile(r"(\d{1,15}|(?=.*[A-Za-z-])[\w-]*\d{6})\.0+")
_PLAIN_NUMBER = re.compile(r"[A-Za-z]{0,6}-?\d[\w-]*")
_SUM = re.compile(rf"(?:{'|'.join(TOTALS)})[:\d.,¥元单件条行共]*")


class RowReader:
    """Reads the rows of one layout. Times without an offset are in `zone`, amounts in `currency`.

    shop: whose orders these are, whatever the rows say; "" lets them say it.
    otherwise: whose they are when the rows say nothing.
    """

    def __init__(
        self, layout: Layout, *, zone: ZoneInfo, currency: str, shop: str = "", otherwise: str = ""
    ) -> None:
        self._says_how_many = "quantity" in layout.columns or "goods" in layout.columns
        layout, self._lines_of = lines_of(layout)
        self._layout = layout
        self._width = len(layout.header)
        self._given_shop, self._usual_shop = shop, otherwise
        self._standing = lru_cache(maxsize=1024)(layout.profile.standing)
        first = {field: columns[0] for field, columns in layout.columns.items()}
        self._order_no, self._shop = first.get("order_no", _NOWHERE), first.get("shop", _NOWHERE)
        self._defaults = [*_DEFAULTS]
        if layout.profile.tells is Tells.SUMMARY and "quantity" not in layout.columns:
            self._defaults[_KINDS] = _SEVERAL
        self._numbers, self._named_by = layout.columns.get("order_no", ()), layout.named_by
        self._texts = itemgetter(*(first.get(field, _NOWHERE) for field in TEXTS))
        joined = {**_JOINED, **layout.profile.joins}
        self._several = [
            (TEXTS.index(field), columns, joined.get(field))
            for field, columns in layout.columns.items()
            if field in TEXTS and len(columns) > 1
        ]
        said = layout.profile
        self._quirks, self._country = said.quirks, said.country
        self._is_plain = said.country == CHINA and Quirk.ENTITIES not in said.quirks
        left_to_ship = Quirk.LEFT_TO_SHIP in said.quirks
        self._left = first.get("quantity", _NOWHERE) if left_to_ship else _NOWHERE
        dated = Quirk.PAID_WHEN_DATED in said.quirks
        self._paid_at = first.get("paid_at") if dated else None
        self._currency = currency
        zone = ZoneInfo(said.zone) if said.zone else zone
        time = lru_cache(maxsize=4096)(partial(read_time, zone=zone, dates=said.dates))
        deadline = partial(read_deadline, zone=zone, dates=said.dates)
        amount, discount = read_amount, read_discount
        amounts: dict[str, Callable[[str, str], Money | None]] = {
            "price": amount, "line_total": amount, "due": amount,
            "freight": read_freight, "line_freight": read_freight,
            "discount": discount, "order_discount": discount, "adjustment": read_adjustment,
        }  # fmt: skip
        reads: dict[str, Callable[[str], Any]] = {
            "quantity": read_quantity, "kinds": read_count,
            "ordered_at": time, "paid_at": time, "ship_by": deadline,
        }  # fmt: skip
        self._checked = [
            (_CHECKED.index(field), columns, reads[field])
            for field, columns in layout.columns.items()
            if field in reads
        ]
        self._amounts, self._sums = (
            [
                (_CHECKED.index(field), columns, amounts[field])
                for field, columns in layout.columns.items()
                if field in amounts and (field in said.joins) is in_parts
            ]
            for in_parts in (False, True)
        )

    @property
    def counts_pieces(self) -> bool:
        """Whether the file says how many; a mere sum of an order is held for its goods anyway."""
        return self._says_how_many or self._defaults[_KINDS] == _SEVERAL

    def key(self, row: Row) -> Key:
        """The order that the row names, whatever else is wrong with it."""
        return self._key(self._padded(row.cells))

    def _key(self, cells: Cells) -> Key:
        number = cells[self._order_no]
        if number in NOTHING or not number:
            number = _first(cells, self._numbers) or own_number(cells, self._named_by)
        shop = self._given_shop or cells[self._shop]
        if shop in NOTHING or not shop:
            shop = self._usual_shop
        return _one_line(shop, MAX_SHOP), _whole(_one_line(number, 2 * MAX_NUMBER))

    def check(self, row: Row) -> Checked:
        """What the row is; `Entry.more` has the further lines of one that has several."""
        if self._lines_of is None:
            return self._check(row)
        lines = [self._check(line) for line in self._lines_of(row)]
        if not lines:
            return self._contradicts_itself(row)
        entries = [line for line in lines if isinstance(line, Entry)]
        if len(entries) < len(lines):
            return next(line for line in lines if not isinstance(line, Entry))
        kept = self._kept(row)
        first, *more = (entry._replace(cells=kept) for entry in entries)
        return first._replace(more=tuple(more))

    def _contradicts_itself(self, row: Row) -> Checked:
        """What a row is whose cells do not say how many lines it has: wrong, or no order."""
        whole = self._check(row)
        if isinstance(whole, Skipped):
            return whole
        error = Invalid("goods_unclear", N_("It is not clear which goods this row has."))
        entry = whole if isinstance(whole, Entry) else whole.entry
        return self._rejected(entry, self._layout.columns["quantity"][0], error)

    def _check(self, row: Row) -> Checked:
        cells = self._padded(row.cells)
        shop, order_no = self._key(cells)
        kept = self._kept(row)
        if not order_no.isdecimal() and self._is_no_order(row, order_no):
            return Skipped(row.number, kept)
        texts = self._texts(cells)
        if self._several or not self._is_plain or not NOTHING.isdisjoint(texts):
            texts = self._filled(cells, texts)
        nothing_left = cells[self._left] == "0"
        if nothing_left:
            cells = (*cells[: self._left], "", *cells[self._left + 1 :])
        is_shipped = nothing_left or texts[_SHIPPED] != ""
        cancelled = texts[_CANCELLED] != ""
        unpaid = self._paid_at is not None and cells[self._paid_at] in ("", *NOTHING)
        standing = self._standing(texts[_STATUS], texts[_REFUND], cancelled, is_shipped, unpaid)
        values = [*self._defaults]
        column = self._order_no
        try:
            _require_number(order_no, damaged=column in row.damaged)
            if texts[0]:
                column = self._layout.columns["line_no"][0]
                texts = (_line_number(texts[0], damaged=column in row.damaged), *texts[1:])
            for place, columns, read in self._checked:
                column = columns[0]
                text = cells[column]
                if text in NOTHING or not text:
                    text = _first(cells, columns)
                values[place] = read(text)
            currency = self._currency
            if texts[_CURRENCY]:
                column = self._layout.columns["currency"][0]
                currency = read_currency(texts[_CURRENCY])
            for place, columns, amount in self._amounts:
                column = columns[0]
                text = cells[column]
                if text in NOTHING or not text:
                    text = _first(cells, columns)
                values[place] = amount(text, currency)
            for place, columns, amount in self._sums:
                column = columns[0]
                said = (cells[at] for at in columns if cells[at] not in NOTHING)
                values[place] = _sum(amount(text, currency) for text in said)
        except Invalid as error:
            entry = Entry._make((row.number, kept, shop, order_no, *texts, *values, *standing, ()))
            return self._rejected(entry, column, error)
        return Entry._make((row.number, kept, shop, order_no, *texts, *values, *standing, ()))

    def _rejected(self, entry: Entry, column: int, error: Invalid) -> Rejected:
        what = RowError(entry.row, self._layout.header[column], error.code, str(error))
        return Rejected(entry, what, belongs=column != self._order_no)

    def _filled(self, cells: Cells, texts: Cells) -> Cells:
        """The texts, with "" for all the ways to say nothing, and other columns where they do."""
        found = ["" if text in NOTHING else text for text in texts]
        for place, columns, joint in self._several:
            found[place] = _all(cells, columns, joint) if joint else _first(cells, columns)
        if not self._is_plain:
            found[_COUNTRY] = found[_COUNTRY] or self._country
        if Quirk.ENTITIES in self._quirks:
            found = [clean_lines(html.unescape(text)) if "&" in text else text for text in found]
        return tuple(found)

    def _padded(self, cells: Cells) -> Cells:
        """The cells with as many as the header has, and a blank at the end."""
        if len(cells) == self._width:
            return cells + _BLANK
        return cells + _BLANK * (max(self._width - len(cells), 0) + 1)

    def _kept(self, row: Row) -> Cells:
        """The cells as they are kept. A number that lost digits shows only those that are left."""
        dropped = self._layout.dropped
        if not dropped and not row.damaged:
            return row.cells
        cells = ("" if column in dropped else cell for column, cell in enumerate(row.cells))
        return tuple(
            f"{float(cell):.15G}" if column in row.damaged and cell.isdecimal() else cell
            for column, cell in enumerate(cells)
        )

    def _describes(self, row: Row, order_no: str) -> bool:
        """Whether the row explains the columns, as some platforms let the first one do."""
        first = row.number == self._layout.header_row + 1
        return first and Quirk.DESCRIBED in self._quirks and not any(map(str.isdigit, order_no))

    def _is_no_order(self, row: Row, order_no: str) -> bool:
        """Whether the row is a sum, a footer, a description or the header again."""
        if self._describes(row, order_no):
            return True
        if self._named_by:
            order_no = ""  # it is ours, and says nothing of the row
        if _PLAIN_NUMBER.fullmatch(order_no):
            return False
        filled = [cell for cell in row.cells if cell]
        is_short = 3 * len(filled) <= self._width
        is_footer = is_short and any(says in fold(cell) for cell in filled for says in FOOTERS)
        if not order_no:
            sums = any(_SUM.fullmatch(fold(cell)) for cell in filled)
            return sums or len(filled) == 1 or row.cells == self._layout.header or is_footer
        return (
            len(filled) == 1
            or (is_short and not any(map(str.isdigit, order_no)))
            or is_footer
            or order_no == self._layout.header[self._order_no]
            or not any(char.isdigit() for cell in filled for char in cell)
            or _SUM.fullmatch(fold(order_no)) is not None
        )


def own_number(cells: Cells, columns: Sequence[int]) -> str:
    """The number of a row in a sheet that has none: of the same content, it is always the same.

    So the sheet can come again, with rows added or in another order, and nothing doubles.
    """
    if not columns:
        return ""
    content = "\t".join(fold(cells[column]) for column in columns)
    digest = int.from_bytes(sha256(content.encode()).digest()[:8], "big")
    return f"{OWN_NUMBER}{digest:020}"


def _first(cells: Cells, columns: Sequence[int]) -> str:
    """The first cell of these that says something."""
    return next((text for at in columns if (text := cells[at]) and text not in NOTHING), "")


def _all(cells: Cells, columns: Sequence[int], joint: str) -> str:
    """Everything that these cells say."""
    texts = (cells[at] for at in columns)
    return joint.join(dict.fromkeys(text for text in texts if text and text not in NOTHING))


def _sum(amounts: Iterable[Money | None]) -> Money | None:
    """The parts of one amount together; None where there are none."""
    said = [amount for amount in amounts if amount is not None]
    return reduce(add, said) if said else None


def _one_line(text: str, limit: int) -> str:
    """Readers have cleaned the text, but left its line breaks."""
    return clean(text, limit=limit) if "\n" in text or len(text) > limit else text


def _whole(number: str) -> str:
    """1001.0 is what a float made of 1001. More than 15 digits, and a float has lost some."""
    whole = _FLOAT.fullmatch(number) if number.endswith("0") else None
    return whole[1] if whole else number


def _require_number(number: str, *, damaged: bool) -> None:
    """Refuse an order number that is missing or that a spreadsheet has spoilt.

    Raises:
        Invalid: `missing_order_number`, `damaged_order_number`.
    """
    if number.isdecimal() and len(number) <= MAX_NUMBER and not damaged:
        return
    if not number:
        raise Invalid("missing_order_number", N_("The order number is missing."))
    if damaged or _DAMAGED.fullmatch(number) or len(number) > MAX_NUMBER:
        raise Invalid(
            "damaged_order_number",
            N_("The order number “{text}” has lost digits in a spreadsheet."),
            text=number[:MAX_NUMBER],
        )


def _line_number(text: str, *, damaged: bool) -> str:
    if text.isdecimal() and len(text) <= MAX_NUMBER and not damaged:
        return text
    number = _whole(_one_line(text, 2 * MAX_NUMBER))
    if number:
        _require_number(number, damaged=damaged)
    return number
