"""The program's words in other languages: collect them, compile them, check them.

    update    collect the source strings into every catalogue; translations are kept, and those
              whose source string is gone are dropped
    compile   write the .mo files that the program reads
    check     name everything that is missing or out of step, and fail

Catalogues hold no dates and no line numbers: a change of the program changes only the entries
that it touches.
"""

from __future__ import annotations

import argparse
import sys
from io import BytesIO
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from dropship_tui.i18n import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(__file__).parent.parent / "dropship_tui"
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}


class StableCatalog(Catalog):
    """A catalogue whose header says how to read it, and nothing of when or by whom."""

    def __iter__(self) -> Iterator[Message]:
        header = {
            "Language": self.locale_identifier,
            "MIME-Version": "1.0",
            "Content-Type": f"text/plain; charset={self.charset}",
            "Content-Transfer-Encoding": "8bit",
            "Plural-Forms": self.plural_forms,
        }
        yield Message("", "".join(f"{name}: {value}\n" for name, value in header.items()))
        yield from (message for message in super().__iter__() if message.id)


def update(package: Path, language: str) -> None:
    """Bring the catalogue's source strings in step with the program's."""
    written = _read(package, language)
    catalog = _empty(language)
    for message in _source(package):
        known = written.get(message.id, message.context)
        entry = catalog.add(
            message.id,
            known.string if known else None,
            flags={"fuzzy"} if known and known.fuzzy else (),
            user_comments=known.user_comments if known else (),
            context=message.context,
        )
        entry.flags.discard("python-format")  # a guess of Babel's: our templates use braces
    catalog_file = _po(package, language)
    catalog_file.parent.mkdir(parents=True, exist_ok=True)
    with catalog_file.open("wb") as file:
        write_po(file, catalog, width=0, no_location=True, sort_output=True)


def compile_(package: Path, language: str) -> None:
    """Write the catalogue in the form that the program reads."""
    _po(package, language).with_suffix(".mo").write_bytes(_compiled(package, language))


def problems(package: Path, language: str) -> Iterator[str]:
    """Everything that would show a wrong word, or an English one, in `language`."""
    catalog = _read(package, language)
    source = {(message.id, message.context) for message in _source(package)}
    written = {(message.id, message.context) for message in catalog if message.id}
    gone = (written - source) | {(old.id, old.context) for old in catalog.obsolete.values()}
    yield from (f"not in the catalogue: {name!r}" for name, _ in sorted(source - written, key=str))
    yield from (f"no longer in the program: {name!r}" for name, _ in sorted(gone, key=str))
    for message in catalog:
        if message.id and (fault := _fault(message)):
            yield f"{fault}: {message.id!r}"
    compiled = _po(package, language).with_suffix(".mo")
    if not compiled.exists() or compiled.read_bytes() != _compiled(package, language):
        yield "the .mo file is older than the catalogue"


def _fault(message: Message) -> str | None:
    sources = message.id if isinstance(message.id, tuple | list) else [message.id]
    strings = message.string if isinstance(message.string, tuple | list) else [message.string]
    if not all(strings):
        return "not translated"
    if message.fuzzy:
        return "fuzzy"
    if any(_fields(string or "") != _fields(sources[-1]) for string in strings):
        return "other {placeholders} than the source"
    return None


def _fields(text: str) -> set[str] | None:
    """The names in `text` between braces; None when it is no template."""
    try:
        return {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError:
        return None


def _source(package: Path) -> Iterator[Message]:
    """Every string that the program marks as words for people."""
    template = Catalog()
    for _, _, message, _, context in extract_from_dir(
        package, [("**.py", "python")], keywords=KEYWORDS
    ):
        template.add(message, context=context)
    return (message for message in template if message.id)


def _po(package: Path, language: str) -> Path:
    return package / "locale" / language / "LC_MESSAGES" / "dropship.po"


def _empty(language: str) -> StableCatalog:
    return StableCatalog(language, header_comment="# The words of dropship.", fuzzy=False)


def _read(package: Path, language: str) -> Catalog:
    path = _po(package, language)
    if not path.exists():
        return _empty(language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def _compiled(package: Path, language: str) -> bytes:
    catalog = _empty(language)
    for message in _read(package, language):
        if message.id:
            catalog[message.id] = message
    buffer = BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()


def main() -> int:
    """Do what the command line says; 1 when the check found something."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("what", choices=["update", "compile", "check"])
    what = parser.parse_args().what
    found = False
    for language in LANGUAGES:
        if language == "en":
            continue
        if what == "update":
            update(PACKAGE, language)
        elif what == "compile":
            compile_(PACKAGE, language)
        else:
            for problem in problems(PACKAGE, language):
                found = True
                print(f"{language}: {problem}")
    if found:
        print("`make format` collects and compiles; the words are yours to write.")
    return int(found)


if __name__ == "__main__":
    sys.exit(main())
