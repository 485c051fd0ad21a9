"""Importing orders: read, check, plan, apply. Every row of the file ends in exactly one way.

An import is a plan before it is a write; `--dry-run` stops at the plan and answers the same.
Applying commits in small batches, each with its rows. An import that was cut off is finished by
importing the file again: what was written is known, and changes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from dropship_tui.i18n import N_
from dropship_tui.models.imports import FAULTY_ABROAD, NO_QUANTITY, ColumnMap, Counts, RowError
from dropship_tui.models.text import clean
from dropship_tui.services.errors import WrongUsage
from dropship_tui.services.files.readers import Row
from dropship_tui.services.goods import resellers
from dropship_tui.services.importers import mapping, records
from dropship_tui.services.importers.filled_rows import read_rows
from dropship_tui.services.importers.gathering import Gathering, survey
from dropship_tui.services.importers.pace import Pace, few_collections
from dropship_tui.services.importers.planning import Plan, Planner, Read
from dropship_tui.services.importers.records import Earlier
from dropship_tui.services.importers.rejects import rejects_file
from dropship_tui.services.importers.rows import MAX_SHOP, RowReader
from dropship_tui.services.importers.tables import Reading, Table, order_tables
from dropship_tui.services.work import Shop, Tx

Progress = Callable[[int, int], bool]
"""Told (rows done, rows of the file) after each batch; answers whether to go on."""


@dataclass(frozen=True, slots=True)
class Request:
    """What to import, and what is known of it beforehand.

    Attributes:
        map: the name of a saved column map, or of a file that holds one.
        columns: a column map that is not saved; wins over `map`.
        sheet: the only sheet of a workbook to read; "" for all that hold orders.
        rejects: where to write the rows that are rejected; those of a workbook's second table
            of orders go to a file with -2 after its name, and so on.
    """

    path: Path
    profile: str = ""
    encoding: str = ""
    map: str = ""
    columns: ColumnMap | None = None
    sheet: str = ""
    reseller: str = ""
    shop: str = ""
    dry_run: bool = False
    strict: bool = False
    rejects: Path | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What an import did, or would do.

    map: the column map that it was read by; "" for none.
    sheets: the sheets that were read, where it is not simply the first.
    batch: its number among all imports; that of the earlier one when the file was in already.
    written: False after a dry run, when `strict` forbids it, and when there was nothing new: the
        counts say then what would have happened.
    warnings: codes of `models.imports.WARNINGS`: what is good to know before it is written.
    """

    profile: str
    encoding: str
    file_sha256: str
    counts: Counts
    orders: int
    lines: int
    held: int
    batch: str | None
    errors: tuple[RowError, ...]
    written: bool
    map: str = ""
    sheets: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def changes(self) -> bool:
        """Whether anything in the shop is another than before."""
        return bool(self.counts.imported or self.counts.updated)

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
            "written": self.written,
            "map": self.map or None,
            "sheets": self.sheets,
            "warnings": self.warnings,
        }


def import_file(shop: Shop, request: Request, progress: Progress | None = None) -> Answer:
    """Import a file of orders.

    Raises:
        UnusableFile: the file cannot be read as orders, or its rejects cannot be written.
        Refused: the reseller is unknown, or the column map (`unknown_map`).
        WrongUsage: there is no such profile or encoding, or the rejects would replace the file.
    """
    _refuse_same_file(request)
    tables = order_tables(request.path, shop.read(lambda tx: reading_of(tx, request)))
    works = [
        _Import(shop, replace(request, rejects=_rejects(request.rejects, nth)), table, progress)
        for nth, table in enumerate(tables, 1)
    ]
    if request.dry_run or request.strict:
        answer = _joined([work.look() for work in works])
        forbidden = request.strict and answer.errors
        if request.dry_run or forbidden or not answer.changes:
            return answer
    answers: list[Answer] = []
    with few_collections():
        for work in works:
            answers.append(work.settle())
            if work.is_stopped:
                break
    return _joined(answers)


