"""Acts whose object is a thing: relations, missions, treaties, credentials."""

from __future__ import annotations

import re

from comity.reading.frames.levels import LEVEL_KINDS, TO_LEVEL, reached
from comity.reading.frames.papers import done_by_paper
from comity.reading.frames.rolls import SEVERAL
from comity.reading.frames.subjects import first_subject, subject
from comity.reading.frames.telling import (
    AGREED,
    BE,
    BETWEEN,
    BY,
    CLAUSE,
    JOINED,
    LIST,
    MORE,
    OWNER,
    PAIR,
    PARTIES,
    WITH,
    Finding,
    Telling,
    begin,
    sent,
)
from comity.reading.frames.work import at_work
from comity.reading.lexicon import Act, Lexicon, any_of, forms
from comity.reading.symbols import PARTY, Reduced, Symbol, symbols

__all__ = ["RELATIONS_KINDS", "WITH_BEFORE", "Things"]

_LETTERS = {"relations": "R", "mission": "M", "credentials": "K", "treaty": "T"}
"""The symbols of an act's object."""
_THINGS = f"[{symbols('RBMKT')}]"
_A_THING = re.compile(_THINGS)
_PREPOSITION = r"(?:with|for|by|in|at|on|upon|between|against)"
_STOP = r"(?:of|with|to|for|by|in|at|on|upon|from|that|when|and|or|as|which|who|if|until|between|against|than|into)"
_AFTER = re.compile(
    rf"(?: (?:off|up|down|out|into|back))?(?P<gap>(?:[ \"'(,]+(?!{_STOP}\b)(?:(?:country|nation|kingdom|republic|government)'s|[A-Za-z0-9][\w-]*|[{symbols('D')}]|[{symbols('WAF')}](?= [\w{symbols('RBMKTA')}])))"
    rf"{{0,6}}?)(?: (?:the |true )?cop(?:y|ies) of)?[ \"'(]+(?P<own>{PARTY}(?:'s?)? )?(?P<with>with (?:(?:a|the) (?:true )?cop(?:y|ies) of )?(?:(?:[{symbols('X')}]|the) )?)?[\"']?(?P<words>(?:(?!{_PREPOSITION}\b)[a-z][a-z-]* ){{0,2}}?)[\"']?(?P<thing>{_THINGS})"
)
"""From a verb to its object."""
_TO_DO = re.compile(r" (?:to [a-z]+|(?:for|of) [a-z]+ing)$")
_QUANTITY = re.compile(
    r"\b(?:series|number|couple|package|packages|set|sets|pair|host|dozens?|scores?|raft|range|all|most|some|many|several|both|each|one|two"
    r"|three|four|five|rest|last|first|text|texts|copy|copies|exchange|instruments?|doors|gates|chancery|premises) of\b"
)
_DOING = re.compile(r" (?!existing|standing|remaining|outstanding|governing|neighbou?ring|leading|during)[a-z]+ing\b")
_AND_THING = re.compile(rf",? and (?:the |an? |its |their |{PARTY}(?:'s?)? )?(?:[a-z]+ )?(?P<thing>{_THINGS})")
_WITH_ONE = re.compile(rf" with (?:the )?[{symbols('NCX')}]")

# --- what stands before a passive ---

_WHOSE = re.compile(rf"(?: (?:of|on|for) [A-Za-z, ]{{1,50}}?)?(?: (?:between|with) {LIST})?,? ")
"""Between a treaty and its participle: "a treaty of commerce between Spain and Peru, signed at Madrid"."""
_ITS_TREATY = re.compile(rf"(?P<p>[{symbols('N')}])'s? (?:own |first |new |second )?$")
_TREATY_WHICH = re.compile(
    rf"(?P<thing>[{symbols('T')}])(?: [^.;,{PARTY[1:-1]}]{{0,60}})?,? (?:[{symbols('Q')}]|that) (?:the )?(?P<list>{PARTY}(?:{JOINED}{PARTY})*) (?:(?:had|have|has|later|then) )*$"
)
_ASIDE = re.compile(rf",? [{symbols('Q')}] [^,;]*, $")
""" "the Legation, which had been kept at New Delhi, was raised" """
_APART = re.compile(rf".*(?P<thing>{_THINGS}), (?:[{symbols('Q')}]|then|first|itself|long|once) [^;]*, $")
_WHICH = re.compile(rf"[{symbols('Q')}] $")
_HAS_VERB = re.compile(r"\b(?:was|were|is|are|had|has|have)\b")
_APPOSED = re.compile(
    rf"(?: of [{symbols('D')}],?)?(?: (?:of|on|with|in|at) (?:the )?[{symbols('WNC')}])?(?:,| \([^)]*\),?| \()?(?: \w+ly| first| concluded and)? ?$|,? [{symbols('Q')}] $"
)
"""Between a thing and a participle without its verb: "the treaty of Madrid, first signed"."""
_ABOUT = re.compile(
    r"\b(?:[Tt]alks?|[Nn]egotiations?|[Dd]iscussions?|[Ee]fforts?|[Pp]lans?|[Aa]greements?|[Pp]rotests?|[Mm]eetings?|[Cc]rowds?|[Ss]taff|[Mm]embers?)"
    r" (?:[a-z]+ly )?(?:of|on|about|for|to|in|at|over|against)\b[^.;,]{0,60}$"
)
_THING_AND = re.compile(
    rf"({_THINGS})(?:(?:,| (?:between|with|of) [^.;{symbols('RBMKT')}]*?)?,? and (?:the |an? |its )?(?:{PARTY}(?:'s?)? )?)$"
)
_OWNER_OF = re.compile(rf"({PARTY})(?:'s?)? (?:[a-z-]+ )?$")
_OF_WHOM = re.compile(rf" (?:of|as) (?:the )?(?P<p>{PARTY})")
_WHERE = re.compile(rf" (?:in|at|to|of) (?:the )?(?P<p>[{symbols('NCWA')}])")

