"""How well pasted addresses are split: ours, and other libraries where they can be imported.

    python benchmarks/addresses.py [FILE …]

Without files: the labelled strings of tests/addresses. The others (jionlp, cpca, addressparser)
are not dependencies; whoever wants the comparison installs them (addressparser needs six, and does
not say so). Each is asked only for the fields that it claims to give, and only where conventions
cannot differ: on strings whose first receiver lives in a mainland division of today. Names,
extensions, details and the rest are ours alone.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dropship_tui.models.address import CHINA
from dropship_tui.services.addresses import address
from dropship_tui.services.addresses.divisions import gazetteer

FOLDER = Path(__file__).parent.parent / "tests" / "addresses"
FILES = tuple(FOLDER / f"addresses{kind}.json" for kind in ("", "_held_out", "_chat", "_later"))
FIELDS = (
    "name", "phone", "extension", "country", "province", "city", "district", "street", "detail",
    "postcode", "rest",
)  # fmt: skip
PLACE = ("province", "city", "district")
MUNICIPALITIES = ("北京市", "天津市", "上海市", "重庆市")
Case = dict[str, Any]
Answer = dict[str, str]
Reader = Callable[[str], Answer]


def wanted(case: Case) -> Answer:
    return {field: case.get(field, CHINA if field == "country" else "") for field in FIELDS}


def as_contract(province: str | None, city: str | None, district: str | None) -> Answer:
    """A peer's answer in our convention, to its advantage where conventions differ."""
    province, city, district = province or "", city or "", district or ""
    if province in MUNICIPALITIES:
        city = province
    elif not city or "直辖" in city:
        city, district = district, ""
    return dict(zip(PLACE, (province, city, district), strict=True))


def jionlp() -> Reader:
    library = importlib.import_module("jionlp")

    def read(text: str) -> Answer:
        place = library.parse_location(text, town_village=True, change2new=True)
        answer = as_contract(place["province"], place["city"], place["county"])
        numbers = library.extract_phone_number(text)
        return {**answer, "street": place["town"] or "", "phone": numbers[0] if numbers else ""}

    return read


def data_frame(name: str) -> Callable[[], Reader]:
    def load() -> Reader:
        library = importlib.import_module(name)

        def read(text: str) -> Answer:
            row = library.transform([text]).fillna("").iloc[0]
            return as_contract(row["省"], row["市"], row["区"])

        return read

    return load


PEERS = {"jionlp": jionlp, "cpca": data_frame("cpca"), "addressparser": data_frame("addressparser")}


def ours(text: str) -> Answer:
    receiver = address.parse(text).receiver.as_dict()
    return {field: receiver[field] for field in (*PLACE, "street", "phone")}


def measure_fields(cases: list[Case]) -> None:
    """Our figures over every field and every receiver of a string."""
    right = total = given = given_right = whole = 0
    for case in cases:
        parsed = address.parse(case["text"])
        receivers = [case, *case.get("more", [])]
        answers = [part.as_dict() for part in (parsed, *parsed.more)]
        good = len(answers) == len(receivers)
        for index, receiver in enumerate(receivers):
            answer = answers[index] if index < len(answers) else {}
            for field, value in wanted(receiver).items():
                hit = answer.get(field) == value
                good = good and hit
                total += 1
                right += hit
                if value or answer.get(field):
                    given += 1
                    given_right += hit
        whole += good
    print(f"  every field         {right / total:7.2%}  ({right} of {total})")
    print(f"  fields with a value {given_right / given:7.2%}  ({given_right} of {given})")
    print(f"  whole strings       {whole / len(cases):7.2%}  ({whole} of {len(cases)})")


def comparable(cases: list[Case]) -> list[Case]:
    """The strings whose first receiver lives in a mainland division of today."""
    today = {d.place for d in gazetteer().divisions() if not d.former and d.parent is not None}
    return [case for case in cases if tuple(wanted(case)[field] for field in PLACE) in today]


def digits(phone: str) -> str:
    """The digits that are dialled within the country, however they are written."""
    return "".join(filter(str.isdigit, phone.removeprefix("+86").removeprefix("86-")))


def same(field: str, answer: str, label: str) -> bool:
    return digits(answer) == digits(label) if field == "phone" else answer == label


def measure(name: str, read: Reader, cases: list[Case]) -> None:
    """One reader's share of right values, by field, and of strings with the place right."""
    read(cases[0]["text"])  # the data are read by the first call
    began = time.perf_counter()
    answers = [read(case["text"]) for case in cases]
    each = (time.perf_counter() - began) / len(cases) * 1000
    labels = [wanted(case) for case in cases]
    pairs = list(zip(answers, labels, strict=True))
    shares = []
    for field in (*PLACE, "street", "phone"):
        claimed = field in answers[0]
        hits = sum(same(field, answer[field], label[field]) for answer, label in pairs if claimed)
        shares.append(f"{hits / len(cases):6.1%}" if claimed else "     -")
    whole = sum(all(answer[field] == label[field] for field in PLACE) for answer, label in pairs)
    print(f"  {name:14}{' '.join(shares)}  {whole / len(cases):6.1%}  {each:5.2f} ms")


def main() -> None:
    for path in [Path(name) for name in sys.argv[1:]] or FILES:
        cases = json.loads(path.read_text(encoding="utf-8"))
        print(f"{path.name}: {len(cases)} strings")
        measure_fields(cases)
        alike = comparable(cases)
        print(f"{len(alike)} of them: province, city, district, town, phone | whole place | each")
        measure("ours", ours, alike)
        for name, load in PEERS.items():
            try:
                read = load()
            except ImportError as error:
                print(f"  {name:14}skipped: {error}")
            else:
                measure(name, read, alike)


if __name__ == "__main__":
    main()
