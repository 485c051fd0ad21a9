"""Documents on paper: shipping notes, pick lists, labels and manifests as PDF."""
