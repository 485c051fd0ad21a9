"""Every code that people meet has its words in both languages."""

from __future__ import annotations

import pytest

from dropship_tui import i18n
from dropship_tui.models import lifecycle, words
from dropship_tui.models.stock import ADJUSTMENT_REASONS, Place
from tests.cli.conftest import Cli


def test_whatever_may_happen_has_a_word() -> None:
    assert {row.action for row in lifecycle.TRANSITIONS} <= words.ACTIONS.keys()
    assert {document.value for document in lifecycle.Document} == words.DOCUMENTS.keys()
    assert {place.value for place in Place} == words.PLACES.keys()
    assert set(ADJUSTMENT_REASONS) <= words.MOVE_REASONS.keys()


@pytest.mark.parametrize("lang", i18n.LANGUAGES)
def test_every_status_has_a_word(lang: str) -> None:
    i18n.use(lang)
    for row in lifecycle.TRANSITIONS:
        said = words.status_word(row.document, row.end)
        assert said
        assert said.isascii() == (lang == "en")


def test_refusals_say_it_in_chinese_alone(cli: Cli) -> None:
    number = cli.order()
    answer = cli("receipts", "confirm", number, "nothing", "--lang", "zh_CN")
    assert answer.code == 1
    assert answer.err.splitlines() == [
        f"✗ {number} 当前为待确认，不能执行“完成”。",
        "✗ 没有订单“nothing”。",
    ]
