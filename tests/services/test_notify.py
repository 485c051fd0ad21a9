"""Messages to customers: one for each order that left, delivered at least once, never lost."""

from __future__ import annotations

import stat
from dataclasses import replace

import pytest

from dropship_tui.services import notify, policies
from dropship_tui.services.notify import FolderMailbox, Message
from dropship_tui.services.receipts import receipts
from dropship_tui.services.work import Shop
from tests import trade
from tests.shop import Clock, add_sku
from tests.trade import ZHANG, do


@pytest.fixture(autouse=True)
def goods(shop: Shop) -> None:
    add_sku(shop, "A", on_hand=20)


class Mailbox:
    """Keeps what it is given; refuses the orders that it is told to."""

    def __init__(self, *broken: str) -> None:
        self.broken = set(broken)
        self.received: list[Message] = []

    def deliver(self, message: Message) -> None:
        if message.order in self.broken:
            raise OSError(28, "No space left on device")
        self.received.append(message)


def shipped(shop: Shop) -> str:
    number = trade.confirmed(shop, ("A", 1))
    trade.ship(shop, number)
    return number


def statuses(shop: Shop) -> list[tuple[str, str, int]]:
    items = shop.read(lambda tx: notify.list_messages(tx)).items
    return [(message.order, message.status, message.attempts) for message in items]


def test_a_message_becomes_a_file_for_its_owner_only(shop: Shop) -> None:
    number = shipped(shop)
    (parcel,) = trade.order(shop, number).parcels
    outcome = notify.send_all(shop)
    assert outcome.done == [{"number": number, "status": "shipped"}]
    path = shop.home / "messages" / f"{number}-shipped.txt"
    text = path.read_text(encoding="utf-8")
    assert text.startswith("13800138000\n")
    assert (
        f"张三 您好，您的订单 {number} 已发货：圆通速递 {trade.parcel(shop, parcel).waybill}"
        in text
    )
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert list(path.parent.iterdir()) == [path]


def test_a_message_is_sent_once(shop: Shop) -> None:
    number = shipped(shop)
    mailbox = Mailbox()
    assert notify.send_all(shop, mailbox).exit_code == 0
    assert notify.send_all(shop, mailbox).done == []
    assert [message.order for message in mailbox.received] == [number]
    assert statuses(shop) == [(number, "sent", 1)]
    assert [event.action for event in trade.order(shop, number).events].count("notify") == 1


def test_what_fails_is_said_and_tried_again(shop: Shop) -> None:
    good, bad = shipped(shop), shipped(shop)
    outcome = notify.send_all(shop, Mailbox(bad))
    assert [row["number"] for row in outcome.done] == [good]
    assert [(r.number, r.code, r.message) for r in outcome.refused] == [
        (bad, "not_delivered", "the disk is full")
    ]
    assert statuses(shop) == [(good, "sent", 1), (bad, "failed", 1)]
    failed = shop.read(lambda tx: notify.list_messages(tx, status="failed")).items
    assert [message.error for message in failed] == ["No space left on device"]
    assert [row["number"] for row in notify.send_all(shop, Mailbox()).done] == [bad]
    assert statuses(shop) == [(good, "sent", 1), (bad, "sent", 2)]


def test_a_crash_between_delivering_and_noting_it_delivers_again(shop: Shop) -> None:
    number = shipped(shop)
    (message,) = shop.read(lambda tx: notify.list_messages(tx)).items
    mailbox = FolderMailbox(shop.home / "messages")
    mailbox.deliver(message)
    assert notify.send_all(shop, mailbox).done == [{"number": number, "status": "shipped"}]
    assert len(list(mailbox.folder.iterdir())) == 1


def test_more_messages_than_a_page(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notify, "BATCH", 2)
    numbers = [shipped(shop) for _ in range(5)]
    mailbox = Mailbox(numbers[1])
    assert len(notify.send_all(shop, mailbox).done) == 4
    assert [message.order for message in mailbox.received] == [
        n for n in numbers if n != numbers[1]
    ]
    page = shop.read(lambda tx: notify.list_messages(tx, limit=3))
    rest = shop.read(lambda tx: notify.list_messages(tx, limit=3, after=page.next))
    assert [message.order for message in (*page.items, *rest.items)] == numbers
    assert rest.next is None


def test_a_message_told_after_the_delivery_says_when(shop: Shop) -> None:
    assert isinstance(shop.clock, Clock)
    number = shipped(shop)
    left = shop.clock()
    shop.clock.advance(days=2)
    (parcel,) = trade.order(shop, number).parcels
    do(shop, receipts.deliver, parcel)
    outcome = notify.send_all(shop, Mailbox(), at=left)
    assert [refused.code for refused in outcome.refused] == ["time_before_last_event"]
    assert notify.send_all(shop, Mailbox()).done == [{"number": number, "status": "delivered"}]


def test_hostile_names_stay_text(shop: Shop) -> None:
    do(shop, policies.set_policy, "shop", "小山{家}居")
    number = trade.confirmed(shop, ("A", 1), receiver=replace(ZHANG, name="{number} ../x"))
    trade.ship(shop, number)
    (message,) = shop.read(lambda tx: notify.list_messages(tx)).items
    assert message.body.startswith("{number} ../x 您好")
    assert message.body.endswith("小山{家}居")


def test_abroad_it_is_english(shop: Shop) -> None:
    receiver = replace(ZHANG, country="US", name="Ann", province="", city="Springfield")
    number = trade.confirmed(shop, ("A", 1), receiver=receiver)
    trade.ship(shop, number)
    (message,) = shop.read(lambda tx: notify.list_messages(tx)).items
    assert message.body.startswith(f"Ann, your order {number} is on its way")
