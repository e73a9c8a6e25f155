"""Finds the verbs and nouns of the tables in a sentence, and hands each to the part that knows its acts."""

from __future__ import annotations

import re

from comity.reading.frames import envoys, postings, states, upheavals
from comity.reading.frames.again import Again, by_treaty, listed, of_the_same, turned_round, twice, which_was_done
from comity.reading.frames.ceremonies import name_envoys
from comity.reading.frames.further import further_things
from comity.reading.frames.lasting import lasting
from comity.reading.frames.likewise import Likewise
from comity.reading.frames.papers import without_papers
from comity.reading.frames.recognition import Recognition
from comity.reading.frames.recognition_noun import RecognitionNoun
from comity.reading.frames.rolls import call, of_other_sort, of_other_work
from comity.reading.frames.telling import BE, PURPOSE, UNDOING, Finding, Telling, auxiliaries
from comity.reading.frames.things import Things
from comity.reading.frames.withdrawals import Withdrawals
from comity.reading.lexicon import Act, Cues, Lexicon, any_of, forms
from comity.reading.symbols import Reduced, Symbol

__all__ = ["Frames"]

MOST = 40
"""Verbs of the tables in one sentence: more are a list or noise, and are not read."""

_INTO_FORCE = re.compile(r" (?:force|effect|operation)\b")
""" "entered into force": no treaty is entered into."""
_NOUN_BEFORE = re.compile(r"\b(?:the|of) (?:formal |official )?$")
_ON_HOLIDAY = re.compile(
    r"[^.;,]{0,40}? (?:for|after|during|owing to|because of|on account of) (?:the |its |a )?(?:[a-z]+ ){0,2}?(?:holidays?|weekend|day|renovations?|repairs|refurbishment|Christmas|Easter|lunch)(?=[.,;]|$)"
    r"|[^.;,]{0,40}? to (?:the )?(?:[a-z]+ )?(?:visitors|public|guests|press|half[- ]mast)\b|[^.;]{0,40}? at half[- ]mast\b"
)
""" "was closed on Monday for the holiday": it is at work again the next day."""
_INTENT = re.compile(
    r"\b(?:intentions?|thought|hopes?|possibility|idea|plans?|question|way|verge|brink|point|prospect|purpose|aim|goal|chance"
    r"|short|means|instead|desirability|advisability|matter|favour|favor|likelihood|danger|risk) of (?:formally |officially )?$"
)
_PLAIN_AFTER = re.compile(r"\b(?:did|had|has|have|not|to|would|will|could|might|should)\b")


