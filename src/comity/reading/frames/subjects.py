"""Who is the subject of a verb: before it, of the verb it is coordinated with, or after a participle."""

from __future__ import annotations

import re

from comity.reading.frames.telling import CLAUSE, ITEM, JOINED, PARTIES, begin
from comity.reading.symbols import PARTY, symbols

__all__ = ["COORDINATED", "LISTED", "OWN", "PREPOSITION", "SAYING", "VERB_BEFORE", "first_subject", "subject"]

PREPOSITION = re.compile(
    r"\b(?:of|with|in|to|for|by|at|from|near|between|under|against|on|upon|into|over|as|like|toward|towards|within|via|through"
    r"|visit|visits|visited|visiting|reach|reached|reaching|tour|toured|touring|over|across|among|than|versus|behind|without|regarding|concerning|about|Following|following|After|after|Despite|despite"
    r"|During|during|Under|In|With|At|By|For|From|Of|On|Upon|As|Before|before|including|toward|To)"
    r" (?:(?:the|a|an|its|his|their|this|that|both|new|former|then|independent|other|first|any|some|most|recent|[a-z]+'s) ){0,3}$"
)
"""Before a party that is no subject."""
COORDINATED = re.compile(rf"({PARTY})(?:,? and (?:the |its |then )?|,? n?or (?:the )?|, as well as (?:the )?)$")
LISTED = re.compile(rf"({PARTY}), (?:the )?$")
VERB_BEFORE = re.compile(
    r"(?:,? (?:and|but|or)|,)(?: (?:then|also|thereby|later|thus|in turn|further|again|once again|once more|soon|soon after|[a-z]+ly"
    r"|to (?:this|that|the same) (?:effect|end)|for (?:this|that) (?:reason|purpose)|at the same time|on the same (?:day|date|occasion)"
    rf"|in (?:consequence|response|reply|return|doing so)|as a result|as a consequence|with immediate effect|therefore),?)*(?: (?:on |in )?[{symbols('D')}],?)? $"
)
"""Between a verb and another of the same subject."""
_MEANS_TO = re.compile(
    r" (?:(?:also|now|then|today|therefore|jointly|has|have|had) )*"
    r"(?:intend|plan|wish|agree|decide|resolve|hope|promise|vow|pledge|undertake|decline|refuse|seek|expect|propose|offer)(?:e?s|e?d)? $"
)
""" "recognised Niue and intends to establish relations with it": its subject is that of "intends"."""
SAYING = re.compile(
    rf"(?P<list>{ITEM}(?:{JOINED}{ITEM})*)(?: also| later| then| [a-z]+ly)?(?: (?:on )?[{symbols('D')}](?: \([^)]{{1,20}}\))?)? (?:(?:said|says|say|announced|promised|hinted|indicated|declared|agreed)(?: [^;,.]{{0,20}})?(?: that)?|(?:notified|informed|told|advised|assured) [^;,.]{{1,40}} that) $"
)
"""Before "it" or "they": whoever said so."""
_ASIDE = re.compile(
    rf", (?:though|although|while|[{symbols('Q')}]|whose|following|after|despite|acting|then|upon|in|on|at|by|through|with|before|without|like|under|dated|[a-z]+ing) [^,;]{{1,140}}, $"
    rf"|(?<=[{symbols('NCAHVX')}]), (?:the )?(?:[a-z]+ )?[{symbols('NCHVWX')}] (?:said|says|added|announced|reported|claimed)(?: (?:on )?[{symbols('D')}])?, $"
)
_WHO_WAS = re.compile(
    rf"(?<=[{symbols('WH')}]), [{symbols('Q')}] (?:[a-z]+ ){{0,3}}(?:[{symbols('HW')}]|[a-z]+ )[^;.]{{0,140}}, $"
)
""" "Kenneth Franzheim, who was also Ambassador to New Zealand, Western Samoa, and Fiji, presented" """
_APPOSED = re.compile(rf"(?<=[{symbols('N')}]), (?:the|an?|its|once|then|now|formerly|long) [^,;]{{1,80}}, $")
""" "Bolivia, the Upper Peru of colonial times, proclaimed" """
OWN = frozenset(chr(code) for a, b in re.findall("(.)-(.)", symbols("X")) for code in range(ord(a), ord(b) + 1))
_OF_A_MISSION = re.compile(f"[{symbols('M')}](?:, |,? and )(?:the )?$")
_UNKNOWN = frozenset(chr(code) for a, b in re.findall("(.)-(.)", symbols("W")) for code in range(ord(a), ord(b) + 1))
_GERUND = re.compile(r"(?:[Hh]aving (?:been )?)?(?=[A-Za-z-]+ing\b|(?<=ing )|(?<=been ))")
_AFTER_GERUND = re.compile(rf"[^;]{{0,200}}?, (?:the )?(?P<p>{ITEM}(?:{JOINED}{ITEM})*)(?! ?[,;])")
_DECISION = re.compile(
    rf"(?:(?P<own>{PARTY})(?:'s?)? (?:[{symbols('D')}],? )?(?:(?!the |an? )[a-z]+,? ){{0,5}})?\b(?P<noun>decision|intention|willingness|readiness|desire|wish|plans?|refusal|failure|vote|promise|pledge|agreement)(?: (?:of|on) [{symbols('D')}])?"
    rf"(?: (?:of|by|between) (?:the )?(?P<of>{PARTY}(?:{JOINED}{ITEM})*))? $"
)
"""Before "to recognise": whose decision it is."""
_TAKEN = re.compile(
    r"\b(?:take|took|taken|takes|taking|ma[dk]es?|making|announc(?:e|es|ed|ing)|reach(?:es|ed|ing)?|confirm(?:s|ed|ing)?"
    r"|adopt(?:s|ed|ing)?|has|had|have|show(?:s|ed)?|express(?:es|ed|ing)?|declar(?:es|ed|ing)|g[ai]ven?|reveal(?:s|ed)|communicat(?:es|ed|ing)|notif(?:ies|ied|ying)|convey(?:s|ed|ing)?)"
    rf"(?: (?:to )?(?:the )?[{symbols('NACH')}](?: of)?)?"
    r" (?:(?:the|a|an|any|no) )?(?:[a-z]+ ){0,2}$"
)
"""Before a decision: the subject of this verb took it."""
_ITS_TURN = re.compile(
    rf"[{symbols('X')}] (?:is|was|will be|would be) (?:[a-z]+ ){{1,5}}?(?:of|for|up to) (?:the )?(?P<list>{ITEM}(?:{JOINED}{ITEM})*) $"
)
"""Before "to present": "It was then the turn of the Ambassador of Peru"."""
_HAVING = re.compile(
    r"(?:(?:^|[,;:] )(?:[Aa]fter |[Bb]efore |[Oo]n |[Uu]pon |[Bb]y |[Ww]hile |[Ww]ithout |[Ii]n )?"
    r"|(?P<within> (?:after|before|by|while|without) ))(?:first |formally )?$"
)
_WHETHER = re.compile(
    r"\b(?P<verb>(?:decid|consider|weigh|debat|discuss|determin|study|review)ing) (?:on |upon )?whether (?:or not )?$"
)
_JOINING = re.compile(
    rf"\b(?:join|follow|precede|emulate|imitate|copie|copy)(?:s|d|ed|ing)? (?:with )?(?:the |(?:countries|states|nations) (?:such as |like ))?(?P<list>{ITEM}(?:{JOINED}{ITEM})*) in (?:formally )?$"
)
_FIRST_TO = re.compile(
    r"(?:^|[ ,])(?:becom(?:e|es|ing)|became|was|were|is|are|be|been|being)(?: [a-z]+ly| thus| then| also)? "
    r"(?:the|among the|one of the|only the)(?: very)? (?:first|second|third|fourth|fifth|only|last|latest|next|[a-z-]+th|\d+\w\w)\b[^;]{0,80}$"
)
"""Before "to recognise": "Iceland was the first country"; its subject is that of the verb."""
_ITS_OWN = re.compile(
    r"'s? (?:[a-z]+ )?(?:independence|statehood|sovereignty|government) (?:(?:was|were|had been) [^;]{0,60}?\b(?:and|then|but) (?:later |then )?)?"
)
_MANY = frozenset(
    (
        "states",
        "countries",
        "nations",
        "powers",
        "governments",
        "members",
        "others",
        "neighbours",
        "neighbors",
        "allies",
    )
)
_THAT_NOUN = re.compile(
    r"\b(?:any|every|each|no|some|those|all|an?|the) (?:[a-z]+ )?(?!one |first |last |only |second )[a-z]+ that $"
)
_ITS_WORD = re.compile(
    r"'s? (?:[a-z]+ ){0,2}"
    r"(?:statements?|notes?|letters?|decrees?|declarations?|messages?|telegrams?|proclamations?|resolutions?|laws?|orders?"
    rf"|ukases?|despatch|dispatch|reply|answer|circular|communiqué|communique|cable|[{symbols('T')}])(?!\w)"
)
_WORD_FROM = re.compile(
    rf"\b(?:[Nn]ote|[Ll]etter|[Dd]ecree|[Tt]elegram|[Mm]essage|[Ss]tatement|[Pp]roclamation|[Dd]espatch|[Dd]ispatch|[Cc]able|[Cc]ircular)(?: verbale)?(?: of [{symbols('D')}])?,? (?:from|of|by) (?:the )?$"
)
""" "a note verbale from Ghana annulled the recognition" """
_OF_ITS_OWN = re.compile(rf"(?:(?P<p>[{symbols('NA')}])'s?|(?<=[Tt]he )(?P<a>[{symbols('A')}])) $")
_OTHERS = re.compile(
    rf"(?:^|[ ,])(?:[a-z]+ |[A-Z][a-z]+ ){{0,3}}(?:{'|'.join(sorted(_MANY))})(?: [a-z]+ly| also| then)? $"
)
"""A subject that is no party: "ten Arab states" (broke off relations)."""
_CALLED_ON = re.compile(
    r"\b(?:call(?:s|ed|ing)? (?:up)?on|appeal(?:s|ed|ing)? to|prevail(?:s|ed|ing)? (?:up)?on) (?:the )?$"
)
_ALONG = re.compile(rf"{PARTY},? (?:along|together) with (?:the )?{ITEM}(?:{JOINED}{ITEM})*$")
_AT_A_PLACE = re.compile(rf"(?:^|[{symbols('D')}],? )(?:[Ii]n|[Aa]t) (?:the )?$")
"""Before a place at the head of a sentence, which opens no list of parties."""
_CONJUNCTION = re.compile(r"\b(?:[Aa]fter|[Bb]efore|[Aa]s|[Ss]ince|[Uu]ntil|[Tt]han) (?:the )?$")
"""Prepositions that are conjunctions where a verb follows: "After Bonn recognised"."""
_BREAK = re.compile(r"[;:]")
_BETWEEN_HERE = re.compile(r"\bbetween (?:the )?$")
_POSSESSIVE = re.compile(r"'s? ")
_MODIFIES = re.compile(r" (?:principle|policy|question|problem|issue|conflict|crisis|dispute|summit|case)s?\b")
_SUBORDINATE = re.compile(r"\b(?:when|that|while|as|because|although|after|who|which)\b|;")
_ANOTHER_CLAUSE = re.compile(
    rf"[,;] (?:and|but|while) (?=(?:(?:on|in) [{symbols('D')}],? )?(?:the )?[{symbols('NACH')}](?!'))"
)
_HAS_DONE = re.compile(
    rf"[{symbols('NACHWX')}] (?:[a-z]+ly |had |has |have |also |first |then )*(?!(?:named|called|based|led|backed|allied) )(?:[a-z]+ed|broke|began|took|cut|gave|sent|was|were) "
)
_NEW_CLAUSE = re.compile(
    rf",? (?:and|but|while) (?:on |in )?(?:the )?[{symbols('D')}],? (?=(?:the )?{PARTY}(?:'s?)?[ ,])"
)
""" "Denmark did on 24 August, and on 2 September the President recognised it and resumed relations" """
_AND_OTHERS = re.compile(rf"(?:, (?:the )?{PARTY})*,? and (?:the )?{PARTY}|, (?:the )?{PARTY}")


