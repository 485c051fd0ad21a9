"""The whole database on a few pages: one module per stage, as everywhere in the house.

Only migrations and tests import this (it costs SQLAlchemy's import). Services speak SQL.
"""

from . import catalog, core, couriers, orders, packing, receipts, returns, setup
from .base import metadata

__all__ = [
    "catalog",
    "core",
    "couriers",
    "metadata",
    "orders",
    "packing",
    "receipts",
    "returns",
    "setup",
]
