"""Dates in prose: found in a sentence, and resolved against what the text said before."""

from __future__ import annotations

import calendar
import datetime as dt
import re

from comity.days import Day
from comity.reading.names import trie

__all__ = ["DATE", "FROM_ITS_SENTENCE", "Calendar"]

_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name}
_MONTHS["sept"] = 9
_WEEKDAYS = {name.lower(): number for number, name in enumerate(calendar.day_name)}
_NUMBERS = {
    word: number
    for number, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty",
        ]
    )
} | {"a": 1, "an": 1}

_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\.?)"
)
_MONTH_NAME = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_YEAR = r"(?:1[5-9]|20)\d\d"
_COUNT = (
    r"(?:\d{1,3}|[Aa]n?|[Oo]ne|[Tt]wo|[Tt]hree|[Ff]our|[Ff]ive|[Ss]ix|[Ss]even|[Ee]ight|[Nn]ine|[Tt]en|[Ee]leven|[Tt]welve"
    r"|[Tt]hirteen|[Ff]ourteen|[Ff]ifteen|[Ss]ixteen|[Ss]eventeen|[Ee]ighteen|[Nn]ineteen|[Tt]wenty)"
)

_OF_A_YEAR = (
    r"(?:pre-\w+ )?(?:levels?|borders?|lines?|frontiers?|boundar(?:y|ies)|limits|standards|figures|prices|World Cup|Olympics?"
    r"|Games|budget|census|season|edition)"
)
"""After a year that only tells which: "within the 1967 borders", "to 2018 levels"."""

_DAY_NAME = "(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"

