"""A sentence reduced: its parties, persons, missions, treaties and dates each become one symbol.

The reader's rules see "<N> established <R> with <N> on <D>" where the text has "The Government of the Kingdom of the
Two Sicilies established full diplomatic relations with the United States on January 25, 1832". Every symbol is one
character of a private-use block, so that rules are plain regular expressions; it remembers the characters it stands
for, and from them every span is counted back to the kept text.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from functools import lru_cache, partial

from comity.reading import appositions
from comity.reading.dates import DATE, Calendar
from comity.reading.lexicon import Lexicon, lowered, words_of
from comity.reading.names import Names, Resolved, trie
from comity.reading.symbols import BIT, CHARS, CLASSES, Reduced, Symbol, place, symbols

__all__ = ["Phrases", "straight"]

_STRAIGHT: dict[int, str] = str.maketrans({
    "’": "'", "‘": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "\u00a0": " ", "\u2009": " ", "\u202f": " ",
    "\n": " ", "\r": " ", "\t": " ", "\u2028": " ", "\u2029": " ", "\x0b": " ", "\x0c": " ", "\x85": " ",
} | dict.fromkeys(range(57344, 63744), " "))  # fmt: skip


_ODD = re.compile("[" + "".join(re.escape(chr(code)) for code in _STRAIGHT if code < 0xE000) + "\ue000-\uf8ff]")


def straight(text: str) -> str:
    """The text with quotes made straight and line ends made spaces; every character keeps its place."""
    for odd in set(_ODD.findall(text)):
        text = text.replace(odd, _STRAIGHT[ord(odd)])
    return text


class Phrases:
    """Reduces sentences, with the names and tables it is given."""

    def __init__(self, names: Names, words: Lexicon) -> None:
        self.names = names
        self.words = words.words
        self.compounds: dict[str, str] = words.table["compounds"]
        # A seat that stands for its government alone ("the Taliban") is a name; "the Quai d'Orsay" is a place.
        self.letters = {
            name: "N" if kinds == {"government-seat"} and name in names.singled else _letter(kinds)
            for name, kinds in names.kinds_of.items()
        }
        lexical = set(self.words) | set(names.by_text)
        small = {word for word in lexical if word[0].islower()}
        no_name = trie(_SMALL.split("|"))
        offices = [
            word
            for word, (class_, _) in self.words.items()
            if class_ in ("office", "mission", "treaty", "body") and word[0].isupper()
        ]
        forms = [word for word, (class_, _) in self.words.items() if class_ == "form"]
        self._scan = re.compile(
            rf"(?<!\w(?!U\.S\.))(?<![^\Wa-z])(?!{_NEVER_BEGIN})(?:"  # also "theU.S.", as print and OCR run it together
            rf"(?<![$£€])(?:{DATE})"
            rf"|(?P<lex>(?![A-Z]){trie(small)}|{trie(lexical - small)})(?!\w|(?<=[A-Z])\.[A-Z])"
            rf"|(?P<cap>(?=[A-ZÀ-ÞĀ-Ž])(?!{no_name}\b)(?:(?:[A-Z]\.)+(?:[A-Z](?![\w.]))?|[A-ZÀ-ÞĀ-Ž][\w-]*(?:'(?!s\b)[\w-]*)*(?:(?<=\b[JS]r)\.|(?<=[DM]r)\.|(?<=\bMs)\.|(?<=\bMrs)\.|(?<=\bAmb)\.|(?<=\bHon)\.)?)"
            rf"(?:,? (?:(?:de|la|von|van|der|den|del|della|y|e|al|bin|ibn|dei|du|le|el|dos|da|di|zu) |(?:al|el|an|as|ash|at|ad|ar|ul|ud)-(?=[A-Z]))*"
            rf"(?:(?!U\.[SKN])(?:[A-Z]\.)+|(?!(?:{no_name}|{trie(offices)})\b|{trie(forms)} of )(?<!, )[A-ZÀ-ÞĀ-Ž][\w-]*(?:'(?!s\b)[\w-]*)*(?:(?<=\b[JSMD]r)\.|(?<=\bMrs)\.|(?<=\bMs)\.)?)"
            r"|, [JS]r\.)*)"
            rf"|(?P<pro>(?:[Tt]hose (?:two |three |four )?|[Tt]he (?:two|three|four|five|six|newly independent) )(?:new |young |breakaway |separatist |rebel |self-proclaimed |former |independent |Baltic |Soviet |Yugoslav |Georgian )*(?:states|countries|nations|governments|republics|regions|entities|territories|kingdoms|provinces)(?= [a-z]|[.,;:]|$)|[Tt]he (?:latter|former)(?= [a-z]+ed)|[Ii]t|[Tt]hey|[Hh]e|[Ss]he|who|which|[Ii]ts|(?:[Tt]heir|[Hh]is|[Hh]er)(?! (?:{_STYLES}|(?:[A-Z]\w+ )?(?:[a-z]+ )?counterparts?\b))|him|them|[Ww]e|[Oo]ur|us|[Mm]y|I(?= (?:[a-z]+ly |also |now |today )*[a-z])"
            r"|(?:[Tt]he )?(?:[Bb]oth|[Tt]wo) (?:countries|nations|governments|states|sides|parties|states' governments"
            r"|Governments|republics|entities|peoples|powers|kingdoms))\b(?!'))"
        )

    def reduce(
        self,
        text: str,
        calendar: Calendar,
        near: frozenset[str],
        on: dt.date | None,
        person: Callable[[str], tuple[Resolved | None, Resolved | None, str] | None],
    ) -> Reduced:
        """The sentence with symbols.

        Parameters
        ----------
        text     : the sentence, as ``straight`` leaves it.
        calendar : resolves its dates, and remembers them.
        near     : codes of the parties that the document speaks of; they decide between namesakes.
        on       : a day near to what is told, for names that change with time; None where there is none.
        person   : what is known of a person by name: party served, party accredited to, class of office.
        """
        out = _Reduction(self, text, calendar, near, on, person)
        return out.run()


_STYLES = "(?:Royal |Serene |Imperial |Most )*(?:Excellenc(?:y|ies)|Majest(?:y|ies)|Highness(?:es)?|Holiness|Eminence|Grace|Honou?r)\\b"
"""After "His", "Her": styles of those who receive and send, which belong to nobody else."""

_NEVER_BEGIN = (
    r"(?:a(?:nd|s|re|lso)|of|was|were|had|ha(?:s|ve)|be(?:en|came)?|is|by|with|when|not|but|or|would|did|until|did|under|upon"
    r"|into|against|about)\b"
)
"""Small words with which no phrase begins: passed over at once, they are four words in ten."""

_SMALL = (
    "Far|Contrary|The|On|In|At|When|After|Before|Following|Although|Though|While|As|A|An|This|That|These|Those|It|He|She|They|We|I|His"
    "|Her|Its|Their|Our|My|However|Despite|Since|During|From|By|With|For|To|And|But|Or|Nor|If|Upon|Until|Under|Prior|Both"
    "|There|Then|Thus|Therefore|Because|Previously|Earlier|Later|Once|Over|Through|Between|Among|Full|Diplomatic|Official"
    "|Formal|Normal|Relations|Recognition|First|Second|Third|Also|Not|No|Only|Such|Some|Several|Many|Most|All|One|Two|Three"
    "|Of|Soon|Shortly|Subsequently|Meanwhile|Instead|Moreover|Furthermore|Additionally|Negotiated|Concluded|Signed|Citing"
    "|Independent|Newly|Establishment|Presentation|Signature|Signing|Recall|Closure|Inauguration|Nothing|Resumption|Restoration|Reestablishment|Re-establishment|Today|Yesterday|Yet|So|Even|What|Who|Which|Where|Why|How|Mutual|Given|Having|Being|Talks|Efforts|Another"
    "|Other|Each|Every|Unfortunately|Eventually|Finally|Initially|Throughout|Within|Without|Against|Along|Consular|Joint"
    "|Trade|Commercial|Close|Bilateral|Friendly|Neither|Either|Apart|Except|Besides|Unlike|Alongside|Amid|According|Like|Together|Again|Still|Just|Nearly|Barring|Excluding|Had|Plans|Proposals|Attempts|Negotiations|Calls|Requests|Moves|Steps|Pressure|Refusal|Failure|Reports|Rumours|Rumors|Should|Were|Was|Did|American|Great|Acting|Former|New|Old|Here|Now|Next|Last|Same|Beginning|Ruled|Colonized|Settled|Effective|Pursuant|Previous|Presidency|Throne|Independence|Whether|War with|War on|War upon|War against|War between|War was|War had|U.S|U.K|U.N"
)

_ADJ = (
    r"(?:\b(?:new|[a-z]+ly|newly|de facto|de jure|provisional|central|federal|revolutionary|royal|imperial|national|democratic|communist"
    r"|socialist|interim|transitional|former|own|current|first|then|present|existing|legitimate|conservative|liberal|military"
    r"|independent|constitutional|rival|exiled|insurgent|rebel|republican|nationalist|unified|local|last|high|top|senior"
    r"|legal|sole|First|New|Provisional|Central|Federal|Revolutionary|Royal|Imperial|National|Democratic|Socialist"
    r"|Communist|Military|Constitutional|foreign|diplomatic|recognized|recognised|established|formed|elected|led) ){0,3}"
)


class _Reduction:
    """One sentence on its way to symbols: a scan for words, then phrases built of them, smaller ones first."""

    def __init__(self, phrases, text, calendar, near, on, person) -> None:  # type: ignore[no-untyped-def]
        self.names: Names = phrases.names
        self.words: dict[str, tuple[str, str]] = phrases.words
        self.letters: dict[str, str] = phrases.letters
        self.compounds: dict[str, str] = phrases.compounds
        self.on = on
        if year := _ANY_YEAR.search(text):
            # Names are those of the time that the sentence speaks of.
            self.on = _middle(year[0])
        self.scan: re.Pattern[str] = phrases._scan
        self.text: str = text
        self.calendar: Calendar = calendar
        self.near = near
        self.person = person
        self.symbols: dict[str, Symbol] = {}
        self.count = dict.fromkeys(CLASSES, 0)
        self.have = 0
        """The classes that the sentence has, as bits."""

    def new(self, letter: str, start: int, end: int, **said: object) -> str:
        """A fresh symbol; "" where a sentence has more than 256 of a class."""
        number = self.count[letter]
        if number > 0xFF:
            return ""
        self.count[letter] = number + 1
        self.have |= BIT[letter]
        char = CHARS[letter][number]
        self.symbols[char] = Symbol(letter, start, end, self.text[start:end], **said)  # type: ignore[arg-type]
        return char

    def run(self) -> Reduced:
        r = self.scan.sub(self._word, self.text)
        r = self._built(r, _NAMES)
        if any(cue in self.text for cue in appositions.CUES):
            r = self._built(r, _BESIDE)
        r = self._built(r, _PHRASES)
        low = lowered(r)
        return Reduced(self.text, r, self.symbols, low, words_of(low))

    def _built(self, r: str, steps: tuple[_Step, ...]) -> str:
        """The string after some rules, each over what the ones before it built."""
        for first, second, core, pattern, build in steps:
            # Most rules cannot match for want of a class, and are passed over without a look at the text.
            if self.have & first and self.have & second and (core is None or core.search(r)):
                r = pattern.sub(partial(build, self), r)
        return r

    def span(self, r: str, start: int, end: int) -> tuple[int, int]:
        """The characters of the sentence that a stretch of the string with symbols stands for."""
        opens = self.symbols.get(r[start])
        return opens.start if opens else place(r, self.symbols, start), place(r, self.symbols, end)

    def resolve(self, text: str) -> Resolved:
        return self.names.resolve(text, self.on, self.near)

    def _word(self, found: re.Match[str]) -> str:
        """The symbol of a match of the scan; its own text where it is none."""
        return self._symbol(found) or found[0]

    def _symbol(self, found: re.Match[str]) -> str:
        start, end = found.span()
        word, what = found[0], found.lastgroup
        if what == "lex":
            if word in self.letters:
                if self.text.startswith("-", end) and appositions.QUALIFIES.match(self.text, end):
                    return ""  # "Kremlin-backed"
                return self._party(word, start, end)
            class_ = self.words[word]
            if class_[0] == "treaty" and word.lower().startswith("declaration") and _NO_TREATY.match(self.text, end):
                return ""
            letter = _LETTERS[class_[0]]
            return self.new(letter, start, end, level=class_[1], office=class_[1] if letter == "O" else "")
        if what == "cap":
            if word.endswith("Revolution"):
                return ""  # "the Islamic Revolution": no name of anybody
            if word.startswith("Mr. ") and word[4:] in self.letters:
                return self._party(word[4:], start, end)  # "Mr. Guaidó", whose name singles out a government
            known = self.person(word)
            if known:
                return self.new("H", start, end, party=known[0], host=known[1], office=known[2], person=word)
            return self.new("W", start, end, person=word)
        if what == "pro":
            return self.new("Q" if word in ("who", "which") else "X", start, end)
        edtf, inferred = self.calendar.resolve(found)
        return self.new("D", start, end, edtf=edtf, inferred=inferred)

    def _party(self, word: str, start: int, end: int) -> str:
        who, letter = self.resolve(word), self.letters[word]
        if letter == "N" and "capital" in self.names.kinds_of[word]:
            letter = "C" if not who.code or self.names.is_place(word, self.on) else "N"
        return self.new(letter, start, end, party=None if letter == "C" and not who.code else who)


def _letter(kinds: frozenset[str]) -> str:
    """The class of symbol for a name of these kinds."""
    if kinds <= {"capital", "government-seat"}:
        return "C"
    return "A" if kinds & {"adjective", "demonym"} and not kinds & {"name", "official", "former"} else "N"


@lru_cache(maxsize=1024)
def _middle(year: str) -> dt.date:
    return dt.date(int(year), 7, 1)


_NO_TREATY = re.compile(r" of (?:[a-z]+ )?(?:war|[Ii]ndependence|sovereignty)\b")
"""A declaration of war or of independence is no treaty."""

_LETTERS = {
    "relations": "R", "bare": "B", "credentials": "K", "mission": "M", "office": "O", "body": "V", "treaty": "T", "form": "F",
}  # fmt: skip

_N, _A, _C, _D, _O, _H, _W, _V, _M, _R, _B, _T, _K, _X, _F = (f"[{symbols(letter)}]" for letter in "NACDOHWVMRBTKXF")
_NA = f"[{symbols('NA')}]"


def _merge(letter: str, pick: Callable[[_Reduction, re.Match[str]], dict | None]) -> Callable:
    """A rule's builder: what stands in place of a match. One symbol over all of it, with what ``pick`` says of it; the
    text as it is where that is None."""

    def build(self: _Reduction, found: re.Match[str]) -> str:
        said = pick(self, found)
        if said is None:
            return found[0]
        start, end = self.span(found.string, *found.span())
        return self.new(letter, start, end, **said) or found[0]

    return build


def _keep(self: _Reduction, found: re.Match[str]) -> str:
    """The symbol, over itself and what stands in brackets after it."""
    symbol = self.symbols[found["n"]]
    if any(inner in self.symbols and self.symbols[inner].letter == "D" for inner in found[0]):
        return found[0]
    symbol.end = self.span(found.string, *found.span())[1]
    if symbol.letter == "W":
        inside = [held.party for char in found[0] if (held := self.symbols.get(char)) and held.letter == "N"]
        symbol.party = inside[0] if len(inside) == 1 else None  # "John Smith (Peru)"
    return found["n"]


def _city(self: _Reduction, found: re.Match[str]) -> dict | None:
    country = self.symbols[found["n"]].party
    capital = self.symbols[found[0][0]].party
    if capital and country and capital.code and country.code and capital.code != country.code:
        return None  # "In Paris, Germany and Spain signed"
    if _TWO_THERE.match(found.string, found.end()) and _AT_HEAD.search(found.string, 0, found.start()):
        return None  # "On 5 May, in New York, Ghana and Latvia signed"
    return {"party": country}


_TWO_THERE = re.compile(rf",? and (?:the )?[{symbols('NA')}] ")
_AT_HEAD = re.compile(rf"(?:^|[{symbols('D')}],? )(?:[Ii]n|[Aa]t) $")


def _form_of(self: _Reduction, found: re.Match[str]) -> dict | None:
    """ "Federation of Central American States", "Republic of the Orange Free State": named in full."""
    inner = self.symbols[found["n"]]
    start, end = self.span(found.string, *found.span())
    full = self.text[start:end].removeprefix("the ").removeprefix("The ")
    whole = self.resolve(full)
    if whole.code:
        return {"party": whole}
    if inner.party and inner.party.code and inner.letter != "C":
        code = inner.party.code
        return {"party": Resolved(code, self.names.called(code, self.on), inner.party.why)}
    return {"party": Resolved("", full, "not in the table of names")}


def _halves(self: _Reduction, found: re.Match[str]) -> dict | None:
    """ "East and West German": two parties that share the second word."""
    half, other = self.symbols[found["w"]].text, self.symbols[found["n"]]
    word = other.text.partition(" ")[2]
    if half not in ("East", "West", "North", "South") or not word or other.party is None:
        return None
    who = self.resolve(f"{half} {word}")
    return {"parties": (who, other.party)} if who.code else None


def _in_full(self: _Reduction, found: re.Match[str]) -> dict | None:
    start, end = self.span(found.string, found.start("f"), found.end())
    return {"party": Resolved("", self.text[start:end], "not in the table of names")}


def _whole(self: _Reduction, found: re.Match[str]) -> dict | None:
    start, end = self.span(found.string, *found.span())
    return {"person": self.text[start:end]}


def _form_after(self: _Reduction, found: re.Match[str]) -> dict | None:
    start, end = self.span(found.string, *found.span())
    full = self.text[start:end].removeprefix("the ").removeprefix("The ")
    whole = self.resolve(full)
    return {"party": whole if whole.code else self.symbols[found["n"]].party}


def _body(self: _Reduction, found: re.Match[str]) -> dict | None:
    return {"party": self.symbols[found["n"]].party}


def _bodies_in(self: _Reduction, found: re.Match[str]) -> dict | None:
    """ "the regimes in Argentina and in Peru", but not "the court in Peru" or "the people in Chile"."""
    if not _RULES.fullmatch(self.symbols[found["v"]].text):
        return None
    first = self.symbols[found["n"]].party
    if found["m"] and first and (second := self.symbols[found["m"]].party):
        return {"party": first, "parties": (first, second)}
    return {"party": first}


_RULES = re.compile(r"(?i)(?:[a-z]+ )?(?:governments?|regimes?|juntas?|administrations?)")


def _majestys(self: _Reduction, found: re.Match[str]) -> dict | None:
    """ "His Majesty's Government in New Zealand": that of New Zealand."""
    return _body(self, found) if "Majesty's" in self.symbols[found["v"]].text else None


def _body_of_person(self: _Reduction, found: re.Match[str]) -> dict | None:
    """ "the Carranza government": a government, of whatever country the text is about."""
    if any(symbol.text.lower() == "commission" for symbol in map(self.symbols.get, found[0]) if symbol):
        return None  # that of an envoy
    whose, body = self.symbols.get(found[0].removeprefix("the ")[0]), self.symbols[found[0][-1]]
    if whose is not None and whose.letter == "W" and _ASSEMBLY.search(body.text.lower()):
        return {"party": Resolved("", whose.text, "not in the table of names")}  # "Catalonia's parliament"
    return {"party": None}


def _assembly(self: _Reduction, found: re.Match[str]) -> dict | None:
    """ "Iceland's parliament Althingi": its name after the word for it."""
    house = self.symbols[found["n"]]
    return {"party": house.party} if _HOUSE.search(house.text) and house.party else None


_HOUSE = re.compile(r"(?i)(?:parliament|assembly|legislature|senate|congress|diet|council)$")
_ASSEMBLY = re.compile(r"parliament|assembly|legislature|people$|settlers|delegates")


def _office(self: _Reduction, found: re.Match[str]) -> dict | None:
    groups = found.groupdict()
    owner = self.symbols[groups["a"]].party if groups.get("a") else None
    office = self.symbols[found["o"][0]]
    host = None
    away = ""
    sent = office.office not in ("ruling", "own")
    for preposition, char in _PLACES.findall(groups.get("pp") or ""):
        party = self.symbols[char].party
        if preposition in ("of", "from", "for") or (not sent and preposition not in ("to", "near", "Near")):
            if (preposition != "at" and preposition != "in") or not sent:
                away = preposition if preposition == "from" and owner is None else away
                if preposition == "from" and owner is not None and sent and groups.get("a"):
                    host = host or party  # "Denmark's ambassador from Tehran", who is called home
                owner = owner or party
        elif sent:
            host = host or party
    level = office.level if sent else ""
    if owner is None and "nunci" in office.text.lower():
        owner = self.resolve("Holy See")
    return {"party": owner, "host": host, "office": office.office, "level": level, "inferred": away}


_INITIALS = re.compile(r"(?:[A-Z]\.){2,}[A-Z]?|HRH|HH|HE|HM|HSH")
_ANY_YEAR = re.compile(r"(?:1[6-9]|20)\d\d\b(?<!\w\d{4})")
_PLACES = re.compile(
    rf"(?:^|\W)(to|in|at|for|[Nn]ear|of|from) (?:[Tt]he |his |her )?(?:[\w-]+ ){{0,2}}?([{symbols('NCWAH')}])"
)


def _person_office(self: _Reduction, found: re.Match[str]) -> dict | None:
    """A name beside an office: one person."""
    held = self.symbols[found["h"]]
    name = self.symbols[found["w"]].person
    if _INITIALS.fullmatch(name):
        return None  # "the first Ambassador, H.R.H. Prince Ali"
    known = self.person(name)
    party, host, office = held.party, held.host, held.office
    if known and party is None:
        party, host = known[0], host or known[1]
    return {"party": party, "host": host, "office": office, "level": held.level, "person": name}


def _styled(self: _Reduction, found: re.Match[str]) -> dict | None:
    held = self.symbols[found["h"]]
    if not _STYLE.match(self.symbols[found["s"]].text):
        return None
    return {"party": held.party, "host": held.host, "office": held.office, "level": held.level, "person": held.person}


def _crown(self: _Reduction, found: re.Match[str]) -> dict | None:
    """ "Her Majesty's Ambassador": the style is that of Britain's envoys."""
    held = self.symbols[found["h"]]
    if held.party or held.office in ("ruling", "own") or not self.symbols[found["s"]].text.endswith("Majesty"):
        return None
    return {
        "party": self.resolve("United Kingdom"), "host": held.host, "office": held.office, "level": held.level,
        "person": held.person,
    }  # fmt: skip


