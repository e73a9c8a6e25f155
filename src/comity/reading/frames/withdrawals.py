"""Recognition withdrawn, frozen or reaffirmed, and moved from one party to another."""

from __future__ import annotations

import re

from comity.reading.frames.recognition import CLAIMED
from comity.reading.frames.subjects import subject
from comity.reading.frames.telling import LIST, PARTIES, SIDE, UNDOING, Finding, Telling, begin
from comity.reading.lexicon import Act, Lexicon
from comity.reading.symbols import PARTY, symbols

__all__ = ["Withdrawals"]

_RECOGNITION_BEFORE = re.compile(
    rf"(?:(?P<s>{PARTY})(?:'s?)? )?[Rr]ecognition(?: of (?:the )?(?:[a-z]+ )*(?P<o>{PARTY}))?(?: by (?:the )?(?P<b>{PARTY}))? $"
)
_RECOGNITION_AFTER = re.compile(
    rf" (?:[a-z]+ |{PARTY}(?:'s?)? ){{0,3}}(?:(?:[a-z]+ ){{1,4}}(?:related to|relating to|concerning|regarding|on|about) (?:the |[{symbols('X')}] )?)?"
    rf"recognition(?: of (?:the )?(?:[a-z]+ )*?(?P<o>{LIST})| from (?:the )?(?P<f>{LIST}))?"
)
_OF_RECOGNITION = re.compile(
    rf" of (?:the )?(?:(?P<s>{PARTY})(?:'s?)? )?(?:[a-z]+ )?recognition(?: (?:of|from) (?:the )?(?P<o>{PARTY}))?"
)


_WHOSE_RECOGNITION = re.compile(
    rf"(?P<o>{PARTY}), whose (?:[a-z]+ )?recognition (?:the )?(?P<s>{PARTY}) (?:[a-z]+ly |had |has |later )*$"
)
""" "Taiwan, whose recognition it withdrew" """


class Withdrawals:
    """Reads what is done to a recognition that was given."""

    def __init__(self, lexicon: Lexicon) -> None:
        withdraw = next(act for act in lexicon.acts if act.kind == "withdraw-recognition")
        self._switch = re.compile(
            rf"\b(?P<verb>{lexicon.verb(withdraw.switching)}) (?:its |their |[{symbols('X')}] )?(?:[a-z]+ )?(?P<what>recognition|[{symbols('RB')}]|allegiance)"
            rf" from (?:the )?(?P<old>{PARTY}) to (?:the )?(?P<new>{PARTY})"
        )

    @staticmethod
    def verb(verb: Finding) -> list[Telling]:
        """ "withdrew its recognition of Kosovo", "recognition was frozen", "derecognised Taiwan" """
        kind = next((kind for kind in UNDOING if kind in verb.kinds), "")
        if not kind:
            return []
        if verb.passive:
            left = _RECOGNITION_BEFORE.search(verb.left)
            if not left:
                return []
            telling = verb.telling(kind, start=left.start(), voice="passive", subject_missing=True)
            telling.sender = [c for c in (left["s"] or left["b"],) if c]
            telling.receiver = [left["o"]] if left["o"] else []
            return [telling]
        if whose := _WHOSE_RECOGNITION.search(verb.left, max(0, len(verb.left) - 80)):
            return [verb.telling(kind, start=whose.start(), sender=[whose["s"]], receiver=[whose["o"]])]
        right = verb.right(200)
        if verb.word.startswith(("derecogni", "re-recogni")):
            after = CLAIMED.match(right)
            receivers = [after["p"]] if after else []
        else:
            after = _RECOGNITION_AFTER.match(right)
            receivers = PARTIES.findall(after["o"] or after["f"] or "") if after else []
        if not after:
            return []
        return [verb.telling(kind, after.end(), sender=subject(verb.r, verb.start), receiver=receivers)]

    @staticmethod
    def noun(noun: Finding, act: Act) -> list[Telling]:
        """ "Togo's withdrawal of recognition of Kosovo" """
        of = _OF_RECOGNITION.match(noun.right(260))
        if not of:
            return []
        who = SIDE.search(noun.left)
        telling = noun.telling(act.kind, of.end(), voice="noun")
        telling.sender = [c for c in (of["s"] or (who[1] if who else ""),) if c]
        telling.receiver = [of["o"]] if of["o"] else []
        return [telling]

    def switches(self, r: str) -> list[Telling]:
        """ "switched recognition from Taiwan to China": two acts of one subject."""
        out: list[Telling] = []
        for found in self._switch.finditer(r) if " from " in r else ():
            start = begin(r, found.start())
            senders = subject(r, start)
            old, new = (
                ("withdraw-recognition", "recognise")
                if found["what"] in ("recognition", "allegiance")
                else ("sever-relations", "establish-relations")
            )
            middle = (found.start() + found.end()) // 2
            out.append(Telling(old, start, found.end(), (found.start(), middle), list(senders), [found["old"]]))
            out.append(Telling(new, start, found.end(), found.span(), list(senders), [found["new"]]))
        return out
