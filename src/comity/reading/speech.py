"""Whose words they are: quoted, reported, or the document's own."""

from __future__ import annotations

import re

from comity.reading.context import PUBLISHER, Context
from comity.reading.frames import Telling
from comity.reading.lexicon import Cues, Lexicon, any_of, forms
from comity.reading.names import Resolved
from comity.reading.symbols import PARTY, Reduced, symbols

__all__ = ["Speech"]


class Speech:
    """Finds speakers by the verbs of saying of the tables."""

    def __init__(self, lexicon: Lexicon) -> None:
        verbs = [form for verb in lexicon.table["speech"]["verbs"] for form in forms(verb, lexicon.irregular)]
        said = any_of(verbs)
        self._saying = Cues(said, [*verbs, "told", "tells", "informed", "notified", "according"])
        performing = lexicon.verb(lexicon.table["speech"]["performing"])
        date = f"[{symbols('D')}]"
        self._before = re.compile(
            rf"(?P<s>{PARTY})[^;.\"]{{0,90}}?\b(?:{said}\b(?:[^;.\"]{{0,90}}?)(?:\bthat\b|,? \")"
            rf"|(?:said|says|say|claims|claimed)(?: [a-z]+ly)?(?: (?:on )?{date})?,? "
            rf"(?=(?:the )?{PARTY}|(?:formally|it) ))"
        )
        self._next = re.compile(
            rf"(?P<s>{PARTY})(?:(?:,? and |, ){PARTY})*(?: also| later| then| [a-z]+ly)? {said}\b(?: (?:on )?{date})?"
            rf"(?:,? that\b|,? \"| (?=[{symbols('X')}] ))"
        )
        self.reporting_on = re.compile(rf"\b(?!{performing}\b){said}\b(?! by)[^;.,]{{0,40}}$")
        """Ends where a date before "that" is only the day of saying so: "denied on Wednesday that"."""
        # After a verb of saying that may have another object ("recalled its envoy") only a time or a place follows.
        closing = rf"(?=[.,;\"]| ?$| (?:on|in|at|to|during|late|last|earlier|here|through)\b| {date})"
        self._after = re.compile(
            rf"[,\"] ?(?:the |an? |(?P<its>[{symbols('X')}]) )?(?P<s>[{symbols('NAHW')}])(?:, [^.;,]{{1,60}},)? "
            rf"(?:[a-z]+ )?(?:(?:told|tells|informed|notified) |{said}\b{closing})"
        )
        self.saying_on = re.compile(rf"(?:[,\"] ?[^,;.]{{0,40}}?)\b{said}\b[^.;,]{{0,60}}$")
        """Ends where a date of saying so may follow: "..., the minister said on "."""

    def speaker(self, reduced: Reduced, telling: Telling, context: Context) -> tuple[str, Resolved | None]:
        """Code or name of whoever is quoted or reported as telling it, and his party; "" for the document itself."""
        if not self._saying.may_stand(reduced.words):
            return "", None
        r, at = reduced.r, telling.verb[0]
        quoted = r.count('"', 0, at) % 2 == 1
        for found in (*self._next.finditer(r, 0, at), *self._before.finditer(r, 0, at)):
            if ";" not in r[found.end() : at] and (quoted or not found[0].endswith('"')):
                return self._called(reduced, found["s"], context)
        # The words first, the speaker after them: '"...," the minister said', '..., according to Tolo News.'
        start = max(r.find('"', at) + 1 if quoted else 0, telling.end) - 1
        for pattern in (self._after, _ACCORDING):
            if after := pattern.search(r, start):
                if after.groupdict().get("its"):
                    # "..., its foreign minister said": whoever the sentence began with.
                    for char in r:
                        symbol = reduced.symbols.get(char)
                        if symbol and symbol.letter in "NA" and symbol.party:
                            return symbol.party.code or symbol.party.name, symbol.party
                return self._called(reduced, after["s"], context)
        return "", None

    @staticmethod
    def _called(reduced: Reduced, char: str, context: Context) -> tuple[str, Resolved | None]:
        symbol = reduced.symbols[char]
        who = symbol.party or context.leader(symbol.person or symbol.text)
        if who is None and symbol.letter == "H" and symbol.host is None and context.home.why == PUBLISHER:
            who = context.home  # a party's own minister, in its own statement
        if who is not None:
            return who.code or who.name, who
        return ((symbol.person or symbol.text).strip() if symbol.letter in "HW" else ""), None


_ACCORDING = re.compile(rf"according to (?:the )?(?P<s>[{symbols('NAHW')}])")
