"""Posts told of together: whose several missions are, in which capitals, and which are each other's."""

from __future__ import annotations

import re

from comity.reading.symbols import Reduced, Symbol, symbols

__all__ = ["are_mutual", "further_hosts", "further_owners"]

_VERB = r"(?:also |later |then )?(?:said|says|has|had|have|was|were|is|are|did|does|will|would|[a-z]+ed)\b"
_FURTHER = re.compile(
    rf"(?:(?:,? and |,? as well as |, )(?:also )?(?:later )?(?:in |at )?(?:the )?[{symbols('NCW')}](?!'s? )(?! {_VERB}))+"
)
_BEFORE_VERB = re.compile(
    rf"(?:(?:,? and |, )(?:in |at )?(?:the )?[{symbols('NC')}])+(?= (?:was|were|has|have|had|are|is)\b)"
)
_OWNERS_AFTER = re.compile(rf"(?:(?:,? and |,? as well as |, )(?:of )?(?:the )?[{symbols('N')}](?!'s? ))+")
_OWNERS_BEFORE = re.compile(rf"(?:[{symbols('NA')}](?:'s?)?(?:,? and |, )(?:the )?)+$")
_IN = re.compile(rf" (?:in|at) (?:the )?(?P<p>[{symbols('NC')}])")
_PLURAL = re.compile(
    r"\b(?:embassies|legations|missions|consulates(?: general|-general)?|offices|posts|sections|commissions|nunciatures|agencies|representations)\b",
    re.IGNORECASE,
)
_MUTUAL_BEFORE = re.compile(
    r"\b(?:[Bb]oth|[Tt]he two|[Ee]ach other's|[Mm]utual|[Rr]eciprocal|[Rr]espective)(?: the)? $"
)
_EXCHANGED = re.compile(r"\bexchang(?:ed?|es|ing)(?: of)?(?: [a-z-]+){0,2} $")
_COUNTRY = rf"(?:countr(?:y|ies)|states?|governments?|sides?|part(?:y|ies)|[{symbols('V')}])"
_MUTUAL_AFTER = re.compile(
    rf"(?: (?:in|at|of) (?:both|the two|(?:each|one an)[- ]?other's?|each|the respective|[{symbols('X')}](?: respective)?)(?: {_COUNTRY}'?s?'?)? (?:capitals?|countr(?:y|ies)|territor(?:y|ies))\b"
    rf"| (?:of|in|by) (?:[{symbols('X')}]|(?:both|the two) {_COUNTRY})(?= (?:was|were|have|had|are)\b)"
    r"| (?:on a (?:mutual|reciprocal) basis|reciprocally|mutually)\b)"
)


def are_mutual(reduced: Reduced, char: str, *, plural: bool = False) -> bool:
    """Whether missions are said to be one of each side with the other: "both legations", "in each other's capitals".

    ``plural``: any missions are, since the text is about two parties and says of no other whose they are.
    """
    at = reduced.r.index(char)
    if _MUTUAL_BEFORE.search(reduced.r, max(0, at - 14), at) or _EXCHANGED.search(reduced.r, max(0, at - 30), at):
        return True
    if plural and _PLURAL.search(reduced.symbols[char].text):
        return True
    after = _MUTUAL_AFTER.match(reduced.r, at + 1) or _MUTUAL_AFTER.search(reduced.r, at + 1, at + 60)
    word = next((reduced.symbols[c] for c in after[0] if c in reduced.symbols), None) if after else None
    return after is not None and (word is None or word.letter == "V" or _OF_BOTH.search(word.text) is not None)


_OF_BOTH = re.compile(r"(?i)\b(?:both|two|their|our)\b")


def further_hosts(reduced: Reduced, char: str, verb: int) -> list[str]:
    """The symbols of places joined to the one that a mission's phrase names: "embassies in Riga, Oslo and Bern".

    ``verb``: where the verb begins that the mission is the object of; after its subject another one may begin.
    """
    at = reduced.r.index(char) + 1
    found = _FURTHER.match(reduced.r, at) or (_BEFORE_VERB.match(reduced.r, at, verb) if verb > at else None)
    return [c for c in found[0] if c in reduced.symbols and reduced.symbols[c].letter in "NC"] if found else []


def further_owners(reduced: Reduced, char: str, thing: Symbol) -> tuple[list[str], list[str]]:
    """Whose missions told of together are, and where: "the Swiss and Danish legations", "embassies of Peru and Chile"."""
    if not _PLURAL.search(thing.text):
        return [], []
    at = reduced.r.index(char)
    before = _OWNERS_BEFORE.search(reduced.r, max(0, at - 60), at)
    after = _OWNERS_AFTER.match(reduced.r, at + 1) if thing.party and not thing.host else None
    owners = [c for found in (before, after) if found for c in found[0] if c in reduced.symbols]
    where = _IN.match(reduced.r, after.end()) if after else None
    return owners, [where["p"]] if where else []
