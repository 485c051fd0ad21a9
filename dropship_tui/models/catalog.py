"""The catalog: what a SKU is, what is missing of it, and how lists and pages show it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from dropship_tui.i18n import N_
from dropship_tui.models.checks import MAX_QUANTITY, Invalid, between, require
from dropship_tui.models.money import Money
from dropship_tui.models.plan import Words
from dropship_tui.models.text import fold

MAX_CODE: Final = 64
MAX_GRAMS: Final = 10**6
MAX_MILLIMETRES: Final = 10**5

GAPS: Final = {
    "photo": Words("no photo", "无照片"),
    "weight": Words("no weight", "无重量"),
    "size": Words("no size", "无尺寸"),
    "description": Words("no description", "无描述"),
    "cost": Words("no cost", "无成本价"),
    "price": Words("no price", "无售价"),
    "margin": Words("no margin", "无利润"),
    "stock": Words("never counted", "未盘点"),
}
"""What a SKU can lack before the shop is ready, with its words."""

MISSING: Final = {
    "prices": ("cost", "price"),
    "photos": ("photo",),
    "measures": ("weight", "size"),
    "description": ("description",),
    "stock": ("stock",),
}
"""The filters of lists, each with the gaps that it shows."""


def match_key(text: str) -> str:
    """What codes and titles are compared by: no width, case or space tells two of them apart."""
    return fold(text).upper()


def barcode_of(text: str) -> str:
    """A barcode as a scanner sends it: half-width, without spaces."""
    return "".join(unicodedata.normalize("NFKC", text).split())


@dataclass(frozen=True, slots=True)
class NewSku:
    """What somebody says of a SKU. Empty text and None say nothing, and so change nothing.

    Raises:
        Invalid: no code, or a value that no goods can have.
    """

    sku: str
    title: str = ""
    spec: str = ""
    barcode: str = ""
    cost: Money | None = None
    price: Money | None = None
    market_price: Money | None = None
    weight_g: int | None = None
    length_mm: int | None = None
    width_mm: int | None = None
    height_mm: int | None = None
    description: str = ""
    bin: str = ""
    reorder_point: int | None = None
    photo: str = ""

    def __post_init__(self) -> None:
        require(match_key(self.sku), "sku")
        if len(self.sku) > MAX_CODE:
            raise Invalid(
                "code_too_long",
                N_("A code of more than {most} characters is none."),
                most=MAX_CODE,
                field="sku",
            )
        if not self.barcode.isascii() or len(self.barcode) > MAX_CODE:
            raise Invalid(
                "bad_barcode",
                N_("“{text}” is not a barcode."),
                text=self.barcode[:80],
                field="barcode",
            )
        for field in ("cost", "price", "market_price"):
            if (money := getattr(self, field)) is not None and money.minor < 0:
                raise Invalid("negative_price", N_("A price must not be below 0."), field=field)
        if self.weight_g is not None:
            between(self.weight_g, 1, MAX_GRAMS, "weight_g")
        for field in ("length_mm", "width_mm", "height_mm"):
            if (side := getattr(self, field)) is not None:
                between(side, 1, MAX_MILLIMETRES, field)
        if self.reorder_point is not None:
            between(self.reorder_point, 0, MAX_QUANTITY, "reorder_point")


@dataclass(frozen=True, slots=True)
class SkuRow:
    """A SKU as lists show it."""

    id: int
    sku: str
    title: str
    spec: str
    barcode: str
    price: Money | None
    cost: Money | None
    weight_g: int | None
    on_hand: int
    reserved: int
    available: int
    bin: str
    reorder_point: int


@dataclass(frozen=True, slots=True)
class Alias:
    """Somebody else's code for our SKU; without reseller and channel it is everybody's."""

    code: str
    reseller: str
    channel: str


@dataclass(frozen=True, slots=True)
class ResellerPrice:
    """What one reseller pays."""

    reseller: str
    price: Money


@dataclass(frozen=True, slots=True)
class SkuView:
    """A whole SKU. `missing` holds the words for what it lacks (GAPS)."""

    id: int
    sku: str
    title: str
    spec: str
    barcode: str
    price: Money | None
    cost: Money | None
    market_price: Money | None
    weight_g: int | None
    length_mm: int | None
    width_mm: int | None
    height_mm: int | None
    description: str
    photo: str
    bin: str
    reorder_point: int
    on_hand: int
    reserved: int
    available: int
    counted_at: datetime | None
    created_at: datetime
    aliases: tuple[Alias, ...]
    reseller_prices: tuple[ResellerPrice, ...]
    missing: tuple[str, ...]
