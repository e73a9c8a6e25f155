"""Recognition as a noun: given, withheld, sought or won, by its own words or those of the verb beside it."""

from __future__ import annotations

import re

from comity.reading.frames.recognition import of_theirs, something_of
from comity.reading.frames.subjects import COORDINATED, LISTED, OWN, subject
from comity.reading.frames.telling import AGREED, BY, DAY, LIST, MORE, PAIR, PARTIES, Finding, Telling, begin
from comity.reading.lexicon import Lexicon
from comity.reading.symbols import PARTY, symbols

__all__ = ["RecognitionNoun"]

_SENDER = re.compile(
    rf"([{symbols('NAHCXVW')}])(?:'s?)? (?:(?:(?!and\b|or\b|nor\b|that\b|when\b|as\b|if\b|whether\b|but\b)[a-z-]+|de jure|de facto) ){{0,3}}$"
)
_OF = re.compile(
    rf"(?: (?:by|from) (?:the )?(?P<b1>{PARTY}))? (?:of|to|upon|on) (?:the )?(?:(?:[a-z]+|[A-Z][a-z]+) ){{0,4}}?(?:(?P<x>its|their|his) )?(?P<o>{PARTY})(?P<o2>{MORE}*)"
)
_OF_SOMETHING = re.compile(
    r"(?:, [^,;.]{1,40},)? of (?:an?|the|any|some) (?!new |state |republic |country |government )"
)
_EACH_WITH = re.compile(
    rf"(?P<a>[{symbols('NACH')}])[^.;,{symbols('NACH')}]{{1,40}} with (?:the )?(?P<b>[{symbols('NACH')}])[^.;,{symbols('NACH')}]{{0,40}}$"
)
_FROM = re.compile(rf" from (?:the )?(?P<list>{LIST})")
_BETWEEN = re.compile(rf" between (?:the )?(?P<list>{PAIR})")
_OF_OR_TO = re.compile(r"\b(?:of|to) (?:the )?$")
_WITHHELD = re.compile(
    rf"(?: (?:by|of) [^.;,]{{1,50}}?)? (?:was|were|had been|has been|is|being) (?:[a-z]+ )?(?:withheld|refused|denied)"
    rf"(?: (?:from|to) (?:the )?(?:[a-z]+ )?(?P<p>{PARTY}))?"
)
_WITHHELD_BY = re.compile(rf" (?:withheld|refused|denied)(?: [a-z]+)? by (?:the )?(?P<list>{LIST})")
_TOPIC = re.compile(
    r"\b(?:statement|speech|debate|talks|question|report|article|position|polic(?:y|ies)|criteria|views?|stance|answer)s?"
    r"(?: [a-z]+)? (?:on|about|for|concerning|regarding|over) (?:the )?(?:[a-z]+ )?$"
)
_AGREED = re.compile(
    rf"(?:has |have |had )?(?:[a-z]+ly |also )?(?:{AGREED}|agreed|decided|resolved) (?:on|upon|to) (?:[Mm]utual )?(?:the )?$"
)
""" "have decided upon mutual recognition" """
_UNDONE = re.compile(
    r"\b(?:switch|suspend|withdr[ae]w|revok|rescind|fr[eo]ez|froz|cancel|annul|terminat|retract)[a-z]* (?:the |its |their |that |diplomatic |formal )*$"
)
_DATES = r"(?:dat(?:es|ed|ing) (?:back )?(?:from|to)|goes back to|went back to)"
_HAPPENED = re.compile(
    rf"(?: de jure| de facto)?(?: (?:of|by|from|to) [^.;,]{{1,60}}?)?(?: had| has)?(?: [a-z]+ly| at last| at length| finally| then| only| not)* "
    rf"(?P<verb>took effect|takes effect|taken effect|came|arrived|followed|occurred|took place|{_DATES}|was (?:[a-z]+ )?forthcoming|was (?:[a-z]+ )?complete)\b"
)
"""What recognition does itself: "recognition took effect", "France's recognition dates from 1965"."""
_WHOSE = re.compile(rf"({PARTY}), whose (?:own |formal |de jure |de facto )*$")
_ACT_OF = re.compile(
    r"\b(?P<verb>(?:is|was|are|were|being|may be|must be|has been|counts?|counted|served|serves)(?: [a-z]+ly)?(?: (?:regarded|considered|taken|reckoned|treated|held|seen|viewed|counted|understood|deemed))?"
    r"(?: (?:as|to be|to have been|to constitute|for))?|constitut(?:es|ed)|amount(?:s|ed) to|impl(?:ies|ied)|signif(?:ies|ied)) (?:the |an? |its )?(?:formal |first |real |effective )*(?:act of )?(?:formal |official |full )?$"
)
"""Before "recognition": what was done counts as it."""
_FURTHER = re.compile(
    rf"(?:,? (?:and|but|then)|,)(?: then)? (?:full|formal|de jure|de facto|final|complete|unconditional|definitive|official|legal|outright|provisional)(?:, [a-z]+)* recognition(?: [a-z]+)? (?:only )?(?:on |in )?(?P<day>[{symbols('D')}])"
)
""" "extended provisional recognition on 21 July 1940, and full recognition on 18 July 1941" """
_GIVEN_TO = re.compile(rf" (?:upon |on |[^.;,]{{0,20}}?to )?(?:the )?(?P<p>{PARTY})")


