"""The catalogues are complete and in step, and the check would see it if they were not."""

from __future__ import annotations

import gettext
from typing import TYPE_CHECKING

import pytest

from scripts import translations

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = """
from i18n import N_, _, ngettext, pgettext

TITLE = N_("Orders")
HINT = _("In {place}, 50 % of them.")
COUNT = ngettext("{n} order", "{n} orders", 2)
VERB = pgettext("a key", "Orders")
"""
WORDS = {
    "Orders": "订单",
    "In {place}, 50 % of them.": "在 {place}，占 50 %。",
    "{n} order": "{n} 单",
}


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A small program whose catalogue is complete."""
    (tmp_path / "program.py").write_text(PROGRAM)
    translations.update(tmp_path, "zh_CN")
    for english, chinese in WORDS.items():
        translate(tmp_path, english, chinese)
    translations.compile_(tmp_path, "zh_CN")
    return tmp_path


def po(package: Path) -> Path:
    return package / "locale" / "zh_CN" / "LC_MESSAGES" / "dropship.po"


def translate(package: Path, english: str, chinese: str) -> None:
    """Write `chinese` under every entry for `english`, as a translator would."""
    lines = po(package).read_text(encoding="utf-8").split("\n")
    for number, line in enumerate(lines):
        if line == f'msgid "{english}"':
            target = number + 1 if lines[number + 1].startswith("msgstr") else number + 2
            lines[target] = f'{lines[target].split(" ")[0]} "{chinese}"'
    po(package).write_text("\n".join(lines), encoding="utf-8")


def problems(package: Path) -> list[str]:
    translations.compile_(package, "zh_CN")
    return list(translations.problems(package, "zh_CN"))


@pytest.mark.parametrize("language", ["zh_CN"])
def test_every_word_of_the_program_is_translated(language: str) -> None:
    wrong = "\n".join(translations.problems(translations.PACKAGE, language))
    assert not wrong, wrong


def test_a_complete_catalogue_is_read_by_the_program(package: Path) -> None:
    assert list(translations.problems(package, "zh_CN")) == []
    words = gettext.translation("dropship", package / "locale", ["zh_CN"])
    assert words.gettext("Orders") == "订单"
    assert words.pgettext("a key", "Orders") == "订单"
    assert words.ngettext("{n} order", "{n} orders", 5) == "{n} 单"


def test_updating_again_changes_nothing(package: Path) -> None:
    before = po(package).read_bytes()
    translations.update(package, "zh_CN")
    assert po(package).read_bytes() == before
    assert b"Date" not in before


def test_a_new_string_is_missed_until_it_is_translated(package: Path) -> None:
    (package / "more.py").write_text('x = _("Parcel")\n')
    assert problems(package) == ["not in the catalogue: 'Parcel'"]
    translations.update(package, "zh_CN")
    assert problems(package) == ["not translated: 'Parcel'"]
    translate(package, "Parcel", "包裹")
    assert problems(package) == []


def test_a_string_that_is_gone_must_go(package: Path) -> None:
    (package / "program.py").write_text(PROGRAM.replace('N_("Orders")', "None"))
    assert problems(package) == ["no longer in the program: 'Orders'"]
    translations.update(package, "zh_CN")
    assert problems(package) == []


def test_an_obsolete_entry_lingers(package: Path) -> None:
    with po(package).open("a", encoding="utf-8") as file:
        file.write('\n#~ msgid "Old"\n#~ msgstr "旧"\n')
    assert problems(package) == ["no longer in the program: 'Old'"]


@pytest.mark.parametrize("chinese", ["在 {there}，占 50 %。", "占 50 %。", "在 {place}{n}", "{"])
def test_placeholders_must_be_the_same(package: Path, chinese: str) -> None:
    translate(package, "In {place}, 50 % of them.", chinese)
    assert problems(package) == [
        "other {placeholders} than the source: 'In {place}, 50 % of them.'"
    ]


def test_a_plural_must_keep_its_placeholders(package: Path) -> None:
    translate(package, "{n} order", "单")
    assert problems(package) == [
        "other {placeholders} than the source: ('{n} order', '{n} orders')"
    ]


def test_a_fuzzy_entry_is_not_a_translation(package: Path) -> None:
    text = po(package).read_text(encoding="utf-8")
    po(package).write_text(text.replace('msgid "In ', '#, fuzzy\nmsgid "In '), encoding="utf-8")
    assert problems(package) == ["fuzzy: 'In {place}, 50 % of them.'"]
    translations.update(package, "zh_CN")
    assert problems(package) == ["fuzzy: 'In {place}, 50 % of them.'"]


def test_a_stale_or_missing_compilation_is_seen(package: Path) -> None:
    translate(package, "{n} order", "{n} 个订单")
    stale = "the .mo file is older than the catalogue"
    assert list(translations.problems(package, "zh_CN")) == [stale]
    po(package).with_suffix(".mo").unlink()
    assert list(translations.problems(package, "zh_CN")) == [stale]
