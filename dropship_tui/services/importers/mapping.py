"""Column maps: read from JSON, kept for a reseller, found again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from dropship_tui.i18n import N_
from dropship_tui.models.imports import ColumnMap, Place
from dropship_tui.models.text import clean
from dropship_tui.services.database.db import Row
from dropship_tui.services.errors import Refused, UnusableFile, WrongUsage
from dropship_tui.services.goods import resellers
from dropship_tui.services.ids import new_id
from dropship_tui.services.importers.entries import FIELDS, RECEIVER
from dropship_tui.services.importers.headers import header_name
from dropship_tui.services.importers.layout import PRIVATE
from dropship_tui.services.importers.profiles import BY_NAME, PROFILES, sheet
from dropship_tui.services.work import Tx

MAX_NAME: Final = 60
"""No map's name is longer, in characters."""

_FIELDS = {*FIELDS, PRIVATE, *(field for profile in PROFILES for field in profile.columns)}
_MAX_BYTES = 1024 * 1024
_MOST_COLUMNS = 2000
_ORDER = {"order_no", *RECEIVER}
"""Without one of these there is nothing that an order could be known by."""

_SELECT = (
    "SELECT m.name, m.signature, m.map, coalesce(p.name, '') AS reseller"
    " FROM column_maps m LEFT JOIN partners p ON p.id = m.reseller_id"
)


def read_map(text: str) -> ColumnMap:
    """A map as people write it: `{"columns": {"order_no": "订单号", "quantity": 5}}`.

    `header` says whether the file has one; else it has one when a column is called by its name.
    A field is called by its name or by any header that the generic sheet knows for it; a column
    by its header, its letter where the file has no header, or its number from 1.

    Raises:
        WrongUsage: it is no map (`bad_map`).
    """
    try:
        said = json.loads(text)
    except ValueError as error:
        raise _bad_map(N_("The column map is not JSON.")) from error
    columns = said.get("columns") if isinstance(said, dict) else None
    if not isinstance(columns, dict) or not columns:
        raise _bad_map(N_("The column map has no “columns”."))
    places = {_field(str(word)): _places(value) for word, value in columns.items()}
    if _ORDER.isdisjoint(places):
        raise _bad_map(N_("The column map names neither an order number nor a receiver."))
    named = any(isinstance(place, str) for value in places.values() for place in value)
    profile = str(said.get("profile") or sheet.PROFILE.name)
    if profile not in BY_NAME:
        raise _bad_map(N_("The column map names a format that we do not have."))
    return ColumnMap(
        columns=places,
        has_header=bool(said.get("header", named)),
        name=clean(str(said.get("name") or ""), limit=MAX_NAME),
        reseller=clean(str(said.get("reseller") or "")),
        profile=profile,
    )


def field_named(word: str) -> str:
    """The field that a word means: its own name, or a header of the generic sheet; "" for none."""
    if word in _FIELDS:
        return word
    wanted = header_name(word)
    columns = sheet.PROFILE.columns.items()
    return next((f for f, names in columns if wanted in map(header_name, names)), "")


def _field(word: str) -> str:
    if field := field_named(word):
        return field
    raise _bad_map(N_("There is no field “{field}” to map a column to."), field=word)


def _places(value: Any) -> tuple[Place, ...]:
    places = value if isinstance(value, list) and value else [value]
    return tuple(map(_place, places))


def _place(value: Any) -> Place:
    if isinstance(value, str) and header_name(value):
        return value
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= _MOST_COLUMNS:
        return value
    raise _bad_map(
        N_("A column is a header or a number from 1, not {value}."), value=repr(value)[:40]
    )


def _bad_map(reason: str, **params: Any) -> WrongUsage:
    return WrongUsage(
        "bad_map",
        reason,
        hint=N_("Have one proposed with: dropship orders maps propose FILE"),
        **params,
    )


def find_map(tx: Tx, wanted: str) -> ColumnMap:
    """The saved map of this name, else the one in the file of this name.

    Raises:
        Refused: there is neither (`unknown_map`).
        WrongUsage: the file holds no map (`bad_map`).
        UnusableFile: the file cannot be read.
    """
    row = tx.one(f"{_SELECT} WHERE m.name = :name", name=wanted)
    if row is not None:
        return _map(row)
    path = Path(wanted)
    if not path.is_file():
        raise _unknown(wanted)
    try:
        with path.open("rb") as file:
            text = file.read(_MAX_BYTES + 1)
    except OSError as error:
        raise UnusableFile(
            "unreadable",
            N_("{path} cannot be read: {reason}."),
            path=wanted,
            reason=error.strerror,
        ) from error
    if len(text) > _MAX_BYTES:
        raise _bad_map(N_("The column map is not JSON."))
    found = read_map(text.decode("utf-8-sig", errors="replace"))
    return found if found.name else replace(found, name=path.stem)


