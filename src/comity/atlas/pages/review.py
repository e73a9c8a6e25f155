"""Review: the claims that wait for somebody's decision, each with why and with its evidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from comity.atlas.pages.rows import ClaimRow, claim_row
from comity.atlas.site import Site
from comity.ledger.review import queue
from comity.ledger.rulings import VERBS

__all__ = ["RULABLE", "ReviewPage", "Waiting", "review_page", "waiting"]

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
    """Ids of the claims that nobody has ruled on and that something speaks against, with what, the weightiest first."""

    def make() -> list[tuple[str, tuple[str, ...]]]:
        return [(one.claim.id, one.reasons) for one in queue(site.record.ledger, doubtful=True)]

    return site.once("waiting", lambda: site.reading(make))


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
