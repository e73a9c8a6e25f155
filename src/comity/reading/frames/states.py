"""Acts of states by themselves: independence, war and peace, positions, changes of government."""

from __future__ import annotations

import re

from comity.reading.frames.subjects import subject
from comity.reading.frames.telling import (
    BE,
    BY,
    JOINED,
    LIST,
    OWNER,
    PAIR,
    PARTIES,
    SIDE,
    Finding,
    Telling,
    auxiliaries,
    begin,
)
from comity.reading.lexicon import Cues, Lexicon, any_of, forms
from comity.reading.symbols import PARTY, Reduced, symbols

__all__ = ["Peace", "Positions", "attributive", "declares", "noun"]

# --- independence and war declared ---

_ATTRIBUTIVE = re.compile(r"\b(?:the|a|an|its|their) (?:[a-z]+ly |self-)?$")
_WAR_BEFORE = re.compile(
    rf"\b[Ww]ar(?: between (?:the )?(?P<both>{PAIR})| (?:on|upon|against|with) (?:the )?(?P<list>{LIST})?[^.;,]{{0,30}})? $"
)
_AGAINST = re.compile(rf"[^.;]{{0,30}}?\b(?:on|upon|against) (?:the )?(?P<p>{PARTY})")
_ON_A_DAY = rf"(?:,? (?:on |in )?[{symbols('D')}],?)?"
_STATE_OF = rf"(?:(?:a |the )?(?:existence of )?(?:a )?(?:formal )?(?:state|[{symbols('V')}]) of )"
_WAR_AFTER = re.compile(
    rf" (?:formally )?{_STATE_OF}?war(?: (?:(?:on|upon|against|with|between) (?:both )?(?:the )?(?P<list>{LIST})))?"
)
_AT_WAR = re.compile(
    rf"{_ON_A_DAY} (?:that )?(?:the )?(?P<who>{PARTY}|itself|themselves)(?: (?:is|was|to be))?(?: now)? (?:at war|in {_STATE_OF}war) (?:with|against) (?:the )?(?P<list>{LIST})"
)
""" "declared Panama in a state of war with Japan", "declared itself at war with" """
_WAR_EXISTS = re.compile(
    rf"{_ON_A_DAY} (?:that )?(?:there (?:is|was|exists|existed) )?{_STATE_OF}war(?: (?:exists|existed|has existed|now exists|is in being))?(?: between (?:the )?(?P<both>{PAIR})| with (?:the )?(?P<list>{LIST}))"
)
""" "declared that a state of war existed between Cuba and Germany" """
_OF_WAR = re.compile(
    rf" of {_STATE_OF}?war(?: (?:(?:by|on the part of) (?:the )?(?P<by>{PARTY})|(?:on|upon|against|with) (?:the )?(?P<list>{LIST}))){{0,2}}"
)
_VOTED = re.compile(
    r"\b(?P<verb>(?:vot|approv|adopt|pass|issu|sign|ratifi|deliver|promulgat|announc)(?:e?s|e?d|ing)) (?:a |the |its |his |formal |unanimous )*$"
)
""" "The Congress of Peru approved the declaration of war" """
_ITS_INDEPENDENCE = re.compile(
    rf"(?P<p>[{symbols('NAC')}])(?:'s?)? (?:[a-z]+ )?independence(?: (?:of|from) (?:the )?(?P<o>{PARTY})[^.;,]{{0,24}})? $"
)
_INDEPENDENCE_OF = re.compile(
    rf"[Ii]ndependence of (?:the )?(?P<p>[{symbols('NA')}])(?: from (?:the )?(?P<o>{PARTY}))? $"
)
_INDEPENDENT_FROM = re.compile(rf"[^.;,]{{0,20}}? from (?:the )?(?P<p>{PARTY})")
_INDEPENDENCE_AFTER = re.compile(
    rf" (?:(?:{PARTY}|the(?: (?:country|nation|colony|territory|islands?|province|republic|state|region))?)(?:'s?)? )?(?:(?:full |immediate |and |the )*restoration of (?:the )?(?:(?:its|their|[{PARTY[1:-1]}]) )?)?(?:(?:[a-z]+ )?(?:independence|sovereignty|separation|secession)|(?:themselves|itself) (?:to be )?(?:independent|a sovereign|an independent|free))"
    rf"(?: (?:of|from) (?:the )?(?P<o>{PARTY}))?"
)
_THEIRS_OF = re.compile(rf" [{symbols('X')}] ")
""" "declared their independence of Spain": from it"""
_DECLARED_FREE = re.compile(
    rf" (?:the )?(?P<p>[{symbols('N')}]) (?:to be |as |thenceforth )?(?:an? )?(?:free|sovereign|independent)\b(?: and (?:free|sovereign|independent))?"
    rf"(?: (?:state|republic|nation|country))?(?: (?:of|from) (?:the )?(?P<o>{PARTY}))?"
)
""" "declared Kosovo independent" """
_INDEPENDENCE_THAT = re.compile(
    rf"\b(?:independence|sovereignty|statehood) (?:[{symbols('Q')}]|that) (?P<who>[^.;,]{{0,60}})$"
)
""" "the independence which Pristina proclaimed" """
_INDEPENDENCE_OF_WHOM = re.compile(r"(?:independence|sovereignty) of ")
_OF_INDEPENDENCE = re.compile(r" of (?:(?P<x>.) )?[Ii]ndependence")
_DECLARED_BY = re.compile(rf"[^.;,]{{0,20}} by (?:the )?(?P<p>{PARTY})")

