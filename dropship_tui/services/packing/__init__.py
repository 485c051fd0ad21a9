"""Stage 3, parcels: scanned, weighed, labelled, handed over."""
