"""The news of a report: what its headline tells, or its first sentence, was done on the day of the report."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from comity.days import Day
from comity.errors import BadDay
from comity.reading.announced import done_by_saying_so
from comity.reading.dates import DATE, Calendar
from comity.reading.frames import Telling
from comity.reading.frames.telling import CLAUSE
from comity.reading.names import Resolved
from comity.reading.phrases import straight
from comity.reading.polarity import Verdict
from comity.reading.symbols import Reduced, symbols

__all__ = ["HEAD", "SHORTEST", "Headline", "News", "in_headline", "news_of", "tells_news"]

HEAD = 160
"""Characters of a first paragraph that a dateline stands in."""

SHORTEST = 60
"""Characters of a first paragraph; a shorter one is a by-line or a day."""

LATEST = dt.timedelta(4)
"""A report is published so soon after the day of its dateline."""


@dataclass(frozen=True, slots=True)
class Headline:
    """What a title tells: kinds of act, and the codes of all parties that it names."""

    kinds: frozenset[str] = frozenset()
    parties: frozenset[str] = frozenset()
    titled: bool = False
    """Whether there is a headline, whatever it tells."""


@dataclass(slots=True)
class News:
    """A report of a known day."""

    day: Day
    headline: Callable[[], Headline]
    """Reads the title, at the first act without a day; most reports have none."""
    dateline: int = 0
    """Characters of its first paragraph that say where and when it was written: "LIMA, March 5 (Reuters) - "."""
    _headline: Headline | None = field(default=None, repr=False)

    def tells(
        self, reduced: Reduced, telling: Telling, verdict: Verdict, speaker: Resolved | None, opening: bool
    ) -> bool:
        """Whether an act without a day is the news itself: told as of now, and in the headline or the first sentence.

        ``opening``: it is the first sentence that is read.
        """
        if verdict.polarity != "asserted" or verdict.kept or telling.again:
            return False
        by_saying_so = done_by_saying_so(reduced, telling, verdict, speaker)
        if not _as_of_now(reduced.r, telling, by_saying_so):
            return False
        if self._headline is None:
            self._headline = self.headline()
        told = self._headline
        symbols_ = (
            reduced.symbols[char]
            for char in (*telling.sender, *telling.receiver, *telling.both, telling.thing)
            if char in reduced.symbols
        )
        parties = {party.code for symbol in symbols_ for party in (symbol.party, symbol.host) if party and party.code}
        if telling.kind in _CREDENTIALS and not _CREDENTIALS.isdisjoint(told.kinds):
            return True  # several envoys at one ceremony, few of them in the headline
        if telling.kind in told.kinds:
            return not parties or not parties.isdisjoint(told.parties)
        fresh = opening and (self.dateline > 0 or _PERFECT.search(reduced.r, 0, telling.verb[0]) is not None)
        if told.kinds and not (fresh and not parties.isdisjoint(told.parties)):
            together = any(kind in family and telling.kind in family for family in _FAMILIES for kind in told.kinds)
            return together and bool(parties) and parties <= told.parties
        if not opening or (speaker is not None and not by_saying_so):
            return False
        perfect = by_saying_so or _PERFECT.search(reduced.r, 0, telling.verb[0]) is not None
        return self.dateline > 0 or (told.titled and perfect)


_CREDENTIALS = frozenset(("present-credentials", "accept-credentials"))
_FAMILIES = (
    frozenset(
        ("sever-relations", "suspend-relations", "recall-envoy", "expel-envoy", "close-mission", "lower-mission")
    ),
    frozenset(("establish-relations", "resume-relations", "open-mission", "raise-mission", "recognise")),
)
"""Acts that are done together: who cuts ties closes its embassy."""


def _as_of_now(r: str, telling: Telling, by_saying_so: bool) -> bool:
    """Whether an act is told by the main verb of its clause, in the past or the perfect, and as of no other time.

    ``by_saying_so``: "Peru said it had broken off relations" is what it did by saying so.
    """
    verb, end = telling.verb
    own = max(r.rfind(mark, 0, verb) for mark in ',;"') + 1
    before = r[own:verb]
    if telling.voice == "noun":
        return _ANNOUNCES.search(r, 0, telling.start) is not None and not _HAD.search(before)
    if CLAUSE.search(before) or (_HAD.search(before) and not by_saying_so) or r[verb:end].split(" ")[0].endswith("ing"):
        return False
    if _TO.search(before) and not _RESOLVED.search(before):
        return False
    stop = _STOP.search(r, end)
    return not _ANOTHER_TIME.search(r, own, stop.start() if stop else len(r))


_HAD = re.compile(r"\bhad\b|\b(?:was|were) (?:[a-z]+ )?to\b")
_TO = re.compile(r"\bto (?:[a-z]+ly )?$")
_RESOLVED = re.compile(
    r"\b(?:decided|agreed|resolved|opted|chosen|chose|voted|moved)\b"
    r"(?:(?!\bthat\b|\bnot\b).){0,80}?\bto (?:[a-z]+ly )?$"
)
_ANNOUNCES = re.compile(
    r"\b(?:announced|announces|announce|announcing|declared|confirmed) (?:the|its|their|a) (?:[a-z]+ )?$"
)
_STOP = re.compile(r"[,;.]")
_PERFECT = re.compile(r"\b(?:has|have) (?:[a-z]+ ){0,4}(?:to )?(?:[a-z]+ly )?$")
_ANOTHER_TIME = re.compile(
    rf"\b(?:ago|earlier|previously|formerly|originally|initially|already|once|then|first|later|subsequently|in the past"
    rf"|at the time|since|during|until|long|decades|centuries|in turn|ever|often|repeatedly|usually)\b|[{symbols('D')}]"
)
"""In the clause of an act that is not the news, or whose day stands there."""


def news_of(
    published: Day | None, text: str, headline: Callable[[], Headline], is_capital: Callable[[str], bool]
) -> News | None:
    """The report that begins with a paragraph, where its day is known: by its dateline, or its publication."""
    published = published if published is not None and published.exact else None
    line = _DATELINE.match(straight(text[:HEAD]))
    if line and not (
        line["date"] or (line["place"] and (line["agency"] or line["place"].isupper() or is_capital(line["place"])))
    ):
        line = None  # "Background: ", "Peru and Chile - once enemies"
    day = published
    if line and line["date"] and (found := _A_DATE.fullmatch(line["date"])):
        day = _day(Calendar(published).resolve(found)[0]) or published
        if day and published and not day.earliest <= published.latest <= day.latest + LATEST:
            day = published
    if day is None or not day.exact:
        return None
    return News(day, headline, line.end() if line else 0)


def tells_news(title: str) -> bool:
    """Whether a title is a headline: not one that asks, explains or looks back."""
    return bool(title) and _NO_NEWS.search(title) is None


def in_headline(r: str, telling: Telling) -> bool:
    """Whether words in a title tell that an act was done: "Spain to recognise" and "over its recognition" do not."""
    before = r[: telling.verb[0]]
    if telling.voice == "noun":
        return _ORDERS.search(before) is not None
    return _TO.search(before) is None or _RESOLVES.search(before) is not None or _FIRST_TO.search(before) is not None


_ORDERS = re.compile(r"\b(?:announc|order|declar|confirm|complet)(?:es?|s|ed|ing)? (?:the |its |an? )?(?:[a-z]+ )?$")
_RESOLVES = re.compile(r"\b(?:decide|agree|resolve|opt|choose|vote)s? to (?:[a-z]+ly )?$")
_FIRST_TO = re.compile(r"\b(?:first|second|third|latest|last)(?: [a-z]+){0,3} to (?:[a-z]+ly )?$")
_NO_NEWS = re.compile(
    r"^\W*(?i:how|why|when|what|where|who|explained?|explainer|timeline|history|background|analysis|opinion|profile)\b"
    r"|\?\s*$|\b(?i:anniversary|years? of|years? ago|years? since|history of|a look back|looking back|timeline)\b"
    r"|\b(?:1[5-9]|20)\d\d\b"
)
_A_DATE = re.compile(DATE)
_DATELINE = re.compile(
    r"\W{0,3}(?P<place>[A-ZÀ-Þ][\w.'-]*(?:[ /][A-ZÀ-Þ][\w.'-]*){0,3}"
    r"(?:, (?!(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec))[A-Z][\w.]*(?: [A-Z]\w+)?)?)??"
    r"(?:(?:^|,? )(?P<date>(?:[A-Z][a-z]{2,8}\.? \d{1,2}|\d{1,2} [A-Z][a-z]{2,8}\.?)(?:,? \d{4})?))?"
    r",? ?(?P<agency>[(/][A-Z][^()/]{1,40}[)/]|(?<=, )[A-Z]{2,8}(?= ?[-–—]))? ?(?:\.?(?:-{1,2}|–|—)|:) ?(?=[\"A-ZÀ-Þ])"
)
"""Where and when a report was written, and for whom; either may be missing."""


def _day(edtf: str) -> Day | None:
    try:
        return Day.parse(edtf) if edtf else None
    except BadDay:
        return None