def _of_country(self: _Reduction, found: re.Match[str]) -> dict | None:
    held = self.symbols[found["h"]]
    if held.party is not None or not held.person or held.office == "own":
        return None
    party = self.symbols[found["n"]].party
    return {"party": party, "host": held.host, "office": held.office, "level": held.level, "person": held.person}


def _envoys(self: _Reduction, found: re.Match[str]) -> dict | None:
    """Envoys of several countries, but not a president and a country."""
    held = self.symbols[found["h"]]
    if held.party is None or held.host or not _SEVERAL.search(held.text) or held.office in ("ruling", "own"):
        return None
    if held.inferred == "from" and _CALLED_BACK.search(found.string, 0, found.start()):
        return None  # "recalled its ambassadors from Peru, Chile and Cuba"
    more = [self.symbols[char].party for char in found["more"] if char in self.symbols]
    parties = (held.party, *(party for party in more if party))
    host = self.symbols[found["host"]].party if found["host"] else None
    return {"party": held.party, "host": host, "office": held.office, "level": held.level, "parties": parties}


_STYLE = re.compile(_STYLES)
_SEVERAL = re.compile(
    r"(?i)\b(?:ambassadors|envoys|ministers|nuncios|commissioners|representatives|consuls|charg[ée]s|diplomats|heads|chiefs|plenipotentiaries|agents)\b"
)
_CALLED_BACK = re.compile(r"\b(?:recall|withdr|expel|its|their)[^.;,]{0,40}$")


