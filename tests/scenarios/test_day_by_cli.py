"""A supplier's day, told by commands: orders in, parcels out, one comes back, the plan fills in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tests.cli.conftest import Cli

if TYPE_CHECKING:
    import pytest
    import time_machine

CHAT = """李四 13900139000
广东省东莞市东城街道东城路1号
纯棉T恤 红 M*1
包装好一点"""

SHEET = """订单号,收件人,手机号,收货地址,商家编码,数量,单价,付款时间
A-1001,王五,13700137000,江苏省苏州市吴中区听松街8号,CUP-01,1,12.50,2026-11-23 09:28
A-1002,赵六,13600136000,江苏省苏州市吴中区听松街9号,CUP-99,1,12.50,2026-11-23 09:29
"""

STATES = """运单号,快递公司,状态,时间,描述
{waybill},圆通,揽收,2026-11-23 18:40,【杭州】已揽收
{waybill},圆通,在途,2026-11-24 02:15,到达转运中心
{waybill},圆通,派件,2026-11-24 08:30,派送中
{waybill},圆通,签收,2026-11-24 11:05,本人签收
"""


def completed(cli: Cli, *order: str) -> dict[str, str]:
    """The tasks of the plan that are done, with who did them."""
    rows = cli.json("plan", *order)["rows"]
    return {row["code"]: row["by"] for row in rows if row["completed_at"]}


def test_a_day(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    clock: time_machine.Traveller,
) -> None:
    cli = Cli(tmp_path / "shop.db", capsys, monkeypatch, clock)

    # 9:30. A new shop, with its goods, its couriers and its rules.
    cli.json("db", "init", "--sample")
    cli.json("setup", "task", "prices", "--complete", "--actor", "李文静")
    assert completed(cli) == {"setup.prices": "李文静"}
    shirts = cli.show("catalog", "TS-RED-M")["on_hand"]

    # A customer calls, a reseller's customer writes. The clerk takes both orders down.
    called = cli.order("--freight", "4", "--actor", "李文静")
    written = cli.json(
        "orders", "new", "--paste", "-", "--reseller", "阿美", "--paid", "balance", stdin=CHAT
    )["number"]
    assert cli.show("orders", written)["remark"] == "包装好一点"
    assert cli.show("orders", called)["total"]["amount"] == "82.00"
    assert set(completed(cli, called)) == {
        "order.choose",
        "order.cart",
        "order.address",
        "order.payment",
        "order.submit",
    }

    # The reseller sends a sheet as well, and sends it again; one code in it is none of ours.
    (tmp_path / "阿美.csv").write_text(SHEET, encoding="gb18030")
    imported = cli.json("orders", "import", "阿美.csv", "--reseller", "阿美")
    assert (imported["rows"], imported["orders"], imported["held"]) == (2, 2, 1)
    again = cli.json("orders", "import", "阿美.csv", "--reseller", "阿美")
    assert (again["imported"], again["updated"], again["duplicate"]) == (0, 0, 2)
    (held,) = cli.json("orders", "list", "--held", "unknown_sku")["items"]
    cli.done("orders", "cancel", held["number"], "--reason", "customer")

    # She checks and confirms the rest; their goods are promised now.
    cli.travel(minutes=20)
    assert len(cli.json("orders", "confirm", "--all", "--actor", "李文静")["done"]) == 3
    assert cli.show("catalog", "TS-RED-M")["reserved"] == 3

    # 10:30. The packer makes the parcels, prints his pick list, and scans piece by piece.
    cli.travel(minutes=40)
    opened = {item["orders"][0]: item for item in cli.json("packing", "open", "--all")["items"]}
    first, second = (opened.pop(order)["parcel"] for order in (called, written))
    third = opened.popitem()[1]["parcel"]
    parcels = [first, second, third]
    cli.json("packing", "picklist", *parcels, "--out", "pick.pdf")
    scans = f"{first}\nTS-RED-M\nCUP-01\nTS-RED-M\nYT8820000000001\n"
    said = cli("packing", "scan", "--actor", "赵大山", stdin=scans).out
    assert [outcome for outcome in ("parcel_opened", "wrong_item", "waybill_ok") if outcome in said]
    cli("packing", "scan", second, "2000001000014", "--actor", "赵大山")
    cli.done("packing", "weigh", second, 260)
    cli.done("packing", "waybill", second, "YT8820000000002", "--courier", "yuantong")
    cli("packing", "scan", third, "CUP-01", "YT8820000000003", "--actor", "赵大山")
    cli.json("packing", "label", *parcels, "--out", "labels.pdf")

    # 18:00. The van is here. Goods leave the shelf; the customers are told.
    cli.travel(hours=7, minutes=30)
    handed = cli.json("packing", "handover", "--courier", "圆通", "--out", "manifest.pdf")
    assert len(handed["done"]) == 3
    shelf = cli.show("catalog", "TS-RED-M")
    assert (shelf["on_hand"], shelf["reserved"]) == (shirts - 3, 0)
    assert len(cli.json("notify", "send")["done"]) == 3
    (file,) = cli.json("packing", "backfill", "--channel", "sheet", "--out", "back")["files"]
    assert Path(file["path"]).read_text("utf-8-sig").splitlines()[1] == (
        "A-1001,圆通速递,YT8820000000003"
    )
    assert completed(cli, called)["fulfil.pack"] == "赵大山"

    # The next day the courier's states come in, and the customer is content.
    cli.travel(days=1)
    (tmp_path / "states.csv").write_text(STATES.format(waybill="YT8820000000001"), encoding="utf-8")
    assert cli.json("receipts", "tracking", "import", "states.csv")["imported"] == 4
    assert cli.show("orders", called)["status"] == "delivered"
    cli.done("receipts", "confirm", called)
    cli.done("receipts", "check", called, "--ok")
    cli.done("receipts", "review", called, "--goods", "5", "--service", "4", "--text", "很好")

    # Two days later one shirt is too small, and comes back.
    cli.travel(days=2)
    request = cli.json(
        "returns", "request", called, "--type", "return", "--reason", "size",
        "--line", "TS-RED-M:1", "--note", "偏小",
    )  # fmt: skip
    case = request["case"]
    assert request["policy"]["verdict"] == "allow"
    cli.done("returns", "message", case, "--text", "寄回即可", "--actor", "李文静")
    cli.done("returns", "approve", case, "--actor", "李文静")
    cli.done("returns", "waybill", case, "YT9990000000001")
    cli.travel(days=2)
    back = cli.json("returns", "receive", "--waybill", "YT9990000000001")
    assert back["done"] == [{"number": case, "status": "received"}]
    cli.done("returns", "inspect", case, "--line", "TS-RED-M:1:good")
    refundable = cli.show("returns", case)["refundable"]["amount"]
    assert refundable == "39.00"
    cli.done("returns", "refund", case, "--amount", refundable, "--actor", "王店长")
    cli.done("returns", "close", case, "--outcome", "refunded")

    # Every row of the order's plan tables is filled in, and the books balance.
    rows = cli.json("plan", called)["rows"]
    assert len(rows) == 18
    assert all(row["completed_at"] for row in rows)
    done_by = completed(cli, called)
    assert (done_by["aftersales.request"], done_by["aftersales.refund"]) == ("李文静", "王店长")
    assert cli.show("catalog", "TS-RED-M")["on_hand"] == shirts - 2
    assert cli.json("db", "check")["ok"] is True
