"""Finding an order by anything that somebody remembers of it.

An order's words: its numbers and phones whole and reversed (so that the last digits are a prefix),
and every CJK character as a word of its own (so that 张三 is a phrase; SQLite's trigram index
finds nothing shorter than three characters, and most names are two).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from dropship_tui.services.work import Tx

_CJK = re.compile(r"([\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])")
_WORD = re.compile(r"[^\W_]+")
_REVERSED = "zzr"
"""Marks a reversed code; no code in the trade begins like this."""


def words(*, codes: Iterable[str], texts: Iterable[str]) -> str:
    """What the index keeps of an order."""
    found: list[str] = []
    for code in codes:
        bare = _bare(code)
        if bare:
            found += [bare, _REVERSED + bare[::-1]]
    for text in texts:
        found += _tokens(text)
    return " ".join(found)


def _bare(code: str) -> str:
    return "".join(_WORD.findall(unicodedata.normalize("NFKC", code).lower()))


def _tokens(text: str) -> list[str]:
    spaced = _CJK.sub(r" \1 ", unicodedata.normalize("NFKC", text).lower())
    return _WORD.findall(spaced)


def put(tx: Tx, entries: Sequence[tuple[int, str]]) -> None:
    """Index orders (id, words), replacing what was known of them."""
    rows = [{"id": order_id, "words": text} for order_id, text in entries]
    if tx.dialect == "sqlite":
        tx.many("INSERT OR REPLACE INTO order_search (rowid, words) VALUES (:id, :words)", rows)
    else:
        tx.many(
            "INSERT INTO order_search (rowid, words) VALUES (:id, to_tsvector('simple', :words))"
            " ON CONFLICT (rowid) DO UPDATE SET words = excluded.words",
            rows,
        )


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
        "o.id IN (SELECT rowid FROM order_search WHERE words @@ to_tsquery('simple', :query))",
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
