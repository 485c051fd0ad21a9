"""What couriers and aggregators tell of parcels on their way: a sheet of states moves them on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from dropship_tui.i18n import N_
from dropship_tui.models import lifecycle
from dropship_tui.models.checks import Invalid
from dropship_tui.models.imports import ImportAnswer, RowError
from dropship_tui.models.lifecycle import Document
from dropship_tui.models.receipts import TrackingState
from dropship_tui.models.text import clean, fold
from dropship_tui.models.types import from_ms, to_ms
from dropship_tui.services import sheets
from dropship_tui.services.couriers import waybills
from dropship_tui.services.errors import Refused
from dropship_tui.services.events import Head, head_by_id, move
from dropship_tui.services.ids import new_id
from dropship_tui.services.importers.values import read_time
from dropship_tui.services.receipts import receipts
from dropship_tui.services.sheets import Line, read_table
from dropship_tui.services.work import Shop, Tx

COLUMNS: Final = {
    "waybill": (
        "运单号", "快递单号", "物流单号", "运单编号", "单号", "面单号", "waybill",
        "tracking number", "tracking no", "tracking", "nu", "number",
    ),
    "state": (
        "状态", "物流状态", "快递状态", "签收状态", "最新状态", "state", "status",
        "tracking status",
    ),
    "at": (
        "时间", "更新时间", "最新时间", "状态时间", "签收时间", "time", "updated at",
        "date", "ftime",
    ),
    "note": (
        "描述", "轨迹", "最新轨迹", "物流信息", "详情", "备注", "description", "context", "info",
        "note", "message",
    ),
}  # fmt: skip

_STATES: Final[Mapping[TrackingState, str]] = {
    TrackingState.PENDING: "101|102|已下单|下单|待揽收|待揽件|未揽收|info received",
    TrackingState.PICKED_UP: "1|103|已揽收|已揽件|揽收|揽件|已收件|已取件|collected",
    TrackingState.IN_TRANSIT: (
        "0|1001|1002|1003|7|8|10|11|12|在途|在途中|运输中|运送中|转运中|转投|清关|清关中|已清关"
        "|已发出|到达派件城市|干线|transit|shipped"
    ),
    TrackingState.OUT_FOR_DELIVERY: "5|派件|派件中|派送中|正在派送|delivering",
    TrackingState.READY_FOR_PICKUP: "501|投柜|已投柜|投柜或驿站|待取件|待自提|到达驿站|in locker",
    TrackingState.DELIVERED: (
        "3|301|302|303|304|签收|已签收|本人签收|代签|代签收|已代签|妥投|已妥投|签收成功|投柜签收"
        "|驿站签收|投柜或站签收|派件异常后签收|signed"
    ),
    TrackingState.DELIVERY_DELAYED: (
        "201|202|205|超时未签收|超时未更新|超时未取|柜或驿站超时未取|delayed"
    ),
    TrackingState.DELIVERY_FAILED: (
        "2|14|203|204|206|207|疑难|疑难件|拒收|拒签|派件异常|派送失败|派件失败|投递失败|无法联系|超区"
        "|异常|异常件|failed|failed attempt|exception|undelivered"
    ),
    TrackingState.ON_HOLD: "13|208|209|滞留|破损|清关异常|held",
    TrackingState.RETURN_TO_SENDER: "4|6|退回|退回中|退签|已退回|退件|退回签收|returned|returning",
    TrackingState.CANCELLED: "210|401|销单|已销单|已取消|canceled",
    TrackingState.UNKNOWN: "未知|无轨迹|暂无轨迹|查无结果",
}
"""kuaidi100's numbers (FORMATS 3.3) and the words that sheets use for each state."""

_STATE_OF: Final = {fold(state.value.replace("_", " ")): state for state in TrackingState} | {
    fold(name): state for state, names in _STATES.items() for name in names.split("|")
}

_SIGNED_BY: Final = {
    fold(name): signer
    for signer, names in {
        "agent": "303|代签|代签收|已代签",
        "locker": "304|投柜签收|驿站签收|投柜或站签收",
    }.items()
    for name in names.split("|")
}
"""Who signed, where the state says so; else the customer."""

_STEPS: Final = {
    TrackingState.PICKED_UP: "move",
    TrackingState.IN_TRANSIT: "move",
    TrackingState.OUT_FOR_DELIVERY: "move",
    TrackingState.READY_FOR_PICKUP: "move",
    TrackingState.DELIVERED: "deliver",
    TrackingState.DELIVERY_FAILED: "fail",
    TrackingState.ON_HOLD: "fail",
    TrackingState.RETURN_TO_SENDER: "return_to_sender",
}
"""What a state does to its parcel. The others are only noted."""


@dataclass(frozen=True, slots=True)
class _News:
    """A row: a waybill, its state, and when; `at` is None where the sheet does not say."""

    line: Line
    waybill: str
    state: TrackingState
    signed_by: str
    at: int | None
    note: str


