"""Text without what only print and markup put there, every character with its place in the kept text."""

from __future__ import annotations

import re

__all__ = ["Plain", "plain"]

_NOISE = re.compile(
    "(?P<drop>[\u00ad\u200b-\u200f\u2060\ufeff\u202a-\u202e\u2066-\u2069]"  # soft hyphens, zero widths, directions
    r"|\[(?:\d{1,3}|[a-z]|note \d+)\](?=[\s.,;:)]|$)|[¹²³⁰⁴-⁹]+"  # footnote marks
    r"|\*{1,3}|(?<!\w)_{1,2}(?=\w)|(?<=\w)_{1,2}(?!\w))"  # emphasis of Markdown
    r"|(?P<hyphen>(?<=[a-z])-[ \t]*\r?\n[ \t]*(?=[a-z]))"  # a word broken over two lines
    r"|(?P<space>[ \t]*\r?\n[ \t]*|[ \t\u00a0\u2009\u202f]{2,})"
    "|(?P<ligature>[\ufb00-\ufb04])"
)
_SUSPECT = re.compile(
    "[\u00ad\u200b-\u200f\u2060\ufeff\u202a-\u202e\u2066-\u2069\\[¹²³⁰⁴-⁹*_\r\n\t\u00a0\u2009\u202f\ufb00-\ufb04]"
)
"""A text without any of these or two spaces has no noise: to look for characters is faster than for patterns."""
_LIGATURES = {"\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl"}


class Plain:
    """A stretch of kept text as it is read, and the way back."""

    __slots__ = ("_places", "start", "text")

    def __init__(self, text: str, start: int, places: list[int] | None) -> None:
        self.text = text
        self.start = start
        self._places = places

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of the text as read stands in the kept text."""
        if self._places is None:
            return self.start + start, self.start + end
        return self.start + self._places[start], self.start + self._places[end - 1] + 1


def plain(text: str, start: int, end: int) -> Plain:
    """``text[start:end]`` without line breaks, footnote marks, soft hyphens and markup, with ligatures undone."""
    part = text[start:end]
    if not ((_SUSPECT.search(part) or "  " in part) and _NOISE.search(part)):
        return Plain(part, start, None)
    pieces: list[str] = []
    places: list[int] = []
    last = 0
    for found in _NOISE.finditer(part):
        pieces.append(part[last : found.start()])
        places.extend(range(last, found.start()))
        if found["space"]:
            pieces.append(" ")
            places.append(found.start())
        elif found["ligature"]:
            letters = _LIGATURES[found["ligature"]]
            pieces.append(letters)
            places.extend([found.start()] * len(letters))
        last = found.end()
    pieces.append(part[last:])
    places.extend(range(last, len(part)))
    return Plain("".join(pieces), start, places)
