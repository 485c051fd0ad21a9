"""Importing orders: the file, its columns where nobody knows them, the plan, and then for real."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from textual.suggester import SuggestFromList

from dropship_tui.i18n import _, ngettext
from dropship_tui.models.imports import WARNINGS
from dropship_tui.screens.caller import Caller
from dropship_tui.screens.dialogs.columns import Columns, encoding_question
from dropship_tui.screens.dialogs.form import Field, Form
from dropship_tui.screens.dialogs.importing import (
    Advance,
    Import,
    Reject,
    carry_out,
    file_field,
    plan,
)
from dropship_tui.services import setup
from dropship_tui.services.errors import UnusableFile
from dropship_tui.services.importers.examining import Examined, examine
from dropship_tui.services.importers.orders import Answer, Request, import_file
from dropship_tui.services.importers.profiles import BY_NAME
from dropship_tui.services.work import Shop

_MOST_RESELLERS = 1000


async def import_orders(screen: Caller[Any]) -> Answer | None:
    """Ask for a file and import it; None when it was left. Await it in a `background` method."""
    request = await _asked(screen)
    if request is None:
        return None
    request, found = await _examined(screen, request)
    said = "accept" if found.is_known else "columns"
    while True:
        if said == "columns":
            corrected = await screen.app.push_screen_wait(Columns(request, found))
            if corrected is None:
                return None
            request = corrected
        path = request.path
        said = await plan(
            screen, path, _work(request), _made, reject=_reject(request), has_columns=True
        )
        if said == "leave":
            return None
        if said == "accept":
            return await carry_out(screen, path, _work(request), _made, reject=_reject(request))
        found = await _look(screen, request)


async def _asked(screen: Caller[Any]) -> Request | None:
    """Which file, and who has sold what is in it."""
    resellers = await screen.ask(
        lambda tx: setup.list_partners(tx, kind="reseller", limit=_MOST_RESELLERS)
    )
    names = [reseller.name for reseller in resellers.items]
    fields = [file_field(), *([_reseller_field(names)] if names else [])]
    given = await screen.app.push_screen_wait(Form(_("Import orders"), fields))
    return Request(given["path"], reseller=given.get("reseller", "")) if given else None


def _reseller_field(names: Sequence[str]) -> Field:
    def known(text: str) -> str:
        if text and text not in names:
            raise ValueError(_("There is no such reseller."))
        return text

    suggester = SuggestFromList(names, case_sensitive=False)
    hint = _("who sold them; may be empty")
    return Field("reseller", _("Reseller"), check=known, hint=hint, suggester=suggester)


async def _examined(screen: Caller[Any], request: Request) -> tuple[Request, Examined]:
    """A look at the file; where its encoding cannot be told, the user says it."""
    try:
        return request, await _look(screen, request)
    except UnusableFile as error:
        if error.code != "encoding_unknown":
            raise
        question = await encoding_question(screen, request.path)
        encoding = await screen.app.push_screen_wait(question) if question.choices else None
        if not encoding:
            raise
    request = replace(request, encoding=encoding)
    return request, await _look(screen, request)


async def _look(screen: Caller[Any], request: Request) -> Examined:
    return await screen.ask_shop(lambda shop: examine(shop, request))


def _work(request: Request) -> Import[Answer]:
    def work(shop: Shop, _path: Path, dry_run: bool, progress: Advance | None) -> Answer:
        return import_file(shop, replace(request, dry_run=dry_run), progress)

    return work


def _reject(request: Request) -> Reject:
    return lambda shop, path: import_file(shop, replace(request, dry_run=True, rejects=path))


def _made(answer: Answer) -> list[str]:
    """Which format it is, how it was read, and how many orders come of it."""
    orders = ngettext("{n} order", "{n} orders", answer.orders).format(n=answer.orders)
    column_map = _("column map “{name}”").format(name=answer.map)
    sheets = _("Sheets: {names}").format(names=", ".join(answer.sheets)) if answer.sheets else ""
    return [
        _("{profile}, {encoding}: {orders}, {held} on hold.").format(
            profile=column_map if answer.map else BY_NAME[answer.profile].title,
            encoding=answer.encoding or _("workbook"),
            orders=orders,
            held=answer.held,
        ),
        sheets,
        *(_(WARNINGS[code]) for code in answer.warnings),
    ]
