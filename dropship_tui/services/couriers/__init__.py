"""Couriers: what each one charges, where none of them goes, and facts about those that exist."""