# --- a republic proclaimed ---

_PROCLAIMED = re.compile(rf"(?P<p>[{symbols('NV')}]|[Rr]epublic|[Mm]onarchy|[Kk]ingdom|[Ee]mpire) $")
_FORMS = ("republic", "monarchy", "kingdom", "empire")
_A_FORM = re.compile(rf" (?:the |a |an )(?:[a-z]+ ){{0,2}}(?P<p>[{symbols('VX')}])")
"""From "proclaimed" to a form of state: "proclaimed the republic"."""

# --- war and peace ---

_A_TREATY = re.compile(f"[{symbols('T')}]")


def attributive(verb: Finding) -> bool:
    """Whether it is no verb but stands with a noun: "the unilaterally declared independence of"."""
    return verb.word.endswith("ed") and _ATTRIBUTIVE.search(verb.left) is not None


def declares(verb: Finding) -> list[Telling]:
    """Independence or war that somebody declares, a republic that is proclaimed."""
    return _declared(verb) if verb.passive else _declares(verb)


def _declared(verb: Finding) -> list[Telling]:
    """ "war was declared on", "independence was proclaimed" """
    left, right = verb.left, verb.right(200)
    if war := _WAR_BEFORE.search(left):
        telling = verb.telling("declare-war", start=war.start(), voice="passive", subject_missing=True)
        after = _AGAINST.match(right)
        telling.receiver = PARTIES.findall(war["list"] or (after["p"] if after else ""))
        if by := BY.match(right):
            telling.sender = PARTIES.findall(by["list"])
        telling.both = PARTIES.findall(war["both"] or "")
        return [telling]
    if own := _ITS_INDEPENDENCE.search(left) or _INDEPENDENCE_OF.search(left):
        from_ = _INDEPENDENT_FROM.match(right)
        other = own["o"] or (from_["p"] if from_ else "")
        return [
            verb.telling(
                "declare-independence", start=own.start(), sender=[own["p"]], receiver=[other] if other else [],
                voice="passive",
            )
        ]  # fmt: skip
    state = _PROCLAIMED.search(left) if verb.word.startswith("proclaim") else None
    if state:
        named = verb.symbol.get(state["p"])
        if named is None or named.letter == "N" or named.text.lower() in _FORMS:
            of = [state["p"]] if named and named.letter == "N" else []
            return [verb.telling("change-government", start=state.start(), sender=of, voice="passive", reduced=True)]
    return []


