"""Stage 1: partners with their agreements, and the five tasks that make a shop ready."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from dropship_tui.i18n import N_
from dropship_tui.models.checks import Invalid, require

PARTNER_KINDS: Final = ("supplier", "reseller")


@dataclass(frozen=True, slots=True)
class NewPartner:
    """A partner as somebody enters it; without a code of its own, its name is its code.

    Raises:
        Invalid: no name, or no such kind.
    """

    name: str
    kind: str
    code: str = ""
    contact: str = ""
    phone: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        require(self.name, "name")
        if self.kind not in PARTNER_KINDS:
            raise Invalid(
                "unknown_kind",
                N_("“{kind}” is no kind of partner. Known: {known}."),
                kind=self.kind,
                known=", ".join(PARTNER_KINDS),
            )


@dataclass(frozen=True, slots=True)
class Agreement:
    """An agreement with a partner; without `valid_until` it holds until further notice.

    Raises:
        Invalid: it ends before it was signed.
    """

    signed: date
    valid_until: date | None = None
    file: str = ""

    def __post_init__(self) -> None:
        if self.valid_until is not None and self.valid_until < self.signed:
            raise Invalid("ends_before_start", N_("The agreement ends before it was signed."))

    def holds_on(self, day: date) -> bool:
        """Whether it is in force on `day`."""
        return self.signed <= day and (self.valid_until is None or day <= self.valid_until)


@dataclass(frozen=True, slots=True)
class PartnerView:
    """A partner with its agreements, the latest first. `in_force`: one of them holds today."""

    id: int
    code: str
    name: str
    kind: str
    contact: str
    phone: str
    note: str
    agreements: tuple[Agreement, ...]
    in_force: bool


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a task is: `done` of `of` things."""

    done: int
    of: int


@dataclass(frozen=True, slots=True)
class Standing:
    """What the shop itself says of a task: its progress, and what is missing, in words."""

    progress: Progress
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TaskView:
    """A row of stage 1's plan table."""

    code: str
    title: str
    description: str
    status: str
    due: date | None
    completed_at: datetime | None
    completed_by: str
    owner: str
    note: str
    progress: Progress
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SetupStatus:
    """The whole table. `ready`: every task is completed."""

    tasks: tuple[TaskView, ...]

    @property
    def ready(self) -> bool:
        """Whether the shop may open."""
        return all(task.completed_at is not None for task in self.tasks)

    def as_dict(self) -> dict[str, object]:
        """With `ready`, which is no field."""
        return {"tasks": self.tasks, "ready": self.ready}