class Frames:
    """Finds the acts that a reduced sentence tells, by the tables it is given."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.by_kind = {act.kind: act for act in lexicon.acts}
        self._index(lexicon)
        self._things = Things(lexicon)
        self._again = Again(self._things)
        self._recognition = Recognition(self.by_kind, lexicon)
        self._recognition_noun = RecognitionNoun(lexicon)
        self._withdrawals = Withdrawals(lexicon)
        self._peace = states.Peace(lexicon)
        self.likewise = Likewise(lexicon)
        self._thrones = upheavals.Thrones(lexicon)
        self._positions = states.Positions(lexicon)

    def _index(self, lexicon: Lexicon) -> None:
        """Every form of a verb or noun of the tables, and the acts that it may tell."""
        verbs: dict[str, set[str]] = {}
        nouns: dict[str, list[Act]] = {}
        begins: dict[str, list[Act]] = {}
        # "remained open", "is close to": the plain form counts only after "did not", "to", "would".
        self._plain_begins: set[str] = set()
        # "The embassy said it was open": no passive.
        self._unparticipled = frozenset(
            plain for act in lexicon.acts for plain in act.verbs if plain not in lexicon.participles(plain)
        )
        for act in lexicon.acts:
            own = (*act.verbs, *act.receiving) if act.object == "credentials" else act.verbs
            for plain in own if act.object != "peace" else ():
                for form in forms(plain, lexicon.irregular):
                    verbs.setdefault(form, set()).add(act.kind)
                    if act.object == "treaty":
                        verbs.setdefault(form.capitalize(), set()).add(act.kind)
            for noun in act.nouns:
                nouns.setdefault(noun, []).append(act)
            for plain in act.begins:
                self._plain_begins.add(plain)
                inflected = forms(plain, lexicon.irregular)
                inflected |= {f"{a} {b.capitalize()}" for form in inflected for a, _, b in [form.rpartition(" ")] if a}
                for form in inflected:
                    begins.setdefault(form, []).append(act)
        self._verbs = {form: frozenset(kinds) for form, kinds in verbs.items()}
        self._nouns, self._begins = nouns, begins
        self._verb = re.compile(rf"\b{any_of(verbs)}\b")
        self._noun = Cues(rf"\b{any_of([*nouns, *(n.capitalize() for n in nouns)])}\b", nouns)
        self._begin = Cues(rf"\b{any_of(begins)}\b", begins)

    # --- the whole sentence ---

    def tellings(self, reduced: Reduced) -> list[Telling]:
        """The acts of a sentence in the order of its words."""
        r, symbol, words = reduced.r, reduced.symbols, reduced.words
        verbs = [
            self._finding(r, symbol, found)
            for found in self._verb.finditer(r)
            if not (found[0] == "complete" and r.endswith(" in ", 0, found.start()))  # "were in complete agreement"
            and not (found[0].startswith("enter") and _INTO_FORCE.match(r, found.end()))
        ]
        if len(verbs) > MOST:
            return []
        out = [telling for verb in verbs for telling in self._of_verb(verb)]
        for found in self._begin.finditer(r, words):
            out += self._of_begin(self._finding(r, symbol, found))
        out += self._thrones.tellings(reduced)
        out += self._peace.tellings(reduced)
        out += self._recognition.otherwise(reduced)
        out += self._positions.tellings(reduced)
        out += self._things.states(reduced, out)
        out += lasting(reduced, out)
        out += postings.otherwise(reduced)
        if not words.isdisjoint(("signed", "issued", "sealed", "granted")):
            out += envoys.commissions(r, symbol)
        out = [t for t in out if not _is_other(t, r, symbol)]
        out = call(out, r, symbol)
        out += self._again.verbs(verbs, out)
        for found in self._noun.finditer(r, words):
            out += self._of_noun(Finding(r, symbol, found.span(), found.start()))
        out = without_papers(out, r, symbol)
        out = _settled(out, r, self._withdrawals.switches(r))
        out += further_things(out, r, symbol)
        if "to" in words:
            turned_round(r, out)
        out += listed(r, symbol, out)
        out += twice(r, out)
        by_treaty(r, out)
        if "did" in words or "done" in words:
            which_was_done(r, out)
        of_the_same(out)
        envoys.vouched(out)
        name_envoys(out, r, symbol)
        out += self.likewise.tellings(reduced, out)
        out.sort(key=lambda telling: telling.verb)
        return out

    def _finding(self, r: str, symbol: dict[str, Symbol], found: re.Match[str]) -> Finding:
        """A verb with its auxiliaries, in its voice."""
        aux = auxiliaries(r, found.start())
        # "is to reopen" is active, "is to be reopened" is not.
        passive = bool(aux and BE.search(PURPOSE.split(aux[0])[-1])) and not found[0].endswith("ing")
        passive = passive and found[0] not in self._unparticipled
        start = aux.start() if aux else found.start()
        return Finding(r, symbol, found.span(), start, self._verbs.get(found[0], frozenset()), passive)

    def _of_verb(self, verb: Finding) -> list[Telling]:
        """What a verb of the tables tells: of a thing, else of a party or person, a state by itself."""
        if verb.word.endswith("ing") and _NOUN_BEFORE.search(verb.r, 0, verb.span[0]):
            doing = verb.r.endswith(" of ", 0, verb.span[0]) and not verb.r.startswith(" of ", verb.end)
            if not (doing and _INTENT.search(verb.r, 0, verb.span[0])):
                return []  # "the signing of a treaty" is a noun; "no intention of recognising it" is none
        if verb.r.endswith("-", 0, verb.span[0]):
            return []  # "the Taliban-appointed ambassador"
        if verb.start == 0 and verb.word[0].isupper():
            return self._things.fronted(verb)
        if out := self._things.verb(verb):
            return out
        out = self._recognition.verb(verb) + envoys.verb(verb)
        if verb.kinds & {"declare-independence", "declare-war"} and not states.attributive(verb):
            unwelcome = envoys.unwelcome(verb)
            out += states.declares(verb) if unwelcome is None else unwelcome
        if "change-government" in verb.kinds:
            out += upheavals.topples(verb)
        return out + self._withdrawals.verb(verb)

    def _of_begin(self, verb: Finding) -> list[Telling]:
        """What a verb without an object tells: "relations resumed"."""
        if verb.word in self._plain_begins and not _PLAIN_AFTER.search(verb.r[verb.start : verb.span[0]]):
            return []
        out: list[Telling] = []
        for act in self._begins[verb.word]:
            if act.object in ("relations", "mission"):
                out += self._things.begins(verb, act)
            elif act.kind == "change-government" and not envoys.takes_post(verb):
                out += upheavals.begins(verb)
        return out

    def _of_noun(self, noun: Finding) -> list[Telling]:
        """What a noun of the tables tells."""
        out: list[Telling] = []
        for act in self._nouns.get(noun.word.lower(), ()):
            if act.object == "party":
                out += self._recognition_noun.noun(noun)
            elif act.object in ("relations", "mission", "credentials", "treaty"):
                out += self._things.noun(noun, act)
            elif act.object == "recognition":
                out += self._withdrawals.noun(noun, act)
            elif act.object == "envoy":
                out += envoys.noun(noun, act.kind)
            else:
                out += upheavals.noun(noun) if act.object == "government" else states.noun(noun, act.kind)
        return out


def _is_other(telling: Telling, r: str, symbol: dict[str, Symbol]) -> bool:
    """Whether relations or a mission are none of diplomacy: "trade relations", "a peacekeeping mission"."""
    thing = symbol.get(telling.thing)
    if thing is None or thing.letter not in "BM":
        return False
    if telling.kind in ("open-mission", "close-mission") and _ON_HOLIDAY.match(r, telling.verb[1]):
        return True
    at = r.index(telling.thing)
    return of_other_sort(r, at) if thing.letter == "B" else of_other_work(thing, r, at)


def _settled(told: list[Telling], r: str, switches: list[Telling]) -> list[Telling]:
    """The tellings of one sentence without those that others tell better."""
    if len(told) < 2 and not switches:
        return told
    taken = {t.verb[0] for t in told if t.voice == "begins"}
    out = [
        t
        for t in told
        if t.voice != "passive" or t.verb[0] not in taken or BE.search(r[max(0, t.verb[0] - 30) : t.verb[0]])
    ]
    # "The embassy was opened in Riga": told in full by the passive.
    told_in_full = {t.verb[0] for t in out if t.voice == "passive"}
    out = [t for t in out if t.voice != "begins" or t.verb[0] not in told_in_full]
    undone = [t for t in out if t.kind in UNDOING]
    out = [
        t
        for t in out
        if t.kind != "recognise"
        or not any(u.start <= t.verb[0] < u.end or u.start < t.verb[1] <= u.end for u in undone)
    ]
    out = [t for t in out if t.voice != "noun" or not any(u.start <= t.verb[0] < u.end for u in switches)]
    out += switches
    out = [
        t
        for t in out
        if t.kind != "state-position"
        or not any(u.kind == "recognise" and t.start <= u.verb[0] < t.end and u.sender == t.sender for u in out)
    ]
    # "ended the state of war", "concluded peace": neither relations nor a treaty.
    peace = [t for t in out if t.kind == "make-peace"]
    return [t for t in out if t.kind != "sign-treaty" or not any(t.thing == p.thing for p in peace)]
