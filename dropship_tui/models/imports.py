"""What every import answers: counts of rows that add up, and which cell was wrong."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class RowError:
    """A cell that cannot be right. `row` and `column` are as the spreadsheet shows them."""

    row: int
    column: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Counts:
    """How every row of a file ended: `rows` is the sum of the others."""

    imported: int = 0
    updated: int = 0
    duplicate: int = 0
    rejected: int = 0
    skipped: int = 0

    @property
    def rows(self) -> int:
        """All rows below the header."""
        return self.imported + self.updated + self.duplicate + self.rejected + self.skipped


@dataclass(frozen=True, slots=True)
class ImportAnswer:
    """What importing a sheet of the shop's own answers.

    `written` is False after a dry run, and when rows were rejected that must not be (`--strict`):
    the counts say then what would have happened.
    """

    counts: Counts
    errors: tuple[RowError, ...] = ()
    written: bool = True

    def as_dict(self) -> dict[str, object]:
        """The contract's answer: the counts beside the errors."""
        counts = {field.name: getattr(self.counts, field.name) for field in fields(self.counts)}
        return {
            "rows": self.counts.rows,
            **counts,
            "errors": self.errors,
            "written": self.written,
        }