_FORMS = (
    rf"(?:(?:[Oo]n )?{_DAY_NAME},? (?:the )?(?=\d|[A-Z][a-z]+\.? \d))?(?:(?:[Bb]etween|[Ff]rom) )?(?P<m1>{_MONTH}),? (?P<d1>\d\d?)(?:st|nd|rd|th)?"
    rf"(?:(?:-|–|—| and | to )(?:(?P<m2>{_MONTH}) )?(?P<d2>\d\d?)(?:st|nd|rd|th)?(?!\d))?(?:,? (?P<y1>{_YEAR})\b|,? of (?:that|the same) year\b)?(?!\d)"
    rf"|(?:(?:[Oo]n )?{_DAY_NAME},? )?(?:the )?(?P<d3>\d\d?)(?:st|nd|rd|th)?(?: day)?(?: of)? (?P<m3>{_MONTH})(?:,? (?P<y3>{_YEAR})\b|,? of (?:that|the same) year\b)?"
    rf"|(?P<y4>{_YEAR})-(?P<m4>\d\d)-(?P<d4>\d\d)"
    rf"|(?P<d10>\d\d?)(?P<stroke>[./])(?P<m10>\d\d?)(?P=stroke)(?P<y10>{_YEAR})\b"
    rf"|(?:(?:[Ee]arly|[Mm]id|[Ll]ate)[- ])?(?P<m5>{_MONTH})(?:,| of)? (?P<y5>{_YEAR})\b"
    rf"|(?P<y6>{_YEAR})(?:-|–|—|/| and | to )(?P<y7>{_YEAR}|\d\d)(?![\d-])"
    rf"|(?:(?:[Ee]arly|[Mm]id|[Ll]ate|[Ss]pring|[Ss]ummer|[Aa]utumn|[Ff]all|[Ww]inter)(?:-| in | of | )"
    rf"|the year |the end of |the beginning of )?(?<![\d$£€#.,/-])(?P<y8>{_YEAR})(?![\d%]|[.,/]\d|-\d|s\b|(?:'s?)?[ -]{_OF_A_YEAR}\b)"
    r"|(?:[Oo]n )?[Tt]he (?P<d9>\d\d?)(?:st|nd|rd|th)\b(?: of (?:that|the same|this) month\b)?(?! (?:century|anniversary|time|president|state|session|year))"
    r"|(?P<same>(?:[Oo]n )?(?:[Tt]he|[Tt]hat|[Tt]his) (?:very |latter |same )(?:day|date)"
    r"|[Oo]n (?:that|this) (?:day|date)|(?<=[Oo]f )(?<!as of )(?<!As of )that (?:day|date)|(?P<inday>(?:[Ll]ater|[Ee]arlier) in the day)|(?:[Ll]ater|[Ee]arlier) (?:that (?:same )?|in the |the same )day|[Tt]hat (?:same )?day|[Tt]his latter date)\b"
    r"|(?P<monthsend>(?:[Oo]n )?[Tt]he last day of (?:the|that|the same) month)\b"
    r"|(?P<sameyear>(?:[Ii]n )?[Tt](?:hat|he same|his) (?:same )?year|[Aa]t (?:this|that|the same) time"
    r"|[Tt]he same (?:month|time)|[Ll]ater (?:in )?(?:that|the(?: same)?) year)\b"
    r"|(?P<twodaysback>[Tt]he day before yesterday)\b"
    r"|(?P<next>(?:[Oo]n )?[Tt]he (?:following|next|succeeding) (?P<nextunit>day|week|month|year)|(?:[Oo]n )?[Tt]he (?P<nextunit2>day|week|month|year) (?:following|after(?= ?[,.;)]| ?$)))\b"
    r"|(?P<prior>(?:[Oo]n )?[Tt]he (?:previous |preceding )?(?P<priorunit>day|week|month|year)(?: before| earlier|(?<=previous day)|(?<=previous week)|(?<=previous month)|(?<=previous year)|(?<=preceding day)|(?<=preceding year)|(?<=preceding month)))\b"
    rf"|(?P<count>{_COUNT}) (?P<unit>day|week|fortnight|month|year)s? (?:(?P<spanway>after|before)(?= (?:it|he|she|they|the|[A-Z]\w*|[a-z]+ing)\b)"
    r"|(?P<way>later|earlier|before(?! [a-z])|after(?! [a-z])|afterwards?)\b|(?P<ago>ago)\b)"
    r"|(?P<weekend>(?:[Tt]he|[Tt]his|[Ll]ast) weekend)\b"
    r"|(?P<relative>[Tt]oday|[Yy]esterday|[Tt]omorrow|[Tt]onight|[Ll]ast night|[Tt]his (?:morning|afternoon|evening)|(?:(?P<lastnext>[Ll]ast|[Tt]his|[Nn]ext) (?P<lnunit>week|month|year)))\b"
    rf"|(?:(?<=[Ii]n )|(?<=\b[Tt]hat )|(?<=end of )|(?<=ning of )|(?<=start of )|(?<=middle of )|(?<=[Bb]y )"
    rf"|(?<=until )|(?<=[Ll]ast )|(?<=[Nn]ext ))(?:[Ee]arly |[Mm]id-?|[Ll]ate )?(?P<m6>{_MONTH_NAME})(?! ?\d|,? (?:1[5-9]|20)\d\d)\b"
    rf"|(?:(?:(?:[Ee]arly |[Ll]ate )?[Oo]n|(?P<weekbefore>[Ll]ast)|[Tt]his|(?P<coming>[Nn]ext|[Tt]his coming|[Oo]n the coming)) )(?P<weekday>{_DAY_NAME})\b"
    rf"|(?<=[\w,] )(?<!Easter )(?<!Good )(?<!Bloody )(?<!Black )(?P<bareday>{_DAY_NAME})\b(?! (?:Agreement|Accords?))"
)
_WORDS = [
    "autumn",
    "between",
    "early",
    "fall",
    "from",
    "last",
    "late",
    "later",
    "mid",
    "next",
    "spring",
    "summer",
    "today",
    "tomorrow",
    "tonight",
    "winter",
    "yesterday",
]
_COUNTS = _NUMBERS.keys() - {"a", "an"}
_RARE = [*_WORDS, *_COUNTS, *(word.title() for word in (*_WORDS, *_MONTHS, *_WEEKDAYS, *_COUNTS))]
_BEGINS = (
    rf"\d|[Mm]id|{trie(_RARE)}\b"
    r"|[Tt]he [\dbdefmlnpsvwy]|[Tt]h(?:at|is) [a-zFMSTW]|[Oo]n [tFMSTW]|[Ii]n [tT]|[Aa]t t|[Aa]n? [dfmwy]"
)
"""What every form begins with; after small words, that stand everywhere, the letters that may follow. Most words are none
of these, and are passed over without a look at twenty forms."""

DATE = rf"(?={_BEGINS})(?:{_FORMS})"
"""A regular expression, with named groups, for every form of date that ``Calendar`` resolves."""


FROM_ITS_SENTENCE = "counted from the day of the sentence"
"""What is inferred for a day that only the clause after it has: "two days after it recognised Estonia"."""
_BY_PUBLICATION = "year from the day of publication"
_FROM_PUBLICATION = "counted from the day of publication"
_AHEAD = re.compile(r"\b(?:will|shall|plans? to|intends? to|is to|are to|is expected|are expected|next month)\b")
"""Where a sentence speaks of days to come: "will recognise it in September"."""

