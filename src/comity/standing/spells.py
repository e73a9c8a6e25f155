"""Spells: from when to when one party recognised another, as the acts tell it.

The rule, for each sender towards one receiver:

- an act that opens or resumes recognition begins a spell: recognition itself, or one implied by relations established
  or resumed. What accepted or presented credentials imply begins one only with ``implied="all"``.
- withdrawal ends it; freezing ends it too, as frozen.
- recognition of a rival government of the same polity ends it (``CHN/prc`` and ``CHN/roc``): whoever recognises one
- the end of the receiver ends every spell. The end of the sender does too, unless another state is generally taken to
  continue it (``CONTINUED_BY``).
- breaking off relations does not end recognition; it is shown beside it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from comity.codebook import codebook
from comity.days import Day
from comity.ledger.acts import Act
from comity.polities import registry

__all__ = ["CONTINUED_BY", "IMPLIED", "MEANWHILE", "Spell", "had_happened", "lineage", "party_on", "rivals", "spells"]

IMPLIED = ("relations", "all", "none")
"""Which implied recognitions count: by relations (default), also by credentials, or none."""

CONTINUED_BY = {"SUN": "RUS", "YUG": "SCG", "SCG": "SRB"}
"""State -> the state that is generally taken to be the same international person after it.

Russia took the Soviet Union's seat and treaties (1991); Serbia and Montenegro claimed Yugoslavia's recognitions, which
the Republic of Serbia's own lists carry on, though the United Nations did not accept it as the continuing member.
Czechoslovakia and East Germany have no such state.
"""

MEANWHILE = {"RUS": "SUN"}
"""State -> the state that carried its ties while its own life was interrupted: Soviet Russia's, from 1922 to 1991."""


@dataclass(frozen=True, slots=True)
class Spell:
    """One spell of recognition."""

    party: str
    """The party that acted, by the code it had then."""
    began: Act
    ended: Act | None
    """The act that ended it; None while it stands."""
    how: str
    """How it ended: ``withdrawn``, ``frozen``, ``rival`` (it recognised a rival government); empty while it stands."""
    reaffirmed: tuple[Act, ...] = ()

    def began_by(self, day: Day) -> bool | None:
        """Whether it had begun by the end of a day: True, False, or None where the date is too coarse to say."""
        return had_happened(self.began.happened, day)

    def ended_by(self, day: Day) -> bool | None:
        """Whether it had ended by the end of a day; None where the date is too coarse to say."""
        return had_happened(self.ended.happened, day) if self.ended else False


def had_happened(when: Day | None, day: Day) -> bool | None:
    """Whether what happened then had by the end of a day; None where the date is too coarse to say, or not known."""
    if when is None:
        return None
    if when.latest <= day.latest:
        return True
    return None if when.earliest <= day.latest else False


def lineage(code: str) -> str:
    """The last state of the line that a state belongs to: ``RUS`` for ``SUN``, otherwise itself."""
    while code in CONTINUED_BY:
        code = CONTINUED_BY[code]
    return code


def party_on(code: str, day: Day) -> str:
    """The state that carries a party's ties on a day: itself, or the one that continues it while it is not there."""
    parties = registry().polities
    if code in MEANWHILE:
        gap = parties[code].interrupted
        if gap and gap[0].earliest <= day.latest < gap[1].earliest:
            return MEANWHILE[code]
    while code in CONTINUED_BY:
        end = parties[code].end
        if end is None or end.earliest > day.latest:
            break
        code = CONTINUED_BY[code]
    return code


def rivals(case: str) -> tuple[str, ...]:
    """Governments of the same polity whose time overlaps with that of this one, by slug; none for a state."""
    parties = registry()
    if case not in parties.governments:
        return ()
    own = parties.governments[case]
    found = []
    for other in parties.governments_of(own.code):
        apart = (own.end is not None and own.end.latest <= other.start.earliest) or (
            other.end is not None and other.end.latest <= own.start.earliest
        )
        if other.slug != case and not apart:
            found.append(other.slug)
    return tuple(found)


def spells(
    case: str, acts: Iterable[Act], rival_acts: Iterable[Act] = (), *, implied: str = "relations"
) -> list[Spell]:
    """The spells of recognition of a case, by the day they began.

    Parameters
    ----------
    case       : the receiver: a polity or government.
    acts       : acts towards it, implied ones included.
    rival_acts : acts towards its rivals, implied ones included.
    implied    : one of ``IMPLIED``.
    """
    moves: dict[str, list[tuple[Act, str]]] = defaultdict(list)
    for act in acts:
        effect = _effect(act, case, implied)
        if effect:
            moves[lineage(act.sender)].append((act, effect))
        elif act.kind in ("sever-relations", "suspend-relations") and act.receiver == case and act.happened:
            moves[lineage(act.sender)].append((act, "severed"))
    for act in rival_acts:
        if act.receiver == case or not act.happened:
            continue
        if _effect(act, act.receiver, implied) in ("opens", "resumes"):
            moves[lineage(act.sender)].append((act, "rival"))
        elif act.kind in ("withdraw-recognition", "sever-relations"):
            moves[lineage(act.sender)].append((act, "rival-closed"))
    found: list[Spell] = []
    for members in moves.values():
        found += _run(sorted(members, key=_order))
    return sorted(found, key=lambda spell: (spell.began.sort_key, spell.party))


def _effect(act: Act, case: str, implied: str) -> str:
    """What an act does to the sender's recognition of the case; empty for nothing."""
    if act.receiver != case or act.happened is None:
        return ""
    kind = codebook()[act.kind]
    if kind.tie != "recognition" or kind.effect not in ("opens", "resumes", "closes", "suspends"):
        return ""
    if act.implied_by:
        by_relations = codebook()[act.implied_by.split(":", 1)[0].split(".")[0]].tie == "relations"
        if implied == "none" or (implied == "relations" and not by_relations):
            return ""
    return kind.effect


_RANK = {"rival-closed": 0, "rival": 1, "opens": 2, "resumes": 2, "severed": 3, "suspends": 4, "closes": 4}


def _order(move: tuple[Act, str]) -> tuple[object, ...]:
    """By the last day it may have happened, so that "1971" comes after "1971-06-01"; what opens before what closes."""
    act, effect = move
    assert act.happened is not None
    return (act.happened.latest, _RANK[effect], bool(act.implied_by), act.id)


def _run(moves: Sequence[tuple[Act, str]]) -> list[Spell]:
    found: list[Spell] = []
    open_: Act | None = None
    again: list[Act] = []
    severed = False
    for act, effect in moves:
        if effect in ("opens", "resumes"):
            if open_ is None:
                open_, again, severed = act, [], False
            else:
                again.append(act)
        elif effect == "severed":
            severed = True
        elif effect == "rival-closed":
            if open_ is None and found and found[-1].how == "rival" and not severed:
                lapsed = found.pop()
                open_, again = lapsed.began, list(lapsed.reaffirmed)
        elif open_ is not None:
            how = {"closes": "withdrawn", "suspends": "frozen", "rival": "rival"}[effect]
            found.append(Spell(open_.sender, open_, act, how, tuple(again)))
            open_ = None
    if open_ is not None:
        found.append(Spell(open_.sender, open_, None, "", tuple(again)))
    return found
