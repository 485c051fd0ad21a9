"""The README's screenshots: the sample shop on a Monday, drawn by the program itself."""

from __future__ import annotations

import asyncio
import re
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from textual.pilot import Pilot

from dropship_tui import i18n
from dropship_tui.app import DropshipApp
from dropship_tui.bootstrap import open_shop
from dropship_tui.services.addresses.address import parse
from dropship_tui.services.packing import packing_queries
from dropship_tui.services.samples import demo
from dropship_tui.settings import Settings

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
SIZE = (110, 32)


def take(folder: Path) -> None:
    """Write the pictures into `folder`."""
    folder.mkdir(exist_ok=True)
    parse("warm up")  # the divisions are read outside the App's loop
    with tempfile.TemporaryDirectory() as home:
        demo.make(Path(home), clock=lambda: NOW)
        settings = Settings(str(demo.database_in(Path(home))), "li", station="bench 1")
        for language in i18n.LANGUAGES:
            i18n.use(language)
            suffix = "" if language == "en" else f".{language}"
            asyncio.run(_walk(settings, folder, suffix))
    i18n.use("en")


async def _walk(settings: Settings, folder: Path, suffix: str) -> None:
    app = DropshipApp(settings, clock=lambda: NOW)
    async with app.run_test(size=SIZE) as pilot:
        await _rest(pilot)
        _save(app, folder / f"today{suffix}.svg")
        await pilot.press("f5", "down", "down")
        await _rest(pilot)
        _save(app, folder / f"orders{suffix}.svg")
        await pilot.press("f6")
        await _rest(pilot)
        for code in _a_parcel(settings):
            for char in code:
                app.simulate_key("minus" if char == "-" else char)
            app.simulate_key("enter")
        await _rest(pilot)
        _save(app, folder / f"packing{suffix}.svg")


def _a_parcel(settings: Settings) -> list[str]:
    """The scans of a parcel that is begun: its number, and its first item."""
    shop = open_shop(settings, clock=lambda: NOW)
    try:
        row = shop.read(lambda tx: packing_queries.list_parcels(tx, status="open")).items[0]
        view = shop.read(lambda tx: packing_queries.show(tx, row.parcel))
    finally:
        shop.db.close()
    return [view.parcel, view.lines[0].barcode or view.lines[0].sku]


async def _rest(pilot: Pilot[None]) -> None:
    for _ in range(12):
        await pilot.pause(0.1)


def _save(app: DropshipApp, path: Path) -> None:
    """The screen as SVG, with the reader's own fonts: a document fetches nothing."""
    picture = app.export_screenshot(title="dropship")
    picture = re.sub(r"@font-face \{.*?\}\s*", "", picture, flags=re.DOTALL)
    path.write_text(re.sub(r"<!-- Generated.*?-->\s*", "", picture), encoding="utf-8")
