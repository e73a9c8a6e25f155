"""The default reader: our own grammar over tables of act phrasing. No download, no randomness."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Iterator

from comity.claims import Claim
from comity.days import Day
from comity.polities import registry
from comity.reading.blocks import blocks, sentences
from comity.reading.confidence import basis, confidence
from comity.reading.context import PUBLISHER, Context, Contexts, Told, day_of, year_of
from comity.reading.dates import Calendar
from comity.reading.frames import AGREED, Frames, Telling
from comity.reading.lexicon import Lexicon, any_of, forms
from comity.reading.names import Names, Resolved
from comity.reading.news import HEAD, SHORTEST, Headline, News, in_headline, news_of, tells_news
from comity.reading.phrases import Phrases, straight
from comity.reading.plain import Plain, plain
from comity.reading.polarity import Polarities, Verdict
from comity.reading.sides import Side, Sides
from comity.reading.speech import Speech
from comity.reading.symbols import Reduced, symbols
from comity.reading.timing import Dated, Timing
from comity.sources.documents import Document

__all__ = ["GrammarReader"]


BEHIND = 600
"""Characters before a paragraph or a sentence that may hold the day which its own are counted from."""

KEPT = 1000
"""Documents whose claims are kept, for the case that their text comes again."""


class GrammarReader:
    """Reads English by tables of act phrasing.

    A document is read paragraph by paragraph, and of a paragraph only what a word of the tables stands in. A sentence
    is reduced to symbols (``phrases``), its acts are found by verb and object (``frames``), and each is given its
    parties (``sides``), its day (``timing``), how sure the text is (``polarity``) and whose words they are
    (``speech``).

    Parameters
    ----------
    names   : the names of all parties.
    lexicon : the tables; ``comity.reading.lexicon.lexicon()`` gives the bundled ones.
    """

    name = "grammar"

    def __init__(self, names: Names, lexicon: Lexicon) -> None:
        self.names = names
        self.version = lexicon.version
        self._contexts = Contexts(names, lexicon)
        self._phrases = Phrases(names, lexicon)
        self._frames = Frames(lexicon)
        self._polarities = Polarities(lexicon)
        self._speech = Speech(lexicon)
        self._timing = Timing(self._speech.saying_on, self._speech.reporting_on)
        self._read: dict[tuple[object, ...], tuple[Claim, ...]] = {}
        told = {
            form
            for act in lexicon.acts
            # Common words ("made", "ended") tell of peace only beside it.
            for plain_form in (*act.verbs, *act.begins, *act.switching, *act.warning, *act.receiving, *act.taking)
            if act.object != "peace"
            for form in forms(plain_form, lexicon.irregular)
        }
        told |= {word for act in lexicon.acts for word in (*act.nouns, *act.topics, *act.over)} | {
            "independent",
            "throne",
            "presidency",
            "war",
            "peace",
            "hostilities",
            "became",
            "become",
            "becoming",
            "status",
            "rank",
            "operations",
            "its work",
            "its activities",
            "its doors",
            "flag",
            "existed",
            "maintained",
            "enjoyed",
            "have had",
            "has had",
            "back to",
            "operated",
            "functioned",
            "seals",
            "signature",
            "signatures",
            "hands",
            "their names",
            "home",
            "pulled",
            "pulls",
            "to leave",
            "called back",
            "calls back",
            "to be ambassador",
            "to be Ambassador",
            "to be envoy",
            "to be Envoy",
            "to be High Commissioner",
        }
        self._told = re.compile(rf"\b{any_of([*told, *(word.capitalize() for word in told)])}\b")
        self._of = re.compile(any_of(_spellings(lexicon.table["prefilter"]["words"])))

    def read(self, document: Document) -> Iterator[Claim]:
        """The claims of a document in the order of its text.

        The same text that comes again in the same context (a wire report, a form letter) is not read again.
        """
        if not self._of.search(document.text):
            return
        context = self._contexts.of(document)
        text = (document.id, hash(document.text))
        key = (text, document.title, document.published, context.home, context.subject, context.near)
        claims = self._read.get(key)
        if claims is None:
            claims = self._read[key] = tuple(self._claims_of(document, context))
            if len(self._read) > KEPT:
                self._read.pop(next(iter(self._read)))
        for claim in claims:
            same_name = claim.document_name == document.name
            yield claim if same_name else dataclasses.replace(claim, document_name=document.name)

    def _claims_of(self, document: Document, context: Context) -> Iterator[Claim]:
        text = document.text
        heading, seen = document.title, set()
        news: News | None = None
        first: int | None = None
        under = 0
        for block in blocks(text):
            if block.heading:
                heading = text[block.start : block.end]
                under = block.end
                continue
            if first is None and block.end - block.start >= SHORTEST:
                first = block.start
                lead = plain(text, first, min(block.end, first + HEAD)).text
                news = news_of(document.published, lead, lambda: self._headline(document, context), self._is_capital)
            if not (self._of.search(text, block.start, block.end) and self._told.search(text, block.start, block.end)):
                continue
            opening = news is not None and block.start == first
            part = plain(text, block.start, block.end)
            behind = text[max(under, block.start - BEHIND) : block.start]
            for claim in self._paragraph(document, part, context, heading, behind, news, opening):
                id_ = claim.id
                if id_ not in seen:
                    seen.add(id_)
                    yield claim

    def _is_capital(self, name: str) -> bool:
        return "capital" in self.names.kinds_of.get(name, ())

    def _headline(self, document: Document, context: Context) -> Headline:
        """What a document's title tells, its words taken as those of a sentence."""
        title = straight(document.title)
        if not tells_news(title):
            return Headline()
        title = self._contexts.in_small_letters(title)
        on = document.published.earliest if document.published else None
        reduced = self._phrases.reduce(title, Calendar(document.published), context.near, on, lambda name: None)
        told = []
        for telling in self._frames.tellings(reduced):
            if self._polarities.judge(reduced, telling).polarity == "asserted" and in_headline(reduced.r, telling):
                told.append(telling.kind)
                if telling.kind == "recognise" and not telling.again:
                    # "Britain recognises Bangladesh": which the text goes on to call "the new state".
                    pairs, *_ = Sides(reduced, telling, context, None).pairs("recognise", "party")
                    context.done_to.setdefault("party", [receiver.who for _, receiver in pairs])
        named = (party for _, symbol in reduced.standing("NACHM") for party in (symbol.party, symbol.host) if party)
        return Headline(frozenset(told), frozenset(party.code for party in named), titled=True)

    def _paragraph(
        self,
        document: Document,
        part: Plain,
        context: Context,
        heading: str,
        behind: str,
        news: News | None,
        opening: bool,
    ) -> list[Claim]:
        """The claims of a paragraph; ``behind``: what stands before it; ``opening``: it is the first of a report."""
        text = straight(part.text)
        calendar = Calendar(document.published or (news.day if news is not None else None), year_of(heading))
        calendar.report = news is not None and (
            news.dateline > 0 or _OF_NEWS.search(document.text, 0, 1500) is not None
        )
        calendar.written = news.day if news is not None else None
        calendar.behind = behind
        calendar.statement = bool(document.publisher_is_party) or _STATEMENT.search(document.title) is not None
        on = day_of(heading) or (document.published.earliest if document.published else None)
        outer = context.subject
        pair = context.pair
        if heading and heading != document.title:
            context.subject = self._contexts.about(heading, on, context) or outer
            context.pair = self._contexts.pair(heading, on, context, outer) or pair
        elif heading:
            context.subject = self._contexts.about(heading, on, context) or outer
        context.begin_paragraph()
        context.of_envoys = document.published is None and _OF_ENVOYS.search(heading) is not None

        def known(name: str) -> tuple[Resolved | None, Resolved | None, str] | None:
            person = context.person(name)
            return (person.party, person.host, person.office) if person else None

        dated = False
        out: list[Claim] = []
        before: list[Claim] = []
        recognised: list[Claim] = []
        waiting: list[tuple[int, int]] = []
        begins = news.dateline if news is not None and opening else 0
        if begins:
            context.place = self._contexts.place(text[:begins], on)
        for first, last in sentences(text):
            if first < begins:
                if last <= begins:
                    continue
                first = begins
            waiting.append((first, last))
            if not self._told.search(text, first, last) and not (
                before and self._frames.likewise.hints(text, first, last)
            ):
                continue  # read only where a later sentence tells something: for its days, its persons, its "it"
            for begin, end in waiting:
                calendar.sentence, calendar.read = text[begin:end], text[max(0, begin - BEHIND) : begin]
                reduced = self._phrases.reduce(calendar.sentence, calendar, context.near, on, known)
                context.remember(reduced)
                tellings = self._frames.tellings(reduced) if end == last else []
                while tellings and tellings[0].again and not before:
                    tellings = tellings[1:]  # nothing was told that it could repeat
                silent = False
                for telling in tellings:
                    if telling.again and not telling.kind and silent:
                        continue  # "he severed them, as did Kenya": it repeats what could not be read
                    verdict = self._polarities.judge(reduced, telling)
                    said_by = self._speech.speaker(reduced, telling, context)
                    day = self._timing.day(reduced, telling, tellings, verdict, calendar, said_by[1], dated)
                    opens = opening and begin == begins
                    if (
                        news is not None
                        and day.day is None
                        and news.tells(reduced, telling, verdict, said_by[1], opens)
                    ):
                        day = Dated(news.day, "the news of the day of the report")
                    # "Lagos severed relations with it. Gabon came next": next to recognise, where that is told of.
                    leading = telling.said == "done" and bool(recognised)
                    model = recognised if leading or telling.kind else before
                    if telling.again and not model:
                        continue
                    claims = self._claims(
                        document, part, begin, reduced, telling, verdict, day, said_by, context, model
                    )
                    before = claims or before
                    silent = not claims
                    if claims and claims[0].kind == "recognise":
                        recognised = claims
                    self._remember(context, claims)
                    about = self._frames.by_kind[claims[0].kind].object if claims else ""
                    if about in ("mission", "relations"):
                        context.told[about] = context.last_told[about] = _told(claims[0])
                    elif about == "party" and len(claims) == 1:
                        context.told[about] = _told(claims[0])
                    out += claims
                context.listen(reduced, tellings)
                dated = dated or any(symbol.edtf for symbol in reduced.symbols.values())
            waiting = []
        context.subject, context.pair = outer, pair
        return _once(out)

    def _ruler(self, sender: Side, day: Day) -> Side | None:
        """Of whom a party became independent, where the text leaves it to the reader."""
        code = registry().former_ruler(sender.who.code, day) if sender.who.code else ""
        who = Resolved(code, self.names.called(code, day.earliest))
        return Side(who, f"{who.name}, its ruler until then") if code else None

    def _remember(self, context: Context, claims: list[Claim]) -> None:
        """To whom an act was done, for the ones that name nobody."""
        if claims:
            about = _FAMILY.get(self._frames.by_kind[claims[0].kind].object)
            done = {claim.receiver: Resolved(claim.receiver.partition("/")[0], claim.receiver_name) for claim in claims}
            if about:
                context.done_to[about] = list(done.values())
            handbook = context.home.code and context.home.why != PUBLISHER
            if handbook and claims[0].kind == "declare-independence" and claims[0].polarity == "asserted":
                # "Haiti proclaimed its independence from France. No power was willing to recognise it."
                first = {claim.sender: Resolved(claim.sender.partition("/")[0], claim.sender_name) for claim in claims}
                context.done_to["party"] = list(first.values())
            if about == "party":
                by = {claim.sender for claim in claims}
                one = Resolved(claims[0].sender.partition("/")[0], claims[0].sender_name)
                context.done_by = one if len(by) == 1 and claims[0].sender else None
            if about == "party" and len(done) > 1:
                context.recognised = list(done.values())

    def _claims(
        self,
        document: Document,
        part: Plain,
        begin: int,
        reduced: Reduced,
        telling: Telling,
        verdict: Verdict,
        day: Dated,
        said_by: tuple[str, Resolved | None],
        context: Context,
        before: list[Claim],
    ) -> list[Claim]:
        """The claims that one telling makes: one for each pair of sender and receiver.

        ``before`` are the claims of the telling before, which an elliptic one repeats.
        """
        kind = telling.kind
        if telling.again:
            kind = before[0].kind
            if kind not in _REPEATED:
                return []
            if day.day is None and verdict.polarity == "asserted" and _THE_SAME.search(reduced.r, *telling.verb):
                day = Dated(before[0].happened, "the day of the act before")
            done = telling.said or reduced.r[: telling.verb[1]].endswith(" so")
            if verdict.polarity == "asserted" and not done:
                verdict = Verdict(before[0].polarity, because="as before")
        if kind == "recognise" and verdict.ended:
            kind, verdict = "withdraw-recognition", Verdict("asserted")
        elif kind == "recognise" and verdict.kept:
            kind, verdict = "reaffirm-recognition", Verdict("asserted")
        if _is_hearsay(reduced.r, telling, verdict, day, context):
            return []
        speaker, party = said_by
        sides = Sides(reduced, telling, context, party)
        if telling.again:
            pairs, level, kind = sides.repeated(before)
            telling.kind = kind
            about = self._frames.by_kind[kind].object
        else:
            about = self._frames.by_kind[telling.kind].object
            pairs, level, kind = sides.pairs(kind, about)
        if about == "credentials" and verdict.polarity == "asserted":
            day = _of_ceremony(sides, pairs, day, context, document.published)
        kinds = [(kind, verdict)]
        if kind == "recognise" and verdict.refusal:
            kinds.append(("refuse-recognition", Verdict("asserted", because=verdict.because)))
        elif kind == "recognise" and verdict.polarity == "conditional":
            kinds.append(("condition-recognition", Verdict("asserted", verdict.condition, because=verdict.because)))
        named = any(not sender.why or not receiver.why for sender, receiver in pairs)
        if telling.voice == "noun" and telling.kind == "recognise" and not named:
            return []
        wanted = verdict.polarity in ("hypothetical", "conditional")
        if wanted and not named and telling.kind in _NAMED_IF_WANTED and context.leaders is None:
            return []  # "exhorted the troops to overthrow the government", "they should be recognised"
        guessed = all(sender.why and receiver.why for sender, receiver in pairs)
        if guessed and day.day is None and verdict.polarity == "asserted" and not context.home.code:
            return []  # both sides are guesses, and no day says which act it was
        start, end = _span(reduced, telling, day.char)
        start, end = part.span(begin + start, begin + end)
        evidence = document.text[start:end]
        condition = ""
        if verdict.condition:
            place = reduced.place(verdict.condition[0]), reduced.place(verdict.condition[1])
            condition = reduced.text[slice(*place)].strip()
        happened = day.day
        on = happened.earliest if happened else document.published.earliest if document.published else None
        when = happened or document.published
        if kind == "declare-independence" and when:
            pairs = [
                (sender, receiver if receiver.who.name else self._ruler(sender, when) or receiver)
                for sender, receiver in pairs
            ]
        return [
            Claim(
                kind=kind,
                sender=sender.code(self.names, on, singled=about in _BOTH_DEALT_WITH),
                receiver=receiver.code(self.names, on, singled=about in _DEALT_WITH),
                happened=happened,
                document=document.id,
                start=start,
                end=end,
                mode="de-facto" if kind == "recognise" and "de facto" in evidence else "declared",
                polarity=said.polarity,
                attributed_to=speaker,
                level=level,
                condition=condition,
                sender_name=sender.who.name,
                receiver_name=receiver.who.name,
                evidence=evidence,
                reader=f"{self.name} {self.version}",
                **_confidence(reduced, telling, said, happened, day, sender, receiver),  # type: ignore[arg-type]
                document_name=document.name,
                note=telling.note,
            )
            for kind, said, happened in _in_time(kinds, day.day, document)
            for sender, receiver in pairs
        ]


