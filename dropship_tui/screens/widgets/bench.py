"""What is to be seen at a packing bench: its parcel, who waits next, how much there is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content

from dropship_tui.i18n import _
from dropship_tui.models import actions
from dropship_tui.models.lifecycle import Document
from dropship_tui.models.packing import ParcelLine, ParcelRow, ParcelView
from dropship_tui.models.text import mask_name
from dropship_tui.models.words import status_word
from dropship_tui.screens.widgets.detail import ACCENT, ALARM, GOOD, MUTED, STRONG, line
from dropship_tui.screens.widgets.places import short_place
from dropship_tui.screens.widgets.plain import fit, shown
from dropship_tui.screens.widgets.times import LATE, Times

if TYPE_CHECKING:
    from dropship_tui.services.work import Tx

_QUEUE = 30
"""How many of the waiting parcels are in sight at most."""


@dataclass(frozen=True, slots=True)
class Bench:
    """The bench as it is now."""

    station: str
    parcel: ParcelView | None
    waiting: tuple[ParcelRow, ...]
    counts: dict[str, int]

    @property
    def is_free(self) -> bool:
        """Whether the next parcel can be scanned: none is here that still lacks goods."""
        return self.parcel is None or self.parcel.status != "open"


def look(tx: Tx, station: str) -> Bench:
    """Read what lies on the bench and what waits for one."""
    from dropship_tui.services import events
    from dropship_tui.services.packing import bench, packing_queries

    number = bench.current_parcel(tx, station)
    waiting = packing_queries.list_parcels(tx, status="open", limit=_QUEUE).items
    return Bench(
        station=station,
        parcel=packing_queries.show(tx, number) if number else None,
        waiting=tuple(row for row in waiting if row.parcel != number),
        counts=events.counts(tx, Document.PARCEL),
    )


def heading(bench: Bench) -> Content:
    """Which bench it is, and how many parcels are how far."""
    counted = [
        (f"   {status_word(Document.PARCEL, status)} {bench.counts.get(status, 0):,}", MUTED)
        for status in ("open", "packed", "labelled")
    ]
    name = str(actions.SCREENS["packing"])
    return line((name, f"{STRONG} $primary"), (f" · {bench.station}", MUTED), *counted)


def title(parcel: ParcelView) -> Content:
    """Number, receiver and place of the parcel on the bench."""
    place = short_place(parcel.province, parcel.city)
    return line((parcel.parcel, STRONG), f" · {mask_name(parcel.receiver)} {place}")


def standing(parcel: ParcelView, times: Times) -> Content:
    """How far it is, and by when it has to leave."""
    status = (status_word(Document.PARCEL, parcel.status), ACCENT)
    if parcel.handed_over_at is not None:
        return line(status)
    due = _("ship by {when}").format(when=times.moment(parcel.ship_by))
    is_late = times.is_past(parcel.ship_by)
    return line(status, " · ", (f"{LATE} {due}", ALARM) if is_late else (due, MUTED))


def current(parcel: ParcelView) -> int:
    """The line that is to be scanned next; the last one when all are complete."""
    missing = (i for i, item in enumerate(parcel.lines) if item.scanned < item.quantity)
    return next(missing, len(parcel.lines) - 1)


def parcel_lines(parcel: ParcelView, cells: int, rows: int) -> list[Content]:
    """What belongs in the parcel and what is in it, in lines of `cells`; then its remark.

    Where `rows` allow it, there is air between the goods.
    """
    here = current(parcel)
    told = [Content(""), _carriage(parcel)]
    if parcel.remark:
        told += [line((_("remark: {text}").format(text=parcel.remark), ALARM))]
    lines = []
    is_airy = len(parcel.lines) * 2 + len(told) < rows
    for index, item in enumerate(parcel.lines):
        air = [Content("")] if is_airy else []
        lines += [*air, _item(item, cells, is_current=index == here)]
    return [*lines, *told]


def _item(item: ParcelLine, cells: int, *, is_current: bool) -> Content:
    """The spec is never cut in favour of the title: it tells two variants apart."""
    is_full = item.scanned == item.quantity
    sign = "✓" if is_full else "▸" if is_current else "○"
    style = GOOD if is_full else STRONG if is_current else ""
    count = f"{item.scanned:>3} / {item.quantity:<3}"
    room = max(12, cells - 2 - 14 - len(count) - 2 - 9)
    spec = fit(item.spec, min(cell_len(shown(item.spec)), room - 6)) if item.spec else ""
    goods = fit(item.title, room - cell_len(spec) - 1) if spec else fit(item.title, room)
    words = f"{goods} {spec}" if spec else goods
    return line(
        (f"{sign} {fit(item.sku, 13)} {words} {count}", style),
        (f" {fit(item.bin, 9)}", MUTED),
    )


def _carriage(parcel: ParcelView) -> Content:
    """What the scales and the courier say."""
    known = [
        f"{parcel.grams:,} g" if parcel.grams else "",
        parcel.courier_name or _("no courier yet"),
        str(parcel.quoted) if parcel.quoted else "",
        parcel.waybill or "",
    ]
    return line((" · ".join(part for part in known if part), MUTED))


def nothing_here(bench: Bench) -> list[Content]:
    """What to do at an empty bench."""
    lines = [
        line((_("No parcel on this bench."), STRONG)),
        line(_("Scan a parcel's number, from its slip or from the list.")),
    ]
    if not bench.waiting:
        no_work = _("Nothing waits to be packed. Confirm orders (F5), then open their parcels.")
        lines.append(line((no_work, MUTED)))
    # The frame has no padding of its own: a parcel's lines need every cell.
    return [Content(""), *(Content("  ") + text for text in lines), Content("")]


def waiting_lines(bench: Bench, times: Times, cells: int, rows: int) -> Sequence[Content]:
    """Who is next, the most urgent first."""
    if not bench.waiting:
        return []
    lines = [line((_("Next"), STRONG))]
    for row in bench.waiting[: max(1, rows - 1)]:
        style = ALARM if times.is_past(row.ship_by) else MUTED
        place = short_place(row.province, row.city)
        lines.append(
            line(
                (fit(row.parcel, 14), STRONG),
                fit(f"{row.scanned}/{row.pieces}", 5, "right"),
                (fit(times.until(row.ship_by), 8, "right"), style),
                f"  {fit(f'{mask_name(row.receiver)} {place}', max(4, cells - 29))}",
            )
        )
    return lines
