"""Stage 5, returns: asked for, received, inspected, refunded, closed."""
