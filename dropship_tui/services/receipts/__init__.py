"""Stage 4, receipts: parcels on their way, delivered, confirmed, reviewed."""
