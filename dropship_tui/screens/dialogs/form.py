"""A few fields to fill in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.suggester import Suggester
from textual.widget import Widget
from textual.widgets import Input, Static

from dropship_tui.i18n import _
from dropship_tui.models.checks import Invalid
from dropship_tui.models.text import clean
from dropship_tui.screens.dialogs.base import Dialog
from dropship_tui.screens.widgets.plain import fit, plain, shown
from dropship_tui.screens.widgets.text_field import TextField
from dropship_tui.services.errors import ShopError

_LEAST, _MOST = 15, 32  # cells of a label


def required(text: str) -> str:
    """A check for a field that must not stay empty."""
    if not text:
        raise ValueError(_("This must not be empty."))
    return text


@dataclass(frozen=True, slots=True)
class Field:
    """A line to fill in. `check` reads what was typed and raises with a sentence what is wrong.

    `check` may raise `Invalid`, a `ShopError`, or a ValueError with a translated sentence.
    """

    name: str
    label: str
    value: str = ""
    check: Callable[[str], Any] = str
    hint: str = ""
    suggester: Suggester | None = None


class Line(Vertical):
    """A field with its label before it and its fault below it."""

    def __init__(self, field: Field) -> None:
        super().__init__()
        self.field = field

    def compose(self) -> ComposeResult:
        """Label, input, fault."""
        with Horizontal():
            yield Static(plain(self.field.label), classes="label")
            yield TextField(self.field.value, hint=self.field.hint, suggester=self.field.suggester)
        yield Static(classes="fault", markup=False)

    @property
    def input(self) -> Input:
        """Where it is typed."""
        return self.query_one(Input)

    def read(self) -> tuple[bool, Any]:
        """Whether it is good, and what was meant; says below the field what is wrong."""
        fault, value, typed = "", None, self.input.value
        if typed == shown(self.field.value):
            typed = self.field.value  # nobody has touched it
        try:
            value = self.field.check(clean(typed))
        except (ValueError, ShopError, Invalid) as error:
            fault = str(error)
        self.query_one(".fault", Static).update(plain(f"✗ {fault}" if fault else ""))
        self.set_class(bool(fault), "-wrong")
        return not fault, value


class Form(Dialog[dict[str, Any] | None]):
    """Answers what each field's check made of it, by name; None when the form was left."""

    AUTO_FOCUS = "Input"

    def __init__(self, title: str, fields: Sequence[Field], *, remark: str = "") -> None:
        super().__init__(title)
        self._fields = _aligned(fields)
        self._remark = remark

    def body(self) -> list[Widget]:
        """The fields, one a line."""
        remark = [Static(plain(self._remark), id="lines")] if self._remark else []
        return [*remark, VerticalScroll(*(Line(field) for field in self._fields), id="fields")]

    @on(Input.Submitted)
    def _next_field(self, event: Input.Submitted) -> None:
        """Enter goes on to the next field; at the last one it accepts."""
        fields = list(self.query(Input))
        if event.input is fields[-1]:
            self.action_accept()
        else:
            fields[fields.index(event.input) + 1].focus()

    def action_accept(self) -> None:
        """Take it when every field is good; else show what is not."""
        lines = list(self.query(Line))
        read = [line.read() for line in lines]
        for line, (good, _value) in zip(lines, read, strict=True):
            if not good:
                line.input.focus()
                return
        self.dismiss(
            {line.field.name: value for line, (_good, value) in zip(lines, read, strict=True)}
        )

    def action_leave(self) -> None:
        """Forget what was typed."""
        self.dismiss(None)


def _aligned(fields: Sequence[Field]) -> list[Field]:
    """The fields with labels of the same width: codes of SKUs are longer than words."""
    longest = max(cell_len(field.label) for field in fields)
    wide = max(_LEAST, min(longest, _MOST))
    return [replace(field, label=fit(field.label, wide)) for field in fields]
