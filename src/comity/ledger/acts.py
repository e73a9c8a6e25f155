"""Acts: what is held to have been done, computed from claims and rulings by a rule that anyone can check.

The rule, in order:

1. A claim that a ruling rejects or withdraws counts no more; a corrected field reads as corrected. The latest
   ruling on a claim holds; ``undo`` takes one back.
2. Claims are put together by kind, sender, receiver and mode. For a mutual kind (relations established, a treaty
   signed) the order of the two parties says nothing; the act shows them as most of its claims do.
3. Within these, claims of one exact day are one act. Days no more than ``within_days`` of the codebook apart are one
   act on whose day the claims disagree. A claim that knows only the month or year joins the act that its span
   holds, the earliest where there are several; if there is none, such claims form acts of their own by overlap.
   ``same-act`` and ``not-same-act`` overrule this, where both claims have one kind, sender, receiver and mode.
4. The act's day is that of a claim seen in its source before one recalled, the finer before the coarser, the one with
   more claims before the one with fewer, then the earlier.
5. A claim that denies the act contradicts it. So does a claim of another day. A denial of a day denies acts about that
   day; one without a day, acts up to the day on which it was said, by no means what was done afterwards.
6. ``counting="documented"`` leaves out an act that only a third party announces, and one that its own sender or
   receiver denies, until a ruling accepts it. ``counting="claimed"`` takes both.

Nothing here depends on the order in which claims came in.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from comity.claims import Claim
from comity.codebook import codebook
from comity.days import Day
from comity.errors import BadInput
from comity.ledger.rulings import Ruling, corrected, in_force

__all__ = ["COUNTINGS", "Act", "Held", "counted", "derive", "derive_all", "hold"]

COUNTINGS = ("documented", "claimed")


@dataclass(frozen=True, slots=True)
class Act:
    """What is held to have been done, with all its support and all that contradicts it."""

    id: str
    """``kind:sender:receiver:day``; of a mutual kind, the parties in the order that most of the claims have them in."""
    kind: str
    sender: str
    receiver: str
    happened: Day | None
    """The day held, with its precision; None where no claim gives one."""
    mode: str
    level: str
    support: tuple[str, ...]
    """Ids of the claims that say so, sorted."""
    contradicted_by: tuple[str, ...]
    """Ids of the claims that deny it or give another day, sorted."""
    days: tuple[str, ...]
    """Every day that a supporting claim gives, in EDTF, sorted."""
    attributed_to: tuple[str, ...]
    """Who says so, where the documents report somebody's word; empty where a document says so itself."""
    documented: bool
    """False where only a third party announces it, or its own sender or receiver denies it."""
    disputed: bool
    """True where it is denied, or claims disagree on its day by more than their precision."""
    checked: bool
    """True where a supporting claim's date was seen in the source it names."""
    accepted: bool
    """True where a ruling accepts a supporting claim."""
    implied_by: str = ""
    """Id of the act that implies this one; empty for an act that claims state themselves."""
    why: tuple[str, ...] = ()
    """What is disputed, in words."""

    def to_dict(self) -> dict[str, Any]:
        """As one JSON object."""
        return {
            "id": self.id, "kind": self.kind, "sender": self.sender, "receiver": self.receiver,
            "happened": self.happened.text if self.happened else "", "mode": self.mode, "level": self.level,
            "documented": self.documented, "disputed": self.disputed, "checked": self.checked,
            "accepted": self.accepted, "implied_by": self.implied_by, "attributed_to": list(self.attributed_to),
            "days": list(self.days), "why": list(self.why), "support": list(self.support),
            "contradicted_by": list(self.contradicted_by),
        }  # fmt: skip

    @property
    def sort_key(self) -> tuple[Any, ...]:
        """By day, then by id; acts without a day come last."""
        return (self.happened is None, self.happened.sort_key if self.happened else (), self.id)


@dataclass(frozen=True, slots=True)
class Held:
    """A claim as the rulings leave it: its id is that of what was read, its fields those that hold."""

    id: str
    claim: Claim
    accepted: bool = False


Denial = tuple[Held, dt.date | None]
"""A denial, and the last day on which it can have been said; None where that is not known."""


