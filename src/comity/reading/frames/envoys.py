"""Acts whose object is an envoy: appointed, recalled, expelled, received, raised in rank."""

from __future__ import annotations

import re

from comity.reading.frames.levels import rank
from comity.reading.frames.subjects import subject
from comity.reading.frames.telling import (
    AND_MORE,
    BETWEEN,
    BY,
    OWNER,
    PARTIES,
    WITH,
    Finding,
    Telling,
    begin,
    nearest,
    sent,
)  # fmt: skip
from comity.reading.symbols import PARTY, Symbol, symbols

__all__ = ["commissions", "noun", "takes_post", "unwelcome", "verb", "vouched"]

# --- appointed, recalled, expelled ---

_ATTRIBUTE = re.compile(r"\b(?:[Nn]ewly|[Rr]ecently|[Jj]ust|[Tt]hen)[- ]$")
""" "Peru's newly appointed ambassador": of an act that is not told here."""
_APPOSED = re.compile(rf"(?P<h>[{symbols('H')}]), (?:[{symbols('W')}] )?[{symbols('H')}]$")
_A_NOUN = re.compile(rf"(?:\b(?:[Tt]he|[Aa]|any|an)|{PARTY}'s?) $")
_IN_LETTERS = re.compile(rf"[{symbols('K')}],? (?:officially |formally )?$")
""" "your letters of credence, accrediting you as ambassador": what the letters say."""
_FROM_TALKS = re.compile(
    r"[^.;,]{0,20}? ?\b(?:from|out of) (?:the |an? )?(?:[a-z]+ )?(?:talks|meetings?|negotiations|conference|session|summit|hearing|ceremony|event|dinner|committee)\b"
)
""" "withdrew its ambassador from the talks": not from the post."""
_PORTFOLIO = re.compile(r" (?:of|for) (?:the )?[a-z]")
""" "was appointed minister of finance": at home."""
_OTHER_BUSINESS = re.compile(
    r"[^.;,]{0,30}? (?:to (?:discuss|talk|hear|exchange views|review|protest|bid|say)\b|(?:on|for|in) (?:an? |his |her )?(?:[a-z]+ )?(?:farewell|talks|lunch|dinner|discussions?)\b)"
)
""" "received the ambassador on Monday to discuss trade": anybody's day at work."""
_STAFF = re.compile(r"(?i)(?:the |its |their )?(?:diplomats?|representatives)")
""" "plans to dispatch diplomats": nobody's appointment."""
_ERRAND = re.compile(
    r"(?: by [^.;,]{1,60}?)? to (?:convey|deliver|attend|express|extend|explain|pass on|hand over|brief|congratulate|represent|witness|observe)\b"
)
""" "had been dispatched by the President to convey a message": sent there and back."""
_FOR_A_WHILE = re.compile(r"\b(?:been|was|were|is|are|be) (?:[a-z]+ly )?[a-z]+ing$")
""" "had been sending ambassadors since 1966": what was done for years."""
_RESOLVED_TO = re.compile(
    r"(?:\b(?:agreeing|deciding|undertaking|promising|pledging|resolving)|\b(?:agreements?|decisions?|plans?|pledge|promise|resolve|intention))\b[^.;]{0,40}?\bto (?:[a-z]+ly )?$"
)
_APPOINTED_TO = re.compile(r" (?:on|in|as|to|specifically|by|for) ")
_TO_DO = re.compile(r" to (?!what|the|be )[a-z]")
_TO_OFFICE = re.compile(
    rf"(?: by (?:the )?[{symbols('WHN')}](?= [{symbols('H')}]))?(?: (?:to be|to serve as|to the (?:position|post|office) of|as|to))*(?: the| an?| [{symbols('X')}])?(?: (?!by\b)[a-z-]+){{0,2}}? (?P<h>[{symbols('H')}])|"
    rf"[^.;]{{0,60}}?\b(?:as|to be|to serve as|to the position of) (?:the |an? |its |their )?(?:[a-z-]+ ){{0,2}}(?P<h2>[{symbols('H')}])"
)
_TO_SOMEBODY = re.compile(r"[^.;,]{0,30}? to ")
_APPOINTED_WHERE, _RECALLED_WHERE = (
    re.compile(
        rf"[^.;,]{{0,50}}? (?:{prepositions}) (?:the |what became |both )*(?:[a-z]+ )?(?P<p>[{symbols('NCAH')}])(?P<more>(?:(?:,? and |, )(?:the )?[{symbols('N')}])*)"
    )
    for prepositions in ("to|for", "to|for|from|in")
)
_NAMED = re.compile(f"[{symbols('N')}]")
_DATED = re.compile(rf" (?:on|in|until(?: [a-z]+)?) [{symbols('D')}]")
_OF_ANY_OFFICE = ("sen", "dispatch", "assign", "name", "promot", "elevat", "design", "made", "select", "post")
"""Verbs that tell of an envoy only where the office does."""
_ON_A_DAY = rf"(?:,? (?:on |in )?(?:the )?[{symbols('D')}],?)?"
_PERSON = re.compile(
    rf"{_ON_A_DAY}(?:,? (?:in|for|after|amid|over) (?:[a-z]+ ){{1,6}}?[a-z]+,(?= [{symbols('X')}]))?(?: [a-z0-9-]+(?<!to)(?<!of)(?<!in)(?<!by)(?<!with)(?<!for)(?<!on)(?<!that)(?<!as)){{0,3}}?(?: (?P<own>{PARTY})(?:'s?)?)?(?: [a-z-]+){{0,2}}? (?P<p>[{symbols('HW')}])"
)
_OFFICE_AFTER = re.compile(
    rf"(?:, (?:an?|the|who) [^.;,]{{1,60}}(?=, (?:as|to be) ))?(?: to (?:the )?[{symbols('NC')}](?= (?:in [{symbols('D')}] )?as ))?{_ON_A_DAY},?(?: to be| to serve as| as| to)?(?: the| an?| [{symbols('X')}])?(?: [a-z-]+){{0,2}}? (?P<h>[{symbols('H')}])"
)
_EACH_OTHER = re.compile(
    rf" (?:to|in|at|from) (?:(?:each other|one another)(?:'s (?:capitals?|countr(?:y|ies)))?|(?:[{symbols('X')}] |the )?respective (?:capitals|countries)|both capitals|the two capitals)\b"
)
_AS_POST = re.compile(
    rf"(?: [a-z]+ly)?(?: on [{symbols('D')}])? as (?:the |an? |[{symbols('X')}] )?(?:[a-z]+ )?(?P<h>[{symbols('H')}])"
)
_SENT_TO = re.compile(rf" to (?:the )?(?P<p>[{symbols('NC')}])[^.;]{{0,30}}? [{symbols('D')}]")
_WHERE = re.compile(rf"[^.;,{symbols('N')}]{{0,40}}? (?:to|for|from|in) (?:the )?(?P<p>[{symbols('NCA')}])")

