"""Which of a sentence's dates is the day of an act."""

from __future__ import annotations

import re
from dataclasses import dataclass

from comity.days import Day
from comity.errors import BadDay
from comity.reading.announced import done_by_saying_so, said_by_a_ministry
from comity.reading.dates import FROM_ITS_SENTENCE, Calendar
from comity.reading.frames import AGREED, NOMINEE, Telling
from comity.reading.frames.levels import LEVEL_KINDS
from comity.reading.names import Resolved
from comity.reading.polarity import Verdict
from comity.reading.symbols import Reduced, symbols

__all__ = ["Dated", "Timing"]

_NEVER = 60.0
"""The price of a date that cannot be that of the act."""

_TOO_FAR = 8.0


@dataclass(frozen=True, slots=True)
class Dated:
    """The day of an act, what was inferred for it, and the symbol of the date where the sentence has it."""

    day: Day | None = None
    why: str = ""
    char: str = ""


class Timing:
    """Chooses among the dates of a sentence by how far each is from the act.

    ``saying_on`` matches where a date of saying so may follow ("..., the minister said on "), ``reporting_on`` where it
    stands before what was said ("denied on Wednesday that").
    """

    def __init__(self, saying_on: re.Pattern[str], reporting_on: re.Pattern[str]) -> None:
        self._saying_on = saying_on
        self._reporting_on = reporting_on

    def day(
        self,
        reduced: Reduced,
        telling: Telling,
        tellings: list[Telling],
        verdict: Verdict,
        calendar: Calendar,
        speaker: Resolved | None,
        dated: bool,
    ) -> Dated:
        """The day of one telling among the tellings of its sentence.

        ``speaker`` is whose words they are; ``dated``: the paragraph had a date before.
        """
        r = reduced.r
        if telling.kind == "recognise" and telling.voice == "noun":
            # "the first act of recognition came with the treaty that was signed in 1854"
            tellings = [other for other in tellings if other.kind != "sign-treaty"]
        if telling.day and (tied := reduced.symbols[telling.day]).edtf:
            return Dated(_day(tied.edtf), tied.inferred, telling.day)
        tied_elsewhere = {other.day for other in tellings if other.day}
        dates = [
            found for found in _DATES.finditer(r) if reduced.symbols[found[0]].edtf and found[0] not in tied_elsewhere
        ]
        best, cost = "", _TOO_FAR
        for found in dates:
            if found.start() > telling.verb[0] and reduced.symbols[found[0]].inferred == FROM_ITS_SENTENCE:
                continue
            if verdict.polarity != "asserted" and _SAME_DAY_AS.fullmatch(reduced.symbols[found[0]].text):
                continue  # "should be recognised at the same time"
            if (
                reduced.symbols[found[0]].inferred == FROM_ITS_SENTENCE
                and found.start() < telling.verb[0]
                and not _CLAUSES.search(r, found.end(), telling.verb[0])
            ):
                best, cost = found[0], 0.0  # "two days after Congress had declared war"
                continue
            price = self._distance(reduced, telling, tellings, found.start(), verdict, speaker)
            if price < cost:
                best, cost = found[0], price
        if best:
            symbol = reduced.symbols[best]
            at = r.index(best)
            if len(symbol.edtf) > 4 and "/" not in symbol.edtf and at < telling.verb[0] and _AFTERMATH.match(r, 0, at):
                if verdict.polarity == "denied":
                    return Dated()  # "Following the coup in November 1917 it refused for years to recognise it"
                return Dated(_day(symbol.edtf[:4]), "the year of what went before")
            finer = self._finer(reduced, best, at)
            return Dated(_day(reduced.symbols[finer or best].edtf), symbol.inferred, finer or best)
        if (
            not dates
            and verdict.polarity == "asserted"
            and (after := self._aftermath(reduced, telling, tied_elsewhere))
        ):
            return Dated(_day(after), "the year of what went before")
        if not dates and calendar.last and _AT_ONCE.search(reduced.text):
            return Dated(_day(calendar.last), "the day spoken of before")
        if calendar.published and calendar.published.exact and self._now(r, telling, verdict, calendar):
            return Dated(calendar.published, "done by saying so, on the day of publication")
        if verdict.polarity != "denied" and not dated and calendar.heading_year:
            return Dated(_day(calendar.heading_year), "the year of the heading")
        return Dated()

    @staticmethod
    def _aftermath(reduced: Reduced, telling: Telling, tied: set[str]) -> str:
        """The year of an occasion with a day of its own: "After the coup in 1969 the embassy was closed"."""
        for char in tied:
            at = reduced.r.find(char, 0, telling.verb[0])
            if at >= 0 and _AFTERMATH.match(reduced.r, 0, at) and not _NOT_THEN.search(reduced.r, 0, at):
                return reduced.symbols[char].edtf[:4]
        return ""

    @staticmethod
    def _now(r: str, telling: Telling, verdict: Verdict, calendar: Calendar) -> bool:
        """Whether the words themselves do the act: "has decided to recognise"; in a statement "recognises", "hereby"."""
        verb, end = telling.verb
        if telling.kind == "appoint-envoy" and r[verb:end] == NOMINEE:
            return True
        if verdict.polarity != "asserted":
            return False
        if calendar.statement and _PLEASED.search(r, 0, telling.start) and not _PAST.search(r, telling.start, verb):
            return True
        if telling.voice == "passive":
            return False
        if calendar.statement and _JUST.search(r, 0, verb):
            return True
        if calendar.statement and _FROM_NOW.search(r, end):
            return True
        if _AGREED_ON.search(r, max(0, verb - 90), telling.verb[1]):
            return True
        first = r[verb:end].split(" ")[0]
        plain = _PLAIN.fullmatch(first) is not None
        if telling.voice == "active" and (resolved := _RESOLVED.search(r, max(0, verb - 160), verb)):
            return plain or not resolved["more"]
        left = r[max(0, telling.start - 20) : verb]
        if not calendar.statement or _PAST.search(left):
            return False
        if first.endswith("ing") and _DOING.search(left):
            return True
        return bool(_HEREBY.search(left)) or first.endswith("s") or (plain and not _TO.search(left))

    def _distance(
        self,
        reduced: Reduced,
        telling: Telling,
        tellings: list[Telling],
        at: int,
        verdict: Verdict,
        speaker: Resolved | None,
    ) -> float:
        """How far a date is from an act, in a measure of our own: length, junctures and other acts between them."""
        r = reduced.r
        verb, verb_end = telling.verb
        # A verb's own preposition ("dated from 1965") is none of the date's.
        before = r[max(0, at - 24, verb_end if at > verb_end else 0) : at]
        if at < verb and (occasion := _OCCASION.match(r, at + 1, verb)):
            # "established on July 20, 2015, when both countries elevated ...": one occasion, one day.
            gap = _WHO_WAS.sub(" ", r[occasion.end() : verb])
            if ", " in gap and _SINCE.search(before):
                return _NEVER  # "Since 1783, when Spain recognised it, ...": the day of another act
            return 0.9 + len(gap) / 100 + self._junctures(gap) + gap.count(", ")
        if telling.voice == "noun" and telling.kind == "recognise" and at >= verb_end:
            paper = _WAS_THE_PAPER.match(r, telling.end, at)
            if paper and _DATES.search(r, verb_end, at) is None:
                return 1.0  # "The first act of recognition was the exequatur issued to Smith, which he signed in 1825"
        if at < verb and _ACT_BY_WHICH.match(r, at + 1, verb):
            return 1.0  # "The letter, dated 7 May, is taken as the act by which Peru recognised it"
        if at < verb and "not until " in before[-24:] and r.startswith(",", at + 1) and ", that " in r[at:verb]:
            return 1.0  # "It was not until 1933, with war at hand, that an embassy was opened"
        # "A note, dated 7 November, annulled": the day of the act; "letters dated 7 November" is not.
        own = at < verb and before.endswith("dated ") and r[at + 1 : telling.start].strip(" ,") == ""
        own = own or (
            at >= verb_end
            and (telling.kind == "recognise" or telling.voice == "passive")
            and _SINCE.search(before) is not None
            and _HAS.search(r, telling.start, verb) is not None
            and not _FIRST_TIME.search(r, 0, verb)
        )
        own = own or (
            r[verb_end:at] == " since " and r[verb - 2 : verb] == ", "
        )  # "its embassy, closed since 2016, reopened"
        if at >= verb_end and _SINCE_SOMETHING.search(r, verb_end, at):
            return _NEVER  # "has recognised Kosovo since its declaration of independence on 17 February 2008"
        if (_NOT_THEN.search(before) and not own and not _NOT_BEFORE.search(before)) or (
            _UNTIL.search(before) and not verdict.until
        ):
            return _NEVER
        aside = at < verb and _ASIDE_BEFORE.search(r, 0, at)
        if aside and "," in r[at:verb] and _ASIDE_ENDS.fullmatch(r, at + 1, verb):
            return _NEVER  # "Slovakia, whose diet had voted for it in 1939, was never recognised"
        if telling.said in ("denied", "refused"):
            apart = ";" in r[verb_end:at] if at >= verb_end else not _HEAD.fullmatch(r, 0, at + 1)
            if apart:
                return _NEVER  # what was not done needs no day: that of another act is not its own
        if at >= verb_end:
            gap = r[verb_end:at]
            if _HAVING.search(gap) and not before.endswith((", on ", ", in ")):
                return _NEVER  # "recognised Syria, having been assured of its rights under the treaty of 1924"
            if telling.voice == "passive" and telling.kind not in LEVEL_KINDS and _AND_TO_LEVEL.search(gap):
                return _NEVER  # "a liaison office in May, when relations were resumed, and to an embassy in June"
            price = len(gap) / 60
            if any(
                other.thing == telling.thing != ""
                and verb_end <= other.verb[0]
                and _RIGHT_BEFORE.fullmatch(r, other.verb[1], at)
                for other in tellings
            ):
                return _NEVER  # "restored ties severed three years ago"
            if "," in gap and _HAD.search(r[telling.start : verb]) and not _HAD.search(gap):
                price += 3 + 5 * self._crosses(
                    telling, tellings, verb_end, at
                )  # "which had frozen its recognition, restored it in 2009"
            if self._saying_on.search(gap):
                # "..., the minister said on Thursday": the day of saying so, and of the act that is done by saying so.
                if done_by_saying_so(reduced, telling, verdict, speaker) or said_by_a_ministry(gap, telling, verdict):
                    return _ANNOUNCED
                price += 6 if verdict.polarity == "asserted" else _NEVER
            if (
                telling.voice == "noun"
                and (_MAIN_CLAUSE.search(gap) or _AFTER.search(gap))
                and _OCCASION_BEFORE.search(r, 0, telling.start)
            ):
                return _NEVER  # "After the establishment of relations, a treaty was signed in 1946"
            if verdict.polarity != "asserted" and _AND_ANOTHER.search(gap):
                return _NEVER  # "would send an ambassador, and Narayanan took up the post in July"
            if _WHO_DID.search(gap):
                return _NEVER  # "recognised the junta which seized power in 1963"
            if _IN_BRACKETS.search(gap):
                price += 5  # "(by a decision of August 2011)"
        else:
            gap = r[at + 1 : verb]
            if "had" in reduced.words and _WHICH_HAD.search(gap):
                return _NEVER
            head = _HEAD.match(r)
            if head and head.end() == at + 1 and _PAPERS_BY_WHICH.search(gap):
                return 1.0  # "On May 5, after long talks, they exchanged notes by which recognition was granted"
            if telling.again and not (head and head.end() == at + 1):
                return _NEVER  # "recognised it on Friday, and Peru will follow"
            done = verdict.polarity == "asserted" and not _HAD_DONE.search(r[telling.start : verb])
            if not done and _SAID.match(gap) and self._reporting_on.search(r, max(0, at - 80), at):
                return _ANNOUNCED if done_by_saying_so(reduced, telling, verdict, speaker) else _NEVER
            if verdict.polarity == "denied" and ((aside and "," in gap) or (not head and " but " in gap)):
                return _NEVER  # "Sudan, which fought it in 1967, resolved not to recognise it"
            price = 0.6 if head and head.end() == at + 1 else 0.8 + len(gap) / 60
            # "contact occurred in 1784, the first consul was sent": a date that closes what stands before a comma.
            segment = r[max(r.rfind(",", 0, at), r.rfind(";", 0, at)) + 1 : at]
            if price > 0.6 and "," in gap and not _OPENS.fullmatch(segment):
                price += 3
        if at < verb and not reduced.words.isdisjoint(_LATER_WORDS) and self._later(r, telling, tellings, at):
            return _NEVER  # "recognised it in 1960 and some years later opened an embassy"
        if at < verb and _HOURS.match(gap):
            return 1.0  # "on Wednesday, hours after Spain recognised it": the same day
        if at < verb and _ASIDE.search(gap):
            price += 4  # "severed relations on April 8, after the declaration of war": no day is said of that
        if verdict.polarity == "denied" and _RELATIVE.search(gap):
            price += 3  # what was not done needs no day: this one is that of the relative clause
        price += self._junctures(gap) + 0.4 * gap.count(" and ") + 5 * gap.count(";")
        price += (5 if telling.voice == "noun" else 2.5) * bool(
            _AFTER.search(r, max(0, at - 60, verb_end if at > verb_end else 0), at)
        ) + 2.5 * self._taken(r, telling, tellings, at)
        if at < verb and _THEREUPON.search(r, max(at, verb - 20), verb_end):
            return min(price, 4.0)  # "Relations were restored in May, and the consulate was thereupon made an embassy"
        low, high = min(at, verb), max(at, verb_end)
        crossed = {
            other.verb
            for other in tellings
            if other.verb != telling.verb and low < other.verb[0] < high and other.thing != telling.thing
        }
        return price + 1.5 * len(crossed)

    @staticmethod
    def _crosses(telling: Telling, tellings: list[Telling], low: int, high: int) -> bool:
        """Whether another act is told between two places."""
        return any(other.verb != telling.verb and low < other.verb[0] < high for other in tellings)

    @staticmethod
    def _later(r: str, telling: Telling, tellings: list[Telling], at: int) -> bool:
        """Whether an act is told as later than the one before it, whose date this is."""
        verb, end = telling.verb
        before = [other.verb[1] for other in tellings if other.verb[0] < verb and other.verb != telling.verb]
        if not before:
            return False
        stop = _STOP.search(r, end)
        return (
            _LATER.search(r, max(at + 1, *before), verb) is not None
            or _LATER.search(r, end, min(end + 80, stop.start() if stop else len(r))) is not None
        )

    @staticmethod
    def _junctures(gap: str) -> float:
        return 1.2 * len(_JUNCTURES.findall(gap)) + 4 * len(_RELATIVE.findall(gap))

    @staticmethod
    def _taken(r: str, telling: Telling, tellings: list[Telling], at: int) -> bool:
        """Whether a date stands in the words of another act: "first established in 1922, were interrupted"."""
        verb, verb_end = telling.verb
        for other in tellings:
            if other.verb == telling.verb or verb <= other.verb[0] < verb_end or other.verb[1] > at:
                continue
            own = r[other.verb[1] : at]
            if (
                0 < len(own) < 90
                and "," not in own.rstrip(", ")
                and not _JUNCTURES.search(own)
                and not (verb_end <= at and verb > other.verb[0])
            ):
                return True
        return False

    @staticmethod
    def _finer(reduced: Reduced, best: str, at: int) -> str:
        """A finer date of the same occasion: "established in 1848 when Martin presented ... on August 19, 1848"."""
        edtf, r = reduced.symbols[best].edtf, reduced.r
        if "same day" in reduced.symbols[best].text and (same_as := _SAME_AS.match(r, at + 1)):
            return same_as["day"] if reduced.symbols[same_as["day"]].edtf else ""
        if reduced.symbols[best].inferred.startswith("counted from") and (apposed := _APPOSED.match(r, at + 1)):
            return apposed["day"]  # "two years before, in February 1918"
        if len(edtf) > 7 or "/" in edtf:
            return ""
        for found in _DATES.finditer(reduced.r, at + 1):
            other = reduced.symbols[found[0]].edtf
            between = reduced.r[at + 1 : found.start()]
            if _DATES.search(between) or ";" in between or ", and " in between:
                return ""
            if other.startswith(edtf) and len(other) > len(edtf) and _SAME_TIME.search(between):
                return found[0]
        return ""


