"""Importing orders: read, check, plan, apply. Every row of the file ends in exactly one way.

An import is a plan before it is a write; `--dry-run` stops at the plan and answers the same.
Applying commits in small batches, each with its rows. An import that was cut off is finished by
importing the file again: what was written is known, and changes nothing.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from dropship_tui.i18n import N_
from dropship_tui.models.imports import Counts, RowError
from dropship_tui.models.text import clean
from dropship_tui.services import intake
from dropship_tui.services.errors import WrongUsage
from dropship_tui.services.files.readers import Row, open_source
from dropship_tui.services.importers import records
from dropship_tui.services.importers.drafts import Draft
from dropship_tui.services.importers.gathering import Gathering, survey
from dropship_tui.services.importers.layout import find_layout
from dropship_tui.services.importers.planning import Plan, Planner, Read
from dropship_tui.services.importers.records import Earlier
from dropship_tui.services.importers.rejects import rejects_file
from dropship_tui.services.importers.rows import MAX_SHOP, RowReader, read_rows
from dropship_tui.services.work import Shop, Tx

Progress = Callable[[int, int], bool]
"""Told (rows done, rows of the file) after each batch; answers whether to go on."""

LOCKED_FOR: Final = 0.08
"""So many seconds a portion should take: a bench that scans meanwhile never waits long."""

_FIRST, _LEAST, _MOST = 200, 20, 4000


@dataclass(frozen=True, slots=True)
class Request:
    """What to import, and what is known of it beforehand.

    rejects: where to write the rows that are rejected.
    """

    path: Path
    profile: str = ""
    encoding: str = ""
    reseller: str = ""
    shop: str = ""
    dry_run: bool = False
    strict: bool = False
    rejects: Path | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What an import did, or would do.

    batch: its number among all imports; that of the earlier one when the file was in already.
    written: False after a dry run, when `strict` forbids it, and when there was nothing new: the
        counts say then what would have happened.
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
        }


def import_file(shop: Shop, request: Request, progress: Progress | None = None) -> Answer:
    """Import a file of orders.

    Raises:
        UnusableFile: the file cannot be read as orders, or its rejects cannot be written.
        Refused: the reseller is unknown.
        WrongUsage: there is no such profile or encoding, or the rejects would replace the file.
    """
    _refuse_same_file(request)
    work = _Import(shop, request, progress)
    if work.earlier:
        answer = work.again(work.earlier)
    elif request.dry_run or request.strict:
        answer = work.run(dry=True)
    else:
        return work.run(dry=False)
    forbidden = request.strict and answer.errors
    if request.dry_run or forbidden or not answer.changes:
        return answer
    return work.run(dry=False)


def _refuse_same_file(request: Request) -> None:
    if request.rejects and request.rejects.exists() and request.rejects.samefile(request.path):
        raise WrongUsage("same_file", N_("The rejected rows would replace the file itself."))


class _Import:
    """One file on its way into the shop.

    Attributes:
        earlier: when this very file was imported to its end before.
    """

    def __init__(self, shop: Shop, request: Request, progress: Progress | None) -> None:
        self._shop = shop
        self._request = request
        self._progress = progress or (lambda _done, _of: True)
        self._source = open_source(request.path, encoding=request.encoding or None)
        self._layout = find_layout(self._source, request.profile)
        self._reader = shop.read(self._row_reader)
        self._survey = survey(self._rows(), self._reader)
        self.earlier = shop.read(self._find_earlier)

    def _rows(self) -> Iterator[Row]:
        return read_rows(self._source, self._layout)

    def _row_reader(self, tx: Tx) -> RowReader:
        self._reseller_id = intake.find_reseller(tx, self._request.reseller)
        return RowReader(
            self._layout,
            zone=tx.zone,
            currency=tx.policies.currency,
            shop=clean(self._request.shop, limit=MAX_SHOP),
            otherwise=intake.reseller_name(tx, self._reseller_id),
        )

    def _find_earlier(self, tx: Tx) -> Earlier | None:
        return records.finished_before(
            tx,
            self._source,
            self._layout,
            shops=self._survey.shops,
            reseller_id=self._reseller_id,
        )

    def again(self, earlier: Earlier) -> Answer:
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

    def run(self, *, dry: bool) -> Answer:
        """Read the file, plan, and carry the plan out unless the run is dry."""
        tally = _Tally()
        if dry:
            self._settle_all(self._rows(), tally, batch=None)
            return self._answer(tally, None, written=False)
        batch = self._shop.write(self._begin)
        if self._settle_all(self._rows(), tally, batch):
            self._shop.write(lambda tx: records.finish(tx, batch, tally.counts))
        return self._answer(tally, batch, written=True)

    def _settle_all(self, rows: Iterable[Row], tally: _Tally, batch: int | None) -> bool:
        """Plan for these rows, and carry the plan out into `batch`; False when it was stopped."""
        planner = Planner(self._layout, reseller_id=self._reseller_id)
        gathering = Gathering(self._layout, self._reader, self._survey.apart)
        pace = _Pace()
        with rejects_file(self._request.rejects, self._layout) as reject:
            for some in pace.portions(gathering.gather(rows)):
                plan = self._settle(planner, some, batch, pace)
                tally.add(plan)
                reject(plan.ended)
                if not self._progress(tally.counts.rows, self._survey.rows):
                    return False
        return True

    def _begin(self, tx: Tx) -> int:
        return records.begin(
            tx, file=self._request.path.name, source=self._source, layout=self._layout
        )

    def _settle(
        self, planner: Planner, items: Sequence[Read], batch: int | None, pace: _Pace
    ) -> Plan:
        """Plan without a lock; then write, as fast as can be."""
        plan = self._shop.read(lambda tx: planner.plan(tx, items))
        if batch is None:
            return plan
        with pace.measured():
            return self._shop.write(lambda tx: planner.carry_out(tx, items, plan, batch))

    def _answer(self, tally: _Tally, batch: int | None, *, written: bool) -> Answer:
        return Answer(
            profile=self._layout.profile.name,
            encoding=self._source.encoding,
            file_sha256=self._source.sha256,
            counts=tally.counts,
            orders=tally.orders,
            lines=tally.lines,
            held=tally.held,
            batch=None if batch is None else str(batch),
            errors=tuple(sorted(tally.errors, key=lambda error: error.row)),
            written=written,
        )


class _Tally:
    """How the rows ended so far."""

    def __init__(self) -> None:
        self.orders = self.lines = self.held = 0
        self.errors: list[RowError] = []
        self._outcomes: Counter[str] = Counter()

    def add(self, plan: Plan) -> None:
        self.orders += len(plan.new)
        self.lines += plan.lines
        self.held += plan.held
        for ended in plan.ended:
            self._outcomes[ended.outcome] += 1
        self.errors += (ended.error for ended in plan.ended if ended.error)

    def count(self, outcome: str, rows: int) -> None:
        self._outcomes[outcome] += rows

    @property
    def counts(self) -> Counts:
        return Counts(**self._outcomes)


class _Pace:
    """How many rows go into one transaction: as many as this machine writes in `LOCKED_FOR`."""

    def __init__(self) -> None:
        self._rows = _FIRST

    def portions(self, items: Iterable[Read]) -> Iterator[list[Read]]:
        """The items in portions of the size that is right by then."""
        portion: list[Read] = []
        rows = 0
        for item in items:
            portion.append(item)
            rows += item.size if isinstance(item, Draft) else 1
            if rows >= self._rows:
                yield portion
                portion, rows = [], 0
        if portion:
            yield portion

    @contextmanager
    def measured(self) -> Iterator[None]:
        """Learn from how long one portion takes."""
        start = time.monotonic()
        yield
        faster = LOCKED_FOR / max(time.monotonic() - start, LOCKED_FOR / 2)
        self._rows = min(_MOST, max(_LEAST, int(self._rows * faster)))
