"""Stage 1: partners, agreements and the five setup tasks."""

from dropship_tui.models.lifecycle import TaskStatus

from .base import check, code, document_columns, key, one_of, refers, table, text, whole

partners = table(
    "partners",
    key(),
    code("code", unique=True),
    code("name", unique=True),
    code("kind"),
    text("contact"),
    text("phone"),
    text("note"),
    whole("created_at"),
    one_of("kind", ("supplier", "reseller")),
    check("name", "name <> ''"),
)

agreements = table(
    "agreements",
    key(),
    refers("partner_id", "partners.id", index=True),
    code("signed_on"),
    text("valid_until"),
    text("file"),
    check("dates", "valid_until = '' OR valid_until >= signed_on"),
)

setup_tasks = table(
    "setup_tasks",
    key(),
    *document_columns(TaskStatus),
    text("due_on"),
    text("owner"),
    text("note"),
    whole("completed_at", null=True),
    text("completed_by"),
    check("completed", "(status = 'done') = (completed_at IS NOT NULL)"),
)