def _of_capital(self: _Reduction, found: re.Match[str]) -> dict | None:
    party = self.symbols[found["n"]].party
    return {"party": party} if party and party.code else None


def _mission(self: _Reduction, found: re.Match[str]) -> dict | None:
    groups = found.groupdict()
    owner = self.symbols[groups["a"]].party if groups.get("a") else None
    held = self.symbols[found["m"]]
    host = None
    city = self.symbols[groups["c"]].party if groups.get("c") else None
    for preposition, char in _PLACES.findall(groups.get("pp") or ""):
        symbol = self.symbols[char]
        if preposition == "of" and owner is None and symbol.letter == "N":
            owner = symbol.party
        elif preposition != "from" or host is None:
            # A country is surer than a city, and the last word is the widest: "at Riga, in Latvia".
            host = symbol.party if symbol.party and (host is None or symbol.letter == "N") else host
    if groups.get("b") and (before := self.symbols[groups["b"]].party):
        # "its Lima embassy" stands there; "Moscow embassy in Kabul" is Moscow's.
        owner, host = (owner or before, host) if host else (owner, before)
    if groups.get("own") and owner and (host is None or not host.code):
        owner, host = None, owner  # "its Israel embassy in Jerusalem"
    return {
        "party": owner, "host": host or city, "level": held.level, "own": bool(groups.get("own")),
    }  # fmt: skip


