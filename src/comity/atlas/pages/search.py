"""Search: parties by any name of any time, acts by their words, documents by their text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from comity.atlas.links import act_segment
from comity.atlas.pages.act import documents_page
from comity.atlas.pages.party import parties_page
from comity.atlas.pages.rows import ActRow, act_row, act_words, party_name
from comity.atlas.site import Policy, Site
from comity.codebook import codebook
from comity.days import Day
from comity.errors import BadInput
from comity.ledger import Act
from comity.polities import registry
from comity.polities.folding import fold
from comity.polities.spans import window

__all__ = ["DocumentHit", "PartyHit", "SearchPage", "search_index", "search_page"]

MOST = 50
"""Hits of each sort that are shown."""

LONGEST = 200


@dataclass(frozen=True, slots=True)
class PartyHit:
    """A party, and the name by which it was found."""

    code: str
    name: str
    found_as: str
    kind: str
    """Kind of the name found."""
    valid: str
    """From when to when it bore that name, in words; empty where always."""
    is_case: bool


@dataclass(frozen=True, slots=True)
class DocumentHit:
    """A document, and the place where the words stand."""

    id: str
    title: str
    publisher: str
    before: str
    found: str
    after: str
    claim: str
    """Id of the claim whose citation was found, where it was not the document itself; else empty."""


@dataclass(frozen=True, slots=True)
class SearchPage:
    """What was found for some words."""

    q: str
    parties: tuple[PartyHit, ...]
    acts: tuple[ActRow, ...]
    acts_found: int
    documents: tuple[DocumentHit, ...]


def search_page(site: Site, q: str, policy: Policy) -> SearchPage:
    """Parties, acts and documents that some words name.

    Raises
    ------
    BadInput : the words are too long.
    """
    words = " ".join(q.split())
    if len(words) > LONGEST:
        raise BadInput(f"{len(words)} characters are too many to search for", where="q", hint=f"at most {LONGEST}")
    if not fold(words):
        return SearchPage(words, (), (), 0, ())
    acts = _acts(site, words, policy)
    return SearchPage(
        q=words,
        parties=tuple(_parties(site, words, policy)),
        acts=tuple(act_row(act) for act in acts[:MOST]),
        acts_found=len(acts),
        documents=tuple(_documents(site, words)),
    )


def search_index(site: Site) -> dict[str, Any]:
    """What a copy without a server searches in: parties with all their names, acts with their words, documents.

    Each row is the code or id, the words to show, and the folded text to look in.
    """
    parties = registry()
    policy = Policy(implied="none")
    named = [code for code, _, _ in parties_page(site, Policy()).rows if code in parties]
    return {
        "parties": [
            [code, parties.label(code), fold(f"{code} " + " | ".join(row.name for row in parties.names(code)))]
            for code in named
        ],
        "acts": [
            [act_segment(act.id), f"{party_name(act.sender)} {act_words(act.kind)} {party_name(act.receiver)}".strip(),
             act.happened.text if act.happened else "", _haystack(act)]
            for act in sorted(site.acts(policy), key=lambda act: act.sort_key, reverse=True)
        ],
        "documents": [
            [row["id"], row["title"] or row["name"] or row["id"][:12], fold(f"{row['title']} {row['publisher']}")]
            for row in documents_page(site).rows
        ],
    }  # fmt: skip


def _parties(site: Site, words: str, policy: Policy) -> list[PartyHit]:
    parties = registry()
    cases = {row["case"] for row in site.cases(policy)}
    found: dict[str, PartyHit] = {}
    if words in parties:
        found[words] = PartyHit(words, parties.label(words), words, "code", "", words in cases)
    for row in parties.search(words, on=policy.on or None):
        if row.code and row.code not in found:
            ends = [f"from {row.valid_from}" if row.valid_from else "", f"to {row.valid_to}" if row.valid_to else ""]
            found[row.code] = PartyHit(
                row.code, parties.label(row.code), row.name, row.kind, " ".join(filter(None, ends)), row.code in cases
            )
        if len(found) >= MOST:
            break
    return list(found.values())


def _acts(site: Site, words: str, policy: Policy) -> list[Act]:
    """Acts in whose parties, as they were called on the day, kind and date every word stands; the latest first."""
    wanted = fold(words).split()

    def make() -> list[tuple[str, Act]]:
        asked = Policy("", policy.recorded_by, policy.counting, policy.checked, "none")
        return [(_haystack(act), act) for act in site.acts(asked)]

    index: Sequence[tuple[str, Act]] = site.once(("search", repr(policy.changes())), make)
    limit = Day.parse(policy.on) if policy.on else None
    found = [
        act
        for text, act in index
        if all(word in text for word in wanted)
        and (limit is None or (act.happened is not None and act.happened.possibly_by(limit)))
    ]
    return sorted(found, key=lambda act: act.sort_key, reverse=True)


def _haystack(act: Act) -> str:
    parts = [act.id, act.kind, codebook()[act.kind].words, act.level, "disputed" if act.disputed else ""]
    for code in (act.sender, act.receiver):
        parts += [code, *_names(code, act.happened)]
    return " " + " ".join(fold(part) for part in parts if part)


def _names(code: str, day: Day | None) -> list[str]:
    parties = registry()
    if code not in parties:
        return [code]
    names = [parties.label(code)]
    rows = [*parties.names(code), *(parties.names(parties.polity_of(code)) if "/" in code else ())]
    first_last = window(day) if day else None
    for row in rows:
        if first_last is None or parties.validity(row).possibly(*first_last):
            names.append(row.name)
    return list(dict.fromkeys(names))


def _documents(site: Site, words: str) -> list[DocumentHit]:
    """Documents in whose title, publisher or text the words stand, then what claims cite by title."""

    def make() -> list[tuple[str, str, str, str]]:
        rows = []
        for one in site.record.ledger.documents():
            row = one.row.to_dict()
            rows.append((row["id"], row["title"] or row["name"], row["publisher"], row["text"]))
        return rows

    def cited() -> dict[str, str]:
        titles: dict[str, str] = {}
        for one in site.record.ledger.claims():
            title = one.row.to_dict().get("cites_title", "")
            if title:
                titles.setdefault(title, one.row.id)
        return titles

    key = words.casefold()
    found = []
    for id_, title, publisher, text in site.once("texts", make):
        at = text.casefold().find(key)
        if at >= 0:
            before, hit, after = text[max(0, at - 80) : at], text[at : at + len(key)], text[at + len(key) :][:80]
            found.append(DocumentHit(id_, title, publisher, before, hit, after, ""))
        elif key in title.casefold() or key in publisher.casefold():
            found.append(DocumentHit(id_, title, publisher, "", "", "", ""))
    for title, claim in site.once("cited", cited).items():
        at = title.casefold().find(key)
        if at >= 0:
            found.append(
                DocumentHit("", title, "", title[:at], title[at : at + len(key)], title[at + len(key) :], claim)
            )
    return found[:MOST]
