"""Stage 3, orders: from any source to the moment when one may be packed."""
