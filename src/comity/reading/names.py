"""Names of parties in text: which words may be one, and whom they mean on a day."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from comity.days import FAR_FUTURE, FAR_PAST
from comity.polities import Polities, tables

__all__ = ["Name", "Names", "Resolved", "names_of", "trie"]


@dataclass(frozen=True, slots=True)
class Name:
    """One name of one party and the days on which it was in use."""

    text: str
    code: str
    kind: str
    """name, official, former, demonym, adjective, capital, government-seat, abbreviation or translation-variant."""
    first: dt.date = FAR_PAST
    last: dt.date = FAR_FUTURE
    ambiguous: bool = False


@dataclass(frozen=True, slots=True)
class Resolved:
    """Whom a name means: a code, or nobody in particular, and why."""

    code: str
    name: str
    """Plain English name of the party, or the name as written where there is no code."""
    why: str = ""


@dataclass(frozen=True, slots=True)
class _Meaning:
    """Whom a name may mean, on days between which nothing changes about it."""

    text: str
    parties: dict[str, Resolved]
    """Code -> the party; empty where the name is that of a capital, and nobody had it."""
    proper: frozenset[str]
    """Codes of those whose name proper it is."""
    clear: frozenset[str]
    """Codes of those of whom it is no loose usage."""
    in_use: bool
    """Whether it was anybody's name then."""
    single: str = ""
    """Code of the one whose government the name singles out: "Republic of China" in 1999."""

    def of(self, near: frozenset[str], on: dt.date | None) -> Resolved:
        """The one that a text means which speaks of some parties anyway; nobody where that leaves several."""
        codes: Collection[str] = self.parties
        if len(codes) > 1:
            # "Guatemala" is the country, and only then the seat of the federation that the text is about.
            codes = self.proper if self.in_use and len(self.proper) == 1 else self.parties.keys()
            codes = codes & near or codes
            for better in (self.proper, self.clear):
                if len(codes) > 1 and len(better.intersection(codes)) == 1:
                    codes = better.intersection(codes)
        if len(codes) > 1 and self.single in codes:
            codes = (self.single,)
        if len(codes) > 1:
            return Resolved("", self.text, f"{self.text!r} may be {' or '.join(sorted(codes))}")
        if not codes:
            return Resolved("", self.text, f"no capital on {on}")
        who = self.parties[next(iter(codes))]
        return who if self.in_use else Resolved(who.code, who.name, f"{self.text!r} was not its name on {on}")


@dataclass(frozen=True, slots=True)
class GovernmentName:
    """A government, the words that a name of it is made of, and when it was so called, existed or claimed office."""

    slug: str
    words: frozenset[str]
    first: dt.date
    last: dt.date


