"""F4: what we sell, what it costs, what lies on the shelf."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual.content import Content

from dropship_tui.i18n import N_, _
from dropship_tui.models.catalog import NewSku, SkuRow
from dropship_tui.models.checks import Invalid, quantity
from dropship_tui.models.money import Money
from dropship_tui.models.plan import Words
from dropship_tui.models.stock import ADJUSTMENT_REASONS
from dropship_tui.models.words import MOVE_REASONS, word
from dropship_tui.screens.caller import background
from dropship_tui.screens.dialogs.choose import Choose
from dropship_tui.screens.dialogs.confirm import Confirm
from dropship_tui.screens.dialogs.form import Field, required
from dropship_tui.screens.dialogs.saving import Asking, lasting
from dropship_tui.screens.lists import ListScreen
from dropship_tui.screens.widgets.detail import ALARM, MUTED, STRONG, line
from dropship_tui.screens.widgets.lines import Column, Look
from dropship_tui.screens.widgets.listing import ALL, Entry, Place, Subject, Wanted, column
from dropship_tui.screens.widgets.status_tabs import Tab
from dropship_tui.screens.widgets.tally import tally
from dropship_tui.screens.widgets.times import Times
from dropship_tui.services.goods import catalog, catalog_entry, catalog_import, stock
from dropship_tui.services.goods.catalog import SkuQuery

if TYPE_CHECKING:
    from textual._path import CSSPathType

    from dropship_tui.models.catalog import SkuView
    from dropship_tui.models.stock import Balance
    from dropship_tui.services.work import Tx

_SHELVES = ("low", "empty")


class SkuList:
    """SKUs in the order in which they were entered."""

    tabs: tuple[Tab, ...] = (
        Tab(ALL, Words("All", "全部")),
        Tab("low", Words("Low", "偏低"), sign="▲"),
        Tab("empty", Words("Empty", "缺货"), sign="▲"),
        Tab("prices", Words("No price", "无售价")),
        Tab("photos", Words("No photo", "无照片")),
        Tab("measures", Words("Not measured", "未测量")),
        Tab("description", Words("Not described", "无描述")),
        Tab("stock", Words("Not counted", "未盘点")),
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
                    f"{move.quantity:+}  {word(MOVE_REASONS, move.reason)}  ",
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


class CatalogScreen(ListScreen[SkuRow], Asking):
    """Enter, price, receive, correct."""

    SCREEN = "catalog"
    CSS_PATH: ClassVar[CSSPathType] = ["lists.tcss", "catalog.tcss"]

    def __init__(self) -> None:
        super().__init__(SkuList())

    def _done(self, text: str) -> None:
        self.hub.say(f"✓ {text}")
        self.renew()

    @background
    async def action_new(self) -> None:
        """Enter a SKU."""

        async def save(given: dict[str, Any]) -> None:
            await self._save(NewSku(**given), is_new=True)

        currency = await self.ask(lambda tx: tx.policies.currency)
        fields = [Field("sku", _("Code"), check=required), *_sku_fields(None, currency)]
        await self.fill(_("A new SKU"), fields, save)

    @background
    async def action_edit(self) -> None:
        """Correct a SKU; orders that were taken down keep what they said."""
        subject = self.subject()
        if subject is None:
            return
        number = subject.number
        sku, currency = await self.ask(lambda tx: (catalog.show(tx, number), tx.policies.currency))

        async def save(given: dict[str, Any]) -> None:
            await self._save(NewSku(sku=sku.sku, **given))

        await self.fill(sku.sku, _sku_fields(sku, currency), save)

    async def _save(self, new: NewSku, *, is_new: bool = False) -> None:
        work = catalog_entry.enter if is_new else catalog_entry.change
        await self.save(lambda shop: shop.write(lambda tx: work(tx, new)))
        self._done(new.sku)

    @background
    async def action_receive(self) -> None:
        """Goods came in."""
        subject = self.subject()
        if subject is not None:
            await self._book(
                _("Received of {sku}").format(sku=subject.number),
                Field("quantity", _("Quantity"), check=quantity),
                lambda tx, given: stock.receive(tx, subject.number, **given),
            )

    @background
    async def action_adjust(self) -> None:
        """Correct the shelf, with a reason."""
        subject = self.subject()
        if subject is None:
            return
        reason = await self.app.push_screen_wait(
            Choose(_("Why?"), {code: word(MOVE_REASONS, code) for code in ADJUSTMENT_REASONS})
        )
        if reason is not None:
            why = word(MOVE_REASONS, reason)
            await self._book(
                _("Correct {sku}: {reason}").format(sku=subject.number, reason=why),
                Field("delta", _("More or less"), check=_delta, hint="-1"),
                lambda tx, given: stock.adjust(tx, subject.number, reason=reason, **given),
            )

    async def _book(
        self, title: str, field: Field, book: Callable[[Tx, dict[str, Any]], Balance]
    ) -> None:
        """Move goods by what is filled in, and say what the shelf holds then."""

        async def save(given: dict[str, Any]) -> None:
            balance = await self.save(lambda shop: shop.write(lambda tx: book(tx, given)))
            self._done(_("{sku}: have {have}").format(sku=balance.sku, have=balance.on_hand))

        await self.fill(title, [field, Field("note", _("Note"))], save)

    @background
    async def action_import(self) -> None:
        """Import a list of SKUs: first what would happen, then, after a yes, for real."""

        async def save(given: dict[str, Any]) -> str | None:
            path = Path(given["path"]).expanduser()
            plan = await self.save(
                lambda shop: catalog_import.import_catalog(shop, path, dry_run=True)
            )
            question = Confirm(_("Import {file}?").format(file=path.name), "\n".join(tally(plan)))
            if not await self.app.push_screen_wait(question):
                return ""
            answer = await self.save(lambda shop: catalog_import.import_catalog(shop, path))
            self._done(tally(answer)[0])
            return None

        path = Field("path", _("File"), check=required, hint="~/catalog.csv")
        await self.fill(_("Import SKUs"), [path], save)


def _sku_fields(sku: SkuView | None, currency: str) -> list[Field]:
    """The fields of a SKU, as it is now."""

    def money(text: str) -> Money | None:
        return Money.parse(text, currency) if text else None

    def text(name: str) -> str:
        value = getattr(sku, name) if sku else None
        if isinstance(value, Money):
            return value.amount
        return "" if value is None else str(value)

    def field(name: str, label: str, check: Callable[[str], Any] = str) -> Field:
        return Field(name, label, text(name), lasting(text(name), check))

    return [
        Field("title", _("Title"), text("title"), required),
        field("spec", _("Spec")),
        field("barcode", _("Barcode")),
        field("price", _("Price"), money),
        field("cost", _("Cost"), money),
        field("weight_g", _("Grams"), _whole_or_none),
        field("length_mm", _("Length mm"), _whole_or_none),
        field("width_mm", _("Width mm"), _whole_or_none),
        field("height_mm", _("Height mm"), _whole_or_none),
        field("bin", _("Shelf")),
        Field("reorder_point", _("Order at"), text("reorder_point"), _whole_or_zero),
        field("photo", _("Photo")),
        field("description", _("Description")),
    ]


def _whole_or_none(text: str) -> int | None:
    return quantity(text) if text else None


def _whole_or_zero(text: str) -> int:
    return quantity(text) if text.strip("0") else 0


def _delta(text: str) -> int:
    bare = text.removeprefix("+").removeprefix("-")
    if not bare.isdecimal() or not int(bare):
        raise Invalid("bad_quantity", N_("Write how many more or less: 3 or -3."))
    return -int(bare) if text.startswith("-") else int(bare)