def reading_of(tx: Tx, request: Request) -> Reading:
    """How the request's file is to be read, with the maps that are known for its reseller.

    Raises:
        Refused: the reseller is unknown, or the column map.
        WrongUsage: the column map cannot be used.
    """
    reseller_id = resellers.find(tx, request.reseller)
    named = mapping.find_map(tx, request.map) if request.map else None
    return Reading(
        encoding=request.encoding,
        sheet=request.sheet,
        profile=request.profile,
        column_map=request.columns or named,
        maps=tuple(mapping.maps_for(tx, reseller_id)),
    )


def _rejects(path: Path | None, nth: int) -> Path | None:
    return path.with_stem(f"{path.stem}-{nth}") if path and nth > 1 else path


def _joined(answers: Sequence[Answer]) -> Answer:
    """One answer for all tables of a file."""
    first = answers[0]
    if len(answers) == 1:
        return first
    return replace(
        first,
        counts=sum((answer.counts for answer in answers[1:]), first.counts),
        orders=sum(answer.orders for answer in answers),
        lines=sum(answer.lines for answer in answers),
        held=sum(answer.held for answer in answers),
        errors=tuple(error for answer in answers for error in answer.errors),
        written=any(answer.written for answer in answers),
        sheets=tuple(sheet for answer in answers for sheet in answer.sheets),
        warnings=tuple(dict.fromkeys(code for answer in answers for code in answer.warnings)),
    )


def _refuse_same_file(request: Request) -> None:
    if request.rejects and request.rejects.exists() and request.rejects.samefile(request.path):
        raise WrongUsage("same_file", N_("The rejected rows would replace the file itself."))


