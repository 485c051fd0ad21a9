"""F8: return cases. Whose turn is it, what does the policy say, what came back, what goes back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Final

from dropship_tui.i18n import N_, _
from dropship_tui.models.checks import Invalid
from dropship_tui.models.lifecycle import Document
from dropship_tui.models.money import Money
from dropship_tui.models.plan import Words
from dropship_tui.models.returns import OUTCOMES, CaseRow, GradedLine, ReturnLine
from dropship_tui.models.words import CASE_REASONS, CASE_TYPES, GRADES
from dropship_tui.screens.caller import background
from dropship_tui.screens.dialogs.choose import Choose
from dropship_tui.screens.dialogs.form import Field, required
from dropship_tui.screens.dialogs.saving import Asking
from dropship_tui.screens.lists import ListScreen
from dropship_tui.screens.widgets.case_list import CaseList
from dropship_tui.screens.widgets.plain import shown
from dropship_tui.services.errors import Refused
from dropship_tui.services.events import Head
from dropship_tui.services.orders import order_queries
from dropship_tui.services.returns import return_queries, returns

if TYPE_CHECKING:
    from textual._path import CSSPathType

    from dropship_tui.models.orders import OrderView
    from dropship_tui.services.returns.return_queries import CaseView
    from dropship_tui.services.work import Tx

END = {
    "refunded": N_("Refunded"),
    "exchanged": N_("Exchanged"),
    "reshipped": N_("Shipped again"),
    "intercepted": N_("Intercepted"),
    "rejected": N_("Rejected"),
    "withdrawn": N_("Withdrawn"),
    "settled": N_("Settled otherwise"),
}

_NOTE: Final = ""
"""The field beside those that are called like SKUs: no SKU has an empty code."""


class ReturnsScreen(ListScreen[CaseRow], Asking):
    """From the request to the money."""

    SCREEN = "returns"
    DOCUMENT = Document.CASE
    CSS_PATH: ClassVar[CSSPathType] = ["lists.tcss", "returns.tcss"]

    def __init__(self) -> None:
        super().__init__(CaseList())

    async def _choose(self, question: str, words: Mapping[str, str]) -> str | None:
        return await self.app.push_screen_wait(Choose(question, words))

    # A new request

    @background
    async def action_new(self) -> None:
        """Take down what a customer asks for."""
        found: list[OrderView] = []

        async def find(given: dict[str, Any]) -> None:
            order = await self.ask(lambda tx: order_queries.show(tx, given["order"]))
            if not _left(order):
                raise Refused(
                    "nothing_left", N_("Nothing of {number} can come back."), number=order.number
                )
            found.append(order)

        await self.fill(
            _("A customer wants to give something back"),
            [Field("order", _("Order"), check=required, hint="20261123-0042")],
            find,
        )
        if not found:
            return
        reason = await self._choose(_("Why?"), _spelt(CASE_REASONS))
        if reason is None:
            return
        kinds = {code: str(CASE_TYPES[code]) for code in returns.SUPPORTED}
        kind = await self._choose(_("What does the customer want?"), kinds)
        if kind is not None:
            await self._request(found[0], kind, reason)

    async def _request(self, order: OrderView, kind: str, reason: str) -> None:
        """Which goods, and what was said; then take it down, against the policy if need be."""

        async def save(given: dict[str, Any]) -> str | None:
            note = given.pop(_NOTE)
            lines = [ReturnLine(sku, quantity) for sku, quantity in given.items() if quantity]
            if not lines:
                raise Invalid("no_lines", N_("Nothing was chosen to come back."))

            async def take(override: str = "") -> None:
                case, _verdict = await self.save(
                    lambda shop: shop.write(
                        lambda tx: returns.request(
                            tx,
                            order.number,
                            kind=kind,
                            reason=reason,
                            lines=lines,
                            note=note,
                            override=override,
                        )
                    )
                )
                self.hub.say(_("✓ case {number}").format(number=case.number))
                self.show_row(case.number, "us")

            try:
                await take()
            except Refused as refusal:
                if refusal.code != "policy":
                    raise
                return await self._override(refusal, take)
            return None

        await self.fill(
            _("What comes back of {number}?").format(number=order.number),
            [*_goods_fields(order), Field(_NOTE, _("Note"))],
            save,
        )

    async def _override(self, refusal: Refused, take: Callable[..., Any]) -> str | None:
        """Take it against the policy, with a reason."""
        given = await self.fill(
            _("The policy refuses it"),
            [Field("why", _("Why all the same?"), check=required)],
            lambda given: take(given["why"]),
            remark=refusal.message,
        )
        return refusal.message if given is None else None

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
        await self.fill_to_act(title, [Field("reason", _("Reason"), check=required)], work)

    @background
    async def action_waybill(self) -> None:
        """The goods are on their way back."""
        await self.fill_to_act(
            _("The waybill that they come back with"),
            [Field("waybill", _("Waybill"), check=required)],
            returns.note_waybill,
            self._highlighted(),
        )

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

        def inspect(tx: Tx, number: str, **given: int) -> Head:
            graded = [_graded(name, quantity) for name, quantity in given.items() if quantity]
            return returns.inspect(tx, number, graded)

        await self.fill_to_act(
            _("How did it come back?"),
            _grade_fields(case),
            inspect,
            [case.case],
            remark=_("Only what is good goes to the shelf again."),
        )

    @background
    async def action_refund(self) -> None:
        """Pay back; at most what is left, or more of what was paid with a reason."""
        subject = self.subject()
        if subject is None:
            return
        case = await self.ask(lambda tx: return_queries.show(tx, subject.number))
        left = case.refundable
        await self.fill_to_act(
            _("Refund for {number}").format(number=case.case),
            [
                Field(
                    "amount",
                    _("Amount"),
                    left.amount,
                    lambda text: Money.parse(text, left.currency),
                ),
                Field("method", _("By"), "original"),
                Field("override", _("Why more?"), hint=_("only above what is left")),
            ],
            returns.refund,
            [case.case],
            remark=_("Up to {amount} is left.").format(amount=left),
        )

    @background
    async def action_message(self) -> None:
        """Keep what was said."""
        numbers = self._highlighted()
        who = {"us": _("We said"), "customer": _("The customer said")}
        sender = await self._choose(_("Who?"), who)
        if sender is not None:
            await self.fill_to_act(
                who[sender],
                [Field("body", _("Text"), check=required)],
                lambda tx, number, body: returns.message(tx, number, body, sender=sender),
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

    def _highlighted(self) -> list[str]:
        """The one case that a form is about."""
        subject = self.subject()
        return [subject.number] if subject else []


def _left(order: OrderView) -> Counter[str]:
    """How many of each SKU were shipped and have not come back."""
    left: Counter[str] = Counter()
    for part in order.lines:
        if part.sku and part.shipped > part.returned:
            left[part.sku] += part.shipped - part.returned
    return left


def _goods_fields(order: OrderView) -> list[Field]:
    """A field for each SKU; where there is no choice, it is filled in."""
    left = _left(order)
    only = "1" if list(left.values()) == [1] else ""
    names = {part.sku: f"{part.title} {part.spec}".strip() for part in order.lines}
    return [
        Field(sku, sku, only, _count, shown(_("0 to {n}  {goods}").format(n=n, goods=names[sku])))
        for sku, n in left.items()
    ]


def _grade_fields(case: CaseView) -> list[Field]:
    """A field for each SKU in each state; it is good until somebody says otherwise."""
    pieces: Counter[str] = Counter()
    for part in case.lines:
        pieces[part["sku"]] += part["quantity"]
    return [
        Field(f"{grade}/{sku}", f"{sku} {named}", str(n if grade == "good" else 0), _count)
        for sku, n in pieces.items()
        for grade, named in _spelt(GRADES).items()
    ]


def _graded(name: str, quantity: int) -> GradedLine:
    """What a field of `_grade_fields` says."""
    grade, sku = name.split("/", 1)
    return GradedLine(sku, quantity, grade)


def _spelt(words: Mapping[str, Words]) -> dict[str, str]:
    return {code: str(text) for code, text in words.items()}


def _count(text: str) -> int:
    """A number of pieces, 0 among them."""
    if not text:
        return 0
    if not text.isdecimal():
        raise Invalid("bad_quantity", N_("Write a whole number."))
    return int(text)
