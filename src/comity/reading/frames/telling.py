"""What the rules of acts share: a telling, a word of the tables where a sentence has it, and lists of parties."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from comity.reading.lexicon import any_of
from comity.reading.symbols import PARTY, Symbol, symbols

__all__ = [
    "AGREED", "AND_MORE", "BE", "BETWEEN", "BY", "CLAUSE", "DAY", "ITEM", "JOINED", "LIST", "MISSION", "MORE", "OWNER",
    "PAIR", "PARTIES", "PURPOSE", "SIDE", "UNDOING", "WITH", "Finding", "Telling", "auxiliaries", "begin", "done_to",
    "nearest", "sent",
]  # fmt: skip


@dataclass(slots=True)
class Telling:
    """One act told in one sentence, its parties still symbols."""

    kind: str
    start: int
    end: int
    """The words that tell it, in the string of symbols."""
    verb: tuple[int, int]
    """The verb or noun alone."""
    sender: list[str] = field(default_factory=list)
    receiver: list[str] = field(default_factory=list)
    both: list[str] = field(default_factory=list)
    """Parties of an act without sides, or whose side is not said."""
    thing: str = ""
    """The mission, treaty, envoy or office that it is about."""
    to: str = ""
    """The office that somebody is appointed to, or the level that a mission is raised to."""
    was: str = ""
    """The level that a mission is raised or lowered from, where the words give it."""
    voice: str = "active"
    """active, passive, noun or begins."""
    subject_missing: bool = False
    bare: bool = False
    """An appointment that names no office: one of an envoy only where the text speaks of envoys."""
    again: bool = False
    """Does what was told before it: its kind and its receiver are those of the act before."""
    inner: bool = False
    """An act told again by words within another clause: its party may be that clause's object."""
    said: str = ""
    """How sure an act told again is, where its words say so: done, not done or refused."""
    day: str = ""
    """The day that the construction ties to it: "and Peru on 4 May"."""
    note: str = ""
    """What a position is: supports, opposes, warns."""
    elsewhere: bool = False
    """Another mission of the sort of ``thing``, at the receiver's: "and another in Lima"."""
    vague: bool = False
    """Done with several whom the words do not name: "relations with many countries"."""
    reduced: bool = False
    """A participle without its verb: "representatives accredited by"."""


def done_to(thing: str, kind: str, start: int, end: int, verb: tuple[int, int]) -> Telling:
    """What is told of a thing, and not by whom: "the legation became an embassy", "its work was suspended"."""
    return Telling(kind, start, end, verb, thing=thing, voice="passive", subject_missing=True)


@dataclass(frozen=True, slots=True)
class Finding:
    """A verb or noun of the tables where a sentence has it."""

    r: str
    """The sentence, a string of symbols."""
    symbol: dict[str, Symbol]
    span: tuple[int, int]
    start: int
    """Where its auxiliaries begin; its own beginning where it has none."""
    kinds: frozenset[str] = frozenset()
    """The acts that it may tell."""
    passive: bool = False

    @property
    def word(self) -> str:
        """The verb or noun itself."""
        return self.r[self.span[0] : self.span[1]]

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.span[1]

    @property
    def left(self) -> str:
        """What stands before it and its auxiliaries."""
        return self.r[: self.start]

    def right(self, characters: int) -> str:
        """So much of what stands after it."""
        return self.r[self.end : self.end + characters]

    def telling(self, kind: str, more: int = 0, *, start: int | None = None, **said: Any) -> Telling:
        """An act that it tells, together with ``more`` characters after it; ``said``: further fields of the telling."""
        return Telling(kind, self.start if start is None else start, self.end + more, self.span, **said)


# --- auxiliaries ---

_AUX_WORDS = (
    "had|has|have|having|Having|was|were|is|are|be|been|being|am|did|does|do|would|will|could|might|may|should|shall|can|cannot|must"
    "|not|never|to|also|first|once|finally|again|later|then|since|soon|already|immediately|subsequently|formally|officially"
    "|duly|thereby|thus|ever|still|both|therefore|jointly|simultaneously|briefly|temporarily|permanently|eventually|itself|himself|herself"
    "|themselves|now|only|just|even|recently|hereby|specifically|unilaterally|initially|n't|previously|ultimately|further"
    "|likewise|nevertheless|nonetheless|indeed|at once|at last|at length|at no time|in no way|therein|forthwith|henceforth|always"
    "|publicly|effectively|solemnly|promptly|accordingly|in turn|however|provisionally|concurrently|conditionally|fully"
    "|at no time|at last|at length|at once|in the end|once more|once again|yet|all|each|alike|likewise|similarly|simply|merely"
    "|so far|as yet|thus far|to date|up to now|until now|nearly|almost|in effect|in practice|on no occasion|reportedly|voluntarily"
)
_ADVERB = r"(?!family|assembly|reply|ally|supply|apply)[a-z]+ly"
_AUX_LAST = frozenset(words.rpartition(" ")[2] for words in _AUX_WORDS.split("|"))
_AUX = re.compile(
    rf"(?:(?<![^\s,(\"])(?!since (?:[a-z]+ )?[{symbols('D')}])(?:{any_of(_AUX_WORDS.split('|'))}|{_ADVERB}|\w+n't),? (?:(?:on |in )?[{symbols('D')}],? )?)+$"
)
DAY = re.compile(f"[{symbols('D')}]")
MISSION = re.compile(f"[{symbols('M')}]")
BE = re.compile(r"\b(?:was|were|is|are|be|been|being|am|get|got|gets)\b")
PURPOSE = re.compile(r"\bto (?!(?:have )?be(?:en)?\b)(?!have been\b)")
"""Ends the auxiliaries before it: "is to reopen" is active, "is to be reopened" is not."""