def _relations(self: _Reduction, found: re.Match[str]) -> dict | None:
    sides = tuple(
        self.symbols[char].party or Resolved("", self.symbols[char].text)
        for char in found["pair"]
        if char in self.symbols
    )
    return {"parties": sides}


def _plain(self: _Reduction, found: re.Match[str]) -> dict | None:
    return {"own": bool(found.groupdict().get("own"))}


def _levelled(self: _Reduction, found: re.Match[str]) -> dict | None:
    level = self.symbols[found["m"]].text
    return _plain(self, found) if level.endswith(("level", "rank", "status")) else None


def _seat(self: _Reduction, found: re.Match[str]) -> dict | None:
    """ "the US State Department": a seat of its government, no city of it."""
    party, seat = self.symbols[found["n"]].party, self.symbols[found["c"]]
    named = seat.party is not None and party is not None and seat.party.code == party.code
    return {"party": party} if named and _MINISTRY.search(seat.text) else None


_MINISTRY = re.compile(r"(?i)\b(?:department|ministry|office|house|palace)\b")


def _treaty(self: _Reduction, found: re.Match[str]) -> dict | None:
    first = self.symbols.get(found[0][0])
    half, _, other = first.text.partition("-") if first and first.letter == "W" else ("", "", "")
    if half in self.compounds and other in self.letters:
        sides = self.resolve(self.compounds[half]), self.resolve(other)
        return {"parties": sides} if sides[0].code and sides[1].code else {}  # "the Anglo-American Convention"
    return {}


