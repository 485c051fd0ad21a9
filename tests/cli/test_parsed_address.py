"""orders parse-address, as somebody reads it: the split, the words it is of, and every doubt."""

from __future__ import annotations

from tests.cli.conftest import Cli

TWO = (
    "1. 王芳[1234] 18400001111-1234 江苏省苏州市吴中区木渎镇金山路1号 红色L*1\n"
    "2. 朝阳区建国路88号 13900139000\nAnna 不要发顺丰"
)


def told(cli: Cli, text: str) -> list[str]:
    """The lines of the answer, each gap in them one space."""
    return [" ".join(line.split()) for line in cli("orders", "parse-address", text).out.split("\n")]


def test_each_receiver_stands_below_the_words_it_is_of(cli: Cli) -> None:
    lines = told(cli, TWO)
    first, second = lines.index("receiver 1 of 2"), lines.index("receiver 2 of 2")
    assert "text 王芳[1234] 18400001111-1234 江苏省苏州市吴中区木渎镇金山路1号 红色L*1" in lines
    assert {"name 王芳", "extension 1234", "street 木渎镇", "rest 红色L*1", "sure 100%"} <= set(
        lines[first:second]
    )
    assert "text 朝阳区建国路88号 13900139000 ⏎ Anna 不要发顺丰" in lines[second:]
    assert {"name Anna", "rest 不要发顺丰"} <= set(lines[second:])


def test_what_is_unsure_is_said_in_words(cli: Cli) -> None:
    lines = told(cli, "朝阳区建国路88号 1390013")
    assert [line for line in lines if line.startswith("?")] == [
        "? 朝阳区: 北京市朝阳区 | 吉林省长春市朝阳区",
        "? Nobody is named.",
        "? There is no phone number.",
    ]
    sure = told(cli, "张三 13800138000 北京市朝阳区建国路88号")
    assert not any(line.startswith(("?", "receiver")) for line in sure)


def test_abroad_the_label_is_shown_and_what_the_country_misses(cli: Cli) -> None:
    lines = told(cli, "Jo Smith, 1 Main St, Austin, TX 10118, United States, +1 512-555-0142")
    assert "on the label 1 Main St, AUSTIN, TX 10118, UNITED STATES" in lines
    assert "? US TX: 10118 is no postcode there." in lines
