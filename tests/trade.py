"""What people in the shop do, in a line each, so that tests read like their day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import count
from typing import Any, TypeVar

from dropship_tui.models.address import Receiver
from dropship_tui.models.lifecycle import Document
from dropship_tui.models.money import NOTHING, Money
from dropship_tui.models.orders import NewLine, NewOrder, OrderView, Payment
from dropship_tui.models.packing import ParcelView, Scan
from dropship_tui.models.returns import GradedLine, ReturnLine
from dropship_tui.services.events import Birth, Head, born, head, move
from dropship_tui.services.ids import new_id
from dropship_tui.services.numbers import next_number
from dropship_tui.services.orders import intake, order_queries, orders
from dropship_tui.services.packing import bench, handover, packing, packing_queries
from dropship_tui.services.receipts import receipts
from dropship_tui.services.returns import return_queries, returns
from dropship_tui.services.returns.return_queries import CaseView
from dropship_tui.services.upkeep import checkup
from dropship_tui.services.work import Shop, Tx

T = TypeVar("T")

ZHANG = Receiver(
    name="张三",
    phone="13800138000",
    province="浙江省",
    city="杭州市",
    district="余杭区",
    detail="文一西路969号",
)
BENCH = "bench-1"
_waybills = count(2_000_000_000_001)


def yuantong() -> str:
    """A waybill number of 圆通 that no test has used."""
    return f"YT{next(_waybills)}"


def take_order(
    shop: Shop,
    *lines: tuple[str, int],
    receiver: Receiver = ZHANG,
    price: str = "10.00",
    freight: Money = NOTHING,
    discount: Money = NOTHING,
    paid: bool = True,
    holds: tuple[str, ...] = (),
    channel: str = "manual",
    sold_in: str = "",
    external_no: str = "",
    at: datetime | None = None,
) -> str:
    """Take down an order of (SKU, quantity), sold in a shop of the channel; its number."""
    when = at or shop.clock()
    new = NewOrder(
        receiver=receiver,
        lines=tuple(
            NewLine(quantity, Money.parse(price), code=sku, external_no=f"{external_no}-{i}")
            if external_no
            else NewLine(quantity, Money.parse(price), code=sku)
            for i, (sku, quantity) in enumerate(lines)
        ),
        ordered_at=when,
        channel=channel,
        shop=sold_in,
        external_no=external_no,
        freight=freight,
        discount=discount,
        paid=Payment("wechat", when) if paid else None,
        holds=holds,
    )
    return shop.write(lambda tx: intake.create(tx, new), at=at).number


def do(
    shop: Shop, work: Callable[..., T], *args: Any, at: datetime | None = None, **named: Any
) -> T:
    """One service function as one transaction."""
    return shop.write(lambda tx: work(tx, *args, **named), at=at)


def order(shop: Shop, number: str) -> OrderView:
    """The order as it stands."""
    return shop.read(lambda tx: order_queries.show(tx, number))


def parcel(shop: Shop, number: str) -> ParcelView:
    """The parcel as it stands."""
    return shop.read(lambda tx: packing_queries.show(tx, number))


def case(shop: Shop, number: str) -> CaseView:
    """The return case as it stands."""
    return shop.read(lambda tx: return_queries.show(tx, number))


def stock_of(shop: Shop, sku: str) -> tuple[int, int]:
    """How many of the SKU are on the shelf, and how many of those are promised."""
    row = shop.read(
        lambda tx: tx.one(
            "SELECT on_hand, reserved FROM stock JOIN skus ON id = sku_id WHERE code = :sku",
            sku=sku,
        )
    )
    assert row is not None
    return row["on_hand"], row["reserved"]


def confirmed(shop: Shop, *lines: tuple[str, int], **said: Any) -> str:
    """An order, confirmed."""
    number = take_order(shop, *lines, **said)
    do(shop, orders.confirm, number)
    return number


def open_parcel(shop: Shop, number: str) -> str:
    """The order's parcel, just opened."""
    return do(shop, packing.open_parcel, number).number


def scan(shop: Shop, code: str, station: str = BENCH) -> Scan:
    """One scan at a bench."""
    return do(shop, bench.scan, station, code)


def pack(shop: Shop, number: str, station: str = BENCH) -> None:
    """Scan everything that belongs into the parcel."""
    scan(shop, number, station)
    for line in parcel(shop, number).lines:
        for _ in range(line.quantity - line.scanned):
            scan(shop, line.sku, station)


def label(shop: Shop, number: str, waybill: str = "") -> str:
    """Put a waybill on the packed parcel; its number."""
    waybill = waybill or yuantong()
    do(shop, packing.assign_waybill, number, waybill, "yuantong")
    return waybill