def subject(r: str, start: int, *, passive: bool = False, reduced: bool = False) -> list[str]:
    """The parties that stand as subject of the verb that begins at ``start``; ``reduced``: of a participle alone."""
    left = r[:start]
    if r.startswith("to ", start) and (became := _FIRST_TO.search(left, max(0, len(left) - 200))):
        # "became the first country to recognise": the subject is that of "became".
        verb = became.start() + (left[became.start()] in " ,")
        return subject(r, begin(left, verb))
    if not passive and r.startswith("to ", start) and (decided := _DECISION.search(left, max(0, len(left) - 200))):
        if decided["of"]:
            return PARTIES.findall(decided["of"])
        if decided["own"] and decided["own"] in OWN:
            return first_subject(left[: decided.start()]) or [decided["own"]]
        if decided["own"]:
            return [decided["own"]]
        if taken := _TAKEN.search(left, 0, decided.start("noun")):
            return first_subject(left[: taken.start()])
        return []  # "Katz said the decision to recognise it was a mistake": nobody says whose
    if not passive and r.startswith("to ", start) and (weighing := _WHETHER.search(left, max(0, len(left) - 60))):
        return subject(r, weighing.start("verb"))  # "France will await Spain before deciding whether to recognise it"
    if not passive and r.startswith("to ", start) and (turn := _ITS_TURN.search(left, max(0, len(left) - 120))):
        return PARTIES.findall(turn["list"])
    gerund = None if passive else _GERUND.match(r, start)
    if gerund and (along := _JOINING.search(left, max(0, len(left) - 160))):
        # "Mexico has joined Spain and Norway in recognising it"
        return first_subject(left[: begin(left, along.start())]) + PARTIES.findall(along["list"])
    if gerund and (having := _HAVING.search(left, max(0, len(left) - 60))):
        # "Having severed relations with Berlin, Washington declared war": the subject comes after; in "Honduras
        # recognised it after breaking with Taipei" it came before.
        main = not having["within"] and _AFTER_GERUND.match(r, gerund.end())
        return PARTIES.findall(main["p"]) if main else first_subject(left[: having.start()])
    if not passive and left.endswith("that ") and _THAT_NOUN.search(left, max(0, len(left) - 60)):
        return []  # "any court that would not recognise it"
    if not passive and not _MANY.isdisjoint(left[-40:].replace(",", " ").split()[-2:]) and _OTHERS.search(left[-90:]):
        return []  # "ten Arab states broke off relations"
    if not passive and r.startswith("to ", start) and (means := _MEANS_TO.search(left, max(0, len(left) - 80))):
        left = left[: means.start() + 1]
    if r.endswith("hereby ", 0, start) or r.startswith("hereby ", start):
        # "Spain acknowledges that Ceuta and Melilla have become cities, and hereby recognises": whoever speaks.
        main = next((one for one in PARTIES.finditer(left) if not PREPOSITION.search(left[: one.start()])), None)
        if main and " that " in left[main.end() :]:
            return [main[0]]
    # "Willard, though first appointed as Envoy, was made Ambassador"
    if left.endswith(", ") and (aside := _ASIDE.search(left) or _WHO_WAS.search(left) or _APPOSED.search(left)):
        left = left[: aside.start()] + " "
    joined = None if passive else VERB_BEFORE.search(left, max(0, len(left) - 60))
    # "recognised Estonia and established relations": the subject is that of the verb before. A comma alone
    # ("The Minister, John Smith, presented") is no coordination.
    if joined and joined[0].strip() != "," and (first := first_subject(left[: joined.start()])):
        return first
    return _before(left, passive, reduced, r.startswith("to ", start))


