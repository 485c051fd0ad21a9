"""F3: the gate. Five tasks make a shop ready; each says how far it is and what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual.content import Content

from dropship_tui.i18n import N_, _, ngettext, pgettext
from dropship_tui.models.checks import Invalid
from dropship_tui.models.lifecycle import Document
from dropship_tui.models.plan import Words
from dropship_tui.models.setup import Agreement, NewPartner, TaskView
from dropship_tui.models.words import PARTNER_KINDS, word
from dropship_tui.screens.caller import background
from dropship_tui.screens.dialogs.choose import Choose
from dropship_tui.screens.dialogs.form import Field, required
from dropship_tui.screens.dialogs.saving import Asking, lasting
from dropship_tui.screens.lists import ListScreen
from dropship_tui.screens.widgets.detail import ALARM, GOOD, MUTED, STRONG, line
from dropship_tui.screens.widgets.lines import Column, Look
from dropship_tui.screens.widgets.listing import ALL, Entry, Place, Subject, Wanted, column
from dropship_tui.screens.widgets.status_tabs import Tab
from dropship_tui.screens.widgets.times import Times
from dropship_tui.services import setup
from dropship_tui.services.couriers import couriers
from dropship_tui.services.goods import catalog
from dropship_tui.services.goods.catalog import SkuQuery

if TYPE_CHECKING:
    from textual._path import CSSPathType

    from dropship_tui.services.work import Tx

_DOORS: Final = {
    "setup.products": ("photos", "measures", "description"),
    "setup.prices": ("prices",),
    "setup.stock": ("stock",),
}
"""The tabs of Catalog where the work of a task is done."""

_MOST = 12
"""How many missing things are named."""

_PARTNERS = 500
"""How many partners there are to choose from."""

_SIGNS: Final = {True: "✓", False: "○"}


class TaskList:
    """The five tasks, in the trade's order."""

    tabs: tuple[Tab, ...] = (Tab(ALL, Words("Tasks", "任务")),)

    def rows(self, tx: Tx, wanted: Wanted, place: Place) -> Sequence[tuple[str, TaskView]]:
        """All of them: they fit on any screen."""
        if place["after"] or place["before"]:
            return []
        needle = wanted.search.lower()
        return [
            (task.code, task)
            for task in setup.status(tx).tasks
            if needle in f"{task.code} {task.title} {task.owner}".lower()
        ]

    def total(self, tx: Tx, wanted: Wanted) -> int:
        """Five, without a search."""
        place = Place(after=None, before=None, last=False, limit=9)
        return len(self.rows(tx, wanted, place))

    def counts(self, tx: Tx) -> dict[str, int]:
        """How many are still open."""
        return {ALL: sum(1 for task in setup.status(tx).tasks if task.completed_at is None)}

    def subject(self, view: TaskView) -> Subject:
        """The task."""
        return Subject(view.code, view.status)

    def empty(self, _wanted: Wanted, /) -> str:
        """Only a search can find nothing."""
        return _("No task fits. Esc ends the search.")

    def columns(self, times: Times) -> Sequence[Column[Entry[TaskView]]]:
        """Task, due, progress, completed, owner."""

        def sign(task: TaskView) -> str:
            return "✓" if task.completed_at else "○"

        def due(task: TaskView) -> str:
            late = task.due and not task.completed_at and task.due < _today(times)
            return f"{task.due or ''}{' ▲' if late else ''}"

        def done(task: TaskView) -> str:
            return f"{task.progress.done} / {task.progress.of}"

        def look(task: TaskView) -> Look:
            return "error" if due(task).endswith("▲") else "plain"

        return [
            column(_("TASK"), lambda task: f"{sign(task)} {task.title}"),
            column(_("DUE"), due, 12, look=look),
            column(_("DONE"), done, 7, "right"),
            column(
                _("COMPLETED"),
                lambda task: times.moment(task.completed_at) if task.completed_at else "",
                11,
            ),
            column(_("OWNER"), lambda task: task.owner, 8),
        ]

    def describe(self, tx: Tx, view: TaskView, times: Times) -> Sequence[Content]:
        """What it means, what is missing, and where it is done."""
        lines = [line((view.title, STRONG), f"  {view.description}")]
        if view.completed_at is not None:
            when = times.moment(view.completed_at)
            done = _("✓ completed {when} by {who}").format(when=when, who=view.completed_by)
            lines.append(line((done, GOOD)))
        if view.note:
            lines.append(line((_("note: "), MUTED), view.note))
        if view.missing:
            shown = " · ".join(view.missing[:_MOST])
            more = len(view.missing) - _MOST
            lines.append(line((_("missing: "), ALARM), shown))
            if more > 0:
                lines.append(line((_("and {n} more").format(n=more), MUTED)))
        elif view.completed_at is None:
            lines.append(line((_("Nothing is missing: c completes it."), GOOD)))
        if view.code == "setup.couriers":
            lines += _couriers(tx)
        if view.code == "setup.partners":
            lines += _partners(tx)
        return lines


