"""Which SKU a code or a title means: ours, a barcode, or somebody else's word for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import islice
from typing import TypeVar

from dropship_tui.i18n import N_
from dropship_tui.models.catalog import barcode_of, match_key
from dropship_tui.models.text import fold
from dropship_tui.services.database.db import Row, in_list
from dropship_tui.services.errors import NotFound
from dropship_tui.services.goods import specs
from dropship_tui.services.work import Tx

T = TypeVar("T")
CHUNK = 500
"""So many values go into one IN list."""


@dataclass(frozen=True, slots=True)
class Sku:
    """What finding a SKU tells: enough for an order line. `price` is in minor units."""

    id: int
    code: str
    title: str
    spec: str
    barcode: str
    price: int | None
    available: int


_MOST_WORDS = 6
"""A title with more words has its spec elsewhere."""

_COLUMNS = (
    "s.id, s.code, s.title, s.spec, coalesce(s.barcode, '') AS barcode, s.price,"
    " st.on_hand - st.reserved AS available"
)
_FROM = "FROM skus s JOIN stock st ON st.sku_id = s.id"


class Lookup:
    """Finds SKUs in bulk, as one reseller and one channel name them.

    The most specific word wins: a code that was remembered for this reseller or this channel
    comes before our own codes, then barcodes, then what was remembered for everybody.
    """

    def __init__(self, tx: Tx, *, reseller_id: int = 0, channel: str = "") -> None:
        self.tx = tx
        self._reseller_id = reseller_id
        self._channel = channel

    def resolve(self, codes: Iterable[str]) -> dict[str, Sku]:
        """The SKU of each code that one of ours, a barcode or an alias knows."""
        found: dict[str, Sku] = {}
        for chunk in _chunks(codes):
            ours = self._own(chunk)
            aliases = self._aliases(chunk)
            for code in chunk:
                key = match_key(code)
                sku = (
                    aliases.get((key, True))
                    or ours.get(key)
                    or ours.get(barcode_of(code))
                    or aliases.get((key, False))
                )
                if sku:
                    found[code] = sku
        return found

    def by_title(self, wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Sku]:
        """The SKU of each (title, spec) that is exactly one SKU's; a title alone may be, and one
        may go on with the spec: 纯棉T恤 蓝色L.

        A spec may be said in other words: 黑色, M码 is 黑 M.
        """
        found: dict[tuple[str, str], Sku] = {}
        for chunk in _chunks(wanted):
            readings = {words: [words, *_spec_in_title(*words)] for words in chunk}
            listed, values = in_list(
                {match_key(title) for several in readings.values() for title, _ in several}
            )
            alike: dict[str, list[Sku]] = defaultdict(list)
            for row in self.tx.all(
                f"SELECT s.title_key, {_COLUMNS} {_FROM} WHERE s.title_key IN {listed}", **values
            ):
                alike[row["title_key"]].append(_sku(row))
            for words, several in readings.items():
                for title, spec in several:
                    skus = alike.get(match_key(title), [])
                    if len(skus) > 1 or (title, spec) != words:
                        alike_spec = [sku for sku in skus if match_key(sku.spec) == match_key(spec)]
                        skus = alike_spec or [sku for sku in skus if specs.is_same(sku.spec, spec)]
                    if len(skus) == 1:
                        found[words] = skus[0]
                        break
        return found

    def _own(self, codes: list[str]) -> dict[str, Sku]:
        """By our codes' keys and by barcodes; where both say the same, our code wins."""
        keys, key_values = in_list({match_key(code) for code in codes}, "k")
        barcodes, barcode_values = in_list({barcode_of(code) for code in codes}, "b")
        rows = self.tx.all(
            f"SELECT s.code_key, {_COLUMNS} {_FROM}"
            f" WHERE s.code_key IN {keys} OR s.barcode IN {barcodes}",
            **key_values,
            **barcode_values,
        )
        by_barcode = {row["barcode"]: _sku(row) for row in rows if row["barcode"]}
        return by_barcode | {row["code_key"]: _sku(row) for row in rows}

    def _aliases(self, codes: list[str]) -> dict[tuple[str, bool], Sku]:
        """By key, and whether it was remembered for this reseller or channel in particular."""
        listed, values = in_list({match_key(code) for code in codes})
        rows = self.tx.all(
            f"SELECT a.code AS alias, a.reseller_id, a.channel, {_COLUMNS}"
            f" {_FROM} JOIN sku_aliases a ON a.sku_id = s.id WHERE a.code IN {listed}"
            " AND a.reseller_id IN (0, :reseller) AND a.channel IN ('', :channel)"
            # The more specific overwrite the less: reseller and channel, reseller, channel.
            " ORDER BY a.reseller_id <> 0, a.channel <> ''",
            reseller=self._reseller_id,
            channel=self._channel,
            **values,
        )
        return {
            (row["alias"], bool(row["reseller_id"] or row["channel"])): _sku(row) for row in rows
        }


def _spec_in_title(title: str, spec: str) -> Iterator[tuple[str, str]]:
    """Where a title may end and the spec begin: at its spaces, the longest title first."""
    words = title.split()
    for ends in range(min(len(words) - 1, _MOST_WORDS), 0, -1):
        yield " ".join(words[:ends]), f"{' '.join(words[ends:])} {spec}".strip()