def _before(left: str, passive: bool, reduced: bool, purpose: bool = False) -> list[str]:
    """The nearest party before a verb that can be its subject, with those coordinated with it; ``purpose``: before "to"."""
    at = within = len(left)
    for found in reversed(list(PARTIES.finditer(left, max(0, at - 320)))):
        if found.start() >= within:
            continue  # "instructions to the envoys in Argentina, Bolivia and Peru": of a list that is none
        between = left[found.end() : at]
        owner = _OF_ITS_OWN.search(left, 0, found.start()) if found[0] in _UNKNOWN and not between.strip() else None
        if owner and (owner["p"] or not PREPOSITION.search(left, max(0, owner.start() - 80), owner.start())):
            return [owner["p"] or owner["a"]]  # "Lithuania's Taryba proclaimed", "the Finnish Diet"
        if _BREAK.search(between) or (CLAUSE.search(between) and not reduced):
            break
        if reduced and len(between) > 3:
            break
        chain = [found[0]]
        head = left[: found.start()]
        with_others = "along with " in left or "together with " in left
        if with_others and (along := _ALONG.search(left, max(0, found.start() - 90), found.end())):
            # "Peru, along with Chile and Cuba, severed": of one subject with the others
            chain = PARTIES.findall(along[0])
            head = left[: along.start()]
        while joined := (COORDINATED if len(chain) == 1 else LISTED).search(head, max(0, len(head) - 30)):
            chain.insert(0, joined[1])
            head = head[: joined.start()]
        if len(chain) > 1 and _AT_A_PLACE.search(head, max(0, len(head) - 12)):
            head += f"{chain.pop(0)}, "  # "On 5 May, in New York, Ghana and Latvia signed"
        if purpose and _OF_A_MISSION.search(head):
            within = len(head)
            continue  # "orders to the legations in Chile and Peru to enter into relations"
        if (
            len(chain) == 2
            and chain[0] in _UNKNOWN
            and not between.strip()
            and PREPOSITION.search(head, max(0, len(head) - 80))
        ):
            return [found[0]]  # "were unable to cross the Darién Gap and Panama declared"
        if (
            not reduced
            and PREPOSITION.search(head, max(0, len(head) - 80))
            and not _BETWEEN_HERE.search(head)
            and not _WORD_FROM.search(head, max(0, len(head) - 120))
            and not _CALLED_ON.search(head, max(0, len(head) - 60))
            and not (not between.strip(" ,") and _CONJUNCTION.search(head, max(0, len(head) - 40)))
        ):
            within = len(head) if purpose else within
            continue
        if _MODIFIES.match(between):
            continue  # "the one-China principle is recognised"
        if _POSSESSIVE.match(left[found.end() : found.end() + 3]) and left[found.end() :] != "' ":
            if (passive and _ITS_OWN.fullmatch(between)) or _ITS_WORD.match(between):
                return chain  # "Kosovo's independence was recognised", "Togo's note of 3 May recognised"
            continue
        return chain
    return []


def first_subject(clause: str) -> list[str]:
    """The subject of a clause that a coordinated verb shares: its first party not within a prepositional phrase."""
    start = 0
    for found in _ANOTHER_CLAUSE.finditer(clause):
        if _HAS_DONE.search(clause, 0, found.start()):
            start = found.end()  # "Denmark resumed relations, and on 2 September President Bush recognised ..."
    for found in _SUBORDINATE.finditer(clause, start):
        comma = clause.find(", ", found.end())
        if PARTIES.search(clause, found.end(), comma if comma >= 0 else len(clause)):
            start = found.end() if found[0] not in ("who", "which") else start
    for found in _NEW_CLAUSE.finditer(clause, start):
        start = found.end()
    for found in PARTIES.finditer(clause, start):
        if not PREPOSITION.search(clause[: found.start()]) and not clause[found.end() :].startswith(("'s ", "' ")):
            more = _AND_OTHERS.match(clause, found.end())
            return [found[0], *(PARTIES.findall(more[0]) if more else [])]
    return []