@dataclass(slots=True)
class Names:
    """All names of all parties, ready to be looked for in text.

    Parameters
    ----------
    rows  : every name of every party.
    lives : code -> first and last day of the party.
    plain : code -> the short English name.
    """

    rows: Iterable[Name]
    lives: dict[str, tuple[dt.date, dt.date]]
    plain: dict[str, str]
    governments: dict[str, list[GovernmentName]] = field(default_factory=dict)
    """Code of a polity -> its governments that the tables list."""
    official: dict[str, str] = field(default_factory=dict)
    """Code of a polity -> its official name: words of it single out no government."""
    singled: dict[str, list[GovernmentName]] = field(default_factory=dict)
    """Name that as it stands singles out a government ("Taipei", "Communist China") -> whom, and when."""
    by_text: dict[str, tuple[Name, ...]] = field(init=False)
    by_code: dict[str, list[Name]] = field(init=False, default_factory=dict)
    kinds_of: dict[str, frozenset[str]] = field(init=False)
    """Name -> what it may be: ``{"name"}``, ``{"adjective", "demonym"}``, ``{"capital"}``, ..."""
    codes_of: dict[str, frozenset[str]] = field(init=False)
    """Name -> code of every party that bore it on some day."""
    _own: dict[str, frozenset[str]] = field(init=False, default_factory=dict)
    """Code of a polity -> the words of its own name and its people's, which single out no government."""
    _known: dict[str, tuple[list[dt.date], dict[int, _Meaning]]] = field(init=False, default_factory=dict)
    """Name -> the days on which its meaning may change, and the meaning after so many of them."""
    _single: re.Pattern[str] = field(init=False)
    _of_singled: frozenset[str] = field(init=False)
    """Codes of the polities whose governments have names that single them out, and of those that bear such a name."""

    def __post_init__(self) -> None:
        found: dict[str, list[Name]] = {}
        for row in self.rows:
            self.by_code.setdefault(row.code, []).append(row)
            # A text is compared with its quotes made straight; "the" is read or left out as the sentence has it.
            key = _key(row.text)
            # "the Union", "the Crown": a common noun that only its text can tell; left to the words before it.
            common = row.ambiguous and row.text.startswith("the ")
            if len(key) > 1 and not key.islower() and not common:
                found.setdefault(key, []).append(row)
        self.by_text = {key: tuple(rows) for key, rows in found.items()}
        self.kinds_of = {key: frozenset(row.kind for row in rows) for key, rows in self.by_text.items()}
        self.codes_of = {key: frozenset(row.code for row in rows) for key, rows in self.by_text.items()}
        self._single = re.compile(rf"(?<!\w)(?:{trie(self.singled) or '(?!)'})(?!\w)")
        owners = (row.slug.partition("/")[0] for rows in self.singled.values() for row in rows)
        bearers = (code for name in self.singled for code in self.codes_of.get(_key(name), ()))
        self._of_singled = frozenset((*owners, *bearers))

    def is_place(self, text: str, on: dt.date | None) -> bool:
        """Whether a name was on that day only a place: "Algiers" in 1974, after the Regency of Algiers."""
        rows = [row for row in self.by_text.get(_key(text), ()) if on is not None and row.first <= on <= row.last]
        return bool(rows) and {row.kind for row in rows} == {"capital"}

    def resolve(self, text: str, on: dt.date | None, near: frozenset[str] = frozenset()) -> Resolved:
        """Whom a name means on a day.

        A name that several parties bore is theirs whom the text speaks of anyway (``near``); where that does not
        decide, it stays a name without a code.
        """
        known = self._known.get(text)
        if known is None:
            if _key(text) not in self.by_text:
                return Resolved("", text, "not in the table of names")
            known = self._known[text] = (self._turns(text), {})
        turns, meanings = known
        stretch = bisect(turns, on) if on else -1
        meaning = meanings.get(stretch)
        if meaning is None:
            meaning = meanings[stretch] = self._meaning(text, on)
        return meaning.of(near, on)

    def _turns(self, text: str) -> list[dt.date]:
        """The days on which whom a name means, or what they are called, may become another."""
        codes = self.codes_of[_key(text)]
        rows = (*self.by_text[_key(text)], *(row for code in codes for row in self.by_code[code]))
        spans = [(row.first, row.last) for row in (*rows, *self.singled.get(_key(text), ()))]
        spans += [self.lives[code] for code in codes if code in self.lives]
        days = {first for first, _ in spans} | {first.replace(month=1, day=1) for first, _ in spans}
        return sorted(days | {last + dt.timedelta(1) for _, last in spans if last < FAR_FUTURE})

    def _meaning(self, text: str, on: dt.date | None) -> _Meaning:
        rows = self.by_text[_key(text)]
        in_use = rows
        if on is not None:
            alive = tuple(row for row in rows if self._alive(row.code, on))
            in_use = tuple(row for row in alive if row.first <= on <= row.last)
            no_capital = not in_use and self.kinds_of[_key(text)] == {"capital"}
            rows = () if no_capital else in_use or alive or rows
        codes = dict.fromkeys(row.code for row in rows)
        return _Meaning(
            text,
            {code: Resolved(code, self._english(code, text, on)) for code in codes},
            # A name proper before a capital or a people of that name.
            proper=frozenset(row.code for row in rows if row.kind in _PROPER),
            clear=frozenset(row.code for row in rows if not row.ambiguous),
            in_use=bool(in_use),
            single=next(
                (
                    code
                    for row in self.singled.get(_key(text), ())
                    if on is not None and row.first <= on <= row.last and (code := row.slug.partition("/")[0]) in codes
                ),
                "",
            ),
        )

    def _alive(self, code: str, on: dt.date) -> bool:
        first, last = self.lives.get(code, (FAR_PAST, FAR_FUTURE))
        return first <= on <= last

    def _english(self, code: str, text: str, on: dt.date | None) -> str:
        """The name as written where it is one ("Kingdom of Naples"), else the name of the time ("Siamese": Siam).

        A name in full ("Republic of Paraguay") is said by the plain one within it, but not where it singles out one of
        several governments.
        """
        kinds = self.kinds_of[_key(text)]
        plain = self.plain.get(code, text)
        if "capital" in kinds and (on is None or self._alive(code, on)) and plain != text and plain.startswith(text):
            return self.called(code, on)  # "the Embassy in Tunis"; the Regency of Tunis is called so itself
        if _NO_NAME & kinds or _COMMON_NOUN.search(text):
            return self.called(code, on)  # "the Soviets", "the Kremlin", "the Jewish state"
        # "the Argentine" is its country, but "Argentine" before an ambassador is an adjective.
        proper = frozenset() if kinds >= _PEOPLE and self.plain.get(code, text) != text else kinds & _PROPER
        singles = code in self.governments and (on is None or self.government(code, text, on) != code)
        in_full = proper == {"official"} and self.plain.get(code, code) in text and not singles
        if proper and not in_full:
            return text.removeprefix("the ").removeprefix("The ")
        return self.called(code, on)

    def government(self, code: str, text: str, on: dt.date | None, *, singled: bool = True) -> str:
        """The government that a text names, where its words single one out of those of that day; else the polity.

        "Taliban" and "Islamic Emirate of Afghanistan" on 2025-07-03 are AFG/emirate-2021; "Afghanistan" is AFG. With
        ``singled``, names that stand for a government in its dealings with others count too: "Peking" in 1960 is
        CHN/prc, "Taiwan" CHN/roc. Without, they are the polity: whoever recognises others is China or Taiwan.
        """
        if on is None:
            return code
        if singled and code in self._of_singled and (found := self._single.search(text)):
            borne = self.codes_of.get(_key(found[0]), frozenset())
            for row in self.singled[found[0]]:
                if row.first <= on <= row.last and (row.slug.startswith(f"{code}/") or code in borne):
                    return row.slug
        rows = self.governments.get(code)
        if not rows:
            return code
        own = self._own.get(code)
        if own is None:
            plain = [row.text for row in self.by_code.get(code, ()) if row.kind in _PEOPLE]
            plain += [self.plain.get(code, ""), self.official.get(code, "")]
            own = self._own[code] = frozenset(word for name in plain for word in _words(name))
        words = _words(text) - own
        if not words:
            return code
        best = [(len(words & row.words), row.slug) for row in rows if row.first <= on <= row.last]
        best = [pair for pair in best if pair[0]]
        most = max((count for count, _ in best), default=0)
        slugs = [slug for count, slug in best if count == most]
        return slugs[0] if len(slugs) == 1 else code

    def called(self, code: str, on: dt.date | None) -> str:
        """What a party was called on a day: its usual name, or the shortest one then in use."""
        usual = self.plain.get(code, code)
        if on is None:
            return usual
        then = [row for row in self.by_code.get(code, ()) if row.first <= on <= row.last and row.kind in _PROPER]
        official = self.official.get(code, "")
        if usual not in official:
            # Gran Colombia called itself Colombia.
            own = [row.text for row in then if usual.endswith(f" {row.text}") and official.endswith(f" of {row.text}")]
            if own and not any(self._alive(other, on) for other in self.codes_of[_key(own[0])] - {code}):
                return own[0]
        usual_then = [row for row in then if row.text == usual]
        # A name without limits of time is later usage where the party bore another, limited one that day.
        limited = [row for row in then if row.kind == "former" or row.last != FAR_FUTURE]
        if usual_then or not limited:
            return usual
        first = self.lives.get(code, (FAR_PAST, FAR_FUTURE))[0]
        if on < first and on.year == first.year:
            return usual  # a day guessed from a year: the new name as well as the old
        best = min((row.text for row in limited if not row.ambiguous), key=len, default=usual)
        # "Union of Burma" is called Burma, which is what it is called today too, though not most.
        plain = [row.text for row in then if row.kind == "name" and best.endswith(f" of {row.text}")]
        return min(plain, key=len, default=best)