WITH_BEFORE = re.compile(
    rf"(?:^|[.;:] )(?:And |But )?[Ww]ith (?:the )?(?P<list>{LIST})(?:,[^;]{{0,140}},|,)? (?:[a-z]+ )?$"
)
"""Before relations: "With Great Britain relations were broken"."""

# --- what stands after the object ---

_PLACE = re.compile(
    rf"[^,;.]{{0,40}}? (?:(?:in|at|to)(?! with)|with(?= (?:the )?[{symbols('N')}])) (?:the )?(?P<p>[{symbols('NCWAX')}])(?!'s? )(?P<more>(?:(?:, | and |, and )(?:in |at )?(?:the )?[{symbols('C')}])*)"
)
_AS_OFFICE = re.compile(
    rf"[^.;]{{0,60}}?\b(?:as|becoming|to become) (?:the |its |his |their )?(?:[a-z-]+ )?(?P<h>[{symbols('H')}])"
)
_PRESENTED_TO = re.compile(
    rf"(?:(?!\b(?:when|while|and|after|that|but)\b|[{symbols('Q')}])[^;]){{0,120}}?\bto (?:the )?(?:[A-Za-z]+ )?(?P<p>{PARTY})"
)
_PRESENTED_IN = re.compile(rf"[^.;,]{{0,20}}? (?:in|at) (?:the )?(?P<p>[{symbols('NC')}])")
_CREDENTIALS_OF = re.compile(rf" of (?:the )?(?:new |first |[a-z]+ )?(?P<p>{PARTY})(?P<more>{MORE}*)")
_CREDENTIALS_FROM = re.compile(
    rf"[^.;,]{{0,40}}? (?:from|by) (?:the )?(?:new |[a-z]+ )?(?P<p>{PARTY})(?P<more>{MORE}*)"
)
_GRANTED_TO = re.compile(rf"[^.;,]{{0,20}}? (?:to|for) (?:the )?(?P<p>{PARTY})")
_IN = re.compile(rf"(?: [a-z]+ly)? (?:in|at) (?:the )?(?P<p>[{symbols('NC')}])")
_NO_CREDENTIALS = re.compile(r" of (?:recall|protest|thanks|resignation|introduction)\b")
_ATTRIBUTE = re.compile(rf"(?:\b(?:the|a|[a-z]+ly)|[{symbols('X')}]|'s?) $")
""" "its downgraded mission" """
_BETWEEN_OBJECT = re.compile(
    rf"(?=,? (?:in|on|at|to|before|with|[{symbols('D')}]))(?:,? (?:(?:in|on|at|to|before|with) )?(?:the )?[{symbols('DCNHV')}](?![a-z']),?){{1,3}}(?: (?:in|for|after|as|amid|despite) [^.;,{symbols('MTK')}]{{1,60}},)?(?= (?:an?|the|two|three|[{symbols('XTMK')}])(?: |[.,;]|$))"
)
"""Between a verb and its object: "signed in Lima, on 3 May, a treaty"."""
_ASIDE_TO = re.compile(rf"[^{symbols('CNHV')}]{{0,30}}?(?:to|before) (?:the )?(?P<p>[{symbols('CNHV')}])")
_ASIDE_IN = re.compile(rf"[^{symbols('CNHV')}]{{0,30}}?(?:in|at|to) (?:the )?(?P<p>[{symbols('CN')}])")
_PLACED = ("present-credentials", "open-mission", "close-mission")
_TURNING_DOWN = ("refus", "reject", "turn")
_AN_EXEQUATUR = re.compile(rf" (?:an? |the |[{symbols('X')}] )?(?:[a-z]+ )?(?P<k>[{symbols('K')}])")
_RELATIVE = re.compile(
    rf"(?:(?P<who>[{symbols('HWNQ')}]),? whose )?(?P<thing>{_THINGS})(?: (?:of|in|at) (?:the )?[{symbols('NCW')}])?(?:,? (?:that|[{symbols('Q')}]))?"
    rf" (?P<subject>(?:the )?{LIST})(?: [a-z]+ly| also| first| later| then| had| has)* $"
)
"""Before an active verb: its object, in a relative clause ("the office he opened there", "whose letters the King accepted")."""

# --- verbs at the head of a sentence, verbs without an object, nouns ---

