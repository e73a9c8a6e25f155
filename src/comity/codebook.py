"""The codebook: every kind of act, what it does to which tie, and what it implies."""

from __future__ import annotations

import difflib
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from comity.errors import UnknownKind

__all__ = ["LEVELS", "MODES", "POLARITIES", "Kind", "codebook", "kind"]

MODES = ("declared", "de-facto", "implied")
"""How an act was done: in words, in fact short of full recognition, or only by what another act implies."""

POLARITIES = ("asserted", "denied", "hypothetical", "conditional")
"""What the text says of the act: that it was done, that it was not, that it might be, that it would be if."""

LEVELS = ("office", "consulate", "charge", "legation", "embassy")
"""Levels of representation, lowest first; `charge` is an embassy or legation under a chargé d'affaires."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One row of the codebook; see the head of ``codebook.toml`` for what each field means."""

    name: str
    words: str
    tie: str
    effect: str
    mutual: bool = False
    repeats: bool = False
    within_days: int = 0
    implies: tuple[str, ...] = ()
    cameo: str = ""
    plover: str = ""


@lru_cache(maxsize=1)
def codebook() -> dict[str, Kind]:
    """Kinds by name, in the order of the table."""
    table = tomllib.loads(files("comity").joinpath("codebook.toml").read_text(encoding="utf-8"))
    return {name: Kind(name, **{**row, "implies": tuple(row.get("implies", ()))}) for name, row in table.items()}


def kind(name: str, *, where: str = "") -> Kind:
    """The kind of that name.

    Raises
    ------
    UnknownKind : no such kind; the hint offers the nearest.
    """
    found = codebook().get(name)
    if found is None:
        near = difflib.get_close_matches(name, codebook(), n=3) or list(codebook())
        raise UnknownKind(f"no kind of act is called {name!r}", where=where, hint=f"one of: {', '.join(near)}")
    return found