_OWN_NAME = re.compile(rf"(?<!to )[{symbols('X')}](?: [a-z]+)? $")

# --- received ---

_RECEIVING = re.compile(r"(?:receiv|accept)")
_AS_FAR = re.compile(rf"[^.;]{{0,70}}?\bas (?:the |an? |its )?(?:[a-z-]+ ){{0,2}}?(?P<h>[{symbols('H')}])")
_AS_NEAR = re.compile(
    rf"[^.;]{{0,40}}?\bas (?:the |an? |its |[{symbols('X')}] )?(?:[a-z-]+ ){{0,2}}?(?P<h>[{symbols('H')}])"
)
_OF_MORE = re.compile(rf"(?:(?:,? and |, )(?:the )?[{symbols('N')}])+")
_PLURAL = re.compile(r"(?<!Affaire)s\b(?! de)")
_LEAVING = re.compile(r"(?i)\b(?:outgoing|departing|retiring|former)\b")
_INFORMALLY = re.compile(r" (?:informally|unofficially|privately|in [^ ]{1,3} (?:private|personal))\b")
_IN = re.compile(rf" (?:in|at) (?:the )?(?P<p>[{symbols('NC')}])")
_RECEIVED = re.compile(
    rf"(?: (?:in|at) (?:the |his )?[^,;]{{1,40}},?(?: one after (?:another|the other),)?)?(?: the| an?| its)?(?: (?!(?:that|of|from|to|by|for|about|when|and|word|news)\b)[a-z-]+){{0,2}}? (?P<p>[{symbols('HWX')}])"
)
_HIM = ("him", "her", "them")

