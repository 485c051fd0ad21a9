"""The shop as services see it, and the unit of work: who, when, and one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from dropship_tui.i18n import N_
from dropship_tui.models.checks import Invalid
from dropship_tui.models.types import from_ms, to_ms
from dropship_tui.services.database.db import Database, Rows
from dropship_tui.services.errors import Refused
from dropship_tui.services.policies import Policies, load_policies
from dropship_tui.services.ports import Clock, system_clock

T = TypeVar("T")


class Tx(Rows):
    """One unit of work: a transaction with the person who does it and the time it happened.

    now: what the clock says. at: when it really happened. is_told: whether somebody said so (with
    --at), or it is simply now.
    """

    def __init__(self, rows: Rows, *, actor: str, station: str, now: int, at: int | None) -> None:
        connection = rows._connection  # noqa: SLF001 - it is the same thing
        super().__init__(connection, rows.dialect, writes=rows.writes)
        self.actor = actor
        self.station = station
        self.now = now
        self.at = now if at is None else at
        self.is_told = at is not None

    @cached_property
    def policies(self) -> Policies:
        """The shop's own rules: days, hours, limits."""
        return load_policies(self)

    @property
    def zone(self) -> ZoneInfo:
        """The shop's time zone: days are counted in it."""
        return ZoneInfo(self.policies.zone)

    @property
    def today(self) -> date:
        """The civil day in the shop at the time of the action."""
        return from_ms(self.at).astimezone(self.zone).date()


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why one document was left as it is."""

    number: str
    code: str
    message: str


@dataclass(slots=True)
class Outcome:
    """What became of each document of an action: each was a transaction of its own."""

    done: list[dict[str, Any]] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        """0 when nothing was refused."""
        return 1 if self.refused else 0

    def as_dict(self) -> dict[str, Any]:
        """The contract's answer of an action."""
        return {"done": self.done, "refused": self.refused}


@dataclass
class Shop:
    """An open shop. `home` is the folder for what it writes beside the database."""

    db: Database
    home: Path
    actor: str
    station: str = ""
    clock: Clock = system_clock

    def read(self, work: Callable[[Tx], T]) -> T:
        """Run `work` on one consistent state of the database."""
        with self.db.read() as rows:
            return work(self._tx(rows, None))

    def write(self, work: Callable[[Tx], T], *, at: datetime | None = None) -> T:
        """Run `work` as one transaction: all of it, or nothing happened.

        Raises:
            Refused: `at` lies in the future, or whatever `work` refuses.
        """
        return self.db.write(lambda rows: work(self._tx(rows, at)))

    def each(
        self,
        work: Callable[[Tx, str], Any],
        numbers: Iterable[str],
        *,
        at: datetime | None = None,
    ) -> Outcome:
        """Run `work` for each document in a transaction of its own; what can be done is done.

        `work` returns a view with `number` and `status`, or a dict with more.
        """
        outcome = Outcome()
        for number in numbers:
            try:
                result = self._write_one(work, number, at)
            except (Refused, Invalid) as error:
                outcome.refused.append(Refusal(number, error.code, str(error)))
            else:
                outcome.done.append(
                    result
                    if isinstance(result, dict)
                    else {"number": result.number, "status": result.status}
                )
        return outcome

    def _write_one(self, work: Callable[[Tx, str], Any], number: str, at: datetime | None) -> Any:
        return self.write(lambda tx: work(tx, number), at=at)

    def _tx(self, rows: Rows, at: datetime | None) -> Tx:
        now = to_ms(self.clock())
        if at is not None and to_ms(at) > now:
            raise Refused(
                "time_in_future",
                N_("{at} lies in the future."),
                hint=N_("--at says when something happened."),
                at=at.isoformat(),
            )
        moment = None if at is None else to_ms(at)
        return Tx(rows, actor=self.actor, station=self.station, now=now, at=moment)
