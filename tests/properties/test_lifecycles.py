"""Whatever is asked of a document in any status: its table decides, and nothing else changes.

Every document is brought to every status as the shop brings it there, and every deed is tried on
it: it does exactly what `models.lifecycle` says, or it is refused and nothing has happened.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from dropship_tui.models import lifecycle
from dropship_tui.models.lifecycle import TRANSITIONS, Document, Transition
from dropship_tui.models.money import Money
from dropship_tui.models.receipts import TrackingState
from dropship_tui.models.returns import GradedLine
from dropship_tui.models.setup import Agreement, NewPartner
from dropship_tui.services import events, notify, setup
from dropship_tui.services.errors import Refused
from dropship_tui.services.events import head
from dropship_tui.services.importers.orders import Request, import_file
from dropship_tui.services.orders import news, orders
from dropship_tui.services.packing import handover, packing
from dropship_tui.services.receipts import receipts, tracking
from dropship_tui.services.returns import returns
from dropship_tui.services.work import Shop, Tx
from tests import trade
from tests.shop import add_sku, make_shop, open_shop
from tests.trade import do

ORDER, PARCEL, CASE, TASK = Document.ORDER, Document.PARCEL, Document.CASE, Document.TASK
SKU = "CUP"
EXTERNAL = "N1"
TASK_CODE = "setup.partners"
ACTIONS = {doc: {row.action for row in TRANSITIONS if row.document is doc} for doc in Document}


class Stage(NamedTuple):
    """A document in a status; `kind` is a case's type, or where an order was held."""

    document: Document
    status: str
    kind: str = ""

    def __str__(self) -> str:
        return "-".join(part for part in self if part)

    def leads(self, *actions: str) -> list[Transition] | None:
        """The rows of the table for these actions, one after the other; None where one is none."""
        rows: list[Transition] = []
        for action in actions:
            status = rows[-1].end if rows else self.status
            is_release = self.document is ORDER and action == "release"
            end, kind = (self.kind, "") if is_release else ("", self.kind)
            row = lifecycle.find(self.document, status, action, end=end, kind=kind)
            if row is None:
                return None
            rows.append(row)
        return rows


def new_order(shop: Shop, *, paid: bool = True) -> str:
    return trade.take_order(shop, (SKU, 2), channel="sheet", external_no=EXTERNAL, paid=paid)


def order_at(shop: Shop, status: str, *, held_from: str = "", paid: bool = True) -> str:
    """An order that has come so far; its number."""
    number = new_order(shop, paid=paid)
    far = held_from or status
    if far != "new" and status != "cancelled":
        do(shop, orders.confirm, number)
    if far == "packing":
        trade.open_parcel(shop, number)
    if status == "on_hold":
        do(shop, orders.hold, number)
    if status == "cancelled":
        do(shop, orders.cancel, number)
    if status in ("shipped", "delivered", "completed"):
        parcel = trade.ship(shop, number)
        if status != "shipped":
            do(shop, receipts.deliver, parcel)
        if status == "completed":
            do(shop, receipts.confirm, number)
    return number


def parcel_at(shop: Shop, status: str) -> str:
    """A parcel of 圆通 that has come so far; its number."""
    order = order_at(shop, "confirmed")
    number = trade.open_parcel(shop, order)
    do(shop, packing.choose_courier, number, "yuantong")
    if status == "void":
        do(shop, orders.cancel, order)
    if status in ("open", "void"):
        return number
    trade.pack(shop, number)
    if status == "packed":
        return number
    trade.label(shop, number)
    if status == "labelled":
        return number
    trade.hand_over(shop, number)
    if status != "handed_over":
        _ON_THE_WAY[status](shop, number)
    return number


def courier_says(state: TrackingState) -> Callable[[Shop, str], object]:
    """The courier's own word of a parcel."""

    def say(shop: Shop, number: str) -> None:
        shop.write(lambda tx: tracking.take(tx, head(tx, PARCEL, number), state))

    return say