_HEAD_ENDS = 24
"""A date that ends before stands at the head of its sentence, of whose verb it is."""
_TO_COME = re.compile(
    r"\b(?:will|shall|would|(?:is|are|was|were) (?:to|due|expected|scheduled|set to|about to|planned)|plans? to|intends? to)\b"
    r"(?!.*\b(?:said|says|told|announced|added|stated|reported|confirmed|declared|made|took|met)\b)[^,;\"]*$"
)
"""Before a day of the week that is one to come: "would recognise it on Thursday"; not "would ..., he said on Thursday"."""

_ASIDE = re.compile(r"(?:, (?:who|which|whose|where) had\b|\b[Ss]ince)(?: [^,;.]*)? $")
"""Before a year that is none of the story's: "Dawson, who had been Minister since 1939, presented his credentials on May 6"."""
_NEAR_YEAR = re.compile(r",? (?:of )?(last|this|next) year\b")
_SOON = dt.timedelta(45)
"""A day without a year that is no further ahead is one to come, not that of the year before."""
_NOW = dt.timedelta(1)
_HAD = re.compile(r"\bhad\b")
"""Where a sentence speaks of what was done before: "said in March that it had cut ties in April"."""


class Calendar:
    """Resolves dates in the order of the text, remembering the year and the day last spoken of.

    Parameters
    ----------
    published : day of publication; relative dates ("on Thursday") count from it.
    heading_year : the year in the heading of the paragraph, for days without one.
    """

    def __init__(self, published: Day | None = None, heading_year: str = "", year: str = "") -> None:
        self.published = published
        self.heading_year = heading_year
        self.written: Day | None = None
        """Day of the dateline, that "today" means, where it is known; days of the week count from publication."""
        self.report = False
        """Whether the text is news, that counts its days from publication."""
        self.statement = False
        """Whether the text is a statement, whose words do what they say."""
        self.sentence = ""
        """The sentence that is read."""
        self._dated_in: str | None = None
        """The sentence that spoke of the last day."""
        self.year = year
        """Year last spoken of."""
        self.last = ""
        """Day last spoken of, in EDTF."""
        self.behind = ""
        """The text right before the paragraph: "two years later" may count from a date there."""
        self.read = ""
        """What was read of the paragraph before this sentence."""
        self._behind: str | None = None

    def resolve(self, found: re.Match[str]) -> tuple[str, str]:
        """The EDTF text of a match of ``DATE`` and what was inferred for it; both may be empty.

        A day and month without a year take the year last spoken of in the paragraph, then the heading's, then the
        one that puts them at or just before the day of publication.
        """
        edtf, inferred = self._read(found)
        if edtf and inferred != FROM_ITS_SENTENCE:
            self._dated_in = self.sentence
            self.last = edtf
            # A year that only the day of publication gave is no year spoken of: the next day has one of its own.
            if inferred in (_BY_PUBLICATION, _FROM_PUBLICATION):
                self.year = ""
            elif not (
                inferred.endswith("spoken of before")
                or (self.year and len(edtf) == 4 and _ASIDE.search(self.sentence, 0, found.start()))
            ):
                self.year = edtf[:4]
        return edtf, inferred

    def _read(self, g: re.Match[str]) -> tuple[str, str]:
        if g["m1"]:
            year, inferred = self._year(g["y1"], g["m1"], g["d1"], g.end())
            first = _ymd(year, g["m1"], g["d1"])
            if g["d2"] and first:
                last = _ymd(year, g["m2"] or g["m1"], g["d2"])
                return (f"{first}/{last}" if last > first else first), inferred
            return first, inferred
        if g["m3"]:
            year, inferred = self._year(g["y3"], g["m3"], g["d3"], g.end())
            return _ymd(year, g["m3"], g["d3"]), inferred
        if g["y4"]:
            return _valid(f"{g['y4']}-{g['m4']}-{g['d4']}"), ""
        if g["m5"]:
            return f"{g['y5']}-{_month(g['m5']):02d}", ""
        if g["m6"]:
            year, inferred = self._year(None, g["m6"], "1", g.end())
            return (f"{year}-{_month(g['m6']):02d}" if year else ""), inferred
        if g["y10"]:
            day, month = int(g["d10"] or 0), int(g["m10"] or 0)
            if g["stroke"] == "/" and day <= 12 and month <= 12 and day != month:
                return g["y10"], ""  # the day first or the month, as the country writes it
            if month > 12:
                day, month = month, day
            return _valid(f"{g['y10']}-{month:02d}-{day:02d}"), ""
        if g["y6"] and g["y7"]:
            last = g["y7"] if len(g["y7"]) == 4 else g["y6"][:2] + g["y7"]
            return (f"{g['y6']}/{last}" if last > g["y6"] else g["y6"]), ""
        if g["y8"]:
            return g["y8"], ""
        if g["d9"]:
            if len(self.last) >= 7 and "/" not in self.last:
                return _valid(f"{self.last[:7]}-{int(g['d9']):02d}"), "month from the date before"
            if self.published is not None and self.published.exact and g[0].endswith("this month"):
                return _valid(f"{self.published.text[:7]}-{int(g['d9']):02d}"), _FROM_PUBLICATION
            return "", ""
        if g["inday"] and self.published is not None and self.published.exact and not self._dated_near():
            return (self.written or self.published).text, _FROM_PUBLICATION
        if g["same"]:
            return self._base(), "the day spoken of before"
        if g["monthsend"]:
            base = self._base()
            if len(base) < 7 or "/" in base:
                return "", ""
            days = calendar.monthrange(int(base[:4]), int(base[5:7]))[1]
            return f"{base[:7]}-{days:02d}", "month from the date before"
        if g["sameyear"] and g["sameyear"].endswith("same time") and len(self._base()) == 10:
            return self._base(), "the day spoken of before"
        if g["sameyear"] and self.published is not None and g["sameyear"].lower().endswith("this year"):
            return str(self.published.latest.year), _FROM_PUBLICATION
        if g["sameyear"]:
            return (self.last[:4] or self.year or self.heading_year or self._base()[:4]), "the year spoken of before"
        if g["next"]:
            return self._shift(
                self._base(), 1, g["nextunit"] or g["nextunit2"] or "day"
            ), "counted from the date before"
        if g["prior"]:
            return self._shift(self._base(), -1, g["priorunit"] or "day"), "counted from the date before"
        if g["spanway"]:
            # "opened an embassy on Thursday, two days after it recognised Estonia": counted from the day of the sentence.
            if self._dated_in is not self.sentence:
                return "", ""
            number = g["count"] or ""
            count = int(number) if number.isdigit() else _NUMBERS[number.lower()]
            back = g["spanway"] == "after"
            return self._shift(self.last, -count if back else count, g["unit"] or "day"), FROM_ITS_SENTENCE
        if g["way"]:
            number = g["count"] or ""
            count = int(number) if number.isdigit() else _NUMBERS[number.lower()]
            back = (g["way"] or "") in ("earlier", "before")
            return self._shift(
                self._base(), -count if back else count, g["unit"] or "day"
            ), "counted from the date before"
        return self._from_publication(g)

    def _dated_near(self) -> bool:
        """Whether the day last spoken of is one of the week before publication."""
        try:
            last = dt.date.fromisoformat(self.last)
        except ValueError:
            return False
        return self.published is not None and dt.timedelta(0) <= self.published.latest - last < dt.timedelta(7)

    def _base(self) -> str:
        """The day that others are counted from: the one last spoken of, in the paragraph before where this has none."""
        if self.last:
            return self.last
        if self._behind is None:
            before = Calendar(self.published)
            for found in _ANY_DATE.finditer(self.behind):
                before.resolve(found)
            self._behind = before.last
        return self._behind

    def _year(self, year: str | None, month: str | None, day: str | None, end: int) -> tuple[str, str]:
        if year:
            return year, ""
        if self.published is not None and (near := _NEAR_YEAR.match(self.sentence, end)):
            # "in July last year"
            step = {"last": -1, "this": 0, "next": 1}[near[1]]
            return str(self.published.latest.year + step), _BY_PUBLICATION
        # In a report a month without a year is the last one of its name, unless its own sentence spoke of a year.
        if self.year and not (self.report and self._dated_in is not self.sentence):
            return self.year, "year from the text before"
        if self.heading_year:
            return self.heading_year, "year from the heading"
        if self.published is None:
            return "", ""
        out = self.published.latest.year
        guess = _ymd(str(out), month, day)
        # "which cut ties in May, plans to open" looks ahead after the date; "In June it will recognise" from its head
        ahead = _AHEAD.search(self.sentence, 0, len(self.sentence) if end < _HEAD_ENDS else end)
        if ahead and guess and guess < self.published.earliest.isoformat()[: 7 if day == "1" else 10]:
            out += 1
        elif (
            not ahead
            and guess
            and guess > (self.published.latest + (_NOW if _HAD.search(self.sentence) else _SOON)).isoformat()
        ):
            out -= 1
        return str(out), _BY_PUBLICATION

    def _from_publication(self, g: re.Match[str]) -> tuple[str, str]:
        if self.published is None or not self.published.exact:
            return "", ""
        base, said = self.published.earliest, _FROM_PUBLICATION
        if self.written is not None and not (g["weekday"] or g["bareday"]):
            base = self.written.earliest
        if weekday := g["weekday"] or g["bareday"]:
            back = (base.weekday() - _WEEKDAYS[weekday.lower()]) % 7
            ahead = g["coming"] or _TO_COME.search(self.sentence, max(0, g.start() - 120), g.start())
            if g["weekbefore"] and back == 0:
                back = 7
            return (base - dt.timedelta(back - 7 if ahead and (back or g["coming"]) else back)).isoformat(), said
        if g["twodaysback"]:
            return (base - dt.timedelta(2)).isoformat(), said
        if g["weekend"]:
            saturday = base - dt.timedelta((base.weekday() - 5) % 7)
            return f"{saturday.isoformat()}/{(saturday + dt.timedelta(1)).isoformat()}", said
        if g["ago"]:
            return self._ago(base, g["count"] or "", g["unit"] or "day"), said
        if g["lnunit"]:
            step = {"last": -1, "this": 0, "next": 1}[(g["lastnext"] or "this").lower()]
            if g["lnunit"] == "week":
                monday = base - dt.timedelta(base.weekday() - 7 * step)
                return f"{monday.isoformat()}/{(monday + dt.timedelta(6)).isoformat()}", said
            shifted = self._shift(base.isoformat(), step, g["lnunit"])
            return shifted[: 7 if g["lnunit"] == "month" else 4], said
        days = {"yesterday": -1, "last night": -1, "tomorrow": 1}.get((g["relative"] or "today").lower(), 0)
        if self.sentence.count('"', 0, g.start()) % 2 and (spoken := self._spoken(g.end())):
            base -= dt.timedelta((base.weekday() - _WEEKDAYS[spoken.lower()]) % 7)
        return (base + dt.timedelta(days)).isoformat(), said

    def _ago(self, base: dt.date, number: str, unit: str) -> str:
        """ "two weeks ago": the week, the month or the year that it was in."""
        count = int(number) if number.isdigit() else _NUMBERS[number.lower()]
        if unit == "week":
            monday = base - dt.timedelta(base.weekday() + 7 * count)
            return f"{monday.isoformat()}/{(monday + dt.timedelta(6)).isoformat()}"
        return self._shift(base.isoformat()[: 7 if unit == "month" else 10], -count, unit)

    def _spoken(self, at: int) -> str:
        """The day of the week on which somebody said what he is quoted as saying."""
        said = _SAID_ON.search(self.sentence, at)
        days = [said[1]] if said else _SAID_ON.findall(self.read) or _SAID_ON.findall(self.behind)
        return days[-1] if days else ""

    @staticmethod
    def _shift(edtf: str, count: int, unit: str) -> str:
        """A date so many units on; as coarse as the coarser of the two."""
        if not edtf or "/" in edtf:
            return ""
        year = int(edtf[:4])
        if unit == "year":
            return str(year + count)
        if len(edtf) < 7:
            return ""
        if unit == "month":
            months = year * 12 + int(edtf[5:7]) - 1 + count
            return f"{months // 12:04d}-{months % 12 + 1:02d}"
        if len(edtf) < 10:
            return ""
        try:
            return (
                dt.date.fromisoformat(edtf) + dt.timedelta(count * {"week": 7, "fortnight": 14}.get(unit, 1))
            ).isoformat()
        except (ValueError, OverflowError):
            return ""


_ANY_DATE = re.compile(rf"(?<!\w){DATE}")
_SAID_ON = re.compile(
    r"\b(?:said|says|told|announced|declared|stated|added|speaking|spoke)\b[^.;\"]{0,60}?"
    rf"\b({_DAY_NAME})\b(?! (?:\d|[A-Z][a-z]+ \d))"
)
""" "he said in a televised address on Thursday" """


def _month(name: str | None) -> int:
    return _MONTHS[(name or "").rstrip(".").lower()]


def _ymd(year: str, month: str | None, day: str | None) -> str:
    return _valid(f"{year}-{_month(month):02d}-{int(day or 0):02d}") if year else ""


def _valid(edtf: str) -> str:
    """The date, or nothing where the calendar has no such day ("February 30")."""
    try:
        return dt.date.fromisoformat(edtf).isoformat()
    except ValueError:
        return ""
