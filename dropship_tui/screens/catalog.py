"""F4: what we sell, what it costs, what lies on the shelf."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual.content import Content

from dropship_tui.i18n import N_, _
from dropship_tui.models.catalog import NewSku, SkuRow
from dropship_tui.models.checks import Invalid, quantity
from dropship_tui.models.money import Money
from dropship_tui.models.stock import ADJUSTMENT_REASONS
from dropship_tui.screens.base import background
from dropship_tui.screens.dialogs.choose import Choose
from dropship_tui.screens.dialogs.confirm import Confirm
from dropship_tui.screens.dialogs.form import Field, Form, required
from dropship_tui.screens.lists import ListScreen
from dropship_tui.screens.widgets.detail import ALARM, MUTED, STRONG, line
from dropship_tui.screens.widgets.lines import Column, Look
from dropship_tui.screens.widgets.listing import ALL, Entry, Place, Subject, Wanted, column
from dropship_tui.screens.widgets.status_tabs import Tab
from dropship_tui.screens.widgets.times import Times
from dropship_tui.services import catalog, catalog_import, stock
from dropship_tui.services.catalog import SkuQuery

if TYPE_CHECKING:
    from dropship_tui.models.catalog import SkuView
    from dropship_tui.models.imports import ImportAnswer
    from dropship_tui.services.work import Tx

_SHELVES = ("low", "empty")

REASONS = {
    "count": N_("Counted"),
    "damage": N_("Damaged"),
    "loss": N_("Lost"),
    "found": N_("Found"),
    "sample": N_("Given as a sample"),
    "other": N_("Another reason"),
}


class SkuList:
    """SKUs in the order in which they were entered."""

    tabs: tuple[Tab, ...] = (
        Tab(ALL, N_("All")),
        Tab("low", N_("Low"), sign="▲"),
        Tab("empty", N_("Empty"), sign="▲"),
        Tab("prices", N_("No price")),
        Tab("photos", N_("No photo")),
        Tab("measures", N_("Not measured")),
        Tab("description", N_("Not described")),
        Tab("stock", N_("Not counted")),
    )

    @staticmethod
    def _query(wanted: Wanted) -> SkuQuery:
        tab = "" if wanted.tab == ALL else wanted.tab
        shelf = tab if tab in _SHELVES else ""
        return SkuQuery(search=wanted.search, missing="" if shelf else tab, shelf=shelf)

    def rows(self, tx: Tx, wanted: Wanted, place: Place) -> Sequence[tuple[str, SkuRow]]:
        """SKUs as lists show them."""
        return catalog.sku_rows(tx, self._query(wanted), **place)

    def total(self, tx: Tx, wanted: Wanted) -> int:
        """How many there are."""
        return catalog.count_skus(tx, self._query(wanted))

    def counts(self, tx: Tx) -> dict[str, int]:
        """How many are in each tab."""
        return {
            tab.code: catalog.count_skus(tx, self._query(Wanted(tab.code))) for tab in self.tabs
        }

    def subject(self, view: SkuRow) -> Subject:
        """The SKU."""
        return Subject(view.sku, "")

    def empty(self, wanted: Wanted) -> str:
        """Where SKUs come from."""
        if wanted.search:
            return _("No SKU fits. Esc ends the search.")
        if wanted.tab != ALL:
            return _("Nothing to do here.")
        return _("No SKUs yet.\ni imports a list of them, n enters one.")

    def columns(self, _times: Times, /) -> Sequence[Column[Entry[SkuRow]]]:
        """Code, goods, price, shelf."""

        def look(row: SkuRow) -> Look:
            if row.available <= 0:
                return "error"
            return "warning" if row.available <= row.reorder_point else "plain"

        def money(amount: Money | None) -> str:
            return "" if amount is None else str(amount)

        return [
            column(_("SKU"), lambda row: row.sku, 14),
            column(_("TITLE"), lambda row: f"{row.title} {row.spec}".strip()),
            column(_("PRICE"), lambda row: money(row.price), 10, "right"),
            column(_("SHELF"), lambda row: row.bin, 8),
            column(_("HAVE"), lambda row: str(row.on_hand), 6, "right"),
            column(_("FREE"), lambda row: str(row.available), 6, "right", look),
        ]

    def describe(self, tx: Tx, view: SkuRow, times: Times) -> Sequence[Content]:
        """What is known of it, what is missing, its last moves."""
        sku = catalog.show(tx, view.sku)
        moves = stock.moves(tx, view.sku, limit=3).items
        return [
            line((sku.sku, STRONG), f"  {sku.title} {sku.spec}  ", (sku.barcode, MUTED)),
            line(_prices(sku), (f"  {_measures(sku)}", MUTED)),
            *([line(("▲ " + " · ".join(sku.missing), ALARM))] if sku.missing else []),
            line(
                _("have {have}, promised {promised}, free {free}").format(
                    have=sku.on_hand, promised=sku.reserved, free=sku.available
                ),
                (_("  shelf {bin}").format(bin=sku.bin or "?"), MUTED),
            ),
            *(
                line(
                    (f"  {times.moment(move.at)}  ", MUTED),
                    f"{move.quantity:+}  {move.reason}  ",
                    (f"{move.document} {move.note}".strip(), MUTED),
                )
                for move in moves
            ),
        ]


def _prices(sku: SkuView) -> str:
    parts = [(_("price {amount}"), sku.price), (_("cost {amount}"), sku.cost)]
    return "  ".join(text.format(amount=amount) for text, amount in parts if amount is not None)


def _measures(sku: SkuView) -> str:
    sides = (sku.length_mm, sku.width_mm, sku.height_mm)
    size = "×".join(str(side) for side in sides) + " mm" if all(sides) else ""
    return "  ".join(filter(None, (f"{sku.weight_g} g" if sku.weight_g else "", size)))


class CatalogScreen(ListScreen[SkuRow]):
    """Enter, price, receive, correct."""

    SCREEN = "catalog"
    CSS_PATH: ClassVar[Any] = ["lists.tcss", "catalog.tcss"]

    def __init__(self) -> None:
        super().__init__(SkuList())

    async def _fill(self, title: str, fields: Sequence[Field]) -> dict[str, Any] | None:
        return await self.app.push_screen_wait(Form(title, fields))

    async def _say_done(self, text: str) -> None:
        self.hub.say(text)
        self.renew()

    @background
    async def action_new(self) -> None:
        """Enter a SKU."""
        fields = [Field("sku", _("Code"), check=required), *_sku_fields(None)]
        given = await self._fill(_("A new SKU"), fields)
        if given is not None:
            await self._save(NewSku(**given))

    @background
    async def action_edit(self) -> None:
        """Correct a SKU; orders that were taken down keep what they said."""
        subject = self.subject()
        if subject is None:
            return
        sku = await self.ask(lambda tx: catalog.show(tx, subject.number))
        given = await self._fill(sku.sku, _sku_fields(sku))
        if given is not None:
            await self._save(NewSku(sku=sku.sku, **given))

    async def _save(self, new: NewSku) -> None:
        await self.save(lambda shop: shop.write(lambda tx: catalog.save(tx, new)))
        await self._say_done(f"✓ {new.sku}")

    @background
    async def action_receive(self) -> None:
        """Goods came in."""
        subject = self.subject()
        if subject is None:
            return
        given = await self._fill(
            _("Received of {sku}").format(sku=subject.number),
            [Field("quantity", _("Quantity"), check=quantity), Field("note", _("Note"))],
        )
        if given is not None:
            balance = await self.save(
                lambda shop: shop.write(lambda tx: stock.receive(tx, subject.number, **given))
            )
            await self._say_done(
                _("✓ {sku}: have {have}").format(sku=balance.sku, have=balance.on_hand)
            )

    @background
    async def action_adjust(self) -> None:
        """Correct the shelf, with a reason."""
        subject = self.subject()
        if subject is None:
            return
        reason = await self.app.push_screen_wait(
            Choose(_("Why?"), {code: _(REASONS[code]) for code in ADJUSTMENT_REASONS})
        )
        if reason is None:
            return
        given = await self._fill(
            _("Correct {sku}").format(sku=subject.number),
            [Field("delta", _("More or less"), check=_delta, hint="-1"), Field("note", _("Note"))],
        )
        if given is not None:
            balance = await self.save(
                lambda shop: shop.write(
                    lambda tx: stock.adjust(tx, subject.number, reason=reason, **given)
                )
            )
            await self._say_done(
                _("✓ {sku}: have {have}").format(sku=balance.sku, have=balance.on_hand)
            )

    @background
    async def action_import(self) -> None:
        """Import a list of SKUs: first what would happen, then, after a yes, for real."""
        given = await self._fill(
            _("Import SKUs"), [Field("path", _("File"), check=required, hint="~/catalog.csv")]
        )
        if given is None:
            return
        path = Path(given["path"]).expanduser()
        plan = await self.save(lambda shop: catalog_import.import_catalog(shop, path, dry_run=True))
        if await self.app.push_screen_wait(
            Confirm(_("Import {file}?").format(file=path.name), _tally(plan))
        ):
            answer = await self.save(lambda shop: catalog_import.import_catalog(shop, path))
            await self._say_done(_tally(answer))


def _tally(answer: ImportAnswer) -> str:
    """How the rows end, and the first errors."""
    counts = answer.counts
    words = _("{new} new, {updated} changed, {same} the same, {rejected} rejected").format(
        new=counts.imported,
        updated=counts.updated,
        same=counts.duplicate,
        rejected=counts.rejected,
    )
    errors = [
        _("row {row}, {column}: {message}").format(
            row=error.row, column=error.column, message=error.message
        )
        for error in answer.errors[:3]
    ]
    return " · ".join([words, *errors])


def _sku_fields(sku: SkuView | None) -> list[Field]:
    """The fields of a SKU, as it is now."""

    def text(name: str) -> str:
        value = getattr(sku, name) if sku else None
        if isinstance(value, Money):
            return value.amount
        return "" if value is None else str(value)

    return [
        Field("title", _("Title"), text("title"), required),
        Field("spec", _("Spec"), text("spec")),
        Field("barcode", _("Barcode"), text("barcode")),
        Field("price", _("Price"), text("price"), _money_or_none),
        Field("cost", _("Cost"), text("cost"), _money_or_none),
        Field("weight_g", _("Grams"), text("weight_g"), _whole_or_none),
        Field("length_mm", _("Length mm"), text("length_mm"), _whole_or_none),
        Field("width_mm", _("Width mm"), text("width_mm"), _whole_or_none),
        Field("height_mm", _("Height mm"), text("height_mm"), _whole_or_none),
        Field("bin", _("Shelf"), text("bin")),
        Field("reorder_point", _("Order at"), text("reorder_point"), _whole_or_none),
        Field("photo", _("Photo"), text("photo")),
        Field("description", _("Description"), text("description")),
    ]


def _money_or_none(text: str) -> Money | None:
    return Money.parse(text) if text else None


def _whole_or_none(text: str) -> int | None:
    return quantity(text) if text and text != "0" else None


def _delta(text: str) -> int:
    bare = text.removeprefix("+").removeprefix("-")
    if not bare.isdecimal() or not int(bare):
        raise Invalid("bad_quantity", N_("Write how many more or less: 3 or -3."))
    return -int(bare) if text.startswith("-") else int(bare)
