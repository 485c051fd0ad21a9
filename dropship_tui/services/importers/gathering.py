"""Rows to drafts: rows with the same order number are one order, wherever they stand.

A file is read twice. The first time only tells which orders' rows do not stand together; so the
second time nearly every order is complete when the next one begins, and a file of any size needs
little memory.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import count
from operator import attrgetter
from typing import NamedTuple

from dropship_tui.i18n import N_
from dropship_tui.models.checks import Invalid
from dropship_tui.models.text import fold
from dropship_tui.services.files.readers import Row
from dropship_tui.services.importers.drafts import Draft
from dropship_tui.services.importers.entries import Entry, Key, Rejected, Skipped
from dropship_tui.services.importers.layout import Layout
from dropship_tui.services.importers.profiles.base import Quirk
from dropship_tui.services.importers.rows import RowReader

_WHO = ("name", "mobile", "phone", "contact", "address", "new_address")
"""The fields in which all rows of an order agree, or are silent."""

_who = attrgetter(*_WHO)

_SHELVES = 1 << 16
"""So many that a million numbers are found as fast as one, and none where there are few."""

_SEPARATOR = "\t"
"""Stands in no order number and no code: two different lines never get the same identity."""


class Survey(NamedTuple):
    """What a first look at a file tells.

    Attributes:
        rows: how many there are below the header.
        apart: the orders whose rows do not all stand together, with where the last of them begin.
        shops: whose orders they are.
    """

    rows: int
    apart: Mapping[Key, int]
    shops: frozenset[str]


class _Seen:
    """Which orders have begun before: a bit for each, so that a million need no more memory.

    Two may share a bit. Then a whole order is taken for one whose rows stand apart, and is
    complete where its last rows begin all the same.
    """

    def __init__(self) -> None:
        self._bits = bytearray(1 << 23)

    def add(self, key: Key) -> bool:
        """Note the order; whether it was noted before."""
        byte, bit = divmod(hash(key) % (8 << 23), 8)
        before = self._bits[byte] >> bit & 1
        self._bits[byte] |= 1 << bit
        return bool(before)


class _Numbers:
    """Every line's number so far, by its hash: eight bytes each, where a set takes eighty."""

    def __init__(self) -> None:
        self._shelves: dict[int, array[int]] = {}

    def add(self, number: str) -> bool:
        """Note the number; whether it was noted before."""
        name = hash(number)
        shelf = self._shelves.get(name % _SHELVES)
        if shelf is None:
            self._shelves[name % _SHELVES] = array("q", (name,))
            return False
        if name in shelf:
            return True
        shelf.append(name)
        return False


def survey(rows: Iterable[Row], reader: RowReader) -> Survey:
    """Look through the whole file; one that cannot be read to its end is refused by this."""
    seen = _Seen()
    apart: dict[Key, int] = {}
    shops: set[str] = set()
    current: Key | None = None
    count = 0
    for row in rows:
        count += 1
        key = reader.key(row)
        if key != current:
            current = key
            shops.add(key[0])
            if seen.add(key):
                apart[key] = row.number
    return Survey(count, apart, frozenset(shops))


class Gathering:
    """Gathers the rows of one file. `apart` is what `survey` has found in it."""

    def __init__(self, layout: Layout, reader: RowReader, apart: Mapping[Key, int]) -> None:
        self._layout = layout
        self._reader = reader
        self._apart = apart
        self._open: dict[Key, Draft] = {}
        self._line_numbers = _Numbers()

    def gather(self, rows: Iterable[Row]) -> Iterator[Draft | Rejected | Skipped]:
        """Each order when its last row was read, and each row that belongs to none."""
        current: Draft | None = None
        for row in rows:
            checked = self._reader.check(row)
            if isinstance(checked, Skipped):
                yield checked
                continue
            entry = checked.entry if isinstance(checked, Rejected) else checked
            if isinstance(checked, Rejected) and not checked.belongs:
                yield checked
                continue
            if current is None or current.key != entry.key:
                if current is not None and current.last_row >= self._apart.get(current.key, 0):
                    yield self._whole(self._open.pop(current.key))
                current = self._open.setdefault(entry.key, Draft(entry.key))
            current.last_row = row.number
            if isinstance(checked, Rejected):
                current.rejected.append(checked)
            else:
                self._add(current, checked)
        yield from map(self._whole, self._open.values())

    def _whole(self, draft: Draft) -> Draft:
        """The draft with all its rows: a sum of nothing is all that is known of the goods."""
        if not draft.lines and not draft.rejected:
            for entry in draft.summaries:
                self._add_line(draft, entry)
            draft.summaries.clear()
        return draft

    def _add(self, draft: Draft, entry: Entry) -> None:
        before = len(draft.seen)
        draft.seen.add(entry.cells)
        if len(draft.seen) == before:
            draft.repeats.append(entry)
            return
        if other := _another_receiver(draft, entry):
            draft.rejected.append(self._conflict(entry, other))
            return
        if Quirk.SUMMARY_ROWS in self._layout.profile.quirks and not entry.code + entry.title:
            draft.summaries.append(entry)
            return
        self._add_line(draft, entry)
        for line in entry.more:
            self._add_line(draft, line)

    def _add_line(self, draft: Draft, entry: Entry) -> None:
        identity = self._identity(draft, entry)
        if identity in draft.lines or (entry.line_no and self._line_numbers.add(entry.line_no)):
            field = "line_no" if entry.line_no else "order_no"
            draft.rejected.append(self._conflict(entry, field))
            return
        draft.add(identity, entry)

    def _identity(self, draft: Draft, entry: Entry) -> str:
        """What names the line: the platform's number, else the order and its goods.

        The quantity is no part of it: a changed quantity is a change, not another line.
        """
        if entry.line_no:
            return entry.line_no
        if self._layout.profile.one_row_is_one_order:
            return entry.order_no
        goods = _goods(entry.sku_code, entry.product_code, entry.title, entry.spec)
        again = draft.times[goods] = draft.times.get(goods, 0) + 1
        return _SEPARATOR.join((entry.order_no, goods, *([str(again)] if again > 1 else [])))

    def _conflict(self, entry: Entry, field: str) -> Rejected:
        error = Invalid("conflict", N_("Another row has this number and says something else."))
        return Rejected(entry, self._layout.error(entry.row, field, error), belongs=True)


def next_identity(identity: str, taken: Collection[str]) -> str:
    """What names one more line of the same goods, as `Gathering` would have named it."""
    order_no, goods, *_again = identity.split(_SEPARATOR)
    free = (f"{order_no}{_SEPARATOR}{goods}{_SEPARATOR}{again}" for again in count(2))
    return next(name for name in free if name not in taken)


def _another_receiver(draft: Draft, entry: Entry) -> str:
    """The field in which the row names somebody else than the order's rows before it.

    One parcel cannot go to two people: goods of one would reach the other.
    """
    said = _who(entry)
    for row in draft.rows:
        if _who(row) != said:  # nearly always, the rows of an order repeat its receiver
            for field, text, other in zip(_WHO, said, _who(row), strict=True):
                if text and other and text != other:
                    return field
    return ""


@lru_cache(maxsize=4096)
def _goods(sku_code: str, product_code: str, title: str, spec: str) -> str:
    """What the line's goods are compared by; a SKU-level code says it all."""
    return fold(sku_code or f"{product_code or title} {spec}")[:80]
