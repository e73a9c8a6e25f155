"""Relations that a paper brings about: "signed a joint communiqué on the establishment of diplomatic relations"."""

from __future__ import annotations

import re

from comity.reading.frames.subjects import subject
from comity.reading.frames.telling import BY, PARTIES, Finding, Telling, begin
from comity.reading.symbols import Symbol, symbols

__all__ = ["done_by_paper", "without_papers"]

_PAPER_ON = re.compile(
    rf"(?:[{symbols('T')}]|\b(?:[Nn]otes|[Ll]etters|[Dd]ocuments?|[Ii]nstruments?|[Pp]apers?|[Ss]tatements?|[Cc]ommuniqu[eé]s?))(?: [a-z]+)? (?:on|about|for|concerning|regarding|providing for|announcing|formali[sz]ing|proclaiming|confirming) (?:the )?(?:[a-z]+ )?$"
)
_SIGNING = re.compile(
    r"\b(?:sign(?:ed|s|ing)?|exchang(?:ed|es|ing|e)|issu(?:ed|es|ing|e)|releas(?:ed|es|ing|e)|conclud(?:ed|es|ing|e)|adopt(?:ed|s|ing)?|publish(?:ed|es|ing)?|initiall?ed|inked)\b(?=[^.;]{0,90}$)"
)
_SIGNED = re.compile(
    r"[^;]{0,160}? (?:was|were|is|are|had been|has been|been)(?: [a-z]+ly)? (?P<verb>signed|exchanged|issued|released|concluded|adopted|published|initiall?ed|inked)\b"
)
_ON_RELATIONS = re.compile(
    rf"(?: (?:on |in )?[{symbols('DC')}],?)*(?: [a-z]+ly)? (?:on|about|concerning|regarding|for|to|providing for|announcing|establish|formali[sz]ing)(?:ing)? (?:the )?(?:[A-Za-z-]+ ){{0,2}}(?:of )?(?:[a-z]+ ){{0,2}}[{symbols('RB')}]"
)
_A_LOT = re.compile(
    r" (?:many|numerous|countless|dozens of|scores of|hundreds of|a (?:range|host|raft) of|over \d+|more than \d+)\b"
)
_ALL = re.compile(r"\b(?:all|any|every|other|such|various|numerous|many)\b[^.;,]*$")
_COMMUNIQUE = re.compile(r"(?i)communiqu|declaration|exchange of (?:notes|letters)")


def done_by_paper(noun: Finding, telling: Telling) -> Telling | None:
    """The telling of a noun within the name of a paper that was signed; None where it was not."""
    if not _PAPER_ON.search(noun.left, max(0, len(noun.left) - 80)):
        return None
    if signing := list(_SIGNING.finditer(noun.left, max(0, len(noun.left) - 170))):
        at = signing[-1]
        telling.verb, telling.start, telling.voice = at.span(), begin(noun.r, at.start()), "active"
        telling.sender = subject(noun.r, telling.start) or telling.sender
        return telling if telling.sender or telling.both or telling.receiver else None
    if signed := _SIGNED.match(noun.r, noun.end):
        telling.verb, telling.voice, telling.end = signed.span("verb"), "passive", signed.end()
        if by := BY.match(noun.r[signed.end() : signed.end() + 200]):
            telling.sender = PARTIES.findall(by["list"])
        return telling
    return None


def without_papers(told: list[Telling], r: str, symbol: dict[str, Symbol]) -> list[Telling]:
    """The tellings without the signing of communiqués that do no more than open or end relations."""
    about = any(t.kind.endswith("-relations") for t in told)
    return [
        t
        for t in told
        if t.kind != "sign-treaty" or not ((about and _is_of_relations(t, r, symbol)) or _is_of_many(t, r))
    ]


def _is_of_many(telling: Telling, r: str) -> bool:
    """ "annulled all agreements signed with Peru": which, nothing says."""
    at = r.find(telling.thing) if telling.thing else -1
    if _A_LOT.match(r, telling.verb[1]):
        return True
    return (
        0 <= at < telling.verb[0]
        and r[at + 1 : telling.verb[0]] == " "
        and _ALL.search(r, max(0, at - 60), at) is not None
    )


def _is_of_relations(telling: Telling, r: str, symbol: dict[str, Symbol]) -> bool:
    paper = symbol.get(telling.thing)
    return (
        paper is not None
        and _COMMUNIQUE.search(paper.text) is not None
        and _ON_RELATIONS.match(r, r.index(telling.thing) + 1) is not None
    )
