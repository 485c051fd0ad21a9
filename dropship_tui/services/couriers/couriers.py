"""Couriers as the shop works with them: rate cards, areas without service, waybill pools."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from dropship_tui.i18n import N_, _
from dropship_tui.models import couriers as pricing
from dropship_tui.models.checks import require
from dropship_tui.models.couriers import Excluded, NoService, Quote, RateCard, dump_card, load_card
from dropship_tui.models.imports import Counts, ImportAnswer, RowError
from dropship_tui.models.text import clean, fold
from dropship_tui.services.couriers.couriers_data import courier_by_name
from dropship_tui.services.couriers.couriers_data import couriers as known_couriers
from dropship_tui.services.couriers.rates import (
    NoServiceSheet,
    RateSheet,
    read_no_service,
    read_rate_sheet,
)
from dropship_tui.services.couriers.waybills import normalise
from dropship_tui.services.database.db import Row
from dropship_tui.services.errors import NotFound, UnusableFile
from dropship_tui.services.files.readers import open_source
from dropship_tui.services.ids import new_id, new_ids
from dropship_tui.services.work import Shop, Tx


@dataclass(frozen=True, slots=True)
class CourierRef:
    """A courier of the shop."""

    id: int
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class CourierView:
    """A courier as lists show it.

    services: what its rate card offers, or what it is known for when it has none. rates_from,
    rates_until: how long the card in force holds; None where there is none, or no end.
    waybills_left: the numbers of its pool that are on no parcel yet.
    """

    code: str
    name: str
    services: tuple[str, ...]
    rates_from: date | None
    rates_until: date | None
    waybills_left: int


@dataclass(frozen=True, slots=True)
class OurCourier:
    """A courier that the shop works with, and what it lacks, in words."""

    name: str
    lacks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Quotes:
    """Who carries a parcel for how much, cheapest first, and who does not and why."""

    items: tuple[Quote, ...]
    excluded: tuple[Excluded, ...]

    def against(self) -> dict[str, str]:
        """What speaks against a courier, by its code; without any offer, nothing is known."""
        return {each.courier: each.reason for each in self.excluded} if self.items else {}


def find(tx: Tx, name: str) -> CourierRef:
    """The courier of this code, or of any name that people have for it (圆通, YTO).

    Raises:
        NotFound: there is none.
    """
    meant = courier_by_name(name)
    row = tx.one(
        "SELECT id, code, name FROM couriers WHERE code = :code",
        code=meant.code if meant else fold(name),
    )
    if row is None:
        raise NotFound(N_("There is no courier “{name}”."), name=name[:80])
    return CourierRef(row["id"], row["code"], row["name"])


def names(tx: Tx) -> dict[str, str]:
    """The couriers' names by their codes, the usual ones first."""
    rows = tx.all("SELECT code, name FROM couriers ORDER BY id")
    return {row["code"]: row["name"] for row in rows}


def list_couriers(tx: Tx) -> tuple[CourierView, ...]:
    """Every courier, the usual ones first."""
    cards = {row["courier_id"]: row for row in _cards_in_force(tx)}
    left = {
        row["courier_id"]: row["n"]
        for row in tx.all(
            "SELECT courier_id, count(*) AS n FROM waybill_pool WHERE parcel_id IS NULL"
            " GROUP BY courier_id"
        )
    }
    return tuple(
        _view(row, cards.get(row["id"]), left.get(row["id"], 0))
        for row in tx.all("SELECT id, code, name FROM couriers ORDER BY id")
    )


def _view(courier: Row, card: Row | None, left: int) -> CourierView:
    known = known_couriers().get(courier["code"])
    services: Iterable[str] = known.services if known else ()
    if card:
        services = dict.fromkeys(row.service for row in load_card(card["content"]).rows)
    return CourierView(
        code=courier["code"],
        name=courier["name"],
        services=tuple(service for service in services if service),
        rates_from=date.fromisoformat(card["valid_from"]) if card else None,
        rates_until=date.fromisoformat(card["valid_until"])
        if card and card["valid_until"]
        else None,
        waybills_left=left,
    )


def _cards_in_force(tx: Tx) -> list[Row]:
    """Each courier's card of today: the newest of those that hold."""
    return tx.all(
        "SELECT r.*, c.code FROM rate_cards r JOIN couriers c ON c.id = r.courier_id"
        " WHERE r.id IN (SELECT max(id) FROM rate_cards WHERE valid_from <= :today"
        " AND (valid_until = '' OR valid_until >= :today) GROUP BY courier_id) ORDER BY c.id",
        today=tx.today.isoformat(),
    )


