"""Act: what is held to have been done, with its support, what contradicts it, and the rulings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from comity.atlas.links import WINDOW
from comity.atlas.pages.rows import ActRow, ClaimRow, act_row, claim_row, claim_rows
from comity.atlas.problems import Problem
from comity.atlas.site import Policy, Site
from comity.claims import Claim
from comity.errors import BadInput
from comity.ledger import Act, Recorded

__all__ = [
    "ActPage",
    "ClaimPage",
    "DocumentPage",
    "DocumentsPage",
    "act_page",
    "claim_page",
    "document_page",
    "documents_page",
]


@dataclass(frozen=True, slots=True)
class ActPage:
    """An act on the evidence recorded by a day."""

    act: Act
    row: ActRow
    support: tuple[ClaimRow, ...]
    contradiction: tuple[ClaimRow, ...]
    implies: tuple[ActRow, ...]
    """Acts that this one implies."""
    implied_by: ActRow | None
    counted: bool
    """Whether it counts under ``documented``."""
    days_recorded: tuple[str, ...]
    """Days on which a row that bears on it was recorded, for looking at it as known then."""


def act_page(site: Site, id_: str, policy: Policy) -> ActPage:
    """The page of an act.

    Raises
    ------
    Problem : there is no such act, or there was none as known on that day.
    """
    act = site.act(id_, policy.recorded_by)
    everything = site.acts(Policy("", policy.recorded_by, "claimed", False, "all"), party=act.sender or act.receiver)
    own = [one for one in everything if one.id == act.implied_by]
    return ActPage(
        act=act,
        row=act_row(act),
        support=tuple(claim_rows(site, list(act.support), policy.recorded_by)),
        contradiction=tuple(claim_rows(site, list(act.contradicted_by), policy.recorded_by)),
        implies=tuple(act_row(one) for one in everything if one.implied_by == act.id),
        implied_by=act_row(own[0]) if own else None,
        counted=act.documented,
        days_recorded=_days_recorded(site, site.record.ledger.claims(ids=[*act.support, *act.contradicted_by])),
    )


def _days_recorded(site: Site, claims: list[Recorded]) -> tuple[str, ...]:
    """Days on which the claims, or rulings on them, were recorded, by now."""
    rulings = [one for claim in claims for one in site.record.ledger.rulings(claim=claim.row.id)]
    return tuple(sorted({one.recorded[:10] for one in [*claims, *rulings]}))


@dataclass(frozen=True, slots=True)
class ClaimPage:
    """A claim, its evidence highlighted in its document, and the acts that rest on it."""

    claim: ClaimRow
    acts: tuple[ActRow, ...]
    supports: frozenset[str]
    """Ids of those of the acts that it supports; the others it contradicts."""
    days_recorded: tuple[str, ...]
    """Days on which the claim or a ruling on it was recorded."""


def claim_page(site: Site, id_: str, policy: Policy) -> ClaimPage:
    """The page of a claim, by its id or the beginning of it.

    Raises
    ------
    Problem : there is no such claim, or several.
    """
    try:
        recorded = site.record.ledger.claim(id_)
    except BadInput as error:
        raise Problem("not-found", error.message, hint="an id is 64 hexadecimal characters") from None
    if policy.recorded_by and not site.record.ledger.claims(ids=[recorded.row.id], recorded_by=policy.recorded_by):
        raise Problem("not-found", f"the claim was not recorded by {policy.recorded_by}", hint="ask for a later day")
    acts = site.acts_resting_on(recorded.row.id, policy.recorded_by)
    return ClaimPage(
        claim=claim_row(site, recorded, policy.recorded_by),
        acts=tuple(act_row(act) for act in acts),
        supports=frozenset(act.id for act in acts if recorded.row.id in act.support),
        days_recorded=_days_recorded(site, [recorded]),
    )


@dataclass(frozen=True, slots=True)
class DocumentsPage:
    """Every document that the ledger keeps."""

    rows: tuple[dict[str, Any], ...]
    """Id, title, publisher, language, day of publication, length, and number of claims read from it."""


def documents_page(site: Site) -> DocumentsPage:
    """The documents, in the order they were recorded."""

    def make() -> DocumentsPage:
        rows = []
        for one in site.record.ledger.documents():
            row = one.to_dict()
            row["characters"] = len(row.pop("text"))
            row["claims"] = len(site.record.ledger.claims(document=row["id"]))
            rows.append(row)
        return DocumentsPage(tuple(rows))

    return site.once("documents", make)


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """A document as it was kept, with the spans of its claims marked."""

    document: dict[str, Any]
    recorded: str
    by: str
    pieces: tuple[tuple[str, str], ...]
    """The text in pieces: characters, and the id of the claim they are the span of, or empty."""
    claims: tuple[ClaimRow, ...]
    at: int
    """First character shown."""
    length: int
    previous: int | None
    next: int | None


def document_page(site: Site, id_: str, at: int = 0, *, whole: bool = False) -> DocumentPage:
    """A document from a character on, up to ``WINDOW`` of them, or to its end.

    Raises
    ------
    Problem : no such document.
    """
    document = site.record.ledger.document(id_)
    if document is None:
        raise Problem("not-found", f"the ledger keeps no document {id_!r:.80}", hint="see the list of documents")
    recorded = next(one for one in site.record.ledger.documents() if one.row.id == id_)
    claims = site.record.ledger.claims(document=id_)
    at = max(0, min(at, len(document.text)))
    end = len(document.text) if whole else min(at + WINDOW, len(document.text))
    row = document.to_dict()
    del row["text"]
    spans = sorted(
        (claim.start, claim.end, claim.id)
        for claim in (one.row for one in claims)
        if isinstance(claim, Claim) and claim.end > claim.start and at <= claim.start < end
    )
    return DocumentPage(
        document=row, recorded=recorded.recorded, by=recorded.by,
        pieces=tuple(_pieces(document.text, spans, at, end)),
        claims=tuple(claim_row(site, one) for one in claims if len(claims) <= 50), at=at, length=len(document.text),
        previous=max(0, at - WINDOW) if at else None, next=end if end < len(document.text) else None,
    )  # fmt: skip


def _pieces(text: str, spans: list[tuple[int, int, str]], at: int, end: int) -> list[tuple[str, str]]:
    """The text cut at the spans; where spans overlap, what the first leaves of the second."""
    pieces, done = [], at
    for start, stop, id_ in spans:
        start, stop = max(start, done), min(stop, end)
        if stop <= start:
            continue
        if start > done:
            pieces.append((text[done:start], ""))
        pieces.append((text[start:stop], id_))
        done = stop
    if done < end:
        pieces.append((text[done:end], ""))
    return pieces