def _today(times: Times) -> date:
    return times.now().astimezone(times.zone).date()


def _couriers(tx: Tx) -> list[Content]:
    return [
        line(
            f"  {courier.name}  ",
            (
                ngettext(
                    "rates from {day}, {n} waybill left",
                    "rates from {day}, {n} waybills left",
                    courier.waybills_left,
                ).format(day=courier.rates_from, n=courier.waybills_left),
                MUTED,
            ),
        )
        for courier in couriers.list_couriers(tx)
        if courier.rates_from
    ]


def _partners(tx: Tx) -> list[Content]:
    return [
        line(
            f"  {_SIGNS[partner.in_force]} {partner.name}  ",
            (word(PARTNER_KINDS, partner.kind), MUTED),
        )
        for partner in setup.list_partners(tx).items
    ]


class SetupScreen(ListScreen[TaskView], Asking):
    """Plan, complete, and go where the work is."""

    SCREEN = "setup"
    DOCUMENT = Document.TASK
    CSS_PATH: ClassVar[CSSPathType] = ["lists.tcss", "setup.tcss"]

    def __init__(self) -> None:
        super().__init__(TaskList())

    def action_complete(self) -> None:
        """It is done, when nothing is missing."""
        self.act(lambda tx, code: _standing(setup.update_task(tx, code, complete=True)))

    def action_reopen(self) -> None:
        """It is not done after all."""
        self.act(lambda tx, code: _standing(setup.update_task(tx, code, reopen=True)))

    @background
    async def action_edit(self) -> None:
        """Who does it, and until when."""
        subject = self.subject()
        if subject is None:
            return
        task = await self.ask(lambda tx: setup.show_task(tx, subject.number))
        due = str(task.due or "")
        await self.fill_to_act(
            task.title,
            [
                Field("owner", _("Owner"), task.owner),
                Field("due", _("Due"), due, lasting(due, _day_or_none), "2026-12-01"),
                Field("note", _("Note"), task.note),
            ],
            lambda tx, code, **given: _standing(setup.update_task(tx, code, **given)),
            [subject.number],
        )

    @background
    async def action_new(self) -> None:
        """A new partner."""
        kinds = {"supplier": _("A supplier"), "reseller": _("A reseller")}
        kind = await self.app.push_screen_wait(Choose(_("A new partner"), kinds))
        if kind is None:
            return

        async def save(given: dict[str, Any]) -> None:
            new = NewPartner(kind=kind, **given)
            await self.save(lambda shop: shop.write(lambda tx: setup.add_partner(tx, new)))
            self._done(_("{name}: a sets down the agreement").format(name=new.name))

        fields = [
            Field("name", pgettext("partner", "Name"), check=required),
            Field("contact", _("Contact")),
            Field("phone", _("Phone")),
            Field("note", _("Note")),
        ]
        await self.fill(kinds[kind], fields, save)

    @background
    async def action_agreement(self) -> None:
        """An agreement that was signed with a partner."""
        partners = (await self.ask(lambda tx: setup.list_partners(tx, limit=_PARTNERS))).items
        if not partners:
            self.hub.say(_("There is no partner yet: n adds one."), alarm=True)
            return
        names = {partner.code: f"{_SIGNS[partner.in_force]} {partner.name}" for partner in partners}
        code = await self.app.push_screen_wait(Choose(_("An agreement with whom?"), names))
        if code is None:
            return

        async def save(given: dict[str, Any]) -> None:
            agreement = Agreement(**given)
            partner = await self.save(
                lambda shop: shop.write(lambda tx: setup.add_agreement(tx, code, agreement))
            )
            self._done(partner.name)

        fields = [
            Field("signed", _("Signed"), check=_day, hint="2026-11-23"),
            Field("valid_until", _("Valid until"), check=_day_or_none, hint="2027-11-22"),
            Field("file", _("File"), hint="~/agreement.pdf", check=_path),
        ]
        await self.fill(names[code], fields, save)

    def _done(self, text: str) -> None:
        self.hub.say(f"✓ {text}")
        self.renew()

    def opened(self, view: TaskView) -> None:
        """Go where the work of the task is done, to what is missing."""
        if view.code in _DOORS:
            self._go(_DOORS[view.code])

    @background
    async def _go(self, tabs: Sequence[str]) -> None:
        def missing(tx: Tx) -> str:
            with_gaps = (tab for tab in tabs if catalog.count_skus(tx, SkuQuery(missing=tab)))
            return next(with_gaps, ALL)

        await self.hub.action_go("catalog", await self.ask(missing))


def _standing(task: TaskView) -> dict[str, str]:
    return {"number": task.title, "status": task.status}


def _path(text: str) -> str:
    return str(Path(text).expanduser()) if text else ""


def _day_or_none(text: str) -> date | None:
    return _day(text) if text else None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid("bad_day", N_("Write a day like 2026-11-23.")) from None
