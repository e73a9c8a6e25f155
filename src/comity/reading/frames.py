"""Which act a reduced sentence tells: verbs and nouns of the tables, matched with what they are said of.

Every rule looks at the string of symbols that ``phrases`` makes: a verb in its voice, its object to the right (active)
or to the left (passive), its subject, the parties after "with", "between", "by", "to". What the words leave open (who
"it" is, which party an unnamed side is) is not decided here; a ``Telling`` names the symbols, and the reader resolves them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from comity.reading.lexicon import Act, Lexicon, any_of, forms
from comity.reading.phrases import PARTY, Reduced, Symbol, symbols

__all__ = ["LIKEWISE", "PARTIES", "SAYING", "Frames", "Telling"]


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
    note: str = ""
    """What a position is: supports, opposes, warns."""
    reduced: bool = False
    """A participle without its verb: "representatives accredited by"."""


_S = symbols
_AUX_WORDS = (
    "had|has|have|having|Having|was|were|is|are|be|been|being|am|did|does|do|would|will|could|might|may|should|shall|can|cannot|must"
    "|not|never|to|also|first|once|finally|again|later|then|since|soon|already|immediately|subsequently|formally|officially"
    "|duly|thereby|thus|ever|still|both|therefore|jointly|simultaneously|briefly|temporarily|permanently|eventually|itself"
    "|themselves|now|only|just|even|recently|hereby|specifically|unilaterally|initially|n't|previously|ultimately|further"
    "|publicly|effectively|solemnly|promptly|accordingly|in turn|however|provisionally|concurrently|conditionally|fully"
)
_AUX = re.compile(rf"(?:(?:(?<=[\s,(\"])|^)(?:{_AUX_WORDS}|\w+n't),? )+$")
_BE = re.compile(r"\b(?:was|were|is|are|be|been|being|am|get|got|gets)\b")
_CLAUSE = re.compile(
    r"\b(?:when|while|because|although|though|but|whom|whose|if|unless|where|after|before|until|so|whereupon|whereby"
    rf"|following|despite)\b|[;:{_S('Q')}]"
)
_STOP = r"(?:of|with|to|for|by|in|at|on|upon|from|that|when|and|or|as|which|who|if|until|between|against|than|into)"
_THINGS = f"[{_S('RBMKT')}]"
_PARTYISH = PARTY
_AFTER = re.compile(
    rf"(?: (?:off|up|down|out|into|back))?(?P<gap>(?:[ \"'(,]+(?!{_STOP}\b)(?:[A-Za-z0-9][\w-]*|[{_S('D')}]|[{_S('WAF')}](?= [\w{_S('RBMKTA')}])))"
    rf"{{0,6}}?)(?: (?:the |true )?cop(?:y|ies) of)?[ \"'(]+(?P<own>{_PARTYISH}(?:'s?)? )?(?P<words>(?:[a-z][a-z-]* ){{0,2}}?)(?P<thing>{_THINGS})"
)
_AND_THING = re.compile(rf",? and (?:the |an? |its |their |{_PARTYISH}(?:'s?)? )?(?:[a-z]+ )?(?P<thing>{_THINGS})")
_JOINED = r"(?:,? (?:and|or|nor|as well as|along with)(?: also| then)? (?:by |from |of )?(?:the )?|, (?:the )?)"
_NO_SUBJECT = r"(?!'s? [a-z])(?! (?:also |later |then )?(?:said|says|has|had|have|was|were|is|might|would|will|could|may|did|does|do|broke|cut|sent|took|gave|[a-z]+ed)\b(?! by\b))"
_ITEM = f"[{_S('NAHCVW')}]"
_MORE = rf"(?:{_JOINED}{_ITEM}{_NO_SUBJECT})"
"""A further party of a list that is no subject of a verb of its own: ", the ministry said"."""
_LIST = rf"(?:the |both the |both |either |neither |{_PARTYISH}'s? |[a-z]+ )?{_PARTYISH}{_MORE}*"
_BETWEEN = re.compile(
    rf"^(?:(?!, and\b)[^.;]){{0,60}}?\bbetween (?:the )?(?:governments of the |governments of )?(?P<list>{_LIST})"
)
_WITH = re.compile(
    rf"^(?:(?!\b(?:when|while|and|after|that|but)\b|[{_S('Q')}])[^;.]){{0,60}}?\b(?:with|to|toward|towards) (?P<list>{_LIST})"
)
_BY = re.compile(
    rf"^(?:(?!\b(?:when|while|after|that|but|and (?:was|were))\b|[{_S('Q')}])[^;]){{0,70}}?\bby (?!no |none )(?:both )?(?P<list>{_LIST})"
)
PARTIES = re.compile(_PARTYISH)
_PREP_BEFORE = re.compile(
    r"\b(?:of|with|in|to|for|by|at|from|near|between|under|against|on|upon|into|over|as|like|toward|towards|within|via|through"
    r"|over|across|among|than|versus|behind|without|regarding|concerning|about|Following|following|After|after|Despite|despite"
    r"|During|during|Under|In|With|At|By|For|From|Of|On|Upon|As|Before|before|including|toward|To)"
    r" (?:(?:the|a|an|its|his|their|this|that|both|new|former|then|independent|other|first|any|some|most|recent|[a-z]+'s) ){0,3}$"
)
_COORDINATED = re.compile(rf"({_PARTYISH})(?:,? and (?:the |its |then )?|,? n?or (?:the )?|, as well as (?:the )?)$")
_LISTED = re.compile(rf"({_PARTYISH}), (?:the )?$")
_VP = re.compile(
    r"(?:,? (?:and|but|or)|,)(?: (?:then|also|thereby|subsequently|later|finally|thus|in turn|immediately))* $"
)
_ASIDE = re.compile(
    rf", (?:though|although|while|[{_S('Q')}]|whose|following|after|despite|acting|then|upon|in|on|at|by|through|with) [^,;]{{1,140}}, $"
)


_WHOSE = re.compile(rf"(?: (?:of|on|for) [A-Za-z, ]{{1,50}}?)?(?: (?:between|with) {_LIST})?,? ")
"""Between a treaty and its participle: "a treaty of commerce between Spain and Peru, signed at Madrid"."""
_OWN = frozenset(chr(code) for a, b in re.findall("(.)-(.)", _S("X")) for code in range(ord(a), ord(b) + 1))
_GERUND = re.compile(r"(?:[Hh]aving (?:been )?)?(?=[A-Za-z-]+ing\b|(?<=ing )|(?<=been ))")
_BECAME = re.compile(rf"(?P<m>[{_S('M')}]) (?P<verb>became) (?:an?|the) (?:[a-z]+ )?(?P<to>[{_S('M')}])")
_STATES = ("republic", "monarchy", "kingdom", "empire")
_THEY = re.compile(rf"(?:^|[,;] |\b(?:and|but|until|when|where|before|after) )[{_S('X')}] $")
"""Before a passive: "relations were severed in 1965; they were restored in 1969"."""
_IT = re.compile(rf" [{_S('X')}](?=[ .,;]|$)")
_FOLLOWED_BY = re.compile(rf"[^.;]{{0,60}}?,? followed by (?:the )?(?P<list>{_LIST})")
_WITH_ONE = re.compile(rf" with (?:the )?[{_S('NCX')}]")
_WITHHELD = re.compile(
    rf"(?: (?:by|of) [^.;,]{{1,50}}?)? (?:was|were|had been|has been|is|being) (?:[a-z]+ )?(?:withheld|refused|denied)"
    rf"(?: (?:from|to) (?:the )?(?:[a-z]+ )?(?P<p>{PARTY}))?"
)
_TOPIC = re.compile(rf"[{_S('T')}] (?:on|concerning|regarding|about|for) (?:the )?(?:[a-z]+ )?$")
"""What a treaty is about is not told by its name: "a memorandum on the establishment of"."""
_EACH_OTHER = re.compile(r" (?:each other|one another)\b")
_DECISION = re.compile(
    rf"(?:(?P<own>{_PARTYISH})(?:'s?)? (?:[a-z]+ ){{0,2}})?\b(?P<noun>decision|intention|willingness|readiness|desire|wish|plans?|refusal|failure|vote|promise|pledge|agreement)"
    rf"(?: (?:of|by|between) (?:the )?(?P<of>{_PARTYISH}(?:{_JOINED}{_ITEM})*))? $"
)
"""Before "to recognise": whose decision it is."""
_HAVING = re.compile(
    r"(?:(?:^|[,;:] )(?:[Aa]fter |[Bb]efore |[Oo]n |[Uu]pon |[Bb]y |[Ww]hile |[Ww]ithout |[Ii]n )?"
    r"|(?P<within> (?:after|before|by|while|without) ))(?:first |formally )?$"
)
_FIRST_TO = re.compile(
    r"(?:^|[ ,])(?:becom(?:e|es|ing)|became|was|were|is|are|be|been|being)(?: [a-z]+ly| thus| then| also)? "
    r"(?:the|among the|one of the|only the)(?: very)? (?:first|second|third|fourth|fifth|only|last|latest|next|[a-z-]+th|\d+\w\w)\b[^;]{0,80}$"
)
"""Before "to recognise": "Iceland was the first country"; its subject is that of the verb."""
_ITS_OWN = re.compile(
    r"'s? (?:[a-z]+ )?(?:independence|statehood|sovereignty|government) (?:(?:was|were|had been) [^;]{0,60}?\b(?:and|then|but) (?:later |then )?)?"
)
_OTHERS = re.compile(
    r"(?:^|[ ,])(?:[a-z]+ |[A-Z][a-z]+ ){0,3}(?:states|countries|nations|powers|governments|members|others|neighbours|neighbors|allies)"
    r"(?: [a-z]+ly| also| then)? $"
)
"""A subject that is no party: "ten Arab states" (broke off relations)."""
_CALLED_ON = re.compile(
    r"\b(?:call(?:s|ed|ing)? (?:up)?on|appeal(?:s|ed|ing)? to|prevail(?:s|ed|ing)? (?:up)?on) (?:the )?$"
)
_CONJUNCTION = re.compile(r"\b(?:[Aa]fter|[Bb]efore|[Aa]s|[Ss]ince|[Uu]ntil|[Tt]han) (?:the )?$")
"""Prepositions that are conjunctions where a verb follows: "After Bonn recognised"."""
SAYING = re.compile(
    rf"(?P<list>{_ITEM}(?:{_JOINED}{_ITEM})*)(?: also| later| then| [a-z]+ly)? (?:said|says|say|announced|promised|hinted|indicated|declared|agreed)(?: [^;,.]{{0,20}})?(?: that)? $"
)
"""Before "it" or "they": whoever said so."""
_EACH_ITS_DAY = re.compile(
    rf" (?:on |in )?[{_S('D')}](?:,? and|,|;) (?:the )?(?P<list>[{_S('NAC')}](?:{_JOINED}[{_S('NAC')}])*)(?= (?:on |in )?[{_S('D')}](?:[,;.]| and))"
)
_FOLLOWED = re.compile(
    rf"(?P<list>{_PARTYISH}(?:{_JOINED}{_PARTYISH})*)(?P<aux>,? (?:which |who )?(?:[a-z']+ ){{0,5}}?)(?P<verb>follow(?:ed|s|ing)? suit|followed|follow|d(?:o|oes|id|one|oing) (?:so|the same|likewise))"
    rf"(?= ?[.,;)]| ?$| (?:on|in|at|by|later|soon|shortly|that|two|three|[a-z]+ (?:days?|weeks?|months?|years?)|after|when|only|and) | [{_S('D')}])"
)
"""An act told by that of another: "Slovenia followed on 4 June", "and Portugal did so"."""
_ABOUT = re.compile(
    r"\b(?:[Tt]alks?|[Nn]egotiations?|[Dd]iscussions?|[Ee]fforts?|[Pp]lans?|[Aa]greements?|[Pp]rotests?|[Mm]eetings?|[Cc]rowds?|[Ss]taff|[Mm]embers?)"
    r" (?:[a-z]+ly )?(?:of|on|about|for|to|in|at|over|against)\b[^.;,]{0,60}$"
)
LIKEWISE = re.compile(r"\bfollow|\bd(?:o|id|oes|oing|one) (?:so|the same|likewise)\b")
_PURPOSE = re.compile(r"\bto (?!(?:have )?be(?:en)?\b)(?!have been\b)")
_WITH_PLAIN = re.compile(r"\b(?:did|not|to|would|will|could|might|should)\b")


def _sent(person: Symbol) -> bool:
    """Whether somebody is an envoy or a consul."""
    return person.letter == "H" and person.office not in ("ruling", "own", "")


_UNDOING = ("withdraw-recognition", "freeze-recognition", "reaffirm-recognition")
_MANY = ("recognise", "withdraw-recognition", "establish-relations", "sever-relations", "suspend-relations",
         "resume-relations", "open-mission", "close-mission")  # fmt: skip
"""Acts that a sentence tells of several parties, each with a day of its own."""
_AT_WAR = re.compile(r"\b[Ww]ar\b|\bhostilities\b|[" + symbols("T") + "]")

MOST = 40
"""Verbs of the tables in one sentence: more are a list or noise, and are not read."""


class Frames:
    """Finds the acts that a reduced sentence tells, by the tables it is given."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.acts: dict[tuple[str, str], list[Act]] = {}
        verbs: dict[str, set[str]] = {}
        nouns: dict[str, list[Act]] = {}
        begins: dict[str, list[Act]] = {}
        irregular = lexicon.irregular
        self.plain_begins: set[str] = set()
        for act in lexicon.acts:
            for plain in act.verbs if act.object != "peace" else ():
                for form in forms(plain, irregular):
                    verbs.setdefault(form, set()).add(act.kind)
                    if act.object == "treaty":
                        verbs.setdefault(form.capitalize(), set()).add(act.kind)
            for noun in act.nouns:
                nouns.setdefault(noun, []).append(act)
            for plain in act.begins:
                # "remained open", "is close to": the plain form counts only after "did not", "to", "would".
                inflected = forms(plain, irregular)
                self.plain_begins.add(plain)
                inflected |= {f"{a} {b.capitalize()}" for form in inflected for a, _, b in [form.rpartition(" ")] if a}
                for form in inflected:
                    begins.setdefault(form, []).append(act)
        self.by_kind = {act.kind: act for act in lexicon.acts}
        self.verbs = verbs
        self.nouns = nouns
        self.begins = begins
        recognise = self.by_kind["recognise"]
        self.verb = re.compile(rf"\b{any_of(verbs)}\b")
        self.noun = re.compile(rf"\b(?P<noun>{any_of([*nouns, *(n.capitalize() for n in nouns)])})\b")
        self.begin = re.compile(rf"\b{any_of(begins)}\b")
        before_noun = rf"(?: (?:[a-z-]+|de jure|de facto|{_PARTYISH}(?:'s?)?))* ?$"
        self._give = re.compile(rf"\b(?P<verb>{lexicon.verb(recognise.giving)})\b{before_noun}")
        self._get = re.compile(rf"\b(?P<verb>{lexicon.verb(recognise.receiving)})\b{before_noun}")
        self._seek = re.compile(rf"\b(?P<verb>{lexicon.verb(recognise.seeking)})\b{before_noun}")
        self._given = re.compile(
            r"(?: (?:of|to|by|from) [^.;]{0,60}?)?,?(?: which)? (?:(?:was|were|had been|has been|is|being) )?(?:not )?"
            rf"\b(?P<verb>{lexicon.verb(recognise.giving)})\b"
        )
        self._possession = re.compile(rf" (?:[a-z]+ ){{0,2}}(?:sovereignty over|{any_of(recognise.possessions)})\b")
        left_for = self.by_kind["withdraw-recognition"]
        self._switch = re.compile(
            rf"\b(?P<verb>{lexicon.verb(left_for.switching)}) (?:its |their |[{_S('X')}] )?(?:[a-z]+ )?(?P<what>recognition|[{_S('RB')}]|allegiance)"
            rf" from (?:the )?(?P<old>{_PARTYISH}) to (?:the )?(?P<new>{_PARTYISH})"
        )
        peace = self.by_kind["make-peace"]
        war = rf"(?:(?:a |the |any |their |[{_S('X')}] )?(?:formal |official )?(?:state|[{_S('V')}]) of )?(?:the |their |[{_S('X')}] )?(?:war|hostilities)"
        sides = rf"(?: (?P<how>between|with|against) (?:the )?(?P<list>{_LIST}))?"
        self._peace = re.compile(
            rf"\b(?P<verb>{lexicon.verb(peace.verbs)})(?: (?:a |the )?(?:[a-z]+ )?(?P<peace>[{_S('T')}])| {war}\b){sides}"
        )
        self._war_over = re.compile(
            rf"\b(?:[Tt]he )?(?:formal )?(?:(?:[Ss]tate|[{_S('V')}]) of )?[Ww]ar(?: (?P<how>between|with) (?:the )?(?P<list>{_PARTYISH}(?:{_JOINED}{_PARTYISH})*))?"
            rf"(?: [a-z]+ly)? (?P<verb>(?:(?:was|were|had been) (?:[a-z]+ly )?)?(?:{lexicon.verb(peace.begins)}))(?: by (?:the )?(?P<by>{_LIST}))?"
        )
        position = self.by_kind["state-position"]
        topic = any_of([*position.topics, "T of independence"]).replace(
            "T of independence", f"[{_S('T')}] of independence"
        )
        stance = {"supports": position.supporting, "opposes": position.opposing}
        verbs_of = "|".join(rf"(?P<{name}>{lexicon.verb(words)})" for name, words in stance.items())
        about = (
            rf"(?: the| any| full| [{_S('X')}])?(?: [a-z]+ly)?(?: (?:the )?(?P<of>[{_S('NACHX')}])(?:'s?)? (?:[a-z]+ ){{0,3}}?(?:{topic})\b(?! over)(?: of (?:the )?(?P<whose>[{_S('NACH')}]))?"
            rf"| (?:[a-z]+ ){{0,3}}?(?:{topic})(?: and (?:[a-z]+ )?(?:{topic}))? (?:of|by|for) (?:the )?(?P<o>[{_S('NACH')}]))"
        )
        self._position = re.compile(
            rf"\b(?P<verb>{verbs_of}|(?:{lexicon.verb(position.expressing)})(?: [a-z]+| [{_S('X')}]){{0,3}} "
            rf"(?:(?P<for>support|backing|solidarity)|(?P<against>concern|regret|opposition|dismay|condemnation))(?: for| over| about| to| at| of| with))"
            rf"{about}"
        )
        self._warn = re.compile(
            rf"\b(?P<verb>{lexicon.verb(position.warning)}) (?:the )?(?P<o>{_LIST}) (?:against|not to|that|of)\b"
            rf"(?=[^.;]*(?:recogni|{topic}|[{_S('RBM')}]))"
        )
        self._topic = re.compile(rf"(?:{topic})|recogni|warn|caution")

    # --- the whole sentence ---

    def tellings(self, reduced: Reduced) -> list[Telling]:
        """The acts of a sentence in the order of its words."""
        r, symbol = reduced.r, reduced.symbols
        out: list[Telling] = []
        verbs = list(self.verb.finditer(r))
        if len(verbs) > MOST:
            return []
        for found in verbs:
            out += self._verb(r, symbol, found)
        for found in self.begin.finditer(r):
            out += self._begins(r, symbol, found)
        if _AT_WAR.search(r):
            out += self._peaces(r, symbol)
        if self._topic.search(r):
            out += self._positions(r)
        for found in _BECAME.finditer(r):
            out.append(
                Telling(
                    "raise-mission", found.start(), found.end(), found.span("verb"),
                    thing=found["m"], to=found["to"], voice="passive", subject_missing=True,
                )
            )  # fmt: skip
        out += self._shared(r, symbol, out)
        for found in self.noun.finditer(r):
            out += self._noun(r, symbol, found)
        taken = {telling.verb[0] for telling in out if telling.voice == "begins"}
        out = [
            t
            for t in out
            if t.voice != "passive" or t.verb[0] not in taken or _BE.search(r[max(0, t.verb[0] - 30) : t.verb[0]])
        ]
        undone = [t for t in out if t.kind in _UNDOING]
        out = [
            t
            for t in out
            if t.kind != "recognise"
            or not any(u.start <= t.verb[0] < u.end or u.start < t.verb[1] <= u.end for u in undone)
        ]
        if " from " in r and (left_for := self._left_for(r)):
            out = [t for t in out if t.voice != "noun" or not any(u.start <= t.verb[0] < u.end for u in left_for)]
            out += left_for
        out = [
            t
            for t in out
            if t.kind != "state-position"
            or not any(u.kind == "recognise" and t.start <= u.verb[0] < t.end and u.sender == t.sender for u in out)
        ]
        # "ended the state of war", "concluded peace": neither relations nor a treaty.
        peace = [t for t in out if t.kind == "make-peace"]
        out = [t for t in out if t.kind != "sign-treaty" or not any(t.thing == p.thing for p in peace)]
        out += self._listed(r, symbol, out)
        for telling in out:
            if (
                telling.kind == "recognise"
                and telling.voice in ("noun", "active")
                and telling.sender
                and not telling.receiver
            ):
                # "Italy was recognised by Britain, while Austria withheld recognition": of the same.
                earlier = [u for u in out if u.kind == "recognise" and u.receiver and u.verb[1] <= telling.verb[0]]
                telling.receiver = max(earlier, key=lambda u: u.verb).receiver if earlier else []
        if LIKEWISE.search(r):
            out += self._followers(r, symbol)
        out.sort(key=lambda telling: telling.verb)
        return out

    # --- acts told by another act ---

    def _listed(self, r: str, symbol: dict, told: list[Telling]) -> list[Telling]:
        """Further sides, each with a day of its own: "by Britain in 1921 and by Persia the following year"."""
        out: list[Telling] = []
        for telling in told:
            by = telling.voice == "passive" and telling.sender
            to = telling.voice in ("active", "passive", "noun") and telling.receiver and not by
            if not (by or to) or telling.kind not in _MANY:
                continue
            preposition = "by" if by else "(?:with|to|by)" if telling.voice == "noun" else "(?:with|to|in)"
            more = re.compile(
                rf"(?P<date>[^.;,{_S('N')}]{{0,40}}?)(?:,? (?:and|then)(?: then| also)?|[,;]) {preposition} (?:the )?(?P<list>{_LIST})(?=[^.;{_S('N')}]{{0,24}}[{_S('D')}])"
            )
            at = telling.end
            if telling.kind == "recognise" and telling.voice == "active" and telling.receiver:
                out += self._objects(r, symbol, telling)
            while found := more.match(r, at):
                again = Telling(
                    telling.kind, found.start("list"), found.end("list"), found.span("list"), thing=telling.thing,
                    to=telling.to, voice=telling.voice, subject_missing=telling.subject_missing,
                )  # fmt: skip
                named = PARTIES.findall(found["list"])
                again.sender, again.receiver = (named, telling.receiver) if by else (telling.sender, named)
                out.append(again)
                at = found.end("list")
        return out

    @staticmethod
    def _objects(r: str, symbol: dict, telling: Telling) -> list[Telling]:
        """Further objects with days of their own: "recognised Peru in 1835, Mexico in 1836"; after "it", subjects."""
        out: list[Telling] = []
        at = telling.end
        while found := _EACH_ITS_DAY.match(r, at):
            named = PARTIES.findall(found["list"])
            again = Telling(telling.kind, found.start("list"), found.end("list"), found.span("list"))
            pronoun = symbol[telling.receiver[0]].letter == "X"
            again.sender, again.receiver = (named, telling.receiver) if pronoun else (telling.sender, named)
            out.append(again)
            at = found.end("list")
        return out

    @staticmethod
    def _followers(r: str, symbol: dict) -> list[Telling]:
        """Acts told by that of another: "Slovenia followed on 4 June", "and Portugal did so"."""
        out: list[Telling] = []
        for found in _FOLLOWED.finditer(r):
            chars = PARTIES.findall(found["list"])
            told = symbol[chars[0]].letter == "X" and SAYING.search(r[: found.start("list")])
            if (not told and any(symbol[char].letter not in "NACQ" for char in chars)) or _PREP_BEFORE.search(
                r[: found.start("list")]
            ):
                continue
            out.append(
                Telling("", found.start("list"), found.end("verb"), found.span("verb"), sender=chars, again=True)
            )
        return out

    def _left_for(self, r: str) -> list[Telling]:
        """ "switched recognition from Taiwan to China": two acts of one subject."""
        out: list[Telling] = []
        for found in self._switch.finditer(r):
            aux = _AUX.search(r, max(0, found.start() - 100), found.start())
            start = aux.start() if aux else found.start()
            subject = self.subject(r, start)
            old, new = (
                ("withdraw-recognition", "recognise")
                if found["what"] in ("recognition", "allegiance")
                else ("sever-relations", "establish-relations")
            )
            middle = (found.start() + found.end()) // 2
            out.append(Telling(old, start, found.end(), (found.start(), middle), list(subject), [found["old"]]))
            out.append(Telling(new, start, found.end(), (found.start(), found.end()), list(subject), [found["new"]]))
        return out

    def _peaces(self, r: str, symbol: dict) -> list[Telling]:
        """Peace made, a war or a state of war ended."""
        out: list[Telling] = []
        for found in self._peace.finditer(r):
            thing = found["peace"] or ""
            if thing and symbol[thing].text.lower() not in ("peace", "a peace"):
                continue
            if not thing and found["verb"].startswith(("make", "made", "mak", "sign", "negotiat", "conclud")):
                continue
            aux = _AUX.search(r, max(0, found.start() - 100), found.start())
            start = aux.start() if aux else found.start()
            telling = Telling("make-peace", start, found.end(), found.span("verb"), thing=thing)
            telling.sender = self.subject(r, start)
            named = PARTIES.findall(found["list"] or "")
            if found["how"] == "between":
                # "between them" are those who ended it.
                telling.both, telling.sender = (named, []) if len(named) > 1 else ([], telling.sender)
            else:
                telling.receiver = named
            out.append(telling)
        for found in self._war_over.finditer(r):
            telling = Telling(
                "make-peace", found.start(), found.end(), found.span("verb"), voice="passive", subject_missing=True
            )
            telling.sender = PARTIES.findall(found["by"] or "")
            named = PARTIES.findall(found["list"] or "")
            if found["how"] == "between":
                telling.both = named
            else:
                telling.receiver = named
            if named or telling.sender:
                out.append(telling)
        return out

    def _positions(self, r: str) -> list[Telling]:
        """Stands on the recognition, independence or unity of another party."""
        out: list[Telling] = []
        for pattern in (self._position, self._warn):
            for found in pattern.finditer(r):
                aux = _AUX.search(r, max(0, found.start() - 100), found.start())
                if aux and _BE.search(aux[0]):
                    continue
                start = aux.start() if aux else found.start()
                groups = found.groupdict()
                telling = Telling("state-position", start, found.end(), found.span("verb"))
                telling.sender = self.subject(r, start)
                telling.receiver = PARTIES.findall(groups.get("whose") or groups.get("of") or groups["o"] or "")[:1]
                if pattern is self._warn:
                    telling.note = "warns"
                else:
                    telling.note = "supports" if found["supports"] or found["for"] else "opposes"
                if telling.sender and telling.receiver:
                    out.append(telling)
        return out

    def _ask(self, r: str, symbol: dict, found: re.Match[str], start: int, passive: bool) -> list[Telling]:
        """ "asked Spain for recognition", "urged Spain to recognise it": the one asked is the receiver."""
        right = r[found.end() : found.end() + 220]
        if passive:
            after = re.match(
                r" (?:by [^.;,]{1,40} )?(?:to (?:[a-z]+ ){0,2}(?:recogni[sz]e|acknowledge|(?:grant|extend|accord|give) (?:[a-z]+ ){0,2}recognition)|for (?:[a-z]+ ){0,2}recognition)\b",
                right,
            )
            by = _BY.match(right)
            if not after or not by:
                return []
            return [
                Telling(
                    "request-recognition", start, found.end() + after.end(), found.span(),
                    sender=PARTIES.findall(by["list"]), receiver=self.subject(r, start, passive=True), voice="passive",
                )
            ]  # fmt: skip
        after = re.match(
            rf" (?:the )?(?:governments? of (?:the )?)?(?P<list>{_LIST})(?: [^.;,{PARTY[1:-1]}]{{0,30}}?)? (?:to (?:[a-z]+ ){{0,2}}(?:recogni[sz]e|acknowledge|(?:grant|extend|accord|give)(?: [a-z]+| {_PARTYISH}){{0,3}} recognition)|for (?:[a-z]+ |{_PARTYISH} ){{0,2}}recognition)\b",
            right,
        )
        if not after:
            return []
        return [
            Telling(
                "request-recognition", start, found.end() + after.end(), found.span(),
                sender=self.subject(r, start), receiver=PARTIES.findall(after["list"]),
            )
        ]  # fmt: skip

    # --- verbs ---

    def _verb(self, r: str, symbol: dict, found: re.Match[str]) -> list[Telling]:
        kinds = self.verbs[found[0]]
        left = r[: found.start()]
        aux = _AUX.search(left, max(0, len(left) - 100))
        start = aux.start() if aux else found.start()
        if found[0].endswith("ing") and re.search(r"\b(?:the|of) (?:formal |official )?$", left):
            return []  # "the signing of a treaty" is a noun
        if left.endswith("-"):
            return []  # "the Taliban-appointed ambassador"
        if start == 0 and found[0][0].isupper():
            return self._fronted(r, symbol, found)
        # "is to reopen" is active, "is to be reopened" is not.
        passive = bool(aux and _BE.search(_PURPOSE.split(aux[0])[-1])) and not found[0].endswith("ing")
        right = r[found.end() : found.end() + 400]
        out: list[Telling] = []
        after = None if passive else _AFTER.match(right)
        if after:
            out += self._active(r, symbol, found, kinds, start, after)
        elif passive or found[0].endswith(("ed", "en", "d", "t", "n")):
            out += self._passive(r, symbol, found, kinds, start, passive)
        if out:
            return out
        if "recognise" in kinds:
            # "The junta, recognised by Chile on 3 May, ..." has no "was".
            reduced = found[0].endswith("ed") and re.match(r"(?: only| first| formally)? by ", right) is not None
            out += self._recognise(r, symbol, found, start, passive or reduced)
        if "request-recognition" in kinds:
            out += self._ask(r, symbol, found, start, passive)
        if kinds & {"appoint-envoy", "recall-envoy", "expel-envoy"}:
            out += self._envoy(r, symbol, found, kinds, start, passive)
        if "raise-mission" in kinds or "lower-mission" in kinds:
            out += self._rank(r, symbol, found, kinds, start, passive)
        if "accept-credentials" in kinds:
            out += self._receive(r, symbol, found, start, passive)
        if kinds & {"declare-independence", "declare-war"}:
            out += self._declare(r, symbol, found, start, passive)
        if "change-government" in kinds:
            out += self._topple_(r, symbol, found, start, passive)
        if kinds & {"withdraw-recognition", "freeze-recognition", "reaffirm-recognition"}:
            out += self._recognition(r, symbol, found, kinds, start, passive)
        return out

    def _shared(self, r: str, symbol: dict, told: list[Telling]) -> list[Telling]:
        """A second participle after "was": "lowered to a consulate in 1925, and raised again to a legation in 1926"."""
        out: list[Telling] = []
        for found in self.verb.finditer(r):
            if any(telling.verb[0] == found.start() for telling in told):
                continue
            if it := _IT.match(r, found.end()):
                out += self._it(r, symbol, found, told, it.end())
                continue
            left = r[: found.start()]
            if (aux := _AUX.search(left, max(0, len(left) - 100))) and _BE.search(aux[0]):
                left = left[: aux.start()]
            if not (_VP.search(left, max(0, len(left) - 60)) or _THEY.search(left, max(0, len(left) - 60))):
                continue
            they = _THEY.search(left, max(0, len(left) - 60)) is not None
            before = [
                t for t in told if (they or t.voice == "passive") and t.verb[1] < found.start() and t.thing in symbol
            ]
            kind = self._thing_kind(self.verbs[found[0]], before[-1].thing, symbol) if before else ""
            if not kind:
                continue
            telling = Telling(
                kind, found.start(), found.end(), found.span(),
                thing=before[-1].thing, voice="passive", subject_missing=True,
            )  # fmt: skip
            self._sides(telling, r[found.end() : found.end() + 300], "", symbol)
            telling.receiver = telling.receiver or before[-1].receiver
            telling.sender, telling.both = telling.sender or before[-1].sender, telling.both or before[-1].both
            out.append(telling)
        return out

    def _it(self, r: str, symbol: dict, found: re.Match[str], told: list[Telling], end: int) -> list[Telling]:
        """ "closed its embassy in Kabul in 2021 and reopened it": the mission or relations last told of."""
        before = [
            t for t in told if t.thing in symbol and symbol[t.thing].letter in "MR" and t.verb[1] <= found.start()
        ]
        kind = self._thing_kind(self.verbs[found[0]], before[-1].thing, symbol) if before else ""
        # "had frozen its recognition, restored it": the recognition itself.
        known = sorted((t for t in told if t.verb[1] <= found.start()), key=lambda t: t.verb)[-1:]
        known = [t for t in known if t.kind in _UNDOING]
        again = sorted(self.verbs[found[0]] & set(_UNDOING))
        if not kind and not (known and again):
            return []
        aux = _AUX.search(r, max(0, found.start() - 100), found.start())
        start = aux.start() if aux else found.start()
        if aux and _BE.search(_PURPOSE.split(aux[0])[-1]):
            return []
        model = before[-1] if kind else known[-1]
        telling = Telling(kind or again[0], start, end, found.span(), thing=model.thing)
        telling.sender = self.subject(r, start) or model.sender
        telling.receiver, telling.both = model.receiver, model.both
        return [telling]

    def _fronted(self, r: str, symbol: dict, found: re.Match[str]) -> list[Telling]:
        """ "Concluded on January 13, 1855, between A and B, this convention ..." """
        right = r[found.end() : found.end() + 500]
        thing = re.match(rf"[^;]{{0,400}}?, (?:the|this|that) (?P<t>[{_S('T')}])", right)
        if not thing:
            return []
        telling = Telling(
            "sign-treaty",
            0,
            found.end() + thing.end(),
            found.span(),
            thing=thing["t"],
            voice="passive",
            subject_missing=True,
        )
        if between := _BETWEEN.match(thing[0]) or re.search(rf" between (?:the )?(?P<list>{_LIST})", thing[0]):
            telling.both = PARTIES.findall(between["list"])
        if by := re.search(rf" by (?:the )?(?P<list>{_LIST})", thing[0]):
            telling.sender = PARTIES.findall(by["list"])
        return [telling]

    def _thing_kind(self, kinds: set[str], thing: str, symbol: dict) -> str:
        """The act that these verbs do to that thing."""
        letter = symbol[thing].letter
        for kind in kinds:
            act = self.by_kind[kind]
            if letter == {"relations": "R", "mission": "M", "credentials": "K", "treaty": "T"}.get(act.object):
                return kind
            if letter == "B" and act.object == "relations" and act.bare:
                return kind
        return ""

    def _active(
        self, r: str, symbol: dict, found: re.Match[str], kinds: set[str], start: int, after: re.Match[str]
    ) -> list[Telling]:
        things = [after["thing"]]
        end = found.end() + after.end()
        while more := _AND_THING.match(r, end):
            things.append(more["thing"])
            end = more.end()
        out = []
        subject = self.subject(r, start)
        tail = r[end : end + 300]
        for thing in things:
            kind = self._thing_kind(kinds, thing, symbol)
            if not kind and symbol[thing].letter == "B" and "establish-relations" in kinds and _WITH_ONE.match(tail):
                kind = "establish-relations"  # "established relations with China"; "relations" alone are of any sort
            if not kind:
                continue
            telling = Telling(kind, start, end, found.span(), thing=thing)
            telling.sender = list(subject)
            owner = (after["own"] or "").strip()[:1]
            self._sides(telling, tail, owner, symbol)
            out.append(telling)
        return out

    def _sides(self, telling: Telling, tail: str, owner: str, symbol: dict) -> None:
        """Parties after the object: with whom, between whom, of whom."""
        act = self.by_kind[telling.kind]
        if act.object in ("relations", "treaty"):
            if between := _BETWEEN.match(tail):
                telling.both = PARTIES.findall(between["list"])
                telling.end += between.end("list")
            elif with_ := _WITH.match(tail):
                telling.receiver = PARTIES.findall(with_["list"])
                telling.end += with_.end("list")
            elif telling.thing and symbol[telling.thing].parties:
                telling.both = []
        elif act.object == "mission":
            if symbol[telling.thing].host is None and (
                place := re.match(rf"[^,;.]{{0,40}}? (?:in|at|to) (?:the )?(?P<p>[{_S('NCWAX')}])", tail)
            ):
                telling.receiver = [place["p"]]
                telling.end += place.end()
            if to := re.match(
                rf"(?: (?:in|at) (?:the )?[{_S('NCW')}]|[ ,]+(?:in|on) (?:the )?[{_S('D')}],?)*(?: again| back| once more| first)? (?:to|into|from (?:an? |the )?(?:[a-z]+ )?(?P<from>[{_S('M')}])?[^.;]{{0,60}}? to) (?:(?:the |full )?(?:rank|status|level) of |that of )?(?:an? |the |full |[{_S('X')}] )?(?:[a-z]+ )?(?P<m>[{_S('MH')}])",
                " " + tail.lstrip(" "),
            ):
                telling.to = to["m"]
                telling.was = to["from"] or ""
                telling.end += to.end()
        elif act.object == "credentials":
            self._credentials(telling, tail, owner, symbol)

    def _credentials(self, telling: Telling, tail: str, owner: str, symbol: dict) -> None:
        if as_ := re.match(rf"[^.;]{{0,60}}?\bas (?:the |its |his |their )?(?:[a-z-]+ )?(?P<h>[{_S('H')}])", tail):
            telling.to = as_["h"]
        if telling.kind == "present-credentials":
            to = re.match(
                rf"(?:(?!\b(?:when|while|and|after|that|but)\b|[{_S('Q')}])[^;]){{0,120}}?\bto (?:the )?(?:[a-z]+ )?(?P<p>{_PARTYISH})",
                tail,
            )
            if to:
                telling.receiver = [to["p"]]
            elif in_ := re.match(rf"[^.;,]{{0,20}}? (?:in|at) (?:the )?(?P<p>[{_S('NC')}])", tail):
                telling.receiver = [in_["p"]]
        else:
            if of := re.match(rf" of (?:the )?(?:new |first |[a-z]+ )?(?P<p>{_PARTYISH})", tail):
                telling.receiver = [of["p"]]
            elif owner:
                telling.receiver = [owner]
            if not telling.receiver and (from_ := re.match(rf" from (?:the )?(?P<p>{_PARTYISH})", tail)):
                telling.receiver = [from_["p"]]

    def _passive(
        self, r: str, symbol: dict, found: re.Match[str], kinds: set[str], start: int, passive: bool
    ) -> list[Telling]:
        left = r[:start]
        things = list(re.finditer(_THINGS, left[-400:]))
        base = max(0, len(left) - 400)
        out: list[Telling] = []
        if not things:
            return out
        nearest = things[-1]
        mid = left[base + nearest.end() :]
        limit = 260 if passive else 12
        # A treaty signed to raise relations: the thing said first may be the subject, the nearest one in its name.
        candidates = [nearest]
        for earlier in reversed(things[:-1]):
            candidates.append(earlier)
        for candidate in candidates:
            mid = left[base + candidate.end() :]
            whose = not passive and "sign-treaty" in kinds and _WHOSE.fullmatch(mid)
            if (
                (len(mid) > limit and not whose)
                or _CLAUSE.search(re.sub(rf"[{_S('Q')}] $", "", mid))
                or re.search(r"\b(?:was|were|is|are|had|has|have)\b", mid)
            ):
                break
            kind = self._thing_kind(kinds, candidate[0], symbol)
            if not kind:
                continue
            if not (passive or whose) and not re.match(
                rf"(?: (?:of|on|with|in|at) (?:the )?[{_S('WNC')}])?(?:,| \([^)]*\),?)?(?: \w+ly| first| concluded and)? ?$|,? [{_S('Q')}] $",
                mid,
            ):
                break
            before = left[: base + candidate.start()]
            if _ABOUT.search(before, max(0, len(before) - 120)):
                break  # "Talks on the resumption of relations were broken off"
            group = [candidate[0]]
            while earlier_one := re.search(
                rf"({_THINGS})(?:(?:,| between [^.;]*?| with [^.;]*?| of [^.;]*?)?,? and (?:the |an? |its )?(?:{_PARTYISH}(?:'s?)? )?)$",
                before,
            ):
                group.append(earlier_one[1])
                before = before[: earlier_one.start()]
            begin = len(before)
            tail = r[found.end() : found.end() + 300]
            for thing in group:
                its_kind = self._thing_kind(kinds, thing, symbol)
                if not its_kind:
                    continue
                telling = Telling(
                    its_kind, begin, found.end(), found.span(), thing=thing, voice="passive", subject_missing=True
                )
                if by := _BY.match(tail):
                    telling.sender = PARTIES.findall(by["list"])
                    telling.end = found.end() + by.end("list")
                owner = re.search(rf"({_PARTYISH})(?:'s?)? (?:[a-z-]+ )?$", left[: base + candidate.start()])
                self._sides(telling, tail, owner[1] if owner else "", symbol)
                # "relations between A and B were ..." and "relations with B were ..." stand before the verb.
                if between := _BETWEEN.match(mid):
                    telling.both = PARTIES.findall(between["list"])
                elif (with_ := _WITH.match(mid)) and self.by_kind[its_kind].object in ("relations", "treaty"):
                    telling.receiver = PARTIES.findall(with_["list"])
                elif its_kind == "accept-credentials" and (
                    of := re.match(rf" (?:of|as) (?:the )?(?P<p>{_PARTYISH})", mid)
                ):
                    telling.receiver = [of["p"]]
                elif (
                    its_kind.endswith("-mission")
                    and not telling.receiver
                    and symbol[thing].host is None
                    and (place := re.match(rf" (?:in|at|to|of) (?:the )?(?P<p>[{_S('NCWA')}])", mid))
                ):
                    telling.receiver = [place["p"]]
                out.append(telling)
            break
        return out

    def _begins(self, r: str, symbol: dict, found: re.Match[str]) -> list[Telling]:
        out: list[Telling] = []
        left = r[: found.start()]
        aux = _AUX.search(left, max(0, len(left) - 100))
        start = aux.start() if aux else found.start()
        if found[0] in self.plain_begins and not (aux and _WITH_PLAIN.search(aux[0])):
            return []
        after = r[found.end() : found.end() + 90]
        for act in self.begins[found[0]]:
            if act.object in ("relations", "mission"):
                letters = "M" if act.object == "mission" else "RB"
                subject = None
                for candidate in re.finditer(f"[{_S(letters)}]", left[max(0, start - 260) : start]):
                    subject = candidate
                # Followed by an object it is transitive, and read as such.
                if subject is None or _AFTER.match(r[found.end() : found.end() + 200]):
                    # "the former Embassy became an office, and finally closed"
                    continue
                at = max(0, start - 260) + subject.end()
                mid = r[at:start]
                if re.search(r"\b(?:to [a-z]+|of|for|about|on|in) (?:the )?(?:[a-z]+ )*$", r[: at - 1]):
                    continue
                if re.fullmatch(r",? and(?: [a-z]+)? ?", mid):
                    mid = ""
                if _CLAUSE.search(mid) or re.search(
                    r"\b(?:was|were|is|are|had|has|have|and|on|concerning)\b(?! the )",
                    re.sub(r"\b(?:between|with) [^.;]*? and (?:the )?.", "", mid),
                ):
                    continue
                telling = Telling(
                    act.kind, at - 1, found.end(), found.span(), thing=subject[0], voice="begins", subject_missing=True
                )
                if between := _BETWEEN.match(mid):
                    telling.both = PARTIES.findall(between["list"])
                elif with_ := _WITH.match(mid):
                    telling.receiver = PARTIES.findall(with_["list"])
                elif between := _BETWEEN.match(after):
                    telling.both = PARTIES.findall(between["list"])
                out.append(telling)
            elif act.kind == "change-government":
                subject_ = self.subject(r, start)
                if subject_ and symbol[subject_[0]].letter in "HWX":
                    out.append(
                        Telling(
                            act.kind,
                            r.index(subject_[0]) if subject_[0] in r else start,
                            found.end(),
                            found.span(),
                            sender=subject_[:1],
                            voice="begins",
                        )
                    )
        return out

    # --- acts whose object is a party or a person ---

    _CLAIMED = re.compile(
        rf"(?:[ \"']+(?!(?:with|to|by|at|on|upon|from|that|when|and|or|which|who|if|until|between|against|than|for|in)\b)"
        rf"(?:[a-z][a-z-]*,?|[A-Z](?=[a-z-]* )[a-z-]*|[{_S('F')}]))*?(?: \w+'s?)?[ \"']+(?P<own>(?P<p>{_PARTYISH})(?:'s?)?)(?P<rest> (?:[a-z]+ )?(?:independence|statehood|sovereignty(?! over)))?"
    )

    def _recognise(self, r: str, symbol: dict, found: re.Match[str], start: int, passive: bool) -> list[Telling]:
        right = r[found.end() : found.end() + 200]
        if passive:
            subject = self.subject(r, start, passive=True)
            if not subject:
                return []
            telling = Telling("recognise", self._at(r, subject[0], start), found.end(), found.span(), voice="passive")
            person = symbol[subject[0]]
            as_ = re.match(rf"[^;]{{0,60}}?\bas (?:the |an? |its )?(?:[a-z-]+ ){{0,2}}?(?P<h>[{_S('H')}])", right)
            if person.letter in "HWQ" and (_sent(person) or (as_ and _sent(symbol[as_["h"]]))):
                telling.kind, telling.thing = "accept-credentials", subject[0]
                telling.to = as_["h"] if as_ else ""
                telling.sender = PARTIES.findall(by["list"]) if (by := _BY.match(right)) else []
                telling.subject_missing = not telling.sender
                return [telling]
            telling.receiver = subject
            if by := _BY.match(right):
                telling.sender = PARTIES.findall(by["list"])
                telling.end = found.end() + by.end("list")
            else:
                telling.subject_missing = True
            if telling.sender and (followed := _FOLLOWED_BY.match(r, telling.end)):
                after_ = followed.start("list"), followed.end("list")
                return [
                    telling,
                    Telling(
                        "recognise", *after_, (after_[1] - 1, after_[1]), PARTIES.findall(followed["list"]), subject,
                        voice="passive",
                    ),
                ]  # fmt: skip
            if re.match(
                rf" as (?:{PARTY} )?(?:[a-z]+ )?(?:territory|part|property|possession)\b| (?:as (?:the|a|an) (?!independent|sovereign|state|nation|republic|legitimate|government|new|lawful|legal|free|sole|de )|that\b|the need|the import|for (?:his|her|its|their))",
                right,
            ):
                return []
            return [telling]
        if _EACH_OTHER.match(right):
            both = self.subject(r, start)
            return [Telling("recognise", start, found.end() + 11, found.span(), both=both, to="mutual")] if both else []
        claimed = self._CLAIMED.match(right)
        if not claimed or re.match(
            rf" (?:that|an? [{_S('V')}] of war|(?:the |any |its )?(?:annexation|incorporation|conquest|occupation|results?|outcome|validity|elections?|referendum|borders?) (?:of|in)|the (?:existence of (?:only )?one|need|import|desirab|right|principle|fact|value|validity|passport|note|danger|territorial)|no )\b",
            right,
        ):
            return []
        party = symbol[claimed["p"]]
        after = right[claimed.end() :]
        if claimed["own"].endswith(("'", "s")) and not claimed["rest"] and self._possession.match(after):
            return []  # "recognised Morocco's sovereignty over Western Sahara"
        telling = Telling("recognise", start, found.end() + claimed.end(), found.span())
        telling.sender = self.subject(r, start)
        telling.receiver = [claimed["p"]]
        person = party.letter in "HW" or party.text in ("him", "her", "he", "she")
        if more := re.match(rf"(?:{_JOINED}[{_S('NC')}]{_NO_SUBJECT})+", after):
            telling.receiver += re.findall(f"[{_S('NC')}]", more[0])
        followed = re.match(rf"[^.;]{{0,60}}?,? followed by (?P<list>{_LIST})", after)
        as_office = re.match(
            rf"(?:(?!\b(?:when|while|after)\b|[{_S('Q')}])[^.;]){{0,40}}?\bas (?:the |its |his |an? )?(?:[a-z]+ )*(?P<h>[{_S('H')}])",
            after,
        )
        if person and as_office and symbol[as_office["h"]].office == "ruling" and symbol[as_office["h"]].party:
            telling.receiver = [as_office["h"]]  # "recognised Juan Guaidó as president of Venezuela"
        elif person and as_office and symbol[as_office["h"]].office not in ("ruling", "own"):
            telling.kind, telling.to = "accept-credentials", as_office["h"]
        elif person and party.letter == "H" and party.office not in ("ruling", "own", ""):
            telling.kind = "accept-credentials"
        if followed:
            at = found.end() + claimed.end() + followed.start("list")
            end = found.end() + claimed.end() + followed.end("list")
            other = Telling(
                telling.kind,
                at,
                end,
                (end - 1, end),
                sender=PARTIES.findall(followed["list"]),
                receiver=telling.receiver,
            )
            return [telling, other]
        return [telling]

    def _recognition(
        self, r: str, symbol: dict, found: re.Match[str], kinds: set[str], start: int, passive: bool
    ) -> list[Telling]:
        kind = next(k for k in kinds if k.endswith("-recognition"))
        right = r[found.end() : found.end() + 200]
        if passive:
            left = re.search(
                rf"(?:(?P<s>{_PARTYISH})(?:'s?)? )?[Rr]ecognition(?: of (?:the )?(?:[a-z]+ )*(?P<o>{_PARTYISH}))?(?: by (?:the )?(?P<b>{_PARTYISH}))? $",
                r[:start],
            )
            if not left:
                return []
            telling = Telling(kind, left.start(), found.end(), found.span(), voice="passive", subject_missing=True)
            telling.sender = [c for c in (left["s"] or left["b"],) if c]
            telling.receiver = [left["o"]] if left["o"] else []
            return [telling]
        if found[0].startswith(("derecogni", "re-recogni")):
            object_ = self._CLAIMED.match(right)
            if not object_:
                return []
            return [
                Telling(
                    kind,
                    start,
                    found.end() + object_.end(),
                    found.span(),
                    sender=self.subject(r, start),
                    receiver=[object_["p"]],
                )
            ]
        after = re.match(
            rf" (?:[a-z]+ |{_PARTYISH}(?:'s?)? ){{0,3}}(?:(?:[a-z]+ ){{1,4}}(?:related to|relating to|concerning|regarding|on|about) (?:the |[{_S('X')}] )?)?"
            rf"recognition(?: of (?:the )?(?:[a-z]+ )*?(?P<o>{_LIST})| from (?:the )?(?P<f>{_LIST}))?",
            right,
        )
        if not after:
            return []
        objects = PARTIES.findall(after["o"] or after["f"] or "")
        return [
            Telling(
                kind,
                start,
                found.end() + after.end(),
                found.span(),
                sender=self.subject(r, start),
                receiver=objects,
            )
        ]

    def _envoy(
        self, r: str, symbol: dict, found: re.Match[str], kinds: set[str], start: int, passive: bool
    ) -> list[Telling]:
        right = r[found.end() : found.end() + 260]
        kind = next(k for k in sorted(kinds) if k.endswith("-envoy"))
        verb = found[0]
        if passive or (
            verb.endswith(("ed", "t", "n"))
            and re.match(r" (?:on|in|as|to|specifically|by|for) ", right)
            and not re.match(r" to (?!what|the|be )[a-z]", right)
        ):
            person = self.subject(r, start, passive=True, reduced=not passive)
            if not person or symbol[person[0]].letter not in "HWXQ":
                return []
            office = re.match(
                rf"(?: (?:to be|to serve as|to the (?:position|post|office) of|as|to))*(?: the| an?| [{_S('X')}])?(?: (?!by\b)[a-z-]+){{0,2}}? (?P<h>[{_S('H')}])|"
                rf"[^.;]{{0,60}}?\b(?:as|to be|to serve as|to the position of) (?:the |an? |its |their )?(?:[a-z-]+ ){{0,2}}(?P<h2>[{_S('H')}])",
                right,
            )
            if (
                office
                and symbol[office["h"] or office["h2"]].office == "ruling"
                and re.match(r"[^.;,]{0,30}? to ", right)
            ):
                office = None
            where = re.match(
                rf"[^.;,]{{0,50}}? (?:{'to|for' if kind == 'appoint-envoy' else 'to|for|from|in'}) (?:the |what became |both )*(?:[a-z]+ )?(?P<p>[{_S('NCAH')}])(?P<more>(?:(?:,? and |, )(?:the )?[{_S('N')}])*)",
                right,
            )
            here = symbol[person[0]]
            sent = here.letter == "H" and here.office not in ("ruling", "own", "")
            dated = re.match(rf" (?:on|in) [{_S('D')}]", right)
            if not (office or where or sent or (dated and here.letter in "WXQ")):
                return []
            if (
                kind == "appoint-envoy"
                and verb.startswith(
                    ("sen", "dispatch", "assign", "name", "promot", "elevat", "design", "made", "select", "post")
                )
                and not (sent or office)
            ):
                return []
            if office and symbol[office["h"] or office["h2"]].office in ("ruling", "own", ""):
                return []
            telling = Telling(
                kind,
                self._at(r, person[0], start),
                found.end() + (office.end() if office else 0),
                found.span(),
                voice="passive",
            )
            telling.thing = person[0]
            telling.bare = not (office or where or sent)
            telling.reduced = not passive
            telling.to = (office["h"] or office["h2"]) if office else ""
            telling.receiver = [where["p"], *re.findall(f"[{_S('N')}]", where["more"])] if where else []
            if by := _BY.match(right):
                telling.sender = PARTIES.findall(by["list"])
            else:
                telling.subject_missing = True
            return [telling]
        # active: "appointed Powell Clayton Ambassador to Mexico", "recalled its ambassador"
        after = re.match(
            rf"(?: [a-z-]+(?<!to)(?<!of)(?<!in)(?<!by)(?<!with)(?<!for)(?<!on)(?<!that)(?<!as)){{0,3}}?(?: (?P<own>{_PARTYISH})(?:'s?)?)?(?: [a-z-]+){{0,2}}? (?P<p>[{_S('HW')}])",
            right,
        )
        if not after:
            return []
        person_char = after["p"]
        rest = right[after.end() :]
        office = re.match(
            rf",?(?: to be| to serve as| as| to)?(?: the| an?| [{_S('X')}])?(?: [a-z-]+){{0,2}}? (?P<h>[{_S('H')}])",
            rest,
        )
        if office and symbol[office["h"]].office == "ruling":
            office = None  # "to appoint an ambassador, President Saied said"
        who = symbol[person_char]
        sent_to = (
            re.match(rf" to (?:the )?(?P<p>[{_S('NC')}])[^.;]{{0,30}}? [{_S('D')}]", rest)
            and verb.startswith(("sen", "dispatch"))
            and " " in who.text
        )
        if (
            who.letter == "W"
            and not sent_to
            and not (office and symbol[office["h"]].office not in ("ruling", "own", ""))
        ):
            return []
        if (
            who.letter == "H"
            and who.office in ("ruling", "own", "")
            and not (office and symbol[office["h"]].office not in ("ruling", "own", ""))
        ):
            return []
        if kind == "expel-envoy" and who.letter != "H":
            return []
        telling = Telling(
            kind, start, found.end() + after.end() + (office.end() if office else 0), found.span(), thing=person_char
        )
        telling.to = office["h"] if office else ""
        telling.sender = self.subject(r, start)
        where = re.match(rf"[^.;,]{{0,40}}? (?:to|for|from|in) (?:the )?(?P<p>[{_S('NCA')}])", rest)
        telling.receiver = [where["p"]] if where else []
        if who.host is not None and (more := re.match(rf"(?:{_JOINED}[{_S('NC')}]{_NO_SUBJECT})+", rest)):
            telling.receiver = PARTIES.findall(more[0])  # "its ambassadors to France, Chad and Mali"
        return [telling]

    def _rank(
        self, r: str, symbol: dict, found: re.Match[str], kinds: set[str], start: int, passive: bool
    ) -> list[Telling]:
        """ "upgraded its chargé d'affaires in Kabul to the rank of ambassador": the level of a mission, said of its head."""
        if passive:
            return []
        right = r[found.end() : found.end() + 200]
        ties = re.match(
            rf"(?: (?:the|[{_S('X')}]))?(?: [a-z]+)? (?P<r>[{_S('RB')}])(?P<with>[^.;,]{{0,60}}?) to (?:the )?(?:(?:rank|level|status) of )?(?:an? )?(?:(?P<to>[{_S('HM')}])|(?P<word>ambassadorial|consular))",
            right,
        )
        if ties:
            kind = next(k for k in sorted(kinds) if k in ("raise-mission", "lower-mission"))
            telling = Telling(kind, start, found.end() + ties.end(), found.span(), thing=ties["r"], to=ties["to"] or "")
            telling.sender = self.subject(r, start)
            if with_ := _WITH.match(ties["with"]):
                telling.receiver = PARTIES.findall(with_["list"])
            return [telling]
        after = re.match(
            rf"(?P<rank> the (?:rank|level|status) of)?(?: (?:the|[{_S('X')}]))? (?P<p>[{_S('H')}])[^.;]{{0,60}}? to (?:(?:the )?(?:rank|level|status) of |(?=(?P=rank)))(?:an? )?(?P<to>[{_S('HM')}])",
            right,
        )
        if not after or symbol[after["p"]].office in ("ruling", "own", ""):
            return []
        kind = next(k for k in sorted(kinds) if k in ("raise-mission", "lower-mission"))
        return [
            Telling(
                kind,
                start,
                found.end() + after.end(),
                found.span(),
                sender=self.subject(r, start),
                thing=after["p"],
                to=after["to"],
            )
        ]

    def _receive(self, r: str, symbol: dict, found: re.Match[str], start: int, passive: bool) -> list[Telling]:
        """Receiving or accepting a person as envoy."""
        if not re.match(r"(?:receiv|accept)", found[0]):
            return []
        right = r[found.end() : found.end() + 260]
        if passive:
            person = self.subject(r, start, passive=True)
            if not person or symbol[person[0]].letter not in "HWXQ":
                return []
            as_ = re.match(rf"[^.;]{{0,70}}?\bas (?:the |an? |its )?(?:[a-z-]+ ){{0,2}}?(?P<h>[{_S('H')}])", right)
            here = symbol[person[0]]
            sent = here.letter == "H" and here.office not in ("ruling", "own", "")
            plural = re.search(r"(?<!Affaire)s\b(?! de)", here.text) and not here.person
            if (not sent or plural) and not as_ and here.text.lower() not in ("he", "she"):
                return []
            if re.match(r" (?:informally|unofficially|privately|in [^ ]{1,3} (?:private|personal))\b", right):
                return []
            telling = Telling(
                "accept-credentials",
                self._at(r, person[0], start),
                found.end() + (as_.end() if as_ else 0),
                found.span(),
                voice="passive",
            )
            telling.thing = person[0]
            telling.bare = not sent and not as_
            telling.to = as_["h"] if as_ else ""
            if by := _BY.match(right):
                telling.sender = PARTIES.findall(by["list"])
            elif in_ := re.match(rf" (?:in|at) (?:the )?(?P<p>[{_S('NC')}])", right):
                telling.sender = [in_["p"]]
            else:
                telling.subject_missing = True
            return [telling]
        after = re.match(rf"(?: the| an?| its)?(?: [a-z-]+){{0,2}}? (?P<p>[{_S('HW')}])", right)
        if not after:
            return []
        as_ = re.match(
            rf"[^.;]{{0,40}}?\bas (?:the |an? |its )?(?:[a-z-]+ ){{0,2}}?(?P<h>[{_S('H')}])", right[after.end() :]
        )
        who = symbol[after["p"]]
        sent = who.letter == "H" and who.office not in ("ruling", "own", "")
        if not sent and not (as_ and symbol[as_["h"]].office not in ("ruling", "own", "")):
            return []
        telling = Telling(
            "accept-credentials",
            start,
            found.end() + after.end() + (as_.end() if as_ else 0),
            found.span(),
            thing=after["p"],
        )
        telling.to = as_["h"] if as_ else ""
        telling.sender = self.subject(r, start)
        return [telling]

    def _declare(self, r: str, symbol: dict, found: re.Match[str], start: int, passive: bool) -> list[Telling]:
        right = r[found.end() : found.end() + 200]
        if found[0].endswith("ed") and re.search(r"\b(?:the|a|an|its|their) (?:[a-z]+ly |self-)?$", r[:start]):
            return []  # "the unilaterally declared independence of"
        if passive and re.match(r" personae? non gratae?", right):
            person = self.subject(r, start, passive=True)
            if not person or symbol[person[0]].letter != "H" or symbol[person[0]].office in ("ruling", "own", ""):
                return []
            telling = Telling(
                "expel-envoy", self._at(r, person[0], start), found.end(), found.span(),
                thing=person[0], voice="passive", subject_missing=True,
            )  # fmt: skip
            if by := _BY.match(right):
                telling.sender = PARTIES.findall(by["list"])
            return [telling]
        if passive:
            war = re.search(r"\b[Ww]ar(?: (?:on|upon|against) (?:the )?[^.;,]{0,30})? $", r[:start])
            if war:
                telling = Telling(
                    "declare-war", war.start(), found.end(), found.span(), voice="passive", subject_missing=True
                )
                if on := re.match(rf"[^.;]{{0,30}}?\b(?:on|upon|against) (?:the )?(?P<p>{_PARTYISH})", right):
                    telling.receiver = [on["p"]]
                if by := _BY.match(right):
                    telling.sender = PARTIES.findall(by["list"])
                return [telling]
            own = re.search(
                rf"(?P<p>[{_S('NAC')}])(?:'s?)? (?:[a-z]+ )?independence(?: (?:of|from) (?:the )?(?P<o>{_PARTYISH})[^.;,]{{0,24}})? $",
                r[:start],
            ) or re.search(
                rf"[Ii]ndependence of (?:the )?(?P<p>[{_S('NA')}])(?: from (?:the )?(?P<o>{_PARTYISH}))? $", r[:start]
            )
            state = re.search(rf"(?P<p>[{_S('NV')}]|[Rr]epublic|[Mm]onarchy|[Kk]ingdom|[Ee]mpire) $", r[:start])
            if not own and state and found[0].startswith("proclaim"):
                named = symbol.get(state["p"])
                if named is None or named.letter == "N" or named.text.lower() in _STATES:
                    return [
                        Telling(
                            "change-government", state.start(), found.end(), found.span(),
                            sender=[state["p"]] if named and named.letter == "N" else [], voice="passive", reduced=True,
                        )
                    ]  # fmt: skip
            if own:
                telling = Telling(
                    "declare-independence", own.start(), found.end(), found.span(), sender=[own["p"]], voice="passive"
                )
                from_ = re.match(rf"[^.;,]{{0,20}}? from (?:the )?(?P<p>{_PARTYISH})", right)
                telling.receiver = [char] if (char := own["o"] or (from_["p"] if from_ else "")) else []
                return [telling]
            return []
        if unwelcome := re.match(
            rf"(?: (?:the|an?|[a-z]+|[{_S('X')}])){{0,4}} (?P<h>[{_S('H')}])[^.;]{{0,80}}? personae? non gratae?", right
        ):
            if symbol[unwelcome["h"]].office in ("ruling", "own", ""):
                return []
            telling = Telling("expel-envoy", start, found.end() + unwelcome.end(), found.span(), thing=unwelcome["h"])
            telling.sender = self.subject(r, start)
            return [telling]
        if war := re.match(
            rf" (?:formally )?(?:a state of )?war(?: (?:(?:on|upon|against|with|between) (?:both )?(?:the )?(?P<list>{_LIST})))?",
            right,
        ):
            telling = Telling(
                "declare-war", start, found.end() + war.end(), found.span(), sender=self.subject(r, start)
            )
            telling.receiver = PARTIES.findall(war["list"] or "")
            return [telling]
        if own := re.match(
            rf" (?:(?:{_PARTYISH}|the)(?:'s?)? )?(?:(?:[a-z]+ )?(?:independence|sovereignty)|(?:themselves|itself) (?:to be )?(?:independent|a sovereign|an independent|free))"
            rf"(?: (?:of|from) (?:the )?(?P<o>{_PARTYISH}))?",
            right,
        ):
            telling = Telling(
                "declare-independence", start, found.end() + own.end(), found.span(), sender=self.subject(r, start)
            )
            if own["o"] and re.search(r"(?:independence|sovereignty) of ", own[0]):
                telling.sender = [own["o"]]  # "proclaimed the independence of Indonesia": its own
            elif own["o"]:
                telling.receiver = [own["o"]]
            return [telling]
        return []

    def _topple_(self, r: str, symbol: dict, found: re.Match[str], start: int, passive: bool) -> list[Telling]:
        if passive:
            who = self.subject(r, start, passive=True)
            if not who or symbol[who[0]].letter not in "HWNV":
                return []
            return [
                Telling(
                    "change-government",
                    self._at(r, who[0], start),
                    found.end(),
                    found.span(),
                    sender=who[:1],
                    voice="passive",
                )
            ]
        right = r[found.end() : found.end() + 100]
        after = re.match(rf"(?: [a-z]+){{0,3}} (?:(?P<p>[{_S('HWNV')}])|(?:[a-z]+ ){{0,2}}monarch)", right)
        if not after:
            return []
        return [
            Telling(
                "change-government",
                start,
                found.end() + after.end(),
                found.span(),
                sender=[after["p"]] if after["p"] else [],
            )
        ]

    # --- nouns ---

    def _noun(self, r: str, symbol: dict, found: re.Match[str]) -> list[Telling]:
        noun = found["noun"].lower()
        right = r[found.end() : found.end() + 260]
        left = r[: found.start()]
        out: list[Telling] = []
        for act in self.nouns.get(noun, ()):
            if act.object == "party":
                out += self._recognition_noun(r, symbol, found, left, right)
            elif act.object in ("relations", "mission", "credentials", "treaty"):
                out += self._of(r, symbol, found, act, left, right)
            elif act.kind == "appoint-envoy" or act.kind == "recall-envoy":
                pass
            elif act.kind == "declare-war":
                if war := re.match(
                    rf" of (?:a state of )?war(?: (?:on|upon|against) (?:the )?(?P<p>{_PARTYISH}))?", right
                ):
                    telling = Telling("declare-war", found.start(), found.end() + war.end(), found.span(), voice="noun")
                    telling.receiver = [war["p"]] if war["p"] else []
                    if who := re.search(rf"({_PARTYISH})(?:'s?)? $", left):
                        telling.sender = [who[1]]
                    out.append(telling)
            elif act.kind == "declare-independence":
                if own := re.match(r" of (?:(?P<x>.) )?independence", right):
                    who = re.search(rf"({_PARTYISH})(?:'s?)? (?:[a-z]+ )?$", left)
                    by = re.match(rf"[^.;,]{{0,20}} by (?:the )?(?P<p>{_PARTYISH})", right)
                    char = who[1] if who else by["p"] if by else ""
                    if char:
                        out.append(
                            Telling(
                                "declare-independence",
                                found.start(),
                                found.end() + own.end(),
                                found.span(),
                                sender=[char],
                                voice="noun",
                            )
                        )
            elif act.kind == "change-government":
                out += self._change(r, symbol, found, left, right)
            elif act.object == "recognition" and (
                of := re.match(
                    rf" of (?:the )?(?:(?P<s>{_PARTYISH})(?:'s?)? )?(?:[a-z]+ )?recognition(?: (?:of|from) (?:the )?(?P<o>{_PARTYISH}))?",
                    right,
                )
            ):
                who = re.search(rf"({_PARTYISH})(?:'s?)? $", left)
                telling = Telling(act.kind, found.start(), found.end() + of.end(), found.span(), voice="noun")
                telling.sender = [c for c in (of["s"] or (who[1] if who else ""),) if c]
                telling.receiver = [of["o"]] if of["o"] else []
                out.append(telling)
        return out

    def _change(self, r: str, symbol: dict, found: re.Match[str], left: str, right: str) -> list[Telling]:
        if not re.match(
            rf"(?: (?:of|in|against|by|that)\b[^.;,]{{0,40}})?[ ,(]*(?:in |on |of )?(?:the )?[{_S('D')}]", right
        ) and not re.search(rf"[{_S('D')}](?:,)? (?:[a-z]+ )?$", left):
            return []
        who = re.search(rf"({_PARTYISH})(?:'s?)? (?:[a-z]+ )?$", left) or re.match(
            rf" (?:of|in) (?:the )?({_PARTYISH})", right
        )
        if re.search(r"\b(?:industrial|american|french) $", left.lower()):
            return []
        return [
            Telling(
                "change-government",
                found.start(),
                found.end(),
                found.span(),
                sender=[who[1]] if who else [],
                voice="noun",
            )
        ]

    def _recognition_noun(self, r: str, symbol: dict, found: re.Match[str], left: str, right: str) -> list[Telling]:
        telling = Telling("recognise", found.start(), found.end(), found.span(), voice="noun")
        sender = re.search(rf"({_PARTYISH})(?:'s?)? (?:(?:[a-z-]+|de jure|de facto) ){{0,3}}$", left)
        of = re.match(
            rf"(?: (?:by|from) (?:the )?(?P<b1>{_PARTYISH}))? (?:of|to|upon|on) (?:the )?(?:(?:[a-z]+|[A-Z][a-z]+) ){{0,4}}?(?:(?P<x>its|their|his) )?(?P<o>{_PARTYISH})(?P<o2>{_MORE}*)",
            right,
        )
        by = _BY.match(right) or re.match(rf" from (?:the )?(?P<list>{_LIST})", right)
        between = re.match(rf" between (?:the )?(?P<list>{_LIST})", right)
        mutual = found[0].lower().startswith("mutual") or left.lower().endswith("mutual ")
        if sender and by and not of and left.endswith(("'s ", "' ")) and not between:
            # "Argentina's recognition by Great Britain"
            telling.sender, telling.receiver = PARTIES.findall(by["list"]), [sender[1]]
            telling.start, telling.end = sender.start(), found.end() + by.end("list")
            return [telling]
        if between or (mutual and not of):
            telling.both = PARTIES.findall(between["list"]) if between else []
            telling.to = "mutual"
            telling.end = found.end() + (between.end() if between else 0)
            return [telling]
        # "extended recognition to", "recognition was accorded", "failed to win recognition"
        near = max(0, len(left) - 80)
        give = self._give.search(left, near)
        seek = self._seek.search(left, near)
        get = seek or self._get.search(left, near)
        if (verb := get or give) and sender and sender.start() < verb.start():
            sender = None  # "Chile won recognition from Spain"
        if sender and not re.search(r"\b(?:of|to) (?:the )?$", left[: sender.start()]):
            telling.sender = [sender[1]]
            telling.start = sender.start()
            head = left[: sender.start()]
            # "Austria, Spain and Bavaria withheld recognition"
            while not left.startswith("'", sender.end(1)) and (
                joined := (_COORDINATED if len(telling.sender) == 1 else _LISTED).search(head)
            ):
                telling.sender.insert(0, joined[1])
                head = head[: joined.start()]
        if of:
            telling.receiver = [of["o"], *(c for c in PARTIES.findall(of["o2"]) if symbol[c].letter in "NC")]
            telling.end = found.end() + of.end()
            if of["b1"]:
                telling.sender = [of["b1"]]
        if by and not telling.sender:
            telling.sender = PARTIES.findall(by["list"])
            telling.end = max(telling.end, found.end() + by.end("list"))
        out: list[Telling] = []
        given = self._given.match(right)
        if withheld := _WITHHELD.match(right):
            telling.verb = (found.start(), found.end())
            telling.receiver = [withheld["p"]] if withheld["p"] else telling.receiver
            telling.voice, telling.subject_missing = "noun", not telling.sender
        elif give:
            at = give.start()
            aux = _AUX.search(r, max(0, at - 100), at)
            begin = aux.start() if aux else at
            telling.verb = (at, found.end())
            telling.start = begin
            if not telling.sender:
                telling.sender = self.subject(r, begin)
            telling.voice = "active"
        elif get:
            at = get.start()
            if seek:
                asked = Telling("request-recognition", at, found.end(), (at, at + len(seek["verb"])))
                asked.receiver = list(telling.sender) or (PARTIES.findall(by["list"]) if by else telling.receiver)
                if of and not of["x"] and not telling.sender:
                    telling.sender, telling.receiver = telling.receiver, []  # "sought recognition of Spain"
                asked_aux = _AUX.search(r, max(0, at - 100), at)
                asked.start = asked_aux.start() if asked_aux else at
                asked.sender = self.subject(r, asked.start)
                asked.end = max(telling.end, found.end())
                if asked.sender and asked.receiver:
                    out.append(asked)
            aux = _AUX.search(r, max(0, at - 100), at)
            begin = aux.start() if aux else at
            # What is sought is only wanted: the word that says so stands before the noun.
            telling.verb = (found.start() if seek else at, found.end())
            telling.start = begin
            if not telling.receiver:
                telling.receiver = self.subject(r, begin)
            telling.voice = "active"
        elif given:
            telling.verb = (found.start(), found.end() + given.end())
            tail = r[found.end() + given.end() : found.end() + given.end() + 120]
            if not telling.receiver and (
                to := re.match(rf" (?:upon |on |[^.;,]{{0,20}}?to )?(?:the )?(?P<p>{_PARTYISH})", tail)
            ):
                telling.receiver = [to["p"]]
            if not telling.sender and (by2 := _BY.match(tail)):
                telling.sender = PARTIES.findall(by2["list"])
            telling.voice = "passive"
            telling.subject_missing = not telling.sender
        if telling.sender or telling.receiver:
            out.append(telling)
        return out

    def _of(self, r: str, symbol: dict, found: re.Match[str], act: Act, left: str, right: str) -> list[Telling]:
        letters = {"relations": "RB" if act.bare else "R", "mission": "M", "credentials": "K", "treaty": "T"}[
            act.object
        ]
        of = re.match(
            rf"(?: (?:in|at) (?:the )?[{_S('NCW')}])? (?:of|in|off) (?:the |an? |its |his |their |these )?(?:[a-z]+ ){{0,2}}?(?:(?P<own>{_PARTYISH})(?:'s?)? )?(?:[a-z]+ )?(?P<t>[{_S(letters)}])",
            right,
        )
        if act.object == "credentials" and not of:
            # "the reception of Minister X"
            person = re.match(
                rf" of (?:the |an? )?(?P<p>[{_S('HW')}])(?: as (?:the |an? |its )?(?:[a-z]+ )?(?P<h>[{_S('H')}]))?",
                right,
            )
            if act.kind == "accept-credentials" and person and _sent(symbol[person["h"] or person["p"]]):
                telling = Telling(
                    act.kind,
                    found.start(),
                    found.end() + person.end(),
                    found.span(),
                    thing=person["p"],
                    to=person["h"] or "",
                    voice="noun",
                    subject_missing=True,
                )
                return [telling]
        if not of or _TOPIC.search(left):
            return []
        telling = Telling(
            act.kind,
            found.start(),
            found.end() + of.end(),
            found.span(),
            thing=of["t"],
            voice="noun",
            subject_missing=True,
        )
        if who := re.search(rf"({_PARTYISH})(?:'s?)? (?:[a-z]+ )?$", left):
            telling.sender = [who[1]]
        tail = right[of.end() :]
        if by := re.match(rf"[^.;,]{{0,40}}? by (?:the )?(?P<list>{_LIST})", tail):
            telling.sender = PARTIES.findall(by["list"])
        self._sides(telling, tail, of["own"] or "", symbol)
        return [telling]

    # --- subjects ---

    def subject(self, r: str, start: int, passive: bool = False, reduced: bool = False) -> list[str]:
        """The parties that stand as subject of the verb that begins at ``start``."""
        left = r[:start]
        if r.startswith("to ", start) and (became := _FIRST_TO.search(left, max(0, len(left) - 200))):
            # "became the first country to recognise": the subject is that of "became".
            begin = became.start() + (left[became.start()] in " ,")
            aux_ = _AUX.search(left[:begin])
            return self.subject(r, aux_.start() if aux_ else begin)
        if not passive and r.startswith("to ", start) and (decided := _DECISION.search(left, max(0, len(left) - 200))):
            if decided["of"]:
                return PARTIES.findall(decided["of"])
            if decided["own"] and decided["own"] in _OWN:
                return self._first_subject(left[: decided.start()]) or [decided["own"]]
            if decided["own"]:
                return [decided["own"]]
        having = not passive and _HAVING.search(left, max(0, len(left) - 60))
        if having and (gerund := _GERUND.match(r, start)):
            # "Having severed relations with Berlin, Washington declared war": the subject comes after; in "Honduras
            # recognised it after breaking with Taipei" it came before.
            main = not having["within"] and re.match(
                rf"[^;]{{0,200}}?, (?:the )?(?P<p>{_ITEM}(?:{_JOINED}{_ITEM})*)(?! ?[,;])", r[gerund.end() :]
            )
            return PARTIES.findall(main["p"]) if main else self._first_subject(left[: having.start()])
        if not passive and _OTHERS.search(left[-90:]):
            return []  # "ten Arab states broke off relations"
        # "Willard, though first appointed as Envoy, was made Ambassador"
        if left.endswith(", ") and (aside := _ASIDE.search(left)):
            left = left[: aside.start()] + " "
        if _VP.search(left, max(0, len(left) - 60)) and not passive:
            # "recognised Estonia and established relations": the subject is that of the verb before. A comma alone
            # ("The Minister, John Smith, presented") is no coordination.
            joined = _VP.search(left, max(0, len(left) - 60))
            if joined and joined[0].strip() != ",":
                first = self._first_subject(left[: joined.start()])
                if first:
                    return first
        at = len(left)
        for found in reversed(list(PARTIES.finditer(left, max(0, at - 320)))):
            before = left[: found.start()]
            between = left[found.end() : at]
            if re.search(r"[;:]", between) or (_CLAUSE.search(between) and not reduced):
                break
            if reduced and len(between) > 3:
                break
            chain = [found[0]]
            head = before
            while joined := (_COORDINATED if len(chain) == 1 else _LISTED).search(head, max(0, len(head) - 30)):
                chain.insert(0, joined[1])
                head = head[: joined.start()]
            if (
                not reduced
                and _PREP_BEFORE.search(head, max(0, len(head) - 80))
                and not re.search(r"\bbetween (?:the )?$", head)
                and not _CALLED_ON.search(head, max(0, len(head) - 60))
                and not (not between.strip() and _CONJUNCTION.search(head, max(0, len(head) - 40)))
            ):
                continue
            if re.match(r"'s? ", left[found.end() : found.end() + 3]) and left[found.end() :] != "' ":
                if passive and _ITS_OWN.fullmatch(between):
                    return chain  # "Kosovo's independence was recognised"
                continue
            return chain
        return []

    def _first_subject(self, clause: str) -> list[str]:
        """The subject of a clause that a coordinated verb shares: its first party not within a prepositional phrase."""
        begin = 0
        for found in re.finditer(r"\b(?:when|that|while|as|because|although|after|who|which)\b|;", clause):
            if PARTIES.search(clause, found.end()):
                begin = found.end() if found[0] not in ("who", "which") else begin
        for found in PARTIES.finditer(clause, begin):
            if not _PREP_BEFORE.search(clause[: found.start()]) and not clause[found.end() :].startswith(("'s ", "' ")):
                chain = [found[0]]
                while more := re.match(rf"(?:,? and (?:the )?|, (?:the )?)({_PARTYISH})", clause[found.end() :]):
                    chain.append(more[1])
                    break
                return chain
        return []

    @staticmethod
    def _at(r: str, char: str, otherwise: int) -> int:
        at = r.rfind(char, 0, otherwise)
        return at if at >= 0 else otherwise
