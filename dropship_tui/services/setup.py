"""Stage 1: partners with their agreements, and how far the shop is from being ready.

A task's progress is always computed from the shop itself. Completing it is a person's word, given
once, with a name and a time; the shop takes it only when nothing is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Final

from dropship_tui.i18n import N_, _
from dropship_tui.models.lifecycle import Document
from dropship_tui.models.plan import Stage, tasks_of
from dropship_tui.models.setup import (
    Agreement,
    NewPartner,
    PartnerView,
    Progress,
    SetupStatus,
    Standing,
    TaskView,
)
from dropship_tui.models.text import clean
from dropship_tui.models.types import Page, from_ms_or_none
from dropship_tui.services.couriers import couriers
from dropship_tui.services.database.db import Row, in_list
from dropship_tui.services.errors import NotFound, Refused, UnusableFile
from dropship_tui.services.events import head, move
from dropship_tui.services.goods import catalog
from dropship_tui.services.ids import new_id
from dropship_tui.services.pages import Keyset, fetch
from dropship_tui.services.work import Tx

MOST_MISSING: Final = 100
"""So many things that are missing are named; the progress counts them all."""

_IN_ORDER = Keyset(("p.id",))


def add_partner(tx: Tx, new: NewPartner) -> PartnerView:
    """Add a supplier or a reseller.

    Raises:
        Refused: the name or the code is another partner's (`exists`).
    """
    name = clean(new.name, limit=100)
    code = clean(new.code, limit=60) or name
    if tx.one(
        "SELECT id FROM partners WHERE name IN (:name, :code) OR code IN (:name, :code)",
        name=name,
        code=code,
    ):
        raise Refused("exists", N_("There is a partner “{name}” already."), name=name)
    tx.run(
        "INSERT INTO partners (id, code, name, kind, contact, phone, note, created_at)"
        " VALUES (:id, :code, :name, :kind, :contact, :phone, :note, :at)",
        id=new_id(),
        code=code,
        name=name,
        kind=new.kind,
        contact=clean(new.contact, limit=100),
        phone=clean(new.phone, limit=60),
        note=clean(new.note),
        at=tx.at,
    )
    return show_partner(tx, code)


def add_agreement(tx: Tx, partner: str, agreement: Agreement) -> PartnerView:
    """Note an agreement with the partner of this code or name.

    Raises:
        NotFound: there is no such partner.
        UnusableFile: there is no such file (`file_missing`).
    """
    known = show_partner(tx, partner)
    if agreement.file and not Path(agreement.file).is_file():
        raise UnusableFile("file_missing", N_("There is no file {path}."), path=agreement.file)
    tx.run(
        "INSERT INTO agreements (id, partner_id, signed_on, valid_until, file)"
        " VALUES (:id, :partner, :signed, :until, :file)",
        id=new_id(),
        partner=known.id,
        signed=agreement.signed.isoformat(),
        until=agreement.valid_until.isoformat() if agreement.valid_until else "",
        file=str(Path(agreement.file).absolute()) if agreement.file else "",
    )
    return show_partner(tx, known.code)


def show_partner(tx: Tx, name: str) -> PartnerView:
    """The partner of this code or name.

    Raises:
        NotFound: there is none.
    """
    row = tx.one("SELECT * FROM partners WHERE code = :name OR name = :name", name=name)
    if row is None:
        raise NotFound(N_("There is no partner “{name}”."), name=name[:80])
    return _partner(tx, row, _agreements(tx, [row["id"]])[row["id"]])


def list_partners(
    tx: Tx, *, kind: str = "", after: str | None = None, limit: int = 50
) -> Page[PartnerView]:
    """A page of partners, in the order in which they were added; of one kind, or of both."""
    rows = fetch(
        tx,
        f"SELECT {_IN_ORDER.keys()}, p.* FROM partners p",
        ["p.kind = :kind"] if kind else [],
        {"kind": kind} if kind else {},
        _IN_ORDER,
        after=after,
        limit=limit + 1,
    )
    shown = rows[:limit]
    agreements = _agreements(tx, [row["id"] for row in shown])
    return Page(
        tuple(_partner(tx, row, agreements[row["id"]]) for row in shown),
        _IN_ORDER.cursor(shown[-1]) if len(rows) > limit else None,
    )


def _agreements(tx: Tx, partner_ids: list[int]) -> dict[int, tuple[Agreement, ...]]:
    listed, values = in_list(partner_ids)
    found: dict[int, tuple[Agreement, ...]] = dict.fromkeys(partner_ids, ())
    for row in tx.all(
        f"SELECT * FROM agreements WHERE partner_id IN {listed} ORDER BY signed_on DESC, id DESC",
        **values,
    ):
        until = date.fromisoformat(row["valid_until"]) if row["valid_until"] else None
        signed = date.fromisoformat(row["signed_on"])
        found[row["partner_id"]] += (Agreement(signed, until, row["file"]),)
    return found


def _partner(tx: Tx, row: Row, agreements: tuple[Agreement, ...]) -> PartnerView:
    return PartnerView(
        id=row["id"],
        code=row["code"],
        name=row["name"],
        kind=row["kind"],
        contact=row["contact"],
        phone=row["phone"],
        note=row["note"],
        agreements=agreements,
        in_force=any(agreement.holds_on(tx.today) for agreement in agreements),
    )


def status(tx: Tx) -> SetupStatus:
    """Stage 1's plan table, with what is done and missing now."""
    rows = {row["number"]: row for row in tx.all("SELECT * FROM setup_tasks")}
    return SetupStatus(
        tuple(
            TaskView(
                code=task.code,
                title=str(task.title),
                description=str(task.description),
                status=row["status"],
                due=date.fromisoformat(row["due_on"]) if row["due_on"] else None,
                completed_at=from_ms_or_none(row["completed_at"]),
                completed_by=row["completed_by"],
                owner=row["owner"],
                note=row["note"],
                progress=standing.progress,
                missing=standing.missing,
            )
            for task in tasks_of(Stage.SETUP)
            for row, standing in [(rows[task.code], _STANDINGS[task.code](tx))]
        )
    )


