"""The queue of claims that nobody has ruled on: beside what the ledger holds already, and what speaks against each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from comity.claims import Claim
from comity.ledger.acts import Act
from comity.ledger.rulings import Ruling, in_force
from comity.ledger.store import Ledger
from comity.sources.documents import Document

__all__ = ["RELATIONS", "SURE", "Excerpt", "Waiting", "excerpt", "queue", "related"]

RELATIONS = {
    "new": "nothing else in the ledger says so",
    "supports": "the ledger holds the act on other claims",
    "contradicts": "the ledger holds otherwise: another day, or the act denied",
}
"""What a claim is to what the ledger holds without it."""

SURE = 0.9
"""Confidence of a reader from which its claims need no second look."""


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
    reasons: tuple[str, ...]
    """What speaks against taking it as it is, in words; empty where nothing does."""


def queue(
    ledger: Ledger,
    *,
    kinds: Iterable[str] = (),
    party: str = "",
    document: str = "",
    reader: str = "",
    doubtful: bool = False,
) -> list[Waiting]:
    """Claims without a ruling that holds, the claims of one act together, acts by day.

    Parameters
    ----------
    kinds, party, document : only claims of these kinds, with this party, read from this document.
    reader : only claims of readers whose name begins so: ``grammar``.
    doubtful : only claims that something speaks against, the weightiest first: those about a disputed act, then those
        whose party is not known or whose reader was not sure, then those with a recalled date; within each in the
        order they were recorded.
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
    of: dict[str, Act] = {}
    disputes: dict[str, list[str]] = defaultdict(list)
    for act in ledger.acts(counting="claimed"):
        for id_ in (*act.contradicted_by, *act.support):
            of.setdefault(id_, act)
            if act.disputed:
                disputes[id_] += act.why
        for id_ in act.support:
            of[id_] = act
    found: list[tuple[int, Waiting]] = []
    for recorded in ledger.claims(party=party, document=document):
        claim: Claim = recorded.row
        if claim.id in ruled or (wanted and claim.kind not in wanted) or not claim.reader.startswith(reader):
            continue
        rank, reasons = _reasons(claim, disputes.get(claim.id, []))
        if reasons or not doubtful:
            found.append((rank, _waiting(claim, of.get(claim.id), tuple(reasons))))
    if doubtful:
        found.sort(key=lambda one: one[0])
    else:
        found.sort(key=lambda one: _order(one[1]))
    return [one for _, one in found]


def _reasons(claim: Claim, disputes: list[str]) -> tuple[int, list[str]]:
    """What speaks against a claim, and how weighty it is: 0 before 1 before 2."""
    reasons = [f"its act is disputed: {why}" for why in dict.fromkeys(disputes)]
    rank = 0 if reasons else 2
    for side in ("sender", "receiver"):
        if not getattr(claim, side) and getattr(claim, f"{side}_name"):
            reasons.append(f"its {side} {getattr(claim, f'{side}_name')!r} is not known as a party")
            rank = min(rank, 1)
    if claim.confidence is not None and claim.confidence < SURE:
        reasons.append(f"{claim.reader or 'its reader'} was {claim.confidence:.0%} sure")
        rank = min(rank, 1)
    if not claim.checked:
        reasons.append("its date is recalled, and was not seen in the source named")
    return rank, reasons


def _waiting(claim: Claim, act: Act | None, reasons: tuple[str, ...]) -> Waiting:
    if act is None:
        return Waiting(claim, None, "new", (), reasons)
    others = tuple(dict.fromkeys(id_ for id_ in (*act.support, *act.contradicted_by) if id_ != claim.id))
    if act.contradicted_by:
        return Waiting(claim, act, "contradicts", others, reasons)
    return Waiting(claim, act, "supports" if len(act.support) > 1 else "new", others, reasons)


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