class RecognitionNoun:
    """Reads "recognition" with its verb: extended, accorded, withheld; sought, received, won."""

    def __init__(self, lexicon: Lexicon) -> None:
        recognise = next(act for act in lexicon.acts if act.kind == "recognise")
        before = rf"(?: (?:[a-z-]+|de jure|de facto|{PARTY}(?:'s?)?))* ?$"
        self._give = re.compile(rf"\b(?P<verb>{lexicon.verb(recognise.giving)})\b{before}")
        self._get = re.compile(rf"\b(?P<verb>{lexicon.verb(recognise.receiving)})\b{before}")
        self._seek = re.compile(rf"\b(?P<verb>{lexicon.verb(recognise.seeking)})\b{before}")
        self._send = re.compile(
            rf"\b(?P<verb>{lexicon.verb(recognise.sending)})\b(?: [a-z-]+| [{symbols('X')}])* (?:notes?|letters?|telegrams?|messages?|decrees?|acts?|instruments?|despatch|dispatch|documents?|statements?|cables?|proclamations?|declarations?) (?:of|on|for|about|concerning) (?:the )?(?:[a-z]+ )?$"
        )
        self._refuse = re.compile(
            rf"\b(?:{lexicon.verb(['refuse', 'deny'])}) (?:the )?(?P<p>{PARTY})(?: any| all| formal| official| full| diplomatic| [Uu]\.S\.)* $"
        )
        self._give_whom = re.compile(
            rf"\b(?:{lexicon.verb(['grant', 'give', 'extend', 'accord', 'concede', 'offer'])}) (?:the )?(?P<p>[{symbols('NC')}])"
            r"(?: (?:any|full|formal|official|diplomatic|immediate|early|prompt|unconditional|provisional|de jure|de facto))* $"
        )
        self._given = re.compile(
            rf"(?: de jure| de facto)?(?: (?:of|to|by|from) [^.;,]{{0,60}}?)?(?:, (?:without|with|though|although|if) [^.;,]{{1,60}}(?=, ))?,?(?: which| [{symbols('Q')}])? (?:(?:was|were|had been|has been|is|being) )?(?:(?:not|at last|at length|in the end|[a-z]+ly|then|only|also|first|thereupon|accordingly|duly|soon|once more|again) )*"
            rf"\b(?P<verb>{lexicon.verb(recognise.giving)})\b"
        )

    def noun(self, noun: Finding) -> list[Telling]:
        """The recognition that the noun tells, and the request for it where it is sought."""
        r, left, right = noun.r, noun.left, noun.right(260)
        if _TOPIC.search(left):
            return []  # "would make a statement on the recognition of Bangladesh"
        if (undone := _UNDONE.search(left)) and not (undone[0].startswith("switch") and right.startswith(" to ")):
            return []
        telling = noun.telling("recognise", voice="noun")
        sender = _SENDER.search(left)
        of = _OF.match(right)
        if not of and _OF_SOMETHING.match(right):
            return []  # "India's recognition, in November 1988, of a state proclaimed in Algiers"
        if of and something_of(right[: of.start("o")].replace(" of ", " ", 1)):
            return []  # "recognition of the importance of Morocco"
        if of and noun.symbol[of["o"]].letter == "A" and of_theirs(right, of.end("o")):
            return []  # "recognition of the Armenian genocide"
        by = BY.match(right) or _FROM.match(right)
        between = _BETWEEN.match(right)
        mutual = noun.word.lower().startswith("mutual") or left.lower().endswith("mutual ")
        if sender and by and not of and left.endswith(("'s ", "' ")) and not between:
            # "Argentina's recognition by Great Britain"
            telling.sender, telling.receiver = PARTIES.findall(by["list"]), [sender[1]]
            telling.start, telling.end = sender.start(), noun.end + by.end("list")
            return [telling]
        if between or (mutual and not of):
            telling.both = PARTIES.findall(between["list"]) if between else []
            if not between and (agreed := _AGREED.search(left)):
                telling.both = subject(r, agreed.start())
            if not between and (with_ := _EACH_WITH.search(left)):
                telling.both = [with_["a"], with_["b"]]  # "Peru is negotiating with Chile for mutual recognition"
            telling.to = "mutual"
            telling.end = noun.end + (between.end() if between else 0)
            return [telling]
        if whose := _WHOSE.search(left):
            telling.sender, sender = [whose[1]], whose
            telling.start = whose.start()
        # "extended recognition to", "recognition was accorded", "failed to win recognition"
        near = max(0, len(left) - 80)
        give = self._give.search(left, near) or self._send.search(left, near)
        seek = self._seek.search(left, near)
        get = seek or self._get.search(left, near)
        if (verb := get or give) and sender and sender.start() < verb.start():
            sender = None  # "Chile won recognition from Spain"
        if give and sender and sender[1] in OWN:
            sender = None  # "Norway and Sweden announced their recognition"
        if sender and not _OF_OR_TO.search(left[: sender.start()]):
            telling.sender = _senders(left, sender)
            telling.start = sender.start()
        if of:
            telling.receiver = [of["o"], *(c for c in PARTIES.findall(of["o2"]) if noun.symbol[c].letter in "NC")]
            telling.end = noun.end + of.end()
            if of["b1"]:
                telling.sender = [of["b1"]]
        if by and not telling.sender:
            telling.sender = PARTIES.findall(by["list"])
            telling.end = max(telling.end, noun.end + by.end("list"))
        out: list[Telling] = []
        given = self._given.match(right)
        happened = _HAPPENED.match(right)
        if refused := self._refuse.search(left, near):
            start = begin(r, refused.start())
            who = subject(r, start)
            words = (refused.start(), noun.end)
            return [Telling("recognise", start, noun.end, words, who, [refused["p"]], said="refused")] if who else []
        if give and not of and not by and (whom := self._give_whom.search(left, near)):
            # "Chad granted Kosovo recognition"; in "granted U.S. recognition to Kosovo" it is the giver's
            start = begin(r, whom.start())
            words = (whom.start(), noun.end)
            return [Telling("recognise", start, noun.end, words, subject(r, start), [whom["p"]])]
        if withheld_by := _WITHHELD_BY.match(right):
            telling.sender = PARTIES.findall(withheld_by["list"])
            telling.verb = (noun.span[0], noun.end + withheld_by.end())
            telling.end, telling.voice, telling.said = telling.verb[1], "passive", "refused"
            telling.receiver = telling.receiver or subject(r, begin(r, get.start())) if get else telling.receiver
            return [telling]
        if withheld := _WITHHELD.match(right):
            telling.receiver = [withheld["p"]] if withheld["p"] else telling.receiver
            telling.subject_missing = not telling.sender
        elif give:
            telling.start, telling.verb = begin(r, give.start()), (give.start(), noun.end)
            telling.sender = telling.sender or subject(r, telling.start)
            telling.voice = "active"
        elif get:
            at = get.start()
            telling.start = begin(r, at)
            if seek:
                asked = Telling("request-recognition", telling.start, telling.end, (at, at + len(seek["verb"])))
                asked.receiver = list(telling.sender) or (PARTIES.findall(by["list"]) if by else telling.receiver)
                if of and not of["x"] and not telling.sender:
                    telling.sender, telling.receiver = telling.receiver, []  # "sought recognition of Spain"
                asked.sender = subject(r, asked.start)
                if asked.sender and asked.receiver:
                    out.append(asked)
            # What is sought is only wanted: the word that says so stands before the noun.
            telling.verb = (noun.span[0] if seek else at, noun.end)
            telling.receiver = telling.receiver or subject(r, telling.start)
            telling.voice = "active"
        elif given:
            telling.verb = (noun.span[0], noun.end + given.end())
            tail = r[telling.verb[1] : telling.verb[1] + 120]
            if not telling.receiver and (to := _GIVEN_TO.match(tail)):
                telling.receiver = [to["p"]]
            if not telling.sender and (by := BY.match(tail)):
                telling.sender = PARTIES.findall(by["list"])
            telling.voice = "passive"
            telling.subject_missing = not telling.sender
        elif happened:
            telling.verb = (noun.span[0], noun.end + happened.end())
            telling.voice = "begins"
        elif counted := _ACT_OF.search(left, near):
            telling.verb = (counted.start(), noun.end)
            telling.voice = "begins"
        # Neither side may be said where a day is: "Recognition took effect on May 30".
        dated = (given or happened or telling.voice == "begins") and DAY.search(r)
        if telling.sender or telling.receiver or dated:
            out.append(telling)
        if telling.voice == "active" and give and (more := _FURTHER.search(r, noun.end, noun.end + 90)):
            span = more.span()
            out.append(Telling("recognise", span[0], span[1], span, telling.sender, telling.receiver, day=more["day"]))
        return out


def _senders(left: str, sender: re.Match[str]) -> list[str]:
    """ "Austria, Spain and Bavaria withheld recognition" """
    chain = [sender[1]]
    head = left[: sender.start()]
    while not left.startswith("'", sender.end(1)) and (
        joined := (COORDINATED if len(chain) == 1 else LISTED).search(head)
    ):
        chain.insert(0, joined[1])
        head = head[: joined.start()]
    return chain