def hand_over(shop: Shop, *numbers: str, at: datetime | None = None) -> str:
    """Hand labelled parcels of 圆通 over, with one manifest; its number."""
    manifest = do(shop, handover.open_manifest, "yuantong", at=at)
    for number in numbers:
        do(shop, handover.hand_over, number, manifest, at=at)
    return manifest


def ship(shop: Shop, number: str) -> str:
    """Everything from a confirmed order to the courier's van; the parcel's number."""
    parcel_no = open_parcel(shop, number)
    pack(shop, parcel_no)
    label(shop, parcel_no)
    hand_over(shop, parcel_no)
    return parcel_no


def delivered(shop: Shop, *lines: tuple[str, int], **said: Any) -> str:
    """An order that has arrived."""
    number = confirmed(shop, *lines, **said)
    do(shop, receipts.deliver, ship(shop, number))
    return number


def ask_back(
    shop: Shop,
    number: str,
    *lines: tuple[str, int],
    kind: str = "return",
    reason: str = "no_reason",
    **said: Any,
) -> str:
    """The customer asks for something to come back; the case's number."""
    wanted = [ReturnLine(sku, quantity) for sku, quantity in lines]
    opened, _verdict = do(
        shop, returns.request, number, kind=kind, reason=reason, lines=wanted, **said
    )
    return opened.number


def inspected(shop: Shop, number: str, *graded: tuple[str, int, str]) -> None:
    """Approve the case, receive its goods and grade each piece."""
    do(shop, returns.approve, number)
    do(shop, returns.receive, number)
    inspect(shop, number, *graded)


def inspect(shop: Shop, number: str, *graded: tuple[str, int, str]) -> None:
    """Grade each piece: (SKU, quantity, grade)."""
    do(shop, returns.inspect, number, [GradedLine(*piece) for piece in graded])


def split_parcel(shop: Shop, number: str, *lines: tuple[str, int]) -> str:
    """Move pieces of an open parcel into a second one, as several parcels of an order; its number.

    No command does it yet: the tables allow it, and everything after it must cope with it.
    """

    def work(tx: Tx) -> str:
        old = head(tx, Document.PARCEL, number)
        new = _bare_parcel(tx, old)
        for sku, quantity in lines:
            moved = tx.run(
                "UPDATE parcel_lines SET quantity = quantity - :n WHERE parcel_id = :old"
                " AND quantity > :n AND sku_id = (SELECT id FROM skus WHERE code = :sku)",
                n=quantity,
                old=old.id,
                sku=sku,
            )
            if moved:
                tx.run(
                    "INSERT INTO parcel_lines (id, parcel_id, order_line_id, order_id, sku_id,"
                    " quantity) SELECT :id, :new, order_line_id, order_id, sku_id, :n"
                    " FROM parcel_lines WHERE parcel_id = :old"
                    " AND sku_id = (SELECT id FROM skus WHERE code = :sku)",
                    id=new_id(),
                    new=new.id,
                    old=old.id,
                    n=quantity,
                    sku=sku,
                )
            else:
                tx.run(
                    "UPDATE parcel_lines SET parcel_id = :new WHERE parcel_id = :old"
                    " AND sku_id = (SELECT id FROM skus WHERE code = :sku)",
                    new=new.id,
                    old=old.id,
                    sku=sku,
                )
        return new.number

    return shop.write(work)


def join_parcels(shop: Shop, number: str, *others: str) -> None:
    """Put the goods of other open parcels into this one, as one parcel for several orders."""

    def work(tx: Tx) -> None:
        kept = head(tx, Document.PARCEL, number)
        for other in others:
            gone = head(tx, Document.PARCEL, other)
            tx.run(
                "UPDATE parcel_lines SET parcel_id = :kept WHERE parcel_id = :gone",
                kept=kept.id,
                gone=gone.id,
            )
            move(tx, gone, "void", reason="joined")

    shop.write(work)


def _bare_parcel(tx: Tx, like: Head) -> Head:
    parcel_id = new_id()
    columns = born(tx, Document.PARCEL, "open", [Birth(parcel_id, next_number(tx, "parcel"))])[0]
    tx.run(
        "INSERT INTO parcels (id, number, status, version, chain, changed_at, province, city,"
        " ship_by, opened_at)"
        " SELECT :id, :number, :status, :version, :chain, :changed_at, province, city, ship_by,"
        " :at FROM parcels WHERE id = :like",
        **columns,
        at=tx.at,
        like=like.id,
    )
    return head(tx, Document.PARCEL, columns["number"])


def broken(shop: Shop) -> dict[str, Sequence[str]]:
    """The invariants that do not hold, each with examples; {} is a sound shop."""
    return {check.name: check.examples for check in checkup.check(shop) if not check.ok}