def show_task(tx: Tx, code: str) -> TaskView:
    """One row of the table; `products` is `setup.products`.

    Raises:
        NotFound: there is no such task.
    """
    number = head(tx, Document.TASK, _full(code)).number
    return next(task for task in status(tx).tasks if task.code == number)


def _full(code: str) -> str:
    return code if code.startswith("setup.") else f"setup.{code}"


def update_task(
    tx: Tx,
    code: str,
    *,
    due: date | None = None,
    owner: str | None = None,
    note: str | None = None,
    reopen: bool = False,
    complete: bool = False,
) -> TaskView:
    """Say when a task is due and who does it, note something, complete it or open it again.

    What is None stays as it is.

    Raises:
        NotFound: there is no such task.
        Refused: something is missing (`not_finished`, with details), or the task is completed
            already, or not, when it is to be opened again.
    """
    task = head(tx, Document.TASK, _full(code))
    edits = {
        "due_on": None if due is None else due.isoformat(),
        "owner": None if owner is None else clean(owner, limit=60),
        "note": None if note is None else clean(note),
    }
    edits = {column: value for column, value in edits.items() if value is not None}
    if edits:
        tx.run(
            f"UPDATE setup_tasks SET {', '.join(f'{column} = :{column}' for column in edits)}"
            " WHERE id = :id",
            id=task.id,
            **edits,
        )
        task = move(tx, task, "edit", reason=", ".join(edits))
    if reopen:
        task = move(tx, task, "reopen")
    if complete:
        _refuse_unfinished(tx, task.number)
        move(tx, task, "complete")
    return show_task(tx, task.number)


def _refuse_unfinished(tx: Tx, code: str) -> None:
    standing = _STANDINGS[code](tx)
    if standing.missing:
        raise Refused(
            "not_finished",
            N_("{code} is not finished: {done} of {of}; {first}."),
            hint=N_("See what is missing with: dropship setup status"),
            details={"progress": standing.progress, "missing": standing.missing},
            code=code,
            done=standing.progress.done,
            of=standing.progress.of,
            first=standing.missing[0],
        )


def _partners_standing(tx: Tx) -> Standing:
    """Every partner has an agreement in force."""
    ids = [row["id"] for row in tx.all("SELECT id FROM partners ORDER BY id")]
    if not ids:
        return Standing(Progress(0, 0), (_("no partner yet"),))
    missing = tx.all(
        "SELECT p.name, (SELECT max(a.valid_until) FROM agreements a WHERE a.partner_id = p.id)"
        " AS ended FROM partners p WHERE NOT EXISTS (SELECT 1 FROM agreements a"
        " WHERE a.partner_id = p.id AND a.signed_on <= :today"
        " AND (a.valid_until = '' OR a.valid_until >= :today)) ORDER BY p.id",
        today=tx.today.isoformat(),
    )
    return Standing(
        Progress(len(ids) - len(missing), len(ids)),
        tuple(_without_agreement(tx, row) for row in missing[:MOST_MISSING]),
    )


def _without_agreement(tx: Tx, partner: Row) -> str:
    if partner["ended"] and partner["ended"] < tx.today.isoformat():
        said = _("{name}: the agreement ended on {day}")
        return said.format(name=partner["name"], day=partner["ended"])
    return _("{name}: no agreement in force").format(name=partner["name"])


def _skus_standing(*gaps: str) -> Callable[[Tx], Standing]:
    """Every SKU is without these gaps (models.catalog.GAPS)."""
    lacking = " OR ".join(catalog.GAP_SQL[gap] for gap in gaps)
    named = ", ".join(f"{catalog.GAP_SQL[gap]} AS no_{gap}" for gap in gaps)
    skus = "FROM skus s JOIN stock st ON st.sku_id = s.id"

    def standing(tx: Tx) -> Standing:
        of = int(tx.value(f"SELECT count(*) {skus}"))
        if not of:
            return Standing(Progress(0, 0), (_("no SKU yet"),))
        left = int(tx.value(f"SELECT count(*) {skus} WHERE {lacking}"))
        rows = tx.all(
            f"SELECT s.code, {named} {skus} WHERE {lacking} ORDER BY s.id LIMIT :most",
            most=MOST_MISSING,
        )
        return Standing(
            Progress(of - left, of),
            tuple(f"{row['code']}: {', '.join(catalog.words(row, gaps))}" for row in rows),
        )

    return standing


def _couriers_standing(tx: Tx) -> Standing:
    """Every courier that ever had rates or waybill numbers has rates today and numbers left."""
    ours = couriers.ours(tx)
    if not ours:
        return Standing(Progress(0, 0), (_("no courier has rates yet"),))
    lacking = [(courier.name, courier.lacks) for courier in ours if courier.lacks]
    return Standing(
        Progress(len(ours) - len(lacking), len(ours)),
        tuple(f"{name}: {', '.join(lacks)}" for name, lacks in lacking),
    )


_STANDINGS: Final[Mapping[str, Callable[[Tx], Standing]]] = {
    "setup.partners": _partners_standing,
    "setup.products": _skus_standing("photo", "weight", "size", "description"),
    "setup.prices": _skus_standing("cost", "price", "margin"),
    "setup.stock": _skus_standing("stock"),
    "setup.couriers": _couriers_standing,
}
