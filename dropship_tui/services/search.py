"""Finding an order by anything that somebody remembers of it.

An order's words: its numbers and phones whole and reversed (so that the last digits are a prefix),
and every CJK character as a word of its own (so that 张三 is a phrase; SQLite's trigram index
finds nothing shorter than three characters, and most names are two).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

from dropship_tui.services.work import Tx

_CJK = re.compile(r"([\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])")
_ONLY_CJK = re.compile(r"[\u4e00-\u9fff]*")
_WORD = re.compile(r"[^\W_]+")
_REVERSED = "\ue000"
"""Marks a reversed number: a character of nobody's, which no keyboard types."""
_PLACES = 16_000
"""PostgreSQL counts no more words than 16383 in a text."""


def words(
    *, numbers: Iterable[str] = (), codes: Iterable[str] = (), texts: Iterable[str] = ()
) -> str:
    """What the index keeps of an order.

    Numbers are found by their beginnings and their ends, codes by their beginnings. A line's
    identity that an import has put together itself (it holds a TAB) is nothing anybody remembers.
    """
    found = [bare for number in numbers if "\t" not in number and (bare := _bare(number))]
    found += [_REVERSED + bare[::-1] for bare in found]
    if codes:
        found += filter(None, map(_bare, codes))
    for text in texts:
        found += _tokens(text)
    return " ".join(found)


def _bare(code: str) -> str:
    plain = code.replace("-", "")
    return plain.lower() if plain.isascii() and plain.isalnum() else _without_marks(code)


@lru_cache(maxsize=4096)
def _without_marks(code: str) -> str:
    return "".join(_WORD.findall(unicodedata.normalize("NFKC", code).lower()))


@lru_cache(maxsize=4096)
def _tokens(text: str) -> tuple[str, ...]:
    """The words of a text; a shop's few titles stand in all of its orders."""
    if _ONLY_CJK.fullmatch(text):
        return tuple(text)
    spaced = _CJK.sub(r" \1 ", unicodedata.normalize("NFKC", text).lower())
    return tuple(_WORD.findall(spaced))


def refresh(tx: Tx, order_id: int) -> None:
    """Let the index know of an order's present receiver, goods and waybills."""
    order = tx.one(
        "SELECT number, external_no, name, phone FROM orders WHERE id = :id", id=order_id
    )
    if order is None:
        raise LookupError(order_id)
    lines = tx.all(
        "SELECT l.code, l.title, l.spec, l.external_no, s.code AS sku FROM order_lines l"
        " LEFT JOIN skus s ON s.id = l.sku_id WHERE l.order_id = :id",
        id=order_id,
    )
    waybills = tx.all(
        "SELECT DISTINCT w.number FROM waybills w"
        " JOIN parcel_lines l ON l.parcel_id = w.parcel_id WHERE l.order_id = :id",
        id=order_id,
    )
    numbers = [order["number"], order["external_no"], order["phone"]]
    numbers += (line["external_no"] for line in lines)
    numbers += (waybill["number"] for waybill in waybills)
    codes = [code for line in lines for code in (line["code"], line["sku"])]
    text = words(
        numbers=dict.fromkeys(filter(None, numbers)),
        codes=dict.fromkeys(filter(None, codes)),
        texts=[order["name"], *(f"{line['title']} {line['spec']}" for line in lines)],
    )
    put(tx, [(order_id, text)])


def add(tx: Tx, entries: Sequence[tuple[int, str]]) -> None:
    """Index new orders (id, words)."""
    if tx.dialect == "sqlite":
        tx.insert("order_search", ("rowid", "words"), entries)
    else:
        put(tx, entries)


def put(tx: Tx, entries: Sequence[tuple[int, str]]) -> None:
    """Index orders (id, words), replacing what was known of them."""
    if tx.dialect == "sqlite":
        tx.many(
            "INSERT OR REPLACE INTO order_search (rowid, words) VALUES (:id, :words)",
            [{"id": order_id, "words": text} for order_id, text in entries],
        )
    else:
        # Our words as they are: PostgreSQL's own parser would take some of them apart.
        tx.many(
            "INSERT INTO order_search (rowid, words) VALUES (:id, CAST(:words AS tsvector))"
            " ON CONFLICT (rowid) DO UPDATE SET words = excluded.words",
            [{"id": order_id, "words": _tsvector(text)} for order_id, text in entries],
        )


def _tsvector(text: str) -> str:
    places = enumerate(text.split()[:_PLACES], 1)
    return " ".join(f"'{word}':{place}" for place, word in places)


def condition(dialect: str, text: str) -> tuple[str, str] | None:
    """An SQL condition on `o.id` and the value of its `:query`; None when there is no word."""
    terms = [term for part in text.split() if (term := _term(part, dialect))]
    if not terms:
        return None
    if dialect == "sqlite":
        return (
            "o.id IN (SELECT rowid FROM order_search WHERE order_search MATCH :query)",
            " AND ".join(terms),
        )
    return (
        "o.id IN (SELECT rowid FROM order_search WHERE words @@ CAST(:query AS tsquery))",
        " & ".join(terms),
    )


def _term(part: str, dialect: str) -> str:
    """One typed word: a phrase of characters, or the beginning or end of a code."""
    tokens = _tokens(part)
    if not tokens:
        return ""
    if dialect == "sqlite":
        phrase = '"' + " ".join(tokens) + '"' + ("" if _CJK.match(tokens[-1]) else " *")
        code = _bare(part)
        if len(code) < 3 or _CJK.search(code):
            return phrase
        return f'({phrase} OR "{code}" * OR "{_REVERSED}{code[::-1]}" *)'
    phrase = " <-> ".join(f"'{token}'" + ("" if _CJK.match(token) else ":*") for token in tokens)
    code = _bare(part)
    if len(code) < 3 or _CJK.search(code):
        return f"({phrase})"
    return f"(({phrase}) | '{code}':* | '{_REVERSED}{code[::-1]}':*)"
