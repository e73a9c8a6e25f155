"""The queue of claims that nobody has ruled on, each beside what the ledger already holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from comity.claims import Claim
from comity.ledger.acts import Act
from comity.ledger.rulings import Ruling, in_force
from comity.ledger.store import Ledger
from comity.sources.documents import Document

__all__ = ["RELATIONS", "Excerpt", "Waiting", "excerpt", "queue", "related"]

RELATIONS = {
    "new": "nothing else in the ledger says so",
    "supports": "the ledger holds the act on other claims",
    "contradicts": "the ledger holds otherwise: another day, or the act denied",
}
"""What a claim is to what the ledger holds without it."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A claim that waits for a ruling."""

    claim: Claim
    act: Act | None
    """The act that it is part of as the ledger stands; None for one that only denies or weighs."""
    relation: str
    """One of ``RELATIONS``."""
    others: tuple[str, ...]
    """Ids of the other claims of the act, for it and against it."""


def queue(
    ledger: Ledger, *, kinds: Iterable[str] = (), party: str = "", document: str = "", reader: str = ""
) -> list[Waiting]:
    """Claims without a ruling that holds, the claims of one act together, acts by day.

    Parameters
    ----------
    kinds, party, document : only claims of these kinds, with this party, read from this document.
    reader : only claims of readers whose name begins so: ``grammar``.
    """
    wanted = set(kinds)
    rulings: list[Ruling] = [row.row for row in ledger.rulings()]
    # A skip is no ruling; a correction is one, but leaves the claim to be accepted or rejected.
    ruled = {
        id_
        for ruling in in_force(rulings)
        if ruling.verb not in ("correct", "undo")
        for id_ in (ruling.claim, ruling.other)
    }
    acts = ledger.acts(counting="claimed")
    of: dict[str, Act] = {}
    for act in acts:
        for id_ in (*act.contradicted_by, *act.support):
            of.setdefault(id_, act)
        for id_ in act.support:
            of[id_] = act
    found = []
    for recorded in ledger.claims(party=party, document=document):
        claim: Claim = recorded.row
        if claim.id in ruled or (wanted and claim.kind not in wanted) or not claim.reader.startswith(reader):
            continue
        found.append(_waiting(claim, of.get(claim.id)))
    return sorted(found, key=_order)


def _waiting(claim: Claim, act: Act | None) -> Waiting:
    if act is None:
        return Waiting(claim, None, "new", ())
    others = tuple(dict.fromkeys(id_ for id_ in (*act.support, *act.contradicted_by) if id_ != claim.id))
    if act.contradicted_by:
        return Waiting(claim, act, "contradicts", others)
    return Waiting(claim, act, "supports" if len(act.support) > 1 else "new", others)


def _order(waiting: Waiting) -> tuple[object, ...]:
    claim = waiting.claim
    day = claim.happened.sort_key if claim.happened else ()
    if waiting.act is not None:
        return (*waiting.act.sort_key, day, claim.document, claim.start, claim.id)
    return (claim.happened is None, day, f"{claim.kind}:{claim.sender}", day, claim.document, claim.start, claim.id)


def related(ledger: Ledger, claim: Claim, *, most: int = 9) -> list[Claim]:
    """Claims that may be about the same act: of its kind and parties, the nearest in time first."""
    near = [
        row.row
        for row in ledger.claims(party=claim.sender or claim.receiver)
        if row.row.kind == claim.kind
        and row.row.id != claim.id
        and {row.row.sender, row.row.receiver} == {claim.sender, claim.receiver}
    ]

    def apart(other: Claim) -> tuple[int, str]:
        if claim.happened is None or other.happened is None:
            return (1_000_000, other.id)
        return (abs((claim.happened.earliest - other.happened.earliest).days), other.id)

    return sorted(near, key=apart)[:most]


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The words of a claim in their context."""

    before: str
    words: str
    after: str


def excerpt(document: Document | None, claim: Claim, *, width: int = 280) -> Excerpt:
    """The span of a claim with up to ``width`` characters on either side, cut at words."""
    if document is None or document.text[claim.start : claim.end] == "":
        return Excerpt("", claim.evidence, "")
    text = document.text
    start, end = max(0, claim.start - width), min(len(text), claim.end + width)
    before, after = text[start : claim.start], text[claim.end : end]
    if start > 0:
        before = "…" + before[before.find(" ") :]
    if end < len(text):
        after = after[: after.rfind(" ") + 1] + "…"
    return Excerpt(before, text[claim.start : claim.end], after)