# --- unwelcome ---

_NON_GRATA = re.compile(r" personae? non gratae?")
_SOMEBODY_NON_GRATA = re.compile(
    rf"(?: (?:the|an?|[a-z]+|[{symbols('X')}])){{0,4}} (?P<h>[{symbols('H')}])[^.;]{{0,80}}? personae? non gratae?"
)


def takes_post(verb: Finding) -> bool:
    """ "was sworn in as ambassador": no ruler."""
    office = _AS_POST.match(verb.r, verb.end)
    return office is not None and sent(verb.symbol[office["h"]])


def verb(verb: Finding) -> list[Telling]:
    """What a verb of the tables tells of an envoy."""
    out: list[Telling] = []
    if verb.word in ("name", "post") and _OWN_NAME.search(verb.r, 0, verb.span[0]):
        return out  # "put his name to it without the ambassador"
    if verb.kinds & {"appoint-envoy", "recall-envoy", "expel-envoy"}:
        out += _appointed(verb) if _said_of_person(verb) else _appoints(verb)
    if not verb.passive and verb.kinds & {"raise-mission", "lower-mission"}:
        out += rank(verb)
    if "accept-credentials" in verb.kinds and _RECEIVING.match(verb.word):
        out += _received(verb) if verb.passive else _receives(verb)
    return out


def unwelcome(verb: Finding) -> list[Telling] | None:
    """ "declared the minister persona non grata"; None where a declaration is of something else."""
    right = verb.right(200)
    if verb.passive and _NON_GRATA.match(right):
        person = subject(verb.r, verb.start, passive=True)
        if not person or not sent(verb.symbol[person[0]]):
            return []
        telling = verb.telling(
            "expel-envoy", start=nearest(verb.r, person[0], verb.start),
            thing=person[0], voice="passive", subject_missing=True,
        )  # fmt: skip
        if by := BY.match(right):
            telling.sender = PARTIES.findall(by["list"])
        return [telling]
    if not verb.passive and (said := _SOMEBODY_NON_GRATA.match(right)):
        if not sent(verb.symbol[said["h"]]):
            return []
        return [verb.telling("expel-envoy", said.end(), thing=said["h"], sender=subject(verb.r, verb.start))]
    return None


_COMMISSION = re.compile(
    rf"\b(?P<verb>(?:sign|issu|seal|grant|execut)(?:ed|ing|s|es|e)?) (?:the |a |his |[{symbols('X')}] )?(?P<paper>[{symbols('V')}]) (?:of|for|to|appointing|naming)"
    rf" (?P<p>[{symbols('W')}])(?:,? of [{symbols('CWNA')}],?)? as (?:the |an? )?(?:[a-z]+ )?(?P<h>[{symbols('H')}])"
)
_NOUN_OF = re.compile(
    rf"(?: by (?:the )?(?P<by>[{symbols('NCHV')}]))? of (?:the |an? |its |[{symbols('X')}] )?(?:[a-z]+ ){{0,2}}?(?P<p>[{symbols('HW')}])(?:(?:,? of [{symbols('CW')}],?)? as (?:the |an? |its )?(?:[a-z]+ )?(?P<h>[{symbols('H')}]))?"
)
_APPROVED = re.compile(
    r"\b(?:approved|announced|confirmed|made|ordered|endorsed|authori[sz]ed|decreed|gazetted) (?:the )?(?:[a-z]+ )?$"
)
_EXCHANGE_DONE = re.compile(
    rf"(?: between [^.;]{{1,60}})?[^.;,]{{0,40}}(?:[{symbols('D')}]|,? and none|\b(?:took place|occurred|followed)\b)"
)
_EXCHANGED = re.compile(
    rf"(?: (?:the|new|resident|full|first|diplomatic|permanent|[{symbols('X')}])){{0,3}} (?P<p>[{symbols('H')}])"
)