def find(tx: Tx, code: str) -> Sku:
    """The SKU with this code, barcode or everybody's alias.

    Raises:
        NotFound: there is none.
    """
    sku = Lookup(tx).resolve([code]).get(code)
    if sku is None:
        raise NotFound(N_("There is no SKU “{code}”."), code=code[:80])
    return sku


def of_titles_in(tx: Tx, text: str) -> dict[str, list[Sku]]:
    """The SKUs whose title stands somewhere in the text, by their titles."""
    found: dict[str, list[Sku]] = defaultdict(list)
    for row in tx.all(
        f"SELECT {_COLUMNS} {_FROM} WHERE :text LIKE '%' || s.title_key || '%'"
        " AND length(s.title_key) > 1 ORDER BY s.code_key",
        text=match_key(text),
    ):
        found[row["title"]].append(_sku(row))
    return found


def suggest(tx: Tx, text: str, limit: int = 10) -> tuple[Sku, ...]:
    """SKUs for what somebody has typed so far, the likeliest first.

    Every word must occur: in the code, title, spec, barcode, pinyin or its initials. A code or
    barcode that is typed in full comes first, then what begins with the text, then what has the
    words side by side.
    """
    where, values = search_condition(text)
    if not where:
        return ()
    typed = fold(text)
    rows = tx.all(
        f"SELECT {_COLUMNS} {_FROM} WHERE {where} ORDER BY"
        " CASE WHEN s.code_key = :key OR s.barcode = :barcode THEN 0"
        " WHEN s.search LIKE :begins ESCAPE '\\' THEN 1"
        " WHEN s.search LIKE :field_begins ESCAPE '\\' THEN 2"
        " WHEN s.search LIKE :together ESCAPE '\\' THEN 3 ELSE 4 END, s.code_key LIMIT :limit",
        key=match_key(text),
        barcode=barcode_of(text),
        begins=_escaped(typed) + "%",
        field_begins=f"%\n{_escaped(typed)}%",
        together=f"%{_escaped(typed)}%",
        limit=limit,
        **values,
    )
    return tuple(_sku(row) for row in rows)


def spoken(code: str, title: str, spec: str) -> str:
    """What a line calls its goods: by their code, else by their name."""
    return code or f"{title} {spec}".strip()


def nearest(tx: Tx, code: str, title: str, spec: str, limit: int = 3) -> tuple[Sku, ...]:
    """The SKUs that unknown goods are most like, in code or in name; the likest first.

    A code that is one keystroke off comes before a name that shares some characters.
    """
    pieces = _pieces(code, f"{title}{spec}")
    if not pieces:
        return ()
    values = {f"piece{i}": f"%{_escaped(piece)}%" for i, piece in enumerate(pieces)}
    shared = " + ".join(
        f"CASE WHEN s.search LIKE :{name} ESCAPE '\\' THEN 1 ELSE 0 END" for name in values
    )
    rows = tx.all(
        f"SELECT {_COLUMNS}, {shared} AS shared {_FROM} WHERE {shared} > 0"
        " ORDER BY shared DESC, s.code_key LIMIT :most",
        most=_COMPARED,
        **values,
    )
    likeness = [(_likeness(row, code, title, spec), row["code"], row) for row in rows]
    likeness.sort(key=lambda each: (-each[0], each[1]))
    return tuple(_sku(row) for like, _code, row in likeness[:limit] if like >= _ALIKE)


_COMPARED = 200  # so many SKUs are compared in earnest
_ALIKE = 0.4
_MOST_PIECES = 24


def _pieces(code: str, name: str) -> list[str]:
    """Short pieces of a code and a name that a like one shares: three characters, and two."""
    code, name = fold(code), fold(name)
    pieces = [code[i : i + 3] for i in range(max(1, len(code) - 2))]
    pieces += [name[i : i + 2] for i in range(len(name) - 1)]
    return list(dict.fromkeys(filter(None, pieces)))[:_MOST_PIECES]


def _likeness(row: Row, code: str, title: str, spec: str) -> float:
    """How like the SKU is, from 0 to 1: by its code, or by its name."""
    by_code = _ratio(match_key(code), match_key(row["code"])) if code else 0.0
    by_name = _ratio(fold(f"{title}{spec}"), fold(f"{row['title']}{row['spec']}"))
    return max(by_code, by_name)


def _ratio(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio() if one and other else 0.0


def search_text(code: str, title: str, spec: str, barcode: str) -> str:
    """What a SKU is searched by, one thing a line; makes the pinyin, which costs an import."""
    from pypinyin import Style, lazy_pinyin

    name = f"{title} {spec}"
    parts = (
        code,
        name,
        spec,
        barcode,
        "".join(lazy_pinyin(name)),
        "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)),
    )
    return "\n".join(dict.fromkeys(fold(part) for part in parts if part))


def search_condition(text: str) -> tuple[str, dict[str, str]]:
    """An SQL condition on `s.search`, each word of `text` somewhere; "" when there is no word."""
    words = [fold(word) for word in text.split()]
    values = {f"word{i}": f"%{_escaped(word)}%" for i, word in enumerate(words) if word}
    return " AND ".join(f"s.search LIKE :{name} ESCAPE '\\'" for name in values), values


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _sku(row: Row) -> Sku:
    return Sku(
        id=row["id"],
        code=row["code"],
        title=row["title"],
        spec=row["spec"],
        barcode=row["barcode"],
        price=row["price"],
        available=row["available"],
    )


def _chunks(values: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(values)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk
