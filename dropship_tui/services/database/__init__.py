"""The database: who may write when, on SQLite and on PostgreSQL, and how its schema grew."""
