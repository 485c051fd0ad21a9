"""What the columns of a file mean: proposed, corrected with keys, and seen at once in its rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from dropship_tui.i18n import _
from dropship_tui.models.imports import ColumnMap
from dropship_tui.screens.caller import Caller, background
from dropship_tui.screens.dialogs.base import Dialog
from dropship_tui.screens.dialogs.choose import Choose
from dropship_tui.screens.widgets.column_table import ColumnTable
from dropship_tui.screens.widgets.detail import ALARM, MUTED, STRONG, line
from dropship_tui.screens.widgets.plain import fit, plain
from dropship_tui.services.files import encodings
from dropship_tui.services.importers import examining, mapping
from dropship_tui.services.importers.entries import RECEIVER

if TYPE_CHECKING:
    from pathlib import Path

    from dropship_tui.services.importers.examining import Examined
    from dropship_tui.services.importers.orders import Request
    from dropship_tui.services.importers.preview import RowRead
    from dropship_tui.services.work import Shop, Tx

_SHOWN_ROWS = 3
_SAMPLE = 54  # cells of a line in another encoding


class Columns(Dialog["Request | None"]):
    """Answers the request with the columns that were confirmed; None when it was left.

    What is confirmed is kept for the request's reseller, and used for the next file by itself.
    """

    CSS_PATH: ClassVar[Any] = ["dialogs.tcss", "columns.tcss"]
    AUTO_FOCUS = "ColumnTable"
    KEYS: ClassVar[Mapping[str, str]] = {
        "accept": "accept",
        "header": "header",
        "encoding": "encoding",
        "sheet": "sheet",
        "leave": "leave",
    }

    def __init__(self, request: Request, found: Examined) -> None:
        super().__init__(_("Which column of {file} is what?").format(file=request.path.name))
        self._request = request
        self._found = found

    def body(self) -> Iterable[Widget]:
        """The columns, and below them the first rows as they would be read."""
        yield Static(id="file", markup=False)
        yield ColumnTable()
        yield Vertical(Static(id="rows", markup=False), Static(id="note", markup=False), id="read")

    def on_mount(self) -> None:
        """Show what was found."""
        super().on_mount()
        self._show(self._found)

    @property
    def _map(self) -> ColumnMap:
        fields = self.query_one(ColumnTable).fields
        return replace(self._found.proposal.with_fields(fields), reseller=self._request.reseller)

    def _show(self, found: Examined) -> None:
        self._found = found
        self.query_one(ColumnTable).show(found.proposal.columns)
        source = found.source
        header = _("header") if found.proposal.has_header else _("no header")
        facts = [source.format.upper(), source.encoding, source.sheet, header]
        self.query_one("#file", Static).update(plain(" · ".join(filter(None, facts))))
        self.refresh_bindings()
        self._preview()

    @on(ColumnTable.Changed)
    def _changed(self) -> None:
        self._preview()

    @work(exit_on_error=False, exclusive=True, group="preview")
    async def _preview(self) -> None:
        """Read the first rows again, by what the columns mean now."""
        source, column_map, reseller = self._found.source, self._map, self._request.reseller
        rows = await self.ask_shop(
            lambda shop: examining.rows_read(shop, source, column_map, reseller=reseller)
        )
        lines = [part for row in rows[:_SHOWN_ROWS] for part in _lines_of(row)]
        nothing = plain(_("No row can be read by this."))
        self.query_one("#rows", Static).update(Content("\n").join(lines) if lines else nothing)
        self.query_one("#note", Static).update(plain(_note(column_map)))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 - Textual's
        """Only texts have an encoding, only workbooks sheets."""
        source = self._found.source
        possible = {"encoding": bool(source.encoding), "sheet": len(source.sheets) > 1}
        return possible.get(action, True)

    @background
    async def action_accept(self) -> None:
        """Keep it for the reseller, and go on with it."""
        if _missing(self._map):
            self.hub.say(_missing(self._map), alarm=True)
            return
        source = self._found.source
        request = replace(self._request, encoding=source.encoding, sheet=self._sheet)
        if self._found.is_known and self._map.columns == self._found.proposal.map.columns:
            self.dismiss(request)  # it is read so anyhow: nothing is to be kept
            return
        column_map, stem = self._map, self._request.reseller or self._request.path.stem

        def keep(tx: Tx) -> ColumnMap:
            name = mapping.free_name(tx, column_map, stem)
            return mapping.save(tx, replace(column_map, name=name))

        kept = await self.save(lambda shop: shop.write(keep))
        self.dismiss(replace(request, columns=kept))

    @background
    async def action_header(self) -> None:
        """The first row is names after all, or is not."""
        has_header = not self._found.proposal.has_header
        await self._look_again(replace(self._request, sheet=self._sheet), has_header=has_header)

    @background
    async def action_encoding(self) -> None:
        """Read the text in another encoding, with a look at each."""
        chosen = await self.app.push_screen_wait(await encoding_question(self, self._request.path))
        if chosen:
            await self._look_again(replace(self._request, encoding=chosen))

    @background
    async def action_sheet(self) -> None:
        """Look at another sheet of the workbook."""
        sheets = {name: name for name in self._found.source.sheets}
        chosen = await self.app.push_screen_wait(Choose(_("Which sheet?"), sheets))
        if chosen:
            await self._look_again(replace(self._request, sheet=chosen))

    @property
    def _sheet(self) -> str:
        source = self._found.source
        return source.sheet if len(source.sheets) > 1 else ""

    async def _look_again(self, request: Request, *, has_header: bool | None = None) -> None:
        def look(shop: Shop) -> Examined:
            return examining.examine(shop, request, has_header=has_header)

        found = await self.ask_shop(look)
        self._request = request
        self._show(found)

    def action_leave(self) -> None:
        """Import nothing."""
        self.dismiss(None)


async def encoding_question(screen: Caller[Any], path: Path) -> Choose:
    """In which encoding a text makes sense: a line of it in each."""
    return _encodings(await screen.ask_shop(lambda _shop: encodings.readings(path)))


def _encodings(readings: Mapping[str, str]) -> Choose:
    return Choose(
        _("In which line can you read every character?"),
        {name: f"{name:<8} {fit(_foreign(text), _SAMPLE)}" for name, text in readings.items()},
    )


def _foreign(text: str) -> str:
    """The text from its first character on that an encoding can get wrong."""
    return text[next((at for at, char in enumerate(text) if not char.isascii()), 0) :]


def _lines_of(row: RowRead) -> list[Content]:
    """A row as it would be read, in two lines."""
    receiver = row.receiver
    phone = f"{receiver.phone}-{receiver.extension}" if receiver.extension else receiver.phone
    where = " ".join(filter(None, (*receiver.place, receiver.street, receiver.detail)))
    who = "  ".join(filter(None, (receiver.name, phone, where)))
    first = line((f"{row.row:>4} ", MUTED), (row.order_no, STRONG), "  " * bool(row.order_no), who)
    if row.problem:
        return [first, line((f"     ✗ {row.problem}", ALARM))]
    goods = f"     {row.goods or '–'} × {row.quantity} → "
    found = (row.sku, STRONG) if row.sku else (_("not in the catalog"), ALARM)
    return [first, line(goods, found)]


def _note(column_map: ColumnMap) -> str:
    """What is to be known of this map before it is confirmed."""
    if missing := _missing(column_map):
        return missing
    if "order_no" not in column_map.columns:
        return _("No order numbers: a row is known again by its receiver, goods and date.")
    return ""


def _missing(column_map: ColumnMap) -> str:
    if column_map.columns.keys() & {"order_no", *RECEIVER}:
        return ""
    return _("Say first which column is the order number, or the receiver.")
