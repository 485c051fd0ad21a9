"""What documents say, gathered from the shop."""

from __future__ import annotations

from dropship_tui.models.address import Receiver
from dropship_tui.services import documents
from dropship_tui.services.work import Shop
from tests.shop import add_sku
from tests.trade import ZHANG, confirmed, open_parcel


def _label_of(shop: Shop, receiver: Receiver) -> tuple[str, str]:
    """The region and the address on the label of a parcel for `receiver`."""
    add_sku(shop, "A", on_hand=10)
    parcel = open_parcel(shop, confirmed(shop, ("A", 1), receiver=receiver))
    (label,) = shop.read(lambda tx: documents.labels(tx, [parcel]))
    return label.receiver.region, label.receiver.address


def test_at_home_the_region_stands_apart(shop: Shop) -> None:
    assert _label_of(shop, ZHANG) == ("浙江省 杭州市 余杭区", "文一西路969号")


def test_abroad_the_address_is_in_its_countrys_layout(shop: Shop) -> None:
    jo = Receiver(
        "Jo Smith", "+15125550142", country="US", province="Texas", city="Austin",
        detail="1 Main St, Apt 4", postcode="78701",
    )  # fmt: skip
    assert _label_of(shop, jo) == ("", "1 Main St, Apt 4\nAUSTIN, TX 78701\nUNITED STATES")