_PEOPLE = frozenset({"adjective", "demonym"})
_NO_NAME = frozenset({"demonym", "government-seat"})
_COMMON_NOUN = re.compile(r" (?:state|regime|[Gg]overnment|entity|kingdom|republic)$")
_PROPER = frozenset({"name", "official", "former", "translation-variant"})


def _key(text: str) -> str:
    text = text.replace("’", "'").replace("‘", "'")
    return text[4:] if text.startswith(("the ", "The ")) else text


def _words(text: str) -> frozenset[str]:
    found = re.findall(r"[^\W\d_]{4,}", text)
    return frozenset(word for word in found if word[0].isupper() and word not in _COMMON)


_COMMON = frozenset(
    ("Government", "Republic", "State", "States", "Kingdom", "Empire", "First", "Second", "Third", "People",
     "Democratic", "National")
)  # fmt: skip


def names_of(parties: Polities) -> Names:
    """The names of all polities of a registry, for finding in text."""
    rows = []
    for row in parties.names():
        if not row.code or "/" in row.code:
            continue
        when = parties.validity(row)
        first, last = _date(when.begins), _date(when.ends - 1)
        rows.append(Name(row.name, row.code, row.kind, first, last, row.ambiguous))
    known = {_key(row.text) for row in rows}
    singled: dict[str, list[GovernmentName]] = {}
    for row in tables.government_names():
        when = parties.validity(row)
        first, last = _date(when.begins), _date(when.ends - 1)
        singled.setdefault(row.name, []).append(GovernmentName(row.code, _words(row.name), first, last))
        if _key(row.name) not in known:
            rows.append(Name(row.name, parties.polity_of(row.code), row.kind, first, last))
    lives = {
        code: (polity.start.earliest, polity.end.latest if polity.end else FAR_FUTURE)
        for code, polity in parties.polities.items()
    }
    governments: dict[str, list[GovernmentName]] = {}
    for slug, held in parties.governments.items():
        until = held.end.latest if held.end else FAR_FUTURE
        governments.setdefault(held.code, []).append(
            GovernmentName(slug, _words(held.name), held.start.earliest, until)
        )
    # The tables tell namesakes apart in brackets: "Korea (Joseon)", "Vietnam (Nguyen)".
    plain = {code: polity.name.partition(" (")[0] for code, polity in parties.polities.items()}
    official = {code: polity.official_name for code, polity in parties.polities.items()}
    return Names(rows, lives, plain, governments, official, singled)