_ON_THE_WAY: Mapping[str, Callable[[Shop, str], object]] = {
    "in_transit": courier_says(TrackingState.IN_TRANSIT),
    "exception": courier_says(TrackingState.DELIVERY_FAILED),
    "returned_to_sender": lambda shop, number: do(shop, receipts.send_back, number),
    "delivered": lambda shop, number: do(shop, receipts.deliver, number),
    "lost": lambda shop, number: do(shop, receipts.lose, number),
}


def case_at(shop: Shop, status: str, kind: str) -> str:
    """A return case of one piece that has come so far; its number."""
    number = trade.ask_back(shop, order_at(shop, "delivered"), (SKU, 1), kind=kind)
    if status in ("rejected", "withdrawn"):
        do(shop, {"rejected": returns.reject, "withdrawn": returns.withdraw}[status], number)
        return number
    way = _WAYS_OF_CASES[kind]
    for step in way[: [name for name, _ in way].index(status) + 1]:
        step[1](shop, number)
    return number


def grade(shop: Shop, number: str) -> None:
    do(shop, returns.inspect, number, [GradedLine(SKU, 1, "good")])


def pay_back(shop: Shop, number: str) -> None:
    do(shop, returns.refund, number, Money.parse("1.00"))


def _act(service: Callable[..., object], *more: Any) -> Callable[[Shop, str], object]:
    return lambda shop, number: do(shop, service, number, *more)


Way = tuple[tuple[str, Callable[[Shop, str], object]], ...]
_REQUESTED: Way = (
    ("requested", lambda _shop, _number: None),
    ("approved", _act(returns.approve)),
)
_SETTLED: Way = (("settled", pay_back), ("closed", _act(returns.close, "refunded")))
_WAYS_OF_CASES: Mapping[str, Way] = {
    "return": (
        *_REQUESTED,
        ("in_transit", _act(returns.note_waybill, "YT8820000000001", "yuantong")),
        ("received", _act(returns.receive)),
        ("inspected", grade),
        *_SETTLED,
    ),
    "refund_only": (*_REQUESTED, *_SETTLED),
}


def task_at(shop: Shop, status: str) -> str:
    """The first task of setting up, with all that it takes to be done."""
    day = shop.clock().date()
    do(shop, setup.add_partner, NewPartner("大明分销", kind="reseller"))
    do(shop, setup.add_agreement, "大明分销", Agreement(day))
    if status == "done":
        do(shop, setup.update_task, TASK_CODE, complete=True)
    return TASK_CODE


def _stages() -> Iterator[tuple[Stage, Callable[[Shop], str]]]:
    for status in lifecycle.OrderStatus:
        for kind in ("new", "confirmed", "packing") if status == "on_hold" else ("",):
            yield Stage(ORDER, status, kind), partial(order_at, status=status, held_from=kind)
    for place in lifecycle.ParcelStatus:
        yield Stage(PARCEL, place), partial(parcel_at, status=place)
    for kind, way in _WAYS_OF_CASES.items():
        for name in (*(step for step, _ in way), "rejected", "withdrawn"):
            yield Stage(CASE, name, kind), partial(case_at, status=name, kind=kind)
    for done in lifecycle.TaskStatus:
        yield Stage(TASK, done), partial(task_at, status=done)


STAGES = dict(_stages())


def pack(shop: Shop, number: str) -> None:
    """Scan the parcel, and its goods until nothing is missing."""
    trade.scan(shop, number)
    for _ in range(2):
        trade.scan(shop, SKU)


def hand_over(shop: Shop, number: str) -> None:
    do(shop, lambda tx: handover.hand_over(tx, number, handover.open_manifest(tx, "yuantong")))


def cancel_order_of(shop: Shop, number: str) -> None:
    do(shop, orders.cancel, trade.parcel(shop, number).orders[0])


def tell_paid(shop: Shop, number: str) -> None:
    """A newer file says that the order was paid."""
    path = shop.home / "paid.csv"
    path.write_text(
        "订单号,子订单编号,收件人,商家编码,数量,付款时间\n"
        f"{EXTERNAL},{EXTERNAL}-0,张三,{SKU},2,2026-11-22 10:00\n",
        encoding="utf-8",
    )
    import_file(shop, Request(path))


