"""Write data/countries.json: the names by which order files call the countries of the world.

Source: the territory names of Unicode CLDR (Unicode licence) that the package babel (BSD, a
development dependency) carries, in the languages of the platforms whose files we read. Run
`python scripts/make_countries.py` after updating that package; the result is the same for the
same version.
"""

from __future__ import annotations

import json
import re
from importlib.metadata import version
from pathlib import Path

from babel import Locale
from babel.core import get_global

from dropship_tui.models.text import fold

LANGUAGES = ("en", "zh", "zh_Hant", "de", "fr", "es", "it", "pt", "nl", "pl", "ja", "id", "th")
TARGET = Path(__file__).parent.parent / "data" / "countries.json"
NO_COUNTRIES = {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}
"""Unions of countries, and what CLDR tests itself with."""

ALSO = {
    "AE": ["UAE", "阿联酋"],
    "CD": ["Congo, Democratic Republic of the"],
    "CN": ["中华人民共和国", "大陆", "中国大陆", "内地", "P.R. China", "PRC", "Mainland China"],
    "CZ": ["Czech Republic"],
    "GB": ["UK", "U.K.", "Great Britain", "England", "Scotland", "Wales", "Northern Ireland"],
    "HK": ["Hong Kong", "Hongkong", "香港", "中国香港", "Hong Kong SAR"],
    "IE": ["Republic of Ireland"],
    "IR": ["Iran, Islamic Republic of"],
    "KR": ["Korea", "Korea, Republic of", "Republic of Korea", "Korea, South"],
    "LA": ["Lao People's Democratic Republic"],
    "MD": ["Moldova, Republic of"],
    "MK": ["Macedonia"],
    "MO": ["Macau", "Macao", "澳门", "中国澳门"],
    "NL": ["The Netherlands", "Holland"],
    "RU": ["Russian Federation"],
    "TR": ["Turkey"],
    "TW": ["Taiwan", "台湾", "中国台湾", "Taiwan, Province of China"],
    "TZ": ["Tanzania, United Republic of"],
    "US": ["United States of America", "U.S.A.", "U.S."],
    "VA": ["Holy See"],
    "VE": ["Venezuela, Bolivarian Republic of"],
    "VN": ["Viet Nam"],
}
"""What platforms and the ISO standard say beside what CLDR says."""


def names() -> dict[str, list[str]]:
    """For each ISO code all the names that mean this country, folded for comparing."""
    languages = [Locale.parse(name).territories for name in LANGUAGES]
    codes = sorted(str(code) for code in languages[0])
    found = {code: [code] for code in codes if re.fullmatch("[A-Z]{2}", code)}
    for code in found.keys() & NO_COUNTRIES:
        del found[code]
    for alias, (code, *others) in get_global("territory_aliases").items():
        if code in found and not others and re.fullmatch("[A-Z]{3}", alias):
            found[code].append(alias)
    for code, listed in found.items():
        listed += (str(language[code]) for language in languages if code in language)
        listed += ALSO.get(code, [])
    return {code: list(dict.fromkeys(map(fold, found[code]))) for code in found}


def main() -> None:
    """Write the file."""
    content = {"source": f"Unicode CLDR in babel {version('babel')}", "names": names()}
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    TARGET.write_text(text.replace("],", "],\n") + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