def import_rates(
    shop: Shop, path: Path, *, courier: str, at: datetime | None = None
) -> ImportAnswer:
    """Let the rate sheet at `path` be the courier's card (see `book_rates`).

    Raises:
        NotFound: there is no such courier.
        UnusableFile: the sheet cannot be read, or has not one price.
    """
    code, currency = shop.read(lambda tx: (find(tx, courier).code, tx.policies.currency))
    sheet = read_rates(path, courier=code, currency=currency)
    return shop.write(lambda tx: book_rates(tx, sheet, file=path.name), at=at)


def read_rates(path: Path, *, courier: str, currency: str) -> RateSheet:
    """Read the rate sheet of the courier with this code.

    Raises:
        UnusableFile: it cannot be read, has no header, or not one price (`no_rates`).
    """
    sheet = read_rate_sheet(open_source(path).rows(), courier=courier, currency=currency)
    if not sheet.card.rows:
        raise UnusableFile(
            "no_rates",
            N_("No row of the sheet has a price."),
            details={"errors": sheet.errors},
        )
    return sheet


def book_rates(tx: Tx, sheet: RateSheet, *, file: str = "") -> ImportAnswer:
    """Let the sheet be its courier's card from today on; parcels already quoted keep theirs.

    Counts are the card's prices: a row that names three provinces is three.
    """
    ref = find(tx, sheet.card.courier)
    for old in tx.all(
        "SELECT id, valid_from FROM rate_cards WHERE courier_id = :courier"
        " AND (valid_until = '' OR valid_until >= :today)",
        courier=ref.id,
        today=tx.today.isoformat(),
    ):
        # A card that was imported today ends today: the newer one is in force all the same.
        last_day = max(old["valid_from"], (tx.today - timedelta(days=1)).isoformat())
        tx.run(
            "UPDATE rate_cards SET valid_until = :day WHERE id = :id", day=last_day, id=old["id"]
        )
    tx.run(
        "INSERT INTO rate_cards (id, courier_id, valid_from, file, content)"
        " VALUES (:id, :courier, :today, :file, :content)",
        id=new_id(),
        courier=ref.id,
        today=tx.today.isoformat(),
        file=clean(file, limit=200),
        content=dump_card(sheet.card),
    )
    return _answer(len(sheet.card.rows), sheet.errors)


def _answer(imported: int, errors: Sequence[RowError]) -> ImportAnswer:
    return ImportAnswer(Counts(imported=imported, rejected=len(errors)), tuple(errors))


def import_areas(
    shop: Shop,
    path: Path,
    *,
    courier: str,
    until: date | None = None,
    at: datetime | None = None,
) -> ImportAnswer:
    """Book the list of areas at `path` that the courier does not serve (see `book_areas`).

    Raises:
        NotFound: there is no such courier.
        UnusableFile: the list cannot be read.
    """
    code = shop.read(lambda tx: find(tx, courier).code)
    sheet = read_areas(path, courier=code)
    return shop.write(lambda tx: book_areas(tx, code, sheet, until=until), at=at)


def read_areas(path: Path, *, courier: str) -> NoServiceSheet:
    """Read the list of areas that the courier with this code does not serve.

    Raises:
        UnusableFile: it cannot be read, or has no header.
    """
    return read_no_service(open_source(path).rows(), courier=courier)


def book_areas(
    tx: Tx, courier: str, sheet: NoServiceSheet, *, until: date | None = None
) -> ImportAnswer:
    """The courier does not serve these areas now; past `until` it serves them again.

    Areas of earlier lists stay as they are, unless this list has them, too.

    Raises:
        NotFound: there is no such courier.
    """
    ref = find(tx, courier)
    for area in sheet.areas:
        tx.run(
            "INSERT INTO no_service (id, courier_id, province, city, reason, until, created_at)"
            " VALUES (:id, :courier, :province, :city, :reason, :until, :at)"
            " ON CONFLICT (courier_id, province, city)"
            " DO UPDATE SET reason = excluded.reason, until = excluded.until",
            id=new_id(),
            courier=ref.id,
            province=area.province,
            city=area.city,
            reason=area.reason,
            until=until.isoformat() if until else "",
            at=tx.at,
        )
    return _answer(len(sheet.areas), sheet.errors)


