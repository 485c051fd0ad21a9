"""A look at a file before it is imported: is it known, and how may it be read?"""

from __future__ import annotations

from dataclasses import dataclass, replace

from dropship_tui.models.imports import ColumnMap
from dropship_tui.services.errors import UnusableFile
from dropship_tui.services.files.readers import Source, open_source
from dropship_tui.services.goods import resellers
from dropship_tui.services.importers.guessing import Proposal, as_read, propose
from dropship_tui.services.importers.layout import mapped_layout, signature
from dropship_tui.services.importers.orders import Request, reading_of
from dropship_tui.services.importers.preview import RowRead, preview
from dropship_tui.services.importers.tables import MOST_SHEETS, order_tables
from dropship_tui.services.work import Shop

NOT_KNOWN = frozenset({"no_header", "no_order_column", "map_does_not_fit"})
"""Why a file is not read as orders until somebody has said what its columns mean."""


@dataclass(frozen=True, slots=True)
class Examined:
    """What a look at a file has found.

    Attributes:
        source: the file, or the sheet of it that looks most like orders.
        proposal: how it is read, if it is known; else how it may be read.
        is_known: whether it would be imported without being asked about.
        map: the saved column map that it would be read by; "" for none.
    """

    source: Source
    proposal: Proposal
    is_known: bool
    map: str = ""


def examine(shop: Shop, request: Request, *, has_header: bool | None = None) -> Examined:
    """Look at a file of orders; `has_header` is what a person says of an unknown one.

    Raises:
        UnusableFile: the file cannot be read at all.
        Refused: the reseller or the column map is unknown.
        WrongUsage: there is no such profile or encoding.
    """
    if has_header is None:
        try:
            table = order_tables(request.path, shop.read(lambda tx: reading_of(tx, request)))[0]
        except UnusableFile as error:
            if error.code not in NOT_KNOWN:
                raise
        else:
            proposal = as_read(table.source, table.layout)
            return Examined(table.source, proposal, is_known=True, map=table.layout.map)
    sources = _sources(request)
    found = [_guessed(shop, request, source, has_header=has_header) for source in sources]
    return max(found, key=lambda one: len(one.proposal.map.columns))


def _sources(request: Request) -> list[Source]:
    """The file, or each sheet of a workbook."""
    encoding, sheet = request.encoding or None, request.sheet or None
    first = open_source(request.path, encoding=encoding, sheet=sheet)
    others = () if sheet else first.sheets[1:MOST_SHEETS]
    sources = [first]
    for name in others:
        try:
            sources.append(open_source(request.path, sheet=name))
        except UnusableFile:  # a diagram, an empty sheet
            continue
    return sources


def _guessed(shop: Shop, request: Request, source: Source, *, has_header: bool | None) -> Examined:
    proposal = shop.read(
        lambda tx: propose(
            tx,
            source,
            reseller_id=resellers.find(tx, request.reseller),
            has_header=has_header,
        )
    )
    return Examined(source, proposal, is_known=False)


def rows_read(
    shop: Shop, source: Source, column_map: ColumnMap, *, reseller: str = ""
) -> list[RowRead]:
    """The first rows as a column map would read them; none by a map that says nothing.

    Raises:
        Refused: the reseller is unknown.
    """
    if not column_map.columns:
        return []
    layout = mapped_layout(source, column_map)
    return shop.read(
        lambda tx: preview(tx, source, layout, reseller_id=resellers.find(tx, reseller))
    )


def signed(column_map: ColumnMap, source: Source) -> ColumnMap:
    """The map with the signature of the sheet that it is for.

    Raises:
        UnusableFile: the sheet has not all the columns that the map names.
    """
    layout = mapped_layout(source, column_map)
    has_header = column_map.has_header
    return replace(column_map, signature=signature(layout.header, has_header=has_header))