_RECENT = 10
"""Days after a ceremony in which a report of it appears."""


def _of_ceremony(
    sides: Sides, pairs: list[tuple[Side, Side]], day: Dated, context: Context, published: Day | None
) -> Dated:
    """The day of letters presented at the ceremony told of before; one of envoys yet to be named is kept for that."""
    host = sides.host_of_ceremony()
    if not pairs:
        context.ceremony = (host, day.day) if host else None
    elif day.day and day.day.exact and published and abs((published.earliest - day.day.earliest).days) < _RECENT:
        sender, receiver = pairs[0]
        held_by = receiver if sides.telling.kind == "present-credentials" else sender
        context.ceremony = (
            held_by.who,
            day.day,
        )  # the report of it may go on: "Those who presented their letters were"
    elif context.ceremony and day.day is None and any(receiver.who == context.ceremony[0] for _, receiver in pairs):
        return Dated(context.ceremony[1], "the ceremony told of before")
    return day


def _told(claim: Claim) -> Told:
    """What a later sentence of the paragraph may call "it" or "they"."""
    sender = Resolved(claim.sender.partition("/")[0], claim.sender_name)
    return Told(sender, Resolved(claim.receiver.partition("/")[0], claim.receiver_name), claim.level)


_OF_NEWS = re.compile(
    r"\b(?:said|announced|told|reported|on|late|last|early) (?:on )?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
    r"|\b(?:today|yesterday)\b"
)
"""Days that only news speaks of."""
_STATEMENT = re.compile(
    r"\b(?:statement|declaration|communiqu[eé]|press release|proclamation|note verbale|announce(?:s|ment)|letter)\b",
    re.IGNORECASE,
)
"""In the title of a text whose words do what they say."""

