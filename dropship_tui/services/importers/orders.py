"""Importing orders: read, check, plan, apply. Every row of the file ends in exactly one way.

An import is a plan before it is a write; `--dry-run` stops at the plan and answers the same.
Applying commits in small batches. Each is idempotent by the lines' identities, so that an import
that was cut off is finished by importing the file again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from dropship_tui.i18n import N_
from dropship_tui.models.checks import Invalid
from dropship_tui.models.imports import Counts, RowError
from dropship_tui.models.text import clean
from dropship_tui.models.types import from_ms
from dropship_tui.services import intake
from dropship_tui.services.errors import UnusableFile
from dropship_tui.services.ids import new_id
from dropship_tui.services.importers import known
from dropship_tui.services.importers.drafts import Draft, Gathering, new_order
from dropship_tui.services.importers.layout import Layout, find_layout
from dropship_tui.services.importers.profiles import Meaning
from dropship_tui.services.importers.readers import Source, open_source
from dropship_tui.services.importers.rows import Checked, Entry, Rejected, Skipped, check_rows
from dropship_tui.services.work import Shop, Tx

BATCH = 400
"""Orders per transaction: small, so that a bench that scans meanwhile never waits long."""

Progress = Callable[[int, int], bool]
"""Told (done, of) after each batch; answers whether to go on."""


@dataclass(frozen=True, slots=True)
class Request:
    """What to import, and what is known of it beforehand."""

    path: Path
    profile: str = ""
    encoding: str = ""
    reseller: str = ""
    shop: str = ""
    dry_run: bool = False
    strict: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What an import did, or would do."""

    profile: str
    encoding: str
    file_sha256: str
    counts: Counts
    orders: int
    lines: int
    held: int
    batch: str | None
    errors: tuple[RowError, ...]
    header: tuple[str, ...]
    rejects: tuple[Rejected, ...]

    def as_dict(self) -> dict[str, object]:
        """The contract's answer."""
        return {
            "profile": self.profile,
            "encoding": self.encoding,
            "file_sha256": self.file_sha256,
            "rows": self.counts.rows,
            "imported": self.counts.imported,
            "updated": self.counts.updated,
            "duplicate": self.counts.duplicate,
            "rejected": self.counts.rejected,
            "skipped": self.counts.skipped,
            "orders": self.orders,
            "lines": self.lines,
            "held": self.held,
            "batch": self.batch,
            "errors": self.errors,
        }


@dataclass(slots=True)
class _Tally:
    """How rows ended so far, each with its cells, for the file's record."""

    outcomes: dict[str, int] = field(default_factory=dict)
    rejects: list[Rejected] = field(default_factory=list)
    orders: int = 0
    lines: int = 0
    held: int = 0

    def count(self, outcome: str, rows: int = 1) -> None:
        self.outcomes[outcome] = self.outcomes.get(outcome, 0) + rows

    @property
    def counts(self) -> Counts:
        return Counts(**self.outcomes)


@dataclass(slots=True)
class _Record:
    """One row as it ended, for `import_rows`."""

    row: int
    outcome: str
    cells: Sequence[str]
    order_id: int | None = None
    code: str = ""


def import_file(shop: Shop, request: Request, progress: Progress | None = None) -> Answer:
    """Import a file of orders.

    Raises:
        UnusableFile: the file cannot be read as orders, or `strict` and rows are rejected.
        Refused: the reseller is unknown.
    """
    reseller_id = shop.read(lambda tx: intake.find_reseller(tx, request.reseller))
    source = open_source(request.path, encoding=request.encoding or None)
    layout = find_layout(source, request.profile)
    zone = shop.read(lambda tx: tx.zone)
    gathering = Gathering(layout.profile, clean(request.shop or request.reseller))
    tally, loose = _Tally(), list[_Record]()
    _gather(check_rows(source, layout, zone), gathering, tally, loose)
    _require_receivers(gathering, layout, tally, loose)
    if request.strict and tally.rejects:
        raise _strict(tally.rejects)
    run = _Run(shop, request, layout, source, reseller_id, tally)
    batch = None if request.dry_run else run.begin()
    drafts = list(gathering.drafts.values())
    done = 0
    for start in range(0, len(drafts), BATCH):
        some = drafts[start : start + BATCH]
        run.apply(some, batch)
        done += len(some)
        if progress is not None and not progress(done, len(drafts)):
            break
    if batch is not None:
        run.finish(batch, loose)
    return Answer(
        profile=layout.profile.name,
        encoding=source.encoding,
        file_sha256=source.sha256,
        counts=tally.counts,
        orders=tally.orders,
        lines=tally.lines,
        held=tally.held,
        batch=None if batch is None else str(batch),
        errors=tuple(sorted((r.error for r in tally.rejects), key=lambda error: error.row)),
        header=layout.header,
        rejects=tuple(tally.rejects),
    )


