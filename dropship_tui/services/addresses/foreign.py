"""Addresses abroad: pasted in Latin letters, the country last, or in the columns of a file.

Only the common layouts are told apart (the table below). What does not fit stays in `detail`,
where the courier's form takes it. Nothing is looked up: city and province are the sender's words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dropship_tui.models.address import CHINA, UNKNOWN, ParsedAddress, Receiver
from dropship_tui.models.text import clean
from dropship_tui.services.addresses import countries, layouts, phones
from dropship_tui.services.addresses.characters import matching, narrow
from dropship_tui.services.addresses.phones import Phone
from dropship_tui.services.addresses.vocabulary import Label

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

__all__ = ["cell", "country_named", "parse", "phone_abroad", "receiver"]


@dataclass(frozen=True, slots=True)
class Country:
    """How a country is called, what its postcodes look like, and whether it writes its states."""

    code: str
    names: str
    postcode: str
    states: bool = False


_FIVE = r"\d{5}"
_FOUR = r"\d{4}"
_ZIP = r"\d{5}(?:-\d{4})?"
_BRITISH = r"[A-Z]{1,2}\d[\dA-Z]? ?\d[A-Z]{2}"
_COUNTRIES = (
    Country("CN", "china|p.r. china|p.r.china|prc|pr china", r"\d{6}", states=True),
    Country("US", "usa|u.s.a.|us|united states|united states of america|美国", _ZIP, states=True),
    Country("CA", "canada|加拿大", r"[A-Z]\d[A-Z] ?\d[A-Z]\d", states=True),
    Country("AU", "australia|澳大利亚|澳洲", _FOUR, states=True),
    Country("GB", "united kingdom|uk|u.k.|great britain|england|scotland|wales|英国", _BRITISH),
    Country("IE", "ireland|爱尔兰", r"[A-Z]\d[\dW] ?[A-Z\d]{4}"),
    Country("NZ", "new zealand|新西兰", _FOUR),
    Country("SG", "singapore|rep. of singapore|新加坡", r"\d{6}"),
    Country("MY", "malaysia|马来西亚", _FIVE),
    Country("TH", "thailand|泰国", _FIVE),
    Country("VN", "vietnam|viet nam|越南", r"\d{5,6}"),
    Country("PH", "philippines|菲律宾", _FOUR),
    Country("ID", "indonesia|印度尼西亚|印尼", _FIVE),
    Country("IN", "india|印度", r"\d{3} ?\d{3}"),
    Country("JP", "japan|日本", r"\d{3}-?\d{4}"),
    Country("KR", "south korea|korea|republic of korea|韩国", _FIVE),
    Country("DE", "germany|deutschland|德国", _FIVE),
    Country("FR", "france|法国", _FIVE),
    Country("ES", "spain|españa|西班牙", _FIVE),
    Country("IT", "italy|italia|意大利", _FIVE),
    Country("NL", "netherlands|the netherlands|nederland|荷兰", r"\d{4} ?[A-Z]{2}"),
    Country("BE", "belgium|belgique|比利时", _FOUR),
    Country("CH", "switzerland|schweiz|suisse|瑞士", _FOUR),
    Country("AT", "austria|österreich|奥地利", _FOUR),
    Country("PL", "poland|polska|波兰", r"\d{2}-\d{3}"),
    Country("SE", "sweden|sverige|瑞典", r"\d{3} ?\d{2}"),
    Country("NO", "norway|norge|挪威", _FOUR),
    Country("DK", "denmark|danmark|丹麦", _FOUR),
    Country("FI", "finland|suomi|芬兰", _FIVE),
    Country("PT", "portugal|葡萄牙", r"\d{4}-\d{3}"),
    Country("RU", "russia|russian federation|俄罗斯", r"\d{6}"),
    Country("BR", "brazil|brasil|巴西", r"\d{5}-?\d{3}", states=True),
    Country("MX", "mexico|méxico|墨西哥", _FIVE),
    Country("HK", "hong kong|hongkong|hong kong sar", r"(?!)"),
    Country("MO", "macau|macao", r"(?!)"),
    Country("TW", "taiwan", r"\d{3}(?:\d{2,3})?"),
    Country("AE", "united arab emirates|uae|阿联酋", r"(?!)"),
)  # fmt: skip
_BY_CODE = {country.code: country for country in _COUNTRIES}
_BY_NAME = {name: country for country in _COUNTRIES for name in country.names.split("|")}
_LONGEST_STATE = 3
_BRITISH_LAST = re.compile(rf"(?<![\w-]){_BRITISH}$")
_CITY_AND_STATE = re.compile(r"(?:(?P<city>.*?)[ ,-]+)?(?P<state>[A-Z]{2,3})")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")
_PARTS = re.compile(r"[,;\n|\x1e\x1f]+")
_FIELD = re.compile(
    r"(?:(?P<city>city|town)|(?P<province>state|province|county)|country|street|line"
    r"|(?P<postcode>post ?code|postal code|zip(?: code)?)) ?\d? ?: *",
    re.IGNORECASE,
)
_LABELLED = {Label.NAME: "name", Label.POSTCODE: "postcode"}
_POSTAL = ("postcode", "province", "city")
_TAIL = re.compile(r"(?<=\d)\.0$")
"""What a spreadsheet leaves behind that took a postcode or a phone for a number."""
_DIALLED = re.compile(r"[\d ().-]{7,20}")
_HAN = re.compile("[\u4e00-\u9fff]")
_LATIN = re.compile(r"[^\W\d_]")
_PERSON = re.compile(
    r"(?!(?:flat|unit|room|rm|apt|suite|block|blk|floor|villa|building|bldg|tower|shop)\b)"
    r"[^\W\d_][^\W\d_.'-]*\.?(?:[ '-][^\W\d_.'-]+\.?){1,4}",
    re.IGNORECASE,
)


def country_named(text: str) -> str:
    """The code of the country that a Chinese address begins with (美国加州…), else ""."""
    found = re.match(r"\W*(?:收?件?地址)?(" + "|".join(filter(_HAN.match, _BY_NAME)) + ")", text)
    return _BY_NAME[found[1]].code if found else ""


def receiver(
    *,
    name: str = "",
    phone: str = "",
    country: str,
    province: str = "",
    city: str = "",
    district: str = "",
    street: str = "",
    address: str = "",
    postcode: str = "",
) -> Receiver:
    """The receiver abroad that a file's cells describe: every value stays in its column.

    Only the phone is brought to a form, E.164 with its extension apart. Where the file does not
    name the country, the phone's `+` may.
    """
    number = phone_abroad(phone, country)
    if country == UNKNOWN:
        country = _country_of(number)
    return Receiver(
        name=clean(name, limit=100),
        phone=number.phone,
        extension=number.extension,
        country=country,
        province=clean(province),
        city=clean(city),
        district=clean(district),
        street=clean(street),
        detail=clean(address),
        postcode=_with_zeros(_TAIL.sub("", clean(postcode, limit=20).lstrip("'")), country),
    )


def _with_zeros(postcode: str, country: str) -> str:
    """A postcode with the zeros that it begins with: 2139, once a number in a sheet, is 02139."""
    shape = next((known.postcode for known in _COUNTRIES if known.code == country), "")
    if not shape or not postcode.isdecimal() or re.fullmatch(shape, postcode):
        return postcode
    longer = (postcode.zfill(len(postcode) + zeros) for zeros in (1, 2))
    return next((code for code in longer if re.fullmatch(shape, code)), postcode)


def phone_abroad(text: str, country: str) -> Phone:
    """The number in a cell as E.164, read as it is dialled in `country`; else as it stands."""
    shown = _TAIL.sub("", clean(text, limit=100).strip("'\"` "))
    number = None if phones.is_masked(shown) else _possible(shown, country)
    if number is None:
        return Phone(shown)
    import phonenumbers

    normal = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return Phone(normal, number.extension or "", phonenumbers.is_valid_number(number))


def _country_of(phone: Phone) -> str:
    import phonenumbers

    number = _possible(phone.phone, UNKNOWN)
    return (phonenumbers.region_code_for_number(number) if number else None) or UNKNOWN


def _possible(text: str, country: str) -> PhoneNumber | None:
    """The number that the text is, if the plan of its country has such numbers."""
    import phonenumbers  # 20 ms, and most files never need it

    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_possible_number(number) else None


def cell(text: str) -> Receiver | None:
    """Where a cell says that somebody lives abroad; None when it does not, or not clearly."""
    if "," not in text or _HAN.search(text):
        return None
    shown = narrow(clean(text))
    parsed = parse(shown, matching(shown), {}, Phone(""), with_name=False)
    return parsed.receiver if parsed and parsed.receiver.country != CHINA else None


def parse(
    shown: str, text: str, labels: dict[int, Label], phone: Phone, *, with_name: bool = True
) -> ParsedAddress | None:
    """An address in Latin letters, or None when `text` is not one. `shown` is `text` as typed.

    `with_name`: a person may stand first.
    """
    if len(_HAN.findall(text)) * 3 > len(_LATIN.findall(text)):
        return None
    mails = [match.span() for match in _MAIL.finditer(text)]
    for start, end in mails:
        text = text[:start] + "\x1f" * (end - start) + text[end:]
    parts, told = _parts(shown, text, labels)
    country = _country(parts, phone)
    if country is None or not parts:
        return None
    phone = phone if phone.phone else _local_phone(parts, country)
    beyond: list[str] = []
    if told.keys() & {"city", "postcode"}:
        postcode, province, city = (told.get(field, "") for field in _POSTAL)
    else:
        postcode, province, city, beyond = _postal(parts, country)
    name = told.get("name", "")
    if not name and with_name and len(parts) > 1 and _PERSON.fullmatch(parts[0]):
        name = parts.pop(0)
    receiver = Receiver(
        name=clean(name, limit=60), phone=phone.phone, extension=phone.extension,
        country=country.code, province=province, city=city,
        detail=clean(", ".join(parts)), postcode=postcode,
    )  # fmt: skip
    missing = {
        "no_name": not name,
        "no_phone": not phone.phone,
        "no_place": not city,
        "no_detail": not receiver.detail,
    }
    doubts = tuple(code for code, missed in missing.items() if missed)
    return ParsedAddress(
        receiver,
        rest=clean(" ".join([*beyond, *(shown[start:end] for start, end in mails)])),
        confidence=round(0.9 - 0.15 * len(doubts) - 0.15 * (not postcode), 2),
        doubts=doubts,
    )


def _parts(shown: str, text: str, labels: dict[int, Label]) -> tuple[list[str], dict[str, str]]:
    """The lines and comma-separated parts of the address, and the fields that a label tells."""
    parts: list[str] = []
    told: dict[str, str] = {}
    start = 0
    for match in [*_PARTS.finditer(text), None]:
        end = match.start() if match else len(text)
        part = shown[start:end].strip(" .:-()")
        named = next((_LABELLED.get(labels[at]) for at in range(start, end) if at in labels), None)
        if field := _FIELD.match(part):
            part, named = part[field.end() :], field.lastgroup
        if part and named:
            told.setdefault(named, part)
        elif part:
            parts.append(part)
        start = match.end() if match else end
    return parts, told


def _country(parts: list[str], phone: Phone) -> Country | None:
    """The country that is written last, else the one that the phone belongs to."""
    for index in reversed(range(len(parts))):
        country = _BY_NAME.get(parts[index].casefold())
        if country is not None:
            if index > 0:
                parts.pop(index)
            return country
    if len(parts) > 2 and (code := _written_out(parts[-1])):
        parts.pop()
        return Country(code, "", r"\d{4,6}(?:-\d{3,4})?")
    if phone.phone.startswith("+"):
        import phonenumbers  # 20 ms, and most pastes never need it

        region = phonenumbers.region_code_for_number(phonenumbers.parse(phone.phone))
        return _BY_CODE.get(region or "")
    for country in _COUNTRIES:
        if country.states and any(_state_and_code(part, country) for part in parts[1:]):
            return country
    british = len(parts) > 2 and _BRITISH_LAST.search(parts[-1])  # no other code is like theirs
    return _BY_CODE["GB"] if british else None


def _written_out(part: str) -> str:
    """The code of a country that is none of the table's, by its name; "" if it is no country."""
    return countries.code_of(part) if len(part) > _LONGEST_STATE else ""