def _as_name(self: _Reduction, found: re.Match[str]) -> dict | None:
    return {"party": self.symbols[found["n"]].party}


_PP = rf"(?P<pp>(?:,? (?:accredited )?(?:to|in|at|for|[Nn]ear|of|from) (?:[Tt]he |his |her )?(?:new |then |{_V} of (?:the )?)?(?:(?:{_C}|{_W}), {_N}(?=[ ,.])|{_N}|{_C}|{_W}|{_A}(?! {_O})))*)"
_TITLES = (
    "the", "a", "an", "his", "its", "their", "new", "former", "first", "current", "last", "special", "papal", "acting",
    "General", "Chevalier", "Count", "newly appointed", "newly-appointed", "newly named", "newly accredited", "newly arrived",
    "her", "incoming", "outgoing", "non-resident", "resident", "next",
)  # fmt: skip
_TITLE = rf"(?:(?:{trie(_TITLES)} |[Tt]hen-|then |(?<=the )(?:newly )?(?:appointed|accredited|designated) )*)"
_TITLE_BEGINS = "".join(sorted({title[0] for title in _TITLES} | set("tTnad")))


def _rules(rules: tuple[appositions.Rule, ...]) -> list[tuple[tuple[str, str, str], str, Callable]]:
    def seen(pick: Callable) -> Callable[[_Reduction, re.Match[str]], dict | None]:
        return lambda reduction, found: pick(reduction.symbols, found)

    return [(need, pattern, _merge(letter, seen(pick))) for need, pattern, letter, pick in rules]