_THIS_TREATY = re.compile(rf"[^;]{{0,400}}?, (?:the|this|that) (?P<t>[{symbols('T')}])")
_BETWEEN_ANYWHERE = re.compile(rf" between (?:the )?(?P<list>{PAIR})")
_BY_ANYWHERE = re.compile(rf" by (?:the )?(?P<list>{LIST})")
_OF_ITS_OWN = re.compile(
    rf" (?:an?|the|new|[0-9]+|[{symbols('X')}]) (?!(?:same|following|next|previous|very|first|last|few|[a-z]+ and a half)\b|(?:[a-z]+ )?(?:years?|months?|weeks?|days?|decades?|fortnight|hours?|morning|time)\b)[a-z]"
)
""" "The embassy opened a visa section": what it opened is not itself."""
_DEEMED_TO = re.compile(r" (?:was|were|is|are) (?:considered|deemed|held|understood|reckoned|regarded as) $")
""" "Relations were considered to have resumed" """
_BROKE_WITH = re.compile(
    rf"(?:break|breaks|broke|broken|breaking)(?: off)?(?: entirely| completely| formally| diplomatically)? with (?:the )?(?P<list>[{symbols('NC')}](?:{JOINED}[{symbols('NC')}])*)(?!'s? )"
)
_THAT = re.compile(r" that $")
_SIGNED_WITH = ("seal", "seals", "name", "names", "hand", "hands", "signature", "signatures", "pen", "pens")
_THEIR_NAMES = re.compile(
    rf"\b(?P<verb>(?:affix|append|subscrib|attach)(?:ed|es|e|ing)?|put|set|sets|puts|setting|putting) [{symbols('X')}] (?:respective |own )?"
    rf"(?:hands?|names?|seals?|signatures?|pens?)(?: and (?:[{symbols('X')}] )?(?:hands?|names?|seals?|signatures?))?"
    rf"(?: to (?:the |an? |this |these |that )?(?:[a-z]+ )?(?P<thing>[{symbols('T')}]))?"
)
_TO_WHICH = re.compile(
    rf"(?P<thing>[{symbols('T')}])(?:(?:,| of) [^.;]{{1,60}}?)?,? to [{symbols('Q')}] (?:the )?(?P<list>{LIST}) $"
)
_MADE_IT = re.compile(rf" (?P<it>[{symbols('X')}])(?= |,)")
_MISSION, _RELATIONS = re.compile(f"[{symbols('M')}]"), re.compile(f"[{symbols('RB')}]")
_WITHIN_PHRASE = re.compile(r"\b(?:to [a-z]+|of|for|about|on|in) (?:the )?(?:[a-z]+ )*$")
_AND_THE = re.compile(r",? and (?:the|an?|its|their) ")
""" "relations began and the legation was opened": no object of "began"."""
_AND = re.compile(r",? and(?: [a-z]+)? ?")
_BOTH_SIDES = re.compile(r"\b(?:between|with) [^.;]*? and (?:the )?.")
_OTHER_VERB = re.compile(r"\b(?:was|were|is|are|had|has|have|and|on|concerning)\b(?! the )")
_TOPIC = re.compile(rf"[{symbols('T')}] (?:on|concerning|regarding|about|for) (?:the )?(?:[a-z]+ )?$")
"""What a treaty is about is not told by its name: "a memorandum on the establishment of"."""
_ANNIVERSARY = re.compile(
    r"\b(?:anniversary|commemorat[a-z]+|celebrat[a-z]+|centenary|jubilee|years) (?:of |since )?(?:the )?$"
)
_WILL_DO = re.compile(
    r"\b(?:will|would|shall|may|to|has|have|had)(?: [a-z]+ly)? (?P<verb>[a-z]+) (?:the |an? )?(?:[a-z]+ )?$"
)
_ON_WHAT = re.compile(
    r"\b(?:[Nn]otes|[Ll]etters|[Ss]tatements?|[Dd]ocuments?|[Cc]ommuniqu[eé]s?) (?:on|about|concerning|regarding|for) (?:the )?(?:[a-z]+ )?$"
)
_OF = {
    letters: re.compile(
        rf"(?: (?:in|at) (?:the )?[{symbols('NCW')}]|, [^,.;]{{1,50}},)?(?:,? (?:on|in) [{symbols('D')}],?)?(?:,? by [^,.;]{{1,60}},?)? (?:of|in|off) (?:the |an? |its |his |their |these )?(?:[a-z]+ ){{0,2}}?(?:(?P<own>{PARTY})(?:'s?)? )?(?:[a-z]+ )?(?P<t>[{symbols(letters)}])"
    )
    for letters in [*_LETTERS.values(), "RB"]
}
_TIES_OF_TWO = re.compile(
    rf" of (?:the |full |formal |official )?[{symbols('B')}] (?:between|with) (?:the )?[{symbols('NACX')}]"
)
""" "the establishment of ties between Ghana and Palau": of states, and no trade ties """
_AND_MISSION = re.compile(
    rf",? and (?:an? |the |its |their )(?:[a-z]+ |[{symbols('NA')}](?:'s?)? )*[{symbols('M')}] (?!and\b)"
)
_OF_PERSON = re.compile(
    rf" of (?:the |an? )?(?P<p>[{symbols('HW')}])(?: as (?:the |an? |its )?(?:[a-z]+ )?(?P<h>[{symbols('H')}]))?"
)
_BY_SHORTLY = re.compile(rf"[^.;,]{{0,40}}? by (?:the )?(?P<list>{LIST})")


_MISSION_KINDS = frozenset(("open-mission", "close-mission", *LEVEL_KINDS))
RELATIONS_KINDS = frozenset(("establish-relations", "sever-relations", "suspend-relations", "resume-relations"))


