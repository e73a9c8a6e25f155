"""What the head of a statement says of it: its title, its day, who put it out, whether it is a translation."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re

from comity.days import Day
from comity.errors import AmbiguousName, BadDay, ComityError
from comity.sources.documents import Document

__all__ = ["party_of", "with_header"]

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_MONTH = "|".join([*_MONTHS, *(f"{name[:3]}\\.?" for name in _MONTHS)])
_WEEKDAY = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,? )?"
_LABEL = r"(?:(?:Publication date|Published|Date|Dated|Released|Issued|Posted|Updated)(?: on| at)?:? *)?"
_TIME = r"(?:[,T ]*\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?: ?[ap]\.?m\.?)?(?: ?[A-Z]{2,4})?Z?)?"
_DATE = re.compile(
    rf"^\W*(?:[A-Z][\w .’'-]{{2,30}}, )?{_LABEL}{_WEEKDAY}"
    rf"(?:(?P<d>\d{{1,2}})(?:st|nd|rd|th)? (?P<m>{_MONTH}),? (?P<y>\d{{4}})"
    rf"|(?P<m2>{_MONTH}) (?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y2>\d{{4}})"
    rf"|(?P<iso>\d{{4}}-\d\d-\d\d)){_TIME}\W*$",
    re.IGNORECASE,
)
_TRANSLATED = re.compile(
    r"\b(?:un)?official translation\b|\btranslated from\b|\btranslation (?:of|from|by)\b|\bcourtesy translation\b"
    r"|^\W*translation\W*$",
    re.IGNORECASE,
)
_RELEASE = re.compile(
    r"^\W*(?:press release|press statement|statement|joint statement|communiqu[eé]|joint communiqu[eé]|news release"
    r"|for immediate release|press briefing|media note|note verbale|declaration)\b[^.]{0,40}$",
    re.IGNORECASE,
)
_PUBLISHER = re.compile(
    r"\b(?:Ministry|Department|Office|Secretariat|Bureau|Embassy|Legation|Government|Presidency|Council|Cabinet|Chancellery"
    r"|Parliament|Assembly|Mission|Delegation|Consulate|President|Prime Minister|Minister|King|Queen|Chancellor) "
    r"(?:of|for|to)\b|\b(?:Permanent Mission|Royal Court|Royal Palace)\b"
    r"|\b(?:Foreign|External|State|Prime Minister's|President's|Presidential|Chancellor's) "
    r"(?:Ministry|Office|Affairs|Department|Palace|Administration|Secretariat)\b|\bMFA\b|\bMoFA\b"
    r"|\b(?:Transitional|Provisional) Council\b"
    r"|\b(?:Government|Presidency|Embassy|Parliament)$|\bGovernment Offices\b",
)
_SEATS = {
    "department of state": "USA", "state department": "USA", "white house": "USA", "downing street": "GBR",
    "foreign and commonwealth office": "GBR", "foreign, commonwealth": "GBR", "elysée": "FRA", "élysée": "FRA",
    "elysee": "FRA", "quai d'orsay": "FRA", "federal foreign office": "DEU", "auswärtiges amt": "DEU",
    "global affairs canada": "CAN", "itamaraty": "BRA", "farnesina": "ITA", "kremlin": "RUS", "holy see": "VAT",
}  # fmt: skip
"""Offices whose name, without a country's, is enough."""
LINES = 12
"""Lines at the head that are looked at."""


def with_header(document: Document) -> Document:
    """The document with the fields that its own head gives and that nobody gave before."""
    found: dict[str, object] = {}
    for number, line in enumerate(_head(document.text)):
        if not line:
            continue
        if "published" not in found and document.published is None and (day := _day(line)):
            found["published"] = day
        elif len(line) <= 200 and _TRANSLATED.search(line):
            found["translated"] = True
        elif len(line) <= 120 and _RELEASE.match(line):
            if " of " in line or " on " in line:
                found.setdefault("title", line)
        elif (
            not document.publisher
            and "publisher" not in found
            and len(line) <= 120
            and not line.endswith(".")
            and _PUBLISHER.search(line)
        ):
            found["publisher"] = line
        elif not document.title and "title" not in found and number <= 6 and _is_title(line):
            found["title"] = line
        elif len(line) > 200 or line.endswith("."):
            break
    if document.title:
        found.pop("title", None)
    if document.translated:
        found.pop("translated", None)
    out = dataclasses.replace(document, **found) if found else document  # type: ignore[arg-type]
    if out.publisher and not out.publisher_is_party and (party := party_of(out.publisher, out.published)):
        out = dataclasses.replace(out, publisher_is_party=party)
    return out


def party_of(publisher: str, published: Day | None = None) -> str:
    """Code of the party that a publisher's name says it is an office of; "" for a newspaper, or none.

    ``published`` tells apart parties that bore one name in different years; without it the name is today's.
    """
    from comity.polities import registry

    parties = registry()
    on = published.earliest if published else dt.datetime.now(dt.UTC).date()
    office = _PUBLISHER.search(publisher)
    if not office:
        name = publisher.strip().removeprefix("The ").removeprefix("the ")
        try:
            return parties.polity_of(parties.resolve(name, on, codes=False)) if name else ""
        except ComityError:
            return _seat(publisher)
    words = re.findall(r"[\w.’'-]+", publisher)
    for size in range(min(8, len(words)), 0, -1):
        for start in range(len(words) - size + 1):
            name = " ".join(words[start : start + size]).rstrip(".,")
            if not name[0].isupper() or (
                size == 1 and name in ("State", "Foreign", "Ministry", "Office", "Government")
            ):
                continue
            try:
                return parties.polity_of(parties.resolve(name, on, codes=False))
            except AmbiguousName as found:
                known = [code for code in found.candidates if parties.get(code)]
                if len(known) == 1:
                    return parties.polity_of(known[0])  # "Georgia": no province has a foreign ministry
            except ComityError:
                continue
    return _seat(publisher)


def _seat(publisher: str) -> str:
    lower = publisher.lower().replace("’", "'")
    return next((code for seat, code in _SEATS.items() if seat in lower), "")


def _head(text: str) -> list[str]:
    return [line.strip(" \t#*_\ufeff") for line in text[:4000].splitlines()[:LINES]]


def _is_title(line: str) -> bool:
    words = line.split()
    return 3 <= len(words) <= 40 and len(line) <= 250 and line[0].isupper() and not line.endswith((".", ",", ";", ":"))


def _day(line: str) -> Day | None:
    found = _DATE.match(line) if len(line) <= 100 else None
    if not found:
        return None
    if found["iso"]:
        text = found["iso"]
    else:
        month = (found["m"] or found["m2"])[:3].title()
        number = next(n for n, name in enumerate(_MONTHS, 1) if name.startswith(month))
        text = f"{found['y'] or found['y2']}-{number:02d}-{int(found['d'] or found['d2']):02d}"
    try:
        return Day.parse(text)
    except BadDay:
        return None
