"""The shop is opened; where there is none yet, it is made."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from dropship_tui.i18n import _
from dropship_tui.screens.dialogs.choose import Choose
from dropship_tui.screens.dialogs.message import Message, explained
from dropship_tui.services.errors import ShopError

if TYPE_CHECKING:
    from textual.app import App

    from dropship_tui.services.ports import Clock
    from dropship_tui.services.work import Shop
    from dropship_tui.settings import Settings


async def opened(app: App[Any], settings: Settings, clock: Clock) -> Shop | None:
    """The shop at the settings' place, made if need be; None when it cannot be opened."""
    from dropship_tui.bootstrap import open_shop

    try:
        return await asyncio.to_thread(open_shop, settings, clock=clock)
    except ShopError as trouble:
        if trouble.code != "missing":
            await app.push_screen_wait(Message(*explained(trouble)))
            return None
    answer = await app.push_screen_wait(
        Choose(
            _("There is no shop here yet"),
            {
                "empty": _("Make an empty shop"),
                "sample": _("Make the sample shop, to look around"),
                "quit": _("Quit"),
            },
            remark=settings.database,
        )
    )
    if answer not in ("empty", "sample"):
        return None
    try:
        return await asyncio.to_thread(_make, settings, clock, sample=answer == "sample")
    except ShopError as trouble:
        await app.push_screen_wait(Message(*explained(trouble)))
        return None


def _make(settings: Settings, clock: Clock, *, sample: bool) -> Shop:
    from dropship_tui.bootstrap import open_shop
    from dropship_tui.services.upkeep import database

    database.create(settings.database)
    shop = open_shop(settings, clock=clock)
    shop.write(database.furnish)
    if sample:
        from dropship_tui.services.samples.sample import load_sample

        load_sample(shop)
    return shop
