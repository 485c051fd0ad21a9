"""What all stages share: events, counters, numbers, settings, the outbox."""

from dropship_tui.models.lifecycle import Document

from .base import (
    Index,
    UniqueConstraint,
    check,
    code,
    count,
    key,
    one_of,
    only_where,
    refers,
    table,
    text,
    whole,
)

# Only ever added to. `seq` is gap-free per document and is the order of things; `at` says when it
# really happened, `recorded_at` when the program heard of it. `hash` covers the row and the hash
# before it. Ids, not names or phones: erasing a person leaves the chain whole.
events = table(
    "events",
    key(),
    code("document"),
    whole("document_id"),
    whole("seq"),
    whole("at"),
    whole("recorded_at"),
    code("actor"),
    text("station"),
    code("action"),
    text("from_status"),
    text("to_status"),
    text("reason"),
    text("task"),
    text("previous"),
    code("hash"),
    UniqueConstraint("document", "document_id", "seq"),
    one_of("document", Document),
    check("seq", "seq >= 1"),
    check("actor", "actor <> ''"),
)

# How many documents are in each status, so that tabs never count a million rows.
status_counts = table(
    "status_counts",
    code("document", primary_key=True),
    code("status", primary_key=True),
    count("n"),
    check("n", "n >= 0"),
)

# The last number given out, per kind and day: 20261123-0042.
series = table(
    "series",
    code("kind", primary_key=True),
    code("day", primary_key=True),
    count("last"),
)

shop_settings = table(
    "shop_settings",
    code("name", primary_key=True),
    text("value"),
)

# Messages to customers: written with the change that causes them, delivered afterwards.
outbox = table(
    "outbox",
    key(),
    refers("order_id", "orders.id", index=True),
    code("kind"),
    text("recipient"),
    text("body"),
    code("status"),
    count("attempts"),
    text("error"),
    whole("created_at"),
    whole("sent_at", null=True),
    one_of("status", ("pending", "sent", "failed")),
    check("sent", "(status = 'sent') = (sent_at IS NOT NULL)"),
    UniqueConstraint("order_id", "kind"),
    Index("ix_outbox_status_id", "status", "id"),
    Index("ix_outbox_unsent", "id", **only_where("status <> 'sent'")),
)

# A form that was not finished: it survives a crash and a failed save.
drafts = table(
    "drafts",
    code("form", primary_key=True),
    code("actor", primary_key=True),
    text("content"),
    whole("saved_at"),
)