def _bits(letters: str) -> int:
    return sum(BIT[letter] for letter in letters)


_Step = tuple[int, int, "re.Pattern[str] | None", "re.Pattern[str]", Callable]
"""What no match can be without (classes, then a pattern that is soon found or missed), the pattern, what it builds."""


def _steps(*rules: tuple[tuple[str, str, str], str, Callable]) -> tuple[_Step, ...]:
    return tuple(
        (
            _bits(first or CLASSES), _bits(second or first or CLASSES), re.compile(core) if core else None,
            re.compile(pattern), build,
        )
        for (first, second, core), pattern, build in rules
    )  # fmt: skip


_NAMES = _steps(
    # the German Democratic Republic (GDR, commonly known as East Germany)
    (("NACW", "", r" \("), rf"(?P<n>[{symbols('NACW')}])(?:'s)? \((?!\d)[^()]{{1,160}}\)", _keep),
    # Riga, Latvia; Washington, D.C. is one name already; not "of Chile - Juan Rojas, Peru - Ana Ruiz"
    (
        ("CW", "N", ""),
        rf"(?<!the )(?<![{symbols('NA')}] )(?<! [-–—] )[{symbols('CW')}], (?P<n>{_N})(?=[ ,.;)]|$)",
        _merge("C", _city),
    ),
    # the German Protectorate over Bohemia and Moravia: no part of Germany's name
    (
        ("F", "W", ""),
        rf"(?:{_NA} )?(?P<f>{_F}) (?:of|over) (?P<n>{_W} and {_W})",
        _merge("N", _in_full),
    ),
    # Republic of the Orange Free State; Federation of Central American States
    (
        ("F", "NAW", ""),
        rf"(?:Independent )?{_F} of (?:the )?(?P<n>[{symbols('NAW')}])(?: {_F})?",
        _merge("N", _form_of),
    ),
    (("NA", "F", ""), rf"(?P<n>{_NA}) {_F}", _merge("N", _form_after)),
    # the African Union, the Hashemite Kingdom: names in no table
    (("W", "F", ""), rf"{_W} {_F}(?! of)", _merge("W", _whole)),
    # East and West German Governments; North and South Korea
    (
        ("W", "NA", " and "),
        rf"(?P<w>{_W}) and (?P<n>{_NA})(?: {_ADJ}{_V})?",
        _merge("N", _halves),
    ),
    # U.S. Department of State: both are the United States
    (("A", "N", ""), rf"(?P<n>{_A}) {_N}", _merge("N", _as_name)),
    (("A", "C", ""), rf"(?P<n>{_A}) (?P<c>{_C})", _merge("N", _seat)),
    (("NA", "V", ""), rf"(?:the )?(?P<n>{_NA})(?:'s?)? {_ADJ}{_V}(?! of {_NA})", _merge("N", _body)),
    (
        ("NA", "V", rf"{_V} of "),
        rf"(?:the )?{_ADJ}{_V} of (?:the |an? )?(?:[a-z]+ )?(?P<n>{_NA})(?! {_O})",
        _merge("N", _body),
    ),
    (("V", "N", ""), rf"{_V} in (?:the )?(?P<n>{_N})(?= declared| proclaimed)", _merge("N", _body)),
    # Iceland's parliament Althingi
    (
        ("N", "W", ""),
        rf"(?P<n>{_N}),? (?:the )?{_W}(?=,? (?:[a-z]+ly )?(?:recogni|vot|adopt|declar|proclaim|approv|ratif|pass|decid))",
        _merge("N", _assembly),
    ),
    # the new regimes in Argentina and in Peru; His Majesty's Government in New Zealand
    (
        ("V", "N", f"{_V} in "),
        rf"(?:the )?{_ADJ}(?P<v>{_V}) in (?:the )?(?P<n>{_N})(?: and in (?:the )?(?P<m>{_N}))?(?![-'])",
        _merge("N", _bodies_in),
    ),
    (
        ("NC", "N", f"[{symbols('NC')}] in "),
        rf"(?P<v>[{symbols('NC')}]) in (?:the )?(?:{_F} of )?(?P<n>{_N})(?![-'])",
        _merge("N", _majestys),
    ),
    # the new government in Lisbon
    (
        ("V", "C", rf"{_V} (?:in|at) "),
        rf"(?<=the )(?:new |military |interim )?{_V} (?:in|at) (?P<n>{_C})",
        _merge("N", _of_capital),
    ),
)
_BESIDE = _steps(*_rules(appositions.PARTIES + appositions.UNNAMED))
_PHRASES = _steps(
    *_rules(appositions.ENVOYS),
    # offices, then persons beside them
    (
        ("O", "", ""),
        rf"(?<![A-Za-z])(?=[{symbols('NAO')}{_TITLE_BEGINS}]){_TITLE}(?:(?P<a>{_NA})(?:'s?|-(?:appointed|named|designated|nominated|backed))? {_ADJ}{_TITLE})?(?P<o>{_O}(?:(?:,? and |, ){_O})*)(?:[- ]designate|-elect)?{_PP}",
        _merge("H", _office),
    ),
    *_rules(appositions.PERSONS),
    (("H", "W", ""), rf"(?P<h>{_H}),? (?P<w>{_W})(?: \([^)]*\))?", _merge("H", _person_office)),
    (
        ("H", "W", ""),
        rf"(?P<w>{_W})(?: \([^)]*\))?, (?:the )?(?P<h>{_H})(?=[,.;) ]|$)",
        _merge("H", _person_office),
    ),
    # His Majesty King Harald V; His Excellency the President
    (
        ("HW", "H", rf"(?:His|Her|heir) [{symbols('HW')}]"),
        rf"(?:His|Her|Their) (?P<s>[{symbols('HW')}]),? (?:the )?(?P<h>{_H})(?!')",
        _merge("H", _styled),
    ),
    # Her Majesty's Ambassador to Peru
    (("H", "", f"(?:Her|His) {_H}'s"), rf"(?:Her|His) (?P<s>{_H})'s (?P<h>{_H})", _merge("H", _crown)),
    # Ambassador John Smith of Peru; King Harald V of Norway
    (("H", "N", f"{_H} of "), rf"(?P<h>{_H}) of (?:the )?(?P<n>{_N})", _merge("H", _of_country)),
    # the ambassadors of Peru, Chile and Cuba
    (
        ("H", "N", f"{_H}(?:,? and |, )"),
        rf"(?P<h>{_H})(?P<more>(?:, (?:of )?(?:[Tt]he )?{_N})*,? and (?:of )?(?:[Tt]he )?{_N})(?: (?:accredited )?to (?:the )?(?P<host>{_N}|{_C}))?(?!'s? )",
        _merge("H", _envoys),
    ),
    # the Carranza government; the government of President Estrada; Juarez's government
    (("WH", "V", ""), rf"(?:the )?[{symbols('WH')}](?:'s?)? {_ADJ}{_V}", _merge("N", _body_of_person)),
    (
        ("WH", "V", rf"{_V} of "),
        rf"(?:the )?{_ADJ}{_V} of (?:the )?[{symbols('WH')}]",
        _merge("N", _body_of_person),
    ),
    # treaties by name: Convention of Amity, Commerce, and Navigation; Claims Convention
    (
        ("T", "", ""),
        rf"(?:[{symbols('WC')}] (?=(?P<t>{_T})))?{_T}(?:(?:, {_W})+,? and {_W}(?= [a-z]|, (?:was |were )?(?:signed|concluded|negotiated|ratified|made) ))?(?: (?:of|on|for|concerning|relating to) (?:the )?{_W}(?:(?:, and |,? and |, |-| of | to | with ){_W})*)?",
        _merge("T", _treaty),
    ),
    # relations at the level of ambassadors; diplomatic relations at embassy level
    (
        ("RB", "MOH", r" level\b"),
        rf"(?P<r>[{symbols('RB')}]) (?:at|on) (?:the |an? )?(?:full )?(?:[{symbols('MOH')}] level|level of [{symbols('MOH')}])(?! of)",
        _merge("R", _plain),
    ),
    (
        ("RB", "M", ""),
        rf"(?P<r>[{symbols('RB')}]) (?:at|on) (?:the |an? )?(?:full )?(?P<m>{_M})(?! {_M}| in | at )",
        _merge("R", _levelled),
    ),
    # missions and relations
    (
        ("M", "", ""),
        rf"(?<![A-Za-z])(?=[{symbols('XNACM')}fntsiprodch0-9])"  # where it may begin at all
        rf"(?P<own>{_X} (?:respective )?)?(?:(?P<a>{_NA})(?:'s?)? )?(?:(?P<b>{_C}) )?"
        rf"(?:(?:first|new|third|second|fourth|informal|permanent|resident|non-resident|oldest|official|diplomatic|consular|former|full|honorary|own|\d+(?:st|nd|rd|th)|separate|temporary|full-fledged|fully-fledged|full-scale) )*(?P<m>{_M})"
        rf"(?: (?P<c>[{symbols('CW')}]))?{_PP}",
        _merge("M", _mission),
    ),
    (
        ("NA", "T", rf"{_NA}[-–—/]{_NA}"),
        rf"(?P<pair>{_NA}[-–—/]{_NA}) (?:[A-Za-z]+ ){{0,3}}(?P<t>{_T})",
        _merge("T", _relations),
    ),
    (
        ("NA", "RB", rf"{_NA}[-–—/ ]{_NA}"),
        rf"(?P<pair>{_NA}[-–—/ ]{_NA}) (?P<r>[{symbols('RB')}])",
        _merge("R", _relations),
    ),
    (("F", "", ""), rf"(?<=[Tt]he )(?P<f>{_F})(?! of)", _merge("X", _treaty)),
    (
        ("R", "", f"[lre] {_R}"),
        rf"(?:full |formal |normal |official |regular |complete )+(?P<r>{_R})",
        _merge("R", _plain),
    ),
)
