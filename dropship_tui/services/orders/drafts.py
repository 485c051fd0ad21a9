"""Forms that were not finished: kept for whoever filled them in, until they are submitted."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dropship_tui.models.types import from_ms
from dropship_tui.services.work import Tx


@dataclass(frozen=True, slots=True)
class Draft:
    """What a form held when it was kept, as JSON knows it."""

    content: dict[str, Any]
    saved_at: datetime


def keep(tx: Tx, form: str, content: Mapping[str, Any]) -> datetime:
    """Keep what the form holds, in place of what it held before; returns when that was."""
    tx.run(
        "INSERT INTO drafts (form, actor, content, saved_at)"
        " VALUES (:form, :actor, :content, :at)"
        " ON CONFLICT (form, actor) DO UPDATE SET content = excluded.content,"
        " saved_at = excluded.saved_at",
        form=form,
        actor=tx.actor,
        content=json.dumps(content, ensure_ascii=False),
        at=tx.now,
    )
    return from_ms(tx.now)


def kept(tx: Tx, form: str) -> Draft | None:
    """What this person left in the form, if anything."""
    row = tx.one(
        "SELECT content, saved_at FROM drafts WHERE form = :form AND actor = :actor",
        form=form,
        actor=tx.actor,
    )
    return row and Draft(json.loads(row["content"]), from_ms(row["saved_at"]))


def drop(tx: Tx, form: str) -> None:
    """Forget the form: it was submitted, or is begun anew."""
    tx.run("DELETE FROM drafts WHERE form = :form AND actor = :actor", form=form, actor=tx.actor)