def hold(claims: Iterable[tuple[str, Claim]], rulings: Sequence[Ruling]) -> list[Held]:
    """The claims that still count, with corrections made and acceptances marked, sorted by id.

    Parameters
    ----------
    claims  : (id, claim) pairs.
    rulings : every ruling that bears on them, in the order they were recorded.
    """
    verdict: dict[str, str] = {}
    corrections: dict[str, dict[str, str]] = defaultdict(dict)
    for ruling in in_force(rulings):
        if ruling.verb in ("accept", "reject", "withdraw"):
            verdict[ruling.claim] = ruling.verb
        elif ruling.verb == "correct":
            corrections[ruling.claim][ruling.field] = ruling.value
    held = []
    for id_, claim in sorted(claims, key=lambda pair: pair[0]):
        if verdict.get(id_) in ("reject", "withdraw"):
            continue
        if id_ in corrections:
            claim = corrected(claim, corrections[id_])
        held.append(Held(id_, claim, verdict.get(id_) == "accept"))
    return held


def derive(
    claims: Iterable[tuple[str, Claim]],
    rulings: Sequence[Ruling] = (),
    *,
    said: Mapping[str, dt.date] | None = None,
    counting: str = "documented",
    checked: bool = False,
    implied: bool = True,
) -> list[Act]:
    """The acts that these claims and rulings amount to, sorted by day.

    Parameters
    ----------
    claims  : (id, claim) pairs, in any order.
    rulings : in the order they were recorded.
    said    : the last day on which a claim can have been said, by id: a denial without a day denies nothing later. One
        that is not here denies acts of all times.
    counting, checked, implied : as for ``counted``.
    """
    return counted(derive_all(claims, rulings, said or {}), counting=counting, checked=checked, implied=implied)


def counted(acts: Iterable[Act], *, counting: str, checked: bool, implied: bool) -> list[Act]:
    """The acts that a policy counts, of all that ``derive_all`` gives, in their order.

    Parameters
    ----------
    counting : ``documented`` or ``claimed``; rule 6 of this module.
    checked  : only acts whose date was seen in the source named.
    implied  : also the acts that others imply (relations established imply recognition), each marked by ``implied_by``.
    """
    if counting not in COUNTINGS:
        raise BadInput(f"counting cannot be {counting!r}", hint=f"one of: {', '.join(COUNTINGS)}")
    every = counting == "claimed"
    return [
        act
        for act in acts
        if (every or act.documented) and (act.checked or not checked) and (implied or not act.implied_by)
    ]


def derive_all(
    claims: Iterable[tuple[str, Claim]], rulings: Sequence[Ruling], said: Mapping[str, dt.date]
) -> list[Act]:
    """Every act that these claims and rulings amount to, whatever may be counted, and every act that these imply."""
    held = hold(claims, rulings)
    groups: dict[tuple[str, str, str, str], list[Held]] = defaultdict(list)
    denials: dict[tuple[str, str, str], list[Denial]] = defaultdict(list)
    for one in held:
        claim = one.claim
        if claim.polarity == "asserted":
            groups[(*_key(claim), claim.mode)].append(one)
        elif claim.polarity == "denied":
            denials[_key(claim)].append((one, said.get(one.id)))
    links = _links(rulings)
    acts = []
    for key, members in groups.items():
        within = codebook()[key[0]].within_days
        for cluster in _cluster(members, within, links):
            acts.append(_act(cluster, denials.get(key[:3], []), within))
    acts = _name(acts)
    acts += _implied(acts, denials)
    return sorted(acts, key=lambda act: act.sort_key)


def _key(claim: Claim) -> tuple[str, str, str]:
    """Kind and parties; for a mutual kind the parties in the order of their codes."""
    sender, receiver = claim.sender or claim.sender_name, claim.receiver or claim.receiver_name
    if codebook()[claim.kind].mutual and receiver < sender:
        sender, receiver = receiver, sender
    return claim.kind, sender, receiver


def _links(rulings: Sequence[Ruling]) -> dict[frozenset[str], bool]:
    """Pairs of claims that a ruling joins (True) or parts (False); the latest holds."""
    return {
        frozenset((ruling.claim, ruling.other)): ruling.verb == "same-act"
        for ruling in in_force(rulings)
        if ruling.verb in ("same-act", "not-same-act")
    }