def commissions(r: str, symbol: dict[str, Symbol]) -> list[Telling]:
    """ "signed the commission of John Smith as consul" """
    out = []
    for found in _COMMISSION.finditer(r):
        if symbol[found["paper"]].text.lower() == "commission":
            telling = Telling("appoint-envoy", found.start(), found.end(), found.span("verb"), thing=found["p"])
            telling.to, telling.sender = found["h"], subject(r, begin(r, found.start()))
            out.append(telling)
    return out


def noun(noun: Finding, kind: str) -> list[Telling]:
    """ "the commissioning of John Smith", "an exchange of ambassadors between Cuba and Peru" """
    right = noun.right(200)
    of = _NOUN_OF.match(right)
    if not of:
        return []
    who = noun.symbol[of["p"]]
    if kind != "appoint-envoy":
        return _sent_away(noun, kind, right, of)
    telling = noun.telling(kind, of.end(), thing=of["p"], to=of["h"] or "", voice="noun")
    telling.subject_missing = True
    tail = right[of.end() :]
    if noun.word.lower() == "exchange":
        done = sent(who) and _PLURAL.search(who.text) and _EXCHANGE_DONE.match(tail)
        return [_exchange(telling, tail)] if done else []
    if not (sent(who) or (of["h"] and sent(noun.symbol[of["h"]])) or noun.word.startswith("commission")):
        return []
    if of["by"]:
        telling.sender = [of["by"]]
    elif by := BY.match(tail):
        telling.sender = PARTIES.findall(by["list"])
    elif owner := OWNER.search(noun.left):
        telling.sender = [owner[1]]
    elif approved := _APPROVED.search(noun.left, max(0, len(noun.left) - 40)):
        telling.sender = subject(noun.r, begin(noun.r, approved.start()))  # "the cabinet approved the appointment"
    return [telling]


def _sent_away(noun: Finding, kind: str, right: str, of: re.Match[str]) -> list[Telling]:
    """ "the recall of the Peruvian ambassador from Santiago", "Lima's recall of its ambassador" """
    if not sent(noun.symbol[of["p"]]) or _FROM_TALKS.match(right, of.end()):
        return []
    telling = noun.telling(kind, of.end(), thing=of["p"], voice="noun", subject_missing=True)
    if where := _RECALLED_WHERE.match(right, of.end()):
        telling.receiver = [where["p"]]
    if of["by"]:
        telling.sender = [of["by"]]
    elif by := BY.match(right[of.end() :]):
        telling.sender = PARTIES.findall(by["list"])
    elif owner := OWNER.search(noun.left):
        telling.sender = [owner[1]]
    elif said := _APPROVED.search(noun.left, max(0, len(noun.left) - 40)):
        telling.sender = subject(noun.r, begin(noun.r, said.start()))
        telling.verb, telling.start = (said.start(), noun.span[1]), begin(noun.r, said.start())
    return [telling]


def _exchange(telling: Telling, tail: str) -> Telling:
    """Envoys whom two parties send each other."""
    telling.to, telling.thing = "mutual", ""
    if between := BETWEEN.match(tail):
        telling.both = PARTIES.findall(between["list"])
    elif with_ := WITH.match(tail):
        telling.both = [*telling.sender, *PARTIES.findall(with_["list"])]
    else:
        telling.both = telling.sender
    return telling


def vouched(told: list[Telling]) -> None:
    """Persons of whom the same sentence tells that they were sent: the bare acts of such are no hearsay; in place."""
    for telling in told:
        if telling.bare and any(
            other is not telling
            and not other.bare
            and telling.thing in (other.thing, *other.sender)
            and other.kind in ("appoint-envoy", "present-credentials", "accept-credentials")
            for other in told
        ):
            telling.bare = False


def _kind(verb: Finding, *kinds: str) -> str:
    return next(kind for kind in kinds if kind in verb.kinds)


def _said_of_person(verb: Finding) -> bool:
    """Whether the person stands before the verb: "was appointed", "X, appointed as"."""
    right = verb.right(260)
    return verb.passive or bool(
        verb.word.endswith(("ed", "t", "n")) and _APPOINTED_TO.match(right) and not _TO_DO.match(right)
    )


def _is_at_home(office: Symbol, right: str, end: int) -> bool:
    """Whether an office is a minister's at home: "minister of finance"."""
    return office.text.lower().endswith("minister") and office.host is None and _PORTFOLIO.match(right, end) is not None


def _appointed(verb: Finding) -> list[Telling]:
    """ "John Smith was appointed Minister to Peru" """
    right, symbol = verb.right(260), verb.symbol
    kind = _kind(verb, "appoint-envoy", "expel-envoy", "recall-envoy")
    person = subject(verb.r, verb.start, passive=True, reduced=not verb.passive)
    if not person or symbol[person[0]].letter not in "HWXQ":
        return []
    if symbol[person[0]].office == "ruling" and (apposed := _APPOSED.search(verb.r, 0, verb.r.index(person[0]) + 1)):
        person = [apposed["h"]]  # "the first Persian Envoy to Italy, Prince Ali, was appointed"
    if verb.word == "exchanged":
        if not sent(symbol[person[0]]) or not _PLURAL.search(symbol[person[0]].text):
            return []
        start = nearest(verb.r, person[0], verb.start)
        return [_exchange(verb.telling(kind, start=start, voice="passive", subject_missing=True), right)]
    office = _TO_OFFICE.match(right)
    char = (office["h"] or office["h2"]) if office else ""
    if char and symbol[char].office == "ruling" and _TO_SOMEBODY.match(right):
        office, char = None, ""
    where = (_APPOINTED_WHERE if kind == "appoint-envoy" else _RECALLED_WHERE).match(right)
    here = symbol[person[0]]
    envoy = sent(here)
    if verb.word.startswith(("sen", "dispatch")) and _ERRAND.match(right):
        return []
    dated = _DATED.match(right)
    if not (office or where or envoy or (dated and here.letter in "WXQ")):
        return []
    if kind == "appoint-envoy" and verb.word.startswith(_OF_ANY_OFFICE) and not (envoy or office):
        return []
    if char and not sent(symbol[char]):
        return []
    if office and _is_at_home(symbol[char], right, office.end()):
        return []
    if kind == "recall-envoy" and _FROM_TALKS.match(right):
        return []
    telling = verb.telling(
        kind, office.end() if office else 0, start=nearest(verb.r, person[0], verb.start), thing=person[0], to=char,
        voice="passive", bare=not (office or where or envoy), reduced=not verb.passive,
    )  # fmt: skip
    telling.receiver = [where["p"], *_NAMED.findall(where["more"])] if where else []
    if by := BY.match(right):
        telling.sender = PARTIES.findall(by["list"])
    else:
        telling.subject_missing = True
    return [telling]


def _appoints(verb: Finding) -> list[Telling]:
    """ "appointed Powell Clayton Ambassador to Mexico", "recalled its ambassador" """
    right, symbol = verb.right(260), verb.symbol
    if _ATTRIBUTE.search(verb.r, max(0, verb.span[0] - 24), verb.span[0]) or _FOR_A_WHILE.search(
        verb.r[verb.start : verb.end]
    ):
        return []
    if verb.word in ("recall", "withdraw") and _A_NOUN.search(verb.r, 0, verb.span[0]):
        return []
    if verb.word == "accrediting" and _IN_LETTERS.search(verb.r, 0, verb.span[0]):
        return []
    kind = _kind(verb, "appoint-envoy", "expel-envoy", "recall-envoy")
    if verb.word.startswith("exchang"):
        # An aside about what is to follow: "established relations in 1951, agreeing to exchange ambassadors".
        agreed = verb.word.endswith("ing") or _RESOLVED_TO.search(verb.r, max(0, verb.start - 90), verb.span[0])
        of = None if agreed else _EXCHANGED.match(right)
        if not of or not sent(symbol[of["p"]]) or not _PLURAL.search(symbol[of["p"]].text):
            return []
        telling = verb.telling(kind, of.end(), sender=subject(verb.r, verb.start))
        return [_exchange(telling, right[of.end() :])]
    after = _PERSON.match(right)
    if not after:
        return []
    rest = right[after.end() :]
    office = _OFFICE_AFTER.match(rest)
    if office and symbol[office["h"]].office == "ruling":
        office = None  # "to appoint an ambassador, President Saied said"
    if office and _is_at_home(symbol[office["h"]], rest, office.end()):
        return []
    if kind == "recall-envoy" and (_FROM_TALKS.match(rest) or right.startswith(" that ")):
        return []  # "recalled that the ambassador had been there"
    who = symbol[after["p"]]
    to_post = office and sent(symbol[office["h"]])
    sent_to = verb.word.startswith(("sen", "dispatch")) and " " in who.text and _SENT_TO.match(rest)
    if not (to_post or sent(who) or (who.letter == "W" and sent_to)) or (verb.word.startswith("ma") and not to_post):
        return []
    if kind == "expel-envoy" and who.letter != "H":
        return []
    if kind == "appoint-envoy" and not to_post and _STAFF.fullmatch(who.text) and who.host is None:
        return []
    telling = verb.telling(
        kind, after.end() + (office.end() if office else 0), thing=after["p"], to=office["h"] if office else ""
    )
    telling.sender = subject(verb.r, verb.start)
    if len(telling.sender) > 1 and _EACH_OTHER.match(rest):
        telling.to, telling.both = "mutual", telling.sender  # "appointed ambassadors to each other's capitals"
        return [telling]
    where = _WHERE.match(rest)
    telling.receiver = [where["p"]] if where else []
    if (who.host is not None or who.inferred == "from") and (more := AND_MORE.match(rest)):
        telling.receiver = PARTIES.findall(more[0])  # "its ambassadors to France, Chad and Mali"
    return [telling]