_FAMILY = {"party": "party", "recognition": "party", "relations": "relations", "mission": "mission"}
"""What an act is about -> the acts that are spoken of together with it."""

_NAMED_IF_WANTED = frozenset(("recognise", "declare-war", "change-government"))
"""Acts that are only wished for: told where the words name a side, a guess at both would be one at whether they are."""

_BOTH_DEALT_WITH = frozenset(("relations", "credentials"))
_DEALT_WITH = _BOTH_DEALT_WITH | {"party", "recognition", "mission", "envoy"}
"""What an act must be about for the government that is dealt with to matter: both sides', or the receiver's alone."""


def _is_hearsay(r: str, telling: Telling, verdict: Verdict, day: Dated, context: Context) -> bool:
    """Whether words name an act without telling that it was done, or leave its doer to guesswork."""
    verb = r[telling.verb[0] : telling.verb[1]]
    weighed = verdict.polarity in ("hypothetical", "conditional")
    if telling.voice == "active":
        finite = not (_TO.search(r[telling.start : telling.verb[1]]) or verb.split(" ")[0].endswith("ing"))
        of_a_part = (
            telling.kind == "declare-independence" and context.home.code and _A_PART.search(r, 0, telling.verb[0])
        )
        if finite and not (telling.sender or telling.both) and not of_a_part:
            return True  # "The 1854 convention recognised ...": its subject is no party, and none is guessed for it
        if not telling.sender and not telling.both and _A_DECISION.search(r, 0, telling.verb[0]):
            return True  # "The decision to recognise Kosovo angered Serbia": nobody says whose
        if not finite and not day.char and _A_RIGHT.search(r, 0, telling.verb[0]):
            return True  # "gave Spain the right to appoint consuls"
        if not day.char and _BY_DOING.search(r[: telling.verb[0]]):
            return True  # "it was hoped that by establishing relations ..."
    if verdict.polarity == "asserted" and "asked" not in verb and _ASKED_WHETHER.search(r, 0, telling.start):
        return True
    if telling.bare and context.last_person is None and not (context.of_envoys and day.char):
        return True
    if telling.bare and telling.kind == "accept-credentials" and _A_NAME.match(telling.thing) and not context.of_envoys:
        return True  # "Smith was received by the King": anybody may be
    if telling.reduced and not day.char:
        return True
    if (
        weighed
        and not day.char
        and not (telling.sender or (telling.both and telling.to == "mutual"))
        and not (telling.voice in ("passive", "begins") and (telling.receiver or telling.to))
    ):
        return True
    if telling.kind == "change-government" and day.day is None and _TO_BEFORE.search(r, 0, telling.verb[0]):
        return True  # "the invasion to overthrow the state": what it was for
    if telling.kind == "appoint-envoy" and not day.char and _WHO_HAD_BEEN.search(r, 0, telling.verb[0]):
        return True  # "Smith, who had been sent as commissioner, signed a treaty": some time before
    if (
        telling.kind == "sign-treaty"
        and not _named_sides(telling)
        and _ENDING_IT.match(r, telling.start, telling.verb[0])
    ):
        return True  # "The treaty which ended it, signed in 1885": of those who had been at war
    if telling.kind == "appoint-envoy" and day.day is None and _STANDING.search(r, telling.start, telling.verb[1]):
        return True  # accredited elsewhere too, or for years, nobody says when
    if telling.voice == "noun" and _ANNIVERSARY.search(r, 0, telling.verb[0]):
        return True  # "marked the tenth anniversary of its recognition on Friday"
    if telling.voice == "noun" and verdict.polarity == "asserted" and not day.char:
        told = _ANNOUNCED.match(verb) and telling.sender
        return not (told or _CAME_OF.search(r[: telling.start]) or _CAME_ABOUT.match(r, telling.end))
    return False