def quote(
    tx: Tx,
    *,
    province: str,
    city: str = "",
    grams: int,
    length_mm: int = 0,
    width_mm: int = 0,
    height_mm: int = 0,
) -> Quotes:
    """What a parcel costs today with each courier that has rates (models.couriers.quote).

    Raises:
        Invalid: no province.
    """
    rows = _cards_in_force(tx)
    items, excluded = pricing.quote(
        [load_card(row["content"]) for row in rows],
        _areas(tx),
        province=require(province, "province"),
        city=city,
        grams=grams,
        length_mm=length_mm,
        width_mm=width_mm,
        height_mm=height_mm,
    )
    return Quotes(tuple(items), (*excluded, *_lapsed(tx, {row["courier_id"] for row in rows})))


@dataclass(frozen=True, slots=True)
class Coverage:
    """Where our couriers go today; without any rate card nothing is known, or ruled out."""

    cards: tuple[RateCard, ...]
    areas: tuple[NoService, ...]

    def reaches(self, province: str, city: str = "") -> bool:
        """Whether one of them goes there."""
        return not self.cards or any(
            pricing.serves(card, self.areas, province=province, city=city) for card in self.cards
        )


def coverage(tx: Tx) -> Coverage:
    """Where our couriers go today: by their rate cards, but for the areas that they left out."""
    cards = tuple(load_card(row["content"]) for row in _cards_in_force(tx))
    return Coverage(cards, tuple(_areas(tx)))


def _areas(tx: Tx) -> list[NoService]:
    return [
        NoService(row["code"], row["province"], row["city"], row["reason"])
        for row in tx.all(
            "SELECT n.*, c.code FROM no_service n JOIN couriers c ON c.id = n.courier_id"
            " WHERE n.until = '' OR n.until >= :today",
            today=tx.today.isoformat(),
        )
    ]


def _lapsed(tx: Tx, in_force: set[int]) -> list[Excluded]:
    """Couriers that had rates once, but have none for today."""
    return [
        Excluded(row["code"], _("its rates ended on {day}").format(day=row["last_day"]))
        for row in tx.all(
            "SELECT c.id, c.code, max(r.valid_until) AS last_day"
            " FROM rate_cards r JOIN couriers c ON c.id = r.courier_id"
            " WHERE r.valid_until <> '' GROUP BY c.id, c.code ORDER BY c.id"
        )
        if row["id"] not in in_force
    ]


def add_waybills(tx: Tx, courier: str, numbers: Iterable[str]) -> int:
    """Put numbers that the courier gave us into its pool; how many were not there yet.

    Raises:
        NotFound: there is no such courier.
    """
    ref = find(tx, courier)
    bare = list(dict.fromkeys(filter(None, map(normalise, numbers))))
    before = _pool_size(tx, ref.id)
    tx.many(
        "INSERT INTO waybill_pool (id, courier_id, number, parcel_id)"
        " VALUES (:id, :courier, :number, (SELECT parcel_id FROM waybills"
        " WHERE courier_id = :courier AND number = :number))"
        " ON CONFLICT (courier_id, number) DO NOTHING",
        [
            {"id": row_id, "courier": ref.id, "number": number}
            for row_id, number in zip(new_ids(len(bare)), bare, strict=True)
        ],
    )
    return _pool_size(tx, ref.id) - before


def ours(tx: Tx) -> tuple[OurCourier, ...]:
    """The couriers that the shop works with: they have, or had, rates or waybill numbers."""
    rows = tx.all(
        "SELECT c.name, EXISTS (SELECT 1 FROM rate_cards r WHERE r.courier_id = c.id"
        " AND r.valid_from <= :today AND (r.valid_until = '' OR r.valid_until >= :today)) AS rates,"
        " EXISTS (SELECT 1 FROM waybill_pool w WHERE w.courier_id = c.id) AS pool,"
        " EXISTS (SELECT 1 FROM waybill_pool w WHERE w.courier_id = c.id"
        " AND w.parcel_id IS NULL) AS numbers"
        " FROM couriers c WHERE EXISTS (SELECT 1 FROM rate_cards r WHERE r.courier_id = c.id)"
        " OR EXISTS (SELECT 1 FROM waybill_pool w WHERE w.courier_id = c.id) ORDER BY c.id",
        today=tx.today.isoformat(),
    )
    return tuple(OurCourier(row["name"], tuple(_lacks(row))) for row in rows)


def _lacks(row: Row) -> Iterator[str]:
    if not row["rates"]:
        yield _("no rates in force")
    if row["pool"] and not row["numbers"]:
        yield _("no waybill numbers left")


def _pool_size(tx: Tx, courier_id: int) -> int:
    return int(tx.value("SELECT count(*) FROM waybill_pool WHERE courier_id = :id", id=courier_id))
