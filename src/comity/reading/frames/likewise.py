"""Acts told by the act before them alone: "Slovenia followed on 4 June", "Peru did the same", "and Chile on 3 May"."""

from __future__ import annotations

import re
from dataclasses import replace

from comity.reading.frames.subjects import PREPOSITION, SAYING, subject
from comity.reading.frames.telling import DAY, JOINED, PARTIES, Telling, begin
from comity.reading.lexicon import Lexicon, any_of, forms
from comity.reading.symbols import PARTY, Reduced, Symbol, symbols

__all__ = ["MANY", "Likewise"]

MANY = ("recognise", "withdraw-recognition", "establish-relations", "sever-relations", "suspend-relations",
        "resume-relations", "open-mission", "close-mission")  # fmt: skip
"""Acts that a text tells of several parties, each with a day of its own."""

_HOW = {
    "doing": "",
    "leading": "done",
    "delaying": "done",
    "declining": "refused",
    "refraining": "denied",
    "unwilling": "denied",
}
"""Lists of the tables, and how sure the act is that each tells."""
_SOME = f"[{symbols('NACHQ')}]"
_LIST = rf"(?P<list>{PARTY}(?:{JOINED}{PARTY})*)"
_AUX = r"(?:[a-z']+ ){0,5}?"
_ASIDE = r"(?:, (?!and\b|but\b)[^;:.]{1,90}?,)?"
_END = rf"(?= ?[.,;:)\"]| ?$| (?:too|also|either|as well|in (?:turn|kind))\b| (?:on|in|at|by|from|later|soon|shortly|that|two|three|(?:[a-z]+ )?(?:hours?|days?|weeks?|months?|years?)|after|before|when|only|and|but|until|over|with|within|through|under) | [{symbols('D')}])"
_ON = rf"[^.;:{symbols('N')}]{{0,45}}?[{symbols('D')}]"
_PRONOUN = re.compile(r" (?:it|them|its|their|itself)(?= |$)")
_SEPARATOR = r"(?:^|[;:] (?:and |while |but |then )?|, (?:and |while |but |then )?| and | while | but )"
_THEN_CAME = r"(?:then |next |there )?(?:came|followed) "
_WHICH = re.compile(rf"{_LIST}, $")
_EXCEPT = re.compile(r"\b(?:until|except(?: for)?|but|save|besides|other than|apart from) (?:the )?$")
_RELATIVE = re.compile(rf",? (?:which|who|[{symbols('Q')}]) ")
_OPENS = re.compile(r"(?:^|[;:,] |\b(?:and|but|while|when|as|that) )(?:the )?$")
"""Before a party with which a clause begins."""
_HAD = re.compile(r",? (?:which |who )?(?:also |already )?(?:had|has)(?: also| already| [a-z]+ly)? ")
_INVERTED = re.compile(
    rf"(?:^|[;,.:(] ?|\b(?:and|but) )(?P<how>[Ss]o|as|[Nn]or|[Nn]either) (?P<verb>did|had|has|have|will|would|does|do|could)(?: since| later| then| also)? (?:the )?{_LIST}"
    rf"(?= ?[.,;:)]| ?$| (?:on|in|at|by|before|after|later|until|for|and)\b| [a-z]+ (?:days?|weeks?|months?|years?)| [{symbols('D')}])"
)
""" "so did Chile two days later", "nor had Spain" """
_INVERTED_WORDS = frozenset(("so", "as", "nor", "neither"))
_DID = re.compile(
    rf"(?:\b(?:on|in) (?P<day>[{symbols('D')}])[^;]{{0,120}}?)?\b(?:did|does|would|could) (?:the )?{_LIST} (?:[a-z]+ly )?$"
)
_GAP = re.compile(
    rf"{_SEPARATOR}(?P<came>{_THEN_CAME})?(?:the )?(?P<list>{_SOME}(?:{JOINED}{_SOME})*)(?:'s?(?= ?,| on | in | [{symbols('D')}]))?{_ASIDE}"
    rf"(?:,? (?:all|both)(?: (?:two|three|four|five|six))?)?(?:,? (?:not until|only|finally|at last|then|later|again|provisionally|[a-z]+ly))?,? (?:on |in |at |by |from )?(?P<day>[{symbols('D')}])"
    rf"(?= ?[.,;:)\"]| ?$|,? and | but | while | of (?:that|the same) month| [{symbols('NAC')}](?:[.,;]| ?$|,? and ))"
)
"""A party and a day where the verb is left out."""
_HIS_TO = re.compile(
    rf"{_SEPARATOR}(?P<list>[{symbols('WHNAC')}]) [{symbols('X')}] (?:to|before) (?:the )?(?P<to>[{symbols('HWNC')}])[^.;:]{{0,30}}?(?P<day>[{symbols('D')}])"
)
""" "Chang delivered his credentials on 25 March, and Muccio his to President Rhee on 20 April" """