def _strict(rejects: Sequence[Rejected]) -> UnusableFile:
    return UnusableFile(
        "rows_rejected",
        N_("{n} rows are rejected, and --strict allows none."),
        hint=N_("Nothing was imported."),
        details={"errors": [reject.error for reject in rejects]},
        n=len(rejects),
    )


def _gather(
    rows: Iterable[Checked], gathering: Gathering, tally: _Tally, loose: list[_Record]
) -> None:
    """Sort rows into orders; what is no line of an order is settled at once."""
    spoilt = set()
    for row in rows:
        if isinstance(row, Skipped):
            tally.count("skipped")
            loose.append(_Record(row.row, "skipped", row.cells))
        elif isinstance(row, Rejected):
            _reject(row, tally, loose)
            spoilt.add(row.order_no)
        elif not gathering.add(row):
            tally.count("duplicate")
            loose.append(_Record(row.row, "duplicate", row.cells))
    for order_no in spoilt:
        gathering.spoil(order_no)


def _reject(row: Rejected, tally: _Tally, loose: list[_Record]) -> None:
    tally.count("rejected")
    tally.rejects.append(row)
    loose.append(_Record(row.row, "rejected", row.cells, code=row.error.code))


_WHO = frozenset({"name", "address", "contact"})


def _require_receivers(
    gathering: Gathering, layout: Layout, tally: _Tally, loose: list[_Record]
) -> None:
    """In a file that has columns for receivers, an order to ship without one is rejected."""
    if not _WHO & layout.columns.keys():
        return
    for key, draft in list(gathering.drafts.items()):
        cells = draft.receiver_cells
        if cells.get("contact") or (cells.get("name") and _has_place(cells)):
            continue
        if draft.meaning in (Meaning.CLOSED, Meaning.SHIPPED):
            continue
        del gathering.drafts[key]
        missing = "address" if cells.get("name") else "name"
        for entry in draft.entries:
            problem = Invalid("no_receiver", N_("The receiver is missing."))
            error = RowError(entry.row, layout.title_of(missing), problem.code, str(problem))
            _reject(Rejected(entry.row, entry.cells, error, draft.order_no), tally, loose)


def _has_place(cells: Mapping[str, str]) -> bool:
    return bool(cells.get("address") or cells.get("new_address") or cells.get("street"))


