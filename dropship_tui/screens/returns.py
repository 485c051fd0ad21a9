"""F8: return cases. Whose turn is it, what does the policy say, what came back, what goes back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual.content import Content

from dropship_tui.i18n import N_, _
from dropship_tui.models.checks import Invalid
from dropship_tui.models.lifecycle import Document
from dropship_tui.models.money import Money
from dropship_tui.models.plan import Words
from dropship_tui.models.returns import OUTCOMES, CaseRow, GradedLine, ReturnLine
from dropship_tui.models.text import mask_name
from dropship_tui.models.words import CASE_REASONS, CASE_TYPES, GRADES, status_word, word
from dropship_tui.screens.base import background
from dropship_tui.screens.dialogs.choose import Choose
from dropship_tui.screens.dialogs.form import Field, Form, required
from dropship_tui.screens.lists import ListScreen
from dropship_tui.screens.widgets.detail import ALARM, MUTED, STRONG, line
from dropship_tui.screens.widgets.lines import Column, Look
from dropship_tui.screens.widgets.listing import ALL, Entry, Place, Subject, Wanted, column
from dropship_tui.screens.widgets.status_tabs import Tab
from dropship_tui.screens.widgets.times import Times
from dropship_tui.services import order_queries, return_queries, returns
from dropship_tui.services.errors import Refused
from dropship_tui.services.events import Head

if TYPE_CHECKING:
    from dropship_tui.models.orders import OrderView
    from dropship_tui.services.return_queries import CaseView
    from dropship_tui.services.work import Tx

TURN = {"us": N_("our turn"), "customer": N_("their turn"), "": N_("done")}

END = {
    "refunded": N_("Refunded"),
    "exchanged": N_("Exchanged"),
    "reshipped": N_("Shipped again"),
    "intercepted": N_("Intercepted"),
    "rejected": N_("Rejected"),
    "withdrawn": N_("Withdrawn"),
    "settled": N_("Settled otherwise"),
}


class CaseList:
    """Return cases, the most urgent first."""

    tabs: tuple[Tab, ...] = (
        Tab("us", N_("Ours")),
        Tab("customer", N_("Theirs")),
        Tab("received", N_("Arrived")),
        Tab("settled", N_("Settled")),
        Tab(ALL, N_("All")),
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
            column(_("WHAT"), lambda row: word(CASE_TYPES, row.type), 10),
            column(_("ORDER"), lambda row: row.order, 13),
            column(_("WHY"), lambda row: word(CASE_REASONS, row.reason)),
            column(_("STATE"), lambda row: status_word(Document.CASE, row.status), 12),
            column(_("DUE"), due, 9, "right", look),
        ]

    def describe(self, tx: Tx, view: CaseRow, _times: Times, /) -> Sequence[Content]:
        """What the policy says, what is in it, what was said."""
        case = return_queries.show(tx, view.case)
        turn = _(TURN[case.waiting_for])
        return [
            line((case.case, STRONG), f"  {mask_name(case.receiver)} · {turn}"),
            _policy(case),
            *(_line(part) for part in case.lines),
            _money(case),
            *([_waybill(case)] if case.waybill else []),
            *([line((_("note: "), MUTED), case.note)] if case.note else []),
            *(_said(message.sender, message.body) for message in case.messages[-3:]),
        ]


def _policy(case: CaseView) -> Content:
    payer = {"customer": _("the customer pays the freight"), "supplier": _("we pay the freight")}
    words = _("policy {rule}, until {day}").format(rule=case.policy.rule, day=case.policy.deadline)
    taken = _(" · taken all the same: {why}").format(why=case.override) if case.override else ""
    return line(f"{words} · {payer.get(case.policy.freight_payer, '')}", (taken, ALARM))


def _line(part: Mapping[str, Any]) -> Content:
    grades = ", ".join(f"{word(GRADES, code)} {n}" for code, n in part["grades"].items())
    return line(
        f"  {part['sku']} {part['title']} {part['spec']} ×{part['quantity']}",
        (f"  {grades}", MUTED),
    )


def _money(case: CaseView) -> Content:
    return line(
        _("refunded {amount}").format(amount=case.refunded),
        (_("   up to {amount} is left").format(amount=case.refundable), MUTED),
    )


def _waybill(case: CaseView) -> Content:
    return line((_("waybill "), MUTED), f"{case.courier} {case.waybill}")


def _said(sender: str, body: str) -> Content:
    who = _("us") if sender == "us" else _("customer")
    return line((f"{who}: ", MUTED), body)


class ReturnsScreen(ListScreen[CaseRow]):
    """From the request to the money."""

    SCREEN = "returns"
    DOCUMENT = Document.CASE
    CSS_PATH: ClassVar[Any] = ["lists.tcss", "returns.tcss"]

    def __init__(self) -> None:
        super().__init__(CaseList())

    async def _choose(self, question: str, words: Mapping[str, str]) -> str | None:
        return await self.app.push_screen_wait(Choose(question, words))

    async def _fill(
        self, title: str, fields: Sequence[Field], remark: str = ""
    ) -> dict[str, Any] | None:
        return await self.app.push_screen_wait(Form(title, fields, remark=remark))

    # A new request

    @background
    async def action_new(self) -> None:
        """Take down what a customer asks for."""
        given = await self._fill(
            _("A customer wants to give something back"),
            [Field("order", _("Order"), check=required, hint="20261123-0042")],
        )
        if given is None:
            return
        order = await self.ask(lambda tx: order_queries.show(tx, given["order"]))
        asked = await self._ask_what(order)
        if asked is not None:
            await self._request(order.number, asked)

    async def _ask_what(self, order: OrderView) -> dict[str, Any] | None:
        """Which goods, why, and what the customer wants."""
        goods = await self._fill(
            _("What comes back of {number}?").format(number=order.number),
            [
                Field(part.sku, f"{part.sku} ≤{part.shipped - part.returned}", "0", _count)
                for part in order.lines
                if part.sku
            ],
        )
        if goods is None:
            return None
        lines = [ReturnLine(sku, quantity) for sku, quantity in goods.items() if quantity]
        if not lines:
            raise Invalid("no_lines", N_("Nothing was chosen to come back."))
        reason = await self._choose(_("Why?"), _spelt(CASE_REASONS))
        if reason is None:
            return None
        kinds = {code: str(CASE_TYPES[code]) for code in returns.SUPPORTED}
        kind = await self._choose(_("What does the customer want?"), kinds)
        return None if kind is None else {"kind": kind, "reason": reason, "lines": lines}

    async def _request(self, order: str, asked: dict[str, Any], override: str = "") -> None:
        def take(tx: Tx) -> Head:
            return returns.request(tx, order, override=override, **asked)[0]

        try:
            case = await self.save(lambda shop: shop.write(take))
        except Refused as refusal:
            if refusal.code != "policy" or override:
                raise
            given = await self._fill(
                _("The policy refuses it"),
                [Field("why", _("Why take it all the same?"), check=required)],
                remark=str(refusal),
            )
            if given is not None:
                await self._request(order, asked, given["why"])
            return
        self.hub.say(_("✓ Case {number}").format(number=case.number))
        self.renew()

    # A case on its way

    def action_approve(self) -> None:
        """Grant them."""
        self.act(returns.approve)

    @background
    async def action_reject(self) -> None:
        """Refuse them, with a reason."""
        await self._with_reason(_("Reject: why?"), returns.reject)

    @background
    async def action_withdraw(self) -> None:
        """The customer does not want it any more."""
        await self._with_reason(_("Withdrawn: why?"), returns.withdraw)

    async def _with_reason(self, title: str, work: Callable[..., Head]) -> None:
        numbers = self.numbers()
        given = await self._fill(title, [Field("reason", _("Reason"), check=required)])
        if given is not None:
            self.act(lambda tx, number: work(tx, number, reason=given["reason"]), numbers)

    @background
    async def action_waybill(self) -> None:
        """The goods are on their way back."""
        numbers = self.numbers()[:1]
        given = await self._fill(
            _("The waybill that they come back with"),
            [Field("waybill", _("Waybill"), check=required)],
        )
        if given is not None:
            self.act(lambda tx, number: returns.note_waybill(tx, number, given["waybill"]), numbers)

    def action_receive(self) -> None:
        """The goods are back; they wait for inspection."""
        self.act(returns.receive)

    @background
    async def action_inspect(self) -> None:
        """Say in which state each piece is."""
        subject = self.subject()
        if subject is None:
            return
        case = await self.ask(lambda tx: return_queries.show(tx, subject.number))
        fields = [
            Field(
                f"{part['sku']}/{grade}",
                f"{part['sku']} {grade_word}",
                str(part["quantity"]) if grade == "good" else "0",
                _count,
            )
            for part in case.lines
            for grade, grade_word in _spelt(GRADES).items()
        ]
        given = await self._fill(
            _("How did it come back?"), fields, _("Only what is good goes to the shelf again.")
        )
        if given is not None:
            graded = [
                GradedLine(part["sku"], given[f"{part['sku']}/{grade}"], grade)
                for part in case.lines
                for grade in GRADES
                if given[f"{part['sku']}/{grade}"]
            ]
            self.act(lambda tx, number: returns.inspect(tx, number, graded), [subject.number])

    @background
    async def action_refund(self) -> None:
        """Pay back; at most what is left, or more of what was paid with a reason."""
        subject = self.subject()
        if subject is None:
            return
        case = await self.ask(lambda tx: return_queries.show(tx, subject.number))
        given = await self._fill(
            _("Refund for {number}").format(number=case.case),
            [
                Field("amount", _("Amount"), case.refundable.amount, Money.parse),
                Field("method", _("By"), "original"),
                Field("override", _("Why more?"), hint=_("only above what is left")),
            ],
            _("Up to {amount} is left").format(amount=case.refundable),
        )
        if given is not None:
            self.act(
                lambda tx, number: returns.refund(
                    tx, number, given["amount"], method=given["method"], override=given["override"]
                ),
                [case.case],
            )

    @background
    async def action_message(self) -> None:
        """Keep what was said."""
        numbers = self.numbers()[:1]
        who = {"us": _("We said"), "customer": _("The customer said")}
        sender = await self._choose(_("Who?"), who)
        if sender is None:
            return
        given = await self._fill(who[sender], [Field("text", _("Text"), check=required)])
        if given is not None:
            self.act(
                lambda tx, number: returns.message(tx, number, given["text"], sender=sender),
                numbers,
            )

    @background
    async def action_close(self) -> None:
        """The matter is settled."""
        numbers = self.numbers()
        ends = {code: _(END[code]) for code in OUTCOMES if code not in ("rejected", "withdrawn")}
        outcome = await self._choose(_("How did it end?"), ends)
        if outcome is not None:
            self.act(lambda tx, number: returns.close(tx, number, outcome), numbers)


def _spelt(words: Mapping[str, Words]) -> dict[str, str]:
    return {code: str(text) for code, text in words.items()}


def _count(text: str) -> int:
    """A number of pieces, 0 among them."""
    if not text.isdecimal():
        raise Invalid("bad_quantity", N_("Write a whole number."))
    return int(text)
