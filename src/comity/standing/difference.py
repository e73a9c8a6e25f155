"""Difference: what would change in a brief if some documents' claims were in the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from comity.claims import Claim
from comity.errors import BadInput
from comity.ledger import Ledger
from comity.ledger.review import queue
from comity.standing.brief import Brief, Evidence
from comity.standing.words import plural

__all__ = ["Change", "Difference", "Told", "difference"]


@dataclass(frozen=True, slots=True)
class Told:
    """A claim about the case, and what it is to what the ledger holds without it."""

    claim: Claim
    relation: str
    """``new``, ``supports`` or ``contradicts``, as ``comity review`` says it; ``known`` where the claim is there."""
    counted: bool
    """Whether an act that counts rests on it. What is denied or weighed makes none, nor what only a rival announces."""

    def to_dict(self) -> dict[str, Any]:
        """As one JSON object: the claim, and the two."""
        return {**self.claim.to_dict(), "relation": self.relation, "counted": self.counted}


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the page that is other than before."""

    what: str
    """``act`` or ``recogniser``."""
    how: str
    """``added``, ``removed`` or ``changed``."""
    party: str
    name: str
    kind: str
    """The kind of the act; of a recogniser, how it came to be one or ceased to."""
    day: str
    """EDTF; empty where no source gives a day."""
    why: tuple[str, ...] = ()
    """Of what has changed: what it was, and what is disputed about it now."""

    def to_dict(self) -> dict[str, Any]:
        """As one JSON object."""
        return {**{name: getattr(self, name) for name in self.__slots__}, "why": list(self.why)}


@dataclass(frozen=True, slots=True)
class Difference:
    """A brief as it is and as it would be; nothing has been written."""

    before: Brief | None
    """None where the ledger holds nothing about the case so far."""
    after: Brief
    told: tuple[Told, ...]
    """The documents' claims about the case."""
    read: int
    """How many claims the documents make in all."""
    counts: dict[str, tuple[int, int]]
    """The counts of the standing that change: before, after."""
    changes: tuple[Change, ...]
    gaps: tuple[str, ...]
    """What would not be known all the same: names without a code, claims without a day, claims that do not count."""

    @property
    def empty(self) -> bool:
        """Whether the page would stay as it is."""
        return not self.changes and not self.counts

    def to_dict(self) -> dict[str, Any]:
        """As one JSON object."""
        return {
            "case": self.after.case,
            "name": self.after.name,
            "on": self.after.on.text,
            "headline": {"before": self.before.headline if self.before else "", "after": self.after.headline},
            "read": self.read,
            "claims": [told.to_dict() for told in self.told],
            "counts": {name: {"before": a, "after": b} for name, (a, b) in self.counts.items()},
            "changes": [change.to_dict() for change in self.changes],
            "gaps": list(self.gaps),
        }

    def text(self) -> str:
        """For a terminal: plain lines, nothing wrapped."""
        after = self.after
        lines = [f"{after.name} on {after.on}: what these documents would change. Nothing was written.", ""]
        about = f"{len(self.told)} of them about {after.name}" if self.told else f"none of them about {after.name}"
        lines.append(f"{plural(self.read, 'claim')} read, {about}")
        for told in self.told:
            claim = told.claim
            other = claim.receiver_name if claim.sender == after.case else claim.sender_name
            said = "" if claim.polarity == "asserted" else f", {claim.polarity}"
            day = f" {claim.happened}" if claim.happened else ", no day"
            counted = "" if told.counted else ", does not count"
            lines.append(f"  {told.relation:<11} {claim.kind} · {other or '?'}{day}{said}{counted}")
            lines.append(f"              “{' '.join(claim.evidence.split())}”")
        if self.empty:
            lines += ["", "The brief stays as it is."]
        else:
            lines += ["", f"before  {self.before.headline if self.before else 'nothing about it in this ledger'}"]
            lines.append(f"after   {after.headline}")
        if self.counts:
            lines += ["", f"{'counts':<16}{'before':>8}{'after':>8}"]
            lines += [f"{name:<16}{a:>8,}{b:>8,}" for name, (a, b) in self.counts.items()]
        for what in ("recogniser", "act"):
            rows = [change for change in self.changes if change.what == what]
            if rows:
                lines += ["", what + "s"]
            for row in rows:
                sign = {"added": "+", "removed": "-", "changed": "~"}[row.how]
                why = f" ({'; '.join(row.why)})" if row.why else ""
                lines.append(f"  {sign} {row.name}: {row.kind} {row.day or 'no day'}{why}")
        if self.gaps:
            lines += ["", "gaps", *(f"  {gap}" for gap in self.gaps)]
        return "\n".join(lines) + "\n"


