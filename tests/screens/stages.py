"""Orders that have come as far as a test needs them."""

from __future__ import annotations

from functools import partial

from dropship_tui.models.address import Receiver
from dropship_tui.models.catalog import NewSku
from dropship_tui.models.money import Money
from dropship_tui.models.orders import NewLine, NewOrder, Payment
from dropship_tui.models.returns import GradedLine, ReturnLine
from dropship_tui.services.goods import catalog, stock
from dropship_tui.services.orders import intake, orders
from dropship_tui.services.packing import bench, handover, packing, packing_queries
from dropship_tui.services.receipts import receipts
from dropship_tui.services.returns import returns
from dropship_tui.services.work import Shop


def parcel_of(shop: Shop, order: str) -> str:
    """Confirm an order and make its parcel."""
    shop.write(lambda tx: orders.confirm(tx, order))
    return shop.write(lambda tx: packing.open_parcel(tx, order)).number


def labelled(shop: Shop, order: str, waybill: str) -> str:
    """Its parcel, packed and with its waybill."""
    parcel = parcel_of(shop, order)
    shop.write(lambda tx: bench.scan(tx, "elsewhere", parcel))
    for item in shop.read(lambda tx: packing_queries.show(tx, parcel)).lines:
        for _ in range(item.quantity):
            shop.write(partial(bench.scan, station="elsewhere", raw=item.sku))
    shop.write(lambda tx: bench.scan(tx, "elsewhere", waybill))
    shop.write(lambda tx: bench.clear(tx, "elsewhere"))
    return parcel


def shipped(shop: Shop, order: str, waybill: str) -> str:
    """Its parcel, handed over."""
    parcel = labelled(shop, order, waybill)
    courier = shop.read(lambda tx: packing_queries.show(tx, parcel)).courier
    assert courier
    handover.hand_over_all(shop, courier)
    return parcel


def delivered(shop: Shop, order: str, waybill: str) -> str:
    """Its parcel, delivered."""
    parcel = shipped(shop, order, waybill)
    shop.write(lambda tx: receipts.deliver(tx, parcel))
    return parcel


def asked_back(
    shop: Shop, order: str, *, sku: str = "TS-RED-M", quantity: int = 1, reason: str = "no_reason"
) -> str:
    """A return case of a delivered order."""
    lines = [ReturnLine(sku, quantity)]
    return shop.write(
        lambda tx: returns.request(tx, order, kind="return", reason=reason, lines=lines)
    )[0].number


def inspected(shop: Shop, case: str, *, sku: str = "TS-RED-M", quantity: int = 1) -> None:
    """Approve it, get it back, find it good."""
    graded = [GradedLine(sku, quantity, "good")]
    shop.write(lambda tx: returns.approve(tx, case))
    shop.write(lambda tx: returns.receive(tx, case))
    shop.write(lambda tx: returns.inspect(tx, case, graded))


def many_lines(shop: Shop, lines: int) -> str:
    """An order of so many SKUs, two of each; it has a remark."""
    codes = [f"SKU-{number:02}" for number in range(lines)]
    for code in codes:
        new = NewSku(code, title=f"商品{'很长的名字' * 8}", spec="红 M", bin="A-01")
        shop.write(partial(catalog.save, new=new))
        shop.write(partial(stock.receive, code=code, quantity=5))
    order = NewOrder(
        Receiver("张三", "13800138000", province="浙江省", city="杭州市", detail="文一西路969号"),
        tuple(NewLine(2, code=code, price=Money(100)) for code in codes),
        shop.clock(),
        paid=Payment("alipay", shop.clock()),
        remark="不要发顺丰",
    )
    return shop.write(lambda tx: intake.create(tx, order)).number
