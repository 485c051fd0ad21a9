"""Numbered migrations. Alembic is imported only when one is due."""

HEAD = "0001"
"""The schema that this program speaks; a test holds it against the newest migration."""
