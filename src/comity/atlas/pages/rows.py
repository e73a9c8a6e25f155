"""Rows that several pages show: a party with its name, an act in words, a claim with its evidence."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from comity.atlas.site import Site
from comity.claims import Claim
from comity.codebook import codebook
from comity.days import Day
from comity.ledger import Act, Recorded, Ruling
from comity.ledger.acts import hold
from comity.polities import Name, registry
from comity.polities.folding import fold
from comity.polities.spans import window
from comity.sources.documents import Document

__all__ = [
    "ActRow",
    "ClaimRow",
    "act_row",
    "act_words",
    "claim_row",
    "claim_rows",
    "context",
    "day_words",
    "name_then",
    "party_name",
]

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip

AROUND = 400
"""Characters of a document shown on each side of a span."""


def party_name(code: str) -> str:
    """The name of a party; of a name that was not resolved, the name itself."""
    parties = registry()
    return parties.label(code) if code in parties else code


def name_then(code: str, day: Day | None) -> str:
    """The official name of a party on a day, where it tells of another name than today's: ``Republic of Zaire``.

    Empty where the name of today is in it ("Kingdom of Iraq"), where it still is the official one ("French Republic"),
    and where the tables do not say for certain.
    """
    parties = registry()
    if code not in parties or day is None:
        return ""
    rows = _official_names().get(code, [])
    then = [row.name for row in rows if parties.validity(row).certainly(*window(day))]
    if len(then) != 1 or fold(parties.label(code)) in fold(then[0]) or then[0] == rows[-1].name:
        return ""
    return then[0]


@lru_cache(maxsize=1)
def _official_names() -> dict[str, list[Name]]:
    """The official names of each party, the latest last."""
    found: dict[str, list[Name]] = {}
    for row in registry().names():
        if row.kind == "official":
            found.setdefault(row.code, []).append(row)
    for rows in found.values():
        rows.sort(key=lambda row: row.valid_from.sort_key if row.valid_from else ())
    return found


def day_words(text: str) -> str:
    """An EDTF day as it is read in a sentence: ``17 February 2008``, ``about 2013``; what is neither stays EDTF."""
    if not text:
        return "no day given"
    day = Day.parse(text)
    plain = text.rstrip("?~%")
    about = "about " if plain != text else ""
    if day.precision == "day":
        return f"{about}{day.earliest.day} {_MONTHS[day.earliest.month - 1]} {day.earliest.year}"
    if day.precision == "month":
        return f"{about}{_MONTHS[day.earliest.month - 1]} {day.earliest.year}"
    return f"{about}{plain}" if day.precision == "year" else text


def act_words(kind: str) -> str:
    """What an act of a kind is called in a sentence: ``recognised``."""
    return codebook()[kind].words if kind in codebook() else kind


@dataclass(frozen=True, slots=True)
class ActRow:
    """An act as lists of acts show it."""

    id: str
    kind: str
    words: str
    sender: str
    sender_name: str
    receiver: str
    receiver_name: str
    sender_then: str
    """Official name of the sender on the day, where it tells of another name than today's; else empty."""
    receiver_then: str
    happened: str
    mode: str
    level: str
    tie: str
    effect: str
    disputed: bool
    documented: bool
    checked: bool
    accepted: bool
    why: tuple[str, ...]
    support: int
    contradicted: int
    implied_by: str


