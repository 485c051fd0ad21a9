"""Forms that keep what was typed until it is saved, and screens that ask with them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, ClassVar

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from dropship_tui.i18n import _
from dropship_tui.models.checks import Invalid
from dropship_tui.models.lifecycle import Document
from dropship_tui.screens.base import ShopScreen
from dropship_tui.screens.caller import background
from dropship_tui.screens.dialogs.form import Field, Form, Line
from dropship_tui.screens.dialogs.message import explained
from dropship_tui.screens.widgets.plain import plain
from dropship_tui.services.errors import ShopError

Save = Callable[[dict[str, Any]], Awaitable[str | None]]
"""Saves what was filled in; answers, or raises as a ShopError or Invalid, why it is not saved."""


class SavingForm(Form):
    """It closes when it is saved; a refusal is said in it, above all that was typed."""

    CSS_PATH: ClassVar[Any] = ["dialogs.tcss", "saving.tcss"]

    def __init__(
        self, title: str, fields: Sequence[Field], save: Save, *, remark: str = ""
    ) -> None:
        super().__init__(title, fields, remark=remark)
        self._save_it = save
        self._is_saving = False

    def body(self) -> list[Widget]:
        """What was refused, and the fields."""
        *remark, fields = super().body()
        return [*remark, Static(id="refusal", markup=False), fields]

    def action_accept(self) -> None:
        """Save it when every field is good; else show what is not."""
        lines = list(self.query(Line))
        read = [line.read() for line in lines]
        wrong = [line for line, (is_good, _value) in zip(lines, read, strict=True) if not is_good]
        if wrong:
            wrong[0].input.focus()
        elif not self._is_saving:
            self._is_saving = True
            self._keep(
                {line.field.name: value for line, (_, value) in zip(lines, read, strict=True)}
            )

    @background
    async def _keep(self, given: dict[str, Any]) -> None:
        try:
            refused = await self._save_it(given)
        except (ShopError, Invalid) as error:
            refused = " ".join(filter(None, explained(error)))
            if isinstance(error, Invalid):  # something that was typed, or was not
                self.query(Input).first().focus()
        finally:
            self._is_saving = False
        if refused is None:
            self.dismiss(given)
        else:
            self.set_class(bool(refused), "-refused")
            self.query_one("#refusal", Static).update(
                Content("\n").join(plain(f"✗ {line}") for line in refused.splitlines())
            )


def lasting(old: str, check: Callable[[str], Any] = str) -> Callable[[str], Any]:
    """A check for a value that can be changed, but not taken away once it is there."""

    def checked(text: str) -> Any:
        if old and not text:
            raise ValueError(_("It can be changed, but not emptied."))
        return check(text)

    return checked


class Asking(ShopScreen):
    """A screen that asks with forms before it acts."""

    async def fill(
        self, title: str, fields: Sequence[Field], save: Save, *, remark: str = ""
    ) -> dict[str, Any] | None:
        """Have it filled in and saved; None when the form was left."""
        return await self.app.push_screen_wait(SavingForm(title, fields, save, remark=remark))

    async def fill_to_act(
        self,
        title: str,
        fields: Sequence[Field],
        work: Callable[..., Any],
        numbers: Sequence[str] = (),
        *,
        remark: str = "",
        document: Document | None = None,
    ) -> None:
        """Do `work(tx, number, …)` with what was filled in, as `act` does.

        The form stays as long as not one of the documents lets it be done.
        """
        chosen = list(numbers) or self.numbers()

        async def save(given: dict[str, Any]) -> str | None:
            outcome = await self.save(
                lambda shop: shop.each(lambda tx, number: work(tx, number, **given), chosen)
            )
            if not outcome.done:
                return "\n".join(refusal.message for refusal in outcome.refused)
            self._acted(outcome, document)
            return None

        if chosen:
            await self.fill(title, fields, save, remark=remark)