_ANNOUNCED = 2.0
"""The price of the day on which an act was announced: that of any day said of the act itself is less."""

_OCCASION_BEFORE = re.compile(
    r"(?:^|[,;] |and )(?:[Aa]fter|[Ff]ollowing|[Ss]ince|[Bb]efore|[Pp]rior to|[Dd]espite) [^,;]{0,60}$"
)
"""Before a noun: what follows its clause was done at another time."""
_MAIN_CLAUSE = re.compile(rf", (?!(?:in|on|by|of|from|during|at)? ?(?:the )?[{symbols('D')}])[^,;]*? ")
_RIGHT_BEFORE = re.compile(r" (?:on |in |since |back in )?")
_IN_BRACKETS = re.compile(r"\((?!(?:on |in |since |from |as of |effective )?$)[^)]*$")
"""A date within brackets that say more than the date."""
_RESOLVED = re.compile(
    r"\b(?:(?:has|have) (?:today |now |therefore |also |jointly |[a-z]+ly )?(?:decided|resolved|agreed|determined)"
    r"|(?:decide|resolve|agree)s?)\b"
    r"(?:(?!\bthat\b|\bnot\b|[.;]).){0,100}?\bto (?P<more>[^.;]{2,90}(?:, | and |, and ))?(?:[a-z]+ly )?$"
)
""" "has decided to break with Peru and establish relations with Chile" """
_AGREED_ON = re.compile(
    rf"\b(?:has|have) (?:[a-z]+ )?(?:{AGREED}|agreed|decided|resolved) (?:on|upon|to) (?:the )?"
    r"(?:mutual recognition and )?(?:the )?(?:[a-z]+ ?)*$"
)
_JUST = re.compile(r"\b(?:has|have) just\b[^.;]*$")
""" "We have just exchanged the letters through which we restored relations" """
_PLEASED = re.compile(
    r"\b(?:pleased|delighted|honou?red|proud|happy|pleasure|glad) to (?:announce|inform|confirm|declare)[^.;]{0,60}? that\b[^.;,]*$"
)
""" "I am pleased to announce that relations have been established" """
_DOING = re.compile(r"\b(?:is|are|am) (?:[a-z]+ )?$")
""" "the United States is recognising": in a statement, by saying so"""
_HEREBY = re.compile(r"\bhereby\b")
_PLAIN = re.compile(
    r"(?:recogni[sz]|acknowledg|extend|accord|grant|confer|sever|terminat|break|cut|suspend|establish|resum|restor|clos|open"
    r"|withdraw|announc|declar|proclaim|renounc|revok|rescind|annul|appoint|recall|expel|enter|end)e?\b"
)
"""A verb's plain form: "we recognise", "decided to break with Peru and establish"."""
_TO = re.compile(r"\bto (?:[a-z]+ly )?$")
_PAST = re.compile(r"\b(?:had|was|were|did|would|who|which)\b")
_CLAUSES = re.compile(r"[,;]|\band\b")
_DATES = re.compile(f"[{symbols('D')}]")
_RELATIVE = re.compile(f"[{symbols('Q')}]")
_JUNCTURES = re.compile(
    r"\b(?:when|while|whose|but|although|after|before|because|until|so|that|in re(?:sponse|ply|action|taliation|turn))\b"
)
_OCCASION = re.compile(
    rf",? (?:(?:when|as|whereupon)\b|(?:the (?:day|date|month|year) )?(?:by|under|through|in|at|on|upon|from) [{symbols('Q')}](?: date| day| time| occasion)?)"
)
_WAS_THE_PAPER = re.compile(rf"[^.;,]{{0,50}} (?:is|was|came with|lay in) the [{symbols('KT')}] ")
_THEREUPON = re.compile(r"\b(?:thereupon|at once|forthwith)\b")
_ACT_BY_WHICH = re.compile(
    rf",? (?:is|was|are|were|has been) (?:[a-z]+ ){{0,5}}(?:by|in|through|with) [{symbols('Q')}] [^;,]{{0,60}}$"
)
_PAPERS_BY_WHICH = re.compile(
    r"\b(?:exchanged|signed|issued|sent|delivered|concluded|addressed) [^.,;]{0,60}? ?(?:by|in|through|under|with)"
    rf" (?:means of )?[{symbols('Q')}] [^.,;]{{0,80}}$"
)
_HAVING = re.compile(r", having [^;]*$")
_AND_TO_LEVEL = re.compile(
    rf",? and (?:then |later |finally )?to (?:an? |the rank of (?:an? )?)[{symbols('M')}][^;,]*$"
)
_SAID = re.compile(rf",? (?:that\b|\")| (?:the )?[{symbols('NX')}] ")
_ASIDE_BEFORE = re.compile(rf", (?:whose|[{symbols('Q')}]|having) [^,;]*$")
_ASIDE_ENDS = re.compile(rf"[^;{symbols('D')}]{{0,40}}, (?:[a-z]+ ){{0,4}}")
"""A date before the verb that a relative clause within commas holds."""
_LATER_WORDS = (
    "later", "subsequently", "eventually", "ultimately", "thereafter", "afterward", "afterwards", "due", "time", "within",
)  # fmt: skip
_LATER = re.compile(
    r"\b(?:later|subsequently|eventually|ultimately|thereafter|afterwards?|in due course|in time"
    r"|within (?:an?|[a-z]+|\d+) (?:days?|weeks?|months?|years?))\b"
)
_STOP = re.compile(r"[,;]")
_AND_ANOTHER = re.compile(
    rf", (?:and|but|while|whereas) (?:the )?[{symbols('NAHWXV')}](?: [a-z]+)? (?:[a-z]+ed|took|came|was|were|had|has|made|began|went|left|gave|sent|met)\b"
)
_WHO_DID = re.compile(
    rf"(?:[{symbols('Q')}]|\bthat) (?:(?:had|has|have) )?(?:[a-z]+ly |then |just |first )?"
    r"(?:c[ao]me (?:in)?to (?:power|office)|(?:took|taken|seized|assumed|gained|won) (?:power|office|control|over|elections?)"
    r"|overthr[eo]wn?|ousted|toppled)\b[^,;]*$"
)
"""After the verb: what its object did by itself, at a time of its own."""
_ASIDE = re.compile(r"\b(?:after|before|following)\b[^,;]*$")
_HAS = re.compile(r"\b(?:has|have|had) (?:[a-z]+ )*$")
"""Before the verb: "has recognised it since 1963" did so then."""
_FIRST_TIME = re.compile(r"\b(?:first|only|last) (?:time|case|state|country)\b")
""" "the first time that it had been recognised since 1917" """
_WHICH_HAD = re.compile(rf"[{symbols('Q')}] (?:[a-z]+ )?had (?:[a-z]+ )*$")
"""Before a verb: what was done before the day of the main clause, "On Monday Bonn reopened its embassy, which had been"."""
_HOURS = re.compile(r",? (?:[a-z]+ )?(?:hours|minutes|moments) (?:after|before)\b[^,;.]*$")
_HAD = re.compile(r"\bhad\b")
_HAD_DONE = re.compile(r"\b(?:had|has|have)\b")
_WHO_WAS = re.compile(rf", [{symbols('Q')}] [^;.]*, ")
_SINCE_SOMETHING = re.compile(rf"\b[Ss]ince (?:the|[{symbols('XNACHW')}](?:'s?)?) [^.;,]{{1,60}}$")
_SINCE = re.compile(r"\b[Ss]ince $")
_NOT_THEN = re.compile(
    r"\b(?:(?:years|decades|months|weeks|period|time) (?:after|following|before)|before the [^,.;]{0,40}(?:of|in)|dated|[Ss]ince|[Pp]rior to|[Bb]efore|expired in|that had) (?:[A-Za-z]+ )?$"
)
_NOT_BEFORE = re.compile(r"[Nn]ot .*before $")
_UNTIL = re.compile(r"\buntil (?:after |about |late |early |[a-z ]*in )?$")
_HEAD = re.compile(
    rf"^[\"' ]*(?:(?:On|In|By|Then,? on|Later,? on|However, on|Finally, on|As of|During|Also on)? ?(?:the )?)?[{symbols('D')}]"
)
_OPENS = re.compile(r" ?(?:and |but |when |that )*(?:then )?(?:(?:on|in|by) (?:the )?)?")
_AFTER = re.compile(
    r"\b(?:after|following) [^,.;]*$"
    r"|\b(?:answer|mirror|echo|match|reciprocat|emulat|copy|imitat|repeat)ing [^,.;]*\b(?:moves?|steps?|decisions?|gestures?|measures?|examples?|acts?)\b[^,.;]*$"
)
"""Before a date: it is that of another act, "answering a like move by Kiev in June"."""
_AFTERMATH = re.compile(r"(?:[A-Z]\w+, )?(?:Following|After) [^;]*$")
_SAME_AS = re.compile(rf" (?:of|as|that|when|on which) [^.;,]{{0,60}}?(?P<day>[{symbols('D')}])")
""" "on the same day of its proclamation on 4 May" """
_APPOSED = re.compile(rf",? (?:on|in) (?P<day>[{symbols('D')}])")
_SAME_DAY_AS = re.compile(r"[Aa]t (?:this|that|the same) time")
_SAME_TIME = re.compile(r"\b(?:when|as|by|with)\b")
_AT_ONCE = re.compile(
    r"\b(?:immediately|thereupon|at once|forthwith|(?<!is )(?<!are )also|simultaneously|at the same time"
    r"|in the same (?:address|speech|note|proclamation|decree)"
    r"|within (?:the )?(?:hours?|minutes)|(?:hours|minutes) later)\b"
)
_FROM_NOW = re.compile(r"\b(?:with immediate effect|effective immediately|as of now|from now on)\b")


def _day(edtf: str) -> Day | None:
    try:
        return Day.parse(edtf) if edtf else None
    except BadDay:
        return None