def _declares(verb: Finding) -> list[Telling]:
    """ "declared war on", "proclaimed its independence from" """
    right = verb.right(200)
    if at_war := _AT_WAR.match(right):
        named = verb.symbol.get(at_war["who"])
        itself = named is None or named.letter == "X"
        who = subject(verb.r, verb.start) if itself else [at_war["who"]]
        enemies = PARTIES.findall(at_war["list"])
        return [verb.telling("declare-war", at_war.end(), sender=who, receiver=enemies)]
    if (exists := _WAR_EXISTS.match(right)) and exists["both"]:
        both = PARTIES.findall(exists["both"])
        return [verb.telling("declare-war", exists.end(), sender=subject(verb.r, verb.start), both=both)]
    if war := exists or _WAR_AFTER.match(right):
        telling = verb.telling("declare-war", war.end(), sender=subject(verb.r, verb.start))
        telling.receiver = PARTIES.findall(war["list"] or "")
        return [telling]
    if that := _INDEPENDENCE_THAT.search(verb.left):
        who = PARTIES.findall(that["who"])[-1:]
        return [verb.telling("declare-independence", sender=who)] if who else []
    own = _INDEPENDENCE_AFTER.match(right)
    if not own and verb.word.startswith("proclaim") and (form := _A_FORM.match(right)):
        named = verb.symbol[form["p"]]
        if named.text.lower() in _FORMS:
            return [verb.telling("change-government", form.end(), sender=subject(verb.r, verb.start))]
    if free := None if own else _DECLARED_FREE.match(right):
        telling = verb.telling("declare-independence", free.end(), sender=[free["p"]])
        telling.receiver = [free["o"]] if free["o"] else []
        return [telling] if subject(verb.r, verb.start) else []
    if not own:
        return []
    telling = verb.telling("declare-independence", own.end(), sender=subject(verb.r, verb.start))
    if own["o"] and _INDEPENDENCE_OF_WHOM.search(own[0]) and not _THEIRS_OF.match(own[0]):
        telling.sender = [own["o"]]  # "proclaimed the independence of Indonesia": its own
    elif own["o"]:
        telling.receiver = [own["o"]]
    return [telling]


def noun(noun: Finding, kind: str) -> list[Telling]:
    """ "Britain's declaration of war", "the declaration of independence by", "the coup of 1960" """
    left, right = noun.left, noun.right(260)
    if kind == "declare-war" and (war := _OF_WAR.match(right)):
        who = SIDE.search(left)
        sender = [who[1]] if who else [war["by"]] if war["by"] else []
        if not sender and (voted := _VOTED.search(left)):
            sender = subject(noun.r, begin(noun.r, voted.start("verb")))
        return [noun.telling(kind, war.end(), sender=sender, receiver=PARTIES.findall(war["list"] or ""), voice="noun")]
    if kind == "declare-independence" and (own := _OF_INDEPENDENCE.match(right)):
        who = OWNER.search(left) or _DECLARED_BY.match(right)
        if not who and (voted := _VOTED.search(left)):
            sender = subject(noun.r, begin(noun.r, voted.start("verb")))
            return [noun.telling(kind, own.end(), sender=sender, voice="noun")] if sender else []
        return [noun.telling(kind, own.end(), sender=[who[1]], voice="noun")] if who else []
    return []


class Peace:
    """Reads peace that is made, and a war or a state of war that ends."""

    def __init__(self, lexicon: Lexicon) -> None:
        peace = next(act for act in lexicon.acts if act.kind == "make-peace")
        war = rf"(?:(?:a |the |any |their |[{symbols('X')}] )?(?:formal |official )?(?:state|[{symbols('V')}]) of )?(?:the |their |[{symbols('X')}] )?(?:war|hostilities)"
        sides = rf"(?: (?P<how>between|with|against) (?:the )?(?P<list>{LIST}))?"
        self._made = re.compile(
            rf"\b(?P<verb>{lexicon.verb(peace.verbs)})(?: (?:a |the )?(?:[a-z]+ )?(?P<peace>[{symbols('T')}])| {war}\b){sides}"
        )
        self._over = re.compile(
            rf"\b(?:[Tt]he )?(?:formal )?(?:(?:[Ss]tate|[{symbols('V')}]) of )?[Ww]ar(?: (?P<how>between|with) (?:the )?(?P<list>{PARTY}(?:{JOINED}{PARTY})*))?"
            rf"(?: [a-z]+ly)? (?P<verb>(?:(?:was|were|had been) (?:[a-z]+ly )?)?(?:{lexicon.verb(peace.begins)}))(?: by (?:the )?(?P<by>{LIST}))?"
        )

    def tellings(self, reduced: Reduced) -> list[Telling]:
        """The acts of peace of a sentence."""
        r, symbol, words = reduced.r, reduced.symbols, reduced.words
        if not ("war" in words or "hostilities" in words or _A_TREATY.search(r)):
            return []
        out: list[Telling] = []
        for found in self._made.finditer(r):
            thing = found["peace"] or ""
            if thing and symbol[thing].text.lower() not in ("peace", "a peace"):
                continue
            if not thing and found["verb"].startswith(("make", "made", "mak", "sign", "negotiat", "conclud")):
                continue
            start = begin(r, found.start())
            telling = Telling("make-peace", start, found.end(), found.span("verb"), thing=thing)
            telling.sender = subject(r, start)
            named = PARTIES.findall(found["list"] or "")
            if found["how"] == "between":
                # "between them" are those who ended it.
                telling.both, telling.sender = (named, []) if len(named) > 1 else ([], telling.sender)
            else:
                telling.receiver = named
            out.append(telling)
        for found in self._over.finditer(r):
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