class Likewise:
    """Reads what the tables call doing the same, and words without any verb.

    Parameters
    ----------
    lexicon : the tables; what their part ``again`` lists is looked for after a party's name.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        table = lexicon.table["again"]
        irregular = lexicon.irregular

        def phrases(name: str) -> str:
            every = {form for plain in table[name] for form in forms(plain, irregular)}
            if name != "unwilling":
                every |= {f"were{form[3:]}" for form in every if form.startswith("was ")}
            return any_of(_PRONOUN.sub(" \0\0", form) for form in every).replace("\0\0", f"[{symbols('X')}]")

        other = rf"(?:precede|preceded|follow|followed|imitated) (?:the )?[{symbols('NAC')}](?!'s? )"
        self._same = re.compile(
            rf"{_LIST}(?P<aside>{_ASIDE})(?P<aux>,? (?:which |who )?{_AUX})(?:"
            rf"(?P<delaying>{phrases('delaying')})(?=(?: [a-z]+){{0,4}} until (?:[a-z]+ ){{0,3}}(?P<day>[{symbols('D')}]))"
            rf"|(?P<declining>{phrases('declining')}){_END}"
            rf"|(?P<refraining>{phrases('refraining')}){_END}"
            rf"|(?<=not )(?P<unwilling>{phrases('unwilling')}){_END}"
            rf"|(?P<doing>{phrases('doing')}|{other}){_END}"
            rf"|(?P<leading>{phrases('leading')})(?={_ON}))"
        )
        self._phrase = re.compile(rf"\b(?:{'|'.join(phrases(name) for name in table)}|{other})")
        recognise = next(act for act in lexicon.acts if act.kind == "recognise")
        giving = {form for plain in recognise.giving for form in forms(plain, irregular)}
        self._giving_words = frozenset(giving)
        self._giving = re.compile(
            rf"\b(?:{'|'.join(sorted(giving, key=len, reverse=True))}) (?:[{symbols('X')}](?!'s?| [a-z]+ion\b)|the (?:latter|former|same)|this|that(?! [a-z{symbols('NACHXVWRM')}])|likewise)(?=[ .,;]|$)"
        )
        first = {form.split(" ")[0] for name in table for plain in table[name] for form in forms(plain, irregular)}
        self._first = frozenset(first)
        common = {"be", "is", "was", "been", "being", "have", "has", "had", "having", "make", "makes", "made", "making"}
        self._hint = re.compile(
            rf"\b{any_of(first - common)}\b|\b(?:was|were|been|is) (?:a |the |among )?(?:first|second|third|next|last|quick)|\b(?:have|had|has) none\b|\bma(?:d|k)e (?:the|no)\b"
        )

    def hints(self, text: str, begin: int, end: int) -> bool:
        """Whether a stretch of text may tell something by what was told before."""
        return self._hint.search(text, begin, end) is not None

    def tellings(self, reduced: Reduced, told: list[Telling]) -> list[Telling]:
        """What a sentence tells by the act before, which stands in it or in a sentence before."""
        r, symbol = reduced.r, reduced.symbols
        may = not self._first.isdisjoint(reduced.words) and self._hint.search(r) and self._phrase.search(r)
        out = self._doing(r, symbol, told) if may else []
        out += _inverted(r, symbol, told) if not _INVERTED_WORDS.isdisjoint(reduced.words) else []
        out += self._granted(r, [*told, *out]) if not self._giving_words.isdisjoint(reduced.words) else []
        out += _gapped(r, symbol, [*told, *out])
        return out

    def _granted(self, r: str, told: list[Telling]) -> list[Telling]:
        """ "the Soviet Union granted the latter", "did Washington extend it": the recognition last told of."""
        out: list[Telling] = []
        for found in self._giving.finditer(r):
            start = begin(r, found.start())
            turned = _DID.search(r, 0, found.start())
            who = PARTIES.findall(turned["list"]) if turned else subject(r, start)
            if who and not any(t.verb[0] <= found.start() < t.verb[1] for t in told):
                out.append(
                    Telling(
                        "recognise",
                        start,
                        found.end(),
                        found.span(),
                        sender=who,
                        again=True,
                        said="done",
                        day=(turned and turned["day"]) or "",
                    )
                )
        return out

    def _doing(self, r: str, symbol: dict[str, Symbol], told: list[Telling]) -> list[Telling]:
        out: list[Telling] = []
        for found in self._same.finditer(r):
            chars = PARTIES.findall(found["list"])
            before = r[: found.start("list")]
            said_so = symbol[chars[0]].letter == "X" and SAYING.search(before)
            named = all(symbol[char].letter in "NACQHW" for char in chars)
            if any(symbol[char].letter == "W" for char in chars) and " and " in found["aux"]:
                continue  # "Arrests and expulsions followed"
            if _TO_ELSE.match(r, found.end()):
                continue  # "was the first to restore relations"
            if not (said_so or named) or PREPOSITION.search(before):
                continue
            relative = symbol[chars[-1]].letter == "Q" or _RELATIVE.match(found["aux"])
            if relative and not any(t.verb[1] <= found.start() for t in told):
                continue  # "Honduras follows Panama, which did so in 2017": not what another sentence told
            inner = _OPENS.search(before) is None
            if inner:
                # "has not recognised Donetsk and will not do so": its object.
                chars = [char for char in chars if not any(char in t.receiver for t in told)]
                if not chars:
                    continue
            had = _HAD.fullmatch(found["aux"])
            here = [
                t
                for t in told
                if t.verb[1] <= found.start()
                and t.kind
                and not t.both
                and all(symbol[c].letter == "V" for c in t.sender)
            ]
            if here and (whose := _WHICH.search(before) if relative else None):
                chars, before = PARTIES.findall(whose["list"]), before[: whose.start()]
            if here and found["doing"] and _EXCEPT.search(before):
                # "No member of the League recognised it until Peru did so"
                model = max(here, key=lambda t: t.verb)
                again = replace(model, start=found.start("list"), end=found.end("doing"), verb=found.span("doing"))
                out.append(replace(again, sender=chars, said="done"))
                continue
            how = next(name for name in _HOW if found[name])
            if found[how].startswith("join") and _INTO_ONE.match(r, found.end()):
                continue  # "Sikkim and Bhutan joined in one state": not what was told before
            if _A_NOUN.search(r, 0, found.start(how)):
                continue  # "by an act approved in 1862"
            out.append(
                Telling(
                    "", found.start("list"), found.end(how), found.span(how),
                    sender=chars, again=True, said=_HOW[how] or ("done" if had else ""), day=found["day"] or "", inner=inner,
                )
            )  # fmt: skip
        return out


_A_NOUN = re.compile(r"\b(?:an?|the|this|that|any|by) $")
_INTO_ONE = re.compile(r" (?:(?:in|into|to form) )?(?:an?|one|the|forming|single)\b")
_TO_ELSE = re.compile(r" to (?!do\b|take\b|make\b|follow\b|act\b|join\b)[a-z]")


def _inverted(r: str, symbol: dict[str, Symbol], told: list[Telling]) -> list[Telling]:
    """ "so did Chile", "as had Peru", "nor did Finland" """
    out: list[Telling] = []
    for found in _INVERTED.finditer(r):
        chars = PARTIES.findall(found["list"])
        if found["how"] == "as" and not any(t.verb[1] <= found.start() for t in told):
            continue  # "he did it on 3 May, as did Peru": what its own sentence tells, or nothing
        if all(symbol[char].letter in "NACH" for char in chars):
            denied = found["how"].lower() in ("nor", "neither")
            done = found["verb"] in ("did", "had", "has", "have")
            span = found.span("verb")
            out.append(
                Telling(
                    "", found.start("how"), found.end("list"), span,
                    sender=chars, again=True, said="denied" if denied else "done" if done else "",
                )
            )  # fmt: skip
    return out


def _gapped(r: str, symbol: dict[str, Symbol], told: list[Telling]) -> list[Telling]:
    """Parties with a day, and no verb of their own."""
    out: list[Telling] = []
    taken = {char for t in told for char in (*t.sender, *t.receiver, *t.both)}
    if DAY.search(r) is None:
        return out
    handed = any(t.kind == "present-credentials" for t in told)
    for found in _HIS_TO.finditer(r) if handed else ():
        before = [t for t in told if t.kind == "present-credentials" and t.verb[1] <= found.start()]
        if before:
            span = found.span("list")
            out.append(
                Telling(
                    "present-credentials", span[0], found.end(), span, [found["list"]], [found["to"]],
                    thing=before[-1].thing, day=found["day"],
                )
            )  # fmt: skip
    at = 0
    while (gap := _GAP.search(r, at)) is not None:
        found, at = gap, gap.end("list")
        chars = PARTIES.findall(found["list"])
        before = [t for t in (*told, *out) if t.verb[1] <= found.start("list")]
        if taken & set(chars) or (before and not found["came"] and not _by_subject(r, symbol, before, found)):
            continue
        if not before and not (found.start("list") == 0 or found["came"]):
            continue
        if any(symbol[char].letter == "H" and symbol[char].party is None for char in chars):
            continue
        span = found.span("list")
        said = "done" if before and before[-1].said else ""
        out.append(Telling("", span[0], found.end(), span, chars, again=True, said=said, day=found["day"]))
    return out


def _by_subject(r: str, symbol: dict[str, Symbol], before: list[Telling], found: re.Match[str]) -> bool:
    """Whether a party beside a day does what was told before, rather than has it done to it."""
    model = max(before, key=lambda t: t.verb)
    if model.again:
        return True
    if model.kind not in MANY or model.voice not in ("active", "noun", "begins") or not model.sender:
        return False
    if r.startswith(("'s ", "'s,"), found.end("list")):
        return True  # "Ireland's recognition came in January, Iceland's in December"
    if DAY.search(r, model.verb[0], found.start("list")) is None:
        return False  # the day is not that of a further act
    named = {symbol[char].letter for char in PARTIES.findall(found["list"])}
    objects = {symbol[char].letter for char in model.receiver}
    if not objects or objects <= {"X", "V", "W"}:
        return True
    return named <= {"C"} and "C" not in objects and symbol[model.sender[0]].letter == "C"