class _Run:
    """One import on its way into the shop, batch by batch."""

    def __init__(
        self,
        shop: Shop,
        request: Request,
        layout: Layout,
        source: Source,
        reseller_id: int,
        tally: _Tally,
    ) -> None:
        self._shop = shop
        self._request = request
        self._layout = layout
        self._source = source
        self._reseller_id = reseller_id
        self._tally = tally

    def begin(self) -> int:
        """Write down that this file is being imported; the batch's id."""
        batch = new_id()
        self._shop.write(
            lambda tx: tx.run(
                "INSERT INTO import_batches (id, file, sha256, profile, encoding, header, actor,"
                " started_at) VALUES (:id, :file, :sha256, :profile, :encoding, :header, :actor,"
                " :at)",
                id=batch,
                file=clean(self._request.path.name),
                sha256=self._source.sha256,
                profile=self._layout.profile.name,
                encoding=self._source.encoding,
                header=json.dumps(self._layout.header, ensure_ascii=False),
                actor=tx.actor,
                at=tx.at,
            )
        )
        return batch

    def apply(self, drafts: Sequence[Draft], batch: int | None) -> None:
        """Plan some drafts; with a batch, carry the plan out in one transaction."""
        if batch is None:
            self._shop.read(lambda tx: self._count(*self._plan(tx, drafts)))
        else:
            plan = self._shop.write(lambda tx: self._carry_out(tx, drafts, batch))
            self._count(*plan)

    def _plan(
        self, tx: Tx, drafts: Sequence[Draft]
    ) -> tuple[list[Draft], list[intake.Prepared], list[known.Change], list[Draft]]:
        """New orders with what they will be, changes of known ones, and what is no concern."""
        profile = self._layout.profile
        stored = known.find(tx, profile.channel, drafts)
        fresh, changes, skipped = [], [], []
        for draft in drafts:
            order = stored.get((draft.shop, draft.order_no))
            if order is not None:
                changes.append(known.compare(order, draft, self._layout))
            elif draft.meaning in (Meaning.CLOSED, Meaning.SHIPPED):
                skipped.append(draft)
            else:
                fresh.append(draft)
        now = from_ms(tx.now)
        new = [
            new_order(draft, profile, reseller=self._request.reseller, now=now) for draft in fresh
        ]
        prepared = intake.prepare(tx, new, reseller_id=self._reseller_id)
        return fresh, prepared, changes, skipped

    def _carry_out(
        self, tx: Tx, drafts: Sequence[Draft], batch: int
    ) -> tuple[list[Draft], list[intake.Prepared], list[known.Change], list[Draft]]:
        fresh, prepared, changes, skipped = plan = self._plan(tx, drafts)
        added = intake.write(tx, prepared, batch_id=batch)
        for change in changes:
            if change.is_any:
                known.apply(
                    tx,
                    change,
                    reseller_id=self._reseller_id,
                    channel=self._layout.profile.channel,
                )
        records = [
            _Record(entry.row, "imported", entry.cells, order.id)
            for draft, order in zip(fresh, added, strict=True)
            for entry in draft.entries
        ]
        records += [
            _record(entry, outcome, change.known.id)
            for change in changes
            for entry, outcome in zip(change.draft.entries, change.outcomes, strict=True)
        ]
        records += [
            _Record(entry.row, "skipped", entry.cells)
            for draft in skipped
            for entry in draft.entries
        ]
        _keep(tx, batch, records)
        return plan

    def _count(
        self,
        fresh: Sequence[Draft],
        prepared: Sequence[intake.Prepared],
        changes: Sequence[known.Change],
        skipped: Sequence[Draft],
    ) -> None:
        tally = self._tally
        tally.orders += len(fresh)
        tally.held += sum(1 for order in prepared if order.held)
        for draft in fresh:
            tally.count("imported", len(draft.entries))
            tally.lines += len(draft.entries)
        for draft in skipped:
            tally.count("skipped", len(draft.entries))
        for change in changes:
            tally.lines += len(change.new_keys)
            for entry, outcome in zip(change.draft.entries, change.outcomes, strict=True):
                if isinstance(outcome, RowError):
                    tally.count("rejected")
                    tally.rejects.append(Rejected(entry.row, entry.cells, outcome, entry.order_no))
                else:
                    tally.count(outcome)

    def finish(self, batch: int, loose: Sequence[_Record]) -> None:
        """Keep the rows that belong to no order, and note that the import is complete."""

        def work(tx: Tx) -> None:
            _keep(tx, batch, loose)
            counts = self._tally.counts
            tx.run(
                "UPDATE import_batches SET finished_at = :at, rows = :rows, imported = :imported,"
                " updated = :updated, duplicate = :duplicate, rejected = :rejected,"
                " skipped = :skipped WHERE id = :id",
                at=tx.at,
                rows=counts.rows,
                imported=counts.imported,
                updated=counts.updated,
                duplicate=counts.duplicate,
                rejected=counts.rejected,
                skipped=counts.skipped,
                id=batch,
            )

        self._shop.write(work)


def _record(entry: Entry, outcome: str | RowError, order_id: int) -> _Record:
    if isinstance(outcome, RowError):
        return _Record(entry.row, "rejected", entry.cells, order_id, outcome.code)
    return _Record(entry.row, outcome, entry.cells, order_id)


def _keep(tx: Tx, batch: int, records: Sequence[_Record]) -> None:
    """Keep rows as they stood in the file, with all their columns."""
    tx.many(
        "INSERT INTO import_rows (batch_id, row, outcome, order_id, code, content)"
        " VALUES (:batch, :row, :outcome, :order_id, :code, :content)",
        [
            {
                "batch": batch,
                "row": record.row,
                "outcome": record.outcome,
                "order_id": record.order_id,
                "code": record.code,
                "content": json.dumps(record.cells, ensure_ascii=False),
            }
            for record in records
        ],
    )