def _cluster(members: list[Held], within: int, links: dict[frozenset[str], bool]) -> list[list[Held]]:
    """Claims that are about one act, as rule 3 says."""
    if len(members) == 1:
        return [members]
    exact = sorted((m for m in members if _is_exact(m)), key=_by_day)
    coarse = sorted((m for m in members if m.claim.happened and not _is_exact(m)), key=_by_day)
    undated = [m for m in members if m.claim.happened is None]
    clusters: list[list[Held]] = []
    for one in exact:
        last = clusters[-1] if clusters else None
        if last and (one.claim.happened.earliest - last[-1].claim.happened.latest).days <= within:  # type: ignore[union-attr]
            last.append(one)
        else:
            clusters.append([one])
    anchors = list(clusters)
    loose: list[list[Held]] = []
    for one in coarse:
        span = one.claim.happened
        assert span is not None
        home = next((c for c in anchors if any(span.possibly_on(m.claim.happened) for m in c)), None)  # type: ignore[arg-type]
        if home is None:
            home = next((c for c in loose if any(span.possibly_on(m.claim.happened) for m in c)), None)  # type: ignore[arg-type]
        if home is None:
            home = []
            loose.append(home)
        home.append(one)
    clusters = anchors + loose
    if undated:
        if clusters:
            clusters[0].extend(undated)
        else:
            clusters = [undated]
    return _rule_links(clusters, links) if links else clusters


def _is_exact(held: Held) -> bool:
    day = held.claim.happened
    return day is not None and day.earliest == day.latest


def _by_day(held: Held) -> tuple[Any, ...]:
    assert held.claim.happened is not None
    return (*held.claim.happened.sort_key, held.id)


def _rule_links(clusters: list[list[Held]], links: dict[frozenset[str], bool]) -> list[list[Held]]:
    """Clusters after ``same-act`` has joined and ``not-same-act`` has parted claims.

    What a ruling joins comes first, then what the days join; neither joins two sets of claims of which a ruling parts
    one pair.
    """
    home: dict[str, tuple[str, ...]] = {one.id: (one.id,) for cluster in clusters for one in cluster}
    pairs = {pair: same for pair, same in links.items() if all(id_ in home for id_ in pair)}
    if not pairs:
        return clusters
    parted = {pair for pair, same in pairs.items() if not same}

    def join(first: str, second: str) -> bool:
        one, two = home[first], home[second]
        if one == two or any(frozenset((a, b)) in parted for a in one for b in two):
            return one == two
        for id_ in one + two:
            home[id_] = one + two
        return True

    for pair in sorted(sorted(pair) for pair, same in pairs.items() if same):
        join(pair[0], pair[1])
    for cluster in clusters:
        firsts: list[str] = []
        for one in cluster:
            if not any(join(first, one.id) for first in firsts):
                firsts.append(one.id)
    joined: dict[tuple[str, ...], list[Held]] = defaultdict(list)
    for cluster in clusters:
        for one in cluster:
            joined[home[one.id]].append(one)
    return list(joined.values())


def _act(cluster: list[Held], denials: list[Denial], within: int) -> Act:
    """One act from the claims that are about it and the claims that deny acts of its kind and parties."""
    first = min(cluster, key=lambda held: held.id).claim
    sender, receiver = _sides(cluster)
    happened = _day_held(cluster)
    denied = _denying(denials, happened, within)
    other_day = [
        one for one in cluster if happened and one.claim.happened and not one.claim.happened.possibly_on(happened)
    ]
    accepted = any(one.accepted for one in cluster)
    sayers = {one.claim.attributed_to for one in cluster}
    # A claim that quotes nobody, or quotes the actor itself, documents the act; a third party's word announces it.
    by_third = all(who not in ("", sender, receiver) for who in sayers)
    # What a document denies in its own voice disputes the act; what a party to it denies also leaves it out.
    party_denies = [d for d in denied if d.claim.attributed_to in (sender, receiver)]
    why = [f"announced only by {', '.join(sorted(sayers))}"] if by_third else []
    why += [f"denied by {d.claim.attributed_to or 'a document'}" for d in denied]
    if other_day:
        why.append("claims give " + ", ".join(sorted({o.claim.happened.text for o in other_day if o.claim.happened})))
    return Act(
        id="",
        kind=first.kind,
        sender=sender,
        receiver=receiver,
        happened=happened,
        mode=first.mode,
        level=next((one.claim.level for one in sorted(cluster, key=lambda h: h.id) if one.claim.level), ""),
        support=tuple(sorted(one.id for one in cluster)),
        contradicted_by=tuple(sorted({one.id for one in denied} | {one.id for one in other_day})),
        days=tuple(sorted({one.claim.happened.text for one in cluster if one.claim.happened})),
        attributed_to=tuple(sorted(sayers - {""})),
        documented=accepted or not (by_third or party_denies),
        disputed=bool(denied or other_day or by_third),
        checked=any(one.claim.checked for one in cluster),
        accepted=accepted,
        why=tuple(dict.fromkeys(why)),
    )


