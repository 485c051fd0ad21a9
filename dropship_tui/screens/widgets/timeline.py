"""An order against its plan: what is done, what is next, what is late."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content

from dropship_tui.i18n import _
from dropship_tui.models.plan import Stage
from dropship_tui.screens.widgets.detail import ALARM, GOOD, MUTED, STRONG, line
from dropship_tui.screens.widgets.plain import fit

if TYPE_CHECKING:
    from dropship_tui.screens.widgets.times import Times
    from dropship_tui.services.plan import PlanRow

DONE, OPEN, LATE = "✓", "○", "▲"


def _mark(row: PlanRow, times: Times) -> tuple[str, str]:
    if row.completed_at is not None:
        return DONE, GOOD
    return (LATE, ALARM) if row.is_late(times.now()) else (OPEN, MUTED)


def progress(rows: Sequence[PlanRow], times: Times) -> list[Content]:
    """Two lines: a mark for every task, stage by stage; and what comes next."""
    marks: list[str | tuple[str, str]] = []
    for stage, tasks in groupby(rows, lambda row: row.stage):
        marks += [(f"{Stage(stage).title} ", MUTED), *(_mark(row, times) for row in tasks), "  "]
    waiting = [row for row in rows if row.completed_at is None and row.due is not None]
    if not waiting:
        return [line(*marks)]
    upcoming = min(waiting, key=lambda row: (row.stage, row.due))
    due = times.moment(upcoming.due) if upcoming.due else ""
    late = (LATE + " ", ALARM) if upcoming.is_late(times.now()) else ""
    told = _("next: {task}, by {due}").format(task=upcoming.title, due=due)
    return [line(*marks), line(late, told)]


def timeline(rows: Sequence[PlanRow], times: Times) -> list[Content]:
    """A line for every task under the name of its stage."""
    wide = max((cell_len(row.title) for row in rows), default=0)
    lines = []
    for (stage, case), tasks in groupby(rows, lambda row: (row.stage, row.case)):
        lines.append(line((f"{Stage(stage).title} {case}".strip(), STRONG)))
        for row in tasks:
            mark, style = _mark(row, times)
            when = row.completed_at or row.due
            told = times.moment(when) if when else ""
            if row.completed_at is None and told:
                told = _("by {due}").format(due=told)
            lines.append(
                line(
                    (f" {mark} ", style),
                    fit(row.title, wide + 2),
                    (fit(told, 14), "" if row.completed_at else MUTED),
                    (row.by if row.completed_at else "", MUTED),
                )
            )
    return lines