def with_news(shop: Shop, stage: Stage) -> str:
    """An order of which the platform has said something, if it has left."""
    number = STAGES[stage](shop)
    if stage.status in news.AFTER_SHIPPING:
        shop.write(lambda tx: news.tell(tx, head(tx, ORDER, number), "refund_requested"))
    return number


PAST_PACKING = dict.fromkeys(
    ("handed_over", "in_transit", "delivered", "exception", "returned_to_sender", "lost"),
    "already_shipped",
)


@dataclass(frozen=True)
class Deed:
    """Something that people do to a document.

    Attributes:
        refusals: statuses in which a rule speaks before the table does, with its code.
        first: statuses in which it takes another step first, by its own.
        is_quiet: it answers what it did, and refuses nothing.
        stage: how the document comes to where it is, when the usual way will not do.
    """

    document: Document
    action: str
    run: Callable[[Shop, str], object]
    refusals: Mapping[str, str] = field(default_factory=dict)
    first: Mapping[str, str] = field(default_factory=dict)
    is_quiet: bool = False
    stage: Callable[[Shop, Stage], str] = lambda shop, stage: STAGES[stage](shop)

    def __str__(self) -> str:
        return f"{self.document}.{self.action}"


DEEDS = (
    Deed(ORDER, "confirm", _act(orders.confirm)),
    Deed(ORDER, "open", _act(packing.open_parcel)),
    Deed(ORDER, "hold", _act(orders.hold)),
    Deed(ORDER, "release", _act(orders.release)),
    Deed(
        ORDER,
        "cancel",
        _act(orders.cancel),
        dict.fromkeys(("shipped", "delivered", "completed"), "already_shipped"),
    ),
    Deed(
        ORDER,
        "edit",
        lambda shop, number: do(shop, orders.edit, number, remark="轻放"),
        {"on_hold-packing": "in_packing"},
    ),
    Deed(
        ORDER,
        "update",
        tell_paid,
        is_quiet=True,
        stage=lambda shop, at: order_at(shop, at.status, held_from=at.kind, paid=False),
    ),
    Deed(ORDER, "notify", lambda shop, _number: notify.send_all(shop), is_quiet=True),
    Deed(ORDER, "heed", _act(news.heed), stage=with_news),
    Deed(ORDER, "complete", _act(receipts.confirm)),
    Deed(ORDER, "check", _act(receipts.check_goods, "ok")),
    Deed(
        ORDER, "review", lambda shop, number: do(shop, receipts.review, number, goods=5, service=4)
    ),
    Deed(PARCEL, "pack", pack, is_quiet=True),
    Deed(PARCEL, "courier", _act(packing.choose_courier, "yuantong")),
    Deed(PARCEL, "weigh", _act(packing.weigh, 500)),
    Deed(PARCEL, "label", _act(packing.assign_waybill, "YT8829999999999")),
    Deed(PARCEL, "void_waybill", _act(packing.void_waybill, "misprint")),
    Deed(PARCEL, "hand_over", hand_over),
    Deed(PARCEL, "move", courier_says(TrackingState.OUT_FOR_DELIVERY), is_quiet=True),
    Deed(PARCEL, "fail", courier_says(TrackingState.ON_HOLD), is_quiet=True),
    Deed(PARCEL, "deliver", _act(receipts.deliver)),
    Deed(PARCEL, "return_to_sender", _act(receipts.send_back)),
    Deed(PARCEL, "lose", _act(receipts.lose)),
    Deed(PARCEL, "void", cancel_order_of, PAST_PACKING, first={"labelled": "void_waybill"}),
    Deed(CASE, "approve", _act(returns.approve)),
    Deed(CASE, "reject", _act(returns.reject)),
    Deed(CASE, "withdraw", _act(returns.withdraw)),
    Deed(CASE, "waybill", _act(returns.note_waybill, "YT8820000000002", "yuantong")),
    Deed(CASE, "receive", _act(returns.receive)),
    Deed(CASE, "inspect", grade),
    Deed(CASE, "refund", pay_back),
    Deed(CASE, "close", _act(returns.close, "settled")),
    Deed(CASE, "message", _act(returns.message, "您好")),
    Deed(TASK, "complete", lambda shop, code: do(shop, setup.update_task, code, complete=True)),
    Deed(TASK, "reopen", lambda shop, code: do(shop, setup.update_task, code, reopen=True)),
    Deed(TASK, "edit", lambda shop, code: do(shop, setup.update_task, code, owner="li")),
)


