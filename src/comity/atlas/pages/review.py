"""Review: the claims that wait for somebody's decision, each with why and with its evidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from comity.atlas.pages.rows import ClaimRow, claim_row
from comity.atlas.site import Site
from comity.claims import Claim
from comity.ledger import Ruling
from comity.ledger.rulings import VERBS

__all__ = ["RULABLE", "ReviewPage", "Waiting", "review_page", "waiting"]

SURE = 0.9
"""Confidence of a reader from which its claims need no second look."""

RULABLE = ("accept", "reject", "withdraw", "correct", "same-act", "not-same-act")
"""What may be ruled on a claim in the review; ``undo`` stands at the ruling itself."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A claim that waits, and why."""

    claim: ClaimRow
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """A part of the queue."""

    rows: tuple[Waiting, ...]
    total: int
    offset: int
    limit: int
    verbs: dict[str, str]
    """What may be ruled, and what it means."""
    writable: bool
    """Whether rulings can be recorded: not in the bundled record, which is gone with the process."""


def waiting(site: Site) -> list[tuple[str, tuple[str, ...]]]:
    """Ids of the claims that nobody has accepted, rejected or withdrawn and that something speaks against, with what.

    First those about a disputed act, then those whose party is not known or whose reader was not sure, then those
    with a recalled date; within each in the order they were recorded.
    """

    def make() -> list[tuple[str, tuple[str, ...]]]:
        ledger = site.record.ledger
        rulings = [one.row for one in ledger.rulings() if isinstance(one.row, Ruling)]
        undone = {ruling.claim for ruling in rulings if ruling.verb == "undo"}
        settled = {r.claim for r in rulings if r.verb in ("accept", "reject", "withdraw") and r.id not in undone}
        disputes: dict[str, list[str]] = {}
        for act in ledger.acts(counting="claimed"):
            if act.disputed:
                for id_ in (*act.support, *act.contradicted_by):
                    disputes.setdefault(id_, []).extend(act.why)
        found: list[tuple[int, int, str, tuple[str, ...]]] = []
        for one in ledger.claims():
            claim = one.row
            if isinstance(claim, Claim) and claim.id not in settled:
                rank, reasons = _reasons(claim, disputes.get(claim.id, []))
                if reasons:
                    found.append((rank, one.seq, claim.id, tuple(reasons)))
        return [(id_, reasons) for _, _, id_, reasons in sorted(found)]

    return site.once("waiting", lambda: site.reading(make))


def _reasons(claim: Claim, disputes: list[str]) -> tuple[int, list[str]]:
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


def review_page(site: Site, *, offset: int = 0, limit: int = 20) -> ReviewPage:
    """The claims of the queue from a number on."""
    queue = waiting(site)
    part = queue[offset : offset + limit]
    claims: dict[str, Any] = {one.row.id: one for one in site.record.ledger.claims(ids=[id_ for id_, _ in part])}
    return ReviewPage(
        rows=tuple(Waiting(claim_row(site, claims[id_]), reasons) for id_, reasons in part),
        total=len(queue),
        offset=offset,
        limit=limit,
        verbs={verb: VERBS[verb] for verb in RULABLE},
        writable=site.is_open_to_writing,
    )
