"""Run by Alembic: the connection comes from our own engine, inside our own transaction."""

from alembic import context

from dropship_tui.models.schema import metadata

with context.config.attributes["engine"].begin() as connection:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        transactional_ddl=True,
        include_name=lambda name, kind, _parent: (
            kind != "table" or not (name or "").startswith("order_search")
        ),
    )
    context.run_migrations()
