"""How sure a text is of an act: done, denied, only weighed, or tied to a condition."""

from __future__ import annotations

import re
from dataclasses import dataclass

from comity.reading.frames import Telling
from comity.reading.lexicon import Cues, Lexicon, any_of, forms, lowered
from comity.reading.symbols import Reduced, symbols

__all__ = ["Polarities", "Verdict"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the text says of an act."""

    polarity: str
    condition: tuple[int, int] | None = None
    """Where the condition stands, in the string of symbols."""
    until: bool = False
    """ "not recognised until 1837": the act was done, on the day after "until"."""
    because: str = ""
    """The words that decided."""
    ended: bool = False
    """ "ceased to recognise", "no longer recognises": what was done is undone."""
    kept: bool = False
    """ "continues to recognise": what was done before is upheld."""
    refusal: bool = False
    """Whether it was refused, which is an act of its own, rather than not done."""


_LAST_BREAK = re.compile(
    rf".*(?:[;:{symbols('Q')}]|\b(?:when|while|whom|because|although|though|after|before|if|unless|that|where|since|until)\b|, and\b|, but\b|\bbut\b)"
)
_MODAL_DONE = re.compile(
    r"\b(?:would soon|(?:would|will) (?:later|eventually|subsequently|go on to|finally|ultimately|not))\b"
)


_TURN = re.compile(r"\bbut\b|, (?:although|while|though)\b|\band (?:have|has|had|will|[a-z]+ed)\b")
_PUTTING_OFF = re.compile(r"(?:delay|defer|postpone?)")
"""Verbs after which "until" says when it was done: "delayed recognition until 1974"; "refused until" does not."""
_UNTIL = re.compile(r"[^.;]{0,120}?\buntil\b")
_DATED = re.compile(rf"[^.;,]{{0,60}}[{symbols('D')}]")
"""After "until": the day of it."""
_NONE = re.compile(r"\b(?:[Nn]o|[Nn]either|[Nn]or)(?: (?:formal|official|full|such|other|new))? $")
_PUT_OFF = re.compile(
    r"[^.;]{0,60}\b(?:delayed|postponed|deferred|withheld|put off|had to wait|waited|hung fire|did not come|was not to come|came only|followed only)\b[^.;]{0,60}?\b(?:until|after|in)\b"
)
"""After "recognition": it came, though late."""
_OTHERWISE = re.compile(r"\bbut\b|;")
_NOT_UNTIL = re.compile(
    rf"\b[Nn]ot (?:until|before|till) (?:[a-z]+ )*[{symbols('D')}][^.;]{{0,30}}\b(?:that|did|was|were|had|would)\b|\b[Oo]nly (?:in|on) [{symbols('D')}][^.;]{{0,4}}\b(?:did|was|were|had)\b"
)
"""Before the verb: "It was not until 1933 that Washington recognised it"."""
_ANOTHERS = re.compile(rf" (?:the )?[{symbols('NAC')}]'s? (?:[a-z]+ )?")
_STOP = re.compile(r"[.;]")
_NO_OBJECT = re.compile(r" (?:no|neither)\b")
_LETTERS = re.compile(r"[A-Za-z]+")
_WHICH_CAME = re.compile(rf"[^.;]{{0,120}}?,? [{symbols('Q')}] (?:occurred|took place|took effect|came)")
_TO_COME = re.compile(
    r"[^.;,]{0,60}? (?:(?:is|are|was|were) (?:still |not |not yet |now |simply )?(?:possible|impossible|out of the question|inconceivable|premature|under (?:discussion|consideration|negotiation)|on the agenda|expected|planned|due|scheduled|likely|unlikely|foreseen|imminent|awaited|hoped for)"
    r"|(?:would|will|may|might|could|must|should|shall|can)(?: not| now| soon)* (?:be|take|come|follow|occur|have to))\b"
)
"""After a noun: "a declaration of war would be voted today", "the resumption of relations is expected"."""
_DAY_OR_COMMA = re.compile(rf"[{symbols('D')}]|,")
_ONCE_DONE = re.compile(r" [^.;,]{0,50}(?:is|are|has|have|had|were|was)\b")
"""After "once": a condition, and no word for the past."""
_CONDITION_ENDS = re.compile(r"[.;]|, (?!and\b|or\b)")
_FALSE = ("true", "untrue", "false", "incorrect", "case", "truth")
_UNTRUE = re.compile(
    r"\b(?:not true|untrue|false|incorrect|not the case|no truth (?:in|to) [^.;]{0,40})\b[^.;]{0,20}?\bthat\b[^;]*$"
)
""" "It is not true that Spain recognised it" """
_AGAINST_DOING = re.compile(
    rf"\b((?:vote[ds]?|voting|decide[ds]?|chose|opted|resolved|ruled) [^.;,]{{0,30}}?against|drag\w* [{symbols('X')}] feet (?:on|over)|short of|[Ii]nstead of|[Rr]ather than|[Ww]ithout)"
    r" (?:[a-z]+ly )?$"
)
""" "voted on Thursday against recognising it" """
_RANKED = re.compile(
    r"\bbe(?:come)? (?:the |among the )?(?:first|second|third|next|last|latest|only|[a-z-]+th|[a-z]+-\w+|\d+\w\w)\b"
)
_DECREED = re.compile(
    r"\b(?:adopt|t[ao]k|approv|sign|issu|reach|mak|made|enact)[a-z]* (?:an? |the |its |his |this )?(?:[a-z]+ ){0,2}"
    r"(?:decision|decree|order|law|act|proclamation|ukase|edict)s? (?:on|to|of|for|about|concerning|regarding|recogni[sz]ing) [^.;,]{0,40}$"
)
""" "adopted the decision to recognise", "signed a decree on the recognition of": done by that"""
_LET = re.compile(r"\b(?:allowed|permitted)\b[^.;,]* to be (?:[a-z]+ly )?$")
""" "allowed an interests section to be opened in 1972": it was"""
_INTENT = re.compile(
    r"\b(?:intentions?|plans?|threats?|wish|desire|readiness|willingness|proposals?|offer|attempts?|reluctance)"
    r"(?: (?:of|by|on the part of) [^.;,]{1,60})? to (?:[a-z]+ly )?$"
    r"|\b(?:prepared|ready|willing|disposed|inclined|eager|keen) (?:[a-z]+ )?to (?:[a-z]+ly )?$"
)
""" "the intention of the United Kingdom to recognise" """
_WANTED_THAT = re.compile(
    r"\b(?:demand|insist|request|requir|urg|ask|propos|recommend|suggest|order)\w* that (?:the |its |all )?$"
)
""" "demanded that Nauru close its embassy" """
_INDICATIVE = re.compile(r"\w+(?:ed|s)\b|(?:broke|cut|took|gave|sent|withdrew|has|had|have|was|were)\b")
_ALMOST = re.compile(r"\b(all but|almost|nearly|virtually|as good as|practically) $")
""" "all but recognised Biafra": it did not, quite."""
_HERE_OR_JOINED = r"(?:$|(?P<more>[^.;]*?\b(?:and|or) (?:to )?(?:[a-z]+ly |also |then )*$))"
"""Right before the verb, or before one that is coordinated with it."""
_TOLD_TO = re.compile(
    rf"\b(told|tells|telling|ordered|orders|ordering|bade|bid) (?:(?:the|its|his|her|their|all|[{symbols('X')}]) )*[{symbols('NAHWXMV')}]"
    rf"(?: (?:in|to|at) (?:the )?[{symbols('NC')}])?(?:, [^;,.]{{1,60}},)? to (?:[a-z]+ly )?{_HERE_OR_JOINED}"
)
""" "told its Minister in Lima to present his letters": as orders are."""
_TELLING = frozenset(("told", "tells", "telling", "ordered", "orders", "ordering", "bade", "bid"))
_RESISTED = re.compile(
    r"\b(?:resist|ignor|brush|shrug|withstood|withstand|spurn|reject|rebuff|dismiss)(?:ed|s|ing)? (?:off |aside )?"
    r"(?:[a-z]+ ){0,2}(?:calls?|demands?|pressures?|appeals?|requests?|pleas?|urgings?|advice|suggestions?) to (?:[a-z]+ly )?$"
)
""" "resisted calls to break with Israel": it did not."""
_NOT_EVEN = re.compile(r"\bnot even (?:the )?$")
_HAD = re.compile(
    rf"(?:^|[,\"] )(?:[Hh]ad|[Ss]hould|[Ww]ere) (?:the )?[{symbols('NACHX')}] (?:not |ever |to |[a-z]+ly )*$"
)
"""Before the verb: "Had Paris recognised it, ..." weighs what was not done."""


_DEEDS = frozenset(("open-mission", "close-mission", "raise-mission", "lower-mission", "appoint-envoy", "sign-treaty"))
"""Acts that are not done by resolving to do them, as recognising is."""
_RESOLVE = re.compile(
    r"\b(agree[ds]?|agreeing|decide[ds]?|deciding|resolve[ds]?|resolving|voted?|undert(?:ook|ake|aken|aking)|vow(?:s|ed)?"
    r"|commit(?:s|ted)?|decisions?|agreements?|understanding)\b(?:(?! that\b)(?!, [a-z]+ing\b)[^.;])*?\bto (?:[a-z]+ly |also |re-?){0,2}"
    r"(?:$|[^.;]*?\b(?:and|or) (?:to )?(?:[a-z]+ly |also |then )*$)"
)
"""Before the verb, or before one that is coordinated with it."""
_ORDERS = frozenset(
    form
    for stem in ("instruct", "direct", "command", "request", "empower")
    for form in (stem, f"{stem}s", f"{stem}ed", f"{stem}ing", f"{stem}ions")
) | frozenset(
    ("authorise", "authorize", "authorises", "authorizes", "authorised", "authorized", "authorising", "authorizing",
     "urge", "urges", "urged", "urging", "charged", "charging")
)  # fmt: skip
_ORDERED = re.compile(
    rf"\b(instruct(?:s|ed|ing)?|(?<!following )(?<!under )(?<!upon )(?<!on )instructions|direct(?:s|ed|ing)|authori[sz](?:e|es|ed|ing)|empower(?:s|ed|ing)?|request(?:s|ed|ing)"
    rf"|urg(?:e|es|ed|ing)|command(?:s|ed|ing)?|charg(?:ed|ing))\b(?: (?:the |his |its )?[{symbols('NAHWXV')}]|[^.;]*?[,{symbols('NAHWXMV')}])(?:(?!\bthat\b)[^.;])*?"
    rf"\bto (?:[a-z]+ly )?{_HERE_OR_JOINED}"
)
"""Before the verb: somebody was told to do it."""
_SENDING = re.compile(r"(?:re-?)?(?:exchang|send|return|dispatch|swap)")
_AND = re.compile(r"\b(?:and|but) (?:[a-z]+ly |then |also |later |at once )*$")
_PAST = re.compile(r"[a-z-]*(?:ed|broke|sent|withdrew|took|gave|began|froze)\b")
_INFLECTED = re.compile(r"(?:ed|ing|sent)(?: |$)")


_OF_ITS_OWN = re.compile(
    rf"(?:and|but) (?:on [{symbols('D')}],? )?(?:the )?(?P<p>[{symbols('NAHXC')}])(?: (?:had|has|[a-z]+ly|then|duly))* $"
)
""" "Troops were unable to negotiate the jungle and Panama declared independence": no word before "and" is of the second."""
_PROMISED = re.compile(
    r"\b(?:promises?|pledges?|assurances?|hopes?|offers?|prospects?|guarantees?|possibility|chances?) of\b"
    r"|\b(?:imminent|future|eventual|possible|prospective|early|conditional) "
)
""" "received promises of imminent recognition": within the words for its being given."""
_TO_WIN = re.compile(
    r"(?<!managed )(?<!able )(?<!succeeded )(?<!went on )(?<!first )(?<!last )(?<!only )(?<!country )(?<!state )\bto (?:[a-z]+ly )?$"
)
_WINNING = re.compile(r"(?:secure|win|gain|obtain|garner|get|achieve|receive)\b")
""" "sent envoys to secure British recognition": what they were sent for."""


_THERE_SHOULD = re.compile(r"\bthat there (?:should|would|might|could|may|will|shall) be\b[^.;]*$")
""" "the proposal that there should be an exchange of notes providing for the establishment of relations" """


_AND_DO = re.compile(r"(?: and| or|,) (?:[a-z]+ly |then |also )?$")
_FINITE = re.compile(r"(?:ed|ing|s|sent|cut|shut|put|set|broke|gave|took|made|withdrew)(?: |$)")
_DEPENDENT = re.compile(r"(?:conditional|contingent|subject|dependent)\b")
_OTHER_SUBJECT = re.compile(rf", (?:the )?[{symbols('NAHVXW')}] ")
"""After a noun: another clause, whose predicate is not the noun's ("After the recognition, Cuba became dependent on")."""
_LIGHT = frozenset(
    ("be", "been", "being", "to", "have", "has", "had", "yet", "ready", "willing", "prepared", "disposed", "able", "do",
     "inclined", "choose", "dare", "manage", "did", "in", "a", "position", "the", "result", "so", "ever", "again", "also",
     "then", "at", "first", "once", "going", "any", "move", "bring", "about", "for", "time", "think", "feel", "free",
     "as", "by", "even", "now", "still", "afford")
)  # fmt: skip


_LEADING = re.compile(
    rf"(?:to|in|from|any|all|the|its|their|his|full|formal|official|U\.S\.|de|jure|facto|granting|extending|[{symbols('NAX')}]"
    r"|win|gain|obtain|receive|secure|grant|extend|accord|give|either|for|a|further|being|be|having|even|\w+ly)(?:'s?)?"
)


_NEITHER_NOR = re.compile(
    r"\b[Nn]either [^;]{1,80} nor (?:(?!but\b)[^;., ]+ ){1,9}(?:was|were|would|did|had|has|have|could|is|are)"
    r" (?:(?:willing|ready|prepared|disposed|inclined|able|to|ever|yet|been) )*$"
)
""" "neither the King nor his successors were willing to recognise it" """
_FOR_YEARS = re.compile(r" for (?:[a-z]+ ){1,3}(?:years|decades|months|weeks)(?= )")
""" "refused for sixteen years to recognise it" """


class Polarities:
    """Judges tellings by the cues of the tables."""

    def __init__(self, lexicon: Lexicon) -> None:
        cue = lexicon.table["polarity"]
        irregular = lexicon.irregular

        def inflected(words: list[str]) -> list[str]:
            return [form for word in words for form in forms(word, irregular)]

        def all_forms(words: list[str]) -> str:
            return any_of(inflected(words))

        def cues(words: list[str]) -> Cues:
            return Cues(rf"\b{any_of(words)}\b", words)

        # The "t" is that of "n't", which is the end of a word.
        self._denied = Cues(rf"(?:\b{any_of(cue['denied'])}|n't)\b(?! only\b)", [*cue["denied"], "t"])
        self._refusing = cues(inflected(cue["refusing"]))
        self._refusals = re.compile(rf"\b{all_forms(cue['refusals'])}\b")
        ending, continuing = inflected(cue["ending"]), inflected(cue["continuing"])
        self._ending = Cues(rf"\b{any_of(ending)} (?:[a-z]+ly )?$", ending)
        self._continuing = Cues(rf"\b{any_of(continuing)} (?:[a-z]+ly )?$", continuing)
        self._contradicted = Cues(
            rf"\b(?:{all_forms(cue['contradicting'])}\b(?:(?!, | until ).){{0,60}}?\b(?:that|having)\b"
            rf"|{all_forms(cue['dismissing'])} (?:(?:[a-z]+|[{symbols('NAX')}](?:'s?)?) ){{0,4}}{any_of(cue['rumours'])}\b[^.;]{{0,60}}?\b(?:that|of)\b)(?P<rest>[^;]*)$",
            inflected([*cue["contradicting"], *cue["dismissing"]]),
        )
        self._denying = cues(cue["denying_nouns"])
        self._modal = cues(cue["hypothetical"])
        wanting = [word.lower() for word in inflected(cue["wanting"])]
        wanting_words = [word.lower() for word in cue["wanting_words"]]
        self._wanting = Cues(rf"\b(?:{any_of(wanting)}|{any_of(wanting_words)})\b", [*wanting, *wanting_words])
        self._doing = cues(inflected(cue["doing"]))
        self._failing = re.compile(
            rf"^ (?:(?!and\b|but\b)[^.;, ]+ ){{0,5}}?(?:had |has |have )?{any_of(cue['failing'])}\b"
        )
        self._condition = cues([word.lower() for word in cue["conditions"]])

    def judge(self, reduced: Reduced, telling: Telling) -> Verdict:
        """The verdict on one telling of a sentence."""
        r = reduced.r
        verb, verb_end = telling.verb
        if telling.said == "done" and not telling.again:
            return Verdict("asserted")
        if telling.said in ("denied", "refused"):
            return Verdict("denied", because=r[verb:verb_end], refusal=telling.said == "refused")
        left = r[:verb]
        if telling.sender and "even" in reduced.words and _NOT_EVEN.search(left, 0, r.index(telling.sender[0])):
            return Verdict("denied", because="not even")
        begin = max(0, verb - 220)
        last = _LAST_BREAK.match(left, begin)
        # A passive's thing and a noun's verb may stand before a relative clause; the cue is in its own clause.
        clause = left[last.end() if last else begin :]
        alone = telling.voice == "active" and len(telling.sender) == 1 and _INDICATIVE.match(r, verb, verb_end)
        if alone and (other := _OF_ITS_OWN.search(clause)) and other["p"] == telling.sender[0]:
            clause = clause[other.start("p") :]
        near = " ".join(clause.replace('"', "").split(" ")[-9:])
        words = reduced.words
        after = r[max(telling.end, verb_end) : max(telling.end, verb_end) + 140]
        until = _UNTIL.match(r, verb_end, verb_end + 220) if "until" in reduced.words else None
        before_thing = r[: telling.start]

        condition = self._find_condition(reduced, telling)
        near_verb = max(0, verb - 60)
        if (said := self._contradicted.search(left, words)) and not _TURN.search(said["rest"] or ""):
            return Verdict("denied", because=said[0].split(" ")[0])
        if telling.voice == "active" and (ended := self._ending.search(left, words, near_verb)):
            return Verdict("asserted", because=ended[0].strip(), ended=True)
        if telling.voice == "active" and (kept := self._continuing.search(left, words, near_verb)):
            return Verdict("asserted", because=kept[0].strip(), kept=True)
        if "that" in words and not words.isdisjoint(_FALSE) and _UNTRUE.search(left):
            return Verdict("denied", because="untrue")
        if _HAD.search(before_thing, max(0, telling.start - 60)) or _HAD.search(left, near_verb):
            return Verdict("hypothetical", because="had")
        gerund = telling.voice == "active" and r[verb:verb_end].split(" ")[0].endswith("ing")
        if gerund and (against := _AGAINST_DOING.search(left)):
            return Verdict("denied", because=against[1].split(" ")[0])
        if telling.voice == "active" and (resisted := _RESISTED.search(left, max(0, verb - 90))):
            return Verdict("denied", because=resisted[0].split(" ")[0])
        refused = self._refusing.search(near, words)
        if ("until" in left or "nly " in left) and _NOT_UNTIL.search(left):
            return Verdict("asserted", until=True)
        if telling.voice == "noun" and _PUT_OFF.match(r, verb_end):
            return Verdict("asserted", until=True)
        # "rejected Israel's recognition of": another's act, which was done.
        another = telling.voice == "noun" and refused and _ANOTHERS.fullmatch(near[refused.end() :])
        if refused and until and _PUTTING_OFF.match(refused[0]):
            return Verdict("asserted", until=True)
        if refused and not another and self._refuses(near[refused.end() :]):
            own = self._refusals.fullmatch(refused[0]) is not None and not self._denied.search(
                near[: refused.start()], words
            )
            return Verdict("denied", because=refused[0], refusal=own)
        if denied := self._denied.search(near, words) or self._denied.search(lowered(near), words):
            if until and not refused:
                if self._modal.search(near, words) and not _DATED.match(r, until.end()):
                    # "will not recognise it until borders are agreed"; "would not recognise it until 1933" did.
                    stop = _STOP.search(r, until.end())
                    end = stop.start() if stop else len(r)
                    return Verdict("conditional", condition=(until.end() - len("until"), end), because="until")
                return Verdict("asserted", until=True)
            if near.endswith((" never to ", " not to ")):
                return Verdict("denied", because="never to" if near.endswith("never to ") else "not to")
            between = near[denied.end() :]
            if self._reaches(between, telling):
                because = denied[0].strip()
                return Verdict("denied", because=because, ended=because == "no longer")
        if "neither" in words and telling.voice == "active" and _NEITHER_NOR.search(left, begin):
            return Verdict("denied", because="neither")
        if telling.voice == "active" and _NO_OBJECT.match(r, verb_end):
            return Verdict("denied", because="no")
        if _NONE.search(before_thing, max(0, telling.start - 30)) or r[
            max(0, telling.start - 4) : telling.start
        ].lower() in ("non-",):
            return Verdict("denied", because="no")
        if noun := self._denying.search(near, words):
            return Verdict("denied", because=noun[0], refusal=self._refusals.fullmatch(noun[0]) is not None)
        if telling.voice != "begins" and (failed := self._failing.match(after)):
            return Verdict("denied", because=failed[0].strip())
        if telling.voice == "active" and _AND_DO.search(clause) and not _FINITE.search(r, verb, verb_end):
            # "will shut its embassies in Mali and Chad and open new ones": under the same "will".
            modal = self._modal.search(clause, words)
            if modal and not _MODAL_DONE.search(clause):
                return Verdict("hypothetical", because=modal[0])
        return self._weighed(r, telling, near, words, condition)

    def _reaches(self, between: str, telling: Telling) -> bool:
        """Whether a "not" is the verb's: "not be disposed to recognise", but "a country not at war to recognise"."""
        if telling.voice == "noun":
            return "," not in between
        if "whether" in between:
            return False  # "has not decided whether to recognise"
        rest = lowered(between)
        for cues in (self._refusing, self._doing, self._wanting):
            rest = cues.pattern.sub(" ", rest)
        return all(word in _LIGHT or word.endswith("ly") for word in _LETTERS.findall(rest))

    def _weighed(
        self, r: str, telling: Telling, near: str, words: frozenset[str], condition: tuple[int, int] | None
    ) -> Verdict:
        if telling.voice == "noun" and _WHICH_CAME.match(r, telling.end):
            return Verdict("asserted")
        if telling.voice == "noun" and "there" in words and _THERE_SHOULD.search(r, 0, telling.start):
            return Verdict("hypothetical", because="there should be")
        if telling.voice == "noun" and (coming := _TO_COME.match(r, telling.end)):
            return Verdict("hypothetical", because=coming[0].split(" ")[-2])
        if (
            condition
            and telling.voice == "noun"
            and _DEPENDENT.match(r, condition[0])
            and not _OTHER_SUBJECT.search(r, telling.end, condition[0])
        ):
            return Verdict("conditional", condition=condition, because=r[condition[0] :].split(" ")[0])
        # "it will be the last in the region to recognise"
        reach = 9 if _RANKED.search(near) else 6
        modal = self._modal.search(" ".join(near.split(" ")[-reach:]), words)
        wanted = [
            found
            for found in self._wanting.finditer(lowered(near), words)
            # "two weeks after direct relations were broken off"
            if found[0] != "direct" or " to " in near[found.end() :]
        ]
        want = wanted[-1] if wanted else None
        done = want and (
            self._doing.pattern.search(near, want.end())
            or _DECREED.search(near)
            # "instructed its minister and recognised": both were done
            or (telling.voice == "active" and _AND.search(near, want.end()) and _PAST.match(r, *telling.verb))
        )
        if (
            telling.voice == "active"
            and telling.sender
            and "that" in words
            and _WANTED_THAT.search(r, 0, max(r.find(telling.sender[0]), 0))
            and not _INDICATIVE.match(r, telling.verb[0])
        ):
            return Verdict("hypothetical", because="that")
        if telling.voice == "passive" and _LET.search(r, 0, telling.verb[0]):
            return Verdict("asserted")
        if telling.kind == "recognise" and telling.voice == "active" and " recogni" in r[slice(*telling.verb)]:
            if only_promised := _PROMISED.search(r, *telling.verb):
                return Verdict("hypothetical", because=only_promised[0].strip())
            if _WINNING.match(r, telling.verb[0]) and _TO_WIN.search(r, 0, telling.verb[0]):
                return Verdict("hypothetical", because="to")
        if almost := _ALMOST.search(r, max(0, telling.verb[0] - 20), telling.verb[0]):
            return Verdict("hypothetical", because=almost[1])
        if telling.voice == "active" and _INTENT.search(r, max(0, telling.verb[0] - 120), telling.verb[0]):
            return Verdict("hypothetical", because="intention")
        if modal and not _MODAL_DONE.search(near):
            if condition:
                return Verdict("conditional", condition=condition, because=modal[0])
            return Verdict("hypothetical", because=modal[0])
        ordering = telling.voice == "active" and not (words.isdisjoint(_ORDERS) and words.isdisjoint(_TELLING))
        if ordering and (ordered := self._ordered(r, telling)):
            return Verdict("hypothetical", because=ordered)
        if telling.kind in _DEEDS and telling.voice == "active" and (promised := self._promised(r, telling, near)):
            if condition:
                return Verdict("conditional", condition=condition, because=promised)
            return Verdict("hypothetical", because=promised)
        if want and not done:
            rest = near[want.end() :]
            # "the desires of the peoples, have decided upon the establishment": no desire of it
            noun = telling.voice == "noun" and " " not in r[slice(*telling.verb)]
            if not _DAY_OR_COMMA.search(rest) or noun:
                if condition:
                    return Verdict("conditional", condition=condition, because=near[slice(*want.span())])
                return Verdict("hypothetical", because=near[slice(*want.span())])
        if (
            condition
            and r[condition[0] :].lower().startswith(("if ", "unless ", "only if ", "provided that ", "on condition"))
            and telling.verb[0] > condition[0]
        ):
            return Verdict("hypothetical", because="if")
        return Verdict("asserted")

    @staticmethod
    def _ordered(r: str, telling: Telling) -> str:
        """The word by which somebody was told to do it: "has directed our Minister to present his letters and resume"."""
        verb, end = telling.verb
        ordered = _ORDERED.search(r, max(0, verb - 300), verb) or _TOLD_TO.search(r, max(0, verb - 300), verb)
        return ordered[1] if ordered and (ordered["more"] is None or not _INFLECTED.search(r, verb, end)) else ""

    @staticmethod
    def _promised(r: str, telling: Telling, near: str) -> str:
        """The word of a resolve to do what a resolve alone does not do: "agreed to resume relations and open embassies"."""
        verb, end = telling.verb
        resolve = _RESOLVE.search(near)
        if not resolve or (telling.kind == "appoint-envoy" and not _SENDING.match(r, verb, end)):
            return ""
        return resolve[1] if resolve.end() == len(near) or not _INFLECTED.search(r, verb, end) else ""

    @staticmethod
    def _refuses(rest: str) -> bool:
        """Whether what follows "refused" leads to the verb: "to", "to formally", "any", a party."""
        return all(_LEADING.fullmatch(word) for word in _FOR_YEARS.sub(" ", rest).split())

    def _find_condition(self, reduced: Reduced, telling: Telling) -> tuple[int, int] | None:
        r = reduced.r
        for found in self._condition.finditer(reduced.low, reduced.words):
            if telling.start <= found.start() < telling.end:
                continue
            if _OTHERWISE.search(r, telling.end, found.start()):
                continue  # "announced that it would, but said that ... only once"
            if found[0] == "once" and not _ONCE_DONE.match(r, found.end()):
                continue
            stop = _CONDITION_ENDS.search(r, found.end())
            return found.start(), stop.start() if stop else len(r)
        return None