class _Import:
    """One table of a file on its way into the shop.

    Attributes:
        is_stopped: whether somebody wanted it to go no further.
    """

    def __init__(
        self, shop: Shop, request: Request, table: Table, progress: Progress | None
    ) -> None:
        self._shop = shop
        self._request = request
        self._progress = progress or (lambda _done, _of: True)
        self._source, self._layout = table.source, table.layout
        self._reader = shop.read(self._row_reader)
        self._survey = survey(self._rows(), self._reader)
        self._earlier = shop.read(self._find_earlier)
        self.is_stopped = False

    def _rows(self) -> Iterator[Row]:
        return read_rows(self._source, self._layout)

    def _row_reader(self, tx: Tx) -> RowReader:
        self._reseller_id = resellers.find(tx, self._request.reseller)
        return RowReader(
            self._layout,
            zone=tx.zone,
            currency=tx.policies.currency,
            shop=clean(self._request.shop, limit=MAX_SHOP),
            otherwise=resellers.name_of(tx, self._reseller_id),
        )

    def _find_earlier(self, tx: Tx) -> Earlier | None:
        return records.finished_before(
            tx,
            self._source,
            self._layout,
            shops=self._survey.shops,
            reseller_id=self._reseller_id,
        )

    def look(self) -> Answer:
        """What importing would do; nothing is written."""
        return self._again(self._earlier) if self._earlier else self._run(dry=True)

    def settle(self) -> Answer:
        """Import it; where that changes nothing, write nothing."""
        if self._earlier:
            answer = self._again(self._earlier)
            if not answer.changes:
                return answer
        return self._run(dry=False)

    def _again(self, earlier: Earlier) -> Answer:
        """What importing the file again would do: every row that was taken is known now.

        Only the orders with rows that were rejected are looked at once more.
        """
        tally = _Tally()
        self._settle_all(self._rows_beside(earlier.rejected), tally, batch=None)
        seen = tally.counts
        skipped = earlier.skipped - seen.skipped
        tally.count("skipped", skipped)
        tally.count("duplicate", earlier.rows - seen.rows - skipped)
        return self._answer(tally, earlier.batch, written=False)

    def _rows_beside(self, numbers: frozenset[int]) -> Iterator[Row]:
        """The rows of every order that has one of these."""
        if numbers:
            orders = {self._reader.key(row) for row in self._rows() if row.number in numbers}
            yield from (row for row in self._rows() if self._reader.key(row) in orders)

    def _run(self, *, dry: bool) -> Answer:
        """Read the file, plan, and carry the plan out unless the run is dry."""
        tally = _Tally()
        if dry:
            self._settle_all(self._rows(), tally, batch=None)
            return self._answer(tally, None, written=False)
        batch = self._shop.write(self._begin)
        self._settle_all(self._rows(), tally, batch)
        if not self.is_stopped:
            self._shop.write(lambda tx: records.finish(tx, batch, tally.counts))
        return self._answer(tally, batch, written=True)

    def _settle_all(self, rows: Iterable[Row], tally: _Tally, batch: int | None) -> None:
        """Plan for these rows, and carry the plan out into `batch`, until it is stopped."""
        planner = Planner(self._layout, reseller_id=self._reseller_id)
        gathering = Gathering(self._layout, self._reader, self._survey.apart)
        pace = Pace()
        with rejects_file(self._request.rejects, self._layout) as reject:
            for some in pace.portions(gathering.gather(rows)):
                plan = self._settle(planner, some, batch, pace)
                tally.add(plan)
                reject(plan.ended)
                self.is_stopped = not self._progress(tally.counts.rows, self._survey.rows)
                if self.is_stopped:
                    return

    def _begin(self, tx: Tx) -> int:
        return records.begin(
            tx, file=self._request.path.name, source=self._source, layout=self._layout
        )

    def _settle(
        self, planner: Planner, items: Sequence[Read], batch: int | None, pace: Pace
    ) -> Plan:
        """Plan without a lock; then write, as fast as can be."""
        plan = self._shop.read(lambda tx: planner.plan(tx, items))
        if batch is None:
            return plan
        with pace.measured():
            return self._shop.write(lambda tx: planner.carry_out(tx, items, plan, batch))

    def _answer(self, tally: _Tally, batch: int | None, *, written: bool) -> Answer:
        unsaid = not self._reader.counts_pieces
        noticeable = {NO_QUANTITY: unsaid, FAULTY_ABROAD: tally.faulty_abroad}
        return Answer(
            profile=self._layout.profile.name,
            encoding=self._source.encoding,
            file_sha256=self._source.sha256,
            counts=tally.counts,
            orders=tally.orders,
            lines=tally.lines,
            held=tally.held,
            batch=None if batch is None else str(batch),
            errors=tuple(map(self._placed, sorted(tally.errors, key=lambda error: error.row))),
            written=written,
            map=self._layout.map,
            sheets=(self._layout.sheet,) if self._layout.sheet else (),
            warnings=tuple(code for code, noticed in noticeable.items() if noticed),
        )

    def _placed(self, error: RowError) -> RowError:
        """The error, with its sheet as spreadsheets write it: 二月!数量."""
        sheet = self._layout.sheet
        return replace(error, column=f"{sheet}!{error.column}") if sheet else error


class _Tally:
    """How the rows ended so far."""

    def __init__(self) -> None:
        self.orders = self.lines = self.held = 0
        self.faulty_abroad = False
        self.errors: list[RowError] = []
        self._outcomes: Counter[str] = Counter()

    def add(self, plan: Plan) -> None:
        self.orders += len(plan.new)
        self.lines += plan.lines
        self.held += plan.held
        self.faulty_abroad |= plan.faulty_abroad
        self._outcomes.update(ended.outcome for ended in plan.ended)
        self.errors += (ended.error for ended in plan.ended if ended.error)

    def count(self, outcome: str, rows: int) -> None:
        self._outcomes[outcome] += rows

    @property
    def counts(self) -> Counts:
        return Counts(**self._outcomes)
