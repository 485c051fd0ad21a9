"""F1: every key of every screen."""

from __future__ import annotations

from dropship_tui.screens.base import ShopScreen


class HelpScreen(ShopScreen):
    SCREEN = "help"
