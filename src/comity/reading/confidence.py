"""How sure the grammar is of a claim: how often claims that rest on as much were right, in texts it had not seen.

What a claim rests on is how many of its parts were inferred (a side that is not said, a year taken from the heading),
whether it tells of something done or of something denied or weighed, and whether it has a day. How often claims of each
such class were right was counted on labelled paragraphs by scripts/score_reader.py, which writes confidence.toml; the
same script shows the counts, beside those of articles that nobody had opened, in docs/reference/reader.md.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

from comity.claims import Claim

__all__ = ["MOST_INFERRED", "basis", "basis_of", "confidence", "fitted"]

MOST_INFERRED = 3
"""Claims with so many inferred parts or more are one class."""

_WEIGHT = 5.0
"""Claims of the wider class that count beside those of a class, so that few of them decide nothing."""

_COUNTED = re.compile(r"(\d+) inferred: ")


def basis(inferred: int, *, asserted: bool, dated: bool) -> str:
    """The class of a claim: ``1 inferred, asserted, with a day``."""
    count = f"{MOST_INFERRED} or more" if inferred >= MOST_INFERRED else str(inferred)
    return f"{count} inferred, {'asserted' if asserted else 'not asserted'}, {'with' if dated else 'without'} a day"


def basis_of(claim: Claim) -> str:
    """The class of a claim of the grammar, from its polarity, its day and its ``why``."""
    found = _COUNTED.match(claim.why)
    return basis(int(found[1]) if found else 0, asserted=claim.polarity == "asserted", dated=claim.happened is not None)


def confidence(class_: str) -> float:
    """The share of claims of a class that is expected to be right, 0 to 1."""
    return _table()[class_]


@lru_cache(maxsize=1)
def _table() -> dict[str, float]:
    text = files("comity.reading").joinpath("confidence.toml").read_text(encoding="utf-8")
    return dict(tomllib.loads(text)["confidence"])


def fitted(counts: Mapping[str, tuple[int, int]], drop: float) -> dict[str, float]:
    """The confidence of every class.

    A class with few claims leans on those of its polarity and day, and these on all:
    p = (right + w * p_wider) / (told + w), with w = 5; then all are multiplied by ``drop``.

    Parameters
    ----------
    counts : class -> claims told, and those of them that are right, on articles that the tables were made with.
    drop   : precision on articles that were not opened, as a share of that on those that were.
    """
    told, right = (sum(row[i] for row in counts.values()) for i in (0, 1))
    every = right / told if told else 0.5
    out = {}
    for asserted in (True, False):
        for dated in (True, False):
            names = [basis(n, asserted=asserted, dated=dated) for n in range(MOST_INFERRED + 1)]
            wider = _leaning([counts.get(name, (0, 0)) for name in names], every)
            for name in names:
                out[name] = round(min(1.0, drop * _leaning([counts.get(name, (0, 0))], wider)), 2)
    return out


def _leaning(rows: list[tuple[int, int]], wider: float) -> float:
    told, right = (sum(row[i] for row in rows) for i in (0, 1))
    return (right + _WEIGHT * wider) / (told + _WEIGHT)
