"""The symbols that stand for the phrases of a sentence, and the sentence that is made of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from comity.reading.names import Resolved

__all__ = ["BIT", "CHARS", "CLASSES", "PARTY", "Reduced", "Symbol", "place", "symbols"]

# Classes of symbols, 256 characters each. N a named party, A an adjective of one, C a city, D a date, O an office,
# H a person with an office, W capitalised words (a person, or a name not in the tables), V a body ("government"),
# M a mission, R relations, B bare "relations", T a treaty, K credentials, X a word that stands for another (it, he), Q
# a relative (who, which), F a form of state alone.
CLASSES = "NACDOHWVMRBTKXQF"
BIT = {letter: 1 << number for number, letter in enumerate(CLASSES)}
CHARS = {
    letter: [chr(0xE000 + 0x100 * number + index) for index in range(0x100)] for number, letter in enumerate(CLASSES)
}


@lru_cache(maxsize=128)
def symbols(letters: str) -> str:
    """The inside of a regular-expression set with every symbol of these classes."""
    return "".join(f"{CHARS[letter][0]}-{CHARS[letter][-1]}" for letter in letters)


PARTY = f"[{symbols('NAHCXQVW')}]"
"""A symbol that may be a side of an act."""


@dataclass(slots=True)
class Symbol:
    """What one symbol stands for."""

    letter: str
    start: int
    end: int
    """Where it stands, in characters of the sentence."""
    text: str
    party: Resolved | None = None
    """Whose it is: the party named, the state an officer serves, the owner of a mission."""
    host: Resolved | None = None
    """Where an officer or a mission is accredited."""
    level: str = ""
    office: str = ""
    """Class of the office: embassy, legation, consulate, office (persons sent), ruling, own."""
    person: str = ""
    edtf: str = ""
    inferred: str = ""
    own: bool = False
    """Said to be somebody's own: "its embassy", "his credentials"."""
    parties: tuple[Resolved, ...] = ()
    """Both sides where the phrase itself names them: "U.S.-Albanian relations"."""


@dataclass(slots=True)
class Reduced:
    """A sentence with symbols for its phrases."""

    text: str
    """The sentence, quotes straight."""
    r: str
    """The same with symbols."""
    symbols: dict[str, Symbol]
    low: str
    """``r`` without capitals."""
    words: frozenset[str]
    """The words of ``low``."""

    def place(self, at: int) -> int:
        """Where a place of ``r`` stands in the sentence."""
        return place(self.r, self.symbols, at)

    def standing(self, letters: str, end: int | None = None) -> Iterator[tuple[int, Symbol]]:
        """The symbols of some classes in the order of the words, each with its place in ``r``; those before ``end``."""
        for found in _any_symbol(letters).finditer(self.r, 0, len(self.r) if end is None else end):
            yield found.start(), self.symbols[found[0]]


@lru_cache(maxsize=128)
def _any_symbol(letters: str) -> re.Pattern[str]:
    return re.compile(f"[{symbols(letters)}]")


def place(r: str, known: dict[str, Symbol], at: int) -> int:
    """Where a place of a string with symbols stands in the sentence that it was made of."""
    before = at - 1
    while before >= 0 and r[before] not in known:
        before -= 1
    return at if before < 0 else known[r[before]].end + at - before - 1
