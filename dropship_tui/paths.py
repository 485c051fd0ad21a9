"""Where things lie: what the program brings along, and what belongs to its user."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent


def data_dir() -> Path:
    """The data shipped with the program: inside the package, or beside it in a checkout."""
    inside = _PACKAGE / "data"
    return inside if inside.is_dir() else _PACKAGE.parent / "data"


def user_data_dir() -> Path:
    """The folder of the user's own data, where the database is unless told otherwise."""
    from platformdirs import user_data_path

    return user_data_path("dropship", appauthor=False)
