"""An order between what somebody told and what is written: checked, and in the tables' columns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

LINE_COLUMNS: Final = (
    "position", "sku_id", "code", "title", "spec", "quantity", "price", "channel", "shop",
    "external_no",
)  # fmt: skip
SKU, CODE, QUANTITY, PRICE = map(LINE_COLUMNS.index, ("sku_id", "code", "quantity", "price"))


class Prepared(NamedTuple):
    """An order that is ready to be written.

    Attributes:
        ordered_at: in epoch milliseconds.
        row, lines: in the order of their columns.
        held: why it will stand still.
        held_because: what the codes leave open.
        words: what it is found by, but for our own number.
    """

    ordered_at: int
    row: tuple[Any, ...]
    lines: tuple[tuple[Any, ...], ...]
    held: tuple[str, ...]
    held_because: str
    words: str

    def pieces(self) -> Iterator[tuple[int | None, str, int]]:
        """The SKU, the code and the quantity of each line."""
        return ((line[SKU], line[CODE], line[QUANTITY]) for line in self.lines)
