"""The list of return cases: whose turn it is, and what is to be known of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from textual.content import Content

from dropship_tui.i18n import N_, _
from dropship_tui.models.lifecycle import Document
from dropship_tui.models.plan import Words
from dropship_tui.models.returns import CaseRow
from dropship_tui.models.text import mask_name
from dropship_tui.models.words import (
    CASE_REASONS,
    CASE_TYPES,
    GRADES,
    SENDERS,
    caption,
    listed,
    rule_words,
    status_word,
    word,
)
from dropship_tui.screens.widgets.detail import ALARM, MUTED, STRONG, line
from dropship_tui.screens.widgets.lines import Column, Look
from dropship_tui.screens.widgets.listing import ALL, Entry, Place, Subject, Wanted, column
from dropship_tui.screens.widgets.status_tabs import Tab
from dropship_tui.screens.widgets.times import Times
from dropship_tui.services.couriers import couriers
from dropship_tui.services.returns import return_queries

if TYPE_CHECKING:
    from dropship_tui.services.returns.return_queries import CaseView
    from dropship_tui.services.work import Tx

TURN = {"us": N_("our turn"), "customer": N_("their turn"), "": N_("done")}


class CaseList:
    """Return cases, the most urgent first."""

    tabs: tuple[Tab, ...] = (
        Tab("us", Words("Ours", "待我方")),
        Tab("customer", Words("Theirs", "待顾客")),
        Tab("received", Words("Arrived", "已到")),
        Tab("settled", Words("Settled", "已处理")),
        Tab(ALL, Words("All", "全部")),
    )

    @staticmethod
    def _filter(wanted: Wanted) -> dict[str, str]:
        tab = wanted.tab
        return {
            "status": tab if tab in ("received", "settled") else "",
            "waiting": tab if tab in ("us", "customer") else "",
            "search": wanted.search,
        }

    def rows(self, tx: Tx, wanted: Wanted, place: Place) -> Sequence[tuple[str, CaseRow]]:
        """Cases as lists show them."""
        return return_queries.case_rows(tx, **self._filter(wanted), **place)

    def total(self, tx: Tx, wanted: Wanted) -> int:
        """How many there are."""
        return return_queries.count_cases(tx, **self._filter(wanted))

    def counts(self, tx: Tx) -> dict[str, int]:
        """How many are in each tab."""
        return {
            tab.code: return_queries.count_cases(tx, **self._filter(Wanted(tab.code)))
            for tab in self.tabs
        }

    def subject(self, view: CaseRow) -> Subject:
        """The case."""
        return Subject(view.case, view.status, view.type)

    def empty(self, wanted: Wanted) -> str:
        """Where cases come from."""
        if wanted.search:
            return _("No case fits. Esc ends the search.")
        return _("No cases here.\nn takes down what a customer asks for.")

    def columns(self, times: Times) -> Sequence[Column[Entry[CaseRow]]]:
        """The case's number is whole at 80 columns."""

        def due(row: CaseRow) -> str:
            return times.until(row.due_at) if row.waiting_for else ""

        def look(row: CaseRow) -> Look:
            late = row.waiting_for == "us" and times.is_past(row.due_at)
            return "error" if late else "plain"

        return [
            column(_("CASE"), lambda row: row.case, 15),
            column(_("WHAT"), lambda row: word(CASE_TYPES, row.type), 11),
            column(_("WHY"), lambda row: word(CASE_REASONS, row.reason)),
            column(_("STATE"), lambda row: status_word(Document.CASE, row.status), 15),
            column(_("DUE"), due, 8, "right", look),
        ]

    def describe(self, tx: Tx, view: CaseRow, _times: Times, /) -> Sequence[Content]:
        """What the policy says, what is in it, what was said."""
        case = return_queries.show(tx, view.case)
        turn = _(TURN[case.waiting_for])
        return [
            line((case.case, STRONG), f"  {case.order}  {mask_name(case.receiver)} · {turn}"),
            _policy(case),
            *(_line(part) for part in case.lines),
            _money(case),
            *([_waybill(tx, case)] if case.waybill else []),
            *([line((_("note: "), MUTED), case.note)] if case.note else []),
            *(_said(message.sender, message.body) for message in case.messages[-3:]),
        ]


def _policy(case: CaseView) -> Content:
    payer = {"customer": _("the customer pays the freight"), "supplier": _("we pay the freight")}
    words = _("policy: {rule}, until {day}").format(
        rule=rule_words(case.policy.rule), day=case.policy.deadline
    )
    taken = _(" · taken all the same: {why}").format(why=case.override) if case.override else ""
    return line(f"{words} · {payer.get(case.policy.freight_payer, '')}", (taken, ALARM))


def _line(part: Mapping[str, Any]) -> Content:
    grades = listed(f"{word(GRADES, code)} {n}" for code, n in part["grades"].items())
    return line(
        f"  {part['sku']} {part['title']} {part['spec']} ×{part['quantity']}",
        (f"  {grades}", MUTED),
    )


def _money(case: CaseView) -> Content:
    return line(
        _("refunded {amount}").format(amount=case.refunded),
        (_("   up to {amount} is left").format(amount=case.refundable), MUTED),
    )


def _waybill(tx: Tx, case: CaseView) -> Content:
    carrier = couriers.names(tx).get(case.courier, case.courier)
    return line((_("waybill "), MUTED), f"{carrier} {case.waybill}".strip())


def _said(sender: str, body: str) -> Content:
    return line((caption(word(SENDERS, sender)), MUTED), body)
