"""What leaves the shop as files: plan tables, and tracking numbers for the platforms."""
