"""What every import answers: counts of rows that add up, and which cell was wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Final

from dropship_tui.i18n import N_
from dropship_tui.models.plan import Words

Place = str | int
"""A column of a file: by its header, or by its number from 1, as the file itself has them."""


MEANINGS: Final = {
    "order_no": Words("Order number", "订单号"),
    "name": Words("Receiver", "收件人"),
    "mobile": Words("Mobile", "手机号"),
    "phone": Words("Telephone", "电话"),
    "address": Words("Address", "详细地址"),
    "contact": Words("Receiver, phone and address", "收件信息（姓名电话地址）"),
    "sku_code": Words("SKU code", "商家编码"),
    "product_code": Words("Product code", "商品编码"),
    "title": Words("Goods", "商品名称"),
    "spec": Words("Variant", "规格"),
    "quantity": Words("Quantity", "数量"),
    "price": Words("Price", "单价"),
    "line_total": Words("Amount", "金额"),
    "freight": Words("Freight", "运费"),
    "discount": Words("Discount of the row", "本行优惠"),
    "order_discount": Words("Discount of the order", "订单优惠"),
    "province": Words("Province", "省"),
    "city": Words("City", "市"),
    "district": Words("District", "区"),
    "street": Words("Town", "街道/镇"),
    "postcode": Words("Postcode", "邮编"),
    "country": Words("Country", "国家"),
    "remark": Words("Remark", "备注"),
    "seller_note": Words("Seller's note", "商家备注"),
    "shop": Words("Shop", "店铺"),
    "line_no": Words("Number of the line", "子订单号"),
    "ordered_at": Words("Ordered at", "下单时间"),
    "paid_at": Words("Paid at", "付款时间"),
    "ship_by": Words("Ship by", "最晚发货时间"),
    "payment": Words("Way of payment", "支付方式"),
    "status": Words("Status", "订单状态"),
    "refund_status": Words("Refund", "退款状态"),
    "private": Words("Not to be kept", "不保存（证件号等）"),
}
"""What a column may mean, in words, the usual ones first."""


NO_QUANTITY: Final = "no_quantity_column"
FAULTY_ABROAD: Final = "faulty_address_abroad"
WARNINGS: Final = {
    NO_QUANTITY: N_("No column of this file says how many: every row counts as one piece."),
    FAULTY_ABROAD: N_(
        "Addresses abroad lack something that their country asks for, or have it wrong: their"
        " orders say what."
    ),
}
"""What is good to know of a file before it is taken, by code."""


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """Which column of a sheet means what, as a person has confirmed it.

    Attributes:
        columns: where each field of `services.importers.entries.FIELDS` stands; the first column
            that says something counts. Without an order number among them, every row is an
            order that is known by its receiver, goods and date.
        has_header: False for a sheet that begins with its first order.
        signature: what a sheet must have for the map to be used by itself: its header names,
            or the number of its columns.
        name: what `--map` calls it; "" until it is saved.
        reseller: whose sheets these are; "" is anybody's.
        profile: the format whose statuses and habits apply.
    """

    columns: Mapping[str, tuple[Place, ...]]
    has_header: bool = True
    signature: str = ""
    name: str = ""
    reseller: str = ""
    profile: str = "sheet"

    def as_dict(self) -> dict[str, object]:
        """What `--map` reads from a file."""
        columns = {
            field: places[0] if len(places) == 1 else list(places)
            for field, places in self.columns.items()
        }
        return {
            "name": self.name,
            "reseller": self.reseller,
            "profile": self.profile,
            "header": self.has_header,
            "columns": columns,
        }


@dataclass(frozen=True, slots=True)
class RowError:
    """A cell that cannot be right. `row` and `column` are as the spreadsheet shows them."""

    row: int
    column: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Counts:
    """How every row of a file ended: `rows` is the sum of the others."""

    imported: int = 0
    updated: int = 0
    duplicate: int = 0
    rejected: int = 0
    skipped: int = 0

    def __add__(self, other: Counts) -> Counts:
        """Of two tables together."""
        return Counts(
            **{f.name: getattr(self, f.name) + getattr(other, f.name) for f in fields(self)}
        )

    @property
    def rows(self) -> int:
        """All rows below the header."""
        return self.imported + self.updated + self.duplicate + self.rejected + self.skipped


@dataclass(frozen=True, slots=True)
class ImportAnswer:
    """What importing a sheet of the shop's own answers.

    `written` is False after a dry run, and when rows were rejected that must not be (`--strict`):
    the counts say then what would have happened.
    """

    counts: Counts
    errors: tuple[RowError, ...] = ()
    written: bool = True

    def as_dict(self) -> dict[str, object]:
        """The contract's answer: the counts beside the errors."""
        counts = {field.name: getattr(self.counts, field.name) for field in fields(self.counts)}
        return {
            "rows": self.counts.rows,
            **counts,
            "errors": self.errors,
            "written": self.written,
        }
