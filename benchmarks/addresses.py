"""How well pasted addresses are split: ours, and other libraries where they can be imported.

    python benchmarks/addresses.py [FILE …]

Without files: the labelled strings of tests/addresses. The others (jionlp, cpca, addressparser)
are not dependencies; whoever wants the comparison installs them. They read places only, so they
are compared on province, city and district; names, phones and the rest are ours alone.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dropship_tui.models.address import Place
from dropship_tui.services.addresses import address

FOLDER = Path(__file__).parent.parent / "tests" / "addresses"
FILES = tuple(FOLDER / f"addresses{kind}.json" for kind in ("", "_held_out", "_chat"))
FIELDS = (
    "name", "phone", "extension", "country", "province", "city", "district", "street", "detail",
    "postcode", "rest",
)  # fmt: skip
MUNICIPALITIES = ("北京市", "天津市", "上海市", "重庆市")
Case = dict[str, Any]
Reader = Callable[[str], Place]


def wanted(case: Case) -> dict[str, str]:
    return {field: case.get(field, "CN" if field == "country" else "") for field in FIELDS}


def as_contract(province: str | None, city: str | None, district: str | None) -> Place:
    """A peer's answer in our convention, to its advantage where conventions differ."""
    province, city, district = province or "", city or "", district or ""
    if province in MUNICIPALITIES:
        city = province
    elif not city or "直辖" in city:
        city, district = district, ""
    return province, city, district


def jionlp() -> Reader:
    library = importlib.import_module("jionlp")

    def read(text: str) -> Place:
        answer = library.parse_location(text, town_village=True, change2new=True)
        return as_contract(answer["province"], answer["city"], answer["county"])

    return read


def data_frame(name: str) -> Callable[[], Reader]:
    def load() -> Reader:
        library = importlib.import_module(name)

        def read(text: str) -> Place:
            row = library.transform([text]).fillna("").iloc[0]
            return as_contract(row["省"], row["市"], row["区"])

        return read

    return load


PEERS = {"jionlp": jionlp, "cpca": data_frame("cpca"), "addressparser": data_frame("addressparser")}


def ours(text: str) -> Place:
    return address.parse(text).receiver.place


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
    print(f"  every field        {right / total:7.2%}  ({right} of {total})")
    print(f"  fields with a value{given_right / given:7.2%}  ({given_right} of {given})")
    print(f"  whole strings      {whole / len(cases):7.2%}  ({whole} of {len(cases)})")


def measure_places(name: str, read: Reader, cases: list[Case]) -> None:
    """Province, city and district of the first receiver, for anybody."""
    began = time.perf_counter()
    places = [read(case["text"]) for case in cases]
    each = (time.perf_counter() - began) / len(cases) * 1000
    labels = [tuple(wanted(case)[field] for field in FIELDS[4:7]) for case in cases]
    hits = sum(a == b for place, label in zip(places, labels, strict=True)
               for a, b in zip(place, label, strict=True))  # fmt: skip
    whole = sum(place == label for place, label in zip(places, labels, strict=True))
    print(f"  {name:14} fields {hits / len(cases) / 3:7.2%}  strings {whole / len(cases):7.2%}"
          f"  {each:6.2f} ms each")  # fmt: skip


def main() -> None:
    for path in [Path(name) for name in sys.argv[1:]] or FILES:
        cases = json.loads(path.read_text(encoding="utf-8"))
        print(f"{path.name}: {len(cases)} strings")
        measure_fields(cases)
        print("province, city, district of mainland strings:")
        mainland = [case for case in cases if "country" not in case]
        ours(mainland[0]["text"])  # the data are read by the first call
        measure_places("ours", ours, mainland)
        for name, load in PEERS.items():
            try:
                read = load()
            except ImportError:
                print(f"  {name:14} skipped: not installed")
            else:
                read(mainland[0]["text"])
                measure_places(name, read, mainland)


if __name__ == "__main__":
    main()
