"""A supplier's day through the services, told once and lived on every database engine."""

from __future__ import annotations

from datetime import datetime, timedelta

from dropship_tui.models.lifecycle import Document
from dropship_tui.models.money import Money
from dropship_tui.paths import data_dir
from dropship_tui.services import events, notify, plan, setup, today
from dropship_tui.services.goods import stock
from dropship_tui.services.importers.orders import Request, import_file
from dropship_tui.services.orders import orders
from dropship_tui.services.orders.order_queries import OrderQuery, list_orders, numbers
from dropship_tui.services.packing import handover, packing
from dropship_tui.services.receipts import receipts
from dropship_tui.services.returns import returns
from dropship_tui.services.work import Shop
from tests import trade
from tests.shop import Clock
from tests.trade import do, scan

FILE = "pinduoduo-orders.csv"


def live_a_day(shop: Shop, clock: Clock) -> None:
    """From the sample shop as `db init --sample` leaves it to a return that is settled."""
    _setup_is_finished(shop)
    _a_file_comes_in(shop)
    number = _a_customer_calls(shop)
    _it_is_confirmed_and_packed(shop, clock, number)
    _the_van_comes(shop, clock, number)
    _it_arrives(shop, clock, number)
    _half_of_it_comes_back(shop, clock, number)
    assert trade.broken(shop) == {}


def done(shop: Shop, number: str) -> dict[str, datetime]:
    """The order's tasks that are complete, with the time of each."""
    rows = shop.read(lambda tx: plan.of_order(tx, number))
    return {row.code: row.completed_at for row in rows if row.completed_at}


def _setup_is_finished(shop: Shop) -> None:
    """The shop's own plan table fills in as its tasks are done."""
    assert {row.completed_at for row in shop.read(plan.of_shop)} == {None}
    assert do(shop, setup.update_task, "setup.prices", complete=True).completed_at == shop.clock()
    rows = {row.code: row for row in shop.read(plan.of_shop)}
    assert (rows["setup.prices"].completed_at, rows["setup.prices"].by) == (shop.clock(), "li")


def _a_file_comes_in(shop: Shop) -> None:
    """Every row of a platform's file is accounted for; the same file again changes nothing."""
    answer = import_file(shop, Request(data_dir() / "sample" / FILE))
    counts = answer.counts
    assert counts.imported > 100
    assert counts.rows == sum(
        (counts.imported, counts.updated, counts.duplicate, counts.rejected, counts.skipped)
    )
    again = import_file(shop, Request(data_dir() / "sample" / FILE))
    assert (again.counts.imported, again.counts.updated, again.orders) == (0, 0, 0)
    stands = shop.read(lambda tx: events.counts(tx, Document.ORDER))
    assert stands["new"] + stands.get("on_hold", 0) == answer.orders
    waiting = shop.read(lambda tx: numbers(tx, OrderQuery(status="new", channel="pinduoduo")))
    outcome = shop.each(orders.confirm, waiting[:20])
    assert len(outcome.done) + len(outcome.refused) == 20
    assert len(outcome.done) > 10


def _a_customer_calls(shop: Shop) -> str:
    """An order by hand: three pieces of two SKUs, paid at once."""
    number = trade.take_order(
        shop, ("TS-RED-M", 2), ("CUP-01", 1), price="20.00", freight=Money(500), discount=Money(250)
    )
    order = trade.order(shop, number)
    assert str(order.total) == "¥62.50"
    assert set(done(shop, number)) == {
        "order.choose",
        "order.cart",
        "order.address",
        "order.payment",
        "order.submit",
    }
    return number


def _it_is_confirmed_and_packed(shop: Shop, clock: Clock, number: str) -> None:
    """Stock is promised, then every piece is scanned; what does not belong in is told apart."""
    on_hand, reserved = trade.stock_of(shop, "TS-RED-M")
    clock.advance(minutes=10)
    do(shop, orders.confirm, number)
    assert trade.stock_of(shop, "TS-RED-M") == (on_hand, reserved + 2)
    assert done(shop, number)["fulfil.confirm"] == clock()
    clock.advance(minutes=10)
    parcel = trade.open_parcel(shop, number)
    shirt, cup = sorted(trade.parcel(shop, parcel).lines, key=lambda line: -line.quantity)
    outcomes = [
        scan(shop, code).outcome
        for code in (parcel, shirt.barcode, "CUP-02", cup.barcode, cup.barcode, "TS-RED-M", "hello")
    ]
    assert outcomes == [
        "parcel_opened",
        "item_ok",
        "wrong_item",
        "item_ok",
        "extra_item",
        "parcel_complete",
        "unknown_code",
    ]
    assert done(shop, number)["fulfil.pack"] == clock()
    assert trade.stock_of(shop, "TS-RED-M") == (on_hand, reserved + 2)