def _state_and_code(part: str, country: Country) -> bool:
    return bool(re.fullmatch(rf"(?:.* )?[A-Z]{{2}} {country.postcode}", part))


def _local_phone(parts: list[str], country: Country) -> Phone:
    """A number of `country` that is a part by itself, without + and the country's code."""
    for part in parts[1:]:
        if _DIALLED.fullmatch(part):
            phone = phones.local(part, country.code)
            if phone.valid:
                parts.remove(part)
                return phone
    return Phone("")


def _postal(parts: list[str], country: Country) -> tuple[str, str, str, list[str]]:
    """Postcode, province and city, taken off the end of `parts`, and the parts beyond them."""
    pattern = re.compile(rf"(?<![\w-])(?:[A-Z]{{1,2}}-)?({country.postcode})(?![\w-])")
    for index in reversed(range(len(parts))):
        found = list(pattern.finditer(parts[index]))
        if not found or (index == 0 and len(parts) > 1):
            continue
        code = found[-1]
        left = (parts[index][: code.start()] + parts[index][code.end() :]).strip(" ,.-")
        beyond = parts[index + 1 :]
        del parts[index:]
        province, city = _split_state(left) if country.states else ("", left)
        if not city and len(parts) > 1:
            city = parts.pop()
            both = _CITY_AND_STATE.fullmatch(city) if country.states and not province else None
            if both and both["city"]:
                province, city = both["state"], both["city"]
        elif _is_state(city, parts, country, leads=code.start() > 0):
            province, city = city, parts.pop()
        return code[1], province, city, beyond
    if len(parts) > 2 and layouts.is_area(country.code, parts[-1]):  # Dubai, without postcodes
        return "", "", parts.pop(), []
    return "", "", "", []


def _is_state(word: str, parts: list[str], country: Country, *, leads: bool) -> bool:
    """Whether `word` before the postcode is a state, and its city the part before: Medellín,
    Antioquia 050021."""
    known = not country.states and leads and layouts.is_area(country.code, word)
    return known and len(parts) > 2 and not any(map(str.isdigit, parts[-1]))


def _split_state(text: str) -> tuple[str, str]:
    """ "Sydney NSW" and "São Paulo - SP" as (NSW, Sydney), "IL" and "Illinois" as the state."""
    found = _CITY_AND_STATE.fullmatch(text)
    return (found["state"], found["city"] or "") if found else (text, "")