def act_row(act: Act) -> ActRow:
    """An act with the names of its parties."""
    kind = codebook()[act.kind]
    return ActRow(
        id=act.id, kind=act.kind, words=kind.words, sender=act.sender, sender_name=party_name(act.sender),
        receiver=act.receiver, receiver_name=party_name(act.receiver),
        sender_then=name_then(act.sender, act.happened), receiver_then=name_then(act.receiver, act.happened),
        happened=act.happened.text if act.happened else "", mode=act.mode, level=act.level, tie=kind.tie,
        effect=kind.effect, disputed=act.disputed, documented=act.documented, checked=act.checked,
        accepted=act.accepted, why=act.why, support=len(act.support), contradicted=len(act.contradicted_by),
        implied_by=act.implied_by,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A claim with its evidence in its document, and what was ruled on it."""

    id: str
    kind: str
    words: str
    sender: str
    sender_name: str
    receiver: str
    receiver_name: str
    happened: str
    mode: str
    polarity: str
    level: str
    condition: str
    attributed_to: str
    columns: str
    """The first line of the document, where that is a table and the line names the columns of the span; else empty."""
    before: str
    """What stands before the span in the document, up to ``AROUND`` characters."""
    evidence: str
    after: str
    document: str
    start: int
    """First character of the span in the document."""
    document_title: str
    document_kept: bool
    cites_title: str
    cites_url: str
    checked: bool
    reader: str
    confidence: float | None
    why: str
    note: str
    recorded: str
    by: str
    rulings: tuple[dict[str, Any], ...]
    corrected: dict[str, str]
    """Fields that rulings correct, as they should read."""
    state: str
    """``open``, ``accepted``, ``rejected`` or ``withdrawn``: where the rulings leave it."""


def context(document: Document | None, claim: Claim) -> tuple[str, str, str]:
    """The text before a claim's span, the span and the text after it; without the document, the claim's own copy."""
    if document is None or claim.end > len(document.text) or claim.end <= claim.start:
        return "", claim.evidence, ""
    text = document.text
    before = text[max(0, claim.start - AROUND) : claim.start]
    after = text[claim.end : claim.end + AROUND]
    if claim.start > AROUND:
        before = "…" + before
    if claim.end + AROUND < len(text):
        after += "…"
    return before, text[claim.start : claim.end], after


def _columns(document: Document | None, claim: Claim) -> str:
    if document is None or document.media_type != "text/csv":
        return ""
    line = document.text.partition("\n")[0].rstrip("\r")
    return line if claim.start > len(line) + AROUND else ""


def claim_row(site: Site, recorded: Recorded, recorded_by: str = "") -> ClaimRow:
    """A claim with its evidence and rulings, as the ledger stood by a day."""
    claim = recorded.row
    assert isinstance(claim, Claim)
    ledger = site.record.ledger
    document = ledger.document(claim.document) if claim.document else None
    rulings = ledger.rulings(claim=claim.id, recorded_by=recorded_by or None)
    undone = _undone(site, rulings, recorded_by)
    before, evidence, after = context(document, claim)
    return ClaimRow(
        id=claim.id, kind=claim.kind, words=act_words(claim.kind), sender=claim.sender or claim.sender_name,
        sender_name=party_name(claim.sender or claim.sender_name), receiver=claim.receiver or claim.receiver_name,
        receiver_name=party_name(claim.receiver or claim.receiver_name),
        happened=claim.happened.text if claim.happened else "", mode=claim.mode, polarity=claim.polarity,
        level=claim.level, condition=claim.condition, attributed_to=claim.attributed_to or recorded.publisher,
        columns=_columns(document, claim), before=before, evidence=evidence, after=after,
        document=claim.document, start=claim.start,
        document_title=(document.title or document.name) if document else "", document_kept=document is not None,
        cites_title=claim.cites_title, cites_url=claim.cites_url, checked=claim.checked, reader=claim.reader,
        confidence=claim.confidence, why=claim.why, note=claim.note, recorded=recorded.recorded, by=recorded.by,
        rulings=tuple({**one.to_dict(), "undone": one.row.id in undone} for one in rulings),
        corrected=_corrections(claim, rulings, undone), state=_state(claim, rulings, undone),
    )  # fmt: skip


def claim_rows(site: Site, ids: list[str], recorded_by: str = "") -> list[ClaimRow]:
    """Claims by id, in the order they were recorded."""
    return [claim_row(site, one, recorded_by) for one in site.record.ledger.claims(ids=ids)]


def _undone(site: Site, rulings: list[Recorded], recorded_by: str) -> set[str]:
    """Ids of the rulings among these that a later one takes back."""
    found = set()
    for one in rulings:
        for later in site.record.ledger.rulings(claim=one.row.id, recorded_by=recorded_by or None):
            if isinstance(later.row, Ruling) and later.row.verb == "undo":
                found.add(one.row.id)
    return found


def _corrections(claim: Claim, rulings: list[Recorded], undone: set[str]) -> dict[str, str]:
    found = {}
    for one in rulings:
        ruling = one.row
        if (
            isinstance(ruling, Ruling)
            and ruling.verb == "correct"
            and ruling.claim == claim.id
            and ruling.id not in undone
        ):
            found[ruling.field] = ruling.value
    return found


def _state(claim: Claim, rulings: list[Recorded], undone: set[str]) -> str:
    """Where the rulings leave a claim, by the rule of ``comity.ledger.acts``."""
    standing_ = [one.row for one in rulings if isinstance(one.row, Ruling) and one.row.id not in undone]
    held = hold([(claim.id, claim)], standing_)
    if held:
        return "accepted" if held[0].accepted else "open"
    last = [r.verb for r in standing_ if r.claim == claim.id and r.verb in ("reject", "withdraw")]
    return {"reject": "rejected", "withdraw": "withdrawn"}[last[-1]]