def difference(
    before: Brief | None, after: Brief, ledger: Ledger, known: set[str], claims: Sequence[Claim]
) -> Difference:
    """What separates two briefs on one case and day.

    Parameters
    ----------
    before, after : without and with the claims; before is None where the ledger held nothing about the case.
    ledger : the one with the claims.
    known  : ids of the claims that were in the ledger without them.
    claims : those that the documents make, on the case or not.

    Raises
    ------
    BadInput : the two are not of one case and day.
    """
    if before is not None and (before.case, before.on) != (after.case, after.on):
        raise BadInput("two briefs differ in more than their ledger", hint="ask both of one case and day")
    case = after.case
    told = _told(case, ledger, known, claims)
    counts = after.standing.counts
    old = before.standing.counts if before else dict.fromkeys(counts, 0)
    return Difference(
        before=before,
        after=after,
        told=tuple(told),
        read=len(claims),
        counts={name: (old.get(name, 0), count) for name, count in counts.items() if old.get(name, 0) != count},
        changes=(*_recognisers(before, after), *_acts(before, after)),
        gaps=tuple(_gaps(case, told, claims, before, after)),
    )


def _told(case: str, ledger: Ledger, known: set[str], claims: Sequence[Claim]) -> list[Told]:
    about = [claim for claim in claims if case in (claim.sender, claim.receiver)]
    waiting = {one.claim.id: one for one in queue(ledger, party=case)}
    counted = {id_ for act in ledger.acts(party=case) for id_ in act.support}
    out = []
    for claim in about:
        relation = "known" if claim.id in known else waiting[claim.id].relation if claim.id in waiting else "new"
        placed = all(code or not name for code, name in _sides(claim))
        out.append(Told(claim, relation, placed and claim.id in counted))
    return out


def _sides(claim: Claim) -> tuple[tuple[str, str], tuple[str, str]]:
    return (claim.sender, claim.sender_name), (claim.receiver, claim.receiver_name)


def _recognisers(before: Brief | None, after: Brief) -> list[Change]:
    old = {row.party: row for row in before.standing.recognisers} if before else {}
    new = {row.party: row for row in after.standing.recognisers}
    ended = {row.party: row for row in after.standing.ended}
    out = []
    for party in sorted(old.keys() | new.keys()):
        if party not in old:
            row = new[party]
            out.append(Change("recogniser", "added", party, row.name, row.kind, row.since))
        elif party not in new:
            row = ended.get(party, old[party])
            out.append(Change("recogniser", "removed", party, row.name, row.how or row.kind, row.until or row.since))
        elif (old[party].since, old[party].disputed) != (new[party].since, new[party].disputed):
            row = new[party]
            was = (f"was {old[party].since}",) if old[party].since != row.since else ()
            out.append(Change("recogniser", "changed", party, row.name, row.kind, row.since, (*was, *row.why)))
    return out


def _acts(before: Brief | None, after: Brief) -> list[Change]:
    old, new = (_by_act(brief) for brief in (before, after))
    out = []
    for id_, row in new.items():
        was = old.get(id_)
        if was is None:
            out.append(_change("added", row, () if row.counted else ("does not count", *row.why)))
        elif (was.disputed, was.counted, was.why) != (row.disputed, row.counted, row.why):
            out.append(_change("changed", row, row.why if row.counted else ("no longer counts", *row.why)))
    out += [_change("removed", row) for id_, row in old.items() if id_ not in new]
    return sorted(out, key=lambda change: (change.day, change.party, change.kind))


def _by_act(brief: Brief | None) -> dict[str, Evidence]:
    return {row.act: row for row in brief.evidence} if brief else {}


def _change(how: str, row: Evidence, why: tuple[str, ...] = ()) -> Change:
    return Change("act", how, row.party, row.name, row.kind, row.happened, why)


def _gaps(case: str, told: Sequence[Told], claims: Sequence[Claim], before: Brief | None, after: Brief) -> list[str]:
    out = []
    unresolved = sorted({name for claim in claims for code, name in _sides(claim) if name and not code})
    if unresolved:
        out.append(f"names without a code, of whom nothing is counted: {', '.join(unresolved)}")
    undated = sum(one.claim.happened is None for one in told)
    if undated:
        out.append(f"{plural(undated, 'claim')} without a day: give --published where the text counts from it")
    idle = [one for one in told if not one.counted and one.claim.polarity == "asserted" and one.claim.happened]
    if idle:
        out.append(f"{plural(len(idle), 'claim')} told as done that this counting leaves out")
    until = after.coverage.until
    later = [
        one for one in told if until and one.claim.happened and one.claim.happened.earliest.isoformat()[:7] > until
    ]
    if later:
        out.append(f"{plural(len(later), 'claim')} about days after {until}, where this record ends")
    known = set(before.coverage.gaps) if before else set()
    return out + [gap for gap in after.coverage.gaps if gap not in known]