def _named_sides(telling: Telling) -> bool:
    return bool(telling.sender or telling.receiver or telling.both)


_A_PART = re.compile(r"\b(?:part|half|portion|end|side|provinces) of (?:the )?[^;,.]{1,30} (?:had )?$")
""" "The eastern half of the island proclaimed its independence": the party that the text is about."""
_WHO_HAD_BEEN = re.compile(rf", [{symbols('Q')}] had been $")
_ENDING_IT = re.compile(
    rf"[^.;]{{0,20}}[{symbols('T')}] (?:[{symbols('Q')}]|that) (?:[a-z]+ly )?"
    r"(?:ended|concluded|closed|terminated|settled) [^.;,]{1,30},? "
)
_OF_ENVOYS = re.compile(
    r"\b(?:[Dd]iplomatic [Rr]elations|[Ll]egation|[Ee]mbassy|[Cc]onsulate"
    r"|[Ff]irst (?:\w+ )?(?:Minister|Envoy|Ambassador|Consul))\b"
)
_TO_BEFORE = re.compile(r"\bto (?:[a-z]+ly )?$")
_A_NAME = re.compile(f"[{symbols('W')}]")
_TO = re.compile(r"\bto\b")
_A_DECISION = re.compile(
    r"\b(?:decision|intention|plans?|vote|promise|pledge|agreement|refusal|failure) to (?:[a-z]+ly )?$"
)
_ANNIVERSARY = re.compile(
    r"\b(?:anniversar(?:y|ies)|commemorations?|celebrations?|centenary|bicentenary|jubilee"
    r"|(?:years?|decades?) (?:since|after)) "
    r"(?:of )?(?:[^ .;,]+ ){0,3}$"
)
_A_RIGHT = re.compile(
    r"\b(?:rights?|privileges?|powers?|freedom|liberty|entitled|capacity|ability|competence) (?:to|of) (?:[a-z]+ly )?$"
)
_BY_DOING = re.compile(r"\bby (?:[a-z]+ly )?$")
_STANDING = re.compile(r"\balso\b|\b(?:was|were|is|are) (?:[a-z]+ )*accredited$")
_ASKED_WHETHER = re.compile(r"\b(?:asked|asks|asking|inquired)\b[^.;\"]* (?:when|whether|why|how|if)\b[^.;\"]*$")
""" "asked the minister when relations were broken": nobody says that they were."""
_CAME_OF = re.compile(
    rf"\b(?:{AGREED} on|led to|saw|brought(?: about)?|caused|prompted|entailed|resulted in"
    r"|result in|marks?|marked|constituted|extending"
    r"|announced|occurred|forced|effected|agree(?:ment|d) (?:on|upon)|decided (?:on|upon)|announcement (?:on|of)) "
    r"(?:[a-z]+ ){0,3}[^ ]{0,3} ?$"
)
_ANNOUNCED = re.compile(
    r"(?:announc|declar|order|decree|proclaim|notif|confirm|reach|agree|decid|ma[dk]e|c[ao]me|arriv|struck)[a-z]* "
)
_CAME_ABOUT = re.compile(r"[^.;]{0,80}\b(?:occurred|took place|took effect|came|followed)\b")