def auxiliaries(r: str, at: int) -> re.Match[str] | None:
    """The auxiliaries and adverbs that lead up to a verb."""
    before = r[max(0, at - 40) : at].split()
    last = before[-1].strip(',("') if before else ""
    if not (last in _AUX_LAST or last.endswith(("ly", "n't")) or DAY.fullmatch(last)):
        return None  # most verbs have none, and the word before them tells
    return _AUX.search(r, max(0, at - 100), at)


def begin(r: str, at: int) -> int:
    """Where a verb begins with its auxiliaries."""
    aux = auxiliaries(r, at)
    return aux.start() if aux else at


# --- parties and lists of them ---

AGREED = (
    r"(?:reach(?:ed|es|ing)|(?:came|come|comes|coming) to|arriv(?:ed|ing) at|struck) (?:an )?"
    rf"(?:agreement|understanding|[{symbols('T')}])(?: on [{symbols('D')}])?"
)
"""Agreed, in a pattern: "reached agreement", "came to an understanding on 3 May"."""
PARTIES = re.compile(PARTY)
JOINED = r"(?:,? (?:and|or|nor|as well as|along with)(?: also| then|,? (?:later|finally|lastly|subsequently|(?:most |more )?recently|eventually),)? (?:by |from |of )?(?:the )?|, (?:the )?)"
_NO_SUBJECT = rf"(?!'s? [a-z])(?! (?:also |later |then |now |still |today |thus |already |currently )?(?:said|says|has|had|have|was|were|is|might|would|will|could|may|did|does|do|broke|cut|sent|took(?! place| effect)|gave|[a-z]+ed|(?!as |its |his |this |relations |ties )[a-z]+s(?= (?:the|its|their|an?|that|formal|full|all|[{symbols('RBMTK')}])(?= |[.,;]|$)))\b(?! by\b))"
ITEM = f"[{symbols('NAHCVW')}]"
MORE = rf"(?:{JOINED}{ITEM}{_NO_SUBJECT})"
"""A further party of a list that is no subject of a verb of its own: ", the ministry said"."""
AND_MORE = re.compile(rf"(?:{JOINED}[{symbols('NC')}]{_NO_SUBJECT})+")
"""Further states after the one that was read."""
LIST = rf"(?:the |both the |both |either |neither |{PARTY}'s? |[a-z]+ )?{PARTY}{MORE}*"
PAIR = rf"(?:(?:the |both the |both |[a-z]+ )?{PARTY}{JOINED}{ITEM}{MORE}*|{LIST})"
"""A list of two at least, where a verb may follow: "between Niger and Ukraine was announced"."""
BETWEEN = re.compile(
    rf"^(?:(?!, and\b)[^.;]){{0,60}}?\bbetween (?:the )?(?:governments of the |governments of )?(?P<list>{PAIR})"
)
_TO_WHOM = "blow|setback|snub|rebuke|challenge|warning|message|signal|response|reply|reaction|contrast|addition|opposition|visit|trip|gesture"
""" "established relations, in a blow to Peru": not with Peru."""
WITH = re.compile(
    rf"^(?:(?!\b(?:when|while|and|after|before|until|that|but|was|were|had|has|{_TO_WHOM})\b|[{symbols('Q')}]|,? (?!according)[a-z]+ing to\b)[^.;]){{0,60}}?\b(?:with|to|toward|towards) (?P<list>{LIST})"
)
BY = re.compile(
    rf"^(?:(?!\b(?:when|while|after|that|but|and (?:was|were))\b|[{symbols('Q')}])[^;]){{0,70}}?\bby (?!no |none )(?:both )?(?P<list>{LIST})"
)
SIDE = re.compile(rf"({PARTY})(?:'s?)? $")
"""A party right before a noun: "Britain's declaration of war"."""
OWNER = re.compile(rf"({PARTY})(?:'s?)? (?:(?!the |an? )[a-z]+ )?$")
"""The same with one word between: "Britain's formal establishment of"."""
CLAUSE = re.compile(
    r"\b(?:when|while|because|although|though|but|whom|whose|if|unless|where|after|before|until|so|whereupon|whereby"
    rf"|following|despite)\b|[;:{symbols('Q')}]"
)
"""Begins a clause of its own."""

# --- kinds ---

UNDOING = ("withdraw-recognition", "freeze-recognition", "reaffirm-recognition")


def sent(person: Symbol) -> bool:
    """Whether somebody is an envoy or a consul."""
    return person.letter == "H" and person.office not in ("ruling", "own", "")


def nearest(r: str, char: str, before: int) -> int:
    """Where a symbol last stands before a place; that place where it does not."""
    at = r.rfind(char, 0, before)
    return at if at >= 0 else before
