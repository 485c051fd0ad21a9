"""F2: what is waiting and what is late."""

from __future__ import annotations

from dropship_tui.screens.base import ShopScreen


class TodayScreen(ShopScreen):
    SCREEN = "today"