def cancel_companion(shop: Shop, number: str) -> None:
    """Cancel the other order of this order's parcel."""
    parcel = trade.parcel(shop, trade.order(shop, number).parcels[0])
    (other,) = set(parcel.orders) - {number}
    do(shop, orders.cancel, other)


def in_one_parcel(shop: Shop) -> str:
    """An order whose parcel carries another order, too."""
    number, other = (trade.confirmed(shop, (SKU, 2)) for _ in range(2))
    trade.join_parcels(shop, trade.open_parcel(shop, number), trade.open_parcel(shop, other))
    return number


def ready_to_go(shop: Shop) -> str:
    """An order whose parcel waits for its courier."""
    (number,) = trade.parcel(shop, parcel_at(shop, "labelled")).orders
    return number


@dataclass(frozen=True)
class Consequence:
    """What happens to an order because something happens to its parcel."""

    start: str
    action: str
    stage: Callable[[Shop], str]
    run: Callable[[Shop, str], object]

    def __str__(self) -> str:
        return f"order.{self.action}"


def _to_parcel(run: Callable[[Shop, str], object]) -> Callable[[Shop, str], object]:
    return lambda shop, number: run(shop, trade.order(shop, number).parcels[0])


CONSEQUENCES = (
    Consequence("packing", "reopen", in_one_parcel, cancel_companion),
    Consequence("packing", "ship", ready_to_go, _to_parcel(hand_over)),
    Consequence(
        "shipped",
        "deliver",
        partial(order_at, status="shipped"),
        _to_parcel(_act(receipts.deliver)),
    ),
)


def whole(shop: Shop) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that is in the database."""

    def work(tx: Tx) -> dict[str, list[tuple[Any, ...]]]:
        tables = tx.all("SELECT name FROM sqlite_master WHERE type = 'table'")
        return {
            row["name"]: sorted(map(tuple, tx.all(f"SELECT * FROM {row['name']}")), key=repr)
            for row in tables
        }

    return shop.read(work)


def life(shop: Shop) -> tuple[Any, ...]:
    """Where every document stands, every event, and all the stock."""

    def work(tx: Tx) -> tuple[Any, ...]:
        heads = [f"SELECT number, status, version, chain FROM {t}" for t in events.TABLES.values()]
        rest = [f"SELECT * FROM {table}" for table in _LIVED]
        return tuple(sorted(map(tuple, tx.all(sql)), key=repr) for sql in (*heads, *rest))

    return shop.read(work)


_LIVED = (
    "events", "status_counts", "stock", "stock_moves", "order_lines", "parcel_lines", "refunds",
)  # fmt: skip


def chain(shop: Shop, document: Document, number: str) -> list[tuple[str, str, str, str]]:
    """The document's events: action, from, to, and the plan's task that each completed."""

    def work(tx: Tx) -> list[tuple[str, str, str, str]]:
        rows = tx.all(
            "SELECT action, from_status, to_status, task FROM events"
            " WHERE document = :document AND document_id = :id ORDER BY seq",
            document=document.value,
            id=head(tx, document, number).id,
        )
        return [tuple(row) for row in rows]

    return shop.read(work)


def as_event(row: Transition) -> tuple[str, str, str, str]:
    """The event that a row of the table makes."""
    return row.action, row.start, row.end, row.task


def status_of(shop: Shop, document: Document, number: str) -> str:
    return shop.read(lambda tx: head(tx, document, number).status)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop with cups on the shelf."""
    with closing((shop := make_shop(tmp_path_factory.mktemp("cups"))).db):
        add_sku(shop, SKU, on_hand=20)
    return shop.home / "shop.db"


