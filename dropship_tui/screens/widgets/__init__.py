"""Widgets that more than one screen is made of. None of them knows a service."""
