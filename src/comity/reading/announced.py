"""Acts that are done by saying so: whoever announces one does it on the day on which he says so."""

from __future__ import annotations

import re

from comity.reading.context import same
from comity.reading.frames import Telling
from comity.reading.names import Resolved
from comity.reading.polarity import Verdict
from comity.reading.symbols import Reduced, symbols

__all__ = ["done_by_saying_so", "said_by_a_ministry"]


def done_by_saying_so(reduced: Reduced, telling: Telling, verdict: Verdict, speaker: Resolved | None) -> bool:
    """Whether an act is done by saying so, and its doer says so: "Georgia said on Friday that it had cut ties"."""
    if verdict.polarity != "asserted" or telling.kind not in _SAID_AND_DONE or speaker is None:
        return False
    verb, end = telling.verb
    stop = _STOP.search(reduced.r, end, end + 60)
    if _LONG_AGO.search(reduced.r, max(0, telling.start - 12), verb) or _LONG_AGO.search(
        reduced.r, end, stop.start() if stop else end + 60
    ):
        return False
    doers = [*telling.sender, *telling.both]
    return not doers or any(
        symbol.letter == "X" or (symbol.party is not None and same(symbol.party, speaker))
        for symbol in (reduced.symbols[char] for char in doers)
    )


def said_by_a_ministry(after: str, telling: Telling, verdict: Verdict) -> bool:
    """Whether a body or a spokesman of nobody knows whom says so after an act, mostly for its doer."""
    return (
        verdict.polarity == "asserted" and telling.kind in _SAID_AND_DONE and _MINISTRY_SAID.search(after) is not None
    )


_SAID_AND_DONE = frozenset(
    ("recognise", "withdraw-recognition", "freeze-recognition", "reaffirm-recognition", "refuse-recognition",
     "establish-relations", "sever-relations", "suspend-relations", "resume-relations", "close-mission",
     "lower-mission", "raise-mission", "recall-envoy", "expel-envoy", "appoint-envoy", "accept-credentials",
     "declare-independence", "declare-war")
)  # fmt: skip
_LONG_AGO = re.compile(
    r"\b(?:already|earlier|previously|formerly|long|ago|once|always|since|in the past|at the time|in turn|the first)\b"
)
"""Beside an act: it was done before it was spoken of."""
_STOP = re.compile(r"[,;]")
_MINISTRY_SAID = re.compile(
    rf", (?:the |a |[{symbols('X')}] )(?:[a-z]+ ){{0,2}}"
    rf"(?:[{symbols('V')}]|ministry|minister|presidency|cabinet|palace|spokes\w+|officials?) "
)
"""After an act: who said so, and mostly for the doer."""
