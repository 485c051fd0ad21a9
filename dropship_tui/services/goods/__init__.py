"""Stage 2, goods and stock: what is sold, under which codes and prices, and where it lies."""