@pytest.fixture
def shop(template: Path, tmp_path: Path) -> Iterator[Shop]:
    shutil.copyfile(template, tmp_path / "shop.db")
    shop = open_shop(tmp_path / "shop.db")
    yield shop
    shop.db.close()


@pytest.mark.parametrize("stage", STAGES, ids=str)
def test_what_the_table_does_not_know_is_refused(shop: Shop, stage: Stage) -> None:
    """The one door for every change of state refuses by the table, and leaves no trace."""
    number = STAGES[stage](shop)
    assert status_of(shop, stage.document, number) == stage.status
    before = whole(shop)
    known = {row.action for row in lifecycle.allowed(stage.document, stage.status, stage.kind)}
    if stage.document is ORDER:
        known = {row.action for row in lifecycle.allowed(ORDER, stage.status)}
    for action in sorted(ACTIONS[stage.document] - known):

        def attempt(tx: Tx, action: str = action) -> None:
            events.move(tx, head(tx, stage.document, number), action)

        with pytest.raises(Refused) as refusal:
            shop.write(attempt)
        assert refusal.value.code == "illegal_transition"
        assert refusal.value.details == {"status": stage.status, "allowed": sorted(known)}
    assert whole(shop) == before


@pytest.mark.parametrize("stage", STAGES, ids=str)
def test_every_event_is_a_row_of_the_table(shop: Shop, stage: Stage) -> None:
    number = STAGES[stage](shop)
    rows = {as_event(row) for row in TRANSITIONS if row.document is stage.document}
    lived = chain(shop, stage.document, number)
    assert set(lived) <= rows
    assert [event[1] for event in lived] == ["", *(event[2] for event in lived[:-1])]
    assert trade.broken(shop) == {}


TRIED = [(deed, stage) for deed in DEEDS for stage in STAGES if stage.document is deed.document]


@pytest.mark.parametrize(("deed", "stage"), TRIED, ids=str)
def test_a_deed_does_what_the_table_says_or_nothing(shop: Shop, deed: Deed, stage: Stage) -> None:
    number = deed.stage(shop, stage)
    lived = chain(shop, stage.document, number)
    first = deed.first.get(stage.status)
    steps = stage.leads(*filter(None, (first, deed.action)))
    code = deed.refusals.get(str(stage).partition("-")[2])
    if steps and not code:
        deed.run(shop, number)
        assert chain(shop, stage.document, number)[len(lived) :] == [*map(as_event, steps)]
        assert status_of(shop, stage.document, number) == steps[-1].end
        assert trade.broken(shop) == {}
    elif deed.is_quiet:
        before = life(shop)
        deed.run(shop, number)
        assert life(shop) == before
    else:
        everything = whole(shop)
        with pytest.raises(Refused) as refusal:
            deed.run(shop, number)
        assert refusal.value.code == (code or "illegal_transition")
        assert whole(shop) == everything


@pytest.mark.parametrize("consequence", CONSEQUENCES, ids=str)
def test_an_order_follows_its_parcel(shop: Shop, consequence: Consequence) -> None:
    number = consequence.stage(shop)
    assert status_of(shop, ORDER, number) == consequence.start
    lived = chain(shop, ORDER, number)
    step = lifecycle.find(ORDER, consequence.start, consequence.action)
    assert step is not None
    consequence.run(shop, number)
    assert chain(shop, ORDER, number)[len(lived) :] == [as_event(step)]
    assert trade.broken(shop) == {}


def test_every_row_of_the_table_is_lived() -> None:
    """No status, action or row of the table is left out above."""
    tried = {(deed.document, deed.action) for deed in DEEDS}
    tried |= {(ORDER, consequence.action) for consequence in CONSEQUENCES}
    assert tried == {(row.document, row.action) for row in TRANSITIONS if row.start}
    statuses = {(row.document, status) for row in TRANSITIONS for status in (row.start, row.end)}
    assert {(document, status) for document, status, _ in STAGES} == {
        (document, status) for document, status in statuses if status
    }