_THE_SAME = re.compile(r"\b(?:same|like|likewise)\b")
_REPEATED = frozenset(
    ("recognise", "withdraw-recognition", "freeze-recognition", "request-recognition", "establish-relations",
     "sever-relations", "suspend-relations", "resume-relations", "open-mission", "close-mission", "raise-mission",
     "lower-mission", "present-credentials", "accept-credentials", "appoint-envoy", "recall-envoy", "expel-envoy",
     "sign-treaty", "declare-independence", "declare-war")
)  # fmt: skip
"""Acts that others may do too: "and Peru did the same"."""


def _in_time(
    kinds: list[tuple[str, Verdict]], day: Day | None, document: Document
) -> list[tuple[str, Verdict, Day | None]]:
    """Kinds with verdict and day: what is told of a day to come is expected, but a condition for it is set now."""
    today = document.published.latest if document.published else dt.datetime.now(dt.UTC).date()
    if day is None or day.earliest <= today:
        return [(kind, verdict, day) for kind, verdict in kinds]
    out: list[tuple[str, Verdict, Day | None]] = []
    for kind, verdict in kinds:
        if kind in ("condition-recognition", "refuse-recognition"):
            out.append((kind, verdict, None))
        elif verdict.polarity == "asserted":
            out.append((kind, Verdict("hypothetical", because=f"{day} is after {today}"), day))
        else:
            out.append((kind, verdict, day))
    return out


