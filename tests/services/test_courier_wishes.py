"""A remark about couriers is obeyed when one is proposed, and a person may know better."""

from __future__ import annotations

import pytest

from dropship_tui.services.errors import Refused
from dropship_tui.services.orders import orders
from dropship_tui.services.packing import packing
from dropship_tui.services.work import Shop
from tests import trade
from tests.trade import do


def _parcel(shop: Shop, remark: str) -> str:
    number = trade.take_order(shop, ("TS-RED-M", 1))
    do(shop, orders.edit, number, remark=remark)
    do(shop, orders.confirm, number)
    return trade.open_parcel(shop, number)


def _offered(shop: Shop, parcel: str) -> set[str]:
    return {offer.courier for offer in shop.read(lambda tx: packing.offers(tx, parcel)).items}


def test_a_courier_that_is_ruled_out_is_not_offered_and_the_reason_is_said(
    sample_shop: Shop,
) -> None:
    everybody = _offered(sample_shop, _parcel(sample_shop, ""))
    parcel = _parcel(sample_shop, "不要发圆通")
    assert _offered(sample_shop, parcel) == everybody - {"yuantong"}
    excluded = sample_shop.read(lambda tx: packing.offers(tx, parcel)).excluded
    assert ("yuantong", "the remark says: 不要发圆通") in [(e.courier, e.reason) for e in excluded]


def test_the_only_one_that_is_wanted_is_proposed(sample_shop: Shop) -> None:
    parcel = _parcel(sample_shop, "只发顺丰")
    assert _offered(sample_shop, parcel) == {"shunfeng"}
    do(sample_shop, packing.choose_courier, parcel)
    assert trade.parcel(sample_shop, parcel).courier == "shunfeng"


def test_whom_nobody_may_bring_a_person_decides(sample_shop: Shop) -> None:
    parcel = _parcel(sample_shop, "只发韵达")
    with pytest.raises(Refused) as refused:
        do(sample_shop, packing.choose_courier, parcel)
    assert refused.value.code == "no_service"
    do(sample_shop, packing.choose_courier, parcel, "yuantong")
    assert trade.parcel(sample_shop, parcel).courier == "yuantong"


def _packed(shop: Shop, remark: str) -> str:
    parcel = _parcel(shop, remark)
    trade.pack(shop, parcel)
    return parcel


def test_a_scanned_waybill_of_a_courier_that_is_ruled_out_says_so(sample_shop: Shop) -> None:
    parcel = _packed(sample_shop, "不要发圆通")
    scan = trade.scan(sample_shop, "YT7700000000001")
    assert scan.outcome == "waybill_ok"
    assert "the remark says: 不要发圆通" in scan.message
    assert trade.parcel(sample_shop, parcel).courier == "yuantong"


def test_whoever_chose_the_courier_is_not_told_again_at_the_scan(sample_shop: Shop) -> None:
    parcel = _packed(sample_shop, "不要发圆通")
    do(sample_shop, packing.choose_courier, parcel, "yuantong")
    assert sample_shop.read(lambda tx: packing.speaks_against(tx, parcel))
    scan = trade.scan(sample_shop, "YT7700000000001")
    assert (scan.outcome, scan.message) == ("waybill_ok", "Waybill noted.")


def test_nothing_speaks_against_a_courier_that_is_welcome(sample_shop: Shop) -> None:
    parcel = _packed(sample_shop, "发圆通")
    scan = trade.scan(sample_shop, "YT7700000000001")
    assert scan.message == "Waybill noted."
    assert not sample_shop.read(lambda tx: packing.speaks_against(tx, parcel))