def _date(ordinal: int) -> dt.date:
    return dt.date.fromordinal(max(1, min(ordinal, FAR_FUTURE.toordinal())))


def trie(words: Iterable[str], *, after_first: str = "") -> str:
    """A regular expression that matches the longest of many words, sharing their beginnings.

    ``after_first`` is a condition that stands behind the first letter of each. A search for letters skips what is none
    of them many times faster than a search that first checks where it stands: ``(?<!\\w.)`` there does what ``\\b``
    does before the word.
    """
    root: dict[str, dict] = {}
    for word in words:
        node = root
        for letter in word:
            node = node.setdefault(letter, {})
        node[""] = {}
    if after_first:
        return (
            "(?:"
            + "|".join(f"{re.escape(letter)}{after_first}{_branch(root[letter])}" for letter in sorted(root))
            + ")"
        )
    return _branch(root)


def _branch(node: dict[str, dict]) -> str:
    ends = "" in node
    parts, single = [], []
    for letter in sorted(key for key in node if key):
        rest = _branch(node[letter])
        if rest:
            parts.append(re.escape(letter) + rest)
        else:
            single.append(re.escape(letter))
    if single:
        parts.append(single[0] if len(single) == 1 else "[" + "".join(single) + "]")
    if not parts:
        return ""
    out = parts[0] if len(parts) == 1 and not ends else "(?:" + "|".join(parts) + ")"
    return out + "?" if ends else out
