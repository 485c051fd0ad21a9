"""The back-office of a small dropship (一件代发) supplier."""

__version__ = "0.1.0"
