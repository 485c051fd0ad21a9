"""TikTok Shop: a row per SKU, statuses in the language of the seller (FORMATS 1.20)."""

from __future__ import annotations

from typing import Final

from dropship_tui.models.address import UNKNOWN
from dropship_tui.models.plan import Words

from .base import Dates, Meaning, Profile, Quirk

_WORDS: Final = {
    Meaning.PAID: "To ship|Awaiting shipment|Awaiting collection|待发货|待揽收|Perlu dikirim"
    "|Menunggu pengiriman|Menunggu pengambilan|ที่จะจัดส่ง|ที่ต้องจัดส่ง|รอจัดส่ง|รอรับพัสดุ"
    "|Chờ vận chuyển|Cần gửi|Para enviar",
    Meaning.UNPAID: "Unpaid|On hold|未付款|待付款|待支付|暂停|Belum dibayar|Belum bayar|Ditahan"
    "|ยังไม่ได้ชำระเงิน|ยังไม่ชำระ|ที่ต้องชำระ|Chưa thanh toán|Tạm giữ",
    Meaning.SHIPPED: "Shipped|In transit|Delivered|Completed|已发货|运输中|已送达|已完成|Dikirim"
    "|Dalam pengiriman|Terkirim|Selesai|จัดส่งแล้ว|อยู่ระหว่างการขนส่ง|ส่งมอบแล้ว|เสร็จสมบูรณ์|เสร็จสิ้น"
    "|Đã vận chuyển|Đã gửi|Đã giao|Đã hoàn tất|Hoàn thành",
    Meaning.CLOSED: "Canceled|Cancelled|已取消|已关闭|Dibatalkan|Batal|ยกเลิก|Đã hủy|Đã huỷ",
}
_ASKED: Final = (
    "Return|Refund|Cancel|退货|退款|取消|Pengembalian|Pembatalan|Batal|คืน|ยกเลิก|Trả hàng"
    "|Hoàn tiền|Hủy"
)


PROFILE = Profile(
    name="tiktok",
    title=Words("TikTok Shop order export", "TikTok Shop 订单导出"),
    channel="tiktok",
    telling=(
        "Order Substatus",
        "Cancelation/Return Type",
        "Normal or Pre-order",
        "Sku Quantity of return",
        "SKU Unit Original Price",
        "SKU Subtotal After Discount",
        "RTS Time",
        "Shipping Provider Name",
    ),
    columns={
        "order_no": ("Order ID",),
        "name": ("Recipient",),
        "mobile": ("Phone #",),
        "address": ("Detail Address", "Additional address information"),
        "district": ("District", "Districts", "Villages", "Commune"),
        "city": ("City", "Regency and City", "Post Town"),
        "province": ("State", "Province"),
        "postcode": ("Zipcode",),
        "country": ("Country",),
        "sku_code": ("Seller SKU",),
        "title": ("Product Name",),
        "spec": ("Variation",),
        "quantity": ("Quantity",),
        "price": ("SKU Unit Original Price",),
        "line_total": ("SKU Subtotal Before Discount",),
        "discount": ("SKU Seller Discount",),
        "freight": ("Shipping Fee After Discount",),
        "payment": ("Payment Method",),
        "paid_at": ("Paid Time",),
        "ordered_at": ("Created Time",),
        "shipped_at": ("Shipped Time",),
        "cancelled_at": ("Cancelled Time",),
        "remark": ("Buyer Message",),
        "seller_note": ("Seller Note",),
        "status": ("Order Status",),
        "refund_status": ("Cancelation/Return Type",),
    },
    statuses={word: meaning for meaning, words in _WORDS.items() for word in words.split("|")},
    refunds=dict.fromkeys(_ASKED.split("|"), Meaning.REFUND),
    dates=Dates.DAY_FIRST,
    quirks=frozenset({Quirk.DESCRIBED}),
    joins={"address": ", "},
    country=UNKNOWN,
)
