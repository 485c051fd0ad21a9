"""What must hold in every shop, in words: the names of `db check` with what each of them means."""

from __future__ import annotations

from typing import Final

from dropship_tui.models.plan import Words

INVARIANTS: Final = {
    "stock_balance_is_its_moves": Words(
        "What the shelf holds is the sum of its moves.",
        "货架库存等于全部出入库流水之和。",
    ),
    "stock_is_never_negative": Words(
        "No shelf promises more than it holds.",
        "占用不为负，也不超过库存。",
    ),
    "reserved_is_the_sum_of_open_lines": Words(
        "What is reserved is what open orders wait for.",
        "占用库存等于未发货订单的占用之和。",
    ),
    "goods_are_reserved_from_confirmation_to_shipment": Words(
        "Goods are reserved from an order's confirmation until they leave.",
        "订单从确认到发货，商品一直占用。",
    ),
    "customers_have_what_was_shipped_and_not_returned": Words(
        "What left for customers was shipped, and has not come back.",
        "发给顾客的商品等于已发减已退。",
    ),
    "quarantine_is_what_waits_for_inspection": Words(
        "What came back and is not inspected yet lies in quarantine.",
        "待检区的商品等于已收到、未验货的退货。",
    ),
    "a_parcel_has_one_active_waybill": Words(
        "A parcel has one waybill at a time.",
        "一个包裹同时只有一个有效运单号。",
    ),
    "an_active_waybill_is_on_one_parcel": Words(
        "A waybill is on one parcel.",
        "一个有效运单号只在一个包裹上。",
    ),
    "labelled_parcels_have_a_waybill_of_their_courier": Words(
        "A labelled parcel has a waybill of the courier that takes it.",
        "已贴单的包裹有所选快递的运单号。",
    ),
    "packed_parcels_are_scanned_in_full": Words(
        "Every piece of a packed parcel was scanned.",
        "已打包的包裹件件都扫过。",
    ),
    "parcels_hold_at_most_what_was_ordered": Words(
        "Parcels hold no more than was ordered.",
        "包裹里的商品不超过订购数量。",
    ),
    "orders_in_packing_have_a_parcel": Words(
        "An order that is being packed has a parcel.",
        "打包中的订单都有包裹。",
    ),
    "shipped_is_what_parcels_carried": Words(
        "What counts as shipped left in a parcel.",
        "已发数量等于已交接包裹里的数量。",
    ),
    "shipped_is_at_most_ordered": Words(
        "No more was shipped than ordered, no more came back than was shipped.",
        "已发不超过订购，已退不超过已发。",
    ),
    "orders_are_shipped_when_all_is_shipped": Words(
        "An order is shipped when all of it is.",
        "全部商品发出，订单才算已发货。",
    ),
    "returned_is_what_cases_found": Words(
        "What counts as returned was found by an inspection.",
        "已退数量等于验货确认的数量。",
    ),
    "cases_ask_for_at_most_what_was_shipped": Words(
        "No more is asked back than was shipped.",
        "申请退货的数量不超过已发数量。",
    ),
    "refunded_is_at_most_paid": Words(
        "Refunds add up, and never exceed what was paid.",
        "退款合计无误，且不超过实付。",
    ),
    "order_total_adds_up": Words(
        "An order's total is goods and freight less the discount.",
        "订单金额等于商品加运费减优惠。",
    ),
    "one_external_number_is_one_line": Words(
        "A platform's line was taken once.",
        "平台的同一子订单只录入一次。",
    ),
    "held_orders_have_a_reason": Words(
        "An order on hold says why, and no other does.",
        "暂缓的订单都有原因，其他订单没有。",
    ),
    "imported_rows_add_up": Words(
        "Every row of an import ended in one way.",
        "导入的每一行都有且只有一个结果。",
    ),
    "shipped_orders_have_their_message": Words(
        "For every shipped order there is a message to the customer.",
        "每个已发货订单都有给顾客的通知。",
    ),
    "every_order_can_be_found": Words(
        "Every order can be found by the search.",
        "每个订单都能搜到。",
    ),
    "counters_count": Words(
        "The counters of the lists are right.",
        "各列表的计数正确。",
    ),
    "every_change_has_its_event": Words(
        "Every document stands where its unbroken chain of events leads.",
        "每张单据的状态与完整的操作记录一致。",
    ),
    "every_document_has_a_first_event": Words(
        "Every document has the event that made it.",
        "每张单据都有创建记录。",
    ),
    "the_file_is_sound": Words(
        "The database file itself is sound.",
        "数据库文件本身完好。",
    ),
}
"""Each invariant by its stable name (services.upkeep.checkup finds what breaks it)."""