def _over(words: tuple[str, ...], lexicon: Lexicon) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Relations said to be over: "declared relations with Bangkok at an end"; "relations were no more"."""
    relations = rf"(?P<r>[{symbols('RB')}])(?P<with>(?: (?:with|to|between) [^.;,]{{1,60}}?)?)"
    whose = rf"(?: (?:all|any|the|[{symbols('X')}]|[{symbols('NA')}]'s?))*"
    deeming = lexicon.verb(lexicon.table["speech"]["deeming"])
    # "were broken" is a passive of the tables already.
    other = [word for word in words if not word.split(" ")[0].endswith(("ed", "en"))]
    return (
        re.compile(
            rf"\b(?P<verb>{deeming}){whose} {relations} (?:as |to be |to have been )?(?P<over>{any_of(words)})\b"
        ),
        re.compile(rf"{relations} (?:was|were|is|are|had been) (?:now |already |thus )?(?P<over>{any_of(other)})\b"),
    )


def _of_a_level(verb: Finding, telling: Telling) -> bool:
    """Whether a mission is raised or lowered: to a level, or by a verb that says no less ("downgraded its embassy")."""
    if telling.to or not (verb.word.startswith("downgrad") and verb.symbol[telling.thing].letter == "M"):
        return bool(telling.to)
    return verb.passive or not _ATTRIBUTE.search(verb.r, max(0, verb.span[0] - 12), verb.span[0])


def _mutual(senders: list[str], symbol: dict[str, Symbol]) -> bool:
    """Whether two parties, each a country, are said to have relations: "Peru and Iran took up relations"."""
    if len(senders) == 1 and symbol[senders[0]].letter == "X":
        return _BOTH.match(symbol[senders[0]].text) is not None  # "They first took up relations in 1974"
    return len(senders) > 1 and all(symbol[char].letter in "NAC" for char in senders)


_BOTH = re.compile(r"(?i)they\b|(?:the )?(?:both|two) ")


_ANNOUNCED = re.compile(
    rf"\b(?:(?:announc|declar|order|decree|proclaim|notif|confirm|communicat)(?:e|es|s|ed|d|y|ies|ied|ing)?|ma[dk]es? (?:the |an? )?(?:[a-z]+ )?announcement (?:on|of|about)|{AGREED} on|agreed (?:on|upon|to)|decided (?:on|upon)) (?:[^.;,\"]{{0,40}}? )??(?:the |its |an? |[a-z]+ ){{0,3}}$"
)
""" "announces the severance of relations": its subject's act"""
_IN_TALKS = re.compile(
    rf"(?P<a>[{symbols('NAH')}]) (?:[a-z]+ )?(?:(?:offered|invited|asked|urged)|(?:proposed|suggested) to|and) (?:the )?(?P<b>[{symbols('NH')}])"
    r"(?! and )[^.;,]{0,60}?\b(?:negotiations|negotiate|talks|discussions|discuss|discussed|consultations|dialogue)\b(?: on| about| over)? (?:the )?(?:[a-z]+ )?$"
)
""" "Peru invited Chile to hold talks on the establishment of relations": of the two with each other."""