def _confidence(
    reduced: Reduced, telling: Telling, verdict: Verdict, dated: Day | None, day: Dated, sender: Side, receiver: Side
) -> dict[str, float | str]:
    inferred = [part for part in (sender.why, receiver.why, day.why) if part]
    verb = reduced.text[reduced.place(telling.verb[0]) : reduced.place(telling.verb[1])].strip()
    told = f"{telling.voice} {verb!r}" if telling.voice != "noun" else f"the noun {verb!r}"
    why = [f"{len(inferred)} inferred: {'; '.join(inferred)}" if inferred else f"all in the words: {told}"]
    if verdict.polarity != "asserted":
        why.append(f"{verdict.polarity}: {verdict.because!r}")
    class_ = basis(len(inferred), asserted=verdict.polarity == "asserted", dated=dated is not None)
    return {"confidence": confidence(class_), "why": "; ".join(why)}


def _span(reduced: Reduced, telling: Telling, date: str) -> tuple[int, int]:
    """The characters of the sentence that tell the act: from its subject to its last party or its day."""
    r = reduced.r
    start, end = telling.start, min(telling.end, len(r))
    for char in (*telling.sender, *telling.both, *telling.receiver, telling.thing, telling.to):
        at = r.find(char) if char else -1
        if 0 <= at < start and start - at < 120:
            start = at
        if at >= end and at - end < 120:
            end = at + 1
    if date:
        at = r.index(date)
        if end <= at < end + 60:
            end = at + 1
        elif start - 60 < at < start and not _JOINED.search(r, at, start):
            start = at
    first = reduced.symbols[r[start]].start if r[start] in reduced.symbols else reduced.place(start)
    last = reduced.place(end)
    while first < last and reduced.text[first] in " ,;":
        first += 1
    while last > first and reduced.text[last - 1] in " ,;":
        last -= 1
    return first, last