def import_tracking(shop: Shop, path: Path) -> ImportAnswer:
    """Read a sheet of states and move the parcels on, each row in a transaction of its own.

    Rows may stand in any order; they are taken in that of their times. They end as: imported, a
    state that was not known; duplicate, one that was; rejected, with what is wrong.

    Raises:
        UnusableFile: it cannot be read, or no row names waybills and states.
    """
    table = read_table(path, COLUMNS, key="waybill", also="state")
    zone = shop.read(lambda tx: tx.zone)
    news: list[_News] = []
    errors: list[RowError] = []
    outcomes: Counter[str] = Counter()
    for line in table.lines:
        try:
            news.append(_read(line, zone))
        except Invalid as bad:
            errors.append(line.error(bad))
    for item in sorted(news, key=lambda item: (item.at is None, item.at)):
        try:
            outcomes["imported" if _take(shop, item) else "duplicate"] += 1
        except Invalid as bad:
            errors.append(item.line.error(bad))
        except Refused as refused:
            errors.append(item.line.error(sheets.refused_cell("state", refused)))
    outcomes["rejected"] = len(errors)
    return ImportAnswer(table.counts(outcomes), tuple(sorted(errors, key=lambda error: error.row)))


def _read(line: Line, zone: ZoneInfo) -> _News:
    word = fold(line.text("state").replace("_", " "))
    if word not in _STATE_OF:
        raise Invalid(
            "unknown_state", N_("“{text}” is no state."), field="state", text=line.text("state")
        )
    try:
        at = read_time(line.text("at"), zone)
    except Invalid as bad:
        raise Invalid(bad.code, bad.template, field="at", **bad.params) from bad
    return _News(
        line=line,
        waybill=waybills.normalise(line.code("waybill")),
        state=_STATE_OF[word],
        signed_by=_SIGNED_BY.get(word, "self"),
        at=to_ms(at) if at else None,
        note=line.text("note", limit=500),
    )


def _take(shop: Shop, news: _News) -> bool:
    """Note the state and move its parcel on; False when it was known."""
    parcel = shop.read(partial(_parcel_of, news=news))
    # Couriers' clocks are coarse: what they scanned a moment before we wrote the hand-over down
    # is taken as having happened right after it.
    at = None if news.at is None else from_ms(max(news.at, parcel.changed_at))
    return shop.write(
        lambda tx: take(
            tx, parcel, news.state, said_at=news.at, signed_by=news.signed_by, note=news.note
        ),
        at=at,
    )


def _parcel_of(tx: Tx, news: _News) -> Head:
    parcel_id = tx.value(
        "SELECT parcel_id FROM waybills WHERE number = :number AND voided_at IS NULL",
        number=news.waybill,
    )
    if parcel_id is None:
        raise Invalid(
            "unknown_waybill",
            N_("No parcel has the waybill {waybill}."),
            field="waybill",
            waybill=news.waybill,
        )
    parcel = head_by_id(tx, Document.PARCEL, parcel_id)
    if parcel.status == "labelled" and news.state in _STEPS:
        raise Invalid(
            "not_handed_over",
            N_("{parcel} has not been handed over."),
            field="state",
            parcel=parcel.number,
        )
    return parcel


def take(
    tx: Tx,
    parcel: Head,
    state: TrackingState,
    *,
    said_at: int | None = None,
    signed_by: str = "self",
    note: str = "",
) -> bool:
    """Note a parcel's state and move the parcel on; False when the state was known.

    `said_at` is the courier's own time; what is older than the newest state is noted, and moves
    nothing. Without it, the state is of now.
    """
    at = tx.at if said_at is None else said_at
    latest = tx.one(
        "SELECT at, state FROM tracking_events WHERE parcel_id = :id ORDER BY at DESC, id DESC"
        " LIMIT 1",
        id=parcel.id,
    )
    if said_at is None and latest is not None and latest["state"] == state:
        return False
    noted = tx.run(
        "INSERT INTO tracking_events (id, parcel_id, state, at, note)"
        " VALUES (:id, :parcel, :state, :at, :note) ON CONFLICT DO NOTHING",
        id=new_id(),
        parcel=parcel.id,
        state=state.value,
        at=at,
        note=clean(note, limit=500),
    )
    if noted and (latest is None or at >= latest["at"]):
        tx.run("UPDATE parcels SET last_event_at = :at WHERE id = :id", at=tx.at, id=parcel.id)
        _follow(tx, head_by_id(tx, Document.PARCEL, parcel.id), state, signed_by)
    return bool(noted)


def _follow(tx: Tx, parcel: Head, state: TrackingState, signed_by: str) -> None:
    """Take the parcel where its courier says that it is, if it is not there yet."""
    step = _STEPS.get(state, "")
    if not lifecycle.find(Document.PARCEL, parcel.status, step):
        return
    if step == "deliver":
        receipts.deliver(tx, parcel.number, signed_by=signed_by)
    elif step == "return_to_sender":
        receipts.send_back(tx, parcel.number, reason=state.value)
    else:
        move(tx, parcel, step, reason=state.value)