class Positions:
    """Reads stands on the recognition, independence or unity of another party."""

    def __init__(self, lexicon: Lexicon) -> None:
        position = next(act for act in lexicon.acts if act.kind == "state-position")
        topic = any_of([*position.topics, "T of independence"]).replace(
            "T of independence", f"[{symbols('T')}] of independence"
        )
        stance = {"supports": position.supporting, "opposes": position.opposing}
        verbs_of = "|".join(rf"(?P<{name}>{lexicon.verb(words)})" for name, words in stance.items())
        about = (
            rf"(?: the| any| full| [{symbols('X')}])?(?: [a-z]+ly)?(?: (?:the )?(?P<of>[{symbols('NACHX')}])(?:'s?)? (?:[a-z]+ ){{0,3}}?(?:{topic})\b(?! over)(?: of (?:the )?(?P<whose>[{symbols('NACH')}]))?"
            rf"| (?:[a-z]+ ){{0,3}}?(?:{topic})(?: and (?:[a-z]+ )?(?:{topic}))? (?:of|by|for) (?:the )?(?P<o>[{symbols('NACH')}]))"
        )
        self._position = re.compile(
            rf"\b(?<!took )(?<!take )(?<!taken )(?<!taking )(?<!takes )(?P<verb>{verbs_of}|(?:{lexicon.verb(position.expressing)})(?: [a-z]+| [{symbols('X')}]){{0,3}} "
            rf"(?:(?P<for>support|backing|solidarity)|(?P<against>concern|regret|opposition|dismay|condemnation))(?: for| over| about| to| at| of| with))"
            rf"{about}"
        )
        self._warn = re.compile(
            rf"\b(?P<verb>{lexicon.verb(position.warning)}) (?:the )?(?P<o>{LIST}) (?:against|not to|that|of)\b"
            rf"(?=[^.;]*(?:recogni|{topic}|[{symbols('RBM')}]))"
        )
        plain = (*position.supporting, *position.opposing, *position.expressing, *position.warning)
        self._verbs = Cues(lexicon.verb(plain), [form for verb in plain for form in forms(verb, lexicon.irregular)])

    def tellings(self, reduced: Reduced) -> list[Telling]:
        """The positions of a sentence."""
        if not self._verbs.may_stand(reduced.words):
            return []
        r = reduced.r
        out: list[Telling] = []
        for pattern in (self._position, self._warn):
            for found in pattern.finditer(r):
                aux = auxiliaries(r, found.start())
                if aux and BE.search(aux[0]):
                    continue
                start = aux.start() if aux else found.start()
                groups = found.groupdict()
                telling = Telling("state-position", start, found.end(), found.span("verb"))
                telling.sender = subject(r, start)
                telling.receiver = PARTIES.findall(groups.get("whose") or groups.get("of") or groups["o"] or "")[:1]
                if pattern is self._warn:
                    telling.note = "warns"
                else:
                    telling.note = "supports" if found["supports"] or found["for"] else "opposes"
                if telling.sender and telling.receiver:
                    out.append(telling)
        return out