class Things:
    """Reads what is done to relations, missions, treaties and credentials."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._acts = {act.kind: act for act in lexicon.acts}
        self._of_things = frozenset(act.kind for act in lexicon.acts if act.object in _LETTERS)
        got = self._acts["accept-credentials"].receiving
        self._deemed = [(act.kind, _over(act.over, lexicon)) for act in lexicon.acts if act.over]
        self._over_words = frozenset(word.split(" ")[-1] for act in lexicon.acts for word in act.over)
        # "suspended", "cut", but not "suspend".
        self._participles = frozenset(
            form for act in lexicon.acts for plain in act.verbs for form in lexicon.participles(plain)
        )
        self._obtaining = frozenset(form for plain in got for form in forms(plain, lexicon.irregular))

    def kind(self, kinds: frozenset[str], thing: str, symbol: dict[str, Symbol]) -> str:
        """The act that these verbs do to that thing; empty where they do none."""
        letter = symbol[thing].letter
        for kind in kinds:
            act = self._acts[kind]
            if letter == _LETTERS.get(act.object):
                return kind
            if letter == "B" and act.object == "relations" and act.bare:
                return kind
        # "upgraded relations to the level of embassies": only where a level follows.
        return next((kind for kind in LEVEL_KINDS if kind in kinds), "") if letter in "RB" else ""

    def kind_like(self, kinds: frozenset[str], model: Telling, symbol: dict[str, Symbol]) -> str:
        """The act that these verbs do to the thing of an act told before."""
        if symbol[model.thing].letter != "X":
            return self.kind(kinds, model.thing, symbol)
        of = self._acts[model.kind].object
        return next((kind for kind in sorted(kinds) if self._acts[kind].object == of), "")

    def kinds_of(
        self, kinds: frozenset[str], pronoun: str, symbol: dict[str, Symbol], *, own: bool = False
    ) -> list[str]:
        """The acts that verbs may tell of what a word stands for: "they" for relations, else missions; "it" for one.

        ``own``: of "its own", a mission.
        """
        word = symbol[pronoun].text.lower()
        if own:
            return sorted(kinds & _MISSION_KINDS)
        found = sorted(kinds & RELATIONS_KINDS) if word in ("they", "them") else []
        return found or (sorted(kinds & _MISSION_KINDS) if word in ("it", "they", "them") else [])

    # --- verbs with their object ---

    def verb(self, verb: Finding) -> list[Telling]:
        """A verb with its object after it (active) or before it (passive)."""
        if changed := self._changes_it(verb):
            return changed
        if obtained := self._obtains(verb):
            return obtained
        if verb.kinds.isdisjoint(self._of_things):
            return []
        after = None if verb.passive else _AFTER.match(verb.right(400))
        if after and (told := self._active(verb, after)):
            return told
        if not (after or verb.passive) and (told := self._after_aside(verb)):
            return told
        if not verb.passive and (told := self._relative(verb) or self._breaks_with(verb)):
            return told
        opens = "open" in verb.word and _OF_ITS_OWN.match(verb.r, verb.end)
        reduced = not after and verb.word in self._participles and not opens
        if verb.passive or reduced:
            return self._passive(verb)
        return []

    def _active(self, verb: Finding, after: re.Match[str]) -> list[Telling]:
        partly = "of" in after["words"].split() and verb.symbol[after["thing"]].letter not in "RB"
        if partly and not _QUANTITY.search(f"{after['gap']} {after['words']}"):
            return []  # "ended decades of diplomatic relations", "a series of agreements", but "the terms of the treaty"
        if _DOING.match(after["gap"] or f" {after['words']}") or _TO_DO.search(
            f"{after['gap']} {after['words']}".rstrip()
        ):
            return []  # "began fostering relations", "started procedures to sever relations"
        if after["with"] and "present-credentials" not in verb.kinds:
            return []  # "presented the King with her letters", but no "ended with its relations"
        things = [after["thing"]]
        end = verb.end + after.end()
        while more := _AND_THING.match(verb.r, end):
            things.append(more["thing"])
            end = more.end()
        out = []
        senders = subject(verb.r, verb.start)
        tail = verb.r[end : end + 300]
        for thing in things:
            kind = self.kind(verb.kinds, thing, verb.symbol)
            if (
                not kind
                and verb.symbol[thing].letter == "B"
                and "establish-relations" in verb.kinds
                and (_WITH_ONE.match(tail) or SEVERAL.match(tail) or _mutual(senders, verb.symbol))
            ):
                kind = "establish-relations"  # "established relations with China"; "relations" alone are of any sort
            if not kind or (kind == "present-credentials" and _NO_CREDENTIALS.match(tail)):
                continue
            telling = verb.telling(kind, end - verb.end, thing=thing, sender=list(senders))
            if kind == "accept-credentials" and verb.word.startswith(_TURNING_DOWN):
                telling.said = "refused"
            own = (after["own"] or "").strip()
            if kind == "present-credentials" and own and "'" not in own and verb.symbol[own].letter != "X":
                telling.receiver = [own]  # "handed the King his letters"
            self.sides(telling, tail, own[:1], verb.symbol)
            if kind not in LEVEL_KINDS or _of_a_level(verb, telling):
                out.append(telling)
        return out

    def _after_aside(self, verb: Finding) -> list[Telling]:
        """ "signed, on 3 May, a treaty", "presented to the King, in Oslo, her letters": where or when stands between."""
        right = verb.right(400)
        aside = _BETWEEN_OBJECT.match(right)
        after = _AFTER.match(right, aside.end()) if aside else None
        if not aside or not after or after["gap"].count(" ") > 3:
            return []
        out = self._active(verb, after)
        for telling in out:
            place = _ASIDE_TO.match(aside[0]) if telling.kind == "present-credentials" else _ASIDE_IN.match(aside[0])
            if place and not telling.receiver and telling.kind in _PLACED:
                telling.receiver = [place["p"]]
        return out

    def _obtains(self, verb: Finding) -> list[Telling]:
        """ "the consul obtained his exequatur from the President": it is the President who accepts him."""
        kept = _AN_EXEQUATUR.match(verb.r, verb.end) if verb.passive or verb.word in self._obtaining else None
        if not kept or "xequatur" not in verb.symbol[kept["k"]].text:
            return []
        who = subject(verb.r, verb.start, passive=verb.passive)
        if not who or not (sent(verb.symbol[who[0]]) or verb.symbol[who[0]].letter in "WXQ"):
            return []
        telling = verb.telling(
            "accept-credentials", kept.end() - verb.end, thing=who[0], voice="passive", subject_missing=True
        )
        if by := _CREDENTIALS_FROM.match(verb.r, kept.end()):
            telling.sender = [by["p"]]
        return [telling]

    def _relative(self, verb: Finding) -> list[Telling]:
        """ "the office he opened there in 1858": the object before its subject."""
        left = verb.left
        be = BE.search(verb.r, verb.start, verb.span[0])  # "the embassy said it was open"
        found = None if be else _RELATIVE.search(left, max(0, len(left) - 160))
        kind = self.kind(verb.kinds, found["thing"], verb.symbol) if found else ""
        if "sign-treaty" in verb.kinds and (by := _TREATY_WHICH.search(left, max(0, len(left) - 200))):
            # "the convention which Japan and Korea signed"
            telling = verb.telling(
                "sign-treaty", start=by.start(), thing=by["thing"], sender=PARTIES.findall(by["list"])
            )
            self.sides(telling, verb.right(200), "", verb.symbol)
            return [telling]
        if not found or not kind or (found["who"] is None and verb.symbol[found["thing"]].letter in "RBT"):
            return []
        telling = verb.telling(
            kind, start=found.start(), thing=found["thing"], sender=PARTIES.findall(found["subject"])
        )
        self.sides(telling, verb.right(200), "", verb.symbol)
        if kind == "accept-credentials" and found["who"]:
            telling.receiver = [found["who"]]
        return [telling] if kind not in LEVEL_KINDS or telling.to else []

    @staticmethod
    def _breaks_with(verb: Finding) -> list[Telling]:
        """ "Riyadh broke with Tehran in 1988": relations, of one country with another."""
        found = _BROKE_WITH.match(verb.r, verb.span[0]) if "sever-relations" in verb.kinds else None
        senders = subject(verb.r, verb.start) if found else []
        if not found or not senders or any(verb.symbol[char].letter not in "NACX" for char in senders):
            return []
        telling = verb.telling("sever-relations", found.end() - verb.end, sender=senders)
        telling.receiver = PARTIES.findall(found["list"])
        return [telling]

    def _changes_it(self, verb: Finding) -> list[Telling]:
        """ "the notes advanced it to an embassy": a mission told of before."""
        kind = next((kind for kind in LEVEL_KINDS if kind in verb.kinds), "")
        it = _MADE_IT.match(verb.r, verb.end) if kind and not verb.passive else None
        if not it or verb.symbol[it["it"]].text != "it":
            return []
        telling = verb.telling(kind, it.end() - verb.end, thing=it["it"], voice="passive", subject_missing=True)
        self.sides(telling, verb.r[it.end() : it.end() + 200], "", verb.symbol)
        return [telling] if telling.to else []

    def _passive(self, verb: Finding) -> list[Telling]:
        base = max(0, verb.start - 400)
        left = verb.left
        if left.endswith(", ") and (aside := _APART.match(left, base)):
            left = left[: aside.end("thing")]  # "the legation in Tokyo, which had been kept up since 1899, was raised"
        limit = 260 if verb.passive else 12
        # A treaty signed to raise relations: the thing said first may be the subject, the nearest one in its name.
        for candidate in reversed(list(_A_THING.finditer(left, base))):
            mid = _ASIDE.sub(" ", left[candidate.end() :])
            whose = not verb.passive and "sign-treaty" in verb.kinds and _WHOSE.fullmatch(mid)
            clause = CLAUSE.search(_WHICH.sub("", mid))
            if (len(mid) > limit and not whose) or clause or _HAS_VERB.search(mid):
                break
            if not (self.kind(verb.kinds, candidate[0], verb.symbol) or self._of_two(verb, candidate[0], mid)):
                continue
            if not (verb.passive or whose) and not _APPOSED.match(mid):
                break
            before = left[: candidate.start()]
            if _ABOUT.search(before, max(0, len(before) - 120)):
                break  # "Talks on the resumption of relations were broken off"
            group = [candidate[0]]
            while earlier := _THING_AND.search(before):
                group.append(earlier[1])
                before = before[: earlier.start()]
            owner = _OWNER_OF.search(left[: candidate.start()])
            return [
                telling
                for thing in group
                if (kind := self.kind(verb.kinds, thing, verb.symbol) or self._of_two(verb, thing, mid))
                and (telling := self._done_to(verb, thing, kind, len(before), mid, owner[1] if owner else ""))
                and (kind not in LEVEL_KINDS or _of_a_level(verb, telling))
            ]
        return []

    @staticmethod
    def _of_two(verb: Finding, thing: str, mid: str) -> str:
        """ "Relations between Chile and Peru were established": of two parties by name, they are no trade relations."""
        bare = verb.symbol[thing].letter == "B" and "establish-relations" in verb.kinds
        named = BETWEEN.match(mid) or WITH.match(mid) or BETWEEN.match(verb.right(300)) or WITH.match(verb.right(300))
        return "establish-relations" if bare and named else ""

    def _done_to(self, verb: Finding, thing: str, kind: str, start: int, mid: str, owner: str) -> Telling:
        """A passive said of a thing; ``mid`` stands between the two."""
        telling = verb.telling(kind, start=start, thing=thing, voice="passive", subject_missing=True)
        if kind == "accept-credentials" and verb.word.startswith(_TURNING_DOWN):
            telling.said = "refused"
        tail = verb.right(300)
        if kind == "sign-treaty" and (own := _ITS_TREATY.search(verb.r, 0, start)):
            telling.sender = [own["p"]]  # "Japan's own treaty of peace with China was signed"
        if by := BY.match(tail):
            telling.sender = PARTIES.findall(by["list"])
            telling.end += by.end("list")
        self.sides(telling, tail, owner, verb.symbol)
        # "relations between A and B were ..." and "relations with B were ..." stand before the verb.
        if between := BETWEEN.match(mid):
            telling.both = PARTIES.findall(between["list"])
        elif self._acts[kind].object in ("relations", "treaty") and (with_ := WITH.match(mid)):
            telling.receiver = PARTIES.findall(with_["list"])
        elif self._acts[kind].object == "relations" and not (telling.receiver or telling.both):
            if with_ := WITH_BEFORE.search(verb.r, 0, start):
                telling.receiver = PARTIES.findall(with_["list"])
        elif kind == "accept-credentials" and (of := _OF_WHOM.match(mid)):
            telling.receiver = [of["p"]]
        elif (
            kind.endswith("-mission")
            and not telling.receiver
            and verb.symbol[thing].host is None
            and (place := _WHERE.match(mid))
        ):
            telling.receiver = [place["p"]]
        return telling

    # --- the parties after the object ---

    def sides(self, telling: Telling, tail: str, owner: str, symbol: dict[str, Symbol]) -> None:
        """Parties after the object: with whom, between whom, of whom; the level that a mission is raised to."""
        act = self._acts[telling.kind]
        if telling.kind in LEVEL_KINDS and symbol[telling.thing].letter in "RB":
            self._level_of_relations(telling, tail)
        elif act.object == "relations" and SEVERAL.match(tail):
            telling.vague = True
        elif act.object in ("relations", "treaty"):
            if between := BETWEEN.match(tail):
                telling.both = PARTIES.findall(between["list"])
                telling.end += between.end("list")
            elif with_ := WITH.match(tail):
                telling.receiver = PARTIES.findall(with_["list"])
                telling.end += with_.end("list")
            elif telling.thing and symbol[telling.thing].parties:
                telling.both = []
        elif act.object == "mission":
            place = _PLACE.match(tail)
            if place and symbol[place["p"]].text in ("its", "their", "his", "her"):
                place = None  # "was closed and a consulate left in its place"
            if symbol[telling.thing].host is None and place:
                telling.receiver = [place["p"], *PARTIES.findall(place["more"])]
                telling.end += place.end()
            if to := TO_LEVEL.match(" " + tail.lstrip(" ")):
                telling.to = to["m"]
                telling.was = to["from"] or ""
                telling.end += to.end()
        elif act.object == "credentials":
            self._credentials(telling, tail, owner)

    @staticmethod
    def _level_of_relations(telling: Telling, tail: str) -> None:
        """ "with Chile to the level of chargé d'affaires" """
        near = 0
        if between := BETWEEN.match(tail):
            telling.both, near = PARTIES.findall(between["list"]), between.end()
        elif with_ := WITH.match(tail):
            telling.receiver, near = PARTIES.findall(with_["list"]), with_.end()
        if to := TO_LEVEL.match(tail, near) or TO_LEVEL.match(tail):
            telling.to, telling.was = to["m"], to["from"] or ""
            telling.end += to.end()

    @staticmethod
    def _credentials(telling: Telling, tail: str, owner: str) -> None:
        if as_ := _AS_OFFICE.match(tail):
            telling.to = as_["h"]
        if telling.kind == "present-credentials":
            if to := _PRESENTED_TO.match(tail) or _PRESENTED_IN.match(tail):
                telling.receiver = [to["p"]]
        elif of := _CREDENTIALS_OF.match(tail):
            telling.receiver = [of["p"], *PARTIES.findall(of["more"])]
        elif owner:
            telling.receiver = [owner]
        elif not telling.receiver and (to := _GRANTED_TO.match(tail)):
            telling.receiver = [to["p"]]
        elif not telling.receiver and (from_ := _CREDENTIALS_FROM.match(tail)):
            telling.receiver = [from_["p"], *PARTIES.findall(from_["more"])]

    # --- at the head of a sentence, without an object, as nouns ---

    @staticmethod
    def fronted(verb: Finding) -> list[Telling]:
        """ "Concluded on January 13, 1855, between A and B, this convention ..." """
        thing = _THIS_TREATY.match(verb.right(500))
        if not thing:
            return []
        telling = verb.telling(
            "sign-treaty", thing.end(), start=0, thing=thing["t"], voice="passive", subject_missing=True
        )
        if between := BETWEEN.match(thing[0]) or _BETWEEN_ANYWHERE.search(thing[0]):
            telling.both = PARTIES.findall(between["list"])
        if by := _BY_ANYWHERE.search(thing[0]):
            telling.sender = PARTIES.findall(by["list"])
        return [telling]

    def states(self, reduced: Reduced, told: list[Telling]) -> list[Telling]:
        """What a thing has become or is called, without a verb of the tables; it takes the place of what it holds."""
        r, words = reduced.r, reduced.words
        out = reached(reduced)
        out += at_work(reduced)
        if not words.isdisjoint(_SIGNED_WITH):
            out += self._puts_name(r)
        if not words.isdisjoint(self._over_words) and _RELATIONS.search(r):
            out += self._over(r, reduced.symbols)
            told[:] = [t for t in told if not any(o.start <= t.verb[0] < o.end for o in out)]
        return out

    def _puts_name(self, r: str) -> list[Telling]:
        """ "affixed their seals to the treaty", "the treaty to which both put their names" """
        out = []
        for found in _THEIR_NAMES.finditer(r):
            start = begin(r, found.start())
            which = _TO_WHICH.search(r, max(0, start - 400), start)
            if not (which or found["thing"]):
                continue
            telling = Telling("sign-treaty", start, found.end(), found.span("verb"))
            if which:
                telling.thing, telling.sender = which["thing"], PARTIES.findall(which["list"])
                telling.start = which.start()
            else:
                telling.thing, telling.sender = found["thing"], subject(r, start)
            telling.both = telling.sender
            out.append(telling)
        return out

    def _over(self, r: str, symbol: dict[str, Symbol]) -> list[Telling]:
        """ "considered relations broken", "let it be known that relations were no more" """
        out = []
        for kind, (deemed, stated) in self._deemed:
            for found in deemed.finditer(r):
                telling = Telling(kind, found.start(), found.end(), found.span("verb"), thing=found["r"])
                telling.sender = subject(r, begin(r, found.start()))
                self.sides(telling, found["with"] or "", "", {found["r"]: symbol[found["r"]]})
                out.append(telling)
            for found in stated.finditer(r):
                telling = Telling(
                    kind, found.start(), found.end(), found.span("over"), thing=found["r"], voice="begins"
                )
                if main := _THAT.search(r, max(0, found.start() - 12), found.start()):
                    telling.sender = first_subject(r[: main.start()])
                    told = [char for char in PARTIES.findall(r, 0, main.start()) if char not in telling.sender]
                    telling.receiver = told[-1:] if telling.sender else []
                self.sides(telling, found["with"] or "", "", {found["r"]: symbol[found["r"]]})
                telling.subject_missing = True
                out.append(telling)
        return out

    @staticmethod
    def begins(verb: Finding, act: Act) -> list[Telling]:
        """ "relations resumed", "the embassy closed": the thing is the subject."""
        r, start = verb.r, verb.start
        if verb.word.endswith("ing") and r.endswith(", ", 0, verb.span[0]):
            return []  # "relations with the North, starting with Norway"
        things = list((_MISSION if act.object == "mission" else _RELATIONS).finditer(r, max(0, start - 260), start))
        # Followed by an object it is transitive, and read as such.
        object_ = not _AND_THE.match(r, verb.end) and _AFTER.match(verb.right(200))
        if not things or object_ or _OF_ITS_OWN.match(verb.r, verb.end):
            # "the former Embassy became an office, and finally closed"
            return []
        at = things[-1].end()
        mid = r[at:start]
        if deemed := _DEEMED_TO.search(mid):
            mid = mid[: deemed.start()]
        if _WITHIN_PHRASE.search(r[: at - 1]):
            return []
        if _AND.fullmatch(mid):
            mid = ""
        if CLAUSE.search(mid) or _OTHER_VERB.search(_BOTH_SIDES.sub("", mid)):
            return []
        if act.object == "relations" and _AND_MISSION.search(mid):
            return []  # "established relations with it in February, and an embassy opened in July"
        telling = verb.telling(act.kind, start=at - 1, thing=things[-1][0], voice="begins", subject_missing=True)
        if deemed:
            telling.verb = (at + deemed.start() + 1, verb.end)
        if between := BETWEEN.match(mid):
            telling.both = PARTIES.findall(between["list"])
        elif with_ := WITH.match(mid):
            telling.receiver = PARTIES.findall(with_["list"])
        elif between := BETWEEN.match(verb.right(90)):
            telling.both = PARTIES.findall(between["list"])
        elif act.object == "mission" and not verb.symbol[telling.thing].host and (in_ := _IN.match(verb.r, verb.end)):
            telling.receiver = [in_["p"]]
            telling.end = in_.end()
        return [telling]

    def noun(self, noun: Finding, act: Act) -> list[Telling]:
        """ "the establishment of relations", "the reception of Minister X" """
        right = noun.right(260)
        said = _ANNOUNCED.search(noun.left, max(0, len(noun.left) - 80))
        talks = _IN_TALKS.search(noun.left) if act.object == "relations" else None
        bare = act.object == "relations" and (act.bare or said or talks or _TIES_OF_TWO.match(right))
        of = _OF["RB" if bare else _LETTERS[act.object]].match(right)
        if not of and act.kind == "accept-credentials" and act.object == "credentials":
            person = _OF_PERSON.match(right)
            if person and sent(noun.symbol[person["h"] or person["p"]]):
                return [
                    noun.telling(
                        act.kind,
                        person.end(),
                        thing=person["p"],
                        to=person["h"] or "",
                        voice="noun",
                        subject_missing=True,
                    )
                ]
        if _ANNIVERSARY.search(noun.left, max(0, len(noun.left) - 40)):
            return []
        # "came to an agreement on the establishment of relations": agreed upon, not a treaty's name
        topic = (_TOPIC.search(noun.left) and not said) or (act.object == "relations" and _ON_WHAT.search(noun.left))
        if not of or (topic and act.object != "relations"):
            return []
        if act.kind == "present-credentials" and _NO_CREDENTIALS.match(right, of.end()):
            return []
        telling = noun.telling(act.kind, of.end(), thing=of["t"], voice="noun", subject_missing=True)
        if said:
            telling.sender = subject(noun.r, begin(noun.r, said.start()))
            telling.verb, telling.start = (said.start(), noun.span[1]), begin(noun.r, said.start())
        elif act.object == "mission" and (planned := _WILL_DO.search(noun.left)):
            telling.sender = subject(noun.r, begin(noun.r, planned.start("verb")))  # "will hasten the opening of"
        if who := OWNER.search(noun.left):
            telling.sender = [who[1]]
        tail = right[of.end() :]
        if by := _BY_SHORTLY.match(tail):
            telling.sender = PARTIES.findall(by["list"])
        self.sides(telling, tail, of["own"] or "", noun.symbol)
        if act.object == "relations" and of["own"] and telling.receiver and not telling.sender:
            telling.sender = [of["own"]]  # "the severance of Seoul's ties with Taipei"
        named = telling.sender or telling.receiver or telling.both
        if talks and not named:
            telling.sender, telling.receiver = [talks["a"]], [talks["b"]]
        if topic:
            return [told] if (told := done_by_paper(noun, telling)) else []
        return [telling]