def saved_map(tx: Tx, name: str) -> ColumnMap:
    """The saved map of this name.

    Raises:
        Refused: there is none (`unknown_map`).
    """
    row = tx.one(f"{_SELECT} WHERE m.name = :name", name=name)
    if row is None:
        raise _unknown(name)
    return _map(row)


def maps_for(tx: Tx, reseller_id: int) -> list[ColumnMap]:
    """The maps that may be used unasked: those of the reseller, then those of nobody."""
    rows = tx.all(
        f"{_SELECT} WHERE m.reseller_id IN (0, :id) ORDER BY m.reseller_id = 0, m.name",
        id=reseller_id,
    )
    return [_map(row) for row in rows]


def all_maps(tx: Tx) -> list[ColumnMap]:
    """Every saved map, by its name."""
    return [_map(row) for row in tx.all(f"{_SELECT} ORDER BY m.name")]


def save(tx: Tx, column_map: ColumnMap) -> ColumnMap:
    """Keep a map; it replaces the one of its name, and the one for the same kind of sheet.

    Raises:
        Refused: the reseller is unknown, or another reseller's map has this name (`name_taken`).
        WrongUsage: it has no name (`bad_map`).
    """
    name = clean(column_map.name, limit=MAX_NAME)
    if not name:
        raise _bad_map(N_("The column map has no name."))
    reseller_id = resellers.find(tx, column_map.reseller)
    owner = tx.value("SELECT reseller_id FROM column_maps WHERE name = :name", name=name)
    if owner is not None and owner != reseller_id:
        raise Refused(
            "name_taken",
            N_("Another reseller's column map is called “{name}”."),
            hint=N_("Give it another name, or forget the other one first."),
            name=name,
        )
    tx.run(
        "DELETE FROM column_maps WHERE name = :name"
        " OR (reseller_id = :reseller AND signature = :signature)",
        name=name,
        reseller=reseller_id,
        signature=column_map.signature,
    )
    tx.run(
        "INSERT INTO column_maps (id, name, reseller_id, signature, map, actor, saved_at)"
        " VALUES (:id, :name, :reseller, :signature, :map, :actor, :at)",
        id=new_id(),
        name=name,
        reseller=reseller_id,
        signature=column_map.signature,
        map=json.dumps(column_map.as_dict(), ensure_ascii=False),
        actor=tx.actor,
        at=tx.at,
    )
    return saved_map(tx, name)


def free_name(tx: Tx, column_map: ColumnMap, wanted: str) -> str:
    """A name for a map that replaces no map of another kind of sheet: `wanted`, `wanted 2` …"""
    wanted = clean(wanted, limit=MAX_NAME - 4) or column_map.profile
    reseller_id = resellers.find(tx, column_map.reseller)
    taken = {
        row["name"]
        for row in tx.all(
            "SELECT name FROM column_maps WHERE reseller_id <> :id OR signature <> :signature",
            id=reseller_id,
            signature=column_map.signature,
        )
    }
    return next(name for name in _numbered(wanted) if name not in taken)


def _numbered(name: str) -> Iterator[str]:
    yield name
    number = 2
    while True:
        yield f"{name} {number}"
        number += 1


def forget(tx: Tx, name: str) -> None:
    """Drop a saved map; orders that came by it stay.

    Raises:
        Refused: there is none (`unknown_map`).
    """
    if not tx.run("DELETE FROM column_maps WHERE name = :name", name=name):
        raise _unknown(name)


def _unknown(name: str) -> Refused:
    return Refused(
        "unknown_map",
        N_("There is no column map “{name}”, nor a file of that name."),
        hint=N_("See them all with: dropship orders maps list"),
        name=name,
    )


def _map(row: Row) -> ColumnMap:
    return replace(
        read_map(row["map"]),
        name=row["name"],
        reseller=row["reseller"],
        signature=row["signature"],
    )