_JOINED = re.compile(r"\b(?:when|while|and|but)\b")


def _once(claims: list[Claim]) -> list[Claim]:
    """Each act once: a second telling in the paragraph, with the same day or a coarser one, adds nothing."""
    out: list[Claim] = []
    done = [claim for claim in claims if claim.polarity == "asserted" and claim.happened is not None]
    for claim in claims:
        if claim.polarity in ("hypothetical", "conditional") and any(
            _who(claim) == _who(other) and _within(claim.happened, other.happened) for other in done
        ):
            continue  # "resumed on May 15, when it announced that it would resume relations"
        for number, other in enumerate(out):
            if (*_who(claim), claim.polarity) == (*_who(other), other.polarity) and _within(
                claim.happened, other.happened
            ):
                if len(claim.happened.text if claim.happened else "") > len(
                    other.happened.text if other.happened else ""
                ):
                    out[number] = claim
                break
        else:
            out.append(claim)
    return out


def _who(claim: Claim) -> tuple[str, str, str]:
    return claim.kind, claim.sender or claim.sender_name, claim.receiver or claim.receiver_name


def _within(a: Day | None, b: Day | None) -> bool:
    if a is None or b is None:
        return True
    return a.text.startswith(b.text) or b.text.startswith(a.text)


def _spellings(words: list[str]) -> set[str]:
    return {spelling for word in words for spelling in (word, word.capitalize())}
