"""What is printed: the facts of each document and nothing more.

The receiver is only where the document needs one: a pick list has none, and a manifest shows
hers masked. No document carries a price, because it travels with the goods to somebody else's
customer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Party:
    """Who sends or receives a parcel.

    `extension` belongs to a virtual number, which reaches nobody without it. `region` is
    province, city and district; `address` is what follows them, abroad line by line.
    """

    name: str
    phone: str
    region: str
    address: str
    extension: str = ""


@dataclass(frozen=True, slots=True)
class GoodsLine:
    """Some of one SKU, in one parcel."""

    sku: str
    title: str
    spec: str
    quantity: int
    bin: str = ""


@dataclass(frozen=True, slots=True)
class ShippingNote:
    """发货单: what is in one parcel and for whom; the packer checks it, the customer finds it.

    `shop` is who ships, `sold_by` the channel and shop that the customer bought from.
    """

    shop: str
    parcel: str
    orders: tuple[str, ...]
    sold_by: str
    receiver: Party
    lines: tuple[GoodsLine, ...]
    remark: str
    printed_at: datetime

    @property
    def units(self) -> int:
        """How many pieces the parcel holds."""
        return sum(line.quantity for line in self.lines)


@dataclass(frozen=True, slots=True)
class PickLine:
    """What to take from one bin, for all the parcels that want it."""

    bin: str
    sku: str
    title: str
    spec: str
    quantity: int
    parcels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PickList:
    """拣货单: one walk through the shelves, its lines in the order of the walk."""

    shop: str
    lines: tuple[PickLine, ...]
    printed_at: datetime

    @property
    def units(self) -> int:
        """How many pieces to take."""
        return sum(line.quantity for line in self.lines)

    @property
    def parcels(self) -> int:
        """How many parcels it is for."""
        return len({parcel for line in self.lines for parcel in line.parcels})


@dataclass(frozen=True, slots=True)
class ParcelLabel:
    """面单: what is stuck on the parcel. `waybill` is empty until the courier has given one."""

    parcel: str
    courier: str
    waybill: str
    receiver: Party
    sender: Party
    lines: tuple[GoodsLine, ...]

    @property
    def units(self) -> int:
        """How many pieces the parcel holds."""
        return sum(line.quantity for line in self.lines)


@dataclass(frozen=True, slots=True)
class ManifestRow:
    """One parcel handed over. `grams` is None when it was not weighed."""

    parcel: str
    waybill: str
    name: str
    phone: str
    grams: int | None


@dataclass(frozen=True, slots=True)
class Manifest:
    """交接单: the parcels that one courier took away at one time, and both signatures for it."""

    shop: str
    courier: str
    handed_over_at: datetime
    rows: tuple[ManifestRow, ...]

    @property
    def grams(self) -> int:
        """The weight of all the parcels that were weighed."""
        return sum(row.grams for row in self.rows if row.grams is not None)

    @property
    def unweighed(self) -> int:
        """How many parcels were not weighed."""
        return sum(row.grams is None for row in self.rows)
