"""Which encoding a text file is written in.

A byte order mark decides; else UTF-8, if the whole file is UTF-8 without one exception. What
remains was written by a machine set to the language of its owner, and almost any bytes "decode"
as GB18030, so that trying one after the other would turn Taipei and Tokyo into rare characters.
Each legacy encoding keeps the characters of daily life together in a few rows of its code table:
the one whose daily rows hold most of the file's characters wins, GB18030 when in doubt.
"""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING, NamedTuple

from dropship_tui.i18n import N_
from dropship_tui.services.errors import UnusableFile, WrongUsage

if TYPE_CHECKING:
    from pathlib import Path

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins with the mark of UTF-16, so it is asked first
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Where ASCII has its zero bytes in UTF-16: after each letter, or before it. 一 has one, too.
_UTF16_ZEROS = (("utf-16-le", 1), ("utf-16-be", 0))


class _Legacy(NamedTuple):
    """An encoding older than Unicode; group 1 of `characters` is what daily life is written in."""

    name: str
    characters: re.Pattern[bytes]


# GB 2312 level 1 is B0-D7, Big5 level 1 A4-C6, JIS level 1 88-97 with the kana in 82 and 83;
# punctuation is A1-A3, in Japan 81. In a Western text high bytes come alone or in twos.
_LEGACY = (
    _Legacy("gb18030", re.compile(rb"([\xa1-\xa3\xb0-\xd7][\xa1-\xfe])|[\x80-\xff][^\n]?")),
    _Legacy("big5", re.compile(rb"([\xa1-\xc6][\x40-\x7e\xa1-\xfe])|[\x80-\xff][^\n]?")),
    _Legacy(
        "cp932",
        re.compile(rb"([\x81-\x83\x88-\x97][\x40-\xfc])|[\xa1-\xdf]|[\x80-\xff][^\n]?"),
    ),
    _Legacy(
        "cp1252",
        re.compile(
            rb"((?<![\x80-\xff])[\x80\x85\x91-\x97\x99\xa3\xa9\xae\xb0\xc0-\xff](?![\x80-\xff])"
            rb"|(?<=[A-Za-z])[\xc0-\xff]{2}(?![\x80-\xff]))|[\x80-\xff]"
        ),
    ),
)
_LIKELY = 0.5
_FEW = 16  # characters: too few to call a file unreadable because they are all rare ones
_BLOCK = 64 * 1024  # bytes, of reading and of evidence

# Of several dialects we read the largest. Python's names for encodings on the left.
_DIALECTS = {
    "ascii": "utf-8",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "cp950": "big5",
    "big5hkscs": "big5",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "iso8859-1": "cp1252",
}
_READABLE = frozenset(
    "utf-8 utf-8-sig utf-16 utf-16-le utf-16-be utf-32 gb18030 big5 cp932 euc_jp cp949 cp874"
    " cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258".split()
)


def codec(name: str) -> str:
    """Python's codec for the encoding `name`: Hong Kong's Big5 has all that Taiwan's has."""
    return "big5hkscs" if name == "big5" else name


def named(wanted: str) -> str:
    """Our name for the encoding that the user calls `wanted`: GBK is read as GB18030.

    Raises:
        WrongUsage: `encoding_unknown`: it is not an encoding of order files.
    """
    try:
        name = codecs.lookup(wanted).name
    except (LookupError, ValueError):  # ValueError: not even a word
        name = ""
    name = _DIALECTS.get(name, name)
    if name not in _READABLE:
        raise WrongUsage(
            "encoding_unknown",
            N_("There is no encoding “{encoding}”."),
            hint=N_("Name one of these: {known}."),
            encoding=wanted,
            known=", ".join(sorted(_READABLE)),
        )
    return name


def detect(path: Path) -> str:
    """The name of the encoding that the whole text file at `path` is written in.

    Raises:
        UnusableFile: `encoding_unknown`: none that we know, or more than one.
    """
    with path.open("rb") as file:
        head = file.read(_BLOCK)
    for mark, name in _BOMS:
        if head.startswith(mark):
            prove(path, name)
            return name
    zeros = head.count(0)
    for name, offset in _UTF16_ZEROS:
        here = head[offset::2].count(0)
        if here * 20 > len(head) and here >= 0.9 * zeros and first_bad_line(path, name) is None:
            return name
    bad_line = first_bad_line(path, "utf-8")
    return "utf-8" if bad_line is None else _legacy(path, bad_line)


def readings(path: Path) -> dict[str, str]:
    """The usual encodings in which the whole file can be read, each with how it reads a line.

    The line is the first that is not plain ASCII; "" when all are.
    """
    with path.open("rb") as file:
        foreign = next(
            (line for line in iter(lambda: file.readline(_BLOCK), b"") if not line.isascii()), b""
        )
    names = ("utf-8", *(legacy.name for legacy in _LEGACY))
    return {
        name: foreign.decode(codec(name), "replace").strip()
        for name in names
        if first_bad_line(path, name) is None
    }


def prove(path: Path, name: str) -> None:
    """Refuse the file unless every byte of it is text in the encoding `name`.

    Raises:
        UnusableFile: `encoding_unknown`, with the line that is not.
    """
    line = first_bad_line(path, name)
    if line is not None:
        raise UnusableFile(
            "encoding_unknown",
            N_("The file is not written in {encoding}: line {line} cannot be read."),
            hint=N_("Name another encoding, or open it in a spreadsheet and save it as .xlsx."),
            details={"line": line},
            encoding=name,
            line=line,
        )


def first_bad_line(path: Path, name: str) -> int | None:
    """The first line, from 1, that is not text in the encoding `name`; None when all are."""
    decoder = codecs.getincrementaldecoder(codec(name))()
    lines = 1
    with path.open("rb") as file:
        try:
            while block := file.read(_BLOCK):
                lines += decoder.decode(block).count("\n")
            decoder.decode(b"", final=True)
        except UnicodeDecodeError as error:
            readable = error.object[: error.start].decode(codec(name), "ignore")
            return lines + readable.count("\n")
    return None


def _legacy(path: Path, bad_line: int) -> str:
    foreign = _foreign_text(path, bad_line)
    evidence: dict[str, float] = {}
    for name, characters in _LEGACY:
        found = characters.findall(foreign)
        evidence[name] = sum(map(bool, found)) / len(found)
        if len(found) < _FEW:
            evidence[name] += _LIKELY
    best = max(evidence.values())
    if best >= _LIKELY:
        for name, value in evidence.items():
            if value == best and first_bad_line(path, name) is None:
                return name
    raise _undecided(bad_line)


def _foreign_text(path: Path, bad_line: int) -> bytes:
    """The first lines that are not plain ASCII, in a file that is not UTF-8."""
    foreign = bytearray()
    with path.open("rb") as file:
        while line := file.readline(_BLOCK):
            if line.isascii():
                continue
            if _is_utf8(line):
                raise _undecided(bad_line)
            if len(foreign) < _BLOCK:
                foreign += line
    return bytes(foreign)


def _is_utf8(line: bytes) -> bool:
    """Three characters that only UTF-8 could mean: 联通 in GBK happens to be valid, too."""
    try:
        return sum(char >= "\u0800" for char in line.decode()) >= 3
    except UnicodeDecodeError:
        return False


def _undecided(line: int) -> UnusableFile:
    return UnusableFile(
        "encoding_unknown",
        N_("The file mixes encodings or is not text: line {line} is not what the others are."),
        hint=N_("Name its encoding, or open it in a spreadsheet and save it as .xlsx."),
        details={"line": line},
        line=line,
    )
