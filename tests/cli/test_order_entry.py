"""dropship orders new, parse-address, edit: by hand, from a message, and corrected."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Cli

WHO = ("--name", "张三", "--phone", "13800138000", "--address", "浙江省杭州市余杭区文一西路969号")
PARSED = {
    "name", "phone", "extension", "country", "province", "city", "district", "street", "detail",
    "postcode", "rest", "confidence", "ambiguous", "more",
}  # fmt: skip


def test_an_order_with_everything(cli: Cli) -> None:
    order = cli.json(
        "orders", "new", *WHO, "--line", "TS-RED-M:2", "--line", "CUP-01:1@14.50",
        "--paid", "alipay", "--reseller", "amei", "--freight", "6", "--discount", "3.50",
        "--remark", "不要发顺丰",
    )  # fmt: skip
    prices = [line["price"]["amount"] for line in order["lines"]]
    assert prices == ["29.00", "14.50"]  # the reseller's own price, then the one that was said
    assert order["goods_total"]["amount"] == "72.50"
    assert order["total"]["amount"] == "75.00"
    assert order["paid"]["method"] == "alipay"
    assert order["reseller"] == "阿美"
    assert order["remark"] == "不要发顺丰"
    assert (order["status"], order["held"]) == ("new", None)
    receiver = order["receiver"]
    assert [receiver[part] for part in ("province", "city", "district", "detail")] == [
        "浙江省",
        "杭州市",
        "余杭区",
        "文一西路969号",
    ]


def test_an_order_that_is_not_paid(cli: Cli) -> None:
    assert cli.json("orders", "new", *WHO, "--line", "CUP-01:1")["paid"] is None
    number = cli.order(paid="none")
    assert cli.show("orders", number)["paid"] is None


@pytest.mark.parametrize(
    ("words", "code", "error"),
    [
        (["--line", "NOTHING:1"], 1, "unknown_sku"),
        (["--line", "CUP-01:1", "--reseller", "nobody"], 1, "unknown_reseller"),
        (["--line", "CUP-01"], 2, "bad_line"),
        (["--line", "CUP-01:"], 2, "bad_line"),
        (["--line", "CUP-01:0"], 2, "bad_quantity"),
        (["--line", "CUP-01:1.5"], 2, "bad_quantity"),
        (["--line", "CUP-01:1@cheap"], 2, "bad_amount"),
        (["--line", "CUP-01:1", "--freight", "-1"], 2, "bad_amount"),
        (["--line", "CUP-01:1", "--discount", "99999"], 2, "discount_too_large"),
        (["--line", "CUP-01:1", "--paid", "shells"], 2, "bad_payment"),
        ([], 2, "missing_value"),
    ],
)
def test_what_makes_no_order(cli: Cli, words: list[str], code: int, error: str) -> None:
    assert cli.refused("orders", "new", *WHO, *words, code=code)["code"] == error
    assert cli.json("orders", "list")["items"] == []


def test_a_place_that_may_be_several_is_asked_for(cli: Cli) -> None:
    error = cli.refused(
        "orders", "new", "--name", "张三", "--phone", "13800138000", "--address",
        "朝阳区建国路1号", "--line", "CUP-01:1",
    )  # fmt: skip
    assert error["code"] == "ambiguous_address"
    (ambiguity,) = error["details"]["ambiguous"]
    assert (ambiguity["field"], ambiguity["value"]) == ("district", "朝阳区")
    assert ["北京市", "北京市", "朝阳区"] in ambiguity["candidates"]


@pytest.mark.parametrize("phone", ["138****8000", "***"])
def test_a_masked_receiver_is_held(cli: Cli, phone: str) -> None:
    order = cli.json(
        "orders", "new", "--name", "张三", "--phone", phone, "--address",
        "浙江省杭州市余杭区文一西路969号", "--line", "CUP-01:1",
    )  # fmt: skip
    assert (order["status"], order["held"]) == ("on_hold", ["masked_receiver"])
    assert cli.not_done("orders", "release", order["number"]) == "still_held"
    assert cli.done("orders", "edit", order["number"], "--phone", "13900139000") == "new"


MESSAGE = """张三 13800138000转1234
浙江省杭州市余杭区文一西路969号
TS-RED-M*2，CUP-01×1
不要发顺丰"""


def test_a_message_has_receiver_goods_and_remark(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "chat.txt").write_text(MESSAGE, encoding="utf-8")
    order = cli.json("orders", "new", "--paste", "chat.txt", "--paid", "wechat")
    assert [(line["sku"], line["quantity"]) for line in order["lines"]] == [
        ("TS-RED-M", 2),
        ("CUP-01", 1),
    ]
    assert order["remark"] == "不要发顺丰"
    assert (order["receiver"]["name"], order["receiver"]["extension"]) == ("张三", "1234")
    assert order["receiver"]["detail"] == "文一西路969号"
    assert (order["status"], order["held"]) == ("new", None)


def test_a_message_comes_from_stdin_or_in_gb18030(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "chat.txt").write_text(MESSAGE, encoding="gb18030")
    for source, stdin in (("-", MESSAGE), ("chat.txt", "")):
        order = cli.json("orders", "new", "--paste", source, stdin=stdin)
        assert order["receiver"]["city"] == "杭州市"
        assert len(order["lines"]) == 2


def test_goods_may_be_called_by_title_and_spec(cli: Cli) -> None:
    who = "李四 13900139000 广东省东莞市东城街道东城路1号"
    goods = "纯棉T恤 红 M*2\n长绒棉毛巾 三条装 x 1"
    order = cli.json("orders", "new", "--paste", "-", stdin=f"{who}\n{goods}")
    assert [(line["sku"], line["quantity"]) for line in order["lines"]] == [
        ("TS-RED-M", 2),
        ("TWL-01", 1),
    ]


def test_lines_that_are_said_leave_the_message_alone(cli: Cli) -> None:
    order = cli.json("orders", "new", "--paste", "-", "--line", "TWL-01:3", stdin=MESSAGE)
    assert [(line["sku"], line["quantity"]) for line in order["lines"]] == [("TWL-01", 3)]
    assert "TS-RED-M*2" in order["remark"]


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("张三 13800138000 浙江省杭州市余杭区文一西路969号", "no_goods"),
        ("张三 13800138000 浙江省杭州市余杭区文一西路969号\nTS-RED-M*2，XYZ-9*1", "unknown_sku"),
        ("张三 13800138000 朝阳区建国路1号\nTS-RED-M*2", "ambiguous_address"),
        (
            "张三 13800138000 浙江省杭州市余杭区文一西路969号\n\n李四 13900139000 广东省东莞市1号",
            "several_receivers",
        ),
    ],
)
def test_a_message_that_leaves_questions_is_refused(cli: Cli, message: str, code: str) -> None:
    error = cli.refused("orders", "new", "--paste", "-", stdin=message)
    assert error["code"] == code
    assert error["hint"]
    assert cli.json("orders", "list")["items"] == []


def test_a_message_without_a_phone_is_held_until_it_is_known(cli: Cli) -> None:
    order = cli.json(
        "orders", "new", "--paste", "-", stdin="张三 浙江省杭州市余杭区文一西路969号\nCUP-01*1"
    )
    assert (order["status"], order["held"]) == ("on_hold", ["no_receiver"])
    assert cli.done("orders", "edit", order["number"], "--phone", "13800138000") == "new"


def test_identity_numbers_are_not_kept(cli: Cli) -> None:
    order = cli.json("orders", "new", "--paste", "-", stdin=MESSAGE + "\n身份证 110101199003077758")
    whole = cli("orders", "show", order["number"], "--unmask", "--json").out
    assert "110101199003077758" not in whole


@pytest.mark.parametrize("source", ["missing.txt", ".", "a\0b"])
def test_a_file_that_cannot_be_read_is_3(cli: Cli, source: str) -> None:
    assert cli.refused("orders", "new", "--paste", source, code=3)["code"] == "unreadable"


def test_a_message_and_fields_are_one_too_many(cli: Cli) -> None:
    error = cli.refused("orders", "new", "--paste", "-", *WHO, code=2)
    assert error["code"] == "paste_or_fields"


def test_parse_address_answers_every_field(cli: Cli) -> None:
    cli.database.unlink()
    parsed = cli.json("orders", "parse-address", MESSAGE)
    assert set(parsed) == PARSED
    assert (parsed["phone"], parsed["extension"]) == ("13800138000", "1234")
    assert (parsed["country"], parsed["district"]) == ("CN", "余杭区")
    assert parsed["ambiguous"] == parsed["more"] == []
    assert cli.json("orders", "parse-address", "-", stdin=MESSAGE) == parsed
    empty = cli.json("orders", "parse-address", "")
    assert (empty["name"], empty["city"], empty["rest"]) == ("", "", "")


def test_parse_address_for_people(cli: Cli) -> None:
    said = cli("orders", "parse-address", "李四，13900139000，朝阳区建国路1号").out
    assert "phone" in said
    assert "? 朝阳区: 北京市朝阳区 | 吉林省长春市朝阳区" in said


def test_edit_changes_what_is_said_and_nothing_else(cli: Cli) -> None:
    number = cli.order("--remark", "周末送")
    before = cli.show("orders", number)["receiver"]
    cli.done("orders", "edit", number, "--address", "广东省东莞市东城街道东城路1号")
    receiver = cli.show("orders", number)["receiver"]
    assert (receiver["city"], receiver["district"], receiver["street"]) == (
        "东莞市",
        "",
        "东城街道",
    )
    assert (receiver["name"], receiver["extension"]) == (before["name"], "1234")
    cli.done("orders", "edit", number, "--phone", "13900139000", "--name", "李四")
    order = cli.json("orders", "show", number, "--unmask")["items"][0]
    assert (order["receiver"]["name"], order["receiver"]["phone"]) == ("李四", "13900139000")
    assert order["receiver"]["extension"] == ""
    assert order["receiver"]["city"] == "东莞市"
    assert order["remark"] == "周末送"
    assert cli.json("orders", "list", "--search", "李四")["items"][0]["number"] == number
    cli.done("orders", "edit", number, "--remark", "今天就送")
    assert cli.show("orders", number)["remark"] == "今天就送"


def test_edit_needs_something_to_change(cli: Cli) -> None:
    assert cli.refused("orders", "edit", cli.order(), code=2)["code"] == "nothing_to_change"


def test_an_order_in_its_parcel_is_not_edited(cli: Cli) -> None:
    number, _parcel = cli.parcel()
    assert cli.not_done("orders", "edit", number, "--name", "李四") == "illegal_transition"
    assert cli.show("orders", number)["receiver"]["name"] == "张三"


def test_an_edit_to_an_ambiguous_place_changes_nothing(cli: Cli) -> None:
    number = cli.order()
    assert cli.not_done("orders", "edit", number, "--address", "朝阳区1号") == "ambiguous_address"
    assert cli.show("orders", number)["receiver"]["city"] == "杭州市"


def test_unknown_goods_are_named_once(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text(
        "订单号,收件人,手机号,收货地址,商家编码,数量,单价\n"
        "N1,张三,13800138000,浙江省杭州市余杭区文一西路969号,TS-RED-MM,1,39\n"
        "N2,李四,13900139000,浙江省杭州市余杭区文一西路969号,TS-RED-MM,2,39\n",
        encoding="utf-8",
    )
    cli.json("orders", "import", path)
    one, two = (item["number"] for item in cli.json("orders", "list")["items"])
    (line,) = cli.show("orders", one)["lines"]
    assert line["sku"] is None
    assert line["suggestions"][0]["sku"] == "TS-RED-M"
    assert "perhaps TS-RED-M" in cli("orders", "show", one).out
    assert cli.done("orders", "goods", one, "TS-RED-M") == "new"
    assert cli.show("orders", two)["status"] == "new"
    assert cli.not_done("orders", "goods", one, "TS-RED-M") == "no_unknown_line"


def test_orders_are_merged_and_split(cli: Cli) -> None:
    one, two = cli.order("--freight", "6"), cli.order(line="CUP-01:1")
    answer = cli.json("orders", "merge", one, two)
    assert answer == {"done": [{"number": one, "status": "new"}], "refused": []}
    assert cli.show("orders", two)["status"] == "cancelled"
    assert len(cli.show("orders", one)["lines"]) == 2
    (done,) = cli.json("orders", "split", one, "--line", "CUP-01:1")["done"]
    assert done["number"] not in (one, two)
    assert [line["sku"] for line in cli.show("orders", done["number"])["lines"]] == ["CUP-01"]
    assert cli.not_done("orders", "split", one, "--line", "CUP-01:1") == "no_such_line"
    assert cli.not_done("orders", "merge", one, two) == "too_late"
    assert cli.refused("orders", "merge", one, code=2)["code"] == "too_few_orders"


def test_whoever_takes_an_order_down_twice_is_told(cli: Cli) -> None:
    first = cli.order()
    number = cli.order()
    place = "浙江省杭州市余杭区文一西路969号"
    said = ("--name", "李四", "--phone", "13900139000", "--address", place, "--line", "CUP-01:1")
    one = cli.json("orders", "new", *said)
    two = cli("orders", "new", *said)
    assert one["same_as"] == []
    assert f"Perhaps a duplicate of {one['number']}" in two.err
    assert cli.show("orders", number)["status"] == cli.show("orders", first)["status"] == "new"


def test_freight_can_be_what_the_rate_card_says(cli: Cli) -> None:
    order = cli.json("orders", "new", *WHO, "--line", "TS-RED-M:2", "--freight", "auto")
    sku = cli.json("catalog", "show", "TS-RED-M")
    quoted = cli.json(
        "setup", "courier", "quote", "--province", "浙江省", "--city", "杭州市",
        "--weight", 2 * sku["weight_g"],
    )  # fmt: skip
    assert order["freight"] == quoted["items"][0]["price"]
    assert order["freight"]["amount"] != "0.00"


SEVERAL = """1. 张三 13800138000 浙江省杭州市余杭区文一西路969号
TS-RED-M*2
2. 李四 13900139000 广东省东莞市东城街道东城路1号 CUP-01×1
不要发顺丰"""


def test_each_receiver_of_a_message_gets_an_order(cli: Cli) -> None:
    assert cli.refused("orders", "new", "--paste", "-", stdin=SEVERAL)["code"] == (
        "several_receivers"
    )
    items = cli.json("orders", "new", "--paste", "-", "--each", stdin=SEVERAL)["items"]
    assert [
        (item["receiver"]["name"], item["lines"][0]["sku"], item["lines"][0]["quantity"])
        for item in items
    ] == [("张三", "TS-RED-M", 2), ("李四", "CUP-01", 1)]
    assert [item["remark"] for item in items] == ["", "不要发顺丰"]


def test_several_orders_are_taken_down_together_or_not_at_all(cli: Cli) -> None:
    broken = SEVERAL.replace("CUP-01", "XYZ-9")
    error = cli.refused("orders", "new", "--paste", "-", "--each", stdin=broken)
    assert error["code"] == "unknown_sku"
    assert cli.json("orders", "list")["items"] == []


def test_a_phone_tells_who_has_ordered_with_it(cli: Cli) -> None:
    cli.json("orders", "new", *WHO, "--line", "CUP-01:1", "--reseller", "amei")
    (known,) = cli.json("orders", "receivers", "1380013")["items"]
    assert (known["receiver"]["name"], known["reseller"]) == ("张三", "阿美")
    assert known["receiver"]["phone"] == "138****8000"
    (known,) = cli.json("orders", "receivers", "13800138000", "--unmask")["items"]
    assert known["receiver"]["phone"] == "13800138000"
    assert cli.json("orders", "receivers", "139")["items"] == []
    assert "Nobody has ordered with this phone." in cli("orders", "receivers", "13912345678").out


def test_goods_may_stand_in_the_line_of_the_receiver(cli: Cli) -> None:
    said = "李四 13900139000 广东省东莞市东城街道东城路1号 不要发顺丰 CUP-01×2"
    order = cli.json("orders", "new", "--paste", "-", stdin=said)
    assert [(line["sku"], line["quantity"]) for line in order["lines"]] == [("CUP-01", 2)]
    assert (order["receiver"]["name"], order["receiver"]["detail"]) == ("李四", "东城路1号")
    assert order["remark"] == "不要发顺丰"


def test_goods_and_sums_are_corrected(cli: Cli) -> None:
    number = cli.order("--freight", "6")
    cli.done(
        "orders", "edit", number, "--line", "TS-RED-M:1@20", "--line", "CUP-01:2@10",
        "--freight", "4", "--discount", "1.50",
    )  # fmt: skip
    order = cli.show("orders", number)
    assert [(line["sku"], line["quantity"]) for line in order["lines"]] == [
        ("TS-RED-M", 1),
        ("CUP-01", 2),
    ]
    assert order["total"]["amount"] == "42.50"
    assert order["events"][-1]["reason"] == "goods, freight, discount"
    assert cli.not_done("orders", "edit", number, "--line", "NOTHING:1") == "unknown_sku"


def test_an_order_gets_another_reseller(cli: Cli) -> None:
    number = cli.order()
    cli.json("setup", "partner", "add", "--kind", "reseller", "--name", "小山")
    assert cli.done("orders", "edit", number, "--reseller", "小山") == "new"
    assert cli.show("orders", number)["reseller"] == "小山"
    assert cli.done("orders", "edit", number, "--reseller", "") == "new"
    assert cli.show("orders", number)["reseller"] == ""
    assert cli.not_done("orders", "edit", number, "--reseller", "谁") == "unknown_reseller"
