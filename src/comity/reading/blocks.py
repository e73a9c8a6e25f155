"""A kept text as headings, paragraphs and sentences, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sentencex import get_sentence_boundaries

__all__ = ["Block", "blocks", "sentences"]


@dataclass(frozen=True, slots=True)
class Block:
    """A heading or a paragraph: ``text[start:end]``."""

    start: int
    end: int
    heading: bool = False


_LINE = re.compile(r"[^\n\r\u2028\u2029]+")
_BLANK = re.compile(r"\n[ \t]*(?:\r?\n[ \t]*)+|\u2029")
_ENDS = re.compile(r"[.!?:;…][\"'”’)\]]*\s*$")
_YEARED = re.compile(r"(?:1[5-9]|20)\d\d(?:[-–—/]\d{2,4})?[.:]?\s*$")
_FINITE = re.compile(
    r"\b(?:was|were|is|are|had|has|came|took|began|became|broke|gave|made|sent|met|went|did|won|fell|led|cut|set|won"
    r"|withdrew|froze|sought|got|[a-z]+ed)\b"
)
_MARKUP = re.compile(r"^\s{0,3}#{1,6}\s+")
_SMALL_WORDS = frozenset(
    ("a", "an", "and", "as", "at", "between", "by", "for", "from", "in", "into", "nor", "of", "on", "or", "over", "the",
     "to", "under", "upon", "with", "de", "la", "du", "und", "von")
)  # fmt: skip
_TOPIC = re.compile(
    r"(?i:\b(?:relations|recognition|ties|missions|embassies|ambassadors|treaties|diplomacy|independence)$"
    r"|^(?:history|relations|recognition|background|foreign relations|diplomatic relations)\b)"
)
"""In a heading whose words have small letters: "Hungary-Japan relations"."""
LONGEST = 20_000
"""Characters of a paragraph that are split into sentences at one time."""

LONGEST_SENTENCE = 2_500
"""Characters of a sentence: a longer one is a table or noise, and is cut at a space."""


def is_heading(line: str) -> bool:
    """Whether a line stands over a text: short, and without a sentence's end or with capitals on its words."""
    if _MARKUP.match(line):
        return True
    line = line.strip()
    if not line or len(line) > 200 or not any(c.isalpha() for c in line):
        return False
    words = [word for word in re.findall(r"[^\W\d_][\w'’.-]*", line) if word.lower() not in _SMALL_WORDS]
    capitals = sum(word[0].isupper() for word in words)
    if _YEARED.search(line) and capitals >= 0.85 * len(words) and not _FINITE.search(line):
        return True
    if _ENDS.search(line) or len(line) >= 120:
        return False
    topic = len(words) <= 8 and line[0].isupper() and _TOPIC.search(line) and not _FINITE.search(line)
    return bool(topic) or capitals >= 0.7 * len(words)


def blocks(text: str) -> Iterator[Block]:
    """The headings and paragraphs of a text, in order.

    A blank line ends a paragraph. A single line end does where the line before is complete: a heading, or a sentence
    that stops well short of the longest line or on a line longer than any typist breaks.
    """
    at = 0
    for gap in [*_BLANK.finditer(text), None]:
        end = gap.start() if gap else len(text)
        if end > at:
            yield from _lines(text, at, end)
        at = gap.end() if gap else end


def _lines(text: str, start: int, end: int) -> Iterator[Block]:
    lines = [(m.start(), m.end()) for m in _LINE.finditer(text, start, end)]
    lines = [(a, b) for a, b in lines if text[a:b].strip()]
    if not lines:
        return
    longest = max(b - a for a, b in lines)
    begin = lines[0][0]
    for number, (a, b) in enumerate(lines):
        last = number == len(lines) - 1
        line = text[a:b] if b - a < 300 else text[b - 300 : b]
        complete = last or longest > 140 or (_ENDS.search(line) is not None and b - a < 0.8 * longest)
        alone = a == begin and b - a <= 200 and is_heading(text[a:b])
        if alone and (last or complete or not text[lines[number + 1][0]].islower()):
            yield Block(a, b, heading=True)
            begin = b if last else lines[number + 1][0]
        elif complete:
            yield Block(begin, b)
            begin = b if last else lines[number + 1][0]


_ABBREVIATIONS = (
    "U.S.", "U.K.", "U.N.", "No.", "St.", "Gen.", "Hon.", "Messrs.", "Amb.", "fmr.", "c.", "ca.", "art.", "Art.",
)  # fmt: skip
"""Words whose dot mostly ends no sentence."""
_ABBREVIATION = re.compile(rf"(?:(?<!\w)|(?<=[a-z])(?=U\.S\.))(?:{'|'.join(map(re.escape, _ABBREVIATIONS))})$")
_STARTS = re.compile(
    r"(?:The|On|In|At|When|After|Before|Following|Although|While|As|This|That|These|Those|It|He|She|They|We|However|Despite"
    r"|During|From|By|For|But|And|There|Then)\b"
)


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each sentence of a paragraph."""
    for start, end in _sentences(text):
        while end - start > LONGEST_SENTENCE:
            cut = text.rfind(" ", start + 1, start + LONGEST_SENTENCE)
            cut = start + LONGEST_SENTENCE if cut < 0 else cut + 1
            yield start, cut
            start = cut
        yield start, end


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    for base in range(0, len(text), LONGEST):
        part = text[base : base + LONGEST]
        held: tuple[int, int] | None = None
        for row in get_sentence_boundaries("en", part):
            start, end = base + row["start_index"], base + row["end_index"]
            if held is not None:
                tail = text[max(held[0], held[1] - 16) : held[1]]
                words = tail.rstrip()
                abbreviated = words.endswith(_ABBREVIATIONS) and _ABBREVIATION.search(words)
                if (abbreviated and not _STARTS.match(text, start)) or (
                    tail.endswith("U.") and text.startswith("S.", start)
                ):
                    held = (held[0], end)
                    continue
                yield held
            held = (start, end)
        if held is not None:
            yield held