def _received(verb: Finding) -> list[Telling]:
    """ "Minister X was received by the King", "was accepted as consul" """
    right = verb.right(260)
    person = subject(verb.r, verb.start, passive=True)
    if not person or verb.symbol[person[0]].letter not in "HWXQ":
        return []
    as_ = _AS_FAR.match(right)
    here = verb.symbol[person[0]]
    plural = _PLURAL.search(here.text) and not here.person
    by, in_ = BY.match(right), _IN.match(right)
    # "John Smith was received by the King": of an envoy, where the text has just said that he is one.
    named = here.letter == "W" and (
        (by and verb.symbol[PARTIES.findall(by["list"])[0]].office == "ruling")
        or (not by and in_ and verb.symbol[in_["p"]].letter == "C")
    )
    if (not sent(here) or plural) and not as_ and here.text.lower() not in ("he", "she") and not named:
        return []
    if _INFORMALLY.match(right) or _OTHER_BUSINESS.match(right):
        return []
    telling = verb.telling(
        "accept-credentials", as_.end() if as_ else 0, start=nearest(verb.r, person[0], verb.start),
        thing=person[0], to=as_["h"] if as_ else "", voice="passive", bare=not sent(here) and not as_,
    )  # fmt: skip
    if by:
        telling.sender = PARTIES.findall(by["list"])
    elif in_:
        telling.sender = [in_["p"]]
    else:
        telling.subject_missing = True
    return [telling]


def _receives(verb: Finding) -> list[Telling]:
    """ "received the new minister", "accepted X as consul" """
    right = verb.right(260)
    after = _RECEIVED.match(right)
    if not after:
        return []
    if _LEAVING.search(verb.symbol[after["p"]].text):
        return []  # "received the outgoing ambassador"
    as_ = _AS_NEAR.match(right[after.end() :])
    if verb.symbol[after["p"]].letter == "X" and verb.symbol[after["p"]].text not in _HIM:
        return []
    if _OTHER_BUSINESS.match(right, after.end()):
        return []
    if not sent(verb.symbol[after["p"]]) and not (as_ and sent(verb.symbol[as_["h"]])):
        return []
    telling = verb.telling(
        "accept-credentials", after.end() + (as_.end() if as_ else 0), sender=subject(verb.r, verb.start),
        thing=after["p"], to=as_["h"] if as_ else "",
    )  # fmt: skip
    if _PLURAL.search(verb.symbol[after["p"]].text) and (more := _OF_MORE.match(right, after.end())):
        telling.receiver = [after["p"], *_NAMED.findall(more[0])]  # "the ambassadors of Peru, Chile and Cuba"
        telling.end += more.end() - more.start()
    return [telling]
