"""Principal officers and chiefs of mission: appointments, credentials and ends of mission become claims.

Source: Office of the Historian, U.S. Department of State, *Principal Officers and Chiefs of Mission*, data at
github.com/HistoryAtState/pocom: one XML file a country, one ``chief`` a term of office. A chargé d'affaires ad interim
presents no credentials; only his being there is recorded, and makes no claim.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from comity.claims import Claim
from comity.days import Day
from comity.errors import BadDay, ComityError
from comity.polities import registry
from comity.sources.documents import Document

__all__ = ["FOLDER", "read_chiefs"]

FOLDER = "missions-countries"
"""Where a release has the missions."""

READER = "pocom 1"

_CHIEF = re.compile(r"<chief>.*?</chief>", re.DOTALL)
_FIELD = {
    name: re.compile(rf"<{name}>\s*([^<]*?)\s*</{name}>", re.DOTALL)
    for name in ("person-id", "role-title-id", "contemporary-territory-id")
}
_TERM = re.compile(
    r"<(?P<term>appointed|started|ended)>\s*<date>\s*(?P<date>[^<]*?)\s*</date>\s*"
    r"(?:<note>(?P<note>[^<]*)</note>)?",
    re.DOTALL,
)
_KINDS = {"appointed": "appoint-envoy", "started": "present-credentials", "ended": "recall-envoy"}
_LEVELS = (
    ("ambassador", "embassy"),
    ("consul", "consulate"),
    ("minister", "legation"),
    ("envoy", "legation"),
    ("charge", "legation"),
)


def read_chiefs(document: Document) -> Iterator[Claim]:
    """The claims of one country's file in the order of its text, each with the term that it was read from.

    The end of a mission is a ``recall-envoy`` of mode implied: the file says that it ended, and how in words that are
    kept as the note.
    """
    for chief in _CHIEF.finditer(document.text):
        said = {name: found[1] if (found := pattern.search(chief[0])) else "" for name, pattern in _FIELD.items()}
        role = said["role-title-id"]
        if "interim" in role or not said["contemporary-territory-id"]:
            continue
        level = next((level for word, level in _LEVELS if word in role), "")
        for term in _TERM.finditer(document.text, chief.start(), chief.end()):
            day = _day(term["date"])
            if day is None:
                continue
            where = _territory(said["contemporary-territory-id"], day)
            yield Claim(
                kind=_KINDS[term["term"]],
                sender="USA",
                sender_name="United States",
                receiver=where[0],
                receiver_name=where[1],
                happened=day,
                document=document.id,
                start=term.start(),
                end=term.end(),
                mode="implied" if term["term"] == "ended" else "declared",
                level=level,
                evidence=term[0],
                reader=READER,
                note=_note(said["person-id"], role, " ".join((term["note"] or "").split())),
                document_name=document.name,
            )


def _day(text: str) -> Day | None:
    try:
        return Day.parse(text) if text else None
    except BadDay:
        return None


def _territory(slug: str, day: Day) -> tuple[str, str]:
    """Code and name of a territory; "kingdom-of-two-sicilies-1861" is the Two Sicilies."""
    words = re.sub(r"-\d{4}$", "", slug).replace("-", " ")
    for name in (words, words.removeprefix("kingdom of ").removeprefix("republic of ")):
        try:
            code = registry().resolve(name, on=day, codes=False)
        except ComityError:
            continue
        return code, registry().label(registry().polity_of(code))
    return "", words.title()


def _note(person: str, role: str, note: str) -> str:
    family, _, given = person.partition("-")
    name = f"{given.replace('-', ' ').title()} {family.title()}".strip()
    return "; ".join(part for part in (name, role.replace("-", " "), note) if part)