def _sides(cluster: list[Held]) -> tuple[str, str]:
    """Sender and receiver: of a mutual kind as most of the claims have them, then in the order of their codes."""
    count = Counter(
        (one.claim.sender or one.claim.sender_name, one.claim.receiver or one.claim.receiver_name) for one in cluster
    )
    return min(count, key=lambda sides: (-count[sides], sides))


def _day_held(cluster: list[Held]) -> Day | None:
    """Rule 4."""
    dated = [one for one in cluster if one.claim.happened]
    if not dated:
        return None
    count: dict[str, int] = defaultdict(int)
    for one in dated:
        assert one.claim.happened is not None
        count[one.claim.happened.text] += 1

    def preference(one: Held) -> tuple[Any, ...]:
        day = one.claim.happened
        assert day is not None
        width = (day.latest - day.earliest).days
        return (not one.accepted, not one.claim.checked, width, day.uncertain, -count[day.text], day.sort_key)

    return min(dated, key=preference).claim.happened


def _denying(denials: list[Denial], happened: Day | None, within: int) -> list[Held]:
    """The denials that are about an act of that day, as rule 5 says."""
    return [one for one, said in denials if _denies(one.claim, said, happened, within)]


def _denies(denial: Claim, said: dt.date | None, happened: Day | None, within: int) -> bool:
    if happened is None:
        return True
    if denial.happened is None:
        return said is None or happened.earliest <= said
    if denial.happened.possibly_on(happened):
        return True
    gap = max(denial.happened.earliest - happened.latest, happened.earliest - denial.happened.latest)
    return gap <= dt.timedelta(days=within)


def _name(acts: list[Act]) -> list[Act]:
    """Each act with its id; where rulings leave two of one name, the support tells them apart."""
    seen: dict[str, int] = defaultdict(int)
    names = []
    for act in acts:
        kind = act.kind if act.mode == "declared" else f"{act.kind}.{act.mode}"
        names.append(f"{kind}:{act.sender}:{act.receiver}:{act.happened.text if act.happened else ''}")
        seen[names[-1]] += 1
    return [
        replace(act, id=name if seen[name] == 1 else f"{name}~{act.support[0][:8]}")
        for act, name in zip(acts, names, strict=True)
    ]


def _implied(acts: list[Act], denials: dict[tuple[str, str, str], list[Denial]]) -> list[Act]:
    """The acts that others imply, where no claim states the same on the same day.

    Who accepts credentials and says that this is no recognition denies what the act implies.
    """
    stated = {(act.kind, act.sender, act.receiver, act.happened) for act in acts}
    found = []
    for act in acts:
        for name in codebook()[act.kind].implies:
            sides = [(act.sender, act.receiver)]
            # Relations with a government ("CHN/prc") say that it is recognised. That it recognises the other state in
            # turn is not in question, and would make the government a party beside its own polity.
            if codebook()[act.kind].mutual and ("/" not in act.receiver or "/" in act.sender):
                sides.append((act.receiver, act.sender))
            for sender, receiver in sides:
                if not receiver or (name, sender, receiver, act.happened) in stated:
                    continue
                about = denials.get((name, sender, receiver), [])
                denied = _denying(about, act.happened, codebook()[name].within_days)
                by_party = any(one.claim.attributed_to in (sender, receiver) for one in denied)
                why = [f"denied by {one.claim.attributed_to or 'a document'}" for one in denied]
                found.append(
                    replace(
                        act,
                        id=f"{name}:{sender}:{receiver}:{act.happened.text if act.happened else ''}<{act.id}",
                        kind=name,
                        sender=sender,
                        receiver=receiver,
                        mode="implied",
                        level="",
                        implied_by=act.id,
                        contradicted_by=tuple(sorted({*act.contradicted_by, *(one.id for one in denied)})),
                        documented=act.documented and not by_party,
                        disputed=act.disputed or bool(denied),
                        why=tuple(dict.fromkeys((*act.why, *why))),
                    )
                )
    return found