def _the_van_comes(shop: Shop, clock: Clock, number: str) -> None:
    """Weight, courier, waybill, hand-over with a manifest, and the customer is told."""
    (parcel,) = trade.order(shop, number).parcels
    on_hand, reserved = trade.stock_of(shop, "TS-RED-M")
    do(shop, packing.weigh, parcel, 640)
    do(shop, packing.choose_courier, parcel)
    chosen = trade.parcel(shop, parcel)
    offers = shop.read(lambda tx: packing.offers(tx, parcel))
    assert (chosen.courier, chosen.quoted) == (offers.items[0].courier, offers.items[0].price)
    do(shop, packing.choose_courier, parcel, "圆通")
    waybill = trade.yuantong()
    assert scan(shop, waybill).outcome == "waybill_ok"
    assert scan(shop, waybill).outcome == "waybill_ok"
    assert done(shop, number)["fulfil.courier"] == clock()
    clock.advance(hours=2)
    manifest, outcome = handover.hand_over_all(shop, "yuantong")
    assert manifest is not None
    assert outcome.done == [{"number": parcel, "status": "handed_over"}]
    assert trade.stock_of(shop, "TS-RED-M") == (on_hand - 2, reserved - 2)
    assert done(shop, number)["fulfil.ship"] == clock()
    (message,) = shop.read(lambda tx: notify.list_messages(tx, status="pending")).items
    assert waybill in message.body
    clock.advance(minutes=1)
    assert notify.send_all(shop).done == [{"number": number, "status": "shipped"}]
    assert done(shop, number)["fulfil.notify"] == clock()
    (found,) = shop.read(lambda tx: list_orders(tx, OrderQuery(search=waybill[-6:]))).items
    assert found.number == number


def _it_arrives(shop: Shop, clock: Clock, number: str) -> None:
    """Delivered two days later, checked, reviewed and confirmed by the customer."""
    (parcel,) = trade.order(shop, number).parcels
    board = {stage.stage: stage for stage in shop.read(today.board)}
    assert [t.count for t in board["receipts"].tallies if t.code == "on_the_way"] == [1]
    clock.advance(days=2)
    arrived = clock() - timedelta(hours=3)
    do(shop, receipts.deliver, parcel, signed_by="locker", at=arrived)
    do(shop, receipts.check_goods, number, "ok")
    clock.advance(hours=1)
    do(shop, receipts.confirm, number)
    do(shop, receipts.review, number, goods=5, service=4, text="很好")
    times = done(shop, number)
    assert times["receipt.arrive"] == arrived
    assert times["receipt.check"] == clock() - timedelta(hours=1)
    assert times["receipt.confirm"] == times["receipt.review"] == clock()
    assert not {code for code in times if code.startswith("aftersales")}


def _half_of_it_comes_back(shop: Shop, clock: Clock, number: str) -> None:
    """A shirt is returned, found good, refunded, and back on the shelf."""
    on_hand, reserved = trade.stock_of(shop, "TS-RED-M")
    clock.advance(days=1)
    case = trade.ask_back(shop, number, ("TS-RED-M", 1), reason="size")
    asked = clock()
    do(shop, returns.approve, case)
    clock.advance(days=1)
    back = trade.yuantong()
    do(shop, returns.note_waybill, case, back)
    clock.advance(days=2)
    received = do(shop, returns.receive_waybill, back)
    assert not isinstance(received, str)
    assert received.number == case
    assert trade.stock_of(shop, "TS-RED-M") == (on_hand, reserved)
    trade.inspect(shop, case, ("TS-RED-M", 1, "good"))
    assert trade.stock_of(shop, "TS-RED-M") == (on_hand + 1, reserved)
    refundable = trade.case(shop, case).refundable
    assert str(refundable) == "¥19.17"  # 20.00 less its third of the discount, to the fen
    do(shop, returns.refund, case, refundable)
    do(shop, returns.message, case, "钱已退回")
    do(shop, returns.close, case, "refunded")
    rows = {
        row.code: row.completed_at
        for row in shop.read(lambda tx: plan.of_order(tx, number))
        if row.case == case
    }
    assert rows == {
        "aftersales.request": asked,
        "aftersales.parcel": clock(),
        "aftersales.refund": clock(),
        "aftersales.resolve": clock(),
    }
    moved = shop.read(lambda tx: stock.moves(tx, "TS-RED-M")).items
    assert [move.quantity for move in moved[:3]] == [1, 0, -2]
